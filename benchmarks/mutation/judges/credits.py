"""Credit tables result by result, claims, and rights to leave."""

from __future__ import annotations

import calendar
import functools
import itertools
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.world import (
    STEPS,
    CannotSay,
    Problem,
    World,
    event,
    facts_of,
    later,
    longest,
    minutes,
    shortest,
    thousandths,
)


@dataclass(frozen=True, slots=True)
class Band:
    """Which results a credit is for, in thousandths of a percent, both ends included; and how much it is."""

    low: int
    high: int
    amount: Fraction
    two_sided: bool


def credits(world: World) -> list[Problem]:
    """Each credit table, result by result; the cap, the claim, what is won back, and the right to leave."""
    found: list[Problem] = []
    for block in world.all(t.Credits):
        tables: dict[str, list[Band]] = {}
        highest: list[Fraction] = []
        for clause in block.all(t.Credit):
            amount = _fee(clause.value)
            if amount is None:
                raise CannotSay(f"a credit of {write(clause.value)}")
            highest.append(amount)
            fact = clause.when
            if isinstance(fact, v.Fact) and fact.compares and not isinstance(clause.value, v.Rated):
                if clause.over or clause.below or clause.in_window or clause.times_in:
                    raise CannotSay("a credit with more than a band")
                tables.setdefault(write(fact.subject), []).append(_band(fact, amount))
            elif fact is not None and not (isinstance(fact, v.Fact) and fact.state == "missed"):
                raise CannotSay("a credit on some other condition")
        for subject, bands in tables.items():
            found += _table(world, block, subject, bands)
        for cap in block.all(t.Cap):
            most = _fee(cap.value)
            if most is None:
                raise CannotSay("a cap that is no share of the monthly fee")
            if highest and max(highest) > most:
                found.append(Problem("credits", "a credit above the cap", ("CC531",)))
        found += _claims(world, block)
        found += _remedy(world, block)
    found += _leaving(world)
    return found


def _fee(value: object) -> Fraction | None:
    """A credit as percent of the monthly fee."""
    if isinstance(value, v.Rated):
        value = value.amount
    if isinstance(value, v.Share) and write(value.of) == "monthly fee":
        return Fraction(value.percentage.amount)
    return None


def _band(fact: v.Fact, amount: Fraction) -> Band:
    low, high = 0, STEPS
    for compare in fact.compares:
        if isinstance(compare, v.Between):
            low, high = max(low, thousandths(compare.low)), min(high, thousandths(compare.high))
            continue
        figure = thousandths(compare.amount)
        if compare.operator == ">=":
            low = max(low, figure)
        elif compare.operator == ">":
            low = max(low, figure + 1)
        elif compare.operator == "<":
            high = min(high, figure - 1)
        elif compare.operator == "<=":
            high = min(high, figure)
        else:
            raise CannotSay(f"a band with {compare.operator}")
    return Band(low, high, amount, low > 0 and high < STEPS)


def promise(world: World, block: t.Credits, subject: str) -> tuple[int, int | None]:
    """The level that the figure of a table must reach, and the promised minimum, in thousandths of a percent."""
    name, _, of = subject.partition(" of ")
    found: set[tuple[int, int | None]] = set()
    if name == "availability":
        services = world.named(t.Service)
        for one in [of] if of else [write(scope) for scope in block.for_ if write(scope) in services]:
            for line in services[one].all(t.Availability):
                found.add((thousandths(line.value), thousandths(line.at_least) if line.at_least else None))
    else:
        for guarantee in world.all(t.Guarantee):
            fact = guarantee.target
            if isinstance(fact, v.Fact) and write(fact.subject) == subject:
                for compare in fact.compares:
                    if not isinstance(compare, v.Compare) or compare.operator != ">=":
                        raise CannotSay("a guarantee with something else")
                    found.add((thousandths(compare.amount), None))
    if len(found) != 1:
        raise CannotSay(f"{len(found)} levels for {subject}")
    return next(iter(found))


_TABLE = ("CC520", "CC521", "CC522", "CC523", "CC524", "CC525", "CC526", "CC527")


def _table(world: World, block: t.Credits, subject: str, bands: list[Band]) -> list[Problem]:
    least = _least_outage(world, block, subject) if subject.startswith("availability") else None
    level, minimum = promise(world, block, subject)
    seen, unsure = _tried(level, tuple(bands), block.cumulative is not None, least)
    if unsure:
        world.doubts.append("bands that may be meant to add up")
    if minimum is not None and max(band.high for band in bands) == minimum - 1:
        world.doubts.append("credits that begin at the promised minimum")
        seen -= {"no credit for a missed promise"}
    return [Problem("credits", f"{subject}: {what}", _TABLE) for what in sorted(seen)]


@functools.lru_cache(maxsize=400)
def _tried(
    level: int, bands: tuple[Band, ...], cumulative: bool, least: int | None
) -> tuple[frozenset[str], bool]:
    """What is wrong with a table, from the best result to the worst; and whether bands lie in each other on purpose, perhaps."""
    seen: set[str] = set()
    unsure = False
    before: Fraction | None = None
    masks = [0] * (STEPS + 1)
    for place, band in enumerate(bands):
        masks[band.low : band.high + 1] = [mask | 1 << place for mask in masks[band.low : band.high + 1]]
    results = (
        (mask, result >= level) for result, mask in zip(range(STEPS, -1, -1), reversed(masks), strict=True)
    )
    for (mask, keeps), _ in itertools.groupby(results):
        due = [band for place, band in enumerate(bands) if mask >> place & 1]
        amounts = {band.amount for band in due}
        if len(due) > 1 and len(amounts) > 1:
            if all(band.two_sided for band in due) or not cumulative:
                seen.add("two credits for one result")
            else:
                unsure = True
        if due and keeps:
            seen.add("a credit for a kept promise")
        if not due and not keeps:
            seen.add("no credit for a missed promise")
        if due:
            if before is not None and max(amounts) < before:
                seen.add("a worse result credited less")
            before = max(amounts)
    if any(band.low > band.high for band in bands):
        seen.add("a band without any result")
    if least is not None:
        reached = _reached(least)
        if any(band.low <= band.high and not any(reached[band.low : band.high + 1]) for band in bands):
            seen.add("a band that no outage reaches")
    return frozenset(seen), unsure


def _least_outage(world: World, block: t.Credits, subject: str) -> int:
    """The shortest outage that counts for a table, in minutes."""
    services = world.named(t.Service)
    of = subject.partition(" of ")[2]
    names = [of] if of else [write(scope) for scope in block.for_ if write(scope) in services]
    counted = [
        minutes(line.counted)
        for name in names
        for line in services[name].all(t.Outage)
        if line.counted is not None
    ]
    return min(counted, default=0)


@functools.lru_cache(maxsize=100)
def _reached(least: int) -> bytearray:
    """Which results some outage leads to: each length that counts is tried, minute by minute, in every month."""
    reached = bytearray(STEPS + 1)
    for days in (28, 29, 30, 31):
        for down in range(max(1, least), days * 1440 + 1):
            reached[STEPS * (days * 1440 - down) // (days * 1440)] = 1
    return reached


def _claims(world: World, block: t.Credits) -> list[Problem]:
    """A claim that ends before the report comes: every day of every month of the term."""
    claims = [clause for clause in block.all(t.Claim) if clause.within is not None]
    reports = [
        report
        for report in world.all(t.Report)
        if report.every is not None
        and write(report.every) == "1 month"
        and event(report.within) == "month-end"
    ]
    if not claims or not reports:
        return []
    days = longest(reports[0].within)
    found = []
    for clause in claims:
        since, length = event(clause.within), shortest(clause.within)
        if since == "report":
            continue
        if since not in ("failure", "month-end"):
            raise CannotSay(f"a claim from {since}")
        day = world.first_day
        while day < world.end_day:
            last = calendar.monthrange(day.year, day.month)[1]
            waited = days if since == "month-end" else days + last - 1
            if length < waited:
                found.append(Problem("credits", "the claim ends before the report", ("CC533",)))
                break
            day = later(day, v.Duration(((Decimal(1), "month"),)))
    return found


def _remedy(world: World, block: t.Credits) -> list[Problem]:
    """The only remedy beside a right to leave over the same miss; credits won back by results that miss the promise."""
    found = []
    for sole in block.all(t.SoleRemedy):
        if sole.except_:
            continue
        credited = {
            write(fact.subject).split(" ")[0] for line in block.all(t.Credit) for fact in facts_of(line.when)
        }
        for end in world.all(t.End):
            if any(write(fact.subject).split(" ")[0] in credited for fact in facts_of(end.when)):
                found.append(Problem("credits", "the only remedy, and another", ("CC534",)))
                break
    for line in block.all(t.EarnBack):
        for fact in facts_of(line.when):
            level, _ = promise(world, block, write(fact.subject))
            for compare in fact.compares:
                if isinstance(compare, v.Compare) and thousandths(compare.amount) < level:
                    found.append(Problem("credits", "won back below the promise", ("CC536",)))
    return found


def _leaving(world: World) -> list[Problem]:
    """A right to leave over an availability that keeps the promise."""
    found = []
    for end in world.all(t.End):
        for fact in facts_of(end.when):
            name, _, of = write(fact.subject).partition(" of ")
            service = world.named(t.Service).get(of)
            if name != "availability" or service is None or not fact.compares:
                continue
            lines = service.all(t.Availability)
            compare = fact.compares[0]
            if not lines or not isinstance(compare, v.Compare):
                continue
            level, figure = thousandths(lines[0].value), thousandths(compare.amount)
            if any(result < figure for result in range(level, STEPS + 1)):
                found.append(Problem("credits", "leaving over a kept promise", ("CC537",)))
    return found
