"""In one case, what must come after something else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausecheck.agreement.deadlines import CALLED, Deadline, pauses
from clausecheck.agreement.due import Then
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.checks.deadlines.comparing import (
    compared,
    contradiction,
    kept,
    of_one_kind_of_tickets,
    once_each,
)
from clausecheck.checks.deadlines.pairs import from_one_start, in_one_case
from clausecheck.checks.deadlines.smallest import smallest_changes
from clausecheck.checks.deadlines.tickets import about
from clausecheck.checks.deadlines.unsaid_hours import (
    at_every_opening,
    earliest,
    undecided_opening,
    whatever_the_opening,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof


@check("resolution-before-response")
def resolution_before_response(context: Context) -> Iterator[Finding | Proof]:
    """A resolution that can fall due before the response."""
    yield from _in_order(context, "respond", "resolve")


@check("workaround-before-response")
def workaround_before_response(context: Context) -> Iterator[Finding | Proof]:
    """A workaround that can fall due before the response."""
    yield from _in_order(context, "respond", "workaround")


@check("onsite-before-response")
def onsite_before_response(context: Context) -> Iterator[Finding | Proof]:
    """An arrival on site that can fall due before the response."""
    yield from _in_order(context, "respond", "onsite")


@check("update-before-response")
def update_before_response(context: Context) -> Iterator[Finding | Proof]:
    """A first update that can fall due before the response."""
    yield from _in_order(context, "respond", "update")


@check("response-before-acknowledgement")
def response_before_acknowledgement(context: Context) -> Iterator[Finding | Proof]:
    """A response that can fall due before the acknowledgement."""
    yield from _in_order(context, "acknowledge", "respond")


@check("resolution-before-workaround")
def resolution_before_workaround(context: Context) -> Iterator[Finding | Proof]:
    """A resolution that can fall due before the workaround."""
    yield from _in_order(context, "workaround", "resolve")


@check("resolution-before-onsite")
def resolution_before_onsite(context: Context) -> Iterator[Finding | Proof]:
    """A resolution that can fall due before the arrival on site."""
    yield from _in_order(context, "onsite", "resolve")


def _in_order(context: Context, before: str, after: str) -> Iterator[Finding | Proof]:
    """Targets of which the second kind must fall due after the first."""
    yield from _from_one_start(context, before, after)
    yield from _whatever_the_opening(context, before, after)
    pairs = (pair for pair in in_one_case(context.semantics, before, after) if of_one_kind_of_tickets(*pair))
    for one, other in once_each(context, pairs):
        found = compared(context.deadlines, one, other, lead=1)
        if found is None:
            continue
        if found.ticket is None:
            yield next(_paused(context, one, other), None) or kept(context, one, other, found, "after")
            continue
        first, second = CALLED[before], CALLED[after]
        ticket = about(other.case)
        message = (
            f"{ticket} can fall due for {second} before it falls due for {first}"
            if found.lead < 0
            else f"{ticket} can fall due for {second} at the very moment at which it falls due for {first}"
        )
        mends = smallest_changes(context, one, other, 1)
        yield contradiction(context, message, other, one, found, mends=mends)


def _from_one_start(context: Context, before: str, after: str) -> Iterator[Finding | Proof]:
    """The same where both count from an event of which no clause says when it comes."""
    seen: set[tuple[int, int, object, object]] = set()
    for deadlines, (one, other) in from_one_start(context.semantics, before, after):
        key = (id(one.clause), id(other.clause), one.due, other.due)
        if key in seen:
            continue
        seen.add(key)
        found = compared(deadlines, one, other, lead=1) if of_one_kind_of_tickets(one, other) else None
        if found is None:
            continue
        first, second = CALLED[before], CALLED[after]
        event = TARGET_KINDS[deadlines.start]
        if found.ticket is None:
            yield kept(context, one, other, found, "after", since=event)
            continue
        how = "before it falls due" if found.lead < 0 else "at the very moment at which it falls due"
        message = f"{about(other.case)} can fall due for {second} {how} for {first}"
        mends = smallest_changes(context, one, other, 1, deadlines)
        yield contradiction(context, message, other, one, found, since=event, mends=mends)


def _whatever_the_opening(context: Context, before: str, after: str) -> Iterator[Finding | Proof]:
    """The same where it is not said when the hours open on which they count: what holds for every opening."""
    first, second = CALLED[before], CALLED[after]
    pairs = in_one_case(context.semantics, before, after, earliest(context.semantics))
    for pair, found, hours in at_every_opening(context, pairs, lead=1):
        ticket = about(pair[1].case)
        if found is None:
            yield undecided_opening(
                context, f"whether {ticket} can fall due for {second} before it falls due for {first}", hours
            )
        elif found.ticket is None:
            yield kept(context, *pair, found, "after")
        else:
            how = "before it falls due" if found.lead < 0 else "at the very moment at which it falls due"
            message = f"{ticket} can fall due for {second} {how} for {first}, whenever `{hours}` opens"
            yield whatever_the_opening(context, message, pair, found, hours)


def _paused(context: Context, one: Deadline, other: Deadline) -> Iterator[Finding]:
    """The first is late when its clock alone is paused: by a pause that the clock of the second does not have."""
    deadlines = context.deadlines
    shared = {id(node) for node, _ in pauses(deadlines, other.target.kind, other.case)}
    for node, pause in pauses(deadlines, one.target.kind, one.case):
        if id(node) in shared:
            continue
        delayed = replace(one, due=Then(pause, one.due))
        found = compared(deadlines, delayed, other, lead=1)
        if found is None or found.ticket is None:
            continue
        first, second = CALLED[one.target.kind], CALLED[other.target.kind]
        message = (
            f"{about(other.case)} can fall due for {second} before it falls due for {first}, when only the clock of the "
            f"{first} is paused"
        )
        waits = Label(node.head, f"the {first} waits for so long")
        yield contradiction(context, message, other, delayed, found, [waits])
