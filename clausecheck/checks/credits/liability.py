"""The most for which a party answers: against the credits of a year, and against what it answers for one thing."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from fractions import Fraction
from operator import itemgetter

from clausecheck.agreement.credit_limits import (
    MONTHS,
    Sum,
    amount_words,
    ceilings_of,
    holding_for,
    in_one_measure,
    most_in_months,
)
from clausecheck.agreement.mending import mend, more, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.parties import called
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import unit_of
from clausecheck.agreement.words import in_row_once
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Cap, Credit, Credits, Customer, Liability, Liable, Uncapped
from clausecheck.language.write import write
from clausecheck.quick import dataclass

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
    customers = called(agreement, Customer, "customer")
    parties, others = agreement.names.get("party", {}), ("provider", "either", "both")
    names = {write(value) for value in cap.for_}
    return not names or (
        all(name in parties or name in others for name in names)
        and any(name not in customers for name in names)
    )


@check("liability-below-credits")
def liability_below_credits(context: Context) -> Iterator[Finding]:
    """A cap of liability that is used up by the credits that are promised."""
    by_months: dict[int, tuple[Sum, list[Cap | Credit]] | None] = {}
    for answered in caps_of_provider(context.semantics):
        if answered.months not in by_months:
            by_months[answered.months] = _all_credits(context.semantics, answered.months)
        together = by_months[answered.months]
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
    counted: set[int] = set()
    for block in agreement.all(Credits):
        if not block.all(Credit):
            continue
        most = most_in_months(semantics, block, months)
        if most is None:
            return None
        caps = holding_for(agreement, block, Cap)
        if any(id(cap) in counted for cap in caps):
            continue
        sums.append(most)
        clauses += caps or block.all(Credit)
        counted.update(map(id, caps))
    if not sums or len({one.base for one in sums}) > 1:
        return None
    return Sum(sums[0].base, sum((one.size for one in sums), Fraction(0))), clauses


# ---- one thing above all of them -------------------------------------------------------------------------


@check("liability-above-cap")
def liability_above_cap(context: Context) -> Iterator[Finding | Proof]:
    """A sum for which a party answers for one thing, above the cap on all that it answers for."""
    agreement = context.agreement
    named = {
        word for node in agreement.all(Uncapped) for value in node.values for word in _words(write(value))
    }
    caps = _caps_by_kind(context)
    for clause in agreement.all(Liable):
        about = {word for value in clause.for_ for word in _words(write(value))}
        own = _in_a_window(context.semantics, clause.at_most)
        if own is None or not about or about & named:
            continue
        (most, months), below = own, []
        who = {write(value) for value in clause.values} | {"either", "both"}
        for (names, excepted, base, window), group in caps.items():
            if base != most.base or (months and window and months > window):
                continue  # they cannot be compared
            if not excepted.isdisjoint(about) or (names and names.isdisjoint(who)):
                continue
            within = bisect.bisect_left(group, most.size, key=itemgetter(0))
            below += group[:within]
            if within < len(group):
                yield context.proof(
                    f"{write(clause.at_most)} for one thing lies within the cap of {write(group[within][2].value)}"
                )
        for _, _, cap in sorted(below, key=itemgetter(1)):
            yield _above_cap(context, clause, cap)


#: What a cap holds for: parties, words of what it leaves out, measure, months of its window.
_Kind = tuple[frozenset[str], frozenset[str], str, int]


def _caps_by_kind(context: Context) -> dict[_Kind, list[tuple[Fraction, int, Cap]]]:
    """The caps on all that a party answers for, the least first, so that a sum need not be held against each: how much it is, its
    place among all caps, the cap."""
    caps: dict[_Kind, list[tuple[Fraction, int, Cap]]] = {}
    for number, cap in enumerate(context.agreement.all(Cap)):
        if not isinstance(context.agreement.parent(cap), Liability) or cap.when is not None:
            continue
        whole, on = _in_a_window(context.semantics, cap.value), _held_by(context.agreement, cap)
        if whole is not None and on is not None:
            (limit, window), (names, excepted) = whole, on
            kind = frozenset(names), frozenset(excepted), limit.base, window
            caps.setdefault(kind, []).append((limit.size, number, cap))
    for group in caps.values():
        group.sort(key=itemgetter(0, 1))
    return caps


def _words(text: str) -> set[str]:
    """The words of a text that say what it is about, without their plural."""
    small = {"loss", "of", "the", "and", "or", "damage", "to", "all", "a", "any", "for"}
    return {word.removesuffix("s") for word in re.findall(r"[a-z]+", text.casefold())} - small


def _in_a_window(semantics: Semantics, value: object) -> tuple[Sum, int] | None:
    """An amount in one measure, and the months of its window, none for once and for all; `None` for any other value."""
    months = 0
    if isinstance(value, v.Rated):
        if len(value.per) != 1 or unit_of(value.per[0].unit) not in MONTHS:
            return None
        months, value = MONTHS[unit_of(value.per[0].unit)], value.amount
    most = in_one_measure(semantics, value)
    return (most, months) if most is not None else None


def _held_by(agreement: Agreement, cap: Cap) -> tuple[set[str], set[str]] | None:
    """The parties for all that they answer for a cap holds (none: for every party), and the words of what it leaves out; `None`
    for a cap on something else."""
    parties = {*agreement.names.get("party", {}), "provider", "customer", "either", "both"}
    names = {write(value) for value in cap.for_}
    excepted = {word for value in cap.except_ for word in _words(write(value))}
    return (names, excepted) if names <= parties else None


def _above_cap(context: Context, clause: Liable, cap: Cap) -> Finding:
    assert clause.at_most is not None
    who, what = (
        in_row_once(write(value) for value in clause.values),
        in_row_once(write(value) for value in clause.for_),
    )
    return context.draft(
        f"{who} answers for {what} up to {write(clause.at_most)}, and for everything up to {write(cap.value)} only",
        clause,
        "up to so much for this",
        span=clause.at_most.span,
        labels=(Label(cap.value.span, "and for all together no more than this"),),
        witness=Witness(
            f"a loss of {write(clause.at_most)}: one clause grants all of it, the other {write(cap.value)}",
            {"for one thing": write(clause.at_most), "for all": write(cap.value)},
        ),
        help=(
            mend(
                context.agreement,
                "leave it out of the cap: {} instead (favours the customer)",
                more(context.agreement, cap, f"except {what}"),
            ),
            mend(
                context.agreement,
                "bring it below the cap: {} instead (favours the provider)",
                put(context.agreement, clause.at_most, write(cap.value)),
            ),
        ),
        values=(write(clause.at_most), write(cap.value)),
    )
