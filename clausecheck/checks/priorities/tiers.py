"""The tier in which tickets start."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.words import in_row
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Starts
from clausecheck.language.write import number, write
from clausecheck.quick import dataclass

#: `starts at tier 1, for incidents` says it of all tickets.
_ALL_TICKETS = frozenset({"incidents", "tickets", "all", "requests", "calls"})


@dataclass(frozen=True, slots=True)
class _Start:
    """A clause that lets tickets start in a tier, and the priority whose tickets these are (nothing: all)."""

    clause: Starts
    tier: v.Numbered
    priority: str = ""


@check("starting-tier-contradicted")
def starting_tier_contradicted(context: Context) -> Iterator[Finding]:
    """A rule that all tickets start in one tier, beside a priority that starts in another."""
    general: list[_Start] = []
    special: list[_Start] = []
    for clause in context.agreement.all(Starts):
        home = context.agreement.parent(clause)
        tier = _tier(clause)
        if tier is None or home is None or clause.when is not None:
            continue
        if home.kind == "priority":
            special.append(_Start(clause, tier, write(getattr(home, "name", ""))))
        elif _for_all(clause, home):
            general.append(_Start(clause, tier))
    for start in general:
        others = [
            other
            for other in special
            if other.tier.text == start.tier.text and other.tier.number != start.tier.number
        ]
        if others:
            yield _finding(context, start, others)


def _tier(clause: Starts) -> v.Numbered | None:
    """The tier, or line, at which tickets start."""
    for value in clause.at:
        if isinstance(value, v.Numbered) and value.text in ("tier", "line", "level"):
            return value
    return None


def _for_all(clause: Starts, home: Block) -> bool:
    """Whether a clause says where all tickets start."""
    return (
        home.kind in ("clock", "service")
        and all(write(value) in _ALL_TICKETS for value in (*clause.for_, *home.for_))
        and not (clause.during or clause.outside or clause.except_)
    )


def _finding(context: Context, start: _Start, others: list[_Start]) -> Finding:
    tier = write(start.tier)
    names = [f"{other.priority} at {write(other.tier)}" for other in others]
    first = others[0]
    return context.draft(
        f"all tickets start at {tier}, yet {in_row(names)}",
        start.clause,
        f"all tickets start at {tier}",
        labels=tuple(
            Label(other.clause.span, f"{other.priority} starts at {write(other.tier)}") for other in others
        ),
        witness=Witness(
            f"a new ticket of {first.priority}: it starts at {tier} by one clause and at {write(first.tier)} by the other",
            {
                "general": number(start.tier.number),
                "priorities": {other.priority: number(other.tier.number) for other in others},
            },
        ),
        values=(tier, *names),
        help=(
            f"say that the general rule is for the others instead: `starts at {tier}, for rest`",
            f"delete the tiers of {in_row([other.priority for other in others])}",
        ),
    )
