"""Lines as people write them at the first try, in the block in which they wrote them: read, or led on by a message."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from clausecheck.language.parser import parse
from tests.language.test_following import failures, followed

CASES = Path(__file__).parents[1] / "cases" / "first-tries.txt"
TRIES = [
    tuple(part.strip() for part in line.split("|||", 1))
    for line in CASES.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
#: Lines of which nothing certain can be said.
SILENT = 3


def text_of(block: str, line: str) -> str:
    if block and line.endswith("{"):
        return f"{block}\n  {line}\n  }}\n}}\n"
    if block:
        return f"{block}\n  {line}\n}}\n"
    return f"{line}\n}}\n" if line.endswith("{") else f"{line}\n"


def verdict(text: str) -> str:
    """Whether a text is `read`, `led` on to one that reads, `helped` in words or in part, or left `silent`."""
    parsed = parse(text)
    if not parsed.problems:
        return "read"
    if not all(problem.help for problem in parsed.problems):
        return "silent"
    count = len(parsed.problems)
    news = [new for problem in parsed.problems for _, new in followed(text, parsed, problem)]
    return "led" if any(len(parse(new).problems) < count for new in news) else "helped"


def test_most_first_tries_are_read_or_led_to_what_reads() -> None:
    found = Counter(verdict(text_of(*case)) for case in TRIES)
    assert found["silent"] <= SILENT
    assert found["read"] + found["led"] >= 0.85 * len(TRIES), found


@pytest.mark.parametrize("block", sorted({block for block, _ in TRIES}))
def test_no_first_try_is_led_in_a_circle(block: str) -> None:
    for home, line in TRIES:
        if home == block:
            assert failures(text_of(home, line)) == [] or verdict(text_of(home, line)) == "silent", line
