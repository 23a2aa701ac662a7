"""Which rules are silent beside which: their names must be there, and none may wait for itself."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.language.parser import close_word
from clausecheck.rules.errors import Problem, did_you_mean
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import OURS, Ruleset

DEFAULT = "msp"


def beside_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """What is wrong with `silent beside` in a ruleset: a rule that is not there, or rules silent beside each other in a
    circle, so that a finding of each would hide the other. Of our own rules only the whole is asked: a part of it may name
    rules of another part."""
    names = {word: rule for rule in ruleset.known() for word in (rule.name, rule.code, *rule.aliases)}
    for rule in ruleset.known():
        part = rule.code.startswith(OURS) and ruleset.name != DEFAULT
        for word in rule.silent_beside:
            if word not in names and not part:
                hint = did_you_mean(close_word(word, names))
                yield _problem(rule, f"there is no rule `{word}` to be silent beside", hint)
        circle = _circle(rule, names)
        if circle:
            yield _problem(rule, "rules are silent beside each other in a circle: " + " → ".join(circle))


def _circle(start: Rule, names: dict[str, Rule]) -> list[str]:
    """The names on the way from a rule back to itself, if there is one."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        for word in way[-1].silent_beside:
            other = names.get(word)
            if other is start:
                return [*(rule.name for rule in way), start.name]
            if other is not None and other.name not in seen:
                seen.add(other.name)
                ways.append([*way, other])
    return []


def _problem(rule: Rule, message: str, hint: str = "") -> Problem:
    return Problem(rule.file, rule.line, 1, f"rules / {rule.name} / silent beside", message, hint)
