"""The sample of a firm's own rules: its examples hold, and it says what its page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from clausecheck import check
from clausecheck.cli.main import group
from clausecheck.rules.loader import load
from clausecheck.rules.trying import own, tried

HOUSE = Path(__file__).resolve().parent.parent / "samples" / "house-rules"
RULESET = load(HOUSE / "house.yaml")
RULES = own(RULESET)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_examples_of(rule: object) -> None:
    results = list(tried(RULESET, [rule]))  # type: ignore[list-item]
    assert [one.wrong for one in results if not one.passed] == []
    assert {one.kind for one in results} == {"flawed", "clean"}


def test_the_page_names_every_rule() -> None:
    page = (HOUSE / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == [rule.name for rule in RULES]
    assert len(RULES) == 8


def test_what_it_finds_in_our_own_clean_sample() -> None:
    sample = HOUSE.parent / "clean" / "helpdesk.sla"
    found = check(sample.read_bytes(), path="helpdesk.sla", ruleset=RULESET, profile=("core",)).findings
    assert [finding.code for finding in found if finding.code.startswith("ORR")] == ["ORR002", "ORR003"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_is_explained(rule: object) -> None:
    done = CliRunner().invoke(group, ["explain", "--ruleset", str(HOUSE / "house.yaml"), rule.code])  # type: ignore[attr-defined]
    assert done.exit_code == 0
    for heading in ("What must hold", "Why", "Who is at risk", "What to write", "How to waive", "Source"):
        assert f"\n{heading}\n" in done.output
    assert "Orrin purchasing handbook" in done.output
