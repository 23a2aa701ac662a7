"""`dataclass` as in the standard library, with the methods of a class made when they are first called.

The package has more than four hundred such classes, and a run uses a few dozen. Making all their methods while the modules are
read took a seventh of a short run. Everything else is left to `dataclasses`: `fields`, `replace` and `asdict` know these classes.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass
    from typing import Any
else:

    def dataclass(cls=None, /, **options):
        """The decorator, with the options of `dataclasses.dataclass`."""
        return _made(cls, **options) if cls is not None else lambda cls: _made(cls, **options)


def _made(
    cls: Any, *, init: bool = True, repr: bool = True, eq: bool = True, frozen: bool = False, **options: Any
) -> Any:
    bases = cls.__mro__[1:]
    if options.get("order") or any(_params(base) is not None and _params(base).frozen for base in bases):
        return dataclasses.dataclass(cls, init=init, repr=repr, eq=eq, frozen=frozen, **options)
    own = vars(cls)
    has_hash = own.get("__hash__") is not None
    cls.__doc__ = own.get("__doc__") or cls.__name__  # or `dataclasses` would write one, at some length
    made: Any = dataclasses.dataclass(cls, init=False, repr=False, eq=False, **options)
    if init and "__init__" not in own:
        made.__init__ = _late(made, "__init__", lambda: _init(made, frozen))
    if repr and "__repr__" not in own:
        made.__repr__ = _shown
    if eq and "__eq__" not in own:
        made.__eq__ = _late(made, "__eq__", lambda: _eq(made))
    if eq and not has_hash:
        made.__hash__ = _late(made, "__hash__", lambda: _hash(made)) if frozen else None
    if frozen:
        made.__setattr__, made.__delattr__ = _refuses(made)
        if options.get("slots") and "__getstate__" not in own:
            made.__getstate__, made.__setstate__ = _state, _set_state
    return made


def _params(cls: Any) -> Any:
    return getattr(cls, "__dataclass_params__", None)


def _late(cls: Any, name: str, make: Callable[[], Any]) -> Any:
    """A method that takes the place of one that is made when it is first called."""

    def first(*args: Any, **named: Any) -> Any:
        method = make()
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(*args, **named)

    return first


def _compiled(name: str, head: str, lines: list[str], known: dict[str, Any]) -> Any:
    exec(
        f"def {name}({head}):\n  " + "\n  ".join(lines or ["pass"]), known
    )  # names of fields, and nothing else
    return known[name]


def _init(cls: Any, frozen: bool) -> Any:
    """Its `__init__`: a parameter for each field, those that are given by name only after the others."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_none": MISSING}
    named: list[str] = []
    placed: list[str] = []
    lines: list[str] = []
    for item in fields(cls):
        name, value = item.name, item.name
        default = f"_of_{name}"
        if item.default_factory is not MISSING:
            known[default] = item.default_factory
            value = f"{default}() if {name} is _none else {name}" if item.init else f"{default}()"
            parameter = f"{name}=_none"
        elif item.default is not MISSING:
            known[default] = item.default
            value = name if item.init else default
            parameter = f"{name}={default}"
        else:
            parameter = name
            if not item.init:
                continue
        if item.init:
            (named if item.kw_only else placed).append(parameter)
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    return _compiled(
        "__init__", ", ".join(["self", *placed, *(["*", *named] if named else [])]), lines, known
    )


def _eq(cls: Any) -> Any:
    names = [item.name for item in fields(cls) if item.compare]
    ours, theirs = ("(" + "".join(f"{whose}.{name}," for name in names) + ")" for whose in ("self", "other"))
    lines = [f"if other.__class__ is self.__class__: return {ours} == {theirs}", "return NotImplemented"]
    return _compiled("__eq__", "self, other", lines, {})


def _hash(cls: Any) -> Any:
    names = [item.name for item in fields(cls) if (item.compare if item.hash is None else item.hash)]
    return _compiled("__hash__", "self", [f"return hash(({''.join(f'self.{name},' for name in names)}))"], {})


def _shown(self: Any) -> str:
    shown = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuses(cls: Any) -> tuple[Any, Any]:
    """What keeps the fields of an object as they are."""

    def set_(self: Any, name: str, value: object) -> None:
        if type(self) is cls or name in cls.__dataclass_fields__:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete(self: Any, name: str) -> None:
        if type(self) is cls or name in cls.__dataclass_fields__:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return set_, delete


def _state(self: Any) -> list[Any]:
    return [getattr(self, item.name) for item in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for item, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, item.name, value)
