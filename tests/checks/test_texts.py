"""Figures in texts: what is read, what is left alone, and texts that try to break it."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from tests.steps import in_proportion

AS_OF = dt.date(2026, 11, 23)
TERMINATION = """[9] termination {
  end by Client for convenience, on 90 days written notice
  end by MSP for "material breach", on 15 days notice, cured within 30 days
}
fees {
  pay within 30 days of invoice
  interest 4% per year
}
service servers {
  availability 99.9% each month
}
"""


def found(text: str) -> list[tuple[str, str]]:
    result = check(text, ruleset="texts", profile=(), as_of=AS_OF)
    assert all(f.witness is not None and f.labels for f in result.findings if "not shown" not in f.message)
    return [(f.name, result.sources[f.file].slice(f.span)) for f in result.findings]


def wording(words: str, about: str = "termination", before: str = TERMINATION) -> list[tuple[str, str]]:
    return found(f'{before}text for {about} """\n{words}\n"""\n')


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("Notice is sixty (60) days.", "sixty (60) days"),
        ("It ends for convenience on one hundred and twenty days' notice.", "one hundred and twenty days"),
        ("A 60-day notice ends it for convenience.", "60-day"),
        ("A sixty-day notice ends it for convenience.", "sixty-day"),
        ("A breach is cured within 14 days.", "14 days"),
        ("Notice under clause {[9]} is 60 days.", "60 days"),
        ("For convenience it is 3 weeks.", "3 weeks"),
    ],
)
def test_a_figure_that_the_clause_does_not_have(words: str, figure: str) -> None:
    assert wording(words) == [("text-differs", figure)]


@pytest.mark.parametrize(
    "words",
    [
        "Notice is ninety (90) days. A breach is cured within thirty days.",
        "Notice is 3 months.",  # 89 to 92 days
        "Notice is 90 business days.",  # working time is not compared
        "The parties meet 10 days after the notice is received.",
        "Notice is given to the office, which answers within 5 days.",
        "The notice used to be 30 days earlier, instead of 60 days' notice.",
        "The desk is open 24 hours a day, and notice 7 days a week.",
        "Notice in 2 copies, on 3 pages.",
        "Notice is 2160 hours.",
        "",
    ],
)
def test_what_is_the_same_or_cannot_be_compared(words: str) -> None:
    assert wording(words) == []


def test_percentages_and_other_blocks() -> None:
    assert wording("Availability is 99.5 %.", "servers") == [("text-differs", "99.5 %")]
    assert wording("Availability is 99.90 percent.", "servers") == []
    assert wording("Invoices are paid within 14 days.", "fees") == [("text-differs", "14 days")]
    assert wording("Interest is 8 per cent per year.", "fees") == [("text-differs", "8 per cent")]
    assert wording("Availability is 99.5 %.", "fees") == []


def test_money_and_dates() -> None:
    text = """agreement "A" {
  effective 2027-01-01
}
liability {
  cap 1000.50 EUR per year
}
"""
    assert wording("Liability is EUR 1,000.50.", "liability", text) == []
    assert wording("Liability is at most EUR 2,000.", "liability", text) == [("text-differs", "EUR 2,000")]
    assert wording("Liability is GBP 2,000.", "liability", text) == []
    assert wording("Effective from 1 January 2027.", "agreement", text) == []
    assert wording("Effective from 2 January 2027.", "agreement", text) == [
        ("text-differs", "2 January 2027")
    ]
    assert wording("Effective from January 2, 2027.", "agreement", text) == [
        ("text-differs", "January 2, 2027")
    ]
    assert wording("Effective from 31 February 2027.", "agreement", text) == []


def test_a_clause_in_prose_is_read_where_it_refers() -> None:
    clause = 'clause "Leaving" """\nNotice is 60 days{}.\n"""\n'
    assert found(TERMINATION + clause.format("")) == []
    assert found(TERMINATION + clause.format(" under {termination}")) == [("text-differs", "60 days")]
    assert found(TERMINATION + clause.format(" ({termination.convenience.notice})")) == [
        ("text-differs", "60 days")
    ]
    assert found(TERMINATION + clause.format(" under {nothing.at.all}")) == []


def test_a_title_is_about_its_block() -> None:
    priority = 'priority P1 "Critical: response in {}" {{\n  respond within 15 minutes\n}}\n'
    assert found(priority.format("30 minutes")) == [("text-differs", '"Critical: response in 30 minutes"')]
    assert found(priority.format("15 minutes")) == []


def test_words_and_digits() -> None:
    assert wording("Visits are announced twenty-one (12) days ahead.") == [
        ("words-and-digits-differ", "twenty-one")
    ]
    assert wording("Visits are announced one hundred (100) days ahead, in part two (2).") == []


@pytest.mark.parametrize(
    "piece",
    [
        "{",
        "{ a",
        "((",
        "9",
        "9,",
        "99.",
        "ninety ",
        "ninety (",
        "one hundred and ",
        "a-",
        "notice 5 days ",
        "£",
        "²",
        "\u0663 days ",
        ".",
    ],
)
def test_hostile_texts_take_time_in_proportion(piece: str) -> None:
    assert in_proportion(lambda times: wording(piece * times), 200)
    wording((piece * 20_000)[:400_000])
