"""What is promised to the tickets that some names mean, and how long they really wait: of a priority, a service, a site.

It asks what `clausecheck targets` and `clausecheck deadlines` print (`clausecheck.agreement.covering.effective`,
`Deadlines.waits`, `notice_days`), and computes nothing of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from clausecheck.agreement.clock import OutOfRange
from clausecheck.agreement.covering import effective
from clausecheck.agreement.deadlines import Deadline, Deadlines
from clausecheck.agreement.due import LoggedWhen, Waits
from clausecheck.agreement.notices import NoticeDay, notice_days
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import DIMENSIONS, Case, Target

ALL = "all"
"""The word for every ticket."""


def cases_of(semantics: Semantics, names: Sequence[str]) -> list[Case]:
    """The cases of the tickets that all of some names mean: names or titles of priorities, services, plans, sites, regions,
    tiers and families, or `all`. None where one of them names nothing of the agreement."""
    wanted: dict[str, str] = {}
    for name in names:
        if name == ALL:
            continue
        found = _dimension(semantics, name)
        if found is None:
            return []
        wanted[found[0]] = found[1]
    matching = [
        replace(case, **wanted)
        for case in semantics.cases
        if all(getattr(case, dimension) in (None, name) for dimension, name in wanted.items())
    ]
    return list(dict.fromkeys(matching)) or [Case(**wanted)]


def _dimension(semantics: Semantics, name: str) -> tuple[str, str] | None:
    """The dimension and the declared name of what is called by a name or a title; priorities first."""
    for dimension in DIMENSIONS:
        declared = semantics.agreement.names.get(dimension, {})
        if name in declared:
            return dimension, name
    for dimension in DIMENSIONS:
        for node in semantics.agreement.of_kind(dimension):
            title, own = getattr(node, "title", None), getattr(node, "name", None)
            if title is not None and own is not None and title.text.casefold() == name.casefold():
                return dimension, str(own.text)
    return None


def promised_to(semantics: Semantics, names: Sequence[str], kind: str) -> list[Target]:
    """The targets of a kind that hold for the tickets that names mean, each once, in the order of the text; aims, and what is
    not guaranteed, are not among them."""
    found = {
        id(target): target
        for case in cases_of(semantics, names)
        for target in effective(semantics.targets, kind, case)
        if target.length is not None and not target.aim
    }
    return sorted(found.values(), key=lambda target: target.clause.span.start)


def waits_of(semantics: Semantics, names: Sequence[str], kind: str) -> tuple[list[Waits], bool]:
    """How long the tickets that names mean really wait for a target of a kind, once for each deadline; and whether there is
    one that cannot be computed."""
    deadlines = Deadlines.of(semantics)
    found: dict[object, Waits] = {}
    unknown = False
    for case in cases_of(semantics, names):
        for condition in conditions_of(semantics, case, kind):
            held = applicable(deadlines, case, kind, condition)
            left_out = deadlines.left_out(case, kind, condition)
            unknown = unknown or any(target.condition == condition for target, _ in left_out)
            for deadline in held:
                if deadline.target.aim:
                    continue
                waits = waits_for(deadlines, deadline)
                if isinstance(waits, Waits):
                    found[deadline.due, deadline.logged] = waits
                else:
                    unknown = True
    return list(found.values()), unknown


def conditions_of(semantics: Semantics, case: Case, kind: str) -> list[str]:
    """None (an empty text), and each condition under which a target of a kind covers a case."""
    covering = [target for target in semantics.targets if target.kind == kind and target.covers(case)]
    return list(dict.fromkeys(["", *(target.condition for target in covering)]))


def applicable(deadlines: Deadlines, case: Case, kind: str, condition: str) -> list[Deadline]:
    """The deadlines of a kind that the tickets of a case have under a condition, and under no other."""
    held = deadlines.applicable(case, kind, condition)
    return [deadline for deadline in held if deadline.target.condition == condition]


def waits_for(deadlines: Deadlines, deadline: Deadline) -> Waits | str:
    """How long the tickets of a deadline really wait, or why that cannot be said."""
    try:
        found = deadlines.waits(deadline)
    except (OutOfRange, OverflowError, ValueError):
        return "it lies beyond what calendars cover"
    if found is not None:
        return found
    weeks = deadlines.weeks
    if any(True for _ in deadline.logged.stretches(weeks.start, weeks.end)):
        return "some tickets never fall due: the hours do not open again"
    return "no ticket is logged at such a time"


def counts_around_the_clock(semantics: Semantics, hours: str) -> bool | None:
    """Whether hours never close; `None` where that is not known."""
    clock = semantics.clock(hours)
    if clock is None:
        return None
    weeks = Deadlines.of(semantics).weeks
    return not LoggedWhen(shut=frozenset((clock,))).stretches(weeks.start, weeks.end)


@fact
def notices(semantics: Semantics) -> list[NoticeDay]:
    """Every notice about what comes after the day that counts as today."""
    return list(notice_days(semantics.agreement, semantics, semantics.as_of))


def notices_about(semantics: Semantics, about: Iterable[str]) -> Iterator[NoticeDay]:
    """The notices about some of `clausecheck.agreement.notices.ABOUT`, those that are undecided too."""
    wanted = frozenset(about)
    return (notice for notice in notices(semantics) if notice.about in wanted)


def days_of(notice: NoticeDay) -> int | None:
    """How many whole days lie between the last day of a notice and the end that it is for; the first day of what follows (a
    renewal, a new price) does not count. `None` where it has no day."""
    if notice.last is None or notice.event is None:
        return None
    end = notice.event if notice.about == "end" else notice.event - dt.timedelta(days=1)
    return (end - notice.last).days
