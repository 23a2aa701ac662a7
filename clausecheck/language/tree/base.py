"""What every part of the tree is made of: nodes, clauses, blocks, and what a field may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Any, ClassVar, TypeVar, dataclass_transform

from clausecheck.language.records import ByName, names
from clausecheck.language.values import (
    SIZES,
    Anchored,
    AndAbove,
    Choice,
    Condition,
    Count,
    Date,
    Days,
    Duration,
    Formula,
    HoursSpan,
    Money,
    Multiple,
    Name,
    NthDay,
    Number,
    Numbered,
    Pair,
    Percentage,
    PeriodFrom,
    Phrase,
    Rated,
    Share,
    Size,
    Tbd,
    Text,
    Time,
    TimeInWords,
    Unstated,
    Value,
    YearDay,
    Zone,
)
from clausecheck.quick import dataclass
from clausecheck.source import Span

# What fields may hold. `tbd` and `unstated` may stand for any value.
Words = Name | Phrase | Text | Tbd | Unstated
Deadline = Duration | Anchored | Choice | TimeInWords | Tbd | Unstated
Length = Duration | Anchored | Choice | Count | TimeInWords | Tbd | Unstated
Period = Name | Phrase | Duration | PeriodFrom | Numbered | Count | Tbd | Unstated
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
Scope = (
    AndAbove
    | Name
    | Phrase
    | Numbered
    | Text
    | Share
    | Duration
    | Anchored
    | Count
    | Percentage
    | Tbd
    | Unstated
)
Place = (
    Name | Phrase | Numbered | Text | Time | Money | Rated | Multiple | Percentage | Share | Tbd | Unstated
)
Actor = Name | Phrase | Text | Numbered | Pair | Count | Date | Formula | Tbd | Unstated
Moment = Date | Days | NthDay | Name | Phrase | Numbered | Text | YearDay | Tbd | Unstated
Where = Name | Phrase | Numbered | Zone | Text | Tbd | Unstated
Weekdays = Days | NthDay | Tbd | Unstated
Spans = HoursSpan | Tbd | Unstated

#: Parties by role, ways to send word, and people who act, where no declared name is meant.
ACTORS = (
    "either", "both", "email", "post", "courier", "phone", "portal", "writing", "hand", "fax", "parties",
    "third-party", "regulator", "anyone", "letter", "other", "registered-letter", "word-of-mouth", "status-page", "chat",
)  # fmt: skip
#: What a promise can be about, where a clause says `for` or `without`.
TARGETS = (
    "acknowledgement", "response", "update", "workaround", "onsite", "resolution", "escalation", "availability",
    "latency", "downtime", "maintenance", "recovery", "restore", "backup", "report", "root-cause",
)  # fmt: skip
#: Grounds on which the clock of availability, or of a target, does not run.
EXCEPTIONS = (
    "maintenance", "emergency-maintenance", "force-majeure", "customer-fault", "third-party", "holidays",
    "termination", "weekends", "internet", "misuse", "patching", "outage",
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
    "packet-loss", "jitter", "zones", "regions", "nodes", "growth", "latency", "opened", "created", "completed",
    "subcontracting", "supervision", "increase", "amendment", "switching", "erasure", "abuse", "customer-fault",
)  # fmt: skip


#: A time zone that is the one of whoever is served.
LOCAL_TIME = "local time"

#: What a metric is measured in.
METRIC_UNITS = (
    "percent", "hours", "minutes", "seconds", "milliseconds", "ms", "days", "count", "users", "tickets", "requests", "calls",
    "incidents", "transactions", "messages", "EUR", "GBP", "USD", "CHF", "CAD", "AUD", *SIZES,
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


@dataclass(slots=True, kw_only=True, init=False, eq=False, repr=False)
class Node(ByName):
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
        for name in names(type(self), "spec"):
            content = getattr(self, name)
            if isinstance(content, Value):
                yield name, content
            elif isinstance(content, tuple):
                for value in content:
                    if isinstance(value, Value):
                        yield name, value


@dataclass(slots=True, kw_only=True, init=False, eq=False, repr=False)
class Clause(Node):
    """A clause, with the parts that may follow any clause."""

    during: tuple[Words, ...] = several(
        "hours", words=("always",), doc="the hours in which it holds and counts"
    )
    outside: tuple[Words, ...] = several(
        "hours", words=("always",), doc="it holds when these hours are closed"
    )
    for_: tuple[Scope, ...] = several(
        "service", "priority", "plan", "backup", "metric", "party", "site", "region", "tier", "family", "scale-level",
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


class _Remembering(Clause):
    """What a block remembers beside its fields: the clauses that were last asked for, by their kinds."""

    __slots__ = ("known",)
    known: tuple[tuple[Node, ...], dict[type[Node], list[Any]]]


#: In a block of fewer clauses those of a kind are looked for each time.
_MANY = 32


@dataclass(slots=True, kw_only=True, init=False, eq=False, repr=False)
class Block(_Remembering):
    """A clause that holds clauses; `closing` are the comments and blank lines before its closing brace."""

    clauses: tuple[Node, ...] = field(default=(), repr=False)
    closing: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def all(self, kind: type[N]) -> list[N]:
        """The clauses of a kind that stand directly in this block."""
        if len(self.clauses) < _MANY:
            return [clause for clause in self.clauses if isinstance(clause, kind)]
        clauses, found = getattr(self, "known", (None, None))
        if found is None or clauses is not self.clauses:
            found = {}
            self.known = self.clauses, found
        if kind not in found:
            found[kind] = [clause for clause in self.clauses if isinstance(clause, kind)]
        return list(found[kind])

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
        made = dataclass(slots=True, kw_only=True, init=False, eq=False, repr=False)(cls)
        made.kind = kind
        made.inside = inside
        KINDS[kind] = made
        return made

    return register


@dataclass(slots=True, kw_only=True, init=False, eq=False, repr=False)
class Broken(Block):
    """What stood where a clause could not be read; `meant` is the kind that its first word names, if any,
    and `name` the name behind it, so that nothing else is reported because of it."""

    kind: ClassVar[str] = "broken"
    meant: str = ""
    name: str = ""
    text: str = ""


@dataclass(slots=True, kw_only=True, init=False, eq=False, repr=False)
class Document(Block):
    """A whole file."""

    kind: ClassVar[str] = "file"
