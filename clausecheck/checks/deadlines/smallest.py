"""The smallest change of one length that takes a contradiction between two deadlines away.

A length is tried in the steps in which people write them (1, 2, 3, 4, 6, 8 hours …), and compared for every ticket again, so
that what is proposed has been checked before it is shown.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from clausecheck.agreement.deadlines import CALLED, Deadline, Deadlines
from clausecheck.agreement.mending import Alteration, mend, put
from clausecheck.agreement.targets import Target
from clausecheck.context import Context
from clausecheck.finding import Mend
from clausecheck.language import values as v
from clausecheck.language.write import write

_STEPS = {
    "minute": (1, 2, 5, 10, 15, 20, 30, 45),
    "hour": (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 36, 48, 60, 72, 96),
    "day": (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15, 20, 21, 25, 28, 30, 45, 60, 90),
}
Steps = Sequence[v.Duration]


def smallest_changes(
    context: Context, first: Deadline, second: Deadline, lead: int, deadlines: Deadlines | None = None
) -> Iterator[Mend]:
    """What mends that the second deadline does not always come `lead` seconds after the first: more time for the second, the
    second on the hours of the first, less time for the first; each where there is one that helps."""
    times = deadlines or context.deadlines

    def later(target: Target) -> bool:
        return _comes_after(times, first, times.deadline(target, second.case), lead)

    def earlier(target: Target) -> bool:
        return _comes_after(times, times.deadline(target, first.case), second, lead)

    long, short, agreement = second.target, first.target, context.agreement
    names = (CALLED[long.kind], CALLED[short.kind])
    whose = (f"the {names[0]}", f"the {names[1]}")
    if names[0] == names[1]:
        whose = (
            f"{second.case.priority or 'the other'} tickets",
            f"{first.case.priority or 'the other'} tickets",
        )
    hours = _hours_of(short)
    if hours is not None and _may_take_hours(long):
        same = _first_that(_on_hours(long, hours), lambda length: later(_with(long, length)))
        if same is not None:
            yield mend(agreement, "count both on the same hours: write {} instead", _put(context, long, same))
    if isinstance(long.length, v.Duration):
        more = _first_that(_longer(long.length), lambda length: later(_with(long, length)))
        if more is not None:
            say = f"give {whose[0]} more time: write {{}} instead (favours the provider)"
            yield mend(agreement, say, _put(context, long, more))
    if isinstance(short.length, v.Duration):
        less = _first_that(_shorter(short.length), lambda length: earlier(_with(short, length)))
        if less is not None:
            say = f"give {whose[1]} less time: write {{}} instead (favours the customer)"
            yield mend(agreement, say, _put(context, short, less))


def one_of_both(context: Context, one: Deadline, other: Deadline) -> Iterator[Mend]:
    """What mends two different lengths for the same tickets: either of them in both clauses."""
    first, second = one.target, other.target
    if first.hours != second.hours or first.length is None or second.length is None:
        return
    for target, length in ((second, first.length), (first, second.length)):
        say = f"let {write(length)} hold in both: write {{}} instead"
        yield mend(context.agreement, say, put(context.agreement, target.length or length, write(length)))


def _put(context: Context, target: Target, length: v.Duration) -> Alteration:
    assert target.length is not None
    return put(context.agreement, target.length, write(length))


def _with(target: Target, length: v.Duration) -> Target:
    hours = length.hours.text if length.hours is not None else target.hours
    return replace(target, length=length, hours=hours)


def _comes_after(times: Deadlines, first: Deadline | None, second: Deadline | None, lead: int) -> bool:
    """Whether that is surely so for every ticket that both concern."""
    return first is not None and second is not None and times.surely_after(first, second, lead)


# ---- the lengths that are tried


def _first_that(steps: Steps, helps: Callable[[v.Duration], bool]) -> v.Duration | None:
    """The first of the steps that helps, where each helps behind one that does; `None` where the last does not."""
    if not steps or not helps(steps[-1]):
        return None
    return steps[bisect.bisect_left(steps, True, key=helps)]


def _longer(length: v.Duration) -> Steps:
    now = _size(length)
    return [step for step in _steps(length) if now is not None and (_size(step) or 0) > now]


def _shorter(length: v.Duration) -> Steps:
    now = _size(length)
    return [step for step in reversed(_steps(length)) if now is not None and (_size(step) or 0) < now]


def _on_hours(target: Target, hours: v.Name) -> Steps:
    """Steps on some hours from the amount on that a length has in elapsed time."""
    assert isinstance(target.length, v.Duration)
    amount = target.length.parts[0]
    like = replace(target.length, hours=hours)
    return [step for step in _steps(like) if step.parts[0][1] == amount[1] and step.parts[0][0] >= amount[0]]


def _steps(like: v.Duration) -> list[v.Duration]:
    """The steps in the units that suit a length, each once, the shortest first."""
    if len(like.parts) != 1 or like.other is not None:
        return []
    unit = like.parts[0][1]
    units = (
        ("day",)
        if unit == "day"
        else ("minute", "hour")
        if like.hours is not None
        else ("minute", "hour", "day")
    )
    if unit not in ("minute", "hour", "day"):
        return []
    steps = [
        replace(like, parts=((Decimal(amount), each),))
        for each in units
        for amount in _STEPS[each]
        if each != "day" or unit == "day" or amount > 4
    ]
    return sorted(steps, key=lambda step: _size(step) or 0)


def _size(length: v.Duration) -> Decimal | None:
    """How long a length is among those in its units, elapsed or working; `None` where it is told otherwise."""
    if length.other is not None or any(unit not in v.SECONDS for _, unit in length.parts):
        return None
    return sum((amount * v.SECONDS[unit] for amount, unit in length.parts), Decimal(0))


def _hours_of(target: Target) -> v.Name | None:
    """The hours that the length of a target names."""
    return target.length.hours if isinstance(target.length, v.Duration) else None


def _may_take_hours(target: Target) -> bool:
    """Whether a target has an elapsed length in one unit, and says nothing of hours."""
    length = target.length
    return (
        isinstance(length, v.Duration)
        and length.hours is None
        and target.hours == "always"
        and not target.stated
        and len(length.parts) == 1
    )
