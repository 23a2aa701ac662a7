"""A promised percentage in words and in time, as all checks of availability read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.uptime import MeasuringWindow, UptimePromise, seconds
from clausecheck.agreement.words import exact_length
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Words for work that is planned.
PLANNED = re.compile(
    r"\b(?:maintenance|(?:un)?scheduled|unplanned|planned (?:maintenance|outages?|downtime|work))\b",
    re.IGNORECASE,
)


def promise_words(promise: UptimePromise) -> str:
    """The promise in its own words: `99.9% each month`."""
    clause = promise.clause
    if clause.each is None and clause.averaged_over is not None:
        return f"{write(clause.value)} averaged over {write(clause.averaged_over)}"
    return write(clause.value) + (f" each {write(clause.each)}" if clause.each is not None else "")


def between(low: Fraction, high: Fraction) -> str:
    """Two lengths of time for people, one where they are the same: `40 minutes to 44 minutes`."""
    return exact_length(low) if low == high else f"{exact_length(low)} to {exact_length(high)}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long a promise lets its service be down: in the shortest and in the longest instance of its window, in seconds."""

    promise: UptimePromise
    window: MeasuringWindow
    low: Fraction
    high: Fraction


def allowance(semantics: Semantics, promise: UptimePromise) -> Allowance | None:
    """The downtime that a promise allows; `None` where its window is unknown."""
    window = uptime.counted_in(semantics, promise)
    if window is None:
        return None
    return Allowance(promise, window, promise.missing * window.shortest, promise.missing * window.longest)


def allowances(semantics: Semantics) -> Iterator[Allowance]:
    """The downtime that each promise allows, for those whose window is known."""
    for promise in uptime.availability_promises(semantics):
        allowed = allowance(semantics, promise)
        if allowed is not None:
            yield allowed


@dataclass(frozen=True, slots=True)
class LengthLimit:
    """A length of time as it is written, in seconds, and the unit of the window that it belongs to (nothing: none)."""

    amount: v.Duration
    length: Fraction
    unit: str


def limit(value: object, each: object = None) -> LengthLimit | None:
    """A limit or a notice as a length of time over a window: its own (`8 hours per month`), else `each`; `None` where it is no
    elapsed time."""
    if isinstance(value, v.Notice):
        value = value.length
    if isinstance(value, v.Rated):
        if len(value.per) != 1:
            return None
        each, value = value.per[0].unit, value.amount
    length = seconds(value)
    if not isinstance(value, v.Duration) or length is None:
        return None
    return LengthLimit(value, length, uptime.unit_of(each))
