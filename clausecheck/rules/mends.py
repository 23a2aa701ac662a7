"""The mends of a finding: each of its helps that says what to write, as edits, with what they change.

Where a check has given the edits, they are taken; where a help proposes clauses, `clausecheck.rules.placing` finds where they go;
and a text that cannot be read carries the edits of the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Edit, Finding, Mend
from clausecheck.rules.placing import Unplaceable, placed
from clausecheck.rules.proposals import code_parts
from clausecheck.source import Source

#: Findings of the reader whose edits guess where something ends or belongs; another reading is as good.
_GUESSED = frozenset({"unclosed-string", "stray-brace", "missing-brace", "missing-word"})
#: A part of a help that names who gains by it.
_FAVOURS = re.compile(r"\bfavours the (?:customer|provider|supplier)\b")


def mends_of(drafted: Finding, helps: Iterable[str], agreement: Agreement) -> tuple[Mend, ...]:
    """The ways to mend a finding, in the order of its helps; none where the text cannot be read as a whole, but for the
    edits of the reader."""
    if drafted.edits:
        text = drafted.help[0] if drafted.help else "mend it"
        because = "another reading is as good" if drafted.name in _GUESSED else ""
        return (Mend(text, drafted.edits, not because, because),)
    if agreement.problems:
        return ()
    given = {mend.text: mend for mend in drafted.mends}
    found = [given.get(text) or _placed(drafted, text, agreement) for text in helps]
    return tuple(_judged(mend, agreement) for mend in found if mend is not None and mend.edits)


def _placed(drafted: Finding, text: str, agreement: Agreement) -> Mend | None:
    try:
        return Mend(text, placed(agreement, drafted, text))
    except Unplaceable:
        return None


def _judged(mend: Mend, agreement: Agreement) -> Mend:
    """A mend with what is not safe about it."""
    if mend.safe or mend.because:
        return mend
    return replace(mend, because=what_it_changes(mend, agreement.source))


def what_it_changes(mend: Mend, source: Source) -> str:
    """What a mend changes of what the parties have agreed, in a few words."""
    favours = _FAVOURS.search(mend.text)
    said = [favours.group()] if favours else []
    if only_adds(mend.edits, source):
        said.append("adds a promise that nobody has made yet")
        words = re.sub(r'"[^"]*"', "", "".join(code for code, is_code in code_parts(mend.text) if is_code))
        if re.search(r"(?<![\w-])\d", words):
            said.append("its figures are examples")
    else:
        said.append("changes what is agreed")
    return ", and ".join(said)


def only_adds(edits: Iterable[Edit], source: Source) -> bool:
    """Whether edits take nothing away but blank."""
    return not any(source.slice(edit.span).strip() for edit in edits)
