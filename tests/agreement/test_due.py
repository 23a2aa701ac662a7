"""Deadlines as functions, their waits and their comparison, against a simulation that walks through the minutes."""

from __future__ import annotations

import datetime as dt
import os
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle

from clausecheck.agreement.clock import Closure, HolidayRule, HoursClock, HoursSpec, Season, WeeklySpan
from clausecheck.agreement.due import (
    NEVER,
    BusinessDays,
    DayEnd,
    Due,
    Elapsed,
    LoggedWhen,
    Months,
    OneOf,
    Opened,
    Then,
    Weeks,
    Working,
    aligned,
    compare,
    longest_possible,
    waits,
    within,
)
from tests.examples import examples

HOUR = 3600
STEP = 900
FIRST = dt.date(2027, 3, 1)
WINDOW = 35
"""Days over which all tickets are logged; the oracle sees as many again."""


def office(zone: str = "Europe/London") -> HoursSpec:
    return HoursSpec("office", zone, tuple(WeeklySpan(day, 9 * HOUR, 17 * HOUR) for day in range(5)))


def clock(spec: HoursSpec, days: int = WINDOW) -> HoursClock:
    return HoursClock(spec, FIRST, FIRST + dt.timedelta(days=days))


# ---- a simulation from the description alone


class Simulated:
    """A deadline that a walk through steps of a quarter of an hour finds."""

    def __init__(self, oracle: Oracle | None, kind: str, amount: int) -> None:
        self.oracle, self.kind, self.amount = oracle, kind, amount

    def __call__(self, t: int) -> int | None:
        if self.kind == "elapsed":
            return t + self.amount
        oracle = self.oracle
        assert oracle is not None
        step = (t - oracle.begin) // STEP
        if self.kind == "working":
            found = oracle.deadline(step, self.amount // STEP)
            return None if found is None else oracle.instant(found)
        if self.kind == "days":
            day = oracle.business_day(step, self.amount)
            return None if day is None else oracle.instant(day[1])
        if self.kind == "end of day":
            ends = [last + 1 for last in oracle.last_open_step.values() if last >= step]
            return oracle.instant(min(ends)) if ends else None
        opening = step if oracle.open[step] else oracle.change(step, 1)
        return None if opening is None else oracle.instant(opening)


@st.composite
def hours(draw: st.DrawFn) -> HoursSpec:
    """Office hours of many kinds, around the days on which clocks change."""
    zone = draw(st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]))
    spans = draw(
        st.lists(
            st.builds(
                lambda day, start, length: WeeklySpan(day, start * STEP, (start + length) * STEP),
                st.integers(0, 6),
                st.integers(0, 95),
                st.integers(1, 80),
            ),
            min_size=1,
            max_size=5,
        )
    )
    closures = draw(
        st.lists(
            st.builds(
                lambda after, length: Closure(
                    FIRST + dt.timedelta(days=after), FIRST + dt.timedelta(days=after + length)
                ),
                st.integers(0, WINDOW),
                st.integers(0, 3),
            ),
            max_size=2,
        )
    )
    seasons = draw(
        st.lists(
            st.builds(
                lambda after, length, start: Season(
                    FIRST + dt.timedelta(days=after),
                    FIRST + dt.timedelta(days=after + length),
                    tuple(WeeklySpan(day, start * STEP, (start + 12) * STEP) for day in range(7)),
                ),
                st.integers(0, WINDOW),
                st.integers(0, 9),
                st.integers(0, 80),
            ),
            max_size=1,
        )
    )
    holidays = (HolidayRule("GB-ENG"),) if draw(st.booleans()) else ()
    return HoursSpec("drawn", zone, tuple(spans), tuple(seasons), tuple(closures), holidays)


def holiday_dates() -> dict[str, list[dt.date]]:
    from clausecheck.agreement.calendars import holiday_names

    return {"GB-ENG": list(holiday_names("GB-ENG", 2027))}


@st.composite
def deadlines(draw: st.DrawFn) -> tuple[Due, Simulated]:
    """A deadline, and the same one simulated."""
    kind = draw(st.sampled_from(["elapsed", "working", "working", "days", "opening", "end of day"]))
    if kind == "elapsed":
        seconds = draw(st.integers(1, 400)) * STEP
        return Elapsed(seconds), Simulated(None, kind, seconds)
    spec = draw(hours())
    built = clock(spec)
    oracle = Oracle(
        spec,
        ZoneInfo(spec.zone or "UTC"),
        FIRST - dt.timedelta(days=2),
        FIRST + dt.timedelta(days=WINDOW * 4),
        holiday_dates(),
        STEP,
    )
    if kind == "working":
        seconds = draw(st.integers(1, 120)) * STEP
        return Working(built, seconds), Simulated(oracle, kind, seconds)
    if kind == "days":
        days = draw(st.integers(1, 4))
        return BusinessDays(built, days), Simulated(oracle, kind, days)
    if kind == "end of day":
        return DayEnd(built), Simulated(oracle, kind, 0)
    return Opened(built), Simulated(oracle, kind, 0)


def horizon() -> Weeks:
    start = int(dt.datetime.combine(FIRST, dt.time(), dt.UTC).timestamp())
    return Weeks(start, start + WINDOW * 86400)


def agrees(one: tuple[Due, Simulated], other: tuple[Due, Simulated]) -> None:
    """The comparison says what the simulation of every quarter of an hour, and of the second after it, says."""
    weeks = horizon()
    leads = []
    for t in range(weeks.start, weeks.end, STEP):
        due, due_other = one[1](t), other[1](t)
        if due is None or due_other is None:
            return
        assert one[0](t) == due
        assert other[0](t) == due_other
        leads.append(due_other - due)
    for lead in (0, 1):
        found = compare(one[0], other[0], weeks, lead=lead)
        if any(seen < lead for seen in leads):
            assert found.ticket is not None
        if found.ticket is not None:
            t = found.ticket
            assert weeks.start <= t < weeks.end
            assert other[0](t) - one[0](t) == found.lead < lead


PAIRS = int(os.environ.get("CLAUSECHECK_PAIRS", examples(100)))


@given(deadlines(), deadlines())
@settings(max_examples=PAIRS, deadline=None, suppress_health_check=list(HealthCheck))
def test_two_deadlines_compare_as_in_a_simulation_of_every_ticket(
    one: tuple[Due, Simulated], other: tuple[Due, Simulated]
) -> None:
    agrees(one, other)


def some_dues() -> list[Due]:
    day, night = (
        clock(office()),
        clock(
            HoursSpec(
                "night",
                "America/New_York",
                tuple(WeeklySpan(d, 22 * HOUR, 30 * HOUR) for d in range(7)),
                holidays=(HolidayRule("US"),),
            )
        ),
    )
    return [
        Elapsed(4 * HOUR),
        Working(day, 4 * HOUR),
        Working(day, 8 * HOUR),
        Working(night, 9 * HOUR),
        BusinessDays(day, 2),
        BusinessDays(night, 1),
        DayEnd(day),
        DayEnd(night),
        Opened(day),
        Opened(day, at_once=False),
        Months(day, 1),
        Then(Opened(day), Elapsed(HOUR)),
        Then(Elapsed(3 * HOUR), Working(night, 2 * HOUR)),
        Then(Working(day, HOUR), BusinessDays(night, 1)),
        OneOf((Working(day, 8 * HOUR), Then(Opened(day, at_once=False), Elapsed(1800)))),
        OneOf((Elapsed(30 * HOUR), Working(day, 5 * HOUR), BusinessDays(day, 1))),
        OneOf((Elapsed(30 * HOUR), Working(day, 5 * HOUR), BusinessDays(day, 1)), later=True),
    ]


@pytest.mark.parametrize("number", range(len(some_dues())))
def test_pieces_are_the_function_itself(number: int) -> None:
    due = some_dues()[number]
    weeks = horizon()
    start, end = weeks.start + 11 * 86400 + 1234, weeks.start + 32 * 86400 + 77
    at = start
    for piece in due.pieces(start, end):
        assert piece.start == at < piece.end
        at = piece.end
        for t in {
            piece.start,
            piece.end - 1,
            (piece.start + piece.end) // 2,
            *range(piece.start, piece.end, 1777),
        }:
            assert piece.at(t) == due(t), (due, t)
    assert at == end
    assert list(due.pieces(start, start)) == []


@pytest.mark.parametrize("number", range(len(some_dues())))
def test_no_wait_is_beyond_its_bounds(number: int) -> None:
    due = some_dues()[number]
    weeks = horizon()
    seen = [due(t) - t for t in range(weeks.start, weeks.end, 1200)]
    assert due.least <= min(seen)
    assert due.most is None or due.most >= max(seen)
    assert not due.steady or all(
        a <= b for a, b in pairwise(due(t) for t in range(weeks.start, weeks.end, 1200))
    )


@given(deadlines())
@settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))
def test_waits_are_those_of_every_ticket(one: tuple[Due, Simulated]) -> None:
    weeks = horizon()
    found = waits(one[0], weeks)
    seen = [(one[1](t), t) for t in range(weeks.start, weeks.end, STEP)]
    if any(due is None for due, _ in seen) or found is None:
        return
    lasting = sorted(due - t for due, t in seen if due is not None)
    bound = longest_possible(one[0], weeks)
    assert bound is None or bound >= found.worst
    assert found.best <= lasting[0] <= found.best + STEP
    assert lasting[-1] <= found.worst <= lasting[-1] + STEP
    assert one[0](found.worst_at) - found.worst_at == found.worst
    # Every piece begins and ends on a step or right after it, so that half of the steps are half of the seconds.
    assert lasting[len(lasting) // 2 - 1] - STEP <= found.typical <= lasting[len(lasting) // 2] + STEP


def test_a_quick_bound_is_close_for_office_hours() -> None:
    built = clock(office(), 365)
    weeks = Weeks(built.start, built.end)
    found = waits(Working(built, 4 * HOUR), weeks)
    assert found is not None
    bound = longest_possible(Working(built, 4 * HOUR), weeks)
    assert bound is not None
    assert found.worst <= bound <= found.worst + 4 * HOUR


def test_the_example_of_the_friday_afternoon() -> None:
    built = HoursClock(office(), dt.date(2026, 11, 1), dt.date(2029, 10, 31))
    weeks = Weeks(built.start, built.end)
    found = compare(Working(built, 4 * HOUR), Elapsed(8 * HOUR), weeks)
    assert found.ticket is not None
    assert built.local(found.ticket).weekday() == 4
    assert found.kinds < 12
    assert found.weeks >= 150


def test_a_tie_is_not_after_and_may_be_not_before() -> None:
    weeks = horizon()
    four = Elapsed(4 * HOUR)
    assert compare(four, four, weeks).ticket is not None
    assert compare(four, four, weeks, lead=0).ticket is None


def test_the_ticket_that_is_shown_is_too_early_and_not_only_a_tie() -> None:
    """In the night of a clock change a tie and a real inversion lie in one piece; the inversion is shown."""
    spec = HoursSpec("open", "Europe/London", tuple(WeeklySpan(day, 0, 86400) for day in range(7)))
    built = clock(spec)
    found = compare(Working(built, 24 * HOUR), BusinessDays(built, 1), horizon())
    assert found.ticket is not None
    assert found.lead < 0


def test_bounds_decide_without_a_look_at_any_week() -> None:
    built = clock(office())
    weeks = horizon()
    for first, second in [
        (Elapsed(HOUR), Elapsed(2 * HOUR)),
        (Elapsed(HOUR), Working(built, 2 * HOUR)),
        (Working(built, HOUR), Working(built, 2 * HOUR)),
        (Then(Opened(built), Working(built, HOUR)), Then(Opened(built), Working(built, 2 * HOUR))),
    ]:
        assert compare(first, second, weeks).ticket is None
        assert compare(first, second, weeks).kinds == 0


def test_three_years_cost_their_distinct_weeks() -> None:
    spec = HoursSpec("office", "Europe/London", office().spans, holidays=(HolidayRule("GB-ENG"),))
    built = HoursClock(spec, dt.date(2027, 1, 1), dt.date(2029, 12, 31))
    weeks = Weeks(built.start, built.end)
    kinds = weeks.distinct([Working(built, 8 * HOUR)])
    assert sum(count for *_, count in kinds) == 157
    assert len(kinds) < 45
    assert max(count for *_, count in kinds) > 50


def test_where_it_is_logged_limits_what_is_compared() -> None:
    built = clock(office())
    weeks = horizon()
    open_, shut = LoggedWhen(frozenset((built,))), LoggedWhen(shut=frozenset((built,)))
    slow, quick = Then(Opened(built), Elapsed(HOUR)), Elapsed(2 * HOUR)
    assert compare(slow, quick, weeks, open_).ticket is None
    assert compare(slow, quick, weeks, shut).ticket is not None
    assert not (open_ & shut).possible
    assert shut.holds(compare(slow, quick, weeks, shut).ticket or 0)


def test_hours_that_never_come_again_leave_it_undecided() -> None:
    spec = HoursSpec("fair", "Europe/London", seasons=(Season(FIRST, FIRST, office().spans),))
    built = clock(spec)
    due = Working(built, 4 * HOUR)
    weeks = horizon()
    assert due(weeks.end) == NEVER
    assert waits(due, weeks) is None
    assert compare(due, Elapsed(HOUR), weeks).undecided


def test_aligned_pieces_and_those_within_stretches() -> None:
    built = clock(office())
    start = horizon().start
    pairs = list(
        aligned(Working(built, HOUR).pieces(start, start + 86400), Elapsed(60).pieces(start, start + 86400))
    )
    assert all(one[:2] == other[:2] for one, other in pairs)
    cut = list(
        within(Elapsed(60).pieces(start, start + 100), [(start + 10, start + 20), (start + 30, start + 40)])
    )
    assert [(piece.start - start, piece.end - start) for piece in cut] == [(10, 20), (30, 40)]
