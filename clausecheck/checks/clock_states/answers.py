"""What counts as the answer to a ticket, and by which record: a machine's message, and two systems that say when it was."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from clausecheck.agreement.counted import scope_of
from clausecheck.agreement.mending import Alteration, instead, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.agreement.uptime import is_availability
from clausecheck.agreement.written import written
from clausecheck.checks.clock_states.events import FIGURES, event, meet, scope
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Acknowledge,
    Availability,
    Block,
    Clause,
    Clock,
    Content,
    Credit,
    Define,
    FormulaIs,
    Guarantee,
    Metric,
    Node,
    Report,
    Stops,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Span

#: Words in the definition of a response that ask for a person.
_PERSONS = ("person", "engineer", "technician", "specialist", "analyst", "staff")


# ---- machines


@check("response-by-machine")
def response_by_machine(context: Context) -> Iterator[Finding]:
    """A response that an automatic message satisfies: the target says so, or its clock does. One finding for all of them."""
    responses = [
        target
        for target in context.semantics.targets
        if target.kind == "respond" and target.length is not None
    ]
    stops = [(node, stop) for node in context.agreement.all(Clock) for stop in node.all(Stops)]
    by_target = [target.clause for target in responses if getattr(target.clause, "automatic", None) is True]
    by_clock = [stop for node, stop in stops if _machine_stops(context, node, stop)]
    stated: list[Node] = [*by_target, *by_clock]
    if not responses or not stated:
        return
    first = stated[0]
    promised = next((target for target in responses if target.clause is first), responses[0])
    length = write(promised.length.amount if isinstance(promised.length, v.Anchored) else promised.length)
    labels = [Label(node.span, "so does this") for node in stated[1:]]
    labels += _persons(context)
    if not labels:
        labels = [
            Label(target.clause.span, "met by the machine")
            for target in responses
            if target.clause is not first
        ]
    names = sorted(promised.limited("priority") or ())
    ticket = f"a {names[0]} ticket" if names else "a ticket"
    yield context.draft(
        f"an automatic message meets the promise to respond within {length}",
        first,
        "a machine's answer counts",
        span=first.head if isinstance(first, Block) else first.span,
        labels=tuple(labels),
        witness=Witness(
            f"{ticket} logged at 03:00:00 and answered by a message of the ticket system at 03:00:01: the {length} "
            "are kept, and no person has seen it",
            {"target": length, "seconds": 1},
        ),
        values=(first.path, length),
        help=(
            mend(
                context.agreement,
                "let only a person's answer count: write {} instead (favours the customer)",
                *(_by_a_person(context.agreement, node) for node in stated),
            ),
            "call it what it is: promise an acknowledgement by the system, and a response by a person",
        ),
    )


def _by_a_person(agreement: Agreement, node: Node) -> Alteration:
    """A target, or the end of a clock, that no machine's message satisfies."""
    text = written(agreement, node)
    if isinstance(node, Stops):
        return instead(node, "stops when responded")
    return instead(node, re.sub(r",\s*automatic\b", ", not automatic", text))


def _persons(context: Context) -> list[Label]:
    """The clauses by which only a person's answer counts."""
    asked = [
        Label(node.span, "here a person is asked for")
        for node in context.agreement.all(Define)
        if _says_person(node)
    ]
    return asked + [
        Label(stop.span, "here a machine does not count")
        for node in context.agreement.all(Clock)
        for stop in node.all(Stops)
        if stop.automatic is False and _about_response(node)
    ]


def _about_response(node: Clock) -> bool:
    return any(write(value) == "response" for value in node.for_)


def _machine_stops(context: Context, node: Clock, stop: Stops) -> bool:
    """Whether a machine can stop the clock of the response: it is said, or the clock stops with an automatic receipt."""
    if not _about_response(node):
        return False
    if stop.automatic is not None:
        return stop.automatic
    receipts = context.agreement.all(Acknowledge)
    return (
        event(stop.when) == "acknowledged"
        and bool(receipts)
        and all(receipt.automatic is True for receipt in receipts)
    )


def _says_person(node: Define) -> bool:
    """Whether a definition of a response asks for a person."""
    word = node.title or node.name
    if not isinstance(word, v.Text | v.Name):
        return False
    meaning = node.meaning.text.casefold() if node.meaning is not None else ""
    return word.text.casefold() in ("response", "responded", "respond") and any(
        person in meaning for person in _PERSONS
    )


# ---- records


@dataclass(frozen=True, slots=True)
class _Measured:
    """By which records a clause measures a figure of the tickets of some priorities (`None`: of all)."""

    figure: str
    priorities: frozenset[str] | None
    records: frozenset[str]
    clause: Clause


@check("two-records", reads_words=True)
def two_records(context: Context) -> Iterator[Finding]:
    """Two clauses that measure one figure, such as the response of the same tickets or a metric, by two different records."""
    figures: dict[str, dict[object, _Measured]] = {}
    for one in _measured(context):
        if one.records:
            values = _values(one) if one.clause.kind == "availability" else ""
            sort = (one.priorities, one.records, one.clause.kind, values)
            figures.setdefault(one.figure, {}).setdefault(sort, one)
    for among in figures.values():
        for first, second in itertools.combinations(among.values(), 2):
            if first.records & second.records or first.clause is second.clause:
                continue
            if not meet(first.priorities, second.priorities):
                continue
            if first.clause.kind == second.clause.kind == "availability" and _values(first) != _values(
                second
            ):
                continue  # which of the two counts is asked anyway
            yield _recorded_twice(context, first, second)
            break


def _values(one: _Measured) -> str:
    return write(getattr(one.clause, "value", None))


def _recorded_twice(context: Context, first: _Measured, second: _Measured) -> Finding:
    figure, one, two = first.figure, first.records, second.records
    here, there = first.priorities, second.priorities
    names = here if there is None else there if here is None else here & there
    whose = f" of {' and '.join(sorted(names))}" if names else ""
    return context.draft(
        f"the {figure}{whose} is measured by {_listed(two)} in one clause and by {_listed(one)} in another",
        second.clause,
        f"measured by {_listed(two)}",
        span=second.clause.head if isinstance(second.clause, Block) else second.clause.span,
        labels=(
            Label(
                first.clause.head if isinstance(first.clause, Block) else first.clause.span,
                f"measured by {_listed(one)}",
            ),
        ),
        witness=Witness(
            (
                f"a ticket that {_listed(one)} shows in time and {_listed(two)} shows late: its {figure} is kept by one "
                "clause and missed by the other"
                if figure in FIGURES
                else f"a month in which {_listed(one)} and {_listed(two)} differ: {figure} is reached by one and missed by "
                "the other"
            ),
            {"figure": figure, "records": sorted([*one, *two])},
        ),
        values=(figure, whose, *sorted(one), *sorted(two)),
        help=(
            *_one_record(context.agreement, second.clause, first.clause),
            *_one_record(context.agreement, first.clause, second.clause),
            "say which record counts if they differ",
        ),
    )


def _one_record(agreement: Agreement, clause: Node, like: Node) -> Iterator[Mend]:
    """A clause that goes by the record of another one, where both name theirs."""
    own, its = getattr(clause, "measured_by", ()), getattr(like, "measured_by", ())
    if own and its:
        record = ", ".join(write(one) for one in its)
        span = Span(own[0].span.start, own[-1].span.end)
        yield mend(
            agreement, f"go by {record} in both: write {{}} instead", put(agreement, span, record, clause)
        )


def _measured(context: Context) -> Iterator[_Measured]:
    """What targets, guarantees and clocks say of how figures are measured."""
    agreement = context.agreement
    for target in context.semantics.targets:
        if isinstance(target.clause, Clause) and target.clause.measured_by:
            priorities = target.limited("priority")
            yield _Measured(TARGET_KINDS[target.kind], priorities, _records(target.clause), target.clause)
    for node in agreement.all(Guarantee):
        if node.measured_by:
            words = {write(part) for value in node.for_ for part in value.walk()}
            names = frozenset(words & set(agreement.names.get("priority", {}))) or None
            for fact in node.target.walk():
                if isinstance(fact, v.Fact) and write(fact.subject) in FIGURES:
                    yield _Measured(write(fact.subject), names, _records(node), node)
    yield from _measured_metrics(agreement)
    yield from _measured_services(agreement)
    yield from _reported(agreement)
    for clock in agreement.all(Clock):
        about = scope(agreement, clock) if clock.measured_by else None
        if about is not None:
            for figure in about[0] or ():
                yield _Measured(figure, about[1], _records(clock), clock)


def _measured_metrics(agreement: Agreement) -> Iterator[_Measured]:
    """What formulas say of how the figures of metrics are measured, and the clauses that promise or pay by them."""
    for name, metric in agreement.named(Metric).items():
        for formula in metric.all(FormulaIs):
            yield _Measured(name, None, _records(formula), formula)
        for node in (*agreement.all(Guarantee), *agreement.all(Credit)):
            condition = node.target if isinstance(node, Guarantee) else node.when
            facts = condition.walk() if condition is not None else ()
            if any(isinstance(fact, v.Fact) and write(fact.subject) == name for fact in facts):
                yield _Measured(name, None, _records(node), node)


def _measured_services(agreement: Agreement) -> Iterator[_Measured]:
    """What is said of how the availability of services and plans is measured; a part of a service that only words name is
    another figure."""
    for node in (*agreement.all(Availability), *agreement.all(Guarantee)):
        if not node.measured_by or node.at or any(isinstance(value, v.Text) for value in node.for_):
            continue
        names = scope_of(agreement, node)
        if isinstance(node, Guarantee):
            subjects = [write(fact.subject) for fact in node.target.walk() if isinstance(fact, v.Fact)]
            if not any(is_availability(subject) for subject in subjects):
                continue
            names |= {subject.split(" of ", 1)[1] for subject in subjects if " of " in subject}
        yield _Measured("availability", names or None, _records(node), node)


def _reported(agreement: Agreement) -> Iterator[_Measured]:
    """By which records a report gives a figure that is promised, or that a metric defines."""
    metrics = agreement.named(Metric)
    called = {figure: figure for figure in (*FIGURES, "availability", *metrics)}
    called |= {
        metric.title.text.casefold(): name for name, metric in metrics.items() if metric.title is not None
    }
    for report in agreement.all(Report):
        for content in report.all(Content):
            records = _records(content) or _records(report)
            for value in content.values:
                name = called.get(write(value).strip('"').casefold())
                if records and name is not None:
                    yield _Measured(name, None, records, content)


def _records(clause: Clause) -> frozenset[str]:
    """The systems by which a clause measures; names of figures and metrics are no records."""
    return frozenset(value.text for value in clause.measured_by if isinstance(value, v.Text))


def _listed(records: frozenset[str]) -> str:
    return " and ".join(f'"{record}"' for record in sorted(records))
