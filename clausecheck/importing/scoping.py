"""Tables that say different things of the same: each speaks of what the words above it say, so that no contradiction is
invented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clausecheck.importing.outline import DraftPassage
from clausecheck.importing.readings import DraftReading, named, quoted

_TABLES = frozenset({"T1", "T5"})


def scoped(readings: Sequence[DraftReading]) -> list[DraftReading]:
    """The readings, those of several tables about the same put apart by what stands above each table."""
    tables: dict[tuple[str, ...], dict[int, DraftPassage]] = {}
    for one in readings:
        if one.form in _TABLES and one.path:
            tables.setdefault(_about(one), {}).setdefault(one.place.block, one.place)
    apart = {
        key
        for key, found in tables.items()
        if len(found) > 1
        and _differ(readings, key)
        and len({_above(place) for place in found.values()}) == len(found)
    }
    if not apart:
        return list(readings)
    blocks = {place.block: place for key in apart for place in tables[key].values()}
    services = {
        block: (named(_words(_above(place)), f"scope-{block}"), _above(place))
        for block, place in blocks.items()
    }
    made: list[DraftReading] = []
    for one in readings:
        if (
            one.form in _TABLES
            and one.path
            and one.place.block in services
            and _about(one)[0] in {key[0] for key in apart}
        ):
            name, title = services[one.place.block]
            made += [
                DraftReading(
                    "what a table is about",
                    "T2",
                    (f"service {name} {quoted(title)}",),
                    "",
                    title,
                    (one.place,),
                ),
                _put(one, name),
            ]
        else:
            made.append(one)
    return made


def _about(one: DraftReading) -> tuple[str, ...]:
    word = one.clause.split(" ", 1)[0]
    return (one.path[0].split()[0], *(() if one.form == "T5" else (one.path[0], word)))


def _differ(readings: Sequence[DraftReading], key: tuple[str, ...]) -> bool:
    """Whether the tables say more than one thing: of credits always, of a target where the lengths differ."""
    return (
        key[0] == "credits"
        or len({one.clause for one in readings if one.form in _TABLES and one.path and _about(one) == key})
        > 1
    )


def _above(place: DraftPassage) -> str:
    return place.context[-1].rstrip(": ") if place.context else ""


def _words(text: str) -> str:
    """The words of a text that tell it from others."""
    text = re.sub(
        r"\b(?:for|to|the|following|table|applies|apply|requests?|all|of|and|below|our|service "
        r"level|credits?|times?|response|resolution|see)\b",
        " ",
        text,
        flags=re.I,
    )
    return " ".join(text.split())


def _put(one: DraftReading, name: str) -> DraftReading:
    if one.path[0] == "credits":
        return replace(one, path=(f"credits for {name}",))
    return replace(
        one,
        clause=f"{one.clause}, for {name}"
        if one.clause and not one.clause.startswith("applies")
        else one.clause,
    )
