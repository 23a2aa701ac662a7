"""`clausecheck deadlines --format ics` on the command line."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

icalendar = pytest.importorskip("icalendar")

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "samples" / "tour.sla"
ARGS = ("deadlines", TOUR, "--format", "ics")


def test_a_calendar(run: Any) -> None:
    assert run(*ARGS, "--as-of", "2026-11-23", "-o", "tour.ics").out == ""
    data = Path("tour.ics").read_bytes()
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\r\n") == data.count(b"\n")
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert dt.date(2029, 11, 1) in {event.decoded("DTSTART") for event in events}
    assert {event.decoded("DTSTAMP").date() for event in events} == {dt.date(2026, 11, 23)}
    ended = run(*ARGS, "--as-of", "2026-11-23", "--color", "always")
    assert (ended.code, ended.err) == (0, "")
    assert "\x1b" not in ended.out


def test_the_bytes_are_those_of_the_file(spawn: Any) -> None:
    args = (*ARGS, "--as-of", "2027-01-31")
    assert spawn(*args, "-o", "tour.ics").returncode == 0
    assert spawn(*args).stdout == Path("tour.ics").read_bytes()


def test_today_is_the_day_without_another(run: Any) -> None:
    events = icalendar.Calendar.from_ical(run(*ARGS).out).walk("VEVENT")
    today = dt.date.today()
    assert {abs((event.decoded("DTSTAMP").date() - today).days) for event in events} <= {0, 1}


def test_what_is_undecided_is_said(run: Any) -> None:
    text = b'agreement "A" {\n  term 12 months from acceptance, renewed every 12 months, unless 60 days notice\n}\n'
    ended = run("deadlines", "-", "--format", "ics", input=text)
    assert ended.code == 0
    assert "VEVENT" not in ended.out
    assert ended.err == (
        "clausecheck: not in the calendar: notice that prevents a renewal (line 2): "
        "the term runs from acceptance, whose day is not stated\n"
    )


def test_what_could_not_be_read_makes_the_exit_code_1(run: Any) -> None:
    for data in (b"", b"}{", b"\xff\x00", b"agreement A {\n  trem 12\n}\n"):
        ended = run("deadlines", "-", "--format", "ics", input=data)
        assert ended.code == 1
        assert ended.out.startswith("BEGIN:VCALENDAR")
        assert "in reading" in ended.err


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices of POSIX")
def test_a_reader_who_has_gone_and_a_full_disk(spawn: Any) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = spawn(*ARGS, stdout=writer)
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")
    if os.path.exists("/dev/full"):
        ended = spawn(*ARGS, "-o", "/dev/full")
        assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)
