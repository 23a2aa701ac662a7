"""How contracts say what the language says in one way: `if` for `when`, `maximum` for `at most`, `24x7` for `during always`.

A wording is taken only where what was written fits nowhere, so that no text that could be read before is read otherwise, and a
name stays a name. The words keep their place in the text; the parser sees the words of the language instead.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from clausecheck.language.parser_state import WORDS, ParserState, time_words
from clausecheck.language.spelling import weekday
from clausecheck.language.tokens import VALUE_TOKENS, Token
from clausecheck.language.tree import KINDS, SUBJECTS
from clausecheck.language.values import MONTH_NAMES, RHYTHMS, UNITS
from clausecheck.source import Span

#: What is said, and what it means; words between quotes become a text.
SAID: dict[tuple[str, ...], str] = {
    tuple(said.split()): meant
    for meant, ways in {
        "when": ("if", "while", "whenever", "where", "provided that", "as long as"),
        'when "possible"': ("where possible", "if possible", "wherever possible"),
        'when "needed"': ("if needed", "where needed", "if required", "where required", "if necessary", "where necessary"),
        "except": ("excluding", "excl", "other than", "save for"),
        "by": ("via", "through"),
        "until": ("till",),
        "during": ("inside",),
        "at most": ("maximum", "max", "not exceeding", "not to exceed", "capped at", "limited to"),
        "and": ("but",),
        "or": ("and",),
        "on": ("upon",),
        "at least": ("minimum", "min", "at a minimum"),
        "per": ("a", "an"),
        "not transferable": ("non-transferable", "non-assignable", "untransferable"),
        "during always": ("always", "around the clock", "round the clock", "day and night"),
        "": ("net", "flat", "away", "once", "one-off", "one-time"),
    }.items()
    for said in ways
}  # fmt: skip
EMPTY = frozenset(words[0] for words, meant in SAID.items() if not meant)
#: Words that are no names, even where a name may have several words: `end by B if …`.
NO_NAMES = frozenset(
    {"if", "while", "whenever", "where", "via", "till", "twice", "immediately", "promptly", "upon"}
)
_FIRST_SAID = frozenset(words[0] for words in SAID)
_LONGEST = max(map(len, SAID))
#: Words that say nothing of their own, by the types of token behind which they may stand.
EMPTY_BEHIND = frozenset({"UNIT", "MONEY", "CURRENCY", "NAME"})
_BOUND_OF = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}
_SIGN_OF = {"below": "<", "above": ">", "most": "<=", "least": ">="}
_AHEAD = (("beforehand",), ("prior", "notice"), ("before",))
_TIMES = {"twice": 2, "thrice": 3}
_YEARLY = {"hour": 0, "day": 24, "week": 7, "month": 0, "quarter": 3, "year": 12}
#: What is divided when something is done several times in a period: `twice a day` is every 12 hours.
_SMALLER = {"day": "hours", "week": "days", "quarter": "months", "year": "months"}
_ANSWERED = frozenset(
    {"calls", "alerts", "tickets", "requests", "incidents", "emails", "e-mails", "chats", "faults"}
)
_MONTHS = frozenset(name.lower() for name in MONTH_NAMES)


#: Parts behind which `A or B` leaves out, concerns or lets act each of the two, as `A, B` does.
_EITHER = frozenset({"by", "except", "for", "in", "without", "with"})


class Wordings(ParserState):
    """A parser that takes the wordings of contracts where nothing else fits."""

    def worded(self, at: int) -> bool:
        """Whether the token at a place, which does not fit, begins a wording; then the words of the language stand there."""
        token = self.tokens[at]
        if token.type in WORDS:
            return (
                self.nothing_said(at)
                or self.said(at)
                or self.rhythm_said(at)
                or self.time_said(at)
                or self.day_said(at)
                or self.bound_said(at)
                or self.fees_said(at)
                or self.listed(at)
            )
        if token.type in ("NUMBER", "NUMBER_TIMES"):
            return self.times_said(at) or self.ahead_said(at)
        if token.type == "PERCENT_RANGE" and self.can("FROM_VALUE"):
            return self.between_figures(token)
        if token.type == "CMP":
            bound = None if self.can(self.words.keywords["and"]) else _BOUND_OF.get(token.text)
            return bound is not None and self.put(at, 1, bound.split())
        if token.type in ("DATE", "YEAR_DAY", "NTH_DAY"):
            return self.with_part(at, "on")
        if token.type == "HOURS_SPAN":
            return self.with_part(at, "during")
        share = token.type in ("PERCENT", "PERCENT_RANGE") and "within" in self.own_parts()
        return share and self.with_part(at, "for")

    def put(self, at: int, length: int, words: Sequence[str], *, before: bool = False) -> bool:
        """Put words of the language in the place of so many tokens, or before them, if they fit; whether they do."""
        found = self.tokens[at : at + length]
        first = found[0]
        made = [self.made(word, Span(first.span.start, first.span.start)) for word in words]
        if before:
            made += found
        else:
            made[0].span = first.span.join(found[-1].span)
            for token in made[1:]:
                token.span = Span(made[0].span.end, made[0].span.end)
            made[-1].comment = found[-1].comment
        if not self.fitting(made[0]):
            return False
        made[0].trivia, made[0].column = first.trivia, first.column
        self.tokens[at : at + length] = made
        return True

    def made(self, word: str, span: Span) -> Token:
        """A token that does not stand in the text; words between quotes are a text, digits a number."""
        if word.startswith('"'):
            return Token("STRING", word, span, word.strip('"'))
        if word.replace(".", "", 1).isdigit():
            return Token("NUMBER", word, span, Decimal(word))
        if word in _BOUND_OF:
            return Token("CMP", word, span, word)
        if word == "after":
            return Token("AFTER_VALUE", word, span, word)
        return Token("WORD", word, span, word)

    def fitting(self, token: Token) -> bool:
        """Whether a token can stand next, as a word of the language and not as a name."""
        if token.type != "WORD":
            return self.can(token.type)
        type_ = self.words.keywords.get(token.text, "")
        value = f"{token.text.upper()}_VALUE"
        return self.can(type_) or self.can(value)

    def with_part(self, at: int, word: str) -> bool:
        """Put the word of a part before a value that says by itself which part it is."""
        name = {"on": "on", "during": "during", "for": "for_"}[word]
        return name in self.own_parts() and self.put(at, 1, [word], before=True)

    def said(self, at: int) -> bool:
        """The wordings of the table."""
        if self.tokens[at].text not in _FIRST_SAID:
            return False
        for length in range(_LONGEST, 0, -1):
            meant = SAID.get(tuple(token.text for token in self.tokens[at : at + length]))
            if meant is None:
                continue
            if meant:
                parts = (
                    meant.split(" ") if '"' not in meant else [meant.split()[0], meant[meant.index('"') :]]
                )
                return self.put(at, length, parts)
            before = self.tokens[at - 1]
            if before.type in EMPTY_BEHIND and self.tokens[at + length].type in ("_NL", "COMMA", "RBRACE"):
                before.span = before.span.join(self.tokens[at].span)
                before.comment = self.tokens[at].comment
                del self.tokens[at]
                return True
        return False

    def rhythm_said(self, at: int) -> bool:
        """`99.9% monthly` is a period that is measured, `20 EUR monthly` a rate."""
        if self.tokens[at].text not in RHYTHMS:
            return False
        number, unit = RHYTHMS[self.tokens[at].text]
        if number != 1:
            return False
        words = ["each", unit] if self.tokens[at - 1].type in ("PERCENT", "PERCENT_RANGE") else ["per", unit]
        return self.put(at, 1, words) or self.put(at, 1, ["each", unit])

    def times_said(self, at: int) -> bool:
        """`3 times a day`."""
        number, following = self.tokens[at], self.tokens[at + 1 : at + 4]
        words = [token.text for token in following]
        if words[:1] != ["times"] or not isinstance(number.value, Decimal):
            return False
        return self.often(at, 4, int(number.value), words[1:])

    def often(self, at: int, length: int, times: int, words: list[str]) -> bool:
        """So many times in a period, as the time between two: `twice a year` is every 6 months."""
        if (
            len(words) != 2
            or words[0] not in ("a", "per", "each", "every")
            or words[1] not in _SMALLER
            or times < 1
        ):
            return False
        whole = Fraction(_YEARLY[words[1]], times)
        if whole.denominator != 1 or not self.takes_every():
            return False
        return self.put(at, length, ["every", str(whole), _SMALLER[words[1]]])

    def ahead_said(self, at: int) -> bool:
        """`30 days ahead` and `2 business days in advance` are notices."""
        for size in (2, 3):
            found = self.tokens[at : at + size + 3]
            words = [token.text for token in found]
            if len(found) < size + 1 or found[size - 1].text not in UNITS:
                continue
            for way in _AHEAD:
                end = self.tokens[min(at + size + len(way), len(self.tokens) - 1)]
                if way == ("before",) and end.type not in ("_NL", "COMMA", "RBRACE"):
                    continue
                if tuple(words[size : size + len(way)]) != way or not self.can(self.words.keywords["on"]):
                    continue
                behind = found[size].span.join(found[size + len(way) - 1].span)
                notice = Token("WORD", "notice", behind, "notice", comment=found[size + len(way) - 1].comment)
                self.tokens[at + size : at + size + len(way)] = [notice]
                return self.put(at, 1, ["on"], before=True)
        return False

    def time_said(self, at: int) -> bool:
        """`escalate to "lead" immediately`: words for a time behind a value, with the part that they fill."""
        found = self.tokens[at]
        if found.text in _TIMES:
            return self.often(
                at, 3, _TIMES[found.text], [token.text for token in self.tokens[at + 1 : at + 3]]
            )
        length, meant = time_words(self.tokens[at : at + 6])
        own = self.own_parts()
        part = next((part for part in ("within", "after") if part in own), None)
        if not length or part is None or (meant == "immediately" and "notice" in own and "without" in own):
            return bool(length) and "without" in own and self.put(at, length, ["without", "notice"])
        if not self.put(at, 1, [part], before=True):
            return False
        self.join(at + 1, length, "TIME_WORDS", meant)
        return True

    def day_said(self, at: int) -> bool:
        """`daily mon-fri`, `closed May 1`: the days behind a value."""
        if self.tokens[at].text.lower() in _MONTHS and self.tokens[at + 1].type == "NUMBER":
            return self.with_part(at, "on")
        return weekday(self.tokens[at].text) is not None and self.with_part(at, "on")

    def bound_said(self, at: int) -> bool:
        """`when latency at most 5 ms` compares."""
        found = self.tokens[at].text
        length = 2 if found == "at" else 1
        sign = _SIGN_OF.get(self.tokens[at + length - 1].text)
        return sign is not None and self.can("CMP") and self.put(at, length, [sign])

    def nothing_said(self, at: int) -> bool:
        """`term of 3 years`, `availability is 99.9%`: words behind a keyword that say nothing of their own."""
        token, following = self.tokens[at], self.tokens[at + 1]
        if at != self.at or following.type not in (*VALUE_TOKENS, "STRING"):
            return False
        if not self.at_keyword() and (token.text != "of" or self.tokens[at - 1].type != "STRING"):
            return False
        if token.text not in ("of", "is", "are", ":") or not self.typed(following):
            return False
        before = self.tokens[at - 1]
        before.span = before.span.join(token.span)
        del self.tokens[at]
        return True

    def listed(self, at: int) -> bool:
        """`for desk and servers`, `except maintenance or force-majeure`: a list, whose comma means "and the next one"."""
        token, following = self.tokens[at], self.tokens[at + 1]
        if token.text not in ("and", "or") or token.type != "WORD" or not self.can("COMMA"):
            return False
        if token.text == "or":
            part = next(
                (
                    each.text
                    for each in reversed(self.tokens[self.start : at])
                    if each.text in self.words.reserved
                ),
                "",
            )
            if part not in _EITHER or following.type in VALUE_TOKENS:
                return False
        if not self.typed(following, self.step(self.states, "COMMA")):
            return False
        token.type, token.text = "COMMA", ","
        return True

    def fees_said(self, at: int) -> bool:
        """`12 months fees`."""
        found, before = self.tokens[at], self.tokens[at - 1]
        return (
            before.type == "UNIT"
            and found.text in ("fees", "charges", "fee")
            and self.put(at, 1, ["of"], before=True)
        )

    # ---- words that fit, and that this clause says otherwise ---------------------------------------

    def own_wording(self, at: int) -> None:
        """Where a part is none of the clause's own, the one that is meant: `claim …, in writing` says by which means."""
        token, following = self.tokens[at], self.tokens[at + 1]
        own = self.own_parts()
        if not own:
            return
        if token.text == "on" and self.ground(at):
            token.text = "when" if following.type == "WORD" else "for"
        elif token.text == "on":
            self.day_named(at)
        elif token.text == "in" and following.text == "writing" and "by" in own and "in_" not in own:
            token.text = "by"
        elif (
            token.text == "in"
            and not own.keys() & {"in_window", "in_cash"}
            and following.type == "NUMBER"
            and "within" in own
        ):
            token.text = "within"  # `pay in 30 days`
        elif token.text == "in" and not own.keys() & {"in_", "in_window", "in_cash"}:
            for found, part, name in (
                (following.text in self.hours_names, "during", "during"),
                (following.text.lower() in _MONTHS and "on" in own, "on", "on"),
            ):
                if found and name in own:
                    token.text = part
                    return
        elif token.text == "averaged" and "averaged_over" not in own and following.text == "over":
            self.put(at, 2, ["each"])
        elif token.text == "between" and "between" not in own:
            self.between_said(at)
        elif token.text in ("at", "below", "above"):
            words = [token.text, following.text] if token.text == "at" else [token.text]
            part = "_".join(words)
            compares = self.kind == "guarantee" or token.text != "at" or part not in own
            if words[-1] in _SIGN_OF and compares and self.can("CMP"):
                self.put(at, len(words), [_SIGN_OF[words[-1]]])
        elif token.text == "to" and "to" not in own and following.text in _ANSWERED:
            token.text = "for"
        elif token.text == "without" and "without" not in own and "within" in own:
            length, meant = time_words(self.tokens[at : at + 6])
            if length and self.put(at, 1, ["within"], before=True):
                self.join(at + 1, length, "TIME_WORDS", meant)

    def ground(self, at: int) -> bool:
        """Whether a ground stands behind `on`, where a notice could: `end by A on change-of-control of B`, `on "breach"`."""
        following = self.tokens[at + 1]
        own = self.own_parts()
        said = following.text in SUBJECTS or (following.type == "STRING" and "notice" in own)
        return said and "on" not in own and "when" in own

    def day_named(self, at: int) -> None:
        """`maintenance on wednesday 18:30-21:00`: where the days are the clause's own values, `on` before one says nothing."""
        day = weekday(self.tokens[at + 1].text) if self.tokens[at + 1].type == "WORD" else None
        if day is not None and "DAYS" in self.accepted() and "on" not in self.own_parts():
            self.tokens[at].span, self.tokens[at].text = (
                self.tokens[at].span.join(self.tokens[at + 1].span),
                day,
            )
            self.tokens[at].value = day
            del self.tokens[at + 1]

    def between_said(self, at: int) -> None:
        """`when availability between 98.0% and 99.0%`: a range, as the paper leaves it."""
        behind = next(
            (i for i in range(at + 2, min(at + 5, len(self.tokens))) if self.tokens[i].text == "and"), 0
        )
        if behind and self.can("FROM_VALUE"):
            self.tokens[at].type, self.tokens[behind].type = "FROM_VALUE", "TO_VALUE"

    def between_figures(self, token: Token) -> bool:
        """`when availability 99.0%-99.9%`: from the one to the other."""
        low, high = sorted(token.value) if isinstance(token.value, tuple) else (token.value, token.value)
        end = Span(token.span.end, token.span.end)
        start = Span(token.span.start, token.span.start)
        self.tokens[self.at : self.at + 1] = [
            Token("FROM_VALUE", "from", start, "from"),
            Token("PERCENT", token.text, token.span, low, token.trivia),
            Token("TO_VALUE", "to", end, "to"),
            Token("PERCENT", token.text, end, high, (), token.comment),
        ]
        return True

    def figure_clause(self) -> bool:
        """A figure of the agreement's own with its level, where a clause would begin: `packet-loss at most 0.1% each month` is
        guaranteed. Then the keyword stands before it."""
        first = self.tokens[self.at]
        if self.enclosing() not in KINDS["guarantee"].inside or first.text in self.words.starters:
            return False
        for at in range(self.at + 1, min(self.at + 5, len(self.tokens) - 2)):
            token, following = self.tokens[at], self.tokens[at + 1]
            if token.type == "WORD" and token.text not in self.words.reserved:
                continue
            bound = token.text == "at" and following.text in ("most", "least")
            level = self.tokens[at + 1 + bound]
            if (
                token.type == "CMP" or bound or token.text in ("below", "above")
            ) and level.type in VALUE_TOKENS:
                self.tokens.insert(self.at, self.made("guarantee", Span(first.span.start, first.span.start)))
                self.tokens[self.at].trivia, self.tokens[self.at].column = first.trivia, first.column
                first.trivia, first.column = (), 0
                return True
            break
        return False

    def at_home(self, word: str) -> bool:
        """Whether a clause that begins with a word may stand in the block at hand."""
        key = word, self.enclosing()
        home = self.tables.at_home.get(key)
        if home is None:
            kinds = self.words.starters[word]
            home = self.tables.at_home[key] = any(key[1] in KINDS[kind].inside for kind in kinds)
        return home

    @functools.cached_property
    def hours_names(self) -> frozenset[str]:
        """The names of the hours blocks that the text declares, as far as the beginnings of its lines show."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return frozenset(name.text for word, name in pairs if word.text == "hours" and word.column)
