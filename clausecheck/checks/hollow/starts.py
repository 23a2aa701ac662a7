"""Deadlines that begin nowhere, and days of two kinds beside each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.written import written
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Deliver, Patch
from clausecheck.language.write import write


@check("deadline-without-start")
def deadline_without_start(context: Context) -> Iterator[Finding]:
    """A deadline outside of tickets, of which no clause says from which event it runs."""
    agreement = context.agreement
    clauses: list[Patch | Deliver] = [*agreement.all(Patch), *agreement.all(Deliver)]
    for clause in clauses:
        home = agreement.parent(clause)
        if not isinstance(clause.within, v.Duration) or clause.when is not None or home is None:
            continue
        if isinstance(clause, Deliver) and (
            home.kind not in ("service", "plan", "security", "data")
            or clause.on
            or clause.each
            or clause.every
        ):
            continue
        yield _startless(context, clause, clause.within)


def _startless(context: Context, clause: Patch | Deliver, length: v.Duration) -> Finding:
    patch = isinstance(clause, Patch)
    first, second = (
        ("the release of the patch", "the approval of it") if patch else ("the request", "the approval")
    )
    return context.draft(
        f"{write(length)}, and nothing says from which event they run",
        clause,
        "from when on?",
        span=length.span,
        witness=Witness(
            f"{first} on Monday at 09:00, {second} on Friday at 09:00: {write(length)} run from the one or from the other, and "
            "the clause decides for neither",
            {"length": write(length)},
        ),
        values=(clause.kind, write(length)),
        help=(f'say the start: write `{write(length)} of "{first}"`',),
    )


@check("days-beside-business-days")
def days_beside_business_days(context: Context) -> Iterator[Finding]:
    """Targets of one kind, or of one ticket, of which one counts days of the calendar and the other business days."""
    told: set[int] = set()
    found = [target for target in context.semantics.targets if target.promised]
    for one, other in itertools.combinations(found, 2):
        plain, working = (one, other) if _plain_days(one) else (other, one)
        if not _plain_days(plain) or not _business_days(working) or id(plain.clause) in told:
            continue
        if plain.kind == working.kind or plain.scope == working.scope:
            told.add(id(plain.clause))
            yield _two_kinds(context, plain, working)


def _duration(target: Target) -> v.Duration | None:
    length = target.length.amount if isinstance(target.length, v.Anchored) else target.length
    return length if isinstance(length, v.Duration) else None


def _plain_days(target: Target) -> bool:
    """Whether a target counts days of the calendar, without saying that these count around the clock."""
    length = _duration(target)
    return (
        length is not None
        and length.hours is None
        and not target.stated
        and all(unit == "day" for _, unit in length.parts)
    )


def _business_days(target: Target) -> bool:
    length = _duration(target)
    return length is not None and length.hours is not None and any(unit == "day" for _, unit in length.parts)


def _two_kinds(context: Context, plain: Target, working: Target) -> Finding:
    length, other = write(plain.length), write(working.length)
    business = _duration(working)
    name = write(business.hours) if business is not None and business.hours is not None else "business"
    return context.draft(
        f"the {TARGET_KINDS[plain.kind]} counts {length}, and the {TARGET_KINDS[working.kind]} beside it {other}",
        plain.clause,
        "days of the calendar, weekends included",
        span=plain.length.span if plain.length is not None else plain.clause.span,
        labels=(Label(working.clause.span, "days on which the hours open"),),
        witness=Witness(
            f"a ticket of Friday evening: {length} run through the weekend, {other} begin on Monday",
            {"plain": length, "business": other},
        ),
        values=(length, other),
        help=(
            f"count both alike: write `{length.replace(' day', f' {name} day', 1)}`",
            f"say instead that days of the calendar are meant: `{written(context.agreement, plain.clause)}, during always`",
        ),
    )
