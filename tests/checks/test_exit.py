"""Term and exit: edges that the rules' own examples do not show."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check

AS_OF = dt.date(2026, 11, 23)


def found(text: str) -> list[str]:
    return [
        f.name
        for f in check(text, ruleset="exit-figures", profile=(), as_of=AS_OF).findings
        if f.code >= "CC460"
    ]


def cases(text: str) -> list[str]:
    result = check(text, ruleset="exit-figures", profile=(), as_of=AS_OF)
    return [f.witness.summary for f in result.findings if f.witness is not None]


def agreement(*lines: str) -> str:
    return 'agreement "A" {\n  provider MSP "M"\n  customer Client "C"\n  ' + "\n  ".join(lines) + "\n}\n"


def termination(*lines: str) -> str:
    return "termination {\n  " + "\n  ".join(lines) + "\n}\n"


def at_exit(*lines: str) -> str:
    return termination("exit {", *lines, "}")


@pytest.mark.parametrize(
    ("renewal", "notice", "wrong"),
    [
        ("1 month", "30 days", False),  # as long as some months, shorter than others
        ("1 month", "31 days", False),
        ("1 month", "32 days", True),
        ("3 months", "90 days", False),
        ("3 months", "93 days", True),
        ("3 months", "3 months", False),
        ("3 months", "4 months", True),
        ("1 year", "12 months", False),
        ("90 days", "90 days", False),
        ("tbd", "90 days", False),
        ("1 month", "tbd", False),
        ("10 days", "11 business days", True),
    ],
)
def test_a_notice_is_longer_than_a_renewal_only_if_it_is_in_every_month(
    renewal: str, notice: str, wrong: bool
) -> None:
    text = agreement(f"term 60 months, renewed every {renewal}, unless {notice} notice")
    assert found(text) == (["notice-longer-than-renewal"] if wrong else [])


@pytest.mark.parametrize(
    ("start", "term", "notice", "wrong"),
    [
        ("2027-02-01", "1 month", "28 days", True),  # over on 28 February, given on 31 January
        ("2027-03-01", "1 month", "28 days", False),
        ("2027-01-01", "2 months", "2 months", True),
        ("2027-01-01", "2 months", "58 days", False),
        ("2027-01-01", "2 months", "59 days", True),
    ],
)
def test_whether_a_notice_fits_into_the_first_term_depends_on_its_dates(
    start: str, term: str, notice: str, wrong: bool
) -> None:
    text = agreement(f"effective {start}", f"term {term}, renewed every 12 months, unless {notice} notice")
    assert found(text) == (["notice-before-start"] if wrong else [])
    first, months = dt.date.fromisoformat(start), int(term[0])
    last = dt.date(first.year, first.month + months, 1) - dt.timedelta(days=1)
    if "day" in notice:
        assert (last - dt.timedelta(days=int(notice.split()[0])) < first) is wrong


@pytest.mark.parametrize(
    ("after", "wrong"), [("61 days", False), ("60 days", False), ("59 days", True), ("2 months", False)]
)
def test_a_window_of_one_day_is_a_window(after: str, wrong: bool) -> None:
    text = agreement(
        "effective 2027-01-01",
        f"term 12 months, renewed every 12 months, unless 60 days notice, after {after} before end",
    )
    assert found(text) == (["notice-window-empty"] if wrong else [])


def test_a_window_that_works_is_proven_with_its_dates() -> None:
    text = agreement(
        "effective 2027-01-01",
        "term 12 months, renewed every 12 months, unless 60 days notice, after 90 days before end",
    )
    proofs = check(text, ruleset="exit-figures", profile=(), as_of=AS_OF).proofs
    assert [proof["summary"] for proof in proofs] == [
        "the notice that prevents the renewal of 2028-01-01 can be given from 2027-10-02 to 2027-11-01"
    ]


@pytest.mark.parametrize(
    ("end", "wrong"),
    [
        ("end by Client for convenience, on 120 days notice", True),
        ('end by Client for convenience, at "end of the term", on 120 days notice', True),
        ("end by MSP for convenience, on 10 days notice", True),
        ("end by Client when increase, on 30 days notice", False),
        ('end by Client for "the next period", within 30 days of "price notice"', False),
    ],
)
def test_a_new_price_is_no_trap_where_the_customer_can_still_leave(end: str, wrong: bool) -> None:
    text = agreement("term 12 months, renewed every 12 months, unless 90 days notice")
    text += 'fees {\n  increase by "CPI" each year, on 30 days notice\n}\n' + termination(end)
    assert found(text) == (["increase-after-way-out"] if wrong else [])


@pytest.mark.parametrize(
    ("fee", "wrong"),
    [
        ("100% of remaining fees", True),
        ("99% of remaining fees", False),
        ("100% of remaining fees, at most 3 times monthly fee", False),
        ("100% of remaining fees, at most 36 times monthly fee", True),
        ("24 times monthly fee, in year 2", True),
        ("23 times monthly fee, in year 2", False),
        ("300% of annual fee", True),
        ("12 times monthly fee, after 24 months", True),
        ("12 times monthly fee, in year 4", False),
        ('100% of remaining fees, when "the customer is insolvent"', False),
        ("100% of remaining fees, by MSP", False),
        ("tbd", False),
    ],
)
def test_a_fee_empties_the_right_to_leave_when_staying_costs_no_more(fee: str, wrong: bool) -> None:
    text = agreement("term 36 months") + termination(
        "end by Client for convenience, on 30 days notice", f"early fee {fee}"
    )
    assert found(text) == (["early-fee-empties-right"] if wrong else [])


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (("return data within 30 days of end", "delete data within 30 days of end"), False),
        (("return data within 30 days of end", "delete data within 29 days of end"), True),
        (("return data within 1 month of end", "delete data within 30 days of end"), False),
        (("return data within 30 days of end", "delete backups within 1 day of end"), False),
        (("return data within 30 days of end", "delete data within 10 days of return"), False),
        (('return data within 30 days of end', 'delete data within 1 day of end, when "the customer asks"'), False),
        (('return "customer data" within 30 days of end', "delete everything within 5 days of end"), True),
        (("keep backups for 5 business days from end", "delete backups within 7 days of end"), False),
        (("keep backups for tbd", "delete backups within 7 days of end"), False),
        (('hand over "tickets" within 5 days of end', 'delete "tickets" within 2 days of end'), True),
    ],
)  # fmt: skip
def test_what_is_deleted_before_it_is_owed(lines: tuple[str, ...], wrong: bool) -> None:
    assert found(at_exit(*lines)) == (["deleted-before-returned"] if wrong else [])


@pytest.mark.parametrize(
    ("kind", "lines", "wrong"),
    [
        ("backup", ("return data within 45 days of end", "delete backups within 20 days of end"), True),
        ("backup", ('return "customer data" within 45 days of end', "delete copies within 20 days of end"), True),
        ("backup", ("return data within 20 days of end", "delete backups within 45 days of end"), False),
        ("backup", ("return data within 45 days of end", "delete backups within 20 days of end",
                    "delete data within 60 days of end"), False),
        ("sla", ("return data within 45 days of end", "delete backups within 20 days of end"), False),
    ],
)  # fmt: skip
def test_data_that_stand_in_backups_only_go_with_them(kind: str, lines: tuple[str, ...], wrong: bool) -> None:
    service = 'service app "App" {\n  kind hosted\n}\nbackup copies {\n  full every 1 day\n}\n'
    text = agreement(f"kind {kind}") + service + at_exit(*lines)
    assert found(text) == (["deleted-before-returned"] if wrong else [])


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (("delete backups within 90 days of end", "liable MSP for backups, until 60 days from end"), True),
        (("delete backups within 60 days of end", "liable MSP for backups, until 60 days from end"), False),
        (("keep backups for 30 days from end", "delete copies within 90 days of end",
          "liable MSP for backups, until 30 days from end"), False),
        (("delete data within 90 days of end", "liable MSP for backups, until 60 days from end"), False),
    ],
)  # fmt: skip
def test_backups_are_held_until_they_must_be_deleted(lines: tuple[str, ...], wrong: bool) -> None:
    assert found(at_exit(*lines)) == (["backups-outlive-liability"] if wrong else [])


def test_what_a_supplier_keeps_is_not_what_the_provider_keeps() -> None:
    text = 'backup core {\n  relies on "Datto" {\n    keep backups for 60 days from end\n  }\n}\n'
    assert found(text + at_exit("delete backups within 30 days of end")) == []


@pytest.mark.parametrize(
    ("kept", "wrong"), [("34 days", True), ("35 days", True), ("36 days", False), ("1 month", False)]
)
def test_a_backup_is_kept_until_the_agreement_can_end(kept: str, wrong: bool) -> None:
    text = termination(
        "suspend by MSP when payment overdue 30 days, on 10 days notice",
        "end by MSP when payment overdue 60 days, on 15 days notice",
        f"keep backups for {kept} from suspended",
    )
    assert found(text) == (["deleted-before-cured"] if wrong else [])
    assert (30 + 10 + int(kept.split()[0]) <= 60 + 15) is wrong or "month" in kept


def test_liability_that_ends_before_it_ends() -> None:
    lines = (
        "liable MSP for backups, until 2 months from end",
        "no liability of MSP for backups, after {} from end",
    )
    assert found(at_exit(lines[0], lines[1].format("58 days"))) == ["liable-and-not-liable"]
    assert found(at_exit(lines[0], lines[1].format("60 days"))) == []
    assert found(at_exit(lines[0], "no liability of MSP for data, after 1 day from end")) == []


@pytest.mark.parametrize(
    ("each", "trigger", "name"),
    [
        ("each month", "< 99.0% in 2 of 3 months", None),
        ("each month", "< 99.0% in 2 of 4 quarters", None),
        ("each quarter", "< 99.0% in 2 of 3 months", "trigger-measured-otherwise"),
        ("each 3 months", "< 99.0% in 2 of 3 months", "trigger-measured-otherwise"),
        ("each unstated", "< 99.0% in 2 of 3 months", None),
        ("", "< 99.0% in 2 of 3 months", None),
        ("each quarter", "missed 2 times in 6 months", None),
        ("each quarter", "missed 3 times in 6 months", "trigger-out-of-reach"),
        ("each quarter", "missed 3 times in 7 months", None),
        ("each month", "< 99.0% in 4 of 3 months", "trigger-out-of-reach"),
    ],
)
def test_a_trigger_needs_a_figure_of_its_period(each: str, trigger: str, name: str | None) -> None:
    text = f"service servers {{\n  availability 99.9% {each}\n}}\n"
    text += termination(f"end by Client when availability of servers {trigger}, on 30 days notice")
    assert found(text) == ([name] if name else [])


@pytest.mark.parametrize(
    "promise",
    [
        "plan Gold for desk {\n  availability 99.9% each month\n}\n",
        "guarantee availability of desk >= 99.9% each month\n",
        "service servers {\n  availability 99.9% each month, for desk\n}\n",
    ],
)
def test_a_promise_counts_wherever_it_stands(promise: str) -> None:
    text = 'service desk {\n  includes "calls"\n}\n' + promise
    text += termination("end by Client when availability of desk < 99.0% in 2 of 3 months, on 30 days notice")
    assert found(text) == []


def test_only_the_longest_trouble_of_one_notice_is_said() -> None:
    assert found(
        agreement("effective 2027-01-01", "term 1 month, renewed every 1 month, unless 90 days notice")
    ) == ["notice-longer-than-renewal"]


def test_a_case_without_dates_can_be_counted() -> None:
    text = agreement("term 90 days", "renew automatic for 12 months, unless 90 days notice")
    assert cases(text) == [
        "a notice that is over on day 90, the last of the term, is received on day 0 (90 - 90); "
        "the first day of the term is day 1"
    ]


@pytest.mark.parametrize(
    "text", ["", "termination {\n}\n", at_exit("survives everything"), "fees {\n  increase tbd\n}\n"]
)
def test_little_is_no_contradiction(text: str) -> None:
    assert found(text) == []
