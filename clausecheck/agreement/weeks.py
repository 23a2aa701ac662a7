"""Hours and windows as the minutes of one ordinary week, Monday 00:00 first; holidays and closures are left aside."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from clausecheck.agreement.hours import weekdays_of, whose_days
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.nth_days import fewest
from clausecheck.language import values as v
from clausecheck.language.tree import Closed, Hours, Maintenance, Opening
from clausecheck.language.write import write

DAY = 1440
WEEK = 7 * DAY
#: How often each weekday comes in a calendar period at least.
_WEEKS = {"week": 1, "month": 4, "quarter": 12, "year": 52}


def of_hours(agreement: Agreement, names: Iterable[v.Value]) -> frozenset[int] | None:
    """The minutes of a week in which one of several hours blocks is open; `None` where that differs from week to week."""
    known = agreement.named(Hours)
    minutes: set[int] = set()
    for name in names:
        block = known.get(write(name))
        found = of_block(agreement, block) if block is not None else None
        if found is None:
            return None
        minutes |= found
    return frozenset(minutes) or None


def of_block(agreement: Agreement, block: Hours) -> frozenset[int] | None:
    """The minutes of a week in which one hours block is open, without what it closes every week; `None` where that differs from
    week to week."""
    opened = opened_by(agreement, block)
    return opened - closed_by(block) if opened is not None else None


def opened_by(agreement: Agreement, block: Hours) -> frozenset[int] | None:
    """The minutes of a week that the lines of an hours block open, before anything closes them; `None` where a line is dated or
    its times are open."""
    lines = _lines(agreement, block, ())
    return None if lines is None else frozenset().union(*(minutes for _, minutes in lines))


def opening_days(
    agreement: Agreement, block: Hours, path: tuple[Hours, ...] = (), *, dated: bool = False
) -> frozenset[int] | None:
    """The weekdays on which an hours block opens at all, 0 Monday; `None` as with `opened_by`, but with `dated` in any of its
    seasons. A span over midnight belongs to the day on which it starts."""
    lines, shut = _lines(agreement, block, path, dated=dated), closed_by(block)
    return None if lines is None else frozenset(day for day, minutes in lines if minutes - shut)


def _lines(
    agreement: Agreement, block: Hours, path: tuple[Hours, ...], *, dated: bool = False
) -> list[tuple[int, frozenset[int]]] | None:
    """What the lines of an hours block open on each weekday: the day and the minutes of the week. `path` are the blocks whose
    days are being asked for."""
    found: list[tuple[int, frozenset[int]]] = []
    for line in block.all(Opening):
        if line.a_day is not None or (not dated and (line.from_ is not None or line.to_date is not None)):
            return None
        days: frozenset[int] | None = frozenset()
        if line.days_of is not None:
            other = whose_days(agreement.named(Hours), line)
            known = other is not None and other is not block and other not in path
            days = (
                opening_days(agreement, other, (*path, block), dated=dated)
                if other is not None and known
                else None
            )
        if days is None:
            return None
        for stated in (*line.weekdays, *(v.Days(day, day) for day in sorted(days))):
            for weekday in weekdays_of(stated) if isinstance(stated, v.Days) else ():
                minutes = minutes_of((v.Days(weekday, weekday),), line.spans)
                if minutes is None:
                    return None
                found.append((weekday, minutes))
            if not isinstance(stated, v.Days):
                return None
    return found


def closed_by(block: Hours) -> frozenset[int]:
    """The minutes that an hours block closes every week: `closed on sun from 00:00 until 12:00`."""
    minutes: set[int] = set()
    for cut in block.all(Closed):
        begin = cut.from_.seconds if isinstance(cut.from_, v.Time) else 0
        end = cut.until.seconds if isinstance(cut.until, v.Time) else 86400
        days = [day for day in cut.on if isinstance(day, v.Days)]
        minutes |= minutes_of(days, [v.HoursSpan(begin, end)]) or frozenset()
    return frozenset(minutes)


def of_window(clause: Maintenance) -> frozenset[int] | None:
    """The minutes of a week in which maintenance takes place every week; `None` where no times are said, or not those of every
    week. Times without days are those of every day."""
    days = clause.weekdays or (v.Days(0, 6),)
    return minutes_of(days, clause.spans) if clause.spans else None


def possible_in(clause: Maintenance) -> frozenset[int] | None:
    """The minutes of a week in which maintenance may ever take place: those of `last sunday of month` are those of a Sunday.
    `None` where no times are said, or no weekday can be known."""
    days = [
        v.Days(day.day, day.day) if isinstance(day, v.NthDay) and day.day is not None else day
        for day in clause.weekdays or (v.Days(0, 6),)
    ]
    return minutes_of(days, clause.spans) if clause.spans else None


def window_time(clause: Maintenance, unit: str, during: frozenset[int] | None = None) -> Fraction | None:
    """For how many seconds windows of maintenance are open in a calendar period of a unit at least, as far as they lie in
    `during` (minutes of a week; all of them without). `None` where that is not said."""
    total = Fraction(0)
    for day in clause.weekdays or (v.Days(0, 6),):
        if isinstance(day, v.NthDay):
            often = fewest(day, unit)
            weekday = day.day if day.day is not None or during is not None else 0
            week = minutes_of((v.Days(weekday, weekday),), clause.spans) if weekday is not None else None
        else:
            often, week = _WEEKS.get(unit), minutes_of((day,), clause.spans)
        if often is None or not week:
            return None
        total += 60 * often * len(week if during is None else week & during)
    return total


def minutes_of(days: Iterable[object], spans: Iterable[object]) -> frozenset[int] | None:
    """The minutes of a week in which spans on weekdays are open; `None` where a day is none of every week, or a span no span."""
    minutes: set[int] = set()
    for day in days:
        for span in spans:
            if not isinstance(day, v.Days) or not isinstance(span, v.HoursSpan):
                return None
            length = (span.end - span.start) // 60
            if length <= 0:
                length += DAY
            for weekday in weekdays_of(day):
                start = weekday * DAY + span.start // 60
                minutes |= {minute % WEEK for minute in range(start, start + length)}
    return frozenset(minutes)


def longest_closed(open_: frozenset[int]) -> int:
    """The longest stretch of a week, in minutes, in which hours are closed."""
    opened = sorted(open_)
    gaps = [after - before - 1 for before, after in zip(opened, [*opened[1:], opened[0] + WEEK], strict=True)]
    return max(gaps)
