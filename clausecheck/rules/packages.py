"""Rulesets that installed packages bring: the entry-point group `clausecheck.rulesets`.

The name of an entry point is that of the ruleset, and its value the package in whose folder `NAME.yaml` lies. Nothing of the
package is imported to read it, so a ruleset without Python runs none.
"""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from clausecheck.quick import dataclass

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "clausecheck.rulesets"


class BrokenPackage(Exception):
    """A package names a ruleset that it does not have, or two packages name the same."""


@dataclass(frozen=True, slots=True)
class _Packaged:
    """A ruleset of a package: where it lies, and the package with its version."""

    file: Path
    package: str


@functools.cache
def _points() -> dict[str, tuple[EntryPoint, ...]]:
    """The entry points by the name of their ruleset."""
    from importlib.metadata import entry_points  # takes as long as a small agreement

    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, []).append(point)
    return {name: tuple(points) for name, points in found.items()}


def packaged_names() -> list[str]:
    """The names of the rulesets that installed packages bring."""
    return sorted(_points())


def forget() -> None:
    """Look anew at what is installed; for programs that install packages while they run."""
    _points.cache_clear()
    _find.cache_clear()


def packaged_file(name: str) -> Path | None:
    """The file of a ruleset of a package, resolved; `None` where no package has one of this name. Raises `BrokenPackage`."""
    found = _find(name) if name in _points() else None
    return None if found is None else found.file


def package_of(path: Path) -> tuple[str, Path] | None:
    """The package with its version, and its folder, in which a file lies that was found here."""
    for name in packaged_names():
        try:
            found = _find(name)
        except BrokenPackage:
            continue
        if path.is_relative_to(found.file.parent):
            return found.package, found.file.parent
    return None


def from_package(file: str) -> bool:
    """Whether a file, as messages call it (`clausecheck.rules.places.label`), lies in a package with rulesets."""
    packages = {distribution_of(point) for points in _points().values() for point in points}
    return any(file.startswith(f"{package}: ") for package in packages)


@functools.cache
def _find(name: str) -> _Packaged:
    points = {distribution_of(point): point for point in _points()[name]}
    if len(points) > 1:
        rivals = " and ".join(sorted(points))
        raise BrokenPackage(f"two packages have a ruleset `{name}`: {rivals}; uninstall one of them")
    ((package, point),) = points.items()
    try:
        spec = importlib.util.find_spec(point.module)
    except (ImportError, ValueError, AttributeError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        raise BrokenPackage(
            f"the package {package} says that the ruleset `{name}` lies in `{point.value}`, which is no package"
        )
    for place in places:
        file = (Path(place) / f"{name}.yaml").resolve()
        if file.is_file():
            return _Packaged(file, package)
    raise BrokenPackage(
        f"the package {package} has no file `{point.module.replace('.', '/')}/{name}.yaml`, in which its ruleset "
        f"`{name}` should be"
    )


def distribution_of(point: EntryPoint) -> str:
    """The package to which an entry point belongs, with its version."""
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "of no name"
