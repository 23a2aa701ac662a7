"""Attainment: the arithmetic against counting, and what must stay quiet."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from clausecheck import check
from clausecheck.finding import CheckResult

AS_OF = dt.date(2026, 11, 23)


def result(text: str) -> CheckResult:
    return check(text, ruleset="attainment", profile=(), as_of=AS_OF)


def names(text: str) -> list[str]:
    return [finding.name for finding in result(text).findings]


def few(limit: str, share: str, window: str, of: str = "P2") -> str:
    return (
        f'service desk {{\n  limit "tickets" {limit}\n}}\n'
        "priority P1 {\n  respond within 1 hour\n}\npriority P2 {\n  respond within 8 hours\n}\n"
        f"guarantee response for {share} of tickets of {of} each {window}\n"
    )


def test_a_limit_of_no_tickets_is_no_number_of_tickets() -> None:
    found = result(few("0 per month", "95%", "month"))
    assert found.crashes == ()
    assert [finding.name for finding in found.findings] == []


def one_miss_is_allowed(tickets: int, share: Fraction) -> bool:
    """By counting: with one missed ticket of these, the share is still reached."""
    return Fraction(100 * (tickets - 1), tickets) >= share


@pytest.mark.parametrize("share", ["50", "80", "85", "90", "95", "97.5", "99", "99.9"])
@pytest.mark.parametrize("limit", [1, 2, 4, 5, 6, 7, 9, 10, 19, 20, 21, 39, 40, 99, 100, 999, 1000])
def test_a_share_allows_a_miss_exactly_from_the_computed_number_on(share: str, limit: int) -> None:
    expected = [] if one_miss_is_allowed(limit, Fraction(share)) else ["share-of-few-cases"]
    assert names(few(f"{limit} tickets per month", f"{share}%", "month")) == expected


@pytest.mark.parametrize(
    ("limit", "share", "window", "of", "expected"),
    [
        ("60 tickets per month", "85%", "month", "P1", ["share-of-few-cases"]),  # a tenth of 60 is 6 of 7
        ("70 tickets per month", "85%", "month", "P1", []),
        ("60 tickets per month", "85%", "quarter", "P1", []),  # 18
        ("60 tickets per year", "95%", "month", "P2", []),  # all of them may come in one month
        ("12 tickets per month", "95%", "year", "P2", []),  # 144
        ("unstated", "95%", "month", "P2", []),
        ("tbd", "95%", "month", "P2", []),
        ("15 hours per month", "95%", "month", "P2", []),
        ("15 tickets per month", "100%", "month", "P2", []),
    ],
)
def test_windows_and_classes(limit: str, share: str, window: str, of: str, expected: list[str]) -> None:
    assert names(few(limit, share, window, of)) == expected


def test_without_a_number_of_tickets_nothing_is_said() -> None:
    text = few("5 hours per month", "95%", "month", "P1")
    outcome = result(text)
    assert not outcome.findings
    assert [proof["decided"] for proof in outcome.proofs] == [False]


def test_two_limits_leave_the_number_open() -> None:
    text = few("5 tickets per month", "95%", "month")
    assert names(text + 'service other {\n  limit "tickets" 5 tickets per month\n}\n') == []


def test_a_limit_of_the_class_counts_before_that_of_all() -> None:
    text = few("500 tickets per month", "95%", "month", "P1")
    assert names(text + 'plan Gold {\n  limit "tickets" 4 tickets per month, for P1\n}\n') == [
        "share-of-few-cases"
    ]


LADDER = "priority P1 {\n  resolve within 4 hours\n}\npriority P2 {\n  resolve within 8 hours\n}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LADDER + "guarantee resolution for 90% of tickets each month\n", ["share-over-all-priorities"]),
        (
            LADDER + "guarantee response and resolution for 90% of tickets each month\n",
            ["share-over-all-priorities"],
        ),
        (LADDER + "guarantee resolution for 100% of tickets each month\n", []),
        (
            LADDER + "guarantee resolution for 90% of tickets each month\n"
            "guarantee resolution for 99% of tickets of P1 each month\n",
            [],
        ),
        ("guarantee resolution for 90% of tickets each month\n", []),
        (LADDER + "guarantee resolution for tbd each month\n", []),
    ],
)
def test_one_share_for_all(text: str, expected: list[str]) -> None:
    assert [name for name in names(text) if name == "share-over-all-priorities"] == expected


@pytest.mark.parametrize(
    ("share", "tickets", "missed"), [("90", 100, 2), ("99", 100, 1), ("99.5", 1000, 2), ("99.9", 1000, 1)]
)
def test_the_witness_of_one_share_can_be_counted(share: str, tickets: int, missed: int) -> None:
    (finding,) = result(LADDER + f"guarantee resolution for {share}% of tickets each month\n").findings
    assert finding.witness is not None
    assert (finding.witness.values["tickets"], finding.witness.values["missed"]) == (tickets, missed)
    assert Fraction(100 * (tickets - missed), tickets) >= Fraction(share)


def test_two_stages_are_no_contradiction() -> None:
    text = (
        "priority P1 {\n"
        "  resolve within 4 hours, for 90% of incidents, each month\n"
        "  resolve within 8 hours, for 99% of incidents, each month\n"
        "}\n"
    )
    assert names(text) == []


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('"requests not answered in time" / "all requests"', ["formula-counts-failures"]),
        ('"late requests" / "all requests" * 100', ["formula-counts-failures"]),
        ('("missed requests" / "all requests")', ["formula-counts-failures"]),
        ('("all requests" - "late requests") / "all requests"', []),
        ('1 - "late requests" / "all requests"', []),
        ('"requests not missed" / "all requests"', []),
        ('"jobs without an error" / "jobs not failed"', []),
        ('"requests answered" / "all requests"', []),
    ],
)
def test_formulas(formula: str, expected: list[str]) -> None:
    text = f"metric answered in percent {{\n  formula {formula}\n}}\nguarantee answered >= 95% each month\n"
    assert names(text) == expected
