"""Which promises count for a ticket, by brute force: every sort of ticket is made up, one for each priority, service, plan,
site and result of a condition, and each promise is the set of those that it is about.

`docs/language.md` says which of several count: those about the priority before those that are not, except a plan's; one whose
set is a proper part of another's before that; then hours divide the moments. Cells of the grid say when.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.grid import Due, Grid
from mutation.judges.world import CannotSay, World, facts_of, minutes

PROMISES: dict[type[t.Clause], str] = {
    t.Acknowledge: "acknowledge",
    t.Respond: "respond",
    t.Update: "update",
    t.Workaround: "workaround",
    t.Onsite: "onsite",
    t.Resolve: "resolve",
    t.Escalate: "escalate",
}
_OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
#: The blocks in which a promise to tickets stands.
_HOMES = (t.Priority, t.Service, t.Plan, t.AgreementBlock, t.Document)
#: More sorts of tickets than this are not walked.
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """One sort of ticket: empty where it is about no service, plan or site that the agreement names; `values` are the results of
    what conditions ask for, in the order of the subjects."""

    priority: str
    service: str = ""
    plan: str = ""
    site: str = ""
    values: tuple[Decimal | bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """For which tickets a promise is, by the hours in which they are logged: while one block is open, while another is shut.
    `said` tells `during H` from a length that counts on H."""

    during: str = ""
    outside: str = ""
    said: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A promise: of what, the tickets that it is about, when it falls due, and the rest that tells it from others. `place` is
    where it stands in the text, `level` is `aim`, `maximum` or nothing, `ways` what else divides promises, as `automatic`."""

    kind: str
    tickets: frozenset[Ticket]
    due: Due
    window: Window = Window()
    place: int = 0
    always: bool = False
    of_priority: bool = True
    of_plan: bool = False
    level: str = ""
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moments:
    """When a promise counts among those that are left with it: at its own moments (`own`), at those that no clause with hours
    takes (`rest`), or at its own and at those after which its hours open next (`next`)."""

    how: str
    window: Window
    others: frozenset[Window]

    def hours(self) -> set[str]:
        """The hours blocks on which they depend."""
        found = {name for one in (self.window, *self.others) for name in (one.during, one.outside)}
        return found - {"", "always"}

    def cells(self, grid: Grid) -> bytearray:
        """The cells of a grid at which a ticket is logged for which the promise counts."""
        own = _open(grid, self.window)
        if self.how == "own":
            return own
        free = bytearray(b"\x01") * grid.count
        for other in self.others:
            free = bytearray(map(operator.gt, free, _open(grid, other)))
        if self.how == "rest":
            return free
        mine = _waits(grid, self.window.during)
        rivals = [_waits(grid, other.during) for other in self.others if other.during and not other.outside]
        least = [min(each) for each in zip(mine, *rivals, strict=True)]
        turn = bytearray(map(operator.eq, mine, least))
        return bytearray(map(operator.or_, own, map(operator.and_, free, turn)))


@dataclass(frozen=True, slots=True)
class Held:
    """A promise that counts for a ticket, at some moments; at all of them where `moments` is `None`."""

    target: Target
    moments: Moments | None = None


def _open(grid: Grid, window: Window) -> bytearray:
    """The cells that lie within a window."""
    found = bytearray(b"\x01") * grid.count
    if window.during not in ("", "always"):
        found = bytearray(grid.marked(window.during).cells[: grid.count])
    if window.outside:
        shut = grid.marked(window.outside).cells[: grid.count]
        found = bytearray(map(operator.gt, found, shut))
    return found


def _waits(grid: Grid, name: str) -> list[int]:
    """How many cells each ticket waits for hours to open."""
    if name == "always":
        return [0] * grid.count
    marked = grid.marked(name)
    try:
        return [marked.opens[marked.before[cell]] - cell for cell in range(grid.count)]
    except IndexError:
        raise CannotSay("hours that do not open again") from None


# ---- reading ---------------------------------------------------------------------------------------


class Promises:
    """The promises of an agreement to its tickets, and which of them count for which."""

    def __init__(self, world: World) -> None:
        self.world = world
        clauses = [
            (clause, kind)
            for made, kind in PROMISES.items()
            for clause in world.all(made)
            if self._ours(clause)
        ]
        clauses.sort(key=lambda one: one[0].span.start)
        self.conditions = {
            id(clause): [
                one.when
                for one in (clause, *self._blocks(clause))
                if isinstance(one, t.Clause) and one.when is not None
            ]
            for clause, _ in clauses
        }
        self.names = {
            "service": list(world.named(t.Service)),
            "plan": list(world.named(t.Plan)),
            "site": list(world.named(t.Site)),
        }
        self.priorities = list(world.named(t.Priority))
        self.subjects: list[str] = []
        self.tickets = list(self._tickets())
        self.all = [target for clause, kind in clauses for target in self._targets(clause, kind)]

    def _ours(self, clause: t.Clause) -> bool:
        """Whether a clause is a promise to tickets, and none of a supplier or about something else."""
        homes = self._blocks(clause)
        return all(isinstance(home, _HOMES) for home in homes)

    def _blocks(self, clause: t.Node) -> list[t.Node]:
        found = []
        home = self.world.home(clause)
        while home is not None:
            found.append(home)
            home = self.world.home(home)
        return found

    def _tickets(self) -> Iterator[Ticket]:
        """Every sort of ticket."""
        tried: dict[str, set[Decimal | bool]] = {}
        for whens in self.conditions.values():
            for fact in (fact for when in whens for fact in facts_of(when)):
                if fact.state or isinstance(fact.subject, v.Text):
                    raise CannotSay(f"a promise when {write(fact)}")
                values = tried.setdefault(write(fact.subject), set())
                values |= _edges(fact) if fact.compares else {True, False}
        if any(len({type(value) for value in values}) > 1 for values in tried.values()):
            raise CannotSay("a condition that is a figure and a fact")
        self.subjects = sorted(tried)
        results = list(itertools.product(*(sorted(tried[name]) for name in self.subjects)))
        places = list(itertools.product(*(["", *names] for names in self.names.values())))
        if len(self.priorities or [""]) * len(results) * len(places) > _MOST:
            raise CannotSay("too many sorts of tickets")
        for name, place, values in itertools.product(self.priorities or [""], places, results):
            yield Ticket(name, *place, values)

    def _targets(self, clause: t.Clause, kind: str) -> Iterator[Target]:
        """The promises of a clause: one, or an aim and its maximum."""
        value = next(
            (
                found
                for name in ("within", "every", "after")
                if (found := getattr(clause, name, None)) is not None
            ),
            None,
        )
        if isinstance(value, v.Tbd):
            return
        if clause.except_ or not isinstance(value, v.Duration) or getattr(clause, "on_average", False):
            raise CannotSay(f"{kind} with more than a time")
        aim = getattr(clause, "aim", None)
        if isinstance(aim, v.Duration):
            yield self._target(clause, kind, aim, "aim")
            yield self._target(clause, kind, value, "maximum")
            return
        said = {write(one).strip('"') for one in clause.with_}
        if said - {"aim", "maximum"} and kind != "escalate":
            raise CannotSay(f"{kind} with {', '.join(sorted(said))}")
        yield self._target(clause, kind, value, "".join(said & {"aim", "maximum"}))

    def _target(self, clause: t.Clause, kind: str, value: v.Duration, level: str) -> Target:
        covered, of_priority, of_plan = self._about(clause)
        blocks = [one for one in self._blocks(clause) if isinstance(one, t.Clause)]
        during, header = (
            [write(one) for one in clause.during],
            [write(one) for b in blocks for one in b.during],
        )
        outside = [write(one) for one in clause.outside] or [write(one) for b in blocks for one in b.outside]
        during = during or ([] if clause.outside else header)
        if len(during) > 1 or len(outside) > 1:
            raise CannotSay("several hours at once")
        counted = write(value.hours) if value.hours is not None else ""
        if counted and clause.during and during != [counted]:
            raise CannotSay("two clocks in one length")
        hours = counted or (during[0] if during and during != ["always"] else "")
        if any(unit in ("day", "week") for _, unit in value.parts) and hours:
            if len(value.parts) > 1 or value.parts[0][1] != "day" or value.parts[0][0] % 1:
                raise CannotSay("working days with something else")
            due = Due(int(value.parts[0][0]), hours, True)
        else:
            due = Due(minutes(v.Duration(value.parts)), hours)
        said = bool(during) and (not counted or during == [counted])
        window = Window(
            (during[0] if during and not counted else counted) if not outside or clause.during else "",
            outside[0] if outside else "",
            said,
        )
        ways = (
            write(getattr(clause, "automatic", None) or ()),
            write(clause.by),
            *(write(one) for one in clause.at if write(one) not in self.names["site"]),
        )
        return Target(
            kind,
            covered,
            due,
            window,
            clause.span.start,
            during == ["always"],
            of_priority,
            of_plan,
            level,
            ways,
        )

    def _about(self, clause: t.Clause) -> tuple[frozenset[Ticket], bool, bool]:
        """The tickets that a clause is about, and whether it says the priority, and the plan."""
        limits: dict[str, set[str]] = {}
        known = {"priority": set(self.priorities), **{name: set(names) for name, names in self.names.items()}}
        for block in reversed(self._blocks(clause)):
            for kind, made in (("priority", t.Priority), ("service", t.Service), ("plan", t.Plan)):
                if isinstance(block, made):
                    limits[kind] = {write(block.name)}
            if isinstance(block, t.Clause):
                self._narrow(block.for_, limits, known)
        self._narrow((*clause.for_, *clause.at), limits, known)
        covered = frozenset(
            ticket
            for ticket in self.tickets
            if all(getattr(ticket, kind) in names for kind, names in limits.items())
            and all(self._true(when, ticket) for when in self.conditions[id(clause)])
        )
        return covered, "priority" in limits, "plan" in limits

    def _narrow(
        self, scopes: Iterable[v.Value], limits: dict[str, set[str]], known: dict[str, set[str]]
    ) -> None:
        own: dict[str, set[str]] = {}
        for scope in scopes:
            kinds = [kind for kind, names in known.items() if write(scope) in names]
            if not kinds:
                raise CannotSay(f"a promise for {write(scope)}")
            for kind in kinds:
                own.setdefault(kind, set()).add(write(scope))
        limits.update(own)

    def _true(self, condition: object, ticket: Ticket) -> bool:
        if isinstance(condition, v.Not):
            return not self._true(condition.condition, ticket)
        if isinstance(condition, v.All):
            return all(self._true(inner, ticket) for inner in condition.conditions)
        if isinstance(condition, v.Any):
            return any(self._true(inner, ticket) for inner in condition.conditions)
        if not isinstance(condition, v.Fact):
            raise CannotSay("a condition of another sort")
        value = ticket.values[self.subjects.index(write(condition.subject))]
        return (
            all(_holds(compare, value) for compare in condition.compares)
            if condition.compares
            else bool(value)
        )

    # ---- which of them count

    def left(self, ticket: Ticket, kind: str) -> list[Target]:
        """The promises of a kind that are left for a ticket, aims too."""
        about = [target for target in self.all if target.kind == kind and ticket in target.tickets]
        if kind == "escalate":
            return about
        return [one for one in about if not any(before(other, one) for other in about)]

    def held(self, ticket: Ticket, kind: str) -> list[Held]:
        """The promises of a kind that count for a ticket, and when; an aim promises nothing."""
        left = [one for one in self.left(ticket, kind) if one.level != "aim"]
        if kind == "escalate":
            return [Held(one) for one in left]
        groups: dict[tuple[str, ...], list[Target]] = {}
        for one in left:
            groups.setdefault(one.ways, []).append(one)
        return [held for group in groups.values() for held in _divided(group)]


def before(one: Target, other: Target) -> bool:
    """Whether a promise puts another aside for the tickets that both are about."""
    if one.level == "aim" and other.level != "aim":
        return False
    if one.of_priority and not other.of_priority and not other.of_plan:
        return True
    return one.tickets < other.tickets


def unordered(one: Target, other: Target) -> bool:
    """Whether one promise is a plan's and the other a priority's, of which neither counts before the other."""
    return any(
        plan.of_plan and not plan.of_priority and priority.of_priority and not priority.of_plan
        for plan, priority in ((one, other), (other, one))
    )


def _divided(group: list[Target]) -> Iterator[Held]:
    """The promises of a group, each with the moments at which it counts. What is said to hold always is for the moments that
    no clause with hours takes, as if it said nothing; whether it can be kept beside them is asked apart (`beside_always`)."""
    plain = [one for one in group if _at_any_time(one)]
    if any(not one.always for one in plain) and any(
        one.window.during and not one.window.said for one in group
    ):
        raise CannotSay("whether a length in working hours is for the tickets of these hours")
    windows = frozenset(one.window for one in group if not _at_any_time(one))
    if len(windows) == 1 and not plain and not next(iter(windows)).outside:
        yield from (Held(one) for one in group)
        return
    for one in group:
        if one in plain:
            yield Held(one, Moments("rest", one.window, windows) if windows else None)
        elif one.window.outside or plain:
            yield Held(one, Moments("own", one.window, windows))
        else:
            yield Held(one, Moments("next", one.window, windows))


def _at_any_time(one: Target) -> bool:
    return one.window.during in ("", "always") and not one.window.outside


def beside_always(left: Iterable[Target]) -> Iterator[tuple[Held, Held]]:
    """Of promises that are left for a ticket, each for some hours with each that is said to hold always, at the moments of the
    first: two hours always are promised to the tickets of these hours, too, and a time for them that is later, and for none of
    them sooner, takes that back."""
    group = [one for one in left if one.level != "aim"]
    for one, other in itertools.permutations(group, 2):
        if (
            other.always
            and not _at_any_time(one)
            and one.ways == other.ways
            and (one.window.said or one.window.outside)
        ):
            moments = Moments("own", one.window, frozenset((one.window,)))
            yield Held(one, moments), Held(other, moments)


def without_promise(left: Iterable[Target], grid: Grid) -> bool:
    """Whether a ticket can be logged at a moment for which none of the promises counts."""
    group = list(left)
    windows = [one.window for one in group]
    if not group or any(not window.outside for window in windows):
        return False
    taken = [_open(grid, window) for window in windows]
    return any(not any(each) for each in zip(*taken, strict=True))


# ---- figures of conditions -------------------------------------------------------------------------


def _edges(fact: v.Fact) -> set[Decimal | bool]:
    """The figures of a condition, and those just beside them."""
    found: set[Decimal | bool] = set()
    for compare in fact.compares:
        for figure in _figures(compare):
            found |= {figure - 1, figure, figure + 1}
    return found


def _figures(compare: object) -> list[Decimal]:
    values = (
        (compare.low, compare.high) if isinstance(compare, v.Between) else (getattr(compare, "amount", None),)
    )
    figures = [value.amount for value in values if isinstance(value, v.Percentage | v.Count | v.Number)]
    if len(figures) != len(values):
        raise CannotSay("a condition by something else")
    return figures


def _holds(compare: object, value: Decimal | bool) -> bool:
    figures = _figures(compare)
    if isinstance(compare, v.Between):
        return figures[0] <= value <= figures[1]
    return bool(_OPERATORS[compare.operator](value, figures[0]))  # type: ignore[attr-defined]
