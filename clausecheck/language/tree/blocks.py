"""The blocks of a file."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    ACTORS,
    LOCAL_TIME,
    METRIC_UNITS,
    TARGETS,
    Actor,
    Block,
    Clause,
    Length,
    Moment,
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
    Amount,
    Date,
    Item,
    Name,
    Notice,
    Numbered,
    Prose,
    Text,
    Time,
    YearDay,
)


@statement("agreement", "file")
class AgreementBlock(Block):
    """What the agreement is: its reference, parties, dates, law and order of documents."""

    title: Text | None = optional(doc="the title")
    version: Text | None = optional(doc="the version of the text")


@statement("define", "file")
class Define(Clause):
    """A word that the agreement uses in a meaning of its own."""

    name: Name | None = optional(doc="the word that is defined")
    title: Text | None = optional(doc="the words that are defined, where they are several")
    meaning: Text | None = optional(doc="what it means")
    as_: tuple[Item, ...] = several(
        "hours", "define", doc="what it counts as: `day of business`, `8 hours of desk`"
    )


@statement("hours", "file")
class Hours(Block):
    """Opening hours: a weekly pattern with its zone, holidays and closures. A span over midnight belongs
    to the day on which it starts; the end of a span is not in it."""

    name: Name = required(doc="the name by which durations and clauses call these hours")
    title: Text | None = optional(doc="the name for people")
    in_: tuple[Where, ...] = several(words=("unstated", LOCAL_TIME), doc="the time zone")
    from_: Amount | None = optional(doc="the first day")
    to_date: Amount | None = optional(doc="the last day")


@statement("site", "file")
class Site(Clause):
    """A place where people work or equipment stands."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="its address")
    travel: Amount | None = optional(doc="how long the way to it takes")
    in_: tuple[Where, ...] = several(doc="its time zone or country")


@statement("region", "file")
class Region(Clause):
    """A region in which a service runs: a scope, not a place that people visit."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="the name for people")
    in_: tuple[Where, ...] = several(doc="its countries")


@statement("tier", "file")
class Tier(Clause):
    """A level of performance that a service is bought in."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="the name for people")


@statement("family", "file")
class Family(Clause):
    """A family of products or services with promises of its own."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="the name for people")


@statement("service", "file")
class Service(Block):
    """A service: what it includes, whom it covers, when it is open and what it promises."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="the name for people")


@statement("scale", "file")
class Scale(Clause):
    """A scale of levels, from the most to the least severe."""

    name: Name = required(doc="what is measured on it")
    levels: tuple[Item, ...] = required(doc="its levels, the most severe first")


@statement("priority", "file")
class Priority(Block):
    """A priority: when it applies and how fast the provider is. Conditions are read from the most to the
    least urgent priority, in the order of the file; the first that holds wins."""

    name: Name = required(doc="its short name")
    title: Text | None = optional(doc="the name for people")


@statement("clock", "file")
class Clock(Block):
    """When time runs for targets, when it pauses and when it stops; `for` says for which targets."""


@statement("plan", "file")
class Plan(Block):
    """A level of service that a customer can buy; what it says goes before what the agreement says for
    all."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="the name for people")


@statement("metric", "file")
class Metric(Block):
    """Something that is measured, with its formula."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="the name for people")
    in_: tuple[Where, ...] = several(words=METRIC_UNITS, doc="its unit")


@statement("credits", "file")
class Credits(Block):
    """What a missed promise costs the provider, how it is claimed and paid, and where it ends."""

    cumulative: bool | None = flag("whether several credits for one event are added")


@statement("report", "file")
class Report(Block):
    """A report that the provider owes: to whom, how often, by when, and with which content."""

    title: Text | None = optional(doc="which report")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who receives it")
    every: Length | None = optional(doc="how often")
    within: Length | None = optional(doc="how long after the end of the period")
    on: tuple[Moment, ...] = several(doc="the day on which it is due, or `request`")
    before: Time | Date | Numbered | YearDay | None = optional(
        doc="the day or time before which it is due: `day 15 of month`"
    )
    as_: tuple[Item, ...] = several(doc="in which form")


@statement("backup", "file")
class Backup(Block):
    """Data that must not be lost: what is copied, how often, how long copies are kept, where, and how fast
    they come back."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="the name for people")


@statement("duties", "file")
class Duties(Block):
    """What a party must do so that the other can keep its promises."""

    who: tuple[Words, ...] = required("party", words=("both", "either"), doc="whose duties they are")


@statement("fees", "file")
class Fees(Block):
    """What is paid, when, and how it may change."""


@statement("security", "file")
class Security(Block):
    """Controls, notice of breaches, audits and subcontractors."""


@statement("data", "file")
class Data(Block):
    """Personal data: roles, kinds, purpose, places and transfers."""


@statement("liability", "file")
class Liability(Block):
    """Who answers for which loss, up to how much."""


@statement("onboarding", "file")
class Onboarding(Block):
    """The time at the start in which some promises do not hold yet."""

    without: tuple[Words, ...] = several(
        "service", "priority", "metric", words=TARGETS, doc="the promises that do not hold yet"
    )
    after: Amount | None = optional(doc="when the promises begin to hold")


@statement("exceptions", "file")
class Exceptions(Block):
    """Events for which a missed promise is excused."""


@statement("change", "file")
class Change(Block):
    """How a change of the agreement or of the services is asked for, judged and agreed."""

    title: Text | None = optional(doc="which changes")
    notice: Notice | None = optional(doc="how far ahead")


@statement("termination", "file")
class Termination(Block):
    """How the agreement ends, who may end it, why, and on what notice."""


@statement("exit", "termination", "file")
class Exit(Block):
    """What happens to services, data, backups and people when the agreement ends."""


@statement("relies", "service", "backup", "file")
class Relies(Block):
    """A supplier on which the promise rests (an underpinning contract), and what that supplier promises."""

    title: Text = required(doc="the supplier")


@statement("grouped", "file", "service", "plan", "priority", "credits", "fees", "backup", "termination")
class Grouped(Block):
    """Clauses that are for the same, written together: `for P1 {`. Reading puts each of them into the block around, with what
    the header says."""

    values: tuple[Item, ...] = required(doc="what or whom the clauses in it concern")


@statement("force_majeure", "file")
class ForceMajeure(Clause):
    """Events beyond control, the duty to say so, and when they end the agreement."""

    reasons: tuple[Text, ...] = several(doc="the events")
    notified: Length | None = optional(doc="how soon the other party is told")
    ends: Length | None = optional(doc="after how long either may leave")
    without: tuple[Words, ...] = several(words=("fees", *TARGETS), doc="what is not owed meanwhile")


@statement("confidentiality", "file")
class Confidentiality(Clause):
    """How long secrets are kept."""


@statement("clause", "file")
class SpecialClause(Clause):
    """A clause in prose, with a title; what is truly prose stands here."""

    title: Text = required(doc="its title")
    prose: Prose | None = optional(doc="its words")


@statement("text_for", "file")
class TextFor(Clause):
    """Words of the contract about a block or a clause; references in braces are checked."""

    prose: Prose = required(doc="the words")
    for_: tuple[Scope, ...] = several(doc="the block or the clause to which the words belong")
