"""Every example of every rule: a flawed agreement gives a finding of the rule, a clean one gives none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from clausecheck.language.parser import parse
from clausecheck.rules.engine import examples, run
from clausecheck.rules.errors import RulesetError
from clausecheck.rules.loader import Ruleset, available, load
from clausecheck.rules.rule import Rule
from clausecheck.rules.rulefile import ALWAYS
from tests.rules.common import agreement, demo

LANGUAGE = Path(parse.__code__.co_filename).parent
NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")


def every_ruleset() -> dict[str, Ruleset]:
    """The rulesets that can be loaded, with what is in preview; a broken one is its own failure below."""
    found = {"demo": demo().with_previews()}
    for name in available():
        try:
            found[name] = load(name, thorough=True).with_previews()
        except RulesetError:
            continue
    return found


def cases() -> list[object]:
    """Each rule once, under the ruleset in which it stands."""
    return [
        pytest.param(made, rule, id=f"{name}-{rule.name}")
        for name, made in every_ruleset().items()
        for rule in made.rules
        if rule.ruleset in (name, made.name) and (rule.flawed or rule.clean)
        if rule.ruleset
        != "template"  # its examples stand beside a template: tests/comparison/test_against.py
    ]


@pytest.mark.parametrize("name", available() or [pytest.param("", marks=pytest.mark.skip("no rulesets yet"))])
def test_the_ruleset_loads(name: str) -> None:
    made = load(name, thorough=True)
    assert made.name == name
    assert made.rules


@pytest.mark.parametrize(("made", "rule"), cases())
def test_the_examples_of(made: Ruleset, rule: Rule) -> None:
    for example, kind, text in examples(made):
        if example.name != rule.name:
            continue
        if not rule.reader:
            problems = [problem.message for problem in parse(text).problems]
            assert problems == [], f"this {kind} example cannot be read:\n{text}"
        found = run(agreement(text), made, only=[rule.name], as_of=rule.valid_from)
        messages = [finding.message for finding in found]
        assert bool(messages) is (kind == "flawed"), f"{kind}: {messages}\n{text}"
        assert all(finding.code == rule.code for finding in found)


def drafted_names() -> set[str]:
    """The names under which the reader drafts findings: what the first argument of a draft can be."""
    found: set[str] = set()
    for path in LANGUAGE.glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                called = (
                    getattr(call.func, "attr", getattr(call.func, "id", ""))
                    if isinstance(call, ast.Call)
                    else ""
                )
                if called in ("draft", "problem", "replace") and isinstance(call, ast.Call) and call.args:
                    found |= constants(call.args[0], function)
    return {name for name in found if NAME.fullmatch(name)}


def constants(node: ast.expr, function: ast.FunctionDef) -> set[str]:
    """The texts that an expression can be, looking up a variable in its function."""
    if isinstance(node, ast.Name):
        names = [
            assigned.value
            for assigned in ast.walk(function)
            if isinstance(assigned, ast.Assign)
            for target in assigned.targets
            if isinstance(target, ast.Name) and target.id == node.id
        ]
        return set().union(
            *(constants(value, function) for value in names if not isinstance(value, ast.Name))
        )
    if isinstance(node, ast.Call | ast.JoinedStr):
        parts = [node.func, *node.args] if isinstance(node, ast.Call) else []
        return set().union(*(constants(part, function) for part in parts))
    if isinstance(node, ast.Dict):
        return set().union(*(constants(value, function) for value in node.values))
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_the_reader_and_its_rules_agree() -> None:
    rules = {rule.name: rule for rule in load("reading").known() if rule.ruleset == "reading"}
    assert {rule.ruleset for rule in load("names").rules} >= set(ALWAYS)
    drafted = drafted_names()
    assert sorted(name for name in drafted if name not in rules) == []
    sources = "".join(file.read_text(encoding="utf-8") for file in LANGUAGE.glob("*.py"))
    assert [name for name, rule in rules.items() if rule.reader and f'"{name}"' not in sources] == []
