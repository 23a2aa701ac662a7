"""The account of a draft: what became of each passage. Nothing is lost in silence: the sums must agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from clausecheck.importing.blocks import HEADING, CannotImport
from clausecheck.importing.figures import PLACEHOLDER, SOFT, has_figure
from clausecheck.importing.outline import DraftPassage
from clausecheck.importing.readings import DraftReading
from clausecheck.quick import dataclass

TYPED, TEXT, IGNORED, UNREAD = "typed", "kept as text", "ignored", "not read"
FATES = (UNREAD, TYPED, TEXT, IGNORED)


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one passage, and why."""

    passage: DraftPassage
    fate: str
    why: str = ""


_PROMISES = re.compile(
    r"\b(?:respon[ds]\w*|resol\w+|restor\w+|acknowledg\w*|up[- ]?time|availab\w+|credits?|"
    r"refund\w*|notice|notif\w+|terminat\w*|cancel\w*|renew\w*|term|backups?|retention|"
    r"retain\w*|"
    r"retained|recover\w*|rpo|rto|maintenance|downtime|hours|support|pay\w*|invoice\w*|fees?|"
    r"interest|liabilit\w*|cap|report\w*|escalat\w+|priority|severity|deliver\w*|within|sla)\b",
    re.I,
)


_SIGNED = re.compile(
    r"^\W*(?:by|name|title|date|place|witness|signature|signed|print(?:ed)? name|name and "
    r"title|authori[sz]ed signature)\b[^.]{0,40}?"
    r"(?:_{3,}|\{[a-z_]+\}|:?\s*\|)",
    re.I,
)


def account(passages: Sequence[DraftPassage], readings: Iterable[DraftReading]) -> list[Entry]:
    """What became of each passage, in order. Raises `CannotImport` where the sums do not agree, which would be a defect."""
    by = {passage.at: reading for reading in readings for passage in reading.passages}
    made = [_entry(passage, by.get(passage.at)) for passage in passages]
    counts = Counter(one.fate for one in made)
    typed = set(by)
    if sum(counts.values()) != len(passages) or not typed <= {
        one.passage.at for one in made if one.fate == TYPED
    }:
        raise CannotImport(
            "the account of its passages does not agree; nothing is written (this is a defect of clausecheck)"
        )
    return made


def _entry(passage: DraftPassage, reading: DraftReading | None) -> Entry:
    if reading is not None:
        return Entry(
            passage, TYPED, reading.pattern if reading.clause else f"{reading.pattern}: promises nothing"
        )
    if passage.ignored:
        return Entry(passage, IGNORED, passage.ignored)
    if passage.kind == HEADING and not has_figure(passage.text):
        return Entry(passage, IGNORED, "a heading")
    if _SIGNED.match(passage.text):
        return Entry(passage, IGNORED, "a place to sign")
    if not re.search(r"\w", passage.text):
        return Entry(passage, IGNORED, "no words")
    if SOFT.search(passage.text) and has_figure(passage.text):
        return Entry(passage, TEXT, "words that promise nothing")
    if has_figure(passage.text) and _PROMISES.search(f"{passage.text} {' '.join(passage.context[-2:])}"):
        return Entry(passage, UNREAD, "a figure that no pattern reads with certainty")
    if PLACEHOLDER.search(passage.text):
        return Entry(passage, UNREAD, "a blank")
    return Entry(passage, TEXT, "words without a figure")
