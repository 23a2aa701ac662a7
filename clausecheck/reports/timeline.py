"""All deadlines of one ticket: when each falls due and by which clause, and a drawing of the hours in between; as text, as
Markdown, and as data.

**The drawing.** A row of cells for each hours block on which a deadline counts, with the logged ticket and the letters of the
deadlines below. Up to a day and a half the cells are minutes; up to ten days they are hours; up to six weeks each week has a
strip of its own; beyond that a cell is a day, and beyond a year a week. Where deadlines lie so close to the ticket that they
would share its cell, a drawing of the first hours comes before.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from clausecheck.agreement.calendars import data_versions, holiday_names
from clausecheck.agreement.clock import DAY, WEEK, Clock, ClockError, Closure, OutOfRange, seconds_of
from clausecheck.agreement.deadlines import Deadline, start_rules, waiting_clock, waits_for_opening
from clausecheck.agreement.due import NEVER
from clausecheck.agreement.targets import DIMENSIONS, Case, Target, effective
from clausecheck.agreement.words import day_words, length_words
from clausecheck.finding import SCHEMA_VERSION
from clausecheck.language.tree import Pauses
from clausecheck.language.write import write
from clausecheck.reports.deadlines import (
    CALLED,
    DATE,
    MAYBE,
    MOMENT,
    PROMISE,
    SECONDS,
    TEXT,
    TRUTH,
    DeadlineReport,
    Promise,
    data_words,
    many,
    maybe,
    members,
    promise_data,
    promised,
    promises,
    schema_head,
)
from clausecheck.reports.frames import ASCII, Pen
from clausecheck.reports.markdown import escaped
from clausecheck.reports.matrix import NOTE, STAR

EXAMPLE = "2027-05-28 16:50"
_AT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)")
_YEARS = range(1900, 2200)
_FARTHEST = 200 * 366 * DAY
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WIDTH = 100
_NARROWEST = 42
_FEWEST = 30  # cells of a drawing in minutes


# ---- the ticket


class BadMoment(ValueError):
    """A moment that cannot be read; the message says how to write one."""


def moment(text: str) -> dt.datetime:
    """A local date and time: ISO 8601 with `T` or a blank, seconds optional. Raises `BadMoment`."""
    match = _AT.fullmatch(text.strip())
    try:
        found = dt.datetime.fromisoformat("T".join(match.groups())) if match else None
    except ValueError as error:
        raise BadMoment(f"{text!r}: {error}; write it like {EXAMPLE!r}") from None
    if found is None:
        raise BadMoment(f"{text!r} is not a date and a time; write it like {EXAMPLE!r}")
    if found.year not in _YEARS:
        raise BadMoment(f"{text!r} is too far away; the years {_YEARS[0]} to {_YEARS[-1]} can be computed")
    return found


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline of the ticket. `at` is `None` where `undecided` says why it cannot be computed, and where nothing is
    guaranteed; `letter` is how the drawing marks it. `working` is the open time until then of the hours `hours`, in
    seconds; `starts` is when its clock starts, where that is later than the ticket, and `start_line` the line that says so."""

    promise: Promise
    letter: str = ""
    at: int | None = None
    working: int | None = None
    hours: str = ""
    starts: int | None = None
    start_line: int = 0
    undecided: str = ""


class Simulation:
    """One ticket of a case, logged at a local time of the agreement's zone."""

    def __init__(self, report: DeadlineReport, case: Case, local: dt.datetime) -> None:
        self.report = report
        self.case = case
        self.asked = local
        self.logged = seconds_of(local.replace(tzinfo=report.zone, fold=0))
        self.dues = self._dues()

    def _dues(self) -> list[Due]:
        found = [due for one in promises(self.report.deadlines, self.case) if (due := self._due(one))]
        decided = sorted((due for due in found if due.at is not None), key=lambda due: due.at or 0)
        letters = [*_LETTERS, *(f"{first}{second}" for first in _LETTERS for second in _LETTERS)]
        named = [replace(due, letter=letter) for due, letter in zip(decided, letters, strict=False)]
        return [*named, *(due for due in found if due.at is None)]

    def _due(self, one: Promise) -> Due | None:
        """When a promise falls due; `None` where it is not for tickets of this moment."""
        if one.deadline is None:
            return Due(one, undecided=one.undecided)
        t, deadline = self.logged, one.deadline
        try:
            if not deadline.logged.holds(t):
                return None
            at = deadline.due(t)
        except (ClockError, OverflowError, ValueError):
            return Due(one, undecided="the ticket lies too far from the term to be computed")
        if at == NEVER:
            return Due(one, undecided="the hours on which it counts do not open again")
        if at - t > _FARTHEST:
            return Due(one, undecided="it lies beyond what calendars cover")
        for clock in deadline.due.clocks() | deadline.logged.clocks:
            if at > clock.decided_until:
                return Due(one, undecided=f"the holidays of `{clock.spec.name}` are not known for that time")
        starts, line = self._starts(deadline)
        hours = deadline.target.hours
        counted = [clock for clock in deadline.due.clocks() if clock.spec.name == hours != "always"]
        working = counted[0].working_time(t, at) if counted else None
        return Due(one, "", at, working, hours if counted else "", starts, line)

    def _clocks(self, deadline: Deadline) -> list[Clock]:
        """The hours blocks on which a deadline depends, by name."""
        clocks = {clock.spec.name: clock for clock in deadline.due.clocks() | deadline.logged.clocks}
        return [clock for name, clock in sorted(clocks.items()) if name != "always"]

    def _starts(self, deadline: Deadline) -> tuple[int | None, int]:
        """When the clock of a deadline starts that waits for an opening, and the line that makes it wait."""
        if waits_for_opening(deadline.target):
            for node in start_rules(self.report.deadlines, deadline.target.kind, deadline.case):
                clock = waiting_clock(self.report.deadlines, node, deadline.target)
                opening = clock.first_open(self.logged) if clock is not None else None
                if opening is not None and opening > self.logged:
                    return opening, self.report.line(node)
        return None, 0

    # ---- what the drawing and the notes need

    @property
    def marked(self) -> list[Due]:
        """The deadlines with a moment, the first one first."""
        return [due for due in self.dues if due.at is not None]

    @property
    def last(self) -> int:
        """The last moment of the drawing."""
        return max([self.logged, *(due.at or 0 for due in self.marked)])

    def clocks(self) -> list[Clock]:
        """The hours blocks of the drawing, in the order of the agreement; around the clock where there are none."""
        found: dict[str, Clock] = {}
        for due in self.marked:
            if due.promise.deadline is not None:
                found |= {clock.spec.name: clock for clock in self._clocks(due.promise.deadline)}
        order = list(self.report.agreement.names.get("hours", {}))
        named = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
        return [found[name] for name in named] or [self.report.deadlines.reference]

    def about(self) -> str:
        """The ticket in words."""
        words = [f"{self.case.priority} ticket" if self.case.priority else "ticket"]
        words += [f"for {self.case.service}"] * bool(self.case.service)
        words += [f"in plan {self.case.plan}"] * bool(self.case.plan)
        words += [f"at {self.case.site}"] * bool(self.case.site)
        zone = "" if self.report.zone_words().endswith("stated") else f" ({self.report.zone.key})"
        return f"{' '.join(words)}, logged {self.report.when(self.logged)}{zone}"

    def remarks(self) -> Iterator[str]:
        """What must be known about the moment of logging."""
        there = self.report.deadlines.reference.local(self.logged)
        asked = self.asked.replace(tzinfo=self.report.zone)
        if there.replace(tzinfo=None) != self.asked:
            yield (
                f"{self.asked:%H:%M} does not exist on {day_words(self.asked.date())}, because clocks go forward:"
                f" taken as {there:%H:%M}"
            )
        elif asked.utcoffset() != asked.replace(fold=1).utcoffset():
            yield (
                f"{self.asked:%H:%M} comes twice on {day_words(self.asked.date())}, because clocks go back:"
                " the first one is taken"
            )
        horizon = self.report.meaning.horizon
        if there.date() < horizon.first:
            yield f"the ticket comes before the agreement holds, which is from {day_words(horizon.first)}"
        elif there.date() > horizon.last:
            yield f"the ticket comes after the time that is computed, which ends with {day_words(horizon.last)}"
        if self.report.zone_words().endswith("stated"):
            yield f"all moments are {self.report.zone_words()}"

    def notes(self) -> Iterator[str]:
        """What else concerns the ticket: clocks that start later or pause, and targets of narrower cases."""
        for due in self.marked:
            if due.starts is not None:
                yield f"{due.letter}: its clock starts {self.report.when(due.starts)} (line {due.start_line})"
            if due.promise.kind == "update":
                yield f"{due.letter}: the first update; the next ones follow {due.promise.words.removesuffix(STAR)}"
        if pauses := list(self.pauses()):
            yield f"the clock pauses when {', or when '.join(pauses)}: that time is not in these deadlines"
        for clock in self.clocks():
            if clock.spec.zone != self.report.zone.key:
                yield f"{clock.spec.name} keeps the time of {clock.spec.zone}; the drawing is in that of {self.report.zone.key}"
        for target, missing in self.narrower():
            line = self.report.line(target.clause)
            yield f"only for {missing}: {CALLED[target.kind]}, {promised(target)} (line {line})"
        if any(due.promise.words.endswith(STAR) for due in self.dues):
            yield NOTE
        yield data_words()

    def pauses(self) -> Iterator[str]:
        """When the clock of the ticket pauses, in words."""
        names = self.report.agreement.names
        found: dict[str, list[str]] = {}
        for node in self.report.agreement.all("pauses"):
            if not isinstance(node, Pauses):
                continue
            block = self.report.agreement.parent(node)
            around = block.for_ if block is not None else ()
            named = [{write(value) for value in values} for values in (node.for_, around)]
            if any(
                only and getattr(self.case, dimension) not in only
                for said in named
                for dimension in DIMENSIONS
                for only in [said & set(names.get(dimension, ()))]
            ):
                continue
            words = write(node.when).removeprefix("when ") if node.when is not None else "it is agreed"
            words += f", at most {write(node.at_most)}" if node.at_most is not None else ""
            found.setdefault(words, []).append(str(self.report.line(node)))
        for words, lines in found.items():
            yield f"{words} ({'line' if len(lines) == 1 else 'lines'} {', '.join(lines)})"

    def narrower(self) -> Iterator[tuple[Target, str]]:
        """Targets of the case that hold for a service, plan or site that the ticket does not name, and which."""
        for target in self.report.meaning.targets:
            missing: list[str] = []
            for dimension, names in target.scope:
                given: str | None = getattr(self.case, dimension)
                if given is None and dimension != "priority":
                    missing.append(f"{dimension} {' or '.join(sorted(names))}")
                elif given not in names:
                    break
            else:
                if missing and self._prevails(target):
                    yield target, ", ".join(missing)

    def _prevails(self, target: Target) -> bool:
        """Whether a target holds for a ticket that is also of the service, plan and site that it is for."""
        names = {dimension: min(names) for dimension, names in target.scope}
        case = replace(self.case, **names)
        among = [one for one in self.report.meaning.targets if one.condition in ("", target.condition)]
        return any(one is target for one in effective(among, target.kind, case))

    def days(self, first: dt.date, last: dt.date) -> list[Day]:
        """The days on which hours are not as usual, and those on which clocks change."""
        found = [day for clock in self.clocks() for day in _unusual(clock, first, last)]
        return sorted({*found, *_changes(self.report.zone, first, last)})

    def window(self) -> tuple[dt.date, dt.date]:
        """The local dates of the drawing, both included."""
        local = self.report.deadlines.reference.local
        return local(self.logged).date(), local(max(self.logged, self.last - 1)).date()


# ---- unusual days


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day on which hours are not as usual, or clocks change: the day, what it is, and of which hours, if of some. `last` is
    the last of several such days."""

    day: dt.date
    what: str
    hours: str = ""
    last: dt.date = dt.date.min

    def __str__(self) -> str:
        until = f" to {day_words(self.last)}" if self.last > self.day else ""
        return f"{day_words(self.day)}{until}: {self.what}"

    def dates(self) -> Iterator[dt.date]:
        """All of its days."""
        for ordinal in range(self.day.toordinal(), max(self.day, self.last).toordinal() + 1):
            yield dt.date.fromordinal(ordinal)


def _unusual(clock: Clock, first: dt.date, last: dt.date) -> Iterator[Day]:
    name = clock.spec.name
    try:
        opening = set(clock.opening_dates(first, last))
        named = clock.holidays_between(first, last)
    except OutOfRange:
        return
    for day, holiday, calendar in named:
        open_then = day in opening
        state = f"{name} is closed" if not open_then else f"{name} has other hours"
        yield Day(day, f"{holiday} ({calendar}), {state}", name)
    for rule in clock.spec.holidays:
        for day in sorted(rule.except_on):
            if first <= day <= last and (kept := holiday_names(rule.calendar, day.year).get(day)):
                state = "open as on any other day" if day in opening else "closed"
                yield Day(day, f"{kept} ({rule.calendar}) is excepted, {name} is {state}", name)
    for closure in clock.spec.closures:
        begin, end = max(first, closure.first), min(last, closure.last)
        if begin <= end:
            yield Day(begin, f"{name} is closed{_closed_words(closure)}", name, end)
    for season in clock.spec.seasons:
        if season.first <= last and first <= season.last:
            begin = max(first, season.first)
            until = f" until {day_words(season.last)}" if season.last.year < 2200 else ""
            yield Day(begin, f"{name} has its own hours of this season{until}", name)


def _closed_words(closure: Closure) -> str:
    words = ""
    if closure.closed_from is not None:
        words += f" from {closure.closed_from // 3600:02}:{closure.closed_from % 3600 // 60:02}"
    if closure.closed_until is not None:
        words += f" until {closure.closed_until // 3600:02}:{closure.closed_until % 3600 // 60:02}"
    return words


def _changes(zone: dt.tzinfo, first: dt.date, last: dt.date) -> Iterator[Day]:
    """The days on which clocks go forward or back."""
    if (last - first).days > 400:
        return
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        midnight = dt.datetime.combine(day, dt.time(), zone)
        following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
        before, after = midnight.utcoffset(), following.utcoffset()
        if before is None or after is None or before == after:
            continue
        low, high = seconds_of(midnight), seconds_of(following)
        while high - low > 1:
            middle = (low + high) // 2
            same = dt.datetime.fromtimestamp(middle, zone).utcoffset() == before
            low, high = (middle, high) if same else (low, middle)
        wall = dt.datetime.fromtimestamp(low, dt.UTC) + dt.timedelta(seconds=1) + before
        moved = "forward" if after > before else "back"
        apart = length_words(int(abs(after - before).total_seconds()))
        yield Day(day, f"clocks go {moved} by {apart} at {wall:%H:%M}")


# ---- the drawing


@dataclass(frozen=True, slots=True)
class Ink:
    """What the drawing is made of, each one cell wide."""

    open: str
    partly: str
    closed: str
    bar: str
    logged: str


_INK = Ink("█", "▒", "·", "│", "●")
_ASCII_INK = Ink("=", "-", ".", "|", "@")


def ink(pen: Pen) -> Ink:
    """The characters that an encoding has."""
    if pen.glyphs is ASCII:
        return _ASCII_INK
    try:
        "".join((_INK.open, _INK.partly, _INK.closed, _INK.bar, _INK.logged)).encode(pen.encoding)
    except UnicodeEncodeError:
        return _ASCII_INK
    return _INK


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

    def panels(self) -> list[tuple[Panel, list[Due]]]:
        """The drawings, each with the deadlines that it marks: of the first hours where that needs one, and of all."""
        simulation = self.simulation
        found: list[tuple[Panel, list[Due]]] = []
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

    def _close(self, panel: Panel, rest: Sequence[Due], last: int) -> list[Due]:
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
        if last - start <= 36 * 3600:
            return self._minutes(start, last)
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

    def _minutes(self, start: int, last: int) -> Panel:
        """Cells of equal length, with a tick at full hours or parts of them."""
        for step, tick in ((60, 600), (120, 1200), (300, 3600), (600, 7200), (900, 7200), (1800, 14400)):
            local = dt.datetime.fromtimestamp(start, self.zone)
            begin = start - (local.hour * 3600 + local.minute * 60 + local.second) % tick
            count = -(-max(last + 1 - begin, _FEWEST * step) // tick) * (tick // step)
            if count <= self.cells or step == 1800:
                break
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


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    drawing_ink = ink(pen)
    width = max(_NARROWEST, min(pen.width or _WIDTH, 2 * _WIDTH))
    clocks = simulation.clocks()
    gutter = max(8, min(20, max(len(clock.spec.name) for clock in clocks))) + 4
    days = simulation.days(*simulation.window())
    unusual = frozenset(date for day in days for date in day.dates())
    drawing = Drawing(simulation, width - gutter, unusual)
    panels = drawing.panels()
    made: list[Text] = []
    used: set[str] = set()
    for number, (panel, dues) in enumerate(panels):
        if len(panels) > 1:
            made.append(Text(_title(panels, number), "italic"))
        for at, strip in enumerate(panel.strips):
            made += _strip_lines(simulation, panel, at, strip, dues, gutter, drawing_ink, used)
        made.append(Text(_legend(panel, used, drawing_ink), "dim"))
        made.append(Text())
        used = set()
    shown = [(f"* {day}" if any("*" in line.plain for line in made) else str(day)) for day in days]
    for text in shown[:_MOST_DAYS]:
        made += pen.hang(Text("  "), "    ", Text(pen.show(text)))
    if len(shown) > _MOST_DAYS:
        made.append(Text(f"  and {len(shown) - _MOST_DAYS} more such days"))
    if shown:
        made.append(Text())
    return made


_MOST_DAYS = 20


def _title(panels: Sequence[tuple[Panel, list[Due]]], number: int) -> str:
    _, dues = panels[number]
    letters = [due.letter for due in dues]
    said = f"{letters[0]} to {letters[-1]}" if len(letters) > 2 else " and ".join(letters)
    return f"{'The first hours' if number == 0 else 'Later'}: {said}" if letters else "All of it"


def _strip_lines(
    simulation: Simulation, panel: Panel, at: int, strip: Strip, dues: Sequence[Due], gutter: int, chars: Ink,
    used: set[str],
) -> Iterator[Text]:  # fmt: skip
    yield from _label_lines(strip, gutter, chars)
    for clock in simulation.clocks():
        name = clock.spec.name
        name = name if len(name) <= gutter - 4 else name[: gutter - 5] + ("." if chars is _ASCII_INK else "…")
        row = Text(f"  {name:<{gutter - 2}}")
        for cell in _cells(clock, panel, strip, chars):
            used.add(cell)
            row.append(cell, "green" if cell != chars.closed else "dim")
        yield row
    yield from _mark_lines(simulation, panel, at, dues, gutter, chars)


def _label_lines(strip: Strip, gutter: int, chars: Ink) -> Iterator[Text]:
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


def _cells(clock: Clock, panel: Panel, strip: Strip, chars: Ink) -> Iterator[str]:
    try:
        spans = clock.open_spans(strip.start, strip.end)
    except OutOfRange:
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


def _mark_lines(
    simulation: Simulation, panel: Panel, at: int, dues: Sequence[Due], gutter: int, chars: Ink
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


def _legend(panel: Panel, used: set[str], chars: Ink) -> str:
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
        clause = f"{report.home(due.promise.clause)}, line {report.line(due.promise.clause)}"
        when = report.when(due.at or 0)
        made.append((due.letter, due.promise.called, due.promise.words, when, elapsed, worked, clause))
    return made


_HEADINGS = ("", "deadline", "promised", "falls due", "real time", "working time", "by the clause")


def open_words(simulation: Simulation) -> Iterator[str]:
    """What has no moment: what is not guaranteed, and what cannot be computed."""
    report = simulation.report
    for due in simulation.dues:
        if due.at is None:
            clause = f"{report.home(due.promise.clause)}, line {report.line(due.promise.clause)}"
            if due.undecided:
                yield f"{due.promise.called} {due.promise.words}: undecided, because {due.undecided} ({clause})"
            else:
                yield f"{due.promise.called}: {due.promise.words} ({clause})"


def blocks(simulation: Simulation, pen: Pen) -> Iterator[RenderableType]:
    """The ticket, its deadlines, the drawing and the notes, for a rich console."""
    yield from pen.hang(Text(), "  ", Text(pen.show(simulation.about()), "bold"))
    for text in simulation.remarks():
        yield from pen.hang(Text("  "), "    ", Text(pen.show(text), "yellow"))
    yield Text()
    if simulation.marked:
        yield from _deadlines(simulation, pen)
        yield Text()
    for text in open_words(simulation):
        yield from pen.hang(Text("  "), "      ", Text(pen.show(text)))
    if not simulation.dues:
        yield Text("This agreement promises nothing for such a ticket.\n")
    elif len(simulation.marked) < len(simulation.dues):
        yield Text()
    if simulation.marked:
        yield from lines(simulation, pen)
    for text in simulation.notes():
        yield from pen.hang(Text("  "), "    ", Text(pen.show(text), "dim"))


TABLE_ROOM = 150
"""From how many cells on the deadlines are a table; with fewer, a list."""


def _deadlines(simulation: Simulation, pen: Pen) -> Iterator[RenderableType]:
    rows = _rows(simulation)
    if pen.width is None or pen.width >= TABLE_ROOM:
        made = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for heading in _HEADINGS:
            made.add_column(heading, overflow="fold")
        for row in rows:
            made.add_row(*(Text(pen.show(cell)) for cell in row))
        yield made
        return
    for letter, called, words, when, elapsed, worked, clause in rows:
        head = Text.assemble((f"{letter:>2} ", "bold magenta"), (f"{when}  ", "bold"))
        yield from pen.hang(head, " " * 6, Text(pen.show(f"{called}: {words}")))
        spent = f"after {elapsed}" + (f", {worked}" if worked != "-" else "")
        yield from pen.hang(Text("      "), " " * 8, Text(pen.show(f"{spent}; {clause}"), "dim"))


# ---- as Markdown


def markdown(simulation: Simulation) -> str:
    """The same as Markdown, safe to paste anywhere; the drawing stands in a block of code."""
    made = [f"### {escaped(simulation.about())}", ""]
    made += [f"- {escaped(text)}" for text in simulation.remarks()]
    made += [""] * bool(list(simulation.remarks()))
    if simulation.marked:
        made.append("| " + " | ".join(_HEADINGS) + " |")
        made.append("|---" * len(_HEADINGS) + "|")
        made += ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in _rows(simulation)]
        made.append("")
    made += [f"- {escaped(text)}" for text in open_words(simulation)]
    if not simulation.dues:
        made.append("This agreement promises nothing for such a ticket.")
    if simulation.marked:
        pen = Pen.of(None, False, "utf-8")
        drawn = [line.plain.rstrip() for line in lines(simulation, pen)]
        made += [""] * bool(made[-1])
        made += ["```text", *drawn[: -1 if not drawn[-1] else None], "```", ""]
    made += [f"- {escaped(text)}" for text in simulation.notes()]
    return "\n".join(made)


# ---- as data


def data(simulation: Simulation) -> dict[str, Any]:
    """The simulation as JSON values: moments in ISO 8601 with their offset, lengths of time in whole seconds."""
    report = simulation.report
    horizon = report.meaning.horizon
    local = report.deadlines.reference.local(simulation.logged)
    first, last = simulation.window()
    return {
        "schemaVersion": SCHEMA_VERSION,
        "file": report.agreement.source.path,
        "asOf": report.as_of.isoformat(),
        "zone": report.zone.key,
        "data": dict(data_versions()),
        "ticket": {
            **{name: getattr(simulation.case, name) for name in DIMENSIONS},
            "logged": local.isoformat(),
            "inTerm": horizon.first <= local.date() <= horizon.last,
        },
        "remarks": list(simulation.remarks()),
        "deadlines": [_due_data(simulation, due) for due in simulation.dues],
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
                "promise": promised(target).removesuffix(STAR),
                "for": missing,
                "path": target.clause.path,
                "line": report.line(target.clause),
            }
            for target, missing in simulation.narrower()
        ],
    }


def _due_data(simulation: Simulation, due: Due) -> dict[str, Any]:
    report = simulation.report
    made = promise_data(report, due.promise)
    if due.undecided:
        made |= {"state": "undecided", "reason": due.undecided}
    return made | {
        "letter": due.letter or None,
        "due": report.iso(due.at) if due.at is not None else None,
        "elapsed": due.at - simulation.logged if due.at is not None else None,
        "working": due.working,
        "workingHours": due.hours or None,
        "starts": report.iso(due.starts) if due.starts is not None else None,
    }


def _hours_data(simulation: Simulation, clock: Clock) -> dict[str, Any]:
    """The open stretches of hours from the ticket to its last deadline."""
    report = simulation.report
    try:
        spans = clock.open_spans(simulation.logged, simulation.last)
    except OutOfRange:
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
            remarks=many(TEXT),
            deadlines=many(
                members(
                    **PROMISE,
                    letter={**MAYBE, "description": "how the drawing marks it"},
                    due=maybe(MOMENT),
                    elapsed=maybe(SECONDS),
                    working=maybe(SECONDS),
                    workingHours={**MAYBE, "description": "the hours of which `working` is the open time"},
                    starts=maybe(MOMENT),
                )
            ),
            hours=many(members(name=TEXT, open=many(span))),
            days=many(members(first=DATE, last=DATE, what=TEXT, hours=MAYBE)),
            narrower=many(members(kind=TEXT, promise=TEXT, **{"for": TEXT}, path=TEXT, line=line)),
        ),
    }
