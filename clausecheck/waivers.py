"""Waivers: comments by which an agreement itself says that a finding is accepted, by whom, until when, and why.

    respond within 12 hours   # clausecheck: waive response-too-slow by "J. Rivers" until 2027-03-31: agreed with Acme

A waiver behind a clause, or on a line of its own above it, is for that clause; behind or above the header of a block, for
the whole block. It concerns findings whose first place lies there.
"""

from __future__ import annotations

import bisect
import contextlib
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, Waived, draft
from clausecheck.language.parser import Parsed
from clausecheck.language.spelling import close_word
from clausecheck.language.tree import Block, Document, Node
from clausecheck.language.values import NOWHERE
from clausecheck.quick import dataclass
from clausecheck.rules.bounds import MOST_OF_ONE
from clausecheck.rules.errors import RulesetError, UnknownRule
from clausecheck.rules.loader import Ruleset, available, load
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import called, unknown
from clausecheck.source import Source, Span

EXAMPLE = '# clausecheck: waive missing-term by "J. Rivers" until 2027-03-31: the framework agreement has it'
#: Findings about waivers and baselines themselves; the ruleset in which their rules stand.
OWN = "waivers"

_MEANT = re.compile(
    r"#+\s*clausecheck(?:\s*:|\s+(?:waive|ignore|disable|allow|skip|off|noqa)\b|[-_](?:waive|ignore|disable)\b)",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"#+\s*clausecheck:")
_SPACE = re.compile(r"[ \t]*")
_RULE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?![\w-])")
_TEXT = re.compile(r'"([^"\r\n]*)"')
_WORD = re.compile(r"[^\s:,]+")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One rule that one comment waives, as it is written, with `span` for the word; `until_span` is where the date stands,
    `comment` the whole comment. `scope` is what it covers, `path` and `place` name that for machines and for people."""

    rule: str
    span: Span
    comment: Span
    reason: str
    by: str = ""
    until: dt.date | None = None
    until_span: Span = NOWHERE
    scope: Span = NOWHERE
    path: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A waiver and what became of it: `used`, `unused`, `expired`, `unknown` (no such rule), `impossible` (a rule that
    cannot be waived), or `not checked` (its rule did not run). `rule` is the name of the rule where there is one."""

    waiver: Waiver
    state: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class WaiverOutcome:
    """What waivers do to the findings of an agreement: those that remain, those that are waived, what is wrong with the
    waivers (drafts), and what became of each."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    drafts: tuple[Finding, ...]
    judged: tuple[Judged, ...]


class _Wrong(Exception):
    def __init__(self, message: str, span: Span, help: str = "") -> None:
        super().__init__(message)
        self.message, self.span, self.help = message, span, help


def read(parsed: Parsed, agreement: Agreement) -> tuple[list[Waiver], list[Finding]]:
    """The waivers of an agreement, in the order of the text, and drafts for comments that are meant as one and are none.
    `agreement` is what `parsed` means."""
    waivers: list[Waiver] = []
    drafts: list[Finding] = []
    source = parsed.source
    meant = [span for span in parsed.comments if _MEANT.match(source.text, span.start, span.end)]
    homes = _Homes(parsed) if meant else None
    for span in meant:
        home = homes.of(span) if homes is not None else None
        try:
            found = _WaiverReader(source, span).run()
            if home is None:
                raise _Wrong(
                    "this waiver stands above nothing", span, "put it behind the clause, or above it"
                )
            waivers += [
                replace(waiver, scope=home.span, path=home.path, place=agreement.title(home))
                for waiver in found
            ]
        except _Wrong as wrong:
            drafts.append(
                draft(
                    "waiver-syntax",
                    wrong.message,
                    wrong.span,
                    file=source.path,
                    help=(wrong.help or f"write it like `{EXAMPLE}`",),
                    values=(" ".join(source.slice(span).split()),),
                    path=home.path if home is not None else "",
                )
            )
    return waivers, drafts


def apply(
    parsed: Parsed,
    agreement: Agreement,
    findings: Sequence[Finding],
    ruleset: Ruleset,
    *,
    as_of: dt.date | None = None,
) -> WaiverOutcome:
    """Judge the waivers of an agreement by all findings of a ruleset in it, on the day `as_of` (default: today); the last
    day of a waiver is still its own."""
    day = as_of or dt.date.today()
    waivers, drafts = read(parsed, agreement)
    if not waivers:
        return WaiverOutcome(tuple(findings), (), tuple(drafts), ())
    known = _Waivable(ruleset)
    names = [known.name(waiver.rule) for waiver in waivers]
    active = {rule.name for rule in ruleset.rules if rule.in_force(day)}
    states = [
        _first_state(waiver, name, known, active, day) for waiver, name in zip(waivers, names, strict=True)
    ]
    open_: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if states[at] == "unused":
            open_.setdefault(name, []).append(at)
    waived: list[Waived] = []
    left: list[Finding] = []
    for finding in findings:
        covering = [at for at in open_.get(finding.name, ()) if _covers(waivers[at].scope, finding.span)]
        if not covering:
            left.append(finding)
            continue
        # The nearest one: the smallest scope, and of two on one clause the first.
        at = min(covering, key=lambda at: (waivers[at].scope.end - waivers[at].scope.start, at))
        states[at] = "used"
        waiver = waivers[at]
        waived.append(Waived(finding, waiver.reason, waiver.by, waiver.until, waiver.comment))
    judged = [Judged(*triple) for triple in zip(waivers, states, names, strict=True)]
    if parsed.problems:
        # A rule may have been silent only because a clause could not be read: nobody knows what is unused.
        judged = [replace(one, state="not checked") if one.state == "unused" else one for one in judged]
    elsewhere: dict[str, Finding] = {}
    for finding in left:
        elsewhere.setdefault(finding.name, finding)
    for one in judged:
        drafts += _complaint(one, known, elsewhere, parsed.source)
    return WaiverOutcome(tuple(left), tuple(waived), tuple(drafts), tuple(judged))


class _Waivable:
    """The rules of a ruleset by the words that waivers use for them, and the names of those of other rulesets."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.rules = {rule.name: rule for rule in ruleset.known()}
        self.words = ruleset.by_word()
        self._rulesets = [self.words]
        self._left = iter(available())
        self._unknown = 0

    def name(self, word: str) -> str:
        """The name of the rule that a word means; nothing where no ruleset at hand has it."""
        return next((rule.name for words in self._each() if (rule := called(word, words)) is not None), "")

    def unknown(self, word: str) -> UnknownRule:
        """That nobody knows a word, with the one that is perhaps meant; that is not looked for where it is not shown."""
        self._unknown += 1
        return unknown(word, self.words if self._unknown <= MOST_OF_ONE else ())

    def _each(self) -> Iterator[dict[str, Rule]]:
        """The rules by their words, ruleset by ruleset. Others are read when a word is not found before."""
        yield from self._rulesets
        for name in self._left:
            with contextlib.suppress(RulesetError):
                self._rulesets.append(load(name).by_word())
                yield self._rulesets[-1]


def _first_state(waiver: Waiver, name: str, known: _Waivable, active: set[str], day: dt.date) -> str:
    """What can be said of a waiver before the findings are looked at."""
    if not name:
        return "unknown"
    rule = known.rules.get(name)
    if rule is not None and not rule.can_be_waived:
        return "impossible"
    if waiver.until is not None and waiver.until < day:
        return "expired"
    return "unused" if name in active else "not checked"


def _complaint(
    judged: Judged, known: _Waivable, left: Mapping[str, Finding], source: Source
) -> Iterator[Finding]:
    """What is wrong with a waiver."""
    waiver, rule = judged.waiver, judged.waiver.rule
    where = {"file": source.path, "path": waiver.path, "place": waiver.place}
    if judged.state == "unknown":
        message, _, hint = str(known.unknown(rule).args[0]).partition("; ")
        help = (hint[:1].upper() + hint[1:],) if hint else ("`clausecheck rules` lists them all",)
        yield draft("waiver-unknown-rule", message, waiver.span, **where, help=help, values=(rule,))
    elif judged.state == "impossible":
        own = known.rules[judged.rule].ruleset == OWN
        reason = "it is about waivers" if own else "what cannot be read was not checked"
        help = ("mend the waiver",) if own else ("mend the clause",)
        message = f"`{rule}` cannot be waived: {reason}"
        yield draft("waiver-not-possible", message, waiver.span, **where, help=help, values=(judged.rule,))
    elif judged.state == "expired" and waiver.until is not None:
        message = f"the waiver of `{rule}` ended on {waiver.until}"
        ways = ("mend the clause and remove the waiver", "agree a later date with whoever granted it")
        values = (judged.rule, waiver.until.isoformat())
        yield draft("waiver-expired", message, waiver.until_span, **where, help=ways, values=values)
    elif judged.state == "unused":
        message = f"the waiver of `{rule}` waives nothing"
        elsewhere = left.get(judged.rule)
        notes: tuple[str, ...] = ()
        help = ("remove it",)
        if elsewhere is not None:
            line = source.position(elsewhere.span.start).line
            notes = (f"`{judged.rule}` is reported in line {line}, which this waiver does not cover",)
            help = ("put it behind the clause that is reported, or above it",)
        yield draft(
            "waiver-unused", message, waiver.span, **where, help=help, notes=notes, values=(judged.rule,)
        )


def _covers(scope: Span, span: Span) -> bool:
    return scope.start <= span.start and span.end <= scope.end


class _Homes:
    """What each comment belongs to."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        found: list[tuple[Span, Node | None]] = []
        for node in parsed.document.walk():
            if isinstance(node, Document):
                continue
            found.append((node.head if node.head != NOWHERE else node.span, node))
            if isinstance(node, Block) and node.span.end > node.head.end:
                found.append((Span(node.span.end - 1, node.span.end), None))
        self.places = sorted(found, key=lambda pair: pair[0])

    def of(self, comment: Span) -> Node | None:
        """The clause or block that a comment is about; `None` when it stands above a closing brace or the end."""
        at = bisect.bisect_right(self.places, comment.start, key=lambda pair: pair[0].start) - 1
        text = self.parsed.source.text
        line = text[
            max(text.rfind("\n", 0, comment.start), text.rfind("\r", 0, comment.start)) + 1 : comment.start
        ]
        within = at >= 0 and comment.start < self.places[at][0].end
        if at >= 0 and (within or line.strip()):
            return self.places[at][1]
        return self.places[at + 1][1] if at + 1 < len(self.places) else None


class _WaiverReader:
    """One comment to its waivers."""

    def __init__(self, source: Source, comment: Span) -> None:
        self.text, self.comment = source.text, comment
        self.at, self.end = comment.start, comment.end

    def run(self) -> list[Waiver]:
        begin = _BEGIN.match(self.text, self.at, self.end)
        if begin is None:
            raise _Wrong("a waiver begins with `# clausecheck: waive`, in small letters", self.comment)
        self.at = begin.end()
        verb = self.match(_RULE)
        if verb is None or verb.group() != "waive":
            word = self.match(_WORD) if verb is None else verb
            wording = f"`{word.group()}`" if word else "nothing"
            self.fail(f"`waive` comes after `clausecheck:`, not {wording}", word)
        rules = [self.rule()]
        while self.sign(","):
            rules.append(self.rule())
        by, until, where = "", None, NOWHERE
        seen: set[str] = set()
        while (word := self.match(_RULE)) is not None:
            name = word.group()
            if name in seen:
                self.fail(f"`{name}` stands twice", word)
            seen.add(name)
            if name == "by":
                by = self.who()
            elif name == "until":
                until, where = self.day()
            else:
                self.unknown(word)
        reason = self.reason()
        return [
            Waiver(rule.group(), Span(*rule.span()), self.comment, reason, by, until, where) for rule in rules
        ]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What stands next, past any space."""
        space = _SPACE.match(self.text, self.at, self.end)
        self.at = space.end() if space else self.at
        match = pattern.match(self.text, self.at, self.end)
        self.at = match.end() if match else self.at
        return match

    def sign(self, sign: str) -> bool:
        return self.match(re.compile(re.escape(sign))) is not None

    def fail(self, message: str, at: re.Match[str] | None = None, help: str = "") -> NoReturn:
        span = Span(*at.span()) if at else Span(min(self.at, self.end - 1), self.end)
        raise _Wrong(message, span, help)

    def rule(self) -> re.Match[str]:
        found = self.match(_RULE)
        if found is None or found.group() in ("by", "until"):
            word = found or self.match(_WORD)
            self.fail("a rule is missing: its code or its name stands after `waive`", word)
        return found

    def who(self) -> str:
        found = self.match(_TEXT)
        if found is None:
            self.fail("who accepts it stands in quotes after `by`", self.match(_WORD))
        if not found.group(1).strip():
            self.fail("nobody stands after `by`", found)
        return " ".join(found.group(1).split())

    def day(self) -> tuple[dt.date, Span]:
        found = self.match(_WORD)
        day = None
        with contextlib.suppress(ValueError):
            day = dt.date.fromisoformat(found.group()) if found else None
        if found is None or day is None or day.isoformat() != found.group():
            wording = f"`{found.group()}` is no date" if found else "a date is missing after `until`"
            self.fail(f"{wording}; it is written like 2027-03-31", found)
        return day, Span(*found.span())

    def unknown(self, word: re.Match[str]) -> NoReturn:
        near = close_word(word.group(), ("by", "until"))
        if near:
            self.fail(f"`{word.group()}` is no word of a waiver; did you mean `{near}`?", word)
        self.fail(
            f"`{word.group()}` is no word of a waiver",
            word,
            "put a comma between rules and a colon before the reason",
        )

    def reason(self) -> str:
        if not self.sign(":"):
            rest = self.match(_WORD)
            if rest is not None:
                self.fail(f"`{rest.group()}` is no word of a waiver; a colon comes before the reason", rest)
            self.fail("the reason is missing: it stands at the end, after a colon")
        reason = " ".join(self.text[self.at : self.end].split())
        if not any(char.isalnum() for char in reason):
            self.fail("the reason is missing: it stands at the end, after a colon")
        return reason
