"""The events at which a clock starts and has done, and the figures and priorities that a clause is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.parties import called
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.undecided import gave_up
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Clock, Customer, Provider, Starts
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: So many pairs of clauses that start clocks are looked at.
_MOST_PAIRS = 20_000
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
    "confirmation": "confirmed",
    "acceptance": "accepted",
    "classification": "classified",
    "categorised": "classified",
    "diagnosis": "diagnosed",
    "triage": "triaged",
    "verification": "verified",
    "validation": "validated",
    "escalation": "escalated",
    "resolution": "resolved",
    "fixed": "resolved",
    "restored": "resolved",
}
#: Events that the provider brings about, and the target that says how soon; some have none.
PROMISED = {
    "acknowledged": "acknowledgement",
    "responded": "response",
    "onsite": "onsite",
    "assigned": "",
    "confirmed": "",
    "escalated": "",
    "started": "",
    "accepted": "",
    "classified": "",
    "diagnosed": "",
    "triaged": "",
    "verified": "",
    "validated": "",
}
#: How the same events are told in words.
_TOLD = {
    re.compile(pattern, re.IGNORECASE): name
    for pattern, name in (
        (r"\backnowledg", "acknowledged"),
        (r"\bassign", "assigned"),
        (r"\bconfirm", "confirmed"),
        (r"\baccept", "accepted"),
        (r"\bclassif|\bcategori[sz]", "classified"),
        (r"\bdiagnos", "diagnosed"),
        (r"\btriag", "triaged"),
        (r"\bverif", "verified"),
        (r"\bvalidat", "validated"),
        (r"\b(?:starts?|started|begins?|begun|start of|beginning of) (?:to )?work", "started"),
    )
}
#: Events that anybody may bring about: where the clause says that the provider does, the time is in its hands.
OWN = frozenset({"opened", "created", "approved", "agreed"})
#: The event at which the clock of a target has run out its purpose.
DONE = {
    "acknowledgement": "acknowledged",
    "response": "responded",
    "resolution": "resolved",
    "onsite": "onsite",
}
FIGURES = frozenset(TARGET_KINDS.values())
"""What a clock can measure, as the text calls it."""


@dataclass(frozen=True, slots=True)
class Start:
    """An event from which targets count: of which figures and priorities (`None`: of all), said by which clause. `target` is
    set where the target itself says it, `own` where the clause says that the provider brings the event about."""

    event: str
    written: str
    figures: frozenset[str] | None
    priorities: frozenset[str] | None
    clause: Clause
    target: Target | None = None
    own: bool = False

    @property
    def promise(self) -> str | None:
        """The target that says how soon the provider brings the event about; empty where there is none of it, `None` where the
        event is none of its own."""
        return PROMISED.get(self.event, "" if self.own and self.event in OWN else None)


def event(value: v.Value | None) -> str:
    """An event in one spelling; empty where it is told in words, or combined."""
    if isinstance(value, v.Fact) and not value.compares and not value.state and value.amount is None:
        value = value.subject
    return _EVENTS.get(value.text, value.text) if isinstance(value, v.Name) else ""


def told_event(agreement: Agreement, value: v.Value | None) -> str:
    """An act of the provider that words in quotes tell (`"diagnosis by the provider"`); empty where they name the customer or
    tell of no such act."""
    if isinstance(value, v.Fact) and not value.compares:
        value = value.subject
    if not isinstance(value, v.Text):
        return ""
    words = value.text
    own, others = (_names(agreement, kind) for kind in (Provider, Customer))
    if others.search(words) and not own.search(words):
        return ""
    return next((name for pattern, name in _TOLD.items() if pattern.search(words)), "")


def _names(agreement: Agreement, kind: type[Provider] | type[Customer]) -> re.Pattern[str]:
    """What a party is called in words: what it is, its name and its title."""
    called = (
        ["customer", "client", "user", "users"]
        if kind is Customer
        else ["provider", "supplier", "contractor"]
    )
    for node in agreement.all(kind):
        called += [write(node.name)] if node.name is not None else []
        called += [node.title.text] if node.title is not None else []
    return re.compile(rf"\b(?:{'|'.join(re.escape(one) for one in called)})\b")


def scope(agreement: Agreement, *nodes: Clause) -> tuple[frozenset[str] | None, frozenset[str] | None] | None:
    """The figures and priorities that a clock's `for` names; `None` where it names something else as well."""
    figures: set[str] = set()
    priorities: set[str] = set()
    for value in (value for node in nodes for value in node.for_):
        word = write(value)
        if word in FIGURES:
            figures.add(word)
        elif word in agreement.names.get("priority", {}):
            priorities.add(word)
        else:
            return None
    return frozenset(figures) or None, frozenset(priorities) or None


def meet(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    """Whether two limits have something in common; `None` is no limit."""
    return one is None or other is None or bool(one & other)


def plain(clause: Clause) -> bool:
    """Whether a clause holds without further condition of time or place."""
    return not (clause.during or clause.outside or clause.at or clause.except_ or clause.by)


@fact
def clock_starts(semantics: Semantics) -> list[Start]:
    """The starts that clocks state for all their tickets. Several in one clock are alternatives, and none of them is certain."""
    return [start for start, worded in _clock_starts(semantics) if not worded]


@fact
def told_starts(semantics: Semantics) -> list[Start]:
    """The acts of the provider that clocks and targets name in words in quotes as their start."""
    return [
        *(start for start, worded in _clock_starts(semantics) if worded),
        *(start for start, worded in _target_starts(semantics) if worded),
    ]


def _clock_starts(semantics: Semantics) -> Iterator[tuple[Start, bool]]:
    """The starts that clocks state, and whether words in quotes tell the event."""
    providers = called(semantics.agreement, Provider, "provider")
    for node in semantics.agreement.all(Clock):
        clauses = [clause for clause in node.all(Starts) if clause.when is not None]
        if len(clauses) != 1 or not plain(node):
            continue
        own = bool({write(actor) for actor in clauses[0].by} & providers)
        if not plain(clauses[0]) and not own:
            continue
        about = scope(semantics.agreement, node, clauses[0])
        named = event(clauses[0].when)
        told = "" if named else told_event(semantics.agreement, clauses[0].when)
        if about is not None and (named or told):
            yield Start(named or told, write(clauses[0].when), *about, clauses[0], own=own), bool(told)


@fact
def target_starts(semantics: Semantics) -> list[Start]:
    """The starts that targets state themselves: `resolve within 8 hours of acknowledgement`."""
    return [start for start, worded in _target_starts(semantics) if not worded]


def _target_starts(semantics: Semantics) -> Iterator[tuple[Start, bool]]:
    """The starts that targets state themselves, and whether words in quotes tell the event."""
    for target in semantics.targets:
        length, clause = target.length, target.clause
        if not isinstance(length, v.Anchored) or target.condition or not isinstance(clause, Clause):
            continue
        if length.relation not in ("of", "from", "after"):
            continue
        called = event(length.event)
        told = "" if called else told_event(semantics.agreement, length.event)
        if called or told:
            figures = frozenset({TARGET_KINDS[target.kind]})
            priorities = target.limited("priority")
            start = Start(called or told, write(length.event), figures, priorities, clause, target)
            yield start, bool(told)


@dataclass(frozen=True, slots=True)
class TwoStarts:
    """Two clauses that let one figure count from two events, for the priorities of `names` (`None`: for all)."""

    figure: str
    names: frozenset[str] | None
    first: Start
    second: Start


def _of_one_figure(special: list[Start], others: list[Start]) -> Iterator[tuple[Start, Start]]:
    """Each special start with those after it and with each other start of one of its figures."""
    by_figure: dict[str, list[tuple[int, Start]]] = {}
    for at, start in enumerate([*special, *others]):
        for figure in start.figures or ():
            by_figure.setdefault(figure, []).append((at, start))
    for at, first in enumerate(special):
        beside = {
            other: second
            for figure in first.figures or ()
            for other, second in islice(
                by_figure[figure], bisect_right(by_figure[figure], at, key=itemgetter(0)), None
            )
        }
        yield from ((first, beside[other]) for other in sorted(beside))


@fact
def two_starts(semantics: Semantics) -> list[TwoStarts]:
    """Every two clauses that let one target count from two events. A clock for everything gives way to a special one."""
    special = [start for start in clock_starts(semantics) if start.figures is not None]
    seen: set[tuple[int, int]] = set()
    found: list[TwoStarts] = []
    for number, (first, second) in enumerate(_of_one_figure(special, target_starts(semantics))):
        if number == _MOST_PAIRS:
            gave_up(
                f"there are more than {_MOST_PAIRS:,} pairs of them", "which clauses start one clock twice"
            )
            break
        if first.event == second.event or not meet(first.priorities, second.priorities):
            continue
        if first.figures is None or second.figures is None or not first.figures & second.figures:
            continue
        more_special = (first.priorities is None) != (second.priorities is None)
        pair = (id(first.clause), id(second.clause))
        if pair in seen or (more_special and second.target is None):
            continue
        seen.add(pair)
        names = second.priorities or first.priorities
        found.append(TwoStarts(min(first.figures & second.figures), names, first, second))
    return found
