"""Which files a run has read, or is about to, so that nothing is written over one of them.

A file is known by its place and by its number on the disk: a symbolic link, a hard link, another spelling and, where
the disk knows no case, another case are the same file. A library that reads without writing keeps no list.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from contextvars import ContextVar
from dataclasses import field

from clausecheck.quick import dataclass

SUFFIX = ".sla"
"""How the name of an agreement ends."""
MAX_BYTES = 16 * 1024 * 1024
"""An agreement of more than 16 MB is refused: a hundred times the longest that anyone signs."""
OURS = {
    "clausecheck.toml": "a config",
    "pyproject.toml": "a config",
    ".clausecheck-baseline.json": "a baseline",
}
"""Files that belong to clausecheck by their name alone, whether or not this run reads them, and what they are."""

_Number = tuple[int, int]


@dataclass(slots=True)
class _Inputs:
    """What is known of each: by real path what it is, and by number on the disk the real paths."""

    kinds: dict[str, str] = field(default_factory=dict)
    numbers: dict[_Number, set[str]] = field(default_factory=dict)
    open: dict[_Number, str] = field(default_factory=dict)


_inputs: ContextVar[_Inputs | None] = ContextVar("inputs", default=None)


def begin() -> None:
    """Begin a list, in place of any other: from now on what is read is kept in mind."""
    _inputs.set(_Inputs())


def note(file: str | os.PathLike[str], kind: str) -> None:
    """Keep in mind that `file` is read, and what it is for people (`an agreement`). It need not be there."""
    inputs = _inputs.get()
    if inputs is None:
        return
    with contextlib.suppress(OSError, ValueError):
        real = os.path.realpath(file)
        inputs.kinds.setdefault(real, kind)
        inputs.numbers.setdefault(_number(os.stat(real)), set()).add(real)


def note_open(descriptor: int, kind: str) -> None:
    """The same for a file that is open and stays so, such as standard input."""
    inputs = _inputs.get()
    if inputs is None:
        return
    with contextlib.suppress(OSError, ValueError):
        state = os.fstat(descriptor)
        if stat.S_ISREG(state.st_mode):
            inputs.open[_number(state)] = kind


class NotOrdinary(OSError):
    """What has the name of a file is a pipe or a device: reading it could take for ever."""


def contents(file: str | os.PathLike[str]) -> tuple[bytes, int]:
    """The bytes of a file, one more than `MAX_BYTES` at most, and how many it has. Raises `OSError`, of which `NotOrdinary` is
    one; a pipe or a device is not waited for."""
    # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        state = os.fstat(handle)
        if stat.S_ISDIR(state.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(state.st_mode):
            raise NotOrdinary(errno.EINVAL, os.strerror(errno.EINVAL))
        data = stream.read(MAX_BYTES + 1)
    return data, max(state.st_size, len(data))


def kind_of(output: str) -> str:
    """What would be lost if `output` were written over, for people (`an agreement`); nothing where nothing would."""
    try:
        real = os.path.realpath(output)
        name = os.path.basename(real).lower()
        if name.endswith(SUFFIX):
            return "an agreement"
        state = os.stat(real) if os.path.exists(real) else None
    except (OSError, ValueError):  # no file can have this name, so none is lost
        return ""
    if state is not None and name in OURS:
        return OURS[name]
    inputs = _inputs.get()
    if inputs is None:
        return ""
    if real in inputs.kinds:
        return inputs.kinds[real]
    if state is None or not stat.S_ISREG(state.st_mode):
        return ""
    number = _number(state)
    if number in inputs.open:
        return inputs.open[number]
    # The disk gives a number to another file when the first has gone: it counts only where it still leads to it.
    for other in sorted(inputs.numbers.get(number, ())):
        with contextlib.suppress(OSError):
            if _number(os.stat(other)) == number:
                return inputs.kinds[other]
    return ""


def _number(state: os.stat_result) -> _Number:
    return state.st_dev, state.st_ino
