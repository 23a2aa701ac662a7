"""What several checks about the end read: when the agreement begins, and what a clause about the end is about."""

from __future__ import annotations

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import Delete, Effective
from clausecheck.language.write import write

#: Words for one and the same thing in clauses about the end.
_SAME = {
    "customer data": "data",
    "all data": "data",
    "client data": "data",
    "copies": "backups",
    "backup copies": "backups",
    "all backups": "backups",
}


def has_first_day(agreement: Agreement) -> bool:
    """Whether the agreement says on which day it begins to hold."""
    return any(isinstance(clause.value, v.Date) for clause in agreement.all(Effective))


def thing(value: object) -> str:
    """What is kept, deleted or returned, in one spelling: `data`, `backups`."""
    text = write(value).strip('"').casefold()
    return _SAME.get(text, text)


def deletions(agreement: Agreement) -> list[tuple[Delete, v.Anchored]]:
    """Each deletion without a condition, and by when it must be done."""
    return [
        (node, node.within)
        for node in agreement.all(Delete)
        if node.when is None and isinstance(node.within, v.Anchored)
    ]
