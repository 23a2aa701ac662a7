"""`clausecheck lsp` as a command; what it says to an editor is tested in `tests/lsp`."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

Runner = Any


def test_without_its_extra_it_says_what_to_install(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "pygls":
            raise ModuleNotFoundError("No module named 'pygls'")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    ended = run("lsp")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "clausecheck: the language server needs the package pygls; install it with: pip install 'clausecheck[lsp]'\n"
    )


def test_settings_that_exclude_each_other_are_refused(run: Runner) -> None:
    ended = run("lsp", "--config", "a.toml", "--no-config")
    assert ended.code == 2 and "exclude each other" in ended.err


def test_help_says_what_starts_it(run: Runner) -> None:
    ended = run("lsp", "--help")
    assert ended.code == 0
    assert "docs/editors.md" in ended.out and "Examples:" in ended.out
