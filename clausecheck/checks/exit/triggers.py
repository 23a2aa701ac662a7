"""Grounds to leave that can never be shown: measured otherwise, of something that nothing promises, or asking for more misses
than there are periods; and rights that are lost before their ground is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausecheck.agreement.lengths import at_most, event_of, in_months, longer
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import length_of
from clausecheck.agreement.parties import of_supplier
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Availability,
    Broken,
    Clause,
    Downtime,
    End,
    Guarantee,
    Metric,
    Node,
    Priority,
    Report,
    Service,
)
from clausecheck.language.write import number, unit, write
from clausecheck.quick import dataclass
from clausecheck.source import Span

#: Periods over which figures are measured, the shortest first.
_PERIODS = ("hour", "day", "week", "month", "quarter", "year")
_MONTH_END = ("month-end", "end of month")


# ---- grounds -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground to leave that rests on a figure or a target of something: the clause, what is asked (`availability of mail`) and
    in which state (`missed`)."""

    end: End
    subject: v.Phrase
    state: str

    @property
    def of(self) -> str:
        """The name of what it rests on."""
        return write(self.subject.of)


@dataclass(frozen=True, slots=True)
class Measured:
    """A ground that rests on an availability, the finest period over which it is measured, and the clause that says so."""

    ground: Ground
    node: Node
    period: str

    @property
    def asked(self) -> str:
        """The period that the ground looks at, where it is shorter than that; else nothing."""
        window, each = self.ground.end.in_window, self.ground.end.each
        asked = ""
        if window is not None and isinstance(window.of, v.Duration) and len(window.of.parts) == 1:
            asked = window.of.parts[0][1]
        elif window is None and each is not None:
            asked = _period(each)
        shorter = asked in _PERIODS and _PERIODS.index(asked) < _PERIODS.index(self.period)
        return asked if shorter else ""


@fact
def grounds(semantics: Semantics) -> list[Ground]:
    """The grounds to leave that rest on a figure or a target; those that ask for more periods than there are left out."""
    return [
        Ground(end, value.subject, value.state)
        for end in semantics.agreement.all(End)
        if end.when is not None and not _too_many_periods(end)
        for value in end.when.walk()
        if isinstance(value, v.Fact) and isinstance(value.subject, v.Phrase)
    ]


def _too_many_periods(end: End) -> str:
    """Why there are never as many periods as a ground asks for (`in 4 of 3 months`); empty where there are."""
    window = end.in_window
    if end.when is None or window is None:
        return ""
    if not isinstance(window.of, v.Duration) or len(window.of.parts) != 1:
        return ""
    total, name = window.of.parts[0]
    return f"{number(total)} {unit(total, name)} hold {number(total)} periods" if window.count > total else ""


@fact
def availability_grounds(semantics: Semantics) -> list[tuple[Ground, list[tuple[Node, str]]]]:
    """The grounds that rest on the availability of a service, each with the clauses that may promise it and their periods."""
    agreement = semantics.agreement
    services = agreement.names.get(Service.kind, {})
    return [
        (ground, list(_availabilities(agreement, ground.of)))
        for ground in grounds(semantics)
        if ground.subject.text == "availability" and ground.of in services
    ]


@fact
def measured_grounds(semantics: Semantics) -> list[Measured]:
    """The grounds that rest on an availability whose periods are all known; averages over a longer time left out."""
    found = []
    for ground, sources in availability_grounds(semantics):
        if sources and ground.end.averaged_over is None and all(period for _, period in sources):
            found.append(Measured(ground, *min(sources, key=lambda source: _PERIODS.index(source[1]))))
    return found


def _availabilities(agreement: Agreement, service: str) -> Iterator[tuple[Node, str]]:
    """Each promise of availability that may hold for a service, with the period over which it is measured, if stated."""
    services = set(agreement.names.get(Service.kind, {}))
    for clause in agreement.all(Availability):
        if of_supplier(agreement, clause):
            continue
        home = agreement.parent(clause)
        named = {write(value) for value in (*clause.for_, *(home.for_ if isinstance(home, Clause) else ()))}
        inside = isinstance(home, Service)
        own = isinstance(home, Service) and write(home.name) == service
        if own or service in named or (home is not None and not inside and not named & services):
            each = clause.each if clause.each is not None else getattr(home, "each", None)
            yield clause, _period(each)
    for guarantee in agreement.all(Guarantee):
        if "availability" in write(guarantee.target):
            yield guarantee, _period(guarantee.each)
    for downtime in agreement.all(Downtime):
        yield downtime, _period(downtime.each)
    for metric in agreement.all(Metric):
        if "availab" in agreement.title(metric).casefold():
            yield metric, _period(getattr(metric, "each", None))


def _period(value: object) -> str:
    """The calendar period that a value names: `month` for `each month` and `1 month`; nothing for others."""
    if isinstance(value, v.Duration) and len(value.parts) == 1 and value.hours is None:
        amount, name = value.parts[0]
        if name == "month" and amount in (3, 12):
            return "quarter" if amount == 3 else "year"
        return name if amount == 1 else ""
    text = write(value)
    return text if text in _PERIODS else ""


# ---- more than there can be --------------------------------------------------------------------------------


@check("trigger-out-of-reach")
def trigger_out_of_reach(context: Context) -> Iterator[Finding]:
    """A ground to leave that asks for more misses than there are periods, or than there are figures in a time."""
    for end in context.agreement.all(End):
        why = _too_many_periods(end)
        if why and end.in_window is not None:
            window = end.in_window
            assert isinstance(window.of, v.Duration)
            possible = f"in {write(replace(window, count=window.of.parts[0][0]))}"
            yield _out_of_reach(context, end, window, possible, why, Label(end.head, "the ground to leave"))
    for found in measured_grounds(context.semantics):
        times = found.ground.end.times_in
        months = v.MONTHS.get(found.period)
        total = in_months(times.within) if times is not None else None
        if found.asked or times is None or months is None or total is None:
            continue
        most = (total + months - 1) // months
        if times.times > most:
            span = write(length_of(times.within))
            why = f"{span} hold at most {number(most)} ends of a {found.period}, so at most {number(most)} figures"
            other = Label(found.node.head, f"one figure each {found.period}")
            yield _out_of_reach(
                context, found.ground.end, times, write(replace(times, times=most)), why, other
            )


def _out_of_reach(
    context: Context, end: End, value: v.Value, possible: str, why: str, other: Label
) -> Finding:
    """`possible` is what can happen, in place of the value."""
    return context.draft(
        f"this ground to leave asks for {write(value)}, which can never happen",
        end,
        "more than there can be",
        span=value.span,
        labels=(other,),
        witness=Witness(why, {"asked": write(value)}),
        values=(write(value),),
        help=(
            mend(
                context.agreement,
                "ask for no more misses than there are figures: write {} instead",
                put(context.agreement, value, possible),
            ),
        ),
    )


# ---- of nothing --------------------------------------------------------------------------------------------


@check("trigger-of-nothing")
def trigger_of_nothing(context: Context) -> Iterator[Finding]:
    """A ground to leave that rests on a figure or a target that nothing promises."""
    agreement = context.agreement
    for ground, sources in availability_grounds(context.semantics):
        if not sources:
            service = agreement.names[Service.kind][ground.of]
            yield _unmeasured(context, ground, service, "promises no availability")
    if agreement.all(Broken):
        return
    called = {word: kind for kind, word in TARGET_KINDS.items()}
    priorities = agreement.names.get(Priority.kind, {})
    for ground in grounds(context.semantics):
        kind = called.get(ground.subject.text)
        if kind is None or ground.state != "missed" or ground.of not in priorities:
            continue
        promised = any(
            target.length is not None
            for target in context.semantics.targets
            if target.kind == kind and ground.of in dict(target.scope).get("priority", {ground.of})
        )
        if not promised:
            why = f"has no {ground.subject.text} target that could be missed"
            yield _unmeasured(context, ground, priorities[ground.of], why)


def _unmeasured(context: Context, ground: Ground, node: Node, why: str) -> Finding:
    subject, title = ground.subject, context.agreement.title(node)
    return context.draft(
        f"this ground to leave rests on {write(subject)}, and {title} {why}",
        ground.end,
        "the ground to leave",
        span=subject.span,
        labels=(Label(node.head, why),),
        witness=Witness(
            f"whatever happens, no figure or target of {ground.of} shows a miss, so the right can never be used",
            {"subject": write(subject)},
        ),
        values=(write(subject),),
        help=(f"promise it: add the target to {title}", "name what is promised"),
    )


# ---- measured otherwise ------------------------------------------------------------------------------------


@check("trigger-measured-otherwise")
def trigger_measured_otherwise(context: Context) -> Iterator[Finding]:
    """A ground to leave that looks at periods shorter than those over which its figure is measured."""
    for found in measured_grounds(context.semantics):
        asked, measured = found.asked, found.period
        if not asked:
            continue
        end, subject = found.ground.end, found.ground.subject
        yield context.draft(
            f"this ground to leave counts {asked}s, and {write(subject)} is measured each {measured}",
            end,
            f"figures of a {asked}",
            span=_asked_at(end, subject),
            labels=(Label(found.node.head, f"measured each {measured}"),),
            witness=Witness(
                f"a {measured} gives one figure; what the {write(subject)} was in one {asked} of it is stated nowhere",
                {"asked": asked, "measured": measured},
            ),
            values=(asked, measured),
            help=(
                mend(
                    context.agreement,
                    "count what is measured: write {} instead (favours the provider)",
                    put(context.agreement, _asked_at(end, subject), _counted(end, measured)),
                ),
                mend(
                    context.agreement,
                    "measure what counts: write {} instead (favours the customer)",
                    put(context.agreement, each, asked),
                )
                if isinstance(each := getattr(found.node, "each", None), v.Value)
                else f"measure each {asked}",
            ),
        )


def _counted(end: End, measured: str) -> str:
    """What a ground asks for, counted in the periods over which its figure is measured."""
    window = end.in_window
    if window is None or not isinstance(window.of, v.Duration):
        return measured
    total = window.of.parts[0][0]
    return f"in {write(replace(window, of=replace(window.of, parts=((total, measured),))))}"


def _asked_at(end: End, subject: v.Phrase) -> Span:
    """Where a ground says at which periods it looks."""
    return (end.in_window or end.each or subject).span


# ---- lost before it is known -------------------------------------------------------------------------------


@check("right-lapses-before-report")
def right_lapses_before_report(context: Context) -> Iterator[Finding]:
    """A right to leave that is lost before the report that shows its ground."""
    times = [report.within for report in context.agreement.all(Report)]
    reports = [time for time in times if isinstance(time, v.Anchored) and event_of(time) in _MONTH_END]
    if len(reports) != len(times) or not reports:
        return
    for end in context.agreement.all(End):
        used = end.used
        if (
            used is None
            or event_of(used) not in _MONTH_END
            or not all(longer(time, used) for time in reports)
        ):
            continue
        report = min(reports, key=at_most)
        yield context.draft(
            f"this right to leave must be used within {write(used)}, and the report comes within {write(report)}",
            end,
            "the right is lost",
            span=used.span,
            labels=(Label(report.span, "the figures come"),),
            witness=Witness(
                f"a miss in January: the right is lost {write(length_of(used))} after 31 January, the report may come "
                f"{write(length_of(report))} after it",
                {"used": write(used), "report": write(report)},
            ),
            values=(write(used), write(report)),
            help=(
                mend(
                    context.agreement,
                    "count from the report: write {} instead",
                    put(context.agreement, used, "30 days of report"),
                ),
            ),
        )
