"""One time that is said in two units: in hours and in working days, or in days and in months."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import length_of
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.working_time import DAY, HOUR, day_length, working_amount
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Clause, Delete, Hours, Keep, Renew, Return, Term
from clausecheck.language.write import number, write


@check("same-time-in-two-units")
def same_time_in_two_units(context: Context) -> Iterator[Finding]:
    """One time for one thing in two units: a target of two plans, or what is kept, returned, deleted or given as notice."""
    yield from _hours_and_days(context)
    yield from _days_and_months(context)


# ---- hours and working days --------------------------------------------------------------------------------


def _hours_and_days(context: Context) -> Iterator[Finding]:
    """One target of one priority that two plans promise in two units, although both are the same working time."""
    known = context.agreement.named(Hours)
    targets = context.semantics.targets
    in_days: dict[tuple[str, object], list[tuple[Decimal, v.Duration]]] = {}
    for target in targets:
        days = working_amount(target.length, "day")
        if days is not None and isinstance(target.length, v.Duration):
            in_days.setdefault((target.kind, _scope(target)), []).append((days, target.length))
    seen: set[tuple[str, object]] = set()
    for target in targets:
        amount, length = working_amount(target.length, "hour"), target.length
        if amount is None or not isinstance(length, v.Duration) or length.hours is None:
            continue
        opened = day_length(known.get(length.hours.text))
        key = (target.kind, _scope(target))
        if opened is None or opened >= DAY or key in seen:
            continue
        same = [
            other
            for days, other in in_days.get(key, ())
            if other.hours == length.hours and days * opened == amount * HOUR
        ]
        if same:
            seen.add(key)
            yield _two_plans(context, target, length, same, number(opened / HOUR))


def _two_plans(
    context: Context, target: Target, length: v.Duration, same: list[v.Duration], per_day: str
) -> Finding:
    """A target in hours, and the lengths in working days that are the same time at so many hours `per_day`."""
    hours, whole = number(working_amount(length, "hour") or Decimal(0)), same[0]
    return context.draft(
        f"{TARGET_KINDS[target.kind]} within {write(length)} here, within {write(whole)} there: "
        f"the same working time in two units",
        target.clause,
        f"{hours} hours",
        span=length.span,
        labels=tuple(Label(other.span, f"{hours} hours too, at {per_day} hours a day") for other in same),
        witness=Witness(
            f"`{write(length.hours)}` is open {per_day} hours a day: {write(whole)} and {write(length)} are {hours} "
            "working hours each",
            {"hours": write(length), "days": write(whole)},
        ),
        values=(write(length), write(whole)),
        help=("write both in one unit, or make the better one shorter",),
    )


def _scope(target: Target) -> tuple[object, ...]:
    """Which tickets a target is for, apart from the plan."""
    limits = tuple((name, members) for name, members in target.scope if name != "plan")
    return (limits, write(target.share), target.rest, target.outside, target.average, target.condition)


# ---- days and months ---------------------------------------------------------------------------------------


def _days_and_months(context: Context) -> Iterator[Finding]:
    """One time for one thing, in days in one clause and in months in another: a month has 28 to 31 days."""
    wording: dict[tuple[str, ...], list[tuple[Clause, v.Value, v.Duration]]] = {}
    for key, node, value in _times(context.agreement):
        length = length_of(value)
        if isinstance(length, v.Duration) and length.hours is None:
            wording.setdefault(key, []).append((node, value, length))
    for key, places in wording.items():
        if len({_has_months(length) for *_, length in places}) == 1:
            continue  # the usual case: all in months, or all in days
        for place, (_, first, one) in enumerate(places):
            for node, second, other in places[place + 1 :]:
                if not _alike(one, other):
                    continue
                months = one if _has_months(one) else other
                low, high = months.bounds() or (0, 0)
                yield context.draft(
                    f"{' '.join(key)}: {write(one)} in one clause, {write(other)} in another",
                    node,
                    write(other),
                    span=second.span,
                    labels=(Label(first.span, write(one)),),
                    witness=Witness(
                        f"{write(months)} are {number(Decimal(low) / DAY)} to "
                        f"{number(Decimal(high) / DAY)} days, depending on the months",
                        {"first": write(one), "second": write(other)},
                    ),
                    values=(write(one), write(other)),
                    help=("write both in one unit",),
                )


def _times(agreement: Agreement) -> Iterator[tuple[tuple[str, ...], Clause, v.Value]]:
    """Times that belong to one thing, by what they are for."""
    kept: list[Keep | Return | Delete] = [
        *agreement.all(Keep),
        *agreement.all(Return),
        *agreement.all(Delete),
    ]
    for node in kept:
        if any(block.kind in ("relies", "backup") for block in agreement.ancestors(node)):
            continue
        if node.when is not None or node.value is None:
            continue
        word = vocabulary().word(node.kind)
        for value in node.for_ if isinstance(node, Keep) else (node.within,):
            if isinstance(value, v.Anchored):
                yield (word, write(node.value), value.relation, write(value.event)), node, value
    terms: list[Term | Renew] = [*agreement.all(Term), *agreement.all(Renew)]
    for clause in terms:
        if isinstance(clause.unless, v.Notice):
            yield ("notice", "against", "the", "renewal"), clause, clause.unless


def _has_months(length: v.Duration) -> bool:
    return any(name in v.MONTHS for _, name in length.parts)


def _alike(one: v.Duration, other: v.Duration) -> bool:
    """Whether one length is in months and the other in days, and both can be the same time."""
    left, right = one.bounds(), other.bounds()
    if left is None or right is None or _has_months(one) == _has_months(other):
        return False
    return left[0] <= right[1] and right[0] <= left[1]
