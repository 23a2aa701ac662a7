"""Baselines: a file of findings that are known, so that a check reports new ones only.

Findings are known by their fingerprints, which hold no file name and no line: they survive moving, renaming and laying
out anew. An entry whose finding is gone is stale, and a finding itself: it would hide the same mistake when it comes back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from clausecheck.finding import UNREAD, CheckResult, Finding, draft
from clausecheck.gathered import Made
from clausecheck.quick import dataclass
from clausecheck.source import Source

FILE = ".clausecheck-baseline.json"
VERSION = 1
FINGERPRINTS = "v1"
MAX_BYTES = 64 * 1024 * 1024
MEMBERS = ("fingerprint", "rule", "agreement", "path", "file", "message")


_NONE = Source("")


class BrokenBaseline(ValueError):
    """A file is no baseline; the message says why, and where if that is known."""


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """One known finding: its fingerprint, and for people the rule (code and name), the agreement, the path in it, the
    file (seen from the folder of the baseline) and the message. `line` is where it stands in the baseline."""

    fingerprint: str
    rule: str
    agreement: str
    path: str
    file: str
    message: str
    line: int = field(default=0, compare=False)

    def sort_key(self) -> tuple[str, ...]:
        """By file, rule and path: a change in one place is a change in one place of the baseline."""
        return (self.file, self.rule, self.path, self.message, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a baseline; `folder` is the one from which it sees files, `source` its text."""

    folder: Path
    entries: tuple[BaselineEntry, ...] = ()
    source: Source = _NONE

    def name_of(self, file: str) -> str:
        """How this baseline names a file that findings call `file`."""
        return os.path.relpath(os.path.abspath(file), self.folder).replace(os.sep, "/")


@dataclass(frozen=True, slots=True)
class Compared:
    """Results with what is known moved out of `findings` into `known`; the entries that are still true, as they would be
    written today; and those that are stale."""

    results: Sequence[CheckResult]
    kept: tuple[BaselineEntry, ...] = ()
    stale: tuple[BaselineEntry, ...] = ()


def parse(text: str, folder: Path, name: str) -> Baseline:
    """A baseline from its text; `name` is what messages call it. Raises `BrokenBaseline`."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenBaseline(f"line {error.lineno}: this is not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise BrokenBaseline(f"this is not JSON: {type(error).__name__}") from None
    if not isinstance(data, dict) or "clausecheck-baseline" not in data:
        raise BrokenBaseline("this is no baseline of clausecheck")
    if data["clausecheck-baseline"] != VERSION or data.get("fingerprints") != FINGERPRINTS:
        raise BrokenBaseline("it was written by another version of clausecheck; write it anew")
    found = data.get("findings")
    if not isinstance(found, list):
        raise BrokenBaseline("it has no list of findings")
    lines = _lines(text)
    return Baseline(
        folder, tuple(_entry(item, at, lines) for at, item in enumerate(found)), Source(text, name)
    )


def _entry(item: Any, at: int, lines: Mapping[str, list[int]]) -> BaselineEntry:
    if not isinstance(item, dict) or not all(isinstance(item.get(name), str) for name in MEMBERS):
        raise BrokenBaseline(f"entry {at + 1} is none: it needs {', '.join(MEMBERS)}, each a text")
    entry = BaselineEntry(**{name: item[name] for name in MEMBERS})
    of = lines.get(entry.fingerprint, [])
    return replace(entry, line=of.pop(0) if of else 1)


def _lines(text: str) -> dict[str, list[int]]:
    """In which lines each fingerprint stands."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        _, mark, rest = line.partition('"fingerprint": "')
        if mark:
            found.setdefault(rest.partition('"')[0], []).append(number)
    return found


def render(entries: Iterable[BaselineEntry]) -> str:
    """The text of a baseline: sorted, one entry a line."""
    rows = [
        json.dumps({name: getattr(entry, name) for name in MEMBERS}, ensure_ascii=False)
        for entry in sorted(entries, key=BaselineEntry.sort_key)
    ]
    head = f'{{"clausecheck-baseline": {VERSION}, "fingerprints": "{FINGERPRINTS}", "findings": ['
    body = ",\n".join(rows)
    return f"{head}\n{body}\n]}}\n" if rows else f"{head}]}}\n"


def record(results: Iterable[CheckResult], folder: Path) -> list[BaselineEntry]:
    """The entries for all findings of results, for a baseline in a folder."""
    seen_from = Baseline(folder)
    return sorted(
        (
            _made(finding, result, seen_from)
            for result in results
            for finding in result.findings
            if finding.name not in UNREAD
        ),
        key=BaselineEntry.sort_key,
    )


def _made(finding: Finding, result: CheckResult, baseline: Baseline) -> BaselineEntry:
    return BaselineEntry(
        fingerprint=finding.fingerprint,
        rule=f"{finding.code} {finding.name}",
        agreement=result.references.get(finding.file, ""),
        path=finding.path,
        file=baseline.name_of(finding.file),
        message=finding.message,
    )


def compare(
    baseline: Baseline,
    results: Sequence[CheckResult],
    *,
    ran: Collection[str],
    searched: Iterable[str] = (),
    unread: Collection[str] = (),
) -> Compared:
    """Tell known findings from new ones, and find the entries that are stale.

    One entry stands for one finding. An entry is stale when its finding is gone, and this run would have seen it: its rule
    (code) is among those that `ran`, and its file was checked, as a whole (`unread` names files that were not), or lay in
    one of the folders that were `searched`, or is gone while its agreement was checked under another name. Paths are as
    the command line has them.
    """
    left: dict[str, list[BaselineEntry]] = {}
    for entry in baseline.entries:
        left.setdefault(entry.fingerprint, []).append(entry)
    kept: list[BaselineEntry] = []
    known: list[dict[int, None]] = [{} for _ in results]
    judge = _Judge(baseline, ran, searched, unread)
    # A fingerprint that several agreements share goes first to the file that its entry names.
    for exact in (True, False):
        for at, result in enumerate(results):
            for number, finding in enumerate(result.findings):
                file = baseline.name_of(finding.file) if exact else None
                if number not in known[at] and _use_up(left, finding, file) is not None:
                    known[at][number] = None
                    kept.append(_made(finding, result, baseline))
            judge.saw(result)
    gone = [entry for entries in left.values() for entry in entries]
    stale = tuple(sorted(filter(judge.stale, gone), key=BaselineEntry.sort_key))
    over = frozenset(stale)
    kept += [entry for entry in gone if entry not in over]

    def told(at: int) -> CheckResult:
        findings = results[at].findings
        new = tuple(finding for number, finding in enumerate(findings) if number not in known[at])
        of_baseline = sorted((findings[number] for number in known[at]), key=Finding.sort_key)
        return replace(results[at], findings=new, baselined=tuple(of_baseline))

    return Compared(Made(told, len(results)), tuple(sorted(kept, key=BaselineEntry.sort_key)), stale)


def _use_up(left: dict[str, list[BaselineEntry]], finding: Finding, file: str | None) -> BaselineEntry | None:
    """The entry for a finding, if there is one (in that file); it is used up."""
    if finding.name in UNREAD:  # what was not checked is not known
        return None
    entries = left.get(finding.fingerprint, [])
    found = next((entry for entry in entries if file is None or entry.file == file), None)
    if found is not None:
        entries.remove(found)
    return found


class _Judge:
    """Whether a run would have seen the finding of an entry."""

    def __init__(
        self,
        baseline: Baseline,
        ran: Collection[str],
        searched: Iterable[str],
        unread: Collection[str],
    ) -> None:
        self.ran, self.baseline, self.folder = ran, baseline, baseline.folder
        self.unread = {baseline.name_of(file) for file in unread}
        self.files: set[str] = set()
        self.folders = [baseline.name_of(folder) for folder in searched]
        self.references: set[str] = set()

    def saw(self, result: CheckResult) -> None:
        """This is one of the results of the run."""
        self.files |= {self.baseline.name_of(file) for file in result.sources}
        self.references |= {name for name in result.references.values() if name}

    def stale(self, entry: BaselineEntry) -> bool:
        if entry.rule.partition(" ")[0] not in self.ran:
            return False
        if entry.file in self.files or entry.file in self.unread:
            return entry.file not in self.unread
        moved = entry.agreement in self.references and not os.path.lexists(self.folder / entry.file)
        return moved or any(_inside(entry.file, folder) for folder in self.folders)


def _inside(file: str, folder: str) -> bool:
    """Whether a file lies in a folder, both as a baseline names them."""
    if folder == ".":
        return not file.startswith("../")
    return file.startswith(f"{folder}/")


def findings(stale: Iterable[BaselineEntry], source: Source) -> Iterator[Finding]:
    """Drafts for stale entries; `source` is the text of the baseline."""
    for entry in stale:
        yield draft(
            "baseline-stale",
            f"{entry.rule} is no longer found in {entry.file}: {entry.message}",
            source.line_span(entry.line) if 1 <= entry.line <= source.line_count else source.line_span(1),
            file=source.path,
            label="the entry of a finding that is gone",
            path=entry.path,
            values=(entry.fingerprint,),
        )
