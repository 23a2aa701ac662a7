"""The document as a Word file, with real styles, multilevel numbering, tables, cross-reference fields and a bookmark at each
clause.

Text of an agreement is put into the file as text only: it cannot become a field, a relationship or markup. The only fields are
the references and the page number that are written here.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from clausecheck.render import origin
from clausecheck.render.document import (
    Break,
    Fragment,
    Grid,
    Heading,
    Mark,
    Paragraph,
    Passage,
    Rendered,
    Signature,
    Signatures,
)

_LEVELS = 5
_FONT = "Liberation Serif"
_SIGN_TOGETHER = 4
"""So many places to sign stand on one page."""
_FIRST_LIST = 41
"""The number of the list of the first document's body; its schedules' is the next one, and so on."""

_MOST_BOOKMARKS = 1_000_000
"""More than one document has."""


def render(document: Rendered) -> bytes:
    """The bytes of the file. Raises `ImportError` where python-docx is not installed."""
    import docx

    writer = _Writer(docx.Document(), document)
    writer.page()
    writer.write()
    buffer = io.BytesIO()
    writer.file.save(buffer)
    return _packed(buffer, origin.part(dict(_words(writer.placed))))


def styled(file: Any) -> None:
    """Give a python-docx document the styles of a contract, unless it has them."""
    _Writer(file, None).styles()


def appended(file: Any, document: Rendered, part: int) -> list[tuple[Passage, Any]]:
    """Write a document behind what a python-docx document holds, as its `part` (from 0): each has lists and bookmarks of its
    own. Each passage with its paragraph, in order."""
    writer = _Writer(file, document, part)
    writer.write()
    return writer.placed


def _words(placed: Sequence[tuple[Passage, Any]]) -> Iterator[tuple[str, str]]:
    """The words of each clause by its mark, without the results of fields, which Word computes anew."""
    for line, paragraph in placed:
        parts, fields = [], 0
        for run in paragraph.runs if line.marks else ():
            kinds = [
                one.get(_Writer._name("w:fldCharType")) for one in run._r.iter(_Writer._name("w:fldChar"))
            ]
            fields += kinds.count("begin") - kinds.count("end")
            if not fields and not kinds:
                parts.append(run.text)
        for mark in line.marks:
            yield mark.name, "".join(parts)


def _packed(written: io.BytesIO, said: str) -> bytes:
    """The file with what it says of its origin, and without the time at which it was packed: the same agreement gives the same
    file."""
    packed = io.BytesIO()
    more = {
        "[Content_Types].xml": f'<Override PartName="/{origin.PART}" ContentType="{origin.TYPE}"/></Types>',
        "_rels/.rels": f'<Relationship Id="rIdOrigin" Type="{origin.RELATION}" Target="{origin.PART}"/></Relationships>',
    }
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename in more:
                added = more[part.filename].encode()
                content = content.replace(added[added.rindex(b"</") :], added)
            archive.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(origin.PART), said, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


class _Writer:
    """One document while it is written into a file. `placed` are its passages with their paragraphs."""

    def __init__(self, file: Any, document: Rendered | None, part: int = 0) -> None:
        from docx.shared import Mm, Pt, RGBColor

        self.Mm, self.Pt, self.RGB = Mm, Pt, RGBColor
        self.source = document or Rendered("", ())
        self.file = file
        self.part = part
        self.body, self.schedule = _FIRST_LIST + 2 * part, _FIRST_LIST + 2 * part + 1
        self.bookmarks = 0
        self.placed: list[tuple[Passage, Any]] = []

    def write(self) -> None:
        """Write every block."""
        self.styles()
        self._numbering()
        fresh = False
        for block in self.source.blocks:
            if isinstance(block, Break):
                fresh = True
                continue
            if isinstance(block, Heading):
                self._heading(block, fresh)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Grid):
                self._table(block)
            elif isinstance(block, Signatures):
                for number, place in enumerate(block.places, start=1):
                    self._place(place, together=number < len(block.places) <= _SIGN_TOGETHER)
            fresh = False

    # ---- the page, the styles, the numbering

    def page(self) -> None:
        """Set up the page and the properties of a file that holds nothing else."""
        section = self.file.sections[0]
        section.page_width, section.page_height = self.Mm(210), self.Mm(297)
        section.left_margin = section.right_margin = self.Mm(24)
        section.top_margin = section.bottom_margin = self.Mm(22)
        properties = self.file.core_properties
        properties.title, properties.author, properties.comments = self.source.title[:250], "", ""
        properties.language = self.source.language
        properties.created = properties.modified = dt.datetime(2000, 1, 1)
        foot = section.footer.paragraphs[0]
        foot.alignment = 1
        self._field(foot, "PAGE", "1")
        foot.add_run(" / ")
        self._field(foot, "NUMPAGES", "1")

    def styles(self) -> None:
        """The styles of a contract, where the file does not have them yet."""
        from docx.enum.style import WD_STYLE_TYPE

        styles = self.file.styles
        if "Schedule Heading" in styles:
            return
        normal = styles["Normal"]
        normal.font.name, normal.font.size = _FONT, self.Pt(10.5)
        normal.paragraph_format.space_after = self.Pt(5)
        normal.paragraph_format.line_spacing = 1.12
        for name, size in (
            ("Title", 22),
            ("Heading 1", 13),
            ("Heading 2", 11.5),
            ("Heading 3", 10.5),
            ("Heading 4", 10.5),
        ):
            self._head(styles[name], size)
        self._head(styles.add_style("Schedule Heading", WD_STYLE_TYPE.PARAGRAPH), 13)
        styles["Schedule Heading"].base_style = styles["Heading 1"]
        for level in range(1, _LEVELS + 1):
            for kind in ("Clause", "Paragraph"):
                style = styles.add_style(f"{kind} {level}", WD_STYLE_TYPE.PARAGRAPH)
                style.base_style = normal
        text = styles.add_style("Clause Text", WD_STYLE_TYPE.PARAGRAPH)
        text.base_style, text.paragraph_format.left_indent = normal, self.Mm(18)
        party = styles.add_style("Party", WD_STYLE_TYPE.PARAGRAPH)
        party.base_style = normal
        party.paragraph_format.left_indent, party.paragraph_format.first_line_indent = (
            self.Mm(12),
            self.Mm(-12),
        )
        cell = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style, cell.font.size = normal, self.Pt(9.5)
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = self.Pt(2)
        blank = styles.add_style("Blank", WD_STYLE_TYPE.CHARACTER)
        blank.font.highlight_color, blank.font.underline = 7, True
        silent = styles.add_style("Not Stated", WD_STYLE_TYPE.CHARACTER)
        silent.font.italic = True
        paper = styles.add_style("Paper Number", WD_STYLE_TYPE.CHARACTER)
        paper.font.color.rgb, paper.font.size = self.RGB(0x5A, 0x5A, 0x5A), self.Pt(9)
        styles.add_style("Defined Term", WD_STYLE_TYPE.CHARACTER).font.bold = True

    def _head(self, style: Any, size: float) -> None:
        style.font.name, style.font.size, style.font.bold = _FONT, self.Pt(size), True
        style.font.color.rgb = self.RGB(0x1A, 0x1A, 0x1A)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(self._name(f"w:{name}"), None)
        fonts.set(self._name("w:hAnsi"), _FONT)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = self.Pt(14 if size >= 13 else 9)
        style.paragraph_format.space_after = self.Pt(5)
        for border in style.element.iter(self._name("w:pBdr")):
            border.getparent().remove(border)
            break

    def _numbering(self) -> None:
        """Two multilevel lists, `1`, `1.1` … and `Schedule 1`, `S1.1` …"""
        numbering = self.file.part.numbering_part.element
        for number, head, before in ((self.body, "%1.", ""), (self.schedule, "Schedule %1", "S")):
            abstract = self._made("w:abstractNum", abstractNumId=str(number))
            abstract.append(self._made("w:multiLevelType", val="multilevel"))
            for level in range(_LEVELS):
                one = self._made("w:lvl", ilvl=str(level))
                dotted = before + ".".join(f"%{at}" for at in range(1, level + 2))
                for tag, value in (
                    ("w:start", "1"),
                    ("w:numFmt", "decimal"),
                    ("w:lvlText", head if level == 0 else dotted),
                ):
                    one.append(self._made(tag, val=value))
                one.append(self._made("w:lvlJc", val="left"))
                properties = self._made("w:pPr")
                left = (1700 if before else 1021) if level == 0 else 1021 if level == 1 else 1247
                properties.append(self._made("w:ind", left=str(left), hanging=str(left)))
                one.append(properties)
                abstract.append(one)
            first = numbering.find(self._name("w:num"))
            if first is not None:
                first.addprevious(abstract)
            else:
                numbering.append(abstract)
        for number in (self.body, self.schedule):
            instance = self._made("w:num", numId=str(number))
            instance.append(self._made("w:abstractNumId", val=str(number)))
            numbering.append(instance)

    # ---- blocks

    def _heading(self, block: Heading, fresh: bool) -> None:
        schedule = block.number.startswith(("S", "Schedule"))
        if block.level == 0:
            paragraph = self.file.add_paragraph(style="Title")
        elif schedule and block.level == 1:
            paragraph = self.file.add_paragraph(style="Schedule Heading")
        else:
            paragraph = self.file.add_paragraph(style=f"Heading {min(block.level, 4)}")
        if fresh:
            paragraph.paragraph_format.page_break_before = True
        if block.number:
            self._numbered(paragraph, block.level - 1, schedule)
        self._filled(paragraph, block.line, block.paper)

    def _paragraph(self, block: Paragraph) -> None:
        if block.level == 0:
            self._filled(self.file.add_paragraph(), block.line, block.paper)
            return
        if block.number.startswith("("):
            paragraph = self.file.add_paragraph(style="Party")
            paragraph.add_run(f"{block.number}\t")
            paragraph.paragraph_format.tab_stops.add_tab_stop(self.Mm(12))
        elif block.number:
            schedule = block.number.startswith("S")
            level = min(block.level, _LEVELS)
            paragraph = self.file.add_paragraph(style=f"{'Paragraph' if schedule else 'Clause'} {level}")
            self._numbered(paragraph, block.level - 1, schedule)
        else:
            paragraph = self.file.add_paragraph(style="Clause Text")
        if block.line.runs and block.line.runs[-1].text.endswith(":"):
            paragraph.paragraph_format.keep_with_next = True
        self._filled(paragraph, block.line, block.paper)

    def _numbered(self, paragraph: Any, level: int, schedule: bool) -> None:
        properties = paragraph._p.get_or_add_pPr()
        numbered = properties.get_or_add_numPr()
        numbered.get_or_add_ilvl().val = min(level, _LEVELS - 1)
        numbered.get_or_add_numId().val = self.schedule if schedule else self.body

    def _table(self, block: Grid) -> None:
        table = self.file.add_table(rows=1, cols=len(block.head), style="Table Grid")
        table.autofit = True
        for cell, text in zip(table.rows[0].cells, block.head, strict=True):
            self._cell(cell, Passage((Fragment(text, "strong"),)), first=True)
            shade = self._made("w:shd", val="clear", color="auto", fill="F1F1EE")
            cell._tc.get_or_add_tcPr().append(shade)
        repeat = table.rows[0]._tr.get_or_add_trPr()
        repeat.append(self._made("w:tblHeader", val="true"))
        for row in block.rows:
            made = table.add_row()
            made._tr.get_or_add_trPr().append(self._made("w:cantSplit", val="true"))
            for at, (cell, lines) in enumerate(zip(made.cells, row, strict=True)):
                for place, line in enumerate(lines):
                    if at == 0 and block.named:
                        strong = (Fragment(run.text, run.style or "strong", run.target) for run in line.runs)
                        line = replace(line, runs=tuple(strong))
                    self._cell(cell, line, first=place == 0)
        space = self.file.add_paragraph()
        space.paragraph_format.space_after = self.Pt(2)

    def _cell(self, cell: Any, line: Passage, *, first: bool) -> None:
        paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
        paragraph.style = "Table Text"
        self._filled(paragraph, line, "")

    def _place(self, place: Signature, *, together: bool) -> None:
        """Where a party signs; on one page with the next place if they belong `together`."""
        table = self.file.add_table(rows=4, cols=2)
        table.autofit = False
        table.columns[0].width, table.columns[1].width = self.Mm(38), self.Mm(110)
        rows: list[tuple[str, tuple[Fragment, ...]]] = [
            ("Signed for", place.party.runs),
            ("Signature", ()),
            ("Name and title", place.by),
            ("Date", place.on),
        ]
        for at, (label, runs) in enumerate(rows):
            left, right = table.rows[at].cells
            left.width, right.width = self.Mm(38), self.Mm(110)
            self._cell(left, Passage((Fragment(label),)), first=True)
            blank = all(run.style == "blank" for run in runs)
            said = (place.marks, place.nodes) if at == 0 else ((), ())
            self._cell(right, Passage(() if blank else runs, *said), first=True)
            left.paragraphs[0].paragraph_format.space_before = self.Pt(14 if at == 1 else 6)
            left.paragraphs[0].paragraph_format.keep_with_next = True
            right.paragraphs[0].paragraph_format.space_before = self.Pt(14 if at == 1 else 6)
            if at:
                borders = self._made("w:tcBorders")
                borders.append(self._made("w:bottom", val="single", sz="6", space="0", color="1A1A1A"))
                right._tc.get_or_add_tcPr().append(borders)
            table.rows[at]._tr.get_or_add_trPr().append(self._made("w:cantSplit", val="true"))
        self.file.add_paragraph().paragraph_format.keep_with_next = together

    # ---- text

    def _filled(self, paragraph: Any, line: Passage, paper: str) -> None:
        self.placed.append((line, paragraph))
        started = [self._start(paragraph, mark) for mark in line.marks]
        if paper:
            paragraph.add_run(f"[{paper}] ", style="Paper Number")
        for run in line.runs:
            self._run(paragraph, run)
        for identity in started:
            paragraph._p.append(self._made("w:bookmarkEnd", id=identity))

    def _run(self, paragraph: Any, run: Fragment) -> None:
        if run.style == "blank":
            paragraph.add_run("\u00a0" * 24, style="Blank")
        elif run.style == "unstated":
            paragraph.add_run(f"[{run.text}]", style="Not Stated")
        elif run.style == "strong":
            paragraph.add_run(run.text, style="Defined Term")
        elif run.style == "reference":
            self._field(paragraph, rf"REF {self._bookmark(run.target)} \w \h", run.text)
        else:
            paragraph.add_run(run.text)

    def _start(self, paragraph: Any, mark: Mark) -> str:
        self.bookmarks += 1
        identity = str(self.part * _MOST_BOOKMARKS + self.bookmarks)
        paragraph._p.append(self._made("w:bookmarkStart", id=identity, name=self._bookmark(mark.name)))
        return identity

    def _bookmark(self, name: str) -> str:
        """The name of a bookmark, which no other part of the file has."""
        return f"{name}_{self.part + 1}" if self.part else name

    def _field(self, paragraph: Any, code: str, shown: str) -> None:
        """A field of our own; `code` holds nothing that an agreement says."""
        for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
            run = paragraph.add_run()
            if kind == "shown":
                run.text = text
            elif kind:
                run._r.append(self._made("w:fldChar", fldCharType=kind))
            else:
                instruction = self._made("w:instrText")
                instruction.text = f" {text} "
                run._r.append(instruction)

    def _made(self, tag: str, **attributes: str) -> Any:
        from docx.oxml import OxmlElement

        element = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(self._name(f"w:{name}"), value)
        return element

    @staticmethod
    def _name(tag: str) -> str:
        from docx.oxml.ns import qn

        return str(qn(tag))
