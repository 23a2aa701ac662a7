"""What the credits of a block lack: a limit, where the lines are none themselves, and a rule for claims."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.credit_limits import uncapped, unclaimed
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label


@check("credits-without-cap")
def credits_without_cap(context: Context) -> Iterator[Finding]:
    """Credits that grow, or come again and again, without a limit; fixed amounts for what a whole month comes to have one."""
    for block, growing in uncapped(context.semantics):
        yield context.draft(
            "nothing limits how much is credited",
            block,
            span=block.head,
            path=block.path,
            expected="credits.cap",
            labels=tuple(Label(clause.value.span, "may be due again and again") for clause in growing[:3]),
        )


@check("credits-without-claim-rule")
def credits_without_claim_rule(context: Context) -> Iterator[Finding]:
    """Credits of which no clause says whether they must be claimed."""
    for block in unclaimed(context.semantics):
        yield context.draft(
            "credits are promised, and nothing says whether they come by themselves or must be claimed",
            block,
            span=block.head,
            expected="credits.claim",
        )
