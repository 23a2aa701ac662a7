"""The shares of tickets that an agreement promises, and how many tickets there are at most."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Guarantee, LimitTo
from clausecheck.language.write import number, write
from clausecheck.quick import dataclass

_FIGURES = frozenset(TARGET_KINDS.values())
_TICKETS = frozenset({"tickets", "incidents", "requests", "cases", "ticket", "incident", "request", "case"})


@dataclass(frozen=True, slots=True)
class TicketShare:
    """A share of tickets that a clause promises: of which figure, of which priorities and services (`None`: of all), in which
    window (in months, `None` where none is stated), and with which promised time, where the clause states one."""

    figure: str
    percent: Fraction
    written: str
    priorities: frozenset[str] | None
    services: frozenset[str]
    months: int | None
    window: str
    clause: Clause
    length: str = ""

    @property
    def whose(self) -> str:
        """The tickets that it is a share of."""
        return f"{' and '.join(sorted(self.priorities))} tickets" if self.priorities else "all tickets"

    @property
    def needed(self) -> int:
        """The least number of tickets of which one may be missed."""
        return math.ceil(100 / (100 - self.percent))


def rounded(percent: Fraction) -> str:
    """A percentage to two places; `about` where that is not exact."""
    hundredths = round(percent * 100)
    text = number(Decimal(hundredths) / 100) + "%"
    return text if Fraction(hundredths, 100) == percent else f"about {text}"


# ---- what is promised ------------------------------------------------------------------------------


@fact
def shares(semantics: Semantics) -> list[TicketShare]:
    """Every share of tickets, by targets and then by guarantees, in the order of the text."""
    found = [share for target in semantics.targets if (share := _of_target(target)) is not None]
    for node in semantics.agreement.all(Guarantee):
        found += _of_guarantee(semantics.agreement, node)
    return found


def _of_target(target: Target) -> TicketShare | None:
    percent = percent_of(target.share)
    if percent is None or target.rest or target.average or target.population or target.condition:
        return None
    if not isinstance(target.clause, Clause):
        return None
    months, window = _window(target.each)
    return TicketShare(
        TARGET_KINDS[target.kind],
        percent,
        write(target.share.percentage if isinstance(target.share, v.Share) else target.share),
        target.limited("priority"),
        target.limited("service") or frozenset(),
        months,
        window,
        target.clause,
        write(target.length),
    )


def _of_guarantee(agreement: Agreement, node: Guarantee) -> Iterator[TicketShare]:
    """The shares of `guarantee response and resolution for 95% of tickets of P1, P2 each month`."""
    if node.when is not None or node.during or node.outside or node.except_:
        return
    share = next((value for value in node.for_ if isinstance(value, v.Share | v.Percentage)), None)
    percent = percent_of(share)
    scope = _scope(agreement, [*node.for_, share.of if isinstance(share, v.Share) else None])
    if share is None or percent is None or scope is None:
        return
    priorities, services = scope
    months, window = _window(node.each)
    written = write(share.percentage if isinstance(share, v.Share) else share)
    for part in node.target.walk():
        if isinstance(part, v.Fact) and not part.compares and write(part.subject) in _FIGURES:
            yield TicketShare(
                write(part.subject), percent, written, priorities or None, services, months, window, node
            )


def _scope(
    agreement: Agreement, values: list[v.Value | None]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """The priorities and the services that a share is limited to; `None` where something else limits it."""
    known = agreement.names.get("priority", {})
    priorities: set[str] = set()
    services: set[str] = set()
    for value in values:
        if isinstance(value, v.Phrase) and value.text in _TICKETS:
            value = value.of
        word = write(value) if isinstance(value, v.Name) else ""
        if word in known:
            priorities.add(word)
        elif word in agreement.names.get("service", {}):
            services.add(word)
        elif not isinstance(value, v.Share | v.Percentage | None) and word not in _TICKETS:
            return None
    return frozenset(priorities), frozenset(services)


def percent_of(share: v.Value | None) -> Fraction | None:
    """A share as a fraction of 100, where it is neither nothing nor all."""
    if isinstance(share, v.Share):
        share = share.percentage
    if isinstance(share, v.Percentage) and 0 < share.amount < 100:
        return Fraction(share.amount)
    return None


def _window(each: v.Value | None) -> tuple[int | None, str]:
    """A window in months, and in words."""
    if isinstance(each, v.Name) and each.text in v.MONTHS:
        return v.MONTHS[each.text], each.text
    if isinstance(each, v.Duration) and each.hours is None and len(each.parts) == 1:
        amount, unit = each.parts[0]
        if unit in v.MONTHS and amount == int(amount):
            return int(amount) * v.MONTHS[unit], write(each)
    return None, write(each)


# ---- how many tickets there are --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Volume:
    """How many tickets there are at most in a window: `most` of them, by which clause, and how that was computed."""

    most: int
    clause: Clause
    computed: str


def first_priority(agreement: Agreement) -> str | None:
    """The most urgent priority, which is the first one."""
    return next(iter(agreement.names.get("priority", {})), None)


def volume(agreement: Agreement, share: TicketShare, part: Fraction) -> Volume | None:
    """The most tickets of a class that a window can have, from the one limit that the agreement states. `part` is the part of
    all tickets that are of the most urgent priority, where only the number of all is stated."""
    limits = [(node, amount) for node in agreement.all(LimitTo) if (amount := _tickets(node))]
    special = [
        found
        for found in limits
        if share.priorities and {write(value) for value in found[0].for_} == set(share.priorities)
    ]
    general = [found for found in limits if not found[0].for_]
    chosen = special if special else general
    if len(chosen) != 1 or share.months is None:
        return None
    node, (count, months) = chosen[0]
    if share.months % months:
        return None
    times = share.months // months
    most = count * times
    computed = f"{number(Decimal(count))}" + (f" x {times}" if times > 1 else "")
    first = first_priority(agreement)
    if not special and share.priorities == frozenset({first}):
        most = max(1, math.floor(most * part))
        computed = f"{rounded(100 * part)} of {computed}, if no more of them are {first}"
    return Volume(most, node, computed) if most > 0 else None  # of no tickets there is no share


def _tickets(node: LimitTo) -> tuple[int, int] | None:
    """A limit of tickets: how many, and in how many months."""
    rated = node.amount_is
    if not isinstance(rated, v.Rated) or len(rated.per) != 1:
        return None
    if node.when is not None or node.over is not None:
        return None
    amount, unit = rated.amount, rated.per[0].unit
    if (
        not isinstance(amount, v.Count | v.Number)
        or not isinstance(unit, v.Name)
        or unit.text not in v.MONTHS
    ):
        return None
    if isinstance(amount, v.Count):
        counted = amount.noun in _TICKETS
    else:
        title = node.title.text.casefold() if node.title is not None else ""
        counted = any(word in title.split() for word in _TICKETS)
    return (math.floor(amount.amount), v.MONTHS[unit.text]) if counted else None
