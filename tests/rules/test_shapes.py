"""What a shape of document leaves to the profile `thorough`: counted there, not shown, and never a contradiction."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from clausecheck.finding import CheckResult
from clausecheck.rules.loader import load
from clausecheck.rules.shapetable import table

DAY = dt.date(2026, 11, 27)
RESTORES = """agreement "Copies of the drawings" {{
  {kind}
}}
service copies "Copies" {{
  includes "restores"
}}
priority Now "A disk is lost" {{
  applies when "a disk is lost"
  respond within 45 minutes
}}
priority Later "All else" {{
  applies otherwise
  respond within 5 hours
}}
"""


def names(result: CheckResult) -> set[str]:
    return {finding.name for finding in result.findings}


@pytest.mark.parametrize("name", sorted(table().shapes))
def test_what_a_shape_leaves_to_thorough_is_a_question_of_the_core(name: str) -> None:
    known = {rule.name: rule for rule in load("msp").rules}
    shape = table().shapes[name]
    for left in shape.only_thorough:
        assert known[left].tier == "core", f"{left} is no rule of the core"
        assert known[left].block in (*shape.asks, *shape.where_opened), f"{left} is asked of no {shape.title}"


def test_a_backup_service_is_asked_for_no_resolution_of_its_restores() -> None:
    asked = names(check(RESTORES.format(kind="kind contract"), as_of=DAY))
    left = check(RESTORES.format(kind="kind backup"), as_of=DAY)
    assert {"missing-resolution", "no-one-decides-priority"} <= asked
    assert not {"missing-resolution", "no-one-decides-priority"} & names(left)


def test_what_is_left_is_counted_and_asked_by_thorough() -> None:
    text = RESTORES.format(kind="kind backup")
    thorough = check(text, profile=("thorough",), as_of=DAY)
    assert "missing-resolution" in names(thorough)
    selected = check(text, select=("missing-resolution",), as_of=DAY)
    assert "missing-resolution" in names(selected)
