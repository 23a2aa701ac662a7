"""Which word was meant: near spellings, and words that people use for words of the language."""

from __future__ import annotations

import functools
from collections.abc import Iterable

#: Words that begin clauses elsewhere, and the clause that says the same here.
MEANT = {
    "response": "respond", "resolution": "resolve", "acknowledgement": "acknowledge", "fix": "resolve",
    "uptime": "availability", "supplier": "provider", "vendor": "provider", "client": "customer",
    "commencement": "effective", "start": "effective", "duration": "term", "jurisdiction": "law",
    "retention": "keep", "retain": "keep", "backups": "backup", "encryption": "encrypt", "price": "charge",
    "payment": "pay", "severity": "priority", "holidays": "closed", "exclusions": "excludes", "penalty": "credit",
    "definition": "define", "location": "located", "escalation": "escalate", "subcontractor": "subcontract",
    "testing": "test", "updates": "update", "answer": "respond", "reaction": "respond", "repair": "resolve",
    "restoration": "resolve", "solve": "resolve", "remedy": "resolve", "rebate": "credit", "sla-credit": "credit",
    "service-credit": "credit", "compensation": "credit", "malus": "credit", "opening-hours": "hours",
    "support-hours": "hours", "calendar": "hours", "coverage": "hours", "classification": "priority",
    "incident-level": "priority", "ticket-level": "priority", "fee": "charge", "rate": "charge", "tariff": "charge",
    "payment-terms": "pay", "inflation": "increase", "indexation": "increase", "price-change": "increase",
    "renewal": "term", "auto-renewal": "term", "cancellation": "end", "cancel": "end", "terminate": "end",
    "break-clause": "end", "exit-assistance": "assist", "handover": "hand", "transition": "exit",
    "offboarding": "exit", "archive": "keep", "snapshots": "snapshot", "recovery-point": "rpo",
    "recovery-time": "rto", "replicate": "replication", "service-window": "maintenance",
    "planned-downtime": "maintenance", "change-window": "maintenance", "patches": "patch", "patching": "patch",
    "response-time": "latency", "percentile": "latency", "ping": "latency", "subprocessor": "subcontract",
    "sub-processor": "subcontract", "underpinning-contract": "relies", "supplier-contract": "relies",
    "obligations": "duties", "responsibilities": "duties", "kpi": "metric", "measurement": "metric",
    "indemnity": "indemnify", "limitation": "cap", "confidential": "confidentiality", "on-site": "onsite",
    "visit": "onsite", "hotline": "contact", "helpdesk": "service", "rca": "root-cause", "post-mortem": "root-cause",
    "order-of-documents": "precedence", "governing-law": "law", "arbitration": "disputes", "assignment": "assign",
    "late-fee": "interest", "repaired": "resolve", "restored": "resolve", "planned": "maintenance",
    "scheduled": "maintenance", "maximum": "cap", "mttr": "resolve",
}  # fmt: skip
#: The same for words inside a clause; one that holds a space is only shown, never taken.
MEANT_INSIDE = {
    "if": "when", "till": "until", "excluding": "except", "via": "by", "through": "by", "inside": "during",
    "monthly": "per month", "yearly": "per year", "annually": "per year", "weekly": "per week", "a": "per",
    "daily": "per day", "quarterly": "per quarter", "minimum": "at least", "maximum": "at most", "&": "and",
    "&&": "and", "||": "or", "an": "per", "max": "at most", "min": "at least",
    "else": "otherwise", "@": "at",
}  # fmt: skip
#: Abbreviations of units of time.
SHORT_UNITS = {
    "h": "hours", "hr": "hours", "hrs": "hours", "min": "minutes", "mins": "minutes", "m": "minutes",
    "s": "seconds", "sec": "seconds", "secs": "seconds", "d": "days", "w": "weeks", "wk": "weeks",
    "wks": "weeks", "mo": "months", "mth": "months", "mths": "months", "qtr": "quarters", "y": "years",
    "yr": "years", "yrs": "years", "msec": "ms", "workdays": "days",
}  # fmt: skip
#: Names of sizes and rates.
SIZE_NAMES = {
    "gbps": "Gbit/s", "mbps": "Mbit/s", "kbps": "kbit/s", "gbit": "Gbit/s", "mbit": "Mbit/s",
    "terabyte": "TB", "gigabyte": "GB", "megabyte": "MB", "petabyte": "PB",
    "terabytes": "TB", "gigabytes": "GB", "megabytes": "MB", "petabytes": "PB", "gigs": "GB", "gig": "GB",
}  # fmt: skip
#: Names of currencies that mean one code only.
CURRENCY_NAMES = {
    "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "quid": "GBP",
    "yen": "JPY", "rupees": "INR", "zloty": "PLN", "eu": "EUR", "uk": "GBP", "stg": "GBP", "rmb": "CNY",
    "dollar": "USD", "dollars": "USD", "francs": "CHF", "sfr": "CHF",
}  # fmt: skip
DAY_STEMS = {
    "mo": "mon", "tu": "tue", "we": "wed", "th": "thu", "fr": "fri", "sa": "sat", "su": "sun",
    "mon": "mon", "tue": "tue", "tues": "tue", "wed": "wed", "weds": "wed", "thu": "thu", "thur": "thu",
    "thurs": "thu", "fri": "fri", "sat": "sat", "sun": "sun", "tuesday": "tue", "wednesday": "wed",
    "thursday": "thu", "saturday": "sat",
}  # fmt: skip
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMES = (*DAY_STEMS, "monday", "friday", "sunday")
DAY_GROUPS = {
    "weekdays": "mon-fri", "weekday": "mon-fri", "workdays": "mon-fri", "weekends": "sat-sun",
    "weekend": "sat-sun", "daily": "mon-sun", "everyday": "mon-sun",
}  # fmt: skip


def weekday(word: str) -> str | None:
    """The weekday, or the range of them, that a word spells in another way: `Monday`, `tues`,
    `mon-friday`."""
    word = word.lower()
    if word in DAY_GROUPS:
        return DAY_GROUPS[word]
    halves = [_one_day(half) for half in word.split("-")]
    return "-".join(half for half in halves if half) if all(halves) and len(halves) < 3 else None


def _one_day(word: str) -> str | None:
    for stem in (word, word.removesuffix("s"), word.removesuffix("s").removesuffix("day")):
        if stem in DAY_STEMS:
            return DAY_STEMS[stem]
    return None


def near_weekday(word: str) -> str | None:
    """As `weekday`, and for misspelt ones: `mno-fri`, `wedn`."""
    halves = []
    for half in word.lower().split("-"):
        day = _one_day(half) or close_word(half, _DAY_NAMES)
        if day and len(half) < 4 and sorted(half) != sorted(day):
            day = _one_day(half)
        halves.append(_one_day(day) if day else None)
    return weekday(word) or ("-".join(filter(None, halves)) if all(halves) and len(halves) < 3 else None)


def close_word(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most probably meant, if one is near enough."""
    return _closest(word.lower(), known if isinstance(known, tuple) else tuple(known))


@functools.lru_cache(4096)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    allowed = 1 if len(word) <= 5 else 2 if len(word) <= 8 else 3
    letters, best, found = set(word), (allowed + 1, False, 0), None
    for text, lower, its in _prepared(known):
        if lower == word:
            return text
        if (
            abs(len(lower) - len(word)) > allowed
            or len(letters - its) > allowed
            or len(its - letters) > allowed
        ):
            continue
        if min(len(word), len(lower)) < 3 and sorted(word) != sorted(lower):
            continue  # of two letters, only their order can be wrong
        score = (distance(word, lower), lower[0] != word[0], abs(len(lower) - len(word)))
        if score < best:
            best, found = score, text
    return found


def one_reading(word: str, known: Iterable[str]) -> bool:
    """Whether exactly one of the known words is near enough to be meant: `P5` among `P1` and `P2` is either of them. In what
    ends in a figure the figure is no slip of the pen."""
    word = word.lower()
    near = {text.lower() for text in known if text and close_word(word, (text,))}
    return len(near) == 1 and _figures(word) == _figures(min(near))


def _figures(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())


@functools.lru_cache(256)
def _prepared(known: tuple[str, ...]) -> tuple[tuple[str, str, frozenset[str]], ...]:
    return tuple((text, text.lower(), frozenset(text.lower())) for text in known if text)


def distance(one: str, other: str) -> int:
    """How many letters must be added, left out, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


#: The numbers in words from 0 to 19, and the tens from 20 on.
SMALL_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: Each of these words with its number.
NUMBER_OF_WORD = {word: number for number, word in enumerate(SMALL_NUMBERS)} | {
    word: 10 * number for number, word in enumerate(TENS, 2)
}
_NUMBER_WORDS = {
    **NUMBER_OF_WORD,
    "a": 1,
    "an": 1,
}


#: Numbers that stand before a unit of time without being a name of hours.
NUMBER_WORDS = frozenset(NUMBER_OF_WORD) - {"zero"}


def number_of(words: list[str]) -> int | None:
    """The number below ten thousand that English words say: `four`, `twenty-four`, `one hundred and twenty`; `None` for other
    words."""
    total, current, said = 0, 0, False
    for word in (part for each in words for part in each.lower().split("-")):
        if word == "and" and said:
            continue
        if word in ("hundred", "thousand"):
            current = max(current, 1) * (100 if word == "hundred" else 1000)
            total, current = (total + current, 0) if word == "thousand" else (total, current)
        elif word in _NUMBER_WORDS:
            current += _NUMBER_WORDS[word]
        else:
            return None
        said = True
    return total + current if said else None
