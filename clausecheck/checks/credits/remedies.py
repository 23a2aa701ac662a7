"""Credits that are never owed, that wait for a decision which nobody has to take, or that are all there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.credit_limits import (
    amount_words,
    blocks_under,
    holding_for,
    is_windowed,
    most_in_months,
    window_of_credit,
)
from clausecheck.agreement.lengths import in_months
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import at_will
from clausecheck.agreement.parties import holds_for_customer
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    TARGETS,
    Accept,
    Approve,
    Assess,
    Clause,
    Credit,
    Credits,
    Decide,
    End,
    Forfeit,
    Paid,
    Pay,
    Refund,
    SoleRemedy,
    Term,
    Termination,
)
from clausecheck.language.write import write

# ---- never owed ------------------------------------------------------------------------------------------

_ENDS = re.compile(r"\b(?:termination|terminated|end|ended|ends|expiry|expir\w+|cancel\w*)\b", re.IGNORECASE)


@check("credits-never-owed")
def credits_never_owed(context: Context) -> Iterator[Finding]:
    """Credits for a whole window that are lost with the end of the agreement: those of the last window fall due after it."""
    for clause in context.agreement.all(Forfeit):
        if clause.when is None or clause.after is not None or not _ENDS.search(write(clause.when)):
            continue
        for block in blocks_under(context.agreement, clause):
            lines = [line for line in block.all(Credit) if is_windowed(context.agreement, line)]
            if not lines:
                continue
            window = window_of_credit(context.semantics, block, lines[0])
            unit = window.unit if window is not None else "period"
            yield context.draft(
                f"a credit is owed when its {unit} is over, and is lost when the agreement ends: those of the last {unit} are "
                "never owed",
                clause,
                "lost with the end",
                labels=tuple(Label(line.value.span, f"owed when the {unit} is over") for line in lines[:3]),
                witness=Witness(
                    f"the last {unit} ends with the agreement; whether it missed is known the day after, when the credit "
                    "is already lost",
                    {"window": unit},
                ),
                help=(
                    "give them time: `forfeit after 12 months` instead",
                    "have those of the end paid out in money",
                ),
                values=(write(clause.when), unit),
            )
            break


# ---- decisions -------------------------------------------------------------------------------------------

_DECISION = re.compile(
    r"\b(?:determin\w+|decisions?|decid\w+|confirm\w*|approv\w+|verif\w+|acceptance|accepted|assess\w*|validat\w+"
    r"|adjudicat\w+|sign-?off)\b",
    re.IGNORECASE,
)


@check("waits-for-no-decision", reads_words=True)
def waits_for_no_decision(context: Context) -> Iterator[Finding | Proof]:
    """Money that is due after a decision for which nobody has a time."""
    waiting: list[Paid | Refund | Pay] = [
        *context.agreement.all(Paid),
        *context.agreement.all(Refund),
        *context.agreement.all(Pay),
    ]
    for clause in waiting:
        within = clause.within
        if not isinstance(within, v.Anchored) or not _DECISION.search(write(within.event)):
            continue
        decided = _decided(context.agreement, clause)
        if decided is not None:
            yield context.proof(
                f"{write(within.event)}, on which `{context.agreement.source.slice(clause.head)}` waits, has its time",
                {"time": context.agreement.source.slice(decided.head)},
            )
            continue
        event = write(within.event)
        yield context.draft(
            f"money is due {write(within.amount)} after {event}, and nothing says until when that must come",
            clause,
            "waits for it",
            span=within.span,
            witness=Witness(
                f"by its words, {event} is a decision; as long as nobody takes it, the {write(within.amount)} do not begin",
                {"event": event},
            ),
            help=(
                "give the decision a time: `decide within 10 days of claim`",
                "count from a day that comes by itself, such as the end of the month",
            ),
            values=(write(within),),
        )


def _decided(agreement: Agreement, clause: Clause) -> Clause | None:
    """A clause that gives a decision a time, and may be about this one."""
    home = agreement.parent(clause)
    deciding: list[Decide | Approve | Accept | Assess] = []
    if isinstance(home, Credits):
        deciding += holding_for(agreement, home, Decide)
    else:
        for kind in (Decide, Approve, Accept, Assess):
            deciding += agreement.all(kind)
    for node in deciding:
        if node.within is not None or (isinstance(node, Decide) and (node.before is not None or node.on)):
            return node
    return None


# ---- all there is ----------------------------------------------------------------------------------------

_SERVICE = re.compile(
    r"\b(?:breach\w*|fail\w*|miss\w*|default\w*|service|levels?|SLA|poor|performance|outages?|downtime)\b",
    re.IGNORECASE,
)
_SHORT_TERM = 3


@check("sole-remedy-without-way-out")
def sole_remedy_without_way_out(context: Context) -> Iterator[Finding]:
    """Small credits as the only remedy of a customer that cannot leave, however bad it gets."""
    agreement = context.agreement
    endings = agreement.all(Termination)
    if not endings or _leaves(agreement) or _soon_over(agreement):
        return
    for block in agreement.all(Credits):
        for sole in holding_for(agreement, block, SoleRemedy):
            most = most_in_months(context.semantics, block, 1)
            if sole.except_ or most is None or most.base != "fee" or most.size >= 1:
                continue
            amount = amount_words(most)
            yield context.draft(
                f"credits of at most {amount} are the only remedy, and the customer has no right to leave",
                sole,
                "all there is",
                labels=(Label(endings[0].head, "no ground here is about the service"),),
                witness=Witness(
                    f"the service is down for all of the term: {amount} is credited for each month, and the rest of the fee "
                    "is owed to its end",
                    {"credit": amount},
                ),
                help=(
                    "`sole remedy except termination` instead",
                    "give the customer a right to leave when the level is missed again and again",
                ),
                values=(amount,),
            )
            return


def _leaves(agreement: Agreement) -> bool:
    """Whether the customer may leave without a reason, for a cause, or because of the service."""
    for clause in agreement.all(End):
        if not holds_for_customer(agreement, clause):
            continue
        if at_will(clause) or clause.when is None or _missed(agreement, clause.when):
            return True
    return False


def _missed(agreement: Agreement, condition: v.Value) -> bool:
    known = {*TARGETS, "uptime", *agreement.names.get("metric", {})}
    for part in condition.walk():
        if isinstance(part, v.Fact):
            subject = write(part.subject).split(" of ")[0]
            if subject in known or _SERVICE.search(write(part)):
                return True
    return False


def _soon_over(agreement: Agreement) -> bool:
    """Whether the term is so short that it is a way out by itself."""
    lengths = [in_months(term.value) for term in agreement.all(Term)]
    return any(length is not None and length <= Decimal(_SHORT_TERM) for length in lengths)
