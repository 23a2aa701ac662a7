"""What changed between two agreements: as text, as Markdown, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from clausecheck.agreement.model import Agreement
from clausecheck.comparison.changes import (
    AREAS,
    CHANGED,
    CUSTOMER,
    GONE,
    NEITHER,
    NEW,
    PROVIDER,
    RENAMED,
    UNCLEAR,
    EffectChange,
)
from clausecheck.finding import SCHEMA_VERSION, Finding, Severity
from clausecheck.quick import dataclass
from clausecheck.reports.common import counted, told
from clausecheck.reports.json_pieces import jsonable
from clausecheck.reports.json_report import members
from clausecheck.reports.markdown import MARK, NOTE, escaped
from clausecheck.reports.terminal import Pen

#: Who gains, for people.
_GAINS = {
    PROVIDER: "the provider gains",
    CUSTOMER: "the customer gains",
    NEITHER: "neither gains",
    UNCLEAR: "who gains is unclear",
}
_STYLES = {PROVIDER: "yellow", CUSTOMER: "green", NEITHER: "dim", UNCLEAR: "cyan"}


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from `old` to `new`, in effect and in findings; `old` reads with the names of `new`."""

    changes: Sequence[EffectChange]
    old: Agreement
    new: Agreement
    fresh: Sequence[Finding] = ()
    gone: Sequence[Finding] = ()

    @property
    def verdict(self) -> str:
        """How many changes there are and for whom, and how many findings came and went, in one line."""
        if not self.changes:
            words = "nothing changed in effect"
        else:
            sums = [
                (counted_for, sum(change.gains == side for change in self.changes))
                for side, counted_for in _SUMS.items()
            ]
            words = f"{counted(len(self.changes), 'change')} in effect: " + ", ".join(
                f"{number} {called}" for called, number in sums if number
            )
        findings = [f"{counted(len(self.fresh), 'new finding')}"] * bool(self.fresh)
        findings += [f"{counted(len(self.gone), 'finding')} gone"] * bool(self.gone)
        return "; ".join((words, *findings))

    def line(self, change: EffectChange, old: bool) -> int | None:
        """The line of a change in one of the texts; `None` where it has none there."""
        side, node = (self.old, change.before) if old else (self.new, change.after)
        return side.source.position(node.span.start).line if node is not None else None


_SUMS = {
    PROVIDER: "for the provider",
    CUSTOMER: "for the customer",
    UNCLEAR: "unclear",
    NEITHER: "for neither",
}


# ---- as text


def blocks(found: Difference, pen: Pen) -> Iterator[RenderableType]:
    """The report for a rich console: the verdict, then the changes by subject, then the findings."""
    old, new = found.old.source.path, found.new.source.path
    yield from pen.wrap(Text(), "  ", Text(pen.escape(f"{old} to {new}")))
    yield Text()
    yield from pen.wrap(Text(), "  ", Text(pen.escape(found.verdict), "bold"))
    for area, heading in AREAS.items():
        changes = [change for change in found.changes if change.area == area]
        if changes:
            yield Text()
            yield Text(heading, "bold")
        for change in changes:
            yield from _change(found, change, pen)
    for heading, findings in (("New findings", found.fresh), ("Findings that are gone", found.gone)):
        if findings:
            yield Text()
            yield Text(heading, "bold")
        for finding in findings:
            side = found.new if findings is found.fresh else found.old
            line = side.source.position(finding.span.start).line
            words = f"{finding.severity.value} {finding.code} line {line}: {told(finding)}"
            yield from pen.wrap(Text("  "), "    ", Text(pen.escape(words)))


def _change(found: Difference, change: EffectChange, pen: Pen) -> Iterator[RenderableType]:
    head = Text.assemble(
        Text(pen.escape(f"{change.what}: {change.how}")), "  ", (_GAINS[change.gains], _STYLES[change.gains])
    )
    yield from pen.wrap(Text("  "), "    ", head)
    for label, text, old in (("was", change.old, True), ("is", change.new, False)):
        if text:
            line = found.line(change, old)
            place = f"  (line {line})" if line is not None else ""
            yield from pen.wrap(Text(f"    {label:<5}", "dim"), " " * 9, Text(pen.escape(f"{text}{place}")))
    for label, text in (("so", change.effect), ("case", change.case)):
        if text:
            yield from pen.wrap(Text(f"    {label:<5}", "dim"), " " * 9, Text(pen.escape(text)))


# ---- as Markdown


def markdown(found: Difference) -> str:
    """The report for a comment on a pull request; nothing in it is Markdown of an agreement."""
    lines = [MARK, f"### clausecheck: {escaped(found.verdict)}", ""]
    for area, heading in AREAS.items():
        changes = [change for change in found.changes if change.area == area]
        if changes:
            lines += [f"#### {heading}", ""]
        for change in changes:
            lines.append(f"- **{escaped(change.what)}**: {change.how}; {_GAINS[change.gains]}")
            rows = (("was", change.old), ("is", change.new), ("so", change.effect), ("case", change.case))
            lines += [f"  - {label}: {escaped(text)}" for label, text in rows if text]
        lines += [""] * bool(changes)
    for heading, findings in (("New findings", found.fresh), ("Findings that are gone", found.gone)):
        if findings:
            lines += [f"#### {heading}", ""]
            lines += [
                f"- **{one.severity.value} {escaped(one.code)}** {escaped(told(one))}" for one in findings
            ]
            lines.append("")
    return "\n".join((*lines, f"<sub>{NOTE}</sub>")) + "\n"


# ---- as data


def data(found: Difference) -> dict[str, Any]:
    """The report as JSON values; `json_schema` describes them."""
    made: dict[str, Any] = jsonable({
        "schemaVersion": SCHEMA_VERSION,
        "old": {"file": found.old.source.path},
        "new": {"file": found.new.source.path},
        "summary": {side: sum(change.gains == side for change in found.changes) for side in _SUMS},
        "changes": [
            {
                "area": change.area,
                "what": change.what,
                "how": change.how,
                "gains": change.gains,
                "old": {"text": change.old, "line": found.line(change, True) if change.old else None},
                "new": {"text": change.new, "line": found.line(change, False) if change.new else None},
                "effect": change.effect,
                "case": change.case,
            }
            for change in found.changes
        ],
        "newFindings": [_finding(one, found.new) for one in found.fresh],
        "goneFindings": [_finding(one, found.old) for one in found.gone],
    })  # fmt: skip
    return made


def _finding(finding: Finding, side: Agreement) -> dict[str, Any]:
    return {
        "rule": {"code": finding.code, "name": finding.name},
        "severity": finding.severity.value,
        "message": finding.message,
        "place": finding.place,
        "line": side.source.position(finding.span.start).line,
        "fingerprint": finding.fingerprint,
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `data`. All members are always present; later versions may add others."""
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    line = {"type": ["integer", "null"], "minimum": 1}
    finding = members(
        rule=members(code=text, name=text),
        severity={"enum": [severity.value for severity in Severity]},
        message=text,
        place=text,
        line={"type": "integer", "minimum": 1},
        fingerprint=text,
    )
    change = members(
        area={"enum": list(AREAS)},
        what=text,
        how={"enum": [CHANGED, GONE, NEW, RENAMED]},
        gains={"enum": list(_SUMS), "description": "who gains: provider, customer, neither, or unclear"},
        old=members(text={**text, "description": "empty where it was not there"}, line=line),
        new=members(text={**text, "description": "empty where it is gone"}, line=line),
        effect={**text, "description": "how much it comes to, where that was computed"},
        case={**text, "description": "the ticket, the day or the figure that shows it"},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What changed between two agreements, as `clausecheck diff --format json` writes it",
        **members(
            schemaVersion={"const": SCHEMA_VERSION},
            old=members(file=text),
            new=members(file=text),
            summary=members(**dict.fromkeys(_SUMS, count)),
            changes={"type": "array", "items": change},
            newFindings={"type": "array", "items": finding},
            goneFindings={"type": "array", "items": finding},
        ),
    }
