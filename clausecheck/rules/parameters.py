"""The parameters of a rule, and what an override or a config gives instead."""

from __future__ import annotations

import re

from clausecheck.language import values as v
from clausecheck.language.parser import close_word
from clausecheck.rules.errors import did_you_mean
from clausecheck.rules.expression import Compiler
from clausecheck.rules.fields import Fields
from clausecheck.rules.rule import Rule, value_text
from clausecheck.rules.runtime import Mention, Parameter
from clausecheck.rules.yamltree import Listing, Mapping, Scalar, Tree

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_TAKEN = ("and", "or", "not", "in", "is", "as", "true", "false", "it", "this", "file")
"""Words of the expressions."""


def read_parameters(fields: Fields, body: Mapping, key: str) -> dict[str, Parameter]:
    """The parameters of a rule or an override, typed by what is written: a literal, or words."""
    tree = body.values.get("parameters")
    if tree is None:
        return {}
    key = f"{key} / parameters"
    if not isinstance(tree, Mapping):
        fields.report(tree, key, "`parameters` is a mapping of names to values")
        return {}
    made: dict[str, Parameter] = {}
    for name, value in tree.values.items():
        if not _NAME.fullmatch(name) or name in _TAKEN:
            fields.report(tree.keys[name], key, f"`{name}` is no name of a parameter")
            continue
        items = value.items if isinstance(value, Listing) else [value]
        given = []
        for item in items:
            if not isinstance(item, Scalar):
                fields.report(item, f"{key} / {name}", "a parameter is a value or a list of values")
            elif (literal := _literal(fields, item, f"{key} / {name}")) is not None:
                given.append(literal)
        if not given:
            if not items:
                fields.report(value, f"{key} / {name}", "this list is empty")
            continue
        if isinstance(value, Listing):
            if len({type(one) for one in given}) > 1:
                fields.report(value, f"{key} / {name}", "the values of this list are of different kinds")
            made[name] = tuple(one for one in given if isinstance(one, v.Value))
        else:
            made[name] = given[0]
    return made


def _literal(fields: Fields, scalar: Scalar, key: str) -> v.Value | bool | None:
    """The value that a scalar says: a quoted one is words; an unquoted one a literal where it begins
    like one."""
    text = scalar.value.strip()
    if scalar.quoted or not (text[:1].isdigit() or text in ("true", "false")):
        if not text:
            fields.report(scalar, key, "this value is empty")
            return None
        return v.Text(text)
    literal = fields.expression(scalar, key, Compiler().literal)
    if isinstance(literal, (v.Value, bool)):
        return literal
    if literal is None and not any(problem.key == key for problem in fields.yaml.problems):
        fields.report(scalar, key, f"`{text}` is no value", "words that begin with a digit stand in quotes")
    return None


def changed_parameters(fields: Fields, rule: Rule, changes: Mapping, key: str) -> dict[str, Parameter]:
    """The parameters that an override gives, each of the type that it had."""
    made = {}
    for name, value in read_parameters(fields, changes, key).items():
        place = changes.values["parameters"]
        assert isinstance(place, Mapping)
        where = f"{key} / parameters / {name}"
        if name not in rule.parameters:
            hint = did_you_mean(close_word(name, rule.parameters))
            fields.report(place.keys[name], where, f"`{rule.name}` has no parameter `{name}`", hint)
            continue
        before = rule.parameters[name]
        if shape(before) != shape(value):
            fields.report(
                place.values[name],
                where,
                f"this is not of the kind of `{value_text(before)}`, which it replaces",
            )
            continue
        if name in rule.phrases:
            _check_phrases(fields, value, place.values[name], where)
        made[name] = value
    return made


def _check_phrases(fields: Fields, value: Parameter, place: Tree, key: str) -> None:
    for text in value if isinstance(value, tuple) else (value,):
        try:
            Mention(text.text)  # type: ignore[union-attr]
        except ValueError as error:
            fields.report(place, key, str(error))


def shape(value: Parameter | None) -> tuple[bool, type]:
    """Whether a parameter is a list, and of what."""
    return (True, type(value[0])) if isinstance(value, tuple) and value else (False, type(value))
