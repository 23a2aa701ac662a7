"""Tables of credits, compared at every result for which they can differ."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from clausecheck.agreement.credit_tables import Table, credit_tables, credited, same_base, shown
from clausecheck.agreement.words import figure_words
from clausecheck.comparison.changes import CHANGED, CUSTOMER, PROVIDER, UNCLEAR, EffectChange, Side
from clausecheck.language.tree import Node
from clausecheck.language.write import write

_Owed = tuple[str, Fraction]
"""What a credit is a part of, and how much of it."""


def pairs_of_tables(old: Side, new: Side) -> list[tuple[Table, Table]]:
    """The tables of both sides about the same figure of the same services."""
    tables = credit_tables(new.semantics)
    found = []
    for one in credit_tables(old.semantics):
        same = [other for other in tables if _about(other) == _about(one)]
        if len(same) == 1:
            found.append((one, same[0]))
    return [pair for pair in found if [other for _, other in found].count(pair[1]) == 1]


def _about(table: Table) -> tuple[object, ...]:
    return table.subject.split(" of ")[0], table.unit, table.names, table.each


def lines_of(tables: list[tuple[Table, Table]]) -> set[int]:
    """The clauses that are compared here, by their identity."""
    return {id(band.clause) for pair in tables for table in pair for band in table.bands}


def band_changes(old: Side, new: Side, tables: list[tuple[Table, Table]]) -> Iterator[EffectChange]:
    """What became of each table: who gains over all results, and the result at which most changes."""
    for one, other in tables:
        found = [
            (point, before, after)
            for point in _points(one, other)
            if not _same(before := _owed(one, point), after := _owed(other, point))
        ]
        if not found:
            continue
        gains = {_gains(before, after) for _, before, after in found}
        point, before, after = max(found, key=lambda each: (abs(each[2][1] - each[1][1]), -each[0]))
        what = f"credits for {one.subject}"
        yield EffectChange(
            "credits", what, CHANGED, gains.pop() if len(gains) == 1 else UNCLEAR,
            old=_written(one), new=_written(other),
            effect=f"{_amount(after)} instead of {_amount(before)}",
            case=f"at {one.subject.split(' of ')[0]} {shown(one.unit, point)}",
            before=_first(one), after=_first(other),
        )  # fmt: skip


def _first(table: Table) -> Node:
    return table.bands[0].clause


def _written(table: Table) -> str:
    """The lines of a table, whatever their order in the text."""
    lines = {f"{write(band.clause.value)} when {write(band.clause.when)}" for band in table.bands}
    return "; ".join(sorted(lines))


def _points(one: Table, other: Table) -> Iterator[Fraction]:
    """Every end of a band, and a result between any two of them and beyond the last: what lies between behaves alike."""
    ends = sorted({
        end for table in (one, other) for band in table.bands for end in (band.low, band.high) if end is not None
    })  # fmt: skip
    yield from ends
    yield from ((low + high) / 2 for low, high in pairwise(ends))
    if ends:
        if ends[0] > 0:
            yield ends[0] / 2
        if one.unit == "%" and ends[-1] < 100:
            yield (ends[-1] + 100) / 2
        elif one.unit != "%":
            yield ends[-1] + 1


def _owed(table: Table, point: Fraction) -> _Owed:
    """What is due for a result: the most that a band gives which holds it; nothing where none does."""
    due = [
        credited(band.clause.value) or (write(band.clause.value), Fraction(-1))
        for band in table.bands
        if band.holds(point)
    ]
    return max(due, key=lambda each: each[1], default=("", Fraction(0)))


def _same(before: _Owed, after: _Owed) -> bool:
    return before[1] == after[1] and (not before[1] or same_base(before[0], after[0]))


def _gains(before: _Owed, after: _Owed) -> str:
    if Fraction(-1) in (before[1], after[1]) or (
        before[1] and after[1] and not same_base(before[0], after[0])
    ):
        return UNCLEAR
    return CUSTOMER if after[1] > before[1] else PROVIDER


def _amount(owed: _Owed) -> str:
    base, amount = owed
    if amount < 0:
        return base
    if not amount:
        return "nothing"
    words = figure_words(amount, places=4)
    return f"{words}%" if base == "%" else f"{words} {base}" if base.isupper() else f"{words}% of {base}"
