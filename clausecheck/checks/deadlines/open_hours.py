"""Tickets of open hours for which no target holds, because all of them are for the time outside."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.covering import Moments, gap, left
from clausecheck.agreement.deadlines import CALLED, UndecidedDeadline
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target
from clausecheck.agreement.undecided import gave_up
from clausecheck.checks.deadlines.tickets import about, logged
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label
from clausecheck.language.parser import vocabulary
from clausecheck.language.write import write


@check("open-hours-without-target")
def open_hours_without_target(context: Context) -> Iterator[Finding]:
    """Targets for the time outside some hours, and none for the hours themselves."""
    told: set[frozenset[int]] = set()
    for case in context.semantics.cases:
        for kind in TARGET_KINDS:
            among = left(context.semantics.targets, kind, case)
            moments = gap(among)
            clauses = frozenset(id(target.clause) for target in among)
            if moments is None or clauses in told:
                continue
            told.add(clauses)
            yield from _open_hours(context, case, among, moments)


def _open_hours(context: Context, case: Case, among: list[Target], moments: Moments) -> Iterator[Finding]:
    """A finding about the tickets of some moments, for which none of the targets holds that others of the case have."""
    try:
        ticket = context.deadlines.first_ticket(context.deadlines.logged(moments))
    except UndecidedDeadline as reason:
        gave_up(reason, f"which ticket {about(case)} has no target for {CALLED[among[0].kind]}")
        return
    if ticket is None:
        return
    first, *others = among
    called = CALLED[first.kind]
    hours = " and ".join(sorted({target.outside for target in among if target.outside is not None}))
    word = vocabulary().word(first.kind)
    yield context.draft(
        f"{about(case)} has a target for {called} outside `{hours}`, and none while `{hours}` is open",
        first.clause,
        f"for tickets logged outside `{hours}` only",
        span=first.clause.head,
        labels=tuple(Label(other.clause.head, "this one, too") for other in others),
        values=tuple(write(target.length) for target in among),
        witness=logged(
            context.semantics, case, ticket, {}, f": no clause says when it falls due for {called}"
        ),
        help=(f"add `{word} within 1 hour, during {hours}` with the time that is meant",),
    )
