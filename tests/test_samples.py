"""What the samples promise: clean agreements without a finding, flawed ones with exactly what their comment says, and
golden findings for the tour and for the published agreements.

`CLAUSECHECK_UPDATE=1 pytest tests/test_samples.py` writes the golden files anew; read what changed before you keep it.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
from pathlib import Path

import pytest

from clausecheck import check, parse
from clausecheck.finding import CheckResult, Severity
from clausecheck.language.format import layout
from clausecheck.reports.text import render
from tests.wording import brief, full

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
GOLDEN = ROOT / "tests" / "cases" / "golden"
AS_OF = dt.date(2026, 11, 23)
EXPECT = "# expect:"


def agreements(folder: str) -> list[Path]:
    return sorted((SAMPLES / folder).glob("*.sla"))


def checked(path: Path, profile: tuple[str, ...] = ("thorough",)) -> CheckResult:
    """What the rules say of a sample, all of them or those of a profile."""
    name = path.relative_to(ROOT).as_posix()
    return check(path.read_bytes(), path=name, as_of=AS_OF, profile=profile)


def comment(path: Path) -> list[str]:
    """The lines of the comment with which a file begins."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:end]


def expected(path: Path) -> list[str]:
    """The rules that a flawed sample's comment names, one for each finding (infos too), in any order. A list that is
    too long for a line goes on in a further line of the same kind."""
    lines = [line.removeprefix(EXPECT) for line in comment(path) if line.startswith(EXPECT)]
    assert lines, f"{path.name} needs a line `{EXPECT} rule-name, …` in its first comment"
    return sorted(name.strip() for line in lines for name in line.split(","))


def compare(text: str, golden: Path) -> None:
    if os.environ.get("CLAUSECHECK_UPDATE") == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert golden.is_file(), f"no {golden.relative_to(ROOT)}: make it with CLAUSECHECK_UPDATE=1"
    assert text == golden.read_text(encoding="utf-8")


def test_there_is_a_sample_of_each_kind() -> None:
    clean = {path.stem for path in agreements("clean")}
    flawed = {path.stem for path in agreements("flawed")}
    assert {"full-msp", "helpdesk", "backup-service", "managed-servers"} <= clean
    assert {"response-never-agreed", "backup-without-scope", "termination-leaves-backups"} <= flawed


@pytest.mark.parametrize("path", agreements("clean") + agreements("flawed"), ids=lambda path: path.stem)
def test_a_sample_begins_with_what_it_is(path: Path) -> None:
    assert len(" ".join(comment(path))) > 40


@pytest.mark.parametrize("path", agreements("clean"), ids=lambda path: path.stem)
def test_a_clean_sample_has_no_finding(path: Path) -> None:
    assert render(checked(path), quiet=True) == ""


@pytest.mark.parametrize("path", agreements("flawed"), ids=lambda path: path.stem)
def test_a_flawed_sample_has_what_its_comment_says(path: Path) -> None:
    assert sorted(finding.name for finding in checked(path).findings) == expected(path)


@pytest.mark.parametrize("path", agreements("flawed"), ids=lambda path: path.stem)
def test_a_flawed_sample_tells_one_story_in_a_few_findings(path: Path) -> None:
    assert 3 <= len(expected(path)) <= 12
    assert any(finding.severity is Severity.ERROR for finding in checked(path).findings)


@pytest.mark.parametrize("path", agreements("flawed"), ids=lambda path: path.stem)
def test_a_flawed_sample_is_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert layout(parse(text)) == text


def test_the_findings_of_the_tour() -> None:
    compare(full(checked(SAMPLES / "tour.sla", ("core",))), GOLDEN / "tour.txt")


def test_the_tour_of_words_reads_without_a_mistake() -> None:
    text = (SAMPLES / "words.sla").read_text(encoding="utf-8")
    assert [problem.message for problem in parse(text).problems] == []
    assert layout(parse(text)) == text


@pytest.mark.parametrize("path", agreements("published"), ids=lambda path: path.stem)
def test_the_findings_of_a_published_sample(path: Path) -> None:
    compare(brief(checked(path, ("core",))), GOLDEN / "published" / f"{path.stem}.txt")


def test_a_published_sample_gets_a_report_that_a_reviewer_reads() -> None:
    """At the median at most 14 errors and warnings, of which at most 4 are errors (33 and 6.5 before there were profiles)."""
    counts = []
    for path in agreements("published"):
        result = checked(path, ("core",))
        counts.append((result.count(Severity.ERROR), result.count(Severity.WARNING)))
    assert statistics.median(errors for errors, _ in counts) <= 4
    assert statistics.median(map(sum, counts)) <= 14


def test_each_golden_file_belongs_to_a_published_sample() -> None:
    golden = {path.stem for path in (GOLDEN / "published").glob("*.txt")}
    assert golden == {path.stem for path in agreements("published")}
