"""The block model: what the three readers make of a draft, and all that recognisers see of it."""

from __future__ import annotations

import re
from dataclasses import field

from clausecheck.invisible import honest, unseen
from clausecheck.quick import dataclass

MAX_BLOCKS = 60_000
"""A draft of more blocks than this is refused: four times the longest agreement of 500 pages."""
MAX_CELLS = 100_000
"""The cells of all tables of a draft together."""
MAX_TEXT = 200_000
"""The characters of one block."""

MAX_TAGS = 600_000
"""The tags of a web page: a table of the most cells, and as much again. Each costs memory before it is known what it holds."""
MAX_ATTRIBUTES = 4_000
"""The attributes of one element of a web page: what reads the page compares each with all the others."""
MAX_ELEMENTS = 4_000_000
"""The tags of a part of a Word file: a page of Word takes some thousands."""
MAX_LINES = 150_000
"""The lines of a Markdown file: a blank one behind each of the most paragraphs, and some more."""
MAX_MARKS = 200_000
"""The marks of emphasis, code and links in a Markdown file, each of which may belong to any other."""

PARAGRAPH, HEADING, ITEM, TABLE, CODE = "paragraph", "heading", "item", "table", "code"
FOOTNOTE, COMMENT, ASIDE = "footnote", "comment", "aside"


class CannotImport(ValueError):
    """The draft cannot be read, or must not be; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """One piece of a draft. `text` is what it says, on lines as the draft breaks them; of a table it is empty, and `rows` hold
    its cells, merged ones repeated in each place that they cover, the first `head` rows being its head. `number` is its number
    in the draft (`4.2(a)`), `level` the depth of a heading (from 1) or an item (from 0), `lead` its beginning in bold. `ignored`
    says why it is no part of the agreement, and is empty for all that is. `anchors` are bookmarks and ids that stand in it, and
    `element` is where it stands in its file: the number of the paragraph in a Word file's body, else -1; `notes` what the
    footnotes say to which
    it refers."""

    kind: str
    text: str = ""
    level: int = 0
    number: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    head: int = 0
    lead: str = ""
    ignored: str = ""
    anchors: tuple[str, ...] = ()
    element: int = -1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read of a file: its `form` (`docx`, `html`, `markdown`), its blocks in order, `remarks` about what was left
    aside,
    and comments as (who, words)."""

    name: str
    form: str
    blocks: tuple[DraftBlock, ...]
    remarks: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()


_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BREAKS = re.compile(r" *[\n\r\v\f\u0085]+ *")
_DROPPED = frozenset("\u00ad\u200b\u2060\ufeff")
"""Characters that only say where a line may break."""


def tidy(text: str) -> str:
    """Text with single spaces and line ends; what no reader can see is shown as its number (`[U+202E]`)."""
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        ""
        if char in _DROPPED
        else f"[U+{ord(char):04X}]"
        if char != "\n" and unseen(char) and not honest(text, at)
        else char
        for at, char in enumerate(text)
    )


@dataclass(slots=True)
class Limits:
    """How much a reader has taken so far. Raises `CannotImport` where it is too much."""

    blocks: int = 0
    cells: int = 0
    _told: bool = field(default=False, repr=False)

    def block(self, text: str = "") -> None:
        """Count a block."""
        self.blocks += 1
        if self.blocks > MAX_BLOCKS:
            raise CannotImport(f"it has more than {MAX_BLOCKS:,} paragraphs; that is the limit")
        if len(text) > MAX_TEXT:
            raise CannotImport(f"one paragraph has {len(text):,} characters; the limit is {MAX_TEXT:,}")

    def cell(self, count: int = 1) -> None:
        """Count cells of a table, as many as they cover."""
        self.cells += count
        if self.cells > MAX_CELLS:
            raise CannotImport(f"its tables have more than {MAX_CELLS:,} cells; that is the limit")
