"""Findings as golden files hold them: each place by its path and its words, without lines and columns, so that a clause
more in a sample moves nothing. How lines and frames look is the matter of `tests/reports`."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.finding import CheckResult, Finding
from clausecheck.language.parser import parse
from clausecheck.source import Span

WIDEST = 100


def full(result: CheckResult) -> str:
    """What is said of an agreement: each finding with its places, its case, its notes and its help."""
    agreement = _agreement(result)
    return "\n".join("".join(f"{line}\n" for line in _lines(agreement, one)) for one in result.findings)


def brief(result: CheckResult) -> str:
    """A line for each finding: its path, its words, its headline."""
    agreement = _agreement(result)
    return "".join(f"{_place(agreement, one.span)} {_headline(one)}\n" for one in result.findings)


def _agreement(result: CheckResult) -> Agreement:
    (source,) = result.sources.values()
    return resolve(parse(source.text, source.path))


def _lines(agreement: Agreement, finding: Finding) -> Iterator[str]:
    yield _headline(finding)
    yield f"  at    {_place(agreement, finding.span)} {finding.label}".rstrip()
    for label in finding.labels:
        yield f"  and   {_place(agreement, label.span)} {label.text}".rstrip()
    if finding.expected:
        yield f"  lacks {finding.expected}"
    if finding.witness is not None:
        yield f"  case  {finding.witness.summary}"
    for note in finding.notes:
        yield f"  note  {note}"
    for number, text in enumerate(finding.help):
        yield f"  {'or  ' if number else 'help'}  {text}"


def _headline(finding: Finding) -> str:
    return f"{finding.severity.value}[{finding.code}] {finding.name}: {finding.message}"


def _place(agreement: Agreement, span: Span) -> str:
    """`priority P2 / resolve ⟨4 hours⟩`: the innermost clause around a span, and the first line of what stands there."""
    around = [
        node
        for node in agreement.document.walk()
        if node.path and node.span.start <= span.start and span.end <= node.span.end
    ]
    path = min(around, key=lambda node: node.span.end - node.span.start).path if around else "the agreement"
    first, *more = agreement.source.slice(span).split("\n")
    if len(first) > WIDEST:
        first, more = first[:WIDEST].rstrip(), ["cut"]
    return f"{path} ⟨{first}{' …' if more else ''}⟩"
