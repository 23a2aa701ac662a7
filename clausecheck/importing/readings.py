"""What recognisers find: readings with their quotes and questions, and the registry of patterns by form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field

from clausecheck.importing.levels import Level, aliases
from clausecheck.importing.outline import DraftPassage, DraftTable, Outline
from clausecheck.importing.sides import roles
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the draft leaves open: `key` is its kind (`period`), `choices` are answers in the language that would
    do. A
    clause has its place as `{key}`, where the answer stands behind `before`; unanswered, `left` stands there."""

    key: str
    text: str
    choices: tuple[str, ...] = ()
    before: str = ""
    left: str = "tbd"


@dataclass(frozen=True, slots=True)
class DraftReading:
    """A clause that a pattern read with certainty. `path` are the heads of the blocks in which it stands (`priority P1`),
    `clause` its
    text in the language, `quote` the words of the draft, verbatim; `passages` the passages that it takes in, the first
    being its
    place. An empty `clause` says that the words promise nothing (`N/A`)."""

    pattern: str
    form: str
    path: tuple[str, ...]
    clause: str
    quote: str
    passages: tuple[DraftPassage, ...]
    questions: tuple[Question, ...] = ()
    level: Level | None = None

    @property
    def place(self) -> DraftPassage:
        """Where it stands."""
        return self.passages[0]


@dataclass(slots=True)
class World:
    """What recognisers know of the whole draft."""

    outline: Outline
    levels: list[Level] = field(default_factory=list)
    text: str = ""
    aims: bool = False
    alias: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, outline: Outline) -> World:
        """Look through a draft for what concerns all of it: `aims`, whether it says that its targets promise nothing, and
        `roles`, by which names it calls its parties."""
        text = outline.text
        return cls(outline, text=text, aims=bool(_ONLY_TARGETS.search(text)), roles=roles(text[:_OPENING]))

    def know(self, one: Level) -> Level:
        """Keep a level in mind."""
        self.levels.append(one)
        return one

    def settle(self) -> None:
        """When all levels are known: which words are numbered levels."""
        self.alias = aliases(self.levels)


_OPENING = 4_000
"""The characters at the beginning of a draft in which it names its parties."""

_ONLY_TARGETS = re.compile(
    r"(?:response|resolution|restoration)?\s*(?:times?|targets?)[^.\n]{0,60}\b(?:are|"
    r"is)\s+(?:only\s+)?(?:targets?|goals?|objectives?|estimates?)(?:\s+only)?,?\s*"
    r"(?:and|but)?\s*(?:are\s+|is\s+|do\s+|does\s+)?not\s+(?:be\s+)?(?:guarantee|commitment|constitute|binding)|"
    r"(?:targets?|times?)[^.\n]{0,40}\bnot (?:guaranteed|guarantees|binding|contractual commitments?)",
    re.I,
)

Found = Iterator[DraftReading]
Prose = Callable[[DraftPassage, World], Found]
Table = Callable[[DraftTable, World], Found]
PROSE: list[tuple[str, str, Prose]] = []
"""The patterns that read a passage: name, form (`../docs/import.md` has the table), function."""
TABLES: list[tuple[str, str, Table]] = []
"""The patterns that read a table."""


def prose(name: str, form: str) -> Callable[[Prose], Prose]:
    """Enter a pattern that reads passages."""

    def enter(function: Prose) -> Prose:
        PROSE.append((name, form, function))
        return function

    return enter


def table(name: str, form: str) -> Callable[[Table], Table]:
    """Enter a pattern that reads tables."""

    def enter(function: Table) -> Table:
        TABLES.append((name, form, function))
        return function

    return enter


def quoted(text: str) -> str:
    """A text of the draft as a text of the language, on one line."""
    text = " ".join(text.replace("{", "[").replace("}", "]").split())
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def named(title: str, usual: str) -> str:
    """A name of the language for a title of the draft: its first words, joined."""
    words = re.findall(r"[A-Za-z0-9]+", title)[:4]
    name = "-".join(words)
    return name if name and name[0].isalpha() else usual
