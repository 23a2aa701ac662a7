"""Clauses about the agreement itself: parties, dates, documents, law, notices."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    ACTORS,
    Actor,
    Clause,
    Length,
    Limit,
    Moment,
    Where,
    Words,
    flag,
    optional,
    required,
    several,
    statement,
)
from clausecheck.language.values import (
    Anchored,
    Condition,
    Date,
    Days,
    Item,
    Name,
    Notice,
    Number,
    Phrase,
    Tbd,
    Text,
    Unstated,
    YearDay,
)


@statement("reference", "agreement")
class Reference(Clause):
    """The number under which the agreement is filed."""

    value: Text | Tbd | Unstated = required(doc="the reference")


@statement("kind", "agreement", "service")
class Kind(Clause):
    """What kind of document, or of service, it is."""

    value: Words = required(
        words=(
            "managed-services", "contract", "msa", "sla", "schedule", "order", "dpa", "ola", "internal", "terms", "support",
            "backup", "extract", "template",
            "managed", "monitored", "supported", "hosted",
        ),
        doc="of a document: what it is, which decides what may be missing from it; of a service: `managed` to `hosted`",
    )  # fmt: skip
    under: tuple[Words, ...] = several(doc="the agreement that it belongs to")


@statement("status", "agreement")
class Status(Clause):
    """How far the agreement has come; in an agreed or signed one nothing may be `tbd`."""

    value: Words = required(words=("draft", "agreed", "signed", "ended"), doc="the status")


@statement("zone_is", "agreement")
class ZoneIs(Clause):
    """The time zone of all times that do not name one."""

    value: Where = required(words=(), doc="the zone")


@statement("currency", "agreement")
class Currency(Clause):
    """The currency of the agreement, ISO 4217."""

    currency_code: Name | Tbd | Unstated = required(doc="three letters")


@statement("provider", "agreement")
class Provider(Clause):
    """The party that serves."""

    name: Name | Tbd | Unstated = required(doc="the short name by which clauses call it")
    title: Text | None = optional(doc="its registered name")
    contact_at: Text | None = optional(doc="how to reach it")
    address: Text | None = optional(doc="where letters reach it")
    sector: tuple[Words, ...] = several(doc="its sector")
    in_: tuple[Where, ...] = several(doc="its country")
    registered: Words | Number | None = optional(doc="its number in the register of companies")


@statement("customer", "agreement")
class Customer(Clause):
    """The party that is served."""

    name: Name | Tbd | Unstated = required(doc="the short name by which clauses call it")
    title: Text | None = optional(doc="its registered name")
    contact_at: Text | None = optional(doc="how to reach it")
    address: Text | None = optional(doc="where letters reach it")
    sector: tuple[Words, ...] = several(doc="its sector, where rules depend on it")
    in_: tuple[Where, ...] = several(doc="its country")
    registered: Words | Number | None = optional(doc="its number in the register of companies")


@statement("purpose", "agreement", "data")
class Purpose(Clause):
    """What the agreement, or the use of personal data, is for."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("effective", "agreement")
class Effective(Clause):
    """The day on which the agreement begins to hold."""

    value: Date | Words | Anchored = required(doc="the date, or the event")


@statement("term", "agreement")
class Term(Clause):
    """How long the agreement lasts, and whether it renews itself."""

    value: Length | None = optional(doc="the initial term; `indefinite` where it has no end")
    thereafter: bool | None = flag("that it then runs on until someone ends it")
    renewed: Length | Name | Phrase | None = optional(doc="the length of each renewal")
    unless: Notice | Text | None = optional(doc="the notice that prevents the renewal")
    until: Date | Words | None = optional(doc="the last day")
    automatic: bool | None = flag("whether it renews by itself")
    at_most: Limit | None = optional(doc="how often it renews")
    after: Length | None = optional(doc="the earliest time of that notice")


@statement("week", "agreement")
class Week(Clause):
    """On which day a week begins; on Monday where nothing is said."""

    on: tuple[Days | Tbd | Unstated, ...] = several(doc="the weekday")


@statement("fiscal_year", "agreement")
class FiscalYear(Clause):
    """When the fiscal year begins, to which fiscal quarters belong."""

    on: tuple[YearDay | Date | Tbd | Unstated, ...] = several(
        doc="its first day; of a month alone, its first"
    )
    to_date: YearDay | Date | None = optional(doc="its last day")


@statement("renew", "agreement")
class Renew(Clause):
    """A right to renew, or what a renewal needs."""

    within: Length | None = optional(doc="until when it is used")
    at_most: Limit | None = optional(doc="how often")
    unless: Notice | Text | None = optional(doc="the notice that prevents it")
    until: Date | Words | None = optional(doc="the last day")
    automatic: bool | None = flag("whether it comes by itself")
    notice: Notice | None = optional(doc="how far ahead")
    after: Length | None = optional(doc="the earliest time of the notice")
    at_least: Length | None = optional(doc="how long before the end it is agreed at the latest")


@statement("law", "agreement")
class Law(Clause):
    """The law that governs."""

    value: Words = required(doc="which law")


@statement("disputes", "agreement", "file", "termination", "liability")
class Disputes(Clause):
    """How disputes are settled."""

    values: tuple[Words, ...] = required(doc="the steps, one after the other")
    within: Length | None = optional(doc="how soon")


@statement("precedence", "agreement")
class Precedence(Clause):
    """The order of documents where they disagree, the strongest first; `this` is the agreement itself."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("amend", "agreement", "change")
class Amend(Clause):
    """Who may change the agreement, in which form."""

    in_: tuple[Where, ...] = several(words=("writing",), doc="the form")
    notice: Notice | None = optional(doc="how far ahead")
    without: tuple[Words, ...] = several(words=("notice", "consent"), doc="what is not needed")
    deemed: Length | Words | None = optional(
        doc="after which silence, or by which event, it counts as accepted: `by use`"
    )
    deemed_when: Condition | None = optional(doc="in which case it counts as accepted")


@statement(
    "see",
    "agreement",
    "service",
    "credits",
    "backup",
    "fees",
    "security",
    "data",
    "liability",
    "termination",
    "exit",
    "report",
    "change",
    "exceptions",
    "plan",
    "onboarding",
)
class See(Clause):
    """A document that belongs to the agreement."""

    values: tuple[Item, ...] = required(doc="what it says")
    version: Text | None = optional(doc="its version")
    on: tuple[Moment, ...] = several(doc="its date")


@statement("signed", "agreement")
class Signed(Clause):
    """Who signed for a party, and when."""

    name: Name = required("party", doc="the party")
    value: Words | None = optional(doc="who signed")
    on: tuple[Moment, ...] = several(doc="the day")


@statement("language", "agreement", "service", "termination")
class Language(Clause):
    """The language of the service, of the agreement or of a notice."""

    values: tuple[Words, ...] = required(doc="the language")


@statement("assign", "agreement", "termination")
class Assign(Clause):
    """Who may hand the agreement on to someone else."""

    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="to whom")
    notice: Notice | None = optional(doc="how far ahead")
    without: tuple[Words, ...] = several(words=("notice", "consent"), doc="what is not needed")


@statement("no_assign", "agreement", "termination")
class NoAssign(Clause):
    """That nobody, or who of the two not, may hand the agreement on to someone else."""

    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="to whom")
    without: tuple[Words, ...] = several(
        words=("notice", "consent"), doc="what makes it possible all the same"
    )


@statement("owner", "agreement", "service", "backup", "metric", "exit")
class Owner(Clause):
    """Who answers for a service, a backup or a figure."""

    values: tuple[Item, ...] = required(doc="who")


@statement("belongs", "agreement", "service", "data", "exit", "termination")
class Belongs(Clause):
    """Whose property something is."""

    values: tuple[Item, ...] = required(doc="what")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="whose")


@statement(
    "may",
    "agreement",
    "service",
    "priority",
    "clock",
    "backup",
    "duties",
    "fees",
    "security",
    "change",
    "termination",
    "exit",
)
class May(Clause):
    """Who is entitled to do something: to log a P1, to spend, to ask for a restore, to give notice."""

    values: tuple[Words, ...] = required(
        words=(
            "log", "raise", "spend", "approve", "restore", "delete", "lift", "notify", "end", "declare",
            "access", "change", "review", "suggest",
        ),
        doc="what",
    )  # fmt: skip
    at_most: Limit | None = optional(doc="up to what")
    over: Limit | Words | None = optional(doc="above what")
    within: Length | None = optional(doc="how soon")
