"""Drawing source lines, with the places of a finding underlined, for people who read in a terminal.

Everything that comes from an agreement is hostile until `Pen.escape` has made it visible: a line drawn here
holds no control character, no bidirectional override and no invisible one.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from clausecheck.invisible import honest, unseen
from clausecheck.quick import dataclass
from clausecheck.source import Source, Span

TAB = 4
NARROWEST = 40
LONGEST_UNWRAPPED = 400  # cells of a source line without a terminal: a megabyte helps no reader
UNWRAPPED = 1 << 20  # cells; stands for "no width" where rich asks for one
NEAR = 3  # lines no further apart than this are shown with those between them
LABEL_ROOM = 30  # cells; a label with fewer to its right goes below its underline

# rich asks for a console wherever it wraps or styles; nothing is ever printed on this one.
CONSOLE = Console(file=io.StringIO())

FRAME_STYLE = "blue"
SECONDARY_STYLE = "bold blue"

_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class FrameGlyphs:
    """The characters that a frame is drawn with; all but `ellipsis` and the corners are one cell wide."""

    top: str
    bar: str
    bottom: str
    gap: str
    primary: str
    secondary: str
    ellipsis: str
    dot: str


BOX = FrameGlyphs("╭─", "│", "╰─", "⋮", "━", "─", "…", "·")
ASCII = FrameGlyphs(".-", "|", "'-", ":", "^", "-", "...", "-")


@dataclass(frozen=True, slots=True)
class Underline:
    """A span to underline, in code points of a source, and what stands under it."""

    span: Span
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Pen:
    """How to write: the width in cells (None: as long as need be), the glyphs, the encoding to keep to."""

    width: int | None
    glyphs: FrameGlyphs
    encoding: str

    @classmethod
    def of(cls, width: int | None, ascii: bool, encoding: str) -> Pen:
        """A pen for a terminal; falls back to ASCII frames where the encoding has no box characters."""
        encoding = "ascii" if ascii else encoding
        glyphs = BOX if _encodable("".join(astuple(BOX)), encoding) else ASCII
        return cls(None if width is None else max(width, NARROWEST), glyphs, encoding)

    def escape_each(self, text: str) -> list[str]:
        """For each code point of `text` the characters that show it."""
        shown = [_visible(char, self.encoding) for char in text]
        for index, char in enumerate(text):
            if unseen(char) and honest(text, index) and _encodable(char, self.encoding):
                shown[index] = char
        return shown

    def escape(self, text: str) -> str:
        """`text` on one line, with everything invisible in it, tabs and line ends too, made visible."""
        if text.isascii() and text.isprintable():
            return text
        return "".join(self.escape_each(text))

    def wrap(self, first: Text, rest: str, body: Text) -> list[Text]:
        """`body` wrapped, its first line after `first` and all others after `rest`."""
        lines = [body]
        if self.width is not None:
            room = self.width - max(cell_len(first.plain), cell_len(rest))
            if cell_len(body.plain) > room:
                lines = list(body.wrap(CONSOLE, room, overflow="fold"))
        heads = [first, *[Text(rest, FRAME_STYLE if rest.strip() else "")] * (len(lines) - 1)]
        return [_joined(head, line) for head, line in zip(heads, lines, strict=True)]


class _Sink(io.StringIO):
    """Where rich writes to: it draws with ASCII where the encoding is not one of Unicode."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._name = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._name


def drawn(blocks: Iterable[RenderableType], pen: Pen, color: bool) -> str:
    """What rich makes of `blocks`, line by line and without blanks at their ends; without a width nothing is
    wrapped or cut. The environment (NO_COLOR, FORCE_COLOR, COLUMNS) has no say in it."""
    sink = _Sink("ascii" if pen.glyphs is ASCII else "utf-8")
    console = Console(
        file=sink,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        width=UNWRAPPED if pen.width is None else pen.width,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for block in blocks:
        console.print(block)
    return "".join(f"{line.rstrip()}\n" for line in sink.getvalue().split("\n")[:-1])


def _joined(*parts: Text) -> Text:
    line = Text().join(parts)
    line.rstrip()
    return line


def _encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:  # that is the answer
        return False
    return True


@functools.lru_cache(maxsize=4096)
def _visible(char: str, encoding: str) -> str:
    if not unseen(char) and _encodable(char, encoding):
        return char
    if char < " " or char == "\x7f":
        picture = chr(0x2421 if char == "\x7f" else 0x2400 + ord(char))
        return picture if _encodable(picture, encoding) else f"\\x{ord(char):02x}"
    return char.encode("ascii", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class _Strip:
    """The part of a source line that is shown, and where its code points stand in it.

    `edges` holds the cell of each code point from column `origin` (from 0) on, and that of the end.
    """

    text: str
    origin: int
    edges: Sequence[int]

    def cell(self, column: int) -> int:
        edge = self.edges[min(max(column - self.origin, 0), len(self.edges) - 1)]
        return min(max(edge, 0), cell_len(self.text))


def _clusters(text: str, pen: Pen) -> tuple[list[tuple[int, str]], list[int]]:
    """What is drawn as one, with the cell where it starts; and the cell of each code point and of the end."""
    if text.isascii() and text.isprintable():
        return list(enumerate(text)), list(range(len(text) + 1))
    clusters: list[tuple[int, str]] = []
    edges: list[int] = []
    end = 0
    for char, shown in zip(text, pen.escape_each(text), strict=True):
        drawn = " " * (TAB - end % TAB) if char == "\t" else shown
        if clusters and (clusters[-1][1].endswith(_JOINER) or not cell_len(drawn)):
            start, before = clusters.pop()
            drawn = before + drawn
        else:
            start = end
        clusters.append((start, drawn))
        edges.append(start)
        end = start + cell_len(drawn)
    return clusters, [*edges, end]


def _strip(line: str, focus: tuple[int, int], room: int, pen: Pen) -> _Strip:
    """Show `line` in at most `room` cells, such that the columns `focus` (from 0) are in sight.

    Only the neighbourhood of the focus is looked at: a line may be megabytes long and have many findings.
    """
    origin = max(0, focus[0] - room)
    window = line[origin : origin + 3 * room]
    clusters, edges = _clusters(window, pen)
    end = edges[-1]
    more = origin + len(window) < len(line)
    if not origin and not more and end <= room:
        return _Strip("".join(text for _, text in clusters), 0, edges)
    ellipsis = pen.glyphs.ellipsis
    size = len(ellipsis)
    from_cell, to_cell = (edges[min(column - origin, len(window))] for column in focus)
    left = 0
    if origin or to_cell > room - size:
        left = max(0, from_cell - room // 4)
        if not more:
            left = min(left, max(0, end - room))
    cut_head = bool(origin or left)
    first = left + size if left else 0
    last = first + room - size * cut_head
    cut_tail = more or end > last
    last -= size * cut_tail
    kept = [(start, text) for start, text in clusters if first <= start and start + cell_len(text) <= last]
    shift = (kept[0][0] if kept else first) - size * cut_head
    body = "".join(text for _, text in kept)
    return _Strip(
        f"{ellipsis * cut_head}{body}{ellipsis * cut_tail}", origin, [edge - shift for edge in edges]
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place on one line, in columns from 0 or, once the line is cropped, in cells."""

    start: int
    end: int
    label: str
    primary: bool

    def on(self, strip: _Strip) -> _Mark:
        """The mark in cells of what is shown; one that covers nothing is one cell wide."""
        start = strip.cell(self.start)
        return _Mark(start, max(strip.cell(self.end), start + 1), self.label, self.primary)


def _marks(source: Source, places: Sequence[Underline], pen: Pen) -> dict[int, list[_Mark]]:
    """The marks by line; a place over several lines is marked on its first, and says where it ends."""
    marks: dict[int, list[_Mark]] = {}
    for place in places:
        span = source.trimmed(place.span)
        first, last = source.position(span.start), source.position(span.end)
        length = len(source.line(first.line))
        label, end = place.label, last.column - 1
        if last.line > first.line:
            end = length
            to_line = f"{pen.glyphs.ellipsis} to line {last.line}"
            label = f"{to_line} {pen.glyphs.dot} {label}" if label else to_line
        mark = _Mark(min(first.column - 1, length), min(end, length), pen.escape(label), place.primary)
        marks.setdefault(first.line, []).append(mark)
    return marks


def _packed(marks: Sequence[_Mark]) -> list[list[_Mark]]:
    """Marks of one line by the row on which they are drawn: a label ends its row, overlaps need two."""
    rows: list[list[_Mark]] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if rows and not rows[-1][-1].label and rows[-1][-1].end < mark.start:
            rows[-1].append(mark)
        else:
            rows.append([mark])
    return rows


def _under(marks: Sequence[_Mark], bar: str, style: str, room: int, pen: Pen) -> Iterator[Text]:
    """The rows under one source line: underlines and their labels."""
    for row in _packed(marks):
        line = Text(bar, FRAME_STYLE)
        for mark in row:
            glyph = pen.glyphs.primary if mark.primary else pen.glyphs.secondary
            line.pad_right(len(bar) + mark.start - cell_len(line.plain))
            line.append(glyph * (mark.end - mark.start), style if mark.primary else SECONDARY_STYLE)
        last = row[-1]
        if not last.label:
            yield line
            continue
        label = Text(last.label, style if last.primary else SECONDARY_STYLE)
        after, needed = room - last.end - 1, cell_len(last.label)
        if needed > after and after < LABEL_ROOM:
            yield line
            line = Text(bar + " " * max(0, min(last.start, room - max(needed, LABEL_ROOM))), FRAME_STYLE)
        else:
            line.append(" ")
        yield from pen.wrap(line, bar + " " * (cell_len(line.plain) - len(bar)), label)


def frame(
    source: Source | None, header: str, places: Sequence[Underline], style: str, margin: int, pen: Pen
) -> list[Text]:
    """One frame that shows all `places` of a file, the primary one in `style`, under a header.

    `source` is None when the text is not at hand: then the labels stand alone. `margin` is what `gutter`
    gives for the same places.
    """
    edge = " " * (margin + 1)
    glyphs = pen.glyphs
    bar = f"{edge}{glyphs.bar} "
    lines = pen.wrap(Text(f"{edge}{glyphs.top} ", FRAME_STYLE), f"{bar} ", Text(header))
    if source is None:
        for place in places:
            if place.label:
                lines += pen.wrap(Text(bar, FRAME_STYLE), bar, Text(pen.escape(place.label), style))
    else:
        lines += _body(source, places, style, bar, pen)
    return [*lines, Text(f"{edge}{glyphs.bottom}", FRAME_STYLE)]


def gutter(source: Source | None, places: Sequence[Underline]) -> int:
    """How many cells the line numbers of a frame need."""
    if source is None:
        return 1
    return len(str(max(source.position(source.trimmed(place.span).start).line for place in places)))


def _body(source: Source, places: Sequence[Underline], style: str, bar: str, pen: Pen) -> Iterator[Text]:
    marks = _marks(source, places, pen)
    room = LONGEST_UNWRAPPED if pen.width is None else pen.width - len(bar) - 1
    label_room = room if pen.width is not None else 1_000_000
    shown_before = 0
    for number in sorted(marks):
        if shown_before and number - shown_before > NEAR:
            yield Text(f"{bar[:-2]}{pen.glyphs.gap}", FRAME_STYLE)
            shown_before = number - 1
        for between in range(shown_before + 1 if shown_before else number, number + 1):
            here = marks.get(between, [])
            focus = next((mark for mark in here if mark.primary), here[0] if here else _Mark(0, 0, "", False))
            strip = _strip(source.line(between), (focus.start, focus.end), room, pen)
            yield _joined(Text(f"{between:>{len(bar) - 3}}{bar[-3:]}", FRAME_STYLE), Text(strip.text))
            yield from _under([mark.on(strip) for mark in here], bar, style, label_room, pen)
        shown_before = number
