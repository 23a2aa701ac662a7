"""Planned maintenance that uses up the downtime that is allowed, while nothing leaves it out of the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.counted import counts
from clausecheck.agreement.credit_tables import credit_tables
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import MeasuringWindow, UptimePromise
from clausecheck.agreement.weeks import of_hours, possible_in, window_time
from clausecheck.agreement.words import exact_length, percent_words
from clausecheck.agreement.written import changed, written
from clausecheck.checks.availability.promised import (
    PLANNED,
    Allowance,
    LengthLimit,
    allowances,
    limit,
    promise_words,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Block,
    Define,
    Excuse,
    FormulaIs,
    Guarantee,
    Maintenance,
    Metric,
    Outage,
    Relies,
    SpecialClause,
    TextFor,
)
from clausecheck.language.write import write
from clausecheck.source import Span

#: Less maintenance than this, in seconds, nobody could do anything with.
_WORTHWHILE = 15 * 60
_DOWN = re.compile(r"\b(?:downtime|outages?|availab\w*|unavailab\w*|uptime)\b", re.IGNORECASE)


@check("maintenance-uses-up-availability", reads_words=True)
def maintenance_uses_up_availability(context: Context) -> Iterator[Finding]:
    """Maintenance that may last longer than the downtime that is allowed, and formulas that take it off on one side only."""
    for allowed in allowances(context.semantics):
        left_out = _left_out(context.semantics, allowed.promise)
        for clause in allowed.promise.home.all(Maintenance):
            counting = counts(context.agreement, clause)
            if left_out or counting is False:
                continue
            if clause.at_most is None and not clause.for_:
                yield from _weekly_window(context, allowed, clause)
            else:
                yield from _quota(context, allowed, clause)
    yield from _formulas(context)


def _left_out(semantics: Semantics, promise: UptimePromise) -> bool:
    """Whether any clause leaves planned maintenance out of an availability."""
    return any(write(value) == "maintenance" for value in promise.clause.except_) or _left_out_of_all(
        semantics
    )


@fact
def _left_out_of_all(semantics: Semantics) -> bool:
    """Whether an excuse, the definition of an outage or a formula speaks of planned work."""
    agreement = semantics.agreement
    for excuse in agreement.all(Excuse):
        if any(PLANNED.search(write(value)) for value in excuse.values):
            return True
    for node in (*agreement.all(Outage), *agreement.all(FormulaIs)):
        if PLANNED.search(agreement.source.slice(node.span)):
            return True
    for node in (*agreement.all(Define), *agreement.all(SpecialClause), *agreement.all(TextFor)):
        text = agreement.source.slice(node.span)
        if _DOWN.search(text) and PLANNED.search(text):
            return True
    return False


def _quota(context: Context, allowed: Allowance, clause: Maintenance) -> Iterator[Finding]:
    """A quota of maintenance that is longer than the downtime that is allowed."""
    promise, window = allowed.promise, allowed.window
    quota = limit(clause.at_most, clause.each)
    if quota is None or clause.for_ or clause.at_most is None:
        return
    if quota.unit != window.unit or quota.length <= allowed.high or _beside(context, promise, clause):
        return
    yield context.draft(
        f"maintenance may take {write(clause.at_most)}, and {promise_words(promise)} allows {exact_length(allowed.high)} of "
        f"downtime{_said(context, clause)}",
        clause,
        "permitted",
        span=clause.at_most.span,
        labels=(Label(promise.clause.value.span, f"allows {exact_length(allowed.high)}"),),
        witness=Witness(
            f"{exact_length(quota.length)} of maintenance in {window.longest_is} leave "
            f"{percent_words(100 * (1 - quota.length / window.longest))}",
            {"maintenance": str(quota.length), "allowed": str(allowed.high)},
        ),
        help=_mend(context, allowed, clause),
        values=(write(clause.at_most), write(promise.clause.value)),
    )


def _weekly_window(context: Context, allowed: Allowance, clause: Maintenance) -> Iterator[Finding]:
    """Windows by their days and times that are longer than the downtime that is allowed, if all of them are used."""
    promise, window = allowed.promise, allowed.window
    counting = _counting(context, promise)
    length = window_time(clause, window.unit, counting) if counting is not None or not promise.hours else None
    if length is None or not clause.weekdays or length <= allowed.high:
        return
    wording = f"{', '.join(map(write, clause.weekdays))} {', '.join(map(write, clause.spans))}"
    within = f" that lie in {promise.hours}" if promise.hours else ""
    yield context.draft(
        f"maintenance may take place on {wording}, and {promise_words(promise)} allows {exact_length(allowed.high)} of "
        f"downtime{_said(context, clause)}",
        clause,
        "when the service may be off",
        span=clause.spans[0].span,
        labels=(Label(promise.clause.value.span, f"allows {exact_length(allowed.high)}"),),
        witness=Witness(
            f"a {window.unit} has at least {exact_length(length)} of such windows in all{within}; if they are used, "
            f"{window.longest_is} is at {percent_words(100 * (1 - length / window.longest))}",
            {"maintenance": str(length), "allowed": str(allowed.high)},
        ),
        help=_mend(context, allowed, clause),
        values=(wording, write(promise.clause.value)),
    )


def _counting(context: Context, promise: UptimePromise) -> frozenset[int] | None:
    """The minutes of a week in which a promise counts; `None` where it counts around the clock or its hours are unknown."""
    return of_hours(context.agreement, [v.Name(promise.hours)]) if promise.hours else None


def _beside(context: Context, promise: UptimePromise, clause: Maintenance) -> bool:
    """Whether all windows of a maintenance lie where a promise does not count."""
    counting, windows = _counting(context, promise), possible_in(clause)
    return counting is not None and windows is not None and not counting & windows


def _said(context: Context, clause: Maintenance) -> str:
    """What the agreement says of whether maintenance counts."""
    if counts(context.agreement, clause):
        return ", and maintenance counts as downtime"
    return ": nothing says that maintenance does not count"


def _mend(context: Context, allowed: Allowance, clause: Maintenance) -> tuple[str, ...]:
    """What would help: to leave maintenance out or, where it is to count, to allow no more of it than the figure does."""
    if not counts(context.agreement, clause):
        return (f"write instead `availability {promise_words(allowed.promise)}, except maintenance`",)
    half = int(allowed.high // 2 // 60) * 60
    level = promise_words(allowed.promise)
    if half < _WORTHWHILE:
        return (
            f"leave it out: write `availability {level}, except maintenance` instead",
            "promise a figure that leaves room for it",
        )
    few = exact_length(Fraction(half))
    limited = f"{few} per {allowed.window.unit}"
    said = written(context.agreement, clause)
    if clause.at_most is not None:
        said = changed(context.agreement, clause, clause.at_most, limited)
    else:
        said = f"{said}, at most {limited}"
    return (f"permit less of it: `{said}` instead", "promise a figure that leaves room for it")


# ---- formulas --------------------------------------------------------------------------------------------


def _formulas(context: Context) -> Iterator[Finding]:
    """A formula that takes planned maintenance off the time that was available, so that permitted maintenance alone misses
    the level."""
    only = _only_quota(context)
    if only is None:
        return
    permitted, quota = only
    for node in context.agreement.all(FormulaIs):
        division = node.expression
        if not isinstance(division, v.Operation) or division.operator != "/":
            continue
        if PLANNED.search(write(division.right)):
            continue
        home = context.agreement.parent(node)
        taken = _taken_off(division.left)
        window = uptime.period(node.each) or uptime.period(home.each if home is not None else None)
        level = _level_of(context, home)
        if taken is None or level is None or window is None or window.unit != quota.unit:
            continue
        best = 100 * (1 - quota.length / window.longest)
        if best < level[0]:
            yield _one_sided(context, node, taken, permitted, quota, (window, best, *level))


def _only_quota(context: Context) -> tuple[v.Value, LengthLimit] | None:
    """The quota of maintenance, as it is written and as a length; `None` where there are several or none."""
    quotas = [
        (clause.at_most, quota)
        for clause in context.agreement.all(Maintenance)
        if clause.at_most is not None
        and (quota := limit(clause.at_most, clause.each)) is not None
        and quota.unit
        and not any(isinstance(block, Relies) for block in context.agreement.ancestors(clause))
    ]
    return quotas[0] if len(quotas) == 1 else None


def _taken_off(term: object) -> v.Value | None:
    """The planned maintenance that a sum subtracts."""
    while isinstance(term, v.Bracket):
        term = term.inner
    if not isinstance(term, v.Operation) or term.operator not in ("+", "-"):
        return None
    right = term.right
    while isinstance(right, v.Bracket):
        right = right.inner
    if term.operator == "-" and re.search(r"\bmaintenance\b", write(right), re.IGNORECASE):
        return right
    return _taken_off(term.left)


def _level_of(context: Context, home: Block | None) -> tuple[Fraction, Span] | None:
    """The level that a metric or a service must reach: its promise or guarantee, else where the credits for it begin."""
    if not isinstance(home, Metric):
        for promise in uptime.availability_promises(context.semantics):
            if promise.home is home:
                return promise.level, promise.clause.value.span
        return None
    name = home.name.text
    for clause in context.agreement.all(Guarantee):
        target = clause.target
        if isinstance(target, v.Fact) and write(target.subject) == name:
            for part in target.compares:
                if isinstance(part, v.Compare) and isinstance(part.amount, v.Percentage):
                    return Fraction(part.amount.amount), part.amount.span
    for table in credit_tables(context.semantics):
        tops = [(band.high, band.fact.span) for band in table.paying if band.high is not None]
        if table.subject == name and table.unit == "%" and tops:
            return max(tops, key=lambda pair: pair[0])
    return None


def _one_sided(
    context: Context,
    node: FormulaIs,
    taken: v.Value,
    permitted: v.Value,
    quota: LengthLimit,
    reached: tuple[MeasuringWindow, Fraction, Fraction, Span],
) -> Finding:
    """`reached` is the window, the best figure in it, and the level with its place."""
    window, best, figure, span = reached
    division = node.expression
    assert isinstance(division, v.Operation)
    return context.draft(
        f"the formula takes {write(taken)} off the time that was available, and the {write(permitted)} that are "
        f"permitted already fall below {percent_words(figure)}",
        node,
        "taken off above the line, and left in below it",
        span=taken.span if taken.span != v.NOWHERE else node.span,
        labels=(Label(permitted.span, "permitted"), Label(span, "the level")),
        witness=Witness(
            f"{window.longest_is} with {exact_length(quota.length)} of permitted maintenance and no outage has at most "
            f"{percent_words(best)}",
            {"maintenance": str(quota.length), "best": str(best), "level": str(figure)},
        ),
        help=(
            mend(
                context.agreement,
                "take it off below the line too: write {} instead",
                put(context.agreement, division.right, f"({write(division.right)} - {write(taken)})"),
            )
            if division.right.span != v.NOWHERE
            else "take it off below the line too",
        ),
        values=(write(division), write(permitted)),
    )
