"""Opening hours that cannot be what was meant: never open, ending before they begin, twice open, closed on a holiday that is
none, running beyond what is known of public holidays, or of which nothing can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.clock import HoursProblem
from clausecheck.agreement.hours import HoursSemantics
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.tree import Node

#: How many of the targets that hang on undecided hours a finding shows.
_SHOWN = 3


@check("hours-never-open")
def hours_never_open(context: Context) -> Iterator[Finding]:
    """Hours that open on no day of the term."""
    yield from _with_problem(context, "never-opens", "give a day and a time on which they are open")


@check("hours-overlap")
def hours_overlap(context: Context) -> Iterator[Finding]:
    """Spans, or seasons, that are open twice."""
    yield from _with_problem(context, "overlap", "join the two, or let one end where the other begins")


@check("hours-end-before-start")
def hours_end_before_start(context: Context) -> Iterator[Finding]:
    """Dates in the wrong order."""
    yield from _with_problem(context, "end-before-start", "put the earlier date first")


@check("hours-around-the-clock")
def hours_around_the_clock(context: Context) -> Iterator[Finding]:
    """A day that ends at the time at which it starts."""
    yield from _with_problem(context, "same-start-and-end", "write `00:00-24:00` if the whole day is meant")


@check("hours-impossible")
def hours_impossible(context: Context) -> Iterator[Finding]:
    """Times that no day has."""
    yield from _with_problem(context, "bad-time", "give times between 00:00 and 24:00")


@check("exception-is-no-holiday")
def exception_is_no_holiday(context: Context) -> Iterator[Finding]:
    """A date that is called a holiday and is none."""
    mend = "delete the date, or name the calendar in which it is a holiday"
    yield from _with_problem(context, "not-a-holiday", mend)


@check("holidays-beyond-data")
def holidays_beyond_data(context: Context) -> Iterator[Finding]:
    """A term that is longer than what is known of its holidays."""
    mend = "list the later holidays as dates, or review the hours each year"
    yield from _with_problem(context, "holidays-beyond-data", mend)


@check("holidays-estimated")
def holidays_estimated(context: Context) -> Iterator[Finding]:
    """Holidays of which the dates are announced only later."""
    yield from _with_problem(
        context, "holidays-estimated", "list these holidays as dates once they are announced"
    )


@fact
def _problems(semantics: Semantics) -> list[tuple[HoursSemantics, Node, HoursProblem]]:
    """What is wrong with each hours block over the term of the agreement: the hours, their block, and the flaw."""
    return [
        (hours, hours.node, problem)
        for hours in semantics.hours.values()
        if hours.node is not None
        for problem in hours.problems(semantics.horizon)
    ]


def _with_problem(context: Context, code: str, mend: str) -> Iterator[Finding]:
    """The hours that have the flaw of a code; `mend` is what would help."""
    for hours, node, problem in _problems(context.semantics):
        if problem.code != code:
            continue
        places = [place for item in problem.items if (place := hours.origin(item)) is not None]
        first, *others = places or [node.head]
        yield context.draft(
            f"hours `{hours.name}`: {problem.message}",
            node,
            span=first,
            labels=tuple(Label(place) for place in dict.fromkeys(others) if place != first),
            values=(problem.message,),
            help=(mend,),
        )


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
