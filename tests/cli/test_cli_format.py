"""`clausecheck format`: what it keeps, what it refuses, and what it shows with `--diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from clausecheck.language import format as layouts

ROOT = Path(__file__).parents[2]
UNTIDY = (
    "# the desk\n"
    "service  desk {   # all sites\n"
    '   [4.1] includes "calls",   # by phone\n'
    '     "mails"\n\n\n'
    "}\n# last\n"
)
TIDY = '# the desk\nservice desk {  # all sites\n  [4.1] includes "calls",  # by phone\n      "mails"\n}\n# last\n'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_comments_and_numbers_stay(run: Any, tmp_path: Path, end: str) -> None:
    file = tmp_path / "a.sla"
    file.write_bytes(UNTIDY.replace("\n", end).encode())
    assert run("format", "a.sla").code == 0
    assert file.read_bytes().decode() == TIDY.replace("\n", end)
    assert run("format", "--check", "a.sla").code == 0


def test_the_line_end_of_most_lines_wins_and_texts_keep_their_own(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.sla"
    text = 'clause "Scope" """one\ntwo\nthree\nfour"""\r\nservice desk {\n  includes "calls"\r\n}\r\n'
    file.write_bytes(text.encode())
    assert run("format", "a.sla").code == 0
    once = file.read_bytes().decode()
    assert once == text.replace("{\n", "{\r\n")
    assert run("format", "--check", "a.sla").code == 0


def test_diff_shows_and_changes_nothing(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.sla"
    file.write_text(UNTIDY, encoding="utf-8")
    ended = run("format", "--diff", "a.sla")
    assert ended.code == 1
    assert ended.err == "a.sla: would be laid out anew\n"
    assert ended.out.startswith("--- a.sla\n+++ a.sla (laid out)\n@@ ")
    assert "\n-service  desk {   # all sites\n" in ended.out
    assert "\n+service desk {  # all sites\n" in ended.out
    assert file.read_text(encoding="utf-8") == UNTIDY
    file.write_text(TIDY, encoding="utf-8")
    assert (run("format", "--diff", "a.sla").code, run("format", "--diff", "a.sla").out) == (0, "")


def test_diff_of_standard_input_and_of_line_ends_alone(run: Any) -> None:
    ended = run("format", "--diff", "-", input=UNTIDY.encode())
    assert ended.code == 1
    assert ended.out.startswith("--- <stdin>\n")
    mixed = TIDY.replace("\n", "\r\n", 1)
    ended = run("format", "--diff", "-", input=mixed.encode())
    assert ended.code == 1
    assert ended.out.endswith("@@ only line ends, or the encoding @@\n")


def test_diff_is_inert_on_a_terminal_and_in_ci(run: Any, tmp_path: Path) -> None:
    text = 'agreement   "a \x1b[31mred ##[error]x"{\n  status    draft\n}\n'
    (tmp_path / "a.sla").write_text(text, encoding="utf-8")
    ended = run("format", "--diff", "a.sla")
    assert "\x1b" not in ended.out
    assert "##[" not in ended.out


def test_a_layout_that_says_something_else_is_never_written(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.sla"
    file.write_text(UNTIDY, encoding="utf-8")
    sound = layouts.layout
    for spoil, reason in (
        (lambda text: text.replace("calls", "visits"), "it says something else"),
        (lambda text: text.replace("# last", ""), "it loses or moves a comment"),
        (lambda text: text.replace("{", "", 1), "it could not be read"),
        (lambda text: text + "\n\n", "laying it out again would change it once more"),
    ):

        def spoiled(parsed: Any, spoil: Any = spoil) -> str:
            made = sound(parsed)
            return spoil(made) if parsed.source.text == UNTIDY else made

        with monkeypatch.context() as patch:
            patch.setattr(layouts, "layout", spoiled)
            ended = run("format", "a.sla")
        assert ended.code == 2
        assert reason in ended.err
        assert file.read_text(encoding="utf-8") == UNTIDY


def test_excluded_files_are_left_alone_and_broken_configs_said(run: Any, tmp_path: Path) -> None:
    (tmp_path / "old.sla").write_text(UNTIDY, encoding="utf-8")
    (tmp_path / "clausecheck.toml").write_text('exclude = ["old.sla"]\n', encoding="utf-8")
    ended = run("format", "old.sla")
    assert (ended.code, ended.out) == (0, "")
    assert "old.sla: left as it is: it is excluded" in ended.err
    assert (tmp_path / "old.sla").read_text(encoding="utf-8") == UNTIDY
    (tmp_path / "clausecheck.toml").write_text("exclued = []\n", encoding="utf-8")
    assert run("format", "old.sla").code == 2


def test_the_hook_lays_out() -> None:
    hooks = {
        hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    }
    hook = hooks["clausecheck-format"]
    assert hook["entry"] == "clausecheck format"
    assert (hook["language"], hook["files"], hook["require_serial"]) == ("python", r"\.sla$", True)
