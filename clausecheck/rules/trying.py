"""The examples of rules as tests: a flawed one gives a finding of its rule, a clean one gives none; and a note of the
rulesets whose examples were run, as their files are now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator

from clausecheck import cache, resources
from clausecheck.agreement.model import resolve
from clausecheck.language.parser import parse
from clausecheck.quick import dataclass
from clausecheck.rules.engine import RunNotes, run
from clausecheck.rules.packages import from_package
from clausecheck.rules.places import our_label
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class TriedExample:
    """One example that was run: its rule, `flawed` or `clean`, which of these it is (from 1), in which line it begins, and
    what contradicts its rule, with the line at which that is to be seen; nothing where nothing does. `found` is what the
    rule said of it."""

    rule: Rule
    kind: str
    number: int
    line: int
    wrong: str = ""
    at: int = 0
    found: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the example shows what it is to show."""
        return not self.wrong


def own(ruleset: Ruleset) -> tuple[Rule, ...]:
    """The rules of a ruleset that do not come with clausecheck, those in preview and those that are switched off too; all of
    one that comes with it."""
    if our_label(ruleset.file):
        return tuple(ruleset.known())
    return tuple(rule for rule in ruleset.known() if not our_label(rule.file))


def tried(ruleset: Ruleset, rules: Iterable[Rule]) -> Iterator[TriedExample]:
    """Run the examples of some rules, each on the one rule that it belongs to, on the first day on which that holds."""
    everything = ruleset.with_previews()
    for rule in rules:
        chosen = everything.select([rule.name])
        kinds = [("flawed", number, text) for number, text in enumerate(rule.flawed, 1)]
        kinds += [("clean", number, text) for number, text in enumerate(rule.clean, 1)]
        for at, (kind, number, text) in enumerate(kinds):
            line = rule.example_lines[at] if at < len(rule.example_lines) else rule.line
            yield _tried(chosen, rule, kind, number, line, text)


def _tried(ruleset: Ruleset, rule: Rule, kind: str, number: int, line: int, text: str) -> TriedExample:
    parsed = parse(text)
    if parsed.problems and not rule.reader:
        first = parsed.problems[0]
        place = parsed.source.position(first.span.start)
        hint = f"; {first.help[0]}" if first.help else ""
        wrong = f"it cannot be read: {first.message}{hint}"
        return TriedExample(rule, kind, number, line, wrong, line + place.line - 1)
    notes = RunNotes()
    findings = run(resolve(parsed), ruleset, only=[rule.name], as_of=_day(rule), notes=notes)
    found = tuple(finding.message for finding in findings if finding.name == rule.name)
    if notes.crashes:
        error = notes.crashes[0].original
        return TriedExample(
            rule, kind, number, line, f"the rule crashed: {type(error).__name__}: {error}", line, found
        )
    if kind == "flawed" and not found:
        undecided = [proof.summary for proof in notes.proofs if not proof.decided]
        why = f" ({undecided[0]})" if undecided else ""
        return TriedExample(rule, kind, number, line, f"the rule finds nothing in it{why}", line)
    if kind == "clean" and found:
        first_found = next(finding for finding in findings if finding.name == rule.name)
        at = line + parsed.source.position(first_found.span.start).line - 1
        return TriedExample(
            rule, kind, number, line, f"the rule finds something in it: {found[0]}", at, found
        )
    return TriedExample(rule, kind, number, line, found=found)


def _day(rule: Rule) -> dt.date:
    """A day on which a rule is in force: today, or the nearest to it."""
    today = dt.date.today()
    if rule.valid_from is not None:
        return rule.valid_from
    return min(today, rule.valid_to) if rule.valid_to is not None else today


# ---- what was run ------------------------------------------------------------------------------------


def files_of(ruleset: Ruleset) -> dict[str, str]:
    """The files of a ruleset that come neither with clausecheck nor with a package, whose authors run its examples; with the
    SHA-256 of each."""
    return {
        file: digest
        for file, digest in ruleset.digests.items()
        if not our_label(file) and not from_package(file)
    }


def _entry(files: dict[str, str]) -> str:
    return cache.name_of("examples", ["examples 1", *resources.origin(), *sorted(files.values())])


def note_tried(ruleset: Ruleset, results: Iterable[TriedExample]) -> None:
    """Keep in mind that the examples of a ruleset were run as its files are, with this version of clausecheck."""
    every = list(results)
    content = {"examples": len(every), "failed": sum(not one.passed for one in every)}
    cache.write(_entry(files_of(ruleset)), json.dumps(content).encode("ascii"))


def untried(ruleset: Ruleset) -> str:
    """What is to be said where the examples of the files of a ruleset were not run as they are now, or have failed, in one
    line; nothing where all is well, where there are none, and where nothing is kept between runs."""
    files = files_of(ruleset)
    if not files or cache.folder() is None:
        return ""
    named = " and ".join(list(files)[:3]) + (" and others" if len(files) > 3 else "")
    data = cache.read(_entry(files))
    try:
        failed = json.loads(data)["failed"] if data is not None else None
    except (ValueError, TypeError, KeyError):
        failed = None
    if failed is None:
        return f"the examples of {named} were not run here since it was last changed"
    if failed:
        ones = (
            "1 example contradicts its rule" if failed == 1 else f"{failed} examples contradict their rules"
        )
        return f"in {named} {ones}"
    return ""
