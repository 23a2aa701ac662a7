"""Ctrl-C at any moment of a run, from its first import on: exit code 130, one line, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT, interruptible

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

#: Runs the command line and sends itself Ctrl-C at the call of some function, counted from the first of `__main__` on.
SIGNALLED = """
import os, signal, sys
left = int(sys.argv.pop(1))
counting = False
def stop(frame, event, arg):
    global left, counting
    if event != "call":
        return
    counting = counting or frame.f_code.co_name == "main"
    left -= counting
    if left == 0:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGINT)
sys.setprofile(stop)
from clausecheck.__main__ import main
main()
"""
STOPPED = (130, b"", b"clausecheck: stopped\n")


@pytest.mark.parametrize("call", [2, 5, 40, 300, 2_000, 9_000, 30_000, 100_000])
@pytest.mark.parametrize("args", [["check"], ["deadlines"], ["portfolio"]], ids=" ".join)
def test_at_the_call_of_a_function(spawn: Any, tmp_path: Path, args: list[str], call: int) -> None:
    sample = ROOT / "samples" / "tour.sla"
    ended = spawn(
        str(call), *args, "-o", "report.txt", sample, code=SIGNALLED, preexec_fn=interruptible, cwd=tmp_path
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == STOPPED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wait", [0.0, 0.03, 0.1, 0.25, 0.6])
def test_after_a_while(tmp_path: Path, wait: float) -> None:
    code = "import os, clausecheck.__main__ as m\nos.write(1, b'.')\nm.main()"  # what comes before is Python's own start
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", "-o", "report.txt", str(ROOT / "samples" / "published")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=interruptible,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"."
    time.sleep(0.005 + wait)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == STOPPED
    assert list(tmp_path.iterdir()) == []


#: The same, at the call of a function of a name; what is on disk then is whole.
AT_FUNCTION = """
import os, signal, sys
name = sys.argv.pop(1)
def stop(frame, event, arg):
    if event == "call" and frame.f_code.co_name == name and "clausecheck" in frame.f_code.co_filename:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGINT)
sys.setprofile(stop)
from clausecheck.__main__ import main
main()
"""


@pytest.mark.parametrize("function", ["mended", "attempt", "rewrite", "_write_file", "_as_before", "_tell"])
def test_while_files_are_mended(spawn: Any, tmp_path: Path, function: str) -> None:
    was = (
        'hours shift "Shift" in Europe/London {\n  mon-fri 07:00-15:00\n}\n'
        'service desk "Desk" {\n  respond within 1 hour, during shfit\n}\n'
    )
    files = [tmp_path / name for name in ("a.sla", "b.sla")]
    for file in files:
        file.write_text(was, encoding="utf-8")
    ended = spawn(
        function, "check", "--fix", *files, code=AT_FUNCTION, preexec_fn=interruptible, cwd=tmp_path
    )
    assert ended.returncode == 130
    assert ended.stderr == STOPPED[2]
    assert sorted(tmp_path.iterdir()) == files
    assert files[0].read_text(encoding="utf-8") in (was, was.replace("shfit", "shift"))
    assert (files[0].read_text(encoding="utf-8") != was) == (function == "_tell")
    assert files[1].read_text(encoding="utf-8") == was
