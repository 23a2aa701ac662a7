"""Hours and windows as the minutes of one ordinary week, Monday 00:00 first; holidays and closures are left aside."""

from __future__ import annotations

from collections.abc import Iterable

from clausecheck.agreement.hours import weekdays_of
from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import Hours, Maintenance, Opening
from clausecheck.language.write import write

WEEK = 7 * 1440


def of_hours(agreement: Agreement, names: Iterable[v.Value]) -> frozenset[int] | None:
    """The minutes of a week in which one of several hours blocks is open; `None` where that differs from week to week."""
    known = agreement.named(Hours)
    minutes: set[int] = set()
    for name in names:
        block = known.get(write(name))
        if block is None:
            return None
        for line in block.all(Opening):
            if line.from_ is not None or line.to_date is not None:
                return None
            found = _minutes(line.weekdays, line.spans)
            if found is None:
                return None
            minutes |= found
    return frozenset(minutes) or None


def of_window(clause: Maintenance) -> frozenset[int] | None:
    """The minutes of a week in which maintenance may take place; `None` where no days and times are said. Times without days are
    those of every day."""
    days = clause.weekdays or (v.Days(0, 6),)
    return _minutes(days, clause.spans) if clause.spans else None


def _minutes(days: Iterable[object], spans: Iterable[object]) -> frozenset[int] | None:
    minutes: set[int] = set()
    for day in days:
        for span in spans:
            if not isinstance(day, v.Days) or not isinstance(span, v.HoursSpan):
                return None
            length = (span.end - span.start) // 60
            if length <= 0:
                length += 1440
            for weekday in weekdays_of(day):
                start = weekday * 1440 + span.start // 60
                minutes |= {minute % WEEK for minute in range(start, start + length)}
    return frozenset(minutes)


def longest_closed(open_: frozenset[int]) -> int:
    """The longest stretch of a week, in minutes, in which hours are closed."""
    opened = sorted(open_)
    gaps = [after - before - 1 for before, after in zip(opened, [*opened[1:], opened[0] + WEEK], strict=True)]
    return max(gaps)
