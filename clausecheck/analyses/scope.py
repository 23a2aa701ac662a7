"""Scope: what is both in and out, and a backup that is named among the services while no block says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, Label, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, Excludes, Includes, Node
from clausecheck.language.write import write

_BACKUP = re.compile(r"\bback(?:ed)?[- ]?ups?\b|\bbackup\b|\bdisaster recovery\b", re.IGNORECASE)
_FILLER = frozenset(
    {"the", "a", "an", "of", "and", "for", "all", "any", "to", "in", "on", "our", "your", "its"}
)


def _words(text: str) -> frozenset[str]:
    """What a phrase is about: its words without case, filler and plural endings."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(re.sub(r"(?<=[^s])s$", "", word) for word in words if word not in _FILLER)


def included_and_excluded(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """An item that one clause includes and another of the same block, or of one around it, excludes.

    Two items are the same when they say the same words, whatever their order, case and plural.
    """
    for excluding in agreement.all("excludes"):
        if not isinstance(excluding, Excludes):
            continue
        home = agreement.parent(excluding)
        for including in agreement.all("includes"):
            if not isinstance(including, Includes) or agreement.parent(including) is not home:
                continue
            for kept in including.values:
                for dropped in excluding.values:
                    if not isinstance(kept, v.Text | v.Name) or not isinstance(dropped, v.Text | v.Name):
                        continue
                    words = _words(kept.text)
                    if not words or words != _words(dropped.text) or _parted(including, excluding):
                        continue
                    yield draft(
                        "included-and-excluded",
                        f"{write(dropped)} is excluded, and included as well",
                        dropped.span,
                        file=agreement.source.path,
                        label="out",
                        labels=(Label(kept.span, "in"),),
                        place=agreement.title(home) if home is not None else "",
                        path=excluding.path,
                        values=(" ".join(sorted(words)),),
                        witness=Witness(
                            f"whether {write(kept)} is owed depends on which clause is read first"
                        ),
                        help=("delete one of the two, or say in the clause which part of it is meant",),
                    )


def _parted(one: Clause, other: Clause) -> bool:
    """Whether conditions keep two clauses apart."""
    return write(one.when) != write(other.when) or write(one.for_) != write(other.for_)


def backup_without_block(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """A service that names backup although no `backup` block says which data, how often and how long kept."""
    if agreement.all("backup") or any(
        getattr(node, "meant", "") == "backup" for node in agreement.all("broken")
    ):
        return
    places: list[tuple[Node, v.Value]] = []
    for node in agreement.all("service"):
        title = getattr(node, "title", None)
        if isinstance(title, v.Text) and _BACKUP.search(title.text):
            places.append((node, title))
        if isinstance(node, Block):
            for clause in node.all(Includes):
                places += [
                    (node, value)
                    for value in clause.values
                    if isinstance(value, v.Text | v.Name) and _BACKUP.search(value.text)
                ]
    if not places:
        return
    node, value = places[0]
    yield draft(
        "backup-without-scope",
        f"{write(value)} is promised, but nothing says which data, how often, and how long copies are kept",
        value.span,
        file=agreement.source.path,
        label="promised here",
        labels=tuple(Label(other.span, "and here") for _, other in places[1:]),
        place=agreement.title(node),
        path=node.path,
        expected="backup",
    )
