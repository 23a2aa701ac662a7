"""Runs of backups: the longest time between two copies, against an oracle that goes through the term minute by minute."""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from clausecheck.agreement.clock import utc
from clausecheck.agreement.model import resolve
from clausecheck.agreement.schedule import METHODS, ScheduledRuns, largest_gap, most_runs, read
from clausecheck.agreement.semantics import Semantics
from clausecheck.language.parser import parse
from clausecheck.language.tree import Backup, Clause

MINUTE, HOUR, DAY = 60, 3600, 86400
HOLIDAYS = {dt.date(2027, 3, 26), dt.date(2027, 3, 29), dt.date(2027, 5, 3)}  # GB-ENG, within the term


def semantics(
    lines: str, first: str = "2027-02-15", days: int = 90, zone: str = "Europe/London"
) -> Semantics:
    text = f"""
agreement "A" {{
  zone {zone}
  effective {first}
  term {days} days
}}
hours business in {zone} {{
  mon-fri 09:00-17:30
  closed on holidays GB-ENG
}}
hours night in {zone} {{
  mon-sun 22:00-06:00
}}
backup core {{
  {lines}
}}
"""
    parsed = parse(text)
    assert [problem.message for problem in parsed.problems] == []
    return Semantics(resolve(parsed), dt.date(2027, 1, 1))


def runs(meant: Semantics) -> list[ScheduledRuns]:
    (backup,) = meant.agreement.all(Backup)
    return [
        found
        for clause in backup.clauses
        if isinstance(clause, Clause) and clause.kind in METHODS and (found := read(clause, meant))
    ]


@functools.cache
def every_minute(first: dt.date, last: dt.date, zone: str) -> list[tuple[int, dt.datetime]]:
    """Every minute of a term with its local time, the first of two that are the same."""
    place = ZoneInfo(zone)
    start = int(dt.datetime.combine(first, dt.time(), place).timestamp())
    end = int(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), place).timestamp())
    local = ((instant, dt.datetime.fromtimestamp(instant, place)) for instant in range(start, end, MINUTE))
    return [(instant, time) for instant, time in local if not time.fold]


def minutes(meant: Semantics, holds: Callable[[dt.datetime], bool], zone: str = "Europe/London") -> list[int]:
    """Every minute of the term at which something holds of its local time."""
    every = every_minute(meant.horizon.first, meant.horizon.last, zone)
    return [instant for instant, local in every if holds(local)]


def apart(found: list[int], failed: int = 0) -> int:
    step = failed + 1
    return max(later - one for one, later in zip(found, found[step:], strict=False))


def at(weekdays: set[int], *times: int) -> Callable[[dt.datetime], bool]:
    """Local times, in hours, on weekdays."""
    return lambda local: local.weekday() in weekdays and local.hour in times and local.minute == 0


ALL = set(range(7))


@pytest.mark.parametrize("failed", [0, 1, 2])
@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        ("full every 1 day on mon-fri, at 20:00", at({0, 1, 2, 3, 4}, 20)),
        ("full every 1 day, at 04:00", at(ALL, 4)),
        ("full on sat, tue, at 03:00", at({5, 1}, 3)),
        ("full every 1 day, at 04:00, 16:00, except sat, sun", at({0, 1, 2, 3, 4}, 4, 16)),
        ("full every 1 week on sun, at 04:00\n  incremental on mon-sat, at 22:00",
         lambda local: at({6}, 4)(local) or at(ALL - {6}, 22)(local)),
        ("full every 1 week on sat-mon, at 04:00", at({5, 6, 0}, 4)),
    ],
)  # fmt: skip
def test_times_of_day_on_weekdays(lines: str, holds: Callable[[dt.datetime], bool], failed: int) -> None:
    meant = semantics(lines)
    gap = largest_gap(runs(meant), failed)
    assert gap is not None
    assert gap.seconds == apart(minutes(meant, holds), failed)
    assert gap.start is not None
    assert gap.end == gap.start + gap.seconds
    assert not gap.least


@pytest.mark.parametrize("seed", range(12))
def test_any_weekdays_and_times_in_any_zone(seed: int) -> None:
    chance = random.Random(seed)
    zone = chance.choice(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
    first = chance.choice(["2027-02-01", "2027-09-20"])
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    lines, chosen = [], []
    for kind in ("full", "incremental", "snapshot")[: chance.randint(1, 3)]:
        days, times = chance.sample(range(7), chance.randint(1, 6)), chance.sample(range(4, 24), 2)
        chosen.append(at(set(days), *times))
        clocks = ", ".join(f"{hour:02}:00" for hour in times)
        lines.append(f"{kind} on {', '.join(names[day] for day in days)}, at {clocks}")
    meant = semantics("\n  ".join(lines), first, 70, zone)
    expected = minutes(meant, lambda local: any(holds(local) for holds in chosen), zone)
    for failed in (0, 1):
        gap = largest_gap(runs(meant), failed)
        assert gap is not None
        assert gap.seconds == apart(expected, failed), (lines, zone, failed)


def business(local: dt.datetime) -> bool:
    return (
        local.weekday() < 5 and local.date() not in HOLIDAYS and dt.time(9) <= local.time() < dt.time(17, 30)
    )


@pytest.mark.parametrize(
    ("lines", "open_"),
    [
        ("incremental every 1 hour, during business", business),
        ("incremental every 2 business hours", business),
        ("incremental every 4 hours, on mon-fri", lambda local: local.weekday() < 5),
        ("incremental every 1 hour, during business\n  full every 1 week on sun, at 04:00",
         lambda local: business(local) or at({6}, 4)(local)),
        ("incremental every 1 hour, during business\n  snapshot every 1 hour, during night",
         lambda local: business(local) or local.hour >= 22 or local.hour < 6),
    ],
)  # fmt: skip
def test_runs_in_hours_leave_out_at_least_what_is_closed(
    lines: str, open_: Callable[[dt.datetime], bool]
) -> None:
    meant = semantics(lines)
    gap = largest_gap(runs(meant))
    assert gap is not None
    assert gap.least
    open_minutes = minutes(meant, open_)
    closed = apart(open_minutes) - MINUTE  # from the end of the last open minute
    assert gap.seconds in (closed, closed + MINUTE)


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("incremental every 4 hours", 4 * HOUR),
        ("incremental every 4 hours, at 01:00", 4 * HOUR),
        ("full every 1 week\n  incremental every 4 hours\n  log shipping every 15 minutes", 15 * MINUTE),
        ("full every 1 day, at 04:00\n  incremental every 6 hours", 6 * HOUR),
        ("full every 1 day", DAY),
        ("full every 1 week", 7 * DAY),
        ("full every 2 weeks on sun, at 12:00", 14 * DAY + HOUR),
        ("full every 3 days, at 12:00", 3 * DAY + HOUR),
        ("full every 1 month on day 1 of month, at 12:00", 31 * DAY + HOUR),
        ("full on day 31 of month, at 12:00", 31 * DAY + HOUR),
        ("full every 1 day, during night", DAY),
        ("runs automatic, every 1 day", DAY),
        ("differential every 36 hours", 36 * HOUR),
        ("full every 1 week on sun, at 12:00, in Asia/Kolkata", 7 * DAY),
    ],
)
def test_distances_of_other_kinds_with_the_hour_of_a_clock_change(lines: str, seconds: int) -> None:
    gap = largest_gap(runs(semantics(lines, "2027-01-01" if "month" in lines else "2027-04-01", 360)))
    assert gap is not None
    assert gap.seconds == seconds


def test_a_clock_change_lengthens_one_night_and_is_left_out_of_the_nominal_gap() -> None:
    found = runs(semantics("full every 1 day, at 04:00", "2027-10-01", 60))
    gap, nominal = largest_gap(found), largest_gap(found, nominal=True)
    assert gap is not None
    assert nominal is not None
    assert (gap.seconds, nominal.seconds) == (25 * HOUR, 24 * HOUR)
    assert gap.start is not None
    assert utc(gap.start).isoformat() == "2027-10-30T03:00:00+00:00"


@pytest.mark.parametrize(
    "line",
    [
        "incremental every tbd",
        "incremental every unstated",
        "incremental",
        "full every 1 day, when awaiting customer",
        "full every 1 day, outside business",
        "full every 1 month on sun",
        "full every 1 day, during lunch",
        "full every 3 days on mon, tue",
        "full every 1 day on 2027-03-01",
        "full every 1 year on day 1 of month",
        "replication",
    ],
)
def test_what_says_too_little_is_undecided(line: str) -> None:
    (found,) = runs(semantics(line))
    assert found.undecided
    assert largest_gap([found]) is None
    assert most_runs([found], semantics(line).horizon, 1) is None


@pytest.mark.parametrize("line", ["runs automatic", "runs on request", "runs manual, on request"])
def test_what_promises_no_run_is_none(line: str) -> None:
    assert runs(semantics(line)) == []


@pytest.mark.parametrize(
    ("line", "months", "most"),
    [
        ("incremental every 24 hours", 1, 31),
        ("incremental every 1 hour", 1, 744),
        ("incremental every 24 hours", 3, 92),
        ("full every 1 day on mon-fri, at 20:00", 1, 23),
        ("full every 1 day, at 04:00, 16:00", 1, 62),
        ("full every 1 week on sun, at 04:00", 12, 52),
    ],
)
def test_most_runs_of_a_period(line: str, months: int, most: int) -> None:
    meant = semantics(line, "2027-01-01", 365)
    assert most_runs(runs(meant), meant.horizon, months) == most


def test_failed_runs_in_hours_add_their_distance() -> None:
    found = runs(semantics("incremental every 1 hour, during business"))
    whole, once = largest_gap(found), largest_gap(found, 1)
    assert whole is not None
    assert once is not None
    assert once.seconds == whole.seconds + HOUR


def test_one_run_in_each_of_the_hours_skips_all_of_them_when_it_fails() -> None:
    found = runs(semantics("full every 1 day, during night"))
    once = largest_gap(found, 1)
    assert once is not None
    assert once.seconds == 2 * DAY


def test_ten_years_cost_little() -> None:
    meant = semantics(
        "full every 1 day on mon-fri, at 20:00\n  incremental every 1 hour, during business", days=3650
    )
    gap = largest_gap(runs(meant))
    assert gap is not None
    assert gap.seconds == 3 * DAY


@pytest.mark.parametrize(
    "line",
    [
        "full every 999999 days, at 01:00",
        "full every 999999999999 days, at 01:00",
        "full every 999999 weeks, on sun, at 01:00",
        "full every 999999 years, at 01:00",
        "full every 999999 months, on day 1 of month, at 01:00",
    ],
)
def test_a_distance_beyond_any_calendar_is_undecided(line: str) -> None:
    (found,) = runs(semantics(line))
    assert found.undecided == "it runs less than twice within the term"
