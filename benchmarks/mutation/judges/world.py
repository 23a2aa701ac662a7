"""One agreement as the judges see it: its clauses, its lengths and the problems that are found in it."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.parser import Parsed
from clausecheck.language.write import write


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
    return days_long(value, 31, 366)


def shortest(value: object) -> Fraction:
    """The fewest days that an elapsed length can last."""
    return days_long(value, 28, 365)


def days_long(value: object, month: int, year: int) -> Fraction:
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


def values_of(node: t.Node) -> Iterator[v.Value]:
    for clause in node.walk() if isinstance(node, t.Block) else (node,):
        for _, value in clause.contents():
            yield from value.walk()


def facts_of(condition: object) -> Iterator[v.Fact]:
    if isinstance(condition, v.Fact):
        yield condition
    elif isinstance(condition, v.Not):
        yield from facts_of(condition.condition)
    elif isinstance(condition, (v.All, v.Any)):
        for inner in condition.conditions:
            yield from facts_of(inner)


#: Results are tried in steps of a thousandth of a percent.
STEPS = 100_000


def thousandths(value: object) -> int:
    if not isinstance(value, v.Percentage) or (value.amount * 1000) % 1:
        raise CannotSay("a band without percentages")
    return int(value.amount * 1000)
