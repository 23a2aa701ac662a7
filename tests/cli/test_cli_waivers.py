"""Waivers on the command line: they fail no run, are said in every report that can, and can be listed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clausecheck.reports.json_report import json_schema
from tests.cli.conftest import interruptible

TEXT = """\
# clausecheck: waive CC101, missing-term by "J. Rivers" until 2027-03-31: the framework agreement has both
agreement "Support" {
}
priority P1 "Critical" {
  respond within tbd   # clausecheck: waive tbd until 2026-12-31: open until the workshop
  # clausecheck: waive missing-trem: for good
  resolve within 4 hours   # clausecheck: waive tbd: not needed any more
}
"""
CHECK = ("check", "--select", "CC101,CC102,CC060", "--as-of", "2027-01-15")


@pytest.fixture(autouse=True)
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.sla"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_what_is_waived_fails_nothing_and_is_said(run: Any) -> None:
    ended = run(*CHECK, "a.sla")
    assert (ended.code, ended.err) == (0, "")
    assert "1 agreement checked: 4 warnings." in ended.out
    assert (
        "2 waived: missing-parties in a.sla (the framework agreement has both), "
        "missing-term in a.sla (the framework agreement has both)"
    ) in ended.out
    assert run(*CHECK, "--fail-on", "warning", "a.sla").code == 1
    quiet = run(*CHECK, "-q", "a.sla").out
    assert [line.split(" ")[1] for line in quiet.splitlines()] == [
        "warning[CC060]", "warning[CC093]", "warning[CC091]", "warning[CC092]",
    ]  # fmt: skip


def test_what_is_waived_stands_in_json(run: Any) -> None:
    report = json.loads(run(*CHECK, "--format", "json", "a.sla").out)
    jsonschema.validate(report, json_schema())
    assert report["summary"]["waived"] == 2
    assert report["summary"]["findings"] == 4
    first, _ = report["waived"]
    assert first["finding"]["rule"] == {"code": "CC101", "name": "missing-parties"}
    assert first["finding"]["fingerprint"].startswith("v1:")
    assert (first["by"], first["until"], first["reason"]) == (
        "J. Rivers", "2027-03-31", "the framework agreement has both",
    )  # fmt: skip
    assert first["span"]["start"]["line"] == 1


def test_an_expired_waiver_lets_the_run_fail_again(run: Any) -> None:
    args = ("check", "--select", "CC101,CC102,CC060", "--as-of", "2027-04-01", "a.sla")
    ended = run(*args)
    assert ended.code == 1
    assert "the waiver of `CC101` ended on 2027-03-31" in ended.out


def test_they_can_be_listed(run: Any) -> None:
    ended = run("waivers", "--as-of", "2027-01-15", ".")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        'a.sla:1  used  missing-parties  by "J. Rivers"  until 2027-03-31',
        "    the framework agreement has both",
        'a.sla:1  used  missing-term  by "J. Rivers"  until 2027-03-31',
        "    the framework agreement has both",
        "a.sla:5  expired  tbd  until 2026-12-31",
        "    open until the workshop",
        "a.sla:6  unknown  missing-trem",
        "    for good",
        "a.sla:7  unused  tbd",
        "    not needed any more",
        "5 waivers: 1 expired, 1 unknown, 1 unused, 2 used.",
    ]
    rows = json.loads(run("waivers", "--format", "json", "--as-of", "2027-01-15").out)["waivers"]
    assert rows[0] == {
        "file": "a.sla", "line": 1, "rule": "missing-parties", "state": "used", "by": "J. Rivers", "until": "2027-03-31",
        "reason": "the framework agreement has both", "place": 'agreement "Support"',
    }  # fmt: skip
    assert [row["state"] for row in rows] == ["used", "used", "expired", "unknown", "unused"]


def test_a_comment_that_is_none_is_not_passed_over(run: Any, file: Path) -> None:
    file.write_text(TEXT + 'define x "y"   # clausecheck: ignore\n', encoding="utf-8")
    ended = run("waivers", "a.sla")
    assert ended.code == 1
    assert ended.err == "clausecheck: 1 comment is no waiver; `clausecheck check` shows where\n"
    assert run("check", "--select", "CC3", "a.sla").code == 1


def test_no_waivers(run: Any, clean: Path) -> None:
    ended = run("waivers", clean)
    assert (ended.code, ended.out) == (0, "0 waivers.\n")


def test_hostile_words_are_shown_and_not_obeyed(run: Any, file: Path) -> None:
    reason = "\x1b[31m[bold]x[/bold]\x07 ::error::\u202e"
    file.write_text(
        f'agreement "x" {{   # clausecheck: waive missing-term by "\x1b]0;x": {reason}\n}}\n',
        encoding="utf-8",
    )
    for args in (["waivers", "a.sla"], ["check", "a.sla"], ["waivers", "--format", "json", "a.sla"]):
        out = run(*args).out
        assert "\x1b" not in out and "\x07" not in out and "\u202e" not in out
        assert "[bold]" in out


@pytest.mark.parametrize("path", ["nowhere.sla", "empty"])
def test_paths_that_are_none(run: Any, tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    ended = run("waivers", path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1


def test_a_file_that_cannot_be_read(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x.sla").mkdir()
    (tmp_path / "x.sla" / "y.sla").symlink_to("nowhere")
    ended = run("waivers", ".")
    assert ended.code == 2
    assert "cannot read x.sla/y.sla" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("command", ["waivers", "baseline"])
def test_ctrl_c(spawn: Any, tmp_path: Path, command: str) -> None:
    code = (
        "import os, signal, time, clausecheck.cli.workers as workers\n"
        "def wait(_):\n    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(60)\n"
        "workers.read = wait\nfrom clausecheck.cli.main import main\nmain()"
    )
    ended: subprocess.CompletedProcess[bytes] = spawn(command, "a.sla", code=code, preexec_fn=interruptible)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"clausecheck: stopped\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sla"]
