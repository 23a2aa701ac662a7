"""The tree: one dataclass for each block and each clause. This is the one schema.

A class is named like its rule in `grammar/agreement.lark`, a field like the rule of the value or the part that
fills it (a trailing underscore only avoids a word of Python). From these classes come the type checks of the
reader, the JSON export and its schema, the type checks of the rules, and the language reference: the
docstring of a class is its entry there.

A new clause is a grammar rule, a class here, and an example in `samples/tour.sla`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

from clausecheck.language.values import (
    Amount,
    Anchored,
    Arithmetic,
    Between,
    Choice,
    Condition,
    Count,
    Date,
    Days,
    Duration,
    Formula,
    HoursSpan,
    Item,
    Money,
    Multiple,
    Name,
    Notice,
    Number,
    Numbered,
    Pair,
    Percentage,
    Phrase,
    Prose,
    Rated,
    Share,
    Size,
    Tbd,
    Text,
    Time,
    TimesIn,
    Unstated,
    Value,
    Window,
    Zone,
)
from clausecheck.source import Span

# What fields may hold. `tbd` and `unstated` may stand for any value.
Words = Name | Phrase | Text | Tbd | Unstated
Deadline = Duration | Anchored | Choice | Tbd | Unstated
Length = Duration | Anchored | Choice | Count | Tbd | Unstated
Period = Name | Phrase | Duration | Numbered | Count | Tbd | Unstated
Limit = (
    Duration
    | Money
    | Count
    | Number
    | Percentage
    | Share
    | Size
    | Rated
    | Multiple
    | Anchored
    | Text
    | Tbd
    | Unstated
)
Price = (
    Money
    | Percentage
    | Share
    | Multiple
    | Rated
    | Formula
    | Anchored
    | Choice
    | Text
    | Name
    | Phrase
    | Tbd
    | Unstated
)
Scope = Name | Phrase | Numbered | Text | Share | Duration | Anchored | Count | Percentage | Tbd | Unstated
Place = (
    Name | Phrase | Numbered | Text | Time | Money | Rated | Multiple | Percentage | Share | Tbd | Unstated
)
Actor = Name | Phrase | Text | Numbered | Pair | Count | Date | Formula | Tbd | Unstated
Moment = Date | Days | Name | Phrase | Numbered | Text | Tbd | Unstated
Where = Name | Phrase | Numbered | Zone | Text | Tbd | Unstated
Weekdays = Days | Tbd | Unstated
Spans = HoursSpan | Tbd | Unstated

#: Parties by role, ways to send word, and people who act, where no declared name is meant.
ACTORS = (
    "either", "both", "email", "post", "courier", "phone", "portal", "writing", "hand", "fax", "parties",
    "third-party", "regulator", "anyone", "letter",
)  # fmt: skip
#: What a promise can be about, where a clause says `for` or `without`.
TARGETS = (
    "acknowledgement", "response", "update", "workaround", "onsite", "resolution", "escalation", "availability",
    "latency", "downtime", "maintenance", "recovery", "restore", "backup", "report", "root-cause",
)  # fmt: skip
#: Grounds on which the clock of availability, or of a target, does not run.
EXCEPTIONS = (
    "maintenance", "emergency-maintenance", "force-majeure", "customer-fault", "third-party", "holidays",
    "termination", "weekends", "internet", "misuse", "patching",
)  # fmt: skip


#: What a condition can measure or observe without a declared metric or scale.
SUBJECTS = (
    "users", "devices", "sites", "staff", "branches", "locations", "servers", "tickets", "requests", "incidents",
    "backup-success", "calls", "backups", "error-rate", "success-rate", "payment", "invoice", "outage", "cost", "price", "total",
    "logged", "reported", "requested", "detected", "acknowledged", "responded", "answered", "unanswered", "started",
    "onsite", "restored", "recovered", "resolved", "fixed", "closed", "cancelled", "approved", "rejected", "agreed",
    "awaiting", "waiting", "assigned", "escalated", "confirmed", "unreachable", "insolvency", "breach", "automatic",
    "change-of-control", "otherwise", "suspended", "renewed", "termination", "end", "start", "month-end", "year",
    "force-majeure", "dissolution", "cessation", "assignment", "data-breach", "certification", "insurance",
    "subcontracting", "supervision", "increase", "amendment", "switching", "erasure", "abuse", "customer-fault",
)  # fmt: skip


@dataclass(slots=True, frozen=True)
class FieldSpec:
    """What the schema says about a field beyond its type.

    `refers` are the kinds of blocks whose names may stand there and `words` the fixed names that may stand
    there too; both empty means that any name may. `limit` is the highest percentage.
    """

    refers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    limit: int | None = None
    doc: str = ""


def required(*refers: str, words: tuple[str, ...] = (), limit: int | None = None, doc: str = "") -> Any:
    """A value that the clause cannot do without."""
    return field(metadata={"spec": FieldSpec(refers, words, limit, doc)})


def optional(*refers: str, words: tuple[str, ...] = (), limit: int | None = None, doc: str = "") -> Any:
    """A single value that may be absent (`None`)."""
    return field(default=None, metadata={"spec": FieldSpec(refers, words, limit, doc)})


def several(*refers: str, words: tuple[str, ...] = (), limit: int | None = None, doc: str = "") -> Any:
    """Any number of values, absent when empty."""
    return field(default=(), metadata={"spec": FieldSpec(refers, words, limit, doc)})


def flag(doc: str = "") -> Any:
    """A word that is there or not; `False` where the text says `not`, `None` where it is silent."""
    return field(default=None, metadata={"spec": FieldSpec(doc=doc)})


@dataclass(slots=True, kw_only=True)
class Node:
    """What every block and clause has.

    `number` is its number in the paper contract, `leading` the comments and blank lines before it and `trailing`
    the comments behind its lines, `path` its canonical path. None of these takes part in comparison, nor does `span`.
    """

    kind: ClassVar[str] = ""
    inside: ClassVar[tuple[str, ...]] = ()

    number: str | None = None
    span: Span = field(default=Span(0, 0), compare=False, repr=False)
    head: Span = field(default=Span(0, 0), compare=False, repr=False)
    leading: tuple[str, ...] = field(default=(), compare=False, repr=False)
    trailing: tuple[str, ...] = field(default=(), compare=False, repr=False)
    path: str = field(default="", compare=False, repr=False)

    def contents(self) -> Iterator[tuple[str, Value]]:
        """Each value of the clause's own fields with the field's name; clauses inside are left out."""
        for item in fields(self):
            if "spec" not in item.metadata:
                continue
            content = getattr(self, item.name)
            for value in content if isinstance(content, tuple) else (content,):
                if isinstance(value, Value):
                    yield item.name, value


@dataclass(slots=True, kw_only=True)
class Clause(Node):
    """A clause, with the parts that may follow any clause."""

    during: tuple[Words, ...] = several(
        "hours", words=("always",), doc="the hours in which it holds and counts"
    )
    outside: tuple[Words, ...] = several(
        "hours", words=("always",), doc="it holds when these hours are closed"
    )
    for_: tuple[Scope, ...] = several(
        "service", "priority", "plan", "backup", "metric", "party", "site", "scale-level",
        words=(
            "rest", "convenience", "cause", "switching", "incidents", "requests", "calls", "tickets", "all",
            "backups", "data", "subcontractors", *TARGETS,
        ),
        doc="what or whom it concerns, which share of cases, or how long",
    )  # fmt: skip
    at: tuple[Place, ...] = several(doc="the place, the time of day, the price or the event")
    each: Period | None = optional(doc="the window over which it is measured")
    when: Condition | None = optional(doc="the condition under which it holds")
    except_: tuple[Moment, ...] = several(doc="what is left out")
    by: tuple[Actor, ...] = several("party", "contact", words=ACTORS, doc="who does it, or by which means")
    with_: tuple[Words, ...] = several(doc="what goes with it")
    measured_by: tuple[Words, ...] = several(doc="the source of the figures")


@dataclass(slots=True, kw_only=True)
class Block(Clause):
    """A clause that holds clauses; `closing` are the comments and blank lines before its closing brace."""

    clauses: tuple[Node, ...] = field(default=(), repr=False)
    closing: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def all(self, kind: type[N]) -> list[N]:
        """The clauses of a kind that stand directly in this block."""
        return [clause for clause in self.clauses if isinstance(clause, kind)]

    def walk(self) -> Iterator[Node]:
        """This block and everything in it, from top to bottom."""
        yield self
        for clause in self.clauses:
            if isinstance(clause, Block):
                yield from clause.walk()
            else:
                yield clause


N = TypeVar("N", bound=Node)
C = TypeVar("C", bound=Clause)

KINDS: dict[str, type[Clause]] = {}


@dataclass_transform(kw_only_default=True, field_specifiers=(required, optional, several, flag, field))
def statement(kind: str, *inside: str) -> Callable[[type[C]], type[C]]:
    """Register a class under the name of its grammar rule, with the kinds of blocks in which it may stand;
    `file` is the outermost level."""

    def register(cls: type[C]) -> type[C]:
        made = dataclass(slots=True, kw_only=True)(cls)
        made.kind = kind
        made.inside = inside
        KINDS[kind] = made
        return made

    return register


@dataclass(slots=True, kw_only=True)
class Broken(Block):
    """What stood where a clause could not be read; `meant` is the kind that its first word names, if any,
    and `name` the name behind it, so that nothing else is reported because of it."""

    kind: ClassVar[str] = "broken"
    meant: str = ""
    name: str = ""
    text: str = ""


@dataclass(slots=True, kw_only=True)
class Document(Block):
    """A whole file."""

    kind: ClassVar[str] = "file"


# ---- the blocks of a file ------------------------------------------------------------------------


@statement("agreement", "file")
class Agreement(Block):
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
    in_: tuple[Where, ...] = several(words=("unstated",), doc="the time zone")
    from_: Amount | None = optional(doc="the first day")
    to_date: Amount | None = optional(doc="the last day")


@statement("site", "file")
class Site(Clause):
    """A place where people work or equipment stands."""

    name: Name = required(doc="its name")
    title: Text | None = optional(doc="its address")
    travel: Amount | None = optional(doc="how long the way to it takes")
    in_: tuple[Where, ...] = several(doc="its time zone or country")


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
    in_: tuple[Where, ...] = several(
        words=("percent", "hours", "minutes", "seconds", "days", "count"), doc="its unit"
    )


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
    before: Time | Date | Numbered | None = optional(
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


# ---- about the agreement -------------------------------------------------------------------------


@statement("reference", "agreement")
class Reference(Clause):
    """The number under which the agreement is filed."""

    value: Text | Tbd | Unstated = required(doc="the reference")


@statement("kind", "agreement", "service")
class Kind(Clause):
    """What kind of document, or of service, it is."""

    value: Words = required(
        words=(
            "sla", "msa", "ola", "order", "dpa", "schedule", "template",
            "managed", "monitored", "supported", "hosted",
        ),
        doc="the kind",
    )  # fmt: skip


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
    sector: tuple[Words, ...] = several(doc="its sector")
    in_: tuple[Where, ...] = several(doc="its country")
    registered: Words | Number | None = optional(doc="its number in the register of companies")


@statement("customer", "agreement")
class Customer(Clause):
    """The party that is served."""

    name: Name | Tbd | Unstated = required(doc="the short name by which clauses call it")
    title: Text | None = optional(doc="its registered name")
    contact_at: Text | None = optional(doc="how to reach it")
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

    value: Length = required(doc="the initial term")
    renewed: Length | Name | Phrase | None = optional(doc="the length of each renewal")
    unless: Notice | Text | None = optional(doc="the notice that prevents the renewal")
    until: Date | Words | None = optional(doc="the last day")
    automatic: bool | None = flag("whether it renews by itself")
    at_most: Limit | None = optional(doc="how often it renews")
    after: Length | None = optional(doc="the earliest time of that notice")


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


@statement("law", "agreement")
class Law(Clause):
    """The law that governs."""

    value: Words = required(doc="which law")


@statement("disputes", "agreement")
class Disputes(Clause):
    """How disputes are settled."""

    value: Words = required(doc="the steps")
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


# ---- hours ---------------------------------------------------------------------------------------


@statement("opening", "hours")
class Opening(Clause):
    """When the hours are open: weekdays, then one or several spans."""

    weekdays: tuple[Weekdays, ...] = required(doc="the days")
    spans: tuple[Spans, ...] = required(doc="the times of the day")
    from_: Amount | None = optional(doc="the first day of a season")
    to_date: Amount | None = optional(doc="the last day of a season")


@statement("closed", "hours")
class Closed(Clause):
    """When the hours are closed all the same."""

    holidays: tuple[Words, ...] | None = optional(doc="the calendars of public holidays")
    on: tuple[Moment, ...] = several(doc="the days")
    from_: Amount | None = optional(doc="the time, or the day, from which it holds")
    to_date: Amount | None = optional(doc="the last day")
    until: Time | Date | Words | None = optional(doc="the time until which it holds")


@statement("open_clause", "service", "hours", "plan", "site")
class OpenClause(Clause):
    """When a service can be used, or on which days hours are open all the same."""

    holidays: tuple[Words, ...] | None = optional(doc="the calendars of public holidays")
    on: tuple[Moment, ...] = several(doc="the days")
    without: tuple[Words, ...] = several(words=TARGETS, doc="what does not hold in that time")


# ---- services ------------------------------------------------------------------------------------


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

    value: Percentage | Tbd | Unstated = required(limit=100, doc="the target")
    at_least: Percentage | Tbd | Unstated | None = optional(
        limit=100, doc="the minimum, where it is not the target"
    )


@statement("outage", "service", "plan")
class Outage(Clause):
    """What counts as an outage."""

    title: Text | None = optional(doc="the state, in words")
    counted: Length | None = optional(doc="how long or how often before it counts")
    spaced: Length | None = optional(doc="how far the checks are apart")


@statement("downtime", "service", "plan")
class Downtime(Clause):
    """How long a service may be down."""

    at_most: Limit | None = optional(doc="the longest time")
    within: Length | None = optional(doc="the time in which it must be over")
    below: Limit | None = optional(doc="what it must stay below")


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


@statement("emergency_maintenance", "service", "plan", "relies", "exceptions")
class EmergencyMaintenance(Clause):
    """Maintenance that cannot wait."""

    notice: Notice | None = optional(doc="how far ahead it is announced")
    at_most: Limit | None = optional(doc="how long it may be")
    within: Length | None = optional(doc="how soon it is announced")


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


@statement("no_guarantee", "service", "priority", "plan", "relies", "backup", "agreement", "duties")
class NoGuarantee(Clause):
    """What is expressly not promised."""

    values: tuple[Words, ...] = required(words=TARGETS, doc="what")


# ---- priorities and tickets ----------------------------------------------------------------------


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
    automatic: bool | None = flag("whether a machine may do it")


@statement("respond", "priority", "service", "plan", "relies", "file", "backup")
class Respond(Clause):
    """How soon a qualified person has begun to work on a ticket."""

    within: Length | None = optional(doc="how soon")
    automatic: bool | None = flag("whether a machine's answer counts")
    under: tuple[Words, ...] = several(doc="on which terms")


@statement("update", "priority", "service", "plan", "backup", "file", "security")
class Update(Clause):
    """How often the customer hears how it goes."""

    every: Length | None = optional(doc="how often")
    within: Length | None = optional(doc="how soon the first one comes")
    until: Words | Date | None = optional(doc="until when")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")


@statement("onsite", "priority", "service", "plan", "file")
class Onsite(Clause):
    """How soon someone is at the place."""

    within: Length | None = optional(doc="how soon")
    at_most: Limit | None = optional(doc="the radius")


@statement("workaround", "priority", "service", "plan", "file")
class Workaround(Clause):
    """How soon people can work again."""

    within: Length | None = optional(doc="how soon")


@statement("resolve", "priority", "service", "plan", "relies", "file")
class Resolve(Clause):
    """How soon the cause is mended."""

    within: Length | None = optional(doc="how soon")
    on_average: bool | None = flag("the average counts, not each case")
    under: tuple[Words, ...] = several(doc="on which terms")


@statement("escalate", "priority", "service", "plan", "clock", "file", "security")
class Escalate(Clause):
    """Who is told when it takes too long."""

    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")
    after: Length | Share | None = optional(doc="after how long")


@statement("root_cause_report", "priority", "service", "plan", "security", "credits")
class RootCauseReport(Clause):
    """The report about the cause."""

    within: Length | None = optional(doc="how soon")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who receives it")


@statement("handled", "priority", "service")
class Handled(Clause):
    """Who takes care of such tickets."""

    in_: tuple[Where, ...] = several(doc="in which order: `order of arrival`")


@statement("work", "priority", "service", "plan")
class Work(Clause):
    """When people work on a ticket."""

    until: Words | Date | None = optional(doc="until when")


@statement("raise_to", "file", "clock")
class RaiseTo(Clause):
    """What lifts a ticket's priority."""

    values: tuple[Item, ...] = required(doc="what it says")
    to: tuple[Actor, ...] = several("priority", doc="the new priority")
    to_at_least: Name | None = optional("priority", doc="the lowest priority that it then has")


@statement("lower", "file", "clock", "priority")
class Lower(Clause):
    """What lowers a ticket's priority."""

    to: tuple[Actor, ...] = several("priority", doc="the new priority")


@statement("dispatch", "priority", "service", "plan", "file")
class Dispatch(Clause):
    """How soon someone sets out for the place."""

    within: Length | None = optional(doc="how soon")


@statement("contain", "priority", "service", "plan", "security")
class Contain(Clause):
    """How soon an attack is isolated, so that it spreads no further."""

    within: Length | None = optional(doc="how soon")
    automatic: bool | None = flag("whether a machine may do it")


@statement("pauses", "clock")
class Pauses(Clause):
    """When the clock stands still."""

    at_most: Limit | None = optional(doc="the longest pause")
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


# ---- measuring and credits -----------------------------------------------------------------------


@statement("formula_is", "metric", "credits", "availability", "service")
class FormulaIs(Clause):
    """How a figure is computed."""

    expression: Arithmetic = required(doc="the formula")


@statement("guarantee", "file", "service", "plan")
class Guarantee(Clause):
    """A level that a measured figure must reach."""

    target: Condition = required(doc="the figure and its level")
    at_least: Limit | None = optional(doc="the minimum; `per server` is a floor for each")


@statement("credit", "credits")
class Credit(Clause):
    """What is credited, and when."""

    value: Price = required(doc="how much")
    over: Limit | Words | None = optional(doc="above what")
    below: Limit | Words | None = optional(doc="below what")
    averaged_over: Length | None = optional(doc="the time over which the figure is averaged")
    in_window: Window | None = optional(doc="how often, in how many periods")
    times_in: TimesIn | None = optional(doc="how often, in how long")
    cumulative: bool | None = flag("whether it is added to others for the same event")


@statement("cap", "credits", "liability", "fees", "exit")
class Cap(Clause):
    """The most that is paid."""

    value: Price | Count = required(doc="how much")


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


@statement("content", "report")
class Content(Clause):
    """What a report shows."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("review", "file", "agreement")
class Review(Clause):
    """Meetings at which the parties look at the results together."""

    every: Length | None = optional(doc="how often")
    at_least: Limit | None = optional(doc="how often at least")
    within: Length | None = optional(doc="how soon")


# ---- backups -------------------------------------------------------------------------------------


@statement("new_systems", "backup", "service")
class NewSystems(Clause):
    """Whether new systems are in, and from when."""

    included: bool | None = flag("whether they are in")
    within: Length | None = optional(doc="how soon")


@statement("size_is", "backup")
class SizeIs(Clause):
    """How much data there is, and over which line it goes."""

    value: Size | Tbd | Unstated = required(doc="how much")
    link: Size | Tbd | Unstated | None = optional(doc="the line")


@statement("runs", "backup")
class Runs(Clause):
    """Whether backups run by themselves."""

    every: Length | None = optional(doc="how often")
    automatic: bool | None = flag("they run by themselves")
    manual: bool | None = flag("someone starts them")
    on: tuple[Moment, ...] = several(doc="`request`, or the days")
    consistent: bool | None = flag("taken so that applications can start from it")


@statement("full", "backup", "exit")
class Full(Clause):
    """A copy of everything."""

    every: Length | None = optional(doc="how often")
    on: tuple[Moment, ...] = several(doc="the days")
    within: Length | None = optional(doc="how soon the last one is made")
    as_: tuple[Words, ...] = several(words=("image", "synthetic", "files", "database"), doc="by which method")
    consistent: bool | None = flag("taken so that applications can start from it")
    in_: tuple[Where, ...] = several(doc="the time zone of its time")


@statement("incremental", "backup")
class Incremental(Clause):
    """A copy of what changed since the last copy."""

    every: Length | None = optional(doc="how often")
    on: tuple[Moment, ...] = several(doc="the days")
    consistent: bool | None = flag("taken so that applications can start from it")
    in_: tuple[Where, ...] = several(doc="the time zone of its time")


@statement("differential", "backup")
class Differential(Clause):
    """A copy of what changed since the last full copy."""

    every: Length | None = optional(doc="how often")
    on: tuple[Moment, ...] = several(doc="the days")
    in_: tuple[Where, ...] = several(doc="the time zone of its time")


@statement("snapshot", "backup")
class Snapshot(Clause):
    """A picture of a disk or a machine at one moment."""

    every: Length | None = optional(doc="how often")
    on: tuple[Moment, ...] = several(doc="the days")
    consistent: bool | None = flag("taken so that applications can start from it")
    in_: tuple[Where, ...] = several(doc="the time zone of its time")


@statement("keep", "backup", "relies", "exit", "termination", "security", "data")
class Keep(Clause):
    """How long copies, records or services are kept."""

    value: Name | Phrase | Number | Count | Text | Tbd | Unstated | None = optional(doc="what is kept")
    until: Words | Date | None = optional(doc="until when")
    under: tuple[Words, ...] = several(doc="on which terms")
    at_least: Limit | None = optional(doc="the shortest time")
    at_most: Limit | None = optional(doc="the longest time")
    as_: tuple[Item, ...] = several(doc="in which form")
    prolonged: Length | None = optional(doc="by how much the time may grow")


@statement("rpo", "backup", "plan", "relies")
class Rpo(Clause):
    """The recovery point objective: how old the newest good copy may be."""

    value: Length = required(doc="the longest loss of data")


@statement("rto", "backup", "plan", "relies")
class Rto(Clause):
    """The recovery time objective: how soon data are back."""

    value: Length = required(doc="how soon")


@statement("store", "backup", "relies")
class Store(Clause):
    """Where copies are kept."""

    value: Words | Count | None = optional(doc="the place, or how many copies")
    in_: tuple[Where, ...] = several(doc="the country or region")
    offsite: bool | None = flag("away from the original")
    immutable: Length | bool | None = optional(doc="nobody can change it, for how long")
    at_least: Limit | None = optional(doc="how far away")
    separate: tuple[Words, ...] = several(
        words=("network", "credentials", "tenant", "account", "power", "air-gap"),
        doc="what it does not share with the original",
    )
    notice: Notice | None = optional(doc="how far ahead a change is said")


@statement("encrypt", "backup", "security")
class Encrypt(Clause):
    """How copies or data are encrypted."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("keys", "backup", "security", "exit")
class Keys(Clause):
    """Who holds the keys."""

    held: tuple[Actor, ...] = several("party", words=ACTORS, doc="who holds them")


@statement("access", "backup", "security", "report", "data")
class Access(Clause):
    """Who may reach copies, systems or raw figures."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("verify", "backup", "relies")
class Verify(Clause):
    """How often copies are checked."""

    every: Length | None = optional(doc="how often")
    evidence: tuple[Actor, ...] = several("party", words=ACTORS, doc="who sees the result")
    what: Words | None = optional(doc="what: `jobs`, `checksums`, `coverage`")


@statement("test_restore", "backup")
class TestRestore(Clause):
    """How often a restore is tried."""

    every: Length | None = optional(doc="how often")
    evidence: tuple[Actor, ...] = several("party", words=ACTORS, doc="who sees the result")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")
    what: Words | None = optional(doc="what: `files`, `machines`, `everything`")
    within: Length | None = optional(doc="how soon it must be done to pass")
    at_least: Limit | None = optional(doc="the sample")
    fixed: Length | None = optional(doc="how soon a failed one is mended")


@statement("failure", "backup")
class Failure(Clause):
    """What happens when a run fails."""

    reported: Length | None = optional(doc="how soon it is said")
    fixed: Length | None = optional(doc="how soon it is mended")
    as_: tuple[Words, ...] = several("priority", doc="as a ticket of which priority")
    at_most: Limit | None = optional(doc="how many runs in a row")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")


@statement("restore_on_request", "backup", "exit")
class RestoreOnRequest(Clause):
    """A restore that the customer asks for."""

    within: Length | None = optional(doc="how soon")
    free: Limit | None = optional(doc="how many cost nothing")
    as_: tuple[Words, ...] = several("priority", doc="as a ticket of which priority")
    at_most: Limit | None = optional(doc="how much")
    without: tuple[Words, ...] = several(words=("charge", "approval"), doc="what is not needed")


@statement("copy_on_request", "backup", "exit")
class CopyOnRequest(Clause):
    """A copy that the customer asks for."""

    within: Length | None = optional(doc="how soon")
    free: Limit | None = optional(doc="how many cost nothing")
    as_: tuple[Item, ...] = several(doc="in which form")
    without: tuple[Words, ...] = several(words=("charge", "approval"), doc="what is not needed")


@statement("log_shipping", "backup")
class LogShipping(Clause):
    """The log of a database is copied as it grows."""

    every: Length | None = optional(doc="how often")
    to: tuple[Actor, ...] = several(doc="where to")


@statement("replication", "backup")
class Replication(Clause):
    """A second system follows the first; it is no backup, since mistakes follow too."""

    every: Length | None = optional(doc="how often")
    to: tuple[Actor, ...] = several(doc="where to")


@statement("restore_order", "backup")
class RestoreOrder(Clause):
    """What is restored first, and what depends on it."""

    values: tuple[Item, ...] = required(doc="the systems, the first first")


@statement("media", "backup")
class Media(Clause):
    """Copies on tapes or disks that are carried about: which, how often they are changed, where they lie."""

    values: tuple[Item, ...] = required(doc="which")
    every: Length | None = optional(doc="how often they are changed")
    in_: tuple[Where, ...] = several(doc="where they lie")


@statement("failover", "backup", "service")
class Failover(Clause):
    """The move to a second site in a disaster."""

    to: tuple[Actor, ...] = several("site", doc="where to")
    within: Length | None = optional(doc="how soon")
    at_least: Limit | None = optional(doc="the capacity there")
    tested: Length | None = optional(doc="how often it is tried")


@statement("failback", "backup", "service")
class Failback(Clause):
    """The move back after a disaster."""

    within: Length | None = optional(doc="how soon")


# ---- duties, money, risk -------------------------------------------------------------------------


@statement("must", "duties", "backup")
class Must(Clause):
    """A duty."""

    values: tuple[Item, ...] = required(doc="what it says")
    within: Length | None = optional(doc="how soon")
    every: Length | None = optional(doc="how often")
    between: Between | None = optional(doc="the lowest and the highest value")
    cured: Length | None = optional(doc="the time to mend a breach of it")


@statement("charge", "fees", "plan", "exit", "service", "change", "duties", "backup", "termination")
class Charge(Clause):
    """A price."""

    subjects: tuple[Text, ...] = several(doc="what is charged")
    amount_is: Price | None = optional(doc="how much")
    at_least: Price | Limit | None = optional(doc="the lowest charge")
    at_most: Price | Limit | None = optional(doc="the highest charge")
    in_: tuple[Where, ...] = several(words=("advance", "arrears"), doc="before or after the period")
    steps: Length | None = optional(doc="the steps in which time is charged")
    over: Limit | Words | None = optional(doc="above what")
    below: Limit | Words | None = optional(doc="below what")
    on: tuple[Moment, ...] = several(doc="the day, or `request`")
    from_: Amount | None = optional(doc="the first day")
    until: Words | Date | None = optional(doc="the last day")
    pro_rata: bool | None = flag("in proportion for a part of the period")


@statement("invoice", "fees")
class Invoice(Clause):
    """How often an invoice comes."""

    every: Length | None = optional(doc="how often")
    on: tuple[Moment, ...] = several(doc="the day")
    in_: tuple[Where, ...] = several(words=("advance", "arrears"), doc="before or after the period")
    within: Length | None = optional(doc="how soon")
    from_: Amount | None = optional(doc="the day of the first one")


@statement("pay", "fees", "exit")
class Pay(Clause):
    """When is paid."""

    value: Name | Phrase | Text | None = optional(doc="what is paid")
    within: Length | None = optional(doc="how soon")
    on: tuple[Moment, ...] = several(doc="the day or the event")
    unless: Notice | Text | None = optional(doc="what changes that")
    until: Words | Date | None = optional(doc="until when")
    pro_rata: bool | None = flag("in proportion for a part of the period")


@statement("dispute", "fees", "report", "credits")
class Dispute(Clause):
    """Until when an invoice, or a report, may be disputed."""

    within: Length | None = optional(doc="until when")


@statement("interest", "fees")
class Interest(Clause):
    """Interest on late payment."""

    value: Percentage | Rated | Text | Tbd | Unstated = required(doc="how much")
    above: Words | Limit | None = optional(doc="above which rate")
    at_most: Limit | None = optional(doc="the highest rate")


@statement("increase", "fees", "agreement")
class Increase(Clause):
    """How prices may rise."""

    value: Price | None = optional(doc="by how much")
    at_most: Limit | None = optional(doc="the most")
    notice: Notice | None = optional(doc="how far ahead it is said")
    within: Length | None = optional(doc="when it may be done")
    every: Length | None = optional(doc="how often")


@statement("true_up", "fees")
class TrueUp(Clause):
    """When the counts that are charged are brought up to date."""

    every: Length | None = optional(doc="how often")
    within: Length | None = optional(doc="how soon it is charged")


@statement("refund", "fees", "exit", "termination")
class Refund(Clause):
    """What is paid back."""

    value: Words | Price | None = optional(doc="what")
    within: Length | None = optional(doc="how soon")
    pro_rata: bool | None = flag("in proportion for the rest of the period")


@statement("control", "security")
class Control(Clause):
    """A control, or a standard that is kept."""

    values: tuple[Item, ...] = required(doc="what it says")
    within: Length | None = optional(doc="how soon")
    every: Length | None = optional(doc="how often")


@statement("mfa", "security", "backup")
class Mfa(Clause):
    """Whether several factors are needed to sign in."""

    mandatory: bool | None = flag("whether they are required")


@statement("notify", "security", "data", "change", "exceptions", "relies", "backup", "service")
class Notify(Clause):
    """Who is told of what, and how soon."""

    value: Words = required(doc="of what")
    within: Length | None = optional(doc="how soon")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")
    on: tuple[Moment, ...] = several(doc="the day, or `request`")


@statement("audit", "security", "data")
class Audit(Clause):
    """The right to look for oneself."""

    every: Length | None = optional(doc="how often")
    notice: Notice | None = optional(doc="how far ahead")
    at_most: Limit | None = optional(doc="how often at most")


@statement("subcontract", "security", "data")
class Subcontract(Clause):
    """Who else does part of the work."""

    values: tuple[Item, ...] = required(doc="what it says")
    in_: tuple[Where, ...] = several(doc="where")
    notice: Notice | None = optional(doc="how far ahead a change is said")
    disputed: Length | None = optional(doc="how soon the customer may object")
    under: tuple[Words, ...] = several(doc="on which terms")


@statement("controller", "data")
class Controller(Clause):
    """Who decides what personal data are used for."""

    values: tuple[Words, ...] = required("party", doc="the party")


@statement("processor", "data")
class Processor(Clause):
    """Who uses them on behalf of the controller."""

    values: tuple[Words, ...] = required("party", doc="the party")


@statement("personal", "data")
class Personal(Clause):
    """Kinds of personal data, and of whom."""

    kinds: tuple[Text, ...] = required(doc="the kinds")
    of_whom: tuple[Text, ...] = several(doc="the people")


@statement("located", "data", "backup", "service")
class Located(Clause):
    """Where data are."""

    in_: tuple[Where, ...] = several(doc="the countries")
    notice: Notice | None = optional(doc="how far ahead a change is said")


@statement("transfer", "data")
class Transfer(Clause):
    """A transfer of personal data to another country."""

    to: tuple[Where, ...] = several(doc="the country")
    under: tuple[Words, ...] = several(doc="the legal ground")


@statement("uncapped", "liability")
class Uncapped(Clause):
    """Losses that no cap limits."""

    values: tuple[Item, ...] = required(doc="what it says")


@statement("insurance", "liability")
class Insurance(Clause):
    """What the provider is insured for."""

    title: Text | None = optional(doc="which insurance")
    amount_is: Money | Rated | Tbd | Unstated = required(doc="how much")


@statement("liable", "liability", "exit", "termination", "backup", "security", "data")
class Liable(Clause):
    """For what a party answers."""

    values: tuple[Words, ...] = required("party", words=("either", "both"), doc="who")
    until: Words | Date | Anchored | None = optional(doc="until when")
    at_most: Limit | None = optional(doc="up to how much")
    under: tuple[Words, ...] = several(doc="by which standard")


@statement("warrant", "liability", "service")
class Warrant(Clause):
    """What a party warrants."""

    values: tuple[Item, ...] = required(doc="what")


@statement("indemnify", "liability")
class Indemnify(Clause):
    """Whom a party keeps harmless, and from what."""

    values: tuple[Words, ...] = required("party", words=("either", "both"), doc="whom")
    at_most: Limit | None = optional(doc="up to how much")


@statement("excuse", "exceptions", "service", "plan")
class Excuse(Clause):
    """An event for which a missed promise is excused."""

    values: tuple[Words, ...] = required(words=EXCEPTIONS, doc="which event")
    notice: Notice | None = optional(doc="when it was said that far ahead")
    at_most: Limit | None = optional(doc="how long at most")
    below: Limit | Words | None = optional(doc="as long as it is shorter")
    within: Length | None = optional(doc="if it is over that soon")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="for whom")


@statement("request", "change")
class Request(Clause):
    """Who may ask for a change, and how far ahead."""

    notice: Notice | None = optional(doc="how far ahead")
    in_: tuple[Where, ...] = several(words=("writing",), doc="the form")
    within: Length | None = optional(doc="how soon")
    before: Length | Words | None = optional(doc="before what")


@statement("assess", "change")
class Assess(Clause):
    """How soon a change is judged."""

    within: Length | None = optional(doc="how soon")


@statement("approve", "change", "fees", "service", "data")
class Approve(Clause):
    """Who agrees to a change, or to work that costs more."""

    within: Length | None = optional(doc="how soon")
    in_: tuple[Where, ...] = several(words=("writing",), doc="the form")
    what: Words | None = optional(doc="to what")
    over: Limit | Words | None = optional(doc="above what")


@statement("accept", "onboarding", "change", "backup", "exit")
class Accept(Clause):
    """How soon, and by whom, a result is checked and accepted."""

    what: Words | None = optional(doc="what")
    within: Length | None = optional(doc="how soon")


# ---- the end -------------------------------------------------------------------------------------


@statement("end", "termination")
class End(Clause):
    """Who may end the agreement, on which ground and on what notice."""

    notice: Notice | None = optional(doc="how far ahead")
    cured: Length | None = optional(doc="the time to mend what is wrong (cure period)")
    used: Length | None = optional(doc="until when the right must be used")
    notified: Length | None = optional(doc="how soon each case had to be said")
    within: Length | None = optional(doc="until when it is possible")
    after: Length | None = optional(doc="from when it is possible")
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
