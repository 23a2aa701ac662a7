"""Credits from which no one amount follows: a formula that multiplies by what it should take off, words without a figure,
and a figure that is measured in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from clausecheck.agreement import uptime
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import availability_promises, seconds
from clausecheck.agreement.words import figure_words, in_row_once
from clausecheck.checks.credits.levels import MONTH
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import TARGETS, Credit, Credits, Downtime, Metric
from clausecheck.language.write import write
from clausecheck.source import Span

# ---- formulas --------------------------------------------------------------------------------------------


@check("allowance-as-factor")
def allowance_as_factor(context: Context) -> Iterator[Finding]:
    """A formula that multiplies the downtime by the downtime that is allowed, instead of taking it off."""
    for block in context.agreement.all(Credits):
        for clause in block.all(Credit):
            if isinstance(clause.value, v.Formula):
                yield from islice(_multiplications(context, clause, clause.value), 1)


def _multiplications(context: Context, clause: Credit, formula: v.Formula) -> Iterator[Finding]:
    allowances = allowed_downtimes(context.semantics)
    for product in formula.walk():
        if not isinstance(product, v.Operation) or product.operator != "*":
            continue
        factors = [product.left, product.right]
        down = next((each for each in factors if _is_downtime(each)), None)
        figure = next((each for each in factors if isinstance(each, v.Number)), None)
        if down is None or figure is None or Fraction(figure.amount) not in allowances:
            continue
        where, unit = allowances[Fraction(figure.amount)]
        yield context.draft(
            f"the formula multiplies {write(down)} by {write(figure)}, the {unit} of downtime that are allowed, "
            "where it would take them off",
            clause,
            "multiplied",
            span=product.span if product.span != v.NOWHERE else formula.span,
            labels=(Label(where, "what is allowed"),),
            witness=_multiplied(formula, product, figure, unit),
            help=(
                mend(
                    context.agreement,
                    "take the allowance off: write {} instead",
                    put(context.agreement, product, f"({write(down)} - {write(figure)})", clause),
                )
                if product.span != v.NOWHERE
                else f"take the allowance off: {write(down)} - {write(figure)}",
            ),
            values=(write(formula),),
        )


@fact
def allowed_downtimes(semantics: Semantics) -> dict[Fraction, tuple[Span, str]]:
    """The downtime that is allowed, as bare figures in hours, minutes and days, with where it is said: by downtime clauses,
    and by each promised percentage of a month of 30 days."""
    found: dict[Fraction, tuple[Span, str]] = {}
    wording: list[tuple[Fraction, Span]] = []
    for clause in semantics.agreement.all(Downtime):
        for value in (clause.at_most, clause.below):
            length = seconds(value.amount if isinstance(value, v.Rated) else value)
            if length is not None and isinstance(value, v.Value):
                wording.append((length, value.span))
    for promise in availability_promises(semantics):
        if promise.period is not None and promise.period.unit == "month":
            wording.append((promise.missing * MONTH, promise.clause.value.span))
    for length, span in wording:
        for unit, size in (("hours", 3600), ("minutes", 60), ("days", uptime.DAY)):
            if length:
                found.setdefault(length / size, (span, unit))
    return found


def _multiplied(formula: v.Formula, product: v.Operation, figure: v.Number, unit: str) -> Witness:
    """What the formula makes of 10 hours, minutes or days of downtime."""
    result = _computed(formula.expression, Fraction(10))
    if result is None:
        text = f"a longer allowance makes the credit larger: {write(product)}"
    else:
        beyond = figure_words(10 - Fraction(figure.amount), places=2)
        text = (
            f"10 {unit} of downtime make {write(formula).removeprefix('formula ')} = "
            f"{figure_words(result, places=2)} times the fee; beyond the allowance lie {beyond} {unit}"
        )
    return Witness(text, {"downtime": "10", "allowance": str(figure.amount), "result": str(result)})


def _is_downtime(term: object) -> bool:
    return isinstance(term, v.Name | v.Phrase | v.Text) and bool(
        re.search(r"\b(?:downtime|outages?|unavailab\w*)\b", write(term), re.IGNORECASE)
    )


def _computed(term: object, down: Fraction) -> Fraction | None:
    """A formula in fees, with `down` as its downtime; `None` where it holds anything else or divides by nothing."""
    if isinstance(term, v.Number):
        return Fraction(term.amount)
    if isinstance(term, v.Bracket):
        return _computed(term.inner, down)
    if isinstance(term, v.Negative):
        inner = _computed(term.inner, down)
        return None if inner is None else -inner
    if _is_downtime(term):
        return down
    if isinstance(term, v.Name | v.Phrase) and re.search(r"\b(?:fees?|charges?|price)\b", write(term)):
        return Fraction(1)
    if not isinstance(term, v.Operation):
        return None
    left, right = _computed(term.left, down), _computed(term.right, down)
    if left is None or right is None:
        return None
    if term.operator == "+":
        return left + right
    if term.operator == "-":
        return left - right
    if term.operator == "*":
        return left * right
    return left / right if right else None


# ---- words, and two measures -----------------------------------------------------------------------------


@check("credit-in-words")
def credit_in_words(context: Context) -> Iterator[Finding]:
    """Credits whose amount is words without a figure."""
    for block in context.agreement.all(Credits):
        vague = [
            clause
            for clause in block.all(Credit)
            if isinstance(clause.value, v.Text) and not re.search(r"\d", clause.value.text)
        ]
        if not vague:
            continue
        first, words = vague[0], [write(clause.value) for clause in vague]
        yield context.draft(
            f"the credit is {in_row_once(words)}: no amount can be computed from it",
            first,
            "no figure, no formula",
            span=first.value.span,
            labels=(
                *([Label(first.when.span, "what it is due for")] if isinstance(first.when, v.Value) else []),
                *(Label(clause.value.span, "nor here") for clause in vague[1:]),
            ),
            witness=Witness(
                f"for the same outage the customer asks for a month and the provider offers an hour, and {words[0]} "
                "decides nothing",
                {"credits": words},
            ),
            help=(
                mend(
                    context.agreement,
                    "write a share, for example: {} instead",
                    *(put(context.agreement, clause.value, "10% of monthly fee") for clause in vague),
                ),
            ),
            values=tuple(words),
        )


@check("credit-measured-differently")
def credit_measured_differently(context: Context) -> Iterator[Finding]:
    """Credits that measure a figure by other things than the figure itself does."""
    metrics = context.agreement.named(Metric)
    for block in context.agreement.all(Credits):
        own = {write(value): value for value in block.measured_by if isinstance(value, v.Name)}
        own = {name: value for name, value in own.items() if name in TARGETS}
        subjects = {
            write(clause.when.subject) for clause in block.all(Credit) if isinstance(clause.when, v.Fact)
        }
        for name in sorted(subjects & metrics.keys()) if own else ():
            wording = {write(value): value for value in metrics[name].measured_by if write(value) in TARGETS}
            if not wording or wording.keys() == own.keys():
                continue
            apart = sorted(own.keys() ^ wording.keys())
            yield context.draft(
                f"{name} is measured by {in_row_once(wording)}, and the credits for it by {in_row_once(own)}",
                block,
                "for the credits",
                span=next(iter(own.values())).span,
                labels=(Label(next(iter(wording.values())).span, "for the figure itself"),),
                witness=Witness(
                    f"a case that is in time for one and late for {in_row_once(apart)} gives two values of {name}",
                    {"figure": sorted(wording), "credits": sorted(own)},
                ),
                help=(f"measure both by {in_row_once(own)}, or both by {in_row_once(wording)}",),
                values=(name, *apart),
            )
