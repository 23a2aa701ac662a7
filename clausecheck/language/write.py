"""Values in the words of the language again, in one canonical spelling: for paths, titles, tables and messages."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

from clausecheck.language import values as v

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def number(amount: Decimal) -> str:
    """A decimal without an exponent and without useless zeros: `4.50` is `4.5`, `100` stays `100`."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def clock(seconds: int) -> str:
    """Seconds after midnight as `HH:MM`."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def unit(amount: Decimal, name: str) -> str:
    """A unit with the ending that its amount wants: `1 day`, `2 days`."""
    return name if amount == 1 else name + "s"


def listed(items: tuple[Any, ...]) -> str:
    """Values with commas between them."""
    return ", ".join(write(item) for item in items)


def write(value: object) -> str:
    """A value as the language writes it; `None` is nothing."""
    text = _write(value)
    if not isinstance(value, v.Bounded):
        return text
    if value.other is not None:
        text = _ranged(value, value.other)
    return f"{value.bound} {text}" if value.bound else text


def _ranged(value: v.Bounded, other: v.Value) -> str:
    """A range with the lower end first, its unit once: `1-2 business days`, `80%-90%`."""
    ends = sorted((value, other), key=_height)
    low, high = _write(ends[0]), _write(ends[1])
    number, _, unit = high.partition(" ")
    return f"{low.partition(' ')[0]}-{number} {unit}".rstrip()


def _height(value: Any) -> Decimal:
    amount: Decimal = value.parts[0][0] if isinstance(value, v.Duration) else value.amount
    return amount


@functools.singledispatch
def _write(value: object) -> str:
    return "" if value is None else str(value)


@_write.register
def _(value: tuple) -> str:  # type: ignore[type-arg]
    return listed(value)


@_write.register
def _(value: v.Text) -> str:
    return '"' + value.text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@_write.register(v.Name)
@_write.register(v.Zone)
def _(value: v.Name | v.Zone) -> str:
    return value.text


@_write.register
def _(value: v.Phrase) -> str:
    return f"{value.text} of {write(value.of)}"


@_write.register
def _(value: v.Numbered) -> str:
    return f"{value.text} {number(value.number)}" + (f" of {write(value.of)}" if value.of else "")


@_write.register
def _(value: v.Pair) -> str:
    return f"{write(value.name)} {write(value.text)}"


@_write.register
def _(value: v.Number) -> str:
    return number(value.amount)


@_write.register
def _(value: v.Percentage) -> str:
    return format(value.amount, "f") + "%"


@_write.register
def _(value: v.Duration) -> str:
    hours = f"{value.hours.text} " if value.hours else ""
    return " ".join(f"{number(amount)} {hours}{unit(amount, name)}" for amount, name in value.parts)


@_write.register
def _(value: v.Money) -> str:
    return f"{value.amount:f} {value.currency or 'unstated'}"


@_write.register
def _(value: v.Size) -> str:
    return f"{number(value.amount)} {value.unit}"


@_write.register
def _(value: v.Count) -> str:
    return f"{number(value.amount)} {value.noun}"


@_write.register
def _(value: v.Date) -> str:
    return value.date.isoformat()


@_write.register
def _(value: v.Time) -> str:
    return clock(value.seconds)


@_write.register
def _(value: v.HoursSpan) -> str:
    return f"{clock(value.start)}-{clock(value.end)}"


@_write.register
def _(value: v.Days) -> str:
    first, last = v.WEEKDAYS[value.first], v.WEEKDAYS[value.last]
    return first if first == last else f"{first}-{last}"


@_write.register
def _(value: v.TimeInWords) -> str:
    return value.text


@_write.register
def _(value: v.NthDay) -> str:
    return f"{v.ORDINALS[value.number]} {'business day' if value.day is None else DAY_NAMES[value.day]} of {value.of}"


@_write.register
def _(value: v.YearDay) -> str:
    return f"{value.day} {v.MONTH_NAMES[value.month - 1]}"


@_write.register
def _(value: v.PeriodFrom) -> str:
    start = value.start
    if isinstance(start, v.Days):
        return f"{value.unit} from {DAY_NAMES[start.first]}"
    return f"{value.unit} from {'day ' if isinstance(start, v.Number) else ''}{write(start)}"


@_write.register
def _(value: v.AndAbove) -> str:
    return f"{value.name.text} and above"


@_write.register
def _(value: v.Tbd) -> str:
    return "tbd"


@_write.register
def _(value: v.Unstated) -> str:
    return "unstated"


@_write.register
def _(value: v.Share) -> str:
    return f"{write(value.percentage)} of {write(value.of)}"


@_write.register
def _(value: v.Anchored) -> str:
    return f"{write(value.amount)} {value.relation} {write(value.event)}"


@_write.register
def _(value: v.Multiple) -> str:
    return f"{number(value.times)} times" + (f" {write(value.of)}" if value.of else "")


@_write.register
def _(value: v.Rated) -> str:
    return " ".join([write(value.amount), *map(write, value.per)])


@_write.register
def _(value: v.Per) -> str:
    return f"per {write(value.unit)}" + (" missed" if value.missed else "")


@_write.register
def _(value: v.Choice) -> str:
    return f"{value.which} of " + " or ".join(map(write, value.options))


@_write.register
def _(value: v.Formula) -> str:
    return f"formula {write(value.expression)}"


@_write.register
def _(value: v.Operation) -> str:
    return f"{write(value.left)} {value.operator} {write(value.right)}"


@_write.register
def _(value: v.Bracket) -> str:
    return f"({write(value.inner)})"


@_write.register
def _(value: v.Negative) -> str:
    return f"-{write(value.inner)}"


@_write.register
def _(value: v.Between) -> str:
    return f"from {write(value.low)} to {write(value.high)}"


@_write.register
def _(value: v.Window) -> str:
    return f"{number(value.count)} of {write(value.of)}"


@_write.register
def _(value: v.TimesIn) -> str:
    return f"{number(value.times)} times in {write(value.within)}"


@_write.register
def _(value: v.Notice) -> str:
    length = f"{write(value.length)} " if value.length else ""
    return f"{length}{'written ' if value.written else ''}notice"


@_write.register
def _(value: v.Prose) -> str:
    return f'"""{value.text}"""'


@_write.register
def _(value: v.Compare) -> str:
    return f"{value.operator} {write(value.amount)}"


@_write.register
def _(value: v.Fact) -> str:
    compares = " and ".join(map(write, value.compares))
    by = "by" if value.state == "missed" and value.amount is not None else ""
    parts = [write(value.subject), compares, value.state, by, write(value.amount)]
    return " ".join(part for part in parts if part)


@_write.register
def _(value: v.Not) -> str:
    inner = write(value.condition)
    return f"not {inner}" if isinstance(value.condition, v.Fact) else f"not ({inner})"


@_write.register
def _(value: v.All) -> str:
    return " and ".join(f"({write(c)})" if isinstance(c, v.Any) else write(c) for c in value.conditions)


@_write.register
def _(value: v.Any) -> str:
    return " or ".join(write(condition) for condition in value.conditions)
