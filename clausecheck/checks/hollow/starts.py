"""Deadlines that begin nowhere, and days of two kinds beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.written import written
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Clause,
    Delete,
    Deliver,
    HandOver,
    Notify,
    Paid,
    Patch,
    Refund,
    Return,
    RootCauseReport,
)
from clausecheck.language.write import write

#: The clauses that run from an event: two events that each side may mean, as people say them, and the first as one writes it.
_STARTS: dict[type[Clause], tuple[str, str, str]] = {
    Patch: ("the release of the patch", "the approval of it", '"the release of the patch"'),
    Deliver: ("the request", "the approval", '"the request"'),
    Notify: ("the event", "its detection", "detected"),
    RootCauseReport: ("the resolution", "the closing of the ticket", "resolved"),
    Paid: ("the end of the month", "the decision on the claim", "month-end"),
    Refund: ("the end", "the request", "end"),
    Return: ("the end", "the request", "end"),
    Delete: ("the end", "the return", "end"),
    HandOver: ("the notice", "the end", "end"),
}
#: Where something is handed over, returned or deleted because the agreement ends.
_AT_END = frozenset({"exit", "termination", "data"})


@check("deadline-without-start")
def deadline_without_start(context: Context) -> Iterator[Finding]:
    """A deadline outside of tickets, of which no clause says from which event it runs."""
    agreement = context.agreement
    for clause in agreement.of_kinds(kind.kind for kind in _STARTS):
        home, length = agreement.parent(clause), getattr(clause, "within", None)
        if not isinstance(length, v.Duration) or clause.when is not None or home is None:
            continue
        if any(getattr(clause, part, None) for part in ("on", "each", "every")) or _starts_by_itself(
            clause, home.kind
        ):
            continue
        yield _startless(context, clause, length)


def _starts_by_itself(clause: Clause, home: str) -> bool:
    """Whether what a clause is about, or the block in which it stands, is the event from which its time runs."""
    if isinstance(clause, Deliver):
        return home not in ("service", "plan", "security", "data")
    if isinstance(clause, Notify):
        return not isinstance(clause.value, v.Name | v.Phrase)
    if isinstance(clause, Delete):
        return home not in _AT_END or not isinstance(clause.value, v.Name) or clause.value.text == "expired"
    return isinstance(clause, Return | HandOver) and home not in _AT_END


def _startless(context: Context, clause: Clause, length: v.Duration) -> Finding:
    first, second, start = _STARTS[type(clause)]
    return context.draft(
        f"{write(length)}, and nothing says from which event they run",
        clause,
        "from when on?",
        span=length.span,
        witness=Witness(
            f"{first} on Monday at 09:00, {second} on Friday at 09:00: {write(length)} run from the one or from the other, and "
            "the clause decides for neither",
            {"length": write(length)},
        ),
        values=(clause.kind, write(length)),
        help=(f"say the start: write `{write(length)} of {start}`",),
    )


@check("days-beside-business-days")
def days_beside_business_days(context: Context) -> Iterator[Finding]:
    """Targets of one kind, or of one ticket, of which one counts days of the calendar and the other business days."""
    told: set[int] = set()
    found = [target for target in context.semantics.targets if target.promised]
    first: dict[object, tuple[int, Target]] = {}
    for at, working in enumerate(found):
        if _business_days(working):
            first.setdefault(working.kind, (at, working))
            first.setdefault(working.scope, (at, working))
    for plain in found:
        if _plain_days(plain) and id(plain.clause) not in told:
            beside = [first[key] for key in (plain.kind, plain.scope) if key in first]
            if beside:
                told.add(id(plain.clause))
                yield _two_kinds(context, plain, min(beside, key=itemgetter(0))[1])


def _duration(target: Target) -> v.Duration | None:
    length = target.length.amount if isinstance(target.length, v.Anchored) else target.length
    return length if isinstance(length, v.Duration) else None


def _plain_days(target: Target) -> bool:
    """Whether a target counts days of the calendar, without saying that these count around the clock."""
    length = _duration(target)
    return (
        length is not None
        and length.hours is None
        and not target.stated
        and all(unit == "day" for _, unit in length.parts)
    )


def _business_days(target: Target) -> bool:
    length = _duration(target)
    return length is not None and length.hours is not None and any(unit == "day" for _, unit in length.parts)


def _two_kinds(context: Context, plain: Target, working: Target) -> Finding:
    length, other = write(plain.length), write(working.length)
    business = _duration(working)
    name = write(business.hours) if business is not None and business.hours is not None else "business"
    return context.draft(
        f"the {TARGET_KINDS[plain.kind]} counts {length}, and the {TARGET_KINDS[working.kind]} beside it {other}",
        plain.clause,
        "days of the calendar, weekends included",
        span=plain.length.span if plain.length is not None else plain.clause.span,
        labels=(Label(working.clause.span, "days on which the hours open"),),
        witness=Witness(
            f"a ticket of Friday evening: {length} run through the weekend, {other} begin on Monday",
            {"plain": length, "business": other},
        ),
        values=(length, other),
        help=(
            f"count both alike: write `{length.replace(' day', f' {name} day', 1)}`",
            f"say instead that days of the calendar are meant: `{written(context.agreement, plain.clause)}, during always`",
        ),
    )
