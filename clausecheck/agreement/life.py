"""A ticket's life: what its events do to its deadlines.

Semantics ("waits", "priority changed while open", "reopened"). A wait moves a deadline by as much time of the target's own hours
as it takes from it: of elapsed time for targets that name no hours, of open time for working time and for business days (which
begin with the day after the ticket). What is met, or over, is not moved. The targets of a new priority count from when the
ticket was logged, with its pauses. A ticket that is opened again in time goes on, without the time in between; later, it is a new
one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clausecheck.agreement.clock import ClockError, HoursClock
from clausecheck.agreement.deadlines import (
    ARRIVALS,
    MET,
    Deadline,
    Deadlines,
    UndecidedDeadline,
    concerns,
    start_rules,
    started_by,
    waiting_clock,
)
from clausecheck.agreement.due import NEVER, BusinessDays, Due, Then
from clausecheck.agreement.events import MEETS, Record, Solved, TicketEvent
from clausecheck.agreement.pausing import Pausing, Standstill, joined
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import Case
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Closes, Lower, Priority, Reopens
from clausecheck.language.write import write
from clausecheck.quick import dataclass

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Happened(Due):
    """At an instant that is known, whenever the ticket came."""

    at: int

    def __call__(self, t: int) -> int:
        return max(t, self.at)


@dataclass(frozen=True, slots=True)
class Waited(Due):
    """Another deadline, moved by the time for which its clock stands still: the open time of its hours, `None` for elapsed
    time, in some stretches. `NEVER` where the last of them has no end."""

    due: Due
    hours: HoursClock | None
    stretches: tuple[Stretch, ...]

    def __call__(self, t: int) -> int:
        planned = self.due(t)
        if planned == NEVER:
            return NEVER
        at = self._begin(t)
        left = self._passed(at, planned)
        for start, end in self.stretches:
            if end <= at:
                continue
            run = self._passed(at, start)
            if run >= left:
                break
            left -= run
            at = end
            if end == NEVER:
                return NEVER
        return self._after(at, left)

    def clocks(self) -> frozenset[HoursClock]:
        return self.due.clocks()

    def left(self, t: int, now: int) -> int:
        """How much of its time is left at a moment, in seconds of its hours; none where it is over."""
        planned = self.due(t)
        at = self._begin(t)
        spent = self._passed(at, now) - sum(
            self._passed(max(at, start), min(end, now)) for start, end in self.stretches if start < now
        )
        return max(0, self._passed(at, planned) - spent)

    def _begin(self, t: int) -> int:
        """When time begins to count: for business days with the day after that of the ticket."""
        first = self.due
        while isinstance(first, Then):
            first = first.first
        if not isinstance(first, BusinessDays):
            return t
        return next(midnight for midnight in first.clock.midnights(t, t + 2 * 86400) if midnight > t)

    def _passed(self, a: int, b: int) -> int:
        return self.hours.working_time(a, b) if self.hours is not None and a < b else max(0, b - a)

    def _after(self, at: int, seconds: int) -> int:
        if self.hours is None:
            return at + seconds
        found = self.hours.deadline(at, seconds)
        return NEVER if found is None else found


class LivedDeadlines(Deadlines):
    """The deadlines of one ticket, with what has happened to it: as early as they surely are, or as late as they may be."""

    def __init__(self, semantics: Semantics, life: Life, latest: bool) -> None:
        super().__init__(semantics)
        self.life = life
        self.latest = latest

    def counted(self, due: Due, kind: str) -> Due:
        """A length of time on the clock of a kind of target, which stands still in the pauses of the ticket."""
        held = self.life.held(kind)
        stretches = held.perhaps if self.latest else held.surely
        if not stretches:
            return due
        own = next((clock for clock in due.clocks() if clock is not self.reference), None)
        return Waited(due, own, stretches)

    def happened(self, kind: str) -> Due | None:
        """When a target was met, if the ticket says so."""
        at = self.life.record.met.get(kind)
        return Happened(at) if at is not None else None


@dataclass(frozen=True, slots=True)
class LivedMoment:
    """When a deadline falls due. `at` is `None` where `undecided` says why; `not_before` is then the earliest moment, where there
    is one. `moved` is by how many seconds of real time events have moved it."""

    at: int | None = None
    undecided: str = ""
    not_before: int | None = None
    moved: int = 0


class Life:
    """One ticket up to the last of its events, which are in order.

    `logged` is when its time begins: where it was opened again too late, it is a new ticket of that moment. `case` is what it is
    at last. `remarks` say what became of it that no event says.
    """

    def __init__(self, semantics: Semantics, case: Case, logged: int, events: Sequence[TicketEvent]) -> None:
        self.semantics = semantics
        self.agreement = semantics.agreement
        self.first_case = case
        self.remarks: list[str] = []
        self.undecided_gaps: list[tuple[Solved, str]] = []
        self.gaps: list[Stretch] = []
        self.now = events[-1].at if events else logged
        self._plain = Deadlines.of(semantics)
        self.record = Record(logged, [(logged, case.priority)])
        for event in events:
            self.record.take(event)
            self._lower(event)
            if event.what == "reopened":
                self._reopened(self.record.solved[-1])
        self._pausing = Pausing(self._plain, case, self.record, self.now)
        self._held: dict[str, Standstill] = {}
        self.surely = LivedDeadlines(semantics, self, latest=False)
        self.perhaps = LivedDeadlines(semantics, self, latest=True)

    @property
    def logged(self) -> int:
        """When its time begins."""
        return self.record.logged

    @property
    def case(self) -> Case:
        """What it is at last."""
        return self.case_of("")

    def case_of(self, kind: str) -> Case:
        """What it is for a kind of target: where that was met, what it was then."""
        met = self.record.met.get(kind)
        priority = self.record.priority if met is None else self.record.priority_at(met)
        return replace(self.first_case, priority=priority)

    def held(self, kind: str) -> Standstill:
        """For how long the clock of a kind of target stands still."""
        if kind not in self._held:
            found = self._pausing.held(kind)
            until = self.record.met.get(kind, NEVER)
            gaps = [(start, min(end, until)) for start, end in self.gaps]
            unsure = [(gap.start, min(gap.end, until)) for gap, _ in self.undecided_gaps]
            reasons = [reason for _, reason in self.undecided_gaps]
            self._held[kind] = Standstill(
                joined([*found.surely, *gaps]),
                joined([*found.perhaps, *gaps, *unsure]),
                (*found.reasons, *dict.fromkeys(reasons)),
                found.capped and not reasons,
            )
        return self._held[kind]

    # ---- deadlines

    def moment(self, deadline: Deadline, kind: str) -> LivedMoment:
        """When a deadline of the ticket falls due, one of `surely`. Raises `ClockError` and the like beyond the calendar."""
        other = self.perhaps.deadline(deadline.target, deadline.case)
        early, late = deadline.due(self.logged), other.due(self.logged) if other is not None else NEVER
        if early == NEVER:
            return LivedMoment(NEVER)
        plain = self._plain.deadline(deadline.target, deadline.case)
        moved = early - plain.due(self.logged) if plain is not None else 0
        held = self.held(deadline.target.kind)
        if early != late:
            reason = "; ".join(held.reasons) or "its clock waits for what has not happened"
            not_before = late if held.capped and late != NEVER else early
            return LivedMoment(None, reason, not_before, moved)
        if kind not in self.record.met and (reason := self._too_late(deadline, early)):
            return LivedMoment(None, reason)
        return LivedMoment(early, moved=moved)

    def _too_late(self, deadline: Deadline, due: int) -> str:
        """Why a deadline is undecided that came with a new priority."""
        changed = self.record.changed
        if changed is None or changed <= self.logged:
            return ""
        name = self.record.priority
        if due < changed:
            return f"with {name} it would have been due before the ticket became {name}, and nothing says what holds then"
        for node in start_rules(self._plain, deadline.target.kind, deadline.case):
            known = waiting_clock(self._plain, node, deadline.target) is not None or started_by(node)
            word = write(node.when).strip('"') if node.when is not None else ""
            if word and not known and word not in ARRIVALS:
                line = self.agreement.source.position(node.span.start).line
                return f"its clock starts when {word} (line {line}), and no event says when that is"
        return ""

    def left(self, deadline: Deadline) -> tuple[int, str] | None:
        """How much of the time of a deadline is left at the last event, in seconds, and of which hours; `None` where it is no
        plain length of time."""
        late = self.perhaps.deadline(deadline.target, deadline.case)
        due = late.due if late is not None else None
        if not isinstance(due, Waited):
            return None
        hours = due.hours.spec.name if due.hours is not None else ""
        return due.left(self.logged, self.now), hours

    # ---- what clauses make of events

    def _lower(self, event: TicketEvent) -> None:
        """Give the ticket the priority to which a clause lowers it with an event."""
        for node in self.agreement.all(Lower):
            if node.when is None or event.what not in MEETS or not self._concerned(node):
                continue
            words = {write(fact.subject) for fact in node.when.walk() if isinstance(fact, v.Fact)}
            if not any(MET.get(word) in MEETS[event.what] for word in words):
                continue
            line = self.agreement.source.position(node.span.start).line
            to = [write(value) for value in node.to]
            if _is_so(node.when, self.record) and len(to) == 1:
                if self._less_urgent(to[0]):
                    self.record.change(event.at, to[0])
                    self.remarks.append(f"line {line} lowers the ticket to {to[0]} when {write(node.when)}")
            elif to:
                self.remarks.append(
                    f"line {line} lowers a ticket to {' or '.join(to)} when {write(node.when)}: where that is so, say it"
                    " as an event of `priority`"
                )

    def _concerned(self, node: Lower) -> bool:
        """Whether a clause is about a ticket of this priority."""
        case = replace(self.first_case, priority=self.record.priority)
        block = self.agreement.parent(node)
        if isinstance(block, Priority) and write(block.name) != self.record.priority:
            return False
        around = block.for_ if block is not None else ()
        return all(concerns(self._plain, values, "", case) for values in (around, node.for_))

    def _less_urgent(self, name: str) -> bool:
        order = list(self.agreement.names.get("priority", {}))
        now = self.record.priority
        return name in order and now in order and order.index(name) > order.index(now)

    def _reopened(self, gap: Solved) -> None:
        """The ticket is opened again: it goes on, it is a new one, or nothing says which."""
        known, reason = self._in_time(gap)
        if known is None:
            self.undecided_gaps.append((gap, reason))
        elif known:
            self.gaps.append((gap.start, gap.end))
        else:
            self.remarks.append(reason)
            self.gaps.clear()
            self.undecided_gaps.clear()
            self.record = Record(gap.end, [(gap.end, self.record.priority)])

    def _in_time(self, gap: Solved) -> tuple[bool | None, str]:
        """Whether a ticket was opened again in time; `None` where that is not known, with the reason."""
        case = replace(self.first_case, priority=self.record.priority)
        found = [node for node in self.agreement.all(Reopens) if self._reopens(node, case)]
        if not found:
            return None, "it was opened again, and no `reopens` clause says whether it goes on"
        answers = [self._within(node, gap, case) for node in found]
        narrow = [
            answer
            for node, answer in zip(found, answers, strict=True)
            if isinstance(self.agreement.parent(node), Priority) or node.for_
        ]
        chosen = narrow or answers
        known = {answer[0] for answer in chosen}
        if len(known) > 1:
            return None, "it was opened again, and the clauses about that differ"
        return chosen[0]

    def _reopens(self, node: Clause, case: Case) -> bool:
        block = self.agreement.parent(node)
        if isinstance(block, Priority) and write(block.name) != case.priority:
            return False
        around = block.for_ if block is not None else ()
        return all(concerns(self._plain, values, "resolve", case) for values in (around, node.for_))

    def _closes_apart(self) -> bool:
        """Whether tickets are closed at another moment than they are resolved."""
        facts = [node.when for node in self.agreement.all(Closes)]
        return any(fact is None or write(fact) not in ("resolved", "fixed") for fact in facts)

    def _within(self, node: Reopens, gap: Solved, case: Case) -> tuple[bool | None, str]:
        """What one clause says of a ticket that is opened again."""
        line = self.agreement.source.position(node.span.start).line
        length: object = node.within
        event = "resolved"
        if isinstance(length, v.Anchored):
            event = write(length.event).strip('"').split(" ")[0].casefold()
            length = length.amount
        unread = node.when is not None and not isinstance(node.when, v.Fact)
        words = node.when.subject if isinstance(node.when, v.Fact) else None
        if unread or (words is not None and write(words) not in ("reopened", "requested")):
            return (
                None,
                f"it was opened again, and line {line} would have to be read to know whether it goes on",
            )
        closes = gap.closed
        begin = gap.start
        if event in ("closed", "closing", "closure"):
            begin = closes if closes is not None else gap.start
        elif event not in ("resolved", "resolution", "fixed"):
            return None, f"line {line} counts from {event}, and no event says when that is"
        try:
            assert isinstance(length, v.Value)
            until = self._plain.length(length, _hours(node), case)(begin)
        except (UndecidedDeadline, ClockError, AssertionError) as error:
            return (
                None,
                f"how long the ticket can be opened again is not known (line {line}): {error or 'it has no length'}",
            )
        if gap.end <= until:
            return True, ""
        if event.startswith("clos") and closes is None and self._closes_apart():
            return (
                None,
                f"line {line} counts from when the ticket was closed; say that as an event of `closed`",
            )
        return (
            False,
            f"it was opened again after the time of line {line}: a new ticket, whose time begins then",
        )


def _hours(node: Clause) -> str:
    """The hours on which a clause counts a length that names none itself."""
    return " and ".join(write(value) for value in node.during) or "always"


def _is_so(condition: v.Condition, record: Record) -> bool:
    """Whether events say that a condition holds."""
    if isinstance(condition, v.All):
        return all(_is_so(one, record) for one in condition.conditions)
    if isinstance(condition, v.Any):
        return any(_is_so(one, record) for one in condition.conditions)
    if isinstance(condition, v.Not) or condition.compares or condition.state:
        return False
    return MET.get(write(condition.subject), "") in record.met
