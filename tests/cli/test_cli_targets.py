"""`targets`, and `check --for`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from clausecheck.cli.main import group

DRAFT = """\
hours business in Europe/London {
  mon-fri 09:00-17:00
}
service m365 "Microsoft 365" {
}
priority P2 "High | urgent" {
  respond within 1 hour, during business
  respond within 2 hours, outside business
  resolve within 8 hours
  resolve within 4 hours, for m365
}
"""


@pytest.fixture
def draft(tmp_path: Path) -> str:
    path = tmp_path / "draft.sla"
    path.write_text(DRAFT, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(group, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_matrix_as_text(draft: str) -> None:
    lines = run("targets", draft).split("\n")
    assert lines[0].split() == ["priority", "for", "response", "resolution", "lines"]
    assert "1 hour, during business" in lines[1]
    assert "8 hours (*)" in lines[1]
    assert any("service m365" in line and "4 hours (*)" in line for line in lines)
    assert "counted around the clock" in "\n".join(lines)


def test_the_matrix_as_data(draft: str) -> None:
    made = json.loads(run("targets", "--format", "json", draft))
    assert [case["service"] for case in made["cases"]] == [None, "m365"]
    (resolution,) = [t for t in made["cases"][1]["targets"] if t["kind"] == "resolution"]
    assert (resolution["within"], resolution["hoursStated"], resolution["line"]) == ("4 hours", False, 10)
    assert resolution["path"] == "priority P2 / resolve for m365"


def test_the_matrix_as_markdown_is_safe_to_paste(draft: str) -> None:
    text = run("targets", "--format", "markdown", draft)
    rows = text.split("\n")
    assert rows[0] == "| priority | for | target | promise | clause |"
    assert r"High \| urgent" in text
    assert all(row.replace(r"\|", "").count("|") == 6 for row in rows if row.startswith("|"))


def test_an_agreement_without_targets_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.sla"
    path.write_text('agreement "A" {\n}\n', encoding="utf-8")
    assert run("targets", str(path)) == "This agreement promises no target for any ticket.\n"


@pytest.mark.parametrize(("party", "other"), [("customer", "provider"), ("provider", "customer")])
def test_a_side_sees_its_own_risks_first_and_not_the_other_s(party: str, other: str) -> None:
    published = str(Path(__file__).parents[2] / "samples" / "published" / "07-medical-manager-mts.sla")
    arguments = [
        "check",
        "--no-config",
        "--format",
        "json",
        "--profile",
        "thorough",
        "--for",
        party,
        published,
    ]
    result = CliRunner().invoke(group, arguments, catch_exceptions=False)
    risks = [finding["risk"] for finding in json.loads(result.output)["findings"]]
    assert other not in risks
    assert set(risks) == {party, "both"}
    assert risks == sorted(risks, key=lambda risk: risk == "both")
