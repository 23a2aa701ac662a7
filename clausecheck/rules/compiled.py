"""Our rulesets as data, so that a run neither reads their YAML nor parses their expressions anew.

The data are plain JSON: numbers, texts, lists, and the names of a few classes that are known here. Loading them runs nothing.
What they are made of is in the name of the entry (`clausecheck.cache`), so they never lag behind the files.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable
from typing import Any

from clausecheck import cache as entries
from clausecheck import resources
from clausecheck.context import known_checks, learn_checks
from clausecheck.rules.expression import Compiler
from clausecheck.rules.late import late_program
from clausecheck.rules.plaindata import as_data, from_data
from clausecheck.rules.rule import Rule, Wording
from clausecheck.rules.ruleset import Ruleset
from clausecheck.rules.schema import FILE, NAMES, Type
from clausecheck.rules.shapetable import table
from clausecheck.rules.syntax import gathering, keep, read

FORM = "clausecheck rules 1"
_LEFT = ("program",)
_RULE = tuple(item.name for item in dataclasses.fields(Rule) if item.name not in _LEFT)
_RULESET = ("name", "version", "description", "extends", "file", "previews", "digests")


def load_ours(name: str, make: Callable[[str], Ruleset]) -> Ruleset:
    """One of our rulesets by its name, as `make` reads it from its files; from what was kept of an earlier run, or of the
    build, where nothing has changed since."""
    entry = entry_name(name, resources.origin())
    return entries.kept(
        entry,
        load=load,
        make=lambda: make(name),
        dump=lambda made: (
            None if made.analyses else dump(made)
        ),  # an installed analysis is a plug-in, and no data
        shipped=resources.compiled(entry),
    )


def entry_name(name: str, origin: Iterable[str]) -> str:
    """The name of the entry of a ruleset; `origin` is what it depends on besides."""
    return entries.name_of("rules", [FORM, name, json.dumps(_RULE), *origin])


def dump(ruleset: Ruleset) -> bytes:
    """A ruleset as data. Raises `ExpressionError` where a rule cannot be compiled."""
    with gathering() as trees:
        for rule in ruleset.known():
            if rule.program is not None and rule.program.wording is not None:
                _program(rule, rule.program.wording).compile()
        for text in table().conditions():
            read(text)
    content = {
        "form": FORM,
        "ruleset": [as_data(getattr(ruleset, name)) for name in _RULESET],
        "rules": [_rule(rule) for rule in ruleset.rules],
        "inactive": [_rule(rule) for rule in ruleset.inactive],
        "trees": trees,
        "checks": known_checks(),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def load(data: bytes) -> Ruleset | None:
    """The ruleset that `dump` has written; `None` for anything else."""
    try:
        content = json.loads(data)
        if content["form"] != FORM:
            return None
        known: dict[str, Any] = dict(zip(_RULESET, map(from_data, content["ruleset"]), strict=True))
        rules, inactive = ([_made(row) for row in content[key]] for key in ("rules", "inactive"))
        ruleset = Ruleset(**known, rules=tuple(rules), inactive=tuple(inactive))
        keep(content["trees"])
        learn_checks(dict(content["checks"]))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return None
    return ruleset


def _rule(rule: Rule) -> list[Any]:
    program = None if rule.program is None else rule.program.wording
    return [*(as_data(getattr(rule, name)) for name in _RULE), as_data(program)]


def _made(row: list[Any]) -> Rule:
    *values, wording = map(from_data, row)
    rule = Rule(**dict(zip(_RULE, values, strict=True)))
    if wording is None:
        return rule
    object.__setattr__(rule, "program", _program(rule, wording))  # before anybody has seen it
    return rule


def _program(rule: Rule, wording: Wording) -> Any:
    kinds = frozenset(FILE if kind == "agreement" else NAMES[kind] for kind in rule.for_each)
    compiler = Compiler(Type(kinds=kinds), rule.parameters)
    compiler.parts = bool(wording.parts)
    return late_program(wording, compiler)
