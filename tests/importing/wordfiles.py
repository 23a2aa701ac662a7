"""Word files made by hand for tests: only what a test needs, and things that no program would write."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"


def paragraph(
    text: str, *, style: str = "", num: tuple[int, int] | None = None, bold: bool = False, extra: str = ""
) -> str:
    """A paragraph in a style, with a number of a list at a level; `extra` is markup at its end."""
    inside = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>' if num else ""
    strong = "<w:rPr><w:b/></w:rPr>" if bold else ""
    run = f'<w:r>{strong}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{inside}</w:pPr>{run}{extra}</w:p>"


def cell(text: str, *, span: int = 1, down: str = "", inner: str = "") -> str:
    """A cell; `span` columns wide, and `down` is `restart` or `continue` where it is merged with those below."""
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged += (f'<w:vMerge w:val="{down}"/>' if down == "restart" else "<w:vMerge/>") if down else ""
    return f"<w:tc><w:tcPr>{merged}</w:tcPr>{inner}{paragraph(text)}</w:tc>"


def table(*rows: str | list[str]) -> str:
    """A table; a row is its cells as texts, or markup of cells."""
    made = [row if isinstance(row, str) else "".join(cell(text) for text in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in made) + "</w:tbl>"


def body(*parts: str) -> str:
    """The main part."""
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(parts)}</w:body></w:document>'


def word(
    *parts: str,
    main: str = "word/document.xml",
    raw: str | None = None,
    external: bool = False,
    more: dict[str, str | bytes] | None = None,
    **related: str,
) -> bytes:
    """A Word file: `parts` stand in its body, unless `raw` is the whole main part; `related` are parts by what they are
    (`styles`,
    `numbering`, `comments`, `footnotes`), and `more` further files."""
    folder, _, name = main.rpartition("/")
    links = "".join(
        f'<Relationship Id="r{at}" Type="{R}/{kind}" Target="{kind}.xml"/>' for at, kind in enumerate(related)
    )
    if external:
        links += f'<Relationship Id="x" Type="{R}/image" Target="http://example.invalid/a.png" TargetMode="External"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_REL}"><Relationship Id="m" Type="{R}/officeDocument" Target="{main}"/></Relationships>',
        )
        archive.writestr(main, raw if raw is not None else body(*parts))
        archive.writestr(
            f"{folder}/_rels/{name}.rels", f'<Relationships xmlns="{_REL}">{links}</Relationships>'
        )
        for kind, text in related.items():
            archive.writestr(f"{folder}/{kind}.xml", text)
        for path, content in (more or {}).items():
            archive.writestr(path, content)
    return buffer.getvalue()


def numbering(*levels: tuple[str, str, str], styles: dict[int, str] | None = None) -> str:
    """A multilevel list with number 1: of each level its format, its text and its start; `styles` are linked to levels."""
    linked = styles or {}
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        + (f'<w:pStyle w:val="{linked[at]}"/>' if at in linked else "")
        + f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text, start) in enumerate(levels)
    )
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def styles(*named: tuple[str, str, str]) -> str:
    """Styles: of each its id, its name, and markup of its paragraph properties."""
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:pPr>{inside}</w:pPr></w:style>'
        for key, name, inside in named
    )
    return f'<w:styles xmlns:w="{W}">{made}</w:styles>'
