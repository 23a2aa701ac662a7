"""Percentiles of one measure that stand in the wrong order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from clausecheck.agreement.lengths import longer
from clausecheck.agreement.mending import gone, mend, put
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.tree import Latency
from clausecheck.language.write import write

_PERCENTILE = re.compile(r"p(\d{1,2})(?:\.?(\d*))?", re.IGNORECASE)


@check("percentiles-out-of-order")
def percentiles_out_of_order(context: Context) -> Iterator[Finding]:
    """A higher percentile of a latency that is promised shorter than a lower one, over the same window and measured alike."""
    agreement = context.agreement
    alike: dict[tuple[object, ...], list[tuple[Decimal, Latency]]] = {}
    for clause in agreement.all(Latency):
        percent = _percent(write(clause.quantile))
        if percent is not None and clause.when is None:
            alike.setdefault((id(agreement.parent(clause)), *_but_figures(clause)), []).append(
                (percent, clause)
            )
    for ladder in alike.values():
        ladder.sort(key=lambda step: step[0])
        for (low, one), (high, other) in pairwise(ladder):
            if low < high and longer(one.amount_is, other.amount_is):
                yield _finding(context, one, other)


def _percent(quantile: str) -> Decimal | None:
    """`p95` as 95, `p999` as 99.9."""
    read = _PERCENTILE.fullmatch(quantile)
    return Decimal(f"{read[1]}.{read[2] or 0}") if read else None


def _but_figures(clause: Latency) -> Iterator[tuple[str, str]]:
    """What a clause says beside its percentile and its time."""
    for name, value in clause.contents():
        if name not in ("quantile", "amount_is"):
            yield name, write(value)


def _finding(context: Context, one: Latency, other: Latency) -> Finding:
    """The finding about the clause of the lower percentile, `one`, and that of the higher one."""
    agreement, low, high = context.agreement, write(one.quantile), write(other.quantile)
    longest, shortest = (
        agreement.source.slice(clause.amount_is.span).removeprefix("below ") for clause in (one, other)
    )
    return context.draft(
        f"{high} of the latency is promised below {shortest}, and {low} below {longest}",
        other,
        f"the slower answers in less time than {low} allows",
        span=other.amount_is.span,
        labels=(Label(one.amount_is.span, "never decides anything"),),
        witness=Witness(
            f"whenever {high} is below {shortest}, {low} is too, as it is never more than {high}: the limit of {longest} "
            "is never reached",
            {"lower": low, "higher": high},
        ),
        values=(low, longest, high, shortest),
        help=(
            mend(
                agreement,
                "swap the two: {}",
                put(agreement, one.amount_is.span, agreement.source.slice(other.amount_is.span)),
                put(agreement, other.amount_is.span, agreement.source.slice(one.amount_is.span)),
            ),
            mend(agreement, f"let {high} say it all: delete {{}}", gone(agreement, one)),
        ),
    )
