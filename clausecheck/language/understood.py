"""What a reader understands although it is not written: the name of `backup {`, `applies when` before `impact high`, for what
`P1 {` in a service groups its clauses.

Nothing is taken so that could be read otherwise: each stands only where no clause of the language begins.
"""

from __future__ import annotations

import functools
import re

from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS, SUBJECTS
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
_NO_LETTER = re.compile(r"[^0-9A-Za-z]+")


class Understood(Wordings):
    """A parser that takes the beginnings of lines as people mean them."""

    def understood(self) -> None:
        """Put before the statement at hand, or behind its keyword, what it leaves unsaid."""
        token = self.tokens[self.at]
        if token.type != "WORD":
            return
        home = self.enclosing()
        if self.leaving(token):
            return
        if token.text in _CALLED and token.text in self.words.starters:
            self.named(token)
        elif token.text == "for" or (token.text not in self.words.starters and self.opens_block()):
            self.grouping(token, home)
        elif home == "priority":
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
