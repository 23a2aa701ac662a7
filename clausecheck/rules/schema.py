"""What an expression may speak of, read off the dataclasses of the tree: kinds, their fields, the clauses
that may stand in a block, and what a value itself is made of. Nothing about clauses is said twice here."""

from __future__ import annotations

import datetime as dt
import functools
import types
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from typing import Any, NamedTuple, Union, get_args, get_origin

from clausecheck.language import values as v
from clausecheck.language.builder import FieldType, field_types
from clausecheck.language.hints import hints_of
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import KINDS, Block, Broken, Document, Node

#: The kind of a whole file, as `for each: agreement` and `file` mean it.
FILE = Document.kind

#: Kinds by the name that an expression uses: without the underscore that only avoids a word of Python.
NAMES: dict[str, str] = {kind.rstrip("_"): kind for kind in KINDS}

#: Classes of values by the name that stands behind `is`.
VALUE_KINDS: dict[str, type] = {
    cls.__name__[0].lower() + "".join("-" + c.lower() if c.isupper() else c for c in cls.__name__[1:]): cls
    for cls in (*v.Value.__subclasses__(), *v.Bounded.__subclasses__())
    if cls is not v.Bounded
}

#: Wrapped amounts: comparisons look at what is inside.
WRAPPERS: tuple[type, ...] = (v.Anchored, v.Choice, v.Rated, v.Formula)

_CATEGORIES: dict[type, str] = {
    v.Duration: "a duration",
    v.Percentage: "a percentage",
    v.Share: "a percentage",
    v.Notice: "a duration",
    v.Money: "an amount of money",
    v.Size: "a size",
    v.Count: "a number",
    v.Number: "a number",
    v.Multiple: "a number",
    Decimal: "a number",
    int: "a number",
    v.Date: "a date",
    dt.date: "a date",
    v.Time: "a time",
    v.Name: "words",
    v.Phrase: "words",
    v.Text: "words",
    v.Numbered: "words",
    v.Zone: "words",
    v.Pair: "words",
    v.Prose: "words",
    str: "words",
    bool: "true or false",
}
_QUANTITIES = frozenset(_CATEGORIES.values()) - {"words", "true or false"}


class Type(NamedTuple):
    """What an expression gives: clauses of some kinds, values of some classes, or (with neither) a truth.

    `several` when there may be more than one; `words` are the fixed words that may stand there, where the
    schema names them all.
    """

    kinds: frozenset[str] = frozenset()
    classes: frozenset[type] = frozenset()
    several: bool = False
    words: tuple[str, ...] = ()

    @property
    def is_truth(self) -> bool:
        """Whether it is a condition, not something that can be looked at."""
        return not self.kinds and not self.classes

    @property
    def categories(self) -> frozenset[str]:
        """What its values can be compared with; a type of wrapped amounts only, with any quantity."""
        found = frozenset(_CATEGORIES[cls] for cls in self.classes if cls in _CATEGORIES)
        if not found and self.classes & frozenset(WRAPPERS):
            return _QUANTITIES
        return found

    def describe(self) -> str:
        """In the words of a message."""
        if self.kinds:
            kinds = [f"`{kind.rstrip('_')}`" for kind in sorted(self.kinds)]
            if len(kinds) > 4:
                return "clauses of several kinds"
            return ("clauses " if self.several else "a clause ") + " or ".join(kinds)
        if self.is_truth:
            return "a condition"
        named = sorted(self.categories)
        if not named:
            described = {getattr(cls, "described", "a value").split(", such as")[0] for cls in self.classes}
            named = sorted(described)
        return " or ".join(named[:4])

    def owner(self) -> str:
        """Whose parts are meant, where a part of it is unknown."""
        if self.kinds == {FILE}:
            return "the agreement"
        names = [f"`{kind.rstrip('_')}`" for kind in sorted(self.kinds)]
        return " or ".join(names[:4]) if names else self.describe()

    def one(self) -> Type:
        """The same for a single element."""
        return Type(self.kinds, self.classes, False, self.words)


TRUTH = Type()
DOCUMENT = Type(kinds=frozenset({FILE}))


def values_type(*classes: type, several: bool = False) -> Type:
    """A type of values."""
    return Type(classes=frozenset(classes), several=several)


@functools.cache
def children(kind: str) -> frozenset[str]:
    """The kinds of clauses that may stand in a block of this kind; for a whole file, all kinds (at any
    depth)."""
    if kind == FILE:
        return frozenset(KINDS)
    return frozenset(name for name, cls in KINDS.items() if kind in cls.inside)


def slots(cls: type[Node]) -> dict[str, FieldType]:
    """The fields of a class that the text fills."""
    lookup: Any = field_types  # mypy takes the classes themselves for as unhashable as their objects
    found: dict[str, FieldType] = lookup(cls)
    return found


@functools.cache
def node_fields(kind: str) -> dict[str, tuple[str, Type]]:
    """The fields of a kind: the name in an expression to the attribute and its type."""
    if kind == FILE:
        return {}
    found = {}
    for name, what in slots(KINDS[kind]).items():
        words = () if what.spec.refers else what.spec.words
        found[name.rstrip("_")] = (
            name,
            Type(classes=frozenset(what.classes), several=what.several, words=words),
        )
    return found


@functools.cache
def value_fields(cls: type) -> dict[str, Type]:
    """What a value is made of, for paths such as `notice.length`."""
    if not (isinstance(cls, type) and issubclass(cls, v.Value)):
        return {}
    hints = hints_of(cls)
    found = {}
    for item in fields(cls):
        classes = frozenset(_classes(hints[item.name]))
        plain = all(issubclass(inner, (v.Value, str, Decimal, int, dt.date)) for inner in classes)
        if item.name != "span" and classes and plain:
            found[item.name] = Type(classes=classes, several=get_origin(hints[item.name]) is tuple)
    return found


def _classes(annotation: Any) -> list[type]:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return [cls for option in get_args(annotation) for cls in _classes(option)]
    if origin is tuple:
        inner = get_args(annotation)[0]
        return _classes(inner) if inner is not tuple and get_origin(inner) is not tuple else [tuple]
    return [] if annotation is type(None) else [annotation]


@functools.cache
def names_in(type_: Type) -> tuple[str, ...]:
    """All names that a path may go on with behind something of this type."""
    found: set[str] = set()
    for kind in type_.kinds:
        found.update(node_fields(kind))
        found.update(child.rstrip("_") for child in children(kind))
        found.update(["clauses"] if children(kind) else [])
    if type_.kinds - {FILE}:
        found.add("parent")
    for cls in type_.classes:
        found.update(value_fields(cls))
    return tuple(sorted(found))


def guess_kind(word: str) -> str | None:
    """The name of the kind whose clauses begin with this word (`zone` is said by `zone_is`)."""
    spoken = word.replace("_", " ").replace("-", " ").lower()
    for kind in KINDS:
        heads = vocabulary().heads.get(kind) or []
        if any(head.replace("-", " ") == spoken for head in heads):
            return kind.rstrip("_")
    return None


def parents(kinds: Iterable[str]) -> frozenset[str]:
    """The kinds of blocks in which clauses of these kinds may stand."""
    return frozenset(
        home for kind in kinds if kind != FILE for home in KINDS[kind].inside if home in KINDS or home == FILE
    )


def meant(node: Node) -> str:
    """The kind of a node, or the one that a broken one was to be."""
    return node.meant if isinstance(node, Broken) else node.kind


def is_block(kind: str) -> bool:
    """Whether clauses of this kind hold clauses."""
    return kind == FILE or issubclass(KINDS[kind], Block)
