"""YAML with positions: a small tree of scalars, lists and mappings, each knowing where it stands.

Only the events of PyYAML's safe parser are used: no tag is resolved and no object is made, so `off` stays a
word and `1.0` a text. Anchors and aliases are refused (they can blow up a small file), and so are keys that
stand twice, deep nesting and large files.
"""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from clausecheck import inputs
from clausecheck.quick import dataclass
from clausecheck.rules.errors import Problem, RulesetError
from clausecheck.source import NotText, Source, decode

MAX_BYTES = 4_000_000
MAX_DEPTH = 12
MAX_NODES = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ESCAPES = {"x": 4, "u": 6, "U": 10}


@dataclass(slots=True)
class Scalar:
    """A text; `quoted` when it stands in quotes or in a block. `start` and `end` are offsets in the file."""

    value: str
    style: str
    start: int
    end: int

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotes or as a block of lines."""
        return self.style != ""


@dataclass(slots=True)
class Listing:
    """A list."""

    items: list[Tree]
    start: int
    end: int


@dataclass(slots=True)
class Mapping:
    """A mapping; `keys` holds the keys as scalars, for their places. `head` is where the key stands whose
    value it is: what is missing in it is missing there."""

    values: dict[str, Tree]
    keys: dict[str, Scalar]
    start: int
    end: int
    head: int = 0


Tree = Scalar | Listing | Mapping


@dataclass(slots=True)
class YamlFile:
    """A file as a tree, its text, and the mistakes found in it so far."""

    source: Source
    root: Tree | None = None
    problems: list[Problem] = field(default_factory=list)

    def report(self, offset: int, key: str, message: str, hint: str = "") -> None:
        """Note a mistake at an offset."""
        place = self.source.position(offset)
        self.problems.append(Problem(self.source.path, place.line, place.column, key, message, hint))

    def offset_in(self, scalar: Scalar, index: int) -> int:
        """Where character `index` of a scalar's value stands in the file, through quotes, escapes and
        folded lines."""
        text, value, style = self.source.text, scalar.value, scalar.style
        at = scalar.start + (1 if style in ("'", '"') else 0)
        if style in ("|", ">"):
            while at < scalar.end and text[at] not in "\r\n":
                at += 1
        step = 0
        while step < len(value) and at < scalar.end:
            char = value[step]
            if style == '"' and text[at] == "\\":
                if text[at + 1 : at + 2] in ("\n", "\r"):  # a line end that is escaped stands for nothing
                    at += 2
                    at = self._over_space(at, scalar.end)
                    continue
                if step >= index:
                    return at
                at += _ESCAPES.get(text[at + 1 : at + 2], 2)
                step += 1
                continue
            if (text[at].isspace() and style != "'") or text[at] in "\r\n":
                if char.isspace() and step >= index:
                    return at
                at = self._over_space(at, scalar.end)
                while step < len(value) and value[step].isspace():
                    step += 1
                    if step > index:
                        return at - 1
                continue
            if step >= index:
                return at
            at += 2 if style == "'" and char == "'" else 1
            step += 1
        return min(at, scalar.end)

    def _over_space(self, at: int, end: int) -> int:
        while at < end and self.source.text[at].isspace():
            at += 1
        return at


class _Stop(Exception):
    """The file cannot be read any further."""


def read_yaml(path: Path, label: str) -> YamlFile:
    """Read a file. Raises `RulesetError` when it cannot be opened, is too large, or is not YAML at all;
    smaller mistakes are noted in `problems` of the result."""
    inputs.note(path, "a ruleset")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise RulesetError([Problem(label, 1, 1, "", f"cannot be read: {error.strerror or error}")]) from None
    if len(data) > MAX_BYTES:
        raise RulesetError([Problem(label, 1, 1, "", f"is larger than {MAX_BYTES // 1_000_000} MB")])
    try:
        source = decode(data, label)
    except NotText as error:
        raise RulesetError([Problem(label, 1, 1, "", str(error))]) from None
    return parse_yaml(source)


def parse_yaml(source: Source, called: str = "a ruleset") -> YamlFile:
    """As `read_yaml`, for a text; `called` is what it holds, for messages."""
    file = YamlFile(source)
    reader = _Composer(file, called)
    try:
        file.root = reader.run()
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wording = error.problem or error.context or "it cannot be read"
        hint = ""
        if "mapping values are not allowed" in wording or "expected <block end>" in wording:
            hint = "put the value into quotes, or into a block after `|`"
        elif mark and source.text[mark.index : mark.index + 1] == "\t":
            hint = "indent with spaces, not with tabs"
        elif "did not find expected" in wording:
            hint = 'a value that begins with `{`, `[`, `"` or `*` stands in quotes as a whole'
        file.report(mark.index if mark else 0, "", f"this is not YAML: {wording}", hint)
    except yaml.YAMLError as error:
        where = getattr(error, "position", 0)
        reason = getattr(error, "reason", str(error))
        file.report(where if isinstance(where, int) else 0, "", f"this is not YAML: {reason}")
    if file.root is None:
        if not file.problems:
            file.report(0, "", "this file is empty")
        raise RulesetError(file.problems)
    return file


def end_of(event: Any) -> int:
    """The offset behind an event."""
    return int(event.end_mark.index)


class _Composer:
    """Events to a tree."""

    def __init__(self, file: YamlFile, called: str) -> None:
        self.file = file
        self.called = called
        self.count = 0
        self.events = yaml.parse(file.source.text, Loader=_LOADER)

    def run(self) -> Tree | None:
        root = None
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                if root is not None:
                    self.fail(event, "", f"a second document begins here; {self.called} is one document")
                root = self.tree(event, "", 0)
        return root

    def next(self) -> Any:
        return next(self.events)

    def fail(self, event: Any, key: str, message: str, hint: str = "") -> NoReturn:
        self.file.report(event.start_mark.index, key, message, hint)
        raise _Stop

    def tree(self, event: Any, key: str, depth: int) -> Tree:
        self.count += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self.fail(
                event, key, f"anchors and aliases (`&`, `*`) are not allowed in {self.called}", "write it out"
            )
        if depth > MAX_DEPTH:
            self.fail(event, key, f"this is nested more than {MAX_DEPTH} deep")
        if self.count > MAX_NODES:
            self.fail(event, key, f"this file has more than {MAX_NODES} entries")
        if event.tag is not None and event.tag != "!":
            self.fail(
                event,
                key,
                f"tags such as `{event.tag}` are not allowed in {self.called}",
                "put it into quotes",
            )
        start: int = event.start_mark.index
        if isinstance(event, yaml.ScalarEvent):
            style = event.style if event.style in ("'", '"', "|", ">") else ""
            return Scalar(event.value, style, start, end_of(event))
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Tree] = []
            while not isinstance(following := self.next(), yaml.SequenceEndEvent):
                items.append(self.tree(following, f"{key} / {len(items) + 1}", depth + 1))
            return Listing(items, start, end_of(following))
        return self.mapping(event, key, depth)

    def mapping(self, event: Any, key: str, depth: int) -> Mapping:
        made = Mapping({}, {}, event.start_mark.index, event.start_mark.index)
        while not isinstance(following := self.next(), yaml.MappingEndEvent):
            name = self.tree(following, key, depth + 1)
            if not isinstance(name, Scalar):
                self.fail(following, key, "a key is a word, not a list or a mapping")
            inner = f"{key} / {name.value}" if key else name.value
            value = self.tree(self.next(), inner, depth + 1)
            if isinstance(value, Mapping):
                value.head = name.start
            if name.value in made.values:
                first = self.file.source.position(made.keys[name.value].start).line
                self.file.report(
                    name.start, inner, f"the key `{name.value}` stands twice; the first is in line {first}"
                )
            else:
                made.values[name.value], made.keys[name.value] = value, name
        made.end = end_of(following)
        return made
