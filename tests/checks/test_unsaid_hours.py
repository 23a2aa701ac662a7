"""Hours of which it is not said when they open: what holds for every opening is found, and the rest is undecided."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from clausecheck.finding import CheckResult

HEAD = """agreement "Support" {
  effective 2027-01-01
  term 12 months
  zone Europe/Madrid
}
hours counter {
  mon-sat tbd
}
"""


def checked(*blocks: str) -> CheckResult:
    codes = ("resolution-before-response", "urgent-later")
    return check(HEAD + "\n".join(blocks), select=codes, profile=(), as_of=dt.date(2026, 11, 27))


def priority(name: str, respond: str, resolve: str) -> str:
    when = "otherwise" if name == "low" else 'when "it is urgent"'
    return (
        f"priority {name} {{\n  applies {when}\n  respond within {respond}\n  resolve within {resolve}\n}}\n"
    )


@pytest.mark.parametrize(
    ("respond", "resolve"),
    [
        ("3 counter hours", "18 hours"),  # a whole Sunday lies between
        ("3 counter hours", "3 counter hours"),
        ("1 counter day", "20 hours"),
        ("2 counter days", "1 counter day"),
    ],
)
def test_a_resolution_that_is_too_early_whenever_the_hours_open(respond: str, resolve: str) -> None:
    (one,) = checked(priority("low", respond, resolve)).findings
    assert one.name == "resolution-before-response" and "whenever `counter` opens" in one.message


@pytest.mark.parametrize(
    ("respond", "resolve", "decided"),
    [
        ("3 counter hours", "20 counter hours", True),
        ("3 counter hours", "40 hours", False),  # open for an hour a day, it is too early
        ("20 hours", "3 counter hours", False),
        ("8 counter hours", "1 counter day", False),
    ],
)
def test_what_is_in_order_or_differs_from_opening_to_opening(
    respond: str, resolve: str, decided: bool
) -> None:
    result = checked(priority("low", respond, resolve))
    proofs = [proof for proof in result.proofs if proof["rule"] == "resolution-before-response"]
    assert not result.findings
    assert [proof["decided"] for proof in proofs] == [decided]


def test_an_urgent_ticket_that_is_later_whenever_the_hours_open() -> None:
    found = checked(
        priority("high", "2 counter hours", "30 counter hours"),
        priority("low", "20 hours", "60 counter hours"),
    ).findings
    assert [one.name for one in found] == ["urgent-later"]
    assert not checked(
        priority("high", "2 counter hours", "30 counter hours"),
        priority("low", "5 counter hours", "60 counter hours"),
    ).findings
