"""What docs/versioning.md promises about the words of the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clausecheck.language.parser import parse, vocabulary
from clausecheck.version import LANGUAGE_VERSION

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "versioning.md").read_text(encoding="utf-8")
#: Words that can never be names, by the first number of the version of the language. A list never grows: a new word is soft,
#: or waits for the next first number.
TAKEN = {
    "1": """
    above after and application-consistent as at automatic averaged before below between by carry certified committed contact
    counted cumulative cured disputed during each ends every evidence except fixed for free from held immutable in link manual
    measured not notified of offsite on or otherwise outside over per pro-rata prolonged received registered renewed reported
    sector separate spaced tbd tested to travel under unless unstated until used version when with within without
    """,
}


def test_no_version_takes_a_name_away_that_an_agreement_may_use() -> None:
    first = LANGUAGE_VERSION.split(".")[0]
    assert sorted(vocabulary().reserved - set(TAKEN[first].split())) == [], (
        "make the word soft; see docs/versioning.md"
    )


@pytest.mark.parametrize("word", sorted(vocabulary().keywords.keys() - vocabulary().reserved))
def test_every_other_keyword_can_be_a_name(word: str) -> None:
    text = f'service {word} "Help" {{\n  includes desk\n}}\npriority P1 {{\n  respond within 4 hours\n}}\n'
    assert parse(text).problems == ()


def test_the_page_says_what_is_so() -> None:
    assert f"language {LANGUAGE_VERSION}\n" in PAGE
    assert f"of language {LANGUAGE_VERSION}, {len(vocabulary().reserved)} can never be names" in " ".join(
        PAGE.split()
    )
    some = re.search(r"Six more cannot .*?: (.*?)\.", " ".join(PAGE.split()))
    assert some
    hard = {"formula", "higher", "later", "lower", "sooner"}
    assert set(re.findall(r"`(\w+)`", some[1])) - {"priority"} == hard | {"decided"}
    texts = {word: f"service s {{\n  includes {word}\n}}\n" for word in hard}
    texts["decided"] = 'priority decided "X" {\n  respond within 4 hours\n}\n'
    assert [word for word, text in texts.items() if not parse(text).problems] == []
