"""The review as a memo in Word: the same facts as on the page, to be sent and edited, and behind them each agreement as a
contract with the findings as comments.

It needs `python-docx` (the extra `docx`), which writes real headings, tables, lists and comments. Nothing in it is a link or a
macro, and the only fields are the contract's references from clause to clause.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from clausecheck.finding import CheckResult
from clausecheck.render import docx as contract
from clausecheck.reports.common import Run, counted, told
from clausecheck.reports.deadlines import NOTICE_HEADINGS, NOTICE_NOTE
from clausecheck.reports.deal import TARGET_HEADINGS, Deal, Line
from clausecheck.reports.dossier import Chapter, Dossier, Item, dossier_of
from clausecheck.reports.memo_agreement import Attached
from clausecheck.reports.text import DISCLAIMER
from clausecheck.reports.word_text import filled, plain

if TYPE_CHECKING:
    from docx.document import Document

_A4 = (210, 297)
_MARGIN = 20
_LETTER = 1.75
"""The width of a letter in a table, in millimetres, with some room."""
_WIDEST = 40
"""How many characters of a cell ask for a wider column."""
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
        self.chapters = tuple(dossier.chapters())
        self.attached: dict[str, Attached] = {}
        self.word: Document = new()
        section = self.word.sections[0]
        section.page_width, section.page_height = (Mm(size) for size in _A4)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
        section.footer.paragraphs[0].text = DISCLAIMER
        contract.styled(self.word)
        normal = self.word.styles["Normal"]
        normal.font.size, normal.paragraph_format.space_after = Pt(10), Pt(4)

    def made(self) -> bytes:
        """The whole memo."""
        chapters = self.chapters
        one = chapters[0].title or chapters[0].path if len(chapters) == 1 else ""
        title = one or f"{counted(len(chapters), 'agreement')}"
        self._properties(title)
        self.word.add_heading(plain(f"Review: {title}"), 0)
        for chapter in chapters:
            if chapter.agreement is not None and not chapter.agreement.problems:
                self.attached[chapter.path] = Attached(chapter)
            self._chapter(chapter)
        self._end()
        for part, attached in enumerate(self.attached.values()):
            self._attach(attached, part)
        file = io.BytesIO()
        self.word.save(file)
        return _still(file.getvalue())

    def _properties(self, title: str) -> None:
        known = self.word.core_properties
        known.author, known.comments = "clausecheck", DISCLAIMER
        known.title = plain(title)[:200]
        day = self.day
        known.created = known.modified = dt.datetime(day.year, day.month, day.day)

    @property
    def day(self) -> dt.date:
        """The day as of which the first agreement was checked."""
        days = [
            value
            for chapter in self.chapters
            for name, value in chapter.provenance
            if name == "checked as of"
        ]
        return dt.date.fromisoformat(days[0]) if days else dt.date(1980, 1, 1)

    def _attach(self, attached: Attached, part: int) -> None:
        """The contract on a new page, with its comments."""
        self._heading("The agreement with comments", 1)
        self.word.paragraphs[-1].paragraph_format.page_break_before = True
        self._text(
            f"This is what {attached.chapter.path} says, as a contract. Each finding is a comment at its clause, under the "
            "number that it has above."
        )
        attached.write(self.word, part, self.day)

    # ---- parts

    def _heading(self, text: str, level: int) -> None:
        self.word.add_heading(plain(text), level)

    def _text(self, text: str, style: str | None = None) -> None:
        filled(self.word.add_paragraph(style=style), text)

    def _list(self, items: Iterable[str]) -> None:
        for item in items:
            self._text(item, "List Bullet")

    def _pair(self, name: str, *texts: str) -> None:
        """A name in bold with what it says; several texts become a list below it."""
        paragraph = self.word.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        if len(texts) == 1:
            filled(paragraph, texts[0])
        else:
            self._list(texts)

    def _table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        from docx.oxml import OxmlElement
        from docx.shared import Mm, Pt

        body = [[plain(str(cell)) for cell in row] for row in rows]
        table = self.word.add_table(rows=len(body) + 1, cols=len(headings), style="Table Grid")
        table.autofit = False
        widths = [Mm(width) for width in _widths([list(headings), *body], _A4[0] - 2 * _MARGIN)]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row, texts in zip(table.rows, [list(headings), *body], strict=True):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                cell.paragraphs[0].paragraph_format.space_after = Pt(1)
                run = cell.paragraphs[0].add_run(text)
                run.bold, run.font.size = row._tr is table.rows[0]._tr, Pt(8)
        # Word repeats the first row on every page.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.word.add_paragraph()

    def _lines(self, name: str, lines: Sequence[Line]) -> None:
        self._pair(name, *(f"{words} ({place})" if place else words for words, place in lines))

    # ---- the review of one agreement

    def _chapter(self, chapter: Chapter) -> None:
        if len(self.chapters) > 1:
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
                self._item(item, self._clause(chapter, item))
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

    def _clause(self, chapter: Chapter, item: Item) -> str:
        """Where the clause of a finding stands in the contract behind the memo."""
        attached = self.attached.get(chapter.path)
        number = attached.number(item) if attached is not None else ""
        if not number:
            return ""
        return f" · {number if number[:2].isalpha() else f'clause {number}'} of the agreement below"

    def _item(self, item: Item, clause: str) -> None:
        finding = item.finding
        self._heading(f"{item.number}. {item.what}", 2)
        self._text(f"{item.kind} · {item.block} · {finding.code} {finding.name}")
        for excerpt in item.excerpts:
            text = " ".join((line.before + line.marked + line.after).strip() for line in excerpt.lines)
            label = f" – {excerpt.label}" if excerpt.label else ""
            number = excerpt.lines[0].number if excerpt.lines else 1
            self._text(f"line {number}: {text}{' …' if excerpt.more else ''}{label}", "Quote")
        self._pair("Where", f"{item.where}{clause}")
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


def _widths(rows: Sequence[Sequence[str]], whole: float) -> list[float]:
    """The widths of the columns of a table, `whole` together: room for the longest word of each, and the rest by how much text
    stands in it. Where the words alone are too long, all of them are broken alike."""
    columns = list(zip(*rows, strict=True))
    words = [
        _LETTER * max(len(word) for text in column for word in text.split() or [""]) for column in columns
    ]
    needed = [min(width + _LETTER, whole / 2) for width in words]
    if sum(needed) >= whole:
        return [width * whole / sum(needed) for width in needed]
    texts = [min(max(map(len, column)), _WIDEST) for column in columns]
    return [
        width + (whole - sum(needed)) * text / sum(texts) for width, text in zip(needed, texts, strict=True)
    ]


def _still(data: bytes) -> bytes:
    """The same file with the same time for each of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIXED), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
