"""Days of notices, against a walk through the calendar that counts one day after the other."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from decimal import Decimal
from itertools import pairwise

import pytest

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.agreement.notices import (
    NoticeDay,
    RecurringDay,
    UndecidedDate,
    day_after,
    last_day_for,
    notice_days,
    recurring_days,
    terms,
)
from clausecheck.agreement.semantics import Semantics
from clausecheck.language import values as v
from clausecheck.language.parser import parse

AS_OF = dt.date(2026, 11, 23)
HOURS = """
hours business in Europe/London {
  mon-fri 09:00-17:00
  closed on holidays GB-ENG
}
"""
#: Bank holidays of England in 2027 that fall on working days.
CLOSED = {
    "2027-01-01",
    "2027-03-26",
    "2027-03-29",
    "2027-05-03",
    "2027-05-31",
    "2027-08-30",
    "2027-12-27",
    "2027-12-28",
}


def read(text: str) -> tuple[Agreement, Semantics]:
    agreement = resolve(parse(text))
    return agreement, Semantics(agreement, AS_OF)


def notices(text: str, since: dt.date | None = None) -> list[NoticeDay]:
    return list(notice_days(*read(text), since))


def recurring(text: str, since: dt.date | None = None) -> list[RecurringDay]:
    return list(recurring_days(*read(text), since))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def walked(begin: dt.date, amount: int, unit: str) -> dt.date:
    """The last day of a time, by walking: the day of the event does not count."""
    if unit == "day":
        for _ in range(amount):
            begin += dt.timedelta(days=1)
        return begin
    if unit == "business":
        while amount:
            begin += dt.timedelta(days=1)
            if begin.weekday() < 5 and begin.isoformat() not in CLOSED:
                amount -= 1
        return begin
    year, month = begin.year, begin.month
    for _ in range(amount):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return dt.date(year, month, min(begin.day, calendar.monthrange(year, month)[1]))


def length(amount: int, unit: str) -> v.Duration:
    name = "month" if unit == "month" else "day"
    return v.Duration(((Decimal(amount), name),), v.Name("business") if unit == "business" else None)


@pytest.mark.parametrize("unit", ["day", "month", "business"])
def test_the_last_day_of_a_time_is_where_a_walk_ends(unit: str) -> None:
    _, semantics = read('agreement "A" {\n  effective 2027-01-01\n  term 12 months\n}' + HOURS)
    chance = random.Random(3)
    for _ in range(60):
        begin = day("2027-01-02") + dt.timedelta(days=chance.randrange(200))
        amount = chance.randrange(1, 7 if unit == "month" else 60)
        assert day_after(semantics, begin, length(amount, unit)) == walked(begin, amount, unit)


@pytest.mark.parametrize("unit", ["day", "month", "business"])
def test_the_last_day_for_a_notice_is_the_last_from_which_a_walk_ends_in_time(unit: str) -> None:
    _, semantics = read('agreement "A" {\n  effective 2027-01-01\n  term 12 months\n}' + HOURS)
    chance = random.Random(4)
    for _ in range(40):
        deadline = day("2027-10-01") + dt.timedelta(days=chance.randrange(80))
        amount = chance.randrange(1, 7 if unit == "month" else 50)
        last = deadline
        while walked(last, amount, unit) > deadline:
            last -= dt.timedelta(days=1)
        assert last_day_for(semantics, length(amount, unit), deadline) == last


def test_months_have_as_many_days_as_the_calendar_gives_them() -> None:
    assert v.month_days(1) == (28, 31)
    assert v.month_days(2) == (59, 62)
    assert v.month_days(3) == (89, 92)
    assert v.month_days(12) == (365, 366)
    assert v.Duration(((Decimal(1), "quarter"),)).bounds() == (89 * 86400, 92 * 86400)
    assert length(5, "business").bounds() is None


@pytest.mark.parametrize(
    ("end", "notice", "last"),
    [
        ("2027-12-31", "60 days", "2027-11-01"),
        ("2027-12-31", "3 months", "2027-09-30"),
        ("2028-02-29", "1 month", "2028-01-31"),
        ("2027-12-31", "1 quarter", "2027-09-30"),
        ("2027-12-31", "36 hours", "2027-12-29"),
        ("2027-12-31", "2 business days", "2027-12-29"),
    ],
)
def test_a_notice_that_must_be_over_on_the_last_day(end: str, notice: str, last: str) -> None:
    term = f"term 12 months, until {end}, renewed every 12 months, unless {notice} notice"
    text = f'agreement "A" {{\n  effective 2027-01-01\n  {term}\n}}'
    found = notices(text + HOURS)[0]
    assert (found.last, found.event) == (day(last), day(end) + dt.timedelta(days=1))
    assert found.what == f"notice that prevents the renewal of {found.event}"


def test_renewals_follow_each_other_and_end() -> None:
    text = """agreement "A" {
      effective 2027-01-31
      term 1 month, renewed every 3 months, at most 2 times, unless 10 days notice, after 20 days before end
    }"""
    agreement, semantics = read(text)
    run = terms(agreement, semantics)
    assert [(one.first.isoformat(), one.last.isoformat()) for one in run.periods] == [
        ("2027-01-31", "2027-02-28"),
        ("2027-03-01", "2027-05-30"),
        ("2027-05-31", "2027-08-30"),
    ]
    found = notices(text)
    assert [(one.earliest, one.last) for one in found] == [
        (day("2027-02-08"), day("2027-02-18")),
        (day("2027-05-10"), day("2027-05-20")),
        (None, None),
    ]
    assert (found[-1].what, found[-1].event) == ("end of the last renewal", day("2027-08-30"))


def test_five_renewals_are_listed_from_the_one_that_runs() -> None:
    text = 'agreement "A" {\n  effective 2020-01-01\n  term 1 month, renewed every 1 month, unless 5 days notice\n}'
    events = [one.event for one in notices(text, day("2026-11-23"))]
    assert events == [
        day(text) for text in ("2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01")
    ]
    assert notices(text)[0].event == day("2020-02-01")


def test_a_way_that_takes_time_is_sent_earlier() -> None:
    text = """agreement "A" {
      effective 2027-01-01
      term 12 months, renewed every 12 months, unless 60 days notice
    }
    termination {
      notice by email, received after 1 day
      notice by post, courier, received after 3 business days of sent
    }"""
    found = notices(text + HOURS)[0]
    assert found.last == day("2027-11-01")
    assert [(one.way, one.day.isoformat()) for one in found.send_by] == [
        ("email", "2027-10-31"),
        ("post", "2027-10-27"),
        ("courier", "2027-10-27"),
    ]


@pytest.mark.parametrize(
    ("effective", "term", "ends"),
    [
        ("2026-11-30", "1 quarter, renewed every 1 quarter", ["2027-02-28", "2027-05-29", "2027-08-29", "2027-11-29"]),
        ("2027-12-29", "2 months, renewed every 12 months", ["2028-02-28", "2029-02-28", "2030-02-28"]),
        ("2027-03-31", "1 year, renewed every 1 month", ["2028-03-30", "2028-04-30", "2028-05-30", "2028-06-30"]),
        ("2027-01-30", "30 days, renewed every 1 month", ["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2027-01-31", "1 month, renewed every 30 days", ["2027-02-28", "2027-03-30", "2027-04-29"]),
    ],
)  # fmt: skip
def test_renewals_never_drift(effective: str, term: str, ends: list[str]) -> None:
    agreement, semantics = read(
        f'agreement "A" {{\n  effective {effective}\n  term {term}, unless 7 days notice\n}}'
    )
    run = terms(agreement, semantics)
    assert [one.last.isoformat() for one in run.periods][: len(ends)] == ends
    assert all(one.last + dt.timedelta(days=1) == other.first for one, other in pairwise(run.periods))
    assert semantics.horizon.last.isoformat() == ends[0]


def test_a_fraction_of_a_month_is_no_date() -> None:
    agreement, semantics = read('agreement "A" {\n  effective 2027-01-31\n  term 2.5 months\n}')
    assert terms(agreement, semantics).undecided == "2.5 months has no whole number of months"
    agreement, semantics = read('agreement "A" {\n  effective 2027-01-31\n  term 1.5 years\n}')
    assert terms(agreement, semantics).periods[0].last == day("2028-07-30")


ENDS = """agreement "A" {
  provider MSP "M"
  effective 2027-01-15
  term 36 months
}
termination {
  end by either for convenience, on 90 days written notice, at month-end
  end by MSP for convenience, servers, on 2 months notice, at quarter-end
  end by MSP for "material breach", on 10 days notice
  end by MSP when insolvency, on 1 month notice, at year-end
  no end by MSP for convenience, within 6 months of effective
}"""


def test_a_notice_to_the_end_of_a_period_is_for_the_first_one_that_it_reaches() -> None:
    _, *found = notices(ENDS, day("2027-05-02"))
    assert [(one.what, one.last) for one in found] == [
        ("notice that ends the agreement on 2027-07-31", day("2027-05-02")),
        ("notice that ends servers on 2027-09-30", day("2027-07-31")),
        ("notice when insolvency that ends the agreement on 2027-12-31", day("2027-11-30")),
    ]
    assert found[0].remarks == (
        "MSP cannot end it without a reason up to 2027-07-14",
        "the first end of a month that a notice received on 2027-05-02 reaches",
    )
    assert notices(ENDS, day("2027-05-03"))[1].event == day("2027-08-31")


def test_no_end_of_a_period_after_the_agreement() -> None:
    late = notices(ENDS, day("2029-11-20"))
    assert [(one.event, one.last) for one in late if one.last] == [(day("2029-12-31"), day("2029-11-30"))]


def test_prices_that_rise_are_announced() -> None:
    text = """agreement "A" {
      provider MSP "M"
      effective 2027-03-01
      term 36 months
    }
    fees {
      increase by "CPI" each year, at most 4%, on 90 days notice
      increase by "wages", every 12 months, on 30 days notice
      increase at "any time", on 30 days notice
    }"""
    found = [one for one in notices(text) if one.node.kind == "increase"]
    assert [(one.event, one.last, one.who) for one in found[:2]] == [
        (day("2028-01-01"), day("2027-10-02"), "MSP"),
        (day("2029-01-01"), day("2028-10-02"), "MSP"),
    ]
    assert found[5].event == day("2028-03-01")
    assert found[5].last == day("2028-01-30")
    assert found[-1].last is None
    assert found[-1].undecided == "no day is stated on which prices change"


@pytest.mark.parametrize(
    ("freeze", "first"),
    [
        ("no increase before 2029-06-01", "2030-01-01"),
        ("no increase until 2028-12-31", "2029-01-01"),
        ("no increase within 22 months of effective", "2029-01-01"),
        ("no increase for 23 months", "2030-01-01"),
        ('no increase before "the move"', "2028-01-01"),
        ("no increase for mail before 2029-06-01", "2028-01-01"),
        ("no increase", ""),
    ],
)
def test_no_price_is_announced_for_a_day_on_which_prices_are_frozen(freeze: str, first: str) -> None:
    text = f"""agreement "A" {{
      effective 2027-03-01
      term 36 months
    }}
    fees {{
      increase by "CPI" each year, at most 4%, on 90 days notice
      {freeze}
    }}"""
    found = [one for one in notices(text) if one.node.kind == "increase"]
    assert [one.event for one in found[:1]] == ([day(first)] if first else [])


def test_a_term_that_runs_on_has_no_end_of_its_own() -> None:
    text = """agreement "A" {
      effective 2027-01-01
      term 12 months, indefinitely thereafter
    }
    termination {
      end by either for convenience, on 2 months notice
    }"""
    assert [(one.what, one.last) for one in notices(text)] == [
        ("notice that ends the agreement on 2027-12-31", day("2027-10-31"))
    ]
    later = notices(text, day("2028-05-02"))
    assert [(one.what, one.event) for one in later] == [("notice that ends the agreement", None)]
    assert later[0].undecided.startswith("the agreement runs on since 2028-01-01")


def test_a_right_to_renew_is_used_in_time() -> None:
    text = """agreement "A" {
      customer Client "C"
      effective 2027-01-01
      term 12 months
      renew by Client, for 12 months, within 90 days before end
    }"""
    right = next(one for one in notices(text) if one.node.kind == "renew")
    assert (right.who, right.event, right.last) == ("Client", day("2028-01-01"), day("2027-10-02"))


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        (
            "term tbd, renewed every 12 months, unless 60 days notice",
            "the term has no length and no last day",
        ),
        (
            "term 12 months from acceptance, renewed every 12 months, unless 60 days notice",
            "the term runs from acceptance",
        ),
        (
            "term 12 months, renewed every 12 months, unless 5 atelier days notice",
            "no hours are called `atelier`",
        ),
        ("term 12 months, renewed every 12 months, unless 5 business hours notice", "working time"),
    ],
)
def test_why_no_day_is_known(term: str, reason: str) -> None:
    found = notices(f'agreement "A" {{\n  effective 2027-01-01\n  {term}\n}}' + HOURS)[0]
    assert found.last is None
    assert reason in found.undecided


def test_without_a_date_the_day_of_the_check_is_assumed_and_said() -> None:
    found = notices('agreement "A" {\n  term 12 months, renewed every 12 months, unless 60 days notice\n}')[0]
    assert found.event == day("2027-11-23")
    assert "computed from 2026-11-23" in found.remarks[0]


def test_a_length_that_makes_no_day_is_refused() -> None:
    _, semantics = read('agreement "A" {\n  effective 2027-01-01\n}')
    half = v.Duration(((Decimal("1.5"), "month"),))
    with pytest.raises(UndecidedDate, match="no whole number of months"):
        day_after(semantics, AS_OF, half)
    with pytest.raises(UndecidedDate, match="beyond the calendar"):
        day_after(semantics, AS_OF, v.Duration(((Decimal(10**7), "day"),)))


def test_what_comes_round_again() -> None:
    text = """agreement "A" {
      provider MSP "M"
      customer Client "C"
      effective 2027-01-31
      term 36 months
    }
    review every 1 month by MSP, Client
    report "Service" to Client every 1 month within 10 days of month-end
    report "Credits" to Client every 1 month, before day 15 of month
    report "Costs" to Client every 3 months, on day 31 of month
    backup core {
      test restore every 3 months
    }
    fees {
      true-up every 6 months
    }
    security {
      audit every 12 months by Client
    }
    termination {
      exit {
        plan by MSP, within 60 days of effective, every 12 months, tested every 6 months
      }
    }"""
    found: dict[str, list[str]] = {}
    for one in recurring(text):
        assert one.due is not None
        found.setdefault(one.what, []).append(one.due.isoformat())
    assert all(len(days) == 5 for days in found.values())
    assert found["review"][:3] == ["2027-02-28", "2027-03-31", "2027-04-30"]
    assert found['report "Service"'][:2] == ["2027-02-10", "2027-03-10"]
    assert found['report "Credits"'][:2] == ["2027-02-14", "2027-03-14"]
    assert found['report "Costs"'][:2] == ["2027-04-30", "2027-07-31"]
    assert found["test restore of backup core"][:2] == ["2027-04-30", "2027-07-31"]
    assert found["true-up of what is charged"][0] == "2027-07-31"
    assert found["audit"][0] == "2028-01-31"
    assert found["test of the exit plan"][:2] == ["2027-10-01", "2028-04-01"]
    assert found["update of the exit plan"][0] == "2028-04-01"
    later = [one for one in recurring(text, day("2028-01-01")) if one.what == "review"]
    assert (later[0].due, later[0].number) == (day("2028-01-31"), 12)


def test_what_comes_round_on_unknown_days_says_why() -> None:
    found = recurring('agreement "A" {\n  effective 2027-01-01\n}\nreview every 10 business days')
    assert [(one.due, one.undecided) for one in found] == [(None, "no hours are called `business`")]


@pytest.mark.parametrize(
    "text", ["", 'agreement "A" {\n}', 'agreement "A" {\n  term unstated\n}', "termination {\n  end by x\n}"]
)
def test_an_agreement_without_dates_is_no_error(text: str) -> None:
    agreement, semantics = read(text)
    notice_days(agreement, semantics)
    recurring_days(agreement, semantics)
