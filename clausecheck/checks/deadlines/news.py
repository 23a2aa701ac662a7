"""News of a ticket that comes only once it is over."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.written import changed
from clausecheck.checks.deadlines.comparing import compared, of_one_kind_of_tickets, once_each
from clausecheck.checks.deadlines.pairs import in_one_case
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.write import write


@check("update-never-before-fix")
def update_never_before_fix(context: Context) -> Iterator[Finding]:
    """A rhythm of news of which the first is due for no ticket before the resolution is."""
    deadlines = context.deadlines
    pairs = (
        pair for pair in in_one_case(context.semantics, "update", "resolve") if of_one_kind_of_tickets(*pair)
    )
    told: set[int] = set()
    for news, fix in once_each(pairs):
        if fix.target.rest or fix.target.share is not None or id(news.clause) in told:
            continue
        found = compared(deadlines, fix, news, 0)
        if found is None or found.undecided or found.ticket is not None:
            continue
        told.add(id(news.clause))
        yield context.draft(
            f"news come every {write(news.target.length)}, and the resolution is due within {write(fix.target.length)}",
            news.clause,
            "no news is due before the mending is",
            labels=(Label(fix.clause.span, "due first, for every ticket"),),
            witness=Witness(
                f"whenever a ticket is logged: until it has to be mended nobody owes a word ({write(news.target.length)} against "
                f"{write(fix.target.length)})",
                {"update": write(news.target.length), "resolution": write(fix.target.length)},
            ),
            values=(write(news.target.length), write(fix.target.length)),
            help=(
                "let news come several times within the time of the mending, instead: "
                f"`{changed(context.agreement, news.clause, news.target.length, '30 minutes')}`",
            ),
        )
