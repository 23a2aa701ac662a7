"""The published agreements parse, and the table in `samples/README.md` that counts what they say holds."""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from clausecheck.language import values as v
from clausecheck.language.parser import parse_bytes

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "published_table.py"
CORPUS = Path(os.environ.get("CLAUSECHECK_CORPUS") or ROOT.parent / "shared" / "corpus")
AGREEMENTS = sorted((ROOT / "samples" / "published").glob("*.sla"))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("published_table", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


def test_the_eight_sheets_are_transcribed() -> None:
    assert {"01", "03", "07", "18", "28", "30", "35", "74"} <= {path.name[:2] for path in AGREEMENTS}


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.stem)
def test_a_published_agreement_parses(path: Path) -> None:
    parsed = parse_bytes(path.read_bytes(), path.name)
    where = [(parsed.source.position(found.span.start), found.message) for found in parsed.problems]
    assert not where


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.stem)
def test_the_first_comment_names_the_source(path: Path) -> None:
    first = parse_bytes(path.read_bytes(), path.name).document.clauses[0].leading
    assert first[0].startswith("# ")
    assert any(line.startswith("# Seen: ") for line in first)


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}: the table cannot be made")
def test_the_table_is_current_and_good_enough() -> None:
    ran = run("--check", str(CORPUS))
    assert ran.returncode == 0, ran.stderr


def test_without_a_corpus_the_check_says_so_and_passes(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    checked, made = run("--check", missing), run(missing)
    assert "no corpus" in checked.stderr
    assert "nowhere" in checked.stderr
    assert (checked.returncode, made.returncode) == (0, 2)


def hours(amount: int) -> v.Duration:
    return v.Duration(((Decimal(amount), "hour"),))


def days(amount: int, working: bool = False) -> v.Duration:
    return v.Duration(((Decimal(amount), "day"),), v.Name("business") if working else None)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("severity 1 within 15 min, 2 within 30 min", ["1", "15 min", "2", "30 min"]),
        ("99.0-<99.9%: 10%; <98.0%: 50%", ["99.0", "99.9", "10%", "98.0%", "50%"]),
        ("Annual base fee K3,524,322.00", ["Annual", "K3,524,322.00"]),
        ("Starts 16 June 2004 for 5 years", ["16 June 2004", "5 years"]),
        ("Monday-Friday 07:30-18:00 Central Time", ["Monday-Friday", "07:30-18:00", "Central Time"]),
        ("five hours are 24x7, CPI, P1, R2, Exhibit A", ["five hours", "24x7"]),
        ("before the 15th, at least once in 12 months", ["15th", "once", "12 months"]),
        ("CAD 55 per hour, 175 dollars a month", ["CAD 55", "per hour", "175 dollars", "a month"]),
    ],
)
def test_the_figures_of_a_text(script: ModuleType, text: str, written: list[str]) -> None:
    assert [figure.written for figure in script.figures(text)] == written


@pytest.mark.parametrize(
    ("text", "values", "missing"),
    [
        ("1 h", [v.Duration(((Decimal(60), "minute"),))], []),
        ("1 h", [v.Text("1 h")], ["1 h"]),
        ("1 day", [hours(24)], []),
        ("1 business day", [days(1)], ["1 business day"]),
        ("1 business day", [days(1, working=True)], []),
        ("1 day", [days(1, working=True)], ["1 day"]),
        ("within 1 hour, High within 2", [hours(1), hours(2)], []),
        ("within 1 hour, High within 2", [hours(1), days(2)], ["2"]),
        ("in 30 days, on 30 days notice", [days(30)], ["30 days"]),
        ("175 dollars", [v.Money(Decimal(175), None)], []),
        ("CAD 175", [v.Money(Decimal(175), None)], ["CAD 175"]),
        ("severity 1", [v.Name("S1")], []),
        ("24x7", [v.Name("always")], []),
        ("24x7", [v.HoursSpan(0, 86400)], []),
        ("monthly", [v.Name("month")], []),
        ("1 March 2005", [v.Date(dt.date(2005, 3, 1))], []),
    ],
)
def test_what_says_a_figure(script: ModuleType, text: str, values: list[v.Value], missing: list[str]) -> None:
    assert [figure.written for figure in script.untyped(script.figures(text), values)] == missing
