"""The days of an agreement as a calendar (iCalendar, RFC 5545): the last days for notices, and reviews, reports, tests and other
duties that come round again.

Every day is an event of a whole day with alarms. Events keep their identity, so that a calendar that is imported again takes
the place of the older one. What an agreement says stays text: it can add no property and no line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator

from clausecheck.agreement.hours import add_months
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import NoticeDay, RecurringDay, notice_days, recurring_days, terms
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.words import day_words
from clausecheck.language.tree import Block, Node
from clausecheck.quick import dataclass
from clausecheck.reports.common import shown

MOST = 12
"""How many days of one duty that comes round again are in a calendar at most."""
MONTHS = 24
"""Over how many months duties are in a calendar, from its day or from the begin of the agreement, whichever is later."""
WIDEST = 75
"""How many octets a line may have, without its end."""
NOTICE_ALARMS = (30, 7, 1)
DUTY_ALARMS = (7,)
"""How many days before an event its alarms ring, at nine in the morning."""
_NINE = 9


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a whole day. `key` is what makes it the same event in a later calendar; `alarms` are the numbers of days
    before it on which it is announced, the largest first."""

    day: dt.date
    summary: str
    lines: tuple[str, ...]
    category: str
    key: tuple[str, ...]
    alarms: tuple[int, ...]


def calendar(agreement: Agreement, as_of: dt.date) -> str:
    """The calendar of an agreement from a day on, each line ending with CR LF; the same text at each run of one day."""
    title = shown(agreement.reference or agreement.title(agreement.document))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//clausecheck//deadlines//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(title)}",
    ]
    seen: dict[tuple[str, ...], int] = {}
    for event in events(agreement, as_of):
        seen[event.key] = seen.get(event.key, 0) + 1
        lines += _component(event, title, as_of, seen[event.key])
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def events(agreement: Agreement, as_of: dt.date) -> list[Event]:
    """Every day from `as_of` on that can be computed, by day."""
    semantics = Semantics(agreement, as_of)
    found = [_notice(agreement, one, as_of) for one in notice_days(agreement, semantics, as_of)]
    last = _last_of_duties(agreement, semantics, as_of)
    duties = recurring_days(agreement, semantics, as_of, MOST)
    found += [_duty(agreement, one, as_of) for one in duties if one.due is not None and one.due <= last]
    kept = [event for event in found if event is not None and event.day >= as_of]
    return sorted(kept, key=lambda event: (event.day, event.summary, event.key))


def _last_of_duties(agreement: Agreement, semantics: Semantics, as_of: dt.date) -> dt.date:
    """The last day on which duties are in the calendar: none after the end of an agreement that is not renewed."""
    try:
        last = add_months(max(as_of, semantics.horizon.first), MONTHS)
    except (OverflowError, ValueError):  # no day lies behind the last of the calendar
        last = dt.date.max
    run = terms(agreement, semantics, as_of)
    return min(last, run.periods[-1].last) if run.periods and not run.more else last


def left_out(agreement: Agreement, as_of: dt.date) -> Iterator[str]:
    """What has no day in the calendar because it is undecided, and why: a sentence each."""
    semantics = Semantics(agreement, as_of)
    every: tuple[NoticeDay | RecurringDay, ...] = (
        *notice_days(agreement, semantics, as_of),
        *recurring_days(agreement, semantics, as_of, MOST),
    )
    for one in every:
        if one.undecided:
            yield f"{one.what} (line {agreement.line(one.node)}): {one.undecided}"


def _notice(agreement: Agreement, one: NoticeDay, as_of: dt.date) -> Event | None:
    day = one.last or one.event
    if day is None or one.undecided:
        return None
    lines = [f"On this day at the latest it is received: {one.what}." if one.last else f"{one.what}."]
    lines += [f"By {one.who}."] if one.who and one.last else []
    lines += [f"Length of the notice: {one.length}."] if one.length else []
    lines += [f"Not before {day_words(one.earliest)}."] if one.earliest else []
    lines += [f"Sent by {sent.way}: on {day_words(sent.day)} at the latest." for sent in one.send_by]
    alarms = {*NOTICE_ALARMS, *((day - sent.day).days for sent in one.send_by)}
    summary = f"Last day: {one.what}" if one.last else _capital(one.what)
    return Event(
        day,
        summary,
        (*lines, *(f"Assumed: {text}." for text in one.remarks), _clause(agreement, one.node)),
        "notice",
        (one.node.path, one.what),
        _ahead(alarms, day, as_of),
    )


def _ahead(alarms: Iterable[int], day: dt.date, as_of: dt.date) -> tuple[int, ...]:
    """The alarms that do not lie before the day of the calendar."""
    return tuple(sorted((days for days in alarms if 0 <= days <= (day - as_of).days), reverse=True))


def _duty(agreement: Agreement, one: RecurringDay, as_of: dt.date) -> Event | None:
    if one.due is None:
        return None
    lines = [f"Due on this day: {one.what}, every {one.every}."]
    lines += [f"By {one.who}."] if one.who else []
    return Event(
        one.due,
        _capital(one.what),
        (*lines, *(f"Assumed: {text}." for text in one.remarks), _clause(agreement, one.node)),
        "duty",
        (one.node.path, one.what, str(one.number)),
        _ahead(DUTY_ALARMS, one.due, as_of),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _clause(agreement: Agreement, node: Node) -> str:
    home = agreement.parent(node)
    place = agreement.title(home if isinstance(home, Block) and home.kind != "file" else node)
    return f"Clause: {place}, line {agreement.line(node)}."


# ---- the text of a calendar


def _component(event: Event, title: str, as_of: dt.date, ordinal: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(title, event.key, ordinal)}"
    yield f"DTSTAMP:{_date(as_of)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_date(event.day)}"
    yield f"SUMMARY:{escaped(f'{shown(event.summary)} ({title})')}"
    yield f"DESCRIPTION:{escaped(*map(shown, event.lines))}"
    yield f"CATEGORIES:{event.category}"
    yield "TRANSP:TRANSPARENT"
    for alarm in event.alarms:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escaped(shown(event.summary))}"
        yield f"TRIGGER:{_before(alarm)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _date(day: dt.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _before(days: int) -> str:
    """The time from nine in the morning, so many days before, until an event begins."""
    if days == 0:
        return f"PT{_NINE}H"
    whole = f"{days - 1}D" if days > 1 else ""
    return f"-P{whole}T{24 - _NINE}H"


def _uid(agreement: str, key: Iterable[str], ordinal: int) -> str:
    text = json.dumps(["v1", agreement, *key, ordinal], ensure_ascii=True, separators=(",", ":"))
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@clausecheck"


def escaped(*lines: str) -> str:
    """Lines as one value of type TEXT."""
    text = "\n".join(lines)
    for char, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(char, instead)
    return text


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets of UTF-8, none of which ends within a character; all but the first begin with a
    blank, and none begins with two colons: a runner of CI would take that for a command."""
    part, size = "", 0
    for at, char in enumerate(line):
        octets = len(char.encode("utf-8", "backslashreplace"))
        if size + octets > WIDEST:
            kept = part.rstrip(":")[:-1] if line.startswith("::", at) else part
            kept = kept if kept.strip() else part
            yield kept
            part = f" {part[len(kept) :]}"
            size = len(part.encode("utf-8", "backslashreplace"))
        part += char
        size += octets
    yield part
