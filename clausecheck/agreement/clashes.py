"""Every two figures about one subject, and what they are to each other.

Two commitments about one subject are ordered by special and general, the same, both to be kept, or a contradiction; where
nothing says which of them counts, that is asked; what cannot be compared is undecided (semantics: "two commitments on one
figure", "general and special").
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import field, replace
from fractions import Fraction

from clausecheck.agreement.commitments import EXACT, LEAST, MOST, SHARE, Commitment, commitments
from clausecheck.agreement.figures import LESS, MORE, SAME, UNKNOWN, Figure, compared
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.undecided import gave_up
from clausecheck.language.tree import Guarantee
from clausecheck.quick import dataclass

#: With so many sorts of earlier figures about its subject a figure is compared at the most.
_MOST_SORTS = 100


class Relation(enum.Enum):
    """What two commitments about one subject are to each other, where that is worth a word."""

    TWICE = "two figures for one thing"
    NEVER = "no figure meets both"
    ASKED = "unsaid which counts"
    IDLE = "one of two limits is never reached"
    BLANK = "a figure, and a blank for it"
    OPEN = "cannot be compared"


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """Two commitments in the order of the text, and what they are to each other; `because` says in words what keeps them
    from being one and the same, and `times` how many of the shorter window the longer one touches, where that decides."""

    first: Commitment
    second: Commitment
    relation: Relation
    because: str = ""
    times: int = 0

    @property
    def idle(self) -> tuple[Commitment, Commitment]:
        """Of two limits the one that is never reached, and the one that stops before it."""
        return (self.second, self.first) if self.because == "second" else (self.first, self.second)


@fact
def clashes(semantics: Semantics) -> list[Clash]:
    """Every two commitments about one subject of which something is to be said. Of a clause it is the first such pair for each
    of its figures, the weightiest kind before the others."""
    subjects: dict[tuple[str, ...], _Subject] = {}
    found: list[Clash] = []
    for one in commitments(semantics):
        clash = subjects.setdefault(one.subject, _Subject()).clash(one)
        if clash is not None:
            found.append(clash)
    for subject, about in subjects.items():
        if about.cut:
            called = subject[0].replace("_", " ")
            why = f"a figure about {called} was held against {_MOST_SORTS} of those before it, and there are more"
            gave_up(why, "which figures contradict each other")
    return _one_each(found)


_ORDER = (Relation.NEVER, Relation.TWICE, Relation.BLANK, Relation.IDLE, Relation.ASKED, Relation.OPEN)


@dataclass(slots=True)
class _Sort:
    """Figures of one subject that are alike in all that decides what they are to others: the first of them, a number for what
    they are alike in besides their event and their manner, the weightiest thing that is to be said of it and an earlier figure
    (with its weight), and how many of the sorts were looked at for that."""

    first: Commitment
    core: int
    weightiest: tuple[int, Clash] | None = None
    seen: int = 0


@dataclass(slots=True)
class _Limited:
    """The places of sorts that are limited to things of one kind: of all of them, and of those for each thing, in order."""

    every: list[int] = field(default_factory=list)
    by_value: dict[str, list[int]] = field(default_factory=dict)


class _Subject:
    """The figures about one subject, from top to bottom. What two of them are to each other hangs on their sorts alone, so that
    it is asked once for each two sorts; sorts that are limited to different things are not held against each other."""

    def __init__(self) -> None:
        self._sorts: dict[tuple[object, ...], _Sort] = {}
        self._cores: dict[tuple[object, ...], int] = {}
        self._before: list[_Sort] = []
        self._limited: dict[str, _Limited] = {}
        self._clause: list[Commitment] = []
        self._new: list[_Sort] = []
        self._directions: set[str] = set()
        self.cut = False

    def clash(self, one: Commitment) -> Clash | None:
        """The weightiest thing that is to be said of a figure and one before it. The figure is kept as the latest."""
        if self._clause and self._clause[-1].clause is not one.clause:
            self._next_clause()
        core = self._cores.setdefault(_core(one), len(self._cores))
        key = (core, one.event, one.manner)
        sort = self._sorts.get(key)
        if sort is None:
            sort = self._sorts[key] = _Sort(one, core)
            self._new.append(sort)
        self._look(sort, one)
        pairs = [sort.weightiest, *(_weighed(other, one) for other in self._clause)]
        self._clause.append(one)
        weightiest = min((pair for pair in pairs if pair is not None), key=lambda pair: pair[0], default=None)
        return None if weightiest is None else replace(weightiest[1], second=one)

    def _look(self, sort: _Sort, one: Commitment) -> None:
        """Hold a figure of a sort against the sorts of earlier clauses that were not yet there when the last one was, until
        nothing weightier can follow."""
        self._directions.add(one.direction)
        places = self._met(one, sort.seen)
        self.cut |= len(places) > _MOST_SORTS
        # Only a least and a most can leave nothing between them.
        least = 0 if {LEAST, MOST} <= self._directions else 1
        told: set[tuple[object, ...]] = set()
        for at in places[-_MOST_SORTS:]:
            if sort.weightiest is not None and sort.weightiest[0] <= least:
                break
            other = self._before[at].first
            # Of an event and a manner it only counts whether there are any, and whether they are the same.
            like = (self._before[at].core, *_alike(one.event, other.event), *_alike(one.manner, other.manner))
            if like in told:
                continue
            told.add(like)
            pair = _weighed(other, one)
            if pair is not None and (sort.weightiest is None or pair[0] < sort.weightiest[0]):
                sort.weightiest = pair
        sort.seen = len(self._before)

    def _met(self, one: Commitment, start: int) -> list[int]:
        """The places, from one on, of the sorts that what they are limited to does not keep apart from a figure: the latest, and
        one more than are looked at where there are more."""
        limits = _limits(one)
        lists = [
            places
            for name, limited in self._limited.items()
            for places in (
                [limited.by_value[value] for value in limits[name] if value in limited.by_value]
                if name in limits
                else [limited.every]
            )
        ]
        return sorted(
            {
                at
                for places in lists
                for at in places[max(bisect_left(places, start), len(places) - _MOST_SORTS - 1) :]
            }
        )

    def _next_clause(self) -> None:
        """Keep the sorts of the clause that is over for those that follow: each under the first thing that limits it."""
        for sort in self._new:
            name, values = next(iter(_limits(sort.first).items()), ("", ("",)))
            limited = self._limited.setdefault(name, _Limited())
            limited.every.append(len(self._before))
            for value in values:
                limited.by_value.setdefault(value, []).append(len(self._before))
            self._before.append(sort)
        self._clause, self._new = [], []


def _limits(one: Commitment) -> dict[str, Iterable[str]]:
    """What a figure is limited to: two that are limited to different things of one kind are about two things."""
    return {**one.scope, **{f"in {part}": (said,) for part, said in one.parts.items()}}


def _core(one: Commitment) -> tuple[object, ...]:
    """All that decides what a figure is to another one about its subject, in another clause, besides its event and its manner."""
    figures = () if one.timed else tuple(figure and figure.written for figure in (one.figure, *one.also))
    return (
        frozenset(one.scope.items()),
        frozenset(one.parts.items()),
        figures,
        (one.direction, one.strict, one.blank, one.window, one.grows),
        (one.level, one.timed),
        (one.clause.kind, bool(getattr(one.clause, "subjects", ()))),
    )


def _alike(said: str, again: str) -> tuple[bool, bool]:
    """Whether the second of two words is there, and is the first one."""
    return bool(again), said == again


def _weighed(one: Commitment, other: Commitment) -> tuple[int, Clash] | None:
    """What two figures are to each other, with its place among the relations."""
    clash = related(one, other)
    return None if clash is None else (_ORDER.index(clash.relation), clash)


def _one_each(found: list[Clash]) -> list[Clash]:
    """Clashes without a second one of the same two clauses: two offers that differ in two figures are one pair."""
    told: dict[tuple[int, int], Clash] = {}
    for clash in found:
        pair = (id(clash.first.clause), id(clash.second.clause))
        other = told.get(pair)
        if other is None or _ORDER.index(clash.relation) < _ORDER.index(other.relation):
            told[pair] = clash
    return list(told.values())


# ---- two commitments -----------------------------------------------------------------------------------


def related(one: Commitment, other: Commitment) -> Clash | None:
    """What two commitments of one subject are to each other; `None` where both hold, one is special, they are about two things
    or say the same."""
    if one.clause is other.clause:
        return _one_clause(one, other)
    wider = wider_of(one, other)
    if wider is not None and wider != "same":
        return _narrow_limit(one, other, wider)
    if wider is None:
        return None
    if bool(one.blank) != bool(other.blank):
        twins = one.window == other.window and one.level == other.level
        return Clash(one, other, Relation.BLANK) if twins else None
    if one.blank or one.timed or other.timed:
        return None
    if one.level != other.level:
        return _aim_and_maximum(one, other)
    if one.window != other.window:
        return _two_windows(one, other)
    if one.kind == SHARE:
        return None
    return _one_window(one, other)


def _one_clause(one: Commitment, other: Commitment) -> Clash | None:
    """Two bounds of one clause (`m >= 90% and m < 80%`): they belong together, unless nothing meets both."""
    if one.figure is None or other.figure is None or {one.direction, other.direction} != {LEAST, MOST}:
        return None
    return Clash(one, other, Relation.NEVER) if _nothing_between(one, other) else None


def wider_of(one: Commitment, other: Commitment) -> str | None:
    """Which of two commitments covers strictly more (`first`, `second`), `same` where they cover the same or share a part that
    neither covers alone; `None` where they are about two things, or unordered."""
    narrower: set[str] = set()
    for dimension in one.scope.keys() | other.scope.keys():
        names, also = one.scope.get(dimension), other.scope.get(dimension)
        if names is None or also is None:
            narrower.add("second" if names is None else "first")
        elif not names & also:
            return None
        elif names < also:
            narrower.add("first")
        elif also < names:
            narrower.add("second")
    for part in one.parts.keys() | other.parts.keys():
        said, again = one.parts.get(part), other.parts.get(part)
        if said is not None and again is not None and said != again:
            return None
        if part == "except_" and _inherits(one if said is None else other):
            continue
        if said is None or again is None:
            narrower.add("second" if said is None else "first")
    if not narrower:
        return "same"
    if len(narrower) > 1:
        return None
    return "first" if "second" in narrower else "second"


def _inherits(one: Commitment) -> bool:
    """Whether a guarantee is about a figure that has a clause of its own: what that leaves out, it need not say again."""
    return isinstance(one.clause, Guarantee) and one.kind != "guarantee"


def _narrow_limit(one: Commitment, other: Commitment, wider: str) -> Clash | None:
    """A limit for a part that lies above the limit for the whole: it is never reached. All other special figures go before the
    general one."""
    if one.clause.kind != "limit" or one.window != other.window or one.parts != other.parts:
        return None
    whole, part = (one, other) if wider == "first" else (other, one)
    if whole.figure is None or part.figure is None or compared(part.figure, whole.figure) != MORE:
        return None
    return Clash(one, other, Relation.IDLE, because="second" if part is other else "first")


def _aim_and_maximum(one: Commitment, other: Commitment) -> Clash | None:
    """An aim beyond its maximum; beside a figure without such a word an aim promises nothing."""
    if {one.level, other.level} != {"aim", "maximum"} or one.figure is None or other.figure is None:
        return None
    aim, end = (one, other) if one.level == "aim" else (other, one)
    if aim.figure is None or end.figure is None or aim.direction != end.direction:
        return None
    beyond = LESS if aim.direction == LEAST else MORE
    if compared(aim.figure, end.figure) == beyond:
        return Clash(one, other, Relation.TWICE, because="the aim lies beyond the maximum")
    return None


# ---- one window ----------------------------------------------------------------------------------------


def _one_window(one: Commitment, other: Commitment) -> Clash | None:
    if one.figure is None or other.figure is None:
        return None
    if {one.direction, other.direction} == {LEAST, MOST}:
        return Clash(one, other, Relation.NEVER) if _nothing_between(one, other) else None
    order = compared(one.figure, other.figure)
    if order == SAME and one.strict == other.strict:
        return _two_events(one, other)
    if order == SAME and one.figure.length is not None:
        return None  # a time of exactly 4 hours is nothing that anybody measures
    if order != SAME and _stated_levels(one, other):
        return None
    unsure = _unsure(one, other)
    if order == UNKNOWN and one.figure.length is not None and other.figure.length is not None:
        return Clash(one, other, Relation.ASKED, because="which is longer depends on the calendar")
    if order == UNKNOWN:
        return Clash(one, other, Relation.OPEN, because="they are of two dimensions")
    return Clash(one, other, Relation.ASKED if unsure else Relation.TWICE, because=unsure)


def _nothing_between(one: Commitment, other: Commitment) -> bool:
    """Whether no figure is at least the one and at most the other."""
    least, most = (one, other) if one.direction == LEAST else (other, one)
    assert least.figure is not None and most.figure is not None
    order = compared(least.figure, most.figure)
    return order == MORE or (order == SAME and (least.strict or most.strict))


def _stated_levels(one: Commitment, other: Commitment) -> bool:
    """Whether one of two figures is a level of the other's clause: its minimum."""
    assert one.figure is not None and other.figure is not None
    pairs = [(one, level) for level in other.also] + [(other, level) for level in one.also]
    return any(
        not each.strict and each.figure is not None and compared(each.figure, level) == SAME
        for each, level in pairs
    )


def _two_events(one: Commitment, other: Commitment) -> Clash | None:
    """The same time from two events is not one time; where one of them names no event, the other says it."""
    if one.event and other.event and one.event != other.event:
        return Clash(one, other, Relation.ASKED, because=_events(one, other))
    return None


def _unsure(one: Commitment, other: Commitment) -> str:
    """What two clauses differ in besides their figures, so that they might be about two things; nothing where they do not."""
    if one.event != other.event:
        return _events(one, other)
    if one.manner and other.manner and one.manner != other.manner:
        return "the words beside them differ"
    if one.clause.kind == "charge" and not getattr(one.clause, "subjects", ()):
        return "neither says what it is for"
    return ""


def _events(one: Commitment, other: Commitment) -> str:
    named = [commitment.event or "no event" for commitment in (one, other)]
    return f"one counts from {named[0]}, the other from {named[1]}"


# ---- two windows ---------------------------------------------------------------------------------------


def _two_windows(one: Commitment, other: Commitment) -> Clash | None:
    """Two figures over two windows: both hold. It is a contradiction where no figure meets both, a limit may be idle beside the
    other, and of two levels it is unsaid which counts."""
    if one.figure is None or other.figure is None:
        return None
    longer = other if other.window.holds(one.window) else one if one.window.holds(other.window) else None
    shorter = None if longer is None else one if longer is other else other
    if {one.direction, other.direction} == {LEAST, MOST}:
        return _opposed(one, other, longer, shorter)
    if EXACT in (one.direction, other.direction) and not one.grows:
        return None
    if one.grows or other.grows:
        return _idle_limit(one, other, longer, shorter)
    if not one.window.name or not other.window.name:
        same = compared(one.figure, other.figure) == SAME and one.strict == other.strict
        if same or _stated_levels(one, other):
            return None
    return Clash(one, other, Relation.ASKED, because="their windows differ")


def _opposed(
    one: Commitment, other: Commitment, longer: Commitment | None, shorter: Commitment | None
) -> Clash | None:
    """At least so much over one window and at most so much over the other. A share of a long window is the mean of those of its
    parts; what adds up is counted in whole short windows for the least and in touched ones for the most."""
    if longer is None or shorter is None:
        return None
    if not (one.grows or other.grows):
        return Clash(one, other, Relation.NEVER) if _nothing_between(one, other) else None
    touched, whole = longer.window.holds(shorter.window) or (0, 0)
    most, least = amount_of(shorter.figure), amount_of(longer.figure)
    if most is None or least is None or not _one_dimension(one, other):
        return None
    never = most * touched < least if shorter.direction == MOST else most * whole > least
    return Clash(one, other, Relation.NEVER, times=touched) if never else None


def _idle_limit(
    one: Commitment, other: Commitment, longer: Commitment | None, shorter: Commitment | None
) -> Clash | None:
    """Two limits of what adds up: the one per day is idle where the one per week is no higher, and the one per week where
    even the fullest days stay below it."""
    if longer is None or shorter is None or one.direction != MOST or other.direction != MOST:
        return None
    small, large = amount_of(shorter.figure), amount_of(longer.figure)
    if small is None or large is None or not _one_dimension(one, other):
        return None
    touched = (longer.window.holds(shorter.window) or (0, 0))[0]
    if small >= large:
        return Clash(one, other, Relation.IDLE, because="second" if shorter is other else "first", times=1)
    if small * touched <= large:
        return Clash(
            one, other, Relation.IDLE, because="second" if longer is other else "first", times=touched
        )
    return None


def _one_dimension(one: Commitment, other: Commitment) -> bool:
    assert one.figure is not None and other.figure is not None
    return one.figure.dimension == other.figure.dimension


def amount_of(figure: Figure | None) -> Fraction | None:
    """How much a figure is, in its base unit; a length of time in seconds, where it has a fixed one."""
    if figure is None:
        return None
    if figure.length is not None:
        fixed = figure.length.seconds if figure.length.hours is None else None
        return None if fixed is None else Fraction(fixed)
    return figure.amount
