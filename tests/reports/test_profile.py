"""The profile of a run is named in the reports that are read without its settings."""

from __future__ import annotations

import pytest

from clausecheck import check
from clausecheck.reports.common import Run
from clausecheck.reports.formats import FORMATS
from clausecheck.rules.loader import load


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("markdown", "Profile: thorough, gdpr."),
        ("sarif", '"profile": "thorough, gdpr"'),
        ("junit", '<property name="profile" value="thorough, gdpr" />'),
        ("json", '"profile": [\n        "thorough",\n        "gdpr"'),
    ],
)
def test_a_report_names_the_profile(form: str, words: str) -> None:
    profile = ("thorough", "gdpr")
    result = check('agreement "A" {\n}\n', profile=profile)
    assert words in FORMATS[form].render(result, Run(rules=load("msp").with_profile(profile)))
