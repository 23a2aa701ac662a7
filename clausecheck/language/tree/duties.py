"""Clauses about duties, money, data and risk."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    ACTORS,
    EXCEPTIONS,
    Actor,
    Clause,
    Length,
    Limit,
    Moment,
    Price,
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
    Anchored,
    Between,
    Choice,
    Condition,
    Date,
    Duration,
    Formula,
    Item,
    Money,
    Name,
    Notice,
    Numbered,
    Percentage,
    Phrase,
    Rated,
    Tbd,
    Text,
    Time,
    Unstated,
    YearDay,
)


@statement("must", "duties", "backup")
class Must(Clause):
    """A duty."""

    values: tuple[Item, ...] = required(doc="what it says")
    within: Length | None = optional(doc="how soon")
    every: Length | None = optional(doc="how often")
    between: Between | None = optional(doc="the lowest and the highest value")
    cured: Length | None = optional(doc="the time to mend a breach of it")
    notice: Notice | None = optional(doc="how far ahead it is said")
    before: Time | Date | Numbered | Words | YearDay | None = optional(
        doc="the time or the day before which it is done"
    )


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
    first_full: Words | Duration | None = optional(doc="the first full period for which it is owed")
    until: Words | Date | YearDay | None = optional(doc="the last day")
    pro_rata: bool | None = flag("in proportion for a part of the period")
    free: Limit | None = optional(doc="how much costs nothing")
    tax: Words | None = optional(words=("plus-tax", "with-tax"), doc="whether value added tax comes on top")


@statement("invoice", "fees")
class Invoice(Clause):
    """How often an invoice comes."""

    every: Length | None = optional(doc="how often")
    on: tuple[Moment, ...] = several(doc="the day")
    in_: tuple[Where, ...] = several(words=("advance", "arrears"), doc="before or after the period")
    within: Length | None = optional(doc="how soon")
    from_: Amount | None = optional(doc="the day of the first one")
    first_full: Words | Duration | None = optional(doc="the first full period that is invoiced")


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

    value: Percentage | Rated | Formula | Choice | Text | Tbd | Unstated = required(doc="how much")
    above: Words | Limit | None = optional(doc="above which rate")
    at_most: Limit | None = optional(doc="the highest rate")
    on: tuple[Item, ...] = several(doc="on what")


@statement("increase", "fees", "agreement")
class Increase(Clause):
    """How prices may rise."""

    value: Price | None = optional(doc="by how much")
    at_most: Limit | None = optional(doc="the most")
    notice: Notice | None = optional(doc="how far ahead it is said")
    within: Length | None = optional(doc="when it may be done")
    from_: Amount | None = optional(doc="the day from which it holds")
    first_full: Words | Duration | None = optional(doc="the first full period in which it holds")
    deemed: Length | Words | None = optional(
        doc="after which silence, or by which event, it counts as accepted: `by use`"
    )
    deemed_when: Condition | None = optional(doc="in which case it counts as accepted")
    every: Length | None = optional(doc="how often")


@statement("no_increase", "fees", "agreement")
class NoIncrease(Clause):
    """Until when prices do not rise."""

    before: Date | Words | None = optional(doc="the first day on which they may")
    until: Words | Date | None = optional(doc="the last day on which they may not")
    within: Length | None = optional(doc="how long they do not")


@statement("no_refund", "fees", "exit", "termination")
class NoRefund(Clause):
    """That nothing is paid back."""

    values: tuple[Item, ...] = several(doc="of what")
    after: Length | None = optional(doc="from when")


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


@statement(
    "notify", "security", "data", "change", "exceptions", "relies", "backup", "service", "liability", "fees"
)
class Notify(Clause):
    """Who is told of what, and how soon."""

    value: Words = required(doc="of what")
    within: Length | None = optional(doc="how soon")
    aim: Length | None = optional(doc="what is aimed at, where `at most` says what is promised")
    to: tuple[Actor, ...] = several("party", words=ACTORS, doc="who is told")
    notice: Notice | None = optional(doc="how far ahead")
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
    in_total: bool | None = flag("of all claims together")


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
    deemed: Length | Words | None = optional(
        doc="after which silence, or by which event, it counts as accepted: `by use`"
    )
    deemed_when: Condition | None = optional(doc="in which case it counts as accepted")
    in_: tuple[Where, ...] = several(words=("writing",), doc="the form")
    what: Words | None = optional(doc="to what")
    over: Limit | Words | None = optional(doc="above what")


@statement("accept", "onboarding", "change", "backup", "exit")
class Accept(Clause):
    """How soon, and by whom, a result is checked and accepted."""

    what: Words | None = optional(doc="what")
    within: Length | None = optional(doc="how soon")
    deemed: Length | Words | None = optional(
        doc="after which silence, or by which event, it counts as accepted: `by use`"
    )
    deemed_when: Condition | None = optional(doc="in which case it counts as accepted")
