"""What limits the credits of a block: caps, wherever they stand, and the lines themselves, where each can come once in a
window and no more; and amounts in one measure, so that shares of fees and money over several periods can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Generic

from clausecheck.agreement.credit_tables import (
    Table,
    ceiling,
    credit_tables,
    credited,
    credits_nothing,
    options_of,
    services_of,
    shared_results,
)
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.uptime import (
    MeasuringWindow,
    availability_promises,
    is_availability,
    is_downtime,
    names_in,
    period,
    promised_to,
    unit_of,
)
from clausecheck.agreement.words import figure_words
from clausecheck.language import values as v
from clausecheck.language.tree import (
    TARGETS,
    Cap,
    Charge,
    Claim,
    Clause,
    Credit,
    Credits,
    Fees,
    Guarantee,
    N,
    Node,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass

MONTHS = {"month": 1, "quarter": 3, "year": 12}
_FEE = re.compile(r"\b(?:fees?|charges?|costs?|payments?|price)\b", re.IGNORECASE)
_WINDOWED_WORDS = re.compile(r"\b(?:availability|uptime|month\w*|quarter\w*|year\w*)\b", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:downtime|outages?|unavailab\w*|down)\b", re.IGNORECASE)
_PERIOD = re.compile(r"\b(?:months?|quarters?|years?|period|total (?:minutes|hours|time))\b", re.IGNORECASE)
#: What a period is called by a bare figure, in days, hours and minutes, and the longest such period in the same unit.
_FIGURES = ((28, 31, 31), (672, 744, 744), (40320, 44640, 44640), (8760, 8784, 8784), (365, 366, 366))
#: How much more than a fee a part of it may come to, where 30 days stand for a month of 31.
_ROUNDED = Fraction(11, 10)


# ---- which clauses hold for a block ----------------------------------------------------------------------


class _Holding(Generic[N]):
    """The clauses of a kind that stand in blocks of credits, laid out for the question which of them hold for a block."""

    def __init__(self, agreement: Agreement, kind: type[N]) -> None:
        self.agreement = agreement
        self.nodes: list[N] = []
        self.scopes: list[frozenset[str]] = []
        self.general: set[int] = set()
        self.by_home: dict[int, list[int]] = {}
        self.places: dict[frozenset[str], frozenset[int]] = {}
        self.listed: dict[object, list[N]] = {}
        self.by_name: dict[str, list[int]] = {}
        for node in agreement.all(kind):
            home = agreement.parent(node)
            if isinstance(home, Credits):
                self._put(node, home)

    def _put(self, node: N, home: Credits) -> None:
        at = len(self.nodes)
        own = names_in(self.agreement, node) if isinstance(node, Clause) else frozenset()
        scope = own or names_in(self.agreement, home)
        self.nodes.append(node)
        self.scopes.append(scope)
        self.by_home.setdefault(id(home), []).append(at)
        if not home.for_ and not own:
            self.general.add(at)
        for name in scope:
            self.by_name.setdefault(name, []).append(at)

    def over(self, block: Credits) -> list[N]:
        """Those that hold for the credits of a block, from top to bottom."""
        names = names_in(self.agreement, block)
        own, others = self.by_home.get(id(block), []), self._for(names)
        if all(at in others for at in own):
            return self._listed(names, others)
        return self._listed(id(block), others.union(own))

    def of_all_and_of(self, names: frozenset[str]) -> list[N]:
        """Those that hold for all blocks, or for all that are for some services, from top to bottom."""
        return self._listed(names, self._for(names))

    def of(self, block: Credits) -> list[N]:
        """Those of a block itself, from top to bottom."""
        return [self.nodes[at] for at in self.by_home.get(id(block), ())]

    def under(self) -> dict[int, list[Credits]]:
        """The blocks for which each holds, from top to bottom, by its identity: one list for all that hold for the same."""
        groups: dict[frozenset[str], list[Credits]] = {}
        for block in self.agreement.all(Credits):
            groups.setdefault(names_in(self.agreement, block), []).append(block)
        holding: dict[int, list[frozenset[str]]] = {}
        for names in groups:
            for at in self._for(names):
                holding.setdefault(at, []).append(names)
        lists: dict[object, list[Credits]] = {}
        found: dict[int, list[Credits]] = {}
        for at, node in enumerate(self.nodes):
            home, of = self.agreement.parent(node), holding.get(at, [])
            own = [home] if isinstance(home, Credits) and names_in(self.agreement, home) not in of else []
            key = (tuple(of), *map(id, own))
            if key not in lists:
                blocks = [*own, *(block for names in of for block in groups[names])]
                lists[key] = sorted(blocks, key=lambda block: block.span.start)
            found[id(node)] = lists[key]
        return found

    def _for(self, names: frozenset[str]) -> frozenset[int]:
        """The places of those that hold for all blocks, or for all that are for some services: a hundred blocks are for one."""
        if names not in self.places:
            found = set(self.general)
            if names:
                rarest = min((self.by_name.get(name, []) for name in names), key=len)
                found.update(at for at in rarest if names <= self.scopes[at])
            self.places[names] = frozenset(found)
        return self.places[names]

    def _listed(self, whose: object, places: frozenset[int]) -> list[N]:
        if whose not in self.listed:
            self.listed[whose] = [self.nodes[at] for at in sorted(places)]
        return self.listed[whose]


def holding_for(agreement: Agreement, block: Credits, kind: type[N]) -> list[N]:
    """The clauses of a kind that hold for the credits of a block: its own, those of a block of credits for all, and those
    of one that is for the same services. Blocks for which the same hold have one list."""
    return _laid_out(agreement, kind).over(block)


def _laid_out(agreement: Agreement, kind: type[N]) -> _Holding[N]:
    held: _Holding[N] = agreement.once(("holding", kind), lambda agreement: _Holding(agreement, kind))
    return held


def blocks_under(agreement: Agreement, clause: Node) -> list[Credits]:
    """The blocks of credits for which a clause holds, from top to bottom."""

    held = agreement.once(
        ("under", type(clause)), lambda agreement: _laid_out(agreement, type(clause)).under()
    )
    return held.get(id(clause), [])


def blocks_capped(agreement: Agreement) -> dict[int, list[Credits]]:
    """The blocks of credits for which each cap holds that holds for any, by the identity of the cap; caps that hold for the same
    blocks have the same list."""
    every = agreement.all(Credits)
    elsewhere = {id(cap): every for cap in agreement.once("caps elsewhere", _caps_elsewhere)}
    return {**_laid_out(agreement, Cap).under(), **elsewhere}


def caps_on(agreement: Agreement, block: Credits) -> list[Cap]:
    """The caps on the credits of a block, in blocks of credits and, where they name credits, elsewhere. Blocks on which there are
    the same have one list."""
    own, elsewhere = holding_for(agreement, block, Cap), agreement.once("caps elsewhere", _caps_elsewhere)
    return agreement.once(("caps on", id(own)), lambda _: [*own, *elsewhere])


def _caps_elsewhere(agreement: Agreement) -> list[Cap]:
    return [
        cap
        for cap in agreement.all(Cap)
        if not isinstance(agreement.parent(cap), Credits)
        and re.search(r"\bcredits?\b", agreement.source.slice(cap.span), re.IGNORECASE)
    ]


# ---- lines that come once --------------------------------------------------------------------------------


def is_windowed(agreement: Agreement, clause: Credit) -> bool:
    """Whether a credit hangs on what a whole window comes to, so that it is due once in a window at the most."""
    if isinstance(clause.below, v.Percentage) or clause.in_window is not None or clause.times_in is not None:
        return True
    return _comes_once(agreement, clause, clause.when)


def _comes_once(agreement: Agreement, clause: Credit, condition: object) -> bool:
    if isinstance(condition, v.All):
        return any(_comes_once(agreement, clause, one) for one in condition.conditions)
    if isinstance(condition, v.Any):
        return all(_comes_once(agreement, clause, one) for one in condition.conditions)
    if not isinstance(condition, v.Fact):
        return False
    if isinstance(condition.subject, v.Text):
        return clause.each is not None or bool(_WINDOWED_WORDS.search(condition.subject.text))
    subject = write(condition.subject)
    name = subject.split(" of ")[0]
    measured = is_availability(subject) or name in agreement.names.get("metric", {})
    if condition.compares:
        percent = any(isinstance(value, v.Percentage) for value in condition.walk())
        down = is_downtime(subject) and name == "downtime"
        return measured or percent or down or clause.each is not None or _has_window(agreement, name)
    if measured or clause.each is not None:
        return True
    promised = agreement.of_kind({"response": "respond", "resolution": "resolve"}.get(name, ""))
    return name in TARGETS and bool(promised) and all(_as_share(node) for node in promised)


def _has_window(agreement: Agreement, name: str) -> bool:
    """Whether every clause that promises a figure says over which time it is measured, so that the figure comes once in it."""
    promised = [
        *agreement.of_kind(name),
        *(
            node
            for node in agreement.all(Guarantee)
            if isinstance(node.target, v.Fact) and write(node.target.subject).split(" of ")[0] == name
        ),
    ]
    return bool(promised) and all(isinstance(node, Clause) and bool(node.each) for node in promised)


def _as_share(node: Node) -> bool:
    """Whether a target is promised for a share of cases, which a whole window keeps or misses."""
    return isinstance(node, Clause) and any(isinstance(value, v.Share | v.Percentage) for value in node.for_)


def grows(agreement: Agreement, clause: Credit) -> bool:
    """Whether nothing in a credit itself says the most that it can come to in one window."""
    if credits_nothing(clause):
        return False
    if isinstance(clause.value, v.Formula):
        most = most_of_formula(clause.value)
        return most is None or most > _ROUNDED
    value: object = clause.value
    if isinstance(value, v.Rated):
        if any(unit_of(per.unit) not in MONTHS for per in value.per):
            return True
        value = value.amount
    return credited(value) is None or not is_windowed(agreement, clause)


def most_of_formula(formula: v.Formula) -> Fraction | None:
    """How many fees a formula makes when the service is down all the time; `None` where that cannot be computed."""
    numbers = [Fraction(each.amount) for each in formula.walk() if isinstance(each, v.Number)]
    longest = {Fraction(top) for number in numbers for low, high, top in _FIGURES if low <= number <= high}
    if len(longest) > 1:
        return None
    sizes = longest or {Fraction(31), Fraction(744)}
    found = {_computed(formula.expression, size) for size in sizes}
    return found.pop() if len(found) == 1 else None


def _computed(term: object, size: Fraction) -> Fraction | None:
    """A formula in fees where the service is down for all of a period of some `size`."""
    if isinstance(term, v.Number):
        return Fraction(term.amount)
    if isinstance(term, v.Percentage):
        return Fraction(term.amount) / 100
    if isinstance(term, v.Bracket):
        return _computed(term.inner, size)
    if isinstance(term, v.Operation):
        left, right = _computed(term.left, size), _computed(term.right, size)
        if left is None or right is None:
            return None
        if term.operator in "+-":
            return left + right if term.operator == "+" else left - right
        if term.operator == "*":
            return left * right
        return left / right if right else None
    if not isinstance(term, v.Name | v.Phrase | v.Text):
        return None
    text = write(term).replace("-", " ")
    if _FEE.search(text):
        return Fraction(1)
    return size if _DOWN.search(text) or _PERIOD.search(text) else None


# ---- amounts in one measure ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in one measure: `fee` counts months of the fee, a currency its units, anything else as it is written."""

    base: str
    size: Fraction

    def over(self, other: Sum) -> bool | None:
        """Whether it is more than another one; `None` where they cannot be compared."""
        return self.size > other.size if self.base == other.base else None

    def times(self, count: int) -> Sum:
        """So many of it."""
        return Sum(self.base, self.size * count)


def in_one_measure(semantics: Semantics, value: object) -> Sum | None:
    """A credit or a cap in one measure, so that 10% of the annual fee is 1.2 months of the fee; `None` where it is no plain
    amount. Money counts in months of the fee where the agreement has one fee, so much a month."""
    known = _measured(semantics)
    if id(value) not in known:
        known[id(value)] = (value, _in_one_measure(semantics, value))
    return known[id(value)][1]


@fact
def _measured(semantics: Semantics) -> dict[int, tuple[object, Sum | None]]:
    """The amounts that were asked for, by the identity of their values, which stay with them."""
    return {}


def _in_one_measure(semantics: Semantics, value: object) -> Sum | None:
    if isinstance(value, v.Multiple) and value.of is not None:
        months = fee_months(write(value.of))
        return Sum("fee", Fraction(value.times) * months) if months else None
    amount = credited(value)
    if amount is None:
        return None
    base, size = amount
    if isinstance(value, v.Money):
        fee = monthly_charge(semantics)
        return Sum("fee", size / fee[1]) if fee is not None and fee[0] == base else Sum(base, size)
    months = fee_months(base)
    return Sum("fee", size / 100 * months) if months else Sum(base.casefold().removesuffix("s"), size)


def fee_months(base: str) -> int:
    """How many months a fee is for: 12 for `annual fee`; nothing where the words do not say."""
    words = re.fullmatch(
        r"(monthly|month's|quarterly|quarter's|annual|yearly|year's) "
        r"(?:(?:base|recurring|service|total) )*(?:fees?|charges?|price)",
        base.casefold().strip('"'),
    )
    if words is None:
        return 0
    return {"m": 1, "q": 3, "a": 12, "y": 12}[words[1][0]]


@fact
def monthly_charge(semantics: Semantics) -> tuple[str, Fraction] | None:
    """The fee of a month, where the agreement has one charge and it is so much a month: the currency and the amount."""
    charges = semantics.agreement.all(Charge)
    if len(charges) != 1 or not isinstance(semantics.agreement.parent(charges[0]), Fees):
        return None
    charge = charges[0]
    value = charge.amount_is
    sold = {write(value) for value in charge.for_}
    whole = not sold or sold >= set(semantics.agreement.names.get("service", {"": None}))
    plain = charge.when is None and whole and charge.over is None and charge.below is None
    if not plain or not isinstance(value, v.Rated) or not isinstance(value.amount, v.Money):
        return None
    months = MONTHS.get(unit_of(value.per[0].unit), 0) if len(value.per) == 1 else 0
    amount = Fraction(value.amount.amount)
    return (value.amount.currency or "money", amount / months) if months and amount else None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A cap: its clause, how much it is in one measure, and over how many months (0: it names no window). It is not `exact`
    where it may be less: the smaller of this and of what cannot be compared with it."""

    cap: Cap
    most: Sum
    months: int
    exact: bool = True


def ceilings_of(semantics: Semantics, cap: Cap) -> list[Ceiling]:
    """A cap on money in one measure, or each value that it does not exceed; none where it is no plain amount, or one for a
    day, a week or a case."""
    return _ceilings(semantics)[id(cap)]


@fact
def _ceilings(semantics: Semantics) -> dict[int, list[Ceiling]]:
    """The ceilings of each cap: one that holds for many blocks is asked for at each of them."""
    return {id(cap): list(_read_ceilings(semantics, cap)) for cap in semantics.agreement.all(Cap)}


def _read_ceilings(semantics: Semantics, cap: Cap) -> Iterator[Ceiling]:
    which, values, window = options_of(cap)
    if which:
        if cap.for_ or cap.when is not None or window in ("day", "week"):
            return
        sums = [in_one_measure(semantics, value) for value in values]
        known = [one for one in sums if one is not None]
        if known and len(known) == len(sums) and len({one.base for one in known}) == 1:
            best = min if which == "smaller" else max
            yield Ceiling(cap, best(known, key=lambda one: one.size), MONTHS.get(window, 0))
        elif which == "smaller":
            yield from (Ceiling(cap, one, MONTHS.get(window, 0), exact=False) for one in known)
        return
    read = ceiling(cap)
    if read is None or read[0] == "credits" or read[2] in ("day", "week"):
        return
    value = cap.value.amount if isinstance(cap.value, v.Rated) else cap.value
    most = in_one_measure(semantics, value)
    if most is not None:
        yield Ceiling(cap, most, MONTHS.get(read[2], 0))


def ceilings_on(semantics: Semantics, block: Credits) -> list[Ceiling]:
    """What the caps on the credits of a block let them come to at the most, where that can be compared, from top to bottom: its
    own, and of those of other blocks that say the same one."""
    agreement = semantics.agreement
    own = own_ceilings(semantics, block)
    others = _ceilings_beside(semantics)
    names = names_in(agreement, block)
    if names not in others:
        others[names] = _each_twice(semantics, names)
    more = [one for one in others[names] if agreement.parent(one.cap) is not block]
    return sorted((*own, *more), key=lambda one: one.cap.span.start)


def own_ceilings(semantics: Semantics, block: Credits) -> list[Ceiling]:
    """What the caps of a block itself let its credits come to, where that can be compared, from top to bottom."""
    caps = _laid_out(semantics.agreement, Cap).of(block)
    return [one for cap in caps for one in ceilings_of(semantics, cap)]


@fact
def _ceilings_beside(semantics: Semantics) -> dict[frozenset[str], list[Ceiling]]:
    """The ceilings for blocks that are for the same services, as far as they were asked for."""
    return {}


def _each_twice(semantics: Semantics, names: frozenset[str]) -> list[Ceiling]:
    """The ceilings that hold for every block for some services: of those that say the same the first, and the first of another
    block, for one of them may be the block's own."""
    agreement = semantics.agreement
    found: dict[tuple[Sum, int, bool], list[Ceiling]] = {}
    caps = _laid_out(agreement, Cap).of_all_and_of(names)
    for cap in (*caps, *agreement.once("caps elsewhere", _caps_elsewhere)):
        home = agreement.parent(cap)
        for one in ceilings_of(semantics, cap):
            alike = found.setdefault((one.most, one.months, one.exact), [])
            if len(alike) < 2 and all(agreement.parent(other.cap) is not home for other in alike):
                alike.append(one)
    return [one for alike in found.values() for one in alike]


# ---- blocks that need no more ----------------------------------------------------------------------------


@fact
def caps_never_reached(semantics: Semantics) -> list[tuple[Cap, Cap]]:
    """The caps of a block that another block's cap on all of its credits stops short of, each with the lowest such cap: of two
    caps both hold (semantics: "general and special")."""
    found = []
    for block in semantics.agreement.all(Credits):
        mine: list[Ceiling] = []
        #: Of the others the lowest of each measure and window: what it does not stop short of, those above it do not, either.
        lowest: dict[tuple[str, int], Ceiling] = {}
        for one in ceilings_on(semantics, block):
            if semantics.agreement.parent(one.cap) is block:
                mine.append(one)
            elif one.months:
                known = lowest.setdefault((one.most.base, one.months), one)
                if one.most.size < known.most.size:
                    lowest[one.most.base, one.months] = one
        for own in mine if lowest else ():
            lower = [
                other
                for other in lowest.values()
                if own.months and own.most.over(other.most.times(max(1, own.months // other.months)))
            ]
            if lower:
                found.append((own.cap, min(lower, key=lambda one: one.most.size / one.months).cap))
    return found


@fact
def uncapped(semantics: Semantics) -> list[tuple[Credits, list[Credit]]]:
    """The blocks whose credits nothing limits, and the lines that grow or come again and again."""
    agreement = semantics.agreement
    found = []
    for block in agreement.all(Credits):
        growing = [clause for clause in block.all(Credit) if grows(agreement, clause)]
        if growing and not caps_on(agreement, block):
            found.append((block, growing))
    return found


@fact
def unclaimed(semantics: Semantics) -> list[Credits]:
    """The blocks that promise credits for which no clause says how they are claimed."""
    agreement = semantics.agreement
    return [
        block
        for block in agreement.all(Credits)
        if block.all(Credit) and not holding_for(agreement, block, Claim)
    ]


# ---- the most that can be owed ---------------------------------------------------------------------------


def window_of_credit(semantics: Semantics, block: Credits, clause: Credit) -> MeasuringWindow | None:
    """The longest period over which the figure of a credit is measured: its own, that of the promised availability, or that
    of the figure; `None` where nothing says it."""
    own = period(clause.each) or period(block.each)
    figure = clause.when
    if own is not None or not isinstance(figure, v.Fact):
        return own
    agreement, subject = semantics.agreement, write(figure.subject)
    found: list[MeasuringWindow | None] = []
    if is_availability(subject):
        names = services_of(agreement, block, clause)
        found += [promise.period for promise in promised_to(availability_promises(semantics), names)]
    metric = agreement.names.get("metric", {}).get(subject.split(" of ")[0])
    found += [period(metric.each)] if isinstance(metric, Clause) else []
    found += [
        period(node.each)
        for node in agreement.all(Guarantee)
        if isinstance(node.target, v.Fact) and write(node.target.subject) == subject
    ]
    return max((one for one in found if one is not None), key=lambda one: one.longest, default=None)


@fact
def _tables_by_block(semantics: Semantics) -> dict[int, list[Table]]:
    """The credit tables by the identity of their blocks."""
    found: dict[int, list[Table]] = {}
    for table in credit_tables(semantics):
        found.setdefault(id(table.block), []).append(table)
    return found


def most_in_a_window(semantics: Semantics, block: Credits) -> Sum | None:
    """What all credits of a block can come to in one window, in one measure; `None` where one of them grows or comes more than
    once."""
    own = _tables_by_block(semantics).get(id(block), [])
    banded = {id(band.clause) for table in own for band in table.bands}
    if any(id(clause) not in banded for clause in block.all(Credit)) or not own:
        return None
    tops: list[Sum] = []
    for table in own:
        amounts = [in_one_measure(semantics, band.clause.value) for band in table.paying]
        sums = [amount for amount in amounts if amount is not None]
        if not sums or len(sums) < len(amounts) or len({one.base for one in sums}) > 1:
            return None
        if any(not is_windowed(semantics.agreement, band.clause) for band in table.paying):
            return None
        # A result in two lines, if only on the edge of both, may earn both credits.
        if block.cumulative is not False and any(shared_results(table)):
            return None
        tops.append(max(sums, key=lambda one: one.size))
    if len({one.base for one in tops}) > 1:
        return None
    sizes = [one.size for one in tops]
    return Sum(tops[0].base, max(sizes) if block.cumulative is False else sum(sizes, Fraction(0)))


def months_of_window(semantics: Semantics, block: Credits) -> int:
    """Over how many months the shortest figure of a block is measured; a month where nothing says it."""
    windows = [window_of_credit(semantics, block, clause) for clause in block.all(Credit)]
    return min((MONTHS.get(one.unit, 1) for one in windows if one is not None), default=1)


def most_in_months(semantics: Semantics, block: Credits, months: int) -> Sum | None:
    """What the credits of a block can come to in so many months: by its caps, or by its lines; `None` where neither can be
    computed."""
    found: list[Sum] = []
    for limit in ceilings_on(semantics, block):
        if not limit.exact:
            return None  # what is owed may be less
        if limit.months and limit.months <= months:
            found.append(limit.most.times(months // limit.months))
    lines = most_in_a_window(semantics, block)
    if lines is not None:
        found.append(lines.times(max(1, months // months_of_window(semantics, block))))
    if not found or len({one.base for one in found}) > 1:
        return None
    return min(found, key=lambda one: one.size)


def amount_words(amount: Sum) -> str:
    """An amount in one measure for people: `50% of monthly fee`, `120 GBP`."""
    if amount.base == "fee":
        return f"{figure_words(amount.size * 100)}% of monthly fee"
    return f"{figure_words(amount.size)}{' ' if amount.base.isupper() else '% of '}{amount.base}"
