"""Hours."""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import Made, Sample, clock_time, kind, shortened, some_opening


@kind("hours-edge-shifted", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    line = some_opening(rng, sample)
    span = line.spans[0]
    if not isinstance(span, v.HoursSpan):
        return None
    shift = rng.choice((-3, -2, -1, 1, 2)) * 1800
    start, end = (span.start + shift, span.end) if rng.random() < 0.5 else (span.start, span.end + shift)
    if not 0 <= start < end <= 86400:
        return None
    return sample.changed(line, span, f"{clock_time(start)}-{clock_time(end)}")


@kind("hours-minute-lost", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    """Every day until 23:59, or a break of one minute."""
    line = some_opening(rng, sample)
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
    halves = f"{clock_time(span.start)}-{clock_time(noon - 60)}, {clock_time(noon)}-{clock_time(span.end)}"
    return sample.changed(line, span, halves)


@kind("hours-short-days", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    """Days of an hour or two: every working time takes several days."""
    line = some_opening(rng, sample)
    span = line.spans[0]
    if not isinstance(span, v.HoursSpan):
        return None
    end = span.start + rng.choice((1, 2, 3)) * 3600
    return sample.changed(line, span, f"{clock_time(span.start)}-{clock_time(end)}")


@kind("weekday-dropped", "hours")
def _(rng: random.Random, sample: Sample) -> Made:
    line = some_opening(rng, sample)
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
    return sample.drop(line), f"{sample.where(line)}: without {shortened(sample.wording(line))}"


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
    line = some_opening(rng, sample)
    span = line.spans[0]
    if not isinstance(span, v.HoursSpan) or not span.start < 43200 < 46800 < span.end:
        return None
    return sample.changed(line, span, f"{clock_time(span.start)}-12:00, 13:00-{clock_time(span.end)}")


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
