"""What values and clauses have in common with every dataclass, written once instead of for each of more than two hundred
classes: making those methods anew for each was a quarter of the time of a short run."""

from __future__ import annotations

from dataclasses import MISSING, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

_parts: dict[type, Any] = {}


_names: dict[tuple[type, str], tuple[str, ...]] = {}


def names(cls: type[Any], metadata: str = "") -> tuple[str, ...]:
    """The names of the fields of a dataclass, in their order; with `metadata`, of those that have this in theirs. They are
    asked for each value of an agreement, and `dataclasses.fields` finds them anew each time."""
    found = _names.get((cls, metadata))
    if found is None:
        chosen = (item.name for item in fields(cls) if not metadata or metadata in item.metadata)
        found = _names[cls, metadata] = tuple(chosen)
    return found


class ByFields:
    """Compares and shows a dataclass (with `eq=False` and `repr=False`) as `dataclasses` would, by the fields that take part
    in it."""

    __slots__ = ()
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]
        __hash__: ClassVar[None]  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        cls = self.__class__
        if other.__class__ is not cls:
            return NotImplemented
        if cls not in _parts:
            compared = [item.name for item in fields(cls) if item.compare]
            _parts[cls] = attrgetter(*compared) if compared else lambda _: ()
        parts = _parts[cls]
        return bool(parts(self) == parts(other))

    def __repr__(self) -> str:
        shown = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"


_defaults: dict[type, tuple[dict[str, Any], int]] = {}


class ByName(ByFields):
    """The same for a dataclass (with `init=False`) whose fields are given by name, and whose defaults are constants."""

    __slots__ = ()

    def __init__(self, **given: Any) -> None:
        """Raises `TypeError` for a field that is missing, or is none."""
        cls = self.__class__
        if cls not in _defaults:
            items = fields(cls)
            known = {item.name: item.default for item in items if item.default is not MISSING}
            _defaults[cls] = known, len(items)
        defaults, count = _defaults[cls]
        values = {**defaults, **given}
        if len(values) != count:
            wrong = sorted(values.keys() ^ set(names(cls)))
            raise TypeError(f"{cls.__name__}: {', '.join(wrong)} is missing, or is no field")
        for name, value in values.items():
            setattr(self, name, value)
