"""The keys of a config: the one table from which the reader, the JSON Schema and the reference page are made."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

from clausecheck.quick import dataclass

FILE = "clausecheck.toml"
SEVERITIES = ("error", "warning", "info", "off")
PARTIES = ("provider", "customer")


class KeyKind(enum.Enum):
    """What a key holds, and in words what belongs there."""

    WORD = "a text in quotes"
    FILE = "a path in quotes"
    SWITCH = "true or false"
    DATE = "a date such as 2027-01-31"
    LIST = 'a list of texts, such as ["one", "two"]'
    PATTERNS = 'a list of patterns, such as ["legacy/**"]'
    SEVERITIES = 'a table of rules and severities, such as {tbd = "info"}'
    PARAMETERS = 'a table of rules and their values, such as {tbd = {limit = "8 hours"}}'
    TABLES = "tables, each under its own [[overrides]]"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it holds, what it says, an example in TOML, the words it is limited to, and whether it may
    stand for some paths only, under `[[overrides]]` (`both`) or nowhere else (`only`)."""

    name: str
    kind: KeyKind
    doc: str
    example: str
    words: tuple[str, ...] = ()
    override: str = ""
    default: str = ""


KEYS = (
    Key("extends", KeyKind.FILE, "another config, which this one builds on", '"../clausecheck.toml"'),
    Key(
        "ruleset", KeyKind.WORD, "the rules: a name that comes with clausecheck or a package, or a YAML file", '"firm.yaml"',
        override="both", default="msp",
    ),
    Key(
        "profile", KeyKind.LIST, "how much is asked: `core`, `thorough`, or overlays such as `gdpr`", '["core", "gdpr"]',
        override="both", default="core",
    ),
    Key(
        "select", KeyKind.LIST, "only these rules: codes, names, or beginnings of codes", '["CC2", "missing-term"]',
        override="both", default="all rules",
    ),
    Key("ignore", KeyKind.LIST, "not these rules", '["CC055"]', override="both", default="none"),
    Key("preview", KeyKind.SWITCH, "also the rules that are in preview", "true", override="both", default="false"),
    Key(
        "severities", KeyKind.SEVERITIES, "another severity for a rule, or `off`", '{tbd = "error", unused-name = "off"}',
        words=SEVERITIES, override="both", default="those of the rules",
    ),
    Key(
        "parameters", KeyKind.PARAMETERS, "other values for the parameters of a rule, as the language writes them",
        '{critical-wait = {critical = "3 days"}}', override="both", default="those of the rules",
    ),
    Key(
        "exclude", KeyKind.PATTERNS, "files that are not checked, as in .gitignore", '["drafts/", "*-old.sla"]',
        default="nothing",
    ),
    Key(
        "baseline", KeyKind.FILE, "the file of known findings, which are not reported", '".clausecheck-baseline.json"',
        default="none",
    ),
    Key(
        "against", KeyKind.FILE, "a template: where an agreement offers less is a finding, too", '"templates/firm.sla"',
        override="both", default="none",
    ),
    Key(
        "fail-on", KeyKind.WORD, "from which severity on the exit code is 1", '"warning"',
        words=SEVERITIES[:3], override="both", default="error",
    ),
    Key("as-of", KeyKind.DATE, "the day that counts as today", "2027-01-31", override="both", default="today"),
    Key(
        "for", KeyKind.WORD, "the side that reads: without what puts only the other side at risk", '"customer"',
        words=PARTIES, override="both", default="both sides",
    ),
    Key("overrides", KeyKind.TABLES, "other settings for some paths; later ones win", ""),
    Key("paths", KeyKind.PATTERNS, "the paths, as in .gitignore", '["legacy/**"]', override="only"),
)  # fmt: skip


def known(override: bool) -> dict[str, Key]:
    """The keys that may stand at the top of a config, or in one of its overrides."""
    wanted = ("both", "only") if override else ("both", "")
    return {key.name: key for key in KEYS if key.override in wanted}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a config, as editors use it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Config of clausecheck (clausecheck.toml, or [tool.clausecheck] in pyproject.toml)",
        **_table(override=False),
    }


def _table(override: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "properties": {name: _schema(key) for name, key in known(override).items()},
        "additionalProperties": False,
    }
    if override:
        made["required"] = ["paths"]
    return made


def _schema(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "minLength": 1}
    word = {"enum": list(key.words)} if key.words else text
    value = {"type": ["string", "number", "boolean"]}
    values = {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]}
    made = {
        KeyKind.WORD: word,
        KeyKind.FILE: text,
        KeyKind.SWITCH: {"type": "boolean"},
        # A date of TOML is no JSON; validators show it as its text.
        KeyKind.DATE: {"type": "string", "format": "date"},
        KeyKind.LIST: {"type": "array", "items": text},
        KeyKind.PATTERNS: {"type": "array", "items": text},
        KeyKind.SEVERITIES: {"type": "object", "additionalProperties": word},
        KeyKind.PARAMETERS: {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": values},
        },
        KeyKind.TABLES: {"type": "array"},
    }[key.kind]
    if key.kind is KeyKind.TABLES:
        made = {**made, "items": _table(override=True)}
    return {"description": key.doc, **made}


def reference() -> Iterator[str]:
    """The rows of the reference page, in Markdown."""
    yield "| Key | What it says | Example |"
    yield "|---|---|---|"
    for key in KEYS:
        default = f" (default: {key.default})" if key.default else ""
        where = {"both": "", "only": "; only under `[[overrides]]`", "": "; not under `[[overrides]]`"}[
            key.override
        ]
        example = f"`{key.name} = {key.example}`" if key.example else f"`[[{key.name}]]`"
        yield f"| `{key.name}` | {key.doc}{default}{where} | {example} |"
