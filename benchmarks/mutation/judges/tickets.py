"""Tickets: every one of the term is walked, on each cell of the grid and just after it."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.covering import PROMISES, Held, Promises, Target, Ticket, beside_always, unordered
from mutation.judges.grid import Due, Grid
from mutation.judges.world import CannotSay, Problem, World, minutes, values_of

#: How long a ticket of the most urgent priority may wait for its response: the parameter of `critical-wait`.
LONGEST_WAIT = 5 * 24 * 60


#: What comparing two promises has given, for every agreement that asks the same.
_COMPARED: dict[tuple[object, ...], bool] = {}
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

    def grid(self, *promises: Held) -> Grid:
        step = 60
        for one in promises:
            due = one.target.due
            step = step if due.days else math.gcd(step, due.amount)
            names = {due.hours} | (one.moments.hours() if one.moments is not None else set())
            for name in names - {""}:
                step = math.gcd(step, self.edge(name))
        if step not in self.grids:
            self.grids[step] = Grid(self.world, step)
        return self.grids[step]

    def any(self, one: Held, other: Held, wrong: Callable[[int, int], bool]) -> bool:
        """Whether for some ticket for which both promises count the two deadlines stand in this relation."""
        first, second = one.target.due, other.target.due
        if not first.hours and not second.hours:
            return wrong(first.amount, second.amount) and self.meet(one, other)
        key = (self.term, *map(self._key, (one, other)), wrong)
        if key not in _COMPARED:
            grid = self.grid(one, other)
            chosen = self._logged(grid, one, other)
            _COMPARED[key] = any(
                any(map(wrong, _chosen(mine, chosen), _chosen(theirs, chosen)))
                for mine, theirs in zip(grid.walk(first), grid.walk(second), strict=True)
            )
        return _COMPARED[key]

    def meet(self, one: Held, other: Held) -> bool:
        """Whether there is a moment at which both promises count."""
        if one.moments is None or other.moments is None:
            return True
        key = (self.term, *map(self._key, (one, other)), "meet")
        if key not in _COMPARED:
            _COMPARED[key] = any(self._logged(self.grid(one, other), one, other) or ())
        return _COMPARED[key]

    def _key(self, one: Held) -> tuple[object, ...]:
        """What a deadline and its moments depend on."""
        blocks = self.world.named(t.Hours)
        names = sorted({one.target.due.hours} | (one.moments.hours() if one.moments is not None else set()))
        return (
            one.target.due,
            one.moments,
            *(self.world.source(blocks[name]) if name in blocks else name for name in names),
        )

    def _logged(self, grid: Grid, *promises: Held) -> bytes | None:
        """Which tickets all of the promises are about; `None` for all."""
        flags: bytearray | None = None
        for one in promises:
            if one.moments is not None:
                cells = one.moments.cells(grid)
                flags = cells if flags is None else bytearray(map(operator.and_, flags, cells))
        return None if flags is None else bytes(flags)

    def waits(self, one: Held, limit: int) -> bool:
        """Whether some ticket waits longer than this, in minutes."""
        return self._compared(one, "waits", limit, operator.gt)

    def sooner(self, one: Held, limit: int) -> bool:
        """Whether some ticket falls due in less than this, in minutes."""
        return self._compared(one, "sooner", limit, operator.lt)

    def _compared(self, one: Held, what: str, limit: int, wrong: Callable[[int, int], bool]) -> bool:
        """Whether some ticket falls due in a time that stands in a relation to a limit in minutes."""
        due = one.target.due
        if not due.hours:
            return wrong(due.amount, limit) and self.meet(one, one)
        key = (self.term, self._key(one), what, limit)
        if key not in _COMPARED:
            grid = self.grid(one)
            chosen = self._logged(grid, one)
            cells = 2 * limit // grid.step
            exact, just = grid.walk(due)
            held = list(_chosen(range(grid.count), chosen))
            _COMPARED[key] = any(
                wrong(due - 2 * cell - late, cells)
                for late, walked in ((0, exact), (1, just))
                for cell, due in zip(held, _chosen(walked, chosen), strict=True)
            )
        return _COMPARED[key]


def _chosen(values: Iterable[int], flags: bytes | None) -> Iterable[int]:
    return values if flags is None else itertools.compress(values, flags)


class Judged:
    """What is asked of the promises of an agreement, each question once, and the problems that come of it."""

    def __init__(self, world: World) -> None:
        self.promises = Promises(world)
        self.tickets = Tickets(world)
        self.found: list[Problem] = []
        self.asked: set[tuple[object, ...]] = set()
        self.held_for: dict[tuple[object, ...], list[Held]] = {}
        self.names = self.promises.priorities
        #: The sorts of tickets of each priority, in one order.
        self.of = [
            [one for one in self.promises.tickets if one.priority == name] for name in (self.names or [""])
        ]

    def held(self, ticket: Ticket, kind: str) -> list[Held]:
        """The promises of a kind that count for a ticket."""
        key = (ticket, kind)
        if key not in self.held_for:
            self.held_for[key] = self.promises.held(ticket, kind)
        return self.held_for[key]

    def ask(self, rule: str, one: Held, other: Held, wrong: Callable[[int, int], bool], what: str) -> None:
        """Ask whether two deadlines stand in a wrong relation for some ticket."""
        key = (rule, one.target.place, other.target.place, one, other)
        if key not in self.asked:
            self.asked.add(key)
            if self.tickets.any(one, other, wrong):
                self.found.append(Problem("deadlines", what, (rule,)))


def deadlines(world: World) -> list[Problem]:
    """Promises in one priority, down the ladder, against escalations, journeys and opening hours."""
    judged = Judged(world)
    for ticket in judged.promises.tickets:
        _in_order(judged, ticket)
        _twice(judged, ticket)
        _escalated(judged, ticket)
    for stages in zip(*judged.of, strict=True):
        _ladder(judged, stages)
    found = judged.found
    found += _without_target(judged)
    found += _travel_to_sites(world, judged)
    found += _waiting(world, judged)
    found += _answers(world, judged)
    found += _first_in_line(world, judged)
    return found


def _in_order(judged: Judged, ticket: Ticket) -> None:
    """What must fall due after something else."""
    for earlier, later, rule in AFTER:
        for one, other in itertools.product(judged.held(ticket, earlier), judged.held(ticket, later)):
            judged.ask(rule, one, other, operator.ge, f"{ticket.priority}: {later} not after {earlier}")


def _twice(judged: Judged, ticket: Ticket) -> None:
    """Two deadlines of one ticket for one thing; an aim after its maximum."""
    for kind in PROMISES.values():
        if kind == "escalate":
            continue
        for one, other in itertools.combinations(judged.held(ticket, kind), 2):
            if one.target.due == other.target.due or one.target.ways != other.target.ways:
                continue
            rule = "CC219" if unordered(one.target, other.target) else "CC209"
            judged.ask(rule, one, other, operator.ne, f"{ticket.priority}: two deadlines for {kind}")
        left = judged.promises.left(ticket, kind)
        for one, other in beside_always(left):
            if not judged.tickets.any(one, other, operator.lt):
                judged.ask("CC209", one, other, operator.gt, f"{ticket.priority}: {kind} later than always")
        for aim, most in itertools.permutations(left, 2):
            if aim.level == "aim" != most.level and aim.tickets == most.tickets and aim.ways == most.ways:
                judged.ask("CC258", Held(aim), Held(most), operator.gt, f"{kind}: an aim after its maximum")


def _escalated(judged: Judged, ticket: Ticket) -> None:
    """Escalations that come when what they should save is missed."""
    for stage in judged.held(ticket, "escalate"):
        for kind in ("resolve", "workaround", "onsite", "respond"):
            saved = judged.held(ticket, kind)
            if saved:
                what = f"{ticket.priority}: escalation not before {kind}"
                judged.ask("CC212", stage, saved[0], operator.ge, what)
                break


def _ladder(judged: Judged, stages: tuple[Ticket, ...]) -> None:
    """Tickets of one sort but for their priority: later than a less urgent one, or the same in everything."""
    for kind in ("respond", "resolve"):
        having = [ticket for ticket in stages if judged.held(ticket, kind)]
        for urgent, less in itertools.pairwise(having):
            what = f"{urgent.priority} later than {less.priority} for {kind}"
            for one, other in itertools.product(judged.held(urgent, kind), judged.held(less, kind)):
                if one.target.place != other.target.place:
                    judged.ask("CC207", one, other, operator.gt, what)
    kinds = [kind for kind in PROMISES.values() if kind != "escalate"]
    for urgent, less in itertools.pairwise(stages):
        one_set, other_set = (
            {
                (kind, held.target.due, held.moments, held.target.ways)
                for kind in kinds
                for held in judged.held(ticket, kind)
            }
            for ticket in (urgent, less)
        )
        places = {
            held.target.place for kind in kinds for one in (urgent, less) for held in judged.held(one, kind)
        }
        if one_set and one_set == other_set and len(places) > 1:
            what = f"{urgent.priority} and {less.priority} promise the same"
            judged.found.append(Problem("deadlines", what, ("CC208",)))


def _without_target(judged: Judged) -> list[Problem]:
    """A priority without a response or a resolution, although others have one."""
    found = []
    for kind, rule in (("respond", "CC210"), ("resolve", "CC211")):
        having = {
            name
            for name, some in zip(judged.names, judged.of, strict=False)
            if any(judged.held(one, kind) for one in some)
        }
        # A time that is not agreed yet is not missing: that it is open is a problem of its own.
        having_open = {
            write(block.name)
            for block in judged.promises.world.all(t.Priority)
            for clause in block.clauses
            if clause.kind == kind and isinstance(getattr(clause, "within", None), v.Tbd)
        }
        found += [
            Problem("deadlines", f"{name} has no {kind}", (rule, "CC109", "CC110", "CC272", "CC273"))
            for name in judged.names
            if having and name not in having | having_open
        ]
    return found


def _waiting(world: World, judged: Judged) -> list[Problem]:
    """Tickets of closed hours that wait for the morning by one clause, and are promised an answer at night by another."""
    found = []
    for line in world.all(t.Starts):
        home = world.home(line)
        if not line.outside or not isinstance(home, t.Clock) or "next opening" not in world.source(line):
            continue
        kinds = {"response": "respond", "resolution": "resolve", "acknowledgement": "acknowledge"}
        about = {kinds.get(write(scope), write(scope)) for scope in home.for_} or set(PROMISES.values())
        names = {write(scope) for scope in line.for_} or set(judged.names)
        for one in judged.promises.all:
            told = {ticket.priority for ticket in one.tickets} & names
            if one.kind not in about or not told:
                continue
            if not one.due.hours and (one.window.outside or one.always):
                what = f"{min(told)} waits, and is promised {one.kind}"
                found.append(Problem("deadlines", what, ("CC213", "CC25")))
            elif one.due.hours != write(line.outside[0]):
                world.doubts.append("a clock that waits for other hours than it counts on")
    return found


def _answers(world: World, judged: Judged) -> list[Problem]:
    """A supplier that may take longer to answer than the provider to resolve."""
    found = []
    for line in world.all(t.Respond):
        home = world.home(line)
        if not isinstance(home, t.Relies) or isinstance(world.home(home), t.Backup) or line.within is None:
            continue
        if [write(hours) for hours in line.during] not in ([], ["always"]):
            raise CannotSay("a supplier with hours")
        theirs = Held(Target("respond", frozenset(), Due(minutes(line.within))))
        if any(
            judged.tickets.any(theirs, one, operator.gt)
            for ticket in judged.promises.tickets
            for one in judged.held(ticket, "resolve")
        ):
            found.append(Problem("deadlines", "a supplier answers later", ("CC274",)))
    return found


def _travel_to_sites(world: World, judged: Judged) -> list[Problem]:
    found = []
    for site, node in world.named(t.Site).items():
        if node.travel is None:
            continue
        way = minutes(node.travel)
        for ticket in judged.promises.tickets:
            if ticket.site != site:
                continue
            if any(judged.tickets.sooner(one, way) for one in judged.held(ticket, "onsite")):
                found.append(Problem("deadlines", f"{ticket.priority}: {site} is too far", ("CC214",)))
                break
    return found


def _first_in_line(world: World, judged: Judged) -> list[Problem]:
    """The most urgent tickets: how long they wait, and whether their clock runs while the service is open."""
    found = []
    for ticket in judged.of[0] if judged.names else ():
        for one in judged.held(ticket, "respond"):
            if judged.tickets.waits(one, LONGEST_WAIT):
                found.append(Problem("deadlines", f"{ticket.priority} waits more than 5 days", ("CC216",)))
            if not one.target.due.hours or one.moments is not None or not ticket.service:
                continue
            if _stands_still(world, judged, ticket, one):
                what = f"{ticket.service} is open while {ticket.priority} stands still"
                found.append(Problem("deadlines", what, ("CC215",)))
    return list(dict.fromkeys(found))


def _stands_still(world: World, judged: Judged, ticket: Ticket, one: Held) -> bool:
    """Whether the service of a ticket is open to it while the clock of a promise does not run."""
    for clause in world.all(t.OpenClause):
        home = world.home(clause)
        if not isinstance(home, t.Service) or write(home.name) != ticket.service or not clause.during:
            continue
        named = {write(scope) for scope in clause.for_}
        if (not named or ticket.priority in named) and _open_beyond(
            judged.tickets, one.target, write(clause.during[0])
        ):
            return True
    return False


def _open_beyond(tickets: Tickets, one: Target, name: str) -> bool:
    grid = tickets.grids.setdefault(5, Grid(tickets.world, 5))
    own = grid.marked(one.due.hours).cells[: grid.count]
    if name == "always":
        return not all(own)
    others = grid.marked(name).cells[: grid.count]
    return any(theirs and not mine for theirs, mine in zip(others, own, strict=True))
