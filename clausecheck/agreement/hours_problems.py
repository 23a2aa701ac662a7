"""What is wrong with hours: zones and calendars that do not exist, times that no clock shows, spans that overlap, hours that
never open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice, pairwise

from clausecheck.agreement.calendars import (
    holiday_data_range,
    holiday_names,
    known_calendar,
    known_zone,
    names_of_holidays,
    suggest_calendar,
    suggest_holidays,
    suggest_zone,
)
from clausecheck.agreement.clock import (
    DAY,
    WEEK,
    Closure,
    DaySpan,
    HolidayRule,
    HoursClock,
    HoursSpec,
    Season,
    WeeklySpan,
    lengths_of,
    span_length,
    weekly_of,
)
from clausecheck.agreement.spans import Placed, count_sharing, sharing
from clausecheck.agreement.words import WEEKDAYS
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class HoursProblem:
    """One flaw of hours: what it is, in words, and the parts of the spec that it is about (the very objects).

    `suggestion` is the name that was probably meant, for an unknown zone or calendar, and `more` how many further flaws like it
    there are, which are too many to be listed.

    | Code | What |
    |---|---|
    | `no-zone`, `unknown-zone` | no clock can be built |
    | `unknown-holidays` | a calendar that does not exist; no clock can be built |
    | `bad-time` | a weekday, time or length that cannot be; it counts as not written |
    | `same-start-and-end` | taken as 24 hours |
    | `end-before-start` | dates in the wrong order; they hold on no date |
    | `overlap` | spans that are partly open twice, or seasons that both replace the weekly hours; open once |
    | `not-a-holiday` | a date excepted from a holiday calendar on which that has no holiday |
    | `holidays-beyond-data` | the agreement goes on after the calendar's data; undecided from there |
    | `holidays-estimated` | dates in the term that hang on a sighting or announcement |
    | `never-opens` | no moment, in the term if one is given, at which the hours are open |
    """

    code: str
    message: str
    items: tuple[object, ...] = ()
    suggestion: str | None = None
    more: int = 0


def problems(spec: HoursSpec, first: date | None = None, last: date | None = None) -> list[HoursProblem]:
    """Everything that is wrong with hours; nothing is raised, whatever they hold.

    With the first and last date of the agreement the calendar data and the openings are checked over that
    time.
    """
    found = [*_zone_problems(spec), *_time_problems(spec), *_overlaps(spec)]
    unknown = [rule for rule in spec.holidays if not known_calendar(rule.calendar)]
    for rule in unknown:
        found.append(
            HoursProblem(
                "unknown-holidays",
                f"there is no holiday calendar {rule.calendar!r}",
                (rule,),
                suggest_calendar(rule.calendar),
            )
        )
    for rule in spec.holidays:
        if rule not in unknown:
            found += _holiday_problems(rule, first, last)
    if not unknown and not _opens(spec, first, last):
        found.append(HoursProblem("never-opens", "the hours are never open"))
    return found


def _zone_problems(spec: HoursSpec) -> Iterator[HoursProblem]:
    if spec.zone is None:
        yield HoursProblem("no-zone", "no time zone is stated, so that no moment can be computed")
    elif not known_zone(spec.zone):
        yield HoursProblem(
            "unknown-zone", f"there is no time zone {spec.zone!r}", (), suggest_zone(spec.zone)
        )


def _opens(spec: HoursSpec, first: date | None, last: date | None) -> bool:
    """Whether the hours open in the term, or, without one, whether there is any span at all."""
    spans = [
        *spec.spans,
        *(span for season in spec.seasons if season.first <= season.last for span in season.spans),
    ]
    if not lengths_of(span for span in spans if 0 <= span.weekday < 7) and not any(
        lengths_of(rule.spans) for rule in spec.holidays
    ):
        return False
    if first is None or last is None:
        return True
    known = spec.zone if spec.zone is not None and known_zone(spec.zone) else "UTC"
    clock = HoursClock(replace(spec, zone=known), first, last)
    opening = clock.first_open(clock.start)
    return opening is not None and opening < clock.end


def _time_problems(spec: HoursSpec) -> Iterator[HoursProblem]:
    weekly = list(weekly_of(spec))
    for span in weekly:
        if not 0 <= span.weekday < 7:
            yield HoursProblem("bad-time", f"there is no weekday {span.weekday}", (span,))
    daily: list[WeeklySpan | DaySpan] = [*weekly, *(span for rule in spec.holidays for span in rule.spans)]
    for each in daily:
        if each.start == each.end:
            yield HoursProblem(
                "same-start-and-end",
                f"from {_clock(each.start)} to {_clock(each.end)} is read as 24 hours",
                (each,),
            )
        if span_length(each.start, each.end) is None:
            yield HoursProblem(
                "bad-time", f"{_clock(each.start)}-{_clock(each.end)} is no time of a day", (each,)
            )
    dated: list[Season | Closure] = [*spec.seasons, *spec.closures]
    for part in dated:
        if part.last < part.first:
            yield HoursProblem("end-before-start", f"{part.last} is before {part.first}", (part,))
    closing: list[Closure | HolidayRule] = [*spec.closures, *spec.holidays]
    for rule in closing:
        times = [time for time in (rule.closed_from, rule.closed_until) if time is not None]
        for time in times:
            if not 0 <= time <= DAY:
                yield HoursProblem("bad-time", f"{_clock(time)} is no time of a day", (rule,))
        if len(times) == 2 and times[0] == times[1]:
            yield HoursProblem(
                "same-start-and-end",
                f"from {_clock(times[0])} until the same time is read as 24 hours",
                (rule,),
            )


def _overlaps(spec: HoursSpec) -> Iterator[HoursProblem]:
    yield from _weekly_overlaps(spec.spans)
    for index, season in enumerate(spec.seasons):
        yield from _weekly_overlaps(season.spans)
        if not season.replaces:
            yield from _weekly_overlaps(spec.spans, season.spans)
        for other in spec.seasons[index + 1 :]:
            begin, end = max(season.first, other.first), min(season.last, other.last)
            if begin > end:
                continue
            if season.replaces and other.replaces:
                message = (
                    f"two seasons replace the weekly hours from {begin} to {end}; the hours of both hold"
                )
                yield HoursProblem("overlap", message, (season, other))
            else:
                yield from _weekly_overlaps(season.spans, other.spans)
    for rule in spec.holidays:
        spans = sorted((length, span) for span in rule.spans if (length := span_length(span.start, span.end)))
        for (before, one), (after, other_span) in pairwise(spans):
            if after[0] < before[1]:
                yield HoursProblem("overlap", "two spans of a holiday overlap", (one, other_span))


#: So many overlaps of one group of spans are listed; the others are counted.
_MOST_OVERLAPS = 1_000


def _weekly_overlaps(
    some: Sequence[WeeklySpan], others: Sequence[WeeklySpan] | None = None
) -> Iterator[HoursProblem]:
    """Pairs of spans, one of each group (or both of the one), that share time in a week that goes round; many are counted."""
    own = _in_week(some)
    pairs, count = sharing(own), count_sharing(own)
    if others is not None:
        first, second = len(some), _in_week(others, len(some))
        pairs = ((one, two - first) for one, two in sharing([*own, *second]) if one < first <= two)
        count = count_sharing([*own, *second]) - count - count_sharing(second)
    listed = sorted(islice(pairs, _MOST_OVERLAPS))
    for at, (index, beside) in enumerate(listed):
        one, other = some[index], (some if others is None else others)[beside]
        message = f"{_describe(one)} and {_describe(other)} overlap; the time they share counts once"
        more = count - len(listed) if at + 1 == len(listed) else 0
        yield HoursProblem("overlap", message, (one, other), more=more)


def _in_week(spans: Sequence[WeeklySpan], first: int = 0) -> list[Placed]:
    """Spans as seconds of the week at which they start and end, with their places, counted from `first`; one that runs on into
    the next week ends after it. Those that no day has are left out."""
    placed: list[Placed] = []
    for at, span in enumerate(spans, first):
        if length := span_length(span.start, span.end):
            begin = (span.weekday * DAY + length[0]) % WEEK
            placed.append((begin, begin + length[1] - length[0], at))
    return placed


def _names_unknown(rule: HolidayRule, first: int, last: int) -> Iterator[HoursProblem]:
    """Excepted names that the calendar does not have in the years of the term, with those that may be meant."""
    known = {name.casefold() for name in names_of_holidays(rule.calendar, first, last)}
    for name in sorted(rule.except_named):
        if name.casefold() not in known:
            near = suggest_holidays(name, rule.calendar, first, last)
            quoted = [f'"{one}"' for one in near]
            meant = f": perhaps {' or '.join(quoted)}" if near else ""
            message = f'"{name}" is no holiday of {rule.calendar}{meant}'
            yield HoursProblem("not-a-holiday", message, (rule,), near[0] if near else None)


def _holiday_problems(rule: HolidayRule, first: date | None, last: date | None) -> Iterator[HoursProblem]:
    for day in sorted(rule.except_on):
        data_first, data_last = holiday_data_range(rule.calendar, day.year)
        if data_first <= day.year <= data_last and day not in holiday_names(rule.calendar, day.year):
            yield HoursProblem("not-a-holiday", f"{day} is no holiday of {rule.calendar}", (rule,))
    if first is None or last is None or last < first:
        return
    data_first, data_last = holiday_data_range(rule.calendar, last.year)
    yield from _names_unknown(rule, max(first.year, data_first), min(last.year, data_last))
    if first.year < data_first or data_last < last.year:
        yield HoursProblem(
            "holidays-beyond-data",
            f"the holidays of {rule.calendar} are known from {data_first} to {data_last} only",
            (rule,),
        )
    for year in range(max(first.year, data_first), min(last.year, data_last) + 1):
        for day, name in holiday_names(rule.calendar, year).items():
            if first <= day <= last and "estimated)" in name:
                yield HoursProblem(
                    "holidays-estimated",
                    f"some holidays of {rule.calendar} are estimates, the first on {day} ({name})",
                    (rule,),
                )
                return


def _clock(seconds: int) -> str:
    """Seconds of a day as `09:00`, with seconds only where there are some."""
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{second:02}" if second else text


def _describe(span: WeeklySpan) -> str:
    day = WEEKDAYS[span.weekday] if 0 <= span.weekday < 7 else f"weekday {span.weekday}"
    return f"{day} {_clock(span.start)}-{_clock(span.end)}"
