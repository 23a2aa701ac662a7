"""The types of the fields of a class, as its annotations say them."""

from __future__ import annotations

import inspect
from typing import Any

_hints: dict[type, dict[str, Any]] = {}
_own: dict[type, dict[str, Any]] = {}


def hints_of(cls: type) -> dict[str, Any]:
    """The annotations of a class and its bases, evaluated. As `typing.get_type_hints`, but those of a base are evaluated once,
    not once for each class that has it."""
    if cls not in _hints:
        for base in reversed(cls.__mro__):
            if base not in _own:
                _own[base] = inspect.get_annotations(base, eval_str=True)
        _hints[cls] = {name: hint for base in reversed(cls.__mro__) for name, hint in _own[base].items()}
    return _hints[cls]
