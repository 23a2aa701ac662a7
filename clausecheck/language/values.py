"""The values of the language: what a clause says in numbers, dates, names and quoted words.

Every value knows its span, which takes no part in comparison. `tbd` and `unstated` are values of every type.
Amounts are exact decimals. Each class says in `described` how a message names it to a person, with an example.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import field, fields
from decimal import Decimal
from typing import ClassVar, TypeGuard

from clausecheck.language.records import ByFields
from clausecheck.quick import dataclass
from clausecheck.source import Span

NOWHERE = Span(0, 0)

#: Seconds of the units whose length is fixed; `month`, `quarter` and `year` have none (semantics: "month, year").
SECONDS: dict[str, Decimal] = {
    "millisecond": Decimal("0.001"),
    "second": Decimal(1),
    "minute": Decimal(60),
    "hour": Decimal(3600),
    "day": Decimal(86400),
    "week": Decimal(604800),
}
#: Months of the calendar units.
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}

#: Words for times, by what they mean: each is written in any of its ways, and none is a promise of time
#: (semantics: "words for times").
TIME_WORDS: dict[str, tuple[str, ...]] = {
    "immediately": ("immediately", "at once", "without delay", "without undue delay", "promptly", "straight away"),
    "as soon as possible": ("as soon as possible", "as soon as practicable", "as soon as reasonably possible",
                            "as soon as reasonably practicable", "asap", "ASAP"),
    "best effort": ("best effort", "best efforts", "best endeavours", "best-effort", "best-efforts",
                    "reasonable effort", "reasonable efforts", "reasonable endeavours", "all reasonable efforts",
                    "commercially reasonable efforts", "commercially reasonable effort", "commercially reasonable endeavours"),
    "as needed": ("as needed", "as required", "when needed", "when required", "if needed", "on demand"),
    "as agreed": ("as agreed", "as agreed per case", "as agreed case by case", "as agreed for each case",
                  "by agreement", "to be agreed per case", "as scheduled"),
    "when free": ("when free", "when available", "as available", "as capacity allows", "as time permits", "time permitting"),
    "next business day": ("next business day", "next working day", "NBD"),
    "indefinite": ("indefinite", "indefinitely", "unlimited", "open-ended"),
    "same business day": ("same business day", "same working day", "SBD"),
}  # fmt: skip

#: The one that ends with the day of the ticket.
SAME_DAY = "same business day"
#: Those of them that are neither a time nor lead to one: who reads a clause for its time finds none.
NO_TIME = frozenset(
    {"immediately", "as soon as possible", "best effort", "as needed", "as agreed", "when free"}
)

#: Words for how often something is done, and how often that is.
RHYTHMS: dict[str, tuple[int, str]] = {
    "hourly": (1, "hour"), "daily": (1, "day"), "nightly": (1, "day"), "weekly": (1, "week"), "fortnightly": (2, "week"),
    "monthly": (1, "month"), "quarterly": (1, "quarter"), "yearly": (1, "year"), "annually": (1, "year"),
    "half-yearly": (6, "month"),
}  # fmt: skip

#: Words that stand together as one word of a clause, by the token that they make; they are names wherever such a token cannot
#: stand, so that no old name is lost.
PHRASES: dict[str, tuple[str, ...]] = {
    "COUNTS": ("counts as downtime", "count as downtime", "counted as downtime"),
    "NOT_COUNTED": ("does not count as downtime", "not counted as downtime", "do not count as downtime"),
    "EXCESS": ("excess counts as downtime", "excess counts"),
    "INCLUSIVE": ("inclusive of maintenance", "including maintenance", "maintenance included"),
    "PLUS_TAX": ("plus VAT", "plus vat", "plus tax", "plus GST", "plus sales tax", "excluding VAT", "exclusive of VAT"),
    "WITH_TAX": ("including VAT", "inclusive of VAT", "including tax"),
    "THEREAFTER": ("indefinite thereafter", "indefinitely thereafter", "indefinite afterwards", "then indefinite",
                   "then indefinitely", "thereafter indefinite", "thereafter indefinitely"),
    "NO_CARRY": ("not carried over", "no carry over"),
    "IN_DOUBT": ("in doubt the higher", "in doubt the higher level", "in doubt higher", "in doubt the higher priority"),
    "IN_DOUBT_LOWER": ("in doubt the lower", "in doubt the lower level", "in doubt lower", "in doubt the lower priority"),
    "ONE_LOWER": ("one level lower", "by one level", "1 level lower"),
    "DEEMED": ("deemed accepted", "deemed approved", "deemed to be accepted", "deemed agreed"),
    "MISSED_BY": ("missed by", "exceeded by", "overrun by"),
    "NO_TRANSFER": ("not transferable", "not assignable"),
    "ANSWERED": ("answered within",),
    "VERBAL": ("verbal", "verbally", "orally", "by word of mouth"),
    "REGISTERED_LETTER": ("by registered letter", "by registered mail", "by registered post"),
    "ONE_HIGHER": ("one level higher", "1 level higher", "by one level up", "to the next higher level", "one level up"),
    "IN_LAST": ("in the last",),
    "AND_ABOVE": ("and above", "and higher"),
    "FIRST_FULL": tuple(
        f"from {the}first full {unit}" for the in ("", "the ") for unit in ("month", "quarter", "year", "week", "day")
    ),
    "RHYTHM": tuple(
        f"once {per} {unit}"
        for per in ("per", "a", "each", "every", "in a")
        for unit in ("hour", "day", "week", "month", "quarter", "year")
    ),
}  # fmt: skip

#: Every written unit of time and the unit that it means.
UNITS: dict[str, str] = {
    "ms": "millisecond",
    "millisecond": "millisecond",
    "milliseconds": "millisecond",
    **{form: unit for unit in ("second", "minute", "hour", "day", "week") for form in (unit, unit + "s")},
    **{form: unit for unit in MONTHS for form in (unit, unit + "s")},
}

_PREFIXES = {"": 0, "k": 1, "M": 2, "G": 3, "T": 4, "P": 5}
#: Sizes in bytes and rates in bits per second; decimal, as in ISO 80000-13, binary with `i` (1 KiB = 1024 byte).
SIZES: dict[str, int] = {
    **{prefix + "B": 1000**power for prefix, power in _PREFIXES.items() if prefix != "k"},
    "kB": 1000,
    "KB": 1000,
    **{prefix.upper() + "iB": 1024**power for prefix, power in _PREFIXES.items() if prefix},
    **{prefix + "bit/s": 1000**power for prefix, power in _PREFIXES.items()},
    **{prefix + "B/s": 8 * 1000**power for prefix, power in _PREFIXES.items()},
}


@functools.cache
def month_days(months: int) -> tuple[int, int]:
    """How many days so many months have at least and at most, wherever in the calendar they lie."""
    # 400 years repeat; up to eight years long, the leap years around 2000 and the missing one of 2100 show all there is.
    cycles, rest = divmod(months, 400 * 12)
    years = range(2000, 2400) if rest > 96 else (*range(2000, 2009), *range(2091, 2105))
    found = [
        dt.date(*_first(year * 12 + month + rest), 1).toordinal() - dt.date(year, month + 1, 1).toordinal()
        for year in years
        for month in range(12)
    ]
    return min(found) + cycles * 146097, max(found) + cycles * 146097


def _first(month: int) -> tuple[int, int]:
    """Year and month of a number of months since the year 0."""
    return month // 12, month % 12 + 1


#: How the days of a period are counted; -1 is the last.
ORDINALS = {-1: "last", 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH_NAMES = tuple(name for name in calendar.month_name if name)


@dataclass(slots=True, eq=False, repr=False)
class Value(ByFields):
    """Anything that stands in a clause; `span` is where."""

    described: ClassVar[str] = "a value"
    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)

    def walk(self) -> Iterator[Value]:
        """This value and every value inside it."""
        if not _holding(type(self)):
            return iter((self,))
        found: list[Value] = []
        _gather(self, found)
        return iter(found)


#: The annotations of fields that hold no value.
_PLAIN = frozenset({
    "Span", "str", "str | None", "int", "int | None", "bool", "Decimal", "dt.date", "tuple[tuple[Decimal, str], ...]",
})  # fmt: skip
_held: dict[type[Value], tuple[str, ...]] = {}


def _holding(cls: type[Value]) -> tuple[str, ...]:
    """The fields of a class of values that may hold further ones; most have none."""
    found = _held.get(cls)
    if found is None:
        found = _held[cls] = tuple(item.name for item in fields(cls) if item.type not in _PLAIN)
    return found


def _gather(value: Value, found: list[Value]) -> None:
    found.append(value)
    for name in _holding(type(value)):
        content = getattr(value, name)
        if isinstance(content, Value):
            _gather(content, found)
        elif isinstance(content, tuple):
            _gather_all(content, found)


def _gather_all(content: tuple[object, ...], found: list[Value]) -> None:
    for part in content:
        if isinstance(part, Value):
            _gather(part, found)
        elif isinstance(part, tuple):
            _gather_all(part, found)


@dataclass(slots=True, eq=False, repr=False)
class Text(Value):
    """Words in quotes, for people; nothing in them is interpreted."""

    described: ClassVar[str] = 'words in quotes, such as `"Service desk"`'
    text: str


@dataclass(slots=True, eq=False, repr=False)
class Name(Value):
    """A name, or several words that stand together as one (`monthly fee`)."""

    described: ClassVar[str] = "a name, such as `P1` or `business`"
    text: str


@dataclass(slots=True, eq=False, repr=False)
class Phrase(Value):
    """Words with what they are of: `opening of business`, `availability of servers`."""

    described: ClassVar[str] = "a phrase, such as `opening of business`"
    text: str
    of: Name | Text


@dataclass(slots=True, eq=False, repr=False)
class Numbered(Value):
    """A word with a number: `tier 2`, `year 1`, `day 15 of month`."""

    described: ClassVar[str] = "a word with its number, such as `tier 2` or `day 15 of month`"
    text: str
    number: Decimal
    of: Name | Text | None = None


@dataclass(slots=True, eq=False, repr=False)
class Pair(Value):
    """A word and what it stands for: `phone "+44 20 7946 0000"`."""

    described: ClassVar[str] = 'a word and its text, such as `phone "+44 20 7946 0000"`'
    name: Name | Phrase
    text: Text


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Bounded(Value):
    """A figure, which may say how it binds.

    `bound` is `at least`, `at most`, `below` or `above` where the text says so. `other` is the other end of a range: the
    figure itself is the end that is promised (semantics: "range"), the upper one of times and maxima, the lower one of shares and
    of what must last.
    """

    bound: str | None = None
    other: Value | None = None


@dataclass(slots=True, eq=False, repr=False)
class TimeInWords(Value):
    """A time that only words say: `immediately`, `best effort`, `next business day` (semantics: "words for times")."""

    described: ClassVar[str] = "words for a time, such as `next business day` or `best effort`"
    text: str


@dataclass(slots=True, eq=False, repr=False)
class NthDay(Value):
    """A day of the calendar by its number: `last sunday of month`, `first business day of quarter`. `number` counts from 1, -1 is
    the last; `day` is a weekday (0 is Monday), or `None` for a business day; `of` is the period."""

    described: ClassVar[str] = "a day of the month, such as `last sunday of month`"
    number: int
    day: int | None
    of: str = "month"


@dataclass(slots=True, eq=False, repr=False)
class YearDay(Value):
    """A day of each year: `1 July`, as `July 1` and `1st of July` are."""

    described: ClassVar[str] = "a day of each year, such as `1 July`"
    month: int
    day: int


@dataclass(slots=True, eq=False, repr=False)
class PeriodFrom(Value):
    """A period that begins on a day of its own: `month from day 16`, `quarter from 1 February`, `week from sunday`. `start` is
    the day of the month, the day of the year, or the weekday on which the first one begins."""

    described: ClassVar[str] = "a period with its first day, such as `month from day 16`"
    unit: str
    start: Number | YearDay | Days


@dataclass(slots=True, eq=False, repr=False)
class AndAbove(Value):
    """A level, a plan or a priority, and all above it: `gold and above`."""

    described: ClassVar[str] = "a level and those above it, such as `gold and above`"
    name: Name


@dataclass(slots=True, eq=False, repr=False)
class Number(Bounded):
    """A number without a unit."""

    described: ClassVar[str] = "a number, such as `5`"
    amount: Decimal


@dataclass(slots=True, eq=False, repr=False)
class Percentage(Bounded):
    """An exact percentage; `amount` is 99.9 for `99.9%`."""

    described: ClassVar[str] = "a percentage, such as `99.9%`"
    amount: Decimal


@dataclass(slots=True, eq=False, repr=False)
class Duration(Bounded):
    """A length of time: elapsed (`4 hours`), or working when `hours` names an hours block (`4 business hours`).

    `parts` are pairs of amount and unit, so that `1 hour 30 minutes` stays as it is written.
    """

    described: ClassVar[str] = "a duration, such as `4 hours` or `2 business days`"
    parts: tuple[tuple[Decimal, str], ...]
    hours: Name | None = None

    @property
    def seconds(self) -> Decimal | None:
        """Its length in seconds, elapsed or working; `None` when it holds months, quarters or years,
        or working days, whose length depends on the calendar."""
        total = Decimal(0)
        for amount, unit in self.parts:
            if unit not in SECONDS or (self.hours is not None and unit in ("day", "week")):
                return None
            total += amount * SECONDS[unit]
        return total

    @property
    def months(self) -> Decimal | None:
        """Its length in months; `None` when it holds other units than months, quarters and years."""
        if self.hours is not None or any(unit not in MONTHS for _, unit in self.parts):
            return None
        return sum((amount * MONTHS[unit] for amount, unit in self.parts), Decimal(0))

    def bounds(self) -> tuple[Decimal, Decimal] | None:
        """The shortest and longest length in seconds that calendars allow (a month has 28 to 31 days, a year
        365 or 366); `None` for working time."""
        if self.hours is not None:
            return None
        months = sum((amount * MONTHS[unit] for amount, unit in self.parts if unit in MONTHS), Decimal(0))
        fixed = sum((amount * SECONDS[unit] for amount, unit in self.parts if unit in SECONDS), Decimal(0))
        whole = int(months)
        low, high = month_days(whole)[0], month_days(whole if whole == months else whole + 1)[1]
        return fixed + low * SECONDS["day"], fixed + high * SECONDS["day"]


@dataclass(slots=True, eq=False, repr=False)
class Money(Bounded):
    """An amount in a currency of ISO 4217; `currency` is `None` where the paper does not say which."""

    described: ClassVar[str] = "an amount of money, such as `95.00 GBP`"
    amount: Decimal
    currency: str | None


@dataclass(slots=True, eq=False, repr=False)
class Size(Bounded):
    """A size or a rate, in decimal or binary units: `10 TB`, `1 Gbit/s`, `512 GiB`."""

    described: ClassVar[str] = "a size or a rate, such as `10 TB` or `1 Gbit/s`"
    amount: Decimal
    unit: str

    @property
    def scaled(self) -> Decimal:
        """Bytes for a size, bits per second for a rate."""
        return self.amount * SIZES[self.unit]


@dataclass(slots=True, eq=False, repr=False)
class Count(Bounded):
    """How many of what: `120 users`, `5 failures`."""

    described: ClassVar[str] = "a count, such as `120 users`"
    amount: Decimal
    noun: str


@dataclass(slots=True, eq=False, repr=False)
class Date(Value):
    """A day of the calendar, ISO 8601."""

    described: ClassVar[str] = "a date, such as `2027-01-31`"
    date: dt.date


@dataclass(slots=True, eq=False, repr=False)
class Time(Value):
    """A time of the day, in seconds after local midnight; `24:00` is the end of the day."""

    described: ClassVar[str] = "a time, such as `09:00`"
    seconds: int


@dataclass(slots=True, eq=False, repr=False)
class HoursSpan(Value):
    """A half-open span of local time, in seconds after midnight; one whose end is not after its start
    runs into the next day."""

    described: ClassVar[str] = "hours of the day, such as `09:00-17:30`"
    start: int
    end: int


@dataclass(slots=True, eq=False, repr=False)
class Days(Value):
    """A weekday, or a range of them, both ends included; 0 is Monday."""

    described: ClassVar[str] = "weekdays, such as `mon-fri`"
    first: int
    last: int


@dataclass(slots=True, eq=False, repr=False)
class Zone(Value):
    """A time zone of the IANA database."""

    described: ClassVar[str] = "a time zone, such as `Europe/London`"
    text: str


@dataclass(slots=True, eq=False, repr=False)
class Tbd(Value):
    """`tbd`: not agreed yet."""

    described: ClassVar[str] = "`tbd`"


@dataclass(slots=True, eq=False, repr=False)
class Unstated(Value):
    """`unstated`: the signed paper is silent."""

    described: ClassVar[str] = "`unstated`"


@dataclass(slots=True, eq=False, repr=False)
class Share(Value):
    """A percentage of something: `25% of monthly fee`, `95% of tickets of P1`."""

    described: ClassVar[str] = "a share, such as `95% of incidents`"
    percentage: Percentage
    of: Name | Phrase | Text


@dataclass(slots=True, eq=False, repr=False)
class Anchored(Value):
    """An amount counted from an event: `30 days of report`, `60 days from end`."""

    described: ClassVar[str] = "a time with its event, such as `30 days of report`"
    amount: Amount
    relation: str
    event: Name | Phrase | Text


def is_day_end(value: object) -> TypeGuard[Anchored]:
    """Whether a time is the end of the day of some hours on which a ticket comes: `same business day of desk`."""
    return (
        isinstance(value, Anchored)
        and isinstance(value.amount, TimeInWords)
        and value.amount.text == SAME_DAY
    )


@dataclass(slots=True, eq=False, repr=False)
class Multiple(Value):
    """So many times something: `1.5 times`, `10 times price of outage`."""

    described: ClassVar[str] = "a multiple, such as `1.5 times`"
    times: Decimal
    of: Name | Phrase | None = None


@dataclass(slots=True, eq=False, repr=False)
class Rated(Value):
    """An amount for each of something: `12.00 GBP per user per month`."""

    described: ClassVar[str] = "a rate, such as `95.00 GBP per hour`"
    amount: Amount
    per: tuple[Per, ...]


@dataclass(slots=True, eq=False, repr=False)
class Per(Value):
    """What a rate is for; `missed` when only missed ones count."""

    described: ClassVar[str] = "what a rate is for, such as `per month`"
    unit: Amount | Name | Phrase
    missed: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Choice(Value):
    """`sooner of A or B`: which of several amounts counts."""

    described: ClassVar[str] = "a choice, such as `sooner of 8 hours or 1 business day`"
    which: str
    options: tuple[Amount | Name | Phrase | Text, ...]


@dataclass(slots=True, eq=False, repr=False)
class Formula(Value):
    """An arithmetic formula, never computed from prose."""

    described: ClassVar[str] = "a formula, such as `formula solved / logged`"
    expression: Arithmetic


@dataclass(slots=True, eq=False, repr=False)
class Operation(Value):
    """Two terms and one of `+ - * /`."""

    described: ClassVar[str] = "a sum or a product"
    operator: str
    left: Arithmetic
    right: Arithmetic


@dataclass(slots=True, eq=False, repr=False)
class Bracket(Value):
    """A term in parentheses."""

    described: ClassVar[str] = "a term in parentheses"
    inner: Arithmetic


@dataclass(slots=True, eq=False, repr=False)
class Negative(Value):
    """A term with a minus before it."""

    described: ClassVar[str] = "a term with a minus"
    inner: Arithmetic


@dataclass(slots=True, eq=False, repr=False)
class Between(Value):
    """From one amount to another, both included, as the paper leaves it (semantics: "bands")."""

    described: ClassVar[str] = "a range, such as `from 95.0% to 99.0%`"
    low: Amount
    high: Amount


@dataclass(slots=True, eq=False, repr=False)
class Window(Value):
    """`2 of 3 months`: how often, out of how many periods."""

    described: ClassVar[str] = "a window, such as `2 of 3 months`"
    count: Decimal
    of: Amount


@dataclass(slots=True, eq=False, repr=False)
class TimesIn(Value):
    """`3 times in 6 months`."""

    described: ClassVar[str] = "how often in a time, such as `3 times in 6 months`"
    times: Decimal
    within: Amount


@dataclass(slots=True, eq=False, repr=False)
class Notice(Value):
    """A notice: how long ahead (`None` when no length is said) and whether it must be in writing."""

    described: ClassVar[str] = "a notice, such as `90 days written notice`"
    length: Amount | None
    written: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Prose(Value):
    """Several lines of text between triple quotes; `references` are the paths and clause numbers
    that stand in braces in it, each with its own span."""

    described: ClassVar[str] = 'text between `"""` and `"""`'
    text: str
    references: tuple[Name, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class Compare(Value):
    """A comparison with an amount: `>= 99.0%`."""

    described: ClassVar[str] = "a comparison, such as `>= 99.0%`"
    operator: str
    amount: Amount


@dataclass(slots=True, eq=False, repr=False)
class Fact(Value):
    """One thing that is or is not so: `impact high`, `availability of servers < 99.0%`,
    `payment overdue 45 days`, `"either party is insolvent"`.

    `compares` holds one comparison or the two ends of a band; `state` is `missed` or `overdue`, and `amount` by how much:
    a time, or a share of the time that was promised.
    """

    described: ClassVar[str] = "a condition, such as `availability < 99.0%`"
    subject: Name | Phrase | Text
    compares: tuple[Compare | Between, ...] = ()
    state: str = ""
    amount: Amount | None = None


@dataclass(slots=True, eq=False, repr=False)
class Not(Value):
    """The opposite of a condition."""

    described: ClassVar[str] = "a negated condition"
    condition: Condition


@dataclass(slots=True, eq=False, repr=False)
class All(Value):
    """Conditions that must hold together (`and`)."""

    described: ClassVar[str] = "conditions joined by `and`"
    conditions: tuple[Condition, ...]


@dataclass(slots=True, eq=False, repr=False)
class Any(Value):
    """Conditions of which one must hold (`or`)."""

    described: ClassVar[str] = "conditions joined by `or`"
    conditions: tuple[Condition, ...]


Open = Tbd | Unstated
Quantity = (
    Number
    | Percentage
    | Duration
    | Money
    | Size
    | Count
    | Date
    | YearDay
    | Time
    | TimeInWords
    | Tbd
    | Unstated
)
Amount = Quantity | Share | Anchored | Multiple | Rated | Choice | Formula
Arithmetic = Operation | Bracket | Negative | Quantity | Name | Phrase | Text
Condition = Fact | Not | All | Any
Item = (
    Amount | NthDay | PeriodFrom | AndAbove | Name | Phrase | Numbered | Pair | Text | Days | Zone | HoursSpan
)
