"""Running a ruleset on an agreement."""

from __future__ import annotations

import datetime as dt
import functools
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from clausecheck.agreement.clock import OutOfRange
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.agreement.semantics import Semantics, TooMuch
from clausecheck.agreement.undecided import given_up
from clausecheck.agreement.unread import quoted, unread
from clausecheck.context import CheckFunction, Context, find_check, reads_words
from clausecheck.finding import Finding, Further, Label, Proof, Severity, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.language.tree import Block, Document, Node, Status
from clausecheck.quick import dataclass
from clausecheck.rules.adapter import analyse
from clausecheck.rules.bounds import Bound
from clausecheck.rules.echoes import group_of, one_hole_each, without_echoes
from clausecheck.rules.errors import RuleCrashed, UnknownFinding
from clausecheck.rules.loader import Ruleset
from clausecheck.rules.mends import mends_of
from clausecheck.rules.rule import Program, Rule, shown
from clausecheck.rules.runtime import MOST_OF_ALL, Env, Index
from clausecheck.rules.schema import FILE, NAMES
from clausecheck.rules.shapes import Scope, document_scope
from clausecheck.rules.shapetable import table
from clausecheck.rules.wording import WordsRead, hanging_on_words
from clausecheck.source import Span

BEYOND = "undecided, because a day or a length of time lies beyond the calendar"
"""What is said of a rule that comes to a day or a time that cannot be computed with."""


def run(
    agreement: Agreement,
    ruleset: Ruleset,
    *,
    as_of: dt.date | None = None,
    only: Iterable[str] | None = None,
    notes: RunNotes | None = None,
) -> list[Finding]:
    """Check an agreement: what the reader found, then what each rule finds, in the order of the rules.

    `as_of` is the day on which rules must be in force (default: today). `only` names the rules (by name,
    code, alias or prefix) that run; of the others nothing is reported. What else is to be told of the run is added to
    `notes`. Findings come with code, severity, place and path, and without fingerprints. A rule that crashes is in
    `notes.crashes`, and the others go on; without `notes` it raises `RuleCrashed`. Raises `UnknownFinding` when a finding
    has no rule at all, and `UnknownRule` for a name in `only`.
    """
    day = as_of or dt.date.today()
    wanted = None if only is None else {rule.name for rule in ruleset.matching(*only)}
    active = {
        rule.name: rule
        for rule in ruleset.rules
        if rule.in_force(day) and (wanted is None or rule.name in wanted)
    }
    return _Run(agreement, ruleset, day, active, notes, strict=wanted is None).findings()


@dataclass(slots=True)
class RunNotes:
    """What is to be told of a run besides its findings: what checks have shown, the rules that crashed, how many
    seconds each rule took, and what the document was asked about. What several checks share counts for the first that asks.
    `index` is that of the run, for whoever asks the same agreement more."""

    proofs: list[Proof] = field(default_factory=list)
    crashes: list[RuleCrashed] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    scope: Scope | None = None
    index: Index | None = None


class _Run:
    """One run of the `active` rules of a ruleset; a `strict` one knows every finding."""

    def __init__(
        self,
        agreement: Agreement,
        ruleset: Ruleset,
        day: dt.date,
        active: dict[str, Rule],
        notes: RunNotes | None,
        *,
        strict: bool,
    ) -> None:
        """Six parameters, for they are all that a run is."""
        self.agreement, self.ruleset, self.day, self.active = agreement, ruleset, day, active
        self.notes, self.strict = notes, strict
        self.index = Index(agreement)
        self.semantics = self.index.meaning(day)
        self.names = {rule.name for rule in ruleset.known()}
        self.aliases = {alias: rule.name for rule in ruleset.known() for alias in rule.aliases}
        self.analysed: set[str] = set()
        self.bound = Bound()
        self.scope = (
            document_scope(
                self.index,
                day,
                frozenset(ruleset.profile) & table().overlays.keys(),
                ruleset.named,
                thorough="thorough" in ruleset.profile,
            )
            if ruleset.profile
            else None
        )
        self.draft = _is_draft(agreement)
        if notes is not None:
            notes.scope, notes.index = self.scope, self.index

    def findings(self) -> list[Finding]:
        found = list(self.collect(self.agreement.problems))
        for rule in self.active.values():
            if self.scope is not None and not self.scope.asks(rule):
                continue
            began = time.perf_counter()
            drafted: list[Finding] = []
            reasons: Mapping[str, None] = {}
            try:
                with given_up() as reasons:
                    drafted.extend(self.collect(self.drafts(rule)))
            except (OutOfRange, OverflowError):
                # A day after the year 9999, a time longer than a clock reaches: nothing is wrong with the rule.
                self._undecided(rule)
            except TooMuch as reason:
                self._undecided(rule, f"undecided for the rest, because there are {reason}")
            except UnknownFinding as error:
                if self.notes is None:
                    raise
                self.notes.crashes.append(RuleCrashed(rule.name, error))
                continue
            except Exception as error:
                crash = RuleCrashed(rule.name, error)
                if self.notes is None:
                    raise crash from error
                self.notes.crashes.append(crash)
                continue
            if self.notes is not None:
                self.notes.seconds[rule.name] = time.perf_counter() - began
                self.notes.proofs += [Proof(rule.name, why, {}, decided=False) for why in reasons]
            found += drafted
        if self.scope is not None:
            found = one_hole_each(without_echoes(found, self.active))
        return [*found, *self.beyond()]

    def beyond(self) -> Iterator[Finding]:
        """What is said of findings that are too many to be shown."""
        head = _spot(self.index.document, self.index)
        place = self.agreement.title(self.index.document)
        for drafted in self.bound.said(self.active, head, place, self.index.source.path):
            yield _complete(drafted, self.active[drafted.name], self.index, draft=self.draft)

    def _undecided(self, rule: Rule, why: str = BEYOND) -> None:
        """Note that a rule could not be computed to its end."""
        if self.notes is not None:
            self.notes.proofs.append(Proof(rule.name, why, {}, decided=False))

    def drafts(self, rule: Rule) -> Iterator[Finding | Proof | Further]:
        """What a rule finds, however it works."""
        if rule.check:
            function = self.ruleset.checks.get(rule.check) or find_check(rule.check)
            full = functools.partial(self.bound.full, rule.name)
            drafts = function(Context(self.semantics, rule.name, rule.parameters, full))
            yield from self.heard(rule, function, drafts) if reads_words(function) else drafts
        elif rule.analysis and rule.analysis not in self.analysed:
            self.analysed.add(rule.analysis)
            yield from analyse(rule, self.ruleset, self.agreement, self.day)
        elif not (rule.analysis or rule.reader):
            yield from _check(rule, self.index, self.day)

    def heard(
        self, rule: Rule, function: CheckFunction, drafts: Iterable[Finding | Proof | Further]
    ) -> Iterator[Finding | Proof | Further]:
        """The drafts of a check that reads words in quotes; those that it does not make where they say nothing hang on them."""
        every = list(drafts)
        if not any(isinstance(drafted, Finding) for drafted in every):
            yield from every
            return
        again = function(Context(self.unread, rule.name, rule.parameters))
        anyway = {drafted.span for drafted in again if isinstance(drafted, Finding)}
        for drafted in every:
            if isinstance(drafted, Proof | Further) or drafted.span in anyway:
                yield drafted
            else:
                yield hanging_on_words(drafted, WordsRead(heard=_words_at(drafted, self.agreement)))

    @functools.cached_property
    def unread(self) -> Semantics:
        """What the agreement means to a reader to whom words in quotes say nothing."""
        again = resolve(parse(unread(self.agreement), self.agreement.source.path))
        return Semantics(again, self.day, wordless=True)

    def collect(self, drafts: Iterable[Finding | Proof | Further]) -> Iterator[Finding]:
        """The findings among drafts whose rules are active, complete; proofs are noted."""
        for drafted in drafts:
            if isinstance(drafted, Proof):
                if self.notes is not None and self.aliases.get(drafted.rule, drafted.rule) in self.active:
                    self.notes.proofs.append(drafted)
                continue
            if isinstance(drafted, Further):
                self.bound.count(drafted)
                continue
            name = self.aliases.get(drafted.name, drafted.name)
            if name not in self.names and self.strict:
                raise UnknownFinding(drafted.name)
            if name in self.active and self.bound.shows(name):
                yield _complete(drafted, self.active[name], self.index, draft=self.draft)


def complete(
    drafts: Iterable[Finding], agreement: Agreement, ruleset: Ruleset, *, as_of: dt.date | None = None
) -> list[Finding]:
    """Drafts that were made after the rules had run, with what their rules say about every such finding; those of rules
    that are not active are left out."""
    day = as_of or dt.date.today()
    active = {rule.name: rule for rule in ruleset.rules if rule.in_force(day)}
    index, bound = Index(agreement), Bound()
    shown = list(bound.within(drafted for drafted in drafts if drafted.name in active))
    head, place = _spot(index.document, index), agreement.title(index.document)
    shown += bound.said(active, head, place, index.source.path)
    return [_complete(drafted, active[drafted.name], index) for drafted in shown]


def examples(ruleset: Ruleset) -> Iterator[tuple[Rule, str, str]]:
    """Each example of each active rule: the rule, `flawed` or `clean`, and the text of an agreement."""
    for rule in ruleset.rules:
        for text in rule.flawed:
            yield rule, "flawed", text
        for text in rule.clean:
            yield rule, "clean", text


def _check(rule: Rule, index: Index, day: dt.date) -> Iterator[Finding | Proof]:
    """The drafts of one rule that is an expression; its program is made only where there is something that it looks at."""
    env = Env(index, rule.parameters, day)
    for kind in rule.for_each:
        for node in index.all(FILE if kind == "agreement" else NAMES[kind]):
            program = rule.program
            if program is None:
                return
            env.begin(node)
            if program.when is not None and program.when(env) is not True:
                continue
            guard = env.words()
            env.forget()
            if program.require(env) is False:
                drafted = _draft(rule, program, node, env)
                yield hanging_on_words(drafted, _reading(program, env, guard, env.words()))


def _words_at(drafted: Finding, agreement: Agreement) -> tuple[str, ...]:
    """The texts in quotes at the places of a finding, those at its own place first."""
    spans = (drafted.span, *(label.span for label in drafted.labels))
    found = [
        text.text
        for span in spans
        for text in quoted(agreement)
        if span.start <= text.span.start and text.span.end <= span.end
    ]
    return tuple(dict.fromkeys(found))


def _reading(program: Program, env: Env, guard: WordsRead, required: WordsRead) -> WordsRead | None:
    """Out of which words in quotes a finding was read, that is not there for a reader to whom they say nothing; `None` for
    one that is. `guard` and `required` are the words that the two conditions of its rule have looked at."""
    missing = env.missing
    env.blind = True
    by_guard = program.when is not None and program.when(env) is not True
    env.missing = ()
    by_requirement = program.require(env) is not False
    parts = tuple(part for part in missing if part not in env.missing)
    env.blind, env.missing = False, missing
    if by_guard:
        return guard
    if by_requirement:
        return required
    return replace(required, parts=parts) if parts else None


def _draft(rule: Rule, program: Program, node: Node, env: Env) -> Finding:
    """What a rule says about a node that does not fulfil it."""
    notes, silent = tuple(env.notes), list(env.labels)
    home = _home(node, env.index)
    label = program.label.render(env) if program.label else ""
    places = [
        (item, pointer.label.render(env) if pointer.label else "")
        for pointer in program.pointers
        for item in pointer.code(env)[0]
    ]
    spots = [(_spot(item, env.index), text) for item, text in places if isinstance(item, (Node, v.Value))]
    first, text = spots[0] if spots else (_spot(node, env.index), "")
    others = [Label(span, text) for span, text in spots[1:] if span != first]
    others += [
        label for label in silent if label.span != first and label.span not in [o.span for o in others]
    ]
    values = [shown(value, env) for value in program.message.values(env)]
    values += [shown(item, env) for item, _ in places if isinstance(item, v.Value)]
    return Finding(
        code="",
        name=rule.name,
        severity=rule.severity,
        message=program.message.render(env),
        span=first,
        file=env.index.source.path,
        label=text or label,
        labels=tuple(others),
        place=env.index.agreement.place(home) if home is not None else "",
        path=home.path if home is not None else "",
        expected=program.expected,
        witness=Witness(program.case.render(env)) if program.case else None,
        notes=notes,
        help=tuple(template.render(env) for template in program.help),
        values=tuple(dict.fromkeys(values)),
        at_most=_of_parts(rule, env),
    )


def _of_parts(rule: Rule, env: Env) -> Severity | None:
    """The severity of a rule with parts of which no core part is missing: what is left of a block is worth less than the
    whole, and what is left of a clause is good practice."""
    if not rule.core_parts or any(part in rule.core_parts for part in env.missing):
        return None
    return rule.severity.lower if rule.kind == "presence" else Severity.INFO


def _home(node: Node, index: Index) -> Node | None:
    """The node that stands for a whole file is its `agreement` block."""
    if not isinstance(node, Document):
        return node
    blocks = index.all("agreement")
    return blocks[0] if blocks else None


def _spot(item: Node | v.Value, index: Index) -> Span:
    """Where a finding about something points: a value, the words of a clause, the header of a block."""
    if isinstance(item, v.Value):
        return item.span
    home = _home(item, index)
    if home is None:
        # The head of the first block, where a waiver above it covers the finding; a comment may stand in the first line.
        first = next(iter(index.agreement.document.clauses), None)
        return index.source.line_span(1) if first is None else _spot(first, index)
    return home.head if home.head != Span(0, 0) else home.span


def _is_draft(agreement: Agreement) -> bool:
    """Whether the agreement does not say that it is agreed or signed."""
    return not any(
        isinstance(status.value, v.Name) and status.value.text in ("agreed", "signed", "ended")
        for status in agreement.all(Status)
    )


def _complete(drafted: Finding, rule: Rule, index: Index, *, draft: bool = False) -> Finding:
    """A draft with all that its rule says about every such finding."""
    more: dict[str, Any] = {}
    if not drafted.path and not drafted.place:
        home = _enclosing(index.agreement, drafted.span.start)
        if home is not None:
            more = {"place": index.agreement.place(home), "path": home.path}
    severity = rule.in_drafts if draft and rule.in_drafts is not None else rule.severity
    if drafted.at_most is not None and drafted.at_most.rank < severity.rank:
        severity = drafted.at_most
    helps = _own_help(drafted, rule, index)
    return replace(
        drafted,
        code=rule.code,
        name=rule.name,
        severity=severity,
        group=group_of(rule, severity),
        block=rule.block,
        title=rule.title,
        number=index.agreement.number(drafted.span.start),
        why=drafted.why or rule.why,
        help=helps,
        mends=mends_of(drafted, helps, index.agreement),
        citations=drafted.citations or rule.citations,
        risk=rule.risk,
        notes=(*drafted.notes, *_farewell(rule)),
        **more,
    )


def _own_help(drafted: Finding, rule: Rule, index: Index) -> tuple[str, ...]:
    """The helps in the words of the agreement; those that carry their edits are written in them already."""
    mends = {mend.text for mend in drafted.mends}
    return tuple(
        text if text in mends else index.own_words.of(text, drafted.span)
        for text in drafted.help or rule.help
    )


def _farewell(rule: Rule) -> tuple[str, ...]:
    """What is said beside each finding of a rule that is deprecated."""
    return (f"this rule is deprecated; {rule.successor}",) if rule.status == "deprecated" else ()


def _enclosing(agreement: Agreement, offset: int) -> Node | None:
    """The innermost block around an offset, or the clause on the outermost level."""
    found: Node | None = None
    for node in agreement.around(offset):
        if found is not None and (node.kind == "broken" or not isinstance(node, Block)):
            return found
        found = node
    return found


def holds(
    agreement: Agreement, rules: Iterable[Rule], *, as_of: dt.date | None = None, index: Index | None = None
) -> dict[str, bool | None]:
    """For each rule that is an expression about the whole file: whether what it requires is there, whether
    or not the rule would speak; `None` where that cannot be decided. By name, in the order of the rules. `index` is that of a
    run on the agreement."""
    day = as_of or dt.date.today()
    index = index or Index(agreement)
    index.left = MOST_OF_ALL
    found: dict[str, bool | None] = {}
    for rule in rules:
        if rule.for_each == ("agreement",) and rule.program is not None:
            env = Env(index, rule.parameters, day)
            env.begin(index.document)
            found[rule.name] = rule.program.require(env)
    return found
