"""Plain mistakes, corrected while a statement is read, and what to say of those that are not plain."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from clausecheck.finding import Edit, Finding
from clausecheck.language.builder import FieldType, short, without_example
from clausecheck.language.currencies import iso_currencies
from clausecheck.language.grammar import FREE
from clausecheck.language.parser_state import DAYS, ENDS, WORDS, UnreadableStatement
from clausecheck.language.spelling import MEANT, MEANT_INSIDE, close_word, distance, near_weekday
from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS, Block
from clausecheck.language.understood import Understood
from clausecheck.language.values import PHRASES, RHYTHMS, UNITS
from clausecheck.language.wordings import EMPTY, EMPTY_BEHIND
from clausecheck.source import Span

VALUES = (
    "STRING",
    "NUMBER",
    "NUMBER_RANGE",
    "PERCENT_RANGE",
    "MONEY",
    "TIME_WORDS",
    "NUMBER_TIMES",
    "OFTEN",
    "PERCENT",
    "DATE",
    "TIME",
    "HOURS_SPAN",
    "ZONE",
    "BLANK",
)
_STRAY = ("OTHER", "MINUS", "CMP", "STAR", "PLUS", "SLASH", "RPAR", "LABEL")
_TIES = ("of", "from", "after", "before", "per")
#: What a token is called in a message.
_CALLED = {
    "NUMBER": "a number",
    "NUMBER_RANGE": "a range such as `1-2`",
    "PERCENT_RANGE": "a range such as `80%-90%`",
    "MONEY": "an amount such as `£48`",
    "TIME_WORDS": "words for a time such as `next business day`",
    "RHYTHM": "how often, such as `daily`",
    "PERCENT": "a percentage",
    "DATE": "a date",
    "TIME": "a time",
    "HOURS_SPAN": "hours such as `09:00-17:30`",
    "DAYS": "weekdays such as `mon-fri`",
    "UNIT": "a unit of time",
    "CURRENCY": "a currency such as `GBP`",
    "ZONE": "a time zone such as `Europe/London`",
    "NAME": "a name",
    "STRING": "words in quotes",
    "CMP": "a comparison such as `>= 99%`",
    "LBRACE": "`{`",
    "RPAR": "`)`",
    "PLUS": "`+`",
}
_AMOUNTS = {"NUMBER", "PERCENT", "DATE", "TIME"}
#: How people write what the language says in another way, by the word before the one that did not fit.
_HABITS = {
    "than": "compare with a sign: `< 95.0%`, `>= 99.0%`",
    "below": "compare with a sign: `< 95.0%`",
    "least": "compare with a sign: `>= 99.0%`",
    "is": "compare with a sign: `>= 99.0%`",
}


#: Parts whose values are hours.
_HOURS = frozenset({"during", "outside"})


#: The clauses that take words in quotes, by the block in which prose stands.
_HOMES = {
    "security": "control", "service": "includes", "plan": "includes", "backup": "includes", "duties": "must",
    "report": "content", "exceptions": "excuse", "fees": "includes", "agreement": "purpose",
}  # fmt: skip


class Recovery(Understood):
    """A parser that recovers from plain mistakes. Each method that corrects one shifts what it takes for it, moves on, and
    says what was wrong; it returns `False` when it sees nothing that it knows."""

    guessed = (
        -1
    )  # the finding that says which keyword was meant, if that of the statement at hand was a guess
    lost_until = -1  # the token behind the last statement of which nothing could be read
    lost_count = 0  # how many such statements follow each other there

    def corrected_keyword(self, token: Token) -> bool:
        """A statement begins with a word that begins none: take the one that was meant, or give up on it.
        `False` for weekdays."""
        if DAYS.fullmatch(token.text):
            return False
        enclosing = self.enclosing()
        following = self.tokens[self.at + 1]
        day = near_weekday(token.text) if enclosing == "hours" or following.type == "HOURS_SPAN" else None
        if day:
            self.misspelt(
                token, "unknown-weekday", f"`{token.text}` is not a weekday as the language writes it", day
            )
            return False
        guess = self.meant_keyword(token.text) if self.lost_until < self.at or self.lost_count < 20 else None
        if guess is not None:
            self.guessed = len(self.problems)
            called = "keywords are written in small letters" if guess == token.text.lower() else ""
            message = f"no clause begins with `{token.text}`" + (f"; {called}" if called else "")
            self.misspelt(token, "unknown-keyword", message, guess)
            return True
        if token.text in self.words.part_words:
            raise UnreadableStatement(
                self.draft(
                    "unknown-keyword",
                    token.span,
                    f"`{token.text}` begins a part of a clause, not a clause",
                    label="not a keyword",
                    help=("end the line above with a comma to go on with its clause",),
                )
            )
        raise UnreadableStatement(self.no_clause(token), lost=True)

    def meant_keyword(self, word: str) -> str | None:
        """The keyword that was most probably meant, those of the block at hand first."""
        guess, meant = close_word(word, self.tables.nearby(self.enclosing())), MEANT.get(word.lower())
        if meant is not None and (guess is None or distance(word, guess) > 1):  # `severity` is no `security`
            guess = meant
        if guess is None or guess not in self.words.starters:
            guess = close_word(word, self.tables.starter_words) if len(word) > 4 else None
        if (
            guess is not None
            and guess[0] != word[0].lower()
            and word.lower() not in MEANT
            and distance(word, guess) > 1
        ):
            return None  # `export` is no `report`
        return guess

    def no_clause(self, token: Token) -> Finding:
        """Nothing of the statement can be read."""
        at, words = self.at, 0
        if token.type == "LBRACE":
            message = "a brace is opened here, but no block begins before it"
            inside = self.enclosing()
            near = [
                f"`{word} {{`"
                for word, kinds in self.words.starters.items()
                if any(issubclass(KINDS[kind], Block) and inside in KINDS[kind].inside for kind in kinds)
            ][-12::4]
            help_ = (f"write the word of the block before it, such as {listed(near, 3)}",) if near else ()
            return self.draft("syntax-error", token.span, message, label="of which block?", help=help_)
        if token.text == "[":
            message = "a bracket is opened here and not closed"
            return self.draft("missing-sign", token.span, message, help=("close it with `]`",))
        depth = 0
        while self.tokens[at].type not in ("_NL", "$END") and depth >= 0:
            depth += (self.tokens[at].type == "LBRACE") - (self.tokens[at].type == "RBRACE")
            words += self.tokens[at].type in ("WORD", "ZONE")
            at += 1
        while self.tokens[at - 1].type in ("LBRACE", "RBRACE"):
            at -= 1
        span = token.span if words < 4 else token.span.join(self.tokens[at - 1].span)
        nearby = [f"`{word}`" for word in self.tables.nearby(self.enclosing())]
        where = f"in `{self.words.word(self.enclosing())}`" if self.open else "at the outermost level"
        return self.draft(
            "unknown-keyword" if token.type == "WORD" else "syntax-error",
            span,
            f"no clause begins with {stood(token)}",
            label="not a keyword" if words < 4 else "prose, not a clause",
            help=(self.home_of_prose(span),) if words >= 4 else (),
            notes=(f"clauses {where} begin with " + listed(nearby, 16),) if words < 4 else (),
        )

    def home_of_prose(self, span: Span) -> str:
        """Where words without a keyword belong in the block at hand."""
        keyword = _HOMES.get(self.enclosing())
        words = self.source.slice(span)
        if keyword is None or len(words) > 120 or not set(words).isdisjoint('"{}\n'):
            return 'put prose into `clause "Title"` with a text between `"""`'
        return f'say which clause it is, with the words in quotes: `{keyword} "{words}"`'

    def correct(self, token: Token) -> bool:
        """Correct a plain mistake at a token that does not fit; `False` when none is seen."""
        return (
            self.placeholder(token)
            or self.respelt(token)
            or self.word_forgotten(token)
            or self.superfluous(token)
            or self.comma_forgotten(token)
        )

    def placeholder(self, token: Token) -> bool:
        """`[date]`, `___`, `???` where a value belongs."""
        if token.type not in ("BLANK", "LABEL") or not self.can(self.tables.tbd):
            return False
        if token.type == "LABEL" and self.can("_NL"):
            return False
        self.problem(
            "blank-value",
            token.span,
            f"`{token.text}` only holds a place; nothing is said here",
            label="to be filled in",
            help=("write `tbd` until it is agreed",),
        )
        token.text = "tbd"
        self.shift(self.tables.tbd, token)
        self.at += 1
        following = self.tokens[self.at]
        if following.type == "WORD" and (following.text in UNITS or following.text in iso_currencies()):
            self.at += 1
        return True

    def repeated(self, token: Token) -> bool:
        before = self.tokens[self.at - 1]
        if token.type != "WORD" or self.source.slice(before.span) != token.text:
            return False
        if not self.typed(self.tokens[self.at + 1]):
            return False
        self.stray(token, "repeated-word", f"`{token.text}` stands twice")
        return True

    def respelt(self, token: Token) -> bool:
        """A misspelt word, when the state leaves only words that are near."""
        if token.type not in ("WORD", "OTHER"):
            return False
        accepted = self.accepted()
        own = self.own_words()
        spelled = {
            self.spelled(type_): type_
            for type_ in sorted(accepted, reverse=True)
            if type_ in self.tables.fixed
        }
        words = tuple(word for word in spelled if word not in self.words.part_words or word in own)
        day = near_weekday(token.text) if "DAYS" in accepted else None
        units = UNITS if "UNIT" in accepted else {}
        guess = close_word(token.text, (*words, *units)) if token.text not in self.words.reserved else None
        meant = MEANT_INSIDE.get(token.text.lower())
        if meant in spelled and (meant in own or meant not in self.words.part_words):
            guess = meant
        if day and guess is None:
            self.misspelt(
                token, "unknown-weekday", f"`{token.text}` is not a weekday as the language writes it", day
            )
            self.shift("DAYS", token)
        elif guess in spelled and guess != token.text:
            called = f"`{token.text}` is not a word of this clause"
            if guess == token.text.lower():
                called = f"`{token.text}` is written in small letters"
            self.misspelt(token, "unknown-word", called, guess)
            self.shift(self.before_value(spelled[guess], accepted, self.at), token)
        elif guess in units:
            self.misspelt(token, "unknown-unit", f"`{token.text}` is not a unit", str(guess))
            self.shift("UNIT", token)
        else:
            return False
        self.at += 1
        return True

    def before_value(self, type_: str, accepted: Sequence[str], at: int) -> str:
        """`after` before a quantity is another token than `after` before an event."""
        other = f"{self.spelled(type_).upper()}_VALUE"
        value = self.tokens[at + 1].type in VALUES
        return other if value and other in accepted else type_

    def hidden_part(self, at: int) -> str | None:
        """A misspelt part's word that would pass for a further word of a name: `for m365 durng business`.
        Only where the field takes declared names, and never a word that the text declares or an
        inflection."""
        token = self.tokens[at]
        word = token.text
        if len(word) < 4 or not word.islower():
            return None
        guess = close_word(word, self.tables.part_words)
        if (
            guess is None
            or guess.startswith(word[:-1])
            or word.startswith(guess[:-1])
            or guess not in self.own_words()
        ):
            return None
        _, wanted, _ = self.asked()
        type_ = self.words.keywords.get(guess, "")
        if wanted is None or not wanted.spec.refers or word in self.declared:
            return None
        type_ = self.before_value(type_, self.accepted(), at)
        if not self.can(type_) or not self.typed(self.tokens[at + 1], self.step(self.states, type_)):
            return None
        self.misspelt(token, "unknown-word", f"`{word}` is not a word of this clause", guess)
        return type_

    @functools.cached_property
    def declared(self) -> frozenset[str]:
        """The names that the text declares, as far as the first two words of its lines show."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return frozenset(name.text for word, name in pairs if word.text in self.words.starters)

    def near_part(self, token: Token) -> bool:
        """Whether a word that cannot be read is near one that begins a part of the clause at hand."""
        return MEANT_INSIDE.get(token.text.lower()) in self.own_words() or bool(
            close_word(token.text, self.own_words())
        )

    def word_forgotten(self, token: Token) -> bool:
        """One or two words of the language without which the next cannot stand: `duties [of] Client`; or the
        closing parenthesis."""
        if token.type in (*ENDS, "LBRACE", "TEXT") and self.can("RPAR"):
            return self.parenthesis_forgotten()
        if token.type == "CMP" and self.can(self.words.keywords["and"]):  # `>= 99.0% [and] < 99.9%`
            return self.insert_words([self.words.keywords["and"]])
        stack: list[int] = self.states
        found = []
        for first in self.only_words(stack):
            after = self.step(stack, first)
            if after and self.typed(token, after):
                return self.insert_words([first])
            for second in self.only_words(after) if after else ():
                behind = self.step(after, second) if after else None
                if behind and self.typed(token, behind):
                    found.append([first, second])
        return len(found) == 1 and self.insert_words(found[0])

    def only_words(self, stack: Sequence[int]) -> list[str]:
        """The words of the language that can stand next, when nothing else can."""
        options = [type_ for type_ in self.actions[stack[-1]] if type_.isupper() and self.step(stack, type_)]
        return options if len(options) < 5 and set(options) <= self.tables.fixed else []

    def insert_words(self, types: list[str]) -> bool:
        before, words = self.tokens[self.at - 1], " ".join(self.spelled(type_) for type_ in types)
        self.problem(
            "missing-word",
            before.span,
            f"`{words}` is missing behind `{before.text}`",
            label=f"`{words}` belongs behind it",
            help=(f"write `{before.text} {words}`",),
            edits=(Edit(Span(before.span.end, before.span.end), f" {words}"),),
        )
        for type_ in types:
            self.insert(type_, self.spelled(type_))
        return True

    def parenthesis_forgotten(self) -> bool:
        depth, at = 0, self.at - 1
        while depth < 1 and at > self.start:
            depth += (self.tokens[at].type == "LPAR") - (self.tokens[at].type == "RPAR")
            at -= 1
        self.problem(
            "missing-sign",
            self.tokens[at + 1].span,
            "a parenthesis is opened here and not closed",
            help=("close it with `)`",),
        )
        while self.can("RPAR"):
            self.insert("RPAR", ")")
        return True

    def superfluous(self, token: Token) -> bool:
        """A sign without which the clause can be read."""
        if token.type not in _STRAY or (token.type == "CMP" and token.text != "="):
            return False
        following = self.tokens[self.at + 1]
        comma = self.step(self.states, "COMMA")
        if comma and following.type in VALUES and self.typed(following, comma):
            self.missing_comma(token, f"{stood(token)} joins no values; a comma does", ",")
            self.shift("COMMA", token)
            self.at += 1
            return True
        if not self.typed(following) and following.type not in ("BLANK",):
            return False
        if token.type == "OTHER" and token.text not in ":.–—":  # noqa: RUF001
            self.stray(token, "unknown-character", f"{stood(token)} means nothing in the language")
        elif token.type == "LABEL":
            self.stray(token, "stray-sign", f"the number `{token.text}` stands before its clause, not in it")
        elif token.type == "RPAR":
            self.stray(token, "stray-sign", "this parenthesis closes nothing")
        else:
            self.stray(token, "stray-sign", f"{stood(token)} has no place here")
        return True

    def comma_forgotten(self, token: Token) -> bool:
        comma = self.step(self.states, "COMMA")
        if comma is None or token.type not in (*VALUES, "WORD") or not self.typed(token, comma):
            return False
        self.missing_comma(self.tokens[self.at - 1], "two values stand side by side")
        self.insert("COMMA", ",")
        return True

    def line_end_forgotten(self, token: Token) -> bool:
        """Whether a clause begins at a token in the middle of a line; then the one before ends."""
        if token.type != "WORD" or token.text not in self.words.starters or not self.can("_NL"):
            return False
        if not any(self.enclosing() in KINDS[kind].inside for kind in self.words.starters[token.text]):
            return False
        self.problem(
            "missing-line-end",
            token.span,
            f"`{token.text}` begins a new clause in the middle of this line",
            label="a new line begins here",
            help=(f"put `{token.text}` on a line of its own",),
        )
        self.insert("_NL")
        return True

    def plain_quotes(self, token: Token) -> None:
        """A text between triple quotes where words in plain ones belong."""
        if "prose" in self.own_parts() and self.tokens[self.at + 1].type == "_NL":
            return
        self.problem(
            "wrong-value",
            Span(token.span.start, token.span.start + 3),
            'long texts between `"""` stand at the end of `clause` and `text` only',
            label='a single `"` belongs here',
            help=('put `"` before and behind these words',),
        )
        words = token.value[0] if isinstance(token.value, tuple) else token.text
        token.type, token.value = "STRING", words.strip()

    # ---- commas --------------------------------------------------------------------------------------

    def comma(self, token: Token) -> bool:
        """Look behind a comma. Before a part it is only breath and is dropped, with the line end behind it;
        at the end of a clause it is one too many. `True` when it was dealt with."""
        if self.tokens[self.at + 1].type == "COMMA":
            self.at += 1
            self.stray_comma(self.tokens[self.at], "one comma is enough")
            self.at -= 1
        at = self.at + 1
        crossed = self.tokens[at].type == "_NL"
        at += crossed
        following = self.tokens[at]
        apart = crossed and "" in following.trivia
        if not apart and self.begins_part(at, crossed):
            self.at = at
            return True
        if following.type in ("LBRACE", *ENDS) or (crossed and not self.goes_on_behind(at, apart)):
            self.stray_comma(token, "a comma stands here, but nothing of the same clause follows")
            return True
        if (
            following.text == "always"
            and self.asked()[0] not in _HOURS
            and self.put(at, 1, ["during", "always"])
        ):
            self.at = at  # `for 95% of faults, 24x7`
            return True
        apt = self.step(self.states, "COMMA")
        if not crossed and self.breath(token, following, apt):
            return True
        following = self.tokens[at]
        if (
            following.text in EMPTY
            and self.tokens[at + 1].type in ENDS
            and self.tokens[self.at - 1].type in EMPTY_BEHIND
        ):
            self.tokens[self.at - 1].span = self.tokens[self.at - 1].span.join(following.span)
            del self.tokens[self.at : at + 1]  # `, once` says nothing that the price does not
            return True
        if not crossed and (apt is None or not self.typed(following, apt)) and self.worded(at):
            self.at = at
            return True
        if apt is not None:
            part = self.hidden_part(at) if following.type == "WORD" else None
            if part is None:
                self.shift("COMMA", token)
            elif part.endswith("_VALUE"):
                following.type = part
            self.at = at
            return True
        if self.joint_meant(token, following):
            self.at = at
            return True
        if following.type in VALUES or (following.type == "WORD" and not self.near_part(following)):
            self.one_value(at)
        else:
            self.at = at
        return True

    def joint_meant(self, comma: Token, following: Token) -> bool:
        """Whether `and` or `or` belongs where a comma stands; then it is read so."""
        for word in ("and", "or"):
            joint = self.words.keywords[word]
            if self.can(joint) and self.typed(following, self.step(self.states, joint)):
                self.problem(
                    "syntax-error",
                    comma.span,
                    f"a comma stands here, where `{word}` belongs",
                    label="`and`, or `or`?" if word == "and" else "`or` belongs here",
                    help=(f"write `{word}`",),
                )
                self.shift(joint, comma)
                return True
        return False

    def breath(self, comma: Token, following: Token, apt: list[int] | None) -> bool:
        """Whether a comma says nothing: before `per`, as in `10 EUR per user, per month`. In `A, B, and C` it says all, and the
        word behind it nothing."""
        if following.text == "per" and self.typed(following):
            self.at += 1
            return True
        if following.text in ("and", "or") and apt is not None and not self.typed(following, apt):
            comma.span = comma.span.join(following.span)
            del self.tokens[self.at + 1]
        return False

    def begins_part(self, at: int, crossed: bool) -> bool:
        """Whether a part begins at a token. A word that also begins a clause does so, in the next line, only
        where the clause at hand takes that part."""
        self.join_phrase(at)
        token = self.tokens[at]
        if token.type in PHRASES and token.type not in ("AND_ABOVE", "RHYTHM"):
            return True
        if token.type == "OFTEN" or (token.text in RHYTHMS and self.takes_every()):
            return True
        if token.type not in WORDS:
            return False
        if token.text in FREE:
            return self.tokens[at + 1].type == "STRING" and token.text in self.own_words()
        if token.text not in self.words.part_words:
            return False
        return not crossed or token.text not in self.words.starters or token.text in self.own_words()

    def goes_on_behind(self, at: int, apart: bool) -> bool:
        """Whether the line behind a comma holds a further value of the same clause."""
        token = self.tokens[at]
        if apart or token.type == "LABEL" or not self.can("COMMA"):
            return False
        if token.text in self.words.starters:  # alone in its line, it may be meant as a value all the same
            behind = self.tokens[at + 1].type
            return behind == "COMMA" or (behind in ("_NL", *ENDS) and not self.at_home(token.text))
        if token.type == "WORD" and DAYS.fullmatch(
            token.text
        ):  # the next opening, or one more day of this one
            return self.tokens[at + 1].type != "HOURS_SPAN"
        return True

    def one_value(self, at: int) -> None:
        """A list stands where one value belongs: keep the first."""
        words, _, _ = self.asked()
        first = at
        while self.tokens[at].type not in (*ENDS, "LBRACE", "TEXT") and not self.begins_part(at, False):
            at += 1
        if self.tokens[at - 1].type == "COMMA":
            at -= 1
        self.problem(
            "one-value",
            self.tokens[first].span.join(self.tokens[max(first, at - 1)].span),
            f"`{words}` takes one value, not a list",
            label="one value too many",
            help=("write one clause for each",),
        )
        self.at = max(at, first + 1)

    def missing_comma(self, before: Token, message: str, instead: str = "") -> None:
        where = before.span if instead else Span(before.span.end, before.span.end)
        self.problem(
            "missing-comma",
            before.span,
            message,
            label="a comma belongs here" if instead else "a comma belongs behind it",
            help=(f"write `{before.text},`",) if not instead and len(before.text) < 40 else ("write `,`",),
            edits=(Edit(where, ","),),
        )

    def stray_comma(self, token: Token, message: str) -> None:
        """Drop the comma at hand, and those that follow it."""
        last = token
        while self.tokens[self.at].type == "COMMA":
            last = self.tokens[self.at]
            self.at += 1
        span = token.span.join(last.span)
        self.problem("stray-comma", span, message, help=("delete it",), edits=(Edit(span, ""),))

    def stray(self, token: Token, name: str, message: str) -> None:
        """Drop the token at hand."""
        self.problem(
            name, token.span, message, label="not needed", help=("delete it",), edits=(Edit(token.span, ""),)
        )
        self.at += 1

    def misspelt(self, token: Token, name: str, message: str, guess: str) -> None:
        self.problem(
            name,
            token.span,
            message,
            label=f"did you mean `{guess}`?",
            help=(f"write `{guess}`",),
            edits=(Edit(token.span, guess),),
        )
        token.text = guess

    # ---- what cannot be corrected --------------------------------------------------------------------

    def asked(self) -> tuple[str, FieldType | None, bool]:
        """The last word of the language before the token at hand, the field that its value fills, and whether
        it stands directly before that token."""
        at = self.at - 1
        while at > self.start and self.tokens[at].type not in self.tables.fixed:
            at -= 1
        direct = at == self.at - 1 or (at == self.at - 2 and self.tokens[self.at - 1].type == "COMMA")
        run = [self.tokens[at].text]
        while at > self.start and self.tokens[at - 1].type in self.tables.fixed:
            at -= 1
            run.insert(0, self.tokens[at].text)
        own = self.own_parts()
        for size in range(min(3, len(run)), 0, -1):
            words = " ".join(run[-size:])
            if size == len(run) and self.tokens[at] is self.first and self.is_head(words):
                break
            for name, heads in self.words.parts.items():
                if words in heads and name in own:
                    return words, own[name], direct
        else:
            return run[-1], None, direct
        specs = [own[name] for name in self.words.positional(self.kind) if name in own]
        needed = [spec for spec in specs if spec.required]
        return words, next(iter(needed or specs), None), direct

    def is_head(self, words: str) -> bool:
        heads = self.words.heads.get(self.kind, ())
        return any(head == words or head.startswith(words + " ") for head in heads)

    def unexpected(self, token: Token) -> Finding:
        """What stood there, and what was expected in the words of the language."""
        accepted = self.accepted()
        words, wanted, direct = self.asked()
        other = f"{token.text.upper()}_VALUE"
        if token.type == "WORD" and other in accepted:  # `counted after "a while"`
            self.shift(other, token)
            self.at += 1
            return self.unexpected(self.tokens[self.at])
        before = self.tokens[self.at - 1]
        if before.type == "COMMA" and direct:
            before = self.tokens[self.at - 2]
        ends = token.type in (*ENDS, "LBRACE")
        name, span, notes, help_ = "syntax-error", token.span, self.hints(token, accepted), tuple[str, ...]()
        if "_NL" not in accepted and direct:
            only_words = set(accepted) <= self.tables.fixed
            special = only_words or {"CURRENCY", "NUMBER"} & set(accepted) == {"CURRENCY"}
            expected = self.expected(accepted) if wanted is None or special else wanted.describe()
            name = "missing-value"
            if ends:
                span = before.span
                message = f"nothing stands behind `{words}`"
            elif "NAME" in accepted and token.text in self.words.reserved and len(accepted) < 4:
                name = "reserved-word"
                message = f"`{token.text}` is a word of the language and cannot be a name"
            else:
                message = f"behind `{words}` stands {stood(token)}"
                message += (
                    f", not {without_example(expected)}" if wanted and not special else ", which does not fit"
                )
            label = f"expected {expected}"
        else:
            label = f"expected {self.expected(accepted)}"
            message = f"{stood(token)} does not fit behind `{short(before.text)}`"
            if token.type == "OTHER":
                name = "unknown-character"
            if ends:
                span = before.span
                message = f"the clause stops too early, behind `{short(before.text)}`"
        meant = MEANT_INSIDE.get(token.text.lower())
        if meant and " " in meant:
            help_ = (f"write `{meant}`",)
        return self.draft(name, span, message, label=label, notes=notes, help=help_)

    def hints(self, token: Token, accepted: Sequence[str]) -> tuple[str, ...]:
        """What people often mean by what they wrote here."""
        before = self.tokens[self.at - 1]
        if before.type == "NAME" and before.text in _HABITS and token.type in VALUES:
            return (_HABITS[before.text],)
        if "CMP" in accepted and token.type in VALUES:
            return ("a figure is compared with a sign, such as `>= 70%`",)
        if token.text == "per":
            return ("`per` belongs to an amount before it, such as `900.00 GBP per month`",)
        if before.text in ("when", "and", "or", "guarantee") and token.type in ("CMP", *_AMOUNTS):
            return ("what is measured comes first: `availability >= 99.0%`",)
        if token.type == "ZONE":
            return ("a time zone stands behind `in` or `zone` only",)
        return ()

    def expected(self, accepted: Sequence[str]) -> str:
        """The accepted tokens as a short list for people: values, words, and how the clause may end."""
        values = [_CALLED[type_] for type_ in _CALLED if type_ in accepted]
        if set(accepted) >= _AMOUNTS:
            values = ["an amount", *(_CALLED[type_] for type_ in ("NAME", "STRING") if type_ in accepted)]
        if "CURRENCY" in accepted and "NUMBER" not in accepted:
            return _CALLED["CURRENCY"]
        fixed = (self.spelled(type_) for type_ in sorted(accepted) if type_ in self.tables.fixed)
        spelled = list(dict.fromkeys(fixed))
        own = self.own_words()
        open_ = "_NL" not in accepted
        inner = [
            word for word in spelled if word not in _TIES and (open_ or word not in self.words.part_words)
        ]
        ties = [word for word in spelled if word in _TIES and word not in own]
        parts = [word for word in own if word in spelled]
        if "_NL" in accepted:
            words = [_CALLED[type_] for type_ in ("STRING", "CMP", "LBRACE") if type_ in accepted]
            words += [f"`{word}`" for word in parts[:4]]
            rest = ["another part"] * (len(parts) > 4)
            return listed(
                [*dict.fromkeys(values)][:2] * (not words) + words + rest + ["the end of the line"], 9
            )
        words = [f"`{word}`" for word in (inner or ties or parts)[:6]]
        if "or" in inner or "and" in inner:
            values = []
        elif "an amount" in values:
            words = []
        return listed([*dict.fromkeys(values)][:4] + words, 9)


def listed(parts: list[str], most: int, joint: str = "or") -> str:
    if len(parts) > most:
        return ", ".join([*parts[:most], "…"])
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f" {joint} " + parts[-1]


def stood(token: Token) -> str:
    called = {"_NL": "the end of the line", "$END": "the end of the file", "TEXT": "a text"}
    if token.type in called:
        return called[token.type]
    if token.type == "OTHER" and not token.text.isprintable():
        return f"the invisible character U+{ord(token.text[0]):04X}"
    return f"`{short(token.text, 30)}`"
