"""Levels that are counted (`define "high" when users >= 75%`): figures that two of them share, and figures that lie between two
and are in none."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import field

from clausecheck.agreement.conditions import Cell, Space, UndecidedCondition
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import in_row
from clausecheck.checks.priorities.conditions import joined
from clausecheck.checks.priorities.overlaps import crossings
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Define, Scale
from clausecheck.language.write import write
from clausecheck.quick import dataclass

# ---- the bands of a scale ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    """A level of a scale, the clause that defines it, and the cases that belong to it."""

    name: str
    node: Define
    cells: frozenset[Cell] = frozenset()

    @property
    def quoted(self) -> str:
        """Its name in quotes."""
        return f'"{self.name}"'


@dataclass(frozen=True, slots=True)
class Overlap:
    """The figure that two levels share."""

    first: ScaleLevel
    second: ScaleLevel
    figure: str


@dataclass(frozen=True, slots=True)
class LevelGap:
    """A figure that is in no level, with the levels below and above it."""

    below: ScaleLevel
    above: ScaleLevel
    figure: str


@dataclass(frozen=True, slots=True)
class Bands:
    """The levels of a scale that are counted by one figure, where they overlap, and where they leave a hole; `undecided` says
    why that cannot be told."""

    scale: str
    levels: list[ScaleLevel] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    holes: list[LevelGap] = field(default_factory=list)
    undecided: str = ""


@fact
def counted_levels(semantics: Semantics) -> list[Bands]:
    """The bands of every scale of which two levels or more are defined by one figure."""
    agreement = semantics.agreement
    defined = {
        word.text: node
        for node in agreement.all(Define)
        if node.when is not None and isinstance(word := node.title or node.name, v.Text | v.Name)
    }
    found: list[Bands] = []
    for scale in agreement.all(Scale):
        name = write(scale.name)
        levels: list[ScaleLevel] = []
        for item in scale.levels:
            level = write(item).strip('"')
            node = defined.get(f"{name} {level}", defined.get(level))
            if node is not None:
                levels.append(ScaleLevel(level, node))
        if len(levels) < 2:
            continue
        bands = _bands(semantics, name, levels, complete=len(levels) == len(scale.levels))
        if bands is not None:
            found.append(bands)
    return found


def _bands(semantics: Semantics, scale: str, levels: list[ScaleLevel], complete: bool) -> Bands | None:
    """The bands of a scale; holes count only where all its levels are defined. `None` where they are about anything but one
    figure."""
    conditions = [level.node.when for level in levels if level.node.when is not None]
    try:
        space = Space(semantics.agreement, conditions)
    except UndecidedCondition as reason:
        return Bands(scale, undecided=str(reason))
    if len(space.dimensions) != 1 or space.dimensions[0].kind != "figure":
        return None
    dimension = space.dimensions[0]
    levels = [
        ScaleLevel(level.name, level.node, space.where(condition))
        for level, condition in zip(levels, conditions, strict=True)
    ]
    bands = Bands(scale, levels)
    for first, second in itertools.combinations(levels, 2):
        both = first.cells & second.cells
        if both and not (first.cells <= second.cells or second.cells <= first.cells):
            figure = dimension.words(sorted(cell[0] for cell in both))
            bands.overlaps.append(Overlap(first, second, figure))
    covered = joined(level.cells for level in levels)
    if complete and covered:
        low, high = min(covered), max(covered)
        for cell in sorted(space.usual):
            if low < cell < high and cell not in covered:
                bands.holes.append(_hole(levels, cell, dimension.words([cell[0]])))
    return bands


def _hole(levels: list[ScaleLevel], cell: Cell, figure: str) -> LevelGap:
    """The hole at a case: the nearest level on either side."""
    below = [(max(level.cells), level) for level in levels if level.cells and max(level.cells) < cell]
    above = [(min(level.cells), level) for level in levels if level.cells and min(level.cells) > cell]

    def order(pair: tuple[Cell, ScaleLevel]) -> tuple[Cell, str]:
        return pair[0], pair[1].name

    return LevelGap(max(below, key=order)[1], min(above, key=order)[1], figure)


# ---- checks ------------------------------------------------------------------------------------------


@check("level-bands-overlap")
def level_bands_overlap(context: Context) -> Iterator[Finding | Proof]:
    """Two levels of one scale, or two priorities, that share a figure."""
    yield from _shared_figures(context)
    for bands in counted_levels(context.semantics):
        if bands.undecided:
            yield context.undecided(f"undecided, because {bands.undecided}")
            continue
        for overlap in bands.overlaps:
            first, second = overlap.first, overlap.second
            yield _overlap(context, first.node, second.node, (first.quoted, second.quoted), overlap.figure)
        if not bands.overlaps and not bands.holes:
            yield context.proof(
                f"the levels of {bands.scale} share no figure: {in_row([level.quoted for level in bands.levels])}",
                {"scale": bands.scale, "levels": [level.name for level in bands.levels]},
            )


def _shared_figures(context: Context) -> Iterator[Finding | Proof]:
    """Two priorities that meet in one figure only, each counting the end of its band as its own. Where their conditions are
    levels that are defined by figures, the bands of the levels say so."""
    for crossing in crossings(context.semantics):
        if crossing.figure:
            first, second = crossing.first, crossing.second
            names = first.name, second.name
            yield _overlap(context, crossing.taking.clause, crossing.line.clause, names, crossing.figure)


def _overlap(context: Context, first: Clause, second: Clause, names: tuple[str, str], figure: str) -> Finding:
    return context.draft(
        f"{figure} is both {names[0]} and {names[1]}",
        second,
        f"{figure} is in here",
        labels=(Label(first.span, "and in here"),),
        witness=Witness(
            f"a ticket with {figure}: it belongs to {names[0]} by one clause and to {names[1]} by the other",
            {"figure": figure, "levels": list(names)},
        ),
        values=(*names, figure),
        help=(
            _ended(context.agreement, first, second)
            or _ended(context.agreement, second, first)
            or "let one of them end before the other begins",
        ),
    )


def _ended(agreement: Agreement, below: Clause, above: Clause, gap: bool = False) -> Mend | None:
    """A band that ends where the next one begins: one that has the first figure of the next in it, or with a `gap` one that
    stops before it; `None` where their conditions have no such figures."""
    begins = [
        (part.low, True) if isinstance(part, v.Between) else (part.amount, part.operator == ">=")
        for each in _facts(above)
        for part in each.compares
        if isinstance(part, v.Between) or (isinstance(part, v.Compare) and part.operator in (">", ">="))
    ]
    for each in _facts(below):
        for part in each.compares:
            low, high = _ends(part)
            found = [(value, there) for value, there in begins if gap or value == high]
            if high is None or len(found) != 1:
                continue
            value, there = found[0]
            ends = [f">= {write(low)}"] if low is not None else []
            ends.append(f"{'<' if there else '<='} {write(value)}")
            say = "let each begin where the other ends: write {} instead"
            return mend(agreement, say, put(agreement, part, " and ".join(ends), below))
    return None


def _ends(part: v.Value) -> tuple[v.Value | None, v.Value | None]:
    """The lower and the upper end of a comparison that has an upper one."""
    if isinstance(part, v.Between):
        return part.low, part.high
    upper = isinstance(part, v.Compare) and part.operator in ("<", "<=")
    return None, part.amount if isinstance(part, v.Compare) and upper else None


def _facts(clause: Clause) -> list[v.Fact]:
    return (
        [part for part in clause.when.walk() if isinstance(part, v.Fact)] if clause.when is not None else []
    )


@check("level-bands-gap")
def level_bands_gap(context: Context) -> Iterator[Finding]:
    """Figures between two levels of one scale that are in neither."""
    for bands in counted_levels(context.semantics):
        for hole in bands.holes:
            below, above, figure = hole.below, hole.above, hole.figure
            yield context.draft(
                f"{figure} is on no level of {bands.scale}: it lies between {below.quoted} and {above.quoted}",
                below.node,
                f"{below.quoted} stops short of it",
                labels=(Label(above.node.span, f"{above.quoted} begins above it"),),
                witness=Witness(
                    f"a ticket with {figure}: neither {below.quoted} nor {above.quoted}",
                    {"figure": figure, "levels": [below.name, above.name]},
                ),
                values=(bands.scale, figure),
                help=(
                    _ended(context.agreement, below.node, above.node, gap=True)
                    or f"let {below.quoted} end at the figure at which {above.quoted} begins",
                ),
            )
