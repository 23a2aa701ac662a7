"""Documents and units: edges that the rules' own examples do not show."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from clausecheck.agreement.calendars import holiday_names

AS_OF = dt.date(2026, 11, 23)


def findings(text: str) -> list[tuple[str, str, str]]:
    result = check(text, ruleset="documents", profile=(), as_of=AS_OF)
    assert all(f.witness is not None and f.labels for f in result.findings)
    return [(f.name, f.message, f.witness.summary if f.witness else "") for f in result.findings]


def names(text: str) -> list[str]:
    return [name for name, _, _ in findings(text)]


def hours(*lines: str) -> str:
    return "hours business in Europe/London {\n  " + "\n  ".join(lines) + "\n}\n"


@pytest.mark.parametrize(
    ("order", "wrong"),
    [
        ('precedence this, "Order", "MSA"', False),
        ('precedence "Order", this, "order"', True),
        ('precedence this, "MSA", "Support"', True),  # the agreement by its own title
        ('precedence this, "MSA"\n  precedence "MSA", "Order"\n  precedence "Order", this', False),
        ('precedence this, "MSA"\n  precedence "MSA", this', True),
        ('precedence this, "MSA"\n  precedence "MSA", this, for "data"', False),
    ],
)
def test_one_document_does_not_stand_before_and_after_another(order: str, wrong: bool) -> None:
    assert names(f'agreement "Support" {{\n  {order}\n}}\n') == (["precedence-circular"] if wrong else [])


def test_how_long_many_business_days_take_is_counted_on_the_calendar() -> None:
    text = 'agreement "A" {\n  effective 2027-01-01\n  term 24 months\n}\n' + hours(
        "mon-fri 09:00-17:00", "closed on holidays GB-ENG"
    )
    (_, message, _), *rest = findings(text + "fees {\n  dispute within 60 business days of invoice\n}\n")
    assert not rest
    first, last = dt.date(2027, 1, 1), dt.date(2028, 12, 31)
    closed = {day for year in (2027, 2028) for day in holiday_names("GB-ENG", year)}
    every = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    longest = 0
    for begin in every:
        left, day = 60, begin
        while left and day <= last:
            day += dt.timedelta(days=1)
            left -= day.weekday() < 5 and day not in closed
        if day <= last and begin.weekday() < 5 and begin not in closed:
            longest = max(longest, (day - begin).days)
    assert message == f"60 business days are up to {longest} days, not 60"


@pytest.mark.parametrize(
    ("clause", "wrong"),
    [
        ("fees {\n  dispute within 29 business days of invoice\n}\n", False),
        ("fees {\n  dispute within 30 business days of invoice\n}\n", True),
        ("priority P4 {\n  resolve within 40 business days\n}\n", False),
        ('service desk {\n  limit "visits" 60 business days per year\n}\n', False),
    ],
)
def test_few_business_days_mislead_nobody(clause: str, wrong: bool) -> None:
    assert names(hours("mon-fri 09:00-17:00") + clause) == (["business-days-read-as-days"] if wrong else [])


@pytest.mark.parametrize(
    ("lines", "length", "wrong"),
    [
        (("mon-fri 09:00-17:00",), "24 business hours", True),
        (("mon-fri 09:00-17:00",), "48 business hours", True),
        (("mon-fri 09:00-17:00",), "16 business hours", False),
        (("mon-fri 09:00-18:00",), "24 business hours", False),  # no whole number of days
        (("mon-fri 09:00-12:00, 13:00-18:00",), "24 business hours", True),
        (("mon-fri 09:00-17:00", "sat 09:00-12:00"), "24 business hours", False),
        (("mon-sun 00:00-24:00",), "24 business hours", False),
        (("mon-fri 22:00-06:00",), "24 business hours", True),
        (("tbd tbd",), "24 business hours", False),
    ],
)
def test_business_hours_that_read_as_days(lines: tuple[str, ...], length: str, wrong: bool) -> None:
    text = hours(*lines) + f"service desk {{\n  respond within {length}\n}}\n"
    assert names(text) == (["business-hours-read-as-days"] if wrong else [])


def test_one_time_in_two_units_is_said_once_for_a_priority() -> None:
    text = hours("mon-fri 08:00-18:00") + "priority P3 {\n  applies otherwise\n}\n"
    for plan, length in (
        ("A", "1 business day"),
        ("B", "10 business hours"),
        ("C", "1 business day"),
        ("D", "9 business hours"),
    ):
        text += f"plan {plan} {{\n  respond within {length}, for P3\n}}\n"
    assert names(text) == ["same-time-in-two-units"]
    other = text.replace("10 business hours, for P3", "10 business hours, for P3, 90% of tickets")
    assert names(other) == []


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [("1 month", "30 days", True), ("1 month", "32 days", False), ("3 months", "90 days", True), ("1 year", "365 days", True),
     ("3 months", "1 quarter", False), ("1 month", "4 business days", False)],
)  # fmt: skip
def test_a_month_is_not_thirty_days(one: str, other: str, wrong: bool) -> None:
    text = hours("mon-fri 09:00-17:00")
    text += f"data {{\n  delete data within {one} of end\n}}\n"
    text += f"termination {{\n  exit {{\n    delete data within {other} of end\n  }}\n}}\n"
    assert names(text) == (["same-time-in-two-units"] if wrong else [])


def test_two_clocks_are_one_finding_for_all_lines() -> None:
    text = hours("mon-fri 09:00-17:00")
    text += "".join(
        f"priority P{n} {{\n  respond within {n} business hours, during always\n}}\n" for n in (1, 2, 3)
    )
    assert names(text) == ["two-clocks-in-one-length"]
    assert (
        names(
            hours("mon-sun 00:00-24:00")
            + "priority P1 {\n  respond within 1 business hour, during always\n}\n"
        )
        == []
    )
