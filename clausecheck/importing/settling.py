"""Settling a draft: saying that what was not read is only text, so that what is missing from the agreement counts as
missing."""

from __future__ import annotations

import re

from clausecheck.importing.assemble import EXTRACT, NOT_READ, SETTLED
from clausecheck.quick import dataclass

_KIND = re.compile(rf"^(\s*)kind extract[ \t]*# {re.escape(EXTRACT)} (\w+)[ \t]*$", re.MULTILINE)
_OPEN = re.compile(rf"^{re.escape(NOT_READ)}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft whose unread text is settled: its `text`, how many texts were settled now, and what kind of document it is;
    both are
    nothing where it was settled before."""

    text: str
    count: int = 0
    kind: str = ""


def settled(text: str) -> Settled:
    """`text` with everything settled."""
    kind = _KIND.search(text)
    made, count = _OPEN.subn(SETTLED, text)
    return Settled(_KIND.sub(r"\1kind \2", made), count, kind[2] if kind else "")
