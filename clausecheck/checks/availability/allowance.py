"""What is left out of an availability, beside what the availability allows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.counted import PLANNED_WORK, counts, excused, scope_of, together
from clausecheck.agreement.uptime import MeasuringWindow, UptimePromise
from clausecheck.agreement.weeks import WEEK, of_hours, of_window, window_time
from clausecheck.agreement.words import exact_length
from clausecheck.agreement.written import changed, written
from clausecheck.checks.availability.promised import allowances, limit, promise_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.tree import (
    Excuse,
    Maintenance,
)
from clausecheck.language.write import write

#: So many times the allowed downtime is more than maintenance that is merely left out.
_MANY = 20
#: Windows that no quota limits and that take so much of the time are more than that, too: every evening, every weekend.
_MUCH = Fraction(1, 10)


@check("excluded-longer-than-allowed")
def excluded_longer_than_allowed(context: Context) -> Iterator[Finding]:
    """Maintenance that does not count, and may last many times as long as the downtime that the figure allows."""
    for allowed in allowances(context.semantics):
        promise, window = allowed.promise, allowed.window
        excepted = any(write(value) == PLANNED_WORK for value in promise.clause.except_)
        for clause in promise.home.all(Maintenance):
            counting = counts(context.agreement, clause)
            excepted = excepted or _excused(context, clause)
            if allowed.high <= 0 or counting or (not excepted and counting is None):
                continue
            quota = limit(clause.at_most, clause.each)
            length = quota.length if quota is not None and quota.unit == window.unit else None
            said = write(clause.at_most)
            if clause.at_most is None:
                length = _windows(context, promise, window, clause)
                said = exact_length(length) if length is not None else ""
            if length is None or length <= allowed.high:
                continue
            if length <= allowed.high * _MANY and (clause.at_most or length < window.longest * _MUCH):
                continue
            yield context.draft(
                f"{said} of maintenance do not count, and {promise_words(promise)} allows "
                f"{exact_length(allowed.high)} of downtime",
                clause,
                "may be down all this time",
                labels=(Label(promise.clause.span, f"allows {exact_length(allowed.high)}"),),
                witness=Witness(
                    f"{window.longest_is} with {exact_length(length)} of maintenance: the figure is kept, and the service "
                    f"was down "
                    f"{round(length / allowed.high)} times as long as the figure allows",
                    {"excluded": str(length), "allowed": str(allowed.high)},
                ),
                values=(said, promise_words(promise)),
                help=(
                    f"limit the maintenance instead: `{_limited(context, clause, allowed.high)}`",
                    "promise a figure that counts it",
                ),
            )


def _excused(context: Context, clause: Maintenance) -> bool:
    """Whether an excuse leaves out all the maintenance that a clause announces."""
    scope = scope_of(context.agreement, clause)
    return any(
        isinstance(said.node, Excuse) and said.node.at_most is None and said.node.below is None
        for said in excused(context.agreement, PLANNED_WORK)
        if together(said.names, scope)
    )


def _windows(
    context: Context, promise: UptimePromise, window: MeasuringWindow, clause: Maintenance
) -> Fraction | None:
    """How long windows of maintenance are in a period, as far as they lie in the hours in which the figure counts."""
    during = of_hours(context.agreement, promise.clause.during) if promise.hours else None
    weekly = of_window(clause)
    if weekly is None:
        return window_time(clause, window.unit, during)
    return window.shortest * len(weekly if during is None else weekly & during) / WEEK


def _limited(context: Context, clause: Maintenance, allowed: Fraction) -> str:
    """A clause about maintenance of which no more is left out than stands in proportion to the seconds that are allowed."""
    few = "2 hours" if allowed * _MANY >= 7200 else exact_length(Fraction(max(1, int(allowed // 60)) * 60))
    said = written(context.agreement, clause)
    if clause.at_most is None:
        return f"{said}, at most {few} per month"
    return changed(context.agreement, clause, clause.at_most, few)
