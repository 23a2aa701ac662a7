"""Checking an agreement from its text to its result: read, resolve, run the rules.

>>> from clausecheck import check
>>> result = check(text)                       # doctest: +SKIP
>>> [finding.message for finding in result.findings]  # doctest: +SKIP
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from clausecheck.agreement import calendars
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.baseline import BaselineEntry
from clausecheck.baseline import findings as stale_drafts
from clausecheck.finding import CheckResult, Crash, Finding, with_fingerprints
from clausecheck.language import values as v
from clausecheck.language.parser import Parsed, parse, parse_bytes
from clausecheck.language.tree import AgreementBlock, Customer, Document, Provider
from clausecheck.language.write import write
from clausecheck.rules.echoes import in_order
from clausecheck.rules.engine import RunNotes, complete, holds, run
from clausecheck.rules.loader import Ruleset, available, load
from clausecheck.rules.rule import COMPARED
from clausecheck.rules.runtime import Index
from clausecheck.rules.shapes import Scope
from clausecheck.rules.shapetable import table
from clausecheck.source import Source
from clausecheck.version import LANGUAGE_VERSION, __version__
from clausecheck.waivers import Judged, apply

#: What no check of this kind decides, said at the end of every report.
NOT_CHECKED = (
    "whether the law allows what is agreed, and whether a court would enforce it",
    "prose in quotes and in clauses, beyond placeholders and references",
    "documents that the agreement only refers to",
)


#: Findings after which there is no agreement to check.
_NOTHING = frozenset({"not-text", "empty-agreement", "prose-not-clauses"})


def version() -> str:
    """The version of clausecheck."""
    return __version__


def check(
    text: str | bytes,
    *,
    path: str = "<agreement>",
    ruleset: str | Path | Ruleset = "msp",
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    as_of: dt.date | None = None,
    profile: Iterable[str] = ("core",),
) -> CheckResult:
    """Check one agreement.

    `text` is its text, or the bytes of its file; `path` only names it in findings. `ruleset` is a name that comes with
    clausecheck, a YAML file, or a loaded `Ruleset`; `select` and `ignore` take rule codes, names and prefixes of
    codes (`CC3`). `profile` are names of profiles (`core`, `thorough`, and overlays such as `gdpr`); with none every rule
    speaks about every document. `as_of` is the day on which rules must be in force, today by default.

    Each parameter is a setting that has a default; as the public interface they stand side by side.

    Whatever is wrong with the text is a finding; what the agreement itself waives is in `waived` of the result. Raises
    `RulesetError` for a ruleset that cannot be used, `UnknownRule` for a rule that is not there. A rule that
    crashes is in `crashes` of the result, and the others are reported.
    """
    names = tuple(profile)
    if isinstance(ruleset, str) and ruleset in available():
        rules = _ours(ruleset, names, tuple(select), tuple(ignore))
    else:
        given = ruleset if isinstance(ruleset, Ruleset) else load(ruleset)
        rules = _chosen(given, names, select, ignore)
    parsed = parse_bytes(text, path) if isinstance(text, bytes) else parse(text, path)
    result = check_parsed(parsed, rules, as_of=as_of)
    return in_order(result) if names else result


def _chosen(
    rules: Ruleset, profile: tuple[str, ...], select: Iterable[str], ignore: Iterable[str]
) -> Ruleset:
    return (rules.with_profile(profile) if profile else rules).select(select, ignore).never_silent()


@functools.lru_cache(maxsize=16)
def _ours(name: str, profile: tuple[str, ...], select: tuple[str, ...], ignore: tuple[str, ...]) -> Ruleset:
    """The rules that are chosen from one of our rulesets, which does not change in a process."""
    return _chosen(load(name), profile, select, ignore)


def check_parsed(
    parsed: Parsed,
    rules: Ruleset,
    *,
    as_of: dt.date | None = None,
    judged: list[Judged] | None = None,
    against: Parsed | None = None,
) -> CheckResult:
    """Run selected rules on an agreement that is read already. What became of each waiver is added to `judged`. Where it offers
    less than the template `against` which it is checked, that is found as well."""
    day = as_of or dt.date.today()
    agreement = resolve(parsed)
    asked = rules = rules.never_silent()
    nothing = any(problem.name in _NOTHING for problem in agreement.problems)
    if nothing:
        # Where nothing could be read, nothing is missing either: the one finding says it all.
        asked = replace(rules, rules=tuple(rule for rule in rules.rules if rule.reader))
    notes = RunNotes()
    found = run(agreement, asked, as_of=day, notes=notes)
    if against is not None and not agreement.problems:
        from clausecheck.comparison.against import shortfalls  # few checks need it

        found += complete(shortfalls(against, parsed, day), agreement, rules, as_of=day)
    path = agreement.source.path
    placed = [finding if finding.file == path else replace(finding, file=path) for finding in found]
    scope = None if nothing else notes.scope
    spoke = (
        rules
        if scope is None
        else replace(rules, rules=tuple(rule for rule in rules.rules if scope.asks(rule)))
    )
    if against is None:
        spoke = replace(spoke, rules=tuple(rule for rule in spoke.rules if rule.ruleset != COMPARED))
    outcome = apply(parsed, agreement, with_fingerprints(placed, agreement.reference), spoke, as_of=day)
    if judged is not None:
        judged += outcome.judged
    about_waivers = with_fingerprints(
        complete(outcome.drafts, agreement, rules, as_of=day) if outcome.drafts else (), agreement.reference
    )
    return CheckResult(
        findings=tuple(sorted((*outcome.findings, *about_waivers), key=Finding.sort_key)),
        waived=outcome.waived,
        references={path: agreement.reference},
        proofs=tuple(proof.as_mapping() for proof in notes.proofs),
        crashes=tuple(Crash(path, crash.rule, str(crash)) for crash in notes.crashes),
        seconds=notes.seconds,
        facts=facts(agreement, rules, day, scope, notes.index),
        provenance=provenance(agreement, rules, day),
        sources={path: agreement.source},
        not_checked=NOT_CHECKED,
    )


def facts(
    agreement: Agreement, rules: Ruleset, day: dt.date, scope: Scope | None, index: Index | None = None
) -> Mapping[str, Any]:
    """What people want to see beside the findings: which building blocks are there, and what the document was asked
    about: its `shape`, whether it is `stated`, the `profile`, how many questions it leaves out for each block, and which overlays
    speak."""
    known: dict[str, Any] = {
        "title": _title(agreement),
        "parties": {
            role: write(node.name) for role, node in _parties(agreement) if isinstance(node.name, v.Name)
        },
        "building blocks": coverage(agreement, rules, day, index),
    }
    if scope is not None:
        titles = table().blocks
        left = Counter(
            titles[rule.block].title if rule.block in titles else rule.block
            for rule in (*rules.left_out, *filter(scope.leaves_to_thorough, rules.rules))
            if not rule.overlay and scope.covers(rule.block)
        )
        known["scope"] = {
            "shape": scope.shape.name,
            "title": scope.title,
            "stated": scope.stated,
            "under": list(scope.under),
            "left to others": scope.left(),
            "profile": list(rules.profile),
            "building blocks": [
                row
                for rule in rules.known()
                if rule.kind == "presence" and scope.covers(rule.block)
                for row in rule.subject
            ],
            "not asked": dict(left.most_common()),
            "overlays": {
                name: "declared"
                if name in scope.declared
                else "asked for"
                if name in scope.overlays
                else "not declared"
                for name in table().overlays
            },
        }
    return known


def stale(entries: Iterable[BaselineEntry], source: Source, rules: Ruleset) -> CheckResult:
    """The entries of a baseline whose findings are gone, as a result of their own; `source` is the text of the baseline."""
    nothing = resolve(Parsed(Document(), (), source))
    drafts = list(stale_drafts(entries, source))
    return CheckResult(
        findings=with_fingerprints(complete(drafts, nothing, rules), source.path),
        sources={source.path: source} if drafts else {},
        not_agreements=frozenset({source.path}) if drafts else frozenset(),
    )


def _title(agreement: Agreement) -> str:
    return next((block.title.text for block in agreement.all(AgreementBlock) if block.title is not None), "")


def _parties(agreement: Agreement) -> Iterator[tuple[str, Provider | Customer]]:
    """The first provider and the first customer, with their roles."""
    yield from (("provider", node) for node in agreement.all(Provider)[:1])
    yield from (("customer", node) for node in agreement.all(Customer)[:1])


def coverage(
    agreement: Agreement, rules: Ruleset, day: dt.date, index: Index | None = None
) -> Mapping[str, Mapping[str, str]]:
    """Each building block (B01 to B31) that the ruleset knows: its `title`, and as `state` `present`, `missing`, or
    `undecided` where a clause, or the whole file, could not be read. A block is present or missing whether or not
    its absence is worth a finding yet. `index` is that of a run of the rules on it."""
    rows = {
        rule.name: row
        for rule in rules.known()
        if rule.kind == "presence"
        for row in rule.subject
        if row[0] == "B" and len(row) == 3
    }
    called = {True: "present", False: "missing", None: "undecided"}
    asked = [rule for rule in rules.known() if rule.name in rows]
    found = holds(agreement, asked, as_of=day, index=index)
    if any(problem.name in ("not-text", "prose-not-clauses") for problem in agreement.problems):
        found = dict.fromkeys(found)
    states = {
        rows[name]: {"title": name.removeprefix("missing-").replace("-", " "), "state": called[held]}
        for name, held in found.items()
    }
    return dict(sorted(states.items()))


def provenance(agreement: Agreement, rules: Ruleset, day: dt.date) -> Mapping[str, Any]:
    """With what an agreement was checked: the hash of its text, the versions of programs and data, the date."""
    return {
        "sha256": agreement.source.digest(),
        "clausecheck": version(),
        "language": LANGUAGE_VERSION,
        "ruleset": {"name": rules.name, "version": rules.version, "files": dict(rules.digests)},
        "as of": day.isoformat(),
        "data": calendars.data_versions(),
    }
