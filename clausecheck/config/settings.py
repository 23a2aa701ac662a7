"""The settings in force for a file, where each comes from, and the ruleset that they make."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausecheck.config.keys import KEYS, KeyKind
from clausecheck.config.reading import Config, ConfigError, Given, Layer, found_in, label, read
from clausecheck.finding import Severity
from clausecheck.quick import dataclass
from clausecheck.rules.errors import Problem, RulesetError, UnknownProfile, UnknownRule

if TYPE_CHECKING:
    from clausecheck.rules.loader import Ruleset

_ADDED = ("ignore", "exclude")
"""Lists to which a nearer layer adds; it replaces the others."""
_CHOSEN = ("select", "ignore")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force for one path; `values` are as layers hold them, without what is left at its default.
    `config` is the config from which they come, if any."""

    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    config: Config | None = None

    def _one(self, key: str) -> Any:
        given = self.values.get(key)
        return None if given is None else given.value

    @property
    def ruleset(self) -> str | Path:
        """The name or the file of the ruleset."""
        return self._one("ruleset") or "msp"

    @property
    def threshold(self) -> Severity:
        """From which severity on findings fail a run."""
        return Severity(self._one("fail-on") or "error")

    @property
    def as_of(self) -> dt.date | None:
        """The day that counts as today, where one is said."""
        day: dt.date | None = self._one("as-of")
        return day

    @property
    def party(self) -> str | None:
        """The side that reads."""
        party: str | None = self._one("for")
        return party

    @property
    def baseline(self) -> Path | None:
        """The file of known findings."""
        file: Path | None = self._one("baseline")
        return file

    @property
    def against(self) -> Path | None:
        """The file of the template that must not be fallen short of; a template is not held against itself."""
        file: Path | None = self._one("against")
        return None if file is None or Path(os.path.abspath(file)) == self.path else file

    def texts(self, key: str) -> tuple[str, ...]:
        """The values of a list."""
        return tuple(given.value for given in self.values.get(key, ()))

    def excluded(self) -> Given | None:
        """The pattern by which this path is not checked; `None` for one that is."""
        verdict: Given | None = None
        for layer in self.config.layers if self.config else ():
            found = layer.exclude.match(self.path) if layer.exclude else None
            if found is not None:
                verdict = found[1] if found[0] else None
        return verdict

    def with_options(self, **options: Given | tuple[Given, ...] | None) -> Settings:
        """With what the command line says, which wins: `--select` puts `select` and `ignore` of the config aside,
        `--ignore` adds to it. Keys are written with `_` for `-`, and `for_`; what is `None` or empty is not said."""
        given = {name.strip("_").replace("_", "-"): value for name, value in options.items() if value}
        values = {
            name: value for name, value in self.values.items() if not ("select" in given and name in _CHOSEN)
        }
        return replace(self, values=_merged([values, given]))

    def rules(self, made: dict[str, Ruleset] | None = None) -> Ruleset:
        """The ruleset that these settings make; `made` keeps it, so that the next settings with the same words about rules
        get the same one. Raises `ConfigError` for what they say of rules, `RulesetError` for a ruleset that cannot be
        used, and `UnknownRule` for a rule that the command line names."""
        return _rules(self.values, {} if made is None else made)

    def words_about_rules(self) -> str | None:
        """What is said of rules, as a text that is the same for the same rules, where they take one of our rulesets as it is;
        `None` where the rules have to be read first."""
        return _words_without_names(self.values)

    def in_force(self) -> Iterator[tuple[str, str, Given]]:
        """Each setting: its key, the rule (and the name of its parameter) that it is about, and what is said."""
        for key in KEYS:
            value = self.values.get(key.name)
            if key.override == "only" or key.kind is KeyKind.TABLES or value is None:
                continue
            if isinstance(value, Given):
                yield key.name, "", value
            elif isinstance(value, tuple):
                yield from ((key.name, "", given) for given in value)
            elif key.kind is KeyKind.SEVERITIES:
                yield from ((key.name, rule, given) for rule, given in value.items())
            else:
                yield from (
                    (key.name, f"{rule}.{name}", given)
                    for rule, names in value.items()
                    for name, given in names.items()
                )


class Finder:
    """Finds the config of each file: the nearest upwards, up to the folder with `.git`; or always the one that is
    `given`, or none. Each is read once."""

    def __init__(self, given: Path | None = None, *, none: bool = False) -> None:
        self.given, self.none = given, none
        self._read: dict[Path, Config] = {}
        self._near: dict[Path, Path | None] = {}
        self.made: dict[str, Ruleset] = {}

    def settings(self, file: Path) -> Settings:
        """The settings for a file, which need not exist. Raises `ConfigError`."""
        path = Path(os.path.abspath(file))
        config = self.config(path.parent)
        if config is None:
            return Settings(path)
        layers = [layer.values for layer in config.layers]
        layers += [layer.values for layer in config.overrides if _speaks_of(layer, path)]
        merged = _merged(layers)
        for private in ("extends", "paths"):
            merged.pop(private, None)
        return Settings(path, merged, config)

    def config(self, folder: Path) -> Config | None:
        """The config for the files of a folder."""
        if self.none:
            return None
        file = Path(os.path.abspath(self.given)) if self.given is not None else self._nearest(folder)
        if file is None:
            return None
        if file not in self._read:
            config = read(file)
            _check_names(config, self.made)
            self._read[file] = config
        return self._read[file]

    def _nearest(self, folder: Path) -> Path | None:
        passed = []
        found = None
        for place in (folder, *folder.parents):
            if place in self._near:
                found = self._near[place]
                break
            passed.append(place)
            found = found_in(place)
            if found is not None or os.path.lexists(place / ".git"):
                break
        self._near.update(dict.fromkeys(passed, found))
        return found


def _speaks_of(layer: Layer, path: Path) -> bool:
    found = layer.paths.match(path) if layer.paths else None
    return found is not None and found[0]


def _merged(layers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Layers on top of each other: values and `select` replace, `ignore` and `exclude` add, rules are set one by one."""
    merged: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.items():
            before = merged.get(name)
            if isinstance(value, dict) and before is not None:
                merged[name] = {**before, **value}
                if name == "parameters":
                    merged[name] = {
                        rule: {**before.get(rule, {}), **merged[name][rule]} for rule in merged[name]
                    }
            elif name in _ADDED and before is not None:
                merged[name] = (*before, *value)
            else:
                merged[name] = value
    return merged


# ---- the ruleset -------------------------------------------------------------------------------------


def _rules(values: Mapping[str, Any], made: dict[str, Ruleset]) -> Ruleset:
    """The ruleset with everything that is said of rules. What a config says of rules of another ruleset has no effect:
    that some ruleset of the config has them is for `_check_names` to see."""
    name = _name(values)
    said_of = {
        key: values.get(key) for key in ("profile", "select", "ignore", "preview", "severities", "parameters")
    }
    key = repr((name, said_of))
    if key in made:
        return made[key]
    problems: list[Problem] = []
    rules = _base(values, made)
    preview = values.get("preview")
    if preview is not None and preview.value:
        rules = rules.with_previews()
    rules = _profiled(rules, values.get("profile") or ())
    rules = _changed(rules, values, problems)
    if problems:
        raise ConfigError(problems)
    select, ignore = (_chosen(rules, values.get(key, ())) for key in _CHOSEN)
    rules = rules.select(select, ignore) if select or not values.get("select") else replace(rules, rules=())
    if not rules.rules:
        raise _nothing_left(values, str(name))
    made[key] = rules.never_silent()
    return made[key]


_ABOUT_RULES = ("select", "ignore", "preview", "severities", "parameters")


def _words_without_names(values: Mapping[str, Any]) -> str | None:
    """What settings say of rules, where they take one of our rulesets as it is and name profiles that are there: nothing in
    them can be wrong, and the rules need not be read to know what is asked for. `None` for other settings."""
    from clausecheck.rules.places import available
    from clausecheck.rules.shapetable import PROFILES, table

    name = _name(values)
    profile = [item.value for item in values.get("profile") or ()]
    if not isinstance(name, str) or name not in available() or any(values.get(key) for key in _ABOUT_RULES):
        return None
    return repr((name, profile)) if {*profile} <= {*PROFILES, *table().overlays} else None


def _profiled(rules: Ruleset, given: Iterable[Given]) -> Ruleset:
    """The ruleset as the profiles choose from it; `core` where none is named. A name that is not there is a mistake at its
    place."""
    chosen = list(given)
    for item in chosen:
        try:
            rules.with_profile((item.value,))
        except UnknownProfile as error:
            if item.origin.file:
                raise ConfigError([item.origin.problem(str(error))]) from None
            raise
    return rules.with_profile(item.value for item in chosen)


def _name(values: Mapping[str, Any]) -> str | Path:
    given = values.get("ruleset")
    name: str | Path = given.value if given is not None else "msp"
    return name


def _base(values: Mapping[str, Any], made: dict[str, Ruleset]) -> Ruleset:
    """The ruleset itself, loaded once."""
    from clausecheck.rules.loader import load

    given, name = values.get("ruleset"), _name(values)
    if given is not None and given.origin.file:
        _there(given)
    if repr(name) not in made:
        try:
            made[repr(name)] = load(name)
        except RulesetError as error:
            if given is None or not given.origin.file:
                raise
            # What is wrong with the name itself, such as another version than the one that is there, stands in the config.
            raise RulesetError(
                given.origin.problem(problem.message, problem.hint) if problem.file == str(name) else problem
                for problem in error.problems
            ) from None
    return made[repr(name)]


def _chosen(rules: Ruleset, given: Iterable[Given]) -> tuple[str, ...]:
    """The texts of `select` or `ignore` that count for a ruleset; what the command line says counts always."""
    return tuple(
        item.value for item in given if not item.origin.file or _named(rules, item.value, prefix=True)
    )


def _nothing_left(values: Mapping[str, Any], name: str) -> Exception:
    """Nothing would be checked: that is no check that passed."""
    what = f"no rule of {name} is left to check with"
    for key in _CHOSEN:
        for item in values.get(key, ()):
            if item.origin.file:
                return ConfigError([item.origin.problem(what)])
    return UnknownRule(what)


def _there(given: Given) -> None:
    """Refuse a ruleset that is not there, at the place that names it."""
    from clausecheck.language.spelling import close_word
    from clausecheck.rules.errors import did_you_mean
    from clausecheck.rules.pins import WrongPin, split
    from clausecheck.rules.places import available, every_name

    if isinstance(given.value, Path):
        if not given.value.is_file():
            raise ConfigError([given.origin.problem(f"there is no file {label(given.value)}")])
        return
    try:
        name, _ = split(given.value)
    except WrongPin as error:
        raise ConfigError([given.origin.problem(str(error))]) from None
    if name not in available() and name not in every_name():
        hint = did_you_mean(close_word(name, every_name())) or f"known are {', '.join(every_name())}"
        raise ConfigError([given.origin.problem(f"there is no ruleset `{name}`", hint)])


def _named(rules: Ruleset, text: str, *, prefix: bool = False) -> str | None:
    """The name of the rule that a text names, or of the first of several; `None` when there is none."""
    try:
        return rules.matching(text)[0].name if prefix else rules.rule(text).name
    except UnknownRule:  # it is reported where the settings are read
        return None


def _changed(rules: Ruleset, values: Mapping[str, Any], problems: list[Problem]) -> Ruleset:
    """The ruleset with other severities and parameters."""
    if not values.get("severities") and not values.get("parameters"):
        return rules
    from clausecheck.rules.changes import RuleChange, Written, changed

    changes: dict[str, RuleChange] = {}
    for text, given in values.get("severities", {}).items():
        name = _named(rules, text)
        if name is not None:
            changes.setdefault(name, RuleChange()).severity = given.value
    for text, table in values.get("parameters", {}).items():
        name = _named(rules, text)
        for parameter, given in table.items():
            if name is not None and given.source is not None:
                written = Written(given.value, given.source, given.offset, given.origin.key)
                changes.setdefault(name, RuleChange()).parameters[parameter] = written
    return changed(rules, changes, problems)


def _check_names(config: Config, made: dict[str, Ruleset]) -> None:
    """Refuse a config that names rules or parameters that none of its rulesets has, also in overrides that concern no
    file."""
    general = _merged(layer.values for layer in config.layers)
    combined = [general, *(_merged([general, layer.values]) for layer in config.overrides)]
    if all(_words_without_names(values) is not None for values in combined):
        return
    problems: list[Problem] = []
    rulesets: list[Ruleset] = []
    for values in combined:
        with _collecting(problems):
            rulesets.append(_base(values, made))
    if problems:
        raise ConfigError(problems)
    for values in combined:
        problems += _unknown(values, rulesets)
        _changed(_base(values, made), values, problems)
    for values in combined if not problems else ():
        with _collecting(problems):
            _rules(values, made)
    if problems:
        raise ConfigError(problems)


@contextlib.contextmanager
def _collecting(problems: list[Problem]) -> Iterator[None]:
    from clausecheck.rules.errors import RulesetError

    try:
        yield
    except (ConfigError, RulesetError) as error:
        problems += error.problems


def _unknown(values: Mapping[str, Any], rulesets: list[Ruleset]) -> Iterator[Problem]:
    """The rules that settings name and no ruleset has."""
    given = [(item.value, item, True) for key in _CHOSEN for item in values.get(key, ())]
    given += [(text, item, False) for text, item in values.get("severities", {}).items()]
    given += [
        (text, next(iter(table.values())), False) for text, table in values.get("parameters", {}).items()
    ]
    for text, item, prefix in given:
        if not any(_named(rules, text, prefix=prefix) for rules in rulesets):
            try:
                rulesets[0].rule(text)
            except UnknownRule as error:
                message, _, hint = str(error.args[0]).partition("; ")
                yield item.origin.problem(message, hint)
