"""Hours on a grid of cells, worked out with `zoneinfo` and `holidays` alone."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.world import CannotSay, World

#: How far past the term hours are marked, in days: the last tickets of the term fall due there.
BEYOND = 150


@dataclass(frozen=True, slots=True)
class Due:
    """How a deadline counts: `amount` minutes of elapsed time (`hours` is empty), or of the hours block, or `amount` business
    days of it (`days`)."""

    amount: int
    hours: str = ""
    days: bool = False


@dataclass(slots=True)
class Marked:
    """One hours block on a grid: which cells are open, how many are open before each, the open ones, and for each cell the
    local day and the closing cell of each open day."""

    cells: bytearray
    before: list[int]
    opens: list[int]
    day_of: list[int]
    closings: list[int]
    first_after: list[int]


_MARKED: dict[tuple[object, ...], Marked] = {}
_WALKED: dict[tuple[object, ...], tuple[list[int], list[int]]] = {}


class Grid:
    """The term of an agreement in cells of `step` minutes, and what its hours blocks are on it."""

    def __init__(self, world: World, step: int) -> None:
        self.world, self.step = world, step
        zone = ZoneInfo(world.zone)
        self.start = minute_of(world.first_day, 0, zone)
        self.start -= self.start % 60
        self.count = (minute_of(world.end_day, 0, zone) - self.start) // step
        self.size = self.count + BEYOND * 1440 // step

    def marked(self, name: str) -> Marked:
        """The hours block of this name."""
        block = self.world.named(t.Hours).get(name)
        if block is None:
            raise CannotSay(f"no hours {name}")
        key = (self.world.source(block), self.world.zone, self.start, self.count, self.step)
        if key not in _MARKED:
            if len(_MARKED) > 40:
                _MARKED.clear()
                _WALKED.clear()
            _MARKED[key] = self._mark(block)
        return _MARKED[key]

    def _mark(self, block: t.Hours) -> Marked:
        zones = [value.text for value in block.in_ if isinstance(value, v.Zone)]
        zone = ZoneInfo(zones[0] if zones else self.world.zone)
        cells = bytearray(self.size)
        days: list[tuple[int, int]] = []
        first = self.world.first_day - dt.timedelta(days=2)
        for offset in range(self.size * self.step // 1440 + 4):
            day = first + dt.timedelta(days=offset)
            midnight = (minute_of(day, 0, zone) - self.start) // self.step
            last = -1
            for low, high in open_spans(block, day):
                begin = (minute_of(day, low, zone) - self.start) // self.step
                end = (minute_of(day, high, zone) - self.start) // self.step
                begin, end = max(0, begin), min(self.size, end)
                if begin < end:
                    cells[begin:end] = b"\x01" * (end - begin)
                    last = end
            days.append((midnight, last))
        before = [0, *itertools.accumulate(cells)][:-1]
        opens = [cell for cell, flag in enumerate(cells) if flag]
        day_of, closings, first_after = [0] * self.size, [], []
        for place, (midnight, last) in enumerate(days):
            end = days[place + 1][0] if place + 1 < len(days) else self.size
            low, high = max(0, midnight), min(self.size, end)
            if low < high:
                day_of[low:high] = [place] * (high - low)
            if last >= 0:
                closings.append(last)
            first_after.append(len(closings))
        return Marked(cells, before, opens, day_of, closings, first_after)

    def walk(self, due: Due) -> tuple[list[int], list[int]]:
        """When the ticket of each cell falls due, and the one logged just after: in half cells, odd for "just after"."""
        if not due.hours:
            cells = due.amount // self.step
            return (
                [2 * (cell + cells) for cell in range(self.count)],
                [2 * (cell + cells) + 1 for cell in range(self.count)],
            )
        marked = self.marked(due.hours)
        key = (id(marked), due, self.step)
        if key in _WALKED:
            return _WALKED[key]
        if len(_WALKED) > 60:
            _WALKED.clear()
        tickets = range(self.count)
        try:
            if due.days:
                closings, after = marked.closings, marked.first_after
                exact = [2 * closings[after[marked.day_of[cell]] + due.amount - 1] for cell in tickets]
                _WALKED[key] = exact, exact
            else:
                opens, before, need = marked.opens, marked.before, due.amount // self.step
                exact = [2 * (opens[before[cell] + need - 1] + 1) for cell in tickets]
                just = [
                    2 * opens[before[cell] + need] + 1 if marked.cells[cell] else exact[cell]
                    for cell in tickets
                ]
                _WALKED[key] = exact, just
        except IndexError:
            raise CannotSay("a deadline lies too far behind the term") from None
        return _WALKED[key]


def minute_of(day: dt.date, seconds: int, zone: ZoneInfo) -> int:
    """Minutes since the epoch of a local time; the first one where a clock change repeats it."""
    if seconds >= 86400:
        day, seconds = day + dt.timedelta(days=1), seconds - 86400
    moment = dt.datetime.combine(day, dt.time(seconds // 3600, seconds // 60 % 60), tzinfo=zone)
    return int(moment.timestamp()) // 60


def open_spans(block: t.Hours, day: dt.date) -> list[tuple[int, int]]:
    """When an hours block is open on a day, in seconds of its local time; an end past midnight is above 86400."""
    if any(isinstance(clause, t.OpenClause) for clause in block.clauses) or block.from_ or block.to_date:
        raise CannotSay("hours with exceptions of their own")
    spans: list[tuple[int, int]] = []
    for line in block.all(t.Opening):
        if not _in_season(line, day) or not any(falls_on(days, day) for days in line.weekdays):
            continue
        for span in line.spans:
            if not isinstance(span, v.HoursSpan):
                raise CannotSay("hours without times")
            spans.append((span.start, span.end if span.end > span.start else span.end + 86400))
    for closed in block.all(t.Closed):
        low, high = _closed(closed, day)
        if low >= high:
            continue
        spans = [
            piece
            for start, end in spans
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[0] < piece[1]
        ]
    return spans


def falls_on(days: object, day: dt.date) -> bool:
    if not isinstance(days, v.Days):
        raise CannotSay("hours without days")
    first, last = days.first, days.last
    return first <= day.weekday() <= last if first <= last else not last < day.weekday() < first


def _in_season(line: t.Opening, day: dt.date) -> bool:
    low = line.from_.date if isinstance(line.from_, v.Date) else dt.date.min
    high = line.to_date.date if isinstance(line.to_date, v.Date) else dt.date.max
    return low <= day <= high


_NEVER = (10**9, 0)


def _closed(clause: t.Closed, day: dt.date) -> tuple[int, int]:
    """The seconds of a day for which a closure holds; an empty stretch where it does not."""
    whole = (0, 2 * 86400)
    if clause.holidays:
        excepted = {value.date for value in clause.except_ if isinstance(value, v.Date)}
        found = any(day in calendar_of(write(name), day.year) for name in clause.holidays)
        return whole if found and day not in excepted else _NEVER
    if isinstance(clause.from_, v.Date) and isinstance(clause.to_date, v.Date):
        return whole if clause.from_.date <= day <= clause.to_date.date else _NEVER
    days = [value.date for value in clause.on if isinstance(value, v.Date)]
    if not days:
        raise CannotSay("a closure without a day")
    if day not in days:
        return _NEVER
    low = clause.from_.seconds if isinstance(clause.from_, v.Time) else 0
    high = clause.until.seconds if isinstance(clause.until, v.Time) else whole[1]
    return low, high


_HOLIDAYS: dict[tuple[str, int], Any] = {}


def calendar_of(code: str, year: int) -> Any:
    """The public holidays of `GB-ENG` or `US` in a year, from the `holidays` package."""
    if (code, year) not in _HOLIDAYS:
        country, _, part = code.partition("-")
        _HOLIDAYS[code, year] = holidays.country_holidays(country, subdiv=part or None, years=year)
    return _HOLIDAYS[code, year]
