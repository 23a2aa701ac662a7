"""Shapes of real drafts: merged cells, heads of several rows, lists in lists, notes, decimal commas, names of parties."""

from __future__ import annotations

import pytest

from clausecheck.importing.importer import Imported, import_draft
from clausecheck.language.parser import parse
from tests.importing.wordfiles import cell, paragraph, styles, table, word

HEAD = "# Service Level Agreement\n\nThis agreement is between the provider and the customer.\n\n"


def imported(text: str, name: str = "draft.md") -> Imported:
    done = import_draft(text.encode(), name)
    assert not parse(done.text).problems
    return done


def told(done: Imported) -> list[str]:
    return [
        f"{' '.join(one.path[0].split()[:2]) if one.path else ''}: {one.clause}"
        for one in done.readings
        if one.clause
    ]


def clauses(text: str) -> list[str]:
    return told(imported(HEAD + text))


def page(body: str) -> list[str]:
    head = "<h1>Service Level Agreement</h1><p>This agreement is between the provider and the customer.</p>"
    return told(imported(f"<html><body>{head}{body}</body></html>", "draft.html"))


# ---- tables ----------------------------------------------------------------------------------------------

UNDER_PLANS = """<table><thead>
<tr><th rowspan="2">Priority</th><th colspan="2">{one}</th><th colspan="2">{other}</th></tr>
<tr><th>Reply</th><th>Fix</th><th>Reply</th><th>Fix</th></tr></thead>
<tr><td>P1</td><td>3 hours</td><td>3 days</td><td>25 minutes</td><td>7 hours</td></tr>
<tr><td>P2</td><td>9 hours</td><td>6 days</td><td>2 hours</td><td>2 days</td></tr></table>"""


def test_plans_over_the_columns_are_the_plans_of_the_figures() -> None:
    found = page(UNDER_PLANS.format(one="Standard", other="Platinum"))
    assert found[:4] == [
        "plan Standard: respond within 3 hours, for P1",
        "plan Standard: resolve within 3 days, for P1",
        "plan Platinum: respond within 25 minutes, for P1",
        "plan Platinum: resolve within 7 hours, for P1",
    ]


def test_columns_that_only_unknown_words_tell_apart_are_not_read() -> None:
    """Two figures for one promise would be a contradiction that the draft does not have."""
    assert page(UNDER_PLANS.format(one="Blue line", other="Green line")) == []


def test_plans_beneath_one_metric_have_it() -> None:
    table_ = (
        '<table><thead><tr><th rowspan="2">Severity</th><th colspan="2">Response time by plan</th></tr>'
        "<tr><th>Bronze</th><th>Gold</th></tr></thead>"
        "<tr><td>S1</td><td>5 hours</td><td>40 minutes</td></tr><tr><td>S2</td><td>2 days</td><td>6 hours</td></tr></table>"
    )
    assert page(table_) == [
        "plan Bronze: respond within 5 hours, for S1",
        "plan Gold: respond within 40 minutes, for S1",
        "plan Bronze: respond within 2 days, for S2",
        "plan Gold: respond within 6 hours, for S2",
    ]


def test_a_word_table_that_does_not_say_so_has_a_head_of_two_rows() -> None:
    across = cell("Class", down="restart") + cell("Limits", span=2)
    below = cell("", down="continue") + cell("Response") + cell("Repair")
    data = word(
        paragraph("Service Level Agreement", style="Title"),
        paragraph("This agreement is between the provider and the customer."),
        table(across, below, ["P1", "35 minutes", "5 hours"], ["P2", "3 hours", "2 working days"]),
        styles=styles(("Title", "heading 1", "")),
    )
    assert told(import_draft(data, "a.docx")) == [
        "priority P1: respond within 35 minutes",
        "priority P1: resolve within 5 hours",
        "priority P2: respond within 3 hours",
        "priority P2: resolve within 2 business days",
    ]


ONE_TO_A_ROW = """| Level | Obligation | Limit | Counted |
|---|---|---|---|
| Severity 1 | Response | 15 minutes | 24/7 |
| Severity 1 | Workaround | 5 hours | 24/7 |
| Severity 2 | Response | {0} | office hours |
"""


def test_one_target_may_stand_in_each_row() -> None:
    assert clauses(ONE_TO_A_ROW.format("3 hours")) == [
        "priority S1: respond within 15 minutes, during always",
        "priority S1: workaround within 5 hours, during always",
        "priority S2: respond within 3 hours, during business",
    ]
    assert clauses(ONE_TO_A_ROW.format("when the queue allows"))[2:] == []


def test_a_column_of_examples_makes_no_example_of_the_table() -> None:
    rows = "| Priority | Example | Response |\n|---|---|---|\n| P1 | no light | 25 minutes |\n| P2 | one lamp | 3 hours |\n"
    assert "priority P1: respond within 25 minutes" in clauses(rows)
    assert clauses("## Example\n\n" + rows) == []


def test_a_temporary_fix_is_a_workaround() -> None:
    rows = "| Severity | Temporary fix | Permanent fix |\n|---|---|---|\n| S1 | 3 hours | 4 days |\n| S2 | 9 hours | 8 days |\n"
    assert clauses(rows)[:2] == [
        "priority S1: workaround within 3 hours",
        "priority S1: resolve within 4 days",
    ]


BACKUPS = """## Backup and recovery

| System | {0} | Kept for | RPO |
|---|---|---|---|
| Ledger | every 2 hours | 40 days | 2 hours |
| Web shop | weekly | 1 year | 7 days |
"""


def test_backups_of_several_systems_are_blocks_of_their_own() -> None:
    assert clauses(BACKUPS.format("Backup frequency")) == [
        "backup Ledger: full every 2 hours",
        "backup Ledger: keep copies for 40 days",
        "backup Ledger: rpo 2 hours",
        "backup Web-shop: full every 1 week",
        "backup Web-shop: keep copies for 1 year",
        "backup Web-shop: rpo 7 days",
    ]
    assert not [one for one in clauses(BACKUPS.format("Review frequency")) if "every" in one]


def test_prices_may_stand_in_a_table() -> None:
    rows = (
        "| What | Fee |\n|---|---|\n| Mailbox | $7.25 per mailbox per month |\n| Migration | on request |\n"
    )
    assert clauses(rows) == ['fees: charge "Mailbox" 7.25 USD per mailbox per month']


# ---- notes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["Per calendar quarter.", "Measured in each quarter by our probes."])
def test_a_footnote_says_the_period_of_a_figure(note: str) -> None:
    rows = f"| Service | Uptime[^a] |\n|---|---|\n| Mail relay | 99.2% |\n\n[^b]: Something else.\n[^a]: {note}\n"
    done = imported(HEAD + rows)
    assert told(done) == ["service Mail-relay: availability 99.2% each quarter"] and not done.questions


def test_a_footnote_of_something_else_says_nothing_of_it() -> None:
    rows = "| Service | Uptime |\n|---|---|\n| Mail relay | 99.2% |\n\nSee below.[^a]\n\n[^a]: Reported in each quarter.\n"
    assert told(imported(HEAD + rows)) == ["service Mail-relay: availability 99.2% each {period}"]


# ---- figures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, expected",
    [
        ("The service is available at least 98,75 % of each month.", "availability 98.75% each month"),
        ("- P1: respond within 1,5 hours", "respond within 1.5 hours"),
        ("Hosting: EUR 2.340,50 per month", 'charge "Hosting" 2340.50 EUR per month'),
        ("Hosting: 640,00 € per month", 'charge "Hosting" 640.00 EUR per month'),
        ("## Backups\n\nBackups are kept for 1,095 days.", "keep copies for 1095 days"),
    ],
)
def test_a_comma_is_a_decimal_point_or_one_of_thousands(text: str, expected: str) -> None:
    done = imported(HEAD + text)
    assert [one.clause for one in done.readings] == [expected]
    assert done.readings[0].quote in text


@pytest.mark.parametrize("text", ["Hosting: 2,340 EUR 50 per month", "Clauses 3,4 and 5,6 apply."])
def test_a_comma_that_can_be_read_in_two_ways_is_not_read(text: str) -> None:
    assert clauses(text) == []


# ---- sentences -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            "The provider shall respond to P1 incidents within two (2) hours and to P2 incidents within nine (9) hours.",
            ["priority P1: respond within 2 hours", "priority P2: respond within 9 hours"],
        ),
        (
            "If a P1 incident is reported, we respond to P1 incidents within 2 hours and to P2 incidents within 9 hours.",
            [],
        ),
        ("The desk shall name a person who answers questions within 1 hour for priority P1.", []),
        (
            "Incremental backups run every 4 hours and full backups every week.",
            ["backup data: incremental every 4 hours", "backup data: full every 1 week"],
        ),
        ("Backups are tested every month.", []),
        ("Backups are verified by their checksums every day.", []),
        ("The customer backs up its own data every day.", []),
        (
            "Planned maintenance shall not exceed 5 hours per month and is announced 3 days in advance.",
            [
                "service services: maintenance on 3 days notice",
                "service services: maintenance at most 5 hours per month",
            ],
        ),
        (
            "A credit of 5% of the monthly fee is due when uptime is below 99.5% but at least 98%; a credit of 9% of the "
            "monthly fee when it is below 98%.",
            [
                "credits: credit 5% of monthly fee when availability >= 98% and < 99.5%",
                "credits: credit 9% of monthly fee when availability < 98%",
            ],
        ),
        (
            "A missed repair is credited with 2% of the monthly fee, up to 12% of the monthly fee per month.",
            ["credits: cap 12% of monthly fee per month"],
        ),
        ("The laws of New Zealand govern this agreement.", ['agreement: law "New Zealand"']),
        ("This agreement takes effect on 4 May 2027 and runs for 30 months.", ["agreement: effective 2027-05-04", "agreement: term 30 months"]),
        ("This agreement is made on 2 June 2027 between the parties.", ["agreement: effective 2027-06-02"]),
        ("This agreement is made on 2 June 2027. The agreement begins on 5 July 2027.", ["agreement: effective 2027-07-05"]),
        ("Traffic: 0.15 USD per TB per month", ['fees: charge "Traffic" 0.15 USD per TB per month']),
        ("Credits may not exceed 35% of the monthly fee.", ["credits: cap 35% of monthly fee per month"]),
        ("Credits may be up to 35% of the monthly fee.", []),
        ("This agreement runs for 12 months after a move to another plan.", []),
        ("The agreement with the carrier begins on 3 May 2027.", []),
        ("Our Gold plan had a response time of 50 minutes.", []),
        ("We respond to P1 incidents within 1 hour, and we call P2 customers within 3 hours.", []),
        ("We respond to P1 incidents within 1 or 2 hours.", []),
        ("Priority 1 incidents: response within 3 to 5 hours.", []),
        ("Backups are kept for 30 to 60 days.", []),
        ("Backups of laptops run every 5 hours when they are online.", []),
        ("Backups are replicated every 20 minutes.", []),
        ("| Item | Price |\n|---|---|\n| Discount | $5.00 per user per month |\n", []),
        ("The customer has not counted on:\n\n- overtime\n", []),
        ("## Support hours\n\nThe portal is operated 24 hours a day, seven days a week, but support is not.", []),
        ("A credit of 5% of the monthly fee is due below 99.5%; interest of 2% is due when uptime is below 98%.", []),
        ("The customer may terminate when there is a data breach, on 10 days' written notice.", []),
        ("The customer may terminate for convenience as far as the desk is concerned, on 60 days' notice.", []),
        ("Our Gold plan has a response time of 50 minutes.", ["plan Gold: respond within 50 minutes"]),
    ],
)  # fmt: skip
def test_a_sentence_says_what_it_says_and_no_more(text: str, expected: list[str]) -> None:
    assert sorted(clauses(text)) == sorted(expected)


def test_a_party_may_have_any_name() -> None:
    first = 'This agreement is between Kelpie Data Ltd (the "Supplier") and the City of Orrin (the "Council").\n\n'
    leave = "The Council may terminate for convenience on two hundred and ten (210) days' notice.\n"
    done = imported("# Contract\n\n" + first + "It is a service level agreement.\n\n" + leave)
    assert told(done) == [
        'agreement: provider Provider "Kelpie Data Ltd"',
        'agreement: customer Customer "the City of Orrin"',
        "termination: end by Customer for convenience, on 210 days notice",
    ]
    left_open = first.replace("Council", "Subcontractor") + "- P1: respond within 2 hours\n\n" + leave
    assert told(
        imported("# Service level contract\n\nAn agreement of a provider and a customer.\n\n" + left_open)
    ) == ["priority P1: respond within 2 hours"]


DESKS = """- Hours
    - {0}: Monday to Friday, 07:30 to 18:30
    - {1}: Monday to Saturday, 09:30 to 12:00
"""


def test_the_hours_of_two_desks_are_two_blocks() -> None:
    assert clauses(DESKS.format("Telephone", "Counter")) == [
        "hours Telephone: mon-fri 07:30-18:30",
        "hours Counter: mon-sat 09:30-12:00",
    ]


def test_the_meaning_of_a_level_may_stand_below_it() -> None:
    items = "- Priority 2\n    - Description: one team waits\n    - Response time: 70 minutes\n- Escalation\n    - Description: a call to the manager\n"
    assert clauses(items) == [
        'priority P2: applies when "one team waits"',
        "priority P2: respond within 70 minutes",
    ]


@pytest.mark.parametrize(
    "lead, expected",
    [
        (
            "The provider is not responsible for missed limits caused by:",
            'exceptions: excuse "a strike at the port"',
        ),
        ("Not counted as downtime:", 'exceptions: excuse "a strike at the port"'),
        ("The provider is not liable for:", None),
    ],
)
def test_what_excuses_a_miss_is_no_bound_of_liability(lead: str, expected: str | None) -> None:
    assert clauses(f"{lead}\n\n- a strike at the port\n") == ([expected] if expected else [])
