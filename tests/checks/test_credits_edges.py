"""What is said about credits where one figure, one sign or one unit decides; each through a whole check."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from clausecheck import check, load_ruleset
from clausecheck.finding import Finding

RULES = load_ruleset("credits")


def found(text: str) -> list[Finding]:
    return list(check(text, ruleset=RULES, profile=(), as_of=dt.date(2026, 11, 23)).findings)


def names_and_messages(text: str) -> list[tuple[str, str]]:
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
    assert names_and_messages(bands(*lines)) == ([] if message is None else [("band-gap", message)])


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
    assert finding.help == (
        "let the band go on: write `credit 10% of monthly fee when availability <= 98%` instead",
    )


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
        ((">= 99% and < 99.9%", "< 99.5%", "< 99.2%"), "", ["bands-nested", "bands-overlap"]),
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
    """A cap per day or per week may be met by several outages of one month; one over a longer time by several months."""
    never = ["cap-never-bites"] if window == "month" else []
    expected = {4: ["cap-below-band"], 5: [], 6: never}[size]
    text = bands("< 99%", more=f"  {manner.format(size, window)}\n")
    assert names(text) == ([] if window in ("day", "week") else expected)


@pytest.mark.parametrize(
    ("cap", "expected"),
    [
        ("4% of monthly fee", ["cap-below-band"]),
        ("5% of monthly fee", []),
        ("4% of annual fee per month", ["cap-never-bites"]),
        ("0.4% of annual fee per month", ["cap-below-band"]),
        ("60% of monthly fee per year", []),
        ("61% of monthly fee per year", ["cap-never-bites"]),
        ("14% of quarterly fee per quarter", ["cap-never-bites"]),
        ("5% of quarterly fee per quarter", []),
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
    assert finding.witness.values == {"credit": "15% of monthly fee", "cap": "9% of monthly fee"}


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
    beyond = {"7.2": "2.8 hours", "432": "-422 minutes", "0.3": "9.7 days"}[factor]
    assert finding.witness.summary.endswith(f"beyond the allowance lie {beyond}")


@pytest.mark.parametrize(
    ("year", "expected"), [(1, []), (2, []), (3, ["early-fee-after-term"]), (4, ["early-fee-after-term"])]
)
def test_a_fee_for_a_year_that_the_term_does_not_have(year: int, expected: list[str]) -> None:
    text = f'agreement "A" {{\n  term 2 years\n}}\ntermination {{\n  early fee 50% of remaining fees, in year {year}\n}}\n'
    assert names(text) == expected


# ---- what a finding computes


@pytest.mark.parametrize(
    ("text", "summary", "values"),
    [
        (bands("< 99.9%", promise="99.5%"),
         "2 hours 9 minutes 36 seconds of outage in a month of 30 days, an availability of 99.7%, is at least 99.5%, "
         "and 5% of monthly fee is due",
         {"promised": "199/2", "credited": ["199/2", "999/10"]}),
        (bands("< 99.5%", promise="99.9%"),
         "an availability of 99.7%, 2 hours 13 minutes 55.2 seconds down in a month of 31 days, misses 99.9% and lies in "
         "no band",
         {"allowed": "13392/5", "credited from": "13392", "window": "2678400"}),
        (bands(">= 99% and < 99.9%", "<= 99%"),
         "exactly 7 hours 12 minutes of outage in a month of 30 days, an availability of 99%, gives 5% of monthly fee by "
         "one line and 10% of monthly fee by the other",
         {"edges": ["99"], "example": "99"}),
        (bands("<= 99%", promise="99%"),
         "exactly 7 hours 12 minutes of outage in a month of 30 days, an availability of 99%, keeps the promise, and 5% of "
         "monthly fee is due for it",
         {"edges": [], "example": "99"}),
        (bands("<= 100%", promise="100%"),
         "exactly a result of 100% keeps the promise, and 5% of monthly fee is due for it", {"edges": [], "example": "100"}),
        (bands("> 99% and <= 99%", "< 99%"), "99% is not below 99%", {}),
        (bands("< 99%", more="  cap 6% of monthly fee per month\n"),
         "the dearest line of each table, taken together, is 5% of monthly fee, less than 6% of monthly fee per month",
         {"credits": "5% of monthly fee", "cap": "6% of monthly fee"}),
        ("guarantee first-fix >= 70%\n" + bands("< 60%", subject="first-fix"),
         "a result of 65% is below 70%, and lies in no band", {"promised": "70", "credited from": "60"}),
        ("guarantee first-fix >= 70%\n" + bands("< 80%", subject="first-fix"),
         "a result of 75% is at least 70%, and 5% of monthly fee is due", {"promised": "70", "credited": ["70", "80"]}),
    ],
)  # fmt: skip
def test_what_can_be_redone_with_a_pocket_calculator(
    text: str, summary: str, values: dict[str, object]
) -> None:
    (finding,) = found(text)
    assert finding.witness is not None
    assert (finding.witness.summary, finding.witness.values) == (summary, values)


def test_bands_that_one_outage_jumps_over() -> None:
    text = (
        'service api {\n  availability 99.999% each month\n  outage "down" counted after 10 minutes\n}\n'
        + bands(">= 99.99% and < 99.999%", "< 99.99%")
    )
    (finding,) = found(text)
    assert finding.name == "band-never-applies"
    assert finding.witness is not None
    assert finding.witness.summary == (
        "the shortest outage that counts, 10 minutes, leaves a month of 31 days at 99.9776%; without such an outage it is "
        "at 100%"
    )
    assert finding.help[0] == (
        'let shorter outages count: write `outage "down" counted after 24 seconds` instead'
    )


# ---- guarantees

TWO = "service api {\n}\nservice web {\n}\n"


@pytest.mark.parametrize(
    ("guarantee", "whose", "lines", "expected"),
    [
        (">= 70%", "", ("< 60%",), ["breach-without-credit"]),
        (">= 70%", "", ("< 70%",), []),
        (">= 70%", "", ("< 80%",), ["credit-for-kept-promise"]),
        (">= 70%", "", (">= 60% and < 70%",), ["band-gap"]),
        (">= 70%, at least 60%", "", ("< 60%",), []),
        (">= 70%, at least 65%", "", ("< 60%",), ["breach-without-credit"]),
        ("> 70%", "", ("< 60%",), []),
        (">= 70%, for web", " for api", ("< 60%",), []),
        (">= 70%, for api", " for api", ("< 60%",), ["breach-without-credit"]),
        (">= 70%, for api", " for api, web", ("< 60%",), ["breach-without-credit"]),
        (">= 70%, for api", "", ("< 60%",), ["breach-without-credit"]),
        (">= 70%", " for api", ("< 60%",), ["breach-without-credit"]),
    ],
)
def test_a_guarantee_and_its_credits(
    guarantee: str, whose: str, lines: tuple[str, ...], expected: list[str]
) -> None:
    text = f"{TWO}guarantee first-fix {guarantee}\n{bands(*lines, flag=whose, subject='first-fix')}"
    assert names(text) == expected


def test_the_first_band_of_a_guarantee_is_the_highest() -> None:
    (finding,) = found(
        f"guarantee first-fix >= 70%\n{bands('>= 50% and < 60%', '< 50%', subject='first-fix')}"
    )
    assert finding.message == "first-fix from 60% up to 70% misses the guarantee, and nothing is credited"


# ---- targets and remedies


@pytest.mark.parametrize(
    ("hours", "lines", "expected"),
    [
        (8, (">= 99.5% and < 99.9%", "< 99.5%"), ["kept-target-worst-credit"]),
        (3, (">= 99.5% and < 99.9%", "< 99.5%"), []),
        (8, ("< 99.9%",), []),
    ],
)
def test_a_target_that_is_kept_and_costs_the_highest_credit(
    hours: int, lines: tuple[str, ...], expected: list[str]
) -> None:
    """Eight hours of a month of 28 days are 1.19%, three are 0.45%."""
    text = f"priority P1 {{\n  resolve within {hours} hours\n}}\n{bands(*lines, promise='99.9%')}"
    assert names(text) == expected


def test_the_other_remedies_are_shown_where_they_stand() -> None:
    text = (
        "credits {\n  sole remedy\n}\ntermination {\n"
        "  end by Client when availability missed 3 times in 6 months\n  end by Client when response missed\n}\n"
    )
    (finding,) = found(text)
    assert finding.message == (
        "credits are the only remedy, and missing availability and response also lets the customer leave"
    )
    assert [text[label.span.start : label.span.end].split()[0] for label in finding.labels] == [
        "availability",
        "response",
    ]
    assert all(text[label.span.start : label.span.end].split()[1] == "missed" for label in finding.labels)


def test_a_table_of_two_bands_is_proven_and_one_band_is_no_table() -> None:
    for lines, proofs in ((("< 99%",), []), ((">= 99% and < 99.9%", "< 99%"), ["band-gap"])):
        result = check(bands(*lines), ruleset=RULES)
        assert [proof["rule"] for proof in result.proofs] == proofs


def test_the_order_of_the_lines_hides_no_credit_for_a_kept_promise() -> None:
    text = bands("< 99.5%", ">= 99.5% and < 99.9%", promise="99.5%")
    assert names(text) == ["band-order", "credit-for-kept-promise"]


def test_a_rate_of_an_outage_counts_the_outage() -> None:
    text = "credits {\n  credit 1% of monthly fee per 1 hour missed when availability < 99%, each month\n}\n"
    assert "rate-of-window" not in names(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("downtime > 1 hour and < 10 hours", ["band-gap", "breach-without-credit"]),
        ("downtime > 1 hour", ["breach-without-credit"]),
        ("downtime > 40 minutes", []),
        ("downtime > 0.2%", ["breach-without-credit"]),
        ("downtime > 0.1%", []),
        ("outage > 1 hour", ["breach-without-credit"]),
        ("first-fix < 10%", []),
    ],
)
def test_credits_that_begin_with_a_downtime(line: str, expected: list[str]) -> None:
    """99.9% of a month of 31 days allows 44 minutes 38.4 seconds."""
    text = f"service api {{\n  availability 99.9% each month\n}}\ncredits {{\n  credit 5% of monthly fee when {line}\n}}\n"
    assert names(text) == expected


@pytest.mark.parametrize(
    ("figure", "credited", "apart"),
    [
        (", measured by response", " measured by response", None),
        (", measured by response", " measured by response, escalation", "escalation"),
        (", measured by response, escalation", " measured by response", "escalation"),
        (", measured by response", " measured by escalation", "escalation and response"),
        ("", " measured by response", None),
        (", measured by response", "", None),
    ],
)
def test_a_figure_and_its_credits_are_measured_by_the_same(
    figure: str, credited: str, apart: str | None
) -> None:
    text = (
        f'metric achievement "SLA achievement" in percent{figure}\n'
        f"credits{credited} {{\n  credit 10% of monthly fee when achievement < 95%\n}}\n"
    )
    summaries = [finding.witness.summary for finding in found(text) if finding.witness]
    assert summaries == (
        []
        if apart is None
        else [f"a case that is in time for one and late for {apart} gives two values of achievement"]
    )


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        ((">= 99% and < 99.9%",), "the lowest band ends here"),
        (("> 98% and < 99.9%", "< 98%"), "this band ends here"),
    ],
)
def test_the_band_at_which_a_gap_begins_is_shown(lines: tuple[str, ...], label: str) -> None:
    (finding,) = found(bands(*lines))
    assert finding.label == label
    assert [other.text for other in finding.labels] == ["the next band begins here"] * (len(lines) - 1)


def test_what_all_credits_make_is_shown_to_the_decimal() -> None:
    text = "credits {\n  credit 5.5% of monthly fee when availability < 99%\n  cap 6% of monthly fee per month\n}\n"
    (finding,) = found(text)
    assert finding.message.endswith("the credits of this block together make at most 5.5% of monthly fee")


def test_every_credit_in_words_is_shown() -> None:
    lines = [
        f'  credit "{words}" when availability < {level}%\n'
        for words, level in (("a", 99), ("b", 98), ("c", 97))
    ]
    text = f"credits {{\n{''.join(lines)}}}\n"
    (finding,) = (each for each in found(text) if each.name == "credit-in-words")
    shown = [text[label.span.start : label.span.end] for label in finding.labels]
    assert [label.text for label in finding.labels] == ["what it is due for", "nor here", "nor here"]
    assert shown[1:] == ['"b"', '"c"']


@pytest.mark.parametrize(
    ("months", "expected"), [(1, ["claim-ends-before-report"]), (2, ["claim-ends-before-report"])]
)
@pytest.mark.parametrize("day", ["01", "02"])
def test_a_claim_in_the_only_whole_month_of_a_term(months: int, day: str, expected: list[str]) -> None:
    text = (
        f'agreement "A" {{\n  effective 2027-01-{day}\n  term {months} months\n}}\n'
        "credits {\n  claim within 7 days of failure\n}\n"
        "report to Client every 1 month within 10 days of month-end\n"
    )
    assert names(text) == (expected if months == 2 or day == "01" else [])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((">= 60% and < 70%", ">= 50% and < 60%"), ["band-gap"]),
        ((">= 50% and < 60%", ">= 60% and < 70%"), []),
        ((">= 60% and < 70%",), []),
    ],
)
def test_a_lower_figure_is_the_worse_one_where_it_pays_more(
    lines: tuple[str, ...], expected: list[str]
) -> None:
    """Of a figure that nobody promises, only the credits say which end is the bad one."""
    assert names(bands(*lines, subject="first-fix")) == expected


@pytest.mark.parametrize(
    ("flag", "expected"),
    [("", ["bands-nested"]), (", cumulative", []), (", not cumulative", ["cap-never-bites"])],
)
def test_a_cap_over_credits_of_which_two_may_be_due(flag: str, expected: list[str]) -> None:
    """5% and 10% together are 15%, and where they are not added 10%."""
    assert (
        names(bands("< 99.9%", "< 99%", flag=flag, more="  cap 12% of monthly fee per month\n")) == expected
    )


@pytest.mark.parametrize(
    "ground", ["availability missed 3 times in 6 months", "availability missed in 2 of 3 months"]
)
def test_the_ground_to_leave_is_said_with_how_often(ground: str) -> None:
    text = f"credits {{\n  sole remedy\n}}\ntermination {{\n  end by Client when {ground}\n}}\n"
    (finding,) = found(text)
    assert finding.witness is not None
    assert f"`{ground}`" in finding.witness.summary


def test_each_service_is_told_its_own_threshold() -> None:
    services = "".join(
        f"service {name} {{\n  availability {level} each month\n}}\n"
        for name, level in (("core", "99.7%"), ("card", "99.9%"), ("web", "99.5%"))
    )
    table = (
        "credits for core, card, web {\n"
        "  credit 5% of monthly fee when availability of core <= 96.5%\n"
        "  credit 5% of monthly fee when availability of card < 98.0%\n"
        "  credit 5% of monthly fee when availability of web < 99.5%\n"
        "}\n"
    )
    told = found(services + table)
    assert [finding.message for finding in told] == [
        "availability above 96.5% up to the 99.7% of service core breaks the promise, and nothing is credited",
        "availability from 98.0% up to the 99.9% of service card breaks the promise, and nothing is credited",
    ]
    assert [finding.help[0] for finding in told] == [
        "let the first credit begin with the breach: write `credit 5% of monthly fee when availability of core < 99.7%` "
        "instead (favours the customer)",
        "let the first credit begin with the breach: write `credit 5% of monthly fee when availability of card < 99.9%` "
        "instead (favours the customer)",
    ]


def test_one_table_for_two_services_names_both() -> None:
    services = "".join(
        f"service {name} {{\n  availability {level} each month\n}}\n"
        for name, level in (("core", "99.7%"), ("card", "99.9%"))
    )
    (finding,) = found(services + bands("< 99.0%"))
    assert "the 99.7% of service core and the 99.9% of service card" in finding.message


def test_hours_of_downtime_are_no_availability() -> None:
    text = (
        "service web {\n  availability 99.9% each month\n}\ncredits for web, not cumulative {\n"
        "  credit 10% of monthly fee when downtime >= 3 hours and < 9 hours\n"
        "  credit 20% of monthly fee when downtime >= 9 hours\n}\n"
    )
    (finding,) = found(text)
    assert finding.message == (
        "credits begin after 3 hours of downtime, and the 99.9% of service web can be missed before"
    )
    assert finding.witness is not None
    assert finding.witness.summary == (
        "99.9% of a month of 31 days allows 44 minutes 38.4 seconds; 1 hour 52 minutes 19.2 seconds of downtime are "
        "1 hour 7 minutes 40.8 seconds more and are not credited"
    )


@pytest.mark.parametrize(
    ("lines", "hole"),
    [
        (("downtime >= 30 minutes and < 4 hours",), "downtime of 4 hours and more"),
        (("downtime > 30 minutes and <= 4 hours",), "downtime of more than 4 hours"),
        (("downtime >= 30 minutes and < 4 hours", "downtime >= 4 hours"), None),
    ],
)
def test_a_table_of_downtime_has_no_end(lines: tuple[str, ...], hole: str | None) -> None:
    clauses = "".join(f"  credit {10 * at}% of monthly fee when {line}\n" for at, line in enumerate(lines, 1))
    told = [finding.message for finding in found(f"credits {{\n{clauses}}}\n")]
    assert told == ([f"{hole} falls in no band of the credits"] if hole else [])


def test_all_bands_that_hold_are_named() -> None:
    (finding,) = found(bands("< 99.9%", "< 99.5%", "< 98.0%", "< 90.0%"))
    assert finding.witness is not None
    amounts = [f"{5 * at}% of monthly fee" for at in range(1, 5)]
    assert all(amount in finding.witness.summary for amount in amounts)
    assert len(finding.labels) == 3


def test_no_proof_beside_a_credit_that_begins_late() -> None:
    text = "service api {\n  availability 99.9% each month\n}\n" + bands(">= 98.0% and < 99.0%", "< 98.0%")
    assert names(text) == ["breach-without-credit"]
    assert not [
        proof
        for proof in check(text, ruleset=RULES, profile=(), as_of=dt.date(2026, 11, 23)).proofs
        if proof.rule == "band-gap"
    ]
