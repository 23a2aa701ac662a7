"""GitLab code quality: findings in the widget and the changes of a merge request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from clausecheck.finding import CheckResult, Severity
from clausecheck.reports.common import NOT_CHECKED, Run, failed_file, identified, numbered, places, shown
from clausecheck.reports.json_pieces import Items
from clausecheck.reports.json_pieces import pieces as written

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(result: CheckResult, run: Run) -> str:
    """A JSON array in ASCII: an entry for each finding and for what was not checked, with the fields that GitLab documents."""
    return "".join(pieces(result, run))


def pieces(result: CheckResult, run: Run) -> Iterator[str]:
    """The same in pieces."""
    yield from written(Items(_entries(result, run)))
    yield "\n"


def _entries(result: CheckResult, run: Run) -> Iterator[dict[str, Any]]:
    for finding, fingerprint in identified(result):
        yield {
            "description": shown(numbered(finding)),
            "check_name": finding.name,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[finding.severity],
            "location": {
                "path": run.path(finding.file),
                "lines": {"begin": places(finding, result)[0].line},
            },
        }
    for words in run.failures:
        file = failed_file(words, result)
        yield {
            "description": shown(words),
            "check_name": NOT_CHECKED,
            "fingerprint": hashlib.sha256(f"{NOT_CHECKED} {words}".encode("utf-8", "replace")).hexdigest(),
            "severity": "blocker",
            "location": {"path": run.path(file), "lines": {"begin": 1}},
        }
