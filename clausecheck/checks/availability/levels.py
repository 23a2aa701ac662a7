"""What the suppliers of a service promise, against what is promised of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.uptime import MeasuringWindow, UptimePromise, availability_promises
from clausecheck.agreement.words import exact_length, in_row_once, percent_words
from clausecheck.checks.availability.promised import promise_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Availability, Excuse, Relies
from clausecheck.language.write import number, write

# ---- suppliers -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Supply:
    """What one supplier promises: the share of time in which it may be down, and over which window."""

    supplier: Relies
    clause: Availability
    missing: Fraction
    window: MeasuringWindow

    @property
    def wording(self) -> str:
        """`S promises only 99.9% each month`."""
        each = f" each {write(self.clause.each)}" if self.clause.each is not None else ""
        return f"{write(self.supplier.title)} promises only {write(self.clause.value)}{each}"


@check("promise-above-supplier")
def promise_above_supplier(context: Context) -> Iterator[Finding | Proof]:
    """More than the supplier promises on whom the service rests. With several suppliers only what all of them together, each
    standing in for the others, could not reach."""
    for promise in availability_promises(context.semantics):
        own, supplies = promise.period, _supplies(promise)
        if not supplies or own is None or promise.hours or _third_parties(context, promise):
            continue
        down = Fraction(1)
        for supply in supplies:
            down *= supply.missing
        above = down > promise.missing
        first = supplies[0]
        if len(supplies) == 1 and not above and first.window.longest > own.longest:
            above = first.missing * first.window.shortest > promise.missing * own.longest
        if above:
            yield _above(context, promise, own, supplies, 1 - down)
        else:
            yield _covered(context, promise, supplies)


def _supplies(promise: UptimePromise) -> list[_Supply]:
    """What the suppliers of a service promise as figures."""
    found = []
    for supplier in promise.home.all(Relies):
        for clause in supplier.all(Availability):
            window = uptime.period(uptime.window_of(clause, supplier))
            if isinstance(clause.value, v.Percentage) and window is not None:
                missing = 1 - Fraction(clause.value.amount) / 100
                found.append(_Supply(supplier, clause, missing, window))
    return found


def _third_parties(context: Context, promise: UptimePromise) -> bool:
    """Whether an outage by a third party is excused."""
    excused = [value for excuse in context.agreement.all(Excuse) for value in excuse.values]
    return any(write(value) == "third-party" for value in (*promise.clause.except_, *excused))


def _above(
    context: Context, promise: UptimePromise, own: MeasuringWindow, supplies: list[_Supply], reached: Fraction
) -> Finding:
    first = supplies[0]
    allowed = promise.missing * own.longest
    down = first.missing * max(first.window.longest, own.longest)
    return context.draft(
        f"{context.agreement.title(promise.home)} is promised with {promise_words(promise)}, and "
        f"{in_row_once(supply.wording for supply in supplies)}",
        promise.clause,
        f"allows {exact_length(allowed)} in {own.longest_is}",
        span=promise.clause.value.span,
        labels=tuple(Label(supply.clause.value.span, "what the supplier promises") for supply in supplies),
        witness=Witness(
            f"{write(first.supplier.title)} may be down for {exact_length(down)} and keeps its promise; "
            f"{promise_words(promise)} allows {exact_length(allowed)}",
            {"own": str(allowed), "supplier": str(down)},
        ),
        help=(
            _no_more(context, promise, reached),
            f"agree more with {in_row_once(write(supply.supplier.title) for supply in supplies)}",
        ),
        values=(write(promise.clause.value), *(write(supply.clause.value) for supply in supplies)),
    )


def _no_more(context: Context, promise: UptimePromise, reached: Fraction) -> Mend:
    """The promise as high as what the suppliers reach together, rounded down so that they surely cover it."""
    least = Decimal(int(100_000 * reached)) / 1000
    figure = f"{number(least)}%"
    say = f"promise no more than {figure}: write {{}} instead (favours the provider)"
    return mend(context.agreement, say, put(context.agreement, promise.clause.value, figure))


def _covered(context: Context, promise: UptimePromise, supplies: list[_Supply]) -> Proof:
    """That a promise is covered by its suppliers; undecided where it is only if one of them stands in for another."""
    together = Fraction(1)
    for supply in supplies:
        together *= 1 - supply.missing
    several = len(supplies) > 1
    title = context.agreement.title(promise.home)
    names = in_row_once(write(supply.supplier.title) for supply in supplies)
    level = percent_words(100 * together)
    values = {"own": str(promise.level), "suppliers": str(100 * together)}
    if several and together < 1 - promise.missing:
        return context.undecided(
            f"{title}: undecided, because nothing says whether {names} stand in for one another; "
            f"if all of them are needed, they promise {level} together, less than {promise_words(promise)}",
            values,
        )
    promises = f"promise {level} together" if several else f"promises {level}"
    return context.proof(f"{title}: {names} {promises}, enough for {promise_words(promise)}", values)
