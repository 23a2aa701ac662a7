"""Words that are written apart and mean one thing: `Mon to Fri`, `Europe / London`, `four (4)`, `last sunday of month`, `no more
than 3`."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any, Protocol

from clausecheck.language.spelling import number_of, weekday
from clausecheck.language.tokens import VALUE_TOKENS, Token
from clausecheck.language.values import WEEKDAYS
from clausecheck.source import Source, Span

_ORDINALS = {
    "last": -1, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
#: How people say a bound, and the words of the language for it.
_BOUNDS: tuple[tuple[tuple[str, ...], str], ...] = tuple(
    (tuple(said.split()), meant)
    for said, meant in (
        ("no less than", "at least"), ("not less than", "at least"), ("no fewer than", "at least"), ("a minimum of", "at least"),
        ("no more than", "at most"), ("not more than", "at most"), ("no longer than", "at most"), ("no later than", "at most"),
        ("not later than", "at most"), ("a maximum of", "at most"), ("up to", "at most"), ("less than", "below"),
        ("fewer than", "below"),
        ("under", "below"), ("more than", "above"), ("longer than", "above"), ("exceeding", "above"),
    )
)  # fmt: skip
_JOINTS = {"to", "until", "till", "through", "–", "—"}  # noqa: RUF001


class Speller(Protocol):
    """What the joiner needs of the lexer: the text, and ways to say what is wrong with it."""

    source: Source

    def problem(self, name: str, span: Span, message: str, **more: Any) -> None:
        """Say what is wrong."""

    def replace(self, name: str, span: Span, message: str, good: str, **more: Any) -> None:
        """Say what is wrong and what to write instead."""

    def forget(self, spans: list[Span]) -> None:
        """Take back what was said about these places."""


class Joiner:
    """Puts together what was written with spaces or words between: `Mon to Fri`, `9:00 to 17:00`, `Europe /
    London`."""

    def __init__(self, lexer: Speller, tokens: list[Token]) -> None:
        self.lexer = lexer
        self.tokens = tokens
        self.kept: list[Token] = []
        self.merged: list[tuple[Span, str, str, str]] = []

    def run(self) -> list[Token]:
        at, tokens, kept = 0, self.tokens, self.kept
        while at < len(tokens):
            token = tokens[at]
            if token.type == "LPAR" and (behind := self.counted_twice(at)):
                at = behind
                continue
            if token.type == "COMMA" and tokens[at + 1].text == "then":  # `to "lead", then "director"`
                kept.append(Token("COMMA", ",", token.span.join(tokens[at + 1].span), ",", token.trivia))
                at += 2
                continue
            if token.type == "WORD":
                if token.text in ("bank", "public", "statutory") and tokens[at + 1].text == "holidays":
                    span = token.span.join(tokens[at + 1].span)
                    kept.append(
                        Token(
                            "WORD",
                            "holidays",
                            span,
                            "holidays",
                            token.trivia,
                            tokens[at + 1].comment,
                            token.column,
                        )
                    )
                    at += 2
                    continue
                if nth := self.nth_day(at):
                    at = nth
                    continue
                if bound := self.bound(at):
                    at = bound
                    continue
                if (token.column or (kept and kept[-1].text == "maintenance")) and weekday(token.text):
                    at = self.opening(at)
                    continue
                if token.text in ("in", "zone"):
                    kept.append(token)
                    at = self.zone(at + 1)
                    continue
            kept.append(token)
            at += 1
        if self.merged:
            self.lexer.forget([span for span, *_ in self.merged])
            for span, name, message, good in self.merged:
                offset = good.startswith("Etc/")
                note = ("an offset knows no summer time; better name a place: `Europe/Berlin`",) * offset
                self.lexer.replace(name, span, message, good, notes=note)
        return kept

    def counted_twice(self, at: int) -> int:
        """`four (4) hours` and `4 (four) hours`: one number. Where it goes on, or 0 where no number stands twice."""
        inside = list(
            itertools.takewhile(
                lambda token: token.type not in ("RPAR", "_NL", "$END"), self.tokens[at + 1 : at + 8]
            )
        )
        close = at + 1 + len(inside)
        if not inside or self.tokens[close].type != "RPAR" or not self.kept:
            return 0
        if len(inside) == 1 and inside[0].type == "NUMBER":
            first, worded = len(self.kept), None
            for begin in range(len(self.kept) - 1, max(len(self.kept) - 7, -1), -1):
                token = self.kept[begin]
                if token.type != "WORD" or (token.text == "and" and begin == len(self.kept) - 1):
                    break
                if (
                    found := number_of([each.text for each in self.kept[begin:]])
                ) is not None and token.text != "and":
                    first, worded = begin, found
                elif token.text != "and":
                    break
            figure = inside[0]
        elif self.kept[-1].type == "NUMBER":
            first, worded, figure = (
                len(self.kept) - 1,
                number_of([token.text for token in inside]),
                self.kept[-1],
            )
        else:
            return 0
        if worded is None:
            return 0
        begin = self.kept[first]
        span = begin.span.join(self.tokens[close].span)
        if Decimal(worded) != figure.value:
            self.lexer.problem(
                "number-said-twice",
                span,
                f"`{self.lexer.source.slice(span)}` says {worded} in words and {figure.text} in figures",
                label="the two differ",
                help=(f"write `{worded}`", f"write `{figure.text}`"),
            )
        del self.kept[first:]
        self.kept.append(
            Token(
                "NUMBER",
                figure.text,
                span,
                figure.value,
                begin.trivia,
                self.tokens[close].comment,
                begin.column,
            )
        )
        return close + 1

    def nth_day(self, at: int) -> int:
        """`last sunday of each month`, `first business day of month`, and `second sunday` before hours of the day. Where it
        goes on, or 0."""
        number = _ORDINALS.get(self.tokens[at].text.lower())
        if number is None:
            return 0
        words = [token.text.lower() for token in self.tokens[at + 1 : at + 6]]
        if words[:2] in (["business", "day"], ["working", "day"]):
            day: int | None = None
            behind = 2
        elif words and (name := weekday(words[0])) and "-" not in name:
            day, behind = WEEKDAYS.index(name), 1
        else:
            return 0
        period = "month"
        if words[behind : behind + 1] == ["of"]:
            rest = [word for word in words[behind + 1 :] if word not in ("the", "each", "every", "a")]
            if not rest or rest[0] not in ("month", "quarter", "year"):
                return 0
            period = rest[0]
            behind += words[behind:].index(period) + 1
        elif day is None or self.tokens[at + 1 + behind].type not in ("HOURS_SPAN", "COMMA", "_NL"):
            return 0
        first, last = self.tokens[at], self.tokens[at + behind]
        span = first.span.join(last.span)
        text = self.lexer.source.slice(span)
        self.kept.append(
            Token("NTH_DAY", text, span, (number, day, period), first.trivia, last.comment, first.column)
        )
        return at + behind + 1

    def bound(self, at: int) -> int:
        """`less than 4 hours`, `no more than 3 runs` in the words of the language: `below`, `at most`. Where it goes on, or 0."""
        for words, meant in _BOUNDS:
            behind = at + len(words)
            if (
                behind < len(self.tokens)
                and self.tokens[behind].type in VALUE_TOKENS
                and all(token.text == word for token, word in zip(self.tokens[at:behind], words, strict=True))
            ):
                span = self.tokens[at].span.join(self.tokens[behind - 1].span)
                # `at most` are two words: the second begins behind the first word that was written.
                parts, start = meant.split(), span.start
                for number, part in enumerate(parts, 1):
                    end = span.end if number == len(parts) else self.tokens[at].span.end
                    token = Token("WORD", part, Span(start, end), part)
                    if number == 1:
                        token.trivia, token.column = self.tokens[at].trivia, self.tokens[at].column
                    self.kept.append(token)
                    start = self.tokens[at + 1].span.start if len(parts) > 1 else end
                return behind
        return 0

    def joins(self, at: int) -> bool:
        """Whether a dash or a word for it stands between two words."""
        between = self.tokens[at : at + 2]
        return len(between) == 2 and (between[0].type == "MINUS" or between[0].text in _JOINTS)

    def merge(self, first: int, last: int, type_: str, good: str, value: object, name: str) -> int:
        begin, end = self.tokens[first], self.tokens[last]
        span = begin.span.join(end.span)
        written = self.lexer.source.slice(span)
        how = "is no time zone of the IANA list" if good.startswith("Etc/") else "is written in one piece"
        self.merged.append((span, name, f"`{written}` {how}", good))
        self.kept.append(Token(type_, good, span, value, begin.trivia, end.comment, begin.column))
        return last + 1

    def opening(self, at: int) -> int:
        """Weekdays at the beginning of a line, and the hours behind them."""
        tokens = self.tokens
        if self.joins(at + 1) and (last := weekday(tokens[at + 2].text)) and "-" not in last:
            first = weekday(tokens[at].text)
            at = self.merge(at, at + 2, "WORD", f"{first}-{last}", None, "unknown-weekday")
        else:
            self.kept.append(tokens[at])
            at += 1
        begin = at + (tokens[at].text == "from")
        if begin + 2 < len(tokens) and self.joins(begin + 1):
            halves = [_day_time(tokens[index]) for index in (begin, begin + 2)]
            if halves[0] is not None and halves[1] is not None:
                good = "-".join(
                    f"{half // 3600:02}:{half % 3600 // 60:02}" for half in halves if half is not None
                )
                return self.merge(at, begin + 2, "HOURS_SPAN", good, tuple(halves), "time-format")
        return at

    def zone(self, at: int) -> int:
        """A time zone in pieces, behind `in` or `zone`."""
        words = self.tokens[at : at + 3]
        if [token.type for token in words] == ["WORD", "SLASH", "WORD"]:
            good = f"{words[0].text}/{words[2].text}"
            return self.merge(at, at + 2, "ZONE", good, good, "zone-format")
        signs = [token.type for token in words]
        if signs in (["WORD", "PLUS", "NUMBER"], ["WORD", "MINUS", "NUMBER"]) and words[0].text in (
            "UTC",
            "GMT",
        ):
            # In `Etc/GMT-1` the sign is turned round: it is the zone one hour east of Greenwich.
            good = f"Etc/GMT{'-' if signs[1] == 'PLUS' else '+'}{words[2].text}"
            return self.merge(at, at + 2, "ZONE", good, good, "zone-format")
        return at


def _day_time(token: Token) -> int | None:
    """The seconds after midnight that a token says, if it is a time, or a bare hour."""
    if token.type == "TIME":
        return token.value if isinstance(token.value, int) else None
    if (
        token.type == "NUMBER"
        and isinstance(token.value, Decimal)
        and token.text.isdigit()
        and token.value <= 24
    ):
        return int(token.value) * 3600
    return None
