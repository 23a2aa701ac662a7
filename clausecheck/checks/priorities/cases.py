"""Cases that no priority takes, and tests that two priorities share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from clausecheck.agreement.conditions import Cell, Dimension, Space
from clausecheck.agreement.mending import instead, mend
from clausecheck.agreement.words import in_row, in_row_once
from clausecheck.checks.priorities.conditions import Line, PriorityTest, PriorityTests, joined, priority_tests
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness

#: Words that send the reader to a table elsewhere, which tells the priorities apart.
_ELSEWHERE = re.compile(
    r"\b(matrix|table|schedule|annex|appendix|exhibit|attachment|grid|policy|list)\b", re.IGNORECASE
)

#: Words in quotes that take what the others leave.
_REST = re.compile(
    r"\b(other\w*|rest|remain\w*|else|everything|anything|all|any|standard|normal|default|general)\b",
    re.IGNORECASE,
)

# ---- cases that no priority takes --------------------------------------------------------------------


@check("priority-gap")
def priority_gap(context: Context) -> Iterator[Finding | Proof]:
    """Cases that no priority takes, whatever words in quotes mean."""
    found = priority_tests(context.semantics)
    if found.undecided:
        yield context.undecided(f"undecided, because {found.undecided}")
    space = found.space
    every = space.usual
    for asked in _asked_together(found):
        left = every - joined(test.usual for test in asked)
        certain = space.whatever(left)
        if certain:
            yield _gap(context, space, asked, certain, len(every))
        elif left:
            words = in_row([d.name for d in space.dimensions if d.kind == "words"])
            yield context.undecided(
                f"whether each case has a priority is undecided, because {words} would have to be read"
            )
        else:
            names = [test.name for test in asked]
            yield context.proof(
                f"each of {len(every)} cases has a priority: {in_row(names)}",
                {"cases": len(every), "priorities": names},
            )


def _asked_together(found: PriorityTests) -> Iterator[list[PriorityTest]]:
    """The priorities that are looked at for tickets of one kind, where each has a test and none takes the rest."""
    scopes = {test.scope for test in found.tests}
    for scope in sorted(scopes if found.complete else ()):
        if not scope and scopes - {"", "requests"}:
            continue
        asked = [test for test in found.tests if test.scope in ("", scope)]
        if not any(test.otherwise for test in asked):
            yield asked


@check("priority-gap-beside-words")
def priority_gap_beside_words(context: Context) -> Iterator[Finding]:
    """Cases that priorities with figures and levels leave between them, where another priority has a condition in quotes only,
    of which nobody can compute whether it takes them."""
    found = priority_tests(context.semantics)
    space = found.space
    for asked in _asked_together(found):
        left = space.usual - joined(test.usual for test in asked)
        if not left or space.whatever(left):
            continue
        silent = [line for test in asked for line in test.lines if line.kinds == {"words"}]
        read = [line for test in asked for line in test.lines if line.kinds != {"words"}]
        hole = space.whatever(space.usual - joined(line.usual for line in read))
        axes = Counter(
            name for line in read for name in {space.dimensions[place].name for place in line.asks}
        )
        if (
            hole
            and max(axes.values(), default=0) > 1
            and not any(_REST.search(line.wording) for line in silent)
        ):
            yield _beside_words(context, space.summed(hole), read, silent)


def _beside_words(context: Context, cases: list[str], read: list[Line], silent: list[Line]) -> Finding:
    """`cases` are in none of the lines that are `read`; nobody can say of those that are `silent`."""
    quoted = in_row_once(line.wording for line in silent)
    return context.draft(
        f"a ticket with {cases[0]} is in no priority, unless it is {quoted}",
        read[-1].clause,
        "does not take it",
        labels=(
            *(Label(line.clause.span, "does not take it") for line in read[:-1]),
            *(Label(line.clause.span, "may take it: words in quotes are not read") for line in silent),
        ),
        witness=Witness(
            f"{cases[0]}, and not {quoted}: no condition with a figure or a level takes it",
            {"case": cases[0], "words": [line.wording for line in silent], "open": cases},
        ),
        values=(*cases, *[line.wording for line in silent]),
        help=(
            "let the last priority take the rest: `applies otherwise`",
            "let the figures of two priorities meet, so that each has one of the two",
        ),
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
            f"add the case to the priority that is meant: `applies when {_condition(space, left)}`",
        ),
    )


def _condition(space: Space, left: frozenset[Cell]) -> str:
    """The first of the cases that are left as a condition that can be written into the agreement, with those that follow it
    without a break where the cases differ in one figure alone."""
    cell = min(left)
    if len(cell) > 1:
        return " and ".join(
            _between(dimension, at, at) for dimension, at in zip(space.dimensions, cell, strict=True)
        )
    [first] = [last] = cell
    while space.dimensions[0].kind == "figure" and (last + 1,) in left:
        last += 1
    return _between(space.dimensions[0], first, last)


def _between(dimension: Dimension, first: int, last: int) -> str:
    """The points of a dimension from one place to another, as a condition."""
    if dimension.kind != "figure":
        return dimension.words([first])
    points, name = dimension.points, dimension.name
    if first == last and points[first].exact:
        return f"{name} = {dimension.figure(first)}"
    parts = []
    if points[first].exact:
        parts.append(f"{name} >= {dimension.figure(first)}")
    elif first:
        parts.append(f"{name} > {dimension.figure(first - 1)}")
    if points[last].exact:
        parts.append(f"{name} <= {dimension.figure(last)}")
    elif last + 1 < len(points):
        parts.append(f"{name} < {dimension.figure(last + 1)}")
    return " and ".join(parts)


# ---- tests that are the same -------------------------------------------------------------------------


#: What may make one of two priorities the more urgent one.
_NARROWER = ("users >= 50%", "not workaround", "sites >= 2")


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
            mend(
                context.agreement,
                f"say what makes {first.name} more urgent, for example: write {{}} instead",
                instead(first.clause, f"applies when {_stricter('' if first.otherwise else first.wording)}"),
            ),
            f"join {names} into one priority",
        ),
    )


def _stricter(case: str) -> str:
    """A narrower test than one that stands already."""
    asked = next(
        (words for words in _NARROWER if words.split()[-1] not in case and words.split()[0] not in case), ""
    )
    if not case:
        return _NARROWER[0]
    asked = asked or '"it cannot wait"'
    return f"({case}) and {asked}" if " or " in case else f"{case} and {asked}"
