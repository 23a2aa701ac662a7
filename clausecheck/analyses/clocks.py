"""Opening hours that cannot be what was meant: never open, ending before they begin, twice open, closed on a holiday that is
none, or running beyond what is known of public holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausecheck.agreement.hours import HoursSemantics
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.finding import Finding, Label, Witness, draft
from clausecheck.language.tree import Node

#: Problems of a clock that are findings, the name of each, and what would mend it.
_NAMES = {
    "never-opens": ("hours-never-open", "give a day and a time on which they are open"),
    "overlap": ("hours-overlap", "join the two, or let one end where the other begins"),
    "end-before-start": ("hours-end-before-start", "put the earlier date first"),
    "same-start-and-end": ("hours-around-the-clock", "write `00:00-24:00` if the whole day is meant"),
    "bad-time": ("hours-impossible", "give times between 00:00 and 24:00"),
    "not-a-holiday": (
        "exception-is-no-holiday",
        "delete the date, or name the calendar in which it is a holiday",
    ),
    "holidays-beyond-data": (
        "holidays-beyond-data",
        "list the later holidays as dates, or review the hours each year",
    ),
    "holidays-estimated": ("holidays-estimated", "list these holidays as dates once they are announced"),
}

#: How many of the targets that hang on undecided hours a finding shows.
_SHOWN = 3


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with each hours block over the term of the agreement."""
    shared = Semantics.of(agreement, parameters)
    for semantics in shared.hours.values():
        if semantics.node is None:
            continue
        for problem in semantics.problems(shared.horizon):
            if problem.code not in _NAMES:
                continue
            name, mend = _NAMES[problem.code]
            places = [place for item in problem.items if (place := semantics.origin(item)) is not None]
            first, *others = places or [semantics.node.head]
            yield draft(
                name,
                f"hours `{semantics.name}`: {problem.message}",
                first,
                file=agreement.source.path,
                labels=tuple(Label(place) for place in dict.fromkeys(others) if place != first),
                place=agreement.title(semantics.node),
                path=semantics.node.path,
                values=(problem.message,),
                help=(mend,),
            )


def undecided(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """Hours that nothing can be computed with, and why; what hangs on them is undecided."""
    semantics = Semantics.of(agreement, parameters)
    for found in semantics.hours.values():
        if found.spec is None and found.node is not None and found.node.kind == "hours":
            counting = [target.clause for target in semantics.targets if target.hours == found.name]
            yield _undecided(agreement, found, counting)


def _undecided(agreement: Agreement, semantics: HoursSemantics, counting: list[Node]) -> Finding:
    assert semantics.node is not None
    many = len(counting)
    return draft(
        "hours-undecided",
        f"what counts on `{semantics.name}` is undecided, because {semantics.undecided}",
        semantics.node.head,
        file=agreement.source.path,
        place=agreement.title(semantics.node),
        path=semantics.node.path,
        labels=tuple(
            Label(clause.head, "so nobody can say when this falls due") for clause in counting[:_SHOWN]
        ),
        witness=Witness(
            f"{many} {'target counts' if many == 1 else 'targets count'} on `{semantics.name}`, and none of them has a date "
            "and a time at which it is missed",
            {"hours": semantics.name, "targets": many},
        )
        if counting
        else None,
    )
