"""The tables of credits: what a line credits and from which result on, the bands of one figure, and what they share.

Bands are compared exactly, on the percentages themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from fractions import Fraction
from itertools import combinations

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.uptime import (
    MeasuringWindow,
    UptimePromise,
    availability_promises,
    best_after_outage,
    counted_in,
    is_availability,
    is_downtime,
    names_in,
    promised_to,
    seconds,
    unit_of,
)
from clausecheck.agreement.words import exact_length, figure_words
from clausecheck.language import values as v
from clausecheck.language.tree import Cap, Clause, Credit, Credits, Outage
from clausecheck.language.write import write
from clausecheck.quick import dataclass

# ---- amounts ---------------------------------------------------------------------------------------------


def measure(value: object) -> tuple[str, Fraction] | None:
    """An amount as its unit and its exact size: percent, seconds or a bare number."""
    if isinstance(value, v.Percentage):
        return "%", Fraction(value.amount)
    if isinstance(value, v.Number):
        return "", Fraction(value.amount)
    length = seconds(value) if isinstance(value, v.Duration) else None
    return None if length is None else ("seconds", length)


def shown(unit: str, value: Fraction) -> str:
    """A measured amount for people."""
    return exact_length(value) if unit == "seconds" else f"{figure_words(value)}{unit}"


def credited(value: object) -> tuple[str, Fraction] | None:
    """What a credit or a cap amounts to: its base (`monthly fee`, a currency) and how much of it."""
    if isinstance(value, v.Share):
        return write(value.of), Fraction(value.percentage.amount)
    if isinstance(value, v.Percentage):
        return "%", Fraction(value.amount)
    if isinstance(value, v.Money):
        return value.currency or "money", Fraction(value.amount)
    return None


def credits_nothing(clause: Credit) -> bool:
    """Whether a line credits 0."""
    amount = credited(clause.value)
    return amount is not None and amount[1] == 0


#: What the `for` of a cap says that is for no less than the credits.
_ALL_CREDITS = frozenset({"credits", "all credits", "service credits", "all service credits"})


def ceiling(cap: Cap) -> tuple[str, Fraction, str] | None:
    """A cap as its base, its size and its window (nothing where it states none); `None` where that is not plain."""
    if cap.when is not None or any(write(one).strip('"').casefold() not in _ALL_CREDITS for one in cap.for_):
        return None
    value: object = cap.value
    window = unit_of(cap.each)
    if isinstance(value, v.Rated):
        if len(value.per) != 1:
            return None
        window = unit_of(value.per[0].unit)
        if not window:
            return None
        value = value.amount
    if isinstance(value, v.Count) and value.noun in ("credit", "credits"):
        return "credits", Fraction(value.amount), window
    amount = credited(value)
    return None if amount is None else (*amount, window)


def options_of(cap: Cap) -> tuple[str, list[v.Value], str]:
    """The values among which a cap chooses, with the word that chooses (`smaller` or `larger`; nothing for a single value), and
    its window. A rate behind the last one, as in `larger of 5 GBP or 10% of annual fee per year`, is that of the cap."""
    value, window = cap.value, unit_of(cap.each)
    if not isinstance(value, v.Choice):
        return "", [value], window
    which = "smaller" if value.which in ("smaller", "lower", "sooner") else "larger"
    plain: list[v.Value] = []
    for option in value.options:
        if isinstance(option, v.Rated) and len(option.per) == 1:
            window = window or unit_of(option.per[0].unit)
            option = option.amount
        plain.append(option)
    return which, plain, window


def same_base(one: str, other: str) -> bool:
    """Whether two bases of shares are one, as `monthly fee` and `monthly fees` are."""
    return one.casefold().removesuffix("s") == other.casefold().removesuffix("s")


# ---- bands -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ends:
    """Results from `low` to `high` (`None` where there is no such end), and whether each end itself is among them."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool
    high_in: bool


@dataclass(frozen=True, slots=True)
class Band(Ends):
    """The results for which one credit is due."""

    clause: Credit = field(compare=False)
    fact: v.Fact = field(compare=False)

    @property
    def empty(self) -> bool:
        """Whether no result lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))

    @property
    def wording(self) -> str:
        """Its ends as they are written: `from 99.0% to 99.9%`."""
        return " and ".join(write(part) for part in self.fact.compares)

    @property
    def nothing(self) -> bool:
        """Whether it credits 0."""
        return credits_nothing(self.clause)

    def holds(self, point: Fraction) -> bool:
        """Whether a result lies in it."""
        if self.low is not None and (point < self.low or (point == self.low and not self.low_in)):
            return False
        return self.high is None or point < self.high or (point == self.high and self.high_in)

    def written(self, point: Fraction) -> str:
        """One of its ends in the words of the agreement."""
        for part in self.fact.compares:
            amounts = [part.low, part.high] if isinstance(part, v.Between) else [part.amount]
            for amount in amounts:
                measured = measure(amount)
                if measured is not None and measured[1] == point:
                    return write(amount)
        return str(point)


@dataclass(frozen=True, slots=True)
class Table:
    """The bands of one block about one figure: what is measured, in which unit, for which services, in the order of the
    text."""

    block: Credits = field(compare=False)
    subject: str
    unit: str
    names: frozenset[str]
    each: str
    bands: tuple[Band, ...]

    @property
    def paying(self) -> list[Band]:
        """The bands that credit something."""
        return [band for band in self.bands if not band.nothing]

    @property
    def filled(self) -> list[Band]:
        """The bands in which some result lies."""
        return [band for band in self.bands if not band.empty]

    @property
    def of_availability(self) -> bool:
        """Whether its figure is the promised availability itself."""
        return is_availability(self.subject)

    @property
    def of_downtime(self) -> bool:
        """Whether its figure is how long, or for which share of the time, something was down."""
        return is_downtime(self.subject)


def read_band(clause: Credit) -> tuple[str, Band] | None:
    """The unit and the band of a credit whose condition is one figure between two ends; `None` for any other one."""
    read = read_ends(clause.when)
    if read is None or not isinstance(clause.when, v.Fact):
        return None
    unit, ends = read
    return unit, Band(ends.low, ends.high, ends.low_in, ends.high_in, clause, clause.when)


def read_ends(condition: object) -> tuple[str, Ends] | None:
    """The unit and the results of a condition that is one figure between two ends; `None` for any other one."""
    if not isinstance(condition, v.Fact) or not condition.compares:
        return None
    if not isinstance(condition.subject, v.Name | v.Phrase):
        return None
    low: tuple[Fraction, bool] | None = None
    high: tuple[Fraction, bool] | None = None
    units = set()
    for part in condition.compares:
        ends = [(part.operator, part.amount)] if isinstance(part, v.Compare) else []
        if isinstance(part, v.Between):
            ends = [(">=", part.low), ("<=", part.high)]
        for operator, amount in ends:
            measured = measure(amount)
            if measured is None or operator not in ("<", "<=", ">", ">="):
                return None
            units.add(measured[0])
            end = (measured[1], operator.endswith("="))
            if operator[0] == ">":
                low = end
            else:
                high = end
    if len(units) != 1:
        return None
    return units.pop(), Ends(
        low[0] if low else None, high[0] if high else None, bool(low and low[1]), bool(high and high[1])
    )


def names_of_figure(figure: v.Fact) -> frozenset[str]:
    """The service that a figure names: `servers` in `availability of servers`."""
    return frozenset({write(figure.subject.of)}) if isinstance(figure.subject, v.Phrase) else frozenset()


def services_of(agreement: Agreement, block: Credits, clause: Clause) -> frozenset[str]:
    """The services and plans that a clause about credits concerns: those its figure names (`availability of servers`),
    else those its own `for` or its block's `for` names."""
    figure = clause.when
    named = names_of_figure(figure) if isinstance(figure, v.Fact) else frozenset()
    return named or names_in(agreement, clause) or names_in(agreement, block)


@fact
def credit_tables(semantics: Semantics) -> list[Table]:
    """The credit tables of the agreement, one for each figure of each block; a table with a line that cannot be read as a
    band (`= 95%`, `tbd`) is left out."""
    agreement = semantics.agreement
    return [table for block in agreement.all(Credits) for table in _tables_of(agreement, block)]


def _tables_of(agreement: Agreement, block: Credits) -> Iterator[Table]:
    groups: dict[tuple[str, ...], list[tuple[str, Band, frozenset[str]]]] = {}
    open_ended: set[tuple[str, ...]] = set()
    for clause in block.all(Credit):
        figure = clause.when
        if not isinstance(figure, v.Fact) or not figure.compares:
            continue
        parts = (clause.for_, clause.during, clause.outside, clause.at, clause.in_window, clause.times_in)
        key = (write(figure.subject), write(clause.each), *(write(part) for part in parts))
        read = read_band(clause)
        if read is None:
            open_ended.add(key)
            continue
        groups.setdefault(key, []).append((*read, services_of(agreement, block, clause)))
    for key, lines in groups.items():
        if key not in open_ended and len({unit for unit, _, _ in lines}) == 1:
            yield Table(block, key[0], lines[0][0], lines[0][2], key[1], tuple(line[1] for line in lines))


# ---- bands among themselves ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shared:
    """Two bands of a table, and the results that lie in both, from `low` to `high` (`None` where they have no such end)."""

    table: Table
    one: Band
    other: Band
    low: Fraction | None
    high: Fraction | None

    @property
    def is_edge(self) -> bool:
        """Whether they share one figure only."""
        return self.low is not None and self.low == self.high

    @property
    def point(self) -> Fraction:
        """A result that they share."""
        return inside(self.low, self.high)


def common(one: Ends, other: Ends) -> tuple[Fraction | None, Fraction | None] | None:
    """The results that two bands, or other spans, share, as their ends; `None` for none."""
    lows = [(band.low, not band.low_in) for band in (one, other) if band.low is not None]
    highs = [(band.high, band.high_in) for band in (one, other) if band.high is not None]
    low, low_out = max(lows, default=(None, False))
    high, high_in = min(highs, default=(None, False))
    if low is None or high is None or low < high:
        return low, high
    return (low, high) if low == high and high_in and not low_out else None


#: So many bands of one table are held against each other.
_MOST_BANDS = 100


def shared_results(table: Table) -> list[Shared]:
    """Every two bands of a table that share a result and credit different things for it."""
    found = []
    credited = [(band, write(band.clause.value)) for band in table.filled]
    if len(credited) > _MOST_BANDS:
        gave_up(
            f"a table has more than {_MOST_BANDS} lines",
            "whether two lines credit different things for one result",
        )
        del credited[_MOST_BANDS:]
    for (one, credit), (other, another) in combinations(credited, 2):
        if credit == another:
            continue
        ends = common(one, other)
        if ends is not None:
            found.append(Shared(table, one, other, *ends))
    return found


def inside(low: Fraction | None, high: Fraction | None) -> Fraction:
    """A result between two ends, not far from the one that is there where the other is missing."""
    if low is None:
        assert high is not None
        return high - 1 if high > 1 else high / 2
    return (low + high) / 2 if high is not None else low + 1


# ---- against what is promised ----------------------------------------------------------------------------


def promises_of(semantics: Semantics, table: Table) -> list[UptimePromise]:
    """The promises against which a table of availability stands."""
    if not table.of_availability or table.unit != "%":
        return []
    return promised_to(availability_promises(semantics), table.names)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A band that no outage can lead to, all the promises of its table, and what shows it: the promise and the window in
    which one outage does least, the availability that this outage leaves, how long it is, and the clause about it."""

    table: Table
    band: Band
    held: list[UptimePromise]
    promise: UptimePromise
    window: MeasuringWindow
    best: Fraction
    length: Fraction
    outage: Outage


@fact
def unreached_bands(semantics: Semantics) -> list[Unreached]:
    """The bands that no outage can lead to, because the smallest one that counts already falls below them in every window
    of every promise."""
    found = []
    for table in credit_tables(semantics):
        held = promises_of(semantics, table)
        for band in table.paying:
            unreached = _unreached(semantics, table, band, held)
            if unreached is not None:
                found.append(unreached)
    return found


def _unreached(
    semantics: Semantics, table: Table, band: Band, held: Iterable[UptimePromise]
) -> Unreached | None:
    """A band and what shows that no outage leads to it; `None` where one may."""
    holds_all = band.high is None or (band.high == 100 and band.high_in)
    if band.low is None or band.empty or holds_all or (band.high is not None and band.high > 100):
        return None
    shown_by: list[Unreached] = []
    for promise in held:
        window = counted_in(semantics, promise)
        after = best_after_outage(promise.home, window) if window is not None else None
        if window is None or after is None:
            return None
        shown_by.append(Unreached(table, band, list(held), promise, window, *after))
    top = max(shown_by, key=lambda each: each.best, default=None)
    if top is None or top.best > band.low or (top.best == band.low and band.low_in):
        return None
    return top
