"""Clauses as the agreement writes them, and as a help proposes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import Node
from clausecheck.language.write import write


def written(agreement: Agreement, node: Node) -> str:
    """The text of a clause on one line, without comments."""
    return one_line(agreement.source.slice(node.span))


def one_line(text: str) -> str:
    """Text of the language on one line, without comments."""
    return re.sub(r"\s+", " ", re.sub(r"#[^\n\"]*$", "", text, flags=re.MULTILINE)).strip()


def changed(agreement: Agreement, node: Node, value: v.Value | None, new: str) -> str:
    """The text of a clause in which another text stands for one of its values."""
    if value is None:
        return written(agreement, node)
    before, after = value.span.start - node.span.start, value.span.end - node.span.start
    text = agreement.source.slice(node.span)
    return one_line(text[:before] + new + text[after:])


def without(text: str, word: str, values: Iterable[v.Value], gone: Iterable[v.Value]) -> str:
    """The text of a clause without some of the values that stand behind a word, and without the word where none is left."""
    gone = list(gone)
    every = [write(value) for value in values]
    kept = [write(value) for value in values if value not in gone]
    if kept:
        return text.replace(f"{word} {', '.join(every)}", f"{word} {', '.join(kept)}", 1)
    return re.sub(rf",? {word} {re.escape(', '.join(every))}", "", text, count=1)
