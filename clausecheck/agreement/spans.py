"""Spans of a week that goes round, by sweeping over it: which of them share time, and how many pairs do."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

WEEK = 7 * 86400

#: The second of the week at which a span begins, the one at which it ends (after the week where it runs on), and its place.
Placed = tuple[int, int, int]


def sharing(spans: Iterable[Placed]) -> Iterator[tuple[int, int]]:
    """The places of every two spans that share time, the smaller one first."""
    placed = sorted(spans)
    for at, (_, end, one) in enumerate(placed):
        for begin, _, other in chain(islice(placed, at + 1, None), _next_week(placed, at)):
            if begin >= end:
                break
            yield min(one, other), max(one, other)


def _next_week(placed: Sequence[Placed], until: int) -> Iterator[Placed]:
    """The spans before a place once more, a week later."""
    return ((begin + WEEK, end + WEEK, at) for begin, end, at in islice(placed, until))


def count_sharing(spans: Iterable[Placed]) -> int:
    """How many pairs of spans share time; no pair is made."""
    placed = sorted(spans)
    begins = [begin for begin, _, _ in placed]
    direct = sum(bisect_left(begins, end) - at - 1 for at, (_, end, _) in enumerate(placed))
    around = sum(
        min(at, bisect_left(begins, end - WEEK)) for at, (_, end, _) in enumerate(placed) if end > WEEK
    )
    return direct + around
