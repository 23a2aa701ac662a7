"""Many agreements at a glance: the next days for notices, what contradicts itself, their findings by agreement and by rule,
and the building blocks that they lack.

`Reading.of` takes from one agreement what lasts, so that no more than one needs to be in memory; `PortfolioEntry.of` adds what
its check found.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import NoticeDay, notice_days
from clausecheck.agreement.semantics import Semantics
from clausecheck.finding import UNREAD, CheckResult, Finding, Severity
from clausecheck.language.tree import AgreementBlock
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule has found something, and in how many files; `severities` counts the findings of each severity that
    occurs, the gravest first."""

    code: str
    name: str
    findings: int
    files: int
    severities: Mapping[str, int]


def by_rule(findings: Iterable[Finding]) -> tuple[RuleCount, ...]:
    """The rules that have found something, those with the most findings first, then by code."""
    counted: Counter[tuple[str, str, Severity]] = Counter()
    files: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        counted[finding.code, finding.name, finding.severity] += 1
        files.setdefault((finding.code, finding.name), set()).add(finding.file)
    counts = []
    for (code, name), among in files.items():
        each = {severity.value: counted[code, name, severity] for severity in Severity}
        found = {severity: number for severity, number in each.items() if number}
        counts.append(RuleCount(code, name, sum(found.values()), len(among), found))
    return tuple(sorted(counts, key=lambda one: (-one.findings, one.code, one.name)))


def severities(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings have each severity, the gravest first, without those that do not occur."""
    every = list(findings)
    counts = {severity.value: sum(one.severity is severity for one in every) for severity in Severity}
    return {name: count for name, count in counts.items() if count}


def unread(file: str, result: CheckResult) -> str:
    """Why a file was not read at all, as a sentence with its name; nothing where it was."""
    why = next((one.message for one in result.findings if one.name in UNREAD), "")
    return f"{file} was not checked: {why}" if why else ""


@dataclass(frozen=True, slots=True)
class PortfolioNotice:
    """One notice of an agreement, with the line of its clause. Of `day` it is the last day; where no notice is asked for,
    `day` is that of the event itself, and `None` where it is undecided."""

    notice: NoticeDay
    line: int

    @property
    def day(self) -> dt.date | None:
        """The day by which something must have been done, or on which something happens."""
        return self.notice.last or (None if self.notice.undecided else self.notice.event)


def next_notices(agreement: Agreement, as_of: dt.date) -> tuple[PortfolioNotice, ...]:
    """Of each clause about notices the next day from `as_of` on, by day; those that are undecided last."""
    found: dict[tuple[int, bool], PortfolioNotice] = {}
    undecided: dict[tuple[int, str], PortfolioNotice] = {}
    every = [
        PortfolioNotice(one, agreement.source.position(one.node.span.start).line)
        for one in notice_days(agreement, Semantics(agreement, as_of), as_of)
    ]
    for one in sorted(every, key=_order):
        if one.notice.undecided:
            undecided.setdefault((id(one.notice.node), one.notice.undecided), one)
        elif one.day is not None and one.day >= as_of:
            found.setdefault((id(one.notice.node), one.notice.last is None), one)
    return (*found.values(), *undecided.values())


def _order(one: PortfolioNotice) -> tuple[dt.date, int]:
    return one.day or dt.date.max, one.line


@dataclass(frozen=True, slots=True)
class Reading:
    """What an agreement itself says: its reference and its title, whether it could be read as a whole, its next notices
    from a day on, and the offsets at which its `lines` begin."""

    reference: str
    title: str
    whole: bool
    as_of: dt.date
    notices: tuple[PortfolioNotice, ...]
    lines: tuple[int, ...] = ()

    @classmethod
    def of(cls, agreement: Agreement, as_of: dt.date) -> Reading:
        """What lasts of an agreement."""
        titles = (block.title.text for block in agreement.document.all(AgreementBlock) if block.title)
        return cls(
            agreement.reference,
            next(titles, ""),
            not agreement.problems,
            as_of,
            next_notices(agreement, as_of),
            agreement.source.starts,
        )


@dataclass(frozen=True, slots=True)
class PortfolioContradiction:
    """A contradiction that an agreement holds: its rule, and in one sentence what it is, with its `case` where there is one.
    `line` and `number` (of the clause in the paper contract, or nothing) say where."""

    code: str
    name: str
    severity: Severity
    message: str
    case: str
    line: int
    number: str


@dataclass(frozen=True, slots=True)
class PortfolioEntry:
    """One agreement: what it says, how many findings of each severity it has, which building blocks (by number, with their
    titles) it lacks or could not be decided, and its contradictions, in the order of their weight. `unread` says why it could
    not be read at all, and so was not checked; nothing where it was."""

    file: str
    reading: Reading
    severities: Mapping[str, int]
    waived: int
    baselined: int
    blocks: int
    missing: Mapping[str, str]
    undecided: Mapping[str, str]
    contradictions: tuple[PortfolioContradiction, ...] = ()
    unread: str = ""

    @classmethod
    def of(cls, file: str, reading: Reading, result: CheckResult) -> PortfolioEntry:
        """An agreement with the result of its check."""
        blocks = result.facts.get("building blocks") or {}
        lacking: dict[str, dict[str, str]] = {"missing": {}, "undecided": {}, "present": {}}
        for number, block in blocks.items():
            lacking[block["state"]][number] = block["title"]
        return cls(
            file,
            reading,
            severities(result.findings),
            len(result.waived),
            len(result.baselined),
            len(blocks),
            lacking["missing"],
            lacking["undecided"],
            tuple(
                PortfolioContradiction(
                    one.code,
                    one.name,
                    one.severity,
                    one.message,
                    one.witness.summary if one.witness else "",
                    bisect.bisect_right(reading.lines, one.span.start),
                    one.number,
                )
                for one in sorted(result.findings, key=lambda one: one.rank)
                if one.group == "contradiction" and one.severity is not Severity.INFO
            ),
            unread(file, result),
        )

    @property
    def called(self) -> str:
        """The agreement in a list: its reference and its title, else its file."""
        names = dict.fromkeys(name for name in (self.reading.reference, self.reading.title) if name)
        return " ".join(names) or self.file

    @property
    def next(self) -> PortfolioNotice | None:
        """Its next day for a notice."""
        return next((one for one in self.reading.notices if one.day is not None), None)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Many agreements, in the order of their files, and the rules with findings in them; `missed` says which files could not be
    opened, and why, a sentence each."""

    entries: tuple[PortfolioEntry, ...]
    rules: tuple[RuleCount, ...]
    missed: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """Which files could not be read, and why, a sentence each: those that could not be opened, and those that are no text
        or no agreement, which are among the entries."""
        return (*self.missed, *(entry.unread for entry in self.entries if entry.unread))

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days that count as today; more than one only where settings differ."""
        return tuple(sorted({entry.reading.as_of for entry in self.entries}))

    def total(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(rule.severities.get(severity.value, 0) for rule in self.rules)

    @property
    def contradictions(self) -> tuple[tuple[PortfolioEntry, PortfolioContradiction], ...]:
        """The contradictions of all agreements: errors before warnings, then by file and weight."""
        found = [(entry, one) for entry in self.entries for one in entry.contradictions]
        return tuple(sorted(found, key=lambda pair: -pair[1].severity.rank))

    @property
    def missing(self) -> tuple[tuple[str, str, tuple[PortfolioEntry, ...]], ...]:
        """The building blocks that agreements lack, each with its number, its title and those agreements; the one that most of
        them lack first."""
        groups: dict[tuple[str, str], list[PortfolioEntry]] = {}
        for entry in self.entries:
            for block in entry.missing.items():
                groups.setdefault(block, []).append(entry)
        found = [(number, title, tuple(entries)) for (number, title), entries in groups.items()]
        return tuple(sorted(found, key=lambda one: (-len(one[2]), one[0])))

    @property
    def notices(self) -> tuple[tuple[PortfolioEntry, PortfolioNotice], ...]:
        """The next days of all agreements, by day."""
        found = [(entry, one) for entry in self.entries for one in entry.reading.notices if one.day]
        return tuple(sorted(found, key=lambda pair: (_order(pair[1])[0], pair[0].file, pair[1].line)))

    @property
    def undecided(self) -> tuple[tuple[PortfolioEntry, PortfolioNotice], ...]:
        """The notices for which no day can be computed."""
        return tuple((entry, one) for entry in self.entries for one in entry.reading.notices if not one.day)
