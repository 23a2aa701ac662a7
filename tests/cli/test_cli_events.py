"""The events of a ticket, from files and from options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "samples" / "tour.sla"
TICKET = ("simulate", TOUR, "--priority", "P3", "--at", "2027-05-28 09:50")
YAML = """\
# what the ticket system says
- {at: 2027-05-28 10:00, event: waiting, for: Client}
- at: "2027-05-28T10:30Z"
  event: answered
- {at: 2027-05-28 12:00, event: priority, to: P2}
"""
CSV = """\
event;at;for;to

waiting;2027-05-28 10:00;customer
answered;2027-05-28T11:30+01:00;;
priority;2027-05-28 12:00;;P2
"""
OPTIONS = (
    "2027-05-28 10:00 waiting for customer",
    "2027-05-28T10:30Z answered",
    "2027-05-28 12:00 priority to P2",
)


def written(name: str, data: str | bytes) -> str:
    path = Path(name)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def test_one_life_in_every_way_of_writing(run: Any) -> None:
    whole = json.dumps([{"at": "2027-05-28 10:00", "event": "waiting", "for": "customer"},
                        {"at": "2027-05-28 11:30", "event": "answered"},
                        {"at": "2027-05-28 12:00", "event": "priority", "to": "P2"}])  # fmt: skip
    ways = [
        ("--events", written("log.yaml", YAML)),
        ("--events", written("log.csv", CSV)),
        ("--events", written("log", CSV.replace(";", "\t"))),
        ("--events", written("ticket.yml", "events:\n" + YAML)),
        ("--events", written("log.json", whole)),
        tuple(word for text in OPTIONS for word in ("--event", text)),
    ]
    outs = [run(*TICKET, *way, "--format", "json") for way in ways]
    assert {(ended.code, ended.err) for ended in outs} == {(0, "")}
    assert len({ended.out for ended in outs}) == 1
    made = json.loads(outs[0].out)
    assert [event["event"] for event in made["events"]] == ["waiting", "answered", "priority"]
    assert (made["ticket"]["priority"], made["priorityNow"]) == ("P3", "P2")


def test_a_file_and_options_together(run: Any) -> None:
    file = written("log.yaml", YAML)
    ended = run(*TICKET, "--events", file, "--event", "2027-05-28 09:55 responded", "--format", "json")
    assert json.loads(ended.out)["events"][0]["event"] == "responded"
    assert run(*TICKET, "--events", "-", input=YAML.encode()).code == 0
    assert run(*TICKET, "--events", written("empty.yaml", "\n")).code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {at: 2027-05-28 10:00, event: wating, for: customer}",
         "log.yaml, line 1: 'wating' is not an event; did you mean waiting?"),
        ("- {at: 2027-05-28 10:00, event: waiting, for: custmer}", "called 'custmer'; did you mean customer?"),
        ("- {at: 2027-05-28 10:00, event: waiting}", "add `for: customer`"),
        ("- {at: 2027-05-28 10:00, event: priority, to: P7}", "there is no priority 'P7'; there are P1, P2, P3"),
        ("- {at: 2027-05-28 10:00, event: priority, to: p1}", "did you mean P1?"),
        ("- {at: 2027-05-28 10:00, event: priority}", "add `to: P1`"),
        ("- {at: 2027-05-28 10:00, event: responded, to: P1}", "`to` belongs to the event `priority`"),
        ("- {at: 2027-05-28 10:00, event: responded, for: customer}", "`for` belongs to the event `waiting`"),
        ("- {at: 2027-05-28 10:00, evnt: responded}", "an event has no 'evnt'; did you mean event?"),
        ("- {event: responded}", "it does not say when: write `at: 2027-05-28 16:50`"),
        ("- {at: soon, event: responded}", "'soon' is not a date and a time; write it like '2027-05-28 16:50'"),
        ("- {at: 2027-05-27 10:00, event: responded}", "comes before the ticket is logged"),
        ("- {at: 2027-05-28 10:00, event: answered}", "nobody is awaited; write `waiting`"),
        ("- {at: 2027-05-28 10:00, event: responded, for: [a]}", "'for' is one value"),
        ("- responded", "an event has `at` and `event`"),
        ("at: 2027-05-28 10:00", "events are a list; write each as"),
        ("- {at: [", "this is not YAML"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "anchors and aliases"),
        ("- !!python/object:os.system {}", "tags such as"),
        ("- " + "[" * 50 + "]" * 50, "nested more than"),
        ("- {at: 2027-05-28 10:00, event: " + "x" * 5000 + "}", "is longer than 200 characters"),
        ("- {at: 2027-05-28 10:00, event: responded}\n" * 501, "501 events are more than a ticket has"),
        ("#" * 1_000_001, "the limit for events is 1,000,000"),
        (b"\xff\xfe\xff", "log.yaml"),
        ("- {at: 2027-05-28 10:00, event: \"\\e[31m\"}", r"\x1b[31m"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file(run: Any, text: str | bytes, words: str) -> None:
    ended = run(*TICKET, "--events", written("log.yaml", text))
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert "\x1b" not in ended.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("when,what\n", "line 1: the first line names the columns: `at,event,for,to`"),
        ("at,event,note\n", "there is no column 'note'"),
        ("at,event\n2027-05-28 10:00,waiting,customer\n", "3 cells under 2 columns"),
        ('at,event\n"2027', "this is no CSV"),
        ("at,event,for\n2027-05-28 10:00,waitng,customer\n", "log.csv, line 2: 'waitng' is not an event"),
    ],
)
def test_what_is_wrong_with_a_table(run: Any, text: str, words: str) -> None:
    ended = run(*TICKET, "--events", written("log.csv", text))
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_what_is_wrong_with_options(run: Any) -> None:
    assert "is no moment and what happened then" in run(*TICKET, "--event", "answered").err
    ended = run(*TICKET, "--event", "2027-05-28 10:00 respnded", "--event", "2027-05-28 10:00 wait")
    assert "--event 1: 'respnded' is not an event; did you mean responded?" in ended.err
    assert "--event 2: 'wait' is not an event; did you mean waiting?" in ended.err
    assert "there is no file" in run(*TICKET, "--events", "none.yaml").err
    assert "is a folder" in run(*TICKET, "--events", ".").err
    assert "name a file" in run("simulate", "-", "--at", "2027-05-28 10:00", "--events", "-").err


def test_an_offset_on_the_command_line(run: Any) -> None:
    args = ("simulate", TOUR, "--priority", "P3", "--format", "json")
    outs = {
        run(*args, "--at", at).out
        for at in ("2027-05-28 09:50", "2027-05-28T08:50Z", "2027-05-28T14:20+05:30")
    }
    assert len(outs) == 1
