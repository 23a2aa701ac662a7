"""The moment from which a target counts: two of them for one, and one that nobody promises."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.mending import Alteration, beside, gone, instead, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.parties import called, of_supplier
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.words import week_moment
from clausecheck.checks.clock_states.events import (
    PROMISED,
    Start,
    TwoStarts,
    clock_starts,
    event,
    meet,
    target_starts,
    told_event,
    told_starts,
    two_starts,
)
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Block,
    Clause,
    Contain,
    Customer,
    NoGuarantee,
    Notify,
    RestoreOnRequest,
    Rto,
)
from clausecheck.language.write import write
from clausecheck.source import Span

# ---- two starts


@check("two-starts")
def two_starts_for_one_target(context: Context) -> Iterator[Finding]:
    """Two clauses that let one target count from two events."""
    for pair in two_starts(context.semantics):
        figure, first, second = pair.figure, pair.first, pair.second
        whose = f" of {' and '.join(sorted(pair.names))}" if pair.names else ""
        yield context.draft(
            f"the {figure}{whose} counts from {second.written} in one clause and from {first.written} in another",
            second.clause,
            f"counts from {second.written}",
            span=_spot(second.clause),
            labels=(Label(first.clause.span, f"counts from {first.written}"),),
            witness=_apart(context.semantics, pair),
            values=(figure, whose, *sorted((first.event, second.event))),
            help=(
                *(
                    mend(
                        context.agreement, f"let both count from {other.written}: write {{}} instead", change
                    )
                    for one, other in ((second, first), (first, second))
                    if (change := _started_as(context.agreement, one, other)) is not None
                ),
                "say for which tickets the other start holds",
            ),
        )


def _started_as(agreement: Agreement, one: Start, other: Start) -> Alteration | None:
    """The clause of one start with the other start; `None` where the language has no words for it there."""
    length = one.target.length if one.target is not None else None
    if isinstance(length, v.Anchored):
        if other.event == "logged":
            return put(agreement, length, write(length.amount))
        if other.target is not None:
            return put(agreement, length, f"{write(length.amount)} of {other.written}")
        return None
    when = getattr(one.clause, "when", None)
    if isinstance(when, v.Value) and other.target is None:
        return put(agreement, when, other.written)
    return None


def _spot(clause: Clause) -> Span:
    """Where a finding about a clause points: of a block, its header."""
    return clause.head if isinstance(clause, Block) else clause.span


def _apart(semantics: Semantics, pair: TwoStarts) -> Witness:
    """How far the two deadlines of one ticket lie apart: the later event comes as late as its own target lets it."""
    first, second = pair.first, pair.second
    name = min(pair.names) if pair.names else None
    late, early = (first, second) if second.event == "logged" else (second, first)
    awaited = _promised_in(semantics, PROMISED.get(late.event, ""), name)
    length = _length(second.target.length if second.target else None) or _promised_in(
        semantics, pair.figure, name
    )
    ticket = f"a {name} ticket" if name else "a ticket"
    gap = awaited[0] if awaited is not None else Decimal(3600)
    when = f"{early.event} on Monday at 09:00 and {late.event} on {_moment(gap)}"
    values = {"first": first.written, "second": second.written, "seconds apart": str(gap)}
    if awaited is not None:
        when += f", within the {awaited[1]} for it"
    if length is None:
        asked = second.target.length if second.target is not None else None
        amount = write(asked.amount) if isinstance(asked, v.Anchored) else "the time"
        begins = f"{amount} begin on Monday 09:00 by the one clause and on {_moment(gap)} by the other"
        return Witness(f"{ticket}, {when}: {begins}", values)
    return Witness(
        f"{ticket}, {when}: {length[1]} end at {_moment(length[0])} by the one clause and at "
        f"{_moment(length[0] + gap)} by the other",
        {**values, "due": _moment(length[0]), "or": _moment(length[0] + gap)},
    )


def _promised_in(semantics: Semantics, figure: str, priority: str | None) -> tuple[Decimal, str] | None:
    """The elapsed time that a target promises a priority, in seconds and as it is written."""
    for target in semantics.targets:
        if TARGET_KINDS[target.kind] != figure or target.outside is not None or target.hours != "always":
            continue
        names = target.limited("priority")
        if names is None or priority in names:
            return _length(target.length)
    return None


def _length(length: v.Value | None) -> tuple[Decimal, str] | None:
    """An elapsed length of time up to four days, in seconds and as it is written."""
    if isinstance(length, v.Anchored):
        length = length.amount
    seconds = length.seconds if isinstance(length, v.Duration) and length.hours is None else None
    return None if seconds is None or seconds > 4 * 86400 else (seconds, write(length))


def _moment(seconds: Decimal) -> str:
    """A moment so long after Monday 09:00."""
    return week_moment(int(seconds) // 60 + 9 * 60)


# ---- a start that nobody promises


def _promised_start(
    agreement: Agreement, waiting: Target, denied: list[NoGuarantee], promise: str
) -> Mend | str:
    """A promise of the act with which the clock starts, in the place of its denials."""
    text = f"{promise} within 15 minutes"
    if not denied:
        return mend(agreement, "promise it, for example: add {}", beside(agreement, waiting.clause, text))
    if any(len(clause.values) != 1 for clause in denied):
        return "promise it, in place of the denial"
    first, *others = denied
    changes = [instead(first, text), *(gone(agreement, other) for other in others)]
    return mend(agreement, "promise it, for example: write {} instead", *changes)


def _from_the_ticket(agreement: Agreement, start: Start) -> Alteration:
    """A start that is the ticket itself."""
    length = start.target.length if start.target is not None else None
    if isinstance(length, v.Anchored):
        return put(agreement, length, write(length.amount))
    return instead(start.clause, "starts when logged")


@check("start-without-promise", reads_words=True)
def start_without_promise(context: Context) -> Iterator[Finding]:
    """A clock that starts with an act of the provider which no clause promises by any time. Of two starts for one target
    only that is said."""
    semantics = context.semantics
    spoken = {
        span for pair in two_starts(semantics) for span in (_spot(pair.second.clause), pair.first.clause.span)
    }
    told: set[int] = set()
    for start in (*clock_starts(semantics), *target_starts(semantics), *told_starts(semantics)):
        called = start.promise
        if start.clause.span in spoken or called is None or id(start.clause) in told:
            continue
        if start.figures == frozenset({called}):
            continue
        covering = [
            target
            for target in semantics.targets
            if TARGET_KINDS[target.kind] == called and meet(target.limited("priority"), start.priorities)
        ]
        waiting = _waiting(semantics, start, called)
        if waiting and all(target.length is None for target in covering):
            told.add(id(start.clause))
            denied = [target.clause for target in covering if isinstance(target.clause, NoGuarantee)]
            yield _unpromised(context, start, waiting, denied)
    yield from _besides_tickets(context)


#: What the provider finds out or decides by itself before it tells of a breach or restores something.
_FINDS = frozenset({"confirmed", "classified", "diagnosed", "triaged", "verified", "validated", "assigned"})


def _besides_tickets(context: Context) -> Iterator[Finding]:
    """The same for a breach that is told, for what is restored and for a recovery, where no other clause about it counts from
    an event of its own."""
    agreement = context.agreement
    customers = called(agreement, Customer, "customer")
    told: list[Notify | RestoreOnRequest | Contain | Rto] = [
        *agreement.all(Notify),
        *agreement.all(RestoreOnRequest),
        *agreement.all(Contain),
        *agreement.all(Rto),
    ]
    clauses = [clause for clause in told if not of_supplier(agreement, clause)]
    for clause in clauses:
        length = clause.value if isinstance(clause, Rto) else clause.within
        if not isinstance(length, v.Anchored) or length.relation not in ("of", "from", "after"):
            continue
        act = event(length.event) or told_event(agreement, length.event)
        if act not in _FINDS or {write(one) for one in clause.by} & customers:
            continue
        about = write(clause.value) if isinstance(clause, Notify) else ""
        if any(
            other is not clause
            and type(other) is type(clause)
            and (not isinstance(other, Notify) or write(other.value) == about)
            for other in clauses
        ):
            continue
        what = f"what is told of {about}" if about else "this time"
        yield context.draft(
            f"{what} counts only from when it is {act}, and nothing says how soon that is",
            clause,
            f"starts when {act}",
            span=length.event.span,
            witness=Witness(
                f"noticed on Monday at 09:00 and {act} on Friday at 09:00: nothing is late, because {write(length.amount)} begin "
                "on Friday",
                {"event": write(length.event)},
            ),
            values=(act, clause.kind),
            help=(
                mend(
                    agreement,
                    "let the time count from what others see, which favours the customer: write {} instead",
                    put(
                        agreement,
                        length.event,
                        "requested" if isinstance(clause, RestoreOnRequest) else "detected",
                    ),
                ),
            ),
        )


def _waiting(semantics: Semantics, start: Start, called: str) -> list[Target]:
    """The targets whose time begins with a start; `called` is the one that says how soon it comes."""
    if start.target is not None:
        return [start.target]
    return [
        target
        for target in semantics.targets
        if target.length is not None
        and not isinstance(target.length, v.Anchored)
        and target.kind != "update"
        and TARGET_KINDS[target.kind] != called
        and (start.figures is None or TARGET_KINDS[target.kind] in start.figures)
        and meet(target.limited("priority"), start.priorities)
    ]


def _unpromised(context: Context, start: Start, waiting: list[Target], denied: list[NoGuarantee]) -> Finding:
    """A finding about a start; beside it the clauses that deny a promise of it, and the targets that wait for it."""
    called = start.promise
    figure = TARGET_KINDS[waiting[0].kind]
    state = start.event if start.event != "onsite" else "attended onsite"
    labels = [Label(node.span, f"no {called} is promised") for node in denied]
    labels += [
        Label(target.clause.span, "this time waits for it")
        for target in waiting
        if target.clause is not start.clause
    ]
    promise = next((kind for kind, name in TARGET_KINDS.items() if name == called), "")
    return context.draft(
        f"the {figure} counts only from when the ticket is {state}, and nothing says how soon that is",
        start.clause,
        f"starts when {state}",
        span=_spot(start.clause),
        labels=tuple(labels),
        witness=Witness(
            f"a ticket logged on Monday at 09:00 and {state} on Friday at 09:00: no target is missed, because "
            f"{write(waiting[0].length)} for the {figure} begin on Friday",
            {"event": start.written, "figure": figure},
        ),
        values=(start.event, figure),
        help=(
            *((_promised_start(context.agreement, waiting[0], denied, promise),) if promise else ()),
            mend(
                context.agreement,
                "let the time count from the ticket: write {} instead (favours the customer)",
                _from_the_ticket(context.agreement, start),
            ),
        ),
    )
