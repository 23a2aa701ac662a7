"""Maintenance that counts as downtime by one clause and is left out by another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.counted import (
    EMERGENCY_WORK,
    PLANNED_WORK,
    Said,
    Work,
    excepted,
    excused,
    inclusive,
    scope_of,
    together,
    works,
)
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.uptime import availability_promises
from clausecheck.agreement.written import without, written
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.tree import Excuse
from clausecheck.language.write import write

_CALLED = {PLANNED_WORK: "maintenance", EMERGENCY_WORK: "emergency maintenance"}


@check("maintenance-counts-both-ways")
def maintenance_counts_both_ways(context: Context) -> Iterator[Finding]:
    """Work that one clause counts as downtime, and that another leaves out of the same figure."""
    for kind in (PLANNED_WORK, EMERGENCY_WORK):
        counting = _counting(context.agreement, kind)
        named = frozenset[str]().union(*(said.names for said in counting))
        others = [one for one in availability_promises(context.semantics) if not one.names & named]
        for out in _left_out(context.agreement, kind):
            against = next((said for said in counting if _contradict(said, out, alone=not others)), None)
            if against is not None:
                yield _finding(context, kind, against, out)


def _counting(agreement: Agreement, kind: str) -> list[Said]:
    """What says that all of a kind of work counts: a figure that includes it, and a clause about the work, where no other clause
    about such work of the same service says nothing of it."""
    found = inclusive(agreement) if kind == PLANNED_WORK else []
    known = works(agreement, kind)
    scopes = [(one, scope_of(agreement, one)) for one in known]
    silent = [scope for one, scope in scopes if not one.counts]
    for work, scope in scopes:
        if work.counts and _general(work) and not any(together(other, scope) for other in silent):
            found.append(Said(work, work.span, scope))
    return found


def _left_out(agreement: Agreement, kind: str) -> Iterator[Said]:
    """What leaves a kind of work out, whenever and for whomever it is done."""
    yield from excepted(agreement, kind)
    yield from (
        said for said in excused(agreement, kind) if isinstance(said.node, Excuse) and said.node.when is None
    )
    for work in works(agreement, kind):
        if work.counts is False and _general(work):
            yield Said(work, work.span, scope_of(agreement, work))


def _general(work: Work) -> bool:
    """Whether a clause is about all work of its kind, and not about what is done for something or under some condition."""
    return not work.for_ and work.when is None and not work.during and not work.outside


def _contradict(counting: Said, out: Said, *, alone: bool) -> bool:
    """Whether both are about one service. A clause for some services goes before one for all, unless no other service is left
    (`alone`) for which that can be meant."""
    if not together(counting.names, out.names):
        return False
    return alone or counting.names == out.names or (bool(counting.names) and bool(out.names))


def _finding(context: Context, kind: str, counting: Said, out: Said) -> Finding:
    called = _CALLED[kind]
    whose = f" of {write(sorted(counting.names)[0])}" if len(counting.names) == 1 else ""
    return context.draft(
        f"{called}{whose} counts as downtime by one clause, and is left out by another",
        out.node,
        "left out here",
        span=out.span,
        labels=(Label(counting.span, "counts here"),),
        witness=Witness(
            f"two hours of {called} in a month are two hours of downtime by one clause, and none by the other",
            {"kind": kind},
        ),
        values=(kind, written(context.agreement, counting.node)),
        help=_mend(context.agreement, kind, out),
    )


def _mend(agreement: Agreement, kind: str, out: Said) -> tuple[str, ...]:
    """What would help: to let all of it count, or to leave it out in both clauses."""
    gone = [value for value in out.node.except_ if write(value) == kind]
    first = "strike the excuse"
    if gone:
        left = without(written(agreement, out.node), "except", out.node.except_, gone)
        first = f"leave the exception out instead: `{left}`"
    elif not isinstance(out.node, Excuse):
        left = re.sub(
            r",? (?:does not|do not|not) count(?:ed)? as downtime", "", written(agreement, out.node)
        )
        first = f"let it count, without these words: `{left}` instead"
    return first, "or leave the work out of the figure in the other clause, too"
