"""A file of which nothing could be read was not checked: whatever the settings are, the report and the exit code say so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausecheck.reports.formats import FORMATS

PROSE = "The parties agree as follows. The provider shall answer within a reasonable time.\n" * 8
FILES = {"not-text": b"\x00\x01binary", "prose-not-clauses": PROSE.encode()}
SETTINGS = [
    ["--ignore", "{}"],
    ["--ignore", "CC0"],
    ["--select", "missing-term"],
    ["--ruleset", "off.yaml"],
    ["--ruleset", "info.yaml"],
    ["--config", "off.toml"],
    ["--config", "info.toml"],
    ["--baseline", "known.json"],
    ["--for", "provider"],
]


@pytest.fixture(params=FILES)
def rule(request: pytest.FixtureRequest, run: Any, tmp_path: Path) -> str:
    """The rule that says why a file was not read; the file, and settings that would leave it out."""
    name = str(request.param)
    (tmp_path / "a.sla").write_bytes(FILES[name])
    head = "ruleset: firm\nextends: [msp]\n"
    (tmp_path / "off.yaml").write_text(f"{head}off: [{name}]\n", encoding="utf-8")
    (tmp_path / "info.yaml").write_text(
        f"{head}overrides:\n  {name}:\n    severity: info\n", encoding="utf-8"
    )
    (tmp_path / "off.toml").write_text(f'ignore = ["{name}"]\n', encoding="utf-8")
    (tmp_path / "info.toml").write_text(f'[severities]\n{name} = "info"\n', encoding="utf-8")
    recorded = run("baseline", "a.sla", "-o", "known.json")
    assert recorded.code == 1 and "clausecheck: a.sla was not checked: " in recorded.err
    return name


@pytest.mark.parametrize("settings", SETTINGS, ids=" ".join)
def test_it_is_never_left_out(run: Any, rule: str, settings: list[str]) -> None:
    ended = run("check", "a.sla", "--format", "json", *(word.format(rule) for word in settings))
    assert ended.code == 1
    found = {one["rule"]["name"]: one["severity"] for one in json.loads(ended.out)["findings"]}
    assert found.get(rule) == "error"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_it(run: Any, rule: str, form: str) -> None:
    ended = run("check", "a.sla", "--format", form, "--ignore", rule)
    assert ended.code == 1
    assert "a.sla" in ended.out


@pytest.mark.parametrize(
    "args",
    [
        ["waivers"],
        ["waivers", "--format", "json"],
        *(["portfolio", "--format", form] for form in ("text", "json", "csv")),
        *(["portfolio", "--table", table] for table in ("notices", "contradictions", "rules", "blocks")),
        *(["portfolio", "--format", "csv", "--table", table] for table in ("notices", "agreements", "rules")),
    ],
    ids=" ".join,
)
def test_no_table_of_many_leaves_it_out_in_silence(
    run: Any, rule: str, draft: str, tmp_path: Path, args: list[str]
) -> None:
    (tmp_path / "b.sla").write_text(draft, encoding="utf-8")
    ended = run(*args, ".")
    assert ended.code == 1
    assert ended.err.startswith("clausecheck: a.sla was not checked: ")
    if "csv" in args:
        assert "a.sla was not checked" in ended.out or "a.sla,,,,,0,0,not at all," in ended.out
    elif args[0] == "portfolio":
        assert "1 file could not be read" in ended.out or "a.sla was not checked" in ended.out
    assert "is asked for in a.sla" not in ended.out


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_what_is_read_in_part_is_said_of_a_portfolio(run: Any, draft: str, tmp_path: Path, form: str) -> None:
    (tmp_path / "b.sla").write_text(draft, encoding="utf-8")
    assert run("portfolio", "b.sla", "--format", form).code == 0
    (tmp_path / "c.sla").write_text(f"{draft}\nagreemint {{\n", encoding="utf-8")
    ended = run("portfolio", ".", "--format", form)
    assert ended.code == 1
    assert (
        ended.err
        == "clausecheck: c.sla was read in part; `clausecheck check c.sla` shows what could not be read\n"
    )
