"""Severities and tiers follow the review of the default rules, but for the differences that docs/severity.md explains."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausecheck.rules.loader import load

ROOT = Path(__file__).parents[2]
REVIEW: dict[str, Any] = yaml.safe_load(
    (ROOT / "tests" / "cases" / "review" / "severity.yaml").read_text(encoding="utf-8")
)
RULES = {rule.code: rule for rule in load("msp").known()}
_ROW = re.compile(r"(?m)^\| (CC\d+) ([a-z0-9-]+) \| ([a-z]+) \| ([a-z]+) \| (.{20,}) \|$")


def differences() -> dict[str, tuple[str, str]]:
    """The rules that differ from the review, each with what it says and what holds here."""
    found: dict[str, tuple[str, str]] = {}
    for severity in ("warning", "info"):
        for code in REVIEW[severity]:
            rule = RULES.get(code)
            if rule is not None and rule.severity.value != severity:
                found[code] = (severity, rule.severity.value)
    for tier, codes in REVIEW["tiers"].items():
        for code in codes:
            rule = RULES.get(code)
            held = "" if rule is None else ("overlay" if tier == "overlay" and rule.overlay else rule.tier)
            if rule is not None and held != tier:
                found[code] = (tier, held)
    return found


def test_every_difference_is_explained_and_no_other() -> None:
    told = {
        code: (review, here)
        for code, _, review, here, _ in _ROW.findall(
            (ROOT / "docs" / "severity.md").read_text(encoding="utf-8")
        )
    }
    assert told == differences()


def test_the_table_names_rules_by_their_names() -> None:
    for code, name, *_ in _ROW.findall((ROOT / "docs" / "severity.md").read_text(encoding="utf-8")):
        assert RULES[code].name == name


@pytest.mark.parametrize("code", [code for code in REVIEW["in part"] if code in RULES])
def test_an_error_that_is_right_in_part_errs_for_its_core_alone(code: str) -> None:
    rule = RULES[code]
    assert rule.core_parts or rule.severity.value != "error" or code in MERGED


#: Rules that became one question with few parts, each of which a hole: there is nothing in them that only warns.
MERGED = frozenset({"CC361", "CC436"})


@pytest.mark.parametrize("code", REVIEW["regulated"])
def test_what_only_regulated_customers_need_waits_for_the_fact(code: str) -> None:
    assert RULES[code].overlay
