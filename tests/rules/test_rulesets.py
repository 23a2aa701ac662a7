"""Broken rulesets: each says all its mistakes, as the file beside it. CLAUSECHECK_UPDATE=1 rewrites."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausecheck.rules.errors import RulesetError
from clausecheck.rules.loader import load
from clausecheck.rules.yamltree import MAX_BYTES
from tests.examples import examples
from tests.rules.common import CASES, HERE, demo_names

FILES = sorted(CASES.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_broken_ruleset_says_all_that_is_wrong(path: Path) -> None:
    with pytest.raises(RulesetError) as raised:
        load(path, {"demo-names": demo_names})
    wording = str(raised.value) + "\n"
    expected = path.with_suffix(".txt")
    if os.environ.get("CLAUSECHECK_UPDATE"):
        expected.write_text(wording, encoding="utf-8")
    assert wording == expected.read_text(encoding="utf-8")
    for problem in raised.value.problems:
        assert 1 <= problem.line <= len(path.read_bytes().splitlines()) + 1
        assert problem.column >= 1


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 25
    assert {path.stem for path in FILES} == {path.stem for path in CASES.glob("*.txt")}


def test_columns_are_exact_through_quotes_escapes_and_folds(tmp_path: Path) -> None:
    """The place of a mistake is the place of the misspelt word, however the expression is quoted."""
    base = (CASES / "unknown-clause.yaml").read_text()
    ways = [
        "any(xyzzy)",
        "'any(xyzzy)'",
        '"any(xyzzy)"',
        """'mentions(this, "it''s", "a ''b''") or any(xyzzy)'""",
        r'"mentions(this, \"caf\u00e9\", \"\x41\U0001F600\") or any(xyzzy)"',
        'mentions(this, "x 😀") or any(xyzzy)',
        "any(test_restore)\n      or any(xyzzy)",
        "'any(test_restore)\n\n      or   any(xyzzy)'",
        '"any(test_restore) \\\n      or any(xyzzy)"',
        "|\n      any(test_restore)\n      or any(xyzzy)",
        ">-\n      any(test_restore)\n      or\n        any(xyzzy)",
    ]
    for number, way in enumerate(ways):
        text = base.replace("any(test_restor)", way)
        path = tmp_path / f"way{number}.yaml"
        path.write_text(text, encoding="utf-8")
        before = text[: text.index("xyzzy")]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        for end in ("\n", "\r\n"):
            path.write_bytes(text.replace("\n", end).encode())
            with pytest.raises(RulesetError) as raised:
                load(path)
            assert [(p.line, p.column) for p in raised.value.problems] == [(line, column)], way


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * MAX_BYTES)
    with pytest.raises(RulesetError, match="larger than 4 MB"):
        load(path)


def test_a_missing_ruleset_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesetError, match=r"there is no ruleset `nowhere/to/be/found\.yaml`"):
        load("nowhere/to/be/found.yaml")
    with pytest.raises(RulesetError, match="there is no ruleset `mspp`"):
        load("mspp")


DEMO = (HERE / "demo.yaml").read_text(encoding="utf-8")


@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(DEMO)), st.integers(0, 60), st.text(max_size=12))
def test_any_damage_is_a_ruleset_or_a_list_of_its_mistakes(
    tmp_path: Path, at: int, cut: int, put: str
) -> None:
    path = tmp_path / "damaged.yaml"
    path.write_bytes((DEMO[:at] + put + DEMO[at + cut :]).encode("utf-8", "surrogatepass"))
    try:
        made = load(path, {"demo-names": demo_names})
    except RulesetError as error:
        problems = error.problems
        assert all(problem.message for problem in problems)  # noqa: PT017 - most damage is found, not all
        return
    assert made.name
