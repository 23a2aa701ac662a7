"""A lexer for Pygments, by which documents, code hosts and our own reports colour agreements.

It needs no text that can be read: each line is coloured for itself, but for texts over several lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, bygroups
from pygments.token import (
    Comment,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
    _TokenType,
)

from clausecheck.language import lexis as x

_WORDS = x.lexis()
_groups: Any = bygroups
#: The class of a kind of word in a page; kinds that are not here look like the text around them.
_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "tc"),
    (Keyword.Type, "tu"),
    (Keyword.Constant, "to"),
    (Keyword, "tk"),
    (Operator.Word, "tp"),
    (Number, "tn"),
    (Literal.Date, "tn"),
    (String, "ts"),
)


class SlaLexer(RegexLexer):
    """Service level agreements in the language of clausecheck."""

    name = "Service level agreement"
    aliases: ClassVar[list[str]] = ["sla", "clausecheck"]
    filenames: ClassVar[list[str]] = ["*.sla"]
    url = "https://github.com/clausecheck/clausecheck"
    version_added = ""
    priority = 0.5  # a language of another kind ends its files the same way

    tokens: ClassVar[dict[str, list[tuple[object, ...]]]] = {
        "root": [
            (r"(#+[ \t]*clausecheck:)(.*)", _groups(Comment.Special, Comment.Single)),
            (x.COMMENT, Comment.Single),
            (r"\s*?\n", Whitespace),
            (x.statement(_WORDS.block), _groups(Whitespace, Name.Label, Keyword.Declaration)),
            (x.statement(_WORDS.clause), _groups(Whitespace, Name.Label, Keyword)),
            (r"[^\S\n]+", Whitespace),
            (x.LABEL, Name.Label),
            (x.TEXT_MARK, String.Heredoc, "text"),
            (x.STRING, String),
            (x.DATE, Literal.Date),
            (x.TIME, Number),
            (x.NUMBER, Number),
            (x.ZONE, Keyword.Type),
            (x.word(_WORDS.open), Keyword.Constant),
            (x.word(_WORDS.part), Operator.Word),
            (x.word(_WORDS.unit), Keyword.Type),
            (x.alone(x.DAYS), Keyword.Type),
            (x.alone(x.CURRENCY), Keyword.Type),
            (x.word(_WORDS.tie), Operator.Word),
            (x.word(_WORDS.meaning), Name.Builtin),
            (r"[^\W\d_][\w.-]*", Name),
            (x.SIGN, Operator),
            (r"[{}(),]", Punctuation),
            (r".", Text),
        ],
        "text": [
            (x.TEXT_MARK, String.Heredoc, "#pop"),
            (x.IN_TEXT, String.Interpol),
            (r'[^"{]+|["{]', String.Heredoc),
        ],
    }


_lexer = SlaLexer(stripnl=False, ensurenl=False)


def classes(line: str) -> Iterator[tuple[str, str]]:
    """A line of an agreement in pieces, each with its class in a page; joined they are the line, and two that follow each other
    have different classes."""
    whole, last = "", ""
    kind: Any
    for _, kind, piece in _lexer.get_tokens_unprocessed(line):
        name = next((name for known, name in _CLASSES if kind in known), "")
        if whole and name != last:
            yield whole, last
            whole = ""
        whole, last = whole + piece, name
    if whole:
        yield whole, last
