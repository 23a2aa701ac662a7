"""What is kept between runs, in the user's cache folder: tables made of the grammar and the rules, holidays, results.

An entry is data and no code, so whoever can write into the folder can at worst give a wrong table, never run a program. It
is read only where it is an ordinary file of this user that nobody else can write, up to a limit, and where its checksum is
right. What is damaged, foreign or of another version is made anew, and nothing fails where no cache can be kept.

The name of an entry is the digest of everything that it was made of, so an entry never tells what was true before.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

MAX_BYTES = 32_000_000
"""What is larger is none of ours."""
KEPT = {"grammar": 4, "rules": 8, "shapes": 4, "holidays": 400, "result": 5_000, "examples": 200}
"""How many entries of each kind stay; the oldest go."""
ABANDONED = 3600
"""Seconds after which a file that was not written to its end is cleared away."""
_SUM = hashlib.sha256().digest_size
_EVERY = 16
"""About one write in so many looks whether there are too many entries: listing a folder is dearer than writing a file."""


@functools.cache
def folder() -> Path | None:
    """The user's cache folder; `None` where there is no home for one."""
    if (
        sys.platform == "linux"
    ):  # as platformdirs has it, which takes longer to import than an entry to be read
        given = os.environ.get("XDG_CACHE_HOME", "")
        home = given if os.path.isabs(given) else os.path.expanduser("~/.cache")
        return Path(home, "clausecheck") if os.path.isabs(home) else None
    try:
        import platformdirs

        return platformdirs.user_cache_path("clausecheck")
    except (
        ImportError,
        OSError,
        RuntimeError,
    ):  # where a wheel is built, and without a home, nothing is kept
        return None


def name_of(kind: str, made_of: Iterable[bytes | str]) -> str:
    """The name of an entry of a kind, from all that it is made of."""
    digest = hashlib.sha256()
    for part in made_of:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return f"{kind}-{digest.hexdigest()[:40]}"


def read(name: str, place: Path | None = None) -> bytes | None:
    """What an entry holds, where it is to be trusted: an ordinary file, ours, that others cannot write. `place` is another
    folder than the user's."""
    place = place or folder()
    if place is None:
        return None
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. O_NOFOLLOW: a link may lead anywhere.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(place / name, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_BYTES:
                return None
            if os.name == "posix" and (state.st_uid != os.geteuid() or state.st_mode & 0o022):
                return None
            data = stream.read(MAX_BYTES + 1)
    except OSError:  # what is not there is made
        return None
    content = data[_SUM:]
    return content if len(data) <= MAX_BYTES and data[:_SUM] == _checksum(name, content) else None


def kept(
    name: str,
    *,
    load: Callable[[bytes], T | None],
    make: Callable[[], T],
    dump: Callable[[T], bytes | None],
    shipped: bytes | None = None,
) -> T:
    """What an entry holds, as `load` reads it, which gives `None` for what is damaged; else what `make` makes, which is kept as
    `dump` writes it, where that gives anything. `shipped` is the entry that came with the installation."""
    data = shipped or read(name)
    found = None if data is None else load(data)
    if found is not None:
        return found
    made = make()
    data = dump(made)
    if data is None:
        return made
    write(name, data)
    again = load(data)
    return made if again is None else again


def write(name: str, data: bytes) -> None:
    """Keep an entry: beside it first, then in its place, so that two runs at once never show half of it. Where that cannot be
    done, there is none."""
    place = folder()
    if place is None or len(data) > MAX_BYTES - _SUM:
        return
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        import tempfile  # only where something is kept

        handle, temporary = tempfile.mkstemp(dir=place, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_checksum(name, data) + data)
            os.replace(temporary, place / name)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        kind = name.partition("-")[0]
        if KEPT[kind] < _EVERY or name[-1] == "0":
            _keep_few(place, kind)


def _checksum(name: str, content: bytes) -> bytes:
    """Of the name as well: an entry that somebody has given another name is damaged."""
    return hashlib.sha256(name.encode("ascii") + content).digest()


def clear() -> int:
    """Remove every entry; how many there were. Raises `OSError` where one cannot be removed."""
    place, count = folder(), 0
    if place is None or not place.is_dir():
        return 0
    for entry in sorted(place.iterdir()):
        if _is_ours(entry.name) and not entry.is_dir():
            entry.unlink(missing_ok=True)
            count += 1
    return count


def _is_ours(name: str) -> bool:
    # `agreement-….json` and `….lark.cache` are what earlier versions have left.
    return name.lstrip(".").startswith((*(f"{kind}-" for kind in KEPT), "agreement-", "agreement.lark"))


def _keep_few(place: Path, kind: str) -> None:
    """Remove the oldest entries of a kind where there are too many, and what runs that were killed have left."""
    for rest in place.glob(f".{kind}-*"):
        with contextlib.suppress(OSError):
            if time.time() - rest.lstat().st_mtime > ABANDONED:
                rest.unlink()
    found = []
    for entry in place.glob(f"{kind}-*"):
        with contextlib.suppress(OSError):
            found.append((entry.lstat().st_mtime, entry))
    for _, entry in sorted(found)[: max(0, len(found) - KEPT[kind])]:
        with contextlib.suppress(OSError):
            entry.unlink()
