"""What moves a ticket to another priority: one in which nothing is promised any more."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.lengths import doubled, longer
from clausecheck.agreement.mending import inside, mend
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.words import in_row
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Lower, NoGuarantee, Priority, RaiseTo
from clausecheck.language.write import write


@check("moved-to-no-target")
def moved_to_no_target(context: Context) -> Iterator[Finding]:
    """A clause that moves tickets to a priority in which nothing says when they are mended, although that was said before."""
    known = context.agreement.named(Priority)
    moving: list[Lower | RaiseTo] = [*context.agreement.all(Lower), *context.agreement.all(RaiseTo)]
    for clause in moving:
        home = context.agreement.parent(clause)
        sources = [write(home.name)] if isinstance(home, Priority) else list(known)
        for to in clause.to:
            name = to.text if isinstance(to, v.Name) else ""
            if name in known:
                before = [other for other in sources if _moves(clause, list(known), other, name)]
                lost = _lost(context, name, before, mended="workaround" in write(clause.when))
                if lost:
                    yield _finding(context, clause, known[name], lost)


def _moves(clause: Lower | RaiseTo, order: list[str], from_: str, to: str) -> bool:
    """Whether a clause moves tickets from one priority to another: `lower` to one that stands further down."""
    down = order.index(from_) < order.index(to)
    return from_ != to and down is isinstance(clause, Lower)


def _lost(context: Context, name: str, before: list[str], mended: bool) -> list[tuple[str, Target]]:
    """The priorities whose tickets have a time by which they are mended (a workaround is enough, unless the ticket has it
    already when it moves), where those of another one have none; and that target."""
    kinds = ("resolve",) if mended else ("resolve", "workaround")
    if any(_has(context, kind, name) or _denied(context.agreement, kind, name) for kind in kinds):
        return []
    found = [(other, target) for other in before for kind in kinds for target in _has(context, kind, other)]
    return list({other: (other, target) for other, target in reversed(found) if target.promised}.values())[
        ::-1
    ]


def _has(context: Context, kind: str, name: str) -> list[Target]:
    """The targets of a kind that tickets of a priority have in some service, plan or place; also those that are open."""
    found = context.semantics.targets
    return [
        target
        for target in found
        if target.kind == kind
        and target.length is not None
        and not isinstance(target.length, v.Unstated)
        and name in (target.limited("priority") or {name})
    ]


def _denied(agreement: Agreement, kind: str, name: str) -> bool:
    """Whether it is said openly that tickets of a priority have no target of a kind, and not in some case only."""
    for clause in agreement.all(NoGuarantee):
        narrow = clause.when or clause.during or clause.outside or clause.at or clause.except_
        if narrow or (clause.for_ and name not in {write(value) for value in clause.for_}):
            continue
        if any(write(value) == TARGET_KINDS[kind] for value in clause.values):
            home = agreement.parent(clause)
            if not isinstance(home, Priority) or write(home.name) == name:
                return True
    return False


def _time(context: Context, to: Priority, lost: Target) -> str:
    """As long as the target that a ticket had, or where that is over before the response of its new priority, twice as long as
    that response."""
    name = write(to.name)
    for own in context.semantics.targets:
        if own.kind == "respond" and own.limited("priority") == frozenset({name}):
            before = longer(own.length, lost.length)
            if before and lost.kind not in ("respond", "acknowledge"):
                return doubled(own.length)
    return write(lost.length)


def _finding(
    context: Context, clause: Lower | RaiseTo, to: Priority, lost: list[tuple[str, Target]]
) -> Finding:
    name = write(to.name)
    first, target = lost[0]
    called = TARGET_KINDS[target.kind]
    when = f" when {write(clause.when)}" if clause.when is not None else ""
    return context.draft(
        f"a ticket of {in_row([other for other, _ in lost])} can come to {name}{when}, which has no {called} target",
        clause,
        f"from here on there is no {called} target",
        labels=(
            Label(to.head, f"no {called} target"),
            *(Label(one.clause.span, f"the {called} target of {other}") for other, one in lost),
        ),
        witness=Witness(
            f"a ticket of {first} is due within {write(target.length)}; as soon as it is {name}{when}, it is never due",
            {"from": [other for other, _ in lost], "to": name, "target": called},
        ),
        values=(name, called, *[other for other, _ in lost]),
        help=(
            mend(
                context.agreement,
                f"give {name} a {called} target of its own, for example: add {{}} (favours the customer)",
                inside(
                    context.agreement,
                    to,
                    f"{vocabulary().word(target.kind)} within {_time(context, to, target)}",
                ),
            ),
            mend(
                context.agreement,
                "say openly that there is none: add {} (favours the provider)",
                inside(context.agreement, to, f"no guarantee of {called}"),
            ),
        ),
    )
