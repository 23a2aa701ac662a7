"""What an agreement means in time, computed once and shared by whoever asks: its horizon, its hours, its clocks and its
targets, as of one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, TypeVar

from clausecheck.agreement.clock import HoursClock, JoinedClock
from clausecheck.agreement.covering import cases
from clausecheck.agreement.hours import (
    Horizon,
    HoursSemantics,
    agreement_zone,
    clock,
    horizon,
    hours,
    meant_hours,
)
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.remembered import Over, clock_of, over
from clausecheck.agreement.targets import Case, Targets, targets

T = TypeVar("T")


def fact(function: Callable[[Semantics], T]) -> Callable[[Semantics], T]:
    """A function of the semantics that several checks ask for: it is computed once for an agreement, and kept. It gives a
    value that can be read again and again, so a list and no iterator."""

    @wraps(function)
    def kept(semantics: Semantics) -> T:
        return semantics.once(function)

    return kept


class TooMuch(Exception):
    """There is more to be compared than anybody would read: a rule that comes to it is undecided from there on, and what it has
    found stands. The message is a clause for people: `more than 2,000 pairs of deadlines`."""


class Semantics:
    """The meaning of one agreement as of one day. One check of an agreement makes one, and all its checks share it.

    `wordless` is that of an agreement whose words in quotes say nothing: what only they could narrow down is then open.
    """

    def __init__(self, agreement: Agreement, as_of: dt.date, *, wordless: bool = False) -> None:
        self.agreement = agreement
        self.as_of = as_of
        self.wordless = wordless
        self._clocks: dict[str, HoursClock | None] = {}
        self._meant: dict[str, str] = {}
        self._widest: dict[str, HoursClock | None] = {}
        self._once: dict[Callable[[Semantics], Any], Any] = {}
        self._over: dict[tuple[int, int], Over] = {}

    def over(self, start: int, end: int) -> Over:
        """The weeks from one instant to another, and what is known of waits and of comparisons over them."""
        if (start, end) not in self._over:
            self._over[start, end] = over(start, end)
        return self._over[start, end]

    def once(self, function: Callable[[Semantics], T]) -> T:
        """What a function makes of this, computed when it is first asked for and kept."""
        if function not in self._once:
            self._once[function] = function(self)
        found: T = self._once[function]
        return found

    @cached_property
    def horizon(self) -> Horizon:
        """The dates over which everything is computed."""
        return horizon(self.agreement, self.as_of)

    @cached_property
    def hours(self) -> dict[str, HoursSemantics]:
        """Every hours block by its name, and `always`."""
        return hours(self.agreement)

    def hours_of(self, name: str) -> HoursSemantics | None:
        """The hours block that a name means (`meant_hours`); `None` where there is none."""
        if name not in self._meant:
            self._meant[name] = meant_hours(self.agreement, name)
        return self.hours.get(self._meant[name])

    @cached_property
    def zone(self) -> str | None:
        """The zone of the agreement, when it states one that exists."""
        return agreement_zone(self.agreement)

    @cached_property
    def targets(self) -> Targets:
        """Every target of the agreement, in the order of the text."""
        return targets(self.agreement)

    @cached_property
    def cases(self) -> list[Case]:
        """The cases that differ in a target."""
        return cases(self.agreement, self.targets)

    def clock(self, name: str) -> HoursClock | None:
        """The clock of an hours block over the horizon, or of several (`week and saturday`), which is open whenever one of
        them is; `None` where it is undecided (`why_not` says why)."""
        if name not in self._clocks and " and " in name:
            members = [self.clock(one) for one in name.split(" and ")]
            known = [clock for clock in members if clock is not None]
            together = len(known) == len(members) and len({clock.spec.zone for clock in known}) == 1
            self._clocks[name] = JoinedClock(name, known) if together else None
        if name not in self._clocks:
            semantics = self.hours_of(name)
            self._clocks[name] = clock(semantics, self.horizon) if semantics is not None else None
        return self._clocks[name]

    def widest(self, name: str) -> HoursClock | None:
        """The clock of hours of which it is not said when they open, as if that were around the clock on every day that may be
        one of theirs; `None` for hours that are said, and for those of which more is unknown."""
        if name not in self._widest:
            semantics = self.hours_of(name)
            spec = semantics.widest if semantics is not None else None
            self._widest[name] = (
                clock_of(spec, self.horizon.first, self.horizon.last) if spec is not None else None
            )
        return self._widest[name]

    def why_not(self, name: str) -> str:
        """Why there is no clock of that name, in words."""
        if " and " in name:
            names = name.split(" and ")
            reasons = [self.why_not(one) for one in names if self.clock(one) is None]
            return reasons[0] if reasons else "they are in different time zones"
        semantics = self.hours_of(name)
        return f"no hours are called `{name}`" if semantics is None else semantics.undecided
