"""The deadlines of one ticket: snapshots, its schema, and what must hold of every drawing."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from clausecheck.agreement.events import TicketEvent
from clausecheck.agreement.model import resolve
from clausecheck.agreement.targets import Case
from clausecheck.language.parser import parse_bytes
from clausecheck.reports import deadlines, timeline
from clausecheck.reports.deadlines import DeadlineReport
from clausecheck.reports.terminal import Pen, drawn
from clausecheck.reports.ticket import BadMoment, Simulation, instant, moment
from clausecheck.reports.timeline import Drawing
from tests.examples import examples

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "reports"
AS_OF = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _releases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots name no release of the calendar data."""
    for module in (deadlines, timeline):
        monkeypatch.setattr(module, "data_versions", lambda: {"holidays": "0", "tzdata": "0"})


def report(text: str | bytes, name: str = "draft.sla") -> DeadlineReport:
    data = text.encode() if isinstance(text, str) else text
    return DeadlineReport(resolve(parse_bytes(data, name)), AS_OF)


LONG = """\
agreement "Long" {
  zone Europe/Berlin
  effective 2027-01-01
  term 36 months
}
hours business in Europe/Berlin {
  mon-fri 09:00-17:00
  closed on holidays DE-BY
}
hours a-name-too-long-for-a-margin in America/New_York {
  mon-fri 09:00-09:30
  closed from 2027-03-10 to 2027-03-20
}
priority P1 "High" {
  respond within 15 minutes
  workaround within 10 business days
  resolve within 90 days
}
priority P2 {
  respond within 10 seconds
  resolve within 800 days
}
priority P3 {
  respond within 2 a-name-too-long-for-a-margin hours
  resolve within 30 business hours
  update every tbd
}
"""
REPORTS = {
    "msp": report((CASES / "msp.sla").read_bytes(), "msp.sla"),
    "helpdesk": report((CASES / "helpdesk.sla").read_bytes(), "helpdesk.sla"),
    "two-zones": report((CASES / "two-zones.sla").read_bytes(), "two-zones.sla"),
    "long": report(LONG, "long.sla"),
}
TICKETS = {
    "evening": ("msp", "2027-05-28 16:50", Case("P2")),
    "soon-and-late": ("msp", "2027-05-28 16:50", Case("P1", site="HQ")),
    "christmas": ("msp", "2027-12-17 16:50", Case("P3")),
    "clocks-forward": ("msp", "2027-03-28 00:30", Case("P1")),
    "clocks-back": ("msp", "2027-10-30 22:30", Case("P1")),
    "helpdesk": ("helpdesk", "2027-12-23 16:50", Case("P3")),
    "other-zone": ("two-zones", "2027-05-21 19:50", Case("P4", site="Vancouver")),
    "months": ("long", "2027-03-05 16:50", Case("P1")),
    "years": ("long", "2027-03-05 16:50", Case("P2")),
    "weeks": ("long", "2027-03-05 16:50", Case("P3")),
}


def simulated(name: str) -> Simulation:
    sample, at, case = TICKETS[name]
    return Simulation(REPORTS[sample], case, moment(at))


def text(simulation: Simulation, width: int | None = None, ascii: bool = False) -> str:
    pen = Pen.of(width, ascii, "utf-8")
    return drawn(timeline.blocks(simulation, pen), pen, color=False)


def compare(name: str, output: str) -> None:
    """Compare with a golden file, byte for byte, or rewrite it when CLAUSECHECK_UPDATE is set."""
    path = CASES / name
    if os.environ.get("CLAUSECHECK_UPDATE"):
        path.write_bytes(output.encode())
    assert path.exists(), f"no {path.name}: run with CLAUSECHECK_UPDATE=1"
    assert output == path.read_bytes().decode()


@pytest.mark.parametrize("name", TICKETS)
def test_text(name: str) -> None:
    compare(f"ticket-{name}.100.txt", text(simulated(name), 100))


@pytest.mark.parametrize("name", ["soon-and-late", "christmas"])
def test_other_looks(name: str) -> None:
    compare(f"ticket-{name}.80.txt", text(simulated(name), 80))
    compare(f"ticket-{name}.ascii.txt", text(simulated(name), 80, ascii=True))
    compare(f"ticket-{name}.piped.txt", text(simulated(name)))
    compare(f"ticket-{name}.md", timeline.markdown(simulated(name)) + "\n")


@pytest.mark.parametrize("name", TICKETS)
def test_data(name: str) -> None:
    out = timeline.data(simulated(name))
    Draft202012Validator(timeline.json_schema()).validate(json.loads(json.dumps(out)))
    assert timeline.data(simulated(name)) == out
    if name in ("soon-and-late", "christmas"):
        compare(f"ticket-{name}.json", json.dumps(out, indent=2) + "\n")


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(timeline.json_schema())


# ---- what must hold of every ticket

CHOICES = [(name, case) for name, made in REPORTS.items() for case in made.semantics.cases]


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from(CHOICES),
    st.datetimes(dt.datetime(2026, 6, 1), dt.datetime(2030, 6, 1)),
    st.integers(40, 200),
    st.booleans(),
)
def test_any_ticket(chosen: tuple[str, Case], at: dt.datetime, width: int, ascii: bool) -> None:
    name, case = chosen
    simulation = Simulation(REPORTS[name], case, at.replace(microsecond=0))
    for due in simulation.marked:
        deadline = due.promise.deadline
        assert deadline is not None
        assert deadline.logged.holds(simulation.logged)
        assert due.at == deadline.due(simulation.logged)
        assert due.at >= simulation.logged
        if due.working is not None:
            assert 0 <= due.working <= due.at - simulation.logged
    moments = [due.at for due in simulation.marked]
    assert moments == sorted(moments)
    out = text(simulation, width, ascii)
    assert all(cell_len(line) <= width for line in out.split("\n"))
    assert not ascii or out.isascii()
    check_drawing(simulation, width)


def check_drawing(simulation: Simulation, width: int) -> None:
    """Each deadline is marked once, in a cell that holds its moment; the cells follow one another."""
    if not simulation.marked:
        return
    panels = Drawing(simulation, max(40, width) - 12, frozenset()).panels()
    assert sorted(due.letter for _, dues in panels for due in dues) == sorted(
        due.letter for due in simulation.marked
    )
    for panel, dues in panels:
        assert panel.place(simulation.logged) is not None
        for strip in panel.strips:
            assert list(strip.edges) == sorted(strip.edges)
            assert len(strip.edges) - 1 <= max(40, width) - 12
        for due in dues:
            assert due.at is not None
            place = panel.due_place(due.at, simulation.logged)
            assert place is not None
            strip = panel.strips[place[0]]
            assert strip.edges[place[1]] <= due.at <= strip.edges[place[1] + 1]


def test_cells_are_open_where_the_clock_is() -> None:
    simulation = simulated("evening")
    out = text(simulation, 100).split("\n")
    (row,) = [line for line in out if line.startswith("  business")]
    (clock,) = simulation.clocks()
    ((panel, _),) = Drawing(simulation, 88, frozenset()).panels()
    (strip,) = panel.strips
    cells = row[12:]
    assert len(cells) == len(strip.edges) - 1
    assert [cell == "█" for cell in cells] == [clock.is_open(edge) for edge in strip.edges[:-1]]


def test_a_letter_stands_below_its_moment() -> None:
    out = text(simulated("evening"), 100).split("\n")
    at = next(number for number, line in enumerate(out) if line.startswith("  business"))
    ticks, marks = out[at - 1], out[at + 1]
    assert ticks.index("16:00") - 1 <= marks.index("●") < ticks.index("18:00")
    assert ticks.index("08:00") < marks.index("a") < ticks.index("10:00")
    assert marks.index("b") == ticks.index("12:00") - 1


# ---- a ticket to which something happens


def lived() -> Simulation:
    """A ticket that waits twice, is raised and resolved."""
    report = REPORTS["msp"]
    happened = [
        ("2027-05-28 17:00", "waiting", "customer", ""),
        ("2027-05-29 10:00", "answered", "", ""),
        ("2027-05-29 10:20", "responded", "", ""),
        ("2027-05-29 10:30", "priority", "", "P1"),
        ("2027-05-29 11:00", "waiting", "supplier", ""),
    ]
    events = [TicketEvent(instant(moment(at), report.zone), *rest) for at, *rest in happened]
    return Simulation(report, Case("P2"), moment("2027-05-28 16:50"), events)


def test_a_life_in_all_forms() -> None:
    simulation = lived()
    compare("ticket-life.100.txt", text(simulation, 100))
    compare("ticket-life.md", timeline.markdown(simulation) + "\n")
    out = timeline.data(simulation)
    Draft202012Validator(timeline.json_schema()).validate(json.loads(json.dumps(out)))
    compare("ticket-life.json", json.dumps(out, indent=2) + "\n")


# ---- single questions


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2027-05-28 16:50", dt.datetime(2027, 5, 28, 16, 50)),
        ("2027-05-28T16:50:07", dt.datetime(2027, 5, 28, 16, 50, 7)),
        ("2027-05-28T16:50Z", dt.datetime(2027, 5, 28, 16, 50, tzinfo=dt.UTC)),
        ("2027-05-28 16:50:07.250 -0330", dt.datetime.fromisoformat("2027-05-28T16:50:07-03:30")),
    ],
)
def test_moments(written: str, meant: dt.datetime) -> None:
    assert moment(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", "28.5.2027 16:50", "2027-05-28", "2027-05-28 16", "2027-02-30 10:00", "2027-05-28 24:30",
     "2027-05-28 16:50 GMT", "2027-05-28 16:50+25:00", "0001-01-01 00:00", "9999-12-31 23:59", "٢٠٢٧-05-28 16:50"],
)  # fmt: skip
def test_bad_moments(written: str) -> None:
    with pytest.raises(BadMoment, match=r"2027-05-28 16:50|can be computed"):
        moment(written)


def test_a_skipped_and_a_repeated_time() -> None:
    skipped = Simulation(REPORTS["msp"], Case("P1"), moment("2027-03-28 01:30"))
    assert list(skipped.remarks()) == [
        "01:30 does not exist on Sun 28 Mar 2027, because clocks go forward: taken as 02:30"
    ]
    assert timeline.data(skipped)["ticket"]["logged"] == "2027-03-28T02:30:00+01:00"
    repeated = Simulation(REPORTS["msp"], Case("P1"), moment("2027-10-31 01:30"))
    assert list(repeated.remarks()) == [
        "01:30 comes twice on Sun 31 Oct 2027, because clocks go back: the first one is taken"
    ]
    assert timeline.data(repeated)["ticket"]["logged"] == "2027-10-31T01:30:00+01:00"


def test_tickets_outside_of_the_term() -> None:
    early = Simulation(REPORTS["msp"], Case("P2"), moment("2026-12-31 23:00"))
    assert list(early.remarks()) == [
        "the ticket comes before the agreement holds, which is from Fri 1 Jan 2027"
    ]
    assert not timeline.data(early)["ticket"]["inTerm"]
    assert early.marked
    late = Simulation(REPORTS["msp"], Case("P2"), moment("2199-03-05 23:50"))
    assert not late.marked
    assert all("too far from the term" in due.undecided for due in late.dues)
    assert "undecided, because" in text(late, 100)


def test_beyond_the_holiday_data_is_undecided() -> None:
    made = report(LONG)
    clock = made.semantics.clock("business")
    assert clock is not None
    clock.decided_until = clock.start + 70 * 86400  # as if the data ended in March 2027
    simulation = Simulation(made, Case("P1"), moment("2027-03-08 10:00"))
    reasons = {due.promise.kind: due.undecided for due in simulation.dues}
    assert reasons["workaround"] == "the holidays of `business` are not known for that time"
    assert reasons["resolve"] == ""


def test_the_clock_that_waits_for_an_opening_says_so() -> None:
    simulation = Simulation(REPORTS["msp"], Case("P3"), moment("2027-03-05 23:50"))
    out = text(simulation, 160)
    assert re.search(r"its clock starts Sat 6 Mar 2027 09:00 \(line \d+\)", out)
    assert {one["starts"] for one in timeline.data(simulation)["deadlines"] if one["due"]} == {
        "2027-03-06T09:00:00+00:00"
    }


def test_closed_days_have_names() -> None:
    out = text(simulated("christmas"), 100)
    for words in (
        "* Fri 24 Dec 2027: business is closed from 12:00",
        "* Mon 27 Dec 2027: Christmas Day (observed) (GB-ENG), business is closed",
        "Mon 27 Dec*",
    ):
        assert words in out
    excepted = Simulation(REPORTS["msp"], Case("P3"), moment("2027-04-30 16:50"))
    assert "May Day (GB-ENG) is excepted, business is open as on any other day" in text(excepted, 160)
    season = Simulation(REPORTS["msp"], Case("P3"), moment("2027-03-24 16:50"))
    assert [day for day in timeline.data(season)["days"] if day["first"] == "2027-03-28"]


def test_what_is_promised_elsewhere_is_named() -> None:
    out = text(simulated("evening"), 160)
    assert "only for service m365: resolution, 12 business hours (line " in out
    assert "the clock pauses when awaiting customer (line " in out


def test_nothing_promised() -> None:
    simulation = Simulation(report('agreement "A" {\n}\n'), Case(), moment("2027-03-05 23:50"))
    out = text(simulation, 80)
    assert "This agreement promises nothing for such a ticket." in out
    assert "all moments are in UTC, because no time zone is stated" in out
    assert "promises nothing" in timeline.markdown(simulation)


def test_colour_changes_nothing_else() -> None:
    pen = Pen.of(100, False, "utf-8")
    simulation = simulated("christmas")
    coloured = drawn(timeline.blocks(simulation, pen), pen, color=True)
    assert "\x1b" in coloured
    plain = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).split("\n"))
    assert plain == text(simulation, 100)
