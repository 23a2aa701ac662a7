"""Nothing has changed."""

from __future__ import annotations

import random
import re

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.kinds.deadlines import changed_length
from mutation.sample import (
    TARGETS,
    Made,
    Sample,
    clock_time,
    credit_bands,
    kind,
    promises,
    shortened,
    some_opening,
    spelled,
)


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
            new = spelled(amount * 60, "minute", value.hours)
        elif unit == "minute" and amount % 60 == 0:
            new = spelled(amount / 60, "hour", value.hours)
        elif unit == "month" and amount % 12 == 0 and value.hours is None:
            new = spelled(amount / 12, "year")
        elif unit == "year" and value.hours is None:
            new = spelled(amount * 12, "month")
        elif unit == "week" and value.hours is None:
            new = spelled(amount * 7, "day")
        else:
            continue
        return sample.changed(node, value, new)
    return None


@kind("unit-of-target-rewritten", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    def other(length: v.Duration) -> str | None:
        amount, unit = length.parts[0]
        if unit == "hour":
            return spelled(amount * 60, "minute", length.hours)
        return spelled(amount / 60, "hour", length.hours) if unit == "minute" and amount % 15 == 0 else None

    return changed_length(rng, sample, (*TARGETS, t.Escalate), other)


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
    line = some_opening(rng, sample)
    span, days = line.spans[0], line.weekdays[0]
    if not isinstance(span, v.HoursSpan) or not isinstance(days, v.Days):
        return None
    if rng.random() < 0.5:
        middle = (span.start + span.end) // 7200 * 3600
        return sample.changed(
            line,
            span,
            f"{clock_time(span.start)}-{clock_time(middle)}, {clock_time(middle)}-{clock_time(span.end)}",
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
    """`4 business hours` -> `4 hours, during business`, where that is less than the shortest day of any hours: longer ones are
    asked about."""
    working = [
        (clause, length)
        for clause, length in promises(sample, (*TARGETS, t.Escalate))
        if length.hours is not None and isinstance(clause, t.Clause) and (length.seconds or 0) <= 8 * 3600
    ]
    if not working:
        return None
    clause, length = rng.choice(working)
    assert length.hours is not None
    plain = spelled(length.parts[0][0], length.parts[0][1])
    edits = [(length.span, plain), (Span(clause.span.end, clause.span.end), f", during {length.hours.text}")]
    return sample.put(
        *edits
    ), f"{sample.where(clause)}: {shortened(sample.wording(clause))} -> {plain}, during {length.hours.text}"


@kind("bands-reordered", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    lines = credit_bands(sample)
    if len(lines) < 2:
        return None
    order = rng.sample(lines, len(lines))
    if order == lines:
        return None
    edits = [(old.span, sample.wording(new)) for old, new in zip(lines, order, strict=True)]
    return sample.put(*edits), f"credit bands in another order, {shortened(sample.wording(order[0]))} first"


@kind("far-date-moved", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A day of signature moves."""
    lines = [line for line in sample.world.all(t.Signed) if line.on and isinstance(line.on[0], v.Date)]
    line = rng.choice(lines)
    day = line.on[0]
    assert isinstance(day, v.Date)
    return sample.changed(line, day, day.date.replace(day=rng.randrange(1, 29)).isoformat())
