"""What never decides anything: a priority to which no case can come, one line of several, `otherwise` where nothing is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausecheck.agreement.conditions import Cell, Space
from clausecheck.agreement.mending import gone, mend
from clausecheck.agreement.words import in_row, in_row_once
from clausecheck.checks.priorities.conditions import (
    Line,
    PriorityTest,
    PriorityTests,
    joined,
    priority_tests,
    read_line,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v

# ---- a priority


@check("priority-never-applies")
def priority_never_applies(context: Context) -> Iterator[Finding | Proof]:
    """Priorities to which no ticket can come: earlier ones take every case, or the test contradicts itself."""
    found = priority_tests(context.semantics)
    repeated = {test.name for group in found.repeated for test in group}
    for at, test in enumerate(found.tests):
        if test.otherwise or test.name in repeated:
            continue
        if not test.cells:
            yield _never_true(context, found.space, test)
            continue
        before = _before(found, at, test.cells)
        if not test.cells <= joined(other.cells for other in before):
            if test.usual and test.usual <= joined(other.usual for other in before):
                yield context.undecided(
                    f"whether {test.name} ever applies is undecided: {in_row([other.name for other in before])} take every "
                    f"ticket that has a level, and nothing says whether {test.wording} is on one"
                )
        elif _only_words(test.lines, before):
            yield context.undecided(
                f"whether {test.name} ever applies is undecided, because {test.wording} would have to be read"
            )
        else:
            yield _taken(context, found.space, test, before)


def _before(found: PriorityTests, at: int, cells: frozenset[Cell]) -> list[PriorityTest]:
    """The priorities that are read before another one and take some of its cases."""
    scope = found.tests[at].scope
    return [
        other
        for other in found.tests[:at]
        if (not other.scope or other.scope == scope) and other.cells & cells
    ]


def _only_words(lines: Sequence[Line], before: list[PriorityTest]) -> bool:
    """Whether lines are in words only, and no single other line holds wherever they do: what they are about may then be
    another kind of ticket than the others are about."""
    return all(line.kinds == {"words"} for line in lines) and not any(
        line.cells <= other.cells for line in lines for before_ in before for other in before_.lines
    )


def _never_true(context: Context, space: Space, test: PriorityTest) -> Finding:
    tried = len(space.possible)
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
    example = min(test.usual or test.cells)
    taker = next(other for other in before if example in other.cells)
    count = len(test.usual or test.cells)
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


# ---- one line of several


@check("priority-line-never-decides")
def priority_line_never_decides(context: Context) -> Iterator[Finding]:
    """A line of a priority that has others, or a part of a line behind `or`, every case of which goes to a priority that is read
    before: every case on all scales, as usual tickets are."""
    found = priority_tests(context.semantics)
    for at, test in enumerate(found.tests):
        taken = joined(other.cells for other in _before(found, at, test.cells))
        if not test.otherwise and test.usual <= taken:
            continue  # that is said of the whole priority
        for line in test.lines:
            for part in [line] if _is_dead(found, at, line) else _parts(found.space, line):
                if _is_dead(found, at, part):
                    yield _dead_line(context, found.space, test, part, _before(found, at, part.cells))


def _is_dead(found: PriorityTests, at: int, line: Line) -> bool:
    """Whether priorities that are read before take every usual case of a line, and not by words that would have to be read."""
    before = _before(found, at, line.cells)
    taken = joined(other.cells for other in before)
    return bool(line.usual) and line.usual <= taken and not _only_words([line], before)


def _parts(space: Space, line: Line) -> list[Line]:
    """The parts of a line that stand beside each other with `or`, each as a line."""
    if not isinstance(line.condition, v.Any):
        return []
    return [read_line(space, line.clause, part) for part in line.condition.conditions]


def _dead_line(
    context: Context, space: Space, test: PriorityTest, line: Line, before: list[PriorityTest]
) -> Finding:
    example = min(line.usual)
    taker = next(other for other in before if example in other.cells)
    takers = in_row([other.name for other in before])
    scales = _scales(space, line.cells - joined(other.cells for other in before))
    beside = f", unless it has no level of {in_row(scales)}" if scales else ""
    return context.draft(
        f"{line.wording} never makes a ticket {test.name}: {takers} {'takes' if len(before) == 1 else 'take'} all of it{beside}",
        line.clause,
        "decides nothing",
        span=line.clause.span if line.condition is line.clause.when else line.condition.span,
        labels=tuple(
            Label(taking.clause.span, f"{other.name} is read first")
            for other in before
            for taking in other.lines
            if taking.cells & line.cells
        ),
        witness=Witness(
            f"a ticket with {space.words(example)}: it meets this line of {test.name}, and is {taker.name}, which is read first",
            {"priority": test.name, "line": line.wording, "taken by": [other.name for other in before]},
        ),
        values=(test.name, line.wording),
        help=(
            f"narrow the test of {taker.name}, if such a ticket is meant to be {test.name}",
            _without(context, line),
        ),
    )


def _without(context: Context, line: Line) -> Mend | str:
    """The help that leaves out a line; a part of one is not cut out, for the others would have to be read anew."""
    if line.condition is not line.clause.when:
        return "delete the line, if it is not"
    return mend(context.agreement, "delete it, if it is not: {}", gone(context.agreement, line.clause))


# ---- the rest


@check("otherwise-never-decides")
def otherwise_never_decides(context: Context) -> Iterator[Finding | Proof]:
    """A priority for the rest, and nothing else, where the others leave nothing."""
    found = priority_tests(context.semantics)
    space = found.space
    for test in found.tests:
        if not test.otherwise or test.lines or not found.complete:
            continue
        before = [
            other for other in found.tests if other is not test and not other.otherwise and other.meets(test)
        ]
        if any(other.scope and other.scope != test.scope for other in before):
            continue
        left = space.possible - joined(other.cells for other in before)
        if not left & space.usual:
            yield _no_rest(context, test, before, [] if not left else _scales(space, left))


def _scales(space: Space, left: frozenset[Cell]) -> list[str]:
    """The scales on no level of which the cases that are `left` are."""
    return [
        dimension.name
        for place, dimension in enumerate(space.dimensions)
        if any(cell[place] == len(dimension.points) for cell in left)
    ]


def _no_rest(context: Context, test: PriorityTest, before: list[PriorityTest], scales: list[str]) -> Finding:
    takers = in_row([other.name for other in before])
    beside = f", unless it has no level of {in_row(scales)}" if scales else ""
    return context.draft(
        f"nothing is left for {test.name}: {takers} {'takes' if len(before) == 1 else 'take'} every ticket{beside}",
        test.clause,
        "takes what the others leave, which is nothing",
        labels=tuple(
            Label(line.clause.span, f"{other.name} takes this") for other in before for line in other.lines
        ),
        witness=Witness(
            f"whatever is so of a ticket, one of these is: {in_row_once(other.wording for other in before)}",
            {"priority": test.name, "taken by": [other.name for other in before], "scales": scales},
        ),
        values=(test.name, *scales),
        help=(
            f"narrow the test of {before[-1].name}, so that something is left for {test.name}",
            f"delete {test.name}, if nothing is meant to be",
        ),
    )
