"""What a finding names is what is missing, and nothing that the agreement says."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check

SERVICE = 'service desk {\n  includes "incidents"\n}\n'
HOURS = "hours day in Europe/London {\n  mon-fri 08:00-18:00\n}\n"


def messages(code: str, text: str) -> list[str]:
    found = check(text, profile=(), as_of=dt.date(2026, 11, 23)).findings
    return [finding.message for finding in found if finding.code == code]


@pytest.mark.parametrize(
    ("code", "text", "named", "unnamed"),
    [
        (
            "CC130",
            'agreement "A" {\n  kind contract\n  law "Ireland"\n}\n' + SERVICE,
            "where the parties talk",
            "law",
        ),
        (
            "CC130",
            'agreement "A" {\n  kind contract\n  disputes "mediation"\n}\n' + SERVICE,
            "which law governs",
            "parties",
        ),
        (
            "CC102",
            'agreement "A" {\n  kind contract\n  effective 2027-02-01\n}\n',
            "how long",
            "day",
        ),
        ("CC102", 'agreement "A" {\n  kind contract\n  term 24 months\n}\n', "on which day", "how long"),
        (
            "CC448",
            'termination {\n  exit {\n    copy on request within 20 days of end, as "JSON"\n  }\n}\n',
            "by which way",
            "by when",
        ),
        (
            "CC450",
            "termination {\n  exit {\n    delete backups within 30 days of end\n  }\n}\n",
            "by which standard",
            "by when",
        ),
        (
            "CC179",
            HOURS + "priority P1 {\n  respond within 2 day hours\n  resolve within 4 hours\n}\n",
            "the resolution",
            "the response",
        ),
        (
            "CC179",
            HOURS + "priority P1 {\n  respond within 30 minutes\n  resolve within 2 day days\n}\n",
            "the response",
            "the resolution",
        ),
    ],
)
def test_only_what_is_missing_is_named(code: str, text: str, named: str, unnamed: str) -> None:
    (message,) = messages(code, text)
    assert named in message
    assert unnamed not in message


@pytest.mark.parametrize(
    ("denial", "asked"),
    [
        ("no guarantee of recovery", False),
        ("no guarantee of restore", False),
        ('no guarantee of restore, when "the keys are lost"', True),
        ('no guarantee of "data"', True),
    ],
)
def test_a_recovery_that_is_expressly_not_promised_is_named_once(denial: str, asked: bool) -> None:
    text = f"backup copies {{\n  full every 1 day\n  {denial}\n}}\n"
    codes = {finding.code for finding in check(text, profile=(), as_of=dt.date(2026, 11, 23)).findings}
    assert codes.isdisjoint({"CC319", "CC342", "CC347"}) is not asked
    assert ("CC389" in codes) is not asked
