"""What a run over a collection does: which files stand in which shard, with which rules, on which day.

The plan lies beside the results, so that a run that was cut off goes on where it stopped: with the files that it had listed, on
the day that counted as today. It is complete once `run.json` is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from clausecheck.collection.place import Place, PlaceError
from clausecheck.quick import dataclass

FORM = "clausecheck collection 1"
RUN = "run.json"
MOST = 64_000_000
"""Bytes that a list of the files of a shard, or a part of its results, has at most."""
SHARD_BYTES = 64_000_000
"""A shard is full when its agreements have so many bytes, however few they are."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some files that are checked together, and whose results are one part of each table. A half of a shard has the name of the
    whole, with `a` or `b` after it."""

    name: str
    files: tuple[str, ...]

    @property
    def halves(self) -> tuple[Shard, Shard]:
        """Its two halves, for a shard that has ended the process which checked it."""
        middle = len(self.files) // 2
        return Shard(f"{self.name}a", self.files[:middle]), Shard(f"{self.name}b", self.files[middle:])

    def left(self, done: set[str]) -> Iterator[Shard]:
        """What of it is still to be checked, when the parts with these names are there."""
        if self.name in done:
            return
        if any(name.startswith((f"{self.name}a", f"{self.name}b")) for name in done):
            for half in self.halves:
                yield from half.left(done)
        else:
            yield self


@dataclass(frozen=True, slots=True)
class CollectionPlan:
    """A run: how many files and shards, the day that counts as today, and what the results depend on besides."""

    source: str
    files: int
    shards: int
    as_of: str
    made_of: str
    form: str = FORM

    @property
    def day(self) -> dt.date:
        """The day that counts as today."""
        return dt.date.fromisoformat(self.as_of)


def shard_name(number: int) -> str:
    """The name of a shard by its number from 0 on."""
    return f"{number:08d}"


def write_plan(
    source: Place, place: Place, most_files: int, day: dt.date, made_of: str, leave: Callable[[str], None]
) -> CollectionPlan:
    """List the agreements of a collection and write the plan where its results go: shards of so many files at most, and last
    `run.json`, which one without any file does not get. No more than one shard is in memory. `day` counts as today, and
    `made_of` is what the results depend on besides; `leave` is told of links that are left out. Raises `PlaceError`."""
    files, shards, size = 0, 0, 0
    shard: list[str] = []
    for name, length in source.agreements(leave):
        if shard and (len(shard) >= most_files or size + length > SHARD_BYTES):
            place.write_json(f"plan/{shard_name(shards)}.json", shard)
            shards, size, shard = shards + 1, 0, []
        shard.append(name)
        files, size = files + 1, size + length
    if shard:
        place.write_json(f"plan/{shard_name(shards)}.json", shard)
        shards += 1
    plan = CollectionPlan(source.url, files, shards, day.isoformat(), made_of)
    if files:
        place.write_json(RUN, asdict(plan))
    return plan


def read_shard(place: Place, number: int) -> Shard:
    """A shard of the plan. Raises `PlaceError`."""
    name = shard_name(number)
    content = place.read_json(f"plan/{name}.json", MOST)
    if not isinstance(content, list) or not all(map(_within, content)):
        raise PlaceError(f"plan/{name}.json in {place.url} is damaged")
    return Shard(name, tuple(content))


def _within(file: object) -> bool:
    """Whether this is the name of a file below the collection; another one was not listed there."""
    return isinstance(file, str) and not file.startswith("/") and ".." not in file.split("/")


def read_plan(place: Place) -> CollectionPlan | None:
    """The plan that lies with earlier results; `None` where none was completed. Raises `PlaceError` for one that is damaged or
    of another version."""
    if RUN not in place.names():
        return None
    content: Any = place.read_json(RUN, MOST)
    try:
        if content["form"] != FORM:
            raise PlaceError(f"{RUN} in {place.url} was written by another version of clausecheck")
        made = CollectionPlan(**content)
        _ = made.day
        counts, words = {type(made.files), type(made.shards)}, {type(made.source), type(made.made_of)}
        if counts != {int} or words != {str} or not 0 < made.shards <= made.files:
            raise ValueError(made)
    except (TypeError, KeyError, ValueError):
        raise PlaceError(f"{RUN} in {place.url} is damaged") from None
    return made
