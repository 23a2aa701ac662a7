"""All that changed in effect between two agreements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import field, replace

from clausecheck.agreement.hours import HoursSemantics
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.comparison.bands import band_changes, lines_of, pairs_of_tables
from clausecheck.comparison.changes import AREAS, CHANGED, NEITHER, RENAMED, UNCLEAR, EffectChange, Side
from clausecheck.comparison.clauses import clause_changes
from clausecheck.comparison.pairing import paired
from clausecheck.comparison.renames import renamed, under_new_names
from clausecheck.comparison.targets import target_changes
from clausecheck.language.parser import Parsed
from clausecheck.language.tree import Node, NoGuarantee
from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class ComparedAgreements:
    """What changed, in the order in which it is told, and the old text as it reads with the names of the new one."""

    changes: tuple[EffectChange, ...]
    old: Agreement = field(repr=False)
    new: Agreement = field(repr=False)
    old_parsed: Parsed = field(repr=False)


def compare_agreements(old: Parsed, new: Parsed, as_of: dt.date) -> ComparedAgreements:
    """What changed from one text to the other. Both must read without problems; comments, layout, order, other units and other
    names are no change."""
    after = resolve(new)
    names = renamed(resolve(old), after)
    parsed = under_new_names(old, names)
    before = resolve(parsed)
    one, other = _sides(before, after, as_of)
    tables = pairs_of_tables(one, other)
    hours, same = _hours(one, other)
    done = frozenset({*lines_of(tables), *_targets(one), *_targets(other), *same})
    found = [
        *(
            EffectChange(
                "names",
                f"{kind} {called}",
                RENAMED,
                NEITHER,
                name,
                called,
                after=after.names[kind].get(called),
            )
            for name, (called, kind) in names.items()
            if parsed is not old
        ),
        *target_changes(one, other),
        *hours,
        *band_changes(one, other, tables),
        *clause_changes(one, other, paired(one, other, done)),
    ]
    areas = list(AREAS)
    found.sort(key=lambda change: (areas.index(change.area), _at(change)))
    return ComparedAgreements(tuple(found), before, after, parsed)


def _at(change: EffectChange) -> int:
    node = change.after or change.before
    return node.span.start if node is not None else 0


def _sides(old: Agreement, new: Agreement, as_of: dt.date) -> tuple[Side, Side]:
    """Both meanings over the same dates, so that each ticket of one is a ticket of the other."""
    sides = Side(old, Semantics(old, as_of)), Side(new, Semantics(new, as_of))
    spans = [side.semantics.horizon for side in sides]
    first = max(span.first for span in spans)
    last = max(span.last for span in spans)
    for side, span in zip(sides, spans, strict=True):
        side.semantics.horizon = replace(span, first=first, last=last)
    return sides


def _targets(side: Side) -> Iterator[int]:
    """The clauses of which the instants are compared, by their identity."""
    for target in side.semantics.targets:
        if not isinstance(target.clause, NoGuarantee):
            yield id(target.clause)


def _hours(old: Side, new: Side) -> tuple[list[EffectChange], set[int]]:
    """What became of the hours of which the weeks can be compared, and the blocks that need no further look."""
    changes: list[EffectChange] = []
    done: set[int] = set()
    for name in old.agreement.names.get("hours", {}):
        one, other = old.semantics.hours.get(name), new.semantics.hours.get(name)
        if one is None or other is None or one.spec is None or other.spec is None:
            continue
        if one.node is None or other.node is None:
            continue
        if name not in new.agreement.names.get("hours", {}) or _extra(one.node) or _extra(other.node):
            continue
        done |= {id(one.node), id(other.node)}
        if _weekly(one) != _weekly(other):
            changes.append(
                EffectChange(
                    "hours",
                    f"hours {name}",
                    CHANGED,
                    UNCLEAR,
                    _open(old, one.node),
                    _open(new, other.node),
                    before=one.node,
                    after=other.node,
                )
            )
    return changes, done


def _weekly(meaning: HoursSemantics) -> object:
    """When hours are open, whatever the order in which the text says it."""
    spec = meaning.spec
    assert spec is not None
    parts = (spec.spans, spec.seasons, spec.closures, spec.holidays)
    return (spec.zone, *(tuple(sorted(map(repr, part))) for part in parts))


def _extra(node: Node) -> bool:
    """Whether hours hold more than times: clauses that no week shows."""
    return any(each.kind not in ("opening", "closed", "open_clause") for each in getattr(node, "clauses", ()))


def _open(side: Side, node: Node) -> str:
    """The clauses of an hours block on one line, whatever their order."""
    return "; ".join(sorted(side.written(each) for each in getattr(node, "clauses", ())))
