"""Bands that pay the wrong way round, and bands into which no result can fall."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from clausecheck.agreement.credit_tables import (
    Band,
    Table,
    Unreached,
    common,
    credit_tables,
    credited,
    shown,
    unreached_bands,
)
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import MeasuringWindow, UptimePromise
from clausecheck.agreement.words import exact_length, percent_words
from clausecheck.checks.credits.levels import HeldTable, held_tables
from clausecheck.checks.credits.rewriting import rewritten
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.write import write


@fact
def disordered_bands(semantics: Semantics) -> list[tuple[Table, Band, Band]]:
    """The first two neighbours of each table of which the worse one pays less: the table, the worse and the better."""
    return [(held.table, *pair) for held in held_tables(semantics) if (pair := _disordered(held)) is not None]


def _disordered(held: HeldTable) -> tuple[Band, Band] | None:
    if not held.must_reach:
        return None
    bands = _from_the_worst(held.table)
    for worse, better in pairwise(bands):
        less, more = credited(worse.clause.value), credited(better.clause.value)
        if less is None or more is None or less[0] != more[0] or less[1] >= more[1]:
            continue
        if common(worse, better) is None or worse.low != better.low:
            return worse, better
    return None


def _from_the_worst(table: Table) -> list[Band]:
    """The bands of a table that credit something, the worst result first."""
    return sorted(
        (band for band in table.filled if credited(band.clause.value)),
        key=lambda band: (band.low is not None, band.low or Fraction(0), band.high or Fraction(10**9)),
    )


def _in_order(agreement: Agreement, table: Table, worse: Band, better: Band) -> Iterator[Mend | str]:
    """One credit changed, on either side, where that alone brings the table into order; and the two exchanged."""
    bands = _from_the_worst(table)
    sizes = [found[1] if (found := credited(band.clause.value)) else Fraction(0) for band in bands]
    at = bands.index(worse)
    less, more = sizes[at], sizes[at + 1]
    low, high = write(worse.clause.value), write(better.clause.value)
    raised = put(agreement, worse.clause.value, high)
    lowered = put(agreement, better.clause.value, low)
    below, above = sizes[:at], sizes[at + 2 :]
    if all(size >= more for size in below):
        yield mend(
            agreement, "credit more for the worse result: write {} instead (favours the customer)", raised
        )
    if all(size <= less for size in above):
        yield mend(
            agreement, "credit less for the better result: write {} instead (favours the provider)", lowered
        )
    if all(size >= more for size in below) and all(size <= less for size in above):
        yield mend(agreement, "exchange the two: write {} instead", raised, lowered)
    yield "let the credit grow as the result falls"


@check("band-order")
def band_order(context: Context) -> Iterator[Finding]:
    """A worse result that pays less than a better one."""
    for table, worse, better in disordered_bands(context.semantics):
        less, more = credited(worse.clause.value), credited(better.clause.value)
        assert less is not None
        assert more is not None
        yield context.draft(
            f"a worse {table.subject} pays less: {write(worse.clause.value)} for {worse.wording}, "
            f"but {write(better.clause.value)} for {better.wording}",
            worse.clause,
            f"credits only {write(worse.clause.value)}",
            span=worse.fact.span,
            labels=(Label(better.fact.span, f"credits {write(better.clause.value)}"),),
            witness=Witness(
                f"once {table.subject} has fallen into the band {better.wording}, a longer outage makes the credit smaller",
                {"less": str(less[1]), "more": str(more[1])},
            ),
            help=_in_order(context.agreement, table, worse, better),
            values=(worse.wording, better.wording),
        )


@fact
def empty_bands(semantics: Semantics) -> list[tuple[Table, Band]]:
    """The bands between whose ends nothing lies, with their tables."""
    return [(table, band) for table in credit_tables(semantics) for band in table.bands if band.empty]


@check("band-never-applies")
def band_never_applies(context: Context) -> Iterator[Finding]:
    """Bands into which no result can fall."""
    for table, band in empty_bands(context.semantics):
        yield context.draft(
            f"no {table.subject} is {band.wording}: this credit can never be due",
            band.clause,
            "nothing lies between these ends",
            span=band.fact.span,
            witness=Witness(
                f"{shown(table.unit, band.low or Fraction(0))} is not below "
                f"{shown(table.unit, band.high or Fraction(0))}",
                {},
            ),
            help=(_exchanged(context, table, band) or "exchange the two ends, or their signs",),
            values=(band.wording,),
        )
    for case in unreached_bands(context.semantics):
        yield _unreached(context, case)


def _exchanged(context: Context, table: Table, band: Band) -> Mend | None:
    """A band whose ends are the wrong way round, the right way round."""
    if band.low is None or band.high is None or band.low <= band.high:
        return None
    ends = [(band, f">= {band.written(band.high)}", f"< {band.written(band.low)}")]
    return rewritten(context.agreement, "exchange the two ends: write {} instead", table, ends)


def _unreached(context: Context, case: Unreached) -> Finding:
    band, promise, window, outage = case.band, case.promise, case.window, case.outage
    counted = outage.counted.span if isinstance(outage.counted, v.Value) else outage.span
    return context.draft(
        f"no {window.unit} can reach the band {band.wording}: one outage that counts already falls below it",
        band.clause,
        f"{write(band.clause.value)} that can never be due",
        span=band.fact.span,
        labels=(
            Label(counted, "a shorter outage does not count"),
            Label(promise.clause.value.span, f"allows {exact_length(promise.missing * window.longest)}"),
        ),
        witness=Witness(
            f"the shortest outage that counts, {exact_length(case.length)}, leaves {window.longest_is} at "
            f"{percent_words(case.best)}; without such an outage it is at 100%",
            {
                "outage": str(case.length),
                "window": str(window.longest),
                "best": str(case.best),
                "band": [str(band.low), str(band.high)],
            },
        ),
        notes=("the whole outage is taken to count, not only what is beyond its first minutes",),
        help=(
            mend(
                context.agreement,
                "let shorter outages count: write {} instead",
                put(context.agreement, counted, _finer(promise, window)),
            )
            if isinstance(outage.counted, v.Value)
            else None,
            "begin the bands where the first outage that counts leads",
        ),
        values=(band.wording, write(outage.counted)),
    )


def _finer(promise: UptimePromise, window: MeasuringWindow) -> str:
    """A length of outage that the promise can tell apart, in whole seconds or minutes."""
    allowed = promise.missing * window.shortest
    minutes = int(allowed / 60)
    return f"{minutes} minute{'s' if minutes != 1 else ''}" if minutes else f"{max(1, int(allowed))} seconds"
