"""What is offered while somebody writes: nothing that could not be read there."""

from __future__ import annotations

import pytest

from clausecheck.language.ahead import ahead
from clausecheck.language.parser import parse, vocabulary
from clausecheck.lsp.completing import Suggestion, completions
from clausecheck.lsp.version import TextVersion
from clausecheck.rules.loader import load

AGREEMENT = """\
agreement "Networks" {
  provider Netz "Netz GmbH"
  customer Werk "Werk AG"
  currency CHF
  |
}

hours office "Office hours" {
  mon-fri 08:00-18:00
}

scale weight minor, major
service lan "Network" {
}

priority P1 "Down" {
}
"""


def offered(text: str) -> dict[str, Suggestion]:
    """What is offered at the sign `|` in a text; of two suggestions with one word the first."""
    at = text.index("|")
    snapshot = TextVersion("file:///a.sla", "a.sla", text.replace("|", "", 1))
    known = TextVersion("file:///a.sla", "a.sla", AGREEMENT.replace("|", "") + text.replace("|", ""))
    found: dict[str, Suggestion] = {}
    for one in completions(snapshot, at, known.agreement, load("msp")):
        found.setdefault(one.label, one)
    return found


@pytest.mark.parametrize(
    "text,wanted,unwanted",
    [
        ("|", {"agreement", "service", "priority", "hours"}, {"cap", "provider"}),
        (AGREEMENT, {"provider", "term", "effective", "status"}, {"priority", "respond", "mon"}),
        ("hours desk {\n  |\n}", {"mon", "closed"}, {"respond", "priority"}),
        ("hours desk in Europe/Z|", {"Europe/Zurich"}, {"Netz"}),
        ("hours desk {\n  closed on holidays |\n}", {"CH", "DE-BY", "GB"}, {"office"}),
        (
            "priority P2 {\n  resolve within 4 |\n}",
            {"hours", "minutes", "days", "office hours"},
            {"hour", "lan"},
        ),
        ("priority P2 {\n  resolve within 1 |\n}", {"hour", "day", "office hour"}, {"hours"}),
        ("priority P2 {\n  resolve within 4 hours, |\n}", {"during", "for", "each", "when", "by"}, {"Netz"}),
        ("priority P2 {\n  resolve within 4 hours during |\n}", {"office", "always"}, {"lan", "P1"}),
        ("priority P2 {\n  resolve within 4 hours, by |\n}", {"Netz", "Werk"}, {"office"}),
        ("priority P2 {\n  applies when |\n}", {"weight", "users", "outage", "not"}, {"office"}),
        ("priority P2 {\n  applies when weight |\n}", {"minor", "major"}, {"users", "Netz"}),
        ("fees {\n  charge 5 |\n}", {"CHF", "EUR"}, {"office"}),
        ("backup core for |", {"lan"}, {"office"}),
        ("termination {\n  end by |\n}", {"either", "Netz", "Werk"}, {"office"}),
        ("service mail {\n  availability 99.9% |\n}", {"each", "except", "during"}, {"Netz"}),
        ("# clausecheck: waive |\nservice mail {\n}", {"missing-term", "tbd"}, {"service"}),
        ("# clausecheck: waive tbd, |\nservice mail {\n}", {"missing-term"}, {"service"}),
    ],
)
def test_what_may_stand_there_is_offered(text: str, wanted: set[str], unwanted: set[str]) -> None:
    labels = offered(text).keys()
    assert wanted <= labels, wanted - labels
    assert not unwanted & labels, unwanted & labels


@pytest.mark.parametrize(
    "text", ["# a remark |", 'service mail "M|', 'clause "Prose" {\n  """\n  words |', 'define x "|"']
)
def test_nothing_is_offered_within_words(text: str) -> None:
    assert offered(text) == {}


def test_what_is_begun_is_replaced() -> None:
    one = offered("priority P2 {\n  resolve within 4 hours dur|\n}")["during"]
    assert one.span.end - one.span.start == 3


def test_the_own_currency_comes_first() -> None:
    assert (
        next(one for one in offered("fees {\n  charge 5 |\n}").values() if one.detail == "a currency").label
        == "CHF"
    )


@pytest.mark.parametrize("block", [kind for kind in vocabulary().heads if kind])
def test_every_keyword_that_is_offered_begins_a_statement_there(block: str) -> None:
    words = vocabulary()
    if not words.heads.get(block):
        return
    head = words.word(block)
    for one in completions(
        TextVersion("file:///a", "a", f"{head} {{\n  "), len(head) + 5, TextVersion("", "a", "").agreement
    ):
        if one.sort != "keyword":
            continue
        found = ahead(f"{head} {{\n  {one.label} ")
        assert found is not None and found.kind, f"{head} / {one.label}"


def test_clauses_that_are_offered_whole_can_be_read() -> None:
    for one in offered("termination {\n  |\n}").values():
        if one.sort == "snippet":
            assert not list(parse(f"termination {{\n  {one.label}\n}}\n").problems), one.label
            assert "${1:" in one.snippet


def test_a_block_is_offered_with_its_braces() -> None:
    assert offered("|")["service"].snippet.endswith(" {\n\t$0\n}")
    assert offered("priority P2 {\n  |\n}")["respond"].snippet.startswith("respond")
