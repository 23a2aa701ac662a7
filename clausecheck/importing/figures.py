"""Figures as drafts write them, and how the language writes them: lengths of time, shares, money, dates. What is not wholly
understood gives nothing."""

from __future__ import annotations

import datetime as dt
import functools
import re

from clausecheck.language.spelling import NUMBER_OF_WORD, SMALL_NUMBERS, TENS
from clausecheck.language.values import MONTH_NAMES
from clausecheck.quick import dataclass

#: The numbers in words that drafts write, up to a hundred, and one above it.
_WORDS = (
    NUMBER_OF_WORD
    | {
        f"{ten}{dash}{one}": NUMBER_OF_WORD[ten] + number
        for ten in TENS
        for number, one in enumerate(SMALL_NUMBERS[1:10], 1)
        for dash in ("-", " ")
    }
    | {"hundred": 100, "one hundred": 100, "two hundred": 200, "three hundred": 300, "a": 1, "an": 1}
)
_SPELLED = (
    r"(?:(?:one|two|three|a)[ -]hundred(?: and)?[ -])?(?:"
    + "|".join(sorted((word for word in _WORDS if word not in ("zero",)), key=len, reverse=True))
    + ")"
)
_HUNDREDS = re.compile(r"(one|two|three|a)[ -]hundred(?: and)?[ -](.+)")
NUMBER = (
    rf"(?:(?<![\d.,])(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}(?:\.\d{{1,3}})?)(?:\s*\((?:{_SPELLED})\))?|(?:{_SPELLED})\s*\(\d{{1,4}}\)|"
    rf"\b(?:{_SPELLED})\b)"
)
_UNITS = {
    "second": "second",
    "sec": "second",
    "s": "second",
    "minute": "minute",
    "min": "minute",
    "m": "minute",
    "hour": "hour",
    "hr": "hour",
    "h": "hour",
    "day": "day",
    "d": "day",
    "week": "week",
    "wk": "week",
    "w": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "yr": "year",
}
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|quarters?|years?|yrs?)"
_WORKING = r"(?:business|working|work|office|support|service|operational|operating|opening|core)"
DURATION = (
    rf"(?P<number>{NUMBER})[\s-]*(?:(?P<working>{_WORKING})[\s-]+|(?P<plain>calendar|clock|"
    rf"consecutive|full)[\s-]+)?"
    rf"(?P<unit>{_UNIT}|(?<=\d)[hdwms]|(?<=\d )[hd])(?:\(s\))?['’]?\b"
)
_DURATION = re.compile(DURATION, re.I)
_PAREN = re.compile(r"(.+?)\s*\((.+)\)")
ALWAYS = re.compile(
    r"24\s*[/x×*]\s*7(?:\s*[/x×*]\s*36[56])?|365\s*x\s*24|36[56]\s*[/x×]\s*24\s*[/x×]\s*7|"
    r"24[ -]hours?,? (?:a|per) day,? "
    r"(?:7|seven) days (?:a|per) week(?:,? 36[56] days (?:a|per) year)?|around[ -]the[ "
    r"-]clock|round[ -]the[ -]clock",
    re.I,
)
PERCENT = r"(?P<percent>\d{1,3}(?:\.\d{1,6})?)\s*(?:%|per\s?cent\b|percent\b)"
SOFT = re.compile(
    r"\b(?:aim(?:s|ed|ing)?|strives?|striving|endeavou?rs?|tr(?:y|ies) to|attempts? to|"
    r"goals?|objectives?|typical(?:ly)?|usual(?:ly)?|"
    r"general(?:ly)?|normally|estimat\w+|expected|approximate(?:ly)?|approx|about|"
    r"(?<!work-)(?<!work )around|roughly|reasonabl[ey]|best[ -]efforts?|"
    r"commercially|efforts|(?<!\d )may(?! \d| not exceed)|might|should|hopes?|intends?|indicative|aspirational|ideally|"
    r"where(?:ver)? possible|as soon as|"
    r"promptly|not guaranteed?|no guarantee|guidelines?|benchmarks?|target(?:s|ed)? (?:only|"
    r"to)|not (?:a )?(?:commitment|contractual)|"
    r"planned post|non-binding)\b|~\s*\d",
    re.I,
)
"""Words that take the promise out of a sentence."""
AIMS = re.compile(r"\b(?:aim(?:s|ed|ing)?|strives?|striving|endeavou?rs?|goals?|objectives?)\b", re.I)
"""Those of them that say what is aimed at."""
PLACEHOLDER = re.compile(
    r"\[\s*\]|\[[^\]\n]{0,80}\]|_{3,}|\{\{[^}\n]{0,80}\}\}|\{[a-z_ ]{2,60}\}|<[a-z][a-z_ "
    r"]{2,40}>|\bTB[DCA]\b|\bX{2,}\b|\?{2,}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ReadTime:
    """A length as the language writes it (`4 business hours`), and the hours that a cell names beside it: `always`,
    `business`, or
    nothing."""

    text: str
    during: str = ""

    @property
    def working(self) -> bool:
        """Whether it counts on hours that the agreement must define."""
        return "business" in self.text or self.during == "business"


_COMMA = re.compile(
    rf"(?<![\d.,])(?P<whole>\d{{1,3}}(?:[.\u00a0\u202f ]\d{{3}})*),(?P<part>\d{{1,2}})(?![\d,.]\d|\d)"
    rf"(?=\s*(?:%|percent\b|per cent\b|[€$£]|(?:EUR|USD|GBP|CHF|CAD|AUD)\b|(?:{_WORKING}\s+)?{_UNIT}\b|h\b|"
    rf"(?:-|–|—|to|and|bis|or)\s*\d{{1,3}},\d{{1,2}}\s*(?:%|(?:{_WORKING}\s+)?{_UNIT}\b)))"
    rf"|(?:(?<=[€$£])|(?<=[€$£]\s)|(?<=(?:EUR|USD|GBP|CHF|CAD|AUD)\s))"
    rf"(?P<sum>\d{{1,3}}(?:[.\u00a0\u202f ]\d{{3}})*),(?P<cents>\d{{2}})(?!\d|,\d)",
    re.I,
)


def decimal(text: str) -> str:
    """A text whose figures with a comma for the decimal point (`99,5 %`, `1.950,00 EUR`) are written with a point, so that
    each sign
    keeps its place. What could be read in two ways (`1,950 EUR`) stays as it is."""
    if "," not in text:
        return text
    swap = str.maketrans({".": ",", ",": ".", "\u00a0": ",", "\u202f": ",", " ": ","})
    return _COMMA.sub(lambda match: match.group().translate(swap), text)


def number(text: str) -> str:
    """A number as digits; empty where a word and its digits differ."""
    text = " ".join(text.casefold().split())
    both = _PAREN.fullmatch(text)
    if both:
        one, other = number(both[1]), number(both[2])
        return one if one == other else ""
    if text in _WORDS:
        return str(_WORDS[text])
    hundreds = _HUNDREDS.fullmatch(text)
    if hundreds:
        rest = _WORDS.get(hundreds[2], 100)
        return str(_WORDS[hundreds[1]] * 100 + rest) if rest < 100 else ""
    if text and not text[0].isdigit():
        return ""
    text = text.replace(",", "")
    return (text.rstrip("0").rstrip(".") if "." in text else text.lstrip("0") or "0") if text else ""


def written(match: re.Match[str]) -> str:
    """A length that `DURATION` found, as the language writes it; empty where it is not one."""
    count = number(match["number"])
    if not count or count == "0":
        return ""
    raw = match["unit"].casefold()
    if match["number"].casefold() in ("a", "an") and not raw.startswith("h"):
        return ""  # `in a month` is a window, `within an hour` a length
    unit = _UNITS[raw.rstrip("s") or "s"]
    if match["working"] and unit in ("hour", "day"):
        unit = f"business {unit}"
    elif match["working"]:
        return ""
    return f"{count} {unit}{'' if count == '1' else 's'}"


_SAID_TWICE = re.compile(rf"\b(?:{_SPELLED})\s*\(\d{{1,4}}\)|\b\d{{1,4}}\s*\((?:{_SPELLED})\)", re.I)


def said_once(text: str) -> str:
    """A text in which a number that stands in words and in digits (`thirty (30) days`) stands in digits, where both agree."""
    return _SAID_TWICE.sub(lambda match: number(match.group()) or match.group(), text)


@functools.lru_cache(maxsize=1024)
def durations(text: str) -> list[tuple[re.Match[str], str]]:
    """The lengths in a text."""
    return [
        (match, made)
        for match in _DURATION.finditer(text)
        if (made := written(match)) and not _is_end(text, match)
    ]


_FIRST_END = re.compile(rf"(?<![\w.:]){NUMBER}\s*(?:-|–|—|to|or)\s*$", re.I)
_LEVEL_BEFORE = re.compile(
    r"(?:\b(?:priority|severity|sev|level|tier|class|category|prio)|\b[PS])[\s#]*$", re.I
)


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Whether a length is the end of a range (`1 to 2 hours`): which end is promised, the draft does not say."""
    before = text[max(0, match.start() - 40) : match.start()]
    first = _FIRST_END.search(before)
    return bool(first) and not _LEVEL_BEFORE.search(before[: first.start() if first else 0])


_BEFORE = re.compile(
    r"(?:(?:within|in|<=?|≤|=|less than|under|up to|max\.?(?:imum)?(?: of)?|no more than|not "
    r"more than|at most|every|each|target:?)\s*)*",
    re.I,
)
_BEHIND = re.compile(
    r"(?:or (?:less|faster|sooner)|max(?:imum)?|\(?max\.?\)?|response|"
    r"(?:of|from|after|upon) (?:the )?(?:initial )?(?:notification|report(?:ing)?|logging|"
    r"ticket (?:creation|submission)|receipt|submission|"
    r"being (?:logged|reported)))?",
    re.I,
)
_IN_HOURS = re.compile(
    r"(?:during |in |within )?(?:(?:our|normal|standard|regular) )?(?:business|working|"
    r"office|support|service) hours(?: only)?",
    re.I,
)
_NO_TIME = {
    "best effort": re.compile(
        r"(?:commercially )?(?:best|reasonable)[ -](?:efforts?|endeavours?)(?: basis)?", re.I
    ),
    "as soon as possible": re.compile(r"as soon as (?:reasonably )?(?:possible|practicable)|asap", re.I),
    "as agreed": re.compile(
        r"(?:as (?:mutually )?agreed|to be agreed|by agreement|as scheduled|scheduled|case by "
        r"case)(?: with (?:the )?(?:customer|client))?",
        re.I,
    ),
}
NOTHING = re.compile(
    r"[-–—]*|n/?a\.?|none|not applicable|not available|no sla|not (?:covered|included)|no commitment", re.I
)
_NEXT = re.compile(r"(?:by )?(?:the )?(?:end of )?(next|same) (?:business|working) day|nbd", re.I)
RANGE = re.compile(rf"({NUMBER})\s*(?:-|–|—|to)\s*({NUMBER})\s*({_WORKING}\s+)?({_UNIT}|h|d)\b", re.I)


_RHYTHM = re.compile(r"(?:once )?(hourly|daily|weekly)", re.I)


def cell_time(text: str) -> ReadTime | None:
    """What a cell of a table of times says, where all of it is understood: a length, words for none, or `tbd`."""
    text = " ".join(text.split()).strip(" *.;")
    if not text:
        return None
    if PLACEHOLDER.fullmatch(text) or PLACEHOLDER.sub("", text).strip(" %").casefold() in (
        "", "hours", "hour", "minutes", "days", "business hours", "business days"
    ):  # fmt: skip
        return ReadTime("tbd")
    for words, pattern in _NO_TIME.items():
        if pattern.fullmatch(text):
            return ReadTime(words)
    around = _NEXT.fullmatch(text)
    if around:
        return (
            ReadTime(f"{(around[1] or 'next').casefold()} business day")
            if "end of" not in text.casefold()
            else None
        )
    rhythm = _RHYTHM.fullmatch(text)
    if rhythm:
        return ReadTime({"h": "1 hour", "d": "1 day", "w": "1 week"}[rhythm[1][0].casefold()])
    return _whole(text)


def _whole(text: str) -> ReadTime | None:
    """A cell that is one length, with nothing but words that change nothing, or hours."""
    start = _BEFORE.match(text)
    at = start.end() if start else 0
    match = _DURATION.match(text, at)
    if match is None:
        return None
    made = written(match)
    rest = text[match.end() :].strip(" ,;.")
    rest = rest[1:-1].strip() if rest.startswith("(") and rest.endswith(")") else rest
    rest = re.sub(r"^[(,;]\s*|\)$", "", rest).strip()
    during = ""
    around = ALWAYS.search(rest)
    if around:
        rest, during = (rest[: around.start()] + rest[around.end() :]).strip(" ,;()"), "always"
    inside = _IN_HOURS.search(rest)
    if inside and not during:
        rest, during = (rest[: inside.start()] + rest[inside.end() :]).strip(" ,;()"), "business"
    again = _DURATION.fullmatch(rest)
    if again and written(again) == made:
        rest = ""
    if not made or not _BEHIND.fullmatch(rest):
        return None
    return ReadTime(made, "" if "business" in made and during == "business" else during)


_MONTHS = {name.lower(): at for at, name in enumerate(MONTH_NAMES, 1)}
_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})|(?P<d1>\d{1,2})(?:st|nd|rd|th)?(?: day "
    r"of)? (?P<m1>[A-Z][a-z]{2,8})\.?,? (?P<y1>\d{4})"
    r"|(?P<m2>[A-Z][a-z]{2,8})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,? (?P<y2>\d{4})"
)


def date(text: str) -> str:
    """The first date in a text, ISO 8601; empty where there is none that can be read in one way only."""
    match = _DATE.search(text)
    if match is None:
        return ""
    year = match["year"] or match["y1"] or match["y2"]
    day = match["day"] or match["d1"] or match["d2"]
    named = (match["m1"] or match["m2"] or "").casefold()
    month = (
        int(match["month"])
        if match["month"]
        else next((at for name, at in _MONTHS.items() if len(named) > 2 and name.startswith(named)), 0)
    )
    try:
        return dt.date(int(year), month, int(day)).isoformat()
    except ValueError:  # no such day: the words stay a text
        return ""


_MONEY = re.compile(
    r"(?P<sign>US\$|A\$|C\$|[$€£])\s?(?P<amount>\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)|"
    r"(?P<other>\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)\s?(?P<code>USD\b|EUR\b|GBP\b|CHF\b|CAD\b|AUD\b|[€£])|"
    r"(?P<first>USD|EUR|GBP|CHF|CAD|AUD)\s?(?P<third>\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)"
)
_SIGNS = {"US$": "USD", "$": "USD", "A$": "AUD", "C$": "CAD", "€": "EUR", "£": "GBP"}


def money(text: str) -> list[tuple[re.Match[str], str]]:
    """The amounts in a text, as the language writes them (`95.00 USD`)."""
    found = []
    for match in _MONEY.finditer(text):
        digits = (match["amount"] or match["other"] or match["third"]).replace(",", "")
        code = (
            _SIGNS.get(match["sign"] or "")
            or _SIGNS.get(match["code"] or "")
            or match["code"]
            or match["first"]
        )
        whole, _, cents = digits.partition(".")
        found.append((match, f"{int(whole)}.{cents.ljust(2, '0')} {code}"))
    return found


def open_at(text: str, match: re.Match[str]) -> bool:
    """Whether a figure stands in a blank (`[percentage 99.9%]`): it is only an example of what may be filled in."""
    return any(
        one.start() <= match.start() and match.end() <= one.end() for one in PLACEHOLDER.finditer(text)
    )


def has_figure(text: str) -> bool:
    """Whether a text holds a figure that an agreement may promise: a length, a share, money, a clock time, a blank."""
    return bool(
        _DURATION.search(text)
        or re.search(PERCENT, text)
        or _MONEY.search(text)
        or ALWAYS.search(text)
        or re.search(r"\b\d{1,2}(?::\d{2}|\s?[ap]\.?m\b)", text, re.I)
    )
