"""Priorities case by case, and levels by a share of the users."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.world import CannotSay, Problem, World, facts_of

_SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}
#: A number of all users, at which conditions by users and by shares of them are tried.
_ALL = (40, 250)
Cell = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """A priority as the cases that each of its lines takes, and whether it takes what the others leave."""

    name: str
    lines: tuple[frozenset[Cell], ...]
    rest: bool

    @property
    def cells(self) -> frozenset[Cell]:
        return frozenset().union(*self.lines)


class Cases:
    """Every case that the conditions of priorities tell apart: levels of scales, a workaround or none, users of so many."""

    def __init__(self, world: World) -> None:
        self.scales = {
            write(scale.name): [write(level) for level in scale.levels] for scale in world.all(t.Scale)
        }
        blocks = list(world.named(t.Priority).items())
        lines = {name: block.all(t.Applies) for name, block in blocks}
        whens = [line.when for some in lines.values() for line in some if line.when is not None]
        if any(line.for_ or line.at for some in lines.values() for line in some):
            raise CannotSay("a condition for some services")
        self.subjects = sorted({_subject(self.scales, fact) for when in whens for fact in facts_of(when)})
        ranges: list[list[Any]] = [self._range(subject) for subject in self.subjects]
        if math.prod(map(len, ranges)) > 100_000:
            raise CannotSay("too many cases")
        self.all = list(itertools.product(*ranges))
        self.tested = [
            Tested(
                name,
                tuple(
                    frozenset(cell for cell in self.all if self.true(part, cell))
                    for line in some
                    if line.when is not None
                    for part in (line.when.conditions if isinstance(line.when, v.Any) else (line.when,))
                ),
                any(line.otherwise for line in some),
            )
            for name, some in lines.items()
            if some
        ]

    def _range(self, subject: str) -> list[Any]:
        if subject in self.scales:
            return list(range(len(self.scales[subject])))
        if subject == "users":
            return [(count, every) for every in _ALL for count in range(1, every + 1)]
        return [True, False]

    def true(self, condition: object, cell: Cell) -> bool:
        """Whether a condition holds in a case."""
        if isinstance(condition, v.Not):
            return not self.true(condition.condition, cell)
        if isinstance(condition, v.All):
            return all(self.true(inner, cell) for inner in condition.conditions)
        if isinstance(condition, v.Any):
            return any(self.true(inner, cell) for inner in condition.conditions)
        if not isinstance(condition, v.Fact):
            raise CannotSay("a condition of another sort")
        subject = _subject(self.scales, condition)
        value = cell[self.subjects.index(subject)]
        if subject in self.scales:
            return bool(self.scales[subject].index(write(condition.subject).partition(" ")[2]) == value)
        if subject == "users":
            return all(_so_many(compare, *value) for compare in condition.compares)
        return bool(value)

    def milder(self, cell: Cell) -> Iterator[Cell]:
        """The next milder cases: one level, or one user, less, and all else the same."""
        for place, subject in enumerate(self.subjects):
            value = cell[place]
            if subject in self.scales and value + 1 < len(self.scales[subject]):
                yield (*cell[:place], value + 1, *cell[place + 1 :])
            elif subject == "users" and value[0] > 1:
                yield (*cell[:place], (value[0] - 1, value[1]), *cell[place + 1 :])


def _subject(scales: dict[str, list[str]], fact: v.Fact) -> str:
    """What a test is about: a scale, users or a workaround."""
    scale, _, level = write(fact.subject).partition(" ")
    if scale in scales and level in scales[scale] and not fact.compares:
        return scale
    if write(fact.subject) == "users" and fact.compares:
        return "users"
    if write(fact.subject) == "workaround" and not fact.compares and not fact.state:
        return "workaround"
    raise CannotSay(f"a condition by {write(fact)}")


def _so_many(compare: object, count: int, every: int) -> bool:
    """Whether a test of users holds for a number of them among all."""
    amount = getattr(compare, "amount", None)
    if not isinstance(compare, v.Compare) or not isinstance(amount, v.Percentage | v.Count | v.Number):
        raise CannotSay("users by something else")
    share = isinstance(amount, v.Percentage)
    left = Decimal(count) * 100 if share else Decimal(count)
    right = amount.amount * every if share else amount.amount
    return bool(_SIGNS[compare.operator](left, right))


def priorities(world: World) -> list[Problem]:
    """Every case, and which priority takes it; every line of each, and what it adds."""
    cases = Cases(world)
    tested = cases.tested
    rest = [place for place, one in enumerate(tested) if one.rest]
    goes: dict[Cell, int] = {}
    found: list[Problem] = []
    for cell in cases.all:
        taking = [place for place, one in enumerate(tested) if cell in one.cells]
        if taking or rest:
            goes[cell] = (taking or rest)[0]
        elif not found:
            found.append(Problem("priorities", f"no priority for {cell}", ("CC231", "CC235", "CC242")))
    if len(rest) > 1:
        found.append(Problem("priorities", "two priorities for the rest", ("CC232", "CC233", "CC241")))
    for place, one in enumerate(tested):
        if place not in goes.values():
            codes = ("CC241", "CC232", "CC233") if one.rest else ("CC232", "CC233")
            found.append(Problem("priorities", f"{one.name} never applies", codes))
    found += _alike(tested)
    found += _dead_lines(tested, goes)
    found += _crossing(world, cases)
    if any(goes.get(milder, 99) < goes[cell] for cell in goes for milder in cases.milder(cell)):
        what = "a worse case has a less urgent priority"
        found.append(Problem("priorities", what, ("CC236", "CC232", "CC233")))
    titles = [one.title.text.casefold() for one in world.all(t.Priority) if one.title is not None]
    if len(set(titles)) < len(titles):
        found.append(Problem("priorities", "one title twice", ("CC237",)))
    return found


def _alike(tested: list[Tested]) -> Iterator[Problem]:
    for one, other in itertools.combinations(tested, 2):
        if one.cells and one.cells == other.cells:
            if one.rest or other.rest:
                raise CannotSay("a test beside `otherwise` that another priority takes")
            yield Problem("priorities", f"{one.name} and {other.name} have one test", ("CC232",))


def _dead_lines(tested: list[Tested], goes: dict[Cell, int]) -> Iterator[Problem]:
    """Lines of which no case goes to their priority, though others of the priority do."""
    for place, one in enumerate(tested):
        alive = [any(goes[cell] == place for cell in line) for line in one.lines]
        other = one.rest and place in goes.values()
        for line, decides in zip(one.lines, alive, strict=True):
            if line and not decides and (any(alive) or other):
                yield Problem(
                    "priorities", f"a line of {one.name} decides nothing", ("CC240", "CC232", "CC233")
                )


def _crossing(world: World, cases: Cases) -> Iterator[Problem]:
    """Lines of two priorities with cases in common, of which neither is the narrower."""
    tested = cases.tested
    for first, second in itertools.combinations(tested, 2):
        if second.rest or first.cells <= second.cells:
            continue
        for taking, line in itertools.product(first.lines, second.lines):
            if not taking & line or line <= first.cells or taking <= line:
                continue
            steps = all(_takes_all_worse(cases, one) for one in (taking, line))
            if any(one.when is not None for one in world.all(t.Define)) or (
                steps and second is not tested[-1]
            ):
                world.doubts.append("two steps of a ladder that may be meant to cross")
            else:
                what = f"{first.name} and {second.name} both claim a case"
                yield Problem("priorities", what, ("CC239", "CC234", "CC232"))


def _takes_all_worse(cases: Cases, line: frozenset[Cell]) -> bool:
    return all(cell in line for cell in cases.all if any(milder in line for milder in cases.milder(cell)))


def levels(world: World) -> list[Problem]:
    """Levels that are defined by a share of the users: every share, in steps of 0.1%, belongs to one level of its scale."""
    wording = {write(line.name): line.when for line in world.all(t.Define) if line.name and line.when}
    found = []
    for scale in world.all(t.Scale):
        tests = [wording.get(write(level)) for level in scale.levels]
        if None in tests:
            continue
        for share in range(1001):
            holding = sum(_in_share(test, share) for test in tests)
            if holding != 1:
                rule = "CC234" if holding else "CC235"
                what = f"{share / 10}% of the users belong to {holding} levels of {write(scale.name)}"
                found.append(Problem("priorities", what, (rule, "CC231", "CC233")))
                break
    return found


def _in_share(condition: object, share: int) -> bool:
    """Whether a test of the share of users holds for a number of tenths of a percent."""
    if not isinstance(condition, v.Fact) or write(condition.subject) != "users":
        raise CannotSay("a level by something else")
    for compare in condition.compares:
        if not isinstance(compare, v.Compare) or not isinstance(compare.amount, v.Percentage):
            raise CannotSay("a level by something else")
        if not _SIGNS[compare.operator](Decimal(share) / 10, compare.amount.amount):
            return False
    return True
