"""Paths in texts: `termination.convenience.notice`, from a kind or a name through what is in it to a value."""

from __future__ import annotations

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Block, Clause, Define, Node


def called(node: Node) -> str:
    """The word of the language for a kind of node; its kind, where no word begins it."""
    return node.kind if node.kind in ("opening", "broken") else vocabulary().word(node.kind)


def calls(node: Node) -> set[str]:
    """What a step of a path may call a node: its kind, what it is for, or its name."""
    found = {node.kind.strip("_"), called(node)}
    if isinstance(node, Clause):
        found |= {value.text for value in node.for_ if isinstance(value, v.Name | v.Text)}
    value = getattr(node, "value", None) or getattr(node, "name", None)
    return found | {value.text} if isinstance(value, v.Name) else found


def declaring(agreement: Agreement, name: str) -> list[Node]:
    """The nodes that declare a name, also one that stands twice."""
    return [
        node
        for node in agreement.document.walk()
        if node.kind not in ("signed", "broken") and _declared(node) == name
    ]


def _declared(node: Node) -> str:
    name = getattr(node, "name", None)
    if isinstance(node, Define) and node.title is not None:
        return node.title.text
    return name.text if isinstance(name, v.Name) else ""


def follow(agreement: Agreement, path: str) -> tuple[list[Node], list[v.Value]]:
    """Where a dotted path leads: the nodes, and the values where its last step names a part of them; nothing where it leads
    nowhere."""
    first, *rest = path.split(".")
    nodes = declaring(agreement, first) or [node for node in agreement.document.clauses if node.kind == first]
    for step in rest:
        inner = [child for node in nodes if isinstance(node, Block) for child in node.clauses]
        chosen = [child for child in inner if step in calls(child)]
        if not chosen:
            values = [value for node in nodes for name, value in node.contents() if name.strip("_") == step]
            return (nodes, values) if values else ([], [])
        nodes = chosen
    return nodes, []
