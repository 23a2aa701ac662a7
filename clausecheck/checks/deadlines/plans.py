"""Plans against each other: a dearer or higher one that gives less than a lower one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from clausecheck.agreement.deadlines import CALLED, Deadline
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import Case
from clausecheck.agreement.undecided import gave_up
from clausecheck.agreement.uptime import UptimePromise, availability_promises
from clausecheck.agreement.words import length_words
from clausecheck.checks.deadlines.comparing import compared, of_one_kind_of_tickets
from clausecheck.checks.deadlines.pairs import LADDER, priorities
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Charge, Node, Plan, Service
from clausecheck.language.write import write
from clausecheck.quick import dataclass

_METALS = {"bronze": 1, "silver": 2, "gold": 3, "platinum": 4, "diamond": 5}
_LOWEST = frozenset({"starter", "basic", "free", "lite", "entry", "trial"})
_HIGHEST = frozenset({"premium", "enterprise", "ultimate"})


@dataclass(frozen=True, slots=True)
class Order:
    """Two plans of which one stands above the other, and what says so, in words and as the nodes that do."""

    above: Plan
    below: Plan
    why: str
    shown: tuple[Node, ...] = ()


#: So many pairs of plans are held against each other.
_MOST_ORDERS = 2_000

_Price = tuple[Charge, v.Money, tuple[str, ...]]


@fact
def plan_orders(semantics: Semantics) -> list[Order]:
    """Each two plans for one service whose order is known: by their prices, else by names that have one."""
    plans = semantics.agreement.all(Plan)
    prices = _prices(semantics)
    groups: dict[frozenset[str], list[Plan]] = {}
    for plan in plans:
        groups.setdefault(frozenset(write(value) for value in plan.for_), []).append(plan)
    pairs = (pair for group in groups.values() for pair in _ordered(group, prices))
    found = list(itertools.islice(pairs, _MOST_ORDERS + 1))
    if len(found) > _MOST_ORDERS:
        gave_up(
            f"there are more than {_MOST_ORDERS:,} pairs of plans", "which plan gives less than a lower one"
        )
    places = {id(plan): place for place, plan in enumerate(plans)}
    return sorted(
        found[:_MOST_ORDERS],
        key=lambda order: sorted((places[id(order.above)], places[id(order.below)])),
    )


def _ordered(plans: list[Plan], prices: Mapping[int, _Price]) -> Iterator[Order]:
    """Each two of some plans whose order is known. It hangs on their sorts alone: plans of one sort have none."""
    sorts: dict[object, list[Plan]] = {}
    for plan in plans:
        charge = prices.get(id(plan))
        costs = charge and (charge[1].currency, charge[1].amount, charge[2])
        sorts.setdefault((costs, _rank(plan)), []).append(plan)
    for some, others in itertools.combinations(sorts.values(), 2):
        for one, other in itertools.product(some, others):
            order = _by_price(prices, one, other) or _by_name(one, other)
            if order is None:
                break
            yield order


def _by_price(prices: Mapping[int, _Price], one: Plan, other: Plan) -> Order | None:
    """The order by the one price that each plan has, in one currency for one period."""
    if id(one) not in prices or id(other) not in prices:
        return None
    (first, a, per), (second, b, other_per) = prices[id(one)], prices[id(other)]
    if per != other_per or a.currency != b.currency or a.amount == b.amount:
        return None
    above, below = (one, other) if a.amount > b.amount else (other, one)
    dear, cheap = (a, b) if above is one else (b, a)
    said = f"{_called(above)} costs {write(dear)}, {_called(below)} {write(cheap)}"
    return Order(above, below, said, (first, second) if above is one else (second, first))


def _prices(semantics: Semantics) -> dict[int, _Price]:
    """The price of each plan that has one, by the identity of the plan, with its period: its own charge, or one of the agreement
    that is for it alone. Plans with several have none that could be compared."""
    agreement = semantics.agreement
    own: dict[int, list[_Price]] = {}
    alone: dict[str, list[_Price]] = {}
    for clause in agreement.all(Charge):
        amount = clause.amount_is
        per = tuple(write(unit) for unit in amount.per) if isinstance(amount, v.Rated) else ()
        money = amount.amount if isinstance(amount, v.Rated) else amount
        if not isinstance(money, v.Money) or clause.subjects:
            continue
        own.setdefault(id(agreement.parent(clause)), []).append((clause, money, per))
        named = {write(value) for value in clause.for_}
        if len(named) == 1:
            alone.setdefault(named.pop(), []).append((clause, money, per))
    found = {}
    for plan in agreement.all(Plan):
        mine = own.get(id(plan), [])[:2]
        others = (one for one in alone.get(_called(plan), ()) if agreement.parent(one[0]) is not plan)
        every = [*mine, *itertools.islice(others, 2)] if len(mine) < 2 else mine
        if len(every) == 1:
            found[id(plan)] = every[0]
    return found


def _by_name(one: Plan, other: Plan) -> Order | None:
    """The order that two names have: metals, a lowest and a highest word."""
    ranks = [_rank(plan) for plan in (one, other)]
    low, high = ranks
    metals = low in range(1, 6) and high in range(1, 6)
    if low == high or not (metals or 0 in ranks or 9 in ranks):
        return None
    first, second = (low if low is not None else 3, high if high is not None else 3)
    above, below = (one, other) if first > second else (other, one)
    return Order(above, below, f"by their names {_called(above)} stands above {_called(below)}")


def _rank(plan: Plan) -> int | None:
    """Where a name stands: 0 lowest, 9 highest, metals between; `None` for any other."""
    words = re.split(r"[^a-z]+", write(plan.name).casefold())
    for word in words:
        if word in _METALS:
            return _METALS[word]
    if _LOWEST & set(words):
        return 0
    return 9 if _HIGHEST & set(words) else None


def _called(plan: Plan) -> str:
    return write(plan.name)


# ---- targets


@check("plan-below-cheaper")
def plan_below_cheaper(context: Context) -> Iterator[Finding]:
    """A plan that stands above another one and gives less: a later deadline for every ticket, or a lower availability."""
    for order in plan_orders(context.semantics):
        yield from _slower(context, order)
        yield from _less_available(context, order)


def _slower(context: Context, order: Order) -> Iterator[Finding]:
    """The deadlines of the plan above that never fall due earlier than those of the one below, and at some moments later."""
    seen: set[tuple[int, int]] = set()
    names: list[str | None] = [*priorities(context.semantics)]
    for priority, kind in itertools.product(names or [None], LADDER):
        cases = [Case(priority=priority, plan=_called(plan)) for plan in (order.above, order.below)]
        services = [
            write(value) for value in order.above.for_ if write(value) in _services(context.semantics)
        ]
        if len(services) == 1:
            cases = [replace(case, service=services[0]) for case in cases]
        above, below = (context.deadlines.applicable(case, kind) for case in cases)
        if len(above) != 1 or len(below) != 1:
            continue
        one, other = above[0], below[0]
        if one.clause is other.clause or not of_one_kind_of_tickets(one, other) or one.logged != other.logged:
            continue
        if (id(one.clause), id(other.clause)) in seen or _for_others(one) or _for_others(other):
            continue
        later = compared(context.deadlines, one, other, lead=0)
        sooner = compared(context.deadlines, other, one, lead=0)
        if (
            later is None
            or later.ticket is None
            or sooner is None
            or sooner.ticket is not None
            or sooner.undecided
        ):
            continue
        seen.add((id(one.clause), id(other.clause)))
        yield _late(context, order, one, other, later.ticket)


def _for_others(deadline: Deadline) -> bool:
    """Whether a clause is for something that is no declared name, such as `Pro and above`: nobody knows which plans it is for."""
    return any(not isinstance(value, v.Name) for value in getattr(deadline.clause, "for_", ()))


@fact
def _services(semantics: Semantics) -> frozenset[str]:
    """The names of the services."""
    return frozenset(semantics.agreement.named(Service))


def _late(context: Context, order: Order, one: Deadline, other: Deadline, ticket: int) -> Finding:
    """A finding about a deadline of the plan above that falls due later than that of the plan below."""
    above, below = _called(order.above), _called(order.below)
    called, what = CALLED[one.target.kind], f"{one.case.priority} tickets" if one.case.priority else "tickets"
    apart = length_words(one.due(ticket) - other.due(ticket))
    length = one.target.length
    return context.draft(
        f"{what} in plan {above} fall due for {called} later than in plan {below}, though {order.why}",
        one.clause,
        f"{write(length)} in {above}",
        span=one.clause.head,
        labels=(
            Label(other.clause.head, f"{write(other.target.length)} in {below}"),
            *(Label(node.span) for node in order.shown),
        ),
        witness=Witness(
            f"one ticket is due {apart} later in {above} than in {below}, and none is due earlier; {order.why}",
            {"above": above, "below": below, "later": one.due(ticket) - other.due(ticket)},
        ),
        values=(above, below, write(length), write(other.target.length)),
        help=(
            mend(
                context.agreement,
                f"give {above} what {below} has: write {{}} instead",
                put(context.agreement, length, write(other.target.length)),
            )
            if isinstance(length, v.Duration) and length.span != v.NOWHERE
            else f"give {above} what {below} has",
            f"say in words that {above} has longer times for these tickets, and why it stands above {below}",
        ),
    )


# ---- availability


def _less_available(context: Context, order: Order) -> Iterator[Finding]:
    """An availability of the plan above that is lower than that of the plan below, over one window."""
    above, below = (_availability(context.semantics, plan) for plan in (order.above, order.below))
    if above is None or below is None or above.clause is below.clause:
        return
    if above.period != below.period or above.hours != below.hours or above.level >= below.level:
        return
    name, other = _called(order.above), _called(order.below)
    yield context.draft(
        f"plan {name} promises an availability of {write(above.clause.value)}, less than plan {other} has, though {order.why}",
        above.clause,
        f"{write(above.clause.value)} in {name}",
        labels=(
            Label(below.clause.span, f"{write(below.clause.value)} in {other}"),
            *(Label(node.span) for node in order.shown),
        ),
        witness=Witness(
            f"with {write(above.clause.value)} {name} is kept, and {other} would have a claim; {order.why}",
            {"above": str(above.level), "below": str(below.level)},
        ),
        values=(name, other, write(above.clause.value), write(below.clause.value)),
        help=(
            mend(
                context.agreement,
                f"promise {name} no less: write {{}} instead",
                put(context.agreement, above.clause.value, write(below.clause.value)),
            ),
            f"leave it out of {name}, so that what holds for all holds there, too",
        ),
    )


def _availability(semantics: Semantics, plan: Plan) -> UptimePromise | None:
    """The one availability that holds in a plan: its own, else that of the service it is for; `None` where that is not one."""
    plans, named = _plans(semantics), _promised_to(semantics)
    own = named.get(write(plan.name), [])
    if not own:
        services = dict.fromkeys(write(value) for value in plan.for_)
        every = {id(one): one for service in services for one in named.get(service, ())}
        own = [one for one in every.values() if not one.names & plans]
    return own[0] if len(own) == 1 and not own[0].clause.for_ else None


@fact
def _plans(semantics: Semantics) -> frozenset[str]:
    """The names of the plans."""
    return frozenset(semantics.agreement.named(Plan))


@fact
def _promised_to(semantics: Semantics) -> dict[str, list[UptimePromise]]:
    """The promises of availability by each name that they are for."""
    found: dict[str, list[UptimePromise]] = {}
    for promise in availability_promises(semantics):
        for name in promise.names:
            found.setdefault(name, []).append(promise)
    return found
