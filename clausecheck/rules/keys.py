"""The keys of a ruleset: the one table from which the loader knows them, and from which the JSON Schema for editors and the
reference page are made."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clausecheck.finding import GROUPS, Severity
from clausecheck.rules.rule import CLASSES, CONFIDENCES, RISKS, STATUSES
from clausecheck.rules.ruleset import CODE, NAME
from clausecheck.rules.shapetable import TIERS, table


class Form(enum.Enum):
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

    form: Form
    doc: str
    words: tuple[str, ...] = ()
    required: bool = False


SEVERITIES = tuple(severity.value for severity in Severity)

RULESET = {
    "ruleset": RuleKey(Form.NAME, "the name of the ruleset", required=True),
    "version": RuleKey(Form.TEXT, "its version; one that others pin is numbers with dots, `1.2.0`"),
    "since": RuleKey(
        Form.VERSION, "the version in which the rules of the file came, unless they say another"
    ),
    "block": RuleKey(Form.TEXT, "the block of questions of the rules of the file, unless they say another"),
    "description": RuleKey(Form.TEXT, "what it is for, in a line"),
    "extends": RuleKey(
        Form.TEXTS,
        "rulesets that it builds on: names that come with clausecheck or with an installed package, or files beside this one",
    ),
    "off": RuleKey(Form.TEXTS, "inherited rules that are switched off: names or codes"),
    "overrides": RuleKey(
        Form.OVERRIDES, "inherited rules, each with another `severity` or other `parameters`"
    ),
    "rules": RuleKey(Form.RULES, "rules of its own, by name"),
}

RULE = {
    "code": RuleKey(Form.CODE, "its code, in letters of your own; never used again for another rule", required=True),
    "aliases": RuleKey(Form.TEXTS, "former names and codes"),
    "tier": RuleKey(
        Form.WORD,
        "how far out it lies: `readable` and `contradiction` always speak, `core` (the default) in every profile, "
        "`thorough` only in `--profile thorough`",
        TIERS,
    ),
    "group": RuleKey(Form.WORD, "what it finds, where `tier` and `severity` do not say it", GROUPS),
    "block": RuleKey(
        Form.TEXT,
        "the block of questions to which it belongs, such as `backup`; the shape of a document says which it is asked about. "
        "It can stand once for a file",
    ),
    "overlay": RuleKey(
        Form.WORD, "it speaks only where the agreement declares the fact, or `--profile` names the overlay",
        tuple(table().overlays),
    ),
    "silent beside": RuleKey(
        Form.TEXTS,
        "rules beside whose findings about the same block, or about the file, its own would only repeat the cause",
    ),
    "core parts": RuleKey(
        Form.TEXTS,
        "of a rule with `parts`, those whose absence has its severity; without them it is the next lower",
    ),
    "in drafts": RuleKey(Form.WORD, "its severity while `status` does not say `agreed` or `signed`", SEVERITIES),
    "since": RuleKey(Form.VERSION, "the version in which it came; see below"),
    "status": RuleKey(Form.WORD, "how far it is in its life; see below", STATUSES),
    "replaced by": RuleKey(Form.TEXTS, "what takes the place of a deprecated rule: names, or `nothing`"),
    "severity": RuleKey(Form.WORD, "how bad it is", SEVERITIES, required=True),
    "class": RuleKey(Form.WORD, "of which kind it is", CLASSES, required=True),
    "risk": RuleKey(Form.WORD, "who is at risk; `both` by default", RISKS),
    "subject": RuleKey(Form.TEXTS, "the rows of a checklist that it covers"),
    "for each": RuleKey(
        Form.TEXTS, "the kinds of blocks or clauses at which it looks; `agreement`, the default, is the whole file"
    ),
    "when": RuleKey(Form.TEXT, "a condition: it looks only where this holds"),
    "require": RuleKey(Form.TEXT, "the condition that must hold; a finding otherwise"),
    "parts": RuleKey(
        Form.PARTS,
        "instead of `require`: what each part is called, and its condition; `{missing}` in the message names those that are "
        "not there",
    ),
    "check": RuleKey(Form.NAME, "instead of `require`: a check in Python; see [checks.md](checks.md)"),
    "analysis": RuleKey(
        Form.TEXT, "instead of `require`: a Python analysis of the entry-point group `clausecheck.analyses`"
    ),
    "reader": RuleKey(Form.SWITCH, "instead of `require`: the reader itself makes the finding"),
    "parameters": RuleKey(Form.VALUES, "values that conditions may use, and that a ruleset on top may change"),
    "point at": RuleKey(Form.PLACES, "where the finding points: paths, with the words under each"),
    "expected": RuleKey(Form.TEXT, "the path that is missing"),
    "message": RuleKey(
        Form.TEXT, "what it says of this agreement; `{path}` in braces shows what the agreement says there"
    ),
    "label": RuleKey(Form.TEXT, "what stands under the place"),
    "case": RuleKey(Form.TEXT, "the computation that proves it"),
    "summary": RuleKey(Form.TEXT, "what is wrong, in a line, about any agreement"),
    "why": RuleKey(Form.TEXT, "why it is bad", required=True),
    "help": RuleKey(Form.TEXTS, "what would mend it; see below"),
    "decision": RuleKey(
        Form.TEXT, "of a rule whose help proposes no clause: what only the parties can settle"
    ),
    "source": RuleKey(Form.SOURCES, "who asks for it; see below", required=True),
    "valid from": RuleKey(Form.DATE, "the first day on which it holds, compared with `--as-of`"),
    "valid to": RuleKey(Form.DATE, "the last day on which it holds"),
    "flawed": RuleKey(Form.TEXTS, "agreements in which it finds something; `clausecheck rules test` runs them"),
    "clean": RuleKey(Form.TEXTS, "agreements in which it finds nothing"),
}  # fmt: skip

SOURCE = {
    "instrument": RuleKey(Form.TEXT, "the law, standard or practice", required=True),
    "article": RuleKey(Form.TEXT, "where in it"),
    "confidence": RuleKey(Form.WORD, "how sure it is", CONFIDENCES, required=True),
    "url": RuleKey(Form.TEXT, "a web address"),
}

OVERRIDE = {
    "severity": RuleKey(Form.WORD, "another severity", SEVERITIES),
    "parameters": RuleKey(Form.VALUES, "other values, each of the kind of the one that it replaces"),
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
        case Form.WORD:
            return {"enum": list(key.words)}
        case Form.SWITCH:
            return {"type": "boolean"}
        case Form.NAME:
            return _matching(NAME.pattern)
        case Form.CODE:
            return _matching(CODE.pattern)
        case Form.DATE:
            return _matching("[0-9]{4}-[0-9]{2}-[0-9]{2}")
        case Form.TEXTS:
            return _one_or_many(_TEXT)
        case Form.VALUES:
            return _by_name(_one_or_many(_TEXT))
        case Form.PARTS:
            return {**_by_name(_TEXT), "minProperties": 1}
        case Form.PLACES:
            return _one_or_many({"anyOf": [_TEXT, _by_name(_TEXT)]})
        case Form.SOURCES:
            return _one_or_many({"anyOf": [{"const": "practice"}, {"$ref": "#/$defs/source"}]})
        case Form.OVERRIDES:
            return _by_name({"$ref": "#/$defs/override"})
        case Form.RULES:
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
