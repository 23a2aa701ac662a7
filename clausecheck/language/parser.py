"""Reading an agreement: text in, a tree and problems out. It never raises, whatever the text holds.

The tokens are shifted one by one by Lark's LALR parser. Because its steps are ours, so is the recovery: a token that
does not fit is first corrected where the mistake is plain (a comma, a brace, a misspelt word); else the
statement is kept as `Broken`, the parser's stack goes back to where the statement began, and reading goes on
behind it. A header that cannot be read does not take its block along: the clauses in it are still read.
"""

from __future__ import annotations

import bisect
import gc
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from clausecheck.finding import Edit, Finding, draft
from clausecheck.language.advice import advised
from clausecheck.language.builder import short
from clausecheck.language.grammar import Vocabulary
from clausecheck.language.parser_state import (
    DAYS,
    ENDS,
    FIRST_OF_PHRASES,
    FIRST_TIME_WORDS,
    WORDS,
    Reader,
    UnreadableStatement,
    reader,
)
from clausecheck.language.prose import as_prose
from clausecheck.language.recovery import VALUES, Recovery, listed, stood
from clausecheck.language.spelling import close_word
from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS, SUBJECTS, Block, Broken, Document, Node
from clausecheck.language.values import UNITS
from clausecheck.language.wordings import NO_NAMES
from clausecheck.quick import dataclass
from clausecheck.source import NotText, Source, Span, decode

__all__ = ["Parsed", "close_word", "parse", "parse_bytes", "parse_source", "reader", "vocabulary"]

MAX_DEPTH = 12
"""Blocks deeper than this are refused: the deepest of the language is `exit` in `termination`, two deep."""
MAX_SIGNS = 100
"""Parentheses and signs of arithmetic in one clause; with more, walking its tree could exhaust the stack."""
_SIGNS = ("LPAR", "PLUS", "MINUS", "STAR", "SLASH")
READING = threading.RLock()
"""Held while a text is read."""
_SECOND_WORDS = ("decided",)
#: Words of parts that contracts use for others.
_WORDED = frozenset({"in", "on", "to", "without", "between", "at", "below", "above", "averaged"})
_MORE_THAN_WORDS = FIRST_OF_PHRASES | FIRST_TIME_WORDS | _WORDED


@dataclass(slots=True)
class Parsed:
    """The tree of a text, what was wrong with it, its tokens for those who lay it out anew, and where its comments
    stand."""

    document: Document
    problems: tuple[Finding, ...]
    source: Source
    tokens: tuple[Token, ...] = ()
    comments: tuple[Span, ...] = ()


def vocabulary() -> Vocabulary:
    """The keywords, parts and reserved words of the language."""
    return reader().vocabulary


def parse(text: str, path: str = "<agreement>") -> Parsed:
    """Read a text. `path` is only a label for findings."""
    return parse_source(Source(text, path))


def parse_bytes(data: bytes, path: str = "<agreement>") -> Parsed:
    """Read the bytes of a file: UTF-8, or UTF-16 with a byte order mark; anything else is a finding on line
    1."""
    try:
        source = decode(data, path)
    except NotText as error:
        problem = draft("not-text", str(error), Span(0, 0), file=path)
        return Parsed(Document(), (problem,), Source("", path))
    return parse_source(source)


def parse_source(source: Source) -> Parsed:
    """Read a text that is already decoded. Threads read one after the other: the tables keep what is made of a text."""
    with READING:
        collecting = gc.isenabled()
        gc.disable()  # nothing here makes cycles, and the many new nodes would set off collections in vain
        try:
            return _Parse(reader(), source).run()
        finally:
            if collecting:
                gc.enable()


def _problems_of(text: str) -> tuple[str, ...]:
    """The names of what is wrong with a text."""
    reading = _Parse(reader(), Source(text))
    reading.advising = False
    return tuple(problem.name for problem in reading.run().problems)


class _Parse(Recovery):
    """One reading of one text."""

    advising = True  # whether lines that cannot be read get advice, which is read in its turn

    def __init__(self, tables: Reader, source: Source) -> None:
        super().__init__(tables, source)
        self.signs = 0  # of arithmetic in the statement that is being read
        types = [token.type for token in self.tokens]
        self.balance = types.count("LBRACE") - types.count("RBRACE")
        self.lost: list[Span] = []  # statements of which nothing could be read
        self.lost_until = -1  # the token behind the last of them
        self.lost_index = -2  # of the finding that reports the last run of them
        self.first_lost = self.first

    # ---- the text ----------------------------------------------------------------------------------

    def run(self) -> Parsed:
        while self.tokens[self.at].type != "$END":
            self.statement()
        while self.open:
            self.unclosed()
        self.shift("$END", self.tokens[-1])
        document = self.values[-1]
        assert isinstance(document, Document)
        self.attach(document)
        lexical = [problem for problem in self.lexical if not _covered(problem.span, self.lost)]
        problems = [*lexical, *self.problems, *self.builder.problems]
        problems += _placement(document, self.words, self.source)
        if self.advising:
            problems = advised(problems, self.source, _problems_of)
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
        prose = as_prose(self.source, problems, [*self.comments, *self.texts()])
        if prose is not None:
            problems = [prose]
        return Parsed(document, tuple(problems), self.source, tuple(self.tokens), tuple(self.comments))

    def texts(self) -> list[Span]:
        """The places of texts that go over several lines."""
        return [token.span for token in self.tokens if token.type != "_NL" and "\n" in token.text]

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
        self.reduce("ERROR")  # Lark extends lists in place: what came before must not be made twice
        states, values = list(self.states), list(self.values)
        self.start, self.signs, self.guessed = self.at, 0, -1
        try:
            self.begin()
            if self.clause():
                return
        except UnreadableStatement as error:
            self.recover(states, values, self.doubted(error))

    def begin(self) -> None:
        """The number in brackets and the first word of a statement."""
        self.number()
        self.understood()
        token = self.tokens[self.at]
        self.first, self.kind = token, ""
        if token.type == "FOR_THESE":
            self.kind = "grouped"
        elif token.type == "WORD" and token.text not in ("tbd", "unstated"):
            if (token.text in SUBJECTS or not self.known(token.text)) and self.figure_clause():
                token = self.first = self.tokens[self.at]
            if token.text == "restore" and self.enclosing() in ("priority", "service", "plan", "file"):
                self.restored(token)
            if token.text not in self.words.starters and not self.corrected_keyword(token):
                self.kind = "opening"
            else:
                self.kind = self.meant(self.at)
        elif token.type != "WORD" and not self.typed(token):
            raise UnreadableStatement(self.no_clause(token), lost=token.type not in ("LBRACE", "TEXT"))

    def restored(self, token: Token) -> None:
        """`restore within 4 hours` of a service is its resolution; files are restored in a backup."""
        if self.tokens[self.at + 1].text in ("within", "by", "as", "in", "next", "best"):
            self.misspelt(token, "unknown-keyword", "a service that is restored is resolved", "resolve")

    def known(self, word: str) -> bool:
        """Whether a word begins a clause of the block at hand, or is near to one that does."""
        if word in self.words.starters:
            return self.at_home(word)
        return self.meant_keyword(word) is not None

    def number(self) -> None:
        """The number of a statement: `[3.2]`, or, which is a mistake, `3.2` or a bullet."""
        token = self.tokens[self.at]
        if token.type == "WORD":
            return
        following = self.tokens[self.at + 1 : self.at + 3]
        if token.type == "LABEL":
            self.shift("LABEL", token)
            self.at += 1
            if following[0].type == "_NL" and following[1].type not in ENDS:
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
            self.shift("LABEL", token)
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
            wording = max(len(head) * (words[: len(head)] == head) for head in heads)
            return wording, enclosing in KINDS[kind].inside

        return max(kinds, key=match)

    def clause(self) -> bool:
        """Feed the tokens of a statement up to its end."""
        while True:
            token = self.tokens[self.at]
            if token.type in WORDS:
                if token.text in _MORE_THAN_WORDS:
                    self.joined(token)
                    token = self.tokens[self.at]
            elif token.type == "COMMA":
                if self.comma(token):
                    continue
            elif token.type == "_NL":
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
                    raise UnreadableStatement(self.draft("too-deep", token.span, message))
            elif token.type == "TEXT" and self.can("STRING"):
                self.plain_quotes(token)
            type_ = self.typed(token)
            if type_ == "NAME":
                if token.text in NO_NAMES and self.worded(self.at):
                    continue
                if self.tokens[self.at - 1].type == "NAME":
                    type_ = self.hidden_part(self.at) or type_
            elif type_ is None:
                if self.repeated(token) or self.worded(self.at):
                    continue
                if self.line_end_forgotten(token):
                    return True
                if self.correct(token):
                    continue
                raise UnreadableStatement(self.unexpected(token))
            elif type_ == "LBRACE" and not self.is_block():
                self.problem(
                    "not-a-block",
                    token.span,
                    f"`{self.words.word(self.kind)}` holds no clauses, but a brace is opened behind it",
                    label="not a block",
                    help=("put its parts on the same line, with commas between them",),
                )
                self.skip_braces()
                continue
            elif type_ == "LBRACE" and len(self.open) >= MAX_DEPTH:
                message = f"more than {MAX_DEPTH} blocks stand in each other here"
                raise UnreadableStatement(self.draft("too-deep", token.span, message))
            self.shift(type_, token)
            self.at += 1
            if type_ == "_NL":
                return True
            if type_ == "LBRACE":
                self.opened()
                return True

    def joined(self, token: Token) -> None:
        """Read words that mean something together, or something of their own in this clause, as they are meant here."""
        self.join_phrase(self.at)
        self.join_time_words()
        if token.text in _WORDED:
            self.own_wording(self.at)

    def goes_on(self, token: Token) -> bool:
        """Whether a clause goes on in the next line although no comma says so; then it does."""
        if self.at + 2 >= len(self.tokens):
            return False
        following, behind = self.tokens[self.at + 1 : self.at + 3]
        if following.type == "LBRACE" and self.is_block() and self.can("LBRACE"):
            behind.trivia = following.trivia + behind.trivia
            self.at += 1
            return True
        if "" in following.trivia or not self.can("_NL"):
            return False
        if following.type == "COMMA":
            if behind.type in ENDS or behind.text in self.words.starters:
                return False
            self.problem(
                "stray-comma",
                following.span,
                "a comma begins this line; it belongs at the end of the line before",
                help=("move it to the end of the line before",),
                edits=(Edit(Span(token.span.start, token.span.start), ","), Edit(following.span, "")),
            )
            self.at += 1
            return True
        if following.column <= self.tokens[self.start].column:
            return False
        part = following.type in WORDS and following.text in self.words.part_words
        value = following.type in VALUES and self.can("COMMA")
        if part and following.text not in self.words.starters and self.typed(following):
            self.at += 1
        elif value and self.typed(following, self.step(self.states, "COMMA")):
            self.insert("COMMA", ",")
            self.at += 1
        else:
            return False
        self.missing_comma(
            self.tokens[self.at - 2], "the clause goes on in the next line, but no comma says so"
        )
        return True

    def doubted(self, error: UnreadableStatement) -> UnreadableStatement:
        """Where the keyword was a guess and the rest of the statement cannot be read either, it may be prose:
        then the guess is withdrawn."""
        word = self.source.slice(self.first.span)
        line = self.source.line(self.source.position(self.first.span.start).line)
        if self.guessed < 0 or not word[:1].isupper() or len(line.split()) < 5:
            return error
        del self.problems[self.guessed :]
        self.guessed, self.at, self.first.text, self.kind = -1, self.start, word, ""
        return UnreadableStatement(self.no_clause(self.first), lost=True)

    # ---- blocks ------------------------------------------------------------------------------------

    def opened(self) -> None:
        """A brace was read: the statement at hand is a block."""
        begin = self.tokens[self.start]
        end = max(begin.span.end, self.end_of_words(self.start, self.at - 1))
        self.open.append((self.kind, begin, Span(begin.span.start, end)))
        while self.tokens[self.at].type == "_NL":
            self.at += 1

    def close(self, token: Token) -> None:
        header = self.open[-1][1] if self.open else None
        if header is None or (self.balance < 0 and token.column > header.column > 0):
            self.stray_braces(token)
            return
        self.open.pop()
        self.shift("RBRACE", token)
        self.at += 1
        following = self.tokens[self.at]
        if following.type == "COMMA":
            self.stray_comma(following, "a comma stands behind this brace, but a block ends with it")
            following = self.tokens[self.at]
        if following.type == "_NL":
            self.shift("_NL", following)
            self.at += 1
        else:
            self.insert("_NL")

    def stray_braces(self, token: Token) -> None:
        """Pass over a brace that closes nothing; outside all blocks, over all that follow it."""
        last = token
        while True:
            self.balance += 1
            self.at += 1
            self.at += self.tokens[self.at].type == "_NL"
            if self.open or self.tokens[self.at].type != "RBRACE":
                break
            last = self.tokens[self.at]
        if last is token:
            self.problem("stray-brace", token.span, "this brace closes nothing", help=("delete it",))
        else:
            span = token.span.join(last.span)
            self.problem("stray-brace", span, "these braces close nothing", help=("delete them",))

    def outdent(self, token: Token) -> None:
        """Close the blocks whose brace is missing, where the layout shows it: a block's keyword in column 1,
        or, when braces do not balance, a brace further left than the header that it would close."""
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
        return any(
            KINDS[kind].inside == ("file",) or (self.balance > 0 and "file" in KINDS[kind].inside)
            for kind in kinds
        )

    def unclosed(self) -> None:
        _, _, span = self.open.pop()
        self.balance -= 1
        self.problem(
            "unclosed-block",
            span,
            f"the block `{short(self.source.slice(span))}` is opened here and never closed",
            label="its closing brace is missing",
            help=("add `}` on a line of its own",),
        )
        end = self.end_of_words(0, self.at)
        here = Span(end, end)
        self.shift("RBRACE", Token("RBRACE", "", here))
        self.shift("_NL", Token("_NL", "", here))

    def end_of_words(self, start: int, at: int) -> int:
        """Where the last token before a place ends, line ends aside."""
        at = max(start, at - 1)
        while at > start and self.tokens[at].type == "_NL":
            at -= 1
        return self.tokens[at].span.end

    def brace_forgotten(self) -> bool:
        """Whether the header at hand lacks its brace: the next line is deeper and says what belongs into the
        block. Then the block is opened."""
        if not self.is_block() or not self.can("LBRACE"):
            return False
        at = self.at + 1 + (self.tokens[self.at + 1].type == "LABEL")
        following = self.tokens[at]
        kinds = self.words.starters.get(following.text, [])
        inside = any(self.kind in KINDS[kind].inside for kind in kinds)
        inside = inside or (self.kind == "hours" and DAYS.fullmatch(following.text) is not None)
        if not inside or self.tokens[self.at + 1].column <= self.tokens[self.start].column:
            return False
        span = self.tokens[self.start].span.join(self.tokens[self.at - 1].span)
        self.problem(
            "missing-brace",
            span,
            f"the block `{short(self.source.slice(span))}` has no opening brace",
            label="`{` belongs behind it",
            help=(f"write `{short(self.source.slice(span))} {{`",),
            edits=(Edit(Span(span.end, span.end), " {"),),
        )
        self.balance += 1
        self.insert("LBRACE", "{")
        self.at += 1
        self.opened()
        return True

    # ---- recovery ----------------------------------------------------------------------------------

    def recover(self, states: list[int], values: list[Any], error: UnreadableStatement) -> None:
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
            self.states[:] = states
            self.values[:] = values
            span = Span(self.tokens[start].span.start, self.end_of_words(start, self.at))
            if self.tokens[start].type == "LABEL":
                self.shift("LABEL", self.tokens[start])
            broken = Broken(meant=self.kind, name=self.meant_name(start), text=self.source.slice(span))
            self.shift("ERROR", Token("ERROR", "", span, broken))
        if end.type == "LBRACE":
            self.shift("LBRACE", end)
            self.at += 1
            self.opened()
            return
        self.insert("_NL")
        if end.type == "_NL":
            self.at += 1
        if error.lost:
            self.lost_until = self.at

    def report(self, error: UnreadableStatement, start: int) -> None:
        """Say why a statement cannot be read; lines of prose that follow each other are one mistake, and so
        are a value that the lexer has complained of and the clause into which it does not fit."""
        span = Span(self.tokens[start].span.start, self.end_of_words(start, self.at))
        cut = _overlapping(Span(self.first.span.end, self.first.span.end + 1), self.lexical)
        if error.lost and cut and cut.name == "non-breaking-space":
            return  # an invisible character cuts the keyword in two, which was said
        if error.lost:
            self.lost.append(Span(span.start, self.tokens[self.at].span.end))
            if self.lost_until == start and self.lost_index == len(self.problems) - 1:
                last = self.problems[-1]
                self.lost_count += 1
                self.problems[-1] = replace(
                    last,
                    span=last.span.join(span),
                    message=f"{self.lost_count} lines are not clauses; "
                    f"the first begins with {stood(self.first_lost)}",
                    label="prose, not clauses",
                    help=('put prose into `clause "Title"` with a text between `"""`',),
                    notes=(),
                )
                return
            self.first_lost, self.lost_index, self.lost_count = self.first, len(self.problems), 1
        elif _overlapping(error.problem.span, self.lexical) or self.guessed >= 0:
            return
        self.problems.append(error.problem)

    def behind_brace(self, at: int) -> int:
        """The place behind braces that are closed on the same line and not the last there: a reference in
        prose."""
        depth, index = 0, at
        while self.tokens[index].type not in ("_NL", "$END"):
            depth += (self.tokens[index].type == "LBRACE") - (self.tokens[index].type == "RBRACE")
            index += 1
            if depth == 0:
                return index if self.tokens[index].type not in ENDS else 0
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

    # ---- comments ----------------------------------------------------------------------------------

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


def _overlapping(span: Span, problems: Sequence[Finding]) -> Finding | None:
    """The last finding that begins before the end of a span, if it reaches into it."""
    at = bisect.bisect_right(problems, span.end - 1, key=lambda problem: problem.span.start) - 1
    return problems[at] if at >= 0 and problems[at].span.end > span.start else None


def _placement(document: Document, words: Vocabulary, source: Source) -> list[Finding]:
    """Clauses that stand in a block to which they do not belong."""
    problems = []

    def visit(block: Block, kind: str) -> None:
        for node in block.clauses:
            if node.kind != "broken" and kind and kind not in node.inside:
                homes = [f"`{words.word(home)}`" for home in node.inside if home != "file"]
                place = f"in {listed(homes, 6)}" if homes else "at the outermost level, outside any block"
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
