"""What the tests of the rules share: agreements, and the demonstration ruleset with its analysis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.finding import Finding, draft
from clausecheck.language.parser import Parsed, parse
from clausecheck.language.tree import KINDS, Document, Node, Service
from clausecheck.rules.loader import Ruleset, load
from clausecheck.rules.runtime import Parameters
from clausecheck.source import Source

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "rulesets"


def agreement(text: str) -> Agreement:
    """The agreement that a text means, with its problems."""
    return resolve(parse(text))


def tree(*clauses: Node) -> Agreement:
    """The agreement of a tree that no parser made."""
    return resolve(Parsed(Document(clauses=clauses), (), Source("")))


def node(kind: str, **fields: Any) -> Node:
    """A node of a kind."""
    return KINDS[kind](**fields)


def demo_names(agreement: Agreement, parameters: Parameters) -> Iterator[Finding]:
    """Services of one name."""
    seen: set[str] = set()
    for service in agreement.all(Service):
        if service.name.text in seen:
            yield draft("doubled-names", f"`{service.name.text}` is declared twice", service.head)
        seen.add(service.name.text)


def demo() -> Ruleset:
    """The demonstration ruleset."""
    return load(HERE / "demo.yaml", {"demo-names": demo_names})
