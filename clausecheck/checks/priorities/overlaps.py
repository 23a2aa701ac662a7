"""Cases that two priorities both claim, neither being the narrower one: that the first wins hides which was meant."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from clausecheck.agreement.conditions import Cell, Space
from clausecheck.agreement.mending import instead, mend
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.checks.priorities.conditions import Line, PriorityTest, priority_tests
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language.tree import SpecialClause, TextFor
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Words that say which of two priorities counts, for whoever writes it down.
_WHICH = re.compile(
    r"\b(?:higher|highest|more urgent|most urgent|more severe|most severe|first|lower|lowest)\b[^.]{0,60}"
    r"\b(?:appl(?:y|ies)|prevails?|wins?|counts?|holds?|governs?|takes precedence)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A line of a priority and one of a priority that is read before it: `cases` are those usual ones that both take, and each
    takes some that the other priority does not. `figure` is the one figure in which the cases agree, where both lines count
    it and they agree in one."""

    first: PriorityTest
    taking: Line
    second: PriorityTest
    line: Line
    cases: frozenset[Cell]
    figure: str


@fact
def crossings(semantics: Semantics) -> list[Crossing]:
    """Every two lines of two priorities that cross, whatever words in quotes mean. Two lines that both ask for a case that is
    at least so bad are steps of a ladder (`users >= 50%`, then `outage`), where a priority follows that is less urgent still.
    A priority that takes the rest as well says that the others go first."""
    found = priority_tests(semantics)
    space = found.space
    crossing: list[Crossing] = []
    if space.defined:
        return crossing
    for first, second in itertools.combinations(found.tests, 2):
        if not first.meets(second) or second.otherwise or first.usual <= second.usual:
            continue
        for taking, line in itertools.product(first.lines, second.lines):
            both = taking.usual & line.usual
            if not both or line.usual <= first.usual or taking.usual <= line.usual:
                continue
            ladder = second is not found.tests[-1] and _at_least(space, taking) and _at_least(space, line)
            if not ladder and "words" not in taking.kinds | line.kinds:
                figure = _one_figure(space, both, taking.asks & line.asks)
                crossing.append(Crossing(first, taking, second, line, both, figure))
    return crossing


def _at_least(space: Space, line: Line) -> bool:
    """Whether a line takes every case that is worse than one that it takes."""
    return all(space.grows(line.usual, axis) for axis in line.asks)


def _one_figure(space: Space, cells: Iterable[Cell], asked: frozenset[int]) -> str:
    """The figure in which all the cases agree, where they agree in one of those that are `asked`; nothing where in none."""
    for place in sorted(asked):
        dimension = space.dimensions[place]
        seen = {cell[place] for cell in cells}
        if dimension.kind == "figure" and len(seen) == 1:
            (only,) = seen
            if dimension.points[only].exact:
                return dimension.words([only])
    return ""


@check("priority-overlap")
def priority_overlap(context: Context) -> Iterator[Finding | Proof]:
    """Lines of two priorities that cross in more than one figure, unless the text says which of two priorities counts."""
    space = priority_tests(context.semantics).space
    found = [crossing for crossing in crossings(context.semantics) if not crossing.figure]
    if found and any(_WHICH.search(text) for text in _texts(context)):
        yield context.undecided("which of two priorities counts is said in words, which are not read")
        return
    for _, group in itertools.groupby(found, key=lambda one: (one.first.name, one.second.name)):
        by_line: dict[int, list[Crossing]] = {}
        for crossing in group:
            by_line.setdefault(crossing.line.clause.span.start, []).append(crossing)
        for same in by_line.values():
            yield _finding(context, space, same)


def _texts(context: Context) -> Iterator[str]:
    """The texts of an agreement, as they are written in quotes."""
    agreement = context.agreement
    nodes: list[TextFor | SpecialClause] = [*agreement.all(TextFor), *agreement.all(SpecialClause)]
    for node in nodes:
        if node.prose is not None:
            yield node.prose.text


def _finding(context: Context, space: Space, same: list[Crossing]) -> Finding:
    """The finding about one line of a priority, and the lines of another that it crosses."""
    first, second, line = same[0].first, same[0].second, same[0].line
    cases = space.summed(frozenset().union(*(crossing.cases for crossing in same)))
    return context.draft(
        f"a ticket with {cases[0]} is both {first.name} and {second.name}",
        line.clause,
        f"makes it {second.name}",
        labels=tuple(Label(crossing.taking.clause.span, f"makes it {first.name}") for crossing in same),
        witness=Witness(
            f"{cases[0]}: {same[0].taking.wording} makes it {first.name}, {line.wording} makes it {second.name}, and "
            f"neither is the narrower test. Read from the top it is {first.name}",
            {"case": cases[0], "priorities": [first.name, second.name], "cases": cases},
        ),
        values=(first.name, second.name, *cases),
        help=(
            mend(
                context.agreement,
                f"narrow the later one, if {first.name} is meant: write {{}} instead",
                instead(line.clause, f"applies when {_without(line, [one.taking for one in same])}"),
            )
            if write(line.clause.when) == line.wording
            else f"narrow the later one, if {first.name} is meant",
            f"narrow {first.name}, if {second.name} is meant",
        ),
    )


def _without(line: Line, taking: list[Line]) -> str:
    """The condition of one line without the cases of others."""
    inner = f"({line.wording})" if " or " in line.wording else line.wording
    words = " or ".join(dict.fromkeys(one.wording for one in taking))
    return f"{inner} and not ({words})" if " " in words else f"{inner} and not {words}"
