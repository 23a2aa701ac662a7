"""Colours, encodings and widths, and the bar on a terminal."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from clausecheck.cli import common

ROOT = Path(__file__).parents[2]
ANSI = re.compile(r"\x1b\[[0-9;]*m")
COMMANDS = [["check", "draft.sla"], ["show", "draft.sla"], ["explain", "CC102"]]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, draft: str) -> Path:
    """The draft, in the current folder."""
    path = tmp_path / "draft.sla"
    path.write_text(draft, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_who_decides_about_colour(run: Any, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    plain = run(*command, "--color", "never").out
    assert "\x1b" not in plain
    for forced, none, choice in product(
        [None, "", "0", "1"], [None, "", "0", "1"], ["auto", "always", "never"]
    ):
        for name, value in (("FORCE_COLOR", forced), ("NO_COLOR", none)):
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        out = run(*command, "--color", choice).out
        expected = choice == "always" or (choice == "auto" and not none and forced == "1")
        assert ("\x1b" in out) == expected, (forced, none, choice)
        assert ANSI.sub("", out) == plain


def test_a_terminal_has_colour_unless_it_is_dumb(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    assert common.coloured("auto", stream=Terminal())
    assert not common.coloured("auto", "report.txt", Terminal())
    monkeypatch.setenv("TERM", "dumb")
    assert not common.coloured("auto", stream=Terminal())
    assert common.coloured("always", stream=Terminal())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert common.coloured("auto", stream=Terminal())


def test_an_old_windows_console_has_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("TERM")
    monkeypatch.delenv("WT_SESSION", raising=False)
    monkeypatch.delenv("ANSICON", raising=False)
    monkeypatch.setattr(os, "name", "nt")
    old = common.coloured("auto", stream=Terminal())
    monkeypatch.setenv("WT_SESSION", "x")
    new = common.coloured("auto", stream=Terminal())
    monkeypatch.undo()  # pathlib must not believe it is on Windows any longer
    assert (old, new) == (False, True)


def test_files_have_colour_only_when_told(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for command in (["check", "draft.sla"], ["show", "draft.sla"]):
        run(*command, "-o", "plain.txt")
        assert "\x1b" not in Path("plain.txt").read_text(encoding="utf-8")
        run(*command, "-o", "colour.txt", "--color", "always")
        assert "\x1b" in Path("colour.txt").read_text(encoding="utf-8")


def test_machine_formats_have_no_colour(run: Any) -> None:
    for command in (["check", "draft.sla"], ["show", "draft.sla"]):
        assert "\x1b" not in run(*command, "--format", "json", "--color", "always").out


LINES = [
    *COMMANDS, ["check", "-q", "draft.sla"], ["check", "nöwhere…"], ["rules"], ["schema"], ["format", "-"],
    ["--help"], ["show", "--help"], ["explain", "naïve\u202e"],
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
def test_any_encoding(spawn_each: Any, encoding: str, file: Path, draft: str) -> None:
    file.write_text(draft.replace("Draft", "Dräft 日本"), encoding="utf-8")
    for args, ended in zip(LINES, spawn_each(*LINES, encoding=encoding, stdin=file), strict=True):
        out = ended.stdout.decode(encoding)
        assert out or ended.stderr, args
        assert b"Traceback" not in ended.stderr, args
        assert b"internal error" not in ended.stderr, args
        assert ended.returncode in (0, 1, 2), args
        if args[0] == "check" and ended.returncode == 1 and encoding in ("ascii", "cp437"):
            assert "│" not in out


def test_a_file_is_utf_8_whatever_the_console_is(spawn: Any, file: Path, draft: str) -> None:
    file.write_text(draft.replace("Draft", "Dräft 日本"), encoding="utf-8")
    assert spawn("check", "-o", "report.txt", "draft.sla", env={"PYTHONIOENCODING": "ascii"}).returncode == 1
    report = Path("report.txt").read_text(encoding="utf-8")
    assert 'agreement "Dräft 日本"' in report
    assert "│" in report


def test_the_same_bytes_with_and_without_wrapping_lines(run: Any) -> None:
    assert "\r" not in run("check", "draft.sla").out


def test_piped_output_is_not_wrapped_and_not_cut(
    run: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    name = "x" * 5000
    file.write_text(f'agreement "{name}" {{\n}}\n', encoding="utf-8")
    assert name in run("show", "draft.sla").out
    assert any(len(line) > 90 for line in run("check", "draft.sla").out.splitlines())
    assert any(len(line) > 100 for line in run("explain", "CC102").out.splitlines())


def test_nothing_is_cut_in_silence(run: Any, tmp_path: Path, draft: str) -> None:
    for number in range(30):
        (tmp_path / f"d{number:02}.sla").write_text(draft, encoding="utf-8")
    ended = run("check", ".")
    each = len(run("check", "-q", "d00.sla").out.splitlines())
    shown = re.findall(r"^ {1,2}\d+  (?:\[|line )|^    (?:\[[\d.]+\]|line \d+) ", ended.out, re.MULTILINE)
    assert len(shown) == 31 * each
    assert "31 agreements checked: " in ended.out
    assert "building blocks" not in ended.out, "of several agreements nobody could say whose they are"
    assert run("check", "-q", ".").out.count("\n") == 31 * each


# On a terminal


pty = pytest.mark.skipif(os.name == "nt", reason="a pseudo terminal of POSIX")


def terminal(*args: str, columns: int, stdout: Any = None, **env: str) -> tuple[int, str]:
    """The command on a pseudo terminal: its exit code and what the terminal got."""
    import fcntl
    import pty
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "clausecheck", *args],
        stdin=slave,
        stdout=slave if stdout is None else stdout,
        stderr=slave,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **env},
    )
    os.close(slave)
    got = b""
    while True:
        try:
            part = os.read(master, 1 << 16)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        got += part
    os.close(master)
    return process.wait(), got.decode().replace("\r\n", "\n")


@pty
@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_lines_fit_the_terminal(columns: int, command: list[str]) -> None:
    from rich.cells import cell_len

    code, out = terminal(*command, columns=columns)
    assert code == (command[0] == "check")
    assert "\x1b[" in out
    assert max(cell_len(line) for line in ANSI.sub("", out).split("\n")) <= columns


@pty
def test_columns_and_dumb_terminals(run: Any) -> None:
    _, out = terminal("check", "draft.sla", columns=200, COLUMNS="50", TERM="dumb")
    assert "\x1b" not in out
    assert max(map(len, out.split("\n"))) <= 50


@pty
@pytest.mark.parametrize("columns", [0, 3])
def test_terminals_without_a_size_or_nearly(columns: int) -> None:
    code, out = terminal("check", "draft.sla", columns=columns)
    assert code == 1
    assert "legal" in out


@pty
def test_the_bar_is_for_many_files_on_a_terminal(tmp_path: Path, draft: str, run: Any) -> None:
    for number in range(12):
        (tmp_path / f"d{number:02}.sla").write_text(draft, encoding="utf-8")
    with (tmp_path / "report.txt").open("wb") as report:
        code, shown = terminal("check", ".", columns=80, stdout=report)
        assert code == 1
        assert "checking" in shown
        few = terminal("check", "d00.sla", "d01.sla", columns=80, stdout=report)
        quiet = terminal("check", "-q", ".", columns=80, stdout=report)
    assert few == (1, "")
    assert quiet == (1, "")
    assert run("check", ".").err == ""
    assert "checking" not in (tmp_path / "report.txt").read_text(encoding="utf-8")
    shutil.rmtree(tmp_path, ignore_errors=True)
