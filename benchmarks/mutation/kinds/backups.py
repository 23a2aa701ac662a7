"""Backups."""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language import values as v
from mutation.sample import Made, Sample, kind, one_of, scaled, shortened


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
    new = scaled(rng, length, more)
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
    return sample.drop(line), f"{sample.where(line)}: without {shortened(sample.wording(line))}"


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


@kind("day-of-25-hours", "backups", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Copies once a day at some time, and a loss of no more than so many hours: the night on which clocks go back has one more.
    Where the clocks are those of a country that never changes them, every day is as long."""
    blocks = [
        block
        for block in sample.world.all(t.Backup)
        if len(block.all(t.Rpo)) == 1
        and (block.all(t.Full) or block.all(t.Incremental))
        and not any(block.all(other) for other in (t.LogShipping, t.Replication, t.Snapshot, t.Differential))
    ]
    block = one_of(rng, blocks)
    if block is None:
        return None
    runs = [*block.all(t.Incremental), *block.all(t.Full)]
    time = rng.choice(("00:30", "01:30", "03:15", "22:00"))
    hours = rng.choice((24, 24, 25, 26, 30))
    every = rng.choice(("1 day", "24 hours"))
    at = f" at {time}" if every == "1 day" else ""
    flawed = hours < 25 and every == "1 day"
    edits = [
        (block.all(t.Rpo)[0].value.span, f"{hours} hours"),
        (sample.whole(runs[0]), f"full every {every}{at}"),
    ]
    edits += [(sample.line(one), "") for one in runs[1:]]
    label = f"{sample.where(block.all(t.Rpo)[0])}: every {every}{at}, an RPO of {hours} hours"
    return sample.put(*edits), f"{label} [{'CC370 CC372 CC373' if flawed else 'not CC370 CC373'}]"
