"""The start of an agreement: an onboarding in which no promise holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.words import day_words, in_row
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Availability, Charge, Effective, Node, Onboarding
from clausecheck.language.write import write


@check("onboarding-without-promise")
def onboarding_without_promise(context: Context) -> Iterator[Finding | Proof]:
    """An onboarding in which nothing of what the agreement promises holds, for longer than is usual. Parameter:
    `longest-start`, how long that may be."""
    promised = _promised(context)
    longest = context.parameters.get("longest-start")
    for block in context.agreement.all(Onboarding):
        lengths = [value for value in block.for_ if isinstance(value, v.Duration)]
        named = {write(value) for value in block.without}
        if not promised or not lengths or not named:
            continue
        if len(lengths) > 1 or not promised.keys() <= named:
            left = sorted(promised.keys() - named)
            yield context.proof(
                f"during the onboarding of {write(lengths[0])} there is still a promise of {in_row(left)}",
                {"length": write(lengths[0]), "kept": left},
            )
        elif isinstance(longest, v.Duration) and _longer(lengths[0], longest):
            yield _finding(context, block, lengths[0], promised)


def _promised(context: Context) -> dict[str, Node]:
    """What the agreement promises, by what it is called, each with the first clause that says so."""
    promised: dict[str, Node] = {}
    for target in context.semantics.targets:
        if target.promised and TARGET_KINDS[target.kind] in ("response", "resolution", "workaround"):
            promised.setdefault(TARGET_KINDS[target.kind], target.clause)
    for node in context.agreement.all(Availability):
        if not any(block.kind == "relies" for block in context.agreement.ancestors(node)):
            promised.setdefault("availability", node)
    if promised.keys() & {"response", "resolution"}:
        promised.pop("workaround", None)
    return promised


def _longer(one: v.Duration, other: v.Duration) -> bool:
    """Whether one length is surely longer than another."""
    here, there = one.bounds(), other.bounds()
    return here is not None and there is not None and here[0] > there[1]


def _last_day(first: dt.date, length: v.Duration) -> dt.date | None:
    """The last day of so long a time; `None` where it has no exact length, or ends after the calendar does."""
    if length.seconds is None:
        return None
    try:
        return first + dt.timedelta(days=int(length.seconds) // 86400 - 1)
    except OverflowError:
        gave_up("it ends after the calendar does", "until when the start lasts")
        return None


def _finding(context: Context, block: Onboarding, length: v.Duration, promised: dict[str, Node]) -> Finding:
    labels = [
        Label(node.span, f"{called} is promised here, but not yet") for called, node in promised.items()
    ]
    until = ""
    effective = [node for node in context.agreement.all(Effective) if isinstance(node.value, v.Date)]
    if effective and isinstance(effective[0].value, v.Date):
        first = effective[0].value.date
        last = _last_day(first, length)
        if last is not None:
            until = f" (from {day_words(first)} to {day_words(last)})"
            labels.append(Label(effective[0].span, "the first day"))
    paid = " while fees run" if context.agreement.all(Charge) else ""
    missing = sorted(promised)
    return context.draft(
        f"in the first {write(length)} there is no promise of {' or '.join(missing)}",
        block,
        f"without {in_row(missing)}",
        span=block.head,
        labels=tuple(labels),
        witness=Witness(
            f"a service that does not work for the whole {write(length)}{until}: none of these promises is broken{paid}",
            {"length": write(length), "without": missing},
        ),
        values=(write(length), *missing),
        help=(
            "leave out only what is not ready instead: `onboarding for 30 days, without resolution {`",
            "begin with lower targets instead of none",
        ),
    )
