"""Credits that one clause promises and another says are not owed."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.credit_tables import (
    common,
    credits_nothing,
    inside,
    names_of_figure,
    read_ends,
    shown,
)
from clausecheck.agreement.mending import gone, mend, more
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Credit, Credits, NoCredit
from clausecheck.language.write import write
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class Denied:
    """A credit, the clause by which it is not owed, and a result for which both hold, in words."""

    credit: Credit
    denial: NoCredit
    result: str


@fact
def denied_credits(semantics: Semantics) -> list[Denied]:
    """For each clause that denies credits the first credit for the same services that it takes away, for every result or for
    some. What is denied for some of them only, or in a case of its own (`when payment overdue`), is an exception."""
    agreement, found = semantics.agreement, []
    for denial in agreement.all(NoCredit):
        for credit in agreement.all(Credit):
            home = agreement.parent(credit)
            if not isinstance(home, Credits) or credits_nothing(credit):
                continue
            if _scope(agreement, denial) == _scope(agreement, credit):
                result = _both(denial, credit)
                if result:
                    found.append(Denied(credit, denial, result))
                    break
    return found


def _scope(agreement: Agreement, clause: Credit | NoCredit) -> frozenset[str]:
    """For what a clause about credits holds, as it says it itself, else as its figure or its block does; nothing for all."""
    home = agreement.parent(clause)
    figure = clause.when
    own = {write(value) for value in clause.for_}
    named = own or (names_of_figure(figure) if isinstance(figure, v.Fact) else set())
    if not named and isinstance(home, Clause):
        named = {write(value) for value in home.for_}
        if not isinstance(home, Credits):
            named = {write(getattr(home, "name", None))}
    return _known(agreement, frozenset(named))


def _known(agreement: Agreement, names: frozenset[str]) -> frozenset[str]:
    """The names, or that of the only service where none is named."""
    services = agreement.names.get("service", {})
    return names or (frozenset(services) if len(services) == 1 and not agreement.names.get("plan") else names)


def _both(denial: NoCredit, credit: Credit) -> str:
    """A result for which the credit is promised and denied, in words; empty where there need not be one."""
    if any((denial.during, denial.outside, denial.at, denial.except_, denial.each)):
        return ""
    if denial.when is None:
        return write(credit.when) if credit.when is not None else "the target is missed"
    if write(denial.when) == write(credit.when):
        return write(denial.when)
    one, other = read_ends(denial.when), read_ends(credit.when)
    if one is None or other is None or one[0] != other[0]:
        return ""
    assert isinstance(denial.when, v.Fact)
    assert isinstance(credit.when, v.Fact)
    if write(denial.when.subject) != write(credit.when.subject) or any(
        (credit.each, credit.during, credit.at)
    ):
        return ""
    ends = common(one[1], other[1])
    return f"{write(credit.when.subject)} is {shown(one[0], inside(*ends))}" if ends is not None else ""


@check("credit-denied")
def credit_denied(context: Context) -> Iterator[Finding]:
    """A credit that one clause promises, and that another says is not owed."""
    agreement = context.agreement
    for case in denied_credits(context.semantics):
        amount = write(case.credit.value)
        general = case.denial.when is None
        yield context.draft(
            f"{amount} is credited by one clause, and another says that nothing is",
            case.denial,
            "says that nothing is credited",
            labels=(Label(case.credit.span, f"credits {amount}"),),
            witness=Witness(
                f"{case.result}: {amount} is due by one clause, and nothing by the other",
                {"result": case.result, "credit": amount},
            ),
            values=(write(case.denial), write(case.credit)),
            help=(
                mend(
                    agreement,
                    "credit what is promised: delete {} (favours the customer)",
                    gone(agreement, case.denial),
                ),
                mend(
                    agreement,
                    "say in which case nothing is credited: write {} instead",
                    more(agreement, case.denial, "when payment overdue"),
                )
                if general
                else None,
                mend(
                    agreement,
                    "credit nothing: delete {} (favours the provider)",
                    gone(agreement, case.credit),
                ),
            ),
        )
