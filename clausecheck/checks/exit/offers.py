"""Prices that end before the agreement does, offers that are answered when it is too late to leave, and silence that agrees."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from clausecheck.agreement.hours import later
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.notices import (
    UndecidedDate,
    day_after,
    last_day_for,
    length_of,
    terms,
)
from clausecheck.agreement.parties import holds_for_customer
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.uptime import unit_of
from clausecheck.agreement.words import day_words
from clausecheck.checks.exit.prices import notices_to_leave
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Amend, Approve, Change, Charge, Clause, Fees, Increase, Term
from clausecheck.language.write import write

_PRICE = re.compile(
    r"\b(?:pric\w+|fees?|charges?|rates?|increases?|offers?|quot\w+|costs?|tariffs?|indexation)\b",
    re.IGNORECASE,
)
_SILENCE = re.compile(
    r"\b(?:unanswered|silen\w+|no (?:answer|reply|response|objection)|not (?:answer\w*|object\w*|repl\w+)"
    r"|deemed (?:to be )?(?:accepted|approved|agreed|given))\b",
    re.IGNORECASE,
)
#: Prices that are meant to end before the agreement does.
_TEMPORARY = re.compile(
    r"\b(?:onboarding|set-?up|transition|migrat\w+|introduct\w+|promotion\w*|trial|pilot|discount\w*|launch)\b",
    re.IGNORECASE,
)

# ---- prices that end -------------------------------------------------------------------------------------


@check("price-ends-before-term")
def price_ends_before_term(context: Context) -> Iterator[Finding | Proof]:
    """A price by the month or the year that is agreed until a day before the end of the term, with nothing after it."""
    agreement = context.agreement
    charges = [charge for charge in agreement.all(Charge) if _comes_again(charge)]
    first = context.semantics.horizon.first
    ending = [(charge, *end) for charge in charges if (end := _last_day(charge, first)) is not None]
    if not ending or any(_sets_new_prices(clause) for clause in agreement.all(Increase)):
        return
    run = terms(agreement, context.semantics)
    if not run.periods:
        yield context.undecided(f"whether the price lasts as long as the term: {run.undecided}")
        return
    last, term = run.periods[0].last, next(iter(agreement.all(Term)), None)
    for charge, until, said in ending:
        if until >= last or any(_follows(charge, other, until, first) for other in charges):
            continue
        after = until + dt.timedelta(days=1)
        yield context.draft(
            f"the price is agreed until {day_words(until)}, and the agreement runs until {day_words(last)}",
            charge,
            "no price after this day",
            span=said.span,
            labels=(Label((term.span if term.value is None else term.value.span), "the term"),)
            if term is not None
            else (),
            witness=Witness(
                f"on {day_words(after)} the service is owed, and nothing says what it costs: for the provider any price, for the "
                "customer the old one",
                {"price ends": until.isoformat(), "term ends": last.isoformat()},
            ),
            help=(
                mend(
                    agreement,
                    "let the price last as long as the term: write {} instead",
                    put(agreement, said, last.isoformat()),
                )
                if isinstance(said, v.Date)
                else f"let the price last as long as the term, until {last.isoformat()}",
                f"say what is paid from {after.isoformat()} on, or how prices may rise",
            ),
            values=(until.isoformat(), last.isoformat()),
        )


def _comes_again(charge: Charge) -> bool:
    """Whether a price is paid for each of some period, and is by its words none that is meant for a time only."""
    value = charge.amount_is
    if _TEMPORARY.search(write(charge.subjects)):
        return False
    return isinstance(value, v.Rated) and any(
        unit_of(per.unit) in ("week", "month", "quarter", "year") for per in value.per
    )


def _sets_new_prices(clause: Increase) -> bool:
    """Whether a clause says what prices may become; one that allows no increase says nothing of later."""
    freeze = isinstance(clause.value, v.Percentage) and not clause.value.amount
    return not freeze


def _last_day(charge: Charge, first: dt.date) -> tuple[dt.date, v.Value] | None:
    """The last day of a price, and the value that says it: a date, or a length of time from the first day of the agreement;
    `None` where there is none, or where the price begins later."""
    if isinstance(charge.until, v.Date):
        return charge.until.date, charge.until
    lengths = [value for value in charge.for_ if isinstance(value, v.Duration)]
    if len(lengths) != 1 or charge.from_ is not None or charge.when is not None:
        return None
    over = later(first, lengths[0])
    return None if over is None else (over - dt.timedelta(days=1), lengths[0])


def _follows(charge: Charge, other: Charge, until: dt.date, first: dt.date) -> bool:
    """Whether another price goes on where one ends: it is for the same, and begins the day after at the latest."""
    if other is charge or write(other.subjects) != write(charge.subjects):
        return False
    if _what_for(other) != _what_for(charge):
        return False
    begins, over = other.from_, _last_day(other, first)
    ends = over[0] if over is not None else dt.date.max
    starts = begins.date if isinstance(begins, v.Date) else dt.date.min
    return starts <= until + dt.timedelta(days=1) and ends > until


def _what_for(charge: Charge) -> list[str]:
    """What a price is for, without how long."""
    return [write(value) for value in charge.for_ if not isinstance(value, v.Duration)]


# ---- offers ----------------------------------------------------------------------------------------------


@check("answer-after-notice-day", reads_words=True)
def answer_after_notice_day(context: Context) -> Iterator[Finding | Proof]:
    """A new price that the customer may still refuse when the last day to leave is over."""
    agreement = context.agreement
    ways = notices_to_leave(context)
    answers = [
        clause
        for clause in agreement.all(Approve)
        if isinstance(agreement.parent(clause), Fees)
        and _about_prices(clause)
        and holds_for_customer(agreement, clause)
        and length_of(clause.within) is not None
    ]
    run = terms(agreement, context.semantics)
    if not ways or not answers:
        return
    if not run.periods:
        yield context.undecided(f"whether a price is answered before the last day to leave: {run.undecided}")
        return
    over = run.periods[0].last
    for increase in agreement.all(Increase):
        if increase.notice is None:
            continue
        for answer in answers:
            days = [_race(context.semantics, increase.notice, answer, way, over) for way in ways]
            known = [one for one in days if one is not None]
            if (
                known
                and len(known) == len(days)
                and all(answered > leave >= offer for offer, answered, leave in known)
            ):
                way = ways[max(range(len(known)), key=lambda at: known[at][2])]
                yield _too_late(context, increase, answer, way, max(known, key=lambda one: one[2]))


def _race(
    semantics: Semantics, notice: v.Notice, answer: Approve, way: v.Notice, over: dt.date
) -> tuple[dt.date, dt.date, dt.date] | None:
    """The last day of the offer before the end of the first term, the last day of the answer, and that of the notice to leave;
    `None` where one cannot be computed."""
    offer, reply, leave = length_of(notice), length_of(answer.within), length_of(way)
    if offer is None or reply is None or leave is None:
        return None
    try:
        offered = last_day_for(semantics, offer, over)
        return offered, day_after(semantics, offered, reply), last_day_for(semantics, leave, over)
    except UndecidedDate as reason:
        gave_up(reason, "whether an answer to an offer comes in time to leave")
        return None


def _too_late(
    context: Context,
    increase: Increase,
    answer: Approve,
    way: v.Notice,
    days: tuple[dt.date, dt.date, dt.date],
) -> Finding:
    """`days` are the last ones of the offer, of the answer and of the notice to leave."""
    offered, answered, leave = days
    assert isinstance(increase.notice, v.Notice)
    assert isinstance(answer.within, v.Value)
    return context.draft(
        f"a new price may be answered {write(answer.within)} after it is offered, when it is too late for the "
        f"{write(way.length)} notice that ends the agreement",
        answer,
        "the answer",
        span=answer.within.span,
        labels=(Label(increase.notice.span, "the offer"), Label(way.span, "by then the way out is closed")),
        witness=Witness(
            f"offered on {day_words(offered)}, the price may be refused until {day_words(answered)}; the last day for the notice "
            f"that ends the agreement was {day_words(leave)}",
            {
                "offer": offered.isoformat(),
                "answer": answered.isoformat(),
                "last day to leave": leave.isoformat(),
            },
        ),
        help=(
            "offer earlier, or let the answer be shorter",
            "or give the customer a right to leave over a new price",
        ),
        values=(write(increase.notice), write(answer.within), write(way)),
    )


def _about_prices(clause: Clause) -> bool:
    values = [getattr(clause, "what", None), getattr(clause, "over", None), clause.for_, clause.when]
    return bool(_PRICE.search(" ".join(write(value) for value in values if value)))


# ---- silence ---------------------------------------------------------------------------------------------


@check("silence-agrees", reads_words=True)
def silence_agrees(context: Context) -> Iterator[Finding]:
    """A new price, or a change of the agreement, that the customer accepts by not answering."""
    agreement = context.agreement
    asked: list[Approve | Increase | Amend] = [
        *(
            clause
            for clause in agreement.all(Approve)
            if _about_prices(clause) or isinstance(agreement.parent(clause), Change)
        ),
        *agreement.all(Increase),
        *agreement.all(Amend),
    ]
    for clause in asked:
        said = _silent(clause)
        answers = isinstance(clause, Increase | Amend) or holds_for_customer(agreement, clause)
        if said is None or not answers:
            continue
        what = (
            "a change"
            if isinstance(agreement.parent(clause), Change) or isinstance(clause, Amend)
            else "a new price"
        )
        conduct = _by_conduct(clause, said)
        yield context.draft(
            f"who {'goes on' if conduct else 'does not answer'} has agreed to {what}",
            clause,
            "going on agrees" if conduct else "silence agrees",
            span=said.span,
            witness=Witness(
                f"by `{_silence(clause, said)}`, who works on the morning after the letter has accepted what nobody read; "
                "the only no is to stop working"
                if conduct
                else f"by `{_silence(clause, said)}`, a letter that lies unread while its reader is on leave is accepted "
                "on its last day"
            ),
            help=("ask for an answer in writing", "let silence mean that the old price stays"),
            values=(write(said),),
        )


def _silence(clause: Clause, said: v.Value) -> str:
    """How a clause says that silence agrees."""
    if said is getattr(clause, "deemed_when", None):
        return f"deemed accepted when {write(said)}"
    by = "by" if _by_conduct(clause, said) else "after"
    return f"deemed accepted {by} {write(said)}" if said is getattr(clause, "deemed", None) else write(said)


def _by_conduct(clause: Clause, said: v.Value) -> bool:
    """Whether not silence agrees but what is done: `deemed accepted by use`, `deemed accepted when paid`."""
    if said is getattr(clause, "deemed_when", None):
        return not _SILENCE.search(write(said))
    return said is getattr(clause, "deemed", None) and isinstance(said, v.Name | v.Phrase)


def _silent(clause: Clause) -> v.Value | None:
    """The words, or the time, by which silence agrees; a negated one, such as `not unanswered`, is none."""
    for name in ("deemed", "deemed_when"):
        deemed = getattr(clause, name, None)
        if isinstance(deemed, v.Value):
            return deemed
    for value in (clause.when, *clause.with_):
        if isinstance(value, v.Value) and not isinstance(value, v.Not) and _SILENCE.search(write(value)):
            return value
    return None
