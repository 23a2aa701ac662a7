"""What hours blocks mean: each as the specification of a clock, or the reason why it cannot be computed with.

Semantics: the zone is that of the hours block, else of the agreement, else unstated; dated lines of a block replace its
weekly lines on the days that they name; `always` never closes.
"""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from clausecheck.agreement import calendars
from clausecheck.agreement.clock import (
    Closure,
    HolidayRule,
    HoursClock,
    HoursSpec,
    Season,
    WeeklySpan,
    always,
    weekly_of,
)
from clausecheck.agreement.hours_problems import HoursProblem, problems
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.remembered import clock_of
from clausecheck.language import values as v
from clausecheck.language.spelling import close_word
from clausecheck.language.tree import (
    LOCAL_TIME,
    Broken,
    Closed,
    Effective,
    Hours,
    Node,
    OpenClause,
    Opening,
    Term,
    ZoneIs,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Span

DAY = 86400
LONGEST_YEARS = 10
#: Calendars are computed up to here.
LATEST_YEAR = 2199
"""The horizon of a term that is open or longer (semantics: "horizon")."""


@dataclass(slots=True)
class Horizon:
    """The dates, both included, over which an agreement is computed; `reasons` say what was assumed for want of a
    date."""

    first: dt.date
    last: dt.date
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class HoursSemantics:
    """One hours block: its specification, or why there is none (`undecided`, a clause for people).

    `origins` maps the parts of the specification, by their identity, to the words of the agreement, for findings about them.
    """

    name: str
    node: Node | None
    spec: HoursSpec | None
    undecided: str = ""
    origins: dict[int, tuple[object, Span]] = field(default_factory=dict)
    widest: HoursSpec | None = None
    """Where only days or times are not said: the hours as if they were open around the clock on every day that may be theirs."""

    def origin(self, part: object) -> Span | None:
        """Where a part of the specification stands in the text."""
        known = self.origins.get(id(part))
        return known[1] if known is not None else None

    def problems(self, horizon: Horizon) -> list[HoursProblem]:
        """What is wrong with the hours within the horizon."""
        return problems(self.spec, horizon.first, horizon.last) if self.spec is not None else []


def agreement_zone(agreement: Agreement) -> str | None:
    """The zone of the agreement, when it states one that exists."""
    for clause in agreement.all(ZoneIs):
        value = clause.value
        if isinstance(value, v.Zone | v.Name) and calendars.known_zone(value.text):
            return value.text
    return None


def hours(agreement: Agreement) -> dict[str, HoursSemantics]:
    """Every hours block of the agreement by its name, and `always`."""
    zone = agreement_zone(agreement)
    found = {"always": HoursSemantics("always", None, always(zone or "UTC"))}
    blocks = {node.name.text: node for node in reversed(agreement.all(Hours))}
    for node in agreement.all(Hours):
        found.setdefault(node.name.text, _HoursReading(node, zone, blocks, years=_years(agreement)).run())
    for broken in agreement.all(Broken):
        if broken.meant == "hours" and broken.name:
            found.setdefault(
                broken.name, HoursSemantics(broken.name, broken, None, "its block could not be read")
            )
    return found


#: Words by which contracts call their opening hours, whatever their block is called.
_ORDINARY = frozenset({
    "business", "working", "work", "office", "opening", "service", "support", "desk", "helpdesk", "helpline", "normal", "regular",
    "standard",
})  # fmt: skip


def meant_hours(agreement: Agreement, name: str) -> str:
    """The hours block that a name means: its own, else, where nothing declares an ordinary word for opening hours (`business`)
    or a misspelled name, the only one that there is; else the name as it is."""
    named = agreement.named(Hours)
    if name in named or name == "always" or len(named) != 1:
        return name
    if any(broken.meant == "hours" for broken in agreement.all(Broken)):
        return name
    ordinary = name.casefold().removesuffix("-hours") in _ORDINARY
    return next(iter(named)) if ordinary or close_word(name, named) else name


class _HoursReading:
    """One hours block on its way to a specification."""

    def __init__(
        self,
        node: Hours,
        zone: str | None,
        blocks: Mapping[str, Hours],
        path: tuple[Hours, ...] = (),
        years: range = range(2000, 2100),
    ) -> None:
        self.node = node
        self.years = years
        self.blocks = blocks
        self.path = (*path, node)
        self.zone = zone
        self.origins: dict[int, tuple[object, Span]] = {}
        self.reasons: list[str] = []
        #: Those of the reasons that leave open when it opens, and nothing else.
        self.unsaid: list[str] = []

    def run(self) -> HoursSemantics:
        node = self.node
        zone = self.own_zone()
        weekly: list[WeeklySpan] = []
        seasons: list[Season] = []
        closures: list[Closure] = []
        holidays: list[HolidayRule] = []
        cuts: list[tuple[v.Days, int, int]] = []
        reopened: set[dt.date] = set()
        kept: set[str] = set()
        for clause in node.clauses:
            if isinstance(clause, Broken):
                self.reasons.append("one of its lines could not be read")
            elif isinstance(clause, Opening):
                self.opening(clause, weekly, seasons)
            elif isinstance(clause, Closed):
                self.closed(clause, closures, holidays, cuts)
            elif isinstance(clause, OpenClause):
                kept |= {value.text for value in clause.holidays or () if isinstance(value, v.Name)}
                reopened |= {value.date for value in clause.on if isinstance(value, v.Date)}
        if not node.clauses:
            self.reasons.append("it has no lines")
        weekly = [piece for span in weekly for piece in self.cut(span, cuts)]
        holidays = [self.except_for(rule, reopened) for rule in holidays if rule.calendar not in kept]
        closures = [closure for closure in closures if closure.first not in reopened]
        if weekly and (ranges := self.ranges(node.from_, node.to_date)):
            seasons += [Season(first, last, tuple(weekly)) for first, last in ranges]
            weekly = []
        if zone is None and not any("time zone" in reason for reason in self.reasons):
            self.reasons.append("no time zone is stated for it")
        spec = HoursSpec(
            node.name.text, zone, tuple(weekly), tuple(seasons), tuple(closures), tuple(holidays)
        )
        reasons = dict.fromkeys((*self.reasons, *self.unsaid))
        return HoursSemantics(
            node.name.text,
            node,
            None if reasons else spec,
            "; ".join(reasons),
            self.origins,
            spec if self.unsaid and not self.reasons else None,
        )

    def own_zone(self) -> str | None:
        for value in self.node.in_:
            if isinstance(value, v.Name) and value.text == LOCAL_TIME:
                self.reasons.append("its time zone is the local time of whoever is served")
                return None
            if isinstance(value, v.Zone | v.Name):
                if calendars.known_zone(value.text):
                    return value.text
                self.reasons.append(f"there is no time zone {value.text}")
                return None
            if isinstance(value, v.Text):
                self.reasons.append(f"its time zone is only described, as {write(value)}")
            return None
        return self.zone

    def keep(self, part: object, span: Span) -> None:
        self.origins.setdefault(id(part), (part, span))

    def origin(self, part: object) -> Span | None:
        known = self.origins.get(id(part))
        return known[1] if known is not None else None

    def opening(self, clause: Opening, weekly: list[WeeklySpan], seasons: list[Season]) -> None:
        spans: list[WeeklySpan] = []
        other = self.days_of(clause) if clause.days_of is not None else None
        weekdays = sorted({span.weekday for span in weekly_of(other)}) if other is not None else []
        for days in clause.weekdays:
            if not isinstance(days, v.Days):
                self.unsaid.append("its days are not stated")
            weekdays += weekdays_of(days) if isinstance(days, v.Days) else range(7)
        for weekday in weekdays:
            for hours in clause.spans:
                if not isinstance(hours, v.HoursSpan):
                    self.unsaid.append("its times are not stated")
                    spans.append(WeeklySpan(weekday, 0, DAY, other))
                    continue
                span = WeeklySpan(weekday, hours.start, hours.end, other)
                self.keep(span, hours.span)
                spans.append(span)
        ranges = self.ranges(clause.from_, clause.to_date)
        for first, last in ranges:
            season = Season(first, last, tuple(spans))
            self.keep(season, clause.head)
            seasons.append(season)
        if not ranges:
            weekly += spans

    def ranges(self, first: object, last: object) -> list[tuple[dt.date, dt.date]]:
        """From which day to which: once, or in each year; nothing where neither is a day."""
        yearly = [isinstance(value, v.YearDay) for value in (first, last)]
        if not any(yearly):
            begin, end = _date(first), _date(last)
            return [(begin or dt.date(1900, 1, 1), end or dt.date(2200, 1, 1))] if begin or end else []
        if not isinstance(first, v.YearDay) or not isinstance(last, v.YearDay):
            self.reasons.append("a season has one end in each year and the other one in one year only")
            return []
        over = (last.month, last.day) < (first.month, first.day)
        return [(_in_year(first, year), _in_year(last, year + over)) for year in self.years]

    def days_of(self, clause: Opening) -> HoursSpec | None:
        """The hours on whose days a line is open."""
        other = whose_days(self.blocks, clause)
        if other is None:
            self.reasons.append(f"no other hours are called {write(clause.days_of)}")
            return None
        if other in self.path:
            self.reasons.append(f"the days of {write(other.name)} are said by themselves")
            return None
        found = _HoursReading(other, self.zone, self.blocks, self.path, self.years).run()
        if found.spec is None:
            self.reasons.append(f"the days of {found.name} are undecided: {found.undecided}")
        return found.spec

    def closed(
        self,
        clause: Closed,
        closures: list[Closure],
        holidays: list[HolidayRule],
        cuts: list[tuple[v.Days, int, int]],
    ) -> None:
        begin = clause.from_.seconds if isinstance(clause.from_, v.Time) else None
        end = clause.until.seconds if isinstance(clause.until, v.Time) else None
        if end is None and isinstance(clause.to_date, v.Time):
            end = clause.to_date.seconds
        spared = frozenset(value.date for value in clause.except_ if isinstance(value, v.Date))
        named = frozenset(value.text for value in clause.except_ if isinstance(value, v.Text))
        for calendar in clause.holidays or ():
            if isinstance(calendar, v.Text):
                self.unsaid.append(f"{write(calendar)} is no calendar of public holidays, and names no date")
            elif not isinstance(calendar, v.Name):
                self.unsaid.append("its public holidays are not stated")
            elif not calendars.known_calendar(calendar.text):
                self.reasons.append(f"there is no holiday calendar {calendar.text}")
            else:
                rule = HolidayRule(calendar.text, spared, begin, end, except_named=named)
                self.keep(rule, calendar.span)
                holidays.append(rule)
        first, last = _date(clause.from_), _date(clause.to_date) or _date(clause.until)
        final = clause.to_date if isinstance(clause.to_date, v.YearDay) else clause.until
        for value in clause.on:
            if isinstance(value, v.Date):
                to = last if last is not None and value is clause.on[-1] else value.date
                closure = Closure(value.date, to, begin, end)
                self.keep(closure, value.span)
                closures.append(closure)
            elif isinstance(value, v.YearDay):
                to_day = final if isinstance(final, v.YearDay) and value is clause.on[-1] else value
                for opens, closes in self.ranges(value, to_day):
                    if (opens.month, opens.day) != (value.month, value.day):
                        continue  # the year has no 29 February
                    closure = Closure(opens, closes, begin, end)
                    self.keep(closure, value.span)
                    closures.append(closure)
            elif isinstance(value, v.Days):
                cuts.append((value, begin or 0, DAY if end is None else end))
            else:
                self.unsaid.append("the days on which it is closed are not stated as dates")
        if first or isinstance(clause.from_, v.YearDay) or (last and not clause.on):
            for opens, closes in self.ranges(clause.from_, clause.to_date or clause.until):
                closure = Closure(opens, closes)
                self.keep(closure, clause.head)
                closures.append(closure)

    def cut(self, span: WeeklySpan, cuts: list[tuple[v.Days, int, int]]) -> Iterator[WeeklySpan]:
        """A weekly span without what `closed on sun from 00:00 until 12:00` takes away."""
        end = span.end if span.end > span.start else span.end + DAY
        pieces = [(span.start, end)]
        for days, start, stop in cuts:
            for weekday in weekdays_of(days):
                shift = ((weekday - span.weekday) % 7) * DAY
                pieces = [
                    piece
                    for low, high in pieces
                    for piece in ((low, min(high, start + shift)), (max(low, stop + shift), high))
                    if piece[0] < piece[1]
                ]
        for low, high in pieces:
            days_on, low_seconds = divmod(low, DAY)
            piece = replace(
                span, weekday=(span.weekday + days_on) % 7, start=low_seconds, end=high - days_on * DAY
            )
            origin = self.origin(span)
            if origin is not None:
                self.keep(piece, origin)
            yield span if (low, high) == (span.start, end) else piece

    def except_for(self, rule: HolidayRule, reopened: set[dt.date]) -> HolidayRule:
        if not reopened - rule.except_on:
            return rule
        made = replace(rule, except_on=rule.except_on | reopened)
        origin = self.origin(rule)
        if origin is not None:
            self.keep(made, origin)
        return made


def whose_days(blocks: Mapping[str, Hours], clause: Opening) -> Hours | None:
    """The hours block on whose days a line is open (`07:00-22:00 on business days`); `None` where there is none."""
    return blocks.get(write(clause.days_of)) if clause.days_of is not None else None


def weekdays_of(days: v.Days) -> Iterator[int]:
    """The weekdays of a range; `sat-mon` runs over the end of the week."""
    for step in range((days.last - days.first) % 7 + 1):
        yield (days.first + step) % 7


def _years(agreement: Agreement) -> range:
    """The years in which a day of each year is a date: all that can be computed of a term, and the one before."""
    for clause in agreement.all(Effective):
        if day := _date(clause.value):
            return range(max(day.year - 1, 1), min(day.year + LONGEST_YEARS + 2, dt.MAXYEAR))
    return range(2000, 2100)


def _in_year(day: v.YearDay, year: int) -> dt.date:
    """A day of each year in one of them; in a year without a 29 February, the day before."""
    leap = (day.month, day.day) != (2, 29) or month_lengths.isleap(year)
    return dt.date(year, day.month, day.day if leap else 28)


def _date(value: object) -> dt.date | None:
    return value.date if isinstance(value, v.Date) else None


# ---- the horizon -----------------------------------------------------------------------------------------


def add_months(day: dt.date, months: int) -> dt.date:
    """The corresponding date so many months later, else the last day of that month (semantics: "month, year")."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_lengths.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def last_of_months(first: dt.date, months: int) -> dt.date:
    """The last day of a term of so many months: the day before the corresponding date or, where that month has no such date, its
    last day (semantics: "month, year")."""
    there = add_months(first, months)
    return there if there.day < first.day else there - dt.timedelta(days=1)


def last_of_term(first: dt.date, length: v.Duration) -> dt.date | None:
    """The last day of a term of some length; `None` for working time, a fraction of a month, and beyond the calendar."""
    months = length.months
    if months is None:
        ended = later(first, length)
        return ended - dt.timedelta(days=1) if ended is not None else None
    try:
        return last_of_months(first, int(months)) if months == int(months) else None
    except (OverflowError, ValueError):
        return None


def later(day: dt.date, length: v.Duration) -> dt.date | None:
    """The date on which an elapsed length of time from a day is over; `None` for working time, a fraction of a month, and beyond
    the calendar."""
    if length.hours is not None or any(
        unit in v.MONTHS and amount * v.MONTHS[unit] != int(amount * v.MONTHS[unit])
        for amount, unit in length.parts
    ):
        return None
    try:
        for amount, unit in length.parts:
            if unit in v.MONTHS:
                day = add_months(day, int(amount * v.MONTHS[unit]))
            else:
                day += dt.timedelta(seconds=float(amount * v.SECONDS[unit]))
    except (OverflowError, ValueError):
        return None
    return day


def horizon(agreement: Agreement, as_of: dt.date) -> Horizon:
    """The term, from the effective date. A term that is open or longer than ten years is computed for ten years;
    without an effective date it begins on `as_of`. Both are said in `reasons`."""
    reasons: list[str] = []
    if as_of.year > LATEST_YEAR:
        as_of = dt.date(LATEST_YEAR, 12, 31)
        reasons.append(f"the day of today is too late for any calendar: {as_of.isoformat()} stands for it")
    first = next(
        (found for clause in agreement.all(Effective) if (found := _date(clause.value))),
        None,
    )
    if first is None:
        first = as_of
        reasons.append(f"no date is stated from which the agreement holds: computed from {as_of.isoformat()}")
    elif first.year > LATEST_YEAR:
        reasons.append(
            f"the agreement holds from {first.isoformat()}, too late for any calendar: computed from {as_of}"
        )
        first = as_of
    longest = add_months(first, LONGEST_YEARS * 12) - dt.timedelta(days=1)
    last: dt.date | None = None
    for clause in agreement.all(Term):
        length = clause.value.amount if isinstance(clause.value, v.Anchored) else clause.value
        last = _date(clause.until) or (
            last_of_term(first, length) if isinstance(length, v.Duration) else None
        )
    if last is None:
        reasons.append(f"no last day is stated: computed for {LONGEST_YEARS} years")
    elif last > longest:
        reasons.append(
            f"the term is longer than {LONGEST_YEARS} years: computed for the first {LONGEST_YEARS}"
        )
    elif last < first:
        reasons.append("the term ends before it begins: computed for ten years")
        last = None
    return Horizon(first, min(last or longest, longest), tuple(reasons))


def clock(semantics: HoursSemantics, span: Horizon) -> HoursClock | None:
    """The clock of an hours block over the horizon; `None` where its specification is undecided."""
    return clock_of(semantics.spec, span.first, span.last) if semantics.spec is not None else None
