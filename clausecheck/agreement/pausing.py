"""Which waits of a ticket stop the clock of a target, and for how long.

Semantics ("waits"): a wait stops the clocks that a `pauses` clause names; `at most D` caps each wait, `at most D in total` their
sum. A cap of `4 hours` is elapsed time as any length of hours is, one of `4 business hours` working time. Of several clauses for
one wait, one for a kind of target or for some tickets goes before a wider one.

What is not known (a wait without an answer, words in quotes) is carried as two bounds: the stretches for which the clock surely
stands still, and those for which it may. Where a deadline is the same with both, it is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from clausecheck.agreement.clock import HoursClock, seconds_of
from clausecheck.agreement.deadlines import Deadlines, UndecidedDeadline, concerns
from clausecheck.agreement.due import NEVER, Due, Elapsed, Working
from clausecheck.agreement.events import Record, Wait, awaited, cut, waited_for
from clausecheck.agreement.targets import TARGET_KINDS, Case
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, Pauses, Resumes
from clausecheck.language.write import write
from clausecheck.quick import dataclass

Stretch = tuple[int, int]
#: Of what `at most 8 hours per ticket` is the sum.
_TICKETS = ("ticket", "case", "incident", "request")


@dataclass(frozen=True, slots=True)
class Standstill:
    """For how long the clock of a kind of target stands still: surely, and perhaps; both in order and apart, the last of them
    perhaps without end (`NEVER`). `reasons` say what is not known; `capped` that a longest time ends each wait whose answer is
    missing."""

    surely: tuple[Stretch, ...] = ()
    perhaps: tuple[Stretch, ...] = ()
    reasons: tuple[str, ...] = ()
    capped: bool = False


@dataclass(slots=True)
class _Pause:
    """What one clause makes of one wait."""

    surely: list[Stretch]
    perhaps: list[Stretch]
    reason: str = ""
    capped: bool = False


class Pausing:
    """The pauses of one ticket, as a record says it waited. `now` is the last moment of which something is known."""

    def __init__(self, deadlines: Deadlines, case: Case, record: Record, now: int) -> None:
        self.deadlines = deadlines
        self.agreement = deadlines.agreement
        self.case = case
        self.record = record
        self.now = now
        self.awaited = awaited(self.agreement)

    def held(self, kind: str) -> Standstill:
        """The pauses of a kind of target, up to the moment at which it is met."""
        surely: list[Stretch] = []
        perhaps: list[Stretch] = []
        reasons: list[str] = []
        capped = True
        until = self.record.met.get(kind, NEVER)
        used: dict[int, list[Stretch]] = {}
        for wait in self.record.waits:
            end = min(NEVER if wait.end is None else wait.end, until)
            for start, stop, priority in cut((wait.start, end), self.record.priorities):
                for pause in self._pauses(
                    kind, replace(self.case, priority=priority), wait, (start, stop), used
                ):
                    surely += pause.surely
                    perhaps += [*pause.surely, *pause.perhaps]
                    reasons += [pause.reason] * bool(pause.reason)
                    capped = capped and (pause.capped or not pause.reason)
        surely, perhaps = (
            [(start, min(end, until)) for start, end in stretches] for stretches in (surely, perhaps)
        )
        return Standstill(joined(surely), joined(perhaps), tuple(dict.fromkeys(reasons)), capped)

    # ---- which clauses

    def clauses(self, kind: str, case: Case, who: str) -> list[tuple[Clause, bool]]:
        """The clauses by which a wait stops the clock of a kind of target, each with whether that is certain."""
        found: list[tuple[Clause, bool]] = []
        texts = [text for node in self.agreement.all(Pauses) for text in _texts(node)]
        for node in self.agreement.all(Pauses):
            block = self.agreement.parent(node)
            if block is None or node.when is None or not _about_waits(node.when):
                continue
            about = [concerns(self.deadlines, values, kind, case) for values in (block.for_, node.for_)]
            holds = _holds(node.when, who, who in texts, self.awaited)
            # What a `for` says in quotes is not read.
            if not all(about) and not any(isinstance(value, v.Text) for value in node.for_):
                continue
            if holds is not False:
                found.append((node, holds is True and all(about)))
        certain = [clause for clause, known in found if known]
        # A clause that names this wait goes before one that would have to be read.
        chosen = [(clause, True) for clause in certain] or found
        return [
            (clause, known)
            for clause, known in chosen
            if not any(self._narrower(other, clause) for other, _ in chosen)
        ]

    def _narrower(self, one: Clause, other: Clause) -> bool:
        mine, theirs = self._limits(one), self._limits(other)
        within = all(b is None or (a is not None and a <= b) for a, b in zip(mine, theirs, strict=True))
        return within and mine != theirs

    def _limits(self, node: Clause) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        """The kinds of targets and the tickets that a pause is limited to; `None` is all of them."""
        block = self.agreement.parent(node)
        named = {write(value) for values in (node.for_, block.for_ if block else ()) for value in values}
        kinds = named & set(TARGET_KINDS.values())
        others = named - kinds - {"all"}
        return frozenset(kinds) or None, frozenset(others) or None

    # ---- for how long

    def _pauses(
        self, kind: str, case: Case, wait: Wait, stretch: Stretch, used: dict[int, list[Stretch]]
    ) -> Iterator[_Pause]:
        for node, known in self.clauses(kind, case, wait.who):
            pause = self._pause(node, wait, stretch, used.setdefault(id(node), []))
            if not known:
                line = self.agreement.source.position(node.span.start).line
                reason = f"line {line} would have to be read to know whether the clock pauses while it waits for {wait.who}"
                pause = _Pause([], [*pause.surely, *pause.perhaps], reason)
            yield pause

    def _pause(self, node: Clause, wait: Wait, stretch: Stretch, used: list[Stretch]) -> _Pause:
        """The time for which a clause stops the clock in a stretch of a wait; `used` are its times in earlier waits."""
        assert isinstance(node, Pauses)
        resumed, reason = self._resumed(node, stretch)
        begin, end = stretch[0], resumed
        if reason:
            found = _Pause([], [(begin, NEVER)], reason)
        elif end == NEVER:
            reason = f"the wait for {wait.who} has no answer"
            found = _Pause([(begin, max(begin, self.now))], [(begin, NEVER)], reason)
        else:
            found = _Pause([(begin, self._opened(node, end))], [])
        found = self._capped(node, wait, found, used)
        used += found.surely
        for stretches in (found.surely, found.perhaps):
            stretches[:] = self._in_hours(node, stretches)
        return found

    def _capped(self, node: Pauses, wait: Wait, pause: _Pause, used: list[Stretch]) -> _Pause:
        """The same, no longer than the clause lets it last."""
        if node.at_most is None:
            return pause
        line = self.agreement.source.position(node.span.start).line
        try:
            length, total = _cap(node)
            due = self.deadlines.length(length, _hours(node), self.case)
            latest = self._total(due, pause, used) if total else due(wait.start)
        except UndecidedDeadline as error:
            reason = f"how long the pause of line {line} can last is not known: {error}"
            return _Pause([], [*pause.surely, *pause.perhaps], reason)
        surely, perhaps = (
            [(start, min(end, latest)) for start, end in stretches if start < latest]
            for stretches in (pause.surely, pause.perhaps)
        )
        return _Pause(surely, perhaps, pause.reason, latest != NEVER)

    def _total(self, due: Due, pause: _Pause, used: Sequence[Stretch]) -> int:
        """When the sum of all waits under a clause has reached its longest time."""
        start = min((start for start, _ in (*pause.surely, *pause.perhaps)), default=self.now)
        if isinstance(due, Elapsed):
            left = due.seconds - sum(end - begin for begin, end in joined(used))
            return start + max(0, left)
        if isinstance(due, Working):
            left = due.seconds - sum(due.clock.working_time(begin, end) for begin, end in joined(used))
            at = due.clock.deadline(start, left) if left > 0 else start
            return NEVER if at is None else at
        if used:
            raise UndecidedDeadline("nothing says how days of several waits add up")
        return due(start)

    def _in_hours(self, node: Clause, stretches: Sequence[Stretch]) -> list[Stretch]:
        """The parts of stretches in the hours in which a clause holds."""
        for value in node.during:
            stretches = _open(self._clock(value), stretches)
        for value in node.outside:
            clock = self._clock(value)
            stretches = _open(clock, stretches, closed=True)
        return list(stretches)

    def _clock(self, value: v.Value) -> HoursClock | None:
        name = write(value)
        return None if name == "always" else self.deadlines.semantics.clock(name)

    # ---- until when

    def _resumed(self, node: Pauses, stretch: Stretch) -> tuple[int, str]:
        """When a pause ends that begins with a stretch, and why that is not known."""
        block = self.agreement.parent(node)
        until = node.until
        if isinstance(until, v.Date):
            after = dt.datetime.combine(until.date, dt.time(), self.deadlines.reference.zone) + dt.timedelta(
                days=1
            )
            return min(stretch[1], seconds_of(after)), ""
        words = [write(until).strip('"')] if until is not None else []
        if not words and isinstance(block, Block):
            clauses = [clause for clause in block.all(Resumes) if clause.when is not None]
            words = [write(clause.when) for clause in clauses]
        if not words or any(_answer(word) for word in words):
            return stretch[1], ""
        moments = [found for word in words if (found := self._event(word, stretch[0])) is not None]
        if moments:
            return min(moments), ""
        line = self.agreement.source.position(node.span.start).line
        return NEVER, f"the pause of line {line} ends with {words[0]}, and no event says when that is"

    def _event(self, word: str, since: int) -> int | None:
        """When an event came that a clause names, if that was after a moment."""
        at = self.record.met.get(_MET.get(word, ""))
        return at if at is not None and at >= since else None

    def _opened(self, node: Clause, end: int) -> int:
        """When the clock goes on that is resumed `at next opening` of some hours."""
        block = self.agreement.parent(node)
        for clause in block.all(Resumes) if isinstance(block, Block) else ():
            if any(write(place) == "next opening" for place in clause.at):
                for value in (*clause.during, *clause.outside):
                    clock = self._clock(value)
                    opening = clock.first_open(end) if clock is not None else None
                    end = max(end, opening or end)
        return end


_MET = {
    "acknowledged": "acknowledge", "responded": "respond", "onsite": "onsite", "workaround": "workaround",
    "restored": "workaround", "resolved": "resolve", "fixed": "resolve",
}  # fmt: skip


def _answer(word: str) -> bool:
    """Whether words for the end of a pause are the answer of who is awaited."""
    return word.casefold().split(" ")[-1] in ("answered", "answer", "answers", "reply", "replied", "replies")


def _cap(node: Pauses) -> tuple[v.Value, bool]:
    """The longest time of a pause, and whether it is that of all pauses of a ticket. Raises `UndecidedDeadline`."""
    value: v.Value | None = node.at_most
    total = bool(node.in_total)
    if isinstance(value, v.Rated):
        if any(write(per.unit) not in _TICKETS or per.missed for per in value.per):
            raise UndecidedDeadline(f"`{write(value)}` is more than one ticket can tell")
        value, total = value.amount, True
    if not isinstance(value, v.Duration):
        raise UndecidedDeadline(f"`{write(value)}` is no length of time")
    return value, total


def _hours(node: Clause) -> str:
    """The hours on which the longest time of a pause counts that names none itself."""
    return " and ".join(write(value) for value in node.during) or "always"


def _texts(node: Pauses) -> list[str]:
    facts = node.when.walk() if node.when is not None else ()
    return [
        fact.subject.text for fact in facts if isinstance(fact, v.Fact) and isinstance(fact.subject, v.Text)
    ]


def _about_waits(condition: v.Condition) -> bool:
    """Whether a condition speaks of a wait, or may do so in words."""
    return any(isinstance(fact, v.Fact) and waited_for(fact) for fact in condition.walk())


def _holds(condition: v.Condition, who: str, quoted: bool, names: Mapping[str, str]) -> bool | None:
    """Whether a condition holds while somebody is awaited; `None` where it would have to be read. `quoted` says that the wait
    is called by words of the agreement, so that other words are other waits; `names` who is meant by what the agreement calls
    them."""
    if isinstance(condition, v.Not):
        inner = _holds(condition.condition, who, quoted, names)
        return None if inner is None else not inner
    if isinstance(condition, v.All | v.Any):
        found = [_holds(one, who, quoted, names) for one in condition.conditions]
        deciding = isinstance(condition, v.Any)
        if deciding in found:
            return deciding
        return None if None in found else not deciding
    named = waited_for(condition)
    if isinstance(condition.subject, v.Text):
        return True if named == who else False if quoted else None
    if not named:
        return None
    return names.get(named.casefold(), named) == who


# ---- stretches of time


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches in order, those that touch or overlap as one; empty ones are left out."""
    made: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)


def _open(clock: HoursClock | None, stretches: Sequence[Stretch], closed: bool = False) -> list[Stretch]:
    """The parts of stretches while a clock is open, or closed; as they are where there is no such clock."""
    if clock is None:
        return list(stretches)
    made: list[Stretch] = []
    for start, end in stretches:
        stop = min(end, max(start, clock.decided_until))
        at = start
        for opened, shut in clock.open_spans(start, stop):
            made += [(at, opened)] if closed else [(opened, shut)]
            at = shut
        made += [(at, end)] * closed
    return [(start, end) for start, end in made if start < end]
