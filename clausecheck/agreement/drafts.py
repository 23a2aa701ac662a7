"""Findings about a clause, as analyses draft them: with the place and the path that every such finding has."""

from __future__ import annotations

from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, draft
from clausecheck.language.tree import Node
from clausecheck.source import Span


def at_clause(
    agreement: Agreement,
    rule: str,
    message: str,
    node: Node,
    label: str,
    span: Span | None = None,
    **more: Any,
) -> Finding:
    """A draft about a clause, at the clause or at `span`; its place is the block around it, where there is one."""
    home = agreement.parent(node)
    return draft(
        rule,
        message,
        span or node.span,
        file=agreement.source.path,
        label=label,
        place=agreement.title(home if home is not None and home.kind != "file" else node),
        path=node.path,
        **more,
    )
