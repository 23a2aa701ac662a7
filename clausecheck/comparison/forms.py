"""Clauses in one normal form: what they say, whatever the order, the units and the layout in which they say it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from clausecheck.language import values as v
from clausecheck.language.tree import Node
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Clauses whose values are a sequence: what stands first comes first.
ORDERED = frozenset({"restore_order", "precedence", "scale", "media"})


def form(value: Any, ordered: bool = False) -> Hashable:
    """A value in one spelling: equal for two values exactly where they say the same."""
    if isinstance(value, v.Bounded) and (value.bound or value.other is not None):
        return ("bounded", write(value))
    if isinstance(value, v.Duration):
        return _duration(value)
    if isinstance(value, v.Money):
        return ("money", value.currency, value.amount.normalize())
    if isinstance(value, v.Size):
        return ("size", value.unit.endswith("/s"), Decimal(value.scaled).normalize())
    if isinstance(value, v.Text | v.Prose):
        return ("text", " ".join(value.text.split()))
    if isinstance(value, v.All | v.Any):
        return (type(value).__name__, frozenset(form(one) for one in value.conditions))
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, v.Value):
        own = [(item.name, form(getattr(value, item.name))) for item in fields(value) if item.name != "span"]
        return (type(value).__name__, *own)
    if isinstance(value, tuple):
        return tuple(map(form, value)) if ordered else tuple(sorted(map(form, value), key=repr))
    return value if isinstance(value, Hashable) else repr(value)


def _duration(value: v.Duration) -> Hashable:
    """A length in months and seconds; on the hours of a block a day has no length in hours."""
    hours = value.hours.text if value.hours is not None else ""
    months = sum((n * v.MONTHS[unit] for n, unit in value.parts if unit in v.MONTHS), start=Decimal(0))
    days = sum((n for n, unit in value.parts if unit == "day" and hours), start=Decimal(0))
    seconds = sum(
        (
            n * v.SECONDS[unit]
            for n, unit in value.parts
            if unit in v.SECONDS and not (hours and unit == "day")
        ),
        start=Decimal(0),
    )
    return ("time", hours, months.normalize(), days.normalize(), seconds.normalize())


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A clause, or one item of a list of which each item stands for itself, by its fields in normal form."""

    node: Node
    said: dict[str, Hashable]
    item: v.Value | None = None

    @property
    def whole(self) -> Hashable:
        """All that it says."""
        return (self.node.kind, frozenset(self.said.items()))


def leaf(node: Node, leave_out: frozenset[str] = frozenset()) -> Leaf:
    """A clause, or the header of a block, by its fields; what it leaves out says nothing here."""
    said: dict[str, Hashable] = {}
    for item in fields(node):
        content = getattr(node, item.name)
        if "spec" not in item.metadata or item.name in leave_out or content in (None, ()):
            continue
        said[item.name] = form(content, node.kind in ORDERED and item.name in ("values", "levels"))
    return Leaf(node, said)


def leaves(node: Node) -> list[Leaf]:
    """A clause as one leaf, or as one for each of its items where it is only a list of them."""
    whole = leaf(node)
    values = getattr(node, "values", ())
    if set(whole.said) != {"values"} or node.kind in ORDERED or not isinstance(values, tuple):
        return [whole]
    return [Leaf(node, {"values": form(value)}, value) for value in values]
