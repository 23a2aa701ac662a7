"""The syntax trees of expressions: read with `grammar/expression.lark`, or from those that are kept with our rulesets."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

from clausecheck import resources
from clausecheck.language.spelling import close_word
from clausecheck.rules.errors import did_you_mean

if TYPE_CHECKING:
    from lark import Lark
    from lark.exceptions import UnexpectedToken

MAX_LENGTH = 4000
MAX_BRACKETS = 60
_NESTING = re.compile(r"\(|\bnot\b")

_CALLED = {
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": "words in quotes",
    "CMP": "a comparison",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "COMMA": "a comma",
    "DOT": "`.`",
    "_AND": "`and`",
    "_OR": "`or`",
    "_IN": "`in`",
    "_IS": "`is`",
    "$END": "the end",
}


class ExpressionError(ValueError):
    """An expression is wrong: the message, where (offset in its text), and a hint or nothing."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


class Word(str):
    """A word of an expression, and where it begins."""

    start: int = 0


class Tree(NamedTuple):
    """A part of an expression: what it is, from where to where it goes, and its parts."""

    data: str
    start: int
    end: int
    children: tuple[Tree | Word, ...]


Kept = list[Any]
"""A tree as JSON holds it: `[data, start, end, [parts]]`, and a word as `[text, start]`."""
_kept: dict[str, Kept | str] = {}
_gathered: ContextVar[dict[str, Kept] | None] = ContextVar("gathered", default=None)


def keep(trees: Mapping[str, Kept | str]) -> None:
    """Take over trees that `gathering` has given, or the JSON of each: their expressions need not be read again."""
    _kept.update(trees)


@contextmanager
def gathering() -> Iterator[dict[str, Kept]]:
    """The trees of all expressions that are read meanwhile, by their text."""
    found: dict[str, Kept] = {}
    token = _gathered.set(found)
    try:
        yield found
    finally:
        _gathered.reset(token)


def read(text: str) -> Tree:
    """The syntax tree of an expression. Raises `ExpressionError`."""
    known = _kept.get(text)
    if isinstance(known, str):
        known = json.loads(known)
    tree = _read(text) if known is None else _tree(known)
    assert isinstance(tree, Tree)
    gathered = _gathered.get()
    if gathered is not None:
        gathered[text] = _as_kept(tree)
    return tree


def _tree(kept: Kept) -> Tree | Word:
    if len(kept) == 2:
        token = Word(kept[0])
        token.start = kept[1]
        return token
    data, start, end, children = kept
    return Tree(data, start, end, tuple(map(_tree, children)))


def _as_kept(part: Tree | Word) -> Kept:
    if isinstance(part, Word):
        return [str(part), part.start]
    return [part.data, part.start, part.end, [_as_kept(child) for child in part.children]]


@functools.cache
def expression_grammar() -> Lark:
    """The compiled grammar of expressions."""
    from lark import Lark

    path = resources.folder("grammar") / "expression.lark"
    return Lark.open(str(path), parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _read(text: str) -> Tree | Word:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"an expression may have {MAX_LENGTH} characters, this one has {len(text)}", MAX_LENGTH
        )
    if len(_NESTING.findall(text)) > MAX_BRACKETS:
        raise ExpressionError(f"an expression may hold {MAX_BRACKETS} parentheses and `not`", 0)
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        return _from_lark(expression_grammar().parse(text).children[0])
    except UnexpectedCharacters as error:
        at = error.pos_in_stream or 0
        char = text[at]
        hint = {"&": "write `and`", "|": "write `or`", "!": "write `not`"}.get(char, "")
        if char in "\"'":
            hint = "the quote is not closed"
        elif char == "=" or text[at - 1 : at + 1] == "==":
            hint = "equality is one `=`"
        raise ExpressionError(f"`{char}` does not fit here", at, hint) from None
    except UnexpectedToken as error:
        raise _unexpected(error, text) from None


def _from_lark(part: Any) -> Tree | Word:
    if isinstance(part, str):
        token = Word(part)
        token.start = getattr(part, "start_pos", 0) or 0
        return token
    start, end = getattr(part.meta, "start_pos", 0), getattr(part.meta, "end_pos", 0)
    return Tree(str(part.data), start, end, tuple(map(_from_lark, part.children)))


def _unexpected(error: UnexpectedToken, text: str) -> ExpressionError:
    token = error.token
    at_end = token.type == "$END"
    offset = len(text.rstrip()) if at_end else token.start_pos or 0
    expected = [_CALLED[type_] for type_ in _CALLED if type_ in error.accepts]
    stood = "the expression stops too early" if at_end else f"`{token}` does not fit here"
    what = f"; expected {', '.join(expected[:-1])} or {expected[-1]}" if len(expected) > 1 else ""
    if len(expected) == 1:
        what = f"; expected {expected[0]}"
    hint = ""
    if token == "=" and text[offset - 1 : offset] == "=":
        hint = "equality is one `=`"
    elif token.type == "NAME":
        near = close_word(str(token), ("and", "or", "in", "is", "not"))
        hint = did_you_mean(near) if near != token else ""
    return ExpressionError(stood + what, offset, hint)
