"""The days on which something must be said or done: notices before a renewal, an end or a new price, and duties that come
round again.

How days are counted (semantics: "day, week", "month, year", "business day of H"): the day of an event does not count, and a
time ends with its last day. So 60 days' notice for an end on 31 December must be there on 1 November, and a month from
31 January is over with the last day of February. Business days count on their hours block. A length in hours counts as
whole days, rounded up.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from clausecheck.agreement.clock import ClockError
from clausecheck.agreement.hours import LONGEST_YEARS, add_months, last_of_months
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.undecided import gave_up
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Audit,
    Charge,
    Clause,
    Deliver,
    End,
    ExitPlan,
    Failover,
    Increase,
    Node,
    NoEnd,
    NoIncrease,
    NoticeTo,
    Provider,
    Renew,
    Report,
    Review,
    Term,
    TestRestore,
    TrueUp,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass

ABOUT = ("renewal", "option", "end", "price")
"""What a notice is about: that the agreement is not renewed, that a right to renew is used, that it ends, a new price."""
MOST = 5
"""How many days of one kind are listed."""
ONE_DAY = dt.timedelta(days=1)
BEYOND = "it lies beyond the calendar"
"""Why a date is undecided that no calendar has: before the year 1, or after the year 9999."""
_MOST_PERIODS = 12 * LONGEST_YEARS * 10
_START = frozenset(
    {"effective", "effective date", "start", "start date", "commencement", "commencement date"}
)


class UndecidedDate(Exception):
    """Why a date cannot be computed, in words that go on after "undecided, because"."""


@dataclass(frozen=True, slots=True)
class SendBy:
    """The last day on which a notice is sent when it goes this `way` (`post`)."""

    way: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One notice: what it does, who gives it, and the last day on which it is received in time.

    `last` is `None` where no notice is asked for (the plain end of a term) and where `undecided` says why none can be
    computed. `earliest` is the first day on which it can be given, where that is stated. `event` is what it is about: the last
    day of a term, the first day of a renewal or of a new price. `length` is the notice as written. `remarks` say what was
    assumed. `about` is one of `ABOUT`, and empty where no notice is asked for.
    """

    what: str
    node: Node
    who: str
    last: dt.date | None = None
    event: dt.date | None = None
    earliest: dt.date | None = None
    length: str = ""
    send_by: tuple[SendBy, ...] = ()
    remarks: tuple[str, ...] = ()
    undecided: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class RecurringDay:
    """One day on which something that comes round again is due; `every` is how often, as written, and `number` counts
    from 1. `due` is `None` where `undecided` says why it cannot be computed."""

    what: str
    node: Node
    who: str
    due: dt.date | None = None
    number: int = 1
    every: str = ""
    remarks: tuple[str, ...] = ()
    undecided: str = ""


@dataclass(frozen=True, slots=True)
class TermPeriod:
    """The first term (`number` 0) or one of its renewals, both days included."""

    number: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Terms:
    """The first term and its renewals; `more` says whether another renewal follows the last one that is listed.

    `remarks` say what was assumed, `undecided` why there is no last day.
    """

    periods: tuple[TermPeriod, ...] = ()
    remarks: tuple[str, ...] = ()
    undecided: str = ""
    more: bool = False


# ---- counting days -----------------------------------------------------------------------------------------


def length_of(value: object) -> v.Duration | v.Choice | None:
    """The length of time in a value, without the event from which it is counted; `None` where there is none."""
    if isinstance(value, v.Notice):
        value = value.length
    if isinstance(value, v.Anchored):
        value = value.amount
    if isinstance(value, v.Rated):
        value = value.amount
    return value if isinstance(value, v.Duration | v.Choice) else None


def plus_days(day: dt.date, days: int) -> dt.date:
    """The date so many days later, or earlier. Raises `UndecidedDate` beyond the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError as error:
        raise UndecidedDate(BEYOND) from error


def day_after(semantics: Semantics, day: dt.date, length: v.Value, times: int = 1) -> dt.date:
    """The last day of a time that is counted from an event on `day`, of a length taken `times` over.

    Raises `UndecidedDate` where hours are missing, where working hours make no day, and beyond the calendar.
    """
    if isinstance(length, v.Choice):
        days = [day_after(semantics, day, option, times) for option in length.options]
        return min(days) if length.which == "sooner" else max(days)
    if not isinstance(length, v.Duration):
        raise UndecidedDate(f"{write(length) or 'it'} is no length of time")
    if length.hours is not None:
        return _business_day(semantics, day, length, times)
    months = sum(
        (amount * v.MONTHS[unit] for amount, unit in length.parts if unit in v.MONTHS), start=Decimal(0)
    )
    seconds = sum(
        (amount * v.SECONDS[unit] for amount, unit in length.parts if unit in v.SECONDS), start=Decimal(0)
    )
    if months != int(months):
        raise UndecidedDate(f"{write(length)} has no whole number of months")
    try:
        whole = math.ceil(seconds * times / v.SECONDS["day"])
        return add_months(day, int(months) * times) + dt.timedelta(days=whole)
    except (OverflowError, ValueError) as error:
        raise UndecidedDate(BEYOND) from error


def _business_day(semantics: Semantics, day: dt.date, length: v.Duration, times: int) -> dt.date:
    assert length.hours is not None
    if any(unit != "day" or amount != int(amount) for amount, unit in length.parts):
        raise UndecidedDate(f"{write(length)} is working time, which ends at no day of its own")
    name = length.hours.text
    clock = semantics.clock(name)
    if clock is None:
        raise UndecidedDate(semantics.why_not(name))
    number = int(sum(amount for amount, _ in length.parts)) * times
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=clock.zone)
    try:
        found = clock.nth_business_date(noon, number)
        end = clock.nth_business_day(noon, number)
    except (ClockError, OverflowError, ValueError) as error:
        raise UndecidedDate(f"{day.isoformat()} lies too far from the term") from error
    if found is None or end is None or end > clock.decided_until:
        raise UndecidedDate(f"the holidays of `{name}` are not known so far")
    return found


def last_day_for(semantics: Semantics, length: v.Value, deadline: dt.date) -> dt.date:
    """The last day on which a time of this length can begin that is over by `deadline`, both days included."""
    reach = 1
    while day_after(semantics, plus_days(deadline, -reach), length) > deadline:
        reach *= 2
        if reach > 400 * 366:
            raise UndecidedDate(BEYOND)
    low, high = plus_days(deadline, -reach), deadline
    while low < high:
        middle = low + (high - low + ONE_DAY) // 2
        if day_after(semantics, middle, length) <= deadline:
            low = middle
        else:
            high = middle - ONE_DAY
    return low


def day_before(semantics: Semantics, day: dt.date, length: v.Value) -> dt.date:
    """The day that lies a length of time before another: the corresponding date, or so many business days before."""
    if isinstance(length, v.Duration) and length.hours is None:
        back = v.Duration(tuple((-amount, unit) for amount, unit in length.parts))
        months = any(unit in v.MONTHS for _, unit in length.parts)
        return day_after(semantics, day, back if months or length.seconds is not None else length)
    return last_day_for(semantics, length, day)


# ---- the term ----------------------------------------------------------------------------------------------


def terms(
    agreement: Agreement, semantics: Semantics, since: dt.date | None = None, most: int = MOST
) -> Terms:
    """The first term and the renewals that come by themselves, at most so many, the first of them the one that runs on
    `since`."""
    term = next(iter(agreement.all(Term)), None)
    if term is None:
        return Terms(undecided="no term is stated")
    remarks = [text for text in semantics.horizon.reasons if text.startswith("no date")]
    try:
        first = TermPeriod(0, semantics.horizon.first, _end_of_term(semantics, term))
    except UndecidedDate as reason:
        return Terms((), tuple(remarks), str(reason))
    length, most_renewals = renewal(agreement)
    renews = bool(term.renewed is not None or term.automatic or term.thereafter or _automatic(agreement))
    if term.thereafter:
        remarks.append("after the term the agreement runs on until someone ends it")
    elif length is None and renews:
        remarks.append("how long a renewal lasts is not stated as a length of time")
    found = [first]
    number, more = 0, renews
    while length is not None and len(found) < most and number < _MOST_PERIODS:
        number += 1
        if most_renewals is not None and number > most_renewals:
            more = False
            break
        try:
            last = _end_of_renewal(semantics, term, first, length, number)
        except UndecidedDate as reason:
            gave_up(reason, f"the end of renewal {number}")
            break
        previous = found[-1]
        period = TermPeriod(number, previous.last + ONE_DAY, last)
        found = [period] if since is not None and previous.last < since else [*found, period]
    if number == _MOST_PERIODS and len(found) < most:
        gave_up(f"more than {_MOST_PERIODS:,} come before it", "the next renewal")
    if most_renewals is not None and found[-1].number >= most_renewals:
        more = False
    return Terms(tuple(found), tuple(remarks), "", more)


def _end_of_term(semantics: Semantics, term: Term) -> dt.date:
    if isinstance(term.until, v.Date):
        return term.until.date
    if isinstance(term.value, v.Anchored) and write(term.value.event).strip('"').casefold() not in _START:
        raise UndecidedDate(f"the term runs from {write(term.value.event)}, whose day is not stated")
    length = length_of(term.value)
    if length is None:
        raise UndecidedDate("the term has no length and no last day")
    last = _last_of(semantics, semantics.horizon.first, length)
    if last < semantics.horizon.first:
        raise UndecidedDate("the term ends before it begins")
    return last


def _last_of(
    semantics: Semantics, first: dt.date, length: v.Value, times: int = 1, months: int = 0
) -> dt.date:
    """The last day of a time that begins with a first day: of a length taken `times` over, `months` after that day. Raises
    `UndecidedDate`."""
    if isinstance(length, v.Choice):
        days = [_last_of(semantics, first, option, times, months) for option in length.options]
        return min(days) if length.which == "sooner" else max(days)
    each = length.months if isinstance(length, v.Duration) else None
    if each is None or each != int(each):  # `day_after` says why a fraction is no time
        return plus_days(day_after(semantics, first, length, times), -1)
    try:
        return last_of_months(first, months + int(each) * times)
    except (OverflowError, ValueError) as error:
        raise UndecidedDate(BEYOND) from error


def _end_of_renewal(
    semantics: Semantics, term: Term, first: TermPeriod, length: v.Value, number: int
) -> dt.date:
    """The last day of a renewal. Where term and renewals are in months, they count from the first date of all, so that no
    short month shifts those after it."""
    stated = length_of(term.value) if not isinstance(term.until, v.Date) else None
    months = stated.months if isinstance(stated, v.Duration) else None
    if months is None or not _by_months(length):
        return _last_of(semantics, plus_days(first.last, 1), length, number)
    return _last_of(semantics, first.first, length, number, int(months))


def _month_end(day: dt.date) -> dt.date:
    """The last day of the month in which a day lies."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _by_months(length: v.Value) -> bool:
    return isinstance(length, v.Duration) and all(unit in v.MONTHS for _, unit in length.parts)


def _automatic(agreement: Agreement) -> Renew | None:
    """The clause `renew automatic …`."""
    return next((clause for clause in agreement.all(Renew) if clause.automatic), None)


def renewal(agreement: Agreement) -> tuple[v.Duration | v.Choice | None, int | None]:
    """How long a renewal lasts that comes by itself, and how many there are at most; `None` where that is not stated."""
    term = next(iter(agreement.all(Term)), None)
    automatic = _automatic(agreement)
    length = length_of(term.renewed) if term is not None else None
    if length is None and automatic is not None:
        length = next((found for value in automatic.for_ if (found := length_of(value)) is not None), None)
    for limit in (clause.at_most for clause in (term, automatic) if clause is not None):
        if isinstance(limit, v.Multiple) and limit.times == int(limit.times):
            return length, int(limit.times)
        if isinstance(limit, v.Count | v.Number) and limit.amount == int(limit.amount):
            return length, int(limit.amount)
    return length, None


# ---- notices -----------------------------------------------------------------------------------------------


def non_renewal(agreement: Agreement) -> tuple[Term | Renew, v.Notice, v.Value | None] | None:
    """The clause whose notice prevents a renewal that comes by itself, that notice, and the earliest time of it."""
    for clause in _term_clauses(agreement):
        notice = clause.notice if isinstance(clause, Renew) else None
        if isinstance(clause.unless, v.Notice):
            notice = clause.unless
        if notice is not None:
            earliest = clause.after or next(
                (other.after for other in _term_clauses(agreement) if other.after is not None), None
            )
            return clause, notice, earliest
    return None


def _term_clauses(agreement: Agreement) -> Iterator[Term | Renew]:
    """What says how long the agreement lasts, and how it renews by itself."""
    yield from agreement.all(Term)
    yield from (clause for clause in agreement.all(Renew) if clause.automatic)


def notice_days(
    agreement: Agreement, semantics: Semantics, since: dt.date | None = None
) -> tuple[NoticeDay, ...]:
    """The notices of an agreement, with the last day for each: against renewals, for the use of a right to renew, for an end
    without a reason at the end of the term, and for new prices. Of each kind the first five are listed, those about an event
    before `since` left out."""
    found: list[NoticeDay] = []
    run = terms(agreement, semantics, since)
    found += _against_renewal(agreement, semantics, run)
    found += _rights_to_renew(agreement, semantics, run)
    found += _at_will(agreement, semantics, run, since)
    found += _increases(agreement, semantics, since)
    return tuple(found)


def _dated(
    semantics: Semantics,
    notice: NoticeDay,
    length: v.Value | None,
    over_by: dt.date | None,
    after: v.Value | None = None,
    reason: str = "",
) -> NoticeDay:
    """A notice with its days: its time must be over by the end of a day; where that is not known, for a `reason`."""
    if length is None:
        return replace(notice, undecided="no length is stated for the notice")
    notice = replace(notice, length=write(length))
    if over_by is None:
        return replace(notice, undecided=reason)
    try:
        last = last_day_for(semantics, length, over_by)
        earliest = _first_day(semantics, after, over_by)
    except UndecidedDate as error:
        return replace(notice, undecided=str(error))
    sent = semantics.agreement.once(
        ("send by", semantics.as_of, last),
        lambda agreement: tuple(dict.fromkeys(_send_by(agreement, semantics, last))),
    )
    return replace(notice, last=last, earliest=earliest, send_by=sent)


def _first_day(semantics: Semantics, after: v.Value | None, end: dt.date) -> dt.date | None:
    """The first day of a notice that cannot be given earlier than some time before the end."""
    if not isinstance(after, v.Anchored) or after.relation != "before":
        return None
    length = length_of(after)
    return day_before(semantics, end, length) if length is not None else None


def _send_by(agreement: Agreement, semantics: Semantics, last: dt.date) -> Iterator[SendBy]:
    """By which day a notice is sent on each way whose time of receipt is stated."""
    for clause in agreement.all(NoticeTo):
        length = length_of(clause.received)
        if length is None:
            continue
        try:
            day = last_day_for(semantics, length, last)
        except UndecidedDate as reason:
            gave_up(reason, "by when a notice is sent")
            continue
        for way in clause.by or (None,):
            yield SendBy(write(way).strip('"') or "notice", day)


def _against_renewal(agreement: Agreement, semantics: Semantics, run: Terms) -> Iterator[NoticeDay]:
    """The notice before each renewal, and the plain end of what is not renewed."""
    term = next(iter(agreement.all(Term)), None)
    if term is None:
        return
    found = non_renewal(agreement)
    if not run.periods:
        if found is not None:
            clause, notice, _ = found
            what = "notice that prevents a renewal"
            undecided = NoticeDay(
                what,
                clause,
                _who(clause),
                length=write(notice.length),
                undecided=run.undecided,
                about="renewal",
            )
            yield undecided
        return
    for place, period in enumerate(run.periods):
        ends = place == len(run.periods) - 1 and not run.more
        if ends:
            what = "end of the term" if period.number == 0 else "end of the last renewal"
            yield NoticeDay(what, term, "", None, period.last, remarks=run.remarks)
        elif found is not None:
            clause, notice, after = found
            begin = _begins_after(period)
            of = f"the renewal of {begin.isoformat()}" if begin is not None else "a renewal"
            what = f"notice that prevents {of}"
            if place == len(run.periods) - 1 and _runs_on(agreement):
                what = f"notice that ends the agreement on {period.last.isoformat()}"
            undated = NoticeDay(what, clause, _who(clause), event=begin, remarks=run.remarks, about="renewal")
            yield _dated(semantics, undated, length_of(notice), period.last, after)


def _begins_after(period: TermPeriod) -> dt.date | None:
    """The first day after a period; `None` where the calendar ends with it."""
    return period.last + ONE_DAY if period.last < dt.date.max else None


def _rights_to_renew(agreement: Agreement, semantics: Semantics, run: Terms) -> Iterator[NoticeDay]:
    """The notice by which a party uses a right to renew at the end of the first term."""
    for clause in agreement.all(Renew):
        if clause.automatic:
            continue
        length = length_of(clause.notice) or length_of(clause.within)
        if length is None or (isinstance(clause.within, v.Anchored) and clause.within.relation != "before"):
            continue
        period = run.periods[0] if run.periods else None
        event = _begins_after(period) if period else None
        what = "notice that renews the agreement" + (f" from {event.isoformat()}" if event else "")
        undated = NoticeDay(what, clause, _who(clause), event=event, remarks=run.remarks, about="option")
        last = period.last if period else None
        yield _dated(semantics, undated, length, last, clause.after, run.undecided)


def at_will(clause: Node) -> bool:
    """Whether a clause lets a party end the agreement without a reason, and the agreement as a whole."""
    if not isinstance(clause, End) or clause.when is not None or isinstance(clause.notice, v.Tbd):
        return False
    about = [write(value) for value in clause.for_]
    if about:
        return about == ["convenience"]
    return any(write(value) == "cause" for value in clause.without)


def _at_will(
    agreement: Agreement, semantics: Semantics, run: Terms, since: dt.date | None
) -> Iterator[NoticeDay]:
    """The last day of each notice that ends the agreement without a reason with its term, and of each that ends it, for any
    ground, at the end of a month, a quarter or a year."""
    for clause in agreement.all(End):
        length = length_of(clause.notice)
        if length is None:
            continue
        units = _ends_of(clause)
        remarks = (*run.remarks, *_locks(agreement, semantics, clause))
        if units:
            yield from _at_end_of(semantics, clause, length, units, run, since)
        elif at_will(clause):
            event = run.periods[0].last if run.periods else None
            reason = run.undecided
            if event is not None and since is not None and event < since and _runs_on(agreement):
                since_day = plus_days(event, 1).isoformat()
                reason = (
                    f"the agreement runs on since {since_day}, and ends on any day that the notice reaches"
                )
                event = None
            what = "notice that ends the agreement" + (f" on {event.isoformat()}" if event else "")
            undated = NoticeDay(what, clause, _who(clause), event=event, remarks=remarks, about="end")
            yield _dated(semantics, undated, length, event, reason=reason)


def _runs_on(agreement: Agreement) -> bool:
    """Whether the agreement goes on after its term, for no time of its own, until someone ends it."""
    return any(term.thereafter for term in agreement.all(Term))


_PERIODS = {"month": 1, "quarter": 3, "year": 12}


def _ends_of(clause: End) -> tuple[str, ...]:
    """The calendar periods with whose ends a clause lets an agreement end: `at month-end`, `at "the end of a quarter"`."""
    found: list[str] = []
    for value in clause.at:
        words = set(re.findall("[a-z]+", write(value).casefold()))
        units = [unit for unit in _PERIODS if unit in words]
        if units and (units[0] == "month" or "end" in words) and not {"term", "contract"} & words:
            found.append(units[0])
    return tuple(dict.fromkeys(found))


def _at_end_of(
    semantics: Semantics,
    clause: End,
    length: v.Value,
    units: tuple[str, ...],
    run: Terms,
    since: dt.date | None,
) -> Iterator[NoticeDay]:
    """The last day of a notice for the first end of a month, quarter or year that it still reaches."""
    today = max(since or semantics.horizon.first, semantics.horizon.first)
    ground = _ground(clause)
    remarks = [*run.remarks, *_locks(semantics.agreement, semantics, clause)]
    undated = NoticeDay(
        f"notice{ground} that ends {_ended(clause)}",
        clause,
        _who(clause),
        remarks=tuple(remarks),
        about="end",
    )
    try:
        reached = day_after(semantics, today, length)
        event = min(_end_of(unit, reached) for unit in units)
    except UndecidedDate as reason:
        yield replace(undated, length=write(length), undecided=str(reason))
        return
    if run.periods and not run.more and event > run.periods[-1].last:
        return  # the agreement ends before
    remarks.append(
        f"the first end of a {' or '.join(units)} that a notice received on {today.isoformat()} reaches"
    )
    what = f"{undated.what} on {event.isoformat()}"
    yield _dated(semantics, replace(undated, what=what, event=event, remarks=tuple(remarks)), length, event)


def _ground(clause: End) -> str:
    """The ground of a notice in words, where it is not one without a reason."""
    words = [write(value) for value in clause.for_ if write(value) != "convenience"]
    about = f" for {', '.join(words)}" if words and "convenience" not in map(write, clause.for_) else ""
    return about + (f" when {write(clause.when)}" if clause.when is not None else "")


def _ended(clause: End) -> str:
    """What a notice ends: the agreement, or what stands beside `convenience`."""
    words = [write(value) for value in clause.for_]
    rest = [word for word in words if word != "convenience"]
    return ", ".join(rest) if "convenience" in words and rest else "the agreement"


def _end_of(unit: str, day: dt.date) -> dt.date:
    """The first end of a calendar month, quarter or year that is not before a day."""
    months = _PERIODS[unit]
    return _month_end(day.replace(month=(day.month - 1) // months * months + months, day=1))


def _locks(agreement: Agreement, semantics: Semantics, clause: End) -> Iterator[str]:
    """Until when a party cannot leave without a reason, in words."""
    by = {write(value) for value in clause.by}
    everybody = write(clause.by) in ("either", "both")
    return (words for who, words in _locked(semantics) if not who or everybody or who == by)


@fact
def _locked(semantics: Semantics) -> list[tuple[frozenset[str], str]]:
    """Who cannot leave without a reason, none for everybody, and until when, in words; each once."""
    found: dict[tuple[frozenset[str], str], None] = {}
    for lock in semantics.agreement.all(NoEnd):
        if [write(value) for value in lock.for_] != ["convenience"]:
            continue
        length = length_of(lock.within)
        if (
            length is None
            or not isinstance(lock.within, v.Anchored)
            or write(lock.within.event) not in _START
        ):
            continue
        try:
            until = plus_days(day_after(semantics, semantics.horizon.first, length), -1)
        except UndecidedDate as reason:
            gave_up(reason, "from when on an end without a reason is allowed")
            continue
        words = f"{_who(lock)} cannot end it without a reason up to {until.isoformat()}"
        found[frozenset(write(value) for value in lock.by), words] = None
    return list(found)


def _increases(agreement: Agreement, semantics: Semantics, since: dt.date | None) -> Iterator[NoticeDay]:
    """The notice before each day on which prices can rise; none before a day on which they are still frozen."""
    for clause in agreement.all(Increase):
        length = length_of(clause.notice)
        freeze = freeze_on(semantics, clause)
        if length is None or (freeze is not None and freeze.first is None):
            continue
        who = _actors(clause) or _provider(agreement) or "the provider"
        days, remarks = _price_days(semantics, clause)
        remarks += [text for text in semantics.horizon.reasons if text.startswith("no date")]
        frozen = freeze.first if freeze is not None else None
        days = [day for day in days if (since is None or day >= since) and (frozen is None or day >= frozen)]
        days = days[:MOST]
        if frozen is not None:
            remarks.append(f"prices do not rise before {frozen.isoformat()}")
        if not days:
            what = "notice of a new price"
            reason = "no day is stated on which prices change"
            yield NoticeDay(
                what,
                clause,
                who,
                length=write(length),
                remarks=tuple(remarks),
                undecided=reason,
                about="price",
            )
        for day in days:
            what = f"notice of the price from {day.isoformat()}"
            undated = NoticeDay(what, clause, who, event=day, remarks=tuple(remarks), about="price")
            yield _dated(semantics, undated, length, day - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Freeze:
    """A clause by which prices do not rise, and the first day on which they may; `None` where it names no end."""

    clause: NoIncrease
    first: dt.date | None


@fact
def freezes(semantics: Semantics) -> list[Freeze]:
    """What keeps prices as they are whatever happens; left out is what holds until a day that is not known."""
    found = []
    for clause in semantics.agreement.all(NoIncrease):
        if clause.when is not None or clause.except_:
            continue
        try:
            found.append(Freeze(clause, _thawed(semantics, clause)))
        except UndecidedDate as reason:
            gave_up(reason, "from when on prices may rise")
    return found


def _thawed(semantics: Semantics, clause: NoIncrease) -> dt.date | None:
    """The first day after a freeze; `None` where it has no end. Raises `UndecidedDate`."""
    lasts = clause.within or next((value for value in clause.for_ if length_of(value) is not None), None)
    if isinstance(clause.before, v.Date):
        return clause.before.date
    if isinstance(clause.until, v.Date):
        return plus_days(clause.until.date, 1)
    if lasts is None and clause.before is None and clause.until is None:
        if clause.each is not None or clause.during or clause.at:
            raise UndecidedDate("it holds for some time, place or period only")
        return None
    length = length_of(lasts)
    if length is None or (isinstance(lasts, v.Anchored) and write(lasts.event) not in _START):
        raise UndecidedDate("the day until which prices do not rise is not stated")
    return plus_days(_last_of(semantics, semantics.horizon.first, length), 1)


def freeze_on(semantics: Semantics, clause: Increase | Charge) -> Freeze | None:
    """The freeze that holds longest for what a clause about prices is for."""
    about = {write(value) for value in (*clause.for_, *getattr(clause, "subjects", ()))}
    held = [
        freeze
        for freeze in freezes(semantics)
        if {write(value) for value in freeze.clause.for_ if length_of(value) is None} <= about
    ]
    return max(held, key=lambda one: one.first or dt.date.max, default=None)


def price_days(semantics: Semantics, clause: Increase) -> list[dt.date]:
    """The days on which prices can rise within ten years, where the clause says on which."""
    return _price_days(semantics, clause)[0]


def _price_days(semantics: Semantics, clause: Increase) -> tuple[list[dt.date], list[str]]:
    """The days on which prices can rise within ten years, and what was assumed."""
    first, last = semantics.horizon.first, add_months(semantics.horizon.first, 12 * LONGEST_YEARS)
    if any("start of the year" in write(value) for value in clause.at) or write(clause.each) == "year":
        days = [dt.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
        return days, [
            "`each year` is the calendar year; where the contract year is meant, count from its first day"
        ]
    months = {"quarter": 3, "month": 1}.get(write(clause.each))
    if months:
        start = dt.date(first.year, 1, 1)
        days = [add_months(start, months * number) for number in range(12 * LONGEST_YEARS // months + 12)]
        return [day for day in days if first < day <= last], []
    every = length_of(clause.every)
    return (
        ([day for day in _rounds(semantics, first, every) if day <= last], [])
        if every is not None
        else ([], [])
    )


def _rounds(semantics: Semantics, first: dt.date, length: v.Value) -> Iterator[dt.date]:
    """The days that come round again, counted from a first day that does not count itself."""
    for number in range(1, _MOST_PERIODS):
        try:
            day = day_after(semantics, first, length, number)
        except UndecidedDate as reason:
            gave_up(reason, "the days that come round again")
            return
        if day <= first:  # no time at all, or one that runs backwards
            return
        yield day
    gave_up(f"there are more than {_MOST_PERIODS:,}", "the days that come round again")


# ---- who ---------------------------------------------------------------------------------------------------


def _actors(clause: Clause) -> str:
    """The parties that a clause names by `by`, as written; texts there name an index or a means."""
    names = [value.text for value in clause.by if isinstance(value, v.Name)]
    words = {"either": "either party", "both": "both parties"}
    return " and ".join(words.get(name, name) for name in names)


def _who(clause: Clause) -> str:
    return _actors(clause) or "either party"


def _provider(agreement: Agreement) -> str:
    """The name of the provider."""
    names = (node.name for node in agreement.all(Provider))
    return next((name.text for name in names if isinstance(name, v.Name)), "")


# ---- what comes round again --------------------------------------------------------------------------------


def recurring_days(
    agreement: Agreement, semantics: Semantics, since: dt.date | None = None, most: int = MOST
) -> tuple[RecurringDay, ...]:
    """The days on which reviews, reports, deliveries, restore tests, audits, tests of plans and recounts are due, from the day
    on which the agreement begins to hold; of each the first so many, those before `since` left out."""
    found: list[RecurringDay] = []
    for node in agreement.document.walk():
        for what, who, every, days in _comes_round(agreement, semantics, node):
            listed = 0
            try:
                for number, day in enumerate(days(), start=1):
                    if day > add_months(semantics.horizon.first, 12 * LONGEST_YEARS) or listed == most:
                        break
                    if since is None or day >= since:
                        listed += 1
                        found.append(
                            RecurringDay(what, node, who, day, number, write(every), _assumed(semantics))
                        )
            except UndecidedDate as reason:
                found.append(RecurringDay(what, node, who, every=write(every), undecided=str(reason)))
    return tuple(found)


def _assumed(semantics: Semantics) -> tuple[str, ...]:
    return tuple(text for text in semantics.horizon.reasons if text.startswith("no date"))


_Days = Callable[[], Iterator[dt.date]]


def _comes_round(
    agreement: Agreement, semantics: Semantics, node: Node
) -> Iterator[tuple[str, str, v.Value, _Days]]:
    """What a clause asks for again and again: in words, who does it, how often, and the days."""
    provider = _provider(agreement)
    first = semantics.horizon.first
    home = agreement.parent(node)
    place = f" of {agreement.title(home)}" if home is not None and home.kind == "backup" else ""

    def plain(length: v.Value, begin: dt.date = first) -> _Days:
        return lambda: _every(semantics, begin, length)

    match node:
        case Review() if (every := length_of(node.every)) is not None:
            yield "review", _actors(node) or "both parties", every, plain(every)
        case Report() if (every := length_of(node.every)) is not None:
            who = _actors(node) or provider
            yield agreement.title(node), who, every, _report_days(semantics, node, every)
        case Deliver() if (every := length_of(node.every)) is not None:
            yield f"deliver {write(node.values)}", _actors(node) or provider, every, plain(every)
        case TestRestore() if (every := length_of(node.every)) is not None:
            kind = f" ({write(node.what)})" if node.what is not None else ""
            yield f"test restore{kind}{place}", _actors(node) or provider, every, plain(every)
        case Audit() if (every := length_of(node.every)) is not None:
            yield "audit", _actors(node), every, plain(every)
        case TrueUp() if (every := length_of(node.every)) is not None:
            yield "true-up of what is charged", _actors(node) or provider, every, plain(every)
        case ExitPlan():
            ready = _ready(semantics, node)
            called = "exit plan" if home is not None and home.kind == "exit" else f"plan{place}"
            for word, value in (("test", node.tested), ("update", node.every)):
                if (every := length_of(value)) is not None:
                    yield f"{word} of the {called}", _actors(node) or provider, every, plain(every, ready)
        case Failover() if (every := length_of(node.tested)) is not None:
            yield f"test of the failover{place}", _actors(node) or provider, every, plain(every)


def _ready(semantics: Semantics, plan: ExitPlan) -> dt.date:
    """The day by which a plan is there, else the day on which the agreement begins to hold."""
    length = length_of(plan.within)
    first = semantics.horizon.first
    if length is None or not isinstance(plan.within, v.Anchored) or write(plan.within.event) not in _START:
        return first
    try:
        return day_after(semantics, first, length)
    except UndecidedDate as reason:
        gave_up(reason, "by when the plan for the exit is there")
        return first


def _every(semantics: Semantics, first: dt.date, length: v.Value) -> Iterator[dt.date]:
    for number in range(1, _MOST_PERIODS):
        yield day_after(semantics, first, length, number)


def _report_days(semantics: Semantics, report: Report, every: v.Value) -> _Days:
    return lambda: _reports(semantics, report, every)


def _reports(semantics: Semantics, report: Report, every: v.Value) -> Iterator[dt.date]:
    """When a report is due: after the end of its period, or before or on a day of the month that follows."""
    within = length_of(report.within)
    for end in _period_ends(semantics, report, every):
        before, following = report.before, plus_days(_month_end(end), 1)
        on = next(
            (value for value in report.on if isinstance(value, v.Numbered) and value.text == "day"), None
        )
        if isinstance(before, v.Numbered) and before.text == "day":
            yield plus_days(following, int(before.number) - 2)
        elif on is not None:
            # A day that the month does not have, however large its number, is its last one.
            last = _month_end(following)
            yield following.replace(day=max(1, min(int(on.number), last.day)))
        else:
            yield day_after(semantics, end, within) if within is not None else end


def _period_ends(semantics: Semantics, report: Report, every: v.Value) -> Iterator[dt.date]:
    """The last days of the periods that a report is about: ends of months where the clause speaks of them."""
    first = semantics.horizon.first
    monthly = "month" in write(report.within) or isinstance(report.before, v.Numbered) or bool(report.on)
    for number in range(1, _MOST_PERIODS):
        if monthly and _by_months(every):
            yield _month_end(plus_days(day_after(semantics, first.replace(day=1), every, number), -1))
        else:
            yield plus_days(day_after(semantics, first, every, number), -1)
