"""The keys of a ruleset: the one table from which the loader knows them, and from which the JSON Schema for editors and the
reference page are made."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

from clausecheck.finding import GROUPS, Severity
from clausecheck.quick import dataclass
from clausecheck.rules.rule import CLASSES, CONFIDENCES, RISKS, STATUSES
from clausecheck.rules.ruleset import CODE, NAME
from clausecheck.rules.shapetable import TIERS, table


class KeyForm(enum.Enum):
    """What stands under a key."""

    TEXT = "a text"
    NAME = "a name: small letters, digits and hyphens"
    CODE = "two to five capitals, and three or four digits"
    WORD = "one of some words"
    SWITCH = "true or false"
    DATE = "a date, such as 2027-01-12"
    VERSION = "a version, such as 0.1.0"
    TEXTS = "a text, or a list of texts"
    VALUES = "a mapping of names to values, or to lists of values"
    PARTS = "a mapping of words to conditions"
    PLACES = "a path, or a list of paths and of mappings from a path to the words under it"
    SOURCES = "`practice`, or a mapping with `instrument`, or a list of these"
    OVERRIDES = "a mapping of rules to what changes"
    RULES = "a mapping of names to rules"


@dataclass(frozen=True, slots=True)
class RuleKey:
    """A key: what stands under it, what it says, the `words` to which it is limited, and whether every one has it."""

    form: KeyForm
    doc: str
    words: tuple[str, ...] = ()
    required: bool = False


SEVERITIES = tuple(severity.value for severity in Severity)

RULESET = {
    "ruleset": RuleKey(KeyForm.NAME, "the name of the ruleset", required=True),
    "version": RuleKey(KeyForm.TEXT, "its version; one that others pin is numbers with dots, `1.2.0`"),
    "since": RuleKey(
        KeyForm.VERSION, "the version in which the rules of the file came, unless they say another"
    ),
    "block": RuleKey(
        KeyForm.TEXT, "the block of questions of the rules of the file, unless they say another"
    ),
    "description": RuleKey(KeyForm.TEXT, "what it is for, in a line"),
    "extends": RuleKey(
        KeyForm.TEXTS,
        "rulesets that it builds on: names that come with clausecheck or with an installed package, or files beside this one",
    ),
    "off": RuleKey(KeyForm.TEXTS, "inherited rules that are switched off: names or codes"),
    "overrides": RuleKey(
        KeyForm.OVERRIDES, "inherited rules, each with another `severity` or other `parameters`"
    ),
    "rules": RuleKey(KeyForm.RULES, "rules of its own, by name"),
}

RULE = {
    "code": RuleKey(KeyForm.CODE, "its code, in letters of your own; never used again for another rule", required=True),
    "aliases": RuleKey(KeyForm.TEXTS, "former names and codes"),
    "tier": RuleKey(
        KeyForm.WORD,
        "how far out it lies: `readable` and `contradiction` always speak, `core` (the default) in every profile, "
        "`thorough` only in `--profile thorough`",
        TIERS,
    ),
    "group": RuleKey(KeyForm.WORD, "what it finds, where `tier` and `severity` do not say it", GROUPS),
    "block": RuleKey(
        KeyForm.TEXT,
        "the block of questions to which it belongs, such as `backup`; the shape of a document says which it is asked about. "
        "It can stand once for a file",
    ),
    "overlay": RuleKey(
        KeyForm.WORD, "it speaks only where the agreement declares the fact, or `--profile` names the overlay",
        tuple(table().overlays),
    ),
    "silent beside": RuleKey(
        KeyForm.TEXTS,
        "rules beside whose findings about the same block, or about the file, its own would only repeat the cause",
    ),
    "core parts": RuleKey(
        KeyForm.TEXTS,
        "of a rule with `parts`, those whose absence has its severity; without them it is the next lower",
    ),
    "in drafts": RuleKey(KeyForm.WORD, "its severity while `status` does not say `agreed` or `signed`", SEVERITIES),
    "since": RuleKey(KeyForm.VERSION, "the version in which it came; see below"),
    "status": RuleKey(KeyForm.WORD, "how far it is in its life; see below", STATUSES),
    "replaced by": RuleKey(KeyForm.TEXTS, "what takes the place of a deprecated rule: names, or `nothing`"),
    "severity": RuleKey(KeyForm.WORD, "how bad it is", SEVERITIES, required=True),
    "class": RuleKey(KeyForm.WORD, "of which kind it is", CLASSES, required=True),
    "risk": RuleKey(KeyForm.WORD, "who is at risk; `both` by default", RISKS),
    "subject": RuleKey(KeyForm.TEXTS, "the rows of a checklist that it covers"),
    "for each": RuleKey(
        KeyForm.TEXTS, "the kinds of blocks or clauses at which it looks; `agreement`, the default, is the whole file"
    ),
    "when": RuleKey(KeyForm.TEXT, "a condition: it looks only where this holds"),
    "require": RuleKey(KeyForm.TEXT, "the condition that must hold; a finding otherwise"),
    "parts": RuleKey(
        KeyForm.PARTS,
        "instead of `require`: what each part is called, and its condition; `{missing}` in the message names those that are "
        "not there",
    ),
    "check": RuleKey(KeyForm.NAME, "instead of `require`: a check in Python; see [checks.md](checks.md)"),
    "analysis": RuleKey(
        KeyForm.TEXT, "instead of `require`: a Python analysis of the entry-point group `clausecheck.analyses`"
    ),
    "reader": RuleKey(KeyForm.SWITCH, "instead of `require`: the reader itself makes the finding"),
    "parameters": RuleKey(KeyForm.VALUES, "values that conditions may use, and that a ruleset on top may change"),
    "point at": RuleKey(KeyForm.PLACES, "where the finding points: paths, with the words under each"),
    "expected": RuleKey(KeyForm.TEXT, "the path that is missing"),
    "message": RuleKey(
        KeyForm.TEXT, "what it says of this agreement; `{path}` in braces shows what the agreement says there"
    ),
    "label": RuleKey(KeyForm.TEXT, "what stands under the place"),
    "case": RuleKey(KeyForm.TEXT, "the computation that proves it"),
    "summary": RuleKey(KeyForm.TEXT, "what is wrong, in a line, about any agreement"),
    "why": RuleKey(KeyForm.TEXT, "why it is bad", required=True),
    "help": RuleKey(KeyForm.TEXTS, "what would mend it; see below"),
    "decision": RuleKey(
        KeyForm.TEXT, "of a rule whose help proposes no clause: what only the parties can settle"
    ),
    "source": RuleKey(KeyForm.SOURCES, "who asks for it; see below", required=True),
    "page": RuleKey(KeyForm.TEXT, "the web address of its page, to which SARIF and editors lead"),
    "valid from": RuleKey(KeyForm.DATE, "the first day on which it holds, compared with `--as-of`"),
    "valid to": RuleKey(KeyForm.DATE, "the last day on which it holds"),
    "flawed": RuleKey(KeyForm.TEXTS, "agreements in which it finds something; `clausecheck rules test` runs them"),
    "clean": RuleKey(KeyForm.TEXTS, "agreements in which it finds nothing"),
}  # fmt: skip

SOURCE = {
    "instrument": RuleKey(KeyForm.TEXT, "the law, standard or practice", required=True),
    "article": RuleKey(KeyForm.TEXT, "where in it"),
    "confidence": RuleKey(KeyForm.WORD, "how sure it is", CONFIDENCES, required=True),
    "url": RuleKey(KeyForm.TEXT, "a web address"),
}

OVERRIDE = {
    "severity": RuleKey(KeyForm.WORD, "another severity", SEVERITIES),
    "parameters": RuleKey(KeyForm.VALUES, "other values, each of the kind of the one that it replaces"),
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a ruleset in YAML, as editors use it."""
    rule = _mapping(RULE)
    ways = ("require", "parts", "check", "analysis", "reader")
    rule["oneOf"] = [{"required": [way]} for way in ways]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A ruleset of clausecheck",
        **_mapping(RULESET),
        "anyOf": [{"required": ["rules"]}, {"required": ["extends"]}],
        "$defs": {"rule": rule, "source": _mapping(SOURCE), "override": _mapping(OVERRIDE)},
    }


_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""What the loader takes as a text: an editor reads `1.0` as a number, and `true` as a truth."""


def _mapping(keys: dict[str, RuleKey]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "properties": {name: {**_schema(key), "description": key.doc} for name, key in keys.items()},
        "additionalProperties": False,
    }
    required = [name for name, key in keys.items() if key.required]
    return {**made, "required": required} if required else made


def _schema(key: RuleKey) -> dict[str, Any]:
    match key.form:
        case KeyForm.WORD:
            return {"enum": list(key.words)}
        case KeyForm.SWITCH:
            return {"type": "boolean"}
        case KeyForm.NAME:
            return _matching(NAME.pattern)
        case KeyForm.CODE:
            return _matching(CODE.pattern)
        case KeyForm.DATE:
            return _matching("[0-9]{4}-[0-9]{2}-[0-9]{2}")
        case KeyForm.TEXTS:
            return _one_or_many(_TEXT)
        case KeyForm.VALUES:
            return _by_name(_one_or_many(_TEXT))
        case KeyForm.PARTS:
            return {**_by_name(_TEXT), "minProperties": 1}
        case KeyForm.PLACES:
            return _one_or_many({"anyOf": [_TEXT, _by_name(_TEXT)]})
        case KeyForm.SOURCES:
            return _one_or_many({"anyOf": [{"const": "practice"}, {"$ref": "#/$defs/source"}]})
        case KeyForm.OVERRIDES:
            return _by_name({"$ref": "#/$defs/override"})
        case KeyForm.RULES:
            return {**_by_name({"$ref": "#/$defs/rule"}), "propertyNames": _matching(NAME.pattern)}
        case _:
            return dict(_TEXT)


def _matching(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _one_or_many(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _by_name(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}


def rows(keys: dict[str, RuleKey]) -> Iterable[tuple[str, str]]:
    """Each key with what is said of it in the documentation."""
    for name, key in keys.items():
        told = all(f"`{word}`" in key.doc for word in key.words)
        yield name, key.doc if told else f"{key.doc} ({', '.join(f'`{word}`' for word in key.words)})"
