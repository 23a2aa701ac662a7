"""From one priority to the next less urgent one, for each service, site and plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

from clausecheck.agreement.deadlines import CALLED, Deadline, Deadlines
from clausecheck.agreement.targets import TARGET_KINDS, Case
from clausecheck.agreement.words import in_row
from clausecheck.checks.deadlines.comparing import (
    Pair,
    compared,
    contradiction,
    kept,
    of_one_kind_of_tickets,
    once_each,
)
from clausecheck.checks.deadlines.pairs import (
    LADDER,
    any_priority,
    for_any_priority,
    holding_for,
    ladder,
    priorities,
)
from clausecheck.checks.deadlines.smallest import smallest_changes
from clausecheck.checks.deadlines.tickets import about
from clausecheck.checks.deadlines.unsaid_hours import (
    at_every_opening,
    earliest,
    undecided_opening,
    whatever_the_opening,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language.write import write


@check("urgent-later")
def urgent_later(context: Context) -> Iterator[Finding | Proof]:
    """A ticket that can fall due later than one that is less urgent."""
    yield from _whatever_the_opening(context)
    for one, other in once_each(context, _neighbours(context, context.deadlines)):
        found = compared(context.deadlines, one, other, lead=0)
        if found is None:
            continue
        if found.ticket is None:
            yield kept(context, one, other, found, "not before")
            continue
        message = (
            f"{about(one.case)} can fall due for {CALLED[one.target.kind]} later than {about(other.case)}, which is less "
            "urgent"
        )
        yield contradiction(
            context, message, one, other, found, mends=smallest_changes(context, one, other, 0)
        )


def _whatever_the_opening(context: Context) -> Iterator[Finding | Proof]:
    """The same where it is not said when the hours open: what holds for every opening."""
    pairs = _neighbours(context, earliest(context.semantics))
    for pair, found, hours in at_every_opening(context, pairs, lead=0):
        one, other = pair
        ticket, less = about(one.case), about(other.case)
        called = CALLED[one.target.kind]
        if found is None:
            yield undecided_opening(
                context, f"whether {ticket} can fall due for {called} later than {less}", hours
            )
        elif found.ticket is None:
            yield kept(context, one, other, found, "not before")
        else:
            yield whatever_the_opening(
                context,
                f"{ticket} can fall due for {called} later than {less}, which is less urgent, whenever `{hours}` opens",
                pair,
                found,
                hours,
            )


def _neighbours(context: Context, deadlines: Deadlines) -> Iterator[Pair]:
    """The deadlines of a priority with those of the next one that has any."""
    names = ladder(context.semantics)
    for case, holding, kind in _asked(context, names):
        steps = [
            [
                deadline
                for deadline in deadlines.applicable(replace(case, priority=name), kind, *holding)
                if not deadline.target.rest
            ]
            for name in names
        ]
        for urgent, less in pairwise([step for step in steps if step]):
            for one, other in product(_different(urgent), _different(less)):
                if (
                    of_one_kind_of_tickets(one, other)
                    and one.clause is not other.clause
                    and {one.target.condition, other.target.condition}.issuperset(holding)
                ):
                    yield one, other


def _asked(context: Context, names: list[str]) -> Iterator[tuple[Case, tuple[str, ...], str]]:
    """For which services, sites and plans, under which conditions, and for which kinds of targets priorities are compared."""
    whichever = set(for_any_priority(context.semantics))
    for case in any_priority(context.semantics):
        every = [replace(case, priority=name) for name in names]
        holding = [one for one in holding_for(context.semantics, every, LADDER) if one in whichever]
        yield from product((case,), holding, LADDER)


def _different(step: list[Deadline]) -> list[Deadline]:
    """The deadlines of a step, the first of each that are the same for the same tickets."""
    each: dict[object, Deadline] = {}
    for one in step:
        each.setdefault((one.due, one.logged, one.target.breadth), one)
    return list(each.values())


@check("flat-ladder")
def flat_ladder(context: Context) -> Iterator[Finding]:
    """Neighbouring priorities of which every target is the same."""
    told: set[tuple[str, ...]] = set()
    for case in any_priority(context.semantics):
        for run in _runs(context, case):
            stages = [deadline for name in run for deadline in _held(context, case, name)]
            clauses = list({id(deadline.clause): deadline for deadline in stages}.values())
            if len(run) < 2 or len(clauses) < 2 or tuple(run) in told:
                continue
            told.add(tuple(run))
            yield _flat(context, run, clauses)


def _held(context: Context, case: Case, name: str) -> list[Deadline]:
    """Every deadline of a priority."""
    case = replace(case, priority=name)
    return [deadline for kind in TARGET_KINDS for deadline in context.deadlines.applicable(case, kind)]


def _runs(context: Context, case: Case) -> list[list[str]]:
    """The names of the priorities, those together that follow each other and promise the same."""
    runs: list[list[str]] = []
    before: object = None
    for name in priorities(context.semantics):
        promised = frozenset(
            (deadline.target.kind, deadline.due, deadline.logged, write(deadline.target.share))
            for deadline in _held(context, case, name)
        )
        if promised and promised == before:
            runs[-1].append(name)
        else:
            runs.append([name])
        before = promised
    return runs


def _flat(context: Context, run: list[str], clauses: list[Deadline]) -> Finding:
    first, *others = clauses
    kinds = list(dict.fromkeys(CALLED[deadline.target.kind] for deadline in clauses))
    same = f"the same {kinds[0]} target" if len(kinds) == 1 else "the same targets"
    return context.draft(
        f"{in_row(run)} have {same}, so that it makes no difference which of them a ticket has",
        first.clause,
        f"{first.case.priority or run[0]}",
        span=first.clause.head,
        labels=tuple(Label(one.clause.head, f"{one.case.priority}: the same") for one in others),
        values=tuple(write(one.target.length) for one in clauses),
        witness=Witness(
            f"{in_row(run)} tickets logged at the same moment fall due at the same moment, whenever that is",
            {"priorities": run, "length": write(first.target.length)},
        ),
        help=("give the less urgent one a longer time", "join the priorities"),
    )
