"""The longest time between two copies, also when runs fail, against each RPO. Of these rules the gravest speaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausecheck.agreement.backup import bounds_of, kept_for, plain
from clausecheck.agreement.clock import utc
from clausecheck.agreement.schedule import elapsed
from clausecheck.agreement.words import hours_to_write, hours_words
from clausecheck.checks.backups.losses import Cause, Loss, RpoResult, losses, recoveries
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Severity, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Guarantee, Keep, Rpo
from clausecheck.language.write import write

#: How many times as long as copies are apart an RPO is that nobody can have meant as one.
_MANY = 5
#: From so many seconds on an RPO is the ordinary promise of a copy each day or half a day, whose one failed run both know of.
_USUAL = 12 * 3600


@check("rpo-missed-by-schedule")
def rpo_missed_by_schedule(context: Context) -> Iterator[Finding | Proof]:
    """Copies that are further apart than the RPO allows although no run fails; and what keeps its RPO."""
    for one in recoveries(context.semantics):
        loss = one.loss
        if loss is None:
            yield _shown(context, one)
        elif loss.cause is Cause.SCHEDULE:
            title, most = one.backup.title, write(plain(one.rpo.value))
            about = f" of {write(loss.subject)}" if loss.subject is not None else ""
            much = f"up to {hours_words(loss.gap.seconds)}{' or more' if loss.gap.least else ''}"
            case = one.backup.between(loss.gap, loss.schedule.runs)
            placed = (
                one.backup.longest_gap([run for run in loss.schedule.runs if not run.undecided]) or loss.gap
            )
            yield _finding(
                context,
                f"{title} allows a loss of {most} at most, but {much} pass between two copies{about}",
                one.rpo,
                loss,
                f"{case}; at most {most} of data may be lost",
                help=(
                    f"close the longest gap: copy at least every {hours_words(loss.schedule.limit)} on every day, "
                    f"weekends and holidays included",
                    f"promise what the schedule gives instead: `rpo {hours_to_write(placed.seconds)}`",
                ),
            )


@check("success-rate-over-rpo")
def success_rate_over_rpo(context: Context) -> Iterator[Finding]:
    """A success rate that is reached although more is lost than the RPO allows."""
    for one, loss in losses(context.semantics, Cause.ACCEPTED):
        if loss.accepted is not None and loss.accepted.by_rate:
            assert isinstance(loss.accepted.clause, Guarantee)
            message = (
                f"`{write(loss.accepted.clause.target)}` is reached even where {one.backup.title} loses more than "
                f"the {write(plain(one.rpo.value))} that its RPO allows"
            )
            yield _accepted(context, message, one.rpo, loss)


@check("failed-runs-over-rpo")
def failed_runs_over_rpo(context: Context) -> Iterator[Finding]:
    """Failed runs that are within what is agreed, and break the RPO."""
    for one, loss in losses(context.semantics, Cause.ACCEPTED):
        if loss.accepted is not None and not loss.accepted.by_rate:
            message = (
                f"{one.backup.title} may lose more than its RPO of {write(plain(one.rpo.value))} while its failed "
                f"runs stay within what is agreed"
            )
            yield _accepted(context, message, one.rpo, loss)


@check("rpo-without-slack")
def rpo_without_slack(context: Context) -> Iterator[Finding]:
    """An RPO that one failed run breaks, or a clock change."""
    for one, loss in losses(context.semantics, Cause.FAILED_RUN):
        case = f"if one run leaves no copy, {one.backup.between(loss.gap, loss.schedule.runs)}"
        yield _no_slack(context, "one failed run", one, loss, case, (loss.clock_change, loss.told_late))
    for one, loss in losses(context.semantics, Cause.CLOCK_CHANGE):
        yield _no_slack(context, "a clock change", one, loss, loss.clock_change, (loss.told_late,))


@check("retention-as-rpo")
def retention_as_rpo(context: Context) -> Iterator[Finding]:
    """An RPO that is the time for which copies are kept, many times as long as they are apart."""
    for one in recoveries(context.semantics):
        most = plain(one.rpo.value)
        distances = [run.shortest for run in one.backup.runs if run.shortest is not None]
        if not isinstance(most, v.Duration) or not distances or any(run.undecided for run in one.backup.runs):
            continue
        allowed = bounds_of(most)
        if allowed is None or allowed[0] < _MANY * min(distances):
            continue
        kept = next(
            (
                (clause, length)
                for clause in one.backup.node.all(Keep)
                if (length := kept_for(clause)) is not None and bounds_of(length) == allowed
            ),
            None,
        )
        if kept is not None:
            yield _retained(context, one, *kept, min(distances))


def _retained(context: Context, one: RpoResult, keep: Keep, length: v.Duration, distance: int) -> Finding:
    """A finding about an RPO that is as long as a clause keeps copies, which are `distance` seconds apart."""
    title, most, apart = one.backup.title, write(plain(one.rpo.value)), hours_words(distance)
    return context.draft(
        f"{title} may lose {most} of data, as long as it keeps copies, although copies are {apart} apart",
        one.rpo,
        "at most this much may be lost",
        span=one.rpo.value.span,
        labels=(Label(keep.span, f"copies are kept for {write(length)}"),),
        witness=Witness(
            f"no copy is made for {most}: everything that was entered in that time is lost, and the RPO is kept",
            {"rpo": most, "kept": write(length), "distance": distance},
        ),
        values=(most, write(length), str(distance)),
        help=(
            f"promise what the copies give, with one failed run, instead: `rpo {hours_to_write(2 * distance)}`",
            f"say it in the clause about keeping where {most} was meant for that, and delete it here",
        ),
    )


def _shown(context: Context, one: RpoResult) -> Proof:
    """That an RPO is kept, or why that is not decided."""
    backup = {"backup": write(one.backup.node.name)}
    if one.undecided:
        return context.undecided(f"{one.backup.title}: undecided, because {'; '.join(one.undecided)}", backup)
    longest = max(gap.seconds for gap in one.gaps)
    least = " at least" if any(gap.least for gap in one.gaps) else ""
    horizon = context.semantics.horizon
    first, last = horizon.first.isoformat(), horizon.last.isoformat()
    return context.proof(
        f"{one.backup.title}: never more than{least} {hours_words(longest)} between two copies from "
        f"{first} to {last}, RPO {write(plain(one.rpo.value))}",
        {**backup, "longest": longest, "rpo": elapsed(one.rpo.value), "first": first, "last": last},
    )


def _accepted(context: Context, message: str, rpo: Rpo, loss: Loss) -> Finding:
    """A finding about failures that the agreement accepts."""
    accepted = loss.accepted
    assert accepted is not None
    return _finding(
        context,
        message,
        rpo,
        loss,
        f"{accepted.case}; at most {write(plain(rpo.value))} may be lost",
        notes=tuple(filter(None, (loss.clock_change, loss.told_late))),
        help=(
            *accepted.mends,
            f"promise what is left then instead: `rpo {hours_to_write(loss.gap.seconds)}`",
        ),
    )


def _no_slack(
    context: Context, breaks: str, one: RpoResult, loss: Loss, case: str, notes: tuple[str, ...]
) -> Finding:
    most = write(plain(one.rpo.value))
    return _finding(
        context,
        f"{one.backup.title} has no slack: {breaks} breaks its RPO of {most}",
        one.rpo,
        loss,
        f"{case}; at most {most} may be lost",
        notes=tuple(filter(None, notes)),
        at_most=Severity.INFO if _is_usual(loss) else None,
        help=(
            f"copy at least twice as often: `incremental every {hours_to_write(loss.schedule.limit // 2)}`",
            f"promise what one failed run leaves instead: `rpo {hours_to_write(loss.gap.seconds)}`",
        ),
    )


def _is_usual(loss: Loss) -> bool:
    """Whether only a failed run breaks an ordinary RPO: no longer day does it, and no clause lets runs fail. Copies that are
    apart by two thirds of the RPO at the most have the usual slack."""
    limit = loss.schedule.limit
    slack = 3 * loss.gap.seconds <= 4 * limit
    return loss.accepted is None and not loss.clock_change and (limit >= _USUAL or slack)


def _finding(context: Context, message: str, rpo: Rpo, loss: Loss, case: str, **more: Any) -> Finding:
    gap, limit = loss.gap, loss.schedule.limit
    moments = {"from": gap.start, "until": gap.end}
    dates = {key: utc(instant).isoformat() for key, instant in moments.items() if instant is not None}
    labels = [Label(one.clause.span, "copied only then") for one in loss.schedule.runs]
    if loss.accepted is not None:
        labels.append(Label(loss.accepted.clause.span, "so much may fail"))
    return context.draft(
        message,
        rpo,
        "at most this much may be lost",
        span=rpo.value.span,
        labels=tuple(labels),
        witness=Witness(case, {"rpo": limit, "gap": gap.seconds, **dates}),
        values=(str(limit), str(gap.seconds)),
        **more,
    )
