"""Hours of which a reader cannot tell on which clock they are meant, because of the days of an hours block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, product

from clausecheck.agreement.clock import DAY, HOUR, HoursClock, OutOfRange
from clausecheck.agreement.deadlines import CALLED, Deadline
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.words import in_row, length_words
from clausecheck.agreement.working_time import day_length, working_amount
from clausecheck.checks.deadlines.pairs import any_priority, priorities
from clausecheck.checks.deadlines.tickets import about
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Hours
from clausecheck.language.write import number, write

_YEAR = 53 * 7 * DAY
#: So many days of a desk are still written in hours.
_MOST_DAYS = 10
#: Days of which a single multiple shows nothing.
_USUAL_DAYS = frozenset((8 * HOUR, 12 * HOUR))
#: Hours that people write when they mean elapsed time, besides whole days of 24.
_ELAPSED = frozenset({1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 32, 36, 40, 48, 60, 72, 96, 100, 120})


def _plain_seconds(target: Target) -> int | None:
    """A length in hours or smaller units that names no hours block, in seconds."""
    length = target.length
    if not isinstance(length, v.Duration) or length.hours is not None or length.seconds is None:
        return None
    if any(unit in ("day", "week") for _, unit in length.parts):
        return None
    return int(length.seconds)


# ---- longer than the hours of a day


@check("longer-than-its-hours")
def longer_than_its_hours(context: Context) -> Iterator[Finding]:
    """Plain hours that count during hours which are open for less on every day."""
    semantics = context.semantics
    stages = [stage for stage, _ in context.deadlines.escalations()]
    for target in (*semantics.targets, *stages):
        seconds = _plain_seconds(target)
        if seconds is None or target.window is None or target.outside is not None:
            continue
        if not getattr(target.clause, "during", ()):
            continue  # what the header of a block says is said of many lengths, and read as their clock
        clock = semantics.clock(target.window)
        longest = _longest_day(clock) if clock is not None else None
        if clock is None or longest is None or longest >= DAY or seconds <= longest:
            continue
        yield _longer(context, target, clock, longest)


def _longest_day(clock: HoursClock) -> int | None:
    """For how many seconds hours are open on the longest day of the first year; `None` where they do not open."""
    days: dict[object, int] = {}
    try:
        for span in clock.open_spans(clock.start, min(clock.start + _YEAR, clock.decided_until)):
            day = clock.local(span.start).date()
            days[day] = days.get(day, 0) + span.seconds
    except OutOfRange as reason:
        gave_up(reason, "how long the hours are open on a day")
        return None
    return max(days.values(), default=None)


def _longer(context: Context, target: Target, clock: HoursClock, longest: int) -> Finding:
    written, hours = write(target.length), target.window
    node = context.semantics.hours_of(hours or "")
    labels = () if node is None or node.node is None else (Label(node.node.head, "these hours"),)
    seconds = _plain_seconds(target) or 0
    ticket = clock.next_opening(clock.start)
    due = clock.deadline(ticket, seconds) if ticket is not None else None
    shown = (
        f": of a ticket logged at an opening, {length_words(seconds - longest)} are left at the next closing"
        if due is not None
        else ""
    )
    return context.draft(
        f"{written} count only while `{hours}` is open, which is for {length_words(longest)} a day at the most: they never end "
        "on the day on which they begin",
        target.clause,
        f"longer than a day of `{hours}`",
        span=target.clause.head,
        labels=labels,
        values=(written, hours or ""),
        witness=Witness(
            f"{written} are more than the {length_words(longest)} of the longest day of `{hours}`{shown}",
            {"length": written, "hours": hours, "longest day": longest},
        ),
    )


# ---- steps of a ladder in two units


@check("steps-in-two-units")
def steps_in_two_units(context: Context) -> Iterator[Finding]:
    """Two neighbouring priorities with one time in two units: eight working hours, and a day of eight hours."""
    told: set[tuple[int, int]] = set()
    known = context.agreement.named(Hours)
    for case in any_priority(context.semantics):
        for kind in TARGET_KINDS:
            for urgent, less in _neighbours(context, case, kind):
                pair = (id(urgent.clause), id(less.clause))
                per_day = _same_in_days(known, urgent.target, less.target)
                if per_day is not None and pair not in told and urgent.due != less.due:
                    told.add(pair)
                    yield _two_units(context, urgent, less, per_day)


def _neighbours(context: Context, case: Case, kind: str) -> Iterator[tuple[Deadline, Deadline]]:
    """The deadlines of neighbouring priorities for the same thing, one in hours and one in days."""
    steps = [
        context.deadlines.applicable(replace(case, priority=name), kind)
        for name in priorities(context.semantics)
    ]
    for urgent, less in pairwise([_different(step) for step in steps if step]):
        for first, second in (("hour", "day"), ("day", "hour")):
            for one, other in product(_counted_in(first, urgent), _counted_in(second, less)):
                if one.target.apart == other.target.apart and one.clause is not other.clause:
                    yield one, other


def _counted_in(unit: str, step: list[Deadline]) -> list[Deadline]:
    """The deadlines of a step whose length is said in one unit."""
    return [one for one in step if working_amount(one.target.length, unit) is not None]


def _different(step: list[Deadline]) -> list[Deadline]:
    """The deadlines of a step without those that repeat another's time: they say nothing that it does not."""
    each = {(write(one.target.length), one.target.hours, one.target.apart): one for one in reversed(step)}
    return [*reversed(each.values())]


def _same_in_days(known: dict[str, Hours], one: Target, other: Target) -> Decimal | None:
    """The seconds of a day of the hours on which two lengths count that are the same in hours and in days of so many hours."""
    hours, days = working_amount(one.length, "hour"), working_amount(other.length, "day")
    if hours is None or days is None:
        hours, days = working_amount(other.length, "hour"), working_amount(one.length, "day")
    if hours is None or days is None or one.hours != other.hours:
        return None
    opened = day_length(known.get(one.hours))
    return opened if opened is not None and opened < DAY and days * opened == hours * HOUR else None


def _two_units(context: Context, urgent: Deadline, less: Deadline, per_day: Decimal) -> Finding:
    one, other = write(urgent.target.length), write(less.target.length)
    hours = urgent.target.hours
    called = CALLED[urgent.target.kind]
    return context.draft(
        f"{urgent.case.priority} and {less.case.priority} have the same time for {called} in two units: {one}, and {other}",
        less.clause,
        f"{other}",
        span=less.clause.head,
        labels=(Label(urgent.clause.head, f"{one}: as long, at {number(per_day / HOUR)} hours a day"),),
        values=(one, other),
        witness=Witness(
            f"`{hours}` is open for {number(per_day / HOUR)} hours a day: {one} and {other} are the same working time",
            {"lengths": [one, other], "hours a day": number(per_day / HOUR)},
        ),
    )


# ---- exact days of a desk in plain hours


@check("exact-days-in-plain-hours")
def exact_days_in_plain_hours(context: Context) -> Iterator[Finding]:
    """Targets in plain hours that are whole days of an hours block, such as 9, 18 and 27 hours with a desk of nine."""
    told: set[int] = set()
    for name, node in context.agreement.named(Hours).items():
        opened = day_length(node)
        if opened is None or opened >= DAY or opened < 6 * HOUR:
            continue
        hit = [
            (target, days)
            for target in context.semantics.targets
            if (days := _whole_days(context.semantics, target, int(opened))) and id(target.clause) not in told
        ]
        odd = [
            days for target, days in hit if (days > 1 or len(hit) > 1) and not _is_elapsed(days * int(opened))
        ]
        several = len({days for _, days in hit}) > 1
        if odd and (several or (max(odd) > 1 and int(opened) not in _USUAL_DAYS)):
            told |= {id(target.clause) for target, _ in hit}
            yield _exact_days(context, name, node, int(opened), hit)


def _whole_days(semantics: Semantics, target: Target, opened: int) -> int:
    """How many days of so many seconds a length in plain hours is, for which nothing says on which hours it counts; 0 where it
    is no whole number of them."""
    seconds = _plain_seconds(target)
    if seconds is None or target.stated or target.hours != "always" or not seconds or seconds % opened:
        return 0
    days = seconds // opened
    return days if days <= _MOST_DAYS else 0


def _is_elapsed(seconds: int) -> bool:
    """Whether people write so many seconds as hours when they mean elapsed time."""
    hours, rest = divmod(seconds, HOUR)
    return not rest and (hours in _ELAPSED or not hours % 24)


def _exact_days(
    context: Context, name: str, node: Hours, opened: int, hit: list[tuple[Target, int]]
) -> Finding:
    (first, _), *others = hit
    per_day = number(Decimal(opened) / HOUR)
    lengths = list(dict.fromkeys(write(target.length) for target, _ in hit))
    days = list(dict.fromkeys(str(count) for _, count in hit))
    priority = min(first.limited("priority") or ("",))
    return context.draft(
        f"{in_row(lengths)} count around the clock, and are exactly {in_row(days)} {'day' if days == ['1'] else 'days'} of "
        f"`{name}`, which is open for {per_day} hours a day",
        first.clause,
        "nothing says on which hours it counts",
        span=first.clause.head,
        labels=(
            *(Label(target.clause.head, "nor here") for target, _ in others),
            Label(node.head, f"open for {per_day} hours a day"),
        ),
        values=tuple(lengths),
        witness=Witness(
            f"{about(Case(priority or None))} logged at an opening of `{name}`: {lengths[0]} of time on the wall are over after "
            f"{lengths[0]}, those of `{name}` after {days[0]} of its days",
            {"lengths": lengths, "hours a day": per_day},
        ),
    )
