"""CSV by RFC 4180: one row for each finding, for spreadsheets and for whoever counts.

A spreadsheet runs what begins like a formula, so such a cell begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

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
    return "".join(pieces(result, run))


def pieces(result: CheckResult, run: Run) -> Iterator[str]:
    """The same row by row."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    for values in _rows(result, run):
        writer.writerow(values)
        yield sheet.getvalue()
        sheet.seek(0)
        sheet.truncate()


def _rows(result: CheckResult, run: Run) -> Iterator[Iterable[str | int]]:
    yield COLUMNS
    for finding, fingerprint in identified(result):
        values = row(finding, fingerprint, result, run.path(finding.file))
        yield [cell(value) if isinstance(value, str) else value for value in values]
    for words in run.failures:
        failed = dict.fromkeys(COLUMNS, "")
        failed |= {
            "file": cell(run.path(failed_file(words, result))),
            "severity": "error",
            "rule": NOT_CHECKED,
        }
        failed |= {"message": cell(words), "rank": "0"}
        yield failed.values()


def row(finding: Finding, fingerprint: str, result: CheckResult, file: str) -> list[str | int]:
    """A finding as values for `COLUMNS`, with the name of its file; what of them comes from the agreement is not made safe."""
    start, end = places(finding, result)
    return [
        file,
        start.line,
        start.column,
        end.line,
        end.column,
        finding.severity.value,
        finding.code,
        finding.name,
        told(finding),
        finding.place,
        finding.path,
        finding.expected,
        finding.witness.summary if finding.witness else "",
        " | ".join(finding.help),
        finding.risk,
        fingerprint,
        finding.number,
        finding.group,
        finding.rank,
    ]


def cell(text: str) -> str:
    """`text` on one line, as text and never as a formula."""
    line = shown(text)
    return f"'{line}" if line.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else line
