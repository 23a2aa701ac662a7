"""Liability for more than the insurance behind it pays."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.parties import called
from clausecheck.agreement.words import in_row_once
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Cap, Clause, Customer, Insurance, Liability, Liable
from clausecheck.language.write import write


@check("liability-above-insurance")
def liability_above_insurance(context: Context) -> Iterator[Finding | Proof]:
    """A sum up to which the provider answers above that of all its insurances together, in one currency; with `in_total` or
    without, as a year is insured once."""
    insurances = context.agreement.all(Insurance)
    sums = [money for node in insurances if (money := _money(node.amount_is)) is not None]
    if not sums or len(sums) < len(insurances) or len({money.currency for money in sums}) > 1:
        return
    insured = sum((money.amount for money in sums), Decimal(0))
    currency, words = sums[0].currency, context.agreement.source
    told = in_row_once(words.slice(money.span) for money in sums)
    for clause, money in _answered(context.agreement):
        if money.currency != currency:
            continue
        if money.amount <= insured:
            yield context.proof(f"{words.slice(money.span)} of liability are insured with {told}")
            continue
        uninsured = f"{money.amount - insured:,} {currency or ''}".strip()
        yield context.draft(
            f"the provider answers for up to {words.slice(money.span)}, and is insured for {told}",
            clause,
            "more than is insured",
            span=money.span,
            labels=tuple(Label(node.span, "what stands behind it") for node in insurances),
            witness=Witness(
                f"a loss of {words.slice(money.span)}: the insurance pays at most {told}, and {uninsured} hang on what the "
                "provider owns by then",
                {"liability": str(money.amount), "insured": str(insured)},
            ),
            values=(words.slice(money.span), told),
            help=(
                f"ask for insurance of at least {words.slice(money.span)} (favours the customer)",
                mend(
                    context.agreement,
                    "answer for no more than is insured: write {} instead (favours the provider)",
                    put(context.agreement, money.span, f"{insured:,} {currency or ''}".strip()),
                ),
            ),
        )


def _answered(agreement: Agreement) -> Iterator[tuple[Clause, v.Money]]:
    """The sums up to which the provider answers, of all that it does and of one thing."""
    customers = called(agreement, Customer, "customer")
    for block in agreement.all(Liability):
        for node in block.clauses:
            if not isinstance(node, Cap | Liable):
                continue
            value = node.value if isinstance(node, Cap) else node.at_most
            who = {write(one) for one in (node.for_ if isinstance(node, Cap) else node.values)}
            money = _money(value)
            if money is not None and node.when is None and not (who and who <= customers):
                yield node, money


def _money(value: object) -> v.Money | None:
    """The money of a sum, whatever it is for: `1,000,000 EUR per year`."""
    inner = value.amount if isinstance(value, v.Rated) else value
    return inner if isinstance(inner, v.Money) else None
