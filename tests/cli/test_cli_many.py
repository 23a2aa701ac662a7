"""Many agreements, several processes, results that are kept: the same reports, and nothing lost when a process dies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausecheck import cache
from clausecheck.cli import workers
from tests.cli.conftest import ROOT, Runner, interruptible

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied only on POSIX")
FORMATS = ["text", "json", "sarif", "github", "gitlab", "junit", "csv", "markdown"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own; what is made of the grammar and the rules stays where it is."""
    real = cache.folder()

    def folder() -> Path | None:
        return tmp_path / "cache" if folder.results else real

    folder.results = True  # type: ignore[attr-defined]
    monkeypatch.setattr(cache, "folder", folder)
    monkeypatch.delenv("CLAUSECHECK_NO_CACHE")
    return tmp_path / "cache"


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of thirty agreements."""
    folder = tmp_path / "many"
    folder.mkdir()
    samples = sorted((ROOT / "samples" / "flawed").glob("*.sla"))
    for number in range(30):
        shutil.copy(samples[number % len(samples)], folder / f"a{number:02}.sla")
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_is_the_same_however_it_was_made(run: Runner, form: str, place: Path) -> None:
    paths = sorted((ROOT / "samples" / "flawed").glob("*.sla"))
    args = ("check", "--format", form, "--as-of", "2027-03-01", *paths)
    fresh = run(*args, "--no-cache")
    assert not list(place.glob("result-*"))
    first = run(*args)
    assert len(list(place.glob("result-*"))) == len(paths)
    again = run(*args)
    assert fresh.code == first.code == again.code == 1
    assert fresh.out == first.out == again.out


@forks
def test_several_processes_report_as_one(run: Runner, many: Path) -> None:
    args = ("check", "--no-cache", "--format", "json", "--as-of", "2027-03-01", many)
    assert run(*args, "--jobs", "1").out == run(*args, "--jobs", "3").out


def test_changed_agreements_are_checked_and_the_others_are_not(
    run: Runner, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ("check", "--quiet", "--jobs", "1", many)
    run(*args)
    read: list[str] = []
    from clausecheck.language import parser

    real = parser.parse_bytes
    monkeypatch.setattr(parser, "parse_bytes", lambda data, path: (read.append(path), real(data, path))[1])
    before = run(*args)
    assert read == []
    (many / "a03.sla").write_text("agreement {")
    after = run(*args)
    assert [Path(path).name for path in read] == ["a03.sla"]
    assert before.out != after.out


@forks
def test_a_process_that_dies_takes_no_other_agreement_with_it(
    run: Runner, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = workers.Checker.check
    home = os.getpid()

    def check(self: workers.Checker, number: int) -> workers.Outcome:
        if os.getpid() != home and self.jobs[number].name.endswith("a17.sla"):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, number)

    monkeypatch.setattr(workers.Checker, "check", check)
    ended = run("check", "--no-cache", "--quiet", "--jobs", "2", many)
    assert ended.code == 2
    assert ended.err.count("was killed, so it is not checked") == 1
    assert "a17.sla" in ended.err
    reported = {line.split(":")[0].rpartition("/")[2] for line in ended.out.splitlines() if ".sla:" in line}
    assert reported >= {f"a{number:02}.sla" for number in range(30) if number != 17}


@forks
def test_a_process_that_dies_once_is_followed_by_another(
    run: Runner, many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = workers.Checker.check
    home = os.getpid()

    def check(self: workers.Checker, number: int) -> workers.Outcome:
        if (
            os.getpid() != home
            and self.jobs[number].name.endswith("a05.sla")
            and not (tmp_path / "died").exists()
        ):
            (tmp_path / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, number)

    whole = run("check", "--no-cache", "--quiet", "--jobs", "1", many)
    monkeypatch.setattr(workers.Checker, "check", check)
    ended = run("check", "--no-cache", "--quiet", "--jobs", "2", many)
    assert (tmp_path / "died").exists()
    assert (ended.code, ended.out) == (whole.code, whole.out)


@forks
def test_ctrl_c_ends_every_process_with_one_line(many: Path, tmp_path: Path) -> None:
    for number in range(30, 200):
        shutil.copy(many / f"a{number % 30:02}.sla", many / f"a{number}.sla")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "clausecheck",
            "check",
            "--no-cache",
            "--profile",
            "thorough",
            "--jobs",
            "2",
            str(many),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=interruptible,
        cwd=ROOT,
    )
    children = _children(process.pid)
    deadline = time.monotonic() + 60
    while not (found := next(children)) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    assert found
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130, err.decode()
    assert err.decode().splitlines() == ["clausecheck: stopped"]
    assert not any(Path(f"/proc/{child}").exists() for child in found)


def _children(pid: int) -> Iterator[list[str]]:
    while True:
        try:
            yield Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            yield []


@forks
def test_the_cache_may_vanish_or_be_cut_while_it_is_used(run: Runner, many: Path, place: Path) -> None:
    whole = run("check", "--quiet", many)
    for entry in list(place.iterdir())[::2]:
        entry.write_bytes(entry.read_bytes()[:50])
    assert run("check", "--quiet", many).out == whole.out
    shutil.rmtree(place)
    assert run("check", "--quiet", many).out == whole.out


def test_two_runs_on_one_cache(many: Path, tmp_path: Path) -> None:
    env: dict[str, Any] = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "shared")}
    command = [sys.executable, "-m", "clausecheck", "check", "--quiet", "--jobs", "2", str(many)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=ROOT)
        for _ in range(2)
    ]
    ended = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [1, 1]
    assert ended[0] == ended[1]
    assert ended[0][1] == b""


def test_clean_removes_what_is_kept(run: Runner, many: Path, place: Path) -> None:
    run("check", "--quiet", many)
    count = len(list(place.iterdir()))
    ended = run("clean")
    assert (ended.code, ended.out.partition(" removed")[0]) == (0, f"{count} files")
    assert not list(place.iterdir())
    assert run("clean").out.startswith("0 files removed")
