"""Our rulesets as data, so that a run neither reads their YAML nor parses their expressions anew.

The data are plain JSON: numbers, texts, lists, and the names of a few classes that are known here. Loading them runs nothing.
What they are made of is in the name of the entry (`clausecheck.cache`), so they never lag behind the files.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Callable, Iterable
from typing import Any

from clausecheck import cache as entries
from clausecheck import resources
from clausecheck.context import known_checks, learn_checks
from clausecheck.rules.expression import Compiler
from clausecheck.rules.late import late_program
from clausecheck.rules.plaindata import as_data, from_data
from clausecheck.rules.rule import Program, Rule, Wording
from clausecheck.rules.ruleset import Ruleset
from clausecheck.rules.schema import FILE, NAMES, Type
from clausecheck.rules.shapetable import table
from clausecheck.rules.syntax import gathering, keep, read

FORM = "clausecheck rules 2"
_PROGRAM = "program"
_AT_ONCE = (
    "name", "code", "severity", "kind", "aliases", "status", "tier", "group", "block", "overlay", "in_drafts", "subject",
    "for_each", "check", "analysis", "reader", "parameters", "valid_from", "valid_to", "ruleset",
)  # fmt: skip
"""What is asked of every rule in every run; the rest of a rule is decoded when somebody first asks for some of it."""
_LATER = tuple(
    item.name for item in dataclasses.fields(Rule) if item.name not in (*_AT_ONCE, _PROGRAM, "later")
)
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
    return entries.name_of("rules", [FORM, name, json.dumps([_AT_ONCE, _LATER]), *origin])


def dump(ruleset: Ruleset) -> bytes:
    """A ruleset as data: a line of JSON with what is asked of every rule, and behind it the pieces that are decoded one by one,
    of which it has the lengths. Raises `ExpressionError` where a rule cannot be compiled."""
    rules = list(ruleset.known())
    pieces: list[bytes] = []
    for rule in rules:
        pieces += map(_as_bytes, (_program_row(rule), [as_data(getattr(rule, name)) for name in _LATER]))
    with gathering() as trees:
        for text in table().conditions():
            read(text)
    content = {
        "form": FORM,
        "ruleset": [as_data(getattr(ruleset, name)) for name in _RULESET],
        "active": len(ruleset.rules),
        "rules": [[as_data(getattr(rule, name)) for rule in rules] for name in _AT_ONCE],
        "lengths": list(map(len, pieces)),
        "trees": trees,
        "checks": known_checks(),
    }
    return b"\n".join((_as_bytes(content), b"".join(pieces)))


def load(data: bytes) -> Ruleset | None:
    """The ruleset that `dump` has written; `None` for anything else."""
    try:
        head, _, rest = data.partition(b"\n")
        content = json.loads(head)
        if content["form"] != FORM:
            return None
        known: dict[str, Any] = dict(zip(_RULESET, map(from_data, content["ruleset"]), strict=True))
        rules, active = _rules(content["rules"], content["lengths"], rest), content["active"]
        ruleset = Ruleset(**known, rules=rules[:active], inactive=rules[active:])
        keep(content["trees"])
        learn_checks(dict(content["checks"]))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return None
    return ruleset


def _rules(columns: list[list[Any]], lengths: list[int], rest: bytes) -> tuple[Rule, ...]:
    ends = list(itertools.accumulate(lengths, initial=0))
    if ends[-1] != len(rest):
        raise ValueError("the pieces are cut off")
    rules = [object.__new__(Rule) for _ in columns[0]]
    for name, column in zip(_AT_ONCE, columns, strict=True):
        fill: Callable[[Rule, Any], None] = vars(Rule)[name].__set__  # nobody has seen the rules yet
        for rule, value in zip(rules, column, strict=True):
            fill(rule, from_data(value) if type(value) in (list, dict) else value)
    places = zip(ends[::2], ends[1::2], ends[2::2], strict=False)
    for rule, (start, middle, end) in zip(rules, places, strict=True):
        object.__setattr__(rule, "later", _Later(rest, start, middle, end))
    return tuple(rules)


class _Later:
    """The pieces of a rule that are not decoded yet: its program, and what is said of it."""

    __slots__ = ("_data", "_end", "_middle", "_start")

    def __init__(self, data: bytes, start: int, middle: int, end: int) -> None:
        self._data, self._start, self._middle, self._end = data, start, middle, end

    def fill(self, rule: Rule, name: str) -> None:
        """Give a rule the field of a name, with those of the same piece."""
        if name == _PROGRAM:
            row = json.loads(self._data[self._start : self._middle])
            object.__setattr__(rule, _PROGRAM, None if row is None else _made(rule, *row))
        elif name in _LATER:
            row = json.loads(self._data[self._middle : self._end])
            for field, value in zip(_LATER, row, strict=True):
                object.__setattr__(rule, field, from_data(value))


def _as_bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _program_row(rule: Rule) -> list[Any] | None:
    """The wording of a rule, and the trees of its expressions, each as a text of its own: most are never asked for."""
    if rule.program is None or rule.program.wording is None:
        return None
    with gathering() as trees:
        _program(rule, rule.program.wording).compile()
    return [as_data(rule.program.wording), {text: json.dumps(tree) for text, tree in trees.items()}]


def _made(rule: Rule, wording: Any, trees: dict[str, str]) -> Program:
    keep(trees)
    return _program(rule, from_data(wording))


def _program(rule: Rule, wording: Wording) -> Program:
    kinds = frozenset(FILE if kind == "agreement" else NAMES[kind] for kind in rule.for_each)
    compiler = Compiler(Type(kinds=kinds), rule.parameters)
    compiler.parts = bool(wording.parts)
    return late_program(wording, compiler)
