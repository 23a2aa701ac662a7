"""`clausecheck explain RULE`: what a reviewer wants to know of a rule, in words, for people and for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausecheck import check
from clausecheck.agreement.model import resolve
from clausecheck.language.parser import parse
from clausecheck.reports.explain import as_json, as_markdown, explanation, json_schema
from clausecheck.reports.terminal import Pen, drawn
from clausecheck.rules.loader import load
from clausecheck.rules.plain import page, positive
from clausecheck.rules.rule import Rule
from clausecheck.waivers import read as waivers_of

MSP = load("msp").with_previews()
RULES = MSP.rules
#: What only the language of conditions says: a page for people has none of it.
CONDITION = re.compile(
    r"\b(?:any|all|none|count|where|stands|mentions|refers|applies_to|denied)\([a-z_]|\bfile\.\w|!="
)


def printed(rule: Rule, whole: bool = False) -> str:
    """What `explain` prints of a rule where there is no terminal."""
    pen = Pen.of(None, False, "utf-8")
    return drawn(explanation(page(rule, MSP), pen, whole), pen, False)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_explained(rule: Rule) -> None:
    out = printed(rule)
    assert out.startswith(f"{rule.severity.value}[{rule.code}] {rule.name}\n{rule.title}\n\nWhat must hold\n")
    words = " ".join(out.split())
    for text in (rule.why, *(str(citation) for citation in rule.citations)):
        assert " ".join(text.split()) in words
    for heading in ("Who is at risk", "What to write", "How to waive", "When it speaks", "Status"):
        assert f"\n{heading}\n" in out
    assert (f"waive {rule.name} by " in words) is rule.can_be_waived
    for other in rule.silent_beside:
        assert f"{MSP.rule(other).name}: {MSP.rule(other).title}" in words
    if rule.overlay:
        assert f"--profile {rule.overlay}" in words
    if rule.decision:
        assert rule.decision.rstrip(".") in words
    for part in rule.parts:
        assert part in words
    before = out.split("\nFlawed\n")[0]
    assert not CONDITION.search(before), CONDITION.search(before)
    assert MSP.rule(rule.name) is MSP.rule(rule.code) is MSP.rule(rule.code.lower()) is rule


def test_no_description_is_the_name_of_its_rule() -> None:
    def words(text: str) -> str:
        return " ".join(re.findall(r"[a-z0-9]+", text.lower()))

    assert [rule.code for rule in RULES if words(rule.title) == words(rule.name)] == []
    assert [rule.code for rule in RULES if len(rule.title.split()) < 3 or "{" in rule.title] == []


@pytest.mark.parametrize(
    ("title", "holds"),
    [
        ("nothing says who keeps the keys", "The agreement says who keeps the keys."),
        (
            "a bond is owed, and nothing says how much",
            "Where a bond is owed, the agreement also says how much.",
        ),
        ("the agreement renews, and nothing says how", "Where the agreement renews, it also says how."),
        (
            "prices may rise, and nothing limits by how much",
            "Where prices may rise, a clause limits by how much.",
        ),
        ("nothing obliges the parties to talk", "A clause obliges the parties to talk."),
        ("a backup does not say who pays", "Each backup says who pays."),
        ("nothing is agreed about tea", "This must not be so: nothing is agreed about tea."),
        ("a bill falls due before it comes", "This must not be so: a bill falls due before it comes."),
    ],
)
def test_what_must_hold_is_the_other_side_of_what_is_wrong(title: str, holds: str) -> None:
    assert positive(title) == holds


def test_a_page_says_what_its_own_example_is_told() -> None:
    made = page(MSP.rule("CC201"), MSP)
    [finding] = [found for found in check(made.rule.flawed[0]).findings if found.code == "CC201"]
    assert made.finding == finding.message
    assert made.write == finding.help
    assert finding.witness is not None
    assert made.case == finding.witness.summary


def test_answers_fit_the_rule() -> None:
    def answers(code: str) -> str:
        return " ".join(f"{one} {then}" for one, then in page(MSP.rule(code), MSP).answers)

    assert "`no guarantee of availability`" in answers("CC112")
    assert '`kind sla, under "Master Services Agreement"`' in answers("CC128")
    assert "it is in" in answers("CC109")
    assert "tbd" in answers("CC402")
    assert "One of the two is wrong." in answers("CC207")
    assert "tbd" not in answers("CC207")
    assert MSP.rule("CC207").decision in answers("CC207")
    assert "`sector financial in EU` on the customer" in answers("CC440")
    assert answers("CC001") == ""


def test_the_waiver_and_the_other_document_that_a_page_proposes_are_read() -> None:
    made = page(MSP.rule("CC105"), MSP)
    waive = made.waive.replace("NAME", "J. Rivers").replace("DATE", "2027-12-31")
    text = f'service desk {{  {waive}\n  includes "calls"\n}}\n'
    parsed = parse(text)
    [waiver], problems = waivers_of(parsed, resolve(parsed))
    assert problems == []
    assert (waiver.rule, waiver.by, waiver.reason) == (made.rule.name, "J. Rivers", "reason")
    assert not parse('agreement "A" {\n  kind sla, under "Master Services Agreement"\n}\n').problems


def test_the_whole_page_has_the_condition_and_every_example() -> None:
    rule = MSP.rule("CC107")
    assert "As a condition" not in printed(rule)
    whole = printed(rule, whole=True)
    assert f"each agreement, when {rule.when}: {rule.require}" in " ".join(whole.split())
    assert whole.count("\nFlawed\n") == len(rule.flawed)
    assert whole.count("\nClean\n") == len(rule.clean)


def test_every_page_fits_the_schema() -> None:
    validator = Draft202012Validator(json_schema())
    for rule in RULES[::7]:
        made = json.loads(as_json(page(rule, MSP)))
        validator.validate(made)
        assert (made["code"], made["title"], made["mustHold"]) == (
            rule.code,
            rule.title,
            list(page(rule, MSP).holds),
        )
        assert bool(made["condition"]) is bool(rule.require)


def test_markdown_has_the_same_sections_as_text() -> None:
    for code in ("CC107", "CC207", "CC451", "CC001"):
        rule = MSP.rule(code)
        made = as_markdown(page(rule, MSP), whole=True)
        text = printed(rule, whole=True)
        headings = re.findall(r"(?m)^### (.+)$", made)
        assert headings == [line for line in text.splitlines() if line in headings]
        assert made.count("```") == 2 * (len(rule.flawed) + len(rule.clean))
        assert "<" not in re.sub(r"```.*?```|`[^`]*`", "", made, flags=re.DOTALL).replace("\\<", "")


def test_the_command_writes_each_format(run: Any) -> None:
    for form, begins in (("text", "error[CC107]"), ("json", "{"), ("markdown", "## CC107 missing-hours")):
        ended = run("explain", "missing-hours", "--format", form)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith(begins)
        assert ended == run("explain", "CC107", "--format", form) == run("explain", "cc107", "--format", form)
    Draft202012Validator(json.loads(run("schema", "rule").out)).validate(
        json.loads(run("explain", "CC107", "--format", "json").out)
    )
    word = run("explain", "uptime", "--format", "json")
    assert (word.code, word.out) == (2, "")
    assert "only rules" in word.err


FIRM = """\
ruleset: firm
version: "1.0"
extends: [msp]
rules:
  slow-answers:
    code: FIRM001
    severity: warning
    class: time
    risk: customer
    for each: respond
    when: not during
    require: within <= limit
    parameters: {limit: 8 hours}
    message: "{parent} promises a response only {within}, and ours is {limit}"
    why: Our customers wait for nobody longer than a working day. The desk knows.
    help: give it a shorter time
    decision: whether the customer pays for a quicker desk
    silent beside: [missing-response]
    source: practice
    flawed: |
      priority P1 "Critical" {
        respond within 12 hours
      }
    clean: |
      priority P1 "Critical" {
        respond within 4 hours
      }
"""


def test_a_rule_of_a_firm_is_explained_alike(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM, encoding="utf-8")
    out = run("explain", "--ruleset", file, "slow-answers").out
    words = " ".join(out.split())
    assert out.splitlines()[1] == "the block of `respond` promises a response only …, and ours is 8 hours"
    for said in (
        "The figure that counts here, limit: 8 hours.",
        'priority P1 "Critical" promises a response only 12 hours, and ours is 8 hours',
        "ask them whether the customer pays for a quicker desk",
        "missing-response: no response time is promised",
        "# clausecheck: waive slow-answers by ",
        "In the profiles core and thorough.",
    ):
        assert said in words
    assert "within <=" not in words
    assert "within <= limit" in run("explain", "--ruleset", file, "FIRM001", "--all").out
    made = json.loads(run("explain", "--ruleset", file, "FIRM001", "--format", "json").out)
    assert made["condition"] == "each respond, when not during: within <= limit"
    assert "slow-answers" in run("explain", "--ruleset", file, "slow-answers", "--format", "markdown").out
