"""What is put aside while a run goes on: in memory while it is little, else in a temporary file that has no name where the system
allows that, belongs to this process alone and is gone with it, however it ends."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

SMALL = 4 * 1024 * 1024
"""Bytes that are kept in memory."""
_BLOCK = 64 * 1024

T = TypeVar("T")


class CannotKeep(OSError):
    """There is no room for what was to be put aside: a full disk, or no folder for temporary files."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error.errno, f"no room in the folder for temporary files: {error.strerror or error}")


class Spool(Sequence[T], Generic[T]):
    """Objects in their order, of which the one that was last asked for is in memory.

    They are pickled: the file has no name under which anybody else could write to it.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115 - closed by `close`
        self._places: list[tuple[int, int]] = []
        self._last: tuple[int, T] | None = None

    def append(self, item: T) -> None:
        """Put one more aside. Raises `CannotKeep`."""
        import pickle  # a run with few files needs none

        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        try:
            place = self._file.seek(0, 2)
            self._file.write(data)
        except OSError as error:
            raise CannotKeep(error) from None
        self._places.append((place, len(data)))

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[each] for each in range(len(self))[at]]
        if self._last is None or self._last[0] != at:
            self._last = None  # or two would be in memory
            place, size = self._places[at]
            import pickle

            self._file.seek(place)
            self._last = (at, pickle.loads(self._file.read(size)))
        return self._last[1]

    def close(self) -> None:
        """Let go of everything."""
        self._last = None
        self._places.clear()
        self._file.close()


class SpooledText:
    """A text of any length that is made in pieces and read more than once. Raises `CannotKeep` where there is no room for it."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115 - closed by `close`
        self._hash, self._size = hashlib.sha256(), 0
        try:
            for piece in pieces:
                self._write(piece.encode("utf-8", "surrogatepass"))
        except BaseException:
            self._file.close()
            raise

    def _write(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise CannotKeep(error) from None
        self._hash.update(data)
        self._size += len(data)

    def __bool__(self) -> bool:
        return self._size > 0

    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return self._hash.hexdigest()

    def lines(self) -> Iterator[str]:
        """The text in pieces of whole lines."""
        self._file.seek(0)
        while block := self._file.readlines(_BLOCK):
            yield b"".join(block).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
