"""Rulesets from YAML: every key and every expression is checked; all mistakes of a file are said at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, TypeVar

from clausecheck import resources
from clausecheck.finding import Citation, Finding, Proof, Severity
from clausecheck.language import values as v
from clausecheck.language.parser import close_word
from clausecheck.rules import functions as _functions  # noqa: F401 - fills the registry of functions
from clausecheck.rules.errors import Problem, RulesetError, UnknownRule, did_you_mean
from clausecheck.rules.expression import Compiler, ExpressionError
from clausecheck.rules.rule import (
    CLASSES,
    CONFIDENCES,
    FIRM,
    RISKS,
    Pointer,
    Program,
    Rule,
    Template,
    value_text,
)
from clausecheck.rules.runtime import Mention, Parameter, Parameters, TruthCode, all_parts
from clausecheck.rules.schema import FILE, NAMES, Type, guess_kind
from clausecheck.rules.yamltree import Listing, Scalar, Tree, YamlFile, read_yaml
from clausecheck.rules.yamltree import Mapping as YamlMapping
from clausecheck.source import Source, Span

GROUP = "clausecheck.analyses"
"""The entry-point group under which analyses register."""

#: The rulesets whose rules belong to every other: no syntax error, and nothing that is wrong with a waiver, is ever
#: dropped.
ALWAYS = ("reading", "waivers")

Analysis = Callable[[Any, Parameters], Iterable[Finding | Proof]]

_RULESET_KEYS = ("ruleset", "version", "description", "extends", "off", "overrides", "rules")
_RULE_KEYS = (
    "code", "aliases", "severity", "class", "risk", "subject", "for each", "when", "require", "parts",
    "analysis", "reader", "parameters", "point at", "expected", "message", "label", "case", "summary", "why", "help", "source",
    "valid from", "valid to", "flawed", "clean",
)  # fmt: skip
_EXPRESSION_KEYS = ("for each", "when", "point at", "expected", "label", "case")
_SOURCE_KEYS = ("instrument", "article", "confidence", "url")

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z]{2,5}[0-9]{3,4}")
_PREFIX = re.compile(r"[A-Z]{2,5}[0-9]{0,4}")
_SUBJECT = re.compile(r"[A-Za-z][\w.()/-]*")
_PARAMETER = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
OURS = "CC"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset with all that it extends: `rules` are active, in the order of the files; `inactive` are
    known but switched off or not selected. `digests` gives the SHA-256 of each file that was read, for the
    provenance."""

    name: str
    version: str
    description: str
    rules: tuple[Rule, ...]
    inactive: tuple[Rule, ...] = ()
    extends: tuple[str, ...] = ()
    file: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    analyses: Mapping[str, Analysis] = field(default_factory=dict, repr=False, compare=False)

    def known(self) -> Iterator[Rule]:
        """Active rules, then the others."""
        yield from self.rules
        yield from self.inactive

    def rule(self, text: str) -> Rule:
        """The rule of a code, a name or an alias, active or not. Raises `UnknownRule` with a suggestion."""
        for rule in self.known():
            if text in (rule.code, rule.name) or text in rule.aliases:
                return rule
        upper = text.upper()
        for rule in self.known():
            if upper == rule.code:
                return rule
        words = [word for rule in self.known() for word in (rule.code, rule.name, *rule.aliases)]
        hint = did_you_mean(close_word(text, words))
        raise UnknownRule(f"no rule is called `{text}`" + (f"; {hint}" if hint else ""))

    def matching(self, text: str) -> tuple[Rule, ...]:
        """The rules of a code, name, alias, or beginning of a code (`CC3`), active or not; at least one.
        Raises `UnknownRule`."""
        if _PREFIX.fullmatch(text) and not _CODE.fullmatch(text):
            found = tuple(rule for rule in self.known() if rule.code.startswith(text))
            if found:
                return found
        return (self.rule(text),)

    def select(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Ruleset:
        """The ruleset with only some of its active rules: those that `select` names (all, when it names
        none) without those that `ignore` names. Rules of the reader stay unless `ignore` names them, so
        that a file that cannot be read is never passed in silence. A rule that is switched off and
        selected by its own name is switched on. Raises `UnknownRule`."""
        chosen = {rule.name: rule for text in select for rule in self.matching(text)}
        exact = set(select)
        dropped = {rule.name for text in ignore for rule in self.matching(text)}
        active: list[Rule] = []
        inactive: list[Rule] = []
        for rule in self.known():
            named = not exact.isdisjoint((rule.name, rule.code, *rule.aliases))
            on = rule in self.rules or named
            wanted = not exact or rule.name in chosen or rule.reader
            (active if on and wanted and rule.name not in dropped else inactive).append(rule)
        return dataclasses.replace(self, rules=tuple(active), inactive=tuple(inactive))


@dataclass(frozen=True, slots=True)
class Written:
    """A value as a config writes it: its text or texts, the text of the config with the offset at which it stands
    there, and its key for messages."""

    value: str | tuple[str, ...]
    source: Source
    offset: int
    key: str


@dataclass(slots=True)
class Change:
    """What a config changes in a rule: its severity (`off` switches it off, any other switches it on), and parameters
    by name."""

    severity: str = ""
    parameters: dict[str, Written] = field(default_factory=dict)


def changed(ruleset: Ruleset, changes: Mapping[str, Change], problems: list[Problem]) -> Ruleset:
    """A ruleset with changes to rules that it knows, by name, as `overrides` in a ruleset on top of it would make them.
    Mistakes are added to `problems`."""
    active = {rule.name: rule for rule in ruleset.rules}
    inactive = {rule.name: rule for rule in ruleset.inactive}
    given = _Given(problems)
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
    style = '"' if _shape(before)[1] is v.Text else ""
    at = written.offset
    texts = written.value if isinstance(written.value, tuple) else (written.value,)
    scalars: list[Tree] = [Scalar(text, style, at, at + len(text)) for text in texts]
    value = Listing(scalars, at, at) if isinstance(written.value, tuple) else scalars[0]
    parameters = YamlMapping({name: value}, {name: Scalar(name, "", at, at)}, at, at, at)
    yaml = YamlFile(written.source)
    reader = _Reader(_Loader({}, False), Path(written.source.path), yaml)
    made = reader.changed(rule, YamlMapping({"parameters": parameters}, {}, at, at, at), "")
    problems += [_problem(written, problem.message, problem.hint) for problem in yaml.problems]
    return made


def _problem(written: Written, message: str, hint: str = "") -> Problem:
    place = written.source.position(written.offset)
    return Problem(written.source.path, place.line, place.column, written.key, message, hint)


class _Given:
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


def available() -> list[str]:
    """The names of the rulesets that come with clausecheck."""
    return sorted(path.stem for path in resources.folder("rulesets").glob("*.yaml"))


def registered_analyses() -> dict[str, EntryPoint]:
    """The analyses that are installed, by name; none is imported."""
    return {point.name: point for point in entry_points(group=GROUP)}


def load(
    name_or_path: str | Path, analyses: Mapping[str, Analysis] | None = None, *, thorough: bool = False
) -> Ruleset:
    """Read a ruleset: one of ours by its name, or a file (a path with a suffix or a slash). `analyses`
    stand beside those that are installed. Raises `RulesetError` with every mistake in the files.

    The expressions of a file are compiled, and so checked, here. Those of our own rulesets, asked for by name or
    extended, are compiled when they are needed, unless the load is to be `thorough`.
    """
    if analyses is None and not thorough and str(name_or_path) in available():
        return _ours(str(name_or_path))
    return _Loader(analyses or {}, thorough).load(name_or_path)


@functools.cache
def _ours(name: str) -> Ruleset:
    """One of our rulesets, read once in a process: its files do not change under it."""
    return _Loader({}, False).load(name)


class _Loader:
    """One call of `load`: files read so far, and the chain that is being read."""

    def __init__(self, analyses: Mapping[str, Analysis], thorough: bool) -> None:
        self.given = dict(analyses)
        self.thorough = thorough
        self.asked: Path | None = None  # the file that was asked for by its path
        self.points = registered_analyses()
        self.done: dict[Path, Ruleset] = {}
        self.chain: list[Path] = []
        self.digests: dict[str, str] = {}
        self.problems: list[Problem] = []

    def load(self, name_or_path: str | Path) -> Ruleset:
        path = self.locate(name_or_path, Path.cwd())
        if str(name_or_path) not in available():
            self.asked = path
        if path is None:
            hint = did_you_mean(close_word(str(name_or_path), available()))
            known = ", ".join(available()) or "none"
            what = f"there is no ruleset `{name_or_path}`" + ("" if hint else f" (known: {known})")
            raise RulesetError([Problem(str(name_or_path), 1, 1, "", what, hint)])
        ruleset = self.file(path)
        if self.problems:
            raise RulesetError(self.problems)
        used = {rule.analysis for rule in ruleset.known() if rule.analysis}
        found: dict[str, Analysis] = {}
        for name in sorted(used):
            found[name] = self.given[name] if name in self.given else _Lazy(self.points[name])
        return dataclasses.replace(ruleset, digests=dict(self.digests), analyses=found)

    def locate(self, text: str | Path, folder: Path) -> Path | None:
        """The file that a name or a path means, or `None`."""
        name = str(text)
        if isinstance(text, Path) or "/" in name or "\\" in name or name.endswith((".yaml", ".yml")):
            path = folder / Path(text).expanduser()
            return path.resolve() if path.is_file() else None
        path = resources.folder("rulesets") / f"{name}.yaml"
        return path.resolve() if path.is_file() else None

    def file(self, path: Path) -> Ruleset:
        """Read one file and what it extends."""
        if path in self.done:
            return self.done[path]
        self.chain.append(path)
        try:
            yaml = read_yaml(path, _label(path))
            self.digests[yaml.source.path] = yaml.source.digest()
            ruleset = _Reader(self, path, yaml).run()
            self.problems += yaml.problems
        except RulesetError as error:
            self.problems += error.problems
            ruleset = Ruleset(path.stem, "", "", ())
        finally:
            self.chain.pop()
        self.done[path] = ruleset
        return ruleset


class _Lazy:
    """An installed analysis, imported when it first runs."""

    def __init__(self, point: EntryPoint) -> None:
        self.point = point

    def __call__(self, agreement: Any, parameters: Parameters) -> Iterable[Finding | Proof]:
        found: Iterable[Finding | Proof] = self.point.load()(agreement, parameters)
        return found


def _label(path: Path) -> str:
    """How messages call a file: ours by its folder, others relative to where we are if they lie below."""
    for base in (resources.folder("rulesets").resolve().parent, Path.cwd().resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()


class _Reader:
    """One file to a `Ruleset`; mistakes go to the file's `problems`."""

    def __init__(self, loader: _Loader, path: Path, yaml: YamlFile) -> None:
        self.loader, self.path, self.yaml = loader, path, yaml
        self.ours = path.parent == resources.folder("rulesets").resolve()
        outermost = len(loader.chain) == 1
        always = [(resources.folder("rulesets") / f"{name}.yaml").resolve() for name in ALWAYS]
        self.always = [file for file in always if outermost and file != path]

    # ---- helpers -------------------------------------------------------------------------------------

    def report(self, place: Tree | Scalar | int, key: str, message: str, hint: str = "") -> None:
        offset = place if isinstance(place, int) else place.start
        self.yaml.report(offset, key, message, hint)

    def problem(self, place: Scalar, key: str, message: str) -> Problem:
        at = self.yaml.source.position(place.start)
        return Problem(self.yaml.source.path, at.line, at.column, key, message)

    def keys(self, tree: YamlMapping, known: Iterable[str], key: str, what: str) -> None:
        """Refuse keys that are not known."""
        known = tuple(known)
        for name, scalar in tree.keys.items():
            if name not in known:
                near = close_word(name.replace("_", " "), known)
                hint = did_you_mean(near) or f"known are {', '.join(known)}"
                self.report(scalar, _join(key, name), f"{what} has no key `{name}`", hint)

    def text(self, tree: YamlMapping, name: str, key: str, required: bool = False) -> str:
        """A text under a key; empty when it is absent or wrong."""
        value = tree.values.get(name)
        if value is None:
            if required:
                self.report(tree.head, key, f"`{name}` is missing")
            return ""
        if not isinstance(value, Scalar):
            self.report(
                value,
                _join(key, name),
                f"`{name}` is a text, not a list or a mapping",
                self._flow_hint(value),
            )
            return ""
        if not value.value.strip():
            self.report(value, _join(key, name), f"`{name}` is empty")
        return value.value.strip() if value.style not in ("|", ">") else value.value.rstrip()

    def _flow_hint(self, value: Tree) -> str:
        opening = self.yaml.source.text[value.start : value.start + 1]
        return "put it into quotes: `{` and `[` begin a mapping or a list" if opening in ("{", "[") else ""

    def texts(self, tree: YamlMapping, name: str, key: str) -> list[Scalar]:
        """A text or a list of texts under a key."""
        value = tree.values.get(name)
        if value is None:
            return []
        items = value.items if isinstance(value, Listing) else [value]
        good = []
        for item in items:
            if not isinstance(item, Scalar):
                self.report(item, _join(key, name), f"`{name}` holds texts only", self._flow_hint(item))
            elif not item.value.strip():
                self.report(item, _join(key, name), f"`{name}` is empty")
            else:
                good.append(item)
        return good

    def word(self, tree: YamlMapping, name: str, key: str, known: Iterable[str], default: str = "") -> str:
        """One of some words under a key."""
        known = tuple(known)
        value = self.text(tree, name, key, required=not default)
        if value and value not in known:
            hint = did_you_mean(close_word(value, known)) or f"one of {', '.join(known)}"
            self.report(tree.values[name], _join(key, name), f"`{value}` is no {name}", hint)
        return value if value in known else default or known[-1]

    def expression(self, scalar: Scalar, key: str, compile_: Callable[[str], T]) -> T | None:
        """Compile a text; a mistake in it is reported where it stands in the file."""
        try:
            return compile_(scalar.value)
        except ExpressionError as error:
            self.report(self.yaml.offset_in(scalar, error.offset), key, error.message, error.hint)
            return None

    # ---- the file ------------------------------------------------------------------------------------

    def run(self) -> Ruleset:
        root = self.yaml.root
        if not isinstance(root, YamlMapping):
            self.report(0, "", "a ruleset is a mapping with the keys " + ", ".join(_RULESET_KEYS))
            return Ruleset(self.path.stem, "", "", ())
        self.keys(root, _RULESET_KEYS, "", "a ruleset")
        name = self.text(root, "ruleset", "", required=True)
        if name and not _NAME.fullmatch(name):
            self.report(
                root.values["ruleset"], "ruleset", f"`{name}` is no name: small letters, digits and hyphens"
            )
        version, description = self.text(root, "version", ""), self.text(root, "description", "")
        active: dict[str, Rule] = {}
        inactive: dict[str, Rule] = {}
        extends = []
        for file in self.always:
            active |= {rule.name: rule for rule in self.loader.file(file).rules}
        for scalar in self.texts(root, "extends", ""):
            base = self.base(scalar)
            if base is None:
                continue
            extends.append(base.name)
            active |= {rule.name: rule for rule in base.rules}
            inactive |= {rule.name: rule for rule in base.inactive}
        inactive = {known: rule for known, rule in inactive.items() if known not in active}
        self.switch_off(root, active, inactive)
        self.override(root, active, inactive)
        self.rules(root, name, active, inactive)
        self.shared_parameters(active.values())
        return Ruleset(
            name,
            version,
            description,
            tuple(active.values()),
            tuple(inactive.values()),
            tuple(extends),
            self.yaml.source.path,
        )

    def base(self, scalar: Scalar) -> Ruleset | None:
        """A ruleset that this one extends."""
        text = scalar.value.strip()
        path = self.loader.locate(text, self.path.parent)
        if path is None:
            near = [
                *available(),
                *(other.name for other in self.path.parent.glob("*.y*ml") if other != self.path),
            ]
            self.report(
                scalar, "extends", f"there is no ruleset `{text}`", did_you_mean(close_word(text, near))
            )
            return None
        if path in self.loader.chain:
            around = [*self.loader.chain[self.loader.chain.index(path) :], path]
            self.report(
                scalar,
                "extends",
                "rulesets extend each other in a circle: " + " → ".join(p.name for p in around),
            )
            return None
        return self.loader.file(path)

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

    def switch_off(self, root: YamlMapping, active: dict[str, Rule], inactive: dict[str, Rule]) -> None:
        for scalar in self.texts(root, "off", ""):
            rule = self.inherited(scalar.value.strip(), scalar, "off", [*active.values(), *inactive.values()])
            if rule is not None and rule.name in active:
                inactive[rule.name] = active.pop(rule.name)

    def override(self, root: YamlMapping, active: dict[str, Rule], inactive: dict[str, Rule]) -> None:
        tree = root.values.get("overrides")
        if tree is None:
            return
        if not isinstance(tree, YamlMapping):
            self.report(tree, "overrides", "`overrides` is a mapping of rules to what changes")
            return
        given = _Given(self.yaml.problems)
        for name, changes in tree.values.items():
            key = f"overrides / {name}"
            rule = self.inherited(name, tree.keys[name], key, [*active.values(), *inactive.values()])
            if not isinstance(changes, YamlMapping):
                self.report(changes, key, "an override is a mapping with `severity` or `parameters`")
                continue
            self.keys(changes, ("severity", "parameters"), key, "an override")
            if rule is None:
                continue
            if "severity" in changes.values:
                word = self.word(changes, "severity", key, [s.value for s in Severity], rule.severity.value)
                rule = dataclasses.replace(rule, severity=Severity(word))
            made = self.changed(rule, changes, key)
            rule = dataclasses.replace(rule, parameters={**rule.parameters, **made})
            for parameter in made:
                given.note(rule, parameter, functools.partial(self.problem, tree.keys[name], key))
            (active if rule.name in active else inactive)[rule.name] = rule
        given.spread(active, inactive)

    def changed(self, rule: Rule, changes: YamlMapping, key: str) -> dict[str, Parameter]:
        """The parameters that an override gives, each of the type that it had."""
        made = {}
        for name, value in self.parameters(changes, key).items():
            place = changes.values["parameters"]
            assert isinstance(place, YamlMapping)
            where = f"{key} / parameters / {name}"
            if name not in rule.parameters:
                hint = did_you_mean(close_word(name, rule.parameters))
                self.report(place.keys[name], where, f"`{rule.name}` has no parameter `{name}`", hint)
                continue
            before = rule.parameters[name]
            if _shape(before) != _shape(value):
                self.report(
                    place.values[name],
                    where,
                    f"this is not of the kind of `{value_text(before)}`, which it replaces",
                )
                continue
            if name in rule.phrases:
                self.phrases(value, place.values[name], where)
            made[name] = value
        return made

    def phrases(self, value: Parameter, place: Tree, key: str) -> None:
        for text in value if isinstance(value, tuple) else (value,):
            try:
                Mention(text.text)  # type: ignore[union-attr]
            except ValueError as error:
                self.report(place, key, str(error))

    # ---- rules ---------------------------------------------------------------------------------------

    def rules(
        self, root: YamlMapping, ruleset: str, active: dict[str, Rule], inactive: dict[str, Rule]
    ) -> None:
        tree = root.values.get("rules")
        if tree is None:
            if "extends" not in root.values:
                self.report(
                    root, "", "this ruleset has no rules and extends none", "add `rules:` or `extends:`"
                )
            return
        if not isinstance(tree, YamlMapping):
            self.report(tree, "rules", "`rules` is a mapping of names to rules")
            return
        taken = {}
        for rule in [*active.values(), *inactive.values()]:
            for word in (rule.name, rule.code, *rule.aliases):
                taken[word] = f"`{rule.name}` of the ruleset `{rule.ruleset}`"
        for name, body in tree.values.items():
            key = f"rules / {name}"
            if not isinstance(body, YamlMapping):
                self.report(body, key, "a rule is a mapping")
                continue
            made = self.rule(name, tree.keys[name], body, key, ruleset)
            for word in (made.name, made.code, *made.aliases):
                if word in taken:
                    place = tree.keys[name] if word == name else body.values.get("code", tree.keys[name])
                    hint = "change it under `overrides`" if word == name else ""
                    self.report(place, key, f"`{word}` is taken by {taken[word]}", hint)
                taken[word] = f"`{name}`"
            active[name] = made

    def rule(self, name: str, place: Scalar, body: YamlMapping, key: str, ruleset: str) -> Rule:
        self.keys(body, _RULE_KEYS, key, "a rule")
        if not _NAME.fullmatch(name):
            self.report(place, key, f"`{name}` is no name of a rule: small letters, digits and hyphens")
        code = self.text(body, "code", key, required=True)
        if code and not _CODE.fullmatch(code):
            self.report(
                body.values["code"],
                f"{key} / code",
                f"`{code}` is no code: two to five capitals and three or four digits",
            )
        elif code.startswith(OURS) and code[len(OURS)].isdigit() and not self.ours:
            self.report(
                body.values["code"],
                f"{key} / code",
                f"codes with `{OURS}` belong to clausecheck; take letters of your own",
            )
        severity = Severity(self.word(body, "severity", key, [s.value for s in Severity]))
        citations = self.citations(body, key)
        if severity is Severity.ERROR and citations and not any(c.confidence in FIRM for c in citations):
            self.report(
                body.values["severity"],
                f"{key} / severity",
                f"only a source that is {', '.join(FIRM[:-1])} or {FIRM[-1]} makes an error; "
                f"the sources of this rule are {citations[0].confidence}",
                "write `warning`, or check the source",
            )
        parameters = self.parameters(body, key)
        why = self.text(body, "why", key, required=True)
        for_each = self.for_each(body, key)
        reader = self.word(body, "reader", key, ("true", "false"), "false") == "true"
        analysis = self.analysis(body, key)
        ways = [way for way in ("require", "parts", "analysis") if way in body.values] + ["reader"] * reader
        if len(ways) != 1:
            said = " and ".join(f"`{way}`" for way in ways) or "none of them"
            self.report(
                place,
                key,
                f"a rule has one of `require`, `parts`, `analysis` and `reader: true`; this one has {said}",
            )
        compiler = Compiler(Type(kinds=frozenset(for_each)), parameters)
        compiler.parts = ways == ["parts"]
        late = self.ours and not self.loader.thorough and self.path != self.loader.asked
        late = late and not any(_shape(value)[1] is v.Text for value in parameters.values())
        program: Program | None = None
        if ways in (["require"], ["parts"]):
            make = self.late_program if late else self.program
            program = make(body, key, compiler)
        if ways in (["analysis"], ["reader"]):
            for other in _EXPRESSION_KEYS:
                if other in body.keys:
                    self.report(
                        body.keys[other],
                        f"{key} / {other}",
                        f"`{other}` has no effect in a rule with `{ways[0]}`",
                    )
        if program is not None and not late:
            for unused in sorted(parameters.keys() - compiler.used):
                tree = body.values["parameters"]
                assert isinstance(tree, YamlMapping)
                self.report(
                    tree.keys[unused], f"{key} / parameters", f"the parameter `{unused}` is never used"
                )
        flawed, clean = self.texts(body, "flawed", key), self.texts(body, "clean", key)
        if not reader:
            for kind, given in (("flawed", flawed), ("clean", clean)):
                if not given and kind not in body.values:
                    self.report(
                        place,
                        key,
                        f"`{kind}` is missing: an agreement that shows what the rule {_SHOWS[kind]}",
                    )
        return Rule(
            name=name,
            code=code,
            severity=severity,
            kind=self.word(body, "class", key, CLASSES),
            risk=self.word(body, "risk", key, RISKS, "both"),
            why=" ".join(why.split()),
            summary=self.text(body, "summary", key),
            aliases=tuple(self.aliases(body, key)),
            subject=tuple(self.subjects(body, key)),
            for_each=tuple("agreement" if kind == FILE else kind.rstrip("_") for kind in for_each),
            when=self.text(body, "when", key),
            require=self.text(body, "require", key)
            or "; ".join(f"{words}: {text.value}" for words, (text, _) in self.parts_of(body, key)),
            analysis=analysis,
            reader=reader,
            parameters=parameters,
            message=self.text(body, "message", key),
            label=self.text(body, "label", key),
            case=self.text(body, "case", key),
            help=tuple(scalar.value.rstrip() for scalar in self.texts(body, "help", key)),
            citations=citations,
            valid_from=self.date(body, "valid from", key),
            valid_to=self.date(body, "valid to", key),
            flawed=tuple(scalar.value for scalar in flawed),
            clean=tuple(scalar.value for scalar in clean),
            ruleset=ruleset,
            file=self.yaml.source.path,
            line=self.yaml.source.position(place.start).line,
            span=Span(place.start, body.end),
            phrases=frozenset(compiler.phrases),
            program=program,
        )

    def aliases(self, body: YamlMapping, key: str) -> Iterator[str]:
        for scalar in self.texts(body, "aliases", key):
            text = scalar.value.strip()
            if _NAME.fullmatch(text) or _CODE.fullmatch(text):
                yield text
            else:
                self.report(scalar, f"{key} / aliases", f"`{text}` is neither a name nor a code")

    def subjects(self, body: YamlMapping, key: str) -> Iterator[str]:
        for scalar in self.texts(body, "subject", key):
            if _SUBJECT.fullmatch(scalar.value.strip()):
                yield scalar.value.strip()
            else:
                self.report(
                    scalar,
                    f"{key} / subject",
                    f"`{scalar.value}` is no row of a checklist",
                    "write a list: `[B18, TM36]`",
                )

    def for_each(self, body: YamlMapping, key: str) -> list[str]:
        kinds = []
        for scalar in self.texts(body, "for each", key):
            text = scalar.value.strip()
            if text in ("agreement", FILE):
                kinds.append(FILE)
            elif text in NAMES:
                kinds.append(NAMES[text])
            else:
                near = guess_kind(text) or close_word(text, [*NAMES, "agreement"])
                self.report(
                    scalar, f"{key} / for each", f"there is no block or clause `{text}`", did_you_mean(near)
                )
        return kinds or [FILE]

    def analysis(self, body: YamlMapping, key: str) -> str:
        name = self.text(body, "analysis", key)
        known = [*self.loader.given, *self.loader.points]
        if name and name not in known:
            hint = did_you_mean(close_word(name, known))
            self.report(
                body.values["analysis"], f"{key} / analysis", f"no analysis `{name}` is installed", hint
            )
        return name

    def date(self, body: YamlMapping, name: str, key: str) -> dt.date | None:
        text = self.text(body, name, key)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            self.report(
                body.values[name], _join(key, name), f"`{text}` is no date", "write it as `2027-01-12`"
            )
            return None

    def parameters(self, body: YamlMapping, key: str) -> dict[str, Parameter]:
        """The parameters of a rule or an override, typed by what is written: a literal, or words."""
        tree = body.values.get("parameters")
        if tree is None:
            return {}
        key = f"{key} / parameters"
        if not isinstance(tree, YamlMapping):
            self.report(tree, key, "`parameters` is a mapping of names to values")
            return {}
        made: dict[str, Parameter] = {}
        for name, value in tree.values.items():
            if not _PARAMETER.fullmatch(name) or name in (
                "and",
                "or",
                "not",
                "in",
                "is",
                "as",
                "true",
                "false",
                "it",
                "this",
                "file",
            ):
                self.report(tree.keys[name], key, f"`{name}` is no name of a parameter")
                continue
            items = value.items if isinstance(value, Listing) else [value]
            given = []
            for item in items:
                if not isinstance(item, Scalar):
                    self.report(item, f"{key} / {name}", "a parameter is a value or a list of values")
                elif (literal := self.literal(item, f"{key} / {name}")) is not None:
                    given.append(literal)
            if not given:
                if not items:
                    self.report(value, f"{key} / {name}", "this list is empty")
                continue
            if isinstance(value, Listing):
                if len({type(one) for one in given}) > 1:
                    self.report(value, f"{key} / {name}", "the values of this list are of different kinds")
                made[name] = tuple(one for one in given if isinstance(one, v.Value))
            else:
                made[name] = given[0]
        return made

    def literal(self, scalar: Scalar, key: str) -> v.Value | bool | None:
        """The value that a scalar says: a quoted one is words; an unquoted one a literal where it begins
        like one."""
        text = scalar.value.strip()
        if scalar.quoted or not (text[:1].isdigit() or text in ("true", "false")):
            if not text:
                self.report(scalar, key, "this value is empty")
                return None
            return v.Text(text)
        literal = self.expression(scalar, key, Compiler().literal)
        if isinstance(literal, (v.Value, bool)):
            return literal
        if literal is None and not any(problem.key == key for problem in self.yaml.problems):
            self.report(scalar, key, f"`{text}` is no value", "words that begin with a digit stand in quotes")
        return None

    def citations(self, body: YamlMapping, key: str) -> tuple[Citation, ...]:
        key = f"{key} / source"
        tree = body.values.get("source")
        if tree is None:
            self.report(
                body.head,
                key,
                "`source` is missing",
                "write `source: practice` where only good practice asks for it",
            )
            return ()
        if isinstance(tree, Scalar) and tree.value.strip() == "practice":
            return (Citation("Good practice"),)
        found = []
        for item in tree.items if isinstance(tree, Listing) else [tree]:
            if not isinstance(item, YamlMapping):
                self.report(
                    item,
                    key,
                    "a source is a mapping with `instrument`, `article`, `confidence`, `url`, or `practice`",
                )
                continue
            self.keys(item, _SOURCE_KEYS, key, "a source")
            url = self.text(item, "url", key)
            if url and not re.match(r"https?://\S+$", url):
                self.report(item.values["url"], f"{key} / url", f"`{url}` is no web address")
            confidence = self.word(item, "confidence", key, CONFIDENCES)
            found.append(
                Citation(
                    self.text(item, "instrument", key, True), self.text(item, "article", key), confidence, url
                )
            )
        return tuple(found)

    # ---- expressions ---------------------------------------------------------------------------------

    def program(self, body: YamlMapping, key: str, compiler: Compiler) -> Program | None:
        """The compiled expressions of a rule; `None` after a mistake."""
        if "parts" in body.values:
            named = [
                (words, self.expression(*pair, compiler.condition)) for words, pair in self.parts(body, key)
            ]
            good = [(words, code) for words, code in named if code is not None]
            require = all_parts(good) if good and len(good) == len(named) else None
        else:
            require = self.code(body, "require", key, compiler.condition)
        when = self.code(body, "when", key, compiler.condition)
        template = _templates(compiler)
        message = self.code(body, "message", key, template)
        if "message" not in body.values:
            self.report(body.head, key, "`message` is missing")
        label = self.code(body, "label", key, template)
        case = self.code(body, "case", key, template)
        helps = [
            self.expression(scalar, f"{key} / help", template) for scalar in self.texts(body, "help", key)
        ]
        pointers = list(self.pointers(body, f"{key} / point at", compiler))
        if require is None or message is None:
            return None
        expected = self.expected(body, key, compiler)
        made = {
            "require": require,
            "when": when,
            "message": message,
            "label": label,
            "case": case,
            "help": [made for made in helps if made is not None],
            "pointers": pointers,
            "expected": expected,
        }
        return Program({name: functools.partial(_same, value) for name, value in made.items()})

    def late_program(self, body: YamlMapping, key: str, compiler: Compiler) -> Program:
        """The same, compiled only when it is needed; for rulesets that the tests have checked."""
        template = _templates(compiler)

        def late(name: str, compile_: Callable[[str], Any]) -> Callable[[], Any]:
            value = body.values.get(name)
            said = isinstance(value, Scalar) and bool(value.value.strip())
            return (lambda: compile_(value.value)) if said else (lambda: None)  # type: ignore[union-attr]

        def parts() -> TruthCode:
            return all_parts((w, compiler.condition(text.value)) for w, (text, _) in self.parts(body, key))

        return Program(
            {
                "require": parts if "parts" in body.values else late("require", compiler.condition),
                "when": late("when", compiler.condition),
                "message": late("message", template),
                "label": late("label", template),
                "case": late("case", template),
                "help": lambda: [template(scalar.value) for scalar in self.texts(body, "help", key)],
                "pointers": lambda: list(self.pointers(body, f"{key} / point at", compiler)),
                "expected": lambda: self.expected(body, key, compiler),
            }
        )

    def parts(self, body: YamlMapping, key: str) -> Iterator[tuple[str, tuple[Scalar, str]]]:
        """The parts of a rule: what each is called, and its condition with the key for messages."""
        tree = body.values["parts"]
        if not isinstance(tree, YamlMapping) or not tree.values:
            self.report(
                tree, f"{key} / parts", "`parts` names each part and the condition that must hold for it"
            )
            return
        for words, value in tree.values.items():
            if isinstance(value, Scalar):
                yield words, (value, f"{key} / parts / {words}")
            else:
                self.report(value, f"{key} / parts / {words}", "a part is a condition")

    def parts_of(self, body: YamlMapping, key: str) -> list[tuple[str, tuple[Scalar, str]]]:
        """The parts, or nothing for a rule without."""
        return list(self.parts(body, key)) if isinstance(body.values.get("parts"), YamlMapping) else []

    def code(self, body: YamlMapping, name: str, key: str, compile_: Callable[[str], T]) -> T | None:
        value = body.values.get(name)
        if not isinstance(value, Scalar) or not value.value.strip():
            return None  # said by `text`
        return self.expression(value, f"{key} / {name}", compile_)

    def pointers(self, body: YamlMapping, key: str, compiler: Compiler) -> Iterator[Pointer]:
        """`point at`: a path, or a list of paths and of mappings from a path to the words under it."""
        tree = body.values.get("point at")
        if tree is None:
            return
        for item in tree.items if isinstance(tree, Listing) else [tree]:
            pairs: list[tuple[Scalar, Tree | None]] = []
            if isinstance(item, Scalar):
                pairs.append((item, None))
            elif isinstance(item, YamlMapping):
                pairs += [(item.keys[name], value) for name, value in item.values.items()]
            else:
                self.report(item, key, "`point at` holds paths, or paths with the words under them")
            for path, words in pairs:
                found = self.expression(path, key, compiler.path)
                label = None
                if isinstance(words, Scalar):
                    label = self.expression(words, key, _templates(compiler))
                elif words is not None:
                    self.report(words, key, "the words under a place are a text")
                if found is None:
                    continue
                if found[0].classes and not any(
                    isinstance(cls, type) and issubclass(cls, v.Value) for cls in found[0].classes
                ):
                    self.report(path, key, f"`{path.value}` is {found[0].describe()} and stands nowhere")
                    continue
                yield Pointer(path.value, found[1], label)

    def expected(self, body: YamlMapping, key: str, compiler: Compiler) -> str:
        """The path that is missing: as it is given, or the one whose presence is required."""
        value = body.values.get("expected")
        if isinstance(value, Scalar):
            self.expression(value, f"{key} / expected", lambda text: _checked_path(text, compiler))
            return value.value.strip().removeprefix("file.")
        if value is not None:
            self.report(value, f"{key} / expected", "`expected` is a path")
            return ""
        require = body.values.get("require")
        return compiler.presence(require.value) if isinstance(require, Scalar) else ""

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


def _checked_path(text: str, compiler: Compiler) -> None:
    """Check a path that is missing: from what the rule looks at or from the whole file, with `/` or with
    dots."""
    dotted = text.replace(" / ", " . ")
    try:
        Compiler().path(dotted)
    except ExpressionError:
        compiler.path(dotted)


T = TypeVar("T")
_SHOWS = {"flawed": "finds", "clean": "lets pass"}


def _join(key: str, name: str) -> str:
    return f"{key} / {name}" if key else name


def _same(value: T) -> T:
    return value


def _templates(compiler: Compiler) -> Callable[[str], Template]:
    return lambda text: (
        Template(text.strip(), compiler) if text == text.lstrip() else Template(text, compiler)
    )


def _shape(value: Parameter | None) -> tuple[bool, type]:
    """Whether a parameter is a list, and of what."""
    return (True, type(value[0])) if isinstance(value, tuple) and value else (False, type(value))
