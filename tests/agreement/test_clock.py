"""Clocks against examples worked out by hand, and against the oracle that walks through local time."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from oracle import Oracle

from clausecheck.agreement.calendars import zone
from clausecheck.agreement.clock import (
    DAY,
    ClockError,
    Closure,
    DaySpan,
    HolidayRule,
    HoursClock,
    HoursSpec,
    JoinedClock,
    OutOfRange,
    Season,
    Stretch,
    UnknownCalendar,
    UnknownZone,
    WeeklySpan,
    always,
    utc,
)
from clausecheck.agreement.hours_problems import problems
from tests.examples import examples
from tests.steps import steps

EXAMPLES = int(os.environ.get("CLAUSECHECK_EXAMPLES", examples(60)))
HOUR = 3600
OFFICE = tuple(WeeklySpan(weekday, 9 * HOUR, 17 * HOUR) for weekday in range(5))
NIGHT = tuple(WeeklySpan(weekday, 22 * HOUR, 6 * HOUR) for weekday in range(7))
LONDON = HoursSpec("business", "Europe/London", OFFICE)


def clock(spec: HoursSpec, first: str = "2026-01-01", last: str = "2036-12-31") -> HoursClock:
    return HoursClock(spec, date.fromisoformat(first), date.fromisoformat(last))


def at(text: str, name: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(name))


def show(built: HoursClock, instant: int | None) -> str | None:
    return None if instant is None else built.local(instant).strftime("%a %d %b %Y %H:%M")


# ---- examples


@pytest.mark.parametrize(
    ("logged", "minutes", "due"),
    [
        ("2026-11-27 16:00", 240, "Mon 30 Nov 2026 12:00"),
        ("2026-11-27 16:55", 15, "Mon 30 Nov 2026 09:10"),
        ("2026-11-27 16:00", 60, "Fri 27 Nov 2026 17:00"),
        ("2026-11-27 17:00", 60, "Mon 30 Nov 2026 10:00"),
        ("2026-11-28 12:00", 480, "Mon 30 Nov 2026 17:00"),
        ("2026-11-28 12:00", 0, "Sat 28 Nov 2026 12:00"),
        ("2026-11-30 09:00", 40 * 60, "Fri 04 Dec 2026 17:00"),
    ],
)
def test_deadline_of_working_time(logged: str, minutes: int, due: str) -> None:
    built = clock(LONDON)
    assert show(built, built.deadline(at(logged), minutes * 60)) == due


@pytest.mark.parametrize(
    ("logged", "days", "due"),
    [
        ("2026-11-27 16:00", 1, "Mon 30 Nov 2026 17:00"),
        ("2026-11-27 23:59", 1, "Mon 30 Nov 2026 17:00"),
        ("2026-11-28 00:00", 1, "Mon 30 Nov 2026 17:00"),
        ("2026-11-30 00:00", 1, "Tue 01 Dec 2026 17:00"),
        ("2026-11-27 16:00", 5, "Fri 04 Dec 2026 17:00"),
        ("2026-12-24 10:00", 1, "Tue 29 Dec 2026 17:00"),
        ("2026-12-24 10:00", 3, "Thu 31 Dec 2026 17:00"),
    ],
)
def test_business_days_do_not_count_the_day_of_the_event(logged: str, days: int, due: str) -> None:
    built = clock(replace(LONDON, holidays=(HolidayRule("GB-ENG"),)))
    assert show(built, built.nth_business_day(at(logged), days)) == due
    assert built.nth_business_date(at(logged), days) == datetime.strptime(due, "%a %d %b %Y %H:%M").date()


def test_the_longest_closing_of_an_english_christmas() -> None:
    built = clock(replace(LONDON, holidays=(HolidayRule("GB-ENG"),)))
    longest = built.longest_closed(at("2026-12-01 00:00"), at("2027-01-31 00:00"))
    assert longest is not None
    assert (show(built, longest.start), show(built, longest.end)) == (
        "Thu 24 Dec 2026 17:00",
        "Tue 29 Dec 2026 09:00",
    )
    assert longest.seconds == 4 * DAY + 16 * HOUR
    assert [holiday.name for holiday in built.holidays_between(date(2026, 12, 1), date(2026, 12, 31))] == [
        "Christmas Day",
        "Boxing Day",
        "Boxing Day (observed)",
    ]


def test_openings_closings_and_the_edges_of_a_span() -> None:
    built = clock(LONDON)
    opening, closing = at("2026-11-30 09:00"), at("2026-11-30 17:00")
    assert built.is_open(opening) and not built.is_open(closing)
    assert not built.is_open(opening - timedelta(seconds=1)) and built.is_open(closing - timedelta(seconds=1))
    assert show(built, built.next_opening(opening)) == "Tue 01 Dec 2026 09:00"
    assert show(built, built.next_opening(opening - timedelta(seconds=1))) == "Mon 30 Nov 2026 09:00"
    assert show(built, built.next_closing(closing)) == "Tue 01 Dec 2026 17:00"
    assert show(built, built.next_closing(opening)) == "Mon 30 Nov 2026 17:00"
    assert built.first_open(opening) == int(opening.timestamp())
    assert show(built, built.first_open(closing)) == "Tue 01 Dec 2026 09:00"
    assert built.working_time(opening, closing) == 8 * HOUR
    assert built.working_time(closing, opening) == 0


def test_a_span_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    closed = Closure(date(2026, 12, 25), date(2026, 12, 25))
    built = clock(HoursSpec("night", "Europe/London", NIGHT, closures=(closed,)))
    spans = built.open_spans(at("2026-12-24 12:00"), at("2026-12-27 12:00"))
    assert [(show(built, a), show(built, b)) for a, b in spans] == [
        ("Thu 24 Dec 2026 22:00", "Fri 25 Dec 2026 06:00"),
        ("Sat 26 Dec 2026 22:00", "Sun 27 Dec 2026 06:00"),
    ]
    assert built.opening_dates(date(2026, 12, 24), date(2026, 12, 26)) == [
        date(2026, 12, 24),
        date(2026, 12, 26),
    ]
    assert show(built, built.nth_business_day(at("2026-12-24 12:00"), 1)) == "Sun 27 Dec 2026 06:00"


def test_half_days_windows_and_exceptions() -> None:
    eve = Closure(date(2027, 12, 24), date(2027, 12, 24), closed_from=12 * HOUR)
    lunch = Closure(date(2027, 5, 1), date(2027, 5, 31), 12 * HOUR, 13 * HOUR)
    late = Closure(date(2027, 6, 1), date(2027, 6, 1), closed_until=11 * HOUR)
    rule = HolidayRule("GB-ENG", frozenset({date(2027, 5, 3)}))
    built = clock(replace(LONDON, closures=(eve, lunch, late), holidays=(rule,)))

    def hours(day: str) -> int:
        return built.working_time(at(f"{day} 00:00"), at(f"{day} 23:59")) // HOUR

    assert [hours(day) for day in ("2027-12-24", "2027-05-03", "2027-05-31", "2027-06-01")] == [3, 7, 0, 6]


def test_a_half_day_drops_the_night_that_starts_later_and_a_window_cuts_the_night_before() -> None:
    eve = Closure(date(2026, 12, 24), date(2026, 12, 24), closed_from=12 * HOUR)
    window = Closure(date(2026, 12, 28), date(2026, 12, 28), 2 * HOUR, 4 * HOUR)
    built = clock(HoursSpec("night", "Europe/London", NIGHT, closures=(eve, window)))
    assert built.is_open(at("2026-12-24 03:00")) and not built.is_open(at("2026-12-25 03:00"))
    assert [built.is_open(at(f"2026-12-28 0{hour}:00")) for hour in (1, 2, 3, 4)] == [
        True,
        False,
        False,
        True,
    ]


def test_the_last_second() -> None:
    spans = tuple(WeeklySpan(weekday, 9 * HOUR + 1, 9 * HOUR + 3) for weekday in range(5))
    built = clock(replace(LONDON, spans=spans))
    opening = int(at("2026-11-27 09:00:01").timestamp())
    assert [built.is_open(opening + shift) for shift in (-1, 0, 1, 2)] == [False, True, True, False]
    assert [built.deadline(opening, seconds) for seconds in (1, 2, 3)] == [
        opening + 1,
        opening + 2,
        opening + 3 * DAY + 1,
    ]


def test_seasons_replace_or_add() -> None:
    saturday = (WeeklySpan(5, 10 * HOUR, 14 * HOUR),)
    for replaces, hours in ((True, 4), (False, 44)):
        season = Season(date(2027, 7, 5), date(2027, 7, 11), saturday, replaces)
        built = clock(replace(LONDON, seasons=(season,)))
        assert built.working_time(at("2027-07-05 00:00"), at("2027-07-12 00:00")) == hours * HOUR


def test_hours_of_their_own_on_holidays() -> None:
    rule = HolidayRule("GB-ENG", spans=(DaySpan(10 * HOUR, 12 * HOUR),))
    built = clock(replace(LONDON, holidays=(rule,)))
    spans = built.open_spans(at("2026-12-25 00:00"), at("2026-12-29 00:00"))
    assert [show(built, span.start) for span in spans] == [
        "Fri 25 Dec 2026 10:00",
        "Sat 26 Dec 2026 10:00",
        "Mon 28 Dec 2026 10:00",
    ]


def test_always_counts_elapsed_time_and_its_business_days_end_at_midnight() -> None:
    built = clock(always("Europe/London"))
    assert built.deadline(at("2027-03-27 12:00"), DAY) == int(at("2027-03-28 13:00").timestamp())
    assert built.next_closing(at("2027-03-27 12:00")) is None
    assert built.next_opening(at("2027-03-27 12:00")) is None
    assert built.longest_closed(at("2027-03-01 12:00"), at("2028-03-01 12:00")) is None
    assert show(built, built.nth_business_day(at("2027-03-27 12:00"), 1)) == "Mon 29 Mar 2027 00:00"


# ---- clock changes


def daily(start: int, end: int, name: str) -> HoursClock:
    spans = tuple(WeeklySpan(weekday, start, end) for weekday in range(7))
    return clock(HoursSpec("h", name, spans), "2011-01-01", "2030-12-31")


def test_skipped_and_repeated_times_in_london() -> None:
    built = daily(HOUR + 1800, 3 * HOUR, "Europe/London")
    spring = built.open_spans(at("2027-03-28 00:00"), at("2027-03-28 12:00"))
    assert [(utc(a).strftime("%H:%M"), utc(b).strftime("%H:%M")) for a, b in spring] == [("01:30", "02:00")]
    autumn = built.open_spans(at("2027-10-31 00:00"), at("2027-10-31 12:00"))
    assert [(utc(a).strftime("%H:%M"), utc(b).strftime("%H:%M")) for a, b in autumn] == [("00:30", "03:00")]
    inverted = daily(HOUR + 1800, 2 * HOUR, "Europe/London")
    assert inverted.open_spans(at("2027-03-28 00:00"), at("2027-03-28 12:00")) == []
    assert inverted.opening_dates(date(2027, 3, 27), date(2027, 3, 29)) == [
        date(2027, 3, 27),
        date(2027, 3, 29),
    ]


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/St_Johns", "2026-03-08", 23),
        ("Europe/London", "2026-10-25", 25),
        ("Asia/Kathmandu", "2026-03-29", 24),
        ("America/Havana", "2026-03-08", 23),
        ("America/Santiago", "2026-09-06", 23),
    ],
)
def test_the_length_of_a_day(name: str, day: str, hours: float) -> None:
    built = daily(0, DAY, name)
    begin = at(f"{day} 00:00", name)
    due = built.nth_business_day(begin - timedelta(days=1), 1)
    assert due is not None
    previous = built.nth_business_day(begin - timedelta(days=2), 1)
    assert previous is not None
    assert (due - previous) / HOUR == hours


def test_a_calendar_day_that_apia_skipped() -> None:
    built = clock(replace(LONDON, zone="Pacific/Apia"), "2011-01-01", "2012-12-31")
    assert built.opening_dates(date(2011, 12, 28), date(2012, 1, 2)) == [
        date(2011, 12, 28),
        date(2011, 12, 29),
        date(2012, 1, 2),
    ]
    thursday = at("2011-12-29 16:00", "Pacific/Apia")
    assert show(built, built.deadline(thursday, 2 * HOUR)) == "Mon 02 Jan 2012 10:00"
    around = daily(0, DAY, "Pacific/Apia")
    assert around.longest_closed(thursday - timedelta(days=9), thursday + timedelta(days=9)) is None
    assert len(around.opening_dates(date(2011, 12, 1), date(2011, 12, 31))) == 30


def test_the_new_year_before_which_singapore_skipped_half_an_hour() -> None:
    spans = ((23 * HOUR + 2700, 2 * HOUR), (0, 600))
    weekly = tuple(WeeklySpan(weekday, *span) for weekday in range(7) for span in spans)
    built = clock(HoursSpec("h", "Asia/Singapore", weekly), "1981-12-01", "1982-01-31")
    found = built.open_spans(
        at("1981-12-31 12:00", "Asia/Singapore"), at("1982-01-01 12:00", "Asia/Singapore")
    )
    assert [(show(built, start), show(built, end)) for start, end in found] == [
        ("Fri 01 Jan 1982 00:00", "Fri 01 Jan 1982 00:10"),
        ("Fri 01 Jan 1982 00:15", "Fri 01 Jan 1982 02:00"),
    ]


# ---- against the oracle

PLACES = {
    "Europe/London": ["2026-03-29", "2026-10-25", "2026-12-25", "2027-04-01"],
    "America/New_York": ["2026-03-08", "2026-11-01", "2026-11-26", "2027-01-01"],
    "America/St_Johns": ["2027-03-14", "2027-11-07"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04", "2027-12-31"],
    "Australia/Sydney": ["2026-04-05", "2026-10-04", "2027-01-26"],
    "America/Santiago": ["2026-04-05", "2026-09-06"],
    "America/Havana": ["2026-03-08", "2026-11-01"],
    "Asia/Kathmandu": ["2026-06-15", "2026-12-31"],
    "Asia/Kolkata": ["2026-08-15"],
    "Asia/Beirut": ["2026-03-29", "2026-10-25"],
    "Africa/Casablanca": ["2026-02-15", "2026-03-22"],
    "Pacific/Apia": ["2011-12-30", "2012-04-01"],
    "Pacific/Chatham": ["2026-04-05", "2026-09-27"],
    "Asia/Singapore": ["1982-01-01"],
    "Europe/Berlin": ["2026-05-14", "2028-02-29"],
    "UTC": ["2027-01-01"],
}
CALENDARS = ("GB-ENG", "US", "DE-BY", "AU-NSW")


@st.composite
def windows(draw: st.DrawFn, weeks: tuple[int, int] = (3, 6)) -> tuple[str, date, date]:
    """A zone and three to six weeks around a date that matters there."""
    name = draw(st.sampled_from(sorted(PLACES)))
    centre = date.fromisoformat(draw(st.sampled_from(PLACES[name])))
    length = draw(st.integers(7 * weeks[0], 7 * weeks[1]))
    first = centre - timedelta(days=draw(st.integers(1, length - 1)))
    return name, first, first + timedelta(days=length - 1)


@st.composite
def specs(draw: st.DrawFn, window: tuple[str, date, date], step: int) -> HoursSpec:
    """Hours with everything that hours can have, in and around the window."""
    name, first, last = window
    grain = max(step, 1800) if draw(st.booleans()) else step
    instants = st.integers(0, DAY // grain - 1).map(lambda number: number * grain)
    early = st.integers(0, 4 * HOUR // grain).map(lambda number: number * grain)
    time = st.one_of(instants, early, st.sampled_from([0, 9 * HOUR, 17 * HOUR, 22 * HOUR]))
    end = st.one_of(time, st.sampled_from([DAY, DAY + 6 * HOUR, 3 * DAY, 7 * DAY]))
    longest = 7 * DAY if step == 60 else DAY
    pairs = st.tuples(time, end).filter(lambda pair: pair[1] - pair[0] <= longest)
    weekly = st.builds(lambda day, pair: WeeklySpan(day, *pair), st.integers(0, 6), pairs)
    office = draw(st.sampled_from([(), OFFICE, NIGHT, always().spans]))
    some = st.lists(weekly, max_size=5).map(tuple)
    days = st.integers(-3, (last - first).days + 3).map(lambda number: first + timedelta(days=number))
    moment = st.one_of(st.none(), time)
    ranges = st.tuples(days, st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))
    closures = st.builds(lambda dates, a, b: Closure(dates[0], dates[1], a, b), ranges, moment, moment)
    seasons = st.builds(
        lambda dates, spans, how: Season(dates[0], dates[1], spans, how), ranges, some, st.booleans()
    )
    rules = st.builds(
        HolidayRule,
        st.sampled_from(CALENDARS),
        st.frozensets(days, max_size=2),
        moment,
        moment,
        st.lists(pairs.map(lambda pair: DaySpan(*pair)), max_size=2).map(tuple),
    )
    return HoursSpec(
        "h",
        name,
        (*office, *draw(some)),
        tuple(draw(st.lists(seasons, max_size=2))),
        tuple(draw(st.lists(closures, max_size=3))),
        tuple(draw(st.lists(rules, max_size=2))),
    )


def holiday_dates(spec: HoursSpec, first: date) -> dict[str, list[date]]:
    years = range(first.year - 1, first.year + 3)
    found = {}
    for rule in spec.holidays:
        country, _, region = rule.calendar.partition("-")
        found[rule.calendar] = list(holidays.country_holidays(country, subdiv=region or None, years=years))
    return found


def compare(spec: HoursSpec, window: tuple[str, date, date], data: st.DataObject, step: int) -> None:
    name, first, last = window
    oracle = Oracle(spec, zone(name), first, last, holiday_dates(spec, first), step, 9 if step == 60 else 2)
    built = HoursClock(spec, first, last)
    begin, end = oracle.first_step, oracle.end_step
    assert (built.start, built.end) == (oracle.instant(begin), oracle.instant(end))

    walked = bytearray(end - begin)
    for span in built.open_spans(built.start, built.end):
        for number in range((span.start - built.start) // step, (span.end - built.start) // step):
            walked[number] = 1
    assert walked == oracle.open[begin:end]
    mine = [day for day in sorted(oracle.last_open_step) if first <= day <= last]
    assert built.opening_dates(first, last) == mine

    for _ in range(4):
        a = data.draw(st.integers(begin, end - 2))
        b = data.draw(st.integers(a + 1, end - 1))
        start, stop = oracle.instant(a), oracle.instant(b)
        assert built.is_open(start) == bool(oracle.open[a])
        assert built.working_time(start, stop) == oracle.working_steps(a, b) * step
        wanted = data.draw(st.integers(0, max(1, oracle.working_steps(a, end))))
        check(oracle, built.deadline(start, wanted * step), oracle.deadline(a, wanted))
        check(oracle, built.next_opening(start), oracle.change(a, 1))
        check(oracle, built.next_closing(start), oracle.change(a, 0))
        n = data.draw(st.integers(1, 12))
        day = oracle.business_day(a, n)
        if day is not None and day[0] <= last:
            assert built.nth_business_date(start, n) == day[0]
            assert built.nth_business_day(start, n) == oracle.instant(day[1])
        for state, found in ((1, built.longest_open(start, stop)), (0, built.longest_closed(start, stop))):
            longest = oracle.longest(a, b, state)
            assert found == (None if longest is None else Stretch(*map(oracle.instant, longest)))


def check(oracle: Oracle, answer: int | None, step: int | None) -> None:
    """The answer is that of the oracle, or lies beyond its window where it has none."""
    if step is None:
        assert answer is None or answer >= oracle.instant(oracle.end_step)
    else:
        assert answer == oracle.instant(step)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(windows(), st.data())
def test_every_answer_is_that_of_the_oracle(window: tuple[str, date, date], data: st.DataObject) -> None:
    compare(data.draw(specs(window, 60)), window, data, 60)


@settings(max_examples=max(3, EXAMPLES // 6), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["Europe/London", "Australia/Lord_Howe", "America/St_Johns"]), st.data())
def test_answers_are_exact_below_the_minute(name: str, data: st.DataObject) -> None:
    centre = date.fromisoformat(PLACES[name][0])
    window = (name, centre - timedelta(days=1), centre)
    compare(data.draw(specs(window, 5)), window, data, 5)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(windows(), st.data())
def test_working_time_and_deadlines_are_inverse(window: tuple[str, date, date], data: st.DataObject) -> None:
    built = HoursClock(data.draw(specs(window, 1)), *window[1:])
    moments = st.integers(built.start, built.end)
    a, b, c = sorted(data.draw(st.tuples(moments, moments, moments)))
    assert built.working_time(a, b) + built.working_time(b, c) == built.working_time(a, c)
    wanted = data.draw(st.integers(1, 20 * DAY))
    due = built.deadline(a, wanted)
    assume(due is not None)
    assert due is not None
    assert built.working_time(a, due) == wanted
    assert built.working_time(a, due - 1) == wanted - 1


# ---- bad input


def codes(spec: HoursSpec, first: str | None = None, last: str | None = None) -> list[str]:
    term = (first and date.fromisoformat(first), last and date.fromisoformat(last))
    return [problem.code for problem in problems(spec, term[0] or None, term[1] or None)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"zone": None}, ["no-zone"]),
        ({"zone": "Europe/Londn"}, ["unknown-zone"]),
        ({"zone": "../../etc/passwd"}, ["unknown-zone"]),
        ({"zone": "Europe"}, ["unknown-zone"]),
        ({"zone": ""}, ["unknown-zone"]),
        ({"spans": ()}, ["never-opens"]),
        ({"spans": (WeeklySpan(7, 0, HOUR),)}, ["bad-time", "never-opens"]),
        ({"spans": (WeeklySpan(0, DAY, HOUR),)}, ["bad-time", "never-opens"]),
        ({"spans": (WeeklySpan(0, 0, 0),)}, ["same-start-and-end"]),
        ({"spans": (*OFFICE, WeeklySpan(0, 16 * HOUR, 18 * HOUR))}, ["overlap"]),
        ({"spans": (*OFFICE, WeeklySpan(6, 22 * HOUR, DAY + 10 * HOUR))}, ["overlap"]),
        ({"spans": (*OFFICE, WeeklySpan(0, 17 * HOUR, 18 * HOUR))}, []),
        ({"spans": NIGHT}, []),
        ({"closures": (Closure(date(2027, 2, 1), date(2027, 1, 1)),)}, ["end-before-start"]),
        ({"closures": (Closure(date(2027, 2, 1), date(2027, 2, 1), -5),)}, ["bad-time"]),
        ({"closures": (Closure(date(2027, 2, 1), date(2027, 2, 1), 5, 5),)}, ["same-start-and-end"]),
        ({"closures": (Closure(date.min, date.max),)}, ["never-opens"]),
        ({"seasons": (Season(date.min, date.max, ()),)}, ["never-opens"]),
        ({"holidays": (HolidayRule("GB-XX"),)}, ["unknown-holidays"]),
        ({"holidays": (HolidayRule("GB", frozenset({date(2027, 5, 4)})),)}, ["not-a-holiday"]),
        ({"holidays": (HolidayRule("LK"),)}, ["holidays-beyond-data"]),
        ({"holidays": (HolidayRule("SA"),)}, ["holidays-estimated"]),
    ],
)
def test_problems_are_found_and_survived(change: dict[str, object], expected: list[str]) -> None:
    spec = replace(LONDON, **change)  # type: ignore[arg-type]
    assert codes(spec, "2027-01-01", "2029-12-31") == expected
    try:
        built = clock(spec, "2027-01-01", "2029-12-31")
    except (UnknownZone, UnknownCalendar):
        assert set(expected) & {"no-zone", "unknown-zone", "unknown-holidays"}
    else:
        assert built.working_time(built.start, built.end) >= 0


def test_overlapping_seasons_are_named() -> None:
    one = Season(date(2027, 1, 1), date(2027, 3, 1), OFFICE)
    two = Season(date(2027, 3, 1), date(2027, 4, 1), OFFICE)
    (problem,) = problems(replace(LONDON, seasons=(one, two)))
    assert problem.code == "overlap" and problem.items == (one, two)
    assert "from 2027-03-01 to 2027-03-01" in problem.message


def test_problems_say_what_was_meant() -> None:
    assert [one.suggestion for one in problems(replace(LONDON, zone="Europe/Londn"))] == ["Europe/London"]
    assert [one.suggestion for one in problems(replace(LONDON, holidays=(HolidayRule("gb-eng"),)))] == [
        "GB-ENG"
    ]


def test_hours_that_never_open_answer_none() -> None:
    built = clock(replace(LONDON, spans=()))
    moment = at("2027-01-01 00:00")
    assert built.deadline(moment, 1) is built.next_opening(moment) is built.next_closing(moment) is None
    assert built.nth_business_day(moment, 1) is built.first_open(moment) is None
    assert built.longest_open(moment, moment + timedelta(days=99)) is None
    assert built.working_time(moment, moment + timedelta(days=99)) == 0


def test_hours_of_one_season_do_not_open_again() -> None:
    season = Season(date(2027, 3, 25), date(2027, 4, 2), OFFICE)
    built = clock(HoursSpec("quarter-end", "Europe/London", seasons=(season,)))
    assert built.next_opening(at("2027-04-02 12:00")) is None
    assert built.nth_business_day(at("2027-03-24 12:00"), 7) == int(at("2027-04-02 17:00").timestamp())
    assert built.nth_business_day(at("2027-03-24 12:00"), 8) is None


def test_questions_far_outside_are_refused() -> None:
    built = clock(LONDON, "2026-01-01", "2026-12-31")
    assert built.is_open(at("2020-06-01 12:00")) and built.is_open(at("2036-06-02 12:00"))
    for moment in (at("2015-06-01 12:00"), at("2037-06-01 12:00"), 10**15, -(10**15)):
        with pytest.raises(OutOfRange):
            built.is_open(moment)
    with pytest.raises(OutOfRange):
        built.opening_dates(date.min, date.max)
    with pytest.raises(ClockError):
        built.is_open(datetime(2026, 6, 1, 12))


@pytest.mark.parametrize(
    ("first", "last"), [(date.min, date.min), (date.max, date.max), (date.max, date.min)]
)
def test_absurd_terms_are_survived(first: date, last: date) -> None:
    spec = replace(LONDON, holidays=(HolidayRule("GB-ENG"),), closures=(Closure(date.min, date.min),))
    built = HoursClock(spec, first, last)
    assert built.nth_business_day(built.start, 3) is not None
    assert built.deadline(built.start, 10**15) is None
    assert "holidays-beyond-data" in [problem.code for problem in problems(spec, first, max(first, last))]


def test_asking_backwards_changes_no_answer() -> None:
    built, fresh = clock(LONDON), clock(LONDON)
    moments = [at(f"{year}-06-01 16:30") for year in (2030, 2017, 2045, 2026)]
    assert [built.deadline(moment, HOUR) for moment in moments] == [
        fresh.deadline(moment, HOUR) for moment in reversed(moments)
    ][::-1]


def test_undecided_beyond_the_holiday_data() -> None:
    built = clock(replace(LONDON, holidays=(HolidayRule("LK"),)), "2026-01-01", "2029-12-31")
    assert utc(built.decided_until) == datetime(2027, 1, 1, tzinfo=UTC)
    century = clock(replace(LONDON, holidays=(HolidayRule("GB-ENG"),)), "2027-01-01", "2125-12-31")
    assert utc(century.decided_until) == datetime(2101, 1, 1, tzinfo=UTC)
    assert clock(LONDON).decided_until > clock(LONDON).end
    early = clock(replace(LONDON, holidays=(HolidayRule("DE"),)), "1980-01-01", "2000-12-31")
    assert early.decided_until == early.start


def test_joined_clocks_are_open_whenever_one_of_them_is() -> None:
    week = HoursSpec("week", "Europe/London", tuple(WeeklySpan(day, 9 * 3600, 17 * 3600) for day in range(5)))
    saturday = HoursSpec(
        "saturday", "Europe/London", (WeeklySpan(5, 8 * 3600, 12 * 3600), WeeklySpan(0, 16 * 3600, 18 * 3600))
    )
    whole = HoursSpec("both", "Europe/London", (*week.spans, *saturday.spans))
    first, last = date(2027, 1, 1), date(2027, 12, 31)
    joined = JoinedClock(
        "week and saturday", [HoursClock(week, first, last), HoursClock(saturday, first, last)]
    )
    alike = HoursClock(whole, first, last)
    for step in range(0, 40 * 86400, 3601):
        t = joined.start + 70 * 86400 + step
        assert joined.is_open(t) == alike.is_open(t)
        assert joined.deadline(t, 5 * 3600) == alike.deadline(t, 5 * 3600)
        assert joined.nth_business_day(t, 2) == alike.nth_business_day(t, 2)
    assert pickle.loads(pickle.dumps(joined)).is_open(t) == alike.is_open(t)
    other = HoursClock(HoursSpec("far", "Asia/Kolkata", week.spans), first, last)
    with pytest.raises(ClockError):
        JoinedClock("two zones", [alike, other])


def test_a_clock_can_be_pickled() -> None:
    built = pickle.loads(pickle.dumps(clock(LONDON)))
    assert built.spec == LONDON and built.is_open(at("2026-11-30 12:00"))


def worked(spec: HoursSpec, last: str) -> None:
    built = clock(spec, "2027-01-01", last)
    assert built.working_time(built.start, built.end) > 0


def test_ten_years_are_quick_and_a_century_is_no_trap() -> None:
    clock(replace(LONDON, holidays=(HolidayRule("GB-ENG"),))).decided_until  # noqa: B018
    for last, limit in (("2036-12-31", 1_000_000), ("2125-12-31", 6_000_000)):
        spec = replace(LONDON, holidays=(HolidayRule("GB-SCT"), HolidayRule("US-TX")))
        assert steps(lambda: worked(spec, last)) < limit  # noqa: B023


def test_a_holiday_that_is_excepted_by_name_is_an_ordinary_day() -> None:
    """25 May 2026 is the late May bank holiday of England: excepted under its name the hours are open."""
    rule = HolidayRule("GB-ENG", except_named=frozenset({"spring BANK holiday"}))
    spec = HoursSpec("desk", "Europe/London", (WeeklySpan(0, 9 * 3600, 17 * 3600),), holidays=(rule,))
    clock = HoursClock(spec, date(2026, 1, 1), date(2026, 12, 31))
    assert date(2026, 5, 25) in clock.opening_dates(date(2026, 5, 1), date(2026, 5, 31))
    assert date(2026, 8, 31) not in clock.opening_dates(date(2026, 8, 1), date(2026, 8, 31))
    wrong = HoursSpec(
        "desk",
        "Europe/London",
        spec.spans,
        holidays=(HolidayRule("GB-ENG", except_named=frozenset({"Sprung Bank Holiday"})),),
    )
    assert [one.suggestion for one in problems(wrong, date(2026, 1, 1), date(2026, 12, 31))] == [
        "Spring Bank Holiday"
    ]
