"""Figures in texts: a number that a text states and that the clause it talks about states otherwise.

A text is read only where it is clear which clause it is about: `text for termination` is about that block, a sentence with a
reference in braces about what the reference names, a title about its own block. A figure counts as different when the sentence
names what it is about (notice, cure, response …), the clause has a value of that kind, and none of them can be the same. Texts
are cut into words once, from left to right, so that the time grows with their length and with nothing else."""
