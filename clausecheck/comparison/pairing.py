"""Which clause of the new text stands for which of the old one, wherever both stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import field

from clausecheck.agreement.commitments import Commitment, commitments
from clausecheck.agreement.model import segment
from clausecheck.comparison.changes import Side
from clausecheck.comparison.forms import Leaf, leaf, leaves
from clausecheck.language.tree import Block, Node
from clausecheck.quick import dataclass

#: Parts of headers that say something about tickets alone, of which the instants are compared.
_COMPUTED = dict.fromkeys(("priority", "clock"), frozenset({"during", "outside"}))
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Pairs:
    """What became of the clauses: those that both texts have in other words, those that are gone, and those that are new. A block
    that is gone or new stands for all that is in it."""

    both: list[tuple[Leaf, Leaf]] = field(default_factory=list)
    gone: list[Leaf] = field(default_factory=list)
    fresh: list[Leaf] = field(default_factory=list)


def paired(old: Side, new: Side, done: frozenset[int]) -> Pairs:
    """The clauses of two texts in pairs. Clauses whose identity is in `done` are left to others, and so is all in them."""
    found = Pairs()
    _children(old.agreement.document, new.agreement.document, done, found)
    _moved(old, new, found)
    return found


def _children(one: Block, other: Block, done: frozenset[int], found: Pairs) -> None:
    blocks: tuple[list[Block], list[Block]] = ([], [])
    lines: tuple[list[Leaf], list[Leaf]] = ([], [])
    for number, block in enumerate((one, other)):
        for node in block.clauses:
            if id(node) in done:
                continue
            if isinstance(node, Block):
                blocks[number].append(node)
            else:
                lines[number].extend(leaves(node))
    _lines(*lines, found)
    pairs, gone, fresh = _matched(*blocks)
    for before, after in pairs:
        headers = (
            leaf(before, _COMPUTED.get(before.kind, _NONE)),
            leaf(after, _COMPUTED.get(after.kind, _NONE)),
        )
        if headers[0].whole != headers[1].whole:
            found.both.append(headers)
        _children(before, after, done, found)
    found.gone += map(leaf, gone)
    found.fresh += map(leaf, fresh)


def _matched(
    some: list[Block], others: list[Block]
) -> tuple[list[tuple[Block, Block]], list[Block], list[Block]]:
    """Blocks with one heading, in the order of the text; then those of a kind of which each text has one left."""
    pairs: list[tuple[Block, Block]] = []
    gone, fresh = list(some), list(others)
    for key in (segment, lambda node: node.kind):
        by_key: dict[str, tuple[list[Block], list[Block]]] = defaultdict(lambda: ([], []))
        for number, side in enumerate((gone, fresh)):
            for block in side:
                by_key[key(block)][number].append(block)
        for mine, theirs in by_key.values():
            named = any(getattr(block, "name", None) is not None for block in (*mine, *theirs))
            if key is segment or (len(mine) == len(theirs) == 1 and not named):
                pairs += zip(mine, theirs, strict=False)
        gone = [block for block in gone if all(block is not one for one, _ in pairs)]
        fresh = [block for block in fresh if all(block is not other for _, other in pairs)]
    return pairs, gone, fresh


def _lines(some: list[Leaf], others: list[Leaf], found: Pairs) -> None:
    """Clauses of one block: those that say the same go, then each is paired with the one that is most like it."""
    same: dict[Hashable, list[Leaf]] = defaultdict(list)
    for one in others:
        same[one.whole].append(one)
    gone = [one for one in some if not (same[one.whole] and same[one.whole].pop())]
    fresh = [one for rest in same.values() for one in rest]
    fresh.sort(key=lambda one: one.node.span.start)
    candidates = sorted(
        (-likeness, at + place, abs(at - place), at, place)
        for at, one in enumerate(gone)
        for place, other in enumerate(fresh)
        if (likeness := _likeness(one, other, gone, fresh)) > 0
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, _, at, place in candidates:
        if at not in taken[0] and place not in taken[1]:
            taken[0].add(at)
            taken[1].add(place)
            found.both.append((gone[at], fresh[place]))
    found.gone += [one for at, one in enumerate(gone) if at not in taken[0]]
    found.fresh += [one for at, one in enumerate(fresh) if at not in taken[1]]


def _likeness(one: Leaf, other: Leaf, some: Sequence[Leaf], others: Sequence[Leaf]) -> float:
    """How much of two clauses of a kind is the same; 0 where they are about two things. Two that are alone of their kind are
    one clause in other words, unless they are items of lists."""
    if one.node.kind != other.node.kind or one.item is not None or other.item is not None:
        return 0
    if segment(one.node) == segment(other.node):
        return 2 + _shared(one, other)
    alone = all(sum(each.node.kind == one.node.kind for each in side) == 1 for side in (some, others))
    return 1 if alone else _shared(one, other)


def _shared(one: Leaf, other: Leaf) -> float:
    equal = len(one.said.items() & other.said.items())
    return equal / max(len(one.said), len(other.said), 1)


def _moved(old: Side, new: Side, found: Pairs) -> None:
    """Clauses that say something about the same figure elsewhere, or by another kind of clause, are pairs as well."""
    theirs = _by_subject(new, found.fresh)
    for one in list(found.gone):
        for key in _subjects(old, one.node):
            other = theirs.get(key)
            if other is not None and other in found.fresh:
                found.gone.remove(one)
                found.fresh.remove(other)
                if one.whole != other.whole:
                    found.both.append((one, other))
                break


def _by_subject(side: Side, among: Iterable[Leaf]) -> dict[Hashable, Leaf]:
    return {key: one for one in among for key in _subjects(side, one.node)}


def _subjects(side: Side, node: Node) -> list[Hashable]:
    """What the figures of a clause are about, in one spelling for all clauses about it."""
    return [_subject(one) for one in commitments(side.semantics) if one.clause is node]


def _subject(one: Commitment) -> Hashable:
    scope = tuple(sorted((dimension, tuple(sorted(names))) for dimension, names in one.scope.items()))
    return (one.subject, scope, tuple(sorted(one.parts.items())), one.level, one.window.name)
