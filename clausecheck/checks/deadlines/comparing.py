"""Two deadlines that are compared for every ticket that both concern, and what is said of the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clausecheck.agreement.calendars import data_versions
from clausecheck.agreement.deadlines import CALLED, Deadline, Deadlines
from clausecheck.agreement.due import Comparison
from clausecheck.agreement.semantics import TooMuch
from clausecheck.agreement.words import day_words, length_words
from clausecheck.checks.deadlines.tickets import about, logged, when
from clausecheck.context import Context
from clausecheck.finding import Finding, Label, Mend, Proof
from clausecheck.language.write import write

Pair = tuple[Deadline, Deadline]
#: So many pairs of clauses are compared by one check, so many looked at for whether they are to be, and so many compared once
#: further findings would only be counted.
_MOST_COMPARED, _MOST_PAIRS, _MOST_BEYOND = 2_000, 100_000, 200


def once_each(context: Context, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs without those that two clauses have already shown with the same deadlines for the same tickets."""
    seen: set[tuple[object, ...]] = set()
    beyond = 0
    for looked_at, (one, other) in enumerate(pairs):
        if len(seen) > _MOST_COMPARED or looked_at > _MOST_PAIRS:
            raise TooMuch(f"more than {_MOST_COMPARED:,} pairs of deadlines to compare")
        if beyond > _MOST_BEYOND:
            raise TooMuch(f"more than {_MOST_BEYOND:,} pairs to compare beyond the findings that are shown")
        key = (id(one.clause), id(other.clause), one.due, other.due, one.logged & other.logged)
        if key not in seen:
            seen.add(key)
            beyond += context.full()
            yield one, other


def of_one_kind_of_tickets(one: Deadline, other: Deadline) -> bool:
    """Whether both hold for each ticket, and for the same tickets: no average, and no calls beside incidents."""
    return not (one.target.average or other.target.average) and (
        one.target.population == other.target.population
    )


def compared(deadlines: Deadlines, one: Deadline, other: Deadline, lead: int) -> Comparison | None:
    """The comparison for the tickets that both concern, of which the second should fall due `lead` seconds after the first;
    `None` where there are no such tickets."""
    return deadlines.compared(one, other, lead)


def contradiction(
    context: Context,
    message: str,
    main: Deadline,
    other: Deadline,
    found: Comparison,
    more: Iterable[Label] = (),
    since: str = "",
    mends: Iterable[Mend] = (),
) -> Finding:
    """A finding about two deadlines, at the `main` one, with the ticket that shows it; `more` are further labels, `since` is
    from what both count if not from when the ticket is logged, and `mends` are what would take it away. Eight parameters:
    what is said, of which two, why, where else, and what to do."""
    if context.full():  # only counted
        return context.draft(message, main.clause, span=main.clause.head)
    ticket = found.ticket
    assert ticket is not None
    semantics = context.semantics
    main_due, other_due = main.due(ticket), other.due(ticket)
    apart = main_due - other_due
    later = (
        f", {length_words(apart)} {'later' if apart > 0 else 'earlier'}" if apart else ", at the same time"
    )
    main_kind, other_kind = CALLED[main.target.kind], CALLED[other.target.kind]
    main_case = f"{main.case.priority} " if main.case.priority != other.case.priority else ""
    other_case = f"{other.case.priority} " if main.case.priority != other.case.priority else ""
    case = main.case if main.case == other.case else replace(main.case, priority=None)
    moments = (
        {main_kind: main_due, other_kind: other_due}
        if main_kind != other_kind
        else {"first": main_due, "second": other_due}
    )
    other_label = f"{other_case}{other_kind} falls due {when(semantics, other_due)}"
    return context.draft(
        message,
        main.clause,
        f"{main_case}{main_kind} falls due {when(semantics, main_due)}{later}",
        span=main.clause.head,
        labels=(Label(other.clause.head, other_label), *more),
        values=(
            write(main.target.length),
            write(other.target.length),
            main.target.hours,
            other.target.hours,
        ),
        witness=logged(semantics, case, ticket, moments, since=since),
        help=mends,
    )


def kept(
    context: Context, one: Deadline, other: Deadline, found: Comparison, relation: str, since: str = ""
) -> Proof:
    """That no ticket shows the opposite: the second falls due `after` (or `not before`) the first."""
    deadlines = context.deadlines
    weeks = deadlines.weeks
    first = deadlines.reference.local(weeks.start).date()
    last = deadlines.reference.local(weeks.end - 1).date()
    kind, other_kind = CALLED[one.target.kind], CALLED[other.target.kind]
    if one.case.priority != other.case.priority:
        kind, other_kind = f"{one.case.priority} {kind}", f"{other.case.priority} {other_kind}"
    values = {
        "clauses": [one.clause.path, other.clause.path],
        "lengths": [write(one.target.length), write(other.target.length)],
        "from": first.isoformat(),
        "to": last.isoformat(),
        "weeks": found.weeks,
        "kinds of weeks": found.kinds,
        "breakpoints": found.breakpoints,
        "data": data_versions(),
    }
    if found.undecided:
        return context.undecided(
            f"undecided for some tickets: the hours of {kind} or {other_kind} do not open again", values
        )
    how = (
        f"{found.kinds} kinds of weeks among {found.weeks}, compared at {found.breakpoints} breakpoints"
        if found.kinds
        else "the lengths alone show it"
    )
    ticket = about(other.case if one.case == other.case else replace(other.case, priority=None))
    come = f"of which the {since} comes" if since else "logged"
    return context.proof(
        f"{ticket}: {other_kind} ({write(other.target.length)}) falls due {relation} {kind} ({write(one.target.length)}) "
        f"for every ticket {come} from {day_words(first)} to {day_words(last)}; {how}",
        values,
    )
