"""What a check gets, and how it says what it found.

A check is a function with the name of its rule. It gets a `Context` and gives findings, and proofs of what it has shown to
be free of contradiction:

    @check("priority-title-twice")
    def priority_title_twice(context: Context) -> Iterator[Finding | Proof]:
        ...
        yield context.draft(f"{names} are both called {title}", node, "P2", labels=(Label(other.span, "P1"),))

It registers by being there: every module of `clausecheck.checks` is looked through. A package of somebody else names its
checks in the entry-point group `clausecheck.checks`. What several checks compute alike is a `fact`
(`clausecheck.agreement.semantics`), which is computed once for an agreement.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from clausecheck.agreement.deadlines import Deadlines
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.finding import Finding, Further, Proof, draft
from clausecheck.language.tree import Node
from clausecheck.quick import dataclass
from clausecheck.source import Span

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

PACKAGE = "clausecheck.checks"
"""The package of our own checks, and the entry-point group of those of others."""


@dataclass(frozen=True, slots=True)
class Context:
    """What one check gets: `semantics` is what the agreement means as of a day (clocks, targets, promises …, each computed
    once, when it is first asked for), `rule` the name of the rule that the check serves, and `parameters` are those of
    this rule alone. `full` says whether further findings of the rule are only counted, and not shown."""

    semantics: Semantics
    rule: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    full: Callable[[], bool] = field(default=bool, repr=False, compare=False)

    @property
    def agreement(self) -> Agreement:
        """The agreement: its nodes, names, titles and paths."""
        return self.semantics.agreement

    @property
    def deadlines(self) -> Deadlines:
        """The deadlines of its tickets."""
        return Deadlines.of(self.semantics)

    def draft(
        self, message: str, node: Node, label: str = "", *, span: Span | None = None, **more: Any
    ) -> Finding:
        """A finding about a node: at the node, or at `span` within it, with `label` under the place. `more` are further
        fields of the finding (`labels`, `witness`, `values`, `help`, `notes`, `expected` …). Code, severity, reason and
        sources come from the rule. The `help` of a finding that is not shown is not looked for: give it as an iterator where
        it takes long."""
        if self.full():
            more.pop("help", None)
        more.setdefault("path", node.path)
        more.setdefault("place", self.agreement.place(node))
        where = span or (node.span if node.kind != "file" else node.head)
        return draft(self.rule, message, where, file=self.agreement.source.path, label=label, **more)

    def proof(self, summary: str, values: Mapping[str, Any] | None = None) -> Proof:
        """What was shown to be free of contradiction: one sentence for people, and its `values` for machines."""
        return Proof(self.rule, summary, values or {})

    def further(self, count: int) -> Further:
        """So many more findings like those that were given, too many to be made: they are counted."""
        return Further(self.rule, count)

    def undecided(self, reason: str, values: Mapping[str, Any] | None = None) -> Proof:
        """What could not be decided, and why, in words; `values` as those of a proof."""
        return Proof(self.rule, reason, values or {}, decided=False)


CheckFunction = Callable[[Context], Iterable[Finding | Proof | Further]]

_OURS: dict[str, CheckFunction] = {}
_READERS: set[CheckFunction] = set()


def check(name: str, *, reads_words: bool = False) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as the check of a name, which is that of its rule. One that `reads_words` looks for phrases in texts
    in quotes: it is asked a second time about the agreement in which they say nothing, and what it finds only in the words
    says so and is no error. Raises `ValueError` where another function has the name already."""

    def register(function: CheckFunction) -> CheckFunction:
        other = _OURS.get(name)
        if other is not None and (other.__module__, other.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(
                f"two checks are called `{name}`: in {other.__module__} and in {function.__module__}"
            )
        _OURS[name] = function
        if reads_words:
            _READERS.add(function)
        return function

    return register


def reads_words(function: CheckFunction) -> bool:
    """Whether a check looks for phrases in texts in quotes."""
    return function in _READERS


_HOMES: dict[str, str] = {}
"""The module of each check, where it is known without looking through them all."""


def known_checks() -> dict[str, str]:
    """The module of each of our checks, by name."""
    _look_through()
    return {
        name: function.__module__
        for name, function in _OURS.items()
        if function.__module__.startswith(f"{PACKAGE}.")
    }


def learn_checks(homes: Mapping[str, str]) -> None:
    """Take over what `known_checks` has given, so that only the checks that run are imported."""
    _HOMES.update({name: home for name, home in homes.items() if home.startswith(f"{PACKAGE}.")})


@functools.cache
def _look_through() -> None:
    """Import every module of our checks, which registers them."""
    package = importlib.import_module(PACKAGE)
    for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
        importlib.import_module(module.name)


@functools.cache
def _points() -> dict[str, tuple[EntryPoint, ...]]:
    """The checks of other packages by name; several where packages know nothing of each other."""
    from importlib.metadata import entry_points  # takes as long as a small agreement

    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=PACKAGE):
        found.setdefault(point.name, []).append(point)
    return {name: tuple(points) for name, points in found.items()}


def rivals(name: str) -> list[str]:
    """The packages that have a check of a name, where there is more than one: nobody knows which is meant."""
    owners = {
        point.dist.name if point.dist is not None else "another package" for point in _points().get(name, ())
    }
    if name in _OURS and name in _points():
        owners.add("clausecheck")
    return sorted(owners) if len(owners) > 1 else []


def check_names() -> list[str]:
    """The names of all checks that are there: ours and those of other packages, of which none is imported."""
    _look_through()
    return sorted({*_OURS, *_points()})


def find_check(name: str) -> CheckFunction:
    """The check of a name. Raises `LookupError` where there is none, and whatever its package raises when it is
    imported."""
    if name not in _OURS and name in _HOMES:
        importlib.import_module(_HOMES[name])
    if name not in _OURS:
        _look_through()
    if name in _OURS:
        return _OURS[name]
    if name not in _points():
        raise LookupError(f"no check is called `{name}`")
    loaded: CheckFunction = _points()[name][0].load()
    if not callable(loaded):
        raise TypeError(f"`{_points()[name][0].value}`, the check `{name}`, is no function")
    return loaded
