"""What regular maintenance takes away from the copies and restores of a backup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from clausecheck.agreement.backup import BackupMeaning, backups, bare
from clausecheck.agreement.clock import DAY, HOUR
from clausecheck.agreement.mending import gone, inside, mend, struck
from clausecheck.agreement.words import hours_words, in_row
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Failure, Maintenance, NoGuarantee
from clausecheck.language.write import write


@check("maintenance-cancels-backups", reads_words=True)
def maintenance_cancels_backups(context: Context) -> Iterator[Finding]:
    """Regular maintenance during which copies or restores are not owed, and copies are not made up for either."""
    for backup in backups(context.semantics):
        mended = any(clause.fixed is not None for clause in backup.node.all(Failure))
        for clause in backup.node.all(Maintenance):
            seconds = _weekly_seconds(clause)
            for waiver in backup.node.all(NoGuarantee):
                words = [
                    word
                    for word in map(bare, waiver.values)
                    if word == "restore" or (word == "backup" and not mended)
                ]
                if waiver.when is None or "maintenance" not in write(waiver.when):
                    continue
                if seconds and words:
                    yield _finding(context, backup, clause, seconds, waiver, words)


def _weekly_seconds(clause: Maintenance) -> int:
    """How long maintenance lasts in every week; 0 where it is not planned by hours and weekdays."""
    return sum(
        ((span.end - span.start) % DAY or DAY) * ((day.last - day.first) % 7 + 1)
        for span in clause.spans
        for day in clause.weekdays
        if isinstance(span, v.HoursSpan) and isinstance(day, v.Days)
    )


def _made_up_for(
    context: Context, backup: BackupMeaning, waiver: NoGuarantee, words: Sequence[str]
) -> Mend | None:
    """Runs that are made up for, and restores that are owed; `None` where there are no runs in it."""
    if "backup" not in words:
        return None
    changes = [inside(context.agreement, backup.node, "failure fixed within 12 hours")]
    say = "say how soon after the maintenance a cancelled run is made up for: add {}"
    if "restore" in words:
        restores = [value for value in waiver.values if bare(value) == "restore"]
        changes.insert(0, struck(context.agreement, waiver, "values", *restores))
        say = "owe restores all the same, and say how soon a cancelled run is made up for: write {} instead"
    return mend(context.agreement, say, *changes)


def _finding(
    context: Context,
    backup: BackupMeaning,
    clause: Maintenance,
    seconds: int,
    waiver: NoGuarantee,
    words: Sequence[str],
) -> Finding:
    things = in_row([f"{word}s" for word in words])
    longest = backup.longest_gap(backup.runs, failed=1)
    case = f"{hours_words(seconds)} of the 168 hours of every week, in which {things} may be cancelled"
    if longest is not None and "backup" in words:
        case += f"; if a run is cancelled in them, {backup.between(longest, backup.runs)}"
    promised = backup.runs if "backup" in words else []
    return context.draft(
        f"maintenance of {backup.title} may cancel {things} every week, and nothing says that they are made up for",
        clause,
        "every week",
        labels=(
            Label(waiver.span, "not owed then"),
            *(Label(one.clause.span, "promised") for one in promised),
        ),
        witness=Witness(
            case,
            {"hours": str(Fraction(seconds, HOUR)), "gap": longest.seconds if longest else None},
        ),
        values=(write(clause.weekdays), write(clause.spans)),
        help=(
            _made_up_for(context, backup, waiver, words),
            mend(context.agreement, "owe both at all times: delete {}", gone(context.agreement, waiver)),
        ),
    )
