"""Two clauses of equal weight that give one ticket two deadlines for the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from clausecheck.agreement.deadlines import CALLED
from clausecheck.checks.deadlines.comparing import Pair, compared, contradiction, once_each
from clausecheck.checks.deadlines.pairs import twins
from clausecheck.checks.deadlines.tickets import about
from clausecheck.context import Context, check
from clausecheck.finding import Finding


@check("two-deadlines")
def two_deadlines(context: Context) -> Iterator[Finding]:
    """Two deadlines for one ticket that are not the same."""
    for one, other in once_each(_both_holding(context)):
        if one.due == other.due:
            continue
        for first, second in ((one, other), (other, one)):
            found = compared(context.deadlines, first, second, lead=0)
            if found is None or found.ticket is None:
                continue
            message = (
                f"two clauses give {about(one.case)} two different deadlines for {CALLED[one.target.kind]}"
            )
            yield contradiction(context, message, second, first, found)
            break


def _both_holding(context: Context) -> Iterator[Pair]:
    """The deadlines of twins, in a case that both cover."""
    for pair in twins(context.semantics):
        holding = context.deadlines.applicable(pair.case, pair.one.kind, pair.one.condition)
        firsts = [deadline for deadline in holding if deadline.target is pair.one]
        seconds = [deadline for deadline in holding if deadline.target is pair.other]
        yield from product(firsts, seconds)
