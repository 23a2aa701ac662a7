"""The edges of clocks: how far they answer, where dates begin, what makes two weeks the same, and what is malformed."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from test_clock import HOUR, LONDON, NIGHT, OFFICE, at, clock, codes

from clausecheck.agreement.calendars import holiday_data_range, holiday_names
from clausecheck.agreement.clock import (
    DAY,
    REACH_YEARS,
    WEEK,
    Closure,
    DaySpan,
    HolidayRule,
    HoursClock,
    HoursSpec,
    JoinedClock,
    OutOfRange,
    Season,
    Stretch,
    WeeklySpan,
    always,
    seconds_of,
    utc,
)
from clausecheck.agreement.hours_problems import problems

MONDAY = date(2027, 5, 3)


def instant(text: str, name: str = "Europe/London") -> int:
    return int(at(text, name).timestamp())


# ---- what hours are made of


@pytest.mark.parametrize(
    "part",
    [
        DaySpan(0, 1),
        WeeklySpan(0, 0, 1),
        Season(MONDAY, MONDAY, OFFICE),
        Closure(MONDAY, MONDAY),
        HolidayRule("GB-ENG"),
        LONDON,
        problems(replace(LONDON, zone=None))[0],
    ],
    ids=lambda part: type(part).__name__,
)
def test_parts_of_hours_are_values(part: object) -> None:
    """Clocks are kept by what their hours say: equal ones are one, and nothing changes them."""
    copy = replace(part)  # type: ignore[type-var]
    assert copy == part and hash(copy) == hash(part)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(part, dataclasses.fields(part)[0].name, None)  # type: ignore[arg-type]


def test_a_season_replaces_and_a_holiday_closes_unless_they_say_otherwise() -> None:
    assert Season(MONDAY, MONDAY, ()).replaces
    assert HolidayRule("GB").closes
    assert HolidayRule("GB", closed_from=0).closes
    assert not HolidayRule("GB", spans=(DaySpan(0, 1),)).closes
    assert HolidayRule("GB", spans=(DaySpan(0, 1),), closed_from=0).closes
    assert HolidayRule("GB", spans=(DaySpan(0, 1),), closed_until=0).closes
    assert always().zone == "UTC" and always().name == "always"


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (0, DAY, 24),
        (0, 0, 24),
        (9 * HOUR, 17 * HOUR, 8),
        (22 * HOUR, 6 * HOUR, 8),
        (DAY - HOUR, DAY, 1),
        (0, WEEK, 168),
        (HOUR, WEEK + HOUR, 168),
        (0, WEEK + 1, None),
        (DAY, DAY + HOUR, None),
        (-1, HOUR, None),
        (0, -DAY, None),
        (HOUR, HOUR - DAY, None),
    ],
)
def test_how_long_a_span_may_be(start: int, end: int, hours: int | None) -> None:
    spec = replace(LONDON, zone="Asia/Kolkata", spans=(WeeklySpan(0, start, end),))
    built = clock(spec)
    begin = instant("2027-05-03 00:00", "Asia/Kolkata")
    assert built.working_time(begin, begin + WEEK) == (hours or 0) * HOUR
    assert ("bad-time" in codes(spec)) == (hours is None)


# ---- how far a clock answers


def test_the_first_and_the_last_instant_that_a_clock_answers() -> None:
    built = clock(LONDON, "2026-05-01", "2027-05-31")
    first, last = instant("2016-01-10 00:00"), instant("2037-12-30 00:00")
    assert REACH_YEARS == 10
    assert not built.is_open(first) and not built.is_open(last)
    assert built.open_spans(first, last)[0] == Stretch(
        instant("2016-01-11 09:00"), instant("2016-01-11 17:00")
    )
    for beyond in (first - 1, last + 1):
        with pytest.raises(OutOfRange, match="too far from 2026-05-01 to 2027-05-31"):
            built.is_open(beyond)
    assert built.opening_dates(date(2017, 1, 1), date(2017, 1, 2)) == [date(2017, 1, 2)]
    assert built.opening_dates(date(2036, 12, 30), date(2036, 12, 31))[-1] == date(2036, 12, 31)
    for day in (date(2016, 12, 31), date(2037, 1, 1)):
        with pytest.raises(OutOfRange):
            built.opening_dates(day, day)
    with pytest.raises(OutOfRange):
        built.opening_dates(date(2027, 2, 1), date(2026, 1, 1))
    assert built.opening_dates(date(2027, 2, 2), date(2027, 2, 1)) == []


@pytest.mark.parametrize("first", ["2027-01-01", "2027-01-12", "2027-01-13", "2027-06-01"])
def test_a_night_over_new_year_is_there_whatever_the_first_day(first: str) -> None:
    built = clock(HoursSpec("night", "Europe/London", NIGHT), first, "2027-12-31")
    assert built.is_open(instant("2027-01-01 05:59")) and not built.is_open(instant("2027-01-01 06:00"))
    assert built.open_spans(instant("2026-12-31 12:00"), instant("2027-01-01 12:00")) == [
        Stretch(instant("2026-12-31 22:00"), instant("2027-01-01 06:00"))
    ]
    assert built.deadline(instant("2026-12-31 21:00"), 8 * HOUR) == instant("2027-01-01 06:00")


def test_a_deadline_over_new_year_counts_both_years() -> None:
    built = clock(LONDON, "2027-01-01", "2027-12-31")
    assert built.deadline(instant("2027-12-31 16:00"), 2 * HOUR) == instant("2028-01-03 10:00")
    assert built.next_opening(instant("2027-12-31 17:00")) == instant("2028-01-03 09:00")
    assert built.next_closing(instant("2027-12-31 17:00")) == instant("2028-01-03 17:00")
    assert built.nth_business_date(instant("2027-12-31 16:00"), 1) == date(2028, 1, 3)
    assert built.working_time(instant("2027-12-31 16:00"), instant("2028-01-03 10:00")) == 2 * HOUR


def test_a_deadline_years_ahead_is_found_by_a_fresh_clock() -> None:
    begin = date(2027, 6, 1)
    weekdays = [day for n in range(900) if (day := begin + timedelta(n)).weekday() < 5]
    due = clock(LONDON, "2027-01-01", "2027-12-31").deadline(instant("2027-06-01 09:00"), 400 * 8 * HOUR)
    assert due == instant(f"{weekdays[399]} 17:00")
    fresh = clock(LONDON, "2027-01-01", "2027-12-31")
    assert fresh.nth_business_date(instant("2027-06-01 09:00"), 399) == weekdays[399]


def test_none_and_less_than_one_business_day() -> None:
    built = clock(LONDON)
    moment = instant("2026-11-28 12:00")
    for n in (0, -1):
        assert built.nth_business_day(moment, n) == moment
        assert built.nth_business_date(moment, n) == date(2026, 11, 28)
    assert built.nth_business_date(moment, 1) == date(2026, 11, 30)
    assert built.deadline(moment, -5) == moment


def test_instants_are_whole_seconds() -> None:
    assert seconds_of(utc(1_000_000_000) + timedelta(milliseconds=999)) == 1_000_000_000
    assert seconds_of(utc(-1) - timedelta(milliseconds=1)) == -2
    assert seconds_of(7) == 7


# ---- where dates begin

ZONES = [
    ("Europe/London", "2026-10-20"),
    ("America/Havana", "2026-10-28"),
    ("America/Havana", "2026-03-05"),
    ("America/Santiago", "2026-04-01"),
    ("America/Santiago", "2026-09-03"),
    ("Pacific/Apia", "2011-12-27"),
    ("Asia/Beirut", "2026-03-26"),
    ("Asia/Kathmandu", "2026-06-01"),
]


@pytest.mark.parametrize(("name", "day"), ZONES)
def test_every_instant_at_which_a_date_begins_is_a_midnight(name: str, day: str) -> None:
    built = HoursClock(always(name), date.fromisoformat(day), date.fromisoformat(day) + timedelta(30))
    a = instant(f"{day} 12:00", name)
    b = a + 9 * DAY
    begins = [t for t in range(a, b, 900) if built.local(t).date() != built.local(t - 1).date()]
    found = built.midnights(a, b)
    assert found == sorted(set(found))
    assert set(begins) <= set(found)
    # A few more are given: one at each end, and one where clocks change at midnight.
    assert len(found) <= len(begins) + 4
    assert found[0] <= a and found[-1] >= b


# ---- what makes two weeks the same


def kolkata(*closures: Closure) -> HoursClock:
    spec = HoursSpec("office", "Asia/Kolkata", OFFICE, closures=closures)
    return HoursClock(spec, date(2027, 5, 3), date(2027, 8, 1))


def test_the_shape_of_a_week_has_its_hours_its_days_and_its_offsets() -> None:
    built = kolkata()
    spans, days, offsets = built.shape(built.start, built.start + WEEK)
    assert spans == tuple((day * DAY + 9 * HOUR, day * DAY + 17 * HOUR) for day in range(5))
    assert days == tuple((day, day * DAY + 17 * HOUR) for day in (0, 1, 2, 3, 4, 7))
    assert offsets == (timedelta(hours=5, minutes=30),) * 2


def test_weeks_of_one_shape() -> None:
    closed = Closure(date(2027, 5, 19), date(2027, 5, 19))
    built = kolkata(closed)
    shapes = [built.shape(built.start + n * WEEK, built.start + (n + 1) * WEEK) for n in range(6)]
    assert [shape == shapes[0] for shape in shapes] == [True, True, False, True, True, True]
    assert shapes[0] == kolkata().shape(built.start + 2 * WEEK, built.start + 3 * WEEK)


def test_a_clock_change_makes_a_shape_of_its_own() -> None:
    built = clock(always("Europe/London"), "2027-03-01", "2027-05-01")
    weeks = [built.shape(built.start + n * WEEK, built.start + (n + 1) * WEEK) for n in range(8)]
    kinds = [weeks.index(week) for week in weeks]
    assert kinds == [0, 0, 0, 3, 4, 4, 4, 4]
    changed = instant("2027-03-28 01:00", "UTC")
    begin = built.start + 3 * WEEK
    assert weeks[3][2] == (timedelta(0), timedelta(hours=1), changed - begin)
    for before in (1, 59, 3600, WEEK // 2):
        shape = built.shape(changed - before, changed + 7)
        assert shape[2] == (timedelta(0), timedelta(hours=1), before)


# ---- holidays


def test_the_holidays_that_count() -> None:
    rules = (HolidayRule("GB-ENG", frozenset({date(2026, 12, 25)})), HolidayRule("US"))
    built = clock(replace(LONDON, holidays=rules), "2026-01-01", "2027-12-31")
    found = built.holidays_between(date(2026, 12, 25), date(2027, 1, 1))
    assert [(holiday.day.isoformat(), holiday.calendar) for holiday in found] == [
        ("2026-12-25", "US"),
        ("2026-12-26", "GB-ENG"),
        ("2026-12-28", "GB-ENG"),
        ("2027-01-01", "GB-ENG"),
        ("2027-01-01", "US"),
    ]
    assert built.holidays_between(date(2026, 12, 26), date(2026, 12, 26)) == [found[1]]
    assert built.holidays_between(date(2026, 12, 27), date(2026, 12, 27)) == []
    assert built.holidays_between(date.min, date.max)[0].day.year == 2016


def test_joined_clocks_have_the_holidays_of_all_and_the_earliest_end_of_their_data() -> None:
    lanka = replace(LONDON, name="lanka", holidays=(HolidayRule("LK"),))
    english = replace(LONDON, name="english", holidays=(HolidayRule("GB-ENG"),))
    members = [clock(english, "2026-01-01", "2029-12-31"), clock(lanka, "2026-01-01", "2029-12-31")]
    joined = JoinedClock("both", members)
    assert joined.decided_until == members[1].decided_until < members[0].decided_until
    calendars = {
        holiday.calendar for holiday in joined.holidays_between(date(2026, 12, 1), date(2026, 12, 31))
    }
    assert calendars == {"GB-ENG", "LK"}
    assert (joined.first, joined.last, joined.spec.zone) == (
        members[0].first,
        members[0].last,
        "Europe/London",
    )


# ---- what is wrong with hours


def problem_texts(spec: HoursSpec) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in problems(spec)]


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"spans": (WeeklySpan(0, 32401, 32401),)}, "same-start-and-end",
         "from 09:00:01 to 09:00:01 is read as 24 hours"),
        ({"spans": (*OFFICE, WeeklySpan(0, DAY, DAY + 60))}, "bad-time", "24:00-24:01 is no time of a day"),
        ({"spans": (*OFFICE, WeeklySpan(7, 0, 60))}, "bad-time", "there is no weekday 7"),
        ({"spans": (*OFFICE, WeeklySpan(-1, 0, 60))}, "bad-time", "there is no weekday -1"),
        ({"closures": (Closure(MONDAY, MONDAY, DAY + 60),)}, "bad-time", "24:01 is no time of a day"),
        ({"closures": (Closure(MONDAY, MONDAY, None, DAY + 1),)}, "bad-time", "24:00:01 is no time of a day"),
        ({"closures": (Closure(MONDAY, MONDAY, 3600, 3600),)}, "same-start-and-end",
         "from 01:00 until the same time is read as 24 hours"),
        ({"holidays": (HolidayRule("GB", closed_from=60, closed_until=60),)}, "same-start-and-end",
         "from 00:01 until the same time is read as 24 hours"),
        ({"seasons": (Season(MONDAY, MONDAY - timedelta(1), OFFICE),)}, "end-before-start",
         "2027-05-02 is before 2027-05-03"),
        ({"spans": (*OFFICE, WeeklySpan(4, 16 * HOUR, 17 * HOUR))}, "overlap",
         "Friday 09:00-17:00 and Friday 16:00-17:00 overlap; the time they share counts once"),
        ({"spans": (*OFFICE, WeeklySpan(0, 17 * HOUR - 1, 18 * HOUR))}, "overlap",
         "Monday 09:00-17:00 and Monday 16:59:59-18:00 overlap; the time they share counts once"),
        ({"spans": (WeeklySpan(6, 0, 60), WeeklySpan(6, 30, 90))}, "overlap",
         "Sunday 00:00-00:01 and Sunday 00:00:30-00:01:30 overlap; the time they share counts once"),
        ({"holidays": (HolidayRule("GB", spans=(DaySpan(60, 180), DaySpan(120, 240))),)}, "overlap",
         "two spans of a holiday overlap"),
    ],
)  # fmt: skip
def test_a_flaw_is_said_in_words(change: dict[str, object], code: str, message: str) -> None:
    assert problem_texts(replace(LONDON, **change)) == [(code, message)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"closures": (Closure(MONDAY, MONDAY, 0, DAY), Closure(MONDAY, MONDAY, DAY), Closure(MONDAY, MONDAY, 5, 6))},
        {"seasons": (Season(MONDAY, MONDAY, OFFICE),)},
        {"holidays": (HolidayRule("GB", spans=(DaySpan(60, 120), DaySpan(120, 180))),)},
        {"spans": (*OFFICE, WeeklySpan(6, 17 * HOUR, DAY + 9 * HOUR))},
        {"spans": (*OFFICE, WeeklySpan(4, 17 * HOUR, 4 * DAY - 15 * HOUR))},
        {"seasons": (Season(MONDAY, MONDAY, OFFICE), Season(MONDAY + timedelta(1), MONDAY + timedelta(1), OFFICE))},
    ],
)  # fmt: skip
def test_what_only_just_fits_is_no_flaw(change: dict[str, object]) -> None:
    assert problem_texts(replace(LONDON, **change)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("shift", range(7))
@pytest.mark.parametrize("length", [HOUR, DAY, DAY + HOUR, 3 * DAY, 6 * DAY, WEEK])
def test_spans_overlap_round_the_week(shift: int, length: int) -> None:
    """Counted out hour by hour on a week that goes round."""
    one, other = WeeklySpan(shift, 8 * HOUR, 8 * HOUR + length), WeeklySpan(2, 8 * HOUR, 20 * HOUR)

    def taken(span: WeeklySpan) -> set[int]:
        first = span.weekday * 24 + span.start // HOUR
        return {hour % 168 for hour in range(first, first + (span.end - span.start) // HOUR)}

    expected = ["overlap"] if taken(one) & taken(other) else []
    for spans in ((one, other), (other, one)):
        assert codes(replace(LONDON, spans=spans)) == expected
        season = Season(MONDAY, MONDAY + timedelta(30), spans[:1], replaces=False)
        assert codes(replace(LONDON, spans=spans[1:], seasons=(season,))) == expected
        own = Season(MONDAY, MONDAY + timedelta(30), spans)
        assert codes(replace(LONDON, spans=(), seasons=(own,))) == expected


def test_a_malformed_span_hides_no_overlap_behind_it() -> None:
    bad, again = WeeklySpan(0, DAY, HOUR), WeeklySpan(0, 10 * HOUR, 11 * HOUR)
    found = problems(replace(LONDON, spans=(OFFICE[0], bad, again)))
    assert [problem.code for problem in found] == ["bad-time", "overlap"]
    assert found[1].items == (OFFICE[0], again)


def test_two_seasons_of_which_one_replaces() -> None:
    one = Season(MONDAY, MONDAY + timedelta(9), OFFICE)
    for days, codes_ in ((9, ["overlap"] * 5), (10, [])):
        other = Season(MONDAY + timedelta(days), MONDAY + timedelta(40), OFFICE, replaces=False)
        found = problems(replace(LONDON, spans=(), seasons=(one, other)))
        assert [problem.code for problem in found] == codes_


@pytest.mark.parametrize(
    ("first", "last", "opens"),
    [
        ("2027-05-01", "2027-05-02", False),
        ("2027-05-01", "2027-05-03", True),
        ("2027-05-03", "2027-05-03", True),
    ],
)
def test_hours_open_in_the_term_or_never(first: str, last: str, opens: bool) -> None:
    assert codes(LONDON, first, last) == ([] if opens else ["never-opens"])
    nowhere = replace(LONDON, zone="Europe/Nowhere")
    assert codes(nowhere, first, last)[1:] == ([] if opens else ["never-opens"])


def test_hours_that_only_holidays_or_a_season_have_are_hours() -> None:
    bare = replace(LONDON, spans=())
    assert codes(replace(bare, holidays=(HolidayRule("GB", spans=(DaySpan(0, HOUR),)),))) == []
    assert codes(replace(bare, seasons=(Season(MONDAY, MONDAY, OFFICE),))) == []
    assert codes(replace(bare, seasons=(Season(MONDAY, MONDAY - timedelta(1), OFFICE),))) == [
        "end-before-start",
        "never-opens",
    ]


def test_stretches_are_in_order_and_apart() -> None:
    twice = (*OFFICE, *OFFICE, WeeklySpan(0, 17 * HOUR, 18 * HOUR), WeeklySpan(0, 10 * HOUR, 11 * HOUR))
    built = clock(replace(LONDON, spans=twice))
    spans = built.open_spans(instant("2027-05-03 00:00"), instant("2027-05-10 00:00"))
    assert spans[0] == Stretch(instant("2027-05-03 09:00"), instant("2027-05-03 18:00"))
    assert len(spans) == 5
    assert all(before.end < after.start for before, after in pairwise(spans))
    assert built.open_spans(instant("2027-05-03 18:00"), instant("2027-05-04 09:00")) == []
    assert built.open_spans(instant("2027-05-03 17:59"), instant("2027-05-04 09:01")) == [
        Stretch(instant("2027-05-03 17:59"), instant("2027-05-03 18:00")),
        Stretch(instant("2027-05-04 09:00"), instant("2027-05-04 09:01")),
    ]
    assert isinstance(built.local(0), datetime)


@pytest.mark.parametrize(
    ("closed_from", "closed_until", "hours"),
    [(None, DAY, 0), (DAY, None, 8), (12 * HOUR, DAY, 3), (0, DAY, 0), (0, None, 0), (None, 0, 8), (DAY + 1, None, 8),
     (-1, None, 8), (None, DAY + 1, 8), (16 * HOUR, 10 * HOUR, 7), (17 * HOUR, 18 * HOUR, 8), (8 * HOUR, 9 * HOUR, 8)],
)  # fmt: skip
def test_from_when_until_when_a_day_is_closed(
    closed_from: int | None, closed_until: int | None, hours: int
) -> None:
    built = clock(replace(LONDON, closures=(Closure(MONDAY, MONDAY, closed_from, closed_until),)))
    assert built.working_time(instant("2027-05-03 00:00"), instant("2027-05-04 00:00")) == hours * HOUR


def test_a_term_of_the_one_day_whose_holiday_is_an_estimate() -> None:
    days = sorted(day for day, name in holiday_names("SA", 2027).items() if "estimated)" in name)
    spec = replace(LONDON, spans=always().spans, holidays=(HolidayRule("SA", spans=(DaySpan(0, HOUR),)),))
    for day in (days[0], days[-1]):
        assert codes(spec, day.isoformat(), day.isoformat()) == ["holidays-estimated"]
    before = (days[0] - timedelta(1)).isoformat()
    assert codes(spec, before, before) == []


def test_one_clock_alone_may_be_joined() -> None:
    alone = clock(LONDON)
    joined = JoinedClock("one", [alone])
    assert joined.open_spans(joined.start, joined.start + WEEK) == alone.open_spans(
        alone.start, alone.start + WEEK
    )


def test_hours_that_open_just_as_the_term_ends_never_open_in_it() -> None:
    spec = replace(LONDON, spans=(WeeklySpan(0, 0, HOUR),))
    assert codes(spec, "2027-05-02", "2027-05-02") == ["never-opens"]
    assert codes(spec, "2027-05-02", "2027-05-03") == []


@pytest.mark.parametrize("calendar", ["DE", "LK"])
def test_holidays_are_known_from_the_first_year_of_the_data_to_the_last(calendar: str) -> None:
    first, last = holiday_data_range(calendar, 2150)
    spec = replace(LONDON, holidays=(HolidayRule(calendar),))
    for begin, end, known in (
        (first, first, True),
        (last, last, True),
        (first - 1, first, False),
        (last, last + 1, False),
    ):
        found = codes(spec, f"{begin}-06-01", f"{end}-06-30")
        assert ("holidays-beyond-data" not in found) == known


def test_a_season_in_between_hides_no_overlap() -> None:
    one, far, again = (Season(MONDAY + timedelta(n), MONDAY + timedelta(n + 5), OFFICE) for n in (0, 30, 5))
    found = problems(replace(LONDON, seasons=(one, far, again)))
    assert [(problem.code, problem.items) for problem in found] == [("overlap", (one, again))]
