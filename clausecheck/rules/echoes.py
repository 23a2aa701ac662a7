"""One thing, one finding: what a finding is, which findings only repeat the cause of another, and which say the same of
several places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from clausecheck.finding import GROUPS, Finding, Label, Severity
from clausecheck.rules.shapetable import table

if TYPE_CHECKING:
    from clausecheck.finding import CheckResult
    from clausecheck.rules.rule import Rule

_GAPS = {Severity.ERROR: "hole", Severity.WARNING: "gap", Severity.INFO: "suggestion"}
#: Blocks by what is at stake: money, then time, then data, then the end, then the rest.
_WEIGHTS = (
    ("fees", "credits", "liability"),
    ("tickets", "hours", "availability"),
    ("backup", "data", "security"),
    ("term", "termination", "exit"),
)
_FORM = ("wording", "documents", "definitions", "parties")


def group_of(rule: Rule, severity: Severity) -> str:
    """What kind of thing a finding of a rule is, one of `GROUPS`; information is always a suggestion."""
    if severity is Severity.INFO:
        return "suggestion"
    if rule.group:
        return rule.group
    if rule.reader:
        return "reading"
    if rule.tier == "readable":
        return "promise" if severity is Severity.ERROR else "gap"
    if rule.tier == "contradiction":
        return "contradiction"
    return _GAPS[severity]


def weight(finding: Finding) -> tuple[int, int, int]:
    """The place of a finding in the order of work, smaller first: by group, then by what is at stake, then by severity."""
    group = GROUPS.index(finding.group) if finding.group in GROUPS else len(GROUPS)
    stake = next((at for at, blocks in enumerate(_WEIGHTS) if finding.block in blocks), len(_WEIGHTS))
    if finding.block in _FORM:
        stake += 1
    return group, stake, -finding.severity.rank


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of a file, each with its place in the order of work."""
    every = sorted(findings, key=Finding.sort_key)
    order = sorted(range(len(every)), key=lambda at: (weight(every[at]), at))
    places = {at: rank for rank, at in enumerate(order, 1)}
    return tuple(replace(finding, rank=places[at]) for at, finding in enumerate(every))


# ---- echoes ----------------------------------------------------------------------------------------


def without_echoes(findings: Sequence[Finding], rules: Mapping[str, Rule]) -> list[Finding]:
    """Findings without those that only repeat the cause of another: their rules name it under `silent beside`."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.name, []).append(finding)
        by_rule.setdefault(finding.code, []).append(finding)
    return [
        finding
        for finding in findings
        if not any(
            _of_one_thing(finding, other)
            for name in rules[finding.name].silent_beside
            for other in by_rule.get(name, ())
        )
    ]


def _of_one_thing(one: Finding, other: Finding) -> bool:
    """Whether two findings are about one block, or one of them about the whole file."""
    first, second = _top(one), _top(other)
    return first == second or "agreement" in (first, second) or "" in (first, second)


def _top(finding: Finding) -> str:
    return finding.path.partition(" / ")[0]


def one_hole_each(findings: Sequence[Finding]) -> list[Finding]:
    """Findings with at most one hole as an error for each subject, the weightiest: who begins to write about a
    subject is not told of it many times over. The other holes of the block are warnings until that one is filled."""
    first: dict[str, Finding] = {}
    for finding in sorted(findings, key=_weight):
        if finding.group == "hole" or _doubted(finding):
            first.setdefault(_subject(finding), finding)
    return [
        replace(finding, severity=Severity.WARNING, group="gap")
        if finding.group == "hole" and finding.block and finding.name != first[_subject(finding)].name
        else finding
        for finding in findings
    ]


def _weight(finding: Finding) -> tuple[bool, tuple[object, ...]]:
    """The order in which holes are told; one that is in doubt has the weight that it would have."""
    whole = replace(finding, severity=Severity.ERROR) if _doubted(finding) else finding
    return finding.expected != "", whole.sort_key()


def _doubted(finding: Finding) -> bool:
    """Whether a finding would be a hole, were it not read out of words: it stands for its subject all the same, so that words
    that are added make no other hole an error."""
    return (
        finding.at_most is Severity.WARNING
        and finding.witness is not None
        and "words" in finding.witness.values
    )


def _subject(finding: Finding) -> str:
    """The subject to which the block of a finding belongs."""
    block = table().blocks.get(finding.block)
    return block.subject if block is not None else finding.block


# ---- the same of several places --------------------------------------------------------------------


def combined(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in which the same question about several places is one finding that names them all: it stands at the first
    place, with a label at each other one. What contradicts itself stays apart, and so does what has a case of its own, other
    than by the names and figures of its place."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        asked = finding.group in _ASKED and finding.severity.rank <= _ASKED[finding.group].rank
        key = (
            (finding.file, finding.name, finding.severity, _kind(finding), *_apart_from_place(finding))
            if asked and finding.place
            else (number,)
        )
        groups.setdefault(key, []).append(finding)
    return [_one(group) for group in groups.values()]


#: The groups of findings that ask for something, and up to which severity they are put together.
_ASKED = {
    "hole": Severity.ERROR,
    "promise": Severity.WARNING,
    "gap": Severity.WARNING,
    "suggestion": Severity.INFO,
}


def _apart_from_place(finding: Finding) -> tuple[str, str]:
    """What a finding says and its case, whichever place it is about: of two places the same may hold in part only."""
    case, own = "", [finding.place, *finding.values]
    if finding.witness is not None:
        case = finding.witness.summary
        words = finding.witness.values.get("words")
        own += words if isinstance(words, list) else [str(one) for one in finding.witness.values.values()]
    names = sorted({one.strip('"') for one in own} - {""}, key=len, reverse=True)
    if not names:
        return finding.message, case
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
    return pattern.sub("…", finding.message), pattern.sub("…", case)


def _kind(finding: Finding) -> str:
    """The kind of the block that a finding is about."""
    return _top(finding).partition(" ")[0]


def _one(group: list[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    first, *others = sorted(group, key=Finding.sort_key)
    titles = tuple(dict.fromkeys(title for other in others if (title := _further(first, other))))
    labels = [label for finding in group for label in finding.labels]
    labels += [Label(other.span, other.label or "the same here") for other in others]
    return replace(
        first,
        labels=tuple(label for label in dict.fromkeys(labels) if label.span != first.span),
        values=tuple(dict.fromkeys(value for finding in group for value in finding.values)),
        also=titles,
    )


def _further(first: Finding, other: Finding) -> str:
    """What to call a further place beside the first: its title, or in the same block the figure or word by which it differs."""
    if other.place != first.place:
        return other.place
    return next((value for value in other.values if value not in first.values and value in other.message), "")


def in_order(result: CheckResult) -> CheckResult:
    """A result as reports show it: the same question about several places is one finding, and each has its rank."""
    return replace(result, findings=ranked(combined(result.findings)))
