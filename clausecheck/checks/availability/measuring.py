"""The hours and the sources of the figure: what is measured, when, and by what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement.mending import gone, instead, mend
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.uptime import UptimePromise, availability_promises, seconds
from clausecheck.agreement.weeks import closed_by, opened_by
from clausecheck.agreement.words import in_row, percent_words
from clausecheck.checks.availability.promised import promise_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Clause,
    Clock,
    Closed,
    FormulaIs,
    Hours,
    Latency,
    Opening,
    Outage,
    Plan,
    Service,
    Starts,
)
from clausecheck.language.write import number, write
from clausecheck.quick import dataclass
from clausecheck.source import Span

_WEEK = 168
_TICKET = re.compile(r"\b(?:ticket|desk|call|report(?:s|ed)?|logged|logs)\b", re.IGNORECASE)
_ALWAYS = re.compile(
    r"\b24\s*[x/×]\s*7\b|\b(?:a|a)round[- ]the[- ]clock\b|\bround the clock\b|\b24 hours a day\b",
    re.IGNORECASE,
)


# ---- hours -----------------------------------------------------------------------------------------------


@check("around-the-clock-with-gaps", reads_words=True)
def around_the_clock_with_gaps(context: Context) -> Iterator[Finding | Proof]:
    """An availability that counts on hours which are called around the clock and are not."""
    hours_of = context.agreement.named(Hours)
    for promise in availability_promises(context.semantics):
        node = hours_of.get(promise.hours)
        lines = opened_by(context.agreement, node) if node is not None else None
        if node is None or not lines:
            continue
        opened, hours = Fraction(len(lines), 60), Fraction(len(lines - closed_by(node)), 60)
        if hours >= _WEEK:
            continue
        cuts = [clause for clause in node.all(Closed) if any(isinstance(day, v.Days) for day in clause.on)]
        claim = _claimed(promise, node)
        if claim is not None or (opened >= _WEEK and cuts):
            yield _gaps(context, promise, node, hours, claim, cuts)
            continue
        yield context.proof(
            f"{context.agreement.title(promise.home)}: {promise_words(promise)} counts in {_figure(hours)} of {_WEEK} hours a "
            f"week, {percent_words(100 * hours / _WEEK)} of the time before holidays",
            {"hours": str(hours), "share": str(hours / _WEEK)},
        )


def _claimed(promise: UptimePromise, node: Hours) -> Span | None:
    """Where the title of the hours or of the service says that it is there around the clock."""
    texts = [node.title, getattr(promise.home, "title", None)]
    return next((text.span for text in texts if isinstance(text, v.Text) and _ALWAYS.search(text.text)), None)


def _gaps(
    context: Context,
    promise: UptimePromise,
    node: Hours,
    hours: Fraction,
    claim: Span | None,
    cuts: list[Closed],
) -> Finding:
    level = write(promise.clause.value)
    share = hours / _WEEK
    called, place = ("is called", claim) if claim is not None else ("is open", node.all(Opening)[0].span)
    return context.draft(
        f"{promise.hours} {called} around the clock, and {_figure(_WEEK - hours)} "
        f"hours of every week are left out: {level} is measured on {_figure(hours)} of {_WEEK} hours",
        promise.clause,
        f"measured on {percent_words(100 * share)} of the week",
        span=promise.clause.value.span,
        labels=(Label(place, "around the clock"), *(Label(cut.span, "left out") for cut in cuts)),
        witness=Witness(
            f"{_figure(hours)} / {_WEEK} hours = {percent_words(100 * share)}; "
            f"{level} of that is {percent_words(promise.level * share)} of the calendar",
            {"hours": str(hours), "share": str(share), "of the calendar": str(promise.level * share)},
        ),
        help=(
            _open_always(context.agreement, node),
            "write the hours, and what they are called, as they are",
            "make what is left out planned maintenance, with a quota",
        ),
        values=(promise.hours, str(hours), level),
    )


def _open_always(agreement: Agreement, node: Hours) -> Mend:
    """Hours that are open around the clock."""
    first, *others = node.all(Opening)
    cuts = [cut for cut in node.all(Closed) if cut.on]
    changes = [instead(first, "mon-sun 00:00-24:00"), *(gone(agreement, one) for one in (*others, *cuts))]
    text = "open them around the clock: write `mon-sun 00:00-24:00` instead of what is there (favours the customer)"
    return Mend(text, mend(agreement, text, *changes).edits)


def _figure(hours: Fraction) -> str:
    return number(Decimal(round(hours * 100)) / 100)


# ---- sources ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """Something else by which an outage is measured: the clause that says so, its words, and what they do there."""

    clause: Clause
    value: v.Value
    label: str


@check("two-measurements", reads_words=True)
def two_measurements(context: Context) -> Iterator[Finding]:
    """A figure that is measured by two things."""
    for promise in availability_promises(context.semantics):
        own: dict[str, v.Value] = {write(value): value for value in promise.clause.measured_by}
        others = _other_sources(context, promise, own) if own else []
        if others:
            yield _two_sources(context, promise, own, others)


def _other_sources(context: Context, promise: UptimePromise, own: Mapping[str, v.Value]) -> list[_Source]:
    """What else measures the downtime of a service: outages, formulas, and clocks that start with a ticket."""
    others = []
    for each in (*promise.home.all(Outage), *promise.home.all(FormulaIs)):
        wording = [value for value in each.measured_by if isinstance(value, v.Text | v.Name)]
        if wording and not {write(value) for value in wording} & own.keys():
            others.append(_Source(each, wording[0], "measured by this"))
    for clock in context.agreement.all(Clock):
        if not {write(value) for value in clock.for_} & {"downtime", "availability", "outage"}:
            continue
        for clause in clock.all(Starts):
            if clause.when is not None and _by_ticket(clause, own):
                others.append(_Source(clause, clause.when, "and counted from this"))
    return others


def _by_ticket(clause: Starts, own: Mapping[str, v.Value]) -> bool:
    """Whether a clock starts with a ticket or a call, while the figure is measured by something that needs none."""
    if {write(value) for value in clause.measured_by} & own.keys():
        return False
    return bool(_TICKET.search(write(clause.when))) and not any(_TICKET.search(text) for text in own)


def _two_sources(
    context: Context, promise: UptimePromise, own: Mapping[str, v.Value], others: list[_Source]
) -> Finding:
    first, other = next(iter(own)), others[0]
    return context.draft(
        f"the availability of {context.agreement.title(promise.home)} is measured by {in_row(list(own))}, and by "
        f"{write(other.value)} as well",
        other.clause,
        other.label,
        span=other.value.span,
        labels=(
            Label(own[first].span, "measured by this"),
            *(Label(each.value.span, "and by this") for each in others[1:]),
        ),
        witness=Witness(
            f"an outage that {first} sees at 02:00 and {write(other.value)} at 08:00 is 6 hours longer for one side",
            {"sources": [*own, *(write(each.value) for each in others)]},
        ),
        help=(f"measure both by one: `measured by {first}`",),
        values=(*own, *(write(each.value) for each in others)),
    )


# ---- slow answers ----------------------------------------------------------------------------------------


@check("latency-target-is-outage")
def latency_target_is_outage(context: Context) -> Iterator[Finding]:
    """Answers that are as slow as promised and count as an outage."""
    for home in (*context.agreement.all(Service), *context.agreement.all(Plan)):
        for outage in home.all(Outage):
            for clause in home.all(Latency):
                yield from _slow(context, outage, clause)


def _slow(context: Context, outage: Outage, clause: Latency) -> Iterator[Finding]:
    """An outage that begins at an answer which a promise of latency still allows."""
    when = outage.when
    if not isinstance(when, v.Fact) or write(when.subject) != "latency" or len(when.compares) != 1:
        return
    part = when.compares[0]
    if not isinstance(part, v.Compare) or part.operator not in (">", ">=") or clause.for_:
        return
    slow, target = seconds(part.amount), seconds(clause.amount_is)
    if slow is None or target is None or target < slow or (target == slow and part.operator == ">"):
        return
    promised = write(clause.amount_is)
    yield context.draft(
        f"answers within {promised} keep the promise of latency, and count as an outage: {write(when)}",
        outage,
        "an outage",
        span=when.span,
        labels=(Label(clause.amount_is.span, "what is promised"),),
        witness=Witness(
            f"an answer after {promised} is as quick as promised and as slow as an outage",
            {"outage": str(slow), "promised": str(target)},
        ),
        help=("let an outage begin above the promise",),
        values=(write(when), promised),
    )
