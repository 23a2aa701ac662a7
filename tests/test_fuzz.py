"""What the fuzzer has found once stays mended; and the fuzzer itself still tries what it should."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from clausecheck.language.grammar import compile_grammar
from clausecheck.language.parser import vocabulary
from clausecheck.language.values import PHRASES
from tests.fuzzing import FOUND, ROOT, TARGETS, TOKENS, Made


@pytest.mark.parametrize("file", sorted(FOUND.glob("*.json")), ids=lambda file: file.stem)
def test_what_was_found_stays_mended(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    TARGETS[case["target"]].judge(Made.of_data(case))


@pytest.mark.parametrize("name", TARGETS)
def test_a_seed_makes_the_same_inputs(name: str) -> None:
    made = [TARGETS[name].make(random.Random(f"0 {name} {number}")) for number in range(3)]
    assert made == [TARGETS[name].make(random.Random(f"0 {name} {number}")) for number in range(3)]
    assert [Made.of_data(json.loads(json.dumps(one.as_data()))) for one in made] == made


def test_every_token_of_the_grammar_is_tried() -> None:
    names = {terminal.name.removeprefix("values__") for terminal in compile_grammar().terminals}
    assert names - set(vocabulary().literals) - set(PHRASES) - {"_NL"} <= TOKENS.keys()


@pytest.mark.slow
def test_a_minute_of_it_finds_nothing() -> None:
    """Some inputs for each target, always the same ones: about a minute."""
    ended = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "fuzz.py"), "--inputs", "40", "--seconds", "30"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
