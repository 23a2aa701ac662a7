"""GitLab code quality: findings in the widget and the changes of a merge request."""

from __future__ import annotations

import hashlib
import json

from clausecheck.finding import CheckResult, Severity
from clausecheck.reports.common import NOT_CHECKED, Run, failed_file, identified, numbered, places, shown
from clausecheck.reports.json_report import jsonable

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(result: CheckResult, run: Run) -> str:
    """A JSON array in ASCII: an entry for each finding and for what was not checked, with the fields that GitLab documents."""
    entries = [
        {
            "description": shown(numbered(finding)),
            "check_name": finding.name,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[finding.severity],
            "location": {
                "path": run.path(finding.file),
                "lines": {"begin": places(finding, result)[0].line},
            },
        }
        for finding, fingerprint in identified(result)
    ]
    for words in run.failures:
        file = failed_file(words, result)
        entries.append(
            {
                "description": shown(words),
                "check_name": NOT_CHECKED,
                "fingerprint": hashlib.sha256(
                    f"{NOT_CHECKED} {words}".encode("utf-8", "replace")
                ).hexdigest(),
                "severity": "blocker",
                "location": {"path": run.path(file), "lines": {"begin": 1}},
            }
        )
    return json.dumps(jsonable(entries), indent=2) + "\n"
