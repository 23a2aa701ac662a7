"""Whose clause it is: the customer's, the provider's, or that of a supplier of the provider."""

from __future__ import annotations

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Customer, Node, Provider
from clausecheck.language.write import write


def holds_for_customer(agreement: Agreement, clause: Clause) -> bool:
    """Whether a clause holds for the customer: it names the customer or either party, or nobody."""
    names = {value.text for value in clause.by if isinstance(value, v.Name)}
    if not names or names & {"either", "both", "customer"}:
        return True
    customers = agreement.once("names of customers", lambda found: _names(found.all(Customer)))
    if customers:
        return bool(names & customers)
    return not names <= {
        *agreement.once("names of providers", lambda found: _names(found.all(Provider))),
        "provider",
    }


def _names(parties: list[Customer] | list[Provider]) -> set[str]:
    return {party.name.text for party in parties if isinstance(party.name, v.Name)}


def called(agreement: Agreement, party: type[Customer] | type[Provider], *roles: str) -> frozenset[str]:
    """What the providers, or the customers, of an agreement are called, as clauses write it, and the words for their role."""
    return agreement.once(
        ("parties", party, roles),
        lambda found: frozenset((*(write(one.name) for one in found.all(party)), *roles)),
    )


def of_supplier(agreement: Agreement, node: Node) -> bool:
    """Whether a clause is what a supplier promises."""
    return any(block.kind == "relies" for block in agreement.ancestors(node))
