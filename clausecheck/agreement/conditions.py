"""Conditions, evaluated over every case that they tell apart: the levels of the scales that they name, the figures that they
compare (each figure, and each stretch between two), facts that hold or do not, and words in quotes, which nobody here reads.

A case is a `Cell`: one `Point` of every `Dimension`. Figures are exact fractions; a stretch is represented by a figure in it.

Two sets of cases are told apart (semantics: "scale and prose"). The *usual* ones are those of a ticket that has a level on every
scale, where a number of users and a share of them go together only if the number is a small part of all: one user is not
half of the users. The *possible* ones are all: tickets on no level, places with three users. What is wrong in a usual
case is wrong; what never happens must not happen in a possible one either.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import SUBJECTS, TARGETS, Define, Scale
from clausecheck.language.write import number, write
from clausecheck.quick import dataclass

#: More cases than these are not enumerated.
MOST = 20_000

_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class UndecidedCondition(Exception):
    """Why conditions cannot be evaluated, in words."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a dimension: a level, a figure, a stretch between figures (`exact` is `False`), or a truth."""

    value: Fraction | str | bool
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a condition asks about: `kind` is `scale` (points from the most severe level on), `figure` (points from the lowest
    on, `unit` as it is written behind a figure), `fact` (what the language can name, which is so or not), or `words` (what
    stands in quotes). The place behind the last point of a scale is that of a ticket on none of its levels."""

    kind: str
    name: str
    unit: str
    points: tuple[Point, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells dimensions apart."""
        return self.kind, self.name, self.unit

    @property
    def places(self) -> range:
        """The places of a ticket in all that is possible: those of its points, and that of no level."""
        return range(len(self.points) + (self.kind == "scale"))

    @property
    def none(self) -> bool:
        """Whether its first point stands for nothing at all: no user, no site."""
        return (
            self.kind == "figure"
            and not self.unit
            and self.points[0].value == 0
            and (self.points[0].exact or self.points[1].value == 1)
        )

    def words(self, chosen: Sequence[int]) -> str:
        """Neighbouring points, by their places, as a person says them: `impact low`, `users above 25% and below 75%`."""
        if len(self.points) in chosen:
            return f"no level of {self.name}"
        points = [self.points[place] for place in chosen]
        if self.kind == "scale":
            return f"{self.name} {' or '.join(str(point.value) for point in points)}"
        if self.kind in ("fact", "words"):
            return self.name if points[0].value else f"not {self.name}"
        first, last = chosen[0], chosen[-1]
        if first == last and points[0].exact:
            figure = self.figure(first)
            if self.unit:
                return f"{figure} of {self.name}"
            return f"{figure} {self.name.removesuffix('s') if figure == '1' else self.name}"
        if last == 0 and self.none:
            return f"no {self.name}"
        parts = []
        if first > 0:
            parts.append(
                f"from {self.figure(first)}" if points[0].exact else f"above {self.figure(first - 1)}"
            )
        if last + 1 < len(self.points):
            parts.append(f"to {self.figure(last)}" if points[-1].exact else f"below {self.figure(last + 1)}")
        return f"{self.name} {' and '.join(parts)}" if parts else f"any {self.name}"

    def figure(self, place: int) -> str:
        """The figure at a place, with its unit."""
        value = self.points[place].value
        assert isinstance(value, Fraction)
        text = number(Decimal(value.numerator) / Decimal(value.denominator))
        return f"{text}{self.unit}" if self.unit in ("", "%") else f"{text} {self.unit}"


Cell = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _FactTest:
    """What one fact asks: about which dimension, and which values of it fulfil the fact."""

    key: tuple[str, str, str]
    holds: Callable[[Point], bool]
    figures: tuple[Fraction, ...] = ()


class Space:
    """Every case that some conditions tell apart. Raises `UndecidedCondition` where one of them cannot be evaluated."""

    def __init__(self, agreement: Agreement, conditions: Iterable[v.Condition]) -> None:
        self._scales = {
            write(node.name): [write(level).strip('"') for level in node.levels]
            for node in agreement.all(Scale)
            if node.name is not None
        }
        self._observable = frozenset((*SUBJECTS, *TARGETS)).union(*agreement.names.values())
        self._meanings = _meanings(agreement, self._scales)
        self._fact_tests: dict[str, _FactTest | v.Condition] = {}
        #: Whether a word of the conditions stands for another condition (`define "major" when users >= 50`).
        self.defined = False
        figures: dict[tuple[str, str, str], set[Fraction]] = {}
        for condition in conditions:
            for fact_test in self._gather(condition, 0):
                figures.setdefault(fact_test.key, set()).update(fact_test.figures)
        self.dimensions = tuple(self._dimension(key, figures[key]) for key in figures)
        self._place = {dimension.key: place for place, dimension in enumerate(self.dimensions)}
        if math.prod(len(dimension.places) for dimension in self.dimensions) > MOST:
            raise UndecidedCondition(f"the conditions tell more than {MOST} cases apart")
        #: Every case that can be.
        self.possible: frozenset[Cell] = frozenset(
            itertools.product(*(dimension.places for dimension in self.dimensions))
        )
        #: Those of them that are usual.
        self.usual: frozenset[Cell] = frozenset(cell for cell in self.possible if self._is_usual(cell))

    def _is_usual(self, cell: Cell) -> bool:
        """Whether a ticket has a level on every scale, and as large a share of all users as it has users."""
        counts = {
            dimension.name: (dimension, place)
            for dimension, place in zip(self.dimensions, cell, strict=True)
            if dimension.kind == "figure" and not dimension.unit
        }
        for dimension, place in zip(self.dimensions, cell, strict=True):
            if place == len(dimension.points):
                return False
            if dimension.unit == "%" and dimension.name in counts:
                count, at = counts[dimension.name]
                if at + 1 < len(count.points) and place != _smallest(dimension, at == 0 and count.none):
                    return False
        return True

    def asks(self, condition: v.Condition) -> frozenset[int]:
        """The dimensions, by their places, of which a condition asks."""
        if isinstance(condition, v.Not):
            return self.asks(condition.condition)
        if isinstance(condition, v.All | v.Any):
            return frozenset().union(*map(self.asks, condition.conditions))
        fact_test = self._fact_tests[write(condition)]
        if isinstance(fact_test, _FactTest):
            return frozenset({self._place[fact_test.key]})
        return self.asks(fact_test)

    def grows(self, cells: frozenset[Cell], axis: int) -> bool:
        """Whether some usual cases hold all worse ones, too: with a more severe level, a higher figure, a fact that is so. A
        workaround is the one fact that makes a case milder."""
        dimension = self.dimensions[axis]
        step = 1 if dimension.kind == "figure" or dimension.name == "workaround" else -1
        worse = {(*cell[:axis], cell[axis] + step, *cell[axis + 1 :]) for cell in cells}
        return (worse & self.usual) <= cells

    def whatever(self, cells: frozenset[Cell]) -> frozenset[Cell]:
        """Those of some usual cases that are among them whatever the words in quotes mean."""
        read = [place for place, dimension in enumerate(self.dimensions) if dimension.kind != "words"]
        others = {tuple(cell[place] for place in read) for cell in self.usual - cells}
        return frozenset(cell for cell in cells if tuple(cell[place] for place in read) not in others)

    def true(self, condition: v.Condition, cell: Cell) -> bool:
        """Whether a condition holds in a case."""
        if isinstance(condition, v.Not):
            return not self.true(condition.condition, cell)
        if isinstance(condition, v.All):
            return all(self.true(part, cell) for part in condition.conditions)
        if isinstance(condition, v.Any):
            return any(self.true(part, cell) for part in condition.conditions)
        fact_test = self._fact_tests[write(condition)]
        if not isinstance(fact_test, _FactTest):
            return self.true(fact_test, cell)
        place = self._place[fact_test.key]
        points = self.dimensions[place].points
        return cell[place] < len(points) and fact_test.holds(points[cell[place]])

    def where(self, condition: v.Condition) -> frozenset[Cell]:
        """Every possible case in which a condition holds."""
        return frozenset(cell for cell in self.possible if self.true(condition, cell))

    def words(self, cell: Cell) -> str:
        """A case for people: `impact low, urgency medium`."""
        return ", ".join(d.words([place]) for d, place in zip(self.dimensions, cell, strict=True))

    def summed(self, cells: Iterable[Cell]) -> list[str]:
        """Several cases in few words: what does not matter is left out, neighbours are joined, and tickets that are about no
        user at all come last."""
        rest = set(cells)
        wording: list[str] = []
        for cell in sorted(rest, key=lambda cell: (self._nothing(cell), cell)):
            if cell not in rest:
                continue
            box = self._box(cell, rest | (self.possible - self.usual))
            rest -= set(itertools.product(*box))
            words = [
                dimension.words(chosen)
                for dimension, chosen in zip(self.dimensions, box, strict=True)
                if len(chosen) < len(dimension.points)
            ]
            wording.append(", ".join(words) or "any case")
        return wording

    def _nothing(self, cell: Cell) -> bool:
        """Whether a figure of a case is none."""
        return any(d.none and place == 0 for d, place in zip(self.dimensions, cell, strict=True))

    def _box(self, cell: Cell, among: set[Cell]) -> list[list[int]]:
        """The largest block of cases around one, grown along one dimension after the other."""
        box = [[place] for place in cell]
        for index, dimension in enumerate(self.dimensions):
            for place in range(cell[index] + 1, len(dimension.points)):
                slab = [*box[:index], [place], *box[index + 1 :]]
                if not among.issuperset(itertools.product(*slab)):
                    break
                box[index].append(place)
        return box

    def _gather(self, condition: v.Condition, depth: int) -> Iterator[_FactTest]:
        if isinstance(condition, v.Not):
            yield from self._gather(condition.condition, depth)
        elif isinstance(condition, v.All | v.Any):
            for part in condition.conditions:
                yield from self._gather(part, depth)
        else:
            meaning = self._meanings.get(_plain(condition.subject)) if _is_bare(condition) else None
            if meaning is not None and depth < 5:
                self._fact_tests[write(condition)] = meaning
                self.defined = True
                yield from self._gather(meaning, depth + 1)
                return
            fact_test = self._read(condition)
            self._fact_tests[write(condition)] = fact_test
            yield fact_test

    def _read(self, fact: v.Fact) -> _FactTest:
        subject = _plain(fact.subject)
        if isinstance(fact.subject, v.Name) and (level := self._level(fact)) is not None:
            return level
        if not fact.compares or fact.state or fact.amount is not None:
            if any(isinstance(part, v.Tbd | v.Unstated) for part in fact.walk()):
                raise UndecidedCondition(f"`{write(fact)}` is open")
            text = write(fact)
            if text in self._scales:
                raise UndecidedCondition(f"`{text}` names a scale, and no level of it")
            unread = any(
                isinstance(part, v.Text) or (isinstance(part, v.Name) and part.text not in self._observable)
                for part in fact.walk()
            )
            name = text if isinstance(fact.subject, v.Name) else text.casefold()
            return _FactTest(("words" if unread else "fact", name, ""), _is_true)
        tests = [test for compare in fact.compares for test in _tests(compare)]
        units = {unit for _, _, unit in tests}
        if len(units) != 1:
            raise UndecidedCondition(f"`{write(fact)}` compares figures of different kinds")
        return _FactTest(
            ("figure", subject, units.pop()),
            lambda point: all(_COMPARE[sign](point.value, figure) for sign, figure, _ in tests),  # type: ignore[arg-type]
            tuple(figure for _, figure, _ in tests),
        )

    def _level(self, fact: v.Fact) -> _FactTest | None:
        """A fact about a scale: `impact high`, the name of a level alone, or `severity <= 2`."""
        text = _plain(fact.subject)
        scale, _, level = text.partition(" ")
        if not fact.compares and not fact.state and fact.amount is None:
            owners = [name for name, levels in self._scales.items() if text in levels]
            if level and level in self._scales.get(scale, ()):
                chosen = (scale, level)
            elif len(owners) == 1:
                chosen = (owners[0], text)
            else:
                return None
            return _FactTest(("scale", chosen[0], ""), lambda point: point.value == chosen[1])
        levels = self._scales.get(text)
        if levels is None or not all(name.isdigit() for name in levels):
            return None
        tests = [test for compare in fact.compares for test in _tests(compare)]
        return _FactTest(
            ("scale", text, ""),
            lambda point: all(
                _COMPARE[sign](Fraction(str(point.value)), figure) for sign, figure, _ in tests
            ),
        )

    def _dimension(self, key: tuple[str, str, str], figures: set[Fraction]) -> Dimension:
        kind, name, unit = key
        if kind == "scale":
            return Dimension(kind, name, unit, tuple(Point(level) for level in self._scales[name]))
        if kind in ("fact", "words"):
            return Dimension(kind, name, unit, (Point(True), Point(False)))
        return Dimension(kind, name, unit, _partition(sorted(figures), unit))


def _smallest(share: Dimension, none: bool) -> int:
    """The place of the smallest share that there is of `none`, or of a few among many."""
    lowest = share.points[0]
    return 1 if lowest.exact and lowest.value == 0 and not none and len(share.points) > 1 else 0


def _is_true(point: Point) -> bool:
    return bool(point.value)


def _plain(subject: v.Value) -> str:
    return subject.text if isinstance(subject, v.Name | v.Text) else write(subject)


def _is_bare(fact: v.Fact) -> bool:
    return isinstance(fact.subject, v.Name) and not (fact.compares or fact.state or fact.amount)


def _meanings(agreement: Agreement, scales: dict[str, list[str]]) -> dict[str, v.Condition]:
    """The words that are defined by a condition; those of a scale only where every level is, so that levels stay apart."""
    defined: dict[str, v.Condition] = {}
    for node in agreement.all(Define):
        called = node.title or node.name
        if node.when is not None and called is not None:
            defined[called.text] = node.when
    for name, levels in scales.items():
        spellings = [{f"{name} {level}", level} for level in levels]
        if not all(spelling & defined.keys() for spelling in spellings):
            for spelling in spellings:
                for word in spelling:
                    defined.pop(word, None)
        else:
            for level in levels:
                meaning = defined.get(f"{name} {level}", defined.get(level))
                assert meaning is not None
                defined[f"{name} {level}"] = meaning
    return defined


def _tests(compare: v.Compare | v.Between) -> list[tuple[str, Fraction, str]]:
    """What a comparison asks of a figure: the sign, the figure, and its unit."""
    if isinstance(compare, v.Between):
        return [(">=", *_figure(compare.low)), ("<=", *_figure(compare.high))]
    return [(compare.operator, *_figure(compare.amount))]


def _figure(amount: v.Value) -> tuple[Fraction, str]:
    if isinstance(amount, v.Percentage):
        return Fraction(amount.amount), "%"
    if isinstance(amount, v.Number | v.Count):
        return Fraction(amount.amount), ""
    if isinstance(amount, v.Duration) and amount.hours is None and amount.seconds is not None:
        return Fraction(amount.seconds) / 60, "minutes"
    if isinstance(amount, v.Money) and amount.currency:
        return Fraction(amount.amount), amount.currency
    raise UndecidedCondition(f"`{write(amount)}` is no figure that can be compared")


def _partition(figures: list[Fraction], unit: str) -> tuple[Point, ...]:
    """Every figure, and a figure from each stretch below, between and above them. Numbers without a unit count whole things;
    percentages end at 0 and 100."""
    whole = unit == "" and all(figure.denominator == 1 for figure in figures)
    points: list[Point] = []
    if figures[0] > 0:
        points.append(Point(Fraction(0) if whole else figures[0] / 2, exact=False))
    for figure, after in itertools.pairwise(figures):
        points.append(Point(figure))
        if not whole or after - figure > 1:
            points.append(Point(figure + 1 if whole else (figure + after) / 2, exact=False))
    last = figures[-1]
    points.append(Point(last))
    if unit != "%" or last < 100:
        points.append(Point((last + 100) / 2 if unit == "%" else last + 1, exact=False))
    return tuple(points)
