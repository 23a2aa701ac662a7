"""Calendar data from outside: time zones and public holidays, by name, with suggestions and versions.

Zones are read from the `tzdata` package, so that a proof names the release it was made with on every machine;
only where that package is missing does `zoneinfo` use the files of the system. The `holidays` package is
imported when a calendar is first computed and not before (its import is slow); what is computed is kept for
later runs.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import json
import re
import warnings
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from clausecheck import cache as entries

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase

COMMON_CALENDARS = frozenset({
    "US", "US-CA", "US-NY", "US-TX", "CA", "AU", "NZ", "GB", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS", "IE",
    "FR", "NL", "BE", "LU", "AT", "CH", "DK", "SE", "NO", "FI", "ES", "IT", "PT", "PL", "CZ", "DE", "DE-BB",
    "DE-BE", "DE-BW", "DE-BY", "DE-HB", "DE-HE", "DE-HH", "DE-MV", "DE-NI", "DE-NW", "DE-RP", "DE-SH",
    "DE-SL", "DE-SN", "DE-ST", "DE-TH",
})  # fmt: skip
"""Codes taken as known without importing `holidays`; a test compares each with the package."""

DECREED_BEFORE = 2026
"""Holidays that ended before this year were abolished; later ends mean that the data have none."""

_PATIENCE = 12
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,3}(-.+)?")
_ABBREVIATIONS = {
    "bst": "Europe/London", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "sgt": "Asia/Singapore",
    "aest": "Australia/Sydney", "cest": "Europe/Berlin", "est": "America/New_York", "edt": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "z": "UTC",
}  # fmt: skip
_REGIONS = {
    "england": "GB-ENG", "scotland": "GB-SCT", "wales": "GB-WLS", "northern ireland": "GB-NIR",
    "bavaria": "DE-BY", "target": "XECB", "target2": "XECB",
}  # fmt: skip


class ClockError(ValueError):
    """A clock that cannot be built, or a question outside of what it covers; the message is for people."""


class UnknownZone(ClockError):
    """The time zone is missing, or is no name of the IANA time zone database."""


class UnknownCalendar(ClockError):
    """The code names no holiday calendar."""


# ---- zones


def packaged(*parts: str) -> bytes:
    """A file of the package `tzdata`, as its loader reads it: `importlib.resources` would do the same, and import ten modules
    for it. Raises `ModuleNotFoundError` or `OSError` where there is none."""
    package = importlib.import_module("tzdata")
    loader: Any = package.__loader__
    data: bytes = loader.get_data(str(Path(package.__file__ or "").parent.joinpath(*parts)))
    return data


@cache
def zone_names() -> frozenset[str]:
    """All names of the IANA time zone database, old ones included."""
    try:
        text = packaged("zones").decode("utf-8")
    except (ModuleNotFoundError, OSError):
        return frozenset(zoneinfo.available_timezones())
    return frozenset(text.split())


def known_zone(name: str) -> bool:
    """Whether `name` is a name of the IANA database, such as `Europe/London`; case matters everywhere."""
    return name in zone_names()


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of that name. Raises `UnknownZone`."""
    if not known_zone(name):
        raise UnknownZone(f"there is no time zone {name!r}")
    try:
        return ZoneInfo.from_file(io.BytesIO(packaged("zoneinfo", *name.split("/"))), key=name)
    except (ModuleNotFoundError, OSError):
        return ZoneInfo(name)


def _close(word: str, known: Iterable[str], most: int, cutoff: float) -> list[str]:
    import difflib  # only a mistake needs it

    return difflib.get_close_matches(word, list(known), most, cutoff)


def suggest_zone(name: str) -> str | None:
    """The zone that was probably meant (`london`, `Europe/Londn`, `PST`), or None."""
    wanted = name.strip().lower().replace(" ", "_")
    if wanted in _ABBREVIATIONS:
        return _ABBREVIATIONS[wanted]
    names = sorted(zone_names(), key=lambda known: ("/" not in known, known))
    by_key = {known.lower(): known for known in names}
    for known in names:
        by_key.setdefault(known.rpartition("/")[2].lower(), known)
    close = _close(wanted, by_key, 1, 0.7)
    return by_key[close[0]] if close else None


# ---- holidays


@cache
def _codes() -> Mapping[str, str]:
    """Every country and market code or alias that `holidays` knows, to the code it is computed under."""
    from holidays.registry import COUNTRIES, FINANCIAL

    rows = [*FINANCIAL.values(), *COUNTRIES.values()]
    return {alias: row[1] for row in rows for alias in row[1:] if _CODE.fullmatch(alias)}


def calendar_codes() -> list[str]:
    """Every code of a calendar of public holidays, those first that need no data of `holidays`."""
    return [*sorted(COMMON_CALENDARS), *sorted(_codes().keys() - COMMON_CALENDARS)]


@cache
def _calendar(code: str) -> HolidayBase:
    """The growing calendar of `code`, names in English. Raises `UnknownCalendar`."""
    import holidays
    from holidays.registry import COUNTRIES

    country, _, region = code.partition("-")
    if not _CODE.fullmatch(code) or country not in _codes():
        raise UnknownCalendar(f"there is no holiday calendar {code!r}")
    kind = _codes()[country]
    market = all(kind != row[1] for row in COUNTRIES.values())
    make = holidays.financial_holidays if market else holidays.country_holidays
    try:
        bare = make(kind, subdiv=region or None)
    except NotImplementedError:
        raise UnknownCalendar(f"the holiday calendar {kind} has no region {region!r}") from None
    # Without a language the package takes one from the environment, and names would differ between machines.
    default = bare.default_language or "en_US"
    language = default if default.startswith("en") or "en_US" not in bare.supported_languages else "en_US"
    options: dict[str, Any] = {
        name: True for name in bare.get_supported_options() if name.endswith("_show_estimated")
    }
    return make(kind, subdiv=region or None, language=language, **options)


@cache
def canonical_calendar(code: str) -> str | None:
    """The code under which a calendar is computed (`UK` is `GB`, `DE-Bayern` is `DE-BY`), or None if unknown.

    Codes are ISO 3166-1 or 3166-2, the aliases that the `holidays` package accepts for them, or a market such
    as `XNYS` or `ECB`. Case matters, as for every name.
    """
    if code in COMMON_CALENDARS:
        return code
    try:
        calendar = _calendar(code)
    except UnknownCalendar:
        return None
    country = _codes()[code.partition("-")[0]]
    region = calendar.subdiv
    return f"{country}-{calendar.subdivisions_aliases.get(region, region)}" if region else country


def known_calendar(code: str) -> bool:
    """Whether holidays can be computed for `code`; common codes are answered without importing `holidays`."""
    return canonical_calendar(code) is not None


def suggest_calendar(code: str) -> str | None:
    """The calendar that was probably meant (`gb-eng`, `Germany`, `DE-Bavaria`), or None."""
    from holidays.registry import COUNTRIES

    names = {row.replace("_", " "): values[1] for row, values in COUNTRIES.items()}
    names |= {alias.lower(): kind for alias, kind in _codes().items()}
    wanted = re.sub(r"[\s_]+", " ", code.strip().lower())
    for exact in (wanted, wanted.rpartition("-")[2]):
        if exact in _REGIONS:
            return _REGIONS[exact]
    if wanted in names:
        return names[wanted]
    head, _, tail = re.sub(r"[ _/]", "-", wanted).partition("-")
    if head not in names:
        close = _close(wanted, names, 1, 0.75)
        return names[close[0]] if close else None
    calendar = _calendar(names[head])
    regions = {region.lower(): region for region in calendar.subdivisions}
    regions |= {alias.lower(): region for alias, region in calendar.subdivisions_aliases.items()}
    close = _close(tail, regions, 1, 0.6) if tail else []
    return f"{names[head]}-{regions[close[0]]}" if close else names[head]


T = TypeVar("T")


def _kept(made_of: Sequence[str], make: Callable[[], Any], read: Callable[[Any], T]) -> T:
    """What `make` gives as JSON, as `read` reads it, from what was kept of an earlier run with the same data: importing the
    package of holidays takes longer than a small agreement."""
    entry = entries.name_of("holidays", ["holidays 1", data_versions()["holidays"], *made_of])
    kept = entries.kept(
        entry,
        load=lambda data: _sound(data, read),
        make=make,
        dump=lambda made: json.dumps(made).encode("ascii"),
    )
    return read(kept)


def _sound(data: bytes, read: Callable[[Any], object]) -> Any:
    """What was written, where `read` can read it."""
    try:
        kept = json.loads(data)
        read(kept)
    except (ValueError, TypeError, AttributeError, RecursionError):  # damaged: it is made anew
        return None
    return kept


def _days(kept: dict[str, str]) -> Mapping[date, str]:
    return MappingProxyType({date.fromisoformat(day): name for day, name in kept.items()})


def _years(kept: list[int]) -> tuple[int, int]:
    first, last = kept
    return int(first), int(last)


@cache
def holiday_names(code: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year, by date, observed days included, names in English.

    Two holidays on one date are joined by `; `; a date that depends on a sighting of the moon or a later
    announcement has `(estimated)` in its name. Empty beyond the data. Raises `UnknownCalendar`.
    """
    return _kept(["year", code, str(year)], lambda: _computed_names(code, year), _days)


def _computed_names(code: str, year: int) -> dict[str, str]:
    calendar = _calendar(code)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar.get(date(year, 1, 1))  # Asking for one day makes the package compute its year.
    return {day.isoformat(): name for day, name in sorted(calendar.items()) if day.year == year}


@cache
def _bare_names(code: str, year: int) -> frozenset[str]:
    """The names of a year without `(observed)` and the like."""
    joined = "; ".join(holiday_names(code, year).values())
    return frozenset(re.sub(r"( \([^)]*\))+$", "", name) for name in joined.split("; "))


def bare_names(name: str) -> frozenset[str]:
    """The names of the holidays of one date, without `(observed)` and the like, folded for comparison."""
    return frozenset(re.sub(r"( \([^)]*\))+$", "", one).casefold() for one in name.split("; "))


@cache
def names_of_holidays(code: str, first: int, last: int) -> tuple[str, ...]:
    """The names that a calendar has in some years, in alphabetical order. Raises `UnknownCalendar`."""
    return tuple(sorted(set().union(*(_bare_names(code, year) for year in range(first, last + 1)))))


def suggest_holidays(name: str, code: str, first: int, last: int) -> list[str]:
    """The holidays of a calendar that a name may mean, the nearest first; at most three."""
    known = {one.casefold(): one for one in names_of_holidays(code, first, last)}
    return [known[one] for one in _close(name.casefold(), known, 3, 0.5)]


@cache
def holiday_data_range(code: str, through: int) -> tuple[int, int]:
    """First and last year, not after `through`, for which the data of a calendar are complete.

    The package states a range for each country, but some movable feasts end earlier without a word (Hindu
    ones in 2035). A holiday that came three years running and then not once in the next twelve has run out of
    data, unless that was before `DECREED_BEFORE`. Raises `UnknownCalendar`.
    """
    return _kept(["range", code, str(through)], lambda: _complete_years(code, through), _years)


def _complete_years(code: str, through: int) -> list[int]:
    calendar = _calendar(code)
    first, last = calendar.start_year, min(calendar.end_year, through)
    for year in range(max(DECREED_BEFORE + 1, first + 3), min(last, calendar.end_year - _PATIENCE) + 1):
        lapsed = _bare_names(code, year - 1) & _bare_names(code, year - 2) & _bare_names(code, year - 3)
        for later in range(year, year + _PATIENCE):
            if not lapsed:
                break
            lapsed -= _bare_names(code, later)
        if lapsed:
            return [first, year - 1]
    return [first, last]


@cache
def data_versions() -> Mapping[str, str]:
    """The releases of the calendar data, for the provenance of a result: `holidays` and `tzdata`."""
    return {package: _release(package) for package in ("holidays", "tzdata")}


def _release(package: str) -> str:
    """The release of an installed package: read off the folder beside it, for asking `importlib.metadata` takes longer than a
    whole clock, and asked for there where it has none."""
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.origin is not None:
        folders = Path(spec.origin).parent.parent.glob(f"{package}-*.dist-info")
        found = [folder.name.removeprefix(f"{package}-").removesuffix(".dist-info") for folder in folders]
        if len(found) == 1:
            return found[0]
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
