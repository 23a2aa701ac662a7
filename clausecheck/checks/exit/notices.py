"""Notices against a renewal that cannot be given in time."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator

from clausecheck.agreement.lengths import at_least_as_long, doubled, longer, shortest_and_longest, with_days
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.notices import (
    ONE_DAY,
    TermPeriod,
    UndecidedDate,
    last_day_for,
    length_of,
    non_renewal,
    notice_days,
    renewal,
    terms,
)
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.words import counted
from clausecheck.checks.exit.fitting import NOTICES, TERMS, fitting
from clausecheck.checks.exit.ways_out import has_first_day
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Renew, Term
from clausecheck.language.write import number, write
from clausecheck.quick import dataclass


class NoticeOutcome(enum.Enum):
    """What there is to say about the notice against a renewal, of which only the first that applies is said."""

    LONGER_THAN_RENEWAL = enum.auto()
    BEFORE_START = enum.auto()
    NO_DAY_LEFT = enum.auto()
    IN_TIME = enum.auto()
    UNDECIDED = enum.auto()
    UNKNOWN = enum.auto()


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """The days of a notice against the first renewal: the first day of the term, the first day (if stated) and the last day on
    which the notice can be given, the first day of the renewal, and what the notice is called."""

    start: dt.date
    earliest: dt.date | None
    last: dt.date
    renewal: dt.date
    what: str


@dataclass(frozen=True, slots=True)
class RenewalNotice:
    """A notice that prevents a renewal: its clause, its length, the earliest time for it, the clause about the term, how long
    renewals last, the terms as dates, and its days where the agreement says when it begins. `reason` is why these are
    undecided."""

    clause: Term | Renew
    notice: v.Notice
    length: v.Duration | v.Choice
    after: v.Value | None
    term: Term | None
    renewal: v.Duration | v.Choice | None
    periods: tuple[TermPeriod, ...]
    days: NoticeDays | None
    reason: str = ""

    @property
    def called(self) -> str:
        """The notice as a singular: `a notice of 90 days`."""
        return f"a notice of {write(self.notice.length)}"

    @property
    def outcome(self) -> NoticeOutcome:
        """What is wrong with it, or that nothing is: by its dates where they are known, by the lengths alone elsewhere."""
        days = self.days
        if longer(self.length, self.renewal):
            return NoticeOutcome.LONGER_THAN_RENEWAL
        if days is not None:
            if days.last < days.start:
                return NoticeOutcome.BEFORE_START
            late = days.earliest is not None and days.earliest > days.last
            return NoticeOutcome.NO_DAY_LEFT if late else NoticeOutcome.IN_TIME
        if self.reason:
            return NoticeOutcome.UNDECIDED
        if self.term is not None and at_least_as_long(self.length, self.term.value):
            return NoticeOutcome.BEFORE_START
        before_end = isinstance(self.after, v.Anchored) and self.after.relation == "before"
        return (
            NoticeOutcome.NO_DAY_LEFT
            if before_end and longer(self.length, self.after)
            else NoticeOutcome.UNKNOWN
        )


@fact
def renewal_notice(semantics: Semantics) -> RenewalNotice | None:
    """The notice that prevents a renewal; `None` where none of a known length is stated."""
    agreement = semantics.agreement
    stated = non_renewal(agreement)
    length = length_of(stated[1]) if stated is not None else None
    if stated is None or length is None:
        return None
    clause, notice, after = stated
    periods = terms(agreement, semantics).periods
    term = next(iter(agreement.all(Term)), None)
    days, reason = None, ""
    if has_first_day(agreement):
        given = [day for day in notice_days(agreement, semantics) if day.node is clause]
        day = next((day for day in given if day.event is not None), None)
        if day is not None and day.event is not None:
            reason = day.undecided
            if day.last is not None and periods and term is not None:
                days = NoticeDays(periods[0].first, day.earliest, day.last, day.event, day.what)
    each = renewal(agreement)[0]
    return RenewalNotice(clause, notice, length, after, term, each, periods, days, reason)


# ---- longer than a renewal ---------------------------------------------------------------------------------


@check("notice-longer-than-renewal")
def notice_longer_than_renewal(context: Context) -> Iterator[Finding]:
    """A notice against renewals that is longer than a renewal."""
    found = renewal_notice(context.semantics)
    if found is None or found.outcome is not NoticeOutcome.LONGER_THAN_RENEWAL or found.renewal is None:
        return
    notice, each = found.notice, found.renewal
    case, values = _longer_case(context.semantics, found)
    yield context.draft(
        f"{found.called} is to end renewals of {write(each)}, and is longer than each of them",
        found.clause,
        "longer than what it ends",
        span=notice.span,
        labels=(Label(each.span, "what it ends"),),
        witness=Witness(case, values),
        values=tuple(values.values()),
        help=(
            fitting(context, notice.length, NOTICES, "give {length} notice: write {} instead", _in_time)
            or f"write a notice that is shorter than {write(each)}",
            fitting(context, each, TERMS, "renew for {length} each time: write {} instead", _in_time)
            or f"let each renewal last longer than {write(notice.length)}",
        ),
    )


def _in_time(semantics: Semantics) -> bool:
    """Whether a notice can be given against each renewal, as far as that is known."""
    found = renewal_notice(semantics)
    return found is not None and found.outcome in (NoticeOutcome.IN_TIME, NoticeOutcome.UNKNOWN)


def _longer_case(semantics: Semantics, found: RenewalNotice) -> tuple[str, dict[str, str]]:
    """The last day for one renewal, as a date where it is known, and by how much the notice is longer elsewhere."""
    length = write(found.notice.length)
    values = {"notice": length, "renewal": write(found.renewal)}
    plain = f"{with_days(found.notice)} are longer than the renewal of {with_days(found.renewal)} that they are to end"
    if len(found.periods) < 2 or not has_first_day(semantics.agreement):
        return plain, values
    period = found.periods[1]
    try:
        last = last_day_for(semantics, found.length, period.last)
    except UndecidedDate as reason:
        gave_up(reason, "the last day for a notice")
        return plain, values
    early = (period.first - last).days
    values |= {"renewal from": period.first.isoformat(), "to": period.last.isoformat()}
    values |= {"last day": last.isoformat()}
    return (
        f"the renewal of {period.first.isoformat()} ends on {period.last.isoformat()}; "
        f"{length} before that is {last.isoformat()}, {counted(early, 'day')} before that renewal begins"
    ), values


# ---- before the agreement begins ---------------------------------------------------------------------------


@check("notice-before-start")
def notice_before_start(context: Context) -> Iterator[Finding | Proof]:
    """A notice against the first renewal that is due before the agreement begins."""
    found = renewal_notice(context.semantics)
    if found is None:
        return
    days = found.days
    if found.outcome is NoticeOutcome.IN_TIME and days is not None:
        begins = max(days.earliest or days.start, days.start)
        yield context.proof(
            f"the {days.what} can be given from {begins.isoformat()} to {days.last.isoformat()}",
            {"from": begins.isoformat(), "to": days.last.isoformat()},
        )
    elif found.outcome is NoticeOutcome.UNDECIDED:
        yield context.undecided(f"undecided, because {found.reason}")
    elif found.outcome is NoticeOutcome.BEFORE_START and found.term is not None:
        length, term = write(found.notice.length), found.term
        values = {"notice": length, "term": write(term.value)}
        if days is not None:
            values |= {"last day": days.last.isoformat(), "first day of the term": days.start.isoformat()}
        yield context.draft(
            f"the first renewal could only be prevented before the agreement begins: "
            f"{found.called} does not fit into a term of {write(term.value)}",
            found.clause,
            "must run out within the term",
            span=found.notice.span,
            labels=(Label(term.span if term.value is None else term.value.span, "the whole term"),),
            witness=Witness(_before_case(found, term), values),
            values=tuple(values.values()),
            help=(
                fitting(
                    context, found.notice.length, NOTICES, "give {length} notice: write {} instead", _in_time
                )
                or "write a notice that is shorter than the first term",
                fitting(context, term.value, TERMS, "let the term last {length}: write {} instead", _in_time)
                or f"let the first term last longer than {length}",
            ),
        )


def _before_case(found: RenewalNotice, term: Term) -> str:
    """Why a notice is due before the term begins: by dates where they are known, else counted back from its last day."""
    days = found.days
    if days is not None:
        return (
            f"for an end on {(days.renewal - ONE_DAY).isoformat()}, {found.called} must be received by "
            f"{days.last.isoformat()}; the agreement holds from {days.start.isoformat()}"
        )
    lengths = [length_of(value) for value in (found.notice, term.value)]
    ranges = [shortest_and_longest(length) for length in lengths if isinstance(length, v.Duration)]
    if len(ranges) == 2 and all(low == high for low, high in ranges):
        given, whole = (low / v.SECONDS["day"] for low, _ in ranges)
        return (
            f"a notice that is over on day {number(whole)}, the last of the term, is received on day {number(whole - given)} "
            f"({number(whole)} - {number(given)}); the first day of the term is day 1"
        )
    return f"{with_days(found.notice)} of notice leave no day of a term of {with_days(term.value)} on which it can be given"


# ---- no day on which it can be given -----------------------------------------------------------------------


@check("notice-window-empty")
def notice_window_empty(context: Context) -> Iterator[Finding]:
    """A notice whose first day comes after its last."""
    found = renewal_notice(context.semantics)
    if found is None or found.outcome is not NoticeOutcome.NO_DAY_LEFT or found.after is None:
        return
    length, after, days = write(found.notice.length), found.after, found.days
    values = {"notice": length, "earliest": write(after)}
    case = f"nobody can give {length} notice in the last {write(length_of(after))} before the end"
    if days is not None and days.earliest is not None:
        gap = (days.earliest - days.last).days
        case = (
            f"for the renewal of {days.renewal.isoformat()} the notice can be given from {days.earliest.isoformat()} on, "
            f"and must be there by {days.last.isoformat()}, {counted(gap, 'day')} earlier"
        )
        values |= {"from": days.earliest.isoformat(), "to": days.last.isoformat()}
    yield context.draft(
        f"{found.called} can be given only {write(length_of(after))} before the end or later: too late on its first day",
        found.clause,
        "the last day for it",
        span=found.notice.span,
        labels=(Label(after.span, "the first day for it"),),
        witness=Witness(case, values),
        values=tuple(values.values()),
        help=(
            mend(
                context.agreement,
                f"let it be given earlier than {length} before the end: write {{}} instead",
                put(context.agreement, after.amount, doubled(found.notice.length)),
            )
            if isinstance(after, v.Anchored)
            else f"let it be given earlier than {length} before the end",
        ),
    )
