"""One ticket: everything that it is promised, when each of that falls due, and which days in between are unusual."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from clausecheck.agreement.calendars import holiday_names
from clausecheck.agreement.clock import DAY, ClockError, Closure, HoursClock, OutOfRange, seconds_of
from clausecheck.agreement.covering import effective
from clausecheck.agreement.deadlines import CALLED, Deadline, start_rules, waiting_clock, waits_for_opening
from clausecheck.agreement.due import NEVER
from clausecheck.agreement.events import TicketEvent, in_order
from clausecheck.agreement.life import Life
from clausecheck.agreement.targets import DIMENSIONS, Case, Target
from clausecheck.agreement.words import day_words, length_words
from clausecheck.language.tree import Pauses
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.reports.deadlines import DeadlineReport, TicketPromise, data_words, promises
from clausecheck.reports.matrix import NOTE, STAR, promise

EXAMPLE = "2027-05-28 16:50"
_AT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ] *(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? *([Zz]|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_YEARS = range(1900, 2200)
_FARTHEST = 200 * 366 * DAY
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class BadMoment(ValueError):
    """A moment that cannot be read; the message says how to write one."""


def moment(text: str) -> dt.datetime:
    """A date and a time as ISO 8601 writes them, with `T` or a blank, seconds optional (fractions of them are dropped): local
    time, or an instant where `Z` or an offset from UTC follows. Raises `BadMoment`."""
    match = _AT.fullmatch(text.strip())
    try:
        found = None
        if match:
            day, time, offset = match.groups()
            found = dt.datetime.fromisoformat(
                f"{day}T{time.zfill(5 if len(time) < 6 else 8)}{(offset or '').upper()}"
            )
    except ValueError as error:
        raise BadMoment(f"{text!r}: {error}; write it like {EXAMPLE!r}") from None
    if found is None:
        raise BadMoment(f"{text!r} is not a date and a time; write it like {EXAMPLE!r}")
    if found.year not in _YEARS:
        raise BadMoment(f"{text!r} is too far away; the years {_YEARS[0]} to {_YEARS[-1]} can be computed")
    return found


def instant(moment: dt.datetime, zone: dt.tzinfo) -> int:
    """A moment in seconds since 1970; one without an offset is a local time of a zone, of two equal ones the first."""
    return seconds_of(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone, fold=0))


@dataclass(frozen=True, slots=True)
class TicketDeadline:
    """One deadline of the ticket. `at` is `None` where `undecided` says why it cannot be computed, and where nothing is
    guaranteed; `not_before` is then the earliest moment, where one is known. `letter` is how the drawing marks it. `working` is
    the open time until then of the hours `hours`, in seconds; `starts` is when its clock starts, where that is later than the
    ticket, and `start_line` the line that says so. `moved` is by how many seconds of real time events have moved it, and `met`
    when an event met it."""

    promise: TicketPromise
    letter: str = ""
    at: int | None = None
    working: int | None = None
    hours: str = ""
    starts: int | None = None
    start_line: int = 0
    undecided: str = ""
    not_before: int | None = None
    moved: int = 0
    met: int | None = None


def _sooner(one: TicketDeadline, other: TicketDeadline) -> bool:
    """Whether a deadline for the same thing comes before another, so that the ticket is computed with it."""
    promised, second = one.promise, other.promise
    return (
        promised.kind == second.kind != "escalate"
        and promised.target.apart == second.target.apart
        and promised.target.condition == second.target.condition
        and one.at is not None
        and other.at is not None
        and one.at < other.at
    )


class State:
    """The deadlines of a ticket as they stand after some of its events."""

    def __init__(self, report: DeadlineReport, life: Life) -> None:
        self.report = report
        self.life = life
        self.logged = life.logged
        self.dues = self._dues()

    def _dues(self) -> list[TicketDeadline]:
        every = [due for one in self._promises() if (due := self._due(one))]
        found = [due for due in every if not any(_sooner(other, due) for other in every)]
        decided = sorted((due for due in found if due.at is not None), key=lambda due: due.at or 0)
        letters = [*_LETTERS, *(f"{first}{second}" for first in _LETTERS for second in _LETTERS)]
        named = [replace(due, letter=letter) for due, letter in zip(decided, letters, strict=False)]
        return [*named, *(due for due in found if due.at is None)]

    def _promises(self) -> Iterator[TicketPromise]:
        """What the ticket is promised: of each kind for what it is now, or was when that was met."""
        known: dict[Case, list[TicketPromise]] = {}
        for kind in CALLED:
            case = self.life.case_of(kind)
            if case not in known:
                known[case] = promises(self.life.surely, case)
            yield from (one for one in known[case] if one.kind == kind)

    def _due(self, one: TicketPromise) -> TicketDeadline | None:
        """When a promise falls due; `None` where it is not for tickets of this moment."""
        if one.deadline is None:
            return TicketDeadline(one, undecided=one.undecided)
        t, deadline = self.logged, one.deadline
        met = self.life.record.met.get(one.kind)
        try:
            if not deadline.logged.holds(t):
                return None
            found = self.life.moment(deadline, one.kind)
        except (ClockError, OverflowError, ValueError):  # the deadline says it
            return TicketDeadline(one, undecided="the ticket lies too far from the term to be computed")
        at = found.at
        if at is None:
            return TicketDeadline(
                one, undecided=found.undecided, not_before=found.not_before, moved=found.moved, met=met
            )
        if at == NEVER:
            return TicketDeadline(one, undecided="the hours on which it counts do not open again")
        if at - t > _FARTHEST:
            return TicketDeadline(one, undecided="it lies beyond what calendars cover")
        for clock in deadline.due.clocks() | deadline.logged.clocks:
            if at > clock.decided_until:
                return TicketDeadline(
                    one, undecided=f"the holidays of `{clock.spec.name}` are not known for that time"
                )
        starts, line = self._starts(deadline)
        hours = deadline.target.hours
        counted = [clock for clock in deadline.due.clocks() if clock.spec.name == hours != "always"]
        working = counted[0].working_time(t, at) if counted else None
        return TicketDeadline(
            one, "", at, working, hours if counted else "", starts, line, moved=found.moved, met=met
        )

    def _starts(self, deadline: Deadline) -> tuple[int | None, int]:
        """When the clock of a deadline starts that waits for an opening, and the line that makes it wait."""
        if waits_for_opening(deadline.target):
            for node in start_rules(self.report.deadlines, deadline.target.kind, deadline.case):
                clock = waiting_clock(self.report.deadlines, node, deadline.target)
                opening = clock.first_open(self.logged) if clock is not None else None
                if opening is not None and opening > self.logged:
                    return opening, self.report.line(node)
        return None, 0


class Simulation:
    """One ticket of a case, logged at a moment (a local time of the agreement's zone where it names no other), and what happens
    to it. Raises `EventError` for events that cannot have happened."""

    def __init__(
        self, report: DeadlineReport, case: Case, logged: dt.datetime, events: Sequence[TicketEvent] = ()
    ) -> None:
        self.report = report
        self.first_case = case
        self.asked = logged
        self.first_logged = instant(logged, report.zone)
        self.events = in_order(events, self.first_logged)
        self.state = self._state(len(self.events))
        self.case = self.state.life.case
        self.logged = self.state.logged
        self.dues = self.state.dues

    def _state(self, number: int) -> State:
        life = Life(self.report.semantics, self.first_case, self.first_logged, self.events[:number])
        return State(self.report, life)

    @cached_property
    def states(self) -> list[State]:
        """The deadlines before the first event, and after each."""
        return [*(self._state(number) for number in range(len(self.events))), self.state]

    def _clocks(self, deadline: Deadline) -> list[HoursClock]:
        """The hours blocks on which a deadline depends, by name."""
        clocks = {clock.spec.name: clock for clock in deadline.due.clocks() | deadline.logged.clocks}
        return [clock for name, clock in sorted(clocks.items()) if name != "always"]

    # ---- what the drawing and the notes need

    @property
    def marked(self) -> list[TicketDeadline]:
        """The deadlines with a moment, the first one first."""
        return [due for due in self.dues if due.at is not None]

    @property
    def last(self) -> int:
        """The last moment of the drawing."""
        happened = [event.at for event in self.events]
        return max([self.logged, *(due.at or 0 for due in self.marked), *happened])

    def waits(self) -> list[tuple[int, int]]:
        """The times in which somebody is awaited; one without an answer goes on to the end of the drawing."""
        return [(wait.start, wait.end or self.last) for wait in self.state.life.record.waits]

    def clocks(self) -> list[HoursClock]:
        """The hours blocks of the drawing, in the order of the agreement; around the clock where there are none."""
        found: dict[str, HoursClock] = {}
        for due in self.marked:
            if due.promise.deadline is not None:
                found |= {clock.spec.name: clock for clock in self._clocks(due.promise.deadline)}
        order = list(self.report.agreement.names.get("hours", {}))
        named = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
        return [found[name] for name in named] or [self.report.deadlines.reference]

    def about(self) -> str:
        """The ticket in words."""
        case = self.first_case
        words = [f"{case.priority} ticket" if case.priority else "ticket"]
        words += [f"for {case.service}"] * bool(case.service)
        words += [f"in plan {case.plan}"] * bool(case.plan)
        words += [f"at {case.site}"] * bool(case.site)
        words += [
            f"in {name} {case.names[name]}" for name in ("region", "tier", "family") if name in case.names
        ]
        zone = "" if self.report.zone_words().endswith("stated") else f" ({self.report.zone.key})"
        now = f"; now {self.case.priority}" if self.case.priority != case.priority else ""
        return f"{' '.join(words)}, logged {self.report.when(self.first_logged)}{zone}{now}"

    def remarks(self) -> Iterator[str]:
        """What must be known about the moment of logging."""
        there = self.report.deadlines.reference.local(self.first_logged)
        asked = self.asked.replace(tzinfo=self.report.zone)
        if self.asked.tzinfo is not None:
            pass
        elif there.replace(tzinfo=None) != self.asked:
            yield (
                f"{self.asked:%H:%M} does not exist on {day_words(self.asked.date())}, because clocks go forward:"
                f" taken as {there:%H:%M}"
            )
        elif asked.utcoffset() != asked.replace(fold=1).utcoffset():
            yield (
                f"{self.asked:%H:%M} comes twice on {day_words(self.asked.date())}, because clocks go back:"
                " the first one is taken"
            )
        horizon = self.report.semantics.horizon
        if there.date() < horizon.first:
            yield f"the ticket comes before the agreement holds, which is from {day_words(horizon.first)}"
        elif there.date() > horizon.last:
            yield f"the ticket comes after the time that is computed, which ends with {day_words(horizon.last)}"
        if self.report.zone_words().endswith("stated"):
            yield f"all moments are {self.report.zone_words()}"
        yield from self.state.life.remarks

    def notes(self) -> Iterator[str]:
        """What else concerns the ticket: clocks that start later or pause, and targets of narrower cases."""
        for due in self.marked:
            if due.starts is not None:
                yield f"{due.letter}: its clock starts {self.report.when(due.starts)} (line {due.start_line})"
            if due.promise.kind == "update":
                yield f"{due.letter}: the first update; the next ones follow {due.promise.words.removesuffix(STAR)}"
        if pauses := list(self.pauses()):
            yield f"the clock pauses when {', or when '.join(pauses)}: {self._paused_words()}"
        for clock in self.clocks():
            if clock.spec.zone != self.report.zone.key:
                yield f"{clock.spec.name} keeps the time of {clock.spec.zone}; the drawing is in that of {self.report.zone.key}"
        for target, missing in self.narrower():
            line = self.report.line(target.clause)
            yield f"only for {missing}: {CALLED[target.kind]}, {promise(target)} (line {line})"
        if any(due.promise.words.endswith(STAR) for due in self.dues):
            yield NOTE
        yield data_words()

    def _paused_words(self) -> str:
        if not self.events:
            return "that time is not in these deadlines"
        return "these deadlines have the waits that stand under `what happened`, and no others"

    def pauses(self) -> Iterator[str]:
        """When the clock of the ticket pauses, in words."""
        names = self.report.agreement.names
        found: dict[str, list[str]] = {}
        for node in self.report.agreement.all(Pauses):
            block = self.report.agreement.parent(node)
            around = block.for_ if block is not None else ()
            named = [{write(value) for value in values} for values in (node.for_, around)]
            if any(
                only and getattr(self.case, dimension) not in only
                for wording in named
                for dimension in DIMENSIONS
                for only in [wording & set(names.get(dimension, ()))]
            ):
                continue
            words = write(node.when).removeprefix("when ") if node.when is not None else "it is agreed"
            words += f", at most {write(node.at_most)}" if node.at_most is not None else ""
            words += " in total" if node.in_total else ""
            found.setdefault(words, []).append(str(self.report.line(node)))
        for words, lines in found.items():
            yield f"{words} ({'line' if len(lines) == 1 else 'lines'} {', '.join(lines)})"

    def narrower(self) -> Iterator[tuple[Target, str]]:
        """Targets of the case that hold for a service, plan or site that the ticket does not name, and which."""
        for target in self.report.semantics.targets:
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
        among = effective(self.report.semantics.targets, target.kind, case, target.condition)
        return any(one is target for one in among)

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


def _unusual(clock: HoursClock, first: dt.date, last: dt.date) -> Iterator[Day]:
    name = clock.spec.name
    try:
        opening = set(clock.opening_dates(first, last))
        named = clock.holidays_between(first, last)
    except OutOfRange:  # the deadline itself is undecided then, and says so
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
