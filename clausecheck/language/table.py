"""The table of the grammar: what the parser does in each state on each token, and the rules by which it makes nodes.

It is made by Lark (`grammar.compile_table`) and kept as data, so that a run that only reads agreements needs neither to
build it nor to import Lark. The row of a state is unpacked when the parser first comes to it: most texts see a third of them.
"""

from __future__ import annotations

import base64
import json
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from clausecheck.quick import dataclass

FORM = "clausecheck grammar 2"
Action = tuple[int, Callable[[list[Any]], Any] | None, int, str]
"""What to do on a token: go to a state; or make a value of so many others by a rule, and look again."""


@dataclass(frozen=True, slots=True)
class GrammarRule:
    """One alternative of a rule: the names of its `symbols`, which of them are terminals, and its `alias`. A `single` one
    stands for its only child where it has one."""

    origin: str
    alias: str
    symbols: tuple[str, ...]
    terminals: tuple[bool, ...]
    single: bool

    @property
    def callback(self) -> str:
        """The method that makes its value."""
        return self.alias or self.origin


@dataclass(frozen=True, slots=True)
class GrammarTable:
    """The table: `rows` hold for each state pairs of a symbol and an action, packed; an action is the next state, or `-1 - n`
    for the rule `n`. `literals` are the words of the terminals that are words."""

    first: int
    last: int
    symbols: tuple[str, ...]
    rows: tuple[str, ...]
    rules: tuple[GrammarRule, ...]
    literals: Mapping[str, str]

    def dump(self) -> bytes:
        """The table as JSON."""
        rules = [
            [r.origin, r.alias, r.symbols, [int(t) for t in r.terminals], int(r.single)] for r in self.rules
        ]
        content = [self.first, self.last, self.symbols, self.rows, rules, dict(self.literals)]
        return json.dumps({"form": FORM, "table": content}, separators=(",", ":")).encode("ascii")

    @classmethod
    def load(cls, data: bytes) -> GrammarTable | None:
        """The table that `dump` has written; `None` for anything else."""
        try:
            made = json.loads(data)
            if made["form"] != FORM:
                return None
            first, last, symbols, rows, rules, literals = made["table"]
            return cls(
                first,
                last,
                tuple(symbols),
                tuple(rows),
                tuple(
                    GrammarRule(origin, alias, tuple(names), tuple(map(bool, terminals)), bool(single))
                    for origin, alias, names, terminals, single in rules
                ),
                literals,
            )
        except (ValueError, TypeError, KeyError, RecursionError):  # damaged: it is made anew
            return None

    def row(self, state: int) -> Iterable[tuple[str, int]]:
        """The symbols that may come in a state, and the action on each."""
        return zip(*self.halves(state), strict=True)

    def halves(self, state: int) -> tuple[Iterable[str], Iterable[int]]:
        """The same apart: the symbols, and the actions."""
        pairs = _unpacked(self.rows[state])
        return map(self.symbols.__getitem__, pairs[::2]), pairs[1::2]


class Actions(dict[int, dict[str, Action]]):
    """The actions by state and symbol, unpacked when they are first asked for."""

    def __init__(self, table: GrammarTable, makers: object) -> None:
        super().__init__()
        self._table = table
        shifts: list[Action] = [(state, None, 0, "") for state in range(len(table.rows))]
        reductions: list[Action] = [
            (-1, _maker(rule, makers), len(rule.symbols), rule.origin) for rule in table.rules
        ]
        #: By the number in the table: `-1 - n` finds the rule `n`, counted from the end.
        self._actions = shifts + reductions[::-1]

    def __missing__(self, state: int) -> dict[str, Action]:
        names, numbers = self._table.halves(state)
        row = dict(zip(names, map(self._actions.__getitem__, numbers), strict=True))
        self[state] = row
        return row


class _Group:
    """The children of a rule without a value of its own (`_parts`), which go into the value around it."""

    __slots__ = ("children",)

    def __init__(self, children: list[Any]) -> None:
        self.children = children


def same(children: list[Any]) -> Any:
    """The value of a rule that stands for its only child."""
    return children[0]


def _maker(rule: GrammarRule, makers: object) -> Callable[[list[Any]], Any]:
    """What makes the value of a rule out of its children, as Lark's tree builder would with these options."""
    make: Callable[[list[Any]], Any] = getattr(makers, rule.callback, _Group)
    if rule.single and not rule.alias:
        if len(rule.symbols) == 1 and (rule.terminals[0] or not rule.symbols[0].startswith("_")):
            return same
        inner = make

        def make(children: list[Any]) -> Any:
            return children[0] if len(children) == 1 else inner(children)

    inlined = [
        not terminal and name.startswith("_")
        for name, terminal in zip(rule.symbols, rule.terminals, strict=True)
    ]
    if make is _Group and len(inlined) == 1 and not inlined[0] and not rule.origin.startswith("__"):
        return same  # it goes into the value around it as it is
    if not any(inlined):
        return make
    outer = make

    if make is _Group and rule.symbols[0].startswith("__") and not any(inlined[1:]):

        def grow(children: list[Any]) -> Any:
            """A list that grows by what stands behind it; copied each time, long lists would take for ever."""
            group, *more = children
            group.children += more
            return group

        return grow

    places = [place for place, inline in enumerate(inlined) if inline][::-1]

    def spread(children: list[Any]) -> Any:
        for place in places:
            if type(children[place]) is _Group:
                children[place : place + 1] = children[place].children
        return outer(children)

    return spread


def packed(pairs: Iterable[tuple[int, int]]) -> str:
    """A row of the table as text."""
    numbers = array("h", (number for pair in pairs for number in pair))
    if sys.byteorder == "big":
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode("ascii")


def _unpacked(row: str) -> array[int]:
    numbers = array("h")
    numbers.frombytes(base64.b64decode(row, validate=True))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
