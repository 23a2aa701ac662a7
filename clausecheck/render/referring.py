"""References: from a clause to another, as numbers of the rendered document."""

from __future__ import annotations

import re

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.paths import follow
from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.tree import Node
from clausecheck.render.document import Mark, clean, reference
from clausecheck.render.parts import ClauseWords
from clausecheck.render.values import Speaker

_BRACES = re.compile(r"\{([^{}\n]*)\}")


class Referring:
    """Says where clauses stand; the numbers are filled in before anything is said."""

    def __init__(
        self, agreement: Agreement, speaker: Speaker, marks: dict[int, Mark], numbers: dict[int, str]
    ) -> None:
        self.agreement, self.speaker, self.marks, self.numbers = agreement, speaker, marks, numbers
        self.papers: dict[str, Node] = {}
        for node in agreement.document.walk():
            if node.number:
                self.papers.setdefault(node.number.strip(), node)

    def to(self, node: Node) -> str:
        """`clause 12.3`, `Schedule 4`, `paragraph S4.2`: where a node stands."""
        number = self.numbers.get(id(node), "")
        mark = self.marks[id(node)].name
        above = self.agreement.parent(node)
        while not number and above is not None:
            number, mark = self.numbers.get(id(above), ""), self.marks.get(id(above), Mark("", "")).name
            above = self.agreement.parent(above)
        if not number:
            return "this agreement"
        if number.startswith("S") and "." not in number:
            return f"Schedule {reference(mark, number[1:])}"
        return f"{'paragraph' if number.startswith('S') else 'clause'} {reference(mark, number)}"

    def paragraphs(self, prose: v.Prose | None) -> list[str]:
        """The paragraphs of a text of the contract, in which references in braces have become numbers and values."""
        if prose is None:
            return []
        parts = re.split(r"\n[ \t]*\n", prose.text.strip())
        return [self._filled(part) for part in parts if part.strip()]

    def _filled(self, text: str) -> str:
        made, at = "", 0
        for match in _BRACES.finditer(text):
            made += _kept(text[at : match.start()])
            made += self._one(match[1].strip()) or clean(match[0])
            at = match.end()
        return (made + _kept(text[at:])).strip()

    def _one(self, path: str) -> str:
        if path.startswith("[") and path.endswith("]"):
            node = self.papers.get(path[1:-1].strip())
            return self._number(node) if node is not None else ""
        nodes, values = follow(self.agreement, path)
        if values:
            return self.speaker.row(values)
        return self.to(nodes[0]) if nodes else ""

    def _number(self, node: Node) -> str:
        """The number alone, since the text before the braces says what it is the number of."""
        number = self.numbers.get(id(node), "")
        return reference(self.marks[id(node)].name, number) if number else self.to(node)

    def prepare(self, said: ClauseWords) -> None:
        """Where a clause names blocks by their kind, say where these stand."""
        if not isinstance(said.node, t.Survives):
            return
        for name in said.node.values:
            text = name.text if isinstance(name, v.Name) else ""
            nodes = self.agreement.of_kind(text.replace("-", "_"))
            if nodes and text not in self.speaker.titles:
                self.speaker.titles[text] = (
                    f"{text.replace('-', ' ').replace('_', ' ')} ({self.to(nodes[0])})"
                )


def _kept(text: str) -> str:
    """A text between references, cleaned; the spaces at its ends stay."""
    if not text:
        return ""
    inner = clean(text)
    left, right = " " if text[0].isspace() else "", " " if text[-1].isspace() else ""
    return f"{left}{inner}{right}" if inner else " "
