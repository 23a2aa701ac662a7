"""Whose clause it is: the customer's, the provider's, or that of a supplier of the provider."""

from __future__ import annotations

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Customer, Node, Provider


def holds_for_customer(agreement: Agreement, clause: Clause) -> bool:
    """Whether a clause holds for the customer: it names the customer or either party, or nobody."""
    names = {value.text for value in clause.by if isinstance(value, v.Name)}
    if not names or names & {"either", "both", "customer"}:
        return True
    customers = _names(agreement.all(Customer))
    return (
        bool(names & customers) if customers else not names <= {*_names(agreement.all(Provider)), "provider"}
    )


def _names(parties: list[Customer] | list[Provider]) -> set[str]:
    return {party.name.text for party in parties if isinstance(party.name, v.Name)}


def of_supplier(agreement: Agreement, node: Node) -> bool:
    """Whether a clause is what a supplier promises."""
    return any(block.kind == "relies" for block in agreement.ancestors(node))
