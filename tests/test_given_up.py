"""What is not compared to its end says so, and is counted in the report: nothing is given up in silence."""

from __future__ import annotations

import datetime as dt
from types import ModuleType

import pytest

from clausecheck import check
from clausecheck.agreement import clashes
from clausecheck.checks.clock_states import events
from clausecheck.checks.deadlines import pairs
from clausecheck.finding import CheckResult
from clausecheck.reports.common import Run
from clausecheck.reports.formats import FORMATS
from clausecheck.rules.loader import load

DAY = dt.date(2026, 11, 27)
RULES = load("msp")
HEAD = """agreement "A" {
  provider M "A Ltd"
  customer C "B Ltd"
  effective 2027-01-01
  term 12 months
}
hours business in Europe/London {
  mon-fri 09:00-17:30
}
"""


def checked(text: str) -> CheckResult:
    return check(HEAD + text, ruleset=RULES, as_of=DAY)


def undecided(result: CheckResult) -> str:
    return "\n".join(proof["summary"] for proof in result.proofs if not proof["decided"])


def lines(each: str, number: int, head: str = "", end: str = "") -> str:
    return head + "".join(each.format(one, 10 + one % 80) for one in range(number)) + end


def in_one_credits_block(number: int) -> str:
    steps = lines("  credit 1% of monthly fee per 0.{0}% of availability\n", number)
    times = lines("  credit 1% of monthly fee per {0} minutes of outage\n", number)
    return f"credits {{\n{steps}{times}}}\n"


#: Texts that hold more than is compared, and the words that say so.
TOO_MUCH = {
    "figures about one thing": (
        lines("  latency <= {0} ms each month\n", 130, "service desk {\n", "}\n"),
        "held against 100 of those before it, and there are more",
    ),
    "targets of one ticket": (
        lines("  respond within {0} hours\n", 60, "priority P1 {\n", "}\n"),
        "was held against 40 different ones that come after it, and there are more",
    ),
    "shares of the same tickets": (
        lines("guarantee response for {0}.5% of tickets each month\n", 60),
        "more than 40 different shares of the same tickets",
    ),
    "credits for minutes and percentages": (
        in_one_credits_block(110),
        "more than 10,000 pairs of a credit for minutes and one for a percentage",
    ),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_what_is_too_much_to_be_compared_is_undecided(kind: str) -> None:
    text, words = TOO_MUCH[kind]
    assert words in undecided(checked(text))


def test_every_format_counts_what_is_undecided() -> None:
    result = checked(TOO_MUCH["targets of one ticket"][0])
    count = sum(not proof["decided"] for proof in result.proofs)
    assert count
    text = FORMATS["text"].render(result, Run(rules=RULES))
    assert f"{count} undecided" in text


def test_a_first_figure_is_held_against_one_far_behind_it() -> None:
    """However many figures that say the same stand between the two."""
    between = lines("  rto 8 hours\n", 150)
    result = checked(f"backup b for servers {{\n  rto 2 hours\n{between}}}\nservice servers {{\n}}\n")
    found = [
        finding
        for finding in result.findings
        if "2 hours" in str(finding.values) and "8 hours" in str(finding.values)
    ]
    assert found


def test_a_first_target_is_held_against_one_far_behind_it() -> None:
    between = lines("  workaround within 8 hours\n", 150)
    result = checked(f"priority P1 {{\n  workaround within 2 hours\n{between}}}\n")
    assert any(finding.name == "two-deadlines" for finding in result.findings)
    result = checked(f"priority P1 {{\n{between}  workaround within 2 hours\n}}\n")
    assert any(finding.name == "two-deadlines" for finding in result.findings)


def test_a_limit_of_downtime_is_held_against_its_availability_however_many_there_are() -> None:
    sound = "service s{0} {{\n  availability 95% each day\n  downtime at most 72 minutes each day\n}}\n"
    flawed = "service last {\n  availability 99.9% each month\n}\ndowntime at most 42 minutes each month, for last\n"
    result = checked(lines(sound, 120) + flawed)
    assert any(
        finding.name == "minutes-beside-percentage" and "42 minutes" in str(finding.values)
        for finding in result.findings
    )


TICKETS = lines('service s{0} "S{0}" {{\n  includes "x"\n}}\n', 6) + lines(
    '  respond within {1} minutes, for s{0}\n  respond within {1} hours, when "case {0}"\n',
    6,
    'priority P1 "High" {\n',
    "}\n",
)
CLOCKS = (
    "clock for response {\n  starts when logged\n}\nclock for response {\n  starts when acknowledged\n}\n"
)


@pytest.mark.parametrize(
    ("module", "bound", "least", "words"),
    [
        (clashes, "_MOST_SORTS", 1, "a figure about respond was held against 1 of those before it"),
        (pairs, "_MOST_SORTS", 1, "clauses for some tickets were held against those for 1 other kinds"),
        (pairs, "_MOST_CASES", 0, "two clauses were held against each other for 0 of their cases"),
        (
            events,
            "_MOST_PAIRS",
            0,
            "which clauses start one clock twice: undecided, because there are more than 0",
        ),
    ],
)
def test_each_bound_is_said(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, bound: str, least: int, words: str
) -> None:
    text = TICKETS + CLOCKS
    assert words not in undecided(checked(text))
    monkeypatch.setattr(module, bound, least)
    assert words in undecided(checked(text))
