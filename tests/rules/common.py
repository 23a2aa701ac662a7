"""What the tests of the rules share: agreements from text, and the analysis that the demonstration ruleset names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.finding import Finding, draft
from clausecheck.language.parser import parse
from clausecheck.language.tree import Service
from clausecheck.rules.loader import Ruleset, load
from clausecheck.rules.runtime import Parameters

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "rulesets"


def agreement(text: str) -> Agreement:
    """The agreement that a text means, with its problems."""
    return resolve(parse(text))


def demo_names(agreement: Agreement, parameters: Parameters) -> Iterator[Finding]:
    """Services of one name."""
    seen: set[str] = set()
    for node in agreement.all("service"):
        assert isinstance(node, Service)
        if node.name.text in seen:
            yield draft("doubled-names", f"`{node.name.text}` is declared twice", node.head)
        seen.add(node.name.text)


def demo() -> Ruleset:
    """The demonstration ruleset."""
    return load(HERE / "demo.yaml", {"demo-names": demo_names})
