"""One file of rules, with what it extends, switches off and overrides."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from clausecheck.finding import Severity
from clausecheck.language.parser import close_word
from clausecheck.rules.changes import SharedParameters
from clausecheck.rules.errors import did_you_mean
from clausecheck.rules.fields import Fields
from clausecheck.rules.keys import OVERRIDE, RULESET, SEVERITIES
from clausecheck.rules.packages import BrokenPackage
from clausecheck.rules.parameters import changed_parameters
from clausecheck.rules.pins import WrongPin, refused, split
from clausecheck.rules.places import every_name, is_file, is_ours, locate, our_file
from clausecheck.rules.rule import Rule, value_text
from clausecheck.rules.rulebody import RuleReader
from clausecheck.rules.ruleset import NAME, Ruleset
from clausecheck.rules.runtime import Parameter
from clausecheck.rules.yamltree import Mapping, Scalar, Tree, YamlFile

ALWAYS = ("reading", "waivers", "template")
"""The rulesets whose rules belong to every other: no syntax error, nothing that is wrong with a waiver, and nothing that a
draft lacks of a template, is ever dropped."""

MOST_EXTENDED = 40
"""So many rulesets may extend each other in a row."""


class Load(Protocol):
    """What the reader of a file needs of the load that it is part of (`clausecheck.rules.loader.Loader`)."""

    thorough: bool
    asked: Path | None
    chain: list[Path]

    @property
    def analyses(self) -> Sequence[str]:
        """The names of all analyses."""

    def file(self, path: Path) -> Ruleset:
        """The ruleset of another file."""

    def check_names(self) -> list[str]:
        """The names of all checks."""


class FileReader(Fields):
    """One file to a `Ruleset`; mistakes go to the file's `problems`."""

    def __init__(self, loader: Load, path: Path, yaml: YamlFile) -> None:
        super().__init__(yaml)
        self.loader, self.path = loader, path
        outermost = len(loader.chain) == 1
        self.active: dict[str, Rule] = {}
        self.inactive: dict[str, Rule] = {}
        self.previews: set[str] = set()
        self.always = [file for file in map(our_file, ALWAYS) if outermost and file != path]

    def run(self) -> Ruleset:
        """The ruleset of the file, with the rules of those that it extends."""
        root = self.yaml.root
        if not isinstance(root, Mapping):
            self.report(0, "", "a ruleset is a mapping with the keys " + ", ".join(RULESET))
            return Ruleset(self.path.stem, "", "", ())
        self.keys(root, RULESET, "", "a ruleset")
        name = self.text(root, "ruleset", "", required=True)
        if name and not NAME.fullmatch(name):
            self.report(
                root.values["ruleset"], "ruleset", f"`{name}` is no name: small letters, digits and hyphens"
            )
        version, description = self.text(root, "version", ""), self.text(root, "description", "")
        extends = []
        for file in self.always:
            self.active |= {rule.name: rule for rule in self.loader.file(file).rules}
        for scalar in self.texts(root, "extends", ""):
            base = self.base(scalar)
            if base is None:
                continue
            extends.append(base.name)
            self.active |= {rule.name: rule for rule in base.rules}
            self.inactive |= {rule.name: rule for rule in base.inactive}
            self.previews |= base.previews
        self.inactive = {known: rule for known, rule in self.inactive.items() if known not in self.active}
        self.previews &= self.inactive.keys()
        self.switch_off(root)
        self.override(root)
        self.rules(root, name)
        self.shared_parameters(self.active.values())
        return Ruleset(
            name,
            version,
            description,
            tuple(self.active.values()),
            tuple(self.inactive.values()),
            tuple(extends),
            self.yaml.source.path,
            previews=frozenset(self.previews),
        )

    def base(self, scalar: Scalar) -> Ruleset | None:
        """A ruleset that this one extends; `None` after a mistake."""
        try:
            text, pin = split(scalar.value.strip())
            path = locate(text, self.path.parent)
        except (BrokenPackage, WrongPin) as error:
            self.report(scalar, "extends", str(error))
            return None
        if path is None:
            near = [
                *every_name(),
                *(other.name for other in self.path.parent.glob("*.y*ml") if other != self.path),
            ]
            hint = did_you_mean(close_word(text, near)) or (
                "" if is_file(text) else "is the package installed that brings it?"
            )
            self.report(scalar, "extends", f"there is no ruleset `{text}`", hint)
            return None
        if path in self.loader.chain:
            around = [*self.loader.chain[self.loader.chain.index(path) :], path]
            self.report(
                scalar,
                "extends",
                "rulesets extend each other in a circle: " + " → ".join(p.name for p in around),
            )
            return None
        if len(self.loader.chain) >= MOST_EXTENDED:
            self.report(
                scalar,
                "extends",
                f"rulesets extend each other more than {MOST_EXTENDED} deep: name them side by side",
            )
            return None
        base = self.loader.file(path)
        if pin is not None and base.name and not pin.takes(base.version):
            self.report(scalar, "extends", refused(base.name, base.version, pin))
        return base

    def inherited(self, text: str, place: Tree | Scalar, key: str, known: Iterable[Rule]) -> Rule | None:
        """An inherited rule by name, alias or code."""
        rules = list(known)
        for rule in rules:
            if text in (rule.name, rule.code) or text in rule.aliases:
                return rule
        words = [word for rule in rules for word in (rule.name, rule.code, *rule.aliases)]
        self.report(
            place,
            key,
            f"no ruleset that this one extends has a rule `{text}`",
            did_you_mean(close_word(text, words)),
        )
        return None

    def switch_off(self, root: Mapping) -> None:
        """Move what `off` names from the active rules to the others."""
        for scalar in self.texts(root, "off", ""):
            rule = self.inherited(
                scalar.value.strip(), scalar, "off", [*self.active.values(), *self.inactive.values()]
            )
            if rule is not None:
                self.previews.discard(rule.name)
                if rule.name in self.active:
                    self.inactive[rule.name] = self.active.pop(rule.name)

    def override(self, root: Mapping) -> None:
        """Replace the rules under `overrides` by what they become."""
        tree = root.values.get("overrides")
        if tree is None:
            return
        if not isinstance(tree, Mapping):
            self.report(tree, "overrides", "`overrides` is a mapping of rules to what changes")
            return
        given = SharedParameters(self.yaml.problems)
        for name, changes in tree.values.items():
            key = f"overrides / {name}"
            rule = self.inherited(
                name, tree.keys[name], key, [*self.active.values(), *self.inactive.values()]
            )
            if not isinstance(changes, Mapping):
                self.report(changes, key, "an override is a mapping with `severity` or `parameters`")
                continue
            self.keys(changes, OVERRIDE, key, "an override")
            if rule is None:
                continue
            if "severity" in changes.values:
                word = self.word(changes, "severity", key, SEVERITIES, rule.severity.value)
                rule = dataclasses.replace(rule, severity=Severity(word))
            made = changed_parameters(self, rule, changes, key)
            rule = dataclasses.replace(rule, parameters={**rule.parameters, **made})
            for parameter in made:
                given.note(rule, parameter, functools.partial(self.problem, tree.keys[name], key))
            (self.active if rule.name in self.active else self.inactive)[rule.name] = rule
        given.spread(self.active, self.inactive)

    def rules(self, root: Mapping, ruleset: str) -> None:
        """Add the rules of the file to the active ones, those in preview to the others; no name or code may be taken."""
        tree = root.values.get("rules")
        if tree is None:
            if "extends" not in root.values:
                self.report(
                    root, "", "this ruleset has no rules and extends none", "add `rules:` or `extends:`"
                )
            return
        if not isinstance(tree, Mapping):
            hint = "write `name-of-the-rule:` in a line of its own, without `-`"
            self.report(tree, "rules", "`rules` is a mapping of names to rules", hint)
            return
        reader = self.rule_reader(self.version(root, "since", ""))
        reader.block = reader.questions(root, "")
        taken = {}
        for rule in [*self.active.values(), *self.inactive.values()]:
            for word in (rule.name, rule.code, *rule.aliases):
                taken[word] = f"`{rule.name}` of the ruleset `{rule.ruleset}`"
        for name, body in tree.values.items():
            key = f"rules / {name}"
            if not isinstance(body, Mapping):
                self.report(body, key, "a rule is a mapping")
                continue
            made = reader.rule(name, body, tree.keys[name], ruleset)
            for word in (made.name, made.code, *made.aliases):
                if word in taken:
                    place = tree.keys[name] if word == name else body.values.get("code", tree.keys[name])
                    hint = "change it under `overrides`" if word == name else ""
                    self.report(place, key, f"`{word}` is taken by {taken[word]}", hint)
                taken[word] = f"`{name}`"
            if made.status == "preview":
                self.previews.add(name)
                self.inactive[name] = made
            else:
                self.active[name] = made
        for name, body in tree.values.items():
            if isinstance(body, Mapping):
                self.check_successors(name, body)

    def check_successors(self, name: str, body: Mapping) -> None:
        """Report what stands under `replaced by` and is no other rule."""
        rules = {**self.active, **self.inactive}
        for scalar in self.texts(body, "replaced by", f"rules / {name}"):
            word = scalar.value.strip()
            if word == name or (word != "nothing" and word not in rules):
                hint = did_you_mean(close_word(word, rules.keys() - {name}))
                self.report(scalar, f"rules / {name} / replaced by", f"`{word}` is no other rule", hint)

    def rule_reader(self, since: str) -> RuleReader:
        """The reader for the rules of this file, which came `since` a version; what our tests have checked is compiled late."""
        ours = is_ours(self.path)
        late = ours and not self.loader.thorough and self.path != self.loader.asked
        return RuleReader(
            self.yaml,
            self.loader.analyses,
            self.loader.check_names,
            since=since,
            ours=ours,
            late=late,
        )

    def shared_parameters(self, rules: Iterable[Rule]) -> None:
        """Rules of one analysis share its run, so a parameter that two of them give has one value."""
        seen: dict[tuple[str, str], tuple[Parameter, Rule]] = {}
        for rule in rules:
            for name, value in rule.parameters.items() if rule.analysis else ():
                before, other = seen.setdefault((rule.analysis, name), (value, rule))
                if before != value and rule.file == self.yaml.source.path:
                    self.report(
                        rule.span.start,
                        f"rules / {rule.name} / parameters",
                        f"`{name}` is {value_text(value)} here and {value_text(before)} in `{other.name}`, "
                        f"which the analysis `{rule.analysis}` serves in the same run",
                    )
