"""What a config changes in rules, as overrides in a ruleset on top would; and what analyses share."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import field

from clausecheck.finding import Severity
from clausecheck.language import values as v
from clausecheck.quick import dataclass
from clausecheck.rules.errors import Problem
from clausecheck.rules.fields import Fields
from clausecheck.rules.parameters import changed_parameters, shape
from clausecheck.rules.rule import Rule, value_text
from clausecheck.rules.ruleset import Ruleset
from clausecheck.rules.runtime import Parameter
from clausecheck.rules.yamltree import Listing, Scalar, Tree, YamlFile
from clausecheck.rules.yamltree import Mapping as YamlMapping
from clausecheck.source import Source


@dataclass(frozen=True, slots=True)
class Written:
    """A value as a config writes it: its text or texts, the text of the config with the offset at which it stands
    there, and its key for messages."""

    value: str | tuple[str, ...]
    source: Source
    offset: int
    key: str


@dataclass(slots=True)
class RuleChange:
    """What a config changes in a rule: its severity (`off` switches it off, any other switches it on), and parameters
    by name."""

    severity: str = ""
    parameters: dict[str, Written] = field(default_factory=dict)


def changed(ruleset: Ruleset, changes: Mapping[str, RuleChange], problems: list[Problem]) -> Ruleset:
    """A ruleset with changes to rules that it knows, by name, as `overrides` in a ruleset on top of it would make them.
    Mistakes are added to `problems`."""
    active = {rule.name: rule for rule in ruleset.rules}
    inactive = {rule.name: rule for rule in ruleset.inactive}
    given = SharedParameters(problems)
    for name, change in changes.items():
        rule = active.pop(name) if name in active else None
        on = rule is not None
        if rule is None:
            rule = inactive.pop(name)
        for parameter, written in change.parameters.items():
            made = _reread(rule, parameter, written, problems)
            rule = dataclasses.replace(rule, parameters={**rule.parameters, **made})
            if made:
                given.note(rule, parameter, functools.partial(_problem, written))
        if change.severity:
            on = change.severity != "off"
        if change.severity and on:
            rule = dataclasses.replace(rule, severity=Severity(change.severity))
        (active if on else inactive)[name] = rule
    given.spread(active, inactive)
    return dataclasses.replace(ruleset, rules=tuple(active.values()), inactive=tuple(inactive.values()))


def _reread(rule: Rule, name: str, written: Written, problems: list[Problem]) -> dict[str, Parameter]:
    """A parameter that a config gives, read as if it stood in a ruleset; words where the rule has words."""
    before = rule.parameters.get(name)
    style = '"' if shape(before)[1] is v.Text else ""
    at = written.offset
    texts = written.value if isinstance(written.value, tuple) else (written.value,)
    scalars: list[Tree] = [Scalar(text, style, at, at + len(text)) for text in texts]
    value = Listing(scalars, at, at) if isinstance(written.value, tuple) else scalars[0]
    parameters = YamlMapping({name: value}, {name: Scalar(name, "", at, at)}, at, at, at)
    yaml = YamlFile(written.source)
    made = changed_parameters(Fields(yaml), rule, YamlMapping({"parameters": parameters}, {}, at, at, at), "")
    problems += [_problem(written, problem.message, problem.hint) for problem in yaml.problems]
    return made


def _problem(written: Written, message: str, hint: str = "") -> Problem:
    place = written.source.position(written.offset)
    return Problem(written.source.path, place.line, place.column, written.key, message, hint)


class SharedParameters:
    """Parameters that are changed in rules of analyses: all rules of an analysis share its run, so what is changed for
    one is changed for all."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.values: dict[tuple[str, str], tuple[Parameter, Rule]] = {}

    def note(self, rule: Rule, name: str, problem: Callable[[str], Problem]) -> None:
        """A parameter that a rule has been given; `problem` makes a mistake at its place."""
        if not rule.analysis:
            return
        value, other = self.values.setdefault((rule.analysis, name), (rule.parameters[name], rule))
        if value != rule.parameters[name]:
            self.problems.append(
                problem(
                    f"`{name}` is {value_text(rule.parameters[name])} here and {value_text(value)} for "
                    f"`{other.name}`, which the analysis `{rule.analysis}` serves in the same run"
                )
            )

    def spread(self, *groups: dict[str, Rule]) -> None:
        """Give the values to the other rules of each analysis."""
        for (analysis, name), (value, _) in self.values.items():
            for rules in groups:
                for rule in list(rules.values()):
                    if rule.analysis == analysis and name in rule.parameters:
                        parameters = {**rule.parameters, name: value}
                        rules[rule.name] = dataclasses.replace(rule, parameters=parameters)
