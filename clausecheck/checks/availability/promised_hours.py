"""Maintenance that reaches into the hours in which a service is promised."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.uptime import availability_promises
from clausecheck.agreement.weeks import DAY, WEEK, of_hours, possible_in
from clausecheck.agreement.words import WEEKDAYS, length_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Availability, Maintenance, Service
from clausecheck.language.write import clock, write

#: A service that is promised for more than this share of a week has hardly an hour in which it is not.
_MOST = WEEK * 3 // 4


@check("maintenance-in-promised-hours")
def maintenance_in_promised_hours(context: Context) -> Iterator[Finding]:
    """A window of maintenance that does not count as downtime and begins before or ends after the hours for which alone an
    availability is promised. One that lies wholly within them was chosen so."""
    seen: set[int] = set()
    for promise in availability_promises(context.semantics):
        home = promise.home
        excepted = any(write(value) == "maintenance" for value in promise.clause.except_)
        if not promise.hours or not isinstance(home, Service) or not excepted:
            continue
        hours = of_hours(context.agreement, [v.Name(promise.hours)])
        if hours is None or len(hours) > _MOST:
            continue
        for clause in home.all(Maintenance):
            window = possible_in(clause)
            common = window & hours if window is not None else None
            if window is not None and common and common != window and id(clause) not in seen:
                seen.add(id(clause))
                yield _within(context, promise.clause, promise.hours, clause, hours, common)


def _within(
    context: Context,
    promise: Availability,
    called: str,
    clause: Maintenance,
    hours: frozenset[int],
    common: frozenset[int],
) -> Finding:
    """A finding about a window of which the `common` minutes of a week lie in the hours of the promise."""
    first = min(common)
    day = first // DAY
    end = next(minute for minute in range(first, WEEK + 1) if minute not in common or minute // DAY != day)
    when = f"{WEEKDAYS[day]} {clock(60 * (first - day * DAY))}-{clock(60 * (end - day * DAY))}"
    much = length_words(60 * len([one for one in common if one // DAY == day]))
    return context.draft(
        f"maintenance may stop the service in the hours for which its availability is promised: {when} is in `{called}`",
        clause,
        f"{much} of a {WEEKDAYS[day]} in `{called}`",
        labels=(Label(promise.span, f"promised during {called}, except maintenance"),),
        witness=Witness(
            f"{when}: `{called}` is open, the service is stopped for maintenance, and the availability counts no minute of it",
            {"hours": called, "minutes a week": len(common)},
        ),
        values=(called, write(clause.weekdays), write(clause.spans)),
        help=(
            _moved(context, clause, hours),
            f"say that maintenance within {called} counts: leave the except for maintenance out of the availability",
        ),
    )


def _moved(context: Context, clause: Maintenance, hours: frozenset[int]) -> Mend | str:
    """The same window later on its day, after the hours; in words where it does not fit there."""
    span = clause.spans[0] if len(clause.spans) == 1 else None
    if not isinstance(span, v.HoursSpan) or span.end <= span.start:
        return "move the window to a time at which the hours are shut"
    days = {minute // DAY for minute in possible_in(clause) or ()}
    length = (span.end - span.start) // 60
    for start in range(span.start // 60, DAY - length + 1):
        if not any(day * DAY + minute in hours for day in days for minute in range(start, start + length)):
            moved = f"{clock(60 * start)}-{clock(60 * (start + length))}"
            return mend(
                context.agreement,
                "move the window behind them: write {} instead",
                put(context.agreement, span, moved),
            )
    return "move the window to a time at which the hours are shut"
