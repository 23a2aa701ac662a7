"""Suppliers whose own time ends later than the provider's, or who promise no time at all. Those of backups are not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.deadlines import UndecidedDeadline
from clausecheck.agreement.due import compare
from clausecheck.agreement.mending import Alteration, instead, mend, more, put
from clausecheck.agreement.targets import Case, Target
from clausecheck.agreement.words import length_words, moment_words
from clausecheck.checks.promises.wording import ticket_of
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, NoGuarantee, Relies
from clausecheck.language.write import write
from clausecheck.quick import dataclass


@check("supplier-answers-later")
def supplier_answers_later(context: Context) -> Iterator[Finding | Proof]:
    """A supplier who may take longer to respond or to resolve than the provider has to resolve."""
    for block in context.agreement.all(Relies):
        if any(up.kind == "backup" for up in context.agreement.ancestors(block)):
            continue
        own = _own_targets(context, block)
        found = (_denied(context, block, own[0]) or _compared(context, block, own)) if own else None
        if found is not None:
            yield found


def _own_targets(context: Context, block: Relies) -> list[Target]:
    """The resolutions that the provider promises without conditions for the service in which a supplier is named."""
    home = context.agreement.parent(block)
    service = write(getattr(home, "name", None)) if home is not None and home.kind == "service" else None
    return [
        target
        for target in context.semantics.targets
        if target.kind == "resolve"
        and target.promised
        and not (target.condition or target.average or target.rest)
        and (target.limited("service") is None or service in (target.limited("service") or ()))
        and target.limited("plan") is None
        and target.limited("site") is None
    ]


# ---- no time at all ----------------------------------------------------------------------------------


def _denied(context: Context, block: Relies, first: Target) -> Finding | None:
    """The finding about a supplier who guarantees no response or no resolution, beside the provider's first target."""
    name, promised = write(block.title), write(first.length)
    for clause in block.all(NoGuarantee):
        denied = [write(value) for value in clause.values if write(value) in ("resolution", "response")]
        if clause.when is not None or not denied:
            continue
        return context.draft(
            f"{name} guarantees no {denied[0]}, and the provider promises to resolve within {promised}",
            clause,
            f"{name} promises none",
            labels=(Label(first.clause.span, "promised to the customer"),),
            witness=Witness(
                f"a fault at {name} that it mends after a week: it breaks no promise, and the provider breaks the one "
                f"of {promised}",
                {"supplier": name, "promised": promised},
            ),
            values=(name, denied[0]),
            help=(
                mend(
                    context.agreement,
                    f"agree with {name} what is promised: write {{}} instead",
                    instead(clause, f"resolve within {promised}"),
                ),
                f"promise the customer nothing that rests on {name} (favours the provider)",
            ),
        )
    return None


# ---- a later time ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Late:
    """A ticket for which the supplier's clause falls due (`theirs`) after the provider's target (`mine`)."""

    clause: Clause
    target: Target
    logged: int
    theirs: int
    mine: int


def _compared(context: Context, block: Relies, own: list[Target]) -> Finding | Proof | None:
    """What comes of the supplier's times beside the provider's; `None` where the supplier names no time."""
    try:
        late = _late(context, block, own)
    except UndecidedDeadline as reason:
        return context.undecided(f"undecided, because {reason}")
    if late is not None:
        return _finding(context, block, late)
    if not any(clause.kind in ("respond", "resolve") for clause in block.clauses):
        return None
    name = write(block.title)
    return context.proof(
        f"{name} is never due later than the provider's own {len(own)} resolution targets",
        {"supplier": name, "targets": len(own)},
    )


def _late(context: Context, block: Relies, own: list[Target]) -> _Late | None:
    """The first ticket that a supplier may answer after the provider's time. Raises `UndecidedDeadline` where a time of
    the supplier cannot be computed."""
    deadlines = context.deadlines
    for clause in block.clauses:
        if clause.kind not in ("respond", "resolve") or not isinstance(clause, Clause):
            continue
        within = getattr(clause, "within", None)
        if clause.when is not None or not isinstance(within, v.Duration | v.Anchored):
            continue
        hours = write(clause.during[0]) if clause.during else "always"
        named = {write(value) for value in clause.for_}
        for target in own:
            names = target.limited("priority")
            if named and not (names and names & named):
                continue
            case = Case(min(names) if names else None)
            mine = deadlines.deadline(target, case)
            if mine is None:
                continue
            theirs = deadlines.length(within, hours, case)
            ticket = compare(theirs, mine.due, deadlines.weeks, lead=0).ticket
            if ticket is not None:
                return _Late(clause, target, ticket, theirs(ticket), mine.due(ticket))
    return None


def _as_promised(context: Context, late: _Late) -> Iterator[Alteration]:
    """The supplier's clause with the time that the customer is promised, on the same hours."""
    agreement, hours = context.agreement, late.target.hours
    within = getattr(late.clause, "within", None)
    if isinstance(within, v.Value):
        yield put(agreement, within, write(late.target.length))
    names = [value for value in late.clause.during if isinstance(value, v.Name)]
    if names:
        yield put(agreement, names[0], hours)
    elif hours != "always":
        yield more(agreement, late.clause, f"during {hours}")


def _as_late(context: Context, late: _Late, name: str) -> Mend | None:
    """The promise with the supplier's time, where both are on the same hours."""
    target, within = late.target, getattr(late.clause, "within", None)
    hours = write(late.clause.during[0]) if late.clause.during else "always"
    if target.length is None or hours != target.hours or late.clause.kind != "resolve":
        return None
    return mend(
        context.agreement,
        f"promise no more than {name} does: write {{}} instead (favours the provider)",
        put(context.agreement, target.length, write(within)),
    )


def _finding(context: Context, block: Relies, late: _Late) -> Finding:
    zone = context.deadlines.reference.zone
    name, ticket = write(block.title), ticket_of(late.target)
    logged, mine, theirs = (moment_words(at, zone) for at in (late.logged, late.mine, late.theirs))
    does = late.clause.kind
    promised, own = write(getattr(late.clause, "within", None)), write(late.target.length)
    return context.draft(
        f"{name} has {promised} to {does}, and the provider must have resolved {ticket} within {own}",
        late.clause,
        f"due {theirs}",
        labels=(
            Label(late.target.clause.span, f"due {mine}, {length_words(late.theirs - late.mine)} earlier"),
        ),
        witness=Witness(
            f"{ticket} logged {logged} whose cause lies with {name}: the provider must have resolved it by {mine}, and "
            f"{name} need not {does} before {theirs}",
            {"supplier": name, "logged": logged, "due": mine},
        ),
        values=(name, promised, own, *sorted(late.target.limited("priority") or ())),
        help=(
            mend(
                context.agreement,
                f"agree a time with {name} that keeps yours: write {{}} instead",
                *_as_promised(context, late),
            ),
            _as_late(context, late, name),
        ),
    )
