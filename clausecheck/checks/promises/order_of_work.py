"""The order in which tickets are taken: as they come, or by priority."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.mending import instead, mend
from clausecheck.agreement.semantics import Semantics
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Handled, Node, Priority
from clausecheck.language.write import write

_ARRIVAL = re.compile(r"order of arrival|first[- ]come|order of receipt|order of logging")


@check("two-orders-of-work", reads_words=True)
def two_orders_of_work(context: Context) -> Iterator[Finding]:
    """Tickets are taken in order of arrival, and some are promised sooner than others."""
    clauses = context.agreement.all(Handled)
    other = next((clause for clause in clauses if "order of priority" in write(clause.in_)), None)
    for node in clauses:
        home = context.agreement.parent(node)
        if home is None or home.kind != "service" or node.when or node.for_:
            continue
        wording = " ".join([write(value) for value in (*node.in_, *node.with_)]).casefold()
        if not _ARRIVAL.search(wording):
            continue
        urgent = _sooner(context.semantics)
        if urgent is None and other is None:
            continue
        labels = [Label(other.span, "and by priority here")] if other is not None else []
        case = "an urgent ticket logged at 09:01 behind an ordinary one logged at 09:00"
        if urgent is not None:
            (fast, quick), (slow, lazy) = urgent
            labels += [Label(quick.span, f"{fast} is promised sooner"), Label(lazy.span, f"than {slow}")]
            case = f"a {slow} ticket logged at 09:00 and a {fast} ticket logged at 09:01"
        yield context.draft(
            "tickets are handled in order of arrival, and by priority as well",
            node,
            "in order of arrival",
            labels=tuple(labels),
            witness=Witness(
                f"{case}: by order of arrival the first is taken first, by their targets the second",
                {"order": write(node.in_)},
            ),
            values=(write(node.in_),),
            help=(
                mend(
                    context.agreement,
                    "let the priority decide: write {} instead; the order of arrival decides within one priority",
                    instead(node, "handled in order of priority"),
                ),
            ),
        )


def _sooner(semantics: Semantics) -> tuple[tuple[str, Node], tuple[str, Node]] | None:
    """The first and the last priority, where they are promised different times, with the clauses that say so."""
    for kind in ("respond", "resolve"):
        found: list[tuple[str, Node, v.Value | None]] = []
        for name in semantics.agreement.names.get("priority", {}):
            for target in semantics.targets:
                if (
                    target.kind == kind
                    and target.promised
                    and target.limited("priority") == frozenset({name})
                ):
                    found.append((name, target.clause, target.length))
                    break
        if len(found) >= 2 and found[0][2] != found[-1][2]:
            return found[0][:2], found[-1][:2]
    return None


@check("order-of-work-turned")
def order_of_work_turned(context: Context) -> Iterator[Finding]:
    """A priority is taken before one that is promised a response sooner, or each of two before the other."""
    orders = _orders(context)
    for (first, second), node in orders.items():
        way = _way(orders, second, first)
        told = first < second or (second, first) not in orders  # a pair that contradicts itself is told once
        if way and told and first != second:
            other = orders[way[0], way[1]]
            yield _turned(
                context,
                node,
                f"{first} is taken before {second}, and {second} before {first}",
                f"a {first} ticket and a {second} ticket logged at 09:00: each waits for the other",
                (Label(other.span, "and here the other way round"),),
                (first, second),
            )
            continue
        quick, slow = _responses(context.semantics, second), _responses(context.semantics, first)
        if way or quick is None or slow is None or quick[0] >= slow[0]:
            continue
        yield _turned(
            context,
            node,
            f"{first} is taken before {second}, which is promised a response sooner",
            f"a {first} and a {second} ticket logged at 09:00: by this order {first} comes first, by their targets {second}",
            (
                Label(quick[1].span, f"{second} is promised sooner"),
                Label(slow[1].span, f"than {first}"),
            ),
            (first, second),
        )


def _turned(
    context: Context, node: Node, message: str, case: str, labels: tuple[Label, ...], names: tuple[str, str]
) -> Finding:
    first, second = names
    return context.draft(
        message,
        node,
        "this order",
        labels=labels,
        witness=Witness(case, {"first": first, "second": second}),
        values=names,
        help=(
            mend(
                context.agreement,
                "let the priority decide: write {} instead",
                instead(node, "handled in order of priority"),
            ),
        ),
    )


def _orders(context: Context) -> dict[tuple[str, str], Node]:
    """Which priority is taken before which, with the first clause that says so; those under a condition are left out."""
    found: dict[tuple[str, str], Node] = {}
    known = context.agreement.names.get("priority", {})
    for node in context.agreement.all(Handled):
        home = context.agreement.parent(node)
        own = {write(value) for value in node.for_} & known.keys()
        if not own and isinstance(home, Priority):
            own = {write(home.name)}
        if node.when or node.during or node.outside:
            continue
        for one in sorted(own):
            for value in node.ahead_of:
                found.setdefault((one, write(value)), node)
            for value in node.behind:
                found.setdefault((write(value), one), node)
    return {pair: node for pair, node in found.items() if set(pair) <= known.keys()}


def _way(orders: dict[tuple[str, str], Node], start: str, goal: str) -> list[str]:
    """The priorities on a way from one to another, each taken before the next; empty where there is none."""
    ways = {start: [start]}
    queue = [start]
    for at in queue:
        for first, second in orders:
            if first == at and second not in ways:
                ways[second] = [*ways[at], second]
                queue.append(second)
    return ways.get(goal, [])


def _responses(semantics: Semantics, name: str) -> tuple[Decimal, Node] | None:
    """How soon a priority is promised a response by the only clause for it, in elapsed seconds, and that clause."""
    found = [
        target
        for target in semantics.targets
        if target.kind == "respond" and target.promised and target.limited("priority") == frozenset({name})
    ]
    if len(found) != 1 or not isinstance(found[0].length, v.Duration) or found[0].length.hours is not None:
        return None
    seconds = found[0].length.seconds
    return None if seconds is None else (seconds, found[0].clause)
