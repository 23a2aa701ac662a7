"""Levels: a target that one priority lacks although others have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, Label, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Block, Broken, Clause, Node, NoGuarantee
from clausecheck.language.write import write

#: The targets that every priority needs once one has them, and how `no guarantee of` names them.
_TARGETS = {"respond": "response", "resolve": "resolution"}


def missing_targets(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """A priority without a response or resolution target, where another priority has one.

    A target counts wherever it is given: in the priority's own block, in a service or a plan with
    `for` that priority, or for all priorities at the outermost level. `no guarantee of response` says openly that
    there is none; `unstated` counts as missing.
    """
    priorities = [node for node in agreement.all("priority") if isinstance(node, Block)]
    for kind, called in _TARGETS.items():
        given = {id(node): _given(agreement, node, kind, called) for node in priorities}
        having = [node for node in priorities if _said(given[id(node)])]
        if not having:
            continue
        example = next((clause for node in having if (clause := given[id(node)]) is not None), None)
        for node in priorities:
            if given[id(node)] is not None:
                continue
            word = vocabulary().word(kind)
            yield draft(
                f"missing-{called}-target",
                f"{agreement.title(node)} has no {called} target, although {_names(having)}",
                node.head,
                file=agreement.source.path,
                label=f"no `{word} within …`",
                labels=(Label(example.span, f"a {called} target, as others have it"),) if example else (),
                place=agreement.title(node),
                path=node.path,
                expected=f"{node.path} / {word}",
                witness=_case(node, example, called),
                help=(f"add `{word} within …`", f"add `no guarantee of {called}`"),
            )


def _names(having: list[Block]) -> str:
    names = [write(getattr(node, "name", "")) for node in having]
    if len(names) == 1:
        return f"{names[0]} has one"
    return f"{', '.join(names[:-1])} and {names[-1]} have one"


def _case(node: Block, example: Node | None, called: str) -> Witness | None:
    """Two tickets of the same moment, of which one falls due and the other never does."""
    length = getattr(example, "within", None)
    if length is None:
        return None
    name = write(getattr(node, "name", ""))
    return Witness(
        f"of two tickets logged at the same moment, the other falls due for {called} after {write(length)}, "
        f"the {name} ticket never",
        {"priority": name, "length of the other": write(length)},
    )


def _said(clause: Node | None) -> bool:
    """Whether a clause says something that others can be held against; `tbd` does not."""
    return clause is not None and not isinstance(getattr(clause, "within", None), v.Tbd)


def _given(agreement: Agreement, priority: Block, kind: str, called: str) -> Node | None:
    """The clause that gives a priority a target, or openly none."""
    for clause in priority.clauses:
        if isinstance(clause, Broken) and clause.meant in (kind, ""):
            return clause
        if clause.kind == kind and not isinstance(getattr(clause, "within", None), v.Unstated | None):
            return clause
        if isinstance(clause, NoGuarantee) and any(write(value) == called for value in clause.values):
            return clause
    name = write(getattr(priority, "name", ""))
    for clause in agreement.all(kind):
        home = agreement.parent(clause)
        if (
            not isinstance(clause, Clause)
            or home is priority
            or (home is not None and home.kind == "priority")
        ):
            continue
        if isinstance(clause.within, v.Unstated | None):  # type: ignore[attr-defined]
            continue
        scope = [write(value) for value in clause.for_]
        about = [text for text in scope if text in agreement.names.get("priority", {})]
        if name in about or (not about and home is not None and home.kind == "file"):
            return clause
    return None
