"""Clauses with a blank for each figure that is only an example: `within 4 hours` becomes `within tbd`."""

from __future__ import annotations

import functools

from clausecheck.language import values as v
from clausecheck.rules.proposals import read

#: What only the parties can settle.
_FIGURES = (v.Duration, v.Percentage, v.Money, v.Size, v.Count, v.Number, v.Multiple, v.Date)
_BLANK = "tbd"


def blanked(text: str) -> str:
    """The lines of an edit with `tbd` for their figures, where the clause can be read so."""
    return "".join(_line(line) for line in text.splitlines(keepends=True))


@functools.lru_cache(maxsize=4096)
def _line(line: str) -> str:
    clause = line.strip()
    if not clause or clause == "}":
        return line
    proposal = read(clause)
    if len(proposal.nodes) != 1 or proposal.behind:
        return line
    made = clause
    values = sorted((value for _, value in proposal.nodes[0].contents()), key=lambda value: -value.span.start)
    for value in values:
        figures = [inner for inner in value.walk() if isinstance(inner, _FIGURES)]
        if not figures:
            continue
        # Text behind the value has changed already, text before it has not: its own place is still right.
        for one in sorted((value, *figures), key=lambda one: one.span.start - one.span.end):
            tried = made[: one.span.start] + _BLANK + made[one.span.end :]
            if read(tried).whole:
                made = tried
                break
    return line.replace(clause, made)
