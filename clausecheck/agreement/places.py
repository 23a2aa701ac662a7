"""Countries: of which one a time zone is, which zone a small one has, and with what it pays.

Zones and countries come from the tables of the IANA time zone database (`zone.tab`), as the `tzdata` package has them.
"""

from __future__ import annotations

import functools
import importlib.resources

_EURO = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
#: The currencies of the countries whose contracts are common, ISO 4217; of others nothing is guessed.
_CURRENCIES = {
    "GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "CH": "CHF", "SE": "SEK", "DK": "DKK", "NO": "NOK",
    "PL": "PLN", "CZ": "CZK", "JP": "JPY", "IN": "INR", "SG": "SGD", "ZA": "ZAR",
    **dict.fromkeys(_EURO.split(), "EUR"),
}  # fmt: skip


@functools.cache
def _rows() -> tuple[tuple[tuple[str, ...], str], ...]:
    """The countries (ISO 3166-1) of each zone, the one of its city first, and the zone; nothing without the table."""
    try:
        table = importlib.resources.files("tzdata").joinpath("zoneinfo", "zone.tab")
        text = table.read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return ()
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((tuple(row[0].split(",")), row[2]) for row in rows)


@functools.cache
def countries() -> frozenset[str]:
    """The codes of all countries that have a time zone, ISO 3166-1."""
    return frozenset(country for countries, _ in _rows() for country in countries)


def country_of_zone(zone: str) -> str:
    """The country of a zone, ISO 3166-1; empty where the table does not say."""
    return next((countries[0] for countries, name in _rows() if name == zone), "")


def only_zone_of(country: str) -> str:
    """The zone of a country that has one only; empty for others."""
    zones = [name for countries, name in _rows() if countries[0] == country]
    return zones[0] if len(zones) == 1 else ""


def currency_of(country: str) -> str:
    """The currency of a country, ISO 4217; empty where it is not known."""
    return _CURRENCIES.get(country, "")
