"""Reading an agreement: text in, a tree and problems out. It never raises, whatever the text holds.

The tokens are fed one by one to Lark's LALR parser. Because the feeding is ours, so is the recovery: where a
statement begins, the parser's stack is remembered; when one cannot be read, the stack goes back there,
the statement is kept as `Broken`, and reading goes on behind it. A header that cannot be read does not
take its block along: the clauses in the block are still read.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clausecheck.finding import Finding, draft
from clausecheck.language.builder import Builder, field_types
from clausecheck.language.grammar import Vocabulary, cached_grammar, iso_currencies
from clausecheck.language.lexer import Token, lex
from clausecheck.language.tree import KINDS, Block, Broken, Document, Node
from clausecheck.language.values import SIZES, UNITS, WEEKDAYS
from clausecheck.source import NotText, Source, Span, decode

MAX_DEPTH = 12
"""Blocks deeper than this are refused: the deepest of the language is `exit` in `termination`, two deep."""
MAX_GROUPS = 60
"""Parentheses in one clause; more are refused before they can exhaust anything."""

_DAYS = re.compile(rf"(?i:{'|'.join(WEEKDAYS)})(?:-(?i:{'|'.join(WEEKDAYS)}))?")
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: What a token is called in a message.
_CALLED = {
    "NUMBER": "a number",
    "NUMBER_TIMES": "a number",
    "PERCENT": "a percentage",
    "DATE": "a date",
    "TIME": "a time",
    "HOURS_SPAN": "hours such as `09:00-17:30`",
    "DAYS": "weekdays such as `mon-fri`",
    "UNIT": "a unit of time",
    "CURRENCY": "a currency such as `GBP`",
    "SIZE": "a unit of size such as `TB`",
    "ZONE": "a time zone such as `Europe/London`",
    "NAME": "a name",
    "STRING": "words in quotes",
    "TEXT": 'a text between `"""`',
    "CMP": "a comparison such as `>=`",
    "COMMA": "a comma",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "_NL": "the end of the line",
    "$END": "the end of the file",
    "LABEL": "a number in brackets",
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
        empty = Source("", path)
        problem = draft("not-text", str(error), Span(0, 0), file=path)
        return Parsed(Document(), (problem,), empty)
    return parse_source(source)


def parse_source(source: Source) -> Parsed:
    """Read a text that is already decoded."""
    return _Parse(reader(), source).run()


class _Parse:
    """One reading of one text."""

    def __init__(self, machine: _Reader, source: Source) -> None:
        self.words = machine.vocabulary
        self.builder = machine.builder
        self.source = source
        self.builder.start_on(source)
        self.state = machine.lark.parse_interactive("").parser_state
        self.table = self.state.parse_conf.parse_table.states
        lexed = lex(source, frozenset(self.words.starters))
        self.tokens = lexed.tokens
        self.problems = lexed.problems
        self.at = 0
        #: The blocks that are open: kind and the first token of the header.
        self.open: list[tuple[str, Token]] = []
        self.kind = ""  # of the statement that is being read
        self.first = self.tokens[0]
        self.unbalanced = sum((t.type == "LBRACE") - (t.type == "RBRACE") for t in self.tokens) > 0

    # ---- the machine -----------------------------------------------------------------------------------

    def can(self, type_: str) -> bool:
        """Whether the parser can take a token of this type now; tried on a copy of the stack."""
        stack = list(self.state.state_stack)
        while True:
            action = self.table[stack[-1]].get(type_)
            if action is None:
                return False
            what, argument = action
            if not hasattr(argument, "expansion"):
                return True
            size = len(argument.expansion)
            if size:
                del stack[-size:]
            stack.append(self.table[stack[-1]][argument.origin.name][1])

    def feed(self, type_: str, token: Token) -> None:
        token.type = type_
        self.state.feed_token(token, type_ == "$END")

    def typed(self, token: Token) -> str | None:
        """The type that a token has in this state, or `None` if none fits."""
        if token.type != "WORD":
            sign = token.type
            return sign if self.can(sign) else None
        word = token.text
        here = self.table[self.state.state_stack[-1]]
        keyword = self.words.keywords.get(word)
        if keyword in here and self.can(keyword):
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
        if "NAME" in here and word not in self.words.reserved and self.can("NAME"):
            return "NAME"
        return None

    # ---- the text --------------------------------------------------------------------------------------

    def run(self) -> Parsed:
        while self.tokens[self.at].type != "$END":
            self.statement()
        self.close_rest()
        self.feed("$END", self.tokens[-1])
        document = self.state.value_stack[-1]
        if not isinstance(document, Document):
            document = Document()
        self.attach(document)
        problems = [*self.problems, *self.builder.problems]
        problems += _placement(document, self.words, self.source)
        self.builder.start_on(Source(""))
        if not problems and not document.clauses:
            problems.append(
                draft(
                    "empty-agreement",
                    "this file says nothing",
                    Span(0, 0),
                    file=self.source.path,
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
        self.outdent(token)
        if token.type == "RBRACE":
            self.close(token)
            return
        states, values = list(self.state.state_stack), list(self.state.value_stack)
        start = self.at
        try:
            self.begin()
            if self.clause():
                return
        except _Unreadable as error:
            self.problems.append(error.problem)
        self.recover(start, states, values)

    def begin(self) -> None:
        """The number in brackets and the first word of a statement."""
        token = self.tokens[self.at]
        if token.type == "LABEL":
            self.feed("LABEL", token)
            self.at += 1
            token = self.tokens[self.at]
        self.first, self.kind = token, ""
        if token.type == "WORD" and not _DAYS.fullmatch(token.text):
            if token.text not in self.words.starters and token.text not in ("tbd", "unstated"):
                self.misspelt(token)
            kinds = self.words.starters.get(token.text, [])
            self.kind = kinds[0] if kinds else ""

    def clause(self) -> bool:
        """Feed the tokens of a statement up to its end; `False` when a token fits nowhere."""
        groups = 0
        while True:
            token = self.tokens[self.at]
            if token.type == "COMMA" and self.comma():
                continue
            if token.type in ("RBRACE", "$END") and self.can("_NL"):
                self.feed("_NL", Token("_NL", "", Span(token.span.start, token.span.start)))
                return True
            groups += token.type == "LPAR"
            type_ = self.typed(token) if groups <= MAX_GROUPS else None
            if type_ is None:
                type_ = self.repaired(token)
            if type_ is None:
                raise _Unreadable(self.unexpected(token))
            self.feed(type_, token)
            self.at += 1
            if type_ == "_NL":
                return True
            if type_ == "LBRACE":
                self.opened(self.kind)
                return True

    def opened(self, kind: str) -> None:
        self.open.append((kind, self.first))
        if len(self.open) > MAX_DEPTH:
            raise _Unreadable(self.draft("too-deep", self.first.span, f"more than {MAX_DEPTH} blocks in each other"))
        while self.tokens[self.at].type == "_NL":
            self.at += 1

    def comma(self) -> bool:
        """Look behind a comma. Before a part it is only breath and is dropped, with the line end behind it; at the end
        of a clause it is one too many. `True` when it was dropped."""
        at = self.at + 1
        while self.tokens[at].type == "_NL":
            at += 1
        following, crossed = self.tokens[at], at > self.at + 1
        word = following.text if following.type in ("WORD", *_VALUE_TYPES) else ""
        starter = word in self.words.starters or following.type in ("LABEL", "RBRACE", "$END")
        part = word in self.words.part_words or self._times(at)
        if part and crossed and word in self.words.starters:
            own = field_types(KINDS[self.kind]) if self.kind in KINDS else {}
            part = any(word in (head.split() or [""])[0] for name in own for head in self.words.parts.get(name, ()))
        if part and not (crossed and "" in following.trivia):
            self.at = at
            return True
        if not crossed:
            return False
        value = not starter and "" not in following.trivia and self.can("COMMA")
        if value and following.type == "WORD" and _DAYS.fullmatch(word):
            value = self.tokens[at + 1].type != "HOURS_SPAN"
        if value:
            del self.tokens[self.at + 1 : at]
            return False
        comma = self.tokens[self.at]
        self.problems.append(
            self.draft(
                "stray-comma",
                comma.span,
                "a comma ends this line, but nothing of the same clause follows",
                help=("delete the comma",),
            )
        )
        self.at += 1
        return True

    def _times(self, at: int) -> bool:
        """Whether `3 times in` begins at a token: the part, not a value."""
        here = self.tokens[at : at + 3]
        return [t.type for t in here[:1]] == ["NUMBER_TIMES"] and len(here) == 3 and here[2].text == "in"

    # ---- blocks ----------------------------------------------------------------------------------------

    def close(self, token: Token) -> None:
        if not self.open:
            self.problems.append(
                self.draft("stray-brace", token.span, "this brace closes nothing", help=("delete it",))
            )
            self.at += 1
            return
        self.open.pop()
        self.feed("RBRACE", token)
        self.at += 1
        following = self.tokens[self.at]
        if following.type == "_NL":
            self.feed("_NL", following)
            self.at += 1
        else:
            self.feed("_NL", Token("_NL", "", Span(token.span.end, token.span.end)))

    def outdent(self, token: Token) -> None:
        """Close the blocks whose brace is missing, where the layout shows it: a block's keyword in column 1, or,
        when braces do not balance, a brace further left than the header that it would close."""
        while self.open:
            header = self.open[-1][1]
            if token.type == "RBRACE":
                wrong = self.unbalanced and len(self.open) > 1 and 0 < token.column < header.column
            else:
                word = self.tokens[self.at + 1].text if token.type == "LABEL" else token.text
                kinds = self.words.starters.get(word, [])
                wrong = token.column == 1 and any(
                    KINDS[kind].inside == ("file",) for kind in kinds if kind not in ("plan",)
                )
                wrong = wrong or (token.column == 1 and word == "plan")
                wrong = wrong and header.column < 2 + (len(self.open) > 1) * 100
            if not wrong:
                return
            self.unclosed()

    def unclosed(self) -> None:
        kind, header = self.open.pop()
        what = f"the block `{self._header(header)}`"
        self.problems.append(
            self.draft(
                "unclosed-block",
                header.span,
                f"{what} is opened here and never closed",
                label="its closing brace is missing",
                help=("add `}` on a line of its own",),
            )
        )
        here = Span(self.tokens[self.at].span.start, self.tokens[self.at].span.start)
        self.feed("RBRACE", Token("RBRACE", "", here))
        self.feed("_NL", Token("_NL", "", here))

    def _header(self, header: Token) -> str:
        line = self.source.position(header.span.start).line
        return " ".join(self.source.line(line).split("{")[0].split())[:40]

    def close_rest(self) -> None:
        while self.open:
            self.unclosed()

    # ---- mistakes --------------------------------------------------------------------------------------

    def draft(self, name: str, span: Span, message: str, **more: Any) -> Finding:
        return draft(name, message, span, file=self.source.path, **more)

    def misspelt(self, token: Token) -> None:
        """A statement begins with a word that begins none: take the one that was meant, or give up on it."""
        enclosing = self.open[-1][0] if self.open else "file"
        nearby = [
            word
            for word, kinds in self.words.starters.items()
            if any(enclosing in KINDS[kind].inside for kind in kinds)
        ]
        guess = close_word(token.text, nearby) or close_word(token.text, self.words.starters)
        if guess is None:
            where = f"in `{enclosing}`" if self.open else "at the outermost level"
            raise _Unreadable(
                self.draft(
                    "unknown-keyword",
                    token.span,
                    f"no clause begins with `{token.text}`",
                    label="not a keyword",
                    notes=(f"{where} stand " + _listed(sorted(nearby), 40),),
                    help=('put prose into `clause "Title"` with a text between `"""`',),
                )
            )
        self.problems.append(
            self.draft(
                "unknown-keyword",
                token.span,
                f"no clause begins with `{token.text}`",
                label=f"did you mean `{guess}`?",
                help=(f"write `{guess}`",),
            )
        )
        token.text = guess

    def repaired(self, token: Token) -> str | None:
        """The type of a misspelt word once it is mended, when only one reading is near."""
        if token.type == "ZONE":
            return None
        if token.type != "WORD":
            return None
        accepted = self.accepted()
        spelled = {self.words.literals[type_]: type_ for type_ in accepted if type_ in self.words.literals}
        candidates = [word for word in spelled if word[0].isalpha()]
        if "UNIT" in accepted:
            candidates += UNITS
        if "DAYS" in accepted:
            candidates += [*WEEKDAYS]
            day = token.text.lower()
            if day in _FULL_DAYS:
                return self._take(token, day[:3], "DAYS")
            first, _, last = day.partition("-")
            if first in _FULL_DAYS and last in _FULL_DAYS:
                return self._take(token, f"{first[:3]}-{last[:3]}", "DAYS")
        guess = close_word(token.text, candidates)
        if guess is None:
            return None
        return self._take(token, guess, spelled.get(guess) or ("UNIT" if guess in UNITS else "DAYS"))

    def _take(self, token: Token, guess: str, type_: str) -> str:
        what = {"UNIT": "unknown-unit", "DAYS": "unknown-weekday"}.get(type_, "unknown-word")
        called = {"UNIT": "not a unit", "DAYS": "not a weekday of the language"}.get(type_, "not a word of this clause")
        self.problems.append(
            self.draft(
                what,
                token.span,
                f"`{token.text}` is {called}",
                label=f"did you mean `{guess}`?",
                help=(f"write `{guess}`",),
            )
        )
        token.text = guess
        return type_

    def accepted(self) -> list[str]:
        return [type_ for type_ in self.table[self.state.state_stack[-1]] if type_[0] in "_$" or type_.isupper()
                if self.can(type_)]  # fmt: skip

    def unexpected(self, token: Token) -> Finding:
        """What stood there, and what was expected in the words of the language."""
        accepted = self.accepted()
        statement = self.words.word(self.kind) if self.kind else "this line"
        stood = _stood(token)
        expected = self.expected(accepted)
        name = "syntax-error"
        notes: tuple[str, ...] = ()
        help_: tuple[str, ...] = ()
        if token.type == "ZONE" and "/" in token.text:
            notes = ("in a formula, `/` stands between spaces",)
        if token.type == "SEMI":
            notes = ("a clause ends with its line, not with a semicolon",)
        if token.type == "TEXT" and "STRING" in accepted:
            notes = ('a text between `"""` stands at the end of `clause` and `text` only',)
        if token.type == "STRING" and "COMMA" in accepted:
            help_ = ("put a comma between two values",)
        if token.type == "WORD" and token.text in self.words.reserved and "NAME" in accepted:
            notes = (f"`{token.text}` begins a part of a clause and can never be a name",)
        if token.type == "OTHER":
            name = "unknown-character"
        if token.type == "LPAR":
            notes = (f"a clause may hold {MAX_GROUPS} parentheses",) if "LPAR" in accepted else ()
        what = f"{stood} does not fit into `{statement}`" if self.kind else f"{stood} begins no clause"
        return self.draft(
            name,
            token.span if token.type not in ("_NL", "$END") else self._before(token),
            what if token.type not in ("_NL", "$END") else f"`{statement}` stops too early",
            label=f"expected {expected}" if expected else "",
            notes=notes,
            help=help_,
        )

    def _before(self, token: Token) -> Span:
        previous = self.tokens[max(0, self.at - 1)]
        return Span(previous.span.start, previous.span.end)

    def expected(self, accepted: list[str]) -> str:
        """The accepted tokens as a short list for people, values first."""
        own = field_types(KINDS[self.kind]) if self.kind in KINDS else {}
        own_words = {head.split()[0] for name in own for head in self.words.parts.get(name, ()) if head}
        values = [_CALLED[type_] for type_ in _CALLED if type_ in accepted and type_ not in ("_NL", "COMMA")]
        literals = [self.words.literals[type_] for type_ in accepted if type_ in self.words.literals]
        words = [f"`{word}`" for word in sorted(literals) if word[0].isalpha() and word in own_words]
        if not words and len(values) < 3:
            words = [f"`{word}`" for word in sorted(literals) if word[0].isalpha()][:6]
        ends = [_CALLED["_NL"]] if "_NL" in accepted else []
        numbers = {"a number", "a percentage", "a date", "a time"}
        if numbers <= set(values):
            values = ["a value", *(value for value in values if value in ("a name", "words in quotes"))]
        return _listed([*dict.fromkeys(values)][:4] + words[:8] + ends, 12)

    def recover(self, start: int, states: list[Any], values: list[Any]) -> None:
        """Skip to the end of a statement that cannot be read, keep it as `Broken`, and go on."""
        kept = self.can("LBRACE") and self.kind in KINDS and issubclass(KINDS[self.kind], Block)
        while self.tokens[self.at].type not in ("LBRACE", "RBRACE", "$END"):
            token = self.tokens[self.at]
            if token.type == "_NL":
                following = self.tokens[self.at + 1]
                continued = self.at > start and self.tokens[self.at - 1].type == "COMMA"
                if not continued or following.text in self.words.starters or following.column in (0, 1):
                    break
            self.at += 1
        end = self.tokens[self.at]
        if end.type == "LBRACE" and not kept and not self._block_follows():
            self._skip_braces()
            end = self.tokens[self.at]
        if end.type != "LBRACE" or not kept:
            self.state.state_stack[:] = states
            self.state.value_stack[:] = values
            span = Span(self.tokens[start].span.start, self.tokens[max(start, self.at - 1)].span.end)
            if self.tokens[start].type == "LABEL":
                self.feed("LABEL", self.tokens[start])
            broken = Broken(meant=self.kind, name=self._meant_name(start), text=self.source.slice(span))
            self.feed("ERROR", Token("ERROR", "", span, broken))
        if end.type == "LBRACE":
            self.feed("LBRACE", end)
            self.at += 1
            try:
                self.opened(self.kind)
            except _Unreadable as error:
                self.problems.append(error.problem)
                self._skip_braces()
            return
        here = Span(end.span.start, end.span.start)
        self.feed("_NL", Token("_NL", "", here))
        if end.type == "_NL":
            self.at += 1

    def _block_follows(self) -> bool:
        """Whether the brace at hand opens something that reads like a block: its line ends there and it is not alone."""
        return self.kind == "" or (self.kind in KINDS and issubclass(KINDS[self.kind], Block))

    def _skip_braces(self) -> None:
        depth = 0
        while self.tokens[self.at].type != "$END":
            depth += (self.tokens[self.at].type == "LBRACE") - (self.tokens[self.at].type == "RBRACE")
            self.at += 1
            if depth <= 0:
                break
        return

    def _meant_name(self, start: int) -> str:
        """The name that a header was to declare, so that references to it are not reported as well."""
        for token in self.tokens[start + 1 : start + 4]:
            if token.type in ("NAME", "WORD") and token.text not in self.words.reserved and token is not self.first:
                return token.text
        return ""

    # ---- comments --------------------------------------------------------------------------------------

    def attach(self, document: Document) -> None:
        """Hang comments and blank lines on the nodes to which they belong."""
        starts = {token.span.start: token for token in self.tokens if token.type not in ("_NL", "$END")}
        ends = {token.span.end: token for token in self.tokens if token.type == "RBRACE"}
        commented = [token for token in self.tokens if token.comment]
        document.closing = self.tokens[-1].trivia
        for node in document.walk():
            if node is document:
                continue
            first = starts.get(node.span.start)
            node.leading = first.trivia if first else ()
            closing = ends.get(node.span.end) if isinstance(node, Block) else None
            if isinstance(node, Block) and closing is not None:
                node.closing = closing.trivia
        index = 0
        leaves = sorted(_extents(document), key=lambda pair: pair[0].start)
        for token in commented:
            while index + 1 < len(leaves) and leaves[index + 1][0].start <= token.span.start:
                index += 1
            if leaves:
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


_VALUE_TYPES = tuple(f"{word}_VALUE" for word in ("OF", "FROM", "TO", "AFTER", "BEFORE"))


class _Unreadable(Exception):
    """A statement cannot be read; carries what to say."""

    def __init__(self, problem: Finding) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _placement(document: Document, words: Vocabulary, source: Source) -> list[Finding]:
    """Clauses that stand in a block to which they do not belong."""
    problems = []

    def visit(block: Block, kind: str) -> None:
        for node in block.clauses:
            if node.kind != "broken" and kind and kind not in node.inside:
                homes = [home for home in node.inside if home != "file"]
                where = _listed([f"`{words.word(home)}`" for home in homes], 6, "or") if homes else ""
                place = f"in {where}" if where else "at the outermost level, outside any block"
                if homes and "file" in node.inside:
                    place += ", or at the outermost level"
                here = f"in `{words.word(kind)}`" if kind != "file" else "at the outermost level"
                problems.append(
                    draft(
                        "misplaced-clause",
                        f"`{words.word(node.kind)}` cannot stand {here}",
                        node.head,
                        file=source.path,
                        label="in the wrong block",
                        help=(f"it stands {place}",),
                    )
                )
            if isinstance(node, Broken):
                visit(node, node.meant)
            elif isinstance(node, Block):
                visit(node, node.kind)

    visit(document, "file")
    return problems


def close_word(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most probably meant, if one is near enough."""
    lower = {text.lower(): text for text in known}
    if word.lower() in lower:
        return lower[word.lower()]
    cutoff = 0.72 if len(word) > 3 else 0.66
    found = difflib.get_close_matches(word.lower(), lower, 1, cutoff)
    return lower[found[0]] if found else None


def _listed(parts: list[str], most: int, joint: str = "or") -> str:
    if len(parts) > most:
        parts = [*parts[:most], "…"]
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f" {joint} " + parts[-1]


def _stood(token: Token) -> str:
    called = {"_NL": "the end of the line", "$END": "the end of the file", "TEXT": "a text"}
    if token.type in called:
        return called[token.type]
    text = " ".join(token.text.split())
    return f"`{text if len(text) <= 30 else text[:29] + '…'}`"
