"""How much work a call is: counted, not timed, so that a busy machine says the same as an idle one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python `work` goes through, with those of all that it calls."""
    count = 0

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def in_proportion(work: Callable[[int], object], few: int) -> bool:
    """Whether ten times as much takes no more than ten times the steps: from twice `few` to ten times it takes eight
    times what it takes from `few` to twice `few`, give or take a twentieth."""
    work(few)  # what is computed once only is not counted
    one, two, ten = (steps(partial(work, few * times)) for times in (1, 2, 10))
    return ten - two <= 8.4 * (two - one) + 100
