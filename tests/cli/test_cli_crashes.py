"""A rule that crashes takes neither other rules nor other files with it, and no report of the run is left as it was before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausecheck import context as contexts
from clausecheck.context import Context, check_names
from clausecheck.finding import Finding
from clausecheck.reports.formats import FORMATS

DOUBLED = 'agreement "A" {\n}\nservice a {\n}\nservice a {\n}\n'
WORDS = "figure-said-twice"


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two agreements, and a rule that crashes on one of them."""

    def crash(context: Context) -> Iterator[Finding]:
        if context.agreement.source.path == "bad.sla":
            raise ZeroDivisionError("oh")
        yield from ()

    check_names()
    monkeypatch.setitem(contexts._OURS, WORDS, crash)
    (tmp_path / "bad.sla").write_text(DOUBLED, encoding="utf-8")
    (tmp_path / "good.sla").write_text(DOUBLED, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("more", [[], ["--quiet"]])
def test_a_crashed_rule_is_named_in_every_format(
    run: Any, crashing: Path, form: str, more: list[str]
) -> None:
    ended = run("check", ".", "--format", form, *more)
    assert ended.code == 2
    assert WORDS in ended.out
    assert "bad.sla" in ended.out
    assert "doubled" in ended.out.lower() or "twice" in ended.out.lower()
    assert "ZeroDivisionError" in ended.err
    fine = run("check", ".", "--format", form, *more, "--ignore", WORDS)
    assert (fine.code, fine.err) == (1, "")


def test_every_report_of_such_a_run_is_written(run: Any, crashing: Path) -> None:
    reports = [word for form in FORMATS for word in ("--report", f"{form}=out-{form}.txt")]
    for form in FORMATS:
        (crashing / f"out-{form}.txt").write_text("of yesterday", encoding="utf-8")
    assert run("check", ".", *reports).code == 2
    for form in FORMATS:
        assert WORDS in (crashing / f"out-{form}.txt").read_text("utf-8")
    report = json.loads((crashing / "out-json.txt").read_text("utf-8"))
    assert [words for words in report["failures"] if WORDS in words]
    assert {finding["file"] for finding in report["findings"]} == {"bad.sla", "good.sla"}


def test_a_file_on_which_a_step_crashes_leaves_the_others(
    run: Any, crashing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clausecheck.language import parser

    def parse(data: bytes, name: str, real: Any = parser.parse_bytes) -> Any:
        if name == "bad.sla":
            raise RecursionError("too deep")
        return real(data, name)

    monkeypatch.setattr(parser, "parse_bytes", parse)
    ended = run("check", ".", "--format", "json")
    assert ended.code == 2
    assert ended.err == "clausecheck: internal error at bad.sla: RecursionError: too deep\n"
    report = json.loads(ended.out)
    assert report["failures"] == ["internal error at bad.sla: RecursionError: too deep"]
    assert {finding["file"] for finding in report["findings"]} == {"good.sla"}


@pytest.mark.parametrize("broken", ["config", "ruleset", "baseline"])
def test_a_run_that_fails_leaves_no_report_of_an_earlier_one(run: Any, tmp_path: Path, broken: str) -> None:
    (tmp_path / "a.sla").write_text(DOUBLED, encoding="utf-8")
    args = ["check", "a.sla", "--report", "json=out.json", "--report", "sarif=out.sarif"]
    assert run(*args).code == 1
    (tmp_path / "broken.toml").write_text("?", encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("?", encoding="utf-8")
    more = {"config": "broken.toml", "ruleset": "broken.yaml", "baseline": "broken.toml"}[broken]
    assert run(*args, f"--{broken}", more).code == 2
    assert not (tmp_path / "out.json").exists()
    assert not (tmp_path / "out.sarif").exists()
    assert (tmp_path / more).read_text("utf-8") == "?"


def test_but_nothing_else_is_removed(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED, encoding="utf-8")
    (tmp_path / "firm.yaml").write_text("?", encoding="utf-8")
    for file in ("a.txt", "firm.yaml"):
        before = (tmp_path / file).read_text("utf-8")
        assert run("check", "a.txt", "-r", "firm.yaml", "--report", f"json={file}").code == 2
        assert (tmp_path / file).read_text("utf-8") == before
