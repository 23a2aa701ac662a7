"""Sentences of contracts are said with every number, unit, condition and name as a typed value: `tests/cases/contracts.md`."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from clausecheck import check
from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.language.format import layout
from clausecheck.language.parser import parse
from clausecheck.language.tree import KINDS, Block, Broken
from clausecheck.language.write import write

CASES = Path(__file__).parents[1] / "cases"
ROW = re.compile(r"^\| (\d+)\*? \| ([^|]*) \| `(.*)` \| ([^|]*) \|$", re.MULTILINE)
ROWS = [
    (number, block.strip(), clause, typed.strip())
    for number, block, clause, typed in ROW.findall((CASES / "contracts.md").read_text(encoding="utf-8"))
]
#: The same of published agreements, as somebody who knew the reference wrote them.
PROVISIONS = [
    (f"p{number}", block.strip(), clause, typed.strip())
    for number, block, clause, typed in ROW.findall((CASES / "documents.md").read_text(encoding="utf-8"))
]
#: The same of nine more, as somebody wrote them who had read the reference alone.
MORE = [
    (f"m{number}", block.strip(), clause, typed.strip())
    for number, block, clause, typed in ROW.findall((CASES / "provisions.md").read_text(encoding="utf-8"))
]
#: The same of other trades than those for which the language was made.
TRADES = [
    (f"t{number}", block.strip(), clause, typed.strip())
    for number, block, clause, typed in ROW.findall((CASES / "industries.md").read_text(encoding="utf-8"))
]
#: How many sentences were collected; those that are not in the table are listed in its head, with the reason.
COLLECTED = 131
PROVISIONS_COLLECTED = 80
MORE_COLLECTED = 86
TRADES_COLLECTED = 67
ALL = [*ROWS, *PROVISIONS, *MORE, *TRADES]
SAID = pytest.mark.parametrize(("number", "block", "clause", "typed"), ALL, ids=[row[0] for row in ALL])


def text_of(block: str, clause: str) -> str:
    if block:
        return f"{block} {{\n  {clause}\n}}\n"
    cls = KINDS.get(clause.split()[0])
    return clause + (" {\n}\n" if cls is not None and issubclass(cls, Block) else "\n")


def test_at_least_nine_in_ten_are_said() -> None:
    assert len({number for number, *_ in ROWS}) >= 0.9 * COLLECTED
    assert len({number for number, *_ in PROVISIONS}) >= 0.9 * PROVISIONS_COLLECTED
    assert len({number for number, *_ in MORE}) >= 0.9 * MORE_COLLECTED
    assert len({number for number, *_ in TRADES}) >= 0.9 * TRADES_COLLECTED


@SAID
def test_a_sentence_is_said_with_all_its_values(number: str, block: str, clause: str, typed: str) -> None:
    parsed = parse(text_of(block, clause))
    assert [problem.message for problem in parsed.problems] == []
    nodes = list(parsed.document.walk())
    assert not any(isinstance(node, Broken) for node in nodes)
    values = [value for node in nodes for _, content in node.contents() for value in content.walk()]
    written = {write(value) for value in values}
    assert [figure for figure in typed.split("; ") if figure and figure not in written] == []


@SAID
def test_a_sentence_stays_what_it_says_when_it_is_laid_out_anew(
    number: str, block: str, clause: str, typed: str
) -> None:
    text = text_of(block, clause)
    assert parse(layout(parse(text))).document == parse(text).document


def semantics(text: str) -> Semantics:
    return Semantics(resolve(parse(text)), dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    "words", ["immediately", "as soon as possible", "best effort", "as needed", "as agreed per case"]
)
def test_words_for_times_are_no_promise_of_time(words: str) -> None:
    """Semantics: "words for times": none silences "no response"."""
    text = f'service desk "Desk" {{\n  includes "tickets"\n}}\n\npriority P1 {{\n  applies otherwise\n  respond {words}\n}}\n'
    assert "missing-response" in {finding.name for finding in check(text, profile=()).findings}


def test_the_next_business_day_is_that_of_the_only_hours() -> None:
    hours = "hours desk in Europe/London {\n  mon-fri 09:00-17:00\n}\n"
    priority = "priority P1 {\n  applies otherwise\n  respond next business day\n}\n"
    one = semantics(hours + priority).targets[0]
    assert write(one.length) == "1 desk day"
    two = semantics(hours + hours.replace("desk", "ward") + priority).targets[0]
    assert write(two.length) == "next business day", "with several hours it is a question"


def test_an_aim_and_a_maximum_are_two_levels_of_one_promise() -> None:
    found = semantics("priority P1 {\n  respond within 30 minutes, at most 90 minutes\n}\n").targets
    assert [(write(one.length), one.promised) for one in found] == [
        ("30 minutes", False),
        ("at most 90 minutes", True),
    ]
