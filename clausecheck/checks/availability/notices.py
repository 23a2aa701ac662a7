"""Maintenance whose notice or quota is another one where it is excused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausecheck.agreement import uptime
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.words import exact_length
from clausecheck.checks.availability.promised import LengthLimit, limit
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Excuse, Maintenance, Plan, Service
from clausecheck.language.write import write
from clausecheck.quick import dataclass


@check("maintenance-said-twice")
def maintenance_said_twice(context: Context) -> Iterator[Finding]:
    """An excuse for maintenance with another notice, or another quota, than the service has."""
    for excuse in context.agreement.all(Excuse):
        if excuse.when is not None or excuse.for_:
            continue
        if [write(value) for value in excuse.values] != ["maintenance"]:
            continue
        home = context.agreement.parent(excuse)
        scope = uptime.names_in(context.agreement, home) if home is not None else frozenset()
        if home is not None and home.for_ and not scope:
            continue
        planned = _planned(context, home, scope)
        notices = [(clause, clause.notice) for clause in planned]
        quotas = [(clause, clause.at_most) for clause in planned]
        yield from _differing(context, excuse, excuse.notice, notices)
        yield from _differing(context, excuse, excuse.at_most, quotas)


def _planned(context: Context, home: Block | None, scope: frozenset[str]) -> list[Maintenance]:
    """The maintenance clauses of the services to which an excuse belongs."""
    found = []
    for clause in context.agreement.all(Maintenance):
        service = context.agreement.parent(clause)
        if not isinstance(service, Service | Plan) or clause.for_ or clause.when is not None:
            continue
        if isinstance(home, Service) and home is not service:
            continue
        if not scope or write(service.name) in scope:
            found.append(clause)
    return found


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a maintenance clause says of its notice or of its quota."""

    clause: Maintenance
    value: v.Value
    size: LengthLimit


def _differing(
    context: Context,
    excuse: Excuse,
    own: v.Value | None,
    others: Sequence[tuple[Maintenance, v.Value | None]],
) -> Iterator[Finding]:
    """Figures of maintenance that differ from that of the excuse, where no clause of the same service has the same."""
    size = limit(own)
    if own is None or size is None:
        return
    stated = [
        _Stated(clause, value, other)
        for clause, value in others
        if value is not None and (other := limit(value)) is not None
    ]
    alike = [
        context.agreement.parent(one.clause)
        for one in stated
        if (one.size.length, one.size.unit) == (size.length, size.unit)
    ]
    differing = [
        one
        for one in stated
        if one.size.unit == size.unit
        and one.size.length != size.length
        and not any(context.agreement.parent(one.clause) is home for home in alike)
    ]
    if differing:
        yield _finding(context, excuse, own, size, differing)


def _finding(
    context: Context, excuse: Excuse, own: v.Value, size: LengthLimit, differing: list[_Stated]
) -> Finding:
    notice = isinstance(own, v.Notice)
    value, other = differing[0].value, differing[0].size
    shorter = other.length < size.length
    what = "is announced on" if notice else "may take"
    ends = sorted((other.length, size.length))
    case = (
        f"maintenance announced {write((other if shorter else size).amount)} ahead is "
        + ("in time by the service, and no excuse" if shorter else "excused, and too late by the service")
        if notice
        else f"what lies between {exact_length(ends[0])} and {exact_length(ends[1])} is "
        + ("excused, and not permitted" if shorter else "permitted, and not excused")
    )
    return context.draft(
        f"maintenance {what} {write(value)} by one clause, and is excused {'on' if notice else 'for'} "
        f"{write(own)} by another",
        excuse,
        "what is excused",
        span=own.span,
        labels=tuple(
            Label(each.value.span, "what is owed" if notice else "what is permitted") for each in differing
        ),
        witness=Witness(case, {"service": str(other.length), "excuse": str(size.length)}),
        help=(
            mend(
                context.agreement,
                f"say {write(value)} in both: write {{}} instead",
                put(context.agreement, own, write(value)),
                *(put(context.agreement, each.value, write(value)) for each in differing[1:]),
            ),
            mend(
                context.agreement,
                f"say {write(own)} in both: write {{}} instead",
                *(put(context.agreement, each.value, write(own)) for each in differing),
            ),
        ),
        values=(write(own), *(write(each.value) for each in differing)),
    )
