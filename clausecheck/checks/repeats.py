"""A clause that can stand only once for the same thing, and stands twice with different figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Clause
from clausecheck.language.write import write

#: Kinds of clauses of which one for each thing counts. Targets have rules of their own, and lists (charges, grounds, rungs of an
#: escalation) may well hold several of a kind.
_ONCE = (
    "term", "effective", "pay", "invoice", "interest", "dispute", "increase", "claim", "decide", "rpo", "rto", "keep", "verify",
    "test_restore", "restore_on_request", "copy_on_request", "patch", "notify", "return_", "delete", "confidentiality",
)  # fmt: skip
_FIGURES = (v.Duration, v.Anchored, v.Choice, v.Notice, v.Percentage, v.Money, v.Date, v.Rated, v.Count)


@check("figure-said-twice")
def figure_said_twice(context: Context) -> Iterator[Finding]:
    """Two clauses of one block with one path, alike but for their figures."""
    agreement = context.agreement
    first: dict[str, Clause] = {}
    for node in agreement.of_kinds(_ONCE):
        before = first.setdefault(node.path, node)
        figures = _different_figures(before, node) if before is not node else None
        if figures is not None and agreement.parent(before) is agreement.parent(node):
            yield _finding(context, node, *figures)


def _different_figures(one: Clause, other: Clause) -> tuple[v.Value, v.Value] | None:
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


def _finding(context: Context, node: Clause, one: v.Value, other: v.Value) -> Finding:
    what = vocabulary().word(node.kind)
    return context.draft(
        f"`{what}` stands twice for the same thing, with {write(one)} and with {write(other)}",
        node,
        f"{write(other)} here",
        span=other.span,
        labels=(Label(one.span, f"{write(one)} there"),),
        values=(write(one), write(other)),
        witness=Witness(
            f"whoever goes by {write(one)} keeps one clause and breaks the other, which says {write(other)}",
            {"first": write(one), "second": write(other)},
        ),
        help=("delete one of the two", "say for what each of them holds: `for …`, `when …`"),
    )
