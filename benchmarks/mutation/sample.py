"""A clean agreement that is changed, and the register of kinds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.judges.world import World

TARGETS = (t.Acknowledge, t.Respond, t.Update, t.Workaround, t.Onsite, t.Resolve)
FACTORS = (2, 3, 4, 6, 10)


class Sample:
    """A clean agreement that is changed."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.world = name, text, World(parse(text))

    def put(self, *edits: tuple[Span, str]) -> str:
        """The text with other words at some places."""
        text = self.text
        for span, new in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
            text = text[: span.start] + new + text[span.end :]
        return text

    def wording(self, item: t.Node | v.Value) -> str:
        """A clause or a value as it is written."""
        span = self.whole(item) if isinstance(item, t.Node) else item.span
        return self.text[span.start : span.end]

    def whole(self, node: t.Node) -> Span:
        """A clause up to its last closing parenthesis."""
        end = node.span.end
        while self.text[end : end + 1] == ")":
            end += 1
        return Span(node.span.start, end)

    def line(self, node: t.Node) -> Span:
        """A clause or block with its whole lines."""
        start = self.text.rfind("\n", 0, node.span.start) + 1
        end = self.text.find("\n", node.span.end)
        return Span(start, len(self.text) if end < 0 else end + 1)

    def drop(self, *nodes: t.Node) -> str:
        """The text without some clauses."""
        return self.put(*((self.line(node), "") for node in nodes))

    def after(self, node: t.Node, clause: str) -> str:
        """The text with one more clause behind a clause."""
        span = self.line(node)
        start = self.text.rfind("\n", 0, node.span.start) + 1
        indent = " " * (node.span.start - start)
        return self.put((Span(span.end, span.end), f"{indent}{clause}\n"))

    def where(self, node: t.Node) -> str:
        """The block in which a clause stands, for a label."""
        home = self.world.home(node)
        name = getattr(home, "name", None)
        return (
            f"{home.kind} {write(name)}"
            if home is not None and name is not None
            else getattr(home, "kind", "file")
        )

    def changed(self, node: t.Node, value: v.Value, new: str) -> tuple[str, str]:
        """The text with another value, and the label for that."""
        return self.put(
            (value.span, new)
        ), f"{self.where(node)}: {shortened(self.wording(node))}: {self.wording(value)} -> {new}"


Made = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mutation. `asks` are the rules of which one must speak where no judge can see it; `same` says that nothing has
    changed. Of a `known` one the label ends with the rule that must speak, `[CC281]`, or with the one that must not, because what
    was written is right: `[not CC281]`."""

    name: str
    subject: str
    make: Callable[[random.Random, Sample], Made]
    asks: tuple[str, ...] = ()
    same: bool = False
    known: bool = False


KINDS: dict[str, Kind] = {}


def kind(
    name: str, subject: str, *, asks: Sequence[str] = (), same: bool = False, known: bool = False
) -> Callable[[Callable[[random.Random, Sample], Made]], Callable[[random.Random, Sample], Made]]:
    """Register a kind under its name."""

    def register(make: Callable[[random.Random, Sample], Made]) -> Callable[[random.Random, Sample], Made]:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, subject, make, tuple(asks), same, known)
        return make

    return register


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def one_of(rng: random.Random, items: Sequence[Any]) -> Any:
    return rng.choice(items) if items else None


def time_of(clause: t.Node) -> v.Duration | None:
    """The length that a promise states."""
    for name in ("within", "every", "after"):
        value = getattr(clause, name, None)
        if isinstance(value, v.Duration) and len(value.parts) == 1:
            return value
    return None


def promises(sample: Sample, kinds: tuple[type[t.Node], ...] = TARGETS) -> list[tuple[t.Node, v.Duration]]:
    """The promises of the priorities with their times."""
    return [
        (clause, length)
        for block in sample.world.all(t.Priority)
        for clause in block.clauses
        if isinstance(clause, kinds) and (length := time_of(clause)) is not None
    ]


def spelled(amount: Decimal | int, unit: str, hours: v.Name | None = None) -> str:
    """A length as it is written."""
    number = format(Decimal(amount).normalize(), "f")
    counted = f"{hours.text} " if hours is not None else ""
    return f"{number} {counted}{unit}{'' if number == '1' else 's'}"


def scaled(rng: random.Random, length: v.Duration, more: bool) -> str | None:
    """A length some times as long, or as short."""
    amount, unit = length.parts[0]
    factor = rng.choice(FACTORS)
    made = amount * factor if more else Decimal(int(amount / factor))
    if unit == "minute" and made > 10:
        made = Decimal(int(made / 5) * 5)
    if made < 1 or made == amount:
        return None
    return spelled(made, unit, length.hours)


UP = {"minute": "hour", "hour": "day", "day": "week"}
DOWN = {"hour": "minute", "day": "hour", "week": "day", "minute": "second"}


def availabilities(sample: Sample, home: type[t.Block] = t.Service) -> list[t.Availability]:
    return [line for line in sample.world.all(t.Availability) if isinstance(sample.world.home(line), home)]


def as_percent(value: Decimal) -> str:
    return f"{format(value, 'f')}%"


def some_opening(rng: random.Random, sample: Sample) -> t.Opening:
    return rng.choice(sample.world.all(t.Opening))


def clock_time(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def credit_bands(sample: Sample) -> list[t.Credit]:
    return [
        line
        for line in sample.world.all(t.Credit)
        if isinstance(line.when, v.Fact) and line.when.compares and isinstance(line.value, v.Share)
    ]
