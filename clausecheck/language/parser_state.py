"""The state of the parser between two tokens, which can be asked what it would take next."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from clausecheck.finding import Finding, draft
from clausecheck.language.builder import Builder, FieldType, field_types
from clausecheck.language.currencies import iso_currencies
from clausecheck.language.grammar import Vocabulary, grammar_table
from clausecheck.language.lexer import lex
from clausecheck.language.table import Actions, same
from clausecheck.language.tokens import VALUE_TOKENS, Token
from clausecheck.language.tree import KINDS, SUBJECTS, Block, Clause
from clausecheck.language.values import PHRASES, RHYTHMS, SIZES, TIME_WORDS, UNITS, WEEKDAYS
from clausecheck.source import Source, Span

DAYS = re.compile(rf"(?i:{'|'.join(WEEKDAYS)})(?:-(?i:{'|'.join(WEEKDAYS)}))?")
ENDS = ("_NL", "RBRACE", "$END")

#: Words of the language that are read as another token before a quantity.
BEFORE = ("OF_VALUE", "FROM_VALUE", "FROM_DATE", "TO_VALUE", "AFTER_VALUE", "BEFORE_VALUE")
WORDS = frozenset(("WORD", *BEFORE))


#: Phrases by their first word, the longest first: their words, and the type of the token that they make.
_PHRASES: dict[str, list[tuple[list[str], str]]] = {}
for _type, _ways in PHRASES.items():
    for _way in _ways:
        _PHRASES.setdefault(_way.split()[0], []).append((_way.split(), _type))
for _known in _PHRASES.values():
    _known.sort(key=lambda phrase: -len(phrase[0]))
FIRST_OF_PHRASES = frozenset(_PHRASES)
#: Words that begin a part elsewhere and say what has happened: `of reported`, `when fixed`.
_EVENTS = frozenset(SUBJECTS) - {"otherwise", "automatic"}
_SEEN, _KNOWN = 6, 50_000
"""How many states of a stack an answer is kept by, and how many answers."""
_TIME_WORDS = {tuple(way.split()): meant for meant, ways in TIME_WORDS.items() for way in ways}
FIRST_TIME_WORDS = frozenset(words[0] for words in _TIME_WORDS)
_LONGEST_TIME_WORDS = max(map(len, _TIME_WORDS))
#: Words behind which a time may stand, but a name as well.
_BEFORE_TIMES = frozenset({"within", "every", "rpo", "rto", "or", "of", "after", "most", "term"})

#: Lark gives the keywords `currency`, `size`, `text` and `zone` the names of the values that are declared
#: under these names: at the beginning of a statement they are keywords, elsewhere values.
DOUBLE = frozenset(["CURRENCY", "SIZE", "TEXT", "ZONE"])


def _is_figure(token: Token) -> bool:
    """Whether a figure begins here, as in `missed by 50%`, and no means, as in `when missed, by email`."""
    return token.type in VALUE_TOKENS or token.text in ("at", "above", "below")


def time_words(tokens: Sequence[Token]) -> tuple[int, str]:
    """How many tokens say a time in words from the first one on, and what they mean; none are 0."""
    if tokens[0].text not in FIRST_TIME_WORDS:
        return 0, ""
    for length in range(min(len(tokens), _LONGEST_TIME_WORDS), 0, -1):
        meant = _TIME_WORDS.get(tuple(token.text for token in tokens[:length]))
        if meant is not None and all(token.type in WORDS for token in tokens[:length]):
            return length, meant
    return 0, ""


class Reader:
    """The table and the vocabulary, made once for a process."""

    def __init__(self) -> None:
        self.builder = Builder()
        table = grammar_table()
        self.first_state, self.last_state = table.first, table.last
        self.actions = Actions(table, self.builder)
        self.vocabulary = Vocabulary(table)
        self.builder.vocabulary = self.vocabulary
        self.starters = frozenset(self.vocabulary.starters)
        #: Types of tokens that are words of the language, not of the agreement.
        self.fixed = frozenset([*self.vocabulary.keywords.values(), *BEFORE]) - DOUBLE
        self.tbd = self.vocabulary.keywords["tbd"]
        self.starter_words = tuple(self.vocabulary.starters)
        self.part_words = tuple(sorted(self.vocabulary.part_words))
        self.own_words: dict[str, tuple[str, ...]] = {}
        #: Whether a clause that begins with a word may stand in a kind of block.
        self.at_home: dict[tuple[str, str], bool] = {}
        #: Whether a type of token fits on these last states, where no state below them decides it.
        self.fitting: dict[tuple[str | int, ...], bool] = {}
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


class UnreadableStatement(Exception):
    """A statement cannot be read; carries what to say. `lost` when not even its kind is known."""

    def __init__(self, problem: Finding, lost: bool = False) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.lost = lost


class ParserState:
    """Lark's table and stack for one text, with the tokens that are shifted onto it."""

    def __init__(self, tables: Reader, source: Source) -> None:
        self.tables = tables
        self.words = tables.vocabulary
        self.builder = tables.builder
        self.source = source
        self.builder.start_on(source)
        self.actions = tables.actions
        self.states = [tables.first_state]
        self.values: list[Any] = []
        lexed = lex(source, tables.starters)
        self.tokens = lexed.tokens
        self.comments = lexed.comments
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
        stack, actions = list(stack), self.actions
        while True:
            move = actions[stack[-1]].get(type_)
            if move is None:
                return None
            target, make, size, rule = move
            if make is None:
                stack.append(target)
                return stack
            if size:
                del stack[-size:]
            stack.append(actions[stack[-1]][rule][0])

    def fits(self, stack: Sequence[int], type_: str) -> bool:
        """Whether a token of this type can stand next: as `step` finds it, without a copy of the stack."""
        actions = self.actions
        move = actions[stack[-1]].get(type_)
        if move is None or move[1] is None:
            return move is not None
        known = self.tables.fitting
        key: tuple[str | int, ...] = (type_, *stack[-_SEEN:])
        fitting = known.get(key)
        if fitting is not None:
            return fitting
        depth = kept = len(stack)  # so many states stand, and `state` above them if there is one
        state = -1
        while move is not None and move[1] is not None:
            _, _, size, rule = move
            if size:
                kept -= size - (state >= 0)
            elif state >= 0:  # two states would stand above: rare
                return self.step(stack, type_) is not None
            state = actions[stack[kept - 1]][rule][0]
            move = actions[state].get(type_)
        if depth - kept < _SEEN:
            if len(known) > _KNOWN:
                known.clear()
            known[key] = move is not None
        return move is not None

    def can(self, type_: str) -> bool:
        """Whether the parser can take a token of this type now."""
        return self.fits(self.states, type_)

    def shift(self, type_: str, token: Token) -> None:
        """Take a token that fits."""
        token.type = type_
        move = self.actions[self.states[-1]][type_]
        target = move[0] if move[1] is None else self.reduce(type_)
        if target is not None:
            self.states.append(target)
            self.values.append(token)

    def reduce(self, type_: str) -> int | None:
        """Make what is complete when a token of this type comes next; the state to which it leads, or `None`
        at the end. This is Lark's own loop, without its look-up of each rule."""
        states, values, actions = self.states, self.values, self.actions
        last = self.tables.last_state
        while True:
            target, make, size, rule = actions[states[-1]][type_]
            if make is None:
                return target
            if size == 1:
                states[-1] = state = actions[states[-2]][rule][0]
                if make is not same:
                    values[-1] = make([values[-1]])
            else:
                children = values[-size:] if size else []
                if size:
                    del values[-size:], states[-size:]
                state = actions[states[-1]][rule][0]
                states.append(state)
                values.append(make(children))
            if state == last:
                return None

    def insert(self, type_: str, text: str = "") -> None:
        """Feed a token that does not stand in the text, before the one at hand."""
        here = self.tokens[self.at].span.start
        self.shift(type_, Token(type_, text, Span(here, here)))

    def typed(self, token: Token, stack: list[int] | None = None) -> str | None:
        """The type that a token has in this state, or `None` if none fits."""
        stack = self.states if stack is None else stack
        here = self.actions[stack[-1]]
        beginning = "ERROR" in here
        if token.type != "WORD":
            double = beginning and token.type in DOUBLE
            return token.type if not double and self.fits(stack, token.type) else None
        word = token.text
        keyword = self.words.keywords.get(word)
        if keyword is not None and (beginning or keyword not in DOUBLE) and self.fits(stack, keyword):
            return keyword
        # That a type is in the table of a state is not enough: Lark merges states, so what is made of the words before
        # may leave no room for it.
        if word in UNITS and self.fits(stack, "UNIT"):
            return "UNIT"
        if "CURRENCY" in here and word in iso_currencies() and self.fits(stack, "CURRENCY"):
            return "CURRENCY"
        if word in SIZES and self.fits(stack, "SIZE"):
            return "SIZE"
        if "DAYS" in here and DAYS.fullmatch(word) and self.fits(stack, "DAYS"):
            return "DAYS"
        if "ZONE" in here and "NAME" not in here and not beginning and self.fits(stack, "ZONE"):
            return "ZONE"
        named = (word not in self.words.reserved or word in _EVENTS) and self.fits(stack, "NAME")
        if (
            word in RHYTHMS
            and (not named or self.at_keyword())
            and self.takes_every()
            and self.fits(stack, "RHYTHM")
        ):
            return "RHYTHM"
        return "NAME" if named else None

    def takes_every(self) -> bool:
        """Whether `daily` says how often here; `keep daily` names a generation of copies."""
        cls = KINDS.get(self.kind)
        return cls is not None and self.kind != "keep" and "every" in field_types(cls)

    def at_keyword(self) -> bool:
        """Whether the token at hand stands right behind the keyword of its clause."""
        labelled = self.tokens[self.start].type == "LABEL"
        return self.at == self.start + labelled + len(self.words.word(self.kind).split())

    def join(self, at: int, length: int, type_: str, text: str) -> None:
        """Put one token in the place of several."""
        first, last = self.tokens[at], self.tokens[at + length - 1]
        span = first.span.join(last.span)
        self.tokens[at : at + length] = [
            Token(type_, text, span, text, first.trivia, last.comment, first.column)
        ]

    def join_phrase(self, at: int) -> None:
        """Read words such as `counts as downtime` as one where the clause takes them together."""
        for words, type_ in _PHRASES.get(self.tokens[at].text, ()):
            length = len(words)
            if length > 1 and self.tokens[at + 1].text != words[1]:
                continue
            found = self.tokens[at : at + length]
            if (
                [token.text for token in found] == words
                and all(token.type in WORDS or token.type == "NUMBER" for token in found)
                and self.can(type_)
                and (type_ != "MISSED_BY" or _is_figure(self.tokens[at + length]))
            ):
                self.join(at, length, type_, " ".join(words))
                return

    def join_time_words(self) -> None:
        """Read `as soon as possible` and the like as one value where a time is asked for."""
        if self.tokens[self.at].text not in FIRST_TIME_WORDS or not self.can("TIME_WORDS"):
            return
        if self.can("NAME") and self.tokens[self.at - 1].text not in _BEFORE_TIMES:
            return
        length, meant = time_words(self.tokens[self.at : self.at + _LONGEST_TIME_WORDS])
        if length:
            self.join(self.at, length, "TIME_WORDS", meant)

    def accepted(self) -> list[str]:
        """The types of tokens that the parser can take now."""
        key = tuple(self.states)
        if key not in self._accepted:
            here = self.actions[key[-1]]
            self._accepted[key] = [type_ for type_ in here if type_.isupper() and self.can(type_)]
        return self._accepted[key]

    def spelled(self, type_: str) -> str:
        """The word of the language that a type of token stands for."""
        return self.words.literals.get(type_) or type_.partition("_")[0].lower()

    def enclosing(self) -> str:
        """The kind of the block at hand; that around a group of clauses, which belong to it."""
        for kind, _, _ in reversed(self.open):
            if kind != "grouped":
                return kind
        return "file"

    def is_block(self) -> bool:
        return self.kind in KINDS and issubclass(KINDS[self.kind], Block)

    def own_parts(self) -> dict[str, FieldType]:
        return field_types(KINDS[self.kind]) if self.kind in KINDS else {}

    def own_words(self) -> tuple[str, ...]:
        """The words that begin the parts of the clause at hand, its own before those of all clauses."""
        if self.kind not in self.tables.own_words:
            common = field_types(Clause)
            names = sorted(self.own_parts(), key=lambda name: name in common)
            heads = [head.split()[0] for name in names for head in self.words.parts.get(name, ()) if head]
            self.tables.own_words[self.kind] = tuple(dict.fromkeys(heads))
        return self.tables.own_words[self.kind]

    def draft(self, name: str, span: Span, message: str, **more: Any) -> Finding:
        return draft(name, message, span, file=self.source.path, **more)

    def problem(self, name: str, span: Span, message: str, **more: Any) -> None:
        self.problems.append(self.draft(name, span, message, **more))
