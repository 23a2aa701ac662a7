"""What a tree means: every node with its place and path, and the names that the agreement declares.

Resolving never raises: it returns the agreement, with what it found wrong in `problems`.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from typing import Any, TypeVar, cast

from clausecheck.finding import Finding
from clausecheck.language import values as v
from clausecheck.language.parser import Parsed, vocabulary
from clausecheck.language.tree import (
    AgreementBlock,
    Block,
    Broken,
    Clause,
    Customer,
    Define,
    Document,
    N,
    Node,
    Provider,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Source

T = TypeVar("T")

_IDENTITY = (v.Name, v.Phrase, v.Numbered, v.Text, v.Share, v.Days, v.Date)
#: The parts that tell two clauses of one kind apart, in the order in which a path names them.
DISTINGUISHING = ("for_", "by", "to", "at", "during", "outside", "on", "in_", "when")

#: The kinds of clauses that are told apart by what they list.
NAMED_BY_VALUES = frozenset({"store", "disputes"})


Said = tuple[Node, str, v.Value, v.Value]
"""A value that an agreement says: its clause, the name of the field, the value of the field, and the value, which is the one of
the field or stands within it."""


@dataclass(slots=True)
class Agreement:
    """An agreement, ready to be checked.

    `names` maps the kind of a block (`hours`, `service`, `priority` …, `party` for the parties, `define` for defined
    words) to the declared names and the nodes that declare them. `problems` are findings of reading and resolving.
    """

    document: Document
    source: Source
    problems: tuple[Finding, ...] = ()
    names: dict[str, dict[str, Node]] = field(default_factory=dict)
    _by_kind: dict[str, list[Node]] = field(default_factory=dict, repr=False)
    _parents: dict[int, Block] = field(default_factory=dict, repr=False)
    _once: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def all(self, kind: type[N]) -> list[N]:
        """Every clause or block of a class, anywhere, from top to bottom; `Broken` are those that could not be read."""
        return cast(list[N], self.of_kind(kind.kind))

    def once(self, key: object, made: Callable[[Agreement], T]) -> T:
        """What is computed of the agreement under a key, when it is first asked for, and kept."""
        if key not in self._once:
            self._once[key] = made(self)
        found: T = self._once[key]
        return found

    def values(self) -> list[Said]:
        """Every value that the agreement says, from top to bottom: that of a field, then those within it."""
        return self.once("values", lambda _: [said for row in self._said().values() for said in row])

    def values_of(self, node: Node) -> list[Said]:
        """Those that a clause, or the header of a block, says."""
        return self._said().get(id(node)) or []

    def _said(self) -> dict[int, list[Said]]:
        return self.once("said", _said)

    def of_kind(self, name: str) -> list[Node]:
        """Every node of a kind by its name, as rules name it, from top to bottom."""
        return self._by_kind.get(name, [])

    def of_kinds(self, kinds: Iterable[str]) -> list[Clause]:
        """Every clause of several kinds, kind by kind, from top to bottom."""
        return [node for kind in kinds for node in self._by_kind.get(kind, ()) if isinstance(node, Clause)]

    def named(self, kind: type[N]) -> dict[str, N]:
        """The nodes of a kind by the names that they declare; those that could not be read are left out."""
        found = self.names.get(kind.kind, {})
        return {name: node for name, node in found.items() if isinstance(node, kind)}

    def around(self, offset: int) -> Iterator[Node]:
        """The blocks and the clause around an offset, the outermost first."""
        block: Block = self.document
        while True:
            at = bisect.bisect_right(block.clauses, offset, key=lambda clause: clause.span.start) - 1
            if at < 0 or block.clauses[at].span.end < offset:
                return
            node = block.clauses[at]
            yield node
            if not isinstance(node, Block):
                return
            block = node

    def number(self, offset: int) -> str:
        """The number in the paper contract of the innermost clause around an offset that has one; empty where none has."""
        found = ""
        for node in self.around(offset):
            found = node.number or found
        return found

    def line(self, node: Node) -> str:
        """The line on which a node stands, with the number that it has in the paper contract: `14 [9.2]`, or `14`."""
        number = self.number(node.span.start)
        line = self.source.position(node.span.start).line
        return f"{line} [{number}]" if number else str(line)

    def place(self, node: Node) -> str:
        """The heading under which a node is shown: a block is its own, a clause that of the block around it, one on the
        outermost level its own."""
        home = node if isinstance(node, Block) else self.parent(node)
        return self.title(node if home is None or (isinstance(home, Document) and home is not node) else home)

    def parent(self, node: Node) -> Block | None:
        """The block in which a node stands; `None` for the document itself."""
        return self._parents.get(id(node))

    def ancestors(self, node: Node) -> Iterator[Block]:
        """The blocks around a node, the nearest first, without the document."""
        above = self.parent(node)
        while above is not None and not isinstance(above, Document):
            yield above
            above = self.parent(above)

    def title(self, node: Node) -> str:
        """A node as a heading for people: `priority P2 "High"`; the document is its agreement's title."""
        if isinstance(node, Document):
            blocks = self.all(AgreementBlock) if node is self.document else node.all(AgreementBlock)
            return self.title(blocks[0]) if blocks else "agreement"
        words = [segment(node, distinguishing=False)]
        title = getattr(node, "title", None)
        if title is not None and write(title) not in words[0]:
            words.append(write(title))
        return " ".join(words)

    @property
    def reference(self) -> str:
        """What the agreement is called in fingerprints: its reference, else its title, else nothing."""
        for block in self.document.all(AgreementBlock):
            for clause in block.clauses:
                if clause.kind == "reference" and isinstance(value := getattr(clause, "value", None), v.Text):
                    return value.text
            if block.title is not None:
                return block.title.text
        return ""


def _said(agreement: Agreement) -> dict[int, list[Said]]:
    """What each node says, by its identity, from top to bottom."""
    return {
        id(node): [(node, field, value, inner) for field, value in node.contents() for inner in value.walk()]
        for node in agreement.document.walk()
    }


def segment(node: Node, distinguishing: bool = True) -> str:
    """How a path names a node: its keyword, its name and, when `distinguishing`, the parts that set it apart."""
    if isinstance(node, Broken):
        return vocabulary().word(node.meant) if node.meant else "?"
    words = [vocabulary().word(node.kind)] if node.kind != "opening" else []
    for name in vocabulary().positional(node.kind):
        value = getattr(node, name, None)
        if name == "title" and getattr(node, "name", None) is not None:
            continue
        identity = (
            name in ("name", "title", "who", "subjects", "weekdays", "class_is")
            or isinstance(value, v.Name | v.Phrase | v.Text)
            or (value and node.kind in NAMED_BY_VALUES and not isinstance(value[0], v.Count))
        )
        if value and identity:
            words.append(write(value))
    if distinguishing and getattr(node, "name", None) is None:
        for part in DISTINGUISHING:
            wording = getattr(node, part, None)
            if isinstance(wording, tuple):
                wording = tuple(value for value in wording if isinstance(value, _IDENTITY))
            if wording:
                words.append(f"{vocabulary().part(part)} {write(wording)}")
    return " ".join(words)


def resolve(parsed: Parsed) -> Agreement:
    """The agreement that a tree means: nodes get their paths, declared names are gathered."""
    agreement = Agreement(parsed.document, parsed.source, parsed.problems)

    def visit(block: Block, path: str) -> None:
        for node in block.clauses:
            own = "agreement" if isinstance(node, AgreementBlock) else segment(node)
            node.path = f"{path} / {own}" if path else own
            agreement._parents[id(node)] = block
            agreement._by_kind.setdefault(node.kind, []).append(node)
            declare(node)
            if isinstance(node, Block):
                visit(node, node.path)

    def declare(node: Node) -> None:
        name = getattr(node, "name", None)
        kind = node.kind
        if isinstance(node, Broken) and node.name:
            kind, name = node.meant, v.Name(node.name, span=node.head)
        if isinstance(node, Provider | Customer):
            kind = "party"
        if isinstance(node, Define) and node.title is not None:
            name = v.Name(node.title.text, span=node.title.span)
        if isinstance(name, v.Name) and kind != "signed":
            agreement.names.setdefault(kind, {}).setdefault(name.text, node)

    visit(agreement.document, "")
    return agreement
