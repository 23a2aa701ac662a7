"""What the versions of one text share while somebody writes it: the clocks of equal hours, and what was computed with them.

A change in one clause leaves most hours and most deadlines as they were. All that is kept follows from its key alone, so a check
that remembers finds what one that does not would find. Only who checks a text again and again remembers at all.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import field

from clausecheck.agreement.clock import HoursClock, HoursSpec
from clausecheck.agreement.due import Comparison, Due, LoggedWhen, Waits, Weeks
from clausecheck.quick import dataclass

MOST_CLOCKS = 100
MOST_FIGURES = 20_000
"""Of more clocks, or figures, than these nothing is kept: it begins anew."""

#: A run of weeks, and what was computed over them: how long tickets wait, and how two deadlines compare.
Over = tuple[
    Weeks,
    dict[tuple[Due, LoggedWhen, LoggedWhen], Waits | None],
    dict[tuple[Due, Due, LoggedWhen, int], Comparison | None],
]


@dataclass(slots=True)
class Memory:
    """What is kept of a text: `clocks` by their hours and their first and last day, and of each run of weeks, by its beginning
    and end, the kinds of its weeks, and what was computed over them."""

    clocks: dict[tuple[HoursSpec, dt.date, dt.date], HoursClock] = field(default_factory=dict)
    weeks: dict[tuple[int, int], Over] = field(default_factory=dict)

    def trim(self) -> None:
        """Forget all where it has become too much."""
        figures = sum(len(each) for _, waits, compared in self.weeks.values() for each in (waits, compared))
        if len(self.clocks) > MOST_CLOCKS or figures > MOST_FIGURES:
            self.clocks.clear()
            self.weeks.clear()


_memory: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextlib.contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """While this lasts, what is computed goes into a memory, and comes out of it."""
    memory.trim()
    token = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(token)


def clock_of(spec: HoursSpec, first: dt.date, last: dt.date) -> HoursClock:
    """The clock of some hours between two days. Raises as `HoursClock` does."""
    memory = _memory.get()
    if memory is None:
        return HoursClock(spec, first, last)
    key = (spec, first, last)
    if key not in memory.clocks:
        memory.clocks[key] = HoursClock(spec, first, last)
    return memory.clocks[key]


def over(start: int, end: int) -> Over:
    """The weeks from one instant to another, and what is known of waits and of comparisons over them."""
    memory = _memory.get()
    if memory is None:
        return Weeks(start, end), {}, {}
    return memory.weeks.setdefault((start, end), (Weeks(start, end), {}, {}))
