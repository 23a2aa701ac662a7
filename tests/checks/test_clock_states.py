"""The states of clocks: what the rules' own examples do not show."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from clausecheck.finding import CheckResult

AS_OF = dt.date(2026, 11, 23)


def result(text: str) -> CheckResult:
    return check(text, ruleset="clock-states", profile=(), as_of=AS_OF)


def names(text: str) -> list[str]:
    return [finding.name for finding in result(text).findings]


P2 = "priority P2 {\n  acknowledge within %s\n  resolve within %s\n}\n"
CLOCK = "clock for resolution {\n  starts when logged\n}\n"


@pytest.mark.parametrize(
    ("acknowledge", "resolve", "one", "other"),
    [
        ("4 hours", "8 hours of acknowledgement", "Monday 17:00", "Monday 21:00"),
        ("15 minutes", "24 hours of acknowledged", "Tuesday 09:00", "Tuesday 09:15"),
        ("90 minutes", "23 hours 30 minutes from acknowledgement", "Tuesday 08:30", "Tuesday 10:00"),
    ],
)
def test_two_starts_lie_apart_by_the_time_between_them(
    acknowledge: str, resolve: str, one: str, other: str
) -> None:
    (finding,) = result(P2 % (acknowledge, resolve) + CLOCK).findings
    assert finding.name == "two-starts"
    assert finding.witness is not None
    assert (finding.witness.values["due"], finding.witness.values["or"]) == (one, other)


@pytest.mark.parametrize(
    "text",
    [
        P2 % ("4 hours", "8 hours of logged") + CLOCK,
        P2 % ("4 hours", "8 hours of requested") + CLOCK,
        P2 % ("4 hours", "tbd") + CLOCK,
        P2 % ("4 hours", "8 hours of acknowledgement") + "clock for response {\n  starts when logged\n}\n",
        P2 % ("4 hours", "8 hours of acknowledgement")
        + "clock for resolution {\n  starts when logged, for P1\n}\npriority P1 {\n}\n",
        P2 % ("4 hours", "8 hours")
        + "clock for resolution {\n  starts when logged\n  starts when acknowledged\n}\n",
        P2 % ("4 hours", "8 hours")
        + CLOCK
        + "clock for resolution {\n  starts when acknowledged, outside business\n}\n"
        "hours business in UTC {\n  mon-fri 09:00-17:00\n}\n",
        P2 % ("4 hours", "8 hours") + CLOCK + "clock for resolution, P2 {\n  starts when acknowledged\n}\n",
    ],
)
def test_one_start_or_a_special_one_is_no_contradiction(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("acknowledge within 15 minutes", []),
        ("acknowledge within tbd", []),
        ("no guarantee of acknowledgement", ["start-without-promise"]),
        ('example "nothing"', ["start-without-promise"]),
    ],
)
def test_a_start_needs_a_promise(promise: str, expected: list[str]) -> None:
    text = f"priority P2 {{\n  {promise}\n  resolve within 8 hours of acknowledgement\n}}\n"
    assert names(text) == expected


@pytest.mark.parametrize(
    ("reminds", "closes", "expected"),
    [
        ("2 days", "3 days", []),
        ("3 days", "3 days", ["reminder-after-closing"]),
        ("72 hours", "3 days", ["reminder-after-closing"]),
        ("71 hours", "3 days", []),
        ("28 days", "1 month", []),
        ("31 days", "1 month", ["reminder-after-closing"]),
        ("27 days", "1 month", []),
        ("2 business days", "1 business day", ["reminder-after-closing"]),
        ("2 business days", "1 day", []),
        ("tbd", "1 day", []),
    ],
)
def test_reminders(reminds: str, closes: str, expected: list[str]) -> None:
    text = (
        f"clock {{\n  starts when logged\n  reminds after {reminds}\n  closes when unanswered for {closes}\n}}\n"
        "hours business in UTC {\n  mon-fri 09:00-17:00\n}\n"
    )
    assert names(text) == expected


def test_machines_are_one_finding_for_all_clauses() -> None:
    text = (
        "priority P1 {\n  respond within 15 minutes, automatic\n}\n"
        "priority P2 {\n  respond within 1 hour, automatic\n}\n"
        "clock for response {\n  stops when responded, automatic\n}\n"
    )
    (finding,) = result(text).findings
    assert finding.name == "response-by-machine"
    assert len(finding.labels) == 2


@pytest.mark.parametrize(
    "text",
    [
        "priority P1 {\n  acknowledge within 5 minutes, automatic\n  respond within 15 minutes\n}\n"
        "clock for acknowledgement {\n  stops when acknowledged\n}\n",
        "priority P1 {\n  acknowledge within 5 minutes, not automatic\n  respond within 15 minutes\n}\n"
        "clock for response {\n  stops when acknowledged\n}\n",
        "clock for response {\n  stops when responded, automatic\n}\n",
    ],
)
def test_a_receipt_is_no_response(text: str) -> None:
    assert names(text) == []


def test_a_general_clock_resumes_every_clock() -> None:
    text = "clock {\n  resumes when answered\n}\nclock for resolution {\n  pauses when awaiting customer\n}\n"
    assert names(text) == []
