"""Targets that cannot be computed, so that no other check can say whether they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausecheck.agreement.deadlines import CALLED, Deadlines
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target
from clausecheck.checks.deadlines.pairs import (
    AFTER,
    LADDER,
    any_priority,
    covers,
    escalated,
    holding_for,
    not_waiting,
    priorities,
    savable,
    twins,
    ways,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label
from clausecheck.language.write import write


@check("deadline-undecided")
def deadline_undecided(context: Context) -> Iterator[Finding]:
    """Targets that cannot be computed, once for each reason."""
    for reason, targets in _by_reason(context).items():
        first, *others = targets
        kinds = " and ".join(dict.fromkeys(CALLED[target.kind] for target in targets))
        yield context.draft(
            f"whether the {kinds} can be kept is undecided, because {reason}",
            first.clause,
            span=first.clause.head,
            labels=tuple(Label(target.clause.head) for target in others),
            values=tuple(write(target.length) for target in targets),
        )


def _by_reason(context: Context) -> dict[str, list[Target]]:
    """The targets that cannot be computed, each with the first reason that is met."""
    found: dict[int, tuple[Target, str]] = {}
    for case, kind, holding in _asked(context.semantics):
        for target, reason in context.deadlines.left_out(case, kind, *holding):
            found.setdefault(id(target.clause), (target, reason))
    by_reason: dict[str, list[Target]] = {}
    for target, reason in found.values():
        # Hours without a clock, and events that no target promises, are findings of their own.
        if "it counts on `" not in reason and not reason.endswith("from which it counts"):
            by_reason.setdefault(reason, []).append(target)
    return by_reason


def _asked(semantics: Semantics) -> Iterator[tuple[Case, str, tuple[str, ...]]]:
    """In which case, of which kind, and under which conditions the checks of deadlines ask for targets: what nobody asks
    for is not missed."""
    deadlines = Deadlines.of(semantics)
    for case in semantics.cases:
        for holding in holding_for(semantics, (case,)):
            # A target that stands alone is compared with nothing, and yet somebody waits for it.
            yield from ((case, kind, holding) for kind in TARGET_KINDS)
            for before, after in AFTER:
                yield case, before, holding
                if deadlines.applicable(case, before, *holding):
                    yield case, after, holding
    for pair in twins(semantics):
        yield pair.case, pair.one.kind, pair.conditions
    for case in any_priority(semantics):
        every = [replace(case, priority=name) for name in priorities(semantics)]
        yield from ((one, kind, ()) for kind in LADDER for one in every)
        yield from ((one, kind, ()) for one in every for kind in TARGET_KINDS)
    for stage, case in escalated(semantics):
        for kind, _ in savable(semantics, stage, case):
            yield case, kind, ()
    for target, case in not_waiting(semantics):
        yield case, target.kind, (target.condition,)
    for way in ways(semantics):
        yield way.case, "onsite", ()
    for cover in covers(semantics):
        yield cover.case, "respond", ()
