"""Prices that rise while another clause says that they do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from clausecheck.agreement.mending import gone, mend, put
from clausecheck.agreement.notices import (
    Freeze,
    UndecidedDate,
    day_after,
    freeze_on,
    freezes,
    length_of,
    price_days,
    terms,
)
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.words import day_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Charge, Increase
from clausecheck.language.write import write
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class Frozen:
    """A clause by which prices rise, and the freeze that forbids it: why, in words, and the day of the rise where one is
    known."""

    clause: Increase | Charge
    freeze: Freeze
    why: str
    day: dt.date | None = None


@fact
def frozen_increases(semantics: Semantics) -> list[Frozen]:
    """What lets prices rise on frozen days only, and the dearer prices that follow an equal one too early."""
    agreement = semantics.agreement
    found: list[Frozen] = []
    if not freezes(semantics):
        return found
    for clause in agreement.all(Increase):
        freeze = freeze_on(semantics, clause)
        if freeze is not None and clause.when is None and not _is_none(clause):
            case = _increase(semantics, clause, freeze)
            found += [case] if case is not None else []
    for charge in agreement.all(Charge):
        freeze = freeze_on(semantics, charge)
        day = charge.from_.date if isinstance(charge.from_, v.Date) else None
        if freeze is None or day is None or (freeze.first is not None and day >= freeze.first):
            continue
        if any(_dearer_than(charge, other, day) for other in agreement.all(Charge)):
            why = f"a higher price is charged from {day_words(day)}"
            found.append(Frozen(charge, freeze, why, day))
    return found


def _is_none(clause: Increase) -> bool:
    """Whether a clause allows no increase itself: `increase 0%`."""
    return isinstance(clause.value, v.Percentage) and not clause.value.amount


def _increase(semantics: Semantics, clause: Increase, freeze: Freeze) -> Frozen | None:
    """Why a clause lets no price rise outside of the freeze; `None` where it does."""
    if freeze.first is None:
        return Frozen(clause, freeze, "prices never rise by one clause, and may by the other")
    within = clause.within
    if isinstance(within, v.Anchored) and write(within.event) in ("effective", "start", "commencement"):
        last = _over(semantics, within)
        if last is not None and last < freeze.first:
            return Frozen(clause, freeze, f"the increase may come until {day_words(last)} only", last)
    run = terms(semantics.agreement, semantics)
    if not run.periods or run.more:
        return None
    end = run.periods[-1].last
    if end < freeze.first:
        return Frozen(
            clause, freeze, f"the agreement ends on {day_words(end)}, before any price may rise", end
        )
    days = [day for day in price_days(semantics, clause) if day <= end]
    if days and max(days) < freeze.first:
        return Frozen(clause, freeze, f"prices rise on {day_words(max(days))} for the last time", max(days))
    return None


def _over(semantics: Semantics, within: v.Anchored) -> dt.date | None:
    """The last day of a time that is counted from the start; `None` where it cannot be computed."""
    length = length_of(within)
    if length is None:
        return None
    try:
        return day_after(semantics, semantics.horizon.first, length)
    except UndecidedDate as reason:
        gave_up(reason, "until when prices may rise")
        return None


def _dearer_than(charge: Charge, other: Charge, day: dt.date) -> bool:
    """Whether a price from a day on is a higher one for what another clause charged the day before."""
    if (
        other is charge
        or write(other.subjects) != write(charge.subjects)
        or write(other.for_) != write(charge.for_)
    ):
        return False
    until, since = other.until, other.from_
    ended = not isinstance(until, v.Date) or until.date != day - dt.timedelta(days=1)
    if ended or (isinstance(since, v.Date) and since.date >= day):
        return False
    now, before = charge.amount_is, other.amount_is
    if not isinstance(now, v.Rated) or not isinstance(before, v.Rated) or write(now.per) != write(before.per):
        return False
    new, old = now.amount, before.amount
    return (
        isinstance(new, v.Money)
        and isinstance(old, v.Money)
        and new.currency == old.currency
        and new.amount > old.amount
    )


@check("increase-while-frozen")
def increase_while_frozen(context: Context) -> Iterator[Finding]:
    """Prices that one clause lets rise, only on days on which another keeps them as they are."""
    agreement = context.agreement
    for case in frozen_increases(context.semantics):
        first, clause = case.freeze.first, case.clause
        frozen = f"before {day_words(first)}" if first is not None else "at all"
        free = first.isoformat() if first is not None else ""
        yield context.draft(
            f"prices do not rise {frozen} by one clause, and rise earlier by another"
            if case.day is not None and isinstance(clause, Charge)
            else f"prices do not rise {frozen} by one clause, and another lets them rise on no later day",
            clause,
            "prices rise",
            labels=(Label(case.freeze.clause.span, f"no increase {frozen}"),),
            witness=Witness(
                f"{case.why}; by the other clause none rises {frozen}",
                {"first day": free, "day": case.day.isoformat() if case.day is not None else ""},
            ),
            values=(write(clause), write(case.freeze.clause)),
            help=(
                mend(
                    agreement,
                    "let prices rise: delete {} (favours the provider)",
                    gone(agreement, case.freeze.clause),
                ),
                mend(
                    agreement,
                    "charge the higher price from the first free day: write {} instead",
                    put(agreement, clause.from_, free),
                )
                if isinstance(clause, Charge) and isinstance(clause.from_, v.Value) and free
                else mend(
                    agreement, "keep prices: delete {} (favours the customer)", gone(agreement, clause)
                ),
            ),
        )
