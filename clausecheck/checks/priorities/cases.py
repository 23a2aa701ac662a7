"""Cases that no priority takes, tests that two priorities share, and priorities to which no case can come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.conditions import Cell, Space
from clausecheck.agreement.words import in_row
from clausecheck.checks.priorities.conditions import PriorityTest, joined, priority_tests
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness

#: Words that send the reader to a table elsewhere, which tells the priorities apart.
_ELSEWHERE = re.compile(
    r"\b(matrix|table|schedule|annex|appendix|exhibit|attachment|grid|policy|list)\b", re.IGNORECASE
)


# ---- cases that no priority takes --------------------------------------------------------------------


@check("priority-gap")
def priority_gap(context: Context) -> Iterator[Finding | Proof]:
    """Cases that no priority takes. Where conditions are facts in words, nobody can list the cases."""
    found = priority_tests(context.semantics)
    if found.undecided:
        yield context.undecided(f"undecided, because {found.undecided}")
    space = found.space
    if not found.complete or any(dimension.kind == "fact" for dimension in space.dimensions):
        return
    scopes = {test.scope for test in found.tests}
    every = frozenset(space.cells())
    for scope in sorted(scopes):
        if not scope and scopes - {"", "requests"}:
            continue
        asked = [test for test in found.tests if test.scope in ("", scope)]
        if any(test.otherwise for test in asked):
            continue
        left = every - joined(test.cells for test in asked)
        if left:
            yield _gap(context, space, asked, left, len(every))
        else:
            names = [test.name for test in asked]
            yield context.proof(
                f"each of {len(every)} cases has a priority: {in_row(names)}",
                {"cases": len(every), "priorities": names},
            )


def _gap(
    context: Context, space: Space, asked: list[PriorityTest], left: frozenset[Cell], every: int
) -> Finding:
    """The finding about the cases that are `left`, of `every` one that there is."""
    cases = space.summed(left)
    last = asked[-1]
    listed = "; or ".join(cases[:4]) + (f"; and {len(cases) - 4} more" if len(cases) > 4 else "")
    tests = "; ".join(f"{test.name} asks for {test.wording}" for test in asked)
    return context.draft(
        f"no priority applies to a ticket with {listed}",
        last.clauses[-1],
        "the last test; what fulfils none of them has no priority",
        labels=tuple(
            Label(test.clause.span, f"{test.name} does not take it") for test in asked if test is not last
        ),
        witness=Witness(
            f"{cases[0]}: no priority applies, because {tests}. {len(left)} of {every} cases are left without one",
            {"case": cases[0], "open cases": len(left), "all cases": every, "open": cases},
        ),
        values=tuple(cases),
        help=(
            f"let {last.name} take the rest: `applies otherwise`",
            f"add the case to the priority that is meant: `applies when {_condition(space, min(left))}`",
        ),
    )


def _condition(space: Space, cell: Cell) -> str:
    """A case as a condition that can be written into the agreement."""
    parts = []
    for dimension, place in zip(space.dimensions, cell, strict=True):
        point = dimension.points[place]
        if dimension.kind != "figure":
            parts.append(dimension.words([place]))
        elif point.exact:
            parts.append(f"{dimension.name} = {dimension.figure(place)}")
        elif place + 1 < len(dimension.points):
            parts.append(f"{dimension.name} < {dimension.figure(place + 1)}")
        else:
            parts.append(f"{dimension.name} > {dimension.figure(place - 1)}")
    return " and ".join(parts)


# ---- tests that are the same -------------------------------------------------------------------------


@check("priority-condition-repeated")
def priority_condition_repeated(context: Context) -> Iterator[Finding | Proof]:
    """Priorities whose tests are the same, unless these send the reader to a table that may tell them apart."""
    for same in priority_tests(context.semantics).repeated:
        if any(_ELSEWHERE.search(test.wording) for test in same):
            names = in_row([test.name for test in same])
            yield context.undecided(
                f"undecided, because {names} refer to a table elsewhere: {same[0].wording}"
            )
        else:
            yield _repeated(context, same)


def _repeated(context: Context, same: list[PriorityTest]) -> Finding:
    first, second, *_ = same
    names = in_row([test.name for test in same])
    case = "no other test is met" if first.otherwise else first.wording
    return context.draft(
        f"{names} have one and the same test: {'otherwise' if first.otherwise else case}",
        second.clause,
        f"{second.name} asks for the same",
        labels=tuple(
            Label(test.clause.span, f"{test.name} asks for it{' first' if test is first else ' too'}")
            for test in same
            if test is not second
        ),
        witness=Witness(
            f"a ticket of which this is true: {case}. It meets the test of {names}, each with targets of its own; read from "
            f"the top, every such ticket is {first.name}",
            {"priorities": [test.name for test in same], "condition": case},
        ),
        values=(*[test.name for test in same], case),
        help=(
            f"say what makes {first.name} more urgent, such as `applies when {_stricter(first.wording)}`",
            f"join {names} into one priority",
        ),
    )


def _stricter(case: str) -> str:
    """A narrower test than one that stands already."""
    if not case:
        return "users >= 50%"
    return f"({case}) and users >= 50%" if " or " in case else f"{case} and users >= 50%"


# ---- priorities that never apply ---------------------------------------------------------------------


@check("priority-never-applies")
def priority_never_applies(context: Context) -> Iterator[Finding]:
    """Priorities to which no ticket can come: earlier ones take every case, or the test contradicts itself."""
    found = priority_tests(context.semantics)
    repeated = {test.name for group in found.repeated for test in group}
    for at, test in enumerate(found.tests):
        if test.otherwise or test.name in repeated:
            continue
        if not test.cells:
            yield _never_true(context, found.space, test)
            continue
        before = [
            other
            for other in found.tests[:at]
            if (not other.scope or other.scope == test.scope) and other.cells & test.cells
        ]
        if test.cells <= joined(other.cells for other in before):
            yield _taken(context, found.space, test, before)


def _never_true(context: Context, space: Space, test: PriorityTest) -> Finding:
    tried = len(list(space.cells()))
    return context.draft(
        f"{test.name} can never apply: {test.wording} cannot be true",
        test.clause,
        "no ticket fulfils this",
        witness=Witness(
            f"{test.wording}: no case fulfils all of it ({tried} were tried)",
            {"priority": test.name, "cases": 0},
        ),
        values=(test.name, test.wording),
        help=(f"correct the test of {test.name}",),
    )


def _taken(context: Context, space: Space, test: PriorityTest, before: list[PriorityTest]) -> Finding:
    """The finding about a priority whose cases all go to those before it."""
    takers = in_row([other.name for other in before])
    example = min(test.cells)
    taker = next(other for other in before if example in other.cells)
    count = len(test.cells)
    every = "this is its only case" if count == 1 else f"so do all its {count} cases"
    return context.draft(
        f"{test.name} can never apply, because {takers} {'takes' if len(before) == 1 else 'take'} every case of "
        f"{test.wording}",
        test.clause,
        "no ticket comes this far",
        labels=tuple(
            Label(other.clause.span, f"{other.name} is read first and takes {other.wording}")
            for other in before
        ),
        witness=Witness(
            f"a ticket with {space.words(example)} meets the test of {test.name}, but goes to {taker.name}, which is "
            f"read first; {every}",
            {"priority": test.name, "cases": count},
        ),
        values=(test.name, test.wording),
        help=(
            f"put {test.name} before the priorities that take its cases",
            f"narrow the test of the more urgent ones, so that something is left for {test.name}",
        ),
    )
