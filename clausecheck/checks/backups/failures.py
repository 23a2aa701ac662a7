"""How much the agreement lets pass between two copies of a backup when runs fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from clausecheck.agreement.backup import BackupMeaning, bare, plain, scope_of, shortest
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.schedule import Gap, ScheduledRuns, most_runs
from clausecheck.agreement.words import cut_to_hundredths, hours_to_write, hours_words
from clausecheck.finding import Mend
from clausecheck.language import values as v
from clausecheck.language.tree import Failure, Guarantee
from clausecheck.language.write import write
from clausecheck.quick import dataclass

_SUCCESS = re.compile(
    r"(backup|job|run)s?[ -](success|successful)|success[ -]?(rate|ful)?[ -]?(backup|job)?s?$", re.I
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the agreement lets pass between two copies when runs fail: the seconds without clock changes (0 where none may
    fail), the gap itself, how it comes about, the clause that lets them fail, and what mends it; `by_rate` where that clause
    is a success rate."""

    seconds: int
    gap: Gap
    case: str
    clause: Failure | Guarantee
    mends: tuple[str | Mend | None, ...] = ()
    by_rate: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """The runs that serve one RPO, or the part of it that is about a subject (`None` for the whole backup): the longest gap
    while none fails, and the seconds that the RPO allows."""

    backup: BackupMeaning
    runs: Sequence[ScheduledRuns]
    gap: Gap
    limit: int
    subject: v.Value | None

    def failure_clauses(self) -> list[Failure]:
        """The clauses about failed runs that may hold for these."""
        return [
            clause for clause in self.backup.node.all(Failure) if self.backup.concerns(clause, self.subject)
        ]


def accepted_failures(schedule: Schedule) -> tuple[Accepted | None, bool]:
    """The longest time between two copies that the agreement accepts when runs fail, and whether it says something about
    failures that cannot be computed with."""
    found: list[Accepted] = []
    unknown = False
    count: int | None = None
    for clause in schedule.failure_clauses():
        if clause.when is not None:
            continue
        if isinstance(clause.at_most, v.Count | v.Number):
            count = int(clause.at_most.amount)
            in_a_row = _in_a_row(schedule, clause, count)
            found += [in_a_row] if in_a_row is not None else []
            unknown = unknown or in_a_row is None
        if clause.fixed is not None:
            mended = _mended(schedule, clause)
            found += [mended] if mended is not None else []
            unknown = unknown or mended is None
    rate = _by_rate(schedule, count)
    least = min(found, key=lambda one: one.seconds, default=None)
    if rate is not None and rate.by_rate and (least is None or rate.seconds <= least.seconds):
        return rate, unknown
    return least, unknown


def _in_a_row(schedule: Schedule, clause: Failure, count: int) -> Accepted | None:
    """So many runs that may fail in a row; `None` where the gap that they leave is not known."""
    runs, limit = schedule.runs, schedule.limit
    longest = schedule.backup.longest_gap(runs, failed=count)
    decides = schedule.backup.longest_gap(runs, failed=count, nominal=True)
    if longest is None or decides is None:
        return None
    return Accepted(
        decides.seconds if count else 0,
        longest,
        f"{_row_words(count)} may fail: {schedule.backup.between(longest, runs)}",
        clause,
        (
            _more_often(schedule, count),
            mend(
                schedule.backup.agreement,
                "let fewer fail: write {} instead",
                put(schedule.backup.agreement, clause.at_most, _runs(few)),
            )
            if isinstance(clause.at_most, v.Value) and (few := limit // schedule.gap.seconds - 1) > 0
            else None,
        ),
    )


def _runs(count: int) -> str:
    return f"{count} run{'s' if count != 1 else ''}"


def _more_often(schedule: Schedule, failed: int) -> str | Mend:
    """Runs so close that so many may fail in a row."""
    every = hours_to_write(schedule.limit // (failed + 1))
    agreement = schedule.backup.agreement
    times = [getattr(run.clause, "every", None) for run in schedule.runs]
    timed = [value for value in times if isinstance(value, v.Duration)]
    if len(timed) != len(schedule.runs) or len(timed) != 1:
        return f"copy more often, so that {_row_words(failed)} may fail: at least every {every}"
    return mend(
        agreement,
        f"copy more often, so that {_row_words(failed)} may fail: write {{}} instead",
        put(agreement, timed[0], every),
    )


def _mended(schedule: Schedule, clause: Failure) -> Accepted | None:
    """A failed run that is mended within a time; `None` where that is no elapsed time."""
    mended = shortest(clause.fixed)
    if mended is None:
        return None
    before = schedule.gap.seconds
    sooner: str | Mend = "mend failed runs sooner"
    fixed = clause.fixed.amount if isinstance(clause.fixed, v.Anchored) else clause.fixed
    if schedule.limit - before >= 60 and fixed is not None:
        sooner = mend(
            schedule.backup.agreement,
            "mend failed runs sooner: write {} instead",
            put(schedule.backup.agreement, fixed, hours_to_write(schedule.limit - before)),
        )
    return Accepted(
        before + mended,
        Gap(before + mended),
        f"a run fails at the end of {hours_words(before)} without a copy and is mended "
        f"{write(plain(clause.fixed))} later: {hours_words(before + mended)} in all",
        clause,
        (sooner,),
    )


# ---- success rates


def _by_rate(schedule: Schedule, in_a_row: int | None) -> Accepted | None:
    """What a guaranteed success rate accepts: as many failed runs in a row as it lets fail in one period, but no more than
    `in_a_row`."""
    runs, limit, backup = schedule.runs, schedule.limit, schedule.backup
    for clause, share, months in _success_rates(backup):
        total = most_runs(runs, backup.semantics.horizon, months)
        if total is None:
            return None
        lost = total * (100 - share) / 100
        failed = int(lost)
        row = failed if in_a_row is None else min(failed, in_a_row)
        longest = schedule.backup.longest_gap(runs, failed=row)
        decides = schedule.backup.longest_gap(runs, failed=row, nominal=True)
        if longest is None or decides is None:
            return None
        case = (
            f"a {write(clause.each)} has up to {total} runs, and {cut_to_hundredths(share)}% lets "
            f"{'one run' if failed == 1 else f'{failed} runs'} fail "
            f"({total} x {cut_to_hundredths(100 - share)}% = {cut_to_hundredths(lost)})"
            f"{', ' + str(row) + ' of them in a row' if failed > 1 else ''}: {backup.between(longest, runs)}"
        )
        few = limit // schedule.gap.seconds - 1
        mends = (
            _higher_share(backup.agreement, clause, total, few),
            f"let fewer fail in a row: add `failure at most {_runs(few)}`" if few > 0 else None,
        )
        return Accepted(decides.seconds if row else 0, longest, case, clause, mends, by_rate=row == failed)
    return None


def _higher_share(agreement: Agreement, clause: Guarantee, total: int, few: int) -> Mend | None:
    """A share, in tenths of a percent, of so many runs in a period that lets no more than a few of them fail."""
    figures = [value for value in clause.target.walk() if isinstance(value, v.Percentage)]
    share = next((Fraction(t, 10) for t in range(1001) if total * (1000 - t) // 1000 <= few), None)
    if len(figures) != 1 or share is None or few < 0:
        return None
    say = "guarantee a share that lets no more runs fail than the RPO bears: write {} instead (favours the customer)"
    return mend(agreement, say, put(agreement, figures[0], f"{float(share):g}%"))


def _success_rates(backup: BackupMeaning) -> Iterator[tuple[Guarantee, Fraction, int]]:
    """The guarantees that are success rates of the runs of this backup: the share in percent, and the period in months."""
    names = {backup.node.name.text, *(service.text for service in backup.services)}
    for clause in backup.agreement.all(Guarantee):
        target = clause.target
        if not isinstance(target, v.Fact) or not _SUCCESS.search(bare(target.subject)):
            continue
        if scope_of(clause) and not any(isinstance(one, v.Name) and one.text in names for one in clause.for_):
            continue
        share = _share(clause, target)
        months = v.MONTHS.get(v.UNITS.get(write(clause.each), ""))
        if share is not None and months is not None:
            yield clause, share, months


def _share(clause: Guarantee, target: v.Fact) -> Fraction | None:
    """The share of runs that must succeed, in percent: that of a single system where the clause gives one, as a single system
    may fall so low."""
    if len(target.compares) != 1:
        return None
    compare = target.compares[0]
    if not isinstance(compare, v.Compare) or compare.operator not in (">=", ">"):
        return None
    if not isinstance(compare.amount, v.Percentage):
        return None
    floor = clause.at_least.amount if isinstance(clause.at_least, v.Rated) else clause.at_least
    shares = [one.amount for one in (compare.amount, floor) if isinstance(one, v.Percentage)]
    share = Fraction(min(shares))
    return share if 0 < share < 100 else None


def _row_words(count: int) -> str:
    return "one run" if count == 1 else f"{count} runs in a row"
