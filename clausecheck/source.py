"""Source text, positions in it, and the spans that every node and finding carries.

Offsets count code points of the text as it stands in the file (after decoding, with line ends and
tabs untouched). Lines and columns count from 1; ends are exclusive.
"""

from __future__ import annotations

import bisect
import codecs
import hashlib
import re
from dataclasses import field

from clausecheck.quick import dataclass

LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(unsafe_hash=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `start <= end`. Nothing changes one; it is not frozen because that makes each three times
    as dear, and a text has thousands."""

    start: int
    end: int

    def join(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Position:
    """A place for people: line and column, both from 1, the column in code points."""

    line: int
    column: int


class NotText(ValueError):
    """The bytes are not text that clausecheck reads; the message says what they seem to be."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one agreement and the name under which findings show it.

    `path` is a label for people (a path with forward slashes, or `<stdin>`); nothing is read from it.
    """

    text: str
    path: str = "<agreement>"
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._starts.append(0)
        self._starts.extend(match.end() for match in LINE_END.finditer(self.text))

    @property
    def line_count(self) -> int:
        """How many lines the text has; an empty text has one."""
        return len(self._starts)

    @property
    def starts(self) -> tuple[int, ...]:
        """The offsets at which the lines begin."""
        return tuple(self._starts)

    def position(self, offset: int) -> Position:
        """Line and column of an offset; an offset beyond the text is its end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect.bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def line_span(self, number: int) -> Span:
        """Where line `number` (from 1) stands, without its line end."""
        start = self._starts[number - 1]
        return Span(start, start + len(self.line(number)))

    def slice(self, span: Span) -> str:
        """The text under a span."""
        return self.text[span.start : span.end]

    def trimmed(self, span: Span) -> Span:
        """A span over several lines without the blank at its ends, which would point at nothing."""
        text = self.slice(span)
        if ("\n" not in text and "\r" not in text) or not text.strip():
            return span
        start = span.start + len(text) - len(text.lstrip())
        return Span(start, start + len(text.strip()))

    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal, for the provenance of a result."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_MEND = "write the agreement down in the language, as an .sla file"
#: How files begin in which people keep contracts, in small letters, and what each is called.
_OTHERS = (
    (b"%pdf-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "a document in RTF"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "a file in XML"),
)


def _refuse(data: bytes) -> None:
    """Raises `NotText` for the files in which people keep contracts, and says what to do with them."""
    start = data[:200].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    called = next((called for mark, called in _OTHERS if start.startswith(mark)), "")
    if data.startswith(b"PK\x03\x04"):
        if b"[Content_Types].xml" in data:
            called = "a Word document" if b"word/" in data else "an Office document"
        elif b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
            called = "an OpenDocument file"
        else:
            called = "a ZIP archive"
    if called:
        raise NotText(f"this is {called}; clausecheck cannot read one: {_MEND}")


def decode(data: bytes, path: str = "<agreement>") -> Source:
    """Decode the bytes of a file: UTF-8 with or without a byte order mark, or UTF-16 with one.

    Raises `NotText` with a sentence for people when the bytes are anything else.
    """
    _refuse(data)
    mark, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(
            f"this is not text in UTF-8 (byte {error.start + 1} of {len(data)} does not fit); "
            "save the file as UTF-8"
        ) from None
    if "\0" in text:
        raise NotText("this looks like a binary file, not like an agreement (it has NUL bytes)")
    return Source(text, path)


def encode(text: str, like: bytes) -> bytes:
    """The bytes of a text, with the encoding and the byte order mark that other bytes have."""
    mark, encoding = next(((mark, name) for mark, name in _BOMS if like.startswith(mark)), (b"", "utf-8"))
    return mark + text.encode(encoding)
