"""Everything that a review of agreements says, in its order and as data: for reports that are read away from a terminal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.finding import CheckResult, Finding, Severity, Waived
from clausecheck.language.parser import parse
from clausecheck.quick import dataclass
from clausecheck.reports import review
from clausecheck.reports.case_timeline import CaseTimeline, timeline_of
from clausecheck.reports.common import Run, by_file, told
from clausecheck.reports.deal import Deal, deal_of
from clausecheck.rules.shapetable import table
from clausecheck.source import Source, Span

_LONGEST_EXCERPT = 8
"""How many lines of a clause are shown."""
_LONGEST_LINE = 400
_NOTHING_READ = frozenset({"not-text", "prose-not-clauses", "empty-agreement"})


@dataclass(frozen=True, slots=True)
class ExcerptLine:
    """One line of the text: its number, and what stands before, in and after what is meant."""

    number: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One place of a finding: its lines, how many more there are, and what is said about it."""

    lines: tuple[ExcerptLine, ...]
    more: int
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One finding with what a reader needs beside it: its number in the review, what kind of thing it is, where it stands, who
    must act, the text that it is about, and the drawing of its case."""

    number: int
    finding: Finding
    what: str
    kind: str
    where: str
    who: str
    block: str
    excerpts: tuple[Excerpt, ...]
    timeline: CaseTimeline | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """The review of one file. `state` is `stop`, `look` or `clear`; `sections` are the findings under their headings.
    `waits` says how many findings wait until the rest can be read. `agreement` is what was read; it and `deal` are `None` where
    nothing was."""

    path: str
    title: str
    about: str
    verdict: str
    state: str
    counts: tuple[str, ...]
    names: Mapping[str, str]
    sections: tuple[tuple[str, tuple[Item, ...]], ...]
    waits: int
    agreement: Agreement | None
    deal: Deal | None
    blocks: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, int, int, int, int], ...]
    counted: tuple[tuple[str, str], ...]
    waived: tuple[tuple[Waived, str], ...]
    provenance: tuple[tuple[str, str], ...]
    digests: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChapterHead:
    """What a table of contents says of a chapter: the title of the agreement, or its file, and the verdict."""

    name: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """The review of all files of a run. `proven` and `undecided` are sentences by the rule that would have spoken. The chapters
    are made one by one each time that they are asked for."""

    heads: tuple[ChapterHead, ...]
    chapters: Callable[[], Iterator[Chapter]]
    proven: tuple[tuple[str, tuple[str, ...]], ...]
    undecided: tuple[tuple[str, tuple[str, ...]], ...]
    known: tuple[tuple[str, str], ...]
    not_checked: tuple[str, ...]
    remarks: tuple[str, ...]


def dossier_of(result: CheckResult, run: Run) -> Dossier:
    """The review of what a run has found."""

    def files() -> Iterator[tuple[str, list[Finding], CheckResult]]:
        return by_file(result, lambda part: part.sources)

    return Dossier(
        tuple(
            ChapterHead(review.title_of(path, part) or path, review.judged(findings)[0])
            for path, findings, part in files()
        ),
        lambda: (_chapter(path, findings, part, run) for path, findings, part in files()),
        _proofs(result, True),
        _proofs(result, False),
        tuple((told(finding), review.where(finding, result)) for finding in result.baselined),
        (*run.failures, *result.not_checked),
        run.remarks,
    )


def _chapter(path: str, findings: Sequence[Finding], result: CheckResult, run: Run) -> Chapter:
    verdict, state, counts = review.judged(findings)
    scope = review.scope_of(path, result)
    source = result.sources.get(path)
    blank = any(finding.name in _NOTHING_READ for finding in findings)
    read = source is not None and path in result.agreements and not blank
    semantics = _semantics(path, source, result) if read and source is not None else None
    shown = findings
    if review.unread(findings) and not run.everything:
        shown = [one for one in findings if one.group == "reading" and one.severity is Severity.ERROR]
    facts = review.facts_of(path, result)
    asked = scope.get("building blocks", facts.get("building blocks", {}))
    under = " and ".join(f'"{name}"' for name in scope.get("under", ()))
    taken = "" if scope.get("stated", True) else "taken for "
    return Chapter(
        path,
        review.title_of(path, result),
        f"{taken}{scope['title']}{f' under {under}' if under else ''}" if scope and read else "",
        verdict,
        state,
        tuple(counts),
        review.party_names(path, result),
        tuple(_sections(path, shown, result, semantics)),
        len(findings) - len(shown),
        semantics.agreement if semantics is not None else None,
        deal_of(semantics.agreement, semantics.as_of) if semantics is not None else None,
        tuple(
            (block["title"], block["state"])
            for row, block in facts.get("building blocks", {}).items()
            if row in asked
        )
        if read
        else (),
        tuple(_questions(findings, scope.get("not asked", {}))),
        tuple(review.counts(path, findings, result)) if read else (),
        tuple((one, _line(source, one.span)) for one in result.waived if one.finding.file == path),
        *_provenance(path, result),
    )


def _semantics(path: str, source: Source, result: CheckResult) -> Semantics:
    day = _known(path, result).get("as of")
    as_of = dt.date.fromisoformat(day) if isinstance(day, str) else dt.date.today()
    return Semantics(resolve(parse(source.text, path)), as_of)


def _known(path: str, result: CheckResult) -> Mapping[str, object]:
    known = result.provenance if len(result.agreements) == 1 else result.provenance.get(path, {})
    return known if isinstance(known, Mapping) else {}


def titles() -> dict[str, str]:
    """The blocks of questions with their titles, in the order in which one writes an agreement."""
    return {name: block.title for name, block in table().blocks.items()}


def _sections(
    path: str, findings: Sequence[Finding], result: CheckResult, semantics: Semantics | None
) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """The findings in the order of the report for a terminal: what must be mended, gaps by block, suggestions."""
    warnings = [finding for finding in findings if finding.severity is Severity.WARNING]
    ordered = {
        "Mend before signing": review.first(findings),
        "Gaps": [one for _, listed in review.by_block(warnings, titles()) for one in listed],
        "Suggestions": sorted(
            (one for one in findings if one.severity is Severity.INFO), key=lambda one: one.rank
        ),
    }
    names = review.party_names(path, result)
    number = 0
    for heading, listed in ordered.items():
        made = []
        for finding in listed:
            number += 1
            made.append(_item(number, finding, result, names, semantics))
        if made:
            yield heading, tuple(made)


def _item(
    number: int,
    finding: Finding,
    result: CheckResult,
    names: Mapping[str, str],
    semantics: Semantics | None,
) -> Item:
    source = result.sources.get(finding.file)
    places = [(finding.span, finding.label), *((label.span, label.text) for label in finding.labels)]
    kind = review.group_of(finding)
    if finding.group == review.CONTRADICTION:
        kind = review.CONTRADICTION
    at = review.where(finding, result)
    return Item(
        number,
        finding,
        told(finding),
        review.NAMES.get(kind, (kind,))[0],
        " · ".join(part for part in (at, finding.place) if part),
        review.at_risk(finding, names),
        titles().get(finding.block, finding.block or "other rules"),
        tuple(_excerpt(source, span, label) for span, label in places) if source is not None else (),
        timeline_of(finding, semantics) if semantics is not None else None,
    )


def _line(source: Source | None, span: Span) -> str:
    return f"line {source.position(span.start).line}" if source is not None else ""


def _excerpt(source: Source, span: Span, label: str) -> Excerpt:
    """The lines of a place; what is meant is marked, and long lines are cut around it."""
    meant = source.trimmed(span)
    first, last = source.position(meant.start), source.position(meant.end)
    numbers = range(first.line, last.line + 1)
    lines = []
    for number in numbers[:_LONGEST_EXCERPT]:
        text = source.line(number)
        begin = first.column - 1 if number == first.line else 0
        end = last.column - 1 if number == last.line else len(text)
        before, marked, after = text[:begin], text[begin:end], text[end:]
        before = before if len(before) <= _LONGEST_LINE else f"… {before[-_LONGEST_LINE // 2 :]}"
        marked = marked if len(marked) <= _LONGEST_LINE else f"{marked[:_LONGEST_LINE]} …"
        after = after if len(after) <= _LONGEST_LINE else f"{after[: _LONGEST_LINE // 2]} …"
        lines.append(ExcerptLine(number, before, marked, after))
    return Excerpt(tuple(lines), max(0, len(numbers) - _LONGEST_EXCERPT), label)


def _questions(
    findings: Sequence[Finding], left: Mapping[str, int]
) -> Iterator[tuple[str, int, int, int, int]]:
    """For each block of questions its errors, warnings and suggestions, and how many questions were not asked."""
    by_block = Counter(
        (titles().get(one.block, one.block or "other rules"), one.severity) for one in findings
    )
    named = dict.fromkeys((*titles().values(), *(title for title, _ in by_block), *left))
    for title in named:
        numbers = [by_block[title, severity] for severity in Severity]
        if any(numbers) or left.get(title):
            yield title, numbers[0], numbers[1], numbers[2], left.get(title, 0)


def _proofs(result: CheckResult, decided: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_rule: dict[str, dict[str, None]] = {}
    for proof in result.proofs:
        if bool(proof.get("decided", True)) is decided:
            by_rule.setdefault(str(proof.get("rule", "")), {})[str(proof.get("summary", ""))] = None
    return tuple((rule, tuple(texts)) for rule, texts in by_rule.items())


def _provenance(
    path: str, result: CheckResult
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """With what a file was checked, and the hashes of the files of the ruleset."""
    known = _known(path, result)
    rules = known.get("ruleset", {})
    data = known.get("data", {})
    if not isinstance(rules, Mapping) or not isinstance(data, Mapping) or not known:
        return (), ()
    scope = review.scope_of(path, result)
    rows = (
        ("file", path),
        ("SHA-256 of its text", str(known.get("sha256", ""))),
        ("checked as of", str(known.get("as of", ""))),
        ("profile", ", ".join(scope.get("profile", ()))),
        ("clausecheck", f"{known.get('clausecheck', '')}, language {known.get('language', '')}"),
        ("ruleset", f"{rules.get('name', '')} {rules.get('version', '')}"),
        ("calendar data", ", ".join(f"{name} {release}" for name, release in data.items())),
    )
    files = rules.get("files", {})
    return tuple(row for row in rows if row[1].strip()), tuple(
        (str(name), str(digest)) for name, digest in files.items()
    )
