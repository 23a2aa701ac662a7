"""A target that one priority lacks although others have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.mending import inside, mend
from clausecheck.agreement.model import Agreement
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
    for node, clause in given:
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
                    *_as_its_neighbour(context.agreement, given, node, kind, word),
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
    given: list[tuple[Priority, Clause | None]],
    node: Priority,
    kind: type[Respond | Resolve],
    word: str,
) -> Iterator[Mend]:
    """The target of the priority beside it: for a response that of the more urgent one, for a resolution that of the less
    urgent one, so that it is neither due before the other kind nor hollow; else that of the next one on the other side."""
    at = next(place for place, (other, _) in enumerate(given) if other is node)
    before, after = reversed(given[:at]), given[at + 1 :]
    order = [*before, *after] if kind is Respond else [*after, *before]
    for _, clause in order:
        if isinstance(clause, Respond | Resolve) and _is_stated(clause) and clause.within is not None:
            hours = f", during {write(clause.during)}" if clause.during else ""
            text = f"{word} within {write(clause.within)}{hours}"
            yield mend(
                agreement, "promise as much as the next one does: add {}", inside(agreement, node, text)
            )
            return


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
    name = write(priority.name)
    for target in context.semantics.targets:
        if (
            target.kind != kind
            or isinstance(target.length, v.Unstated)
            or (isinstance(target.length, v.TimeInWords) and target.length.text in v.NO_TIME)
            or not isinstance(target.clause, Clause)
        ):
            continue
        names = target.limited("priority")
        inside = context.agreement.parent(target.clause) is priority
        open_ = names is None and (target.length is not None or not target.condition)
        if inside or open_ or (names is not None and name in names):
            return target.clause
    return None
