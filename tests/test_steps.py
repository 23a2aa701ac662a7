"""The measure of other tests: what it calls proportional, and what not."""

from __future__ import annotations

from tests.steps import in_proportion, steps


def walk(length: int) -> None:
    for _ in range(length):
        pass


def square(length: int) -> None:
    for _ in range(length):
        walk(length)


def test_steps_are_counted_and_always_the_same() -> None:
    assert steps(lambda: walk(1000)) == steps(lambda: walk(1000)) > 1000


def test_a_square_is_not_in_proportion() -> None:
    assert in_proportion(walk, 20)
    assert not in_proportion(square, 20)
