"""Which targets are asked about together: in one case, twice for the same thing, from priority to priority, against an
escalation. Facts, of which the checks make findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from heapq import merge
from itertools import groupby, islice, product, repeat
from operator import itemgetter

from clausecheck.agreement.clock import HoursClock
from clausecheck.agreement.conditions import Space, UndecidedCondition
from clausecheck.agreement.covering import aims, goes_before, left, unordered
from clausecheck.agreement.deadlines import (
    Deadline,
    Deadlines,
    start_rules,
    started_by,
    travel,
    waits_for_opening,
)
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import DIMENSIONS, TARGET_KINDS, Case, Target, Targets
from clausecheck.agreement.undecided import gave_up
from clausecheck.checks.deadlines.comparing import Pair
from clausecheck.language import values as v
from clausecheck.language.tree import Applies, OpenClause, Priority, Service, Starts
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Which kind of target must come after which.
AFTER = (
    ("respond", "resolve"),
    ("respond", "workaround"),
    ("respond", "onsite"),
    ("respond", "update"),
    ("acknowledge", "respond"),
    ("workaround", "resolve"),
    ("onsite", "resolve"),
)
#: Kinds of targets that grow from one priority to the next less urgent one.
LADDER = ("respond", "resolve")


def priorities(semantics: Semantics) -> list[str]:
    """The names of the priorities, the most urgent first; also of those that could not be read."""
    return list(semantics.agreement.names.get("priority", {}))


@fact
def ladder(semantics: Semantics) -> list[str]:
    """The names of the priorities of which the text says which is the more urgent one, the most urgent first. One that takes
    the rest has no place by where it stands, unless it stands last, or the names count: P1, P2, P3."""
    names = semantics.agreement.names.get("priority", {})
    counted = [re.fullmatch(r"(.*?)(\d+)", name) for name in names]
    marks = [(mark[1], int(mark[2])) for mark in counted if mark]
    if len(marks) == len(names) and len({stem for stem, _ in marks}) == 1 and marks == sorted(marks):
        return list(names)
    last = next(reversed(names), None)
    return [
        name
        for name, node in names.items()
        if name == last
        or not isinstance(node, Priority)
        or not any(clause.otherwise for clause in node.all(Applies))
    ]


# ---- within a case


@fact
def conditions(semantics: Semantics) -> list[tuple[str, ...]]:
    """No condition, each under which some target holds, and every two that can hold together."""
    own = {target.condition: target.meeting for target in semantics.targets if target.condition}
    places = {one: at for at, one in enumerate(own)}
    both = [
        (one, other)
        for one in own
        for other in sorted(own[one], key=places.__getitem__)
        if places[one] < places[other]
    ]
    return [(), *((one,) for one in own), *both]


@fact
def _places_of_conditions(semantics: Semantics) -> dict[tuple[str, ...], int]:
    return {holding: at for at, holding in enumerate(conditions(semantics))}


@fact
def _pairs_of_conditions(semantics: Semantics) -> list[tuple[str, ...]]:
    return [holding for holding in conditions(semantics) if len(holding) > 1]


def holding_for(
    semantics: Semantics, cases: Iterable[Case], kinds: Collection[str] = TARGET_KINDS
) -> list[tuple[str, ...]]:
    """Those of the `conditions` that decide which targets of some kinds hold for some cases: each names only conditions of
    targets that cover one of them."""
    every = semantics.targets
    own = {one for case in cases for kind in kinds for one in every.conditions_over(kind, case)}
    both = (holding for holding in _pairs_of_conditions(semantics) if own.issuperset(holding))
    found = [(), *((one,) for one in own), *both]
    return sorted(found, key=_places_of_conditions(semantics).__getitem__)


#: So many cases of two special clauses are looked at.
_MOST_CROSSED = 300


@fact
def crossed(semantics: Semantics) -> list[Case]:
    """The cases that only two special clauses of two kinds make together, of which each leaves open what the other is special
    about: a visit at one site and a resolution for one service meet in the ticket of that service at that site."""
    names: list[str | None] = list(semantics.agreement.names.get("priority", {})) or [None]
    special = {
        (target.kind, target.scope): target
        for target in semantics.targets
        if target.promised and {dimension for dimension, _ in target.scope} - {"priority"}
    }
    known, found = set(semantics.cases), dict[Case, None]()
    for one, other in _crossing(list(special.values())):
        for case in _joint(one, other):
            of = names if case.priority is None else [case.priority]
            found.update((made, None) for name in of if (made := replace(case, priority=name)) not in known)
            if len(found) >= _MOST_CROSSED:
                gave_up(
                    f"special clauses make more than {_MOST_CROSSED} kinds of tickets together",
                    "in what order the targets of each of them fall due",
                )
                return list(found)
    return list(found)


def _crossing(special: list[Target]) -> Iterator[tuple[Target, Target]]:
    """Every two of some targets that are of two kinds, and of which each is limited to something that the other leaves open."""
    sorts: dict[tuple[str, frozenset[str]], list[int]] = {}
    for at, target in enumerate(special):
        dimensions = frozenset(dimension for dimension, _ in target.scope) - {"priority"}
        sorts.setdefault((target.kind, dimensions), []).append(at)
    beside: dict[int, list[list[int]]] = {}
    for (kind, mine), places in sorts.items():
        crossed = [
            others
            for (other, theirs), others in sorts.items()
            if other != kind and mine - theirs and theirs - mine
        ]
        beside.update(dict.fromkeys(places, crossed))
    for at, one in enumerate(special):
        later = (islice(places, bisect_right(places, at), None) for places in beside[at])
        yield from ((one, special[place]) for place in merge(*later))


def in_one_case(
    semantics: Semantics, before: str, after: str, deadlines: Deadlines | None = None
) -> Iterator[Pair]:
    """The deadlines of two kinds that meet in a case, and under a condition."""
    deadlines = deadlines or Deadlines.of(semantics)
    for case in (*semantics.cases, *crossed(semantics)):
        for holding in holding_for(semantics, (case,), (before, after)):
            for one in deadlines.applicable(case, before, *holding):
                for other in deadlines.applicable(case, after, *holding):
                    if {one.target.condition, other.target.condition}.issuperset(holding):
                        yield one, other


def from_one_start(semantics: Semantics, before: str, after: str) -> Iterator[tuple[Deadlines, Pair]]:
    """The deadlines of two kinds of which nobody knows when their clocks start, but that both start with the same event: a
    response and a resolution where the clock starts when the ticket is acknowledged, and no clause says how soon that is."""
    deadlines = Deadlines.of(semantics)
    promised = {target.kind for target in semantics.targets if target.length is not None}
    starts = {started_by(node) for node in semantics.agreement.all(Starts)} - {"", before, after} - promised
    for start in sorted(starts):
        relative = Deadlines(semantics, start)
        for case in semantics.cases:
            if all(
                any(started_by(node) == start for node in start_rules(deadlines, kind, case))
                and all(_counts_from_start(target) for target in semantics.targets if target.kind == kind)
                for kind in (before, after)
            ):
                for one in relative.applicable(case, before):
                    for other in relative.applicable(case, after):
                        yield relative, (one, other)


def _counts_from_start(target: Target) -> bool:
    """Whether the clock of a target begins where `starts when` says, and not at an event that its own length names."""
    anchored = target.length is not None and any(isinstance(one, v.Anchored) for one in target.length.walk())
    return waits_for_opening(target) and not anchored


# ---- two clauses for the same thing


@dataclass(frozen=True, slots=True)
class Twins:
    """Two targets about the same thing that are both left for the tickets of a case. `unordered` is whether one is a plan's and
    the other a priority's, so that either may be meant to go before."""

    one: Target
    other: Target
    case: Case
    conditions: tuple[str, ...]
    unordered: bool


#: So many cases that two targets share are looked at.
_MOST_CASES = 64
#: With so many different later targets about its subject a target is compared at the most, and a kind of them with so many
#: kinds.
_MOST_TWINS = 40
_MOST_SORTS = 200

_Verdict = tuple[Case, tuple[str, ...], bool]
_Sort = tuple[object, ...]


@fact
def twins(semantics: Semantics) -> list[Twins]:
    """Every two targets about the same thing that are left for one ticket; of one target with those that come next."""
    groups: dict[_Sort, list[int]] = {}
    for at, target in enumerate(semantics.targets):
        if target.length is not None:
            groups.setdefault((target.kind, target.apart), []).append(at)
    pairs = sorted(
        (one, other, verdict)
        for group in groups.values()
        for one, other, verdict in _paired(semantics, group)
    )
    every = semantics.targets
    return [Twins(every[one], every[other], *verdict) for one, other, verdict in pairs]


def _paired(semantics: Semantics, group: list[int]) -> Iterator[tuple[int, int, _Verdict]]:
    """Those of some targets about the same thing, by their places, that are twins. What two are to each other hangs on their
    sorts alone, so that it is asked once for each two sorts."""
    every = semantics.targets
    sorts = {at: _sort(every[at]) for at in group}
    first = {sort: at for at, sort in reversed(sorts.items())}
    met: dict[_Sort, list[tuple[_Sort, _Verdict]]] = {sort: [] for sort in first}
    for one, other in _meeting([every[at] for at in sorted(first.values())]):
        verdict = _verdict(semantics, one, other)
        if verdict is not None:
            met[_sort(one)].append((_sort(other), verdict))
            if one is not other:
                met[_sort(other)].append((_sort(one), verdict))
    #: Of each sort the next place at which each time stands, the nearest last: filled from the end of the text.
    coming: dict[_Sort, dict[_Sort, int]] = {sort: {} for sort in first}
    for _, places in groupby(reversed(group), key=lambda at: id(every[at].clause)):
        of_clause = list(places)
        for at in of_clause:
            each = (zip(reversed(coming[sort].values()), repeat(verdict)) for sort, verdict in met[sorts[at]])
            later = list(islice(merge(*each, key=itemgetter(0)), _MOST_TWINS + 1))
            if len(later) > _MOST_TWINS:
                _beyond(f"a clause was held against {_MOST_TWINS} different ones that come after it")
            yield from ((at, place, verdict) for place, verdict in later[:_MOST_TWINS])
        for at in of_clause:
            times, time = coming[sorts[at]], _time(every[at])
            times.pop(time, None)
            times[time] = at


def _beyond(what: str) -> None:
    """Say that not everything was compared."""
    gave_up(f"{what}, and there are more", "whether a ticket has two deadlines for one thing")


def _sort(target: Target) -> _Sort:
    """All that decides with which other targets about the same thing a target meets in a ticket."""
    return (target.breadth, target.level, target.window, target.outside)


def _time(target: Target) -> _Sort:
    """All that decides when a target of a sort falls due."""
    return (write(target.length), target.hours, target.during, target.stated, target.said, target.rest)


def _meeting(among: list[Target]) -> Iterator[tuple[Target, Target]]:
    """Each target with itself and with each later one that no dimension keeps apart from it."""
    found = Targets(among)
    for at, one in enumerate(among):
        yield one, one
        others = list(islice(found.beside(one, at + 1), _MOST_SORTS + 1))
        if len(others) > _MOST_SORTS:
            _beyond(
                f"clauses for some tickets were held against those for {_MOST_SORTS} other kinds of tickets"
            )
        yield from ((one, other) for other in others[:_MOST_SORTS])


def _verdict(semantics: Semantics, one: Target, other: Target) -> _Verdict | None:
    """A case in which two targets of some sorts are both left, the conditions under which they are, and whether they are
    unordered; `None` where there is none."""
    both = _joint_conditions(one, other)
    if both is None or goes_before(one, other) or goes_before(other, one):
        return None
    for number, case in enumerate(_joint(one, other)):
        if number == _MOST_CASES:
            _beyond(f"two clauses were held against each other for {_MOST_CASES} of their cases")
            break
        among = left(semantics.targets, one.kind, case, *both)
        hoped = {id(target) for target in aims(among)}
        if all(any(target is wanted for target in among) for wanted in (one, other)) and not (
            {id(one), id(other)} & hoped
        ):
            return case, both, unordered(one, other)
    return None


def _joint_conditions(one: Target, other: Target) -> tuple[str, ...] | None:
    """The conditions under which both hold: that of one, where it implies that of the other, or those of both, where they can
    hold together; `None` where that is not known."""
    if other.condition in one.implied:
        return (one.condition,)
    if one.condition in other.implied:
        return (other.condition,)
    return (one.condition, other.condition) if other.condition in one.meeting else None


def _joint(one: Target, other: Target) -> Iterator[Case]:
    """The cases that both targets cover."""
    choices: list[list[str | None]] = []
    for dimension in DIMENSIONS:
        limits = [names for target in (one, other) if (names := target.limited(dimension)) is not None]
        choices.append([*sorted(frozenset.intersection(*limits))] if limits else [None])
    for chosen in product(*choices):
        yield Case(*chosen)


# ---- from priority to priority


@fact
def for_any_priority(semantics: Semantics) -> list[tuple[str, ...]]:
    """The conditions under which priorities are compared: none, and those about something that decides no priority, so that a
    ticket of each of them can fulfil them."""
    decides: set[str] = set()
    for line in semantics.agreement.all(Applies):
        try:
            space = Space(semantics.agreement, () if line.when is None else (line.when,))
        except UndecidedCondition as reason:
            gave_up(reason, f"what decides {line.path}")
            continue
        decides.update(dimension.name for dimension in space.dimensions)
    asks = {target.condition: target.asks for target in semantics.targets}
    return [
        holding
        for holding in conditions(semantics)
        if all((about := asks[one]) is not None and not about & decides for one in holding)
    ]


@fact
def any_priority(semantics: Semantics) -> list[Case]:
    """The services, sites and plans for which targets differ, whatever the priority."""
    return list(dict.fromkeys(replace(case, priority=None) for case in semantics.cases))


# ---- escalations


def escalated(semantics: Semantics) -> Iterator[tuple[Target, Case]]:
    """Each escalation that holds under no condition, with the cases that it covers."""
    stages = (stage for stage, _ in Deadlines.of(semantics).escalations() if not stage.condition)
    yield from _covering(stages, semantics.cases)


def _covering(among: Iterable[Target], cases: Iterable[Case]) -> Iterator[tuple[Target, Case]]:
    """Each of some targets with each case that it covers."""
    targets = Targets(among)
    kinds = {target.kind for target in targets}
    found: dict[int, list[Case]] = {}
    for case in cases:
        for kind in kinds:
            for target in targets.covering(kind, case):
                found.setdefault(id(target), []).append(case)
    for target in targets:
        yield from ((target, case) for case in found.get(id(target), ()))


def savable(
    semantics: Semantics, stage: Target, case: Case, *under: str
) -> Iterator[tuple[str, list[Deadline]]]:
    """The kinds of targets that an escalation may be meant to save, with their deadlines, under conditions if some are named:
    those that the escalation names, else those that are more than an answer. The last one is it; one that cannot be computed is
    not replaced by another."""
    deadlines = Deadlines.of(semantics)
    named = {write(value) for value in getattr(stage.clause, "for_", ())}
    kinds = [kind for kind, called in TARGET_KINDS.items() if called in named]
    for kind in kinds or ["resolve", "workaround", "onsite"]:
        holding = [
            deadline
            for deadline in deadlines.applicable(case, kind, *under)
            if not deadline.target.average and not deadline.target.rest
        ]
        yield kind, holding
        if holding or semantics.targets.covering(kind, case, ("",)):
            return


# ---- what a ticket waits for


def not_waiting(semantics: Semantics) -> Iterator[tuple[Target, Case]]:
    """Each target of which the clock does not wait for the next opening, with the cases that it covers."""
    running = (
        target for target in semantics.targets if not waits_for_opening(target) and target.length is not None
    )
    yield from _covering(running, semantics.cases)


@dataclass(frozen=True, slots=True)
class Way:
    """How many seconds the way to a site takes, and a case of a ticket there."""

    site: str
    seconds: int
    case: Case


@fact
def ways(semantics: Semantics) -> list[Way]:
    """Every case at every site of which it is said how long the way takes."""
    deadlines = Deadlines.of(semantics)
    return [
        Way(name, seconds, case)
        for name in semantics.agreement.names.get("site", {})
        if (seconds := travel(deadlines, name)) is not None
        for case in dict.fromkeys(replace(case, site=name) for case in semantics.cases)
    ]


@dataclass(frozen=True, slots=True)
class Cover:
    """When a service is open to tickets of the most urgent priority: the clause, the hours that it names, and the case."""

    clause: OpenClause
    hours: str
    clock: HoursClock
    case: Case


@fact
def covers(semantics: Semantics) -> list[Cover]:
    """Each clause that opens a service for the most urgent tickets."""
    urgent = next(iter(priorities(semantics)), None)
    found: list[Cover] = []
    for node in semantics.agreement.all(OpenClause):
        home = semantics.agreement.parent(node)
        hours = write(node.during[0]) if node.during else ""
        clock = semantics.clock(hours) if hours else None
        if urgent is None or not isinstance(home, Service) or clock is None or node.without:
            continue
        named = {write(value) for value in node.for_}
        if not named or urgent in named:
            found.append(Cover(node, hours, clock, Case(urgent, write(home.name))))
    return found
