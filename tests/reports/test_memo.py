"""The review as a memo in Word: what it says, and that text of an agreement stays text."""

from __future__ import annotations

import io
import zipfile

import pytest

from clausecheck import check
from clausecheck.reports.common import Run
from clausecheck.rules.loader import load
from tests.reports.test_html import AS_OF, CALENDAR, hostile

docx = pytest.importorskip("docx", reason="python-docx is not installed")


def memo(text: str, name: str = "a.sla") -> bytes:
    """The memo of one agreement."""
    from clausecheck.reports.memo import document

    return document(check(text, path=name, as_of=AS_OF), Run(rules=load("msp")))


def said(data: bytes) -> list[str]:
    """Every paragraph and every cell."""
    word = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in word.paragraphs), *cells]


def test_it_says_what_the_page_says() -> None:
    text = "\n".join(said(memo(CALENDAR)))
    for finding in check(CALENDAR, path="a.sla", as_of=AS_OF).findings:
        assert finding.code in text
    for words in ("NOT READY TO SIGN", "The deal at a glance", "Mend before signing", "Nothing was waived.", "longest wait",
                  "What was not checked", "With what it was checked", "Fleet (Fleet plc)"):  # fmt: skip
        assert words in text
    headings = [
        one for one in docx.Document(io.BytesIO(memo(CALENDAR))).paragraphs if one.style.name == "Heading 2"
    ]
    assert any(one.text.startswith("1. ") for one in headings)


def test_two_runs_write_the_same_bytes() -> None:
    assert memo(CALENDAR) == memo(CALENDAR)


@pytest.mark.parametrize("text", ["", "no agreement at all\n", "priority P1 {\n  respond within\n}\n", hostile(),
                                  hostile().replace("alert", "\x00\x1b[31m\ufffe")])  # fmt: skip
def test_whatever_an_agreement_says_the_file_opens_and_holds_no_field_and_no_link(text: str) -> None:
    data = memo(text, "=HYPERLINK(1).sla")
    assert said(data)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parts.read("word/document.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert "w:instrText" not in body and "w:fldSimple" not in body and "w:hyperlink" not in body
    assert 'TargetMode="External"' not in links
    assert "\u202e" not in body
