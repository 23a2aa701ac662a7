"""What hours blocks mean, and the horizon of an agreement."""

from __future__ import annotations

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

import pytest
from oracle import Oracle

from clausecheck.agreement import weeks, working_time
from clausecheck.agreement.clock import Closure, HoursClock, HoursSpec, Season, WeeklySpan
from clausecheck.agreement.hours import Horizon, HoursSemantics, add_months, horizon, hours
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.language.parser import parse
from clausecheck.language.tree import Hours

AS_OF = dt.date(2026, 11, 23)


def made(text: str) -> Agreement:
    parsed = parse(text)
    assert not parsed.problems, parsed.problems[0].message
    return resolve(parsed)


def one(lines: str, header: str = "in Europe/London", before: str = "") -> HoursSemantics:
    return hours(made(f"{before}hours h {header} {{\n{lines}\n}}\n"))["h"]


def clock(semantics: HoursSemantics, year: int = 2027) -> HoursClock:
    assert semantics.spec is not None, semantics.undecided
    return HoursClock(semantics.spec, dt.date(year, 1, 1), dt.date(year, 12, 31))


def at(text: str, offset: int = 0) -> int:
    return int(
        (dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) - dt.timedelta(hours=offset)).timestamp()
    )


def test_weekly_hours_with_a_break_and_a_night() -> None:
    day = clock(one("  mon-fri 09:00-12:00, 13:00-17:00"))
    assert day.is_open(at("2027-01-04 09:00"))
    assert not day.is_open(at("2027-01-04 12:00"))
    assert day.working_time(at("2027-01-04 00:00"), at("2027-01-05 00:00")) == 7 * 3600
    night = clock(one("  fri 22:00-06:00"))
    assert night.is_open(at("2027-01-09 05:59"))  # Saturday; the span belongs to Friday
    assert not night.is_open(at("2027-01-08 05:59"))


def test_a_range_of_days_may_run_over_the_end_of_the_week() -> None:
    assert one("  sat-mon 10:00-12:00").spec is not None
    made_ = clock(one("  sat-mon 10:00-12:00"))
    assert [made_.is_open(at(f"2027-01-{day:02} 11:00")) for day in range(4, 11)] == [
        True, False, False, False, False, True, True,
    ]  # fmt: skip


def test_holidays_close_except_on_named_dates() -> None:
    semantics = one("  mon-fri 09:00-17:00\n  closed on holidays GB-ENG except 2027-05-03")
    assert not clock(semantics).is_open(at("2027-05-31 12:00"))  # Spring bank holiday
    assert clock(semantics).is_open(at("2027-05-03 12:00"))  # early May bank holiday, spared


def test_open_on_a_date_or_on_holidays_wins_over_closing() -> None:
    spared = one("  mon-fri 09:00-17:00\n  closed on holidays GB-ENG\n  open on 2027-05-31")
    assert clock(spared).is_open(at("2027-05-31 12:00"))
    never = one("  mon-fri 09:00-17:00\n  closed on holidays GB-ENG\n  open on holidays GB-ENG")
    assert clock(never).is_open(at("2027-05-31 12:00"))


def test_half_days_and_dated_closures() -> None:
    semantics = one(
        "  mon-fri 09:00-17:00\n  closed on 2027-12-24 from 12:00\n  closed from 2027-08-02 to 2027-08-06"
    )
    assert clock(semantics).is_open(at("2027-12-24 11:59"))
    assert not clock(semantics).is_open(at("2027-12-24 12:00"))
    assert not clock(semantics).is_open(at("2027-08-04 12:00", offset=1))


def test_a_season_replaces_the_weekly_hours() -> None:
    semantics = one("  mon-fri 09:00-17:00\n  mon-sat 07:00-22:00, from 2027-03-22 to 2027-03-26")
    assert clock(semantics).is_open(at("2027-03-22 21:00"))
    assert not clock(semantics).is_open(at("2027-03-29 21:00", offset=1))


def test_weekly_closures_are_cut_out_of_the_week() -> None:
    """T41: around the clock, minus Sunday 00:00 to 12:00, is 156 of 168 hours."""
    semantics = one("  mon-sun 00:00-24:00\n  closed on sun from 00:00 until 12:00")
    week = clock(semantics).working_time(at("2027-01-04 00:00"), at("2027-01-11 00:00"))
    assert week == 156 * 3600


def test_the_zone_is_that_of_the_hours_else_of_the_agreement() -> None:
    agreement = 'agreement "A" {\n  zone America/New_York\n}\n'
    assert one("  mon 09:00-17:00", header="", before=agreement).spec.zone == "America/New_York"  # type: ignore[union-attr]
    assert one("  mon 09:00-17:00", before=agreement).spec.zone == "Europe/London"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("lines", "header", "reason"),
    [
        ("  mon 09:00-17:00", "", "no time zone is stated for it"),
        ("  mon 09:00-17:00", "in Europe/Nowhere", "there is no time zone Europe/Nowhere"),
        ("  mon 09:00-17:00", 'in "local time"', 'its time zone is only described, as "local time"'),
        ("  unstated 09:00-17:00", "in UTC", "its days are not stated"),
        ("  mon unstated", "in UTC", "its times are not stated"),
        ("  mon 09:00-17:00\n  closed on holidays unstated", "in UTC", "its public holidays are not stated"),
        ("  mon 09:00-17:00\n  closed on holidays QA-QB", "in UTC", "there is no holiday calendar QA-QB"),
        ("", "in UTC", "it has no lines"),
    ],
)
def test_what_is_not_stated_leaves_the_hours_undecided(lines: str, header: str, reason: str) -> None:
    semantics = one(lines, header)
    assert semantics.spec is None
    assert semantics.undecided == reason


def test_problems_point_at_the_words() -> None:
    agreement = made("hours h in UTC {\n  mon 09:00-12:00\n  mon 11:00-17:00\n}\n")
    semantics = hours(agreement)["h"]
    (problem,) = semantics.problems(horizon(agreement, AS_OF))
    assert problem.code == "overlap"
    places = {agreement.source.slice(span) for item in problem.items if (span := semantics.origin(item))}
    assert places == {"09:00-12:00", "11:00-17:00"}


@pytest.mark.parametrize(
    ("text", "first", "last", "reasons"),
    [
        ("effective 2027-01-01\n  term 36 months", "2027-01-01", "2029-12-31", 0),
        ("effective 2024-02-29\n  term 1 year", "2024-02-29", "2025-02-28", 0),
        ("term 12 months", "2026-11-23", "2027-11-22", 1),
        ("effective 2027-01-01", "2027-01-01", "2036-12-31", 1),
        ("effective 2027-01-01\n  term 99 years", "2027-01-01", "2036-12-31", 1),
        ("effective 2027-01-01\n  term 999999999 years", "2027-01-01", "2036-12-31", 1),
        ("", "2026-11-23", "2036-11-22", 2),
    ],
)
def test_the_horizon_is_the_term(text: str, first: str, last: str, reasons: int) -> None:
    found = horizon(made(f'agreement "A" {{\n  {text}\n}}\n'), AS_OF)
    assert (found.first.isoformat(), found.last.isoformat(), len(found.reasons)) == (first, last, reasons)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-31", 13, "2025-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-05-31", 18, "2027-11-30"),
    ],
)
def test_months_end_on_the_corresponding_date_or_the_last(day: str, months: int, result: str) -> None:
    assert add_months(dt.date.fromisoformat(day), months).isoformat() == result


@pytest.mark.parametrize(
    ("line", "shut"),
    [
        ("closed on 2027-08-02 to 2027-08-04", {2, 3, 4}),
        ("closed on 2027-08-02 until 2027-08-04", {2, 3, 4}),
        ("closed on 2027-08-02, 2027-08-04 to 2027-08-05", {2, 4, 5}),
        ("closed on 2027-08-02, 2027-08-04", {2, 4}),
        ("closed from 2027-08-03 to 2027-08-04", {3, 4}),
        ("closed from 2027-08-03 until 2027-08-04", {3, 4}),
        ("closed from 2027-08-04", {4, 5, 6}),
        ("closed to 2027-08-03", {2, 3}),
    ],
)
def test_a_closure_reaches_from_its_first_to_its_last_day(line: str, shut: set[int]) -> None:
    made_ = clock(one(f"  mon-fri 09:00-17:00\n  {line}"))
    assert {day for day in range(2, 7) if not made_.is_open(at(f"2027-08-{day:02} 11:00"))} == shut


def test_an_agreement_too_late_for_any_calendar_is_computed_from_today() -> None:
    span = horizon(made('agreement "A" {\n  effective 9999-12-31\n  term 12 months\n}\n'), AS_OF)
    assert span.first == AS_OF
    assert "9999-12-31" in span.reasons[0]


SHOP = """
hours shop in Europe/London {
  mon-fri 09:00-17:00
  closed on holidays GB-ENG
  closed on 2027-03-10 from 12:00
  closed on 2027-03-11 from 08:00 until 18:00
  open on 2027-03-26
}
"""


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (8, True),
        (10, True),  # half a day of the shop is one of its days
        (11, False),  # a closure that takes all of its hours leaves none
        (13, False),  # a Saturday
        (26, True),  # Good Friday, on which the shop opens all the same
        (29, False),  # Easter Monday
    ],
)
def test_hours_on_the_days_of_other_hours_open_on_the_dates_on_which_these_open_at_all(
    day: int, opens: bool
) -> None:
    hours = clock(one("07:00-22:00 on shop days", before=SHOP))
    opened = list(hours.open_spans(at(f"2027-03-{day:02} 00:00"), at(f"2027-03-{day:02} 23:59")))
    assert [span.seconds for span in opened] == ([15 * 3600] if opens else [])


def test_hours_may_stand_on_hours_that_stand_on_others_beside_lines_of_their_own() -> None:
    before = SHOP + "hours night in Europe/London {\n  22:00-23:00 on shop days\n}\n"
    hours = clock(one("06:00-07:00 on night days\n  sat 10:00-12:00\n  mon 07:00-08:00", before=before))
    week = hours.open_spans(at("2027-03-29 00:00"), at("2027-04-05 00:00", 1))
    # The shop keeps Easter Monday, and this is no business of the lines that do not stand on its days.
    assert [span.seconds for span in week] == [3600] * 5 + [7200]
    assert not one("06:00-07:00 on night days", before=before).problems(
        Horizon(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    )


@pytest.mark.parametrize("line", ["07:00-22:00 on h days", "07:00-22:00 on shop days"])
def test_hours_on_their_own_days_are_undecided(line: str) -> None:
    before = "hours shop in Europe/London {\n  09:00-10:00 on h days\n}\n"
    assert "are said by themselves" in one(line, before=before).undecided


def test_the_seasons_of_other_hours_are_theirs() -> None:
    before = """
hours term in Europe/London {
  mon-fri 08:00-16:00 from 2027-01-10 to 2027-03-19
  sat 08:00-10:00 from 2027-03-20 to 2027-04-01
}
"""
    hours = clock(one("17:00-18:00 on term days", before=before))
    spans = hours.open_spans(at("2027-03-18 00:00"), at("2027-04-30 00:00"))
    assert [hours.local(span.start).strftime("%m-%d %H") for span in spans] == [
        "03-18 17", "03-19 17", "03-20 17", "03-27 17",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_hours_on_the_days_of_others_are_as_walked(seed: int) -> None:
    """Against the oracle, which marks the open steps of both."""
    random = Random(seed)

    def spans(days_of: HoursSpec | None = None) -> tuple[WeeklySpan, ...]:
        starts = [(random.randrange(7), 900 * random.randrange(96)) for _ in range(random.randrange(1, 5))]
        return tuple(
            WeeklySpan(day, start, (start + 900 * random.randrange(1, 60)) % 86400 or 86400, days_of)
            for day, start in starts
        )

    first = dt.date(2027, 3, 1)
    closures = tuple(
        Closure(first + dt.timedelta(days=day), first + dt.timedelta(days=day + 1), *times)
        for day, times in ((random.randrange(40), random.choice([(), (43200, None), (28800, 64800)])),) * 3
    )
    base = HoursSpec("base", "Europe/London", spans(), closures=closures)
    season = Season(dt.date(2027, 3, 20), dt.date(2027, 4, 2), spans(base), bool(random.randrange(2)))
    spec = HoursSpec("made", "Europe/London", (*spans(base), *spans()), (season,), closures[:1])
    last = dt.date(2027, 4, 20)
    oracle = Oracle(spec, ZoneInfo("Europe/London"), first, last, {}, step=900)
    tested = HoursClock(spec, first, last)
    begin, end = oracle.first_step, oracle.end_step
    opened = {
        step
        for span in tested.open_spans(oracle.instant(begin), oracle.instant(end))
        for step in range((span.start - oracle.begin) // 900, (span.end - oracle.begin) // 900)
    }
    assert opened == {step for step in range(begin, end) if oracle.open[step]}
    assert tested.opening_dates(first, last) == sorted(
        day for day in oracle.last_open_step if first <= day <= last
    )


WEEKS = """
hours shop {
  mon-fri 22:00-06:00
  sun 10:00-12:00
  closed on sun
}
hours early {
  06:00-07:00 on shop days
}
hours dated {
  mon-fri 09:00-10:00 from 2027-01-01 to 2027-06-30
  mon-thu 09:00-12:00 from 2027-07-01
}
hours eight {
  8x5
}
"""


def test_an_ordinary_week_of_hours_on_the_days_of_others() -> None:
    agreement = made(f'agreement "A" {{\n}}\n{WEEKS}')
    blocks = agreement.named(Hours)
    assert weeks.of_block(agreement, blocks["early"]) == {
        day * 1440 + minute for day in range(5) for minute in range(360, 420)
    }
    assert len(weeks.of_block(agreement, blocks["shop"]) or ()) == 5 * 480
    assert weeks.of_block(agreement, blocks["dated"]) is None
    assert weeks.of_block(agreement, blocks["eight"]) is None
    assert working_time.days_a_week(agreement, blocks["dated"]) == 5
    assert working_time.day_length(blocks["eight"]) == 8 * 3600
