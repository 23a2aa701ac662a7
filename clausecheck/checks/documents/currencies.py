"""Amounts in a currency that is not the one of the agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.currencies import iso_currencies
from clausecheck.language.tree import (
    Block,
    Charge,
    Clause,
    Credits,
    Currency,
    Fees,
    Insurance,
    Liability,
    Relies,
    Termination,
)
from clausecheck.language.write import write

_PAID = (Fees, Credits, Liability, Termination)
#: Words that say how one currency becomes another.
_RATE = re.compile(
    r"\b(exchange rate|convert\w*|conversion|rate of exchange|currenc(?:y|ies))\b", re.IGNORECASE
)


@check("amount-in-other-currency")
def amount_in_other_currency(context: Context) -> Iterator[Finding]:
    """Prices, credits and caps in a currency beside the one that the agreement declares, where nothing says at which rate; one
    finding for each currency. Insurance and what suppliers ask may be in any."""
    agreement = context.agreement
    declared = agreement.all(Currency)
    codes = {write(node.currency_code) for node in declared if isinstance(node.currency_code, v.Name)}
    if not codes or len(codes) < len(declared) or _converted(agreement):
        return
    found: dict[str, list[tuple[Clause, v.Money]]] = {}
    for clause, money in _amounts(agreement):
        if money.currency in iso_currencies() - codes:
            found.setdefault(str(money.currency), []).append((clause, money))
    for currency, amounts in found.items():
        clause, money = amounts[0]
        own, amount = sorted(codes), agreement.source.slice(money.span)
        yield context.draft(
            f"{amount} stands in an agreement whose currency is {' and '.join(own)}",
            clause,
            f"in {currency}",
            span=money.span,
            labels=(
                Label(declared[0].span, "the currency of the agreement"),
                *(Label(more.span, f"in {currency} as well") for _, more in amounts[1:4]),
            ),
            witness=Witness(
                f"{amount} are asked for: one side reckons in {currency}, the other in {own[0]}, and nothing says at which rate",
                {"currency": currency, "declared": own},
            ),
            values=(currency, *own),
            help=(
                mend(
                    agreement,
                    "if the currency is a slip, write {} instead",
                    put(agreement, money.span, amount.replace(currency, own[0])),
                ),
                f"declare {currency} as well, if both are meant",
            ),
        )


def _converted(agreement: Agreement) -> bool:
    """Whether some words in quotes say how a currency is converted."""
    return any(
        inner is value and isinstance(value, v.Text) and _RATE.search(value.text)
        for _, _, value, inner in agreement.values()
    )


def _amounts(agreement: Agreement) -> Iterator[tuple[Clause, v.Money]]:
    """The amounts that one party owes the other, with their clauses."""
    for clause in agreement.document.walk():
        if not isinstance(clause, Clause) or isinstance(clause, Block | Insurance):
            continue
        around = list(agreement.ancestors(clause))
        if any(isinstance(up, Relies) for up in around):
            continue
        if isinstance(clause, Charge) or any(isinstance(up, _PAID) for up in around):
            for _, _, _, one in agreement.values_of(clause):
                if isinstance(one, v.Money):
                    yield clause, one
