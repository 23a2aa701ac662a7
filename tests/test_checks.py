"""Checks: how they are found, what they get, that one runs alone, and what happens when one fails."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from clausecheck import check as check_text
from clausecheck import context as contexts
from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.checking import check_parsed
from clausecheck.cli.main import group
from clausecheck.context import CheckFunction, Context, check, check_names, find_check
from clausecheck.finding import Finding, Proof
from clausecheck.language.parser import parse
from clausecheck.rules.engine import examples
from clausecheck.rules.loader import load

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "samples" / "clean" / "full-msp.sla"


def fenced(language: str) -> str:
    """The first block of a language on the page."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the checks that run, in their order."""
    names: list[str] = []

    def counting(name: str, function: CheckFunction) -> CheckFunction:
        def call(context: Context) -> Iterator[Finding | Proof]:
            names.append(name)
            yield from function(context)

        return call

    check_names()
    for name, function in list(contexts._OURS.items()):
        monkeypatch.setitem(contexts._OURS, name, counting(name, function))
    return names


def test_the_example_of_the_page(tmp_path: Path) -> None:
    scope: dict[str, object] = {"__name__": "page"}
    check_names()
    before = dict(contexts._OURS)
    try:
        exec(fenced("python"), scope)
        path = tmp_path / "firm.yaml"
        path.write_text(fenced("yaml"), encoding="utf-8")
        rules = load(path)
        for rule, kind, text in examples(rules):
            if rule.name == "parties-called-alike":
                result = check_text(text, ruleset=rules, select=[rule.name])
                assert [finding.code for finding in result.findings] == ["FIRM001"] * (kind == "flawed")
                assert len(result.proofs) == (kind == "clean")
    finally:
        contexts._OURS.clear()
        contexts._OURS.update(before)


def test_a_selected_rule_runs_no_other_check(ran: list[str]) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    check_text(text, select=["figure-said-twice"])
    assert ran == ["figure-said-twice"]
    ran.clear()
    check_text(text)
    assert len(ran) == len(set(ran)) > 1


def test_a_crash_is_named_and_the_others_are_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def crash(context: Context) -> Iterator[Finding]:
        raise ZeroDivisionError("oh")
        yield

    check_names()
    monkeypatch.setitem(contexts._OURS, "figure-said-twice", crash)
    result = check_text("service a {\n}\nservice a {\n}\n")
    (failed,) = result.crashes
    assert failed.rule == "figure-said-twice"
    assert failed.message == "the rule `figure-said-twice` crashed: ZeroDivisionError: oh"
    assert "doubled-name" in {finding.name for finding in result.findings}
    path = tmp_path / "a.sla"
    path.write_text("service a {\n}\nservice a {\n}\n", encoding="utf-8")
    done = CliRunner().invoke(group, ["check", "--no-config", str(path)])
    assert done.exit_code == 2
    assert "figure-said-twice crashed" in done.stdout
    assert "doubled-name" in done.stdout
    assert "the rule `figure-said-twice` crashed: ZeroDivisionError: oh" in done.output
    fine = CliRunner().invoke(group, ["check", "--no-config", "--ignore", "figure-said-twice", str(path)])
    assert fine.exit_code == 1


def test_two_checks_of_one_name() -> None:
    check_names()
    with pytest.raises(ValueError, match="two checks are called `figure-said-twice`"):

        @check("figure-said-twice")
        def another(context: Context) -> Iterator[Finding]:
            yield from ()


def test_a_check_that_is_not_there() -> None:
    with pytest.raises(LookupError, match="no check is called `nothing`"):
        find_check("nothing")


def test_every_check_has_a_rule_and_every_rule_its_check() -> None:
    rules = load("msp", thorough=True)
    named = {rule.check for rule in rules.known() if rule.check}
    assert named == set(check_names())


def test_a_fact_is_computed_once() -> None:
    calls: list[Semantics] = []

    @fact
    def clauses(semantics: Semantics) -> int:
        calls.append(semantics)
        return len(semantics.agreement.document.clauses)

    agreement = resolve(parse("service a {\n}\n", "a.sla"))
    semantics = Semantics(agreement, agreement_day())
    assert clauses(semantics) == clauses(semantics) == 1
    assert calls == [semantics]


def agreement_day() -> dt.date:
    return dt.date(2026, 11, 23)


def test_parameters_are_those_of_the_rule_alone(tmp_path: Path) -> None:
    got: dict[str, object] = {}

    def one(context: Context) -> Iterator[Finding]:
        got["one"] = dict(context.parameters)
        yield from ()

    def other(context: Context) -> Iterator[Finding]:
        got["other"] = dict(context.parameters)
        yield from ()

    body = """
  {name}:
    code: {code}
    severity: info
    class: set
    check: {name}
    parameters: {{most: {most}}}
    why: It is a test.
    source: [{{instrument: practice, confidence: practice}}]
    flawed: "site A"
    clean: "site B"
"""
    path = tmp_path / "own.yaml"
    path.write_text(
        'ruleset: own\nversion: "1"\nrules:'
        + body.format(name="one-check", code="OWN001", most=1)
        + body.format(name="other-check", code="OWN002", most=2),
        encoding="utf-8",
    )
    rules = load(path, checks={"one-check": one, "other-check": other})
    check_parsed(parse("site A\n", "a.sla"), rules)
    assert str(got["one"]) != str(got["other"])


def test_timings_name_every_rule() -> None:
    done = CliRunner().invoke(group, ["check", "--no-config", "--timings", "--select", "CC525", str(SAMPLE)])
    assert done.exit_code == 0
    assert re.search(r"^ +\d+\.\d ms  all rules$", done.output, re.MULTILINE)
