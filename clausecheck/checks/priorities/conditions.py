"""The test of each priority: the conditions under which it applies, over every combination of levels, figures and facts that
they name (`clausecheck.agreement.conditions`). The first priority whose test is met takes the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clausecheck.agreement.conditions import Cell, Space, UndecidedCondition
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.language import values as v
from clausecheck.language.tree import Applies, Broken, Priority
from clausecheck.language.write import write
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One clause of a priority with a condition: the possible cases in which it holds, those of them that are usual, and of
    which kinds of dimensions it asks."""

    clause: Applies
    condition: v.Condition
    cells: frozenset[Cell]
    usual: frozenset[Cell]
    asks: frozenset[int]
    kinds: frozenset[str]

    @property
    def wording(self) -> str:
        """Its condition as it is written."""
        return write(self.condition)


@dataclass(frozen=True, slots=True)
class PriorityTest:
    """When a priority applies: the clauses that say so, the tickets to which they are limited, whether it takes what the
    others leave, and the possible and the usual cases in which they hold."""

    node: Priority
    clauses: list[Applies]
    scope: str
    otherwise: bool
    lines: tuple[Line, ...] = ()
    cells: frozenset[Cell] = frozenset()
    usual: frozenset[Cell] = frozenset()

    @property
    def name(self) -> str:
        """The name of the priority."""
        return write(self.node.name)

    @property
    def conditions(self) -> list[v.Condition]:
        """The conditions of which one has to hold."""
        return [clause.when for clause in self.clauses if clause.when is not None]

    @property
    def wording(self) -> str:
        """Its conditions as they are written."""
        return " or ".join(write(condition) for condition in self.conditions)

    @property
    def clause(self) -> Applies:
        """The clause that stands for all of them: the first one."""
        return self.clauses[0]

    def meets(self, other: PriorityTest) -> bool:
        """Whether one ticket can be looked at by both: neither is limited to tickets of another kind."""
        return not self.scope or not other.scope or self.scope == other.scope


@dataclass(frozen=True, slots=True)
class PriorityTests:
    """The tests of an agreement's priorities, in the order of the text. None, where fewer than two priorities have one, where
    one could not be read, or where they cannot be evaluated (`undecided` says why). `complete` is whether every priority
    has a test."""

    space: Space
    tests: list[PriorityTest]
    complete: bool = False
    undecided: str = ""

    @property
    def repeated(self) -> list[list[PriorityTest]]:
        """Groups of priorities that ask for the very same cases."""
        groups: dict[tuple[str, bool, frozenset[Cell]], list[PriorityTest]] = {}
        for test in self.tests:
            if test.cells or test.otherwise:
                groups.setdefault((test.scope, test.otherwise, test.usual or test.cells), []).append(test)
        return [group for group in groups.values() if len(group) > 1]


@fact
def priority_tests(semantics: Semantics) -> PriorityTests:
    """The test of every priority, evaluated over every case that they tell apart."""
    agreement = semantics.agreement
    read = [_test(node) for node in _blocks(agreement)]
    written = [test for test in read if test is not None and test.clauses]
    if len(written) < 2 or None in read:
        return PriorityTests(Space(agreement, ()), [])
    try:
        space = Space(agreement, [condition for test in written for condition in test.conditions])
    except UndecidedCondition as reason:
        return PriorityTests(Space(agreement, ()), [], undecided=str(reason))
    tests = [_evaluated(test, space) for test in written]
    return PriorityTests(space, tests, complete=len(tests) == len(read))


def _blocks(agreement: Agreement) -> list[Priority]:
    """The blocks of the priorities, without those that only add to another block of the same name."""
    every = agreement.all(Priority)
    tested = {write(node.name) for node in every if node.all(Applies)}
    return [node for node in every if node.all(Applies) or write(node.name) not in tested or _broken(node)]


def _broken(node: Priority) -> bool:
    """Whether a test of a priority could not be read."""
    return any(isinstance(clause, Broken) and clause.meant in ("applies", "") for clause in node.clauses)


def _evaluated(test: PriorityTest, space: Space) -> PriorityTest:
    """A test with the cases in which it holds."""
    lines = [read_line(space, clause, clause.when) for clause in test.clauses if clause.when is not None]
    cells = joined(line.cells for line in lines)
    return replace(test, lines=tuple(lines), cells=cells, usual=cells & space.usual)


def read_line(space: Space, clause: Applies, condition: v.Condition) -> Line:
    """A condition of a clause, or a part of it, with the cases in which it holds."""
    cells, asks = space.where(condition), space.asks(condition)
    kinds = frozenset(space.dimensions[place].kind for place in asks)
    return Line(clause, condition, cells, cells & space.usual, asks, kinds)


def _test(node: Priority) -> PriorityTest | None:
    """The test of a priority as its clauses say it; `None` where one of them could not be read, or holds only in part."""
    if _broken(node):
        return None
    clauses = node.all(Applies)
    for clause in clauses:
        if clause.for_ or clause.during or clause.outside or clause.at or clause.by or clause.except_:
            return None
        if clause.when is None and not clause.otherwise:
            return None
    scope = ", ".join(sorted(write(value) for value in node.for_))
    return PriorityTest(node, clauses, scope, any(clause.otherwise for clause in clauses))


def joined(sets: Iterable[frozenset[Cell]]) -> frozenset[Cell]:
    """Every case that is in one of several sets."""
    return frozenset().union(*sets)
