"""The documents of the benchmark of imports as files: Markdown, pages, and Word files with real styles, lists and tables.

A text in Markdown is made into a Word file by python-docx, or into a page. A text in HTML (`html`) is a page as it is, or is
made into
a Word file with what only Word has: numbers of a multilevel list (`class="num"`, `num2`, `num3`), cells merged across and
down, tracked
changes (`ins`, `del`), footnotes (`sup class="footnote"`) and comments (`aside class="comment"`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

LICENSED = Path(__file__).parent / "import" / "licensed"

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DEPTHS = {"num": 0, "num2": 1, "num3": 2}
_AUTHOR = 'w:author="Reviewer" w:date="2027-01-11T09:00:00Z"'


def made(entry: dict[str, Any]) -> bytes:
    """The bytes of a document in its form."""
    if "file" in entry:
        return (LICENSED / entry["file"]).read_bytes()
    if "html" in entry:
        return page(entry["html"]) if entry["form"] == "html" else WordFile().of(entry["html"])
    text: str = entry["text"]
    if entry["form"] == "md":
        return text.encode()
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    return page(parser.render(text)) if entry["form"] == "html" else as_word(parser.parse(text))


def page(body: str) -> bytes:
    """A page with a body."""
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode()


def as_word(tokens: list[Any]) -> bytes:
    """A document as a Word file with real styles, lists and tables."""
    import docx

    document = docx.Document()
    rows: list[list[str]] = []
    style = "Normal"
    lists: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            style = f"Heading {token.tag[1]}"
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            grid = document.add_table(len(rows), max(map(len, rows)))
            for at, row in enumerate(rows):
                for column, text in enumerate(row):
                    grid.cell(at, column).text = text
            rows = []
        elif token.type == "inline":
            words = "".join(
                one.content for one in token.children or () if one.type in ("text", "code_inline")
            )
            if rows:
                rows[-1].append(words)
            else:
                document.add_paragraph(words, style=lists[-1] if lists else style)
                style = "Normal"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class WordFile:
    """A Word file that is made from HTML."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.comments: list[str] = []

    def of(self, html: str) -> bytes:
        """The bytes of the file of a body."""
        from lxml import html as pages

        body = pages.fromstring(f"<div>{html}</div>")
        return self._packed("".join(part for one in body for part in self._block(one)))

    def _block(self, element: Any) -> Iterator[str]:
        name, about = element.tag, element.get("class", "")
        if name == "table":
            yield self._table(element)
        elif name == "aside":
            self.comments.append(element.text_content())
            at = len(self.comments) - 1
            yield (
                f'<w:p><w:commentRangeStart w:id="{at}"/><w:commentRangeEnd w:id="{at}"/>'
                f'<w:r><w:commentReference w:id="{at}"/></w:r></w:p>'
            )
        elif name in ("ul", "ol"):
            for item in element:
                yield self._paragraph(item, _listed(2))
        else:
            style = f'<w:pStyle w:val="Heading{name[1]}"/>' if name in ("h1", "h2", "h3") else ""
            yield self._paragraph(element, style + (_listed(1, _DEPTHS[about]) if about in _DEPTHS else ""))

    def _paragraph(self, element: Any, properties: str = "") -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr>{self._runs(element)}</w:p>"

    def _runs(self, element: Any) -> str:
        parts = [_run(element.text)]
        for one in element:
            if one.tag == "sup":
                self.notes.append(one.text_content())
                parts.append(f'<w:r><w:footnoteReference w:id="{len(self.notes)}"/></w:r>')
            elif one.tag in ("ins", "del"):
                parts.append(
                    f'<w:{one.tag} w:id="{id(one) % 9999}" {_AUTHOR}>{_run(one.text, one.tag)}</w:{one.tag}>'
                )
            else:
                parts.append(_run(one.text_content(), one.tag))
            parts.append(_run(one.tail))
        return "".join(parts)

    def _table(self, table: Any) -> str:
        rows = []
        down: dict[int, tuple[int, int]] = {}
        for row in table.iter("tr"):
            cells, at = [], 0
            for one in [*row, None]:
                while down.get(at, (0, 0))[0]:
                    left, across = down[at]
                    cells.append(_cell("<w:p/>", across, "<w:vMerge/>"))
                    down[at] = (left - 1, across)
                    at += across
                if one is None:
                    break
                across, below = int(one.get("colspan", 1)), int(one.get("rowspan", 1))
                cells.append(
                    _cell(self._paragraph(one), across, '<w:vMerge w:val="restart"/>' if below > 1 else "")
                )
                down[at] = (below - 1, across)
                at += across
            rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
        return f"<w:tbl>{''.join(rows)}</w:tbl>"

    def _packed(self, body: str) -> bytes:
        notes = "".join(
            f'<w:footnote w:id="{at}"><w:p>{_run(text)}</w:p></w:footnote>'
            for at, text in enumerate(self.notes, 1)
        )
        comments = "".join(
            f'<w:comment w:id="{at}" {_AUTHOR}><w:p>{_run(text)}</w:p></w:comment>'
            for at, text in enumerate(self.comments)
        )
        parts = {
            "styles": "".join(
                f'<w:style w:type="paragraph" w:styleId="Heading{at}"><w:name w:val="heading {at}"/></w:style>'
                for at in (1, 2, 3)
            ),
            "numbering": _NUMBERING,
            "footnotes": notes,
            "comments": comments,
        }
        links = "".join(
            f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
            for at, kind in enumerate(parts)
        )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", _TYPES)
            archive.writestr(
                "_rels/.rels",
                f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="m" Type="{_OFFICE}/officeDocument" '
                'Target="word/document.xml"/></Relationships>',
            )
            archive.writestr("word/document.xml", _part("document", f"<w:body>{body}</w:body>"))
            archive.writestr(
                "word/_rels/document.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'
            )
            for kind, text in parts.items():
                archive.writestr(f"word/{kind}.xml", _part(kind, text))
        return buffer.getvalue()


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{".".join(f"%{part}" for part in range(1, at + 2))}"/></w:lvl>'
        for at in range(3)
    )
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)


def _part(kind: str, inside: str) -> str:
    return f'<w:{kind} xmlns:w="{_MAIN}">{inside}</w:{kind}>'


def _listed(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def _cell(inside: str, across: int, merged: str) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merged}</w:tcPr>{inside}</w:tc>"


def _run(text: str | None, tag: str = "") -> str:
    """A run of words, bold in `b`, and as text that was taken out in `del`."""
    if not text:
        return ""
    bold = "<w:rPr><w:b/></w:rPr>" if tag == "b" else ""
    kind = "delText" if tag == "del" else "t"
    return f'<w:r>{bold}<w:{kind} xml:space="preserve">{escape(text)}</w:{kind}></w:r>'
