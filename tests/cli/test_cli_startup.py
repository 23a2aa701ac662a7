"""What a command imports: nothing that it does not need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausecheck.language.grammar import grammar_table
from clausecheck.rules.loader import load

HEAVY = {"lark", "rich", "yaml", "holidays"}
CODE = """
import json, sys
from clausecheck.cli.main import main
try:
    main()
except SystemExit as ended:
    top = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps([ended.code, top]), file=sys.stderr)
"""


@pytest.fixture(autouse=True, scope="module")
def _kept() -> None:
    """The first run after a change makes tables of grammar and rules, and needs what they are made with; those here follow it."""
    load("msp")
    grammar_table()


def imported(spawn: Any, *args: str) -> tuple[int, set[str]]:
    """The exit code, and the heavy packages that were imported."""
    ended = spawn(*args, code=CODE)
    code, names = json.loads(ended.stderr.splitlines()[-1])
    return code, HEAVY & set(names)


@pytest.mark.parametrize(
    "args", [["--version"], ["--help"], ["nonsense"], ["check", "--help"], ["show", "-h"]]
)
def test_help_and_mistakes_need_nothing(spawn: Any, args: list[str]) -> None:
    code, names = imported(spawn, *args)
    assert code == (2 if args == ["nonsense"] else 0)
    assert names == set()


def test_rules_need_no_holidays(spawn: Any) -> None:
    spawn("rules")  # it asks for every ruleset: the first run makes their tables
    assert imported(spawn, "rules") == (0, set())


def test_a_check_imports_holidays_only_where_a_calendar_is_used(
    spawn: Any, tmp_path: Path, draft: str
) -> None:
    (tmp_path / "draft.sla").write_text(draft, encoding="utf-8")
    assert imported(spawn, "check", "draft.sla") == (1, {"rich"})
    assert imported(spawn, "check", "--format", "json", "draft.sla") == (1, set())
    hours = "\nhours business {\n  mon-fri 09:00-17:00\n  zone Europe/London\n}\n"
    (tmp_path / "draft.sla").write_text(draft + hours, encoding="utf-8")
    assert "holidays" not in imported(spawn, "check", "draft.sla")[1]


def test_one_set_of_rules_is_enough_for_an_outline(spawn: Any, tmp_path: Path, draft: str) -> None:
    (tmp_path / "draft.sla").write_text(draft, encoding="utf-8")
    assert imported(spawn, "show", "--format", "json", "draft.sla") == (0, set())
