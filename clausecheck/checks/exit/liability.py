"""Who answers after the end: for the same thing on the same day, and for copies that are kept longer."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.lengths import at_least_as_long, at_most, event_of, longer
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import length_of
from clausecheck.agreement.parties import of_supplier
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.checks.exit.ways_out import thing
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Delete, Keep, Liable, NoLiability
from clausecheck.language.write import write


@fact
def liabilities(semantics: Semantics) -> list[tuple[Liable, v.Anchored, list[v.Value]]]:
    """Each clause by which somebody is liable until a time, that time, and the times that contradict it: those after which a
    clause sets the same party free of the same thing before."""
    agreement = semantics.agreement
    return [
        (node, node.until, list(_freed_before(agreement, node, node.until)))
        for node in agreement.all(Liable)
        if isinstance(node.until, v.Anchored)
    ]


def _freed_before(agreement: Agreement, node: Liable, until: v.Anchored) -> Iterator[v.Value]:
    freed = agreement.once("freed of liability", _freed)
    for after in freed.get((write(node.values), write(node.for_), event_of(until)), ()):
        if longer(until, after):
            yield after


def _freed(agreement: Agreement) -> dict[tuple[str, str, str], list[v.Value]]:
    """After which times, each once, somebody is free of liability, by who is, of what, and from which event the time counts."""
    found: dict[tuple[str, str, str], dict[str, v.Value]] = {}
    for other in agreement.all(NoLiability):
        if other.after is not None:
            key = (write(other.values), write(other.for_), event_of(other.after))
            found.setdefault(key, {}).setdefault(write(other.after), other.after)
    return {key: list(alike.values()) for key, alike in found.items()}


@check("liable-and-not-liable")
def liable_and_not_liable(context: Context) -> Iterator[Finding]:
    """A party that answers for something and does not on the same day."""
    for node, until, freed in liabilities(context.semantics):
        who, what = write(node.values), write(node.for_)
        for after in freed:
            yield context.draft(
                f"{who} answers for {what} until {write(until)}, and no longer after {write(after)}",
                node,
                "liable until here",
                span=until.span,
                labels=(Label(after.span, "not liable from here"),),
                witness=Witness(
                    f"a loss after {write(length_of(after))} and before {write(length_of(until))}: one clause gives "
                    "a claim, the other takes it",
                    {"until": write(until), "after": write(after)},
                ),
                values=(write(until), write(after)),
                help=(
                    f"let both name one day instead: `no liability of {who} for {what}, after {write(until)}`",
                ),
            )


@check("backups-outlive-liability")
def backups_outlive_liability(context: Context) -> Iterator[Finding | Proof]:
    """Copies that are kept longer than anyone answers for them."""
    for node, until, freed in liabilities(context.semantics):
        if write(node.for_) != "backups" or freed:
            continue  # where it is contradicted, nobody knows until when anyone answers
        every = _kept_backups(context.agreement, node, until)
        held = [one for one in every if isinstance(one[0], Keep)] or every
        late = [one for one in held if longer(one[1], until)]
        if late:
            yield _unanswered(context, node, until, *max(late, key=lambda one: at_most(one[1])))
        for _, kept in held if not late else ():
            if at_least_as_long(until, kept):
                summary = f"backups: kept for {write(kept)}, answered for until {write(until)}"
                yield context.proof(summary, {"kept": write(kept), "liable": write(until)})


def _unanswered(
    context: Context, node: Liable, until: v.Anchored, keep: Keep | Delete, kept: v.Anchored
) -> Finding:
    who, figures = write(node.values), {"kept": write(kept), "liable": write(until)}
    held = (
        f"are kept for {write(kept)}"
        if isinstance(keep, Keep)
        else f"may be held until they must be deleted within {write(kept)}"
    )
    longest = f"{write(length_of(kept))} from {event_of(kept)}"
    return context.draft(
        f"backups {held}, and {who} answers for them only until {write(until)}",
        keep,
        "kept until here" if isinstance(keep, Keep) else "held until here",
        span=kept.span,
        labels=(Label(until.span, "answered for until here"),),
        witness=Witness(
            f"a copy that leaks after {write(length_of(until))} is still held by {who}, and nobody answers for it",
            figures,
        ),
        values=tuple(figures.values()),
        help=(f"write instead `liable {who} for backups, until {longest}`",),
    )


def _kept_backups(
    agreement: Agreement, node: Liable, until: v.Anchored
) -> list[tuple[Keep | Delete, v.Anchored]]:
    """For how long backups are kept from the same event, in clauses that may be about the backups of this one: by
    what is kept, or where nothing says that by when they must be deleted."""
    home = agreement.parent(node)
    own = home if home is not None and home.kind == "backup" else None
    return agreement.once("backups kept", _kept).get((event_of(until), id(own) if own is not None else 0), [])


def _kept(agreement: Agreement) -> dict[tuple[str, int], list[tuple[Keep | Delete, v.Anchored]]]:
    """For how long backups are kept, by the event from which that counts and the block of one backup, or 0 for clauses about
    all of them. What a hundred clauses say alike stands there once."""
    found: dict[tuple[str, int], dict[tuple[str, str], tuple[Keep | Delete, v.Anchored]]] = {}
    kept: list[Keep | Delete] = [*agreement.all(Keep), *agreement.all(Delete)]
    for keep in kept:
        if keep.when is not None or of_supplier(agreement, keep) or thing(keep.value) != "backups":
            continue
        for value in keep.for_ if isinstance(keep, Keep) else (keep.within,):
            if isinstance(value, v.Anchored):
                block = agreement.parent(keep)
                home = id(block) if block is not None and block.kind == "backup" else 0
                alike = found.setdefault((event_of(value), home), {})
                alike.setdefault((keep.kind, write(value)), (keep, value))
    return {key: list(alike.values()) for key, alike in found.items()}
