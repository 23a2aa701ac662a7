"""Availability with its period, maintenance windows and their notices (forms S2, S4)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from clausecheck.importing.figures import PERCENT, SOFT, durations, open_at
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, Question, World, named, prose, quoted, table

SERVICE = 'service services "Services"'
_UP = re.compile(r"\b(?:up[- ]?time|availabilit(?:y|ies)|available|operational|accessible)\b", re.I)
PERIODS = (
    ("month", re.compile(r"\bmonth(?:ly|s)?\b|\bbilling cycle\b", re.I)),
    ("quarter", re.compile(r"\bquarter(?:ly|s)?\b", re.I)),
    ("year", re.compile(r"\byear(?:ly|s)?\b|\bannual(?:ly)?\b|\bper annum\b", re.I)),
    ("week", re.compile(r"\bweek(?:ly)?\b", re.I)),
)
_FIRM = re.compile(
    r"\b(?:will|shall|must|guarantee\w*|commit\w*|warrants?|agrees?|maintain\w*|ensur\w+|"
    r"provide\w*|promise\w*|at least|minimum|is|be)\b",
    re.I,
)
_NOT = re.compile(
    r"\b(?:credits?|refund\w*|below|falls?|drops?|less than|fail\w*|not (?:meet|met|achieve)|"
    r"if|unless|terminat\w*|example|e\.g|was|were|average|historical|currently|"
    r"error rate|success rate|response|respond|resol\w+|backup|support (?:desk|team)|chart|"
    r"target only|each additional|per \d|(?:sla|industry) standard|discount|"
    r"compensat\w+|penalt\w+|calculated|formula|divided|minus)\b|[<≤]\s*\d",
    re.I,
)
_DURING = re.compile(r"\bduring (?:the )?(?:business|working|office|support) hours\b", re.I)
_PERCENT = re.compile(PERCENT, re.I)


_EACH = re.compile(
    r"\b(?:per|each|every|in any|in each|of each|of any)(?: calendar| billing)? \w+|\bcalendar \w+", re.I
)
"""Words that say over which period something is measured, where others only date it."""


def period(text: str) -> str:
    """The period that a text names, if it is one."""
    found = {name for name, pattern in PERIODS if pattern.search(text)}
    if len(found) > 1:
        found = {name for name, pattern in PERIODS if any(map(pattern.search, _EACH.findall(text)))}
    return found.pop() if len(found) == 1 else ""


@functools.lru_cache(maxsize=4)
def _measured(text: str) -> str:
    """The period over which the whole draft measures availability: what it defines, else what its only period is."""
    told = re.findall(
        r"(monthly|quarterly|annual|yearly) (?:up[- ]?time|availability)|(?:up[- ]?time|"
        r"availability)[^.\n]{0,120}?(?:calculated|measured|in any|per|each|over a|during a)(?: "
        r"given| calendar| full)*\s+"
        r"(month|quarter|year)|(?:calculated|measured) (?:on a )?(?:calendar )?(monthly|month|quarterly|annual)",
        text,
        re.I,
    )
    found = {period(" ".join(one)) for one in told} - {""}
    return found.pop() if len(found) == 1 else ""


@prose("availability sentence", "S2")
def sentence(passage: DraftPassage, world: World) -> Found:
    """`The service will be available 99.9% of each month.`"""
    text = passage.text
    shares = list(_PERCENT.finditer(text))
    if len(shares) != 1 or not (_UP.search(text) or _said_above(passage)) or _NOT.search(text):
        return
    if passage.kind == "heading" or (durations(text) and not re.search(r"\b24\s*[/x]\s*7", text)):
        return
    share = float(shares[0]["percent"])
    if not 80 <= share <= 100:
        return
    if SOFT.search(text) and not re.search(r"\btargets?\b\W{0,3}\s*9", text, re.I):
        return
    if not (_FIRM.search(text) or passage.label or passage.kind == "item"):
        return
    yield _reading(
        passage,
        world,
        "" if open_at(text, shares[0]) else shares[0]["percent"],
        text,
        (SERVICE,),
        "availability sentence",
    )


_BESIDE = re.compile(
    r"\b(?:resolution|response|satisfaction|first[- ](?:contact|call)|attainment|compliance|"
    r"kpi|retention|backups?|credits?|remed)",
    re.I,
)


def _said_above(passage: DraftPassage) -> bool:
    """Whether the label or the heading right above speaks of availability, and of nothing else."""
    above = " ".join((*passage.above[-1:], passage.label))
    return bool(_UP.search(above)) and not _BESIDE.search(above)


def _reading(
    passage: DraftPassage, world: World, share: str, quote: str, path: tuple[str, ...], name: str
) -> DraftReading:
    notes = " ".join(passage.notes)
    window = period(quote) or period(notes) or period(" ".join(passage.above[-1:])) or _measured(world.text)
    clause = f"availability {f'{share}%' if share else 'tbd'} each {window or '{period}'}"
    if _DURING.search(quote):
        clause += ", during business"
    excluding = re.search(
        r"(?:excluding|except(?: for)?|exclusive of|other than|not including|outside(?: "
        r"of)?)\b[^.;]*?\b(?:scheduled|planned|maintenance)",
        quote,
        re.I,
    )
    if excluding:
        clause += ", except maintenance"
    questions = (
        ()
        if window
        else (
            Question(
                "period",
                f"over which period is the availability of {share or '(blank) '}% measured?",
                ("month", "quarter", "year"),
            ),
        )
    )
    return DraftReading(name, "S2", path, clause, quote, (passage,), questions)


@table("availability table", "S2")
def availability_table(grid: DraftTable, world: World) -> Found:
    """Rows are services, or metrics; a column of shares stands under `Availability` or `Uptime`."""
    text = " ".join((*grid.context[-1:], *grid.head))
    if re.search(r"credit|refund|chart|illustrat|example|downtime allow|historical|actual", text, re.I):
        return
    columns = [
        at for at, title in enumerate(grid.head)
        if _UP.search(title) or (at == len(grid.head) - 1 == 1 and re.search(r"target|commitment|sla|level|value", title, re.I))
    ]  # fmt: skip
    if len(columns) != 1 or columns[0] == 0:
        return
    titled = bool(_UP.search(grid.head[columns[0]]))
    for row in grid.rows:
        if columns[0] >= len(row.cells):
            continue
        cell, name = row.cells[columns[0]], row.cells[0]
        share = _PERCENT.fullmatch(
            re.sub(
                r"\s*(?:monthly|per month|uptime|availability|quarterly|annually|each month|/month)\b",
                "",
                cell,
                flags=re.I,
            ).strip(" *.≥>=")
        )
        if share is None or not (titled or _UP.search(name)) or SOFT.search(cell) or _BESIDE.search(name):
            continue
        if not 80 <= float(share["percent"]) <= 100:
            continue
        plain = re.fullmatch(
            r"\W*(?:(?:service|system|network|platform|monthly|api|overall|guaranteed|"
            r"minimum)\s+)*(?:uptime|availability)(?: (?:guarantee|commitment|target|sla))?\W*",
            name,
            re.I,
        )
        path = (SERVICE,) if plain else (f"service {named(name, 'service')} {quoted(name)}",)
        yield _reading(row, world, share["percent"], " | ".join(row.cells), path, "availability table")


# ---- maintenance -----------------------------------------------------------------------------------------

_MAINTAIN = re.compile(
    r"\b(?:scheduled|planned|routine|regular)?\s*(?:maintenance|downtime|outages?)\b", re.I
)
_EMERGENCY = re.compile(r"\b(?:emergency|unscheduled|unplanned|urgent)\b", re.I)
_ADVANCE = re.compile(r"\b(?:notice|notif\w+|notify|advance|announce\w*|inform\w*|prior|beforehand)\b", re.I)
_DAYS = {
    name: at
    for at, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed",
            "thursday thu thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
CLOCK = r"\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?\s?m\.?)?|noon|midnight"
SPAN = re.compile(rf"(?P<from>{CLOCK})\s*(?:-|–|—|to|until|till|and)\s*(?P<to>{CLOCK})(?![\d%])", re.I)


@prose("notice of maintenance", "S4")
def maintenance_notice(passage: DraftPassage, world: World) -> Found:
    """`Scheduled maintenance is announced 48 hours in advance.`"""
    for text in _facts(passage.text):
        yield from _notice(passage, text)


def _facts(text: str) -> list[str]:
    """What a sentence says of maintenance, each by itself: `Maintenance lasts at most 4 hours and is announced 2 days in
    advance.`"""
    pieces = re.split(r",?\s+and\s+(?=(?:is|are|will be|shall be|must be|shall not|will not)\b)", text)
    if len(pieces) < 2 or not _MAINTAIN.search(pieces[0]) or len(durations(text)) < 2:
        return [text]
    about = "Emergency maintenance" if _EMERGENCY.search(pieces[0]) else "Planned maintenance"
    return [pieces[0], *(f"{about} {one}" for one in pieces[1:])]


def _notice(passage: DraftPassage, text: str) -> Found:
    said = f"{' '.join(passage.above[-1:])} {text}" if passage.label or passage.kind == "item" else text
    if (
        not _MAINTAIN.search(said)
        or not re.search(r"maintenance|planned|scheduled", said, re.I)
        or not _ADVANCE.search(text)
    ):
        return
    if (
        SOFT.search(text)
        or re.search(
            r"\b(?:if|unless|credits?|fail\w*|terminat\w*|not be considered|post|after)\b", text, re.I
        )
        or "%" in text
    ):
        return
    lengths = durations(text)
    emergency = bool(_EMERGENCY.search(text)) or (
        bool(_EMERGENCY.search(said)) and not re.search(r"scheduled|planned", text, re.I)
    )
    if len(lengths) != 1 or (
        _EMERGENCY.search(text)
        and re.search(
            r"\b(?:scheduled|planned)\b(?<!unscheduled)",
            re.sub(r"\b(?:un)(?:scheduled|planned)", "", text),
            re.I,
        )
    ):
        return
    match, made = lengths[0]
    around = text[max(0, match.start() - 60) : match.end() + 50]
    if not _ADVANCE.search(around) or re.search(
        r"\b(?:last|exceed|maximum|longer|per month|window of)\b", around, re.I
    ):
        return
    word = "emergency maintenance" if emergency else "maintenance"
    yield DraftReading(
        "notice of maintenance", "S4", (SERVICE,), f"{word} on {made} notice", passage.text, (passage,)
    )


@prose("maintenance window", "H1")
def maintenance_window(passage: DraftPassage, world: World) -> Found:
    """`Maintenance takes place on Sundays between 02:00 and 06:00.`"""
    text = passage.text
    said = f"{' '.join(passage.above[-1:])} {text}"
    if (
        not re.search(r"\bmaintenance\b", said, re.I)
        or SOFT.search(text)
        or _EMERGENCY.search(text)
        or re.search(r"\b(?:if|unless|when possible)\b", text, re.I)
    ):
        return
    spans = list(SPAN.finditer(text))
    days = list(re.finditer(rf"\b({DAY})s?\b(?:\s*(?:-|–|to|through)\s*({DAY})s?\b)?", text, re.I))
    if len(spans) != 1 or len(days) != 1:
        return
    clock = clock_span(spans[0])
    if not clock or re.search(
        r"\b(?:first|second|third|fourth|last|1st|2nd|3rd|4th|every other|alternate)\b", text, re.I
    ):
        return
    yield DraftReading(
        "maintenance window", "H1", (SERVICE,), f"maintenance {weekdays(days[0])} {clock}", text, (passage,)
    )


@prose("maintenance allowance", "S4")
def maintenance_allowance(passage: DraftPassage, world: World) -> Found:
    """`Scheduled maintenance will not exceed 4 hours per month.`"""
    for text in _facts(passage.text):
        yield from _allowance(passage, text)


def _allowance(passage: DraftPassage, text: str) -> Found:
    said = f"{' '.join(passage.above[-1:])} {text}"
    match = re.search(
        r"(?:not (?:to )?exceed|no more than|not more than|max(?:imum)?(?: of)?|up to|limited to|at most)\s+",
        text,
        re.I,
    )
    if (
        match is None
        or not re.search(r"\bmaintenance\b", said, re.I)
        or SOFT.search(text)
        or re.search(r"\b(?:if|unless|downtime allowance|notice|notif\w+)\b", text, re.I)
    ):
        return
    lengths = durations(text)
    window = re.search(
        r"(?:per|each|every|in any|a)(?: calendar)? (month|quarter|week|year)|(month|quarter|week|year|annual)ly",
        text,
        re.I,
    )
    if len(lengths) != 1 or window is None or "business" in lengths[0][1]:
        return
    word = "emergency maintenance" if _EMERGENCY.search(said) else "maintenance"
    each = (window[1] or window[2]).casefold().replace("annual", "year")
    yield DraftReading(
        "maintenance allowance",
        "S4",
        (SERVICE,),
        f"{word} at most {lengths[0][1]} per {each}",
        passage.text,
        (passage,),
    )


def weekdays(match: re.Match[str]) -> str:
    """`Monday to Friday` as `mon-fri`."""
    one = SHORT[_DAYS[match[1].casefold()]]
    return f"{one}-{SHORT[_DAYS[match[2].casefold()]]}" if match[2] else one


def clock_span(match: re.Match[str]) -> str:
    """`8 am - 5:30 pm` as `08:00-17:30`; empty where it can be read in two ways."""
    start, end = match["from"], match["to"]
    if not re.search(r"[:.]\d\d|[ap]\.?\s?m|noon|midnight", start + end, re.I):
        return ""
    later = re.search(r"([ap])\.?\s?m", end, re.I)
    one = _clock(
        start,
        later[1].casefold() if later and not re.search(r"[ap]\.?\s?m|:|noon|midnight", start, re.I) else "",
    )
    other = _clock(end, "")
    if other == "00:00":
        other = "24:00"
    return f"{one}-{other}" if one and other and one != other else ""


def _clock(text: str, half: str) -> str:
    text = text.strip().casefold()
    if text == "noon":
        return "12:00"
    if text == "midnight":
        return "00:00"
    match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?\s?m\.?)?", text)
    if match is None:
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    half = match[3] or half
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 25 and minute < 60 else ""


def spans(text: str) -> Iterator[re.Match[str]]:
    """The spans of clock times in a text."""
    return SPAN.finditer(text)
