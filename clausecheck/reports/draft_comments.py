"""A Word file that was checked, as it is, with each finding as a comment of Word beside the paragraphs that it is about."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

from clausecheck.finding import CheckResult
from clausecheck.reports.common import Run
from clausecheck.reports.dossier import Item, dossier_of
from clausecheck.reports.memo_agreement import comment, said

_PLACE = re.compile(r"^the draft, .*?: “(?P<quote>.*)”$", re.DOTALL)


def document(result: CheckResult, run: Run, data: bytes) -> bytes:
    """The Word file `data`, which was checked, with comments. Raises `ImportError` where python-docx is not installed."""
    import docx

    word = docx.Document(io.BytesIO(data))
    paragraphs = _paragraphs(word)
    told = result.provenance.get("as of")
    day = dt.date.fromisoformat(told) if isinstance(told, str) else dt.date.today()
    for chapter in dossier_of(result, run).chapters():
        for _, items in chapter.sections:
            for item in items:
                _remark(word, paragraphs, item, day)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _paragraphs(word: Any) -> list[tuple[str, Any]]:
    """The paragraphs of the body, those of tables and text boxes too, each with its words."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    made = []
    for element in word.element.body.iter(qn("w:p")):
        words = " ".join("".join(one.text or "" for one in element.iter(qn("w:t"))).split())
        if words:
            made.append((words, Paragraph(element, word)))
    return made


def _remark(word: Any, paragraphs: list[tuple[str, Any]], item: Item, day: dt.date) -> None:
    """Put a finding beside each paragraph that it is about; one that is about none beside the first."""
    found: list[Any] = []
    for note in item.finding.notes:
        place = _PLACE.match(note)
        paragraph = _beside(paragraphs, place["quote"]) if place else None
        if paragraph is not None and all(paragraph._p is not one._p for one in found):
            found.append(paragraph)
    if not found and paragraphs:
        found = [paragraphs[0][1]]
    for at, paragraph in enumerate(found):
        lines = said(item) if at == 0 else [("", f"To {item.number}: {item.what}")]
        comment(word, paragraph, lines, day, first=at == 0)


def _beside(paragraphs: list[tuple[str, Any]], quote: str) -> Any:
    """The first paragraph that holds the words of a quote; of a row of a table, those of its first cell."""
    words = " ".join(quote.rstrip("…").split())
    for wanted in (words, words.split(" | ")[0]):
        for text, paragraph in paragraphs:
            if wanted and (wanted in text or text.endswith(wanted)):
                return paragraph
    return next((paragraph for text, paragraph in paragraphs if len(text) > 20 and text in words), None)
