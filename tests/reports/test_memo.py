"""The review as a memo in Word: what it says, and that text of an agreement stays text."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from clausecheck import check
from clausecheck.gathered import merged
from clausecheck.reports.common import Run
from clausecheck.rules.loader import load
from tests.reports.test_html import AS_OF, CALENDAR, hostile

docx = pytest.importorskip("docx", reason="python-docx is not installed")


def qn(tag: str) -> str:
    """The full name of a tag of Word."""
    from docx.oxml.ns import qn as full

    return str(full(tag))


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
        comments = parts.read("word/comments.xml").decode() if "word/comments.xml" in parts.namelist() else ""
    for xml in (body, comments):
        fields = re.findall(r"<w:instrText[^>]*>([^<]*)<", xml)
        assert all(re.fullmatch(r" REF sla_[0-9a-f]{24} \\w \\h ", field) for field in fields)
        assert "w:fldSimple" not in xml and "w:hyperlink" not in xml and "\u202e" not in xml
    assert 'TargetMode="External"' not in links


def commented(data: bytes) -> dict[str, str]:
    """The text of each paragraph of the document to which a comment belongs, with what the comments say."""
    word = docx.Document(io.BytesIO(data))
    texts = {str(comment.comment_id): comment.text for comment in word.comments}
    marks = word.element.body.iter(qn("w:commentReference"))
    found: dict[str, str] = {}
    for mark in marks:
        paragraph = next(one for one in mark.iterancestors() if one.tag == qn("w:p"))
        text = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        found[text] = found.get(text, "") + texts.pop(mark.get(qn("w:id")))
    assert not texts
    return found


def test_findings_are_comments_at_their_clauses() -> None:
    result = check(CALENDAR, path="a.sla", as_of=AS_OF)
    found = commented(memo(CALENDAR))
    said_by = "\n".join(found.values())
    assert all(finding.code in said_by for finding in result.findings)
    late = next(one for one in result.findings if one.name == "resolution-before-response")
    (cell, comment), *more = [(text, words) for text, words in found.items() if late.code in words]
    assert not more and late.witness is not None
    assert cell.startswith("Within ") and late.witness.summary in comment and "Suggestion: " in comment
    others = [
        text for text, words in found.items() if "the other place" in words or f"{late.message}" in words
    ]
    assert cell in others and len(others) > 1


def test_two_agreements_have_numbers_bookmarks_and_comments_of_their_own() -> None:
    from clausecheck.reports.memo import document

    both = merged(check(CALENDAR, path=path, as_of=AS_OF) for path in ("a.sla", "b.sla"))
    data = document(both, Run(rules=load("msp")))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body, numbering = parts.read("word/document.xml").decode(), parts.read("word/numbering.xml").decode()
    for attribute in ("name", "id"):
        marks = re.findall(rf'<w:bookmarkStart [^>]*w:{attribute}="([^"]*)"', body)
        assert len(marks) == len(set(marks)) > 20
    for field in re.findall(r" REF (\S+) ", body):
        assert f'w:name="{field}"' in body
    used = set(re.findall(r'<w:numId w:val="(\d+)"', body))
    assert {number for number in used if int(number) > 40} == {"41", "42", "43", "44"}
    assert all(f'<w:num w:numId="{number}"' in numbering for number in used)
    assert len(docx.Document(io.BytesIO(data)).comments) % 2 == 0


def test_a_finding_says_where_its_clause_stands_in_the_contract() -> None:
    text = "\n".join(said(memo(CALENDAR)))
    assert re.search(r"Where: line \d+ .* clause S\d+(\.\d+)* of the agreement below", text)
    assert "agreement below" not in "\n".join(said(memo("priority P1 {\n  respond within\n}\n")))


def test_a_row_is_not_torn_over_two_pages_and_its_words_stay_whole() -> None:
    from clausecheck.reports.memo import _widths

    widths = _widths(
        [["priority", "acknowledgement", "a clause that says much about this " * 3], ["P1"] * 3], 170
    )
    assert sum(widths) == pytest.approx(170)
    assert widths[1] >= 15 * 1.5 and widths[2] > widths[1]
    assert sum(_widths([["x" * 300, "y"]], 170)) == pytest.approx(170)
    with zipfile.ZipFile(io.BytesIO(memo(CALENDAR))) as parts:
        assert "w:cantSplit" in parts.read("word/document.xml").decode()
