"""Reading an agreement: text in, a tree and problems out. It never raises, whatever the text holds.

The tokens are fed one by one to Lark's LALR parser. Because the feeding is ours, so is the recovery: a token that
does not fit is first mended where the mistake is plain (a comma, a brace, a misspelt word);
else the statement is kept as `Broken`, the parser's stack goes back to where the statement began, and reading goes
on behind it. A header that cannot be read does not take its block along: the clauses in it are still read.
"""

from __future__ import annotations

import bisect
import functools
import gc
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lark.parsers.lalr_analysis import Shift

from clausecheck.finding import Edit, Finding, draft
from clausecheck.language.builder import Builder, FieldType, field_types, without_example
from clausecheck.language.grammar import Vocabulary, cached_grammar, iso_currencies
from clausecheck.language.lexer import Token, lex
from clausecheck.language.spelling import MEANT, MEANT_INSIDE, close_word, near_weekday
from clausecheck.language.tree import KINDS, Block, Broken, Clause, Document, Node
from clausecheck.language.values import SIZES, UNITS, WEEKDAYS
from clausecheck.source import NotText, Source, Span, decode

__all__ = ["Parsed", "close_word", "parse", "parse_bytes", "parse_source", "reader", "vocabulary"]

MAX_DEPTH = 12
"""Blocks deeper than this are refused: the deepest of the language is `exit` in `termination`, two deep."""
MAX_SIGNS = 100
"""Parentheses and signs of arithmetic in one clause; with more, walking its tree could exhaust the stack."""

_DAYS = re.compile(rf"(?i:{'|'.join(WEEKDAYS)})(?:-(?i:{'|'.join(WEEKDAYS)}))?")
_ENDS = ("_NL", "RBRACE", "$END")
_VALUES = (
    "STRING",
    "NUMBER",
    "NUMBER_TIMES",
    "OFTEN",
    "PERCENT",
    "DATE",
    "TIME",
    "HOURS_SPAN",
    "ZONE",
    "BLANK",
)
_SIGNS = ("LPAR", "PLUS", "MINUS", "STAR", "SLASH")
_STRAY = ("OTHER", "MINUS", "CMP", "STAR", "PLUS", "SLASH", "RPAR", "LABEL")
_BEFORE = tuple(f"{word}_VALUE" for word in ("OF", "FROM", "TO", "AFTER", "BEFORE")) + ("FROM_DATE",)
_SECOND_WORDS = ("decided",)
_TIES = ("of", "from", "after", "before", "per")

#: What a token is called in a message.
_CALLED = {
    "NUMBER": "a number",
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


@dataclass(slots=True)
class Parsed:
    """The tree of a text, what was wrong with it, and its tokens for those who lay it out anew."""

    document: Document
    problems: tuple[Finding, ...]
    source: Source
    tokens: tuple[Token, ...] = ()


class _Reader:
    """Lark's table and the vocabulary, made once for a process."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.lark = cached_grammar(self.builder)
        self.vocabulary = Vocabulary(self.lark)
        self.builder.vocabulary = self.vocabulary
        self.starters = frozenset(self.vocabulary.starters)
        #: Types of tokens that are words of the language, not of the agreement.
        self.fixed = frozenset([*self.vocabulary.keywords.values(), *_BEFORE])
        self.tbd = self.vocabulary.keywords["tbd"]
        self.part_words = tuple(sorted(self.vocabulary.part_words))
        self.own_words: dict[str, tuple[str, ...]] = {}
        self._nearby: dict[str, tuple[str, ...]] = {}

    def nearby(self, enclosing: str) -> tuple[str, ...]:
        """The first words of the statements that may stand in a kind of block; those most at home there first."""
        if enclosing not in self._nearby:
            starters = self.vocabulary.starters.items()
            words = [
                word for word, kinds in starters if any(enclosing in KINDS[kind].inside for kind in kinds)
            ]
            self._nearby[enclosing] = tuple(sorted(words))
        return self._nearby[enclosing]


@functools.cache
def reader() -> _Reader:
    """The compiled grammar; the first call takes a moment."""
    return _Reader()


def vocabulary() -> Vocabulary:
    """The keywords, parts and reserved words of the language."""
    return reader().vocabulary


def parse(text: str, path: str = "<agreement>") -> Parsed:
    """Read a text. `path` is only a label for findings."""
    return parse_source(Source(text, path))


def parse_bytes(data: bytes, path: str = "<agreement>") -> Parsed:
    """Read the bytes of a file: UTF-8, or UTF-16 with a byte order mark; anything else is a finding on line 1."""
    try:
        source = decode(data, path)
    except NotText as error:
        problem = draft("not-text", str(error), Span(0, 0), file=path)
        return Parsed(Document(), (problem,), Source("", path))
    return parse_source(source)


def parse_source(source: Source) -> Parsed:
    """Read a text that is already decoded."""
    collecting = gc.isenabled()
    gc.disable()  # nothing here makes cycles, and the many new nodes would set off collections in vain
    try:
        return _Parse(reader(), source).run()
    finally:
        if collecting:
            gc.enable()


class _Unreadable(Exception):
    """A statement cannot be read; carries what to say. `lost` when not even its kind is known."""

    def __init__(self, problem: Finding, lost: bool = False) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.lost = lost


class _Parse:
    """One reading of one text."""

    def __init__(self, machine: _Reader, source: Source) -> None:
        self.machine = machine
        self.words = machine.vocabulary
        self.builder = machine.builder
        self.source = source
        self.builder.start_on(source)
        state: Any = machine.lark.parse_interactive("").parser_state
        self.state = state
        self.table = state.parse_conf.parse_table.states
        lexed = lex(source, machine.starters)
        self.tokens = lexed.tokens
        self.lexical = sorted(lexed.problems, key=lambda problem: problem.span.start)
        self.problems: list[Finding] = []
        self.at = 0
        #: The blocks that are open: kind, first token and span of the header.
        self.open: list[tuple[str, Token, Span]] = []
        self.kind = ""  # of the statement that is being read
        self.first = self.tokens[0]
        self.start = 0  # where the statement begins
        self.signs = 0
        self.balance = sum((t.type == "LBRACE") - (t.type == "RBRACE") for t in self.tokens)
        self.lost: list[Span] = []  # statements of which nothing could be read
        self.lost_until = -1  # the token behind the last of them
        self.lost_index = -1  # of the finding that reports it
        self.first_lost, self.lost_count = self.first, 1
        self.known_accepted: dict[tuple[int, ...], list[str]] = {}

    # ---- the machine -------------------------------------------------------------------------------

    def step(self, stack: Sequence[int], type_: str) -> list[int] | None:
        """The stack of states after a token of this type; `None` when it does not fit."""
        stack, table = list(stack), self.table
        while True:
            action = table[stack[-1]].get(type_)
            if action is None:
                return None
            what, argument = action
            if what is Shift:
                stack.append(argument)
                return stack
            size = len(argument.expansion)
            if size:
                del stack[-size:]
            stack.append(table[stack[-1]][argument.origin.name][1])

    def can(self, type_: str) -> bool:
        """Whether the parser can take a token of this type now."""
        action = self.table[self.state.state_stack[-1]].get(type_)
        if action is None or action[0] is Shift:
            return action is not None
        return self.step(self.state.state_stack, type_) is not None

    def feed(self, type_: str, token: Token) -> None:
        token.type = type_
        self.state.feed_token(token, type_ == "$END")

    def insert(self, type_: str, text: str = "") -> None:
        """Feed a token that does not stand in the text, before the one at hand."""
        here = self.tokens[self.at].span.start
        self.feed(type_, Token(type_, text, Span(here, here)))

    def typed(self, token: Token, stack: list[int] | None = None) -> str | None:
        """The type that a token has in this state, or `None` if none fits."""
        stack = self.state.state_stack if stack is None else stack
        here = self.table[stack[-1]]
        if token.type != "WORD":
            return token.type if token.type in here and self.fits(stack, token.type) else None
        word = token.text
        keyword = self.words.keywords.get(word)
        if keyword in here and self.fits(stack, keyword):
            return keyword
        if word in UNITS and "UNIT" in here:
            return "UNIT"
        if "CURRENCY" in here and word in iso_currencies():
            return "CURRENCY"
        if word in SIZES and "SIZE" in here:
            return "SIZE"
        if "DAYS" in here and _DAYS.fullmatch(word):
            return "DAYS"
        if "ZONE" in here and "NAME" not in here:
            return "ZONE"
        if "NAME" in here and word not in self.words.reserved and self.fits(stack, "NAME"):
            return "NAME"
        return None

    def fits(self, stack: list[int], type_: str) -> bool:
        return self.table[stack[-1]][type_][0] is Shift or self.step(stack, type_) is not None

    def accepted(self) -> list[str]:
        """The types of tokens that the parser can take now."""
        key = tuple(self.state.state_stack)
        if key not in self.known_accepted:
            here = self.table[key[-1]]
            self.known_accepted[key] = [type_ for type_ in here if type_.isupper() and self.can(type_)]
        return self.known_accepted[key]

    # ---- the text ----------------------------------------------------------------------------------

    def run(self) -> Parsed:
        while self.tokens[self.at].type != "$END":
            self.statement()
        while self.open:
            self.unclosed()
        self.feed("$END", self.tokens[-1])
        document = self.state.value_stack[-1]
        assert isinstance(document, Document)
        self.attach(document)
        lexical = [problem for problem in self.lexical if not _covered(problem.span, self.lost)]
        problems = [*lexical, *self.problems, *self.builder.problems]
        problems += _placement(document, self.words, self.source)
        problems.sort(key=lambda problem: problem.span.start)
        self.builder.start_on(Source(""))
        if not problems and not document.clauses:
            problems.append(
                self.draft(
                    "empty-agreement",
                    Span(0, 0),
                    "this file says nothing",
                    help=('begin with `agreement "Title" {`',),
                )
            )
        return Parsed(document, tuple(problems), self.source, tuple(self.tokens))

    def statement(self) -> None:
        """Read one statement, or the brace that closes a block."""
        token = self.tokens[self.at]
        if token.type == "_NL":
            self.at += 1
            return
        if token.type == "COMMA":
            self.stray_comma(token, "a comma begins this line, but nothing before it goes on")
            return
        self.outdent(token)
        if token.type == "RBRACE":
            self.close(token)
            return
        states, values = list(self.state.state_stack), list(self.state.value_stack)
        self.start, self.signs = self.at, 0
        try:
            self.begin()
            if self.clause():
                return
        except _Unreadable as error:
            self.recover(states, values, error)

    def begin(self) -> None:
        """The number in brackets and the first word of a statement."""
        self.number()
        token = self.tokens[self.at]
        self.first, self.kind = token, ""
        if token.type == "WORD" and token.text not in ("tbd", "unstated"):
            if token.text not in self.words.starters and not self.mended_keyword(token):
                self.kind = "opening"
            else:
                self.kind = self.meant(self.at)
        elif not self.can(token.type):
            raise _Unreadable(self.no_clause(token), lost=token.type not in ("LBRACE", "TEXT"))

    def number(self) -> None:
        """The number of a statement: `[3.2]`, or, which is a mistake, `3.2` or a bullet."""
        token, following = self.tokens[self.at], self.tokens[self.at + 1 : self.at + 3]
        if token.type == "LABEL":
            self.feed("LABEL", token)
            self.at += 1
            if following[0].type == "_NL" and following[1].type not in _ENDS:
                self.problem(
                    "syntax-error",
                    token.span,
                    f"the number `{token.text}` stands alone; its clause stands on the same line",
                    help=("put it before the clause",),
                )
                self.at += 1
            return
        starts = [
            word.type == "WORD" and word.text in self.words.starters and word.text not in UNITS
            for word in following
        ]
        if token.type == "NUMBER" and (starts[0] or (starts[-1] and following[0].text in (".", ")"))):
            self.problem(
                "syntax-error",
                token.span,
                "the number of a clause stands in brackets",
                help=(f"write `[{token.text}]`",),
                edits=(Edit(token.span, f"[{token.text}]"),),
            )
            self.at += 1 if starts[0] else 2
            token.value = token.text
            self.feed("LABEL", token)
        elif token.type in ("STAR", "MINUS", "OTHER") and starts[0]:
            self.stray(token, "stray-sign", f"a clause begins with its keyword, not with `{token.text}`")

    def meant(self, at: int) -> str:
        """The kind of the statement that begins with the word at hand, where several begin with the same."""
        kinds = self.words.starters[self.tokens[at].text]
        if len(kinds) == 1:
            return kinds[0]
        words = [token.text for token in self.tokens[at : at + 3]]
        enclosing = self.enclosing()

        def match(kind: str) -> tuple[int, bool]:
            heads = [head.split() for head in self.words.heads[kind]]
            said = max(len(head) * (words[: len(head)] == head) for head in heads)
            return said, enclosing in KINDS[kind].inside

        return max(kinds, key=match)

    def enclosing(self) -> str:
        return self.open[-1][0] if self.open else "file"

    def clause(self) -> bool:
        """Feed the tokens of a statement up to its end."""
        while True:
            token = self.tokens[self.at]
            if token.type == "COMMA" and self.comma(token):
                continue
            if token.type == "_NL":
                if self.goes_on(token):
                    continue
                if self.brace_forgotten():
                    return True
            elif token.type in ("RBRACE", "$END") and self.can("_NL"):
                self.insert("_NL")
                return True
            elif token.type in _SIGNS:
                self.signs += 1
                if self.signs > MAX_SIGNS:
                    message = f"this clause has more than {MAX_SIGNS} parentheses and signs"
                    raise _Unreadable(self.draft("too-deep", token.span, message))
            elif token.type == "TEXT" and self.can("STRING"):
                self.plain_quotes(token)
            type_ = self.typed(token)
            if type_ == "NAME" and self.tokens[self.at - 1].type in ("NAME", "COMMA"):
                type_ = self.hidden_part(token) or type_
            if type_ is None:
                if self.repeated(token):
                    continue
                if self.line_end_forgotten(token):
                    return True
                if self.mend(token):
                    continue
                raise _Unreadable(self.unexpected(token))
            if type_ == "LBRACE" and not self.is_block():
                self.problem(
                    "not-a-block",
                    token.span,
                    f"`{self.words.word(self.kind)}` holds no clauses, but a brace is opened behind it",
                    label="not a block",
                    help=("put its parts on the same line, with commas between them",),
                )
                self.skip_braces()
                continue
            if type_ == "LBRACE" and len(self.open) >= MAX_DEPTH:
                message = f"more than {MAX_DEPTH} blocks stand in each other here"
                raise _Unreadable(self.draft("too-deep", token.span, message))
            self.feed(type_, token)
            self.at += 1
            if type_ == "_NL":
                return True
            if type_ == "LBRACE":
                self.opened()
                return True

    def goes_on(self, token: Token) -> bool:
        """Whether a clause goes on in the next line although no comma says so; then it does."""
        following, behind = (
            self.tokens[self.at + 1 : self.at + 3] if self.at + 2 < len(self.tokens) else (token, token)
        )
        if following.type == "LBRACE" and self.is_block() and self.can("LBRACE"):
            behind.trivia = following.trivia + behind.trivia
            self.at += 1
            return True
        if (
            following.column <= self.tokens[self.start].column
            or "" in following.trivia
            or not self.can("_NL")
        ):
            if following.type != "COMMA" or "" in following.trivia:
                return False
        if following.type == "COMMA":
            if behind.type in _ENDS or behind.text in self.words.starters or not self.can("_NL"):
                return False
            self.problem(
                "stray-comma",
                following.span,
                "a comma begins this line; it belongs at the end of the line before",
                edits=(Edit(Span(token.span.start, token.span.start), ","), Edit(following.span, "")),
            )
            self.at += 1
            return True
        part = following.type in ("WORD", *_BEFORE) and following.text in self.words.part_words
        value = following.type in _VALUES and self.can("COMMA")
        if part and following.text not in self.words.starters and self.typed(following):
            self.at += 1
        elif value and self.typed(following, self.step(self.state.state_stack, "COMMA")):
            self.insert("COMMA", ",")
            self.at += 1
        else:
            return False
        self.missing_comma(
            self.tokens[self.at - 2], "the clause goes on in the next line, but no comma says so"
        )
        return True

    def comma(self, token: Token) -> bool:
        """Look behind a comma. Before a part it is only breath and is dropped, with the line end behind it; at the
        end of a clause it is one too many. `True` when it was dealt with."""
        at = self.at + 1
        crossed = self.tokens[at].type == "_NL"
        at += crossed
        following = self.tokens[at]
        apart = crossed and "" in following.trivia
        if not apart and self.begins_part(at, crossed):
            self.at = at
            return True
        if following.type in ("COMMA", "LBRACE", *_ENDS) or (crossed and not self.goes_on_behind(at, apart)):
            self.stray_comma(token, "a comma stands here, but nothing of the same clause follows")
            return True
        if self.can("COMMA"):
            self.feed("COMMA", token)
            self.at = at
            return True
        for word in ("and", "or"):
            joint = self.words.keywords[word]
            if self.can(joint) and self.typed(following, self.step(self.state.state_stack, joint)):
                self.problem(
                    "syntax-error",
                    token.span,
                    f"a comma stands here, where `{word}` belongs",
                    label="`and`, or `or`?" if word == "and" else "`or` belongs here",
                    help=(f"write `{word}`",),
                )
                self.feed(joint, token)
                self.at = at
                return True
        if following.type in _VALUES or (following.type == "WORD" and not self.near_part(following)):
            self.one_value(at)
        else:
            self.at = at
        return True

    def begins_part(self, at: int, crossed: bool) -> bool:
        """Whether a part begins at a token. A word that also begins a clause does so, in the next line, only where
        the clause at hand takes that part."""
        token = self.tokens[at]
        if token.type == "OFTEN":
            return True
        if token.type not in ("WORD", *_BEFORE) or token.text not in self.words.part_words:
            return False
        return not crossed or token.text not in self.words.starters or token.text in self.own_words()

    def goes_on_behind(self, at: int, apart: bool) -> bool:
        """Whether the line behind a comma holds a further value of the same clause."""
        token = self.tokens[at]
        if apart or token.type == "LABEL" or token.text in self.words.starters or not self.can("COMMA"):
            return False
        if token.type == "WORD" and _DAYS.fullmatch(
            token.text
        ):  # the next opening, or one more day of this one
            return self.tokens[at + 1].type != "HOURS_SPAN"
        return True

    def own_parts(self) -> dict[str, FieldType]:
        return field_types(KINDS[self.kind]) if self.kind in KINDS else {}

    def own_words(self) -> tuple[str, ...]:
        """The words that begin the parts of the clause at hand, its own before those of all clauses."""
        if self.kind not in self.machine.own_words:
            common = field_types(Clause)
            names = sorted(self.own_parts(), key=lambda name: name in common)
            heads = [head.split()[0] for name in names for head in self.words.parts.get(name, ()) if head]
            self.machine.own_words[self.kind] = tuple(dict.fromkeys(heads))
        return self.machine.own_words[self.kind]

    def is_block(self) -> bool:
        return self.kind in KINDS and issubclass(KINDS[self.kind], Block)

    # ---- blocks ------------------------------------------------------------------------------------

    def opened(self) -> None:
        """A brace was read: the statement at hand is a block."""
        last = self.tokens[max(self.start, self.at - 2)]
        begin = self.tokens[self.start]
        self.open.append((self.kind, begin, Span(begin.span.start, max(begin.span.end, last.span.end))))
        while self.tokens[self.at].type == "_NL":
            self.at += 1

    def close(self, token: Token) -> None:
        header = self.open[-1][1] if self.open else None
        if header is None or (self.balance < 0 and token.column > header.column > 0):
            self.balance += 1
            if self.problems and self.problems[-1].name == "stray-brace" and self.lost_until == self.at:
                last = self.problems[-1]
                self.problems[-1] = replace(
                    last,
                    span=last.span.join(token.span),
                    message="these braces close nothing",
                    help=("delete them",),
                )
            else:
                self.problem("stray-brace", token.span, "this brace closes nothing", help=("delete it",))
            self.at += 1
            self.at += self.tokens[self.at].type == "_NL"
            self.lost_until = self.at
            return
        self.open.pop()
        self.feed("RBRACE", token)
        self.at += 1
        following = self.tokens[self.at]
        if following.type == "COMMA":
            self.stray_comma(following, "a comma stands behind this brace, but a block ends with it")
            following = self.tokens[self.at]
        if following.type == "_NL":
            self.feed("_NL", following)
            self.at += 1
        else:
            self.insert("_NL")

    def outdent(self, token: Token) -> None:
        """Close the blocks whose brace is missing, where the layout shows it: a block's keyword in column 1, or,
        when braces do not balance, a brace further left than the header that it would close."""
        while self.open:
            kind, header, _ = self.open[-1]
            if token.type == "RBRACE":
                wrong = self.balance > 0 and len(self.open) > 1 and 0 < token.column < header.column
            else:
                wrong = (
                    token.column == 1 and (header.column < 2 or len(self.open) > 1) and self.is_outer(kind)
                )
            if not wrong:
                return
            self.unclosed()

    def is_outer(self, enclosing: str) -> bool:
        """Whether the statement at hand is one that stands at the outermost level only."""
        at = self.at + (self.tokens[self.at].type == "LABEL")
        kinds = self.words.starters.get(self.tokens[at].text, [])
        if any(enclosing in KINDS[kind].inside for kind in kinds):
            at += 1
            if self.tokens[at].text in self.words.part_words or self.tokens[at].text in _SECOND_WORDS:
                return False
        return any(KINDS[kind].inside == ("file",) for kind in kinds)

    def unclosed(self) -> None:
        _, _, span = self.open.pop()
        self.balance -= 1
        self.problem(
            "unclosed-block",
            span,
            f"the block `{_short(self.source.slice(span))}` is opened here and never closed",
            label="its closing brace is missing",
            help=("add `}` on a line of its own",),
        )
        last = self.tokens[max(0, self.at - 1)]
        here = (
            Span(last.span.start, last.span.start)
            if last.type == "_NL"
            else Span(last.span.end, last.span.end)
        )
        self.feed("RBRACE", Token("RBRACE", "", here))
        self.feed("_NL", Token("_NL", "", here))

    def brace_forgotten(self) -> bool:
        """Whether the header at hand lacks its brace: the next line is deeper and says what belongs into the block.
        Then the block is opened."""
        if not self.is_block() or not self.can("LBRACE"):
            return False
        at = self.at + 1 + (self.tokens[self.at + 1].type == "LABEL")
        following = self.tokens[at]
        kinds = self.words.starters.get(following.text, [])
        inside = any(self.kind in KINDS[kind].inside for kind in kinds)
        inside = inside or (self.kind == "hours" and _DAYS.fullmatch(following.text) is not None)
        if not inside or self.tokens[self.at + 1].column <= self.tokens[self.start].column:
            return False
        span = self.tokens[self.start].span.join(self.tokens[self.at - 1].span)
        self.problem(
            "missing-brace",
            span,
            f"the block `{_short(self.source.slice(span))}` has no opening brace",
            label="`{` belongs behind it",
            help=(f"write `{_short(self.source.slice(span))} {{`",),
            edits=(Edit(Span(span.end, span.end), " {"),),
        )
        self.balance += 1
        self.insert("LBRACE", "{")
        self.at += 1
        self.opened()
        return True

    # ---- plain mistakes, mended on the way -----------------------------------------------------------

    def draft(self, name: str, span: Span, message: str, **more: Any) -> Finding:
        return draft(name, message, span, file=self.source.path, **more)

    def problem(self, name: str, span: Span, message: str, **more: Any) -> None:
        self.problems.append(self.draft(name, span, message, **more))

    def stray(self, token: Token, name: str, message: str) -> None:
        """Drop the token at hand."""
        self.problem(
            name, token.span, message, label="not needed", help=("delete it",), edits=(Edit(token.span, ""),)
        )
        self.at += 1

    def stray_comma(self, token: Token, message: str) -> None:
        self.problem(
            "stray-comma", token.span, message, help=("delete the comma",), edits=(Edit(token.span, ""),)
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

    def mended_keyword(self, token: Token) -> bool:
        """A statement begins with a word that begins none: take the one that was meant, or give up on it. `False`
        for weekdays."""
        if _DAYS.fullmatch(token.text):
            return False
        enclosing = self.enclosing()
        following = self.tokens[self.at + 1]
        day = near_weekday(token.text) if enclosing == "hours" or following.type == "HOURS_SPAN" else None
        if day:
            self.misspelt(
                token, "unknown-weekday", f"`{token.text}` is not a weekday as the language writes it", day
            )
            return False
        nearby = self.machine.nearby(enclosing)
        guess = close_word(token.text, nearby) or MEANT.get(token.text.lower())
        if guess not in self.words.starters or guess is None:
            guess = close_word(token.text, tuple(self.words.starters)) if len(token.text) > 4 else None
        if guess is not None:
            called = "keywords are written in small letters" if guess == token.text.lower() else ""
            message = f"no clause begins with `{token.text}`" + (f"; {called}" if called else "")
            self.misspelt(token, "unknown-keyword", message, guess)
            return True
        if token.text in self.words.part_words:
            raise _Unreadable(
                self.draft(
                    "unknown-keyword",
                    token.span,
                    f"`{token.text}` begins a part of a clause, not a clause",
                    label="not a keyword",
                    help=("end the line above with a comma to go on with its clause",),
                )
            )
        raise _Unreadable(self.no_clause(token), lost=True)

    def no_clause(self, token: Token) -> Finding:
        """Nothing of the statement can be read."""
        at, words = self.at, 0
        if token.type == "LBRACE":
            message = "a brace is opened here, but no block begins before it"
            return self.draft("syntax-error", token.span, message, label="of which block?")
        if token.text == "[":
            message = "a bracket is opened here and not closed"
            return self.draft("missing-sign", token.span, message, help=("close it with `]`",))
        while self.tokens[at].type not in _ENDS:
            words += self.tokens[at].type in ("WORD", "ZONE")
            at += 1
        span = token.span if words < 4 else token.span.join(self.tokens[at - 1].span)
        nearby = [f"`{word}`" for word in self.machine.nearby(self.enclosing())]
        where = f"in `{self.words.word(self.enclosing())}`" if self.open else "at the outermost level"
        return self.draft(
            "unknown-keyword" if token.type == "WORD" else "syntax-error",
            span,
            f"no clause begins with {_stood(token)}",
            label="not a keyword" if words < 4 else "prose, not a clause",
            help=('put prose into `clause "Title"` with a text between `"""`',) if words >= 4 else (),
            notes=(f"clauses {where} begin with " + _listed(nearby, 16),) if words < 4 else (),
        )

    def mend(self, token: Token) -> bool:
        """Mend a plain mistake at a token that does not fit; `False` when none is seen."""
        return (
            self.placeholder(token)
            or self.respelt(token)
            or self.word_forgotten(token)
            or self.superfluous(token)
            or self.comma_forgotten(token)
        )

    def placeholder(self, token: Token) -> bool:
        """`[date]`, `___`, `???` where a value belongs."""
        if token.type not in ("BLANK", "LABEL") or not self.can(self.machine.tbd):
            return False
        if token.type == "LABEL" and self.can("_NL"):
            return False
        self.problem(
            "placeholder",
            token.span,
            f"`{token.text}` only holds a place; nothing is said here",
            label="to be filled in",
            help=("write `tbd` until it is agreed",),
        )
        token.text = "tbd"
        self.feed(self.machine.tbd, token)
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
        spelled = {self.spelled(type_): type_ for type_ in accepted if type_ in self.machine.fixed}
        words = tuple(word for word in spelled if word not in self.words.part_words or word in own)
        day = near_weekday(token.text) if "DAYS" in accepted else None
        units = UNITS if "UNIT" in accepted else {}
        guess = close_word(token.text, (*words, *units))
        meant = MEANT_INSIDE.get(token.text.lower())
        if meant in spelled and (meant in own or meant not in self.words.part_words):
            guess = meant
        if day and guess is None:
            self.misspelt(
                token, "unknown-weekday", f"`{token.text}` is not a weekday as the language writes it", day
            )
            self.feed("DAYS", token)
        elif guess in spelled:
            called = f"`{token.text}` is not a word of this clause"
            if guess == token.text.lower():
                called = f"`{token.text}` is written in small letters"
            self.misspelt(token, "unknown-word", called, guess)
            self.feed(self.before_value(spelled[guess], accepted), token)
        elif guess in units:
            self.misspelt(token, "unknown-unit", f"`{token.text}` is not a unit", str(guess))
            self.feed("UNIT", token)
        else:
            return False
        self.at += 1
        return True

    def before_value(self, type_: str, accepted: Sequence[str]) -> str:
        """`after` before a quantity is another token than `after` before an event."""
        other = f"{self.spelled(type_).upper()}_VALUE"
        value = self.tokens[self.at + 1].type in _VALUES
        return other if value and other in accepted else type_

    def hidden_part(self, token: Token) -> str | None:
        """A misspelt part's word that would pass for a further word of a name: `for m365 durng business`. Only where
        the field takes declared names, and never a word that the text declares or an inflection."""
        word = token.text
        if len(word) < 4 or not word.islower():
            return None
        guess = close_word(word, self.machine.part_words)
        if (
            guess is None
            or guess.startswith(word[:-1])
            or word.startswith(guess[:-1])
            or guess not in self.own_words()
        ):
            return None
        _, wanted, _ = self.asked()
        type_ = self.words.keywords.get(guess, "")
        if wanted is None or not wanted.slot.refers or word in self.declared:
            return None
        type_ = self.before_value(type_, self.accepted())
        if not self.can(type_) or not self.typed(
            self.tokens[self.at + 1], self.step(self.state.state_stack, type_)
        ):
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
        """One or two words of the language without which the next cannot stand: `duties [of] Client`; or the closing
        parenthesis."""
        if token.type in (*_ENDS, "LBRACE", "TEXT") and self.can("RPAR"):
            return self.parenthesis_forgotten()
        if token.type == "CMP" and self.can(self.words.keywords["and"]):  # `>= 99.0% [and] < 99.9%`
            return self.insert_words([self.words.keywords["and"]])
        stack: list[int] = self.state.state_stack
        for first in self.only_words(stack):
            after = self.step(stack, first)
            if after and self.typed(token, after):
                return self.insert_words([first])
            for second in self.only_words(after) if after else ():
                behind = self.step(after, second) if after else None
                if behind and self.typed(token, behind):
                    return self.insert_words([first, second])
        return False

    def only_words(self, stack: Sequence[int]) -> list[str]:
        """The words of the language that can stand next, when nothing else can."""
        options = [type_ for type_ in self.table[stack[-1]] if type_.isupper() and self.step(stack, type_)]
        return options if len(options) < 5 and set(options) <= self.machine.fixed else []

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
        comma = self.step(self.state.state_stack, "COMMA")
        if comma and following.type in _VALUES and self.typed(following, comma):
            self.missing_comma(token, f"{_stood(token)} joins no values; a comma does", " ,"[1:])
            self.feed("COMMA", token)
            self.at += 1
            return True
        if not self.typed(following) and following.type not in ("BLANK",):
            return False
        if token.type == "OTHER" and token.text not in ":.–—":
            self.stray(token, "unknown-character", f"{_stood(token)} means nothing in the language")
        elif token.type == "LABEL":
            self.stray(token, "stray-sign", f"the number `{token.text}` stands before its clause, not in it")
        elif token.type == "RPAR":
            self.stray(token, "stray-sign", "this parenthesis closes nothing")
        else:
            self.stray(token, "stray-sign", f"{_stood(token)} has no place here")
        return True

    def comma_forgotten(self, token: Token) -> bool:
        comma = self.step(self.state.state_stack, "COMMA")
        if comma is None or token.type not in (*_VALUES, "WORD") or not self.typed(token, comma):
            return False
        self.missing_comma(self.tokens[self.at - 1], "two values stand side by side")
        self.insert("COMMA", ",")
        return True

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

    def one_value(self, at: int) -> None:
        """A list stands where one value belongs: keep the first."""
        words, _, _ = self.asked()
        first = at
        while self.tokens[at].type not in (*_ENDS, "LBRACE", "TEXT") and not self.begins_part(at, False):
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

    # ---- what cannot be mended -----------------------------------------------------------------------

    def spelled(self, type_: str) -> str:
        """The word of the language that a type of token stands for."""
        return self.words.literals.get(type_) or type_.partition("_")[0].lower()

    def asked(self) -> tuple[str, FieldType | None, bool]:
        """The last word of the language before the token at hand, the field that its value fills, and whether it
        stands directly before that token."""
        at = self.at - 1
        while at > self.start and self.tokens[at].type not in self.machine.fixed:
            at -= 1
        direct = at == self.at - 1 or (at == self.at - 2 and self.tokens[self.at - 1].type == "COMMA")
        run = [self.tokens[at].text]
        while at > self.start and self.tokens[at - 1].type in self.machine.fixed:
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
        slots = [own[name] for name in self.words.slots(self.kind) if name in own]
        needed = [slot for slot in slots if slot.required]
        return words, next(iter(needed or slots), None), direct

    def is_head(self, words: str) -> bool:
        heads = self.words.heads.get(self.kind, ())
        return any(head == words or head.startswith(words + " ") for head in heads)

    def unexpected(self, token: Token) -> Finding:
        """What stood there, and what was expected in the words of the language."""
        accepted = self.accepted()
        words, wanted, direct = self.asked()
        other = f"{token.text.upper()}_VALUE"
        if token.type == "WORD" and other in accepted:  # `counted after "a while"`
            self.feed(other, token)
            self.at += 1
            return self.unexpected(self.tokens[self.at])
        before = self.tokens[self.at - 1]
        if before.type == "COMMA" and direct:
            before = self.tokens[self.at - 2]
        ends = token.type in (*_ENDS, "LBRACE")
        name, span, notes, help_ = "syntax-error", token.span, self.hints(token, accepted), ()
        if "_NL" not in accepted and direct:
            only_words = set(accepted) <= self.machine.fixed
            special = only_words or (set(accepted) & {"CURRENCY", "DAYS"} and "NUMBER" not in accepted)
            expected = self.expected(accepted) if wanted is None or special else wanted.describe()
            name = "missing-value"
            if ends:
                span = before.span
                message = f"nothing stands behind `{words}`"
            elif "NAME" in accepted and token.text in self.words.reserved and len(accepted) < 4:
                name = "reserved-word"
                message = f"`{token.text}` is a word of the language and cannot be a name"
            else:
                message = f"behind `{words}` stands {_stood(token)}, not {without_example(expected)}"
            label = f"expected {expected}"
        else:
            label = f"expected {self.expected(accepted)}"
            message = f"{_stood(token)} does not fit behind `{_short(before.text)}`"
            if token.type == "OTHER":
                name = "unknown-character"
            if ends:
                span = before.span
                message = f"the clause stops too early, behind `{_short(before.text)}`"
        meant = MEANT_INSIDE.get(token.text.lower())
        if meant and " " in meant:
            help_ = (f"write `{meant}`",)
        return self.draft(name, span, message, label=label, notes=notes, help=help_)

    def hints(self, token: Token, accepted: Sequence[str]) -> tuple[str, ...]:
        """What people often mean by what they wrote here."""
        before = self.tokens[self.at - 1]
        if before.type == "NAME" and before.text in _HABITS and token.type in _VALUES:
            return (_HABITS[before.text],)
        if "CMP" in accepted and token.type in _VALUES:
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
        spelled = [self.spelled(type_) for type_ in accepted if type_ in self.machine.fixed]
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
            return _listed(
                [*dict.fromkeys(values)][:2] * (not words) + words + rest + ["the end of the line"], 9
            )
        words = [f"`{word}`" for word in (inner or ties or parts)[:6]]
        if "or" in inner or "and" in inner:
            values = []
        return _listed([*dict.fromkeys(values)][:4] + words, 9)

    # ---- recovery ------------------------------------------------------------------------------------

    def recover(self, states: list[int], values: list[Any], error: _Unreadable) -> None:
        """Skip to the end of a statement that cannot be read, keep it as `Broken`, and go on."""
        start = self.start
        kept = self.is_block() and self.can("LBRACE")
        at = self.at
        while self.tokens[at].type not in ("RBRACE", "$END"):
            token = self.tokens[at]
            if token.type == "LBRACE":
                behind = self.behind_brace(at)
                if not behind:
                    break
                at = behind
                continue
            if token.type == "_NL":
                following = self.tokens[at + 1]
                continued = at > start and self.tokens[at - 1].type == "COMMA"
                if not continued or following.text in self.words.starters or following.column in (0, 1):
                    break
            at += 1
        self.at = at
        end = self.tokens[at]
        deep = len(self.open) >= MAX_DEPTH
        if end.type == "LBRACE" and (deep or not (kept or self.kind == "" or self.is_block())):
            self.skip_braces()
            end, kept = self.tokens[self.at], False
        self.report(error, start)
        if end.type != "LBRACE" or not kept:
            self.state.state_stack[:] = states
            self.state.value_stack[:] = values
            span = Span(self.tokens[start].span.start, self.tokens[max(start, self.at - 1)].span.end)
            if self.tokens[start].type == "LABEL":
                self.feed("LABEL", self.tokens[start])
            broken = Broken(meant=self.kind, name=self.meant_name(start), text=self.source.slice(span))
            self.feed("ERROR", Token("ERROR", "", span, broken))
        if end.type == "LBRACE":
            self.feed("LBRACE", end)
            self.at += 1
            self.opened()
            return
        self.insert("_NL")
        if end.type == "_NL":
            self.at += 1
        if error.lost:
            self.lost_until = self.at

    def report(self, error: _Unreadable, start: int) -> None:
        """Say why a statement cannot be read; lines of prose that follow each other are one mistake, and so are a
        value that the lexer has complained of and the clause into which it does not fit."""
        span = self.tokens[start].span.join(self.tokens[max(start, self.at - 1)].span)
        if error.lost:
            self.lost.append(Span(span.start, self.tokens[self.at].span.end))
            if self.lost_until == start and self.lost_index == len(self.problems) - 1:
                last = self.problems[-1]
                self.lost_count += 1
                self.problems[-1] = replace(
                    last,
                    span=last.span.join(span),
                    message=f"{self.lost_count} lines are not clauses; the first begins with {_stood(self.first_lost)}",
                    label="prose, not clauses",
                    help=('put prose into `clause "Title"` with a text between `"""`',),
                    notes=(),
                )
                return
            self.first_lost, self.lost_index, self.lost_count = self.first, len(self.problems), 1
        elif _overlaps(error.problem.span, self.lexical):
            return
        self.problems.append(error.problem)

    def behind_brace(self, at: int) -> int:
        """The place behind braces that are closed on the same line and not the last there: a reference in prose."""
        depth, index = 0, at
        while self.tokens[index].type not in ("_NL", "$END"):
            depth += (self.tokens[index].type == "LBRACE") - (self.tokens[index].type == "RBRACE")
            index += 1
            if depth == 0:
                return index if self.tokens[index].type not in _ENDS else 0
        return 0

    def skip_braces(self) -> None:
        depth = 0
        while self.tokens[self.at].type != "$END":
            depth += (self.tokens[self.at].type == "LBRACE") - (self.tokens[self.at].type == "RBRACE")
            self.at += 1
            if depth <= 0:
                break

    def meant_name(self, start: int) -> str:
        """The name that a header was to declare, so that references to it are not reported as well."""
        for token in self.tokens[start + 1 : start + 4]:
            if (
                token.type in ("NAME", "WORD")
                and token.text not in self.words.reserved
                and token is not self.first
            ):
                return token.text
        return ""

    # ---- comments ------------------------------------------------------------------------------------

    def attach(self, document: Document) -> None:
        """Hang comments and blank lines on the nodes to which they belong."""
        starts = {
            token.span.start: token.trivia for token in self.tokens if token.trivia and token.type != "_NL"
        }
        document.closing = self.tokens[-1].trivia
        for node in document.walk():
            if node is document:
                continue
            node.leading = starts.get(node.span.start, ())
            if isinstance(node, Block) and node.span.end > node.head.end:
                node.closing = starts.get(node.span.end - 1, ())
        leaves = sorted(_extents(document), key=lambda pair: pair[0].start)
        index = 0
        for token in self.tokens:
            if not token.comment or not leaves:
                continue
            while index + 1 < len(leaves) and leaves[index + 1][0].start <= token.span.start:
                index += 1
            node = leaves[index][1]
            node.trailing = (*node.trailing, token.comment)


def _extents(block: Block) -> Iterator[tuple[Span, Node]]:
    """Where each node's own words stand: all of a clause, the header of a block, and its closing brace."""
    for node in block.walk():
        if isinstance(node, Document):
            continue
        yield node.head, node
        if isinstance(node, Block) and node.span.end > node.head.end:
            yield Span(node.span.end - 1, node.span.end), node


def _covered(span: Span, spans: Sequence[Span]) -> bool:
    """Whether a span lies in one of others, which are in the order of the text."""
    at = bisect.bisect_right(spans, span.start, key=lambda other: other.start) - 1
    return at >= 0 and span.end <= spans[at].end


def _overlaps(span: Span, problems: Sequence[Finding]) -> bool:
    at = bisect.bisect_right(problems, span.end - 1, key=lambda problem: problem.span.start) - 1
    return at >= 0 and problems[at].span.end > span.start


def _placement(document: Document, words: Vocabulary, source: Source) -> list[Finding]:
    """Clauses that stand in a block to which they do not belong."""
    problems = []

    def visit(block: Block, kind: str) -> None:
        for node in block.clauses:
            if node.kind != "broken" and kind and kind not in node.inside:
                homes = [f"`{words.word(home)}`" for home in node.inside if home != "file"]
                place = f"in {_listed(homes, 6)}" if homes else "at the outermost level, outside any block"
                if homes and "file" in node.inside:
                    place += ", or at the outermost level"
                here = f"in `{words.word(kind)}`" if kind != "file" else "at the outermost level"
                called = "opening hours" if node.kind == "opening" else f"`{words.word(node.kind)}`"
                problems.append(
                    draft(
                        "misplaced-clause",
                        f"{called} cannot stand {here}",
                        node.head,
                        file=source.path,
                        label="in the wrong block",
                        help=(f"put it {place}",),
                    )
                )
            if isinstance(node, Broken):
                visit(node, node.meant)
            elif isinstance(node, Block):
                visit(node, node.kind)

    visit(document, "file")
    return problems


def _listed(parts: list[str], most: int, joint: str = "or") -> str:
    if len(parts) > most:
        return ", ".join([*parts[:most], "…"])
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f" {joint} " + parts[-1]


def _short(text: str, limit: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _stood(token: Token) -> str:
    called = {"_NL": "the end of the line", "$END": "the end of the file", "TEXT": "a text"}
    if token.type in called:
        return called[token.type]
    if token.type == "OTHER" and not token.text.isprintable():
        return f"the invisible character U+{ord(token.text[0]):04X}"
    return f"`{_short(token.text, 30)}`"
