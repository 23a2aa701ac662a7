"""Which of several promises counts: several windows, the general one beside the special one, plans, conditions, aims.

The promise of one priority is replaced by several, or another stands beside it. `mutation.judges.covering` makes up every sort of
ticket and says which of them counts.
"""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import Made, Sample, clock_time, kind, one_of, promises, spelled, time_of

_BOTH = (t.Respond, t.Resolve)
_MINUTES = (15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 600, 960, 1440, 2880)


def _target(rng: random.Random, sample: Sample) -> tuple[t.Clause, v.Duration] | None:
    """The only response or resolution of a priority."""
    found = []
    for block in sample.world.all(t.Priority):
        for made in _BOTH:
            lines = [line for line in block.clauses if isinstance(line, made)]
            if len(lines) == 1 and (length := time_of(lines[0])) is not None:
                found.append((lines[0], length))
    picked: tuple[t.Clause, v.Duration] | None = one_of(rng, found)
    return picked


def _some_length(rng: random.Random, near: v.Duration, hours: str = "") -> str:
    """A length not far from another one, in minutes or hours, elapsed or of some hours."""
    amount, unit = near.parts[0]
    minutes = int(amount * {"minute": 1, "hour": 60, "day": 480}.get(unit, 60))
    close = [one for one in _MINUTES if minutes / 4 <= one <= minutes * 3] or [60]
    made = rng.choice(close)
    if hours:
        return spelled(max(1, made // 60), "hour", v.Name(hours))
    return spelled(made // 60, "hour") if made % 60 == 0 and rng.random() < 0.8 else spelled(made, "minute")


def _zone(sample: Sample) -> str:
    return sample.world.zone


def _windows(rng: random.Random, sample: Sample) -> list[tuple[str, str]]:
    """Two or three hours blocks, by name and text, that meet, overlap or leave something between them."""
    start, middle, end = rng.choice((6, 7, 8)), rng.choice((12, 14, 16)), rng.choice((18, 20, 22))
    shift = rng.choice((0, 0, -1, 1))
    names = rng.choice((("early", "late"), ("noon", "evening"), ("first", "second")))
    days = rng.choice(("mon-fri", "mon-sat", "mon-sun"))
    texts = [f"  {days} {start:02}:00-{middle:02}:00", f"  {days} {middle + shift:02}:00-{end:02}:00"]
    if days != "mon-sun" and rng.random() < 0.4:
        names, texts = (
            (*names, "weekend"),
            [*texts, f"  {'sat-sun' if days == 'mon-fri' else 'sun'} 09:00-17:00"],
        )
    zone = _zone(sample)
    return [
        (name, f"hours {name} in {zone} {{\n{text}\n}}\n") for name, text in zip(names, texts, strict=True)
    ]


def _before_priorities(sample: Sample) -> Span:
    first = sample.line(sample.world.all(t.Priority)[0]).start
    return Span(first, first)


@kind("several-windows", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """A promise for each of several hours, in place of one."""
    picked = _target(rng, sample)
    if picked is None:
        return None
    line, length = picked
    blocks = _windows(rng, sample)
    counted = rng.random() < 0.3
    lines = [
        f"{line.kind} within {_some_length(rng, length, name if counted else '')}, during {name}"
        for name, _ in blocks
    ]
    edits = [
        (_before_priorities(sample), "".join(text for _, text in blocks)),
        (sample.whole(line), "\n  ".join(lines)),
    ]
    return sample.put(*edits), f"{sample.where(line)}: {'; '.join(lines)}; {' '.join(blocks[1][1].split())}"


@kind("windows-and-the-rest", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """A promise for some hours, another outside of them or of others, and perhaps one that names no hours."""
    picked = _target(rng, sample)
    if picked is None:
        return None
    line, length = picked
    (name, text), (other, second), *_rest = _windows(rng, sample)
    parts = rng.choice(
        (
            (f"during {name}", f"outside {name}"),
            (f"during {name}", "during always"),
            (f"during {name}", f"outside {other}"),
        )
    )
    lines = [f"{line.kind} within {_some_length(rng, length)}, {part}" for part in parts]
    home = sample.world.home(line)
    if not getattr(home, "during", ()) and rng.random() < 0.5:
        lines.pop()
        lines.append(f"{line.kind} within {_some_length(rng, length)}")
    rng.shuffle(lines)
    edits = [(_before_priorities(sample), text + second), (sample.whole(line), "\n  ".join(lines))]
    return sample.put(*edits), f"{sample.where(line)}: {'; '.join(lines)}"


@kind("service-beside-priority", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """A promise of a service, for all of its tickets or for those of one priority."""
    picked = _target(rng, sample)
    if picked is None:
        return None
    line, length = picked
    service = rng.choice(sample.world.all(t.Service))
    scope = rng.choice(("", f", for {write(sample.world.home(line).name)}"))  # type: ignore[union-attr]
    clause = next(one for one in service.clauses if not isinstance(one, t.Block))
    hours = length.hours.text if length.hours is not None and rng.random() < 0.5 else ""
    text = f"{line.kind} within {_some_length(rng, length, hours)}{scope}"
    return sample.after(clause, text), f"service {write(service.name)}: {text}"


@kind("plan-beside-priority", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """A plan with a promise of its own, for one priority or for all."""
    picked = _target(rng, sample)
    if picked is None:
        return None
    line, length = picked
    service = write(rng.choice(sample.world.all(t.Service)).name)
    names = list(sample.world.named(t.Priority))
    scope = rng.choice(("", f", for {write(sample.world.home(line).name)}", f", for {rng.choice(names)}"))  # type: ignore[union-attr]
    name = rng.choice(("Gold", "Basic", "Night"))
    text = f"{line.kind} within {_some_length(rng, length)}{scope}"
    span = _before_priorities(sample)
    return sample.put(
        (span, f"plan {name} for {service} {{\n  {text}\n}}\n")
    ), f"plan {name} for {service}: {text}"


@kind("special-and-special", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """Two special promises beside a general one: one within the other, or two that meet."""
    picked = _target(rng, sample)
    services, sites = list(sample.world.named(t.Service)), list(sample.world.named(t.Site))
    if picked is None or len(services) + len(sites) < 2:
        return None
    line, length = picked
    if line.at:
        return None
    scopes = [f"for {one}" for one in services] + [f"at {one}" for one in sites]
    if len(services) > 1:
        scopes += [f"for {', '.join(services[:2])}", f"for {', '.join(services)}"]
    if services and sites:
        scopes.append(f"for {services[0]}, at {sites[0]}")
    one, other = rng.sample(scopes, 2)
    texts = [f"{line.kind} within {_some_length(rng, length)}, {scope}" for scope in (one, other)]
    return sample.after(line, "\n  ".join(texts)), f"{sample.where(line)}: also {'; '.join(texts)}"


@kind("conditions-of-targets", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """Promises under a condition: one within the other, two that meet, two that never do."""
    picked = _target(rng, sample)
    if picked is None:
        return None
    line, length = picked
    low, high = rng.choice(((5, 20), (10, 50), (25, 75)))
    sign, name = rng.choice(("%", "")), "users"
    low_text, high_text = f"{low}{sign}", f"{high}{sign}"
    one, other = rng.choice(
        (
            (f"{name} >= {low_text}", f"{name} >= {high_text}"),
            (f"{name} >= {high_text}", f"{name} < {low_text}"),
            (f"{name} >= {low_text}", f"{name} <= {high_text}"),
            (f"{name} >= {low_text}", f"{name} >= {low_text} and workaround"),
            (f"{name} >= {high_text} and not workaround", f"{name} < {high_text} or workaround"),
        )
    )
    texts = [f"{line.kind} within {_some_length(rng, length)}, when {when}" for when in (one, other)]
    return sample.after(line, "\n  ".join(texts)), f"{sample.where(line)}: also {'; '.join(texts)}"


@kind("aim-and-maximum", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """An aim beside its maximum, in two clauses or in one."""
    picked = _target(rng, sample)
    if picked is None:
        return None
    line, length = picked
    wording = sample.wording(length)
    aim = _some_length(
        rng, length, length.hours.text if length.hours is not None and rng.random() < 0.7 else ""
    )
    if rng.random() < 0.4:
        return sample.changed(line, length, f"{aim}, at most {wording}")
    texts = [f'{line.kind} within {aim}, with "aim"', f'{line.kind} within {wording}, with "maximum"']
    rng.shuffle(texts)
    return sample.put((sample.whole(line), "\n  ".join(texts))), f"{sample.where(line)}: {'; '.join(texts)}"


@kind("plain-hours-in-a-window", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """Plain hours that count during hours of which a day may be shorter."""
    picked = [
        (line, length)
        for line, length in promises(sample, (t.Respond, t.Workaround, t.Resolve, t.Onsite))
        if length.hours is not None and length.parts[0][1] == "hour" and isinstance(line, t.Clause)
    ]
    choice = one_of(rng, picked)
    if choice is None:
        return None
    line, length = choice
    made = max(1, int(length.parts[0][0]) + rng.choice((-6, -3, -1, 0, 0, 1, 3)))
    text = sample.wording(line).replace(sample.wording(length), spelled(made, "hour")).split(", during")[0]
    text = f"{text}, during {length.hours.text}"
    return sample.put((sample.whole(line), text)), f"{sample.where(line)}: {text}"


@kind("steps-in-two-units", "covering")
def _(rng: random.Random, sample: Sample) -> Made:
    """Hours that open for so many hours each day, and two priorities of which one has hours and the other days of them."""
    blocks = sample.world.all(t.Priority)
    place = rng.randrange(len(blocks) - 1)
    made = rng.choice(_BOTH)
    lines = [
        [line for line in block.clauses if isinstance(line, made)] for block in blocks[place : place + 2]
    ]
    if any(len(some) != 1 for some in lines):
        return None
    opens, start = rng.choice((7, 8, 9, 10)), rng.choice((7, 8, 9))
    days = rng.choice((1, 2, 3))
    hours = opens * days + rng.choice((0, 0, 0, -1, 2))
    name = rng.choice(("bench", "shift"))
    lengths = (spelled(hours, "hour", v.Name(name)), spelled(days, "day", v.Name(name)))
    texts = [f"{lines[0][0].kind} within {one}" for one in lengths]
    if rng.random() < 0.3:
        texts.reverse()
    span = f"  mon-fri {clock_time(start * 3600)}-{clock_time((start + opens) * 3600)}"
    block = f"hours {name} in {_zone(sample)} {{\n{span}\n}}\n"
    edits = [(sample.whole(some[0]), text) for some, text in zip(lines, texts, strict=True)]
    return sample.put((_before_priorities(sample), block), *edits), f"{'; '.join(texts)}; {span.strip()}"


@kind("opening-unsaid", "covering", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Hours of which the days are agreed and the times are not, a response in working time and a resolution in plain hours.

    A ticket of the first moment of the closed days: its response is due after all of them and its own working time, whenever the
    hours open; its resolution earlier than that is a contradiction for every opening."""
    names = list(sample.world.named(t.Hours))
    name = rng.choice(names)
    block = sample.world.named(t.Hours)[name]
    found = [
        home
        for home in sample.world.all(t.Priority)
        if len(home.all(t.Respond)) == len(home.all(t.Resolve)) == 1 and not home.during
    ]
    home = one_of(rng, found)
    if home is None:
        return None
    days, closed = rng.choice((("mon-fri", 48), ("mon-sat", 24), ("tue-fri", 72), ("mon-thu", 72)))
    answer, flawed = rng.choice((1, 2, 4)), rng.random() < 0.6
    mended = (
        spelled(rng.choice((closed, closed // 2, closed - 4)), "hour") + ", during always"
        if flawed
        else spelled(answer * rng.choice((4, 8)), "hour", v.Name(name))
    )
    openings = block.all(t.Opening)
    first = openings[0]
    edits = [
        (sample.whole(first), f"{days} tbd"),
        *((sample.line(one), "") for one in openings[1:]),
        (
            sample.whole(home.all(t.Respond)[0]),
            f"respond within {spelled(answer, 'hour', v.Name(name))}, not automatic",
        ),
        (sample.whole(home.all(t.Resolve)[0]), f"resolve within {mended}"),
    ]
    label = f"{days} at a time not yet said; respond within {answer} {name} hours, resolve within {mended}"
    return sample.put(*edits), f"{label} [{'' if flawed else 'not '}CC201]"
