"""Words that are written apart and mean one thing: `Mon to Fri`, `Europe / London`, `four (4)`, `last sunday of month`, `no more
than 3`."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from typing import Any, Protocol

from clausecheck.language.openings import BEGINNINGS
from clausecheck.language.resaid import RESAID_BY_WORDS
from clausecheck.language.spelling import DAY_GROUPS, DAY_NAMES, DAY_STEMS, NUMBER_WORDS, number_of, weekday
from clausecheck.language.tokens import VALUE_TOKENS, Token
from clausecheck.language.values import MONTH_NAMES, ORDINALS, RHYTHMS, UNITS, WEEKDAYS, Days, Number, YearDay
from clausecheck.source import Source, Span

#: The words before `of` that choose among values, and the word of the language for each.
_CHOICES = {
    **{word: word for word in ("sooner", "later", "lower", "higher", "smaller", "larger")},
    **dict.fromkeys(("earlier", "earliest", "soonest", "shorter", "shortest"), "sooner"),
    **dict.fromkeys(("latest", "longer", "longest"), "later"),
    **dict.fromkeys(("lesser", "least", "lowest", "smallest"), "smaller"),
    **dict.fromkeys(("greater", "greatest", "highest", "largest"), "larger"),
}
_ORDINALS = {
    **{word: number for number, word in ORDINALS.items()}, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
#: How people say a bound, and the words of the language for it.
_BOUNDS: tuple[tuple[tuple[str, ...], str], ...] = tuple(
    (tuple(said.split()), meant)
    for said, meant in (
        ("no less than", "at least"), ("not less than", "at least"), ("no fewer than", "at least"), ("a minimum of",
            "at least"),
        ("no more than", "at most"), ("not more than", "at most"), ("no longer than", "at most"), ("no later than",
            "at most"),
        ("not later than", "at most"), ("a maximum of", "at most"), ("up to", "at most"), ("less than", "below"),
        ("fewer than", "below"), ("lower than", "below"), ("greater than or equal to", "at least"), ("greater than", "above"),
        ("less than or equal to", "at most"), ("equal to or greater than", "at least"), ("higher than", "above"),
        ("under", "below"), ("more than", "above"), ("not to exceed", "at most"), ("not exceeding", "at most"),
            ("capped at", "at most"),
        ("in excess of", "above"), ("over a minimum of", "above"), ("longer than", "above"), ("exceeding", "above"),
    )
)  # fmt: skip
#: The same by their first word, so that other words are passed over at once.
_BOUNDS_BY_WORD = {
    words[0]: tuple(
        sorted((bound for bound in _BOUNDS if bound[0][0] == words[0]), key=lambda bound: -len(bound[0]))
    )
    for words, _ in _BOUNDS
}
#: How a window that moves is said, by the words before its length.
_ROLLING = re.compile(
    r"((?:averaged|measured|calculated) )?(?:in|over|during|within|across|each|per|every) "
    r"(?:(?P<any>any|a|an|each|every|the) )?(?:(rolling|moving|running|sliding) )?(?:(period|window|span) of )?"
)
_KINDS_OF = {
    "<PERCENT>": ("PERCENT", "PERCENT_RANGE"), "<NUMBER>": ("NUMBER", "NUMBER_RANGE", "MONEY",
        "NUMBER_TIMES"), "<STRING>": ("STRING",), "<DATE>": ("DATE",), "<END>": ("_NL", "COMMA", "RBRACE"),
}  # fmt: skip
#: Rates as vendors write them.
_RATES = {"Tbps": "Tbit/s", "Gbps": "Gbit/s", "Mbps": "Mbit/s", "Kbps": "kbit/s", "kbps": "kbit/s"}
_IN_A_ROW = frozenset({"consecutive", "successive", "straight", "running"})
#: Words that mean something with the number before them.
FIGURED = frozenset(
    {
        *_IN_A_ROW,
        *_RATES,
        "ahead",
        "days",
        "weeks",
        "months",
        "quarters",
        "million",
        "thousand",
        "calendar",
        "st",
        "nd",
        "rd",
        "th",
    }
)
#: The months as people write them in a day of the year; `may` is a keyword, and no month.
_MONTHS = {
    written: number
    for number, name in enumerate(MONTH_NAMES, 1)
    for written in (name, name.lower(), name[:3], "Sept" if name == "September" else name)
    if written != "may"
}
#: How a period says on which day it begins, and what that is a day of.
_BEGINS = (
    ("from",),
    ("beginning", "on"),
    ("beginning",),
    ("starting", "on"),
    ("starting",),
    ("starting", "from"),
)
_BEGINS_ON = {"week": Days, "month": Number, "quarter": YearDay, "year": YearDay}
#: `whichever is lower`: what chooses among the values before it.
_WHICHEVER = {
    **dict.fromkeys(
        ("lower", "lowest", "less", "least", "lesser", "smaller", "smallest", "cheaper"), "smaller"
    ),
    **dict.fromkeys(("higher", "highest", "greater", "greatest", "larger", "largest", "more"), "larger"),
    **dict.fromkeys(
        ("sooner", "soonest", "earlier", "earliest", "shorter", "shortest", "first", "earlier"), "sooner"
    ),
    **dict.fromkeys(("later", "latest", "longer", "longest", "last"), "later"),
}
_BEFORE_ROLLING = frozenset(
    {"averaged", "measured", "calculated", "in", "over", "during", "within", "across", "each", "per", "every"}
)
#: What joins an index with what is added to it, and the clauses that take an index.
_SIGNS = frozenset({"plus", "minus", "+", "-"})
_INDEXED = frozenset({"increase", "interest"})
_UNIT_WORDS = frozenset({*UNITS, "business", "working"})
#: How contracts say what is promised behind an aim, and the words with which aims end.
_AT_LATEST = sorted(
    (
        way.split()
        for way in (
            "within",
            "in any event within",
            "in any case within",
            "at the latest within",
            "no later than",
            "not later than",
            "in any event no later than",
            "in any event not later than",
            "in no event later than",
            "at most",
        )
    ),
    key=len,
    reverse=True,
)
_HURRIED = frozenset(
    {"delay", "possible", "practicable", "promptly", "immediately", "once", "away", "asap", "ASAP"}
)
#: Words before a number of months that have passed, those before them, and the clauses that reckon with them.
_LAST = frozenset({"last", "preceding", "previous", "prior", "past"})
_PAID = frozenset(
    {"in", "during", "over", "for", "within", "of", "paid", "payable", "or", "and", "invoiced", "due"}
)
_BACKWARD = frozenset({"cap"})
#: How many tokens before `whichever` its values may begin.
_REACH = 40
#: How the names of days and of groups of them begin.
_DAYS_BEGIN = frozenset(stem[:2] for stem in (*DAY_STEMS, *DAY_GROUPS))
#: The types of tokens that are looked at.
_LOOKED_AT = frozenset({"WORD", "OTHER", "LPAR", "PLUS", "MINUS", "COMMA"})
#: Words that may begin what belongs together; others are passed over at once.
_BEGIN = frozenset(
    {
        *BEGINNINGS, *NUMBER_WORDS, *DAY_NAMES, *(day.title() for day in DAY_NAMES), "with", "giving", "upon", "subject",
            "bank", "public", "statutory", "open", "and", "but", "preceding", "between", "in", "zone", "the", "whichever",
        *_SIGNS, *_CHOICES, *_MONTHS, *_BEGINS_ON, *_BEFORE_ROLLING, *RESAID_BY_WORDS, *FIGURED,
        *_BOUNDS_BY_WORD,
        *_ORDINALS, *(word.title() for word in _ORDINALS), *(word.upper() for word in _ORDINALS),
    }
)  # fmt: skip
_MAY_CHOOSE = frozenset({"whichever", "the", *_CHOICES})
_MONTHS_AND_PERIODS = _MONTHS.keys() | _BEGINS_ON.keys()
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
        at, tokens, kept, before = 0, self.tokens, self.kept, ""
        while at < len(tokens):
            token = tokens[at]
            kind, text = token.type, token.text
            if (
                kind not in _LOOKED_AT
                or (
                    kind == "WORD"
                    and text > "a"  # no capital
                    and text not in _BEGIN
                    and before != "maintenance"
                    and (not token.column or text[:2] not in _DAYS_BEGIN or weekday(text) is None)
                )
            ):  # most tokens begin nothing
                kept.append(token)
                at, before = at + 1, text
                continue
            at = self.joined(at)
            before = kept[-1].text if kept else ""
        if self.merged:
            self.lexer.forget([span for span, *_ in self.merged])
            for span, name, message, good in self.merged:
                offset = good.startswith("Etc/")
                note = ("an offset knows no summer time; better name a place: `Europe/Berlin`",) * offset
                self.lexer.replace(name, span, message, good, notes=note)
        return self.kept

    def joined(self, at: int) -> int:
        """Keep what stands at a token, joined with what belongs to it; where to go on."""
        token = self.tokens[at]
        behind = 0
        if (
            token.text == ":"
            and token.type == "OTHER"
            and self.kept
            and self.kept[-1].column
            and self.tokens[at + 1].type != "_NL"
        ):
            return at + 1  # `includes: "patches"`
        if token.type == "LPAR":
            behind = self.counted_twice(at)
        elif token.text[:1].isupper() and token.type == "WORD" and token.text.lower() in _UNIT_WORDS:
            self.in_capitals(at)
        elif token.text in _SIGNS and token.type in ("WORD", "PLUS", "MINUS"):
            behind = self.index_with_more(at)
        elif (
            token.type == "COMMA" and self.tokens[at + 1].text == "then" and not self.thereafter(at + 2)
        ):  # `to "lead", then "director"`
            behind = self.keep(token, at + 1, "COMMA", ",", ",")
        elif token.type == "WORD" and (
            token.text in _BEGIN or token.column or (self.kept and self.kept[-1].text == "maintenance")
        ):
            behind = self.joined_words(at)
        if behind:
            return behind
        self.kept.append(token)
        return at + 1

    def in_capitals(self, at: int) -> None:
        """`15 Business Days`, as contracts write words that they define."""
        token = self.tokens[at]
        lower = token.text.lower()
        numbered = [each.type == "NUMBER" for each in self.kept[-2:]]
        if not any(numbered):
            return
        counts = numbered[-1] and self.tokens[at + 1].text.lower() in UNITS
        own = not lower.endswith("s") and re.search(rf"\bhours\s+{token.text}\b", self.lexer.source.text)
        if lower in UNITS or (counts and not own):
            token.text = lower

    def at_the_latest(self, at: int) -> int:
        """`without delay and in any event within 48 hours`: an aim, and what is promised. Where it goes on, or 0."""
        if self.tokens[at].text not in ("and", "but") or not self.kept:
            return 0
        words = [token.text for token in self.tokens[at + 1 : at + 9]]
        length = next((len(way) for way in _AT_LATEST if words[: len(way)] == way), 0)
        plain = length == 1 and self.kept[-1].text not in _HURRIED and self.kept[-2:-1] != []
        if plain and not (self.kept[-1].type == "COMMA" and self.kept[-2].text in _HURRIED):
            return 0
        if not length or self.tokens[at + 1 + length].type not in ("NUMBER", "NUMBER_RANGE"):
            return 0
        self.say("at most", at, length + 1)
        return at + 1 + length

    def in_the_last(self, at: int) -> int:
        """`fees paid in the last 12 months`, `in the 12 months preceding the claim`: the time before. Where it goes on, or 0."""
        token, kept = self.tokens[at], self.kept
        if token.text == "the":
            found = self.tokens[at + 1].text in _LAST and self.tokens[at + 2].type == "NUMBER"
            begin, last = len(kept), at + 1
        elif token.text == "preceding":
            words = [each.text for each in kept[-5:]]
            number = next((-i for i in (2, 3) if len(kept) > i and kept[-i].type == "NUMBER"), 0)
            found = bool(number) and kept[-1].text in (*UNITS, "immediately") and "the" in words
            begin, last = len(kept) + number - 1, at
        else:
            return 0
        line = list(itertools.takewhile(lambda each: each.type != "_NL", reversed(kept[-_REACH:])))
        if not found or not line or line[-1].text not in _BACKWARD:
            return 0
        first = begin
        while first and kept[first - 1].text in _PAID and not kept[first - 1].column:
            first -= 1
        if first == begin:
            return 0
        span = kept[first].span.join(
            kept[begin - 1].span if token.text == "preceding" else self.tokens[last].span
        )
        if token.text == "the":
            del kept[first:]
            self.kept.append(Token("IN_LAST", "in the last", span, None))
            return last + 1
        span = span.join(kept[begin].span)
        kept[first : begin + 1] = [Token("IN_LAST", "in the last", span, None)]
        if kept[-1].text == "immediately":
            del kept[-1]
        return self.keep(token, at, "WORD", "before", "before")

    def index_with_more(self, at: int) -> int:
        """`increase "CPI" plus 2%` and `interest "Euribor" + 8%`: a formula. Where it goes on, or 0."""
        line = list(itertools.takewhile(lambda token: token.type != "_NL", reversed(self.kept[-_REACH:])))
        words = {token.text for token in line}
        index = self.kept[-1] if line else None
        if (
            index is None
            or self.tokens[at + 1].type not in ("PERCENT", "MONEY", "NUMBER")
            or line[-1].text not in _INDEXED
            or words & {"formula", "of"}
            or index is line[-1]
            or not (index.type == "STRING" or all(token.type == "WORD" for token in line[:-1]))
        ):
            return 0
        first = len(self.kept) - (1 if index.type == "STRING" else len(line) - 1 - (line[-2].text == "by"))
        start = self.kept[first].span.start
        self.kept.insert(first, Token("WORD", "formula", Span(start, start), "formula"))
        self.of_increase(first)
        sign = "PLUS" if self.tokens[at].text in ("plus", "+") else "MINUS"
        return self.keep(self.tokens[at], at, sign, "+" if sign == "PLUS" else "-", None)

    def thereafter(self, at: int) -> bool:
        """Whether `then indefinite` stands behind a term."""
        return self.tokens[at].text in ("indefinite", "indefinitely")

    def joined_words(self, at: int) -> int:
        """Where to go on behind words that belong together, or 0 where they do not."""
        token = self.tokens[at]
        if token.text in ("bank", "public", "statutory") and self.tokens[at + 1].text == "holidays":
            of = self.tokens[at + 2].text in ("in", "of") and self.tokens[at + 2].type == "WORD"
            return self.keep(token, at + 1 + of, "WORD", "holidays", "holidays")
        if (token.text in _MAY_CHOOSE and (behind := self.chosen(at))) or (
            token.text in _MONTHS_AND_PERIODS and (behind := self.year_day(at) or self.period_from(at))
        ):
            return behind
        if token.text == "open" and self.tokens[at + 1].text == "always":
            self.kept += [token, Token("WORD", "during", Span(token.span.end, token.span.end), "during")]
            return at + 1
        if token.text == "between" and [each.type for each in self.tokens[at + 1 : at + 4 : 2]] == [
            "TIME",
            "TIME",
        ]:
            first, last = self.tokens[at + 1], self.tokens[at + 3]
            return self.keep(
                token, at + 3, "HOURS_SPAN", f"{first.text}-{last.text}", (first.value, last.value)
            )
        if token.column and token.text in BEGINNINGS and (behind := self.began(at)):
            return behind
        if token.text in ("with", "giving", "upon", "subject") and (behind := self.with_notice(at)):
            return behind
        if token.text.lower() in DAY_NAMES and not token.column and self.joins(at + 1):
            opens, closes = weekday(token.text), weekday(self.tokens[at + 2].text)
            if opens and closes and "-" not in closes:  # `daily, Monday to Friday`
                return self.keep(token, at + 2, "WORD", f"{opens}-{closes}", None)
        if token.text in ("and", "but", "preceding", "the") and (
            behind := self.at_the_latest(at) or self.in_the_last(at)
        ):
            return behind
        if token.text in NUMBER_WORDS and (behind := self.number_said(at)):
            return behind
        if token.text in _BEFORE_ROLLING and (behind := self.rolling(at)):
            return behind
        if (token.text in RESAID_BY_WORDS or token.text in FIGURED) and (
            behind := self.resaid(at) or self.figure_said(at)
        ):
            return behind
        if token.text in _BOUNDS_BY_WORD and (behind := self.bound(at)):
            return behind
        if token.text.lower() in _ORDINALS and (behind := self.nth_day(at)):
            return behind
        if (token.column or (self.kept and self.kept[-1].text == "maintenance")) and weekday(token.text):
            return self.opening(at)
        if token.text in ("in", "zone"):
            self.kept.append(token)
            return self.zone(at + 1)
        return 0

    def began(self, at: int) -> int:
        """Clauses that begin in other words: `financial year from 1 July`. Where it goes on, or 0."""
        if len(self.kept) > 1 and self.kept[-2].type == "COMMA":
            return 0  # the clause goes on over the line end
        words = [token.text for token in self.tokens[at : at + 8]]
        kinds = [token.type for token in self.tokens[at : at + 8]]
        for said, meant in BEGINNINGS[words[0]]:
            if len(words) > len(said) and all(map(_is, said, words, kinds)):
                looked_at = said[-1].startswith("<")
                self.say(meant, at, len(said) - looked_at)
                behind = at + len(said) - looked_at
                return self.first_said(behind) if meant.endswith("begins on") else behind
        return 0

    def first_said(self, at: int) -> int:
        """The day on which a year or a week begins, where a month or the full name of a weekday says it. Where it goes on."""
        token = self.tokens[at]
        if day := weekday(token.text):
            return self.keep(token, at, "WORD", day, day)
        month = _MONTHS.get(token.text)
        if month is None or _is_day(self.tokens[at + 1]):
            return at
        return self.keep(token, at, "YEAR_DAY", token.text, (month, 1))

    def say(self, meant: str, at: int, length: int) -> None:
        """Keep words of the language in the place of so many tokens."""
        first, last = self.tokens[at], self.tokens[at + length - 1]
        words = meant.split()
        if [token.text for token in self.tokens[at : at + length]] == words:
            self.kept += self.tokens[at : at + length]
            return
        span = first.span.join(last.span)
        end = Span(span.end, span.end)
        self.kept.append(Token("WORD", words[0], span, words[0], first.trivia, "", first.column))
        self.kept += [Token("COMMA" if word == "," else "WORD", word, end, word) for word in words[1:]]
        self.kept[-1].comment = last.comment

    def with_notice(self, at: int) -> int:
        """`with 30 days notice`, `giving at least 3 months prior written notice`. Where it goes on, or 0."""
        behind = at + 1 + (self.tokens[at].text == "subject")
        words = list(
            itertools.takewhile(
                lambda token: token.type in ("WORD", "NUMBER"), self.tokens[behind : behind + 8]
            )
        )
        said = [token.text for token in words]
        if "notice" not in said or not any(token.type == "NUMBER" for token in words[: said.index("notice")]):
            return 0
        self.say("on", at, behind - at)
        return behind

    def number_said(self, at: int) -> int:
        """`four hours`, `twelve months`, `two business days`: a number before a unit. Where it goes on, or 0."""
        token, following = self.tokens[at], self.tokens[at + 1]
        behind = self.tokens[at + 2].text if self.tokens[at + 2].text in UNITS else following.text
        number = number_of([token.text])
        if following.text == "times" and not token.column:
            often = self.tokens[at + 2].text == "in" and self.tokens[at + 3].type == "NUMBER"
            return self.keep(
                token, at, "OFTEN" if often else "NUMBER_TIMES", str(number), Decimal(number or 0)
            )
        counted = self.kept and self.kept[-1].type == "NUMBER"  # `4 one hours` are those of a block called so
        if (
            token.column
            or counted
            or following.type != "WORD"
            or behind not in UNITS
            or not (behind.endswith("s") or number == 1)
        ):
            return 0
        self.before_value("NUMBER")
        return self.keep(token, at, "NUMBER", str(number), Decimal(number or 0))

    def rolling(self, at: int) -> int:
        """`in any rolling 30-day period` and `over any period of 30 days` are averaged over 30 days. Where it goes on, or 0."""
        begin = at
        while (
            self.tokens[begin].type in ("WORD", "OF_VALUE")
            and begin - at < 8
            and self.tokens[begin].text not in UNITS
        ):
            begin += 1
        found = _ROLLING.fullmatch("".join(f"{token.text} " for token in self.tokens[at:begin]))
        if found is None or not (found[3] or found[4] or (found[1] and found["any"])):
            return 0
        numbered = self.tokens[begin].type == "NUMBER"
        unit = begin + numbered
        unit += self.tokens[unit].type == "MINUS" or self.tokens[unit].text in _IN_A_ROW
        if self.tokens[unit].text not in UNITS:
            return 0
        last = unit + (self.tokens[unit + 1].text in ("period", "window", "periods"))
        self.say("averaged over", at, begin - at)
        if numbered:
            self.kept.append(self.tokens[begin])
        else:
            start = Span(self.tokens[unit].span.start, self.tokens[unit].span.start)
            self.kept.append(Token("NUMBER", "1", start, Decimal(1)))
        return self.keep(self.tokens[unit], last, "WORD", self.tokens[unit].text, self.tokens[unit].text)

    def chosen(self, at: int) -> int:
        """`the lesser of A and B` is the smaller one; `A or B, whichever is lower` has its word before the first. Where it goes
        on, or 0."""
        token = self.tokens[at]
        if token.text == "whichever":
            return self.whichever(at)
        choice = at + (token.text == "the")
        word = _CHOICES.get(self.tokens[choice].text)
        of = self.tokens[choice + 1] if word else token
        if word is None or of.text != "of" or (choice == at and word == token.text):
            return 0
        self.of_increase(len(self.kept))
        return self.keep(token, choice, "WORD", word, word)

    def of_increase(self, at: int) -> None:
        """Drop the `by` of `increase by the lesser of A and B`, behind which a person or an index stands."""
        if [token.text for token in self.kept[at - 2 : at]] == ["increase", "by"]:
            self.kept[at - 2].span = self.kept[at - 2].span.join(self.kept[at - 1].span)
            del self.kept[at - 1]

    def whichever(self, at: int) -> int:
        """Put the word of a choice before the values on this line that `or` divides."""
        words = list(itertools.takewhile(lambda token: token.type == "WORD", self.tokens[at + 1 : at + 5]))
        last = next((number for number, token in enumerate(words) if token.text in _WHICHEVER), None)
        line = list(itertools.takewhile(lambda token: token.type != "_NL", reversed(self.kept[-_REACH:])))[
            ::-1
        ]
        dividing = [
            number for number, token in enumerate(line) if token.text == "or" and token.type == "WORD"
        ]
        if last is None or not dividing or dividing[-1] < 1:
            return 0
        first = dividing[-1] - 1
        valued = [number for number in range(first + 1) if line[number].type in (*VALUE_TOKENS, "STRING")]
        if valued:
            first = valued[-1]
            while first > 1 and line[first - 1].text == "of" and valued.index(first):
                first = valued[valued.index(first) - 1]
        if not first:  # the keyword of the clause stands there
            return 0
        start = Span(line[first].span.start, line[first].span.start)
        word = _WHICHEVER[words[last].text]
        of = Token("OF_VALUE" if line[first].type in VALUE_TOKENS else "WORD", "of", start, "of")
        place = len(self.kept) - len(line) + first
        self.kept[place:place] = [Token("WORD", word, start, word), of]
        self.of_increase(place)
        if self.kept[-1].type == "COMMA":
            del self.kept[-1]
        end = self.tokens[at + 1 + last]
        self.kept[-1].span = self.kept[-1].span.join(end.span)
        self.kept[-1].comment = end.comment
        return at + 2 + last

    def year_day(self, at: int) -> int:
        """`1 July`, `July 1` and `1st of July`. Where it goes on, or 0."""
        token, following = self.tokens[at], self.tokens[at + 1]
        month = _MONTHS.get(token.text)
        if month is None or token.column or following.text in UNITS:
            return 0  # `4 march hours` are those of a block called so
        begin = len(self.kept)
        while (
            begin
            and self.kept[begin - 1].text in ("st", "nd", "rd", "th", "of")
            and len(self.kept) - begin < 2
        ):
            begin -= 1
        before = self.kept[begin - 1] if begin else token
        if _is_day(before) and not before.column:
            del self.kept[begin - 1 :]
            first, last = before, at
        elif begin == len(self.kept) and _is_day(following):
            before, first, last = following, token, at + 1
            if self.tokens[at + 2].text in ("st", "nd", "rd", "th"):
                last = at + 2
        else:
            return 0
        if self.kept and self.kept[-1].text == "the" and not self.kept[-1].column:
            first.span = self.kept.pop().span.join(first.span)
        self.before_value("DATE")
        day = (month, int(before.text))
        return self.keep(
            first, last, "YEAR_DAY", self.lexer.source.slice(first.span.join(self.tokens[last].span)), day
        )

    def before_value(self, type_: str) -> None:
        """Read `from`, `of`, `to` … at the end of what is kept as before a value of this type."""
        word = self.kept[-1] if self.kept else None
        if word is not None and word.text in ("of", "from", "to", "after", "before"):
            word.type = (
                "FROM_DATE" if (word.text, type_) == ("from", "DATE") else f"{word.text.upper()}_VALUE"
            )

    def period_from(self, at: int) -> int:
        """`month from day 16`, `quarter from 1 February`, `week from sunday`. Where it goes on, or 0."""
        token = self.tokens[at]
        if token.text not in _BEGINS_ON or token.column or not self.kept or self.kept[-1].type == "NUMBER":
            return 0
        words = [each.text for each in self.tokens[at + 1 : at + 3]]
        length = next((len(way) for way in _BEGINS if tuple(words[: len(way)]) == way), 0)
        found = self.first_day(token.text, at + 1 + length) if length else None
        if found is None:
            return 0
        start, last = found
        span = token.span.join(self.tokens[last].span)
        return self.keep(token, last, "PERIOD_FROM", self.lexer.source.slice(span), (token.text, start))

    def first_day(self, unit: str, at: int) -> tuple[Days | Number | YearDay, int] | None:
        """The day on which a period begins, and where it ends in the text."""
        at += self.tokens[at].text == "the"
        token = self.tokens[at]
        if unit == "week":
            name = weekday(token.text) if token.type == "WORD" else None
            if name is None or "-" in name:
                return None
            return Days(WEEKDAYS.index(name), WEEKDAYS.index(name), span=token.span), at
        at += token.text == "day" and unit == "month"
        number, behind = self.tokens[at], at + 1
        if unit == "month":
            behind += self.tokens[behind].text in ("st", "nd", "rd", "th")
            if not _is_day(number) or self.tokens[behind].text in (*UNITS, *_MONTHS):
                return None
            return Number(Decimal(number.text), span=number.span), behind - 1
        while self.tokens[behind].text in ("st", "nd", "rd", "th", "of"):
            behind += 1
        for month, day, end in ((behind, at, behind), (at, at + 1, at + 1)):
            if self.tokens[month].text in _MONTHS and _is_day(self.tokens[day]):
                span = self.tokens[at].span.join(self.tokens[end].span)
                return YearDay(_MONTHS[self.tokens[month].text], int(self.tokens[day].text), span=span), end
        return None

    def resaid(self, at: int) -> int:
        """What contracts say in words that stand nowhere else: `for each user` is `per user`. Where it goes on, or 0."""
        by_second = RESAID_BY_WORDS.get(self.tokens[at].text)
        ways = by_second and by_second.get(self.tokens[at + 1].text, by_second[""])
        if not ways:
            return 0
        words = [token.text for token in self.tokens[at : at + 5]]
        kinds = [token.type for token in self.tokens[at : at + 5]]
        for said, meant in ways:
            if len(words) < len(said) or not all(map(_is, said, words, kinds)):
                continue
            if self.kept and self.kept[-1].text == "maintenance" and meant.startswith("every 1 week on "):
                day = meant.split()[-1]  # `maintenance every sunday 02:00-04:00`: these are its days
                self.keep(self.tokens[at], at + 1, "WORD", day, day)
                return self.span_said(at + 2)
            if meant == "renewed every" and (not self.kept or self.kept[-1].type != "COMMA"):
                continue
            if said == ("free", "<END>") and (not self.kept or self.kept[-1].type != "COMMA"):
                continue
            kept = len([word for word in said if word[:1] != "<"])  # what stands for a type is only looked at
            span = self.tokens[at].span.join(self.tokens[at + kept - 1].span)
            parts = meant.split()
            for number, part in enumerate(parts):
                where = span if not number else Span(span.end, span.end)
                value: object = Decimal(part) if part.isdigit() else part
                token = Token("NUMBER" if part.isdigit() else "WORD", part, where, value)
                if part.isdigit() and meant.endswith("times in"):
                    token.type = "OFTEN"
                if part in ("after", "of") and kinds[kept : kept + 1] != ["WORD"]:
                    token.type = f"{part.upper()}_VALUE"
                if not number:
                    token.trivia, token.column = self.tokens[at].trivia, self.tokens[at].column
                self.kept.append(token)
            self.kept[-1].comment = self.tokens[at + kept - 1].comment
            if said == ("net", "<NUMBER>", "<END>"):  # days, as everybody reads it
                end = self.tokens[at + 1].span.end
                self.kept += [self.tokens[at + 1], Token("WORD", "days", Span(end, end), "days")]
                return at + 2
            return at + kept
        return 0

    def figure_said(self, at: int) -> int:
        """Words that only mean something with the number before them: `3 consecutive months`, `2 million EUR`, `1st of month`."""
        word, before = self.tokens[at].text, self.kept[-1] if self.kept else None
        if word in ("ahead", "in"):
            return self.notice_said(at)
        if before is None or before.type not in ("NUMBER", "MONEY") or self.tokens[at].column:
            return 0
        following = self.tokens[at + 1]
        if (
            word in UNITS
            and len(self.kept) > 1
            and self.kept[-2].text == "in"
            and following.type == "OF_VALUE"
        ):
            inner = self.tokens[at + 2 : at + 4]  # `in 3 months of 6 months`
            if [token.type for token in inner] == ["NUMBER", "WORD"] and UNITS.get(inner[1].text) == UNITS[
                word
            ]:
                before.span = before.span.join(self.tokens[at].span)
                return at + 1
            return 0
        if word in _IN_A_ROW and following.text in UNITS:
            return self.in_a_row(at, before)
        if word == "calendar" and following.text in UNITS:  # elapsed, unless hours are called so
            if re.search(r"\bhours\s+calendar\b", self.lexer.source.text):
                return 0
            before.span = before.span.join(self.tokens[at].span)
            return at + 1
        if word in _RATES and following.text not in UNITS:
            self.kept.append(
                Token("WORD", _RATES[word], self.tokens[at].span, _RATES[word], (), self.tokens[at].comment)
            )
            return at + 1
        if word in ("million", "thousand"):
            times = 1_000_000 if word == "million" else 1000
            amount, code = before.value if isinstance(before.value, tuple) else (before.value, None)
            amount = Decimal(f"{(amount * times).normalize():f}")
            before.value = (amount, code) if code else amount
            before.text, before.span = str(amount), before.span.join(self.tokens[at].span)
            return at + 1
        if word in ("st", "nd", "rd", "th") and following.text == "of" and before.type == "NUMBER":
            period = next(
                (i for i in (at + 2, at + 3) if self.tokens[i].text in ("month", "quarter", "year")), 0
            )
            if period == at + 2 or (period and self.tokens[at + 2].text in ("the", "each", "every")):
                start = Span(before.span.start, before.span.start)
                self.kept.insert(-1, Token("WORD", "day", start, "day"))
                before.span = before.span.join(self.tokens[at].span)
                following.span = following.span.join(self.tokens[period - 1].span)
                self.kept.append(following)
                return period
        return 0

    def in_a_row(self, at: int, before: Token) -> int:
        """`3 consecutive months`, whose number stands before. Where it goes on."""
        # behind `in` the whole window: 3 of 3 months; elsewhere it is a length of time
        if len(self.kept) > 1 and self.kept[-2].text == "in":
            end = Span(before.span.end, before.span.end)
            self.kept += [
                Token("OF_VALUE", "of", before.span.join(self.tokens[at].span), "of"),
                Token("NUMBER", before.text, end, before.value),
            ]
            self.kept[-2].span = self.tokens[at].span
            self.kept[-1].span = Span(self.tokens[at].span.end, self.tokens[at].span.end)
        else:
            before.span = before.span.join(self.tokens[at].span)
        return at + 1

    def notice_said(self, at: int) -> int:
        """`30 days ahead`, `2 business days in advance`: a notice. Where it goes on, or 0."""
        last = at + (self.tokens[at].text == "in")
        if last > at and self.tokens[last].text != "advance":
            return 0
        if not self.kept or self.kept[-1].text not in UNITS:
            return 0
        begin = next((i for i in (-2, -3) if len(self.kept) >= -i and self.kept[i].type == "NUMBER"), 0)
        if not begin:
            return 0
        if [token.text for token in self.kept[begin - 2 : begin]] in (["at", "least"], ["at", "most"]):
            begin -= 2
        if self.kept[begin - 1].text != "on" and self.kept[begin].column == 0:
            start = self.kept[begin].span.start
            self.kept.insert(begin + len(self.kept), Token("WORD", "on", Span(start, start), "on"))
        return self.keep(self.tokens[at], last, "WORD", "notice", "notice")

    def keep(self, first: Token, last: int, type_: str, text: str, value: object) -> int:
        """Keep one token for all from `first` to the one at `last`; where to go on."""
        end = self.tokens[last]
        span = first.span.join(end.span)
        self.kept.append(Token(type_, text, span, value, first.trivia, end.comment, first.column))
        return last + 1

    def counted_twice(self, at: int) -> int:
        """`four (4) hours` and `4 (four) hours`: one number. Where to go on, or 0 where no number stands twice."""
        ends = ("RPAR", "_NL", "$END")
        inside = list(itertools.takewhile(lambda token: token.type not in ends, self.tokens[at + 1 : at + 8]))
        close = at + 1 + len(inside)
        if not inside or self.tokens[close].type != "RPAR" or not self.kept:
            return 0
        if len(inside) == 1 and inside[0].type == "NUMBER":
            figure, words = inside[0], self.number_words()
            begins = words
        elif self.kept[-1].type == "NUMBER":
            figure, words = self.kept[-1], inside
            begins = [figure]
        else:
            return 0
        worded = number_of([token.text for token in words])
        if worded is None:
            return 0
        span = begins[0].span.join(self.tokens[close].span)
        if Decimal(worded) != figure.value:
            self.lexer.problem(
                "number-said-twice",
                span,
                f"`{self.lexer.source.slice(span)}` says {worded} in words and {figure.text} in figures",
                label="the two differ",
                help=(f"write `{worded}`", f"write `{figure.text}`"),
            )
        del self.kept[-len(begins) :]
        return self.keep(begins[0], close, "NUMBER", figure.text, figure.value)

    def number_words(self) -> list[Token]:
        """The words at the end of what is kept that say a number."""
        found: list[Token] = []
        for token in reversed(self.kept[-6:]):
            if token.type != "WORD" or (token.text != "and" and number_of([token.text]) is None):
                break
            found.insert(0, token)
        while found and found[0].text == "and":
            del found[0]
        return found

    def nth_day(self, at: int) -> int:
        """`last sunday of each month`, `first business day of month`, and `second sunday` before hours of the day. Where it
        goes on, or 0."""
        number = _ORDINALS[self.tokens[at].text.lower()]
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
        behind = self.keep(first, at + behind, "NTH_DAY", text, (number, day, period))
        # `maintenance on the first tuesday, 08:00-10:00`
        return behind + (self.tokens[behind].type == "COMMA" and self.tokens[behind + 1].type == "HOURS_SPAN")

    def bound(self, at: int) -> int:
        """`less than 4 hours`, `no more than 3 runs` in the words of the language: `below`, `at most`. Where it goes on, or 0."""
        for words, meant in _BOUNDS_BY_WORD[self.tokens[at].text]:
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
            at = self.keep(tokens[at], at + 2, "WORD", f"{first}-{last}", None)
        else:
            self.kept.append(tokens[at])
            hours = tokens[at + 1].type in ("HOURS_SPAN", "COMMA", "TIME") or tokens[at + 1].text in (
                "between",
                "from",
            )
            listed = tokens[at + 1].text in ("and", "&") and weekday(tokens[at + 2].text) is not None
            if (hours or listed) and tokens[at].text not in RHYTHMS:
                tokens[at].text = weekday(tokens[at].text) or tokens[at].text
            at += 1
            if listed:  # `tuesdays and thursdays 02:00-06:00`
                self.keep(tokens[at], at, "COMMA", ",", ",")
                return self.opening(at + 1)
        return self.span_said(at)

    def span_said(self, at: int) -> int:
        """`from 9:00 to 17:00` behind weekdays. Where it goes on."""
        tokens = self.tokens
        begin = at + (tokens[at].text == "from")
        if begin + 2 < len(tokens) and self.joins(begin + 1):
            halves = [_day_time(tokens[index]) for index in (begin, begin + 2)]
            bare = all(tokens[index].type == "NUMBER" for index in (begin, begin + 2))
            if bare and halves[0] and halves[1] and halves[1] <= halves[0] and halves[1] <= 12 * 3600:
                halves[1] += 12 * 3600  # `9 to 5`
            if halves[0] is not None and halves[1] is not None:
                good = "-".join(
                    f"{half // 3600:02}:{half % 3600 // 60:02}" for half in halves if half is not None
                )
                if all(tokens[index].type == "TIME" for index in (begin, begin + 2)):
                    self.lexer.forget([tokens[begin].span, tokens[begin + 2].span])
                    return self.keep(tokens[at], begin + 2, "HOURS_SPAN", good, tuple(halves))
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


def _is(said: str, word: str, kind: str) -> bool:
    """Whether a token is the word that is said, or of the type that stands in its place."""
    if said == "<UNIT>":
        return word in UNITS
    if said == "<DAY>":
        return kind == "WORD" and weekday(word) is not None
    if said == "<NAME>":
        return kind == "WORD"
    return kind in _KINDS_OF[said] if said in _KINDS_OF else said == word


def _is_day(token: Token) -> bool:
    """Whether a token is the number of a day."""
    return token.type in ("NUMBER", "NUMBER_TIMES") and token.text.isdigit() and 1 <= int(token.text) <= 31


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
