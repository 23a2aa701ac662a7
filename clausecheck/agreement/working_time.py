"""How long hours are open on a day and in a week, and the lengths of time that are counted in them."""

from __future__ import annotations

from decimal import Decimal

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.weeks import opening_days
from clausecheck.language import values as v
from clausecheck.language.tree import Broken, Hours, Node, Opening

HOUR, DAY = v.SECONDS["hour"], 86400


def day_length(hours: Hours | None) -> Decimal | None:
    """For how many seconds hours are open on a day on which they open, where that is the same on all days."""
    if hours is None:
        return None
    lengths: set[int] = set()
    for clause in hours.clauses:
        if isinstance(clause, Broken):
            return None
        if isinstance(clause, Opening):
            if clause.a_day is not None:
                lengths.add(int(clause.a_day.seconds or 0))
                continue
            spans = [span for span in clause.spans if isinstance(span, v.HoursSpan)]
            if len(spans) != len(clause.spans) or clause.from_ is not None or clause.to_date is not None:
                return None
            lengths.add(sum((span.end - span.start) % DAY or DAY for span in spans))
    weekdays = [days for clause in hours.all(Opening) for days in clause.weekdays if isinstance(days, v.Days)]
    listed = [day for days in weekdays for day in range(days.first, days.last + 1)]
    if len(lengths) != 1 or len(listed) != len(set(listed)):
        return None
    return Decimal(lengths.pop())


def days_a_week(agreement: Agreement, hours: Hours) -> int | None:
    """On how many days of an ordinary week hours open; `None` where that is not said or changes."""
    found = opening_days(agreement, hours, dated=True)
    return len(found) if found else None


@fact
def working_lengths(semantics: Semantics) -> list[tuple[Node, v.Duration, v.Name]]:
    """Each length of time that counts on some hours, whatever part it stands in, with its clause and the name of the hours;
    rates (`20 hours per month`) are quantities."""
    return [
        (node, inner, inner.hours)
        for node, _, value, inner in semantics.agreement.values()
        if isinstance(inner, v.Duration) and inner.hours is not None and not isinstance(value, v.Rated)
    ]


def working_amount(length: object, name: str) -> Decimal | None:
    """The amount of a length that is counted in one working unit, `hour` or `day`."""
    if isinstance(length, v.Duration) and length.hours is not None and len(length.parts) == 1:
        amount, called = length.parts[0]
        return amount if called == name else None
    return None
