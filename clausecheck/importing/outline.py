"""A draft as passages: sentences, list items and rows of tables, each with its number and with the headings above it.

Passages are what recognisers read and what the account counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field, replace
from itertools import pairwise

from clausecheck.importing.blocks import CODE, FOOTNOTE, HEADING, ITEM, PARAGRAPH, TABLE, Draft, DraftBlock
from clausecheck.importing.figures import has_figure
from clausecheck.quick import dataclass

_OWN_NUMBER = re.compile(
    r"^(?:(?:section|article|clause|schedule|appendix|exhibit|annex|part)\s+(?=[\dA-Z]))?"
    r"(\d{1,3}(?:\.\d{1,3}){1,5}(?:\([a-z0-9]{1,4}\))?|\d{1,2}(?=[.):]\s)|[A-Z](?=[.)]\s)|"
    r"\([a-z]{1,4}\)|\(\d{1,2}\)|[A-Z]\.\d{1,2}(?:\.\d{1,2})*)"
    r"[.):]?\s+(?=\S)"
    r"|^(?:section|article|clause|schedule|appendix|exhibit|annex|"
    r"part)\s+(\d{1,2}(?:\.\d{1,2})*|[A-Z])\s*[.:–—-]\s*",
    re.I,
)
_UNFIT = re.compile(r"[^\w.()/-]")
_SHORT = re.compile(
    r"\b(?:e\.g|i\.e|etc|approx|max|min|no|nos|inc|ltd|co|corp|a\.m|p\.m|vs|st|mr|ms|dr|u\.s|"
    r"u\.k|llc|fig|sec|cl|art)\.$",
    re.I,
)
_END = re.compile(r"[.!?;](?:[”\"’')\]]+)?\s+(?=[“\"‘'(\[]*[A-Z0-9])|\n+")
_LABEL = re.compile(r"^(?P<label>[^:.;!?\n]{1,70}?)\s*(?::|\s[–—-]\s)\s*(?=\S)")
RUN_IN_WORDS = 9


@dataclass(frozen=True, slots=True)
class DraftPassage:
    """One sentence, item or row. `block` and `row` say where it stands (from 1; `row` 0 outside tables), `part` which sentence of
    the block it is, and `section` the nearest heading; `number` is the number of its clause, its own or the nearest above;
    `context` the headings, leads and items above it, the outermost first; `label` what stands before its colon; `cells` a row
    of a table; `notes` what the footnotes of its block say."""

    at: int
    block: int
    kind: str
    text: str
    number: str = ""
    context: tuple[str, ...] = ()
    label: str = ""
    row: int = 0
    part: int = 0
    cells: tuple[str, ...] = ()
    ignored: str = ""
    section: str = ""
    notes: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text behind its label."""
        match = _LABEL.match(self.text) if self.label else None
        return self.text[match.end() :] if match else self.text

    @property
    def above(self) -> tuple[str, ...]:
        """The headings and leads above it, without its own label."""
        return (
            self.context[:-1]
            if self.label and self.context and self.context[-1].rstrip(": ") == self.label
            else self.context
        )

    @property
    def place(self) -> str:
        """Where it stands, for people: the number of its clause, else its block."""
        where = self.number or f"block {self.block}"
        return f"{where}, row {self.row}" if self.row else where


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table: its head, its rows as passages, and what stands above it."""

    block: int
    head: tuple[str, ...]
    rows: tuple[DraftPassage, ...]
    number: str
    context: tuple[str, ...]


@dataclass(slots=True)
class Outline:
    """All passages of a draft in order, and its tables."""

    draft: Draft
    passages: list[DraftPassage] = field(default_factory=list)
    grids: list[DraftTable] = field(default_factory=list)
    title: str = ""

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(one.text for one in self.passages if not one.ignored)


def own_number(text: str) -> tuple[str, str]:
    """The number at the beginning of a text, and the text behind it."""
    match = _OWN_NUMBER.match(text)
    if match is None:
        return "", text
    return match[1] or match[2], text[match.end() :]


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text."""
    start = 0
    for match in _END.finditer(text):
        if _SHORT.search(text[start : match.start() + 1]) or re.search(
            r"\b\d\.$", text[start : match.start() + 1]
        ):
            continue
        piece = text[start : match.end()].strip()
        if piece:
            yield piece
        start = match.end()
    rest = text[start:].strip()
    if rest:
        yield rest


def outline(draft: Draft) -> Outline:
    """A draft as passages."""
    return _Outliner(draft).made()


class _Outliner:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.result = Outline(draft)
        self.heads: list[tuple[int, str, str]] = []
        self.items: list[tuple[int, str, str]] = []
        self.lead = ""
        self.sub = ""
        self.latest = ""

    def made(self) -> Outline:
        for at, block in enumerate(self.draft.blocks, 1):
            self._block(at, block)
        return self.result

    def _add(self, passage: DraftPassage) -> DraftPassage:
        passage = replace(passage, at=len(self.result.passages), section=self._section())
        self.result.passages.append(passage)
        return passage

    def _block(self, at: int, block: DraftBlock) -> None:
        if block.ignored:
            self._add(DraftPassage(0, at, block.kind, block.text or _flat(block), ignored=block.ignored))
            return
        if block.kind == TABLE:
            self._table(at, block)
            return
        number, text = block.number, block.text
        if block.kind not in (CODE, FOOTNOTE):
            told, behind = own_number(text)
            if told:
                number = (
                    _below(self._number(), told) if told.startswith("(") and not number else number or told
                )
                text = behind
        number = _UNFIT.sub("", number)
        if number:
            self.latest = number
        if block.kind == HEADING and _is_title(text):
            self._heading(at, block.level, number, text)
        elif block.kind == PARAGRAPH and block.number and _is_numbered_title(text):
            self._heading(at, block.level + 1, number, text)
        elif block.kind in (PARAGRAPH, CODE) and _is_pseudo(text, block.lead):
            self._subheading(at, number, text, block)
        else:
            self._prose(at, block, number, text)

    def _heading(self, at: int, level: int, number: str, text: str) -> None:
        self.heads = [one for one in self.heads if one[0] < level]
        if not self.result.title and not self.heads:
            self.result.title = text
        self.heads.append((level, number, text))
        self.latest = number
        self.items, self.lead, self.sub = [], "", ""
        self._add(DraftPassage(0, at, HEADING, text, number or self._number(), self._context()[:-1]))

    def _subheading(self, at: int, number: str, text: str, block: DraftBlock) -> None:
        if block.kind == CODE:
            self.lead = text.rstrip(":")
        else:
            self.sub, self.lead = text.rstrip(":"), ""
        self.items = []
        self._add(DraftPassage(0, at, HEADING, text, number or self._number(), self._context()[:-1]))

    def _prose(self, at: int, block: DraftBlock, number: str, text: str) -> None:
        run_in = _run_in(text, block)
        if block.kind == HEADING:
            self.heads = [one for one in self.heads if one[0] < block.level]
            self.heads.append((block.level, number, run_in))
            if text.endswith(":"):
                self.heads.append((block.level, number, text))
            self.items, self.lead, self.sub = [], "", ""
        level = block.level if block.kind == ITEM else -1
        self.items = [one for one in self.items if one[0] < level] if block.kind == ITEM else []
        if block.kind == ITEM and number and number.isdigit() and self._number():
            number = f"{self._number()}({number})" if not self._number().endswith(")") else ""
        context = self._context()
        context = (*context, run_in) if run_in and block.kind != HEADING else context
        mine = number or self._number()
        kind = PARAGRAPH if block.kind == HEADING else block.kind
        for part, sentence in enumerate(sentences(text)):
            if run_in and not part and sentence.rstrip(".: ") == run_in:
                self._add(DraftPassage(0, at, HEADING, sentence, mine, context[:-1], ignored="a heading"))
                continue
            label = _LABEL.match(sentence)
            said = label["label"] if label else ""
            self._add(DraftPassage(0, at, kind, sentence, mine, context, said, part=part, notes=block.notes))
        if block.kind == ITEM:
            self.items.append((level, number, text))
        elif text.rstrip().endswith(":"):
            self.lead = text
        elif block.kind != CODE:
            self.lead = ""

    def _table(self, at: int, block: DraftBlock) -> None:
        rows = [row for row in block.rows if any(row)]
        head = block.head or _rows_of_head(rows)
        context, number = self._context(), self._number()
        made: list[DraftPassage] = []
        names = tuple(" ".join(dict.fromkeys(filter(None, column))) for column in _columns(rows[:head]))
        for place, row in enumerate(rows, 1):
            passage = DraftPassage(
                0,
                at,
                TABLE,
                " | ".join(dict.fromkeys(row)),
                number,
                context,
                row=place,
                cells=row,
                ignored="" if place > head else "the head of a table",
                notes=block.notes,
            )
            passage = self._add(passage)
            if place > head:
                made.append(passage)
        self.result.grids.append(DraftTable(at, names, tuple(made), number, context))

    def _number(self) -> str:
        for _, number, _ in reversed(self.items):
            if number:
                return number
        return self.latest or next((number for _, number, _ in reversed(self.heads) if number), "")

    def _section(self) -> str:
        return self.sub or next((text for _, _, text in reversed(self.heads) if text), "")

    def _context(self) -> tuple[str, ...]:
        above = [text for _, _, text in self.heads if text]
        return (*above, *filter(None, (self.sub, self.lead)), *(text for _, _, text in self.items))


def _flat(block: DraftBlock) -> str:
    return " | ".join(" | ".join(dict.fromkeys(row)) for row in block.rows)


def _below(above: str, number: str) -> str:
    return f"{re.sub(r'(?:[(][a-z0-9]+[)])+$', '', above)}{number}"


def _rows_of_head(rows: list[tuple[str, ...]]) -> int:
    """How many rows of a table that does not say so are its head: the first, and those into which its merged cells reach or which
    they cover."""
    if len(rows) < 2:
        return 0
    first, second = rows[0], rows[1]
    across = any(one and one == other for one, other in pairwise(first))
    more = len(rows) > 2 and across and not any(has_figure(text) for text in second)
    return 2 if more else 1


def _columns(rows: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    width = max((len(row) for row in rows), default=0)
    for at in range(width):
        yield tuple(row[at] if at < len(row) else "" for row in rows)


def _is_title(text: str) -> bool:
    """Whether a heading is only a title: Word files have whole clauses in styles of headings."""
    return len(text.split()) <= 14 and not re.search(r"[a-z]{2}[.;]\s+\S", text)


def _is_numbered_title(text: str) -> bool:
    """Whether a paragraph that Word numbers is a heading in all but its style: a few words without the end of a sentence."""
    return len(text.split()) <= 6 and text[:1].isupper() and not re.search(r"[.;:,]$|\d", text)


def _is_pseudo(text: str, lead: str) -> bool:
    """Whether a paragraph is a heading in all but its style: short, all in bold or before a list, without the end of a
    sentence."""
    words = len(text.split())
    if not text or words > 12 or re.search(r"[.;,]$", text) or "\n" in text:
        return False
    capitals = (
        words <= 5
        and not re.search(r"\d|[|:]", text)
        and all(word[:1].isupper() or len(word) < 4 for word in text.split())
    )
    return lead.strip() == text.strip() or (text.endswith(":") and words <= 7) or (capitals and words > 1)


def _run_in(text: str, block: DraftBlock) -> str:
    """The heading that a paragraph begins with: in bold, or before the first full stop of a clause in the style of a
    heading."""
    lead = block.lead.strip()
    own, behind = own_number(lead)
    lead = behind if own else lead
    if lead and len(lead.split()) <= RUN_IN_WORDS and text.startswith(lead) and lead != text:
        return lead.rstrip(".: ")
    if block.kind == HEADING or block.number:
        first = re.match(r"([A-Z“\"][^.:;]{2,70})\.\s+\S", text)
        if first and len(first[1].split()) <= RUN_IN_WORDS:
            return first[1]
    return ""
