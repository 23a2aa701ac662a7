"""Credits: whether the bands of a table meet, whether each can apply, whether a miss of the promise is credited, whether
caps, rates and claim windows let a credit be paid at all, and what else is promised for the same miss.

Bands are compared exactly, on the percentages themselves; where a length of time is needed, the longest or the shortest
calendar period that proves the case is taken and named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from clausecheck.agreement import uptime
from clausecheck.agreement.hours import add_months, later
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import renewal
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.uptime import Band, Promise, Table, credited, percent, seconds, shown, spell
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    TARGETS,
    Cap,
    Claim,
    Credit,
    Credits,
    EarlyFee,
    EarnBack,
    End,
    Guarantee,
    Metric,
    Report,
    SoleRemedy,
    Term,
)
from clausecheck.language.write import number, write
from clausecheck.source import Span

_MONTH = Fraction(30 * uptime.DAY)
_DOWN = re.compile(r"\b(?:availability|uptime|downtime|outages?|unavailab\w*)\b", re.IGNORECASE)
_LEVELS = re.compile(
    r"\b(?:availability|uptime|SLA|service|levels?|attainment|targets?|performance|credits?|rebates?|response)\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:failures?|incidents?|events?|outages?|breach(?:es)?|violations?|miss(?:es|ed)?|downtime|occurrences?)\b"
)


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Everything that contradicts itself among credits, and the tables that hold."""
    semantics = Semantics.of(agreement, parameters)
    promised = uptime.promises(agreement)
    for table in uptime.tables(agreement):
        levels = _levels(agreement, promised, table)
        found = [
            *_shared_edges(agreement, table, levels),
            *_overlaps(agreement, table),
            *_gaps(agreement, table, levels),
            *_order(agreement, table, levels),
            *_never(agreement, semantics, table, promised),
            *_for_kept(agreement, table, levels),
            *_for_missed(agreement, table, levels),
        ]
        yield from found
        if not found and len(table.bands) > 1:
            yield _meets(agreement, table, levels)
    for block in agreement.all("credits"):
        if isinstance(block, Credits):
            yield from _rates(agreement, block)
            yield from _factors(agreement, block, promised)
            yield from _caps(agreement, block)
            yield from _claims(agreement, semantics, block)
            yield from _sole(agreement, block)
            yield from _in_words(agreement, block)
            yield from _measured(agreement, block)
            yield from _earned_back(agreement, block, promised)
    yield from _uncredited(agreement, semantics, promised)
    yield from _exits(agreement, promised)
    yield from _kept_and_dear(agreement, semantics, promised)
    yield from _early_fees(agreement)


# ---- what a table is held against ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    """The level that a table's figure must reach: how high, where it is promised, and by which block; `least` is the
    minimum that a guarantee sets beside it."""

    value: Fraction
    span: Span
    of: str
    least: Fraction | None = None


def _levels(agreement: Agreement, promised: list[Promise], table: Table) -> list[_Level]:
    """The promised availabilities and the guarantees that a table is about."""
    levels = [
        _Level(promise.level, promise.clause.value.span, agreement.title(promise.home))
        for promise in uptime.promises_of(agreement, promised, table)
    ]
    for clause in agreement.all("guarantee"):
        fact = clause.target if isinstance(clause, Guarantee) else None
        if not isinstance(fact, v.Fact) or write(fact.subject) != table.subject or len(fact.compares) != 1:
            continue
        part = fact.compares[0]
        measured = uptime.measure(part.amount) if isinstance(part, v.Compare) else None
        if measured and measured[0] == table.unit and isinstance(part, v.Compare) and part.operator == ">=":
            assert isinstance(clause, Guarantee)
            scope = uptime.names_in(agreement, clause)
            if not scope or not table.names or scope & table.names:
                least = clause.at_least.amount if isinstance(clause.at_least, v.Rated) else clause.at_least
                minimum = Fraction(least.amount) if isinstance(least, v.Percentage) else None
                levels.append(_Level(measured[1], part.amount.span, "the guarantee", minimum))
    return levels


def _lower_is_worse(table: Table, levels: list[_Level]) -> bool:
    """Whether a lower figure is the worse one: it is an availability, or a level is promised for it, or lower bands pay
    more."""
    if uptime.is_availability(table.subject) or levels:
        return True
    paid = [(band, amount) for band in table.paying if (amount := credited(band.clause.value))]
    ordered = sorted(paid, key=lambda pair: pair[0].low if pair[0].low is not None else Fraction(-1))
    return (
        len(ordered) > 1
        and len({amount[0] for _, amount in ordered}) == 1
        and all(worse[1][1] > better[1][1] for worse, better in pairwise(ordered))
    )


def _case(table: Table, value: Fraction) -> str:
    """A result for people; of an availability also how long the outages were in a month of 30 days."""
    if uptime.is_availability(table.subject) and table.unit == "%" and value < 100:
        down = spell((1 - value / 100) * _MONTH)
        return f"{down} of outage in a month of 30 days, an availability of {percent(value)},"
    return f"a result of {percent(value) if table.unit == '%' else shown(table.unit, value)}"


def _written(band: Band, point: Fraction) -> str:
    """An end of a band in the words of the agreement."""
    for part in band.fact.compares:
        amounts = [part.low, part.high] if isinstance(part, v.Between) else [part.amount]
        for amount in amounts:
            measured = uptime.measure(amount)
            if measured is not None and measured[1] == point:
                return write(amount)
    return str(point)


def _half_open(table: Table, band: Band) -> str:
    """The band as it would be written without its upper end."""
    low = f">= {_written(band, band.low)}" if band.low is not None else ""
    high = f"< {_written(band, band.high)}" if band.high is not None else ""
    ends = " and ".join(end for end in (low, high) if end)
    return f"credit {write(band.clause.value)} when {table.subject} {ends}"


# ---- bands among themselves ------------------------------------------------------------------------------


def _common(one: Band, other: Band) -> tuple[Fraction | None, Fraction | None] | None:
    """The results that two bands share, as their ends; `None` for none."""
    lows = [(band.low, not band.low_in) for band in (one, other) if band.low is not None]
    highs = [(band.high, band.high_in) for band in (one, other) if band.high is not None]
    low, low_out = max(lows, default=(None, False))
    high, high_in = min(highs, default=(None, False))
    if low is None or high is None or low < high:
        return low, high
    return (low, high) if low == high and high_in and not low_out else None


def _pairs(table: Table) -> Iterator[tuple[Band, Band, Fraction | None, Fraction | None]]:
    """The bands of which two share a result and credit different things for it, with the ends of what they share."""
    bands = [band for band in table.bands if not band.empty]
    for one, other in combinations(bands, 2):
        shared = _common(one, other)
        if shared is not None and write(one.clause.value) != write(other.clause.value):
            yield one, other, *shared


def _shared_edges(agreement: Agreement, table: Table, levels: list[_Level]) -> Iterator[Finding]:
    """Figures that belong to two bands, or that keep the promise and are credited all the same."""
    pairs = [(one, other, low) for one, other, low, high in _pairs(table) if low is not None and low == high]
    kept = [
        (band, level)
        for band in table.paying
        for level in levels
        if band.high is not None and band.high == level.value and band.high_in and not band.empty
    ]
    if not pairs and not kept:
        return
    wording = []
    edges = list(dict.fromkeys(_written(one, point) for one, _, point in pairs))
    if edges:
        wording.append(f"{uptime.listed(edges)} {'lies' if len(edges) == 1 else 'each lie'} in two bands")
    for edge in dict.fromkeys(_written(band, level.value) for band, level in kept):
        wording.append(f"{edge} keeps the promise and is credited as well")
    touched = list(
        dict.fromkeys(id(band) for one, other, _ in pairs for band in (one, other))
        | {id(b): None for b, _ in kept}
    )
    bands = sorted(
        (band for band in table.bands if id(band) in touched), key=lambda band: band.clause.span.start
    )
    labels = [Label(band.fact.span, f"credits {write(band.clause.value)}") for band in bands[1:]]
    labels += [Label(level.span, "what is promised") for _, level in kept]
    if pairs:
        one, other, point = min(pairs, key=lambda pair: pair[2])
        case = (
            f"exactly {_case(table, point)} gives {write(one.clause.value)} by one line "
            f"and {write(other.clause.value)} by the other"
        )
    else:
        band, level = kept[0]
        point = level.value
        case = (
            f"exactly {_case(table, point)} keeps the promise, and {write(band.clause.value)} is due for it"
        )
    sharp = [band for band in bands if band.high is not None and band.high_in]
    yield uptime.found(
        agreement,
        "bands-share-edge",
        "; ".join(wording),
        bands[0].clause,
        bands[0].fact.span,
        label=f"credits {write(bands[0].clause.value)}",
        labels=tuple(dict.fromkeys(labels)),
        witness=Witness(case, {"edges": [str(point) for *_, point in pairs], "example": str(point)}),
        help=tuple(f"`{_half_open(table, band)}`" for band in sharp[:3]),
        values=tuple(dict.fromkeys([*edges, *(_written(band, level.value) for band, level in kept)])),
    )


def _overlaps(agreement: Agreement, table: Table) -> Iterator[Finding]:
    """Bands that share more than an edge: of two-sided ones any is wrong; `< 99.9%` beside `< 99.0%` leaves open whether both
    pay, where nothing says whether credits are added."""
    wide = [(one, other, low, high) for one, other, low, high in _pairs(table) if low is None or low != high]
    crossing = [
        pair
        for pair in wide
        if not (pair[0].low is None and pair[1].low is None)
        and not (pair[0].high is None and pair[1].high is None)
    ]
    nested = [pair for pair in wide if pair not in crossing]
    for one, other, low, high in crossing[:1]:
        point = _inside(low, high)
        yield uptime.found(
            agreement,
            "bands-overlap",
            f"two bands of {table.subject} overlap: {_span(table, low, high)} lies in both",
            one.clause,
            one.fact.span,
            label=f"credits {write(one.clause.value)}",
            labels=(Label(other.fact.span, f"credits {write(other.clause.value)}"),),
            witness=Witness(
                f"{_case(table, point)} gives {write(one.clause.value)} by one line "
                f"and {write(other.clause.value)} by the other",
                {"result": str(point)},
            ),
            help=("let each band begin where the next one ends, as in `>= 99.0% and < 99.9%` and `< 99.0%`",),
            values=(one.wording, other.wording),
        )
    block = table.block
    unsaid = block.cumulative is None and all(band.clause.cumulative is None for band in table.bands)
    if nested and unsaid:
        one, other, low, high = nested[0]
        point = _inside(low, high)
        yield uptime.found(
            agreement,
            "bands-nested",
            f"a result may fall under {one.wording} and under {other.wording}, "
            "and nothing says whether both credits are due",
            one.clause,
            one.fact.span,
            label=f"credits {write(one.clause.value)}",
            labels=(Label(other.fact.span, f"credits {write(other.clause.value)}"),),
            witness=Witness(
                f"{_case(table, point)} is {write(one.clause.value)}, {write(other.clause.value)}, or both together",
                {"result": str(point)},
            ),
            help=(
                "write bands that meet: `>= 99.0% and < 99.9%` and `< 99.0%`",
                "say it on the block: `not cumulative` where only the highest credit is due, `cumulative` where they are added",
            ),
            values=(one.wording, other.wording),
        )


def _inside(low: Fraction | None, high: Fraction | None) -> Fraction:
    """A result between two ends, not far from the one that is there where the other is missing."""
    if low is None:
        assert high is not None
        return high - 1 if high > 1 else high / 2
    return (low + high) / 2 if high is not None else low + 1


def _span(table: Table, low: Fraction | None, high: Fraction | None) -> str:
    if low is None and high is not None:
        return f"everything below {shown(table.unit, high)}"
    if low is not None and high is None:
        return f"everything above {shown(table.unit, low)}"
    assert low is not None
    assert high is not None
    return f"what is between {shown(table.unit, low)} and {shown(table.unit, high)}"


def _gaps(agreement: Agreement, table: Table, levels: list[_Level]) -> Iterator[Finding]:
    """Figures between two bands, or below the lowest one, for which the table says nothing."""
    bands = sorted(
        (band for band in table.bands if not band.empty),
        key=lambda band: (band.low is not None, band.low or Fraction(0), not band.low_in),
    )
    if not bands or not table.paying:
        return
    holes: list[tuple[str, Band, Band | None, Fraction]] = []
    lowest = bands[0]
    if (
        lowest.low is not None
        and lowest.low > 0
        and table.unit == "%"
        and not lowest.nothing
        and _lower_is_worse(table, levels)
        and not _plugged(agreement, table)
    ):
        end = _written(lowest, lowest.low)
        holes.append(
            (
                f"below {end}" if lowest.low_in else f"of {end} and less",
                lowest,
                None,
                _inside(None, lowest.low),
            )
        )
    top, top_in, above = lowest.high, lowest.high_in, lowest
    for band in bands[1:]:
        if top is None or band.low is None:
            break
        if band.low > top or (band.low == top and not band.low_in and not top_in):
            holes.append((_hole(above, top_in, band), above, band, (top + band.low) / 2))
        if band.high is None or band.high > top or (band.high == top and band.high_in):
            top, top_in, above = band.high, band.high_in, band
    if not holes:
        return
    _, first, second, point = holes[0]
    labels = [Label(second.fact.span, "the next band begins here")] if second is not None else []
    for _, one, other, _ in holes[1:]:
        labels.append(Label(one.fact.span, "this band ends here"))
        if other is not None:
            labels.append(Label(other.fact.span, "the next band begins here"))
    yield uptime.found(
        agreement,
        "band-gap",
        f"{table.subject} {uptime.listed(hole for hole, *_ in holes)} falls in no band of the credits",
        first.clause,
        first.fact.span,
        label="this band ends here" if second is not None else "the lowest band ends here",
        labels=tuple(label for label in dict.fromkeys(labels) if label.span != first.fact.span),
        witness=Witness(
            f"{_case(table, point)} {'is worse than every line' if second is None else 'lies between two lines'}, "
            "and no credit is said for it",
            {"result": str(point)},
        ),
        help=(_fill(table, first, second),),
        values=tuple(hole for hole, *_ in holes),
    )


def _hole(under: Band, under_in: bool, over: Band) -> str:
    """What lies between the upper end of one band and the lower end of the next, for people."""
    assert under.high is not None
    assert over.low is not None
    if under.high == over.low:
        return f"of exactly {_written(over, over.low)}"
    start = "above" if under_in else "from"
    return f"{start} {_written(under, under.high)} up to {_written(over, over.low)}"


def _fill(table: Table, first: Band, second: Band | None) -> str:
    """A clause that would close the gap."""
    if second is None:
        assert first.low is not None
        return f"add a last line: `credit … when {table.subject} < {_written(first, first.low)}`"
    assert second.low is not None
    end = _written(second, second.low)
    low = f">= {_written(first, first.low)} and " if first.low is not None else ""
    return f"`credit {write(first.clause.value)} when {table.subject} {low}< {end}`"


def _plugged(agreement: Agreement, table: Table) -> bool:
    """Whether a credit that is no band speaks of availability or outages too."""
    if not uptime.is_availability(table.subject):
        return False
    own = {id(band.clause) for band in table.bands}
    return any(
        id(clause) not in own
        and isinstance(clause, Credit)
        and uptime.band(clause) is None
        and _DOWN.search(agreement.source.slice(clause.span))
        for clause in agreement.all("credit")
    )


def _order(agreement: Agreement, table: Table, levels: list[_Level]) -> Iterator[Finding]:
    """A worse result that pays less than a better one."""
    if not (uptime.is_availability(table.subject) or levels):
        return
    bands = sorted(
        (band for band in table.bands if not band.empty and credited(band.clause.value)),
        key=lambda band: (band.low is not None, band.low or Fraction(0), band.high or Fraction(10**9)),
    )
    for worse, better in pairwise(bands):
        less, more = credited(worse.clause.value), credited(better.clause.value)
        if less is None or more is None or less[0] != more[0] or less[1] >= more[1]:
            continue
        if _common(worse, better) is not None and worse.low == better.low:
            continue
        yield uptime.found(
            agreement,
            "band-order",
            f"a worse {table.subject} pays less: {write(worse.clause.value)} for {worse.wording}, "
            f"but {write(better.clause.value)} for {better.wording}",
            worse.clause,
            worse.fact.span,
            label=f"credits only {write(worse.clause.value)}",
            labels=(Label(better.fact.span, f"credits {write(better.clause.value)}"),),
            witness=Witness(
                f"once {table.subject} has fallen into the band {better.wording}, a longer outage makes the credit smaller",
                {"less": str(less[1]), "more": str(more[1])},
            ),
            help=("let the credit grow as the result falls",),
            values=(worse.wording, better.wording),
        )
        return


def _never(
    agreement: Agreement, semantics: Semantics, table: Table, promised: list[Promise]
) -> Iterator[Finding]:
    """Bands into which no result can fall."""
    for band in table.bands:
        if band.empty:
            yield uptime.found(
                agreement,
                "band-never-applies",
                f"no {table.subject} is {band.wording}: this credit can never be due",
                band.clause,
                band.fact.span,
                label="nothing lies between these ends",
                witness=Witness(
                    f"{shown(table.unit, band.low or Fraction(0))} is not below "
                    f"{shown(table.unit, band.high or Fraction(0))}",
                    {},
                ),
                help=("exchange the two ends, or their signs",),
                values=(band.wording,),
            )
    held = uptime.promises_of(agreement, promised, table)
    for band, promise in uptime.never_reached(table, held, semantics):
        window = uptime.counted_in(semantics, promise)
        after = uptime.best_after_outage(promise.home, window) if window is not None else None
        assert window is not None
        assert after is not None
        best, length, outage = after
        counted = outage.counted.span if isinstance(outage.counted, v.Value) else outage.span
        yield uptime.found(
            agreement,
            "band-never-applies",
            f"no {window.unit} can reach the band {band.wording}: one outage that counts already falls below it",
            band.clause,
            band.fact.span,
            label=f"{write(band.clause.value)} that can never be due",
            labels=(
                Label(counted, "a shorter outage does not count"),
                Label(promise.clause.value.span, f"allows {spell(promise.missing * window.longest)}"),
            ),
            witness=Witness(
                f"the shortest outage that counts, {spell(length)}, leaves {window.longest_is} at {percent(best)}; "
                "without such an outage it is at 100%",
                {
                    "outage": str(length),
                    "window": str(window.longest),
                    "best": str(best),
                    "band": [str(band.low), str(band.high)],
                },
            ),
            notes=("the whole outage is taken to count, not only what is beyond its first minutes",),
            help=(
                f"let shorter outages count: `counted after {_finer(promise, window)}`",
                "begin the bands where the first outage that counts leads",
            ),
            values=(band.wording, write(outage.counted)),
        )


def _finer(promise: Promise, window: uptime.Period) -> str:
    """A length of outage that the promise can tell apart, in whole seconds or minutes."""
    allowed = promise.missing * window.shortest
    minutes = int(allowed / 60)
    return f"{minutes} minute{'s' if minutes != 1 else ''}" if minutes else f"{max(1, int(allowed))} seconds"


def _for_kept(agreement: Agreement, table: Table, levels: list[_Level]) -> Iterator[Finding]:
    """Credits for results that keep every promise."""
    if not levels or not (uptime.is_availability(table.subject) or table.unit == "%"):
        return
    level = max(levels, key=lambda each: each.value)
    for band in table.paying:
        if band.empty or (band.high is not None and band.high <= level.value):
            continue
        low = max(band.low or Fraction(0), level.value)
        high = band.high if band.high is not None else Fraction(100)
        if low >= high:
            continue
        yield uptime.found(
            agreement,
            "credit-for-kept-promise",
            f"{table.subject} between {shown(table.unit, low)} and {shown(table.unit, high)} keeps the promise "
            "and is credited all the same",
            band.clause,
            band.fact.span,
            label=f"credits {write(band.clause.value)}",
            labels=(Label(level.span, f"{level.of} promises no more"),),
            witness=Witness(
                f"{_case(table, (low + high) / 2)} is at least {shown(table.unit, level.value)}, "
                f"and {write(band.clause.value)} is due",
                {"promised": str(level.value), "credited": [str(low), str(high)]},
            ),
            help=(
                f"credit only what is `< {shown(table.unit, level.value)}`",
                f"promise {shown(table.unit, high)}",
            ),
            values=(band.wording, str(level.value)),
        )
        return


def _for_missed(agreement: Agreement, table: Table, levels: list[_Level]) -> Iterator[Finding]:
    """A guarantee that can be missed before its credits begin; of availability `_uncredited` speaks."""
    if not levels or uptime.is_availability(table.subject) or table.unit != "%":
        return
    ends = [(band.high, band) for band in table.paying if not band.empty]
    known = [(high, band) for high, band in ends if high is not None]
    if not known or len(known) < len(ends):
        return
    first, band = max(known, key=lambda pair: pair[0])
    level = max(levels, key=lambda each: each.value)
    if first >= level.value or first == level.least:
        return
    promised, begins = shown(table.unit, level.value), shown(table.unit, first)
    yield uptime.found(
        agreement,
        "breach-without-credit",
        f"{table.subject} from {begins} up to {promised} misses the guarantee, and nothing is credited",
        band.clause,
        band.fact.span,
        label="credits begin here",
        labels=(Label(level.span, "what is guaranteed"),),
        witness=Witness(
            f"{_case(table, (first + level.value) / 2)} is below {promised}, and not below {begins}",
            {"promised": str(level.value), "credited from": str(first)},
        ),
        help=(f"let the credit begin at `< {promised}`", f"guarantee {begins}"),
        values=(band.wording, str(level.value)),
    )


def _meets(agreement: Agreement, table: Table, levels: list[_Level]) -> Proof:
    bands = sorted(table.bands, key=lambda band: band.low or Fraction(0))
    against = (
        f", held against {uptime.listed(shown(table.unit, level.value) for level in levels)}"
        if levels
        else ""
    )
    return Proof(
        "band-gap",
        f"{agreement.title(table.block)}: the {len(bands)} bands of {table.subject} meet without gap or overlap{against}",
        {"bands": [band.wording for band in bands], "levels": [str(level.value) for level in levels]},
    )


# ---- the promise and the remedy --------------------------------------------------------------------------


def _uncredited(agreement: Agreement, semantics: Semantics, promised: list[Promise]) -> Iterator[Finding]:
    """Promises of availability that can be broken while the credits that belong to them are not due yet; one finding for
    each block of credits."""
    late: dict[int, list[_Late]] = {}
    for promise in promised:
        window = uptime.counted_in(semantics, promise)
        starts = _starts(agreement, semantics, promise)
        if window is None or starts is None:
            continue
        clause, down = starts
        if down > promise.missing * window.longest:
            late.setdefault(id(agreement.parent(clause)), []).append(_Late(promise, window, clause, down))
    for group in late.values():
        yield _late(agreement, group)


@dataclass(frozen=True, slots=True)
class _Late:
    """A promise, its window, the credit that it reaches first, and how many seconds of downtime that takes."""

    promise: Promise
    window: uptime.Period
    clause: Credit
    down: Fraction


def _late(agreement: Agreement, group: list[_Late]) -> Finding:
    """What is said about the promises of one block whose credits come too late."""
    promise, window, clause, down = group[0].promise, group[0].window, group[0].clause, group[0].down
    allowed = promise.missing * window.longest
    read = uptime.band(clause)
    help_: tuple[str, ...]
    if read is not None and read[1].high is not None:
        first = _written(read[1], read[1].high)
        whose = uptime.listed(
            f"the {write(each.promise.clause.value)} of {agreement.title(each.promise.home)}"
            for each in group
        )
        message = f"availability from {first} up to {whose} breaks the promise, and nothing is credited"
        middle = (read[1].high + promise.level) / 2
        case = (
            f"an availability of {percent(middle)}, {spell((1 - middle / 100) * window.longest)} down in "
            f"{window.longest_is}, misses {write(promise.clause.value)} and lies in no band"
        )
        help_ = (
            f"add `credit … when availability >= {first} and < {write(promise.clause.value)}`",
            f"say that it is a target, and what the minimum is: `availability …, at least {first}`",
        )
    else:
        message = (
            f"credits begin after {spell(down)}, and the {write(promise.clause.value)} of "
            f"{agreement.title(promise.home)} can be missed before"
        )
        case = (
            f"{write(promise.clause.value)} of {window.longest_is} allows {spell(allowed)}; an outage of "
            f"{spell(down)} is {spell(down - allowed)} longer and is not credited"
        )
        help_ = (f"let the credit begin with the breach: `below {write(promise.clause.value)}`",)
    return uptime.found(
        agreement,
        "breach-without-credit",
        message,
        clause,
        _threshold(clause),
        label="credits begin here",
        labels=tuple(Label(each.promise.clause.value.span, "what is promised") for each in group),
        witness=Witness(
            case, {"allowed": str(allowed), "credited from": str(down), "window": str(window.longest)}
        ),
        help=help_,
        values=(write(clause.value), *(write(each.promise.clause.value) for each in group)),
    )


def _threshold(clause: Credit) -> Span:
    for value in (clause.over, clause.below):
        if isinstance(value, v.Value):
            return value.span
    return clause.when.span if isinstance(clause.when, v.Value) else clause.span


def _starts(agreement: Agreement, semantics: Semantics, promise: Promise) -> tuple[Credit, Fraction] | None:
    """The credit that a promise of availability reaches first, and how long the service is down by then in the longest
    window; `None` where a credit begins with the breach, where that cannot be said, or where none belongs to the
    promise. A credit that begins at the promised minimum begins as it was meant to."""
    window = uptime.counted_in(semantics, promise)
    if window is None:
        return None
    least = promise.clause.at_least
    minimum = Fraction(least.amount) if isinstance(least, v.Percentage) else None
    found: list[tuple[Fraction, int, Credit, bool]] = []
    for clause in agreement.all("credit"):
        block = agreement.parent(clause)
        if not isinstance(clause, Credit) or not isinstance(block, Credits):
            continue
        text = agreement.source.slice(clause.span)
        scope = uptime.names_in(agreement, clause) or uptime.names_in(agreement, block)
        if isinstance(clause.when, v.Fact) and isinstance(clause.when.subject, v.Phrase):
            scope = frozenset({write(clause.when.subject.of)})
        if not _DOWN.search(text) or (scope and not scope & promise.names):
            continue
        if _is_nothing(clause):
            continue
        level = _begins(clause)
        if level is None:
            return None
        unit, value = level
        down = (1 - value / 100) * window.longest if unit == "%" else value
        found.append((down, clause.span.start, clause, unit == "%" and value == minimum))
    if not found:
        return None
    down, _, clause, meant = min(found, key=lambda each: each[:2])
    return None if meant else (clause, down)


def _is_nothing(clause: Credit) -> bool:
    """Whether a line credits 0."""
    amount = credited(clause.value)
    return amount is not None and amount[1] == 0


def _begins(clause: Credit) -> tuple[str, Fraction] | None:
    """Where a credit for outages begins: a level of availability, or a length of outage in seconds; `None` where that is
    not a plain figure."""
    if isinstance(clause.below, v.Percentage):
        return "%", Fraction(clause.below.amount)
    over = seconds(clause.over)
    if over is not None:
        return "seconds", over
    read = uptime.band(clause)
    if read is None:
        return None
    unit, band = read
    subject = write(band.fact.subject).split(" of ")[0]
    if uptime.is_availability(subject) and unit == "%" and band.high is not None:
        return "%", band.high
    if subject in ("downtime", "outage") and band.low is not None:
        return ("%", 100 - band.low) if unit == "%" else (unit, band.low)
    return None


def _exits(agreement: Agreement, promised: list[Promise]) -> Iterator[Finding]:
    """A right to leave because of an availability that keeps the promise."""
    for clause in agreement.all("end"):
        fact = clause.when if isinstance(clause, End) else None
        if not isinstance(fact, v.Fact) or len(fact.compares) != 1 or not isinstance(clause, End):
            continue
        part = fact.compares[0]
        if (
            not isinstance(part, v.Compare)
            or part.operator != "<"
            or not isinstance(part.amount, v.Percentage)
        ):
            continue
        if not uptime.is_availability(write(fact.subject)):
            continue
        names = frozenset({write(fact.subject.of)}) if isinstance(fact.subject, v.Phrase) else frozenset()
        held = uptime.promised_to(promised, names)
        if not held or any(promise.percentage >= part.amount.amount for promise in held):
            continue
        promise = max(held, key=lambda each: each.percentage)
        yield uptime.found(
            agreement,
            "exit-above-promise",
            f"the agreement may be ended over an availability of less than {write(part.amount)}, "
            f"and only {write(promise.clause.value)} is promised",
            clause,
            fact.span,
            label="a ground to leave",
            labels=(Label(promise.clause.value.span, "what is promised"),),
            witness=Witness(
                f"an availability of {write(promise.clause.value)} keeps the promise and is less than {write(part.amount)}",
                {"promised": str(promise.percentage), "ground": str(part.amount.amount)},
            ),
            help=(f"end it only below {write(promise.clause.value)}, or promise {write(part.amount)}",),
            values=(write(part.amount), write(promise.clause.value)),
        )


def _earned_back(agreement: Agreement, block: Credits, promised: list[Promise]) -> Iterator[Finding]:
    """A credit that is won back by results that miss the promise again."""
    for clause in block.all(EarnBack):
        fact = clause.when
        if not isinstance(fact, v.Fact) or len(fact.compares) != 1:
            continue
        part = fact.compares[0]
        if not isinstance(part, v.Compare) or not isinstance(part.amount, v.Percentage):
            continue
        if part.operator not in (">", ">=") or not uptime.is_availability(write(fact.subject)):
            continue
        scope = uptime.names_in(agreement, clause) or uptime.names_in(agreement, block)
        names = frozenset({write(fact.subject.of)}) if isinstance(fact.subject, v.Phrase) else scope
        held = uptime.promised_to(promised, names)
        if not held or any(promise.percentage <= part.amount.amount for promise in held):
            continue
        promise = min(held, key=lambda each: each.percentage)
        yield uptime.found(
            agreement,
            "earn-back-below-promise",
            f"credits are won back with an availability of {write(part.amount)}, which is less than the promised "
            f"{write(promise.clause.value)}",
            clause,
            fact.span,
            label="wins the credit back",
            labels=(Label(promise.clause.value.span, "what is promised"),),
            witness=Witness(
                f"a month at {write(part.amount)} misses {write(promise.clause.value)} and takes the credit of another away",
                {"promised": str(promise.percentage), "earned back at": str(part.amount.amount)},
            ),
            help=(
                f"ask for more than the promise: `earn back … when availability > {write(promise.clause.value)} …`",
            ),
            values=(write(part.amount), write(promise.clause.value)),
        )


def _kept_and_dear(agreement: Agreement, semantics: Semantics, promised: list[Promise]) -> Iterator[Finding]:
    """The most urgent incident, mended within its own target, that brings availability into the dearest band."""
    for table in uptime.tables(agreement):
        held = uptime.promises_of(agreement, promised, table)
        floors = [band for band in table.paying if band.low is None and band.high is not None]
        if len(held) != 1 or len(floors) != 1 or len(table.paying) < 2:
            continue
        promise, band = held[0], floors[0]
        repair = uptime.urgent_repair(agreement, semantics, promise)
        window = uptime.counted_in(semantics, promise)
        if repair is None or window is None or promise.hours:
            continue
        name, length, clause = repair
        assert band.high is not None
        left = 100 * (1 - length / window.shortest)
        if left >= band.high:
            continue
        yield uptime.found(
            agreement,
            "kept-target-worst-credit",
            f"one {name} outage that is mended within its target of {spell(length)} already costs the highest credit, "
            f"{write(band.clause.value)}",
            band.clause,
            band.fact.span,
            label=f"credits {write(band.clause.value)}",
            labels=(
                Label(clause.span, "the target that is kept"),
                Label(promise.clause.value.span, f"allows {spell(promise.missing * window.shortest)}"),
            ),
            witness=Witness(
                f"{spell(length)} down in {window.shortest_is} is an availability of {percent(left)}, "
                f"below {_written(band, band.high)}",
                {"target": str(length), "window": str(window.shortest), "availability": str(left)},
            ),
            values=(write(promise.clause.value), name, str(length)),
        )


# ---- rates and caps --------------------------------------------------------------------------------------


def _rate(clause: Credit) -> tuple[v.Amount, v.Per, v.Duration] | None:
    """A credit for each stretch of time: the credit, what it is for, and how long the stretch is."""
    if not isinstance(clause.value, v.Rated) or len(clause.value.per) != 1:
        return None
    per = clause.value.per[0]
    unit = per.unit.amount if isinstance(per.unit, v.Anchored) else per.unit
    return (clause.value.amount, per, unit) if isinstance(unit, v.Duration) else None


def _ceiling(cap: Cap) -> tuple[str, Fraction, str] | None:
    """A cap as its base, its size and its window (nothing where it states none); `None` where that is not plain."""
    if cap.for_ or cap.when is not None:
        return None
    value: object = cap.value
    window = uptime.unit_of(cap.each)
    if isinstance(value, v.Rated):
        if len(value.per) != 1:
            return None
        window = uptime.unit_of(value.per[0].unit)
        if not window:
            return None
        value = value.amount
    if isinstance(value, v.Count) and value.noun in ("credit", "credits"):
        return "credits", Fraction(value.amount), window
    amount = credited(value)
    return None if amount is None else (*amount, window)


def _rates(agreement: Agreement, block: Credits) -> Iterator[Finding]:
    """Rates whose second step a cap shuts out, and rates that count the hours of something that is missed as a whole."""
    for clause in block.all(Credit):
        rate = _rate(clause)
        if rate is None:
            continue
        amount, per, length = rate
        yield from _missed_by_the_hour(agreement, clause, per, length)
        step = credited(amount)
        for cap in block.all(Cap):
            ceiling = _ceiling(cap)
            if ceiling is None:
                continue
            base, most, window = ceiling
            stuck = (base == "credits" and most <= 1) or (
                step is not None and base == step[0] and most <= step[1]
            )
            if not stuck:
                continue
            yield uptime.found(
                agreement,
                "rate-never-steps",
                f"{write(amount)} is credited per {write(length)}, and the cap of {write(cap.value)} "
                "is used up by the first of them",
                clause,
                clause.value.span,
                label="grows with the outage",
                labels=(Label(cap.span, "does not let it grow"),),
                witness=Witness(
                    f"an outage that counts for 2 times {write(length)} earns 2 times {write(amount)}, "
                    f"and no more than {write(cap.value)} is paid",
                    {"step": write(amount), "cap": write(cap.value), "window": window},
                ),
                help=(
                    "raise the cap above the first step: `cap 25% of monthly fee per month`",
                    f"credit {write(amount)} once, without `per {write(length)}`",
                ),
                values=(write(clause.value), write(cap.value)),
            )
            break


def _missed_by_the_hour(
    agreement: Agreement, clause: Credit, per: v.Per, length: v.Duration
) -> Iterator[Finding]:
    fact = clause.when
    if not per.missed or not isinstance(fact, v.Fact) or fact.state != "missed":
        return
    window = uptime.period(clause.each)
    size = seconds(length)
    if window is None or size is None or size >= window.shortest:
        return
    yield uptime.found(
        agreement,
        "rate-of-window",
        f"a credit is due for each {write(length)} in which {write(fact.subject)} is missed, "
        f"and {write(fact.subject)} is kept or missed only for a whole {window.unit}",
        clause,
        per.span,
        label=f"counts by {write(length)}",
        labels=(
            *(
                (Label(clause.each.span, "measured over this window"),)
                if isinstance(clause.each, v.Value)
                else ()
            ),
            *(
                Label(promise.clause.each.span, "and promised over it")
                for promise in uptime.promised_to(uptime.promises(agreement), _named(fact))
                if uptime.is_availability(write(fact.subject)) and isinstance(promise.clause.each, v.Value)
            ),
        ),
        witness=Witness(
            f"a {window.unit} that misses the level is one miss; whether it counts as 1, as the hours of outage or as all "
            f"{number(Decimal(window.shortest.numerator) / window.shortest.denominator / 3600)} hours "
            f"of {window.shortest_is} is open",
            {"unit": write(length), "window": window.unit},
        ),
        help=(
            "credit the outage: `credit 5% of monthly fee per 1 hour of outage`",
            "credit the window: `credit 5% of monthly fee when availability missed, each month`",
        ),
        values=(write(clause.value), write(fact)),
    )


def _named(fact: v.Fact) -> frozenset[str]:
    """The service that a figure names: `servers` in `availability of servers`."""
    return frozenset({write(fact.subject.of)}) if isinstance(fact.subject, v.Phrase) else frozenset()


def _factors(agreement: Agreement, block: Credits, promised: list[Promise]) -> Iterator[Finding]:
    """A formula that multiplies the downtime by the downtime that is allowed, instead of taking it off."""
    allowances = _allowances(agreement, promised)
    for clause in block.all(Credit):
        if not isinstance(clause.value, v.Formula):
            continue
        for product in clause.value.walk():
            if not isinstance(product, v.Operation) or product.operator != "*":
                continue
            factors = [product.left, product.right]
            down = next((each for each in factors if _is_downtime(each)), None)
            figure = next((each for each in factors if isinstance(each, v.Number)), None)
            if down is None or figure is None:
                continue
            allowed = allowances.get(Fraction(figure.amount))
            if allowed is None:
                continue
            node, unit = allowed
            result = _value(clause.value.expression, Fraction(10))
            yield uptime.found(
                agreement,
                "allowance-as-factor",
                f"the formula multiplies {write(down)} by {write(figure)}, the {unit} of downtime that are allowed, "
                "where it would take them off",
                clause,
                product.span if product.span != v.NOWHERE else clause.value.span,
                label="multiplied",
                labels=(Label(node, "what is allowed"),),
                witness=Witness(
                    f"10 {unit} of downtime make {write(clause.value)[len('formula ') :]} = "
                    f"{_times(result)}; beyond the allowance lie {_rounded(10 - Fraction(figure.amount))} {unit}"
                    if result is not None
                    else f"a longer allowance makes the credit larger: {write(product)}",
                    {"downtime": "10", "allowance": str(figure.amount), "result": str(result)},
                ),
                help=(f"take the allowance off: `{write(down)} - {write(figure)}`",),
                values=(write(clause.value),),
            )
            break


def _allowances(agreement: Agreement, promised: list[Promise]) -> dict[Fraction, tuple[Span, str]]:
    """The downtime that is allowed, as bare figures in hours, minutes and days, with where it is said: by downtime clauses,
    and by each promised percentage of a month of 30 days."""
    found: dict[Fraction, tuple[Span, str]] = {}
    wording: list[tuple[Fraction, Span]] = []
    for clause in agreement.all("downtime"):
        for value in (getattr(clause, "at_most", None), getattr(clause, "below", None)):
            amount = value.amount if isinstance(value, v.Rated) else value
            length = seconds(amount)
            if length is not None and isinstance(value, v.Value):
                wording.append((length, value.span))
    for promise in promised:
        if promise.period is not None and promise.period.unit == "month":
            wording.append((promise.missing * _MONTH, promise.clause.value.span))
    for length, span in wording:
        for unit, size in (("hours", 3600), ("minutes", 60), ("days", uptime.DAY)):
            if length:
                found.setdefault(length / size, (span, unit))
    return found


def _is_downtime(term: object) -> bool:
    return isinstance(term, v.Name | v.Phrase | v.Text) and bool(
        re.search(r"\b(?:downtime|outages?|unavailab\w*)\b", write(term), re.IGNORECASE)
    )


def _value(term: object, down: Fraction) -> Fraction | None:
    """A formula in fees, with `down` as its downtime; `None` where it holds anything else or divides by nothing."""
    if isinstance(term, v.Number):
        return Fraction(term.amount)
    if isinstance(term, v.Bracket):
        return _value(term.inner, down)
    if isinstance(term, v.Negative):
        inner = _value(term.inner, down)
        return None if inner is None else -inner
    if _is_downtime(term):
        return down
    if isinstance(term, v.Name | v.Phrase) and re.search(r"\b(?:fees?|charges?|price)\b", write(term)):
        return Fraction(1)
    if not isinstance(term, v.Operation):
        return None
    left, right = _value(term.left, down), _value(term.right, down)
    if left is None or right is None:
        return None
    if term.operator == "+":
        return left + right
    if term.operator == "-":
        return left - right
    if term.operator == "*":
        return left * right
    return left / right if right else None


def _rounded(value: Fraction) -> str:
    """A figure to two decimals."""
    return number(Decimal(round(value * 100)) / 100)


def _times(value: Fraction) -> str:
    return f"{_rounded(value)} times the fee"


def _base(base: str) -> str:
    """The base of a share, so that `monthly fee` and `monthly fees` are one."""
    return base.casefold().removesuffix("s")


def _caps(agreement: Agreement, block: Credits) -> Iterator[Finding]:
    """Caps below the credit that a single line gives, and caps that no result can reach."""
    caps = [(cap, ceiling) for cap in block.all(Cap) if (ceiling := _ceiling(cap)) is not None]
    for cap, (base, most, window) in caps:
        if window in ("day", "week"):
            continue
        lines = [
            (amount[1], clause)
            for clause in block.all(Credit)
            if (amount := credited(clause.value)) is not None and _base(amount[0]) == _base(base)
        ]
        above = sorted((line for line in lines if line[0] > most), key=lambda line: -line[0])
        if above:
            top = above[0][1]
            yield uptime.found(
                agreement,
                "cap-below-band",
                f"a credit of {write(top.value)} is promised, and no more than {write(cap.value)} is ever paid",
                cap,
                cap.value.span,
                label="the most that is paid",
                labels=tuple(Label(clause.value.span, "more than the cap") for _, clause in above),
                witness=Witness(
                    f"a single miss that earns {write(top.value)} is cut to {write(cap.value)}; the higher figure is never paid",
                    {"credit": str(above[0][0]), "cap": str(most)},
                ),
                help=(f"raise the cap to {write(top.value)}", f"lower the credit to {write(cap.value)}"),
                values=(write(top.value), write(cap.value)),
            )
            continue
        reached = _most(agreement, block, base)
        if reached is not None and reached < most and base != "credits":
            yield uptime.found(
                agreement,
                "cap-never-bites",
                f"the cap of {write(cap.value)} is never reached: the credits of this block together make at most "
                f"{_sum(base, reached)}",
                cap,
                cap.value.span,
                label="higher than all credits together",
                labels=tuple(Label(clause.value.span) for _, clause in lines),
                witness=Witness(
                    f"the dearest line of each table, taken together, is {_sum(base, reached)}, "
                    f"less than {write(cap.value)}",
                    {"credits": str(reached), "cap": str(most)},
                ),
                help=("lower the cap to what it is meant to limit, or leave it out",),
                values=(write(cap.value), str(reached)),
            )


def _sum(base: str, amount: Fraction) -> str:
    figure = number(Decimal(amount.numerator) / amount.denominator)
    return f"{figure} {base}" if base.isupper() else f"{figure}% of {base}"


def _most(agreement: Agreement, block: Credits, base: str) -> Fraction | None:
    """What all credits of a block can come to in one window; `None` where one of them grows or comes more than once."""
    own = [table for table in uptime.tables(agreement) if table.block is block]
    banded = {id(band.clause) for table in own for band in table.bands}
    if any(id(clause) not in banded for clause in block.all(Credit)) or not own:
        return None
    tops = []
    for table in own:
        amounts = [credited(band.clause.value) for band in table.paying]
        sizes = [amount[1] for amount in amounts if amount is not None and _base(amount[0]) == _base(base)]
        if len(sizes) != len(amounts) or not sizes:
            return None
        tops.append(max(sizes))
        nested = any(low is None or low != high for *_, low, high in _pairs(table))
        if nested and block.cumulative is not False:
            return None
    return max(tops) if block.cumulative is False else sum(tops, Fraction(0))


# ---- claims and remedies ---------------------------------------------------------------------------------


def _day(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _claims(agreement: Agreement, semantics: Semantics, block: Credits) -> Iterator[Finding | Proof]:
    """A claim that must be made before the report that proves it is due."""
    claims = block.all(Claim)
    if any(claim.automatic for claim in claims):
        return
    reports = [
        node
        for node in agreement.all("report")
        if isinstance(node, Report) and _shows_levels(agreement, node)
    ]
    if any(_often(report) for report in reports):
        return
    for claim in claims:
        within = claim.within
        if not isinstance(within, v.Anchored) or not isinstance(within.amount, v.Duration):
            continue
        event = write(within.event)
        at_end = event == "month-end"
        if not at_end and not _HAPPENED.search(event):
            continue
        cases = [
            case for report in reports if (case := _race(agreement, semantics, within.amount, report, at_end))
        ]
        if not cases or len(cases) != len([report for report in reports if _regular(report)]):
            continue
        report, happened, ends, due = min(cases, key=lambda case: case[3] - case[2])
        late = (due - ends).days
        if late <= 0:
            yield Proof(
                "claim-ends-before-report",
                f"the report is due {-late} days before the claim ends at the latest",
                {"claim ends": ends.isoformat(), "report due": due.isoformat()},
            )
            continue
        when = report.within or report.before or report.on[0]
        yield uptime.found(
            agreement,
            "claim-ends-before-report",
            f"a credit must be claimed within {write(within)}, and the report that shows the miss may come "
            f"{late} day{'' if late == 1 else 's'} later",
            claim,
            within.span,
            label="the claim ends",
            labels=(Label(when.span if isinstance(when, v.Value) else report.head, "the report is due"),),
            witness=Witness(
                (f"for {happened:%B %Y}" if at_end else f"for a failure on {_day(happened)}")
                + f" the claim ends on {_day(ends)}; the report is due by {_day(due)}",
                {
                    "happened": happened.isoformat(),
                    "claim ends": ends.isoformat(),
                    "report due": due.isoformat(),
                    "days late": late,
                },
            ),
            help=(
                f"let the time run from the report: `claim within {write(within.amount)} of report`",
                "`claim automatic`",
            ),
            values=(write(within), write(report.every), write(when)),
        )


def _shows_levels(agreement: Agreement, report: Report) -> bool:
    """Whether a report may show that a promise was missed: it says so, or does not say what it is about."""
    if report.title is None and not report.clauses:
        return True
    return bool(_LEVELS.search(agreement.source.slice(report.span)))


def _regular(report: Report) -> bool:
    """Whether a report comes every month, quarter or year."""
    return uptime.unit_of(report.every) in ("month", "quarter", "year")


def _often(report: Report) -> bool:
    """Whether a report comes so often that a miss is seen at once."""
    every = report.every
    bounds = every.bounds() if isinstance(every, v.Duration) else None
    return bounds is not None and bounds[1] <= 7 * uptime.DAY


def _race(
    agreement: Agreement, semantics: Semantics, claim: v.Duration, report: Report, at_end: bool
) -> tuple[Report, dt.date, dt.date, dt.date] | None:
    """The period of the term in which a report comes latest after the end of the claim: the report, the day of the miss,
    the last day of the claim and the day on which the report is due. `None` where that cannot be computed."""
    unit = uptime.unit_of(report.every)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return None
    span = semantics.horizon
    first = dt.date(span.first.year, (span.first.month - 1) // months * months + 1, 1)
    if first < span.first:
        first = add_months(first, months)
    worst: tuple[Report, dt.date, dt.date, dt.date] | None = None
    while (after := add_months(first, months)) <= span.last + dt.timedelta(days=1):
        end = after - dt.timedelta(days=1)
        happened = end if at_end else first
        ends, due = _after(semantics, happened, claim), _due(semantics, report, end)
        if ends is None or due is None:
            return None
        if worst is None or due - ends > worst[3] - worst[2]:
            worst = (report, happened, ends, due)
        first = after
    return worst


def _after(semantics: Semantics, day: dt.date, length: v.Duration) -> dt.date | None:
    """The last day of a time that runs from a day, in days or in business days."""
    if length.hours is None:
        return later(day, length)
    clock = semantics.clock(length.hours.text)
    if clock is None or len(length.parts) != 1 or length.parts[0][1] != "day":
        return None
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return clock.nth_business_date(noon, int(length.parts[0][0]))


def _due(semantics: Semantics, report: Report, end: dt.date) -> dt.date | None:
    """The day on which the report about a period that ends on `end` is due at the latest."""
    if isinstance(report.within, v.Anchored) and isinstance(report.within.amount, v.Duration):
        if "end" not in write(report.within.event):
            return None
        return _after(semantics, end, report.within.amount)
    for value in (report.before, *report.on):
        if isinstance(value, v.Numbered) and value.text == "day" and write(value.of) == "month":
            day = int(value.number) - (1 if value is report.before else 0)
            return end + dt.timedelta(days=day) if 0 < day <= 28 else None
    return None


def _sole(agreement: Agreement, block: Credits) -> Iterator[Finding]:
    """Credits as the only remedy beside a right to leave because of the same misses."""
    for sole in block.all(SoleRemedy):
        about = {write(value) for value in sole.for_}
        if sole.except_ or not about <= set(TARGETS):
            continue
        rights = [
            (clause, subject)
            for clause in agreement.all("end")
            if isinstance(clause, End)
            and _by_customer(agreement, clause)
            and (subject := _miss(agreement, clause)) is not None
            and (not about or subject in about)
        ]
        if not rights:
            continue
        clause, subject = rights[0]
        assert isinstance(clause.when, v.Value)
        yield uptime.found(
            agreement,
            "sole-remedy-beside-another",
            f"credits are the only remedy, and missing {uptime.listed(name for _, name in rights)} also lets the customer leave",
            sole,
            label="the only remedy",
            labels=tuple(
                Label(other.when.span if isinstance(other.when, v.Value) else other.span, "another one")
                for other, _ in rights
            ),
            witness=Witness(
                f"the customer gives notice because `{_ground(clause)}`, and the provider answers that a credit is all "
                "there is",
                {"ground": write(clause.when)},
            ),
            help=("`sole remedy except termination`",),
            values=tuple(write(other.when) for other, _ in rights),
        )


def _ground(clause: End) -> str:
    """The ground of a right to leave, with how often."""
    often = f" in {write(clause.in_window)}" if clause.in_window is not None else ""
    return f"{write(clause.when)}{often}" + (f" {write(clause.times_in)}" if clause.times_in else "")


def _by_customer(agreement: Agreement, clause: End) -> bool:
    providers = {
        name for name, node in agreement.names.get("party", {}).items() if node.kind == "provider"
    } | {"provider"}
    return not clause.by or any(write(value) not in providers for value in clause.by)


def _miss(agreement: Agreement, clause: End) -> str | None:
    """The promise whose miss is the ground of a right to leave, if that is the ground."""
    facts = (
        [part for part in clause.when.walk() if isinstance(part, v.Fact)] if clause.when is not None else []
    )
    for fact in facts:
        subject = write(fact.subject).split(" of ")[0]
        known = subject in TARGETS or subject in agreement.names.get("metric", {})
        if known and (fact.state == "missed" or fact.compares):
            return subject
    return None


def _in_words(agreement: Agreement, block: Credits) -> Iterator[Finding]:
    """Credits whose amount is words without a figure."""
    vague = [
        clause
        for clause in block.all(Credit)
        if isinstance(clause.value, v.Text) and not re.search(r"\d", clause.value.text)
    ]
    if not vague:
        return
    first = vague[0]
    yield uptime.found(
        agreement,
        "credit-in-words",
        f"the credit is {uptime.listed(write(clause.value) for clause in vague)}: no amount can be computed from it",
        first,
        first.value.span,
        label="no figure, no formula",
        labels=(
            *([Label(first.when.span, "what it is due for")] if isinstance(first.when, v.Value) else []),
            *(Label(clause.value.span, "nor here") for clause in vague[1:]),
        ),
        witness=Witness(
            f"for the same outage the customer asks for a month and the provider offers an hour, and {write(first.value)} "
            "decides nothing",
            {"credits": [write(clause.value) for clause in vague]},
        ),
        help=("write a share: `credit 10% of monthly fee when availability < 99.0%`",),
        values=tuple(write(clause.value) for clause in vague),
    )


def _measured(agreement: Agreement, block: Credits) -> Iterator[Finding]:
    """Credits that measure a figure by other things than the figure itself does."""
    own = {write(value): value for value in block.measured_by if isinstance(value, v.Name)}
    own = {name: value for name, value in own.items() if name in TARGETS}
    if not own:
        return
    subjects = {write(clause.when.subject) for clause in block.all(Credit) if isinstance(clause.when, v.Fact)}
    for name in sorted(subjects):
        metric = agreement.names.get("metric", {}).get(name)
        if not isinstance(metric, Metric):
            continue
        wording = {write(value): value for value in metric.measured_by if write(value) in TARGETS}
        if not wording or wording.keys() == own.keys():
            continue
        apart = sorted(own.keys() ^ wording.keys())
        yield uptime.found(
            agreement,
            "credit-measured-differently",
            f"{name} is measured by {uptime.listed(wording)}, and the credits for it by {uptime.listed(own)}",
            block,
            next(iter(own.values())).span,
            label="for the credits",
            labels=(Label(next(iter(wording.values())).span, "for the figure itself"),),
            witness=Witness(
                f"a case that is in time for one and late for {uptime.listed(apart)} gives two values of {name}",
                {"figure": sorted(wording), "credits": sorted(own)},
            ),
            help=(f"measure both by {uptime.listed(own)}, or both by {uptime.listed(wording)}",),
            values=(name, *apart),
        )


def _months(length: object) -> Decimal | None:
    """A length in months; `None` where it has other parts, or is none."""
    if not isinstance(length, v.Duration) or any(unit not in v.MONTHS for _, unit in length.parts):
        return None
    return sum((amount * v.MONTHS[unit] for amount, unit in length.parts), Decimal(0))


def _early_fees(agreement: Agreement) -> Iterator[Finding]:
    """A fee for leaving in a year that the term does not have, with all the renewals that there may be."""
    terms = [clause for clause in agreement.all("term") if isinstance(clause, Term)]
    months = _months(terms[0].value) if len(terms) == 1 else None
    if months is None:
        return
    length, times = renewal(agreement)
    renews = terms[0].renewed is not None or terms[0].automatic or bool(length)
    if renews:
        each = _months(length)
        if each is None or times is None:
            return
        months += times * each
    for clause in agreement.all("early_fee"):
        if not isinstance(clause, EarlyFee):
            continue
        for value in clause.in_:
            if not isinstance(value, v.Numbered) or value.text != "year" or (value.number - 1) * 12 < months:
                continue
            yield uptime.found(
                agreement,
                "early-fee-after-term",
                f"a fee is set for leaving early in {write(value)}, and the term is over by then",
                clause,
                value.span,
                label=f"after the term of {write(terms[0].value)}"
                + (f" and {times} renewals of {write(length)}" if renews and length is not None else ""),
                labels=(Label(terms[0].value.span, "the term"),),
                witness=Witness(
                    f"{write(value)} begins after {number((value.number - 1) * 12)} months; the term has {number(months)}"
                    + (", with all its renewals" if renews else ""),
                    {"year": str(value.number), "term in months": str(months)},
                ),
                help=("strike the line", "say that it is the first year of a renewal"),
                values=(write(value), write(terms[0].value)),
            )
