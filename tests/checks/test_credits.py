"""Credits: tables, caps and claims against an independent computation, and the edges of each question."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from fractions import Fraction
from itertools import combinations, pairwise

import pytest

from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.context import Context, check_names, find_check
from clausecheck.finding import Finding, Proof
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load

#: Results half a percent apart: bands begin and end at whole percentages.
POINTS = [Fraction(half, 2) for half in range(201)]
AS_OF = dt.date(2026, 11, 23)
CHECKS = [rule.check for rule in load("credits").known() if rule.check in check_names()]
TABLE = {"bands-share-edge", "bands-overlap", "bands-nested", "band-gap", "band-order", "band-never-applies"}


def results(text: str) -> list[Finding | Proof]:
    parsed = parse(text)
    assert [problem.message for problem in parsed.problems] == []
    semantics = Semantics(resolve(parsed), AS_OF)
    return [each for name in CHECKS for each in find_check(name)(Context(semantics, name))]


def found(text: str) -> list[Finding]:
    return [each for each in results(text) if isinstance(each, Finding)]


def names(text: str) -> list[str]:
    return sorted(finding.name for finding in found(text))


def bands(*lines: str, promise: str = "", more: str = "", header: str = "credits") -> str:
    service = f"service api {{\n  availability {promise} each month\n}}\n" if promise else ""
    rows = [
        f"  credit {5 + 5 * i}% of monthly fee when availability {line}\n" for i, line in enumerate(lines)
    ]
    return f"{service}{header} {{\n{''.join(rows)}{more}}}\n"


# ---- bands -----------------------------------------------------------------------------------------------


def _inside(point: Fraction, band: tuple[str, int, str, int]) -> bool:
    low_sign, low, high_sign, high = band
    above = point >= low if low_sign == ">=" else point > low
    return above and (point <= high if high_sign == "<=" else point < high)


def test_tables_agree_with_counting_the_bands_at_every_point() -> None:
    chance = random.Random(4)
    seen: set[str] = set()
    for _ in range(250):
        table = []
        for high, low in pairwise([100, *sorted(chance.sample(range(80, 100), 3), reverse=True)]):
            shifted = low + chance.choice([0, 0, 0, 1, -1])
            if shifted < high:
                table.append((chance.choice([">=", ">"]), shifted, chance.choice(["<", "<", "<="]), high))
        text = bands(*(f"{a} {b}% and {c} {d}%" for a, b, c, d in table))
        expected = {"band-gap"}  # nothing is credited below the lowest band
        for one, other in combinations(table, 2):
            shared = [point for point in POINTS if _inside(point, one) and _inside(point, other)]
            if any(point.denominator == 2 for point in shared):
                expected.add("bands-overlap")
            elif shared:
                expected.add("bands-share-edge")
        wording = [finding for finding in found(text) if finding.name in TABLE - {"band-order"}]
        assert {finding.name for finding in wording} == expected, text
        bottom, top = min(band[1] for band in table), max(band[3] for band in table)
        inner = [
            point
            for point in POINTS
            if bottom < point < top and not any(_inside(point, band) for band in table)
        ]
        gap = next(finding for finding in wording if finding.name == "band-gap")
        assert (len(gap.values) > 1) == bool(inner), text
        seen |= expected
    assert seen == {"bands-overlap", "bands-share-edge", "band-gap"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((">= 99.0% and < 99.9%", "< 99.0%"), []),
        ((">= 99.0% and < 99.9%", "<= 99.0%"), ["bands-share-edge"]),
        (("> 99.0% and < 99.9%", "< 99.0%"), ["band-gap"]),
        ((">= 99.0% and < 99.9%", "< 98.99%"), ["band-gap"]),
        ((">= 99.0% and < 99.9%",), ["band-gap"]),
        (("< 99.9%", "< 99.0%"), ["bands-nested"]),
        ((">= 98.0% and < 99.9%", ">= 97.0% and < 99.0%", "< 97.0%"), ["bands-overlap"]),
        (("< 99.9%",), []),
        (("= 99.0%", "= 98.0%"), []),
        (("< tbd", ">= 95% and < 99%"), []),
        ((">= 99.9% and < 99.0%", "< 99.0%"), ["band-never-applies"]),
    ],
)
def test_a_table(lines: tuple[str, ...], expected: list[str]) -> None:
    assert names(bands(*lines)) == expected


def test_equal_credits_may_share_an_edge() -> None:
    text = bands(">= 99.0% and < 99.9%", "<= 99.0%").replace("10% of", "5% of")
    assert names(text) == []


def test_tables_of_two_services_are_apart() -> None:
    text = (
        "service a {\n  availability 99.9% each month\n}\nservice b {\n  availability 99.0% each month\n}\n"
        "credits for a, b {\n"
        "  credit 5% of monthly fee when availability of a < 99.9%\n"
        "  credit 9% of monthly fee when availability of b < 99.0%\n}\n"
    )
    assert names(text) == []


def test_a_table_that_meets_is_proven() -> None:
    proofs = [each for each in results(bands(">= 99.0% and < 99.9%", "< 99.0%")) if isinstance(each, Proof)]
    assert [proof.rule for proof in proofs] == ["band-gap"]


@pytest.mark.parametrize("share", ["99.9%", "99.99%", "99.995%", "99.999%"])
@pytest.mark.parametrize("minutes", [1, 3, 5, 50])
def test_a_band_is_dead_when_no_month_can_reach_it(share: str, minutes: int) -> None:
    text = (
        f'service api {{\n  availability {share} each month\n  outage "down" counted after {minutes} minutes\n}}\n'
        f"credits {{\n  credit 5% of monthly fee when availability >= 99.8% and < {share}\n"
        "  credit 9% of monthly fee when availability < 99.8%\n}\n"
    )
    best = max(
        100 - Fraction(100 * seconds, days * 86400)
        for days in (28, 29, 30, 31)
        for seconds in range(60 * minutes, 60 * minutes + 3)
    )
    assert ("band-never-applies" in names(text)) == (best < Fraction("99.8"))


# ---- the promise -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "lines", "expected"),
    [
        ("99.9%", ("< 99.9%",), []),
        ("99.9%", ("<= 99.9%",), ["bands-share-edge"]),
        ("99.9%", ("< 99.5%",), ["breach-without-credit"]),
        ("99.9%, at least 99.5%,", ("< 99.5%",), []),
        ("99.5%", (">= 99.5% and < 99.9%", "< 99.5%"), ["credit-for-kept-promise"]),
        ("tbd", ("< 99.5%",), []),
        ("unstated", ("< 99.5%",), []),
    ],
)
def test_a_table_against_its_promise(promise: str, lines: tuple[str, ...], expected: list[str]) -> None:
    assert names(bands(*lines, promise=promise)) == expected


@pytest.mark.parametrize("minutes", range(40, 50))
def test_a_remedy_that_starts_late(minutes: int) -> None:
    text = (
        "service api {\n  availability 99.9% each month\n}\n"
        f"credits {{\n  credit 5% of monthly fee per 30 minutes of outage over {minutes} minutes\n}}\n"
    )
    longest = Fraction(31 * 24 * 60, 1000)  # what 99.9% of the longest month allows, in minutes
    assert names(text) == (["breach-without-credit"] if minutes > longest else [])


def test_another_credit_fills_the_time_before() -> None:
    late = "  credit 5% of monthly fee per 30 minutes of outage over 2 hours\n"
    assert names(bands("< 99.9%", promise="99.9%", more=late)) == []


# ---- caps and rates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cap", "expected"),
    [
        ("9% of monthly fee per month", ["cap-below-band"]),
        ("10% of monthly fee per month", []),
        ("11% of monthly fee per month", ["cap-never-bites"]),
        ("9% of monthly fee per week", []),
        ("11% of monthly fee per week", []),
        ("11% of monthly fee, each week", []),
        ("9% of annual fee per year", []),
        ('"the fees of the month"', []),
        ("tbd", []),
        ("9% of monthly fee per server", []),
    ],
)
def test_a_cap(cap: str, expected: list[str]) -> None:
    text = bands(">= 99.0% and < 99.9%", "< 99.0%", more=f"  cap {cap}\n")
    assert names(text) == expected


def test_a_cap_over_two_tables_counts_both_where_credits_are_added() -> None:
    text = (
        "credits{flag} {{\n  credit 10% of monthly fee when availability < 99%\n"
        "  credit 10% of monthly fee when first-fix < 70%\n  cap 15% of monthly fee per month\n}}\n"
    )
    assert names(text.format(flag=", cumulative")) == []
    assert names(text.format(flag=", not cumulative")) == ["cap-never-bites"]


def test_a_rate_without_a_second_step() -> None:
    text = "credits {{\n  credit 5% of monthly fee per 30 minutes of outage\n  cap {cap}\n}}\n"
    assert names(text.format(cap="1 credit per day")) == ["rate-never-steps"]
    assert names(text.format(cap="2 credits per day")) == []
    assert names(text.format(cap="1 credit per week")) == ["rate-never-steps"]
    assert names(text.format(cap="2 credits per week")) == []
    assert names(text.format(cap="5% of monthly fee per month")) == ["rate-never-steps"]
    assert names(text.format(cap="6% of monthly fee per month")) == []


# ---- claims ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", [7, 30, 35, 40, 41, 42, 60])
@pytest.mark.parametrize("event", ["failure", "month-end"])
def test_a_claim_against_its_report_for_every_month(claim: int, event: str) -> None:
    text = (
        'agreement "A" {\n  effective 2027-01-01\n  term 24 months\n}\n'
        f"credits {{\n  claim within {claim} days of {event}\n}}\n"
        "report to Client every 1 month within 10 days of month-end\n"
    )
    worst = 0
    for year in (2027, 2028):
        for month in range(1, 13):
            last = dt.date(year, month, calendar.monthrange(year, month)[1])
            start = last if event == "month-end" else dt.date(year, month, 1)
            worst = max(worst, (last + dt.timedelta(10) - (start + dt.timedelta(claim))).days)
    wording = found(text)
    assert [finding.name for finding in wording] == (["claim-ends-before-report"] if worst > 0 else [])
    if wording and wording[0].witness is not None:
        assert wording[0].witness.values["days late"] == worst


def test_one_claim_in_two_blocks_is_one_finding_with_both_places() -> None:
    block = "credits {{\n  credit 5% of monthly fee when {}\n  claim within 3 days of month-end\n}}\n"
    report = "report to Client every 1 month within 9 days of month-end\n"
    (one,) = found(block.format("response missed") + block.format("resolution missed") + report)
    assert [label.text for label in one.labels] == ["the report is due", "and so does this one"]


def test_a_claim_in_business_days_runs_on_its_hours() -> None:
    text = (
        "hours business in Europe/London {\n  mon-fri 09:00-17:00\n}\n"
        "credits {\n  claim within 5 business days of failure\n}\n"
        "report to Client every 1 month within 5 business days of month-end\n"
    )
    assert names(text) == ["claim-ends-before-report"]


@pytest.mark.parametrize(
    "text",
    [
        "credits {\n  claim within 7 days of failure\n}\n",
        "credits {\n  claim within 7 days of failure\n}\nreport to Client every 1 month\n",
        "credits {\n  claim within 7 days of failure\n}\nreport to Client every 1 week within 1 day of week-end\n",
        "credits {\n  claim automatic\n}\nreport to Client every 1 month within 10 days of month-end\n",
        "credits {\n  claim within tbd of failure\n}\nreport to Client every 1 month within 10 days of month-end\n",
        "credits {\n  claim within 30 days of report\n}\nreport to Client every 1 month within 40 days of month-end\n",
    ],
)
def test_claims_about_which_nothing_is_said(text: str) -> None:
    assert names(text) == []


# ---- remedies and formulas -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sole", "ground", "expected"),
    [
        ("sole remedy", "availability missed 3 times in 6 months", ["sole-remedy-beside-another"]),
        ("sole remedy except termination", "availability missed 3 times in 6 months", []),
        ('sole remedy for "financial loss"', "availability missed 3 times in 6 months", []),
        ("sole remedy for response", "availability missed 3 times in 6 months", []),
        ("sole remedy", "payment overdue 30 days", []),
        ("sole remedy", "insolvency", []),
    ],
)
def test_a_sole_remedy(sole: str, ground: str, expected: list[str]) -> None:
    text = f"credits {{\n  {sole}\n}}\ntermination {{\n  end by Client when {ground}\n}}\n"
    assert names(text) == expected


def test_an_allowance_is_taken_off() -> None:
    text = (
        "service api {{\n  availability 99% each month\n}}\n"
        "credits {{\n  credit formula monthly fee / 720 * (total downtime {sign} 7.2)\n}}\n"
    )
    assert names(text.format(sign="*")) == ["allowance-as-factor"]
    assert names(text.format(sign="-")) == []


def test_nothing_is_said_about_an_agreement_without_credits() -> None:
    assert results('agreement "A" {\n}\n') == []
    assert results("credits {\n}\n") == []
