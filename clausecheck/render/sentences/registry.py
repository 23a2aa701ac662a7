"""The one registry of sentence patterns: each kind of clause has one, beside those of its module of the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clausecheck.language.tree import Node
from clausecheck.render.parts import ClauseWords, sentence

Pattern = str | Callable[[ClauseWords], str]
PATTERNS: dict[type[Node], Pattern] = {}


def patterns(table: dict[type[Any], Pattern]) -> None:
    """Add the patterns of a module; a kind has one pattern only."""
    twice = PATTERNS.keys() & table.keys()
    assert not twice, twice
    PATTERNS.update(table)


def prose(said: ClauseWords) -> str:
    """A clause as a sentence, with its capital letter and its full stop."""
    pattern = PATTERNS[type(said.node)]
    return sentence(said, pattern) if isinstance(pattern, str) else sentence(said, pattern(said))
