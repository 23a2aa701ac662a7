"""The figures of a sentence: durations, percentages, amounts of money and dates, in digits and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from clausecheck.checks.texts.sentences import TextToken
from clausecheck.language import values as v
from clausecheck.language.spelling import NUMBER_OF_WORD
from clausecheck.quick import dataclass

LONGEST = 18
"""Digits of the longest number that is read."""
_UNITS = {"hrs": "hour", "hr": "hour", "mins": "minute", "min": "minute", "wk": "week"} | {
    form: name for form, name in v.UNITS.items() if len(form) > 2
}
_MONTHS = tuple(name.lower() for name in v.MONTH_NAMES)
_WORKING = frozenset({"business", "working"})
_SIGNS = {"£": "GBP", "€": "EUR", "$": None, "¥": None}
_CODES = frozenset({
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "INR",
    "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "USD", "ZAR",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureInText:
    """A value that a text states in words: `written` as it stands there, from `start` to `end` in the text and from the token
    `first` up to, but without, the token `after` in its sentence. `working` is whether it is working time."""

    value: v.Value
    written: str
    start: int
    end: int
    first: int
    after: int
    working: bool = False


_Read = tuple[FigureInText | None, int] | None
"""What was read at a token, and the token after it; no figure where something stands there that is to be left alone. `None`
where nothing was read."""


def figures(tokens: list[TextToken]) -> Iterator[FigureInText]:
    """The figures of a sentence, from left to right."""
    at = 0
    while at < len(tokens):
        if not _may_begin(tokens[at].text):
            at += 1
            continue
        found = _date(tokens, at) or _money(tokens, at) or _measure(tokens, at)
        if found is None:
            at += 1
            continue
        figure, at = found
        if figure is not None:
            yield figure


def _may_begin(text: str) -> bool:
    """Whether a figure may begin with a token: most do not, and need no closer look."""
    if text[0].isdigit() or text in _SIGNS or text in _CODES:
        return True
    word = text.casefold()
    first, dash, _ = word.partition("-")
    return first in NUMBER_OF_WORD or word in _MONTHS or bool(dash and word.rpartition("-")[2] in _UNITS)


# ---- numbers -----------------------------------------------------------------------------------------


def number_in_words(tokens: Sequence[TextToken], at: int) -> tuple[int | None, int]:
    """The number below a thousand that stands in words at a token (`ninety`, `twenty-four`, `one hundred and eighty`), and
    the token after it."""
    if tokens[at].text.partition("-")[0].casefold() not in NUMBER_OF_WORD:  # as most are
        return None, at
    total, found = 0, False
    while at < len(tokens):
        word = tokens[at].text.casefold()
        parts = word.split("-")
        if all(part in NUMBER_OF_WORD for part in parts) and len(parts) <= 2:
            if found and total % 100 and total % 10:
                break
            total += sum(NUMBER_OF_WORD[part] for part in parts)
            found = True
        elif word == "hundred" and found and total < 10:
            total *= 100
        elif word == "and" and found and total and total % 100 == 0 and at + 1 < len(tokens):
            if tokens[at + 1].text.casefold().split("-")[0] not in NUMBER_OF_WORD:
                break
        else:
            break
        at += 1
    return (total, at) if found else (None, at)


def digits_in_brackets(tokens: Sequence[TextToken], at: int) -> TextToken | None:
    """The digits that stand in brackets at a token: `(90)`."""
    bracket = tokens[at : at + 3]
    if len(bracket) < 3 or bracket[0].text != "(" or bracket[2].text != ")":
        return None
    return bracket[1] if bracket[1].text.isdigit() else None


def _number(tokens: list[TextToken], at: int) -> tuple[Decimal | None, int]:
    """The number that begins at a token, in digits, in words, or in words with digits in brackets after them."""
    token = tokens[at].text
    if token[0].isdigit() and token.isascii():
        digits = token.replace(",", "")
        return (Decimal(digits), at + 1) if "-" not in token and len(digits) <= LONGEST else (None, at + 1)
    amount, after = number_in_words(tokens, at)
    if amount is None:
        return None, at + 1
    return Decimal(amount), after + 3 if digits_in_brackets(tokens, after) else after


# ---- dates, money, measures --------------------------------------------------------------------------


def _made(
    tokens: list[TextToken], at: int, after: int, value: v.Value, working: bool = False
) -> tuple[FigureInText, int]:
    first, last = tokens[at], tokens[after - 1]
    words: list[str] = []
    for before, token in zip([None, *tokens[at : after - 1]], tokens[at:after], strict=True):
        words.append((" " if before is not None and token.start > before.end else "") + token.text)
    return FigureInText(value, "".join(words), first.start, last.end, at, after, working), after


def _date(tokens: list[TextToken], at: int) -> _Read:
    """`2027-01-31`, `31 January 2027`, `January 31, 2027`."""
    text = tokens[at].text
    words = [token.text.casefold() for token in tokens[at : at + 4]]
    try:
        if text.count("-") == 2 and text[0].isdigit():
            return _made(tokens, at, at + 1, v.Date(dt.date.fromisoformat(text)))
        if len(words) >= 3 and words[1] in _MONTHS and words[0].isdigit() and words[2].isdigit():
            day = dt.date(int(words[2]), _MONTHS.index(words[1]) + 1, int(words[0]))
            return _made(tokens, at, at + 3, v.Date(day))
        if (
            len(words) == 4
            and words[0] in _MONTHS
            and words[1].isdigit()
            and words[2] == ","
            and words[3].isdigit()
        ):
            day = dt.date(int(words[3]), _MONTHS.index(words[0]) + 1, int(words[1]))
            return _made(tokens, at, at + 4, v.Date(day))
    except (ValueError, OverflowError):
        return None, at + 1
    return None


def _money(tokens: list[TextToken], at: int) -> _Read:
    """`GBP 500`, `£500`, `500 GBP`."""
    text = tokens[at].text
    if (text in _SIGNS or text in _CODES) and at + 1 < len(tokens):
        amount, after = _number(tokens, at + 1)
        if amount is not None and tokens[at + 1].text[0].isdigit():
            return _made(tokens, at, after, v.Money(amount, _SIGNS.get(text, text)))
        return None
    if text[0].isdigit() and at + 1 < len(tokens) and tokens[at + 1].text in _CODES:
        amount, after = _number(tokens, at)
        if amount is not None:
            return _made(tokens, at, after + 1, v.Money(amount, tokens[at + 1].text))
    return None


def _measure(tokens: list[TextToken], at: int) -> _Read:
    """`99.9 %`, `ninety (90) days`, `4 business hours`, `30-day`."""
    head = tokens[at].text.casefold()
    word, _, name = head.rpartition("-")
    if name in _UNITS and word:
        short, _ = number_in_words([TextToken(word, 0, 0)], 0)
        return _made(tokens, at, at + 1, _duration(Decimal(short), name)) if short is not None else None
    amount, after = _number(tokens, at)
    if amount is None:
        return None
    words = [token.text.casefold() for token in tokens[after : after + 4]]
    if words[:1] == ["%"] or words[:1] == ["percent"]:
        return _made(tokens, at, after + 1, v.Percentage(amount))
    if words[:2] == ["per", "cent"]:
        return _made(tokens, at, after + 2, v.Percentage(amount))
    if words[:1] == ["-"]:
        after, words = after + 1, words[1:]
    working = bool(words) and words[0] in _WORKING
    if working:
        after, words = after + 1, words[1:]
    if not words or words[0] not in _UNITS:
        return None, max(after, at + 1)
    if len(words) > 1 and words[1] in ("a", "per", "each", "every", "out"):
        return None, after + 1
    return _made(tokens, at, after + 1, _duration(amount, words[0]), working)


def _duration(amount: Decimal, name: str) -> v.Duration:
    return v.Duration(((amount, _UNITS[name]),))


# ---- equal or different ------------------------------------------------------------------------------


def equal(figure: FigureInText, value: v.Value) -> bool:
    """Whether a figure says what a value of a clause says."""
    stated = figure.value
    if isinstance(stated, v.Duration) and isinstance(value, v.Duration):
        if figure.working != (value.hours is not None):
            return False
        return v.Duration(stated.parts).bounds() == v.Duration(value.parts).bounds()
    if isinstance(stated, v.Money) and isinstance(value, v.Money):
        return stated.amount == value.amount
    return stated == value


def differs(figure: FigureInText, value: v.Value) -> bool:
    """Whether two values surely are not the same; working time and elapsed time cannot be compared."""
    stated = figure.value
    if isinstance(stated, v.Duration) and isinstance(value, v.Duration):
        if figure.working != (value.hours is not None):
            return False
        left, right = v.Duration(stated.parts).bounds(), v.Duration(value.parts).bounds()
        units = {name for _, name in (*stated.parts, *value.parts)}
        if figure.working and len(units) > 1:
            return False
        return left is not None and right is not None and (left[1] < right[0] or right[1] < left[0])
    if isinstance(stated, v.Money) and isinstance(value, v.Money):
        same = stated.currency is None or value.currency is None or stated.currency == value.currency
        return same and stated.amount != value.amount
    return not equal(figure, value)
