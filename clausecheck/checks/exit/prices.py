"""New prices that nobody can leave before, and rights to leave that cost as much as staying."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.lengths import a_month_longer, in_months, longer, shortest_and_longest
from clausecheck.agreement.mending import gone, instead, mend, put
from clausecheck.agreement.notices import (
    UndecidedDate,
    at_will,
    last_day_for,
    length_of,
    non_renewal,
    plus_days,
    terms,
)
from clausecheck.agreement.parties import holds_for_customer
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.undecided import gave_up
from clausecheck.checks.exit.ways_out import has_first_day
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import EarlyFee, End, Increase, Term
from clausecheck.language.write import number, write

# ---- new prices --------------------------------------------------------------------------------------------


@check("increase-after-way-out")
def increase_after_way_out(context: Context) -> Iterator[Finding]:
    """A new price that can be announced when the last day to leave before it is over."""
    ways = notices_to_leave(context)
    for clause in context.agreement.all(Increase):
        notice = clause.notice
        if notice is None or not ways or not all(longer(way, notice) for way in ways):
            continue
        way = min(ways, key=_fewest)
        announced, leave = write(notice.length), write(way.length)
        case, values = _increase_case(context.semantics, notice, way)
        yield context.draft(
            f"prices can rise on {announced} notice, when it is too late for the {leave} notice that ends the agreement",
            clause,
            "the new price is announced",
            span=notice.span,
            labels=(Label(way.span, "by then the way out is closed"),),
            witness=Witness(case, values),
            values=tuple(values.values()),
            help=(
                mend(
                    context.agreement,
                    f"announce prices more than {leave} ahead: write {{}} instead",
                    put(context.agreement, notice.length, a_month_longer(way.length)),
                )
                if notice.length is not None
                else f"announce prices more than {leave} ahead",
                "add `end by Client when increase, without fee, on 30 days notice, used within 60 days of notice`",
            ),
        )


def notices_to_leave(context: Context) -> list[v.Notice]:
    """The notices by which the customer can leave before a new price; none where a right to leave is about prices, or can be
    used without notice."""
    agreement = context.agreement
    ends = [end for end in agreement.all(End) if holds_for_customer(agreement, end)]
    if any(_about_price(end) for end in ends):
        return []
    stated = non_renewal(agreement)
    ways = [stated[1]] if stated is not None else []
    for end in ends:
        if not at_will(end):
            continue
        if end.notice is None:
            return []
        ways.append(end.notice)
    return ways


def _about_price(end: End) -> bool:
    text = " ".join(write(value) for value in (end.when, end.for_, end.within)).casefold()
    return "increase" in text or "price" in text


def _fewest(notice: v.Notice) -> Decimal:
    length = length_of(notice)
    return shortest_and_longest(length)[0] if isinstance(length, v.Duration) else Decimal(0)


def _increase_case(semantics: Semantics, notice: v.Notice, way: v.Notice) -> tuple[str, dict[str, str]]:
    """The two last days before one renewal, as dates where they are known."""
    values = {"price notice": write(notice.length), "way out": write(way.length)}
    plain = f"a price announced {write(notice.length)} ahead comes after the last day for {write(way.length)} notice"
    run = terms(semantics.agreement, semantics)
    first, second = length_of(notice), length_of(way)
    if not run.periods or first is None or second is None or not has_first_day(semantics.agreement):
        return plain, values
    over = run.periods[0].last
    try:
        price, leave = last_day_for(semantics, first, over), last_day_for(semantics, second, over)
        begin = plus_days(over, 1).isoformat()
    except UndecidedDate as reason:
        gave_up(reason, "on which days a new price and a notice are due")
        return plain, values
    values |= {"renewal": begin, "price day": price.isoformat(), "last day to leave": leave.isoformat()}
    return (
        f"a new price from {begin} may be announced on {price.isoformat()}; the last day for the notice that ends the "
        f"agreement before {begin} was {leave.isoformat()}"
    ), values


# ---- the price of leaving ----------------------------------------------------------------------------------


@check("early-fee-empties-right")
def early_fee_empties_right(context: Context) -> Iterator[Finding]:
    """A right to leave without a reason that costs as much as staying to the end."""
    agreement = context.agreement
    ends = [
        end
        for end in agreement.all(End)
        if at_will(end)
        and holds_for_customer(agreement, end)
        and not any(write(value) == "fee" for value in end.without)
    ]
    term = next(iter(agreement.all(Term)), None)
    length = length_of(term.value) if term is not None else None
    emptied: list[tuple[EarlyFee, str]] = []
    for fee in agreement.all(EarlyFee):
        if fee.when is not None or not holds_for_customer(agreement, fee):
            continue
        if fee.for_ and not any(write(value) == "convenience" for value in fee.for_):
            continue
        reason = _as_much_as_staying(fee, in_months(length))
        if reason:
            emptied.append((fee, reason))
    if not ends or not emptied:
        return
    fee, reason = emptied[0]
    values = {"fee": write(fee.value), "term": write(length)}
    yield context.draft(
        f"leaving without a reason costs {write(fee.value)}: as much as staying to the end",
        fee,
        "what leaving costs",
        span=fee.value.span,
        labels=(
            Label(ends[0].head, "the right to leave"),
            *(Label(other.value.span, "and this") for other, _ in emptied[1:]),
        ),
        witness=Witness(reason, values),
        values=tuple(values.values()),
        help=(
            mend(
                agreement,
                "let it fall, and name its ground: write {} instead",
                instead(
                    fee,
                    'early fee 3 times monthly fee, in year 1, for convenience, with "cost of setting up"',
                ),
                *(gone(agreement, other) for other, _ in emptied[1:]),
            ),
            mend(
                agreement,
                "say openly that there is no such right, and ask for no fee: write {} instead (favours the provider)",
                *(instead(end, f"no end by {write(end.by) or 'either'} for convenience") for end in ends[:1]),
                *(gone(agreement, other) for other, _ in emptied),
            ),
        ),
    )


def _as_much_as_staying(fee: EarlyFee, months: Decimal | None) -> str:
    """Why a fee is never less than what the customer would pay by staying; empty where that is not so."""
    of = write(getattr(fee.value, "of", None)).casefold()
    if isinstance(fee.value, v.Share) and ("remain" in of or "outstanding" in of or "rest of" in of):
        if fee.value.percentage.amount < 100:
            return ""
        if fee.at_most is not None and not _caps_nothing(fee.at_most, months):
            return ""
        share = write(fee.value.percentage)
        return f"who leaves pays {share} of what is left, and who stays pays 100% of it and is served"
    owed = _monthly_fees(fee.value)
    start = _fee_from(fee)
    if owed is None or months is None or start is None or fee.at_most is not None:
        return ""
    left = months - start
    if not 0 < left <= owed:
        return ""
    when = f"after {number(start)} months " if start else "on the first day "
    return (
        f"{when}at most {number(left)} monthly fees are left of the {number(months)} months; "
        f"leaving costs {number(owed)} of them"
    )


def _monthly_fees(value: object) -> Decimal | None:
    """A fee as a number of monthly fees, where it is stated as a multiple or share of the monthly or annual fee."""
    of = write(getattr(value, "of", None)).casefold().replace("charge", "fee")
    months = {"monthly fee": 1, "monthly fees": 1, "annual fee": 12, "yearly fee": 12}.get(of)
    if months is None:
        return None
    if isinstance(value, v.Multiple):
        return value.times * months
    if isinstance(value, v.Share):
        return value.percentage.amount * months / 100
    return None


def _caps_nothing(cap: v.Value, months: Decimal | None) -> bool:
    """Whether the highest fee is never reached, since it is worth the whole term or all that is left."""
    if isinstance(cap, v.Share) and "remain" in write(cap.of).casefold():
        return cap.percentage.amount >= 100
    owed = _monthly_fees(cap)
    return owed is not None and months is not None and owed >= months


def _fee_from(fee: EarlyFee) -> Decimal | None:
    """After how many months of the term a fee applies first; `None` where that is not said in months."""
    if fee.after is not None:
        return in_months(fee.after)
    for value in fee.in_:
        if isinstance(value, v.Numbered) and value.text == "year":
            return 12 * (value.number - 1)
        return None
    return Decimal(0)
