"""Where each key and each value of a TOML text stands.

`tomllib` reads a text and says nothing about places. This walks over a text that `tomllib` has accepted and notes
them, so that a message about a value points at it.
"""

from __future__ import annotations

import re
from dataclasses import field

from clausecheck.quick import dataclass

Path = tuple[str | int, ...]
"""A key from the outside in; a number counts the items of a list from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TEXT = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_PLAIN = re.compile(r"[^,\]}#\r\n]*")


@dataclass(slots=True)
class Places:
    """Offsets in the text: of each key, and of each value."""

    keys: dict[Path, int] = field(default_factory=dict)
    values: dict[Path, int] = field(default_factory=dict)

    def key(self, path: Path) -> int:
        """Where a key stands; of one that stands nowhere by itself, where what holds it does."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, 0)

    def value(self, path: Path) -> int:
        """Where a value stands, or else its key."""
        return self.values[path] if path in self.values else self.key(path)


def places(text: str) -> Places:
    """The places in a valid TOML text; an empty result for one that is not valid."""
    walk = _Walk(text)
    try:
        walk.run()
    except (IndexError, AttributeError):  # only a text that `tomllib` refuses gets here
        return Places()
    return walk.found


class _Walk:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found = Places()
        self.counts: dict[Path, int] = {}

    def run(self) -> None:
        table: Path = ()
        while self.skip(_BLANK) < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)

    def skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the table that begins here; a list of tables counts on."""
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        names = self.names()
        self.at += 2 if many else 1
        path: Path = ()
        for number, name in enumerate(names):
            path = (*path, name)
            if many and number == len(names) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
                self.found.keys.setdefault(path, start)
            if path in self.counts:
                path = (*path, self.counts[path])
        self.found.keys[path] = start
        return path

    def names(self) -> list[str]:
        """A key and its parts, `a."b c".d`."""
        found = []
        while True:
            self.skip(_SPACE)
            start = self.at
            if self.text[self.at] in "\"'":
                self.skip(_TEXT)
                found.append(unquoted(self.text[start : self.at]))
            else:
                self.skip(_BARE)
                found.append(self.text[start : self.at])
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return found
            self.at += 1

    def pair(self, table: Path) -> None:
        self.skip(_SPACE)
        start, path = self.at, table
        for name in self.names():
            path = (*path, name)
            self.found.keys.setdefault(path, start)
        self.found.keys[path] = start
        self.at += 1  # the sign `=`
        self.value(path)

    def value(self, path: Path) -> None:
        self.skip(_SPACE)
        self.found.values[path] = self.at
        sign = self.text[self.at]
        if sign == "[":
            self.at += 1
            number = 0
            while self.text[self.skip(_BLANK)] != "]":
                self.value((*path, number))
                number += 1
                if self.text[self.skip(_BLANK)] == ",":
                    self.at += 1
            self.at += 1
        elif sign == "{":
            self.at += 1
            while self.text[self.skip(_BLANK)] != "}":
                self.pair(path)
                if self.text[self.skip(_BLANK)] == ",":
                    self.at += 1
            self.at += 1
        elif sign in "\"'":
            self.skip(_TEXT)
        else:
            self.skip(_PLAIN)


def unquoted(text: str) -> str:
    """The text that a quoted key means."""
    import tomllib

    (name,) = tomllib.loads(f"{text} = 0")
    return name
