"""What a document is asked about: the table of shapes, blocks and overlays (`rulesets/tables/shapes.yaml`), read once, and
what it says of one agreement."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clausecheck import cache, resources
from clausecheck.language import values as v
from clausecheck.language.tree import AgreementBlock, Kind
from clausecheck.language.write import write
from clausecheck.rules import functions as _functions  # noqa: F401 - fills the registry of functions
from clausecheck.rules.expression import Compiler
from clausecheck.rules.plaindata import as_data, from_data, plain
from clausecheck.rules.rule import Rule
from clausecheck.rules.runtime import Env, Index, TruthCode

ALWAYS = ("readable", "contradiction")
"""The tiers of rules that speak in every profile and about every shape."""
TIERS = (*ALWAYS, "core", "thorough")
"""The tiers of rules, from what always speaks to what only a careful firm asks."""
TEMPLATE = "template"
"""The kind of a document in which the parties have yet to fill in what only they know."""
PROFILES = ("core", "thorough")
"""The profiles that are a tier; an overlay is a profile, too."""


@plain
@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """A block of questions: its title for people, when a document opens it, and the block with which it is one subject."""

    name: str
    title: str
    opened: str = ""
    subject: str = ""


@plain
@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of document: the words after `kind` that say it, the blocks that it needs, and those that it is asked about
    once it speaks of them. All others are left to another document. `doc` is what it expects, in words."""

    name: str
    title: str
    kinds: tuple[str, ...]
    asks: tuple[str, ...]
    where_opened: tuple[str, ...]
    doc: str = ""
    inferred: str = ""


@plain
@dataclass(frozen=True, slots=True)
class Overlay:
    """Questions for some agreements only: who is bound, by which fact in the agreement they speak (a condition), and how
    that fact is declared."""

    name: str
    title: str
    declared: str
    declare: str


@plain
@dataclass(frozen=True, slots=True)
class ShapeTable:
    """The whole table, each part by name and in its order; `of_a_master` are the blocks that the agreement holds under which
    another one stands."""

    blocks: Mapping[str, QuestionBlock]
    shapes: Mapping[str, Shape]
    overlays: Mapping[str, Overlay]
    of_a_master: frozenset[str] = frozenset()

    def kinds(self) -> dict[str, Shape]:
        """The shapes by the words that say them."""
        return {kind: shape for shape in self.shapes.values() for kind in shape.kinds}

    def conditions(self) -> list[str]:
        """Every condition in the table."""
        texts = [
            *(block.opened for block in self.blocks.values()),
            *(shape.inferred for shape in self.shapes.values()),
            *(overlay.declared for overlay in self.overlays.values()),
        ]
        return [text for text in texts if text]


@functools.cache
def table() -> ShapeTable:
    """The table that comes with clausecheck."""
    entry = cache.name_of("shapes", ["shapes 1", *resources.origin()])
    data = resources.compiled(entry) or cache.read(entry)
    try:
        kept = None if data is None else from_data(json.loads(data))
    except (ValueError, TypeError, KeyError, RecursionError):
        kept = None
    if not isinstance(kept, ShapeTable):
        kept = _read_table()
        cache.write(entry, json.dumps(as_data(kept)).encode("ascii"))
    return kept


def _read_table() -> ShapeTable:
    import yaml

    path = resources.folder("rulesets") / "tables" / "shapes.yaml"
    raw: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return ShapeTable(
        {
            name: QuestionBlock(name, row["title"], row.get("opened", ""), row.get("with", name))
            for name, row in raw["blocks"].items()
        },
        {
            name: Shape(
                name,
                row["title"],
                tuple(row["kinds"]),
                tuple(row["asks"]),
                tuple(row["where opened"]),
                row.get("doc", ""),
                row.get("inferred", ""),
            )
            for name, row in raw["shapes"].items()
        },
        {name: Overlay(name, **row) for name, row in raw["overlays"].items()},
        frozenset(name for name, row in raw["blocks"].items() if row.get("of a master")),
    )


@functools.cache
def _condition(text: str) -> TruthCode:
    return Compiler().condition(text)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one agreement is asked about: its shape, whether it says so itself (`stated`), the documents that it belongs to
    (`under`), the blocks that are opened, the overlays whose facts it declares, and whether it is a `template`. `overlays` are
    those that speak because they were asked for or declared, `named` the rules that speak in any case."""

    shape: Shape
    stated: bool
    under: tuple[str, ...] = ()
    opened: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    overlays: frozenset[str] = frozenset()
    named: frozenset[str] = field(default=frozenset(), repr=False)
    template: bool = False

    @property
    def title(self) -> str:
        """What the document is, for people."""
        return f"a template for {self.shape.title}" if self.template else self.shape.title

    def asks(self, rule: Rule) -> bool:
        """Whether a rule is asked of this document. What it contradicts is always told, and so is what was asked for by
        name."""
        if rule.tier in ALWAYS or rule.name in self.named:
            return True
        if rule.overlay and rule.overlay not in self.overlays:
            return False
        return self.covers(rule.block)

    def covers(self, block: str) -> bool:
        """Whether the shape is asked about a block; one that the table does not know always is."""
        if not block or block not in table().blocks or not table().blocks[block].opened:
            return True
        return self._may_ask(block) and (block in self.shape.asks or block in self.opened)

    def _may_ask(self, block: str) -> bool:
        """Whether the shape leaves a block to no other document."""
        master = self.under and block in table().of_a_master
        return not master and block in (*self.shape.asks, *self.shape.where_opened)

    def left(self) -> list[str]:
        """The titles of the blocks that the shape leaves to other documents."""
        blocks = table().blocks.values()
        return [block.title for block in blocks if block.opened and not self._may_ask(block.name)]


def document_scope(
    index: Index,
    day: dt.date,
    overlays: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
) -> Scope:
    """What an agreement is asked about; `index` is that of its run. `overlays` are asked for besides those whose facts are
    declared, and `named` are rules that are asked in any case."""
    env = Env(index, {}, day)

    def holds(text: str) -> bool:
        env.begin(index.document)
        return _condition(text)(env) is True

    rows = table()
    clauses = [clause for block in index.agreement.all(AgreementBlock) for clause in block.all(Kind)]
    kinds = _kinds(clauses)
    template = TEMPLATE in kinds
    shape = next((row for kind, row in rows.kinds().items() if kind in kinds), None)
    stated = shape is not None or template
    if shape is None:
        shape = next(row for row in rows.shapes.values() if row.inferred and holds(row.inferred))
    declared = frozenset(name for name, row in rows.overlays.items() if holds(row.declared))
    return Scope(
        shape,
        stated,
        _under(clauses),
        frozenset(name for name, row in rows.blocks.items() if row.opened and holds(row.opened)),
        declared,
        declared | overlays,
        named,
        template,
    )


def _kinds(clauses: Iterable[Kind]) -> list[str]:
    """The words after `kind`; of a template also those after `for`."""
    found = []
    for clause in clauses:
        words = [clause.value, *(clause.for_ if write(clause.value) == TEMPLATE else ())]
        found += [write(word) for word in words if isinstance(word, v.Name | v.Phrase)]
    return found


def _under(clauses: Iterable[Kind]) -> tuple[str, ...]:
    """The documents to which the agreement belongs, as `kind … under` names them."""
    return tuple(write(text).strip('"') for clause in clauses for text in clause.under)
