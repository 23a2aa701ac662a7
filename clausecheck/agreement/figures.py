"""Figures held against each other: what kind of quantity a value is, how much it is, and over which window.

Quantities are compared exactly where they are of one dimension: shares, sizes and rates in their base units, money of one
currency, counts of one thing. Lengths of time are compared where every placement in the calendar gives the same answer; a
month is neither surely longer nor surely shorter than 30 days. What cannot be compared is `UNKNOWN`.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement.fiscal import FISCAL_MONTHS, is_fiscal
from clausecheck.agreement.lengths import shortest_and_longest
from clausecheck.agreement.words import word_set
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.quick import dataclass

SAME, LESS, MORE, UNKNOWN = "same", "less", "more", "unknown"
TIME = "time"

#: The units of calendar periods, the shortest first.
PERIODS = ("day", "week", "month", "quarter", "year")
#: How many of a shorter calendar period a longer one touches at the most, and holds whole at the least.
_TOUCHED = {
    ("day", "week"): (7, 7), ("day", "month"): (31, 28), ("day", "quarter"): (92, 90), ("day", "year"): (366, 365),
    ("week", "month"): (6, 3), ("week", "quarter"): (15, 11), ("week", "year"): (54, 51),
    ("month", "quarter"): (3, 3), ("month", "year"): (12, 12), ("quarter", "year"): (4, 4),
}  # fmt: skip


# ---- how much ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """How much of what. `dimension` is `time`, `percent`, a currency, `bytes`, `bits per second`, or what is counted;
    `amount` in its base unit (nothing for a time whose length depends on the calendar). A time also has `months`, `seconds`,
    and the `hours` on which it counts, with its shortest and longest length in seconds (no longest: nothing limits it)."""

    dimension: str
    value: v.Value = field(compare=False)
    amount: Fraction | None = None
    length: v.Duration | None = field(default=None, compare=False)

    @property
    def written(self) -> str:
        """As the agreement writes it."""
        return write(self.value)


def figure(value: object) -> Figure | None:
    """The figure in a value, whatever event or notice it stands in; `None` where it has none."""
    if isinstance(value, v.Anchored):
        value = value.amount
    if isinstance(value, v.Notice):
        value = value.length
    if isinstance(value, v.Anchored):
        value = value.amount
    if isinstance(value, v.Duration):
        return Figure(TIME, value, length=value)
    if isinstance(value, v.Percentage):
        return Figure("percent", value, Fraction(value.amount))
    if isinstance(value, v.Share):
        return Figure(f"percent of {_plain(write(value.of))}", value, Fraction(value.percentage.amount))
    if isinstance(value, v.Money):
        return Figure(value.currency or "money", value, Fraction(value.amount))
    if isinstance(value, v.Size):
        kind = "bits per second" if value.unit.endswith("/s") else "bytes"
        return Figure(kind, value, Fraction(value.scaled))
    if isinstance(value, v.Count):
        return Figure(_plain(value.noun), value, Fraction(value.amount))
    if isinstance(value, v.Number):
        return Figure("number", value, Fraction(value.amount))
    if isinstance(value, v.Multiple):
        return Figure(f"times {_plain(write(value.of))}", value, Fraction(value.times))
    if isinstance(value, v.Date):
        return Figure("date", value, Fraction(value.date.toordinal()))
    return None


def blank(value: object) -> str:
    """`tbd` or `unstated` where a value, or what it is made of, is left open; else nothing."""
    for part in value.walk() if isinstance(value, v.Value) else ():
        if isinstance(part, v.Tbd | v.Unstated):
            return write(part)
    return ""


def _plain(text: str) -> str:
    return " ".join(sorted(word_set(text)))


def compared(one: Figure, other: Figure) -> str:
    """Whether one figure is surely the same as another, less or more; `UNKNOWN` where that depends on the calendar, or they
    are of two dimensions."""
    if one.length is not None and other.length is not None:
        return _lengths(one.length, other.length)
    if one.dimension != other.dimension or one.amount is None or other.amount is None:
        return UNKNOWN
    return _order(one.amount, other.amount)


def _lengths(one: v.Duration, other: v.Duration) -> str:
    """Two lengths of time. Those on one hours block are compared in one unit only, for a day of it has no fixed length."""
    if write(one.hours) != write(other.hours):
        return _by_bounds(one, other)
    if one.hours is not None:
        units = {unit for length in (one, other) for _, unit in length.parts}
        if one.seconds is not None and other.seconds is not None:
            return _order(Fraction(one.seconds), Fraction(other.seconds))
        if len(units) == 1:
            return _order(_sum(one), _sum(other))
        return UNKNOWN
    months, also = _months(one), _months(other)
    seconds, besides = _fixed(one), _fixed(other)
    if months == also:
        return _order(seconds, besides)
    if seconds == besides:
        return _order(months, also)
    return _by_bounds(one, other)


def _by_bounds(one: v.Duration, other: v.Duration) -> str:
    """Two lengths that only their bounds can tell apart."""
    low, high = shortest_and_longest(one)
    least, most = shortest_and_longest(other)
    if high is not None and high < least:
        return LESS
    if most is not None and low > most:
        return MORE
    return UNKNOWN


def _order(one: Fraction, other: Fraction) -> str:
    return SAME if one == other else LESS if one < other else MORE


def _sum(length: v.Duration) -> Fraction:
    return Fraction(sum((amount for amount, _ in length.parts), start=Decimal(0)))


def _months(length: v.Duration) -> Fraction:
    return Fraction(
        sum((n * v.MONTHS[unit] for n, unit in length.parts if unit in v.MONTHS), start=Decimal(0))
    )


def _fixed(length: v.Duration) -> Fraction:
    return Fraction(
        sum((n * v.SECONDS[unit] for n, unit in length.parts if unit in v.SECONDS), start=Decimal(0))
    )


# ---- over which window -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """A window over which a figure counts: `name` in one spelling (`month` for `each calendar month`; nothing where none is
    stated), the calendar `unit` that it is, where it is one that every calendar has, and its `seconds`, where it is a length
    of time that no calendar changes."""

    name: str = ""
    unit: str = ""
    written: str = field(default="", compare=False)
    seconds: Fraction | None = field(default=None, compare=False)

    def holds(self, other: Period) -> tuple[int, int] | None:
        """How many of a shorter calendar period this one touches at the most and holds whole at the least; `None` where the
        other is no shorter one, or not both are calendar periods."""
        return _TOUCHED.get((other.unit, self.unit))


def period(value: object, fiscal: v.YearDay | None = None) -> Period:
    """The window that a value names. The periods of a fiscal year from the day `fiscal` are those of the calendar where they
    begin on the same days."""
    if not isinstance(value, v.Value):
        return Period()
    written = write(value)
    if isinstance(value, v.Duration):
        unit = _whole_period(value)
        fixed = value.seconds if value.hours is None else None
        return Period(unit or written, unit, written, None if fixed is None else Fraction(fixed))
    name = " ".join(written.strip('"').casefold().split())
    name = name.removeprefix("calendar ").strip()
    if is_fiscal(value):
        unit = name.split()[-1].removesuffix("s")
        every = FISCAL_MONTHS.get(unit)
        if every is not None and fiscal is not None and fiscal.day == 1 and (fiscal.month - 1) % every == 0:
            return Period(unit, unit if unit in PERIODS else "", written)
        name = f"fiscal {unit}"
    return Period(name, name if name in PERIODS else "", written)


def _whole_period(length: v.Duration) -> str:
    """The calendar period of `1 month`, `3 months`, `12 months` and `24 hours`; nothing for any other length."""
    if length.hours is not None or len(length.parts) != 1:
        return ""
    amount, unit = length.parts[0]
    if amount == 1 and unit in PERIODS:
        return unit
    return {(3, "month"): "quarter", (12, "month"): "year", (24, "hour"): "day", (4, "quarter"): "year"}.get(
        (int(amount), unit) if amount == int(amount) else (0, ""), ""
    )
