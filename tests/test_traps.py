"""Every trap: a complete agreement with the flaw gives exactly its findings, and its twin, which differs in the one clause,
gives none. Each finding shows both places, and a case.

A case (`tests/cases/traps/*.yaml`) is a clean sample (`base`), the words of it that are replaced (`find`), and what stands
there instead in the flawed agreement and in its twin. `shared` are replacements that both have. `expect` names the rules of
the findings, one for each. `waits` says why a trap cannot be found yet: then it must give no finding, so that nobody
forgets the case once it can. `TRAP.txt` beside it shows what is said, each place by its path and its words; a clause more in
a sample moves nothing. CLAUSECHECK_UPDATE=1 rewrites it.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausecheck.checking import check_parsed
from clausecheck.finding import CheckResult
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load
from tests.wording import full

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "traps"
AS_OF = dt.date(2026, 11, 23)
FILES = sorted(CASES.glob("*.yaml"))
RULES = load("msp").with_previews().select()
KEYS = {"trap", "base", "shared", "find", "flawed", "twin", "expect", "waits"}


@functools.cache
def case(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert not loaded.keys() - KEYS, f"{path.name}: unknown keys {loaded.keys() - KEYS}"
    return loaded


def replaced(text: str, find: str, put: str, path: Path) -> str:
    assert text.count(find) == 1, f"{path.name}: stands {text.count(find)} times in the sample: {find!r}"
    return text.replace(find, put)


def agreement(path: Path, which: str) -> str:
    """The complete agreement, `flawed` or `twin`."""
    told = case(path)
    text = (ROOT / "samples" / "clean" / f"{told['base']}.sla").read_text(encoding="utf-8")
    for pair in told.get("shared", ()):
        text = replaced(text, pair["find"], pair["put"], path)
    return replaced(text, told["find"], told.get(which, told["find"]), path)


def checked(path: Path, which: str) -> CheckResult:
    return check_parsed(parse(agreement(path, which), f"{path.stem}.sla"), RULES, as_of=AS_OF)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_flawed_agreement_gives_exactly_its_findings(path: Path) -> None:
    told = case(path)
    result = checked(path, "flawed")
    expected = told["expect"] if isinstance(told["expect"], list) else [told["expect"]]
    names = sorted(finding.name for finding in result.findings)
    if "waits" in told:
        assert names == [], f"{path.stem} is found now: take `waits` away"
        return
    assert names == sorted(expected)
    wording = full(result)
    golden = path.with_suffix(".txt")
    if os.environ.get("CLAUSECHECK_UPDATE"):
        golden.write_text(wording, encoding="utf-8", newline="\n")
    assert wording == golden.read_text(encoding="utf-8")
    for finding in result.findings:
        assert finding.witness is not None, f"{finding.name} shows no case"
        assert finding.labels, f"{finding.name} shows one place only"


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_its_twin_gives_none(path: Path) -> None:
    result = checked(path, "twin")
    assert [finding.message for finding in result.findings] == []


@pytest.mark.parametrize("base", sorted({case(path)["base"] for path in FILES}))
def test_a_line_more_in_a_sample_moves_nothing(base: str) -> None:
    path = next(path for path in FILES if case(path)["base"] == base and "waits" not in case(path))
    text = f'# A line more.\nsite Archive "3 Old Lane, Bristol"\n\n{agreement(path, "flawed")}'
    result = check_parsed(parse(text, f"{path.stem}.sla"), RULES, as_of=AS_OF)
    assert full(result) == path.with_suffix(".txt").read_text(encoding="utf-8")
