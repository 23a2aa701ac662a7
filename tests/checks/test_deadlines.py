"""Findings about deadlines, their tickets and their proofs."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.context import Context, find_check
from clausecheck.finding import Finding, Proof
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load

AS_OF = dt.date(2026, 11, 23)
HEAD = """agreement "Support" {
  effective 2026-11-01
  term 36 months
  zone Europe/London
}
hours business in Europe/London {
  mon-fri 09:00-17:00
}
"""


def looked(body: str, head: str = HEAD, **given: object) -> tuple[list[Finding], list[Proof]]:
    parsed = parse(head + body)
    assert not parsed.problems
    semantics = Semantics(resolve(parsed), AS_OF)
    found = [
        drafted
        for rule in load("deadlines").rules
        if rule.check
        for drafted in find_check(rule.check)(Context(semantics, rule.name, given))
    ]
    return [one for one in found if isinstance(one, Finding)], [
        one for one in found if isinstance(one, Proof)
    ]


def names(body: str, head: str = HEAD, **given: object) -> list[str]:
    return [finding.name for finding in looked(body, head, **given)[0]]


def test_the_friday_afternoon_of_the_design() -> None:
    findings, _ = looked(
        'priority P2 "High" {\n  respond within 4 business hours\n  resolve within 8 hours\n}\n'
    )
    (finding,) = findings
    assert finding.name == "resolution-before-response"
    assert finding.witness is not None
    logged = dt.datetime.fromisoformat(finding.witness.values["logged"])
    response = dt.datetime.fromisoformat(finding.witness.values["response"])
    resolution = dt.datetime.fromisoformat(finding.witness.values["resolution"])
    assert logged.weekday() == 4
    assert (response.hour, response.weekday()) == (logged.hour - 4, 0)
    assert resolution - logged == dt.timedelta(hours=8)
    assert resolution < response


def test_a_proof_names_the_pair_the_dates_and_the_data() -> None:
    body = "priority P1 {\n  respond within 4 business hours\n  resolve within 80 hours\n}\n"
    findings, proofs = looked(body)
    assert findings == []
    (proof,) = proofs
    assert proof.rule == "resolution-before-response"
    assert proof.values["from"] == "2026-11-01"
    assert proof.values["to"] == "2029-10-31"
    assert proof.values["lengths"] == ["4 business hours", "80 hours"]
    assert proof.values["kinds of weeks"] < proof.values["weeks"]
    assert {"holidays", "tzdata"} <= set(proof.values["data"])


@pytest.mark.parametrize(
    ("closed", "found"),
    [
        ("", []),
        ("  closed on 2027-12-27\n", ["resolution-before-response"]),
        ("  closed on 2027-12-26\n", []),
        ("  closed on 2032-12-27\n", []),
    ],
)
def test_one_closed_monday_in_three_years_decides(closed: str, found: list[str]) -> None:
    """72 hours are enough for four working hours over a weekend, and not over a longer one."""
    head = HEAD.replace("17:00\n", f"17:00\n{closed}")
    assert (
        names("priority P1 {\n  respond within 4 business hours\n  resolve within 72 hours\n}\n", head)
        == found
    )


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        ("respond within 1 hour\n  resolve within 1 hour", ["resolution-before-response"]),
        ("respond within 1 business day\n  resolve within 9 business hours", ["resolution-before-response"]),
        ("respond within 1 business day\n  resolve within 16 business hours", ["resolution-before-response"]),
        ("respond within 1 business day\n  resolve within 2 business days", []),
        ("respond within sooner of 4 business hours or 3 hours\n  resolve within 4 hours", []),
        ("respond within later of 4 business hours or 3 hours\n  resolve within 4 hours", ["resolution-before-response"]),
        ("respond within 1 hour\n  resolve within 2 hours of responded", []),
        ("respond within 1 hour, during business\n  respond within 2 hours, outside business\n  resolve within 3 business hours",
         []),
        ("respond within 1 hour, during business\n  respond within 4 hours, outside business\n  resolve within 3 business hours",
         ["resolution-before-response"]),
        ("respond within 1 hour\n  resolve within 30 minutes on average each month", []),
        ("respond within 30 minutes after opening of business\n  resolve within 4 hours", ["resolution-before-response"]),
        ("respond within 1 month\n  resolve within 31 days", ["resolution-before-response"]),
        ("respond within 1 month\n  resolve within 32 days", []),
    ],
)  # fmt: skip
def test_what_must_come_after_the_response(targets: str, found: list[str]) -> None:
    assert names(f"priority P1 {{\n  {targets}\n}}\n") == found


def test_several_hours_count_together() -> None:
    head = HEAD + "hours saturday in Europe/London {\n  sat 09:00-13:00\n}\n"
    body = "priority P1 {{\n  respond within 4 hours, during {}\n  resolve within 44 hours\n}}\n"
    assert names(body.format("business, saturday"), head) == ["resolution-before-response"]
    assert names(body.format("business, saturday").replace("44 hours", "50 hours"), head) == []
    assert names(body.format("business").replace("44 hours", "50 hours"), head) == [
        "resolution-before-response"
    ]
    far = head.replace("saturday in Europe/London", "saturday in Asia/Kolkata")
    findings, _ = looked(body.format("business, saturday"), far)
    assert findings == []


def test_half_of_a_day_may_be_defined() -> None:
    head = HEAD + 'define "Business Day" as 8 hours of business\n'
    body = "priority P1 {\n  respond within 7 business hours\n  resolve within 1 business day\n}\n"
    assert names(body, head) == []
    assert names(body) == []
    late = "priority P1 {\n  respond within 9 business hours\n  resolve within 1 business day\n}\n"
    assert names(late, head) == ["resolution-before-response"]


def test_the_same_pair_is_told_once_for_all_cases() -> None:
    body = (
        'service a "A" {\n  includes "x"\n}\nservice b "B" {\n  includes "x"\n}\n'
        "priority P1 {\n  respond within 2 hours\n  resolve within 1 hour\n  update every 3 hours, for a\n"
        "  update every 4 hours, for b\n}\n"
    )
    assert names(body) == ["resolution-before-response"]


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        ("respond within 1 hour\n  respond within 2 hours", ["two-deadlines"]),
        ("respond within 1 hour\n  respond within 60 minutes", []),
        ("respond within 1 hour\n  respond within 2 hours, for a", []),
        ("respond within 1 hour, for a\n  respond within 2 hours, at HQ", ["two-deadlines"]),
        ("respond within 1 hour, for a\n  respond within 2 hours, for b", []),
        ("respond within 1 hour, for a, b\n  respond within 2 hours, for b", []),
        ("respond within 1 hour, for 90% of incidents\n  respond within 2 hours, for 95% of incidents", []),
        ("respond within 1 hour, for 90% of incidents\n  respond within 2 hours, for rest", []),
        ("respond within 10 seconds, for 80% of calls\n  respond within 2 hours", []),
        ("respond within 8 business hours\n  respond within 1 day", ["two-deadlines"]),
        ("respond within 1 hour, when users >= 5\n  respond within 2 hours", []),
    ],
)
def test_two_clauses_for_one_ticket(clauses: str, found: list[str]) -> None:
    head = HEAD + 'service a "A" {\n  includes "x"\n}\nservice b "B" {\n  includes "x"\n}\nsite HQ "Here"\n'
    assert names(f"priority P1 {{\n  {clauses}\n}}\n", head) == found


def test_a_ladder_is_compared_for_each_service() -> None:
    head = HEAD + 'service a "A" {\n  includes "x"\n}\nservice b "B" {\n  includes "x"\n}\n'
    body = (
        "priority P1 {\n  respond within 1 hour\n  respond within 5 hours, for b\n}\n"
        "priority P2 {\n  respond within 4 hours\n}\n"
    )
    findings, _ = looked(body, head)
    assert [finding.name for finding in findings] == ["urgent-later"]
    assert "for b" in findings[0].message


def test_an_escalation_is_held_against_the_target_that_it_names() -> None:
    stage = 'priority P1 {{\n  respond within 1 hour\n  resolve within 8 hours\n  escalate to "Boss" {}\n}}\n'
    assert names(stage.format("after 2 hours")) == []
    assert names(stage.format("after 2 hours, for response")) == ["late-escalation"]
    assert names(stage.format("after 8 hours")) == ["late-escalation"]
    assert names(stage.format("after 80% of resolution")) == []
    assert names(stage.format("after 100% of resolution")) == ["late-escalation"]
    assert names(stage.format("after 120% of response")) == []
    assert names(stage.format("when response missed")) == []


def test_a_pause_that_only_the_response_has() -> None:
    body = (
        "clock for response {\n  starts when logged\n  pauses when awaiting supplier, at most 96 hours\n}\n"
        "priority P1 {\n  respond within 4 business hours\n  resolve within 2 business days\n}\n"
    )
    assert names(body) == ["resolution-before-response"]
    assert names(body.replace("96 hours", "24 hours")) == []
    assert names(body.replace("clock for response", "clock")) == []


def test_clocks_say_on_which_hours_targets_count() -> None:
    body = "clock during business {\n  starts when logged\n}\n"
    body += "priority P1 {\n  respond within 4 hours\n  resolve within 8 hours\n}\n"
    assert names(body) == []
    assert names(body.replace("clock during", "clock for response during")) == ["resolution-before-response"]


def test_what_cannot_be_computed_is_said_and_the_rest_goes_on() -> None:
    findings, _ = looked(
        "priority P1 {\n  respond within tbd\n  resolve within 30 minutes\n}\n"
        "priority P2 {\n  respond within 2 hours\n  resolve within 1 hour\n}\n"
        'priority P3 {\n  respond within 3 hours of "the call of the duty manager"\n}\n'
    )
    wording = {finding.name: finding.message for finding in findings}
    assert set(wording) == {"deadline-undecided", "resolution-before-response"}
    reasons = [finding.message for finding in findings if finding.name == "deadline-undecided"]
    assert any("not agreed yet" in reason for reason in reasons)
    assert any("of which no time is known" in reason for reason in reasons)


@pytest.mark.parametrize("length", ["999999 years", "100000000 hours", "2000 years", "9999999 business days"])
def test_a_target_beyond_all_calendars_is_undecided(length: str) -> None:
    found = names(f"priority P1 {{\n  respond within 1 business hour\n  resolve within {length}\n}}\n")
    assert found == ["deadline-undecided"]


def test_many_hours_to_be_outside_of_are_quick() -> None:
    blocks = "".join(f"hours h{n} in Europe/London {{\n  mon-fri 0{n}:00-0{n + 1}:00\n}}\n" for n in range(9))
    lines = "".join(f"  respond within {n + 1} hours, outside h{n}\n" for n in range(9))
    found = names(f"priority P1 {{\n{lines}  resolve within 1 hour\n}}\n", HEAD + blocks)
    assert set(found) == {"later-ticket-earlier", "resolution-before-response", "two-deadlines"}


def test_hours_without_a_zone_leave_it_open() -> None:
    head = "hours business {\n  mon-fri 09:00-17:00\n}\n"
    body = "priority P1 {\n  respond within 4 business hours\n  resolve within 8 hours\n}\n"
    findings, proofs = looked(body, head)
    assert findings == proofs == []  # `hours-undecided` says why


def test_a_critical_wait_is_told_beyond_its_limit() -> None:
    days = v.Duration(((v.Decimal(2), "day"),))
    body = "priority P1 {\n  respond within 4 business hours\n}\n"
    findings, _ = looked(body, critical=days)
    (finding,) = findings
    assert finding.witness is not None
    # From Friday 13:00 to Monday 09:00 are 68 hours, and 69 where clocks go back between.
    assert "2 days 21 hours" in finding.message
    assert names(body, critical=v.Duration(((v.Decimal(3), "day"),))) == []


def test_a_late_escalation_of_a_priority_stands_before_a_general_one() -> None:
    body = (
        'priority P1 "Critical" {\n  resolve within 6 hours\n  escalate to "Lead" after 6 hours\n}\n'
        'escalate to "Board" after 3 days\n'
    )
    (late,) = [one for one in looked(body)[0] if one.name == "late-escalation"]
    assert "only when the resolution target is missed" in late.message
    assert [label.text for label in late.labels][-1] == "so late comes this one, too"


@pytest.mark.parametrize(
    ("resolve", "wrong"),
    [
        ("resolve within 2 hours", True),
        ("resolve within 6 business hours", False),
        ("resolve within 2 hours of logged", False),
        ("resolve within 2 hours, during always", False),
    ],
)
def test_two_that_start_with_one_event_are_compared_from_it(resolve: str, wrong: bool) -> None:
    body = f"priority P1 {{\n  respond within 3 business hours\n  {resolve}\n}}\nclock {{\n  starts when acknowledged\n}}\n"
    found = [one for one in looked(body)[0] if one.name == "resolution-before-response"]
    assert bool(found) is wrong
    for one in found:
        assert one.witness is not None
        assert "of which the acknowledgement, from which both count, comes Fri" in one.witness.summary


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("devices >= 4", "devices <= 30", ["two-deadlines"]),
        ("devices >= 4", "devices > 30", []),  # within the other
        ("devices >= 31", "devices < 4", []),
        ("devices >= 4", "workaround", ["two-deadlines"]),
        ("devices >= 4 and workaround", "devices < 9", ["two-deadlines"]),
        ("devices >= 4", '"a plotter"', []),  # words are not read
        ("phone", "workaround", []),  # two facts may exclude each other
    ],
)
def test_two_clauses_under_conditions_that_meet(one: str, other: str, found: list[str]) -> None:
    body = f"priority Low {{\n  respond within 3 hours, when {one}\n  respond within 50 minutes, when {other}\n}}\n"
    assert names(body) == found


@pytest.mark.parametrize(
    ("applies", "when", "found"),
    [
        ('"all work stands"', "devices >= 6", ["urgent-later"]),
        # no ticket of High is about six devices
        ("devices < 3", "devices >= 6", []),
        ('"all work stands"', '"it is a plotter"', []),
    ],
)
def test_a_ladder_is_compared_under_conditions(applies: str, when: str, found: list[str]) -> None:
    body = (
        f"priority High {{\n  applies when {applies}\n  respond within 2 hours\n}}\n"
        f"priority Low {{\n  applies otherwise\n  respond within 5 hours\n  respond within 40 minutes, when {when}\n}}\n"
    )
    assert names(body) == found


def test_conditions_that_imply_each_other_meet_in_two_kinds_of_targets() -> None:
    body = "priority Low {\n  respond within 9 hours, when devices >= 5\n  resolve within 6 hours, when devices >= 20\n}\n"
    assert names(body) == ["resolution-before-response"]
