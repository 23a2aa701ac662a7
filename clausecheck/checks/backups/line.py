"""How long the data of a backup take over the line, against every promise to bring them back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.backup import BackupMeaning, backups, bare, counted, plain, scope_of
from clausecheck.agreement.mending import mend, more, put
from clausecheck.agreement.schedule import elapsed
from clausecheck.agreement.words import cut_to_hundredths, hours_to_write, hours_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Failover, Full, RestoreOnRequest, SizeIs, TestRestore
from clausecheck.language.write import write
from clausecheck.quick import dataclass


@check("restore-over-line")
def restore_over_line(context: Context) -> Iterator[Finding | Proof]:
    """A line that does not carry the data within the time that is promised."""
    for backup, clause, size, link in _carried(context):
        missed = [one for one in _returns(backup, size) if _seconds(one.amount, link) > one.limit]
        if missed:
            yield _finding(context, backup, clause, link, missed)
        elif backup.rtos:
            yield context.proof(
                f"{backup.title}: {write(size)} over {write(link)} take {hours_words(_seconds(size, link))}, "
                f"within what is promised",
                {"backup": write(backup.node.name), "size": write(size), "link": write(link)},
            )


def _carried(context: Context) -> Iterator[tuple[BackupMeaning, SizeIs, v.Size, v.Size]]:
    """The backups whose size and line are known: each with the clause that says so, the size of all its data and the line."""
    for backup in backups(context.semantics):
        for clause in backup.node.all(SizeIs):
            size, link = clause.value, clause.link
            if not isinstance(size, v.Size) or not isinstance(link, v.Size) or clause.for_:
                continue
            if "/s" not in size.unit and "/s" in link.unit and link.scaled > 0:
                yield backup, clause, size, link


@dataclass(frozen=True, slots=True)
class _Return:
    """A promise to bring data back: its time, how much comes back, and the seconds it allows."""

    clause: Clause
    within: v.Value
    amount: v.Size
    limit: int


def _returns(backup: BackupMeaning, size: v.Size) -> Iterator[_Return]:
    """Every promise to bring data back, where the backup as a whole has a size."""
    rtos = backup.rtos
    whole = [one for one in rtos if not scope_of(one[0])]
    if not whole and rtos:
        named = {write(value) for clause, _ in rtos for value in scope_of(clause)}
        if backup.services and {service.text for service in backup.services} <= named:
            whole = [max(rtos, key=lambda one: one[1])]
    standby = [elapsed(clause.within) for clause in backup.node.all(Failover)]
    for clause, limit in whole:
        if not any(within is not None and within <= limit for within in standby):
            yield _Return(clause, clause.value, size, limit)
    for test in backup.node.all(TestRestore):
        limit_of_test = elapsed(test.within)
        everything = test.what is not None and bare(test.what) in ("everything", "all")
        if everything and test.within is not None and limit_of_test is not None:
            yield _Return(test, test.within, size, limit_of_test)
    for request in backup.node.all(RestoreOnRequest):
        limit_of_request = elapsed(request.within) if not counted(request) else None
        amount = request.at_most
        if not isinstance(amount, v.Size) or "/s" in amount.unit:
            continue
        if request.within is not None and limit_of_request is not None:
            yield _Return(request, request.within, amount, limit_of_request)


def _seconds(amount: v.Size, link: v.Size) -> Fraction:
    """How long an amount takes over a line at best."""
    return Fraction(amount.scaled) * 8 / Fraction(link.scaled)


# ---- the copy itself


@check("full-copy-over-line")
def full_copy_over_line(context: Context) -> Iterator[Finding]:
    """A line over which a full copy is not done before the next one begins."""
    for backup, clause, size, link in _carried(context):
        took = _seconds(size, link)
        for runs in backup.runs:
            full = runs.clause
            if not isinstance(full, Full) or full.for_ or full.as_ or runs.undecided:
                continue
            apart = runs.shortest
            if apart is not None and took > apart:
                yield _never_done(context, backup, clause, link, full, took, apart)


def _never_done(
    context: Context,
    backup: BackupMeaning,
    clause: SizeIs,
    link: v.Size,
    full: Full,
    took: Fraction,
    apart: int,
) -> Finding:
    """A finding about a full copy that takes longer than the time by which two of them are `apart`. Parameters: the
    copies, their size and the line, and the full copy, as their clauses say them; `took` and `apart` in seconds."""
    size = write(clause.value)
    bits = took * Fraction(link.scaled)
    return context.draft(
        f"a full copy of the {size} of {backup.title} over {write(link)} is not done when the next one begins",
        full,
        f"{hours_words(apart)} after the one before",
        labels=(Label(clause.span, f"carries {size} in {hours_words(took)} at best"),),
        witness=Witness(
            f"{size} are {cut_to_hundredths(bits)} bits; at {cut_to_hundredths(link.scaled)} bits per "
            f"second they take {hours_words(took)}, and the next full copy begins after {hours_words(apart)}",
            {"seconds": int(took), "apart": apart, "rate": int(link.scaled)},
        ),
        values=(size, write(link), str(apart)),
        help=(
            mend(
                context.agreement,
                "put full copies together from the smaller ones, where they are kept: write {} instead",
                more(context.agreement, full, "as synthetic"),
            ),
            mend(
                context.agreement,
                "name a line that is fast enough, if there is one: write {} instead",
                put(context.agreement, link, _line_for(bits / apart)),
            ),
            "say how much a full copy moves where it is less than that: the size after compression",
        ),
    )


# ---- words


def _hours_up(seconds: Fraction) -> int:
    """A time in whole hours, the next longer one, in seconds."""
    return 3600 * math.ceil(seconds / 3600)


def _fast_enough(missed: list[_Return]) -> str:
    """A line over which everything comes in time."""
    return _line_for(max(Fraction(one.amount.scaled) * 8 / one.limit for one in missed))


def _line_for(needed: Fraction) -> str:
    """A line that carries so many bits per second, in whole Mbit/s or Gbit/s."""
    mega = math.ceil(needed / 10**6)
    return f"{mega} Mbit/s" if mega < 10**3 else f"{math.ceil(needed / 10**9)} Gbit/s"


def _finding(
    context: Context, backup: BackupMeaning, clause: SizeIs, link: v.Size, missed: list[_Return]
) -> Finding:
    first = missed[0]
    amount, took = first.amount, _seconds(first.amount, link)
    return context.draft(
        f"{write(amount)} of {backup.title} do not come over {write(link)} within {write(plain(first.within))}",
        clause,
        f"carries {write(amount)} in {hours_words(took)} at best",
        span=link.span,
        labels=tuple(Label(one.clause.span, f"within {write(plain(one.within))}") for one in missed),
        witness=Witness(
            f"{write(amount)} are {cut_to_hundredths(amount.scaled * 8)} bits; at "
            f"{cut_to_hundredths(link.scaled)} bits per second they take {hours_words(took)}, and "
            f"{hours_words(first.limit)} are promised",
            {
                "bits": int(amount.scaled * 8),
                "rate": int(link.scaled),
                "seconds": int(took),
                "promised": first.limit,
            },
        ),
        values=(write(amount), write(link), str(first.limit)),
        help=(
            mend(
                context.agreement,
                "promise a time that the line allows: write {} instead (favours the provider)",
                *(
                    put(
                        context.agreement,
                        one.within.amount if isinstance(one.within, v.Anchored) else one.within,
                        hours_to_write(_hours_up(_seconds(one.amount, link))),
                    )
                    for one in missed
                ),
            ),
            mend(
                context.agreement,
                "name a line that is fast enough, if there is one: write {} instead",
                put(context.agreement, link, _fast_enough(missed)),
            ),
        ),
    )
