"""`scripts/new.py` in a copy of the checkout: what it makes loads, is laid out, and passes, for each of its three kinds."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "clausecheck", "docs", "grammar", "rulesets", "templates", "samples", "scripts",
    "tests", "pyproject.toml", "README.md",
)  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the checkout."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    return tmp_path


def script(root: Path) -> ModuleType:
    """The script of a checkout, as a module."""
    spec = importlib.util.spec_from_file_location("new_in_a_copy", root / "scripts" / "new.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(root), "XDG_CACHE_HOME": str(root / "cache")}
    env.pop("CLAUSECHECK_UPDATE", None)
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, env=env, capture_output=True, encoding="utf-8", check=False
    )


def passes(root: Path, *arguments: str) -> str:
    done = run(root, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_code_is_the_next_one_and_fills_no_gap(copy: Path) -> None:
    new = script(copy)
    rules = copy / "rulesets"
    for path in rules.rglob("*.yaml"):
        path.unlink()
    files = {
        "a/one.yaml": ["CC101", "CC199"], "a/two.yaml": ["CC301", "CC307"], "b.yaml": ["CC501", "CC502, CC504"],
    }  # fmt: skip
    for name, codes in files.items():
        (rules / name).parent.mkdir(exist_ok=True)
        text = "".join(f"  x{code[2:5]}-rule:\n    code: {code}\n" for code in codes)
        (rules / name).write_text(f"rules:\n{text}", encoding="utf-8")
    assert new.next_code("b") == "CC505", "after the last one, gaps are left"
    assert new.next_code("a/two") == "CC308"
    assert new.next_code("a/one") == "CC308", "its own hundred is full: that of its neighbour"
    (rules / "b.yaml").write_text("rules:\n  x-rule:\n    code: CC599\n", encoding="utf-8")
    assert new.next_code("b") == "CC600"
    assert new.home("x301-new", "") == "a/two"
    assert new.home("x301-new", "b") == "b"


def test_a_check_goes_where_those_of_its_file_are() -> None:
    new = script(ROOT)
    folders = {file: new.folder_of(file) for file in new.rule_files()}
    checks = ROOT / "clausecheck" / "checks"
    assert folders["credits"] == checks / "credits"
    assert folders["backup-figures"] == checks / "backups", "its name is not that of the package"
    assert folders["exit-figures"] == checks / "exit"
    assert folders["names"] == checks, "a module of its own"
    assert folders["blocks/data"] == checks, "no rule of the file has a check"


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["rule", "Backup"], "is no name"),
        (["rule", "missing-term"], "has a rule `missing-term` already"),
        (["rule", "zebra-crossing"], "name the file with --in"),
        (["rule", "backup-x", "--in", "nowhere"], "no file of rules is called nowhere"),
        (["check", "figure-said-twice", "--in", "promises"], "already"),
        (["clause", "widget"], "name the block"),
        (["clause", "respond", "--in", "priority"], "has a clause `respond` already"),
        (["clause", "hours clock", "--in", "priority"], "clock.py has a class HoursClock already"),
        (["clause", "widget", "--in", "nowhere"], "no block is called `nowhere`"),
    ],
)
def test_what_cannot_be_made_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    new = script(ROOT)
    monkeypatch.setattr(new, "_write", lambda *_: pytest.fail("something was written"))
    monkeypatch.setattr(sys, "argv", ["new.py", *arguments])
    assert new.main() == 1
    assert words in capsys.readouterr().err


@pytest.mark.slow
def test_a_rule(copy: Path) -> None:
    made = passes(copy, "scripts/new.py", "rule", "backup-key-escrow", "--in", "backup/storage").split()
    assert made == ["rulesets/backup/storage.yaml", "docs/rules.md"]
    text = (copy / made[0]).read_text(encoding="utf-8")
    (code,) = re.findall(r"^  backup-key-escrow:\n    code: (CC3\d\d)\n", text, re.MULTILINE)
    assert code not in "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "rulesets").rglob("*.yaml")
    )
    passes(copy, "-m", "pytest", "-n0", "-q", "tests/rules/test_examples.py", "-k", "backup-key-escrow")
    passes(copy, "scripts/rules_reference.py", "--check")
    passes(copy, "scripts/checklist_coverage.py", "--check")
    passes(copy, "-m", "clausecheck", "check", "samples/clean")


@pytest.mark.slow
def test_a_check(copy: Path) -> None:
    made = passes(copy, "scripts/new.py", "check", "credit-paid-twice", "--in", "credits").split()
    assert made == [
        "rulesets/credits.yaml",
        next(path for path in made if path.startswith("clausecheck/checks/")),
        "tests/cases/traps/credit-paid-twice.yaml",
        "tests/cases/traps/credit-paid-twice.txt",
        "docs/rules.md",
    ]
    passes(
        copy,
        "-m",
        "pytest",
        "-n0",
        "-q",
        "tests/rules/test_examples.py",
        "tests/test_traps.py",
        "-k",
        "credit-paid-twice",
    )
    passes(copy, "-m", "ruff", "check", made[1])
    passes(copy, "-m", "ruff", "format", "--check", made[1])
    passes(copy, "-m", "mypy", "--strict", made[1])
    passes(copy, "scripts/rules_reference.py", "--check")


@pytest.mark.slow
@pytest.mark.parametrize(
    "block, words", [("exit", "hand back"), ("priority", "call-back"), ("file", "global")]
)
def test_a_clause(copy: Path, block: str, words: str) -> None:
    made = passes(copy, "scripts/new.py", "clause", words, "--in", block).split()
    assert made == [
        "grammar/agreement.lark",
        next(path for path in made if path.startswith("clausecheck/language/tree/")),
        "clausecheck/language/tree/__init__.py",
        "samples/tour.sla",
        "docs/language.md",
    ]
    passes(copy, "-m", "ruff", "check", *made[1:3])
    passes(copy, "-m", "ruff", "format", "--check", *made[1:3])
    assert f"{words} within 1 hour\n" in (copy / "samples" / "tour.sla").read_text(encoding="utf-8")
    passes(
        copy, "-m", "pytest", "-n0", "-q", "tests/language/test_grammar.py", "tests/language/test_versions.py",
        "tests/language/test_format.py", "tests/test_samples.py::test_the_findings_of_the_tour",
    )  # fmt: skip
    passes(copy, "scripts/language_reference.py", "--check")
