"""Two clauses that give one ticket two deadlines for the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, product

from clausecheck.agreement.deadlines import CALLED, Deadline
from clausecheck.agreement.due import Comparison
from clausecheck.agreement.targets import Target
from clausecheck.checks.deadlines.comparing import Pair, compared, contradiction, once_each
from clausecheck.checks.deadlines.pairs import twins
from clausecheck.checks.deadlines.smallest import one_of_both
from clausecheck.checks.deadlines.tickets import about
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Proof


@check("two-deadlines")
def two_deadlines(context: Context) -> Iterator[Finding | Proof]:
    """Two deadlines for one ticket that are not the same."""
    if context.semantics.targets.unrelated:
        yield context.undecided(
            "undecided under conditions: there are too many to hold each against every other"
        )
    for one, other, found in _differing(context, unordered=False):
        message = f"two clauses give {about(one.case)} two different deadlines for {CALLED[one.target.kind]}"
        yield contradiction(context, message, other, one, found, mends=one_of_both(context, one, other))


@check("plan-or-priority")
def plan_or_priority(context: Context) -> Iterator[Finding]:
    """A plan's clause without a priority and a priority's without a plan, which give one ticket two deadlines."""
    for one, other, found in _differing(context, unordered=True):
        plan = one if one.target.limited("plan") is not None else other
        message = (
            f"plan {plan.case.plan} and priority {plan.case.priority} give {about(one.case)} two different deadlines for "
            f"{CALLED[one.target.kind]}, and nothing says which of them counts"
        )
        yield contradiction(context, message, other, one, found, mends=one_of_both(context, one, other))


def _differing(context: Context, unordered: bool) -> Iterator[tuple[Deadline, Deadline, Comparison]]:
    """The deadlines of twins that are not the same, the earlier one first."""
    pairs = chain(
        ((one, other, True) for one, other in once_each(context, _both_holding(context, unordered))),
        ((one, other, False) for one, other in once_each(context, _beside_always(context, unordered))),
    )
    for one, other, either in pairs:
        if one.due == other.due:
            continue
        for first, second in ((one, other), (other, one))[: 2 if either else 1]:
            found = compared(context.deadlines, first, second, lead=0)
            if found is not None and found.ticket is not None:
                yield first, second, found
                break


def _beside_always(context: Context, unordered: bool) -> Iterator[Pair]:
    """The deadline of a clause for some hours, and that of a twin that is said to hold always, for the tickets of these hours.
    The one for some hours counts for them where it is the sooner one, at least before the last hours of the day: an hour by day
    beside two at any time. Two hours by day beside one at any time take back what holds always."""
    for pair in twins(context.semantics):
        for hours, always in ((pair.one, pair.other), (pair.other, pair.one)):
            if pair.unordered is not unordered or not _said_always(always) or not _for_some_hours(hours):
                continue
            by_target = context.deadlines.by_target(pair.case, hours.kind, *pair.conditions)
            for one, other in product(by_target.get(id(hours), ()), by_target.get(id(always), ())):
                at_once = replace(other, logged=one.logged)
                sooner = compared(context.deadlines, at_once, one, lead=0)
                if sooner is not None and sooner.ticket is None:
                    yield one, at_once


def _said_always(target: Target) -> bool:
    return target.said and target.during == "always" and target.window is None and target.outside is None


def _for_some_hours(target: Target) -> bool:
    return (target.window is not None and target.said) or target.outside is not None


def _both_holding(context: Context, unordered: bool) -> Iterator[Pair]:
    """The deadlines of twins, in a case that both cover."""
    for pair in twins(context.semantics):
        if pair.unordered is not unordered:
            continue
        by_target = context.deadlines.by_target(pair.case, pair.one.kind, *pair.conditions)
        yield from product(by_target.get(id(pair.one), ()), by_target.get(id(pair.other), ()))
