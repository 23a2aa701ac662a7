"""Denials: `no guarantee of response` beside a response that is promised."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.commitments import commitments, narrowed
from clausecheck.agreement.mending import gone, mend, struck
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import DIMENSIONS, TARGET_KINDS, Target
from clausecheck.agreement.uptime import is_availability
from clausecheck.checks.promises.wording import beginning, matter, ticket_of
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Backup, Block, Clause, Guarantee, Node, NoGuarantee
from clausecheck.language.write import write
from clausecheck.source import Span

#: What a denial in quotes says when it denies everything.
_EVERYTHING = re.compile(
    r"\b(any (warranty|warranties|obligation|level|target|kind)|all (levels|targets|times)|no (obligation|warranty)|"
    r"informational|not binding|non-binding|service levels?|slas?)\b",
    re.IGNORECASE,
)
#: Promises that have clauses of their own, by the words with which `no guarantee of` denies them.
_CLAUSES: dict[str, tuple[str, ...]] = {
    "availability": ("availability", "downtime"),
    "uptime": ("availability", "downtime"),
    "downtime": ("availability", "downtime"),
    "recovery": ("rpo", "rto", "restore_on_request", "failover"),
    "restore": ("rpo", "rto", "restore_on_request"),
    "restoration": ("rpo", "rto", "restore_on_request"),
    "backup": ("rpo", "rto"),
    "latency": ("latency",),
    "report": ("report",),
    "root": ("root_cause_report",),
    "cause": ("root_cause_report",),
    "patching": ("patch",),
    "failover": ("failover",),
}
#: Words beside them that change nothing.
_ABOUT = frozenset({"data", "success", "successful", "level", "particular", "specific", "certain"})


@check("promise-denied", reads_words=True)
def promise_denied(context: Context) -> Iterator[Finding]:
    """A promise that is expressly not guaranteed: by another target, by any denial that it lies within, or with everything."""
    targets = list(_denied_targets(context))
    yield from targets
    yield from _denied_promises(context, {finding.span for finding in targets})
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
    """Whether a denial concerns every ticket of a promise, and is no exception for one service, plan, site or region."""
    for dimension in DIMENSIONS:
        denied, promised = denial.limited(dimension), promise.limited(dimension)
        if dimension == "plan" and denied is None and promised is not None and denial.scope:
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
            _undenied(
                context.agreement,
                denial.clause,
                next(
                    (value for value in getattr(denial.clause, "values", ()) if write(value) == called), None
                ),
            ),
            f"delete the promise{'s' if len(promises) > 1 else ''} (favours the provider), or say when it does not hold",
        ),
    )


def _undenied(agreement: Agreement, node: Node, value: v.Value | None = None) -> Mend:
    """A denial that goes, or goes for one of several things (`value`)."""
    if value is None or len(getattr(node, "values", ())) < 2:
        return mend(agreement, "keep the promise: delete {} (favours the customer)", gone(agreement, node))
    say = "keep the promise: write {} instead (favours the customer)"
    return mend(agreement, say, struck(agreement, node, "values", value))


# ---- all other promises ------------------------------------------------------------------------------


def _denied_promises(context: Context, told: set[Span]) -> Iterator[Finding]:
    """`no guarantee of availability`, of a restore or of a metric, where a promise of just that lies within it: in the same
    block, in another one, or anywhere for a denial of the agreement. A denial for less than the promise is an exception. `told`
    are the denials of which a target says it."""
    agreement = context.agreement
    for node in agreement.all(NoGuarantee):
        if any(block.kind == "relies" for block in agreement.ancestors(node)):
            continue
        scope, parts = narrowed(agreement, node)
        if parts or node.span in told:
            continue
        home = agreement.parent(node)
        backup = home if home is not None and home.kind == "backup" else None
        for value in node.values:
            if write(value) in TARGET_KINDS.values() and backup is not None:
                continue  # targets of tickets are none of a backup
            found = [
                clause
                for clause, narrower in _promises(context, value, backup)
                if _within(agreement, narrower, scope, backup)
            ]
            if found:
                found.sort(key=lambda clause: agreement.parent(clause) is not home)
                yield _denied_promise(context, node, value, found)


def _promises(
    context: Context, denied: v.Value, backup: Block | None
) -> Iterator[tuple[Clause, dict[str, frozenset[str]]]]:
    """The clauses that promise without a condition what a denial takes back, each with the names that it is limited to.
    `backup` is the one in which the denial stands: it is about its data, and takes back whatever is guaranteed for it."""
    words = matter(write(denied).strip('"').replace("-", " ")) - _ABOUT
    if backup is not None and matter(write(denied)) <= {"data", "backup"}:
        words = frozenset({"backup"})
    kinds = {kind for word in words & _CLAUSES.keys() for kind in _CLAUSES[word]}
    name = write(getattr(backup, "name", "")) if "rpo" in kinds else ""
    told: set[int] = set()
    for one in commitments(context.semantics):
        if one.blank or one.timed or one.subject[2] or id(one.clause) in told or "when" in one.parts:
            continue
        if isinstance(one.clause, Guarantee):
            same = bool(words) and words <= matter(_subject(one.clause).replace("-", " "))
            same = same or (bool(name) and any(write(value) == name for value in one.clause.for_))
        else:
            # A restore without a time is offered at a price, and promises nothing.
            timeless = one.clause.kind == "restore_on_request" and getattr(one.clause, "within", None) is None
            same = one.clause.kind in kinds and words <= _CLAUSES.keys() and not timeless
        if same:
            told.add(id(one.clause))
            yield one.clause, one.scope
    for clause in context.agreement.all(Guarantee):
        if id(clause) not in told and write(denied) == _subject(clause) and clause.when is None:
            yield clause, narrowed(context.agreement, clause)[0]


def _subject(clause: Guarantee) -> str:
    """The figure that a guarantee is about: `backup-success`, `response`; nothing for several."""
    target = clause.target
    if not isinstance(target, v.Fact):
        return ""
    subject = write(target.subject.text if isinstance(target.subject, v.Phrase) else target.subject)
    return "availability" if is_availability(subject) else subject.strip('"')


def _within(
    agreement: Agreement,
    promised: dict[str, frozenset[str]],
    denied: dict[str, frozenset[str]],
    backup: Block | None,
) -> bool:
    """Whether all that a promise is limited to lies within what a denial is limited to. A promise about backups lies within
    the denial of one backup where no other one covers the same services."""
    for dimension, names in denied.items():
        also = promised.get(dimension)
        if backup is not None and dimension in ("service", "backup") and "backup" not in promised:
            if not _only_backup(agreement, backup, promised.get("service")):
                return False
        elif also is None or not also <= names:
            return False
    return True


def _only_backup(agreement: Agreement, backup: Block, services: frozenset[str] | None) -> bool:
    """Whether no other backup covers services, or any at all where none are named."""
    own = {write(value) for value in backup.for_}
    if services is not None and own and not services <= own:
        return False
    others = [block for block in agreement.all(Backup) if block is not backup]
    return not any(
        services is None or not block.for_ or services & {write(value) for value in block.for_}
        for block in others
    )


def _denied_promise(context: Context, node: NoGuarantee, value: v.Value, found: list[Clause]) -> Finding:
    wording, denied = beginning(found[0]), write(value)
    home = context.agreement.parent(found[0])
    where = context.agreement.title(home) if home is not None and home.kind != "file" else "a guarantee"
    return context.draft(
        f"{where} promises `{wording}`, and {denied} is expressly not guaranteed",
        node,
        f"no guarantee of {denied}",
        labels=tuple(Label(clause.span, "promised here") for clause in found),
        witness=Witness(
            f"a case in which `{wording}` is missed: by that clause the promise is broken, by `no guarantee of "
            f"{denied}` there is none",
            {"denied": denied, "promised": wording},
        ),
        values=(denied, write(getattr(context.agreement.parent(node), "name", None))),
        help=(
            _undenied(context.agreement, node, value),
            "delete the promise (favours the provider), or say when it does not hold",
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
        help=(
            _undenied(context.agreement, node, value),
            "say which clauses bind and which only inform",
        ),
    )
