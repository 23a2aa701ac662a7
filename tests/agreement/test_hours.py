"""What hours blocks mean, and the horizon of an agreement."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck.agreement.clock import HoursClock
from clausecheck.agreement.hours import HoursSemantics, add_months, horizon, hours
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.language.parser import parse

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
