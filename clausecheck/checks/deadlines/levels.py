"""An aim and the maximum beside it."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.covering import left, maximum_of
from clausecheck.agreement.deadlines import CALLED
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.checks.deadlines.comparing import Pair, compared, contradiction, once_each
from clausecheck.checks.deadlines.pairs import holding_for
from clausecheck.checks.deadlines.smallest import smallest_changes
from clausecheck.context import Context, check
from clausecheck.finding import Finding


@check("aim-after-maximum")
def aim_after_maximum(context: Context) -> Iterator[Finding]:
    """An aim that can fall due later than the maximum of the same promise."""
    for aim, maximum in once_each(context, _levels(context)):
        found = compared(context.deadlines, aim, maximum, lead=0)
        if found is not None and found.ticket is not None:
            message = f"the aim for the {CALLED[aim.target.kind]} can fall due later than its maximum"
            yield contradiction(
                context, message, aim, maximum, found, mends=smallest_changes(context, aim, maximum, 0)
            )


def _levels(context: Context) -> Iterator[Pair]:
    """Each aim with its maximum, in each case in which both are left."""
    semantics = context.semantics
    of_levels = {target.kind for target in semantics.targets if target.level}
    for case in semantics.cases:
        for kind in (kind for kind in TARGET_KINDS if kind in of_levels):
            for holding in holding_for(semantics, (case,), (kind,)):
                for one, other in _two_levels(left(semantics.targets, kind, case, *holding)):
                    if maximum_of(one, other):
                        maximum = context.deadlines.deadline(one, case)
                        aim = context.deadlines.deadline(other, case)
                        if maximum is not None and aim is not None:
                            yield aim, maximum


def _two_levels(held: list[Target]) -> Iterator[tuple[Target, Target]]:
    """Each two targets of which the first can be the maximum of the second; most agreements have no aims at all."""
    maxima = [target for target in held if target.level == "maximum"]
    yield from ((one, other) for one in maxima for other in held if other.level != "maximum")
    rest = [target for target in held if target.level != "maximum" and not target.aim]
    yield from ((one, other) for other in held if other.aim for one in rest if one is not other)
