"""What the suppliers of a service promise, against what is promised of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.uptime import MeasuringWindow, UptimePromise, availability_promises
from clausecheck.agreement.words import exact_length, in_row_once, percent_words
from clausecheck.checks.availability.promised import promise_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Availability, Excuse, Relies
from clausecheck.language.write import number, write
from clausecheck.quick import dataclass

# ---- suppliers -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Supply:
    """What one supplier promises: the share of time in which it may be down, and over which window, in the hours in which that
    counts."""

    supplier: Relies
    clause: Availability
    missing: Fraction
    window: MeasuringWindow
    hours: str = ""

    @property
    def down(self) -> Fraction:
        """For how many seconds it may be down in a window, all at once."""
        return self.missing * self.window.longest

    def wording(self, only: str = "only ", when: str = "") -> str:
        """`S promises only 99.9% each month`."""
        each = f" each {write(self.clause.each)}" if self.clause.each is not None else ""
        return f"{write(self.supplier.title)} promises {only}{write(self.clause.value)}{each}{when}"


@check("promise-above-supplier")
def promise_above_supplier(context: Context) -> Iterator[Finding | Proof]:
    """More than the supplier promises on whom the service rests. With several suppliers only what all of them together, each
    standing in for the others, could not reach."""
    for promise in availability_promises(context.semantics):
        own, supplies = uptime.counted_in(context.semantics, promise), _supplies(context.semantics, promise)
        if not supplies or own is None or _excused(context, promise, supplies):
            continue
        if promise.hours and not all(_in_the_same_hours(promise, supply) for supply in supplies):
            yield from _in_hours(context, promise, own, supplies)
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


def _in_the_same_hours(promise: UptimePromise, supply: _Supply) -> bool:
    """Whether a supplier's figure counts in the hours of the promise."""
    return supply.hours == promise.hours != ""


def _in_hours(
    context: Context, promise: UptimePromise, own: MeasuringWindow, supplies: list[_Supply]
) -> Iterator[Finding | Proof]:
    """A promise that counts in some hours only, on one supplier whose figure counts around the clock: all of its downtime may
    fall into those hours."""
    supply = supplies[0]
    if len(supplies) > 1 or supply.hours or supply.window.unit != own.unit:
        return
    down = min(supply.down, own.longest)
    if down > promise.missing * own.longest:
        yield _above(context, promise, own, supplies, 1 - down / own.longest)
    else:
        yield _covered(context, promise, supplies)


def _supplies(semantics: Semantics, promise: UptimePromise) -> list[_Supply]:
    """What the suppliers of a service promise as figures."""
    found = []
    for supplier in (*promise.home.all(Relies), *_behind(semantics, promise)):
        for clause in supplier.all(Availability):
            hours = " and ".join(write(name) for name in clause.during or supplier.during)
            each = uptime.window_of(clause, supplier)
            window = uptime.open_period(semantics, hours, each) if hours else uptime.period(each)
            if isinstance(clause.value, v.Percentage) and window is not None:
                missing = 1 - Fraction(clause.value.amount) / 100
                found.append(_Supply(supplier, clause, missing, window, hours))
    return found


def _behind(semantics: Semantics, promise: UptimePromise) -> list[Relies]:
    """The suppliers outside all blocks on whom a promise surely rests: those that its service names, and those that no block
    names where no other service promises less."""
    agreement = semantics.agreement
    outside = [block for block in agreement.all(Relies) if not any(agreement.ancestors(block))]
    if not outside:
        return []
    inside = {write(block.title) for block in agreement.all(Relies) if any(agreement.ancestors(block))}
    named = {write(block.title) for block in promise.home.all(Relies)}
    lowest = min(other.level for other in availability_promises(semantics))
    return [
        block
        for block in outside
        if (title := write(block.title)) in named or (title not in inside and promise.level == lowest)
    ]


def _excused(context: Context, promise: UptimePromise, supplies: list[_Supply]) -> bool:
    """Whether an outage by a third party is excused, or one by the supplier, by its name."""
    said = [value for excuse in context.agreement.all(Excuse) for value in excuse.values]
    names = [write(supply.supplier.title).strip('"') for supply in supplies]
    by_name = re.compile(
        "|".join(rf"\b{re.escape(name)}\b" for name in names if name) or r"(?!)", re.IGNORECASE
    )
    return any(
        write(value) == "third-party" or (isinstance(value, v.Text) and by_name.search(value.text))
        for value in (*promise.clause.except_, *said)
    )


def _above(
    context: Context, promise: UptimePromise, own: MeasuringWindow, supplies: list[_Supply], reached: Fraction
) -> Finding:
    first = supplies[0]
    allowed = promise.missing * own.longest
    down = first.down if promise.hours else first.missing * max(first.window.longest, own.longest)
    around = promise.hours and not first.hours
    when = f", during {promise.hours}" if around else ""
    only = "only " if not around or first.missing > promise.missing else ""
    told = in_row_once(supply.wording(only, ", around the clock" if around else "") for supply in supplies)
    return context.draft(
        f"{context.agreement.title(promise.home)} is promised with {promise_words(promise)}{when}, and {told}",
        promise.clause,
        f"allows {exact_length(allowed)} in {own.longest_is}",
        span=promise.clause.value.span,
        labels=tuple(Label(supply.clause.value.span, "what the supplier promises") for supply in supplies),
        witness=Witness(
            f"{write(first.supplier.title)} may be down for {exact_length(down)}{', all in these hours,' if around else ''} and "
            f"keeps its promise; {promise_words(promise)} allows {exact_length(allowed)}{' in them' if around else ''}",
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
