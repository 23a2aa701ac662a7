"""What a credit table is held against: the promised availabilities and the guarantees that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from clausecheck.agreement import uptime
from clausecheck.agreement.credit_tables import Table, credit_tables, credited, measure, promises_of, shown
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import exact_length, percent_words
from clausecheck.language import values as v
from clausecheck.language.tree import Guarantee
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Span

MONTH = Fraction(30 * uptime.DAY)
"""A month of 30 days in seconds: the one of examples, and of allowances that a formula states as a bare figure."""


@dataclass(frozen=True, slots=True)
class RequiredLevel:
    """The level that a table's figure must reach: how high, where it is promised, and by which block; `least` is the
    minimum that a guarantee sets beside it."""

    value: Fraction
    span: Span
    of: str
    least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table with the levels that it is held against."""

    table: Table
    levels: tuple[RequiredLevel, ...]

    @property
    def highest(self) -> RequiredLevel | None:
        """The highest of its levels."""
        return max(self.levels, key=lambda level: level.value, default=None)

    @property
    def must_reach(self) -> bool:
        """Whether its figure is one that has to reach something."""
        return self.table.of_availability or bool(self.levels)

    @property
    def lower_is_worse(self) -> bool:
        """Whether a lower figure is the worse one: it is an availability, or a level is promised for it, or lower bands
        pay more."""
        if self.must_reach:
            return True
        paid = [(band, amount) for band in self.table.paying if (amount := credited(band.clause.value))]
        ordered = sorted(paid, key=lambda pair: pair[0].low if pair[0].low is not None else Fraction(-1))
        return (
            len(ordered) > 1
            and len({amount[0] for _, amount in ordered}) == 1
            and all(worse[1][1] > better[1][1] for worse, better in pairwise(ordered))
        )


def _window_of(semantics: Semantics, table: Table) -> tuple[Fraction, str] | None:
    """How long the window of a table is in seconds, and what it is called; `None` where it counts in hours that nothing
    decides."""
    promises = promises_of(semantics, table)
    if not any(promise.hours for promise in promises):
        if table.block.during:
            return None
        periods = {promise.period for promise in promises}
        own = periods.pop() if len(periods) == 1 else None
        return (
            (MONTH, "a month of 30 days")
            if own is None or own.unit == "month"
            else (own.longest, own.longest_is)
        )
    windows = {uptime.counted_in(semantics, promise) for promise in promises}
    counted = windows.pop() if len(windows) == 1 else None
    if counted is None:
        return None
    return counted.longest, f"the hours that count in {counted.longest_is}"


@fact
def held_tables(semantics: Semantics) -> list[HeldTable]:
    """Every credit table, in the order of the text, with the levels that it is held against."""
    return [
        HeldTable(table, (*_promised(semantics, table), *_guaranteed(semantics.agreement, table)))
        for table in credit_tables(semantics)
    ]


def _promised(semantics: Semantics, table: Table) -> Iterator[RequiredLevel]:
    for promise in promises_of(semantics, table):
        yield RequiredLevel(promise.level, promise.clause.value.span, semantics.agreement.title(promise.home))


def _guaranteed(agreement: Agreement, table: Table) -> Iterator[RequiredLevel]:
    for clause in agreement.all(Guarantee):
        target = clause.target
        if (
            not isinstance(target, v.Fact)
            or write(target.subject) != table.subject
            or len(target.compares) != 1
        ):
            continue
        part = target.compares[0]
        measured = measure(part.amount) if isinstance(part, v.Compare) and part.operator == ">=" else None
        if measured is None or measured[0] != table.unit or not isinstance(part, v.Compare):
            continue
        scope = uptime.names_in(agreement, clause)
        if not scope or not table.names or scope & table.names:
            least = clause.at_least.amount if isinstance(clause.at_least, v.Rated) else clause.at_least
            minimum = Fraction(least.amount) if isinstance(least, v.Percentage) else None
            yield RequiredLevel(measured[1], part.amount.span, "the guarantee", minimum)


def result_words(semantics: Semantics, table: Table, value: Fraction) -> str:
    """A result for people; of an availability also how long the outages were: in a month of 30 days, or in the longest window of
    the promise where that is no month or counts in some hours only, in which the outages lie then."""
    if table.of_availability and table.unit == "%" and value < 100:
        level = f"an availability of {percent_words(value)}"
        window = _window_of(semantics, table)
        if window is None:
            return level
        length, called = window
        return f"{exact_length((1 - value / 100) * length)} of outage in {called}, {level},"
    return f"a result of {percent_words(value) if table.unit == '%' else shown(table.unit, value)}"
