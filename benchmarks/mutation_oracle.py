"""What a mutant means, decided by brute force and without any analysis of clausecheck.

Only the reader is shared with what is judged: the tree of an agreement and its values. Everything else is worked out here once
more, in the dullest way that is right (`docs/language.md` says what the words mean): hours are marked on a grid of cells, with
`zoneinfo` and `holidays` alone; every ticket of the term is walked, on each cell and just after it; credit tables are read
figure by figure, in steps of 0.001%; priorities case by case; backup runs one by one; notices as dates.

A judge looks at one subject and gives the problems that it sees, each with the rules of which one must speak. It raises
`CannotSay` where it meets what it does not understand.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.parser import Parsed
from clausecheck.language.write import write

#: How far past the term hours are marked, in days: the last tickets of the term fall due there.
BEYOND = 150
#: How long a ticket of the most urgent priority may wait for its response: the parameter of `critical-wait`.
LONGEST_WAIT = 5 * 24 * 60


class CannotSay(Exception):
    """The judge meets what it does not understand."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A contradiction: its subject, what it is, and the codes, or beginnings of codes, of which one must be reported."""

    subject: str
    what: str
    rules: tuple[str, ...]


class World:
    """One agreement as the judges see it."""

    def __init__(self, parsed: Parsed) -> None:
        if parsed.problems:
            raise CannotSay(f"the reader objects: {parsed.problems[0].message}")
        self.text = parsed.source.text
        self.nodes = list(parsed.document.walk())
        self.homes = {
            id(inner): node for node in self.nodes if isinstance(node, t.Block) for inner in node.clauses
        }
        self.known: dict[type[t.Node], list[Any]] = {}
        self.doubts: list[str] = []

    def all(self, kind: type[t.N]) -> list[t.N]:
        """Every block or clause of a kind."""
        if kind not in self.known:
            self.known[kind] = [node for node in self.nodes if isinstance(node, kind)]
        return self.known[kind]

    def one(self, kind: type[t.N]) -> t.N:
        """The only one of a kind."""
        found = self.all(kind)
        if len(found) != 1:
            raise CannotSay(f"{len(found)} of {kind.__name__}")
        return found[0]

    def home(self, node: t.Node) -> t.Node | None:
        """The block in which a clause stands."""
        return self.homes.get(id(node))

    def named(self, kind: type[t.N]) -> dict[str, t.N]:
        """The blocks of a kind by name."""
        return {write(node.name): node for node in self.all(kind)}  # type: ignore[attr-defined]

    def source(self, node: t.Node) -> str:
        """The text of a clause or block."""
        return self.text[node.span.start : node.span.end]

    @functools.cached_property
    def zone(self) -> str:
        value = self.one(t.ZoneIs).value
        if not isinstance(value, v.Zone):
            raise CannotSay("no zone")
        return value.text

    @functools.cached_property
    def first_day(self) -> dt.date:
        value = self.one(t.Effective).value
        if not isinstance(value, v.Date):
            raise CannotSay("no effective date")
        return value.date

    @functools.cached_property
    def end_day(self) -> dt.date:
        """The day after the initial term."""
        return later(self.first_day, plain(self.one(t.Term).value))


# ---- lengths ---------------------------------------------------------------------------------------


def plain(value: object) -> v.Duration:
    """A length without the event from which it counts."""
    if isinstance(value, v.Anchored):
        value = value.amount
    if not isinstance(value, v.Duration):
        raise CannotSay(f"no length: {value}")
    return value


def event(value: object) -> str:
    """The event from which a length counts; nothing where none is said."""
    return write(value.event).strip('"') if isinstance(value, v.Anchored) else ""


def minutes(value: object) -> int:
    """An elapsed length in whole minutes."""
    length = plain(value)
    if length.hours is not None:
        raise CannotSay("working time where elapsed time is needed")
    total = length.seconds
    if total is None or total % 60:
        raise CannotSay(f"no whole minutes: {write(length)}")
    return int(total // 60)


def longest(value: object) -> Fraction:
    """The most days that an elapsed length can last."""
    return _days(value, 31, 366)


def shortest(value: object) -> Fraction:
    """The fewest days that an elapsed length can last."""
    return _days(value, 28, 365)


def _days(value: object, month: int, year: int) -> Fraction:
    length = plain(value)
    if length.hours is not None:
        raise CannotSay("working time where elapsed time is needed")
    total = Fraction(0)
    for amount, unit in length.parts:
        if unit in v.SECONDS:
            total += Fraction(amount) * Fraction(v.SECONDS[unit]) / 86400
        else:
            years, rest = divmod(int(amount * v.MONTHS[unit]), 12)
            total += years * year + rest * (Fraction(year, 12) if rest > 2 else month)
    return total


def later(day: dt.date, length: v.Duration, sign: int = 1) -> dt.date:
    """A day so much later (or earlier); the last day of the month where the month has no such day."""
    for amount, unit in length.parts:
        if length.hours is not None or amount % 1:
            raise CannotSay(f"no date from {write(length)}")
        if unit in v.MONTHS:
            month = day.year * 12 + day.month - 1 + sign * int(amount) * v.MONTHS[unit]
            last = calendar.monthrange(month // 12, month % 12 + 1)[1]
            day = dt.date(month // 12, month % 12 + 1, min(day.day, last))
        elif unit in ("day", "week"):
            day += dt.timedelta(days=sign * int(amount) * (7 if unit == "week" else 1))
        else:
            raise CannotSay(f"no date from {write(length)}")
    return day


# ---- hours on a grid -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """How a deadline counts: `amount` minutes of elapsed time (`hours` is empty), or of the hours block, or `amount` business
    days of it (`days`)."""

    amount: int
    hours: str = ""
    days: bool = False


@dataclass(slots=True)
class Marked:
    """One hours block on a grid: which cells are open, how many are open before each, the open ones, and for each cell the
    local day and the closing cell of each open day."""

    cells: bytearray
    before: list[int]
    opens: list[int]
    day_of: list[int]
    closings: list[int]
    first_after: list[int]


_MARKED: dict[tuple[object, ...], Marked] = {}
_WALKED: dict[tuple[object, ...], tuple[list[int], list[int]]] = {}
_COMPARED: dict[tuple[object, ...], bool] = {}


class Grid:
    """The term of an agreement in cells of `step` minutes, and what its hours blocks are on it."""

    def __init__(self, world: World, step: int) -> None:
        self.world, self.step = world, step
        zone = ZoneInfo(world.zone)
        self.start = _minute(world.first_day, 0, zone)
        self.start -= self.start % 60
        self.count = (_minute(world.end_day, 0, zone) - self.start) // step
        self.size = self.count + BEYOND * 1440 // step

    def marked(self, name: str) -> Marked:
        """The hours block of this name."""
        block = self.world.named(t.Hours).get(name)
        if block is None:
            raise CannotSay(f"no hours {name}")
        key = (self.world.source(block), self.world.zone, self.start, self.count, self.step)
        if key not in _MARKED:
            if len(_MARKED) > 40:
                _MARKED.clear()
                _WALKED.clear()
            _MARKED[key] = self._mark(block)
        return _MARKED[key]

    def _mark(self, block: t.Hours) -> Marked:
        zones = [value.text for value in block.in_ if isinstance(value, v.Zone)]
        zone = ZoneInfo(zones[0] if zones else self.world.zone)
        cells = bytearray(self.size)
        days: list[tuple[int, int]] = []
        first = self.world.first_day - dt.timedelta(days=2)
        for offset in range(self.size * self.step // 1440 + 4):
            day = first + dt.timedelta(days=offset)
            midnight = (_minute(day, 0, zone) - self.start) // self.step
            last = -1
            for low, high in open_spans(block, day):
                begin = (_minute(day, low, zone) - self.start) // self.step
                end = (_minute(day, high, zone) - self.start) // self.step
                begin, end = max(0, begin), min(self.size, end)
                if begin < end:
                    cells[begin:end] = b"\x01" * (end - begin)
                    last = end
            days.append((midnight, last))
        before = [0, *itertools.accumulate(cells)][:-1]
        opens = [cell for cell, flag in enumerate(cells) if flag]
        day_of, closings, first_after = [0] * self.size, [], []
        for place, (midnight, last) in enumerate(days):
            end = days[place + 1][0] if place + 1 < len(days) else self.size
            low, high = max(0, midnight), min(self.size, end)
            if low < high:
                day_of[low:high] = [place] * (high - low)
            if last >= 0:
                closings.append(last)
            first_after.append(len(closings))
        return Marked(cells, before, opens, day_of, closings, first_after)

    def walk(self, due: Due) -> tuple[list[int], list[int]]:
        """When the ticket of each cell falls due, and the one logged just after: in half cells, odd for "just after"."""
        if not due.hours:
            cells = due.amount // self.step
            return (
                [2 * (cell + cells) for cell in range(self.count)],
                [2 * (cell + cells) + 1 for cell in range(self.count)],
            )
        marked = self.marked(due.hours)
        key = (id(marked), due, self.step)
        if key in _WALKED:
            return _WALKED[key]
        if len(_WALKED) > 60:
            _WALKED.clear()
        tickets = range(self.count)
        try:
            if due.days:
                closings, after = marked.closings, marked.first_after
                exact = [2 * closings[after[marked.day_of[cell]] + due.amount - 1] for cell in tickets]
                _WALKED[key] = exact, exact
            else:
                opens, before, need = marked.opens, marked.before, due.amount // self.step
                exact = [2 * (opens[before[cell] + need - 1] + 1) for cell in tickets]
                just = [
                    2 * opens[before[cell] + need] + 1 if marked.cells[cell] else exact[cell]
                    for cell in tickets
                ]
                _WALKED[key] = exact, just
        except IndexError:
            raise CannotSay("a deadline lies too far behind the term") from None
        return _WALKED[key]


def _minute(day: dt.date, seconds: int, zone: ZoneInfo) -> int:
    """Minutes since the epoch of a local time; the first one where a clock change repeats it."""
    if seconds >= 86400:
        day, seconds = day + dt.timedelta(days=1), seconds - 86400
    moment = dt.datetime.combine(day, dt.time(seconds // 3600, seconds // 60 % 60), tzinfo=zone)
    return int(moment.timestamp()) // 60


def open_spans(block: t.Hours, day: dt.date) -> list[tuple[int, int]]:
    """When an hours block is open on a day, in seconds of its local time; an end past midnight is above 86400."""
    if any(isinstance(clause, t.OpenClause) for clause in block.clauses) or block.from_ or block.to_date:
        raise CannotSay("hours with exceptions of their own")
    spans: list[tuple[int, int]] = []
    for line in block.all(t.Opening):
        if not _in_season(line, day) or not any(_on(days, day) for days in line.weekdays):
            continue
        for span in line.spans:
            if not isinstance(span, v.HoursSpan):
                raise CannotSay("hours without times")
            spans.append((span.start, span.end if span.end > span.start else span.end + 86400))
    for closed in block.all(t.Closed):
        low, high = _closed(closed, day)
        spans = [
            piece
            for start, end in spans
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[0] < piece[1]
        ]
    return spans


def _on(days: object, day: dt.date) -> bool:
    if not isinstance(days, v.Days):
        raise CannotSay("hours without days")
    first, last = days.first, days.last
    return first <= day.weekday() <= last if first <= last else not last < day.weekday() < first


def _in_season(line: t.Opening, day: dt.date) -> bool:
    low = line.from_.date if isinstance(line.from_, v.Date) else dt.date.min
    high = line.to_date.date if isinstance(line.to_date, v.Date) else dt.date.max
    return low <= day <= high


_NEVER = (10**9, 0)


def _closed(clause: t.Closed, day: dt.date) -> tuple[int, int]:
    """The seconds of a day for which a closure holds; an empty stretch where it does not."""
    whole = (0, 2 * 86400)
    if clause.holidays:
        excepted = {value.date for value in clause.except_ if isinstance(value, v.Date)}
        found = any(day in calendar_of(write(name), day.year) for name in clause.holidays)
        return whole if found and day not in excepted else _NEVER
    if isinstance(clause.from_, v.Date) and isinstance(clause.to_date, v.Date):
        return whole if clause.from_.date <= day <= clause.to_date.date else _NEVER
    days = [value.date for value in clause.on if isinstance(value, v.Date)]
    if not days:
        raise CannotSay("a closure without a day")
    if day not in days:
        return _NEVER
    low = clause.from_.seconds if isinstance(clause.from_, v.Time) else 0
    high = clause.until.seconds if isinstance(clause.until, v.Time) else whole[1]
    return low, high


_HOLIDAYS: dict[tuple[str, int], Any] = {}


def calendar_of(code: str, year: int) -> Any:
    """The public holidays of `GB-ENG` or `US` in a year, from the `holidays` package."""
    if (code, year) not in _HOLIDAYS:
        country, _, part = code.partition("-")
        _HOLIDAYS[code, year] = holidays.country_holidays(country, subdiv=part or None, years=year)
    return _HOLIDAYS[code, year]


# ---- tickets ---------------------------------------------------------------------------------------

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
            for value in _walk(block):
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


def _walk(node: t.Node) -> Iterator[v.Value]:
    for clause in node.walk() if isinstance(node, t.Block) else (node,):
        for _, value in clause.contents():
            yield from value.walk()


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


# ---- priorities ------------------------------------------------------------------------------------


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
            for fact in _facts(clause.when)
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


def _facts(condition: object) -> Iterator[v.Fact]:
    if isinstance(condition, v.Fact):
        yield condition
    elif isinstance(condition, v.Not):
        yield from _facts(condition.condition)
    elif isinstance(condition, (v.All, v.Any)):
        for inner in condition.conditions:
            yield from _facts(inner)


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


# ---- credits ---------------------------------------------------------------------------------------

#: Results are tried in steps of a thousandth of a percent.
STEPS = 100_000


@dataclass(frozen=True, slots=True)
class Band:
    """Which results a credit is for, in thousandths of a percent, both ends included; and how much it is."""

    low: int
    high: int
    amount: Fraction
    two_sided: bool


def credits(world: World) -> list[Problem]:
    """Each credit table, result by result; the cap, the claim, what is won back, and the right to leave."""
    found: list[Problem] = []
    for block in world.all(t.Credits):
        tables: dict[str, list[Band]] = {}
        highest: list[Fraction] = []
        for clause in block.all(t.Credit):
            amount = _fee(clause.value)
            if amount is None:
                raise CannotSay(f"a credit of {write(clause.value)}")
            highest.append(amount)
            fact = clause.when
            if isinstance(fact, v.Fact) and fact.compares and not isinstance(clause.value, v.Rated):
                if clause.over or clause.below or clause.in_window or clause.times_in:
                    raise CannotSay("a credit with more than a band")
                tables.setdefault(write(fact.subject), []).append(_band(fact, amount))
            elif fact is not None and not (isinstance(fact, v.Fact) and fact.state == "missed"):
                raise CannotSay("a credit on some other condition")
        for subject, bands in tables.items():
            found += _table(world, block, subject, bands)
        for cap in block.all(t.Cap):
            most = _fee(cap.value)
            if most is None:
                raise CannotSay("a cap that is no share of the monthly fee")
            if highest and max(highest) > most:
                found.append(Problem("credits", "a credit above the cap", ("CC531",)))
        found += _claims(world, block)
        found += _remedy(world, block)
    found += _leaving(world)
    return found


def _fee(value: object) -> Fraction | None:
    """A credit as percent of the monthly fee."""
    if isinstance(value, v.Rated):
        value = value.amount
    if isinstance(value, v.Share) and write(value.of) == "monthly fee":
        return Fraction(value.percentage.amount)
    return None


def _band(fact: v.Fact, amount: Fraction) -> Band:
    low, high = 0, STEPS
    for compare in fact.compares:
        if isinstance(compare, v.Between):
            low, high = max(low, _thousandths(compare.low)), min(high, _thousandths(compare.high))
            continue
        figure = _thousandths(compare.amount)
        if compare.operator == ">=":
            low = max(low, figure)
        elif compare.operator == ">":
            low = max(low, figure + 1)
        elif compare.operator == "<":
            high = min(high, figure - 1)
        elif compare.operator == "<=":
            high = min(high, figure)
        else:
            raise CannotSay(f"a band with {compare.operator}")
    return Band(low, high, amount, low > 0 and high < STEPS)


def _thousandths(value: object) -> int:
    if not isinstance(value, v.Percentage) or (value.amount * 1000) % 1:
        raise CannotSay("a band without percentages")
    return int(value.amount * 1000)


def promise(world: World, block: t.Credits, subject: str) -> tuple[int, int | None]:
    """The level that the figure of a table must reach, and the promised minimum, in thousandths of a percent."""
    name, _, of = subject.partition(" of ")
    found: set[tuple[int, int | None]] = set()
    if name == "availability":
        services = world.named(t.Service)
        for one in [of] if of else [write(scope) for scope in block.for_ if write(scope) in services]:
            for line in services[one].all(t.Availability):
                found.add((_thousandths(line.value), _thousandths(line.at_least) if line.at_least else None))
    else:
        for guarantee in world.all(t.Guarantee):
            fact = guarantee.target
            if isinstance(fact, v.Fact) and write(fact.subject) == subject:
                for compare in fact.compares:
                    if not isinstance(compare, v.Compare) or compare.operator != ">=":
                        raise CannotSay("a guarantee with something else")
                    found.add((_thousandths(compare.amount), None))
    if len(found) != 1:
        raise CannotSay(f"{len(found)} levels for {subject}")
    return next(iter(found))


_TABLE = ("CC520", "CC521", "CC522", "CC523", "CC524", "CC525", "CC526", "CC527")


def _table(world: World, block: t.Credits, subject: str, bands: list[Band]) -> list[Problem]:
    least = _least_outage(world, block, subject) if subject.startswith("availability") else None
    level, minimum = promise(world, block, subject)
    seen, unsure = _tried(level, tuple(bands), block.cumulative is not None, least)
    if unsure:
        world.doubts.append("bands that may be meant to add up")
    if minimum is not None and max(band.high for band in bands) == minimum - 1:
        world.doubts.append("credits that begin at the promised minimum")
        seen -= {"no credit for a missed promise"}
    return [Problem("credits", f"{subject}: {what}", _TABLE) for what in sorted(seen)]


@functools.lru_cache(maxsize=400)
def _tried(
    level: int, bands: tuple[Band, ...], cumulative: bool, least: int | None
) -> tuple[frozenset[str], bool]:
    """What is wrong with a table, from the best result to the worst; and whether bands lie in each other on purpose, perhaps."""
    seen: set[str] = set()
    unsure = False
    before: Fraction | None = None
    masks = [0] * (STEPS + 1)
    for place, band in enumerate(bands):
        masks[band.low : band.high + 1] = [mask | 1 << place for mask in masks[band.low : band.high + 1]]
    results = (
        (mask, result >= level) for result, mask in zip(range(STEPS, -1, -1), reversed(masks), strict=True)
    )
    for (mask, keeps), _ in itertools.groupby(results):
        due = [band for place, band in enumerate(bands) if mask >> place & 1]
        amounts = {band.amount for band in due}
        if len(due) > 1 and len(amounts) > 1:
            if all(band.two_sided for band in due) or not cumulative:
                seen.add("two credits for one result")
            else:
                unsure = True
        if due and keeps:
            seen.add("a credit for a kept promise")
        if not due and not keeps:
            seen.add("no credit for a missed promise")
        if due:
            if before is not None and max(amounts) < before:
                seen.add("a worse result credited less")
            before = max(amounts)
    if any(band.low > band.high for band in bands):
        seen.add("a band without any result")
    if least is not None:
        reached = _reached(least)
        if any(band.low <= band.high and not any(reached[band.low : band.high + 1]) for band in bands):
            seen.add("a band that no outage reaches")
    return frozenset(seen), unsure


def _least_outage(world: World, block: t.Credits, subject: str) -> int:
    """The shortest outage that counts for a table, in minutes."""
    services = world.named(t.Service)
    of = subject.partition(" of ")[2]
    names = [of] if of else [write(scope) for scope in block.for_ if write(scope) in services]
    counted = [
        minutes(line.counted)
        for name in names
        for line in services[name].all(t.Outage)
        if line.counted is not None
    ]
    return min(counted, default=0)


@functools.lru_cache(maxsize=100)
def _reached(least: int) -> bytearray:
    """Which results some outage leads to: each length that counts is tried, minute by minute, in every month."""
    reached = bytearray(STEPS + 1)
    for days in (28, 29, 30, 31):
        for down in range(max(1, least), days * 1440 + 1):
            reached[STEPS * (days * 1440 - down) // (days * 1440)] = 1
    return reached


def _claims(world: World, block: t.Credits) -> list[Problem]:
    """A claim that ends before the report comes: every day of every month of the term."""
    claims = [clause for clause in block.all(t.Claim) if clause.within is not None]
    reports = [
        report
        for report in world.all(t.Report)
        if report.every is not None
        and write(report.every) == "1 month"
        and event(report.within) == "month-end"
    ]
    if not claims or not reports:
        return []
    days = longest(reports[0].within)
    found = []
    for clause in claims:
        since, length = event(clause.within), shortest(clause.within)
        if since == "report":
            continue
        if since not in ("failure", "month-end"):
            raise CannotSay(f"a claim from {since}")
        day = world.first_day
        while day < world.end_day:
            last = calendar.monthrange(day.year, day.month)[1]
            waited = days if since == "month-end" else days + last - 1
            if length < waited:
                found.append(Problem("credits", "the claim ends before the report", ("CC533",)))
                break
            day = later(day, v.Duration(((Decimal(1), "month"),)))
    return found


def _remedy(world: World, block: t.Credits) -> list[Problem]:
    """The only remedy beside a right to leave over the same miss; credits won back by results that miss the promise."""
    found = []
    for sole in block.all(t.SoleRemedy):
        if sole.except_:
            continue
        credited = {
            write(fact.subject).split(" ")[0] for line in block.all(t.Credit) for fact in _facts(line.when)
        }
        for end in world.all(t.End):
            if any(write(fact.subject).split(" ")[0] in credited for fact in _facts(end.when)):
                found.append(Problem("credits", "the only remedy, and another", ("CC534",)))
                break
    for line in block.all(t.EarnBack):
        for fact in _facts(line.when):
            level, _ = promise(world, block, write(fact.subject))
            for compare in fact.compares:
                if isinstance(compare, v.Compare) and _thousandths(compare.amount) < level:
                    found.append(Problem("credits", "won back below the promise", ("CC536",)))
    return found


def _leaving(world: World) -> list[Problem]:
    """A right to leave over an availability that keeps the promise."""
    found = []
    for end in world.all(t.End):
        for fact in _facts(end.when):
            name, _, of = write(fact.subject).partition(" of ")
            service = world.named(t.Service).get(of)
            if name != "availability" or service is None or not fact.compares:
                continue
            lines = service.all(t.Availability)
            compare = fact.compares[0]
            if not lines or not isinstance(compare, v.Compare):
                continue
            level, figure = _thousandths(lines[0].value), _thousandths(compare.amount)
            if any(result < figure for result in range(level, STEPS + 1)):
                found.append(Problem("credits", "leaving over a kept promise", ("CC537",)))
    return found


# ---- availability ----------------------------------------------------------------------------------


def availability(world: World) -> list[Problem]:
    """Each promised availability against its minimum, the shortest outage that counts, and its suppliers."""
    found = []
    rules = ("CC50", "CC51", "CC525")
    for service in world.all(t.Service):
        for line in service.all(t.Availability):
            level = _thousandths(line.value)
            if line.at_least is not None and _thousandths(line.at_least) > level:
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
        for fact in _facts(outage.when)
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
        _thousandths(line.value) for block in service.all(t.Relies) for line in block.all(t.Availability)
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
            if any("maintenance" in world.source(block) for block in world.all(t.Exceptions)):
                raise CannotSay("whether maintenance counts")
            quotas = [minutes(one.at_most.amount) for one in own if isinstance(one.at_most, v.Rated)]
            if any(
                Fraction(quota, 31 * 1440) > 1 - Fraction(_thousandths(line.value), STEPS) for quota in quotas
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


# ---- attainment ------------------------------------------------------------------------------------


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


# ---- backups ---------------------------------------------------------------------------------------

_FIGURES = ("CC321", "CC37")


def backups(world: World) -> list[Problem]:
    """The runs of each backup one by one, with as many failures as are allowed; restores, tests and suppliers."""
    found: list[Problem] = []
    for block in world.all(t.Backup):
        found += _runs(world, block)
        found += _restores(world, block)
        found += _kept(block)
        found += _kept_as_lost(block)
        for supplier in block.all(t.Relies):
            found += _supplier(world, block, supplier)
    return found


def _kept_as_lost(block: t.Backup) -> list[Problem]:
    """An allowed loss of as many days as copies are kept, while at least five copies are made in them."""
    often = [
        _days(line.every, 28, 365) for line in block.clauses if getattr(line, "every", None) and _copies(line)
    ]
    found = []
    for rpo in block.all(t.Rpo):
        kept = [value for keep in block.all(t.Keep) for value in keep.for_ if isinstance(value, v.Duration)]
        loss = _days(rpo.value, 28, 365)
        if often and loss >= 5 * min(often) and loss in [_days(value, 28, 365) for value in kept]:
            found.append(
                Problem("backups", f"{write(rpo.value)} lost, as long as copies are kept", ("CC390",))
            )
    return found


def _copies(line: t.Node) -> bool:
    return isinstance(line, (t.Full, t.Incremental, t.Differential, t.Snapshot, t.LogShipping, t.Replication))


def opening(world: World) -> list[Problem]:
    """The minutes of a week one by one: hours that close for a single one of them."""
    found = []
    for block in world.all(t.Hours):
        open_ = bytearray(7 * 1440)
        for line in block.all(t.Opening):
            if line.from_ is not None or line.to_date is not None:
                continue
            for days, span in itertools.product(line.weekdays, line.spans):
                if not isinstance(days, v.Days) or not isinstance(span, v.HoursSpan):
                    raise CannotSay("hours without times")
                weekday, last = days.first, days.last
                while True:
                    begin, end = span.start // 60, span.end // 60
                    for minute in range(begin, end if end > begin else end + 1440):
                        open_[(weekday * 1440 + minute) % len(open_)] = 1
                    if weekday == last:
                        break
                    weekday = (weekday + 1) % 7
        alone = [
            at for at in range(len(open_)) if open_[at - 1] and not open_[at] and open_[(at + 1) % len(open_)]
        ]
        if alone:
            found.append(Problem("hours", f"minute {alone[0]} of the week is closed", ("CC291",)))
    return found


def _scoped(clause: t.Clause) -> str:
    return ", ".join(sorted(write(value) for value in clause.for_))


def _about(one: str, other: str) -> bool:
    return not one or not other or one == other


def _runs(world: World, block: t.Backup) -> list[Problem]:
    """The worst time between two good copies: runs are listed for a year, and of any so many in a row all but the ends fail."""
    found = []
    methods = (t.Full, t.Incremental, t.Differential)
    lines = [line for line in block.clauses if isinstance(line, methods) and line.every is not None]
    logs = [line for line in block.clauses if isinstance(line, (t.LogShipping, t.Snapshot, t.Replication))]
    failing = [int(line.at_most.amount) for line in block.all(t.Failure) if isinstance(line.at_most, v.Count)]
    mended = [minutes(line.fixed) for line in block.all(t.Failure) if line.fixed is not None]
    for rpo in block.all(t.Rpo):
        limit = minutes(rpo.value)
        about = _scoped(rpo)
        serving = [line for line in lines if _about(_scoped(line), about)]
        starts: set[int] = set()
        for line in serving:
            starts.update(_starts(world, line))
        if not starts:
            if logs:
                raise CannotSay("only logs are copied")
            found.append(Problem("backups", "no copy is made", (*_FIGURES, "CC315", "CC314")))
            continue
        listed = sorted(starts)
        worst = max(after - before for before, after in itertools.pairwise(listed))
        accepted = [
            max(after - before for before, after in zip(listed, listed[count + 1 :], strict=False))
            for count in failing
        ] + [worst + time for time in mended]
        failed = min(accepted, default=worst)
        if logs and max(worst, failed) > limit:
            world.doubts.append("logs are copied more often")
            continue
        if worst > limit or failed > limit:
            found.append(Problem("backups", f"{max(worst, failed)} minutes between copies", _FIGURES))
        elif not accepted and 2 * worst > limit:
            raise CannotSay("how many runs may fail is not said")
    return found


def _starts(world: World, line: Any) -> list[int]:
    """The minutes of a year at which a clause runs, from the first day; one without a time begins with it."""
    zone = ZoneInfo(world.zone)
    every = minutes(line.every)
    times = [value.seconds for value in line.at if isinstance(value, v.Time)]
    days = [value for value in line.on if isinstance(value, v.Days)]
    begin = _minute(world.first_day, 0, zone)
    if days or times:
        seconds = times[0] if times else 0
        first = world.first_day
        year = [first + dt.timedelta(days=number) for number in range(380)]
        if every not in (1440, 7 * 1440):
            raise CannotSay("a run at a time of day, but not every day or week")
        if not days and every != 1440:
            raise CannotSay("a weekly run without its day")
        return [
            _minute(day, seconds, zone) for day in year if not days or any(_on(some, day) for some in days)
        ]
    if line.during or line.outside:
        raise CannotSay("runs within hours")
    return list(range(begin, begin + 380 * 1440, every))


def _bits(value: object) -> Fraction | None:
    return Fraction(value.scaled) if isinstance(value, v.Size) else None


def _restores(world: World, block: t.Backup) -> list[Problem]:
    """Restores, tests and moves against the recovery time; the data against the line."""
    found = []
    times = [(minutes(rto.value), _scoped(rto)) for rto in block.all(t.Rto)]
    longest_rto = max((limit for limit, _ in times), default=None)
    for size in block.all(t.SizeIs):
        data, line = _bits(size.value), _bits(size.link)
        if data is None or line is None:
            continue
        need = data * 8 / line / 60
        if longest_rto is not None and need > longest_rto:
            found.append(Problem("backups", "the line is too slow for the RTO", ("CC375",)))
        elif any(need > limit for limit, _ in times):
            world.doubts.append("how much of the data an RTO is about")
        for one in block.all(t.RestoreOnRequest):
            part = _bits(one.at_most)
            if one.within is not None and part is not None and part * 8 / line / 60 > minutes(one.within):
                found.append(Problem("backups", "the line is too slow for a restore", ("CC375",)))
    if longest_rto is None:
        return found
    for one in block.all(t.RestoreOnRequest):
        if one.within is not None and one.when is None and minutes(one.within) > longest_rto:
            if one.for_:
                world.doubts.append("a restore of something only described")
                continue
            found.append(Problem("backups", "a restore slower than the RTO", ("CC374",)))
    for test in block.all(t.TestRestore):
        if test.within is not None and minutes(test.within) > longest_rto:
            found.append(Problem("backups", "a test slower than the RTO", ("CC376",)))
    for move in block.all(t.Failover):
        if move.within is not None and minutes(move.within) > longest_rto:
            found.append(Problem("backups", "a failover slower than the RTO", ("CC377",)))
    return found


def _kept(block: t.Backup) -> list[Problem]:
    """Copies that are locked past the day by which they must be deleted."""
    tiers = [
        longest(line.for_[0])
        for line in block.all(t.Keep)
        if write(line.value) in ("daily", "weekly", "monthly", "yearly") and line.for_
    ]
    grace = [
        longest(line.within) for line in block.all(t.Delete) if write(line.value) == "expired" and line.within
    ]
    locked = [
        shortest(store.immutable) for store in block.all(t.Store) if isinstance(store.immutable, v.Duration)
    ]
    if tiers and locked and max(locked) > min(tiers) + max(grace, default=Fraction(0)):
        return [Problem("backups", "locked past the day of deletion", ("CC381",))]
    return []


def _supplier(world: World, block: t.Backup, supplier: t.Relies) -> list[Problem]:
    found = []
    for kind in (t.Rpo, t.Rto):
        own = [minutes(line.value) for line in block.all(kind)]
        for theirs in supplier.all(kind):
            if own and minutes(theirs.value) > max(own):
                found.append(Problem("backups", "a supplier promises less", ("CC386",)))
            elif own and minutes(theirs.value) > min(own):
                world.doubts.append("a supplier promises less for a part")
    if supplier.all(t.NoGuarantee):
        found.append(Problem("backups", "a supplier promises nothing", ("CC385",)))
    return found


# ---- term and exit ---------------------------------------------------------------------------------


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
        found.append(Problem("exit", "no day is left for the notice", ("CC462",)))
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
        for fact in _facts(end.when):
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
                    for value in _walk(node)
                    if isinstance(value, (v.Text, v.Prose))
                )
                if any(name in text for text in texts):
                    world.doubts.append(f"a text speaks of {name}")
                else:
                    found.append(Problem("exit", f"{name} survives, and stands nowhere", ("CC475",)))
    return found


# ---- documents and names ---------------------------------------------------------------------------


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


JUDGES: dict[str, Callable[[World], list[Problem]]] = {
    "deadlines": deadlines,
    "priorities": priorities,
    "levels": levels,
    "credits": credits,
    "availability": availability,
    "attainment": attainment,
    "backups": backups,
    "hours": opening,
    "exit": leaving,
    "documents": documents,
}


def judge(parsed: Parsed, subjects: Sequence[str] | None = None) -> tuple[list[Problem], list[str]]:
    """The problems of an agreement by some judges or all of them, and why some judge could not say."""
    try:
        world = World(parsed)
    except CannotSay as reason:
        return [], [str(reason)]
    found: list[Problem] = []
    unsaid: list[str] = []
    for subject in JUDGES if subjects is None else subjects:
        try:
            found += JUDGES[subject](world)
        except CannotSay as reason:
            unsaid.append(f"{subject}: {reason}")
        unsaid += [f"{subject}: {doubt}" for doubt in world.doubts]
        world.doubts.clear()
    return found, unsaid
