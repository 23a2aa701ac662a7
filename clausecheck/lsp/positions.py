"""Places as editors count them: lines and characters from 0, a character being a unit of UTF-16, UTF-8 or UTF-32."""

from __future__ import annotations

from collections.abc import Iterable

from clausecheck.quick import dataclass
from clausecheck.source import Source, Span

ENCODINGS = ("utf-16", "utf-8", "utf-32")
"""How characters may be counted; editors that say nothing count units of UTF-16."""


def units(text: str, encoding: str) -> int:
    """How many units a text has."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True, slots=True)
class EditorPlace:
    """A place in a text: line and character, both from 0."""

    line: int
    character: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The places of a text, counted in units of an encoding."""

    source: Source
    encoding: str = "utf-16"

    def place(self, offset: int) -> EditorPlace:
        """Where an offset in code points stands; one beyond the text is its end."""
        at = self.source.position(offset)
        start = self.source.starts[at.line - 1]
        before = self.source.text[start : start + at.column - 1]
        return EditorPlace(at.line - 1, units(before, self.encoding))

    def offset(self, line: int, character: int) -> int:
        """The offset of a place. One behind the end of its line is that end; a line behind the text is its end; a place within
        a character is its beginning."""
        if line < 0 or character < 0:
            return self.source.starts[line] if 0 <= line < self.source.line_count else 0
        if line >= self.source.line_count:
            return len(self.source.text)
        span = self.source.line_span(line + 1)
        text = self.source.slice(span)
        if self.encoding == "utf-32" or text.isascii():
            return span.start + min(character, len(text))
        left = character
        for number, char in enumerate(text):
            left -= units(char, self.encoding)
            if left < 0:
                return span.start + number
        return span.end

    def places(self, span: Span) -> tuple[EditorPlace, EditorPlace]:
        """Where a span begins and ends."""
        return self.place(span.start), self.place(span.end)


@dataclass(frozen=True, slots=True)
class TextChange:
    """A change that an editor tells of: new text between two places, or without them a new text as a whole."""

    text: str
    start: EditorPlace | None = None
    end: EditorPlace | None = None


def changed(text: str, changes: Iterable[TextChange], encoding: str) -> str:
    """A text after changes, each of which counts in the text that those before it have made."""
    for change in changes:
        if change.start is None or change.end is None:
            text = change.text
            continue
        lines = Lines(Source(text), encoding)
        ends = [lines.offset(place.line, place.character) for place in (change.start, change.end)]
        text = text[: min(ends)] + change.text + text[max(ends) :]
    return text
