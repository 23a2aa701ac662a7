"""Where a collection lies and where its results go: a folder, or a place in an object store, as fsspec names it.

What is written is there as a whole or not at all: it is written under another name first.
"""

from __future__ import annotations

import json
import posixpath
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from clausecheck.inputs import SUFFIX
from clausecheck.quick import dataclass


class PlaceError(Exception):
    """A place cannot be read or written; the text says which, and why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder at a URL (`agreements`, `s3://bucket/agreements`). Keys and the like are where fsspec looks for them: in its own
    config and in the environment."""

    url: str

    def _at(self, name: str = "") -> tuple[Any, str]:
        import fsspec

        try:
            system, root = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError, OSError) as error:
            raise PlaceError(f"{self.url}: {_why(error)}") from None
        root = root.rstrip("/") or "/"
        if "file" in system.protocol:
            root = posixpath.normpath(root)  # `new/../old` is `old`, also while there is no `new`
        return system, posixpath.join(root, name) if name else root

    def exists(self) -> bool:
        """Whether there is such a folder. Raises `PlaceError`."""
        system, root = self._at()
        try:
            return bool(system.isdir(root))
        except OSError as error:
            raise PlaceError(f"{self.url}: {_why(error)}") from None

    def names(self, folder: str = "") -> list[str]:
        """The names in a folder, none where it is not there. Raises `PlaceError`."""
        system, place = self._at(folder)
        try:
            system.invalidate_cache()
            return sorted(posixpath.basename(name.rstrip("/")) for name in system.ls(place, detail=False))
        except FileNotFoundError:  # nothing has been written there yet
            return []
        except OSError as error:
            raise PlaceError(f"{self.url}: {_why(error)}") from None

    def agreements(self, leave: Callable[[str], None]) -> Iterator[tuple[str, int]]:
        """Each agreement below: its name from here, and its size in bytes, folder by folder, in a stable order. What is hidden
        (a name with a leading dot) is left out; a link to a folder is not followed, and `leave` is told of it. Raises
        `PlaceError`."""
        system, root = self._at()

        def refuse(error: Exception) -> None:
            raise PlaceError(f"{self.url}: {_why(error)}")

        for where, folders, files in system.walk(root, detail=True, topdown=True, on_error=refuse):
            hidden = [name for name in folders if name.startswith(".")]
            for name in hidden:
                del folders[name]
            ordered = dict(sorted(folders.items()))
            folders.clear()
            folders.update(ordered)
            for name, info in sorted(files.items()):
                if info.get("islink") and system.isdir(posixpath.join(where, name)):
                    leave(posixpath.relpath(posixpath.join(where, name), root))
                elif name.lower().endswith(SUFFIX) and not name.startswith("."):
                    yield posixpath.relpath(posixpath.join(where, name), root), int(info.get("size") or 0)

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a file. Raises `PlaceError`, also where there are more than `most`, of which no more is read."""
        system, place = self._at(name)
        try:
            if not system.isfile(place):
                raise PlaceError(f"{name}: it is not there any more, or is no file")
            with system.open(place, "rb") as stream:
                data: bytes = stream.read(most + 1)
        except OSError as error:
            raise PlaceError(f"{name}: {_why(error)}") from None
        if len(data) > most:
            raise PlaceError(f"{name}: it has more than {most:,} bytes, which is the limit")
        return data

    def write(self, name: str, data: bytes) -> None:
        """Write a file, as a whole or not at all. Raises `PlaceError`."""
        system, place = self._at(name)
        folder, last = posixpath.split(place)
        beside = posixpath.join(folder, f".{last}.{uuid.uuid4().hex}")
        try:
            system.makedirs(folder, exist_ok=True)
            try:
                with system.open(beside, "wb") as stream:
                    stream.write(data)
                system.mv(beside, place)
            except BaseException:
                if system.exists(beside):
                    system.rm(beside)
                raise
        except OSError as error:
            raise PlaceError(f"cannot write {name} in {self.url}: {_why(error)}") from None

    def read_json(self, name: str, most: int) -> Any:
        """What a file of JSON holds. Raises `PlaceError`, also where it is damaged."""
        try:
            return json.loads(self.read(name, most))
        except (ValueError, RecursionError):
            raise PlaceError(f"{name} in {self.url} is damaged") from None

    def write_json(self, name: str, content: Any) -> None:
        """Write a file of JSON. Raises `PlaceError`."""
        self.write(name, json.dumps(content).encode("ascii"))


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error) or type(error).__name__).partition("\n")[0]
