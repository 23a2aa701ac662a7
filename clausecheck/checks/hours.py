"""Opening hours that cannot be what was meant: never open, ending before they begin, twice open, closed on a holiday that is
none, running beyond what is known of public holidays, closed for a minute, or of which nothing can be computed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from clausecheck.agreement.clock import DAY, WeeklySpan
from clausecheck.agreement.hours import HoursSemantics
from clausecheck.agreement.hours_problems import HoursProblem
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import WEEKDAYS, counted
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Further, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Node
from clausecheck.language.write import write
from clausecheck.source import Span

#: How many of the targets that hang on undecided hours a finding shows.
_SHOWN = 3
#: For how many seconds hours close at most that were meant to go on.
_MINUTE = 60


@check("hours-never-open")
def hours_never_open(context: Context) -> Iterator[Finding | Further]:
    """Hours that open on no day of the term."""
    yield from _with_problem(context, "never-opens", "give a day and a time on which they are open")


@check("hours-overlap")
def hours_overlap(context: Context) -> Iterator[Finding | Further]:
    """Spans, or seasons, that are open twice."""
    yield from _with_problem(context, "overlap", "join the two, or let one end where the other begins")


@check("hours-end-before-start")
def hours_end_before_start(context: Context) -> Iterator[Finding | Further]:
    """Dates in the wrong order."""
    yield from _with_problem(context, "end-before-start", "put the earlier date first")


@check("hours-around-the-clock")
def hours_around_the_clock(context: Context) -> Iterator[Finding | Further]:
    """A day that ends at the time at which it starts."""
    yield from _with_problem(context, "same-start-and-end", "write `00:00-24:00` if the whole day is meant")


@check("hours-impossible")
def hours_impossible(context: Context) -> Iterator[Finding | Further]:
    """Times that no day has."""
    yield from _with_problem(context, "bad-time", "give times between 00:00 and 24:00")


@check("exception-is-no-holiday")
def exception_is_no_holiday(context: Context) -> Iterator[Finding | Further]:
    """A date that is called a holiday and is none."""
    mend = "delete the date, or name the calendar in which it is a holiday"
    yield from _with_problem(context, "not-a-holiday", mend)


@check("holidays-beyond-data")
def holidays_beyond_data(context: Context) -> Iterator[Finding | Further]:
    """A term that is longer than what is known of its holidays."""
    mend = "list the later holidays as dates, or review the hours each year"
    yield from _with_problem(context, "holidays-beyond-data", mend)


@check("holidays-estimated")
def holidays_estimated(context: Context) -> Iterator[Finding | Further]:
    """Holidays of which the dates are announced only later."""
    yield from _with_problem(
        context, "holidays-estimated", "list these holidays as dates once they are announced"
    )


@check("night-minute-lost")
def night_minute_lost(context: Context) -> Iterator[Finding]:
    """Hours that close for the last minute before they open again, as `00:00-23:59` does each night."""
    for hours in context.semantics.hours.values():
        if hours.node is None or hours.spec is None:
            continue
        groups = [hours.spec.spans, *(season.spans for season in hours.spec.seasons)]
        lost = [pair for spans in groups for pair in _minutes_lost(spans)]
        if lost:
            yield _minute_lost(context, hours, hours.node, lost)


def _minutes_lost(spans: Sequence[WeeklySpan]) -> Iterator[tuple[WeeklySpan, int, int]]:
    """The spans of a week that end a minute or less before another begins; with the second of the week at which they end, and
    for how many seconds it is closed then."""
    placed = sorted((span.weekday * DAY + span.start, _length(span), span) for span in spans)
    starts = [start for start, _, _ in placed]
    # Until when those are open, at the latest, that begin no later than each.
    open_until = list(accumulate((start + length for start, length, _ in placed), max))
    for start, length, span in placed:
        end = (start + length) % (7 * DAY)
        begun = bisect_right(starts, end)
        if begun and open_until[begun - 1] > end:
            continue
        following = starts[begun - 1] if begun and starts[begun - 1] == end else starts[begun % len(starts)]
        gap = (following - end) % (7 * DAY)
        if 0 < gap <= _MINUTE:
            yield span, end, gap


def _length(span: WeeklySpan) -> int:
    return span.end - span.start if span.end > span.start else span.end + DAY - span.start


def _minute_lost(
    context: Context, hours: HoursSemantics, node: Node, lost: Sequence[tuple[WeeklySpan, int, int]]
) -> Finding:
    """A finding about hours that close for a minute; `lost` are the spans, and when they end."""
    places = list(dict.fromkeys(place for span, _, _ in lost if (place := hours.origin(span)) is not None))
    first, *others = places or [node.head]
    _, end, gap = lost[0]
    day, second = divmod(end, DAY)
    shut = f"{second // 3600:02}:{second % 3600 // 60:02}"
    opens = (end + gap) % DAY
    again = f"{opens // 3600:02}:{opens % 3600 // 60:02}"
    many = len({end for _, end, _ in lost})
    times = "once a week" if many == 1 else f"{many} times a week"
    called = write(title) if isinstance(title := getattr(node, "title", None), v.Text) else f"`{hours.name}`"
    labels = [Label(place) for place in others if place != first]
    if node.head != first:
        labels.append(Label(node.head, f"called {called}"))
    return context.draft(
        f"hours `{hours.name}`: they close at {shut} and open again at {again}, {times}",
        node,
        f"closed for {counted(gap, 'second') if gap < _MINUTE else 'a minute'}",
        span=first,
        labels=tuple(labels),
        witness=Witness(
            f"a ticket that is logged on {WEEKDAYS[day]} at {shut}: {called} is closed, and opens {again}",
            {"closes": shut, "opens": again, "seconds": gap, "times": many},
        ),
        values=(hours.name, shut, again),
        help=(_without_gap(context.agreement, places, shut, again),),
    )


def _without_gap(agreement: Agreement, places: Sequence[Span], shut: str, again: str) -> Mend | str:
    """The lines of the hours with spans that end when the next ones begin."""
    end = "24:00" if again == "00:00" else again
    ending = [place for place in places if f"-{shut}" in agreement.source.slice(place)]
    say = f"let the span end at {end}"
    if not ending:
        return say
    changes = [
        put(agreement, place, agreement.source.slice(place).replace(f"-{shut}", f"-{end}"))
        for place in ending
    ]
    return mend(agreement, f"{say}: write {{}} instead", *changes)


@fact
def _problems(semantics: Semantics) -> list[tuple[HoursSemantics, Node, HoursProblem]]:
    """What is wrong with each hours block over the term of the agreement: the hours, their block, and the flaw."""
    return [
        (hours, hours.node, problem)
        for hours in semantics.hours.values()
        if hours.node is not None
        for problem in hours.problems(semantics.horizon)
    ]


def _with_problem(context: Context, code: str, mend: str) -> Iterator[Finding | Further]:
    """The hours that have the flaw of a code; `mend` is what would help."""
    seen: set[tuple[object, ...]] = set()
    for hours, node, problem in _problems(context.semantics):
        if problem.code != code:
            continue
        places = [place for item in problem.items if (place := hours.origin(item)) is not None]
        first, *others = places or [node.head]
        if len(places) > 1 and (node.path, *places) in seen:
            continue  # the same two seasons in another year
        seen.add((node.path, *places))
        yield context.draft(
            f"hours `{hours.name}`: {problem.message}",
            node,
            span=first,
            labels=tuple(Label(place) for place in dict.fromkeys(others) if place != first),
            values=(problem.message,),
            help=(mend,),
        )
        if problem.more:
            yield context.further(problem.more)


@check("hours-undecided")
def hours_undecided(context: Context) -> Iterator[Finding]:
    """Hours that nothing can be computed with, and why; what hangs on them is undecided."""
    for hours in context.semantics.hours.values():
        if hours.spec is not None or hours.node is None or hours.node.kind != "hours":
            continue
        counting = [target.clause for target in context.semantics.targets if target.hours == hours.name]
        many = len(counting)
        witness = Witness(
            f"{many} {'target counts' if many == 1 else 'targets count'} on `{hours.name}`, and none of them has a date and "
            "a time at which it is missed",
            {"hours": hours.name, "targets": many},
        )
        yield context.draft(
            f"what counts on `{hours.name}` is undecided, because {hours.undecided}",
            hours.node,
            span=hours.node.head,
            labels=tuple(
                Label(clause.head, "so nobody can say when this falls due") for clause in counting[:_SHOWN]
            ),
            witness=witness if counting else None,
        )
