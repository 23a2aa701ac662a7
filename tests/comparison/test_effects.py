"""What changed in effect between two texts: each kind of change with who gains, and what is no change at all."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.comparison.changes import EffectChange
from clausecheck.comparison.effects import compare_agreements
from clausecheck.language.format import layout
from clausecheck.language.parser import parse
from tests.examples import examples

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [ROOT / "samples" / "tour.sla", *sorted((ROOT / "samples" / "clean").glob("*.sla"))]
DAY = dt.date(2026, 11, 27)

BASE = """
agreement "Care of the ward systems" {
  provider Tarn "Tarn Systems Ltd"
  customer Ward "Wardley Clinics"
  zone Europe/London
  effective 2027-01-01
  term 24 months, renewed every 12 months, unless 90 days notice
}
hours desk in Europe/London {
  mon-fri 08:00-18:00
}
service wards "Ward systems" {
  includes "monitoring", "printing"
  excludes "cabling"
  availability 99.5% each month, except maintenance
  patch critical within 72 hours
}
priority P1 "Down" {
  applies when impact high
  respond within 30 minutes
  resolve within 6 desk hours
}
priority P2 "Slow" {
  applies otherwise
  respond within 2 desk hours, for 90% of tickets
  resolve within 3 desk days
}
backup nightly for wards {
  includes "patient files"
  full every 7 days
  incremental every 12 hours
  keep daily for 30 days
  rpo 12 hours
  rto 8 hours
}
credits for wards {
  credit 5% of "monthly fee" when availability >= 99.0% and < 99.5%
  credit 10% of "monthly fee" when availability < 99.0%
  cap 25% of "monthly fee" each month
  claim within 60 days
}
fees {
  charge "care" 900.00 GBP per month
}
termination {
  end by Ward for convenience, on 60 days written notice
  end by Tarn for convenience, on 180 days written notice
  exit {
    keep backups for 90 days from end
    return "patient files" within 10 days of end
  }
}
"""

#: A place in the text, another wording, and what the comparison says: the subject, what happened, and who gains.
MUTATIONS = [
    ("respond within 30 minutes", "respond within 45 minutes", "targets", "changed", "provider"),
    ("respond within 30 minutes", "respond within 10 minutes", "targets", "changed", "customer"),
    ("resolve within 6 desk hours", "resolve within 6 hours", "targets", "changed", "customer"),
    ("  resolve within 6 desk hours\n", "", "targets", "gone", "provider"),
    ("for 90% of tickets", "for 80% of tickets", "targets", "changed", "provider"),
    ("for 90% of tickets", "for 97% of tickets", "targets", "changed", "customer"),
    ("resolve within 3 desk days", "resolve within tbd", "targets", "changed", "provider"),
    ("99.5% each month, except maintenance", "99.5% each year, except maintenance", "availability", "changed", "provider"),
    ("99.5% each month, except maintenance", "99.9% each month, except maintenance", "availability", "changed", "customer"),
    ("each month, except maintenance", "each month", "availability", "changed", "customer"),
    ("patch critical within 72 hours", "patch critical within 7 days", "scope", "changed", "provider"),
    (', "printing"', "", "scope", "gone", "provider"),
    ('excludes "cabling"', 'excludes "cabling", "telephones"', "scope", "new", "provider"),
    ("full every 7 days", "full every 14 days", "backups", "changed", "provider"),
    ("incremental every 12 hours", "incremental every 4 hours", "backups", "changed", "customer"),
    ("keep daily for 30 days", "keep daily for 20 days", "backups", "changed", "provider"),
    ("rpo 12 hours", "rpo 24 hours", "backups", "changed", "provider"),
    ("  rto 8 hours\n", "", "backups", "gone", "provider"),
    ('includes "patient files"', 'includes "patient files", "mail"', "backups", "new", "customer"),
    ('credit 10% of "monthly fee"', 'credit 12% of "monthly fee"', "credits", "changed", "customer"),
    (">= 99.0% and < 99.5%", ">= 99.0% and < 99.2%", "credits", "changed", "provider"),
    ("cap 25%", "cap 20%", "credits", "changed", "provider"),
    ("claim within 60 days", "claim within 14 days", "credits", "changed", "provider"),
    ("charge \"care\" 900.00 GBP", "charge \"care\" 950.00 GBP", "prices", "changed", "provider"),
    ("on 60 days written notice", "on 30 days written notice", "notices", "changed", "customer"),
    ("on 180 days written notice", "on 90 days written notice", "notices", "changed", "provider"),
    ("unless 90 days notice", "unless 60 days notice", "notices", "changed", "unclear"),
    ("term 24 months", "term 36 months", "ends", "changed", "unclear"),
    ("keep backups for 90 days", "keep backups for 30 days", "backups|ends", "changed", "provider"),
    ('return "patient files" within 10 days', 'return "patient files" within 20 days', "ends", "changed", "provider"),
    ("  end by Tarn for convenience, on 180 days written notice\n", "", "ends", "gone", "customer"),
    ('"Care of the ward systems"', '"Care of all systems"', "other", "changed", "neither"),
]  # fmt: skip

#: Other words for the same.
SAME = [
    ("respond within 30 minutes", "respond within 0.5 hours"),
    ("term 24 months", "term 2 years"),
    ("patch critical within 72 hours", "patch critical within 3 days"),
    ("rpo 12 hours", "rpo 720 minutes"),
    ("950.00", "950"),
    ('includes "monitoring", "printing"', 'includes "printing"\n  includes "monitoring"'),
    ("  mon-fri 08:00-18:00", "  fri 08:00-18:00\n  mon-thu 08:00-18:00"),
    ("service wards", "# the wards\nservice wards"),
    ("  respond within 30 minutes\n", "  [4.1] respond within 30 minutes, during always\n"),
    ("99.5% each month", "99.50% each month"),
    ("each month, except maintenance", "each month,\n    except maintenance"),
]


def changes(old: str, new: str) -> list[EffectChange]:
    texts = parse(old), parse(new)
    assert not texts[0].problems and not texts[1].problems
    return list(compare_agreements(*texts, DAY).changes)


@pytest.mark.parametrize(
    "before, after, area, how, gains", MUTATIONS, ids=[f"{m[0][:30]}-{m[1][:30]}" for m in MUTATIONS]
)
def test_each_change_is_told_once_with_who_gains(
    before: str, after: str, area: str, how: str, gains: str
) -> None:
    assert before in BASE
    found = [one for one in changes(BASE, BASE.replace(before, after, 1)) if not moved_day(one)]
    assert [(one.how, one.gains) for one in found] == [(how, gains)], found
    assert found[0].area in area.split("|")


def moved_day(change: EffectChange) -> bool:
    """Whether a change only says which day another change has moved."""
    return change.area == "notices" and change.gains == "neither" and "the last day was" in change.case


@pytest.mark.parametrize("before, after", SAME, ids=[after[:40] for _, after in SAME])
def test_other_words_for_the_same_are_no_change(before: str, after: str) -> None:
    base = BASE.replace("900.00", "950.00")
    assert before in base
    assert changes(base, base.replace(before, after, 1)) == []


def test_a_target_is_told_with_the_ticket_that_shows_it() -> None:
    (found,) = changes(BASE, BASE.replace("resolve within 6 desk hours", "resolve within 12 desk hours"))
    assert found.what == "P1: resolution"
    assert "later" in found.effect
    assert found.case.startswith("a ticket logged ")
    assert "fell due" in found.case


def test_hours_that_change_are_told_with_the_targets_that_move() -> None:
    found = changes(BASE, BASE.replace("mon-fri 08:00-18:00", "mon-fri 10:00-18:00"))
    assert {one.area for one in found} == {"hours", "targets"}
    assert [one.what for one in found if one.area == "targets"] == [
        "P1: resolution",
        "P2: response",
    ]
    assert {one.gains for one in found if one.area == "targets"} == {"provider"}


def test_a_notice_is_told_with_its_last_day() -> None:
    (found,) = changes(BASE, BASE.replace("unless 90 days notice", "unless 60 days notice"))
    assert found.case == "the last day was Mon 2 Oct 2028, and is Wed 1 Nov 2028"


def test_less_downtime_is_told_in_minutes() -> None:
    (found,) = changes(BASE, BASE.replace("availability 99.5%", "availability 99.0%"))
    assert found.effect == "3 hours 43 minutes 12 seconds more downtime is allowed in a month of 31 days"


def test_a_renamed_block_is_told_as_renamed_and_as_nothing_else() -> None:
    for old, new, kind in (
        ("wards", "clinic", "service"),
        ("P2", "Normal", "priority"),
        ("desk", "shop", "hours"),
        ("nightly", "copies", "backup"),
    ):
        quoted = BASE.split('"')  # words in quotes are no references
        renamed = '"'.join(
            part if number % 2 else _renamed(part, old, new) for number, part in enumerate(quoted)
        )
        (found,) = changes(BASE, renamed)
        assert (found.how, found.gains, found.what, found.old) == ("renamed", "neither", f"{kind} {new}", old)


def _renamed(text: str, old: str, new: str) -> str:
    return re.sub(rf"\b{old}\b", new, text)


def test_a_renamed_block_that_also_changes_is_both() -> None:
    renamed = '"'.join(
        part if number % 2 else _renamed(part, "P2", "Normal") for number, part in enumerate(BASE.split('"'))
    )
    found = changes(BASE, renamed.replace("3 desk days", "4 desk days"))
    assert [(one.how, one.gains) for one in found] == [("renamed", "neither"), ("changed", "provider")]
    assert found[1].what == "Normal: resolution"


def test_a_whole_block_that_is_gone_is_told_once() -> None:
    start = BASE.index("backup nightly")
    found = changes(BASE, BASE[:start] + BASE[BASE.index("credits for wards") :])
    assert [(one.what, one.how, one.gains) for one in found] == [("backup nightly", "gone", "provider")]


def test_a_promise_that_moves_to_another_place_is_no_change() -> None:
    there = BASE.replace("  respond within 30 minutes\n", "") + "service all {\n}\n"
    moved = there.replace("service all {\n}\n", "").replace(
        'agreement "Care', 'respond within 30 minutes, for P1\nagreement "Care'
    )
    assert [one for one in changes(BASE, moved) if one.area == "targets"] == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_text_is_the_same_as_itself_and_its_layout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert changes(text, text) == []
    spaced = text.replace("  ", "    ").replace("{\n", "{\n\n")
    assert changes(text, layout(parse(spaced)) if not parse(spaced).problems else layout(parse(text))) == []


def mutated(chosen: list[int]) -> str:
    text = BASE
    for number in chosen:
        before, after, *_ = MUTATIONS[number]
        if before in text:
            text = text.replace(before, after, 1)
    return text


mutants = st.lists(st.integers(0, len(MUTATIONS) - 1), max_size=4, unique=True).map(mutated)


@settings(max_examples=examples(12), deadline=None)
@given(old=mutants, new=mutants)
def test_the_other_way_round_the_roles_are_swapped(old: str, new: str) -> None:
    there, back = changes(old, new), changes(new, old)
    told = sorted((one.mirrored() for one in there), key=repr)
    assert told == sorted((one.mirrored().mirrored() for one in back), key=repr)


@settings(max_examples=examples(12), deadline=None)
@given(text=mutants, seed=st.integers(0, 10**6))
def test_order_comments_and_layout_are_no_change(text: str, seed: int) -> None:
    chance = random.Random(seed)
    blocks = [f"{block}\n}}\n" for block in text.strip().removesuffix("\n}").split("\n}\n")]
    shuffled = []
    for block in blocks:
        lines = block.strip().split("\n")
        inner = lines[1:-1]
        if not any("{" in line for line in inner):
            chance.shuffle(inner)
        shuffled.append(
            "\n".join([lines[0], *(f"   {line}  # {chance.randrange(99)}" for line in inner), "}"])
        )
    chance.shuffle(shuffled)
    again = "# another order\n" + "\n\n".join(shuffled) + "\n"
    assert changes(text, again) == []
    assert changes(again, layout(parse(again))) == []


@pytest.mark.parametrize(
    ("old", "new", "gains"),
    [
        ("downtime at most 3 hours each quarter", "downtime at most 3 hours each month", "provider"),
        ("availability 98% each week", "availability 98% each month", "unclear"),
        ("availability 98% each year", "availability 98% each quarter", "customer"),
    ],
)
def test_a_promise_over_windows_of_which_one_holds_the_other(old: str, new: str, gains: str) -> None:
    text = 'service web "Web" {{\n  {}\n}}\n'
    changes = compare_agreements(parse(text.format(old)), parse(text.format(new)), DAY).changes
    assert [change.gains for change in changes] == [gains]


def test_last_days_are_told_only_before_the_same_event() -> None:
    own = "Ward for convenience, on 60 days written notice"
    old, shorter = BASE.replace(own, f"{own}, at month-end"), BASE.replace(own, own.replace("60", "45"))
    assert old != BASE != shorter
    for change in compare_agreements(parse(old), parse(shorter), DAY).changes:
        assert "the last day was" not in change.case
