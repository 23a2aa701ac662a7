"""The types of the fields of a class, as its annotations say them."""

from __future__ import annotations

import sys
from typing import Any

_hints: dict[type, dict[str, Any]] = {}
_own: dict[type, dict[str, Any]] = {}
_said: dict[tuple[str, str], Any] = {}
"""What an annotation means in a module: many fields of one module are of one type."""


def hints_of(cls: type) -> dict[str, Any]:
    """The annotations of a class and its bases, evaluated. As `typing.get_type_hints`, but those of a base are evaluated once,
    not once for each class that has it."""
    if cls not in _hints:
        for base in reversed(cls.__mro__):
            if base not in _own:
                _own[base] = {
                    name: _meant(base.__module__, text)
                    for name, text in vars(base).get("__annotations__", {}).items()
                }
        _hints[cls] = {name: hint for base in reversed(cls.__mro__) for name, hint in _own[base].items()}
    return _hints[cls]


def _meant(module: str, annotation: Any) -> Any:
    if not isinstance(annotation, str):
        return annotation
    key = module, annotation
    if key not in _said:
        _said[key] = eval(annotation, vars(sys.modules[module]))  # what stands in our own source
    return _said[key]
