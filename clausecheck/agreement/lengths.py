"""Lengths of time held against each other.

Two of them are compared only where every placement in the calendar gives the same answer: a month has 28 to 31 days, so
30 days are neither surely longer nor surely shorter than 1 month.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from clausecheck.agreement.notices import length_of
from clausecheck.language import values as v
from clausecheck.language.write import number, write

_END = frozenset({
    "end", "the end", "termination", "expiry", "expiration", "end of agreement", "end of term", "end of the agreement",
    "end of the term",
})  # fmt: skip


def shortest_and_longest(length: v.Duration) -> tuple[Decimal, Decimal | None]:
    """The shortest and the longest time in seconds; nothing limits how long business days take."""
    bounds = length.bounds()
    if bounds is not None:
        return bounds
    days = sum((amount for amount, name in length.parts if name == "day"), start=Decimal(0))
    return days * v.SECONDS["day"], None


def at_most(value: object) -> Decimal:
    """The most seconds that the length in a value takes, the fewest where nothing limits it; 0 without a length."""
    length = length_of(value)
    if not isinstance(length, v.Duration):
        return Decimal(0)
    low, high = shortest_and_longest(length)
    return high or low


def doubled(value: object) -> str:
    """The length in a value twice as long, as the language writes it; what has no length stays as it is."""
    length = length_of(value)
    if not isinstance(length, v.Duration):
        return write(value)
    return _written([(2 * amount, name) for amount, name in length.parts], length)


def a_month_longer(value: object) -> str:
    """The length in a value with a month more: in months where it is stated in months, else in days."""
    length = length_of(value)
    if not isinstance(length, v.Duration):
        return write(value)
    parts = list(length.parts)
    more = {"month": Decimal(1), "day": Decimal(30)}.get(parts[-1][1])
    if more is None:
        return _written([*parts, (Decimal(30), "day")], length) if length.hours is None else doubled(length)
    return _written([*parts[:-1], (parts[-1][0] + more, parts[-1][1])], length)


def _written(parts: list[tuple[Decimal, str]], like: v.Duration) -> str:
    return write(replace(like, parts=tuple(parts), bound="", other=None))


def in_months(value: object) -> Decimal | None:
    """The months of a value whose length is stated in months, quarters and years only."""
    length = length_of(value)
    return length.months if isinstance(length, v.Duration) else None


def longer(one: object, other: object) -> bool:
    """Whether the length in one value is surely longer than that in another."""
    return _compared(one, other)[0]


def at_least_as_long(one: object, other: object) -> bool:
    """Whether the length in one value is surely not shorter than that in another."""
    return _compared(one, other)[1]


def _compared(one: object, other: object) -> tuple[bool, bool]:
    """Whether the first length is surely longer than the second, and whether it is surely at least as long."""
    first, second = length_of(one), length_of(other)
    if not isinstance(first, v.Duration) or not isinstance(second, v.Duration):
        return False, False
    if first.hours is not None and second.hours is not None:
        units = {name for length in (first, second) for _, name in length.parts}
        if first.hours.text != second.hours.text or len(units) != 1:
            return False, False
        amounts = [sum(amount for amount, _ in length.parts) for length in (first, second)]
        return amounts[0] > amounts[1], amounts[0] >= amounts[1]
    left, right = in_months(first), in_months(second)
    if left is not None and right is not None:
        return left > right, left >= right
    low, high = shortest_and_longest(first)[0], shortest_and_longest(second)[1]
    return high is not None and low > high, high is not None and low >= high


def with_days(value: object) -> str:
    """The length in a value for people: `90 days`, or for months `1 month (31 days at most)`."""
    length = length_of(value)
    if isinstance(length, v.Duration) and in_months(length) is not None:
        return f"{write(length)} ({number(at_most(length) / v.SECONDS['day'])} days at most)"
    return write(length)


def event_of(value: object) -> str:
    """The event from which the length in a value is counted, in one spelling; nothing where none is stated."""
    if not isinstance(value, v.Anchored):
        return ""
    text = write(value.event).strip('"').casefold()
    return "end" if text in _END else text
