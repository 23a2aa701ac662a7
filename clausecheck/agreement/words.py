"""Moments and lengths of time as people say them; in English, and the same on every machine."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from clausecheck.language.write import DAY_NAMES, clock, number, unit

WEEKDAYS = tuple(name.title() for name in DAY_NAMES)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def week_moment(minutes: int) -> str:
    """A moment so many minutes after the Monday of a week begins, as `Monday 09:00`; a later week is not told apart."""
    day, minute = divmod(minutes, 1440)
    return f"{WEEKDAYS[day % 7]} {clock(minute * 60)}"


def day_words(day: dt.date) -> str:
    """`Fri 27 Nov 2026`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_words(instant: int, zone: dt.tzinfo) -> str:
    """An instant (seconds since 1970, UTC) as `Fri 27 Nov 2026 16:00`; with seconds only where there are some. A local time
    that comes twice, when clocks go back, says which of the two it is."""
    try:
        local = dt.datetime.fromtimestamp(instant, zone)
    except (OverflowError, ValueError, OSError):
        return "a day before the year 1" if instant < 0 else "a day after the year 9999"
    text = f"{day_words(local.date())} {local:%H:%M}" + (f":{local:%S}" if local.second else "")
    if local.fold:
        return f"{text} (the second one)"
    return text


def length_words(seconds: int) -> str:
    """A length of elapsed time as `2 days 12 hours`: in its two largest units, and exact below a minute only."""
    seconds = abs(seconds)
    if seconds < 60:
        return counted(seconds, "second")
    units = [(86400, "day"), (3600, "hour"), (60, "minute")]
    words: list[str] = []
    for size, name in units:
        count, rest = divmod(seconds, size)
        if count or words:
            if count:
                words.append(counted(count, name))
            seconds = rest
            if len(words) == 2:
                break
    return " ".join(words)


def exact_length(length: Fraction) -> str:
    """A length of elapsed time in seconds, to a tenth of one: `7 hours 12 minutes`, `40 minutes 19.2 seconds`; in days from
    four of them on."""
    hours, tenths = divmod(round(length * 10), 36000)
    minutes, tenths = divmod(tenths, 600)
    days, hours = divmod(hours, 24) if hours >= 96 else (0, hours)
    parts: list[tuple[int | Decimal, str]] = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    parts.append((Decimal(tenths) / 10, "second"))
    return " ".join(counted(amount, noun) for amount, noun in parts if amount) or "0 seconds"


def hours_words(seconds: int | Fraction) -> str:
    """A length of elapsed time in hours, rounded down to the minute: `63 hours 30 minutes`; whole weeks, and three weeks and
    more, in days."""
    minutes = int(seconds // 60)
    hours, minutes = divmod(minutes, 60)
    days = hours // 24
    if days >= 21 or (days >= 7 and not (hours % 24 or minutes)):
        parts = [(days, "day"), (hours % 24, "hour")]
    else:
        parts = [(hours, "hour"), (minutes, "minute")]
    wording = [_thousands(count, unit) for count, unit in parts if count]
    return " ".join(wording) or _thousands(int(seconds), "second")


def hours_to_write(seconds: int) -> str:
    """A length as the language writes it, for a clause that is proposed: `1500 hours`, `90 minutes`."""
    return counted(seconds // 3600, "hour") if seconds % 3600 == 0 else f"{seconds // 60} minutes"


def cut_to_hundredths(value: Fraction | Decimal) -> str:
    """A figure with two decimals at the most, the rest cut off: `1,234.5`."""
    exact = Fraction(value)
    whole, rest = divmod(exact.numerator * 100 // exact.denominator, 100)
    return f"{whole:,}" + (f".{rest:02}".rstrip("0") if rest else "")


def figure_words(value: Fraction, places: int | None = None) -> str:
    """A figure as a decimal, without useless zeros: `99.95`; rounded to so many `places` where they are given."""
    if places is None:
        return number(Decimal(value.numerator) / value.denominator)
    return number(Decimal(round(value * 10**places)) / 10**places)


def percent_words(value: Fraction) -> str:
    """A percentage to four decimals: `99.9888%`."""
    return f"{figure_words(value, places=4)}%"


def in_row(words: Sequence[str]) -> str:
    """Words in a row: `a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def in_row_once(words: Iterable[str]) -> str:
    """Words in a row, each of them once: `a, b and c`."""
    return in_row(list(dict.fromkeys(words)))


def word_set(text: str, without: frozenset[str] = frozenset()) -> frozenset[str]:
    """A phrase as its words, whatever their order, without case and plural endings, and without some words."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(re.sub(r"(?<=[^s])s$", "", word) for word in words if word not in without)


def counted(amount: int | Decimal, noun: str) -> str:
    """So many of something: `1 day`, `2.5 days`."""
    return f"{number(Decimal(amount))} {unit(Decimal(amount), noun)}"


def _thousands(amount: int, noun: str) -> str:
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"
