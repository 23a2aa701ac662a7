"""The reader of web pages: what a browser shows of them, as blocks. Scripts, styles and navigation are left aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clausecheck.importing.blocks import (
    ASIDE,
    HEADING,
    ITEM,
    MAX_ATTRIBUTES,
    MAX_TAGS,
    PARAGRAPH,
    TABLE,
    CannotImport,
    Draft,
    DraftBlock,
    Limits,
    tidy,
)

_NEVER = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "head",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "textarea",
        "math",
        "button",
        "dialog",
    }
)
_AROUND = {
    "nav": "navigation",
    "footer": "the footer of a page",
    "aside": "beside the text",
    "form": "a form",
}
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "details",
        "summary",
        "figure",
        "figcaption",
        "address",
        "hr",
        "fieldset",
        "legend",
        "center",
        "body",
        "html",
        "caption",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        *_AROUND,
    }
)
_MAX_DEPTH = 200
_TAG = re.compile(r"<[A-Za-z][^\s/>]*")
_IN_TAG = re.compile(r"""[\s/]+|=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)|(?P<name>[^\s/>=]+)""")
"""What stands in a tag, piece by piece: a quote begins a value only behind an equals sign."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,30})""", re.I)


def read(data: bytes, name: str, changes: str = "") -> Draft:
    """What stands on a web page. `<ins>` and `<del>` are tracked changes, as in Word. Raises `CannotImport`."""
    root = parsed(decoded(data))
    reader = _PageReader(changes)
    blocks = tuple(reader.blocks(root))
    if reader.tracked and not changes:
        raise CannotImport(
            f"it marks {reader.tracked} change{'s' if reader.tracked != 1 else ''} with <ins> and "
            f"<del>: nobody but the parties knows which text is "
            "meant; say `--accept` or `--reject`"
        )
    remarks = []
    if reader.scripts:
        remarks.append(f"{reader.scripts} scripts, styles and embedded things are neither read nor run")
    return Draft(name, "html", blocks, tuple(remarks))


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 with its mark, or in what the page says of itself. Raises `CannotImport`."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        said = _CHARSET.search(data[:4096])
        encodings = ["utf-8-sig"]
        if said and said[1].decode("ascii").lower() in (
            "iso-8859-1",
            "latin1",
            "windows-1252",
            "cp1252",
            "us-ascii",
        ):
            encodings.append("cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:  # the next encoding
            continue
        if "\x00" in text:
            break
        return text
    raise CannotImport("it is not text in UTF-8; save it as UTF-8")


def parsed(text: str) -> Any:
    """The root of a page. Raises `CannotImport` where elements stand too deep in each other, or there are none."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    if not text.strip():
        raise CannotImport("it is empty")
    if text.count("<") > MAX_TAGS:
        raise CannotImport(f"it has more than {MAX_TAGS:,} tags; that is the limit")
    if _crowded(text):
        raise CannotImport(f"one element has more than {MAX_ATTRIBUTES:,} attributes; that is the limit")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise CannotImport(f"it cannot be read as a web page ({error.msg})") from None
    if root is None:
        raise CannotImport("it holds no text")
    if any("depth" in str(entry.message).lower() for entry in parser.error_log) or _deep(root):
        raise CannotImport(f"more than {_MAX_DEPTH} elements stand in each other; that is the limit")
    return root


def _crowded(text: str) -> bool:
    """Whether an element has more attributes than are allowed: the parser compares each with all others of its element."""
    at = 0
    while (tag := _TAG.search(text, at)) is not None:
        at, count = tag.end(), 0
        while (part := _IN_TAG.match(text, at)) is not None:
            at, count = part.end(), count + (part["name"] is not None)
            if count > MAX_ATTRIBUTES:
                return True
    return False


def _deep(root: Any) -> bool:
    level = [root]
    for _ in range(_MAX_DEPTH):
        level = [one for element in level for one in element]
        if not level:
            return False
    return True


class _PageReader:
    def __init__(self, changes: str) -> None:
        self.changes, self.limits = changes, Limits()
        self.tracked = self.scripts = 0

    def blocks(self, root: Any) -> Iterator[DraftBlock]:
        self.made: list[DraftBlock] = []
        self.words: list[str] = []
        self.bold: list[str] = []
        self.leading = True
        self.ids: list[str] = []
        self._walk(root, PARAGRAPH, 0, "")
        self._flush(PARAGRAPH, 0, "")
        return iter(self.made)

    def _walk(self, element: Any, kind: str, level: int, ignored: str, strong: bool = False) -> None:
        """Take in an element; `kind`, `level` and `ignored` are those of the block in which its text stands."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _NEVER or not tag:
            self.scripts += tag not in ("head", "")
            return
        ignored = ignored or _AROUND.get(tag, "") or ("hidden" if _hidden(element) else "")
        if element.get("id", "").startswith("sla_"):
            self.ids.append(element.get("id"))
        if tag in ("ins", "del"):
            self.tracked += 1
            if (tag == "ins") == (self.changes == "reject"):
                return
        if tag == "br":
            self.words.append("\n")
            return
        if tag == "table":
            self._flush(kind, level, ignored)
            self._table(element, ignored)
            return
        strong = strong or tag in ("b", "strong", "th", "dt")
        if tag not in _BLOCKS:
            self._inside(element, kind, level, ignored, strong)
            return
        self._flush(kind, level, ignored)
        inner, depth = _kind(tag, kind, level)
        self._inside(element, inner, depth, ignored, strong)
        self._flush(inner, depth, ignored)

    def _inside(self, element: Any, kind: str, level: int, ignored: str, strong: bool) -> None:
        self._say(element.text, strong)
        count = _start(element)
        for one in element:
            if one.tag == "li" and element.tag == "ol":
                self._number(one, count, kind, level, ignored)
                count += 1
            else:
                self._walk(one, kind, level, ignored, strong)
            self._say(one.tail, strong)

    def _number(self, item: Any, count: int, kind: str, level: int, ignored: str) -> None:
        self._flush(kind, level, ignored)
        before = len(self.made)
        self._walk(item, kind, level, ignored)
        if before < len(self.made) and not self.made[before].number:
            first = self.made[before]
            self.made[before] = DraftBlock(
                first.kind,
                first.text,
                first.level,
                str(count),
                lead=first.lead,
                ignored=first.ignored,
                anchors=first.anchors,
            )

    def _say(self, text: str | None, strong: bool) -> None:
        if not text:
            return
        text = re.sub(r"\s+", " ", text)
        self.words.append(text)
        if self.leading and (strong or not text.strip()):
            self.bold.append(text)
        elif text.strip():
            self.leading = False

    def _flush(self, kind: str, level: int, ignored: str) -> None:
        text = tidy("".join(self.words))
        lead = tidy("".join(self.bold))
        self.words, self.bold, self.leading = [], [], True
        if not text:
            return
        self.limits.block(text)
        if ignored:
            kind = ASIDE
        self.made.append(DraftBlock(kind, text, level, lead=lead, ignored=ignored, anchors=tuple(self.ids)))
        self.ids = []

    def _table(self, table: Any, ignored: str) -> None:
        rows: list[tuple[str, ...]] = []
        head, above = 0, True
        down: dict[int, tuple[int, str]] = {}
        for row in _rows(table):
            cells: list[str] = []
            places = [one for one in row if one.tag in ("td", "th")]
            for cell in places:
                self._merged(cells, down)
                text = self._text(cell)
                across, along = _span(cell, "colspan"), _span(cell, "rowspan")
                self.limits.cell(across)
                for _ in range(across):
                    if along > 1:
                        down[len(cells)] = (along - 1, text)
                    cells.append(text)
            self._merged(cells, down)
            above = (
                above
                and bool(places)
                and (all(one.tag == "th" for one in places) or row.getparent().tag == "thead")
            )
            head += above
            rows.append(tuple(cells))
        self.limits.block()
        if any(any(row) for row in rows):
            self.made.append(
                DraftBlock(TABLE, rows=tuple(rows), head=head, ignored=ignored, anchors=tuple(self.ids))
            )
            self.ids = []

    def _merged(self, cells: list[str], down: dict[int, tuple[int, str]]) -> None:
        """Add the cells that reach down from rows above."""
        while len(cells) in down:
            left, text = down.pop(len(cells))
            if left > 1:
                down[len(cells)] = (left - 1, text)
            self.limits.cell()
            cells.append(text)

    def _text(self, cell: Any) -> str:
        """The text of a cell, each of its blocks on a line."""
        made, words, bold, leading = self.made, self.words, self.bold, self.leading
        counted = self.limits.blocks
        self.made, self.words, self.bold, self.leading = [], [], [], True
        self._inside(cell, PARAGRAPH, 0, "", False)
        self._flush(PARAGRAPH, 0, "")
        texts = [
            block.text or "; ".join(filter(None, dict.fromkeys(sum(block.rows, ())))) for block in self.made
        ]
        self.made, self.words, self.bold, self.leading = made, words, bold, leading
        self.limits.blocks = counted  # a cell counts as a cell
        return "\n".join(filter(None, texts))


def _kind(tag: str, kind: str, level: int) -> tuple[str, int]:
    """The kind and the level of the text in an element, from those around it."""
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        return HEADING, int(tag[1])
    if tag in ("summary", "legend", "dt"):
        return HEADING, 6
    if tag == "li":
        return ITEM, level + 1 if kind == ITEM else 0
    if tag in ("ul", "ol"):
        return kind, level
    if kind == ITEM:
        return ITEM, level
    return PARAGRAPH, 0


def _hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))


def _start(element: Any) -> int:
    start = element.get("start", "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1").strip()
    return max(1, min(int(text), 1000)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _rows(table: Any) -> Iterator[Any]:
    for one in table:
        if one.tag == "tr":
            yield one
        elif one.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in one if row.tag == "tr")
