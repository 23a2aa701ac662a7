"""What counts as downtime, as far as clauses say it in values: all of it, unless an `except`, an excuse, a `does not count` or
the excess over a window leaves something out. What words say is read elsewhere, and is never certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.uptime import names_in
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Availability,
    Clause,
    Downtime,
    EmergencyMaintenance,
    Excuse,
    Guarantee,
    Maintenance,
    Metric,
    Node,
    Relies,
    Service,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Span

#: The kinds of work, by the word with which an exception names them.
PLANNED_WORK, EMERGENCY_WORK = "maintenance", "emergency-maintenance"
Work = Maintenance | EmergencyMaintenance


@dataclass(frozen=True, slots=True)
class Said:
    """A clause that says whether some work counts as downtime, the place, and the services and plans that it is about (none:
    all)."""

    node: Clause
    span: Span
    names: frozenset[str]


def scope_of(agreement: Agreement, node: Node) -> frozenset[str]:
    """The services and plans that a clause is about, by its own `for`, its block or the `for` of that; none for all."""
    own = names_in(agreement, node) if isinstance(node, Clause) else frozenset()
    home = agreement.parent(node)
    if own or not isinstance(home, Clause):
        return own
    name = getattr(home, "name", None)
    named = frozenset({write(name)}) if home.kind in ("service", "plan") and name is not None else frozenset()
    return named | names_in(agreement, home)


def reach_of(agreement: Agreement, node: Node) -> frozenset[str]:
    """The same with the service in whose block a clause for some plans, tiers or regions stands: it is about that service."""
    own, home = scope_of(agreement, node), agreement.parent(node)
    services = agreement.names.get("service", {})
    name = write(home.name) if isinstance(home, Service) and home.name is not None else ""
    return own | {name} if name in services and own.isdisjoint(services) else own


def meet(agreement: Agreement, one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two clauses can be about one thing: they share a service, and a plan, tier or region, as far as both name any."""
    services = frozenset(agreement.names.get("service", {}))
    return together(one & services, other & services) and together(one - services, other - services)


def together(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two scopes share a service."""
    return not one or not other or bool(one & other)


def works(agreement: Agreement, kind: str) -> list[Work]:
    """The clauses about a kind of work, without those of suppliers."""
    found: Sequence[Work] = (
        agreement.all(EmergencyMaintenance) if kind == EMERGENCY_WORK else agreement.all(Maintenance)
    )
    return [
        work for work in found if not any(isinstance(block, Relies) for block in agreement.ancestors(work))
    ]


def counts(agreement: Agreement, work: Work) -> bool | None:
    """Whether a clause about work, or a figure of its service, says that the work counts (`True`) or that its window does not
    (`False`); `None` where neither does, so that it counts unless something leaves it out."""
    if work.counts is not None:
        return work.counts
    if isinstance(work, Maintenance) and any(
        together(said.names, scope_of(agreement, work)) for said in inclusive(agreement)
    ):
        return True
    return False if work.excess else None


def inclusive(agreement: Agreement) -> list[Said]:
    """The figures that are promised inclusive of maintenance."""
    return [
        Said(node, node.span, scope_of(agreement, node))
        for node in agreement.all(Availability)
        if node.inclusive and not any(isinstance(block, Relies) for block in agreement.ancestors(node))
    ]


def excepted(agreement: Agreement, kind: str) -> Iterator[Said]:
    """The exceptions of figures that name a kind of work."""
    measured: list[Clause] = [
        *agreement.all(Availability),
        *agreement.all(Downtime),
        *agreement.all(Guarantee),
        *agreement.all(Metric),
    ]
    for node in measured:
        for value in node.except_:
            if isinstance(value, v.Name) and value.text == kind:
                yield Said(node, value.span, scope_of(agreement, node))


def excused(agreement: Agreement, kind: str) -> Iterator[Said]:
    """The excuses that name a kind of work, whatever limits them."""
    for node in agreement.all(Excuse):
        for value in node.values:
            if isinstance(value, v.Name) and value.text == kind:
                yield Said(node, value.span, scope_of(agreement, node))
