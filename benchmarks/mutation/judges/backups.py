"""Backup runs one by one, restores, tests and suppliers."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from mutation.judges.grid import falls_on, minute_of
from mutation.judges.world import CannotSay, Problem, World, days_long, longest, minutes, shortest

_FIGURES = ("CC321", "CC37")


def backups(world: World) -> list[Problem]:
    """The runs of each backup one by one, with as many failures as are allowed; restores, tests and suppliers."""
    found: list[Problem] = []
    for block in world.all(t.Backup):
        found += _runs(world, block)
        found += _restores(world, block)
        found += _kept(block)
        found += _kept_as_lost(block)
        for supplier in block.all(t.Relies):
            found += _supplier(world, block, supplier)
    return found


def _kept_as_lost(block: t.Backup) -> list[Problem]:
    """An allowed loss of as many days as copies are kept, while at least five copies are made in them."""
    often = [
        days_long(line.every, 28, 365)
        for line in block.clauses
        if getattr(line, "every", None) and _copies(line)
    ]
    found = []
    for rpo in block.all(t.Rpo):
        kept = [value for keep in block.all(t.Keep) for value in keep.for_ if isinstance(value, v.Duration)]
        loss = days_long(rpo.value, 28, 365)
        if often and loss >= 5 * min(often) and loss in [days_long(value, 28, 365) for value in kept]:
            found.append(
                Problem("backups", f"{write(rpo.value)} lost, as long as copies are kept", ("CC390",))
            )
    return found


def _copies(line: t.Node) -> bool:
    return isinstance(line, (t.Full, t.Incremental, t.Differential, t.Snapshot, t.LogShipping, t.Replication))


def _scoped(clause: t.Clause) -> str:
    return ", ".join(sorted(write(value) for value in clause.for_))


def _about(one: str, other: str) -> bool:
    return not one or not other or one == other


def _runs(world: World, block: t.Backup) -> list[Problem]:
    """The worst time between two good copies: runs are listed for a year, and of any so many in a row all but the ends fail."""
    found = []
    methods = (t.Full, t.Incremental, t.Differential)
    lines = [line for line in block.clauses if isinstance(line, methods) and line.every is not None]
    logs = [line for line in block.clauses if isinstance(line, (t.LogShipping, t.Snapshot, t.Replication))]
    failing = [int(line.at_most.amount) for line in block.all(t.Failure) if isinstance(line.at_most, v.Count)]
    mended = [minutes(line.fixed) for line in block.all(t.Failure) if line.fixed is not None]
    for rpo in block.all(t.Rpo):
        limit = minutes(rpo.value)
        about = _scoped(rpo)
        serving = [line for line in lines if _about(_scoped(line), about)]
        starts: set[int] = set()
        for line in serving:
            starts.update(_starts(world, line))
        if not starts:
            if logs:
                raise CannotSay("only logs are copied")
            found.append(Problem("backups", "no copy is made", (*_FIGURES, "CC315", "CC314")))
            continue
        listed = sorted(starts)
        worst = max(after - before for before, after in itertools.pairwise(listed))
        accepted = [
            max(after - before for before, after in zip(listed, listed[count + 1 :], strict=False))
            for count in failing
        ] + [worst + time for time in mended]
        failed = min(accepted, default=worst)
        if logs and max(worst, failed) > limit:
            world.doubts.append("logs are copied more often")
            continue
        if worst > limit or failed > limit:
            found.append(Problem("backups", f"{max(worst, failed)} minutes between copies", _FIGURES))
        elif not accepted and 2 * worst > limit:
            raise CannotSay("how many runs may fail is not said")
    return found


def _starts(world: World, line: Any) -> list[int]:
    """The minutes of a year at which a clause runs, from the first day; one without a time begins with it."""
    zone = ZoneInfo(world.zone)
    every = minutes(line.every)
    times = [value.seconds for value in line.at if isinstance(value, v.Time)]
    days = [value for value in line.on if isinstance(value, v.Days)]
    begin = minute_of(world.first_day, 0, zone)
    if days or times:
        seconds = times[0] if times else 0
        first = world.first_day
        year = [first + dt.timedelta(days=number) for number in range(380)]
        if every not in (1440, 7 * 1440):
            raise CannotSay("a run at a time of day, but not every day or week")
        if not days and every != 1440:
            raise CannotSay("a weekly run without its day")
        return [
            minute_of(day, seconds, zone)
            for day in year
            if not days or any(falls_on(some, day) for some in days)
        ]
    if line.during or line.outside:
        raise CannotSay("runs within hours")
    return list(range(begin, begin + 380 * 1440, every))


def _bits(value: object) -> Fraction | None:
    return Fraction(value.scaled) if isinstance(value, v.Size) else None


def _restores(world: World, block: t.Backup) -> list[Problem]:
    """Restores, tests and moves against the recovery time; the data against the line."""
    found = []
    times = [(minutes(rto.value), _scoped(rto)) for rto in block.all(t.Rto)]
    longest_rto = max((limit for limit, _ in times), default=None)
    for size in block.all(t.SizeIs):
        data, line = _bits(size.value), _bits(size.link)
        if data is None or line is None:
            continue
        need = data * 8 / line / 60
        if longest_rto is not None and need > longest_rto:
            found.append(Problem("backups", "the line is too slow for the RTO", ("CC375",)))
        elif any(need > limit for limit, _ in times):
            world.doubts.append("how much of the data an RTO is about")
        for one in block.all(t.RestoreOnRequest):
            part = _bits(one.at_most)
            if one.within is not None and part is not None and part * 8 / line / 60 > minutes(one.within):
                found.append(Problem("backups", "the line is too slow for a restore", ("CC375",)))
    if longest_rto is None:
        return found
    for one in block.all(t.RestoreOnRequest):
        if one.within is not None and one.when is None and minutes(one.within) > longest_rto:
            if one.for_:
                world.doubts.append("a restore of something only described")
                continue
            found.append(Problem("backups", "a restore slower than the RTO", ("CC374",)))
    for test in block.all(t.TestRestore):
        if test.within is not None and minutes(test.within) > longest_rto:
            found.append(Problem("backups", "a test slower than the RTO", ("CC376",)))
    for move in block.all(t.Failover):
        if move.within is not None and minutes(move.within) > longest_rto:
            found.append(Problem("backups", "a failover slower than the RTO", ("CC377",)))
    return found


def _kept(block: t.Backup) -> list[Problem]:
    """Copies that are locked past the day by which they must be deleted."""
    tiers = [
        longest(line.for_[0])
        for line in block.all(t.Keep)
        if write(line.value) in ("daily", "weekly", "monthly", "yearly") and line.for_
    ]
    grace = [
        longest(line.within) for line in block.all(t.Delete) if write(line.value) == "expired" and line.within
    ]
    locked = [
        shortest(store.immutable) for store in block.all(t.Store) if isinstance(store.immutable, v.Duration)
    ]
    if tiers and locked and max(locked) > min(tiers) + max(grace, default=Fraction(0)):
        return [Problem("backups", "locked past the day of deletion", ("CC381",))]
    return []


def _supplier(world: World, block: t.Backup, supplier: t.Relies) -> list[Problem]:
    found = []
    for kind in (t.Rpo, t.Rto):
        own = [minutes(line.value) for line in block.all(kind)]
        for theirs in supplier.all(kind):
            if own and minutes(theirs.value) > max(own):
                found.append(Problem("backups", "a supplier promises less", ("CC386",)))
            elif own and minutes(theirs.value) > min(own):
                world.doubts.append("a supplier promises less for a part")
    if supplier.all(t.NoGuarantee):
        found.append(Problem("backups", "a supplier promises nothing", ("CC385",)))
    return found
