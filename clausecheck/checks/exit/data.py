"""What is deleted, kept and returned after the end: gone while it is still owed, or before a copy can be made from it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from clausecheck.agreement.lengths import at_most, doubled, event_of, longer
from clausecheck.agreement.mending import mend, more, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import length_of
from clausecheck.agreement.parties import of_supplier
from clausecheck.agreement.semantics import Semantics
from clausecheck.checks.exit.ways_out import deletions, thing
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import (
    Backup,
    Block,
    CopyOnRequest,
    Delete,
    HandOver,
    Keep,
    Kind,
    RestoreOnRequest,
    Return,
    Service,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass

_EVERYTHING = frozenset({"everything", "all copies", "all data and copies"})


# ---- deleted before it is returned -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed for a time after the end: the thing, until when, and the word for it (`kept`, `returned`)."""

    thing: str
    until: v.Anchored
    how: str

    @property
    def preposition(self) -> str:
        """How its time is said: kept `for` 30 days, returned `within` 30 days."""
        return "for" if self.how == "kept" else "within"


@check("deleted-before-returned")
def deleted_before_returned(context: Context) -> Iterator[Finding | Proof]:
    """A deletion that must be done before the same thing is returned, handed over, or kept long enough."""
    owed: dict[tuple[str, str], dict[str, tuple[int, Owed]]] = {}
    for at, one in enumerate(_owed_after_end(context.semantics)):
        of_one_event = owed.setdefault((event_of(one.until), one.thing), {})
        of_one_event.setdefault(f"{one.how} {write(one.until)}", (at, one))
    for node, by in deletions(context.agreement):
        what = thing(node.value)
        names = {what, "data", "backups"} if what in _EVERYTHING else {what}
        if what == "backups" and _held_in_backups_only(context.agreement):
            names.add("data")
        found = [one for name in names for one in owed.get((event_of(by), name), {}).values()]
        same = [one for _, one in sorted(found, key=itemgetter(0))]
        late = [one for one in same if longer(one.until, by)]
        if late:
            yield _deleted_too_soon(context, node, by, max(late, key=lambda one: at_most(one.until)))
        elif same:
            first = same[0]
            yield context.proof(
                f"{what}: deleted within {write(by)}, {first.how} {first.preposition} {write(first.until)}",
                {"deleted": write(by), first.how: write(first.until)},
            )


def _held_in_backups_only(agreement: Agreement) -> bool:
    """Whether the data that are returned are surely those in the backups: the agreement is about backups alone, and says of no
    other data until when they are held."""
    if not _about_backups_alone(agreement):
        return False
    held: list[Keep | Delete] = [*agreement.all(Keep), *agreement.all(Delete)]
    return not any(
        thing(node.value) in _EVERYTHING | {"data"} and not of_supplier(agreement, node) for node in held
    )


def _about_backups_alone(agreement: Agreement) -> bool:
    """Whether the agreement is about backups and no other service."""
    stated = any(
        write(node.value) == "backup" and getattr(agreement.parent(node), "kind", "") == "agreement"
        for node in agreement.all(Kind)
    )
    return stated or bool(agreement.all(Backup) and not agreement.all(Service))


def _owed_after_end(semantics: Semantics) -> Iterator[Owed]:
    """What is owed for a time after the end: kept, returned or handed over."""
    agreement = semantics.agreement
    for keep in agreement.all(Keep):
        if not of_supplier(agreement, keep):
            for value in keep.for_:
                if isinstance(value, v.Anchored):
                    yield Owed(thing(keep.value), value, "kept")
    for back in agreement.all(Return):
        if not of_supplier(agreement, back) and isinstance(back.within, v.Anchored):
            yield Owed(thing(back.value), back.within, "returned")
    for copy in agreement.all(CopyOnRequest):
        if isinstance(copy.within, v.Anchored) and not of_supplier(agreement, copy):
            yield Owed("data", copy.within, "copied on request")
    for handed in agreement.all(HandOver):
        if not of_supplier(agreement, handed) and isinstance(handed.within, v.Anchored):
            for item in handed.values:
                yield Owed(thing(item), handed.within, "handed over")


def _deleted_too_soon(context: Context, node: Delete, by: v.Anchored, owed: Owed) -> Finding:
    what, until, how = thing(node.value), owed.until, owed.how
    later = f"{write(length_of(until))} from {event_of(until)}"
    them = "is" if what == "data" else "data are" if what == "backups" and owed.thing == "data" else "are"
    gone, it = (
        ("what is deleted", "it is")
        if them != "data are"
        else ("the only copy, deleted at the latest", "data are")
    )
    return context.draft(
        f"{write(node.value)} must be deleted within {write(by)}, and {them} {how} "
        f"{owed.preposition} {write(until)}",
        node,
        "gone by then",
        span=by.span,
        labels=(Label(until.span, f"still to be {how}"),),
        witness=Witness(
            f"{gone} {write(length_of(by))} after the {event_of(by)} is not there on the last of the "
            f"{write(length_of(until))} in which {it} {how}",
            {"thing": what, "deleted": write(by), how: write(until)},
        ),
        values=(what, write(by), write(until)),
        help=(
            mend(
                context.agreement,
                "delete later: write {} instead",
                put(context.agreement, by, f"{doubled(length_of(until))} of {event_of(until)}"),
                more(context.agreement, node, f"after {later}"),
            )
            if node.after is None
            else f"delete later, after {later}",
        ),
    )


# ---- copies made from nothing ------------------------------------------------------------------------------


Copy = CopyOnRequest | RestoreOnRequest | Return
"""A clause that promises something made from what is kept."""


@check("kept-shorter-than-copy")
def kept_shorter_than_copy(context: Context) -> Iterator[Finding]:
    """A copy, a restore or a return after the end that takes longer than anything is kept to make it from."""
    agreement = context.agreement
    copies: list[Copy] = [
        *agreement.all(CopyOnRequest),
        *agreement.all(RestoreOnRequest),
        *agreement.all(Return),
    ]
    for node in copies:
        home = agreement.parent(node)
        if home is None or home.kind != "exit" or node.within is None:
            continue
        if isinstance(node, Return) and _deleted_before(home, node):
            continue  # `deleted-before-returned` says it
        sources = {thing(node.value)} if isinstance(node, Return) else {"backups", "data"}
        if "data" in sources and _about_backups_alone(agreement) and not _keeps_data(home):
            # Nothing else is held: what is returned is restored from the copies.
            sources.add("backups")
        kept = [
            (keep, value)
            for keep in home.all(Keep)
            if thing(keep.value) in sources
            for value in keep.for_
            if event_of(value) == "end"
        ]
        if kept and all(longer(node.within, value) for _, value in kept):
            yield _made_from_nothing(context, node, node.within, *max(kept, key=lambda one: at_most(one[1])))


def _keeps_data(home: Block) -> bool:
    """Whether data are kept for a time, besides the backups."""
    return any(thing(keep.value) == "data" for keep in home.all(Keep))


def _deleted_before(home: Block, back: Return) -> bool:
    """Whether what is to be returned must be deleted before that."""
    same = (gone for gone in home.all(Delete) if thing(gone.value) == thing(back.value))
    return any(longer(back.within, gone.within) for gone in same)


def _made_from_nothing(
    context: Context,
    node: CopyOnRequest | RestoreOnRequest | Return,
    within: v.Value,
    keep: Keep,
    value: v.Value,
) -> Finding:
    word, source = vocabulary().word(node.kind), thing(keep.value)
    if isinstance(node, Return):
        case = (
            f"what is handed over {write(length_of(within))} later can be made from nothing: all is gone after "
            f"{write(length_of(value))}"
        )
    else:
        case = (
            f"asked for on the last day, the copy is owed {write(length_of(within))} later, "
            "when nothing is left to make it from"
        )
    return context.draft(
        f"after the end a `{word}` may take {write(within)}, and {source} are kept for {write(value)} only",
        node,
        "when the copy comes",
        span=within.span,
        labels=(Label(value.span, "gone by then"),),
        witness=Witness(case, {"copy": write(within), "kept": write(value)}),
        values=(write(within), write(value)),
        help=(f"keep them longer instead: `keep {source} for 60 days from end`",),
    )
