"""The table of the grammar on the disk, so that not every run builds it anew.

An entry is JSON: it holds data and no code, so whoever can write into the cache can at worst give a wrong table, never run
a program. It is read only where it is an ordinary file of this user that nobody else can write, and up to a limit. What is
damaged, foreign or of another version is made anew, and nothing fails where no cache can be kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

MAX_BYTES = 32_000_000
"""A table has some 3 MB; what is larger is none of ours."""
KEPT = 12
"""How many entries are kept, the newest of them: each version of the grammar and of Lark leaves one behind."""
ABANDONED = 3600
"""Seconds after which a file that was not written to its end, of a run that was killed, is cleared away."""
_OURS = re.compile(r"agreement-[0-9a-f]{32}\.json")
_FORM = "clausecheck grammar 1"


def name_of(folder: Path) -> str:
    """The name of the entry for the grammar in a folder: it changes with every file there and with the version of Lark."""
    digest = hashlib.sha256(f"{_FORM} {lark.__version__}".encode())
    for file in sorted(folder.glob("*.lark")):
        digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return f"agreement-{digest.hexdigest()[:32]}.json"


def load(file: Path, transformer: object, lexer: type) -> Lark | None:
    """The grammar of an entry; `None` where there is none that can be trusted and used."""
    data = _bytes(file)
    if data is None:
        return None
    try:
        made = json.loads(data)
        if made["form"] != _FORM:
            return None
        table, memo = made["data"], _numbered(made["memo"])
        table["options"]["lexer"] = table["parser"]["lexer_conf"]["lexer_type"] = lexer
        parser = table["parser"]["parser"]
        parser["tokens"] = _numbered(parser["tokens"])
        parser["states"] = {
            state: _numbered(actions) for state, actions in _numbered(parser["states"]).items()
        }
        load_from: Any = Lark._load_from_dict  # what `Lark.load` does after it has unpickled; without types
        found: Lark = load_from(table, memo, transformer=transformer)
    except Exception:  # whatever Lark makes of a table that is none, a new one is built
        return None
    return found


def save(grammar: Lark, file: Path) -> None:
    """Write an entry: beside it first, then in its place. Where that cannot be done, there is none."""
    data, memo = grammar.memo_serialize([TerminalDef, Rule])
    options = {
        name: value
        for name, value in data["options"].items()
        if name not in ("lexer", "transformer", "cache")
    }
    parser = {**data["parser"], "lexer_conf": {**data["parser"]["lexer_conf"], "lexer_type": None}}
    data = {**data, "options": options, "parser": parser}
    text = json.dumps({"form": _FORM, "data": data, "memo": memo}, separators=(",", ":"))
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(text)
            os.replace(temporary, file)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    clear(file.parent, file.name)


def clear(folder: Path, current: str) -> None:
    """Remove old entries, and what runs that were killed have left, so that the folder does not grow; the `current` one and what
    is not ours stay."""
    entries: list[tuple[float, str]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for one in found:
            name = one.name.removeprefix(".")[: len(current)]
            with contextlib.suppress(OSError):
                state = one.stat(follow_symlinks=False)
                if not _OURS.fullmatch(name) or not stat.S_ISREG(state.st_mode):
                    continue
                if one.name == name and name != current:
                    entries.append((state.st_mtime, one.path))
                elif one.name.startswith(f".{name}.") and time.time() - state.st_mtime > ABANDONED:
                    os.unlink(one.path)
    for _, path in sorted(entries, reverse=True)[KEPT - 1 :]:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _bytes(file: Path) -> bytes | None:
    """What an entry holds, where it is to be trusted: an ordinary file, ours, that others cannot write."""
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. O_NOFOLLOW: a link may lead anywhere.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(file, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_BYTES:
                return None
            if os.name == "posix" and (state.st_uid != os.geteuid() or state.st_mode & 0o022):
                return None
            data = stream.read(MAX_BYTES + 1)
    except OSError:  # without an entry the table is built
        return None
    return data if len(data) <= MAX_BYTES else None


def _numbered(mapping: Mapping[str, Any]) -> dict[int, Any]:
    """A mapping whose keys are numbers, which JSON writes as texts."""
    return {int(key): value for key, value in mapping.items()}
