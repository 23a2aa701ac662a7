"""The sentences of all texts, cut into words, numbers, signs and references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Node, SpecialClause, TextFor
from clausecheck.quick import dataclass
from clausecheck.source import Span

_TOKEN = re.compile(
    r"\d{4}-\d{2}-\d{2}(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[A-Za-z]+(?:-[A-Za-z]+)*|\{[^{}\n]*\}|\S"
)


class TextToken(NamedTuple):
    """A word, a number, a sign or a reference, and where it stands in its text."""

    text: str
    start: int
    end: int

    @property
    def refers(self) -> bool:
        """Whether it is a reference in braces."""
        return self.text.startswith("{") and len(self.text) > 2


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where a text stands in the source: offsets in it count from `base`; without one the whole text is the place."""

    base: int | None
    whole: Span

    def span(self, start: int, end: int) -> Span:
        """The place of a part of the text."""
        return self.whole if self.base is None else Span(self.base + start, self.base + end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence, the clause or block in which it stands, and the place of its text."""

    tokens: list[TextToken]
    node: Node
    place: TextPlace


@fact
def sentences(semantics: Semantics) -> list[Sentence]:
    """Every sentence of the texts about clauses and blocks, and of the titles of blocks."""
    return [
        Sentence(tokens, node, place)
        for node, text, place in _texts(semantics.agreement)
        for tokens in _split(text)
    ]


def _texts(agreement: Agreement) -> Iterator[tuple[Node, str, TextPlace]]:
    for node in agreement.document.walk():
        if isinstance(node, TextFor | SpecialClause) and node.prose is not None:
            span = node.prose.span
            at = agreement.source.text.find(node.prose.text, span.start, span.end)
            yield node, node.prose.text, TextPlace(None if at < 0 else at, span)
        title = getattr(node, "title", None)
        if isinstance(node, Block) and isinstance(title, v.Text) and node.kind != "agreement":
            yield node, title.text, TextPlace(None, title.span)


def _split(text: str) -> Iterator[list[TextToken]]:
    """The tokens between full stops, semicolons and the like; a stop within a number is part of it."""
    tokens = [TextToken(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    sentence: list[TextToken] = []
    for at, token in enumerate(tokens):
        sentence.append(token)
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text in (".", ";", "!", "?") and (following is None or following.start > token.end):
            yield sentence
            sentence = []
    if sentence:
        yield sentence
