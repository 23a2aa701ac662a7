"""Whom a ticket reaches: targets that run at times at which nobody takes tickets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausecheck.agreement.mending import mend, more, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import Target
from clausecheck.agreement.weeks import DAY, WEEK, of_hours
from clausecheck.agreement.words import WEEKDAYS
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Contact, Node, OpenClause, Service, Starts
from clausecheck.language.write import clock, write
from clausecheck.quick import dataclass

_ALL = frozenset(range(WEEK))
#: The kinds of targets that somebody at the desk has to begin.
_ANSWERS = ("acknowledge", "respond")
#: So many minutes of a week are more than a rounding of hours.
_MATTERS = 30


@dataclass(frozen=True, slots=True)
class _Desk:
    """When somebody takes tickets: the minutes of a week, the clauses that say so, whether each contact has hours of its own
    (else those of its service count), and the names of the hours."""

    minutes: frozenset[int]
    clauses: tuple[Node, ...]
    own: bool
    hours: str


@check("target-while-desk-shut")
def target_while_desk_shut(context: Context) -> Iterator[Finding]:
    """Targets for tickets that come at times at which no contact is open."""
    desk = _desk(context.agreement)
    if desk is None or _by_machine(context.agreement):
        return
    late = []
    for target in context.semantics.targets:
        running = _running(context.agreement, target, desk)
        if running is None or target.kind not in _ANSWERS or not target.promised:
            continue
        shut = running - desk.minutes
        if len(shut) >= _MATTERS:
            late.append((target, shut))
    if late:
        yield _shut(context, desk, late)


def _by_machine(agreement: Agreement) -> bool:
    """Whether tickets come of themselves: a clock that starts when something is detected."""
    return any("detect" in write(value) for clause in agreement.all(Starts) for _, value in clause.contents())


def _desk(agreement: Agreement) -> _Desk | None:
    """The hours of all contacts together; `None` where one of them is open always, as far as anybody says, or where it is not
    known when."""
    contacts = [clause for clause in agreement.all(Contact) if not clause.to and not clause.outside]
    if not contacts:
        return None
    minutes: frozenset[int] = frozenset()
    clauses: list[Node] = []
    names: dict[str, None] = {}
    own = True
    for clause in contacts:
        home = agreement.parent(clause)
        hours: Sequence[v.Value] = clause.during
        said: Node = clause
        if not hours and isinstance(home, Service) and not _takes_always(clause):
            opened = [one for one in home.all(OpenClause) if one.during and not one.for_ and not one.without]
            own = False
            if len(opened) == 1:
                hours, said = opened[0].during, opened[0]
        found = of_hours(agreement, hours) if hours and not clause.on else None
        if found is None:
            return None
        minutes |= found
        clauses.append(said)
        names |= {write(value): None for value in hours}
    each = tuple({id(clause): clause for clause in clauses}.values())
    return _Desk(minutes, each, own, " and ".join(names))


def _takes_always(clause: Contact) -> bool:
    """Whether a contact takes tickets by itself: a portal, a page."""
    return any(write(value) in ("portal", "web", "form") or "://" in write(value) for value in clause.values)


def _running(agreement: Agreement, target: Target, desk: _Desk) -> frozenset[int] | None:
    """The minutes of a week in which tickets of a target come; `None` where that is not said. What a service has around the
    clock is held against hours of contacts only."""
    if target.outside is not None:
        closed = of_hours(agreement, [v.Name(target.outside)])
        return None if closed is None or not desk.own else _ALL - closed
    name = target.window or (target.hours if target.stated else "")
    if not name or " and " in name:
        return _ALL if target.stated and target.hours == "always" and desk.own else None
    if name == "always":
        return _ALL if desk.own else None
    if not target.said:
        return None  # `4 business hours` alone waits for the opening
    return of_hours(agreement, [v.Name(name)])


def _shut(context: Context, desk: _Desk, late: list[tuple[Target, frozenset[int]]]) -> Finding:
    target, shut = late[0]
    clause = target.clause
    start, end = _stretch(shut)
    when = f"{_moment(start)} to {_moment(end)}"
    contacts = [one for one in desk.clauses if isinstance(one, Contact) and one.during]
    return context.draft(
        f"tickets are to be answered at times at which nobody takes them: from {when}, say, when `{desk.hours}` is shut",
        clause,
        "runs while no contact is open",
        span=clause.head,
        labels=(
            *(Label(one.span, "tickets are taken only now") for one in desk.clauses),
            *(Label(other.clause.head, "this one, too") for other, _ in late[1:4]),
        ),
        witness=Witness(
            f"a fault at {_moment(start + (end - start) // 2)} is to be answered within {write(target.length)}, and whoever "
            "reports it finds nobody until the next opening",
            {"shut": [start, end], "hours": desk.hours},
        ),
        values=(write(target.length), target.hours, desk.hours),
        help=(
            f'name a contact for these times: `contact "standby", during {target.window or "always"}`',
            mend(
                context.agreement,
                "let the contact be open whenever the time runs: write {} instead",
                *(
                    put(context.agreement, value, target.window or "always")
                    for one in contacts
                    for value in one.during[:1]
                ),
            )
            if contacts
            else None,
            _while_open(context, target, desk),
        ),
    )


def _while_open(context: Context, target: Target, desk: _Desk) -> Mend | None:
    """The target only for the hours of the contact; `None` where it has its hours in other words, the contacts several, or
    another target for the same tickets runs at other times, for that would then come first."""
    clause, agreement, say = (
        target.clause,
        context.agreement,
        "answer while the contact is open: write {} instead",
    )
    during = getattr(clause, "during", ())
    if " and " in desk.hours or target.outside is not None:
        return None
    others = (one for one in context.semantics.targets if one.clause is not clause)
    if any(one.scope == target.scope and (one.window or one.hours) != desk.hours for one in others):
        return None
    if not during:
        return None if target.said else mend(agreement, say, more(agreement, clause, f"during {desk.hours}"))
    if agreement.source.slice(during[0].span) != write(during[0]):
        return None
    return mend(agreement, say, put(agreement, during[0], desk.hours))


def _stretch(minutes: frozenset[int]) -> tuple[int, int]:
    """The longest stretch of minutes on one day, as its first minute and the one after its last; of several the first."""
    best = (0, 0)
    start = None
    for minute in range(WEEK + 1):
        inside = minute in minutes
        if inside and start is not None and minute % DAY == 0:
            best = max(best, (start, minute), key=lambda one: one[1] - one[0])
            start = minute
        elif inside and start is None:
            start = minute
        elif not inside and start is not None:
            best = max(best, (start, minute), key=lambda one: one[1] - one[0])
            start = None
    return best


def _moment(minute: int) -> str:
    """A minute of the week as people write it: `Tue 17:00`."""
    day, rest = divmod(minute, DAY)
    return f"{WEEKDAYS[day % 7][:3]} {clock(rest * 60)}"
