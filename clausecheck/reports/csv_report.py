"""CSV by RFC 4180: one row for each finding, for spreadsheets and for whoever counts.

A spreadsheet runs what begins like a formula, so such a cell begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io

from clausecheck.finding import CheckResult, Finding
from clausecheck.reports.common import NOT_CHECKED, Run, failed_file, identified, places, shown, told

COLUMNS = (
    "file", "line", "column", "end line", "end column", "severity", "code", "rule", "message", "place", "path",
    "expected", "case", "help", "at risk", "fingerprint", "clause", "group", "rank",
)  # fmt: skip
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def render(result: CheckResult, run: Run) -> str:
    """A header and one row for each finding, and for each thing that was not checked; rows end with CR LF;
    UTF-8 without a byte order mark in a file."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding, fingerprint in identified(result):
        writer.writerow(_row(finding, fingerprint, result, run))
    for words in run.failures:
        row = dict.fromkeys(COLUMNS, "")
        row |= {"file": cell(run.path(failed_file(words, result))), "severity": "error", "rule": NOT_CHECKED}
        row |= {"message": cell(words), "rank": "0"}
        writer.writerow(row.values())
    return sheet.getvalue()


def _row(finding: Finding, fingerprint: str, result: CheckResult, run: Run) -> list[str | int]:
    start, end = places(finding, result)
    return [
        cell(run.path(finding.file)),
        start.line,
        start.column,
        end.line,
        end.column,
        finding.severity.value,
        cell(finding.code),
        cell(finding.name),
        cell(told(finding)),
        cell(finding.place),
        cell(finding.path),
        cell(finding.expected),
        cell(finding.witness.summary if finding.witness else ""),
        cell(" | ".join(finding.help)),
        cell(finding.risk),
        cell(fingerprint),
        cell(finding.number),
        cell(finding.group),
        finding.rank,
    ]


def cell(text: str) -> str:
    """`text` on one line, as text and never as a formula."""
    line = shown(text)
    return f"'{line}" if line.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else line
