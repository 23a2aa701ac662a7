"""Text to tokens. The lexer finds whole words; whether a word is a keyword, a unit or a name is decided
later, by the parser's state. It never raises: what it cannot read becomes a problem and, where the meaning is
plain (a curly quote, a decimal comma), a token all the same.
"""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
import functools
import itertools
import re
from collections.abc import Callable
from dataclasses import field
from decimal import Decimal
from typing import Any

from clausecheck.finding import Edit, Finding, draft
from clausecheck.language.currencies import iso_currencies
from clausecheck.language.joining import Joiner
from clausecheck.language.spelling import weekday
from clausecheck.language.tokens import VALUE_TOKENS, Token
from clausecheck.language.values import SIZES, UNITS
from clausecheck.quick import dataclass
from clausecheck.source import Source, Span

MAX_DIGITS = 18
"""More digits than any amount of money or any count in an agreement needs."""


@dataclass(slots=True)
class Lexed:
    """The tokens of a text, where its comments stand, and what was wrong with its characters and values."""

    tokens: list[Token] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)


_MONTHS = "|".join(name[:3] + (f"(?:{name[3:]})?" if name[3:] else "") for name in calendar.month_name[1:])
_HALF = r"\d{1,2}(?:[.:]\d{2})?(?:[ ]?[ap]\.?m\b\.?)?"
_PLAIN = r"\d+(?:\.\d+)?"
_SPACES = "[ \u00a0\u2009\u202f]"
#: Figures with thousands apart: 1,000.00  1.000,00  1'000.00  1 000,00.
_GROUPED = (
    r"(?:\d{1,3}(?:,\d{3}){1,9}(?:\.\d{1,9})?|\d{1,3}(?:\.\d{3}){1,9}(?:,\d{1,9})"
    r"|\d{1,3}(?:\.\d{3}){2,9}(?!\.?\d)"
    rf"|\d{{1,3}}(?:['’]\d{{3}}){{1,9}}(?:[.,]\d{{1,9}})?"  # noqa: RUF001
    rf"|\d{{1,3}}(?:{_SPACES}\d{{3}}(?!\d)){{1,9}}(?:[.,]\d{{1,9}})?)"
)
_FIGURE = rf"(?:{_GROUPED}(?!\d)|\d{{1,30}}(?:[.,]\d{{1,9}})?)"
_SIGN = r"(?:(?:(?:US|CA|AU|NZ|HK)[ ]?|[CAS])?\$|[£€¥₹])"
# No pattern may look further than a line, nor, where its end can fail to come, further than some characters:
# otherwise a long line makes the whole quadratic.
_PATTERNS = (
    ("SPACE", r"[ \t\f\v]+"),
    # Most words are of this shape; found first, they need not be tried against all that follows.
    ("LOWER", r"[a-z]+(?![\w/–—-]|[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ]\d{4})"),  # noqa: RUF001
    ("COMMA", r","),
    ("EOL", r"\r\n|[\r\n\u2028\u2029\u0085]"),
    (
        "COUNT",
        r"(?!24 h)\d{1,3}(?= (?:minutes|(?:business )?hours|(?:business )?days|weeks|months|years|times)\b)",
    ),
    ("LBRACE", r"\{"),
    ("RBRACE", r"\}"),
    ("NBSP", r"[\u00a0\u00ad\u2000-\u200d\u2060\u202f\u3000\ufeff]+"),
    ("COMMENT", r"\#[^\r\n]*"),
    ("OTHERCOMMENT", r"(?<!:)//[^\r\n]*|/\*"),
    ("TEXT", r'"""'),
    ("STRING", r'"(?:\\["\\]|[^"\r\n])*"'),
    ("OPENSTRING", r'"[^"\r\n]*'),
    ("QUOTED", "[“”„‟«»][^“”„‟«»\"\r\n]*[“”„‟«»\"]|(?<!\\w)['‘’‚][^'‘’‚\"\r\n]{1,200}['‘’]"),  # noqa: RUF001
    ("OPENQUOTED", '[“”„‟«»][^“”„‟«»"\r\n]*'),
    ("LABEL", r"\[[^\[\]\r\n]{0,80}\]"),
    ("POSSESSIVE", r"(?<=[a-z])['’]s?(?=[ ][a-z])"),  # noqa: RUF001
    ("BLANK", r"_{2,}|\?{2,}|\.{3,}|…|<[^\W\d][\w /-]{0,40}>|\bX{2,}\b"),
    ("DATE", r"\d{4}-\d{1,2}-\d{1,2}(?!\w)"),
    (
        "BADDATE",
        r"(?!24/7/365)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2})(?![\w/-])(?!\.\d)",
    ),
    (
        "WORDDATE",
        rf"(?i:\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]of)?[ ](?:{_MONTHS})\.?,?[ ]\d{{4}}"
        rf"|(?:{_MONTHS})\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ]\d{{4}})(?!\w)",
    ),
    ("HOURS", r"\d{1,2}:\d{2}[ ]?[-–—][ ]?\d{1,2}:\d{2}(?![\w:])"),  # noqa: RUF001
    ("BADHOURS", rf"(?i:{_HALF}[ ]?[-–—][ ]?{_HALF})(?![\w:%€£$-])(?!\.\d)"),  # noqa: RUF001
    ("RANGE", r"\d+(?:\.\d+)? (?:to|or) \d+(?:\.\d+)?(?= [a-zA-Z])"),
    ("DASHRANGE", r"(?<![\w.,/-])\d+(?:\.\d+)?(?:-|[ ]?[–—][ ]?)\d+(?:\.\d+)?(?=[ ][A-Za-z])(?![\w-])"),  # noqa: RUF001
    ("CLOCKTIME", r"(?i:\d{1,2}(?:[.:]\d{2})?[ ]?[ap]\.?m\b\.?)(?!\w)"),
    ("TIME", r"\d{1,2}:\d{2}(?![\w:])"),
    ("EIGHT", r"(?:8|9|10|12)\s?[x×/]\s?[567](?!\w)"),  # noqa: RUF001
    ("AROUND", r"24\s?[x×/]\s?(?:365|7)(?:\s?[x×/]\s?365)?(?!\w)|24 hours a day(?:,? 7 days a week)?(?!\w)"),  # noqa: RUF001
    ("MONEY", rf"{_SIGN}[ \u00a0]?{_FIGURE}(?![\w])|{_FIGURE}[ \u00a0]?{_SIGN}"),
    ("CODEMONEY", rf"[A-Z]{{3}}[ \u00a0]?(?=\d){_FIGURE}(?:\.[–—-])?(?![\w%])"),
    ("PERCENTRANGE", rf"{_PLAIN}[ ]?%?[ ]?(?:[-–—]|to)[ ]?{_PLAIN}[ ]?%"),  # noqa: RUF001
    ("PERCENTWORD", r"(?i:\d+(?:\.\d+)?[ ]?(?:percent|per cent|pct)(?!\w))"),
    ("PERCENT", rf"{_FIGURE}[ \u00a0]?%"),
    ("GROUPED", rf"{_GROUPED}(?![\w,])"),
    ("COMMADECIMAL", r"(?<![,\d])\d+,\d+(?![,\d])(?=[ ]?[^\W\d_])"),
    ("NUMBER", r"\d+(?:\.\d+)?"),
    ("RATE", r"(?:[kMGTP]?bit|[kKMGTP]?B)/s(?!\w)"),
    ("ZONE", r"[A-Za-z][A-Za-z_]*(?:/[A-Za-z0-9_+\-]+)+"),
    ("DASHWORD", r"[^\W\d_]+[–—][^\W\d_]+"),  # noqa: RUF001
    ("WORD", r"[^\W\d_][^\W_]*(?:[-_][^\W_]+)*"),
    ("CMP", r">=|<=|==|=>|=<|<>|!=|[≥≤≠=<>]"),
    ("LPAR", r"\("),
    ("RPAR", r"\)"),
    ("PLUS", r"\+"),
    ("MINUS", r"[-−]"),  # noqa: RUF001
    ("STAR", r"[*×·]"),  # noqa: RUF001
    ("SLASH", r"[/÷]"),
    ("LINEEND", r"[.;:](?=[ \t]*(?:[#\r\n]|$))|;+"),
    ("OTHER", r"&&|\|\||."),
)
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.DOTALL)

_CURRENCY_SIGNS = {
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "US$": "USD", "CA$": "CAD", "C$": "CAD",
    "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
}  # fmt: skip
#: The currency of an agreement says whose dollar `$` is.
_OWN_CURRENCY = re.compile(r"^[ \t]*(?:\[[^\]\r\n]{0,80}\][ \t]*)?currency[ \t]+([A-Z]{3})\b", re.MULTILINE)
_DOLLARS = frozenset(
    [
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "HKD",
        "SGD",
        "TWD",
        "MXN",
        "BBD",
        "BMD",
        "BND",
        "BSD",
        "BZD",
        "FJD",
        "GYD",
        "JMD",
        "KYD",
        "LRD",
        "NAD",
        "SBD",
        "SRD",
        "TTD",
        "XCD",
    ]
)
_COMPARES = {"≥": ">=", "≤": "<=", "==": "="}
_BAD_COMPARES = {"=>": ">=", "=<": "<=", "!=": "", "<>": "", "≠": ""}
_TEXT_HEAD = re.compile(r"\s*(?:\[[^\]]*\]\s*)?(?:text|clause)\b")
_COMMENT_END = re.compile(r"\*/|[\r\n]")
_TOKEN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MONTH_OF = {name[:3]: number for number, name in enumerate(calendar.month_name) if name}
_NEXT_WORDS = re.compile(r"(?:[ ]*[A-Za-z-]+){1,2}")
#: Words before which hours of the day stand, and behind which they do.
_BEFORE_HOURS = frozenset({"during", "outside", "open", "opens", "at", "on", "closed"})
_BEHIND_HOURS = frozenset({"and", "or", "on", "except", "in", "to", "daily", "with", "local", "when", "for"})
#: What a number with three decimals may well be of.
_EXACT = frozenset({"times", "of", "and", "or", "to", "percent", "per"})
_NEXT_WORD = re.compile(r"[ ]*([A-Za-z]+)")
_VALUE_WORDS = {"tbd", "unstated"}
_BEFORE_VALUE = {"of", "from", "to", "after", "before"}


def lex(source: Source, starters: frozenset[str]) -> Lexed:
    """The tokens of a text, `_NL` at each end of a line that is not empty and `$END` last.

    `starters` are the words that begin a statement; they help to see where an unclosed quote must end.
    """
    return _Lexer(source, starters).run()


class _Lexer:
    """Each `on_…` method takes a match and may return the offset at which to go on."""

    def __init__(self, source: Source, starters: frozenset[str]) -> None:
        self.source = source
        self.text = source.text
        self.starters = starters
        self.out = Lexed()
        self.trivia: list[str] = []
        self.fresh = True  # nothing but space so far on this line
        self.commented = False  # this line holds only a comment
        self.formula = False  # this line holds a formula, in which `a/b` is no time zone
        self.hidden: list[Span] = []  # the unusual spaces of this line

    def run(self) -> Lexed:
        text, match_at = self.text, _TOKEN.match
        handlers: dict[str, Callable[[re.Match[str]], int | None] | None] = {
            name: getattr(self, "on_" + name.lower(), None) for name, _ in _PATTERNS
        }
        at, end = 0, len(text)
        tokens = self.out.tokens
        while at < end:
            if text[at] == " ":  # most tokens stand behind one space
                at += 1
                if at == end:
                    break
            match = match_at(text, at)
            assert match is not None and match.lastgroup is not None  # OTHER matches any character
            kind, after = match.lastgroup, match.end()
            if kind == "SPACE":
                at = after
                continue
            handler = handlers[kind]
            if handler is None:
                word = match.group()
                if self.fresh:
                    self.add(kind, word, Span(at, after), word)
                else:
                    tokens.append(Token(kind, word, Span(at, after), word))
                at = after
            elif kind == "LOWER" and not self.fresh:
                word = match.group()
                if word == "formula":
                    self.formula = True
                tokens.append(Token("WORD", word, Span(at, after), word))
                at = after
            else:
                moved = handler(match)
                at = after if moved is None else moved
        here = Span(end, end)
        self.say_hidden()
        if not self.fresh:
            self.add("_NL", "", here)
        self.add("$END", "", here)
        self.refine()
        return self.out

    def problem(self, name: str, span: Span, message: str, **more: Any) -> None:
        self.out.problems.append(draft(name, message, span, file=self.source.path, **more))

    def replace(self, name: str, span: Span, message: str, good: str, **more: Any) -> None:
        """A problem whose correction is one other spelling."""
        self.problem(name, span, message, help=(f"write `{good}`",), edits=(Edit(span, good),), **more)

    def add(self, type_: str, text: str, span: Span, value: object = None) -> None:
        token = Token(type_, text, span, value)
        if self.trivia:
            token.trivia = tuple(self.trivia)
            self.trivia = []
        if self.fresh:
            token.column = self.source.position(span.start).column
            self.fresh = False
        self.out.tokens.append(token)

    # ---- space, comments, line ends --------------------------------------------------------------

    def on_nbsp(self, match: re.Match[str]) -> None:
        self.hidden.append(Span(*match.span()))

    def say_hidden(self) -> None:
        """One finding for all unusual spaces of a line."""
        if not self.hidden:
            return
        first = self.hidden[0]
        wide = any(character in "\u00a0\u2007\u202f" for character in self.source.slice(first))
        kind = "a non-breaking" if wide else "an invisible or unusual"
        self.problem(
            "non-breaking-space",
            first,
            f"{kind} space stands here, as word processors write it",
            label="not an ordinary space",
            help=("replace it by an ordinary space",),
            edits=tuple(Edit(span, " ") for span in self.hidden),
        )
        self.hidden = []

    def on_comment(self, match: re.Match[str]) -> None:
        self.out.comments.append(Span(*match.span()))
        if self.fresh:
            self.trivia.append(match.group().rstrip())
            self.commented = True
        else:
            self.out.tokens[-1].comment = match.group().rstrip()

    def on_othercomment(self, match: re.Match[str]) -> int:
        sign, end = match.group()[:2], match.end()
        if sign == "/*":
            close = _COMMENT_END.search(self.text, end)
            end = len(self.text) if close is None else close.end() if close.group() == "*/" else close.start()
        mark = Span(match.start(), match.start() + 2)
        message = f"a comment begins with `#`, not with `{sign}`"
        self.problem("no-such-sign", mark, message, help=("write `#`",))
        self.commented = self.fresh
        return end

    def on_eol(self, match: re.Match[str]) -> None:
        if self.hidden:
            self.say_hidden()
        if not self.fresh:
            self.add("_NL", "", Span(*match.span()))
        elif not self.commented:
            self.trivia.append("")
        self.fresh, self.commented, self.formula = True, False, False

    def on_lineend(self, match: re.Match[str]) -> None:
        span, sign = Span(*match.span()), match.group()[0]
        called = {".": "a full stop", ";": "a semicolon", ":": "a colon"}[sign]
        middle = bool(self.text[span.end : span.end + 80].partition("\n")[0].partition("#")[0].strip())
        self.problem(
            "stray-sign",
            span,
            f"{called} ends this clause; a clause ends with its line",
            label="not needed",
            help=("begin a new line",) if middle else ("delete it",),
            edits=() if middle else (Edit(span, ""),),
        )
        if middle:
            self.add("_NL", "", span)

    # ---- text in quotes --------------------------------------------------------------------------

    def on_string(self, match: re.Match[str]) -> int | None:
        body, end = match.group()[1:-1], match.end()
        if (
            body[-1:] in (" ", ",") and self.text[end : end + 1].isalnum()
        ):  # `"a, "b"`: its end is a beginning
            return self.unclosed(match.start(), match.start() + 1 + len(body.rstrip(" ,")))
        self.add("STRING", match.group(), Span(*match.span()), body.replace('\\"', '"').replace("\\\\", "\\"))
        return None

    def on_openstring(self, match: re.Match[str]) -> int:
        raw = match.group().rstrip()
        if raw.endswith("{") and len(raw) > 1:  # the brace of a block's header, not of the text
            raw = raw[:-1].rstrip()
        return self.unclosed(match.start(), match.start() + len(raw.rstrip(", ")))

    on_openquoted = on_openstring

    def unclosed(self, start: int, end: int) -> int:
        span = Span(start, end)
        self.problem(
            "unclosed-string",
            span,
            "a quote is opened here and not closed",
            label="no closing quote",
            help=('close it with `"`',),
            edits=(Edit(Span(end, end), '"'),),
        )
        self.add("STRING", self.source.slice(span), span, self.source.slice(span)[1:])
        return end

    def on_quoted(self, match: re.Match[str]) -> None:
        span, words, mark = Span(*match.span()), match.group()[1:-1], match.group()[0]
        called = "curly quotes" if mark in "“”„‟" else "angle quotes" if mark in "«»" else "single quotes"
        message = f"words stand in {called} here, not in plain double ones"
        self.replace("smart-quotes", span, message, f'"{words}"', label=called)
        self.add("STRING", match.group(), span, words)

    def on_text(self, match: re.Match[str]) -> int:
        start, text = match.start(), self.text
        close = text.find('"""', match.end())
        end = len(text) if close < 0 else close
        if close >= 0:
            line = self.source.position(close).line
            begin = self.source.line_span(line).start
            if begin > start and _TEXT_HEAD.match(text[begin:close]):  # it opens the next text
                close, end = -1, begin
        if close < 0:
            end = self._end_of_text(match.end(), end)
            self.problem(
                "unclosed-text",
                Span(start, match.end()),
                'a text is opened here with `"""` and never closed',
                label="no closing quotes",
                help=('close it with `"""` on a line of its own',),
            )
        after = end + 3 if close >= 0 else end
        self.add("TEXT", text[start:after], Span(start, after), (text[match.end() : end], match.end()))
        return after

    def _end_of_text(self, begin: int, limit: int) -> int:
        """Where a text that is never closed ends most plausibly: before the next statement in column 1."""
        for number in range(self.source.position(begin).line + 1, self.source.line_count + 1):
            span = self.source.line_span(number)
            if span.start >= limit:
                return max(begin, span.start - 1) if limit < len(self.text) else limit
            first = self.text[span.start : span.start + 1]
            word = re.match(r"[\w-]+", self.source.line(number))
            if first in ("}", "[") or (word is not None and word.group() in self.starters):
                return max(begin, span.start - 1)
        return limit

    # ---- numbers ---------------------------------------------------------------------------------

    def number(self, type_: str, match: re.Match[str], digits: str) -> None:
        span = Span(match.start(), match.start() + len(match.group().rstrip()))
        if len(digits) > MAX_DIGITS:
            self.problem(
                "number-too-large",
                span,
                f"this number has {len(digits)} digits; an agreement needs at most {MAX_DIGITS}",
                help=("write the number that is meant, with fewer digits",),
            )
            digits = digits[:MAX_DIGITS].rstrip(".")
        self.add(type_, match.group(), span, Decimal(digits))

    def on_number(self, match: re.Match[str]) -> None:
        written = match.group()
        behind = _NEXT_WORD.match(self.text, match.end())
        if (
            behind is not None
            and _two_readings(written)
            and not self.formula
            and behind.group(1) not in _EXACT
        ):
            self.two_readings(Span(*match.span()), written, behind.group(1))
            written = written.replace(".", "")
        self.number("NUMBER", match, written)

    def on_count(self, match: re.Match[str]) -> None:
        digits = match.group()
        self.add("NUMBER", digits, Span(*match.span()), Decimal(digits))

    def on_percent(self, match: re.Match[str]) -> None:
        self.number("PERCENT", match, _plain(match.group().rstrip("%").rstrip(), percent=True))

    def on_percentword(self, match: re.Match[str]) -> None:
        """`95 percent` and `5 per cent` are what people write for `95%`."""
        self.number("PERCENT", match, re.sub(r"[^\d.]", "", match.group()))

    def on_grouped(self, match: re.Match[str]) -> None:
        self.number("NUMBER", match, _plain(match.group()))

    def on_commadecimal(self, match: re.Match[str]) -> None:
        self.number("NUMBER", match, match.group().replace(",", "."))

    def on_money(self, match: re.Match[str]) -> None:
        sign = re.sub(r"[\d.,'’\s]", "", match.group())  # noqa: RUF001
        code, written = _CURRENCY_SIGNS[sign], re.sub(r"[A-Z$£€¥₹]", "", match.group()).strip()
        own = self.own_currency if sign == "$" else None
        if own in _DOLLARS:
            code = own
        elif own is not None:
            self.problem(
                "currency-sign",
                Span(*match.span()),
                f"`{match.group()}` does not say whose dollar it is, and the agreement is in {own}",
                label="which currency?",
                help=(
                    f"write `{_plain(written)} USD`",
                    "write the three letters of the dollar that is meant",
                ),
            )
        self.amount(match, written, code)

    def on_codemoney(self, match: re.Match[str]) -> int | None:
        code, written = match.group()[:3], match.group()[3:].strip()
        before = self.out.tokens[-1] if self.out.tokens else None
        if code not in iso_currencies() or (before is not None and before.type == "NUMBER"):
            span = Span(match.start(), match.start() + 3)
            self.add("WORD", code, span, code)
            return span.end
        self.amount(match, written, code)
        return None

    @functools.cached_property
    def own_currency(self) -> str | None:
        """The currency that the agreement says is its own; looked for once, however many amounts there are."""
        found = _OWN_CURRENCY.search(self.text)
        return found.group(1) if found else None

    def amount(self, match: re.Match[str], written: str, code: str) -> None:
        """An amount of money in one token."""
        written = re.sub(r"\.[–—-]$", "", written)  # noqa: RUF001
        digits = _plain(written)
        if _two_readings(written):
            self.two_readings(Span(*match.span()), written, code)
        self.number("MONEY", match, digits)
        token = self.out.tokens[-1]
        token.value = (token.value, code)

    def two_readings(self, span: Span, written: str, noun: str) -> None:
        """`10.000` before what is counted: ten thousand where a point groups, ten where it divides."""
        whole, part = written.replace(".", ""), written.rstrip("0").rstrip(".")
        self.problem(
            "number-format",
            span,
            f"`{written}` can be read as {whole} and as {part}",
            label="two readings",
            help=(f"write `{whole} {noun}`", f"write `{part} {noun}`"),
        )

    # ---- dates and times -------------------------------------------------------------------------

    def on_date(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        year, month, day = (int(part) for part in match.group().split("-"))
        date = _date(year, month, day)
        if date is None:
            self.no_such_date(span, match.group(), year, month)
        elif match.group() != date.isoformat():
            self.replace("date-format", span, f"`{match.group()}` lacks a leading zero", date.isoformat())
        self.add("DATE", match.group(), span, date or dt.date(max(year, 1), min(max(month, 1), 12), 1))

    def no_such_date(self, span: Span, written: str, year: int, month: int) -> None:
        help_ = "write the day that is meant, year first: `2027-01-31`"
        if 1 <= month <= 12 and year > 0:
            last = dt.date(year, month, calendar.monthrange(year, month)[1])
            help_ = f"write the day that is meant; the last of the month is `{last}`"
        message = _no_such_date(written, year, month)
        self.problem("no-such-date", span, message, label="not a day", help=(help_,))

    def on_baddate(self, match: re.Match[str]) -> None:
        first, second, third = (int(part) for part in re.split(r"[./-]", match.group()))
        if first > 99:
            orders = [(first, second, third)]
        else:
            year = third + 2000 if third < 100 else third
            orders = [(year, second, first), (year, first, second)]
        dates = dict.fromkeys(date for order in orders if (date := _date(*order)))
        message = "is not written year-month-day"
        if len(dates) > 1:
            message = "is one day in some countries and another in others"
        self.respelt_date(match, message, list(dates), orders[0])

    def on_worddate(self, match: re.Match[str]) -> None:
        numbers = [int(part) for part in re.findall(r"\d+", match.group())]
        name = next(
            word for word in re.findall(r"[A-Za-z]{3,}", match.group()) if word[:3].title() in _MONTH_OF
        )
        order = (numbers[1], _MONTH_OF[name[:3].title()], numbers[0])
        if date := _date(*order):  # it can be read in one way only
            self.add("DATE", match.group(), Span(*match.span()), date)
            return
        self.respelt_date(match, "is not written year-month-day", [], order)

    def respelt_date(
        self, match: re.Match[str], message: str, dates: list[dt.date], order: tuple[int, int, int]
    ) -> None:
        span = Span(*match.span())
        if dates:
            self.problem(
                "date-format",
                span,
                f"`{match.group()}` {message}",
                help=tuple(f"write `{date.isoformat()}`" for date in dates),
                edits=(Edit(span, dates[0].isoformat()),) if len(dates) == 1 else (),
            )
        else:
            self.no_such_date(span, match.group(), *order[:2])
        self.add("DATE", match.group(), span, dates[0] if dates else dt.date(2000, 1, 1))

    def on_time(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        seconds, good = self.clock(match.group(), span)
        if good != match.group() and not _plain_time(match.group()):
            self.replace("time-format", span, f"`{match.group()}` is not a time of the 24-hour clock", good)
        self.add("TIME", match.group(), span, seconds)

    on_clocktime = on_time

    def clock(self, text: str, span: Span) -> tuple[int, str]:
        """Seconds after midnight and how they are written; a time that no clock shows is a problem and counts
        as midnight."""
        digits = re.findall(r"\d+", text)
        hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
        half = re.search(r"[ap]", text.lower())
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half.group() == "p" else 0)
        if minute > 59 or hour > 24 or (hour == 24 and minute):
            self.problem(
                "no-such-time",
                span,
                f"no clock shows `{text}`; times go from `00:00` to `24:00`",
                help=("write the hour and the minute of the day, such as `17:30`",),
            )
            return 0, text
        return hour * 3600 + minute * 60, f"{hour:02}:{minute:02}"

    def on_possessive(self, match: re.Match[str]) -> None:
        """`30 days' notice` is `30 days notice`."""
        last = self.out.tokens[-1]
        if last.text in UNITS and last.span.end == match.start():
            last.span = Span(last.span.start, match.end())
        else:
            self.add("OTHER", match.group(), Span(*match.span()), match.group())

    def on_hours(self, match: re.Match[str]) -> None:
        halves = [half.strip() for half in re.split(r"[-–—]", match.group())]  # noqa: RUF001
        self.add_hours(halves, Span(*match.span()), "-" in match.group())

    def add_hours(self, halves: list[str], span: Span, dashed: bool) -> None:
        ends = (Span(span.start, span.start + len(halves[0])), Span(span.end - len(halves[1]), span.end))
        (start, first), (end, last) = (
            self.clock(half, where) for half, where in zip(halves, ends, strict=True)
        )
        written = self.source.slice(span)
        if [first, last] != halves and not all(map(_plain_time, halves)):
            bare = all(half.isdigit() for half in halves)
            how = (
                "has hours without minutes"
                if bare
                else "is not written in hours and minutes of the 24-hour clock"
            )
            self.replace("time-format", span, f"`{written}` {how}", f"{first}-{last}")
        elif not dashed:
            self.replace("dash", span, "a plain hyphen joins two times", f"{first}-{last}")
        self.add("HOURS_SPAN", written, span, (start, end))

    def on_badhours(self, match: re.Match[str]) -> int | None:
        """`9-17`, `9am - 5pm`; but `10 - 12` is a sum, `99.50-99.95` two numbers and `4-8 hours` a range."""
        span, text = Span(*match.span()), match.group()
        halves = [half.strip() for half in re.split(r"[-–—]", text)]  # noqa: RUF001
        clocks = any(re.search(r"[:apm]", half.lower()) for half in halves)
        before = self.out.tokens[-1] if self.out.tokens else None
        opening = before is not None and (before.type == "HOURS_SPAN" or weekday(before.text) is not None)
        if not clocks and not opening and (" " in text or "." in text):
            first = _TOKEN_NUMBER.match(text)
            assert first is not None
            return self.first_of(match, first.group())
        if not clocks and not opening and self.counts(span):
            self.range_of(match, "NUMBER_RANGE", halves)
            return None
        self.add_hours(halves, span, "-" in text)
        return None

    def counts(self, span: Span) -> bool:
        """Whether something that is counted follows two numbers with a dash between: a unit, a noun, a currency."""
        behind = _NEXT_WORD.match(self.text, span.end)
        before = self.out.tokens[-1].text if self.out.tokens and not self.fresh else ""
        word = behind.group(1) if behind else ""
        known = word in UNITS or word in SIZES or word.isupper() or word == "times"
        return known or (bool(word) and before not in _BEFORE_HOURS and word not in _BEHIND_HOURS)

    def range_of(self, match: re.Match[str], type_: str, ends: list[str]) -> None:
        """Two figures, of which one is promised (semantics: "range")."""
        span = Span(*match.span())
        low, high = (Decimal(end[:MAX_DIGITS].rstrip(".")) for end in ends)
        if low > high:
            self.problem(
                "number-format",
                span,
                f"`{match.group()}` begins with its higher end",
                label="upside down",
                help=(f"write `{ends[1]}-{ends[0]}`, or what is meant",),
            )
            low, high = high, low
        self.add(type_, match.group(), span, (low, high))

    def on_dashrange(self, match: re.Match[str]) -> int | None:
        ends = re.findall(r"\d+(?:\.\d+)?", match.group())
        if self.formula or not self.counts(Span(*match.span())):
            return self.first_of(match, ends[0])
        self.range_of(match, "NUMBER_RANGE", ends)
        return None

    def on_percentrange(self, match: re.Match[str]) -> int | None:
        first = re.match(r"\d+(?:\.\d+)?([ ]?%)?", match.group())
        assert first is not None
        before = self.out.tokens[-1].text if self.out.tokens else ""
        if self.formula or before in ("from", "between"):
            span = Span(match.start(), match.start() + first.end())
            number = Decimal(first.group().rstrip("% ")[:MAX_DIGITS])
            self.add("PERCENT" if first.group(1) else "NUMBER", first.group(), span, number)
            return span.end
        self.range_of(match, "PERCENT_RANGE", re.findall(r"\d+(?:\.\d+)?", match.group()))
        return None

    def on_range(self, match: re.Match[str]) -> int | None:
        ends = re.split(r" (?:to|or) ", match.group())
        behind = _NEXT_WORDS.match(self.text, match.end())
        words = behind.group().split() if behind else []
        before = self.out.tokens[-1].text if self.out.tokens else ""
        if before == "from" or not UNITS.keys() & set(words):
            return self.first_of(match, ends[0])
        self.range_of(match, "NUMBER_RANGE", ends)
        return None

    def first_of(self, match: re.Match[str], first: str) -> int:
        """Only the first number of what is no range after all."""
        span = Span(match.start(), match.start() + len(first))
        self.add("NUMBER", first, span, Decimal(first[:MAX_DIGITS].rstrip(".")))
        return span.end

    def on_around(self, match: re.Match[str]) -> None:
        """`24x7`: the whole week at the beginning of an hours block's line, `always` elsewhere."""
        span = Span(*match.span())
        if self.fresh:
            self.add("WORD", "mon-sun", span, "mon-sun")
            self.add("HOURS_SPAN", "00:00-24:00", Span(span.end, span.end), (0, 86400))
            return
        if self.out.tokens[-1].text in ("open", "available"):
            self.add("WORD", "during", Span(span.start, span.start), "during")
        if "hours" in match.group():
            self.replace("around-the-clock", span, f"`{match.group()}` is written `always` here", "always")
        self.add("WORD", "always", span, "always")

    def on_eight(self, match: re.Match[str]) -> None:
        """`8x5`: so many hours on so many days of the week, without saying when."""
        hours, days = (int(part) for part in re.findall(r"\d+", match.group()))
        self.add("EIGHT_FIVE", match.group(), Span(*match.span()), (hours, days))

    # ---- words and signs -------------------------------------------------------------------------

    def on_label(self, match: re.Match[str]) -> None:
        self.add("LABEL", match.group(), Span(*match.span()), match.group()[1:-1].strip())

    def on_word(self, match: re.Match[str]) -> None:
        word = match.group()
        if word == "formula":
            self.formula = True
        self.add("WORD", word, Span(*match.span()), word)

    on_lower = on_rate = on_word

    def on_zone(self, match: re.Match[str]) -> int | None:
        span, text = Span(*match.span()), match.group()
        if self.formula:  # `solved/logged`
            word = re.match(r"[A-Za-z]+(?:[-_][A-Za-z0-9]+)*", text)
            assert word is not None
            self.add("WORD", word.group(), Span(span.start, span.start + word.end()), word.group())
            return span.start + word.end()
        before, _, unit = text.partition("/")
        if unit in UNITS and (before in UNITS or (before.isupper() and len(before) == 3) or before.islower()):
            start, middle = span.start, span.start + len(before)  # `100 EUR/month`
            self.add("WORD", before, Span(start, middle), before)
            self.add("WORD", "per", Span(middle, middle + 1), "per")
            self.add("WORD", unit, Span(middle + 1, span.end), unit)
            return None
        self.add("ZONE", text, span, text)
        return None

    def on_dashword(self, match: re.Match[str]) -> None:
        good = re.sub("[–—]", "-", match.group())  # noqa: RUF001
        self.replace("dash", Span(*match.span()), "a plain hyphen joins two words", good)
        self.add("WORD", good, Span(*match.span()), good)

    def on_cmp(self, match: re.Match[str]) -> None:
        span, sign = Span(*match.span()), match.group()
        good = _BAD_COMPARES.get(sign)
        if good:
            self.replace(
                "no-such-sign", span, f"`{sign}` compares nothing; the signs are `>=`, `>`, `<=`, `<`", good
            )
        elif good is not None:
            self.problem(
                "no-such-sign",
                span,
                f"`{sign}` compares nothing here; say it with `not` before the condition",
                help=("say what is left out with `not`: `not availability = 95.0%`",),
            )
        self.add("CMP", sign, span, good or ("=" if good is not None else _COMPARES.get(sign, sign)))

    # ---- what depends on the tokens around it ----------------------------------------------------

    def refine(self) -> None:
        """`of` before a quantity, the number of `3 times`; and opening hours that are written with spaces or
        words."""
        tokens = self.out.tokens
        ranged = False  # `from` and a value stand before on this line
        for at, (token, following) in enumerate(itertools.pairwise(tokens)):
            if token.type == "_NL":
                ranged = False
            elif token.type == "WORD":
                if token.text not in _BEFORE_VALUE:
                    continue
                opened = following.text in _VALUE_WORDS and (token.text != "to" or ranged)
                numbered = (
                    token.text == "before" and following.type == "WORD" and tokens[at + 2].type == "NUMBER"
                )
                if following.type in VALUE_TOKENS or opened or numbered:
                    dated = token.text == "from" and following.type in ("DATE", "TIME")
                    token.type = "FROM_DATE" if dated else token.text.upper() + "_VALUE"
                    ranged = ranged or token.text == "from"
            elif token.type == "NUMBER" and following.text == "times" and following.type == "WORD":
                often = tokens[at + 2].text == "in" and (
                    tokens[at + 3].type == "NUMBER"
                    or (tokens[at + 3].text == "any" and tokens[at + 4].type == "NUMBER")
                )
                token.type = "OFTEN" if often else "NUMBER_TIMES"
        self.out.tokens = Joiner(self, self.out.tokens).run()

    def forget(self, spans: list[Span]) -> None:
        """Drop the problems of values that were read anew as a whole."""
        starts = [span.start for span in spans]

        def inside(span: Span) -> bool:
            found = bisect.bisect_right(starts, span.start) - 1
            return found >= 0 and span.end <= spans[found].end

        self.out.problems = [problem for problem in self.out.problems if not inside(problem.span)]


def _plain(written: str, *, percent: bool = False) -> str:
    """The digits of a figure with a decimal point, whichever signs group and divide it. A comma before three digits groups,
    except in a percentage: nobody promises 99,995 percent."""
    digits = re.sub(r"[\s'’]", "", written)  # noqa: RUF001
    signs = [sign for sign in digits if sign in ".,"]
    if len(set(signs)) == 2:  # the last one divides
        return digits.replace(signs[0], "").replace(signs[-1], ".")
    if len(signs) > 1 or (signs == [","] and len(digits.partition(",")[2]) == 3 and not percent):
        return digits.replace(signs[0], "")
    if signs == ["."] and _two_readings(digits) and not percent:
        return digits.replace(".", "")
    return digits.replace(",", ".")


def _two_readings(written: str) -> bool:
    """Whether a figure has a point before three digits, and nothing else that says whether it groups or divides."""
    return re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", written) is not None


def _plain_time(written: str) -> bool:
    """Whether a time can be read in one way only: `8:30`, `8am`, `5.30 pm`."""
    return re.fullmatch(r"\d{1,2}:\d{2}|\d{1,2}(?:[.:]\d{2})?[ ]?[ap]\.?m\.?", written.lower()) is not None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:  # no such day: the reader says so
        return None


def _no_such_date(text: str, year: int, month: int) -> str:
    if not 1 <= month <= 12:
        return f"`{text}` names month {month}; a year has 12"
    if year < 1:
        return f"`{text}` names year {year}; the calendar begins with year 1"
    last = calendar.monthrange(year, month)[1]
    return f"there is no `{text}`; {calendar.month_name[month]} {year} has {last} days"
