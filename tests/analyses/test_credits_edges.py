"""What is said about credits where one figure, one sign or one unit decides; each through a whole check."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from clausecheck import check, load_ruleset
from clausecheck.finding import Finding

RULES = load_ruleset("credits")


def found(text: str) -> list[Finding]:
    return list(check(text, ruleset=RULES, as_of=dt.date(2026, 11, 23)).findings)


def said(text: str) -> list[tuple[str, str]]:
    return [(finding.name, finding.message) for finding in found(text)]


def names(text: str) -> list[str]:
    return sorted(finding.name for finding in found(text))


def bands(
    *lines: str, promise: str = "", more: str = "", flag: str = "", subject: str = "availability"
) -> str:
    service = f"service api {{\n  availability {promise} each month\n}}\n" if promise else ""
    rows = [f"  credit {5 + 5 * i}% of monthly fee when {subject} {line}\n" for i, line in enumerate(lines)]
    return f"{service}credits{flag} {{\n{''.join(rows)}{more}}}\n"


# ---- gaps


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        # down to nothing, or not
        ((">= 99% and < 99.9%", ">= 0% and < 99%"), None),
        ((">= 99% and < 99.9%", "> 0% and < 99%"), None),
        ((">= 99% and < 99.9%", ">= 0.1% and < 99%"), "availability below 0.1% falls in no band of the credits"),
        ((">= 99% and < 99.9%", "> 0.1% and < 99%"), "availability of 0.1% and less falls in no band of the credits"),
        # between two bands
        ((">= 98% and < 99.9%", ">= 96% and < 97%", "< 96%"),
         "availability from 97% up to 98% falls in no band of the credits"),
        ((">= 98% and < 99.9%", ">= 96% and <= 97%", "< 96%"),
         "availability above 97% up to 98% falls in no band of the credits"),
        (("> 98% and < 99.9%", "< 98%"), "availability of exactly 98% falls in no band of the credits"),
        (("> 98% and < 99.9%", "<= 98%"), None),
        ((">= 98% and < 99.9%", "< 98%"), None),
        # two gaps at once
        (("> 98% and < 99.9%", ">= 97% and < 98%"),
         "availability below 97% and of exactly 98% falls in no band of the credits"),
        # one figure alone is a band
        ((">= 99% and <= 99%", "< 99%"), None),
    ],
)  # fmt: skip
def test_a_gap(lines: tuple[str, ...], message: str | None) -> None:
    assert said(bands(*lines)) == ([] if message is None else [("band-gap", message)])


def test_a_line_that_credits_nothing_fills_the_bottom() -> None:
    text = "credits {{\n  credit 5% of monthly fee when availability >= 99% and < 99.9%\n{}}}\n"
    nothing = "  credit 0% of monthly fee when availability >= 98% and < 99%\n"
    assert names(text.format("")) == ["band-gap"]
    assert names(text.format(nothing)) == ["band-order"]


def test_a_credit_in_words_about_outages_fills_the_bottom() -> None:
    text = "credits {{\n  credit 5% of monthly fee when availability >= 99% and < 99.9%\n  credit 10.00 GBP per {}\n}}\n"
    assert names(text.format("1 hour of outage")) == []
    assert names(text.format("1 hour of delay")) == ["band-gap"]


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        ((">= 99% and < 99.9%", ">= 0.5% and < 99%"), "1/4"),
        ((">= 99% and < 99.9%",), "98"),
        ((">= 98% and < 99.9%", ">= 96% and < 97%", "< 96%"), "195/2"),
        (("> 98% and < 99.9%", "< 98%"), "98"),
    ],
)
def test_the_result_that_is_shown_lies_in_the_gap(lines: tuple[str, ...], result: str) -> None:
    (finding,) = found(bands(*lines))
    assert finding.witness is not None
    assert finding.witness.values["result"] == result


def test_what_a_witness_computes() -> None:
    (finding,) = found(bands("> 98% and < 99.9%", "< 98%"))
    assert finding.witness is not None
    assert finding.witness.summary == (
        "14 hours 24 minutes of outage in a month of 30 days, an availability of 98%, lies between two lines, "
        "and no credit is said for it"
    )
    assert finding.help == ("`credit 10% of monthly fee when availability < 98%`",)


# ---- overlaps


@pytest.mark.parametrize(
    ("lines", "flag", "expected"),
    [
        (("< 99.9%", "< 99%"), "", ["bands-nested"]),
        (("< 99.9%", "< 99%"), ", cumulative", []),
        (("< 99.9%", "< 99%"), ", not cumulative", []),
        (("> 1%", "> 2%"), "", ["band-gap", "bands-nested"]),
        ((">= 99% and < 99.9%", ">= 98% and < 99.1%", "< 98%"), "", ["bands-overlap"]),
        ((">= 99% and < 99.9%", ">= 98% and < 99.1%", "< 98%"), ", cumulative", ["bands-overlap"]),
        ((">= 99% and < 99.9%", ">= 98% and <= 99%", "< 98%"), "", ["bands-share-edge"]),
        (("> 99% and < 99.9%", ">= 98% and <= 99%", "< 98%"), "", []),
        ((">= 99% and < 99.9%", "< 99.5%"), "", ["bands-overlap"]),
        ((">= 99% and < 99.9%", "< 99%", "<= 50%"), "", ["bands-nested"]),
    ],
)  # fmt: skip
def test_bands_that_share_results(lines: tuple[str, ...], flag: str, expected: list[str]) -> None:
    def apart(name: str) -> bool:
        return name != "band-order"

    assert [name for name in names(bands(*lines, flag=flag)) if apart(name)] == expected


def test_the_overlap_that_is_shown() -> None:
    (finding,) = found(bands(">= 99% and < 99.9%", ">= 98% and < 99.1%", "< 98%"))
    assert finding.message == "two bands of availability overlap: what is between 99% and 99.1% lies in both"
    assert finding.witness is not None
    assert finding.witness.values == {"result": "1981/20"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("10% of monthly fee", "5% of monthly fee", ["band-order"]),
        ("10% of monthly fee", "10% of monthly fee", []),
        ("10% of monthly fee", "11% of monthly fee", []),
        ("10.00 GBP", "5.00 GBP", ["band-order"]),
        ("10.00 GBP", "5.00 EUR", []),
        ("10.00 GBP", "5% of monthly fee", []),
        ('"a month"', "5% of monthly fee", ["credit-in-words"]),
    ],
)
def test_a_worse_result_that_pays_less(first: str, second: str, expected: list[str]) -> None:
    text = f"credits {{\n  credit {first} when availability >= 99% and < 99.9%\n  credit {second} when availability < 99%\n}}\n"
    assert names(text) == expected


# ---- the promise


@pytest.mark.parametrize(
    ("promise", "lines", "message"),
    [
        ("99.5%", (">= 99.5% and < 99.9%", "< 99.5%"),
         "availability between 99.5% and 99.9% keeps the promise and is credited all the same"),
        ("99.5%", ("< 99.9%",), "availability between 99.5% and 99.9% keeps the promise and is credited all the same"),
        ("99.9%", ("< 99.5%",),
         "availability from 99.5% up to the 99.9% of service api breaks the promise, and nothing is credited"),
        ("99.5%", ("<= 99.5%",), "99.5% keeps the promise and is credited as well"),
        ("99.5%", ("< 99.5%",), None),
    ],
)  # fmt: skip
def test_credits_against_a_promise(promise: str, lines: tuple[str, ...], message: str | None) -> None:
    assert [finding.message for finding in found(bands(*lines, promise=promise))] == (
        [message] if message else []
    )


@pytest.mark.parametrize(
    ("ground", "promise", "expected"),
    [("99.5%", "99.5%", []), ("99.6%", "99.5%", ["exit-above-promise"]), ("99.4%", "99.5%", [])],
)
def test_a_right_to_leave_over_a_kept_promise(ground: str, promise: str, expected: list[str]) -> None:
    text = f"termination {{\n  end by Client when availability < {ground}\n}}\n"
    assert names(bands(f"< {promise}", promise=promise) + text) == expected


@pytest.mark.parametrize(
    ("back", "expected"), [("99.5%", []), ("99.4%", ["earn-back-below-promise"]), ("99.6%", [])]
)
@pytest.mark.parametrize("sign", [">", ">="])
def test_credits_are_won_back_by_more_than_the_promise(sign: str, back: str, expected: list[str]) -> None:
    more = f"  earn back 100% when availability {sign} {back}\n"
    assert names(bands("< 99.5%", promise="99.5%", more=more)) == expected


# ---- caps


@pytest.mark.parametrize("window", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("size", [4, 5, 6])
@pytest.mark.parametrize("manner", ["cap {}% of monthly fee per {}", "cap {}% of monthly fees, each {}"])
def test_a_cap_per_window(manner: str, size: int, window: str) -> None:
    """A cap per day or per week may be met by several outages of one month; one over a longer time cannot."""
    expected = {4: ["cap-below-band"], 5: [], 6: ["cap-never-bites"]}[size]
    text = bands("< 99%", more=f"  {manner.format(size, window)}\n")
    assert names(text) == ([] if window in ("day", "week") else expected)


@pytest.mark.parametrize(
    ("cap", "expected"),
    [
        ("4% of monthly fee", ["cap-below-band"]),
        ("5% of monthly fee", []),
        ("4% of annual fee per month", []),
        ("4.00 GBP per month", []),
        ("4% of monthly fee per month, for api", []),
        ("1 credit per month", []),
        ("4% of monthly fee per user per month", []),
    ],
)
def test_a_cap_of_another_kind(cap: str, expected: list[str]) -> None:
    assert names(bands("< 99%", more=f"  cap {cap}\n")) == expected


def test_the_dearest_of_the_credits_is_held_against_the_cap() -> None:
    (finding,) = found(
        bands(">= 99% and < 99.9%", ">= 98% and < 99%", "< 98%", more="  cap 9% of monthly fee\n")
    )
    assert (
        finding.message
        == "a credit of 15% of monthly fee is promised, and no more than 9% of monthly fee is ever paid"
    )
    assert len(finding.labels) == 2
    assert finding.witness is not None
    assert finding.witness.values == {"credit": "15", "cap": "9"}


# ---- rates


@pytest.mark.parametrize(
    ("length", "window", "expected"),
    [
        ("1 hour", ", each month", ["rate-of-window"]),
        ("27 days", ", each month", ["rate-of-window"]),
        ("28 days", ", each month", []),
        ("1 hour", "", []),
    ],
)
def test_a_rate_by_the_hour_of_what_is_missed_by_the_month(
    length: str, window: str, expected: list[str]
) -> None:
    text = (
        f"credits {{\n  credit 1% of monthly fee per {length} missed when availability missed{window}\n}}\n"
    )
    assert names(text) == expected


# ---- formulas


@pytest.mark.parametrize(
    ("factor", "unit"),
    [("7.2", "hours"), ("432", "minutes"), ("0.3", "days"), ("7.3", None), ("1", None)],
)
def test_what_is_allowed_as_a_factor(factor: str, unit: str | None) -> None:
    """1% of a month of 30 days are 7.2 hours, 432 minutes, 0.3 days."""
    text = (
        "service api {\n  availability 99% each month\n}\n"
        f"credits {{\n  credit formula monthly fee / 720 * (total downtime * {factor})\n}}\n"
    )
    messages = [finding.message for finding in found(text)]
    if unit is None:
        assert messages == []
        return
    assert messages == [
        f"the formula multiplies total downtime by {factor}, the {unit} of downtime that are allowed, "
        "where it would take them off"
    ]
    (finding,) = found(text)
    assert finding.witness is not None
    assert finding.witness.values["result"] == str(10 * Fraction(factor) / 720)


@pytest.mark.parametrize(
    ("year", "expected"), [(1, []), (2, []), (3, ["early-fee-after-term"]), (4, ["early-fee-after-term"])]
)
def test_a_fee_for_a_year_that_the_term_does_not_have(year: int, expected: list[str]) -> None:
    text = f'agreement "A" {{\n  term 2 years\n}}\ntermination {{\n  early fee 50% of remaining fees, in year {year}\n}}\n'
    assert names(text) == expected
