"""A second figure for one thing, in other words, another unit or another block; a bound beyond its own limit; periods that are
called alike and begin on other days; a text that says another figure than its clause.

The kind itself knows whether it wrote the flawed wording or the sound one: it converts the figures to one unit and compares
them, and its label ends with the rules of which one must speak, or must not.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from decimal import Decimal

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import Made, Sample, availabilities, kind, one_of, shortened, spelled

_PLAN = ("as agreed in the annex", "see the order form", "by registered letter")


def _told(text: str, label: str, flawed: bool, rules: str) -> Made:
    """A mutant with what must be said of it."""
    return text, f"{shortened(label)} [{'' if flawed else 'not '}{rules}]"


# ---- a bound, and what it bounds -------------------------------------------------------------------


@kind("least-above-its-guarantee", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """The least that one month may show lies above or below what is guaranteed."""
    lines = [
        (node, compare, node.at_least)
        for node in sample.world.all(t.Guarantee)
        if isinstance(node.target, v.Fact)
        and len(node.target.compares) == 1
        and isinstance(compare := node.target.compares[0], v.Compare)
        and isinstance(compare.amount, v.Percentage)
        and compare.operator == ">="
        and " per " not in sample.wording(node)  # a least of each server is no bound of the average
    ]
    picked = one_of(rng, lines)
    if picked is None:
        return None
    node, compare, least = picked
    level = compare.amount.amount
    made = level + rng.choice((Decimal("0.5"), Decimal(1), Decimal(-1), Decimal(-4)))
    if isinstance(least, v.Value):
        inner = next((one for one in least.walk() if isinstance(one, v.Percentage)), None)
        if inner is None:
            return None
        text = sample.put((inner.span, f"{made.normalize():f}%"))
    else:
        end = node.each.span.end if node.each is not None else compare.amount.span.end
        text = sample.put((Span(end, end), f", at least {made.normalize():f}%"))
    label = f"{write(node.target.subject)}: {level}% and at least {made}%"
    return _told(text, label, made > level, "CC504 CC290")


@kind("least-above-its-limit", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A number that is included and one that is taken at least, of the same month or of another time."""
    service = rng.choice(sample.world.all(t.Service))
    noun = rng.choice(("reviews", "exports", "sessions", "trainings"))
    limit = rng.choice((12, 40, 90))
    period, times = rng.choice((("month", 1), ("month", 1), ("quarter", 3), ("year", 12)))
    least = limit * times + rng.choice((-limit * times // 2, -1, 1, limit * times))
    wording = f'limit "{noun}" {limit} {noun} per month, at least {least} {noun} per {period}'
    clause = next(one for one in service.clauses if not isinstance(one, t.Block))
    return _told(sample.after(clause, wording), wording, least > limit * times, "CC504 CC290")


# ---- two clauses about one thing -------------------------------------------------------------------


@kind("two-caps", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A second cap of credits: over the same period, or over a longer one that leaves both a meaning."""
    caps = [
        cap
        for cap in sample.world.all(t.Cap)
        if isinstance(sample.world.home(cap), t.Credits)
        and any(isinstance(one, v.Percentage) for one in cap.value.walk())
    ]
    cap = one_of(rng, caps)
    if cap is None:
        return None
    size = next(one.amount for one in cap.value.walk() if isinstance(one, v.Percentage))
    flawed = rng.random() < 0.6
    made, period = (
        (size + rng.choice((5, 10, -5)), "month") if flawed else (size * rng.choice((3, 5)), "year")
    )
    wording = f"cap {made.normalize():f}% of monthly fee per {period}"
    return _told(sample.after(cap, wording), f"{sample.wording(cap)}; {wording}", flawed, "CC290 CC287")


_EVENTS = ("detected", "discovered", "suspected", "confirmed")


@kind("breach-told-twice", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A breach is told by one block within so many hours, and by another within as many, or within others."""
    lines = [
        line
        for line in sample.world.all(t.Notify)
        if isinstance(sample.world.home(line), t.Security)
        and "breach" in write(line.value)
        and isinstance(line.within, v.Anchored)
    ]
    line, home = one_of(rng, lines), one_of(rng, sample.world.all(t.Data))
    if line is None or home is None:
        return None
    hours = int(line.within.amount.parts[0][0])
    event = sample.wording(line.within).rsplit(" ", 1)[1]
    flawed = rng.random() < 0.6
    made = hours * rng.choice((2, 3, 6)) if flawed else hours
    length = spelled(made * 60, "minute") if rng.random() < 0.4 else spelled(made, "hour")
    wording = f"notify breach within {length} of {event}"
    first = next(one for one in home.clauses if not isinstance(one, t.Block))
    return _told(
        sample.after(first, wording), f"data: {wording}; security: {hours} hours", flawed, "CC290 CC287"
    )


@kind("rise-on-two-notices", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """One rise of prices on two notices, or on one that is written in two units."""
    lines = [one for one in sample.world.all(t.Increase) if one.notice is not None]
    line = one_of(rng, lines)
    if line is None or line.notice.length is None:
        return None
    amount, unit = line.notice.length.parts[0]
    flawed = rng.random() < 0.6
    made = amount + rng.choice((14, 30, 60)) if flawed else amount
    if unit != "day":
        return None
    weeks = made % 7 == 0 and rng.random() < 0.5
    old = sample.wording(line.notice.length)
    new = spelled(made // 7, "week") if weeks else spelled(made, "day")
    wording = " ".join(sample.wording(line).split()).replace(old, new)
    wording += f', with "{rng.choice(_PLAN)}"' if ", with" not in wording else ""
    return _told(sample.after(line, wording), wording, flawed, "CC290 CC287")


#: Clauses of which one counts, whatever is said beside the figure.
_ONE = (t.Pay, t.Rpo, t.Rto, t.Latency, t.Dispute, t.Claim, t.Invoice, t.Patch, t.Delete)


@kind("figure-under-other-words", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A clause a second time with a condition or a manner in quotes; its figure is another one, or the same."""
    lines = [
        (line, value)
        for kinds in _ONE
        for line in sample.world.all(kinds)
        if not isinstance(sample.world.home(line), t.Relies) and '"' not in sample.wording(line)
        for name, value in line.contents()
        if name in ("value", "within", "amount_is")
    ]
    picked = one_of(rng, lines)
    if picked is None:
        return None
    line, value = picked
    length = next((one for one in value.walk() if isinstance(one, v.Duration) and one.parts), None)
    if length is None or len(length.parts) != 1:
        return None
    flawed = rng.random() < 0.6
    amount, unit = length.parts[0]
    made = spelled(amount * rng.choice((2, 3)) if flawed else amount, unit, length.hours)
    start, span = line.span.start, length.span
    wording = sample.wording(line)
    wording = wording[: span.start - start] + made + wording[span.end - start :]
    wording = f'{" ".join(wording.split())}, with "{rng.choice(_PLAN)}"'
    return _told(sample.after(line, wording), f"{sample.where(line)}: also {wording}", flawed, "CC290 CC287")


@kind("deadline-of-two-events", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Something is due after one event and, by a second clause, after another one; or one of them is about something else."""
    homes = [block for block in sample.world.nodes if isinstance(block, t.Exit)]
    home, provider = one_of(rng, homes), write(sample.world.one(t.Provider).name)
    if home is None:
        return None
    flawed = rng.random() < 0.6
    thing = rng.choice(("rented equipment", "spare keys", "printed records"))
    days = rng.sample((4, 9, 16, 25), 2)
    first = f'return "{thing}" by {provider}, within {days[0]} days of end'
    other = f'return "{thing if flawed else "empty boxes"}" by {provider}, within {days[1]} days of payment'
    clause = next(one for one in home.clauses if not isinstance(one, t.Block))
    text = sample.after(clause, f"{first}\n  {other}")
    return _told(text, f"{first}; {other}", flawed, "CC286 CC287 CC290")


# ---- periods ---------------------------------------------------------------------------------------


_STARTS = ((1, 1), (4, 1), (7, 1), (10, 1), (2, 1), (5, 1), (9, 1), (4, 6))


def _quarters(begin: tuple[int, int]) -> set[tuple[int, int]]:
    """The days of the year on which the quarters of a year from a day begin."""
    return {((begin[0] - 1 + 3 * number) % 12 + 1, begin[1]) for number in range(4)}


@kind("fiscal-beside-calendar", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A service is measured over quarters of the calendar, and guaranteed over those of a fiscal year that begins some day."""
    lines = [
        line
        for line in availabilities(sample)
        if line.each is not None and isinstance(line.value, v.Percentage) and not line.during
    ]
    line, head = one_of(rng, lines), sample.world.one(t.AgreementBlock)
    if line is None:
        return None
    begin = rng.choice(_STARTS)
    flawed = _quarters(begin) != _quarters((1, 1))
    level = line.value.amount.normalize()
    name = write(sample.world.home(line).name)  # type: ignore[union-attr]
    last = dt.date(2027, *begin) - dt.timedelta(days=1)
    day = dt.date(2027, *begin)
    year = f"fiscal year from {day.day} {day:%B} to {last.day} {last:%B}"
    text = sample.put((line.each.span, "calendar quarter"))
    clause = next(one for one in head.clauses if isinstance(one, t.Effective))
    end = sample.line(clause).end
    assert end <= line.each.span.start
    text = f"{text[:end]}  {year}\n{text[end:]}"
    text = f"{text.rstrip()}\nguarantee availability >= {level:f}% each fiscal quarter, for {name}\n"
    return _told(text, f"{name}: {year}", flawed, "CC287")


@kind("fiscal-year-unsaid", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Something is measured over fiscal quarters or years, and a clause says when they begin, or none does."""
    lines = [line for line in availabilities(sample) if line.each is not None]
    line, head = one_of(rng, lines), sample.world.one(t.AgreementBlock)
    if line is None:
        return None
    flawed = rng.random() < 0.6
    period = rng.choice(("fiscal quarter", "fiscal year", "financial year"))
    text = sample.put((line.each.span, period))
    clause = next(one for one in head.clauses if isinstance(one, t.Effective))
    end = sample.line(clause).end
    year = "" if flawed else f"  fiscal year from 1 {rng.choice(('March', 'June', 'October'))}\n"
    return _told(
        f"{text[:end]}{year}{text[end:]}",
        f"each {period};{year or ' no beginning'}".replace("\n", ""),
        flawed,
        "CC492",
    )


@kind("fiscal-year-too-long", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A fiscal year from a day to the day before it, or to another one: the days from its end to its next beginning are counted
    in years with and without 29 February."""
    head = sample.world.one(t.AgreementBlock)
    clause = next(one for one in head.clauses if isinstance(one, t.Effective))
    first = dt.date(2026, rng.choice((2, 4, 6, 7, 10)), rng.choice((1, 1, 6, 15)))
    days = rng.choice((364, 364, 364, 363, 333, 365 + 30, 300))
    last = first + dt.timedelta(days=days)
    months = [f"{one.day} {one:%B}" for one in (first, last)]
    wording = f"fiscal year from {months[0]} to {months[1]}"
    again = dt.date(last.year, first.month, first.day)
    flawed = (again - last).days not in (1, 1 - 366, 1 - 365)
    return _told(sample.after(clause, wording), wording, flawed, "CC493")


def _last_of_term(first: dt.date, months: int) -> dt.date:
    """The last day of a term of so many months: the day before the corresponding date, or where its month has none, its last."""
    number = first.year * 12 + first.month - 1 + months
    year, month = divmod(number, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if first.day > length:
        return dt.date(year, month + 1, length)
    return dt.date(year, month + 1, first.day) - dt.timedelta(days=1)


@kind("price-until-a-short-month", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A term from the last day of a month, and a price until the last day of it, or until the day before."""
    first = rng.choice(
        (dt.date(2027, 8, 31), dt.date(2028, 2, 29), dt.date(2027, 3, 31), dt.date(2028, 8, 30))
    )
    months = rng.choice((6, 12, 18, 30))
    last = _last_of_term(first, months)
    flawed = rng.random() < 0.5
    until = last - dt.timedelta(days=rng.choice((1, 2))) if flawed else last
    prices = [
        one
        for one in sample.world.all(t.Charge)
        if isinstance(one.amount_is, v.Rated)
        and isinstance(one.amount_is.amount, v.Money)
        and any(write(per.unit) == "month" for per in one.amount_is.per)
        and one.over is None
        and one.until is None
        and one.from_ is None
    ]
    line = one_of(rng, prices)
    if line is None:
        return None
    effective, term = sample.world.one(t.Effective), sample.world.one(t.Term)
    end = sample.whole(line).end
    edits = [
        (effective.span, f"effective {first.isoformat()}"),
        (term.span, f"term {months} months"),
        (Span(end, end), f", until {until.isoformat()}"),
        *((sample.line(one), "") for one in sample.world.all(t.Increase)),
        *((sample.line(one), "") for one in sample.world.all(t.Renew)),
    ]
    return _told(sample.put(*edits), f"from {first}, {months} months, a price until {until}", flawed, "CC476")


# ---- a promise and its denial, a clause and its text -----------------------------------------------


@kind("success-and-denial", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A rate of copies is guaranteed, and the block of the copies denies them: wholly, in a case, or something else."""
    metrics = sample.world.named(t.Metric)
    pairs = [
        (block, line)
        for line in sample.world.all(t.Guarantee)
        if isinstance(line.target, v.Fact)
        and write(line.target.subject) in metrics
        and any(word in write(line.target.subject) for word in ("backup", "job", "copy"))
        for block in sample.world.all(t.Backup)
        if write(block.name) in {write(one) for one in line.for_}
    ]
    picked = one_of(rng, pairs)
    if picked is None:
        return None
    block, line = picked
    flawed = rng.random() < 0.6
    wording = (
        "no guarantee of backup"
        if flawed
        else rng.choice(
            ("no guarantee of latency", 'no guarantee of backup, when "a server is switched off"')
        )
    )
    last = next(one for one in reversed(block.clauses) if not isinstance(one, t.Block))
    label = f"{write(line.target.subject)} for {write(block.name)}; {wording}"
    return _told(sample.after(last, wording), label, flawed, "CC270")


_SAID = (
    "Work out of scope is charged at {} per hour.",
    "The rate for work out of scope is {} per hour.",
    "For each hour of work out of scope the customer pays {}.",
)


@kind("rate-in-a-text", "figures", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A text about the fees says the rate of a clause, or another one."""
    lines = [
        line
        for line in sample.world.all(t.Charge)
        if write(line.subjects) == '"work out of scope"'
        and isinstance(line.amount_is, v.Rated)
        and isinstance(line.amount_is.amount, v.Money)
    ]
    line = one_of(rng, lines)
    if line is None:
        return None
    money = line.amount_is.amount
    flawed = rng.random() < 0.6
    amount = money.amount + (rng.choice((5, 15, -20)) if flawed else 0)
    said = rng.choice(_SAID).format(f"{amount:.2f} {money.currency}")
    return _told(f'{sample.text.rstrip()}\n\ntext for fees """\n{said}\n"""\n', said, flawed, "CC490")
