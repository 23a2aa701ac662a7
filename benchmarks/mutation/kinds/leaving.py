"""Term and exit."""

from __future__ import annotations

import random
from collections.abc import Sequence

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.sample import Made, Sample, availabilities, kind, one_of, shortened


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
    line = one_of(rng, availabilities(sample))
    if line is None or not any(
        isinstance(end.when, v.Fact) and write(end.when.subject) == f"availability of {write(sample.world.home(line).name)}"
        for end in sample.world.all(t.End)
    ):  # fmt: skip
        return None
    return sample.drop(line), f"{sample.where(line)}: without {shortened(sample.wording(line))}"
