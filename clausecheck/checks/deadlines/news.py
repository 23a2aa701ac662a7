"""News of a ticket that comes only once it is over."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.written import changed
from clausecheck.checks.deadlines.comparing import compared, of_one_kind_of_tickets, once_each
from clausecheck.checks.deadlines.pairs import in_one_case
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.write import write


@check("update-never-before-fix")
def update_never_before_fix(context: Context) -> Iterator[Finding]:
    """A rhythm of news of which the first is due for no ticket before the resolution is."""
    deadlines = context.deadlines
    pairs = (
        pair for pair in in_one_case(context.semantics, "update", "resolve") if of_one_kind_of_tickets(*pair)
    )
    told: set[int] = set()
    for news, fix in once_each(context, pairs):
        if fix.target.rest or not _for_most(fix.target.share) or id(news.clause) in told:
            continue
        found = compared(deadlines, fix, news, 0)
        if found is None or found.undecided or found.ticket is not None:
            continue
        told.add(id(news.clause))
        share = "" if fix.target.share is None else f" for {write(fix.target.share)}"
        yield context.draft(
            f"news come every {write(news.target.length)}, and the resolution is due within {write(fix.target.length)}{share}",
            news.clause,
            "no news is due before the mending is",
            labels=(Label(fix.clause.span, "due first, whenever a ticket is logged"),),
            witness=Witness(
                f"whenever a ticket is logged: until it has to be mended{share} nobody owes a word "
                f"({write(news.target.length)} against {write(fix.target.length)})",
                {"update": write(news.target.length), "resolution": write(fix.target.length)},
            ),
            values=(write(news.target.length), write(fix.target.length)),
            help=(
                "let news come several times within the time of the mending, instead: "
                f"`{changed(context.agreement, news.clause, news.target.length, '30 minutes')}`",
            ),
        )


def _for_most(share: v.Value | None) -> bool:
    """Whether a target holds for each ticket, or for more than half of them."""
    level = share.percentage if isinstance(share, v.Share) else share
    return share is None or (isinstance(level, v.Percentage) and level.amount > 50)
