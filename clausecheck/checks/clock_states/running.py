"""A clock between its start and its end: one that never runs, one that never goes on, and one that ends before it reminds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from clausecheck.agreement.mending import inside, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.checks.clock_states.events import DONE, event, plain
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clock, Closes, Pauses, Reminds, Resumes, Starts, Stops
from clausecheck.language.write import write
from clausecheck.source import Span

# ---- no time at all


@check("clock-without-time")
def clock_without_time(context: Context) -> Iterator[Finding]:
    """A clock that the event of its start stops, or pauses, in the same moment."""
    for node in context.agreement.all(Clock):
        for start in node.all(Starts):
            ended = None if start.when is None or start.for_ or not plain(start) else _ended(node, start)
            if ended is not None:
                yield _starts_ended(context, start, *ended)


def _ended(node: Clock, start: Starts) -> tuple[Span, str] | None:
    """What ends the clock in the moment of its start: a stop, a pause, or the very thing that it measures."""
    for other in (*node.all(Stops), *node.all(Pauses)):
        if (
            other.when is not None
            and not other.for_
            and plain(other)
            and write(other.when) == write(start.when)
        ):
            return other.span, f"{'stops' if isinstance(other, Stops) else 'pauses'} when {write(other.when)}"
    figure = write(node.for_[0]) if len(node.for_) == 1 else ""
    if figure in DONE and event(start.when) == DONE[figure]:
        stop = next(iter(node.all(Stops)), None)
        return stop.span if stop is not None else node.head, f"measures the {figure}"
    return None


def _starts_ended(context: Context, start: Starts, span: Span, ended: str) -> Finding:
    when = write(start.when)
    return context.draft(
        f"a clock starts when {when}, and {ended}: it never measures any time",
        start,
        f"starts when {when}",
        labels=(Label(span, ended),),
        witness=Witness(
            f"a ticket that is logged on Monday and {when} on Friday: the clock shows 0 minutes, so every target is met",
            {"event": when},
        ),
        values=(when, ended),
        help=("start it with the ticket instead: `starts when logged`",),
    )


# ---- pauses


@check("pause-never-ends")
def pause_never_ends(context: Context) -> Iterator[Finding]:
    """A pause without end in a clock that nothing resumes, where another clock says what resumes it."""
    clocks = context.agreement.all(Clock)
    resuming = [clause for node in clocks for clause in node.all(Resumes)]
    if not resuming or any(node.all(Resumes) and not node.for_ for node in clocks):
        return
    for node in clocks:
        if node.all(Resumes) or not node.for_:
            continue
        endless = [
            pause
            for pause in node.all(Pauses)
            if pause.at_most is None and pause.until is None and _waits(pause.when)
        ]
        if endless:
            yield _endless(context, node, endless[0], resuming[0])


def _endless(context: Context, node: Clock, pause: Pauses, resuming: Resumes) -> Finding:
    """A finding about a pause; `resuming` is what lets another clock go on."""
    whose = " and ".join(write(value) for value in node.for_)
    goes_on = f"resumes when {write(resuming.when)}" if resuming.when is not None else "resumes when answered"
    return context.draft(
        f"the clock for {whose} pauses when {write(pause.when)}, and nothing lets it go on",
        pause,
        "no end, and no longest time",
        labels=(Label(resuming.span, "resumes another clock only"),),
        witness=Witness(
            f"a ticket that waits on Monday and is answered on Tuesday: the other clock goes on, the one for {whose} "
            "stands still for ever, and its target is never missed",
            {"clock": whose, "pause": write(pause.when)},
        ),
        values=(whose, write(pause.when)),
        help=(
            mend(
                context.agreement,
                "let it go on as the other clock does: add {}",
                inside(context.agreement, node, goes_on),
            ),
            f"the longest pause instead: `pauses when {write(pause.when)}, at most 5 days`",
        ),
    )


def _waits(condition: v.Condition | None) -> bool:
    """Whether a pause lasts until somebody acts."""
    return condition is not None and any(
        isinstance(fact, v.Fact) and write(fact.subject).strip('"').startswith(("await", "wait"))
        for fact in condition.walk()
    )


# ---- reminders


@check("reminder-after-closing")
def reminder_after_closing(context: Context) -> Iterator[Finding | Proof]:
    """A reminder that would go out when the ticket is closed already."""
    for node in context.agreement.all(Clock):
        for reminder, closing in itertools.product(node.all(Reminds), node.all(Closes)):
            lengths = [value for value in closing.for_ if isinstance(value, v.Duration)]
            silent = isinstance(closing.when, v.Fact) and write(closing.when.subject) in (
                "unanswered",
                "unreachable",
            )
            if len(lengths) != 1 or not silent or not isinstance(reminder.after, v.Duration):
                continue
            later = _not_before(reminder.after, lengths[0])
            after, closed = write(reminder.after), write(lengths[0])
            if later is None:
                continue
            if not later:
                yield context.proof(
                    f"a reminder after {after} comes before a ticket is closed after {closed}",
                    {"reminds": after, "closes": closed},
                )
                continue
            yield context.draft(
                f"a reminder goes out after {after}, but the ticket is closed after {closed} without an answer",
                reminder,
                f"after {after}",
                labels=(Label(closing.span, f"closed after {closed}"),),
                witness=Witness(
                    f"a ticket that is not answered: it is closed after {closed}; no reminder was due before",
                    {"reminds": after, "closes": closed},
                ),
                values=(after, closed),
                help=_apart(context.agreement, reminder, closing, lengths[0]),
            )


def _apart(
    agreement: Agreement, reminder: Reminds, closing: Closes, closes: v.Duration
) -> tuple[Mend | str, ...]:
    """A reminder before a ticket is closed: the latest that is, and the earliest closing behind the one that is agreed."""
    after = reminder.after
    assert isinstance(after, v.Duration)
    found: list[Mend | str] = []
    if len(closes.parts) == 1 and closes.parts[0][0] > 1:
        count, unit = closes.parts[0]
        sooner = write(replace(closes, parts=((count - 1, unit),)))
        found.append(
            mend(agreement, "remind earlier: write {} instead", put(agreement, after, sooner, reminder))
        )
    if len(after.parts) == 1:
        count, unit = after.parts[0]
        later = write(replace(after, parts=((count + 1, unit),)))
        found.append(mend(agreement, "close later: write {} instead", put(agreement, closes, later, closing)))
    return tuple(found) or ("remind earlier, or close later",)


def _not_before(one: v.Duration, other: v.Duration) -> bool | None:
    """Whether one length is at least as long as another; `None` where that depends on the calendar."""
    if one.hours is None and other.hours is None:
        here, there = one.bounds(), other.bounds()
        if here is None or there is None:
            return None
        return True if here[0] >= there[1] else False if here[1] < there[0] else None
    if (one.hours and one.hours.text) != (other.hours and other.hours.text):
        return None
    if one.seconds is not None and other.seconds is not None:
        return one.seconds >= other.seconds
    if len(one.parts) == len(other.parts) == 1 and one.parts[0][1] == other.parts[0][1]:
        return one.parts[0][0] >= other.parts[0][0]
    return None
