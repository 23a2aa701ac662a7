"""The minutes of a week."""

from __future__ import annotations

import itertools

from clausecheck.language import tree as t
from clausecheck.language import values as v
from mutation.judges.world import CannotSay, Problem, World


def opening(world: World) -> list[Problem]:
    """The minutes of a week one by one: hours that close for a single one of them."""
    found = []
    for block in world.all(t.Hours):
        open_ = bytearray(7 * 1440)
        for line in block.all(t.Opening):
            if line.from_ is not None or line.to_date is not None:
                continue
            for days, span in itertools.product(line.weekdays, line.spans):
                if not isinstance(days, v.Days) or not isinstance(span, v.HoursSpan):
                    raise CannotSay("hours without times")
                weekday, last = days.first, days.last
                while True:
                    begin, end = span.start // 60, span.end // 60
                    for minute in range(begin, end if end > begin else end + 1440):
                        open_[(weekday * 1440 + minute) % len(open_)] = 1
                    if weekday == last:
                        break
                    weekday = (weekday + 1) % 7
        alone = [
            at for at in range(len(open_)) if open_[at - 1] and not open_[at] and open_[(at + 1) % len(open_)]
        ]
        if alone:
            found.append(Problem("hours", f"minute {alone[0]} of the week is closed", ("CC291",)))
    return found
