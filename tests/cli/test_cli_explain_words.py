"""`clausecheck explain` answers for words of the language, and for what contracts call them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from clausecheck.cli.main import group
from clausecheck.language.examples import COMMON
from clausecheck.language.parser import parse, vocabulary
from clausecheck.language.spelling import MEANT


def explained(word: str) -> str:
    done = CliRunner().invoke(group, ["explain", word])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("maintenance", "Planned maintenance."),
        ("uptime", "The share of time in which a service can be used."),
        ("severity", "A priority:"),
        ("within", "a part"),
        ("minutes", "a unit of time"),
        ("daily", "every 1 day"),
        ("reported", "as an event"),
        ("best effort", "no instant"),
        ("third-party", "behind `by`"),
    ],
)
def test_a_word_is_explained(word: str, said: str) -> None:
    assert said in explained(word)


def test_a_misspelt_word_gets_a_suggestion() -> None:
    done = CliRunner().invoke(group, ["explain", "maintanance"])
    assert done.exit_code == 2
    assert "did you mean `maintenance`?" in done.output


def test_each_synonym_leads_to_a_keyword() -> None:
    assert [word for word, keyword in MEANT.items() if keyword not in vocabulary().starters] == []


@pytest.mark.parametrize(("said", "written", "place"), COMMON, ids=[written for _, written, _ in COMMON])
def test_the_common_clauses_can_be_read(said: str, written: str, place: str) -> None:
    name = " x" if place in ("hours", "service", "priority", "backup") else ""
    assert [problem.message for problem in parse(f"{place}{name} {{\n  {written}\n}}\n").problems] == []
