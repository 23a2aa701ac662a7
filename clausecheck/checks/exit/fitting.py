"""The next notice, term or renewal with which a notice can be given in time: tried on the agreement as it reads then."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clausecheck.agreement.mending import mend, put, read_after
from clausecheck.agreement.semantics import Semantics
from clausecheck.context import Context
from clausecheck.finding import Mend
from clausecheck.language import values as v

#: What is usual, the nearest to a long notice first.
NOTICES = ("180 days", "120 days", "90 days", "60 days", "45 days", "30 days", "14 days", "7 days", "3 days")
#: What is usual for terms and renewals, the nearest to a short one first.
TERMS = (
    "1 month",
    "2 months",
    "3 months",
    "6 months",
    "12 months",
    "18 months",
    "24 months",
    "36 months",
    "60 months",
)
_LONGEST = 200_000
"""The most characters of an agreement that is read again for each length that is tried."""


def fitting(
    context: Context,
    value: v.Value | None,
    lengths: Iterable[str],
    say: str,
    fits: Callable[[Semantics], bool],
) -> Mend | None:
    """The first of the lengths in the place of a value that fits, as a mend; `None` where none does, or where the text is too
    long to be read so many times. `{length}` in the sentence stands for it."""
    if value is None or len(context.agreement.source.text) > _LONGEST:
        return None
    for length in lengths:
        made = mend(context.agreement, say.replace("{length}", length), put(context.agreement, value, length))
        if fits(Semantics(read_after(context.agreement, made), context.semantics.as_of)):
            return made
    return None
