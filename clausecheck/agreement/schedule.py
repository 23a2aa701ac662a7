"""When the runs of a backup leave copies, and the longest time between two of them over the calendar.

**Runs.** A clause such as `full every 1 week on sun at 01:00` is one of: runs at a steady distance (`every 4 hours`), runs at
known instants (a time of day on dates), or runs during stretches (`every 1 hour, during business`), of which nothing is
known but that they lie inside. Where the text leaves the time of day open, it is the same on each day.

**Gaps.** Runs of several clauses help each other: a copy is a copy, whichever clause made it. Wherever the text leaves
something open, the shortest gap that it allows counts, so that a gap that is reported is one that the agreement cannot avoid.
A run on a day that cannot be placed (`on first business day of month`) comes so seldom that it cannot fill all the gaps of a
month: one of them stays.

Local times become instants as in PEP 495 with fold 0, as in `clausecheck.agreement.clock`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from clausecheck.agreement import calendars
from clausecheck.agreement.clock import DAY, HoursClock
from clausecheck.agreement.hours import Horizon, add_months, weekdays_of
from clausecheck.agreement.nth_days import MONTHS, dates_of
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.language import values as v
from clausecheck.language.spelling import DAY_NAMES
from clausecheck.language.tree import Clause
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: The clauses that make copies.
METHODS = ("full", "incremental", "differential", "snapshot", "log_shipping", "replication", "runs")
#: The time that stands for one that the text leaves open: far from every clock change.
_SOME_TIME = 12 * 3600
#: No day of a month before this one is its last.
_LAST_SURE = 28


@dataclass(frozen=True, slots=True)
class ScheduledRuns:
    """The runs of one clause.

    `steady` is their distance in seconds; else `moments` are their instants (seconds since 1970, in order), or `stretches` the
    times in which they lie, `inside` seconds apart. `undecided` says why nothing is known. `nominal` are the moments as they
    would be if no clock ever changed. `seldom` is how many runs an undecided clause has in a calendar month at the most, where
    that is known.
    """

    clause: Clause
    steady: int | None = None
    moments: tuple[int, ...] = ()
    nominal: tuple[int, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()
    inside: int = 0
    undecided: str = ""
    seldom: int = 0

    @property
    def shortest(self) -> int | None:
        """The shortest time between two runs that the clause shows, in seconds."""
        if self.steady is not None:
            return self.steady
        if self.stretches:
            return self.inside
        return min((later - one for one, later in pairwise(self.nominal)), default=None)


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest time without a new copy, in seconds; `start` and `end` where it is known when (seconds since 1970).
    `least` is set where more time may pass than is said."""

    seconds: int
    start: int | None = None
    end: int | None = None
    least: bool = False


def read(clause: Clause, semantics: Semantics) -> ScheduledRuns | None:
    """The runs that a clause of the kinds `METHODS` promises; `None` where it promises none by itself."""
    return _RunsReading(clause, semantics).run()


def elapsed(value: object) -> int | None:
    """An elapsed length of time in seconds, where it has one; `4 hours from "the last copy"` is 4 hours."""
    if isinstance(value, v.Anchored):
        value = value.amount
    if not isinstance(value, v.Duration) or value.hours is not None or value.seconds is None:
        return None
    whole = int(value.seconds)
    return whole if whole == value.seconds and whole > 0 else None


class _Undecided(Exception):
    """Why a clause says too little; `seldom` as in `ScheduledRuns`."""

    def __init__(self, reason: str, seldom: int = 0) -> None:
        super().__init__(reason)
        self.seldom = seldom


class _RunsReading:
    """One clause on its way to its runs."""

    def __init__(self, clause: Clause, semantics: Semantics) -> None:
        self.clause = clause
        self.semantics = semantics
        self.every: object = getattr(clause, "every", None)
        self.on: tuple[object, ...] = tuple(getattr(clause, "on", ()))
        self.times = [time.seconds for time in clause.at if isinstance(time, v.Time)]
        self.hours = [name for name in clause.during if write(name) != "always"]

    def run(self) -> ScheduledRuns | None:
        if any(isinstance(day, v.Name | v.Phrase) and "request" in day.text for day in self.on):
            return None
        if not (self.every or self.on or self.times):
            return (
                None
                if self.clause.kind == "runs"
                else ScheduledRuns(self.clause, undecided="how often it runs is not stated")
            )
        try:
            return self.decided()
        except _Undecided as reason:
            return ScheduledRuns(self.clause, undecided=str(reason), seldom=reason.seldom)

    def decided(self) -> ScheduledRuns:
        clause = self.clause
        if clause.when is not None:
            raise _Undecided(f"it holds only when {write(clause.when)}")
        if clause.outside:
            raise _Undecided(f"it runs outside {write(clause.outside)}")
        months, seconds, working = self.interval()
        if self.on and all(isinstance(day, v.NthDay) for day in self.on):
            return self.at_dates(self.by_number(months, seconds, working))
        weekdays, days_of_month = self.days()
        if months or days_of_month:
            return self.at_dates(self.monthly(months or 1, days_of_month, weekdays))
        if working is not None:
            return self.on_working_time(working, weekdays)
        if seconds is not None and seconds % DAY:
            if not self.hours and weekdays is None:
                return ScheduledRuns(clause, steady=seconds)
            return self.during(seconds, weekdays)
        if self.hours and not self.times:
            return self.during(seconds or DAY, weekdays)
        if weekdays is None and not self.times and not self.hours:
            return ScheduledRuns(clause, steady=seconds)
        return self.at_dates(self.daily((seconds or DAY) // DAY, weekdays))

    # -- what the clause says

    def days(self) -> tuple[frozenset[int] | None, tuple[int, ...]]:
        """The weekdays (`None` for all) and the days of the month on which it runs."""
        chosen: set[int] = set()
        numbered: list[int] = []
        for day in self.on:
            if isinstance(day, v.Days):
                chosen |= set(weekdays_of(day))
            elif isinstance(day, v.Numbered) and day.text == "day" and write(day.of) in ("", "month"):
                numbered.append(int(day.number))
            elif isinstance(day, v.Name) and day.text in DAY_NAMES:
                chosen.add(
                    DAY_NAMES.index(day.text)
                )  # `saturday` is read as a name where days and names may stand
            else:
                raise _Undecided(f"it runs on {write(day)}")
        left_out: set[int] = set()
        for day in self.clause.except_:
            if not isinstance(day, v.Days):
                raise _Undecided(f"it does not run on {write(day)}")
            left_out |= set(weekdays_of(day))
        if not chosen and not left_out:
            return None, tuple(numbered)
        return frozenset((chosen or set(range(7))) - left_out), tuple(numbered)

    def interval(self) -> tuple[int, int | None, v.Duration | None]:
        """How often: in months, in seconds, or in working time."""
        every = self.every
        if every is None:
            return 0, None, None
        if not isinstance(every, v.Duration):
            raise _Undecided(f"how often it runs is not stated as a time, but as {write(every)}")
        if every.hours is not None:
            return 0, None, every
        seconds = elapsed(every)
        if seconds is not None:
            return 0, seconds, None
        amount = sum(number * v.MONTHS.get(unit, 0) for number, unit in every.parts)
        if any(unit not in v.MONTHS for _, unit in every.parts) or amount < 1 or amount != int(amount):
            raise _Undecided(f"{write(every)} is no regular distance")
        return int(amount), None, None

    # -- dates

    def daily(self, step: int, weekdays: frozenset[int] | None) -> Iterator[dt.date]:
        """Every date of the term that is one of the weekdays, or every so many days."""
        if weekdays is not None and step % 7 and step != 1:
            raise _Undecided(f"every {step} days and weekdays do not fit together")
        first, last = self.semantics.horizon.first, self.semantics.horizon.last
        weeks = step // 7 if weekdays is not None and step > 1 else 1
        first_week = first - dt.timedelta(days=first.weekday())
        for number in range(first.toordinal(), last.toordinal() + 1, step if weekdays is None else 1):
            day = dt.date.fromordinal(number)
            if weekdays is None or (day.weekday() in weekdays and (day - first_week).days // 7 % weeks == 0):
                yield day

    def monthly(
        self, months: int, days: tuple[int, ...], weekdays: frozenset[int] | None
    ) -> Iterator[dt.date]:
        """The same day of every so many months; a day that a month lacks is its last."""
        if weekdays is not None or any(not 1 <= day <= 31 for day in days):
            raise _Undecided("which day of the month it runs on is not stated")
        first, last = self.semantics.horizon.first, self.semantics.horizon.last
        begun = (last.year - first.year) * 12 + last.month - first.month
        for day in sorted(days) or [first.day]:
            for step in range(0, begun + 1, months):
                month = add_months(first.replace(day=1), step)
                found = min(add_months(month, 1) - dt.timedelta(days=1), month + dt.timedelta(days=day - 1))
                if first <= found <= last:
                    yield found

    def by_number(self, months: int, seconds: int | None, working: v.Duration | None) -> Iterator[dt.date]:
        """Every date of the term that is one of the days of a period by their number, such as the first Saturday of a month."""
        days = [day for day in self.on if isinstance(day, v.NthDay)]
        first, last = self.semantics.horizon.first, self.semantics.horizon.last
        if seconds or working is not None or any(months not in (0, MONTHS.get(day.of)) for day in days):
            raise _Undecided(f"how often it runs and {write(days[0])} do not fit together")
        for day in days:
            dates = dates_of(day, first, last)
            if dates is None or self.clause.except_:
                known = day.of in MONTHS
                raise _Undecided(f"it runs on {write(day)}", seldom=len(days) if known else 0)
            yield from dates

    def at_dates(self, dates: Iterator[dt.date]) -> ScheduledRuns:
        days = sorted(set(dates))
        times = self.times or [_SOME_TIME]
        zone = calendars.zone(self.zone()) if self.zone() else dt.UTC
        moments = {_instant(day, time, zone) for day in days for time in times}
        nominal = {_instant(day, time, dt.UTC) for day in days for time in times}
        if len(moments) < 2:
            raise _Undecided("it runs less than twice within the term")
        return ScheduledRuns(self.clause, moments=tuple(sorted(moments)), nominal=tuple(sorted(nominal)))

    def zone(self) -> str:
        """The zone of the clause's times, else of the agreement, else none."""
        for value in getattr(self.clause, "in_", ()):
            if isinstance(value, v.Zone | v.Name) and calendars.known_zone(value.text):
                return value.text
            raise _Undecided(f"there is no time zone {write(value)}")
        return self.semantics.zone or ""

    # -- stretches

    def during(self, seconds: int, weekdays: frozenset[int] | None) -> ScheduledRuns:
        """Runs in hours, or on weekdays, so many seconds apart."""
        if self.hours:
            stretches = self.while_open(weekdays)
        else:
            zone = calendars.zone(self.zone()) if self.zone() else dt.UTC
            days = self.daily(1, weekdays)
            stretches = tuple(sorted((_instant(day, 0, zone), _instant(day, DAY, zone)) for day in days))
        if len(stretches) < 2:
            raise _Undecided("the hours in which it runs open less than twice within the term")
        return ScheduledRuns(self.clause, stretches=stretches, inside=seconds)

    def while_open(self, weekdays: frozenset[int] | None) -> tuple[tuple[int, int], ...]:
        """The stretches of its hours, on these weekdays; the same for each clause with the same hours."""
        known, key = _known_stretches(self.semantics), (tuple(map(write, self.hours)), weekdays)
        if key not in known:
            known[key] = tuple(
                sorted(
                    (span.start, span.end)
                    for clock in map(self.clock, self.hours)
                    for span in clock.open_spans(clock.start, min(clock.end, clock.decided_until))
                    if weekdays is None or clock.local(span.start).weekday() in weekdays
                )
            )
        return known[key]

    def on_working_time(self, every: v.Duration, weekdays: frozenset[int] | None) -> ScheduledRuns:
        """`every 2 business hours` runs while the hours are open; `every 1 business day` on each of those days."""
        assert every.hours is not None
        clock = self.clock(every.hours)
        if every.seconds is not None:
            self.hours = [every.hours]
            return self.during(int(every.seconds), weekdays)
        amount, unit = every.parts[0]
        if len(every.parts) > 1 or unit != "day" or amount != 1 or weekdays is not None or self.hours:
            raise _Undecided(f"{write(every)} is no regular distance")
        return self.at_dates(
            iter(clock.opening_dates(self.semantics.horizon.first, self.semantics.horizon.last))
        )

    def clock(self, name: v.Value) -> HoursClock:
        clock = self.semantics.clock(write(name))
        if clock is None:
            raise _Undecided(f"the hours {write(name)} cannot be computed")
        return clock


@fact
def _known_stretches(
    semantics: Semantics,
) -> dict[tuple[tuple[str, ...], frozenset[int] | None], tuple[tuple[int, int], ...]]:
    """The stretches that were asked for, by the names of the hours and the weekdays."""
    return {}


def _instant(day: dt.date, seconds: int, zone: dt.tzinfo) -> int:
    """The instant of a local time of a date."""
    days, rest = divmod(seconds, DAY)
    local = dt.datetime.combine(day + dt.timedelta(days=days), dt.time(), zone)
    return int((local + dt.timedelta(seconds=rest)).timestamp())


# ---- gaps ------------------------------------------------------------------------------------------------


def largest_gap(runs: Sequence[ScheduledRuns], failed: int = 0, nominal: bool = False) -> Gap | None:
    """The longest time between two copies when so many runs in a row leave none; `None` where it is not known.

    With `nominal`, as if no clock ever changed.
    """
    if not runs or any(one.undecided and not one.seldom for one in runs):
        return None
    if filled := sum(one.seldom for one in runs):
        return _left_open([one for one in runs if not one.undecided], filled, failed, nominal)
    steady = min((one.steady for one in runs if one.steady is not None), default=None)
    moments = sorted({moment for one in runs for moment in (one.nominal if nominal else one.moments)})
    windows = [one for one in runs if one.stretches]
    found: Gap | None = None
    if windows:
        found = _between_stretches(windows, moments, failed)
    elif len(moments) > failed + 1:
        found = _between_moments(moments, failed)
    if steady is None:
        return found
    limit = Gap(steady * (failed + 1))
    return limit if found is None or limit.seconds <= found.seconds else found


def _left_open(runs: Sequence[ScheduledRuns], filled: int, failed: int, nominal: bool) -> Gap | None:
    """The longest gap that is surely left where so many runs in a month come on days that are not known: of the gaps within one
    month the next after those that they may fill, without its dates. `None` where that is not known."""
    if failed or not runs or any(one.stretches or one.steady is not None for one in runs):
        return None
    moments = sorted({moment for one in runs for moment in (one.nominal if nominal else one.moments)})
    months: dict[tuple[int, int], list[int]] = {}
    for start, end in pairwise(moments):
        one, other = (dt.datetime.fromtimestamp(moment, dt.UTC) for moment in (start, end))
        # Away from the ends of a month: there a run of the next one could lie in the gap as well, by its local time.
        if (one.year, one.month) == (other.year, other.month) and one.day > 1 and other.day < _LAST_SURE:
            months.setdefault((one.year, one.month), []).append(end - start)
    lengths = (sorted(gaps, reverse=True)[filled] for gaps in months.values() if len(gaps) > filled)
    longest = max(lengths, default=None)
    return None if longest is None else Gap(longest, least=True)


def _between_moments(moments: Sequence[int], failed: int) -> Gap:
    step = failed + 1
    at = max(range(len(moments) - step), key=lambda index: moments[index + step] - moments[index])
    return Gap(moments[at + step] - moments[at], moments[at], moments[at + step])


def _between_stretches(windows: Sequence[ScheduledRuns], moments: Sequence[int], failed: int) -> Gap | None:
    """Between the end of one stretch and the beginning of a later one, as long as nothing else runs there, or between
    two runs inside: whichever is longer."""
    if failed and (len(windows) > 1 or moments):
        return None
    inside = min(one.inside for one in windows)
    stretches = {id(one.stretches): one.stretches for one in windows}  # many clauses have the same
    spans = [span for each in stretches.values() for span in each]
    if failed and max(end - start for start, end in spans) < inside:
        spans, step = _joined(sorted(spans)), failed + 1  # one run in each stretch
        lost = 0
    else:
        spans, step = _joined(sorted([*spans, *((moment, moment) for moment in moments)])), 1
        lost = failed * inside
    inside = min(inside, _between_moments(moments, 0).seconds if len(moments) > 1 else inside)
    outside = max(
        (
            Gap(after[0] - before[1] + lost, before[1] - lost, after[0], True)
            for before, after in zip(spans, spans[step:], strict=False)
        ),
        key=lambda gap: gap.seconds,
        default=Gap(0),
    )
    return outside if outside.seconds >= inside * (failed + 1) else Gap(inside * (failed + 1))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def most_runs(runs: Sequence[ScheduledRuns], horizon: Horizon, months: int) -> int | None:
    """The most runs in one calendar period of so many months within the term; `None` where it is not known."""
    if not runs or any(one.undecided or one.stretches for one in runs):
        return None
    periods = list(_periods(horizon, months))
    steady = min((one.steady for one in runs if one.steady is not None), default=None)
    if steady is not None:
        return max((end - start).days * DAY // steady for start, end in periods)
    moments = {moment for one in runs for moment in one.nominal}
    days = [dt.datetime.fromtimestamp(moment, dt.UTC).date() for moment in moments]
    return max(sum(start <= day < end for day in days) for start, end in periods)


def _periods(horizon: Horizon, months: int) -> Iterator[tuple[dt.date, dt.date]]:
    """The calendar periods that touch the term, as their first day and the first day after them."""
    start = horizon.first.replace(month=(horizon.first.month - 1) // months * months + 1, day=1)
    while start <= horizon.last:
        after = add_months(start, months)
        yield start, after
        start = after
