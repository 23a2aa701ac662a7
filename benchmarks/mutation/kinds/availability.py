"""Availability, and promises that are taken back."""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import Made, Sample, availabilities, kind, one_of


@kind("availability-raised", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = one_of(rng, availabilities(sample))
    return (
        None
        if line is None
        else sample.changed(line, line.value, rng.choice(("99.95%", "99.99%", "99.995%", "99.999%")))
    )


@kind("availability-lowered", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = one_of(rng, availabilities(sample))
    return (
        None
        if line is None
        else sample.changed(line, line.value, rng.choice(("99.8%", "99.5%", "99.0%", "98.0%")))
    )


@kind("availability-minimum", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in availabilities(sample) if line.at_least is not None]
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


@kind("maintenance-counted", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    """Work, or a figure, of which a part says whether the work counts."""
    works = [
        (line, rng.choice(("counts as downtime", "does not count as downtime")))
        for line in (*sample.world.all(t.Maintenance), *sample.world.all(t.EmergencyMaintenance))
        if isinstance(sample.world.home(line), t.Service)
    ]
    figures = [(line, "inclusive of maintenance") for line in availabilities(sample)]
    picked = one_of(rng, [*works, *figures])
    if picked is None:
        return None
    line, part = picked
    text = " ".join(sample.wording(line).split())
    made = sample.put((line.span, f"{text}, {part}"))
    if isinstance(line, t.EmergencyMaintenance) and rng.random() < 0.5:
        part += ", and excepted"
        made = made.replace("except maintenance,", "except maintenance, emergency-maintenance,", 1)
    return made, f"{sample.where(line)}: {part}"


@kind("supplier-availability", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = one_of(rng, [
        line
        for line in availabilities(sample, t.Relies)
        if isinstance(sample.world.home(sample.world.home(line)), t.Service)  # type: ignore[arg-type]
    ])  # fmt: skip
    return (
        None
        if line is None
        else sample.changed(line, line.value, rng.choice(("99.0%", "99.4%", "99.8%", "99.999%")))
    )


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


@kind("order-of-work-turned", "promises", asks=("CC800",))
def _(rng: random.Random, sample: Sample) -> Made:
    """A later priority is taken before the one that is promised the shortest response."""
    found = [
        (line.within.seconds, sample.world.home(line))
        for line in sample.world.all(t.Respond)
        if isinstance(sample.world.home(line), t.Priority)
        and isinstance(line.within, v.Duration)
        and line.within.hours is None
        and line.within.seconds is not None
        and not (line.during or line.for_ or line.when)
    ]
    if len({seconds for seconds, _ in found}) < 2:
        return None
    found.sort(key=lambda one: one[0])
    quick, slow = found[0][1], found[-1][1]
    words = f"handled before {write(quick.name)}"  # type: ignore[union-attr]
    return sample.after(slow.clauses[-1], words), f"{sample.where(slow)}: {words}"  # type: ignore[union-attr]


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
    lines = [line for line in availabilities(sample) if line.except_ and sample.world.home(line).all(t.Patch)]  # type: ignore[union-attr]
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
    line = one_of(rng, [line for line in lines if line.notice is not None and line.notice.length is not None])
    return (
        None
        if line is None
        else sample.changed(line, line.notice.length, rng.choice(("1 day", "3 days", "10 days", "14 days")))
    )


@kind("maintenance-counts", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    """Maintenance is no longer left out of the availability, and nothing else excuses it."""
    line = one_of(
        rng,
        [line for line in availabilities(sample) if line.except_ and write(line.except_[0]) == "maintenance"],
    )
    if line is None:
        return None
    excuses = [one for one in sample.world.all(t.Excuse) if write(one.values[0]) == "maintenance"]
    edits = [(sample.line(one), "") for one in excuses]
    edits.append((Span(line.except_[0].span.start, line.except_[1].span.start), ""))
    return sample.put(*edits), f"{sample.where(line)}: availability without exception for maintenance"


@kind("slower-than-an-outage", "availability")
def _(rng: random.Random, sample: Sample) -> Made:
    line = one_of(rng, sample.world.all(t.Latency))
    return (
        None
        if line is None
        else sample.changed(
            line, line.amount_is, rng.choice(("100 ms", "400 ms", "900 ms", "2 seconds", "1200 ms"))
        )
    )


@kind("second-availability", "availability", asks=("CC503",))
def _(rng: random.Random, sample: Sample) -> Made:
    line = one_of(rng, availabilities(sample))
    if line is None:
        return None
    service = write(sample.world.home(line).name)  # type: ignore[union-attr]
    wording = f"guarantee availability of {service} >= {rng.choice(('98.0%', '99.0%', '99.97%'))} each month"
    guarantees = sample.world.all(t.Guarantee)
    return sample.after(guarantees[-1], wording), f"also {wording}"


@kind("availability-with-effort", "availability", asks=("CC505",))
def _(rng: random.Random, sample: Sample) -> Made:
    line = one_of(rng, availabilities(sample))
    if line is None:
        return None
    effort = rng.choice(("reasonable endeavours", "commercially reasonable efforts", "best efforts"))
    wording = f'availability 100% each month, with "{effort}"'
    return sample.put((line.span, wording)), f"{sample.where(line)}: {wording}"
