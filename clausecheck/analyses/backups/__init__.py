"""Backups: copies against the RPO, restores against the RTO, and what is kept, checked, stored and promised by suppliers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.analyses.backups.copies import Copies
from clausecheck.analyses.backups.losses import Losses
from clausecheck.analyses.backups.restores import Restores
from clausecheck.finding import Finding, Proof
from clausecheck.language.tree import Backup


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """What the figures of each backup contradict, and what they were shown to keep."""
    semantics = Semantics.of(agreement, parameters)
    for node in agreement.all("backup"):
        if isinstance(node, Backup):
            yield from Losses(agreement, semantics, node).run()
            yield from Restores(agreement, semantics, node).run()
            yield from Copies(agreement, semantics, node).run()
