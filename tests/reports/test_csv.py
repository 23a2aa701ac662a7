"""CSV by RFC 4180, read back; no cell is a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings

from clausecheck.finding import CheckResult
from clausecheck.reports import csv_report
from clausecheck.reports.common import Run, shown
from tests.examples import examples
from tests.reports.made import ATTACKS, CASES, attack, run
from tests.reports.test_text import results as any_results


def rows(text: str) -> list[list[str]]:
    """The rows, by a strict reader; every record ends with CR LF."""
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def check(result: CheckResult) -> list[list[str]]:
    read = rows(csv_report.render(result, run()))
    assert tuple(read[0]) == csv_report.COLUMNS
    assert len(read) == len(result.findings) + 1
    for row in read:
        assert len(row) == len(csv_report.COLUMNS)
        for cell in row:
            assert not re.match(r"\s*[=+\-@\t\r＝＋－＠]", cell), "a spreadsheet would run it"
    return read


@pytest.mark.parametrize("case", CASES)
def test_every_result(case: str) -> None:
    read = check(CASES[case])
    for row, finding in zip(read[1:], CASES[case].findings, strict=True):
        assert (row[5], row[6]) == (finding.severity.value, shown(finding.code))
        assert all(number.isdigit() and int(number) >= 1 for number in row[1:5])


@settings(max_examples=examples(100), deadline=None)
@given(any_results())
def test_any_text(result: CheckResult) -> None:
    check(result)


@pytest.mark.parametrize("words", [words for words in ATTACKS if words[0] in "=+-@"])
def test_a_formula_begins_with_an_apostrophe(words: str) -> None:
    row = check(attack(words))[1]
    assert row[csv_report.COLUMNS.index("message")] == f"'{words}"


@pytest.mark.parametrize("words", ["\t=1", "\r=1", "\n=1", " =1", "＝1", "\t", "-"])
def test_the_guard(words: str) -> None:
    assert csv_report.cell(words).startswith("'")


def test_plain_cells_are_left_alone() -> None:
    assert csv_report.cell('say "yes", or = no') == 'say "yes", or = no'
    assert csv_report.cell("") == ""


def test_nothing_is_a_header() -> None:
    assert csv_report.render(CheckResult(), Run()) == ",".join(csv_report.COLUMNS) + "\r\n"
