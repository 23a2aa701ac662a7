"""Zones and holiday calendars by name: which are known, what was meant, and how far the data reach."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import holidays
import pytest

from clausecheck.agreement import calendars
from clausecheck.agreement.calendars import (
    COMMON_CALENDARS,
    UnknownCalendar,
    UnknownZone,
    canonical_calendar,
    data_versions,
    holiday_data_range,
    holiday_names,
    known_calendar,
    known_zone,
    suggest_calendar,
    suggest_zone,
    zone,
    zone_names,
)


@pytest.mark.parametrize("code", sorted(COMMON_CALENDARS))
def test_calendars_taken_as_known_exist(code: str) -> None:
    country, _, region = code.partition("-")
    calendar = holidays.country_holidays(country, subdiv=region or None)
    assert not region or region in calendar.subdivisions


@pytest.mark.parametrize(
    ("code", "canonical"),
    [
        ("GB-ENG", "GB-ENG"),
        ("UK", "GB"),
        ("UK-ENG", "GB-ENG"),
        ("USA", "US"),
        ("DE-Bayern", "DE-BY"),
        ("ECB", "XECB"),
        ("JP", "JP"),
        ("gb", None),
        ("XX", None),
        ("GB-XX", None),
        ("GB-", None),
        ("utils", None),
        ("", None),
        ("-", None),
        ("GB-ENG-X", None),
    ],
)
def test_codes_and_their_aliases(code: str, canonical: str | None) -> None:
    assert canonical_calendar(code) == canonical
    assert known_calendar(code) == (canonical is not None)


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("gb-eng", "GB-ENG"),
        ("GB-EN", "GB-ENG"),
        ("England", "GB-ENG"),
        ("Germany", "DE"),
        ("germnay", "DE"),
        ("DE-Bavaria", "DE-BY"),
        ("US-CAL", "US-CA"),
        ("us_ca", "US-CA"),
        ("XX", None),
        ("", None),
    ],
)
def test_calendars_that_were_probably_meant(code: str, meant: str | None) -> None:
    assert suggest_calendar(code) == meant


def test_every_suggestion_is_known() -> None:
    for word in ("ireland", "united states", "DE-Berln", "CH-ZHH", "FR-Alsace", "NYSE", "TARGET2", "AU-NSV"):
        suggestion = suggest_calendar(word)
        assert suggestion is not None and known_calendar(suggestion)


def test_holidays_of_a_year() -> None:
    names = holiday_names("GB-ENG", 2027)
    assert names[date(2027, 5, 3)] == "May Day"
    assert names[date(2027, 12, 27)] == "Christmas Day (observed)"
    assert list(names) == sorted(names)
    assert holiday_names("US", 2027)[date(2027, 12, 31)] == "New Year's Day (observed)"
    assert holiday_names("DE-BY", 2027)[date(2027, 1, 6)] == "Epiphany"
    assert holiday_names("XNYS", 2027)[date(2027, 3, 26)] == "Good Friday"
    assert "estimated" in " ".join(holiday_names("SA", 2045).values())
    assert not holiday_names("GB-ENG", 2101) and not holiday_names("GB-ENG", 1500)
    with pytest.raises(UnknownCalendar):
        holiday_names("GB-XX", 2027)


@pytest.mark.parametrize("code", ["US-CA", "GB-SCT", "DE-BY", "JP", "CH-ZH", "XNYS"])
def test_years_computed_one_by_one_are_those_computed_together(code: str) -> None:
    country, _, region = code.partition("-")
    make = holidays.financial_holidays if code == "XNYS" else holidays.country_holidays
    together = make(country, subdiv=region or None, years=range(2020, 2060))
    for year in range(2021, 2059):
        assert set(holiday_names(code, year)) == {day for day in together if day.year == year}


@pytest.mark.parametrize(
    ("code", "through", "known"),
    [
        ("GB-ENG", 2037, (1872, 2037)),
        ("GB-ENG", 2126, (1872, 2100)),
        ("US", 2126, (1777, 2100)),
        ("DE-BY", 2126, (1991, 2100)),
        ("LK", 2036, (2003, 2026)),
        ("MU", 2050, (1988, 2035)),
        ("NZ", 2126, (1894, 2052)),
        ("DK", 2037, (1771, 2037)),
    ],
)
def test_how_far_the_data_reach(code: str, through: int, known: tuple[int, int]) -> None:
    assert holiday_data_range(code, through) == known


def test_zones() -> None:
    assert known_zone("Europe/London") and known_zone("UTC") and known_zone("US/Pacific")
    assert not any(
        map(known_zone, ("europe/london", "Europe", "", "../zones", "/etc/localtime", "Europe/London\0"))
    )
    assert zone("Asia/Kathmandu").key == "Asia/Kathmandu"
    assert zone("UTC") is zone("UTC")
    for name in ("Mars/Olympus", "Europe", "\udc80"):
        with pytest.raises(UnknownZone):
            zone(name)
    for name in zone_names():
        zone(name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("london", "Europe/London"),
        ("Europe/Londn", "Europe/London"),
        ("europe/london", "Europe/London"),
        ("New York", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("nowhere at all", None),
        ("", None),
    ],
)
def test_zones_that_were_probably_meant(name: str, meant: str | None) -> None:
    assert suggest_zone(name) == meant


def test_versions_are_named() -> None:
    assert sorted(data_versions()) == ["holidays", "tzdata"]
    assert all(version[0].isdigit() for version in data_versions().values())


def test_holidays_are_imported_only_when_a_calendar_is_computed() -> None:
    program = (
        "import sys; from datetime import date\n"
        "from clausecheck.agreement import clock\n"
        "from clausecheck.agreement.calendars import known_calendar\n"
        "built = clock.HoursClock(clock.always('Europe/London'), date(2027, 1, 1), date(2030, 1, 1))\n"
        "assert built.is_open(built.start) and known_calendar('GB-ENG') and clock.data_versions()\n"
        "assert 'holidays' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_without_the_tzdata_package_the_files_of_the_system_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*parts: str) -> bytes:
        raise ModuleNotFoundError("tzdata")

    monkeypatch.setattr(calendars, "packaged", missing)
    zone_names.cache_clear()
    zone.cache_clear()
    try:
        assert known_zone("Europe/London") and zone("Europe/London").key == "Europe/London"
    finally:
        zone_names.cache_clear()
        zone.cache_clear()
