"""Where rulesets lie: ours in their folder, those of packages in theirs, others at a path."""

from __future__ import annotations

import functools
from pathlib import Path

from clausecheck import resources
from clausecheck.rules.packages import package_of, packaged_file, packaged_names


def available() -> list[str]:
    """The names of the rulesets that come with clausecheck; the parts of a large one lie in a folder of its name."""
    return sorted(path.stem for path in resources.folder("rulesets").glob("*.yaml"))


def every_name() -> list[str]:
    """The names of all rulesets that have one: ours, and those of installed packages."""
    return sorted({*available(), *packaged_names()})


def is_ours(file: Path) -> bool:
    """Whether a file (a resolved path) is one of the rulesets that come with clausecheck."""
    return file.is_relative_to(resources.folder("rulesets").resolve())


@functools.cache
def _our_labels() -> frozenset[str]:
    return frozenset(label(path) for path in resources.folder("rulesets").resolve().rglob("*.yaml"))


def our_label(file: str) -> bool:
    """Whether a file, as messages call it, is one of the rulesets that come with clausecheck."""
    return file in _our_labels()


def our_file(name: str) -> Path:
    """The file of one of our rulesets by its name, resolved; it need not exist."""
    return (resources.folder("rulesets") / f"{name}.yaml").resolve()


def is_file(text: str) -> bool:
    """Whether a text means a file, and not a ruleset by its name."""
    return "/" in text or "\\" in text or text.endswith((".yaml", ".yml"))


def locate(text: str | Path, folder: Path) -> Path | None:
    """The file that a name, or a path from `folder`, means; `None` where there is none. A name of ours goes before the same
    name in a package. Raises `BrokenPackage`."""
    name = str(text)
    if isinstance(text, Path) or is_file(name):
        try:
            path = (folder / Path(text).expanduser()).resolve()
        except (RuntimeError, ValueError, OSError):  # a user that is not there, a NUL, a circle of links
            return None
    else:
        path = our_file(name)
        if not path.is_file():
            return packaged_file(name)
    return path if path.is_file() else None


def label(path: Path) -> str:
    """How messages call a file: ours by its folder, one of a package by the package and its folder, others relative to where
    we are if they lie below."""
    home = None if is_ours(path) else package_of(path)
    if home is not None:
        return f"{home[0]}: {path.relative_to(home[1].parent).as_posix()}"
    for base in (resources.folder("rulesets").resolve().parent, Path.cwd().resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()
