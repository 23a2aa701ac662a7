"""Priorities: against a simulation that goes through every case, and at the edges."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

from clausecheck import check
from clausecheck.agreement.conditions import MOST, Space, UndecidedCondition
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.finding import CheckResult
from clausecheck.language.parser import parse
from clausecheck.language.tree import Applies

SCALES = "scale impact high, medium, low\nscale urgency high, medium, low\n"
LEVELS = ("high", "medium", "low")
#: Every half percent, and a little around: finer than any figure in the tests.
USERS = [Fraction(step, 2) for step in range(201)]


def result(text: str) -> CheckResult:
    return check(text, ruleset="priorities", profile=())


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.name, finding.message) for finding in result(text).findings]


def priorities(*conditions: str) -> str:
    blocks = []
    for number, condition in enumerate(conditions, 1):
        test = "otherwise" if condition == "otherwise" else f"when {condition}"
        blocks.append(f"priority P{number} {{\n  applies {test}\n}}\n")
    return SCALES + "".join(blocks)


def condition_of(rng: random.Random) -> tuple[str, str]:
    """A condition in the language, and the same in Python."""
    ours, theirs = [], []
    for _ in range(rng.choice((1, 2, 2, 3))):
        kind = rng.choice(("impact", "urgency", "users"))
        if kind == "users":
            sign, figure = rng.choice((">=", "<", ">", "<=")), rng.choice((10, 25, 50, 75))
            ours.append(f"users {sign} {figure}%")
            theirs.append(f"(users {sign} {figure})")
        else:
            level, turned = rng.choice(LEVELS), rng.choice(("", "", "not "))
            ours.append(f"{turned}{kind} {level}")
            theirs.append(f"({turned}({kind} == '{level}'))")
    joint = rng.choice((" and ", " or "))
    return joint.join(ours), joint.join(theirs)


@pytest.mark.parametrize("seed", range(25))
def test_gaps_shadows_and_repetitions_agree_with_a_simulation(seed: int) -> None:
    rng = random.Random(seed)
    drawn = [condition_of(rng) for _ in range(rng.choice((2, 3, 4)))]
    compiled = [compile(theirs, "condition", "eval") for _, theirs in drawn]
    holds = [
        {
            (impact, urgency, users)
            for impact, urgency, users in itertools.product(LEVELS, LEVELS, USERS)
            if eval(code, {}, {"impact": impact, "urgency": urgency, "users": users})
        }
        for code in compiled
    ]
    every = set(itertools.product(LEVELS, LEVELS, USERS))
    repeated = {
        frozenset(number for number, other in enumerate(holds) if other == own)
        for own in holds
        if own and sum(other == own for other in holds) > 1
    }
    same = {number for group in repeated for number in group}
    never = {
        number
        for number, own in enumerate(holds)
        if number not in same and own <= set().union(*holds[:number])
    }
    names = [name for name, _ in found(priorities(*[ours for ours, _ in drawn]))]
    assert ("priority-gap" in names) is bool(every - set().union(*holds))
    assert names.count("priority-condition-repeated") == len(repeated)
    assert names.count("priority-never-applies") == len(never)


def test_the_witness_of_a_gap_is_the_cell() -> None:
    text = priorities("impact high", "impact medium", "impact low and not urgency medium")
    (finding,) = result(text).findings
    assert finding.message == "no priority applies to a ticket with impact low, urgency medium"
    assert finding.witness is not None
    assert finding.witness.values["open cases"] == 1
    assert finding.witness.values["all cases"] == 9
    assert "`applies when impact low and urgency medium`" in finding.help[1]


def test_a_gap_between_percentages_is_one_and_between_whole_numbers_is_none() -> None:
    assert found(priorities("users > 100", "users from 50 to 100", "users < 50")) == []
    ((name, message),) = found(priorities("users from 75% to 100%", "users from 50% to 74%", "users < 50%"))
    assert name == "priority-gap"
    assert message == "no priority applies to a ticket with users above 74% and below 75%"


@pytest.mark.parametrize(
    "conditions",
    [
        ("impact high and urgency high", "impact high or urgency high", "otherwise"),
        ("users >= 75%", "users >= 25%", "otherwise"),
        ("users >= 75%", "users >= 25% and < 75%", "users < 25%"),
        ('"the service is down"', '"a question"', "otherwise"),
        ("impact high", "impact medium", "impact low"),
        ("users >= 10", "users >= 10%", "otherwise"),
    ],
)
def test_ladders_are_quiet(conditions: tuple[str, ...]) -> None:
    assert found(priorities(*conditions)) == []


@pytest.mark.parametrize(
    ("conditions", "name"),
    [
        (("users >= 50%", "users <= 50%"), "level-bands-overlap"),
        (("users >= 25%", "users >= 75%", "otherwise"), "priority-never-applies"),
        (("users >= 75% and users < 25%", "otherwise"), "priority-never-applies"),
        (("impact high", "not impact medium and not impact low", "otherwise"), "priority-condition-repeated"),
        (("otherwise", "otherwise"), "priority-condition-repeated"),
        (("impact medium", "otherwise"), "priority-order"),
        (('"a fault"', '"A fault"', "otherwise"), "priority-condition-repeated"),
    ],
)
def test_what_is_certain_is_found(conditions: tuple[str, ...], name: str) -> None:
    assert [rule for rule, _ in found(priorities(*conditions))] == [name]


@pytest.mark.parametrize(
    "text",
    [
        priorities("users >= tbd", "users < 10%"),
        priorities('"the matrix says so"', '"the matrix says so"'),
        SCALES
        + "priority P1 {\n  applies when impact high, for m365\n}\npriority P2 {\n  applies when impact high\n}\n",
        SCALES + "priority P1 for incidents {\n  applies when impact high\n}\n"
        "priority P2 for incidents {\n  applies otherwise\n}\npriority R1 for requests {\n}\n",
        SCALES + "priority P1 {\n  applies when impact\n}\npriority P2 {\n  applies when impact low\n}\n",
        "priority P1 {\n}\npriority P2 {\n}\n",
    ],
)
def test_what_is_open_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_scale_that_is_written_upside_down_is_no_wrong_order() -> None:
    text = "scale impact low, high\n" + "".join(
        f"priority P{n} {{\n  applies when impact {level}\n}}\n" for n, level in ((1, "high"), (2, "low"))
    )
    outcome = result(text)
    assert not outcome.findings
    assert [proof["decided"] for proof in outcome.proofs if proof["rule"] == "priority-order"] == [False]


def test_levels_that_are_defined_by_figures_are_read_through() -> None:
    text = (
        "scale impact high, low\n"
        "define high when users >= 50\ndefine low when users >= 5 and < 50\n"
        "priority P1 {\n  applies when impact high\n}\npriority P2 {\n  applies when impact low\n}\n"
    )
    assert found(text) == [("priority-gap", "no priority applies to a ticket with users below 5")]


def agreement(text: str) -> Agreement:
    return resolve(parse(text, "test.sla"))


def test_cases_are_not_counted_without_end() -> None:
    made = agreement(priorities(" or ".join(f'"fact {n}"' for n in range(16)), "otherwise"))
    conditions = [node.when for node in made.all(Applies) if node.when is not None]
    with pytest.raises(UndecidedCondition, match=str(MOST)):
        Space(made, conditions)


TIERS = "scale tier 1, 2, 3\nservice desk {\n  starts at tier 1%s\n}\npriority P1 {\n  starts at tier %s\n}\n"


@pytest.mark.parametrize(
    ("part", "tier", "names"),
    [
        ("", "2", ["starting-tier-contradicted"]),
        (", for incidents", "3", ["starting-tier-contradicted"]),
        ("", "1", []),
        (", for rest", "2", []),
        (', when "the caller is unknown"', "2", []),
    ],
)
def test_tiers(part: str, tier: str, names: list[str]) -> None:
    assert [name for name, _ in found(TIERS % (part, tier))] == names
