"""Both sides of every trap, the building blocks and what makes an ending and a backup complete can be said.

Each file in `tests/cases/sayable` is a fragment. Its `# figures:` line names, with commas between them, the
figures that must stand in typed values, as `write` writes them; a trailing `# TM36` or `# BK17` names the row
of the domain notes that a clause says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausecheck.language import values as v
from clausecheck.language.parser import parse_bytes
from clausecheck.language.tree import Document, SpecialClause
from clausecheck.language.write import write

CASES = Path(__file__).parents[1] / "cases" / "sayable"
FILES = sorted(CASES.glob("*.sla"))

#: The rows of `targets-and-traps.md`; the numbers between them are not used.
TRAPS = [
    "T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T11", "T12", "T13", "T14", "T15", "T16",
    "T17", "T18", "T19", "T21", "T22", "T23", "T24", "T25", "T26", "T27", "T28", "T30", "T31", "T32", "T34",
    "T35", "T36", "T37", "T38", "T39", "T41", "T42", "T43", "T44", "T45", "T46", "T48", "T49", "T50", "T53",
    "T54", "T55", "T56", "T57", "T59",
]  # fmt: skip
BLOCKS = [f"B{n:02}" for n in range(1, 32)]
#: Rows that no clause says, because they follow from others: the table of who must do what when.
DERIVED = {"TM30"}


def _read(path: Path) -> Document:
    parsed = parse_bytes(path.read_bytes(), path.name)
    assert [problem.message for problem in parsed.problems] == []
    return parsed.document


def _written(document: Document) -> Iterator[str]:
    """Every value but text in quotes, as it is written."""
    for node in document.walk():
        for _, value in node.contents():
            for inner in value.walk():
                if not isinstance(inner, v.Text | v.Prose):
                    yield write(inner)


def test_each_trap_and_block_has_its_fragment() -> None:
    names = {path.stem for path in FILES}
    assert sorted({*TRAPS, *BLOCKS, "TM", "BK"} - names) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_fragment_reads_without_problems_and_its_figures_are_typed(path: Path) -> None:
    document = _read(path)
    found = set(_written(document))
    line = re.search(r"^# figures: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    figures = [figure.strip() for figure in line.group(1).split(",")] if line else []
    assert [figure for figure in figures if figure not in found] == []


@pytest.mark.parametrize(("name", "last"), [("TM", 56), ("BK", 63)])
def test_each_row_about_the_end_and_about_backups_has_a_typed_clause(name: str, last: int) -> None:
    document = _read(CASES / f"{name}.sla")
    wording = {
        mark
        for node in document.walk()
        for comment in node.trailing
        for mark in re.findall(rf"\b{name}\d+\b", comment)
    }
    rows = {f"{name}{number:02}" for number in range(1, last + 1)}
    assert sorted(rows - wording - DERIVED) == []
    assert sorted(wording - rows) == []


@pytest.mark.parametrize(("name", "prose"), [("TM", {"TM55", "TM56"}), ("BK", {"BK55"})])
def test_only_what_is_truly_prose_is_said_in_prose(name: str, prose: set[str]) -> None:
    document = _read(CASES / f"{name}.sla")
    typed = {
        mark
        for node in document.walk()
        if not isinstance(node, SpecialClause)
        for comment in node.trailing
        for mark in re.findall(rf"\b{name}\d+\b", comment)
    }
    marks = set(re.findall(rf"\b{name}\d+\b", (CASES / f"{name}.sla").read_text(encoding="utf-8")))
    assert marks - typed == prose
