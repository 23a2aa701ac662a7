"""Bands that share a result: an edge, a range, or everything below the lower of two."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from fractions import Fraction

from clausecheck.agreement.credit_tables import Band, Shared, Table, shared_results, shown
from clausecheck.agreement.mending import mend, more
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import in_row, in_row_once
from clausecheck.checks.credits.levels import HeldTable, RequiredLevel, held_tables, result_words
from clausecheck.checks.credits.rewriting import high_end, low_end, meeting, rewritten
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.write import write
from clausecheck.quick import dataclass

# ---- edges -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SharedEdges:
    """The figures of a table that belong to two bands (`pairs`), and those that keep the promise and are credited all the
    same (`kept`)."""

    held: HeldTable
    pairs: list[Shared]
    kept: list[tuple[Band, RequiredLevel]]

    @property
    def table(self) -> Table:
        """The table itself."""
        return self.held.table

    @property
    def bands(self) -> list[Band]:
        """The bands that are concerned, in the order of the text."""
        touched = {id(band) for pair in self.pairs for band in (pair.one, pair.other)}
        touched |= {id(band) for band, _ in self.kept}
        return sorted(
            (band for band in self.table.bands if id(band) in touched),
            key=lambda band: band.clause.span.start,
        )


@fact
def shared_edges(semantics: Semantics) -> list[SharedEdges]:
    """The tables in which a figure lies in two bands, or keeps the promise and is credited."""
    found = []
    for held in held_tables(semantics):
        pairs = [shared for shared in shared_results(held.table) if shared.is_edge]
        kept = [
            (band, level)
            for band in held.table.paying
            for level in held.levels
            if band.high is not None and band.high == level.value and band.high_in and not band.empty
        ]
        if pairs or kept:
            found.append(SharedEdges(held, pairs, kept))
    return found


@check("bands-share-edge")
def bands_share_edge(context: Context) -> Iterator[Finding]:
    """Figures that belong to two bands, or that keep the promise and are credited all the same."""
    for case in shared_edges(context.semantics):
        bands = case.bands
        labels = [Label(band.fact.span, f"credits {write(band.clause.value)}") for band in bands[1:]]
        labels += [Label(level.span, "what is promised") for _, level in case.kept]
        double = dict.fromkeys(pair.one.written(pair.point) for pair in case.pairs)
        kept = dict.fromkeys(band.written(level.value) for band, level in case.kept)
        wording = [f"{edge} keeps the promise and is credited as well" for edge in kept]
        if double:
            lies = "lies" if len(double) == 1 else "each lie"
            wording.insert(0, f"{in_row_once(double)} {lies} in two bands")
        edges = {pair.point for pair in case.pairs} | {level.value for _, level in case.kept}
        sharp = [band for band in bands if band.high_in and band.high in edges]
        yield context.draft(
            "; ".join(wording),
            bands[0].clause,
            f"credits {write(bands[0].clause.value)}",
            span=bands[0].fact.span,
            labels=tuple(dict.fromkeys(labels)),
            witness=_on_the_edge(context.semantics, case),
            help=(
                rewritten(
                    context.agreement,
                    "let a band end just below the figure at which the next one begins: write {} instead",
                    case.table,
                    [(band, low_end(band), high_end(band).replace("<=", "<")) for band in sharp],
                ),
            ),
            values=tuple(dict.fromkeys([*double, *kept])),
        )


def _on_the_edge(semantics: Semantics, case: SharedEdges) -> Witness:
    """A result that lies exactly on an edge, and what is due for it."""
    if case.pairs:
        pair = min(case.pairs, key=lambda pair: pair.point)
        point = pair.point
        text = f"exactly {result_words(semantics, case.table, point)} gives {_given(case.table, point)}"
    else:
        band, level = case.kept[0]
        point = level.value
        text = (
            f"exactly {result_words(semantics, case.table, point)} keeps the promise, "
            f"and {write(band.clause.value)} is due for it"
        )
    return Witness(text, {"edges": [str(pair.point) for pair in case.pairs], "example": str(point)})


# ---- more than an edge -----------------------------------------------------------------------------------


def _crosses(shared: Shared) -> bool:
    """Whether two bands that share a range cross, so that neither of them is open to the side on which the other is."""
    one, other = shared.one, shared.other
    below = one.low is None and other.low is None
    above = one.high is None and other.high is None
    return not shared.is_edge and not below and not above


@fact
def overlaps(semantics: Semantics) -> list[Shared]:
    """The first two bands of each table that cross."""
    return [
        crossing[0]
        for held in held_tables(semantics)
        if (crossing := [shared for shared in shared_results(held.table) if _crosses(shared)])
    ]


@dataclass(frozen=True, slots=True)
class Nested:
    """Bands of a table of which each lies within another, and a result that lies in all of them, in the order of the text."""

    table: Table
    bands: list[Band]
    point: Fraction


@fact
def nested_bands(semantics: Semantics) -> list[Nested]:
    """The bands of each table that lie within one another, as `< 99.0%` in `< 99.9%`, where nothing says whether credits
    are added: those that share the result that most of them share."""
    found = []
    for held in held_tables(semantics):
        table = held.table
        stated = table.block.cumulative is not None
        if stated or any(band.clause.cumulative is not None for band in table.bands):
            continue
        points = [each.point for each in shared_results(table) if not each.is_edge and not _crosses(each)]
        if points:
            point = max(points, key=_how_many(table))
            found.append(Nested(table, _at(table, point), point))
    return found


def _how_many(table: Table) -> Callable[[Fraction], int]:
    """What tells in how many bands a result lies: those that begin by then, without those that have ended."""
    begins = sorted((band.low, not band.low_in) for band in table.filled if band.low is not None)
    ends = sorted((band.high, band.high_in) for band in table.filled if band.high is not None)
    open_below = len(table.filled) - len(begins)
    return lambda point: open_below + bisect_right(begins, (point, False)) - bisect_left(ends, (point, True))


def _at(table: Table, point: Fraction) -> list[Band]:
    """The bands in which a result lies, in the order of the text."""
    return [band for band in table.filled if band.holds(point)]


def _given(table: Table, point: Fraction) -> str:
    """What the lines give for a result, for people: `10% of monthly fee by one line and 25% of monthly fee by the other`."""
    amounts = [write(band.clause.value) for band in _at(table, point)]
    if len(amounts) == 2:
        return f"{amounts[0]} by one line and {amounts[1]} by the other"
    return f"{in_row_once(amounts)} by {len(amounts)} lines"


@check("bands-overlap")
def bands_overlap(context: Context) -> Iterator[Finding]:
    """Bands with two ends that share more than an edge."""
    for shared in overlaps(context.semantics):
        one, other, table = shared.one, shared.other, shared.table
        yield context.draft(
            f"two bands of {table.subject} overlap: {_range(table, shared.low, shared.high)} lies in both",
            one.clause,
            f"credits {write(one.clause.value)}",
            span=one.fact.span,
            labels=(Label(other.fact.span, f"credits {write(other.clause.value)}"),),
            witness=Witness(
                f"{result_words(context.semantics, table, shared.point)} gives {_given(table, shared.point)}",
                {"result": str(shared.point)},
            ),
            help=(
                rewritten(
                    context.agreement,
                    "let each band end where the next one begins: write {} instead",
                    table,
                    meeting(_crossing(table)),
                )
                or "let each band end where the next one begins",
            ),
            values=(one.wording, other.wording),
        )


@check("bands-nested")
def bands_nested(context: Context) -> Iterator[Finding]:
    """Bands such as `< 99.9%` beside `< 99.0%`, where nothing says whether both pay."""
    for nested in nested_bands(context.semantics):
        first, others = nested.bands[0], nested.bands[1:]
        amounts = [write(band.clause.value) for band in nested.bands]
        yield context.draft(
            f"a result may fall under {in_row(['under ' + band.wording for band in nested.bands]).removeprefix('under ')}, "
            f"and nothing says whether {'both' if len(amounts) == 2 else 'all these'} credits are due",
            first.clause,
            f"credits {amounts[0]}",
            span=first.fact.span,
            labels=tuple(Label(band.fact.span, f"credits {write(band.clause.value)}") for band in others),
            witness=Witness(
                f"{result_words(context.semantics, nested.table, nested.point)} is {', '.join(amounts)}, "
                f"or {'both' if len(amounts) == 2 else 'all of them'} together",
                {"result": str(nested.point)},
            ),
            help=(
                rewritten(
                    context.agreement,
                    "write bands that meet: {} instead",
                    nested.table,
                    meeting(nested.bands),
                ),
                *(
                    mend(
                        context.agreement,
                        f"{say}: {{}} instead",
                        more(context.agreement, nested.table.block, how),
                    )
                    for say, how in (
                        ("say on the block that only the highest credit is due", "not cumulative"),
                        ("say on the block that all of them are due together", "cumulative"),
                    )
                ),
            ),
            values=tuple(band.wording for band in nested.bands),
        )


def _crossing(table: Table) -> list[Band]:
    """The bands of a table that cross another one."""
    crossing = [shared for shared in shared_results(table) if _crosses(shared)]
    touched = {id(band) for shared in crossing for band in (shared.one, shared.other)}
    return [band for band in table.bands if id(band) in touched]


def _range(table: Table, low: Fraction | None, high: Fraction | None) -> str:
    """What lies between two ends, for people."""
    if low is None and high is not None:
        return f"everything below {shown(table.unit, high)}"
    if low is not None and high is None:
        return f"everything above {shown(table.unit, low)}"
    assert low is not None
    assert high is not None
    return f"what is between {shown(table.unit, low)} and {shown(table.unit, high)}"
