"""All deadlines of one ticket: when each falls due and by which clause, and a drawing of the hours in between; as text, as
Markdown, and as data.

**The drawing.** A row of cells for each hours block on which a deadline counts, with the logged ticket and the letters of the
deadlines below. Up to a day and a half the cells are minutes; up to ten days they are hours; up to six weeks each week has a
strip of its own; beyond that a cell is a day, and beyond a year a week. Where deadlines lie so close to the ticket that they
would share its cell, a drawing of the first hours comes before.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from clausecheck.agreement.calendars import data_versions
from clausecheck.agreement.clock import DAY, WEEK, HoursClock, OutOfRange, seconds_of
from clausecheck.agreement.deadlines import CALLED
from clausecheck.agreement.targets import DIMENSIONS
from clausecheck.agreement.words import day_words, length_words
from clausecheck.finding import SCHEMA_VERSION
from clausecheck.quick import dataclass
from clausecheck.reports import happened
from clausecheck.reports.deadlines import (
    DATE,
    MAYBE,
    MOMENT,
    PROMISE,
    SECONDS,
    TABLE_ROOM,
    TEXT,
    TRUTH,
    many,
    maybe,
    promise_data,
    schema_head,
)
from clausecheck.reports.json_report import members
from clausecheck.reports.markdown import escaped, fenced
from clausecheck.reports.markdown import row as markdown_row
from clausecheck.reports.matrix import STAR, promise
from clausecheck.reports.terminal import ASCII, Pen
from clausecheck.reports.ticket import Simulation, TicketDeadline

_WIDTH = 100
_NARROWEST = 40
_FEWEST = 20
"""How many cells a drawing in minutes has at least."""
_MINUTES = ((60, 600), (120, 1200), (300, 3600), (600, 7200), (900, 7200), (1800, 14400))
"""How long its cells are, and how far its ticks are apart, in seconds."""
_MOST_DAYS = 20
"""How many unusual days are named."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


# ---- the drawing


@dataclass(frozen=True, slots=True)
class TimelineGlyphs:
    """What the drawing is made of, each one cell wide."""

    open: str
    partly: str
    closed: str
    bar: str
    logged: str
    waiting: str = "~"


_GLYPHS = TimelineGlyphs("█", "▒", "·", "│", "●")
_ASCII_GLYPHS = TimelineGlyphs("=", "-", ".", "|", "@")


def glyphs_of(pen: Pen) -> TimelineGlyphs:
    """The characters that an encoding has."""
    if pen.glyphs is ASCII:
        return _ASCII_GLYPHS
    try:
        "".join((_GLYPHS.open, _GLYPHS.partly, _GLYPHS.closed, _GLYPHS.bar, _GLYPHS.logged)).encode(
            pen.encoding
        )
    except UnicodeEncodeError:  # then it is drawn in ASCII
        return _ASCII_GLYPHS
    return _GLYPHS


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip of the drawing: `edges` are the instants between its cells, one more than there are cells; `labels` stand at
    cells, each after a bar. `gutter` is what stands to the left of the labels."""

    edges: tuple[int, ...]
    labels: tuple[tuple[int, str], ...]
    gutter: str

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.edges[0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.edges[-1]

    def cell(self, instant: int) -> int:
        """In which cell an instant lies."""
        return min(bisect_right(self.edges, instant), len(self.edges) - 1) - 1


@dataclass(frozen=True, slots=True)
class Panel:
    """Strips of one scale. `step` is how long a cell is, in seconds; `closing` says that a deadline which is the end of a cell
    stands in that cell, as in cells of hours, and `whole` that a cell is open in which the hours open at all."""

    strips: tuple[Strip, ...]
    step: int
    closing: bool
    whole: bool
    title: str = ""

    def place(self, instant: int) -> tuple[int, int] | None:
        """The strip and the cell in which an instant is marked; `None` outside of them."""
        for number, strip in enumerate(self.strips):
            if strip.start <= instant < strip.end:
                return number, strip.cell(instant)
        return None

    def due_place(self, instant: int, logged: int) -> tuple[int, int] | None:
        """The same for a deadline, which belongs to the time before it."""
        return self.place(max(logged, instant - 1) if self.closing else instant)


class Drawing:
    """The drawing of a simulation in so many cells."""

    def __init__(self, simulation: Simulation, cells: int, unusual: frozenset[dt.date]) -> None:
        self.simulation = simulation
        self.zone = simulation.report.zone
        self.cells = cells
        self.unusual = unusual

    def panels(self) -> list[tuple[Panel, list[TicketDeadline]]]:
        """The drawings, each with the deadlines that it marks: of the first hours where that needs one, and of all."""
        simulation = self.simulation
        found: list[tuple[Panel, list[TicketDeadline]]] = []
        rest = simulation.marked
        last = simulation.last
        while True:
            panel = self.panel(simulation.logged, last)
            close = self._close(panel, rest, last)
            if not close or len(found) == 2:
                found.append((panel, rest))
                break
            later = [due for due in rest if due not in close]
            found.append((panel, later))
            rest, last = close, max(due.at or 0 for due in close)
        return list(reversed(found))

    def _close(self, panel: Panel, rest: Sequence[TicketDeadline], last: int) -> list[TicketDeadline]:
        """The deadlines so soon after the ticket that they need a drawing of their own, because some share a cell."""
        logged = self.simulation.logged
        soon = [due for due in rest if due.at is not None and (due.at - logged) * 8 <= last - logged]
        if not soon or (soon[-1].at or 0) - logged < 60:
            return []
        places = [panel.place(logged), *(panel.due_place(due.at or 0, logged) for due in soon)]
        apart = {due.at for due in soon} | {logged}
        return soon if len(set(places)) < len(apart) else []

    def panel(self, start: int, last: int) -> Panel:
        """Strips from an instant to another, at the finest scale that has room."""
        first, final = self._date(start), self._date(max(start, last - 1))
        days = (final - first).days + 1
        if last - start <= 36 * 3600 and (found := self._minutes(start, last)) is not None:
            return found
        for step in (3600, 7200, 10800):
            if days * DAY // step <= self.cells:
                return self._hours(first, days, days, step)
        first -= dt.timedelta(days=first.weekday())
        weeks = (final - first).days // 7 + 1
        for step in (7200, 10800, 14400, 21600, 28800):
            if WEEK // step <= self.cells and weeks <= 6:
                return self._hours(first, weeks * 7, 7, step)
        if weeks * 7 <= 6 * (self.cells // 7) * 7:
            return self._dates(first, weeks, self.cells // 7)
        return self._weeks(first, weeks)

    def _date(self, instant: int) -> dt.date:
        return dt.datetime.fromtimestamp(instant, self.zone).date()

    def _instant(self, day: dt.date, seconds: int = 0) -> int:
        wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=seconds)
        return seconds_of(wall.replace(tzinfo=self.zone))

    def _minutes(self, start: int, last: int) -> Panel | None:
        """Cells of equal length, with a tick at full hours or parts of them; `None` where there is no room for them."""
        local = dt.datetime.fromtimestamp(start, self.zone)
        for step, tick in _MINUTES:
            begin = start - (local.hour * 3600 + local.minute * 60 + local.second) % tick
            count = -(-max(last + 1 - begin, _FEWEST * step) // tick) * (tick // step)
            if count <= self.cells:
                break
        else:
            return None
        edges = tuple(begin + number * step for number in range(count + 1))
        labels: list[tuple[int, str]] = []
        before = None
        for number, edge in enumerate(edges[:-1]):
            local = dt.datetime.fromtimestamp(edge, self.zone)
            if (local.hour * 3600 + local.minute * 60 + local.second) % tick == 0:
                labels.append((number, f"{local:%H:%M}"))
            if before is not None and local.date() != before:
                labels.append((number, _short(local.date())))
            before = local.date()
        return Panel((Strip(edges, tuple(labels), _short(self._date(begin))),), step, False, False)

    def _hours(self, first: dt.date, days: int, each: int, step: int) -> Panel:
        """Cells of some hours of local time, so that all days have as many; strips of so many days."""
        per_day = DAY // step
        strips = []
        for begin in range(0, days, each):
            dates = [first + dt.timedelta(days=number) for number in range(begin, min(begin + each, days))]
            edges = [self._instant(day, step * number) for day in dates for number in range(per_day)]
            edges.append(self._instant(dates[-1] + dt.timedelta(days=1)))
            labels = [(number * per_day, self._label(day, per_day)) for number, day in enumerate(dates)]
            strips.append(
                Strip(_ascending(edges), tuple(labels), f"{_MONTHS[dates[0].month - 1]} {dates[0].year}")
            )
        return Panel(tuple(strips), step, True, False)

    def _label(self, day: dt.date, room: int) -> str:
        star = "*" if day in self.unusual else ""
        if room >= 12:
            return _short(day) + star
        if room >= 8:
            return " ".join(_short(day).split()[:2]) + star
        return f"{day.day}{star}"

    def _dates(self, first: dt.date, weeks: int, each: int) -> Panel:
        """One cell a day."""
        strips = []
        for begin in range(0, weeks, each):
            count = 7 * min(each, weeks - begin)
            dates = [first + dt.timedelta(days=7 * begin + number) for number in range(count + 1)]
            labels = [(number, _day_month(dates[number])) for number in range(0, count, 7)]
            edges = _ascending([self._instant(day) for day in dates])
            strips.append(Strip(edges, tuple(labels), f"{dates[0].year}"))
        return Panel(tuple(strips), DAY, True, True)

    def _weeks(self, first: dt.date, weeks: int) -> Panel:
        """One cell a week."""
        strips = []
        for begin in range(0, weeks, self.cells):
            count = min(self.cells, weeks - begin)
            dates = [first + dt.timedelta(days=7 * (begin + number)) for number in range(count + 1)]
            labels = [
                (number, f"{_MONTHS[day.month - 1]} {day.year}")
                for number, day in enumerate(dates[:-1])
                if day.day <= 7 and day.month % 3 == 1
            ]
            strips.append(
                Strip(tuple(self._instant(day) for day in dates), tuple(labels), f"{dates[0].year}")
            )
        return Panel(tuple(strips), WEEK, True, True)


def _short(day: dt.date) -> str:
    """`Fri 28 May`."""
    return day_words(day).rpartition(" ")[0]


def _day_month(day: dt.date) -> str:
    return _short(day).partition(" ")[2]


def _ascending(edges: Sequence[int]) -> tuple[int, ...]:
    """Edges that never go back, also where clocks do."""
    made: list[int] = []
    for edge in edges:
        made.append(max(edge, made[-1]) if made else edge)
    return tuple(made)


# ---- lines of the drawing


def lines(simulation: Simulation, pen: Pen) -> list[Text]:
    """The drawing with its legend and the names of unusual days."""
    chars = glyphs_of(pen)
    width = max(_NARROWEST, min(pen.width or _WIDTH, 2 * _WIDTH))
    clocks = simulation.clocks()
    gutter = max(8, min(20, max(len(clock.spec.name) for clock in clocks))) + 4
    days = simulation.days(*simulation.window())
    unusual = frozenset(date for day in days for date in day.dates())
    drawing = Drawing(simulation, width - gutter, unusual)
    panels = drawing.panels()
    made: list[Text] = []
    for number, (panel, dues) in enumerate(panels):
        if len(panels) > 1:
            made.append(Text(_title(panels, number), "italic"))
        for at in range(len(panel.strips)):
            made += _strip_lines(simulation, panel, at, dues, gutter, chars)
        used = {
            cell for strip in panel.strips for clock in clocks for cell in _cells(clock, panel, strip, chars)
        }
        waiting = f"   {chars.waiting} somebody is awaited" if simulation.waits() else ""
        made.append(Text(_legend(panel, used, chars) + waiting, "dim"))
        made.append(Text())
    shown = [(f"* {day}" if any("*" in line.plain for line in made) else str(day)) for day in days]
    for text in shown[:_MOST_DAYS]:
        made += pen.wrap(Text("  "), "    ", Text(pen.escape(text)))
    if len(shown) > _MOST_DAYS:
        made.append(Text(f"  and {len(shown) - _MOST_DAYS} more such days"))
    if shown:
        made.append(Text())
    return made


def _title(panels: Sequence[tuple[Panel, list[TicketDeadline]]], number: int) -> str:
    _, dues = panels[number]
    letters = [due.letter for due in dues]
    wording = f"{letters[0]} to {letters[-1]}" if len(letters) > 2 else " and ".join(letters)
    return f"{'The first hours' if number == 0 else 'Later'}: {wording}" if letters else "All of it"


def _strip_lines(
    simulation: Simulation, panel: Panel, at: int, dues: Sequence[TicketDeadline], gutter: int, chars: TimelineGlyphs
) -> Iterator[Text]:  # fmt: skip
    strip = panel.strips[at]
    yield from _label_lines(strip, gutter, chars)
    for clock in simulation.clocks():
        name = clock.spec.name
        name = (
            name if len(name) <= gutter - 4 else name[: gutter - 5] + ("." if chars is _ASCII_GLYPHS else "…")
        )
        row = Text(f"  {name:<{gutter - 2}}")
        for cell in _cells(clock, panel, strip, chars):
            row.append(cell, "green" if cell != chars.closed else "dim")
        yield row
    if waits := simulation.waits():
        yield Text(f"  {'waiting':<{gutter - 2}}") + Text(_waiting(strip, waits, chars).rstrip(), "yellow")
    yield from _mark_lines(simulation, panel, at, dues, gutter, chars)


def _label_lines(strip: Strip, gutter: int, chars: TimelineGlyphs) -> Iterator[Text]:
    """The ticks: dates above times where both stand at one cell."""
    rows: list[str] = []
    room = max(len(strip.edges) - 2, 12)
    for times in (False, True):
        labels = [(cell, text) for cell, text in strip.labels if (":" in text) == times]
        line = ""
        for cell, text in labels:
            if len(line) <= cell <= room - len(text):
                line = line.ljust(cell) + chars.bar + text
        if line:
            rows.append(line)
    if not rows:
        rows = [""]
    for number, line in enumerate(rows):
        head = strip.gutter if number == len(rows) - 1 else ""
        yield Text(f"  {head:<{gutter - 2}}{line}", "bold")


def _cells(clock: HoursClock, panel: Panel, strip: Strip, chars: TimelineGlyphs) -> Iterator[str]:
    try:
        spans = clock.open_spans(strip.start, strip.end)
    except OutOfRange:  # drawn as unknown
        yield from "?" * (len(strip.edges) - 1)
        return
    at = 0
    for begin, end in pairwise(strip.edges):
        while at < len(spans) and spans[at].end <= begin:
            at += 1
        number, seconds = at, 0
        while number < len(spans) and spans[number].start < end:
            seconds += min(end, spans[number].end) - max(begin, spans[number].start)
            number += 1
        if seconds <= 0:
            yield chars.closed
        elif panel.whole or 2 * seconds >= end - begin:
            yield chars.open
        else:
            yield chars.partly


def _waiting(strip: Strip, waits: Sequence[tuple[int, int]], chars: TimelineGlyphs) -> str:
    """The cells in which somebody is awaited."""
    return "".join(
        chars.waiting if any(start < end_ and begin < end for start, end in waits) else " "
        for begin, end_ in pairwise(strip.edges)
    )


def _mark_lines(
    simulation: Simulation,
    panel: Panel,
    at: int,
    dues: Sequence[TicketDeadline],
    gutter: int,
    chars: TimelineGlyphs,
) -> Iterator[Text]:
    """The ticket and the letters, those of one cell below one another."""
    marks: list[tuple[int, str]] = []
    if (place := panel.place(simulation.logged)) is not None and place[0] == at:
        marks.append((place[1], chars.logged))
    for due in dues:
        place = panel.due_place(due.at or 0, simulation.logged)
        if place is not None and place[0] == at:
            marks.append((place[1], due.letter))
    rows: list[str] = []
    for cell, mark in marks:
        for number, row in enumerate(rows):
            if len(row) <= cell:
                rows[number] = row.ljust(cell) + mark
                break
        else:
            rows.append(" " * cell + mark)
    for row in rows:
        yield Text(" " * gutter + row, "bold magenta")
    if len(panel.strips) > 1:
        yield Text()


def _legend(panel: Panel, used: set[str], chars: TimelineGlyphs) -> str:
    words = [f"{chars.logged} logged"]
    if chars.open in used:
        words.append(f"{chars.open} {'opens' if panel.whole else 'open'}")
    if chars.partly in used:
        words.append(f"{chars.partly} open for less than half of it")
    if chars.closed in used:
        words.append(f"{chars.closed} closed")
    if "?" in used:
        words.append("? not known")
    length = {WEEK: "1 week"}.get(panel.step) or length_words(panel.step)
    return f"  {'   '.join(words)}   one cell: {length}"


# ---- as text


def working_words(seconds: int) -> str:
    """A length of open time, in hours and minutes: a working day has no fixed length."""
    hours, rest = divmod(seconds, 3600)
    words = [f"{hours} {'hour' if hours == 1 else 'hours'}"] * bool(hours)
    if rest or not hours:
        words.append(length_words(rest))
    return " ".join(words)


def _rows(simulation: Simulation) -> list[tuple[str, ...]]:
    """The deadlines in words: letter, what, promise, due, real time, working time, clause."""
    report = simulation.report
    made: list[tuple[str, ...]] = []
    for due in simulation.marked:
        elapsed = length_words((due.at or 0) - simulation.logged)
        worked = f"{working_words(due.working)} of {due.hours}" if due.working is not None else "-"
        clause = f"{report.home(due.promise.clause)}, line {report.lines(due.promise.clause)}"
        when = report.when(due.at or 0)
        made.append((due.letter, due.promise.called, due.promise.words, when, elapsed, worked, clause))
    return made


_HEADINGS = ("", "deadline", "promised", "falls due", "real time", "working time", "by the clause")


def open_words(simulation: Simulation) -> Iterator[str]:
    """What has no moment: what is not guaranteed, and what cannot be computed."""
    report = simulation.report
    for due in simulation.dues:
        if due.at is None:
            clause = f"{report.home(due.promise.clause)}, line {report.lines(due.promise.clause)}"
            if due.undecided:
                bound = f"; not before {report.when(due.not_before)}" if due.not_before is not None else ""
                yield f"{due.promise.called} {due.promise.words}: undecided, because {due.undecided}{bound} ({clause})"
            else:
                yield f"{due.promise.called}: {due.promise.words} ({clause})"


def blocks(simulation: Simulation, pen: Pen) -> Iterator[RenderableType]:
    """The ticket, its deadlines, the drawing and the notes, for a rich console."""
    yield from pen.wrap(Text(), "  ", Text(pen.escape(simulation.about()), "bold"))
    for text in simulation.remarks():
        yield from pen.wrap(Text("  "), "    ", Text(pen.escape(text), "yellow"))
    yield Text()
    if simulation.marked:
        yield from _deadlines(simulation, pen)
        yield Text()
    for text in open_words(simulation):
        yield from pen.wrap(Text("  "), "      ", Text(pen.escape(text)))
    if simulation.events:
        if len(simulation.marked) < len(simulation.dues):
            yield Text()
        yield Text("What happened", "bold")
        for when, what, told in happened.lines(simulation):
            yield from pen.wrap(Text("  "), "    ", Text(pen.escape(f"{when}: {what}")))
            for words in told:
                yield from pen.wrap(Text("    "), "      ", Text(pen.escape(words), "dim"))
        yield Text()
    if not simulation.dues:
        yield Text("This agreement promises nothing for such a ticket.\n")
    elif len(simulation.marked) < len(simulation.dues) and not simulation.events:
        yield Text()
    if simulation.marked:
        yield from lines(simulation, pen)
    for text in simulation.notes():
        yield from pen.wrap(Text("  "), "    ", Text(pen.escape(text), "dim"))


def _deadlines(simulation: Simulation, pen: Pen) -> Iterator[RenderableType]:
    rows = _rows(simulation)
    if pen.width is None or pen.width >= TABLE_ROOM:
        made = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for heading in _HEADINGS:
            made.add_column(heading, overflow="fold")
        for row in rows:
            made.add_row(*(Text(pen.escape(cell)) for cell in row))
        yield made
        return
    for letter, called, words, when, elapsed, worked, clause in rows:
        head = Text.assemble((f"{letter:>2} ", "bold magenta"), (f"{when}  ", "bold"))
        yield from pen.wrap(head, " " * 6, Text(pen.escape(f"{called}: {words}")))
        spent = f"after {elapsed}" + (f", {worked}" if worked != "-" else "")
        yield from pen.wrap(Text("      "), " " * 8, Text(pen.escape(f"{spent}; {clause}"), "dim"))


# ---- as Markdown


def markdown(simulation: Simulation) -> str:
    """The same as Markdown, safe to paste anywhere; the drawing stands in a block of code."""
    made = [f"### {escaped(simulation.about())}", ""]
    made += [f"- {escaped(text)}" for text in simulation.remarks()]
    made += [""] * bool(list(simulation.remarks()))
    if simulation.marked:
        made.append("| " + " | ".join(_HEADINGS) + " |")
        made.append("|---" * len(_HEADINGS) + "|")
        made += [markdown_row(*row) for row in _rows(simulation)]
        made.append("")
    made += [f"- {escaped(text)}" for text in open_words(simulation)]
    if simulation.events:
        made += [""] * bool(made[-1])
        made += ["| when | what happened | what it does |", "|---|---|---|"]
        made += [
            f"| {escaped(when)} | {escaped(what)} | {'<br>'.join(escaped(words) for words in told)} |"
            for when, what, told in happened.lines(simulation)
        ]
        made.append("")
    if not simulation.dues:
        made.append("This agreement promises nothing for such a ticket.")
    if simulation.marked:
        pen = Pen.of(None, False, "utf-8")
        drawn = [line.plain.rstrip() for line in lines(simulation, pen)]
        made += [""] * bool(made[-1])
        made += [*fenced(drawn[: -1 if not drawn[-1] else None]), ""]
    made += [f"- {escaped(text)}" for text in simulation.notes()]
    return "\n".join(made)


# ---- as data


def data(simulation: Simulation) -> dict[str, Any]:
    """The simulation as JSON values: moments in ISO 8601 with their offset, lengths of time in whole seconds."""
    report = simulation.report
    horizon = report.semantics.horizon
    local = report.deadlines.reference.local(simulation.first_logged)
    first, last = simulation.window()
    return {
        "schemaVersion": SCHEMA_VERSION,
        "file": report.agreement.source.path,
        "asOf": report.as_of.isoformat(),
        "zone": report.zone.key,
        "data": dict(data_versions()),
        "ticket": {
            **{name: getattr(simulation.first_case, name) for name in DIMENSIONS},
            "logged": local.isoformat(),
            "inTerm": horizon.first <= local.date() <= horizon.last,
        },
        "priorityNow": simulation.case.priority,
        "remarks": list(simulation.remarks()),
        "deadlines": [_due_data(simulation, due) for due in simulation.dues],
        "events": happened.data(simulation),
        "hours": [_hours_data(simulation, clock) for clock in simulation.clocks()],
        "days": [
            {
                "first": day.day.isoformat(),
                "last": max(day.day, day.last).isoformat(),
                "what": day.what,
                "hours": day.hours or None,
            }
            for day in simulation.days(first, last)
        ],
        "narrower": [
            {
                "kind": CALLED[target.kind],
                "promise": promise(target).removesuffix(STAR),
                "for": missing,
                "path": target.clause.path,
                "line": report.line(target.clause),
            }
            for target, missing in simulation.narrower()
        ],
    }


def _due_data(simulation: Simulation, due: TicketDeadline) -> dict[str, Any]:
    report = simulation.report
    made = promise_data(report, due.promise)
    if due.undecided:
        made |= {"state": "undecided", "reason": due.undecided}
    return made | {
        "letter": due.letter or None,
        "due": report.iso(due.at) if due.at is not None else None,
        "notBefore": report.iso(due.not_before) if due.not_before is not None else None,
        "moved": due.moved,
        "met": report.iso(due.met) if due.met is not None else None,
        "elapsed": due.at - simulation.logged if due.at is not None else None,
        "working": due.working,
        "workingHours": due.hours or None,
        "starts": report.iso(due.starts) if due.starts is not None else None,
    }


def _hours_data(simulation: Simulation, clock: HoursClock) -> dict[str, Any]:
    """The open stretches of hours from the ticket to its last deadline."""
    report = simulation.report
    try:
        spans = clock.open_spans(simulation.logged, simulation.last)
    except OutOfRange:  # the deadline itself is undecided then, and says so
        spans = []
    open_ = [{"from": report.iso(span.start), "to": report.iso(span.end)} for span in spans]
    return {"name": clock.spec.name, "open": open_}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `data`. All members named here are always present; a reader must allow for others."""
    span = members(**{"from": MOMENT}, to=MOMENT)
    line = {"type": "integer", "minimum": 1}
    return {
        **schema_head("Deadlines of one ticket"),
        **members(
            schemaVersion={"const": SCHEMA_VERSION},
            file=TEXT,
            asOf=DATE,
            zone=TEXT,
            data={"type": "object", "additionalProperties": TEXT},
            ticket=members(**dict.fromkeys(DIMENSIONS, MAYBE), logged=MOMENT, inTerm=TRUTH),
            priorityNow={**MAYBE, "description": "its priority after the last event"},
            remarks=many(TEXT),
            deadlines=many(
                members(
                    **PROMISE,
                    letter={**MAYBE, "description": "how the drawing marks it"},
                    due=maybe(MOMENT),
                    notBefore={**maybe(MOMENT), "description": "the earliest moment of what is undecided"},
                    moved={"type": "integer", "description": "by how many seconds events have moved it"},
                    met={**maybe(MOMENT), "description": "when an event met it"},
                    elapsed=maybe(SECONDS),
                    working=maybe(SECONDS),
                    workingHours={**MAYBE, "description": "the hours of which `working` is the open time"},
                    starts=maybe(MOMENT),
                )
            ),
            events=happened.json_schema(),
            hours=many(members(name=TEXT, open=many(span))),
            days=many(members(first=DATE, last=DATE, what=TEXT, hours=MAYBE)),
            narrower=many(members(kind=TEXT, promise=TEXT, **{"for": TEXT}, path=TEXT, line=line)),
        ),
    }
