"""What a document is asked about: what the table of shapes says of one agreement."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from dataclasses import field

from clausecheck.language import values as v
from clausecheck.language.tree import KINDS, AgreementBlock, Block, Kind
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.rules import functions as _functions  # noqa: F401 - fills the registry of functions
from clausecheck.rules.expression import Compiler
from clausecheck.rules.rule import Rule
from clausecheck.rules.runtime import Env, Index, TruthCode
from clausecheck.rules.shapetable import ALWAYS, TEMPLATE, Shape, table


@functools.cache
def _condition(text: str) -> TruthCode:
    return Compiler().condition(text)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one agreement is asked about: its shape, whether it says so itself (`stated`), the documents that it belongs to
    (`under`), the blocks that are opened, the overlays whose facts it declares, and whether it is a `template`. `overlays` are
    those that speak because they were asked for or declared, `named` the rules that speak in any case, `without_object` those
    that such services give nothing to ask about, and `thorough` is whether all questions are asked."""

    shape: Shape
    stated: bool
    under: tuple[str, ...] = ()
    opened: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    overlays: frozenset[str] = frozenset()
    named: frozenset[str] = field(default=frozenset(), repr=False)
    template: bool = False
    thorough: bool = False
    without_object: frozenset[str] = frozenset()
    _covered: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        if self.leaves_to_thorough(rule):
            return False
        return self.covers(rule.block) or (_about_a_clause(rule) and self._may_ask(rule.block))

    def leaves_to_thorough(self, rule: Rule) -> bool:
        """Whether a rule of the core is one that only the profile `thorough` asks of such a document."""
        return not self.thorough and (
            rule.name in self.shape.only_thorough or rule.name in self.without_object
        )

    def covers(self, block: str) -> bool:
        """Whether the shape is asked about a block; one that the table does not know always is."""
        if block not in self._covered:
            self._covered[block] = self._covers(block)
        return self._covered[block]

    def _covers(self, block: str) -> bool:
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


def _about_a_clause(rule: Rule) -> bool:
    """Whether a rule asks about a clause that is written, in whichever block that stands, and not about one that is missing."""
    if rule.check:
        return rule.kind not in ("presence", "completeness")
    kinds = [KINDS[kind] for kind in rule.for_each if kind in KINDS]
    return bool(kinds) and not any(issubclass(kind, Block) for kind in kinds)


def document_scope(
    index: Index,
    day: dt.date,
    overlays: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
    *,
    thorough: bool = False,
) -> Scope:
    """What an agreement is asked about; `index` is that of its run. `overlays` are asked for besides those whose facts are
    declared, `named` are rules that are asked in any case, and `thorough` is whether all questions are asked."""
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
        wide = (row for row in rows.shapes.values() if row.inferred and not row.within)
        shape = next(row for row in wide if holds(row.inferred))
    narrower = (row for row in rows.shapes.values() if row.within == shape.name)
    shape = next((row for row in narrower if holds(row.inferred)), shape)
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
        thorough,
        _without_object(holds),
    )


def _without_object(holds: Callable[[str], bool]) -> frozenset[str]:
    """The rules whose questions have no object in what an agreement is about; `holds` says whether a condition does."""
    rows = table().traits
    found: set[str] = set()
    for name, row in rows.items():
        if (not row.within or row.within in found) and holds(row.holds):
            found.add(name)
    return frozenset(left for name in found for left in rows[name].only_thorough)


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
