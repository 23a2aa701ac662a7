"""Every help works: written into the agreement where its finding stands, it can be read, the finding is gone, and no new error
is there. It holds for each flawed example of each rule, and for each finding about the drafts in `tests/cases/drafts`.

`clausecheck.rules.proposals` says how a help is read. When a test fails here for a rule of yours, it says which help, the text
that came of it, and what is wrong; mend the help (a clause that can stand as it is), the example (one that says enough for the
help to make sense), or say with `decision` what only the parties can settle.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.finding import Finding, Severity
from clausecheck.language.parser import parse
from clausecheck.rules.engine import run
from clausecheck.rules.loader import Ruleset, load
from clausecheck.rules.ownwords import CALENDAR, COUNTRIES, CURRENCIES, EXAMPLE, ZONE, OwnWords
from clausecheck.rules.placing import Unplaceable
from clausecheck.rules.rule import Rule
from tests.rules.common import agreement
from tests.rules.pasting import pasted

CASES = Path(__file__).parents[1] / "cases"
DRAFTS = sorted((CASES / "drafts").glob("*.sla"))
OPEN = frozenset((CASES / "help-open.txt").read_text(encoding="utf-8").split())
"""Rules whose help does not work yet, by code."""


@functools.cache
def rules() -> Ruleset:
    return load("msp").with_previews()


@functools.cache
def asked() -> tuple[Ruleset, list[str]]:
    """The rules that could make a new error in the default profile, and their names."""
    core = rules().with_profile(("core",))
    return core, [rule.name for rule in core.rules if rule.severity is Severity.ERROR]


def errors(of: Agreement) -> set[str]:
    """The rules of which the default profile finds an error."""
    core, names = asked()
    return {finding.name for finding in run(of, core, only=names) if finding.severity is Severity.ERROR}


def open_before(of: Agreement) -> set[str]:
    """The rules that would find an error whatever the document is asked about, or find a lesser hole until another is filled:
    what comes to light of them is not new."""
    core, names = asked()
    found = [*run(of, core, only=names), *run(of, rules(), only=names)]
    return {finding.name for finding in found}


def found_by(rule: Rule, of: Agreement) -> list[Finding]:
    return run(of, rules(), only=[rule.name], as_of=rule.valid_from)


def failures(rule: Rule, of: Agreement, finding: Finding, before: list[Finding]) -> Iterator[str]:
    """What is wrong with the helps of a finding, a text for each; `before` are all findings of the rule."""
    written = [help_ for help_ in finding.help if "`" in help_]
    for help_ in written:
        wrong, text = _wrong(rule, of, finding, help_, len(before))
        if wrong:
            yield f"{rule.code} {rule.name}: {wrong}\n  help: {help_}\n{text}"
    if not written and not rule.decision:
        yield (
            f"{rule.code} {rule.name}: no help proposes a clause. Put one between backticks, or say under `decision` in the "
            f"rule what only the parties can settle.\n  help: {finding.help}"
        )


def _wrong(rule: Rule, of: Agreement, finding: Finding, help_: str, count: int) -> tuple[str, str]:
    if re.search("`[^`]*…[^`]*`", help_):
        return "nobody can write `…`: give an example", ""
    if re.search(r"`,? or `", help_):
        return "alternatives are helps of their own: write a list", ""
    try:
        text = pasted(of, finding, help_)
    except Unplaceable as problem:
        return f"{problem}. See `clausecheck.rules.proposals`", ""
    parsed = parse(text)
    if parsed.problems:
        return f"the agreement cannot be read any more: {parsed.problems[0].message}", text
    after = resolve(parsed)
    left = found_by(rule, after)
    if len(left) >= count:
        hint = (
            "" if "instead" in help_ else "; a help that is to stand in the place of a clause says `instead`"
        )
        return f"the finding is still there ({left[0].message}){hint}", text
    new = errors(after)
    new = new and new - of.once("open before", open_before)
    if new:
        return f"it makes new errors: {', '.join(sorted(new))}", text
    return "", ""


CHECKED = [rule for rule in rules().rules if rule.flawed and not rule.reader]


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.code)
def test_the_help_works_on_the_examples_of(rule: Rule) -> None:
    if rule.code in OPEN:
        pytest.skip("open")
    wrong = []
    for text in rule.flawed:
        of = agreement(text)
        found = found_by(rule, of)
        wrong += [problem for finding in found[:1] for problem in failures(rule, of, finding, found)]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.stem)
def test_the_help_works_on_the_draft(path: Path) -> None:
    of = resolve(parse(path.read_text(encoding="utf-8"), path.name))
    assert not of.problems
    every = run(of, rules().with_profile(("thorough",)))
    by_name = {rule.name: rule for rule in rules().rules}
    wrong = []
    for finding in every:
        rule = by_name[finding.name]
        if rule.code in OPEN:
            continue
        wrong += failures(rule, of, finding, found_by(rule, of))
        wrong += [
            f"{rule.code}: `{word}` is not of this agreement: {finding.help}" for word in strange(of, finding)
        ]
    assert not wrong, "\n\n".join(wrong)


def strange(of: Agreement, finding: Finding) -> list[str]:
    """Words of the agreement that helps are written for which are not of this one."""
    own = OwnWords(of)
    text = f"{of.source.text}\n{own.zone} {own.country} {own.currency} {own.calendar}"
    code = " ".join(
        re.sub(r'"[^"]*"|[0-9] GB', "", piece) for help_ in finding.help for piece in help_.split("`")[1::2]
    )
    names = {name for names in EXAMPLE.values() for name in names} | {ZONE, CALENDAR, *COUNTRIES, *CURRENCIES}
    return [name for name in sorted(names) if _word(name, code) and not _word(name, text)]


def _word(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def test_nothing_that_works_is_called_open() -> None:
    assert {rule.code for rule in CHECKED} >= OPEN
