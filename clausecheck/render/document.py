"""The document model: headings, numbered paragraphs, tables, blanks and signatures, whatever they are written as.

A phrase is a string in which a few private characters stand for what is no text: a blank, a value on which the paper is
silent, a reference. `clean` takes these characters out of everything that an agreement says, so that no text can forge one;
`runs` turns a phrase into pieces that a writer escapes in its own way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import field

from clausecheck.invisible import honest, unseen
from clausecheck.language.tree import Node
from clausecheck.quick import dataclass

BLANK = "\ue000"
"""A value that is not agreed yet."""
UNSTATED = "\ue001"
"""A value on which the signed paper is silent."""
_REFERENCE = re.compile("\ue002([^\ue002-\ue004]*)\ue003([^\ue002-\ue004]*)\ue004")
_PIECES = re.compile("(\ue000|\ue001|\ue002[^\ue004]*\ue004|\ue005[^\ue006]*\ue006)")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a paragraph. `style` is empty for plain text, else `blank`, `unstated`, `strong` or `reference`; `target` is the
    mark of the clause to which a reference leads."""

    text: str
    style: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a clause stands in the document: `name` is a valid Word bookmark and HTML id, the same in every rendering as long as
    the path of the clause is the same; `path` is that path."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Text of its own: of a paragraph, or one of a cell. `nodes` are the clauses that it says."""

    runs: tuple[Fragment, ...]
    marks: tuple[Mark, ...] = ()
    nodes: tuple[Node, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 0 is the title, 1 a section; `number` is what the numbering makes of it (`4.2`, `S1.3`), empty where it
    has none; `paper` is its number in the paper contract."""

    level: int
    number: str
    line: Passage
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `level` is its depth in the numbering, and `number` empty where it is not numbered."""

    level: int
    number: str
    line: Passage
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: cells hold lines; the first row is the head, the first column names the row where `named`."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Passage, ...], ...], ...]
    named: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """The place where a party signs; `by` and `on` are filled in where the agreement says them."""

    party: Passage
    by: tuple[Fragment, ...]
    on: tuple[Fragment, ...]
    marks: tuple[Mark, ...] = ()
    nodes: tuple[Node, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signature block."""

    places: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


Block = Heading | Paragraph | Grid | Signatures | Break


@dataclass(frozen=True, slots=True)
class Rendered:
    """A whole document. `title` is plain text, `language` its language (BCP 47)."""

    title: str
    blocks: tuple[Block, ...]
    language: str = "en-GB"

    def lines(self) -> Iterator[Passage]:
        """Every line of the document, in order; a signature counts as one."""
        for block in self.blocks:
            if isinstance(block, Heading | Paragraph):
                yield block.line
            elif isinstance(block, Grid):
                for row in block.rows:
                    for cell in row:
                        yield from cell
            elif isinstance(block, Signatures):
                for place in block.places:
                    yield Passage((*place.party.runs, *place.by, *place.on), place.marks, place.nodes)


def clean(text: str) -> str:
    """What an agreement says, on one line and without anything that a reader cannot see: an invisible or private character is
    shown as its number, `[U+202E]`."""
    text = re.sub(r"[ \t\r\n]+", " ", text)
    if text.isascii() and text.isprintable():
        return text.strip()
    shown = (
        f"[U+{ord(char):04X}]"
        if (unseen(char) and not honest(text, at)) or _PRIVATE.match(char) or ord(char) in (0xFFFE, 0xFFFF)
        else char
        for at, char in enumerate(text)
    )
    return "".join(shown).strip()


def reference(mark: str, label: str) -> str:
    """A reference to the clause with a mark, as part of a phrase."""
    return f"\ue002{mark}\ue003{label}\ue004"


def strong(phrase: str) -> str:
    """A term where it is defined."""
    return f"\ue005{phrase}\ue006" if phrase and not _PIECES.search(phrase) else phrase


def runs(phrase: str) -> tuple[Fragment, ...]:
    """A phrase in pieces."""
    made: list[Fragment] = []
    for piece in _PIECES.split(phrase):
        if piece == BLANK:
            made.append(Fragment("", "blank"))
        elif piece == UNSTATED:
            made.append(Fragment("not stated", "unstated"))
        elif linked := _REFERENCE.fullmatch(piece):
            made.append(Fragment(linked[2], "reference", linked[1]))
        elif piece.startswith("\ue005"):
            made.append(Fragment(piece[1:-1], "strong"))
        elif piece:
            made.append(Fragment(piece))
    return tuple(made)


def plain(pieces: tuple[Fragment, ...], blank: str = "______") -> str:
    """Pieces as plain text."""
    return "".join(f"[{run.text}]" if run.style == "unstated" else run.text or blank for run in pieces)


def mark_name(path: str, occurrence: int) -> str:
    """The bookmark of the clause with a path, the first, second … of that path; at most 40 letters and digits, as Word wants."""
    return "sla_" + hashlib.sha256(f"{path}#{occurrence}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
