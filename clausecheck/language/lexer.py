"""Text to tokens. The lexer finds whole words; whether a word is a keyword, a unit or a name is decided
later, by the parser's state. It never raises: what it cannot read becomes a problem and, where the meaning is
plain (a curly quote, a decimal comma), a token all the same.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clausecheck.finding import Edit, Finding, draft
from clausecheck.source import Source, Span

MAX_DIGITS = 18
"""More digits than any amount of money or any count in an agreement needs."""


@dataclass(slots=True)
class Token:
    """A word or a sign. `value` is what it means (a decimal, a date, the text of a string); `trivia` holds the
    comments and blank lines before it and `comment` the one behind it on its line."""

    type: str
    text: str
    span: Span
    value: object = None
    trivia: tuple[str, ...] = ()
    comment: str = ""
    column: int = 0


@dataclass(slots=True)
class Lexed:
    """The tokens of a text and what was wrong with its characters and values."""

    tokens: list[Token] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)


_WORD = r"[^\W\d_][^\W_]*(?:[-_][^\W_]+)*"
_PATTERNS = (
    ("SPACE", r"[ \t\f\v]+"),
    ("NBSP", r"[\u00a0\u2007\u202f\u2000-\u200b\u3000\ufeff]+"),
    ("COMMENT", r"\#[^\r\n]*"),
    ("EOL", r"\r\n|\r|\n|[\u2028\u2029\u0085]"),
    ("TEXT", r'"""'),
    ("STRING", r'"(?:\\["\\]|[^"\r\n])*"'),
    ("OPENSTRING", r'"[^"\r\n]*'),
    ("CURLY", r"[“”„‟«»][^“”„‟«»\"\r\n]*[“”„‟«»\"]"),
    ("QUOTED", r"(?<![\w])['‘’‚][^'‘’‚\"\r\n]+['‘’]"),
    ("LABEL", r"\[[^\]\r\n]*\]"),
    ("DATE", r"\d{4}-\d{1,2}-\d{1,2}(?![\w])"),
    ("BADDATE", r"\d{1,2}[./]\d{1,2}[./]\d{2,4}(?![\w])|\d{1,2}/\d{1,2}/\d{4}(?!\w)"),
    ("HOURS_SPAN", r"\d{1,2}:\d{2}[ ]?[-–—][ ]?\d{1,2}:\d{2}(?![\w:])"),
    ("TIME", r"\d{1,2}:\d{2}(?![\w:])"),
    ("CLOCKTIME", r"\d{1,2}(?:[.:]\d{2})?[ ]?(?:am|pm|a\.m\.|p\.m\.)(?!\w)"),
    ("AROUND", r"24\s?[x×/]\s?7(?:\s?[x×/]\s?365)?(?!\w)"),
    ("BADHOURS", r"\d{1,2}(?:[.:]\d{2})?[-–—]\d{1,2}(?:[.:]\d{2})?(?![\w-])"),
    ("GROUPED", r"\d{1,3}(?:[,'’]\d{3})+(?:\.\d+)?(?![\w,])[ ]?%?"),
    ("COMMAPERCENT", r"\d+,\d+[ \u00a0]?%"),
    ("COMMADECIMAL", r"(?<![,\d])\d+,\d+(?![,\d])(?=[ ]?[^\W\d_])"),
    ("PERCENT", r"\d+(?:\.\d+)?[ \u00a0]?%"),
    ("NUMBER", r"\d+(?:\.\d+)?"),
    ("CURRENCYSIGN", r"[$£€¥₹][ ]?\d[\d,]*(?:\.\d+)?"),
    ("RATE", r"(?:[kMGTP]?bit|[kKMGTP]?B)/s(?!\w)"),
    ("ZONE", r"[A-Za-z_]+(?:/[A-Za-z0-9_+\-]+)+"),
    ("DASHWORD", r"[^\W\d_]+[–—][^\W\d_]+"),
    ("WORD", _WORD),
    ("CMP", r">=|<=|!=|≥|≤|==|=|>|<"),
    ("COMMA", r","),
    ("LBRACE", r"\{"),
    ("RBRACE", r"\}"),
    ("LPAR", r"\("),
    ("RPAR", r"\)"),
    ("PLUS", r"\+"),
    ("MINUS", r"[-−]"),
    ("STAR", r"[*×]"),
    ("SLASH", r"/"),
    ("SEMI", r";"),
    ("OTHER", r"."),
)
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.DOTALL)

_CURRENCY_SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR"}
_COMPARES = {"≥": ">=", "≤": "<=", "==": "="}
_TEXT_HEAD = re.compile(r"\s*(?:\[[^\]]*\]\s*)?(?:text|clause)\b")
_VALUE_WORDS = {"tbd", "unstated"}
_VALUES = {"NUMBER", "NUMBER_TIMES", "PERCENT", "DATE", "TIME", "AROUND"}
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
        self.nbsp_line = 0

    def run(self) -> Lexed:
        at, text = 0, self.text
        while at < len(text):
            match = _TOKEN.match(text, at)
            assert match is not None and match.lastgroup is not None  # OTHER matches any character
            handler = getattr(self, "on_" + match.lastgroup.lower(), None)
            if handler is None:
                self.add(match.lastgroup, match.group(), Span(*match.span()))
                at = match.end()
            else:
                after = handler(match)
                at = match.end() if after is None else after
        end = Span(len(text), len(text))
        if not self.fresh:
            self.add("_NL", "", end)
        self.add("$END", "", end)
        self.refine()
        return self.out

    def problem(self, name: str, span: Span, message: str, **more: Any) -> None:
        self.out.problems.append(draft(name, message, span, file=self.source.path, **more))

    def replace(self, name: str, span: Span, message: str, good: str, **more: Any) -> None:
        """A problem whose mend is one other spelling."""
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

    def refine(self) -> None:
        """Types that depend on the next token: `of` before a quantity, the number of `3 times`."""
        tokens = self.out.tokens
        for token, following in zip(tokens, tokens[1:], strict=False):
            if token.type == "WORD" and token.text in _BEFORE_VALUE:
                if following.type in _VALUES or following.text in _VALUE_WORDS:
                    token.type = token.text.upper() + "_VALUE"
            elif token.type == "NUMBER" and following.type == "WORD" and following.text == "times":
                token.type = "NUMBER_TIMES"

    # ---- space, comments, line ends --------------------------------------------------------------

    def on_space(self, match: re.Match[str]) -> None:
        pass

    def on_nbsp(self, match: re.Match[str]) -> None:
        line = self.source.position(match.start()).line
        if line != self.nbsp_line:  # one finding a line is enough
            self.nbsp_line = line
            self.problem(
                "non-breaking-space",
                Span(*match.span()),
                "a non-breaking space stands here, as word processors write it",
                label="not an ordinary space",
                help=("replace it by an ordinary space",),
                edits=(Edit(Span(*match.span()), " "),),
            )

    def on_comment(self, match: re.Match[str]) -> None:
        if self.fresh:
            self.trivia.append(match.group().rstrip())
            self.commented = True
        else:
            self.out.tokens[-1].comment = match.group().rstrip()

    def on_eol(self, match: re.Match[str]) -> None:
        if not self.fresh:
            self.add("_NL", "", Span(*match.span()))
        elif not self.commented:
            self.trivia.append("")
        self.fresh, self.commented = True, False

    # ---- text in quotes --------------------------------------------------------------------------

    def on_string(self, match: re.Match[str]) -> None:
        body = match.group()[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        self.add("STRING", match.group(), Span(*match.span()), body)

    def on_openstring(self, match: re.Match[str]) -> int:
        raw = match.group().rstrip()
        if raw.endswith("{") and len(raw) > 1:  # the brace of a block's header, not of the text
            raw = raw[:-1].rstrip()
        raw = raw.rstrip(", ") if raw.rstrip().endswith(",") else raw
        span = Span(match.start(), match.start() + len(raw))
        self.problem(
            "unclosed-string",
            span,
            "a quote is opened here and not closed on this line",
            label="no closing quote",
            help=('close it with `"`',),
            edits=(Edit(Span(span.end, span.end), '"'),),
        )
        self.add("STRING", raw, span, raw[1:])
        return span.end

    def on_curly(self, match: re.Match[str]) -> None:
        span, words = Span(*match.span()), match.group()[1:-1]
        self.replace(
            "smart-quotes",
            span,
            f"these quotes, {match.group()[0]} and {match.group()[-1]}, are not plain ones",
            f'"{words}"',
            label="curly quotes",
        )
        self.add("STRING", match.group(), span, words)

    on_quoted = on_curly

    def on_text(self, match: re.Match[str]) -> int:
        start, text = match.start(), self.text
        close = text.find('"""', match.end())
        end = len(text) if close < 0 else close
        if close >= 0:
            line = self.source.position(close).line
            before = self.source.line(line)[: close - self.source.line_span(line).start]
            if line > self.source.position(start).line and _TEXT_HEAD.match(before):
                close, end = -1, self.source.line_span(line).start
        if close < 0:
            end = self._end_of_text(match.end(), end)
            opening = Span(start, match.end())
            self.problem(
                "unclosed-text",
                opening,
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
                break
            words = self.source.line(number).split()
            if words and span.end > span.start and self.text[span.start] not in " \t":
                if words[0] in self.starters or words[0] == "}" or words[0].startswith("["):
                    return max(begin, span.start - 1)
        return limit

    def on_label(self, match: re.Match[str]) -> None:
        self.add("LABEL", match.group(), Span(*match.span()), match.group()[1:-1].strip())

    # ---- numbers, dates, times -------------------------------------------------------------------

    def number(self, type_: str, match: re.Match[str], digits: str) -> None:
        span = Span(*match.span())
        if len(digits) > MAX_DIGITS:
            self.problem(
                "number-too-large",
                span,
                f"this number has {len(digits)} digits; an agreement needs at most {MAX_DIGITS}",
            )
            digits = digits[:MAX_DIGITS].rstrip(".")
        self.add(type_, match.group(), span, Decimal(digits))

    def on_number(self, match: re.Match[str]) -> None:
        self.number("NUMBER", match, match.group())

    def on_percent(self, match: re.Match[str]) -> None:
        self.number("PERCENT", match, match.group().rstrip("%").rstrip())

    def on_grouped(self, match: re.Match[str]) -> None:
        plain = re.sub(r"[,'’ %]", "", match.group())
        percent = "%" if "%" in match.group() else ""
        span = Span(match.start(), match.start() + len(match.group().rstrip()))
        self.replace(
            "number-format", span, f"`{self.source.slice(span)}` is written with separators", plain + percent
        )
        self.number("PERCENT" if percent else "NUMBER", match, plain)

    def on_commapercent(self, match: re.Match[str]) -> None:
        good = re.sub(r"[ \u00a0]", "", match.group()).replace(",", ".")
        self.replace(
            "number-format", Span(*match.span()), f"`{match.group()}` is written with a decimal comma", good
        )
        self.number("PERCENT", match, good.rstrip("%"))

    def on_commadecimal(self, match: re.Match[str]) -> None:
        good = match.group().replace(",", ".")
        self.replace(
            "number-format", Span(*match.span()), f"`{match.group()}` is written with a decimal comma", good
        )
        self.number("NUMBER", match, good)

    def on_currencysign(self, match: re.Match[str]) -> None:
        sign, digits = match.group()[0], re.sub(r"[^\d.]", "", match.group()[1:])
        code = _CURRENCY_SIGNS[sign]
        span = Span(*match.span())
        note = ("a dollar sign does not say whose dollar it is",) if sign == "$" else ()
        self.replace(
            "currency-sign",
            span,
            f"`{match.group()}` has a sign where the currency's three letters belong",
            f"{digits} {code}",
            notes=note,
        )
        self.number("NUMBER", match, digits)
        self.add("WORD", code, Span(span.end, span.end), code)

    def on_date(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        year, month, day = (int(part) for part in match.group().split("-"))
        try:
            date: dt.date | None = dt.date(year, month, day)
        except ValueError:
            date = None
            self.problem("no-such-date", span, _no_such_date(match.group(), year, month))
        if date is not None and match.group() != date.isoformat():
            self.replace("date-format", span, f"`{match.group()}` lacks a leading zero", date.isoformat())
        self.add("DATE", match.group(), span, date or dt.date(max(year, 1), min(max(month, 1), 12), 1))

    def on_baddate(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        first, second, year = (int(part) for part in re.split(r"[./]", match.group()))
        year += 2000 if year < 100 else 0
        readings = []
        for day, month in dict.fromkeys([(first, second), (second, first)]):
            try:
                readings.append(dt.date(year, month, day))
            except ValueError:
                continue
        self.problem(
            "date-format",
            span,
            f"`{match.group()}` is read as one day here and as another there",
            help=tuple(f"write `{date.isoformat()}`" for date in readings) or ("write year-month-day",),
        )
        self.add("DATE", match.group(), span, readings[0] if readings else dt.date(year, 1, 1))

    def on_time(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        self.add("TIME", match.group(), span, self.clock(match.group(), span))

    def clock(self, text: str, span: Span) -> int:
        """Seconds after midnight of `HH:MM`; a time that no clock shows is a problem and counts as midnight."""
        hour, minute = (int(part) for part in text.split(":"))
        if minute > 59 or hour > 24 or (hour == 24 and minute):
            self.problem("no-such-time", span, f"no clock shows `{text}`; times go from `00:00` to `24:00`")
            return 0
        if len(text) < 5:
            self.replace("time-format", span, f"`{text}` lacks a leading zero", text.zfill(5))
        return hour * 3600 + minute * 60

    def on_hours_span(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        halves = re.split(r"[ ]?[-–—][ ]?", match.group())
        if not re.fullmatch(r"[\d:]+-[\d:]+", match.group()):
            self.replace("dash", span, "a plain hyphen joins two times", "-".join(halves))
        first, last = match.start(), match.end()
        start = self.clock(halves[0], Span(first, first + len(halves[0])))
        end = self.clock(halves[1], Span(last - len(halves[1]), last))
        self.add("HOURS_SPAN", match.group(), span, (start, end))

    def on_badhours(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        halves = [_clock_text(half) for half in re.split(r"[-–—]", match.group())]
        self.replace("time-format", span, f"`{match.group()}` has hours without minutes", "-".join(halves))
        start, end = (self.clock(half, span) for half in halves)
        self.add("HOURS_SPAN", match.group(), span, (start, end))

    def on_clocktime(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        digits = re.match(r"\d{1,2}(?:[.:]\d{2})?", match.group())
        assert digits is not None
        hour, minute = (int(part) for part in _clock_text(digits.group()).split(":"))
        hour = hour % 12 + (12 if "p" in match.group() else 0)
        good = f"{hour:02}:{minute:02}"
        self.replace("time-format", span, f"`{match.group()}` is not a time of the 24-hour clock", good)
        self.add("TIME", match.group(), span, self.clock(good, span))

    def on_around(self, match: re.Match[str]) -> None:
        span = Span(*match.span())
        self.replace("around-the-clock", span, f"`{match.group()}` is written `always` here", "always")
        self.add("WORD", "always", span, "always")

    # ---- words and signs -------------------------------------------------------------------------

    def on_word(self, match: re.Match[str]) -> None:
        self.add("WORD", match.group(), Span(*match.span()), match.group())

    on_rate = on_word

    def on_dashword(self, match: re.Match[str]) -> None:
        good = re.sub("[–—]", "-", match.group())
        self.replace("dash", Span(*match.span()), "a plain hyphen joins two words", good)
        self.add("WORD", good, Span(*match.span()), good)

    def on_cmp(self, match: re.Match[str]) -> None:
        sign = _COMPARES.get(match.group(), match.group())
        if sign == "!=":
            self.problem("no-such-sign", Span(*match.span()), "`!=` compares nothing here; say it with `not`")
            sign = "="
        self.add("CMP", match.group(), Span(*match.span()), sign)


def _clock_text(text: str) -> str:
    hour, _, minute = text.replace(".", ":").partition(":")
    return f"{int(hour):02}:{minute or '00'}"


def _no_such_date(text: str, year: int, month: int) -> str:
    if not 1 <= month <= 12:
        return f"`{text}` names month {month}; a year has 12"
    if year < 1:
        return f"`{text}` names year {year}; the calendar begins with year 1"
    last = calendar.monthrange(year, month)[1]
    return f"there is no `{text}`; {calendar.month_name[month]} {year} has {last} days"
