"""What a mutant means, decided by brute force and without any analysis of clausecheck.

Only the reader is shared with what is judged: the tree of an agreement and its values. Everything else is worked out here once
more, in the dullest way that is right (`docs/language.md` says what the words mean): hours are marked on a grid of cells, with
`zoneinfo` and `holidays` alone; every ticket of the term is walked, on each cell and just after it; credit tables are read
figure by figure, in steps of 0.001%; priorities case by case; backup runs one by one; notices as dates.

A judge looks at one subject and gives the problems that it sees, each with the rules of which one must speak. It raises
`CannotSay` where it meets what it does not understand.
"""
