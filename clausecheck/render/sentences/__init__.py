"""The sentence of each kind of clause, one module for each module of the tree."""

from clausecheck.render.sentences import (  # noqa: F401  each module registers its patterns
    backups,
    blocks,
    duties,
    ending,
    general,
    hours,
    measuring,
    services,
    tickets,
)
from clausecheck.render.sentences.registry import PATTERNS, prose

__all__ = ["PATTERNS", "prose"]
