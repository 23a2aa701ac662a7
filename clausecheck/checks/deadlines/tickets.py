"""The ticket that shows a finding, as people read it and as machines do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausecheck.agreement.deadlines import Deadlines
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import DIMENSIONS, Case
from clausecheck.agreement.words import moment_words
from clausecheck.finding import Witness


def about(case: Case) -> str:
    """A ticket of a case, as a sentence begins with it: `a P2 ticket for mail`."""
    words = f"a {case.priority} ticket" if case.priority else "a ticket"
    if case.priority and case.priority[0] in "AEFHILMNORSX" and not case.priority[1:2].islower():
        words = f"an {case.priority} ticket"
    if case.service:
        words += f" for {case.service}"
    if case.plan:
        words += f" in plan {case.plan}"
    if case.site:
        words += f" at {case.site}"
    for name in ("region", "tier", "family"):
        if name in case.names:
            words += f" in {name} {case.names[name]}"
    return words


def when(semantics: Semantics, instant: int) -> str:
    """A moment in the zone of the agreement: `Fri 27 Nov 2026 16:00`."""
    return moment_words(instant, Deadlines.of(semantics).reference.zone)


def logged(
    semantics: Semantics, case: Case, ticket: int, moments: Mapping[str, int], note: str = "", since: str = ""
) -> Witness:
    """A ticket of a case that is logged at a moment, and what comes when: in `moments` for machines, in `note` for people.
    With `since` the moment is that of another event."""
    reference = Deadlines.of(semantics).reference
    zone = stated_zone(semantics)
    values: dict[str, Any] = {
        "started" if since else "logged": reference.local(ticket).isoformat(),
        "zone": zone or None,
        **{name: reference.local(moment).isoformat() for name, moment in moments.items()},
        **{name: getattr(case, name) for name in DIMENSIONS if getattr(case, name) is not None},
    }
    in_zone = f" ({zone})" if zone else ""
    how = f"of which the {since}, from which both count, comes" if since else "logged"
    return Witness(f"{about(case)} {how} {when(semantics, ticket)}{in_zone}{note}", values)


@fact
def stated_zone(semantics: Semantics) -> str:
    """The zone in which moments are told; empty where the agreement states none."""
    of_hours = [hours.spec.zone for hours in semantics.hours.values() if hours.spec and hours.node]
    if not semantics.zone and not any(of_hours):
        return ""
    return Deadlines.of(semantics).reference.zone.key
