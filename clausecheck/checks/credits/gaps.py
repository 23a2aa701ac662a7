"""Results between two bands, or below the lowest one, for which a table says nothing; and the tables that hold."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.credit_tables import (
    Band,
    Table,
    credit_tables,
    inside,
    read_band,
    shown,
    unreached_bands,
)
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import in_row_once
from clausecheck.checks.credits.bands import nested_bands, overlaps, shared_edges
from clausecheck.checks.credits.levels import HeldTable, held_tables, result_words
from clausecheck.checks.credits.order import disordered_bands, empty_bands
from clausecheck.checks.credits.promise import kept_and_credited, missed_guarantees
from clausecheck.checks.credits.rewriting import high_end, low_end, rewritten
from clausecheck.checks.credits.starts import late_credits, speaks_of_outages
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language.tree import Credit
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class BandGap:
    """Results that lie in no band: in words, between which bands (no following one beyond the worst band), and one of
    them."""

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
        agreement = semantics.agreement
        holes = [*_below(agreement, held, bands[0]), *_between(bands), *_above(agreement, held.table, bands)]
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


def _above(agreement: Agreement, table: Table, bands: list[Band]) -> Iterator[BandGap]:
    """The downtime that is longer than what the last band credits."""
    if not table.of_downtime or any(band.high is None for band in bands) or _plugged(agreement, table):
        return
    last = max(bands, key=lambda band: (band.high or Fraction(0), band.high_in))
    if last.high is None or last.nothing or (table.unit == "%" and last.high >= 100):
        return
    end = last.written(last.high)
    yield BandGap(f"of more than {end}" if last.high_in else f"of {end} and more", last, None, last.high + 1)


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
    if not table.of_availability and not table.of_downtime:
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
        "this band ends here"
        if following is not None
        else f"the {'highest' if table.of_downtime else 'lowest'} band ends here",
        span=first.band.fact.span,
        labels=tuple(label for label in dict.fromkeys(labels) if label.span != first.band.fact.span),
        witness=Witness(
            f"{result_words(context.semantics, table, first.point)} "
            f"{'is worse than every line' if following is None else 'lies between two lines'}, "
            "and no credit is said for it",
            {"result": str(first.point)},
        ),
        help=(_fill(context, case),),
        values=tuple(hole.words for hole in case.holes),
    )


def _fill(context: Context, case: Gaps) -> Mend | None:
    """The bands as they would close the gaps: each goes on up to the next one, and the worst one without an end."""
    table = case.table
    ends = {id(band): [low_end(band), high_end(band)] for band in table.bands}
    changed: dict[int, Band] = {}
    for hole in case.holes:
        band, following = hole.band, hole.following
        if following is not None:
            assert following.low is not None
            sign = "<" if following.low_in else "<="
            ends[id(band)][1] = f"{sign} {following.written(following.low)}"
        else:
            ends[id(band)][1 if table.of_downtime else 0] = ""
        changed[id(band)] = band
    bands = [(band, ends[key][0], ends[key][1]) for key, band in changed.items()]
    say = "let the band go on: write {} instead"
    if len(bands) > 1:
        say = "let each band go on to the next one, and the worst to the end: write {} instead"
    return rewritten(context.agreement, say, table, [each for each in bands if each[1] or each[2]])


def _faulty(semantics: Semantics) -> set[int]:
    """The tables of which something is said, by what tells them apart."""
    return {
        id(table)
        for table in (
            *(case.table for case in gaps(semantics)),
            *(case.table for case in shared_edges(semantics)),
            *(shared.table for shared in overlaps(semantics)),
            *(nested.table for nested in nested_bands(semantics)),
            *(table for table, *_ in disordered_bands(semantics)),
            *(table for table, _ in empty_bands(semantics)),
            *(case.table for case in unreached_bands(semantics)),
            *(case.table for case in kept_and_credited(semantics)),
            *(case.table for case in missed_guarantees(semantics)),
            *_begun_late(semantics),
        )
    }


def _begun_late(semantics: Semantics) -> list[Table]:
    """The tables whose first credit comes later than the breach."""
    firsts = {id(group[0].clause) for group in late_credits(semantics)}
    return [
        table for table in credit_tables(semantics) if any(id(band.clause) in firsts for band in table.bands)
    ]


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
