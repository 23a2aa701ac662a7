"""Which versions of a ruleset another one takes: `acme@>=1.2,<2`, `acme@~=1.4`, `acme@1`."""

from __future__ import annotations

import re
from itertools import zip_longest

from clausecheck.quick import dataclass

_NUMBER = r"[0-9]+(?:\.[0-9]+){0,3}"
_ONE = re.compile(rf"\s*(<=|>=|==|!=|~=|<|>)?\s*({_NUMBER})\s*")
_PINNED = re.compile(r"(?P<name>[^@]+)@(?P<pin>[^@/\\]*)")
VERSION = re.compile(_NUMBER)
"""What a version that can be pinned looks like."""

_Version = tuple[int, ...]


class WrongPin(ValueError):
    """What stands behind `@` says no versions."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The versions that are taken: all of `conditions` hold, each an operator and a version. `text` is as it is written."""

    text: str
    conditions: tuple[tuple[str, _Version], ...]

    def takes(self, version: str) -> bool:
        """Whether it takes a version; none that is not numbers with dots."""
        if not VERSION.fullmatch(version):
            return False
        given = _numbers(version)
        return all(_holds(op, given, wanted) for op, wanted in self.conditions)


def split(text: str) -> tuple[str, Pin | None]:
    """A name, and the versions that are written behind it after `@`. Raises `WrongPin`."""
    match = _PINNED.fullmatch(text)
    if match is None or match["pin"].endswith((".yaml", ".yml")):
        return text, None
    conditions = []
    for part in match["pin"].split(","):
        one = _ONE.fullmatch(part)
        if one is None:
            wrong = (
                f"`{part.strip()}` says no versions"
                if part.strip()
                else "no version stands behind `@` or a comma"
            )
            raise WrongPin(f"{wrong}; write them as `{match['name']}@>=1.2,<2`, `@~=1.4` or `@1`")
        conditions.append((one[1] or "", _numbers(one[2])))
    return match["name"], Pin(match["pin"], tuple(conditions))


def _numbers(text: str) -> _Version:
    return tuple(int(part) for part in text.split("."))


def _holds(op: str, given: _Version, wanted: _Version) -> bool:
    """Without an operator, a version takes all that begin like it; `~=1.4` takes 1.4 and later of 1."""
    if op == "":
        return given[: len(wanted)] == wanted or _same(given, wanted)
    if op == "~=":
        return (
            _order(given, wanted) >= 0
            and given[: max(1, len(wanted) - 1)] == wanted[: max(1, len(wanted) - 1)]
        )
    order = _order(given, wanted)
    return {
        "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "==": order == 0, "!=": order != 0
    }[op]  # fmt: skip


def _same(one: _Version, other: _Version) -> bool:
    return _order(one, other) == 0


def _order(one: _Version, other: _Version) -> int:
    """Below 0 where one version is older than another, 0 where they are the same (1 is 1.0)."""
    pairs = list(zip_longest(one, other, fillvalue=0))
    older, newer = [left for left, _ in pairs], [right for _, right in pairs]
    return (older > newer) - (older < newer)


def refused(name: str, version: str, pin: Pin) -> str:
    """What is said of a ruleset whose version is not one of those that are taken."""
    if not VERSION.fullmatch(version):
        said = f"has the version `{version}`" if version else "says no version"
        return f"the ruleset `{name}` {said}, so `{pin.text}` cannot be held against it"
    return f"the ruleset `{name}` that is there has the version {version}, and `{pin.text}` is asked for"
