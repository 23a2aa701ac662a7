"""The credits of a year against the most for which the provider answers in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from clausecheck.agreement.credit_limits import (
    MONTHS,
    Sum,
    amount_words,
    caps_on,
    ceilings_of,
    in_one_measure,
    most_in_months,
)
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import unit_of
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Cap, Credit, Credits, Customer, Liability, Uncapped
from clausecheck.language.write import write

_CREDITS = re.compile(r"\b(?:service )?credits?\b", re.IGNORECASE)
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Answered:
    """A cap of liability that holds for the provider: its clause, how much it is, and over how many months (a year where it
    names no window)."""

    cap: Cap
    most: Sum
    months: int


@fact
def caps_of_provider(semantics: Semantics) -> list[Answered]:
    """The caps on all that the provider answers for, credits with them."""
    agreement = semantics.agreement
    if any(_CREDITS.search(write(value)) for node in agreement.all(Uncapped) for value in node.values):
        return []
    found = []
    for cap in agreement.all(Cap):
        if not isinstance(agreement.parent(cap), Liability) or cap.when is not None:
            continue
        apart = any(_CREDITS.search(write(value)) for value in cap.except_)
        if apart or not _of_provider(agreement, cap):
            continue
        if isinstance(cap.value, v.Choice):
            found += [Answered(cap, one.most, one.months or _YEAR) for one in ceilings_of(semantics, cap)]
            continue
        value: object = cap.value
        months = MONTHS.get(unit_of(cap.each), _YEAR)
        if isinstance(cap.value, v.Rated):
            value = cap.value.amount
            if len(cap.value.per) != 1 or unit_of(cap.value.per[0].unit) not in MONTHS:
                continue
            months = MONTHS[unit_of(cap.value.per[0].unit)]
        most = in_one_measure(semantics, value)
        if most is not None:
            found.append(Answered(cap, most, months))
    return found


def _of_provider(agreement: Agreement, cap: Cap) -> bool:
    """Whether a cap of liability is for the provider, or for both: it names no customer and nothing else."""
    customers = {write(node.name) for node in agreement.all(Customer)} | {"customer"}
    parties = set(agreement.names.get("party", {})) | {"provider", "either", "both"}
    names = {write(value) for value in cap.for_}
    return not names or bool(names & (parties - customers) and names <= parties)


@check("liability-below-credits")
def liability_below_credits(context: Context) -> Iterator[Finding]:
    """A cap of liability that is used up by the credits that are promised."""
    for answered in caps_of_provider(context.semantics):
        together = _all_credits(context.semantics, answered.months)
        if together is None or not together[0].over(answered.most):
            continue
        owed, clauses = together
        cap = write(answered.cap.value)
        yield context.draft(
            f"credits of up to {amount_words(owed)} may be owed in {_months(answered.months)}, "
            f"and the provider answers for no more than {cap}",
            answered.cap,
            "the most for which it answers",
            span=answered.cap.value.span,
            labels=tuple(Label(clause.value.span, "promised as credits") for clause in clauses),
            witness=Witness(
                f"in {_months(answered.months)} of misses the credits come to {amount_words(owed)}, and the cap of {cap} is "
                f"{amount_words(answered.most)}: beyond it the provider refuses them as liability, "
                "and the customer asks for them as a price",
                {"credits": amount_words(owed), "liability": amount_words(answered.most)},
            ),
            help=(
                "say that credits are not limited by it: `uncapped credits`",
                "raise the cap above the credits, or lower the cap of the credits",
            ),
            values=(cap, amount_words(owed)),
        )


def _months(count: int) -> str:
    return {1: "a month", 3: "a quarter", 12: "a year"}[count]


def _all_credits(semantics: Semantics, months: int) -> tuple[Sum, list[Cap | Credit]] | None:
    """What all blocks of credits can come to in so many months, one cap for several blocks counted once, and the clauses
    that say it; `None` where that cannot be computed of one of them."""
    agreement = semantics.agreement
    sums: list[Sum] = []
    clauses: list[Cap | Credit] = []
    for block in agreement.all(Credits):
        if not block.all(Credit):
            continue
        most = most_in_months(semantics, block, months)
        if most is None:
            return None
        caps = [cap for cap in caps_on(agreement, block) if isinstance(agreement.parent(cap), Credits)]
        if any(cap is clause for cap in caps for clause in clauses):
            continue
        sums.append(most)
        clauses += caps or block.all(Credit)
    if not sums or len({one.base for one in sums}) > 1:
        return None
    return Sum(sums[0].base, sum((one.size for one in sums), Fraction(0))), clauses
