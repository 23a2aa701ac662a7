"""What happens to a ticket: its events, in an order in which they can have happened, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import Customer, Pauses, Provider, Relies
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: The events of a ticket, and what each needs besides its moment: `for` is who is awaited, `to` the new priority.
EVENTS = {
    "waiting": "for",
    "answered": "",
    "priority": "to",
    "acknowledged": "",
    "responded": "",
    "onsite": "",
    "workaround": "",
    "resolved": "",
    "closed": "",
    "reopened": "",
}
#: The kinds of targets that an event meets.
MEETS = {
    "acknowledged": ("acknowledge",),
    "responded": ("acknowledge", "respond"),
    "onsite": ("onsite",),
    "workaround": ("workaround",),
    "resolved": ("resolve",),
}
#: Who can be awaited whatever the agreement names.
PARTIES = ("customer", "supplier", "provider", "third-party")


class EventError(ValueError):
    """An event that cannot be read, or cannot have happened; the message says where, and what would be right."""


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One event at an instant (seconds since 1970, UTC). `who` is awaited, `to` is the new priority. `source` says where it is
    written (`events.yaml, line 3`), for messages."""

    at: int
    what: str
    who: str = ""
    to: str = ""
    source: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.what + (f" for {self.who}" if self.who else "") + (f" {self.to}" if self.to else "")


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which somebody is awaited; `end` is `None` while there is no answer."""

    who: str
    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """A time in which the ticket counted as solved, from its resolution to the moment at which it was opened again. `closed` is
    when it was closed in between, if that is known."""

    start: int
    end: int
    closed: int | None = None


def awaited(agreement: Agreement) -> dict[str, str]:
    """Whom a ticket of the agreement can wait for: what an event may say, without case, and what it is taken for. A party and a
    supplier may be called by name."""
    found = {word: word for word in PARTIES}
    for pause in agreement.all(Pauses):
        for fact in pause.when.walk() if pause.when is not None else ():
            if isinstance(fact, v.Fact) and (named := waited_for(fact)):
                found.setdefault(named.casefold(), named)
    parties: list[Customer | Provider] = [*agreement.all(Customer), *agreement.all(Provider)]
    for party in parties:
        for name in (party.name, party.title):
            if isinstance(name, v.Name | v.Text):
                found[name.text.casefold()] = party.kind
    for supplier in agreement.all(Relies):
        found.setdefault(supplier.title.text.casefold(), "supplier")
    return found


def waited_for(fact: v.Fact) -> str:
    """For whom a condition such as `awaiting customer` lets a ticket wait, or what it says in quotes; empty for others."""
    if isinstance(fact.subject, v.Text):
        return fact.subject.text
    first, _, rest = write(fact.subject).partition(" ")
    return rest if first in ("awaiting", "waiting") else ""


# ---- the order


def in_order(events: Iterable[TicketEvent], logged: int) -> list[TicketEvent]:
    """The events by their moments; those of one moment as they are written, or else as they can have happened.

    Raises `EventError` for an event before the ticket, and for one that cannot have happened where it stands.
    """
    left = sorted(events, key=lambda event: event.at)
    state = _State()
    done: list[TicketEvent] = []
    for event in left:
        if event.at < logged:
            raise EventError(
                f"{event.source}: {event} comes before the ticket is logged; mend its time, or when the ticket is logged"
            )
    while left:
        together = [event for event in left if event.at == left[0].at]
        chosen = next((event for event in together if not state.objection(event)), None)
        if chosen is None:
            raise EventError(f"{together[0].source}: {together[0]}: {state.objection(together[0])}")
        left.remove(chosen)
        state.take(chosen)
        done.append(chosen)
    return done


@dataclass(slots=True)
class _State:
    """A ticket between two events."""

    waiting: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    solved: bool = False
    closed: bool = False

    def objection(self, event: TicketEvent) -> str:
        """Why an event cannot happen now, and what would be right; empty where it can."""
        if event.what == "answered":
            return self._answered(event)
        if event.what == "reopened":
            return "" if self.solved else "the ticket is not resolved; write `resolved` before it"
        if event.what == "closed":
            if self.closed:
                return "the ticket is closed already; delete one of the two"
            return "" if self.solved else "the ticket is not resolved; write `resolved` before it"
        if self.solved:
            return "the ticket is resolved already; write `reopened` before it"
        if event.what == "waiting" and event.who in self.waiting:
            return f"{event.who} is awaited already; write `answered` before it"
        return ""

    def _answered(self, event: TicketEvent) -> str:
        among = self.waiting or self.ended
        if event.who and event.who not in among:
            return f"{event.who} is not awaited; write `waiting` for {event.who} before it"
        if not among:
            return "nobody is awaited; write `waiting` with `for: customer` before it"
        if not event.who and len(self.waiting) > 1:
            return (
                f"{' and '.join(self.waiting)} are awaited; say who answered, as in `for: {self.waiting[0]}`"
            )
        return ""

    def take(self, event: TicketEvent) -> None:
        """Let an event happen."""
        if event.what == "waiting":
            self.waiting.append(event.who)
        elif event.what == "answered":
            among = self.waiting or self.ended
            among.remove(event.who or among[0])
        elif event.what == "resolved":
            self.solved, self.ended, self.waiting = True, self.waiting, []
        elif event.what == "closed":
            self.closed = True
        elif event.what == "reopened":
            self.solved = self.closed = False
            self.ended = []


# ---- what they say


@dataclass(slots=True)
class Record:
    """What events say of a ticket that is logged at `logged` with a priority.

    `waits` and `solved` are its waits and the times in which it counted as solved; `met` says when a kind of target was first
    met. `priorities` are its priorities, each with the moment from which it has it.
    """

    logged: int
    priorities: list[tuple[int, str | None]]
    waits: list[Wait] = field(default_factory=list)
    solved: list[Solved] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)
    resolved: int | None = None
    closed: int | None = None

    @property
    def priority(self) -> str | None:
        """The priority that it has at last."""
        return self.priorities[-1][1]

    @property
    def changed(self) -> int | None:
        """When it came to this priority; `None` where it had no other."""
        return self.priorities[-1][0] if len(self.priorities) > 1 else None

    def priority_at(self, instant: int) -> str | None:
        """The priority at an instant."""
        return next(name for since, name in reversed(self.priorities) if since <= max(instant, self.logged))

    def take(self, event: TicketEvent) -> None:
        """Add an event, which comes after the others."""
        for kind in MEETS.get(event.what, ()):
            self.met.setdefault(kind, event.at)
        if event.what == "waiting":
            self._wait(event)
        elif event.what == "answered":
            self._end_waits(event.at, event.who)
        elif event.what == "priority":
            self.change(event.at, event.to)
        elif event.what == "resolved":
            self.resolved, self.closed = event.at, None
            self._end_waits(event.at)
        elif event.what == "closed":
            self.closed = event.at
        elif event.what == "reopened" and self.resolved is not None:
            self.solved.append(Solved(self.resolved, event.at, self.closed))
            self.met.pop("resolve", None)
            self.resolved = self.closed = None

    def change(self, at: int, priority: str) -> None:
        """Give it another priority."""
        if priority != self.priority:
            self.priorities.append((at, priority))

    def _wait(self, event: TicketEvent) -> None:
        """A wait begins; one that touches the last wait for the same is one with it."""
        for number, wait in enumerate(self.waits):
            if wait.who == event.who and wait.end == event.at and wait.start < event.at:
                self.waits[number] = replace(wait, end=None)
                return
        self.waits.append(Wait(event.who, event.at))

    def _end_waits(self, at: int, who: str = "") -> None:
        self.waits = [
            replace(wait, end=at) if wait.end is None and who in ("", wait.who) else wait
            for wait in self.waits
        ]


def cut(
    stretch: tuple[int, int], priorities: Sequence[tuple[int, str | None]]
) -> Iterator[tuple[int, int, str | None]]:
    """A stretch of time by the priorities that a ticket has in it."""
    start, end = stretch
    for number, (since, name) in enumerate(priorities):
        until = priorities[number + 1][0] if number + 1 < len(priorities) else end
        low, high = max(start, since if number else start), min(end, until)
        if low < high:
            yield low, high, name
