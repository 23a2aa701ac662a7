"""Which target holds for a ticket: the one place where defaults, scopes and overrides are applied.

Semantics ("general and special", "block and clause", "during / outside"): parts on a block's header hold for its
clauses; a clause with more parts goes before one with fewer for the cases that it covers; two of equal weight that differ
contradict each other, so both are returned. Every answer names the clause that gives it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, Clock, Node, NoGuarantee
from clausecheck.language.write import write

#: The kinds of clauses that set a target, in the order in which a ticket meets them, and what each is called.
TARGET_KINDS: dict[str, str] = {
    "acknowledge": "acknowledgement",
    "respond": "response",
    "update": "update",
    "workaround": "workaround",
    "onsite": "onsite",
    "resolve": "resolution",
}
#: Words for tickets in `for 95% of incidents`.
_TICKETS = frozenset(
    {"", "incidents", "tickets", "requests", "cases", "responses", "issues", "faults", "problems"}
)
_MOST_NAMES = 6
#: The dimensions of a case, and the kinds of blocks whose names set them.
DIMENSIONS = ("priority", "service", "plan", "site")


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket, as far as it decides which target holds; `None` is a ticket of which that is not known."""

    priority: str | None = None
    service: str | None = None
    plan: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What one clause promises, and to whom.

    `scope` holds the names that a dimension is limited to; a dimension that is missing is open. `length` is the promised
    time (`None` for `no guarantee`). `hours` is the hours block on which it counts, `always` where no hours are stated,
    `during` those on which a length counts that names none itself, and `stated` whether the text says so; `outside` names
    hours while whose closing the ticket must be logged. `share` is the share of cases it holds for, `rest` whether it is for
    the rest of them. `condition` is under what it holds, and for which tickets where words in quotes say that, as the
    agreement writes it (`when users >= 5`). `weight` counts the parts that make it special.
    """

    kind: str
    clause: Node = field(compare=False)
    length: v.Value | None
    scope: tuple[tuple[str, frozenset[str]], ...] = ()
    hours: str = "always"
    during: str = "always"
    stated: bool = False
    outside: str | None = None
    share: v.Value | None = None
    rest: bool = False
    average: bool = False
    each: v.Value | None = None
    condition: str = ""
    weight: int = 0

    def covers(self, case: Case) -> bool:
        """Whether it can hold for a case; a dimension that the case leaves open is not covered by a narrower one."""
        for dimension, names in self.scope:
            name = getattr(case, dimension)
            if name is None or name not in names:
                return False
        return True

    def limited(self, dimension: str) -> frozenset[str] | None:
        """The names to which a dimension is limited, `None` when it is open."""
        return dict(self.scope).get(dimension)

    @property
    def promised(self) -> bool:
        """Whether it promises a time: `no guarantee`, `tbd` and `unstated` do not."""
        return self.length is not None and not isinstance(self.length, v.Tbd | v.Unstated)

    @property
    def population(self) -> str:
        """What its share is a share of, where that is not tickets: calls are counted apart from incidents."""
        of = write(self.share.of) if isinstance(self.share, v.Share) else ""
        return "" if of.split(" of ")[0] in _TICKETS else of


def targets(agreement: Agreement) -> tuple[Target, ...]:
    """Every target that the agreement sets, in the order of the text; those of suppliers (`relies on`) and
    those about data or breaches of security are not about tickets."""
    found: list[Target] = []
    for node in agreement.document.walk():
        if any(block.kind in ("relies", "backup", "security") for block in agreement.ancestors(node)):
            continue
        if node.kind in TARGET_KINDS and isinstance(node, Clause):
            target = target_of(agreement, node, node.kind)
            if target is not None:
                found.append(target)
        elif isinstance(node, NoGuarantee):
            named = {write(value) for value in node.values}
            for kind, called in TARGET_KINDS.items():
                if called in named and (target := target_of(agreement, node, kind)) is not None:
                    found.append(target)
    return tuple(found)


def target_of(agreement: Agreement, node: Clause, kind: str, length: v.Value | None = None) -> Target | None:
    """What one clause promises: its own parts and those of the blocks around it. `length` is the promised time where the
    clause has it elsewhere than in `within` or `every`; `None` comes back where it has none."""
    carriers = [node, *(block for block in agreement.ancestors(node) if isinstance(block, Clause))]
    scope, share, rest, described = _addressed(agreement, node, carriers)
    if not isinstance(node, NoGuarantee) and length is None:
        length = getattr(node, "within", None) or getattr(node, "every", None)
        if length is None:
            return None
    during = next((_joined(carrier.during) for carrier in carriers if carrier.during), None)
    outside = next((_joined(carrier.outside) for carrier in carriers if carrier.outside), None)
    if node.outside and not node.during:
        during = None  # what is logged outside some hours counts in elapsed time, whatever the header says
    elif during is None and outside is None:
        during = _clock_hours(agreement, TARGET_KINDS.get(kind, ""), scope)
    counted = _counted_on(length)
    conditions = [write(carrier.when) for carrier in carriers if carrier.when is not None]
    if conditions:
        described.append(f"when {' and '.join(conditions)}")
    condition = ", ".join(described)
    hours = counted or during or "always"
    return Target(
        kind=kind,
        clause=node,
        length=length,
        scope=tuple((name, frozenset(names)) for name, names in sorted(scope.items())),
        hours=hours,
        during=during or "always",
        stated=counted is not None or during is not None or outside is not None,
        outside=outside,
        share=share,
        rest=rest,
        average=bool(getattr(node, "on_average", False)),
        each=node.each,
        condition=condition,
        weight=len(scope) + bool(condition) + (outside is not None),
    )


def _addressed(
    agreement: Agreement, node: Clause, carriers: Sequence[Clause]
) -> tuple[dict[str, set[str]], v.Value | None, bool, list[str]]:
    """For which cases a clause and the blocks around it promise something: the names that each dimension is limited to, the
    share of cases, whether it is what holds for the rest of them, and what only words say."""
    scope: dict[str, set[str]] = {}
    for block in carriers[1:]:
        if block.kind in DIMENSIONS:
            scope.setdefault(block.kind, set()).add(write(getattr(block, "name", "")))
    share: v.Value | None = None
    rest = False
    described: list[str] = []
    named: set[str] = set()
    for carrier in carriers:
        own: dict[str, set[str]] = {}
        for value in (*carrier.for_, *(carrier.at if carrier is node else ())):
            if isinstance(value, v.Share | v.Percentage):
                share = share or value
            elif isinstance(value, v.Text) and value in carrier.for_:
                described.append(f"for {write(value)}")
            elif isinstance(value, v.Name):
                rest = rest or value.text == "rest"
                for dimension in DIMENSIONS:
                    if value.text in agreement.names.get(dimension, ()):
                        own.setdefault(dimension, set()).add(value.text)
        for dimension, names in own.items():
            if dimension not in named:  # what the clause says goes before what its block says
                scope[dimension] = names if carrier is node else scope.get(dimension, set()) | names
                named.add(dimension)
    return scope, share, rest, described


def _joined(hours: Iterable[v.Value]) -> str:
    """Several hours as one name, `week and saturday`: open whenever one of them is."""
    return " and ".join(dict.fromkeys(write(value) for value in hours))


def _clock_hours(agreement: Agreement, called: str, scope: dict[str, set[str]]) -> str | None:
    """The hours on which a `clock during …` lets a target count that names none."""
    for block in agreement.all(Clock):
        if not block.during:
            continue
        named = {write(value) for value in block.for_}
        kinds = named & set(TARGET_KINDS.values())
        others = named - kinds - {"all"}
        if (not kinds or called in kinds) and (not others or any(others & names for names in scope.values())):
            return _joined(block.during)
    return None


def _counted_on(length: v.Value | None) -> str | None:
    """The hours block on which a working length counts."""
    for value in length.walk() if length is not None else ():
        if isinstance(value, v.Duration) and value.hours is not None:
            return value.hours.text
    return None


def effective(
    found: Iterable[Target], kind: str, case: Case, is_open: Callable[[str], bool] | None = None
) -> tuple[Target, ...]:
    """The targets of a kind that hold for a case, the most special ones only.

    `is_open` says of an hours block whether it is open when the ticket is logged; without it, what holds at any moment
    comes back. Several come back where an agreement splits a promise (shares of cases and their rest, during and
    outside some hours, an average beside each case) or contradicts itself.
    """
    covering = [target for target in found if target.kind == kind and target.covers(case)]
    if is_open is not None:
        chosen = _most_special(covering, is_open)
    else:
        names = sorted({target.outside for target in covering if target.outside is not None})
        chosen = []
        states: Iterable[tuple[bool, ...]] = itertools.product((True, False), repeat=len(names))
        if (
            len(names) > _MOST_NAMES
        ):  # each name doubles the states: then each is closed alone, and all together
            states = [tuple(closed != at for at in range(len(names))) for closed in range(-1, len(names))]
        for opened in states:
            state = dict(zip(names, opened, strict=True))
            chosen += _most_special(covering, lambda name, state=state: state.get(name, True))  # type: ignore[misc]
    unique = {id(target): target for target in chosen}
    return tuple(sorted(unique.values(), key=lambda target: target.clause.span.start))


def _most_special(covering: list[Target], is_open: Callable[[str], bool]) -> list[Target]:
    """Of the targets that hold at a moment, those with the most parts, for each thing that is counted apart."""
    holding = [target for target in covering if _holds(target, covering, is_open)]
    groups: dict[tuple[bool, str], list[Target]] = {}
    for target in holding:
        groups.setdefault((target.average, target.population), []).append(target)
    return [
        target
        for group in groups.values()
        for target in group
        if target.weight == max(other.weight for other in group)
    ]


def _holds(target: Target, covering: list[Target], is_open: Callable[[str], bool]) -> bool:
    """Whether a target holds for a ticket of this moment: `outside H` while H is closed; `during H` while it is open, and
    otherwise as well when no twin says `outside H`."""
    if target.outside is not None:
        return not is_open(target.outside)
    twin = any(other.outside == target.hours for other in covering)
    return not twin or is_open(target.hours)


def cases(agreement: Agreement, found: Iterable[Target]) -> list[Case]:
    """The cases worth a row: each priority, and each service, plan and site for which a target differs."""
    listed = list(found)
    priorities: list[str | None] = list(agreement.names.get("priority", {}))
    if any(target.limited("priority") is None for target in listed) and not priorities:
        priorities = [None]
    rows: list[Case] = []
    for priority in priorities:
        base = Case(priority)
        rows.append(base)
        for dimensions in _combinations(listed, priority):
            case = Case(priority, **dimensions)
            if (
                any(effective(listed, kind, case) != effective(listed, kind, base) for kind in TARGET_KINDS)
                and case not in rows
            ):
                rows.append(case)
    return rows


def _combinations(found: list[Target], priority: str | None) -> Iterator[dict[str, str]]:
    """The combinations of service, plan and site that some target of the priority names."""
    for target in found:
        names = target.limited("priority")
        if names is not None and priority not in names:
            continue
        narrow = [
            (dimension, sorted(values)) for dimension, values in target.scope if dimension != "priority"
        ]
        made: list[dict[str, str]] = [{}]
        for dimension, values in narrow:
            made = [{**one, dimension: value} for one in made for value in values]
        yield from (one for one in made if one)


def provenance(agreement: Agreement, target: Target) -> str:
    """Which clause gives a target, for people: its place and line."""
    line = agreement.source.position(target.clause.span.start).line
    home = agreement.parent(target.clause)
    place = agreement.title(home) if isinstance(home, Block) and home.kind != "file" else "for all"
    return f"{place}, line {line}"
