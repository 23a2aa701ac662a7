"""Names: what the rules' own examples do not show."""

from __future__ import annotations

import pytest

from clausecheck import check

AGREEMENT = 'agreement "A" {\n  provider MSP "M"\n  customer Client "C"\n}\n'


def found(text: str, *names: str) -> list[tuple[str, str, str]]:
    result = check(AGREEMENT + text, select=names, ignore=["CC00", "CC03", "CC04"])
    return [(f.name, result.sources[f.file].slice(f.span), f.label) for f in result.findings]


@pytest.mark.parametrize(
    ("text", "word", "label"),
    [
        (
            "hours business in UTC {\n}\nservice desk {\n  open during busines\n}",
            "busines",
            "did you mean `business`?",
        ),
        ("service desk {\n}\ncredits for dsk {\n}", "dsk", "did you mean `desk`?"),
        ("priority P1 {\n  respond within 4 work hours\n}", "work", ""),
        ("report to Clint every 1 month {\n}", "Clint", "did you mean `Client`?"),
        ("termination {\n  end by Provider for convenience\n}", "Provider", ""),
        ('raise "x" to at least P9', "P9", ""),
        ("service m365 {\n}\nguarantee availability of m356 >= 99%", "m356", "did you mean `m365`?"),
    ],
)
def test_undefined_names_point_at_the_word_and_suggest(text: str, word: str, label: str) -> None:
    assert found(text, "undefined-name") == [("undefined-name", word, label)]


def test_a_name_of_a_broken_header_is_not_undefined_as_well() -> None:
    assert found("service desk oops oops {\n}\ncredits for desk {\n}", "undefined-name") == []


def test_names_differ_in_case_when_used() -> None:
    assert found("service Desk {\n}\ncredits for desk {\n}", "undefined-name") == [
        ("undefined-name", "desk", "did you mean `Desk`?")
    ]


def test_doubled_names_do_not_depend_on_case_and_show_both_places() -> None:
    result = check(AGREEMENT + "service desk {\n}\nbackup DESK {\n}\n", select=["doubled-name"])
    (finding,) = result.findings
    assert [result.sources[finding.file].slice(label.span) for label in finding.labels] == ["service desk"]


def test_a_zone_and_a_calendar_are_suggested() -> None:
    text = "hours h in Europe/Lodnon {\n  closed on holidays GB-EGN\n}\nservice d {\n  open during h\n}\n"
    assert found(text, "unknown-zone", "unknown-calendar") == [
        ("unknown-zone", "Europe/Lodnon", "did you mean `Europe/London`?"),
        ("unknown-calendar", "GB-EGN", "did you mean `GB-ENG`?"),
    ]


def test_a_defined_word_is_used_where_a_text_says_it() -> None:
    text = 'define incident "an interruption"\nservice d {\n  includes "incidents of all kinds"\n}\n'
    assert found(text, "unused-name") == []


def test_references_in_texts_follow_kinds_names_and_numbers() -> None:
    text = (
        "[9] termination {\n  end by either for convenience, on 90 days notice\n  exit {\n    return data within 1 day\n  }\n}\n"
        'text for termination """\n{[9]} {termination.convenience.notice} {termination.exit.return} {termination.exot}\n"""\n'
    )
    assert [word for _, word, _ in found(text, "undefined-reference")] == ["{termination.exot}"]


def test_things_that_are_counted_need_no_metric() -> None:
    assert found("priority P1 {\n  applies when ATMs < 10\n}", "undefined-condition") == []


def test_a_template_is_for_a_kind_of_document() -> None:
    parties = '  provider A "A Ltd"\n  customer B "B Ltd"\n'
    text = 'agreement "Terms" {{\n  kind template, for {}\n' + parties + "}}\n"
    assert not check(text.format("terms"), select=("undefined-name",)).findings
    (found,) = check(text.format("termz"), select=("undefined-name",)).findings
    assert (found.message, found.label) == ("`termz` is no kind of document", "did you mean `terms`?")


#: Word of a credit and a report on business days: with the office that is open on weekdays, the claim ends first.
LATE_CLAIM = (
    "hours {hours} in Europe/Dublin {{\n  mon-fri 09:00-17:00\n}}\n{more}"
    'report "Uptime" to Client every month, within 12 {unit} days of month-end {{\n  content availability\n}}\n'
    "service web {{\n  availability 99.5% each month\n}}\n"
    "credits for web {{\n  credit 5% of monthly fee when availability < 99.5%\n  claim within 6 days of month-end\n}}"
)


@pytest.mark.parametrize(
    ("hours", "unit", "more", "heard"),
    [
        ("counter", "business", "", {"undefined-name", "claim-ends-before-report"}),
        ("counter", "countr", "", {"undefined-name", "claim-ends-before-report"}),
        ("counter", "night", "", {"undefined-name"}),
        (
            "counter",
            "business",
            "hours late in Europe/Dublin {\n  mon-fri 17:00-22:00\n}\n",
            {"undefined-name"},
        ),
        ("business", "business", "", {"claim-ends-before-report"}),
    ],
)
def test_undeclared_hours_are_the_only_ones_where_they_can_be(
    hours: str, unit: str, more: str, heard: set[str]
) -> None:
    text = LATE_CLAIM.format(hours=hours, unit=unit, more=more)
    result = check(AGREEMENT + text, select=["undefined-name", "claim-ends-before-report"])
    assert {one.name for one in result.findings} == heard
    named = [one for one in result.findings if one.name == "undefined-name"]
    taken = [one for one in named if one.severity.value == "warning"]
    assert bool(taken) is ("claim-ends-before-report" in heard and bool(named))
    assert all(
        "waits" in note or "it is not decided" in note
        for one in named
        if one not in taken
        for note in one.notes
    )


@pytest.mark.parametrize(
    ("clause", "severity"),
    [
        ("report to Client every 3 months, within 7 working days of quarter-end", "warning"),
        ("priority P1 {\n  respond within 2 working days\n}", "error"),
    ],
)
def test_an_ordinary_working_day_of_a_report_is_a_warning(clause: str, severity: str) -> None:
    text = f'agreement "Support" {{\n  provider MSP "MSP Ltd"\n  customer Client "Client Ltd"\n}}\n{clause}\n'
    found = [one for one in check(text).findings if one.name == "undefined-name"]
    assert [one.severity.value for one in found] == [severity]
