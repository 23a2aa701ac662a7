"""Clauses about the end of an agreement."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    ACTORS,
    TARGETS,
    Actor,
    Clause,
    Length,
    Limit,
    Moment,
    Price,
    Scope,
    Where,
    Words,
    flag,
    optional,
    required,
    several,
    statement,
)
from clausecheck.language.values import (
    Date,
    Item,
    Notice,
    TimesIn,
    Window,
)


@statement("end", "termination")
class End(Clause):
    """Who may end the agreement, on which ground and on what notice."""

    notice: Notice | None = optional(doc="how far ahead")
    cured: Length | None = optional(doc="the time to mend what is wrong (cure period)")
    used: Length | None = optional(doc="until when the right must be used")
    notified: Length | None = optional(doc="how soon each case had to be said")
    within: Length | None = optional(doc="until when it is possible")
    after: Length | Date | None = optional(doc="from when it is possible")
    in_window: Window | None = optional(doc="how often, in how many periods")
    times_in: TimesIn | None = optional(doc="how often, in how long")
    averaged_over: Length | None = optional(doc="the time over which the figure is averaged")
    without: tuple[Words, ...] = several(words=("notice", "cause", "fee", "cure"), doc="what is not needed")
    prolonged: Length | None = optional(doc="by how much the cure period may grow")


@statement("suspend", "termination", "fees", "duties", "backup")
class Suspend(Clause):
    """When the service may be stopped for a time."""

    notice: Notice | None = optional(doc="how far ahead")
    after: Length | None = optional(doc="after how long")
    cured: Length | None = optional(doc="the time to mend what is wrong")
    without: tuple[Words, ...] = several(words=("notice", "cause"), doc="what is not needed")
    at_most: Limit | None = optional(doc="the longest time")
    until: Words | Date | None = optional(doc="until when")


@statement("void", "termination")
class Void(Clause):
    """When the agreement ends by itself."""

    after: Length | None = optional(doc="after how long")


@statement("no_end", "termination")
class NoEnd(Clause):
    """In which cases a party may not end the agreement."""

    within: Length | None = optional(doc="until when")


@statement("withdraw", "termination")
class Withdraw(Clause):
    """Until when a notice can be taken back."""

    within: Length | None = optional(doc="until when")
    without: tuple[Words, ...] = several(words=("consent",), doc="what is not needed")


@statement("early_fee", "termination")
class EarlyFee(Clause):
    """What leaving early costs."""

    value: Price = required(doc="how much")
    after: Length | None = optional(doc="after how long it applies")
    in_: tuple[Where, ...] = several(doc="in which year")
    within: Length | None = optional(doc="until when it applies")
    at_most: Limit | None = optional(doc="the highest fee")


@statement("notice_to", "termination", "agreement")
class NoticeTo(Clause):
    """Where and how a notice is given, and when it counts as received."""

    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="to whom")
    in_: tuple[Where, ...] = several(words=("writing",), doc="the form")
    received: Length | None = optional(doc="when it counts as received")


@statement("exit_plan", "exit", "onboarding", "backup")
class ExitPlan(Clause):
    """The plan for the end, for the start, or for a disaster."""

    within: Length | None = optional(doc="how soon it is there")
    tested: Length | None = optional(doc="how often it is tried")
    every: Length | None = optional(doc="how often it is brought up to date")


@statement("return_", "exit", "data")
class Return(Clause):
    """What is given back."""

    value: Words = required(doc="what")
    as_: tuple[Item, ...] = several(doc="in which form")
    within: Length | None = optional(doc="how soon")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="to whom")


@statement("delete", "exit", "data", "backup")
class Delete(Clause):
    """What is deleted."""

    value: Words = required(doc="what")
    within: Length | None = optional(doc="how soon")
    after: Length | None = optional(doc="not before")
    certified: bool | None = flag("with a certificate")
    under: tuple[Words, ...] = several(doc="by which standard")


@statement("assist", "exit")
class Assist(Clause):
    """Help with the move to someone else."""

    value: Words | None = optional(doc="with what")
    at_most: Limit | None = optional(doc="how much")
    free: Limit | None = optional(doc="how much costs nothing")
    within: Length | None = optional(doc="how soon")


@statement("hand_over", "exit")
class HandOver(Clause):
    """What is handed over."""

    values: tuple[Item, ...] = required(doc="what it says")
    within: Length | None = optional(doc="how soon")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="to whom")
    as_: tuple[Item, ...] = several(doc="in which form")
    on: tuple[Moment, ...] = several(doc="the day")


@statement("no_liability", "exit", "liability", "termination")
class NoLiability(Clause):
    """For what a party does not answer."""

    values: tuple[Words, ...] = required("party", doc="who")
    after: Length | None = optional(doc="from when")
    for_: tuple[Scope, ...] = several(
        "service", "backup", "party", words=("backups", "data", "equipment", "services", *TARGETS),
        doc="what it concerns, or how long",
    )  # fmt: skip


@statement("no_withholding", "termination", "exit", "fees", "data")
class NoWithholding(Clause):
    """What may not be held back, even for unpaid bills."""

    values: tuple[Words, ...] = required(doc="what")


@statement("survives", "exit", "termination")
class Survives(Clause):
    """Which clauses still hold after the end."""

    values: tuple[Item, ...] = required(doc="what it says")
