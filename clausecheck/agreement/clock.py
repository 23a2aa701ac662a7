"""Clocks: when the hours of an agreement are open, and arithmetic on the time during which they are.

An `HoursSpec` says what the hours are, in local wall-clock terms; a `HoursClock` turns it into open stretches of
UTC, a calendar year at a time and only as far as it is asked, and answers by bisection over them, exact to
the second.

**Which day.** A span belongs to the date on which it starts, also where it runs past midnight. A closure or a
holiday of a date closes what belongs to that date, to its end: closed on the 24th `from 12:00` also drops the
night shift that starts on the 24th at 22:00, and keeps the one that started on the 23rd. Only a closure with
both a beginning and an end (`from 12:00 until 13:00`) is a stretch of wall-clock time, whichever span it
falls into.

**Which hours.** On a date the weekly spans hold; a season that replaces them takes their place, one that does
not adds to them; hours stated for holidays take the place of both; closures and closing holidays win over
all. A span that stands on the days of other hours holds on the dates that are business days of these, whatever
closes them.

**Clock changes.** Every local time named in the hours becomes an instant as in PEP 495 with fold 0, and hours
are open between the instants. A repeated local time is the first of the two. A skipped one is read with the
offset from before the change, hence lies as long after the change as it was after the beginning of the gap:
where clocks go from 01:00 to 02:00, `01:30` is the instant called 02:30. A span whose end is no longer after
its beginning is empty, and a date that a zone skips altogether (Apia, 2011-12-30) has no hours and is no
business day.

**Instants** are whole seconds since 1970-01-01 00:00 UTC; every method also takes an aware `datetime` (whose
fraction of a second is dropped) and gives seconds back, which `utc` and `HoursClock.local` turn into datetimes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from clausecheck.agreement.calendars import (
    ClockError,
    UnknownCalendar,
    UnknownZone,
    bare_names,
    data_versions,
    holiday_data_range,
    holiday_names,
    known_calendar,
    zone,
)
from clausecheck.quick import dataclass

__all__ = [
    "ClockError",
    "Closure",
    "DaySpan",
    "Holiday",
    "HolidayRule",
    "HoursClock",
    "HoursSpec",
    "JoinedClock",
    "OutOfRange",
    "Season",
    "Stretch",
    "UnknownCalendar",
    "UnknownZone",
    "WeeklySpan",
    "always",
    "data_versions",
    "seconds_of",
    "utc",
]

HOUR = 3_600
DAY = 86_400
WEEK = 7 * DAY
REACH_YEARS = 10
"""How many years around its horizon a clock answers, and how far after it a search gives up."""

# More business days than can lie open at once: a span lasts a week at most.
_NEAR_DAYS = 20

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)
_EPOCH_ORDINAL = _NAIVE_EPOCH.toordinal()
_EARLIEST, _LATEST = date(1 + REACH_YEARS + 1, 1, 1), date(9999 - REACH_YEARS - 2, 12, 31)
# How far spans of the year before reach into a year, and how far zones may shift its first dates back.
_SETTLED_AFTER, _SETTLED_BEFORE = 9 * DAY, 2 * DAY
_LONG_AGO, _FAR_OFF = -(10**12), 10**12

Instant = int | datetime


class OutOfRange(ClockError):
    """An instant more than `REACH_YEARS` before or after the horizon of the clock that was asked about it."""


# ---- what the hours are


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Open from `start` to `end`, in seconds after local midnight, half-open.

    An `end` at or before `start` lies on the next day (`22:00-06:00`); one above 24 hours says so itself.
    Valid is `0 <= start < 24 h` and a length of at most seven days.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WeeklySpan:
    """A `DaySpan` of every week; `weekday` is the day on which it starts, 0 Monday to 6 Sunday. With `days_of` only on the dates
    on which these other hours open at all."""

    weekday: int
    start: int
    end: int
    days_of: HoursSpec | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """Hours from `first` to `last`, both included: instead of the weekly spans, or besides them."""

    first: date
    last: date
    spans: tuple[WeeklySpan, ...]
    replaces: bool = True


@dataclass(frozen=True, slots=True)
class Closure:
    """Closed on each date from `first` to `last`, both included.

    With `closed_from` only from then to the end of the hours of that date, with `closed_until` only before
    it, with both between the two (over midnight where the second is not later); seconds after local midnight.
    """

    first: date
    last: date
    closed_from: int | None = None
    closed_until: int | None = None


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """What holds on the public holidays of a calendar (`US`, `GB-ENG`, `DE-BY`), but not on `except_on`, nor on the holidays
    that the calendar calls by one of the names in `except_named`.

    Without `spans` the hours are closed, wholly or as `closed_from` and `closed_until` of a `Closure` say.
    With `spans` a holiday has these hours, whatever weekday it is, and closes only where a time is stated.
    """

    calendar: str
    except_on: frozenset[date] = frozenset()
    closed_from: int | None = None
    closed_until: int | None = None
    spans: tuple[DaySpan, ...] = ()
    except_named: frozenset[str] = frozenset()

    def holds_on(self, day: date, name: str) -> bool:
        """Whether the rule is about a date that the calendar calls so; a date with two holidays is excepted with both."""
        spared = {one.casefold() for one in self.except_named}
        return day not in self.except_on and not (spared and bare_names(name) <= spared)

    @property
    def closes(self) -> bool:
        """Whether anything closes on a holiday."""
        return not self.spans or self.closed_from is not None or self.closed_until is not None


@dataclass(frozen=True, slots=True)
class HoursSpec:
    """One hours block, with its defaults applied; `zone` is an IANA name, None where none is stated."""

    name: str
    zone: str | None
    spans: tuple[WeeklySpan, ...] = ()
    seasons: tuple[Season, ...] = ()
    closures: tuple[Closure, ...] = ()
    holidays: tuple[HolidayRule, ...] = ()


def weekly_of(spec: HoursSpec) -> Iterator[WeeklySpan]:
    """Every weekly span of some hours, those of seasons included."""
    yield from spec.spans
    for season in spec.seasons:
        yield from season.spans


def _ends_of(spec: HoursSpec) -> list[int]:
    """The times after midnight at which a date of the hours may close: where its spans end, and where something closes them."""
    daily: list[DaySpan | WeeklySpan] = [
        *weekly_of(spec),
        *(one for rule in spec.holidays for one in rule.spans),
    ]
    closing: list[Closure | HolidayRule] = [*spec.closures, *spec.holidays]
    cut = [rule.closed_from for rule in closing if rule.closed_from is not None]
    return [*(end for _, end in lengths_of(daily)), *cut]


def always(zone: str = "UTC", name: str = "always") -> HoursSpec:
    """Hours that never close; the zone decides where dates, and so business days, begin."""
    return HoursSpec(name, zone, tuple(WeeklySpan(weekday, 0, DAY) for weekday in range(7)))


class Stretch(NamedTuple):
    """The time from `start` to `end`, half-open, in seconds since the epoch."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.end - self.start


class Holiday(NamedTuple):
    """A public holiday that a rule of the hours applies to."""

    day: date
    name: str
    calendar: str


def utc(instant: int) -> datetime:
    """An instant as an aware datetime in UTC."""
    return _EPOCH + timedelta(seconds=instant)


def seconds_of(instant: Instant) -> int:
    """An instant as seconds since the epoch, fractions dropped. Raises `ClockError` for a naive datetime."""
    if isinstance(instant, int):
        return instant
    if instant.utcoffset() is None:
        raise ClockError(f"{instant} has no time zone")
    return (instant - _EPOCH) // timedelta(seconds=1)


# ---- the clock


@dataclass(slots=True)
class _Exceptions:
    """What happens to the dates (ordinals) of one year; times in seconds after midnight.

    `shut` dates have no hours; `cuts` close what belongs to a date before or after a time, `windows` a
    stretch of wall-clock time; `festive` are the hours that a holiday has instead of the ordinary ones.
    """

    shut: set[int] = field(default_factory=set)
    cuts: dict[int, list[tuple[int | None, int | None]]] = field(default_factory=dict)
    windows: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    festive: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def close(self, days: Iterable[int], closed_from: int | None, closed_until: int | None) -> None:
        """Close some dates; times that are none close nothing."""
        if not all(time is None or 0 <= time <= DAY for time in (closed_from, closed_until)):
            return
        if closed_from is None and closed_until is None:
            self.shut.update(days)
        elif closed_from is None or closed_until is None:
            for day in days:
                self.cuts.setdefault(day, []).append((closed_from, closed_until))
        else:
            until = closed_until if closed_until > closed_from else closed_until + DAY
            for day in days:
                self.windows.setdefault(day, []).append((closed_from, until))


def span_length(start: int, end: int) -> tuple[int, int] | None:
    """A span with its end after its start, or None where it is malformed."""
    end = end if end > start else end + DAY
    return (start, end) if 0 <= start < DAY and 0 < end - start <= WEEK else None


def lengths_of(spans: Iterable[DaySpan | WeeklySpan]) -> list[tuple[int, int]]:
    return [length for span in spans if (length := span_length(span.start, span.end))]


def _by_weekday(spans: Iterable[WeeklySpan]) -> list[list[tuple[int, int]]]:
    listed = list(spans)
    days = [lengths_of(span for span in listed if span.weekday == weekday) for weekday in range(7)]
    return [_overlapping_as_one(lengths) for lengths in days]


def _overlapping_as_one(lengths: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a day in order, with those that share time as one: a page of them is not laid out for each date."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(lengths)):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class _Weekly:
    """The spans of a week by weekday; those that stand on the days of other hours apart, with the clock of these."""

    def __init__(self, spans: Iterable[WeeklySpan], bases: Mapping[HoursSpec, HoursClock]) -> None:
        listed = list(spans)
        self._plain = _by_weekday(span for span in listed if span.days_of is None)
        self._standing = [
            (bases[other], _by_weekday(span for span in listed if span.days_of == other))
            for other in dict.fromkeys(span.days_of for span in listed)
            if other is not None
        ]

    def on(self, day: int) -> Sequence[tuple[int, int]]:
        """The spans of the date of an ordinal, in seconds after its midnight."""
        weekday = (day - 1) % 7
        found = self._plain[weekday]
        for clock, spans in self._standing:
            if spans[weekday] and clock.opens_on(day):
                found = [*found, *spans[weekday]]
        return found


def _without(pieces: Iterable[tuple[int, int]], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """What is left of pieces when the time from `begin` to `end` is taken out."""
    for start, stop in pieces:
        if begin >= end or stop <= begin or end <= start:
            yield start, stop
            continue
        if start < begin:
            yield start, begin
        if end < stop:
            yield end, stop


def _longest(stretches: Iterable[Stretch]) -> Stretch | None:
    """The first of the longest stretches that have a length."""
    return max(
        (stretch for stretch in stretches if stretch.seconds > 0), key=lambda one: one.seconds, default=None
    )


class HoursClock:
    """The hours of `spec` over the years around a horizon.

    `first` and `last` are the local dates between which the agreement is in force, both included. Questions
    may lie up to `REACH_YEARS` outside of it (`OutOfRange` is raised beyond), and a search that finds nothing
    by then, such as the next opening of hours that never open again, gives None.

    Raises `UnknownZone` where the zone is missing or unknown, and `UnknownCalendar` for an unknown holiday
    calendar. Every other flaw that `problems` reports is survived: what is malformed counts as not written,
    overlapping spans are open once.
    """

    def __init__(self, spec: HoursSpec, first: date, last: date) -> None:
        if spec.zone is None:
            raise UnknownZone("the hours have no time zone")
        for rule in spec.holidays:
            if not known_calendar(rule.calendar):
                raise UnknownCalendar(f"there is no holiday calendar {rule.calendar!r}")
        self.spec = spec
        self.zone = zone(spec.zone)
        self.first = min(max(first, _EARLIEST), _LATEST)
        self.last = min(max(self.first, last), _LATEST)
        self._first_year, self._last_year = self.first.year - REACH_YEARS, self.last.year + REACH_YEARS
        self._offsets: dict[int, int] = {}
        self._floor = self._midnight(self._first_year) + _SETTLED_AFTER
        self._ceiling = self._midnight(self._last_year + 1) - _SETTLED_BEFORE
        self._bases = {
            other: HoursClock(other, self.first, self.last)
            for other in dict.fromkeys(span.days_of for span in weekly_of(spec))
            if other is not None
        }
        self._weekly = _Weekly(spec.spans, self._bases)
        self._seasons = [
            (
                season.first.toordinal(),
                season.last.toordinal(),
                season.replaces,
                _Weekly(season.spans, self._bases),
            )
            for season in spec.seasons
        ]
        closing: list[Closure | HolidayRule] = [*spec.closures, *spec.holidays]
        self._has_windows = any(
            rule.closed_from is not None and rule.closed_until is not None for rule in closing
        )
        self._years: dict[int, _Exceptions] = {}
        # What settles within the first days of a year needs the one before.
        self._start_over(self.first.year - (self.first.timetuple().tm_yday <= 12))

    def __reduce__(self) -> tuple[Any, ...]:
        return HoursClock, (self.spec, self.first, self.last)

    # -- questions

    @cached_property
    def start(self) -> int:
        """The instant at which the horizon begins: local midnight of its first date."""
        return self._instant(self.first.toordinal(), 0)

    @cached_property
    def end(self) -> int:
        """The instant at which the horizon ends: local midnight after its last date."""
        return self._instant(self.last.toordinal(), DAY)

    @cached_property
    def decided_until(self) -> int:
        """From this instant on the holiday data say nothing: what depends on later time is undecided.

        It is the end of what the clock covers where the data reach so far, and `start` where they begin too
        late.
        """
        until = min((self._ceiling, *(clock.decided_until for clock in self._bases.values())))
        for rule in self.spec.holidays:
            first, last = holiday_data_range(rule.calendar, self._last_year)
            if self.first.year < first:
                return self.start
            if last < self._last_year:
                until = min(until, self._midnight(last + 1))
        return until

    @cached_property
    def in_order(self) -> bool:
        """Whether surely no business day closes for the last time after a later one does: no span reaches so far into the next
        day that it could pass a closing of that day. An hour on either side is left for changes of the clocks."""
        ends = [end for spec in self._specs() for end in _ends_of(spec)]
        return not ends or max(ends) - DAY + 2 * HOUR <= min(ends)

    @cached_property
    def same_day(self) -> bool:
        """Whether surely every business day is over on its own date."""
        return all(end <= DAY for spec in self._specs() for end in _ends_of(spec))

    def _specs(self) -> Iterator[HoursSpec]:
        """What the hours are; those of all members where they are joined."""
        yield self.spec

    def local(self, instant: Instant) -> datetime:
        """The instant as a datetime in the zone of the hours, for people."""
        return utc(seconds_of(instant)).astimezone(self.zone)

    def is_open(self, t: Instant) -> bool:
        """Whether the hours are open at `t`: at an opening they are, at a closing no longer."""
        return self._is_open(self._cover(t))

    def working_time(self, a: Instant, b: Instant) -> int:
        """Seconds between `a` and `b` during which the hours are open; 0 where `b` is not after `a`."""
        begin, end = self._cover(a), self._cover(b)
        return max(0, self._elapsed(end) - self._elapsed(begin))

    def deadline(self, t: Instant, seconds: int) -> int | None:
        """The earliest instant by which `seconds` of working time have passed since `t`.

        Where they are used up exactly at a closing, the deadline is that closing and not the next opening;
        with no seconds to wait it is `t` itself, open or not. None where so much working time does not come.
        """
        at = self._cover(t)
        if seconds <= 0:
            return at
        target = self._elapsed(at) + seconds
        while True:
            index = bisect_left(self._sums, target)
            if index < len(self._sums):
                due = self._ends[index] - (self._sums[index] - target)
                if due <= self._covered_until:
                    return due
            if not self._extend():
                return None

    def deadlines(self, instants: Sequence[int], seconds: int) -> list[int | None]:
        """The deadlines of several instants, in their order, the first of which is the earliest and the last the latest."""
        if seconds <= 0 or not instants:
            return [self.deadline(at, seconds) for at in instants]
        self._cover(instants[0])
        self._cover(instants[-1])
        found: list[int | None] = []
        for at in instants:
            starts, ends, sums = self._starts, self._ends, self._sums
            index = bisect_right(starts, at) - 1
            target = seconds
            if index >= 0:
                target += sums[index] - (ends[index] - at if at < ends[index] else 0)
            index = bisect_left(sums, target)
            due = ends[index] - (sums[index] - target) if index < len(sums) else None
            if due is None or due > self._covered_until:
                due = self.deadline(at, seconds)
            found.append(due)
        return found

    def next_opening(self, t: Instant) -> int | None:
        """The first instant after `t`, never `t` itself, at which closed hours open; or None."""
        return self._next(self._starts, self._cover(t))

    def next_closing(self, t: Instant) -> int | None:
        """The first instant after `t` at which open hours close; None where they do not, as for `always`."""
        return self._next(self._ends, self._cover(t))

    def first_open(self, t: Instant) -> int | None:
        """The first instant, `t` included, at which the hours are open; None where they never are again."""
        at = self._cover(t)
        return at if self._is_open(at) else self._next(self._starts, at)

    def nth_business_day(self, t: Instant, n: int) -> int | None:
        """The instant at which `n` business days after `t` have passed: the last closing of the n-th business
        day.

        Business days are the dates on which the hours open at all; that of `t` does not count, whether open
        or not (Regulation (EEC, Euratom) 1182/71, Art. 3). With `n` below 1 it is `t`; None where there are
        too few.
        """
        if n < 1:
            return seconds_of(t)
        index = self._business_index(t, n)
        return None if index is None else self._closings[index]

    def day_end(self, t: Instant) -> int | None:
        """The first instant after `t` at which a business day is over, at its last closing: that of the day of `t` where it still
        comes, else that of the next one; None where there is none."""
        at = self._cover(t)
        # A date reaches a week on at most, so that no day after these can be over before one of them is.
        index = max(0, bisect_left(self._days, self.local(at).date().toordinal()) - 9)
        while True:
            later = [closing for closing in self._closings[index:][:_NEAR_DAYS] if closing > at]
            if later and min(later) <= self._covered_until:
                return min(later)
            index = max(index, len(self._days) - _NEAR_DAYS)
            if not self._extend():
                return None

    def day_ends(self, a: Instant, b: Instant) -> list[int]:
        """The last closings of business days after `a` and up to `b`."""
        begin, end = self._cover(a), self._cover(b)
        low, high = (self.local(at).date().toordinal() for at in (begin, end))
        found = self._closings[bisect_left(self._days, low - 9) : bisect_right(self._days, high)]
        return sorted({closing for closing in found if begin < closing <= end})

    def nth_business_date(self, t: Instant, n: int) -> date | None:
        """The date of `nth_business_day`, in the zone of the hours; with `n` below 1 that of `t`."""
        if n < 1:
            return self.local(t).date()
        index = self._business_index(t, n)
        return None if index is None else date.fromordinal(self._days[index])

    def open_spans(self, a: Instant, b: Instant) -> list[Stretch]:
        """The open stretches between `a` and `b`, in order, cut off at both; stretches that touch are one."""
        begin, end = self._cover(a), self._cover(b)
        first, last = bisect_right(self._ends, begin), bisect_left(self._starts, end)
        return [
            Stretch(max(begin, self._starts[index]), min(end, self._ends[index]))
            for index in range(first, last)
        ]

    def longest_open(self, a: Instant, b: Instant) -> Stretch | None:
        """The longest open stretch within `a` to `b`, the first of equals; None where there is none."""
        return _longest(self.open_spans(a, b))

    def longest_closed(self, a: Instant, b: Instant) -> Stretch | None:
        """The longest closed stretch within `a` to `b`, the first of equals; None where there is none."""
        begin, end = seconds_of(a), seconds_of(b)
        spans = self.open_spans(begin, end)
        edges = [begin, *(edge for span in spans for edge in span), end]
        return _longest(Stretch(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))

    def opening_dates(self, first: date, last: date) -> list[date]:
        """The business days from `first` to `last`, both included: dates to which an open span belongs."""
        if not self._first_year < first.year <= last.year < self._last_year:
            raise OutOfRange(f"{first} to {last} is too far from {self.first} to {self.last}")
        self._cover(self._midnight(first.year)), self._cover(self._midnight(last.year + 1))
        begin, end = bisect_left(self._days, first.toordinal()), bisect_right(self._days, last.toordinal())
        return [date.fromordinal(day) for day in self._days[begin:end]]

    def midnights(self, a: Instant, b: Instant) -> list[int]:
        """The instants between `a` and `b` at which a local date may begin; where clocks go back over midnight, both."""
        first, last = self.local(a).date().toordinal(), self.local(b).date().toordinal()
        found = set()
        for day in range(first, last + 2):
            for fold in (0, 1):
                wall = datetime.fromordinal(day).replace(fold=fold)
                offset = self.zone.utcoffset(wall)
                assert offset is not None
                found.add((day - _EPOCH_ORDINAL) * DAY - offset.days * DAY - offset.seconds)
        return sorted(found)

    def shape(self, a: Instant, b: Instant) -> tuple[object, ...]:
        """All that decides what the clock answers between `a` and `b`, counted from `a`: open stretches, business days
        with their last closings, and offsets from UTC. Two stretches of time of one shape, a whole number of weeks apart,
        are the same to every question that ends within them."""
        begin, end = self._cover(a), self._cover(b)
        today = self.local(begin).date().toordinal()
        low, high = (
            bisect_left(self._days, today),
            bisect_right(self._days, self.local(end).date().toordinal()),
        )
        offsets: tuple[object, ...] = (self._offset(begin), self._offset(end))
        if offsets[0] != offsets[1]:
            offsets = (*offsets, self._change(begin, end) - begin)
        return (
            tuple((span.start - begin, span.end - begin) for span in self.open_spans(begin, end)),
            tuple((self._days[at] - today, self._closings[at] - begin) for at in range(low, high)),
            offsets,
        )

    def _offset(self, at: int) -> timedelta | None:
        return self.local(at).utcoffset()

    def _change(self, a: int, b: int) -> int:
        """The first second with another offset, between two that differ."""
        offset = self._offset(a)
        while b - a > 1:
            middle = (a + b) // 2
            a, b = (middle, b) if self._offset(middle) == offset else (a, middle)
        return b

    def holidays_between(self, first: date, last: date) -> list[Holiday]:
        """The holidays from `first` to `last`, both included, that a rule of the hours applies to."""
        found = {
            Holiday(day, name, rule.calendar)
            for rule in self.spec.holidays
            for year in range(max(first.year, self._first_year), min(last.year, self._last_year) + 1)
            for day, name in holiday_names(rule.calendar, year).items()
            if first <= day <= last and rule.holds_on(day, name)
        }
        found.update(day for clock in self._bases.values() for day in clock.holidays_between(first, last))
        return sorted(found)

    # -- open stretches of UTC, in order and apart: `_sums` is the open time up to each end

    def _start_over(self, year: int) -> None:
        """Forget all stretches, to begin again with `year`."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._sums: list[int] = []
        self._days: list[int] = []
        self._closings: list[int] = []
        self._next_year = year
        self._covered_from = self._midnight(year) + _SETTLED_AFTER
        self._covered_until = self._midnight(year) - _SETTLED_BEFORE

    def _extend(self) -> bool:
        """Add the stretches of one more year; False where the clock covers no more."""
        year = self._next_year
        if year > self._last_year:
            return False
        pieces: list[tuple[int, int]] = []
        for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
            if own := self._pieces(year, day):
                self._days.append(day)
                self._closings.append(max(end for _, end in own))
                pieces += own
        self._append(sorted(pieces))
        self._next_year = year + 1
        self._covered_until = self._midnight(year + 1) - _SETTLED_BEFORE
        return True

    def _append(self, pieces: list[tuple[int, int]]) -> None:
        """Merge sorted pieces into the stretches; those of a new year may touch the last ones of the old."""
        while pieces and self._ends and self._ends[-1] >= pieces[0][0]:
            pieces.append((self._starts.pop(), self._ends.pop()))
            self._sums.pop()
            pieces.sort()
        for start, end in pieces:
            if self._ends and start <= self._ends[-1]:
                grown = max(0, end - self._ends[-1])
                self._ends[-1] += grown
                self._sums[-1] += grown
            else:
                self._sums.append((self._sums[-1] if self._sums else 0) + end - start)
                self._starts.append(start)
                self._ends.append(end)

    def _cover(self, t: Instant) -> int:
        """Make sure that all stretches around `t` are there; gives `t` in seconds. Raises `OutOfRange`."""
        at = seconds_of(t)
        if not self._floor <= at <= self._ceiling:
            raise OutOfRange(f"the instant {t} is too far from {self.first} to {self.last}")
        if at < self._covered_from:
            until = self._next_year
            self._start_over(max(self._first_year, utc(at).year - 1))
            while self._next_year < until:
                self._extend()
        while at > self._covered_until:
            self._extend()
        return at

    def _is_open(self, at: int) -> bool:
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]

    def _elapsed(self, at: int) -> int:
        """Open time before `at`, counted from the first stretch."""
        index = bisect_right(self._starts, at) - 1
        return 0 if index < 0 else self._sums[index] - max(0, self._ends[index] - at)

    def _next(self, edges: list[int], at: int) -> int | None:
        """The first of the starts or ends after `at`."""
        while True:
            index = bisect_right(edges, at)
            if index < len(edges) and edges[index] <= self._covered_until:
                return edges[index]
            if not self._extend():
                return None

    def _business_index(self, t: Instant, n: int) -> int | None:
        """Where the n-th business day after the date of `t` stands in `_days`."""
        today = self.local(self._cover(t)).date().toordinal()
        index = bisect_right(self._days, today) + n - 1
        while index >= len(self._days):
            if not self._extend():
                return None
        return index

    # -- from local time to stretches

    def _instant(self, day: int, seconds: int) -> int:
        """The instant of a local time, `seconds` after midnight of the date of ordinal `day`."""
        wall = (day - _EPOCH_ORDINAL) * DAY + seconds
        offsets = self._offsets
        offset = offsets[day] if day in offsets else self._offset_at(day)
        if seconds == 0:
            return wall - offset
        # Where a date begins and ends with one offset, no clock changes in it: most times need no look at the zone.
        if 0 < seconds <= DAY and offset == (
            offsets[day + 1] if day + 1 in offsets else self._offset_at(day + 1)
        ):
            return wall - offset
        return wall - self._wall_offset(wall)

    def _offset_at(self, day: int) -> int:
        """The offset from UTC, in seconds, at local midnight of the date of ordinal `day`."""
        offset = self._offsets.get(day)
        if offset is None:
            offset = self._offsets[day] = self._wall_offset((day - _EPOCH_ORDINAL) * DAY)
        return offset

    def _wall_offset(self, wall: int) -> int:
        offset = self.zone.utcoffset(_NAIVE_EPOCH + timedelta(seconds=wall))
        assert offset is not None
        return offset.days * DAY + offset.seconds

    def _midnight(self, year: int) -> int:
        """The beginning of a year."""
        return self._instant(date(year, 1, 1).toordinal(), 0)

    def _exceptions(self, year: int) -> _Exceptions:
        """What closures and holidays do to the dates of a year; computed once."""
        if year not in self._years:
            found = self._years[year] = _Exceptions()
            new_year, eve = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            for closure in self.spec.closures:
                days = range(max(new_year, closure.first.toordinal()), min(eve, closure.last.toordinal()) + 1)
                found.close(days, closure.closed_from, closure.closed_until)
            for rule in self.spec.holidays:
                names = holiday_names(rule.calendar, year)
                ordinals = [day.toordinal() for day, name in names.items() if rule.holds_on(day, name)]
                if lengths := lengths_of(rule.spans):
                    for day in ordinals:
                        found.festive.setdefault(day, []).extend(lengths)
                if rule.closes:
                    found.close(ordinals, rule.closed_from, rule.closed_until)
        return self._years[year]

    def _spans(self, year: int, day: int) -> Sequence[tuple[int, int]]:
        """The spans of a date before anything is closed, in seconds after its midnight."""
        festive = self._exceptions(year).festive.get(day)
        if festive is not None:
            return festive
        spans = self._weekly.on(day)
        seasons = [season for season in self._seasons if season[0] <= day <= season[1]]
        if not seasons:
            return spans
        replaced = any(season[2] for season in seasons)
        return [*(() if replaced else spans), *(span for season in seasons for span in season[3].on(day))]

    def opens_on(self, day: int) -> bool:
        """Whether the date of an ordinal is a business day."""
        return bool(self._pieces(date.fromordinal(day).year, day))

    def _pieces(self, year: int, day: int) -> list[tuple[int, int]]:
        """When the hours that belong to a date are open, in UTC; not sorted, and they may overlap."""
        exceptions = self._exceptions(year)
        if day in exceptions.shut:
            return []
        spans = self._spans(year, day)
        if not spans or self._instant(day, 0) >= self._instant(day + 1, 0):
            return []
        pieces = [(self._instant(day, start), self._instant(day, end)) for start, end in spans]
        for closed_from, closed_until in exceptions.cuts.get(day, ()):
            begin = _LONG_AGO if closed_from is None else self._instant(day, closed_from)
            end = _FAR_OFF if closed_until is None else self._instant(day, closed_until)
            pieces = list(_without(pieces, begin, end))
        if self._has_windows:
            # A window reaches two days on, a span as many as it is long; one more for clock changes.
            for other in range(day - 2, day + 2 + max(end for _, end in spans) // DAY):
                windows = self._exceptions(date.fromordinal(other).year).windows
                for closed_from, closed_until in windows.get(other, ()):
                    begin, end = self._instant(other, closed_from), self._instant(other, closed_until)
                    pieces = list(_without(pieces, begin, end))
        return [(start, end) for start, end in pieces if start < end]


class JoinedClock(HoursClock):
    """Open whenever one of several clocks of one zone is: `during week, saturday`. A business day is one of any of them.

    Raises `ClockError` for clocks of different zones, whose dates do not begin together.
    """

    def __init__(self, name: str, members: Sequence[HoursClock]) -> None:
        if len({clock.spec.zone for clock in members}) != 1:
            raise ClockError("they are in different time zones")
        super().__init__(HoursSpec(name, members[0].spec.zone), members[0].first, members[0].last)
        self.members = tuple(members)

    def __reduce__(self) -> tuple[Any, ...]:
        return JoinedClock, (self.spec.name, self.members)

    @cached_property
    def decided_until(self) -> int:
        """The earliest end of the holiday data of its members."""
        return min(clock.decided_until for clock in self.members)

    def _specs(self) -> Iterator[HoursSpec]:
        for member in self.members:
            yield from member._specs()

    def holidays_between(self, first: date, last: date) -> list[Holiday]:
        """The holidays of all its members."""
        return sorted({day for clock in self.members for day in clock.holidays_between(first, last)})

    def _pieces(self, year: int, day: int) -> list[tuple[int, int]]:
        return [piece for clock in self.members for piece in clock._pieces(year, day)]
