"""The report for programs: JSON of a stable shape, described by a JSON Schema."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from clausecheck.finding import GROUPS, SCHEMA_VERSION, CheckResult, Edit, Finding, Severity, Waived
from clausecheck.reports.json_pieces import Items, Members
from clausecheck.reports.json_pieces import pieces as written
from clausecheck.source import Source, Span

if TYPE_CHECKING:
    from clausecheck.portfolio import RuleCount


def render(result: CheckResult, *, statistics: bool = False, failures: Sequence[str] = ()) -> str:
    """The result as JSON in ASCII, indented, ending with a line feed; `json_schema` describes it.

    Lines and columns count from 1, offsets from 0, all in code points; ends are exclusive. A lone surrogate,
    which JSON may not hold, becomes U+FFFD. `statistics` adds the rules by number of findings, `failures` what was not checked.
    """
    return "".join(pieces(result, statistics=statistics, failures=failures))


def pieces(result: CheckResult, *, statistics: bool = False, failures: Sequence[str] = ()) -> Iterator[str]:
    """The same in pieces, file by file."""
    several = len(result.agreements) > 1
    report: dict[str, Any] = {
        "schemaVersion": SCHEMA_VERSION,
        "summary": {
            "files": len(result.agreements),
            "findings": len(result.findings),
            **{severity.value: result.count(severity) for severity in Severity},
            "waived": len(result.waived),
            "baselined": len(result.baselined),
        },
        "findings": Items(_finding(finding, result) for finding in result.findings),
        "waived": Items(_waived(waived, result) for waived in result.waived),
        "proofs": Items(result.proofs),
        "facts": Members(result.facts) if several else result.facts,
        "provenance": Members(result.provenance) if several else result.provenance,
        "notChecked": result.not_checked,
    }
    if failures:
        report["failures"] = failures
    if statistics:
        from clausecheck.portfolio import by_rule

        report["statistics"] = [rule_count(rule) for rule in by_rule(result.findings)]
    yield from written(Members(report))
    yield "\n"


def rule_count(rule: RuleCount) -> dict[str, Any]:
    """The findings of one rule as JSON values; `rule_count_schema` describes them."""
    counts = {severity.value: rule.severities.get(severity.value, 0) for severity in Severity}
    name = {"code": rule.code, "name": rule.name}
    return {"rule": name, "findings": rule.findings, "files": rule.files, **counts}


def rule_count_schema() -> dict[str, Any]:
    """The JSON Schema of `rule_count`."""
    count, text = {"type": "integer", "minimum": 0}, {"type": "string"}
    counts = dict.fromkeys((severity.value for severity in Severity), count)
    return members(rule=members(code=text, name=text), findings=count, files=count, **counts)


def members(**properties: Any) -> dict[str, Any]:
    """The schema of an object in which all these members are always present."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _finding(finding: Finding, result: CheckResult) -> dict[str, Any]:
    source = result.sources.get(finding.file, Source(""))
    return {
        "rule": {"code": finding.code, "name": finding.name},
        "severity": finding.severity,
        "message": finding.message,
        "file": finding.file,
        "span": _span(finding.span, source),
        "label": finding.label,
        "related": [{"span": _span(label.span, source), "label": label.text} for label in finding.labels],
        "place": finding.place,
        "path": finding.path,
        "expected": finding.expected,
        "witness": finding.witness and {"summary": finding.witness.summary, "values": finding.witness.values},
        "notes": finding.notes,
        "why": finding.why,
        "help": finding.help,
        "citations": [dataclasses.asdict(citation) for citation in finding.citations],
        "edits": _edits(finding.edits, source),
        "mends": [
            {
                "text": mend.text,
                "safe": mend.safe,
                "because": mend.because,
                "edits": _edits(mend.edits, source),
            }
            for mend in finding.mends
        ],
        "risk": finding.risk,
        "group": finding.group,
        "block": finding.block,
        "rank": finding.rank,
        "number": finding.number,
        "also": finding.also,
        "fingerprint": finding.fingerprint,
    }


def _edits(edits: Iterable[Edit], source: Source) -> list[dict[str, Any]]:
    return [{"span": _span(edit.span, source), "text": edit.text} for edit in edits]


def _waived(waived: Waived, result: CheckResult) -> dict[str, Any]:
    source = result.sources.get(waived.finding.file, Source(""))
    return {
        "finding": _finding(waived.finding, result),
        "reason": waived.reason,
        "by": waived.by,
        "until": waived.until,
        "span": _span(waived.span, source),
    }


def _span(span: Span, source: Source) -> dict[str, Any]:
    return {"start": _position(span.start, source), "end": _position(span.end, source)}


def _position(offset: int, source: Source) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": offset}


_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_OBJECT = {"type": "object"}
_COUNT = {"type": "integer", "minimum": 0}
_FROM_ONE = {"type": "integer", "minimum": 1}
_SEVERITIES = [severity.value for severity in Severity]


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `render` writes.

    All members named here but `statistics` and `failures` are always present; a reader must allow for others, which
    later versions may add.
    """
    report = members(
        schemaVersion={"const": SCHEMA_VERSION},
        summary=members(
            files=_COUNT, findings=_COUNT, **dict.fromkeys((*_SEVERITIES, "waived", "baselined"), _COUNT)
        ),
        findings=_many("finding"),
        waived=_many("waived"),
        proofs={"type": "array", "items": _OBJECT},
        facts=_OBJECT,
        provenance=_OBJECT,
        notChecked=_TEXTS,
    )
    report["properties"]["statistics"] = {
        "type": "array",
        "items": rule_count_schema(),
        "description": "only with --statistics: the rules by number of findings",
    }
    report["properties"]["failures"] = {
        **_TEXTS,
        "description": "only where something was not checked: a rule that crashed, a file that could not be read",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of clausecheck",
        **report,
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Any]:
    """What the parts of a report are, by name."""
    span, position = {"$ref": "#/$defs/span"}, {"$ref": "#/$defs/position"}
    return {
        "position": members(line=_FROM_ONE, column=_FROM_ONE, offset=_COUNT),
        "span": members(start=position, end=position),
        "related": members(span=span, label=_TEXT),
        "edit": members(span=span, text=_TEXT),
        "mend": members(
            text={**_TEXT, "description": "the help that says so"},
            safe={"type": "boolean", "description": "whether it changes nothing that is agreed"},
            because={**_TEXT, "description": "what it changes, where it is not safe"},
            edits=_many("edit"),
        ),
        "citation": members(instrument=_TEXT, article=_TEXT, confidence=_TEXT, url=_TEXT),
        "waived": members(
            finding={"$ref": "#/$defs/finding"},
            reason=_TEXT,
            by={**_TEXT, "description": "who accepts it, else empty"},
            until={"type": ["string", "null"], "description": "the last day on which it holds"},
            span={**span, "description": "where the waiver stands"},
        ),
        "witness": members(summary=_TEXT, values=_OBJECT),
        "finding": _finding_schema(),
    }


def _finding_schema() -> dict[str, Any]:
    span = {"$ref": "#/$defs/span"}
    return members(
        rule=members(code=_TEXT, name=_TEXT),
        severity={"enum": _SEVERITIES},
        message=_TEXT,
        file=_TEXT,
        span=span,
        label=_TEXT,
        related=_many("related"),
        place=_TEXT,
        path=_TEXT,
        expected={**_TEXT, "description": "path of what is missing, else empty"},
        witness={"oneOf": [{"type": "null"}, {"$ref": "#/$defs/witness"}]},
        notes=_TEXTS,
        why=_TEXT,
        help=_TEXTS,
        citations=_many("citation"),
        edits=_many("edit"),
        mends=_many("mend"),
        risk={**_TEXT, "description": "who is at risk: provider, customer or both"},
        group={
            "enum": ["", *GROUPS],
            "description": "what kind of thing it is, in the order of work",
        },
        block={**_TEXT, "description": "the block of questions to which it belongs"},
        rank={
            "type": "integer",
            "minimum": 0,
            "description": "its place in the order of work, from 1",
        },
        number={**_TEXT, "description": "the number of the clause in the paper contract, else empty"},
        also={**_TEXTS, "description": "further places for which the same holds"},
        fingerprint=_TEXT,
    )
