"""Running the command line: in this process where that tells the truth, and in one of its own where it does not."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clausecheck.cli import main as cli

ROOT = Path(__file__).parents[2]
DRAFT = (ROOT / "tests" / "cases" / "cli" / "draft.sla").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Run:
    """How a run ended."""

    code: int
    out: str
    err: str


Runner = Callable[..., Run]


@pytest.fixture
def draft() -> str:
    """A draft that says nothing but its name: four errors."""
    return DRAFT


@pytest.fixture
def clean() -> Path:
    """An agreement without a finding."""
    return ROOT / "samples" / "clean" / "helpdesk.sla"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment of the tester has no say; the current folder is empty."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CLAUSECHECK_DEBUG", "COLUMNS", "PYTHONIOENCODING", "PYTHONUTF8"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    """`run("check", "a.sla", input=b"")`: the whole command line, as `main` runs it, in this process."""

    def runner(*args: str | Path, input: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["clausecheck", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(input), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert isinstance(ended.value.code, int)
        return Run(ended.value.code, captured.out, captured.err)

    return runner


def interruptible() -> None:
    """In a new process, before its program: Ctrl-C ends it, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def spawn() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """The command line in a process of its own, for pipes, signals and encodings."""

    def runner(*args: str | bytes | Path, code: str = "", **more: Any) -> subprocess.CompletedProcess[bytes]:
        start = ["-c", code] if code else ["-m", "clausecheck"]
        env = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([sys.executable, *start, *args], env=env, timeout=120, check=False, **more)

    return runner


#: Runs command lines one after the other, each with files in the place of its standard streams, as a shell gives them.
EACH = """
import json, os, sys
from clausecheck.cli.main import main
lines, stdin, folder = json.loads(sys.argv[1])
codes = []
for number, args in enumerate(lines):
    for stream, name in enumerate((stdin, f"{folder}/{number}.out", f"{folder}/{number}.err")):
        opened = os.open(name, os.O_RDONLY if stream == 0 else os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(opened, stream)
        os.close(opened)
    sys.argv = ["clausecheck", *args]
    try:
        main()
    except SystemExit as ended:
        codes.append(ended.code)
    sys.stdout.flush()
    sys.stderr.flush()
with open(f"{folder}/codes", "w") as file:
    json.dump(codes, file)
"""


@pytest.fixture
def spawn_each(
    spawn: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., list[subprocess.CompletedProcess[bytes]]]:
    """Several command lines in one process of their own, whose streams have an encoding: starting is what takes time."""

    def runner(
        *lines: list[str], encoding: str, stdin: Path | str = os.devnull
    ) -> list[subprocess.CompletedProcess[bytes]]:
        folder = tmp_path_factory.mktemp("streams")
        args = json.dumps([lines, str(stdin), str(folder)])
        process = spawn(args, code=EACH, env={"PYTHONIOENCODING": encoding})
        assert process.returncode == 0, process.stderr
        codes = json.loads((folder / "codes").read_text(encoding="utf-8"))
        assert len(codes) == len(lines)
        return [
            subprocess.CompletedProcess(
                args, code, (folder / f"{number}.out").read_bytes(), (folder / f"{number}.err").read_bytes()
            )
            for number, (args, code) in enumerate(zip(lines, codes, strict=True))
        ]

    return runner
