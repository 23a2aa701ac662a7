"""Fiscal periods over which something is promised, and the year that they are parts of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from clausecheck.agreement.fiscal import fiscal_start, is_fiscal
from clausecheck.agreement.mending import mend, put
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Define, FiscalYear, Node
from clausecheck.language.write import write

#: A year without a 29 February, for days of the year.
_PLAIN_YEAR = 2026


@check("fiscal-period-undefined")
def fiscal_period_undefined(context: Context) -> Iterator[Finding | Proof]:
    """Fiscal quarters and years, where nothing says when the fiscal year begins."""
    agreement = context.agreement
    defined = {
        write(node.name or node.title).strip('"').casefold()
        for node in agreement.all(Define)
        if node.name or node.title
    }
    said = {value.text.casefold() for _, value in _fiscal_names(context)}
    known = fiscal_start(agreement) is not None or any(node.on for node in agreement.all(FiscalYear))
    if said and known:
        yield context.proof("the fiscal year begins on a day that is said")
    seen: set[str] = set()
    for node, value in _fiscal_names(context):
        words = value.text.casefold()
        if known or value.text in seen or words in defined or words.replace(" ", "-") in defined:
            continue
        seen.add(value.text)
        yield context.draft(
            f"`{value.text}` is nowhere defined: no clause says on which day the fiscal year begins",
            node,
            "which months are these?",
            span=value.span,
            values=(value.text,),
            help=(
                "say it in `agreement`: `fiscal year begins on 1 April`, with its own day",
                mend(
                    agreement,
                    "measure over the calendar's own: write {} instead",
                    put(agreement, value, value.text.split()[-1]),
                ),
            ),
        )


def _fiscal_names(context: Context) -> list[tuple[Node, v.Name]]:
    return [
        (node, value)
        for node, _, _, value in context.agreement.values()
        if isinstance(value, v.Name) and is_fiscal(value)
    ]


@check("fiscal-year-of-other-length")
def fiscal_year_of_other_length(context: Context) -> Iterator[Finding | Proof]:
    """A fiscal year whose last day is not the day before its first."""
    for node in context.agreement.all(FiscalYear):
        first, last = (_day(value) for value in (node.on[0] if node.on else None, node.to_date))
        if first is None or last is None or node.to_date is None:
            continue
        due = dt.date(
            _PLAIN_YEAR + 1, first.month, min(first.day, 28 if first.month == 2 else 31)
        ) - dt.timedelta(1)
        if (due.month, due.day) == (last.month, last.day) or (due.month, last.month, last.day) == (2, 2, 29):
            yield context.proof(f"a year from {write(first)} ends on {write(last)}")
            continue
        right = write(v.YearDay(due.month, due.day))
        yield context.draft(
            f"the fiscal year begins on {write(first)} and ends on {write(last)}: that is no year",
            node,
            f"a year from {write(first)} ends on {right}",
            span=node.to_date.span,
            labels=(Label(node.on[0].span, "it begins here"),),
            witness=Witness(
                f"twelve months from {write(first)} end on {right}; what happens between the two days belongs to two fiscal "
                "years, or to none"
            ),
            values=(write(first), write(last)),
            help=(f"write `{right}` instead, or another first day",),
        )


def _day(value: object) -> v.YearDay | None:
    if isinstance(value, v.Date):
        return v.YearDay(value.date.month, value.date.day)
    return value if isinstance(value, v.YearDay) else None
