"""Documents and units: an order of documents that runs in a circle, and one time that is counted in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clausecheck.agreement.clock import ClockError
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import length_of
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.finding import Finding, Label, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import (
    Agreement as AgreementBlock,
)
from clausecheck.language.tree import (
    Broken,
    Clause,
    Delete,
    Hours,
    Keep,
    Node,
    Opening,
    Precedence,
    Renew,
    Return,
    Term,
)
from clausecheck.language.write import number, write

#: From how many business days on a count is easily read as days; below that nobody plans in weeks.
MANY_DAYS = 30
_HOUR, _DAY = v.SECONDS["hour"], 86400


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """What is circular in the order of documents, and times whose unit misleads."""
    semantics = Semantics.of(agreement, parameters)
    yield from _precedence(agreement)
    yield from _many_business_days(agreement, semantics)
    yield from _day_of_hours(agreement)
    yield from _two_units(agreement, semantics)
    yield from _months_and_days(agreement)
    yield from _two_clocks(agreement)


def _draft(
    agreement: Agreement,
    name: str,
    node: Node,
    message: str,
    at: v.Value,
    label: str,
    others: list[Label],
    case: str,
    values: Mapping[str, Any],
    helps: tuple[str, ...],
) -> Finding:
    return draft(
        name,
        message,
        at.span,
        file=agreement.source.path,
        label=label,
        labels=tuple(others),
        place=agreement.title(agreement.parent(node) or node),
        path=node.path,
        witness=Witness(case, values),
        help=helps,
        values=tuple(str(value) for value in values.values()),
    )


# ---- the order of documents --------------------------------------------------------------------------------


def _precedence(agreement: Agreement) -> Iterator[Finding]:
    """A document that stands both before and after another, in one clause or in two."""
    titles = {
        block.title.text.casefold()
        for block in agreement.document.all(AgreementBlock)
        if block.title is not None
    }
    before: dict[tuple[str, str], tuple[v.Value, v.Value]] = {}
    for node in agreement.all("precedence"):
        if not isinstance(node, Precedence) or node.for_ or node.when is not None:
            continue
        items = [(_document(value, titles), value) for value in node.values if isinstance(value, v.Value)]
        for place, (strong, first) in enumerate(items):
            for weak, second in items[place + 1 :]:
                earlier = before.get((weak, strong))
                if earlier is not None or weak == strong:
                    yield _circular(agreement, node, first, second, earlier)
                    return
                before.setdefault((strong, weak), (first, second))


def _document(value: v.Value, titles: set[str]) -> str:
    """What a document is called, in one spelling; this agreement by its title is `this`."""
    text = write(value).strip('"').casefold()
    return "this" if text in titles else text


def _circular(
    agreement: Agreement, node: Node, first: v.Value, second: v.Value, earlier: tuple[v.Value, v.Value] | None
) -> Finding:
    if earlier is None:
        message = f"{write(first)} stands twice in the order of documents"
        others = [Label(first.span, "it prevails from here …")]
        case = (
            f"what stands between the two prevails over {write(second)}, and {write(first)} prevails over it"
        )
    else:
        message = f"{write(first)} prevails over {write(second)}, and {write(second)} over {write(first)}"
        others = [
            Label(earlier[0].span, f"{write(earlier[0])} prevails here"),
            Label(earlier[1].span, "and this yields"),
        ]
        case = f"where {write(first)} and {write(second)} differ, each clause lets the other document win"
    return _draft(
        agreement,
        "precedence-circular",
        node,
        message,
        second,
        "… and yields here",
        others,
        case,
        {"first": write(first), "second": write(second)},
        ("name each document once, the strongest first: `precedence \"Order Form\", this, \"Master Services Agreement\"`",),
    )  # fmt: skip


# ---- units -------------------------------------------------------------------------------------------------


def _hours(agreement: Agreement, name: str) -> Hours | None:
    node = agreement.names.get("hours", {}).get(name)
    return node if isinstance(node, Hours) else None


def _day_length(hours: Hours | None) -> Decimal | None:
    """For how many seconds hours are open on a day on which they open, where that is the same on all days."""
    if hours is None:
        return None
    lengths: set[int] = set()
    for clause in hours.clauses:
        if isinstance(clause, Broken):
            return None
        if isinstance(clause, Opening):
            spans = [span for span in clause.spans if isinstance(span, v.HoursSpan)]
            if len(spans) != len(clause.spans) or clause.from_ is not None or clause.to_date is not None:
                return None
            lengths.add(sum((span.end - span.start) % _DAY or _DAY for span in spans))
    weekdays = [days for clause in hours.all(Opening) for days in clause.weekdays if isinstance(days, v.Days)]
    listed = [day for days in weekdays for day in range(days.first, days.last + 1)]
    if len(lengths) != 1 or len(listed) != len(set(listed)):
        return None
    return Decimal(lengths.pop())


def _week(hours: Hours) -> int | None:
    """On how many days of a week hours open."""
    days = [days for clause in hours.all(Opening) for days in clause.weekdays]
    stated = [value for value in days if isinstance(value, v.Days)]
    if not stated or len(stated) != len(days):
        return None
    return len(
        {(value.first + step) % 7 for value in stated for step in range((value.last - value.first) % 7 + 1)}
    )


def _lengths(agreement: Agreement) -> Iterator[tuple[Node, v.Duration]]:
    """Each length of time in a clause, whatever part it stands in; rates (`20 hours per month`) are quantities."""
    for node in agreement.document.walk():
        for _, value in node.contents():
            if isinstance(value, v.Rated):
                continue
            for inner in value.walk():
                if isinstance(inner, v.Duration):
                    yield node, inner


def _working(length: object, name: str) -> Decimal | None:
    """The amount of a length that is counted in one working unit, `hour` or `day`."""
    if isinstance(length, v.Duration) and length.hours is not None and len(length.parts) == 1:
        amount, called = length.parts[0]
        return amount if called == name else None
    return None


def _many_business_days(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """So many business days that they are read as days: 90 of them are four months."""
    for node, length in _lengths(agreement):
        amount = _working(length, "day")
        if amount is None or amount < MANY_DAYS or amount != int(amount) or node.kind in TARGET_KINDS:
            continue
        assert length.hours is not None
        hours = _hours(agreement, length.hours.text)
        week = _week(hours) if hours is not None else None
        if hours is None or week is None or week == 7:
            continue
        longest = _longest(semantics, length.hours.text, int(amount))
        if longest is None:
            weeks = -(-int(amount) // week)
            days, case = (
                weeks * 7,
                f"with {week} such days a week, {write(length)} take {weeks} weeks: {weeks * 7} days",
            )
        else:
            days, begin, end = longest
            case = f"{write(length)} from {begin} are over on {end}, {days} days later"
        yield _draft(
            agreement,
            "business-days-read-as-days",
            node,
            f"{write(length)} are up to {days} days, not {number(amount)}",
            length,
            f"read as {number(amount)} days, it is {days - int(amount)} days short",
            [Label(hours.head, "which days count")],
            case,
            {"length": write(length), "days": days},
            (
                f"write the days that are meant: `{number(amount)} days` or `{days} days`",
                "write business days only where a few are meant",
            ),
        )  # fmt: skip


def _longest(semantics: Semantics, name: str, amount: int) -> tuple[int, str, str] | None:
    """The longest that so many business days take within the term: in days, from which day, to which; `None` where the term
    has no first day, or its holidays are not known."""
    clock = semantics.clock(name)
    undated = any(text.startswith("no date") for text in semantics.horizon.reasons)
    if clock is None or undated or clock.decided_until < clock.end:
        return None
    try:
        days = clock.opening_dates(semantics.horizon.first, semantics.horizon.last)
    except ClockError:
        return None
    pairs = [(days[at + amount] - days[at], days[at], days[at + amount]) for at in range(len(days) - amount)]
    if not pairs:
        return None
    length, begin, end = max(pairs, key=lambda pair: pair[0])
    return length.days, begin.isoformat(), end.isoformat()


def _day_of_hours(agreement: Agreement) -> Iterator[Finding]:
    """`24 business hours` where three business days are: most people read one day."""
    for node, length in _lengths(agreement):
        amount = _working(length, "hour")
        if amount is None or amount % 24 or not amount or node.kind == "define":
            continue
        assert length.hours is not None
        hours = _hours(agreement, length.hours.text)
        opened = _day_length(hours)
        if hours is None or opened is None or opened >= _DAY or amount * _HOUR % opened:
            continue
        days, read = amount * _HOUR / opened, amount / 24
        name = length.hours.text
        yield _draft(
            agreement,
            "business-hours-read-as-days",
            node,
            f"{write(length)} are {number(days)} {name} days, not {number(read)}",
            length,
            f"easily read as {_plural(read, 'day')}",
            [Label(hours.head, f"open {number(opened / _HOUR)} hours a day")],
            f"{number(amount)} hours at {number(opened / _HOUR)} hours a day are {number(amount)} / {number(opened / _HOUR)} = "
            f"{number(days)} days on which `{name}` is open",
            {"length": write(length), "days": number(days)},
            (f"write the days that are meant: `{_plural(days, f'{name} day')}` or `{_plural(read, f'{name} day')}`",),
        )  # fmt: skip


def _plural(amount: Decimal, name: str) -> str:
    return f"{number(amount)} {name}" + ("" if amount == 1 else "s")


def _two_units(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """One target of one priority that two plans promise in two units, although both are the same working time."""
    seen: set[tuple[str, object]] = set()
    for target in semantics.targets:
        amount = _working(target.length, "hour")
        if amount is None or not isinstance(target.length, v.Duration) or target.length.hours is None:
            continue
        name = target.length.hours.text
        opened = _day_length(_hours(agreement, name))
        if opened is None or opened >= _DAY:
            continue
        same = [
            other
            for other in semantics.targets
            if other.kind == target.kind
            and _scope(other) == _scope(target)
            and (days := _working(other.length, "day")) is not None
            and isinstance(other.length, v.Duration)
            and other.length.hours == target.length.hours
            and days * opened == amount * _HOUR
        ]
        key = (target.kind, _scope(target))
        if not same or key in seen:
            continue
        seen.add(key)
        whole = same[0].length
        per_day = number(opened / _HOUR)
        yield _draft(
            agreement,
            "same-time-in-two-units",
            target.clause,
            f"{TARGET_KINDS[target.kind]} within {write(target.length)} here, within {write(whole)} there: "
            f"the same working time in two units",
            target.length,
            f"{number(amount)} hours",
            [
                Label(other.length.span, f"{number(amount)} hours too, at {per_day} hours a day")
                for other in same
                if other.length is not None
            ],
            f"`{name}` is open {per_day} hours a day: {write(whole)} and {write(target.length)} are {number(amount)} working "
            "hours each",
            {"hours": write(target.length), "days": write(whole)},
            ("write both in one unit, or make the better one shorter",),
        )


def _scope(target: Target) -> tuple[object, ...]:
    """Which tickets a target is for, apart from the plan."""
    limits = tuple((name, members) for name, members in target.scope if name != "plan")
    return (limits, write(target.share), target.rest, target.outside, target.average, target.condition)


def _months_and_days(agreement: Agreement) -> Iterator[Finding]:
    """One time for one thing, in days in one clause and in months in another: a month has 28 to 31 days."""
    wording: dict[tuple[str, ...], list[tuple[Node, v.Value, v.Duration]]] = {}
    for key, node, value in _times(agreement):
        length = length_of(value)
        if isinstance(length, v.Duration) and length.hours is None:
            wording.setdefault(key, []).append((node, value, length))
    for key, places in wording.items():
        for place, (_, first, one) in enumerate(places):
            for node, second, other in places[place + 1 :]:
                if not _alike(one, other):
                    continue
                months = one if _calendar(one) else other
                low, high = months.bounds() or (0, 0)
                yield _draft(
                    agreement,
                    "same-time-in-two-units",
                    node,
                    f"{' '.join(key)}: {write(one)} in one clause, {write(other)} in another",
                    second,
                    write(other),
                    [Label(first.span, write(one))],
                    f"{write(months)} are {number(Decimal(low) / _DAY)} to "
                    f"{number(Decimal(high) / _DAY)} days, depending on the months",
                    {"first": write(one), "second": write(other)},
                    ("write both in one unit",),
                )


def _times(agreement: Agreement) -> Iterator[tuple[tuple[str, ...], Node, v.Value]]:
    """Times that belong to one thing, by what they are for."""
    for node in (*agreement.all("keep"), *agreement.all("return_"), *agreement.all("delete")):
        if any(block.kind in ("relies", "backup") for block in agreement.ancestors(node)):
            continue
        if not isinstance(node, Keep | Return | Delete) or node.when is not None or node.value is None:
            continue
        values = node.for_ if isinstance(node, Keep) else (node.within,)
        for value in values:
            if isinstance(value, v.Anchored):
                yield (
                    (vocabulary().word(node.kind), write(node.value), value.relation, write(value.event)),
                    node,
                    value,
                )
    for clause in (*agreement.all("term"), *agreement.all("renew")):
        notice = clause.unless if isinstance(clause, Term | Renew) else None
        if isinstance(notice, v.Notice):
            yield ("notice", "against", "the", "renewal"), clause, notice


def _calendar(length: v.Duration) -> bool:
    return any(name in v.MONTHS for _, name in length.parts)


def _alike(one: v.Duration, other: v.Duration) -> bool:
    """Whether one length is in months and the other in days, and both can be the same time."""
    left, right = one.bounds(), other.bounds()
    if left is None or right is None or _calendar(one) == _calendar(other):
        return False
    return left[0] <= right[1] and right[0] <= left[1]


def _two_clocks(agreement: Agreement) -> Iterator[Finding]:
    """A length that counts on some hours, in a clause that says it counts around the clock; one finding for the hours."""
    found: dict[str, list[tuple[Node, v.Duration, v.Name]]] = {}
    for node in agreement.document.walk():
        if not isinstance(node, Clause) or node.kind not in (*TARGET_KINDS, "escalate"):
            continue
        always = next(
            (value for value in node.during if isinstance(value, v.Name) and value.text == "always"), None
        )
        length = next(
            (made for part in ("within", "every", "after") if (made := length_of(getattr(node, part, None)))),
            None,
        )
        if always is not None and isinstance(length, v.Duration) and length.hours is not None:
            found.setdefault(length.hours.text, []).append((node, length, always))
    for name, places in found.items():
        hours = _hours(agreement, name)
        opened = _day_length(hours)
        if hours is None or (opened is not None and opened >= _DAY):
            continue
        node, length, always = places[0]
        night = f"{number((_DAY - opened) / _HOUR)} hours" if opened is not None else "some hours"
        amount = _working(length, "hour")
        early = f"is over {_plural(amount, 'hour')} later" if amount is not None else "is over sooner"
        yield _draft(
            agreement,
            "two-clocks-in-one-length",
            node,
            f"`{write(length)}` counts while `{name}` is open, and `during always` counts around the clock",
            length,
            f"counts on `{name}`",
            [
                Label(always.span, "counts around the clock"),
                Label(hours.head, f"closed {night} a day"),
                *(Label(other.span, "both here, too") for _, other, _ in places[1:]),
            ],
            f"a ticket logged as `{name}` closes: around the clock its time {early}, on `{name}` it begins {night} "
            "later at the earliest, when the hours open again",
            {"length": write(length), "hours": name},
            (
                f"leave out `{name}` in the length, if the promise holds around the clock",
                f"leave out `during always`, if it counts on `{name}`",
            ),
        )
