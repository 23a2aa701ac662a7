"""What a block gives of its clauses, however many there are."""

from __future__ import annotations

import pytest

from clausecheck.language.parser import parse
from clausecheck.language.tree import Acknowledge, Clause, Priority, Respond


@pytest.mark.parametrize("number", [3, 300])
def test_the_clauses_of_a_kind(number: int) -> None:
    lines = "  respond within 1 hour\n  acknowledge within 5 minutes\n" * number
    (block,) = parse(f"priority P1 {{\n{lines}}}\n", "a.sla").document.all(Priority)
    assert block.all(Respond) == [one for one in block.clauses if one.kind == "respond"]
    assert block.all(Clause) == list(block.clauses)
    block.all(Acknowledge).clear()  # the list is the caller's own
    assert len(block.all(Acknowledge)) == number
    block.clauses = block.clauses[1:]
    assert len(block.all(Respond)) == number - 1
