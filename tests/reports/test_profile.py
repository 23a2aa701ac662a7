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


def test_a_party_that_is_not_named_yet_has_no_name_in_the_report() -> None:
    text = 'agreement "Support" {\n  provider A "A Ltd"\n  customer tbd\n}\n'
    assert check(text).facts["parties"] == {"provider": "A"}
