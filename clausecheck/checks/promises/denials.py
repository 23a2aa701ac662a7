"""Denials: `no guarantee of response` beside a response that is promised."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.checks.promises.wording import beginning, matter, ticket_of
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, Guarantee, Node, NoGuarantee
from clausecheck.language.write import write

#: What a denial in quotes says when it denies everything.
_EVERYTHING = re.compile(
    r"\b(any (warranty|warranties|obligation|level|target|kind)|all (levels|targets|times)|no (obligation|warranty)|"
    r"informational|not binding|non-binding|service levels?|slas?)\b",
    re.IGNORECASE,
)
#: Promises that stand in a block of their own kind, by the word with which `no guarantee of` denies them.
_CLAUSES = {
    "availability": ("availability",),
    "recovery": ("rto", "restore_on_request"),
    "restore": ("rto", "restore_on_request"),
    "backup": ("rpo", "rto"),
    "latency": ("latency",),
}


@check("promise-denied")
def promise_denied(context: Context) -> Iterator[Finding]:
    """A promise that is expressly not guaranteed: by another target, in its own block, or for the whole agreement."""
    yield from _denied_targets(context)
    yield from _denied_in_blocks(context)
    yield from _denied_in_general(context)


# ---- targets -----------------------------------------------------------------------------------------


def _denied_targets(context: Context) -> Iterator[Finding]:
    """`no guarantee of response` where every ticket that it concerns has a response target all the same."""
    agreement = context.agreement
    general = [target for target in context.semantics.targets if _unlimited(agreement, target)]
    for denial in general:
        if denial.length is not None:
            continue
        same = [
            target
            for target in general
            if target.promised and target.kind == denial.kind and _all_covered(agreement, denial, target)
        ]
        if same and _every_priority(agreement, denial, same):
            yield _denied_target(context, denial, same)


def _unlimited(agreement: Agreement, target: Target) -> bool:
    """Whether a clause holds for all that its scope names: without condition, and with nothing in `for` that only people
    understand."""
    node = target.clause
    if target.condition or target.outside is not None or not isinstance(node, Clause) or node.except_:
        return False
    known = {name for names in agreement.names.values() for name in names}
    return all(
        isinstance(value, v.Share | v.Percentage)
        or write(value) in known
        or write(value) in TARGET_KINDS.values()
        for value in node.for_
    ) and not (isinstance(node, NoGuarantee) and (node.during or node.outside))


def _all_covered(agreement: Agreement, denial: Target, promise: Target) -> bool:
    """Whether a denial concerns every ticket of a promise, and is no exception for one service, plan or site."""
    for dimension in ("service", "plan", "site", "priority"):
        denied, promised = denial.limited(dimension), promise.limited(dimension)
        if dimension == "plan" and denied is None and promised is not None:
            return False
        if denied is None:
            continue
        if promised is not None:
            if not promised <= denied:
                return False
        elif not denied >= set(agreement.names.get(dimension, {})):
            return False
    return True


def _every_priority(agreement: Agreement, denial: Target, promises: list[Target]) -> bool:
    """Whether the promises leave the denial no priority of which it could speak."""
    asked = denial.limited("priority") or frozenset(agreement.names.get("priority", {}))
    told: set[str] = set()
    for target in promises:
        names = target.limited("priority")
        if names is None:
            return True
        told |= names
    return asked <= told


def _denied_target(context: Context, denial: Target, promises: list[Target]) -> Finding:
    called = TARGET_KINDS[denial.kind]
    first = promises[0]
    length = write(first.length)
    return context.draft(
        f"{'an' if called[0] in 'aou' else 'a'} {called} is promised within {length}, and expressly not guaranteed",
        denial.clause,
        f"no {called} is guaranteed",
        labels=tuple(Label(target.clause.span, f"within {write(target.length)}") for target in promises),
        witness=Witness(
            f"{ticket_of(first)} that gets no {called} within {length}: by one clause a promise is broken, by the other "
            "there is none",
            {"target": called, "promised": length, "clauses": len(promises)},
        ),
        values=(called, *[write(target.length) for target in promises]),
        help=(
            f"delete `no guarantee of {called}`, or the targets",
            f"limit it: `no guarantee of {called}, when …`",
        ),
    )


# ---- what a block promises ---------------------------------------------------------------------------


def _denied_in_blocks(context: Context) -> Iterator[Finding]:
    """`no guarantee of availability`, of a restore or of data in the block that promises just that."""
    for node in context.agreement.all(NoGuarantee):
        home = context.agreement.parent(node)
        if home is None or home.kind not in ("service", "plan", "backup"):
            continue
        if node.when is not None or node.for_ or node.during or node.outside or node.except_:
            continue
        for value in node.values:
            found = _promised_in(context.agreement, home, value)
            if found:
                yield _denied_in_block(context, node, value, home, found)


def _promised_in(agreement: Agreement, home: Block, denied: v.Value) -> list[Node]:
    """The clauses that promise, in a block or for it, what is denied in it."""
    kinds = _CLAUSES.get(write(denied), ())
    if home.kind == "backup" and isinstance(denied, v.Text) and matter(denied.text) <= {"data", "backup"}:
        kinds = ("rpo", "rto")
    found: list[Node] = []
    for clause in home.clauses:
        if clause.kind not in kinds or not isinstance(clause, Clause) or clause.when is not None:
            continue
        figure = getattr(clause, "value", None) or getattr(clause, "within", None)
        if not isinstance(figure, v.Tbd | v.Unstated):
            found.append(clause)
    if kinds and home.kind == "backup":
        name = write(getattr(home, "name", None))
        found += [
            other for other in agreement.all(Guarantee) if any(write(scope) == name for scope in other.for_)
        ]
    return found


def _denied_in_block(
    context: Context, node: NoGuarantee, value: v.Value, home: Block, found: list[Node]
) -> Finding:
    wording, denied = beginning(found[0]), write(value)
    return context.draft(
        f"{context.agreement.title(home)} promises `{wording}`, and guarantees no {denied}",
        node,
        f"no guarantee of {denied}",
        labels=tuple(Label(clause.span, "promised here") for clause in found),
        witness=Witness(
            f"a case in which `{wording}` is missed: by that clause the promise is broken, by `no guarantee of "
            f"{denied}` there is none",
            {"denied": denied, "promised": wording},
        ),
        values=(denied, write(getattr(home, "name", None))),
        help=(
            "delete one of the two",
            f"say when it is not guaranteed: `no guarantee of {denied}, when …`",
        ),
    )


# ---- everything --------------------------------------------------------------------------------------


def _denied_in_general(context: Context) -> Iterator[Finding]:
    """An agreement that guarantees nothing at all, and promises something."""
    promises = _all_promises(context)
    for node in context.agreement.all(NoGuarantee):
        home = context.agreement.parent(node)
        if not promises or home is None or home.kind != "agreement" or node.when or node.for_:
            continue
        for value in node.values:
            if isinstance(value, v.Text) and _EVERYTHING.search(value.text):
                yield _nothing_guaranteed(context, node, value, promises)


def _all_promises(context: Context) -> list[Node]:
    """Every clause by which the provider promises a time or a percentage, from top to bottom."""
    promises: list[Node] = [target.clause for target in context.semantics.targets if target.promised]
    promises += [
        node
        for node in context.agreement.of_kinds(("availability", "rpo", "rto"))
        if not any(block.kind == "relies" for block in context.agreement.ancestors(node))
        and not isinstance(getattr(node, "value", None), v.Tbd | v.Unstated)
    ]
    return sorted(promises, key=lambda node: node.span.start)


def _nothing_guaranteed(context: Context, node: NoGuarantee, value: v.Text, promises: list[Node]) -> Finding:
    wording, count = beginning(promises[0]), len(promises)
    return context.draft(
        f"nothing is guaranteed ({write(value)}), yet {'one thing is' if count == 1 else f'{count} things are'} promised",
        node,
        "nothing is guaranteed",
        labels=tuple(Label(other.span, "promised here") for other in promises),
        witness=Witness(
            f"a month in which `{wording}` is missed: by that clause a promise is broken; by {write(value)} there is none",
            {"denied": value.text, "promises": count},
        ),
        values=(value.text,),
        help=("delete the sentence, or say which clauses bind and which only inform",),
    )
