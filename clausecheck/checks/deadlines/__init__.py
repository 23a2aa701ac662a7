"""Deadlines that contradict one another, or that no ticket can meet: decided for every ticket of the term.

Every question is put to the functions of `clausecheck.agreement.due`, whose docstring says why looking at breakpoints and
at one week of each kind is enough. What is found comes with a ticket that shows it; what is not comes with a proof. Two
targets are compared only where one ticket can meet both, which the names in their scopes say, so that the work grows with
the number of such pairs.
"""
