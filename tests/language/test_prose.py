"""Prose in a file that should hold clauses is told once what it is; an agreement with mistakes is not called prose."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausecheck import check
from clausecheck.language.parser import parse

TOUR = (Path(__file__).parents[2] / "samples" / "tour.sla").read_text(encoding="utf-8")
GERMAN = """Service-Level-Vereinbarung

zwischen der Nordwind GmbH (Auftragnehmer) und der Acme AG (Auftraggeber)

§ 1 Leistungen
Der Auftragnehmer betreibt die Server des Auftraggebers und sichert deren Daten jede Nacht.
§ 2 Reaktionszeiten
Kritische Störungen werden innerhalb von vier Stunden beantwortet.
§ 3 Laufzeit
Der Vertrag läuft 24 Monate und verlängert sich jeweils um ein Jahr,
wenn er nicht mit einer Frist von drei Monaten gekündigt wird.
"""
WRAPPED = 'agreement "SLA" {\n' + "".join(f"  {line}\n" for line in GERMAN.splitlines()) + "}\n"
COLUMNS = """Priority   Example                  Response   Resolution
Critical   Nobody can work          1 hour     4 hours
High       One team cannot work     4 hours    1 working day
Normal     Everything else          8 hours    5 working days
"""
PROSE = {"german": GERMAN, "in a block": WRAPPED, "a table": COLUMNS}


def names(text: str) -> list[str]:
    return [problem.name for problem in parse(text).problems]


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_prose_is_told_once(text: str) -> None:
    result = check(text)
    assert [finding.name for finding in result.findings] == ["prose-not-clauses"]
    (finding,) = result.findings
    assert "write down what it promises" in finding.help[0]


def test_the_rest_is_held_back_with_a_count() -> None:
    (finding,) = check(
        "Second opinion wanted.\nfees are due each month, as agreed.\nservice is good.\n" + GERMAN
    ).findings
    assert finding.notes[0].endswith("further mistakes of reading are held back")


@pytest.mark.parametrize("every", [2, 3, 5, 10])
@pytest.mark.parametrize("harm", ["The {}", "{} as agreed", "x{}", "{} ;;", "1. {}"])
def test_an_agreement_with_broken_lines_is_no_prose(every: int, harm: str) -> None:
    lines = [line for line in TOUR.splitlines() if not line.startswith("#")]
    broken = [
        harm.format(line) if at % every == 0 and line.startswith("  ") and '"""' not in line else line
        for at, line in enumerate(lines)
    ]
    found = names("\n".join(broken))
    assert len(found) > 3
    assert "prose-not-clauses" not in found


@pytest.mark.parametrize(
    "text",
    [
        "provider Northwind\ncustomer Acme\nresponse 4 hours\nresolution 8 hours\nbackup daily\n",
        'Agreement "Support" {\n  Provider MSP "Northwind Ltd"\n  Customer Client "Acme Ltd"\n  Term 24 months\n}\n'
        'Priority P1 "Critical" {\n  Respond within 4 hours\n  Resolve within 8 hours\n}\n',
        "Support: we answer within 4 hours\n",
        'agreement "Support" {\n  The provider shall answer each call within four hours of its receipt.\n}\n'
        'service desk {\n  includes "incident handling"\n}\n',
    ],
    ids=["without braces", "capital letters", "one line", "one sentence"],
)
def test_somebody_who_tries_to_write_clauses_is_told_of_each(text: str) -> None:
    assert "prose-not-clauses" not in names(text)
