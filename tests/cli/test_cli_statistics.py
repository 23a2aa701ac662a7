"""`check --statistics`: the rules by number of findings."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausecheck.reports.formats import FORMATS


@pytest.fixture(autouse=True)
def files(tmp_path: Path, draft: str) -> None:
    """Two drafts in the current folder, of which one has a service without a name for what it is."""
    (tmp_path / "a.sla").write_text(draft, encoding="utf-8")
    (tmp_path / "b.sla").write_text(
        draft + 'service desk "Desk" {\n}\nservice web "Web" {\n}\n', encoding="utf-8"
    )


def table(out: str) -> list[list[str]]:
    lines = out.partition("Findings by rule:\n")[2].splitlines()
    assert lines[0].split() == ["findings", "files", "code", "rule", "severities"]
    return [line.split(maxsplit=4) for line in lines[1:]]


def test_the_table_follows_the_report(run: Any) -> None:
    plain = run("check", ".")
    ended = run("check", "--statistics", ".")
    assert (ended.code, ended.err) == (plain.code, plain.err) == (1, "")
    assert ended.out.startswith(plain.out)
    rows = table(ended.out)
    report = json.loads(run("check", "--format", "json", ".").out)
    found = Counter(finding["rule"]["name"] for finding in report["findings"])
    assert {row[3]: int(row[0]) for row in rows} == found
    for row in rows:
        these = [one for one in report["findings"] if one["rule"]["name"] == row[3]]
        assert int(row[1]) == len({one["file"] for one in these})
        assert sum(int(part.split()[0]) for part in row[4].split(", ")) == int(row[0])
        assert row[2] == these[0]["rule"]["code"]
    assert rows == sorted(rows, key=lambda row: (-int(row[0]), row[2]))
    assert run("check", "--statistics", ".") == ended


def test_with_one_line_for_each_finding(run: Any) -> None:
    plain = run("check", "--quiet", ".")
    ended = run("check", "--quiet", "--statistics", ".")
    assert ended.out.startswith(plain.out + "\nFindings by rule:\n")
    assert "not checked" not in ended.out


def test_where_nothing_is_found(run: Any, clean: Path) -> None:
    ended = run("check", "--statistics", clean)
    assert ended.code == 0
    assert ended.out.endswith("\nFindings by rule: none.\n")
    assert json.loads(run("check", "--statistics", "--format", "json", clean).out)["statistics"] == []


def test_as_json(run: Any) -> None:
    schema = json.loads(run("schema", "report").out)
    report = json.loads(run("check", "--statistics", "--format", "json", ".").out)
    Draft202012Validator(schema).validate(report)
    assert sum(rule["findings"] for rule in report["statistics"]) == report["summary"]["findings"]
    assert sum(rule["error"] for rule in report["statistics"]) == report["summary"]["error"]
    assert "statistics" not in json.loads(run("check", "--format", "json", ".").out)
    del report["statistics"][0]["files"]
    assert not Draft202012Validator(schema).is_valid(report)


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"text", "json"}))
def test_other_formats_stay_as_they_are(run: Any, form: str) -> None:
    plain, counted = (run("check", "--format", form, *more, ".").out for more in ([], ["--statistics"]))
    if form == "github":  # a token of its own each time
        plain, counted = (out.partition("::stop-commands::")[0] for out in (plain, counted))
    assert plain == counted


def test_colour_is_for_terminals(run: Any) -> None:
    ended = run("check", "--statistics", "--color", "always", ".")
    assert "\x1b[1mFindings by rule:" in ended.out
