"""Two texts of an agreement as a unified difference, for people: without anything that a terminal obeys."""

from __future__ import annotations

import difflib

from clausecheck.cli.common import visible
from clausecheck.source import LINE_END


def difference(before: str, after: str, name: str, also: str = "") -> list[str]:
    """The lines that change, without line ends; `also` is said behind the name of the new text."""
    old, new = (LINE_END.split(text) for text in (before, after))
    shown, anew = visible(name), visible(name) + (f" ({also})" if also else "")
    found = list(difflib.unified_diff(old, new, shown, anew, lineterm="", n=2))
    if not found:
        found = [f"--- {shown}", f"+++ {anew}", "@@ only line ends, or the encoding @@"]
    return ["\t".join(map(visible, line.split("\t"))) for line in found]
