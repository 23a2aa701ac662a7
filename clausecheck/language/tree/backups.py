"""Clauses of backups."""

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
    Count,
    Date,
    Item,
    Name,
    Notice,
    Number,
    Phrase,
    Size,
    Tbd,
    Text,
    Unstated,
)


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
    within: Length | None = optional(doc="how soon a run is complete")
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
    without: tuple[Words, ...] = several(words=("charge",), doc="what is not needed")


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

    values: tuple[Words | Count, ...] = several(doc="the places, or how many copies")
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
    until: Words | Date | Anchored | None = optional(doc="until when it can be asked for")


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
    in_: tuple[Where, ...] = several(doc="the country or region")
    offsite: bool | None = flag("away from the original")


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
