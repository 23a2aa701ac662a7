"""Deadlines on hours of which it is not said when they open: what can be shown for every opening.

With hours that are open whenever they may be, no ticket falls due later than it really does: more open time brings a deadline
forward, never back. A deadline on such hours that is too late for another one, which counts on no such hours, is too late for
every opening. Two on the same hours are compared by their amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clausecheck.agreement.clock import HoursClock
from clausecheck.agreement.deadlines import CALLED, Deadline, Deadlines
from clausecheck.agreement.due import BusinessDays, Comparison, Due, LoggedWhen, Then, Working
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.checks.deadlines.comparing import Pair, compared, of_one_kind_of_tickets, once_each
from clausecheck.checks.deadlines.tickets import logged, when
from clausecheck.context import Context
from clausecheck.finding import Finding, Label, Proof
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.write import write


@fact
def earliest(semantics: Semantics) -> Deadlines:
    """The deadlines as if hours of which it is not said when they open were open whenever they may be."""
    return Deadlines(semantics, earliest=True)


@fact
def _widest(semantics: Semantics) -> frozenset[HoursClock]:
    """The clocks that stand for hours of which it is not said when they open."""
    clocks = (semantics.widest(name) for name in semantics.agreement.names.get("hours", {}))
    return frozenset(clock for clock in clocks if clock is not None)


def at_every_opening(
    context: Context, pairs: Iterable[Pair], lead: int
) -> Iterator[tuple[Pair, Comparison | None, str]]:
    """Those of some `earliest` deadlines that depend on hours of which it is not said when they open, with how they compare for
    every opening, and the hours in words; `None` where that differs from opening to opening."""
    if not _widest(context.semantics):
        return
    for pair in once_each(context, (pair for pair in pairs if of_one_kind_of_tickets(*pair))):
        hours = _unsaid_hours(context.semantics, pair)
        found = compared(earliest(context.semantics), *pair, lead) if hours else None
        if found is not None:
            shown = found.kinds == 0 if found.ticket is None else _for_every_opening(context.semantics, pair)
            yield pair, found if shown else None, hours


def undecided_opening(context: Context, what: str, hours: str) -> Proof:
    """That something differs from opening to opening."""
    return context.undecided(f"undecided {what}: it is not said when `{hours}` opens")


def _unsaid_hours(semantics: Semantics, pair: Pair) -> str:
    """The hours on which two deadlines depend, or their tickets, and of which it is not said when they open, in words; empty
    where there are none."""
    if not _widest(semantics):
        return ""
    used = frozenset().union(*(one.due.clocks() | one.logged.clocks for one in pair)) & _widest(semantics)
    return "` and `".join(sorted(clock.spec.name for clock in used))


def _for_every_opening(semantics: Semantics, pair: Pair) -> bool:
    """Whether what the comparison of two of the `earliest` deadlines shows, that the second comes too early, holds for every
    opening of the hours."""
    one, other = pair
    unsaid = _widest(semantics)
    if other.due.clocks() & unsaid:
        return _on_one_clock(one.due, other.due)
    return not _while_open(one.logged & other.logged) & unsaid


def _on_one_clock(one: Due, other: Due) -> bool:
    """Whether two deadlines are amounts on one clock, so that their order is the same on every clock."""
    if isinstance(one, Then) and isinstance(other, Then):
        if one.first == other.first:
            return _on_one_clock(one.second, other.second)
        return one.second == other.second and _on_one_clock(one.first, other.first)
    of_time = isinstance(one, Working) and isinstance(other, Working) and one.clock is other.clock
    of_days = isinstance(one, BusinessDays) and isinstance(other, BusinessDays) and one.clock is other.clock
    return of_time or of_days


def _while_open(tickets: LoggedWhen) -> frozenset[HoursClock]:
    """The clocks of which more open time may make more tickets of these."""
    return tickets.clocks - tickets.shut


def whatever_the_opening(
    context: Context, message: str, pair: Pair, found: Comparison, hours: str
) -> Finding:
    """A finding about two deadlines of which the second comes too early whenever the hours open."""
    first, main = pair
    ticket = found.ticket
    assert ticket is not None
    semantics = context.semantics
    called, before = (
        f"{f'{one.case.priority} ' if main.case.priority != first.case.priority else ''}{CALLED[one.target.kind]}"
        for one in (main, first)
    )
    moments = {called: main.due(ticket), before: first.due(ticket)}
    nodes = [semantics.hours[name].node for name in hours.split("` and `")]
    unsaid = [Label(node.head, "nothing says when these hours open") for node in nodes if node is not None]
    same = bool(main.due.clocks() & _widest(semantics))
    how = (
        f"{write(main.target.length)} are not more than {write(first.target.length)}, whenever `{hours}` opens"
        if same
        else f"{called} falls due {when(semantics, main.due(ticket))}, and {before} not before "
        f"{when(semantics, first.due(ticket))}, even if `{hours}` is open around the clock on its days"
    )
    return context.draft(
        message,
        main.clause,
        f"{write(main.target.length)}",
        span=main.clause.head,
        labels=(Label(first.clause.head, f"{write(first.target.length)}"), *unsaid),
        values=(write(main.target.length), write(first.target.length), main.target.hours, first.target.hours),
        witness=logged(semantics, main.case, ticket, moments, f": {how}"),
        **({"help": (f"give {called} a longer time: `{_longer(main, first)}` instead",)} if same else {}),
    )


def _longer(main: Deadline, first: Deadline) -> str:
    """The clause of a deadline with twice the time of another one."""
    length = first.target.length
    if isinstance(length, v.Duration):
        length = replace(length, parts=tuple((amount * 2, unit) for amount, unit in length.parts))
    return f"{vocabulary().word(main.clause.kind)} within {write(length)}"
