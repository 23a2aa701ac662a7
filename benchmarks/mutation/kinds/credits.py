"""Credits."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import Made, Sample, as_percent, availabilities, credit_bands, kind, one_of, shortened


def _band_edit(
    rng: random.Random, sample: Sample, edit: Callable[[v.Fact], tuple[v.Value, str] | None]
) -> Made:
    line = one_of(rng, credit_bands(sample))
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
        return (compare.amount, as_percent(made)) if made <= 100 else None

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
    lines = [line for line in credit_bands(sample) if len(line.when.compares) == 2]  # type: ignore[union-attr]
    if not lines:
        return None
    line = rng.choice(lines)
    assert isinstance(line.when, v.Fact)
    low, high = line.when.compares
    assert isinstance(low, v.Compare) and isinstance(high, v.Compare)
    span = Span(low.span.start, high.span.end)
    new = f"from {sample.wording(low.amount)} to {sample.wording(high.amount)}"
    return sample.put((span, new)), f"{shortened(sample.wording(line))} -> {new}"


@kind("band-dropped", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    tables: dict[str, list[t.Credit]] = {}
    for line in credit_bands(sample):
        tables.setdefault(f"{id(sample.world.home(line))} {write(line.when.subject)}", []).append(line)  # type: ignore[union-attr]
    several = [lines for lines in tables.values() if len(lines) > 1]
    if not several:
        return None
    line = rng.choice(rng.choice(several))
    return sample.drop(line), f"without {shortened(sample.wording(line))}"


@kind("band-amounts-swapped", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = credit_bands(sample)
    if len(lines) < 2:
        return None
    one, other = rng.sample(lines, 2)
    if one.value == other.value:
        return None
    label = f"{shortened(sample.wording(one))} <-> {shortened(sample.wording(other))}: their amounts"
    return sample.put(
        (one.value.span, sample.wording(other.value)), (other.value.span, sample.wording(one.value))
    ), label


@kind("credit-amount-changed", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    lines = [line for line in sample.world.all(t.Credit) if isinstance(line.value, v.Share)]
    line = one_of(rng, lines)
    if line is None:
        return None
    return sample.changed(line, line.value.percentage, rng.choice(("1%", "2%", "8%", "25%", "45%", "60%")))


@kind("cap-changed", "credits")
def _(rng: random.Random, sample: Sample) -> Made:
    block = rng.choice(sample.world.all(t.Credits))
    line = one_of(rng, block.all(t.Cap))
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
    edits = [(other.amount.span, as_percent(made)) for other in same if isinstance(other, v.Compare)]
    return sample.put(
        *edits
    ), f"{shortened(sample.wording(line))}: {sample.wording(compare.amount)} -> {as_percent(made)}"


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
    service = one_of(rng, [sample.world.home(line) for line in availabilities(sample)])
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
