"""The numbers of the paper contract stand wherever a report names a place, in every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clausecheck.cli.main import group

AGREEMENT = """\
agreement "Numbered" {
  kind sla
  provider A "Acme Ltd" registered "1" in GB
  customer B "Beta Ltd" registered "2" in GB
  zone Europe/London
  effective 2027-01-01
  [4.7] term 12 months, renewed every 12 months, unless 60 days notice
}
hours business in Europe/London {
  mon-fri 09:00-17:00
}
service s "S" {
  includes "calls"
}
priority P1 "Critical" {
  [7.31] respond within 8 business hours
  [7.32] resolve within 2 hours
}
priority P2 "High" {
  [7.33] respond within 4 business hours
}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "numbered.sla"
    path.write_text(AGREEMENT, encoding="utf-8")
    return path


def ran(*args: object) -> str:
    return CliRunner().invoke(group, [str(arg) for arg in args]).output


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown", "sarif", "github", "gitlab", "junit"])
def test_in_each_format_of_a_report(file: Path, form: str) -> None:
    out = ran("check", "--no-config", "--select", "CC207", "--format", form, file)
    assert "7.31" in out.replace("7\\.31", "7.31")


def test_in_short_lines(file: Path) -> None:
    [line] = [line for line in ran("check", "--no-config", "--quiet", file).splitlines() if "CC207" in line]
    assert "[7.31]" in line


def test_in_targets(file: Path) -> None:
    assert "16 [7.31], 17 [7.32]" in ran("targets", file)
    made: dict[str, Any] = json.loads(ran("targets", "--format", "json", file))
    assert [one["number"] for one in made["cases"][0]["targets"]] == ["7.31", "7.32"]


@pytest.mark.parametrize("number", ["7.31", "7.32", "7.33", "4.7"])
def test_in_deadlines(file: Path, number: str) -> None:
    text = ran("deadlines", "--as-of", "2026-11-27", file)
    assert f"[{number}]" in text
    assert f'"number": "{number}"' in ran("deadlines", "--as-of", "2026-11-27", "--format", "json", file)
