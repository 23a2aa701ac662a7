"""The formats of a report: the one table from which the command line takes its choices, its help and its checks.

A format is a function from a result and the run that made it to the pieces of a text. To add one, write the function in a file
of its own and add a row to `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clausecheck.finding import CheckResult
from clausecheck.quick import dataclass
from clausecheck.reports.common import Run

Pieces = Callable[[CheckResult, Run], Iterator[str]]


# Each function imports its format when it is called: help and mistakes need none of them.


def _text(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import text

    return text.pieces(result, run)


def _json(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import json_report

    return json_report.pieces(result, statistics=run.statistics, failures=run.failures)


def _sarif(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import sarif

    return sarif.pieces(result, run)


def _github(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import github

    return github.pieces(result, run)


def _gitlab(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import gitlab

    return gitlab.pieces(result, run)


def _junit(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import junit

    return junit.pieces(result, run)


def _markdown(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import markdown

    yield markdown.render(result, run)


def _csv(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import csv_report

    return csv_report.pieces(result, run)


def _html(result: CheckResult, run: Run) -> Iterator[str]:
    from clausecheck.reports import html_report

    return html_report.pieces(result, run)


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a result.

    `endings` are those of the files that it is usual for, the longest first; `help` is one line, and `pieces` gives
    the text, whatever the result, so that no more than the part about one file is in memory.
    """

    name: str
    endings: tuple[str, ...]
    help: str
    pieces: Pieces

    def render(self, result: CheckResult, run: Run) -> str:
        """The whole text."""
        return "".join(self.pieces(result, run))


FORMATS: dict[str, Format] = {
    made.name: made
    for made in (
        Format("text", (".txt",), "for people, in a terminal or a file", _text),
        Format("json", (".json",), "for programs; `clausecheck schema report` describes it", _json),
        Format("sarif", (".sarif.json", ".sarif"), "SARIF 2.1.0, for code scanning and editors", _sarif),
        Format("github", (), "GitHub workflow commands, then the text", _github),
        Format("gitlab", ("quality-report.json", "quality.json"), "GitLab code quality", _gitlab),
        Format("junit", (".xml",), "JUnit XML, for test reports of CI servers", _junit),
        Format("markdown", (".md",), "a comment on a pull or merge request", _markdown),
        Format("html", (".html", ".htm"), "a review as one page, to read, filter and print", _html),
        Format("csv", (".csv",), "a table, one row for each finding", _csv),
    )
}


def _docx(result: CheckResult, run: Run) -> bytes:
    from clausecheck.reports import memo

    return memo.document(result, run)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A way to write a result that is no text, and so goes to files alone. `package` is what must be installed for it, `extra`
    how this package calls that; `render` raises `ImportError` where it is not there."""

    name: str
    endings: tuple[str, ...]
    help: str
    package: str
    extra: str
    render: Callable[[CheckResult, Run], bytes]


FILE_FORMATS: dict[str, FileFormat] = {
    "docx": FileFormat(
        "docx", (".docx",), "the review as a memo in Word; only with --report", "docx", "docx", _docx
    )
}


def usual_for(file: str) -> Format | FileFormat | None:
    """The format that the ending of a file's name stands for, if any."""
    every: tuple[Format | FileFormat, ...] = (*FORMATS.values(), *FILE_FORMATS.values())
    ended = [
        (len(ending), form) for form in every for ending in form.endings if file.lower().endswith(ending)
    ]
    return max(ended, key=lambda pair: pair[0])[1] if ended else None
