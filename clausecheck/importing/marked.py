"""The reader of Markdown files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clausecheck.importing import web
from clausecheck.importing.blocks import (
    ASIDE,
    CODE,
    FOOTNOTE,
    HEADING,
    ITEM,
    MAX_LINES,
    MAX_MARKS,
    MAX_TEXT,
    PARAGRAPH,
    TABLE,
    CannotImport,
    Draft,
    DraftBlock,
    Limits,
    tidy,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_NOTE = re.compile(r"^\[\^([^\]]{1,40})\]:?\s*")
_NOTED = re.compile(r"\s?\[\^([^\]\s]{1,40})\](?!:)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_WORDS = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md"})
"""What a fence may call itself that holds words, not a program."""
_MAX_NESTING = 60
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INSIDE = r"(?:(?!\{(?:\+\+|--|~~)).)*?"
"""The words of a change: none holds the beginning of another, so that a thousand beginnings without an end are soon done."""
_CRITIC = re.compile(rf"\{{(\+\+{_INSIDE}\+\+|--{_INSIDE}--|~~{_INSIDE}~>{_INSIDE}~~)\}}", re.DOTALL)
_MARKS = re.compile(r"[*_]+|[\[\]`!~]+")


def read(data: bytes, name: str, changes: str = "") -> Draft:
    """What stands in a Markdown file. Marks of CriticMarkup (`{++ … ++}`) are tracked changes. Raises `CannotImport`."""
    from markdown_it import MarkdownIt

    text = web.decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise CannotImport("it is empty")
    _refuse_what_is_too_much(text)
    text = _settled(text, changes)
    reader = _MarkdownReader(changes)
    front = _FRONT.match(text)
    if front:
        reader.made.append(DraftBlock(ASIDE, tidy(front[1]), ignored="the properties of the file"))
        text = text[front.end() :]
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    reader.take(parser.parse(_apart(text)))
    return Draft(name, "markdown", tuple(reader.blocks()))


def _refuse_what_is_too_much(text: str) -> None:
    """Say so before anything is parsed: what Markdown means depends on all of a paragraph. Raises `CannotImport`."""
    if text.count("\n") > MAX_LINES:
        raise CannotImport(f"it has more than {MAX_LINES:,} lines; that is the limit")
    longest = max(map(len, text.split("\n")))
    if longest > MAX_TEXT:
        raise CannotImport(f"one line has {longest:,} characters; the limit is {MAX_TEXT:,}")
    if sum(1 for _ in _MARKS.finditer(text)) > MAX_MARKS:
        raise CannotImport(
            f"it has more than {MAX_MARKS:,} marks of emphasis, code and links; that is the limit"
        )


def _apart(text: str) -> str:
    """A text whose footnotes are paragraphs of their own: CommonMark has none, and takes their lines for links or for one
    paragraph."""
    if "[^" not in text:
        return text
    made: list[str] = []
    fence = ""
    for line in text.split("\n"):
        edge = _FENCE.match(line)
        if edge and not fence:
            fence = edge[1]
        elif edge and edge[1].startswith(fence):
            fence = ""
        made += ["", "\\" + line] if not fence and line.startswith("[^") and _NOTE.match(line) else [line]
    return "\n".join(made)


def _settled(text: str, changes: str) -> str:
    count = len(_CRITIC.findall(text))
    if not count:
        return text
    if not changes:
        raise CannotImport(
            f"it marks {count} change{'s' if count != 1 else ''} with {{++ ++}} and {{-- --}}: "
            f"nobody but the parties knows which text is meant; say "
            "`--accept` or `--reject`"
        )

    def one(match: re.Match[str]) -> str:
        body = match[1]
        old, new = {"+": ("", body[2:-2]), "-": (body[2:-2], "")}.get(body[0]) or body[2:-2].split("~>", 1)
        return new if changes == "accept" else old

    return _CRITIC.sub(one, text)


class _MarkdownReader:
    def __init__(self, changes: str) -> None:
        self.changes, self.limits = changes, Limits()
        self.made: list[DraftBlock] = []
        self.notes: dict[str, str] = {}

    def blocks(self) -> list[DraftBlock]:
        """All blocks, each with what the footnotes say to which it refers."""
        return [
            replace(one, notes=tuple(filter(None, map(self.notes.get, one.notes)))) if one.notes else one
            for one in self.made
        ]

    def take(self, tokens: Sequence[Token]) -> None:
        lists: list[list[Any]] = []
        head = 0
        fresh = ""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            kind = token.type
            if kind in ("bullet_list_open", "ordered_list_open"):
                lists.append([kind == "ordered_list_open", int(token.attrGet("start") or 1)])
            elif kind in ("bullet_list_close", "ordered_list_close"):
                lists.pop()
            elif kind == "list_item_open":
                fresh = str(lists[-1][1]) if lists[-1][0] else ""
                lists[-1][1] += 1
            elif kind == "heading_open":
                head = int(token.tag[1])
            elif kind == "heading_close":
                head = 0
            elif kind == "inline":
                self._inline(
                    token,
                    HEADING if head else ITEM if lists else PARAGRAPH,
                    head or max(len(lists) - 1, 0),
                    fresh,
                )
                fresh = ""
            elif kind in ("fence", "code_block"):
                self._code(token)
            elif kind == "html_block":
                self._html(token.content)
            elif kind == "table_open":
                at = self._table(tokens, at)
            at += 1

    def _add(
        self, kind: str, text: str, level: int = 0, number: str = "", lead: str = "", ignored: str = ""
    ) -> None:
        text, notes = _noted(text) if kind not in (CODE, ASIDE) else (text, ())
        if not text:
            return
        self.limits.block(text)
        lead = _noted(lead)[0]
        self.made.append(DraftBlock(kind, text, level, number, lead=lead, ignored=ignored, notes=notes))

    def _inline(self, token: Token, kind: str, level: int, number: str) -> None:
        text, lead = _words(token)
        note = _NOTE.match(text)
        if note and kind == PARAGRAPH:
            self.notes.setdefault(note[1], text[note.end() :])
            self._add(FOOTNOTE, text[note.end() :])
            return
        if kind == ITEM and re.match(r"\[[ xX]\] ", text):
            text = text[4:]
        self._add(kind, text, level, number, lead)

    def _code(self, token: Token) -> None:
        named = token.info.strip().split(" ")[0].lower()
        if named not in _WORDS:
            self._add(CODE, tidy(token.content), ignored=f"a program or data ({tidy(named)[:20]})")
            return
        for line in token.content.split("\n"):
            bare = line.strip()
            item = re.match(r"[-*•]\s+", bare)
            text = tidy(bare[item.end() :] if item else bare)
            self._add(ITEM if item else CODE, text, 1 if item else 0)

    def _html(self, content: str) -> None:
        if not _COMMENT.sub("", content).strip():
            self._add(ASIDE, tidy(content), ignored="a comment")
            return
        try:
            draft = web.read(content.encode("utf-8", "replace"), "", self.changes or "accept")
        except CannotImport:  # accounted for as ignored
            self._add(ASIDE, tidy(content), ignored="markup without text")
            return
        for block in draft.blocks:
            self.limits.block(block.text)
            self.made.append(block)

    def _table(self, tokens: Sequence[Token], at: int) -> int:
        """Take in a table; the place of its end."""
        rows: list[tuple[str, ...]] = []
        row: list[str] = []
        notes: tuple[str, ...] = ()
        head = 0
        while tokens[at].type != "table_close":
            kind = tokens[at].type
            if kind == "tr_open":
                row = []
            elif kind == "inline":
                text, told = _noted(_words(tokens[at])[0])
                row.append(text)
                notes += told
            elif kind == "tr_close":
                self.limits.cell(len(row))
                rows.append(tuple(row))
            elif kind == "thead_close":
                head = len(rows)
            at += 1
        self.limits.block()
        self.made.append(DraftBlock(TABLE, rows=tuple(rows), head=head, notes=notes))
        return at


def _noted(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without its references to footnotes, and their names."""
    found = tuple(_NOTED.findall(text)) if "[^" in text else ()
    return (_NOTED.sub("", text), found) if found else (text, ())


def _words(token: Token) -> tuple[str, str]:
    """The text of a paragraph, and what stands in bold at its beginning."""
    parts: list[str] = []
    bold: list[str] = []
    strong, leading = 0, True
    for one in token.children or ():
        text = ""
        if one.type in ("text", "code_inline"):
            text = one.content
        elif one.type == "softbreak":
            text = " "
        elif one.type == "hardbreak" or (one.type == "html_inline" and one.content.lower().startswith("<br")):
            text = "\n"
        elif one.type == "strong_open":
            strong += 1
        elif one.type == "strong_close":
            strong -= 1
        elif one.type == "image":
            text = one.content
        parts.append(text)
        if leading and (strong or not text.strip()):
            bold.append(text)
        elif text.strip():
            leading = False
    return tidy("".join(parts)), tidy("".join(bold))
