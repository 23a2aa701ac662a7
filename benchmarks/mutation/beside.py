"""Figures that belong together and stand in two places: a price and the currency, a cap and the insurance, two percentiles, a
backup and the plan for disasters, a promise and the supplier behind it. Its kinds and the judge of them stand side by side, and
share with the analyses only the reader, as the other kinds and judges do.

The judge loses: it tries losses, answer times and outages between the two figures, and looks whether both clauses see them alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.judges.world import CannotSay, Problem, World, minutes
from mutation.sample import Made, Sample, kind, one_of

# ---- kinds -----------------------------------------------------------------------------------------


@kind("price-in-another-currency", "beside")
def _(rng: random.Random, sample: Sample) -> Made:
    """A price in some currency, in an agreement that declares one."""
    line = one_of(rng, sample.world.all(t.Charge))
    if line is None or len(sample.world.all(t.Currency)) != 1:
        return None
    own = write(sample.world.one(t.Currency).currency_code)
    currency = rng.choice((own, "CHF", "SEK", "USD"))
    text = f'charge "travel" {rng.choice((40, 65, 120))} {currency} per hour'
    return sample.after(line, text), f"fees: also {text}"


@kind("insured-for-less", "beside")
def _(rng: random.Random, sample: Sample) -> Made:
    """The provider answers for a sum of money, which the insurances of the agreement may or may not pay."""
    customers = {write(line.name) for line in sample.world.all(t.Customer)}
    caps = [
        cap
        for cap in sample.world.all(t.Cap)
        if isinstance(sample.world.home(cap), t.Liability)
        and not customers & {write(value) for value in cap.for_}
    ]
    cap = one_of(rng, caps)
    if cap is None or len(sample.world.all(t.Currency)) != 1:
        return None
    own = write(sample.world.one(t.Currency).currency_code)
    return sample.changed(cap, cap.value, f"{rng.choice((1, 2, 3, 4, 6))},000,000 {own} per year")


@kind("percentiles", "beside")
def _(rng: random.Random, sample: Sample) -> Made:
    """Two percentiles of one latency, in either order."""
    services = [block for block in sample.world.all(t.Service) if block.clauses and not block.all(t.Latency)]
    block = one_of(rng, services)
    if block is None:
        return None
    low, high = rng.sample((250, 400, 700, 1200), 2)
    lines = "\n  ".join(
        f'latency {name} below {time} ms each month, measured by "probes"'
        for name, time in (("p90", low), ("p99", high))
    )
    return sample.after(block.clauses[0], lines), f"service {write(block.name)}: p90 {low} ms, p99 {high} ms"


@kind("plan-for-disasters", "beside")
def _(rng: random.Random, sample: Sample) -> Made:
    """A plan for disasters with the RTO of a backup, or another one."""
    lines = [line for line in sample.world.all(t.Rto) if isinstance(sample.world.home(line), t.Backup)]
    line = one_of(rng, lines)
    if line is None:
        return None
    rto = rng.choice((sample.wording(line.value), sample.wording(line.value), "90 minutes", "5 days"))
    text = f'plan continuity "Disaster recovery" {{\n  rto {rto}\n}}'
    return f"{sample.text.rstrip()}\n\n{text}\n", f"a plan for disasters with an RTO of {rto}"


@kind("supplier-outside", "beside")
def _(rng: random.Random, sample: Sample) -> Made:
    """A supplier outside all blocks, behind the availabilities that are promised."""
    if not [
        line for line in sample.world.all(t.Availability) if not isinstance(sample.world.home(line), t.Relies)
    ]:
        return None
    level = rng.choice(("90", "98.5", "99.999"))
    text = f'relies on "Northwind" {{\n  availability {level}% each month\n}}'
    edits = [(excuse, "") for excuse in _third_party(sample) if rng.random() < 0.8]
    own = [block for service in sample.world.all(t.Service) for block in service.all(t.Relies)]
    edits += [(sample.line(line), "") for block in own for line in block.all(t.Availability)]
    return f"{sample.put(*edits).rstrip()}\n\n{text}\n", f"a supplier that promises {level}%"


def _third_party(sample: Sample) -> Iterator[Span]:
    """Where outages of third parties are excused."""
    for found in re.finditer(r",\s*third-party\b", sample.text):
        yield Span(*found.span())


# ---- the judge -------------------------------------------------------------------------------------


def beside(world: World) -> list[Problem]:
    """Figures in two places that do not go together."""
    return [*_currency(world), *_insured(world), *_percentiles(world), *_disasters(world), *_outside(world)]


def _currency(world: World) -> Iterator[Problem]:
    """Prices that the declared currencies do not pay."""
    declared = [write(line.currency_code) for line in world.all(t.Currency)]
    for line in world.all(t.Charge):
        for _, value in line.contents():
            for one in value.walk():
                if isinstance(one, v.Money) and declared and one.currency not in (*declared, None):
                    yield Problem("beside", f"a price in {one.currency}", ("CC496",))


def _sum(value: object) -> Decimal | None:
    inner = value.amount if isinstance(value, v.Rated) else value
    return inner.amount if isinstance(inner, v.Money) else None


def _insured(world: World) -> Iterator[Problem]:
    """The loss of each cap, of which the insurances pay one after the other."""
    insurances = [amount for line in world.all(t.Insurance) if (amount := _sum(line.amount_is)) is not None]
    customers = {write(line.name) for line in world.all(t.Customer)}
    for block in world.all(t.Liability):
        for cap in block.all(t.Cap):
            loss = _sum(cap.value)
            if loss is None or not insurances or customers & {write(value) for value in cap.for_}:
                continue
            for insured in insurances:
                loss -= min(loss, insured)
            if loss:
                yield Problem("beside", f"{loss} are insured by nobody", ("CC497",))


def _percentiles(world: World) -> Iterator[Problem]:
    """Answer times in steps: one that the higher percentile still allows must be possible where the lower one is broken."""
    for service in world.all(t.Service):
        limits = {write(line.quantile): line.amount_is for line in service.all(t.Latency)}
        if not {"p90", "p99"} <= set(limits):
            continue
        low, high = (_milliseconds(limits[name]) for name in ("p90", "p99"))
        if low > high and not any(low < slow <= high for slow in range(0, low + 50, 10)):
            yield Problem("beside", "p90 is never decisive", ("CC498",))


def _milliseconds(value: v.Value) -> int:
    for one in value.walk():
        if isinstance(one, v.Duration) and one.seconds is not None:
            return int(one.seconds * 1000)
    raise CannotSay("a latency without a time")


def _disasters(world: World) -> Iterator[Problem]:
    """Restores of each length of time, of which the backup and the plan for disasters must say the same."""
    for plan in world.all(t.Plan):
        if "disaster" not in write(plan.title).lower():
            continue
        theirs = [minutes(line.value) for line in plan.all(t.Rto)]
        own = [minutes(line.value) for backup in world.all(t.Backup) for line in backup.all(t.Rto)]
        took = range(5, 14 * 1440, 5)
        if theirs and own and all(any((time <= one) != (time <= theirs[0]) for time in took) for one in own):
            yield Problem("beside", "the backup and the plan for disasters differ", ("CC394",))


def _outside(world: World) -> Iterator[Problem]:
    """Outages of a supplier outside all blocks, minute by minute of a month."""
    promises = [line for service in world.all(t.Service) for line in service.all(t.Availability)]
    excused = "third-party" in world.text
    if any(block.all(t.Availability) for service in world.all(t.Service) for block in service.all(t.Relies)):
        return  # one may stand in for the other
    for supplier in world.all(t.Relies):
        if isinstance(world.home(supplier), t.Service | t.Backup) or not promises:
            continue
        for line in supplier.all(t.Availability):
            longest = _down(line)
            if not all(longest > _down(promise) for promise in promises):
                continue
            if excused or any(promise.during for promise in promises):
                raise CannotSay("whether the outage of the supplier counts")
            yield Problem("beside", "the supplier may be down for longer", ("CC512",))


def _down(line: t.Availability) -> int:
    """For how many minutes of a month of 30 days something may be down, tried one by one."""
    if not isinstance(line.value, v.Percentage):
        raise CannotSay("an availability without a figure")
    month = 30 * 1440
    return max(down for down in range(month) if Decimal(100) * (month - down) / month >= line.value.amount)
