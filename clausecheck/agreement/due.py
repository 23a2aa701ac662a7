"""When a ticket falls due, as a function of the moment at which it is logged, and exact comparison of two such functions.

**Functions.** A `Due` maps the instant of logging (whole seconds since 1970, UTC) to the instant at which it falls due. All of
them are linear with slope 0 or 1 between breakpoints: in `t + 4 hours` the slope is 1 everywhere; four
working hours stand still while the hours are closed (slope 0), run with the ticket while they are open (slope 1), and jump
over closed time right after the ticket whose deadline is a closing. Composition, the earlier and the later of two such
functions are functions of the same kind. `Due.pieces` cuts a stretch of time at the breakpoints.

**Comparison.** Between the breakpoints of both, the difference of two such functions is linear, so its least and greatest
values over the piece are at the first and the last second of it: comparing there compares every second. Nothing is
sampled.

**Weeks that repeat.** What a function gives for the tickets of one week depends only on how the hours lie between the
beginning of that week and the deadline of the last ticket of it, since deadlines never decrease. Weeks (of 604,800
seconds) whose hours up to there are the same, moved by whole weeks, give the same differences, and one of them stands for
all; targets in months, which are not steady, are looked at in every week. A term of three years costs as much as its
distinct weeks: those with a holiday or a clock change in reach, and one for all others in summer and in winter.

**Bounds.** Where the longest wait of one function is shorter than the shortest wait of the other, and where both count
different amounts on one clock, the order is known and no week is looked at.

`tests/agreement/test_due.py` compares all of it with a simulation that goes through the time minute by minute.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import UTC, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from clausecheck.agreement.clock import DAY, WEEK, HoursClock, OutOfRange
from clausecheck.quick import dataclass

NEVER = 1 << 60
"""The deadline of a ticket for which the working time never comes within what the clock covers."""


class Piece(NamedTuple):
    """From `start` up to but without `end`, a ticket of `t` falls due at `value + slope * (t - start)`."""

    start: int
    end: int
    value: int
    slope: int

    def at(self, t: int) -> int:
        """The deadline of a ticket in this piece."""
        return self.value + self.slope * (t - self.start)

    def cut(self, start: int, end: int) -> Piece:
        """The part between two instants of it."""
        return Piece(start, end, self.at(start), self.slope)


class Due:
    """A deadline as a function of the instant of logging. Frozen and hashable, so that equal ones are computed once."""

    __slots__ = ()

    def __call__(self, t: int) -> int:
        """The instant at which a ticket of `t` falls due; `NEVER` where that does not come."""
        raise NotImplementedError

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The function from `start` up to `end`, in linear pieces."""
        raise NotImplementedError

    def clocks(self) -> frozenset[HoursClock]:
        """The clocks on which it depends."""
        return frozenset()

    @property
    def steady(self) -> bool:
        """Whether it never decreases and depends on nothing but how the hours lie; months do not."""
        return True

    @property
    def least(self) -> int:
        """No ticket waits shorter than this, in seconds."""
        return 0

    @property
    def most(self) -> int | None:
        """No ticket waits longer, in seconds; `None` where that is not known without looking."""
        return None


def _linear(due: Due, cuts: Sequence[int]) -> Iterator[Piece]:
    """The pieces between cuts, at all of which a function may bend or jump."""
    for start, end in pairwise(cuts):
        value = due(start)
        slope = due(start + 1) - value if end - start > 1 and value != NEVER else 0
        yield Piece(start, end, value, slope)


def _cuts(start: int, end: int, inner: set[int]) -> list[int]:
    return [start, *sorted(cut for cut in inner if start < cut < end), end]


@dataclass(frozen=True, slots=True)
class Elapsed(Due):
    """So many seconds later, around the clock."""

    seconds: int

    def __call__(self, t: int) -> int:
        return t + self.seconds

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        if start < end:
            yield Piece(start, end, start + self.seconds, 1)

    @property
    def least(self) -> int:
        return self.seconds

    @property
    def most(self) -> int | None:
        return self.seconds


@dataclass(frozen=True, slots=True)
class Working(Due):
    """After so many seconds during which the clock is open; used up exactly at a closing, it is that closing."""

    clock: HoursClock
    seconds: int

    def __call__(self, t: int) -> int:
        due = self.clock.deadline(t, self.seconds)
        return NEVER if due is None else due

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        if start >= end:
            return
        clock = self.clock
        cuts: set[int] = set()
        for opened, closed in clock.open_spans(start, end):
            cuts |= {opened, opened + 1, closed}
        last = self(end)
        if last == NEVER:
            # Where the hours end for good, the last tickets never fall due.
            lost = start + bisect_left(range(start, end), NEVER, key=self)
            cuts.add(lost)
            last = self(max(start, lost - 1))
        if last != NEVER:
            # Right after the ticket whose deadline is a closing, the deadline jumps to the next opening.
            reached = clock.working_time(start, end)
            before = self.seconds
            for opened, closed in clock.open_spans(start, last):
                before -= closed - opened
                spent = -before  # of the time that is open within the window, when this closing is a deadline
                if 0 <= spent < reached:
                    cuts.add((clock.deadline(start, spent) or start) + 1)
        bends = _cuts(start, end, cuts)
        begins = clock.deadlines(bends[:-1], self.seconds)
        nexts = clock.deadlines([begin + 1 for begin in bends[:-1]], self.seconds)
        for begin, until, value, after in zip(bends, bends[1:], begins, nexts, strict=False):
            if value is None:
                yield Piece(begin, until, NEVER, 0)
            else:
                rises = NEVER if after is None else after
                yield Piece(begin, until, value, rises - value if until - begin > 1 else 0)

    def clocks(self) -> frozenset[HoursClock]:
        return frozenset((self.clock,))

    @property
    def least(self) -> int:
        return self.seconds


@dataclass(frozen=True, slots=True)
class BusinessDays(Due):
    """At the last closing of the n-th business day after the date of the ticket."""

    clock: HoursClock
    days: int

    def __call__(self, t: int) -> int:
        due = self.clock.nth_business_day(t, self.days)
        return NEVER if due is None else due

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        if start < end:
            yield from _linear(self, _cuts(start, end, set(self.clock.midnights(start, end))))

    def clocks(self) -> frozenset[HoursClock]:
        return frozenset((self.clock,))

    @property
    def steady(self) -> bool:
        # A night shift may close after the hours of the next day do: a ticket of the day before is due later than one after it.
        return self.clock.in_order


@dataclass(frozen=True, slots=True)
class DayEnd(Due):
    """At the last closing of the day of the ticket; of one that is logged when that is over, or on no business day, at that of
    the next."""

    clock: HoursClock

    def __call__(self, t: int) -> int:
        due = self.clock.day_end(t)
        return NEVER if due is None else due

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        if start < end:
            yield from _linear(self, _cuts(start, end, set(self.clock.day_ends(start, end))))

    def clocks(self) -> frozenset[HoursClock]:
        return frozenset((self.clock,))

    @property
    def steady(self) -> bool:
        # A night shift of the day before a week begins is no part of what that week is known by.
        return self.clock.same_day


@dataclass(frozen=True, slots=True)
class Opened(Due):
    """At the next opening after the ticket; with `at_once`, one that is logged while the clock is open does not wait."""

    clock: HoursClock
    at_once: bool = True

    def __call__(self, t: int) -> int:
        clock = self.clock
        opening = clock.first_open(t) if self.at_once else clock.next_opening(t)
        return NEVER if opening is None else opening

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        if start < end:
            spans = self.clock.open_spans(start, end)
            cuts = {cut for opened, closed in spans for cut in (opened, opened + 1, closed)}
            yield from _linear(self, _cuts(start, end, cuts))

    def clocks(self) -> frozenset[HoursClock]:
        return frozenset((self.clock,))


@dataclass(frozen=True, slots=True)
class Months(Due):
    """On the corresponding date so many months later, else the last day of that month, at the same time of the day."""

    clock: HoursClock
    months: int

    def __call__(self, t: int) -> int:
        local = self.clock.local(t)
        year, month = divmod(local.year * 12 + local.month - 1 + self.months, 12)
        first = local.replace(year=year, month=month + 1, day=1, fold=0)
        following = (first + timedelta(days=32)).replace(day=1)
        last = (following - timedelta(days=1)).day
        there = first.replace(day=min(local.day, last))
        return int(there.astimezone(UTC).timestamp())

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        if start >= end:
            return
        cuts = set(self.clock.midnights(start, end))
        for low, high in pairwise(_cuts(start, end, set(cuts))):
            # Where clocks change, here or there, the function may bend within the day: on a whole quarter of an hour.
            if self._offsets(low) != self._offsets(high - 1):
                cuts |= set(range(low - low % 900 + 900, high, 900))
        yield from _joined(_linear(self, _cuts(start, end, cuts)))

    def _offsets(self, t: int) -> tuple[timedelta | None, timedelta | None]:
        return self.clock.local(t).utcoffset(), self.clock.local(self(t)).utcoffset()

    def clocks(self) -> frozenset[HoursClock]:
        return frozenset((self.clock,))

    @property
    def steady(self) -> bool:
        return False

    @property
    def least(self) -> int:
        return max(0, self.months * 28 - 1) * DAY


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Pieces that go on in a line, as one."""
    before: Piece | None = None
    for piece in pieces:
        if before is not None and before.slope == piece.slope and before.at(piece.start) == piece.value:
            before = before._replace(end=piece.end)
            continue
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before


@dataclass(frozen=True, slots=True)
class Then(Due):
    """The second counts from where the first ends."""

    first: Due
    second: Due

    def __call__(self, t: int) -> int:
        between = self.first(t)
        return NEVER if between == NEVER else self.second(between)

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        for piece in self.first.pieces(start, end):
            if piece.value == NEVER:
                yield piece
            elif piece.slope == 0:
                yield Piece(piece.start, piece.end, self.second(piece.value), 0)
            else:
                shift = piece.start - piece.value
                for after in self.second.pieces(piece.value, piece.value + piece.end - piece.start):
                    yield Piece(after.start + shift, after.end + shift, after.value, after.slope)

    def clocks(self) -> frozenset[HoursClock]:
        return self.first.clocks() | self.second.clocks()

    @property
    def steady(self) -> bool:
        return self.first.steady and self.second.steady

    @property
    def least(self) -> int:
        return self.first.least + self.second.least

    @property
    def most(self) -> int | None:
        first, second = self.first.most, self.second.most
        return None if first is None or second is None else first + second


@dataclass(frozen=True, slots=True)
class OneOf(Due):
    """The sooner, or the later, of several."""

    options: tuple[Due, ...]
    later: bool = False

    def __call__(self, t: int) -> int:
        found = [option(t) for option in self.options]
        return max(found) if self.later else min(found)

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        pieces: Iterator[Piece] = self.options[0].pieces(start, end)
        for option in self.options[1:]:
            pieces = self._of(pieces, option, start, end)
        yield from pieces

    def _of(self, some: Iterator[Piece], option: Due, start: int, end: int) -> Iterator[Piece]:
        for one, other in aligned(some, option.pieces(start, end)):
            first, last = one.value - other.value, one.at(one.end - 1) - other.at(one.end - 1)
            if first * last >= 0:
                ahead = first + last < 0
                yield one if ahead != self.later else other
                continue
            # They cross inside, a second nearer with each: up to there the one counts, from there the other.
            crossing = one.start + abs(first) + 1
            ahead = (first < 0) != self.later
            before, after = (one, other) if ahead else (other, one)
            yield before.cut(one.start, crossing)
            yield after.cut(crossing, one.end)

    def clocks(self) -> frozenset[HoursClock]:
        return frozenset(clock for option in self.options for clock in option.clocks())

    @property
    def steady(self) -> bool:
        return all(option.steady for option in self.options)

    @property
    def least(self) -> int:
        found = [option.least for option in self.options]
        return max(found) if self.later else min(found)

    @property
    def most(self) -> int | None:
        found = [option.most for option in self.options]
        known = [most for most in found if most is not None]
        if self.later:
            return max(known) if len(known) == len(found) else None
        return min(known, default=None)


def aligned(some: Iterator[Piece], others: Iterator[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Two functions over one stretch, cut at the breakpoints of both."""
    one, other = next(some, None), next(others, None)
    while one is not None and other is not None:
        end = min(one.end, other.end)
        yield (
            one if end == one.end else one.cut(one.start, end),
            other if end == other.end else other.cut(other.start, end),
        )
        one = one.cut(end, one.end) if end < one.end else next(some, None)
        other = other.cut(end, other.end) if end < other.end else next(others, None)


# ---- where a promise holds


@dataclass(frozen=True, slots=True)
class LoggedWhen:
    """Which tickets: those logged while each of `open_` is open and each of `shut` is closed, of each pair in `first` while none
    of the second, its rivals, opens before the first does (open hours open at once), and that are none of the tickets
    `beside`."""

    open_: frozenset[HoursClock] = frozenset()
    shut: frozenset[HoursClock] = frozenset()
    first: frozenset[tuple[HoursClock, frozenset[HoursClock]]] = frozenset()
    beside: frozenset[LoggedWhen] = frozenset()

    def __and__(self, other: LoggedWhen) -> LoggedWhen:
        return LoggedWhen(
            self.open_ | other.open_,
            self.shut | other.shut,
            self.first | other.first,
            self.beside | other.beside,
        )

    @property
    def possible(self) -> bool:
        """Whether there can be such tickets at all, as far as that shows without a look at the calendar."""
        return not self.open_ & self.shut and not any(other.includes(self) for other in self.beside)

    def includes(self, other: LoggedWhen) -> bool:
        """Whether it plainly asks for nothing that another does not ask for, too."""
        return (
            self.open_ <= other.open_
            and self.shut <= other.shut
            and self.first <= other.first
            and self.beside <= other.beside
        )

    @property
    def clocks(self) -> frozenset[HoursClock]:
        """The clocks on which it depends."""
        found = self.open_ | self.shut | self.opening
        return found.union(*(other.clocks for other in self.beside))

    @property
    def opening(self) -> frozenset[HoursClock]:
        """The clocks of which it matters when they open next."""
        return frozenset(clock for one, rivals in self.first for clock in (one, *rivals))

    def stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        """When such tickets are logged between two instants."""
        found = [(start, end)]
        for clock in self.open_:
            found = _both(found, [(span.start, span.end) for span in clock.open_spans(start, end)])
        for clock in self.shut:
            found = _both(
                found,
                _between([(span.start, span.end) for span in clock.open_spans(start, end)], start, end),
            )
        for one, rivals in self.first:
            found = _both(found, _opening_first(one, rivals, start, end))
        for other in self.beside:
            found = _both(found, _between(other.stretches(start, end), start, end))
        return found

    def holds(self, t: int) -> bool:
        """Whether a ticket of `t` is one of them."""
        return (
            all(clock.is_open(t) for clock in self.open_)
            and not any(clock.is_open(t) for clock in self.shut)
            and all(_opens_first(one, rivals, t) for one, rivals in self.first)
            and not any(other.holds(t) for other in self.beside)
        )


def _opens_first(one: HoursClock, rivals: frozenset[HoursClock], t: int) -> bool:
    """Whether no rival opens before a clock does; one that is open opens at once."""
    opening = one.first_open(t)
    if opening is None:
        return False
    others = (rival.first_open(t) for rival in rivals)
    return all(other is None or opening <= other for other in others)


def _opening_first(
    one: HoursClock, rivals: frozenset[HoursClock], start: int, end: int
) -> list[tuple[int, int]]:
    """The stretches in which no rival opens before a clock does. Between two edges of the hours nothing changes."""
    edges = {start, end}
    for clock in (one, *rivals):
        edges |= {edge for span in clock.open_spans(start, end) for edge in span if start < edge < end}
    found: list[tuple[int, int]] = []
    for low, high in pairwise(sorted(edges)):
        if _opens_first(one, rivals, low):
            joined = bool(found) and found[-1][1] == low
            found[-1:] = [(found[-1][0], high)] if joined else [*found[-1:], (low, high)]
    return found


def _between(taken: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """What stretches leave of the time from `start` to `end`."""
    edges = [start, *(edge for stretch in taken for edge in stretch), end]
    return [(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high]


ANY_TIME = LoggedWhen()


def _both(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        (max(low, start), min(high, end))
        for low, high in some
        for start, end in others
        if max(low, start) < min(high, end)
    ]


# ---- weeks


#: The pieces of so many functions in a week are kept, and as much of what else is computed over weeks.
_MOST_CUT = 2_000
#: For a week like which no other is.
_ALONE = 1 << 40
_AT_ONCE = Elapsed(0)


def _make_room(kept: dict[Any, Any]) -> None:
    """Begin anew where as much is kept as may be."""
    if len(kept) >= _MOST_CUT:
        kept.clear()


@dataclass(slots=True)
class Weeks:
    """The weeks of a horizon, from `start` up to `end`, by kind. What is worked out for them is kept: in `shapes` the shape of
    each week of a clock, in `cut` the pieces of functions in a week, in `stretches` when tickets are logged in it, in `reaches`
    how far the deadlines of each week reach, and in `kinds` which weeks are alike."""

    start: int
    end: int
    shapes: dict[tuple[HoursClock, int], int] = field(default_factory=dict)
    known: dict[tuple[object, ...], int] = field(default_factory=dict)
    cut: dict[tuple[Due, int, LoggedWhen], list[Piece]] = field(default_factory=dict)
    stretches: dict[tuple[LoggedWhen, int], list[tuple[int, int]]] = field(default_factory=dict)
    reaches: dict[Due, tuple[int, ...]] = field(default_factory=dict)
    kinds: dict[tuple[frozenset[HoursClock], tuple[int, ...]], list[tuple[int, int, int]]] = field(
        default_factory=dict
    )

    def pieces(self, due: Due, week: int, end: int, logged: LoggedWhen = ANY_TIME) -> list[Piece]:
        """The pieces of a function in a week that `distinct` gives, for the tickets that are `logged` so. What is compared with
        many others is cut once."""
        found = self.cut.get((due, week, logged))
        if found is None:
            _make_room(self.cut)
            pieces = due.pieces(week, end) if logged == ANY_TIME else self.pieces(due, week, end)
            found = (
                list(pieces) if logged == ANY_TIME else list(within(pieces, self._when(logged, week, end)))
            )
            self.cut[due, week, logged] = found
        return found

    def _when(self, logged: LoggedWhen, week: int, end: int) -> list[tuple[int, int]]:
        if (logged, week) not in self.stretches:
            _make_room(self.stretches)
            self.stretches[logged, week] = logged.stretches(week, end)
        return self.stretches[logged, week]

    def distinct(self, dues: Sequence[Due], logged: LoggedWhen = ANY_TIME) -> list[tuple[int, int, int]]:
        """The first week of each kind, as its beginning and end, and how many weeks are of that kind."""
        clocks = frozenset(clock for due in dues for clock in due.clocks()) | logged.clocks
        if not clocks:
            return [(self.start, min(self.end, self.start + WEEK), max(1, (self.end - self.start) // WEEK))]
        each = {self._reach(due) for due in (_AT_ONCE, *dues, *map(Opened, logged.opening))}
        reach = tuple(map(max, *each)) if len(each) > 1 else each.pop()
        if (clocks, reach) not in self.kinds:
            _make_room(self.kinds)
            self.kinds[clocks, reach] = self._by_kind(list(clocks), reach)
        return self.kinds[clocks, reach]

    def _by_kind(self, clocks: list[HoursClock], reach: tuple[int, ...]) -> list[tuple[int, int, int]]:
        """Weeks whose hours are the same as far as they reach are of one kind; one that reaches too far is a kind of its own."""
        kinds: dict[object, list[int]] = {}
        for week, weeks in zip(range(self.start, self.end, WEEK), reach, strict=True):
            far = range(week, week + weeks * WEEK, WEEK)
            kind = (
                week if weeks == _ALONE else tuple(self._shape(clock, at) for clock in clocks for at in far)
            )
            kinds.setdefault(kind, []).append(week)
        return [(weeks[0], min(weeks[0] + WEEK, self.end), len(weeks)) for weeks in kinds.values()]

    def _reach(self, due: Due) -> tuple[int, ...]:
        """How many weeks lie from each week on to the last deadline of its tickets; `_ALONE` where that does not tell what its
        hours must be the same for."""
        found = self.reaches.get(due)
        if found is None:
            _make_room(self.reaches)
            found = self.reaches[due] = tuple(
                self._last(due, week) for week in range(self.start, self.end, WEEK)
            )
        return found

    def _last(self, due: Due, week: int) -> int:
        end = week + WEEK
        if end > self.end or not due.steady:
            return _ALONE
        try:
            last = due(end)
        except OutOfRange:
            return _ALONE
        return _ALONE if last == NEVER else (max(last, end) - week) // WEEK + 1

    def some(self, logged: LoggedWhen) -> bool:
        """Whether there is a ticket of these at all."""
        if not logged.possible:
            return False
        if not logged.first and not logged.beside and len(logged.open_) + len(logged.shut) < 2:
            return True
        return any(logged.stretches(week, end) for week, end, _ in self.distinct([], logged))

    def _shape(self, clock: HoursClock, week: int) -> int:
        key = (clock, week)
        if key not in self.shapes:
            shape = clock.shape(week, week + WEEK)
            self.shapes[key] = self.known.setdefault(shape, len(self.known))
        return self.shapes[key]


# ---- waits


@dataclass(frozen=True, slots=True)
class Waits:
    """How long tickets really wait, in seconds of elapsed time: the shortest and the longest wait, and the one that half of
    the tickets do not exceed, if they come evenly while `typically` is so. `worst_at` is the ticket that waits longest."""

    best: int
    typical: int
    worst: int
    worst_at: int


def waits(
    due: Due, weeks: Weeks, logged: LoggedWhen = ANY_TIME, typically: LoggedWhen | None = ANY_TIME
) -> Waits | None:
    """The waits of all tickets that are `logged` so; `None` where there are none, or one never falls due. Without
    `typically` the typical wait is not computed, and is given as the longest."""
    if isinstance(due, Elapsed) and not logged.clocks:
        return Waits(due.seconds, due.seconds, due.seconds, weeks.start)
    best: int | None = None
    worst: tuple[int, int] | None = None
    usual: list[tuple[int, int, int, int]] = []
    among = logged if typically is None else logged & typically
    for week, end, count in weeks.distinct([due], among):
        for piece in within(due.pieces(week, end), logged.stretches(week, end)):
            if piece.value >= NEVER:
                return None
            first, last = piece.value - piece.start, piece.at(piece.end - 1) - (piece.end - 1)
            best = min(first, last) if best is None else min(best, first, last)
            if worst is None or first > worst[0]:
                same = piece.slope == 1  # all of the piece wait as long: one of them that people would name
                worst = first, _round(piece.start, piece.end, weeks.start) if same else piece.start
        if typically is None:
            continue
        usual += [
            (piece.value - piece.start, 1 - piece.slope, piece.end - piece.start, count)
            for piece in within(due.pieces(week, end), among.stretches(week, end))
        ]
    if best is None or worst is None:
        return None
    return Waits(best, _median(usual) if usual else worst[0], worst[0], worst[1])


def longest_possible(due: Due, weeks: Weeks) -> int | None:
    """A bound on the wait of every ticket, in seconds, without a look at each week; `None` where none is at hand.

    Working time is used up in as many open stretches as it is longer than the shortest of them, and before each of these lies
    at most the longest closed one.
    """
    if due.most is not None or not isinstance(due, Working):
        return due.most
    spans = due.clock.open_spans(weeks.start - WEEK, min(weeks.end + 26 * WEEK, due.clock.end + 52 * WEEK))
    whole = spans[1:-1]  # the first and the last are cut off
    if not whole:
        return None
    shortest = min(span.seconds for span in whole)
    closed = max(after.start - before.end for before, after in pairwise(spans))
    bound = due.seconds + -(-due.seconds // shortest) * closed
    # Hours that begin after the first ticket, or end before the last can be done, may keep one waiting longer.
    known = spans[0].start <= weeks.start and spans[-1].end >= weeks.end + bound
    return bound if known and bound < 26 * WEEK else None


def within(pieces: Iterable[Piece], stretches: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The parts of pieces that lie in stretches of time; both are in order and do not overlap."""
    number, count = 0, len(stretches)
    for piece in pieces:
        while number < count and stretches[number][1] <= piece.start:
            number += 1
        for start, end in stretches[number:]:
            if start >= piece.end:
                break
            low, high = max(piece.start, start), min(piece.end, end)
            yield piece if (low, high) == piece[:2] else piece.cut(low, high)


def _median(runs: list[tuple[int, int, int, int]]) -> int:
    """The wait that half of the tickets do not exceed. A run is the first wait of a piece, by how much waits fall each
    second of it (0 or 1), how many seconds it lasts, and how often it comes."""
    total = sum(lasting * count for _, _, lasting, count in runs)
    low, high = 0, max(first for first, _, _, _ in runs)
    while low < high:
        middle = (low + high) // 2
        below = 0
        for first, falls, lasting, count in runs:
            if first <= middle:
                below += lasting * count
            elif falls:
                below += max(0, lasting - (first - middle)) * count
        if 2 * below >= total:
            high = middle
        else:
            low = middle + 1
    return low


# ---- comparing


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing two deadlines for every ticket of a horizon.

    `ticket` is one for which the second comes too early (`None` where there is none): of the most usual kind of week in
    which there are any, one on the full hour if that is possible. `lead` is by how many seconds the second comes after the
    first for it (negative: before). `kinds` of `weeks` were looked at, at `breakpoints`; all are 0 where bounds decided.
    `undecided` is set where some ticket has no deadline at all.
    """

    ticket: int | None
    lead: int = 0
    weeks: int = 0
    kinds: int = 0
    breakpoints: int = 0
    undecided: bool = False


class _Early(NamedTuple):
    """Tickets from `start` up to `end` for which the second deadline comes too early: for the first of them `begin` seconds after
    the first deadline, `slope` more with each second, and `least` at the worst."""

    least: int
    start: int
    end: int
    begin: int
    slope: int

    def within(self, lead: int) -> tuple[int, int]:
        """The tickets of these for which it comes less than `lead` seconds after the first."""
        if self.slope > 0:
            return self.start, min(self.end, self.start + lead - self.begin)
        return (max(self.start, self.start + self.begin - lead + 1) if self.slope else self.start), self.end


def _earliest(first: Sequence[Piece], second: Sequence[Piece], lead: int) -> tuple[_Early | None, int, bool]:
    """Where, of two functions over the same stretches, the second comes too early by most; in how many parts that neither breaks
    both were looked at, and whether some ticket has no deadline. This is what takes the time, so it is written out."""
    worst: _Early | None = None
    at_one = at_other = parts = 0
    undecided = False
    while at_one < len(first) and at_other < len(second):
        start, one_end, value, slope = first[at_one]
        other_start, other_end, other_value, other_slope = second[at_other]
        end = one_end if one_end < other_end else other_end
        parts += 1
        at_one += one_end == end
        at_other += other_end == end
        if value >= NEVER or other_value >= NEVER:
            undecided = True
            continue
        low = start if start > other_start else other_start
        rises = other_slope - slope
        begin = other_value + other_slope * (low - other_start) - value - slope * (low - start)
        last = begin + rises * (end - 1 - low)
        least = begin if begin < last else last
        if least < lead and (worst is None or least < worst.least):
            worst = _Early(least, low, end, begin, rises)
    return worst, parts, undecided


def surely_after(first: Due, second: Due, weeks: Weeks, logged: LoggedWhen, lead: int) -> bool:
    """Whether `compare` shows it for every ticket, without a look at more weeks than are needed to know that."""
    found = compare(first, second, weeks, logged, lead, whether=True)
    return found.ticket is None and not found.undecided


def compare(
    first: Due,
    second: Due,
    weeks: Weeks,
    logged: LoggedWhen = ANY_TIME,
    lead: int = 1,
    whether: bool = False,
) -> Comparison:
    """Whether, for every ticket `logged` so, the second deadline comes at least `lead` seconds after the first.

    With `lead` 1 it must come after the first, where a tie is not after; with 0 it must not come before it. Where only
    `whether` matters, the first ticket that shows the opposite is as good as the one that shows it best.
    """
    if _ordered(first, second, lead):
        return Comparison(None)
    found: list[tuple[int, int, _Early]] = []
    kinds = breakpoints = total = 0
    undecided = False
    for week, end, count in weeks.distinct([first, second], logged):
        kinds, total = kinds + 1, total + count
        one, other = (weeks.pieces(due, week, end, logged) for due in (first, second))
        worst, parts, never = _earliest(one, other, lead)
        breakpoints, undecided = breakpoints + parts, undecided or never
        if worst is not None:
            found.append((-count, week, worst))
            if whether:
                break
    if not found:
        return Comparison(None, 0, total, kinds, breakpoints, undecided)
    # A ticket that is really too early says more than a tie, and one of an ordinary week more than a rare one.
    _, _, early = min(found, key=lambda each: (each[2].least >= 0, each[:2]))
    enough = min(lead, early.least // 2 + 1) if early.least < 0 else lead
    ticket = _round(*early.within(enough), weeks.start)
    return Comparison(ticket, second(ticket) - first(ticket), total, kinds, breakpoints, undecided)


def _ordered(first: Due, second: Due, lead: int) -> bool:
    """Whether the order is known without looking at any week."""
    if isinstance(first, Then) and isinstance(second, Then) and first.first == second.first:
        first, second = first.second, second.second
    if isinstance(first, Working) and isinstance(second, Working) and first.clock is second.clock:
        return second.seconds - first.seconds >= lead
    most = first.most
    return most is not None and second.least - most >= lead


def _round(low: int, high: int, midnight: int) -> int:
    """A moment from `low` up to `high` that people would name: on the hour and by day, else on the hour, the half, the
    quarter, the minute. `midnight` is that of some day."""
    hour = -(-low // 3600) * 3600
    for moment in range(hour, min(high, hour + DAY), 3600):
        if 9 * 3600 <= (moment - midnight) % DAY < 18 * 3600:
            return moment
    for step in (3600, 1800, 900, 300, 60):
        moment = -(-low // step) * step
        if moment < high:
            return moment
    return low
