"""The review as a memo in Word: the same facts as on the page, to be sent and edited.

It needs `python-docx` (the extra `docx`), which writes real headings, tables and lists. Nothing in it is a field, a link or a
macro.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from clausecheck.finding import CheckResult
from clausecheck.reports.common import NOT_XML, Run, counted, shown, told
from clausecheck.reports.deadlines import NOTICE_HEADINGS, NOTICE_NOTE
from clausecheck.reports.deal import TARGET_HEADINGS, Deal, Line
from clausecheck.reports.dossier import Chapter, Dossier, Item, dossier_of
from clausecheck.reports.text import DISCLAIMER

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_A4 = (210, 297)
_MARGIN = 20
_NARROWEST, _WIDEST = 16, 40
"""Between how many characters the width of a column is counted."""
_FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of each part of the file, so that two runs write the same bytes."""


def document(result: CheckResult, run: Run) -> bytes:
    """The memo as the bytes of a `.docx` file. Raises `ImportError` where python-docx is not installed."""
    return _Memo(dossier_of(result, run)).made()


class _Memo:
    """One memo while it is written."""

    def __init__(self, dossier: Dossier) -> None:
        from docx import Document as new
        from docx.shared import Mm, Pt

        self.dossier = dossier
        self.word: Document = new()
        section = self.word.sections[0]
        section.page_width, section.page_height = (Mm(size) for size in _A4)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
        section.footer.paragraphs[0].text = DISCLAIMER
        normal = self.word.styles["Normal"]
        normal.font.size, normal.paragraph_format.space_after = Pt(10), Pt(4)

    def made(self) -> bytes:
        """The whole memo."""
        chapters = self.dossier.chapters
        one = chapters[0].title or chapters[0].path if len(chapters) == 1 else ""
        title = one or f"{counted(len(chapters), 'agreement')}"
        self._properties(title)
        self.word.add_heading(_plain(f"Review: {title}"), 0)
        for chapter in chapters:
            self._chapter(chapter)
        self._end()
        file = io.BytesIO()
        self.word.save(file)
        return _still(file.getvalue())

    def _properties(self, title: str) -> None:
        known = self.word.core_properties
        known.author, known.comments = "clausecheck", DISCLAIMER
        known.title = _plain(title)[:200]
        days = [
            value
            for chapter in self.dossier.chapters
            for name, value in chapter.provenance
            if name == "checked as of"
        ]
        day = dt.date.fromisoformat(days[0]) if days else dt.date(1980, 1, 1)
        known.created = known.modified = dt.datetime(day.year, day.month, day.day)

    # ---- parts

    def _heading(self, text: str, level: int) -> None:
        self.word.add_heading(_plain(text), level)

    def _text(self, text: str, style: str | None = None) -> None:
        _runs(self.word.add_paragraph(style=style), text)

    def _list(self, items: Iterable[str]) -> None:
        for item in items:
            self._text(item, "List Bullet")

    def _pair(self, name: str, *texts: str) -> None:
        """A name in bold with what it says; several texts become a list below it."""
        paragraph = self.word.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        if len(texts) == 1:
            _runs(paragraph, texts[0])
        else:
            self._list(texts)

    def _table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        from docx.oxml import OxmlElement
        from docx.shared import Mm, Pt

        body = [[_plain(str(cell)) for cell in row] for row in rows]
        table = self.word.add_table(rows=len(body) + 1, cols=len(headings), style="Table Grid")
        table.autofit = False
        longest = [min(max(map(len, column)), _WIDEST) for column in zip(headings, *body, strict=True)]
        shares = [max(size, _NARROWEST) for size in longest]
        widths = [Mm((_A4[0] - 2 * _MARGIN) * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row, texts in zip(table.rows, [list(headings), *body], strict=True):
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                run = cell.paragraphs[0].add_run(text)
                run.bold, run.font.size = row._tr is table.rows[0]._tr, Pt(8)
        # Word repeats the first row on every page.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.word.add_paragraph()

    def _lines(self, name: str, lines: Sequence[Line]) -> None:
        self._pair(name, *(f"{words} ({place})" if place else words for words, place in lines))

    # ---- the review of one agreement

    def _chapter(self, chapter: Chapter) -> None:
        if len(self.dossier.chapters) > 1:
            self._heading(chapter.title or chapter.path, 1)
        verdict = self.word.add_paragraph()
        verdict.add_run(chapter.verdict).bold = True
        if chapter.counts:
            verdict.add_run(f" – {', '.join(chapter.counts)}")
        self._text(" · ".join(part for part in (chapter.path, chapter.about) if part))
        if chapter.deal is not None:
            self._deal(chapter.deal)
        if chapter.waits:
            self._text(
                f"{counted(chapter.waits, 'finding')} about what could be read wait until the rest can be."
            )
        for heading, items in chapter.sections:
            self._heading(heading, 1)
            for item in items:
                self._item(item)
        self._checklists(chapter)

    def _deal(self, deal: Deal) -> None:
        self._heading("The deal at a glance", 1)
        for name, words in (*deal.parties, *deal.life):
            self._pair(name[:1].upper() + name[1:], words)
        if deal.notices:
            self._heading("Days for notices", 2)
            self._table(NOTICE_HEADINGS, deal.notices)
            self._text(NOTICE_NOTE)
        if deal.targets:
            self._heading("Targets and how long tickets really wait", 2)
            self._table(TARGET_HEADINGS, deal.targets)
        self._list(deal.target_notes)
        self._heading("Service credits", 2)
        for chart in deal.charts:
            self._text(chart.title)
            self._table(
                ("result", "credit", "clause"),
                [(step.wording, step.credit, f"line {step.line}") for step in chart.steps],
            )
        self._list(f"{words} ({place})" for words, place in deal.credits)
        if not deal.charts and not deal.credits:
            self._text("No service credits are agreed.")
        self._heading("Backups", 2)
        if not deal.backups:
            self._text("No backup is promised.")
        for title, parts in deal.backups:
            self._heading(title, 3)
            for name, lines in parts:
                self._lines(name[:1].upper() + name[1:], lines)
        self._heading("The end", 2)
        self._list([f"{words} ({place})" for words, place in deal.ends] or ["Nothing says who may end it."])
        self._heading("After the end", 2)
        self._list(
            [f"{words} ({place})" for words, place in deal.exit]
            or ["Nothing says what happens after the end."]
        )

    def _item(self, item: Item) -> None:
        finding = item.finding
        self._heading(f"{item.number}. {item.what}", 2)
        self._text(f"{item.kind} · {item.block} · {finding.code} {finding.name}")
        for excerpt in item.excerpts:
            text = " ".join((line.before + line.marked + line.after).strip() for line in excerpt.lines)
            label = f" – {excerpt.label}" if excerpt.label else ""
            number = excerpt.lines[0].number if excerpt.lines else 1
            self._text(f"line {number}: {text}{' …' if excerpt.more else ''}{label}", "Quote")
        self._pair("Where", item.where)
        self._pair("Who", item.who)
        if finding.witness is not None:
            self._pair("Case", finding.witness.summary)
        if item.timeline is not None:
            self._table(("moment", "when"), [(one.what, one.when) for one in item.timeline.moments])
        for note in finding.notes:
            self._pair("Note", note)
        if finding.help:
            self._pair("Suggestion" if len(finding.help) == 1 else "Suggestions", *finding.help)
        if finding.why:
            self._pair("Why", finding.why)
        if finding.citations:
            self._pair("Source", "; ".join(str(one) for one in finding.citations))

    def _checklists(self, chapter: Chapter) -> None:
        if chapter.blocks:
            self._heading("Checklist: what such a document needs", 1)
            self._table(("building block", "state"), chapter.blocks)
        if chapter.questions:
            self._heading("Checklist by subject", 1)
            headings = ("subject", "must be mended", "gaps", "suggestions", "not asked")
            self._table(headings, chapter.questions)
        for name, words in chapter.counted:
            self._pair(name[:1].upper() + name[1:], words)
        self._heading("Waived by the agreement itself", 1)
        if not chapter.waived:
            self._text("Nothing was waived.")
        for one, at in chapter.waived:
            until = f" until {one.until.isoformat()}" if one.until else ""
            by = one.by or "nobody named"
            self._list([f"{one.finding.code} {told(one.finding)} – {by}{until}: {one.reason} ({at})"])
        if chapter.provenance:
            self._heading("With what it was checked", 1)
            for name, words in chapter.provenance:
                self._pair(name[:1].upper() + name[1:], words)

    def _end(self) -> None:
        settled = sum(len(texts) for _, texts in self.dossier.proven)
        self._heading("What was proven", 1)
        self._text(f"{counted(settled, 'question')} of time and arithmetic settled without a contradiction.")
        self._list(f"{rule}: {counted(len(texts), 'case')}" for rule, texts in self.dossier.proven)
        self._heading("What could not be decided", 1)
        self._list(
            [f"{rule}: {text}" for rule, texts in self.dossier.undecided for text in texts]
            or ["Nothing of what was looked at."]
        )
        if self.dossier.known:
            self._heading("Known from a baseline, and not counted", 1)
            self._list(f"{at}: {words}" for words, at in self.dossier.known)
        self._heading("What was not checked", 1)
        self._list(self.dossier.not_checked)
        self._list(self.dossier.remarks)


def _plain(text: str) -> str:
    """`text` as a part of Word may hold it: on one line, and nothing in it is invisible."""
    return NOT_XML.sub("\ufffd", shown(text))


def _runs(paragraph: Paragraph, text: str) -> None:
    """Text of a paragraph: what stands between backticks is code."""
    for number, part in enumerate(_CODE.split(text)):
        run = paragraph.add_run(_kept(part))
        if number % 2:
            run.font.name = "Courier New"


def _kept(text: str) -> str:
    """`text` with nothing invisible in it; blanks at its ends stay."""
    left, right = (
        text[: len(text) - len(text.lstrip(" "))],
        text[len(text.rstrip(" ")) :] if text.strip(" ") else "",
    )
    return f"{left}{_plain(text)}{right}"


def _still(data: bytes) -> bytes:
    """The same file with the same time for each of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIXED), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
