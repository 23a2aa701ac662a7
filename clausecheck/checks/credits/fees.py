"""Credits that are shares of a fee which no clause states."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.words import word_set
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Charge, Credit, Credits, Define
from clausecheck.language.write import write

#: Words that say that a fee is meant, over which time or of which case, and not which fee.
_ANY_FEE = word_set(
    "the a an of for its that this each any all per in to by on and or is are be was affected respective relevant concerned "
    "corresponding applicable monthly annual yearly quarterly weekly daily month year quarter week day fee charge price payment "
    "recurring total net invoice invoiced amount contract service agreement period due paid payable current average base flat "
    "value sum bill billed cost one such question same then last previous next which said provided subscription standard full "
    "part share proportion"
)


@check("credit-of-unknown-fee", reads_words=True)
def credit_of_unknown_fee(context: Context) -> Iterator[Finding]:
    """Shares of a fee in quotes that no clause about prices and no definition names, where the agreement states its prices."""
    agreement = context.agreement
    charges = [clause for clause in agreement.all(Charge) if clause.amount_is is not None]
    if not charges:
        return
    known = _named(agreement, charges)
    for block in agreement.all(Credits):
        for clause in block.all(Credit):
            of = clause.value.of if isinstance(clause.value, v.Share) else None
            if not isinstance(of, v.Text):
                continue
            words = {word for word in word_set(of.text) - _ANY_FEE if len(word) > 1}
            if not words or words & known or any(sign.isdigit() for sign in of.text):
                continue
            yield _unknown(context, clause, of, charges)


def _named(agreement: Agreement, charges: list[Charge]) -> set[str]:
    """The words by which prices and definitions are known: what is charged and for what, the blocks in which prices stand, and
    all that is defined."""
    texts = [value.text for clause in charges for value in clause.subjects]
    texts += [write(value) for clause in charges for value in clause.for_]
    for clause in charges:
        home = agreement.parent(clause)
        if isinstance(home, Block) and home.kind != "fees":
            texts += [home.kind, agreement.title(home)]
    for define in agreement.all(Define):
        texts += [
            inner.text
            for _, value in define.contents()
            for inner in value.walk()
            if isinstance(inner, v.Text | v.Name)
        ]
    return {word for text in texts for word in word_set(text)}


def _unknown(context: Context, clause: Credit, of: v.Text, charges: list[Charge]) -> Finding:
    """A finding about a share of a fee that nothing states."""
    return context.draft(
        f"the credit is a share of {write(of)}, and no price is stated for that",
        clause,
        "no clause says how much that fee is",
        span=of.span,
        labels=tuple(Label(charge.span, "a price, but not that one") for charge in charges[:2]),
        witness=Witness(
            f"{write(clause.value)}: the prices of the agreement are others, so no amount can be computed",
            {"credit": write(clause.value), "prices": [write(charge.amount_is) for charge in charges]},
        ),
        values=(write(of),),
        help=(
            mend(
                context.agreement,
                "take a fee that is stated, for example: write {} instead",
                put(context.agreement, of, "monthly fee"),
            ),
            f'say what it is: `define {write(of)} as "the share of the monthly invoice that falls on it"`',
        ),
    )
