"""What never meets: maintenance and the hours that are measured, copies and the window that stops them, news and the mending,
work and the time in which it is due, an alert and somebody who watches. Its kinds and the judge of them stand side by side, and
share with the analyses only the reader.

The judge walks the minutes of one week, and the tickets of the term.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Iterable, Iterator

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.judges.covering import Held, Target
from mutation.judges.grid import Due
from mutation.judges.tickets import Judged
from mutation.judges.world import CannotSay, Problem, World, minutes
from mutation.sample import Made, Sample, availabilities, kind, one_of, promises, spelled, time_of

_WEEK = 7 * 1440


# ---- kinds -----------------------------------------------------------------------------------------


def _hours(sample: Sample, name: str, line: str) -> tuple[Span, str]:
    """A new hours block before the first priority."""
    first = sample.line(sample.world.all(t.Priority)[0]).start
    return Span(first, first), f"hours {name} in {sample.world.zone} {{\n  {line}\n}}\n"


@kind("maintenance-beside-hours", "never")
def _(rng: random.Random, sample: Sample) -> Made:
    """An availability of some hours, and maintenance that lies in them, or never does."""
    lines = [line for line in availabilities(sample) if line.except_ and line.each is not None]
    line = one_of(rng, lines)
    if line is None:
        return None
    windows = [one for one in sample.world.home(line).all(t.Maintenance) if one.spans]  # type: ignore[union-attr]
    if not windows or line.during:
        return None
    days = rng.choice(("mon-fri", "mon-sat", "mon-sun"))
    hours = f"{days} {rng.choice(('07:00-19:00', '06:00-22:00', '08:00-18:00'))}"
    when = rng.choice(
        ("sun 02:00-06:00", "sat 20:00-23:00", "sat 10:00-12:00", "mon-fri 23:00-24:00", "wed 17:00-20:00")
    )
    end = line.each.span.end
    edits = [_hours(sample, "processing", hours), (Span(end, end), ", during processing")]
    edits.append(
        (line.value.span, "98%")
    )  # so that nothing is excluded that is much more than what is allowed
    if line.at_least is not None:
        edits.append((line.at_least.span, "97%"))
    for one in windows:
        edits.append((Span(one.weekdays[0].span.start, one.spans[-1].span.end), when))
    return sample.put(*edits), f"{sample.where(line)}: measured {hours}, maintenance {when}"


@kind("copies-beside-maintenance", "never", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Copies that run in some hours, and maintenance that may fill them."""
    found = [
        (line, block)
        for block in sample.world.all(t.Backup)
        for line in block.all(t.Full)
        if line.every is not None and line.at and not block.during
    ]
    picked = one_of(rng, found)
    if picked is None:
        return None
    line, block = picked
    named = {write(value) for value in block.for_}
    homes = [one for one in sample.world.all(t.Service) if not named or write(one.name) in named]
    windows = [one for home in homes for one in home.all(t.Maintenance) if one.spans]
    if not windows:
        return None
    hours, when, flawed = rng.choice(
        (
            ("mon-sun 00:00-04:00", "mon-sun 00:00-06:00", True),
            ("mon-fri 01:00-05:00", "mon-fri 00:00-05:00", True),
            ("mon-sun 20:00-24:00", "mon-sun 18:00-24:00", True),
            ("mon-sun 20:00-24:00", "mon-fri 18:00-24:00", False),
            ("mon-sun 00:00-04:00", "sun 02:00-05:00", False),
            ("mon-fri 01:00-05:00", "mon-sun 02:00-06:00", False),
        )
    )
    edits = [
        _hours(sample, "night", hours),
        (sample.whole(line), f"full every {write(line.every)}, during night"),
    ]
    for one in windows:
        edits.append((Span(one.weekdays[0].span.start, one.spans[-1].span.end), when))
    label = f"{sample.where(line)}: copies {hours}, maintenance {when} [{'' if flawed else 'not '}CC265]"
    return sample.put(*edits), label


@kind("plan-beside-the-fix", "never")
def _(rng: random.Random, sample: Sample) -> Made:
    """A plan of the mending that is due before it, or not."""
    lines = [(line, length) for line, length in promises(sample, (t.Resolve,)) if not getattr(line, "at", ())]
    picked = one_of(rng, lines)
    if picked is None:
        return None
    line, length = picked
    amount, unit = length.parts[0]
    made = rng.choice((amount, amount * 2, amount // 4, amount // 2, amount + 1))
    if made < 1:
        return None
    title = rng.choice(("action plan", "recovery plan", "repair proposal"))
    wording = f'deliver "{title}" within {spelled(made, unit, length.hours)}'
    return sample.after(line, wording), f"{sample.where(line)}: {wording}; {sample.wording(line)}"


@kind("work-by-day", "never")
def _(rng: random.Random, sample: Sample) -> Made:
    """Work in some hours, and a resolution around the clock or in the same hours."""
    found = [
        (line, time_of(line))
        for block in sample.world.all(t.Priority)
        for line in block.clauses
        if isinstance(line, t.Resolve) and len(block.all(t.Resolve)) == 1 and not block.all(t.Work)
    ]
    picked = one_of(rng, found)
    if picked is None:
        return None
    line, _length = picked
    block = sample.world.home(line)
    assert isinstance(block, t.Priority)
    hours = rng.choice(("mon-fri 08:00-18:00", "mon-sat 07:00-21:00", "mon-sun 06:00-22:00"))
    time = rng.choice(("12 hours", "40 hours", "72 hours", "12 crew hours", "9 hours", "6 hours"))
    during = "" if "crew" in time else rng.choice((", during always", ""))
    wording = f"resolve within {time}{during}\n  work during crew"
    return sample.put(_hours(sample, "crew", hours), (sample.whole(line), wording)), (
        f"{sample.where(line)}: {' '.join(wording.split())}; {hours}"
    )


@kind("watched-by-day", "never")
def _(rng: random.Random, sample: Sample) -> Made:
    """Somebody watches in some hours, and an alert is due at any time, or in the same hours."""
    service = rng.choice(sample.world.all(t.Service))
    clause = next(one for one in service.clauses if isinstance(one, t.Includes))
    hours = rng.choice(("mon-fri 08:00-18:00", "mon-sat 07:00-21:00", "mon-sun 06:00-22:00"))
    time = rng.choice(("15 minutes", "1 hour", "6 hours", "12 hours", "48 hours"))
    during = rng.choice(("", "", ", during crew"))
    wording = f'includes "monitoring of the links", during crew\n  notify incidents within {time} of "the fault"{during}'
    text = sample.after(clause, wording)
    span, block = _hours(sample, "crew", hours)
    shift = len(text) - len(sample.text) if sample.line(clause).end <= span.start else 0
    start = span.start + shift
    return text[:start] + block + text[
        start:
    ], f"service {write(service.name)}: {' '.join(wording.split())}; {hours}"


@kind("visit-without-twin", "never")
def _(rng: random.Random, sample: Sample) -> Made:
    """A response in and outside of some hours, and a workaround in them only, or outside of them too."""
    blocks = [
        block
        for block in sample.world.all(t.Priority)
        if len(block.all(t.Respond)) == len(block.all(t.Workaround)) == 1 and not block.during
    ]
    block = one_of(rng, blocks)
    if block is None:
        return None
    hours = rng.choice(("mon-fri 08:00-18:00", "mon-sat 07:00-21:00"))
    twin = rng.random() < 0.5
    answers = "respond within 30 minutes, during crew\n  respond within 1 hour, outside crew"
    mending = "workaround within 3 hours, during crew"
    if twin:
        mending += f"\n  workaround within {rng.choice((4, 6))} hours, outside crew"
    edits = [_hours(sample, "crew", hours), (sample.whole(block.all(t.Respond)[0]), answers)]
    edits.append((sample.whole(block.all(t.Workaround)[0]), mending))
    return sample.put(
        *edits
    ), f"priority {write(block.name)}: {' '.join(answers.split())}; {' '.join(mending.split())}"


# ---- the judge -------------------------------------------------------------------------------------


def never(world: World) -> list[Problem]:
    """Times that ought to meet and never do."""
    judged = Judged(world)
    return [
        *_maintained(world),
        *_news(judged),
        *_plans(world, judged),
        *_worked(world, judged),
        *_watched(world),
        *_one_sided(world, judged),
    ]


def _minutes(lines: Iterable[t.Opening | t.Maintenance]) -> set[int]:
    """The minutes of a week that lie in some lines of days and times."""
    found: set[int] = set()
    for line in lines:
        for days in line.weekdays:
            for span in line.spans:
                if not isinstance(days, v.Days) or not isinstance(span, v.HoursSpan):
                    raise CannotSay("a window without times")
                length = (span.end - span.start) // 60 or 1440
                day = days.first
                while True:
                    start = day * 1440 + span.start // 60
                    found.update(
                        minute % _WEEK
                        for minute in range(start, start + (length if length > 0 else length + 1440))
                    )
                    if day == days.last:
                        break
                    day = (day + 1) % 7
    return found


def _open(world: World, names: Iterable[v.Value]) -> set[int]:
    """The minutes of a week in which some of the hours are open."""
    found: set[int] = set()
    for name in map(write, names):
        if name == "always":
            return set(range(_WEEK))
        block = world.named(t.Hours).get(name)
        if block is None:
            raise CannotSay(f"no hours {name}")
        found |= _minutes(block.all(t.Opening))
    return found


def _maintained(world: World) -> Iterator[Problem]:
    """Maintenance that is left out of an availability, minute by minute."""
    for service in world.all(t.Service):
        windows = [line for line in service.all(t.Maintenance) if line.weekdays and line.spans]
        for line in service.all(t.Availability):
            if (
                not line.during
                or "maintenance" not in [write(value) for value in line.except_]
                or not windows
            ):
                continue
            if len(windows) < len(list(service.all(t.Maintenance))):
                raise CannotSay("maintenance at any time")
            if not _minutes(windows) & _open(world, line.during):
                yield Problem("never", "maintenance when nothing is measured", ("CC264",))


def _news(judged: Judged) -> Iterator[Problem]:
    """News of which the first is due for no ticket before the mending is."""
    for ticket in judged.promises.tickets:
        for news in judged.held(ticket, "update"):
            fixes = judged.held(ticket, "resolve")
            for fix in fixes:
                if judged.tickets.meet(news, fix) and not judged.tickets.any(news, fix, operator.lt):
                    yield Problem(
                        "never", f"{ticket.priority}: no news before the mending", ("CC294", "CC201")
                    )


def _plans(world: World, judged: Judged) -> Iterator[Problem]:
    """Plans that are due for no ticket before the mending is."""
    for name, block in world.named(t.Priority).items():
        for plan in block.all(t.Deliver):
            if not isinstance(plan.within, v.Duration) or not any(
                word in write(plan.values) for word in ("plan", "proposal")
            ):
                continue
            during = [write(value) for value in (plan.during or block.during) if write(value) != "always"]
            hours = write(plan.within.hours) if plan.within.hours is not None else "".join(during)
            days = bool(hours) and plan.within.parts[0][1] == "day"
            amount = int(plan.within.parts[0][0]) if days else minutes(v.Duration(plan.within.parts))
            due = Held(Target("deliver", frozenset(), Due(amount, hours, days)))
            for ticket in judged.promises.tickets:
                if ticket.priority != name:
                    continue
                for fix in judged.held(ticket, "resolve"):
                    if fix.target.due.hours != hours:
                        world.doubts.append("a plan that counts on other hours than the mending")
                    elif not judged.tickets.any(due, fix, operator.lt):
                        yield Problem("never", f"{name}: the plan comes with the mending", ("CC293",))


def _longest_closed(open_: set[int]) -> int:
    """The most minutes of a week in a row that are not open."""
    most = run = 0
    for minute in range(2 * _WEEK):
        run = 0 if minute % _WEEK in open_ else run + 1
        most = max(most, run)
    return min(most, _WEEK)


def _worked(world: World, judged: Judged) -> Iterator[Problem]:
    """A time around the clock that can pass while nobody works."""
    for name, block in world.named(t.Priority).items():
        for line in block.all(t.Work):
            if not line.during or line.for_ or line.when is not None:
                continue
            closed = _longest_closed(_open(world, line.during))
            for one in judged.promises.all:
                about = one.kind in ("resolve", "workaround") and any(
                    ticket.priority == name for ticket in one.tickets
                )
                if about and not one.due.hours and one.due.amount <= closed:
                    yield Problem("never", f"{name}: {one.due.amount} minutes while nobody works", ("CC296",))


def _watched(world: World) -> Iterator[Problem]:
    """An alert whose time can pass while nobody watches."""
    for service in world.all(t.Service):
        for line in service.all(t.Includes):
            if not line.during or not any("monitor" in write(value) for value in line.values):
                continue
            closed = _longest_closed(_open(world, line.during))
            for alert in service.all(t.Notify):
                if alert.within is not None and not alert.during and minutes(alert.within) <= closed:
                    yield Problem("never", "an alert while nobody watches", ("CC295",))


def _one_sided(world: World, judged: Judged) -> Iterator[Problem]:
    """A promise that says itself that it is for tickets of some hours, beside one of the same tickets that is for others, too.
    What the header of a block says is the clock of all its promises."""
    itself = {node.span.start for node in world.nodes if isinstance(node, t.Clause) and node.during}
    for ticket in judged.promises.tickets:
        about = [one for one in judged.promises.all if ticket in one.tickets and one.kind != "escalate"]
        for called in {one.kind for one in about}:
            own = [one for one in about if one.kind == called]
            names = {one.window.during for one in own}
            if (
                len(names) > 1
                or "" in names
                or any(one.window.outside or one.place not in itself for one in own)
            ):
                continue
            if any(one.kind != called and one.window.outside in names for one in about):
                yield Problem("never", f"{ticket.priority}: no {called} outside of {names.pop()}", ("CC292",))
