"""Who says more never gets a worse report for the same holes: each single clause of the samples that show the language, added
to a bare agreement, brings no further error, except one for a subject that it opens and leaves open at its core."""

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
TEXTS = {name: (ROOT / "samples" / f"{name}.sla").read_text(encoding="utf-8") for name in ("tour", "words")}
BARE = {
    kind: (
        f'agreement "Support" {{\n  kind {kind}\n'
        '  provider A "Acme Ltd" registered "1" in GB\n  customer B "Beta Ltd" in GB\n}\n'
    )
    for kind in ("contract", "sla")
}
#: What a clause that stands alone cannot do without: the names to which it refers. Those are told as names.
NAMES = frozenset(
    {"undefined-name", "undefined-condition", "undefined-reference", "unused-name", "fiscal-period-undefined"}
)
#: A line that is flawed when it stands alone: one band of a table, the closing days of hours that never open.
HALF = frozenset({"band-gap", "hours-never-open", "bands-nested"})


def single_clauses(text: str) -> Iterator[tuple[str, str, bool]]:
    """Each clause of an agreement, at any depth, in the headers of its blocks: what to call it, what to write, and whether that
    stands in the agreement's own block."""
    for clause in parse(text, "sample.sla").document.clauses:
        if not isinstance(clause, Block):
            yield clause.kind, text[clause.span.start : clause.span.end] + "\n", False
        elif clause.kind == "agreement":
            for inner in clause.clauses:
                if inner.kind not in ("provider", "customer", "kind"):
                    yield f"agreement / {inner.kind}", f"  {text[inner.span.start : inner.span.end]}\n", True
        else:
            yield from ((called, made, False) for called, made in _inside(clause, text, []))


def _inside(block: Block, text: str, above: list[str]) -> Iterator[tuple[str, str]]:
    heads = [*above, text[block.head.start : block.head.end]]
    for clause in block.clauses:
        if isinstance(clause, Block):
            yield from _inside(clause, text, heads)
            continue
        opened = "".join(f"{head} {{\n" for head in heads)
        written = text[clause.span.start : clause.span.end]
        yield (
            " / ".join([*heads, clause.kind]),
            opened + written + "\n" + "}\n" * len(heads),
        )


CLAUSES = {name: list(single_clauses(text)) for name, text in TEXTS.items()}


def errors(result: CheckResult) -> list[Finding]:
    return [
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.name not in NAMES | HALF
    ]


@pytest.mark.parametrize("name", list(TEXTS))
@pytest.mark.parametrize("kind", list(BARE))
def test_no_single_clause_makes_it_worse(kind: str, name: str) -> None:
    assert len(CLAUSES[name]) > {"tour": 230, "words": 85}[name]
    bare = BARE[kind]
    before = errors(check(bare))
    subjects = {_subject(finding) for finding in before}
    worse = {}
    for called, text, own in CLAUSES[name]:
        after = errors(check(f"{bare[:-2]}{text}}}\n" if own else bare + text))
        holes = [finding for finding in after if finding.group == "hole"]
        opened = {_subject(finding) for finding in holes} - subjects
        # One error for a subject that the clause opens; nothing else.
        assert len({_subject(finding) for finding in holes}) == len(holes), called
        others = [finding for finding in after if finding.group != "hole"]
        if len(opened) > 1 or others:
            worse[called] = [f"{finding.code} {finding.message}" for finding in after]
    assert worse == {}
