"""The names in a formula, and which of them the agreement leaves without a meaning."""

from __future__ import annotations

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import SUBJECTS, TARGETS, Node, Scale
from clausecheck.language.tree.measuring import FormulaIs
from clausecheck.language.write import write

#: What a name in a formula may be made of without a declaration, beside what conditions can observe: `solved-in-time`.
_COUNTED = frozenset({
    "solved", "in", "of", "time", "first", "accepted", "handled", "missed", "late", "minutes", "hours", "days", "seconds",
    "weeks", "month", "months", "quarter", "period", "window", "jobs", "runs", "restores", "copies", "fee", "fees", "credits",
    "charge", "charges", "price", "prices", "targets", "all", "not",
})  # fmt: skip

#: What says for which time, or how much, of such a thing: a formula that counts `monthly` alone counts nothing.
_QUALIFIED = frozenset({
    "hourly", "daily", "weekly", "monthly", "month's", "quarterly", "quarter's", "annual", "yearly", "year's", "total", "average",
    "base", "recurring", "service", "affected", "number", "planned", "actual",
})  # fmt: skip


def unexplained(agreement: Agreement, node: Node) -> list[v.Name]:
    """The names in a formula of a clause that nothing declares and that are not made of words for what is counted."""
    used = _names(agreement, node)
    if not used:
        return []
    known = {name for names in agreement.names.values() for name in names}
    known |= {write(level) for scale in agreement.all(Scale) for level in scale.levels}
    known |= _COUNTED | set(SUBJECTS) | set(TARGETS)
    return [name for name in used if name.text not in known and not _made_of(known, name.text)]


def _made_of(known: set[str], text: str) -> bool:
    """Whether a name is made of known words, and of such as qualify one of them (`monthly fee`)."""
    words = set(text.replace("-", " ").split())
    return words <= known | _QUALIFIED and not words <= _QUALIFIED - known


def _names(agreement: Agreement, node: Node) -> list[v.Name]:
    formulas = [
        value.expression for _, _, _, value in agreement.values_of(node) if isinstance(value, v.Formula)
    ]
    if isinstance(node, FormulaIs):
        formulas.append(node.expression)
    return list(
        {name.span: name for term in formulas for name in term.walk() if isinstance(name, v.Name)}.values()
    )
