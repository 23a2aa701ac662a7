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


# ---- levels beside figures and facts ---------------------------------------------------------------


def _tests(sample: Sample) -> list[t.Applies]:
    return [line for line in sample.world.all(t.Applies) if line.when is not None]


@kind("workaround-in-conditions", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    """A priority asks for a workaround, or for none, beside its levels; perhaps another one takes the rest."""
    lines = _tests(sample)
    line = rng.choice(lines)
    part = rng.choice((" and workaround", " and not workaround"))
    assert line.when is not None
    wording = f"applies when ({write(line.when)}){part}"
    edits = [(sample.whole(line), wording)]
    other = rng.choice([one for one in sample.world.all(t.Applies) if one is not line])
    more = rng.choice((None, f"applies when ({write(line.when)}) and workaround", "applies when workaround"))
    if more is not None:
        end = sample.whole(other).end
        edits.append((Span(end, end), f"\n  {more}"))
    return sample.put(
        *edits
    ), f"{sample.where(line)}: {shortened(wording)}; {sample.where(other)}: also {more}"


@kind("priority-line-added", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    """A priority has one more line, of one level or of two."""
    block = rng.choice(sample.world.all(t.Priority))
    scales = rng.sample(
        sample.world.all(t.Scale), rng.choice((1, 2)) if len(sample.world.all(t.Scale)) > 1 else 1
    )
    facts = [f"{write(scale.name)} {write(rng.choice(scale.levels))}" for scale in scales]
    wording = f"applies when {' and '.join(facts)}"
    last = next(line for line in block.clauses if isinstance(line, t.Applies))
    end = sample.whole(last).end
    return sample.put((Span(end, end), f"\n  {wording}")), f"priority {write(block.name)}: also {wording}"


@kind("priorities-by-users", "priorities")
def _(rng: random.Random, sample: Sample) -> Made:
    """Priorities by numbers and shares of users, beside a workaround, which meet, cross or leave a gap."""
    blocks = [block for block in sample.world.all(t.Priority) if block.all(t.Applies)]
    if len(blocks) < 3:
        return None
    high, low = rng.choice(((50, 10), (75, 25), (60, 20)))
    few = rng.choice((1, 2, 3, 5))
    lower = low + rng.choice((0, 0, 0, -5, 3))
    ladders = (
        (f"users >= {high}%", f"users >= {lower}% and users < {high}%", f"users < {low}%"),
        (
            f"users >= {few + 3}",
            f"users > {few + rng.choice((0, 0, 1))} and users < {few + 3}",
            f"users <= {few}",
        ),
        (f"users >= {high}%", f"users > {few} and users < {high}%", f"users = {few}"),
        (f"users >= {high}% and not workaround", f"users < {high}% and not workaround", "workaround"),
        (f"users >= {high}%", f"users < {high}% and not workaround", "workaround"),
        ("users >= 100%", "users < 100%", f"users = {few} and workaround"),
    )
    ladder = rng.choice(ladders)
    edits = []
    for block, when in zip(blocks, (*ladder, *[None] * len(blocks)), strict=False):
        lines = block.all(t.Applies)
        rest = rng.random() < 0.3
        text = f"applies when {when}" if when is not None else "applies otherwise"
        if when is None and len(blocks) == 4 and rest:
            return None
        edits.append((sample.whole(lines[0]), text))
        edits += [(sample.line(line), "") for line in lines[1:]]
    return sample.put(*edits), f"priorities by users: {'; '.join(ladder)}; then otherwise"


@kind("lowered-to-nothing", "priorities", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Tickets can move to a priority of which the resolution may be gone."""
    blocks = [block for block in sample.world.all(t.Priority) if block.all(t.Resolve)]
    moved = {write(line.to) for line in sample.world.all(t.Lower)}  # type: ignore[attr-defined]
    below = [block for block in blocks if write(block.name) not in moved][1:]
    if not below:
        return None
    block = rng.choice(below)
    wording = f"lower to {write(block.name)} when {rng.choice(('workaround', 'workaround and agreed'))}"
    gone = rng.random() < 0.5
    first = sample.world.all(t.Lower) or sample.world.all(t.RaiseTo)
    if not first:
        return None
    edits = [(sample.whole(first[0]), f"{wording}")]
    kinds = (t.Resolve, t.Escalate)
    edits += [(sample.line(line), "") for line in block.clauses if gone and isinstance(line, kinds)]
    return sample.put(
        *edits
    ), f"{wording}, {'without' if gone else 'with'} a resolution [{'' if gone else 'not '}CC248]"
