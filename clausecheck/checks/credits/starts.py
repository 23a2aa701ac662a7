"""Where the credits for a promised availability begin, and those that begin later than the breach."""

from __future__ import annotations

import re
from fractions import Fraction

from clausecheck.agreement.credit_tables import Band, credits_nothing, read_band, services_of
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import (
    MeasuringWindow,
    UptimePromise,
    availability_promises,
    counted_in,
    is_availability,
    is_downtime,
    seconds,
)
from clausecheck.language import values as v
from clausecheck.language.tree import Credit, Credits
from clausecheck.language.write import write
from clausecheck.quick import dataclass

_OUTAGES = re.compile(r"\b(?:availability|uptime|downtime|outages?|unavailab\w*)\b", re.IGNORECASE)


def speaks_of_outages(agreement: Agreement, clause: Credit) -> bool:
    """Whether a credit has to do with availability or outages, by its words."""
    return _OUTAGES.search(agreement.source.slice(clause.span)) is not None


@dataclass(frozen=True, slots=True)
class Late:
    """A promise, its window, the credit that it reaches first, and how many seconds of downtime that takes."""

    promise: UptimePromise
    window: MeasuringWindow
    clause: Credit
    down: Fraction

    @property
    def band(self) -> Band | None:
        """The band of availability with which the credits begin; `None` where they begin otherwise."""
        read = read_band(self.clause)
        if read is None or not is_availability(write(read[1].fact.subject)):
            return None
        return read[1] if read[1].high is not None else None

    @property
    def allowed(self) -> Fraction:
        """How long the service may be down in the longest window."""
        return self.promise.missing * self.window.longest


@fact
def late_credits(semantics: Semantics) -> list[list[Late]]:
    """The promises of availability that can be broken while the credits that belong to them are not due yet: those
    whose credits begin with one clause together."""
    late: dict[int, list[Late]] = {}
    for promise in availability_promises(semantics):
        window = counted_in(semantics, promise)
        first = _first_credit(semantics.agreement, promise, window) if window is not None else None
        if window is None or first is None:
            continue
        case = Late(promise, window, *first)
        if case.down > case.allowed:
            late.setdefault(id(case.clause), []).append(case)
    return list(late.values())


def _first_credit(
    agreement: Agreement, promise: UptimePromise, window: MeasuringWindow
) -> tuple[Credit, Fraction] | None:
    """The credit that a promise of availability reaches first, and how long the service is down by then in the longest
    window; `None` where a credit begins with the breach, where that cannot be said, or where none belongs to the
    promise. A credit that begins at the promised minimum begins as it was meant to."""
    least = promise.clause.at_least
    minimum = Fraction(least.amount) if isinstance(least, v.Percentage) else None
    found: list[tuple[Fraction, int, Credit, bool]] = []
    for clause in agreement.all(Credit):
        block = agreement.parent(clause)
        if not isinstance(block, Credits):
            continue
        scope = services_of(agreement, block, clause)
        if not speaks_of_outages(agreement, clause) or (scope and not scope & promise.names):
            continue
        if credits_nothing(clause):
            continue
        begins = _begins(clause)
        if begins is None:
            return None
        unit, value = begins
        down = (1 - value / 100) * window.longest if unit == "%" else value
        found.append((down, clause.span.start, clause, unit == "%" and value == minimum))
    if not found:
        return None
    down, _, clause, meant = min(found, key=lambda each: each[:2])
    return None if meant else (clause, down)


def _begins(clause: Credit) -> tuple[str, Fraction] | None:
    """Where a credit for outages begins: a level of availability, or a length of outage in seconds; `None` where that is
    not a plain figure."""
    if isinstance(clause.below, v.Percentage):
        return "%", Fraction(clause.below.amount)
    over = seconds(clause.over)
    if over is not None:
        return "seconds", over
    read = read_band(clause)
    if read is None:
        return None
    unit, band = read
    subject = write(band.fact.subject)
    if is_availability(subject) and unit == "%" and band.high is not None:
        return "%", band.high
    if is_downtime(subject) and band.low is not None:
        return ("%", 100 - band.low) if unit == "%" else (unit, band.low)
    return None
