"""The events at which a clock starts and has done, and the figures and priorities that a clause is about."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Clock, Provider, Starts
from clausecheck.language.write import write

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
    found: list[Start] = []
    providers = {write(node.name) for node in semantics.agreement.all(Provider)} | {"provider"}
    for node in semantics.agreement.all(Clock):
        clauses = [clause for clause in node.all(Starts) if clause.when is not None]
        if len(clauses) != 1 or not plain(node):
            continue
        own = bool({write(actor) for actor in clauses[0].by} & providers)
        if not plain(clauses[0]) and not own:
            continue
        about = scope(semantics.agreement, node, clauses[0])
        called = event(clauses[0].when)
        if about is not None and called:
            found.append(Start(called, write(clauses[0].when), *about, clauses[0], own=own))
    return found


@fact
def target_starts(semantics: Semantics) -> list[Start]:
    """The starts that targets state themselves: `resolve within 8 hours of acknowledgement`."""
    found: list[Start] = []
    for target in semantics.targets:
        length, clause = target.length, target.clause
        if not isinstance(length, v.Anchored) or target.condition or not isinstance(clause, Clause):
            continue
        called = event(length.event) if length.relation in ("of", "from", "after") else ""
        if called:
            figures = frozenset({TARGET_KINDS[target.kind]})
            priorities = target.limited("priority")
            found.append(Start(called, write(length.event), figures, priorities, clause, target))
    return found


@dataclass(frozen=True, slots=True)
class TwoStarts:
    """Two clauses that let one figure count from two events, for the priorities of `names` (`None`: for all)."""

    figure: str
    names: frozenset[str] | None
    first: Start
    second: Start


@fact
def two_starts(semantics: Semantics) -> list[TwoStarts]:
    """Every two clauses that let one target count from two events. A clock for everything gives way to a special one."""
    special = [start for start in clock_starts(semantics) if start.figures is not None]
    pairs = [*itertools.combinations(special, 2), *itertools.product(special, target_starts(semantics))]
    seen: set[tuple[int, int]] = set()
    found: list[TwoStarts] = []
    for first, second in pairs:
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
