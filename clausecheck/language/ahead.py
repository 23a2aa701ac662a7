"""What may be written next, at the end of a text that is not finished: what the parser would take there.

It is read off the parser itself, so that whoever offers words to a writer offers those that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clausecheck.language.builder import FieldType
from clausecheck.language.parser import READING, _Parse
from clausecheck.language.parser_state import Reader, reader
from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS
from clausecheck.quick import dataclass
from clausecheck.source import LINE_END, Source, Span

CURSOR = "CURSOR"
_HEADER = re.compile(r"(?:\[[^\]\n]*\][ \t]*)?([a-z][\w-]*)[^\n]*\{[ \t]*(?:#[^\n]*)?$")


@dataclass(frozen=True, slots=True)
class Ahead:
    """What may come next.

    `enclosing` is the kind of the block at hand (`file` outside all blocks), `kind` that of the statement that is being
    written, empty where one begins. `types` are the types of tokens that fit, `words` those of them that are words of the
    language, as they are written; `parts` are those that begin a part of the clause. `asked` are the last words of the language,
    and `field` the field that a value behind them fills. `before` are the tokens of the statement so far.
    """

    enclosing: str
    kind: str
    types: frozenset[str]
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    asked: str = ""
    field: FieldType | None = None
    before: tuple[Token, ...] = ()

    @property
    def begins(self) -> bool:
        """Whether a statement begins here."""
        return not self.kind and not self.before


class _Reached(Exception):
    """The reader has come to the end of the text."""


class _Until(_Parse):
    """Reads a text up to its end, where it looks at what it would take."""

    advising = False

    def __init__(self, tables: Reader, source: Source) -> None:
        super().__init__(tables, source)
        self.found: Ahead | None = None
        here = Span(len(source.text), len(source.text))
        tail = [token for token in self.tokens[-2:] if token.type == "_NL" and token.span == here]
        at = len(self.tokens) - 1 - len(tail)
        begins = LINE_END.split(source.text)[-1]
        column = len(begins) + 1 if not begins.strip() else 0
        self.cursor = Token(CURSOR, "", here, column=column)
        self.tokens.insert(at, self.cursor)

    def typed(self, token: Token, stack: list[int] | None = None) -> str | None:
        if token is not self.cursor:
            return super().typed(token, stack)
        if stack is None and self.tokens[self.at] is token:
            self.found = self.seen()
            raise _Reached
        return None

    def seen(self) -> Ahead:
        """What may come where the parser stands."""
        types = frozenset(self.accepted())
        enclosing = self.enclosing()
        before = tuple(self.tokens[self.start : self.at])
        written = [token for token in before if token.type not in ("LABEL", "_NL", "COMMA")]
        if not written:
            return Ahead(enclosing, "", types)
        spelled = dict.fromkeys(self.spelled(type_) for type_ in sorted(types & self.tables.fixed))
        own = self.own_words()
        comma = before[-1].type == "COMMA"  # behind it comes a further value, or the next part
        parts = tuple(word for word in own if comma or word in spelled)
        asked, field, _ = self.asked()
        return Ahead(enclosing, self.kind, types, tuple(spelled), parts, asked, field, before)


def ahead(text: str) -> Ahead | None:
    """What may come at the end of a text; `None` within a comment or a text in quotes, where anything may."""
    with READING:
        reading = _Until(reader(), Source(text[_last_block(text) :]))
        if _in_words(reading):
            return None
        try:
            reading.run()
        except _Reached:  # the answer: what can stand there
            return reading.found
    return None


def _in_words(reading: _Until) -> bool:
    """Whether the text ends within a comment or a text in quotes."""
    end = len(reading.source.text)
    if reading.comments and reading.comments[-1].end == end:
        return True
    last: Sequence[Token] = [token for token in reading.tokens if token.type in ("STRING", "TEXT")][-1:]
    unclosed = any(problem.name == "unclosed-string" for problem in reading.lexical)
    return bool(last) and last[0].span.end == end and (unclosed or last[0].text[-1:] != '"')


def _last_block(text: str) -> int:
    """Where the last block of the outermost level begins before the end of a text: what stands before it decides nothing."""
    starters = reader().vocabulary.starters
    for match in reversed(list(LINE_END.finditer(text))):
        header = _HEADER.match(text, match.end(), _end_of_line(text, match.end()))
        if header is not None and any("file" in KINDS[kind].inside for kind in starters.get(header[1], ())):
            return match.end()
    return 0


def _end_of_line(text: str, start: int) -> int:
    found = LINE_END.search(text, start)
    return len(text) if found is None else found.start()
