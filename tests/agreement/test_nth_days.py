"""Days of the calendar by their number, against a walk through the calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck.agreement.nth_days import dates_of, fewest
from clausecheck.language.values import NthDay

PERIODS = {"month": 1, "quarter": 3, "year": 12}


def walked(number: int, weekday: int, months: int, years: range) -> list[dt.date]:
    """The n-th weekday of each period, found by looking at each day of it."""
    periods: dict[tuple[int, int], list[dt.date]] = {}
    day = dt.date(years[0], 1, 1)
    while day.year <= years[-1]:
        if day.weekday() == weekday:
            periods.setdefault((day.year, (day.month - 1) // months), []).append(day)
        day += dt.timedelta(days=1)
    place = number - 1 if number > 0 else number
    return [listed[place] for listed in periods.values() if len(listed) >= abs(number)]


@pytest.mark.parametrize("of", PERIODS)
@pytest.mark.parametrize("number", [-2, -1, 1, 2, 4, 5])
def test_dates_and_the_fewest_of_a_period_are_as_walked(number: int, of: str) -> None:
    years = range(2024, 2052)
    for weekday in range(7):
        day = NthDay(number, weekday, of)
        dates = walked(number, weekday, PERIODS[of], years)
        assert dates_of(day, dt.date(2024, 1, 1), dt.date(2051, 12, 31)) == dates
        for unit, months in PERIODS.items():
            counted = [
                sum(1 for date in dates if (date.year, (date.month - 1) // months) == (year, part))
                for year in years
                for part in range(12 // months)
            ]
            assert fewest(day, unit) == min(counted)


def test_business_days_and_other_periods() -> None:
    assert dates_of(NthDay(1, None), dt.date(2027, 1, 1), dt.date(2027, 12, 31)) is None
    assert fewest(NthDay(1, None), "quarter") == 3
    assert fewest(NthDay(1, None, "quarter"), "month") == 0
    assert fewest(NthDay(1, 6), "week") is None
