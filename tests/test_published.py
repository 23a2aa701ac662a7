"""The published agreements parse, and the table in `samples/README.md` that counts what they say holds."""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import statistics
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from clausecheck import check
from clausecheck.finding import Finding, Severity
from clausecheck.language import values as v
from clausecheck.language.parser import parse, parse_bytes
from clausecheck.rules.loader import load
from clausecheck.source import Span

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
def test_the_tables_are_current_and_every_decision_holds() -> None:
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


# ---- the defects ---------------------------------------------------------------------------------


def sheet(script: ModuleType, *defects: str) -> Any:
    """A sheet `small` with these defects, each a type and its provisions."""
    split = [defect.split() for defect in defects]
    listed = [
        script.Defect(words[0], tuple(int(word[1:]) for word in words[1:]), "the reason") for words in split
    ]
    return script.Sheet("small", [], defects=listed)


def decided(script: ModuleType, text: str, *defects: str) -> tuple[list[Any], list[str]]:
    """The decisions of a file for a sheet with these defects, and what is wrong with them."""
    failed: list[str] = []
    return script.decisions_of(sheet(script, *defects), yaml.safe_load(text), failed), failed


@pytest.mark.parametrize(
    ("text", "outcome", "written"),
    [
        ("rule: tbd", "found", "`tbd`"),
        ("rule: [tbd, placeholder]", "found", "`tbd`, `placeholder`"),
        ("rule: tbd, rest: the other half waits", "in part", "`tbd`; the other half waits"),
        ("later: contradictions", "contradictions", "comes with contradictions"),
        ("later: wording", "wording", "comes with the wording rulebook"),
        ("not decidable: it is prose", "not decidable", "not decidable, because it is prose"),
    ],
)
def test_a_decision(script: ModuleType, text: str, outcome: str, written: str) -> None:
    decisions, failed = decided(script, f"- {{defect: gap p1 p2, {text}}}", "gap p1 p2")
    assert not failed
    assert [(found.outcome, str(found)) for found in decisions] == [(outcome, written)]


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("[]", "2 defects are listed, 0 are decided"),
        ("- {defect: gap p1, rule: tbd}", "2 defects are listed, 1 are decided"),
        ("- {defect: gap p2, rule: tbd}", "lists the defect gap p1, defects.yaml decides on gap p2"),
        ("- {defect: gap p1, rule: tbd, later: wording}", "gap p1 has 2 decisions"),
        ("- {defect: gap p1}", "gap p1 has 0 decisions"),
        ("- {defect: gap p1, rule: []}", "gap p1 names no rule"),
        ("- {defect: gap p1, later: soon}", "comes later with `soon`"),
        ("- {defect: gap p1, not decidable: }", "no reason is given"),
        ("- {defect: gap p1, later: wording, rest: x}", "has a `rest`"),
        ("- {defect: gap p1, rules: tbd}", "unknown key `rules`"),
        ("- gap p1", "an entry without `defect`"),
    ],
)
def test_what_is_no_decision(script: ModuleType, text: str, wording: str) -> None:
    decisions, failed = decided(script, text, "gap p1", "vague p2")
    assert not decisions
    assert [wording in words for words in failed] == [True], failed


SMALL = """\
agreement "Small" {
  provider MSP "Northwind Ltd"
}
service desk {
  contact "[specify]"  # p1
  respond within 4 hours  # p2
}
"""


@pytest.mark.parametrize(
    ("where", "expected", "there"),
    [
        ('contact "[specify]"', "", True),
        ("respond", "", False),
        ("respond", "service.resolve", True),
        ("service desk", "", True),
        ("agreement", "", True),
    ],
)
def test_where_a_finding_lies(script: ModuleType, where: str, expected: str, there: bool) -> None:
    at = SMALL.index(where)
    found = Finding("", "x", Severity.ERROR, "", Span(at, at + len(where)), expected=expected)
    assert script.in_place(found, parse(SMALL, "small.sla").document, (1,)) is there


@pytest.mark.parametrize(
    ("defect", "rule", "wording"),
    [
        ("placeholder p1", "placeholder", []),
        ("placeholder p2", "placeholder", ["finds something, but in another place"]),
        ("placeholder p1", "tbd", ["`tbd` finds nothing"]),
        ("placeholder p1", "plaecholder", ["no rule is called `plaecholder`"]),
    ],
)
def test_a_rule_must_find_its_defect(
    script: ModuleType, tmp_path: Path, defect: str, rule: str, wording: list[str]
) -> None:
    agreement = tmp_path / "small.sla"
    agreement.write_text(SMALL, encoding="utf-8")
    decision = script.Decision(defect, (rule,))
    failed = script.verify(sheet(script, defect), [decision], agreement, load("msp"))
    assert len(failed) == len(wording)
    assert all(words in text for words, text in zip(wording, failed, strict=True))


def test_the_sums_count_each_decision_once(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.sla").write_text(SMALL, encoding="utf-8")
    decisions = """
small:
  - {defect: placeholder p1, rule: placeholder}
  - {defect: gap p2, not decidable: it says 4 < 5 | 6}
  - {defect: gap p1 p2, later: contradictions}
large: []
"""
    (tmp_path / "defects.yaml").write_text(decisions, encoding="utf-8")
    monkeypatch.setattr(script, "PUBLISHED", tmp_path)
    monkeypatch.setattr(script, "DECISIONS", tmp_path / "defects.yaml")
    listed = sheet(script, "placeholder p1", "gap p2", "gap p1 p2")
    text, failed = script.decide([listed], load("msp"))
    assert failed == ["defects.yaml decides on large, which is no sheet"]
    assert "| gap | 2 | 0 | 0 | 1 | 0 | 1 |" in text
    assert "| placeholder | 1 | 1 | 0 | 0 | 0 | 0 |" in text
    assert "| **all** | 3 | 1 | 0 | 1 | 0 | 1 |" in text
    assert "| small | gap p2 | the reason | not decidable, because it says 4 &lt; 5 \\| 6 |" in text


# ---- in the default profile ------------------------------------------------------------------------

DECIDED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "samples" / "published" / "defects.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.stem)
def test_the_default_finds_every_certain_defect_as_an_error_or_a_warning(path: Path) -> None:
    rules = load("msp")
    found = {one.name for one in check(path.read_bytes()).findings if one.severity is not Severity.INFO}
    named = [row["rule"] for row in DECIDED.get(path.stem, []) if "rule" in row]
    wanted = [name for one in named for name in ([one] if isinstance(one, str) else one)]
    # What is silent beside another finding is said by that one.
    told = {
        name: {name, *(rules.rule(word).name for word in rules.rule(name).silent_beside)} for name in wanted
    }
    assert [name for name in wanted if not told[name] & found] == []


def test_the_default_tells_a_reader_what_he_can_read() -> None:
    counts = []
    for path in AGREEMENTS:
        found = check(path.read_bytes()).findings
        errors = sum(one.severity is Severity.ERROR for one in found)
        counts.append((errors + sum(one.severity is Severity.WARNING for one in found), errors))
    assert statistics.median(both for both, _ in counts) <= 14
    assert statistics.median(errors for _, errors in counts) <= 4
    assert max(errors for _, errors in counts) <= 8
