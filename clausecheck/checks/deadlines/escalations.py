"""An escalation helps only before the target that it should save."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.deadlines import CALLED, Deadline
from clausecheck.agreement.due import Comparison
from clausecheck.checks.deadlines.comparing import Pair, compared, contradiction, kept, once_each
from clausecheck.checks.deadlines.pairs import escalated, holding_for, savable
from clausecheck.checks.deadlines.smallest import smallest_changes
from clausecheck.checks.deadlines.tickets import about
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof

Late = tuple[Deadline, Deadline, Comparison]
"""An escalation, the deadline that it should save, and how they compare."""


@check("late-escalation")
def late_escalation(context: Context) -> Iterator[Finding | Proof]:
    """Escalations that come only when the target is missed: one finding for all of a target and a priority."""
    late: dict[tuple[int, str], list[Late]] = {}
    for stage, saved in once_each(context, _stages(context)):
        found = compared(context.deadlines, stage, saved, lead=1)
        if found is None:
            continue
        if found.ticket is None:
            yield kept(context, stage, saved, found, "after")
        else:
            key = (id(saved.clause), saved.case.priority or "")
            late.setdefault(key, []).append((stage, saved, found))
    for stages in late.values():
        # That of the priority itself, which was meant for this target, before a general one beside it; then the latest.
        yield _late(context, sorted(stages, key=lambda stage: (not stage[0].target.scope, stage[2].lead)))


def _stages(context: Context) -> Iterator[Pair]:
    """Each escalation with the deadline that it should save, and with each that goes before it under a condition."""
    semantics = context.semantics
    for stage, case in escalated(semantics):
        deadline = context.deadlines.deadline(stage, case)
        if deadline is None:
            continue
        for under in holding_for(semantics, (case,)):
            saved = next((held[0] for _, held in savable(semantics, stage, case, *under) if held), None)
            if saved is not None:
                yield deadline, saved


def _late(context: Context, stages: list[Late]) -> Finding:
    """A finding about the first of the escalations, with the others beside it."""
    deadline, saved, found = stages[0]
    kind = CALLED[saved.target.kind]
    comes = (
        f"after the {kind} that it should save"
        if found.lead < 0
        else f"only when the {kind} target is missed"
    )
    more = [
        Label(other.clause.head, "so late comes this one, too")
        for other, _, _ in stages[1:]
        if other.clause is not deadline.clause
    ]
    message = f"an escalation of {about(saved.case)} comes {comes}"
    return contradiction(
        context,
        message,
        deadline,
        saved,
        found,
        dict.fromkeys(more),
        mends=reversed(list(smallest_changes(context, deadline, saved, 1))),
    )
