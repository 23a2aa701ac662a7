"""Which priority."""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import Made, Sample, kind, one_of, shortened


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
    return sample.put((sample.whole(line), new)), f"{sample.where(line)}: {shortened(new)}"


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
    picked = one_of(rng, _shares(sample))
    if picked is None:
        return None
    line, share = picked
    new = rng.choice(("80%", "85%", "92%"))
    wording = sample.wording(line).replace(sample.wording(share.percentage), new)
    return sample.after(line, wording), f"{shortened(sample.wording(line))}, and also for {new}"


@kind("share-of-all", "attainment")
def _(rng: random.Random, sample: Sample) -> Made:
    """One share for the tickets of all priorities, with or without another answer to a miss of the most urgent."""
    picked = one_of(rng, _shares(sample))
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
        f"{shortened(sample.wording(line))} -> {shortened(wording)}{', and no answer to a miss' if edits[1:] else ''}",
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
