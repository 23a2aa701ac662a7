"""A target that one priority lacks although others have it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from clausecheck.agreement.mending import inside, mend
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import in_row
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Severity, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Applies, Broken, Clause, Node, Priority, Resolve, Respond
from clausecheck.language.write import write

#: Titles of priorities for what is asked, not broken.
_QUESTION = re.compile(
    r"(?:(?:general|how-to|user|other) )?(?:questions?|in?quir(?:y|ies)|enquir(?:y|ies)|information|advice|wish(?:es)?)"
    r"(?: (?:and|or) (?:requests?|questions?|wish(?:es)?|advice|information))?",
    re.IGNORECASE,
)


@check("missing-response-target")
def missing_response_target(context: Context) -> Iterator[Finding]:
    """A priority without a response target, where another priority has one."""
    return _missing(context, Respond, "response")


@check("missing-resolution-target")
def missing_resolution_target(context: Context) -> Iterator[Finding]:
    """A priority without a resolution target, where another priority has one."""
    return _missing(context, Resolve, "resolution")


def _missing(context: Context, kind: type[Respond | Resolve], called: str) -> Iterator[Finding]:
    """Priorities without a target of a kind; `called` is how `no guarantee of` names it.

    A target counts wherever it is given: in the priority's own block, in a service or a plan, for that priority or for all.
    `no guarantee of response` says openly that there is none; `unstated` counts as missing.
    """
    given = [(node, _given(context, node, kind.kind)) for node in context.agreement.all(Priority)]
    having = [(node, clause) for node, clause in given if clause is not None and _is_stated(clause)]
    if not having:
        return
    example = having[0][1]
    names = [write(node.name) for node, _ in having]
    others = f"{in_row(names)} {'has' if len(names) == 1 else 'have'} one"
    word = vocabulary().word(kind.kind)
    models = [
        (at, each)
        for at, (_, each) in enumerate(given)
        if isinstance(each, Respond | Resolve) and _is_stated(each) and each.within is not None
    ]
    for at, (node, clause) in enumerate(given):
        if clause is None:
            yield context.draft(
                f"{context.agreement.title(node)} has no {called} target, although {others}",
                node,
                f"no {called} target",
                span=node.head,
                labels=(Label(example.span, f"a {called} target, as others have it"),),
                expected=f"{node.path} / {word}",
                witness=_two_tickets(node, example, called),
                help=(
                    *_as_its_neighbour(context.agreement, models, at, node, kind),
                    mend(
                        context.agreement,
                        "say openly that there is none: add {} (favours the provider)",
                        inside(context.agreement, node, f"no guarantee of {called}"),
                    ),
                ),
                # What is left over is often mended as it comes; that it is never answered is another thing.
                at_most=Severity.INFO if kind is Resolve and _is_the_rest(node) else None,
            )


def _as_its_neighbour(
    agreement: Agreement,
    models: list[tuple[int, Respond | Resolve]],
    at: int,
    node: Priority,
    kind: type[Respond | Resolve],
) -> Iterator[Mend]:
    """The target of the priority beside the one at a place: for a response that of the more urgent one, for a resolution that of
    the less urgent one, so that it is neither due before the other kind nor hollow; else that of the next one on the other side.
    `models` are the targets that can be taken over, with the places of their priorities."""
    after = bisect(models, at, key=lambda model: model[0])
    order = [*models[max(0, after - 1) : after], *models[after : after + 1]]
    for _, clause in order[:1] if kind is Respond else order[-1:]:
        hours = f", during {write(clause.during)}" if clause.during else ""
        text = f"{vocabulary().word(kind.kind)} within {write(clause.within)}{hours}"
        yield mend(agreement, "promise as much as the next one does: add {}", inside(agreement, node, text))


def _is_the_rest(node: Priority) -> bool:
    """Whether a priority is that of the tickets that no other one takes, or of questions: nothing is broken."""
    title = node.title.text if node.title is not None else ""
    return bool(_QUESTION.fullmatch(title)) or any(clause.otherwise for clause in node.all(Applies))


def _two_tickets(node: Priority, example: Node, called: str) -> Witness | None:
    """Two tickets of the same moment, of which one falls due and the other never does."""
    if not isinstance(example, Respond | Resolve) or example.within is None:
        return None
    name, length = write(node.name), write(example.within)
    return Witness(
        f"of two tickets logged at the same moment, the other falls due for {called} after {length}, "
        f"the {name} ticket never",
        {"priority": name, "length of the other": length},
    )


def _is_stated(clause: Node) -> bool:
    """Whether a clause says something that others can be held against; `tbd` does not."""
    return not (isinstance(clause, Respond | Resolve) and isinstance(clause.within, v.Tbd | v.TimeInWords))


def _given(context: Context, priority: Priority, kind: str) -> Clause | None:
    """The clause that gives a priority a target, or openly none."""
    for clause in priority.clauses:
        if isinstance(clause, Broken) and clause.meant in (kind, ""):
            return clause
    first = _first_given(context.semantics)
    found = [first.get((kind, to)) for to in (None, write(priority.name), id(priority))]
    return min((one for one in found if one is not None), key=lambda one: one[0], default=(0, None))[1]


@fact
def _first_given(semantics: Semantics) -> dict[tuple[str, object], tuple[int, Clause]]:
    """The first clause that gives a kind of target, or openly none, with its place: to each priority by its name, in the block of
    each by its identity, and to all (`None`)."""
    found: dict[tuple[str, object], tuple[int, Clause]] = {}
    for at, target in enumerate(semantics.targets):
        clause, length = target.clause, target.length
        nothing = isinstance(length, v.TimeInWords) and length.text in v.NO_TIME
        if isinstance(length, v.Unstated) or nothing or not isinstance(clause, Clause):
            continue
        names = target.limited("priority")
        to: list[object] = [id(semantics.agreement.parent(clause)), *(names or ())]
        if names is None and (length is not None or not target.condition):
            to.append(None)
        for one in to:
            found.setdefault((target.kind, one), (at, clause))
    return found
