"""`check --watch`: with a watcher that is told what to see, and once with a real one."""

from __future__ import annotations

import builtins
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clausecheck.cli import watch
from tests.cli.conftest import interruptible

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, draft: str) -> Path:
    """The draft, in a folder of the current one, which is a repository."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "all"
    folder.mkdir()
    path = folder / "draft.sla"
    path.write_text(draft, encoding="utf-8")
    return path


Step = Callable[[], object]


class Watcher:
    """Stands for the system: makes one change after the other, and then presses Ctrl-C."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.folders: list[set[Path]] = []

    def __call__(self, folders: Iterable[Path], counts: Callable[[str], bool]) -> Iterator[object]:
        self.folders.append(set(folders))
        while self.steps:
            self.steps.pop(0)()
            yield set()
        raise KeyboardInterrupt


@pytest.fixture
def watching(run: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `check --watch` while changes are made; returns how it ended, and the watcher."""
    monkeypatch.setattr(watch, "_needed", lambda: None)

    def runner(*args: str, steps: Iterable[Step] = ()) -> tuple[Any, Watcher]:
        watcher = Watcher(*steps)
        monkeypatch.setattr(watch, "changes", watcher)
        return run("check", "--watch", "--quiet", *args), watcher

    return runner


def writing(path: str | Path, text: str) -> Step:
    """A change that the system sees, whatever the resolution of its clock."""

    def step() -> None:
        target = Path(path)
        before = target.stat().st_mtime_ns if target.exists() else 0
        target.write_text(text, encoding="utf-8")
        os.utime(target, ns=(before + 1_000_000_000, before + 1_000_000_000))

    return step


def rounds(err: str) -> list[str]:
    """The lines on standard error, without the name of the program."""
    return [line.removeprefix("clausecheck: ") for line in err.splitlines()]


def test_it_checks_once_and_ends_with_ctrl_c(watching: Any, run: Any) -> None:
    plain = run("check", "--quiet", "all")
    ended, _ = watching("all")
    assert (ended.code, ended.out) == (130, plain.out)
    assert rounds(ended.err) == ["watching 1 file; Ctrl-C ends", "stopped"]


def test_it_checks_again_when_an_agreement_changes(watching: Any, file: Path, draft: str) -> None:
    longer = draft.replace("Draft", "Another draft")
    ended, _ = watching("all", steps=[writing(file, longer), lambda: None, writing(file, draft)])
    assert ended.code == 130
    assert ended.out.count("missing-term:") == 3
    assert rounds(ended.err).count("changed: all/draft.sla") == 2
    assert "\x1b" not in ended.out + ended.err


def test_what_does_not_take_part_does_not_count(watching: Any, file: Path) -> None:
    steps = [
        writing(file.parent / "notes.txt", "x"),
        writing(file.parent / ".hidden.sla", "x"),
        lambda: (file.parent / "folder").mkdir(),
        lambda: None,
    ]
    ended, _ = watching("all", "--report", "json=all/out.json", steps=steps)
    assert ended.out.count("missing-term:") == 1
    assert "changed" not in ended.err


def test_new_files_and_files_that_go(watching: Any, file: Path, draft: str) -> None:
    other = file.parent / "new" / "b.sla"
    steps = [other.parent.mkdir, writing(other, draft), other.unlink]
    ended, watcher = watching("all", steps=steps)
    changed = [line for line in rounds(ended.err) if line.startswith("changed")]
    assert changed == ["changed: all/new/b.sla"] * 2
    assert [out.count("missing-term:") for out in (ended.out,)] == [1 + 2 + 1]
    assert other.parent in watcher.folders[-1]


def test_a_config_a_ruleset_and_a_baseline(watching: Any, run: Any, file: Path) -> None:
    run("baseline", "all", "-o", "known.json")
    known = Path("known.json").read_text(encoding="utf-8")
    own = "ruleset: own\nversion: '1'\nextends: [msp]\noverrides:\n  missing-term: {severity: %s}\n"
    steps = [
        writing("own.yaml", own % "info"),
        writing("clausecheck.toml", 'ruleset = "own.yaml"\n'),
        writing("own.yaml", own % "warning"),
        writing("clausecheck.toml", 'ruleset = "own.yaml"\nselect = ["CC102"]\n'),
        writing("clausecheck.toml", 'baseline = "known.json"\n'),
        writing("known.json", known.replace("CC102", "CC103")),
    ]
    ended, _ = watching("all", steps=steps)
    changed = [line.removeprefix("changed: ") for line in rounds(ended.err) if line.startswith("changed")]
    assert changed == ["clausecheck.toml", "own.yaml", "clausecheck.toml", "clausecheck.toml", "known.json"]
    assert "info[CC102]" in ended.out
    assert ended.out.count("warning[CC102]") == 2


def test_what_breaks_meanwhile_is_said_and_watching_goes_on(watching: Any, file: Path, draft: str) -> None:
    steps = [
        writing("clausecheck.toml", "nonsense = 1\n"),
        writing("clausecheck.toml", 'ruleset = "own.yaml"\n'),
        writing("clausecheck.toml", ""),
        file.unlink,
        writing(file, draft + "\n"),
    ]
    ended, _ = watching("all/draft.sla", steps=steps)
    assert ended.code == 130
    lines = rounds(ended.err)
    assert any(line.startswith("clausecheck.toml:1:1") for line in lines)
    assert any("there is no file own.yaml" in line for line in lines)
    assert "there is no file or folder all/draft.sla" in lines
    assert ended.out.count("missing-term:") == 1 + 1 + 1
    assert "Traceback" not in ended.err


def test_a_ruleset_that_breaks_is_watched_until_it_is_mended(watching: Any) -> None:
    good = "ruleset: own\nversion: '1'\nextends: [msp]\n"
    writing("own.yaml", good)()
    steps = [writing("own.yaml", "rules: ["), writing("own.yaml", good + "\n")]
    ended, _ = watching("--ruleset", "own.yaml", "all", steps=steps)
    assert ended.out.count("missing-term:") == 2
    assert any(line.startswith("own.yaml:") for line in rounds(ended.err))


def test_a_rule_that_crashes_meanwhile(watching: Any, file: Path, draft: str, monkeypatch: Any) -> None:
    import clausecheck.checking as checking

    real = checking.check_parsed
    calls = []

    def sometimes(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError("no")
        return real(*args, **more)

    monkeypatch.setattr(checking, "check_parsed", sometimes)
    ended, _ = watching("all", steps=[writing(file, draft + "\n"), writing(file, draft)])
    assert ended.code == 130
    assert "internal error at all/draft.sla: ZeroDivisionError: no" in ended.err
    assert ended.out.count("missing-term:") == 2


def test_reports_are_written_again(watching: Any, file: Path, draft: str) -> None:
    seen = []

    def look() -> None:
        seen.append(Path("out.txt").read_text(encoding="utf-8").count("missing-term:"))

    steps = [look, writing(file.parent / "b.sla", draft), look]
    ended, _ = watching("all", "-o", "out.txt", steps=steps)
    assert (ended.code, ended.out, seen) == (130, "", [1, 2])


def test_a_report_that_cannot_be_written_ends_it(watching: Any, file: Path, draft: str) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    ended, watcher = watching("all", "-o", "/dev/full", steps=[writing(file, draft + "\n")])
    assert ended.code == 2
    assert rounds(ended.err) == ["cannot write /dev/full: No space left on device"]
    assert len(watcher.steps) == 1


def test_a_folder_of_a_report_that_goes_meanwhile(watching: Any, file: Path, draft: str) -> None:
    def gone() -> None:
        (Path("out") / "a.json").unlink()
        Path("out").rmdir()
        writing(file, draft + "\n")()

    Path("out").mkdir()
    steps = [gone, lambda: Path("out").mkdir(), writing(file, draft)]
    ended, _ = watching("all", "--report", "json=out/a.json", steps=steps)
    assert ended.code == 130
    assert "cannot write out/a.json: there is no folder out" in rounds(ended.err)
    assert (Path("out") / "a.json").exists()


@pytest.mark.parametrize(
    "args, words",
    [
        (["-"], "--watch goes with files and folders"),
        (["all", "--stdin-filename", "a.sla"], "--watch goes with files and folders"),
        (["nowhere"], "there is no file or folder nowhere"),
        (["all", "--ruleset", "mps"], "did you mean `msp`?"),
        (["all", "--config", "nowhere.toml"], "there is no config nowhere.toml"),
        (["empty"], "no agreement (*.sla) in the folder empty"),
        (["all", "-o", "nowhere/x"], "cannot write nowhere/x"),
    ],
)
def test_what_is_wrong_from_the_start_ends_it(watching: Any, args: list[str], words: str) -> None:
    os.mkdir("empty")
    ended, watcher = watching(*args)
    assert (ended.code, ended.out, watcher.folders) == (2, "", [])
    assert words in ended.err


def test_without_the_package_one_line_says_how_to_get_it(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "watchfiles":
            raise ModuleNotFoundError("No module named 'watchfiles'")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    ended = run("check", "--watch", "all")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "clausecheck: --watch needs the package watchfiles; install it with: pip install 'clausecheck[watch]'\n"
    )


@pytest.mark.parametrize("error", [OSError("OS file watch limit reached"), RuntimeError("no")])
def test_a_system_that_cannot_watch(watching: Any, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken() -> None:
        raise error

    ended, _ = watching("all", steps=[broken])
    assert ended.code == 2
    assert rounds(ended.err)[-1] == f"cannot watch: {error}"


def test_a_terminal_is_cleared_before_each_further_check(
    watching: Any, file: Path, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared: list[int] = []
    monkeypatch.setattr("click.clear", lambda: cleared.append(1))
    step = writing(file, draft + "\n")
    watching("all", steps=[step])
    assert cleared == []
    monkeypatch.setattr(watch, "_on_terminal", lambda: True)
    watching("all", steps=[step])
    assert cleared == [1]


def test_the_package_is_not_imported_without_need(spawn: Any) -> None:
    code = (
        "import sys\nfrom clausecheck.cli.main import main\ntry:\n    main()\nfinally:\n"
        "    print('watchfiles' in sys.modules, file=sys.stderr)\n"
    )
    for args in (["check", "all"], ["check", "--help"]):
        assert spawn(*args, code=code).stderr.splitlines()[-1] == b"False"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_real_watcher(tmp_path: Path, file: Path, draft: str) -> None:
    pytest.importorskip("watchfiles")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "clausecheck", "check", "--watch", "--quiet", "all"]
    with (tmp_path / "out").open("w+b") as out, (tmp_path / "err").open("w+b") as err:
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=interruptible
        )
        try:
            _until(lambda: (tmp_path / "err").read_text().count("watching") == 1, process)
            temporary = file.with_suffix(".tmp")
            temporary.write_text(draft + "\n", encoding="utf-8")
            temporary.replace(file)  # as editors save
            _until(lambda: (tmp_path / "err").read_text().count("watching") == 2, process)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
        finally:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait(30)
    assert (tmp_path / "out").read_text().count("missing-term:") == 2
    assert rounds((tmp_path / "err").read_text()) == [
        "watching 1 file; Ctrl-C ends", "changed: all/draft.sla", "watching 1 file; Ctrl-C ends", "stopped",
    ]  # fmt: skip


def _until(true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert process.poll() is None, "it ended too early"
        assert time.monotonic() < end, "nothing was seen"
        time.sleep(0.05)
