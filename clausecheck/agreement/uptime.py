"""What a promised percentage means in time: its window, how long a service may be down, and what counts as an
outage. Exact throughout; lengths of time are in seconds."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import field
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement.clock import OutOfRange
from clausecheck.agreement.covering import effective
from clausecheck.agreement.fiscal import NEW_YEAR, begin_of, first_days, fiscal_start
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import Case
from clausecheck.agreement.undecided import gave_up
from clausecheck.language import values as v
from clausecheck.language.tree import Availability, Block, Clause, Node, Outage
from clausecheck.language.write import write
from clausecheck.quick import dataclass

DAY = 86400
#: How many days the shortest and the longest calendar period of a unit has.
_DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (90, 92), "year": (365, 366)}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
#: Years enough to see the shortest and the longest of each period.
_FIRST, _LAST = dt.date(2023, 1, 1), dt.date(2033, 12, 31)


# ---- lengths of time -------------------------------------------------------------------------------------


def seconds(value: object) -> Fraction | None:
    """The exact length of an elapsed duration; `None` for working time, calendar units and anything else."""
    if isinstance(value, v.Anchored):
        value = value.amount
    if not isinstance(value, v.Duration) or value.hours is not None or value.seconds is None:
        return None
    return Fraction(value.seconds)


@dataclass(frozen=True, slots=True)
class MeasuringWindow:
    """A window over which something is measured: its unit, the time that counts in its shortest and its longest instance,
    and what these are called."""

    unit: str
    shortest: Fraction
    longest: Fraction
    shortest_is: str
    longest_is: str

    @property
    def both(self) -> str:
        """The two instances for people: `months of 28 to 31 days`; one alone where all are of one length."""
        if self.shortest_is == self.longest_is:
            return self.shortest_is
        if self.shortest_is.startswith("a "):
            return f"{self.unit}s of {self.shortest / DAY} to {self.longest / DAY} days"
        return f"{self.shortest_is} to {self.longest_is}"


def unit_of(value: object) -> str:
    """The unit that a window names (`month` in `each month` and `per calendar month`), nothing where it names none."""
    if isinstance(value, v.Duration) and len(value.parts) == 1 and value.hours is None:
        amount, unit = value.parts[0]
        if amount == 1 and unit in _DAYS:
            return unit
        return "quarter" if (amount, unit) == (Decimal(3), "month") else ""
    if isinstance(value, v.PeriodFrom):
        return value.unit
    if isinstance(value, v.Name):
        last = value.text.split()[-1] if value.text else ""
        return last if (last in _DAYS and last != "day") or value.text == "day" else ""
    return ""


def period(value: object, fiscal: v.YearDay | None = None) -> MeasuringWindow | None:
    """The period that a window means, counted around the clock: one of the calendar, one from the day of the `fiscal` year or
    from its own, or one of so many days, wherever it begins."""
    unit = unit_of(value)
    if not unit:
        return _rolling(value)
    low, high = _DAYS[unit]
    begin = begin_of(value, fiscal)
    if unit in _MONTHS and begin != NEW_YEAR:
        days = [*first_days(_MONTHS[unit], begin, _FIRST, _LAST)]
        lengths = [(after - day).days for day, after in itertools.pairwise(days)]
        low, high = min(lengths), max(lengths)

    def called(days: int) -> str:
        return f"a {unit} of {days} days" if low != high else f"a {unit}"

    return MeasuringWindow(unit, Fraction(low * DAY), Fraction(high * DAY), called(low), called(high))


def _rolling(value: object) -> MeasuringWindow | None:
    """A window of so many days or months that begins on any day: `averaged over 30 days`."""
    bounds = value.bounds() if isinstance(value, v.Duration) else None
    if bounds is None or not bounds[0]:
        return None
    low, high = (Fraction(length) for length in bounds)
    name = write(value)
    longest = name if low == high else f"{name} of {high / DAY} days"
    return MeasuringWindow(name, low, high, name if low == high else f"{name} of {low / DAY} days", longest)


def open_period(semantics: Semantics, hours: str, window: object) -> MeasuringWindow | None:
    """The calendar period counted only while hours are open: the poorest and the richest one that lies wholly in the
    horizon; `None` where the clock is undecided or no whole period lies there."""
    months = _MONTHS.get(unit_of(window), 0)
    clock = semantics.clock(hours)
    if clock is None or not months:
        return None
    span = semantics.horizon
    begin = begin_of(window, fiscal_start(semantics.agreement))
    days = first_days(months, begin, span.first, span.last + dt.timedelta(days=1))
    found: list[tuple[int, dt.date]] = []
    try:
        for first, after in itertools.pairwise(days):
            start, end = (
                int(dt.datetime.combine(day, dt.time(), clock.zone).timestamp()) for day in (first, after)
            )
            found.append((clock.working_time(start, end), first))
    except OutOfRange as reason:
        gave_up(reason, "how long a period of measuring is")
        return None
    if not found or not min(found)[0]:
        return None
    (low, low_at), (high, high_at) = min(found), max(found, key=lambda one: one[0])
    unit = unit_of(window)
    named = "%B %Y" if begin.day == 1 else "%-d %B %Y"
    called = [
        f"{day:%B %Y}" if (months, begin.day) == (1, 1) else f"the {unit} from {day.strftime(named)}"
        for day in (low_at, high_at)
    ]
    return MeasuringWindow(unit, Fraction(low), Fraction(high), *called)


def counted_in(semantics: Semantics, promise: UptimePromise) -> MeasuringWindow | None:
    """The window of a promise, in the hours in which it counts."""
    return (
        open_period(semantics, promise.hours, window_of(promise.clause, promise.home))
        if promise.hours
        else promise.period
    )


# ---- what is promised ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UptimePromise:
    """One promised availability: the clause, the service or plan in whose block it stands, the names that it is about,
    the percentage, its window, and the hours in which it counts (nothing: around the clock)."""

    clause: Availability = field(compare=False)
    home: Block = field(compare=False)
    names: frozenset[str]
    percentage: Decimal
    period: MeasuringWindow | None
    hours: str = ""

    @property
    def level(self) -> Fraction:
        """The percentage, exactly."""
        return Fraction(self.percentage)

    @property
    def missing(self) -> Fraction:
        """The share of time, from 0 to 1, in which it may be down."""
        return 1 - self.level / 100

    @property
    def name(self) -> str:
        """The name of the service or plan."""
        return write(getattr(self.home, "name", ""))


#: The kinds of blocks and clauses whose names say for what a figure is promised.
_SCOPES = ("service", "plan", "backup", "region", "tier", "family")


def names_in(agreement: Agreement, node: Clause) -> frozenset[str]:
    """The services, plans, backups, regions, tiers and families that the `for` of a clause names."""
    known = [agreement.names.get(kind, {}) for kind in _SCOPES]
    return frozenset(
        value.text
        for value in node.for_
        if isinstance(value, v.Name) and any(value.text in names for names in known)
    )


def window_of(clause: Clause, home: Block) -> object:
    """The window over which a clause is measured: its own, one that moves or one of the calendar, else that of its block."""
    own = clause.each if clause.each is not None else getattr(clause, "averaged_over", None)
    return own if own is not None else getattr(home, "each", None)


@fact
def availability_promises(semantics: Semantics) -> list[UptimePromise]:
    """Every availability that a service or a plan promises as a figure; those of suppliers are not among them."""
    agreement = semantics.agreement
    found = []
    fiscal = fiscal_start(agreement)
    for clause in agreement.all(Availability):
        home = agreement.parent(clause)
        if home is None or home.kind not in ("service", "plan"):
            continue
        if not isinstance(clause.value, v.Percentage):
            continue
        names = {write(getattr(home, "name", ""))} | names_in(agreement, clause)
        if home.kind == "plan" and isinstance(home, Clause):
            names |= names_in(agreement, home)
        during = clause.during or getattr(home, "during", ())
        hours = write(during[0]) if len(during) == 1 else ""
        found.append(
            UptimePromise(
                clause,
                home,
                frozenset(names),
                clause.value.amount,
                period(window_of(clause, home), fiscal),
                "" if hours == "always" else hours,
            )
        )
    return found


def promised_to(found: list[UptimePromise], names: frozenset[str]) -> list[UptimePromise]:
    """The promises about any of these services and plans; all of them where no names are given."""
    return [promise for promise in found if not names or promise.names & names]


def is_availability(subject: str) -> bool:
    """Whether a figure is the promised availability itself, of whatever it may be."""
    return subject.split(" of ")[0] in ("availability", "uptime")


def is_downtime(subject: str) -> bool:
    """Whether a figure is the time that something was down, of whatever it may be."""
    return subject.split(" of ")[0] in ("downtime", "outage")


def smallest_outage(home: Block) -> tuple[Fraction, Outage] | None:
    """The shortest outage that counts in a service, and the clause that says so; `None` where any outage may count at
    once or the shortest is unknown. `5 failures, spaced 30 seconds` take at least two minutes."""
    found: list[tuple[Fraction, Outage]] = []
    for clause in home.all(Outage):
        length = seconds(clause.counted)
        spaced = seconds(clause.spaced)
        if isinstance(clause.counted, v.Count) and spaced is not None:
            length = (Fraction(clause.counted.amount) - 1) * spaced
        if length is None:
            return None
        found.append((length, clause))
    return min(found, key=lambda pair: pair[0], default=None)


def best_after_outage(home: Block, window: MeasuringWindow) -> tuple[Fraction, Fraction, Outage] | None:
    """The highest availability that a window with one outage that counts can have, that outage, and the clause of it;
    `None` where the shortest such outage is unknown or nothing."""
    smallest = smallest_outage(home)
    if smallest is None or not smallest[0] or smallest[0] > window.longest:
        return None
    return 100 * (1 - smallest[0] / window.longest), smallest[0], smallest[1]


def urgent_repair(
    agreement: Agreement, semantics: Semantics, promise: UptimePromise
) -> tuple[str, Fraction, Node] | None:
    """The most urgent priority, its resolution target for a service in seconds, and the clause; `None` where there is none
    that counts around the clock."""
    for name in agreement.names.get("priority", {}):
        case = Case(priority=name, service=promise.name if promise.home.kind == "service" else None)
        for target in effective(semantics.targets, "resolve", case):
            length = seconds(target.length) if target.hours == "always" and target.promised else None
            if length is not None and not target.rest and not target.average:
                return name, length, target.clause
        return None
    return None
