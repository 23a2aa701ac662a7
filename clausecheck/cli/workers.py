"""Checking many agreements at once: each in the process at hand, or in several processes, in the order of the plan.

A process that dies (killed, or out of memory) takes no other agreement's result with it: what it had not finished is checked
again, each in a process of its own, and the file on which that dies too is named.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clausecheck import inputs
from clausecheck.cli.common import CommandError, internal, read, read_stdin, trace, visible

if TYPE_CHECKING:
    from pathlib import Path

    from clausecheck.config import Settings
    from clausecheck.finding import CheckResult
    from clausecheck.kept_results import KeptResults
    from clausecheck.language.parser import Parsed
    from clausecheck.rules.loader import Ruleset
    from clausecheck.waivers import Judged

FEW = 8
"""So many agreements are checked sooner than another process is started."""
CHUNK = 4
"""How many agreements a process is given at a time."""


@dataclass(frozen=True, slots=True)
class Job:
    """One agreement: its file (`None` for standard input), the name that findings give it, and how it is checked."""

    file: Path | None
    name: str
    settings: Settings
    rules: Ruleset = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one agreement: its result, or none; what is to be told of the failure; and what else was asked for."""

    result: CheckResult | None = None
    failures: tuple[str, ...] = ()
    judged: tuple[Judged, ...] = ()
    parsed: Parsed | None = None
    fatal: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of each check: to give what was `parsed` and what became of waivers, to use results that are `kept`."""

    parsed: bool = False
    judged: bool = False
    kept: bool = False


class Checker:
    """Checks the jobs of a plan, by number."""

    def __init__(self, jobs: Sequence[Job], wanted: Wanted) -> None:
        self.jobs, self.wanted = jobs, wanted
        self._kept: dict[tuple[int, object], KeptResults] = {}

    def check(self, number: int) -> Outcome:
        """What becomes of a job. Nothing is raised but Ctrl-C."""
        from clausecheck.checking import check_parsed
        from clausecheck.language.parser import parse_bytes
        from clausecheck.rules.errors import UnknownFinding

        job = self.jobs[number]
        try:
            data = read_stdin() if job.file is None else read(job.file)
        except CommandError as error:
            return Outcome(failures=(error.message,))
        judged: list[Judged] = []
        try:
            kept = self._results(job)
            result = kept.load(data, job.name) if kept is not None else None
            parsed = None
            if result is None:
                parsed = parse_bytes(data, job.name)
                result = check_parsed(parsed, job.rules, as_of=job.settings.as_of, judged=judged)
                if kept is not None:
                    kept.save(data, job.name, result)
        except UnknownFinding as error:
            return Outcome(fatal=f"{visible(job.name)}: {visible(str(error))}")
        except Exception as error:
            failed = internal(error, job.name)
            trace(error)
            return Outcome(failures=(failed.message.partition("\n")[0],))
        crashes = tuple(f"{visible(job.name)}: {visible(crash.message)}" for crash in result.crashes)
        more = self.wanted
        return Outcome(result, crashes, tuple(judged) if more.judged else (), parsed if more.parsed else None)

    def _results(self, job: Job) -> KeptResults | None:
        if not self.wanted.kept:
            return None
        from clausecheck.kept_results import KeptResults

        key = (id(job.rules), job.settings.as_of)
        if key not in self._kept:
            self._kept[key] = KeptResults(job.rules, job.settings.as_of)
        return self._kept[key]


def outcomes(jobs: Sequence[Job], wanted: Wanted, processes: int) -> Iterator[Outcome]:
    """What becomes of each job, in their order; in as many processes as are asked for, where the system can copy one that has
    everything loaded (POSIX)."""
    checker = Checker(jobs, wanted)
    numbers = range(len(jobs))
    if processes < 2 or len(jobs) <= FEW or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(checker.check, numbers)
        return
    for job in jobs:
        if job.file is not None:
            inputs.note(job.file, "an agreement")  # what another process reads, this one does not know of
    done = {
        number: checker.check(number) for number in numbers if jobs[number].file is None
    }  # standard input
    parallel = _parallel(checker, [number for number in numbers if number not in done], processes)
    for number in numbers:
        while number not in done:
            done.update(next(parallel))
        yield done.pop(number)


_checker: Checker | None = None
"""What the processes that are copied from this one check with."""


def _parallel(checker: Checker, numbers: Sequence[int], processes: int) -> Iterator[dict[int, Outcome]]:
    """The outcomes of jobs, in chunks, roughly in their order."""
    chunks = [numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK)]
    lost: list[int] = []
    try:
        with _pool(checker, min(processes, len(chunks))) as pool:
            for chunk, future in [(chunk, pool.submit(_check_all, chunk)) for chunk in chunks]:
                try:
                    yield dict(zip(chunk, future.result(), strict=True))
                except BrokenExecutor:  # a process has died, and with it what all of them had not finished
                    lost += chunk
        for number in lost:
            yield {number: _alone(checker, number)}
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise


def _alone(checker: Checker, number: int) -> Outcome:
    """The outcome of a job in a process of its own."""
    try:
        with _pool(checker, 1) as pool:
            [outcome] = pool.submit(_check_all, [number]).result()
            return outcome
    except BrokenExecutor:
        name = visible(checker.jobs[number].name)
        return Outcome(failures=(f"{name}: the process that checked it was killed, so it is not checked",))


def _pool(checker: Checker, processes: int) -> ProcessPoolExecutor:
    global _checker
    _checker = checker
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_deaf)


def _deaf() -> None:
    """Leave Ctrl-C to the first process, which ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check_all(numbers: Sequence[int]) -> list[Outcome]:
    assert _checker is not None
    return [_checker.check(number) for number in numbers]


def default_processes() -> int:
    """How many processes this machine has processors for; one where that is not known."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
