"""Rulesets from YAML: every key and every expression is checked; all mistakes of a file are said at once.

`load` reads a ruleset (`rulefile` a file, `rulebody` a rule, `programs` its expressions); what else a user of rulesets
needs can be imported from here too.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausecheck.context import CheckFunction, check_names
from clausecheck.finding import Finding, Proof
from clausecheck.language.parser import close_word
from clausecheck.rules.beside import beside_problems
from clausecheck.rules.compiled import load_ours
from clausecheck.rules.errors import Problem, RulesetError, did_you_mean
from clausecheck.rules.packages import BrokenPackage
from clausecheck.rules.pins import WrongPin, refused, split
from clausecheck.rules.places import available, every_name, is_ours, label, locate, our_file
from clausecheck.rules.ruleset import OURS, Analysis, Ruleset
from clausecheck.rules.runtime import Parameters

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "GROUP",
    "OURS",
    "Analysis",
    "Ruleset",
    "available",
    "load",
    "registered_analyses",
]

GROUP = "clausecheck.analyses"
"""The entry-point group under which analyses register."""


def registered_analyses() -> dict[str, EntryPoint]:
    """The analyses that are installed, by name; none is imported."""
    from importlib.metadata import entry_points  # takes as long as a small agreement

    return {point.name: point for point in entry_points(group=GROUP)}


def load(
    name_or_path: str | Path,
    analyses: Mapping[str, Analysis] | None = None,
    *,
    checks: Mapping[str, CheckFunction] | None = None,
    thorough: bool = False,
) -> Ruleset:
    """Read a ruleset: one of ours by its name, or a file (a path with a suffix or a slash). `checks` and `analyses`
    stand beside those that are installed. Raises `RulesetError` with every mistake in the files.

    The expressions of a file are compiled, and so checked, here. Those of our own rulesets, asked for by name or
    extended, are compiled when they are needed, unless the load is to be `thorough`.
    """
    if analyses is None and checks is None and not thorough and str(name_or_path) in available():
        return _ours(str(name_or_path))
    return Loader(analyses or {}, checks or {}, thorough).load(name_or_path)


@functools.cache
def _ours(name: str) -> Ruleset:
    """One of our rulesets, read once in a process: its files do not change under it."""
    return load_ours(name, lambda known: Loader({}, {}, False).load(known))


def made_in_advance() -> dict[str, bytes]:
    """The entries that a wheel carries, by name: the grammar, the table of shapes, and each of our rulesets."""
    from clausecheck import resources
    from clausecheck.language import grammar
    from clausecheck.rules import compiled, shapetable
    from clausecheck.rules.plaindata import dumped

    installed = resources.installed()
    shapes = dumped(shapetable.table())
    made = {grammar.entry_name(): grammar.compile_table().dump(), shapetable.entry_name(installed): shapes}
    for name in available():
        ruleset = Loader({}, {}, False).load(name)
        if not ruleset.analyses:
            made[compiled.entry_name(name, installed)] = compiled.dump(ruleset)
    return made


def every_rule() -> Ruleset:
    """Our whole ruleset, read from its files: for a build, where nothing is kept."""
    return Loader({}, {}, False).load("msp")


class Loader:
    """One call of `load`: the files read so far, and the chain that is being read."""

    def __init__(
        self, analyses: Mapping[str, Analysis], checks: Mapping[str, CheckFunction], thorough: bool
    ) -> None:
        self.given = dict(analyses)
        self.checks = dict(checks)
        self.thorough = thorough
        self.asked: Path | None = None  # the file that was asked for by its path
        self.points = registered_analyses()
        self.analyses = [*self.given, *self.points]
        self.done: dict[Path, Ruleset] = {}
        self.chain: list[Path] = []
        self.digests: dict[str, str] = {}
        self.problems: list[Problem] = []

    def load(self, name_or_path: str | Path) -> Ruleset:
        """The ruleset of a name or a path. Raises `RulesetError`."""
        text = str(name_or_path)
        try:
            name, pin = (text, None) if isinstance(name_or_path, Path) else split(text)
            path = locate(name_or_path if pin is None else name, Path.cwd())
        except (BrokenPackage, WrongPin) as error:
            raise RulesetError([Problem(text, 1, 1, "", str(error))]) from None
        if name not in available():
            self.asked = path
        if path is None:
            hint = did_you_mean(close_word(name, every_name()))
            known = ", ".join(every_name()) or "none"
            what = f"there is no ruleset `{name}`" + ("" if hint else f" (known: {known})")
            raise RulesetError([Problem(text, 1, 1, "", what, hint)])
        ruleset = self.file(path)
        if pin is not None and not pin.takes(ruleset.version):
            self.problems.append(Problem(text, 1, 1, "", refused(ruleset.name, ruleset.version, pin)))
        self.problems += list(beside_problems(ruleset))
        if self.problems:
            raise RulesetError(self.problems)
        used = {rule.analysis for rule in ruleset.known() if rule.analysis}
        found: dict[str, Analysis] = {}
        for name in sorted(used):
            found[name] = self.given[name] if name in self.given else _LazyAnalysis(self.points[name])
        return dataclasses.replace(ruleset, digests=dict(self.digests), analyses=found, checks=self.checks)

    def check_names(self) -> list[str]:
        """The names of all checks, those that were given first."""
        return [*self.checks, *check_names()]

    def file(self, path: Path) -> Ruleset:
        """Read one file and what it extends."""
        if path in self.done:
            return self.done[path]
        if (
            not self.thorough
            and self.chain
            and not is_ours(
                self.chain[0]
            )  # whatever is ours is made of files, for it has nothing else to be made of
            and path.stem in available()
            and path == our_file(path.stem)
        ):
            self.done[path] = _ours(path.stem)
            self.digests.update(self.done[path].digests)
            return self.done[path]
        from clausecheck.rules.rulefile import (
            FileReader,  # with YAML, which a run on our rulesets does not need
        )
        from clausecheck.rules.yamltree import read_yaml

        self.chain.append(path)
        try:
            yaml = read_yaml(path, label(path))
            self.digests[yaml.source.path] = yaml.source.digest()
            ruleset = FileReader(self, path, yaml).run()
            self.problems += yaml.problems
        except RulesetError as error:
            self.problems += error.problems
            ruleset = Ruleset(path.stem, "", "", ())
        finally:
            self.chain.pop()
        self.done[path] = ruleset
        return ruleset


class _LazyAnalysis:
    """An installed analysis, imported when it first runs."""

    def __init__(self, point: EntryPoint) -> None:
        self.point = point

    def __call__(self, agreement: Any, parameters: Parameters) -> Iterable[Finding | Proof]:
        found: Iterable[Finding | Proof] = self.point.load()(agreement, parameters)
        return found
