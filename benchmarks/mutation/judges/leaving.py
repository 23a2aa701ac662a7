"""Notices as dates, and what is due after the end."""

from __future__ import annotations

import math
from fractions import Fraction

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.world import (
    CannotSay,
    Problem,
    World,
    event,
    facts_of,
    later,
    longest,
    plain,
    shortest,
    values_of,
)


def leaving(world: World) -> list[Problem]:
    """Notices as dates; what is deleted, kept, returned and answered for after the end; grounds to leave."""
    found: list[Problem] = []
    term = world.one(t.Term)
    if isinstance(term.unless, v.Notice) and term.unless.length is not None:
        found += _renewals(world, term, plain(term.unless.length))
    found += _after_end(world)
    found += _grounds(world)
    found += _survivors(world)
    months = _months(world, term)
    for fee in world.all(t.EarlyFee):
        years = [value for value in getattr(fee, "in_", ()) if isinstance(value, v.Numbered)]
        for year in years:
            if (int(year.number) - 1) * 12 >= months:
                found.append(Problem("credits", f"a fee for year {year.number}", ("CC540",)))
        if (
            isinstance(fee.value, v.Share)
            and write(fee.value.of) == "remaining fees"
            and fee.value.percentage.amount >= 100
        ):
            found.append(Problem("exit", "leaving costs as much as staying", ("CC464",)))
    return found


def _months(world: World, term: t.Term) -> float:
    """How many months the agreement can last, with every renewal."""
    first, last = world.first_day, world.end_day
    if term.renewed is not None:
        if not isinstance(term.at_most, v.Multiple):
            return math.inf
        for _ in range(int(term.at_most.times)):
            last = later(last, plain(term.renewed))
    return (last.year - first.year) * 12 + last.month - first.month


def _renewals(world: World, term: t.Term, notice: v.Duration) -> list[Problem]:
    """The last day for the notice before the end of the term and of each renewal."""
    found = []
    end = world.end_day
    last = later(end, notice, -1)
    if last <= world.first_day:
        found.append(Problem("exit", "the notice is due before the start", ("CC461", "CC460")))
    if term.renewed is not None:
        if plain(term.renewed).hours is not None:
            raise CannotSay("renewals in working time")
        renewed = end
        for _ in range(4):
            previous, renewed = renewed, later(renewed, plain(term.renewed))
            if later(renewed, notice, -1) < previous:
                found.append(Problem("exit", "the notice is longer than the renewal", ("CC460",)))
                break
    if (
        isinstance(term.after, v.Anchored)
        and term.after.relation == "before"
        and later(end, plain(term.after), -1) > last
    ):
        # A notice that is longer than the renewal, too, is one notice that is too long: it is told once, at the same figure.
        found.append(Problem("exit", "no day is left for the notice", ("CC462", "CC460")))
    return found


def _at_end(world: World, kind: type[t.N]) -> list[t.N]:
    return [node for node in world.all(kind) if isinstance(world.home(node), t.Exit)]


def _after_end(world: World) -> list[Problem]:
    """What must be deleted before it is returned or kept long enough; who answers for copies."""
    found = []
    kept: dict[str, Fraction] = {}
    for line in _at_end(world, t.Keep):
        scope = [value for value in line.for_ if isinstance(value, v.Anchored) and event(value) == "end"]
        if scope and line.value is not None:
            kept[write(line.value)] = longest(scope[0])
    returned = {
        write(getattr(line, "value", None) or line.values[0]): longest(line.within)  # type: ignore[attr-defined]
        for line in _at_end(world, t.Return)
        if line.within is not None and event(line.within) == "end"
    }
    held = dict(kept)  # or until they must be gone
    for line in _at_end(world, t.Delete):
        thing = write(getattr(line, "value", None) or line.values[0])  # type: ignore[attr-defined]
        if line.within is None or event(line.within) != "end":
            continue
        latest = shortest(line.within)
        if latest < kept.get(thing, 0):
            found.append(Problem("exit", f"{thing} deleted before kept long enough", ("CC465",)))
        if latest < returned.get(thing, 0):
            found.append(Problem("exit", f"{thing} deleted before returned", ("CC465",)))
        if thing == "backups" and "backups" not in kept:
            held["backups"] = max(held.get("backups", 0), longest(line.within))
    found += _answered(world, held)
    return found


def _answered(world: World, kept: dict[str, Fraction]) -> list[Problem]:
    found = []
    liable = [line for line in _at_end(world, t.Liable) if isinstance(line.until, v.Anchored)]
    for line in liable:
        until = longest(line.until)
        for none in _at_end(world, t.NoLiability):
            if none.after is not None and shortest(none.after) < until:
                found.append(Problem("exit", "liable and not liable", ("CC468",)))
        if any("backups" in write(scope) for scope in line.for_) and kept.get("backups", 0) > until:
            found.append(Problem("exit", "kept without anyone to answer", ("CC469",)))
    return found


def _grounds(world: World) -> list[Problem]:
    """Grounds to leave: how many misses are asked for, of what, and until when they can be used."""
    found = []
    services = world.named(t.Service)
    for end in world.all(t.End):
        window = getattr(end, "in_window", None)
        if isinstance(window, v.Window) and isinstance(window.of, (v.Duration, v.Count)):
            periods = window.of.parts[0][0] if isinstance(window.of, v.Duration) else window.of.amount
            if window.count > periods:
                found.append(Problem("exit", "more misses than periods", ("CC471",)))
        for fact in facts_of(end.when):
            name, _, of = write(fact.subject).partition(" of ")
            if name == "availability" and of in services and not services[of].all(t.Availability):
                found.append(Problem("exit", f"nothing promises the availability of {of}", ("CC472", "CC26")))
    return found


def _survivors(world: World) -> list[Problem]:
    """What is said to hold after the end, and stands nowhere."""
    found = []
    there = {node.kind for node in world.nodes}
    for line in world.all(t.Survives):
        for name in map(write, line.values):
            if name in ("confidentiality", "liability", "data", "fees", "security") and name not in there:
                texts = (
                    value.text
                    for node in world.nodes
                    for value in values_of(node)
                    if isinstance(value, (v.Text, v.Prose))
                )
                if any(name in text for text in texts):
                    world.doubts.append(f"a text speaks of {name}")
                else:
                    found.append(Problem("exit", f"{name} survives, and stands nowhere", ("CC475",)))
    return found
