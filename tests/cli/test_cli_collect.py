"""`clausecheck collect` at the command line: what it tells, and what it refuses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")
pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")


@pytest.fixture
def agreements(draft: str) -> Path:
    folder = Path("agreements")
    folder.mkdir()
    (folder / "a.sla").write_text(draft, encoding="utf-8")
    return folder


def test_without_its_packages_it_says_what_to_install(
    run: Any, agreements: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ended = run("collect", agreements, "results")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "clausecheck: collect needs the package pyarrow; install it with: pip install 'clausecheck[scale]'\n"
    )
    assert not Path("results").exists()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["nowhere", "results"], "there is no folder nowhere"),
        (["empty", "results"], "no agreement (*.sla) below empty"),
        (["agreements", "full"], "full is not empty and holds no run (it has notes.txt)"),
        (["agreements", "results", "--scheduler", "here"], "here is no address such as tcp://HOST:PORT"),
        (["agreements", "results", "--memory", "much"], "much is no size such as 2GiB"),
        (["agreements", "results", "--memory", "inf"], "inf is no size such as 2GiB"),
        (["agreements", "results", "--memory", "5"], "a process needs from 256MiB"),
        (["agreements", "results", "--memory", "-5GB"], "a process needs from 256MiB"),
        (["agreements", "results", "--memory", "1e30"], "a process needs from 256MiB"),
        (["agreements", "new/../full"], "is not empty and holds no run"),
        (
            ["agreements", "results", "--scheduler", "tcp://a:1", "--workers", "2"],
            "--workers goes with processes here",
        ),
        (["nosuch://agreements", "results"], "nosuch"),
        (["agreements", "results", "--ruleset", "nosuch"], "nosuch"),
    ],
)
def test_what_cannot_be_is_one_line(run: Any, agreements: Path, arguments: list[str], words: str) -> None:
    Path("empty").mkdir()
    Path("full").mkdir()
    Path("full", "notes.txt").write_text("mine")
    ended = run("collect", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err and "Traceback" not in ended.err
    assert Path("full", "notes.txt").read_text() == "mine"


@pytest.mark.slow
def test_two_processes_check_and_a_second_call_has_nothing_to_do(run: Any, agreements: Path) -> None:
    ended = run("collect", agreements, "results", "--workers", "2", "--as-of", "2026-11-27")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("1 file checked as of 2026-11-27: 4 errors")
    again = run("collect", agreements, "results", "--workers", "1")
    assert again.code == 0 and "going on with the run of 1 file" in again.err
    assert "had been checked before" in again.out
    (agreements / "b.sla").write_bytes(b"\0\1binary")
    bad = run("collect", agreements, "other", "--workers", "1")
    assert bad.code == 2 and "clausecheck: b.sla was not checked: " in bad.err
    other = run("collect", agreements, "results", "--as-of", "2027-01-01")
    assert other.code == 2 and "holds a run as of another day" in other.err
