"""The one finding, and the one result, that every stage makes and every report renders."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from clausecheck.quick import dataclass
from clausecheck.source import Source, Span

SCHEMA_VERSION = "1.0"


class Severity(enum.Enum):
    """How bad a finding is: `error` fails a run by default, `warning` and `info` do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """3 for an error, 2 for a warning, 1 for information."""
        return {"error": 3, "warning": 2, "info": 1}[self.value]

    @property
    def lower(self) -> Severity:
        """The next lower severity; below information there is none."""
        return {"error": Severity.WARNING, "warning": Severity.INFO, "info": Severity.INFO}[self.value]


GROUPS = ("reading", "contradiction", "promise", "hole", "gap", "suggestion")
"""What a finding is, in the order of work: the text cannot be read; two clauses contradict each other; a promise is open or
cannot be computed; something is missing without which the agreement fails its purpose; something is missing that will cost
one side money or time; good practice."""


@dataclass(frozen=True, slots=True)
class Label:
    """A further place that takes part in a finding, and the words that stand under it."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The legal source, standard or practice that a rule rests on.

    `confidence` is `verified` (read in the source), `secondary`, `knowledge-high`, `knowledge-mid`,
    `knowledge-low` or `practice`.
    """

    instrument: str
    article: str = ""
    confidence: str = "practice"
    url: str = ""

    def __str__(self) -> str:
        return f"{self.instrument}, {self.article}" if self.article else self.instrument


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text under `span` by `text`; part of a fix."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Mend:
    """One way to mend a finding: the help that says so, and the edits of the agreement that do it, from top to bottom.

    `safe` says that they change nothing that the parties have agreed: a spelling with one reading, or something that is said
    a second time. `because` says in words what the others change.
    """

    text: str
    edits: tuple[Edit, ...]
    safe: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """The case that proves a finding: one sentence for people and its values for machines."""

    summary: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect of an agreement, in the words of the agreement.

    `span` is the primary place and `label` what stands under it; `labels` are the other places.
    `place` is the title of the enclosing block for people (`priority P2 "High"`), `path` the canonical
    path of the node for machines (`priority P2 / resolve`). `expected` is the path that is missing, where a
    finding reports something missing: its span then is the header of the block that should hold it.
    `help` holds alternatives, each a clause to write; of those whose edits are known, the edits are in `mends`.
    `risk` is who is at risk: provider, customer, both.
    `group` is one of `GROUPS`, `block` the block of questions to which it belongs, `title` what its
    rule looks for in a few words,`number` the number of the clause in the
    paper contract, and `rank` its place in the order of work, from 1. `at_most` is for drafts: a severity above which this
    finding does not rise, whatever its rule says. `also` are the titles of further places for which the same holds.
    """

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    file: str = "<agreement>"
    label: str = ""
    labels: tuple[Label, ...] = ()
    place: str = ""
    path: str = ""
    expected: str = ""
    witness: Witness | None = None
    notes: tuple[str, ...] = ()
    why: str = ""
    help: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    edits: tuple[Edit, ...] = ()
    mends: tuple[Mend, ...] = ()
    risk: str = "both"
    values: tuple[str, ...] = ()
    fingerprint: str = ""
    group: str = ""
    block: str = ""
    title: str = ""
    number: str = ""
    rank: int = 0
    at_most: Severity | None = None
    also: tuple[str, ...] = ()

    def sort_key(self) -> tuple[Any, ...]:
        """By file and place, then by severity, so that a report reads from top to bottom."""
        return (self.file, self.span.start, -self.severity.rank, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Proof:
    """What an analysis has shown to be free of contradiction, or why it could not decide.

    `rule` is the rule that would have spoken, `summary` one sentence for people, `values` the pair of clauses, the dates,
    how many cases were looked at, and the calendar data, for machines. `decided` is `False` where the question stays open.
    """

    rule: str
    summary: str
    values: Mapping[str, Any] = field(default_factory=dict)
    decided: bool = True

    def as_mapping(self) -> Mapping[str, Any]:
        """As results hold it."""
        return {"rule": self.rule, "decided": self.decided, "summary": self.summary, **self.values}


@dataclass(frozen=True, slots=True)
class Further:
    """So many further findings of a rule, which a check has counted and not made."""

    rule: str
    count: int


def draft(
    name: str, message: str, span: Span, *, help: Iterable[str | Mend | None] = (), **more: Any
) -> Finding:
    """A finding as the stage that found it makes it: without code and severity, which the rule of that name gives
    (`clausecheck.rules.engine`). `help` holds sentences, and mends, which carry their edits; `more` are further fields of
    the finding."""
    helps = tuple(help)
    mends = tuple(each for each in helps if isinstance(each, Mend))
    texts = tuple(each.text if isinstance(each, Mend) else each for each in helps if each is not None)
    return Finding("", name, Severity.ERROR, message, span, help=texts, mends=mends, **more)


def with_fingerprints(findings: Iterable[Finding], agreement: str) -> tuple[Finding, ...]:
    """Sort findings and give each its fingerprint (version 1).

    The fingerprint hashes the rule's code, the agreement's reference or title, the path, the normalised
    values and an ordinal among equals; neither the file's name nor a line takes part, so that it
    survives moving, renaming and unrelated edits.
    """
    seen: dict[tuple[Any, ...], int] = {}
    result = []
    for finding in sorted(findings, key=Finding.sort_key):
        key = (finding.code, agreement, finding.path, finding.expected, finding.values)
        ordinal = seen.get(key, 0)
        seen[key] = ordinal + 1
        text = json.dumps(["v1", *key, ordinal], ensure_ascii=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        result.append(replace(finding, fingerprint=f"v1:{digest}"))
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that the agreement itself accepts, and what its waiver says: why, who accepts it, and the last day on which
    it holds (`None` for good). `span` is where the waiver stands."""

    finding: Finding
    reason: str
    by: str
    until: dt.date | None
    span: Span


UNREAD = frozenset({"not-text", "prose-not-clauses"})
"""Findings that say that nothing of a file was read. They can be neither ignored nor waived nor known from a baseline."""


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed on a file: its name, and in words what happened. Its findings are not in the result."""

    file: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check gives to every report.

    `findings` are sorted and carry fingerprints. `proofs` say what was shown to be free of contradiction
    and for which dates; `facts` are tables that people want to see anyway, by name; `provenance` says what was
    checked with which data. `sources` holds the checked texts by the path that findings name. `not_checked`
    lists, in words, what this check did not look at. `waived` are the findings that the agreement itself accepts, and
    `known` those that a baseline holds; neither counts, nor fails a run. `references` are the names of the agreements
    by which fingerprints know them, by path. `beside` are those of the `sources` that are no agreement, such as a
    baseline. `crashes` are the rules that failed, and `seconds` how long each rule took.
    """

    findings: Sequence[Finding] = ()
    proofs: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    not_checked: Sequence[str] = ()
    waived: Sequence[Waived] = ()
    baselined: Sequence[Finding] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    not_agreements: frozenset[str] = frozenset()
    crashes: Sequence[Crash] = ()
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def parts(self) -> Iterable[CheckResult]:
        """The results of which this one is made: itself, where it was made at once."""
        return (self,)

    @property
    def agreements(self) -> Sequence[str]:
        """The paths of the agreements that were checked."""
        return tuple(path for path in self.sources if path not in self.not_agreements)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def fails(self, threshold: Severity) -> bool:
        """Whether a finding is at or above the threshold."""
        return any(finding.severity.rank >= threshold.rank for finding in self.findings)


def for_party(result: CheckResult, party: str) -> CheckResult:
    """A result as `provider` or `customer` reads it: without what puts only the other side at risk, and with what
    puts only this side at risk before what puts both at risk, file by file."""
    kept = [finding for finding in result.findings if finding.risk in (party, "both")]
    order = {path: number for number, path in enumerate(result.sources)}
    kept.sort(key=lambda finding: (order.get(finding.file, len(order)), finding.risk == "both"))
    return replace(result, findings=tuple(kept))
