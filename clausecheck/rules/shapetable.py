"""The table of shapes, blocks and overlays (`rulesets/tables/shapes.yaml`), read once: what kinds of document there are, and
what each is asked about."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from clausecheck import cache, resources
from clausecheck.quick import dataclass
from clausecheck.rules.plaindata import dumped, loaded, plain

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
    once it speaks of them. All others are left to another document. `only_thorough` are rules of the core that a reviewer of
    such a document would not act on, so that only the profile `thorough` asks them. `within` is the wider shape of which it is
    a narrower one: it holds where the wider one does, stated or inferred, and the condition `inferred` too. `doc` is what it
    expects, in words."""

    name: str
    title: str
    kinds: tuple[str, ...]
    asks: tuple[str, ...]
    where_opened: tuple[str, ...]
    only_thorough: frozenset[str] = frozenset()
    doc: str = ""
    inferred: str = ""
    within: str = ""


@plain
@dataclass(frozen=True, slots=True)
class Trait:
    """What holds of a document in whatever shape: `holds` is the condition, and `only_thorough` are rules of the core whose
    questions have no object there. `within` is a wider trait, which comes before it in the table and must hold, too."""

    name: str
    title: str
    holds: str
    only_thorough: frozenset[str]
    within: str = ""


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
    traits: Mapping[str, Trait]
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
            *(row.holds for row in self.traits.values()),
        ]
        return [text for text in texts if text]


@functools.cache
def table() -> ShapeTable:
    """The table that comes with clausecheck."""
    entry = entry_name(resources.origin())
    found: ShapeTable = cache.kept(
        entry,
        load=lambda data: loaded(data, ShapeTable),
        make=_read_table,
        dump=dumped,
        shipped=resources.compiled(entry),
    )
    return found


def entry_name(origin: Iterable[str]) -> str:
    """The name of the kept table."""
    return cache.name_of("shapes", ["shapes 3", *origin])


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
                frozenset(row.get("only thorough", ())),
                row.get("doc", ""),
                row.get("inferred", ""),
                row.get("within", ""),
            )
            for name, row in raw["shapes"].items()
        },
        {name: Overlay(name, **row) for name, row in raw["overlays"].items()},
        {
            name: Trait(
                name, row["title"], row["holds"], frozenset(row["only thorough"]), row.get("within", "")
            )
            for name, row in raw["traits"].items()
        },
        frozenset(name for name, row in raw["blocks"].items() if row.get("of a master")),
    )
