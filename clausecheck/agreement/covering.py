"""Which targets count for a ticket: the one place where special clauses go before general ones and hours divide the moments.

Semantics ("general and special", "during / outside"), for the tickets of a case:

1. A clause about the priority of the ticket puts aside those that are not, except a plan's.
2. A clause that covers strictly fewer tickets (priority, service, plan, site, condition) goes before the wider one.
3. Hours divide the moments of logging among the clauses that are left. `during H` covers the tickets that are logged while H
   is open, `outside H` those while it is closed. A clause without hours takes the other moments; without one they fall to the
   `during` clause whose hours open next. What then still has no clause is a gap.
4. Of clauses that are left for one ticket and one moment all come back: two for the same thing contradict each other.

Of two levels of one promise the aim promises nothing. Every reader asks here: the matrix of targets, deadlines and their
comparison, simulation, and the rules about targets that are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import merge

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target, Targets
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class Moments:
    """When a ticket is logged, by the names of hours: while all of `open_` are open and all of `shut` are closed, while of
    `rivals` none opens before `first` does (open hours open at once), and at none of the moments `beside`."""

    open_: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()
    first: str | None = None
    rivals: frozenset[str] = frozenset()
    beside: frozenset[Moments] = frozenset()

    @property
    def possible(self) -> bool:
        """Whether there can be such moments, as far as the names show it."""
        if self.open_ & self.shut:
            return False
        return not any(
            other.first is None and not other.beside and other.open_ <= self.open_ and other.shut <= self.shut
            for other in self.beside
        )


AT_ANY_TIME = Moments()


@dataclass(frozen=True, slots=True)
class Held:
    """A target that counts for the tickets of a case that are logged at some moments."""

    target: Target
    moments: Moments


# ---- general and special


def within(one: Target, other: Target) -> bool:
    """Whether every ticket that a target covers, whenever it is logged, is covered by another."""
    for dimension, wide in other.scope:
        narrow = one.limited(dimension)
        if narrow is None or not narrow <= wide:
            return False
    return other.condition in one.implied


def goes_before(one: Target, other: Target) -> bool:
    """Whether a target puts another aside for the tickets that both cover. No promise puts a denial aside, and no aim a
    promise."""
    if (one.average, one.population) != (other.average, other.population) or (one.aim and not other.aim):
        return False
    if other.length is None and one.length is not None:
        return False
    if (
        one.limited("priority") is not None
        and other.limited("priority") is None
        and other.limited("plan") is None
    ):
        return True
    return within(one, other) and not within(other, one)


def unordered(one: Target, other: Target) -> bool:
    """Whether one is a plan's clause without a priority and the other a priority's, so that nothing says which counts."""
    for plan, priority in ((one, other), (other, one)):
        if (
            plan.limited("plan") is not None
            and plan.limited("priority") is None
            and priority.limited("priority") is not None
        ):
            return not goes_before(priority, plan)
    return False


def left(found: Iterable[Target], kind: str, case: Case, *conditions: str) -> list[Target]:
    """The targets of a kind that are left for the tickets of a case, whenever they are logged. With `conditions`, which targets
    have, for those that fulfil all of them; without for those that fulfil none."""
    every = _laid_out(found)
    asked = frozenset(conditions) - {""}
    holding = asked.union({""}, *(every.implied(condition) for condition in asked))
    covering = every.covering(kind, case, holding)
    # Targets of one breadth put the same others aside, so that one of each decides for all.
    breadths = {target.breadth: target for target in covering}
    aside = {
        breadth
        for breadth, target in breadths.items()
        if any(goes_before(other, target) for other in breadths.values())
    }
    return [target for target in covering if target.breadth not in aside]


def _laid_out(found: Iterable[Target]) -> Targets:
    return found if isinstance(found, Targets) else Targets(found)


# ---- levels of one promise


def aims(among: Sequence[Target]) -> list[Target]:
    """Which of the targets that are left are only aims: those that say so, and those beside which the maximum stands."""
    maxima: dict[tuple[object, ...], dict[tuple[object, ...], Target]] = {}
    for target in among:
        if target.level == "maximum":
            alike_ = maxima.setdefault((target.kind, target.scope, target.apart), {})
            alike_[target.condition, target.window, target.outside] = target
    return [
        target
        for target in among
        if target.aim
        or (
            target.level != "maximum"
            and any(
                maximum_of(other, target)
                for other in maxima.get((target.kind, target.scope, target.apart), {}).values()
            )
        )
    ]


def maximum_of(one: Target, other: Target) -> bool:
    """Whether one target is the maximum of which another is the aim."""
    levels = one.level == "maximum" != other.level or (other.aim and not one.aim)
    hours = one.outside == other.outside and (
        one.window == other.window or None in (one.window, other.window)
    )
    return levels and hours and alike(one, other)


def alike(one: Target, other: Target) -> bool:
    """Whether two targets are about the same thing for the same tickets, whenever these are logged."""
    return one.kind == other.kind and one.apart == other.apart and within(one, other) and within(other, one)


# ---- hours


def divided(among: Iterable[Target]) -> Iterator[Held]:
    """The moments at which each of the targets counts that are left for a ticket. Those that stand beside each other, such as
    a share and the rest, are divided each for itself."""
    groups: dict[tuple[object, ...], list[Target]] = {}
    for target in among:
        groups.setdefault(target.apart, []).append(target)
    for group in groups.values():
        yield from _divided(group)


def _divided(group: list[Target]) -> Iterator[Held]:
    """The moments of targets about the same thing."""
    plain = any(target.window is None and target.outside is None for target in group)
    own = {id(target): moments for target in group if (moments := _own(target, plain)) is not None}
    rest = _other_than(own.values())
    unlimited = [target for target in group if id(target) not in own]
    windows = [target for target in group if id(target) in own and target.outside is None]
    names = frozenset(target.window for target in windows if target.window is not None)
    for target in group:
        if id(target) not in own:
            yield from _held(target, rest)
        elif unlimited or target not in windows:
            yield from _held(target, own[id(target)])
        elif len(windows) == len(group):
            rivals = names - {target.window}
            yield Held(target, Moments(first=target.window, rivals=rivals) if rivals else AT_ANY_TIME)
        else:
            yield from _held(target, own[id(target)])
            assert target.window is not None
            gap = replace(rest, shut=rest.shut | {target.window})
            rivals = names - {target.window}
            yield from _held(target, replace(gap, first=target.window if rivals else None, rivals=rivals))


def _own(target: Target, plain: bool = False) -> Moments | None:
    """The moments for which a target says that it is; `None` where it says none. A length that counts on some hours
    (`4 desk hours`) is for the tickets of these hours, but not beside a `plain` one, which says no hours at all: these are two
    lengths for the same tickets."""
    if (target.window is None or (plain and not target.said)) and target.outside is None:
        return None
    open_ = frozenset((target.window,)) if target.window is not None else frozenset()
    shut = frozenset((target.outside,)) if target.outside is not None else frozenset()
    return Moments(open_, shut)


def _held(target: Target, moments: Moments) -> Iterator[Held]:
    if moments.possible:
        yield Held(target, moments)


def _other_than(taken: Iterable[Moments]) -> Moments:
    """The moments that are none of these."""
    open_: set[str] = set()
    shut: set[str] = set()
    beside: set[Moments] = set()
    for moments in taken:
        if len(moments.open_) + len(moments.shut) == 1:
            open_ |= moments.shut
            shut |= moments.open_
        else:
            beside.add(moments)
    return Moments(frozenset(open_), frozenset(shut), beside=frozenset(beside))


def gap(among: Iterable[Target]) -> Moments | None:
    """The moments for which none of the targets counts that are left for a ticket; `None` where there are none."""
    each = [target for target in among if not target.average]
    own = [moments for target in each if (moments := _own(target)) is not None]
    if all(target.length is None for target in each) or len(own) < len(each):
        return None
    if any(target.outside is None for target in each):
        return None
    rest = _other_than(own)
    return rest if rest.possible else None


# ---- answers


def effective(
    found: Iterable[Target], kind: str, case: Case, condition: str | None = None
) -> tuple[Target, ...]:
    """The targets of a kind that can count for a case: at some moment, and under `condition` or, without one, under some
    condition or none.

    Several come back where an agreement splits a promise (shares of cases and their rest, several hours, an average beside
    each case, an aim and its maximum) or contradicts itself.
    """
    every = _laid_out(found)
    asked = [condition] if condition is not None else ["", *(t.condition for t in every.covering(kind, case))]
    unique = {
        id(held.target): held.target
        for one in dict.fromkeys(asked)
        for held in divided(left(every, kind, case, one))
    }
    return tuple(sorted(unique.values(), key=lambda target: target.clause.span.start))


def promised(found: Iterable[Target], kind: str, case: Case, *conditions: str) -> Iterator[Held]:
    """The targets of a kind that count for the tickets of a case, without those that are only aims, each with the moments."""
    among = left(found, kind, case, *conditions)
    hoped = {id(target) for target in aims(among)}
    yield from divided(target for target in among if id(target) not in hoped)


def cases(agreement: Agreement, found: Iterable[Target]) -> list[Case]:
    """The cases worth a row: each priority, and each service, plan and site for which a target differs."""
    listed = _laid_out(found)
    priorities: list[str | None] = list(agreement.names.get("priority", {}))
    if any(target.limited("priority") is None for target in listed) and not priorities:
        priorities = [None]
    special = _by_priority(listed)
    rows: dict[Case, None] = {}
    looked_at: set[Case] = set()
    for priority in priorities:
        base = Case(priority)
        rows[base] = None
        general = {kind: effective(listed, kind, base) for kind in TARGET_KINDS}
        for dimensions in _combinations(listed[at] for at in _of_priority(special, priority)):
            case = Case(priority, **dimensions)
            if case in looked_at:
                continue
            looked_at.add(case)
            if any(effective(listed, kind, case) != general[kind] for kind in TARGET_KINDS):
                rows[case] = None
    return list(rows)


def _by_priority(found: Targets) -> dict[str | None, list[int]]:
    """The places of the targets that are limited to something besides priorities, by each priority they are for; `None`
    stands for all."""
    places: dict[str | None, list[int]] = {}
    for at, target in enumerate(found):
        if any(dimension != "priority" for dimension, _ in target.scope):
            names = target.limited("priority")
            for name in (None,) if names is None else names:
                places.setdefault(name, []).append(at)
    return places


def _of_priority(special: dict[str | None, list[int]], priority: str | None) -> Iterable[int]:
    """The places of those for a priority, or for all, in their order."""
    own = () if priority is None else special.get(priority, ())
    return merge(own, special.get(None, ()))


def _combinations(found: Iterable[Target]) -> Iterator[dict[str, str]]:
    """The combinations of service, plan and site that some targets name."""
    for target in found:
        narrow = [
            (dimension, sorted(values)) for dimension, values in target.scope if dimension != "priority"
        ]
        made: list[dict[str, str]] = [{}]
        for dimension, values in narrow:
            made = [{**one, dimension: value} for one in made for value in values]
        yield from (one for one in made if one)
