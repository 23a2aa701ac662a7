"""Where the clauses of a help go: a help that proposes clauses, as edits of the agreement that it is about.

`clausecheck.rules.proposals` says how a help is read. A new clause goes to the end of its block, in the layout of the clauses
there; a block that the agreement has already takes the clauses, and keeps its own header.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Set
from dataclasses import field

from clausecheck.agreement.layout import at_end, joined, one_below_another, taken_out
from clausecheck.agreement.mending import more
from clausecheck.agreement.model import DISTINGUISHING, Agreement
from clausecheck.finding import Edit, Finding
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import KINDS, Block, Clause, Node
from clausecheck.quick import dataclass
from clausecheck.rules.proposals import INSTEAD, VALUE, Proposal, code_parts, lacking, read

#: What helps call several blocks of a kind.
PLURAL = {"priorities": "priority", "services": "service", "backups": "backup"}
#: Which of several blocks the word before their keyword means.
_WHICH = "each|every|all|both|the last|the first|the most urgent|the urgent|the|a|an"


class Unplaceable(Exception):
    """A help, or a part of one, that says nothing that could be written, or not where."""


def placed(agreement: Agreement, finding: Finding, help_: str) -> tuple[Edit, ...]:
    """The edits that write the help of a finding into the agreement, from top to bottom. Raises `Unplaceable`."""
    return _Placing(agreement, finding, help_).edits()


@functools.cache
def blocks() -> dict[str, str]:
    """The kinds of blocks by their keywords."""
    return {
        vocabulary().word(kind): kind
        for kind, cls in KINDS.items()
        if issubclass(cls, Block) and vocabulary().word(kind) != "text"
    }


@dataclass(slots=True, eq=False)
class _New:
    """A block that is added: its kind, its header, and what stands in it."""

    kind: str
    header: str
    items: list[str | _New] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """It on lines, without indentation."""
        yield self.header
        for item in self.items:
            yield from item.lines() if isinstance(item, _New) else (item,)
        yield "}"


class _Placing:
    """One help on its way into one agreement."""

    def __init__(self, agreement: Agreement, finding: Finding, help_: str) -> None:
        self.agreement, self.finding, self.help = agreement, finding, help_
        self.around = list(agreement.around(finding.span.start))
        self.changed: list[Edit] = []
        self.replaced: dict[int, list[str]] = {}
        self.added: dict[int, tuple[Block, list[str | _New]]] = {}
        self.open: list[Block | _New] = []

    def edits(self) -> tuple[Edit, ...]:
        pieces = list(code_parts(self.help))
        codes = 0
        for at, (code, is_code) in enumerate(pieces):
            if not is_code or code in blocks():
                continue
            self.code(code, *_words_around(pieces, at))
            codes += 1
        if not codes:
            raise Unplaceable("nothing between backticks")
        for block, items in self.added.values():
            lines = [line for item in items for line in (item.lines() if isinstance(item, _New) else (item,))]
            self.changed.append(at_end(self.agreement, block, lines))
        return joined(self.changed)

    def code(self, code: str, before: str, after: str) -> None:
        proposal = read(code)
        if before.endswith(VALUE) and not proposal.whole:
            self.changed.append(Edit(self.finding.span, code))
        elif not proposal.whole:
            raise Unplaceable(
                f"`{code}` is no clause, and no parts of the clause at which the finding points"
            )
        elif re.search(r"\bdelete $", before):
            self.delete(proposal)
        elif INSTEAD in self.help:
            self.replace(proposal)
        else:
            self.add(proposal, before, after)

    # ---- instead of another clause

    def replace(self, proposal: Proposal) -> None:
        kind = proposal.nodes[0].kind
        node = next(self.candidates(kind), None)
        if node is None:
            raise Unplaceable(
                f"`{proposal.text}` is to stand instead of a clause, and there is no {kind} here"
            )
        if isinstance(node, Block):
            self.changed.append(Edit(node.head, proposal.text.rstrip(" {")))
        elif id(node) in self.replaced:
            texts = self.replaced[id(node)]
            texts.append(proposal.text)
            self.changed = [edit for edit in self.changed if edit.span != node.span]
            self.changed.append(Edit(node.span, one_below_another(self.agreement, node, texts)))
        else:
            self.replaced[id(node)] = [proposal.text]
            self.changed.append(Edit(node.span, proposal.text))

    def candidates(self, kind: str) -> Iterator[Node]:
        """The clauses that another one of their kind may replace: where the finding points, then near it."""
        yield from (node for node in reversed(self.around) if node.kind == kind)
        for label in self.finding.labels:
            yield from (node for node in self.agreement.around(label.span.start) if node.kind == kind)
        for block in reversed(self.around):
            if isinstance(block, Block):
                yield from (node for node in block.walk() if node.kind == kind)
        yield from self.agreement.of_kind(kind)

    def delete(self, proposal: Proposal) -> None:
        """Take out the clause that reads so."""
        for node in [*reversed(self.around), *self.agreement.document.walk()]:
            if node == proposal.nodes[0]:
                self.changed.append(taken_out(self.agreement, node))
                return
        raise Unplaceable(f"`{proposal.text}` is to be deleted, and no clause reads so")

    # ---- added

    def add(self, proposal: Proposal, before: str, after: str) -> None:
        node = proposal.nodes[0]
        places = _named(before, after)
        there = self.there(node, {kind for kind, _ in places})
        if there is not None:
            # What the agreement has already is not written twice; a block that it has takes the clauses.
            if proposal.opens and isinstance(there, Block):
                self.keep_header(there, proposal)
                self.open = [there]
            return
        while self.open and not places and self.open[-1].kind not in node.inside:
            self.open.pop()
        if self.open and not places:
            homes: list[Block | _New] = [self.open[-1]]
        else:
            if proposal.opens:
                self.open.clear()
            homes = self.homes(node, places)
        item: str | _New = _New(node.kind, proposal.text) if proposal.opens else proposal.text
        for home in homes:
            if isinstance(item, _New) or not self.completes(home, proposal):
                self.put(home, item)
        if isinstance(item, _New):
            self.open.append(item)

    def completes(self, home: Block | _New, proposal: Proposal) -> bool:
        """Give the clause of a block that says a part of what is proposed the parts that it lacks; whether there is one. What it
        says of its own stays: a second clause about the same thing would contradict it."""
        if isinstance(home, _New) or len(proposal.nodes) != 1:
            return False
        [node] = proposal.nodes
        others = [other for other in home.clauses if other.kind == node.kind and _about_the_same(other, node)]
        if len(others) != 1:
            return False
        parts = lacking(self.agreement.source.slice(others[0].span), proposal)
        if not parts:
            return False
        self.changed.append(more(self.agreement, others[0], ", ".join(parts)).edit)
        return True

    def keep_header(self, block: Block, proposal: Proposal) -> None:
        """Add to the header of a block what a proposed header says beyond it."""
        said = dict(block.contents())
        news = {name for name, value in proposal.nodes[0].contents() if said.get(name) != value}
        lost = {name for name in said if name not in dict(proposal.nodes[0].contents())}
        if news and lost:
            raise Unplaceable(f"`{proposal.text}` would take something from a block that is there already")
        if news:
            self.changed.append(Edit(block.head, proposal.text.rstrip(" {")))

    def there(self, node: Clause, kinds: Set[str]) -> Node | None:
        """What the agreement has already of a clause: the same, in a block of these kinds where the help names them, or what
        declares the same name."""
        name = _declared(node)
        for other in self.agreement.of_kind(node.kind):
            home = self.agreement.parent(other)
            if (
                other == node
                and not isinstance(node, Block)
                and (not kinds or home is None or home.kind in kinds)
            ):
                return other
            if isinstance(name, v.Name | v.Text) and name == _declared(other):
                return other
        return None

    def put(self, home: Block | _New, item: str | _New) -> None:
        if isinstance(home, _New):
            home.items.append(item)
        else:
            self.added.setdefault(id(home), (home, []))[1].append(item)

    def homes(self, node: Clause, places: list[tuple[str, str]]) -> list[Block | _New]:
        """The blocks to which a clause is added."""
        for kind, which in places:
            return self.of_kind(node, kind, which)
        for block in reversed(self.around):
            if isinstance(block, Block) and block.kind in node.inside:
                return [block]
        if "file" in node.inside:
            return [self.agreement.document]
        for kind in node.inside:
            found = [block for block in self.agreement.of_kind(kind) if isinstance(block, Block)]
            if found:
                return [found[0]]
        return [self.new_block(node.inside[0])]

    def of_kind(self, node: Clause, kind: str, which: str) -> list[Block | _New]:
        """The blocks of a kind that a help names, each of them or one."""
        if kind == "file":
            return [self.agreement.document]
        if kind not in node.inside:
            raise Unplaceable(f"{node.kind} cannot stand in {kind}")
        every = [block for block in self.agreement.of_kind(kind) if isinstance(block, Block)]
        here = [block for block in self.around if isinstance(block, Block) and block.kind == kind]
        if which in ("each", "every", "all", "both"):
            chosen = [block for block in every if not any(c.kind == node.kind for c in block.clauses)]
            chosen = chosen or every
        elif which == "the last":
            chosen = every[-1:]
        else:
            chosen = here or every[:1]
        return [*chosen] if chosen else [self.new_block(kind)]

    def new_block(self, kind: str) -> _New:
        """A new block of a kind that needs no name; what follows goes into it, too."""
        for block in self.open:
            if isinstance(block, _New) and block.kind == kind:
                return block
        word = vocabulary().word(kind)
        header = read(f"{word} {{")
        if not header.whole:
            raise Unplaceable(f"there is no {word} block, and one needs a name")
        made = _New(kind, header.text)
        for home in self.homes(header.nodes[0], []):
            self.put(home, made)
        self.open.insert(0, made)
        return made


#: The parts that say of which tickets or times a clause speaks: one that has none of them speaks of others than one that has.
_OF_WHICH = {"during", "outside", "when", "for_"}


def _about_the_same(node: Node, other: Node) -> bool:
    """Whether two clauses of a kind are about one thing, of which the second says more: what they name, and what tells such
    clauses apart, are the same as far as both say it."""
    first, second = _said(node), _said(other)
    telling = {*vocabulary().positional(node.kind), *DISTINGUISHING}
    shared = telling & first.keys() & second.keys()
    if _OF_WHICH & (second.keys() - first.keys()) or any(first[name] != second[name] for name in shared):
        return False
    return bool(shared) or first.keys() <= second.keys()


def _said(node: Node) -> dict[str, list[v.Value]]:
    said: dict[str, list[v.Value]] = {}
    for name, value in node.contents():
        said.setdefault(name, []).append(value)
    return said


def _declared(node: Node) -> object:
    """The name that a clause declares."""
    return getattr(node, "name", None) or (getattr(node, "title", None) if node.kind == "define" else None)


def _words_around(pieces: list[tuple[str, bool]], at: int) -> tuple[str, str]:
    """The words before and behind a clause; the keyword of a block between backticks belongs to them."""
    before = pieces[at - 1][0] if at else ""
    after = pieces[at + 1][0] if at + 1 < len(pieces) else ""
    if at + 2 < len(pieces) and pieces[at + 2][0] in blocks():
        after += f"{pieces[at + 2][0]} {pieces[at + 3][0] if at + 3 < len(pieces) else ''}"
    if at >= 3 and pieces[at - 2][0] in blocks():
        before = f"{pieces[at - 3][0]}{pieces[at - 2][0]}{before}"
    return before, after


@functools.cache
def _place_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted([*blocks(), *PLURAL], key=len, reverse=True)))
    return re.compile(rf"\b(?:to|in) (?:({_WHICH}) )?({words})\b(?! of )")


def _named(before: str, after: str) -> list[tuple[str, str]]:
    """The kinds of blocks that the words around a clause name, each with which of them is meant."""
    if re.match(r"[^`;]*\bto the last\b", after):
        return [("priority", "the last")]
    if re.match(r"[^`;]*\boutside\b", after):
        return [("file", "")]
    for text in (after, before):
        found = _place_pattern().search(text)
        if found:
            return [(PLURAL.get(found.group(2)) or blocks()[found.group(2)], found.group(1) or "")]
    return []
