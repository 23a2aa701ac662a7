"""`check --against`: a draft that offers less than its template is told so, one that offers as much or more is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from clausecheck.checking import check_parsed
from clausecheck.fixing import Kinds, mended
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load
from tests.comparison.test_effects import BASE, MUTATIONS, SAME

DAY = dt.date(2026, 11, 27)
RULES = load("msp")
OURS = [rule for rule in RULES.known() if rule.ruleset == "template"]
#: The template of the examples, as the head of the ruleset says it.
TEMPLATE = """service desk { includes "calls" }
priority P1 { respond within 4 hours }
priority P2 { respond within 8 hours }
"""


def found(template: str, own: str) -> list[str]:
    result = check_parsed(parse(own), RULES, as_of=DAY, against=parse(template))
    assert not result.crashes
    names = {rule.name for rule in OURS}
    return [finding.name for finding in result.findings if finding.name in names]


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.code)
def test_the_examples_of_each_rule(rule: Any) -> None:
    for text in rule.flawed:
        assert rule.name in found(TEMPLATE, text)
    for text in rule.clean:
        assert rule.name not in found(TEMPLATE, text)


@pytest.mark.parametrize(
    "before, after, how, gains",
    [(m[0], m[1], m[3], m[4]) for m in MUTATIONS],
    ids=[m[1][:40] or m[0][:40] for m in MUTATIONS],
)
def test_less_is_found_and_more_is_not(before: str, after: str, how: str, gains: str) -> None:
    names = found(BASE, BASE.replace(before, after, 1))
    rule = {
        "changed": "weaker-than-template",
        "gone": "promise-of-template-missing",
        "new": "reservation-beyond-template",
    }[how]
    wanted = {"provider": [rule], "unclear": ["other-than-template"]}.get(gains, [])
    assert names == wanted


@pytest.mark.parametrize("before, after", SAME, ids=[after[:40] for _, after in SAME])
def test_other_words_for_the_same_are_not_less(before: str, after: str) -> None:
    base = BASE.replace("900.00", "950.00")
    assert found(base, base.replace(before, after, 1)) == []


def test_what_a_draft_says_for_itself_and_what_the_template_leaves_open() -> None:
    own = BASE.replace("Tarn", "Loch").replace("Ward ", "Clinic ").replace("2027-01-01", "2027-03-01")
    assert found(BASE, own) == []
    assert found(BASE.replace("rpo 12 hours", "rpo tbd").replace("900.00 GBP", "tbd"), BASE) == []


def test_the_mends_write_what_the_template_says_and_nothing_is_left_then() -> None:
    desk = TEMPLATE.replace('"calls" }', '"calls"\n  excludes "vans", "trucks"\n}')
    template = f"{desk}backup nightly {{ incremental every 4 hours\n  rpo 6 hours }}\n"
    draft = desk.replace("4 hours", "5 hours").replace('"trucks"', '"trucks", "calls by night"')
    done = mended(
        parse(draft), RULES.select(["CC09"]), as_of=DAY, kinds=Kinds(unsafe=True), against=parse(template)
    )
    assert done.result.findings == ()
    assert '  excludes "vans", "trucks"\n' in done.text and "5 hours" not in done.text
    assert "backup nightly {\n  incremental every 4 hours\n" in done.text or "rpo 6 hours" in done.text
    assert {offer.mend.because for offer in done.made} == {"takes what the template says"}
    assert any("add the block `backup nightly` to the agreement" in offer.mend.text for offer in done.made)


def test_a_clause_of_the_template_that_names_what_the_draft_lacks_is_not_taken() -> None:
    template = 'site depot "Depot" in GB\n' + TEMPLATE.replace("4 hours", "4 hours, for depot", 1)
    draft = TEMPLATE.replace("4 hours", "9 hours", 1)
    done = mended(
        parse(draft), RULES.select(["CC0"]), as_of=DAY, kinds=Kinds(unsafe=True), against=parse(template)
    )
    assert not done.parsed.problems
    assert not [one for one in done.result.findings if one.name == "undefined-name"]


def test_it_can_be_waived_and_a_waiver_is_not_unused_without_a_template() -> None:
    own = BASE.replace(
        "rpo 12 hours", "rpo 24 hours  # clausecheck: waive weaker-than-template: agreed by mail"
    )
    assert found(BASE, own) == []
    result = check_parsed(parse(own), RULES, as_of=DAY)
    assert "waiver-unused" not in {finding.name for finding in result.findings}
