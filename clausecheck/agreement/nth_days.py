"""Days of the calendar by their number, such as the last Sunday of a month: their dates, and how many of them a period has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from clausecheck.language import values as v

#: How many months a period has that is counted by its days.
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
#: Years of which the weekdays and leap days show all that calendars do: 28 of them, until they come round again.
_FIRST, _YEARS = 2024, 28


def dates_of(day: v.NthDay, first: dt.date, last: dt.date) -> list[dt.date] | None:
    """The dates from `first` to `last`, both included, that are the n-th weekday of their period; `None` for a business day,
    which depends on hours, and for a period that is none of the calendar."""
    months = MONTHS.get(day.of)
    if months is None or day.day is None or not day.number:
        return None
    begin = dt.date(first.year, (first.month - 1) // months * months + 1, 1)
    return [found for found in _each(day.number, day.day, begin, last, months) if first <= found <= last]


def _each(number: int, weekday: int, begin: dt.date, last: dt.date, months: int) -> Iterator[dt.date]:
    """The n-th weekday of each period from `begin` on, where a period has so many."""
    while begin <= last:
        ahead = begin.year * 12 + begin.month - 1 + months
        after = dt.date(ahead // 12, ahead % 12 + 1, 1)
        if number > 0:
            found = begin + dt.timedelta(days=(weekday - begin.weekday()) % 7 + 7 * (number - 1))
        else:
            end = after - dt.timedelta(days=1)
            found = end - dt.timedelta(days=(end.weekday() - weekday) % 7 + 7 * (-number - 1))
        if begin <= found < after:
            yield found
        begin = after


@lru_cache(maxsize=256)
def _fewest(number: int, weekday: int, of: str, unit: str) -> int | None:
    """How many of these days a calendar period of a unit has at least."""
    months = MONTHS.get(unit)
    last = dt.date(_FIRST + _YEARS - 1, 12, 31)
    found = dates_of(v.NthDay(number, weekday, of), dt.date(_FIRST, 1, 1), last)
    if months is None or found is None:
        return None
    counted = dict.fromkeys(
        ((year, part) for year in range(_FIRST, _FIRST + _YEARS) for part in range(12 // months)), 0
    )
    for date in found:
        counted[date.year, (date.month - 1) // months] += 1
    return min(counted.values())


def fewest(day: v.NthDay, unit: str) -> int | None:
    """How many days by a number a calendar month, quarter or year has at least; `None` where that depends on hours, or the period
    is none of these."""
    if day.day is None:
        months, own = MONTHS.get(unit), MONTHS.get(day.of)
        # Each period has one such business day; whether one of a longer period falls into a shorter one is another matter.
        return None if months is None or own is None else months // own
    return _fewest(day.number, day.day, day.of, unit)
