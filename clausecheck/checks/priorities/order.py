"""The order of priorities: the worse case must not be the less urgent one."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.conditions import Cell, Space
from clausecheck.checks.priorities.conditions import PriorityTest, priority_tests
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language.tree import Applies
from clausecheck.quick import dataclass

#: Figures of which more is worse.
_WORSE = frozenset(
    {"users", "devices", "sites", "staff", "branches", "locations", "servers", "users affected"}
)


@dataclass(frozen=True, slots=True)
class _Reversal:
    """Two cases, one step of a dimension (`axis`) apart, of which the worse one has the slower priority; and how many such
    pairs there are."""

    axis: int
    worse: Cell
    milder: Cell
    slow: PriorityTest
    fast: PriorityTest
    pairs: int


@check("priority-order")
def priority_order(context: Context) -> Iterator[Finding | Proof]:
    """Along a scale, or with more users, a priority must not become less urgent while all else stays the same."""
    found = priority_tests(context.semantics)
    tests, space = found.tests, found.space
    if not found.complete or any(test.scope for test in tests):
        return
    takers = _takers(space, tests)
    for axis, dimension in enumerate(space.dimensions):
        if dimension.kind != "scale" and (space.defined or dimension.name not in _WORSE):
            continue
        wrong: list[tuple[Cell, Cell]] = []
        right = 0
        for cell, taker in takers.items():
            worse = _worse(cell, axis, dimension.kind)
            if worse not in takers:
                continue
            wrong += [(worse, cell)] if takers[worse] > taker else []
            right += takers[worse] < taker
        if wrong and not right:
            yield context.undecided(
                f"undecided, because {dimension.name} seems to be written with its least severe level first"
            )
        elif wrong:
            worse, milder = min(wrong)
            slow, fast = tests[takers[worse]], tests[takers[milder]]
            yield _finding(context, space, _Reversal(axis, worse, milder, slow, fast, len(wrong)))


def _takers(space: Space, tests: list[PriorityTest]) -> dict[Cell, int]:
    """The place of the priority that takes each case: the first whose test is met, else the one that takes the rest."""
    takers: dict[Cell, int] = {}
    rest = next((place for place, test in enumerate(tests) if test.otherwise), None)
    for cell in space.usual:
        taker = next((place for place, test in enumerate(tests) if cell in test.cells), rest)
        if taker is not None:
            takers[cell] = taker
    return takers


def _worse(cell: Cell, axis: int, kind: str) -> Cell:
    """The neighbouring case that is one step worse: levels are written from the worst on, figures from the lowest."""
    step = -1 if kind == "scale" else 1
    place = cell[axis] + step
    return (*cell[:axis], place, *cell[axis + 1 :]) if place >= 0 else cell


def _finding(context: Context, space: Space, case: _Reversal) -> Finding:
    slow, fast, worse, milder = case.slow, case.fast, case.worse, case.milder
    dimension = space.dimensions[case.axis]
    bad, mild = dimension.words([worse[case.axis]]), dimension.words([milder[case.axis]])
    others = [
        other.words([place])
        for at, (other, place) in enumerate(zip(space.dimensions, worse, strict=True))
        if at != case.axis
    ]
    given = f", with {', '.join(others)}" if others else ""
    return context.draft(
        f"{bad} is {slow.name}, and the milder {mild} is {fast.name}, the more urgent one{given}",
        _taking(slow, space, worse),
        f"{bad} comes to {slow.name}",
        labels=(Label(_taking(fast, space, milder).span, f"{mild} comes to {fast.name}"),),
        witness=Witness(
            f"two tickets{given}: one with {mild} is {fast.name}; if it grows to {bad}, it becomes {slow.name}"
            + (f" ({case.pairs} such pairs)" if case.pairs > 1 else ""),
            {"worse": space.words(worse), "milder": space.words(milder), "pairs": case.pairs},
        ),
        values=(slow.name, fast.name, bad, mild),
        help=(
            f"take {bad} into {fast.name} or a more urgent priority",
            f"say in {fast.name} what makes {mild} more urgent than {bad}",
        ),
    )


def _taking(test: PriorityTest, space: Space, cell: Cell) -> Applies:
    """The clause of a priority that takes a case."""
    for clause in test.clauses:
        if clause.when is not None and space.true(clause.when, cell):
            return clause
    return next((clause for clause in test.clauses if clause.otherwise), test.clause)
