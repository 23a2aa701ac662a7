"""A ruleset as the engine and the commands see it: the rules, and how they are found and selected."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from clausecheck.context import CheckFunction
from clausecheck.finding import UNREAD, Finding, Proof, Severity
from clausecheck.language.parser import close_word
from clausecheck.quick import dataclass
from clausecheck.rules.errors import UnknownProfile, UnknownRule, did_you_mean
from clausecheck.rules.rule import Rule
from clausecheck.rules.runtime import Parameters
from clausecheck.rules.shapetable import PROFILES, table

Analysis = Callable[[Any, Parameters], Iterable[Finding | Proof]]

OURS = "CC"
"""The letters of our own codes."""
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""What a ruleset or a rule may be called."""
CODE = re.compile(r"[A-Z]{2,5}[0-9]{3,4}")
"""What a code looks like."""
_PREFIX = re.compile(r"[A-Z]{2,5}[0-9]{0,4}")


def called(text: str, known: Mapping[str, Rule]) -> Rule | None:
    """The rule that a word means among rules by their words (`Ruleset.by_word`); its code may be in small letters."""
    found = known.get(text)
    if found is not None:
        return found
    found = known.get(text.upper())
    return found if found is not None and found.code == text.upper() else None


def unknown(text: str, known: Iterable[str]) -> UnknownRule:
    """That no rule has a name, with the known word that is perhaps meant."""
    hint = did_you_mean(close_word(text, known))
    return UnknownRule(f"no rule is called `{text}`" + (f"; {hint}" if hint else ""))


def _meant(text: str, known: Mapping[str, Rule]) -> Rule:
    found = called(text, known)
    if found is None:
        raise unknown(text, known)
    return found


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset with all that it extends. `profile` are the profiles by which its rules were chosen (none: every rule speaks
    about every document), `left_out` the rules that these leave out, `named` those that were selected and so speak in any case.
    Further: `rules` are active, in the order of the files; `inactive` are known but switched
    off, not selected, or in preview. `previews` names those that wait for `with_previews`. `digests` gives the SHA-256 of
    each file that was read, for the provenance. `checks` and `analyses` are those that were given to the
    loader, and the analyses that rules use."""

    name: str
    version: str
    description: str
    rules: tuple[Rule, ...]
    inactive: tuple[Rule, ...] = ()
    extends: tuple[str, ...] = ()
    file: str = ""
    previews: frozenset[str] = frozenset()
    profile: tuple[str, ...] = ()
    left_out: tuple[Rule, ...] = ()
    named: frozenset[str] = frozenset()
    digests: Mapping[str, str] = field(default_factory=dict)
    analyses: Mapping[str, Analysis] = field(default_factory=dict, repr=False, compare=False)
    checks: Mapping[str, CheckFunction] = field(default_factory=dict, repr=False, compare=False)

    def known(self) -> Iterator[Rule]:
        """Active rules, then the others."""
        yield from self.rules
        yield from self.inactive

    def by_word(self) -> dict[str, Rule]:
        """Every rule, active or not, by its code, its name and its aliases; of two rules with one word the first."""
        found: dict[str, Rule] = {}
        for rule in self.known():
            for word in (rule.code, rule.name, *rule.aliases):
                found.setdefault(word, rule)
        return found

    def rule(self, text: str) -> Rule:
        """The rule of a code, a name or an alias, active or not. Raises `UnknownRule` with a suggestion."""
        return _meant(text, self.by_word())

    def matching(self, *texts: str) -> tuple[Rule, ...]:
        """The rules of each code, name, alias, or beginning of a code (`CC3`), active or not; at least one for each.
        Raises `UnknownRule`."""
        known = self.by_word() if texts else {}
        found: list[Rule] = []
        for text in texts:
            prefix = _PREFIX.fullmatch(text) and not CODE.fullmatch(text)
            begin = [rule for rule in self.known() if rule.code.startswith(text)] if prefix else []
            found += begin or [_meant(text, known)]
        return tuple(found)

    def with_previews(self) -> Ruleset:
        """The ruleset with its rules in preview among the active ones, except those that a ruleset has switched off."""
        waiting = tuple(rule for rule in self.inactive if rule.name in self.previews)
        others = tuple(rule for rule in self.inactive if rule.name not in self.previews)
        return dataclasses.replace(self, rules=(*self.rules, *waiting), inactive=others, previews=frozenset())

    def with_profile(self, names: Iterable[str]) -> Ruleset:
        """The ruleset as profiles choose from it: `core` leaves out the rules that only a careful firm asks, `thorough` leaves
        out none, and an overlay is asked for whether or not its facts are declared; an overlay alone is asked for beside
        `core`. Raises `UnknownProfile`."""
        given = tuple(dict.fromkeys(names))
        profile = given if set(PROFILES) & {*given} else ("core", *given)
        known = (*PROFILES, *table().overlays)
        for name in profile:
            if name not in known:
                raise UnknownProfile(name, known)
        everything = "thorough" in profile
        left_out = tuple(rule for rule in self.rules if rule.tier == "thorough" and not everything)
        return dataclasses.replace(
            self,
            rules=tuple(rule for rule in self.rules if rule.tier != "thorough" or everything),
            inactive=(*self.inactive, *left_out),
            profile=profile,
            left_out=left_out,
        )

    def never_silent(self) -> Ruleset:
        """The ruleset with the rules active, as errors, that say that a file was not read: whoever leaves them out would
        take what was not checked for what has passed."""
        unread = [rule for rule in self.known() if rule.name in UNREAD]
        loud = {
            rule.name for rule in self.rules if rule.severity is Severity.ERROR and rule.in_drafts is None
        }
        if all(rule.name in loud for rule in unread):
            return self
        said = {
            rule.name: dataclasses.replace(rule, severity=Severity.ERROR, in_drafts=None) for rule in unread
        }
        rules = [said.get(rule.name, rule) for rule in self.rules]
        active = {rule.name for rule in rules}
        rules += [rule for name, rule in said.items() if name not in active]
        inactive = tuple(rule for rule in self.inactive if rule.name not in said)
        return dataclasses.replace(self, rules=tuple(rules), inactive=inactive)

    def select(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Ruleset:
        """The ruleset with only some of its active rules: those that `select` names (all, when it names
        none) without those that `ignore` names. Rules of the reader stay unless `ignore` names them, so
        that a file that cannot be read is never passed in silence. A rule that is switched off and
        selected by its own name is switched on. Raises `UnknownRule`."""
        exact = set(select)
        chosen = {rule.name for rule in self.matching(*select)}
        active_names = {rule.name for rule in self.rules}
        left_out = {rule.name for rule in self.left_out}
        dropped = {rule.name for rule in self.matching(*ignore)}
        active: list[Rule] = []
        inactive: list[Rule] = []
        for rule in self.known():
            named = not exact.isdisjoint((rule.name, rule.code, *rule.aliases))
            on = rule.name in active_names or named or (rule.name in chosen and rule.name in left_out)
            wanted = not exact or rule.name in chosen or rule.reader
            (active if on and wanted and rule.name not in dropped else inactive).append(rule)
        return dataclasses.replace(
            self,
            rules=tuple(active),
            inactive=tuple(inactive),
            left_out=() if exact else self.left_out,
            named=self.named | chosen,
        )
