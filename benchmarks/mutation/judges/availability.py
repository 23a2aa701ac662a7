"""Availability: outages of each length, maintenance, suppliers, and shares of tickets."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.world import STEPS, CannotSay, Problem, World, facts_of, minutes, plain, thousandths


def availability(world: World) -> list[Problem]:
    """Each promised availability against its minimum, the shortest outage that counts, and its suppliers."""
    found = []
    rules = ("CC50", "CC51", "CC525")
    for service in world.all(t.Service):
        for line in service.all(t.Availability):
            level = thousandths(line.value)
            if line.at_least is not None and thousandths(line.at_least) > level:
                found.append(Problem("availability", "a minimum above the target", rules))
            window = write(line.each) if line.each is not None else "month"
            lengths = {"month": (28, 31), "quarter": (90, 92), "year": (365, 366)}.get(window)
            if lengths is None:
                raise CannotSay(f"availability each {window}")
            counted = [minutes(one.counted) for one in service.all(t.Outage) if one.counted is not None]
            if counted:
                found += _countable(min(counted), level, lengths, rules)
            found += _suppliers(world, service, level, rules)
            if line.with_:
                raise CannotSay("availability with more than a figure")
        found += _maintained(world, service, rules)
        found += _slow_answers(service)
        found += _counted_twice(world, service)
    return found


def _counted_twice(world: World, service: t.Service) -> list[Problem]:
    """An hour of work of each kind, which some clause adds to the downtime of a service and some clause does not."""
    kinds: dict[str, type[t.Maintenance] | type[t.EmergencyMaintenance]] = {
        "maintenance": t.Maintenance,
        "emergency-maintenance": t.EmergencyMaintenance,
    }
    figures, found = service.all(t.Availability), []
    for word, kind in kinds.items():
        lines = service.all(kind)
        added = word == "maintenance" and any(line.inclusive for line in figures)
        added = added or (bool(lines) and all(line.counts for line in lines))
        taken = any(word in map(write, line.except_) for line in figures) or any(
            line.counts is False for line in lines
        )
        excused = any(word in map(write, one.values) for one in world.all(t.Excuse))
        promises = [one for one in world.all(t.Availability) if isinstance(world.home(one), t.Service)]
        if added and excused and not taken and len(promises) > 1:
            raise CannotSay("for which service the work is excused")
        if added and (taken or excused):
            found.append(Problem("availability", f"{word} counts both ways", ("CC546",)))
    return found


def _seconds(value: object) -> Decimal:
    found = plain(value).seconds
    if found is None:
        raise CannotSay("a length without seconds")
    return found


def _slow_answers(service: t.Service) -> list[Problem]:
    """An answer within the promised time that counts as an outage."""
    limits = [
        _seconds(compare.amount)
        for outage in service.all(t.Outage)
        for fact in facts_of(outage.when)
        if write(fact.subject) == "latency"
        for compare in fact.compares
        if isinstance(compare, v.Compare)
    ]
    if any(_seconds(line.amount_is) > limit for line in service.all(t.Latency) for limit in limits):
        return [Problem("availability", "a promised answer is an outage", ("CC506",))]
    return []


def _suppliers(world: World, service: t.Service, level: int, rules: tuple[str, ...]) -> list[Problem]:
    """What the suppliers promise: each alone, and all of them as if one could always stand in for the others."""
    figures = [
        thousandths(line.value) for block in service.all(t.Relies) for line in block.all(t.Availability)
    ]
    if not any(figure < level for figure in figures):
        return []
    together = 1 - math.prod(Fraction(STEPS - figure, STEPS) for figure in figures)
    if together * STEPS < level:
        return [Problem("availability", "the suppliers promise less", rules)]
    world.doubts.append("a supplier may stand in for another")
    return []


def _maintained(world: World, service: t.Service, rules: tuple[str, ...]) -> list[Problem]:
    """Maintenance with one notice where it is permitted and another where it is excused; more of it than is allowed."""
    found = []
    own = list(service.all(t.Maintenance))
    for block in world.all(t.Exceptions):
        for excuse in block.all(t.Excuse):
            if "maintenance" not in [write(value) for value in excuse.values] or excuse.notice is None:
                continue
            notices = [line.notice for line in own if line.notice is not None]
            if any(write(notice) != write(excuse.notice) for notice in notices):
                found.append(Problem("availability", "two notices for maintenance", ("CC508",)))
    for line in service.all(t.Availability):
        excepted = [write(value) for value in line.except_]
        if "maintenance" not in excepted and any(one.at_most is not None for one in own):
            if any(one.counts is False or one.excess for one in own):
                continue
            if any("maintenance" in world.source(block) for block in world.all(t.Exceptions)):
                raise CannotSay("whether maintenance counts")
            quotas = [minutes(one.at_most.amount) for one in own if isinstance(one.at_most, v.Rated)]
            if any(
                Fraction(quota, 31 * 1440) > 1 - Fraction(thousandths(line.value), STEPS) for quota in quotas
            ):
                found.append(Problem("availability", "maintenance alone breaks the promise", ("CC507",)))
    return found


def _countable(least: int, level: int, lengths: tuple[int, int], rules: tuple[str, ...]) -> list[Problem]:
    """Whether no outage that counts leaves the promise kept: each length is tried, in the shortest and the longest window."""
    kept = [
        any(STEPS * (1 - Fraction(down, days * 1440)) >= level for down in range(least, days * 1440))
        for days in lengths
    ]
    if not any(kept):
        return [Problem("availability", "the shortest outage that counts breaks the promise", rules)]
    if not all(kept):
        raise CannotSay("it depends on the month")
    return []


def attainment(world: World) -> list[Problem]:
    """Shares of tickets: two for the same ones, one for all priorities."""
    found: list[Problem] = []
    shares: dict[str, set[str]] = {}
    for clause in world.all(t.Guarantee):
        scopes = [scope for scope in clause.for_ if isinstance(scope, v.Share)]
        for scope in scopes:
            about = f"{write(clause.target)} for {write(scope.of)}"
            shares.setdefault(about, set()).add(write(scope.percentage))
            first = next(iter(world.named(t.Priority)), "")
            about_first = f"{write(clause.target)} of {first}"
            answered = any(
                about_first in world.source(node) for kind in (t.Credit, t.End) for node in world.all(kind)
            ) or any(f"of {first}" in world.source(other) for other in world.all(t.Guarantee))
            if not isinstance(scope.of, v.Phrase) and len(world.all(t.Priority)) > 1 and not answered:
                found.append(Problem("attainment", "one share for all priorities", ("CC244",)))
    for about, values in shares.items():
        if len(values) > 1:
            found.append(Problem("attainment", f"two shares: {about}", ("CC245",)))
    return found
