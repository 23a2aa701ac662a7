"""Credits for each stretch of time, and the most that is paid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from clausecheck.agreement import uptime
from clausecheck.agreement.credit_limits import (
    MONTHS,
    Ceiling,
    Sum,
    amount_words,
    blocks_capped,
    caps_on,
    ceilings_of,
    in_one_measure,
    is_windowed,
    months_of_window,
    most_in_a_window,
    own_ceilings,
)
from clausecheck.agreement.credit_tables import ceiling, names_of_figure
from clausecheck.agreement.mending import gone, less, mend, put
from clausecheck.agreement.model import Agreement
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
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Cap, Credit, Credits
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: What a credit counts that happens, other than the things and people that a service has.
#: So many lines are marked beside one cap.
_MOST_LABELS = 20
_CASES = re.compile(
    r"\b(?:failures?|miss(?:es)?|incidents?|breach(?:es)?|violations?|events?|outages?|occurrences?|cases?|tickets?"
    r"|respons\w+|resolutions?|calls?)\b",
    re.IGNORECASE,
)

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
    """Credits for each of something (half hours, servers, failures) whose second step a cap shuts out."""
    known: dict[int, _Caps] = {}
    for block in context.agreement.all(Credits):
        for clause in block.all(Credit):
            value = clause.value
            if not isinstance(value, v.Rated) or any(uptime.unit_of(per.unit) in MONTHS for per in value.per):
                continue
            caps = caps_on(context.agreement, block)
            if id(caps) not in known:
                known[id(caps)] = _lowest(context.semantics, caps)
            cap = _used_up(context.semantics, value, known[id(caps)])
            if cap is not None:
                yield _one_step(context, clause, value, cap)


_Caps = dict[str, list[tuple[int, Fraction, Cap]]]
"""Caps in their order, by what they are of: of each the place, how much it is, and the clause."""


def _lowest(semantics: Semantics, caps: list[Cap]) -> _Caps:
    """Of some caps each that is lower than all that come before it: those that can be the first to shut out a step."""
    found: _Caps = {}
    for at, cap in enumerate(caps):
        read = ceiling(cap)
        if read is None:
            continue
        most = in_one_measure(semantics, cap.value.amount if isinstance(cap.value, v.Rated) else cap.value)
        if read[0] == "credits":
            base, size = "credits", Fraction(read[1])
        elif most is not None:
            base, size = f"of {most.base}", most.size
        else:
            continue
        before = found.setdefault(base, [])
        if not before or size < before[-1][1]:
            before.append((at, size, cap))
    return found


def _used_up(semantics: Semantics, value: v.Rated, caps: _Caps) -> Cap | None:
    """The first cap of which one step of a rate is all that it lets through."""
    step = in_one_measure(semantics, value.amount)
    limits = [("credits", Fraction(1)), *([(f"of {step.base}", step.size)] if step is not None else [])]
    found = [next((one for one in caps.get(base, ()) if one[1] <= size), None) for base, size in limits]
    first = min((one for one in found if one is not None), key=lambda one: one[0], default=None)
    return None if first is None else first[2]


def _stretch(unit: v.Value) -> v.Value:
    """A stretch of time without what it is a time of."""
    return unit.amount if isinstance(unit, v.Anchored) else unit


def _one_step(context: Context, clause: Credit, value: v.Rated, cap: Cap) -> Finding:
    amount, each = write(value.amount), " per ".join(write(_stretch(per.unit)) for per in value.per)
    timed = isinstance(value.per[0].unit, v.Duration | v.Anchored)
    capped = cap.value.amount if isinstance(cap.value, v.Rated) else cap.value
    step, most = in_one_measure(context.semantics, value.amount), in_one_measure(context.semantics, capped)
    fits = step is None or most is None or step.size <= most.size
    two = (
        f"an outage that counts for 2 times {each} earns"
        if timed
        else f"what counts for 2 times {each} earns"
    )
    return context.draft(
        f"{amount} is credited per {each}, and the cap of {write(cap.value)} is used up by the first of them",
        clause,
        "grows with the outage" if timed else f"grows with each {each}",
        span=clause.value.span,
        labels=(Label(cap.span, "does not let it grow"),),
        witness=Witness(
            f"{two} 2 times {amount}, and no more than {write(cap.value)} is paid",
            {"step": amount, "cap": write(cap.value), "window": (ceiling(cap) or ("", 0, ""))[2]},
        ),
        help=(
            mend(
                context.agreement,
                "raise the cap at least to the second step: write {} instead (favours the customer)",
                put(context.agreement, capped, _twice(amount)),
            ),
            mend(
                context.agreement,
                "credit it once: write {} instead (favours the provider)",
                put(context.agreement, clause.value, amount if fits else write(capped)),
            )
            if fits or isinstance(cap.value, v.Rated)
            else None,
        ),
        values=(write(clause.value), write(cap.value)),
    )


def _twice(amount: str) -> str:
    """Twice a share or an amount of money, as it is written."""
    return re.sub(r"\d+(?:\.\d+)?", lambda figure: str(2 * Decimal(figure[0])), amount, count=1)


@check("rate-of-window")
def rate_of_window(context: Context) -> Iterator[Finding]:
    """Rates that count the hours, or the cases, of something that is kept or missed only for a whole window."""
    for rate in rates(context.semantics):
        figure = rate.clause.when
        if not rate.per.missed or not isinstance(figure, v.Fact) or figure.state != "missed":
            continue
        window, size = period(rate.clause.each), seconds(rate.length)
        if window is not None and size is not None and size < window.shortest:
            yield _by_the_hour(context, rate, figure, window)
    for block in context.agreement.all(Credits):
        for clause in block.all(Credit):
            per = _event_of_rate(clause)
            often = clause.times_in if clause.times_in is not None else clause.in_window
            by_compare = isinstance(clause.when, v.Fact) and bool(clause.when.compares)
            whole = often is not None or (by_compare and is_windowed(context.agreement, clause))
            if per is not None and whole:
                yield _by_the_case(context, clause, per, often)


def _event_of_rate(clause: Credit) -> v.Per | None:
    """What a credit counts, where it counts cases and not things, users or hours."""
    value = clause.value
    if not isinstance(value, v.Rated) or len(value.per) != 1:
        return None
    per = value.per[0]
    return per if isinstance(per.unit, v.Name | v.Phrase) and _CASES.search(write(per.unit)) else None


def _by_the_case(context: Context, clause: Credit, per: v.Per, often: v.TimesIn | v.Window | None) -> Finding:
    """A credit per case whose condition holds for a whole window; `often` is how often in it, where that is the condition."""
    assert isinstance(clause.value, v.Rated)
    amount, each, figure = write(clause.value.amount), write(per.unit), write(clause.when)
    condition = f"{figure} {write(often)}".strip() if often is not None else figure
    many = figure_words(Fraction(often.times)) if isinstance(often, v.TimesIn) else "4"
    case = f"{many} of them in one window, in which {condition}: {amount} once, or {many} times {amount}"
    return context.draft(
        f"a credit is due per {each}, and only when {condition}: whether it is due once or for each {each} is open",
        clause,
        f"counts each {each}",
        span=per.span if per.span != v.NOWHERE else clause.value.span,
        labels=tuple(
            Label(value.span, "holds for a whole window")
            for value in (often if often is not None else clause.when,)
            if isinstance(value, v.Value) and value.span != v.NOWHERE
        ),
        witness=Witness(case, {"rate": amount, "condition": condition}),
        help=(
            mend(
                context.agreement,
                "one amount for the condition: write {} instead",
                put(context.agreement, clause.value, amount),
            ),
            mend(
                context.agreement,
                "a rate without it: write {} instead",
                *(
                    less(context.agreement, clause, part)
                    for part in ("when", "times_in", "in_window")
                    if getattr(clause, part)
                ),
            ),
        ),
        values=(write(clause.value), condition),
    )


def _by_the_hour(context: Context, rate: Rate, figure: v.Fact, window: MeasuringWindow) -> Finding:
    clause, length, subject = rate.clause, write(rate.length), write(figure.subject)
    amount = write(rate.amount)
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
            mend(
                context.agreement,
                "credit the outage: write {} instead",
                put(context.agreement, clause.value, f"{amount} per {length} of outage"),
                *(
                    less(context.agreement, clause, part)
                    for part in ("when", "each")
                    if getattr(clause, part)
                ),
            ),
            mend(
                context.agreement,
                "credit the window: write {} instead",
                put(context.agreement, clause.value, amount),
            ),
        ),
        values=(write(clause.value), write(figure)),
    )


# ---- caps ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CappedLines:
    """A cap and the blocks for which it holds; their lines that can be compared with it, with how much each credits, and
    `above` those of them that credit more than the cap, the dearest first."""

    limit: Ceiling
    blocks: list[Credits]
    lines: list[tuple[Sum, Credit]]
    dearest: list[tuple[Sum, Credit]]

    @property
    def above(self) -> list[tuple[Sum, Credit]]:
        """The lines above the cap, the dearest first."""
        most = self.limit.most.size
        return list(takewhile(lambda line: line[0].size > most, self.dearest))


@fact
def limits(semantics: Semantics) -> list[CappedLines]:
    """The caps that stand against single lines. One per day or per week is none of them: a month may meet it several
    times."""
    agreement = semantics.agreement
    blocks_of = blocks_capped(agreement)
    lines_of: dict[int, dict[str, tuple[_Lines, _Lines]]] = {}
    found = []
    for cap in agreement.all(Cap):
        blocks = blocks_of.get(id(cap), [])
        for limit in ceilings_of(semantics, cap) if blocks else ():
            if id(blocks) not in lines_of:
                lines_of[id(blocks)] = _by_base(semantics, blocks)
            found.append(CappedLines(limit, blocks, *lines_of[id(blocks)].get(limit.most.base, ([], []))))
    return found


_Lines = list[tuple[Sum, Credit]]


def _by_base(semantics: Semantics, blocks: list[Credits]) -> dict[str, tuple[_Lines, _Lines]]:
    """The lines of some blocks that can be compared, by the measure in which they can: as they stand, and the dearest first."""
    found: dict[str, _Lines] = {}
    for block in blocks:
        for clause in block.all(Credit):
            amount = in_one_measure(semantics, clause.value)
            if amount is not None:
                found.setdefault(amount.base, []).append((amount, clause))
    return {base: (lines, sorted(lines, key=lambda line: -line[0].size)) for base, lines in found.items()}


def _labels(lines: _Lines, text: str) -> tuple[Label, ...]:
    """Labels at some lines; of very many the last one says how many more there are."""
    labels = [Label(line.value.span, text) for _, line in lines[:_MOST_LABELS]]
    more = len(lines) - _MOST_LABELS
    if more > 0:
        labels[-1] = replace(labels[-1], text=f"{text}{', as are' if text else 'and'} {more:,} more lines")
    return tuple(labels)


@check("cap-below-band")
def cap_below_band(context: Context) -> Iterator[Finding]:
    """Caps below the credit that a single line gives."""
    for case in limits(context.semantics):
        if not case.above:
            continue
        highest, top = case.above[0]
        cap_clause = case.limit.cap
        credit, cap = write(top.value), write(cap_clause.value)
        yield context.draft(
            f"a credit of {credit} is promised, and no more than {cap} is ever paid",
            cap_clause,
            "the most that is paid",
            span=cap_clause.value.span,
            labels=_labels(case.above, "more than the cap"),
            witness=Witness(
                f"a single miss that earns {credit} is cut to {cap}; the higher figure is never paid",
                {"credit": amount_words(highest), "cap": amount_words(case.limit.most)},
            ),
            help=_cap_or_lines(context.agreement, case, top),
            values=(credit, cap),
        )


def _cap_or_lines(agreement: Agreement, case: CappedLines, top: Credit) -> tuple[Mend, Mend]:
    """The cap as high as the highest line, or each line that is above it as high as the cap."""
    highest, least = (_alone(clause.value) for clause in (top, case.limit.cap))
    lowered = [put(agreement, _alone(clause.value), write(least)) for _, clause in case.above]
    return (
        mend(agreement, f"raise the cap to {write(highest)}: write {{}} instead (favours the customer)",
             put(agreement, least, write(highest))),
        mend(agreement, f"lower the credit to {write(least)}: write {{}} instead (favours the provider)", *lowered),
    )  # fmt: skip


def _alone(value: v.Value) -> v.Value:
    """An amount without what it is paid for or how often."""
    return value.amount if isinstance(value, v.Rated) else value


@check("cap-never-bites")
def cap_never_bites(context: Context) -> Iterator[Finding]:
    """Caps that no result can reach."""
    for case in limits(context.semantics):
        if case.above or not case.limit.exact:
            continue
        reached = _all_together(context.semantics, case)
        if reached is None or reached.base != case.limit.most.base or reached.size >= case.limit.most.size:
            continue
        together, clause = amount_words(reached), case.limit.cap
        cap = write(clause.value)
        of = "the credits for which it holds" if len(case.blocks) > 1 else "the credits of this block"
        yield context.draft(
            f"the cap of {cap} is never reached: {of} together make at most {together}",
            clause,
            "higher than all credits together",
            span=clause.value.span,
            labels=_labels(case.lines, ""),
            witness=Witness(
                f"the dearest line of each table, taken together, is {together}, less than {cap}",
                {"credits": together, "cap": amount_words(case.limit.most)},
            ),
            help=(
                "lower the cap to what it is meant to limit",
                mend(context.agreement, "leave it out: delete {}", gone(context.agreement, clause)),
            ),
            values=(cap, together),
        )


def _all_together(semantics: Semantics, case: CappedLines) -> Sum | None:
    """What all credits under a cap can come to in its window, by their lines or the other caps on them; `None` where one of them
    grows or comes more than once, and no other cap stops it."""
    months, base = case.limit.months, case.limit.most.base
    known, key = _together(semantics), (id(case.blocks), months, base)
    if key not in known:
        known[key] = _Together.of(semantics, case)
    together = known[key]
    home = semantics.agreement.parent(case.limit.cap)
    total, endless = together.total, together.endless
    if isinstance(home, Credits) and id(home) in together.most:
        # The cap itself does not count for the lines beside it.
        with_caps = together.most[id(home)]
        if id(home) not in together.alone:
            together.alone[id(home)] = _most_of(semantics, home, months, base, capped=False)
        alone = together.alone[id(home)]
        endless += (alone is None) - (with_caps is None)
        total += (alone or 0) - (with_caps or 0)
    return None if endless or not together.most else Sum(base, total)


@dataclass(slots=True)
class _Together:
    """What the credits of some blocks come to: of each with lines, by its identity, their `total`, and of how many nothing says
    it; and of those that were asked for what they come to `alone`, without the caps beside them."""

    most: dict[int, Fraction | None]
    total: Fraction
    endless: int
    alone: dict[int, Fraction | None] = field(default_factory=dict)

    @classmethod
    def of(cls, semantics: Semantics, case: CappedLines) -> _Together:
        """The sums of the blocks under a cap, in its window and its measure."""
        months, base = case.limit.months, case.limit.most.base
        most = {
            id(block): _most_of(semantics, block, months, base, capped=True)
            for block in case.blocks
            if block.all(Credit)
        }
        sums = [one for one in most.values() if one is not None]
        return cls(most, sum(sums, Fraction(0)), len(most) - len(sums))


@fact
def _together(semantics: Semantics) -> dict[tuple[int, int, str], _Together]:
    """What was asked for, by the blocks, the months and the measure: a hundred caps hold for the same blocks."""
    return {}


def _most_of(
    semantics: Semantics, block: Credits, months: int, base: str, *, capped: bool
) -> Fraction | None:
    """What the credits of a block can come to in so many months in a measure: by its lines, or by its caps where those count."""
    once = most_in_a_window(semantics, block)
    windows = months // months_of_window(semantics, block)
    most = [] if once is None else [once.times(max(1, windows))]
    if capped:
        most += [
            limit.most.times(months // limit.months)
            for limit in own_ceilings(semantics, block)
            if limit.exact and 0 < limit.months <= months
        ]
    return min((one.size for one in most if one.base == base), default=None)
