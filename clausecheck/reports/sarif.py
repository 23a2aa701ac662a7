"""SARIF 2.1.0: for GitHub code scanning, editors, and other programs that read the results of analyses.

Columns count UTF-16 code units, as GitHub's own analyses do, and the log says so. Everything is ASCII: what a terminal
would obey is an escape of JSON.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from clausecheck.checking import version
from clausecheck.finding import CheckResult, Citation, Edit, Finding, Mend, Severity
from clausecheck.reports.addresses import help_uri, home_uri
from clausecheck.reports.common import Run, identified, profile, shown, told
from clausecheck.reports.json_pieces import Items, Members
from clausecheck.reports.json_pieces import pieces as written
from clausecheck.rules.rule import Rule
from clausecheck.source import Source, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
LONGEST = 1024  # characters of a description that GitHub takes
ROOT = "%SRCROOT%"

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LINK = re.compile(r"\](?=\()")


def render(result: CheckResult, run: Run) -> str:
    """The result as a SARIF log with one run, indented, ending with a line feed."""
    return "".join(pieces(result, run))


def pieces(result: CheckResult, run: Run) -> Iterator[str]:
    """The same in pieces, file by file."""
    rules = _rules(result, run)
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    made = {
        "tool": {"driver": _driver(rules, run)},
        "invocations": [_invocation(run)],
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "artifacts": Items(
            {"location": _location(path, run), "roles": ["analysisTarget"]} for path in result.sources
        ),
        "results": Items(_results(result, run, numbers)),
        **({"properties": {"profile": profile(run)}} if profile(run) else {}),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": Items([Members(made)])}
    yield from written(Members(log))
    yield "\n"


def _results(result: CheckResult, run: Run, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    file = None
    for finding, fingerprint in identified(result):
        if file is None or file.path != finding.file:
            file = _File(finding.file, result.sources.get(finding.file) or Source(""), run)
        yield _result(finding, fingerprint, numbers[finding.code], file)


def _location(path: str, run: Run) -> dict[str, str]:
    where = run.path(path)
    return {"uri": uri(where)} if PurePath(where).is_absolute() else _relative(where)


def _rules(result: CheckResult, run: Run) -> list[Rule]:
    """The active rules, and those of findings that are none of them, in the order of their codes."""
    known = {rule.code: rule for rule in (run.rules.known() if run.rules else ())}
    wanted = {rule.code for rule in (run.rules.rules if run.rules else ())}
    rules = {code: rule for code, rule in known.items() if code in wanted}
    for finding in result.findings:
        if finding.code not in rules:
            rules[finding.code] = known.get(finding.code) or _unknown(finding)
    return sorted(rules.values(), key=lambda rule: rule.code)


def _unknown(finding: Finding) -> Rule:
    """What a finding itself says about its rule."""
    return Rule(
        finding.name,
        finding.code,
        finding.severity,
        kind="",
        risk=finding.risk,
        why=finding.why,
        citations=finding.citations,
    )


def _driver(rules: Iterable[Rule], run: Run) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": "clausecheck",
        "fullName": f"clausecheck {version()}",
        "version": version(),
        "semanticVersion": version(),
        "rules": [_descriptor(rule) for rule in rules],
    }
    if home := home_uri():
        made["informationUri"] = home
    if run.rules is not None:
        made["properties"] = {"ruleset": run.rules.name, "rulesetVersion": run.rules.version}
    return made


def _descriptor(rule: Rule) -> dict[str, Any]:
    why = " ".join(rule.why.split())
    sources = [_cited(citation) for citation in rule.citations]
    title = _sentence(shown(rule.title) or rule.name)
    made: dict[str, Any] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": _cut(why or title)},
        "help": {"text": _help(rule, why, sources, ""), "markdown": _help(rule, why, sources, "**")},
    }
    uri = help_uri(rule)
    if uri:
        made["helpUri"] = uri
    made["defaultConfiguration"] = {"level": LEVELS[rule.severity]}
    made["properties"] = {"tags": [tag for tag in ("contract", rule.kind, f"risk: {rule.risk}") if tag]}
    return made


def _help(rule: Rule, why: str, sources: list[str], mark: str) -> str:
    """What to do about a finding of this rule, as plain text or, with `mark` around its headings, as Markdown."""
    parts = [why] if why else []
    if rule.help:
        parts.append(f"{mark}What to write{mark}")
        parts.append("\n".join(f"- {' '.join(text.split())}" for text in rule.help))
    if sources:
        parts.append(f"{mark}Source{mark}")
        parts.append("\n".join(f"- {source}" for source in sources))
    command = f"clausecheck explain {rule.name}"
    parts.append(f"More: `{command}`" if mark else f"More: {command}")
    return "\n\n".join(parts)


def _cited(citation: Citation) -> str:
    return f"{citation} ({citation.url})" if citation.url else str(citation)


def _invocation(run: Run) -> dict[str, Any]:
    made: dict[str, Any] = {"executionSuccessful": not run.failures, "exitCode": run.exit_code}
    if run.failures:
        made["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": _sentence(_plain(text))}} for text in run.failures
        ]
    return made


def _result(finding: Finding, fingerprint: str, number: int, file: _File) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": file.physical(finding.span), **_logical(finding)}],
    }
    if finding.labels:
        made["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": file.physical(label.span),
                "message": {"text": _plain(label.text) or f"place {number}"},
            }
            for number, label in enumerate(finding.labels, 1)
        ]
    made["partialFingerprints"] = {"primaryLocationLineHash": fingerprint}
    if finding.mends:
        made["fixes"] = [_fix(mend, file) for mend in finding.mends]
    made["properties"] = {
        key: value
        for key, value in (
            ("place", _plain(finding.place)),
            ("expected", _plain(finding.expected)),
            ("risk", finding.risk),
            ("group", finding.group),
            ("rank", finding.rank),
            ("clause", _plain(finding.number)),
        )
        if value
    }
    return made


def _message(finding: Finding) -> str:
    """What is wrong, with a link to each further place, the case that proves it, and what would mend it."""
    clause = f"Clause {finding.number}: " if finding.number else ""
    parts = [_sentence(_plain(clause + told(finding)))]
    if finding.labels:
        links = [f"[{number}]({number})" for number in range(1, len(finding.labels) + 1)]
        parts.append(f"See {_listed(links, 'and')}.")
    if finding.witness is not None:
        parts.append(f"Case: {_sentence(_plain(finding.witness.summary))}")
    parts += [_sentence(_plain(note)) for note in finding.notes]
    if finding.help:
        parts.append(f"Help: {_sentence('; or '.join(_plain(text) for text in finding.help))}")
    return " ".join(part for part in parts if part)


def _plain(text: str) -> str:
    """Text that a reader of SARIF takes for text: on one line, and without anything that reads as a link."""
    return _LINK.sub("] ", shown(text))


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _listed(items: list[str], word: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _logical(finding: Finding) -> Mapping[str, Any]:
    path = _plain(finding.path)
    return {"logicalLocations": [{"fullyQualifiedName": path}]} if path else {}


def _fix(mend: Mend, file: _File) -> dict[str, Any]:
    """One way to mend it; of one that is not safe with what it changes."""
    because = f" ({mend.because})" if mend.because else ""
    return {
        "description": {"text": _sentence(_plain(f"{mend.text}{because}"))},
        "artifactChanges": [
            {
                "artifactLocation": file.location,
                "replacements": [_replacement(edit, file) for edit in mend.edits],
            }
        ],
    }


def _replacement(edit: Edit, file: _File) -> dict[str, Any]:
    made: dict[str, Any] = {"deletedRegion": file.region(edit.span)}
    if edit.text:
        made["insertedContent"] = {"text": edit.text}
    return made


class _File:
    """A checked file: where it is, and its places in lines and UTF-16 columns."""

    def __init__(self, path: str, source: Source, run: Run) -> None:
        self.path, self.source = path, source
        self.location = _location(path, run)
        self._astral = [match.start() for match in _ASTRAL.finditer(source.text)]

    def physical(self, span: Span) -> dict[str, Any]:
        """The place of a finding; one that covers nothing is one character wide where there is one."""
        span = self.source.trimmed(span)
        if span.start == span.end and self.source.text[span.start : span.start + 1] not in ("", "\r", "\n"):
            span = Span(span.start, span.start + 1)
        return {"artifactLocation": self.location, "region": self.region(span)}

    def region(self, span: Span) -> dict[str, int]:
        """A span exactly as it is."""
        (line, column), (end_line, end_column) = self._position(span.start), self._position(span.end)
        return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}

    def _position(self, offset: int) -> tuple[int, int]:
        position = self.source.position(offset)
        offset = max(0, min(offset, len(self.source.text)))
        start = offset - position.column + 1
        pairs = bisect.bisect_left(self._astral, offset) - bisect.bisect_left(self._astral, start)
        return position.line, position.column + pairs


def _relative(path: str) -> dict[str, str]:
    return {"uri": uri(path), "uriBaseId": ROOT}


def uri(path: str) -> str:
    """A path as a URI: relative stays relative, an absolute one becomes `file:///…`."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # such a name is written with escapes
        data = path.encode("utf-8", "backslashreplace")
    quoted = quote(data, safe="/")
    if not PurePath(path).is_absolute():
        return quoted
    return f"file://{'' if quoted.startswith('/') else '/'}{quoted.replace('%3A', ':', 1) if path[1:2] == ':' else quoted}"
