"""The first draft of an agreement, from a template and the values that the parties know.

Templates lie in `templates/`: the first line is a comment that says what each is for, and `{{key}}` stands where a value goes.
A value is read into the language before it is put in, never pasted as it was typed, and the draft is read again and must
say what was set: no name can bring a clause of its own.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from clausecheck.agreement import calendars, places
from clausecheck.invisible import honest, unseen
from clausecheck.language import spelling
from clausecheck.language.currencies import iso_currencies
from clausecheck.quick import dataclass
from clausecheck.resources import folder

OPEN = "tbd"
"""What is written for a value that is not agreed yet."""
HOME = "GB"
"""The country where none is given and everything else is taken as proposed."""
LONGEST = 200
"""How many characters a name may have."""

_SLOT = re.compile(r"\{\{([a-z]+)\}\}")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OPENING = re.compile(
    r"(?P<days>[a-z]+(?:\s*[-–]\s*[a-z]+)?)\s+"  # noqa: RUF001
    r"(?P<from>\d{1,2}(?:[:.]?\d\d)?)\s*(?P<am>am|pm)?\s*(?:-|–|to)\s*"  # noqa: RUF001
    r"(?P<to>\d{1,2}(?:[:.]?\d\d)?)\s*(?P<pm>am|pm)?"
)
_PLAIN_DATES = ("%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d", "%Y.%m.%d")

Values = Mapping[str, str]


class BadValue(ValueError):
    """A value that cannot be taken; the message is for people, and `meant` is what was probably meant, if anything."""

    def __init__(self, message: str, meant: str = "") -> None:
        super().__init__(message + (f"; did you mean `{meant}`?" if meant else ""))
        self.meant = meant


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that a draft needs: its key, the question, how it is read, and what is proposed, given the ones before it.

    `read` gives it as it is kept and raises `BadValue`; `written` is how the language says it. Where nothing can be proposed,
    `proposed` gives nothing. `may_be_open` says whether it may be `tbd`.
    """

    key: str
    question: str
    read: Callable[[str], str]
    proposed: Callable[[Values], str]
    written: Callable[[str], str] = str
    may_be_open: bool = False

    def taken(self, text: str) -> str:
        """The value that `text` says. Raises `BadValue`."""
        text = text.strip()
        if not text:
            raise BadValue(f"nothing is given for {self.key}")
        if text.lower() == OPEN:
            if not self.may_be_open:
                raise BadValue(f"{self.key} cannot be left open: the draft counts with it")
            return OPEN
        return self.read(text)


# ---- how values are read


def _words(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    if len(text) > LONGEST:
        raise BadValue(f"it has {len(text)} characters, and {LONGEST} are the most")
    for index, char in enumerate(text):
        if char in "\r\n":
            raise BadValue("it goes over more than one line")
        if not honest(text, index) and (unseen(char) or not (char.isprintable() or char == " ")):
            raise BadValue("it holds a character that nobody can see, or that a terminal obeys")
    if not any(map(str.isalnum, text)):
        raise BadValue("it holds no letter and no digit")
    return text


def _country(text: str) -> str:
    known, code = places.countries(), text.upper()
    code = "GB" if code == "UK" else code
    if code in known:
        return code
    meant = (calendars.suggest_calendar(text) or "").partition("-")[0]
    raise BadValue(
        f"there is no country {_shown(text)} (a code of two letters, ISO 3166)",
        meant if meant in known else "",
    )


def _currency(text: str) -> str:
    if text.upper() in iso_currencies():
        return text.upper()
    meant = spelling.CURRENCY_NAMES.get(text.lower()) or spelling.close_word(text, sorted(iso_currencies()))
    raise BadValue(f"there is no currency {_shown(text)} (a code of three letters, ISO 4217)", meant or "")


def _zone(text: str) -> str:
    if calendars.known_zone(text):
        return text
    raise BadValue(
        f"there is no time zone {_shown(text)} (such as Europe/London)", calendars.suggest_zone(text) or ""
    )


def _calendar(text: str) -> str:
    if re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)?", text) and calendars.known_calendar(text):
        return text
    raise BadValue(
        f"there is no calendar of holidays {_shown(text)} (such as GB-ENG or DE-BY)",
        calendars.suggest_calendar(text) or "",
    )


def _hours(text: str) -> str:
    parts = [_opening(part.strip()) for part in text.lower().split(";")]
    good = "; ".join(part for part in parts if part)
    if all(parts) and good == text:
        return text
    raise BadValue(
        f"hours are written as `mon-fri 09:00-17:30`, several with a semicolon between them: not {_shown(text)}",
        good if all(parts) else "",
    )


def _opening(part: str) -> str:
    """Days with their hours in the spelling of the language; nothing where that cannot be said."""
    match = _OPENING.fullmatch(part)
    days = spelling.near_weekday(re.sub(r"\s*[-–]\s*", "-", match["days"])) if match else None  # noqa: RUF001
    if match is None or days is None or not set(days.split("-")) <= set(_DAYS):
        return ""
    first, last = _time(match["from"], match["am"], "00:00"), _time(match["to"], match["pm"], "24:00")
    return f"{days} {first}-{last}" if first and last and first < last else ""


def _time(text: str, half: str | None, edge: str) -> str:
    """A time of the day as `09:00`; nothing where there is none."""
    digits = re.sub(r"[:.]", "", text)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if half is not None:
        hours = hours % 12 + 12 * (half == "pm")
    if f"{hours:02}:{minutes:02}" == edge:
        return edge
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else ""


def _counted(unit: str, most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        match = re.fullmatch(rf"0*([0-9]{{1,6}})(\s*{unit}s?)?", text)
        if match is not None and 0 < int(match[1]) <= most:
            return match[1]
        number = spelling.number_of(re.sub(rf"\s*{unit}s?$", "", text).split()[:6])
        meant = str(number) if number and number <= most else ""
        raise BadValue(f"a whole number of {unit}s between 1 and {most} is needed, not {_shown(text)}", meant)

    return read


def _date(text: str) -> str:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadValue(f"there is no day {text}") from None
    meant = ""
    for form in _PLAIN_DATES:
        try:
            meant = meant or dt.datetime.strptime(text, form).date().isoformat()
        except ValueError:  # no date: the caller asks again
            continue
    raise BadValue(f"a day is written as 2027-04-01, not {_shown(text)}", meant)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")


# ---- how values are written


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return OPEN if text == OPEN else f'"{escaped}"'


def _party(text: str) -> str:
    """The name of a party. One that is still open cannot stand there, so its number in the register says so."""
    return "registered tbd" if text == OPEN else _quoted(text)


def _lines(text: str) -> str:
    return "\n  ".join(text.split("; "))


# ---- what is proposed


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    text = (folder("templates") / "countries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _of_country(name: str, otherwise: Callable[[str], str]) -> Callable[[Values], str]:
    def proposed(values: Values) -> str:
        country = values.get("country", "")
        return _table()[name].get(country) or otherwise(country)

    return proposed


def _known_calendar(country: str) -> str:
    return country if country and calendars.known_calendar(country) else OPEN


ASKED = (
    Asked("provider", "Who serves (registered name)", _words, lambda _: "", _party, True),
    Asked("customer", "Who is served (registered name)", _words, lambda _: "", _party, True),
    Asked("country", "Country (ISO 3166, such as GB)", _country, lambda _: ""),
    Asked(
        "currency", "Currency (ISO 4217)", _currency,
        lambda values: places.currency_of(values.get("country", "")) or OPEN, may_be_open=True,
    ),
    Asked(
        "zone", "Time zone", _zone,
        _of_country("zone", lambda country: places.only_zone_of(country) or OPEN), may_be_open=True,
    ),
    Asked("calendar", "Calendar of public holidays", _calendar, _of_country("calendar", _known_calendar), may_be_open=True),
    Asked("hours", "Hours of service", _hours, _of_country("hours", lambda _: "mon-fri 09:00-17:30"), _lines),
    Asked("notice", "Days of notice to end it", _counted("day", 730), lambda _: "60"),
    Asked("start", "First day (2027-04-01)", _date, lambda _: OPEN, may_be_open=True),
    Asked("term", "Months that it runs at first", _counted("month", 120), lambda _: "12"),
    Asked("law", "Law that governs it", _words, _of_country("law", lambda _: OPEN), _quoted, True),
)  # fmt: skip
"""Every value of the templates, in the order of the questions: a proposal may rest on the answers before it."""


# ---- templates


def templates() -> dict[str, str]:
    """The names of the templates, each with the line that says what it is for."""
    files = sorted(folder("templates").glob("*.sla"))
    return {file.stem: _text(file).partition("\n")[0].removeprefix("# ") for file in files}


def companion(name: str) -> str:
    """A file that belongs beside agreements: `clausecheck.toml`, or `pre-commit-config.yaml`."""
    return _text(folder("templates") / name)


def asked(template: str) -> tuple[Asked, ...]:
    """What a template needs, in the order of the questions."""
    keys = set(_SLOT.findall(_template(template)))
    return tuple(one for one in ASKED if one.key in keys)


def proposals(template: str, given: Values) -> dict[str, str]:
    """What was given, and for all else what is proposed; `tbd` or the home country where nothing else can be."""
    values = dict(given)
    for one in asked(template):
        if one.key not in values:
            values[one.key] = one.proposed(values) or (OPEN if one.may_be_open else HOME)
    return {one.key: values[one.key] for one in asked(template)}


def draft(template: str, values: Values) -> str:
    """The agreement, laid out. `values` holds each value as `Asked.taken` gave it. Raises `BadValue` where the language has no
    way to say one of them: the draft would not say what was set."""
    from clausecheck.language.format import layout
    from clausecheck.language.parser import parse

    written = {one.key: one.written(values[one.key]) for one in asked(template)}
    parsed = parse(_SLOT.sub(lambda match: written[match[1]], _template(template)))
    if parsed.problems:
        raise BadValue(f"the draft cannot be read with these values: {parsed.problems[0].message}")
    _says(parsed.source.text, written, values)
    return layout(parsed)


def _says(text: str, written: Values, values: Values) -> None:
    """Raises `BadValue` unless each text in quotes is read as it was set."""
    from clausecheck.language.lexer import lex
    from clausecheck.source import Source

    read = {str(token.value) for token in lex(Source(text, ""), frozenset()).tokens if token.type == "STRING"}
    for key, value in values.items():
        if written.get(key, "").startswith('"') and value not in read:
            raise BadValue(
                f"{key}: {_shown(value)} cannot be written in quotes; leave out its quotes and backslashes"
            )


def _template(name: str) -> str:
    return _text(folder("templates") / f"{name}.sla")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def nearest(word: str, known: Iterable[str]) -> str:
    """The one that was probably meant; nothing where none is near."""
    return spelling.close_word(word, tuple(known)) or ""
