"""The percentage in time: a limit of downtime that is another one, and the shortest outage that counts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.credit_tables import unreached_bands
from clausecheck.agreement.uptime import MeasuringWindow, UptimePromise
from clausecheck.agreement.words import exact_length, percent_words
from clausecheck.checks.availability.promised import (
    Allowance,
    LengthLimit,
    allowances,
    between,
    limit,
    promise_words,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Downtime, Outage
from clausecheck.language.write import number, write


@check("downtime-against-percentage")
def downtime_against_percentage(context: Context) -> Iterator[Finding | Proof]:
    """A limit of downtime that is another one than the percentage of the same window."""
    for allowed in allowances(context.semantics):
        promise, window = allowed.promise, allowed.window
        for clause in promise.home.all(Downtime):
            value = clause.at_most if clause.at_most is not None else clause.below
            limited = limit(value, clause.each)
            if value is None or limited is None or limited.unit != window.unit:
                continue
            if agrees(limited, promise, window):
                yield context.proof(
                    f"{context.agreement.title(promise.home)}: {write(value)} of downtime agree with {promise_words(promise)}",
                    {"limit": str(limited.length), "window": window.both},
                )
            else:
                yield _other_limit(context, allowed, clause, value, limited.length)


def agrees(limited: LengthLimit, promise: UptimePromise, window: MeasuringWindow) -> bool:
    """Whether a limit of downtime is, but for rounding, what a promise or its minimum leaves of some instance of the window."""
    return any(_agrees(limited, share, window) for share in _levels(promise))


def _levels(promise: UptimePromise) -> list[Fraction]:
    """The shares of time in which a service may be down: by the target, and by the minimum where one is stated."""
    levels = [promise.missing]
    if isinstance(promise.clause.at_least, v.Percentage):
        levels.append(1 - Fraction(promise.clause.at_least.amount) / 100)
    return levels


def _agrees(limited: LengthLimit, share: Fraction, window: MeasuringWindow) -> bool:
    low, high = share * window.shortest, share * window.longest
    slack = min(_tolerance(limited.amount), high / 10)
    return low - slack <= limited.length <= high + slack


def _tolerance(amount: v.Duration) -> Fraction:
    """What a written length may hide by rounding: one in its last place."""
    figure, unit = amount.parts[-1]
    exponent = figure.normalize().as_tuple().exponent
    places = min(int(exponent), 0) if isinstance(exponent, int) else 0
    return Fraction(v.SECONDS[unit]) * Fraction(10) ** places


def _other_limit(
    context: Context, allowed: Allowance, clause: Downtime, value: v.Value, length: Fraction
) -> Finding:
    promise, window = allowed.promise, allowed.window
    level = percent_words(100 * (1 - length / window.longest))
    return context.draft(
        f"{promise_words(promise)} allows {between(allowed.low, allowed.high)} of downtime, and another clause allows "
        f"{'only ' if length < allowed.low else ''}{write(value)}",
        clause,
        f"as a percentage {level}",
        span=value.span,
        labels=(
            Label(promise.clause.value.span, f"allows {exact_length(allowed.high)} in {window.longest_is}"),
        ),
        witness=Witness(
            _case_between(allowed, length),
            {
                "limit": str(length),
                "allowed": [str(allowed.low), str(allowed.high)],
                "window": window.both,
            },
        ),
        help=(
            f"write instead `availability {level} each {window.unit}`",
            f"write instead `downtime at most {exact_length(allowed.high)} per {window.unit}`",
        ),
        values=(write(value), write(promise.clause.value)),
    )


def _case_between(allowed: Allowance, length: Fraction) -> str:
    """A downtime between the percentage and the limit, which keeps the one and breaks the other."""
    down = (length + (allowed.low if length < allowed.low else allowed.high)) / 2
    longest = allowed.window.longest_is
    level = percent_words(100 * (1 - down / allowed.window.longest))
    if length < allowed.low:
        return (
            f"{exact_length(down)} of downtime in {longest} keep the percentage ({level}) and break the limit"
        )
    return f"{exact_length(down)} of downtime in {longest} keep the limit and break the percentage ({level})"


@check("target-finer-than-outage")
def target_finer_than_outage(context: Context) -> Iterator[Finding | Proof]:
    """A percentage that allows less downtime than the shortest outage that counts; and, as a proof, how often the most urgent
    incident uses it, since the two promises are set apart in practice."""
    for allowed in allowances(context.semantics):
        if not allowed.promise.missing:
            continue
        smallest = uptime.smallest_outage(allowed.promise.home)
        if smallest is not None:
            yield from _shortest_outage(context, allowed, *smallest)
        yield from _repair(context, allowed)


def _shortest_outage(
    context: Context, allowed: Allowance, length: Fraction, outage: Outage
) -> Iterator[Finding | Proof]:
    if length > allowed.high:
        if not _in_dead_band(context, allowed.promise):  # the rule about credits says it then
            yield _finer(context, allowed, length, outage)
    elif length:
        yield context.proof(
            f"{context.agreement.title(allowed.promise.home)}: {promise_words(allowed.promise)} allows "
            f"{between(allowed.low, allowed.high)}, more than the shortest outage that counts ({exact_length(length)})",
            {"outage": str(length), "allowed": str(allowed.high)},
        )


def _in_dead_band(context: Context, promise: UptimePromise) -> bool:
    """Whether a credit table about a promise has a band that no outage leads to."""
    return any(promise in case.held for case in unreached_bands(context.semantics))


def _finer(context: Context, allowed: Allowance, length: Fraction, outage: Outage) -> Finding:
    promise, window = allowed.promise, allowed.window
    best = 100 * (1 - length / window.longest)
    counted = outage.counted.span if outage.counted is not None else outage.span
    return context.draft(
        f"{promise_words(promise)} allows {exact_length(allowed.high)} of downtime, and the shortest outage that counts is "
        f"{exact_length(length)}: the first one breaks the promise",
        promise.clause,
        f"allows {exact_length(allowed.high)} in {window.longest_is}",
        span=promise.clause.value.span,
        labels=(Label(counted, "a shorter outage does not count"),),
        witness=Witness(
            f"one outage of {exact_length(length)} leaves {window.longest_is} at {percent_words(best)}; "
            "without such an outage it is at 100%",
            {"outage": str(length), "allowed": str(allowed.high), "best": str(best)},
        ),
        notes=("the whole outage is taken to count, not only what is beyond its first minutes",),
        help=(
            f"promise what can be measured instead: `availability {percent_words(_floored(best))} each {window.unit}`",
            "let shorter outages count",
        ),
        values=(write(promise.clause.value), write(outage.counted)),
    )


def _floored(level: Fraction) -> Fraction:
    """A percentage cut to two decimals."""
    return Fraction(int(level * 100), 100)


def _repair(context: Context, allowed: Allowance) -> Iterator[Proof]:
    """How often the most urgent incident, mended in time, uses the downtime of a window."""
    promise = allowed.promise
    repair = uptime.urgent_repair(context.agreement, context.semantics, promise)
    if repair is None:
        return
    name, length, _ = repair
    often = number(Decimal(round(length / allowed.low * 10)) / 10)
    yield context.proof(
        f"{context.agreement.title(promise.home)}: {promise_words(promise)} allows {between(allowed.low, allowed.high)}; one "
        f"{name} outage mended within {exact_length(length)} uses this {often} times",
        {"allowed": [str(allowed.low), str(allowed.high)], "resolution": str(length), "priority": name},
    )
