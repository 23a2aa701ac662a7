"""Working time that is easily read as something else: many business days as days, business hours as days, and a length that
counts on two clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausecheck.agreement.clock import ClockError
from clausecheck.agreement.mending import less, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import length_of
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.words import counted
from clausecheck.agreement.working_time import (
    DAY,
    HOUR,
    day_length,
    days_a_week,
    working_amount,
    working_lengths,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Hours
from clausecheck.language.write import number, write

#: From how many business days on a count is easily read as days; below that nobody plans in weeks.
MANY_DAYS = 30


# ---- many business days ------------------------------------------------------------------------------------


@check("business-days-read-as-days")
def business_days_read_as_days(context: Context) -> Iterator[Finding]:
    """So many business days that they are read as days: 90 of them are four months."""
    known = context.agreement.named(Hours)
    for node, length, name in working_lengths(context.semantics):
        amount = working_amount(length, "day")
        if amount is None or amount < MANY_DAYS or amount != int(amount) or node.kind in TARGET_KINDS:
            continue
        hours = known.get(name.text)
        week = days_a_week(context.agreement, hours) if hours is not None else None
        if hours is None or week is None or week == 7:
            continue
        days, case = _how_long(context.semantics, length, name.text, int(amount), week)
        yield context.draft(
            f"{write(length)} are up to {days} days, not {number(amount)}",
            node,
            f"read as {number(amount)} days, it is {days - int(amount)} days short",
            span=length.span,
            labels=(Label(hours.head, "which days count"),),
            witness=Witness(case, {"length": write(length), "days": days}),
            values=(write(length), str(days)),
            help=(
                *(
                    mend(
                        context.agreement, f"{say}: write {{}} instead", put(context.agreement, length, meant)
                    )
                    for say, meant in (
                        ("write the days that are meant", f"{number(amount)} days"),
                        ("the longer time in days", f"{days} days"),
                    )
                ),
                "write business days only where a few are meant",
            ),
        )


def _how_long(semantics: Semantics, length: v.Duration, name: str, amount: int, week: int) -> tuple[int, str]:
    """How many days so many business days take, and the case that shows it: the longest within the term where its days are
    known, else by the days of a week."""
    longest = _longest(semantics, name, amount)
    if longest is not None:
        days, begin, end = longest
        return days, f"{write(length)} from {begin} are over on {end}, {days} days later"
    weeks = -(-amount // week)
    days = weeks * 7
    return days, f"with {week} such days a week, {write(length)} take {weeks} weeks: {days} days"


def _longest(semantics: Semantics, name: str, amount: int) -> tuple[int, str, str] | None:
    """The longest that so many business days take within the term: in days, from which day, to which; `None` where the term
    has no first day, or its holidays are not known."""
    clock = semantics.clock(name)
    undated = any(text.startswith("no date") for text in semantics.horizon.reasons)
    if clock is None or undated or clock.decided_until < clock.end:
        return None
    try:
        days = clock.opening_dates(semantics.horizon.first, semantics.horizon.last)
    except ClockError as reason:
        gave_up(reason, f"how long {amount} business days take")
        return None
    pairs = [(days[at + amount] - days[at], days[at], days[at + amount]) for at in range(len(days) - amount)]
    if not pairs:
        return None
    length, begin, end = max(pairs, key=lambda pair: pair[0])
    return length.days, begin.isoformat(), end.isoformat()


# ---- business hours ----------------------------------------------------------------------------------------


@check("business-hours-read-as-days")
def business_hours_read_as_days(context: Context) -> Iterator[Finding]:
    """`24 business hours` where three business days are: most people read one day."""
    known = context.agreement.named(Hours)
    for node, length, hours_name in working_lengths(context.semantics):
        amount = working_amount(length, "hour")
        if amount is None or amount % 24 or not amount or node.kind == "define":
            continue
        name = hours_name.text
        hours = known.get(name)
        opened = day_length(hours)
        if hours is None or opened is None or opened >= DAY or amount * HOUR % opened:
            continue
        days, read, a_day = amount * HOUR / opened, amount / 24, number(opened / HOUR)
        yield context.draft(
            f"{write(length)} are {number(days)} {name} days, not {number(read)}",
            node,
            f"easily read as {counted(read, 'day')}",
            span=length.span,
            labels=(Label(hours.head, f"open {a_day} hours a day"),),
            witness=Witness(
                f"{number(amount)} hours at {a_day} hours a day are {number(amount)} / {a_day} = "
                f"{number(days)} days on which `{name}` is open",
                {"length": write(length), "days": number(days)},
            ),
            values=(write(length), number(days)),
            help=(
                *(
                    mend(
                        context.agreement, f"{say}: write {{}} instead", put(context.agreement, length, meant)
                    )
                    for say, meant in (
                        ("write the days that it is", counted(days, f"{name} day")),
                        ("those that it is read as", counted(read, f"{name} day")),
                    )
                ),
            ),
        )


# ---- two clocks --------------------------------------------------------------------------------------------


@check("two-clocks-in-one-length")
def two_clocks_in_one_length(context: Context) -> Iterator[Finding]:
    """A length that counts on some hours, in a clause that says it counts around the clock; one finding for the hours."""
    known = context.agreement.named(Hours)
    for name, places in _on_two_clocks(context.agreement).items():
        hours = known.get(name)
        opened = day_length(hours)
        if hours is None or (opened is not None and opened >= DAY):
            continue
        node, length, always = places[0]
        night = f"{number((DAY - opened) / HOUR)} hours" if opened is not None else "some hours"
        amount = working_amount(length, "hour")
        early = f"is over {counted(amount, 'hour')} later" if amount is not None else "is over sooner"
        yield context.draft(
            f"`{write(length)}` counts while `{name}` is open, and `during always` counts around the clock",
            node,
            f"counts on `{name}`",
            span=length.span,
            labels=(
                Label(always.span, "counts around the clock"),
                Label(hours.head, f"closed {night} a day"),
                *(Label(other.span, "both here, too") for _, other, _ in places[1:]),
            ),
            witness=Witness(
                f"a ticket logged as `{name}` closes: around the clock its time {early}, on `{name}` it begins {night} "
                "later at the earliest, when the hours open again",
                {"length": write(length), "hours": name},
            ),
            values=(write(length), name),
            help=(
                mend(
                    context.agreement,
                    "count around the clock: write {} instead (favours the customer)",
                    *(
                        put(context.agreement, each, write(replace(each, hours=None)), clause)
                        for clause, each, _ in places
                    ),
                )
                if all(each.seconds is not None for _, each, _ in places)
                else None,
                mend(
                    context.agreement,
                    f"count on {name} alone: write {{}} instead (favours the provider)",
                    *(less(context.agreement, clause, "during") for clause, _, _ in places),
                ),
            ),
        )


def _on_two_clocks(agreement: Agreement) -> dict[str, list[tuple[Clause, v.Duration, v.Name]]]:
    """The clauses that say `during always`, with their length that counts on some hours and the word, by the hours."""
    found: dict[str, list[tuple[Clause, v.Duration, v.Name]]] = {}
    for node in agreement.document.walk():
        if not isinstance(node, Clause) or node.kind not in (*TARGET_KINDS, "escalate"):
            continue
        names = (value for value in node.during if isinstance(value, v.Name))
        always = next((value for value in names if value.text == "always"), None)
        parts = (length_of(getattr(node, part, None)) for part in ("within", "every", "after"))
        length = next((part for part in parts if part), None)
        if always is not None and isinstance(length, v.Duration) and length.hours is not None:
            found.setdefault(length.hours.text, []).append((node, length, always))
    return found
