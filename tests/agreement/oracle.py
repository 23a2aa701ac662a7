"""A second opinion on clocks: hours walked through step by step, written from their description alone.

The oracle shares with `HoursClock` the dataclasses that describe hours and the zone data, and nothing else. It
lists what the clocks on the wall show at each step of UTC in a window, finds every local time that the hours
name in that list, and marks the steps that are open one after another. All times must be multiples of the
step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from clausecheck.agreement.clock import Closure, HolidayRule, HoursSpec

Hours = list[tuple[int, int]]


@lru_cache(maxsize=8)
def walls(
    zone: ZoneInfo, first: date, last: date, step: int, reach: int
) -> tuple[datetime, list[datetime], dict[datetime, int]]:
    """The UTC time of step 0, the local time at each step, and the first step that shows each local time."""
    margin = timedelta(days=reach + 7)
    begin = datetime.combine(first, time(), UTC) - margin
    count = (datetime.combine(last, time(), UTC) + margin - begin) // timedelta(seconds=step)
    shown = [
        (begin + timedelta(seconds=step * number)).astimezone(zone).replace(tzinfo=None)
        for number in range(count)
    ]
    where: dict[datetime, int] = {}
    for number, wall in enumerate(shown):
        where.setdefault(wall, number)
    return begin, shown, where


class Oracle:
    """What a clock should answer within a window of dates, both included, in steps of `step` seconds, for
    spans that end at most `reach` days after the date on which they start.

    `holidays` are the holidays of each calendar that the hours name, by code.
    """

    def __init__(
        self,
        spec: HoursSpec,
        zone: ZoneInfo,
        first: date,
        last: date,
        holidays: Mapping[str, Sequence[date]],
        step: int = 60,
        reach: int = 9,
    ) -> None:
        self.spec, self.step, self.holidays, self.reach = spec, step, holidays, reach
        begin, self.shown, self.where = walls(zone, first, last, step, reach)
        self.begin = int(begin.timestamp())
        self.open = bytearray(len(self.shown))
        self.last_open_step: dict[date, int] = {}
        others = {span.days_of for span in spec.spans if span.days_of is not None}
        self.bases = {other: Oracle(other, zone, first, last, holidays, step, reach) for other in others}
        day = first - timedelta(days=reach)
        while day <= last + timedelta(days=2):
            self._mark(day)
            day += timedelta(days=1)
        self.first_step = self.step_of(datetime.combine(first, time()))
        self.end_step = self.step_of(datetime.combine(last + timedelta(days=1), time()))

    def step_of(self, wall: datetime) -> int:
        """The step that a local time names: the first that shows it, or, where the clocks never show it,
        as many steps after the last earlier time that they do show.
        """
        skipped = 0
        while wall not in self.where:
            wall -= timedelta(seconds=self.step)
            skipped += 1
        return self.where[wall] + skipped

    def instant(self, step: int) -> int:
        """The step in seconds since the epoch."""
        return self.begin + step * self.step

    def _at(self, day: date, seconds: int) -> int:
        return self.step_of(datetime.combine(day, time()) + timedelta(seconds=seconds))

    def _hours(self, day: date) -> Hours:
        """The spans of a date, before closures."""
        festive = [
            (span.start, span.end)
            for rule in self.spec.holidays
            if self._holds(rule, day)
            for span in rule.spans
        ]
        if festive:
            return festive
        seasons = [season for season in self.spec.seasons if season.first <= day <= season.last]
        listed = [] if any(season.replaces for season in seasons) else list(self.spec.spans)
        for season in seasons:
            listed += season.spans
        return [
            (span.start, span.end)
            for span in listed
            if span.weekday == day.weekday()
            and (span.days_of is None or day in self.bases[span.days_of].last_open_step)
        ]

    def _holds(self, rule: HolidayRule | Closure, day: date) -> bool:
        if isinstance(rule, Closure):
            return rule.first <= day <= rule.last
        return day in self.holidays[rule.calendar] and day not in rule.except_on

    def _closing_rules(self, day: date) -> list[HolidayRule | Closure]:
        rules: list[HolidayRule | Closure] = [*self.spec.closures, *self.spec.holidays]
        return [
            rule
            for rule in rules
            if self._holds(rule, day)
            and (
                isinstance(rule, Closure) or not rule.spans or {rule.closed_from, rule.closed_until} != {None}
            )
        ]

    def _mark(self, day: date) -> None:
        """Walk through every span of one date and mark the steps that nothing closes."""
        if not any(
            datetime.combine(day, time()) + timedelta(minutes=m) in self.where for m in range(0, 1440, 15)
        ):
            return
        closed: list[tuple[int, int]] = []
        for rule in self._closing_rules(day):
            if rule.closed_from is None or rule.closed_until is None:
                begin = 0 if rule.closed_from is None else self._at(day, rule.closed_from)
                end = len(self.shown) if rule.closed_until is None else self._at(day, rule.closed_until)
                closed.append((begin, end))
        for shift in range(-2, self.reach + 1):
            other = day + timedelta(days=shift)
            for rule in self._closing_rules(other):
                if rule.closed_from is not None and rule.closed_until is not None:
                    later = 0 if rule.closed_until > rule.closed_from else 86_400
                    closed.append(
                        (self._at(other, rule.closed_from), self._at(other, rule.closed_until + later))
                    )
        for start, end in self._hours(day):
            later = 0 if end > start else 86_400
            for step in range(self._at(day, start), self._at(day, end + later)):
                if not any(begin <= step < stop for begin, stop in closed):
                    self.open[step] = 1
                    self.last_open_step[day] = max(step, self.last_open_step.get(day, 0))

    # -- answers, all in steps; None where the window ends first

    def working_steps(self, a: int, b: int) -> int:
        """How many of the steps from `a` to `b` are open."""
        return sum(self.open[step] for step in range(a, b))

    def deadline(self, a: int, steps: int) -> int | None:
        """The step at which so many open ones have passed."""
        at = a
        while steps:
            if at >= self.end_step:
                return None
            steps -= self.open[at]
            at += 1
        return at

    def change(self, a: int, to: int) -> int | None:
        """The first step after `a` at which the hours open (`to` is 1) or close (0)."""
        for step in range(a + 1, self.end_step):
            if self.open[step] == to and self.open[step - 1] != to:
                return step
        return None

    def business_day(self, a: int, n: int) -> tuple[date, int] | None:
        """The n-th date with an open step of its own after that of step `a`, and the end of its last one."""
        later = sorted(day for day in self.last_open_step if day > self.shown[a].date())
        if len(later) < n:
            return None
        return later[n - 1], self.last_open_step[later[n - 1]] + 1

    def longest(self, a: int, b: int, state: int) -> tuple[int, int] | None:
        """The first of the longest runs of open (1) or closed (0) steps."""
        best, begin = None, None
        for step in range(a, b + 1):
            if step < b and self.open[step] == state:
                begin = step if begin is None else begin
            elif begin is not None:
                if best is None or step - begin > best[1] - best[0]:
                    best = (begin, step)
                begin = None
        return best
