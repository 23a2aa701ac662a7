"""Tickets: every one of the term is walked, on each cell of the grid and just after it."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.grid import Due, Grid
from mutation.judges.world import CannotSay, Problem, World, minutes, values_of

#: How long a ticket of the most urgent priority may wait for its response: the parameter of `critical-wait`.
LONGEST_WAIT = 5 * 24 * 60


#: What comparing two promises has given, for every agreement that asks the same.
_COMPARED: dict[tuple[object, ...], bool] = {}
PROMISES: dict[type[t.Clause], str] = {
    t.Acknowledge: "acknowledge",
    t.Respond: "respond",
    t.Update: "update",
    t.Workaround: "workaround",
    t.Onsite: "onsite",
    t.Resolve: "resolve",
    t.Escalate: "escalate",
}
#: What must fall due after what, and the rule that says so.
AFTER = (
    ("respond", "resolve", "CC201"),
    ("respond", "workaround", "CC202"),
    ("respond", "onsite", "CC203"),
    ("respond", "update", "CC204"),
    ("acknowledge", "respond", "CC205"),
    ("workaround", "resolve", "CC206"),
    ("onsite", "resolve", "CC218"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A promise to a ticket: of which priority, for which sites and services, and for tickets logged while some hours are open
    or shut (`logged`)."""

    kind: str
    priority: str
    due: Due
    sites: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    logged: tuple[bool, str] | None = None
    place: int = 0
    always: bool = False

    @property
    def weight(self) -> int:
        return bool(self.sites) + bool(self.services)

    def holds(self, site: str, service: str) -> bool:
        return (not self.sites or site in self.sites) and (not self.services or service in self.services)


def targets(world: World) -> list[Target]:
    """The promises of the priorities."""
    found: list[Target] = []
    for name, block in world.named(t.Priority).items():
        for clause in block.clauses:
            kind = PROMISES.get(type(clause))  # type: ignore[arg-type]
            if kind is not None and isinstance(clause, t.Clause):
                made = _target(world, block, name, kind, clause)
                if made is not None:
                    found.append(made)
    twins = {(one.kind, one.priority, one.logged[1]) for one in found if one.logged and not one.logged[0]}
    return [
        replace(one, logged=(True, one.due.hours))
        if one.logged is None and (one.kind, one.priority, one.due.hours) in twins
        else one
        for one in found
    ]


def _target(world: World, block: t.Priority, name: str, kind: str, clause: t.Clause) -> Target | None:
    value = (
        getattr(clause, "within", None) or getattr(clause, "every", None) or getattr(clause, "after", None)
    )
    if isinstance(value, v.Tbd):
        return None
    if clause.when is not None or clause.except_ or not isinstance(value, v.Duration):
        raise CannotSay(f"{kind} with more than a time")
    services = frozenset(write(scope) for scope in clause.for_)
    if services - world.named(t.Service).keys():
        raise CannotSay(f"{kind} for {', '.join(sorted(services))}")
    sites = frozenset(write(place) for place in clause.at)
    during = [write(hours) for hours in clause.during or block.during]
    outside = [write(hours) for hours in clause.outside]
    if len(during) > 1 or len(outside) > 1:
        raise CannotSay("several hours at once")
    counted = write(value.hours) if value.hours is not None else ""
    if counted and clause.during and during != [counted]:
        raise CannotSay("two clocks in one length")
    hours = counted or ("" if outside or not during or during == ["always"] else during[0])
    days = bool(hours) and any(unit in ("day", "week") for _, unit in value.parts)
    if days:
        if len(value.parts) > 1 or value.parts[0][1] != "day" or value.parts[0][0] % 1:
            raise CannotSay("working days with something else")
        due = Due(int(value.parts[0][0]), hours, True)
    else:
        due = Due(minutes(v.Duration(value.parts)), hours)
    logged = (False, outside[0]) if outside else None
    return Target(kind, name, due, sites, services, logged, clause.span.start, during == ["always"])


class Tickets:
    """All tickets of the term, compared on a grid that every figure of the two promises fits."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.grids: dict[int, Grid] = {}
        self.edges: dict[str, int] = {}
        self.term = world.zone, world.first_day, world.end_day

    def edge(self, name: str) -> int:
        """The coarsest grid, in minutes, on which all times of an hours block lie."""
        if name not in self.edges:
            block = self.world.named(t.Hours).get(name)
            if block is None:
                raise CannotSay(f"no hours {name}")
            found = 60
            for value in values_of(block):
                times = (
                    (value.start, value.end)
                    if isinstance(value, v.HoursSpan)
                    else (value.seconds,)
                    if isinstance(value, v.Time)
                    else ()
                )
                for seconds in times:
                    found = math.gcd(found, seconds // 60)
            self.edges[name] = found
        return self.edges[name]

    def grid(self, *promises: Target) -> Grid:
        step = 60
        for one in promises:
            step = step if one.due.days else math.gcd(step, one.due.amount)
            for name in (one.due.hours, one.logged[1] if one.logged else ""):
                step = math.gcd(step, self.edge(name)) if name else step
        if step not in self.grids:
            self.grids[step] = Grid(self.world, step)
        return self.grids[step]

    def any(self, one: Target, other: Target, wrong: Callable[[int, int], bool]) -> bool:
        """Whether for some ticket that both promises are about the two deadlines stand in this relation."""
        if not one.due.hours and not other.due.hours and one.logged == other.logged:
            return wrong(one.due.amount, other.due.amount)
        key = (self.term, *map(self._key, (one, other)), wrong)
        if key not in _COMPARED:
            grid = self.grid(one, other)
            chosen = self._logged(grid, one, other)
            _COMPARED[key] = any(
                any(map(wrong, _chosen(first, chosen), _chosen(second, chosen)))
                for first, second in zip(grid.walk(one.due), grid.walk(other.due), strict=True)
            )
        return _COMPARED[key]

    def _key(self, one: Target) -> tuple[object, ...]:
        """What a deadline depends on."""
        blocks = self.world.named(t.Hours)
        names = [one.due.hours, one.logged[1] if one.logged else ""]
        return (
            one.due.amount,
            one.due.days,
            one.logged[0] if one.logged else None,
            *(self.world.source(blocks[name]) if name in blocks else name for name in names),
        )

    def _logged(self, grid: Grid, *promises: Target) -> bytes | None:
        """Which tickets all of the promises are about; `None` for all."""
        flags: list[int] | None = None
        for one in promises:
            if one.logged is None:
                continue
            wanted, name = one.logged
            cells = grid.marked(name).cells
            asked = [cell == wanted for cell in itertools.islice(cells, grid.count)]
            flags = asked if flags is None else list(map(operator.and_, flags, asked))
        return None if flags is None else bytes(flags)

    def waits(self, one: Target, limit: int) -> bool:
        """Whether some ticket waits longer than this, in minutes."""
        if not one.due.hours:
            return one.due.amount > limit
        key = (self.term, self._key(one), "waits", limit)
        if key not in _COMPARED:
            _COMPARED[key] = self._waits(one, limit)
        return _COMPARED[key]

    def _waits(self, one: Target, limit: int) -> bool:
        grid = self.grid(one)
        chosen = self._logged(grid, one)
        cells = 2 * limit // grid.step
        exact, just = grid.walk(one.due)
        held = list(_chosen(range(grid.count), chosen))
        return any(
            due - 2 * cell > cells for cell, due in zip(held, _chosen(exact, chosen), strict=True)
        ) or any(due - 2 * cell - 1 > cells for cell, due in zip(held, _chosen(just, chosen), strict=True))

    def sooner(self, one: Target, limit: int) -> bool:
        """Whether some ticket falls due in less than this, in minutes."""
        if not one.due.hours:
            return one.due.amount < limit
        key = (self.term, self._key(one), "sooner", limit)
        if key not in _COMPARED:
            _COMPARED[key] = self._sooner(one, limit)
        return _COMPARED[key]

    def _sooner(self, one: Target, limit: int) -> bool:
        grid = self.grid(one)
        exact, just = grid.walk(one.due)
        cells = 2 * limit // grid.step
        return any(due - 2 * cell < cells for cell, due in enumerate(exact)) or any(
            due - 2 * cell - 1 < cells for cell, due in enumerate(just)
        )


def _chosen(values: Iterable[int], flags: bytes | None) -> Iterable[int]:
    return values if flags is None else itertools.compress(values, flags)


def deadlines(world: World) -> list[Problem]:
    """Promises in one priority, down the ladder, against escalations, journeys and opening hours."""
    found: list[Problem] = []
    promised = targets(world)
    tickets = Tickets(world)
    sites = ["", *dict.fromkeys(site for one in promised for site in sorted(one.sites))]
    services = ["", *dict.fromkeys(name for one in promised for name in sorted(one.services))]
    names = list(world.named(t.Priority))
    held: dict[tuple[str, str, str, str], list[Target]] = {}
    for site, service, name in itertools.product(sites, services, names):
        for kind in PROMISES.values():
            fitting = [
                one
                for one in promised
                if one.kind == kind and one.priority == name and one.holds(site, service)
            ]
            most = max((one.weight for one in fitting), default=0)
            if kind != "escalate":
                fitting = [one for one in fitting if one.weight == most]
            held[site, service, name, kind] = fitting

    asked: set[tuple[object, ...]] = set()

    def ask(rule: str, one: Target, other: Target, wrong: Callable[[int, int], bool], what: str) -> None:
        key = (rule, one, other)
        if key not in asked:
            asked.add(key)
            if tickets.any(one, other, wrong):
                found.append(Problem("deadlines", what, (rule,)))

    for site, service, name in itertools.product(sites, services, names):
        for before, after, rule in AFTER:
            for one in held[site, service, name, before]:
                for other in held[site, service, name, after]:
                    ask(rule, one, other, operator.ge, f"{name}: {after} not after {before}")
        for kind in PROMISES.values():
            if kind == "escalate":
                continue
            for one, other in itertools.combinations(held[site, service, name, kind], 2):
                if one.due != other.due and _joint(one.logged, other.logged):
                    ask("CC209", one, other, operator.ne, f"{name}: two deadlines for {kind}")
        for stage in held[site, service, name, "escalate"]:
            for kind in ("resolve", "workaround", "onsite", "respond"):
                saved = held[site, service, name, kind]
                if saved:
                    ask("CC212", stage, saved[0], operator.ge, f"{name}: escalation not before {kind}")
                    break
    for site, service in itertools.product(sites, services):
        for kind in ("respond", "resolve"):
            stages = [
                (name, held[site, service, name, kind]) for name in names if held[site, service, name, kind]
            ]
            for (name, urgent), (below, less) in itertools.pairwise(stages):
                for one, other in itertools.product(urgent, less):
                    ask("CC207", one, other, operator.gt, f"{name} later than {below} for {kind}")
        for name, below in itertools.pairwise(names):
            one_set, other_set = (
                {
                    (kind, one.due, one.logged)
                    for kind in PROMISES.values()
                    if kind != "escalate"
                    for one in held[site, service, level, kind]
                }
                for level in (name, below)
            )
            if one_set and one_set == other_set:
                found.append(Problem("deadlines", f"{name} and {below} promise the same", ("CC208",)))
    found += _without_target(names, held)
    found += _travel_to_sites(world, tickets, promised)
    found += _waiting(world, promised)
    found += _answers(world, tickets, promised)
    if names:
        found += _first_in_line(world, tickets, [one for one in promised if one.priority == names[0]])
    return found


def _joint(one: tuple[bool, str] | None, other: tuple[bool, str] | None) -> bool:
    """Whether a ticket can be logged so that both hold."""
    return one is None or other is None or one == other or one[1] != other[1]


def _without_target(names: list[str], held: dict[tuple[str, str, str, str], list[Target]]) -> list[Problem]:
    """A priority without a response or a resolution, although others have one."""
    found = []
    for kind, rule in (("respond", "CC210"), ("resolve", "CC211")):
        having = {name for (_, _, name, promise), some in held.items() if promise == kind and some}
        found += [
            Problem("deadlines", f"{name} has no {kind}", (rule, "CC109", "CC110", "CC272", "CC273"))
            for name in names
            if having and name not in having
        ]
    return found


def _waiting(world: World, promised: list[Target]) -> list[Problem]:
    """Tickets of closed hours that wait for the morning by one clause, and are promised an answer at night by another."""
    found = []
    for line in world.all(t.Starts):
        home = world.home(line)
        if not line.outside or not isinstance(home, t.Clock) or "next opening" not in world.source(line):
            continue
        kinds = {"response": "respond", "resolution": "resolve", "acknowledgement": "acknowledge"}
        about = {kinds.get(write(scope), write(scope)) for scope in home.for_} or set(PROMISES.values())
        names = {write(scope) for scope in line.for_} or set(world.named(t.Priority))
        for one in promised:
            if one.kind not in about or one.priority not in names:
                continue
            if not one.due.hours and (one.logged is not None or one.always):
                found.append(
                    Problem(
                        "deadlines", f"{one.priority} waits, and is promised {one.kind}", ("CC213", "CC25")
                    )
                )
            elif one.due.hours != write(line.outside[0]):
                world.doubts.append("a clock that waits for other hours than it counts on")
    return found


def _answers(world: World, tickets: Tickets, promised: list[Target]) -> list[Problem]:
    """A supplier that may take longer to answer than the provider to resolve."""
    found = []
    for line in world.all(t.Respond):
        home = world.home(line)
        if not isinstance(home, t.Relies) or isinstance(world.home(home), t.Backup) or line.within is None:
            continue
        if [write(hours) for hours in line.during] not in ([], ["always"]):
            raise CannotSay("a supplier with hours")
        theirs = Target("respond", "", Due(minutes(line.within)))
        for one in promised:
            if one.kind == "resolve" and tickets.any(theirs, one, operator.gt):
                found.append(Problem("deadlines", f"{one.priority}: a supplier answers later", ("CC274",)))
                break
    return found


def _travel_to_sites(world: World, tickets: Tickets, promised: list[Target]) -> list[Problem]:
    found = []
    for site, node in world.named(t.Site).items():
        if node.travel is None:
            continue
        way = minutes(node.travel)
        for one in promised:
            if one.kind == "onsite" and one.holds(site, "") and tickets.sooner(one, way):
                found.append(Problem("deadlines", f"{one.priority}: {site} is too far", ("CC214",)))
    return found


def _first_in_line(world: World, tickets: Tickets, promised: list[Target]) -> list[Problem]:
    """The most urgent tickets: how long they wait, and whether their clock runs while the service is open."""
    found = []
    for one in promised:
        if one.kind != "respond":
            continue
        if tickets.waits(one, LONGEST_WAIT):
            found.append(Problem("deadlines", f"{one.priority} waits more than 5 days", ("CC216",)))
        if not one.due.hours or one.logged:
            continue
        for clause in world.all(t.OpenClause):
            home = world.home(clause)
            if isinstance(home, t.Service) and clause.during and one.holds("", write(home.name)):
                if clause.for_ and one.priority not in {write(scope) for scope in clause.for_}:
                    continue
                if _open_beyond(tickets, one, write(clause.during[0])):
                    found.append(Problem("deadlines", f"open while {one.priority} stands still", ("CC215",)))
    return found


def _open_beyond(tickets: Tickets, one: Target, name: str) -> bool:
    grid = tickets.grids.setdefault(5, Grid(tickets.world, 5))
    own = grid.marked(one.due.hours).cells[: grid.count]
    if name == "always":
        return not all(own)
    others = grid.marked(name).cells[: grid.count]
    return any(theirs and not mine for theirs, mine in zip(others, own, strict=True))
