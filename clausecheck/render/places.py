"""Where the clauses of an agreement stand in its document, for what is said about them there."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.language.tree import Block as Clauses
from clausecheck.language.tree import Node
from clausecheck.render.document import Grid, Heading, Paragraph, Passage, Rendered, Signatures
from clausecheck.source import Span


class ClausePlaces:
    """The passages of a document by the clauses that they say, and the number under which each stands."""

    def __init__(self, agreement: Agreement, document: Rendered) -> None:
        self.agreement = agreement
        self._said: dict[int, tuple[Passage, str]] = {}
        for passage, number in _numbered(document):
            for node in passage.nodes:
                self._said.setdefault(id(node), (passage, number))

    def of(self, span: Span) -> tuple[Passage, str] | None:
        """The passage that says what stands at the beginning of a span, with its number: the innermost clause there; where a
        block has no words of its own, its first clause that has. `None` where no clause stands there."""
        for node in reversed(list(self.agreement.around(span.start))):
            found = self._first(node)
            if found is not None:
                return found
        return None

    def _first(self, node: Node) -> tuple[Passage, str] | None:
        nodes = (node, *node.walk()) if isinstance(node, Clauses) else (node,)
        return next((self._said[id(one)] for one in nodes if id(one) in self._said), None)


def _numbered(document: Rendered) -> Iterator[tuple[Passage, str]]:
    """Each passage with the number of the paragraph or heading to which it belongs."""
    number = ""
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            number = block.number or ("" if isinstance(block, Heading) else number)
            yield block.line, number
        elif isinstance(block, Grid):
            for row in block.rows:
                for cell in row:
                    for passage in cell:
                        yield passage, number
        elif isinstance(block, Signatures):
            for place in block.places:
                yield Passage((), place.marks, place.nodes), "the signatures"
