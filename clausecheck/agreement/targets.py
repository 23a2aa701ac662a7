"""What each clause promises to which tickets, read once from the clause and the blocks around it.

Semantics ("block and clause"): parts on a block's header hold for its clauses. Which of the targets count for one ticket is
decided in `clausecheck.agreement.covering`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from functools import cached_property
from heapq import merge
from itertools import combinations, islice, product
from typing import Any

from clausecheck.agreement.conditions import Space, UndecidedCondition
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.undecided import gave_up
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, Clock, Hours, Node, NoGuarantee
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: The kinds of clauses that set a target, in the order in which a ticket meets them, and what each is called.
TARGET_KINDS: dict[str, str] = {
    "acknowledge": "acknowledgement",
    "respond": "response",
    "update": "update",
    "workaround": "workaround",
    "onsite": "onsite",
    "resolve": "resolution",
}
#: Words for tickets in `for 95% of incidents`.
_TICKETS = frozenset(
    {"", "incidents", "tickets", "requests", "cases", "responses", "issues", "faults", "problems"}
)
#: What `with` says of a time that is only hoped for, and of one that counts beside it.
_AIMS = frozenset({"aim", "goal", "objective", "best effort", "not guaranteed"})
_MAXIMA = frozenset({"maximum", "max", "limit", "guaranteed"})
#: What `with` may say in quotes that belongs to the language.
LEVELS = _AIMS | _MAXIMA
#: Parts that say for which tickets, for which answer or for which time a clause is: two that differ there can both count.
_APART = ("by", "automatic", "on", "at_most", "until")
#: The dimensions of a case, and the kinds of blocks whose names set them.
DIMENSIONS = ("priority", "service", "plan", "site", "region", "tier", "family")


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket, as far as it decides which target holds; `None` is a ticket of which that is not known."""

    priority: str | None = None
    service: str | None = None
    plan: str | None = None
    site: str | None = None
    region: str | None = None
    tier: str | None = None
    family: str | None = None

    @property
    def names(self) -> dict[str, str]:
        """What is known of it, by dimension."""
        return {name: value for name in DIMENSIONS if (value := getattr(self, name)) is not None}


@dataclass(frozen=True)
class Target:
    """What one clause promises, and to whom.

    `scope` holds the names that a dimension is limited to; a dimension that is missing is open. `length` is the promised time
    (`None` for `no guarantee`). `hours` is the hours block on which it counts, `always` where no hours are stated, `during`
    those on which a length counts that names none itself, and `stated` whether the text says so; `outside` names hours while
    whose closing the ticket must be logged, and `window` those while which it must be open: `said` by `during`, or those on
    which the length counts. `share` is the share of cases it holds for, `rest` whether it is for the rest of them. `level` is
    `aim` or `maximum` where the clause is one of two levels of a promise. `condition` is under what it holds, and for which
    tickets where words in quotes say that, as the agreement writes it (`when users >= 5`); `implied` are the conditions of
    other targets that hold whenever it does, `meeting` those others of which it is certain that they can hold with it.
    `asks` are the figures, scales and facts that the condition is about, `None` where it has words that nobody reads.
    """

    kind: str
    clause: Node = field(compare=False)
    length: v.Value | None
    scope: tuple[tuple[str, frozenset[str]], ...] = ()
    hours: str = "always"
    during: str = "always"
    stated: bool = False
    outside: str | None = None
    window: str | None = None
    said: bool = False
    share: v.Value | None = None
    rest: bool = False
    average: bool = False
    each: v.Value | None = None
    level: str = ""
    condition: str = ""
    implied: frozenset[str] = field(default=frozenset(), compare=False)
    meeting: frozenset[str] = field(default=frozenset(), compare=False)
    asks: frozenset[str] | None = field(default=frozenset(), compare=False)

    def covers(self, case: Case) -> bool:
        """Whether it can hold for a case; a dimension that the case leaves open is not covered by a narrower one."""
        for dimension, names in self.scope:
            name = getattr(case, dimension)
            if name is None or name not in names:
                return False
        return True

    def limited(self, dimension: str) -> frozenset[str] | None:
        """The names to which a dimension is limited, `None` when it is open."""
        return self._limits.get(dimension)

    @cached_property
    def _limits(self) -> dict[str, frozenset[str]]:
        return dict(self.scope)

    @cached_property
    def breadth(self) -> tuple[object, ...]:
        """All that decides which targets it puts aside, and which it: two targets of which this is the same stand side by side,
        and go before the same others."""
        return (self.scope, self.condition, self.average, self.population, self.aim, self.length is None)

    @property
    def promised(self) -> bool:
        """Whether it promises a time: `no guarantee`, `tbd`, `unstated` and an aim do not."""
        return (
            self.length is not None
            and not self.aim
            and not isinstance(self.length, v.Tbd | v.Unstated | v.TimeInWords)
        )

    @property
    def aim(self) -> bool:
        """Whether it is only an aim, which promises nothing."""
        return self.level == "aim"

    @cached_property
    def apart(self) -> tuple[object, ...]:
        """What tells apart promises that stand beside each other: an average beside each case, a share and the rest, calls
        beside incidents, an answer by phone beside one by mail. Two targets for one ticket of which this is the same are two
        promises of the same thing."""
        value = self.share.percentage if isinstance(self.share, v.Share) else self.share
        share = value.amount if isinstance(value, v.Percentage) else None
        named = {name for _, names in self.scope for name in names}
        places = (write(value) for value in getattr(self.clause, "at", ()))
        parts = tuple(write(getattr(self.clause, part, None) or ()) for part in _APART)
        return (
            self.average,
            self.population,
            share,
            self.rest,
            tuple(sorted(place for place in places if place not in named)),
            parts,
        )

    @cached_property
    def population(self) -> str:
        """What its share is a share of, where that is not tickets: calls are counted apart from incidents."""
        of = write(self.share.of) if isinstance(self.share, v.Share) else ""
        return "" if of.split(" of ")[0] in _TICKETS else of


_Key = tuple[tuple[str, str], ...]
"""Names of several dimensions, at which a target is looked up."""


class Targets(tuple[Target, ...]):
    """Targets in the order of the text, laid out for many questions about one case."""

    #: Whether there are so many conditions that not every one was held against every other.
    unrelated = False

    def covering(self, kind: str, case: Case, conditions: Iterable[str] | None = None) -> list[Target]:
        """The targets of a kind that cover a case: those under one of some conditions, or under whichever."""
        sorted_ = self._sorted.get(kind, {})
        wanted = sorted_ if conditions is None else [one for one in conditions if one in sorted_]
        keys = _keys(case)
        found = [at for one in wanted for key in keys for at in sorted_[one].get(key, ())]
        return [target for at in sorted(found) if (target := self[at]).covers(case)]

    def conditions_over(self, kind: str, case: Case) -> set[str]:
        """The conditions of the targets of a kind that cover a case, without those that have none."""
        keys = _keys(case)
        return {
            one
            for one, by_names in self._sorted.get(kind, {}).items()
            if one and any(self[at].covers(case) for key in keys for at in by_names.get(key, ()))
        }

    def conditions(self, kind: str) -> frozenset[str]:
        """The conditions under which targets of a kind hold."""
        return self._conditions.get(kind, frozenset())

    def implied(self, condition: str) -> frozenset[str]:
        """The conditions that hold for the tickets of a condition, as far as a target has it."""
        return self._implied.get(condition, frozenset())

    def beside(self, one: Target, start: int = 0) -> Iterator[Target]:
        """The targets from a place on that no dimension keeps apart from a target, in their order."""
        lists: list[list[int]] = []
        for shape in self._shapes:
            common = tuple(name for name in shape if one.limited(name) is not None)
            by_names = self._projected(shape, common)
            names = [key for key in _places(one, common) if key in by_names]
            lists += [by_names[key] for key in names]
        told = -1
        for at in merge(*(islice(places, bisect_left(places, start), None) for places in lists)):
            if at != told:
                yield self[at]
            told = at

    @cached_property
    def _shapes(self) -> dict[tuple[str, ...], list[int]]:
        """The places of targets, by the dimensions to which they are limited."""
        found: dict[tuple[str, ...], list[int]] = {}
        for at, target in enumerate(self):
            found.setdefault(tuple(n for n in DIMENSIONS if target.limited(n) is not None), []).append(at)
        return found

    def _projected(self, shape: tuple[str, ...], common: tuple[str, ...]) -> dict[_Key, list[int]]:
        """The places of the targets of a shape, by their names in some of its dimensions."""
        known = self._projections.get((shape, common))
        if known is None:
            known = self._projections[shape, common] = {}
            for at in self._shapes[shape]:
                for key in _places(self[at], common):
                    known.setdefault(key, []).append(at)
        return known

    @cached_property
    def _projections(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], dict[_Key, list[int]]]:
        return {}

    @cached_property
    def _sorted(self) -> dict[str, dict[str, dict[_Key, list[int]]]]:
        """The places of targets, by kind, by condition, and by names of each of the dimensions to which they are limited."""
        found: dict[str, dict[str, dict[_Key, list[int]]]] = {}
        for at, target in enumerate(self):
            for key in _places(target):
                by_condition = found.setdefault(target.kind, {}).setdefault(target.condition, {})
                by_condition.setdefault(key, []).append(at)
        return found

    @cached_property
    def _conditions(self) -> dict[str, frozenset[str]]:
        return {kind: frozenset(by_condition) - {""} for kind, by_condition in self._sorted.items()}

    @cached_property
    def _implied(self) -> dict[str, frozenset[str]]:
        return {target.condition: target.implied for target in self}


def _keys(case: Case) -> list[_Key]:
    """The names under which the targets are found that may cover a case."""
    known = [(name, value) for name in DIMENSIONS if (value := getattr(case, name)) is not None]
    return [key for size in range(len(known) + 1) for key in combinations(known, size)]


#: Under so many combinations of names a target is looked up; one of more is looked up under fewer of its dimensions.
_MOST_PLACES = 64


def _places(target: Target, dimensions: Sequence[str] = DIMENSIONS) -> Iterator[_Key]:
    """The names of some dimensions under which a target is looked up."""
    limits = [(name, names) for name in dimensions if (names := target.limited(name)) is not None]
    while len(limits) > 1 and math.prod(len(names) for _, names in limits) > _MOST_PLACES:
        limits.remove(max(limits, key=lambda limit: len(limit[1])))
    return product(*([(name, one) for one in names] for name, names in limits))


def targets(agreement: Agreement) -> Targets:
    """Every target that the agreement sets, in the order of the text; those of suppliers (`relies on`) and
    those about data or breaches of security are not about tickets."""
    found: list[Target] = []
    for node in agreement.document.walk():
        if any(block.kind in ("relies", "backup", "security") for block in agreement.ancestors(node)):
            continue
        if node.kind in TARGET_KINDS and isinstance(node, Clause):
            target = target_of(agreement, node, node.kind)
            aim = getattr(node, "aim", None)
            if isinstance(aim, v.Duration) and target is not None:
                # `within 30 minutes, at most 90 minutes`: both levels of one promise.
                aimed = target_of(agreement, node, node.kind, aim)
                found += [replace(aimed, level="aim")] if aimed is not None else []
                target = replace(target, level="maximum")
            if target is not None:
                found.append(target)
        elif isinstance(node, NoGuarantee):
            named = {write(value) for value in node.values}
            for kind, called in TARGET_KINDS.items():
                if called in named and (target := target_of(agreement, node, kind)) is not None:
                    found.append(target)
    return _with_implied(agreement, found)


#: So many conditions that can be evaluated are held against each other; of more, each implies only what it names itself.
_MOST_CONDITIONS = 24


def _with_implied(agreement: Agreement, found: list[Target]) -> Targets:
    """The targets, each with the conditions that hold whenever its own does."""
    parts = {target.condition: _conditions_of(agreement, target.clause) for target in found}
    named: dict[frozenset[str], list[str]] = {}
    for condition, own in parts.items():
        named.setdefault(_spelled(own), []).append(condition)
    implied = {
        one: {other for spelled in _subsets(_spelled(own), named) for other in named[spelled]}
        for one, own in parts.items()
    }
    evaluable = [condition for condition, own in parts.items() if own[1]]
    meeting: dict[str, set[str]] = {one: set() for one in parts}
    if len(evaluable) <= _MOST_CONDITIONS:
        for other in evaluable:
            for one, own in parts.items():
                if other not in implied[one] and _implies(agreement, own, parts[other]):
                    implied[one].add(other)
        for one, other in combinations(evaluable, 2):
            ordered = other in implied[one] or one in implied[other]
            if not ordered and _meet(agreement, parts[one], parts[other]):
                meeting[one].add(other)
                meeting[other].add(one)
    each: dict[str, dict[str, Any]] = {
        one: {
            "implied": frozenset(others | {""}),
            "meeting": frozenset(meeting[one]),
            "asks": _asks(agreement, *parts[one]),
        }
        for one, others in implied.items()
    }
    made = Targets(replace(target, **each[target.condition]) for target in found)
    made.unrelated = len(evaluable) > _MOST_CONDITIONS
    return made


def _spelled(conditions: _Conditions) -> frozenset[str]:
    """The parts of a condition, as they are written."""
    texts, whens = conditions
    return texts | {f"when {write(when)}" for when in whens}


def _subsets(spelled: frozenset[str], among: Mapping[frozenset[str], object]) -> Iterator[frozenset[str]]:
    """Those of some sets that are part of one."""
    if 2 ** len(spelled) > len(among):
        return (other for other in among if other <= spelled)
    sizes = range(len(spelled) + 1)
    each = (frozenset(chosen) for size in sizes for chosen in combinations(spelled, size))
    return (chosen for chosen in each if chosen in among)


_Conditions = tuple[frozenset[str], tuple[v.Condition, ...]]
"""Under which conditions a clause holds: those in words, which nobody reads, and those that can be evaluated."""


def _conditions_of(agreement: Agreement, clause: Node) -> _Conditions:
    carriers = [clause, *(block for block in agreement.ancestors(clause) if isinstance(block, Clause))]
    texts = frozenset(
        write(value)
        for carrier in carriers
        if isinstance(carrier, Clause)
        for value in carrier.for_
        if isinstance(value, v.Text)
    )
    whens = (carrier.when for carrier in carriers if isinstance(carrier, Clause))
    return texts, tuple(when for when in whens if when is not None)


def _implies(agreement: Agreement, one: _Conditions, other: _Conditions) -> bool:
    """Whether every ticket of the first conditions is one of the others, which they do not name."""
    if not other[0] <= one[0]:
        return False
    try:
        space = Space(agreement, (*one[1], *other[1]))
    except UndecidedCondition as reason:
        gave_up(reason, "whether one condition holds for all tickets of another")
        return False
    holding = space.usual.intersection(*(space.where(when) for when in one[1]))
    return bool(holding) and all(holding <= space.where(when) for when in other[1])


def _asks(agreement: Agreement, texts: frozenset[str], whens: Sequence[v.Condition]) -> frozenset[str] | None:
    """What conditions are about; `None` where that is not read."""
    try:
        space = Space(agreement, whens)
    except UndecidedCondition as reason:
        gave_up(reason, "what conditions are about")
        return None
    if texts or any(dimension.kind == "words" for dimension in space.dimensions):
        return None
    return frozenset(dimension.name for dimension in space.dimensions)


def _meet(agreement: Agreement, one: _Conditions, other: _Conditions) -> bool:
    """Whether some ticket certainly is one of both conditions: figures and levels decide, beside at most one fact. Two facts
    may exclude each other, as calls and mails do, and words in quotes are not read."""
    if one[0] or other[0]:
        return False
    try:
        space = Space(agreement, (*one[1], *other[1]))
    except UndecidedCondition as reason:
        gave_up(reason, "whether two conditions can hold together")
        return False
    kinds = [dimension.kind for dimension in space.dimensions]
    if "words" in kinds or kinds.count("fact") > 1:
        return False
    return bool(space.usual.intersection(*(space.where(when) for when in (*one[1], *other[1]))))


def target_of(agreement: Agreement, node: Clause, kind: str, length: v.Value | None = None) -> Target | None:
    """What one clause promises: its own parts and those of the blocks around it. `length` is the promised time where the
    clause has it elsewhere than in `within` or `every`; `None` comes back where it has none."""
    carriers = [node, *(block for block in agreement.ancestors(node) if isinstance(block, Clause))]
    scope, share, rest, described = _addressed(agreement, node, carriers)
    if not isinstance(node, NoGuarantee) and length is None:
        length = getattr(node, "within", None) or getattr(node, "every", None)
        if length is None:
            return None
    during = next((_joined(carrier.during) for carrier in carriers if carrier.during), None)
    days = _whose_days(agreement, during)
    length = _in_days(length, days)
    outside = next((_joined(carrier.outside) for carrier in carriers if carrier.outside), None)
    counted = _counted_on(length)
    if node.outside and not node.during:
        during = None  # what is logged outside some hours counts in elapsed time, whatever the header says
    window = during if node.during or outside is not None or counted is None else counted
    said = during is not None
    if during is None and outside is None:
        during = _clock_hours(agreement, TARGET_KINDS.get(kind, ""), scope)
    conditions = [write(carrier.when) for carrier in carriers if carrier.when is not None]
    if conditions:
        described.append(f"when {' and '.join(conditions)}")
    condition = ", ".join(described)
    return Target(
        kind=kind,
        clause=node,
        length=length,
        scope=tuple((name, frozenset(names)) for name, names in sorted(scope.items())),
        hours=counted or during or "always",
        during=during or "always",
        stated=counted is not None or during is not None or outside is not None,
        outside=outside,
        window=None if window == "always" else window,
        said=said,
        share=share,
        rest=rest,
        average=bool(getattr(node, "on_average", False)),
        each=node.each,
        level=_level(node),
        condition=condition,
        implied=frozenset(("", condition)),
    )


def _whose_days(agreement: Agreement, during: str | None) -> str | None:
    """The hours block whose business days words such as `next business day` mean: that of the clause, else the only one; `None`
    where there are several, or none."""
    blocks = agreement.all(Hours)
    if during is not None:
        return during if any(block.name.text == during for block in blocks) else None
    return blocks[0].name.text if len(blocks) == 1 else None


def _in_days(length: v.Value | None, days: str | None) -> v.Value | None:
    """A length in which `next business day` is the first one of some hours, and `same business day` that of these hours
    (semantics: "words for times"); other lengths as they are."""
    if days is None:
        return length
    if isinstance(length, v.Choice):
        options = (
            _day_of(option, days) if isinstance(option, v.TimeInWords) else option
            for option in length.options
        )
        return replace(length, options=tuple(options))
    return _day_of(length, days) if isinstance(length, v.TimeInWords) else length


def _day_of(words: v.TimeInWords, days: str) -> v.Amount:
    """Words for a business day as one of some hours; other words as they are."""
    hours = v.Name(days, span=words.span)
    if words.text == "next business day":
        return v.Duration(((Decimal(1), "day"),), hours, span=words.span)
    return v.Anchored(words, "of", hours, span=words.span) if words.text == v.SAME_DAY else words


def _level(node: Clause) -> str:
    """Which level of a promise a clause says that it is."""
    said = {value.text.casefold() for value in node.with_ if isinstance(value, v.Text | v.Name)}
    return "aim" if said & _AIMS else "maximum" if said & _MAXIMA else ""


def _addressed(
    agreement: Agreement, node: Clause, carriers: Sequence[Clause]
) -> tuple[dict[str, set[str]], v.Value | None, bool, list[str]]:
    """For which cases a clause and the blocks around it promise something: the names that each dimension is limited to, the
    share of cases, whether it is what holds for the rest of them, and what only words say."""
    scope: dict[str, set[str]] = {}
    for block in carriers[1:]:
        if block.kind in DIMENSIONS:
            scope.setdefault(block.kind, set()).add(write(getattr(block, "name", "")))
    share: v.Value | None = None
    rest = False
    described: list[str] = []
    named: set[str] = set()
    for carrier in carriers:
        own: dict[str, set[str]] = {}
        for value in (*carrier.for_, *(carrier.at if carrier is node else ())):
            if isinstance(value, v.Share | v.Percentage):
                share = share or value
            elif isinstance(value, v.Text) and value in carrier.for_:
                described.append(f"for {write(value)}")
            elif isinstance(value, v.Name):
                rest = rest or value.text == "rest"
                for dimension in DIMENSIONS:
                    if value.text in agreement.names.get(dimension, ()):
                        own.setdefault(dimension, set()).add(value.text)
        for dimension, names in own.items():
            if dimension not in named:  # what the clause says goes before what its block says
                scope[dimension] = names if carrier is node else scope.get(dimension, set()) | names
                named.add(dimension)
    return scope, share, rest, described


def _joined(hours: Iterable[v.Value]) -> str:
    """Several hours as one name, `week and saturday`: open whenever one of them is."""
    return " and ".join(dict.fromkeys(write(value) for value in hours))


def _clock_hours(agreement: Agreement, called: str, scope: dict[str, set[str]]) -> str | None:
    """The hours on which a `clock during …` lets a target count that names none."""
    for block in agreement.all(Clock):
        if not block.during:
            continue
        named = {write(value) for value in block.for_}
        kinds = named & set(TARGET_KINDS.values())
        others = named - kinds - {"all"}
        if (not kinds or called in kinds) and (not others or any(others & names for names in scope.values())):
            return _joined(block.during)
    return None


def _counted_on(length: v.Value | None) -> str | None:
    """The hours block on which a working length counts, or of whose day it is the end."""
    if v.is_day_end(length):
        return write(length.event)
    for value in length.walk() if length is not None else ():
        if isinstance(value, v.Duration) and value.hours is not None:
            return value.hours.text
    return None


def provenance(agreement: Agreement, target: Target) -> str:
    """Which clause gives a target, for people: its place and line."""
    home = agreement.parent(target.clause)
    place = agreement.title(home) if isinstance(home, Block) and home.kind != "file" else "for all"
    return f"{place}, line {agreement.line(target.clause)}"
