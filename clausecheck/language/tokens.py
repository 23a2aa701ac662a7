"""The tokens into which a text is cut."""

from __future__ import annotations

from clausecheck.quick import dataclass
from clausecheck.source import Span

#: Tokens that are values by themselves.
VALUE_TOKENS = {
    "NUMBER",
    "NUMBER_RANGE",
    "PERCENT_RANGE",
    "MONEY",
    "NUMBER_TIMES",
    "PERCENT",
    "DATE",
    "YEAR_DAY",
    "TIME",
}


@dataclass(slots=True)
class Token:
    """A word or a sign. `value` is what it means (a decimal, a date, the text of a string); `trivia` holds
    the comments and blank lines before it and `comment` the one behind it on its line; `column` is 0 unless
    it is the first of its line."""

    type: str
    text: str
    span: Span
    value: object = None
    trivia: tuple[str, ...] = ()
    comment: str = ""
    column: int = 0
