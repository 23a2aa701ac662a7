"""An agreement as contract prose: what `clausecheck render` writes.

`compose` makes one document model (`document`) from an agreement; the writers (`markdown`, `html`, `docx`, `pdf`) know nothing
of the language. How a value is said is in `values`, how a part of a clause is in `parts`, and the sentence of each kind of
clause in `sentences`, one module for each module of the tree.
"""
