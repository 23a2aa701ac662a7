"""What becomes of the published agreements in the language, and of their defects: the tables in `samples/README.md`.

Every sheet of the corpus lists the provisions of one published agreement. The agreement of the same name
under `samples/published/` marks with `# p7` the clauses that say provision 7. This script counts which
provisions are said, and which of the figures in a provision's text (numbers with their units, percentages,
money, dates, times, weekdays, zones) stand in a typed value on a marked clause. Words in quotes do not count.

The sheets list the defects of the agreements as well. `samples/published/defects.yaml` decides what becomes of each:
found by a rule, later, or not decidable. This script checks the decisions: each defect has one, and a rule that is
said to find it does, on a clause that says one of the defect's provisions, on the header of a block, or by what is
missing.

    python scripts/published_table.py [--check] [--ruleset NAME|FILE] [CORPUS]

CORPUS is `$CLAUSECHECK_CORPUS` or `../shared/corpus` when it is not given. With `--check` nothing is written:
the exit code is 1 when a table is not current. It is 1 in any case when too little is said or typed, or a decision does
not hold.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from clausecheck import check
from clausecheck.finding import Finding
from clausecheck.language import values as v
from clausecheck.language.parser import parse_bytes
from clausecheck.language.tree import Block, Broken, Node
from clausecheck.rules.errors import UnknownRule
from clausecheck.rules.loader import Ruleset, load
from clausecheck.source import Span

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / "samples" / "published"
README = ROOT / "samples" / "README.md"
BEGIN = "<!-- published-table: made by scripts/published_table.py, do not edit -->"
END = "<!-- /published-table -->"
DECISIONS = PUBLISHED / "defects.yaml"
DEFECTS_BEGIN = (
    "<!-- defects-table: made by scripts/published_table.py from published/defects.yaml, do not edit -->"
)
DEFECTS_END = "<!-- /defects-table -->"
#: The day on which the agreements are checked.
AS_OF = dt.date(2026, 11, 23)

SAID_AT_LEAST = Fraction(97, 100)
TYPED_AT_LEAST = Fraction(95, 100)


# ---- the figures in a text -----------------------------------------------------------------------

Test = Callable[[v.Value], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a provision writes it, and which typed values say the same."""

    written: str
    test: Test


#: Values that say one figure only; a name, weekdays or a zone may say several.
_ONCE = (
    v.Number, v.Count, v.Numbered, v.Percentage, v.Money, v.Duration, v.Size, v.Date, v.Time, v.Multiple,
    v.Window, v.TimesIn,
)  # fmt: skip


def untyped(wanted: Sequence[Figure], values: Sequence[v.Value]) -> list[Figure]:
    """The figures that no value says, where each amount says one figure: `30 days … 30 days` needs two."""
    takers: dict[int, int] = {}  # which figure has which value

    def place(index: int, tried: set[int]) -> bool:
        for at, value in enumerate(values):
            if at in tried or not wanted[index].test(value):
                continue
            if not isinstance(value, _ONCE):
                return True
            tried.add(at)
            if at not in takers or place(takers[at], tried):
                takers[at] = index
                return True
        return False

    return [figure for index, figure in enumerate(wanted) if not place(index, set())]


_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_UNITS = {
    **v.UNITS,
    **dict.fromkeys(("h", "hr", "hrs"), "hour"),
    **dict.fromkeys(("min", "mins"), "minute"),
    **dict.fromkeys(("yr", "yrs"), "year"),
}
_CADENCES = {
    "hourly": "hour", "daily": "day", "nightly": "day", "weekly": "week", "monthly": "month",
    "quarterly": "quarter", "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", None})
#: A sign says less than a code: each of these may be meant, or the paper may leave it open (`175 unstated`).
_SIGNS: dict[str, frozenset[str | None]] = {
    "$": _DOLLARS,
    "dollars": _DOLLARS,
    "US$": frozenset({"USD"}),
    "US dollars": frozenset({"USD"}),
    "£": frozenset({"GBP"}),
    "€": frozenset({"EUR"}),
    "K": frozenset({"PGK", "ZMW", None}),
}
_ZONES = {
    r"GMT/BST|UK time": {"Europe/London"},
    r"Central(?: Standard)?(?: Time)?|CT|CST": {"America/Chicago", "CST6CDT", "Etc/GMT+6"},
    r"Eastern(?: Standard)?(?: Time)?|ET|EST": {"America/New_York", "EST", "EST5EDT", "Etc/GMT+5"},
    r"Pacific(?: Standard)?(?: Time)?|PT|PST": {"America/Los_Angeles", "PST8PDT", "Etc/GMT+8"},
}

_NUM = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_START = r"(?<![\w.])(?<![A-Za-z]-)"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_DAY = r"(?:" + "|".join(rf"{day[:3]}(?:{day[3:]})?s?" for day in _DAYS) + r")\b"
_CLOCK = r"\d{1,2}(?::\d{2}| ?[ap]m\b)"
_LENGTH = r"(?:second|minute|hour|day|week|month|quarter|year)\b"
_CODE = r"(?:USD|CAD|AUD|GBP|EUR|PGK)"


def _number(text: str) -> Decimal:
    return Decimal(_WORDS.get(text.lower()) or text.replace(",", ""))


def _seconds(clock: str) -> int:
    digits = re.match(r"(\d+):?(\d*)", clock)
    assert digits is not None
    hour, minute = int(digits[1]), int(digits[2] or 0)
    if clock.endswith("m"):
        hour = hour % 12 + (12 if clock.endswith("pm") else 0)
    return hour * 3600 + minute * 60


def _weekday(text: str) -> int:
    return [day[:3] for day in _DAYS].index(text.lower()[:3])


def _measure(parts: Iterable[tuple[Decimal, str]], working: bool) -> tuple[bool, Decimal, Decimal, Decimal]:
    """A duration as working or elapsed, months, working days, seconds: two that are equal say the same."""
    months = days = seconds = Decimal(0)
    for amount, unit in parts:
        if unit in v.MONTHS:
            months += amount * v.MONTHS[unit]
        elif working and unit in ("day", "week"):
            days += amount * (1 if unit == "day" else 7)
        else:
            seconds += amount * v.SECONDS[unit]
    return working, months, days, seconds


# ---- what says a figure --------------------------------------------------------------------------


def is_duration(amount: Decimal, unit: str, working: bool) -> Test:
    """So long, elapsed or working."""
    wanted = _measure([(amount, unit)], working)
    return lambda value: (
        isinstance(value, v.Duration) and _measure(value.parts, value.hours is not None) == wanted
    )


def is_cadence(unit: str) -> Test:
    """Each such period: `every 1 month`, `each month`, `per month`, `monthly fee`."""
    exactly = is_duration(Decimal(1), unit, False)
    words = {unit, unit + "s", *(word for word, meant in _CADENCES.items() if meant == unit)}

    def test(value: v.Value) -> bool:
        named = isinstance(value, v.Name | v.Phrase) and not words.isdisjoint(value.text.split())
        return named or exactly(value)

    return test


def is_percentage(amount: Decimal) -> Test:
    """So many per cent."""
    return lambda value: isinstance(value, v.Percentage) and value.amount == amount


def is_money(amount: Decimal, currencies: frozenset[str | None]) -> Test:
    """So much money, in one of these currencies."""
    return lambda value: (
        isinstance(value, v.Money) and value.amount == amount and value.currency in currencies
    )


def is_currency(currencies: frozenset[str | None]) -> Test:
    """The currency, without an amount."""
    return lambda value: (
        (isinstance(value, v.Name) and value.text in currencies)
        or (isinstance(value, v.Money) and value.currency in currencies)
    )


def is_date(date: dt.date) -> Test:
    """The day of the calendar."""
    return lambda value: isinstance(value, v.Date) and value.date == date


def is_time(seconds: int) -> Test:
    """The time of the day."""
    return lambda value: isinstance(value, v.Time) and value.seconds == seconds


def is_span(start: int, end: int) -> Test:
    """The hours of the day."""
    return lambda value: isinstance(value, v.HoursSpan) and (value.start, value.end) == (start, end)


def is_always(value: v.Value) -> bool:
    """Round the clock: `always`, or the whole day."""
    return (isinstance(value, v.Name) and value.text == "always") or is_span(0, 86400)(value)


def is_days(first: int, last: int) -> Test:
    """The weekdays; `sat-sun` says Saturday, and so does `sat`."""
    if first != last:
        return lambda value: isinstance(value, v.Days) and (value.first, value.last) == (first, last)
    return lambda value: (
        isinstance(value, v.Days)
        and (value.first, value.last) in ((first, first), (5, 6))
        and value.first <= first <= value.last
    )


def is_zone(names: set[str]) -> Test:
    """The time zone under one of its names."""
    return lambda value: isinstance(value, v.Zone) and value.text in names


def is_size(amount: Decimal, unit: str) -> Test:
    """So much data."""
    wanted = v.Size(amount, unit).scaled
    return lambda value: isinstance(value, v.Size) and value.scaled == wanted


def is_number(number: Decimal, context: Context) -> Test:
    """A number without a unit of its own: a count, a rank or the number in a name (`P1`), or an amount in a
    unit that the same provision names elsewhere (`High within 2` after `Critical within 1 hour`)."""

    def test(value: v.Value) -> bool:
        if isinstance(value, v.Percentage):
            return context.percent and value.amount == number
        if isinstance(value, v.Money):
            return context.money and value.amount == number
        if isinstance(value, v.Duration):
            return any(amount == number and unit in context.units for amount, unit in value.parts)
        return _bare(value) == number

    return test


def _bare(value: v.Value) -> Decimal | None:
    """The number of a value that has no unit of measure."""
    match value:
        case v.Number(amount=number) | v.Count(amount=number) | v.Numbered(number=number):
            return number
        case v.Multiple(times=number) | v.TimesIn(times=number) | v.Window(count=number):
            return number
        case v.Name(text=name):
            digits = re.search(r"\d+$", name)
            return Decimal(digits[0]) if digits else None
    return None


@dataclass(slots=True)
class Context:
    """The units that a provision names, for its numbers without one."""

    percent: bool = False
    money: bool = False
    units: set[str] = field(default_factory=set)


#: From a match to what it says. A reader of two figures has a group for each.
Reader = Callable[[re.Match[str], Context], Sequence[Test]]
_READERS: list[tuple[re.Pattern[str], Reader]] = []


def reads(pattern: str) -> Callable[[Reader], Reader]:
    """Register what reads such a piece of text; the first that matches wins."""

    def register(reader: Reader) -> Reader:
        _READERS.append((re.compile(pattern), reader))
        return reader

    return register


@reads(r"24 ?[x/\u00d7] ?7(?: ?[x/\u00d7] ?365)?\b|24-hour (?=help|support|service|phone)")
def _always(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_always]


@reads(rf"{_START}(\d{{1,2}}) ((?i:{'|'.join(_MONTHS)})) (\d{{4}})\b")
def _long_date(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_date(dt.date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1])))]


@reads(rf"{_START}\d{{4}}-\d{{2}}-\d{{2}}\b")
def _iso_date(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_date(dt.date.fromisoformat(match[0]))]


@reads(rf"{_START}({_CLOCK}) ?(?:[-\u2013]|to) ?({_CLOCK})")
def _span(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_span(_seconds(match[1]), _seconds(match[2]))]


@reads(rf"{_START}{_CLOCK}")
def _time(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_time(_seconds(match[0]))]


@reads(rf"\b(?i:({_DAY}) ?(?:[-\u2013]|to|through) ?({_DAY}))")
def _weekdays(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_days(_weekday(match[1]), _weekday(match[2]))]


@reads(r"\ball seven days\b")
def _whole_week(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_days(0, 6)]


@reads(rf"\b(?:{'|'.join(rf'{day.title()}s?' for day in _DAYS)})\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b")
def _one_day(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_days(_weekday(match[0]), _weekday(match[0]))]


@reads(rf"{_START}({_NUM}) ?[-\u2013] ?<?({_NUM}) ?(?:%|percent\b)")
def _percentages(match: re.Match[str], context: Context) -> Sequence[Test]:
    context.percent = True
    return [is_percentage(_number(match[1])), is_percentage(_number(match[2]))]


@reads(rf"{_START}({_NUM}) ?(?:%|percent\b)")
def _percentage(match: re.Match[str], context: Context) -> Sequence[Test]:
    context.percent = True
    return [is_percentage(_number(match[1]))]


@reads(r"%|\bpercent\b")
def _percent_sign(match: re.Match[str], context: Context) -> Sequence[Test]:
    context.percent = True
    return []


@reads(rf"(?<!\w)(US\$|\$|£|€|K|{_CODE} )({_NUM})(?!\w)")
def _money(match: re.Match[str], context: Context) -> Sequence[Test]:
    context.money = True
    return [is_money(_number(match[2]), _SIGNS.get(match[1], frozenset({match[1].strip()})))]


@reads(rf"{_START}({_NUM}) (US dollars|dollars|{_CODE})\b")
def _money_behind(match: re.Match[str], context: Context) -> Sequence[Test]:
    context.money = True
    return [is_money(_number(match[1]), _SIGNS.get(match[2], frozenset({match[2]})))]


@reads(rf"\b(US dollars|{_CODE})\b")
def _currency(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_currency(_SIGNS.get(match[1], frozenset({match[1]})))]


@reads(rf"{_START}({_NUM}) ?({'|'.join(sorted(v.SIZES, key=len, reverse=True))})(?![\w/])")
def _size(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_size(_number(match[1]), match[2])]


@reads(
    rf"{_START}((?i:{_NUM}|{'|'.join(_WORDS)}))[ -]?(?:(business|working) )?"
    rf"(?:(?:calendar|consecutive|further) )?({_UNIT})\b"
)
def _duration(match: re.Match[str], context: Context) -> Sequence[Test]:
    unit = _UNITS[match[3]]
    context.units.add(unit)
    return [is_duration(_number(match[1]), unit, match[2] is not None)]


@reads(rf"{_START}({_NUM}) ?(?:x|times)\b(?! \d)")
def _multiple(match: re.Match[str], context: Context) -> Sequence[Test]:
    times = _number(match[1])
    return [lambda value: isinstance(value, v.Multiple | v.TimesIn) and value.times == times]


@reads(rf"\b(?i:{'|'.join(_CADENCES)})\b")
def _adverb(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_cadence(_CADENCES[match[0].lower()])]


@reads(rf"(?:\b(?:per|each|every|an?) |/)(?:calendar )?({_LENGTH})|\b(month) to month\b")
def _each(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_cadence(match[1] or match[2])]


@reads(r"\bonce (?=in \d)")
def _once(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_number(Decimal(1), context)]


@reads(rf"{_START}(\d+)(?:st|nd|rd|th)\b")
def _ordinal(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_number(_number(match[1]), context)]


@reads(rf"{_START}({_NUM})-({_NUM})(?![\w-])")
def _numbers(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_number(_number(match[1]), context), is_number(_number(match[2]), context)]


@reads(rf"{_START}({_NUM})(?!\w)")
def _plain_number(match: re.Match[str], context: Context) -> Sequence[Test]:
    return [is_number(_number(match[1]), context)]


for _names, _known in _ZONES.items():

    @reads(rf"\b(?:{_names})(?!\w)")
    def _zone(match: re.Match[str], context: Context, known: set[str] = _known) -> Sequence[Test]:
        return [is_zone(known)]


def figures(provision: str) -> list[Figure]:
    """Every figure in a provision's text, from left to right."""
    found: list[Figure] = []
    context = Context()  # filled while reading, used when the tests run
    at = 0
    while at < len(provision):
        after = at + 1
        for pattern, reader in _READERS:
            if match := pattern.match(provision, at):
                tests = reader(match, context)
                written = (match[0].strip(),) if len(tests) == 1 else match.groups()
                found += [Figure(text, test) for text, test in zip(written, tests, strict=True)]
                after = match.end()
                break
        at = after
    return found


# ---- sheets and agreements -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision of a sheet."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect of a sheet: the provisions in which it lies, and what is wrong."""

    type: str
    provisions: tuple[int, ...]
    reason: str

    def __str__(self) -> str:
        return " ".join((self.type, *(f"p{number}" for number in self.provisions)))


@dataclass(slots=True)
class Sheet:
    """A sheet beside its agreement; `problem` says why there is nothing to count."""

    name: str
    provisions: list[Provision]
    problem: str = ""
    wording: int = 0
    figures: int = 0
    typed: int = 0
    defects: list[Defect] = field(default_factory=list)
    #: Provisions that no clause says, figures that no value says, marks that point nowhere; in words.
    missing: list[str] = field(default_factory=list)


_MARKS = re.compile(r"#\s*(p\d+(?:[\s,]+p\d+)*)(?![\w-])")


def marks(node: Node) -> set[int]:
    """The provisions that a clause says, from the comments behind it."""
    found: set[int] = set()
    for comment in node.trailing:
        if match := _MARKS.match(comment):
            found.update(int(number) for number in re.findall(r"\d+", match[1]))
    return found


def marked(block: Block, names: tuple[v.Value, ...] = ()) -> Iterator[tuple[Node, list[v.Value]]]:
    """Each clause with the values that stand on it; the names of the blocks around it belong to them."""
    for node in block.clauses:
        own = [inner for _, value in node.contents() for inner in value.walk()]
        if not isinstance(node, Broken):
            yield node, [*names, *own]
        if isinstance(node, Block):
            name = getattr(node, "name", None)
            yield from marked(node, (*names, name) if isinstance(name, v.Value) else names)


def compare(sheet: Sheet, agreement: Path) -> None:
    """Count what the agreement says of the sheet."""
    if not agreement.is_file():
        sheet.problem = "not transcribed yet"
        return
    parsed = parse_bytes(agreement.read_bytes(), agreement.name)
    if parsed.problems:
        first = parsed.problems[0]
        sheet.problem = f"cannot be read: {first.message}"
        return
    values: dict[int, list[v.Value]] = {}
    for node, own in marked(parsed.document):
        for number in marks(node):
            values.setdefault(number, []).extend(own)
    for provision in sheet.provisions:
        wanted = figures(provision.text)
        sheet.figures += len(wanted)
        if provision.number not in values:
            sheet.missing.append(f"p{provision.number} is not said")
            continue
        sheet.wording += 1
        absent = untyped(wanted, values[provision.number])
        sheet.typed += len(wanted) - len(absent)
        sheet.missing += [
            f"p{provision.number}: `{figure.written}` stands in no typed value" for figure in absent
        ]
    known = {provision.number for provision in sheet.provisions}
    strangers = sorted(values.keys() - known)
    sheet.missing += [f"p{number} is marked, but the sheet has none" for number in strangers]


def read_sheet(path: Path) -> Sheet:
    """The provisions and the defects of a sheet."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Sheet(
        path.stem,
        [Provision(entry["n"], entry["text"]) for entry in content["provisions"]],
        defects=[
            Defect(entry["type"], tuple(entry["provisions"]), entry["reason"]) for entry in content["defects"]
        ],
    )


# ---- the table -----------------------------------------------------------------------------------

#: The columns behind the sheet's name, each with how a counted sheet (or the sum of all) fills it.
COLUMNS: tuple[tuple[str, Callable[[Sheet], str]], ...] = (
    ("provisions", lambda sheet: str(len(sheet.provisions))),
    ("said", lambda sheet: _share(sheet.wording, len(sheet.provisions))),
    ("figures", lambda sheet: str(sheet.figures)),
    ("typed", lambda sheet: _share(sheet.typed, sheet.figures)),
)


def _share(part: int, whole: int) -> str:
    if part == whole:
        return f"{part} (100%)"
    return f"{part} ({Decimal(part * 100) / whole:.1f}%)"


def total(sheets: Sequence[Sheet]) -> Sheet:
    """All sheets that have an agreement as one."""
    counted = [sheet for sheet in sheets if not sheet.problem]
    return Sheet(
        f"**all {len(counted)}**",
        [provision for sheet in counted for provision in sheet.provisions],
        wording=sum(sheet.wording for sheet in counted),
        figures=sum(sheet.figures for sheet in counted),
        typed=sum(sheet.typed for sheet in counted),
    )


def table(sheets: Sequence[Sheet]) -> str:
    """The table and, below it, what is missing, in Markdown."""
    lines = [
        "| sheet | " + " | ".join(title for title, _ in COLUMNS) + " |",
        "|---" + "|---:" * len(COLUMNS) + "|",
    ]
    for sheet in sheets:
        if sheet.problem:
            cells = [str(len(sheet.provisions)), sheet.problem, *("" for _ in COLUMNS[2:])]
        else:
            cells = [fill(sheet) for _, fill in COLUMNS]
        name = sheet.name if sheet.problem else f"[{sheet.name}](published/{sheet.name}.sla)"
        lines.append(" | ".join((f"| {name}", *cells)).rstrip() + " |")
    everything = total(sheets)
    lines.append(f"| {everything.name} | " + " | ".join(fill(everything) for _, fill in COLUMNS) + " |")
    missing = [f"- {sheet.name}, {text}" for sheet in sheets for text in sheet.missing]
    lines += ["", "Missing:", "", *missing] if missing else ["", "Nothing is missing."]
    return "\n".join(lines)


def shortfalls(sheets: Sequence[Sheet]) -> list[str]:
    """Why the table is not good enough, in words."""
    everything = total(sheets)
    found = [f"{sheet.name} {sheet.problem}" for sheet in sheets if sheet.problem.startswith("cannot")]
    for what, part, whole, least in (
        ("provisions are said", everything.wording, len(everything.provisions), SAID_AT_LEAST),
        ("figures are typed", everything.typed, everything.figures, TYPED_AT_LEAST),
    ):
        if not whole or Fraction(part, whole) < least:
            found.append(f"{part} of {whole} {what}; at least {float(least):.0%} must be")
    return found


# ---- the defects ---------------------------------------------------------------------------------

#: What a defect may wait for, in the words of the table.
LATER = {"contradictions": "comes with contradictions", "wording": "comes with the wording rulebook"}
#: The columns of the sums: how a decision counts, and the title.
OUTCOMES = {"found": "found", "in part": "found in part", **LATER, "not decidable": "not decidable"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one defect: `rules` find it, it comes `later` with something, or it is not `decidable`.
    `rest` says what becomes of the part that the rules leave."""

    defect: str
    rules: tuple[str, ...] = ()
    later: str = ""
    undecidable: str = ""
    rest: str = ""

    @property
    def outcome(self) -> str:
        if self.rules:
            return "in part" if self.rest else "found"
        return self.later or "not decidable"

    def __str__(self) -> str:
        if self.rules:
            found = ", ".join(f"`{rule}`" for rule in self.rules)
            return f"{found}; {self.rest}" if self.rest else found
        return LATER[self.later] if self.later else f"not decidable, because {self.undecidable}"


def read_decision(entry: Any) -> Decision:
    """One entry of the file of decisions. Raises `ValueError` in words."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("defect"), str):
        raise ValueError("an entry without `defect`")
    name = entry["defect"]
    known = ("rule", "later", "not decidable")
    if strange := entry.keys() - {"defect", "rest", *known}:
        raise ValueError(f"{name} has the unknown key `{min(map(str, strange))}`")
    given = [key for key in known if key in entry]
    if len(given) != 1:
        raise ValueError(f"{name} has {len(given)} decisions; it needs one of {', '.join(known)}")
    rule, later, rest = entry.get("rule", ()), entry.get("later", ""), entry.get("rest", "")
    rules = (rule,) if isinstance(rule, str) else tuple(rule or ())
    if "rule" in entry and not rules:
        raise ValueError(f"{name} names no rule")
    if "later" in entry and later not in LATER:
        raise ValueError(f"{name} comes later with `{later}`, which is none of {', '.join(LATER)}")
    if "not decidable" in entry and not entry["not decidable"]:
        raise ValueError(f"{name} is not decidable, but no reason is given")
    if rest and not rules:
        raise ValueError(f"{name} has a `rest`, but no rule finds the other part")
    return Decision(name, rules, later, entry.get("not decidable", ""), rest)


def decisions_of(sheet: Sheet, entries: Any, failed: list[str]) -> list[Decision]:
    """The decisions for a sheet, one for each of its defects in their order; what is wrong goes to `failed`."""
    found: list[Decision] = []
    for entry in entries if isinstance(entries, list) else []:
        try:
            found.append(read_decision(entry))
        except ValueError as error:
            failed.append(f"{sheet.name}: {error}")
            return []
    wanted = [str(defect) for defect in sheet.defects]
    given = [decision.defect for decision in found]
    for one, other in zip(wanted, given, strict=False):
        if one != other:
            failed.append(
                f"{sheet.name}: the sheet lists the defect {one}, {DECISIONS.name} decides on {other}"
            )
            return []
    if len(wanted) != len(given):
        failed.append(f"{sheet.name}: {len(wanted)} defects are listed, {len(given)} are decided")
        return []
    return found


def innermost(block: Block, span: Span) -> Node:
    """The clause, or the block, in which a place lies."""
    for node in block.clauses:
        if node.span.start <= span.start and span.end <= node.span.end:
            return innermost(node, span) if isinstance(node, Block) else node
    return block


def in_place(finding: Finding, document: Block, provisions: Sequence[int]) -> bool:
    """Whether a finding lies where a defect is: one of its places on a clause that says one of the defect's provisions,
    or, as something is missing, on a header or wherever what is expected would follow."""
    if finding.expected:
        return True
    for span in (finding.span, *(label.span for label in finding.labels)):
        node = innermost(document, span)
        if not marks(node).isdisjoint(provisions) or (isinstance(node, Block) and span == finding.span):
            return True
    return False


def verify(sheet: Sheet, decisions: Sequence[Decision], agreement: Path, ruleset: Ruleset) -> list[str]:
    """The decisions whose rules do not find the defect, in words."""
    content = agreement.read_bytes()
    document = parse_bytes(content, agreement.name).document
    findings = check(content, path=agreement.name, ruleset=ruleset, as_of=AS_OF, profile=()).findings
    failed = []
    for defect, decision in zip(sheet.defects, decisions, strict=True):
        for name in decision.rules:
            try:
                ruleset.rule(name)
            except UnknownRule as error:
                failed.append(f"{sheet.name}, {defect}: {error}")
                continue
            its = [finding for finding in findings if finding.name == name]
            if not its:
                failed.append(f"{sheet.name}, {defect}: `{name}` finds nothing")
            elif not any(in_place(finding, document, defect.provisions) for finding in its):
                failed.append(f"{sheet.name}, {defect}: `{name}` finds something, but in another place")
    return failed


def decide(sheets: Sequence[Sheet], ruleset: Ruleset) -> tuple[str, list[str]]:
    """The tables of defects in Markdown, and the decisions that do not hold."""
    content = yaml.safe_load(DECISIONS.read_text(encoding="utf-8")) if DECISIONS.is_file() else None
    entries = content if isinstance(content, Mapping) else {}
    strangers = entries.keys() - {sheet.name for sheet in sheets}
    failed = [f"{DECISIONS.name} decides on {name}, which is no sheet" for name in sorted(strangers)]
    rows = ["| sheet | defect | what the sheet says | what becomes of it |", "|---|---|---|---|"]
    sums: dict[str, Counter[str]] = {}
    for sheet in sheets:
        decisions = decisions_of(sheet, entries.get(sheet.name), failed)
        agreement = PUBLISHED / f"{sheet.name}.sla"
        if not decisions or not agreement.is_file():
            continue
        failed += verify(sheet, decisions, agreement, ruleset)
        for defect, decision in zip(sheet.defects, decisions, strict=True):
            sums.setdefault(defect.type, Counter())[decision.outcome] += 1
            rows.append(f"| {sheet.name} | {defect} | {_cell(defect.reason)} | {_cell(str(decision))} |")
    head = [
        f"| type | defects | {' | '.join(OUTCOMES.values())} |",
        "|---" + "|---:" * (len(OUTCOMES) + 1) + "|",
    ]
    everything: Counter[str] = Counter()
    for kind, counts in sorted(sums.items()):
        everything += counts
        head.append(_sum(kind, counts))
    return "\n".join([*head, _sum("**all**", everything), "", *rows]), failed


def _sum(kind: str, counts: Counter[str]) -> str:
    return f"| {kind} | {counts.total()} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |"


def _cell(text: str) -> str:
    return text.strip().replace("|", "\\|").replace("<", "&lt;")


# ---- the README ----------------------------------------------------------------------------------


def insert(readme: str, new: str, first: str = BEGIN, last: str = END) -> str:
    """The text of the README with a table between its two markers."""
    before, begin, rest = readme.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise SystemExit(f"{README.name} lacks the two comments between which the table stands")
    return f"{before}{begin}\n{new}\n{end}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the tables; the exit code."""
    options = argparse.ArgumentParser(description="Write or check the tables in samples/README.md.")
    options.add_argument("corpus", nargs="?", type=Path, help="the folder with the sheets")
    options.add_argument("--check", action="store_true", help="write nothing, fail when they are not current")
    options.add_argument("--ruleset", default="msp", help="the rules that are to find the defects")
    given = options.parse_args(arguments)
    fallback = os.environ.get("CLAUSECHECK_CORPUS") or ROOT.parent / "shared" / "corpus"
    corpus = given.corpus or Path(fallback)
    if not corpus.is_dir():
        print(f"no corpus at {corpus}: the tables of samples/README.md are not checked", file=sys.stderr)
        return 0 if given.check else 2
    sheets = [read_sheet(path) for path in sorted(corpus.glob("*.yaml"))]
    for sheet in sheets:
        compare(sheet, PUBLISHED / f"{sheet.name}.sla")
    new = table(sheets)
    defects, wrong = decide(sheets, load(given.ruleset))
    print(new, defects, sep="\n\n")
    failed = shortfalls(sheets) + wrong
    old = README.read_text(encoding="utf-8")
    wanted = insert(insert(old, new), defects, DEFECTS_BEGIN, DEFECTS_END)
    if given.check and old != wanted:
        failed.append("the tables of samples/README.md are not current: run scripts/published_table.py")
    elif old != wanted:
        README.write_text(wanted, encoding="utf-8", newline="\n")
    for text in failed:
        print(text, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
