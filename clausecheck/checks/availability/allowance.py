"""What is left out of an availability, beside what the availability allows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.weeks import WEEK, of_hours, of_window
from clausecheck.agreement.words import exact_length
from clausecheck.agreement.written import changed, written
from clausecheck.checks.availability.promised import allowances, limit, promise_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.tree import (
    Maintenance,
)
from clausecheck.language.write import write

#: So many times the allowed downtime is more than maintenance that is merely left out.
_MANY = 20


@check("excluded-longer-than-allowed")
def excluded_longer_than_allowed(context: Context) -> Iterator[Finding]:
    """Maintenance that does not count, and may last many times as long as the downtime that the figure allows."""
    for allowed in allowances(context.semantics):
        promise, window = allowed.promise, allowed.window
        if not any(write(value) == "maintenance" for value in promise.clause.except_) or allowed.high <= 0:
            continue
        for clause in promise.home.all(Maintenance):
            quota = limit(clause.at_most, clause.each)
            length = quota.length if quota is not None and quota.unit == window.unit else None
            said = write(clause.at_most)
            if clause.at_most is None:
                open_ = of_window(clause)
                if open_ is None:
                    continue
                if (
                    promise.hours
                    and (during := of_hours(context.agreement, promise.clause.during)) is not None
                ):
                    open_ &= during
                length = window.shortest * len(open_) / WEEK
                said = exact_length(length)
            if length is None or length <= allowed.high * _MANY:
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


def _limited(context: Context, clause: Maintenance, allowed: Fraction) -> str:
    """A clause about maintenance of which no more is left out than stands in proportion to the seconds that are allowed."""
    few = "2 hours" if allowed * _MANY >= 7200 else exact_length(Fraction(max(1, int(allowed // 60)) * 60))
    said = written(context.agreement, clause)
    if clause.at_most is None:
        return f"{said}, at most {few} per month"
    return changed(context.agreement, clause, clause.at_most, few)
