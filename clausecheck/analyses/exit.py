"""Term and exit: notices that cannot be given in time, rights to leave that are worth nothing, triggers that nothing measures,
and what is deleted, or no longer answered for, while it is still owed.

Two lengths of time are compared only where every placement in the calendar gives the same answer: a month has 28 to 31 days,
so 30 days are neither surely longer nor surely shorter than 1 month. Where dates are known, dates are compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import (
    ONE_DAY,
    NoticeDay,
    Period,
    Undecided,
    at_will,
    last_day_for,
    length_of,
    non_renewal,
    notice_days,
    renewal,
    terms,
)
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.finding import Finding, Label, Proof, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import (
    Availability,
    Clause,
    CopyOnRequest,
    Delete,
    EarlyFee,
    End,
    HandOver,
    Increase,
    Keep,
    Liable,
    Node,
    NoLiability,
    Report,
    RestoreOnRequest,
    Return,
    SpecialClause,
    Survives,
    Suspend,
    Term,
)
from clausecheck.language.write import number, unit, write

_END = frozenset({
    "end", "the end", "termination", "expiry", "expiration", "end of agreement", "end of term", "end of the agreement",
    "end of the term",
})  # fmt: skip
_OVERDUE = frozenset(
    {"overdue", "overdue date", "due date", "due", "missed payment", "payment date", "date of payment"}
)
_SUSPENDED = frozenset({"suspended", "suspension"})
_START = frozenset({"effective", "effective date", "start", "start date"})
#: Words for one and the same thing in clauses about the end.
_SAME = {
    "customer data": "data",
    "all data": "data",
    "client data": "data",
    "copies": "backups",
    "backup copies": "backups",
    "all backups": "backups",
}
_EVERYTHING = frozenset({"everything", "all copies", "all data and copies"})
#: Periods over which figures are measured, the shortest first, and the months of those that have a whole number of them.
_PERIODS = ("hour", "day", "week", "month", "quarter", "year")


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Every contradiction about the term and the end of an agreement."""
    semantics = Semantics.of(agreement, parameters)
    yield from _renewal_notice(agreement, semantics)
    yield from _increase(agreement, semantics)
    yield from _early_fee(agreement)
    yield from _deleted_too_soon(agreement)
    yield from _deleted_before_cure(agreement)
    yield from _cure(agreement)
    yield from _liability(agreement)
    yield from _copies(agreement)
    yield from _triggers(agreement, semantics)
    yield from _used(agreement)
    yield from _survivors(agreement)


# ---- comparing lengths of time -----------------------------------------------------------------------------


def _range(length: v.Duration) -> tuple[Decimal, Decimal | None]:
    """The shortest and the longest time in seconds; nothing limits how long business days take."""
    bounds = length.bounds()
    if bounds is not None:
        return bounds
    days = sum((amount for amount, name in length.parts if name == "day"), start=Decimal(0))
    return days * v.SECONDS["day"], None


def _months(length: v.Duration) -> Decimal | None:
    """A length that is stated in months, quarters and years only."""
    if length.hours is not None or any(name not in v.MONTHS for _, name in length.parts):
        return None
    return sum((amount * v.MONTHS[name] for amount, name in length.parts), start=Decimal(0))


def _compared(one: object, other: object) -> tuple[bool, bool]:
    """Whether the first length is surely longer than the second, and whether it is surely at least as long."""
    first, second = length_of(one), length_of(other)
    if not isinstance(first, v.Duration) or not isinstance(second, v.Duration):
        return False, False
    if first.hours is not None and second.hours is not None:
        units = {name for length in (first, second) for _, name in length.parts}
        if first.hours.text != second.hours.text or len(units) != 1:
            return False, False
        amounts = [sum(amount for amount, _ in length.parts) for length in (first, second)]
        return amounts[0] > amounts[1], amounts[0] >= amounts[1]
    left, right = _months(first), _months(second)
    if left is not None and right is not None:
        return left > right, left >= right
    low, high = _range(first)[0], _range(second)[1]
    return high is not None and low > high, high is not None and low >= high


def _longer(one: object, other: object) -> bool:
    return _compared(one, other)[0]


def _days(length: object) -> str:
    """`90 days`, or for months `1 month, 31 days at most`."""
    found = length_of(length)
    if isinstance(found, v.Duration) and found.hours is None and _months(found) is not None:
        high = _range(found)[1]
        assert high is not None
        return f"{write(found)} ({number(high / v.SECONDS['day'])} days at most)"
    return write(found)


def _event(value: object) -> str:
    """The event from which a length is counted, in one spelling; nothing where none is stated."""
    if not isinstance(value, v.Anchored):
        return ""
    text = write(value.event).strip('"').casefold()
    return "end" if text in _END else text


# ---- findings ----------------------------------------------------------------------------------------------


def _found(
    agreement: Agreement,
    name: str,
    node: Node,
    message: str,
    at: v.Value | Node,
    label: str,
    others: Iterable[tuple[v.Value | Node, str]],
    case: str,
    values: Mapping[str, Any],
    helps: tuple[str, ...],
) -> Finding:
    span = at.span if isinstance(at, v.Value) else (at.head or at.span)
    labels = tuple(
        Label(other.span if isinstance(other, v.Value) else (other.head or other.span), text)
        for other, text in others
    )
    return draft(
        name,
        message,
        span,
        file=agreement.source.path,
        label=label,
        labels=labels,
        place=agreement.title(agreement.parent(node) or node),
        path=node.path,
        witness=Witness(case, values),
        help=helps,
        values=tuple(str(value) for value in values.values()),
    )


def _customer(agreement: Agreement, clause: Clause) -> bool:
    """Whether a clause holds for the customer: it names the customer or either party, or nobody."""
    names = {value.text for value in clause.by if isinstance(value, v.Name)}
    if not names or names & {"either", "both", "customer"}:
        return True
    customers = _called(agreement, "customer")
    return bool(names & customers) if customers else not names <= _called(agreement, "provider")


def _called(agreement: Agreement, kind: str) -> set[str]:
    found = (getattr(node, "name", None) for node in agreement.all(kind))
    return {name.text for name in found if isinstance(name, v.Name)}


# ---- notices -----------------------------------------------------------------------------------------------


def _renewal_notice(agreement: Agreement, semantics: Semantics) -> Iterator[Finding | Proof]:
    """A notice against renewals that is longer than a renewal, that is due before the agreement begins, or whose first day
    comes after its last."""
    stated = non_renewal(agreement)
    if stated is None:
        return
    clause, notice, after = stated
    length = length_of(notice)
    if length is None:
        return
    each = renewal(agreement)[0]
    run = terms(agreement, semantics)
    if _longer(length, each):
        assert each is not None
        yield _longer_than_renewal(agreement, semantics, clause, notice, each, run.periods)
        return
    days = [day for day in notice_days(agreement, semantics) if day.node is clause and day.event is not None]
    day = days[0] if days and _dated(agreement) else None
    term = next((node for node in agreement.all("term") if isinstance(node, Term)), None)
    if day is not None and day.last is not None and run.periods and term is not None:
        first = run.periods[0].first
        if day.last < first:
            yield _before_start(agreement, clause, notice, term, day, first)
        elif day.earliest is not None and day.earliest > day.last:
            yield _empty_window(agreement, clause, notice, after, day)
        else:
            begins = max(day.earliest or first, first)
            yield Proof(
                "notice-before-start",
                f"the {day.what} can be given from {begins.isoformat()} to {day.last.isoformat()}",
                {"from": begins.isoformat(), "to": day.last.isoformat()},
            )
    elif day is not None and day.undecided:
        yield Proof("notice-before-start", f"undecided, because {day.undecided}", decided=False)
    elif term is not None and _compared(length, term.value)[1]:
        yield _before_start(agreement, clause, notice, term, None, None)
    elif isinstance(after, v.Anchored) and after.relation == "before" and _longer(length, after):
        yield _empty_window(agreement, clause, notice, after, None)


def _longer_than_renewal(
    agreement: Agreement,
    semantics: Semantics,
    clause: Node,
    notice: v.Notice,
    each: v.Value,
    periods: tuple[Period, ...],
) -> Finding:
    case = f"{_days(notice)} are longer than the renewal of {_days(each)} that they are to end"
    values: dict[str, Any] = {"notice": write(notice.length), "renewal": write(each)}
    length = length_of(notice)
    if len(periods) > 1 and length is not None and _dated(agreement):
        period = periods[1]
        try:
            last = last_day_for(semantics, length, period.last)
        except Undecided:
            last = None
        if last is not None:
            early = (period.first - last).days
            case = (
                f"the renewal of {period.first.isoformat()} ends on {period.last.isoformat()}; "
                f"{write(notice.length)} before that is {last.isoformat()}, "
                f"{early} {unit(Decimal(early), 'day')} before that renewal begins"
            )
            values |= {"renewal from": period.first.isoformat(), "to": period.last.isoformat()}
            values |= {"last day": last.isoformat()}
    return _found(
        agreement,
        "notice-longer-than-renewal",
        clause,
        f"{_with(notice)} is to end renewals of {write(each)}, and is longer than each of them",
        notice,
        "longer than what it ends",
        [(each, "what it ends")],
        case,
        values,
        (
            f"write a notice that is shorter than {write(each)}",
            f"let each renewal last longer than {write(notice.length)}",
        ),
    )


def _with(notice: v.Notice) -> str:
    """A notice as a singular: `a notice of 90 days`."""
    return f"a notice of {write(notice.length)}"


def _before_start(
    agreement: Agreement,
    clause: Node,
    notice: v.Notice,
    term: Term,
    day: NoticeDay | None,
    first: dt.date | None,
) -> Finding:
    values: dict[str, Any] = {"notice": write(notice.length), "term": write(term.value)}
    if (
        day is not None
        and day.last is not None
        and day.event is not None
        and first is not None
        and _dated(agreement)
    ):
        values |= {"last day": day.last.isoformat(), "first day of the term": first.isoformat()}
        case = (
            f"for an end on {(day.event - ONE_DAY).isoformat()}, {_with(notice)} must be received by "
            f"{day.last.isoformat()}; the agreement holds from {first.isoformat()}"
        )
    else:
        case = _counted_back(notice, term)
    return _found(
        agreement,
        "notice-before-start",
        clause,
        f"the first renewal could only be prevented before the agreement begins: "
        f"{_with(notice)} does not fit into a term of {write(term.value)}",
        notice,
        "must run out within the term",
        [(term.value, "the whole term")],
        case,
        values,
        (
            "write a notice that is shorter than the first term",
            f"let the first term last longer than {write(notice.length)}",
        ),
    )


def _counted_back(notice: v.Notice, term: Term) -> str:
    """Why a notice does not fit into a term of which no dates are known."""
    ranges = [
        _range(length) for value in (notice, term.value) if isinstance(length := length_of(value), v.Duration)
    ]
    if len(ranges) == 2 and all(low == high for low, high in ranges):
        given, whole = (low / v.SECONDS["day"] for low, _ in ranges)
        return (
            f"a notice that is over on day {number(whole)}, the last of the term, is received on day {number(whole - given)} "
            f"({number(whole)} - {number(given)}); the first day of the term is day 1"
        )
    return f"{_days(notice)} of notice leave no day of a term of {_days(term.value)} on which it can be given"


def _dated(agreement: Agreement) -> bool:
    """Whether the agreement says on which day it begins to hold."""
    return any(isinstance(getattr(node, "value", None), v.Date) for node in agreement.all("effective"))


def _empty_window(
    agreement: Agreement, clause: Node, notice: v.Notice, after: v.Value | None, day: NoticeDay | None
) -> Finding:
    assert after is not None
    values: dict[str, Any] = {"notice": write(notice.length), "earliest": write(after)}
    case = (
        f"nobody can give {write(notice.length)} notice in the last {write(length_of(after))} before the end"
    )
    if day is not None and day.last is not None and day.earliest is not None and day.event is not None:
        gap = (day.earliest - day.last).days
        case = (
            f"for the renewal of {day.event.isoformat()} the notice can be given from {day.earliest.isoformat()} on, "
            f"and must be there by {day.last.isoformat()}, {gap} {unit(Decimal(gap), 'day')} earlier"
        )
        values |= {"from": day.earliest.isoformat(), "to": day.last.isoformat()}
    return _found(
        agreement,
        "notice-window-empty",
        clause,
        f"{_with(notice)} can be given only {write(length_of(after))} before the end or later: too late on its first day",
        notice,
        "the last day for it",
        [(after, "the first day for it")],
        case,
        values,
        (f"let it be given earlier than {write(notice.length)} before the end: `after 180 days before end`",),
    )


def _increase(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """A new price that can be announced when the last day to leave before it is over."""
    increases = [node for node in agreement.all("increase") if isinstance(node, Increase)]
    ends = [node for node in agreement.all("end") if isinstance(node, End) and _customer(agreement, node)]
    if not increases or any(_about_price(node) for node in ends):
        return
    ways: list[tuple[Node, v.Notice]] = []
    stated = non_renewal(agreement)
    if stated is not None:
        ways.append(stated[:2])
    for end in ends:
        if at_will(end) and not any("term" in text or "anniversar" in text for text in map(write, end.at)):
            return
        if at_will(end) and end.notice is not None:
            ways.append((end, end.notice))
    for clause in increases:
        notice = clause.notice
        if notice is None or not ways or not all(_longer(way, notice) for _, way in ways):
            continue
        way = min(
            ways,
            key=lambda one: _range(length)[0] if isinstance(length := length_of(one[1]), v.Duration) else 0,
        )
        case, values = _increase_case(agreement, semantics, notice, way[1])
        yield _found(
            agreement,
            "increase-after-way-out",
            clause,
            f"prices can rise on {write(notice.length)} notice, when it is too late for the {write(way[1].length)} notice that "
            "ends the agreement",
            notice,
            "the new price is announced",
            [(way[1], "by then the way out is closed")],
            case,
            values,
            (
                f"announce prices more than {write(way[1].length)} ahead, for example `on 120 days notice`",
                "add `end by Client when increase, without fee, on 30 days notice, used within 60 days of notice`",
            ),
        )  # fmt: skip


def _about_price(end: End) -> bool:
    text = " ".join(write(value) for value in (end.when, end.for_, end.within)).casefold()
    return "increase" in text or "price" in text


def _increase_case(
    agreement: Agreement, semantics: Semantics, notice: v.Notice, way: v.Notice
) -> tuple[str, dict[str, Any]]:
    """The two last days before one renewal, as dates where they are known."""
    values: dict[str, Any] = {"price notice": write(notice.length), "way out": write(way.length)}
    plain = f"a price announced {write(notice.length)} ahead comes after the last day for {write(way.length)} notice"
    run = terms(agreement, semantics)
    first, second = length_of(notice), length_of(way)
    if not run.periods or first is None or second is None or not _dated(agreement):
        return plain, values
    over = run.periods[0].last
    try:
        price, leave = last_day_for(semantics, first, over), last_day_for(semantics, second, over)
    except Undecided:
        return plain, values
    begin = (over + ONE_DAY).isoformat()
    values |= {"renewal": begin, "price day": price.isoformat(), "last day to leave": leave.isoformat()}
    return (
        f"a new price from {begin} may be announced on {price.isoformat()}; the last day for the notice that ends the "
        f"agreement before {begin} was {leave.isoformat()}"
    ), values


# ---- the price of leaving ----------------------------------------------------------------------------------


def _early_fee(agreement: Agreement) -> Iterator[Finding]:
    """A right to leave without a reason that costs as much as staying to the end."""
    ends = [
        node
        for node in agreement.all("end")
        if isinstance(node, End) and at_will(node) and _customer(agreement, node)
        and not any(write(value) == "fee" for value in node.without)
    ]  # fmt: skip
    term = next((node for node in agreement.all("term") if isinstance(node, Term)), None)
    length = length_of(term.value) if term is not None else None
    months = _months(length) if isinstance(length, v.Duration) else None
    emptied: list[tuple[EarlyFee, str]] = []
    for fee in agreement.all("early_fee"):
        if not isinstance(fee, EarlyFee) or fee.when is not None or not _customer(agreement, fee):
            continue
        if fee.for_ and not any(write(value) == "convenience" for value in fee.for_):
            continue
        reason = _as_much_as_staying(fee, months)
        if reason:
            emptied.append((fee, reason))
    if not ends or not emptied:
        return
    fee, reason = emptied[0]
    yield _found(
        agreement,
        "early-fee-empties-right",
        fee,
        f"leaving without a reason costs {write(fee.value)}: as much as staying to the end",
        fee.value,
        "what leaving costs",
        [(ends[0], "the right to leave"), *((other.value, "and this") for other, _ in emptied[1:])],
        reason,
        {"fee": write(fee.value), "term": write(length)},
        (
            "let it fall, and name its ground: `early fee 3 times monthly fee, in year 1, for convenience, "
            'with "cost of setting up"`',
            "say openly that there is no such right: `no end by Client for convenience`",
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
    owed = _in_months(fee.value)
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


def _in_months(value: object) -> Decimal | None:
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
    owed = _in_months(cap)
    return owed is not None and months is not None and owed >= months


def _fee_from(fee: EarlyFee) -> Decimal | None:
    """After how many months of the term a fee applies first; `None` where that is not said in months."""
    if fee.after is not None:
        length = length_of(fee.after)
        return _months(length) if isinstance(length, v.Duration) else None
    for value in fee.in_:
        if isinstance(value, v.Numbered) and value.text == "year":
            return 12 * (value.number - 1)
        return None
    return Decimal(0)


# ---- what is deleted, kept, returned -----------------------------------------------------------------------


def _thing(value: object) -> str:
    text = write(value).strip('"').casefold()
    return _SAME.get(text, text)


def _theirs(agreement: Agreement, node: Node) -> bool:
    """Whether a clause is what a supplier promises."""
    return any(block.kind == "relies" for block in agreement.ancestors(node))


def _deletions(agreement: Agreement) -> Iterator[tuple[Delete, v.Value]]:
    """Each deletion without a condition, and by when it must be done."""
    for node in agreement.all("delete"):
        if isinstance(node, Delete) and node.when is None and isinstance(node.within, v.Anchored):
            yield node, node.within


def _owed_after_end(agreement: Agreement) -> Iterator[tuple[Node, str, v.Value, str]]:
    """What is owed for a time after the end: the clause, the thing, its time, and the words for it."""
    for node in (*agreement.all("keep"), *agreement.all("return_"), *agreement.all("hand_over")):
        if _theirs(agreement, node):
            continue
        if isinstance(node, Keep):
            for value in node.for_:
                if isinstance(value, v.Anchored):
                    yield node, _thing(node.value), value, "kept"
        elif isinstance(node, Return) and isinstance(node.within, v.Anchored):
            yield node, _thing(node.value), node.within, "returned"
        elif isinstance(node, HandOver) and isinstance(node.within, v.Anchored):
            for item in node.values:
                yield node, _thing(item), node.within, "handed over"


def _deleted_too_soon(agreement: Agreement) -> Iterator[Finding | Proof]:
    """A deletion that must be done before the same thing is returned, handed over, or kept long enough."""
    owed = list(_owed_after_end(agreement))
    for node, by in _deletions(agreement):
        thing = _thing(node.value)
        same = [
            one
            for one in owed
            if _event(one[2]) == _event(by)
            and (one[1] == thing or (thing in _EVERYTHING and one[1] in ("data", "backups")))
        ]
        late = [one for one in same if _longer(one[2], by)]
        if not late:
            if same:
                _, _, until, how = same[0]
                yield Proof(
                    "deleted-before-returned",
                    f"{thing}: deleted within {write(by)}, {how} {'within' if how != 'kept' else 'for'} {write(until)}",
                    {"deleted": write(by), how: write(until)},
                )
            continue
        _, _, until, how = max(late, key=lambda one: _longest(one[2]))
        yield _found(
            agreement,
            "deleted-before-returned",
            node,
            f"{write(node.value)} must be deleted within {write(by)}, and {'is' if thing == 'data' else 'are'} {how} "
            f"{'for' if how == 'kept' else 'within'} {write(until)}",
            by,
            "gone by then",
            [(until, f"still to be {how}")],
            f"what is deleted {write(length_of(by))} after the {_event(by)} is not there on the last of the "
            f"{write(length_of(until))} in which it is {how}",
            {"thing": thing, "deleted": write(by), how: write(until)},
            (f"delete later: `delete {write(node.value)} after {_from(until)}, within …`",),
        )  # fmt: skip


def _from(until: v.Value) -> str:
    return f"{write(length_of(until))} from {_event(until)}"


def _longest(value: v.Value) -> Decimal:
    length = length_of(value)
    return (_range(length)[1] or _range(length)[0]) if isinstance(length, v.Duration) else Decimal(0)


def _overdue_start(node: End | Suspend) -> Decimal | None:
    """After how many days past the due date a clause about a missed payment lets a party act; 0 where it says no number."""
    facts = [
        value for value in (node.when.walk() if node.when is not None else ()) if isinstance(value, v.Fact)
    ]
    if len(facts) != 1 or facts[0].state != "overdue":
        return None
    amount = facts[0].amount
    if isinstance(amount, v.Duration):
        return amount.seconds
    return Decimal(0)


def _deleted_before_cure(agreement: Agreement) -> Iterator[Finding]:
    """Data that are gone, after a missed payment, while the customer can still pay and go on."""
    ends = [node for node in agreement.all("end") if isinstance(node, End)]
    stops = [node for node in agreement.all("suspend") if isinstance(node, Suspend)]
    for node, by, how in _gone_for_debt(agreement):
        gone = length_of(by)
        gone_after = gone.seconds if isinstance(gone, v.Duration) else None
        base, base_node = _debt_event(_event(by), stops)
        if gone_after is None or base is None:
            continue
        for end in ends:
            saved = _saved_until(end)
            if saved is None or base + gone_after > saved:
                continue
            yield _gone(agreement, node, by, how, (base + gone_after, base_node), (end, saved))
            break


def _gone(
    agreement: Agreement,
    node: Clause,
    by: v.Value,
    how: str,
    gone: tuple[Decimal, Node | None],
    saved: tuple[End, Decimal],
) -> Finding:
    """Something that is gone so many seconds after the due date, at the earliest, while the agreement can still be saved, or
    still runs."""
    end, until = saved
    what = write(getattr(node, "value", None))
    first, last = (number(seconds / v.SECONDS["day"]) for seconds in (gone[0], until))
    still = "the customer can still pay" if end.cured is not None else "the agreement still runs"
    others: list[tuple[v.Value | Node, str]] = [(end, f"{still} up to day {last}")]
    if gone[1] is not None:
        others.append((gone[1], "the suspension, at the earliest"))
    return _found(
        agreement,
        "deleted-before-cured",
        node,
        f"after a missed payment {what} {how} {write(by)}, when {still}",
        by,
        f"gone on day {first}",
        others,
        f"counted from the due date, as early as the clauses allow: {what} are gone on day {first}, and {still} up to day {last}",
        {"gone": first, "saved": last, "what": what},
        (
            f"count from the end: `delete {what} after 60 days from end`",
            f"keep them longer: `keep {what} for 60 days from end`",
        ),
    )


def _gone_for_debt(agreement: Agreement) -> Iterator[tuple[Clause, v.Value, str]]:
    """What is deleted, or kept only for a time, after a missed payment or a suspension."""
    for node, by in _deletions(agreement):
        if _event(by) in _OVERDUE | _SUSPENDED:
            yield node, by, "must be deleted within"
    for keep in agreement.all("keep"):
        if isinstance(keep, Keep) and keep.when is None and not _theirs(agreement, keep):
            for value in keep.for_:
                if _event(value) in _OVERDUE | _SUSPENDED:
                    yield keep, value, "are kept only for"


def _debt_event(event: str, stops: list[Suspend]) -> tuple[Decimal | None, Node | None]:
    """How many seconds after the due date an event comes at the earliest, and the clause that says so."""
    if event in _OVERDUE:
        return Decimal(0), None
    for stop in stops:
        start = _overdue_start(stop)
        if start is None:
            continue
        notice = length_of(stop.notice)
        wait = notice.seconds if isinstance(notice, v.Duration) else Decimal(0)
        if wait is not None:
            return start + wait, stop
    return None, None


def _saved_until(end: End) -> Decimal | None:
    """How many seconds after the due date a customer can still pay and keep the agreement, at the earliest."""
    start = _overdue_start(end)
    if start is None:
        return None
    times = [length_of(value) for value in (end.cured, end.notice) if value is not None]
    waits = [time.seconds for time in times if isinstance(time, v.Duration) and time.seconds is not None]
    return start + max(waits) if waits else None


def _cure(agreement: Agreement) -> Iterator[Finding]:
    """A notice that ends the agreement while the time to mend the breach still runs."""
    for node in agreement.all("end"):
        if not isinstance(node, End) or node.notice is None or node.notice.length is None:
            continue
        if node.cured is None or (isinstance(node.cured, v.Anchored) and _event(node.cured) != "notice"):
            continue
        if not _longer(node.cured, node.notice):
            continue
        yield _found(
            agreement,
            "notice-ends-before-cure",
            node,
            f"the agreement ends on {write(node.notice)}, while the breach can still be cured within {write(node.cured)}",
            node.notice,
            "the agreement has ended",
            [(node.cured, "the time to cure still runs")],
            f"notice on day 0: it has run out after {write(node.notice.length)}, and a cure after that, within "
            f"{write(length_of(node.cured))}, comes in time and too late",
            {"notice": write(node.notice.length), "cured": write(node.cured)},
            (
                f"let the notice be as long as the cure: `on {write(length_of(node.cured))} notice`",
                "leave out the length of the notice, if the cure period decides: `on written notice, cured within 30 days`",
            ),
        )


def _liability(agreement: Agreement) -> Iterator[Finding | Proof]:
    """A party that answers for something and does not on the same day, and copies kept longer than anyone answers for them."""
    freed = [node for node in agreement.all("no_liability") if isinstance(node, NoLiability)]
    for node in agreement.all("liable"):
        if not isinstance(node, Liable) or not isinstance(node.until, v.Anchored):
            continue
        thing = write(node.for_)
        contradicted = False
        for other in freed:
            same = write(other.values) == write(node.values) and write(other.for_) == thing
            if not same or other.after is None or _event(other.after) != _event(node.until):
                continue
            if _longer(node.until, other.after):
                contradicted = True
                yield _found(
                    agreement,
                    "liable-and-not-liable",
                    node,
                    f"{write(node.values)} answers for {thing} until {write(node.until)}, and no longer after "
                    f"{write(other.after)}",
                    node.until,
                    "liable until here",
                    [(other.after, "not liable from here")],
                    f"a loss after {write(length_of(other.after))} and before {write(length_of(node.until))}: one clause gives "
                    "a claim, the other takes it",
                    {"until": write(node.until), "after": write(other.after)},
                    (
                        f"let both name one day: `no liability of {write(node.values)} for {thing}, after {write(node.until)}`",
                    ),
                )
        if thing == "backups" and not contradicted:
            yield from _kept_unanswered(agreement, node, node.until)


def _kept_unanswered(agreement: Agreement, node: Liable, until: v.Value) -> Iterator[Finding | Proof]:
    home = agreement.parent(node)
    for keep in agreement.all("keep"):
        if not isinstance(keep, Keep) or _theirs(agreement, keep) or _thing(keep.value) != "backups":
            continue
        block = agreement.parent(keep)
        if block is not home and any(one is not None and one.kind == "backup" for one in (block, home)):
            continue
        for value in keep.for_:
            if not isinstance(value, v.Anchored) or _event(value) != _event(until):
                continue
            if _longer(value, until):
                yield _found(
                    agreement,
                    "backups-outlive-liability",
                    keep,
                    f"backups are kept for {write(value)}, and {write(node.values)} answers for them only until {write(until)}",
                    value,
                    "kept until here",
                    [(until, "answered for until here")],
                    f"a copy that leaks after {write(length_of(until))} is still held by {write(node.values)}, "
                    "and nobody answers for it",
                    {"kept": write(value), "liable": write(until)},
                    (f"`liable {write(node.values)} for backups, until {write(value)}`",),
                )
            elif _compared(until, value)[1]:
                summary = f"backups: kept for {write(value)}, answered for until {write(until)}"
                yield Proof(
                    "backups-outlive-liability", summary, {"kept": write(value), "liable": write(until)}
                )


def _copies(agreement: Agreement) -> Iterator[Finding]:
    """A copy, a restore or a return after the end that takes longer than anything is kept to make it from."""
    for node in (
        *agreement.all("copy_on_request"),
        *agreement.all("restore_on_request"),
        *agreement.all("return_"),
    ):
        home = agreement.parent(node)
        if (
            home is None
            or home.kind != "exit"
            or not isinstance(node, CopyOnRequest | RestoreOnRequest | Return)
        ):
            continue
        returned = _thing(node.value) if isinstance(node, Return) else ""
        if returned and any(
            isinstance(gone, Delete) and _thing(gone.value) == returned and _longer(node.within, gone.within)
            for gone in home.clauses
        ):
            continue  # `deleted-before-returned` says it
        kept: list[tuple[Keep, v.Value]] = []
        for keep in home.clauses:
            if isinstance(keep, Keep) and _thing(keep.value) in (
                (returned,) if returned else ("backups", "data")
            ):
                kept += [(keep, value) for value in keep.for_ if _event(value) == "end"]
        if not kept or node.within is None or not all(_longer(node.within, value) for _, value in kept):
            continue
        keep, value = max(kept, key=lambda one: _longest(one[1]))
        word = vocabulary().word(node.kind)
        yield _found(
            agreement,
            "kept-shorter-than-copy",
            node,
            f"after the end a `{word}` may take {write(node.within)}, and {_thing(keep.value)} are kept for {write(value)} only",
            node.within,
            "when the copy comes",
            [(value, "gone by then")],
            f"what is handed over {write(length_of(node.within))} later can be made from nothing: all is gone after "
            f"{write(length_of(value))}"
            if returned
            else f"asked for on the last day, the copy is owed {write(length_of(node.within))} later, "
            "when nothing is left to make it from",
            {"copy": write(node.within), "kept": write(value)},
            (f"keep them longer: `keep {_thing(keep.value)} for 60 days from end`",),
        )


# ---- triggers ----------------------------------------------------------------------------------------------


def _triggers(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """A ground to leave that can never be shown: measured otherwise, of something that nothing promises, or asking for more
    misses than there are periods."""
    for end in agreement.all("end"):
        if not isinstance(end, End) or end.when is None:
            continue
        window = end.in_window
        if window is not None and isinstance(window.of, v.Duration) and len(window.of.parts) == 1:
            total, name = window.of.parts[0]
            if window.count > total:
                yield _out_of_reach(
                    agreement,
                    end,
                    window,
                    f"{number(total)} {unit(total, name)} hold {number(total)} periods",
                )
                continue
        for value in end.when.walk():
            if isinstance(value, v.Fact) and isinstance(value.subject, v.Phrase):
                yield from _trigger(agreement, semantics, end, value, value.subject)


def _out_of_reach(
    agreement: Agreement, end: End, value: v.Value, why: str, *others: tuple[v.Value, str]
) -> Finding:
    return _found(
        agreement,
        "trigger-out-of-reach",
        end,
        f"this ground to leave asks for {write(value)}, which can never happen",
        value,
        "more than there can be",
        others or ((end, "the ground to leave"),),
        why,
        {"asked": write(value)},
        ("ask for no more misses than there are figures: `in 2 of 3 months`",),
    )  # fmt: skip


def _trigger(
    agreement: Agreement, semantics: Semantics, end: End, fact: v.Fact, subject: v.Phrase
) -> Iterator[Finding]:
    of = write(subject.of)
    if subject.text == "availability" and of in agreement.names.get("service", {}):
        sources = list(_availabilities(agreement, of))
        if not sources:
            yield _unmeasured(
                agreement, end, subject, agreement.names["service"][of], "promises no availability"
            )
            return
        yield from _other_period(agreement, end, subject, sources)
    called = {word: kind for kind, word in TARGET_KINDS.items()}
    if subject.text in called and fact.state == "missed" and of in agreement.names.get("priority", {}):
        given = [
            target
            for target in semantics.targets
            if target.kind == called[subject.text] and of in dict(target.scope).get("priority", {of})
        ]
        broken = any(agreement.all("broken"))
        if not broken and not any(target.length is not None for target in given):
            node = agreement.names["priority"][of]
            yield _unmeasured(
                agreement, end, subject, node, f"has no {subject.text} target that could be missed"
            )


def _unmeasured(agreement: Agreement, end: End, subject: v.Phrase, node: Node, why: str) -> Finding:
    of = write(subject.of)
    return _found(
        agreement,
        "trigger-of-nothing",
        end,
        f"this ground to leave rests on {write(subject)}, and {agreement.title(node)} {why}",
        subject,
        "the ground to leave",
        [(node, why)],
        f"whatever happens, no figure or target of {of} shows a miss, so the right can never be used",
        {"subject": write(subject)},
        (f"promise it: add the target to {agreement.title(node)}", "name what is promised"),
    )


def _availabilities(agreement: Agreement, service: str) -> Iterator[tuple[Node, str]]:
    """Each promise of availability that may hold for a service, with the period over which it is measured, if stated."""
    for node in agreement.all("availability"):
        if not isinstance(node, Availability) or _theirs(agreement, node):
            continue
        home = agreement.parent(node)
        named = {write(value) for value in (*node.for_, *(home.for_ if isinstance(home, Clause) else ()))}
        own = home is not None and home.kind == "service" and write(getattr(home, "name", None)) == service
        others = named & set(agreement.names.get("service", {}))
        if own or service in named or (home is not None and home.kind != "service" and not others):
            each = node.each if node.each is not None else getattr(home, "each", None)
            yield node, _period(each)
    for node in (*agreement.all("guarantee"), *agreement.all("downtime"), *agreement.all("metric")):
        if "availability" in write(getattr(node, "target", None)) or node.kind != "guarantee":
            if node.kind == "metric" and "availab" not in agreement.title(node).casefold():
                continue
            yield node, _period(getattr(node, "each", None))


def _period(value: object) -> str:
    """The calendar period that a value names: `month` for `each month` and `1 month`; nothing for others."""
    if isinstance(value, v.Duration) and len(value.parts) == 1 and value.hours is None:
        amount, name = value.parts[0]
        if name == "month" and amount in (3, 12):
            return "quarter" if amount == 3 else "year"
        return name if amount == 1 else ""
    text = write(value)
    return text if text in _PERIODS else ""


def _other_period(
    agreement: Agreement, end: End, subject: v.Phrase, sources: list[tuple[Node, str]]
) -> Iterator[Finding]:
    """A trigger that looks at periods shorter than those over which the figure is measured."""
    if end.averaged_over is not None or any(not period for _, period in sources):
        return
    finest = min((period for _, period in sources), key=_PERIODS.index)
    node = next(node for node, period in sources if period == finest)
    window = end.in_window
    asked = ""
    if window is not None and isinstance(window.of, v.Duration) and len(window.of.parts) == 1:
        asked = window.of.parts[0][1]
    elif window is None and end.each is not None:
        asked = _period(end.each)
    if asked in _PERIODS and _PERIODS.index(asked) < _PERIODS.index(finest):
        yield _found(
            agreement,
            "trigger-measured-otherwise",
            end,
            f"this ground to leave counts {asked}s, and {write(subject)} is measured each {finest}",
            window if window is not None else end.each or subject,
            f"figures of a {asked}",
            [(node, f"measured each {finest}")],
            f"a {finest} gives one figure; what the {write(subject)} was in one {asked} of it is stated nowhere",
            {"asked": asked, "measured": finest},
            (f"count what is measured: `in 2 of 3 {finest}s`", f"measure what counts: `availability … each {asked}`"),
        )  # fmt: skip
        return
    times = end.times_in
    months = v.MONTHS.get(finest)
    span = length_of(times.within) if times is not None else None
    total = _months(span) if isinstance(span, v.Duration) else None
    if times is not None and months is not None and total is not None:
        most = (total + months - 1) // months
        if times.times > most:
            why = f"{write(span)} hold at most {number(most)} ends of a {finest}, so at most {number(most)} figures"
            where = node.head or node.span
            spot = v.Text("", span=where)
            yield _out_of_reach(agreement, end, times, why, (spot, f"one figure each {finest}"))


def _used(agreement: Agreement) -> Iterator[Finding]:
    """A right to leave that is lost before the report that shows its ground."""
    reports = [
        (node, node.within)
        for node in agreement.all("report")
        if isinstance(node, Report) and _event(node.within) in ("month-end", "end of month")
    ]
    if len(reports) != len(agreement.all("report")) or not reports:
        return
    for end in agreement.all("end"):
        if not isinstance(end, End) or _event(end.used) not in ("month-end", "end of month"):
            continue
        if all(_longer(within, end.used) for _, within in reports):
            within = min((within for _, within in reports if isinstance(within, v.Anchored)), key=_longest)
            assert end.used is not None
            yield _found(
                agreement,
                "right-lapses-before-report",
                end,
                f"this right to leave must be used within {write(end.used)}, and the report comes within {write(within)}",
                end.used,
                "the right is lost",
                [(within, "the figures come")],
                f"a miss in January: the right is lost {write(length_of(end.used))} after 31 January, the report may come "
                f"{write(length_of(within))} after it",
                {"used": write(end.used), "report": write(within)},
                ("count from the report: `used within 30 days of report`",),
            )


# ---- survivors ---------------------------------------------------------------------------------------------


def _survivors(agreement: Agreement) -> Iterator[Finding]:
    """A clause that is to hold after the end although there is none."""
    kinds = {vocabulary().word(node_kind): node_kind for node_kind in _SURVIVING}
    if agreement.all("broken"):
        return
    for node in agreement.all("survives"):
        if not isinstance(node, Survives):
            continue
        for value in node.values:
            if not isinstance(value, v.Name) or value.text not in kinds:
                continue
            kind = kinds[value.text]
            if agreement.all(kind) or _in_words(agreement, value.text):
                continue
            other = next((item for item in node.values if item is not value), None)
            yield _found(
                agreement,
                "survives-nothing",
                node,
                f"{value.text} is to hold after the end, and the agreement says nothing about it",
                value,
                "survives the end",
                [(other if isinstance(other, v.Value) else node, "what survives")],
                f"no block of the agreement is about `{value.text}`, and no text names it",
                {"survivor": value.text},
                (f"add `{value.text}`, or take it out of what survives",),
            )


#: Blocks that agreements let survive.
_SURVIVING = (
    "confidentiality", "liability", "fees", "data", "security", "credits", "exit", "duties", "backup", "force_majeure",
    "exceptions", "change", "onboarding",
)  # fmt: skip


def _in_words(agreement: Agreement, word: str) -> bool:
    """Whether a clause in prose, a linked document, a definition or a duty is about a word."""
    wanted = word.casefold()
    kinds = ("clause", "see", "define", "must", "keep", "delete", "return_")
    texts = [value.text for kind in kinds for node in agreement.all(kind) for value in _texts(node)]
    return any(wanted in text.casefold() for text in texts)


def _texts(node: Node) -> Iterator[v.Text | v.Name]:
    for _, value in node.contents():
        if isinstance(value, v.Text | v.Name):
            yield value
    if isinstance(node, SpecialClause) and node.prose is not None:
        yield v.Text(node.prose.text)
