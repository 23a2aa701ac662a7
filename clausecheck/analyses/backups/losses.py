"""The longest time between two copies over the calendar, also when runs fail, against each RPO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clausecheck.agreement.backup import (
    BackupMeaning,
    bare,
    decimal,
    in_hours,
    plain,
    scope_of,
    shortest,
    spell,
)
from clausecheck.agreement.clock import utc
from clausecheck.agreement.schedule import Gap, Runs, elapsed, largest_gap, most_runs
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Clause,
    Failure,
    Guarantee,
    Rpo,
)
from clausecheck.language.write import write

_SUCCESS = re.compile(
    r"(backup|job|run)s?[ -](success|successful)|success[ -]?(rate|ful)?[ -]?(backup|job)?s?$", re.I
)


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What the agreement lets pass between two copies when runs fail: the seconds without clock changes (0 where none may
    fail), the gap itself, how it comes about, the clause that lets them fail, and what mends it."""

    seconds: int
    gap: Gap
    case: str
    clause: Clause
    mend: str = ""
    by_rate: bool = False


class Losses(BackupMeaning):
    """The longest time between two copies, against each RPO."""

    def run(self) -> Iterator[Finding | Proof]:
        runs = self.all_runs()
        for rpo in self.node.all(Rpo):
            yield from self.loss(rpo, runs)

    def loss(self, rpo: Rpo, runs: Sequence[Runs]) -> Iterator[Finding | Proof]:
        """The longest time between two copies against one RPO, for each of the things that it covers."""
        limit = elapsed(rpo.value)
        if not runs or rpo.when is not None or isinstance(rpo.value, v.Tbd | v.Unstated):
            return
        if limit is None:
            yield self.undecided("rpo-missed-by-schedule", f"{write(rpo.value)} is no elapsed time")
            return
        if any(write(name) != "always" for name in (*rpo.during, *rpo.outside)):
            yield self.undecided("rpo-missed-by-schedule", f"`{write(rpo.value)}` counts only in some hours")
            return
        if self.unreadable() or _nominally_missed(runs, limit):
            return
        worst: tuple[int, Finding] | None = None
        gaps: list[Gap] = []
        reasons: list[str] = []
        seen: set[tuple[int, ...]] = set()
        for subject in self.subjects(rpo):
            mine = [one for one in runs if self.concerns(one.clause, subject)]
            key = tuple(id(one) for one in mine)
            if key in seen:
                continue
            seen.add(key)
            gap = largest_gap(mine)
            if gap is None:
                reasons += [one.undecided for one in mine if one.undecided] or ["no clause says when it runs"]
                continue
            gaps.append(gap)
            whole = len(mine) == len(runs)
            drafted = self.missed(rpo, limit, mine, gap, None if whole else subject)
            if drafted is not None and (worst is None or gap.seconds > worst[0]):
                worst = gap.seconds, drafted
        if worst is not None:
            yield worst[1]
        elif reasons:
            yield self.undecided("rpo-missed-by-schedule", "; ".join(dict.fromkeys(reasons)))
        else:
            longest = max(gap.seconds for gap in gaps)
            horizon = self.semantics.horizon
            least = " at least" if any(gap.least for gap in gaps) else ""
            yield Proof(
                "rpo-missed-by-schedule",
                f"{self.title}: never more than{least} {spell(longest)} between two copies from "
                f"{horizon.first.isoformat()} to {horizon.last.isoformat()}, RPO {write(plain(rpo.value))}",
                {
                    "backup": write(self.node.name),
                    "longest": longest,
                    "rpo": limit,
                    "first": horizon.first.isoformat(),
                    "last": horizon.last.isoformat(),
                },
            )

    def undecided(self, rule: str, reason: str) -> Proof:
        """A question that stays open."""
        return Proof(
            rule,
            f"{self.title}: undecided, because {reason}",
            {"backup": write(self.node.name)},
            decided=False,
        )

    def missed(
        self, rpo: Rpo, limit: int, runs: Sequence[Runs], gap: Gap, subject: v.Value | None
    ) -> Finding | None:
        """What is wrong with one RPO and the runs that serve it."""
        nominal = largest_gap(runs, nominal=True) or gap
        about = f" of {write(subject)}" if subject is not None else ""
        if nominal.seconds > limit:
            much = f"up to {spell(gap.seconds)}{' or more' if gap.least else ''}"
            return self.rpo_finding(
                "rpo-missed-by-schedule",
                f"{self.title} allows a loss of {write(plain(rpo.value))} at most, but {much} pass between two "
                f"copies{about}",
                rpo,
                limit,
                runs,
                gap,
                f"{self.between(gap, runs)}; at most {write(plain(rpo.value))} of data may be lost",
                help=(
                    f"close the longest gap: copy at least every {spell(limit)} on every day, weekends and "
                    f"holidays included",
                    f"promise what the schedule gives: `rpo {in_hours(gap.seconds)}`",
                ),
            )
        allowed, open_question = self.failures(runs, gap, limit, subject)
        change = ""
        if gap.seconds > limit:
            change = f"when the clocks go back, even without a failure {self.between(gap, runs)}"
        if allowed is not None and allowed.seconds > limit:
            name = "success-rate-over-rpo" if allowed.by_rate else "failed-runs-over-rpo"
            wording = write(getattr(allowed.clause, "target", None)) if allowed.by_rate else ""
            message = (
                f"`{wording}` is reached even where {self.title} loses more than the {write(plain(rpo.value))} "
                f"that its RPO allows"
                if allowed.by_rate
                else f"{self.title} may lose more than its RPO of {write(plain(rpo.value))} while its failed "
                f"runs stay within what is agreed"
            )
            return self.rpo_finding(
                name,
                message,
                rpo,
                limit,
                runs,
                allowed.gap,
                f"{allowed.case}; at most {write(plain(rpo.value))} may be lost",
                extra=(Label(allowed.clause.span, "so much may fail"),),
                notes=tuple(filter(None, (change, self.told_late(limit, subject)))),
                help=(allowed.mend, f"promise what is left then: `rpo {in_hours(allowed.gap.seconds)}`"),
            )
        once = largest_gap(runs, failed=1)
        nominally = largest_gap(runs, failed=1, nominal=True)
        exceeds = once is not None and nominally is not None and nominally.seconds > limit
        if allowed is None and not open_question and once is not None and exceeds:
            case = f"if one run leaves no copy, {self.between(once, runs)}"
            message = f"{self.title} has no slack: one failed run breaks its RPO of {write(plain(rpo.value))}"
        elif change:
            once, case, change = gap, change, ""
            message = f"{self.title} has no slack: a clock change breaks its RPO of {write(plain(rpo.value))}"
        else:
            return None
        return self.rpo_finding(
            "rpo-without-slack",
            message,
            rpo,
            limit,
            runs,
            once,
            f"{case}; at most {write(plain(rpo.value))} may be lost",
            notes=tuple(filter(None, (change, self.told_late(limit, subject)))),
            help=(
                f"copy at least twice as often: `incremental every {in_hours(limit // 2)}`",
                f"promise what one failed run leaves: `rpo {in_hours(once.seconds)}`",
            ),
        )

    def rpo_finding(
        self,
        name: str,
        message: str,
        rpo: Rpo,
        limit: int,
        runs: Sequence[Runs],
        gap: Gap,
        case: str,
        extra: tuple[Label, ...] = (),
        **more: Any,
    ) -> Finding:
        dates = {
            key: utc(instant).isoformat()
            for key, instant in (("from", gap.start), ("until", gap.end))
            if instant is not None
        }
        return self.finding(
            name,
            message,
            rpo.value,
            rpo,
            label="at most this much may be lost",
            labels=(*(Label(one.clause.span, "copied only then") for one in runs), *extra),
            witness=Witness(case, {"rpo": limit, "gap": gap.seconds, **dates}),
            values=(str(limit), str(gap.seconds)),
            **more,
        )

    # -- failed runs

    def failures(
        self, runs: Sequence[Runs], gap: Gap, limit: int, subject: v.Value | None
    ) -> tuple[_Allowed | None, bool]:
        """The longest time between two copies that the agreement accepts when runs fail, and whether it says something
        about failures that cannot be computed with."""
        found: list[_Allowed] = []
        unknown = False
        count: int | None = None
        for clause in self.node.all(Failure):
            if clause.when is not None or not self.concerns(clause, subject):
                continue
            in_a_row = clause.at_most
            if isinstance(in_a_row, v.Count | v.Number):
                count = int(in_a_row.amount)
                longest = largest_gap(runs, failed=count)
                decides = largest_gap(runs, failed=count, nominal=True)
                if longest is None or decides is None:
                    unknown = True
                else:
                    case = f"{_in_a_row(count)} may fail: {self.between(longest, runs)}"
                    mend = (
                        f"copy more often, so that {_in_a_row(count)} may fail: at least every "
                        f"{in_hours(limit // (count + 1))}; or let fewer fail: `failure at most … runs`"
                    )
                    found.append(_Allowed(decides.seconds if count else 0, longest, case, clause, mend))
            mended = shortest(clause.fixed)
            if mended is not None:
                case = (
                    f"a run fails at the end of {spell(gap.seconds)} without a copy and is mended "
                    f"{write(plain(clause.fixed))} later: {spell(gap.seconds + mended)} in all"
                )
                mend = "mend failed runs sooner"
                if limit - gap.seconds >= 60:
                    mend += f": `failure fixed within {in_hours(limit - gap.seconds)}`"
                longest = Gap(gap.seconds + mended)
                found.append(_Allowed(longest.seconds, longest, case, clause, mend))
            elif clause.fixed is not None:
                unknown = True
        rate = self.by_rate(runs, limit, subject, count)
        least = min(found, key=lambda one: one.seconds, default=None)
        if rate is not None and rate.by_rate and (least is None or rate.seconds <= least.seconds):
            return rate, unknown
        return least, unknown

    def by_rate(
        self, runs: Sequence[Runs], limit: int, subject: v.Value | None, in_a_row: int | None
    ) -> _Allowed | None:
        """What a guaranteed success rate accepts: as many failed runs in a row as it lets fail in one period, but no
        more than `in_a_row`."""
        for clause in self.agreement.all("guarantee"):
            if not isinstance(clause, Guarantee) or not self.guaranteed(clause, subject):
                continue
            share = _rate(clause)
            months = v.MONTHS.get(v.UNITS.get(write(clause.each), ""))
            if share is None or months is None:
                continue
            total = most_runs(runs, self.semantics.horizon, months)
            if total is None:
                return None
            lost = total * (100 - share) / 100
            failed = int(lost)
            row = failed if in_a_row is None else min(failed, in_a_row)
            longest = largest_gap(runs, failed=row)
            decides = largest_gap(runs, failed=row, nominal=True)
            if longest is None or decides is None:
                return None
            case = (
                f"a {write(clause.each)} has up to {total} runs, and {_percent(share)} lets {_runs(failed)} fail "
                f"({total} x {_percent(100 - share)} = {decimal(lost)})"
                f"{', ' + str(row) + ' of them in a row' if failed > 1 else ''}: {self.between(longest, runs)}"
            )
            mend = (
                f"copy more often, so that {_in_a_row(row)} may fail: at least every "
                f"{in_hours(limit // (row + 1))}; or let fewer fail in a row: `failure at most … runs`"
            )
            seconds = decides.seconds if row else 0
            return _Allowed(seconds, longest, case, clause, mend, by_rate=row == failed)
        return None

    def guaranteed(self, clause: Guarantee, subject: v.Value | None) -> bool:
        """Whether a guarantee is a success rate of the runs of this backup."""
        target = clause.target
        if not isinstance(target, v.Fact) or not _SUCCESS.search(bare(target.subject)):
            return False
        names = [value.text for value in clause.for_ if isinstance(value, v.Name)]
        if not scope_of(clause):
            return True
        return self.node.name.text in names or any(service.text in names for service in self.services)

    def told_late(self, limit: int, subject: v.Value | None) -> str:
        """A note where a failed run is reported only when the RPO is missed already."""
        for clause in self.node.all(Failure):
            reported = shortest(clause.reported)
            if reported is not None and reported > limit and self.concerns(clause, subject):
                return f"a failed run is reported within {write(plain(clause.reported))} only"
        return ""


def _rate(clause: Guarantee) -> Fraction | None:
    """The share of runs that must succeed, in percent: that of a single system where the clause gives one, as a single system
    may fall so low."""
    target = clause.target
    if not isinstance(target, v.Fact) or len(target.compares) != 1:
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


def _nominally_missed(runs: Sequence[Runs], limit: int) -> bool:
    """Whether the written distances alone show that no clause copies often enough, which `backup-interval-over-rpo` says."""
    written = [one for one in runs if getattr(one.clause, "every", None) is not None or _weekly(one.clause)]
    lengths = [getattr(one.clause, "every", None) for one in written]
    return bool(lengths) and all(
        isinstance(every, v.Duration) and (bounds := every.bounds()) is not None and bounds[0] > limit
        for every in lengths
    )


def _weekly(clause: Clause) -> bool:
    return any(isinstance(day, v.Days) for day in getattr(clause, "on", ()))


def _runs(count: int) -> str:
    return "one run" if count == 1 else f"{count} runs"


def _in_a_row(count: int) -> str:
    return "one run" if count == 1 else f"{count} runs in a row"


def _percent(share: Fraction) -> str:
    return decimal(share) + "%"
