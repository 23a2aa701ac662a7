"""A ticket's life: its deadlines against a walk through the time minute by minute, and what each kind of event does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.agreement.events import EventError, TicketEvent, in_order
from clausecheck.agreement.model import resolve
from clausecheck.agreement.targets import Case
from clausecheck.language.parser import parse_bytes
from clausecheck.reports.deadlines import DeadlineReport
from clausecheck.reports.ticket import Simulation, instant, moment
from tests.examples import examples

AS_OF = dt.date(2027, 1, 1)
ZONE = ZoneInfo("America/Toronto")
HEAD = """\
agreement "Life" {
  zone America/Toronto
  provider North "North Ltd"
  customer Lake "Lake Ltd"
  effective 2027-01-01
  term 36 months
}
hours counter {
  mon-thu 08:00-12:00, 13:00-18:00
  fri 08:00-14:00
}
priority A "Urgent" {
  applies when impact high
  respond within 1 counter hour
  resolve within 5 counter hours
}
priority B {
  applies when workaround
  resolve within 3 counter days
}
priority C {
  applies otherwise
  respond within 6 hours
  workaround within 9 counter hours
  resolve within 30 counter hours
}
scale impact high, low
"""
CLOCK = "clock {\n  starts when logged\n  pauses when awaiting Lake\n  resumes when answered\n"
LOGGED = "2027-06-01 09:00"  # a Tuesday


def simulate(text: str, priority: str, logged: str, *happened: str) -> Simulation:
    """A ticket under a text, with events such as `2027-06-01 10:00 waiting customer`."""
    agreement = resolve(parse_bytes((HEAD + text).encode(), "draft.sla"))
    assert not agreement.problems, agreement.problems
    report = DeadlineReport(agreement, AS_OF)
    events = []
    for line in happened:
        day, time, what, *rest = line.split(" ", 3)
        at = instant(moment(f"{day} {time}"), report.zone)
        word = rest[0] if rest else ""
        events.append(
            TicketEvent(at, what, word if what != "priority" else "", word if what == "priority" else "")
        )
    return Simulation(report, Case(priority), moment(logged), events)


def due(simulation: Simulation, kind: str = "resolve") -> str:
    """When the deadline of a kind falls due, or why that is not known."""
    (found,) = (one for one in simulation.dues if one.promise.kind == kind)
    if found.at is None:
        return f"undecided: {found.undecided}"
    return f"{dt.datetime.fromtimestamp(found.at, ZONE):%a %d %H:%M}"


def not_before(simulation: Simulation, kind: str = "resolve") -> str:
    (found,) = (one for one in simulation.dues if one.promise.kind == kind)
    assert found.not_before is not None
    return f"{dt.datetime.fromtimestamp(found.not_before, ZONE):%a %d %H:%M}"


# ---- against a walk minute by minute


@dataclass(frozen=True)
class Plan:
    """How a wait is capped, in minutes of elapsed time; in the words of the language."""

    each: int | None
    total: int | None

    @property
    def words(self) -> str:
        if self.each is not None:
            return f", at most {self.each} minutes"
        return f", at most {self.total} minutes in total" if self.total is not None else ""


OPEN = {**dict.fromkeys(range(4), ((480, 720), (780, 1080))), 4: ((480, 840),)}


def is_open(at: dt.datetime) -> bool:
    minute = at.hour * 60 + at.minute
    return any(start <= minute < end for start, end in OPEN.get(at.weekday(), ()))


def walked(
    logged: dt.datetime,
    minutes: int,
    on_hours: bool,
    waits: list[tuple[str, int, int]],
    plans: dict[str, Plan],
) -> dt.datetime:
    """When so many minutes have passed, of open time or of all, while no wait stops the clock. Waits are counted in minutes from
    the ticket."""
    spent, number = 0, 0
    used_each: dict[int, int] = {}
    used_total = dict.fromkeys(plans, 0)
    while True:
        paused = False
        for index, (who, start, end) in enumerate(waits):
            plan = plans.get(who)
            if plan is None or not start <= number < end:
                continue
            each = used_each.get(index, 0)
            if (plan.each is None or each < plan.each) and (
                plan.total is None or used_total[who] < plan.total
            ):
                paused = True
                used_each[index] = each + 1
                used_total[who] += 1
        at = (logged.astimezone(dt.UTC) + dt.timedelta(minutes=number)).astimezone(ZONE)
        spent += not paused and (not on_hours or is_open(at))
        number += 1
        if spent == minutes:
            return (logged.astimezone(dt.UTC) + dt.timedelta(minutes=number)).astimezone(ZONE)


WHO = st.sampled_from(["customer", "supplier", "parts"])
PLANS = st.one_of(
    st.just(Plan(None, None)),
    st.builds(Plan, st.integers(5, 400), st.none()),
    st.builds(Plan, st.none(), st.integers(5, 900)),
)


@settings(max_examples=examples(120), deadline=None)
@given(
    st.datetimes(dt.datetime(2027, 3, 8), dt.datetime(2027, 11, 20)),
    st.integers(1, 2000),
    st.booleans(),
    st.lists(
        st.tuples(
            st.sampled_from(["customer", "supplier", "parts"]), st.integers(1, 900), st.integers(1, 2000)
        ),
        max_size=5,
    ),
    st.dictionaries(st.sampled_from(["customer", "supplier", "parts"]), PLANS),
)
def test_any_waits(
    at: dt.datetime,
    minutes: int,
    on_hours: bool,
    steps: list[tuple[str, int, int]],
    plans: dict[str, Plan],
) -> None:
    logged = at.replace(second=0, microsecond=0, tzinfo=ZONE)
    number, waits, events = 0, [], []
    for who, gap, length in steps:
        start, end = number + gap, number + gap + length
        waits.append((who, start, end))
        events += [
            TicketEvent(_after(logged, start), "waiting", who),
            TicketEvent(_after(logged, end), "answered"),
        ]
        number = end
    unit = "counter minutes" if on_hours else "minutes"
    clauses = "".join(f"  pauses when awaiting {who}{plan.words}\n" for who, plan in plans.items())
    pause = "  pauses when awaiting parts, for response\n" if "parts" not in plans else ""
    text = f"service s {{\n  workaround within {minutes} {unit}, for A\n}}\nclock {{\n  starts when logged\n{clauses}{pause}}}\n"
    agreement = resolve(parse_bytes((HEAD + text).encode(), "draft.sla"))
    assert not agreement.problems
    simulation = Simulation(DeadlineReport(agreement, AS_OF), Case("A", "s"), logged, events)
    (found,) = (one.at for one in simulation.dues if one.promise.kind == "workaround")
    assert found is not None
    assert dt.datetime.fromtimestamp(found, ZONE) == walked(logged, minutes, on_hours, waits, plans)


def _after(logged: dt.datetime, minutes: int) -> int:
    return int(logged.timestamp()) + 60 * minutes


# ---- waits


def test_a_party_is_awaited_by_its_name_or_its_part() -> None:
    made = simulate(
        CLOCK + "}\n", "A", LOGGED, "2027-06-01 10:00 waiting customer", "2027-06-01 11:00 answered"
    )
    assert due(made) == "Tue 01 16:00"


def test_a_wait_takes_from_business_days_the_open_time_after_the_first_day() -> None:
    events = ("2027-06-01 10:00 waiting customer", "2027-06-02 10:00 answered")
    assert (
        due(simulate(CLOCK + "}\n", "B", LOGGED, *events)) == "Mon 07 10:00"
    )  # Friday 14:00, and two hours of Wednesday


def test_a_cap_in_hours_of_the_counter() -> None:
    text = CLOCK.replace("awaiting Lake", "awaiting Lake, at most 3 counter hours") + "}\n"
    events = ("2027-06-01 16:00 waiting customer", "2027-06-02 18:00 answered")
    assert due(simulate(text, "C", LOGGED, *events)) == due(
        simulate(CLOCK + "}\n", "C", LOGGED, events[0], "2027-06-02 09:00 answered")
    )


def test_a_wait_without_answer() -> None:
    made = simulate(CLOCK + "}\n", "A", LOGGED, "2027-06-01 10:00 waiting customer")
    assert due(made) == "undecided: the wait for customer has no answer"
    assert due(made, "respond") == "Tue 01 10:00"  # over when the wait begins
    capped = CLOCK.replace("awaiting Lake", "awaiting Lake, at most 2 hours") + "}\n"
    made = simulate(capped, "A", LOGGED, "2027-06-01 10:00 waiting customer")
    assert due(made).startswith("undecided")
    assert not_before(made) == "Tue 01 17:00"
    # What happens later shows that the longest time has passed.
    made = simulate(capped, "A", LOGGED, "2027-06-01 10:00 waiting customer", "2027-06-01 13:00 responded")
    assert due(made) == "Tue 01 17:00"


def test_a_special_pause_goes_before_a_general_one() -> None:
    special = "clock for resolution {\n  pauses when awaiting Lake, at most 30 minutes, for A\n}\n"
    events = ("2027-06-01 10:00 waiting customer", "2027-06-01 12:00 answered")
    assert due(simulate(CLOCK + "}\n" + special, "A", LOGGED, *events)) == "Tue 01 15:30"
    assert due(simulate(CLOCK + "}\n" + special, "C", LOGGED, *events)) == "Fri 04 14:00"


def test_words_in_quotes_are_not_read() -> None:
    text = 'clock {\n  pauses when "a part is on order"\n}\n'
    events = ("2027-06-01 10:00 waiting customer", "2027-06-01 11:00 answered")
    assert "line 29 would have to be read" in due(simulate(text, "A", LOGGED, *events))
    both = text.replace("}\n", "  pauses when awaiting customer\n}\n")
    assert due(simulate(both, "A", LOGGED, *events)) == "Tue 01 16:00"
    quoted = [TicketEvent(int(moment(f"2027-06-01T{hour}:00-04:00").timestamp()), what, who)
              for hour, what, who in (("10", "waiting", "a part is on order"), ("11", "answered", ""))]  # fmt: skip
    agreement = resolve(parse_bytes((HEAD + text).encode(), "draft.sla"))
    assert (
        due(Simulation(DeadlineReport(agreement, AS_OF), Case("A"), moment(LOGGED), quoted)) == "Tue 01 16:00"
    )


@pytest.mark.parametrize(
    ("resumes", "expected"),
    [
        ("resumes when answered", "Tue 01 16:00"),
        ("resumes when responded", "Tue 01 17:00"),
        (
            "resumes when confirmed",
            "undecided: the pause of line 30 ends with confirmed, and no event says when that is",
        ),
    ],
)
def test_what_lets_the_clock_go_on(resumes: str, expected: str) -> None:
    text = CLOCK.replace("resumes when answered", resumes) + "}\n"
    events = ("2027-06-01 10:00 waiting customer", "2027-06-01 11:00 answered", "2027-06-01 13:00 responded")
    assert due(simulate(text, "A", LOGGED, *events)) == expected


def test_a_target_that_counts_from_another_counts_from_what_happened() -> None:
    text = "service s {\n  onsite within 2 counter hours of response\n}\n"
    agreement = resolve(parse_bytes((HEAD + text).encode(), "draft.sla"))
    report = DeadlineReport(agreement, AS_OF)
    early = TicketEvent(instant(moment("2027-06-01 09:10"), report.zone), "responded")
    assert due(Simulation(report, Case("A", "s"), moment(LOGGED)), "onsite") == "Tue 01 12:00"
    assert due(Simulation(report, Case("A", "s"), moment(LOGGED), [early]), "onsite") == "Tue 01 11:10"


# ---- priorities


def test_a_raised_ticket_counts_from_its_start_with_its_pauses() -> None:
    only_c = CLOCK.replace("awaiting Lake", "awaiting Lake, for C") + "}\n"
    waits = ("2027-06-01 09:30 waiting customer", "2027-06-01 11:30 answered")
    assert due(simulate(only_c, "C", LOGGED, *waits, "2027-06-01 11:40 priority A")) == "Tue 01 17:00"
    # From the change on, the pauses are those of the new priority.
    late = ("2027-06-01 09:30 waiting customer", "2027-06-01 10:30 priority A", "2027-06-01 11:30 answered")
    assert due(simulate(only_c, "C", LOGGED, *late)) == "Tue 01 16:00"


def test_due_before_the_change_is_undecided() -> None:
    made = simulate("", "C", LOGGED, "2027-06-01 16:00 priority A")
    assert due(made).startswith("undecided: with A it would have been due before the ticket became A")
    made = simulate("", "C", LOGGED, "2027-06-01 13:00 responded", "2027-06-01 14:00 priority A")
    assert (due(made, "respond"), due(made)) == ("Tue 01 15:00", "Tue 01 15:00")  # what is met stays


def test_a_workaround_lowers_the_ticket_where_a_clause_says_so() -> None:
    event = "2027-06-01 10:00 workaround"
    assert due(simulate("", "A", LOGGED, event)) == "Tue 01 15:00"
    assert due(simulate("lower to B when workaround\n", "A", LOGGED, event)) == "Fri 04 14:00"
    made = simulate("lower to B when workaround and agreed\n", "A", LOGGED, event)
    assert due(made) == "Tue 01 15:00"
    assert any("say it as an event of `priority`" in text for text in made.remarks())


# ---- opened again


@pytest.mark.parametrize(
    ("clause", "again", "expected"),
    [
        ("reopens within 2 days of resolved", "2027-06-01 16:00", "Wed 02 10:00"),
        ("reopens within 2 counter days of closed", "2027-06-03 18:00", "Fri 04 12:00"),
        ("reopens within 2 counter days of closed", "2027-06-03 18:01", "Fri 04 13:00"),
        ('reopens within 9 days, when "the fault is the same"', "2027-06-02 09:00",
         "undecided: it was opened again, and line 32 would have to be read to know whether it goes on"),
        ("", "2027-06-01 16:00", "undecided: it was opened again, and no `reopens` clause says whether it goes on"),
    ],
)  # fmt: skip
def test_opened_again(clause: str, again: str, expected: str) -> None:
    text = CLOCK + f"  {clause}\n}}\n" if clause else CLOCK + "}\n"
    events = ("2027-06-01 10:00 resolved", f"{again} reopened")
    assert due(simulate(text, "A", LOGGED, *events)) == expected


# ---- the order of events


def test_events_of_one_moment_come_as_they_can() -> None:
    written = [
        TicketEvent(0, "waiting", "customer"),
        TicketEvent(60, "waiting", "customer"),
        TicketEvent(60, "answered"),
    ]
    assert [event.what for event in in_order(written, 0)] == ["waiting", "answered", "waiting"]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([("answered", "")], "nobody is awaited; write `waiting`"),
        ([("waiting", "a"), ("waiting", "a")], "a is awaited already"),
        ([("waiting", "a"), ("waiting", "b"), ("answered", "")], "say who answered, as in `for: a`"),
        ([("waiting", "a"), ("answered", "b")], "b is not awaited"),
        ([("reopened", "")], "not resolved"),
        ([("resolved", ""), ("waiting", "a")], "resolved already; write `reopened` before it"),
        ([("resolved", ""), ("closed", ""), ("closed", "")], "closed already"),
        ([("closed", "")], "not resolved"),
    ],
)
def test_what_cannot_have_happened(events: list[tuple[str, str]], words: str) -> None:
    made = [TicketEvent(60 * number, what, who, source="log") for number, (what, who) in enumerate(events)]
    with pytest.raises(EventError, match=words):
        in_order(made, 0)


def test_nothing_happens_before_the_ticket() -> None:
    with pytest.raises(EventError, match="before the ticket is logged"):
        in_order([TicketEvent(5, "responded")], 6)
