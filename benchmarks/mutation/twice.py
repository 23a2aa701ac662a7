"""What slips into an agreement by copying: a second figure for one thing, a second window, a blank that was left, a promise
beside its denial, minutes beside a percentage. Its kinds and the judge of them stand side by side, and share with the analyses
only the reader, as the other kinds and judges do.

The judge walks results: for every figure of a clause it tries the values around it, in whole steps, and looks whether a second
clause of the same text but for its figures takes them otherwise.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.world import CannotSay, Problem, World
from mutation.sample import Made, Sample, kind, one_of

#: Clauses that are copied: of each, one about a thing counts.
_COPIED = (
    t.Pay, t.Invoice, t.Interest, t.Dispute, t.Rpo, t.Rto, t.TestRestore, t.Verify, t.Patch, t.Notify, t.Audit, t.Return,
    t.Delete, t.Confidentiality, t.Claim, t.Latency, t.LimitTo, t.Failover, t.Review,
    t.Insurance, t.Paid, t.HandOver,
)  # fmt: skip
_FIGURE = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.-])")


def _copied(rng: random.Random, sample: Sample, change: bool) -> Made:
    """A clause that is written a second time, with another figure or as it is."""
    lines = [
        (node, figures)
        for kinds in _COPIED
        for node in sample.world.all(kinds)
        if (figures := _figures(sample, node)) and not isinstance(sample.world.home(node), t.Relies)
    ]
    picked = one_of(rng, lines)
    if picked is None:
        return None
    node, figures = picked
    text = " ".join(sample.wording(node).split())
    value = rng.choice(figures)
    old = sample.wording(value)
    new = _FIGURE.sub(lambda found: str(Decimal(found.group()) * rng.choice((2, 3))), old, count=1)
    if change:
        if text.count(old) != 1 or new == old:
            return None
        text = text.replace(old, new)
    return sample.after(node, text), f"{sample.where(node)}: also {text}"


def _figures(sample: Sample, node: t.Node) -> list[v.Value]:
    """The values of a clause that are one figure each."""
    found = []
    for name, value in node.contents():
        inner = value.amount if isinstance(value, v.Anchored | v.Rated) else value
        inner = inner.length if isinstance(inner, v.Notice) else inner
        if name in ("within", "every", "value", "amount_is", "at_most", "for_", "notice") and isinstance(
            inner, v.Duration | v.Percentage | v.Money | v.Count
        ):
            found.append(inner)
    return found


@kind("figure-copied-and-changed", "twice")
def _(rng: random.Random, sample: Sample) -> Made:
    return _copied(rng, sample, change=True)


@kind("clause-pasted-twice", "twice", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    return _copied(rng, sample, change=False)


@kind("figure-and-blank", "twice", asks=("CC288",))
def _(rng: random.Random, sample: Sample) -> Made:
    """A blank for a figure that is agreed a line before."""
    lines = [
        (node, value)
        for kinds in (t.Rpo, t.Rto, t.Availability, t.Respond, t.Resolve)
        for node in sample.world.all(kinds)
        for name, value in node.contents()
        if name in ("value", "within") and not isinstance(sample.world.home(node), t.Relies)
    ]
    picked = one_of(rng, lines)
    if picked is None:
        return None
    node, value = picked
    text = sample.wording(node)
    open_ = " ".join(text.replace(sample.wording(value), "tbd", 1).split())
    return sample.after(node, open_), f"{sample.where(node)}: also {open_}"


@kind("availability-guaranteed-otherwise", "twice")
def _(rng: random.Random, sample: Sample) -> Made:
    """A guarantee beside the availability of a service: another level, another window, or the same once more."""
    line = one_of(rng, _available(sample))
    if line is None:
        return None
    home = sample.world.home(line)
    name = write(getattr(home, "name", None))
    level = line.value.amount
    level = rng.choice((level, level, level - Decimal("0.4"), (level + 100) / 2))
    window = rng.choice(("month", "month", "quarter", "year"))
    sign = rng.choice((">=", ">=", ">"))
    text = f"guarantee availability {sign} {level.normalize():f}% each {window}, for {name}"
    return f"{sample.text.rstrip()}\n{text}\n", text


@kind("opposite-bound", "twice")
def _(rng: random.Random, sample: Sample) -> Made:
    """A second guarantee of a metric, with a bound from the other side."""
    lines = [
        (node, node.target.compares[0])
        for node in sample.world.all(t.Guarantee)
        if isinstance(node.target, v.Fact)
        and len(node.target.compares) == 1
        and isinstance(node.target.compares[0], v.Compare)
        and isinstance(node.target.compares[0].amount, v.Percentage)
        and node.target.compares[0].operator in (">=", ">", "<", "<=")
    ]
    picked = one_of(rng, lines)
    if picked is None:
        return None
    node, compare = picked
    more = compare.operator.startswith(">")
    level = compare.amount.amount + rng.choice((Decimal("-0.5"), Decimal("0.5"), Decimal(0)))
    sign = rng.choice(("<", "<=")) if more else rng.choice((">", ">="))
    old = f"{compare.operator} {sample.wording(compare.amount)}"
    text = " ".join(sample.wording(node).replace(old, f"{sign} {level.normalize():f}%").split())
    text = re.sub(r", at least [\d.]+%(?: per \w+)?", "", text)
    return f"{sample.text.rstrip()}\n{text}\n", text


@kind("limits-of-two-periods", "twice")
def _(rng: random.Random, sample: Sample) -> Made:
    """Two limits of one thing over two periods, of which one may be idle."""
    service = one_of(rng, sample.world.all(t.Service))
    if service is None:
        return None
    short, long = rng.choice((("day", "week"), ("day", "month"), ("month", "quarter"), ("month", "year")))
    small = rng.choice((10, 50, 100, 400))
    large = rng.choice((small // 2, small * 2, small * 3, small * 40, small * 400))
    lines = [f"limit {small} exports per {short}", f"limit {large} exports per {long}"]
    rng.shuffle(lines)
    text = sample.after(service.clauses[-1], lines[0])
    return text.replace(lines[0], f"{lines[0]}\n  {lines[1]}", 1), "; ".join(lines)


@kind("minutes-beside-percentage", "twice")
def _(rng: random.Random, sample: Sample) -> Made:
    """A limit of downtime beside a percentage of the same month: right in each month, in some or in none."""
    line = one_of(rng, [one for one in _available(sample) if write(one.each) == "month" and not one.during])
    if line is None:
        return None
    missing = 1 - Fraction(line.value.amount) / 100
    days = rng.choice((28, 29, 30, 31, 30, 26, 40))
    minutes = Decimal(str(float(missing * days * 1440))).normalize()
    text = f"downtime at most {minutes:f} minutes per month"
    return sample.after(line, text), f"{sample.where(line)}: also {text}"


@kind("denied-elsewhere", "twice")
def _(rng: random.Random, sample: Sample) -> Made:
    """A denial in the agreement, in a service or in a backup, of something that is promised there, elsewhere or nowhere."""
    homes = [*sample.world.all(t.AgreementBlock), *sample.world.all(t.Service), *sample.world.all(t.Backup)]
    home = one_of(rng, homes)
    if home is None or not home.clauses:
        return None
    text = f"no guarantee of {rng.choice(('availability', 'recovery', 'restore', 'latency', 'backup'))}"
    last = next((node for node in reversed(home.clauses) if not isinstance(node, t.Block)), None)
    return None if last is None else (sample.after(last, text), f"{home.kind}: {text}")


@kind("handed-over-for-money", "twice", asks=("CC286",))
def _(rng: random.Random, sample: Sample) -> Made:
    """What may not be held back is handed over so many days after payment."""
    lines = [node for node in sample.world.all(t.HandOver) if isinstance(node.within, v.Anchored)]
    held = {write(value) for node in sample.world.all(t.NoWithholding) for value in node.values}
    lines = [node for node in lines if any(word in write(node.values) for word in held)]
    line = one_of(rng, lines)
    if line is None or line.within is None:
        return None
    return sample.changed(line, line.within, f"{rng.randint(2, 30)} days of payment")


def _available(sample: Sample) -> list[t.Availability]:
    return [
        node
        for node in sample.world.all(t.Availability)
        if isinstance(node.value, v.Percentage) and isinstance(sample.world.home(node), t.Service)
    ]


# ---- the judge -----------------------------------------------------------------------------------------

#: The days of each month of a leap year and of the year after it.
_MONTHS = [calendar.monthrange(year, month)[1] for year in (2028, 2029) for month in range(1, 13)]


def twice(world: World) -> list[Problem]:
    """What two clauses of one text but for their figures say of the values around them."""
    return [
        *_copies(world),
        *_levels(world),
        *_opposites(world),
        *_exports(world),
        *_minutes(world),
        *_denials(world),
    ]


def _copies(world: World) -> Iterator[Problem]:
    """Clauses whose text is one, but for the digits in it."""
    seen: dict[tuple[int, str], str] = {}
    for kinds in _COPIED:
        for node in world.all(kinds):
            text = " ".join(world.source(node).split())
            bare = (id(world.home(node)), re.sub(r"\bp?\d+(?:\.\d+)?", _hidden, text).replace("#s", "#"))
            other = seen.setdefault(bare, text)
            if other != text:
                yield Problem("twice", f"{other} / {text}", ("CC290", "CC287"))


def _hidden(figure: re.Match[str]) -> str:
    """A figure without its digits; the name of a percentile stays."""
    return figure.group() if figure.group().startswith("p") else "#"


def _levels(world: World) -> Iterator[Problem]:
    """A guarantee of availability beside the clause: results in steps of 0.001%, and the windows by name."""
    for node in world.all(t.Guarantee):
        fact = node.target
        if not isinstance(fact, v.Fact) or write(fact.subject) != "availability" or len(fact.compares) != 1:
            continue
        compare = fact.compares[0]
        if not isinstance(compare, v.Compare) or not isinstance(compare.amount, v.Percentage):
            raise CannotSay("an availability by something else")
        for service in world.all(t.Service):
            if write(service.name) not in {write(value) for value in node.for_}:
                continue
            for line in service.clauses:
                if isinstance(line, t.Availability) and isinstance(line.value, v.Percentage):
                    yield from _two(line, node, compare)


def _two(line: t.Availability, node: t.Guarantee, compare: v.Compare) -> Iterator[Problem]:
    if line.during:
        raise CannotSay("an availability of some hours")
    if line.each is None:
        raise CannotSay("an availability of no window")
    if write(line.each) != write(node.each):
        yield Problem("twice", "two windows of availability", ("CC287",))
        return
    level, also = Fraction(line.value.amount), Fraction(compare.amount.amount)  # type: ignore[union-attr]
    least = line.at_least
    if isinstance(least, v.Percentage) and compare.operator == ">=" and Fraction(least.amount) == also:
        return
    for step in range(100001):
        result = Fraction(step, 1000)
        if (result >= level) != (result > also if compare.operator == ">" else result >= also):
            yield Problem("twice", f"{float(result)}% keeps one level only", ("CC503", "CC290"))
            return


def _opposites(world: World) -> Iterator[Problem]:
    """Two guarantees of one metric: whether any result in steps of 0.01% meets both."""
    found: dict[str, list[tuple[str, Fraction]]] = {}
    for node in world.all(t.Guarantee):
        fact = node.target
        if isinstance(fact, v.Fact) and len(fact.compares) == 1 and isinstance(fact.compares[0], v.Compare):
            compare = fact.compares[0]
            if isinstance(compare.amount, v.Percentage) and write(fact.subject) != "availability":
                key = f"{write(fact.subject)} {write(node.each)} {write(node.for_)}"
                found.setdefault(key, []).append((compare.operator, Fraction(compare.amount.amount)))
    for key, bounds in found.items():
        if len(bounds) < 2:
            continue
        if not any(all(_meets(Fraction(step, 100), *bound) for bound in bounds) for step in range(10001)):
            yield Problem("twice", f"no result of {key} meets both", ("CC290",))


def _meets(result: Fraction, sign: str, level: Fraction) -> bool:
    return {">=": result >= level, ">": result > level, "<": result < level, "<=": result <= level}[sign]


def _numbers(period: str) -> list[int]:
    """The number of the period in which each day of two years lies; weeks begin on Mondays."""
    day, found = dt.date(2028, 1, 1), []
    while day < dt.date(2030, 1, 1):
        month = day.year * 12 + day.month - 1
        found.append(
            {
                "day": day.toordinal(),
                "week": (day.toordinal() - 1) // 7,
                "month": month,
                "quarter": month // 3,
                "year": day.year,
            }[period]
        )
        day += dt.timedelta(days=1)
    return found


def _exports(world: World) -> Iterator[Problem]:
    """Two limits of one noun: use as much as each lets, day by day, and see which of them is ever met."""
    found: list[tuple[int, str]] = []
    for node in world.all(t.LimitTo):
        rated = node.amount_is
        if (
            isinstance(rated, v.Rated)
            and isinstance(rated.amount, v.Count)
            and rated.amount.noun == "exports"
        ):
            found.append((int(rated.amount.amount), write(rated.per[0].unit)))
    if len(found) < 2:
        return
    (one, first), (other, second) = found
    for mine, period, theirs, against in ((one, first, other, second), (other, second, one, first)):
        if not _reached(mine, _numbers(period), theirs, _numbers(against)):
            yield Problem("twice", f"{mine} per {period} is never reached", ("CC289",))


def _reached(mine: int, periods: list[int], theirs: int, others: list[int]) -> bool:
    """Whether somebody who keeps another limit can ever use up more than a limit in one of its periods, so that it stops him:
    all that the other limit lets is used on the first day of each of its periods that the period touches."""
    used: dict[int, int] = {}
    for number in set(periods):
        touched = {other for period, other in zip(periods, others, strict=True) if period == number}
        used[number] = theirs * len(touched)
    return max(used.values()) > mine


def _minutes(world: World) -> Iterator[Problem]:
    """Downtime beside a percentage, month by month over two years."""
    for service in world.all(t.Service):
        for down in (node for node in service.clauses if isinstance(node, t.Downtime)):
            rated = down.at_most
            if not isinstance(rated, v.Rated) or not isinstance(rated.amount, v.Duration):
                continue
            seconds = rated.amount.seconds
            for line in service.clauses:
                if not isinstance(line, t.Availability) or not isinstance(line.value, v.Percentage):
                    continue
                levels = [one for one in (line.value, line.at_least) if isinstance(one, v.Percentage)]
                apart = [_never_or_both(Fraction(one.amount), Fraction(seconds or 0)) for one in levels]
                if len(set(apart)) > 1:
                    raise CannotSay("which of two levels the minutes belong to")
                if all(apart):
                    yield Problem("twice", "minutes and a percentage", ("CC501", "CC518"))


def _never_or_both(level: Fraction, seconds: Fraction) -> bool:
    """Whether a downtime is what a percentage leaves of no month, or too much for some and too little for others."""
    months = [(1 - level / 100) * days * 86400 for days in _MONTHS]
    below, above = sum(seconds < month for month in months), sum(seconds > month for month in months)
    return bool(below and above) or len(months) in (below, above)


_TAKEN_BACK = {
    "availability": (t.Availability,),
    "recovery": (t.Rpo, t.Rto, t.RestoreOnRequest, t.Failover),
    "restore": (t.Rpo, t.Rto, t.RestoreOnRequest),
    "latency": (t.Latency,),
    "backup": (t.Rpo, t.Rto),
}


def _denials(world: World) -> Iterator[Problem]:
    """Each promise of each denied thing, in the block of the denial or, for one of the agreement, anywhere."""
    for node in world.all(t.NoGuarantee):
        home = world.home(node)
        if node.when is not None or node.for_ or node.during or node.outside or node.except_:
            continue  # an exception
        for value in node.values:
            for kinds in _TAKEN_BACK.get(write(value), ()):
                for promise in world.all(kinds):
                    if not _under_supplier(world, promise) and _covers(world, home, promise):
                        yield Problem("twice", f"{write(value)} is denied and promised", ("CC270",))


def _under_supplier(world: World, node: t.Node) -> bool:
    home = world.home(node)
    while home is not None:
        if isinstance(home, t.Relies):
            return True
        home = world.home(home)
    return False


def _covers(world: World, home: t.Node | None, promise: t.Node) -> bool:
    """Whether a denial in a block reaches a promise; where only the services of a backup could say it, nobody can."""
    if isinstance(home, t.AgreementBlock) or world.home(promise) is home:
        return True
    alone = len(world.all(t.Service)) == 1
    if isinstance(home, t.Service) and isinstance(promise, t.Rpo | t.Rto | t.RestoreOnRequest | t.Failover):
        raise CannotSay("whether the backups of a service are its own")
    return isinstance(home, t.Service) and alone
