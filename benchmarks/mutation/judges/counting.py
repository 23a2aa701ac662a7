"""Lengths of which a reader cannot tell on which clock they are meant, and tickets that are logged later and due earlier.

The days of an hours block are added up one by one; around each closing of the term two tickets are logged, one just before
and one just after it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.covering import PROMISES, Held, Promises
from mutation.judges.grid import open_spans
from mutation.judges.tickets import Judged
from mutation.judges.world import CannotSay, Problem, World

#: Two tickets whose deadlines differ by no more than this from what a closing explains are no case, in minutes.
_NEAR = 20
#: So many days of a desk are still written in hours.
_MOST_DAYS = 10


def counting(world: World) -> list[Problem]:
    """What the hours of promises may have been meant to be."""
    judged = Judged(world)
    return [
        *_longer_than_a_day(world),
        *_in_two_units(world, judged),
        *_exact_days(world, judged.promises),
        *_later_and_earlier(world, judged),
    ]


def _days(world: World, name: str) -> list[int]:
    """For how many minutes hours are open on each day of a year."""
    block = world.named(t.Hours).get(name)
    if block is None:
        raise CannotSay(f"no hours {name}")
    days = (world.first_day + dt.timedelta(days=number) for number in range(366))
    return [sum(high - low for low, high in open_spans(block, day)) // 60 for day in days]


def _even_day(world: World, name: str) -> int:
    """The minutes of each day on which hours open at all in an ordinary week, where these are the same; otherwise 0."""
    block = world.named(t.Hours)[name]
    lines = [line for line in block.all(t.Opening) if line.from_ is None and line.to_date is None]
    week = [0] * 7
    for line in lines:
        for days, span in itertools.product(line.weekdays, line.spans):
            if not isinstance(days, v.Days) or not isinstance(span, v.HoursSpan):
                raise CannotSay("hours without times")
            first, last = days.first, days.last
            for day in range(7):
                if first <= day <= last if first <= last else not last < day < first:
                    week[day] += (span.end - span.start) % 86400 // 60 or 1440
    lengths = {minutes for minutes in week if minutes}
    return lengths.pop() if len(lengths) == 1 and len(lines) == len(list(block.all(t.Opening))) else 0


def _longer_than_a_day(world: World) -> Iterator[Problem]:
    """Plain hours, of which the clause itself says that they count during hours with shorter days."""
    for made in PROMISES:
        for clause in world.all(made):
            values = (getattr(clause, name, None) for name in ("within", "every", "after"))
            length = next((value for value in values if value is not None), None)
            names = [write(one) for one in clause.during]
            if (
                not isinstance(length, v.Duration)
                or length.hours is not None
                or clause.outside
                or len(names) != 1
            ):
                continue
            if names == ["always"] or any(unit not in ("minute", "hour") for _, unit in length.parts):
                continue
            most = max(_days(world, names[0]))
            if most < 1440 and (length.seconds or 0) > most * 60:
                yield Problem("counting", f"{write(length)} during hours of {most} minutes a day", ("CC261",))


def _in_two_units(world: World, judged: Judged) -> Iterator[Problem]:
    """Two neighbouring priorities of which one has the hours that are the days of the other."""
    told: set[tuple[int, int]] = set()
    for stages in zip(*judged.of, strict=True):
        for kind in PROMISES.values():
            having = [judged.held(ticket, kind) for ticket in stages]
            for urgent, less in itertools.pairwise([some for some in having if some and kind != "escalate"]):
                for one, other in itertools.product(urgent, less):
                    places = (one.target.place, other.target.place)
                    first, second = one.target.due, other.target.due
                    if (
                        places in told
                        or first.hours != second.hours
                        or first.days == second.days
                        or not first.hours
                    ):
                        continue
                    told.add(places)
                    days, hours = (first, second) if first.days else (second, first)
                    even = _even_day(world, days.hours)
                    if even and even < 1440 and days.amount * even == hours.amount:
                        yield Problem("counting", f"{kind}: one time in hours and in days", ("CC262",))


def _exact_days(world: World, promises: Promises) -> Iterator[Problem]:
    """Plain hours of which nothing says on which hours they count, and that are days of a desk."""
    plain = [
        one
        for one in promises.all
        if not one.due.hours
        and not (one.window.during or one.window.outside or one.always)
        and one.kind != "escalate"
    ]
    for name in world.named(t.Hours):
        even = _even_day(world, name)
        if not 360 <= even < 1440 or even % 60:
            continue
        days = [one.due.amount // even for one in plain if one.due.amount % even == 0]
        days = [count for count in days if 0 < count <= _MOST_DAYS]
        hours = [count * even // 60 for count in days]
        if len(set(days)) > 1 and any(number % 4 and number % 5 for number in hours):
            yield Problem("counting", f"{hours} hours are days of {name}", ("CC263",))
        elif days and any(number not in (8, 12, 24) for number in hours):
            world.doubts.append(f"whether {hours} hours are meant as days of {name}")


def _later_and_earlier(world: World, judged: Judged) -> Iterator[Problem]:
    """Two tickets around a closing, of which the later one falls due earlier by more than the closing explains."""
    told: set[tuple[object, ...]] = set()
    for ticket in judged.promises.tickets:
        for kind in PROMISES.values():
            held = [one for one in judged.held(ticket, kind) if one.moments is not None]
            for one, other in itertools.permutations(held, 2):
                key = (one, other)
                if kind == "escalate" or key in told or one.target.ways != other.target.ways:
                    continue
                told.add(key)
                earlier = _by_how_much(judged, one, other)
                if earlier > _NEAR:
                    yield Problem(
                        "counting", f"{ticket.priority}: a later ticket due earlier for {kind}", ("CC260",)
                    )
                elif earlier > -_NEAR:
                    world.doubts.append("a later ticket that is due earlier by what a closing explains")


def _by_how_much(judged: Judged, one: Held, other: Held) -> int:
    """The most minutes by which the later of two tickets around a closing falls due earlier, beyond the time for which the
    clock of the first stands still; far below zero where no later one does."""
    assert one.moments is not None and other.moments is not None
    grid = judged.tickets.grid(one, other)
    before, after = one.moments.cells(grid), other.moments.cells(grid)
    first, second = grid.walk(one.target.due)[0], grid.walk(other.target.due)[0]
    most = -(10**6)
    for name in sorted(one.moments.hours() | other.moments.hours()):
        cells = grid.marked(name).cells
        for cell in range(1, grid.count):
            if not cells[cell - 1] or cells[cell] or not (before[cell - 1] and after[cell]) or before[cell]:
                continue
            # A ticket logged just before a closing has its deadline next to that of one logged at it, but for whole days.
            due = first[cell - 1] if one.target.due.days else first[cell]
            most = max(most, (due - second[cell] - 2 * _stands(grid.marked, one, cell)) * grid.step // 2)
    return most


def _stands(marked: object, one: Held, cell: int) -> int:
    """For how many cells from one on the clock of a promise stands still."""
    if not one.target.due.hours:
        return 0
    hours = marked(one.target.due.hours)  # type: ignore[operator]
    return 0 if hours.cells[cell] else int(hours.opens[hours.before[cell]]) - cell
