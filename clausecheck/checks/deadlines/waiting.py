"""Tickets that wait longer than their target reads: for an opening, for someone on the way, or over closed hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausecheck.agreement.deadlines import CALLED, Deadline, start_rules, waiting_clock
from clausecheck.agreement.due import Elapsed, LoggedWhen, compare, longest_possible, waits
from clausecheck.agreement.mending import beside, gone, instead, mend, more, put
from clausecheck.agreement.words import hours_to_write, length_words
from clausecheck.checks.deadlines.pairs import Cover, Way, covers, not_waiting, priorities, ways
from clausecheck.checks.deadlines.tickets import about, logged, when
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend
from clausecheck.language import values as v
from clausecheck.language.tree import Clause
from clausecheck.language.write import write

#: Seconds of a wait over closed hours that are not worth a word.
_SHORT = 60


# ---- for the next opening


@check("promised-while-waiting")
def promised_while_waiting(context: Context) -> Iterator[Finding]:
    """A target for tickets logged in closed hours, where the clock says that such tickets wait."""
    told: set[tuple[int, int]] = set()
    for target, case in not_waiting(context.semantics):
        for deadline in context.deadlines.applicable(case, target.kind, target.condition):
            if deadline.target is not target:
                continue
            for node in start_rules(context.deadlines, target.kind, case):
                pair = (id(target.clause), id(node))
                if pair not in told and waiting_clock(context.deadlines, node, target) is not None:
                    told.add(pair)
                    yield from _promised(context, deadline, node)


def _promised(context: Context, deadline: Deadline, node: Clause) -> Iterator[Finding]:
    """A deadline of a ticket that waits for the opening of a start rule."""
    target, semantics = deadline.target, context.semantics
    clock = waiting_clock(context.deadlines, node, target)
    assert clock is not None
    ticket = context.deadlines.first_ticket(deadline.logged & LoggedWhen(shut=frozenset((clock,))))
    opening = clock.first_open(ticket) if ticket is not None else None
    if ticket is None or opening is None:
        return
    kind, due = CALLED[target.kind], deadline.due(ticket)
    yield context.draft(
        f"the {kind} of {about(deadline.case)} is promised for a time at which tickets wait for the next opening",
        target.clause,
        f"{kind} falls due {when(semantics, due)}",
        span=target.clause.head,
        labels=(Label(node.head, f"the clock starts only {when(semantics, opening)}"),),
        values=(write(target.length), write(target.outside) if target.outside else ""),
        witness=logged(semantics, deadline.case, ticket, {"due": due, "clock starts": opening}),
        help=(
            mend(
                context.agreement,
                "let no ticket wait: write {} instead (favours the customer)",
                instead(node, "starts when logged"),
            )
            if node.kind == "starts"
            else "let no ticket wait (favours the customer)",
            mend(
                context.agreement,
                "promise nothing for that time: delete {} (favours the provider)",
                gone(context.agreement, target.clause),
            ),
        ),
    )


# ---- for someone on the way


@check("onsite-before-arrival")
def onsite_before_arrival(context: Context) -> Iterator[Finding]:
    """Someone must be on site sooner than the way takes."""
    told: set[tuple[int, str]] = set()
    for way in ways(context.semantics):
        for deadline in context.deadlines.applicable(way.case, "onsite"):
            key = (id(deadline.clause), way.site)
            if key not in told:
                told.add(key)
                yield from _too_far(context, deadline, way)


def _too_far(context: Context, deadline: Deadline, way: Way) -> Iterator[Finding]:
    found = compare(Elapsed(way.seconds), deadline.due, context.deadlines.weeks, deadline.logged, 0)
    if found.ticket is None:
        return
    semantics, name, takes = context.semantics, way.site, length_words(way.seconds)
    due, arrival = deadline.due(found.ticket), found.ticket + way.seconds
    site = context.agreement.names["site"][name]
    yield context.draft(
        f"nobody can be at {name} in time: the way takes {takes}, and the target allows "
        f"{length_words(due - found.ticket)}",
        deadline.clause,
        f"due {when(semantics, due)}",
        span=deadline.clause.head,
        labels=(Label(site.span, f"the way takes {takes}"),),
        values=(write(deadline.target.length), name),
        witness=logged(
            semantics,
            deadline.case,
            found.ticket,
            {"due": due, "arrival": arrival},
            f"; who leaves at once arrives {when(semantics, arrival)}",
        ),
        help=(
            mend(
                context.agreement,
                "promise no less than the way takes: write {} instead",
                put(
                    context.agreement, deadline.target.length, hours_to_write(-(-way.seconds // 3600) * 3600)
                ),
            )
            if deadline.target.length is not None
            else None,
            f"except {name} from the target",
        ),
    )


# ---- over closed hours


@check("open-without-response")
def open_without_response(context: Context) -> Iterator[Finding]:
    """A service is open while the clock of its most urgent tickets stands still."""
    told: set[tuple[int, int]] = set()
    for cover in covers(context.semantics):
        for deadline in context.deadlines.applicable(cover.case, "respond"):
            # One that is bounded in real time (`sooner of …`) goes on while the hours are closed.
            if deadline.target.outside is None and deadline.due.clocks() and deadline.due.most is None:
                yield from _uncovered(context, deadline, cover, told)


def _uncovered(
    context: Context, deadline: Deadline, cover: Cover, told: set[tuple[int, int]]
) -> Iterator[Finding]:
    """A response that waits while the service is open; `told` are the pairs of clauses that have been looked at."""
    semantics, hours = context.semantics, deadline.target.hours
    clock = semantics.clock(hours)
    counting = {one for one in deadline.due.clocks() if one is not context.deadlines.reference}
    if clock is None or clock not in counting:
        return
    while_shut = deadline.logged & LoggedWhen(frozenset((cover.clock,)), frozenset((clock,)))
    pair = (id(deadline.clause), id(cover.clause))
    if not while_shut.possible or pair in told:
        return
    told.add(pair)
    found = waits(deadline.due, context.deadlines.weeks, while_shut, None)
    if found is None or found.worst < _SHORT:
        return
    due, worst = found.worst_at + found.worst, length_words(found.worst)
    open_ = "at any time" if cover.hours == "always" else f"during `{cover.hours}`"
    yield context.draft(
        f"{about(deadline.case)} can be logged {open_}, but its response clock runs only during `{hours}`",
        deadline.clause,
        f"waits up to {worst} of real time",
        span=deadline.clause.head,
        labels=(Label(cover.clause.head, f"open {open_}"),),
        values=(write(deadline.target.length), cover.hours, hours),
        witness=logged(
            semantics,
            deadline.case,
            found.worst_at,
            {"due": due},
            f" falls due for response {when(semantics, due)}, {worst} later",
        ),
        help=(
            *_answered(context, deadline, cover, hours),
            mend(
                context.agreement,
                "open it only while someone answers: write {} instead (favours the provider)",
                put(context.agreement, cover.clause.during[0], hours),
            )
            if len(cover.clause.during) == 1
            else f"open it only during {hours}",
        ),
    )


def _answered(context: Context, deadline: Deadline, cover: Cover, hours: str) -> Iterator[Mend]:
    """A response for the hours at which nobody answers: the same at all times, or one of its own for them."""
    agreement, clause, length = context.agreement, deadline.clause, deadline.target.length
    during: tuple[v.Value, ...] = getattr(clause, "during", ())
    if not isinstance(length, v.Duration):
        return
    if len(during) == 1 and length.hours is None:
        say = "answer as soon at all times: write {} instead (favours the customer)"
        yield mend(agreement, say, put(agreement, during[0], cover.hours))
        text = f"respond within {write(length)}, outside {hours}"
        yield mend(
            agreement,
            "promise a time of its own for the other hours: add {}",
            beside(agreement, clause, text),
        )
    elif length.seconds is not None:
        yield from _around_the_clock(context, deadline)


def _around_the_clock(context: Context, deadline: Deadline) -> Iterator[Mend]:
    """The same length of time, counted at all times."""
    agreement, clause, length = context.agreement, deadline.clause, deadline.target.length
    during: tuple[v.Value, ...] = getattr(clause, "during", ())
    if not isinstance(length, v.Duration) or length.seconds is None or len(during) > 1:
        return
    always = put(agreement, during[0], "always") if during else more(agreement, clause, "during always")
    elapsed = put(agreement, length, write(replace(length, hours=None)))
    say = "let the time run around the clock: write {} instead (favours the customer)"
    yield mend(agreement, say, elapsed, always)


@check("critical-wait")
def critical_wait(context: Context) -> Iterator[Finding]:
    """A ticket of the most urgent priority waits longer for its response than the parameter `critical` allows."""
    limit = context.parameters.get("critical")
    urgent = next(iter(priorities(context.semantics)), None)
    if not isinstance(limit, v.Duration) or limit.seconds is None or urgent is None:
        return
    told: set[int] = set()
    for case in context.semantics.cases:
        if case.priority != urgent:
            continue
        for deadline in context.deadlines.applicable(case, "respond"):
            if not deadline.target.average and id(deadline.clause) not in told:
                told.add(id(deadline.clause))
                yield from _long_wait(context, deadline, int(limit.seconds))


def _long_wait(context: Context, deadline: Deadline, limit: int) -> Iterator[Finding]:
    """A response that can take more than `limit` seconds."""
    semantics, weeks = context.semantics, context.deadlines.weeks
    bound = longest_possible(deadline.due, weeks)
    if bound is not None and bound <= limit:
        return
    found = waits(deadline.due, weeks, deadline.logged, None)
    if found is None or found.worst <= limit:
        return
    due, worst = found.worst_at + found.worst, length_words(found.worst)
    yield context.draft(
        f"{about(deadline.case)} can wait {worst} for its response, although the target reads "
        f"{write(deadline.target.length)}",
        deadline.clause,
        f"at the worst {worst} of real time",
        span=deadline.clause.head,
        labels=_counting_hours(context, deadline),
        values=(write(deadline.target.length),),
        witness=logged(
            semantics, deadline.case, found.worst_at, {"due": due}, f" falls due {when(semantics, due)}"
        ),
        help=_around_the_clock(context, deadline),
    )


def _counting_hours(context: Context, deadline: Deadline) -> tuple[Label, ...]:
    """The hours on which a deadline counts, where the text declares them."""
    hours = context.semantics.hours_of(deadline.target.hours)
    if hours is None or hours.node is None:
        return ()
    return (Label(hours.node.head, "time counts only while these are open"),)
