"""What every format is given, and what several formats do alike."""

from __future__ import annotations

import functools
import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from pathlib import PurePath
from typing import TYPE_CHECKING

from clausecheck.finding import CheckResult, Finding
from clausecheck.quick import dataclass
from clausecheck.source import Position, Source

if TYPE_CHECKING:
    from clausecheck.rules.loader import Ruleset

_LINE_END = re.compile(r"\s*[\r\n]\s*")


@functools.cache
def not_xml() -> re.Pattern[str]:
    """What no XML may hold; compiled when it is first asked for, since that takes longer than most reports."""
    return re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """How a check was run and where its report goes: what a format may need beside the result.

    `rules` is the ruleset of the run, `exit_code` the code with which it ends, and `failures` say what could not be
    checked, a sentence each. `root` is the folder of the repository and `folder` the one in which the run was
    started, both absolute with forward slashes; the files of findings are relative to `folder`. `width` is that of
    the terminal (None: no terminal); with `encoding`, `color`, `quiet`, `proofs` and `remarks` it matters to text alone.
    `everything` asks text for a frame for each finding, `statistics` asks text and JSON for the rules by number of findings.
    """

    rules: Ruleset | None = field(default=None, repr=False)
    exit_code: int = 0
    failures: tuple[str, ...] = ()
    root: str = "/"
    folder: str = "/"
    width: int | None = None
    color: bool = False
    quiet: bool = False
    proofs: bool = False
    statistics: bool = False
    everything: bool = False
    encoding: str = "utf-8"
    remarks: tuple[str, ...] = ()

    def path(self, file: str) -> str:
        """A file of a finding as the repository calls it: relative to its root, with forward slashes. One outside
        of the repository keeps its absolute path, and what is no file (`<stdin>`) its name."""
        if file.startswith("<") and file.endswith(">"):
            return file
        absolute = PurePath(file).is_absolute()
        whole = posixpath.normpath(file if absolute else posixpath.join(self.folder, file))
        root = self.root.rstrip("/") + "/"
        return whole[len(root) :] if whole.startswith(root) else whole


NOT_CHECKED = "not-checked"
"""What stands where a finding has its rule, for each of the failures of a run."""


def failed_file(words: str, result: CheckResult) -> str:
    """The file that a failure is about: that of a rule that crashed, else the folder of the run."""
    return next(
        (crash.file for crash in result.crashes if crash.message and words.endswith(crash.message)), "."
    )


def profile(run: Run) -> str:
    """The profiles by which the rules of a run were chosen, or nothing where all of them spoke."""
    return ", ".join(run.rules.profile) if run.rules is not None else ""


def places(finding: Finding, result: CheckResult) -> tuple[Position, Position]:
    """Where a finding begins and ends: lines and columns from 1, in code points, the end exclusive."""
    source = result.sources.get(finding.file, Source(""))
    span = source.trimmed(finding.span)
    return source.position(span.start), source.position(span.end)


def shown(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal obeys or that a reader cannot see."""
    flat = _LINE_END.sub(" ", text.strip())
    if flat.isascii() and flat.isprintable():
        return flat
    from clausecheck.reports.terminal import Pen

    return Pen.of(None, ascii=False, encoding="utf-8").escape(flat)


def told(finding: Finding) -> str:
    """What a finding says, with the further places for which the same holds."""
    if not finding.also:
        return finding.message
    listed = [*finding.also[:4], *([f"{len(finding.also) - 4} more"] if len(finding.also) > 4 else [])]
    return f"{finding.message} (the same holds for {', '.join(listed)})"


def numbered(finding: Finding) -> str:
    """The same, after the number of the clause in the paper contract, if it has one."""
    return f"[{finding.number}] {told(finding)}" if finding.number else told(finding)


def identified(result: CheckResult) -> Iterator[tuple[Finding, str]]:
    """Each finding with a fingerprint that no other finding of this result has.

    The fingerprint of a finding does not name its file, so copies of an agreement repeat it; each repetition gets
    its number. Only what agreements of one name have is remembered beyond its file: others share none.
    """
    left = Counter(result.references.values())
    seen_by: dict[str, dict[str, int]] = {}
    for part in result.parts:
        names = set(part.references.values())
        # Several names in a part are one lot; so is what has none.
        name = names.pop() if len(names) == 1 else ""
        seen = seen_by.setdefault(name, {})
        yield from _identified(part.findings, seen)
        left[name] -= 1
        if name and not left[name]:
            del seen_by[name]


def _identified(findings: Iterable[Finding], seen: dict[str, int]) -> Iterator[tuple[Finding, str]]:
    for finding in findings:
        key = finding.fingerprint
        if not key:
            parts = "\0".join((finding.code, finding.file, finding.path, finding.message))
            key = f"v0:{hashlib.sha256(parts.encode('utf-8', 'backslashreplace')).hexdigest()[:32]}"
        seen[key] = number = seen.get(key, 0) + 1
        yield finding, key if number == 1 else f"{key}:{number}"


def by_file(
    result: CheckResult, named: Callable[[CheckResult], Iterable[str]]
) -> Iterator[tuple[str, list[Finding], CheckResult]]:
    """Each file with its findings and the part of the result that is about it: first those that are `named` of the part, whether
    or not anything was found in them, then others as they come."""
    for part in result.parts:
        groups: dict[str, list[Finding]] = {path: [] for path in named(part)}
        for finding in part.findings:
            groups.setdefault(finding.file, []).append(finding)
        for path, findings in groups.items():
            yield path, findings, part


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 error`, `2 errors`, `3 info`."""
    return f"{number} {noun}" if number == 1 or noun == "info" else f"{number} {noun}s"
