"""Promises to bring data back, tests of restores and moves to a second site, against the RTO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausecheck.agreement import due as deadlines
from clausecheck.agreement.backup import (
    BackupMeaning,
    backups,
    counted,
    plain,
    same_start,
    scope_of,
)
from clausecheck.agreement.clock import WEEK, HoursClock, utc
from clausecheck.agreement.covering import effective
from clausecheck.agreement.mending import mend, more, put
from clausecheck.agreement.schedule import elapsed
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import Case
from clausecheck.agreement.words import hours_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Failover, Node, RestoreOnRequest, Rto, TestRestore
from clausecheck.language.write import write
from clausecheck.quick import dataclass

# ---- restores on request


@check("restore-slower-than-rto")
def restore_slower_than_rto(context: Context) -> Iterator[Finding]:
    """A restore on request that may take longer than the RTO allows."""
    for backup in backups(context.semantics):
        for clause in backup.node.all(RestoreOnRequest):
            if clause.when is not None or clause.outside:
                continue
            promise = _promise(backup, clause)
            slower = _slower(backup, promise, context.full()) if promise is not None else None
            if promise is not None and slower is not None:
                yield _slower_finding(context, backup, promise, slower)


@dataclass(frozen=True, slots=True)
class _Promise:
    """Within what time a restore is done, and the clause that says so: the clause itself, else the resolution of the priority
    as which it is handled."""

    clause: RestoreOnRequest
    within: v.Value
    source: Node
    due: deadlines.Due


@dataclass(frozen=True, slots=True)
class _Slower:
    """A moment from which a restore may take longer (`took` seconds) than a recovery time allows; `clock` is the one that shows
    the moment, `None` where any moment does."""

    rto: Rto
    asked: int
    took: int
    allowed: int
    clock: HoursClock | None


def _promise(backup: BackupMeaning, clause: RestoreOnRequest) -> _Promise | None:
    within: v.Value | None
    during: Sequence[v.Value]
    source: Node
    if clause.within is not None:
        within, during, source = clause.within, clause.during, clause
    else:
        names = [value.text for value in clause.as_ if isinstance(value, v.Name)]
        if len(names) != 1 or names[0] not in backup.agreement.names.get("priority", {}):
            return None
        found = [
            target
            for target in effective(backup.semantics.targets, "resolve", Case(names[0]))
            if not (target.average or target.rest or target.condition or target.outside or target.aim)
        ]
        if len(found) != 1 or found[0].length is None:
            return None
        within, source = found[0].length, found[0].clause
        during = () if found[0].hours == "always" else (v.Name(found[0].hours),)
    due = due_of(backup.semantics, within, during, least=True)
    return _Promise(clause, within, source, due) if due is not None else None


def due_of(
    semantics: Semantics, amount: object, during: Sequence[v.Value], least: bool = False
) -> deadlines.Due | None:
    """A promised time as a deadline; `None` where it cannot be computed with.

    With `least`, working time on hours that are undecided counts as elapsed: it lasts at least as long.
    """
    amount = plain(amount)
    if not isinstance(amount, v.Duration):
        return None
    name = write(amount.hours) if amount.hours is not None else write(during[0]) if during else "always"
    if amount.seconds is not None and name == "always":
        return deadlines.Elapsed(int(amount.seconds))
    clock = semantics.clock(name) if name != "always" else None
    if clock is None:
        return deadlines.Elapsed(int(amount.seconds)) if least and amount.seconds is not None else None
    if amount.seconds is not None:
        return deadlines.Working(clock, int(amount.seconds))
    if amount.hours is not None and len(amount.parts) == 1 and amount.parts[0][1] == "day":
        return deadlines.BusinessDays(clock, int(amount.parts[0][0]))
    return None


def _slower(backup: BackupMeaning, promise: _Promise, whether: bool) -> _Slower | None:
    """The first recovery time of the same matter that a restore may miss, compared for every moment of the term at which data
    may be lost, or up to the first one that shows it where only `whether` matters."""
    for rto in backup.node.all(Rto):
        if not _same_matter(backup, promise.clause, rto) or rto.when is not None:
            continue
        recovery = due_of(backup.semantics, rto.value, rto.during)
        if recovery is None or not same_start(promise.within, rto.value):
            continue
        worst = compared(backup.semantics, promise.due, recovery, 0, whether).ticket
        if worst is not None:
            took, allowed = promise.due(worst) - worst, recovery(worst) - worst
            clocks = _clocks(promise.due, recovery)
            return _Slower(rto, worst, took, allowed, clocks[0] if clocks else None)
    return None


def compared(
    semantics: Semantics, first: deadlines.Due, second: deadlines.Due, lead: int, whether: bool = False
) -> deadlines.Comparison:
    """Whether the second time ends at least `lead` seconds after the first from whatever moment of the term both count; from
    any moment of a week where no hours matter. What several clauses say alike is compared once, and where only `whether`
    matters, up to the first moment that shows the opposite."""
    clocks = _clocks(first, second)
    start, end = 0, WEEK
    if clocks:
        start, end = clocks[0].start, min(clocks[0].end, *(clock.decided_until for clock in clocks))
    weeks, _, known = semantics.over(start, max(end, start + 1))
    key = (first, second, deadlines.ANY_TIME, lead)
    found = known.get(key)
    if found is None:
        found = deadlines.compare(first, second, weeks, lead=lead, whether=whether)
        if not whether:
            known[key] = found
    return found


def _clocks(first: deadlines.Due, second: deadlines.Due) -> list[HoursClock]:
    return sorted(first.clocks() | second.clocks(), key=lambda clock: clock.spec.name)


def _same_matter(backup: BackupMeaning, clause: RestoreOnRequest, rto: Rto) -> bool:
    """Whether a restore and a recovery time are surely about the same: neither is limited, or both name the same."""
    scope, other = scope_of(clause), scope_of(rto)
    if not scope:
        return True
    return any(write(one).casefold() == write(two).casefold() for one in scope for two in other) or (
        not other and all(isinstance(value, v.Name) and value in backup.services for value in scope)
    )


def _slower_finding(context: Context, backup: BackupMeaning, promise: _Promise, slower: _Slower) -> Finding:
    clause, rto, clock = promise.clause, slower.rto, slower.clock
    if context.full():  # only counted
        return context.draft(f"a restore of {backup.title} may take longer than its RTO allows", clause)
    most, lasting = write(plain(rto.value)), ""
    if clock is not None:
        due = backup.moment(slower.asked + slower.took, clock)
        if slower.took != elapsed(plain(promise.within)):
            lasting = f" ({hours_words(slower.took)} by the clock when asked for on {backup.moment(slower.asked, clock)})"
        case = (
            f"a restore asked for on {backup.moment(slower.asked, clock)} ({clock.zone.key}) is due on {due}, "
            f"{hours_words(slower.took)} later; by the RTO the data are back after {hours_words(slower.allowed)}"
        )
    else:
        case = (
            f"a restore may take {hours_words(slower.took)}, and by the RTO the data are back after "
            f"{hours_words(slower.allowed)}"
        )
    labels = [Label(rto.span, f"{most} at most")]
    if promise.source is not clause:
        labels.append(Label(promise.source.span, "as long as this a restore may take"))
    asked = utc(slower.asked).isoformat() if clock is not None else ""
    return context.draft(
        f"a restore of {backup.title} may take {write(plain(promise.within))}{lasting}, longer than its RTO of {most} allows",
        clause,
        "so long a restore may take",
        span=clause.within.span if clause.within is not None else clause.span,
        labels=tuple(labels),
        witness=Witness(case, {"restore": slower.took, "rto": slower.allowed, "asked": asked}),
        values=(write(promise.within), write(rto.value)),
        help=(
            mend(
                context.agreement,
                "promise restores within the RTO: write {} instead",
                put(context.agreement, clause.within, most),
                *(put(context.agreement, name, "always") for name in clause.during if name.span != v.NOWHERE),
            )
            if clause.within is not None
            else mend(
                context.agreement,
                "promise restores within the RTO: write {} instead",
                more(context.agreement, clause, f"within {most}, during always"),
            ),
            mend(
                context.agreement,
                "say which restores are slower: write {} instead (favours the provider)",
                more(context.agreement, clause, 'for "single files"'),
            )
            if not clause.for_
            else None,
        ),
    )


# ---- tests and failovers


@check("restore-test-slower-than-rto")
def restore_test_slower_than_rto(context: Context) -> Iterator[Finding]:
    """A restore test that is passed although every RTO is missed."""
    for one in _longer_than_rto(context.semantics, TestRestore):
        most = write(plain(one.slowest.value))
        over = hours_words(one.seconds - one.limit)
        yield context.draft(
            f"a restore test of {one.backup.title} is passed within {write(plain(one.within))}, when its RTO of "
            f"{most} is missed",
            one.clause,
            "passed within this time",
            span=one.within.span,
            labels=(Label(one.slowest.value.span, "back within this time"),),
            witness=Witness(
                f"a test that takes {hours_words(one.seconds)} is passed, and the RTO was over {over} before",
                {"test": one.seconds, "rto": one.limit},
            ),
            values=(str(one.seconds), str(one.limit)),
            help=(
                mend(
                    context.agreement,
                    "let the test prove the RTO: write {} instead",
                    put(context.agreement, one.within, most),
                ),
            ),
        )


@check("failover-slower-than-rto")
def failover_slower_than_rto(context: Context) -> Iterator[Finding]:
    """A move to the second site that takes longer than every RTO."""
    for one in _longer_than_rto(context.semantics, Failover):
        if one.clause.when is not None:
            continue
        most = write(plain(one.slowest.value))
        over = hours_words(one.seconds - one.limit)
        yield context.draft(
            f"the failover of {one.backup.title} may take {write(plain(one.within))}, longer than its RTO of "
            f"{most} allows",
            one.clause,
            "so long the move may take",
            span=one.within.span,
            labels=(Label(one.slowest.value.span, "back within this time"),),
            witness=Witness(
                f"when the first site is lost, work goes on after {hours_words(one.seconds)}, {over} after the RTO "
                f"of {hours_words(one.limit)}",
                {"failover": one.seconds, "rto": one.limit},
            ),
            values=(str(one.seconds), str(one.limit)),
            help=(
                mend(
                    context.agreement,
                    "promise the failover sooner: write {} instead",
                    put(context.agreement, one.within, most),
                ),
                "say in the RTO that it does not hold when a site is lost",
            ),
        )


@dataclass(frozen=True, slots=True)
class _Longer:
    """A clause that allows more time than the longest recovery time of its backup: its time and the seconds of that, and the
    recovery time with the seconds that it allows."""

    backup: BackupMeaning
    clause: TestRestore | Failover
    within: v.Value
    seconds: int
    slowest: Rto
    limit: int


def _longer_than_rto(semantics: Semantics, kind: type[TestRestore] | type[Failover]) -> Iterator[_Longer]:
    for backup in backups(semantics):
        if not backup.rtos:
            continue
        slowest, limit = max(backup.rtos, key=lambda one: one[1])
        for clause in backup.node.all(kind):
            seconds = elapsed(clause.within) if not counted(clause) else None
            if clause.within is not None and seconds is not None and seconds > limit:
                yield _Longer(backup, clause, clause.within, seconds, slowest, limit)
