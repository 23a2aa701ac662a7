"""Zeros, both ends of the calendar, lengths beyond every horizon and huge ordinals: no rule and no report fails on them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from clausecheck.agreement.model import resolve
from clausecheck.checking import check_parsed
from clausecheck.language.parser import parse
from clausecheck.portfolio import Reading
from clausecheck.reports import deadlines, ics, matrix
from clausecheck.rules.loader import load

TODAY = dt.date(2027, 3, 1)

TEXT = """\
agreement "Managed services" {{
  provider MSP "Northwind Ltd"
  customer Client "Acme plc"
  {agreement}
}}
hours business in Europe/London {{
  mon-fri 09:00-17:30
}}
service desk "Desk" {{
  includes "patching"
  {service}
}}
priority P1 {{
  {priority}
}}
backup core for desk {{
  {backup}
}}
termination {{
  {termination}
}}
{rest}
"""
PLAIN = {
    "agreement": "effective 2027-01-01\n  term 36 months, renewed every 12 months, unless 60 days notice",
    "service": "availability 99.9% each month",
    "priority": "respond within 15 minutes",
    "backup": "incremental every 4 hours",
    "termination": "end by either for convenience, on 90 days written notice",
    "rest": "",
}

#: What is written instead, with what it is about.
LIMITS = [
    ("agreement", "effective 0001-01-01\n  term 0.5 months"),
    ("agreement", "effective 0001-01-01\n  term 24 months, renewed tbd, unless 1000 days notice"),
    ("agreement", "effective 0001-01-01\n  term 1 months, renewed every 1 months, unless 500 days notice"),
    ("agreement", "effective 0001-01-02\n  term 0 days, renewed every 0 days, unless 0 days notice"),
    ("agreement", "effective 9999-12-31\n  term 24 months, renewed every 12 months, unless 60 days notice"),
    ("agreement", "effective 2027-01-01\n  term until 9999-12-31, renewed every 12 months, unless 1 day notice"),
    ("agreement", "effective 2027-01-01\n  term 95675 months, renewed every 1 months, unless 1 day notice"),
    ("agreement", "effective 2027-01-01\n  term 36 months\n  renew automatic for 99999999 months, after 1 day before end"),
    ("service", "limit 0 tickets per month\n  limit 0 hours per year, in steps of 0 minutes"),
    ("service", "availability 0% each month\n  availability 100% each 0 hours"),
    ("priority", "respond within 0 minutes\n  resolve within 0 business hours, for 0% of incidents, each month"),
    ("priority", "respond within 9999999999 hours\n  resolve within 99999999 business days\n  update every 90000 hours"),
    ("priority", "dispatch within 99999999999 minutes\n  onsite within 1 hour"),
    ("backup", "incremental every 0 hours\n  keep daily for 0 days\n  rpo 0 hours\n  rto 0 minutes"),
    ("backup", "rto 90000 hours\n  restore on request within 2 business hours"),
    ("backup", "rto 2 business hours\n  restore on request within 90000 hours"),
    ("backup", "incremental every 99999999 hours\n  keep daily for 9999999999 days\n  rpo 999999999 hours"),
    ("termination", "no end by either for convenience, within 0 days of effective"),
    ("termination", "no end by either for convenience, within 99999999999 days of effective"),
    ("termination", "end by either for convenience, on 9999999999 days written notice"),
    ("rest", 'report "Uptime" to Client every 1 month, before day 9999999999 of month'),
    ("rest", 'report "Uptime" to Client every 1 month, on day 99999999999999999999 of month'),
    ("rest", 'report "Uptime" to Client every 1 month, before day 0 of month'),
    ("rest", 'report "Uptime" to Client every 99999999999 months'),
    ("rest", "fees {\n  increase at most 5% each year, on 99999999999 days notice\n}"),
    ("rest", "guarantee resolution for 95% of tickets each month, for desk"),
]  # fmt: skip


def failing(text: str, as_of: dt.date = TODAY) -> list[str]:
    """What fails on an agreement: rules by what they raise, and each report."""
    parsed = parse(text, "a.sla")
    agreement = resolve(parsed)
    found = [crash.message for crash in check_parsed(parsed, load("msp"), as_of=as_of).crashes]
    report = deadlines.DeadlineReport(agreement, as_of)
    assert json.dumps(deadlines.data(report))
    assert deadlines.markdown(report)
    assert ics.calendar(agreement, as_of)
    assert list(ics.left_out(agreement, as_of)) is not None
    assert matrix.markdown(agreement)
    assert Reading.of(agreement, as_of)
    return found


def test_the_text_says_what_it_is_about() -> None:
    assert not parse(TEXT.format(**PLAIN)).problems
    assert failing(TEXT.format(**PLAIN)) == []


@pytest.mark.parametrize(("part", "words"), LIMITS)
def test_nothing_fails_at_the_limits(part: str, words: str) -> None:
    assert failing(TEXT.format(**(PLAIN | {part: words}))) == []


@pytest.mark.parametrize(("part", "words"), LIMITS)
@pytest.mark.parametrize("effective", ["0001-01-01", "0001-12-31", "9999-12-31"])
def test_nor_at_the_ends_of_the_calendar(part: str, words: str, effective: str) -> None:
    term = f"effective {effective}\n  term 24 months, renewed every 12 months, unless 400 days notice"
    assert failing(TEXT.format(**(PLAIN | {"agreement": term} | {part: words}))) == []


@pytest.mark.parametrize("as_of", [dt.date.min, dt.date(2199, 12, 31), dt.date(2200, 1, 1), dt.date.max])
def test_nor_on_any_day(as_of: dt.date) -> None:
    assert failing(TEXT.format(**PLAIN), as_of) == []
    assert failing(TEXT.format(**(PLAIN | {"agreement": "term 36 months"})), as_of) == []


def test_a_date_that_cannot_be_computed_is_undecided_and_says_why() -> None:
    lock = "no end by either for convenience, within 0 days of effective\n  end by either for convenience, on 9999999 days notice"
    text = TEXT.format(**(PLAIN | {"agreement": "effective 0001-01-01\n  term 1 month", "termination": lock}))
    said = list(ics.left_out(resolve(parse(text)), dt.date(1, 1, 1)))
    assert any(words.endswith("it lies beyond the calendar") for words in said)


def test_a_rule_that_comes_to_a_time_beyond_the_calendar_is_undecided() -> None:
    text = TEXT.format(
        **(PLAIN | {"backup": "rto 90000 hours\n  restore on request within 2 business hours"})
    )
    result = check_parsed(parse(text, "a.sla"), load("msp"), as_of=TODAY)
    (proof,) = [one for one in result.proofs if one["rule"] == "restore-slower-than-rto"]
    assert not proof["decided"]
    assert "beyond the calendar" in proof["summary"]
