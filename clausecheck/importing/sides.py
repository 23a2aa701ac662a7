"""The sides of an agreement: which words of a draft mean the one who provides, and which the one who buys."""

from __future__ import annotations

import re

PROVIDER = r"(?:service )?provider|supplier|vendor|company|contractor|consultant|host|licensor|operator|seller|manufacturer|msp"
CUSTOMER = r"customer|client|subscriber|licensee|buyer|purchaser"
SUPPLIES = re.compile(rf"\b(?:{PROVIDER}|we|us)\b", re.I)
BUYS = re.compile(rf"\b(?:{CUSTOMER}|you)\b", re.I)
BETWEEN = re.compile(
    r"\b(?:by and )?between\s+(?P<one>.{2,160}?)\s*,?\s+and\s+(?P<other>.{2,160}?)(?=[.;\n]|,? "
    r"effective|,? for the provision|,? and is|,? will apply|,? dated|$)",
    re.I | re.S,
)
_ROLE = re.compile(
    r"\(\s*(?:hereinafter|hereafter)?,?\s*(?:referred to as |called )?(?:the )?(?:[“\"](?P<role>[^”\"]{2,30})[”\"]|"
    r"(?P<bare>[A-Z][a-z]{2,20})(?=\s*\)))|[“\"](?P<free>[^”\"]{2,30})[”\"]"
)


def role(text: str) -> str:
    """The name by which a draft calls a party: `the Library` in `Tolland County (the “Library”)`; empty where it gives none."""
    match = _ROLE.search(text)
    return " ".join((match["role"] or match["bare"] or match["free"] or "").split()) if match else ""


def kind(said: str) -> str:
    """`Provider` or `Customer` for the words by which a party is called; empty where they are of neither, or of both."""
    supplies, buys = bool(SUPPLIES.search(said)), bool(BUYS.search(said))
    return "" if supplies == buys else "Provider" if supplies else "Customer"


def kinds(one: str, other: str) -> tuple[str, str]:
    """The sides of two parties; of one that has a name of its own (`the “Authority”`), the side that the other leaves."""
    first, second = kind(role(one) or one), kind(role(other) or other)
    if first and not second and role(other) and not _NEITHER.search(role(other)):
        second = _OPPOSITE[first]
    elif second and not first and role(one) and not _NEITHER.search(role(one)):
        first = _OPPOSITE[second]
    return first, second


_NEITHER = re.compile(
    r"\b(?:sub-?\w+|guarantor|partner|reseller|agent|affiliates?|parent|third part\w+|party|parties|bank|escrow\w*|bidder)\b",
    re.I,
)
_OPPOSITE = {"Provider": "Customer", "Customer": "Provider"}


def roles(text: str) -> dict[str, str]:
    """The names that a draft gives its parties, in lower case, each with its side."""
    for match in BETWEEN.finditer(text):
        sides = kinds(match["one"], match["other"])
        named = (role(match["one"]), role(match["other"]))
        if sorted(sides) == ["Customer", "Provider"] and any(named):
            return {name.casefold(): side for name, side in zip(named, sides, strict=True) if name}
    return {}
