"""Fiscal years: on which day they begin, and the periods that are called after them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import FiscalYear

#: What is called after a fiscal year: `fiscal quarter`, `financial year`.
_FISCAL = re.compile(r"(?:fiscal|financial|accounting) (?:month|quarter|half-year|year)s?")

#: The periods of a fiscal year, and how many months each has.
FISCAL_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}

#: The beginning of the calendar's own years.
NEW_YEAR = v.YearDay(1, 1)


def is_fiscal(value: object) -> bool:
    """Whether a name is that of a fiscal period."""
    return isinstance(value, v.Name) and _FISCAL.fullmatch(value.text.casefold()) is not None


def fiscal_start(agreement: Agreement) -> v.YearDay | None:
    """The day on which the fiscal year begins; `None` where no clause says it."""
    for clause in agreement.all(FiscalYear):
        for value in clause.on:
            if isinstance(value, v.YearDay):
                return value
            if isinstance(value, v.Date):
                return v.YearDay(value.date.month, value.date.day)
    return None


def begin_of(value: object, fiscal: v.YearDay | None = None) -> v.YearDay:
    """The day of the year on which a period named by a value begins: that of the calendar, of the fiscal year, or its own."""
    if isinstance(value, v.PeriodFrom):
        if isinstance(value.start, v.YearDay):
            return value.start
        return v.YearDay(1, int(value.start.amount)) if isinstance(value.start, v.Number) else NEW_YEAR
    return fiscal if fiscal is not None and is_fiscal(value) else NEW_YEAR


def first_days(months: int, begin: v.YearDay, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The first days of the periods of so many months that begin on a day of the year, from `first` to `last`. Where a month
    has no such day, its last one stands for it."""
    month = (first.year - 1) * 12 + begin.month - 1
    while True:
        year, index = divmod(month, 12)
        if year > min(last.year, dt.MAXYEAR - 1):
            return
        day = (
            dt.date(year, index + 1, min(begin.day, calendar.monthrange(year, index + 1)[1]))
            if year
            else first
        )
        if day > last:
            return
        if day >= first and year:
            yield day
        month += months
