"""Values in the types of JSON, and JSON that is written piece by piece, as `json.dumps` with an indent of two writes it."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

from clausecheck.quick import dataclass

INDENT = 2
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Items:
    """The items of an array, of which one is in memory at a time."""

    items: Iterable[Any]


@dataclass(frozen=True, slots=True)
class Members:
    """The members of an object, of which one is in memory at a time."""

    members: Mapping[str, Any]

    def pairs(self) -> Iterator[tuple[str, Any]]:
        """Each member once, by its name in JSON."""
        named = {key_of(key): key for key in self.members}
        for name, key in named.items():
            yield f"{json.dumps(name)}: ", self.members[key]


def pieces(value: Any, depth: int = 0) -> Iterator[str]:
    """A value as JSON in ASCII, in pieces; where it stands within others, `depth` of them."""
    if isinstance(value, Items):
        yield from _held("[", (("", item) for item in value.items), "]", depth)
    elif isinstance(value, Members):
        yield from _held("{", value.pairs(), "}", depth)
    else:
        made = json.dumps(jsonable(value), indent=INDENT, allow_nan=False)
        yield made.replace("\n", "\n" + " " * INDENT * depth)


def _held(opening: str, parts: Iterable[tuple[str, Any]], closing: str, depth: int) -> Iterator[str]:
    within = "\n" + " " * INDENT * (depth + 1)
    before = opening
    for name, value in parts:
        yield f"{before}{within}{name}"
        yield from pieces(value, depth + 1)
        before = ","
    yield f"{opening}{closing}" if before == opening else f"\n{' ' * INDENT * depth}{closing}"


def jsonable(value: Any) -> Any:
    """`value` in the types of JSON.

    Decimals, dates and times become strings, durations ISO 8601 seconds, sets sorted lists; an object with
    words of its own (`__str__`) becomes these, another dataclass a mapping of its fields.
    """
    match value:
        case None | bool():
            return value
        case enum.Enum():
            return jsonable(value.value)
        case int():
            return int(value)
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case float():
            return value if math.isfinite(value) else str(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return f"PT{Decimal(value // datetime.timedelta(microseconds=1)).scaleb(-6).normalize():f}S"
        case Mapping():
            return {key_of(key): jsonable(item) for key, item in value.items()}
        case AbstractSet():
            return sorted(
                (jsonable(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True)
            )
        case bytes() | bytearray():
            return bytes(value).hex()
        case Sequence():
            return [jsonable(item) for item in value]
    if dataclasses.is_dataclass(value) and type(value).__str__ is object.__str__:
        return {field.name: jsonable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return jsonable(str(value))


def key_of(key: Any) -> str:
    """The name that a member of an object has in JSON."""
    plain = jsonable(key)
    return _SURROGATE.sub("\ufffd", plain if isinstance(plain, str) else json.dumps(plain))
