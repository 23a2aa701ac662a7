"""A config from its file: every key and every type is checked, and all mistakes are said at once."""

from __future__ import annotations

import codecs
import datetime as dt
import errno
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausecheck import inputs
from clausecheck.config import keys as k
from clausecheck.config.keys import Key, KeyKind
from clausecheck.config.places import Path as KeyPath
from clausecheck.config.places import Places, places
from clausecheck.language.spelling import close_word
from clausecheck.quick import dataclass
from clausecheck.rules.errors import Problem, did_you_mean
from clausecheck.rules.places import is_file
from clausecheck.source import NotText, Source, decode

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MAX_BYTES = 1_000_000
"""A config is written by hand; what is larger is none."""
MOST_STARS = 4
"""How many stars a name in a pattern may have."""

PYPROJECT = "pyproject.toml"
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


class ConfigError(Exception):
    """A config cannot be used; `problems` are all its mistakes, from top to bottom."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting comes from: a key in a config, an option of the command line, or nowhere (the default)."""

    file: str = ""
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        if self.file:
            return f"{self.file}:{self.line}"
        return self.key or "default"

    def problem(self, message: str, hint: str = "") -> Problem:
        """A mistake in what is said here."""
        return Problem(self.file, self.line, self.column, self.key, message, hint)


@dataclass(frozen=True, slots=True)
class Given:
    """A value and where it is said. `source` and `offset` give the exact place in a config."""

    value: Any
    origin: Origin = Origin()
    source: Source | None = field(default=None, repr=False, compare=False)
    offset: int = field(default=0, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns of paths in the syntax of .gitignore, seen from a folder."""

    folder: Path
    given: tuple[Given, ...]
    spec: GitIgnoreSpec

    def match(self, path: Path) -> tuple[bool, Given] | None:
        """Whether the last pattern that speaks of a path takes it or (with `!`) leaves it, and that pattern; `None`
        when none speaks of it."""
        try:
            inside = os.path.relpath(path, self.folder).replace(os.sep, "/")
        except ValueError:  # on another drive
            return None
        if inside.startswith("../") or os.path.isabs(inside):
            return None
        found = self.spec.check_file(inside)
        if found.include is None or found.index is None:
            return None
        return found.include, self.given[found.index]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one table of a config says: a `Given` under each key, for lists a tuple of them, for `severities` one by rule,
    for `parameters` one by rule and name. `paths` limits an override."""

    values: Mapping[str, Any] = field(default_factory=dict)
    exclude: Patterns | None = None
    paths: Patterns | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """A config with all that it extends: general settings, the farthest first, and then those for some paths. `files`
    are the names of its files, itself first."""

    file: Path
    files: tuple[str, ...]
    layers: tuple[Layer, ...]
    overrides: tuple[Layer, ...] = ()


def label(path: Path) -> str:
    """How messages call a file: relative to the current folder where it lies below it, with forward slashes."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):  # it lies elsewhere: then by its whole path
        return path.as_posix()


def found_in(folder: Path) -> Path | None:
    """The config that a folder holds. Raises `ConfigError` when it holds two."""
    own, project = folder / k.FILE, folder / PYPROJECT
    # A link to nothing, or a folder of that name, is read too, so that it is an error and not overlooked.
    has_own = os.path.lexists(own)
    if not (project.is_file() and _has_table(project)):
        return own if has_own else None
    if has_own:
        what = f"this folder has two configs: this one and [tool.clausecheck] in {label(project)}"
        raise ConfigError([Problem(label(own), 1, 1, "", what, "keep one of them")])
    return project


def _has_table(project: Path) -> bool:
    """Whether a pyproject.toml has a table for clausecheck; one that does not name it is not even parsed."""
    try:
        with project.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"cannot read {label(project)}: {error.strerror or error}"
        raise ConfigError([Problem(label(project), 1, 1, "", what)]) from None
    if len(data) > MAX_BYTES:
        what = f"a pyproject.toml of more than {MAX_BYTES:,} bytes is refused: a table [tool.clausecheck] may stand at its end"
        raise ConfigError([Problem(label(project), 1, 1, "", what)])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        what = "this is text in UTF-16, and TOML is text in UTF-8; whether it has a table [tool.clausecheck] cannot be read"
        raise ConfigError([Problem(label(project), 1, 1, "", what, "save the file as UTF-8")])
    if b"clausecheck" not in data:
        return False
    try:
        import tomllib  # where there is no config, nothing needs it

        return _table_in(tomllib.loads(data.decode("utf-8-sig"))) is not None
    except (ValueError, RecursionError):  # what is no TOML but shows a table is read, and refused there
        return re.search(rb"^\s*\[\[?\s*tool\s*\.\s*clausecheck", data, re.MULTILINE) is not None


def _table_in(data: Mapping[str, Any]) -> Any:
    tool = data.get("tool")
    return tool.get("clausecheck") if isinstance(tool, dict) else None


def read(file: Path) -> Config:
    """Read a config and what it extends. Raises `ConfigError` with every mistake in them."""
    problems: list[Problem] = []
    config = _read(Path(os.path.abspath(file)), (), None, problems)
    if problems or config is None:
        raise ConfigError(problems)
    return config


def _read(
    file: Path, chain: tuple[Path, ...], asked: Origin | None, problems: list[Problem]
) -> Config | None:
    """One file and what it extends; `asked` is where another one names it."""
    name = label(file)
    inputs.note(file, "a config")
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file")
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"cannot read {name}: {error.strerror or error}"
        problems.append(asked.problem(what) if asked else Problem(name, 1, 1, "", what))
        return None
    if len(data) > MAX_BYTES:
        problems.append(Problem(name, 1, 1, "", f"a config of more than {MAX_BYTES:,} bytes is refused"))
        return None
    try:
        source = decode(data, name)
        import tomllib

        root = tomllib.loads(source.text, parse_float=Decimal)
    except NotText as error:
        problems.append(Problem(name, 1, 1, "", str(error)))
        return None
    except RecursionError:  # reported as a problem
        problems.append(Problem(name, 1, 1, "", "this is nested too deep for a config"))
        return None
    except ValueError as error:
        problems.append(_not_toml(str(error), name, data.count(b"\n") + 1))
        return None
    prefix: KeyPath = ()
    if file.name == PYPROJECT:
        prefix, root = ("tool", "clausecheck"), _table_in(root)
    return _ConfigReader(file, source, places(source.text), prefix, problems).run(root, chain)


def _not_toml(message: str, name: str, last: int) -> Problem:
    """What `tomllib` says, with the place in fields of its own."""
    found = _AT.search(message)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (last, 1)
    words = _AT.sub("", message)
    return Problem(name, line, column, "", f"this is not TOML: {words[:1].lower()}{words[1:]}")


class _ConfigReader:
    """One file to a `Config`; mistakes go to `problems`."""

    def __init__(
        self, file: Path, source: Source, found: Places, prefix: KeyPath, problems: list[Problem]
    ) -> None:
        self.file, self.source, self.places, self.prefix = file, source, found, prefix
        self.problems = problems

    def run(self, root: Any, chain: tuple[Path, ...]) -> Config | None:
        if root is None:
            what = f"this file has no table [{'.'.join(map(str, self.prefix))}]"
            self.problems.append(Problem(self.source.path, 1, 1, "", what))
            return None
        if not isinstance(root, dict):
            self.report((), "this is no table", "write [tool.clausecheck]")
            return None
        own = self.layer(root, (), override=False)
        layers, overrides, files = [own], [], [self.source.path]
        given = root.get("overrides", [])
        for number, table in enumerate(given if isinstance(given, list) else ()):
            if isinstance(table, dict):
                overrides.append(self.layer(table, ("overrides", number), override=True))
        extends = own.values.get("extends")
        if extends is not None:
            base = self.base(extends, (*chain, self.file))
            if base is not None:
                layers, overrides = [*base.layers, *layers], [*base.overrides, *overrides]
                files += base.files
        return Config(self.file, tuple(files), tuple(layers), tuple(overrides))

    def base(self, extends: Given, chain: tuple[Path, ...]) -> Config | None:
        """The config that this one extends."""
        path = Path(os.path.abspath(extends.value))
        real = [os.path.realpath(one) for one in chain]
        if os.path.realpath(path) in real:
            around = [*chain[real.index(os.path.realpath(path)) :], path]
            what = "configs extend each other in a circle: " + " → ".join(label(one) for one in around)
            self.problems.append(extends.origin.problem(what))
            return None
        return _read(path, chain, extends.origin, self.problems)

    # ---- places --------------------------------------------------------------------------------------

    def origin(self, path: KeyPath, offset: int) -> Origin:
        place = self.source.position(offset)
        return Origin(self.source.path, place.line, place.column, key_text((*self.prefix, *path)))

    def report(self, path: KeyPath, message: str, hint: str = "", *, key: bool = False) -> None:
        """Note a mistake in a value, or in the `key` itself."""
        full = (*self.prefix, *path)
        offset = self.places.key(full) if key else self.places.value(full)
        self.problems.append(self.origin(path, offset).problem(message, hint))

    def given(self, value: Any, path: KeyPath) -> Given:
        offset = self.places.value((*self.prefix, *path))
        return Given(value, self.origin(path, offset), self.source, offset)

    # ---- values --------------------------------------------------------------------------------------

    def layer(self, table: dict[str, Any], path: KeyPath, override: bool) -> Layer:
        allowed = k.known(override)
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name in allowed:
                made = self.value(allowed[name], value, (*path, name))
                if made is not None:
                    values[name] = made
            else:
                self.unknown(name, (*path, name), allowed, override)
        if override and "paths" not in table:
            self.report(path, "`paths` is missing: an override says for which paths it is", key=True)
        return Layer(values, self.patterns(values, "exclude"), self.patterns(values, "paths"))

    def unknown(self, name: str, path: KeyPath, allowed: Mapping[str, Key], override: bool) -> None:
        where = "an override" if override else "a config"
        if name in k.known(not override):
            hint = "it stands under [[overrides]]" if not override else "it holds for all paths"
        else:
            near = close_word(name.replace("_", "-").lower(), allowed)
            hint = did_you_mean(near) or f"known are {', '.join(allowed)}"
        self.report(path, f"{where} has no key `{name}`", hint, key=True)

    def value(self, key: Key, value: Any, path: KeyPath) -> Any:
        """A value in the form in which layers hold it; `None` after a mistake."""
        match key.kind:
            case KeyKind.WORD if isinstance(value, str):
                return self.word(key, value, path)
            case KeyKind.FILE if isinstance(value, str) and value.strip():
                return self.near(key, value, path)
            case KeyKind.SWITCH if isinstance(value, bool):
                return self.given(value, path)
            case KeyKind.DATE:
                return self.date(key, value, path)
            case KeyKind.LIST | KeyKind.PATTERNS if isinstance(value, list):
                return self.texts(key, value, path)
            case KeyKind.SEVERITIES if isinstance(value, dict):
                words = ((name, self.severity(key, item, (*path, name))) for name, item in value.items())
                return {name: word for name, word in words if word is not None}
            case KeyKind.PARAMETERS if isinstance(value, dict):
                return self.parameters(key, value, path)
            case KeyKind.TABLES if isinstance(value, list) and all(isinstance(item, dict) for item in value):
                return None  # read by `run`
        self.report(path, f"`{key.name}` is {key.kind.value}, not {_kind(value)}")
        return None

    def near(self, key: Key, text: str, path: KeyPath) -> Given | None:
        """A path, seen from the folder of this config; `None` after a mistake."""
        try:
            home = Path(text).expanduser()
        except RuntimeError:
            self.report(path, f"`{key.name}` begins with the folder of a user that is not there")
            return None
        if "\0" in text:
            self.report(path, f"no file can have the name that `{key.name}` gives")
            return None
        return self.given(Path(os.path.abspath(self.file.parent / home)), path)

    def word(self, key: Key, value: str, path: KeyPath) -> Given | None:
        if not value.strip():
            self.report(path, f"`{key.name}` is empty")
            return None
        if key.words and value not in key.words:
            hint = did_you_mean(close_word(value.lower(), key.words)) or f"one of {', '.join(key.words)}"
            self.report(path, f"`{value}` is no value of `{key.name}`", hint)
            return None
        if key.name == "ruleset" and is_file(value):
            return self.near(key, value, path)
        return self.given(value, path)

    def date(self, key: Key, value: Any, path: KeyPath) -> Given | None:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return self.given(value, path)
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            try:
                return self.given(dt.date.fromisoformat(value), path)
            except ValueError:
                self.report(path, f"there is no day {value}")
                return None
        self.report(path, f"`{key.name}` is {key.kind.value}, not {_kind(value)}")
        return None

    def texts(self, key: Key, value: list[Any], path: KeyPath) -> tuple[Given, ...]:
        good = []
        for number, item in enumerate(value):
            if isinstance(item, str) and item.strip():
                good.append(self.given(item, (*path, number)))
            else:
                what = _kind(item) if not isinstance(item, str) else "an empty one"
                self.report((*path, number), f"`{key.name}` holds texts, not {what}")
        return tuple(good)

    def severity(self, key: Key, value: Any, path: KeyPath) -> Given | None:
        if not isinstance(value, str):
            self.report(path, f"a severity is one of {', '.join(key.words)}, in quotes, not {_kind(value)}")
            return None
        if value not in key.words:
            hint = did_you_mean(close_word(value.lower(), key.words)) or f"one of {', '.join(key.words)}"
            self.report(path, f"`{value}` is no severity", hint)
            return None
        return self.given(value, path)

    def parameters(self, key: Key, value: dict[str, Any], path: KeyPath) -> dict[str, dict[str, Given]]:
        made: dict[str, dict[str, Given]] = {}
        for rule, table in value.items():
            if not isinstance(table, dict):
                what = f"`{rule}` is a table of names and values, not {_kind(table)}"
                self.report((*path, rule), what, f"write it like {key.example}")
                continue
            for name, item in table.items():
                here = (*path, rule, name)
                items = item if isinstance(item, list) else [item]
                if not items or not all(
                    isinstance(one, str | bool | int | Decimal | dt.date) for one in items
                ):
                    self.report(here, "a parameter is a value or a list of values")
                    continue
                texts = [_as_text(one) for one in items]
                made.setdefault(rule, {})[name] = self.given(
                    tuple(texts) if isinstance(item, list) else texts[0], here
                )
        return made

    def patterns(self, values: Mapping[str, Any], name: str) -> Patterns | None:
        """The patterns under a key, compiled."""
        given: tuple[Given, ...] = values.get(name, ())
        if not given:
            return None
        from pathspec import GitIgnoreSpec

        good = []
        for item in given:
            # Each star in a name multiplies the ways to match it: with many, one long file name would never be done.
            if any(re.sub(r"\*+", "*", part).count("*") > MOST_STARS for part in item.value.split("/")):
                what = f"`{item.value}` has more than {MOST_STARS} stars in one name"
                self.problems.append(item.origin.problem(what))
                continue
            try:
                GitIgnoreSpec.from_lines([item.value])
                good.append(item)
            except (ValueError, re.error) as error:  # `[z-a]` is none either
                self.problems.append(item.origin.problem(f"`{item.value}` is no pattern: {error}"))
        spec = GitIgnoreSpec.from_lines([item.value for item in good])
        return Patterns(self.file.parent, tuple(good), spec)


def key_text(path: KeyPath) -> str:
    """A key for people, as TOML writes it; items of a list are counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            name = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part}"'
            text += f".{name}" if text else name
    return text


def _kind(value: Any) -> str:
    """What a value of TOML is called."""
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "`true` or `false`"), (str, "a text"), ((int, Decimal), "a number"), (list, "a list"), (dict, "a table"),
        (dt.datetime, "a date with a time"), (dt.date, "a date"), (dt.time, "a time"),
    )  # fmt: skip
    if value == "":
        return "an empty text"
    return next((name for kind, name in names if isinstance(value, kind)), "this")


def _as_text(value: Any) -> str:
    """A value of TOML as a ruleset writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
