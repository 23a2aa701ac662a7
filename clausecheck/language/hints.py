"""The types of the fields of a class, as its annotations say them."""

from __future__ import annotations

import functools
import inspect
from typing import Any


@functools.cache
def hints_of(cls: type) -> dict[str, Any]:
    """The annotations of a class and its bases, evaluated. As `typing.get_type_hints`, but those of a base are evaluated once,
    not once for each class that has it."""
    return {name: hint for base in reversed(cls.__mro__) for name, hint in _own(base).items()}


@functools.cache
def _own(cls: type) -> dict[str, Any]:
    return inspect.get_annotations(cls, eval_str=True)
