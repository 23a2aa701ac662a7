"""Mending an agreement: the edits of its findings, applied, read and checked again, and taken back where they do harm.

>>> from clausecheck.fixing import Kinds, mended
>>> mended(parsed, rules, kinds=Kinds(unsafe=True)).text  # doctest: +SKIP

A mend stays only if its own finding is gone, nothing is found that was not wrong before, fewer findings are left, every
comment is there, and every clause that it does not touch reads as it did. Several are tried together first, and one by one
where that fails.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace

from clausecheck.agreement.mending import edited
from clausecheck.agreement.model import resolve
from clausecheck.checking import check_parsed
from clausecheck.finding import CheckResult, Edit, Finding, Mend
from clausecheck.language.parser import Parsed, parse_source
from clausecheck.language.tree import Block, Node
from clausecheck.quick import dataclass
from clausecheck.rules.blanks import blanked
from clausecheck.rules.engine import run
from clausecheck.rules.loader import Ruleset
from clausecheck.rules.mends import only_adds
from clausecheck.source import Source

#: The rule that speaks of a value which is still open; a mend that leaves a blank makes one such finding.
OPEN_VALUE = "tbd"


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which mends are wanted: the `safe` ones, which change nothing that is agreed, the `unsafe` ones, and those of them that
    are written as `blanks`, with `tbd` for each figure that the parties have to settle."""

    safe: bool = True
    unsafe: bool = False
    blanks: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One mend of one finding, as it would be made; `blank` where it leaves a figure open."""

    finding: Finding
    mend: Mend
    blank: bool = False

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """What tells it apart from others, wherever it stands by now."""
        return self.finding.code, self.finding.path, self.mend.text, self.blank


class Quit(Exception):
    """No further mends are wanted; those that were made stay."""


@dataclass(slots=True)
class Mended:
    """An agreement after its mends: what was read of it and found in it then, the mends that were made, and those that were
    taken back, each with the reason."""

    parsed: Parsed
    result: CheckResult
    made: list[Offer] = field(default_factory=list)
    refused: list[tuple[Offer, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text as it is then."""
        return self.parsed.source.text


Ask = Callable[[Offer, Source, str], bool]
"""Whether a mend is wanted: asked with the text before it and after it. Raises `Quit`."""


def mended(
    parsed: Parsed,
    rules: Ruleset,
    *,
    as_of: dt.date | None = None,
    kinds: Kinds = Kinds(),  # noqa: B008 - it cannot change
    leave: frozenset[str] = frozenset(),
    ask: Ask | None = None,
    against: Parsed | None = None,
) -> Mended:
    """Mend an agreement. `leave` are the fingerprints of findings that are left alone; `against` is a template of which a mend
    must not fall short. Each further parameter is what a check would be given, or an option of the command."""
    return _Mending(parsed, _CheckedWith(rules, as_of, against), kinds, leave, ask).run()


@dataclass(frozen=True, slots=True)
class _CheckedWith:
    """With what a text is checked after each mend."""

    rules: Ruleset
    as_of: dt.date | None
    against: Parsed | None

    def result(self, parsed: Parsed) -> CheckResult:
        """What is found in it."""
        return check_parsed(parsed, self.rules, as_of=self.as_of, against=self.against)


class _Mending:
    """The mends of one agreement."""

    def __init__(
        self,
        parsed: Parsed,
        checks: _CheckedWith,
        kinds: Kinds,
        leave: frozenset[str],
        ask: Ask | None,
    ) -> None:
        self.checks, self.kinds, self.leave, self.ask = checks, kinds, leave, ask
        self.done = Mended(parsed, checks.result(parsed))
        self.tried: set[tuple[str, str, str, bool]] = set()
        self._hidden: Counter[str] | None = None

    def run(self) -> Mended:
        """Try what is offered until nothing is left: many together, and fewer after each failure. What was taken back may
        do no harm any more once others are made, and is tried again then."""
        try:
            while True:
                made = len(self.done.made)
                self.round()
                if len(self.done.made) == made or not self.done.refused or self.ask is not None:
                    return self.done
                self.tried -= {offer.key for offer, _ in self.done.refused}
                self.done.refused.clear()
        except Quit:  # what was made until then stays
            return self.done

    def round(self) -> None:
        """Try each offer that was not tried."""
        most = 1 if self.ask is not None else 64
        while offers := self.together(most):
            text = edited(self.done.text, _edits(offers))
            if self.ask is not None and not self.ask(offers[0], self.done.parsed.source, text):
                self.tried.add(offers[0].key)
                continue
            wrong = self.attempt(offers, text)
            if not wrong:
                self.tried.update(offer.key for offer in offers)
                most = 1 if self.ask is not None else most * 2
            elif len(offers) == 1:
                self.tried.add(offers[0].key)
                self.done.refused.append((offers[0], wrong))
            else:
                most = len(offers) // 2

    # ---- what is offered

    def together(self, most: int) -> list[Offer]:
        """The next mends that do not touch one another, one for each finding; with `tbd` or without, not both."""
        chosen: list[Offer] = []
        taken: list[Edit] = []
        for offer in self.offers():
            if chosen and chosen[0].blank != offer.blank:
                continue
            if any(_touch(edit, other) for edit in offer.mend.edits for other in taken):
                continue
            if any(
                _touch(one, two) for one, two in zip(offer.mend.edits, offer.mend.edits[1:], strict=False)
            ):
                self.tried.add(offer.key)
                self.done.refused.append((offer, "its changes are about one place"))
                continue
            chosen.append(offer)
            taken += offer.mend.edits
            if len(chosen) >= most:
                break
        return chosen

    def offers(self) -> Iterator[Offer]:
        """The first mend of each finding that is wanted and was not tried; of a text that cannot be read, those of the
        reader alone."""
        unread = {problem.name for problem in self.done.parsed.problems}
        for finding in self.done.result.findings:
            if finding.fingerprint in self.leave or (unread and finding.name not in unread):
                continue
            offer = next((offer for offer in self.ways(finding) if offer.key not in self.tried), None)
            if offer is not None:
                yield offer

    def ways(self, finding: Finding) -> Iterator[Offer]:
        """The ways to mend a finding that are wanted."""
        for mend in finding.mends:
            if self.kinds.blanks and not mend.safe and only_adds(mend.edits, self.done.parsed.source):
                edits = tuple(replace(edit, text=blanked(edit.text)) for edit in mend.edits)
                if edits != mend.edits:
                    why = "leaves open what the parties have to settle"
                    yield Offer(finding, replace(mend, edits=edits, because=why), blank=True)
            if self.kinds.safe if mend.safe else self.kinds.unsafe:
                yield Offer(finding, mend)

    # ---- what stays

    def attempt(self, offers: Sequence[Offer], text: str) -> str:
        """Make mends, and keep them where nothing is wrong with that; else what is wrong, in words."""
        before = self.done
        parsed = parse_source(Source(text, before.parsed.source.path))
        wrong = _harm(before.parsed, parsed, offers)
        if wrong:
            return wrong
        result = self.checks.result(parsed)
        if not before.parsed.problems:
            wrong = self.worse(result, offers)
        if wrong:
            return wrong
        self.done = Mended(parsed, result, [*before.made, *offers], before.refused)
        self._hidden = None
        return ""

    def worse(self, after: CheckResult, offers: Sequence[Offer]) -> str:
        """What is worse after some mends, in words; nothing where all is well."""
        names = {finding.code: finding.name for finding in (*self.done.result.findings, *after.findings)}
        mine = Counter(offer.finding.code for offer in offers)
        was, now = _counted(self.done.result.findings), _counted(after.findings)
        for code, number in mine.items():
            if now[code] > was[code] - number:
                return f"{code} {names[code]} is still found"
        blanks = any(offer.blank for offer in offers)
        new = [code for code in now if now[code] > was[code] and not (blanks and names[code] == OPEN_VALUE)]
        for code in new:
            if now[code] > self.hidden[code]:
                return f"{code} {names[code]} is found then"
        opened = sum(count for code, count in now.items() if blanks and names[code] == OPEN_VALUE)
        if now.total() - opened >= was.total() - (
            sum(count for code, count in was.items() if blanks and names[code] == OPEN_VALUE)
        ):
            return "as much is found then as before"
        return "the check itself fails then" if len(after.crashes) > len(self.done.result.crashes) else ""

    @property
    def hidden(self) -> Counter[str]:
        """How often each rule would find something if none were silent beside another one: what comes to light of it is not
        new."""
        if self._hidden is None:
            everything = replace(self.checks.rules.never_silent(), profile=())
            found = run(resolve(self.done.parsed), everything, as_of=self.checks.as_of)
            self._hidden = _counted(found)
        return self._hidden


def _counted(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


def _edits(offers: Iterable[Offer]) -> list[Edit]:
    return [edit for offer in offers for edit in offer.mend.edits]


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits are about one place; that two clauses are added at one place is no harm."""
    if one.span.start == one.span.end or other.span.start == other.span.end:
        return one.span.start < other.span.end and other.span.start < one.span.end
    return one.span.start <= other.span.end and other.span.start <= one.span.end


# ---- what may not change


def _harm(before: Parsed, after: Parsed, offers: Sequence[Offer]) -> str:
    """What of a text is lost by mends, in words."""
    if before.problems:
        left = Counter(problem.name for problem in after.problems)
        had = Counter(problem.name for problem in before.problems)
        if left.total() >= had.total() or left - had:
            return "it cannot be read any better then"
        return ""
    if after.problems:
        return f"it cannot be read any more: {after.problems[0].message}"
    if _comments(before) != _comments(after):
        return "a comment would be lost"
    edits = _edits(offers)
    if _untouched(before, edits) - _all_of(after):
        return "it would change more than it says"
    return ""


def _comments(parsed: Parsed) -> Counter[str]:
    return Counter(parsed.source.slice(span).rstrip() for span in parsed.comments)


def _untouched(parsed: Parsed, edits: Sequence[Edit]) -> Counter[tuple[str, ...]]:
    """The clauses that no edit touches, each with the headers of the blocks around it."""
    return Counter(
        _shape(parsed, way)
        for way in _ways(parsed.document)
        if not any(_reaches(edit, way, at) for edit in edits for at in range(len(way)))
    )


def _reaches(edit: Edit, way: Sequence[Node], at: int) -> bool:
    """Whether an edit is about a clause, or about the header of a block around it."""
    node = way[at]
    span = node.head if isinstance(node, Block) else node.span
    return (edit.span.start < span.end and span.start < edit.span.end) or (
        edit.span.start == edit.span.end and span.start < edit.span.start <= span.end
    )


def _all_of(parsed: Parsed) -> Counter[tuple[str, ...]]:
    return Counter(_shape(parsed, way) for way in _ways(parsed.document))


def _shape(parsed: Parsed, way: Sequence[Node]) -> tuple[str, ...]:
    """A clause and the headers around it, with their kinds, as they are written."""
    return tuple(
        f"{node.kind} {' '.join(parsed.source.slice(node.head if isinstance(node, Block) else node.span).split())}"
        for node in way
    )


def _ways(block: Block, above: tuple[Node, ...] = ()) -> Iterator[tuple[Node, ...]]:
    """Each clause with the blocks around it, the outermost first, without the document."""
    for node in block.clauses:
        way = (*above, node)
        yield way
        if isinstance(node, Block):
            yield from _ways(node, way)
