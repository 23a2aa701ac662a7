"""Availability: percentages as time against an independent computation, and the edges of each question."""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction

import pytest

from clausecheck.agreement import uptime
from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.words import exact_length
from clausecheck.context import Context, check_names, find_check
from clausecheck.finding import Finding, Proof, Severity
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load

AS_OF = dt.date(2026, 11, 23)
CHECKS = [rule.check for rule in load("availability").known() if rule.check in check_names()]


def results(text: str) -> list[Finding | Proof]:
    parsed = parse(text)
    assert [problem.message for problem in parsed.problems] == []
    semantics = Semantics(resolve(parsed), AS_OF)
    return [each for name in CHECKS for each in find_check(name)(Context(semantics, name))]


def names(text: str) -> list[str]:
    return sorted(each.name for each in results(text) if isinstance(each, Finding))


def service(*lines: str, more: str = "") -> str:
    return "service api {\n" + "".join(f"  {line}\n" for line in lines) + "}\n" + more


# ---- time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("unit", "months"), [("month", 1), ("quarter", 3), ("year", 12)])
def test_a_period_is_as_short_and_as_long_as_the_calendar_makes_it(unit: str, months: int) -> None:
    lengths = {
        sum(calendar.monthrange(year, month)[1] for month in range(first, first + months))
        for year in range(2000, 2401)
        for first in range(1, 13, months)
    }
    window = uptime.period(v.Name(unit))
    assert window is not None
    assert (window.shortest, window.longest) == (86400 * min(lengths), 86400 * max(lengths))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ("25920", "7 hours 12 minutes"),
        ("2419.2", "40 minutes 19.2 seconds"),
        ("25.92", "25.9 seconds"),
        ("3601", "1 hour 1 second"),
        ("0", "0 seconds"),
        ("604800", "7 days"),
    ],
)
def test_a_length_of_time_is_spelt(seconds: str, words: str) -> None:
    assert exact_length(Fraction(seconds)) == words


def test_open_hours_count_as_an_independent_walk_over_the_dates_says() -> None:
    parsed = parse(
        'agreement "A" {\n  effective 2027-01-01\n  term 12 months\n}\n'
        "hours business in UTC {\n  mon-fri 09:00-17:00\n}\n"
    )
    window = uptime.open_period(Semantics(resolve(parsed), AS_OF), "business", v.Name("month"))
    days = {
        month: sum(
            dt.date(2027, month, day).weekday() < 5
            for day in range(1, calendar.monthrange(2027, month)[1] + 1)
        )
        for month in range(1, 13)
    }
    assert window is not None
    assert (window.shortest, window.longest) == (
        min(days.values()) * 8 * 3600,
        max(days.values()) * 8 * 3600,
    )


@pytest.mark.parametrize("minutes", [10, 39, 40, 41, 43, 44, 45, 46, 60])
def test_a_limit_of_downtime_agrees_where_some_month_allows_it(minutes: int) -> None:
    allowed = [Fraction(days * 24 * 60, 1000) for days in (28, 29, 30, 31)]
    agrees = (
        min(allowed) - 1 <= minutes <= max(allowed) + 1
    )  # a whole number of minutes may be rounded by one
    text = service("availability 99.9% each month", f"downtime at most {minutes} minutes per month")
    found = names(text)
    assert ("downtime-against-percentage" in found) is not agrees
    assert ("minutes-beside-percentage" in found) is agrees  # no whole minute is 0.1% of any month


@pytest.mark.parametrize(
    ("percent", "length", "each", "severity"),
    [
        (
            "99.5%",
            "3.6 hours",
            "month",
            "warning",
        ),  # right in months of 30 days, too much and too little in others
        ("99.5%", "3.5 hours", "month", "warning"),  # right in no month
        ("99.9%", "43 minutes", "month", "info"),  # 43.2 in round minutes
        ("99.9%", "42 minutes", "month", "info"),  # 41.8 of February in a leap year
        ("99.5%", "210 minutes", "month", "warning"),  # the nearest is 208.8, more than half a minute away
        ("99.5%", "3.72 hours", "month", "info"),  # never less than the percentage allows
        ("99.5%", "3.36 hours", "month", "info"),  # never more
        ("99%", "21.6 hours", "quarter", "info"),
        ("99%", "14.4 minutes", "day", None),
        ("99%", "7.2 hours", "30 days", None),
        ("99%", "7 hours", "30 days", "warning"),
        ("99%, at least 98%", "14 hours", "month", "warning"),
        ("99%", "87.6 hours", "year", "info"),
    ],
)
def test_minutes_beside_a_percentage(percent: str, length: str, each: str, severity: str | None) -> None:
    figure, _, least = percent.partition(", ")
    text = service(
        f"availability {figure} each {each}" + (f", {least}" if least else ""),
        f"downtime at most {length} each {each}",
    )
    found = [one for one in results(text) if isinstance(one, Finding) and one.name.startswith("minutes")]
    assert ["info" if one.at_most is Severity.INFO else "warning" for one in found] == (
        [] if severity is None else [severity]
    )


def test_minutes_that_are_only_about_so_many_are_no_second_figure() -> None:
    text = service("availability 99.5% each month", 'downtime at most 3.6 hours per month, with "roughly"')
    (found,) = (one for one in results(text) if isinstance(one, Finding))
    assert found.at_most is Severity.INFO


@pytest.mark.parametrize(
    "lines",
    [
        ("availability 99.9% each month", "downtime at most 4 hours"),
        ("availability 99.9% each month", "downtime at most 10 minutes per week"),
        ("availability tbd each month", "downtime at most 4 hours per month"),
        ("availability 99.9%", "downtime at most 4 hours per month"),
        ("availability 99.9% each week, at least 99%", "downtime at most 100.8 minutes per week"),
        ("availability 99.9% each month, during nights", "downtime at most 4 hours per month"),
    ],
)
def test_limits_that_cannot_be_held_against_the_percentage(lines: tuple[str, ...]) -> None:
    assert names(service(*lines)) == []


@pytest.mark.parametrize(
    ("outage", "finer"),
    [
        ("counted after 44 minutes", False),
        ("counted after 45 minutes", True),
        ("counted after 91 failures, spaced 30 seconds", True),
        ("counted after 90 failures, spaced 30 seconds", False),
        ("counted after tbd", False),
    ],
)
def test_the_shortest_outage_against_the_percentage(outage: str, finer: bool) -> None:
    text = service("availability 99.9% each month", f'outage "down" {outage}')
    assert names(text) == (["target-finer-than-outage"] if finer else [])


def test_any_outage_without_a_floor_makes_the_percentage_measurable() -> None:
    text = service("availability 99.9% each month", 'outage "a" counted after 50 minutes', 'outage "b"')
    assert names(text) == []


# ---- maintenance and excuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "quota", "expected"),
    [
        ("99.9% each month", "8 hours per month", ["maintenance-uses-up-availability"]),
        ("99.9% each month, except maintenance", "8 hours per month", []),
        ("98.0% each month", "8 hours per month", []),
        ("99.9% each month", "8 hours per quarter", []),
        ("99.9% each month", "tbd", []),
    ],
)
def test_permitted_maintenance(promise: str, quota: str, expected: list[str]) -> None:
    assert (
        names(service(f"availability {promise}", f"maintenance on 5 days notice, at most {quota}"))
        == expected
    )


@pytest.mark.parametrize(
    ("excuse", "expected"),
    [
        ("maintenance on 5 days notice", []),
        ("maintenance on 120 hours notice", []),
        ("maintenance on 7 days notice", ["maintenance-said-twice"]),
        ("maintenance on 2 business days notice", []),
        ("maintenance", []),
        ("maintenance, at most 4 hours per month", ["maintenance-said-twice"]),
        ("maintenance, at most 4 hours per quarter", []),
    ],
)
def test_maintenance_that_is_said_twice(excuse: str, expected: list[str]) -> None:
    text = service(
        "maintenance on 5 days notice, at most 8 hours per month",
        more=f"exceptions {{\n  excuse {excuse}\n}}\n",
    )
    assert names(text) == expected


def test_an_excuse_belongs_to_the_service_that_it_names() -> None:
    text = (
        "service a {\n  maintenance on 5 days notice\n}\nservice b {\n  maintenance on 7 days notice\n}\n"
        "exceptions for b {\n  excuse maintenance on 7 days notice\n}\n"
    )
    assert names(text) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ('"software bugs"', ["own-duty-excused"]),
        ('"software bugs of the customer"', []),
        ("patching", ["own-duty-excused"]),
        ("customer-fault, force-majeure, third-party", []),
    ],
)
def test_what_the_provider_causes_itself(values: str, expected: list[str]) -> None:
    text = service(
        "availability 99.9% each month",
        "patch critical within 72 hours",
        more=f"exceptions {{\n  excuse {values}\n}}\n",
    )
    assert names(text) == expected


def test_the_duty_of_another_service_is_no_duty_of_this_one() -> None:
    other = "service b {\n  patch critical within 72 hours\n}\n"
    assert names(service("availability 99.9% each month, except patching", more=other)) == []


# ---- suppliers, hours, sources ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "supplier", "expected"),
    [
        ("99.9% each month", "99.9% each month", []),
        ("99.95% each month", "99.9% each month", ["promise-above-supplier"]),
        ("99.9% each month", "99.99% each year", ["promise-above-supplier"]),
        ("99.0% each month", "99.99% each year", []),
        ("99.9% each quarter", "99.9% each month", []),
        ("99.95% each month", "tbd each month", []),
        ("99.95% each month", "99.9%", []),
    ],
)
def test_a_promise_and_its_supplier(own: str, supplier: str, expected: list[str]) -> None:
    text = service(f"availability {own}", f'relies on "S" {{\n    availability {supplier}\n  }}')
    assert names(text) == expected


def test_suppliers_may_stand_in_for_one_another_and_that_is_said() -> None:
    text = service(
        "availability 99.9% each month",
        'relies on "A" {\n    availability 99% each month\n  }',
        'relies on "B" {\n    availability 99% each month\n  }',
    )
    proofs = [
        each for each in results(text) if isinstance(each, Proof) and each.rule == "promise-above-supplier"
    ]
    assert names(text) == []
    assert [proof.decided for proof in proofs] == [False]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("mon-sun 00:00-24:00", []),
        ("mon-sun 00:00-24:00\n  closed on sun from 00:00 until 12:00", ["around-the-clock-with-gaps"]),
        ("mon-sat 00:00-24:00\n  sun 12:00-24:00", []),
        ("mon-fri 09:00-17:00\n  closed on fri from 15:00", []),
        ("mon-sun 00:00-24:00\n  closed on holidays GB-ENG", []),
        ("unstated unstated", []),
    ],
)
def test_hours_around_the_clock(hours: str, expected: list[str]) -> None:
    text = f"hours period in UTC {{\n  {hours}\n}}\n" + service(
        "availability 99.9% each month, during period"
    )
    assert names(text) == expected


def test_the_share_of_the_week_is_that_of_the_minutes() -> None:
    text = "hours period in UTC {\n  mon-fri 22:00-06:00\n  closed on sat until 03:00\n}\n" + service(
        "availability 99.9% each month, during period"
    )
    proof = next(
        each
        for each in results(text)
        if isinstance(each, Proof) and each.rule == "around-the-clock-with-gaps"
    )
    assert proof.values["hours"] == "37"  # five nights of eight hours, without the last three of Friday's


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ('starts when "a ticket is opened"', ["two-measurements"]),
        ("starts when logged", ["two-measurements"]),
        ("starts when detected", []),
        ('starts when "a ticket is opened", measured by "probe"', []),
    ],
)
def test_two_beginnings_of_one_outage(clock: str, expected: list[str]) -> None:
    text = service(
        'availability 99.9% each month, measured by "probe"', more=f"clock for downtime {{\n  {clock}\n}}\n"
    )
    assert names(text) == expected


def test_one_level_for_each_window_service_and_hours() -> None:
    other = "service web {\n  availability 99.5% each month\n}\n"
    assert (
        names(service("availability 99.9% each month", "availability 99.95% each quarter", more=other)) == []
    )
    assert names(service("availability 99.9% each month", "availability 99.5% each month")) == [
        "two-availability-levels"
    ]
    assert (
        names(
            service(
                "availability 99.9% each month", more=other + "guarantee availability >= 99% each month\n"
            )
        )
        == []
    )


@pytest.mark.parametrize(
    ("promise", "window", "found"),
    [
        ("100% each month", "sun 02:00-06:00", True),
        ("99.9% each month", "sun 02:00-06:00", True),  # 16 hours against 43 minutes
        ("95% each month", "sun 02:00-06:00", False),  # 16 hours against 36 to 37
        ("99.9% each month, except maintenance", "sun 02:00-06:00", False),
        ("99.9% each month", "sun 02:00-02:10", False),  # 40 minutes against 44
        ("99.9% each month", "sun 02:00-02:12", True),
        ("99.9% each month", "sat-sun 02:00-02:06", True),
        ("99.9% each year", "sun 02:00-02:10", False),
        ("99.9% each year", "sun 02:00-02:11", True),
    ],
)
def test_windows_of_every_week_against_the_promise(promise: str, window: str, found: bool) -> None:
    wording = names(service(f"availability {promise}", f"maintenance {window}"))
    assert wording == (["maintenance-uses-up-availability"] if found else [])
