"""The text of an agreement in which the words in quotes say nothing: what a check finds in it, it did not read out of words.

Every word is another one of the same length that no list of words knows, and the same word is the same everywhere: that two
clauses use the same words still shows, and what the words mean does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import LEVELS
from clausecheck.language import values as v
from clausecheck.language.tree import Closed
from clausecheck.source import Span

_LETTERS = "bcdfghjklmnpqrtvwxz"
_PART = re.compile(r"\\.|\{[^{}]*\}|(?P<word>[^\W_]+)")
#: Words that join others, and carry no meaning of their own.
_JOINING = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "for",
        "to",
        "in",
        "on",
        "or",
        "by",
        "with",
        "is",
        "are",
        "at",
        "as",
        "its",
        "our",
        "your",
    ]
)


def unread(agreement: Agreement) -> str:
    """The text of an agreement with words in quotes that say nothing; every offset stays what it was. References in braces and
    the names of holidays remain: they are looked up, not read."""
    text = agreement.source.text
    known: dict[tuple[str, int], str] = {}
    pieces: list[str] = []
    end = 0
    for span in sorted({text.span for text in quoted(agreement)}, key=lambda span: span.start):
        if span.start < end:
            continue
        words = _PART.sub(lambda part: _another(part, known), text[span.start : span.end])
        pieces += [text[end : span.start], words]
        end = span.end
    return "".join([*pieces, text[end:]])


def quoted(agreement: Agreement) -> Iterator[v.Text | v.Prose]:
    """Every text in quotes, apart from the names of holidays and the words for a level of a promise."""
    for node, _, _, inner in agreement.values():
        if not isinstance(inner, v.Text | v.Prose) or isinstance(node, Closed) or inner.span == Span(0, 0):
            continue
        if inner.text.casefold() not in LEVELS:
            yield inner


def _another(part: re.Match[str], known: dict[tuple[str, int], str]) -> str:
    """A word that says nothing for one that does; the plural of a word is that of the other one."""
    word = part["word"]
    if word is None or word.casefold() in _JOINING or (len(word) == 1 and not word.isdigit()):
        return part[0]
    plural = len(word) > 3 and word[-1] in "sS" and word[-2] not in "sS"
    stem = word[:-1] if plural else word
    key = (stem.casefold(), len(stem))
    if key not in known:
        number, letters = len(known), []
        for _ in stem:
            number, letter = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[letter])
        known[key] = "".join(letters)
    return known[key] + (word[-1] if plural else "")
