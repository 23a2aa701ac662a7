"""Plain data: what our rulesets and tables are made of as JSON, and back. Loading runs nothing.

The data are numbers, texts, lists, and the names of a few classes that are known here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from clausecheck.finding import Citation, Severity
from clausecheck.language import values as v
from clausecheck.source import Span

T = TypeVar("T")
_CLASSES: dict[str, tuple[Any, tuple[str, ...]]] = {}


def plain(cls: type[T]) -> type[T]:
    """Let objects of a dataclass be written as plain data."""
    made: Any = cls
    _CLASSES[cls.__name__] = made, tuple(item.name for item in dataclasses.fields(made))
    return cls


for _cls in (
    Citation, Span,
    v.Duration, v.Name, v.Text, v.Percentage, v.Money, v.Size, v.Count, v.Multiple, v.Number, v.Date,
):  # fmt: skip
    plain(_cls)


def dumped(item: Any) -> bytes:
    """Something as bytes of JSON. Raises `TypeError` for what has no form here."""
    return json.dumps(as_data(item)).encode("ascii")


def loaded(data: bytes, kind: type[T]) -> T | None:
    """What `dumped` has written, if it is of a kind; `None` for anything else."""
    try:
        found = from_data(json.loads(data))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):  # damaged: it is made anew
        return None
    return found if isinstance(found, kind) else None


def as_data(item: Any) -> Any:
    """Something as JSON has it. Raises `TypeError` for what has no form here."""
    if item is None or type(item) in (str, int, bool):
        return item
    if isinstance(item, tuple):
        return [as_data(part) for part in item]
    if isinstance(item, list):
        return {"list": [as_data(part) for part in item]}
    if isinstance(item, float):
        return {"float": item.hex()}
    if isinstance(item, Severity):
        return {"severity": item.value}
    if isinstance(item, Decimal):
        return {"decimal": str(item)}
    if isinstance(item, dt.date):
        return {"date": item.isoformat()}
    if isinstance(item, frozenset):
        return {"set": sorted(item)}
    if isinstance(item, Mapping):
        return {"map": [[key, as_data(value)] for key, value in item.items()]}
    name = type(item).__name__
    cls, fields = _CLASSES.get(name, (None, ()))
    if cls is type(item):
        return {name: [as_data(getattr(item, field)) for field in fields]}
    raise TypeError(f"{name} cannot be kept")


def from_data(data: Any) -> Any:
    """What `as_data` has made. Raises `ValueError`, `TypeError` or `KeyError` for anything else."""
    if type(data) is list:
        return tuple([from_data(part) if type(part) in (list, dict) else part for part in data])
    if type(data) is not dict:
        return data
    [(name, content)] = data.items()
    if name == "severity":
        return Severity(content)
    if name == "decimal":
        return Decimal(content)
    if name == "date":
        return dt.date.fromisoformat(content)
    if name == "list":
        return [from_data(part) for part in content]
    if name == "float":
        return float.fromhex(content)
    if name == "set":
        return frozenset(content)
    if name == "map":
        return {key: from_data(value) for key, value in content}
    cls, fields = _CLASSES[name]
    made: Any = object.__new__(cls)
    for field, value in zip(fields, map(from_data, content), strict=True):
        object.__setattr__(made, field, value)
    return made
