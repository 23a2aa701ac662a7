"""Promises that are hollow, deadlines that have no start or one in the hands of who must keep them, names that nobody knows.

Nothing of this can be simulated: the kind itself knows whether it wrote the flawed wording or the sound one beside it, and its
label ends with the rule that must speak, or must not.
"""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import Made, Sample, availabilities, kind, one_of, promises, shortened, time_of

_RECORDS = ("list kept by the customer", "spreadsheet of the account manager")


def _told(text: str, label: str, flawed: bool, rule: str) -> Made:
    """A mutant with what must be said of it."""
    return text, f"{shortened(label)} [{'' if flawed else 'not '}{rule}]"


def _replaced(sample: Sample, node: t.Node, wording: str, flawed: bool, rule: str) -> Made:
    return _told(sample.put((sample.whole(node), wording)), f"{sample.where(node)}: {wording}", flawed, rule)


def _provider(sample: Sample) -> str:
    return write(sample.world.one(t.Provider).name)


def _customer(sample: Sample) -> str:
    return write(sample.world.one(t.Customer).name)


# ---- where a time begins ---------------------------------------------------------------------------


@kind("target-of-own-act", "starts", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A response counts from what the provider does itself, or from the ticket."""
    lines = [line for line, _ in promises(sample, (t.Respond, t.Resolve)) if isinstance(line, t.Clause)]
    line = one_of(rng, lines)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    event = rng.choice(("confirmed", "assigned", "started") if flawed else ("logged", "reported"))
    length = time_of(line)
    assert length is not None
    wording = sample.wording(line).replace(sample.wording(length), f"{sample.wording(length)} of {event}")
    return _replaced(sample, line, wording, flawed, "CC253 CC255")


@kind("clock-of-own-act", "starts", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A clock starts when the provider says so, or when the ticket is there."""
    lines = [
        line for line in sample.world.all(t.Starts) if "logged" in sample.wording(line) and not line.for_
    ]
    line = one_of(rng, lines)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    own, ours = _provider(sample), _customer(sample)
    wording = rng.choice(
        (
            f"starts when confirmed by {own}",
            f"starts when opened by {own}",
            f"starts when approved by {own}",
        )
        if flawed
        else (f"starts when reported by {ours}", f"starts when logged by {ours}", "starts when reported")
    )
    return _replaced(sample, line, wording, flawed, "CC253 CC255")


@kind("deadline-of-nothing", "starts", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A time for patches from nothing, or from something."""
    lines = [line for line in sample.world.all(t.Patch) if isinstance(line.within, v.Anchored)]
    line = one_of(rng, lines)
    if line is None:
        return None
    assert isinstance(line.within, v.Anchored)
    flawed = rng.random() < 0.6
    hours = rng.choice(("24 hours", "3 days", "36 hours", "10 days", "2 weeks"))
    event = (
        ""
        if flawed
        else rng.choice((' of "the notice of the maker"', ' of "the release of the patch"', " of approved"))
    )
    wording = sample.wording(line).replace(sample.wording(line.within), f"{hours}{event}")
    return _replaced(sample, line, wording, flawed, "CC277")


@kind("days-beside-working-days", "starts", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """One priority counts in days of the calendar, or of the desk, and the others in working time."""
    blocks = [block for block in sample.world.all(t.Priority) if not block.during]
    working = [(line, length) for line, length in promises(sample, (t.Resolve,)) if length.hours is not None]
    working = [one for one in working if sample.world.home(one[0]) in blocks]
    if len({id(sample.world.home(line)) for line, _ in working}) < 2:
        return None
    line, length = working[-1]
    assert length.hours is not None
    flawed = rng.random() < 0.6
    first, last = sample.world.home(working[0][0]), sample.world.home(line)
    hours, days = length.hours.text, rng.choice((5, 6, 8))
    edits = []
    for one, old in working:
        if sample.world.home(one) is first:
            edits.append((old.span, f"3 {old.hours.text if old.hours else hours} days"))
        elif sample.world.home(one) is last:
            edits.append(
                (
                    old.span,
                    f"{days} days" if flawed else f"{days} {old.hours.text if old.hours else hours} days",
                )
            )
    return _told(
        sample.put(*edits), f"{sample.where(line)}: {days} days beside 3 {hours} days", flawed, "CC278"
    )


# ---- what is promised to nobody --------------------------------------------------------------------


def _outage(rng: random.Random, sample: Sample) -> t.Outage | None:
    found: t.Outage | None = one_of(
        rng, [line for line in sample.world.all(t.Outage) if line.title is not None]
    )
    return found


@kind("outage-of-everything", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    line = _outage(rng, sample)
    if line is None or line.title is None:
        return None
    flawed = rng.random() < 0.6
    title = rng.choice(
        (
            "all servers are unreachable at once",
            "no end user can sign in",
            "every node is down",
            "none of the hosts answers",
        )
        if flawed
        else ("a server does not answer", "one of the hosts does not answer", "any user cannot sign in")
    )
    wording = sample.wording(line).replace(sample.wording(line.title), f'"{title}"')
    return _replaced(sample, line, wording, flawed, "CC283")


@kind("outage-after-a-restart", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    line = _outage(rng, sample)
    if line is None or line.title is None:
        return None
    flawed = rng.random() < 0.6
    title = rng.choice(
        (
            "a server stays down after a restart",
            "the host is still gone after it was restarted",
            "a reboot does not cure it",
        )
        if flawed
        else ("a server does not answer", "the host restarts by itself", "the host is unreachable")
    )
    wording = sample.wording(line).replace(sample.wording(line.title), f'"{title}"')
    return _replaced(sample, line, wording, flawed, "CC284")


@kind("outage-of-one-probe", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """An outage that counts after as long as there is between two probes, or after several of them."""
    line = _outage(rng, sample)
    if line is None or line.counted is None:
        return None
    flawed = rng.random() < 0.6
    apart = rng.choice((30, 60, 120, 300))
    after = apart * rng.choice((1,) if flawed else (3, 5))
    end = sample.whole(line).end
    edits = [(line.counted.span, f"{after} seconds"), (Span(end, end), f", spaced {apart} seconds")]
    return _told(sample.put(*edits), f"an outage after {after} seconds, probes each {apart}", flawed, "CC282")


@kind("figure-with-effort", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    line = one_of(rng, availabilities(sample))
    if line is None:
        return None
    flawed = rng.random() < 0.6
    effort = rng.choice(
        ("commercially reasonable efforts", "reasonable endeavours", "best efforts")
        if flawed
        else ("two probes", "a report each month")
    )
    level = rng.choice(("99.9%", "99.5%", "98%"))
    return _replaced(sample, line, f'availability {level} each month, with "{effort}"', flawed, "CC279")


@kind("average-and-share", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A service promises a time on average, for a share of the tickets, or both; each month or over no period."""
    block = rng.choice(sample.world.all(t.Service))
    clause = next(one for one in block.clauses if not isinstance(one, t.Block))
    hours, share = rng.choice((3, 5, 6, 30)), rng.choice((80, 85, 90))
    wording, rule, flawed = rng.choice(
        (
            (
                f"resolve within {hours} hours on average, for {share}% of incidents, each month",
                "CC280",
                True,
            ),
            (
                f"respond within {hours} hours on average, for {share}% of tickets, each quarter",
                "CC280",
                True,
            ),
            (f"resolve within {hours} hours, for {share}% of incidents, each month", "CC280", False),
            (f"resolve within {hours} hours on average, each month", "CC280", False),
            (f"respond within {hours} hours, for {share}% of tickets", "CC297", True),
            (f"resolve within {hours} hours, for {share}% of incidents, each quarter", "CC297", False),
        )
    )
    return _told(sample.after(clause, wording), f"service {write(block.name)}: {wording}", flawed, rule)


@kind("bare-latency", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    block = rng.choice(sample.world.all(t.Service))
    if block.all(t.Latency):
        return None
    clause = next(one for one in block.clauses if not isinstance(one, t.Block))
    flawed = rng.random() < 0.6
    figure = rng.choice(("40 ms", "90 ms", "150 ms"))
    place = f', measured by "probe in {rng.choice(("Oslo", "Madrid", "Toronto"))}"'
    wording = rng.choice(
        (f"latency {figure}", f"latency {figure} each day", f"latency p99 {figure}")
        if flawed
        else (f"latency p95 {figure} each day{place}", f"latency p99 {figure} each month{place}")
    )
    return _told(sample.after(clause, wording), f"service {write(block.name)}: {wording}", flawed, "CC281")


@kind("limit-over-no-time", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    block = rng.choice(sample.world.all(t.Service))
    clause = next(one for one in block.clauses if not isinstance(one, t.Block))
    flawed = rng.random() < 0.6
    thing = rng.choice(("restores", "visits", "calls", "changes"))
    period = "" if flawed else rng.choice((" per month", " per year", " per quarter"))
    wording = f'limit "{thing}" {rng.choice((3, 8, 25))} {thing}{period}'
    return _told(sample.after(clause, wording), f"service {write(block.name)}: {wording}", flawed, "CC285")


@kind("rolling-and-counted", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """How often a rolling figure is missed, or one of the calendar."""
    lines = [line for line in availabilities(sample) if line.each is not None]
    line = one_of(rng, lines)
    ends = sample.world.all(t.End)
    if line is None or not ends:
        return None
    flawed = rng.random() < 0.6
    window = rng.choice(
        ("each 30 days", "each 90 days", "each 28 days") if flawed else ("each month", "each quarter")
    )
    service = write(sample.world.home(line).name)  # type: ignore[union-attr]
    level = sample.wording(line.value)
    more = (
        f"end by {_customer(sample)} when availability of {service} < {level} {rng.choice((2, 3))} times in "
        f"{rng.choice((6, 12))} months, on 30 days written notice"
    )
    each = line.each
    start = sample.text.rfind("each", line.span.start, each.span.start)
    edits = [(Span(start, each.span.end), window)]
    span = sample.line(ends[-1])
    edits.append((Span(span.end, span.end), f"  {more}\n"))
    return _told(sample.put(*edits), f"{window}; {more}", flawed, "CC298")


@kind("excluded-beside-allowed", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Maintenance that does not count, many times as long as the downtime that is allowed, or about as long."""
    found = [
        (line, quota)
        for line in availabilities(sample)
        if line.except_
        for quota in sample.world.home(line).all(t.Maintenance)  # type: ignore[union-attr]
        if quota.at_most is not None
    ]
    picked = one_of(rng, found)
    if picked is None:
        return None
    line, quota = picked
    flawed = rng.random() < 0.6
    level, hours = rng.choice(
        (("99.99%", 12), ("99.99%", 20)) if flawed else (("99%", 4), ("98%", 6), ("99%", 6))
    )
    edits = [(line.value.span, level), (quota.at_most.span, f"{hours} hours per month")]
    if line.at_least is not None:
        edits.append((line.at_least.span, "97%" if not flawed else "99.9%"))
    return _told(sample.put(*edits), f"{level}, and {hours} hours of maintenance a month", flawed, "CC299")


# ---- names and records that are not there ----------------------------------------------------------


@kind("placeholder-left", "names", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A definition that is a note to whoever drafts, or one that says something."""
    lines = [line for line in sample.world.all(t.Define) if line.name is not None and line.when is None]
    line = rng.choice(lines)
    flawed = rng.random() < 0.6
    text = rng.choice(
        ("to be defined", "NOTE: fill in before signing", "[define what counts]", "TBC", "to be agreed")
        if flawed
        else ("what both parties have defined in Schedule 2", "a note in the ticket that both can read")
    )
    return _replaced(sample, line, f'define {sample.wording(line.name)} "{text}"', flawed, "CC062")


@kind("escalated-to-whom", "names", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A list of contacts for tickets that holds everybody to whom tickets are escalated, or not."""
    people = list(
        dict.fromkeys(sample.wording(one) for line in sample.world.all(t.Escalate) for one in line.to)
    )
    service = rng.choice(sample.world.all(t.Service))
    clause = next(one for one in service.clauses if not isinstance(one, t.Block))
    flawed = rng.random() < 0.6
    named = [one for one in people if one.startswith('"')]
    lines = "\n".join(sample.wording(line) for line in sample.world.all(t.Escalate)).casefold()
    everywhere = sample.text.casefold()
    roles = [
        one for one in named if everywhere.count(one[1:-1].casefold()) == lines.count(one[1:-1].casefold())
    ]
    if len(named) < 2 or (flawed and not roles):
        return None
    gone = rng.choice(roles) if flawed else ""
    rng.shuffle(named)
    wording = f"contact {', '.join(one for one in named if one != gone)}"
    return _told(sample.after(clause, wording), f"{wording}, not {gone}", flawed, "CC058")


@kind("two-records", "names", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """The figure of a metric and the guarantee of it, from one record or from two."""
    found = [
        line
        for line in sample.world.all(t.Guarantee)
        if isinstance(line.target, v.Fact)
        and write(line.target.subject) in sample.world.named(t.Metric)
        and line.measured_by
    ]
    line = one_of(rng, found)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    old = line.measured_by[0]
    metric = sample.world.named(t.Metric)[write(line.target.subject)]
    own = [one.measured_by[0] for one in metric.all(t.FormulaIs) if one.measured_by]
    if not own:
        return None
    new = (
        f'"{rng.choice(("list kept by the customer", "spreadsheet of the account manager"))}"'
        if flawed
        else sample.wording(own[0])
    )
    text = sample.put((old.span, new))
    return _told(text, f"{write(line.target.subject)}: measured by {new}", flawed, "CC257 CC514")


@kind("unknown-name", "names", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A credit for something that nothing declares, or for a metric of the agreement."""
    block = one_of(rng, sample.world.all(t.Credits))
    metrics = list(sample.world.named(t.Metric))
    if block is None or not metrics:
        return None
    flawed = rng.random() < 0.6
    name = rng.choice(("settlement", "first-visit", "uptake") if flawed else metrics)
    line = block.all(t.Credit)[0]
    wording = f"credit 1% of monthly fee when {name} missed"
    return _told(sample.after(line, wording), wording, flawed, "CC053 CC052")


# ---- who decides, and what may take every evening --------------------------------------------------


@kind("priority-by-the-provider", "starts", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """The provider decides the priority, and the customer may dispute it, or may not; or the customer decides it."""
    line = one_of(rng, [one for one in sample.world.nodes if isinstance(one, t.Decided)])
    if line is None:
        return None
    own, ours = _provider(sample), _customer(sample)
    flawed = rng.random() < 0.6
    wording = (
        f"priority decided by {own}"
        if flawed
        else rng.choice(
            (
                f"priority decided by {own}, disputed within {rng.choice((30, 90))} minutes",
                f"priority decided by {ours}",
            )
        )
    )
    raised = [
        one for one in sample.world.all(t.May) if {"raise", "change", "review"} & set(map(write, one.values))
    ]
    edits = [(sample.whole(line), wording), *((sample.line(one), "") for one in raised)]
    return _told(sample.put(*edits), f"{sample.where(line)}: {wording}", flawed, "CC186")


@kind("maintenance-every-evening", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Maintenance that does not count may take some hours of each day, or so many of a month."""
    lines = [line for line in availabilities(sample) if "maintenance" in map(write, line.except_)]
    line = one_of(rng, lines)
    if line is None:
        return None
    home = sample.world.home(line)
    quotas = home.all(t.Maintenance)  # type: ignore[union-attr]
    if len(quotas) != 1:
        return None
    flawed = rng.random() < 0.6
    when = rng.choice(("mon-sun 19:00-24:00", "mon-sat 20:00-24:00", "mon-fri 18:00-23:00"))
    most = "" if flawed else f", at most {rng.choice((2, 4))} hours per month"
    edits = [(line.value.span, "99.0%")]
    if line.at_least is not None:
        edits.append((line.at_least.span, "98.0%"))
    wording = f"maintenance {when}, on {rng.choice((2, 5))} days notice{most}"
    return _told(
        sample.put((sample.whole(quotas[0]), wording), *edits), f"99.0%; {wording}", flawed, "CC299 CC507"
    )


@kind("unknown-in-a-formula", "names", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A formula counts something by a name that nothing declares, or by words in quotes."""
    lines = [
        line for block in sample.world.all(t.Metric) for line in block.all(t.FormulaIs) if line.measured_by
    ]
    line = one_of(rng, lines)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    record = sample.wording(line.measured_by[0])
    late, every = rng.choice(
        (("late-files", "all-files"), ("rejected", "accepted-files"), ("reruns", "planned-runs"))
    )
    names = (late, every) if flawed else (f'"{late}"', f'"{every}"')
    return _replaced(
        sample, line, f"formula 100% - {names[0]} / {names[1]}, measured by {record}", flawed, "CC053 CC052"
    )


@kind("recovery-with-effort", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A loss or a time of recovery is only striven for, or is measured in some way."""
    lines = [
        line
        for wanted in (t.Rpo, t.Rto)
        for line in sample.world.all(wanted)
        if not isinstance(sample.world.home(line), t.Relies) and not line.with_
    ]
    line = one_of(rng, lines)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    how = rng.choice(
        ("best efforts", "reasonable endeavours", "all commercially reasonable efforts")
        if flawed
        else ("a test each year", "the copy of the night before")
    )
    return _replaced(sample, line, f'{sample.wording(line)}, with "{how}"', flawed, "CC279")


@kind("guaranteed-over-no-time", "hollow", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A share of tickets is guaranteed each quarter, each month, or over no period."""
    lines = [
        line
        for line in sample.world.all(t.Guarantee)
        if line.each is not None and (not isinstance(line.target, v.Fact) or not line.target.compares)
    ]
    line = one_of(rng, lines)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    old = f" each {sample.wording(line.each)}"
    new = "" if flawed else f" each {rng.choice(('month', 'half-year', 'year'))}"
    wording = sample.wording(line)
    return None if old not in wording else _replaced(sample, line, wording.replace(old, new), flawed, "CC297")


@kind("breach-once-confirmed", "starts", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A breach is told so many hours after it is noticed, or after the provider has found out what it is."""
    lines = [
        line
        for line in sample.world.all(t.Notify)
        if isinstance(line.within, v.Anchored)
        and "breach" in write(line.value)
        and isinstance(sample.world.home(line), t.Security)
    ]
    line = one_of(rng, lines)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    event = rng.choice(
        ("confirmed", "verified", '"confirmation by the provider"', "classified")
        if flawed
        else ("detected", "discovered", '"a report of the customer"')
    )
    length = line.within.amount.parts[0]
    made = f"{length[0]} {length[1]}s of {event}"
    return _replaced(
        sample, line, sample.wording(line).replace(sample.wording(line.within), made), flawed, "CC253"
    )
