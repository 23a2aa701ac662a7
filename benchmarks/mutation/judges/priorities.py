"""Priorities case by case, and levels by a share of the users."""

from __future__ import annotations

import itertools
import operator
from decimal import Decimal

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.world import CannotSay, Problem, World, facts_of


def priorities(world: World) -> list[Problem]:
    """Every combination of levels, and which priority takes it."""
    found: list[Problem] = []
    scales = {write(scale.name): [write(level) for level in scale.levels] for scale in world.all(t.Scale)}
    blocks = list(world.named(t.Priority).items())
    tests = [(name, block.all(t.Applies)) for name, block in blocks]
    used = sorted(
        {
            write(fact.subject).split(" ")[0]
            for _, some in tests
            for clause in some
            for fact in facts_of(clause.when)
        }
    )
    if not all(name in scales for name in used):
        raise CannotSay("conditions beyond scales")
    cases = list(itertools.product(*(range(len(scales[name])) for name in used)))
    taken: dict[str, set[tuple[int, ...]]] = {}
    rest: list[str] = []
    for name, some in tests:
        taken[name] = {
            case
            for case in cases
            for clause in some
            if clause.when is not None
            and _true(
                clause.when, {scale: scales[scale][level] for scale, level in zip(used, case, strict=True)}
            )
        }
        if any(clause.otherwise for clause in some):
            rest.append(name)
    spoken = [name for name, some in tests if some]
    goes: dict[tuple[int, ...], int] = {}
    for case in cases:
        order = [place for place, name in enumerate(spoken) if case in taken[name]]
        if order:
            goes[case] = order[0]
        elif rest:
            goes[case] = spoken.index(rest[0])
        else:
            found.append(Problem("priorities", f"no priority for {case}", ("CC231",)))
    if len(rest) > 1:
        found.append(Problem("priorities", "two priorities for the rest", ("CC232",)))
    for name in spoken:
        if name not in rest and spoken.index(name) not in goes.values():
            found.append(Problem("priorities", f"{name} never applies", ("CC232", "CC233")))
    for one, other in itertools.combinations(spoken, 2):
        if taken[one] and taken[one] == taken[other]:
            if one in rest or other in rest:
                raise CannotSay("a test beside `otherwise` that another priority takes")
            found.append(Problem("priorities", f"{one} and {other} have one test", ("CC232",)))
    for worse, better in itertools.permutations(cases, 2):
        if (
            worse in goes
            and better in goes
            and all(map(operator.le, worse, better))
            and goes[worse] > goes[better]
        ):
            what = f"{worse} goes to {spoken[goes[worse]]}, the milder {better} to {spoken[goes[better]]}"
            found.append(Problem("priorities", what, ("CC236", "CC232", "CC233")))
            break
    titles = [block.title.text.casefold() for _, block in blocks if block.title is not None]
    if len(set(titles)) < len(titles):
        found.append(Problem("priorities", "one title twice", ("CC237",)))
    return found


def _true(condition: object, levels: dict[str, str]) -> bool:
    if isinstance(condition, v.Not):
        return not _true(condition.condition, levels)
    if isinstance(condition, v.All):
        return all(_true(inner, levels) for inner in condition.conditions)
    if isinstance(condition, v.Any):
        return any(_true(inner, levels) for inner in condition.conditions)
    if not isinstance(condition, v.Fact) or condition.compares or condition.state:
        raise CannotSay("a condition beyond levels")
    scale, _, level = write(condition.subject).partition(" ")
    return levels.get(scale) == level


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
    signs = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    for compare in condition.compares:
        if not isinstance(compare, v.Compare) or not isinstance(compare.amount, v.Percentage):
            raise CannotSay("a level by something else")
        if not signs[compare.operator](Decimal(share) / 10, compare.amount.amount):
            return False
    return True
