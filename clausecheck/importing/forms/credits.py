"""Service credits: tables of bands, bands in prose, caps and claims (forms T5, S3, S9)."""

from __future__ import annotations

import functools
import re

from clausecheck.importing.figures import PERCENT, PLACEHOLDER, SOFT, durations
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, Question, World, prose, quoted, table

CREDITS = "credits"
_CREDIT = re.compile(
    r"\b(?:service )?credit(?:s|ed)?\b|\brefund(?:s|ed)?\b|\bcompensation\b|\brebate\b|\bpenalty\b|\bdiscount\b|"
    r"\b(?:reduction|deduction) of the (?:monthly |annual |quarterly )?(?:fee|charge|price)s?\b",
    re.I,
)
_UP = re.compile(r"\b(?:up[- ]?time|availability|available)\b", re.I)
_P = r"(\d{1,3}(?:\.\d{1,6})?)\s*(?:%|percent\b|per cent\b)"
_LOW = (
    r"(?:at least|greater than or equal to|equal to or (?:greater|more|higher) than|not less "
    r"than|no less than|≥|>=|from|between|equal to or above|or (?:above|more))"
)
_HIGH = r"(?:less than|lower than|below|under|<(?!=)|but less than|but below|but lower than)"
_STRICT_LOW = r"(?:greater than(?! or)|more than|above|over|>(?!=)|exceeding)"
_BAND = re.compile(
    rf"^(?:{_UP.pattern}|monthly|percentage|is|of|the|\s|:)*(?:"
    rf"(?:(?:≥|>=|at least|greater than or equal to|equal to or (?:greater|more|higher) than|"
    rf"from|between|{_STRICT_LOW})\s*)?{_P}\s*(?:-|–|—|to|and|but|,)+\s*(?:{_HIGH}|<)\s*{_P}"
    rf"|{_HIGH}\s*{_P}\s*(?:but|and|,|to)*\s*(?:{_LOW}|{_STRICT_LOW})\s*{_P}"
    rf"|{_HIGH}\s*{_P}"
    rf"|{_P}\s*(?:or less|or below|and below)"
    rf"|(?:between|from)?\s*{_P}\s*(?:-|–|—|to|and)\s*{_P}"
    rf"|(?:≤|<=|at or below)\s*{_P}"
    rf"|(?:{_LOW}|{_STRICT_LOW})?\s*{_P}\s*(?:or (?:above|more|higher|greater)|and above|\+)?"
    r")\s*(?:up[- ]?time|availability|monthly)?$",
    re.I,
)


def band(text: str) -> str:
    """A band of availability as a condition of the language (`availability >= 99.0% and < 99.9%`); empty where it is not wholly
    understood."""
    text = " ".join(text.replace("*", "").split()).strip(" .")
    match = _BAND.match(text)
    if match is None:
        return ""
    low, high, high2, low2, below, equal, start, end, most, alone = match.groups()
    if low and high:
        return _ordered(low, high, f"availability {_from(text[: match.start(1)])} {low}% and < {high}%")
    if high2:
        sign = _from(text[match.end(3) : match.start(4)])
        return _ordered(low2, high2, f"availability {sign} {low2}% and < {high2}%")
    if below:
        return f"availability < {below}%"
    if equal or most:
        return f"availability <= {equal or most}%"
    if start and end:
        first, last = sorted((start, end), key=float)
        return _ordered(first, last, f"availability from {first}% to {last}%")
    if alone and re.search(
        r"or (?:above|more|higher|greater)|and above|\+$|≥|>=|at least|greater|above", text, re.I
    ):
        return f"availability >= {alone}%"
    return ""


def _from(words: str) -> str:
    """How a band begins, by the words before its lower figure: `equal to or greater than` has the figure in it."""
    if re.search(rf"(?:{_LOW})\s*$", words, re.I):
        return ">="
    return ">" if re.search(rf"(?:{_STRICT_LOW})\s*$", words, re.I) else ">="


def _ordered(low: str, high: str, made: str) -> str:
    return made if float(low) < float(high) <= 100 else ""


_BASES = (
    (
        "monthly fee",
        re.compile(
            r"\bmonthly\b[^.;|]{0,40}\b(?:fees?|charges?|bill|invoice|subscription|service|recurring|"
            r"cost|payment)\b|\bmonth(?:'s|’s|s['’])[^.;|]{0,30}\b(?:fees?|charges?|bill)\b|"
            r"\b(?:fees?|charges?) for (?:that|the|such)(?: \w+){0,2} month\b",
            re.I,
        ),
    ),
    ("annual fee", re.compile(r"\b(?:annual|yearly)\b[^.;|]{0,30}\b(?:fees?|charges?|subscription)\b", re.I)),
)


def base(text: str) -> str:
    """Of what a credit is a share, where a text says one thing only."""
    found = [name for name, pattern in _BASES if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


_SHARE = re.compile(rf"^(?:up to\s+)?{PERCENT}(?P<rest>.*)$", re.I | re.S)
_NO_CREDIT = re.compile(
    r"^\W*(?:0(?:\.0+)?\s*%.*|none|no (?:service )?credits?|n/?a|-|–|—|met|sla met|nil)\W*$", re.I
)


@table("credit table", "T5")
def credit_table(grid: DraftTable, world: World) -> Found:
    """Rows are bands of availability, and a column says what is credited."""
    head = list(grid.head)
    money = [at for at, title in enumerate(head) if _CREDIT.search(title)]
    if len(money) > 1:  # one head over several columns: what is credited is a share
        money = [at for at in money if all(at < len(row.cells) and "%" in row.cells[at] for row in grid.rows)]
    bands = [
        at
        for at, title in enumerate(head)
        if at not in money
        and (_UP.search(title) or re.search(r"percentage|threshold|level|range|sla|performance", title, re.I))
    ]
    if (
        len(money) != 1
        or not bands
        or not (_UP.search(" ".join(head)) or _UP.search(" ".join(grid.context[-2:])))
    ):
        return
    credit, at = money[0], bands[0]
    above = " ".join((head[credit], *grid.context[-1:], *(grid.rows[0].notes if grid.rows else ())))
    for row in grid.rows:
        if max(credit, at) >= len(row.cells):
            continue
        condition = band(row.cells[at])
        quote = f"{row.cells[at]} | {row.cells[credit]}"
        if _NO_CREDIT.match(row.cells[credit]) and condition:
            yield DraftReading("credit table", "T5", (CREDITS,), "", quote, (row,))
            continue
        cell = row.cells[credit].strip(" *")
        if PLACEHOLDER.search(row.cells[at]) or PLACEHOLDER.match(cell):
            condition = "availability < tbd" if PLACEHOLDER.search(row.cells[at]) else condition
            if condition:
                yield DraftReading(
                    "credit table",
                    "V2",
                    (CREDITS,),
                    f"credit {'tbd' if PLACEHOLDER.match(cell) else cell.split('%')[0] + '%'} when {condition}",
                    quote,
                    (row,),
                )
            continue
        share = _SHARE.match(cell)
        if share is None or not condition or row.cells[credit].lower().startswith("up to"):
            continue
        yield _credit(
            row,
            share["percent"],
            condition,
            share["rest"] if share["rest"].strip(" *.") else above,
            quote,
            world,
        )


def _credit(
    row: DraftPassage, share: str, condition: str, said: str, quote: str, world: World
) -> DraftReading:
    of = base(said) or _only_base(world.text)
    questions = (
        ()
        if of
        else (
            Question("base", "of what are the credits a share?", ("monthly fee", "annual fee"), " of ", ""),
        )
    )
    name, form = ("credit table", "T5") if row.cells else ("credit band in prose", "S3")
    return DraftReading(
        name,
        form,
        (CREDITS,),
        f"credit {share}%{f' of {of}' if of else '{base}'} when {condition}",
        quote,
        (row,),
        questions,
    )


@functools.lru_cache(maxsize=4)
def _only_base(text: str) -> str:
    """What credits are a share of, where the draft says so once for all of them."""
    told = re.findall(
        r"[^.\n]*\bcredits?\b[^.\n]*\b(?:percentage|%|calculated|portion)\b[^.\n]*|"
        r"[^.\n]*\bpercentage of\b[^.\n]*\bcredits?\b[^.\n]*",
        text,
        re.I,
    )
    found = {base(one) for one in told} - {""}
    return found.pop() if len(found) == 1 else ""


@prose("credit band in prose", "S3")
def credit_sentence(passage: DraftPassage, world: World) -> Found:
    """`If availability falls below 99.0% in a month, the credit is 10% of the monthly fee.`"""
    text = passage.text
    if (
        not _UP.search(f"{text} {' '.join(passage.above[-1:])}")
        or not _CREDIT.search(f"{text} {' '.join(passage.above[-1:])}")
        or passage.kind == "heading"
    ):
        return
    if (
        SOFT.search(text)
        or durations(text)
        or re.search(
            r"\b(?:for each|for every|per hour|interest|up to|maximum|exceed|terminat\w*|cap(?:ped)?)\b",
            text,
            re.I,
        )
    ):
        return
    pieces = re.split(r";\s+", text)
    made = [_share_in(one) for one in pieces] if len(pieces) > 1 else [_share_in(text)]
    for one in made if all(made) else ():
        if one:
            share, condition, tail = one
            yield _credit(passage, share, condition, tail, text, world)


_BAND_IN = re.compile(
    rf"(?P<band>(?:(?:{_HIGH})\s*{_P}(?:\s*(?:but|and)\s*(?:{_LOW}|{_STRICT_LOW})\s*{_P})?|"
    rf"(?:between\s*)?{_P}\s*(?:-|–|to|and)\s*(?:{_HIGH}\s*)?{_P}))",
    re.I,
)


def _share_in(text: str) -> tuple[str, str, str] | None:
    """The share that a piece of a sentence credits, its band as a condition, and the words behind the share."""
    match = _BAND_IN.search(text)
    if match is None:
        return None
    condition = band(match["band"])
    rest = [one for one in re.finditer(PERCENT, text, re.I) if not match.start() <= one.start() < match.end()]
    if not condition or len(rest) != 1 or float(rest[0]["percent"]) > 100:
        return None
    return rest[0]["percent"], condition, text[rest[0].end() : rest[0].end() + 80]


_BASE_IN_WORDS = re.compile(
    r"\s+of\s+((?=[^.;]*\b(?:fees?|charges?|price|amounts?|subscription|rent)\b)[^.;,%\d]{3,90}?)\s*[.;]?",
    re.I,
)
_UP_TO = re.compile(
    rf"\bup to (?:a (?:maximum|total) of )?{PERCENT}(?= of [^.;%]{{0,60}}\b(?:per|in any|each) (?:calendar )?(?:month|year)\b)",
    re.I,
)
"""`3% per incident, up to 15% of the monthly fee per month`."""


@prose("cap of credits", "S3")
def cap(passage: DraftPassage, world: World) -> Found:
    """`Credits in a month shall not exceed 30% of the monthly fee.`"""
    text = passage.text
    said = f"{text} {' '.join(passage.above[-1:])}"
    match = _UP_TO.search(text) or re.search(
        rf"(?:exceed|maximum (?:of|credit)?|capped at|cap of|limited to|more than|up to a maximum "
        rf"of|maximum)[^%.]{{0,80}}?{PERCENT}",
        text,
        re.I,
    )
    if (
        match is None
        or not _CREDIT.search(said)
        or SOFT.search(text)
        or re.search(r"\b(?:terminat\w*|unless|fifty)\b", text, re.I)
    ):
        return
    limit = _UP_TO.search(text)
    if len(list(re.finditer(PERCENT, text, re.I))) != (2 if limit else 1):
        return
    of = base(text[match.end() :])
    words = _BASE_IN_WORDS.fullmatch(text[match.end() :])
    if not of and words:
        clause = f"cap {match['percent']}% of {quoted(words[1])}"
        yield DraftReading("cap of credits", "S3", (CREDITS,), clause, text, (passage,))
        return
    if not of or (
        re.search(r"affected|customer paid|during the term", text[match.end() :], re.I)
        and of != "monthly fee"
    ):
        return
    yield DraftReading(
        "cap of credits",
        "S3",
        (CREDITS,),
        f"cap {match['percent']}% of {of}{' per month' if of == 'monthly fee' else ' per year'}",
        text,
        (passage,),
    )


_CLAIM = re.compile(
    r"\b(?:claim\w*|request\w*|submit\w*|notify|notif\w+|report\w*|contact\w*|ask\w*|"
    r"appl(?:y|ied|ication)|email)\b",
    re.I,
)
_FROM = (
    (
        "month-end",
        re.compile(
            r"(?:of|after|from|following) (?:the )?(?:end|close|last day) of (?:the |that |such |"
            r"each )?(?:\w+ ){0,3}(?:month|billing (?:cycle|period))|month[- ]end",
            re.I,
        ),
    ),
    (
        "outage",
        re.compile(
            r"(?:of|after|from|following) (?:the )?(?:start of |end of |date of |occurrence of |time "
            r"of |day of |last day of )?(?:the |an |each |such |any )?(?:claimed )?(?:\w+ "
            r")?(?:incident|outage|downtime|event|failure|unavailability|breach|occurrence|issue|sla "
            r"violation|violation)s?\b",
            re.I,
        ),
    ),
)


@prose("claim of credits", "S9")
def claim(passage: DraftPassage, world: World) -> Found:
    """`Credits must be claimed within 30 days of the end of the month.`"""
    text = passage.text
    said = f"{text} {' '.join(passage.above[-2:])}"
    if (
        not re.search(r"\bcredits?\b|\brefund", said, re.I)
        or not _CLAIM.search(text)
        or SOFT.search(text)
        or passage.kind == "heading"
    ):
        return
    lengths = durations(text)
    if len(lengths) != 1:
        return
    match, made = lengths[0]
    before = text[max(0, match.start() - 40) : match.start()]
    if not re.search(r"\b(?:within|no later than|not later than)\b", before, re.I) or re.search(
        r"\b(?:Provider|Supplier|Company|we) (?:will|shall)\b", text[: match.start()], re.I
    ):
        return
    lead = passage.above[-1] if passage.kind == "item" and passage.above else ""
    lead = lead if re.search(r"\b(?:must|shall|required to|need to|ha(?:s|ve) to)\W*$", lead, re.I) else ""
    if not re.search(
        r"\b(?:customer|client|you|subscriber|claims?|requests?|credits?)\b[^.]{0,400}\b(?:must|shall|"
        r"should|may|need|required|has to|have to|notify|submit\w*|be made|be received|request)\b",
        f"{lead} {text}",
        re.I,
    ):
        return
    events = [name for name, pattern in _FROM if pattern.search(text[match.end() :])]
    if not events:
        return
    event = events[0] if events[0] == "month-end" else '"the incident"'
    yield DraftReading(
        "claim of credits", "S9", (CREDITS,), f"claim within {made} of {event}", text, (passage,)
    )


@prose("credits are the only remedy", "S9")
def sole_remedy(passage: DraftPassage, world: World) -> Found:
    """`Service credits are the sole and exclusive remedy.`"""
    text = passage.text
    if re.search(
        r"\bcredits?\b[^.]{0,120}\b(?:sole|exclusive|only)(?: and exclusive| and only)? "
        r"remed(?:y|ies)\b|\b(?:sole|exclusive)(?: and exclusive)? remed(?:y|"
        r"ies)\b[^.]{0,160}\bcredits?\b",
        text,
        re.I,
    ):
        if re.search(
            r"\bnot\b[^.]{0,30}\b(?:sole|exclusive)\b|\bexcept\b|\bwithout prejudice\b|\bsubject to\b|\bif\b",
            text,
            re.I,
        ) or durations(text):
            return
        yield DraftReading("credits are the only remedy", "S9", (CREDITS,), "sole remedy", text, (passage,))
