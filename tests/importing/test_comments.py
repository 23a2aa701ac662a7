"""The findings about a Word file, as comments in it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner

from clausecheck.cli.main import group


def draft() -> bytes:
    word = docx.Document()
    word.add_heading("Service Level Agreement", 1)
    word.add_paragraph("The provider serves the customer under this agreement.")
    word.add_paragraph("Severity 2 tickets: we respond within 9 hours.")
    rows = [
        ("Severity", "Response", "Resolution"),
        ("Severity 1", "1 hour", "6 hours"),
        ("Severity 2", "9 hours", "7 hours"),
    ]
    grid = word.add_table(len(rows), 3)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.cell(at, column).text = text
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def test_each_finding_is_a_comment_beside_the_paragraphs_of_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAUSECHECK_NO_CACHE", "1")
    (tmp_path / "draft.docx").write_bytes(draft())
    done = CliRunner().invoke(group, ["check", "--no-config", "draft.docx", "--report", "docx=review.docx"])
    assert done.exit_code == 1
    word: Any = docx.Document(str(tmp_path / "review.docx"))
    texts = ["\n".join(one.text for one in remark.paragraphs) for remark in word.comments]
    found = next(text for text in texts if "S2 ticket can fall due for resolution before" in text)
    assert "Case" in found
    assert [one.text for one in word.paragraphs] == [
        one.text for one in docx.Document(io.BytesIO(draft())).paragraphs
    ]
    seven = next(cell for cell in word.tables[0]._cells if cell.text == "7 hours")
    assert "commentRangeStart" in seven._tc.xml
    again = CliRunner().invoke(group, ["check", "--no-config", "draft.docx", "--report", "docx=draft.docx"])
    assert again.exit_code == 2
