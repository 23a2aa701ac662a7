"""Several windows of one target, against a simulation that walks from minute to minute and knows nothing of the mechanism."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.agreement.deadlines import Deadlines
from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import Case
from clausecheck.language.parser import parse
from tests.examples import examples

NAMES = ("dawn", "noon", "dusk")
MONDAY = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
MINUTE = 60
STEP = 15


@dataclass(frozen=True)
class Hours:
    """Open on `days` from `start` up to `end`, in hours after midnight, UTC."""

    days: tuple[int, int]
    start: int
    end: int

    def open(self, minute: int) -> bool:
        """Whether they are open at a minute since Monday."""
        day, rest = divmod(minute, 1440)
        return self.days[0] <= day % 7 <= self.days[1] and self.start * 60 <= rest < self.end * 60


@dataclass(frozen=True)
class Line:
    """`respond within N minutes`, with its hours."""

    minutes: int
    during: str = ""
    outside: str = ""

    def __str__(self) -> str:
        hours = f", during {self.during}" if self.during else f", outside {self.outside}" * bool(self.outside)
        return f"  respond within {self.minutes} minutes{hours}\n"


def expected(lines: list[Line], hours: dict[str, Hours], minute: int) -> set[tuple[int, int]]:
    """The lines that hold for a ticket, by their number, each with the minute at which it falls due."""
    held = [
        number
        for number, line in enumerate(lines)
        if (line.during and hours[line.during].open(minute))
        or (line.outside and not hours[line.outside].open(minute))
    ]
    if not held:
        held = [number for number, line in enumerate(lines) if not line.during and not line.outside]
    windows = {line.during for line in lines if line.during}
    if not held and windows:
        later = minute
        while not any(hours[name].open(later) for name in windows):
            later += 1
        held = [number for number, line in enumerate(lines) if line.during and hours[line.during].open(later)]
    return {(number, due(lines[number], hours, minute)) for number in held}


def due(line: Line, hours: dict[str, Hours], minute: int) -> int:
    """The minute by which a line has used up its time."""
    left = line.minutes
    while left:
        left -= not line.during or hours[line.during].open(minute)
        minute += 1
    return minute


@st.composite
def blocks(draw: st.DrawFn) -> Hours:
    first, start = draw(st.integers(0, 5)), draw(st.integers(0, 20))
    return Hours((first, draw(st.integers(first, 6))), start, draw(st.integers(start + 1, 24)))


lines = st.builds(
    lambda minutes, kind, name: Line(minutes, name if kind == 0 else "", name if kind == 1 else ""),
    st.integers(1, 60).map(lambda n: n * STEP),
    st.integers(0, 2),
    st.sampled_from(NAMES),
)


@settings(max_examples=examples(40), deadline=None)
@given(
    st.tuples(blocks(), blocks(), blocks()),
    st.lists(lines, min_size=1, max_size=4),
    st.lists(st.integers(0, 7 * 96 - 1).map(lambda n: n * STEP), min_size=12, max_size=12),
)
def test_windows_hold_as_a_walk_through_the_minutes_shows(
    spans: tuple[Hours, Hours, Hours], written: list[Line], tickets: list[int]
) -> None:
    hours = dict(zip(NAMES, spans, strict=True))
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    text = 'agreement "A" {\n  zone UTC\n  effective 2027-01-01\n  term 12 months\n}\n'
    for name, span in hours.items():
        text += f"hours {name} in UTC {{\n  {days[span.days[0]]}-{days[span.days[1]]} {span.start:02}:00-{span.end:02}:00\n}}\n"
    parsed = parse(text + "priority P1 {\n" + "".join(map(str, written)) + "}\n")
    semantics = Semantics(resolve(parsed), dt.date(2027, 1, 1))
    targets = [id(target.clause) for target in semantics.targets]
    held = Deadlines.of(semantics).applicable(Case("P1"), "respond")
    monday = int(MONDAY.timestamp())
    for minute in tickets:
        t = monday + minute * MINUTE
        found = {
            (targets.index(id(one.clause)), (one.due(t) - monday) // MINUTE)
            for one in held
            if one.logged.holds(t)
        }
        wanted = expected(written, hours, minute)
        assert found == wanted, (str(text), minute)
        for one in held:
            inside = any(low <= t < high for low, high in one.logged.stretches(monday, monday + 7 * 86400))
            assert inside == one.logged.holds(t)
