"""Workflow commands of GitHub: annotations in the changed files, then the report for people.

GitHub shows only ten annotations of each level for a step, and fifty for a job, so the whole report stands below them.
It stands between `stop-commands` and its token: a line of an agreement must not be taken for a command.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.reports import text
from clausecheck.reports.common import Run, numbered, places, shown
from clausecheck.spool import SpooledText

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(result: CheckResult, run: Run) -> str:
    """A command for each finding, then the same text as in a terminal."""
    return "".join(pieces(result, run))


def pieces(result: CheckResult, run: Run) -> Iterator[str]:
    """The same in pieces."""
    for finding in result.findings:
        yield f"{_command(finding, result, run)}\n"
    for words in run.failures:
        yield f"::error title=clausecheck::{_data(shown(words))}\n"
    with contextlib.closing(SpooledText(text.pieces(result, run))) as report:
        # Nobody can write a text that holds the hash of the report about that text.
        token = report.digest()
        if report:
            yield f"::stop-commands::{token}\n"
            yield from report.lines()
            yield f"::{token}::\n"


def _command(finding: Finding, result: CheckResult, run: Run) -> str:
    start, end = places(finding, result)
    values = {"file": run.path(finding.file), "line": start.line, "endLine": end.line}
    if start.line == end.line:
        values |= {"col": start.column, "endColumn": end.column}
    values["title"] = f"{finding.code} {finding.name}"
    properties = ",".join(f"{name}={_property(shown(str(value)))}" for name, value in values.items())
    lines = [shown(numbered(finding))]
    if finding.witness is not None:
        lines.append(f"Case: {shown(finding.witness.summary)}")
    lines += [shown(note) for note in finding.notes]
    lines += [f"{'Or' if number else 'Help'}: {shown(words)}" for number, words in enumerate(finding.help)]
    return f"::{LEVELS[finding.severity]} {properties}::{_data(chr(10).join(lines))}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
