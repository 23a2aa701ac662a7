"""The states of a ticket's clock: two starts for one target, a start that nothing promises, a start that is the stop as well, a
pause that nothing ends, a reminder that comes after the ticket is closed, an answer that a machine gives, and two records of
one figure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clausecheck.agreement.drafts import at_clause
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Block,
    Clause,
    Clock,
    Closes,
    Define,
    Guarantee,
    Node,
    NoGuarantee,
    Pauses,
    Reminds,
    Resumes,
    Starts,
    Stops,
)
from clausecheck.language.write import write
from clausecheck.source import Span

#: How an event of a ticket is called, whatever form the text gives it.
_EVENTS = {
    "logging": "logged",
    "reported": "logged",
    "requested": "logged",
    "request": "logged",
    "ticket": "logged",
    "acknowledgement": "acknowledged",
    "response": "responded",
    "answered": "responded",
    "assignment": "assigned",
    "resolution": "resolved",
    "fixed": "resolved",
    "restored": "resolved",
}
#: Events that the provider brings about, and the target that says how soon; `assigned` has none.
_PROMISED = {"acknowledged": "acknowledgement", "responded": "response", "onsite": "onsite", "assigned": ""}
#: The event at which the clock of a target has run out its purpose.
_DONE = {
    "acknowledgement": "acknowledged",
    "response": "responded",
    "resolution": "resolved",
    "onsite": "onsite",
}
_FIGURES = frozenset(TARGET_KINDS.values())
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Everything about the states of clocks."""
    semantics = Semantics.of(agreement, parameters)
    clocks = [node for node in agreement.all("clock") if isinstance(node, Clock)]
    starts = [start for node in clocks for start in _starts(agreement, node)]
    anchored = list(_anchored(semantics))
    doubled = list(_two_starts(agreement, semantics, starts, anchored))
    yield from doubled
    spoken = {
        span for finding in doubled for span in (finding.span, *[label.span for label in finding.labels])
    }
    starts = [start for start in starts if start.clause.span not in spoken]
    anchored = [start for start in anchored if start.clause.span not in spoken]
    yield from _unpromised(agreement, semantics, starts, anchored)
    yield from _at_once(agreement, clocks)
    yield from _endless(agreement, clocks)
    yield from _late_reminders(agreement, clocks)
    yield from _machines(agreement, semantics, clocks)
    yield from _two_records(agreement, semantics)


# ---- starts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Start:
    """An event from which targets count: of which figures and priorities (`None`: of all), said by which clause. `target` is
    set where the target itself says it."""

    event: str
    written: str
    figures: frozenset[str] | None
    priorities: frozenset[str] | None
    clause: Clause
    target: Target | None = None


def _scope(
    agreement: Agreement, *nodes: Clause
) -> tuple[frozenset[str] | None, frozenset[str] | None] | None:
    """The figures and priorities that a clock's `for` names; `None` where it names something else as well."""
    figures: set[str] = set()
    priorities: set[str] = set()
    for value in (value for node in nodes for value in node.for_):
        word = write(value)
        if word in _FIGURES:
            figures.add(word)
        elif word in agreement.names.get("priority", {}):
            priorities.add(word)
        else:
            return None
    return frozenset(figures) or None, frozenset(priorities) or None


def _plain(clause: Clause) -> bool:
    """Whether a clause holds without further condition of time or place."""
    return not (clause.during or clause.outside or clause.at or clause.except_ or clause.by)


def _event(value: v.Value | None) -> str:
    """An event in one spelling; empty where it is told in words, or combined."""
    if isinstance(value, v.Fact) and not value.compares and not value.state and value.amount is None:
        value = value.subject
    return _EVENTS.get(value.text, value.text) if isinstance(value, v.Name) else ""


def _starts(agreement: Agreement, node: Clock) -> Iterator[_Start]:
    """The starts that a clock states for all its tickets. Several in one clock are alternatives, and none of them is certain."""
    clauses = [clause for clause in node.all(Starts) if clause.when is not None]
    if len(clauses) != 1 or not _plain(clauses[0]) or not _plain(node):
        return
    scope = _scope(agreement, node, clauses[0])
    event = _event(clauses[0].when)
    if scope is not None and event:
        yield _Start(event, write(clauses[0].when), *scope, clauses[0])


def _anchored(semantics: Semantics) -> Iterator[_Start]:
    """The starts that targets state themselves: `resolve within 8 hours of acknowledgement`."""
    for target in semantics.targets:
        length = target.length
        if not isinstance(length, v.Anchored) or target.condition or not isinstance(target.clause, Clause):
            continue
        if length.relation not in ("of", "from", "after"):
            continue
        event = _event(length.event)
        if event:
            figures = frozenset({TARGET_KINDS[target.kind]})
            yield _Start(
                event, write(length.event), figures, target.limited("priority"), target.clause, target
            )


def _meet(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return one is None or other is None or bool(one & other)


def _two_starts(
    agreement: Agreement, semantics: Semantics, starts: list[_Start], anchored: list[_Start]
) -> Iterator[Finding]:
    """Two clauses that let one target count from two events. A clock for everything gives way to a special one."""
    special = [start for start in starts if start.figures is not None]
    pairs = [*itertools.combinations(special, 2), *itertools.product(special, anchored)]
    told: set[tuple[int, int]] = set()
    for first, second in pairs:
        if first.event == second.event or not _meet(first.priorities, second.priorities):
            continue
        if first.figures is None or second.figures is None or not first.figures & second.figures:
            continue
        more_special = (first.priorities is None) != (second.priorities is None)
        pair = (id(first.clause), id(second.clause))
        if pair in told or (more_special and second.target is None):
            continue
        told.add(pair)
        figure = min(first.figures & second.figures)
        names = second.priorities or first.priorities
        whose = f" of {' and '.join(sorted(names))}" if names else ""
        yield _finding(
            agreement,
            "two-starts",
            f"the {figure}{whose} counts from {second.written} in one clause and from {first.written} in another",
            second.clause,
            f"counts from {second.written}",
            labels=(Label(first.clause.span, f"counts from {first.written}"),),
            witness=_apart(semantics, figure, names, first, second),
            values=(figure, whose, *sorted((first.event, second.event))),
            help=(
                f"keep one start: `starts when {first.written}` in the clock, and no event in the target",
                "say for which priorities the other start holds: `starts when …, for P1`",
            ),
        )


def _apart(
    semantics: Semantics, figure: str, names: frozenset[str] | None, first: _Start, second: _Start
) -> Witness:
    """How far the two deadlines of one ticket lie apart: the later event comes as late as its own target lets it."""
    name = min(names) if names else None
    late, early = (first, second) if second.event == "logged" else (second, first)
    awaited = _promised_in(semantics, _PROMISED.get(late.event, ""), name)
    length = _length(second.target.length if second.target else None) or _promised_in(semantics, figure, name)
    ticket = f"a {name} ticket" if name else "a ticket"
    gap = awaited[0] if awaited is not None else Decimal(3600)
    when = f"{early.event} on Monday at 09:00 and {late.event} on {_moment(gap)}"
    values = {"first": first.written, "second": second.written, "seconds apart": str(gap)}
    if awaited is not None:
        when += f", within the {awaited[1]} for it"
    if length is None:
        asked = second.target.length if second.target is not None else None
        amount = write(asked.amount) if isinstance(asked, v.Anchored) else "the time"
        begins = f"{amount} begin on Monday 09:00 by the one clause and on {_moment(gap)} by the other"
        return Witness(f"{ticket}, {when}: {begins}", values)
    return Witness(
        f"{ticket}, {when}: {length[1]} end at {_moment(length[0])} by the one clause and at "
        f"{_moment(length[0] + gap)} by the other",
        {**values, "due": _moment(length[0]), "or": _moment(length[0] + gap)},
    )


def _promised_in(semantics: Semantics, figure: str, priority: str | None) -> tuple[Decimal, str] | None:
    """The elapsed time that a target promises a priority, in seconds and as it is written."""
    for target in semantics.targets:
        if TARGET_KINDS[target.kind] != figure or target.outside is not None or target.hours != "always":
            continue
        names = target.limited("priority")
        if names is None or priority in names:
            return _length(target.length)
    return None


def _length(length: v.Value | None) -> tuple[Decimal, str] | None:
    """An elapsed length of time up to four days, in seconds and as it is written."""
    if isinstance(length, v.Anchored):
        length = length.amount
    seconds = length.seconds if isinstance(length, v.Duration) and length.hours is None else None
    return None if seconds is None or seconds > 4 * 86400 else (seconds, write(length))


def _moment(seconds: Decimal) -> str:
    """A moment so long after Monday 09:00."""
    minutes = int(seconds) // 60 + 9 * 60
    day, minute = divmod(minutes, 1440)
    return f"{_DAYS[day % 7]} {minute // 60:02}:{minute % 60:02}"


def _unpromised(
    agreement: Agreement, semantics: Semantics, starts: list[_Start], anchored: list[_Start]
) -> Iterator[Finding | Proof]:
    """A clock that starts with an act of the provider which no clause promises by any time."""
    told: set[int] = set()
    for start in (*starts, *anchored):
        if start.event not in _PROMISED or id(start.clause) in told:
            continue
        called = _PROMISED[start.event]
        if start.figures == frozenset({called}):
            continue
        found = [target for target in semantics.targets if TARGET_KINDS[target.kind] == called]
        covering = [target for target in found if _meet(target.limited("priority"), start.priorities)]
        if any(target.length is not None for target in covering):
            continue
        waiting = _waiting(semantics, start, called)
        if not waiting:
            continue
        told.add(id(start.clause))
        denied = [target.clause for target in covering if isinstance(target.clause, NoGuarantee)]
        figure = TARGET_KINDS[waiting[0].kind]
        labels = [Label(node.span, f"no {called} is promised") for node in denied]
        labels += [
            Label(target.clause.span, "this time waits for it")
            for target in waiting
            if target.clause is not start.clause
        ]
        yield _finding(
            agreement,
            "start-without-promise",
            f"the {figure} counts only from when the ticket is {_state(start)}, and nothing says how soon that is",
            start.clause,
            f"starts when {_state(start)}",
            labels=tuple(labels),
            witness=Witness(
                f"a ticket logged on Monday at 09:00 and {_state(start)} on Friday at 09:00: no target is missed, because "
                f"{write(waiting[0].length)} for the {figure} begin on Friday",
                {"event": start.written, "figure": figure},
            ),
            values=(start.event, figure),
            help=(
                *((f"promise it: `{_clause(called)} within 15 minutes`",) if called else ()),
                "let the time count from the ticket: `starts when logged`",
            ),
        )


def _state(start: _Start) -> str:
    """An event as a state of the ticket."""
    return start.event if start.event != "onsite" else "attended onsite"


def _clause(called: str) -> str:
    """The clause that sets a target."""
    return next(kind for kind, name in TARGET_KINDS.items() if name == called)


def _waiting(semantics: Semantics, start: _Start, called: str) -> list[Target]:
    """The targets whose time begins with a start."""
    if start.target is not None:
        return [start.target]
    return [
        target
        for target in semantics.targets
        if target.length is not None
        and not isinstance(target.length, v.Anchored)
        and target.kind != "update"
        and TARGET_KINDS[target.kind] != called
        and (start.figures is None or TARGET_KINDS[target.kind] in start.figures)
        and _meet(target.limited("priority"), start.priorities)
    ]


def _at_once(agreement: Agreement, clocks: list[Clock]) -> Iterator[Finding]:
    """A clock that the event of its start stops, or pauses, in the same moment."""
    for node in clocks:
        for start in node.all(Starts):
            if start.when is None or start.for_ or not _plain(start):
                continue
            ended = _ended(node, start)
            if ended is not None:
                yield _starts_ended(agreement, start, *ended)


def _ended(node: Clock, start: Starts) -> tuple[Span, str] | None:
    """What ends the clock in the moment of its start: a stop, a pause, or the very thing that it measures."""
    for other in (*node.all(Stops), *node.all(Pauses)):
        if (
            other.when is not None
            and not other.for_
            and _plain(other)
            and write(other.when) == write(start.when)
        ):
            return other.span, f"{'stops' if isinstance(other, Stops) else 'pauses'} when {write(other.when)}"
    figure = write(node.for_[0]) if len(node.for_) == 1 else ""
    if figure in _DONE and _event(start.when) == _DONE[figure]:
        stop = next(iter(node.all(Stops)), None)
        return stop.span if stop is not None else node.head, f"measures the {figure}"
    return None


def _starts_ended(agreement: Agreement, start: Starts, span: Span, ended: str) -> Finding:
    event = write(start.when)
    return _finding(
        agreement,
        "clock-without-time",
        f"a clock starts when {event}, and {ended}: it never measures any time",
        start,
        f"starts when {event}",
        labels=(Label(span, ended),),
        witness=Witness(
            f"a ticket that is logged on Monday and {event} on Friday: the clock shows 0 minutes, so every target is met",
            {"event": event},
        ),
        values=(event, ended),
        help=("start it with the ticket: `starts when logged`",),
    )


# ---- pauses, reminders -----------------------------------------------------------------------------


def _endless(agreement: Agreement, clocks: list[Clock]) -> Iterator[Finding]:
    """A pause without end in a clock that nothing resumes, where another clock says what resumes it."""
    resuming = [clause for node in clocks for clause in node.all(Resumes)]
    if not resuming or any(node.all(Resumes) and not node.for_ for node in clocks):
        return
    for node in clocks:
        if node.all(Resumes) or not node.for_:
            continue
        for pause in node.all(Pauses):
            if pause.at_most is not None or pause.until is not None or not _waits(pause.when):
                continue
            whose = " and ".join(write(value) for value in node.for_)
            yield _finding(
                agreement,
                "pause-never-ends",
                f"the clock for {whose} pauses when {write(pause.when)}, and nothing lets it go on",
                pause,
                "no end, and no longest time",
                labels=(Label(resuming[0].span, "resumes another clock only"),),
                witness=Witness(
                    f"a ticket that waits on Monday and is answered on Tuesday: the other clock goes on, the one for {whose} "
                    "stands still for ever, and its target is never missed",
                    {"clock": whose, "pause": write(pause.when)},
                ),
                values=(whose, write(pause.when)),
                help=(
                    f"add `{_word(resuming[0])}` to this clock",
                    f"the longest pause: `pauses when {write(pause.when)}, at most 5 days`",
                ),
            )
            break


def _waits(condition: v.Condition | None) -> bool:
    """Whether a pause lasts until somebody acts."""
    return condition is not None and any(
        isinstance(fact, v.Fact) and write(fact.subject).strip('"').startswith(("await", "wait"))
        for fact in condition.walk()
    )


def _word(clause: Resumes) -> str:
    return f"resumes when {write(clause.when)}" if clause.when is not None else "resumes when answered"


def _late_reminders(agreement: Agreement, clocks: list[Clock]) -> Iterator[Finding | Proof]:
    """A reminder that would go out when the ticket is closed already."""
    for node in clocks:
        for reminder, closing in itertools.product(node.all(Reminds), node.all(Closes)):
            lengths = [value for value in closing.for_ if isinstance(value, v.Duration)]
            waits = isinstance(closing.when, v.Fact) and write(closing.when.subject) in (
                "unanswered",
                "unreachable",
            )
            if len(lengths) != 1 or not waits or not isinstance(reminder.after, v.Duration):
                continue
            later = _not_before(reminder.after, lengths[0])
            after, closed = write(reminder.after), write(lengths[0])
            if later is None:
                continue
            if not later:
                yield Proof(
                    "reminder-after-closing",
                    f"a reminder after {after} comes before a ticket is closed after {closed}",
                    {"reminds": after, "closes": closed},
                )
                continue
            yield _finding(
                agreement,
                "reminder-after-closing",
                f"a reminder goes out after {after}, but the ticket is closed after {closed} without an answer",
                reminder,
                f"after {after}",
                labels=(Label(closing.span, f"closed after {closed}"),),
                witness=Witness(
                    f"a ticket that is not answered: it is closed after {closed}; no reminder was due before",
                    {"reminds": after, "closes": closed},
                ),
                values=(after, closed),
                help=(f"remind earlier than after {closed}, or close later than after {after}",),
            )


def _not_before(one: v.Duration, other: v.Duration) -> bool | None:
    """Whether one length is at least as long as another; `None` where that depends on the calendar."""
    if one.hours is None and other.hours is None:
        here, there = one.bounds(), other.bounds()
        if here is None or there is None:
            return None
        return True if here[0] >= there[1] else False if here[1] < there[0] else None
    if (one.hours and one.hours.text) != (other.hours and other.hours.text):
        return None
    if one.seconds is not None and other.seconds is not None:
        return one.seconds >= other.seconds
    if len(one.parts) == len(other.parts) == 1 and one.parts[0][1] == other.parts[0][1]:
        return one.parts[0][0] >= other.parts[0][0]
    return None


# ---- machines ----------------------------------------------------------------------------------------


def _machines(agreement: Agreement, semantics: Semantics, clocks: list[Clock]) -> Iterator[Finding]:
    """A response that an automatic message satisfies: the target says so, or its clock does. One finding for all of them."""
    responses = [
        target for target in semantics.targets if target.kind == "respond" and target.length is not None
    ]
    by_target = [target.clause for target in responses if getattr(target.clause, "automatic", None) is True]
    by_clock = [stop for node in clocks for stop in node.all(Stops) if _machine_stops(agreement, node, stop)]
    if not responses or not (by_target or by_clock):
        return
    stated: list[Clause] = [*by_target, *by_clock]  # type: ignore[list-item]
    first = stated[0]
    promised = next((t for t in responses if t.clause is first), responses[0])
    labels = [Label(node.span, "so does this") for node in stated[1:]]
    labels += [
        Label(node.span, "here a person is asked for")
        for node in agreement.all("define")
        if isinstance(node, Define) and _says_person(node)
    ]
    labels += [
        Label(stop.span, "here a machine does not count")
        for node in clocks
        for stop in node.all(Stops)
        if stop.automatic is False and _about_response(node)
    ]
    if not labels:
        labels = [
            Label(target.clause.span, "met by the machine")
            for target in responses
            if target.clause is not first
        ]
    length = promised.length.amount if isinstance(promised.length, v.Anchored) else promised.length
    names = sorted(promised.limited("priority") or ())
    ticket = f"a {names[0]} ticket" if names else "a ticket"
    yield _finding(
        agreement,
        "response-by-machine",
        f"an automatic message meets the promise to respond within {write(length)}",
        first,
        "a machine's answer counts",
        labels=tuple(labels),
        witness=Witness(
            f"{ticket} logged at 03:00:00 and answered by a message of the ticket system at 03:00:01: the {write(length)} "
            "are kept, and no person has seen it",
            {"target": write(length), "seconds": 1},
        ),
        values=(first.path, write(length)),
        help=(
            "let only a person's answer count: `respond within 15 minutes, not automatic`",
            "promise the message apart: `acknowledge within 5 minutes, automatic`",
        ),
    )


def _about_response(node: Clock) -> bool:
    return any(write(value) == "response" for value in node.for_)


def _machine_stops(agreement: Agreement, node: Clock, stop: Stops) -> bool:
    """Whether a machine can stop the clock of the response: it is said, or the clock stops with an automatic receipt."""
    if not _about_response(node):
        return False
    if stop.automatic is not None:
        return stop.automatic
    receipts = agreement.all("acknowledge")
    return (
        _event(stop.when) == "acknowledged"
        and bool(receipts)
        and all(getattr(receipt, "automatic", None) is True for receipt in receipts)
    )


def _says_person(node: Define) -> bool:
    """Whether a definition of a response asks for a person."""
    word = node.title or node.name
    if not isinstance(word, v.Text | v.Name) or word.text.casefold() not in (
        "response",
        "responded",
        "respond",
    ):
        return False
    meaning = node.meaning.text.casefold() if node.meaning is not None else ""
    return any(
        person in meaning for person in ("person", "engineer", "technician", "specialist", "analyst", "staff")
    )


# ---- records -----------------------------------------------------------------------------------------


def _two_records(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """Two clauses that measure the response or the resolution of the same tickets by two different records."""
    told: set[str] = set()
    found: list[tuple[str, frozenset[str] | None, frozenset[str], Clause]] = []
    for target in semantics.targets:
        if isinstance(target.clause, Clause) and target.clause.measured_by:
            scope = target.limited("priority")
            found.append((TARGET_KINDS[target.kind], scope, _records(target.clause), target.clause))
    for node in agreement.all("guarantee"):
        if isinstance(node, Guarantee) and node.measured_by:
            names = {
                write(part)
                for value in node.for_
                for part in value.walk()
                if write(part) in agreement.names.get("priority", {})
            }
            for fact in node.target.walk():
                if isinstance(fact, v.Fact) and write(fact.subject) in _FIGURES:
                    found.append((write(fact.subject), frozenset(names) or None, _records(node), node))
    for clock in agreement.all("clock"):
        if (
            isinstance(clock, Clock)
            and clock.measured_by
            and (scope2 := _scope(agreement, clock)) is not None
        ):
            for figure in scope2[0] or ():
                found.append((figure, scope2[1], _records(clock), clock))
    for (figure, here, one, first), (other, there, two, second) in itertools.combinations(found, 2):
        if figure != other or one & two or not one or not two or not _meet(here, there) or figure in told:
            continue
        if first is second:
            continue
        told.add(figure)
        names2 = here if there is None else there if here is None else here & there
        whose = f" of {' and '.join(sorted(names2))}" if names2 else ""
        yield _finding(
            agreement,
            "two-records",
            f"the {figure}{whose} is measured by {_listed(two)} in one clause and by {_listed(one)} in another",
            second,
            f"measured by {_listed(two)}",
            labels=(
                Label(first.head if isinstance(first, Block) else first.span, f"measured by {_listed(one)}"),
            ),
            witness=Witness(
                f"a ticket that {_listed(one)} shows in time and {_listed(two)} shows late: its {figure} is kept by one "
                "clause and missed by the other",
                {"figure": figure, "records": sorted([*one, *two])},
            ),
            values=(figure, whose, *sorted(one), *sorted(two)),
            help=("name one record in both clauses, or say which one counts if they differ",),
        )


def _records(clause: Clause) -> frozenset[str]:
    """The systems by which a clause measures; names of figures and metrics are no records."""
    return frozenset(value.text for value in clause.measured_by if isinstance(value, v.Text))


def _listed(records: frozenset[str]) -> str:
    return " and ".join(f'"{record}"' for record in sorted(records))


def _finding(agreement: Agreement, rule: str, message: str, node: Node, label: str, **more: Any) -> Finding:
    span = node.head if isinstance(node, Block) else node.span
    return at_clause(agreement, rule, message, node, label, span, **more)
