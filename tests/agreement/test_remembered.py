"""What the versions of one text share: a check that remembers finds what one that does not would find."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path

import pytest

from clausecheck.agreement.model import resolve
from clausecheck.agreement.remembered import MOST_CLOCKS, Memory, clock_of, remembering
from clausecheck.agreement.semantics import Semantics
from clausecheck.checking import check_parsed
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load

ROOT = Path(__file__).parents[2]
FIGURE = re.compile(
    r"(?<![\w.:-])\d{1,2}(?= (?:business |desk )?(?:minutes|hours|days|months)\b)|\b(?:0[7-9]|1[6-9]):[03]0\b"
)


def versions(text: str, count: int) -> list[str]:
    """A text, and versions of it in each of which one figure more is another."""
    chance = random.Random(7)
    found = [text]
    for _ in range(count):
        match = chance.choice(list(FIGURE.finditer(text)))
        new = f"{chance.randint(7, 19):02}:00" if ":" in match.group() else str(chance.randint(1, 40))
        text = text[: match.start()] + new + text[match.end() :]
        found.append(text)
    return found


@pytest.mark.parametrize("name", ["flawed/response-never-agreed.sla", "tour.sla"])
def test_each_version_is_found_what_a_check_by_itself_finds(name: str) -> None:
    rules = load("msp").with_profile(("core",))
    memory = Memory()
    for text in versions((ROOT / "samples" / name).read_text(encoding="utf-8"), 6):
        alone = check_parsed(parse(text), rules)
        with remembering(memory):
            remembered = check_parsed(parse(text), rules)
        assert remembered.findings == alone.findings
        assert remembered.proofs == alone.proofs
    assert memory.clocks and memory.weeks


def test_equal_hours_have_one_clock_while_it_is_remembered() -> None:
    text = "hours desk in Europe/Rome {\n  mon-fri 08:00-12:00\n}\n"
    memory = Memory()

    def clock() -> object:
        return Semantics(resolve(parse(text)), dt.date(2027, 1, 1)).clock("desk")

    with remembering(memory):
        assert clock() is clock()
    assert clock() is not clock()


def test_a_memory_that_has_grown_begins_anew() -> None:
    memory = Memory()
    found = Semantics(resolve(parse("")), dt.date(2027, 1, 1)).hours["always"].spec
    assert found is not None
    with remembering(memory):
        for days in range(MOST_CLOCKS + 1):
            clock_of(found, dt.date(2027, 1, 1), dt.date(2027, 1, 1) + dt.timedelta(days))
    assert len(memory.clocks) == MOST_CLOCKS + 1
    with remembering(memory):
        assert not memory.clocks
