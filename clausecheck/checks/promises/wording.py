"""What clauses and phrases say, as the findings about promises put it."""

from __future__ import annotations

import re

from clausecheck.agreement.targets import Target
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Node
from clausecheck.language.write import write

_FILLER = frozenset({
    "the", "a", "an", "of", "and", "for", "all", "any", "to", "in", "on", "our", "your", "its", "or", "from", "by", "with",
    "service", "services", "management", "support", "basic", "work",
})  # fmt: skip


def matter(text: str) -> frozenset[str]:
    """What a phrase is about: its words without case, filler and plural endings."""
    text = re.sub(r"\bback(?:s|ed|ing)?[ -]ups?\b", "backup", text.casefold())
    words = re.findall(r"[^\W_]+", text)
    return frozenset(re.sub(r"(?<=[^s])s$", "", word) for word in words if word not in _FILLER)


def beginning(node: Node) -> str:
    """The beginning of a clause: `respond within 15 minutes`, `rpo 8 hours`."""
    value = getattr(node, "value", None)
    if value is None:
        value = getattr(node, "target", None)
    within = "" if value is not None else "within "
    if value is None:
        value = getattr(node, "within", None) or getattr(node, "every", None)
    if isinstance(value, v.Anchored):
        value = value.amount
    return f"{vocabulary().word(node.kind)} {within}{write(value)}".rstrip()


def priority_of(target: Target) -> str:
    """The first priority, by its name, for which a target holds; nothing where it holds for all."""
    return min(target.limited("priority") or (), default="")


def ticket_of(target: Target) -> str:
    """A ticket for which a target holds: `a P1 ticket`."""
    name = priority_of(target)
    return f"a {name} ticket" if name else "a ticket"
