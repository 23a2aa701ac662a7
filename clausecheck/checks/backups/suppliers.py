"""What a supplier on whom a backup rests promises less than the backup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausecheck.agreement.backup import (
    BackupMeaning,
    backups,
    bare,
    bounds_of,
    counted,
    kept_for,
    longest_of,
    plain,
)
from clausecheck.agreement.mending import instead, mend, put
from clausecheck.agreement.schedule import elapsed
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.words import hours_words
from clausecheck.checks.backups.tiers import COPIES, tier_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Keep, NoGuarantee, Relies, RestoreOnRequest, Rpo, Rto
from clausecheck.language.write import write


@check("supplier-without-recovery")
def supplier_without_recovery(context: Context) -> Iterator[Finding]:
    """A supplier who guarantees no restore, under a promise to restore."""
    for backup, relies in _suppliers(context.semantics):
        if any(one.all(Rto) for one in backup.node.all(Relies)):
            continue
        for clause in relies.all(NoGuarantee):
            promises = _refused(backup, clause)
            if not promises or clause.when is not None or clause.except_ or clause.for_:
                continue
            title, promised = write(relies.title), _in_short(promises[0])
            yield context.draft(
                f"{backup.title} promises the customer to bring data back, and {title}, on whom it rests, "
                f"guarantees no {write(clause.values[0])}",
                clause,
                "the supplier promises nothing",
                labels=tuple(Label(own.span, "promised to the customer") for own in promises),
                witness=Witness(
                    f"if {title} cannot bring the data back, it owes nothing, and the provider still owes `{promised}`",
                    {"supplier": title, "promised": promised},
                ),
                values=(title, promised),
                help=(
                    mend(
                        context.agreement,
                        f"agree with {title} what is promised, and say so in its block: write {{}} instead",
                        instead(clause, promised),
                    ),
                    "keep a copy of your own from which the data come back, and do not let the promise rest on the supplier",
                ),
            )


@check("supplier-slower-than-promised")
def supplier_slower_than_promised(context: Context) -> Iterator[Finding]:
    """A supplier whose recovery time or recovery point is longer than what the customer is promised."""
    for backup, relies in _suppliers(context.semantics):
        yield from _slower(context, backup, relies, relies.all(Rto), backup.node.all(Rto))
        yield from _slower(context, backup, relies, relies.all(Rpo), backup.node.all(Rpo))


@check("supplier-keeps-less")
def supplier_keeps_less(context: Context) -> Iterator[Finding]:
    """A supplier who deletes copies before the customer was promised."""
    for backup, relies in _suppliers(context.semantics):
        title = write(relies.title)
        for theirs in relies.all(Keep):
            length = kept_for(theirs)
            name = write(theirs.value)
            if length is None or theirs.when is not None or isinstance(theirs.value, v.Text):
                continue
            own = [
                (clause, kept)
                for clause, kept in backup.kept
                if clause.for_ and (write(clause.value) == name or name in COPIES)
            ]
            if not own:
                continue
            clause, kept = max(own, key=lambda one: longest_of(one[1]))
            bounds = bounds_of(kept)
            if bounds is None or longest_of(length) >= bounds[0]:
                continue
            yield context.draft(
                f"{title} keeps {tier_words(name)} for {write(length)}, and {backup.title} promises "
                f"{tier_words(write(clause.value))} for {write(kept)}",
                theirs,
                "what the supplier keeps",
                span=length.span,
                labels=(Label(clause.span, "what the customer is promised"),),
                witness=Witness(
                    f"a copy that is {hours_words(int(bounds[0]))} old is owed to the customer, and the supplier "
                    f"deleted it {hours_words(int(bounds[0] - longest_of(length)))} before",
                    {"supplier": int(longest_of(length)), "promised": int(bounds[0])},
                ),
                values=(name, write(length), write(kept)),
                help=(
                    f"agree with {title} to keep them for {write(kept)}",
                    mend(
                        context.agreement,
                        "promise the customer no more than the supplier does: write {} instead (favours the provider)",
                        put(context.agreement, kept, write(length)),
                    ),
                    "keep a copy of your own",
                ),
            )


def _suppliers(semantics: Semantics) -> Iterator[tuple[BackupMeaning, Relies]]:
    """Each backup with each supplier on whom it rests."""
    for backup in backups(semantics):
        for relies in backup.node.all(Relies):
            yield backup, relies


def _refused(backup: BackupMeaning, clause: NoGuarantee) -> Sequence[Clause]:
    """The promises of a backup that rest on what a supplier does not guarantee: recovery times, else restores on request."""
    words = {bare(value) for value in clause.values}
    if words & {"restore", "recovery"}:
        return [own for own in backup.node.all(Rto) if _timed(own)] or [
            own for own in backup.node.all(RestoreOnRequest) if _timed(own)
        ]
    return [own for own in backup.node.all(Rpo) if _timed(own)] if "backup" in words else []


def _timed(clause: Rto | Rpo | RestoreOnRequest) -> bool:
    """Whether a promise states a time, and holds without a condition."""
    value = clause.within if isinstance(clause, RestoreOnRequest) else clause.value
    return isinstance(value, v.Duration | v.Anchored) and clause.when is None


def _in_short(clause: Clause) -> str:
    """A promise in short, in the words of the language."""
    if isinstance(clause, Rto | Rpo):
        return f"{clause.kind} {write(plain(clause.value))}"
    return f"restore on request within {write(plain(getattr(clause, 'within', None)))}"


def _slower(
    context: Context,
    backup: BackupMeaning,
    relies: Relies,
    supplied: Sequence[Rto | Rpo],
    promised: Sequence[Rto | Rpo],
) -> Iterator[Finding]:
    """The figures of a supplier that are longer than the longest of the backup."""
    ours = [(one, elapsed(one.value)) for one in promised if not counted(one)]
    if not ours or any(seconds is None for _, seconds in ours):
        return
    own, limit = max(ours, key=lambda one: one[1] or 0)
    title = write(relies.title)
    for clause in supplied:
        seconds = elapsed(clause.value)
        if clause.for_ or seconds is None or limit is None or seconds <= limit or counted(clause):
            continue
        theirs, most = (f"{one.kind} {write(plain(one.value))}" for one in (clause, own))
        yield context.draft(
            f"{title} promises {theirs}, and {backup.title} promises {most} to the customer",
            clause,
            "what the supplier promises",
            span=clause.value.span,
            labels=(Label(own.value.span, "what the customer is promised"),),
            witness=Witness(
                f"the supplier may take {hours_words(seconds)}, {hours_words(seconds - limit)} more than the "
                f"{hours_words(limit)} that the customer was promised",
                {"supplier": seconds, "promised": limit},
            ),
            values=(clause.kind, str(seconds), str(limit)),
            help=(
                mend(
                    context.agreement,
                    f"agree with {title} what is promised, and say so in its block: write {{}} instead",
                    put(context.agreement, clause.value, write(plain(own.value))),
                ),
                mend(
                    context.agreement,
                    f"promise the customer no more than {title} does: write {{}} instead",
                    put(context.agreement, own.value, write(plain(clause.value))),
                ),
            ),
        )
