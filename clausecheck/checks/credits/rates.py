"""Credits for each stretch of time, and the most that is paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from clausecheck.agreement.credit_tables import (
    ceiling,
    credit_tables,
    credited,
    names_of_figure,
    same_base,
    shared_results,
)
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import (
    MeasuringWindow,
    availability_promises,
    is_availability,
    period,
    promised_to,
    seconds,
)
from clausecheck.agreement.words import figure_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Cap, Credit, Credits
from clausecheck.language.write import write

# ---- rates -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """A credit for each stretch of time: its clause and block, the credit, what it is for, and how long the stretch is."""

    block: Credits
    clause: Credit
    amount: v.Amount
    per: v.Per
    length: v.Duration


@fact
def rates(semantics: Semantics) -> list[Rate]:
    """The credits that grow with time."""
    found = []
    for block in semantics.agreement.all(Credits):
        for clause in block.all(Credit):
            if not isinstance(clause.value, v.Rated) or len(clause.value.per) != 1:
                continue
            per = clause.value.per[0]
            unit = per.unit.amount if isinstance(per.unit, v.Anchored) else per.unit
            if isinstance(unit, v.Duration):
                found.append(Rate(block, clause, clause.value.amount, per, unit))
    return found


@check("rate-never-steps")
def rate_never_steps(context: Context) -> Iterator[Finding]:
    """Rates whose second step a cap shuts out."""
    for rate in rates(context.semantics):
        clause, amount, length = rate.clause, write(rate.amount), write(rate.length)
        step = credited(rate.amount)
        for cap in rate.block.all(Cap):
            read = ceiling(cap)
            if read is None:
                continue
            base, most, window = read
            one_alone = base == "credits" and most <= 1
            if not one_alone and (step is None or base != step[0] or most > step[1]):
                continue
            yield context.draft(
                f"{amount} is credited per {length}, and the cap of {write(cap.value)} "
                "is used up by the first of them",
                clause,
                "grows with the outage",
                span=clause.value.span,
                labels=(Label(cap.span, "does not let it grow"),),
                witness=Witness(
                    f"an outage that counts for 2 times {length} earns 2 times {amount}, "
                    f"and no more than {write(cap.value)} is paid",
                    {"step": amount, "cap": write(cap.value), "window": window},
                ),
                help=(
                    "raise the cap above the first step: `cap 25% of monthly fee per month`",
                    f"credit {amount} once, without `per {length}`",
                ),
                values=(write(clause.value), write(cap.value)),
            )
            break


@check("rate-of-window")
def rate_of_window(context: Context) -> Iterator[Finding]:
    """Rates that count the hours of something that is kept or missed only for a whole window."""
    for rate in rates(context.semantics):
        figure = rate.clause.when
        if not rate.per.missed or not isinstance(figure, v.Fact) or figure.state != "missed":
            continue
        window, size = period(rate.clause.each), seconds(rate.length)
        if window is not None and size is not None and size < window.shortest:
            yield _by_the_hour(context, rate, figure, window)


def _by_the_hour(context: Context, rate: Rate, figure: v.Fact, window: MeasuringWindow) -> Finding:
    clause, length, subject = rate.clause, write(rate.length), write(figure.subject)
    labels = (
        [Label(clause.each.span, "measured over this window")] if isinstance(clause.each, v.Value) else []
    )
    if is_availability(subject):
        labels += [
            Label(promise.clause.each.span, "and promised over it")
            for promise in promised_to(availability_promises(context.semantics), names_of_figure(figure))
            if isinstance(promise.clause.each, v.Value)
        ]
    return context.draft(
        f"a credit is due for each {length} in which {subject} is missed, "
        f"and {subject} is kept or missed only for a whole {window.unit}",
        clause,
        f"counts by {length}",
        span=rate.per.span,
        labels=tuple(labels),
        witness=Witness(
            f"a {window.unit} that misses the level is one miss; whether it counts as 1, as the hours of outage or as all "
            f"{figure_words(window.shortest / 3600)} hours of {window.shortest_is} is open",
            {"unit": length, "window": window.unit},
        ),
        help=(
            "credit the outage: `credit 5% of monthly fee per 1 hour of outage`",
            "credit the window: `credit 5% of monthly fee when availability missed, each month`",
        ),
        values=(write(clause.value), write(figure)),
    )


# ---- caps ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RatesUnderCap:
    """A cap on the credits of a block: its base and its size, and the lines that credit on the same base, with how
    much; `above` are those of them that credit more than the cap."""

    block: Credits
    cap: Cap
    base: str
    most: Fraction
    lines: list[tuple[Fraction, Credit]]

    @property
    def above(self) -> list[tuple[Fraction, Credit]]:
        """The lines above the cap, the dearest first."""
        return sorted((line for line in self.lines if line[0] > self.most), key=lambda line: -line[0])


@fact
def limits(semantics: Semantics) -> list[RatesUnderCap]:
    """The caps that stand against single lines. One per day or per week is none of them: a month may meet it several
    times."""
    found = []
    for block in semantics.agreement.all(Credits):
        for cap in block.all(Cap):
            read = ceiling(cap)
            if read is None or read[2] in ("day", "week"):
                continue
            base, most, _ = read
            lines = [
                (amount[1], clause)
                for clause in block.all(Credit)
                if (amount := credited(clause.value)) is not None and same_base(amount[0], base)
            ]
            found.append(RatesUnderCap(block, cap, base, most, lines))
    return found


@check("cap-below-band")
def cap_below_band(context: Context) -> Iterator[Finding]:
    """Caps below the credit that a single line gives."""
    for limit in limits(context.semantics):
        if not limit.above:
            continue
        highest, top = limit.above[0]
        credit, cap = write(top.value), write(limit.cap.value)
        yield context.draft(
            f"a credit of {credit} is promised, and no more than {cap} is ever paid",
            limit.cap,
            "the most that is paid",
            span=limit.cap.value.span,
            labels=tuple(Label(clause.value.span, "more than the cap") for _, clause in limit.above),
            witness=Witness(
                f"a single miss that earns {credit} is cut to {cap}; the higher figure is never paid",
                {"credit": str(highest), "cap": str(limit.most)},
            ),
            help=(f"raise the cap to {credit}", f"lower the credit to {cap}"),
            values=(credit, cap),
        )


@check("cap-never-bites")
def cap_never_bites(context: Context) -> Iterator[Finding]:
    """Caps that no result can reach."""
    for limit in limits(context.semantics):
        if limit.above or limit.base == "credits":
            continue
        reached = _all_together(context.semantics, limit.block, limit.base)
        if reached is None or reached >= limit.most:
            continue
        together = figure_words(reached)
        together += f" {limit.base}" if limit.base.isupper() else f"% of {limit.base}"
        cap = write(limit.cap.value)
        yield context.draft(
            f"the cap of {cap} is never reached: the credits of this block together make at most {together}",
            limit.cap,
            "higher than all credits together",
            span=limit.cap.value.span,
            labels=tuple(Label(clause.value.span) for _, clause in limit.lines),
            witness=Witness(
                f"the dearest line of each table, taken together, is {together}, less than {cap}",
                {"credits": str(reached), "cap": str(limit.most)},
            ),
            help=("lower the cap to what it is meant to limit, or leave it out",),
            values=(cap, str(reached)),
        )


def _all_together(semantics: Semantics, block: Credits, base: str) -> Fraction | None:
    """What all credits of a block can come to in one window; `None` where one of them grows or comes more than once."""
    own = [table for table in credit_tables(semantics) if table.block is block]
    banded = {id(band.clause) for table in own for band in table.bands}
    if any(id(clause) not in banded for clause in block.all(Credit)) or not own:
        return None
    tops = []
    for table in own:
        amounts = [credited(band.clause.value) for band in table.paying]
        sizes = [amount[1] for amount in amounts if amount is not None and same_base(amount[0], base)]
        if len(sizes) != len(amounts) or not sizes:
            return None
        tops.append(max(sizes))
        # A result in two lines, if only on the edge of both, may earn both credits.
        if block.cumulative is not False and any(shared_results(table)):
            return None
    return max(tops) if block.cumulative is False else sum(tops, Fraction(0))
