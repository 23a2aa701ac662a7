"""GitLab code quality: findings in the widget and the changes of a merge request."""

from __future__ import annotations

import json

from clausecheck.finding import CheckResult, Severity
from clausecheck.reports.common import Run, identified, numbered, places, shown
from clausecheck.reports.json_report import jsonable

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(result: CheckResult, run: Run) -> str:
    """A JSON array in ASCII with one entry for each finding, and the fields that GitLab documents."""
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
    return json.dumps(jsonable(entries), indent=2) + "\n"
