"""What each word of a text is, for an editor to colour by meaning: a name as what it names, a word of the language as such."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.language.parser import vocabulary
from clausecheck.language.parser_state import BEFORE, reader
from clausecheck.language.tokens import Token
from clausecheck.lsp.names import declarations
from clausecheck.lsp.version import TextVersion
from clausecheck.quick import dataclass
from clausecheck.source import Span

TYPES = (
    "keyword",
    "operator",
    "variable",
    "class",
    "enumMember",
    "string",
    "number",
    "type",
    "comment",
    "macro",
)
"""The types of words, as the protocol calls them: `operator` is a word that begins a part, `class` a name that is declared,
`enumMember` a word with a meaning of its own, `type` a unit, `macro` a value that is open."""
MODIFIERS = ("declaration",)
_NUMBERS = frozenset(
    {
        "NUMBER",
        "NUMBER_RANGE",
        "PERCENT",
        "PERCENT_RANGE",
        "MONEY",
        "NUMBER_TIMES",
        "DATE",
        "TIME",
        "HOURS_SPAN",
    }
)
_UNITS = frozenset({"UNIT", "CURRENCY", "SIZE", "RHYTHM", "TIME_WORDS", "DAYS", "ZONE"})


@dataclass(frozen=True, slots=True)
class Coloured:
    """A word, what it is, and whether it is declared here."""

    span: Span
    type: str
    declares: bool = False


def coloured(text: TextVersion) -> list[Coloured]:
    """The words of a text in its order; what goes over several lines is a word for each line."""
    named = {one.span for one in declarations(text.agreement)}
    known = {one.name for one in declarations(text.agreement)}
    found = [Coloured(span, "comment") for span in text.parsed.comments]
    for token in text.parsed.tokens:
        if token.span.end > token.span.start and (kind := _kind(token, known)):
            found.append(Coloured(token.span, kind, token.span in named))
    found.sort(key=lambda one: one.span)
    return list(_by_line(text, found))


def _kind(token: Token, known: set[str]) -> str:
    if token.type == "NAME":
        return "class" if token.text in known else "enumMember"
    if token.type in ("STRING", "TEXT"):
        return "string"
    if token.type in _NUMBERS or token.type.endswith("_SPAN"):
        return "number"
    if token.type in _UNITS:
        return "type"
    if token.text in ("tbd", "unstated"):
        return "macro"
    if token.type in reader().fixed or token.type in BEFORE:
        word = token.text.split()[0] if token.text else ""
        return "operator" if token.column == 0 and word in vocabulary().part_words else "keyword"
    return ""


def _by_line(text: TextVersion, found: list[Coloured]) -> Iterator[Coloured]:
    end = 0
    for one in found:
        if one.span.start < end:
            continue  # a word that the reader has put in the place of another
        end = one.span.end
        first, last = (text.source.position(offset).line for offset in (one.span.start, one.span.end))
        for number in range(first, last + 1):
            line = text.source.line_span(number)
            span = Span(max(line.start, one.span.start), min(line.end, one.span.end))
            if span.end > span.start:
                yield Coloured(span, one.type, one.declares)


def encoded(text: TextVersion, words: list[Coloured]) -> list[int]:
    """The words as the protocol sends them: five numbers each, counted from the word before."""
    data: list[int] = []
    line = character = 0
    for one in words:
        start, end = text.lines.places(one.span)
        same = start.line == line
        data += [
            start.line - line,
            start.character - character if same else start.character,
            end.character - start.character,
            TYPES.index(one.type),
            int(one.declares),
        ]
        line, character = start.line, start.character
    return data
