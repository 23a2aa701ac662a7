"""The order in which tickets are taken: as they come, or by priority."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.mending import instead, mend
from clausecheck.agreement.semantics import Semantics
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Handled, Node
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
