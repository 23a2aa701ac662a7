"""Priorities: cases that none of them takes, or that two take alike; a priority that never applies; an order in which the worse
case comes second; levels that share a figure; and tiers that two clauses say differently.

The conditions of all priorities are evaluated over every combination of levels, figures and facts that they name
(`clausecheck.agreement.conditions`); the first priority whose condition holds takes the case.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausecheck.agreement.conditions import Cell, Space, Undecided
from clausecheck.agreement.drafts import at_clause
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.words import in_row
from clausecheck.finding import Finding, Label, Proof, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.tree import Applies, Broken, Clause, Define, Priority, Scale, Starts
from clausecheck.language.write import number, write

#: Words that send the reader to a table elsewhere, which tells the priorities apart.
_ELSEWHERE = re.compile(
    r"\b(matrix|table|schedule|annex|appendix|exhibit|attachment|grid|policy|list)\b", re.IGNORECASE
)
#: Figures of which more is worse.
_WORSE = frozenset(
    {"users", "devices", "sites", "staff", "branches", "locations", "servers", "users affected"}
)
#: `starts at tier 1, for incidents` says it of all tickets.
_ALL_TICKETS = frozenset({"incidents", "tickets", "all", "requests", "calls"})


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Everything about the priorities of an agreement."""
    yield from _conditions(agreement)
    yield from _levels(agreement)
    yield from _titles(agreement)
    yield from _tiers(agreement)


# ---- conditions ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Level:
    """A priority: its place in the file, the clauses that say when it applies, and the cases in which they hold."""

    node: Priority
    clauses: list[Applies]
    scope: str
    otherwise: bool
    own: frozenset[Cell] = frozenset()

    @property
    def name(self) -> str:
        return write(self.node.name)

    @property
    def conditions(self) -> list[v.Condition]:
        return [clause.when for clause in self.clauses if clause.when is not None]

    @property
    def wording(self) -> str:
        """Its conditions as they are written."""
        return " or ".join(write(condition) for condition in self.conditions)

    @property
    def clause(self) -> Applies:
        """The clause that stands for all of them: the first one."""
        return self.clauses[0]

    def meets(self, other: _Level) -> bool:
        """Whether one ticket can be looked at by both: neither is limited to tickets of another kind."""
        return not self.scope or not other.scope or self.scope == other.scope


def _conditions(agreement: Agreement) -> Iterator[Finding | Proof]:
    levels = [_level(node) for node in agreement.all("priority") if isinstance(node, Priority)]
    spoken = [level for level in levels if level is not None and level.clauses]
    if len(spoken) < 2 or None in levels:
        return
    try:
        space = Space(agreement, [condition for level in spoken for condition in level.conditions])
    except Undecided as reason:
        yield Proof("priority-gap", f"undecided, because {reason}", decided=False)
        return
    for level in spoken:
        level.own = frozenset().union(*(space.where(condition) for condition in level.conditions))
    groups = _same(spoken)
    for group in groups:
        yield _repeated(agreement, group)
    repeated = {level.name for group in groups for level in group}
    yield from _never(agreement, space, spoken, repeated)
    yield from _shared_figures(agreement, space, spoken)
    if all(level is not None and level.clauses for level in levels):
        yield from _gaps(agreement, space, spoken)
        yield from _order(agreement, space, spoken)


def _level(node: Priority) -> _Level | None:
    """A priority as its clauses say it; `None` where one of them could not be read, or holds only in part."""
    if any(isinstance(clause, Broken) and clause.meant in ("applies", "") for clause in node.clauses):
        return None
    clauses = node.all(Applies)
    for clause in clauses:
        if clause.for_ or clause.during or clause.outside or clause.at or clause.by or clause.except_:
            return None
        if clause.when is None and not clause.otherwise:
            return None
    scope = ", ".join(sorted(write(value) for value in node.for_))
    return _Level(node, clauses, scope, any(clause.otherwise for clause in clauses))


def _same(levels: list[_Level]) -> list[list[_Level]]:
    """Groups of priorities that ask for the very same cases."""
    groups: dict[tuple[str, bool, frozenset[Cell]], list[_Level]] = {}
    for level in levels:
        if level.own or level.otherwise:
            groups.setdefault((level.scope, level.otherwise, level.own), []).append(level)
    return [group for group in groups.values() if len(group) > 1]


def _repeated(agreement: Agreement, same: list[_Level]) -> Finding | Proof:
    """Priorities whose tests are the same, unless these send the reader to a table that may tell them apart."""
    first, *others = same
    names = in_row([level.name for level in same])
    if any(_ELSEWHERE.search(level.wording) for level in same):
        return Proof(
            "priority-condition-repeated",
            f"undecided, because {names} refer to a table elsewhere: {first.wording}",
            decided=False,
        )
    case = "no other test is met" if first.otherwise else first.wording
    return at_clause(
        agreement,
        "priority-condition-repeated",
        f"{names} have one and the same test: {'otherwise' if first.otherwise else case}",
        others[0].clause,
        f"{others[0].name} asks for the same",
        labels=tuple(
            Label(level.clause.span, f"{level.name} asks for it{' first' if level is first else ' too'}")
            for level in same
            if level is not others[0]
        ),
        witness=Witness(
            f"a ticket of which this is true: {case}. It meets the test of {names}, each with targets of its own; read from "
            f"the top, every such ticket is {first.name}",
            {"priorities": [level.name for level in same], "condition": case},
        ),
        values=(*[level.name for level in same], case),
        help=(
            f"say what makes {first.name} more urgent, such as `applies when {_stricter(first.wording)}`",
            f"join {names} into one priority",
        ),
    )


def _stricter(case: str) -> str:
    """A narrower test than one that stands already."""
    if not case:
        return "users >= 50%"
    return f"({case}) and users >= 50%" if " or " in case else f"{case} and users >= 50%"


def _never(agreement: Agreement, space: Space, levels: list[_Level], repeated: set[str]) -> Iterator[Finding]:
    """Priorities to which no ticket can come: earlier ones take every case, or the test contradicts itself."""
    for number_, level in enumerate(levels):
        if level.otherwise or level.name in repeated:
            continue
        before = [
            other
            for other in levels[:number_]
            if (not other.scope or other.scope == level.scope) and other.own & level.own
        ]
        taken: frozenset[Cell] = frozenset().union(*(other.own for other in before))
        if not level.own <= taken:
            continue
        if not level.own:
            message = f"{level.name} can never apply: {level.wording} cannot be true"
            labels: tuple[Label, ...] = ()
            case = f"{level.wording}: no case fulfils all of it ({len(list(space.cells()))} were tried)"
        else:
            takers = in_row([other.name for other in before])
            verb = "takes" if len(before) == 1 else "take"
            message = f"{level.name} can never apply, because {takers} {verb} every case of {level.wording}"
            labels = tuple(
                Label(other.clause.span, f"{other.name} is read first and takes {other.wording}")
                for other in before
            )
            example = min(level.own)
            taker = next(other for other in before if example in other.own)
            every = (
                "this is its only case" if len(level.own) == 1 else f"so do all its {len(level.own)} cases"
            )
            case = (
                f"a ticket with {space.words(example)} meets the test of {level.name}, but goes to {taker.name}, which is "
                f"read first; {every}"
            )
        yield at_clause(
            agreement,
            "priority-never-applies",
            message,
            level.clause,
            "no ticket comes this far" if labels else "no ticket fulfils this",
            labels=labels,
            witness=Witness(case, {"priority": level.name, "cases": len(level.own)}),
            values=(level.name, level.wording),
            help=(
                f"put {level.name} before the priorities that take its cases",
                f"narrow the test of the more urgent ones, so that something is left for {level.name}",
            )
            if labels
            else (f"correct the test of {level.name}",),
        )


def _gaps(agreement: Agreement, space: Space, levels: list[_Level]) -> Iterator[Finding | Proof]:
    """Cases that no priority takes. Where conditions are facts in words, nobody can list the cases."""
    if any(dimension.kind == "fact" for dimension in space.dimensions):
        return
    scopes = {level.scope for level in levels}
    every = frozenset(space.cells())
    for scope in sorted(scopes):
        if not scope and scopes - {"", "requests"}:
            continue
        asked = [level for level in levels if level.scope in ("", scope)]
        if any(level.otherwise for level in asked):
            continue
        open_cells = every - frozenset().union(*(level.own for level in asked))
        cases = space.summed(open_cells)
        if not cases:
            yield Proof(
                "priority-gap",
                f"each of {len(every)} cases has a priority: {in_row([level.name for level in asked])}",
                {"cases": len(every), "priorities": [level.name for level in asked]},
            )
            continue
        last = asked[-1]
        listed = "; or ".join(cases[:4]) + (f"; and {len(cases) - 4} more" if len(cases) > 4 else "")
        tests = "; ".join(f"{level.name} asks for {level.wording}" for level in asked)
        yield at_clause(
            agreement,
            "priority-gap",
            f"no priority applies to a ticket with {listed}",
            last.clauses[-1],
            "the last test; what fulfils none of them has no priority",
            labels=tuple(
                Label(level.clause.span, f"{level.name} does not take it")
                for level in asked
                if level is not last
            ),
            witness=Witness(
                f"{cases[0]}: no priority applies, because {tests}. {len(open_cells)} of {len(every)} cases are left without one",
                {"case": cases[0], "open cases": len(open_cells), "all cases": len(every), "open": cases},
            ),
            values=tuple(cases),
            help=(
                f"let {last.name} take the rest: `applies otherwise`",
                "add the case to the priority that is meant: "
                f"`applies when {_condition(space, min(open_cells))}`",
            ),
        )


def _condition(space: Space, cell: Cell) -> str:
    """A case as a condition that can be written into the agreement."""
    parts = []
    for dimension, place in zip(space.dimensions, cell, strict=True):
        point = dimension.points[place]
        if dimension.kind != "figure":
            parts.append(dimension.words([place]))
        elif point.exact:
            parts.append(f"{dimension.name} = {dimension.figure(place)}")
        elif place + 1 < len(dimension.points):
            parts.append(f"{dimension.name} < {dimension.figure(place + 1)}")
        else:
            parts.append(f"{dimension.name} > {dimension.figure(place - 1)}")
    return " and ".join(parts)


def _shared_figures(agreement: Agreement, space: Space, levels: list[_Level]) -> Iterator[Finding | Proof]:
    """Two priorities that meet in one figure only, each counting the end of its band as its own. Where levels that are
    defined by figures meet, `_levels` says so."""
    if space.defined:
        return
    for first, second in itertools.combinations(levels, 2):
        both = first.own & second.own
        if not both or not first.meets(second) or first.own <= second.own or second.own <= first.own:
            continue
        figure = _one_figure(space, both)
        if figure is None:
            if all(dimension.kind != "fact" for dimension in space.dimensions):
                yield Proof(
                    "level-bands-overlap",
                    f"{first.name} and {second.name} both cover {space.summed(both)[0]}; "
                    f"{first.name}, which is read first, holds",
                    {"priorities": [first.name, second.name], "cases": len(both)},
                )
            continue
        yield _band_finding(
            agreement,
            f"{figure} is both {first.name} and {second.name}",
            second.clause,
            first.clause,
            (first.name, second.name),
            figure,
        )


def _one_figure(space: Space, cells: Iterable[Cell]) -> str | None:
    """The figure in which all the cases agree, where they agree in one."""
    for place, dimension in enumerate(space.dimensions):
        seen = {cell[place] for cell in cells}
        if dimension.kind == "figure" and len(seen) == 1:
            (only,) = seen
            if dimension.points[only].exact:
                return dimension.words([only])
    return None


def _order(agreement: Agreement, space: Space, levels: list[_Level]) -> Iterator[Finding | Proof]:
    """Along a scale, or with more users, a priority must not become less urgent while all else stays the same."""
    takers: dict[Cell, int] = {}
    rest = next((place for place, level in enumerate(levels) if level.otherwise), None)
    if any(level.scope for level in levels):
        return
    for cell in space.cells():
        taker = next((place for place, level in enumerate(levels) if cell in level.own), rest)
        if taker is not None:
            takers[cell] = taker
    for axis, dimension in enumerate(space.dimensions):
        if dimension.kind != "scale" and (space.defined or dimension.name not in _WORSE):
            continue
        wrong: list[tuple[Cell, Cell]] = []
        right = 0
        for cell, taker in takers.items():
            worse = _worse(cell, axis, dimension.kind)
            if worse not in takers:
                continue
            wrong += [(worse, cell)] if takers[worse] > taker else []
            right += takers[worse] < taker
        if not wrong:
            continue
        if not right:
            yield Proof(
                "priority-order",
                f"undecided, because {dimension.name} seems to be written with its least severe level first",
                decided=False,
            )
            continue
        worse, milder = min(wrong)
        yield _order_finding(agreement, space, levels, axis, worse, milder, takers, len(wrong))


def _worse(cell: Cell, axis: int, kind: str) -> Cell:
    """The neighbouring case that is one step worse: levels are written from the worst on, figures from the lowest."""
    step = -1 if kind == "scale" else 1
    place = cell[axis] + step
    return (*cell[:axis], place, *cell[axis + 1 :]) if place >= 0 else cell


def _order_finding(
    agreement: Agreement,
    space: Space,
    levels: list[_Level],
    axis: int,
    worse: Cell,
    milder: Cell,
    takers: Mapping[Cell, int],
    count: int,
) -> Finding:
    slow, fast = levels[takers[worse]], levels[takers[milder]]
    dimension = space.dimensions[axis]
    bad, mild = dimension.words([worse[axis]]), dimension.words([milder[axis]])
    others = [
        d.words([place])
        for at, (d, place) in enumerate(zip(space.dimensions, worse, strict=True))
        if at != axis
    ]
    given = f", with {', '.join(others)}" if others else ""
    return at_clause(
        agreement,
        "priority-order",
        f"{bad} is {slow.name}, and the milder {mild} is {fast.name}, the more urgent one{given}",
        _taking(slow, space, worse),
        f"{bad} comes to {slow.name}",
        labels=(Label(_taking(fast, space, milder).span, f"{mild} comes to {fast.name}"),),
        witness=Witness(
            f"two tickets{given}: one with {mild} is {fast.name}; if it grows to {bad}, it becomes {slow.name}"
            + (f" ({count} such pairs)" if count > 1 else ""),
            {"worse": space.words(worse), "milder": space.words(milder), "pairs": count},
        ),
        values=(slow.name, fast.name, bad, mild),
        help=(
            f"take {bad} into {fast.name} or a more urgent priority",
            f"say in {fast.name} what makes {mild} more urgent than {bad}",
        ),
    )


def _taking(level: _Level, space: Space, cell: Cell) -> Applies:
    """The clause of a priority that takes a case."""
    for clause in level.clauses:
        if clause.when is not None and space.true(clause.when, cell):
            return clause
    return next((clause for clause in level.clauses if clause.otherwise), level.clause)


# ---- levels of a scale -----------------------------------------------------------------------------


def _levels(agreement: Agreement) -> Iterator[Finding | Proof]:
    """Levels of one scale that are counted (`define "high" when users >= 75%`): figures that two levels share, and figures
    between two levels that none has."""
    defined = {
        word.text: node
        for node in agreement.all("define")
        if isinstance(node, Define)
        and node.when is not None
        and isinstance(word := node.title or node.name, v.Text | v.Name)
    }
    for scale in agreement.all("scale"):
        if not isinstance(scale, Scale):
            continue
        name = write(scale.name)
        found: list[tuple[str, Define]] = []
        for item in scale.levels:
            level = write(item).strip('"')
            node = defined.get(f"{name} {level}", defined.get(level))
            if node is not None:
                found.append((level, node))
        if len(found) >= 2:
            yield from _bands(agreement, name, found, complete=len(found) == len(scale.levels))


def _bands(
    agreement: Agreement, scale: str, found: list[tuple[str, Define]], complete: bool
) -> Iterator[Finding | Proof]:
    conditions = [node.when for _, node in found if node.when is not None]
    try:
        space = Space(agreement, conditions)
    except Undecided as reason:
        yield Proof("level-bands-overlap", f"undecided, because {reason}", decided=False)
        return
    if len(space.dimensions) != 1 or space.dimensions[0].kind != "figure":
        return
    dimension = space.dimensions[0]
    where = [space.where(condition) for condition in conditions]
    speaks = False
    for (here, first), (there, second) in itertools.combinations(zip(where, found, strict=True), 2):
        both = here & there
        if not both or here <= there or there <= here:
            continue
        speaks = True
        figure = dimension.words(sorted(cell[0] for cell in both))
        yield _band_finding(
            agreement,
            f"{figure} is both {_quoted(first[0])} and {_quoted(second[0])}",
            second[1],
            first[1],
            (_quoted(first[0]), _quoted(second[0])),
            figure,
        )
    covered = frozenset().union(*where)
    if complete and covered:
        low, high = min(covered), max(covered)
        for cell in space.cells():
            if low < cell < high and cell not in covered:
                speaks = True
                yield _hole(agreement, scale, dimension.words([cell[0]]), found, where, cell)
    if not speaks:
        yield Proof(
            "level-bands-overlap",
            f"the levels of {scale} share no figure: {in_row([_quoted(level) for level, _ in found])}",
            {"scale": scale, "levels": [level for level, _ in found]},
        )


def _quoted(level: str) -> str:
    return f'"{level}"'


def _band_finding(
    agreement: Agreement, message: str, second: Clause, first: Clause, names: tuple[str, str], figure: str
) -> Finding:
    return at_clause(
        agreement,
        "level-bands-overlap",
        message,
        second,
        f"{figure} is in here",
        labels=(Label(first.span, "and in here"),),
        witness=Witness(
            f"a ticket with {figure}: it belongs to {names[0]} by one clause and to {names[1]} by the other",
            {"figure": figure, "levels": list(names)},
        ),
        values=(*names, figure),
        help=("let one of them end before the other begins, with `<` in place of `to` or `<=`",),
    )


def _hole(
    agreement: Agreement,
    scale: str,
    figure: str,
    found: list[tuple[str, Define]],
    where: list[frozenset[Cell]],
    cell: Cell,
) -> Finding:
    below = max(
        (max(cells), level) for level, cells in zip(found, where, strict=True) if cells and max(cells) < cell
    )[1]
    above = min(
        (min(cells), level) for level, cells in zip(found, where, strict=True) if cells and min(cells) > cell
    )[1]
    return at_clause(
        agreement,
        "level-bands-gap",
        f"{figure} is on no level of {scale}: it lies between {_quoted(below[0])} and {_quoted(above[0])}",
        below[1],
        f"{_quoted(below[0])} stops short of it",
        labels=(Label(above[1].span, f"{_quoted(above[0])} begins above it"),),
        witness=Witness(
            f"a ticket with {figure}: neither {_quoted(below[0])} nor {_quoted(above[0])}",
            {"figure": figure, "levels": [below[0], above[0]]},
        ),
        values=(scale, figure),
        help=(f"let {_quoted(below[0])} end, with `<`, at the figure at which {_quoted(above[0])} begins",),
    )


# ---- names and tiers -------------------------------------------------------------------------------


def _titles(agreement: Agreement) -> Iterator[Finding]:
    """Two priorities with one title."""
    seen: dict[str, Priority] = {}
    for node in agreement.all("priority"):
        if not isinstance(node, Priority) or node.title is None:
            continue
        first = seen.setdefault(node.title.text.casefold(), node)
        if first is node or write(first.name).casefold() == write(node.name).casefold():
            continue
        names = write(first.name), write(node.name)
        yield draft(
            "priority-title-twice",
            f"{names[0]} and {names[1]} are both called {write(node.title)}",
            node.title.span,
            file=agreement.source.path,
            label=f"{names[1]}",
            labels=(Label(first.title.span if first.title else first.head, f"{names[0]}"),),
            place=agreement.title(node),
            path=node.path,
            witness=Witness(
                f"a ticket marked {write(node.title)}: it has the targets of {names[0]} by one block, and those of "
                f"{names[1]} by the other",
                {"title": node.title.text, "priorities": list(names)},
            ),
            values=(node.title.text, *names),
            help=(f"give {names[1]} a title of its own",),
        )


def _tiers(agreement: Agreement) -> Iterator[Finding]:
    """A rule that all tickets start in one tier, beside a priority that starts in another."""
    general: list[tuple[Starts, v.Numbered]] = []
    special: list[tuple[str, Starts, v.Numbered]] = []
    for clause in agreement.all("starts"):
        home = agreement.parent(clause)
        tier = _tier(clause)
        if tier is None or not isinstance(clause, Starts) or home is None:
            continue
        if home.kind == "priority" and clause.when is None:
            special.append((write(getattr(home, "name", "")), clause, tier))
        elif (
            home.kind in ("clock", "service")
            and clause.when is None
            and all(write(value) in _ALL_TICKETS for value in (*clause.for_, *home.for_))
            and not (clause.during or clause.outside or clause.except_)
        ):
            general.append((clause, tier))
    for clause, tier in general:
        other = [
            (name, own, at) for name, own, at in special if at.text == tier.text and at.number != tier.number
        ]
        if not other:
            continue
        names = [f"{name} at {write(at)}" for name, _, at in other]
        first = other[0]
        yield at_clause(
            agreement,
            "starting-tier-contradicted",
            f"all tickets start at {write(tier)}, yet {in_row(names)}",
            clause,
            f"all tickets start at {write(tier)}",
            labels=tuple(Label(own.span, f"{name} starts at {write(at)}") for name, own, at in other),
            witness=Witness(
                f"a new ticket of {first[0]}: it starts at {write(tier)} by one clause and at {write(first[2])} by the other",
                {
                    "general": number(tier.number),
                    "priorities": {name: number(at.number) for name, _, at in other},
                },
            ),
            values=(write(tier), *names),
            help=(
                f"say that the general rule is for the others: `starts at {write(tier)}, for rest`",
                f"delete the tiers of {in_row([name for name, _, _ in other])}",
            ),
        )


def _tier(clause: object) -> v.Numbered | None:
    """The tier, or line, at which tickets start."""
    for value in getattr(clause, "at", ()):
        if isinstance(value, v.Numbered) and value.text in ("tier", "line", "level"):
            return value
    return None
