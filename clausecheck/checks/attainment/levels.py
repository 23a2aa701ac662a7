"""Shares that say less than they seem to: of too few tickets, of all priorities together, and two for the same tickets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.mending import gone, less, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, TooMuch, fact
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.checks.attainment.shares import TicketShare, Volume, first_priority, rounded, shares, volume
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Credit, End, Guarantee
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: So many different shares of the same tickets are held against each other.
_MOST_SHARES = 40

# ---- too few cases ---------------------------------------------------------------------------------


@check("share-of-few-cases")
def share_of_few_cases(context: Context) -> Iterator[Finding | Proof]:
    """A share of so few tickets that a single miss breaks it. `most-urgent` is the share of all tickets that the most urgent
    priority has at most, where only the number of all tickets is stated."""
    most = context.parameters.get("most-urgent")
    part = Fraction(most.amount) / 100 if isinstance(most, v.Percentage) else Fraction(1)
    blended = {id(each.share) for each in blended_shares(context.semantics)}
    told: set[int] = set()
    for share in shares(context.semantics):  # a clause about two figures has one share, and one mistake
        if id(share.clause) in told or share.months is None:
            continue
        found = volume(context.agreement, share, part)
        if found is not None and found.most < share.needed:
            told.add(id(share.clause))
            yield _few(context, share, found)
        else:
            yield from _enough(context, share, found)
        if id(share) in blended:
            told.add(id(share.clause))


def _enough(context: Context, share: TicketShare, found: Volume | None) -> Iterator[Proof]:
    """That one miss is allowed; undecided for the most urgent tickets where no number of them is stated."""
    values = {"needed": share.needed, "share": share.written}
    if found is not None:
        yield context.proof(
            f"{share.written} of {share.whose}: the limits on tickets leave room for {found.most} in a {share.window}; one miss "
            f"is allowed from {share.needed} on",
            {**values, "most": found.most},
        )
        return
    first = first_priority(context.agreement)
    if first is not None and share.priorities == frozenset({first}):
        yield context.undecided(
            f"undecided, because no number of {first} tickets is stated; one miss is allowed from {share.needed} on",
            values,
        )


def _few(context: Context, share: TicketShare, found: Volume) -> Finding:
    most, needed = found.most, share.needed
    reached = rounded(Fraction(100 * (most - 1), most))
    return context.draft(
        f"{share.written} of {share.whose} each {share.window} allows no miss at all: there are too few of them",
        share.clause,
        f"one miss is allowed from {needed} tickets on",
        labels=(Label(found.clause.span, f"at most {most} in a {share.window}: {found.computed}"),),
        witness=Witness(
            f"{most} {share.whose} in a {share.window} ({found.computed}) and one miss: {most - 1} of {most} is {reached}, "
            f"below {share.written}; from {needed} tickets on one miss is allowed, as {needed - 1} of {needed} is "
            f"{rounded(Fraction(100 * (needed - 1), needed))}",
            {"most": most, "needed": needed, "share": share.written, "reached": reached},
        ),
        values=(share.figure, share.written, share.whose, share.window),
        help=(
            *_longer_window(context.agreement, share, most),
            mend(
                context.agreement,
                "promise it for every ticket: write {} instead (favours the customer)",
                *(
                    less(context.agreement, share.clause, part)
                    for part in ("for_", "each")
                    if getattr(share.clause, part)
                ),
            )
            if share.clause.kind in TARGET_KINDS and len(share.clause.for_) == 1
            else "credit each miss, without a share",
        ),
    )


def _longer_window(agreement: Agreement, share: TicketShare, most: int) -> Iterator[Mend]:
    """The shortest window that holds enough tickets for one miss."""
    each = share.clause.each
    if not isinstance(each, v.Value) or share.window not in v.MONTHS:
        return
    for longer in ("quarter", "year"):
        times = v.MONTHS[longer] / v.MONTHS[share.window]
        if times > 1 and most * times >= share.needed:
            yield mend(
                agreement, "measure over a longer window: write {} instead", put(agreement, each, longer)
            )
            return


# ---- one share for all -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Blended:
    """A guarantee over the tickets of all priorities that is kept although the urgent ones are missed: `missed` of `total`
    tickets, all of the priority `first`, whose own promise is `target`."""

    share: TicketShare
    first: str
    target: Target
    total: int
    missed: int


@fact
def blended_shares(semantics: Semantics) -> list[Blended]:
    """The guarantees over all priorities that let the urgent ones be missed, of each clause one, and none after a share of it
    that is one of too few tickets."""
    found: list[Blended] = []
    told: set[int] = set()
    for share in shares(semantics):
        if id(share.clause) in told or share.priorities is not None:
            continue
        case = _blended(semantics, share)
        if case is not None:
            found.append(case)
        counted = volume(semantics.agreement, share, Fraction(1))  # of all tickets, whatever part is urgent
        if case is not None or (counted is not None and counted.most < share.needed):
            told.add(id(share.clause))
    return found


def _blended(semantics: Semantics, share: TicketShare) -> Blended | None:
    if not isinstance(share.clause, Guarantee):
        return None
    names = list(semantics.agreement.names.get("priority", {}))
    promised = [
        (name, target)
        for name in names
        for target in semantics.targets
        if TARGET_KINDS[target.kind] == share.figure
        and target.length is not None
        and target.limited("priority") == frozenset({name})
    ]
    if len({name for name, _ in promised}) < 2 or promised[0][0] != names[0]:
        return None
    first, target = promised[0]
    others = shares(semantics)
    if any(other.figure == share.figure and first in (other.priorities or ()) for other in others):
        return None
    if _answered_for(semantics.agreement, share.figure, first):
        return None
    total = 100 if 100 - share.percent >= 1 else 1000
    missed = min(2, math.floor(total * (100 - share.percent) / 100))
    return Blended(share, first, target, total, missed) if missed >= 1 else None


def _answered_for(agreement: Agreement, figure: str, priority: str) -> bool:
    """Whether a missed target of a priority has a consequence of its own."""
    for node in (*agreement.all(Credit), *agreement.all(End)):
        for _, value in node.contents():
            for part in value.walk():
                if isinstance(part, v.Phrase) and part.text == figure and write(part.of) == priority:
                    return True
    return False


@check("share-over-all-priorities")
def share_over_all_priorities(context: Context) -> Iterator[Finding]:
    """A guarantee over the tickets of all priorities: the few urgent ones may all be missed."""
    for case in blended_shares(context.semantics):
        share, first, total, missed = case.share, case.first, case.total, case.missed
        reached = rounded(Fraction(100 * (total - missed), total))
        both = "it is" if missed == 1 else "both are"
        yield context.draft(
            f"{share.written} of all tickets is reached even if every {first} misses its {share.figure}",
            share.clause,
            "all priorities are counted together",
            labels=(
                Label(case.target.clause.span, f"{first} is promised within {write(case.target.length)}"),
            ),
            witness=Witness(
                f"{total} tickets{f' in a {share.window}' if share.window else ''}, {missed} of them {first}: {both} missed and "
                f"all others kept; {total - missed} of {total} is {reached}, so the {share.written} is reached",
                {"tickets": total, "missed": missed, "reached": reached, "share": share.written},
            ),
            values=(share.figure, share.written, first),
            help=(
                f"give each priority its share: `guarantee {share.figure} for {share.written} of tickets of {first} each "
                f"{share.window or 'quarter'}`",
                f"pay for each missed {first}: `credit 2% of monthly fee per {share.figure} of {first} missed`",
            ),
        )


# ---- two shares ------------------------------------------------------------------------------------


@check("two-shares")
def two_shares(context: Context) -> Iterator[Finding]:
    """Two shares of one figure for the same tickets in the same window. Two stages (`90% within 4 hours`, `99% within 8
    hours`) are no contradiction."""
    found = shares(context.semantics)
    told: set[tuple[int, int]] = set()
    stages: dict[object, set[object]] = {}
    for share in found:
        stages.setdefault((share.figure, share.priorities), set()).update(
            [share.length] if share.length else []
        )
    groups: dict[object, dict[object, TicketShare]] = {}
    for second in found:
        if len(stages[second.figure, second.priorities]) > 1:
            continue
        # Of shares that are the same, the first one is held against the others.
        before = groups.setdefault(_tickets(second), {})
        if len(before) > _MOST_SHARES:
            raise TooMuch(f"more than {_MOST_SHARES} different shares of the same tickets")
        for first in before.values():
            pair = (id(first.clause), id(second.clause))
            if first.percent != second.percent and pair not in told:
                told.add(pair)
                yield _two(context, first, second)
        before.setdefault((second.percent, second.length), second)


def _tickets(share: TicketShare) -> object:
    """Of which tickets a share is, and in which window."""
    return (share.figure, share.priorities, share.services, share.months, share.window)


def _two(context: Context, first: TicketShare, second: TicketShare) -> Finding:
    low, high = sorted((first, second), key=lambda share: share.percent)
    missed = math.floor(100 - low.percent)
    case = (
        f"100 {first.whose}, {missed} missed: {100 - missed}% reaches the {low.written} and misses the {high.written}"
        if 100 - missed < high.percent
        else f"a level between {low.written} and {high.written} reaches the one and misses the other"
    )
    return context.draft(
        f"{first.figure} of {first.whose} is promised at {first.written} and at {second.written}",
        second.clause,
        f"{second.written} here",
        labels=(Label(first.clause.span, f"{first.written} here"),),
        witness=Witness(case, {"low": low.written, "high": high.written}),
        values=(first.figure, first.whose, low.written, high.written),
        help=tuple(
            _kept(context.agreement, share, other) for share, other in ((second, first), (first, second))
        ),
    )


def _kept(agreement: Agreement, share: TicketShare, other: TicketShare) -> Mend:
    """One of two shares is kept: the clause of the other goes where it says nothing else, and says the same where it does."""
    if isinstance(other.clause, Guarantee):
        return mend(agreement, f"keep {share.written}: delete {{}}", gone(agreement, other.clause))
    values = (one for _, value in other.clause.contents() for one in value.walk())
    written = next(one for one in values if isinstance(one, v.Percentage) and one.amount == other.percent)
    return mend(
        agreement,
        f"keep {share.written}: write {{}} instead",
        put(agreement, written, share.written, other.clause),
    )
