"""A clause that can stand only once for the same thing, and stands twice with different figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, Label, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Clause, Node
from clausecheck.language.write import write

#: Kinds of clauses of which one for each thing counts. Targets have rules of their own, and lists (charges, grounds, rungs of an
#: escalation) may well hold several of a kind.
_ONCE = (
    "term", "effective", "pay", "invoice", "interest", "dispute", "increase", "claim", "decide", "rpo", "rto", "keep", "verify",
    "test_restore", "restore_on_request", "copy_on_request", "patch", "notify", "return_", "delete", "confidentiality",
)  # fmt: skip
_FIGURES = (v.Duration, v.Anchored, v.Choice, v.Notice, v.Percentage, v.Money, v.Date, v.Rated, v.Count)


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """Two clauses with one path, alike but for their figures."""
    first: dict[str, Clause] = {}
    for kind in _ONCE:
        for node in agreement.all(kind):
            if not isinstance(node, Clause):
                continue
            before = first.setdefault(node.path, node)
            apart = _apart(before, node) if before is not node else None
            if apart is not None and agreement.parent(before) is agreement.parent(node):
                yield _twice(agreement, before, node, *apart)


def _apart(one: Clause, other: Clause) -> tuple[v.Value, v.Value] | None:
    """The first figures in which two clauses differ; `None` where they differ in more than figures, or not at all."""
    found: tuple[v.Value, v.Value] | None = None
    for item in fields(one):
        if "spec" not in item.metadata:
            continue
        wording, also = getattr(one, item.name), getattr(other, item.name)
        if wording == also:
            continue
        if isinstance(wording, tuple) and isinstance(also, tuple) and len(wording) == len(also) == 1:
            wording, also = wording[0], also[0]
        if not isinstance(wording, _FIGURES) or type(wording) is not type(also):
            return None
        if isinstance(wording, v.Anchored) and isinstance(also, v.Anchored) and wording.event != also.event:
            return None  # two deadlines from two events can both hold
        found = found or (wording, also)
    return found


def _twice(agreement: Agreement, one: Node, other: Node, wording: v.Value, also: v.Value) -> Finding:
    what = vocabulary().word(other.kind)
    return draft(
        "figure-said-twice",
        f"`{what}` stands twice for the same thing, with {write(wording)} and with {write(also)}",
        also.span,
        label=f"{write(also)} here",
        labels=(Label(wording.span, f"{write(wording)} there"),),
        place=agreement.title(agreement.parent(other) or other),
        path=other.path,
        values=(write(wording), write(also)),
        witness=Witness(
            f"whoever goes by {write(wording)} keeps one clause and breaks the other, which says {write(also)}",
            {"first": write(wording), "second": write(also)},
        ),
        help=("delete one of the two", "say for what each of them holds: `for …`, `when …`"),
    )
