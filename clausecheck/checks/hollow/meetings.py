"""Times that ought to meet and never do: maintenance and the hours that are measured, copies and the window that stops them, work
and the time in which it is due, news and the mending that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.weeks import longest_closed, minutes_of, of_hours, of_window, possible_in
from clausecheck.agreement.words import exact_length
from clausecheck.agreement.written import changed, without, written
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Severity, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Availability,
    Backup,
    Block,
    Clause,
    Deliver,
    Differential,
    Full,
    Includes,
    Incremental,
    Maintenance,
    Notify,
    OpenClause,
    Priority,
    Resolve,
    Snapshot,
    Status,
    Work,
)
from clausecheck.language.write import write

_WATCH = re.compile(r"\b(?:monitor|watch|surveill|observ|alert)\w*", re.IGNORECASE)
_PLAN = re.compile(r"\b(?:plan|proposal|diagnosis|estimate|assessment|analysis|schedule)\b", re.IGNORECASE)


@check("maintenance-when-not-measured")
def maintenance_when_not_measured(context: Context) -> Iterator[Finding]:
    """Maintenance that is left out of an availability, at times at which that availability is not measured. While the agreement
    says that it is a draft, this is a note on its wording."""
    agreement = context.agreement
    draft = any(write(status.value) == "draft" for status in agreement.all(Status))
    for promise in uptime.availability_promises(context.semantics):
        if not promise.hours or not any(write(value) == "maintenance" for value in promise.clause.except_):
            continue
        during = promise.clause.during or promise.home.during
        measured = of_hours(agreement, during)
        clauses = promise.home.all(Maintenance)
        windows = [(clause, possible_in(clause)) for clause in clauses]
        if (
            measured is None
            or not windows
            or any(window is None or window & measured for _, window in windows)
        ):
            continue
        for clause, _ in windows:
            yield context.draft(
                f"maintenance lies outside {write(during[0])}, in which alone the availability is measured: `except "
                f"maintenance` takes "
                "nothing off",
                clause,
                "never within the hours that count",
                labels=(Label(promise.clause.span, "measured in other hours, except maintenance"),),
                witness=Witness(
                    "in no minute of a week are both: the exception is empty, or maintenance was meant for the hours that count",
                    {"hours": write(during[0])},
                ),
                values=(write(during[0]), write(clause.weekdays), write(clause.spans)),
                at_most=Severity.INFO if draft else None,
                help=(
                    f"leave the exception out instead: `{_counting(context, promise.clause)}`",
                    "say the window in which the service is really stopped",
                ),
            )


def _counting(context: Context, clause: Availability) -> str:
    """An availability from which maintenance is not left out."""
    gone = [value for value in clause.except_ if write(value) == "maintenance"]
    return without(written(context.agreement, clause), "except", clause.except_, gone)


@check("backup-within-maintenance")
def backup_within_maintenance(context: Context) -> Iterator[Finding]:
    """Backups that run only while maintenance may stop the service."""
    agreement = context.agreement
    windows: list[tuple[Maintenance, frozenset[int]]] = [
        (clause, window)
        for clause in agreement.all(Maintenance)
        if (home := agreement.parent(clause)) is not None
        and home.kind in ("service", "plan", "backup")
        and (window := of_window(clause)) is not None
    ]
    runs: list[Full | Incremental | Differential | Snapshot] = [
        *agreement.all(Full),
        *agreement.all(Incremental),
        *agreement.all(Differential),
        *agreement.all(Snapshot),
    ]
    for clause in runs:
        home = agreement.parent(clause)
        if not isinstance(home, Backup):
            continue
        hours = clause.during or home.during
        running = of_hours(agreement, hours) if hours else _begins(clause)
        when = write(hours[0]) if hours else " and ".join(write(value) for value in clause.at)
        if not running:
            continue
        named = {write(value) for value in home.for_}
        for maintenance, window in windows:
            place = agreement.parent(maintenance)
            if place is not home and named and write(getattr(place, "name", "")) not in named:
                continue
            if running <= window:
                yield context.draft(
                    f"the backup runs {when}, all of which lies in a window of maintenance"
                    if hours
                    else f"the backup starts at {when}, each time in a window of maintenance",
                    clause,
                    "runs only while maintenance may stop it",
                    labels=(Label(maintenance.span, "may stop the service all this time"),),
                    witness=Witness(
                        "a night of maintenance is a night without a copy; no other time is left for it",
                        {"hours": when},
                    ),
                    values=(when, write(maintenance.spans)),
                    help=(
                        "let backups run in hours in which no maintenance takes place",
                        "say that maintenance waits for the backup",
                    ),
                )


def _begins(clause: Full | Incremental | Differential | Snapshot) -> frozenset[int] | None:
    """The minutes of a week in which a copy starts: at its times on its weekdays, on all of them where it is made each day.
    `None` where no time is said, or not those of every week."""
    days = [day for day in clause.on if isinstance(day, v.Days)]
    daily = uptime.seconds(clause.every) == 86400 if clause.every is not None else False
    times = [value for value in clause.at if isinstance(value, v.Time)]
    if not times or len(times) < len(clause.at) or len(days) < len(clause.on) or not (days or daily):
        return None
    spans = [v.HoursSpan(time.seconds, time.seconds + 60) for time in times]
    return minutes_of(days or (v.Days(0, 6),), spans)


@check("no-twin-outside-hours")
def no_twin_outside_hours(context: Context) -> Iterator[Finding]:
    """A target that is promised during hours only, beside one of the same tickets that is promised outside of them, too."""
    found = [target for target in context.semantics.targets if target.promised]
    outside: dict[object, list[Target]] = {}
    of_kind: dict[str, dict[tuple[str, str | None], list[Target]]] = {}
    for target in found:
        outside.setdefault((target.outside, target.limited("priority")), []).append(target)
        of_kind.setdefault(target.kind, {}).setdefault((target.hours, target.outside), []).append(target)
    for target in found:
        clause = target.clause
        if not isinstance(clause, Clause) or not clause.during or target.hours == "always" or target.rest:
            continue
        twin = next(
            (
                other
                for other in outside.get((target.during, target.limited("priority")), ())
                if other.kind != target.kind and _meet(other, target)
            ),
            None,
        )
        otherwise = (
            other
            for sort, others in of_kind[target.kind].items()
            if sort != (target.hours, None)
            for other in others
            if other is not target and _meet(other, target)
        )
        if twin is not None and next(otherwise, None) is None:
            yield _one_sided(context, target, twin)


def _meet(one: Target, other: Target) -> bool:
    """Whether one ticket can meet both."""
    for dimension, names in one.scope:
        limited = other.limited(dimension)
        if limited is not None and not names & limited:
            return False
    return True


def _one_sided(context: Context, target: Target, other: Target) -> Finding:
    called, twin = TARGET_KINDS[target.kind], TARGET_KINDS[other.kind]
    during = f"during {target.during}"
    outside = written(context.agreement, target.clause).replace(during, f"outside {target.during}")
    return context.draft(
        f"the {called} is promised during {target.during} only, and the {twin} outside of it, too",
        target.clause,
        f"nothing is said of tickets outside {target.during}",
        labels=(Label(other.clause.span, f"the {twin} has a time for them"),),
        witness=Witness(
            f"a ticket logged while {target.during} is closed: the {twin} is due within {write(other.length)}, "
            f"and for the {called} "
            "nothing is said",
            {"target": called, "hours": target.during},
        ),
        values=(called, twin, target.during),
        help=(
            f"promise it then, too: `{outside}`",
            "say that nothing is promised then, or the time waits for the hours",
        ),
    )


@check("plan-not-before-fix", reads_words=True)
def plan_not_before_fix(context: Context) -> Iterator[Finding]:
    """A plan of how to mend something that is due no earlier than the mending."""
    agreement = context.agreement
    for clause in agreement.all(Deliver):
        home = agreement.parent(clause)
        titles = [
            value.text for value in clause.values if isinstance(value, v.Text) and _PLAN.search(value.text)
        ]
        if not isinstance(home, Priority) or not titles:
            continue
        for fix in home.all(Resolve):
            if _not_before(clause.within, fix.within):
                yield context.draft(
                    f'"{titles[0]}" is due within {write(clause.within)}, and the resolution within {write(fix.within)}',
                    clause,
                    "not before the mending",
                    labels=(Label(fix.span, "the mending that it is about"),),
                    witness=Witness(
                        f"a ticket whose mending takes as long as it may: after {write(fix.within)} it is done, and the plan "
                        f"is not due "
                        "earlier",
                        {"plan": write(clause.within), "resolution": write(fix.within)},
                    ),
                    values=(titles[0], write(clause.within), write(fix.within)),
                    help=(_earlier(context, clause, fix),),
                )


def _earlier(context: Context, plan: Deliver, fix: Resolve) -> str:
    """What would help where a plan is due too late: a fourth of the time of the mending."""
    seconds = fix.within.seconds if isinstance(fix.within, v.Duration) and fix.within.hours is None else None
    if seconds is None:
        return "let the plan come first: a fourth of the time in which the mending is due"
    length = exact_length(Fraction(max(60, int(seconds // 240) * 60)))
    return f"let the plan come first instead: `{changed(context.agreement, plan, plan.within, length)}`"


def _not_before(one: object, other: object) -> bool:
    """Whether one length is at least as long as another, on the same hours."""
    if not isinstance(one, v.Duration) or not isinstance(other, v.Duration):
        return False
    if write(one.hours) != write(other.hours):
        return False
    if one.seconds is not None and other.seconds is not None:
        return one.seconds >= other.seconds
    return [unit for _, unit in one.parts] == [unit for _, unit in other.parts] and one.parts >= other.parts


@check("alert-while-nobody-watches", reads_words=True)
def alert_while_nobody_watches(context: Context) -> Iterator[Finding]:
    """Monitoring in some hours, and an alert that is due within a time that passes while they are closed."""
    agreement = context.agreement
    clauses: list[Includes | OpenClause] = [*agreement.all(Includes), *agreement.all(OpenClause)]
    for clause in clauses:
        home = agreement.parent(clause)
        open_ = of_hours(agreement, clause.during) if clause.during else None
        watched = _watched(clause, home) if home is not None else ""
        if not watched or open_ is None or home is None:
            continue
        for alert in home.all(Notify):
            length = uptime.seconds(alert.within)
            if (
                any(write(name) != "always" for name in alert.during)
                or home.during
                or alert.outside
                or length is None
                or length > longest_closed(open_) * 60
            ):
                continue
            yield _unmet(
                context,
                alert,
                clause,
                f"an alert is due within {write(alert.within)} at any time, and {watched} takes place during "
                f"{write(clause.during[0])} only",
                longest_closed(open_),
            )


def _watched(clause: Includes | OpenClause, home: Block) -> str:
    """What is watched in the hours of a clause, by its words or, of the hours of a whole service, by those of the service."""
    if isinstance(clause, Includes):
        return next((text for value in clause.values if _WATCH.search(text := write(value))), "")
    lines = home.all(Includes)
    if any(line.during and _WATCH.search(write(line.values)) for line in lines):
        return ""  # watching has hours of its own
    title = getattr(home, "title", None)
    said = [*([title] if title is not None else []), *(value for line in lines for value in line.values)]
    return next((text for value in said if _WATCH.search(text := write(value))), "")


@check("work-outside-the-time")
def work_outside_the_time(context: Context) -> Iterator[Finding]:
    """Work in some hours only, and a target around the clock that can pass while they are closed."""
    agreement = context.agreement
    for work in agreement.all(Work):
        home = agreement.parent(work)
        open_ = of_hours(agreement, work.during) if work.during else None
        if open_ is None or home is None or work.for_ or work.when is not None:
            continue
        for target in context.semantics.targets:
            length = uptime.seconds(target.length)
            if (
                target.kind not in ("respond", "onsite", "resolve", "workaround")
                or target.hours != "always"
                or length is None
            ):
                continue
            if not isinstance(target.clause, Clause):
                continue
            if _within(context, target, home) and length <= longest_closed(open_) * 60:
                yield _unmet(
                    context,
                    target.clause,
                    work,
                    f"{write(target.length)} run around the clock, and work is done during {write(work.during[0])} only",
                    longest_closed(open_),
                )


def _within(context: Context, target: Target, home: Block) -> bool:
    """Whether a target is about tickets of a block."""
    name = write(getattr(home, "name", ""))
    return context.agreement.parent(target.clause) is home or name in (target.limited(home.kind) or ())


def _unmet(context: Context, due: Clause, open_: Clause, message: str, closed: int) -> Finding:
    """A finding about a time that can pass while hours are closed, for so many minutes at the longest."""
    hours = write(open_.during[0])
    return context.draft(
        message,
        due,
        "runs around the clock",
        labels=(Label(open_.span, f"only during {hours}"),),
        witness=Witness(
            f"something that happens when {hours} has just closed for its longest break, "
            f"{exact_length(Fraction(closed * 60))}: the time is over "
            "before anybody is there",
            {"hours": hours, "closed": closed},
        ),
        values=(hours, write(getattr(due, "within", None))),
        help=(
            f"count the time in the same hours instead: `{written(context.agreement, due)}, during {hours}`",
            "have somebody there at all hours",
        ),
    )
