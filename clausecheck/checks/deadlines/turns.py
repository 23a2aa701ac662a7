"""A ticket that is logged later and falls due earlier, because another clause holds for it after closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge

from clausecheck.agreement.clock import OutOfRange
from clausecheck.agreement.deadlines import CALLED, Deadline
from clausecheck.agreement.due import ANY_TIME, NEVER, LoggedWhen
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.words import length_words
from clausecheck.checks.deadlines.comparing import Pair, once_each
from clausecheck.checks.deadlines.pairs import holding_for
from clausecheck.checks.deadlines.tickets import about, logged, when
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label
from clausecheck.language.write import write

#: How long before and after a closing the two tickets of a finding are logged, in seconds: the first pair that shows it.
_AROUND = ((900, 300), (300, 60), (60, 0), (1, 0))
#: Differences below this are not worth a word.
_SHORT = 60


@check("later-ticket-earlier")
def later_ticket_earlier(context: Context) -> Iterator[Finding]:
    """A ticket logged just after a closing that falls due before one logged just before it."""
    told: set[tuple[int, int]] = set()
    known: dict[tuple[object, ...], int | None] = {}
    for before, after in once_each(context, _taking_turns(context)):
        pair = (id(before.clause), id(after.clause))
        if pair in told:
            continue
        sorts = (before.due, before.logged, after.due, after.logged)
        if sorts not in known:
            known[sorts] = _turn(context, before, after)
        closing = known[sorts]
        if closing is not None:
            told.add(pair)
            yield _found(context, before, after, closing)


def _taking_turns(context: Context) -> Iterator[Pair]:
    """The deadlines of one case for the same thing that hold at different moments, in both orders."""
    semantics = context.semantics
    for case in semantics.cases:
        for kind in TARGET_KINDS:
            for holding in holding_for(semantics, (case,), (kind,)):
                yield from _in_turn(context.deadlines.applicable(case, kind, *holding))


def _in_turn(held: Sequence[Deadline]) -> Iterator[Pair]:
    """Those of some deadlines for one thing that hold at different moments: only clauses for tickets of different moments can
    take turns, and one that holds at every moment is never over."""
    moments: dict[LoggedWhen, list[int]] = {}
    for at, one in enumerate(held):
        moments.setdefault(one.logged, []).append(at)
    for one in held if len(moments) > 1 else ():
        beside = (places for logged, places in moments.items() if logged != one.logged != ANY_TIME)
        for at in merge(*beside):
            other = held[at]
            if one.target is not other.target and one.target.apart == other.target.apart:
                yield one, other


def _turn(context: Context, before: Deadline, after: Deadline) -> int | None:
    """A closing after which the second clause holds instead of the first and lets tickets fall due earlier, in the most usual
    kind of week; `None` where there is none."""
    both = before.logged & after.logged
    weeks = context.deadlines.weeks
    known = _switches(context.semantics)
    for start, end, _ in sorted(
        weeks.distinct([before.due, after.due], both), key=lambda week: (-week[2], week[0])
    ):
        key = (before.logged, after.logged, start)
        if key not in known:
            known[key] = _switching(before.logged, after.logged, start, end)
        for closing, first, second in known[key]:
            if _earlier(before, after, first, second, closing):
                return closing
    return None


@fact
def _switches(semantics: Semantics) -> dict[tuple[LoggedWhen, LoggedWhen, int], list[tuple[int, int, int]]]:
    """What `_switching` gives for each two kinds of tickets and the beginning of a week, as far as it was asked for."""
    return {}


def _switching(before: LoggedWhen, after: LoggedWhen, start: int, end: int) -> list[tuple[int, int, int]]:
    """The closings in a week at which one clause takes turns with another, with two tickets around each."""
    closings = {span.end for clock in (before & after).clocks for span in clock.open_spans(start, end)} - {
        end
    }
    around = (
        (closing, closing - ago, closing + later) for closing in sorted(closings) for ago, later in _AROUND
    )
    return [each for each in around if _switched(before, after, *each[1:])]


def _switched(before: LoggedWhen, after: LoggedWhen, first: int, second: int) -> bool:
    """Whether the one clause holds for the first of two tickets, and for the second only the other."""
    try:
        return before.holds(first) and after.holds(second) and not before.holds(second)
    except OutOfRange as reason:
        gave_up(reason, "which of two tickets falls due first")
        return False


def _earlier(before: Deadline, after: Deadline, first: int, second: int, closing: int) -> bool:
    """Whether the second of two tickets (`_switching`) falls due earlier, by more than the time for which the clock of the first
    stands still from the closing to the next opening: that jump alone is ordinary."""
    try:
        due, other = before.due(first), after.due(second)
        waiting = [
            opening - closing
            for clock in before.due.clocks()
            if not clock.is_open(closing) and (opening := clock.first_open(closing)) is not None
        ]
    except OutOfRange as reason:
        gave_up(reason, "which of two tickets falls due first")
        return False
    return NEVER not in (due, other) and due - other > max(waiting, default=0) + _SHORT


def _found(context: Context, before: Deadline, after: Deadline, closing: int) -> Finding:
    semantics = context.semantics
    ago, later = next(
        (ago, later)
        for ago, later in _AROUND
        if _switched(before.logged, after.logged, closing - ago, closing + later)
        and _earlier(before, after, closing - ago, closing + later, closing)
    )
    first, second = closing - ago, closing + later
    due, other = before.due(first), after.due(second)
    called = CALLED[before.target.kind]
    return context.draft(
        f"{about(before.case)} logged just after closing can fall due for {called} before one logged just before it",
        before.clause,
        f"logged {when(semantics, first)}: due {when(semantics, due)}",
        span=before.clause.head,
        labels=(Label(after.clause.head, f"logged {when(semantics, second)}: due {when(semantics, other)}"),),
        values=(write(before.target.length), write(after.target.length)),
        witness=logged(
            semantics,
            before.case,
            first,
            {"due": due, "other logged": second, "other due": other},
            f" falls due {when(semantics, due)}; one logged {when(semantics, second)} falls due "
            f"{when(semantics, other)}, {length_words(due - other)} earlier",
        ),
    )
