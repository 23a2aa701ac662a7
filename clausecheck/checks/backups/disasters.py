"""What a plan for disasters promises of data, against the backup of the same data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.lengths import longer
from clausecheck.agreement.mending import mend, put
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Backup, Plan, Rpo, Rto
from clausecheck.language.write import write

_DISASTER = re.compile(
    r"\b(dr|drp|bcp|bcdr|disaster\w*|recovery|continuity|contingency|failover|catastroph\w*)\b", re.IGNORECASE
)


@check("recovery-said-otherwise")
def recovery_said_otherwise(context: Context) -> Iterator[Finding]:
    """An RPO or RTO of a plan for disasters that is that of no backup of the same services, where nothing says which counts. A
    plan that is sold goes before the agreement and is not looked at."""
    backups = context.agreement.all(Backup)
    for plan in context.agreement.all(Plan):
        if not _DISASTER.search(
            f"{write(plan.name)} {write(plan.title)}".replace("-", " ").replace("_", " ")
        ):
            continue
        for kind in (Rpo, Rto):
            for clause in _direct(plan, kind):
                others = [
                    own
                    for backup in backups
                    if _of_the_same(plan.for_, backup.for_, backup.name)
                    for own in _direct(backup, kind)
                    if _of_the_same(clause.for_ or plan.for_, own.for_)
                ]
                if others and all(_apart(own.value, clause.value) for own in others):
                    yield _finding(context, plan, clause, others)


def _direct(block: Backup | Plan, kind: type[Rpo] | type[Rto]) -> list[Rpo | Rto]:
    """The clauses of a block itself that hold without a condition."""
    return [
        node for node in block.clauses if isinstance(node, kind) and node.when is None and not node.except_
    ]


def _of_the_same(planned: tuple[v.Value, ...], copied: tuple[v.Value, ...], *more: v.Value) -> bool:
    """Whether what is planned is among what is copied, or `more`; where nothing is named, everything is meant."""
    return not copied or not planned or bool(set(map(write, planned)) & set(map(write, (*copied, *more))))


def _apart(one: v.Value, other: v.Value) -> bool:
    """Whether one length is surely longer than the other."""
    return longer(one, other) or longer(other, one)


def _finding(context: Context, plan: Plan, clause: Rpo | Rto, others: list[Rpo | Rto]) -> Finding:
    """The finding about a clause of a plan, and those of backups beside it."""
    agreement, own = context.agreement, others[0]
    word, backup = clause.kind.upper(), agreement.parent(own)
    assert backup is not None
    planned, promised = write(clause.value), write(own.value)
    sooner, later = (planned, promised) if longer(own.value, clause.value) else (promised, planned)
    loses = (
        "the newest copy is older than" if isinstance(clause, Rpo) else "the data are back after more than"
    )
    return context.draft(
        f"{agreement.title(backup)} has an {word} of {promised}, and {agreement.title(plan)} one of {planned} for the same, and "
        "nothing says which counts",
        clause,
        f"{planned} here",
        span=clause.value.span,
        labels=tuple(Label(each.value.span, f"{write(each.value)} there") for each in others),
        witness=Witness(
            f"{loses} {sooner} and within {later}: one block is kept, the other is broken",
            {"backup": promised, "plan": planned},
        ),
        values=(word, promised, planned),
        help=(
            mend(
                agreement,
                "let the plan promise what the backup does: {}",
                put(agreement, clause.value.span, promised),
            ),
            mend(
                agreement,
                "let the backup promise what the plan does: {}",
                put(agreement, own.value.span, planned),
            ),
            "say in a text after which events the plan counts, and the backup does not",
        ),
    )
