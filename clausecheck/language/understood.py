"""What a reader understands although it is not written: the name of `backup {`, `applies when` before `impact high`, for what
`P1 {` in a service groups its clauses.

Nothing is taken so that could be read otherwise: each stands only where no clause of the language begins.
"""

from __future__ import annotations

import functools
import re

from clausecheck.language.currencies import iso_currencies
from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS, SUBJECTS
from clausecheck.language.values import RHYTHMS
from clausecheck.language.wordings import Wordings
from clausecheck.source import Span

#: The blocks that may stand without a name, and how each is then called. Opening hours are those of the business, so that
#: `4 business hours` counts on them.
_CALLED = {
    "service": "service",
    "backup": "backup",
    "hours": "business",
    "priority": "",
    "plan": "",
    "metric": "",
}
#: Where clauses may be grouped by what they are for.
_GROUPING = frozenset({"service", "plan", "credits", "fees", "backup"})
#: How priorities are called, so that `P1 {` outside all blocks declares one.
_LEVEL = re.compile(
    r"(?i:(?:p|s|sev|prio|priority|severity|level|class|cat|category|tier)-?\d|critical|urgent|high|medium|normal|low)"
)
#: Scales that agreements use without a declaration.
_SCALES = frozenset({"impact", "urgency", "severity"})
#: What a party may do, and the clause that says so.
_LEAVING = {"terminate": "end", "end": "end", "leave": "end", "cancel": "end", "suspend": "suspend"}
#: How the headers of blocks are written in contracts.
_LEVELS = frozenset({"severity"})
_HOURS = frozenset({"business", "support", "office", "opening", "working", "service"})
_HEADERS: dict[tuple[str, ...], str] = {
    tuple(said.split()): meant
    for meant, ways in {
        "credits": ("service credits", "service level credits", "penalties"),
        "liability": ("limitation of liability", "limits of liability"),
        "fees": ("payment", "payment terms", "prices", "pricing", "charges", "fees and payment"),
        "data": ("data protection", "personal data"),
        "exceptions": ("exclusions",),
    }.items()
    for said in ways
}
_FIRST_OF_HEADERS = frozenset(said[0] for said in _HEADERS)
#: What is said for a period in front, the clause that it begins, and how its period is said behind the figure.
_BY_PERIOD = {
    **dict.fromkeys(("fee", "charge", "price", "rate", "subscription"), ("charge", "per")),
    **dict.fromkeys(("uptime", "availability"), ("availability", "each")),
}
#: The signs of bounds, as the lexer leaves them at the beginning of a line.
_SIGN_OF = {"below": "<", "above": ">", "most": "<=", "least": ">="}
_NO_LETTER = re.compile(r"[^0-9A-Za-z]+")


class Understood(Wordings):
    """A parser that takes the beginnings of lines as people mean them."""

    def understood(self) -> None:
        """Put before the statement at hand, or behind its keyword, what it leaves unsaid."""
        token = self.tokens[self.at]
        if (
            token.type in ("PERCENT", "MONEY")
            and self.enclosing() == "credits"
            and self.tokens[self.at + 1].text == "of"
        ):
            self.before(token, "WORD", "credit")
            return
        if token.type != "WORD":
            return
        home = self.enclosing()
        if (
            (self.tokens[self.at + 1].text == "may" and self.leaving(token))
            or (home == "file" and self.headed(token))
            or (self.tokens[self.at + 1].text in _BY_PERIOD and self.by_period(token))
            or self.charged(token, home)
        ):
            return
        if token.text in _CALLED and token.text in self.words.starters:
            self.named(token)
        elif token.text == "for" or (token.text not in self.words.starters and self.opens_block()):
            self.grouping(token, home)
        elif home == "priority" and not self.counted(token):
            self.condition(token)

    def named(self, keyword: Token) -> None:
        """The name of a block that has none: by its title, else by its kind."""
        following = self.tokens[self.at + 1]
        if following.type != "STRING" and following.type != "LBRACE" and following.text not in ("for", "in"):
            return
        if not self.opens_block():
            return
        title = str(following.value) if following.type == "STRING" else ""
        name = "-".join(_NO_LETTER.sub(" ", title).split()[:4]) or _CALLED[keyword.text]
        if keyword.text == "hours":
            name = _CALLED["hours"]
        if not name or name in self.words.reserved:
            return
        number, plain = 1, name
        while name in self.declared_names and not title:
            number += 1
            name = f"{plain}-{number}"
        self.declared_names.add(name)
        end = keyword.span.end
        self.tokens.insert(self.at + 1, Token("WORD", name, Span(end, end), name))

    def opens_block(self) -> bool:
        """Whether the line at hand opens a block."""
        at = self.at
        while self.tokens[at].type not in ("_NL", "$END", "LBRACE", "RBRACE"):
            at += 1
        return self.tokens[at].type == "LBRACE"

    def grouping(self, token: Token, home: str) -> None:
        """`P1 {` and `for P1 {`: clauses for the same in a service; outside all blocks `P1 {` declares a priority."""
        following = self.tokens[self.at + 1]
        if token.text == "for":
            if following.type == "WORD" and following.text not in self.words.reserved and self.opens_block():
                token.type = "FOR_THESE"
            return
        title = following.type == "STRING" and self.tokens[self.at + 2].type == "LBRACE"
        if following.type != "LBRACE" and not title:
            return
        if home == "file" and _LEVEL.fullmatch(token.text):
            self.before(token, "WORD", "priority")
        elif home in _GROUPING and (_LEVEL.fullmatch(token.text) or token.text in self.declared_names):
            self.before(token, "FOR_THESE", "for")

    def counted(self, token: Token) -> bool:
        """`more than 10 users affected` in a priority: a condition, whose figure comes first. Whether it was said so."""
        length = 2 if token.text == "at" else 1
        sign = _SIGN_OF.get(self.tokens[self.at + length - 1].text)
        found = self.tokens[self.at + length : self.at + length + 2]
        if sign is None or found[0].type != "NUMBER" or found[1].text not in self.measured:
            return False
        number, subject = found
        last = self.at + length + 1
        last += self.tokens[last + 1].text in ("affected", "impacted", "down", "concerned")
        if self.tokens[last + 1].type not in ("_NL", "COMMA", "RBRACE"):
            return False
        span = token.span.join(self.tokens[last].span)
        end = Span(span.end, span.end)
        made = Token("WORD", subject.text, span, subject.text, token.trivia, "", token.column)
        number.span, number.comment = end, self.tokens[last].comment
        self.tokens[self.at : last + 1] = [made, Token("CMP", sign, end, sign), number]
        self.before(made, "WORD", "applies", "when")
        return True

    def condition(self, token: Token) -> None:
        """`impact high and urgency high` in a priority says when it applies; so does `when users >= 50%`."""
        if token.text in ("when", "if"):
            self.before(token, "WORD", "applies")
            return
        if token.text in self.words.starters or token.text not in self.measured:
            return
        following = self.tokens[self.at + 1]
        if following.type in ("WORD", "CMP", "NUMBER", "PERCENT"):
            self.before(token, "WORD", "applies", "when")

    def headed(self, token: Token) -> bool:
        """`severity P1 {`, `service credits {` and `business hours {`: the blocks of these names. Whether one begins."""
        following = self.tokens[self.at + 1]
        if token.text not in _FIRST_OF_HEADERS | _LEVELS and following.text != "hours":
            return False
        if not self.opens_block():
            return False
        if token.text in _LEVELS and following.type == "WORD" and following.text not in self.words.reserved:
            token.text = "priority"
            return True
        if (
            following.text == "hours"
            and token.text in _HOURS
            and self.tokens[self.at + 2].text in ("{", "in", "for")
        ):
            token.span = token.span.join(following.span)
            end = Span(token.span.end, token.span.end)
            self.tokens[self.at + 1] = Token("WORD", token.text, end, token.text, (), following.comment)
            token.text = "hours"
            return True
        if token.text not in _FIRST_OF_HEADERS:
            return False
        for said, meant in _HEADERS.items():
            found = self.tokens[self.at : self.at + len(said)]
            if (
                tuple(each.text for each in found) == said
                and self.tokens[self.at + len(said)].type == "LBRACE"
            ):
                token.text, token.span = meant, token.span.join(found[-1].span)
                del self.tokens[self.at + 1 : self.at + len(said)]
                return True
        return False

    def by_period(self, token: Token) -> bool:
        """`monthly fee 100 EUR` and `monthly uptime 99.9%`: the period belongs behind the figure. Whether it was said so."""
        times, unit = RHYTHMS.get("yearly" if token.text == "annual" else token.text, (0, ""))
        keyword, joint = _BY_PERIOD.get(self.tokens[self.at + 1].text, ("", ""))
        if times != 1 or not keyword or self.enclosing() not in KINDS[keyword].inside:
            return False
        at = self.at + 2
        at += self.tokens[at].text in ("of", "is")
        coded = self.coded(at)
        if not (
            self.tokens[at].type == ("PERCENT" if joint == "each" else "MONEY") or (coded and joint == "per")
        ):
            return False
        token.text, token.span = keyword, token.span.join(self.tokens[at - 1].span)
        del self.tokens[self.at + 1 : at]
        behind = self.at + 2 + coded
        last = self.tokens[behind - 1]
        end = Span(last.span.end, last.span.end)
        self.tokens[behind:behind] = [Token("WORD", word, end, word) for word in (joint, unit)]
        last.comment, self.tokens[behind + 1].comment = "", last.comment
        return True

    def coded(self, at: int) -> bool:
        """Whether an amount with the code of its currency stands at a place."""
        number, code = self.tokens[at], self.tokens[min(at + 1, len(self.tokens) - 1)]
        return number.type == "NUMBER" and code.text in iso_currencies()

    def charged(self, token: Token, home: str) -> bool:
        """`set-up fee 500 EUR` and `storage $5 per month` in the fees: what is charged comes first. Whether it was said so."""
        if home != "fees" or token.text in self.words.starters or token.text in self.words.reserved:
            return False
        at = self.at
        while self.tokens[at].type == "WORD" and self.tokens[at].text not in self.words.reserved:
            at += 1
        if self.tokens[at].type != "MONEY" and not self.coded(at):
            return False
        token.span = token.span.join(self.tokens[at - 1].span)
        del self.tokens[self.at + 1 : at]
        token.type, token.text = "STRING", self.source.slice(token.span)
        token.value = token.text
        self.before(token, "WORD", "charge")
        return True

    def leaving(self, token: Token) -> bool:
        """`A may terminate on 30 days notice` and `A may suspend`: what a party may do. Whether that was said."""
        may, verb = (
            self.tokens[self.at + 1 : self.at + 3] if self.at + 3 < len(self.tokens) else (token, token)
        )
        keyword = _LEAVING.get(verb.text)
        if may.text != "may" or keyword is None or token.text in self.words.starters:
            return False
        if self.enclosing() not in KINDS[keyword].inside:
            return False
        token.span = token.span.join(verb.span)
        del self.tokens[self.at + 1 : self.at + 3]
        self.before(token, "WORD", keyword, "by")
        return True

    def before(self, token: Token, type_: str, *words: str) -> None:
        """Put words of the language before a token, without a place in the text of their own."""
        start = Span(token.span.start, token.span.start)
        made = [Token(type_, word, start, word) for word in words]
        made[0].trivia, made[0].column = token.trivia, token.column
        token.trivia, token.column = (), 0
        self.tokens[self.at : self.at] = made

    @functools.cached_property
    def measured(self) -> frozenset[str]:
        """The scales and figures of the text, and those that need no declaration."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        own = (name.text for word, name in pairs if word.column and word.text in ("scale", "metric"))
        return frozenset((*own, *SUBJECTS, *_SCALES))

    @functools.cached_property
    def declared_names(self) -> set[str]:
        """What stands behind the keywords of blocks that have a name."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return {name.text for word, name in pairs if word.column and word.text in _CALLED}
