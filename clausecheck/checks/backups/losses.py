"""How much data each RPO of a backup lets get lost, and how much more may be: over the calendar, and when runs fail."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from clausecheck.agreement.backup import BackupMeaning, backups, plain, shortest
from clausecheck.agreement.schedule import Gap, ScheduledRuns, elapsed
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.checks.backups.failures import Accepted, Schedule, accepted_failures
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Rpo
from clausecheck.language.write import write
from clausecheck.quick import dataclass


class Cause(Enum):
    """Why more may be lost than an RPO allows; of several the first counts."""

    SCHEDULE = auto()
    """The runs are too far apart."""
    ACCEPTED = auto()
    """As many runs may fail as the agreement accepts."""
    FAILED_RUN = auto()
    """One run fails, of which the agreement says nothing."""
    CLOCK_CHANGE = auto()
    """The clocks go back."""


@dataclass(frozen=True, slots=True)
class Loss:
    """More may be lost than an RPO allows: why, the gap that shows it, the runs that serve the RPO, and, with `ACCEPTED`, what
    the agreement accepts."""

    cause: Cause
    gap: Gap
    schedule: Schedule
    accepted: Accepted | None = None

    @property
    def subject(self) -> v.Value | None:
        """The part of the backup that it is about; `None` for the whole."""
        return self.schedule.subject

    @property
    def clock_change(self) -> str:
        """That a clock change alone breaks the RPO, in words; empty where it does not."""
        gap = self.schedule.gap
        if gap.seconds <= self.schedule.limit:
            return ""
        return (
            f"when the clocks go back, even without a failure "
            f"{self.schedule.backup.between(gap, self.schedule.runs)}"
        )

    @property
    def told_late(self) -> str:
        """That a failed run is reported only when the RPO is missed already, in words; empty where it is not so."""
        for clause in self.schedule.failure_clauses():
            reported = shortest(clause.reported)
            if reported is not None and reported > self.schedule.limit:
                return f"a failed run is reported within {write(plain(clause.reported))} only"
        return ""


@dataclass(frozen=True, slots=True)
class RpoResult:
    """One RPO against the copies that serve it: the worst `loss` that breaks it, the longest gaps of all that it covers, and
    why something was not decided."""

    backup: BackupMeaning
    rpo: Rpo
    loss: Loss | None = None
    gaps: tuple[Gap, ...] = ()
    undecided: tuple[str, ...] = ()


@fact
def recoveries(semantics: Semantics) -> list[RpoResult]:
    """Each RPO that can be compared with copies. One that is missed by the written intervals alone is left out:
    `backup-interval-over-rpo` says it."""
    found = [_recovery(backup, rpo) for backup in backups(semantics) for rpo in backup.node.all(Rpo)]
    return [one for one in found if one is not None]


def losses(semantics: Semantics, cause: Cause) -> list[tuple[RpoResult, Loss]]:
    """Each RPO that is broken for this cause, with the loss."""
    return [
        (one, one.loss) for one in recoveries(semantics) if one.loss is not None and one.loss.cause is cause
    ]


def _recovery(backup: BackupMeaning, rpo: Rpo) -> RpoResult | None:
    runs = backup.runs
    limit = elapsed(rpo.value)
    if not runs or rpo.when is not None or isinstance(rpo.value, v.Tbd | v.Unstated):
        return None
    if limit is None:
        return RpoResult(backup, rpo, undecided=(f"{write(rpo.value)} is no elapsed time",))
    if any(write(name) != "always" for name in (*rpo.during, *rpo.outside)):
        return RpoResult(backup, rpo, undecided=(f"`{write(rpo.value)}` counts only in some hours",))
    if backup.unreadable or _nominally_missed(runs, limit):
        return None
    worst: Loss | None = None
    gaps: list[Gap] = []
    reasons: list[str] = []
    seen: set[tuple[int, ...]] = set()
    for subject in backup.subjects(rpo):
        mine = [one for one in runs if backup.concerns(one.clause, subject)]
        key = tuple(id(one) for one in mine)
        if key in seen:
            continue
        seen.add(key)
        gap = backup.longest_gap(mine)
        known = backup.longest_gap([one for one in mine if not one.undecided])
        if gap is None or (known is not None and gap.seconds <= limit < known.seconds):
            reasons += [one.undecided for one in mine if one.undecided] or ["no clause says when it runs"]
            continue
        gaps.append(gap)
        whole = len(mine) == len(runs)
        loss = _loss(Schedule(backup, mine, gap, limit, None if whole else subject))
        if loss is not None and (worst is None or gap.seconds > worst.schedule.gap.seconds):
            worst = loss
    if not gaps and not reasons:
        return None  # other RPOs take over all that it could be about
    return RpoResult(backup, rpo, worst, tuple(gaps), tuple(dict.fromkeys(reasons)))


def _loss(schedule: Schedule) -> Loss | None:
    """The gravest way in which runs break their RPO."""
    runs, gap, limit = schedule.runs, schedule.gap, schedule.limit
    nominal = schedule.backup.longest_gap(runs, nominal=True) or gap
    if nominal.seconds > limit:
        return Loss(Cause.SCHEDULE, gap, schedule)
    accepted, open_question = accepted_failures(schedule)
    if accepted is not None and accepted.seconds > limit:
        return Loss(Cause.ACCEPTED, accepted.gap, schedule, accepted)
    once = schedule.backup.longest_gap(runs, failed=1)
    nominally = schedule.backup.longest_gap(runs, failed=1, nominal=True)
    exceeds = nominally is not None and nominally.seconds > limit
    if accepted is None and not open_question and once is not None and exceeds:
        return Loss(Cause.FAILED_RUN, once, schedule)
    return Loss(Cause.CLOCK_CHANGE, gap, schedule) if gap.seconds > limit else None


def _nominally_missed(runs: Sequence[ScheduledRuns], limit: int) -> bool:
    """Whether the written distances alone show that no clause copies often enough, which `backup-interval-over-rpo` says."""
    written = [one for one in runs if getattr(one.clause, "every", None) is not None or _weekly(one.clause)]
    lengths = [getattr(one.clause, "every", None) for one in written]
    return bool(lengths) and all(
        isinstance(every, v.Duration) and (bounds := every.bounds()) is not None and bounds[0] > limit
        for every in lengths
    )


def _weekly(clause: Clause) -> bool:
    return any(isinstance(day, v.Days) for day in getattr(clause, "on", ()))
