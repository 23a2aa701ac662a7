"""Promises: against independent computation, and what must stay quiet."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from clausecheck import check
from clausecheck.finding import CheckResult

AS_OF = dt.date(2026, 11, 23)
HEAD = (
    'agreement "A" {\n  zone Europe/London\n  effective 2027-01-01\n  term 12 months\n'
    '  provider MSP "M"\n  customer Client "C"%s\n}\n'
)
HOURS = "hours business in Europe/London {\n  mon-fri 08:00-18:00\n}\n"


def result(text: str, client: str = "") -> CheckResult:
    return check(HEAD % client + text, ruleset="promises", profile=(), as_of=AS_OF)


def names(text: str, client: str = "") -> list[str]:
    return [finding.name for finding in result(text, client).findings]


PRIORITIES = "priority P1 {\n  respond within 1 hour\n}\npriority P2 {\n  respond within 4 hours\n}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service desk {\n  no guarantee of response\n}\n" + PRIORITIES, ["promise-denied"]),
        ("service desk {\n  no guarantee of response\n}\nservice other {\n}\n" + PRIORITIES, []),
        ("service desk {\n  no guarantee of resolution\n}\n" + PRIORITIES, []),
        ('service desk {\n  no guarantee of response, when "P1 is not phoned in"\n}\n' + PRIORITIES, []),
        ("service desk {\n  no guarantee of response\n}\n" + PRIORITIES + "priority P3 {\n}\n", []),
        ("priority P1 {\n  no guarantee of response\n  respond within 1 hour\n}\n", ["promise-denied"]),
        ("priority P1 {\n  no guarantee of response\n  respond within tbd\n}\n", []),
        ("service desk {\n  no guarantee of response\n}\nplan Gold {\n  respond within 1 hour\n}\n", []),
        (
            "service web {\n  availability 99.9% each month\n  no guarantee of availability\n}\n",
            ["promise-denied"],
        ),
        (
            'service web {\n  relies on "X" {\n    availability 99.9% each month\n    no guarantee of recovery\n  }\n}\n',
            [],
        ),
    ],
)
def test_denials(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("respond", "excuse", "expected"),
    [
        ("1 hour, during always", '"all tickets", outside business', 1),
        ("1 hour, during business", '"all tickets", outside business', 0),
        ("1 hour, outside business", '"all tickets", outside business', 1),
        ("1 hour, during always", '"all tickets", outside business, at most 2 hours', 0),
        ("1 hour, during always", '"all tickets", outside business, when "snow"', 0),
        ("1 hour, during always", '"tickets of guests", outside business', 0),
        ("1 hour, during always", "third-party, outside business", 0),
        ("tbd, during always", '"all tickets", outside business', 0),
    ],
)
def test_excuses_of_whole_hours(respond: str, excuse: str, expected: int) -> None:
    text = HOURS + f"priority P1 {{\n  respond within {respond}\n}}\nexceptions {{\n  excuse {excuse}\n}}\n"
    assert names(text) == ["promise-excused"] * expected


def test_the_excused_share_is_counted_hour_by_hour() -> None:
    text = (
        HOURS
        + 'priority P1 {\n  respond within 1 hour, during always\n}\nexceptions {\n  excuse "all tickets", outside business\n}\n'
    )
    (finding,) = result(text).findings
    zone, hours = ZoneInfo("Europe/London"), 364 * 24
    start = int(dt.datetime(2027, 1, 1, tzinfo=zone).timestamp())
    local = [dt.datetime.fromtimestamp(start + 3600 * hour, zone) for hour in range(hours)]
    closed = sum(not (at.weekday() < 5 and 8 <= at.hour < 18) for at in local)
    assert finding.witness is not None
    assert finding.witness.values["excused"] == f"about {round(100 * closed / hours)}%"


@pytest.mark.parametrize(
    ("supplier", "own", "expected"),
    [
        ("respond within 4 hours", "4 hours, during always", 0),
        ("respond within 5 hours", "4 hours, during always", 1),
        ("resolve within 3 hours", "4 hours, during always", 0),
        ("resolve within 8 hours", "8 business hours", 0),
        ("resolve within 9 hours", "8 business hours", 1),  # logged at 08:00: 17:00 against 16:00
        (
            "resolve within 24 hours",
            "12 business hours",
            1,
        ),  # logged Mon 08:00: Tue 08:00 ... Tue 10:00; Mon 18:00
        ("resolve within 4 business hours", "4 hours, during always", 1),  # logged at night
        ("resolve within tbd", "4 hours, during always", 0),
        ("resolve within 8 hours", "tbd", 0),
        ("no guarantee of resolution", "4 hours, during always", 1),
        ("no guarantee of recovery", "4 hours, during always", 0),
    ],
)
def test_suppliers(supplier: str, own: str, expected: int) -> None:
    text = HOURS + (
        f'service web {{\n  relies on "X" {{\n    {supplier}\n  }}\n}}\npriority P1 {{\n  resolve within {own}\n}}\n'
    )
    if supplier == "resolve within 24 hours":
        expected = int(_later_than_working(24 * 3600, 12 * 3600))
    assert names(text) == ["supplier-answers-later"] * expected


def _later_than_working(elapsed: int, working: int) -> bool:
    """Whether, for a ticket of some quarter of an hour of a week in June, an elapsed time ends after a working time."""
    zone = ZoneInfo("Europe/London")
    first = dt.datetime(2027, 6, 7, tzinfo=zone)
    for quarter in range(7 * 96):
        ticket = first + dt.timedelta(minutes=15 * quarter)
        at, left = ticket, working
        while left > 0:
            left -= 900 if at.weekday() < 5 and 8 <= at.hour < 18 else 0
            at += dt.timedelta(minutes=15)
        if ticket + dt.timedelta(seconds=elapsed) > at:
            return True
    return False


NOTICE = "security {\n  notify breach within %s\n%s}\n"
OWN = "  notify breach within %s, by Client, to regulator\n"


@pytest.mark.parametrize(
    ("given", "own", "client", "expected"),
    [
        ("24 hours of detected, to Client", OWN % "24 hours of detected", "", 1),
        ("24 hours of detected, to Client", OWN % "25 hours of detected", "", 0),
        ("1 day of detected, to Client", OWN % "24 hours of detected", "", 1),
        ("24 hours of detected, to Client", OWN % "4 hours of classified", "", 0),
        ("24 hours of detected", "", " sector financial in DE", 1),
        ("23 hours of detected", "", " sector financial in DE", 0),
        ("24 hours of detected", "", " sector financial in GB", 0),
        ("3 business days of detected", "", " sector financial in DE", 0),
        ("tbd", "", " sector financial in DE", 0),
    ],
)
def test_breach_notices(given: str, own: str, client: str, expected: int) -> None:
    assert names(HOURS + NOTICE % (given, own), client) == ["breach-notice-too-late"] * expected


@pytest.mark.parametrize(("client", "expected"), [("", 1), (" in GB", 1), (" in FR", 1), (" in US", 0)])
def test_a_controller_has_three_days(client: str, expected: int) -> None:
    text = NOTICE % ("72 hours of detected, to Client", "") + "data {\n  controller Client\n}\n"
    assert names(text, client) == ["breach-notice-too-late"] * expected


@pytest.mark.parametrize(
    ("length", "without", "expected"),
    [
        ("90 days", "response, resolution", 1),
        ("30 days", "response, resolution", 0),
        ("1 month", "response, resolution", 0),  # 28 to 31 days
        ("2 months", "response, resolution", 1),
        ("90 days", "resolution", 0),
        ("tbd", "response, resolution", 0),
    ],
)
def test_starts_without_promises(length: str, without: str, expected: int) -> None:
    text = (
        f"onboarding for {length}, without {without} {{\n}}\n"
        "priority P1 {\n  respond within 1 hour\n  resolve within 4 hours\n}\n"
    )
    assert names(text) == ["onboarding-without-promise"] * expected


def test_an_onboarding_that_ends_after_the_calendar() -> None:
    text = PRIORITIES + "onboarding for 99999999999 days, without response {\n}\n"
    (finding,) = result(text).findings
    assert finding.witness is not None and "(from" not in finding.witness.summary


@pytest.mark.parametrize(
    ("included", "clause", "expected"),
    [
        ("malware removal", 'excuse "malware"', 1),
        ("malware removal", 'excuse "malware", when "the Client opened it"', 0),
        ("malware removal", 'excuse "attacks"', 0),
        ("network monitoring", 'excuse "network of the Client"', 0),
        ("backup and restore", 'excuse "any fault from failure to back up"', 1),
        ("backup and restore", 'excuse "failure of the Client to pay"', 0),
    ],
)
def test_own_work(included: str, clause: str, expected: int) -> None:
    text = f'service desk {{\n  includes "{included}"\n}}\nexceptions {{\n  {clause}\n}}\n'
    assert names(text) == ["own-work-excused"] * expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service desk {\n  handled in order of arrival\n}\n" + PRIORITIES, 1),
        ("service desk {\n  handled in order of arrival\n}\n" + PRIORITIES.replace("4 hours", "1 hour"), 0),
        ("service desk {\n  handled in order of arrival\n}\n", 0),
        ("service desk {\n  handled in order of arrival, for P2\n}\n" + PRIORITIES, 0),
    ],
)
def test_orders_of_work(text: str, expected: int) -> None:
    assert names(text) == ["two-orders-of-work"] * expected
