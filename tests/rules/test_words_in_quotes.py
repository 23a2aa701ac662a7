"""What a check reads out of words in quotes says so, and is no error; a check that reads them says that it does."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.unread import unread
from clausecheck.context import Context, find_check, reads_words
from clausecheck.finding import Finding, Severity
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load
from clausecheck.rules.rule import Rule

RULES = load("msp")
DAY = dt.date(2026, 11, 27)
#: Rules about what stands in a text, or beside which the name of a level or a day only happens to be in quotes.
BY_NAME = frozenset({"placeholder", "level-bands-overlap", "level-bands-gap"})


def found(text: str, rule: Rule) -> list[Finding]:
    context = Context(Semantics(resolve(parse(text, "x.sla")), DAY), rule.name, rule.parameters)
    return [drafted for drafted in find_check(rule.check or "")(context) if isinstance(drafted, Finding)]


def examples() -> list[tuple[Rule, str]]:
    return [
        (rule, text)
        for rule in RULES.rules
        for text in rule.flawed
        if rule.check and not reads_words(find_check(rule.check)) and rule.name not in BY_NAME
    ]


def test_a_check_that_reads_words_says_that_it_does() -> None:
    """Every check finds the same in its examples when their quoted words say nothing, unless it is marked as a reader."""
    wrong = []
    for rule, text in examples():
        blind = unread(resolve(parse(text, "x.sla")))
        assert len(blind) == len(text)
        if {one.span for one in found(text, rule)} - {one.span for one in found(blind, rule)}:
            wrong.append(rule.name)
    assert not wrong, "these checks read words in quotes: give them `reads_words=True`"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("backup-without-scope", 'service s "Files" {\n  includes "nightly backups of the share"\n}\n'),
        (
            "promise-denied",
            'agreement "A" {\n  no guarantee of "any level of service"\n}\n'
            "priority P1 {\n  respond within 40 minutes\n}\n",
        ),
    ],
)
def test_what_is_read_out_of_words_is_a_warning_and_says_so(name: str, text: str) -> None:
    (one,) = check(text, select=(name,), profile=(), as_of=DAY).findings
    assert one.severity is Severity.WARNING
    assert one.witness is not None and "read out of words in quotes" in one.witness.summary


def test_what_clauses_say_is_an_error_whatever_stands_in_quotes() -> None:
    text = (
        'agreement "Any level of service" {\n  no guarantee of response\n}\n'
        'priority P1 "Urgent" {\n  respond within 40 minutes\n}\n'
    )
    (one,) = check(text, select=("promise-denied",), profile=(), as_of=DAY).findings
    assert one.severity is Severity.ERROR
    assert one.witness is not None and "words in quotes" not in one.witness.summary


def test_words_that_say_nothing_stay_alike() -> None:
    text = 'service s "Backups" {\n  includes "a Backup of {hours desk}", "the backups"\n  closed "x"\n}\n'
    blind = unread(resolve(parse(text, "x.sla")))
    words = [part.split('"')[0] for part in blind.split('"')[1::2]]
    assert len(blind) == len(text) and "ackup" not in blind and "{hours desk}" in blind
    assert words[2] == f"the {words[0]}"


CLAIMS = (
    'agreement "Hosting" {\n  effective 2027-01-01\n  term 12 months\n}\n'
    "credits {\n  credit 5% of monthly fee when availability < 99.5%\n  claim within 10 days of outage\n}\n"
    'report "Uptime" to customer every 3 months within 20 days of month-end {\n  content "availability"\n}\n'
)


def test_words_that_could_only_narrow_down_decide_nothing_where_all_come_too_late() -> None:
    (one,) = check(CLAIMS, select=("claim-ends-before-report",), profile=(), as_of=DAY).findings
    assert one.severity is Severity.ERROR
    assert one.witness is not None and "words in quotes" not in one.witness.summary


def test_words_that_set_a_sooner_report_aside_are_named() -> None:
    stock = 'report "Stock" to customer every 1 month within 2 days of month-end {\n  content "spares"\n}\n'
    text = CLAIMS.replace("of outage", "of month-end") + stock
    (one,) = check(text, select=("claim-ends-before-report",), profile=(), as_of=DAY).findings
    assert one.severity is Severity.WARNING
    assert one.witness is not None and "words in quotes" in one.witness.summary
