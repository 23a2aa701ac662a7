"""The calendar of an agreement, read back by a library of its own."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.agreement.notices import notice_days
from clausecheck.agreement.semantics import Semantics
from clausecheck.language.parser import parse
from clausecheck.reports import ics
from tests.reports.made import ATTACKS

icalendar = pytest.importorskip("icalendar")

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").rglob("*.sla"))
DAY = dt.date(2026, 11, 23)
DRAFT = """agreement {title} {{
  reference {reference}
  provider MSP "North" registered "1"
  customer Client "South"
  effective 2027-01-01
  term {term}
}}
review every 3 months by MSP, Client
review every 3 months by MSP, Client
termination {{
  end by either for convenience, on 90 days written notice
  notice to {to}, by email, post, received after 2 days
}}
"""


def agreement(text: str) -> Agreement:
    return resolve(parse(text, "draft.sla"))


def made(
    title: str = '"Desk"', reference: str = '"A-1"', term: str = "36 months", to: str = '"a@b"'
) -> Agreement:
    return agreement(DRAFT.format(title=title, reference=reference, term=term, to=to))


def quoted(text: str) -> str:
    """A text as the language writes it; what no text can hold is left to fail in the parser."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read(text: str) -> tuple[Any, list[Any]]:
    """The calendar and its events; what a strict reader complains of is an error here."""
    calendar = icalendar.Calendar.from_ical(text.encode())
    events = calendar.walk("VEVENT")
    assert not calendar.errors
    assert not any(event.errors for event in events)
    return calendar, events


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_every_sample_makes_a_calendar(file: Path) -> None:
    text = ics.calendar(resolve(parse(file.read_text(encoding="utf-8"), file.name)), DAY)
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in "".join(lines) and "\r" not in "".join(lines)
    _, events = read(text)
    names = [event["UID"] for event in events]
    assert len(set(names)) == len(names)
    for event in events:
        assert event.decoded("DTSTART") >= DAY
        assert {str(key) for key in event} >= {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION"}
        for alarm in event.walk("VALARM"):
            assert alarm["ACTION"] == "DISPLAY"
            assert alarm["DESCRIPTION"]
            rings = dt.datetime.combine(event.decoded("DTSTART"), dt.time()) + alarm["TRIGGER"].dt
            assert rings.time() == dt.time(9)
            assert rings.date() >= DAY


def test_the_last_days_of_notices_are_events() -> None:
    tour = resolve(parse((ROOT / "samples" / "tour.sla").read_text(encoding="utf-8"), "tour.sla"))
    _, events = read(ics.calendar(tour, DAY))
    days = {str(event["SUMMARY"]): event.decoded("DTSTART") for event in events}
    for one in notice_days(tour, Semantics(tour, DAY), DAY):
        if one.last is not None:
            assert days[f"Last day: {one.what} (NW-ACME-2027-014)"] == one.last
    found = {str(event["SUMMARY"]).partition(" (")[0] for event in events}
    assert {"Review", "Report", "Audit", "Test of the exit plan", "True-up of what is charged"} <= found
    assert any(name.startswith("Test restore of backup core") for name in found)


def test_an_alarm_rings_when_a_letter_must_go() -> None:
    _, events = read(ics.calendar(made(), DAY))
    notice = next(event for event in events if "ends the agreement" in event["SUMMARY"])
    assert notice.decoded("DTSTART") == dt.date(2029, 10, 2)
    rings = [alarm["TRIGGER"].dt for alarm in notice.walk("VALARM")]
    nine = dt.timedelta(hours=9)
    assert rings == [nine - dt.timedelta(days=days) for days in (30, 7, 2, 1)]
    assert "Sent by post: on Sun 30 Sep 2029 at the latest." in notice["DESCRIPTION"].split("\n")


def test_no_alarm_lies_before_the_day_of_the_calendar() -> None:
    on = dt.date(2029, 9, 28)
    _, events = read(ics.calendar(made(), on))
    notice = next(event for event in events if "ends the agreement" in event["SUMMARY"])
    nine = dt.timedelta(hours=9)
    assert [alarm["TRIGGER"].dt for alarm in notice.walk("VALARM")] == [
        nine - dt.timedelta(days=days) for days in (2, 1)
    ]
    _, events = read(ics.calendar(made(), dt.date(2029, 10, 2)))
    assert any(event.decoded("DTSTART") == dt.date(2029, 10, 2) for event in events)
    _, events = read(ics.calendar(made(), dt.date(2029, 10, 3)))
    assert not any("ends the agreement" in event["SUMMARY"] for event in events)


def test_the_same_text_each_time_and_the_same_names_from_day_to_day() -> None:
    assert ics.calendar(made(), DAY) == ics.calendar(made(), DAY)
    first = {event["UID"] for event in read(ics.calendar(made(), DAY))[1]}
    later = {event["UID"] for event in read(ics.calendar(made(), dt.date(2028, 5, 5)))[1]}
    assert first & later
    assert {event["UID"] for event in read(ics.calendar(made(to='"c@d"'), DAY))[1]} == first
    other = {event["UID"] for event in read(ics.calendar(made(reference='"A-2"'), DAY))[1]}
    assert not first & other


def test_duties_end_with_an_agreement_that_is_not_renewed() -> None:
    short = made(term="8 months")
    days = [event.day for event in ics.events(short, DAY) if event.category == "duty"]
    assert days == [dt.date(2027, 4, 1)] * 2 + [dt.date(2027, 7, 1)] * 2
    long = made(term="10 years, renewed every 12 months, unless 60 days notice")
    days = [event.day for event in ics.events(long, DAY) if event.category == "duty"]
    assert max(days) == dt.date(2029, 1, 1)


def test_what_is_undecided_is_said_and_left_out() -> None:
    text = "term 12 months from acceptance, renewed every 12 months, unless 60 days notice"
    undecided = agreement(f'agreement "A" {{\n  {text}\n}}\n')
    assert read(ics.calendar(undecided, DAY))[1] == []
    assert list(ics.left_out(undecided, DAY)) == [
        "notice that prevents a renewal (line 2): the term runs from acceptance, whose day is not stated"
    ]
    assert list(ics.left_out(made(), DAY)) == []


@pytest.mark.parametrize("text", ["", "agreement", "}{", "agreement A {\n  term 12\n}", "review every tbd"])
def test_hardly_an_agreement_makes_an_empty_calendar(text: str) -> None:
    assert read(ics.calendar(agreement(text), DAY))[1] == []


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar(day: dt.date) -> None:
    read(ics.calendar(made(), day))
    read(ics.calendar(made(term="until 9999-12-31"), day))


# Harm

HARM = [
    *ATTACKS,
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "x\nATTACH:http://evil.example",
    "x\\nBEGIN:VALARM\\;",
    "a;b,c\\d:e",
    "é" * 200,
    "👩‍💻" * 60,
    "\u2028ATTENDEE:mailto:x@y",
    "\x85DTSTART:19700101",
]


@pytest.mark.parametrize("text", HARM)
def test_a_text_stays_a_text(text: str) -> None:
    held = made(title=quoted(text), reference=quoted(text), to=quoted(text))
    calendar = ics.calendar(held, DAY)
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    unfolded = calendar.replace("\r\n ", "").split("\r\n")
    known = (
        "BEGIN|END|VERSION|PRODID|CALSCALE|X-WR-CALNAME|UID|DTSTAMP|DTSTART;VALUE=DATE|SUMMARY|DESCRIPTION|"
        "CATEGORIES|TRANSP|ACTION|TRIGGER"
    )
    assert all(re.match(f"(?:{known}):", line) for line in unfolded if line)
    assert sum(line.startswith("BEGIN:VEVENT") for line in unfolded) == len(ics.events(held, DAY))
    unseen = {"Cc", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.category(char) in unseen for char in calendar.replace("\r\n", ""))
    read(calendar)


@pytest.mark.parametrize("text", [text for text in HARM if text.isprintable()])
def test_a_reader_gets_the_text_back(text: str) -> None:
    line = "\r\n".join(ics.folded(f"SUMMARY:{ics.escaped(text, 'second')}"))
    calendar = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert read(calendar)[1][0]["SUMMARY"] == f"{text}\nsecond"


def test_folding_is_by_octets() -> None:
    assert list(ics.folded("")) == [""]
    assert list(ics.folded("a" * 75)) == ["a" * 75]
    assert list(ics.folded("a" * 76)) == ["a" * 75, " a"]
    assert list(ics.folded("a" * 74 + "é")) == ["a" * 74, " é"]
    assert [len(part.encode()) for part in ics.folded("é" * 100)] == [74, 75, 53]
