"""Credits that count an availability over another period than the promise itself is measured over."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.credit_tables import Band, Table, credit_tables, promises_of
from clausecheck.agreement.fiscal import fiscal_start
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import (
    MeasuringWindow,
    UptimePromise,
    counted_in,
    open_period,
    period,
    window_of,
)
from clausecheck.agreement.words import exact_length, percent_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class OtherPeriod:
    """A table of credits and a promise that are measured over different periods: the band with the highest results, the two
    windows, and an outage in seconds that one of them counts as a miss and the other does not."""

    table: Table
    band: Band
    promise: UptimePromise
    promised: MeasuringWindow
    credited: MeasuringWindow
    outage: Fraction

    @property
    def kept(self) -> bool:
        """Whether the outage keeps the promise and is credited; else it breaks the promise and no credit is due."""
        return self.credited.longest < self.promised.shortest


@fact
def other_periods(semantics: Semantics) -> list[OtherPeriod]:
    """The first promise of each table whose period is another one, where no promise has the period of the table."""
    found = []
    for table in credit_tables(semantics):
        first = table.bands[0].clause if table.bands else None
        held = promises_of(semantics, table)
        if first is None or first.in_window is not None or first.times_in is not None or not held:
            continue
        window = first.each if first.each is not None else table.block.each
        if window is None or any(one.period is None for one in held):
            continue
        units = {one.period.unit for one in held if one.period is not None}
        credited = period(window, fiscal_start(semantics.agreement))
        if credited is None or credited.unit in units:
            continue
        for promise in held:
            case = _case(
                semantics,
                table,
                promise,
                open_period(semantics, promise.hours, window) if promise.hours else credited,
            )
            if case is not None:
                found.append(case)
                break
    return found


def _case(
    semantics: Semantics, table: Table, promise: UptimePromise, credited: MeasuringWindow | None
) -> OtherPeriod | None:
    """What shows that the periods differ; `None` where every outage counts alike in both."""
    promised = counted_in(semantics, promise)
    bands = [band for band in table.paying if not band.empty and band.high is not None]
    if promised is None or credited is None or not bands:
        return None
    band = max(bands, key=lambda one: one.high or Fraction(0))
    share = 1 - (band.high or Fraction(0)) / 100
    due, late = share * credited.longest, share * credited.shortest
    allowed, least = promise.missing * promised.longest, promise.missing * promised.shortest
    if credited.longest < promised.shortest and due < least:
        outage = (due + least) / 2
    elif promised.longest < credited.shortest and allowed < late:
        outage = (allowed + late) / 2
    else:
        return None
    return OtherPeriod(table, band, promise, promised, credited, Fraction(int(outage) // 60 * 60))


@check("credit-period-differs")
def credit_period_differs(context: Context) -> Iterator[Finding]:
    """Credits by the month for a promise by the quarter, and the like."""
    for case in other_periods(context.semantics):
        own, theirs = case.promised.unit, case.credited.unit
        window = window_of(case.promise.clause, case.promise.home)
        clause = case.band.clause
        outage = exact_length(case.outage)
        shares = {
            unit: percent_words(100 * (1 - case.outage / length))
            for unit, length in ((own, case.promised.shortest), (theirs, case.credited.longest))
        }
        promise = write(case.promise.clause.value)
        ends = (
            f"the promise is kept and {write(clause.value)} is due"
            if case.kept
            else "the promise is broken and nothing is due"
        )
        yield context.draft(
            f"availability is promised for each {own}, and the credits for it count each {theirs}",
            clause,
            f"counts each {theirs}",
            labels=(Label(case.promise.clause.span, f"{promise} of each {own}"),),
            witness=Witness(
                f"an outage of {outage}, with no other in the {own if case.kept else theirs}, leaves {shares[theirs]} of the "
                f"{theirs} and {shares[own]} of the {own}: {ends}",
                {"outage": int(case.outage), "promised": own, "credited": theirs},
            ),
            values=(own, theirs),
            help=(
                mend(
                    context.agreement,
                    "count both over the period of the credits: write {} instead",
                    put(context.agreement, case.promise.clause.each, theirs),
                )
                if isinstance(case.promise.clause.each, v.Value)
                else f"promise the availability `each {theirs}`, too",
                mend(
                    context.agreement,
                    "count both over the period of the promise: write {} instead",
                    *(
                        put(context.agreement, band.clause.each, write(window))
                        for band in case.table.bands
                        if isinstance(band.clause.each, v.Value)
                    ),
                )
                if all(isinstance(band.clause.each, v.Value) for band in case.table.bands)
                else f"count the credits `each {own}`, too",
            ),
        )
