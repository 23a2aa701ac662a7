"""Clauses of priorities, clocks and tickets."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    ACTORS,
    Actor,
    Clause,
    Length,
    Limit,
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
    Name,
    Share,
)


@statement("applies", "priority")
class Applies(Clause):
    """When a ticket has this priority."""

    otherwise: bool | None = flag("in all cases that no priority takes")


@statement("example", "priority")
class Example(Clause):
    """An example, for people; it decides nothing."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("starts", "priority", "clock", "service", "plan", "fees", "backup")
class Starts(Clause):
    """Where a ticket starts, or when the clock, or the bill, does."""


@statement("acknowledge", "priority", "service", "plan", "file")
class Acknowledge(Clause):
    """How soon receipt is confirmed."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    on_average: bool | None = flag("the average counts, not each case")
    automatic: bool | None = flag("whether a machine may do it")


@statement("respond", "priority", "service", "plan", "relies", "file", "backup")
class Respond(Clause):
    """How soon a qualified person has begun to work on a ticket."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    on_average: bool | None = flag("the average counts, not each case")
    automatic: bool | None = flag("whether a machine's answer counts")
    under: tuple[Words, ...] = several(doc="on which terms")


@statement("update", "priority", "service", "plan", "backup", "file", "security")
class Update(Clause):
    """How often the customer hears how it goes."""

    every: Length | None = optional(doc="how often")
    within: Length | None = optional(doc="how soon the first one comes")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    until: Words | Date | None = optional(doc="until when")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")


@statement("onsite", "priority", "service", "plan", "file")
class Onsite(Clause):
    """How soon someone is at the place."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    on_average: bool | None = flag("the average counts, not each case")
    at_most: Limit | None = optional(doc="the radius")
    at_least: Limit | None = optional(doc="how many people come")


@statement("workaround", "priority", "service", "plan", "file")
class Workaround(Clause):
    """How soon people can work again."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    on_average: bool | None = flag("the average counts, not each case")


@statement("resolve", "priority", "service", "plan", "relies", "file")
class Resolve(Clause):
    """How soon the cause is mended."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    on_average: bool | None = flag("the average counts, not each case")
    under: tuple[Words, ...] = several(doc="on which terms")


@statement("escalate", "priority", "service", "plan", "clock", "file", "security")
class Escalate(Clause):
    """Who is told when it takes too long."""

    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")
    after: Length | Share | None = optional(doc="after how long")
    answered: Length | None = optional(doc="how soon the one who is told answers")


@statement("root_cause_report", "priority", "service", "plan", "security", "credits")
class RootCauseReport(Clause):
    """The report about the cause."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who receives it")


@statement("handled", "priority", "service")
class Handled(Clause):
    """Who takes care of such tickets."""

    within: Length | None = optional(doc="how soon")
    in_: tuple[Where, ...] = several(doc="in which order: `order of arrival`")
    ahead_of: tuple[Words, ...] = several("priority", doc="which tickets wait for these")
    behind: tuple[Words, ...] = several("priority", doc="which tickets are taken first")


@statement("work", "priority", "service", "plan")
class Work(Clause):
    """When people work on a ticket."""

    until: Words | Date | None = optional(doc="until when")


@statement("raise_to", "file", "clock")
class RaiseTo(Clause):
    """What lifts a ticket's priority."""

    values: tuple[Item, ...] = several(doc="which tickets")
    to: tuple[Actor, ...] = several("priority", doc="the new priority")
    to_at_least: Name | None = optional("priority", doc="the lowest priority that it then has")
    one_higher: bool | None = flag("by one level")


@statement("lower", "file", "clock", "priority")
class Lower(Clause):
    """What lowers a ticket's priority."""

    values: tuple[Item, ...] = several(doc="which tickets")
    to_at_most: Name | None = optional("priority", doc="the highest priority that it then has")
    one_lower: bool | None = flag("by one level")
    to: tuple[Actor, ...] = several("priority", doc="the new priority")


@statement("dispatch", "priority", "service", "plan", "file")
class Dispatch(Clause):
    """How soon someone sets out for the place."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")


@statement("contain", "priority", "service", "plan", "security")
class Contain(Clause):
    """How soon an attack is isolated, so that it spreads no further."""

    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    automatic: bool | None = flag("whether a machine may do it")


@statement("pauses", "clock")
class Pauses(Clause):
    """When the clock stands still."""

    at_most: Limit | None = optional(doc="the longest pause")
    in_total: bool | None = flag("the longest time of all pauses of a ticket together, not of each")
    until: Words | Date | None = optional(doc="until when")


@statement("resumes", "clock")
class Resumes(Clause):
    """When a paused clock goes on."""


@statement("stops", "clock")
class Stops(Clause):
    """When the clock has run out its purpose."""

    automatic: bool | None = flag("whether a machine can stop it")


@statement("closes", "clock")
class Closes(Clause):
    """When a ticket is closed."""


@statement("reopens", "clock", "priority")
class Reopens(Clause):
    """Until when a closed ticket can be opened again."""

    within: Length | None = optional(doc="until when")


@statement("reminds", "clock")
class Reminds(Clause):
    """When someone who does not answer is reminded."""

    after: Length | None = optional(doc="after how long")


@statement("decided", "clock", "priority")
class Decided(Clause):
    """Who decides which priority a ticket has."""

    disputed: Length | None = optional(doc="how soon the decision may be disputed")
    in_doubt: Words | None = optional(words=("higher", "lower"), doc="which level holds in doubt")
