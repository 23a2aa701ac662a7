"""Clauses about measuring, guarantees and credits."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    ACTORS,
    Actor,
    Clause,
    Length,
    Limit,
    Moment,
    Price,
    Words,
    flag,
    optional,
    required,
    several,
    statement,
)
from clausecheck.language.values import (
    Arithmetic,
    Condition,
    Count,
    Duration,
    Item,
    Numbered,
    TimesIn,
    Window,
)


@statement("formula_is", "metric", "credits", "availability", "service")
class FormulaIs(Clause):
    """How a figure is computed."""

    expression: Arithmetic = required(doc="the formula")


@statement("guarantee", "file", "service", "plan")
class Guarantee(Clause):
    """A level that a measured figure must reach."""

    target: Condition = required(doc="the figure and its level")
    at_least: Limit | None = optional(doc="the minimum; `per server` is a floor for each")
    averaged_over: Length | None = optional(doc="the rolling window over which it is averaged")
    steps: Length | None = optional(doc="the steps in which it is measured")


@statement("credit", "credits")
class Credit(Clause):
    """What is credited, and when."""

    value: Price = required(doc="how much")
    at_most: Limit | None = optional(doc="the most that is credited for it")
    over: Limit | Words | None = optional(doc="above what")
    below: Limit | Words | None = optional(doc="below what")
    averaged_over: Length | None = optional(doc="the time over which the figure is averaged")
    in_window: Window | None = optional(doc="how often, in how many periods")
    times_in: TimesIn | None = optional(doc="how often, in how long")
    cumulative: bool | None = flag("whether it is added to others for the same event")
    first_full: Words | Duration | None = optional(doc="the first full period from which it is owed")
    no_carry: bool | None = flag("that it is not carried over")
    in_cash: bool | None = flag("whether in money")


@statement("no_credit", "credits", "service", "plan")
class NoCredit(Clause):
    """That no credits are owed, or when."""


@statement("cap", "credits", "liability", "fees", "exit")
class Cap(Clause):
    """The most that is paid."""

    value: Price | Count = required(doc="how much")
    in_last: Length | None = optional(doc="the time before, whose fees are meant")
    in_total: bool | None = flag("of all claims together")


@statement("claim", "credits")
class Claim(Clause):
    """How and until when a credit is claimed."""

    within: Length | None = optional(doc="until when")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="to whom")
    automatic: bool | None = flag("no claim is needed")
    reported: Length | None = optional(doc="how soon the failure itself had to be said")


@statement("decide", "credits", "change")
class Decide(Clause):
    """Who decides about a claim, and how soon."""

    within: Length | None = optional(doc="how soon")
    before: Length | Numbered | None = optional(doc="the latest day")
    on: tuple[Moment, ...] = several(doc="the day")


@statement("paid", "credits")
class Paid(Clause):
    """When and how credits are paid."""

    within: Length | None = optional(doc="how soon")
    on: tuple[Moment, ...] = several(doc="on which invoice or day")
    in_cash: bool | None = flag("whether in money")
    under: tuple[Words, ...] = several(doc="on which terms")
    no_carry: bool | None = flag("that credits are not carried over")
    no_transfer: bool | None = flag("that credits cannot be handed on to another account or party")
    as_: tuple[Item, ...] = several(doc="in which form")


@statement("sole_remedy", "credits")
class SoleRemedy(Clause):
    """That credits are the only remedy."""


@statement("earn_back", "credits")
class EarnBack(Clause):
    """How the provider wins a credit back by doing better later."""

    value: Price = required(doc="how much")
    within: Length | None = optional(doc="how soon")
    in_window: Window | None = optional(doc="how often, in how many periods")
    times_in: TimesIn | None = optional(doc="how often, in how long")
    averaged_over: Length | None = optional(doc="the time over which the figure is averaged")


@statement("forfeit", "credits")
class Forfeit(Clause):
    """When credits are lost."""

    after: Length | None = optional(doc="after how long")


@statement("content", "report", "service", "priority", "clock", "plan")
class Content(Clause):
    """What a report, or a ticket, must say."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("review", "file", "agreement")
class Review(Clause):
    """Meetings at which the parties look at the results together."""

    every: Length | None = optional(doc="how often")
    at_least: Limit | None = optional(doc="how often at least")
    on: tuple[Moment, ...] = several(doc="the months or days")
    within: Length | None = optional(doc="how soon")
