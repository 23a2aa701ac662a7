"""Opening hours, zones and round-the-clock support (forms H1 to H4)."""

from __future__ import annotations

import re

from clausecheck.importing.figures import ALWAYS, SOFT
from clausecheck.importing.forms.availability import DAY, SERVICE, SPAN, clock_span, weekdays
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, Question, World, prose, table

_NAMES = re.compile(
    r"\b(?:business|working|office|support|service|desk|help\s?desk|operating|operation|"
    r"opening|coverage|standard|normal|regular|available|staffed|phone|telephone|"
    r"contact)\b[^.\n]{0,30}?"
    r"\bhours?\b|\bhours of (?:operation|support|service|cover\w*)\b|\b(?:support|help ?desk|"
    r"service desk)\b[^.\n]{0,40}\b(?:available|open|provided|operates|staffed)\b|"
    r"\bbusiness (?:day|hour)s?\b|\boffice hours\b|^hours\b|\bhours are\b|"
    r"\b(?:service|opening|operating|support|desk) times?\b(?! of)",
    re.I,
)
_DAYS = re.compile(rf"\b({DAY})s?\b(?:\s*(?:-|–|—|to|through|thru)\s*({DAY})s?\b)?", re.I)
ZONES = {
    "london time": "Europe/London",
    "uk time": "Europe/London",
    "uk": "Europe/London",
    "utc": "UTC",
    "aest": "",
    "new york time": "America/New_York",
    "europe/london": "Europe/London",
}
_ZONE = re.compile(
    r"\b(?:(?P<iana>(?:Europe|America|Asia|Australia|Africa|Pacific|"
    r"Atlantic)/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?)|"
    r"(?P<said>(?:(?:US |U\.S\. )?(?:Eastern|Central|Mountain|Pacific|Central European|"
    r"Greenwich Mean|Western European|Eastern European|British|Australian Eastern|Indian|"
    r"Coordinated Universal|New York|London)"
    r"(?: (?:Standard|Daylight|Summer))? Time)|UK time|local time|(?:[CEMP][SD]?T|GMT|UTC|"
    r"BST|CES?T|AE[SD]T|IST|SGT|SAST)(?:\s*/\s*(?:[CEMP][SD]?T|BST|CES?T|"
    r"GMT))?(?:\s?[+-]\d{1,2})?))(?=$|[^\w])"
)
_HOLIDAYS = re.compile(
    r"(?:excluding|except(?: for| on)?|excl\.?|other than|not including|closed on|closed "
    r"during|observing|and not on|less)\s+(?:on\s+)?"
    r"(?P<which>(?:[\w.'’-]+\s+){0,4}?holidays?(?:\s+in\s+[A-Z][\w ]{1,30})?)",
    re.I,
)


def zone(text: str) -> str:
    """What a text says of its zone, as the language writes it: a zone of the IANA database, or the words of the draft."""
    match = _ZONE.search(text)
    if match is None:
        return ""
    if match["iana"]:
        return match["iana"]
    said = " ".join(match["said"].split())
    return ZONES.get(said.casefold()) or f'"{said}"'


_ONLY_SOME = re.compile(
    r"\bP[0-5]\b|\b(?:severity|priority|critical|urgent|plans?|tiers?)\b|\bonly (?:for|if|when)\b|\bunless\b",
    re.I,
)
"""What says that hours hold for some tickets alone."""


@prose("opening hours", "H1")
def opening_hours(passage: DraftPassage, world: World) -> Found:
    """`Business hours are Monday to Friday, 09:00 to 17:30 (UK time), excluding public holidays.`"""
    text = passage.text
    above = " ".join(passage.above[-2:])
    named = _NAMES.search(text) or any(map(_NAMES.search, passage.above[-2:]))
    if (
        not named
        or passage.kind == "heading"
        or re.search(r"\bmaintenance\b|%|\bafter[- ]hours\b|\bmonitor\w*", text, re.I)
    ):
        return
    if _ONLY_SOME.search(text):
        return
    spans = list(SPAN.finditer(text))
    days = list(_DAYS.finditer(text))
    if not spans or len(spans) != len(days) or len(spans) > 3 or SOFT.search(text):
        return
    clocks = [clock_span(one) for one in spans]
    if (
        not all(clocks)
        or len({weekdays(one) for one in days}) != len(days)
        or any(one.endswith("-24:00") and one.startswith("00") for one in clocks)
    ):
        return
    if [text.index(one.group()) for one in days] and not _interleaved(days, spans):
        return
    yield from _hours(passage, world, tuple(zip(map(weekdays, days), clocks, strict=True)), f"{above} {text}")


def _interleaved(days: list[re.Match[str]], spans: list[re.Match[str]]) -> bool:
    """Whether each span belongs to the days before it, or each to the days behind it."""
    places = sorted([(one.start(), 0) for one in days] + [(one.start(), 1) for one in spans])
    kinds = [kind for _, kind in places]
    return kinds in ([0, 1] * len(days), [1, 0] * len(days))


def _block(said: str) -> str:
    """Which hours a text defines: those of business, else those of support."""
    return (
        'hours business "Business hours"'
        if not re.search(r"\b(?:support|service desk|help ?desk) hours\b", said, re.I)
        or re.search(r"\bbusiness\b", said, re.I)
        else 'hours support "Support hours"'
    )


def _hours(passage: DraftPassage, world: World, lines: tuple[tuple[str, str], ...], said: str) -> Found:
    where = zone(passage.text)
    questions = [] if where and not where.startswith('"') else [
        Question("zone", f"in which time zone? "
    f"{'The draft says ' + where.strip(chr(34)) + '; ' if where else ''}a zone such as "
    f"Europe/London", ())
    ]  # fmt: skip
    head = (
        f"{_block(said)} in {{zone}}" if not where or where.startswith('"') else f"{_block(said)} in {where}"
    )
    if where.startswith('"') and questions:
        questions = [Question("zone", questions[0].text, (where,))]
    for at, (days, clock) in enumerate(lines):
        yield DraftReading(
            "opening hours",
            "H1",
            (head,),
            f"{days} {clock}",
            passage.text,
            (passage,),
            tuple(questions if at == 0 else ()),
        )
    holidays = _HOLIDAYS.search(passage.text)
    if holidays:
        which = " ".join(holidays["which"].split())
        question = Question(
            "holidays", f"“{which}”: the holidays of which country, as a calendar such as GB-ENG?", ()
        )
        yield DraftReading(
            "holidays", "H4", (head,), "closed on holidays {holidays}", passage.text, (passage,), (question,)
        )


_RUNNING = re.compile(r"\bhours\b|\b(?:service|operating|opening) times?\b", re.I)
_RUNS = re.compile(
    r"(?:the|our|this) (?:[\w-]+ ){1,3}(?:(?:is|are|will be|shall be) (?:operated|available|provided|open|run)|runs?|operates?)\b"
    r"[^.;,]{0,20}(?:24|round|around)",
    re.I,
)
"""`The platform is operated 24 hours a day`: below a heading about hours, that is when the service is open."""


@prose("round the clock", "H2")
def always(passage: DraftPassage, world: World) -> Found:
    """`Support is available 24/7.`"""
    text = passage.text
    around = ALWAYS.search(text)
    if around is None or passage.kind == "heading" or len(text) > 220:
        return
    subject = re.search(
        r"\b(?:(?:technical|customer|client|our|telephone|phone|email|emergency|"
        r"premium)\s+)*(?:support|help ?desk|service desk|support desk|support "
        r"team)\b[^.;\n]{0,60}?\b(?:is|are|will be|shall be|available|provided|operates?|open)\b",
        text[: around.start()],
        re.I,
    )
    labelled = re.fullmatch(
        r"\W*(?:support|service|coverage|helpdesk|help desk|service desk|technical support|"
        r"support hours|hours of (?:support|operation|service)|availability of "
        r"support)\W*(?:hours)?\W*",
        passage.label,
        re.I,
    )
    running = any(map(_RUNNING.search, passage.above[-1:])) and _RUNS.match(text)
    if subject is None and not running and not (labelled and ALWAYS.fullmatch(passage.body.strip(" ."))):
        return
    if SOFT.search(text) or re.search(
        r"\b(?:monitor\w*|if|unless|documentation|portal|knowledge base|plan|tier|premium|"
        r"enterprise|gold|platinum|p[0-4]|critical|urgent|severity|priority|emergenc\w+|only for|"
        r"except|non-|but|not)\b",
        text,
        re.I,
    ):
        return
    yield DraftReading("round the clock", "H2", (SERVICE,), "open during always", text, (passage,))


@table("hours table", "H1")
def hours_table(grid: DraftTable, world: World) -> Found:
    """Rows are weekdays, and the second column their hours."""
    if (
        len(grid.rows) < 1
        or len(grid.head) < 2
        or not re.search(r"hours|time|open", " ".join((*grid.head, *grid.context[-1:])), re.I)
    ):
        return
    lines = []
    for row in grid.rows:
        days = _DAYS.fullmatch(row.cells[0].strip()) if row.cells else None
        span = SPAN.search(row.cells[1]) if len(row.cells) > 1 else None
        if days is None:
            continue
        clock = clock_span(span) if span else ""
        if span is None and re.fullmatch(r"\W*closed\W*", row.cells[1], re.I):
            lines.append((row, weekdays(days), ""))
        elif clock:
            lines.append((row, weekdays(days), clock))
    if len(lines) < 2 or not any(clock for _, _, clock in lines):
        return
    said = " ".join((*grid.context, *grid.head))
    where = zone(said + " " + " ".join(row.text for row, _, _ in lines))
    for at, (row, named, clock) in enumerate(lines):
        questions = (
            (Question("zone", "in which time zone? a zone such as Europe/London", (where,) if where else ()),)
            if at == 0 and (not where or where.startswith('"'))
            else ()
        )
        head = f"{_block(said)} in {where if where and not where.startswith(chr(34)) else '{zone}'}"
        yield DraftReading(
            "hours table", "H1", (head,), f"{named} {clock}" if clock else "", row.text, (row,), questions
        )
