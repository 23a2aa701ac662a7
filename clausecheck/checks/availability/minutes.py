"""A figure of minutes beside a percentage of the same window: the two are one figure only where every window is as long."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from clausecheck.agreement.clashes import wider_of
from clausecheck.agreement.commitments import LEAST, MOST, Commitment, commitments
from clausecheck.agreement.figures import Period, period
from clausecheck.agreement.semantics import Semantics, TooMuch, fact
from clausecheck.agreement.uptime import (
    DAY,
    UptimePromise,
    availability_promises,
    is_availability,
    seconds,
    window_of,
)
from clausecheck.agreement.words import exact_length, in_row
from clausecheck.checks.availability.downtime import agrees
from clausecheck.checks.availability.promised import LengthLimit
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Severity, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Credit, Credits
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: A leap year and the one after it, which show every length that a calendar period has.
_FIRST, _LAST = dt.date(2028, 1, 1), dt.date(2030, 1, 1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ABOUT = re.compile(r"\b(?:about|approximately|approx|circa|roughly|rounded)\b", re.IGNORECASE)
#: So many pairs of figures are looked at.
_MOST_PAIRS = 10_000
_DOWN = frozenset({"downtime", "outage", "outages", "unavailability"})


@dataclass(frozen=True, slots=True)
class _Pair:
    """A share of time that may be missing, from 0 to 1, beside a length of time: the clauses, the values and what both count
    in. `steps` is whether they are the steps of a credit and no limits."""

    share: Fraction
    percent: v.Value
    length: v.Duration
    window: Period
    first: Clause
    second: Clause
    steps: bool = False


@check("minutes-beside-percentage")
def minutes_beside_percentage(context: Context) -> Iterator[Finding]:
    """Minutes and a percentage for one window that are two figures: in every window, or in some."""
    for pair in (*_promised(context), *_credited(context)):
        lengths = _lengths(pair.window)
        if not lengths:
            continue
        finding = _compared(context, pair, lengths)
        if finding is not None:
            yield finding


# ---- where the two stand -------------------------------------------------------------------------------


def _promised(context: Context) -> Iterator[_Pair]:
    """A promised availability and a limit of downtime for the same service and window. Where both stand in one service and are
    far apart, `downtime-against-percentage` says it."""
    found = [one for one in commitments(context.semantics) if one.figure is not None and not one.subject[2]]
    levels = [one for one in found if one.kind == "availability" and one.direction == LEAST]
    limits = [one for one in found if one.kind == "downtime" and one.direction == MOST]
    of_one_kind: dict[object, list[Commitment]] = {}
    for level in levels:
        for key in _places(level):
            of_one_kind.setdefault(key, []).append(level)
    looked_at = 0
    for limit in limits:
        beside = {id(level): level for key in _places(limit) for level in of_one_kind.get(key, ())}
        for level in beside.values():
            looked_at += 1
            if looked_at > _MOST_PAIRS:
                raise TooMuch(f"more than {_MOST_PAIRS:,} pairs of an availability and a limit of downtime")
            pair = _one_window(context, level, limit)
            if pair is not None:
                yield pair
                break


def _places(one: Commitment) -> Iterator[object]:
    """Where a figure is looked up: figures for the same have such a place in common."""
    parts = frozenset(part for part in one.parts.items() if part[0] not in ("except_", "during"))
    limited = sorted(one.scope)
    for name in one.scope[limited[0]] if limited else ("",):
        yield one.window, parts, tuple(limited), name


def _one_window(context: Context, level: Commitment, limit: Commitment) -> _Pair | None:
    amount = level.figure.amount if level.figure is not None else None
    length = limit.figure.length if limit.figure is not None else None
    if amount is None or length is None or level.window != limit.window or "during" in level.parts:
        return None
    known = {name: said for name, said in limit.parts.items() if name != "except_" or name in level.parts}
    same = replace(limit, parts={**known, **_except(level, known)})
    if wider_of(level, same) != "same" or _far_apart(context, level, limit, length):
        return None
    levels = [
        (amount, level.value),
        *((one.amount, one.value) for one in level.also if one.amount is not None),
    ]
    nearest, written = min(levels, key=lambda one: _apart(1 - one[0] / 100, length, level.window))
    return _Pair(1 - nearest / 100, written, length, level.window, level.clause, limit.clause)


def _apart(share: Fraction, length: v.Duration, window: Period) -> Fraction:
    """How far a length is from a share of the longest window: a limit may belong to a promise or to its minimum."""
    size = seconds(length) or Fraction(0)
    return abs(share * max(_lengths(window).values(), default=Fraction(0)) - size)


def _except(level: Commitment, known: dict[str, str]) -> dict[str, str]:
    """What a percentage leaves out and a limit beside it says nothing of: that is meant for both."""
    return {"except_": level.parts["except_"]} if "except_" in level.parts and "except_" not in known else {}


def _far_apart(context: Context, level: Commitment, limit: Commitment, length: v.Duration) -> bool:
    """Whether the rule about the two clauses of one service speaks."""
    for promise in _promises_of(context.semantics).get(id(level.clause), ()):
        if context.agreement.parent(limit.clause) is promise.home:
            size = seconds(length)
            limited = LengthLimit(length, size or Fraction(0), level.window.unit)
            return promise.period is not None and not agrees(limited, promise, promise.period)
    return False


@fact
def _promises_of(semantics: Semantics) -> dict[int, list[UptimePromise]]:
    """The promises of availability by the clauses that make them."""
    found: dict[int, list[UptimePromise]] = {}
    for promise in availability_promises(semantics):
        found.setdefault(id(promise.clause), []).append(promise)
    return found


def _credited(context: Context) -> Iterator[_Pair]:
    """Two lines of one block that give the same credit, the one for a share of availability and the other for a time of
    outage: as steps (`per 0.05% of availability`, `per 22 minutes of outage`) or as thresholds."""
    for block in context.agreement.all(Credits):
        shares: list[tuple[str, Fraction, v.Value, Credit, bool]] = []
        times: list[tuple[str, v.Duration, Credit, bool]] = []
        for clause in block.all(Credit):
            if isinstance(clause.value, v.Rated) and len(clause.value.per) == 1:
                _read_step(clause, clause.value, shares, times)
            elif isinstance(clause.when, v.Fact):
                _read_threshold(clause, clause.when, shares, times)
        of_one_credit: dict[tuple[str, bool], list[tuple[v.Duration, Credit]]] = {}
        for credit, length, second, steps in times:
            of_one_credit.setdefault((credit, steps), []).append((length, second))
        pairs = (
            _Pair(share, percent, length, _window(context, first, second), first, second, steps)
            for credit, share, percent, first, steps in shares
            for length, second in of_one_credit.get((credit, steps), ())
        )
        yield from islice(pairs, _MOST_PAIRS)
        if next(pairs, None) is not None:
            raise TooMuch(f"more than {_MOST_PAIRS:,} pairs of a credit for minutes and one for a percentage")


def _read_step(
    clause: Credit,
    rated: v.Rated,
    shares: list[tuple[str, Fraction, v.Value, Credit, bool]],
    times: list[tuple[str, v.Duration, Credit, bool]],
) -> None:
    unit = rated.per[0].unit
    credit = write(rated.amount)
    if isinstance(unit, v.Share) and is_availability(write(unit.of)):
        shares.append((credit, Fraction(unit.percentage.amount) / 100, unit, clause, True))
    elif isinstance(unit, v.Anchored) and isinstance(unit.amount, v.Duration) and write(unit.event) in _DOWN:
        times.append((credit, unit.amount, clause, True))


def _read_threshold(
    clause: Credit,
    fact: v.Fact,
    shares: list[tuple[str, Fraction, v.Value, Credit, bool]],
    times: list[tuple[str, v.Duration, Credit, bool]],
) -> None:
    compare = fact.compares[0] if len(fact.compares) == 1 else None
    if not isinstance(compare, v.Compare):
        return
    subject, amount = write(fact.subject), compare.amount
    if isinstance(amount, v.Percentage) and is_availability(subject) and compare.operator in ("<", "<="):
        missing = 1 - Fraction(amount.amount) / 100
        shares.append((write(clause.value), missing, amount, clause, False))
    elif (
        isinstance(amount, v.Duration)
        and subject.split(" of ")[0] in _DOWN
        and compare.operator in (">", ">=")
    ):
        times.append((write(clause.value), amount, clause, False))


def _window(context: Context, *clauses: Clause) -> Period:
    """The window of credits: their own, else that of every promised availability, else the month."""
    for clause in clauses:
        if clause.each is not None:
            return period(clause.each)
    return _usual_window(context.semantics)


@fact
def _usual_window(semantics: Semantics) -> Period:
    """The window of every promised availability, where that is one, else the month."""
    windows = {
        period(window_of(promise.clause, promise.home)) for promise in availability_promises(semantics)
    }
    return windows.pop() if len(windows) == 1 else Period("month", "month", "month")


# ---- the comparison ------------------------------------------------------------------------------------


def _lengths(window: Period) -> dict[str, Fraction]:
    """The lengths in seconds that a window can have, each with the instances that have it: `February` … `a month of 30
    days`."""
    if window.unit in ("day", "week"):
        return {f"a {window.unit}": Fraction(DAY * (7 if window.unit == "week" else 1))}
    if window.unit in _MONTHS:
        found: dict[str, Fraction] = {}
        months, day = _MONTHS[window.unit], _FIRST
        while day < _LAST:
            ahead = day.year * 12 + day.month - 1 + months
            after = dt.date(ahead // 12, ahead % 12 + 1, 1)
            found[_instance(day, window.unit)] = Fraction((after - day).days * DAY)
            day = after
        return found
    return {window.written: window.seconds} if window.seconds else {}


def _instance(day: dt.date, unit: str) -> str:
    leap = " of a leap year" if day.year == _FIRST.year else ""
    if unit == "month":
        return f"{_NAMES[day.month - 1]}{leap}" if day.month == 2 else _NAMES[day.month - 1]
    if unit == "quarter":
        return (
            f"the quarter from {_NAMES[day.month - 1]}{leap}"
            if day.month == 1
            else (f"the quarter from {_NAMES[day.month - 1]}")
        )
    return "a leap year" if leap else "a year of 365 days"


def _compared(context: Context, pair: _Pair, lengths: dict[str, Fraction]) -> Finding | None:
    size = seconds(pair.length)
    if size is None or not 0 < pair.share < 1:
        return None
    allowed = {name: pair.share * length for name, length in lengths.items()}
    same = [name for name, length in allowed.items() if length == size]
    if len(same) == len(allowed):
        return None
    low, high = min(allowed.values()), max(allowed.values())
    both = low < size < high
    span = exact_length(low) if low == high else f"{exact_length(low)} to {exact_length(high)}"
    kind = pair.window.name or "window"
    where = f"agree in {in_row(same)} only" if same else f"differ in every {kind}"
    return context.draft(
        f"{_percent(pair)} {span} of {'an' if kind[0] in 'aou' else 'a'} {kind}, and {write(pair.length)} "
        f"{'is the step of the same credit' if pair.steps else 'in another clause'}: the two {where}",
        pair.second,
        f"{write(pair.length)} here",
        span=pair.length.span,
        labels=(Label(pair.percent.span, f"{span} there"),),
        values=(write(pair.percent), write(pair.length)),
        witness=Witness(_case(allowed, size), {"share": str(pair.share), "length": str(size)}),
        at_most=Severity.INFO if (same and not both) or _rounded(pair, allowed) else None,
        help=(
            "say which of the two counts, and delete the other",
            "count both over a window of one length, such as 30 days",
        ),
    )


def _rounded(pair: _Pair, allowed: dict[str, Fraction]) -> bool:
    """Whether a limit of downtime is the percentage of some window in round minutes, or says that it is only about so long:
    nobody reads another promise out of the seconds."""
    size = seconds(pair.length)
    if pair.steps or size is None:
        return False
    near = min(abs(size - length) for length in allowed.values())
    return (size % 60 == 0 and 0 < near <= 30) or any(
        _ABOUT.search(write(text)) for text in pair.second.with_
    )


def _percent(pair: _Pair) -> str:
    """The share of time for people: what a promised percentage allows, or the step itself."""
    return f"{write(pair.percent)} is" if pair.steps else f"{write(pair.percent)} allows"


def _case(allowed: dict[str, Fraction], size: Fraction) -> str:
    """An instance in which the two differ."""
    name, length = max(allowed.items(), key=lambda pair: abs(pair[1] - size))
    more = "more" if size > length else "less"
    return (
        f"{name}: the percentage makes {exact_length(length)}, the other clause {exact_length(size)}, "
        f"{exact_length(abs(size - length))} {more}"
    )
