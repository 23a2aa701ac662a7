"""Sentences of contracts are said with every number, unit, condition and name as a typed value: `tests/cases/contracts.md`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clausecheck.language.format import layout
from clausecheck.language.parser import parse
from clausecheck.language.tree import KINDS, Block, Broken
from clausecheck.language.write import write

TABLE = Path(__file__).parents[1] / "cases" / "contracts.md"
ROW = re.compile(r"^\| (\d+) \| ([^|]*) \| `(.*)` \| ([^|]*) \|$", re.MULTILINE)
ROWS = [
    (number, block.strip(), clause, typed.strip())
    for number, block, clause, typed in ROW.findall(TABLE.read_text(encoding="utf-8"))
]
#: How many sentences were collected; those that are not in the table are listed in its head, with the reason.
COLLECTED = 131


def text_of(block: str, clause: str) -> str:
    if block:
        return f"{block} {{\n  {clause}\n}}\n"
    cls = KINDS.get(clause.split()[0])
    return clause + (" {\n}\n" if cls is not None and issubclass(cls, Block) else "\n")


def test_at_least_nine_in_ten_are_said() -> None:
    assert len({number for number, *_ in ROWS}) >= 0.9 * COLLECTED


@pytest.mark.parametrize(("number", "block", "clause", "typed"), ROWS, ids=[row[0] for row in ROWS])
def test_a_sentence_is_said_with_all_its_values(number: str, block: str, clause: str, typed: str) -> None:
    parsed = parse(text_of(block, clause))
    assert [problem.message for problem in parsed.problems] == []
    nodes = list(parsed.document.walk())
    assert not any(isinstance(node, Broken) for node in nodes)
    values = [value for node in nodes for _, content in node.contents() for value in content.walk()]
    written = {write(value) for value in values}
    assert [figure for figure in typed.split("; ") if figure and figure not in written] == []


@pytest.mark.parametrize(("number", "block", "clause", "typed"), ROWS, ids=[row[0] for row in ROWS])
def test_a_sentence_stays_what_it_says_when_it_is_laid_out_anew(
    number: str, block: str, clause: str, typed: str
) -> None:
    text = text_of(block, clause)
    assert parse(layout(parse(text))).document == parse(text).document
