"""Kinds of mutation: what a slip of the pen, a copied clause or a late change does to a good agreement.

A kind takes a sample and a seeded source of chance and gives one mutant: the changed text and a label that says what changed.
It edits the text where the parsed tree says that a value or a clause stands, so that the rest stays as it is written. What
the mutant means is not decided here but by the judges (`mutation_oracle`); only where nothing can be simulated does a kind say
itself which rule its checklist row asks for (`asks`), or that nothing has changed (`same`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mutation_oracle import World

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.language.write import write
from clausecheck.source import Span

TARGETS = (t.Acknowledge, t.Respond, t.Update, t.Workaround, t.Onsite, t.Resolve)
FACTORS = (2, 3, 4, 6, 10)


class Sample:
    """A clean agreement that is changed."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.world = name, text, World(parse(text))

    def put(self, *edits: tuple[Span, str]) -> str:
        """The text with other words at some places."""
        text = self.text
        for span, new in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
            text = text[: span.start] + new + text[span.end :]
        return text

    def wording(self, item: t.Node | v.Value) -> str:
        """A clause or a value as it is written."""
        span = self.whole(item) if isinstance(item, t.Node) else item.span
        return self.text[span.start : span.end]

    def whole(self, node: t.Node) -> Span:
        """A clause up to its last closing parenthesis."""
        end = node.span.end
        while self.text[end : end + 1] == ")":
            end += 1
        return Span(node.span.start, end)

    def line(self, node: t.Node) -> Span:
        """A clause or block with its whole lines."""
        start = self.text.rfind("\n", 0, node.span.start) + 1
        end = self.text.find("\n", node.span.end)
        return Span(start, len(self.text) if end < 0 else end + 1)

    def drop(self, *nodes: t.Node) -> str:
        """The text without some clauses."""
        return self.put(*((self.line(node), "") for node in nodes))

    def after(self, node: t.Node, clause: str) -> str:
        """The text with one more clause behind a clause."""
        span = self.line(node)
        start = self.text.rfind("\n", 0, node.span.start) + 1
        indent = " " * (node.span.start - start)
        return self.put((Span(span.end, span.end), f"{indent}{clause}\n"))

    def where(self, node: t.Node) -> str:
        """The block in which a clause stands, for a label."""
        home = self.world.home(node)
        name = getattr(home, "name", None)
        return (
            f"{home.kind} {write(name)}"
            if home is not None and name is not None
            else getattr(home, "kind", "file")
        )

    def changed(self, node: t.Node, value: v.Value, new: str) -> tuple[str, str]:
        """The text with another value, and the label for that."""
        return self.put(
            (value.span, new)
        ), f"{self.where(node)}: {_short(self.wording(node))}: {self.wording(value)} -> {new}"


Made = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mutation. `asks` are the rules of which one must speak where no judge can see it; `same` says that nothing has
    changed."""

    name: str
    subject: str
    make: Callable[[random.Random, Sample], Made]
    asks: tuple[str, ...] = ()
    same: bool = False


KINDS: dict[str, Kind] = {}


def kind(
    name: str, subject: str, *, asks: Sequence[str] = (), same: bool = False
) -> Callable[[Callable[[random.Random, Sample], Made]], Callable[[random.Random, Sample], Made]]:
    """Register a kind under its name."""

    def register(make: Callable[[random.Random, Sample], Made]) -> Callable[[random.Random, Sample], Made]:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, subject, make, tuple(asks), same)
        return make

    return register


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _chosen(rng: random.Random, items: Sequence[Any]) -> Any:
    return rng.choice(items) if items else None


def _time(clause: t.Node) -> v.Duration | None:
    """The length that a promise states."""
    for name in ("within", "every", "after"):
        value = getattr(clause, name, None)
        if isinstance(value, v.Duration) and len(value.parts) == 1:
            return value
    return None


def _promises(sample: Sample, kinds: tuple[type[t.Node], ...] = TARGETS) -> list[tuple[t.Node, v.Duration]]:
    """The promises of the priorities with their times."""
    return [
        (clause, length)
        for block in sample.world.all(t.Priority)
        for clause in block.clauses
        if isinstance(clause, kinds) and (length := _time(clause)) is not None
    ]


def _length(amount: Decimal | int, unit: str, hours: v.Name | None = None) -> str:
    """A length as it is written."""
    number = format(Decimal(amount).normalize(), "f")
    counted = f"{hours.text} " if hours is not None else ""
    return f"{number} {counted}{unit}{'' if number == '1' else 's'}"


def _scaled(rng: random.Random, length: v.Duration, more: bool) -> str | None:
    """A length some times as long, or as short."""
    amount, unit = length.parts[0]
    factor = rng.choice(FACTORS)
    made = amount * factor if more else Decimal(int(amount / factor))
    if unit == "minute" and made > 10:
        made = Decimal(int(made / 5) * 5)
    if made < 1 or made == amount:
        return None
    return _length(made, unit, length.hours)


_UP = {"minute": "hour", "hour": "day", "day": "week"}
_DOWN = {"hour": "minute", "day": "hour", "week": "day", "minute": "second"}


# ---- promises of priorities ------------------------------------------------------------------------


def _changed_length(
    rng: random.Random,
    sample: Sample,
    kinds: tuple[type[t.Node], ...],
    new: Callable[[v.Duration], str | None],
) -> Made:
    picked = _chosen(rng, _promises(sample, kinds))
    if picked is None:
        return None
    made = new(picked[1])
    return None if made is None else sample.changed(picked[0], picked[1], made)


@kind("response-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _changed_length(rng, sample, (t.Respond,), lambda length: _scaled(rng, length, True))


@kind("response-shorter", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _changed_length(rng, sample, (t.Respond,), lambda length: _scaled(rng, length, False))


@kind("resolution-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _changed_length(rng, sample, (t.Resolve,), lambda length: _scaled(rng, length, True))


@kind("resolution-shorter", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _changed_length(rng, sample, (t.Resolve,), lambda length: _scaled(rng, length, False))


@kind("workaround-changed", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    more = rng.random() < 0.5
    return _changed_length(rng, sample, (t.Workaround,), lambda length: _scaled(rng, length, more))


@kind("visit-changed", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    more = rng.random() < 0.3
    return _changed_length(rng, sample, (t.Onsite,), lambda length: _scaled(rng, length, more))


@kind("update-changed", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    more = rng.random() < 0.3
    return _changed_length(rng, sample, (t.Update,), lambda length: _scaled(rng, length, more))


@kind("acknowledgement-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _changed_length(rng, sample, (t.Acknowledge,), lambda length: _scaled(rng, length, True))


@kind("target-unit-up", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    def up(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        return _length(amount, _UP[unit], length.hours) if unit in ("minute", "hour") else None

    return _changed_length(rng, sample, TARGETS, up)


@kind("target-unit-down", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    def down(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        return _length(amount, _DOWN[unit], length.hours) if unit in ("hour", "day") else None

    return _changed_length(rng, sample, TARGETS, down)


@kind("target-off-by-little", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """One step more or less than agreed, where nothing much changes, and yet may."""

    def near(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        step = 5 if unit == "minute" and amount > 10 else 1
        made = amount + step * rng.choice((-2, -1, 1, 2))
        return _length(made, unit, length.hours) if made > 0 else None

    return _changed_length(rng, sample, TARGETS, near)


@kind("hours-dropped-from-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """Working time becomes elapsed time: `4 business hours` -> `4 hours`."""
    working = [(clause, length) for clause, length in _promises(sample) if length.hours is not None]
    if working:
        clause, length = rng.choice(working)
        return sample.changed(clause, length, _length(length.parts[0][0], length.parts[0][1]))
    blocks = [block for block in sample.world.all(t.Priority) if block.during]
    if not blocks:
        return None
    clause, _ = rng.choice(_promises(sample))
    span = Span(clause.span.end, clause.span.end)
    return sample.put(
        (span, ", during always")
    ), f"{sample.where(clause)}: {_short(sample.wording(clause))}: around the clock"


@kind("hours-added-to-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """Elapsed time becomes working time: `4 hours, during always` -> `4 business hours`."""
    elapsed = [
        (clause, length)
        for clause, length in _promises(sample)
        if length.hours is None and isinstance(clause, t.Clause) and clause.during
    ]
    names = list(sample.world.named(t.Hours))
    if not elapsed or not names:
        return None
    clause, length = rng.choice(elapsed)
    hours = rng.choice(names)
    amount, unit = length.parts[0]
    new = sample.wording(clause).replace(
        sample.wording(length), _length(amount, f"{hours} {unit}").replace(f" {hours}", f" {hours}")
    )
    new = new.replace(", during always", "")
    return sample.put(
        (clause.span, new)
    ), f"{sample.where(clause)}: {_short(sample.wording(clause))} -> {_short(new)}"


@kind("targets-swapped", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """Two promises of one priority change places."""
    block = rng.choice(sample.world.all(t.Priority))
    own = [(clause, length) for clause, length in _promises(sample) if sample.world.home(clause) is block]
    one, other = rng.sample(own, 2)
    if one[1] == other[1]:
        return None
    label = f"{sample.where(one[0])}: {one[0].kind} {sample.wording(one[1])} <-> {other[0].kind} {sample.wording(other[1])}"
    return sample.put((one[1].span, sample.wording(other[1])), (other[1].span, sample.wording(one[1]))), label


@kind("priorities-swapped", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """One promise of two neighbouring priorities changes places."""
    blocks = sample.world.all(t.Priority)
    place = rng.randrange(len(blocks) - 1)
    wanted = rng.choice(TARGETS)
    pair = [
        [
            (clause, length)
            for clause, length in _promises(sample, (wanted,))
            if sample.world.home(clause) is block
        ]
        for block in blocks[place : place + 2]
    ]
    if len(pair[0]) != 1 or len(pair[1]) != 1:
        return None
    (one, _first), (other, _second) = pair[0][0], pair[1][0]
    label = f"{sample.where(one)} <-> {sample.where(other)}: {_short(sample.wording(one))} <-> {_short(sample.wording(other))}"
    return sample.put((one.span, sample.wording(other)), (other.span, sample.wording(one))), label


@kind("second-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A second clause of equal weight with another time."""
    clause, length = rng.choice(_promises(sample))
    new = _scaled(rng, length, rng.random() < 0.5)
    if new is None:
        return None
    wording = sample.wording(clause).replace(sample.wording(length), new)
    return sample.after(
        clause, wording
    ), f"{sample.where(clause)}: {_short(sample.wording(clause))}, and also {_short(wording)}"


@kind("second-target-the-same", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """The same promise a second time, word by word."""
    clause, _ = rng.choice(_promises(sample, (t.Respond, t.Resolve, t.Workaround)))
    return sample.after(
        clause, sample.wording(clause)
    ), f"{sample.where(clause)}: {_short(sample.wording(clause))}, twice"


@kind("target-for-service", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A special time for one service beside the general one."""
    clause, length = rng.choice(_promises(sample, (t.Respond, t.Resolve, t.Workaround)))
    service = rng.choice(list(sample.world.named(t.Service)))
    new = _scaled(rng, length, rng.random() < 0.5)
    if new is None or (isinstance(clause, t.Clause) and clause.at):
        return None
    wording = f"{sample.wording(clause).replace(sample.wording(length), new)}, for {service}"
    return sample.after(clause, wording), f"{sample.where(clause)}: also {_short(wording)}"


@kind("target-outside-hours", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A time of its own for tickets logged outside the hours."""
    names = list(sample.world.named(t.Hours))
    working = [
        (clause, length)
        for clause, length in _promises(sample, (t.Respond,))
        if (length.hours is not None or not (isinstance(clause, t.Clause) and clause.during))
        and not (isinstance(clause, t.Clause) and clause.at)
    ]
    if not working or len(names) != 1:
        return None
    clause, _ = rng.choice(working)
    wording = f"respond within {_length(rng.choice((10, 20, 30, 45, 60, 120, 240, 480)), 'minute')}, outside {names[0]}"
    return sample.after(clause, wording), f"{sample.where(clause)}: also {wording}"


@kind("response-dropped", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _without(rng, sample, t.Respond)


@kind("resolution-dropped", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _without(rng, sample, t.Resolve)


def _without(rng: random.Random, sample: Sample, wanted: type[t.Node]) -> Made:
    block = rng.choice(sample.world.all(t.Priority))
    clauses = [clause for clause in block.clauses if isinstance(clause, wanted)]
    if not clauses:
        return None
    return sample.drop(*clauses), f"{sample.where(clauses[0])}: without {clauses[0].kind}"


@kind("other-target-dropped", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A promise that a priority can do without."""
    wanted = rng.choice((t.Acknowledge, t.Workaround, t.Update, t.Onsite))
    return _without(rng, sample, wanted)


@kind("ladder-flattened", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A priority promises what the one before it promises."""
    blocks = sample.world.all(t.Priority)
    place = rng.randrange(len(blocks) - 1)
    one, other = blocks[place : place + 2]
    if len({type(clause) for clause in one.clauses}) < 2 or bool(one.during) != bool(other.during):
        return None
    theirs = [clause for clause in other.clauses if isinstance(clause, (*TARGETS, t.Escalate))]
    mine = [sample.wording(clause) for clause in one.clauses if isinstance(clause, (*TARGETS, t.Escalate))]
    edits = [(sample.line(clause), "") for clause in theirs[1:]]
    edits.append((theirs[0].span, "\n  ".join(mine)))
    return sample.put(*edits), f"priority {write(other.name)} promises what {write(one.name)} does"


@kind("response-like-the-next", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A priority answers as slowly as the next one; the rest differs."""
    blocks = sample.world.all(t.Priority)
    place = rng.randrange(len(blocks) - 1)
    wanted = rng.choice((t.Respond, t.Resolve))
    ones, others = (
        [clause for clause in block.clauses if isinstance(clause, wanted)]
        for block in blocks[place : place + 2]
    )
    if len(ones) != 1 or len(others) != 1:
        return None
    label = (
        f"{sample.where(ones[0])}: {_short(sample.wording(ones[0]))} -> {_short(sample.wording(others[0]))}"
    )
    return sample.put((ones[0].span, sample.wording(others[0]))), label


@kind("escalation-later", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _changed_length(rng, sample, (t.Escalate,), lambda length: _scaled(rng, length, True))


@kind("escalation-sooner", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return _changed_length(rng, sample, (t.Escalate,), lambda length: _scaled(rng, length, False))


@kind("escalation-unit-up", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    def up(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        return _length(amount, _UP[unit], length.hours) if unit in ("minute", "hour") else None

    return _changed_length(rng, sample, (t.Escalate,), up)


@kind("escalation-at-the-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """An escalation at the very moment at which the resolution falls due."""
    clause, length = rng.choice(_promises(sample, (t.Escalate,)))
    home = sample.world.home(clause)
    assert isinstance(home, t.Block)
    own = [_time(line) for line in home.clauses if isinstance(line, t.Resolve)]
    made = [value for value in own if value is not None]
    return sample.changed(clause, length, sample.wording(made[0])) if len(made) == 1 else None


@kind("waiting-rule-added", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """Tickets of the night wait for the morning, although something is promised at night."""
    names = list(sample.world.named(t.Hours))
    clocks = [
        block
        for block in sample.world.all(t.Clock)
        if any(write(scope) == "response" for scope in block.for_)
    ]
    starts = [line for block in clocks for line in block.clauses if isinstance(line, t.Starts)]
    if not starts:
        return None
    scope = rng.choice(list(sample.world.named(t.Priority)))
    wording = f"starts at next opening, outside {rng.choice(names)}, for {scope}"
    return sample.after(starts[0], wording), f"{sample.where(starts[0])}: also {wording}"


@kind("service-open-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A service is open around the clock."""
    lines = [
        line
        for line in sample.world.all(t.OpenClause)
        if line.during and write(line.during[0]) != "always" and not line.at
    ]
    if not lines:
        return None
    line = rng.choice(lines)
    return sample.changed(line, line.during[0], "always")


# ---- hours -----------------------------------------------------------------------------------------


def _opening(rng: random.Random, sample: Sample) -> t.Opening:
    return rng.choice(sample.world.all(t.Opening))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


@kind("hours-edge-shifted", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    line = _opening(rng, sample)
    span = line.spans[0]
    if not isinstance(span, v.HoursSpan):
        return None
    shift = rng.choice((-3, -2, -1, 1, 2)) * 1800
    start, end = (span.start + shift, span.end) if rng.random() < 0.5 else (span.start, span.end + shift)
    if not 0 <= start < end <= 86400:
        return None
    return sample.changed(line, span, f"{_clock(start)}-{_clock(end)}")


@kind("hours-minute-lost", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    """Every day until 23:59, or a break of one minute."""
    line = _opening(rng, sample)
    span = line.spans[0]
    if not isinstance(span, v.HoursSpan) or len(line.weekdays) > 1:
        return None
    if rng.random() < 0.5:
        return sample.put(
            (Span(line.weekdays[0].span.start, span.span.end), "mon-sun 00:00-23:59")
        ), "open until 23:59"
    noon = (span.start + span.end) // 2 // 3600 * 3600
    if not span.start < noon < span.end:
        return None
    halves = f"{_clock(span.start)}-{_clock(noon - 60)}, {_clock(noon)}-{_clock(span.end)}"
    return sample.changed(line, span, halves)


@kind("hours-short-days", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    """Days of an hour or two: every working time takes several days."""
    line = _opening(rng, sample)
    span = line.spans[0]
    if not isinstance(span, v.HoursSpan):
        return None
    end = span.start + rng.choice((1, 2, 3)) * 3600
    return sample.changed(line, span, f"{_clock(span.start)}-{_clock(end)}")


@kind("weekday-dropped", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    line = _opening(rng, sample)
    days = line.weekdays[0]
    if not isinstance(days, v.Days) or days.first >= days.last:
        return None
    names = v.WEEKDAYS
    first, last = (days.first + 1, days.last) if rng.random() < 0.5 else (days.first, days.last - 1)
    return sample.changed(line, days, names[first] if first == last else f"{names[first]}-{names[last]}")


@kind("calendar-dropped", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Closed) if line.holidays]
    if not lines:
        return None
    line = rng.choice(lines)
    return sample.drop(line), f"{sample.where(line)}: without {_short(sample.wording(line))}"


@kind("calendar-changed", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Closed) if line.holidays]
    line = rng.choice(lines)
    assert line.holidays
    other = rng.choice(
        [code for code in ("GB-SCT", "DE-BY", "US-NY", "CA-QC", "FR") if code != write(line.holidays[0])]
    )
    return sample.changed(line, line.holidays[0], other)


@kind("zone-changed", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    block = rng.choice(sample.world.all(t.Hours))
    zones = [value for value in block.in_ if isinstance(value, v.Zone)]
    if not zones:
        return None
    return sample.changed(
        block, zones[0], rng.choice(("Asia/Kolkata", "America/Los_Angeles", "Australia/Sydney"))
    )


@kind("lunch-break", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    line = _opening(rng, sample)
    span = line.spans[0]
    if not isinstance(span, v.HoursSpan) or not span.start < 43200 < 46800 < span.end:
        return None
    return sample.changed(line, span, f"{_clock(span.start)}-12:00, 13:00-{_clock(span.end)}")


@kind("long-closure", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    """Closed for the turn of the year."""
    block = rng.choice(sample.world.all(t.Hours))
    last = block.clauses[-1]
    days = rng.choice((1, 3, 9, 14))
    wording = (
        f"closed from 2027-12-20 to 2027-12-{20 + days - 1:02}"
        if days < 12
        else "closed from 2027-12-20 to 2028-01-02"
    )
    return sample.after(last, wording), f"{sample.where(last)}: also {wording}"


@kind("travel-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    sites = [site for site in sample.world.all(t.Site) if isinstance(site.travel, v.Duration)]
    if not sites:
        return None
    site = rng.choice(sites)
    assert isinstance(site.travel, v.Duration)
    return sample.changed(
        site, site.travel, rng.choice(("2 hours", "3 hours", "4 hours", "6 hours", "10 hours"))
    )


# ---- which priority --------------------------------------------------------------------------------


@kind("rest-dropped", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Applies) if line.otherwise]
    line = rng.choice(lines)
    home = sample.world.home(line)
    assert isinstance(home, t.Priority)
    if len(home.all(t.Applies)) > 1:
        return sample.drop(line), f"{sample.where(line)}: without {sample.wording(line)}"
    # The last priority must say something: the mildest case alone.
    scales = [(write(scale.name), write(scale.levels[-1])) for scale in sample.world.all(t.Scale)]
    wording = "applies when " + " and ".join(f"{name} {level}" for name, level in scales)
    return sample.put((sample.whole(line), wording)), f"{sample.where(line)}: {wording} in place of otherwise"


@kind("case-dropped", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    """One of several cases of a priority is left out."""
    lines = [line for line in sample.world.all(t.Applies) if isinstance(line.when, v.Any)]
    if not lines:
        return None
    line = rng.choice(lines)
    assert isinstance(line.when, v.Any)
    kept = list(line.when.conditions)
    gone = kept.pop(rng.randrange(len(kept)))
    wording = "applies when " + " or ".join(f"({write(part)})" for part in kept)
    return sample.put((sample.whole(line), wording)), f"{sample.where(line)}: without {write(gone)}"


@kind("level-changed", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    """Another level in a condition."""
    scales = {
        write(scale.name): [write(level) for level in scale.levels] for scale in sample.world.all(t.Scale)
    }
    facts = [
        (line, value)
        for line in sample.world.all(t.Applies)
        if line.when is not None
        for value in line.when.walk()
        if isinstance(value, v.Fact)
    ]
    line, fact = rng.choice(facts)
    scale, _, level = write(fact.subject).partition(" ")
    other = rng.choice([one for one in scales[scale] if one != level])
    return sample.changed(line, fact.subject, f"{scale} {other}")


@kind("and-becomes-or", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Applies) if " and " in sample.wording(line)]
    if not lines:
        return None
    line = rng.choice(lines)
    new = sample.wording(line).replace(" and ", " or ")
    return sample.put((sample.whole(line), new)), f"{sample.where(line)}: {_short(new)}"


@kind("condition-repeated", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Applies) if line.when is not None]
    if len(lines) < 2:
        return None
    one, other = rng.sample(lines, 2)
    return sample.put(
        (sample.whole(other), sample.wording(one))
    ), f"{sample.where(other)} applies where {sample.where(one)} does"


@kind("conditions-swapped", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Applies) if line.when is not None]
    if len(lines) < 2:
        return None
    one, other = rng.sample(lines, 2)
    label = f"{sample.where(one)} <-> {sample.where(other)}: their conditions"
    return sample.put(
        (sample.whole(one), sample.wording(other)), (sample.whole(other), sample.wording(one))
    ), label


@kind("priority-title-repeated", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    one, other = rng.sample(sample.world.all(t.Priority), 2)
    assert one.title is not None and other.title is not None
    return sample.put(
        (other.title.span, sample.wording(one.title))
    ), f"{write(other.name)} is called {sample.wording(one.title)} too"


@kind("level-bands", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    """The levels of a scale as shares of the users, with an edge that may have moved."""
    scale = rng.choice([one for one in sample.world.all(t.Scale) if len(one.levels) == 3])
    names = [write(level) for level in scale.levels]
    others = [write(level) for one in sample.world.all(t.Scale) if one is not scale for level in one.levels]
    if set(names) & set(others):
        return None
    high, low = rng.choice(((50, 10), (75, 25), (60, 20)))
    upper, lower = high + rng.choice((0, 0, -5, 3)), low + rng.choice((0, 0, -5, 3))
    below = rng.choice(("<", "<", "<="))
    wording = [
        f"define {names[0]} when users >= {high}%",
        f"define {names[1]} when users >= {low}% and < {upper}%",
        f"define {names[2]} when users {below} {lower}%",
    ]
    start = sample.line(scale).start
    return sample.put((Span(start, start), "\n".join(wording) + "\n")), "; ".join(wording)


@kind("tier-contradicted", "priorities", asks=("CC238",))
def _(rng: random.Random, sample: Sample) -> Made:
    """All tickets start in one tier, those of one priority in another."""
    scale = sample.world.all(t.Scale)[0]
    service = next(one for one in sample.world.all(t.Service) if one.all(t.Handled) or one.all(t.OpenClause))
    block = rng.choice(sample.world.all(t.Priority))
    first = Span(block.clauses[0].span.start, block.clauses[0].span.start)
    edits = [
        (Span(scale.span.start, scale.span.start), "scale tier 1, 2, 3\n"),
        (Span(service.clauses[0].span.start, service.clauses[0].span.start), "starts at tier 1\n  "),
        (first, f"starts at tier {rng.choice((2, 3))}\n  "),
    ]
    return sample.put(*edits), f"all start at tier 1, {write(block.name)} higher"


# ---- availability ----------------------------------------------------------------------------------


def _availabilities(sample: Sample, home: type[t.Block] = t.Service) -> list[t.Availability]:
    return [line for line in sample.world.all(t.Availability) if isinstance(sample.world.home(line), home)]


def _percent(value: Decimal) -> str:
    return f"{format(value, 'f')}%"


@kind("availability-raised", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = _chosen(rng, _availabilities(sample))
    return (
        None
        if line is None
        else sample.changed(line, line.value, rng.choice(("99.95%", "99.99%", "99.995%", "99.999%")))
    )


@kind("availability-lowered", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = _chosen(rng, _availabilities(sample))
    return (
        None
        if line is None
        else sample.changed(line, line.value, rng.choice(("99.8%", "99.5%", "99.0%", "98.0%")))
    )


@kind("availability-minimum", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in _availabilities(sample) if line.at_least is not None]
    if not lines:
        return None
    line = rng.choice(lines)
    assert line.at_least is not None
    return sample.changed(line, line.at_least, rng.choice(("98.0%", "99.6%", "99.97%", "99.99%")))


@kind("outage-counted-later", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    """Every kind of outage counts only after a while."""
    services = [block for block in sample.world.all(t.Service) if block.all(t.Outage)]
    if not services:
        return None
    block = rng.choice(services)
    new = rng.choice(("1 minute", "10 minutes", "15 minutes", "30 minutes", "1 hour", "4 hours"))
    edits = [(line.counted.span, new) for line in block.all(t.Outage) if isinstance(line.counted, v.Value)]
    return sample.put(*edits), f"service {write(block.name)}: outages count after {new}"


@kind("supplier-availability", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = _chosen(rng, [
        line
        for line in _availabilities(sample, t.Relies)
        if isinstance(sample.world.home(sample.world.home(line)), t.Service)  # type: ignore[arg-type]
    ])  # fmt: skip
    return (
        None
        if line is None
        else sample.changed(line, line.value, rng.choice(("99.0%", "99.4%", "99.8%", "99.999%")))
    )


# ---- credits ---------------------------------------------------------------------------------------


def _bands(sample: Sample) -> list[t.Credit]:
    return [
        line
        for line in sample.world.all(t.Credit)
        if isinstance(line.when, v.Fact) and line.when.compares and isinstance(line.value, v.Share)
    ]


def _band_edit(
    rng: random.Random, sample: Sample, edit: Callable[[v.Fact], tuple[v.Value, str] | None]
) -> Made:
    line = _chosen(rng, _bands(sample))
    if line is None:
        return None
    assert isinstance(line.when, v.Fact)
    made = edit(line.when)
    return None if made is None else sample.changed(line, *made)


@kind("band-edge-shifted", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    def edit(fact: v.Fact) -> tuple[v.Value, str] | None:
        compare = rng.choice(fact.compares)
        if not isinstance(compare, v.Compare) or not isinstance(compare.amount, v.Percentage):
            return None
        shift = rng.choice([Decimal(step) for step in ("-0.4", "-0.1", "-0.01", "0.01", "0.05", "0.3")])
        made = compare.amount.amount + shift
        return (compare.amount, _percent(made)) if made <= 100 else None

    return _band_edit(rng, sample, edit)


@kind("band-comparison-changed", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    """`<` becomes `<=`, `>=` becomes `>`."""

    def edit(fact: v.Fact) -> tuple[v.Value, str] | None:
        compare = rng.choice(fact.compares)
        if not isinstance(compare, v.Compare):
            return None
        other = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}[compare.operator]
        return compare, f"{other} {sample.wording(compare.amount)}"

    return _band_edit(rng, sample, edit)


@kind("band-with-both-ends", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    """`>= 99.0% and < 99.9%` becomes `from 99.0% to 99.9%`."""
    lines = [line for line in _bands(sample) if len(line.when.compares) == 2]  # type: ignore[union-attr]
    if not lines:
        return None
    line = rng.choice(lines)
    assert isinstance(line.when, v.Fact)
    low, high = line.when.compares
    assert isinstance(low, v.Compare) and isinstance(high, v.Compare)
    span = Span(low.span.start, high.span.end)
    new = f"from {sample.wording(low.amount)} to {sample.wording(high.amount)}"
    return sample.put((span, new)), f"{_short(sample.wording(line))} -> {new}"


@kind("band-dropped", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    tables: dict[str, list[t.Credit]] = {}
    for line in _bands(sample):
        tables.setdefault(f"{id(sample.world.home(line))} {write(line.when.subject)}", []).append(line)  # type: ignore[union-attr]
    several = [lines for lines in tables.values() if len(lines) > 1]
    if not several:
        return None
    line = rng.choice(rng.choice(several))
    return sample.drop(line), f"without {_short(sample.wording(line))}"


@kind("band-amounts-swapped", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = _bands(sample)
    if len(lines) < 2:
        return None
    one, other = rng.sample(lines, 2)
    if one.value == other.value:
        return None
    label = f"{_short(sample.wording(one))} <-> {_short(sample.wording(other))}: their amounts"
    return sample.put(
        (one.value.span, sample.wording(other.value)), (other.value.span, sample.wording(one.value))
    ), label


@kind("credit-amount-changed", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Credit) if isinstance(line.value, v.Share)]
    line = _chosen(rng, lines)
    if line is None:
        return None
    return sample.changed(line, line.value.percentage, rng.choice(("1%", "2%", "8%", "25%", "45%", "60%")))


@kind("cap-changed", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    block = rng.choice(sample.world.all(t.Credits))
    line = _chosen(rng, block.all(t.Cap))
    share = (
        next((value for value in line.value.walk() if isinstance(value, v.Percentage)), None)
        if line
        else None
    )
    return (
        None
        if share is None
        else sample.changed(line, share, rng.choice(("2%", "5%", "10%", "20%", "35%", "50%")))
    )


@kind("level-of-guarantee-changed", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    """What a metric must reach moves, and the credit for it does not."""
    lines = [
        line
        for line in sample.world.all(t.Guarantee)
        if isinstance(line.target, v.Fact) and line.target.compares
    ]
    if not lines:
        return None
    line = rng.choice(lines)
    assert isinstance(line.target, v.Fact)
    compare = line.target.compares[0]
    assert isinstance(compare, v.Compare) and isinstance(compare.amount, v.Percentage)
    made = compare.amount.amount + rng.choice((-2, -1, 1))
    same = [
        other.target.compares[0]
        for other in lines
        if isinstance(other.target, v.Fact) and write(other.target.subject) == write(line.target.subject)
    ]
    edits = [(other.amount.span, _percent(made)) for other in same if isinstance(other, v.Compare)]
    return sample.put(
        *edits
    ), f"{_short(sample.wording(line))}: {sample.wording(compare.amount)} -> {_percent(made)}"


@kind("claim-anchored", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    """A claim counts from the failure, or from the end of the month, and not from the report."""
    lines = [line for line in sample.world.all(t.Claim) if isinstance(line.within, v.Anchored)]
    if not lines:
        return None
    line = rng.choice(lines)
    assert isinstance(line.within, v.Anchored)
    days = rng.choice((3, 5, 7, 20, 45, 60))
    return sample.changed(line, line.within, f"{days} days of {rng.choice(('failure', 'month-end'))}")


@kind("sole-remedy", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    """Credits are the only remedy, termination included."""
    lines = sample.world.all(t.SoleRemedy)
    if lines:
        return sample.put((lines[0].span, "sole remedy")), "credits: sole remedy, without exception"
    block = rng.choice(sample.world.all(t.Credits))
    wording = rng.choice(("sole remedy", "sole remedy except termination"))
    return sample.after(block.clauses[-1], wording), f"credits: also {wording}"


@kind("earn-back-changed", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.EarnBack)
    level = rng.choice(("98.0%", "99.0%", "99.8%", "99.95%", "99.99%"))
    if lines:
        value = next(value for value in lines[0].when.walk() if isinstance(value, v.Percentage))  # type: ignore[union-attr]
        return sample.changed(lines[0], value, level)
    service = _chosen(rng, [sample.world.home(line) for line in _availabilities(sample)])
    if service is None:
        return None
    block = sample.world.all(t.Credits)[0]
    wording = (
        f"earn back 50% of credits when availability of {write(service.name)} >= {level} in 3 of 3 months"
    )
    return sample.after(block.clauses[-1], wording), f"credits: also {wording}"


@kind("ground-to-leave-raised", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    """The customer may leave over another availability."""
    for end in sample.world.all(t.End):
        if isinstance(end.when, v.Fact) and write(end.when.subject).startswith("availability"):
            value = next(value for value in end.when.walk() if isinstance(value, v.Percentage))
            return sample.changed(end, value, rng.choice(("98.0%", "99.4%", "99.8%", "99.97%", "100%")))
    return None


# ---- attainment ------------------------------------------------------------------------------------


def _shares(sample: Sample) -> list[tuple[t.Guarantee, v.Share]]:
    return [
        (line, scope)
        for line in sample.world.all(t.Guarantee)
        for scope in line.for_
        if isinstance(scope, v.Share)
    ]


@kind("second-share", "attainment")
def _(rng: random.Random, sample: Sample) -> Made:
    """The same tickets with another share."""
    picked = _chosen(rng, _shares(sample))
    if picked is None:
        return None
    line, share = picked
    new = rng.choice(("80%", "85%", "92%"))
    wording = sample.wording(line).replace(sample.wording(share.percentage), new)
    return sample.after(line, wording), f"{_short(sample.wording(line))}, and also for {new}"


@kind("share-of-all", "attainment")
def _(rng: random.Random, sample: Sample) -> Made:
    """One share for the tickets of all priorities, with or without another answer to a miss of the most urgent."""
    picked = _chosen(rng, _shares(sample))
    if picked is None or not isinstance(picked[1].of, v.Phrase):
        return None
    line, share = picked
    wording = sample.wording(line).replace(
        sample.wording(share), f"{sample.wording(share.percentage)} of tickets"
    )
    edits = [(line.span, wording)]
    if rng.random() < 0.7:
        about = f"{write(line.target)} of {next(iter(sample.world.named(t.Priority)))} missed"
        answers = [
            node
            for node in sample.world.nodes
            if isinstance(node, (t.Credit, t.End)) and about in sample.wording(node)
        ]
        edits += [(sample.line(node), "") for node in answers]
    return (
        sample.put(*edits),
        f"{_short(sample.wording(line))} -> {_short(wording)}{', and no answer to a miss' if edits[1:] else ''}",
    )


@kind("formula-of-failures", "attainment", asks=("CC246",))
def _(rng: random.Random, sample: Sample) -> Made:
    """A rate of successes is computed from the failures."""
    lines = [
        (line, operation)
        for line in sample.world.all(t.FormulaIs)
        if isinstance(sample.world.home(line), t.Metric)
        for operation in line.expression.walk()
        if isinstance(operation, v.Operation)
        and operation.operator == "/"
        and isinstance(operation.left, v.Text)
    ]
    if not lines:
        return None
    line, operation = rng.choice(lines)
    failed = rng.choice(('"failed jobs"', '"jobs that failed"', '"missed ones"'))
    return sample.changed(line, operation.left, failed)


# ---- clock -----------------------------------------------------------------------------------------


@kind("resume-dropped", "clock states", asks=("CC605",))
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.Resumes)
    return (sample.drop(lines[0]), "clock: without resumes") if lines else None


@kind("stop-dropped", "clock states")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.Stops)
    line = rng.choice(lines)
    return sample.drop(line), f"clock: without {_short(sample.wording(line))} ({sample.where(line)})"


@kind("automatic-stop", "clock states", asks=("CC254", "CC256"))
def _(rng: random.Random, sample: Sample) -> Made:
    """A machine's answer stops the clock of the response."""
    lines = [line for line in sample.world.all(t.Stops) if line.automatic is False]
    if not lines:
        return None
    new = rng.choice(("stops when acknowledged", "stops when responded, automatic", "stops when logged"))
    return sample.put((lines[0].span, new)), f"clock for response: {new}"


@kind("second-start", "clock states", asks=("CC255",))
def _(rng: random.Random, sample: Sample) -> Made:
    """A second clock for one target, with another start."""
    clock = rng.choice([block for block in sample.world.all(t.Clock) if block.for_])
    figure = write(
        rng.choice([scope for scope in clock.for_ if write(scope) != "acknowledgement"] or [clock.for_[0]])
    )
    if figure in ("acknowledgement", "response"):
        return None
    wording = f"clock for {figure} {{\n  starts when {rng.choice(('acknowledged', 'responded'))}\n}}\n"
    span = sample.line(clock)
    return sample.put((Span(span.end, span.end), f"\n{wording}")), f"also {' '.join(wording.split())}"


# ---- backups ---------------------------------------------------------------------------------------


def _backup_value(
    rng: random.Random,
    sample: Sample,
    wanted: type[t.Node],
    field: str,
    more: bool,
    among: type[t.Block] = t.Backup,
) -> Made:
    lines = [
        (line, length)
        for line in sample.world.all(wanted)
        if isinstance(sample.world.home(line), among)
        for length in _lengths(getattr(line, field, None))
    ]
    if not lines:
        return None
    line, length = rng.choice(lines)
    new = _scaled(rng, length, more)
    return None if new is None else sample.changed(line, length, new)


def _lengths(value: object) -> list[v.Duration]:
    if isinstance(value, v.Anchored):
        value = value.amount
    return [value] if isinstance(value, v.Duration) and len(value.parts) == 1 else []


@kind("interval-longer", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.Incremental, "every", True)


@kind("interval-shorter", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.Incremental, "every", False)


@kind("interval-dropped", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.Incremental)
    if not lines:
        return None
    line = rng.choice(lines)
    return sample.drop(line), f"{sample.where(line)}: without {_short(sample.wording(line))}"


@kind("interval-daily", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    """Copies once a day, at night or on working days only."""
    lines = sample.world.all(t.Incremental)
    if not lines:
        return None
    line = rng.choice(lines)
    assert line.every is not None
    new = rng.choice(("1 day, at 22:00", "1 day on mon-fri, at 22:00", "24 hours", "2 days"))
    return sample.changed(line, line.every, new)


@kind("rpo-shorter", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.Rpo, "value", False)


@kind("rpo-is-retention", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    """The time for which copies are kept, written for the loss that is allowed."""
    pairs = [
        (rpo, value)
        for rpo in sample.world.all(t.Rpo)
        for keep in sample.world.all(t.Keep)
        if sample.world.home(keep) is sample.world.home(rpo)
        for value in keep.for_
        if isinstance(value, v.Duration)
    ]
    if not pairs:
        return None
    rpo, value = rng.choice(pairs)
    return sample.changed(rpo, rpo.value, sample.wording(value))


@kind("rpo-longer", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.Rpo, "value", True)


@kind("rto-shorter", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.Rto, "value", False)


@kind("rto-longer", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.Rto, "value", True)


@kind("failures-allowed", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Failure) if isinstance(line.at_most, v.Count)]
    if not lines:
        return None
    line = rng.choice(lines)
    assert line.at_most is not None
    return sample.changed(line, line.at_most, f"{rng.choice((3, 5, 8, 12, 20))} runs")


@kind("line-slower", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.SizeIs) if line.link is not None]
    if not lines:
        return None
    line = rng.choice(lines)
    assert line.link is not None
    return sample.changed(
        line, line.link, rng.choice(("10 Mbit/s", "100 Mbit/s", "200 Mbit/s", "500 Mbit/s", "20 Gbit/s"))
    )


@kind("more-data", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.SizeIs)
    if not lines:
        return None
    line = rng.choice(lines)
    return sample.changed(line, line.value, rng.choice(("1 TB", "8 TB", "40 TB", "200 TB", "500 GB")))


@kind("restore-test-longer", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.TestRestore, "within", True)


@kind("failover-longer", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    return _backup_value(rng, sample, t.Failover, "within", True)


@kind("locked-longer", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Store) if isinstance(line.immutable, v.Duration)]
    if not lines:
        return None
    line = rng.choice(lines)
    assert isinstance(line.immutable, v.Duration)
    return sample.changed(
        line, line.immutable, rng.choice(("14 days", "80 days", "400 days", "12 years", "20 years"))
    )


@kind("supplier-slower", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    wanted, more = rng.choice((t.Rpo, t.Rto)), rng.random() < 0.7
    return _backup_value(rng, sample, wanted, "value", more, t.Relies)


@kind("supplier-guarantees-nothing", "backups")
def _(rng: random.Random, sample: Sample) -> Made:
    blocks = [block for block in sample.world.all(t.Relies) if isinstance(sample.world.home(block), t.Backup)]
    if not blocks:
        return None
    block = rng.choice(blocks)
    lines = [line for line in block.clauses if isinstance(line, (t.Rto, t.Rpo))]
    if not lines:
        return None
    edits = [(sample.line(line), "") for line in lines[1:]]
    edits.append((lines[0].span, "no guarantee of restore"))
    return sample.put(*edits), f"{sample.where(block)}: {sample.wording(block.title)} guarantees no restore"


# ---- term and exit ---------------------------------------------------------------------------------


@kind("renewal-notice-longer", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    line = sample.world.one(t.Term)
    if not isinstance(line.unless, v.Notice) or line.unless.length is None:
        return None
    return sample.changed(
        line, line.unless.length, rng.choice(("30 days", "120 days", "170 days", "200 days", "400 days"))
    )


@kind("renewal-shorter", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    line = sample.world.one(t.Term)
    if line.renewed is None:
        return None
    return sample.changed(line, line.renewed, rng.choice(("1 month", "2 months", "6 months", "24 months")))


@kind("term-shorter", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    line = sample.world.one(t.Term)
    return sample.changed(line, line.value, rng.choice(("1 month", "6 months", "9 months", "48 months")))


@kind("notice-window-shifted", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    line = sample.world.one(t.Term)
    if not isinstance(line.after, v.Anchored):
        return None
    return sample.changed(
        line, line.after.amount, rng.choice(("20 days", "45 days", "75 days", "100 days", "365 days"))
    )


@kind("data-deleted-sooner", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    return _at_end(rng, sample, t.Delete, "within", ("1 day", "10 days", "25 days", "45 days", "130 days"))


@kind("data-kept-longer", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    return _at_end(rng, sample, t.Keep, "for_", ("30 days", "100 days", "150 days", "400 days"))


@kind("data-returned-later", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    return _at_end(rng, sample, t.Return, "within", ("10 days", "60 days", "125 days", "200 days"))


@kind("liability-shifted", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    if rng.random() < 0.5:
        return _at_end(rng, sample, t.Liable, "until", ("30 days", "60 days", "120 days"))
    return _at_end(rng, sample, t.NoLiability, "after", ("30 days", "60 days", "120 days"))


def _at_end(
    rng: random.Random, sample: Sample, wanted: type[t.Node], field: str, choices: Sequence[str]
) -> Made:
    """Another length in a clause about the time after the end."""
    found = []
    for line in sample.world.all(wanted):
        value = getattr(line, field, None)
        values = value if isinstance(value, tuple) else (value,)
        if isinstance(sample.world.home(line), t.Exit):
            found += [
                (line, one.amount)
                for one in values
                if isinstance(one, v.Anchored) and write(one.event) == "end"
            ]
    if not found:
        return None
    line, length = rng.choice(found)
    new = rng.choice([one for one in choices if one != sample.wording(length)])
    return sample.changed(line, length, new)


@kind("ground-out-of-reach", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    """A ground to leave asks for other numbers of misses."""
    for end in sample.world.all(t.End):
        if isinstance(end.in_window, v.Window):
            return sample.changed(
                end,
                end.in_window,
                rng.choice(("in 4 of 3 months", "in 1 of 3 months", "in 5 of 6 months", "in 7 of 6 months")),
            )
    return None


@kind("early-fee-of-everything", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    """Leaving early costs a share of all remaining fees."""
    lines = sample.world.all(t.EarlyFee)
    if not lines:
        return None
    share = rng.choice(("20%", "40%", "100%"))
    new = f'early fee {share} of remaining fees, for convenience, by {write(lines[0].by[0])}, with "cost of setting up"'
    edits = [(sample.line(line), "") for line in lines[1:]] + [(lines[0].span, new)]
    return sample.put(*edits), f"early fee {share} of remaining fees"


@kind("early-fee-year", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.EarlyFee) if line.in_]
    if not lines:
        return None
    line = lines[-1]
    return sample.changed(line, line.in_[0], f"year {rng.choice((4, 5, 6))}")


@kind("surviving-clause-dropped", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    """What is said to hold after the end stands nowhere."""
    block = rng.choice(
        [
            node
            for node in sample.world.nodes
            if isinstance(node, (t.Confidentiality, t.Liability, t.Security))
        ]
    )
    line = sample.world.all(t.Survives)[0]
    edits = [(sample.line(block), "")]
    if block.kind == "security":
        edits.append((line.values[-1].span, "security"))
    return sample.put(*edits), f"without {block.kind}, which survives"


@kind("ground-of-no-promise", "exit")
def _(rng: random.Random, sample: Sample) -> Made:
    """A service loses its promise of availability; a ground to leave and credits still speak of it."""
    line = _chosen(rng, _availabilities(sample))
    if line is None or not any(
        isinstance(end.when, v.Fact) and write(end.when.subject) == f"availability of {write(sample.world.home(line).name)}"
        for end in sample.world.all(t.End)
    ):  # fmt: skip
        return None
    return sample.drop(line), f"{sample.where(line)}: without {_short(sample.wording(line))}"


# ---- documents -------------------------------------------------------------------------------------


@kind("precedence-circle", "documents")
def _(rng: random.Random, sample: Sample) -> Made:
    line = sample.world.one(t.Precedence)
    wording = [sample.wording(value) for value in line.values]
    if rng.random() < 0.5:
        return sample.after(
            line, f"precedence {', '.join(reversed(wording))}"
        ), "the order of documents, and its reverse"
    again = rng.choice(wording[:-1])
    new = f"precedence {', '.join([*wording, again])}"
    return sample.put((line.span, new)), f"the order of documents ends with {again} again"


@kind("precedence-shuffled", "documents")
def _(rng: random.Random, sample: Sample) -> Made:
    """Another order, without a circle."""
    line = sample.world.one(t.Precedence)
    wording = [sample.wording(value) for value in line.values]
    shuffled = rng.sample(wording, len(wording))
    return (sample.put((line.span, f"precedence {', '.join(shuffled)}")), f"precedence {', '.join(shuffled)}")


@kind("value-tbd", "documents")
def _(rng: random.Random, sample: Sample) -> Made:
    """A value is still to be agreed, in an agreement that is."""
    clause, length = rng.choice(_promises(sample, (*TARGETS, t.Escalate)))
    return sample.changed(clause, length, "tbd")


@kind("two-clocks", "documents", asks=("CC489",))
def _(rng: random.Random, sample: Sample) -> Made:
    """`1 business hour, during always`."""
    working = [(clause, length) for clause, length in _promises(sample) if length.hours is not None]
    if not working:
        return None
    clause, _ = rng.choice(working)
    span = Span(clause.span.end, clause.span.end)
    return sample.put(
        (span, ", during always")
    ), f"{sample.where(clause)}: {_short(sample.wording(clause))}, during always"


# ---- dropped clauses and blocks: the row of the checklist decides --------------------------------------

#: Which clauses of which block a checklist row asks for, and the rule of that row.
NEEDED: tuple[tuple[type[t.Node], type[t.Node] | None, str, str], ...] = (
    (t.Rpo, t.Backup, "", "CC318"),
    (t.Rto, t.Backup, "", "CC319"),
    (t.Encrypt, t.Backup, "", "CC329"),
    (t.Keys, t.Backup, "", "CC330"),
    (t.TestRestore, t.Backup, "", "CC342"),
    (t.Verify, t.Backup, "jobs", "CC337"),
    (t.Verify, t.Backup, "checksums", "CC341"),
    (t.May, t.Backup, "restore", "CC346"),
    (t.RestoreOrder, t.Backup, "", "CC320"),
    (t.Includes, t.Backup, "", "CC303"),
    (t.Runs, t.Backup, "", "CC316"),
    (t.Term, t.AgreementBlock, "", "CC102"),
    (t.Effective, t.AgreementBlock, "", "CC102"),
    (t.Review, t.AgreementBlock, "", "CC146"),
    (t.Law, t.AgreementBlock, "", "CC130"),
    (t.Signed, t.AgreementBlock, "", "CC135"),
    (t.Hours, None, "", "CC107"),
    (t.Credits, None, "", "CC116"),
    (t.Report, None, "", "CC115"),
    (t.Liability, None, "", "CC128"),
    (t.Exceptions, None, "", "CC117"),
    (t.Change, None, "", "CC123"),
    (t.Onboarding, None, "", "CC125"),
    (t.Duties, None, "", "CC106"),
    (t.Fees, None, "", "CC124"),
    (t.Clock, None, "", "CC111"),
    (t.NoticeTo, t.Termination, "", "CC422"),
    (t.NoticeTo, t.Termination, "received", "CC423"),
    (t.May, t.Termination, "end", "CC427"),
    (t.Withdraw, t.Termination, "", "CC428"),
    (t.NoWithholding, t.Termination, "", "CC437"),
    (t.Exit, t.Termination, "", "CC127"),
    (t.ExitPlan, t.Exit, "", "CC440"),
    (t.Return, t.Exit, "", "CC448"),
    (t.Survives, t.Exit, "", "CC439"),
    (t.Contact, t.Service, "", "CC171"),
    (t.Includes, t.Service, "", "CC150"),
)


@kind("clause-dropped", "completeness")
def _(rng: random.Random, sample: Sample) -> Made:
    """A clause, or a block, that the checklist asks for."""
    wanted, home, about, rule = rng.choice(NEEDED)
    lines = [
        line
        for line in sample.world.all(wanted)
        if (home is None or isinstance(sample.world.home(line), home)) and _names(line, about)
    ]
    if home not in (None, t.AgreementBlock, t.Termination, t.Exit) and lines:
        block = sample.world.home(rng.choice(lines))
        lines = [line for line in lines if sample.world.home(line) is block]
    if not lines:
        return None
    what = f"{sample.where(lines[0])}: without {wanted.kind}{f' {about}' if about else ''} [{rule}]"
    return sample.drop(*lines), what


def _names(line: t.Node, about: str) -> bool:
    if not about:
        return True
    if isinstance(line, t.NoticeTo):
        return line.received is not None
    values = getattr(line, "values", None) or (getattr(line, "what", None),)
    return any(value is not None and write(value) == about for value in values)


# ---- promises that are taken back ----------------------------------------------------------------------


@kind("promise-denied", "promises", asks=("CC270",))
def _(rng: random.Random, sample: Sample) -> Made:
    service, *others = sample.world.all(t.Service)
    if others:
        return None
    wording = f"no guarantee of {rng.choice(('response', 'resolution', 'workaround'))}"
    return sample.after(service.clauses[-1], wording), f"service {write(service.name)}: also {wording}"


@kind("order-of-arrival", "promises", asks=("CC275",))
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.Handled)
    return (
        (sample.put((lines[0].span, "handled in order of arrival")), "handled in order of arrival")
        if lines
        else None
    )


@kind("breach-told-late", "promises", asks=("CC276",))
def _(rng: random.Random, sample: Sample) -> Made:
    """The customer, who has 72 hours itself, hears of a breach after them."""
    if not {write(place) for place in sample.world.one(t.Customer).in_} & {"GB", "DE", "FR", "IE", "NL"}:
        return None
    for line in sample.world.all(t.Notify):
        told = isinstance(sample.world.home(line), t.Security) and write(line.value) == "breach"
        if told and isinstance(line.within, v.Anchored):
            return sample.changed(
                line, line.within.amount, rng.choice(("72 hours", "80 hours", "96 hours", "4 days", "5 days"))
            )
    return None


@kind("own-work-excused", "promises", asks=("CC510", "CC272"))
def _(rng: random.Random, sample: Sample) -> Made:
    """Patching, which the provider owes, does not count as downtime."""
    lines = [
        line for line in _availabilities(sample) if line.except_ and sample.world.home(line).all(t.Patch)
    ]  # type: ignore[union-attr]
    if not lines:
        return None
    line = rng.choice(lines)
    span = Span(line.except_[0].span.start, line.except_[0].span.start)
    return sample.put((span, "patching, ")), f"{sample.where(line)}: availability except patching"


@kind("supplier-answers-later", "promises")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [
        line
        for line in sample.world.all(t.Respond)
        if isinstance(sample.world.home(line), t.Relies) and isinstance(line.within, v.Duration)
    ]
    if not lines:
        return None
    line = rng.choice(lines)
    assert line.within is not None
    return sample.changed(
        line, line.within, rng.choice(("30 minutes", "1 hour", "5 hours", "8 hours", "12 hours", "2 days"))
    )


@kind("maintenance-notice", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [
        line for line in sample.world.all(t.Maintenance) if isinstance(sample.world.home(line), t.Service)
    ]
    line = _chosen(
        rng, [line for line in lines if line.notice is not None and line.notice.length is not None]
    )
    return (
        None
        if line is None
        else sample.changed(line, line.notice.length, rng.choice(("1 day", "3 days", "10 days", "14 days")))
    )


@kind("maintenance-counts", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    """Maintenance is no longer left out of the availability, and nothing else excuses it."""
    line = _chosen(
        rng,
        [
            line
            for line in _availabilities(sample)
            if line.except_ and write(line.except_[0]) == "maintenance"
        ],
    )
    if line is None:
        return None
    excuses = [one for one in sample.world.all(t.Excuse) if write(one.values[0]) == "maintenance"]
    edits = [(sample.line(one), "") for one in excuses]
    edits.append((Span(line.except_[0].span.start, line.except_[1].span.start), ""))
    return sample.put(*edits), f"{sample.where(line)}: availability without exception for maintenance"


@kind("slower-than-an-outage", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = _chosen(rng, sample.world.all(t.Latency))
    return (
        None
        if line is None
        else sample.changed(
            line, line.amount_is, rng.choice(("100 ms", "400 ms", "900 ms", "2 seconds", "1200 ms"))
        )
    )


@kind("second-availability", "availability", asks=("CC503",))
def _(rng: random.Random, sample: Sample) -> Made:
    line = _chosen(rng, _availabilities(sample))
    if line is None:
        return None
    service = write(sample.world.home(line).name)  # type: ignore[union-attr]
    wording = f"guarantee availability of {service} >= {rng.choice(('98.0%', '99.0%', '99.97%'))} each month"
    guarantees = sample.world.all(t.Guarantee)
    return sample.after(guarantees[-1], wording), f"also {wording}"


@kind("availability-with-effort", "availability", asks=("CC505",))
def _(rng: random.Random, sample: Sample) -> Made:
    line = _chosen(rng, _availabilities(sample))
    if line is None:
        return None
    effort = rng.choice(("reasonable endeavours", "commercially reasonable efforts", "best efforts"))
    wording = f'availability 100% each month, with "{effort}"'
    return sample.put((line.span, wording)), f"{sample.where(line)}: {wording}"


# ---- texts -----------------------------------------------------------------------------------------


@kind("text-differs", "texts", asks=("CC490",))
def _(rng: random.Random, sample: Sample) -> Made:
    """A text about the fees states another time."""
    days = rng.choice((10, 14, 45, 60))
    wording = f'clause "Invoices" """\nUnder {{fees}} every invoice is paid within {days} days.\n"""\n'
    return f"{sample.text}\n{wording}", f"a clause in prose: invoices within {days} days"


@kind("text-agrees", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A text about the fees states the same time."""
    says = rng.choice(("within 30 days", "within thirty (30) days", "no later than 30 days after it"))
    wording = f'clause "Invoices" """\nUnder {{fees}} every invoice is paid {says}.\n"""\n'
    return f"{sample.text}\n{wording}", f"a clause in prose: invoices {says}"


@kind("words-and-digits", "texts", asks=("CC491",))
def _(rng: random.Random, sample: Sample) -> Made:
    words, digits = rng.choice((("ninety", 60), ("thirty", 13), ("sixty", 90), ("five", 15)))
    wording = f'clause "Returns" """\nEquipment is returned after {words} ({digits}) days.\n"""\n'
    return f"{sample.text}\n{wording}", f"a clause in prose: {words} ({digits}) days"


# ---- nothing has changed ----------------------------------------------------------------------------


@kind("unit-rewritten", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """`4 hours` -> `240 minutes`, `12 months` -> `1 year`, `7 days` -> `1 week`."""
    found = [
        (node, value)
        for node in sample.world.nodes
        if not isinstance(node, (t.Define, t.Document))
        for _, inner in node.contents()
        for value in inner.walk()
        if isinstance(value, v.Duration) and len(value.parts) == 1
    ]
    rng.shuffle(found)
    for node, value in found:
        amount, unit = value.parts[0]
        if unit == "hour":
            new = _length(amount * 60, "minute", value.hours)
        elif unit == "minute" and amount % 60 == 0:
            new = _length(amount / 60, "hour", value.hours)
        elif unit == "month" and amount % 12 == 0 and value.hours is None:
            new = _length(amount / 12, "year")
        elif unit == "year" and value.hours is None:
            new = _length(amount * 12, "month")
        elif unit == "week" and value.hours is None:
            new = _length(amount * 7, "day")
        else:
            continue
        return sample.changed(node, value, new)
    return None


@kind("unit-of-target-rewritten", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    def other(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        if unit == "hour":
            return _length(amount * 60, "minute", length.hours)
        return _length(amount / 60, "hour", length.hours) if unit == "minute" and amount % 15 == 0 else None

    return _changed_length(rng, sample, (*TARGETS, t.Escalate), other)


@kind("clauses-shuffled", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """The clauses of a block in another order."""
    kinds = (
        t.Priority,
        t.Service,
        t.Credits,
        t.Fees,
        t.Liability,
        t.Security,
        t.Data,
        t.Report,
        t.Duties,
        t.Exit,
    )
    blocks = [block for block in sample.world.nodes if isinstance(block, kinds) and len(block.clauses) > 2]
    block = rng.choice(blocks)
    clauses = [clause for clause in block.clauses if not isinstance(clause, t.Block)]
    order = rng.sample(clauses, len(clauses))
    edits = [(sample.whole(old), sample.wording(new)) for old, new in zip(clauses, order, strict=True)]
    name = getattr(block, "name", None)
    return sample.put(
        *edits
    ), f"{block.kind} {write(name) if name else ''}: clauses in another order ({order[0].kind} first)"


@kind("blocks-moved", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A block at another place of the file."""
    kinds = (
        t.Service,
        t.Backup,
        t.Fees,
        t.Security,
        t.Data,
        t.Liability,
        t.Termination,
        t.Credits,
        t.Hours,
        t.Report,
    )
    blocks = [
        block
        for block in sample.world.nodes
        if isinstance(block, kinds) and sample.world.home(block) is sample.world.nodes[0]
    ]
    one, other = rng.sample(blocks, 2)
    label = f"{one.kind} <-> {other.kind}: their places ({sample.wording(one)[:20].split('{')[0].strip()})"
    return sample.put((one.span, sample.wording(other)), (other.span, sample.wording(one))), label


@kind("name-changed", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """An hours block, a service, a backup or a site under another name, wherever it stands."""
    kinds = (t.Hours, t.Service, t.Backup, t.Site, t.Metric)
    names = [write(block.name) for block in sample.world.nodes if isinstance(block, kinds)]
    name = rng.choice(names)
    new = f"{name}-{rng.choice(('one', 'main', 'x2', 'north'))}"
    spans = [token.span for token in parse(sample.text).tokens if token.text == name]
    return sample.put(*((span, new) for span in spans)), f"{name} is called {new}"


@kind("title-changed", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    titled = [
        block
        for block in sample.world.nodes
        if isinstance(block, (t.Hours, t.Service, t.Priority, t.Backup, t.Metric)) and block.title is not None
    ]
    block = rng.choice(titled)
    return sample.changed(block, block.title, rng.choice(('"Number one"', '"As agreed"', '"The other one"')))


@kind("comment-added", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    node = rng.choice(
        [node for node in sample.world.nodes if isinstance(node, t.Clause) and not isinstance(node, t.Block)]
    )
    note = rng.choice(
        ("# as discussed", "# see the minutes of 3 May", "# 99.999% was refused", "# within 5 minutes?")
    )
    if rng.random() < 0.5:
        return sample.after(node, note), f"{sample.where(node)}: {note} behind {node.kind}"
    return sample.put(
        (Span(sample.whole(node).end, sample.whole(node).end), f"  {note}")
    ), f"{sample.where(node)}: {note} at {node.kind}"


@kind("layout-changed", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Blank lines, other indents, clauses on one line."""
    how = rng.choice(("one line", "indent", "blank"))
    if how == "one line":
        return re.sub(r",\n\s+", ", ", sample.text), "every clause on one line"
    if how == "indent":
        width = rng.choice((2, 3, 4))
        return re.sub(
            r"^( +)(?=\S)", lambda found: found[1] * width, sample.text, flags=re.M
        ), f"indents {width} times as wide"
    node = rng.choice([node for node in sample.world.nodes if isinstance(node, t.Clause)])
    start = sample.line(node).start
    return sample.put((Span(start, start), "\n\n")), f"blank lines before {node.kind} of {sample.where(node)}"


@kind("percentage-rewritten", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    found = [
        (node, value)
        for node in sample.world.nodes
        for _, inner in node.contents()
        for value in inner.walk()
        if isinstance(value, v.Percentage)
    ]
    node, value = rng.choice(found)
    wording = sample.wording(value).removesuffix("%")
    return sample.changed(node, value, f"{wording}0%" if "." in wording else f"{wording}.0%")


@kind("hours-rewritten", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """The same hours in two spans, or on two lines."""
    line = _opening(rng, sample)
    span, days = line.spans[0], line.weekdays[0]
    if not isinstance(span, v.HoursSpan) or not isinstance(days, v.Days):
        return None
    if rng.random() < 0.5:
        middle = (span.start + span.end) // 7200 * 3600
        return sample.changed(
            line, span, f"{_clock(span.start)}-{_clock(middle)}, {_clock(middle)}-{_clock(span.end)}"
        )
    if days.first >= days.last:
        return None
    names, cut = v.WEEKDAYS, rng.randrange(days.first, days.last)
    first, second = (
        names[low] if low == high else f"{names[low]}-{names[high]}"
        for low, high in ((days.first, cut), (cut + 1, days.last))
    )
    text = sample.wording(line)
    wording = sample.wording(days)
    new = f"{text.replace(wording, first)}\n  {text.replace(wording, second)}"
    return sample.put((line.span, new)), f"{sample.where(line)}: {text} on two lines, cut after {names[cut]}"


@kind("during-instead-of-unit", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """`4 business hours` -> `4 hours, during business`."""
    working = [
        (clause, length)
        for clause, length in _promises(sample, (*TARGETS, t.Escalate))
        if length.hours is not None and isinstance(clause, t.Clause)
    ]
    if not working:
        return None
    clause, length = rng.choice(working)
    assert length.hours is not None
    plain = _length(length.parts[0][0], length.parts[0][1])
    edits = [(length.span, plain), (Span(clause.span.end, clause.span.end), f", during {length.hours.text}")]
    return sample.put(
        *edits
    ), f"{sample.where(clause)}: {_short(sample.wording(clause))} -> {plain}, during {length.hours.text}"


@kind("bands-reordered", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    lines = _bands(sample)
    if len(lines) < 2:
        return None
    order = rng.sample(lines, len(lines))
    if order == lines:
        return None
    edits = [(old.span, sample.wording(new)) for old, new in zip(lines, order, strict=True)]
    return sample.put(*edits), f"credit bands in another order, {_short(sample.wording(order[0]))} first"


@kind("far-date-moved", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A day of signature moves."""
    lines = [line for line in sample.world.all(t.Signed) if line.on and isinstance(line.on[0], v.Date)]
    line = rng.choice(lines)
    day = line.on[0]
    assert isinstance(day, v.Date)
    return sample.changed(line, day, day.date.replace(day=rng.randrange(1, 29)).isoformat())
