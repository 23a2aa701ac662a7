"""The moments of a case that proves a finding, with the hours in between, as data for a drawing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from clausecheck.agreement.clock import OutOfRange
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.words import day_words
from clausecheck.finding import Finding
from clausecheck.quick import dataclass

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d|Z)?)?")
_DAY = 86_400
_HOURS_UP_TO = 45 * _DAY
"""Over how many seconds hours are drawn; beyond, they would be a grey bar."""
_MOST_CLOCKS = 4
_MOST_TICKS = 9
_STEPS = (
    900,
    1800,
    3600,
    7200,
    10_800,
    21_600,
    43_200,
    *(days * _DAY for days in (1, 2, 7, 14, 28, 91, 182, 365)),
)


@dataclass(frozen=True, slots=True)
class CaseMoment:
    """One moment of a case: what happens, when in words, and where it lies on the drawing (0 to 1)."""

    what: str
    when: str
    at: float


@dataclass(frozen=True, slots=True)
class CaseTimeline:
    """The drawing of a case: its moments in their order, the ticks of its axis, and for each hours block the stretches in
    which it is open. All places lie between 0 and 1."""

    moments: tuple[CaseMoment, ...]
    ticks: tuple[tuple[float, str], ...]
    hours: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    zone: str


def timeline_of(finding: Finding, semantics: Semantics) -> CaseTimeline | None:
    """The drawing for a finding whose case names at least two different moments of the calendar; `None` for any other."""
    if finding.witness is None:
        return None
    values = finding.witness.values
    found = sorted(_moments(values), key=lambda pair: pair[1])
    if len({moment for _, moment in found}) < 2:
        return None
    first, last = found[0][1].timestamp(), found[-1][1].timestamp()
    margin = max((last - first) * 0.06, 1.0)
    begin, length = first - margin, last - first + 2 * margin
    with_times = any("T" in str(value) for value in values.values() if isinstance(value, str))
    return CaseTimeline(
        tuple(
            CaseMoment(what, _when(moment, with_times), (moment.timestamp() - begin) / length)
            for what, moment in found
        ),
        tuple(_ticks(found[0][1], begin, length)),
        tuple(_open(finding, semantics, begin, length)) if with_times else (),
        str(values.get("zone") or ("UTC" if with_times else "")),
    )


def _moments(values: Mapping[str, Any]) -> Iterator[tuple[str, dt.datetime]]:
    zone = values.get("zone")
    for name, value in values.items():
        text = value.isoformat() if isinstance(value, dt.date) else value
        if not isinstance(text, str) or not _MOMENT.fullmatch(text):
            continue
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:  # a number that only looks like a date
            continue
        known = ZoneInfo(zone) if isinstance(zone, str) and zone else dt.UTC
        moment = moment.astimezone(known) if moment.tzinfo else moment.replace(tzinfo=known)
        if dt.MINYEAR + 1 < moment.year < dt.MAXYEAR:
            yield name, moment


def _when(moment: dt.datetime, with_times: bool) -> str:
    day = day_words(moment.date())
    return f"{day} {moment:%H:%M}" if with_times else day


def _ticks(first: dt.datetime, begin: float, length: float) -> Iterator[tuple[float, str]]:
    """Ticks at round moments in local time, as many as can be read."""
    step = next(
        (step for step in _STEPS if length / step <= _MOST_TICKS),
        _STEPS[-1] * (int(length / _STEPS[-1] / 9) + 1),
    )
    at = first.replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
    while at.timestamp() < begin:
        at += dt.timedelta(seconds=step)
    while at.timestamp() <= begin + length:
        midnight = at.hour == at.minute == 0
        shown = f"{at:%a} {at.day} {at:%b}" if midnight else f"{at:%H:%M}"
        if step > 60 * _DAY:
            shown = f"{at.day} {at:%b %Y}"
        yield (at.timestamp() - begin) / length, shown
        at += dt.timedelta(seconds=step)


def _open(
    finding: Finding, semantics: Semantics, begin: float, length: float
) -> Iterator[tuple[str, tuple[tuple[float, float], ...]]]:
    """The hours that the case is about: those that the finding or its clauses name, else all where they are few."""
    if length > _HOURS_UP_TO:
        return
    source = semantics.agreement.source
    about = " ".join(
        (
            finding.message,
            *(source.slice(span) for span in (finding.span, *(label.span for label in finding.labels))),
        )
    )
    every = [name for name in semantics.hours if name != "always" and semantics.clock(name) is not None]
    named = [name for name in every if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", about)]
    for name in (named or every)[:_MOST_CLOCKS]:
        clock = semantics.clock(name)
        if clock is None:
            continue
        try:
            spans = clock.open_spans(int(begin), int(begin + length))
        except OutOfRange:  # the case is told without hours
            return
        places = [((span.start - begin) / length, (span.end - begin) / length) for span in spans]
        yield name, tuple((max(0.0, start), min(1.0, end)) for start, end in places)
