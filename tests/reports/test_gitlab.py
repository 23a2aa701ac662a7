"""Code quality against the fields that GitLab documents."""

from __future__ import annotations

import json

import jsonschema
import pytest

from clausecheck.finding import CheckResult, Severity
from clausecheck.reports import gitlab
from tests.reports.made import CASES, run

TEXT = {"type": "string", "minLength": 1}
#: https://docs.gitlab.com/ci/testing/code_quality/, "Code Quality report format"
DOCUMENTED = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^(\./|/)"}},
                    "lines": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("case", CASES)
def test_every_result_has_the_documented_fields(case: str) -> None:
    text = gitlab.render(CASES[case], run())
    assert text.startswith("["), "no byte order mark"
    entries = json.loads(text)
    jsonschema.Draft202012Validator(DOCUMENTED).validate(entries)
    assert len(entries) == len(CASES[case].findings)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_no_finding_is_an_empty_array() -> None:
    assert gitlab.render(CheckResult(), run()) == "[]\n"


def test_severities() -> None:
    named = {"error": "major", "warning": "minor", "info": "info"}
    result = CASES["many"]
    for entry, finding in zip(json.loads(gitlab.render(result, run())), result.findings, strict=True):
        assert entry["severity"] == named[finding.severity.value]
    assert {severity.value for severity in Severity} == set(named)


def test_fingerprints_survive_lines_above() -> None:
    from clausecheck import check

    text = "agreement Draft {\n  provider MSP\n}\n"
    before = check(text, path="a.sla")
    after = check(f"# a comment\n\n{text}", path="moved/b.sla")

    def prints(result: CheckResult) -> list[str]:
        return [entry["fingerprint"] for entry in json.loads(gitlab.render(result, run()))]

    assert prints(before) == prints(after) != []


def test_paths_are_those_of_the_repository() -> None:
    paths = {entry["location"]["path"] for entry in json.loads(gitlab.render(CASES["copies"], run()))}
    assert paths == {"contracts/a/x.sla", "contracts/b/x.sla", "contracts/b/ö %41 #?.sla"}
