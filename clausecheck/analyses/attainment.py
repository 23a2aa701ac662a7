"""Attainment: shares of tickets that must meet a target (`95% of tickets of P1 each month`).

A share of too few tickets allows no miss at all; one share over all priorities lets every urgent ticket be missed; two shares for
one class cannot both be the level; and a formula that counts failures does not measure a share of successes.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clausecheck.agreement.drafts import at_clause
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, FormulaIs, Guarantee, LimitTo
from clausecheck.language.write import number, write

_FIGURES = frozenset(TARGET_KINDS.values())
_TICKETS = frozenset({"tickets", "incidents", "requests", "cases", "ticket", "incident", "request", "case"})
#: Words that say of what is counted that it went wrong, and those that turn them round.
_WRONG = re.compile(
    r"\b(not|late|missed|overdue|unanswered|unresolved|failed|breached|outside|without|no|never|delayed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of tickets that a clause promises: of which figure, of which priorities and services (`None`: of all), in which
    window (in months, `None` where none is stated), and with which promised time, where the clause states one."""

    figure: str
    percent: Fraction
    written: str
    priorities: frozenset[str] | None
    services: frozenset[str]
    months: int | None
    window: str
    clause: Clause
    length: str = ""

    @property
    def whose(self) -> str:
        """The tickets that it is a share of."""
        return f"{' and '.join(sorted(self.priorities))} tickets" if self.priorities else "all tickets"


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Everything about shares of tickets. `most-urgent` is the share of all tickets that the most urgent priority has at most,
    where only the number of all tickets is stated."""
    semantics = Semantics.of(agreement, parameters)
    shares = list(_shares(agreement, semantics))
    most = parameters.get("most-urgent")
    part = Fraction(most.amount) / 100 if isinstance(most, v.Percentage) else Fraction(1)
    told: set[int] = set()
    for share in shares:  # a clause about two figures has one share, and one mistake
        if id(share.clause) in told:
            continue
        for wording in (*_few(agreement, share, part), *_blended(agreement, semantics, share, shares)):
            if isinstance(wording, Finding):
                told.add(id(share.clause))
            yield wording
    yield from _two(agreement, shares)
    yield from _inverted(agreement)


# ---- what is promised ------------------------------------------------------------------------------


def _shares(agreement: Agreement, semantics: Semantics) -> Iterator[_Share]:
    for target in semantics.targets:
        share = _of_target(target)
        if share is not None:
            yield share
    for node in agreement.all("guarantee"):
        if isinstance(node, Guarantee):
            yield from _of_guarantee(agreement, node)


def _of_target(target: Target) -> _Share | None:
    percent = _percent(target.share)
    if percent is None or target.rest or target.average or target.population or target.condition:
        return None
    if not isinstance(target.clause, Clause):
        return None
    months, window = _window(target.each)
    return _Share(
        TARGET_KINDS[target.kind],
        percent,
        write(target.share.percentage if isinstance(target.share, v.Share) else target.share),
        target.limited("priority"),
        target.limited("service") or frozenset(),
        months,
        window,
        target.clause,
        write(target.length),
    )


def _of_guarantee(agreement: Agreement, node: Guarantee) -> Iterator[_Share]:
    """The shares of `guarantee response and resolution for 95% of tickets of P1, P2 each month`."""
    if node.when is not None or node.during or node.outside or node.except_:
        return
    share = next((value for value in node.for_ if isinstance(value, v.Share | v.Percentage)), None)
    percent = _percent(share)
    if share is None or percent is None:
        return
    priorities = agreement.names.get("priority", {})
    names: set[str] = set()
    services: set[str] = set()
    for value in (*node.for_, share.of if isinstance(share, v.Share) else None):
        if isinstance(value, v.Phrase) and value.text in _TICKETS:
            value = value.of
        word = write(value) if isinstance(value, v.Name) else ""
        if word in priorities:
            names.add(word)
        elif word in agreement.names.get("service", {}):
            services.add(word)
        elif not isinstance(value, v.Share | v.Percentage | None) and word not in _TICKETS:
            return
    months, window = _window(node.each)
    written = write(share.percentage if isinstance(share, v.Share) else share)
    for fact in node.target.walk():
        if isinstance(fact, v.Fact) and not fact.compares and write(fact.subject) in _FIGURES:
            yield _Share(
                write(fact.subject),
                percent,
                written,
                frozenset(names) or None,
                frozenset(services),
                months,
                window,
                node,
            )


def _percent(share: v.Value | None) -> Fraction | None:
    """A share as a fraction of 100, where it is neither nothing nor all."""
    if isinstance(share, v.Share):
        share = share.percentage
    if isinstance(share, v.Percentage) and 0 < share.amount < 100:
        return Fraction(share.amount)
    return None


def _window(each: v.Value | None) -> tuple[int | None, str]:
    """A window in months, and in words."""
    if isinstance(each, v.Name) and each.text in v.MONTHS:
        return v.MONTHS[each.text], each.text
    if isinstance(each, v.Duration) and each.hours is None and len(each.parts) == 1:
        amount, unit = each.parts[0]
        if unit in v.MONTHS and amount == int(amount):
            return int(amount) * v.MONTHS[unit], write(each)
    return None, write(each)


# ---- too few cases ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Volume:
    """How many tickets there are at most in a window: `most` of them, by which clause, and how that was computed."""

    most: int
    clause: Clause
    computed: str


def _few(agreement: Agreement, share: _Share, part: Fraction) -> Iterator[Finding | Proof]:
    """A share of so few tickets that a single miss breaks it."""
    if share.months is None:
        return
    needed = math.ceil(100 / (100 - share.percent))
    first = next(iter(agreement.names.get("priority", {})), None)
    volume = _volume(agreement, share, part, first)
    if volume is None:
        if first is not None and share.priorities == frozenset({first}):
            yield Proof(
                "share-of-few-cases",
                f"undecided, because no number of {first} tickets is stated; one miss is allowed from {needed} on",
                {"needed": needed, "share": share.written},
                decided=False,
            )
        return
    if volume.most >= needed:
        yield Proof(
            "share-of-few-cases",
            f"{share.written} of {share.whose}: the limits on tickets leave room for {volume.most} in a {share.window}; one miss "
            f"is allowed from {needed} on",
            {"needed": needed, "most": volume.most, "share": share.written},
        )
        return
    most = volume.most
    reached = _rounded(Fraction(100 * (most - 1), most))
    yield at_clause(
        agreement,
        "share-of-few-cases",
        f"{share.written} of {share.whose} each {share.window} allows no miss at all: there are too few of them",
        share.clause,
        f"one miss is allowed from {needed} tickets on",
        labels=(Label(volume.clause.span, f"at most {most} in a {share.window}: {volume.computed}"),),
        witness=Witness(
            f"{most} {share.whose} in a {share.window} ({volume.computed}) and one miss: {most - 1} of {most} is {reached}, "
            f"below {share.written}; from {needed} tickets on one miss is allowed, as {needed - 1} of {needed} is "
            f"{_rounded(Fraction(100 * (needed - 1), needed))}",
            {"most": most, "needed": needed, "share": share.written, "reached": reached},
        ),
        values=(share.figure, share.written, share.whose, share.window),
        help=(
            f"count misses instead of a share: `credit 2% of monthly fee per {share.figure} of {first or 'P1'} missed`",
            "measure over a longer window, such as `each year`",
        ),
    )


def _volume(agreement: Agreement, share: _Share, part: Fraction, first: str | None) -> _Volume | None:
    """The most tickets of a class that a window can have, from the one limit that the agreement states."""
    limits = [
        (node, amount)
        for node in agreement.all("limit")
        if isinstance(node, LimitTo) and (amount := _tickets(node))
    ]
    special = [
        found
        for found in limits
        if share.priorities and {write(value) for value in found[0].for_} == set(share.priorities)
    ]
    general = [found for found in limits if not found[0].for_]
    chosen = special if special else general
    if len(chosen) != 1 or share.months is None:
        return None
    node, (count, months) = chosen[0]
    if share.months % months:
        return None
    times = share.months // months
    most = count * times
    computed = f"{number(Decimal(count))}" + (f" x {times}" if times > 1 else "")
    if not special and share.priorities == frozenset({first}):
        most = max(1, math.floor(most * part))
        computed = f"{_rounded(100 * part)} of {computed}, if no more of them are {first}"
    return _Volume(most, node, computed)


def _tickets(node: LimitTo) -> tuple[int, int] | None:
    """A limit of tickets: how many, and in how many months."""
    rated = node.amount_is
    if (
        not isinstance(rated, v.Rated)
        or len(rated.per) != 1
        or node.when is not None
        or node.over is not None
    ):
        return None
    amount = rated.amount
    counted = isinstance(amount, v.Count) and amount.noun in _TICKETS
    title = node.title.text.casefold() if node.title is not None else ""
    named = isinstance(amount, v.Number) and any(word in title.split() for word in _TICKETS)
    unit = rated.per[0].unit
    if not (counted or named) or not isinstance(unit, v.Name) or unit.text not in v.MONTHS:
        return None
    assert isinstance(amount, v.Count | v.Number)
    return math.floor(amount.amount), v.MONTHS[unit.text]


def _rounded(percent: Fraction) -> str:
    """A percentage to two places; `about` where that is not exact."""
    rounded = round(percent * 100)
    text = number(Decimal(rounded) / 100) + "%"
    return text if Fraction(rounded, 100) == percent else f"about {text}"


# ---- one share for all -----------------------------------------------------------------------------


def _blended(
    agreement: Agreement, semantics: Semantics, share: _Share, shares: list[_Share]
) -> Iterator[Finding | Proof]:
    """A guarantee over the tickets of all priorities: the few urgent ones may all be missed."""
    if share.priorities is not None or not isinstance(share.clause, Guarantee):
        return
    names = list(agreement.names.get("priority", {}))
    promised = [
        (name, target)
        for name in names
        for target in semantics.targets
        if TARGET_KINDS[target.kind] == share.figure
        and target.length is not None
        and target.limited("priority") == frozenset({name})
    ]
    if len({name for name, _ in promised}) < 2 or promised[0][0] != names[0]:
        return
    first, target = promised[0]
    if any(other.figure == share.figure and first in (other.priorities or ()) for other in shares):
        return
    if _answered_for(agreement, share.figure, first):
        return
    total = 100 if 100 - share.percent >= 1 else 1000
    allowed = math.floor(total * (100 - share.percent) / 100)
    missed = min(2, allowed)
    if missed < 1:
        return
    reached = _rounded(Fraction(100 * (total - missed), total))
    both = "it is" if missed == 1 else "both are"
    yield at_clause(
        agreement,
        "share-over-all-priorities",
        f"{share.written} of all tickets is reached even if every {first} misses its {share.figure}",
        share.clause,
        "all priorities are counted together",
        labels=(Label(target.clause.span, f"{first} is promised within {write(target.length)}"),),
        witness=Witness(
            f"{total} tickets{f' in a {share.window}' if share.window else ''}, {missed} of them {first}: {both} missed and all "
            f"others kept; {total - missed} of {total} is {reached}, so the {share.written} is reached",
            {"tickets": total, "missed": missed, "reached": reached, "share": share.written},
        ),
        values=(share.figure, share.written, first),
        help=(
            f"give each priority its share: `guarantee {share.figure} for {share.written} of tickets of {first} each "
            f"{share.window or 'quarter'}`",
            f"pay for each missed {first}: `credit 2% of monthly fee per {share.figure} of {first} missed`",
        ),
    )


def _answered_for(agreement: Agreement, figure: str, priority: str) -> bool:
    """Whether a missed target of a priority has a consequence of its own."""
    for node in (*agreement.all("credit"), *agreement.all("end")):
        for _, value in node.contents():
            for part in value.walk():
                if isinstance(part, v.Phrase) and part.text == figure and write(part.of) == priority:
                    return True
    return False


# ---- two shares, and shares of the wrong thing -----------------------------------------------------


def _two(agreement: Agreement, shares: list[_Share]) -> Iterator[Finding]:
    """Two shares of one figure for the same tickets in the same window. Two stages (`90% within 4 hours`, `99% within 8
    hours`) are no contradiction."""
    told: set[tuple[int, int]] = set()
    for first, second in itertools.combinations(shares, 2):
        pair = (id(first.clause), id(second.clause))
        same = pair not in told and (
            first.figure == second.figure
            and first.priorities == second.priorities
            and first.services == second.services
            and first.months == second.months
            and first.window == second.window
        )
        if not same or first.percent == second.percent:
            continue
        if first.length and second.length and first.length != second.length:
            continue
        stages = {
            other.length
            for other in shares
            if other.length and (other.figure, other.priorities) == (first.figure, first.priorities)
        }
        if len(stages) > 1:
            continue
        told.add(pair)
        low, high = sorted((first, second), key=lambda share: share.percent)
        missed = math.floor(100 - low.percent)
        case = (
            f"100 {first.whose}, {missed} missed: {100 - missed}% reaches the {low.written} and misses the {high.written}"
            if 100 - missed < high.percent
            else f"a level between {low.written} and {high.written} reaches the one and misses the other"
        )
        yield at_clause(
            agreement,
            "two-shares",
            f"{first.figure} of {first.whose} is promised at {first.written} and at {second.written}",
            second.clause,
            f"{second.written} here",
            labels=(Label(first.clause.span, f"{first.written} here"),),
            witness=Witness(case, {"low": low.written, "high": high.written}),
            values=(first.figure, first.whose, low.written, high.written),
            help=("keep one of the two",),
        )


def _inverted(agreement: Agreement) -> Iterator[Finding]:
    """A share of successes that is measured by a formula that counts failures."""
    metrics = agreement.names.get("metric", {})
    seen: set[int] = set()
    for clause, name, percent in _measured(agreement):
        metric = metrics.get(name)
        if not isinstance(metric, Block) or percent < 50 or id(clause) in seen:
            continue
        formula = next(iter(metric.all(FormulaIs)), None)
        counted = _counted(formula.expression) if formula is not None else None
        if formula is None or counted is None:
            continue
        top, bottom = counted
        if len(_WRONG.findall(top)) != 1 or _WRONG.search(bottom):
            continue
        seen.add(id(clause))
        left = 100 - percent
        yield at_clause(
            agreement,
            "formula-counts-failures",
            f"{_rounded(percent)} is to be reached, but {name} counts what went wrong: {write(formula.expression)}",
            clause,
            "a share of successes",
            labels=(Label(formula.span, "a share of failures"),),
            witness=Witness(
                f"100 cases of which {_rounded(left).removesuffix('%')} go wrong, as many as are allowed: the formula gives "
                f"{_rounded(left)}, and {_rounded(percent)} is asked for; with no failure at all it gives 0%",
                {
                    "asked": _rounded(percent),
                    "measured": _rounded(left),
                    "formula": write(formula.expression),
                },
            ),
            values=(name, write(formula.expression), _rounded(percent)),
            help=(
                'count what was in time: `formula "requests answered in time" / "all requests"`',
                f"ask for few failures: `guarantee {name} <= {_rounded(left)} each month`",
            ),
        )


def _measured(agreement: Agreement) -> Iterator[tuple[Clause, str, Fraction]]:
    """Clauses that ask for at least a share, with the metric by which it is measured."""
    for node in agreement.document.walk():
        if node.kind not in (*TARGET_KINDS, "guarantee") or not isinstance(node, Clause):
            continue
        share = next((_percent(value) for value in node.for_ if _percent(value) is not None), None)
        if share is not None:
            for source in node.measured_by:
                yield node, write(source), share
        if isinstance(node, Guarantee) and isinstance(node.target, v.Fact):
            for compare in node.target.compares:
                if isinstance(compare, v.Compare) and compare.operator in (">", ">="):
                    level = _percent(compare.amount)
                    if level is not None:
                        yield node, write(node.target.subject), level


def _counted(expression: v.Value) -> tuple[str, str] | None:
    """What a formula divides by what, in words; a hundredfold and parentheses do not count."""
    while isinstance(expression, v.Bracket):
        expression = expression.inner
    if isinstance(expression, v.Operation) and expression.operator == "*":
        for term, other in ((expression.left, expression.right), (expression.right, expression.left)):
            if isinstance(other, v.Number) and other.amount == 100:
                return _counted(term)
    if not isinstance(expression, v.Operation) or expression.operator != "/":
        return None
    top, bottom = expression.left, expression.right
    if isinstance(top, v.Text | v.Name | v.Phrase) and isinstance(bottom, v.Text | v.Name | v.Phrase):
        return write(top).replace("-", " "), write(bottom).replace("-", " ")
    return None
