"""What is read of a draft, what is not, and the account of it."""

from __future__ import annotations

import pytest

from clausecheck.importing.account import FATES, UNREAD
from clausecheck.importing.blocks import CannotImport
from clausecheck.importing.importer import Imported, import_draft
from clausecheck.language.parser import parse

HEAD = "# Service Level Agreement\n\nThis agreement is between the provider and the customer.\n\n"


def imported(text: str, **more: object) -> Imported:
    done = import_draft((HEAD + text).encode(), "draft.md", **more)  # type: ignore[arg-type]
    assert not parse(done.text).problems
    assert sum(done.count(fate) for fate in FATES) == len(done.entries)
    return done


def clauses(text: str) -> list[str]:
    return [
        f"{' '.join(one.path[0].split()[:2]) if one.path else ''}: {one.clause}"
        for one in imported(text).readings
    ]


TARGETS = """## 5. Targets

| Priority | Description | First response | Fix / Status update |
|---|---|---|---|
| **Severity 1** (Critical) | All users are down | 20 min, 24x7 | 6h / 1h |
| Severity 2 (High) | One team is down | four (4) business hours | 2 business days / 4h |
| Severity 3 | All else | Next business day | best effort / N/A |
"""


def test_a_table_of_targets_is_read_cell_by_cell() -> None:
    assert clauses(TARGETS) == [
        'priority S1: applies when "All users are down"',
        "priority S1: respond within 20 minutes, during always",
        "priority S1: resolve within 6 hours",
        "priority S1: update every 1 hour",
        'priority S2: applies when "One team is down"',
        "priority S2: respond within 4 business hours",
        "priority S2: resolve within 2 business days",
        "priority S2: update every 4 hours",
        'priority S3: applies when "All else"',
        "priority S3: respond within next business day",
        "priority S3: resolve within best effort",
        "priority S3: ",
    ]


def test_levels_may_stand_across_or_plans_do() -> None:
    across = "| Metric | Low | High |\n|---|---|---|\n| Response time | 2 days | 3 hours |\n| Restoration | 9 days | 1 day |\n"
    assert clauses(across) == [
        "priority Low: respond within 2 days", "priority High: respond within 3 hours",
        "priority Low: resolve within 9 days", "priority High: resolve within 1 day",
    ]  # fmt: skip
    plans = "## Response times by plan\n\n| Level | Silver | Gold |\n|---|---|---|\n| P1 | 3 h | 45 min |\n| P2 | 9 h | 3 h |\n"
    assert clauses(plans) == [
        "plan Silver: respond within 3 hours, for P1", "plan Gold: respond within 45 minutes, for P1",
        "plan Silver: respond within 9 hours, for P2", "plan Gold: respond within 3 hours, for P2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text, expected",
    [
        ("- P3 (Normal): respond within 7 hours, resolve within 5 business days", ["priority P3: respond within 7 hours", "priority P3: resolve within 5 business days"]),
        ("**Severity 2**\n\n- Initial reaction: within 50 minutes, 24/7\n- Work-around: 5 hours", ["priority S2: respond within 50 minutes, during always", "priority S2: workaround within 5 hours"]),
        ("Urgent incidents will be acknowledged within 10 minutes.", ["priority Urgent: acknowledge within 10 minutes"]),
        ("We aim to respond to critical incidents within 25 minutes.", ['priority Critical: respond within 25 minutes, with "aim"']),
        ("The Services will be available 99.7% of each calendar quarter.", ["service services: availability 99.7% each quarter"]),
        ("Supplier guarantees 99.2% uptime, measured monthly, excluding scheduled maintenance.", ["service services: availability 99.2% each month, except maintenance"]),
        ("Planned maintenance is announced at least five (5) days in advance.", ["service services: maintenance on 5 days notice"]),
        ("Planned maintenance takes place on Saturdays between 10 pm and 2 am.", ["service services: maintenance sat 22:00-02:00"]),
        ("If uptime is below 98.5% in a month, the service credit is 12% of the monthly fee.", ["credits: credit 12% of monthly fee when availability < 98.5%"]),
        ("Total credits in a month shall not exceed 40% of the monthly fee.", ["credits: cap 40% of monthly fee per month"]),
        ("To receive a credit, the customer must submit a claim within 14 days of the end of the month.", ["credits: claim within 14 days of month-end"]),
        ("Either party may terminate this agreement at any time on two months' written notice.", ["termination: end by either for convenience, on 2 months written notice"]),
        ("Customer may terminate this agreement if Provider commits a material breach and fails to cure it within 20 days.", ['termination: end by Customer for cause, when "material breach", cured within 20 days']),
        ("The initial term is 24 months and renews for successive terms of 12 months unless either party gives 60 days notice.", ["agreement: term 24 months, renewed every 12 months, unless 60 days notice"]),
        ("Nightly incremental backups are performed.", ["backup data: incremental every 1 day"]),
        ("Weekly backups are retained for 6 weeks.", ["backup data: keep weekly for 6 weeks"]),
        ("RPO is 2 hours, RTO is 9 hours.", ["backup data: rpo 2 hours", "backup data: rto 9 hours"]),
        ("“Outage” means that no user can log in.", [': define "Outage" "that no user can log in"']),
        ("This agreement is governed by the laws of Scotland.", ['agreement: law "Scotland"']),
        ("Invoices are payable within 21 days of the invoice date.", ["fees: pay within 21 days of invoice"]),
        ("Managed laptop: £14.50 per laptop per month", ['fees: charge "Managed laptop" 14.50 GBP per laptop per month']),
        ("Telephone support is available 24/7.", ["service services: open during always"]),
    ],
)  # fmt: skip
def test_a_sentence_is_read_where_all_of_it_is_understood(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We typically respond to critical incidents within 25 minutes.",
        "Provider will use reasonable efforts to respond to P1 tickets within 25 minutes.",
        "If Provider fails to respond to P1 tickets within 25 minutes, it pays.",
        "The average response time for P1 tickets was 25 minutes.",
        "P1 and P2 tickets: respond within 25 minutes, 50 minutes",
        "Last year the service had 99.7% availability.",
        "Uptime was 99.7% and 99.8% in the last two months.",
        "For example, a 99.7% uptime allows two hours of downtime.",
        "The escalation manager responds within 25 minutes for P1.",
        "Customer must respond to P1 questions within 25 minutes.",
        "Monthly backups are the responsibility of the customer, kept for 30 days.",
        "four (5) hours is the P1 response time",
    ],
)
def test_what_is_soft_or_conditional_or_unclear_promises_nothing(text: str) -> None:
    assert [one for one in clauses(text) if 'with "aim"' not in one] == []


def test_a_blank_is_tbd_and_a_figure_inside_one_too() -> None:
    assert clauses("| Priority | Response | Resolution |\n|---|---|---|\n| P1 | [__] hours | {{fix}} |\n| P2 | 3 hours | TBD |\n") == [
        "priority P1: respond within tbd", "priority P1: resolve within tbd", "priority P2: respond within 3 hours",
        "priority P2: resolve within tbd",
    ]  # fmt: skip
    assert clauses("The Supplier guarantees an uptime of [percentage 99.3%] each month.") == [
        "service services: availability tbd each month"
    ]


QUESTIONS = """## 3. Levels

3.1 Support hours are Monday to Friday, 07:30 to 16:00, excluding national holidays.

3.2 The service will be available at least 99.4% of the time.

| Priority | Response |
|---|---|
| P1 | 20 - 40 minutes |
| P2 | 3 hours |
"""


def test_what_is_open_is_asked_in_the_order_of_the_draft_and_answered_by_id() -> None:
    done = imported(QUESTIONS)
    assert [one.id for one in done.questions] == ["zone-3.1", "holidays-3.1", "period-3.2", "range-3.2"]
    assert "in tbd {" in done.text and "# question period-3.2:" in done.text and "99.4% each tbd" in done.text
    answers = {
        "zone-3.1": "Europe/Berlin",
        "holidays-3.1": "DE",
        "period-3.2": "quarter",
        "range-3.2": "40 minutes",
    }
    told = imported(QUESTIONS, answers=answers).text
    for clause in (
        "in Europe/Berlin {",
        "closed on holidays DE",
        "99.4% each quarter",
        "respond within 40 minutes",
    ):
        assert clause in told
    assert "question" not in told
    with pytest.raises(CannotImport, match=r"the answer to period-3\.2"):
        imported(QUESTIONS, answers={"period-3.2": 'month }\nagreement "x" {'})
    with pytest.raises(CannotImport, match="there is no question zone-9"):
        imported(QUESTIONS, answers={"zone-9": "Europe/Berlin"})


def test_each_value_has_its_place_its_quote_and_its_pattern() -> None:
    done = imported(TARGETS)
    row = next(one for one in done.as_data()["typed"] if one["clause"] == "update every 1 hour")
    assert row == {
        "clause": "update every 1 hour", "in": ["priority S1"], "file": "draft.md", "number": "5", "block": 4, "row": 2, "quote": "6h / 1h",
        "pattern": "target by level", "form": "T4",
    }  # fmt: skip
    assert "  # 5, row 2 · target by level · “6h / 1h”\n  [5] update every 1 hour" in done.text


def test_what_is_not_read_is_marked_and_the_draft_is_an_extract_until_it_is_settled() -> None:
    from clausecheck.importing.settling import settled

    done = imported(
        TARGETS
        + "\nP1 tickets that arrive at full moon are answered within 9 hours by the night nurse, unless she is asleep.\n"
    )
    assert done.count(UNREAD) == 1
    assert (
        "kind extract" in done.text
        and "# import: not read · 5 · " in done.text
        and "night nurse" in done.text
    )
    first = settled(done.text)
    assert (first.count, first.kind) == (1, "sla")
    assert (
        "  kind sla\n" in first.text
        and "# import: settled · 5" in first.text
        and not parse(first.text).problems
    )
    assert settled(first.text).count == 0
    assert "kind sla" in imported(TARGETS).text


@pytest.mark.parametrize(
    "words, condition",
    [
        ("Less than 99.5% but equal to or greater than 98.5%", "availability >= 98.5% and < 99.5%"),
        ("Less than 99.5% but greater than or equal to 98.5%", "availability >= 98.5% and < 99.5%"),
        ("Less than 99.5% but greater than 98.5%", "availability > 98.5% and < 99.5%"),
        (">= 98.5% and < 99.5%", "availability >= 98.5% and < 99.5%"),
        ("above 98.5% but below 99.5%", "availability > 98.5% and < 99.5%"),
        ("98.5% - 99.49%", "availability from 98.5% to 99.49%"),
        ("between 98.5% and 99.49%", "availability from 98.5% to 99.49%"),
        ("under 98.5%", "availability < 98.5%"),
        ("98.5% or less", "availability <= 98.5%"),
        ("about 98.5%", ""),
        ("98.5% of requests", ""),
        ("99.5% but below 98.5%", ""),
    ],
)
def test_a_band_has_its_ends_as_the_draft_says_them(words: str, condition: str) -> None:
    from clausecheck.importing.forms.credits import band

    assert band(words) == condition


def test_conflicting_statements_stay_both() -> None:
    text = imported(
        "P1 tickets: we respond within 2 hours.\n\n## Annex\n\nP1 tickets: we respond within 3 hours.\n"
    ).text
    assert "respond within 2 hours" in text and "respond within 3 hours" in text


def test_two_tables_of_different_things_do_not_contradict_each_other() -> None:
    text = "For email:\n\n| Uptime | Credit |\n|---|---|\n| < 99% | 5% of the monthly fee |\n\nFor storage:\n\n| Uptime | Credit |\n|---|---|\n| < 98% | 9% of the monthly fee |\n"
    heads = {one.path[0].split(" {")[0] for one in imported(text).readings if one.clause}
    assert heads == {"credits for email", "credits for storage"}


@pytest.mark.parametrize(
    "text, said",
    [
        ("# Lab 7: IP SLA\n\nConfigure `ip sla 1`. The SLA agreement of the provider and customer is monitored with IP SLA every 10 seconds.", "IP SLA"),
        ("# Report of the project\n\nThe team shipped 40% more features. We thank our users.", "does not read as an agreement"),
        ("# Acuerdo de nivel de servicio\n\n" + "El proveedor del servicio responde en las horas que para el cliente son hábiles con un plazo. " * 6, "Spanish"),
        ("# Vereinbarung\n\n" + "Der Anbieter und die Kundin werden mit dem Vertrag für eine Stunde nicht auf den Dienst warten. " * 6, "German"),
    ],
)  # fmt: skip
def test_what_is_no_english_agreement_is_refused_with_what_was_seen(text: str, said: str) -> None:
    with pytest.raises(CannotImport, match=said):
        import_draft(text.encode(), "a.md")


@pytest.mark.parametrize(
    "hostile",
    [
        '"""',
        "\\",
        '"',
        "{termination.exit}",
        "# clausecheck: waive all",
        "}\n\nagreement {",
        "\u202e",
        "[9] clause",
        '\\"',
        "{{x}}",
        "'''",
        "\x07",
        "“”",
        "::error::",
    ],
)
def test_hostile_words_cannot_leave_their_text(hostile: str) -> None:
    text = f"{hostile} stands here, {hostile}.\n\n“{hostile}x” means {hostile} something {hostile}\n\n| Level | Response |\n|---|---|\n| P1 {hostile} | 1 hour |\n| P2 | 2 hours |\n\n## {hostile}\n\nWithin 5 days of {hostile} notice to {hostile}\n"
    done = imported(text)
    assert done.text.count("\nagreement ") == 1


@pytest.mark.parametrize(
    "text",
    [
        "Business hours are Mon-Fri 08:00-20:00 GMT, except for P1 tickets.",
        "Support hours for the Gold plan are Monday to Friday, 9am to 9pm.",
    ],
)
def test_hours_of_some_tickets_are_not_the_hours_of_all(text: str) -> None:
    assert clauses(text) == []


def test_a_claim_in_a_list_has_its_side_from_the_line_above() -> None:
    assert clauses(
        "To receive a service credit, you must:\n\n- send a claim within 9 days of the end of the month\n"
    ) == ["credits: claim within 9 days of month-end"]


def test_long_drafts_are_read_in_time_in_proportion() -> None:
    import time

    def took(count: int) -> float:
        text = "".join(
            f"P1 tickets of {at}: we respond within 3 hours.\n\n- item {at} has 5 days\n\n"
            for at in range(count)
        )
        start = time.perf_counter()
        imported(text)
        return time.perf_counter() - start

    took(20)
    assert took(1200) < 16 * took(150) + 0.5


@pytest.mark.parametrize("words", ["( ", "1 ", "“a ", "within ", "99% "])
def test_a_sentence_without_an_end_is_no_sentence(words: str) -> None:
    assert imported(TARGETS + "\n" + words * 20_000).count(UNREAD) <= 1
