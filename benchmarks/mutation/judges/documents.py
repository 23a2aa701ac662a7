"""The order of documents, and what is not agreed."""

from __future__ import annotations

import datetime as dt
import itertools

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.grid import open_spans
from mutation.judges.world import Problem, World


def documents(world: World) -> list[Problem]:
    """The order of documents, followed until one comes back; what is not agreed although the agreement is."""
    found = []
    order: dict[str, set[str]] = {}
    for line in world.all(t.Precedence):
        names = [write(value) for value in line.values]
        if len(set(names)) < len(names):
            found.append(Problem("documents", "a document above itself", ("CC485",)))
        for above, below in itertools.pairwise(names):
            order.setdefault(above, set()).add(below)
    if not found and any(_reaches(order, name, name) for name in order):
        found.append(Problem("documents", "the order of documents is a circle", ("CC485",)))
    status = write(world.one(t.Status).value)
    undecided = [value for node in world.nodes for _, value in node.contents() if isinstance(value, v.Tbd)]
    if undecided:
        rule = "CC061" if status in ("agreed", "signed") else "CC060"
        found.append(Problem("documents", "not agreed", (rule,)))
    return found + _read_as_days(world)


def _read_as_days(world: World) -> list[Problem]:
    """Working hours that look like so many days and are more: 24 hours of hours that open 8 hours a day."""
    for node in world.nodes:
        for _, inner in node.contents():
            for value in inner.walk():
                if not isinstance(value, v.Duration) or value.hours is None or len(value.parts) != 1:
                    continue
                amount, unit = value.parts[0]
                block = world.named(t.Hours).get(value.hours.text)
                if unit != "hour" or amount % 24 or block is None:
                    continue
                monday = world.first_day - dt.timedelta(days=world.first_day.weekday())
                days = [open_spans(block, monday + dt.timedelta(days=day)) for day in range(28)]
                lengths = {sum(high - low for low, high in spans) for spans in days if spans}
                if len(lengths) == 1 and amount * 3600 % next(iter(lengths)) == 0:
                    return [Problem("documents", f"{write(value)} read as days", ("CC487",))]
    return []


def _reaches(order: dict[str, set[str]], start: str, goal: str) -> bool:
    seen, todo = set(), list(order.get(start, ()))
    while todo:
        name = todo.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            todo += order.get(name, ())
    return False
