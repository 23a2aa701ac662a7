"""A run over a collection, on the workers of Dask: a cluster that is there, or one of some processes on this machine.

A bounded number of shards is handed out at a time, so that the first process needs no more memory for a million shards than for
ten. Where a worker dies, every shard that it had been given is suspected; the suspects wait until all else is done and are then
checked one at a time, so that no other can be the cause. One that ends its worker twice is halved, until one file is left, which
is named and not checked.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from clausecheck.collection.place import PlaceError
from clausecheck.collection.plan import CollectionPlan, Shard, read_shard
from clausecheck.collection.work import FEW, Done, Task, check_shard, done_parts, earlier_failures, give_up
from clausecheck.quick import dataclass

TIMEOUT = 20
"""Seconds until a scheduler must have answered."""
AHEAD = 3
"""How many shards each worker has been given or is about to get."""
LEAST, MOST = 256 * 2**20, 2**50
"""Bytes of memory that a process here may be given: with less it cannot even begin, and would be started again for ever."""
KILLED = "the process that checked it was killed (out of memory?), so it is not checked"


@dataclass(slots=True)
class Total:
    """What became of a run so far. `before` files were done by an earlier run; those of them that could not be checked are
    failures of this one too."""

    files: int = 0
    before: int = 0
    severities: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    failed: int = 0
    memory: float = 0.0

    def add(self, done: Done) -> None:
        """Count a shard."""
        self.files += done.files
        for name, count in done.severities.items():
            self.severities[name] = self.severities.get(name, 0) + count
        self.missed(done.failures, done.failed)
        self.memory = max(self.memory, done.memory)

    def missed(self, failures: Iterable[str], count: int) -> None:
        """Count files that were not checked."""
        self.failures = (self.failures + list(failures))[:FEW]
        self.failed += count


class CannotConnect(Exception):
    """There is no cluster; the text says why."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the work is done: by the workers of a Dask scheduler at an address (`tcp://HOST:PORT`), or by so many processes here,
    each with so much `memory` at most (`2GiB`)."""

    scheduler: str | None = None
    workers: int = 1
    memory: str = "2GiB"


@contextlib.contextmanager
def connected(cluster: Cluster) -> Iterator[Any]:
    """A client of a cluster. Raises `CannotConnect` where nobody answers, or what is said is no address or no size."""
    import dask
    from distributed import Client, LocalCluster

    scheduler = cluster.scheduler
    if scheduler is not None and not (urlsplit(scheduler).scheme and urlsplit(scheduler).netloc):
        raise CannotConnect(f"{scheduler} is no address such as tcp://HOST:PORT")
    memory = _size(cluster.memory) if scheduler is None else 0
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what fails is said here, once
    settings = {
        "distributed.scheduler.allowed-failures": 0,
        # A process that is nearly full would get nothing more to do and wait for ever; it ends at its limit instead.
        "distributed.worker.memory.pause": False,
    }
    with dask.config.set(settings), contextlib.ExitStack() as stack:
        try:
            if scheduler is None:
                here: Any = stack.enter_context(
                    LocalCluster(
                        n_workers=cluster.workers,
                        threads_per_worker=1,
                        memory_limit=memory,
                        dashboard_address=None,
                        silence_logs=logging.CRITICAL,
                    )
                )
            client = stack.enter_context(Client(scheduler or here, timeout=TIMEOUT, set_as_default=False))
        except (ValueError, AttributeError) as error:
            what = (
                f"the processes cannot be started: {error}"
                if scheduler is None
                else f"{scheduler} is no address such as tcp://HOST:PORT"
            )
            raise CannotConnect(what) from None
        except OSError as error:
            where = f"no scheduler answers at {scheduler}" if scheduler else "the processes cannot be started"
            raise CannotConnect(f"{where}: {error}") from None
        with client.as_current():
            yield client


def _size(text: str) -> int:
    """The bytes that a size (`2GiB`) means. Raises `CannotConnect`."""
    from dask.utils import parse_bytes

    try:
        size = int(parse_bytes(text))
    except (ValueError, OverflowError):
        raise CannotConnect(f"{text} is no size such as 2GiB") from None
    if not LEAST <= size <= MOST:
        raise CannotConnect(f"a process needs from 256MiB to 1PiB of memory, and {text} is not within that")
    return size


def run(
    client: Any,
    plan: CollectionPlan,
    task: Task,
    progress: Callable[[int], None],
    work: Callable[[Shard, Task], Done] = check_shard,
) -> Total:
    """Check what of a plan is not done yet; `progress` is told how many files have become done, and `work` is what a worker does
    with a shard. Raises `PlaceError`, `WrongWorker`."""
    from distributed import KilledWorker, as_completed

    total = Total()
    done: dict[str, list[str]] = {}
    for part in done_parts(task.place):
        done.setdefault(part.rstrip("ab"), []).append(part)
    waiting = _left(plan, task, done, total, progress)
    given: dict[Any, tuple[Shard, int]] = {}

    def give(shard: Shard, tried: int) -> Any:
        future = client.submit(work, shard, task, key=f"clausecheck-{shard.name}-{tried}", pure=False)
        given[future] = shard, tried
        return future

    def few() -> int:
        return AHEAD * max(1, len(client.nthreads()))

    def took(ended: Done) -> None:
        total.add(ended)
        progress(ended.files)

    suspects: deque[Shard] = deque()
    pool = as_completed([give(shard, 0) for shard in islice(waiting, few())])
    for future in pool:
        shard, tried = given.pop(future)
        try:
            took(future.result())
        except KilledWorker:  # as a suspect, alone: another one may have been the cause
            if not tried:
                suspects.append(shard)
            elif tried == 1:
                pool.add(give(shard, 2))
            elif len(shard.files) > 1:
                suspects.extendleft(shard.halves)
            else:
                [file] = shard.files
                took(give_up(shard, task, f"{file}: {KILLED}"))
        future.release()
        for following in islice(waiting, max(0, few() - len(given))):
            pool.add(give(following, 0))
        if not given and suspects:
            pool.add(give(suspects.popleft(), 1))
    if total.files + total.before != plan.files:
        raise PlaceError(
            f"{plan.files - total.files - total.before:,} files of the plan in {task.place.url} are missing from the results"
        )
    return total


def _left(
    plan: CollectionPlan,
    task: Task,
    done: dict[str, list[str]],
    total: Total,
    progress: Callable[[int], None],
) -> Iterator[Shard]:
    """The shards that are still to be checked; files of the others are counted as done before, with what kept some of them from
    being checked. `done` holds the parts that are there, by shard. One that cannot be read counts as not there."""
    for number in range(plan.shards):
        shard = read_shard(task.place, number)
        whole: set[str] = set()
        for part in done.get(shard.name, ()):
            failures = earlier_failures(task.place, part)
            if failures is not None:
                whole.add(part)
                total.missed((f"{one} (as of the earlier run)" for one in failures[:FEW]), len(failures))
        left = list(shard.left(whole))
        before = len(shard.files) - sum(len(one.files) for one in left)
        if before:
            total.before += before
            progress(before)
        yield from left
