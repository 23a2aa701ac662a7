"""The rules of a ruleset as a list: lines, a Markdown table, or data for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from clausecheck.finding import SCHEMA_VERSION
from clausecheck.reports.common import shown
from clausecheck.reports.markdown import row
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import Ruleset


def text(rules: Sequence[Rule], visible: Callable[[str], str]) -> str:
    """A line for each rule: code, severity, name, what is wrong, and where it is in its life unless it is in use. `visible`
    makes a text safe for a terminal."""
    size = max((len(rule.name) for rule in rules), default=0)
    return "\n".join(
        f"{rule.code}  {rule.severity.value:7}  {rule.name:{size}}  {visible(rule.title + _mark(rule))}"
        for rule in rules
    )


def markdown(rules: Sequence[Rule]) -> str:
    """A table, a row for each rule; nothing in it is HTML or a link."""

    def lines() -> Iterator[str]:
        yield "| Code | Severity | Tier | Block | Rule | What is wrong | Source |"
        yield "|---|---|---|---|---|---|---|"
        for rule in rules:
            sources = "; ".join(map(str, rule.citations))
            title = shown(rule.title + _mark(rule))
            yield row(rule.code, rule.severity.value, rule.tier, rule.block, rule.name, title, sources)

    return "\n".join(lines())


def as_json(ruleset: Ruleset, rules: Sequence[Rule]) -> str:
    """The rules with all that can be said of each, as `clausecheck explain --format json` says it."""
    from clausecheck.rules.plain import page

    content = {
        "schemaVersion": SCHEMA_VERSION,
        "ruleset": ruleset.name,
        "version": ruleset.version,
        "extends": list(ruleset.extends),
        "rules": [
            {**page(rule, ruleset).mapping(), "ruleset": rule.ruleset, "file": rule.file, "line": rule.line}
            for rule in rules
        ],
    }
    return json.dumps(content, indent=2)


def json_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of `clausecheck rules --format json`."""
    from clausecheck.reports.explain import json_schema as schema_of_a_rule

    rule = schema_of_a_rule()
    fields = {"ruleset": {"type": "string"}, "file": {"type": "string"}, "line": {"type": "integer"}}
    one = {
        "type": "object",
        "properties": {**rule["properties"], **fields},  # type: ignore[dict-item]
        "required": [*rule["required"], *fields],  # type: ignore[misc]
        "additionalProperties": False,
    }
    properties = {
        "schemaVersion": {"type": "string"},
        "ruleset": {"type": "string"},
        "version": {"type": "string"},
        "extends": {"type": "array", "items": {"type": "string"}},
        "rules": {"type": "array", "items": one},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The rules of a ruleset",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _mark(rule: Rule) -> str:
    """What is said of a rule that is not stable."""
    if rule.status == "deprecated":
        return f" (deprecated; {rule.successor})"
    return "" if rule.status == "stable" else f" ({rule.status})"
