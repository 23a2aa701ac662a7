"""Promises of priorities."""

from __future__ import annotations

import random
from collections.abc import Callable

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import (
    DOWN,
    TARGETS,
    UP,
    Made,
    Sample,
    kind,
    one_of,
    promises,
    scaled,
    shortened,
    spelled,
    time_of,
)


def changed_length(
    rng: random.Random,
    sample: Sample,
    kinds: tuple[type[t.Node], ...],
    new: Callable[[v.Duration], str | None],
) -> Made:
    picked = one_of(rng, promises(sample, kinds))
    if picked is None:
        return None
    made = new(picked[1])
    return None if made is None else sample.changed(picked[0], picked[1], made)


@kind("response-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return changed_length(rng, sample, (t.Respond,), lambda length: scaled(rng, length, True))


@kind("response-shorter", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return changed_length(rng, sample, (t.Respond,), lambda length: scaled(rng, length, False))


@kind("resolution-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return changed_length(rng, sample, (t.Resolve,), lambda length: scaled(rng, length, True))


@kind("resolution-shorter", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return changed_length(rng, sample, (t.Resolve,), lambda length: scaled(rng, length, False))


@kind("workaround-changed", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    more = rng.random() < 0.5
    return changed_length(rng, sample, (t.Workaround,), lambda length: scaled(rng, length, more))


@kind("visit-changed", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    more = rng.random() < 0.3
    return changed_length(rng, sample, (t.Onsite,), lambda length: scaled(rng, length, more))


@kind("update-changed", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    more = rng.random() < 0.3
    return changed_length(rng, sample, (t.Update,), lambda length: scaled(rng, length, more))


@kind("acknowledgement-longer", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return changed_length(rng, sample, (t.Acknowledge,), lambda length: scaled(rng, length, True))


@kind("target-unit-up", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    def up(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        return spelled(amount, UP[unit], length.hours) if unit in ("minute", "hour") else None

    return changed_length(rng, sample, TARGETS, up)


@kind("target-unit-down", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    def down(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        return spelled(amount, DOWN[unit], length.hours) if unit in ("hour", "day") else None

    return changed_length(rng, sample, TARGETS, down)


@kind("target-off-by-little", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """One step more or less than agreed, where nothing much changes, and yet may."""

    def near(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        step = 5 if unit == "minute" and amount > 10 else 1
        made = amount + step * rng.choice((-2, -1, 1, 2))
        return spelled(made, unit, length.hours) if made > 0 else None

    return changed_length(rng, sample, TARGETS, near)


@kind("hours-dropped-from-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """Working time becomes elapsed time: `4 business hours` -> `4 hours`."""
    working = [(clause, length) for clause, length in promises(sample) if length.hours is not None]
    if working:
        clause, length = rng.choice(working)
        return sample.changed(clause, length, spelled(length.parts[0][0], length.parts[0][1]))
    blocks = [block for block in sample.world.all(t.Priority) if block.during]
    if not blocks:
        return None
    clause, _ = rng.choice(promises(sample))
    span = Span(clause.span.end, clause.span.end)
    return sample.put(
        (span, ", during always")
    ), f"{sample.where(clause)}: {shortened(sample.wording(clause))}: around the clock"


@kind("hours-added-to-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """Elapsed time becomes working time: `4 hours, during always` -> `4 business hours`."""
    elapsed = [
        (clause, length)
        for clause, length in promises(sample)
        if length.hours is None and isinstance(clause, t.Clause) and clause.during
    ]
    names = list(sample.world.named(t.Hours))
    if not elapsed or not names:
        return None
    clause, length = rng.choice(elapsed)
    hours = rng.choice(names)
    amount, unit = length.parts[0]
    new = sample.wording(clause).replace(
        sample.wording(length), spelled(amount, f"{hours} {unit}").replace(f" {hours}", f" {hours}")
    )
    new = new.replace(", during always", "")
    return sample.put(
        (clause.span, new)
    ), f"{sample.where(clause)}: {shortened(sample.wording(clause))} -> {shortened(new)}"


@kind("targets-swapped", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """Two promises of one priority change places."""
    block = rng.choice(sample.world.all(t.Priority))
    own = [(clause, length) for clause, length in promises(sample) if sample.world.home(clause) is block]
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
            for clause, length in promises(sample, (wanted,))
            if sample.world.home(clause) is block
        ]
        for block in blocks[place : place + 2]
    ]
    if len(pair[0]) != 1 or len(pair[1]) != 1:
        return None
    (one, _first), (other, _second) = pair[0][0], pair[1][0]
    words = f"{shortened(sample.wording(one))} <-> {shortened(sample.wording(other))}"
    label = f"{sample.where(one)} <-> {sample.where(other)}: {words}"
    return sample.put((one.span, sample.wording(other)), (other.span, sample.wording(one))), label


@kind("second-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A second clause of equal weight with another time."""
    clause, length = rng.choice(promises(sample))
    new = scaled(rng, length, rng.random() < 0.5)
    if new is None:
        return None
    wording = sample.wording(clause).replace(sample.wording(length), new)
    return sample.after(
        clause, wording
    ), f"{sample.where(clause)}: {shortened(sample.wording(clause))}, and also {shortened(wording)}"


@kind("second-target-the-same", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """The same promise a second time, word by word."""
    clause, _ = rng.choice(promises(sample, (t.Respond, t.Resolve, t.Workaround)))
    return sample.after(
        clause, sample.wording(clause)
    ), f"{sample.where(clause)}: {shortened(sample.wording(clause))}, twice"


@kind("target-for-service", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A special time for one service beside the general one."""
    clause, length = rng.choice(promises(sample, (t.Respond, t.Resolve, t.Workaround)))
    service = rng.choice(list(sample.world.named(t.Service)))
    new = scaled(rng, length, rng.random() < 0.5)
    if new is None or (isinstance(clause, t.Clause) and clause.at):
        return None
    wording = f"{sample.wording(clause).replace(sample.wording(length), new)}, for {service}"
    return sample.after(clause, wording), f"{sample.where(clause)}: also {shortened(wording)}"


@kind("target-outside-hours", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """A time of its own for tickets logged outside the hours."""
    names = list(sample.world.named(t.Hours))
    working = [
        (clause, length)
        for clause, length in promises(sample, (t.Respond,))
        if (length.hours is not None or not (isinstance(clause, t.Clause) and clause.during))
        and not (isinstance(clause, t.Clause) and clause.at)
    ]
    if not working or len(names) != 1:
        return None
    clause, _ = rng.choice(working)
    wording = f"respond within {spelled(rng.choice((10, 20, 30, 45, 60, 120, 240, 480)), 'minute')}, outside {names[0]}"
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
    label = f"{sample.where(ones[0])}: {shortened(sample.wording(ones[0]))} -> {shortened(sample.wording(others[0]))}"
    return sample.put((ones[0].span, sample.wording(others[0]))), label


@kind("escalation-later", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return changed_length(rng, sample, (t.Escalate,), lambda length: scaled(rng, length, True))


@kind("escalation-sooner", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    return changed_length(rng, sample, (t.Escalate,), lambda length: scaled(rng, length, False))


@kind("escalation-unit-up", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    def up(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        return spelled(amount, UP[unit], length.hours) if unit in ("minute", "hour") else None

    return changed_length(rng, sample, (t.Escalate,), up)


@kind("escalation-at-the-target", "deadlines")
def _(rng: random.Random, sample: Sample) -> Made:
    """An escalation at the very moment at which the resolution falls due."""
    clause, length = rng.choice(promises(sample, (t.Escalate,)))
    home = sample.world.home(clause)
    assert isinstance(home, t.Block)
    own = [time_of(line) for line in home.clauses if isinstance(line, t.Resolve)]
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


@kind("resume-dropped", "clock states", asks=("CC605",))
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.Resumes)
    return (sample.drop(lines[0]), "clock: without resumes") if lines else None


@kind("stop-dropped", "clock states")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = sample.world.all(t.Stops)
    line = rng.choice(lines)
    return sample.drop(line), f"clock: without {shortened(sample.wording(line))} ({sample.where(line)})"


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
