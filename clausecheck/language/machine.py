"""The compiled grammar as a machine that is fed token by token, and that can be asked what it would take."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from lark.parsers.lalr_analysis import Shift

from clausecheck.finding import Finding, draft
from clausecheck.language.builder import Builder, FieldType, field_types
from clausecheck.language.grammar import Vocabulary, cached_grammar, iso_currencies
from clausecheck.language.lexer import Token, lex
from clausecheck.language.tree import KINDS, Block, Clause
from clausecheck.language.values import SIZES, UNITS, WEEKDAYS
from clausecheck.source import Source, Span

DAYS = re.compile(rf"(?i:{'|'.join(WEEKDAYS)})(?:-(?i:{'|'.join(WEEKDAYS)}))?")
ENDS = ("_NL", "RBRACE", "$END")

#: Words of the language that are read as another token before a quantity.
BEFORE = ("OF_VALUE", "FROM_VALUE", "FROM_DATE", "TO_VALUE", "AFTER_VALUE", "BEFORE_VALUE")


class Reader:
    """Lark's table and the vocabulary, made once for a process."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.lark = cached_grammar(self.builder)
        self.vocabulary = Vocabulary(self.lark)
        self.builder.vocabulary = self.vocabulary
        self.starters = frozenset(self.vocabulary.starters)
        #: Types of tokens that are words of the language, not of the agreement.
        self.fixed = frozenset([*self.vocabulary.keywords.values(), *BEFORE])
        self.tbd = self.vocabulary.keywords["tbd"]
        self.part_words = tuple(sorted(self.vocabulary.part_words))
        self.own_words: dict[str, tuple[str, ...]] = {}
        self._nearby: dict[str, tuple[str, ...]] = {}

    def nearby(self, enclosing: str) -> tuple[str, ...]:
        """The first words of the statements that may stand in a kind of block; those most at home there
        first."""
        if enclosing not in self._nearby:
            starters = self.vocabulary.starters.items()
            words = [
                word for word, kinds in starters if any(enclosing in KINDS[kind].inside for kind in kinds)
            ]
            self._nearby[enclosing] = tuple(sorted(words))
        return self._nearby[enclosing]


@functools.cache
def reader() -> Reader:
    """The compiled grammar; the first call takes a moment."""
    return Reader()


class Unreadable(Exception):
    """A statement cannot be read; carries what to say. `lost` when not even its kind is known."""

    def __init__(self, problem: Finding, lost: bool = False) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.lost = lost


class Machine:
    """Lark's table and stack for one text, with the tokens that are fed to it."""

    def __init__(self, machine: Reader, source: Source) -> None:
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
        self.first = self.tokens[0]  # its keyword
        self.start = 0  # where it begins
        self._accepted: dict[tuple[int, ...], list[str]] = {}

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
        if keyword is not None and keyword in here and self.fits(stack, keyword):
            return keyword
        if word in UNITS and "UNIT" in here:
            return "UNIT"
        if "CURRENCY" in here and word in iso_currencies():
            return "CURRENCY"
        if word in SIZES and "SIZE" in here:
            return "SIZE"
        if "DAYS" in here and DAYS.fullmatch(word):
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
        if key not in self._accepted:
            here = self.table[key[-1]]
            self._accepted[key] = [type_ for type_ in here if type_.isupper() and self.can(type_)]
        return self._accepted[key]

    def spelled(self, type_: str) -> str:
        """The word of the language that a type of token stands for."""
        return self.words.literals.get(type_) or type_.partition("_")[0].lower()

    def enclosing(self) -> str:
        return self.open[-1][0] if self.open else "file"

    def is_block(self) -> bool:
        return self.kind in KINDS and issubclass(KINDS[self.kind], Block)

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

    def draft(self, name: str, span: Span, message: str, **more: Any) -> Finding:
        return draft(name, message, span, file=self.source.path, **more)

    def problem(self, name: str, span: Span, message: str, **more: Any) -> None:
        self.problems.append(self.draft(name, span, message, **more))
