"""Scope: what is both in and out, and a backup that is named among the services while no block says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.words import word_set
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Backup, Broken, Clause, Excludes, Includes, Node, Service
from clausecheck.language.write import write

#: Words for copies of data; a backup line, generator or router is none.
_BACKUP = re.compile(
    r"\bback(?:ed)?[- ]?ups?\b(?! (?:lines?|links?|circuits?|connections?|power|generators?|routers?|batter(?:y|ies)|sites?)\b)"
    r"|\bdisaster recovery\b",
    re.IGNORECASE,
)
_FILLER = frozenset(
    {"the", "a", "an", "of", "and", "for", "all", "any", "to", "in", "on", "our", "your", "its"}
)


@check("included-and-excluded")
def included_and_excluded(context: Context) -> Iterator[Finding]:
    """An item that one clause includes and another of the same block, or of one around it, excludes.

    Two items are the same when they say the same words, whatever their order, case and plural.
    """
    agreement = context.agreement
    included: dict[tuple[int, frozenset[str]], list[tuple[Includes, v.Value]]] = {}
    for including in agreement.all(Includes):
        for item in including.values:
            included.setdefault((id(agreement.parent(including)), _words(item)), []).append((including, item))
    for excluding in agreement.all(Excludes):
        for dropped in excluding.values:
            words = _words(dropped)
            beside = included.get((id(agreement.parent(excluding)), words), ()) if words else ()
            for including, kept in beside:
                if not _parted(including, excluding):
                    yield _in_and_out(context, excluding, kept, dropped, words)
                    break  # one clause that includes it is enough to show it


def _words(item: v.Value) -> frozenset[str]:
    """The words by which an item is known again; none where it has none."""
    return word_set(item.text, without=_FILLER) if isinstance(item, v.Text | v.Name) else frozenset()


def _parted(one: Clause, other: Clause) -> bool:
    """Whether conditions keep two clauses apart."""
    return write(one.when) != write(other.when) or write(one.for_) != write(other.for_)


def _in_and_out(
    context: Context, excluding: Excludes, kept: v.Value, dropped: v.Value, words: frozenset[str]
) -> Finding:
    return context.draft(
        f"{write(dropped)} is excluded, and included as well",
        excluding,
        "out",
        span=dropped.span,
        labels=(Label(kept.span, "in"),),
        values=(" ".join(sorted(words)),),
        witness=Witness(f"whether {write(kept)} is owed depends on which clause is read first"),
        help=("delete one of the two, or say in the clause which part of it is meant",),
    )


@check("backup-without-scope", reads_words=True)
def backup_without_scope(context: Context) -> Iterator[Finding]:
    """A service that names backup although no `backup` block says which data, how often and how long kept."""
    agreement = context.agreement
    if agreement.all(Backup) or any(node.meant == Backup.kind for node in agreement.all(Broken)):
        return
    places: list[tuple[Node, v.Value]] = []
    for service in agreement.all(Service):
        items = [value for clause in service.all(Includes) for value in clause.values]
        places += [
            (service, value)
            for value in (service.title, *items)
            if isinstance(value, v.Text | v.Name) and _BACKUP.search(value.text)
        ]
    if not places:
        return
    node, value = places[0]
    yield context.draft(
        f"{write(value)} is promised, but nothing says which data, how often, and how long copies are kept",
        node,
        "promised here",
        span=value.span,
        labels=tuple(Label(other.span, "and here") for _, other in places[1:]),
        expected="backup",
    )
