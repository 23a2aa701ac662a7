"""Workflow commands of GitHub: annotations in the changed files, then the report for people.

GitHub shows only ten annotations of each level for a step, and fifty for a job, so the whole report stands below them.
It stands between `stop-commands` and its token: a line of an agreement must not be taken for a command.
"""

from __future__ import annotations

import hashlib

from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.reports import text
from clausecheck.reports.common import Run, numbered, places, shown

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(result: CheckResult, run: Run) -> str:
    """A command for each finding, then the same text as in a terminal."""
    lines = [_command(finding, result, run) for finding in result.findings]
    lines += [f"::error title=clausecheck::{_data(shown(words))}" for words in run.failures]
    report = text.report(result, run)
    # Nobody can write a text that holds the hash of the report about that text.
    token = hashlib.sha256(report.encode("utf-8", "surrogatepass")).hexdigest()
    body = f"::stop-commands::{token}\n{report}::{token}::\n" if report else ""
    return "".join(f"{line}\n" for line in lines) + body


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
