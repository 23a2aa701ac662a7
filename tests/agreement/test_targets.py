"""Which target holds for which ticket: scopes, overrides, during and outside, plans, shares."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from clausecheck.agreement.clock import utc
from clausecheck.agreement.covering import Moments, cases, effective, promised
from clausecheck.agreement.deadlines import Deadlines
from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import Case, Target, targets
from clausecheck.language.parser import parse
from clausecheck.language.write import write

ROOT = Path(__file__).resolve().parent.parent.parent
DECLARED = (
    "hours business in UTC {\n  mon-fri 09:00-17:00\n}\nservice m365 {\n}\nservice desk {\n}\nsite HQ\n"
)


def found(text: str) -> tuple[Target, ...]:
    parsed = parse(DECLARED + text)
    assert not parsed.problems, parsed.problems[0].message
    return targets(resolve(parsed))


def lengths(text: str, kind: str, case: Case, opened: bool | None = None) -> list[str]:
    """The lengths that hold for a case; with `opened` those for tickets logged while `business` is open, or closed."""
    if opened is None:
        return [write(target.length) for target in effective(found(text), kind, case)]
    return [
        write(held.target.length)
        for held in promised(found(text), kind, case)
        if _holds(held.moments, opened)
    ]


def _holds(moments: Moments, opened: bool) -> bool:
    assert not moments.rivals
    return not ((moments.shut and opened) or (moments.open_ and not opened))


def test_a_priority_s_own_target_holds_for_every_service() -> None:
    text = "priority P1 {\n  respond within 1 hour\n}\n"
    assert lengths(text, "respond", Case("P1")) == ["1 hour"]
    assert lengths(text, "respond", Case("P1", "m365")) == ["1 hour"]
    assert lengths(text, "respond", Case("P2")) == []


def test_a_clause_with_more_parts_goes_before_one_with_fewer() -> None:
    text = "priority P2 {\n  resolve within 1 day\n  resolve within 12 hours, for m365\n}\n"
    assert lengths(text, "resolve", Case("P2")) == ["1 day"]
    assert lengths(text, "resolve", Case("P2", "desk")) == ["1 day"]
    assert lengths(text, "resolve", Case("P2", "m365")) == ["12 hours"]


def test_a_service_s_target_for_a_priority_is_more_special_than_the_priority_s() -> None:
    text = "priority P1 {\n  respond within 1 hour\n}\nservice backup-desk {\n  respond within 2 hours, for P1\n}\n"
    assert lengths(text, "respond", Case("P1", "backup-desk")) == ["2 hours"]
    assert lengths(text, "respond", Case("P1", "m365")) == ["1 hour"]


def test_parts_on_a_header_hold_for_each_clause() -> None:
    text = "priority P1 {\n}\nplan Gold for m365 during business {\n  respond within 5 minutes, for P1\n}\n"
    (target,) = found(text)
    assert dict(target.scope) == {"plan": {"Gold"}, "service": {"m365"}, "priority": {"P1"}}
    assert target.hours == "business"
    assert lengths(text, "respond", Case("P1", "m365", "Gold")) == ["5 minutes"]
    assert lengths(text, "respond", Case("P1", "desk", "Gold")) == []


def test_during_and_outside_share_the_moments_between_them() -> None:
    text = "priority P2 {\n  respond within 1 hour, during business\n  respond within 2 hours, outside business\n}\n"
    assert lengths(text, "respond", Case("P2")) == ["1 hour", "2 hours"]
    assert lengths(text, "respond", Case("P2"), opened=True) == ["1 hour"]
    assert lengths(text, "respond", Case("P2"), opened=False) == ["2 hours"]


def test_during_without_a_twin_holds_for_all_tickets() -> None:
    text = "priority P2 {\n  respond within 1 hour, during business\n}\n"
    assert lengths(text, "respond", Case("P2"), opened=False) == ["1 hour"]


def test_outside_goes_before_a_clause_without_hours() -> None:
    text = "priority P2 {\n  respond within 1 hour\n  respond within 2 hours, outside business\n}\n"
    assert lengths(text, "respond", Case("P2"), opened=False) == ["2 hours"]
    assert lengths(text, "respond", Case("P2"), opened=True) == ["1 hour"]


def test_a_plan_goes_before_what_holds_outside_hours() -> None:
    text = (
        "priority P2 {\n  respond within 1 hour, during business\n  respond within 2 hours, outside business\n}\n"
        "plan Gold for m365 {\n  respond within 30 minutes, for P2\n}\n"
    )
    assert lengths(text, "respond", Case("P2", "m365", "Gold")) == ["30 minutes"]


def test_shares_averages_and_other_populations_stand_beside_each_other() -> None:
    text = (
        "priority P3 {\n  resolve within 5 days, for 80% of incidents\n  resolve within 10 days, for rest\n"
        "  resolve within 3 days on average each month\n}\nservice phone {\n  respond within 10 seconds for 80% of calls\n}\n"
        "respond within 4 hours\n"
    )
    assert lengths(text, "resolve", Case("P3")) == ["5 days", "10 days", "3 days"]
    assert lengths(text, "respond", Case("P3", "phone")) == ["10 seconds", "4 hours"]


def test_two_of_equal_weight_come_back_both() -> None:
    text = "priority P1 {\n  respond within 1 hour\n  respond within 2 hours\n}\n"
    assert lengths(text, "respond", Case("P1")) == ["1 hour", "2 hours"]


def test_no_guarantee_is_an_answer_and_suppliers_are_not_asked() -> None:
    text = (
        "priority P1 {\n  no guarantee of resolution\n}\n"
        'service x {\n  relies on "Vendor" {\n    respond within 1 hour\n  }\n}\n'
    )
    (target,) = found(text)
    assert (target.kind, target.length) == ("resolve", None)


def test_working_lengths_and_choices_count_on_their_hours() -> None:
    text = (
        "priority P1 {\n  respond within 4 business hours\n"
        "  resolve within sooner of 8 business hours or 30 minutes after opening of business\n}\n"
    )
    assert [target.hours for target in found(text)] == ["business", "business"]
    assert all(target.stated for target in found(text))


def test_no_hours_stated_is_around_the_clock_and_known_to_be_assumed() -> None:
    (target,) = found("priority P1 {\n  respond within 4 hours\n}\n")
    assert (target.hours, target.stated) == ("always", False)
    (target,) = found("priority P1 {\n  respond within 4 hours during always\n}\n")
    assert (target.hours, target.stated) == ("always", True)


@pytest.mark.parametrize("name", ["tour.sla", "published/36-supabase.sla"])
def test_rows_are_the_cases_that_differ(name: str) -> None:
    agreement = resolve(parse((ROOT / "samples" / name).read_text(encoding="utf-8")))
    every = targets(agreement)
    rows = cases(agreement, every)
    assert len(rows) == len(set(rows))
    assert {row.priority for row in rows} == set(agreement.names["priority"])
    for row in rows:
        if row != Case(row.priority):
            kinds = {target.kind for target in every}
            assert any(effective(every, k, row) != effective(every, k, Case(row.priority)) for k in kinds)


SHOP = """
hours shop in UTC {
  mon-fri 09:00-12:00, 13:00-18:00
  sat 10:00-14:00
}
"""


@pytest.mark.parametrize(
    ("clause", "logged", "due"),
    [
        ("respond same business day", "2027-03-02 08:00", "2027-03-02 18:00"),
        ("respond same business day", "2027-03-02 12:30", "2027-03-02 18:00"),
        ("respond same business day", "2027-03-02 18:00", "2027-03-03 18:00"),
        ("respond same business day", "2027-03-05 20:00", "2027-03-06 14:00"),
        ("respond same business day", "2027-03-07 11:00", "2027-03-08 18:00"),
        ("respond within sooner of same business day or 4 hours", "2027-03-02 08:00", "2027-03-02 12:00"),
        ("respond next business day", "2027-03-05 20:00", "2027-03-06 14:00"),
        ("respond best effort", "2027-03-05 20:00", None),
        ("respond as soon as possible", "2027-03-05 20:00", None),
    ],
)
def test_words_for_times_in_time(clause: str, logged: str, due: str | None) -> None:
    text = f'agreement "A" {{\n  effective 2027-01-01\n}}\n{SHOP}priority P1 {{\n  {clause}\n}}\n'
    semantics = Semantics(resolve(parse(text)), dt.date(2027, 1, 1))
    (target,) = semantics.targets
    deadline = Deadlines.of(semantics).deadline(target, Case("P1"))
    moment = dt.datetime.fromisoformat(logged).replace(tzinfo=dt.UTC)
    shown = (
        None if deadline is None else utc(deadline.due(int(moment.timestamp()))).strftime("%Y-%m-%d %H:%M")
    )
    assert (shown, target.promised) == (due, due is not None)


def test_the_hours_whose_day_is_meant_are_those_of_the_clause_else_the_only_ones() -> None:
    two = SHOP + "hours late in UTC {\n  mon-fri 12:00-20:00\n}\n"
    for text, hours in (
        (SHOP + "priority P1 {\n  respond same business day\n}\n", "shop"),
        (two + "priority P1 {\n  respond same business day\n}\n", "always"),
        (two + "priority P1 {\n  respond same business day, during late\n}\n", "late"),
        (two + "priority P1 {\n  respond next business day, during late\n}\n", "late"),
    ):
        (target,) = targets(resolve(parse(text)))
        assert (target.hours, target.promised) == (hours, hours != "always")


SCOPES = """
region eu "Europe"
region us "America"
tier premium "Premium"
family databases "Databases"
"""


@pytest.mark.parametrize(
    ("case", "length"),
    [
        (Case("P1"), "4 hours"),
        (Case("P1", region="eu"), "1 hour"),
        (Case("P1", region="us"), "2 hours"),
        (Case("P1", tier="premium"), "30 minutes"),
        (Case("P1", family="databases"), "4 hours"),
    ],
)
def test_a_promise_for_a_region_or_a_tier_goes_before_the_general_one(case: Case, length: str) -> None:
    text = SCOPES + (
        "priority P1 {\n  respond within 4 hours\n  respond within 1 hour, for eu\n"
        "  respond within 2 hours, for us\n  respond within 30 minutes, for premium\n}\n"
    )
    assert lengths(text, "respond", case) == [length]
    rows = {(row.region, row.tier, row.family) for row in cases(resolve(parse(DECLARED + text)), found(text))}
    assert rows == {(None, None, None), ("eu", None, None), ("us", None, None), (None, "premium", None)}
