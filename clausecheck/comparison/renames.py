"""Blocks that have another name in the new text, with all references to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.comparison.forms import leaf
from clausecheck.language.parser import Parsed, parse
from clausecheck.language.tree import Block, Customer, Node, Provider
from clausecheck.language.write import write

LIKE = 0.6
"""From which share of equal content on two blocks are one under two names."""


def renamed(old: Agreement, new: Agreement) -> dict[str, tuple[str, str]]:
    """The names of the old text that the new one says otherwise, each with its new name and the kind of what is called so.

    A name that is declared for several things, or that the other text uses for something else, is no renaming.
    """
    found: dict[str, tuple[str, str]] = {}
    taken = _declared(old) | _declared(new)
    found.update(_parties(old, new, taken))
    for kind in sorted(set(old.names) & set(new.names)):
        before, after = old.names[kind], new.names[kind]
        gone = [name for name in before if name not in after and taken[name] == 1]
        fresh = [name for name in after if name not in before and taken[name] == 1]
        pairs = sorted(
            (-score, at + place, abs(at - place), one, other)
            for at, one in enumerate(gone)
            for place, other in enumerate(fresh)
            if (score := _likeness(before[one], one, after[other], other)) >= LIKE
        )
        for _, _, _, one, other in pairs:
            if one not in found and other not in {name for name, _ in found.values()}:
                found[one] = (other, kind)
    return found


def _parties(old: Agreement, new: Agreement, taken: Counter[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The only provider, and the only customer, under another name: whoever it is, the clauses about it are the same."""
    for role in (Provider, Customer):
        names = [
            [write(getattr(node, "name", "")) for node in side.of_kind(role.kind)] for side in (old, new)
        ]
        if [len(each) for each in names] == [1, 1] and names[0] != names[1]:
            before, after = names[0][0], names[1][0]
            if taken[before] == taken[after] == 1:
                yield before, (after, "party")


def _declared(agreement: Agreement) -> Counter[str]:
    return Counter(name for names in agreement.names.values() for name in names)


def _likeness(one: Node, name: str, other: Node, called: str) -> float:
    """The share of what two blocks say that both say, whatever they are called."""
    mine, theirs = Counter(_said(one, name)), Counter(_said(other, called))
    total = max(sum(mine.values()), sum(theirs.values()))
    return sum((mine & theirs).values()) / total if total else 0.0


def _said(node: Node, name: str) -> Iterator[Hashable]:
    for part in node.walk() if isinstance(node, Block) else (node,):
        own = frozenset({"name"}) if part is node else frozenset()
        for field, said in leaf(part, own).said.items():
            yield part.kind, field, repr(said).replace(repr(name), "NAME")
        if part is not node:
            yield part.kind


def under_new_names(parsed: Parsed, names: dict[str, tuple[str, str]]) -> Parsed:
    """The old text read again with the new names in it; lines stay where they are."""
    if not names:
        return parsed
    text, pieces, at = parsed.source.text, [], 0
    for token in parsed.tokens:
        if token.type == "NAME" and token.text in names and token.span.start >= at:
            pieces += [text[at : token.span.start], names[token.text][0]]
            at = token.span.end
    again = parse("".join((*pieces, text[at:])), parsed.source.path)
    return again if not again.problems else parsed
