"""Results between two bands, or below the lowest one, for which a table says nothing; and the tables that hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from clausecheck.agreement.credit_tables import Band, Table, inside, read_band, shown, unreached_bands
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import in_row_once
from clausecheck.checks.credits.bands import nested_bands, overlaps, shared_edges
from clausecheck.checks.credits.levels import HeldTable, held_tables, result_words
from clausecheck.checks.credits.order import disordered_bands, empty_bands
from clausecheck.checks.credits.promise import kept_and_credited, missed_guarantees
from clausecheck.checks.credits.starts import speaks_of_outages
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language.tree import Credit
from clausecheck.language.write import write


@dataclass(frozen=True, slots=True)
class BandGap:
    """Results that lie in no band: in words, between which bands (no upper one below the lowest band), and one of them."""

    words: str
    band: Band
    following: Band | None
    point: Fraction


@dataclass(frozen=True, slots=True)
class Gaps:
    """The holes of a table, of which there is one at least."""

    table: Table
    holes: list[BandGap]


@fact
def gaps(semantics: Semantics) -> list[Gaps]:
    """The tables with holes, and their holes: below the lowest band first, then upwards."""
    found = []
    for held in held_tables(semantics):
        bands = sorted(
            held.table.filled,
            key=lambda band: (band.low is not None, band.low or Fraction(0), not band.low_in),
        )
        if not bands or not held.table.paying:
            continue
        holes = [*_below(semantics.agreement, held, bands[0]), *_between(bands)]
        if holes:
            found.append(Gaps(held.table, holes))
    return found


def _below(agreement: Agreement, held: HeldTable, lowest: Band) -> Iterator[BandGap]:
    """What is worse than the lowest band, where it is not meant to be free."""
    table = held.table
    if lowest.low is None or lowest.low <= 0 or table.unit != "%" or lowest.nothing:
        return
    if held.lower_is_worse and not _plugged(agreement, table):
        end = lowest.written(lowest.low)
        words = f"below {end}" if lowest.low_in else f"of {end} and less"
        yield BandGap(words, lowest, None, inside(None, lowest.low))


def _between(bands: list[Band]) -> Iterator[BandGap]:
    """What lies between two bands; they come from the lowest to the highest."""
    top, top_in, below = bands[0].high, bands[0].high_in, bands[0]
    for band in bands[1:]:
        if top is None or band.low is None:
            return
        if band.low > top or (band.low == top and not band.low_in and not top_in):
            yield BandGap(_hole(below, top_in, band), below, band, (top + band.low) / 2)
        if band.high is None or band.high > top or (band.high == top and band.high_in):
            top, top_in, below = band.high, band.high_in, band


def _hole(under: Band, under_in: bool, over: Band) -> str:
    """What lies between the upper end of one band and the lower end of the next, for people."""
    assert under.high is not None
    assert over.low is not None
    if under.high == over.low:
        return f"of exactly {over.written(over.low)}"
    start = "above" if under_in else "from"
    return f"{start} {under.written(under.high)} up to {over.written(over.low)}"


def _plugged(agreement: Agreement, table: Table) -> bool:
    """Whether a credit that is no band speaks of availability or outages too."""
    if not table.of_availability:
        return False
    own = {id(band.clause) for band in table.bands}
    return any(
        id(clause) not in own and read_band(clause) is None and speaks_of_outages(agreement, clause)
        for clause in agreement.all(Credit)
    )


@check("band-gap")
def band_gap(context: Context) -> Iterator[Finding | Proof]:
    """Tables with holes; those of which nothing at all is said, with several bands, are shown to meet."""
    for case in gaps(context.semantics):
        yield _gap(context, case)
    faulty = _faulty(context.semantics)
    for held in held_tables(context.semantics):
        if id(held.table) not in faulty and len(held.table.bands) > 1:
            yield _meets(context, held)


def _gap(context: Context, case: Gaps) -> Finding:
    table, first = case.table, case.holes[0]
    following = first.following
    labels = [Label(following.fact.span, "the next band begins here")] if following is not None else []
    for hole in case.holes[1:]:
        labels.append(Label(hole.band.fact.span, "this band ends here"))
        if hole.following is not None:
            labels.append(Label(hole.following.fact.span, "the next band begins here"))
    return context.draft(
        f"{table.subject} {in_row_once(hole.words for hole in case.holes)} falls in no band of the credits",
        first.band.clause,
        "this band ends here" if following is not None else "the lowest band ends here",
        span=first.band.fact.span,
        labels=tuple(label for label in dict.fromkeys(labels) if label.span != first.band.fact.span),
        witness=Witness(
            f"{result_words(table, first.point)} "
            f"{'is worse than every line' if following is None else 'lies between two lines'}, "
            "and no credit is said for it",
            {"result": str(first.point)},
        ),
        help=(_fill(table, first),),
        values=tuple(hole.words for hole in case.holes),
    )


def _fill(table: Table, hole: BandGap) -> str:
    """A clause that would close the gap."""
    band, following = hole.band, hole.following
    if following is None:
        assert band.low is not None
        return f"add a last line: `credit … when {table.subject} < {band.written(band.low)}`"
    assert following.low is not None
    end = following.written(following.low)
    low = f">= {band.written(band.low)} and " if band.low is not None else ""
    return f"`credit {write(band.clause.value)} when {table.subject} {low}< {end}`"


def _faulty(semantics: Semantics) -> set[int]:
    """The tables of which something is said, by what tells them apart."""
    return {
        id(table)
        for table in (
            *(case.table for case in gaps(semantics)),
            *(case.table for case in shared_edges(semantics)),
            *(shared.table for shared in overlaps(semantics)),
            *(shared.table for shared in nested_bands(semantics)),
            *(table for table, *_ in disordered_bands(semantics)),
            *(table for table, _ in empty_bands(semantics)),
            *(case.table for case in unreached_bands(semantics)),
            *(case.table for case in kept_and_credited(semantics)),
            *(case.table for case in missed_guarantees(semantics)),
        )
    }


def _meets(context: Context, held: HeldTable) -> Proof:
    table = held.table
    bands = sorted(table.bands, key=lambda band: band.low or Fraction(0))
    levels = in_row_once(shown(table.unit, level.value) for level in held.levels)
    against = f", held against {levels}" if held.levels else ""
    return context.proof(
        f"{context.agreement.title(table.block)}: the {len(bands)} bands of {table.subject} meet without gap or overlap"
        f"{against}",
        {"bands": [band.wording for band in bands], "levels": [str(level.value) for level in held.levels]},
    )
