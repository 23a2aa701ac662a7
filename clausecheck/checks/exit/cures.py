"""The time to mend a breach: a notice that runs out before it, and data that are gone while a missed payment can still be
paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.lengths import event_of, longer
from clausecheck.agreement.mending import instead, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import length_of
from clausecheck.agreement.parties import of_supplier
from clausecheck.checks.exit.ways_out import deletions
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Delete, End, Keep, Suspend
from clausecheck.language.write import number, write
from clausecheck.quick import dataclass

_OVERDUE = frozenset(
    {"overdue", "overdue date", "due date", "due", "missed payment", "payment date", "date of payment"}
)
_SUSPENDED = frozenset({"suspended", "suspension"})


# ---- a missed payment --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LossAfterDebt:
    """What is gone after a missed payment: the clause, its time, how it says so, how many seconds after the due date that is at
    the earliest, and the suspension from which it is counted."""

    clause: Delete | Keep
    by: v.Value
    how: str
    seconds: Decimal
    stop: Suspend | None


@check("deleted-before-cured")
def deleted_before_cured(context: Context) -> Iterator[Finding]:
    """Data that are gone, after a missed payment, while the customer can still pay and go on."""
    saved = [(end, until) for end in context.agreement.all(End) if (until := _saved_until(end)) is not None]
    for loss in _losses(context.agreement):
        found = next(((end, until) for end, until in saved if loss.seconds <= until), None)
        if found is not None:
            yield _gone(context, loss, *found)


def _gone(context: Context, loss: LossAfterDebt, end: End, until: Decimal) -> Finding:
    """Something that is gone while the agreement can still be saved, or still runs, until so many seconds after the due date."""
    what = write(loss.clause.value)
    first, last = (number(seconds / v.SECONDS["day"]) for seconds in (loss.seconds, until))
    still = "the customer can still pay" if end.cured is not None else "the agreement still runs"
    labels = [Label(end.head, f"{still} up to day {last}")]
    if loss.stop is not None:
        labels.append(Label(loss.stop.head, "the suspension, at the earliest"))
    return context.draft(
        f"after a missed payment {what} {loss.how} {write(loss.by)}, when {still}",
        loss.clause,
        f"gone on day {first}",
        span=loss.by.span,
        labels=tuple(labels),
        witness=Witness(
            f"counted from the due date, as early as the clauses allow: {what} are gone on day {first}, and {still} "
            f"up to day {last}",
            {"gone": first, "saved": last, "what": what},
        ),
        values=(first, last, what),
        help=(
            mend(
                context.agreement,
                "count from the end: write {} instead",
                instead(loss.clause, f"delete {what} after 60 days from end"),
            )
            if isinstance(loss.clause, Delete)
            else mend(
                context.agreement,
                "count from the end: write {} instead",
                put(context.agreement, loss.by, "60 days from end"),
            ),
        ),
    )


def _losses(agreement: Agreement) -> Iterator[LossAfterDebt]:
    """What is gone so long after a missed payment, where that is known."""
    for node, by, how in _gone_for_debt(agreement):
        length = length_of(by)
        wait = length.seconds if isinstance(length, v.Duration) else None
        base, stop = _debt_event(event_of(by), agreement.all(Suspend))
        if wait is not None and base is not None:
            yield LossAfterDebt(node, by, how, base + wait, stop)


def _gone_for_debt(agreement: Agreement) -> Iterator[tuple[Delete | Keep, v.Value, str]]:
    """What is deleted, or kept only for a time, after a missed payment or a suspension."""
    for node, by in deletions(agreement):
        if event_of(by) in _OVERDUE | _SUSPENDED:
            yield node, by, "must be deleted within"
    for keep in agreement.all(Keep):
        if keep.when is None and not of_supplier(agreement, keep):
            for value in keep.for_:
                if event_of(value) in _OVERDUE | _SUSPENDED:
                    yield keep, value, "are kept only for"


def _debt_event(event: str, stops: list[Suspend]) -> tuple[Decimal | None, Suspend | None]:
    """How many seconds after the due date an event comes at the earliest, and the clause that says so."""
    if event in _OVERDUE:
        return Decimal(0), None
    for stop in stops:
        start = _overdue_start(stop)
        if start is None:
            continue
        notice = length_of(stop.notice)
        wait = notice.seconds if isinstance(notice, v.Duration) else Decimal(0)
        if wait is not None:
            return start + wait, stop
    return None, None


def _overdue_start(node: End | Suspend) -> Decimal | None:
    """After how many seconds past the due date a clause about a missed payment lets a party act; 0 where it says no number."""
    values = node.when.walk() if node.when is not None else ()
    facts = [value for value in values if isinstance(value, v.Fact)]
    if len(facts) != 1 or facts[0].state != "overdue":
        return None
    amount = facts[0].amount
    return amount.seconds if isinstance(amount, v.Duration) else Decimal(0)


def _saved_until(end: End) -> Decimal | None:
    """How many seconds after the due date a customer can still pay and keep the agreement, at the earliest."""
    start = _overdue_start(end)
    if start is None:
        return None
    times = [length_of(value) for value in (end.cured, end.notice) if value is not None]
    waits = [time.seconds for time in times if isinstance(time, v.Duration) and time.seconds is not None]
    return start + max(waits) if waits else None


# ---- a notice that runs out before -------------------------------------------------------------------------


@check("notice-ends-before-cure")
def notice_ends_before_cure(context: Context) -> Iterator[Finding]:
    """A notice that ends the agreement while the time to mend the breach still runs."""
    for node in context.agreement.all(End):
        notice, cured = node.notice, node.cured
        if notice is None or notice.length is None or cured is None or not longer(cured, notice):
            continue
        if isinstance(cured, v.Anchored) and event_of(cured) != "notice":
            continue
        yield context.draft(
            f"the agreement ends on {write(notice)}, while the breach can still be cured within {write(cured)}",
            node,
            "the agreement has ended",
            span=notice.span,
            labels=(Label(cured.span, "the time to cure still runs"),),
            witness=Witness(
                f"notice on day 0: it has run out after {write(notice.length)}, and a cure after that, within "
                f"{write(length_of(cured))}, comes in time and too late",
                {"notice": write(notice.length), "cured": write(cured)},
            ),
            values=(write(notice.length), write(cured)),
            help=(
                mend(
                    context.agreement,
                    "let the notice be as long as the cure: write {} instead",
                    put(context.agreement, notice.length, write(length_of(cured))),
                ),
                mend(
                    context.agreement,
                    "leave out the length of the notice, if the cure period decides: write {} instead",
                    put(context.agreement, notice, "written notice"),
                ),
            ),
        )
