"""The words of the language by what they are, and how everything else is written: what colours a text that nobody has parsed.

The words are read off the grammar and the tables of values, so that colours cannot differ from what can be read. The lexer for
Pygments, and the grammars for editors, are made from this.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import ACTORS, EXCEPTIONS, KINDS, SUBJECTS, TARGETS, Block
from clausecheck.quick import dataclass

#: What stands before and behind a word of the language: names may hold letters, digits, hyphens and dots.
BEFORE, BEHIND = r"(?<![\w.-])", r"(?![\w-])"

COMMENT = r"#.*"
LABEL = r"\[[^\]\r\n]{0,60}\]"
STRING = r'"[^"\r\n]*"?'
TEXT_MARK = '"""'
IN_TEXT = r"\{(?:\[[^\]{}\r\n]*\]|[A-Za-z][\w.-]*)\}"
DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"\d{1,2}:\d{2}(?:-\d{1,2}:\d{2})?"
NUMBER = r"\d+(?:[.,']\d+)*(?:\s?%)?"
ZONE = r"[A-Z][A-Za-z_]+/[A-Za-z_/+-]+"
DAYS = rf"(?:{'|'.join(v.WEEKDAYS)})(?:-(?:{'|'.join(v.WEEKDAYS)}))?"
CURRENCY = r"[A-Z]{3}(?=[ \t]*(?:,|per\b|$))"
SIGN = r">=|<=|[<>=]"


@dataclass(frozen=True, slots=True)
class Lexis:
    """The words of the language: those that begin a `block` or a `clause`, where a statement begins; those that begin a `part`,
    the other words of the grammar (`tie`), units, sizes, currencies, days and rhythms (`unit`), values that are `open`, and words
    with a meaning of their own where a name may stand (`meaning`). Each word is in one of them, but for those of statements."""

    block: tuple[str, ...]
    clause: tuple[str, ...]
    part: tuple[str, ...]
    tie: tuple[str, ...]
    unit: tuple[str, ...]
    open: tuple[str, ...]
    meaning: tuple[str, ...]


@functools.cache
def lexis() -> Lexis:
    """The words as the grammar of today has them."""
    words = vocabulary()
    blocks = {head for kind, heads in words.heads.items() for head in heads if issubclass(KINDS[kind], Block)}
    clauses = {head for heads in words.heads.values() for head in heads} - blocks
    open_ = {"tbd", "unstated"}
    phrases = {way for ways in v.PHRASES.values() for way in ways}
    rhythms = set(v.PHRASES["RHYTHM"]) | set(v.RHYTHMS)
    parts = {head for heads in words.parts.values() for head in heads} | set(words.part_words)
    units = {
        *v.UNITS,
        *v.SIZES,
        *v.WEEKDAYS,
        *rhythms,
        *(way for ways in v.TIME_WORDS.values() for way in ways),
    }
    ties = {*words.keywords, *phrases} - parts - units - open_ - blocks - clauses
    meanings = {*ACTORS, *EXCEPTIONS, *SUBJECTS, *TARGETS} - parts - units - ties - open_
    return Lexis(
        *(
            tuple(sorted(each, key=lambda word: (-len(word), word)))
            for each in (blocks, clauses, parts - units - open_, ties, units, open_, meanings)
        )
    )


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first, with any blank between the words of one."""
    return "|".join(r"[ \t]+".join(re.escape(part) for part in word.split()) for word in words)


def statement(words: Iterable[str]) -> str:
    """A pattern for a statement that begins with one of some words: the blank before, its number, and the words."""
    return rf"^([ \t]*)({LABEL}[ \t]*)?({any_of(words)}){BEHIND}"


def alone(pattern: str) -> str:
    """A pattern that is no part of a longer word."""
    return rf"{BEFORE}(?:{pattern}){BEHIND}"


def word(words: Iterable[str]) -> str:
    """A pattern for one of some words, anywhere in a clause."""
    return alone(any_of(words))
