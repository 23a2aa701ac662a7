"""Clauses of services: what is in, what is out, what is available."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    ACTORS,
    TARGETS,
    Actor,
    Clause,
    Length,
    Limit,
    Moment,
    Spans,
    Weekdays,
    Where,
    Words,
    flag,
    optional,
    required,
    several,
    statement,
)
from clausecheck.language.values import (
    Choice,
    Date,
    Item,
    Name,
    Notice,
    Numbered,
    Percentage,
    Rated,
    Tbd,
    Text,
    Time,
    Unstated,
)


@statement("includes", "service", "backup", "plan", "fees")
class Includes(Clause):
    """What is in."""

    values: tuple[Item, ...] = required(doc="what it says")
    within: Length | None = optional(doc="from when")


@statement("excludes", "service", "backup", "plan", "liability", "credits", "fees", "onboarding")
class Excludes(Clause):
    """What is out."""

    values: tuple[Item, ...] = required(doc="what it says")
    over: Limit | Words | None = optional(doc="above what: the threshold of a project")
    unless: Notice | Text | None = optional(doc="what brings it in all the same")
    after: Length | None = optional(doc="from when")


@statement("covers", "service", "agreement", "backup", "plan")
class Covers(Clause):
    """The users, devices and places that are covered."""

    values: tuple[Item, ...] = required(doc="what it says")
    within: Length | None = optional(doc="how soon new ones are covered")
    at_least: Limit | None = optional(doc="the lowest number")
    at_most: Limit | None = optional(doc="the highest number")
    on: tuple[Moment, ...] = several(doc="the day on which they are counted")


@statement("limit", "service", "plan", "backup", "fees")
class LimitTo(Clause):
    """How much of something is included."""

    title: Text | None = optional(doc="what is limited")
    amount_is: Limit | Text = required(doc="how much")
    steps: Length | None = optional(doc="the steps in which it is used up")
    carry: Limit | None = optional(doc="how much is carried over")
    over: Limit | Words | None = optional(doc="above what")
    at_least: Limit | None = optional(doc="the lowest volume")


@statement("contact", "service", "agreement", "plan")
class Contact(Clause):
    """How to reach the provider."""

    values: tuple[Item, ...] = required(doc="what it says")
    on: tuple[Moment, ...] = several(doc="the days")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is reached")


@statement("availability", "service", "plan", "relies", "backup")
class Availability(Clause):
    """The share of time in which a service can be used."""

    value: Percentage | Rated | Choice | Tbd | Unstated = required(limit=100, doc="the target")
    averaged_over: Length | None = optional(doc="the rolling window over which it is averaged")
    steps: Length | None = optional(doc="the steps in which it is counted")
    inclusive: bool | None = flag("that maintenance counts as downtime")
    at_least: Percentage | Tbd | Unstated | None = optional(
        limit=100, doc="the minimum, where it is not the target"
    )


@statement("outage", "service", "plan")
class Outage(Clause):
    """What counts as an outage."""

    title: Text | None = optional(doc="the state, in words")
    counted: Length | None = optional(doc="how long or how often before it counts")
    spaced: Length | None = optional(doc="how far the checks are apart")
    ends: Length | None = optional(doc="after how many good checks, or how long, it is over")
    free: Limit | None = optional(doc="the first part of each outage that does not count")


@statement("downtime", "service", "plan")
class Downtime(Clause):
    """How long a service may be down."""

    at_most: Limit | None = optional(doc="the longest time")
    within: Length | None = optional(doc="the time in which it must be over")
    below: Limit | None = optional(doc="what it must stay below")
    free: Limit | None = optional(doc="the first part of each outage that does not count")


@statement("latency", "service", "plan")
class Latency(Clause):
    """How quickly a service answers."""

    quantile: Name | None = optional(doc="the percentile, such as `p95`")
    amount_is: Length = required(doc="the time")


@statement("maintenance", "service", "plan", "relies", "exceptions", "backup")
class Maintenance(Clause):
    """Planned maintenance."""

    weekdays: tuple[Weekdays, ...] = several(doc="the days")
    spans: tuple[Spans, ...] = several(doc="the times of the day")
    notice: Notice | None = optional(doc="how far ahead it is announced")
    at_most: Limit | None = optional(doc="how long it may be")
    in_: tuple[Where, ...] = several(doc="the time zone")
    within: Length | None = optional(doc="how soon it is announced")
    counts: bool | None = flag("whether it counts as downtime")
    excess: bool | None = flag("that what goes beyond the window counts as downtime")


@statement("emergency_maintenance", "service", "plan", "relies", "exceptions")
class EmergencyMaintenance(Clause):
    """Maintenance that cannot wait."""

    notice: Notice | None = optional(doc="how far ahead it is announced")
    without: tuple[Words, ...] = several(words=("notice",), doc="what is not needed")
    at_most: Limit | None = optional(doc="how long it may be")
    within: Length | None = optional(doc="how soon it is announced")
    counts: bool | None = flag("whether it counts as downtime")
    excess: bool | None = flag("that what goes beyond the window counts as downtime")


@statement("patch", "service", "security", "plan")
class Patch(Clause):
    """How soon patches are installed."""

    class_is: tuple[Words, ...] = required(doc="which patches")
    within: Length | None = optional(doc="how soon")
    every: Length | None = optional(doc="how often")


@statement("licence", "service", "fees")
class Licence(Clause):
    """A licence that comes with the service."""

    values: tuple[Item, ...] = required(doc="what it says")
    committed: Length | None = optional(doc="how long it must be paid")
    no_transfer: bool | None = flag("that it cannot be handed on to another account or party")


@statement(
    "deliver", "service", "priority", "plan", "onboarding", "exit", "change", "security", "backup", "data"
)
class Deliver(Clause):
    """Something that is handed over or done by a time."""

    values: tuple[Item, ...] = required(doc="what it says")
    within: Length | None = optional(doc="how soon")
    every: Length | None = optional(doc="how often")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who receives it")
    on: tuple[Moment, ...] = several(doc="the day, or `request`")
    before: Time | Date | Numbered | Words | None = optional(
        doc="the latest time of the day, or the latest day"
    )
    notice: Notice | None = optional(doc="how far ahead it is said")


@statement("no_guarantee", "service", "priority", "plan", "relies", "backup", "agreement", "duties")
class NoGuarantee(Clause):
    """What is expressly not promised."""

    values: tuple[Words, ...] = required(words=TARGETS, doc="what")
