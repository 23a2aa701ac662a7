"""How long copies are kept, against how often they are made, checked and locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausecheck.agreement.backup import BackupMeaning, backups, bare, bounds_of, longest_of
from clausecheck.agreement.mending import gone, mend, put
from clausecheck.agreement.schedule import ScheduledRuns, elapsed
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import hours_words
from clausecheck.checks.backups.tiers import COPIES, TIERS
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Delete, Keep, Store, TestRestore, Verify
from clausecheck.language.write import write
from clausecheck.quick import dataclass

DAY = 86400
"""Seconds."""

# ---- against the runs


@dataclass(frozen=True, slots=True)
class Retention:
    """A backup of which it is known how often copies are made: its runs with the shortest seconds between two of each, the
    most frequent of them with its seconds, and the clause that keeps copies longest with its time (`None` where that is not
    said)."""

    backup: BackupMeaning
    runs: Sequence[tuple[ScheduledRuns, int]]
    finest: ScheduledRuns
    distance: int
    longest: tuple[Keep, v.Duration] | None

    @property
    def gone(self) -> bool:
        """Whether every copy is gone before the next is made; nothing else is worth saying then."""
        return self.longest is not None and longest_of(self.longest[1]) < self.distance


@fact
def retentions(semantics: Semantics) -> list[Retention]:
    """The backups of which it is known how often copies are made."""
    found = []
    for backup in backups(semantics):
        if backup.unreadable or any(one.undecided for one in backup.runs):
            continue
        known = [(one, one.shortest) for one in backup.runs]
        timed = [(one, distance) for one, distance in known if distance is not None]
        if timed and len(timed) == len(known):
            finest, distance = min(timed, key=lambda one: one[1])
            found.append(Retention(backup, timed, finest, distance, backup.longest_kept))
    return found


@check("no-copy-left")
def no_copy_left(context: Context) -> Iterator[Finding]:
    """Copies that are gone before the next is made."""
    for one in retentions(context.semantics):
        if one.longest is None or not one.gone:
            continue
        clause, length = one.longest
        most = int(longest_of(length))
        yield context.draft(
            f"copies of {one.backup.title} are kept for {write(length)}, and the next copy is made "
            f"{hours_words(one.distance)} after the last",
            clause,
            "gone after this time",
            span=length.span,
            labels=(Label(one.finest.clause.span, "the next copy"),),
            witness=Witness(
                f"a copy is gone after {hours_words(most)}; for {hours_words(one.distance - most)} until the next "
                f"run there is none",
                {"kept": most, "distance": one.distance},
            ),
            values=(str(most), str(one.distance)),
            help=(
                mend(
                    context.agreement,
                    "keep copies until the one after the next is made: write {} instead (favours the customer)",
                    put(context.agreement, length, f"{-(-2 * int(one.distance) // 86400)} days", clause),
                ),
                "copy more often",
            ),
        )


@check("chain-longer-than-kept")
def chain_longer_than_kept(context: Context) -> Iterator[Finding]:
    """Copies that need a full copy which is gone already."""
    for one in retentions(context.semantics):
        fulls = [run for run in one.runs if _is_full(run[0])]
        parts = [run for run, _ in one.runs if run.clause.kind in ("incremental", "differential")]
        if one.gone or one.longest is None or not fulls or not parts:
            continue
        full, distance = min(fulls, key=lambda run: run[1])
        clause, length = one.longest
        most = int(longest_of(length))
        if most >= distance:
            continue
        yield context.draft(
            f"copies of {one.backup.title} are kept for {write(length)}, and those made later still need a full copy "
            f"that is up to {hours_words(distance)} old",
            clause,
            "gone after this time",
            span=length.span,
            labels=(
                Label(full.clause.span, "the copy that all others need"),
                *(Label(run.clause.span, "needs the last full copy") for run in parts),
            ),
            witness=Witness(
                f"a full copy is gone after {hours_words(most)}, the next is made after {hours_words(distance)}: in "
                f"the {hours_words(distance - most)} between nothing can be restored",
                {"kept": most, "full": distance},
            ),
            values=(str(most), str(distance)),
            help=(
                mend(
                    context.agreement,
                    "make full copies as often: write {} instead",
                    put(context.agreement, every, write(length)),
                )
                if isinstance(every := getattr(full.clause, "every", None), v.Duration)
                else f"make full copies at least every {write(length)}",
                mend(
                    context.agreement,
                    "keep copies until those that need them are gone: write {} instead",
                    put(context.agreement, length, _days(2 * distance + DAY)),
                ),
            ),
        )


def _days(seconds: int) -> str:
    """A length in whole days, the next longer one."""
    return f"{-(-seconds // DAY)} days"


def _is_full(runs: ScheduledRuns) -> bool:
    """Whether runs read everything anew; a synthetic full copy is put together from others."""
    ways = getattr(runs.clause, "as_", ())
    return runs.clause.kind == "full" and not any(write(way) == "synthetic" for way in ways)


@check("kept-but-never-made")
def kept_but_never_made(context: Context) -> Iterator[Finding]:
    """Copies of a tier that no run fills."""
    for one in retentions(context.semantics):
        for clause, length in one.backup.kept if not one.gone else ():
            name = write(clause.value)
            if clause.value is None or name not in TIERS or one.distance <= TIERS[name]:
                continue
            yield context.draft(
                f"{name} copies of {one.backup.title} are to be kept, but no {name} copy is made",
                clause,
                f"{name} copies, for {write(length)}",
                span=clause.value.span,
                labels=(Label(one.finest.clause.span, "the most frequent run"),),
                witness=Witness(
                    f"{hours_words(one.distance)} lie between two runs, and {name} copies need one every "
                    f"{hours_words(TIERS[name])} at the latest",
                    {"distance": one.distance, "tier": TIERS[name]},
                ),
                values=(name, str(one.distance)),
                help=(
                    f"add a run that makes them: `incremental every {_every(name)}`",
                    mend(context.agreement, "delete {}", gone(context.agreement, clause)),
                ),
            )


def _every(tier: str) -> str:
    """The interval that fills a tier, as the language writes it."""
    return {
        "hourly": "1 hour",
        "daily": "1 day",
        "weekly": "1 week",
        "monthly": "1 month",
        "quarterly": "1 quarter",
    }.get(tier, "1 year")


# ---- against locks and checks


@check("immutable-longer-than-kept")
def immutable_longer_than_kept(context: Context) -> Iterator[Finding]:
    """Copies that nobody can delete when they should go."""
    for backup in backups(context.semantics):
        kept = [
            (clause, length)
            for clause, length in backup.kept
            if write(clause.value) in TIERS.keys() | COPIES and clause.for_
        ]
        late = [elapsed(one.within) for one in backup.node.all(Delete) if "expired" in bare(one.value)]
        if not kept or None in late:
            continue
        grace = max((one for one in late if one is not None), default=0)
        clause, length = min(kept, key=lambda one: longest_of(one[1]))
        most = int(longest_of(length))
        for store in backup.node.all(Store):
            locked = store.immutable
            if not isinstance(locked, v.Duration) or store.for_ or (bounds := bounds_of(locked)) is None:
                continue
            if bounds[0] <= longest_of(length) + grace:
                continue
            which = write(clause.value) or "all"
            yield context.draft(
                f"{which} copies of {backup.title} are kept for {write(length)}, but cannot be deleted for "
                f"{write(locked)}",
                store,
                "nobody can delete them before",
                span=locked.span,
                labels=(Label(clause.span, "to be deleted after this time"),),
                witness=Witness(
                    f"a copy is due to go {hours_words(most + grace)} after it was made"
                    f"{', the time for deleting included' if grace else ''}, and is locked for "
                    f"{hours_words(int(bounds[0]))}",
                    {"kept": most, "grace": grace, "locked": int(bounds[0])},
                ),
                values=(which, str(most), str(int(bounds[0]))),
                help=(
                    mend(
                        context.agreement,
                        "lock copies no longer than they are kept: write {} instead",
                        put(context.agreement, locked, write(length)),
                    ),
                    *(
                        [
                            mend(
                                context.agreement,
                                "keep them as long as they are locked: write {} instead",
                                put(context.agreement, length, write(locked)),
                            )
                        ]
                        if len(kept) == 1
                        else []
                    ),
                ),
            )


@check("gone-before-verified")
def gone_before_verified(context: Context) -> Iterator[Finding]:
    """Copies that are gone before they are checked."""
    for backup in backups(context.semantics):
        verified = [
            one
            for one in backup.node.all(Verify)
            if bare(one.what) in ("checksums", "integrity", "copies", "restorability")
        ]
        yield from _gone_before(context, backup, verified, "checked")


@check("gone-before-tested")
def gone_before_tested(context: Context) -> Iterator[Finding]:
    """Copies that are gone before a restore from them is tried."""
    for backup in backups(context.semantics):
        yield from _gone_before(context, backup, backup.node.all(TestRestore), "tried in a restore")


def _gone_before(
    context: Context, backup: BackupMeaning, checks: Sequence[Verify | TestRestore], verb: str
) -> Iterator[Finding]:
    """The most frequent check, where the copies that are kept longest are gone before the next."""
    timed = [
        (one, one.every, bounds)
        for one in checks
        if isinstance(one.every, v.Duration) and (bounds := bounds_of(one.every)) is not None
    ]
    if backup.longest_kept is None or not timed or len(timed) < len(checks):
        return
    clause, length = backup.longest_kept
    most, (test, every, bounds) = longest_of(length), min(timed, key=lambda one: one[2][0])
    if bounds[0] <= most:
        return
    yield context.draft(
        f"copies of {backup.title} are gone after {write(length)}, but {verb} only every {write(every)}",
        test,
        f"{verb} this often",
        span=every.span,
        labels=(Label(clause.span, "the longest time a copy is kept"),),
        witness=Witness(
            f"of {hours_words(int(bounds[0]))} between two checks, the copies of the first "
            f"{hours_words(int(bounds[0] - most))} are gone when the second comes",
            {"kept": int(most), "every": int(bounds[0])},
        ),
        values=(str(int(most)), str(int(bounds[0]))),
        help=(
            mend(
                context.agreement,
                "check more often: write {} instead (favours the customer)",
                put(context.agreement, every, write(length)),
            ),
            mend(
                context.agreement,
                "keep copies until they were checked: write {} instead (favours the customer)",
                put(context.agreement, length, write(every)),
            ),
        ),
    )
