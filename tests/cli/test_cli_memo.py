"""The memo in Word on the command line."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path
from typing import Any

import pytest

from tests.reports.test_html import CALENDAR

docx = pytest.importorskip("docx", reason="python-docx is not installed")


def test_the_command_writes_it_and_says_what_is_missing(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.sla").write_text(CALENDAR, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("check", "-q", "--report", "docx=review.docx", "a.sla").code == 1
    assert docx.Document(io.BytesIO((tmp_path / "review.docx").read_bytes())).paragraphs
    assert run("check", "-q", "--format", "docx", "a.sla").code == 2
    (tmp_path / "review.docx").unlink()
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    ended = run("check", "-q", "--report", "docx=review.docx", "a.sla")
    assert ended.code == 2
    assert "pip install 'clausecheck[docx]'" in ended.err
    assert not (tmp_path / "review.docx").exists()
