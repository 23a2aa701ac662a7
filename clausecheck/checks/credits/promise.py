"""Credits against the level that is promised: due where it is kept, not due where it is missed, won back below it, or at
their highest while every target is kept."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.credit_tables import (
    Band,
    Table,
    credit_tables,
    promises_of,
    services_of,
    shown,
)
from clausecheck.agreement.mending import gone, mend, more, put
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import (
    UptimePromise,
    availability_promises,
    counted_in,
    is_availability,
    promised_to,
    urgent_repair,
)
from clausecheck.agreement.words import exact_length, in_row_once, percent_words
from clausecheck.checks.credits.levels import HeldTable, RequiredLevel, held_tables, result_words
from clausecheck.checks.credits.rewriting import low_end, rewritten
from clausecheck.checks.credits.starts import Late, late_credits
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Credit, Credits, EarnBack
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Span

# ---- results that keep the promise -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptAndCredited:
    """A band that credits results from `low` to `high`, which keep the highest level of its table."""

    table: Table
    band: Band
    level: RequiredLevel
    low: Fraction
    high: Fraction


@fact
def kept_and_credited(semantics: Semantics) -> list[KeptAndCredited]:
    """The first band of each table that credits what keeps every promise."""
    return [case for held in held_tables(semantics) if (case := _kept_and_credited(held)) is not None]


def _kept_and_credited(held: HeldTable) -> KeptAndCredited | None:
    table, level = held.table, held.highest
    if level is None or not (table.of_availability or table.unit == "%"):
        return None
    for band in table.paying:
        if band.empty or (band.high is not None and band.high <= level.value):
            continue
        low = max(band.low or Fraction(0), level.value)
        high = band.high if band.high is not None else Fraction(100)
        if low < high:
            return KeptAndCredited(table, band, level, low, high)
    return None


@check("credit-for-kept-promise")
def credit_for_kept_promise(context: Context) -> Iterator[Finding]:
    """Credits for results that keep every promise."""
    for case in kept_and_credited(context.semantics):
        table, band, level = case.table, case.band, case.level
        promised, low, high = (shown(table.unit, value) for value in (level.value, case.low, case.high))
        yield context.draft(
            f"{table.subject} between {low} and {high} keeps the promise and is credited all the same",
            band.clause,
            f"credits {write(band.clause.value)}",
            span=band.fact.span,
            labels=(Label(level.span, f"{level.of} promises no more"),),
            witness=Witness(
                f"{result_words(context.semantics, table, (case.low + case.high) / 2)} is at least {promised}, "
                f"and {write(band.clause.value)} is due",
                {"promised": str(level.value), "credited": [str(case.low), str(case.high)]},
            ),
            help=_kept_mends(context, case),
            values=(band.wording, str(level.value)),
        )


def _kept_mends(context: Context, case: KeptAndCredited) -> Iterator[Mend | str]:
    """Both ways out: credit less, or promise more."""
    agreement, table, band = context.agreement, case.table, case.band
    promised = shown(table.unit, case.level.value)
    if band.low is None or band.low < case.level.value:
        less = rewritten(
            agreement,
            "credit only what misses the promise: write {} instead",
            table,
            [(band, low_end(band), f"< {promised}")],
        )
        yield less or f"credit only what is less than {promised}"
    else:
        yield mend(agreement, "credit nothing for what is promised: delete {}", gone(agreement, band.clause))
    if band.high is not None and agreement.source.slice(case.level.span).endswith("%"):
        high = shown(table.unit, band.high)
        say = "promise as much as is credited: write {} instead (favours the customer)"
        yield mend(agreement, say, put(agreement, case.level.span, high))


# ---- results that miss it --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MissedGuarantee:
    """A table whose credits begin in `band`, at `first`, below the guaranteed level."""

    table: Table
    band: Band
    level: RequiredLevel
    first: Fraction


@fact
def missed_guarantees(semantics: Semantics) -> list[MissedGuarantee]:
    """The tables of a guarantee that can be missed before its credits begin; availability is none of them, of which
    `late_credits` tells."""
    return [case for held in held_tables(semantics) if (case := _missed_guarantee(held)) is not None]


def _missed_guarantee(held: HeldTable) -> MissedGuarantee | None:
    table, level = held.table, held.highest
    if level is None or table.of_availability or table.unit != "%":
        return None
    ends = [(band.high, band) for band in table.paying if not band.empty]
    known = [(high, band) for high, band in ends if high is not None]
    if not known or len(known) < len(ends):
        return None
    first, band = max(known, key=lambda pair: pair[0])
    if first >= level.value or first == level.least:
        return None
    return MissedGuarantee(table, band, level, first)


@check("breach-without-credit")
def breach_without_credit(context: Context) -> Iterator[Finding]:
    """Guarantees and promises of availability that can be missed before a credit is due."""
    for case in missed_guarantees(context.semantics):
        table, band, level = case.table, case.band, case.level
        promised, begins = shown(table.unit, level.value), shown(table.unit, case.first)
        yield context.draft(
            f"{table.subject} {'above' if band.high_in else 'from'} {begins} up to {promised} misses the guarantee, "
            "and nothing is credited",
            band.clause,
            "credits begin here",
            span=band.fact.span,
            labels=(Label(level.span, "what is guaranteed"),),
            witness=Witness(
                f"{result_words(context.semantics, table, (case.first + level.value) / 2)} is below {promised}, and "
                "lies in no band",
                {"promised": str(level.value), "credited from": str(case.first)},
            ),
            help=(
                _begun(context, table, band, promised),
                *(
                    [
                        mend(
                            context.agreement,
                            "guarantee no more than is credited: write {} instead (favours the provider)",
                            put(context.agreement, level.span, begins),
                        )
                    ]
                    if context.agreement.source.slice(level.span).endswith("%") and not band.high_in
                    else []
                ),
            ),
            values=(band.wording, str(level.value)),
        )
    for group in late_credits(context.semantics):
        yield _late(context, group)


def _begun(context: Context, table: Table, band: Band, promised: str) -> Mend | None:
    """The first credit as it would begin with the breach."""
    return rewritten(
        context.agreement,
        "let the first credit begin with the breach: write {} instead (favours the customer)",
        table,
        [(band, low_end(band), f"< {promised}")],
    )


def _late(context: Context, group: list[Late]) -> Finding:
    """What is said about the promises whose credits begin with one clause, too late."""
    first = group[0]
    clause, promised = first.clause, write(first.promise.clause.value)
    band = first.band
    if band is not None and band.high is not None:
        message, case, help_ = _late_band(context, group, band, band.high)
    else:
        message = (
            f"credits begin after {exact_length(first.down)} of downtime, "
            f"and {_whose(context, group)} can be missed before"
        )
        down = (first.down + first.allowed) / 2
        case = (
            f"{promised} of {first.window.longest_is} allows {exact_length(first.allowed)}; "
            f"{exact_length(down)} of downtime are {exact_length(down - first.allowed)} more and are not credited"
        )
        help_ = (
            f"let the credit begin with the breach, after {exact_length(first.allowed)}: `below {promised}`",
        )
    return context.draft(
        message,
        clause,
        "credits begin here",
        span=_threshold(clause),
        labels=tuple(Label(each.promise.clause.value.span, "what is promised") for each in group),
        witness=Witness(
            case,
            {
                "allowed": str(first.allowed),
                "credited from": str(first.down),
                "window": str(first.window.longest),
            },
        ),
        help=help_,
        values=(write(clause.value), *(write(each.promise.clause.value) for each in group)),
    )


def _late_band(
    context: Context, group: list[Late], band: Band, high: Fraction
) -> tuple[str, str, tuple[str | Mend | None, ...]]:
    """Message, case and help where the first credit is a band that ends at `high`."""
    promise, window = group[0].promise, group[0].window
    first, promised = band.written(high), write(promise.clause.value)
    middle = (high + promise.level) / 2
    begins = "above" if band.high_in else "from"
    agreement = context.agreement
    table = next(
        table
        for table in credit_tables(context.semantics)
        if any(each.clause is band.clause for each in table.bands)
    )
    minimum = mend(
        agreement,
        "say that it is a target, and what the minimum is: write {} instead (favours the provider)",
        *(more(agreement, each.promise.clause, f"at least {first}") for each in group),
    )
    return (
        f"availability {begins} {first} up to {_whose(context, group)} breaks the promise, and nothing is credited",
        f"an availability of {percent_words(middle)}, {exact_length((1 - middle / 100) * window.longest)} down in "
        f"{window.longest_is}, misses {promised} and lies in no band",
        (
            _begun(context, table, band, promised),
            *(() if band.high_in else (minimum,)),
        ),
    )


def _whose(context: Context, group: list[Late]) -> str:
    """The promises for people: `the 99.9% of service web and the 99.5% of service mail`."""
    return in_row_once(
        f"the {write(each.promise.clause.value)} of {context.agreement.title(each.promise.home)}"
        for each in group
    )


def _threshold(clause: Credit) -> Span:
    """Where a credit says from which result on it is due."""
    for value in (clause.over, clause.below, clause.when):
        if isinstance(value, v.Value):
            return value.span
    return clause.span


# ---- credits that are won back, and the highest one ------------------------------------------------------


@check("earn-back-below-promise")
def earn_back_below_promise(context: Context) -> Iterator[Finding]:
    """A credit that is won back by results that miss the promise again."""
    for block in context.agreement.all(Credits):
        for clause in block.all(EarnBack):
            figure = clause.when
            if not isinstance(figure, v.Fact) or len(figure.compares) != 1:
                continue
            part = figure.compares[0]
            if not isinstance(part, v.Compare) or not isinstance(part.amount, v.Percentage):
                continue
            if part.operator not in (">", ">=") or not is_availability(write(figure.subject)):
                continue
            names = services_of(context.agreement, block, clause)
            held = promised_to(availability_promises(context.semantics), names)
            if held and all(promise.percentage > part.amount.amount for promise in held):
                lowest = min(held, key=lambda each: each.percentage)
                yield _won_back(context, clause, figure, part.amount, lowest)


def _won_back(
    context: Context, clause: EarnBack, figure: v.Fact, result: v.Percentage, promise: UptimePromise
) -> Finding:
    promised = write(promise.clause.value)
    return context.draft(
        f"credits are won back with an availability of {write(result)}, which is less than the promised {promised}",
        clause,
        "wins the credit back",
        span=figure.span,
        labels=(Label(promise.clause.value.span, "what is promised"),),
        witness=Witness(
            f"a month at {write(result)} misses {promised} and takes the credit of another away",
            {"promised": str(promise.percentage), "earned back at": str(result.amount)},
        ),
        help=(
            mend(
                context.agreement,
                "ask for more than the promise: write {} instead",
                put(context.agreement, figure, f"{write(figure.subject)} > {promised}"),
            ),
        ),
        values=(write(result), promised),
    )


@check("kept-target-worst-credit")
def kept_target_worst_credit(context: Context) -> Iterator[Finding]:
    """The most urgent incident, mended within its own target, that brings availability into the dearest band."""
    for table in credit_tables(context.semantics):
        held = promises_of(context.semantics, table)
        floors = [band for band in table.paying if band.low is None and band.high is not None]
        if len(held) != 1 or len(floors) != 1 or len(table.paying) < 2:
            continue
        promise, band = held[0], floors[0]
        repair = urgent_repair(context.agreement, context.semantics, promise)
        window = counted_in(context.semantics, promise)
        if repair is None or window is None or promise.hours or band.high is None:
            continue
        name, length, clause = repair
        left = 100 * (1 - length / window.shortest)
        if left >= band.high:
            continue
        dearest = write(band.clause.value)
        yield context.draft(
            f"one {name} outage that is mended within its target of {exact_length(length)} already costs the highest credit, "
            f"{dearest}",
            band.clause,
            f"credits {dearest}",
            span=band.fact.span,
            labels=(
                Label(clause.span, "the target that is kept"),
                Label(promise.clause.value.span, f"allows {exact_length(promise.missing * window.shortest)}"),
            ),
            witness=Witness(
                f"{exact_length(length)} down in {window.shortest_is} is an availability of {percent_words(left)}, "
                f"below {band.written(band.high)}",
                {"target": str(length), "window": str(window.shortest), "availability": str(left)},
            ),
            values=(write(promise.clause.value), name, str(length)),
        )
