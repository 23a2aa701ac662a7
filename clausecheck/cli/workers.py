"""Checking many agreements at once: each in the process at hand, or in several processes, in the order of the plan.

A process that dies (killed, or out of memory) takes no other agreement's result with it: what it had not finished is checked
again, each in a process of its own, and the file on which that dies too is named.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from clausecheck.cli.common import CommandError, internal, read, read_stdin, trace, visible
from clausecheck.cli.documents import as_agreement, is_imported, with_quotes
from clausecheck.quick import dataclass

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from pathlib import Path

    from clausecheck.agreement.remembered import Memory
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
SWEPT = 16
"""After how many agreements one process lets go of their trees, whose nodes know each other."""
AHEAD = 16
"""So many times as many may be checked, or looked up, while the first of them is not done."""


@dataclass(frozen=True, slots=True)
class Job:
    """One agreement: its file (`None` for standard input), the name that findings give it, and how it is checked."""

    file: Path | None
    name: str
    settings: Settings
    made: dict[str, Ruleset] = field(repr=False)

    @property
    def rules(self) -> Ruleset:
        """The rules, read when they are first asked for: an agreement whose result is kept needs none. `made` keeps them."""
        return self.settings.rules(self.made)


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
    """What is asked of each check: to give what was `parsed` and what became of waivers, and to use results that are `kept`."""

    parsed: bool = False
    judged: bool = False
    kept: bool = False


class Checker:
    """Checks the jobs of a plan, by number. `templates` are those that their settings name, by file."""

    def __init__(self, jobs: Sequence[Job], wanted: Wanted, templates: Mapping[Path, Parsed]) -> None:
        self.jobs, self.wanted, self.templates = jobs, wanted, templates
        self._kept: dict[tuple[str | int, object], KeptResults] = {}
        self._memory: Memory | None = None

    def kept(self, number: int) -> Outcome | None:
        """What became of a job in an earlier run, where that is kept. A draft is left to `check`: it would be imported twice."""
        job = self.jobs[number]
        results = self._results(job)
        if results is None or job.file is None or is_imported(job.name):
            return None
        try:
            result = results.load(read(job.file), job.name)
        except CommandError:  # said when it is checked
            return None
        return None if result is None else Outcome(result)

    def check(self, number: int) -> Outcome:
        """What becomes of a job, out of an earlier run where that is kept. Nothing is raised but Ctrl-C."""
        job = self.jobs[number]
        try:
            data = as_agreement(read_stdin() if job.file is None else read(job.file), job.name)
        except CommandError as error:
            return Outcome(failures=(error.message,))
        results = self._results(job)
        result = results.load(data, job.name) if results is not None else None
        if result is not None:
            return Outcome(result)
        return self._checked(job, data, results)

    def _checked(self, job: Job, data: bytes, results: KeptResults | None) -> Outcome:
        from clausecheck.agreement.remembered import Memory, remembering
        from clausecheck.checking import check_parsed
        from clausecheck.language.parser import parse_bytes
        from clausecheck.rules.errors import UnknownFinding

        judged: list[Judged] = []
        try:
            parsed = parse_bytes(data, job.name)
            template = self.templates.get(job.settings.against) if job.settings.against else None
            self._memory = self._memory or Memory()
            with remembering(
                self._memory
            ):  # agreements of one house have the same hours, and often the same deadlines
                result = check_parsed(
                    parsed, job.rules, as_of=job.settings.as_of, judged=judged, against=template
                )
            result = with_quotes(result, job.name)
            if results is not None:
                results.save(data, job.name, result)
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
        if not self.wanted.kept or job.settings.against is not None:
            return None
        from clausecheck.kept_results import KeptResults, words_of

        words = job.settings.words_about_rules()
        key = (words or id(job.rules), job.settings.as_of)
        if key not in self._kept:
            self._kept[key] = KeptResults(words or words_of(job.rules), job.settings.as_of)
        return self._kept[key]


def outcomes(
    jobs: Sequence[Job], wanted: Wanted, templates: Mapping[Path, Parsed], processes: int
) -> Iterator[Outcome]:
    """What becomes of each job, in their order, with the templates that their settings name, by file; in as many processes as
    are asked for, where the system can copy one that has everything loaded (POSIX)."""
    checker = Checker(jobs, wanted, templates)
    if processes < 2 or len(jobs) <= FEW or not _can_fork():
        for number in range(len(jobs)):
            yield checker.check(number)
            if number % SWEPT == SWEPT - 1:
                gc.collect()
        return
    yield from _Line(checker, processes).outcomes()


class _Line:
    """The jobs of a plan on their way through several processes: those at its end are looked up and handed out, those at its
    front are given on in their order. It is long enough that no process waits, and no longer: the results in it are in memory."""

    def __init__(self, checker: Checker, processes: int) -> None:
        self.checker, self.processes = checker, processes
        self.length = CHUNK * (AHEAD + processes)
        self.waiting: deque[int] = deque()
        self.done: dict[int, Outcome | bytes] = {}
        self.new: list[int] = []
        """What must be checked, and is not handed out yet."""
        self.out: dict[int, _Chunk] = {}
        self.pool: ProcessPoolExecutor | None = None

    def outcomes(self) -> Iterator[Outcome]:
        """What becomes of each job, in their order."""
        import multiprocessing

        try:
            for number in range(len(self.checker.jobs)):
                self._enter(number)
                if len(self.waiting) >= self.length:
                    yield self._first()
            if self.pool is not None:
                self._hand_out()
            while self.waiting:
                yield self._first()
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise
        finally:
            self._leave(self.pool)

    def _enter(self, number: int) -> None:
        """Look a job up. As soon as there are so many new ones that other processes are worth it, they are handed out."""
        self.waiting.append(number)
        kept = self.checker.kept(number)
        if kept is None and self.checker.jobs[number].file is not None:
            self.new.append(number)
        else:  # standard input can be read here alone
            self.done[number] = kept or self.checker.check(number)
        if self.pool is None and len(self.new) > FEW:
            _read_what_all_need(self.checker.jobs[at] for at in self.new)
            self._hand_out()
        elif self.pool is not None and len(self.new) >= CHUNK:
            self._hand_out()

    def _hand_out(self) -> None:
        from concurrent.futures import BrokenExecutor

        while self.new:
            chunk = self.new[:CHUNK]
            if self.pool is None:
                left = len(self.new) + len(self.checker.jobs) - chunk[-1]
                self.pool = _pool(self.checker, min(self.processes, left))
            try:
                handed = _Chunk(chunk, self.pool, _submitted(self.pool, chunk))
            except BrokenExecutor:  # the next chunk is for processes that live
                self._leave(self.pool)
                continue
            self.out |= dict.fromkeys(chunk, handed)
            del self.new[:CHUNK]

    def _first(self) -> Outcome:
        """What becomes of the first in the line."""
        from concurrent.futures import BrokenExecutor

        number = self.waiting.popleft()
        if number in self.done:
            return _read(self.done.pop(number))
        if number not in self.out:  # there are so few new ones that they are checked here
            self.new.remove(number)
            return self.checker.check(number)
        chunk = self.out[number]
        try:
            self.done |= zip(chunk.numbers, chunk.future.result(), strict=True)
        except BrokenExecutor:  # a process has died, and with it what all of them had not finished
            self._leave(chunk.pool)
            del self.out[number]
            return _alone(self.checker, number)
        for each in chunk.numbers:
            del self.out[each]
        return _read(self.done.pop(number))

    def _leave(self, pool: ProcessPoolExecutor | None) -> None:
        """Wait until the processes have ended."""
        if pool is not None and pool is self.pool:
            self.pool = None
            pool.shutdown()


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Jobs by their numbers, which are handed to processes together, and what will come of them."""

    numbers: Sequence[int]
    pool: ProcessPoolExecutor
    future: Future[list[bytes]]


def _can_fork() -> bool:
    import multiprocessing  # takes as long as a check of a small agreement, and most runs need none

    return "fork" in multiprocessing.get_all_start_methods()


def _read_what_all_need(jobs: Iterable[Job]) -> None:
    """Import what a check needs and read rules and grammar, so that the processes that are copied from this one have them."""
    from clausecheck.checking import check

    check("")
    for job in jobs:
        _ = job.rules
    gc.collect()
    gc.freeze()  # what is there now stays: whoever looks for garbage in a copy need not look at it, nor copy its pages


_checker: Checker | None = None
"""What the processes that are copied from this one check with."""


def _alone(checker: Checker, number: int) -> Outcome:
    """The outcome of a job in a process of its own."""
    from concurrent.futures import BrokenExecutor

    try:
        with _pool(checker, 1) as pool:
            [outcome] = _submitted(pool, [number]).result()
            return _read(outcome)
    except BrokenExecutor:  # said in place of its result
        name = visible(checker.jobs[number].name)
        return Outcome(failures=(f"{name}: the process that checked it was killed, so it is not checked",))


def _pool(checker: Checker, processes: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    global _checker
    _checker = checker
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_deaf)


def _submitted(pool: ProcessPoolExecutor, chunk: Sequence[int]) -> Future[list[bytes]]:
    """What will come of a chunk. With the first one the processes are started; Ctrl-C waits until they are deaf to it."""
    waiting = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        return pool.submit(_check_all, chunk)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, waiting)


def _deaf() -> None:
    """Leave Ctrl-C to the first process, which ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check_all(numbers: Sequence[int]) -> list[bytes]:
    """The outcomes, pickled one by one: whoever waits for the first has the others as bytes, a quarter of their size."""
    import pickle

    assert _checker is not None
    outcomes = [pickle.dumps(_checker.check(number), pickle.HIGHEST_PROTOCOL) for number in numbers]
    gc.collect()
    return outcomes


def _read(outcome: Outcome | bytes) -> Outcome:
    """What another process has sent, which is one of ours."""
    if isinstance(outcome, Outcome):
        return outcome
    import pickle  # most runs need no other process

    read: Outcome = pickle.loads(outcome)
    return read


def default_processes() -> int:
    """How many processes this machine has processors for; one where that is not known."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only some systems know
        return os.cpu_count() or 1
