"""Who says more never gets a worse report for the same holes: each single clause of the tour, added to a bare agreement, brings
no further error, except one for a subject that it opens and leaves open at its core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clausecheck import check
from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.language.parser import parse
from clausecheck.language.tree import Block
from clausecheck.rules.echoes import _subject

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "samples" / "tour.sla").read_text(encoding="utf-8")
BARE = {
    kind: (
        f'agreement "Support" {{\n  kind {kind}\n'
        '  provider A "Acme Ltd" registered "1" in GB\n  customer B "Beta Ltd" in GB\n}\n'
    )
    for kind in ("contract", "sla")
}
#: What a clause that stands alone cannot do without: the names to which it refers. Those are told as names.
NAMES = frozenset({"undefined-name", "undefined-condition", "undefined-reference", "unused-name"})
#: A line that is flawed when it stands alone: one band of a table, the closing days of hours that never open.
HALF = frozenset({"band-gap", "hours-never-open", "bands-nested"})


def single_clauses() -> Iterator[tuple[str, str]]:
    """Each clause of the tour, in the header of its block, with what to call it."""
    for block in parse(TOUR, "tour.sla").document.clauses:
        if not isinstance(block, Block) or block.kind == "agreement":
            continue
        head = TOUR[block.head.start : block.head.end]
        for clause in block.clauses:
            yield f"{head} / {clause.kind}", f"{head} {{\n  {TOUR[clause.span.start : clause.span.end]}\n}}\n"


CLAUSES = list(single_clauses())


def errors(result: CheckResult) -> list[Finding]:
    return [
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.name not in NAMES | HALF
    ]


@pytest.mark.parametrize("kind", list(BARE))
def test_no_clause_of_the_tour_makes_it_worse(kind: str) -> None:
    assert len(CLAUSES) > 150
    before = errors(check(BARE[kind]))
    subjects = {_subject(finding) for finding in before}
    worse = {}
    for called, text in CLAUSES:
        after = errors(check(BARE[kind] + text))
        holes = [finding for finding in after if finding.group == "hole"]
        opened = {_subject(finding) for finding in holes} - subjects
        # One error for a subject that the clause opens; nothing else.
        assert len({_subject(finding) for finding in holes}) == len(holes), called
        others = [finding for finding in after if finding.group != "hole"]
        if len(opened) > 1 or others:
            worse[called] = [f"{finding.code} {finding.message}" for finding in after]
    assert worse == {}
