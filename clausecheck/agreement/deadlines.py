"""Targets as deadlines: for each case and kind of target, the function from the moment of logging to the moment at which
the ticket falls due, with the tickets for which it holds; or the reason why it cannot be computed.

Semantics ("elapsed and working time", "during / outside", "no hours stated", "business day", "general and special").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from clausecheck.agreement.clock import DAY, HoursClock
from clausecheck.agreement.covering import AT_ANY_TIME, Moments, effective, promised
from clausecheck.agreement.due import (
    ANY_TIME,
    BusinessDays,
    Comparison,
    DayEnd,
    Due,
    Elapsed,
    LoggedWhen,
    Months,
    OneOf,
    Opened,
    Then,
    Waits,
    Weeks,
    Working,
    compare,
    surely_after,
    waits,
)
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.remembered import Over, clock_of
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target, target_of
from clausecheck.agreement.undecided import gave_up
from clausecheck.language import tree
from clausecheck.language import values as v
from clausecheck.language.tree import Clause, Define, Escalate, Node, Pauses, Site, Starts
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Words for the moment at which the ticket comes in; a deadline that counts from them counts from the ticket.
ARRIVALS = frozenset({
    "logged", "reported", "detected", "requested", "raised", "opened", "start", "incident", "ticket", "request",
    "report", "call", "receipt", "notice", "failure", "outage",
})  # fmt: skip
#: Words for events at which another target is met.
MET = {
    "acknowledged": "acknowledge",
    "acknowledgement": "acknowledge",
    "responded": "respond",
    "response": "respond",
    "answered": "respond",
    "onsite": "onsite",
    "workaround": "workaround",
    "restored": "workaround",
    "resolved": "resolve",
    "resolution": "resolve",
    "fixed": "resolve",
}

#: What people call each kind of deadline in a sentence.
CALLED = {
    **TARGET_KINDS,
    "update": "first update",
    "onsite": "arrival on site",
    "escalate": "escalation",
}

LONGEST = Decimal(4 * 366 * 86400)
"""Seconds beyond which a target is not computed: clocks answer for ten years around the term, and targets may add up."""


_Asked = tuple[Case, str, frozenset[str]]
"""For which tickets deadlines are asked: a case, the kind of target, and the conditions that hold."""


class UndecidedDeadline(Exception):
    """A deadline cannot be computed; the message is a clause for people: `it is not agreed yet (`tbd`)`."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What one clause promises to tickets of a case: when they fall due, and which of them it concerns."""

    target: Target
    case: Case
    due: Due
    logged: LoggedWhen

    @property
    def clause(self) -> Node:
        """The clause that promises it."""
        return self.target.clause


class Deadlines:
    """The deadlines of an agreement. `Deadlines.of` gives the same object to all who share the semantics."""

    def __init__(self, semantics: Semantics, start: str = "", *, earliest: bool = False) -> None:
        self.semantics = semantics
        #: Whether hours of which it is not said when they open count as open whenever they may be: no ticket falls due before
        #: the deadline that is computed then, whatever they turn out to be.
        self.earliest = earliest
        #: The kind of target whose meeting starts the clock of all that is compared here; empty where tickets count from
        #: when they are logged. Nobody promises when it is met, and two that both count from it can be compared all the same.
        self.start = start
        self.agreement = semantics.agreement
        self.undecided: dict[int, tuple[Target, str]] = {}
        self._held: dict[_Asked, list[Deadline]] = {}
        self._left_out: dict[_Asked, list[tuple[Target, str]]] = {}
        self._by_target: dict[_Asked, dict[int, list[Deadline]]] = {}
        #: The deadline of each target for a case, or why there is none. The target stays with it, for a key names its parts by
        #: their identity.
        self._known: dict[tuple[int, int, str, Case], tuple[Target, Due | str]] = {}
        self._moments: dict[tuple[str, Case, tuple[str, ...], Decimal | None], Due | UndecidedDeadline] = {}

    @classmethod
    def of(cls, semantics: Semantics) -> Deadlines:
        """The deadlines of a meaning."""
        return semantics.once(cls)

    @cached_property
    def pauses(self) -> Concerning:
        """The pauses that have an end."""
        return Concerning(
            self.agreement, (node for node in self.agreement.all(Pauses) if node.at_most is not None)
        )

    @cached_property
    def starts(self) -> Concerning:
        """The clauses that say when a clock starts."""
        agreement = self.agreement
        return Concerning(
            agreement,
            (node for node in agreement.all(Starts) if isinstance(agreement.parent(node), tree.Clock)),
        )

    @cached_property
    def reference(self) -> HoursClock:
        """Never closed, in the zone of the agreement (else of its first hours, else UTC): the clock of dates and of all that
        names no hours."""
        clock = self.semantics.clock("always")
        assert clock is not None
        if self.semantics.zone is None:
            for name in self.agreement.names.get("hours", {}):
                other = self.semantics.clock(name)
                if other is not None:
                    return clock_of(
                        replace(clock.spec, zone=other.spec.zone),
                        self.semantics.horizon.first,
                        self.semantics.horizon.last,
                    )
        return clock

    @cached_property
    def _over(self) -> Over:
        """The weeks of the horizon, and what is known of waits and of comparisons over them."""
        known = [self.semantics.clock(name) for name in self.agreement.names.get("hours", {})]
        until = min([clock.decided_until for clock in known if clock is not None], default=self.reference.end)
        return self.semantics.over(
            self.reference.start, max(self.reference.start + 1, min(self.reference.end, until))
        )

    @cached_property
    def weeks(self) -> Weeks:
        """The tickets of the horizon, as far as calendars are known."""
        return self._over[0]

    def applicable(self, case: Case, kind: str, *conditions: str) -> list[Deadline]:
        """The deadlines of a kind for the tickets of a case; under conditions of the agreement that all hold, if some are
        named. What cannot be computed is left out and stands in `left_out`."""
        key = self._asked(case, kind, conditions)
        if key not in self._held:
            self._left_out[key] = []
            self._held[key] = self._holding(*key, self._left_out[key])
        return self._held[key]

    def _asked(self, case: Case, kind: str, conditions: Iterable[str]) -> _Asked:
        """The same question for all conditions under which the same targets of a kind hold."""
        every = self.semantics.targets
        own = every.conditions(kind)
        telling = (one for one in conditions if one and not own.isdisjoint((one, *every.implied(one))))
        return case, kind, frozenset(telling)

    def by_target(self, case: Case, kind: str, *conditions: str) -> dict[int, list[Deadline]]:
        """The same by the identity of their targets."""
        key = self._asked(case, kind, conditions)
        if key not in self._by_target:
            found = self._by_target[key] = {}
            for deadline in self.applicable(case, kind, *conditions):
                found.setdefault(id(deadline.target), []).append(deadline)
        return self._by_target[key]

    def left_out(self, case: Case, kind: str, *conditions: str) -> list[tuple[Target, str]]:
        """The targets that `applicable` leaves out because they cannot be computed, each with the reason."""
        self.applicable(case, kind, *conditions)
        return self._left_out[self._asked(case, kind, conditions)]

    def _holding(
        self, case: Case, kind: str, conditions: frozenset[str], left_out: list[tuple[Target, str]]
    ) -> list[Deadline]:
        found: list[Deadline] = []
        for held in promised(self.semantics.targets, kind, case, *conditions):
            target = held.target
            deadline = self.deadline(target, case)
            try:
                logged = self.logged(held.moments)
            except UndecidedDeadline as reason:
                left_out.append((target, str(reason)))
                continue
            if deadline is not None:
                found.append(replace(deadline, logged=logged))
            elif target.length is not None:
                left_out.append((target, str(self._known[_key(target, case)][1])))
        return found

    def logged(self, moments: Moments) -> LoggedWhen:
        """The tickets that are logged at some moments. Raises `UndecidedDeadline`."""
        if moments == AT_ANY_TIME:
            return ANY_TIME
        first: frozenset[tuple[HoursClock, frozenset[HoursClock]]] = frozenset()
        if moments.first is not None:
            rivals = frozenset(self.clock(name) for name in moments.rivals)
            first = frozenset(((self.clock(moments.first), rivals),))
        return LoggedWhen(
            frozenset(self.clock(name) for name in moments.open_),
            frozenset(self.clock(name) for name in moments.shut),
            first,
            frozenset(self.logged(other) for other in moments.beside),
        )

    def first_ticket(self, logged: LoggedWhen) -> int | None:
        """A ticket of the first ordinary week that is logged so, on the full hour where that is possible; `None` where there is
        none."""
        if not logged.possible:
            return None
        weeks = self.weeks.distinct([], logged)
        for start, end, _ in sorted(weeks, key=lambda week: (-week[2], week[0])):
            for low, high in logged.stretches(start, end):
                moment = -(-low // 3600) * 3600
                return moment if moment < high else low
        return None

    def deadline(self, target: Target, case: Case) -> Deadline | None:
        """The deadline of one target; `None`, with the reason in `undecided`, where it cannot be computed."""
        key = _key(target, case)
        if key not in self._known:
            try:
                self._known[key] = target, self._due(target, case, ())
            except UndecidedDeadline as reason:
                self._known[key] = target, str(reason)
        _, known = self._known[key]
        if isinstance(known, str):
            if target.length is not None:
                self.undecided.setdefault(id(target.clause), (target, known))
            return None
        return Deadline(target, case, known, ANY_TIME)

    def waits(self, deadline: Deadline) -> Waits | None:
        """How long the tickets of a deadline really wait; typically is while the hours on which it counts are open."""
        clock = self.semantics.clock(deadline.target.hours) if deadline.target.outside is None else None
        usual = LoggedWhen(frozenset((clock,))) if clock is not None and deadline.due.clocks() else ANY_TIME
        key = (deadline.due, deadline.logged, usual)
        known = self._over[1]
        if key not in known:
            known[key] = waits(deadline.due, self.weeks, deadline.logged, usual)
        return known[key]

    def compared(self, one: Deadline, other: Deadline, lead: int) -> Comparison | None:
        """The comparison for the tickets that both concern, of which the second should fall due `lead` seconds after the first;
        `None` where there are no such tickets. Two clauses that say what two others say are compared once."""
        both = one.logged & other.logged
        key = (one.due, other.due, both, lead)
        known = self._over[2]
        if key not in known:
            some = self.weeks.some(both)
            known[key] = compare(one.due, other.due, self.weeks, both, lead) if some else None
        return known[key]

    def surely_after(self, one: Deadline, other: Deadline, lead: int) -> bool:
        """Whether there are tickets that both concern, and for every one of them the second falls due `lead` seconds after the
        first."""
        both = one.logged & other.logged
        known = self._over[2]
        key = (one.due, other.due, both, lead)
        if key in known:
            found = known[key]
            return found is not None and found.ticket is None and not found.undecided
        return self.weeks.some(both) and surely_after(one.due, other.due, self.weeks, both, lead)

    def escalations(self) -> Iterator[tuple[Target, v.Value]]:
        """Each escalation after some time, as if it were a target, and that time."""
        for node in self.agreement.all(Escalate):
            if node.after is not None:
                target = target_of(self.agreement, node, "escalate", node.after)
                if target is not None:
                    yield target, node.after

    # ---- from values to functions

    def _due(self, target: Target, case: Case, asked: tuple[str, ...]) -> Due:
        """The function of a target. `asked` are the kinds on whose deadlines it is being counted."""
        if target.length is None:
            raise UndecidedDeadline("nothing is promised")
        if target.outside is not None:
            self.clock(target.outside)
        due = self.length(target.length, target.during, case, (*asked, target.kind))
        if target.outside is None and target.window is not None and _on_others(target.length, target.window):
            due = Then(Opened(self.clock(target.window)), due)
        if waits_for_opening(target) and not _opens(target.length):
            for first in self._starts(target, case, asked):
                due = Then(first, due)
        return due

    def _starts(self, target: Target, case: Case, asked: tuple[str, ...]) -> Iterator[Due]:
        """What must have happened before the clock of a target starts; several clauses that say the same are one."""
        waits: dict[HoursClock | str, None] = {}
        for node in start_rules(self, target.kind, case):
            clock = waiting_clock(self, node, target)
            if clock is not None and clock not in waits:
                waits[clock] = None
                yield Opened(clock)
            met = started_by(node)
            if met and met not in (target.kind, self.start) and met not in waits:
                waits[met] = None
                yield self._met(met, case, (*asked, target.kind))

    def _met(self, kind: str, case: Case, asked: tuple[str, ...], share: Decimal | None = None) -> Due:
        """The latest moment at which another target of the case is met, or at which a share of its time has passed. A hundred
        escalations of one priority ask for the same."""
        key = (kind, case, asked, share)
        if key not in self._moments:
            try:
                self._moments[key] = self._latest(kind, case, asked, share)
            except UndecidedDeadline as reason:
                self._moments[key] = reason
        found = self._moments[key]
        if isinstance(found, UndecidedDeadline):
            raise UndecidedDeadline(str(found))
        return found

    def _latest(self, kind: str, case: Case, asked: tuple[str, ...], share: Decimal | None) -> Due:
        called = TARGET_KINDS[kind]
        known = self.happened(kind) if share is None else None
        if known is not None:
            return known
        if kind in asked:
            raise UndecidedDeadline(f"its {called} counts from itself")
        holding = [
            target
            for target in effective(self.semantics.targets, kind, case, "")
            if target.length is not None and not (target.rest or target.average or target.aim)
        ]
        if not holding:
            raise UndecidedDeadline(f"no {called} target is given, from which it counts")
        if share is not None:
            holding = [replace(target, length=_scaled(target.length, share)) for target in holding]
        found = list(dict.fromkeys(self._due(target, case, asked) for target in holding))
        return found[0] if len(found) == 1 else OneOf(tuple(found), later=True)

    def length(self, value: v.Value, hours: str, case: Case, asked: tuple[str, ...] = ()) -> Due:
        """A length of time as a function, counted on `hours` where it names none itself. Raises `UndecidedDeadline`."""
        if isinstance(value, v.Tbd):
            raise UndecidedDeadline("it is not agreed yet (`tbd`)")
        if isinstance(value, v.Unstated):
            raise UndecidedDeadline("the paper does not state it (`unstated`)")
        if isinstance(value, v.Choice):
            options = tuple(self.length(option, hours, case, asked) for option in value.options)
            return OneOf(options, later=value.which == "later")
        if isinstance(value, v.Anchored):
            return self._anchored(value, hours, case, asked)
        if isinstance(value, v.Share) and (met := MET.get(write(value.of))):
            return self._met(met, case, asked, value.percentage.amount / 100)
        if isinstance(value, v.Duration):
            due = self._duration(value, value.hours.text if value.hours else hours)
            return self.counted(due, asked[-1]) if asked else due
        if isinstance(value, v.TimeInWords):
            why = (
                "promises no time"
                if value.text in v.NO_TIME
                else "names a day, and nothing says of which hours"
            )
            raise UndecidedDeadline(f"`{write(value)}` {why}")
        raise UndecidedDeadline(f"`{write(value)}` is no length of time")

    def counted(self, due: Due, kind: str) -> Due:
        """How a length of time passes on the clock of a kind of target: here, nothing ever pauses it."""
        return due

    def happened(self, kind: str) -> Due | None:
        """When a target of a kind was really met; here, nothing has happened yet."""
        return None

    def _anchored(self, value: v.Anchored, hours: str, case: Case, asked: tuple[str, ...]) -> Due:
        if v.is_day_end(value):
            due = DayEnd(self.clock(write(value.event)))
            return self.counted(due, asked[-1]) if asked else due
        after = self.length(value.amount, hours, case, asked)
        event = value.event
        if value.relation in ("before", "until"):
            raise UndecidedDeadline(f"it counts back from `{write(event)}`")
        if isinstance(event, v.Phrase) and event.text == "opening" and isinstance(event.of, v.Name):
            return Then(Opened(self.clock(event.of.text), at_once=False), after)
        word = write(event).strip('"').split(" ")[0].casefold()
        if word in ARRIVALS:
            return after
        if word in MET:
            return Then(self._met(MET[word], case, asked), after)
        raise UndecidedDeadline(f"it counts from `{write(event)}`, of which no time is known")

    def _duration(self, value: v.Duration, hours: str) -> Due:
        found: Due | None = None
        seconds = Decimal(0)
        bounds = v.Duration(value.parts).bounds()
        if bounds is None or bounds[1] > LONGEST:
            raise UndecidedDeadline(f"`{write(value)}` is longer than calendars are known for")
        for amount, unit in value.parts:
            if unit in v.MONTHS:
                if hours != "always" or amount != int(amount):
                    raise UndecidedDeadline(f"`{write(value)}` has no exact length")
                found = _then(found, Months(self.reference, int(amount) * v.MONTHS[unit]))
            elif unit in ("day", "week") and hours != "always":
                found = _then(found, self._business_days(value, amount, unit, hours))
            else:
                seconds += amount * v.SECONDS[unit]
        if seconds or found is None:
            whole = int(seconds) if seconds == int(seconds) else int(seconds) + 1
            spent = Elapsed(whole) if hours == "always" else Working(self.clock(hours), whole)
            found = _then(found, spent)
        return found

    def _business_days(self, value: v.Duration, amount: Decimal, unit: str, hours: str) -> Due:
        """`n business days`: dates on which the hours open, unless the agreement defines the day as so many hours."""
        defined = self._day_of(hours)
        if unit == "week":
            raise UndecidedDeadline(f"it is not said how many days `{write(value)}` has")
        if defined is not None:
            length = defined.amount
            assert isinstance(length, v.Duration)
            seconds = (length.seconds or Decimal(0)) * amount
            return Working(self.clock(write(defined.event)), int(seconds))
        if amount != int(amount):
            raise UndecidedDeadline(f"`{write(value)}` ends within a day, and nothing says when")
        days = BusinessDays(self.clock(hours), int(amount))
        # The last closing of a day may be as early as its beginning where it is not said when the hours open.
        return Then(days, Elapsed(-DAY)) if self.semantics.clock(hours) is None else days

    def _day_of(self, hours: str) -> v.Anchored | None:
        """What `define "Business Day" as 8 hours of desk` says of the days of an hours block."""
        for node in self.agreement.all(Define):
            title = write(node.title).strip('"') if node.title else write(node.name)
            for item in node.as_:
                if (
                    title.casefold().removesuffix("s") == f"{hours} day".casefold()
                    and isinstance(item, v.Anchored)
                    and isinstance(item.amount, v.Duration)
                    and item.amount.seconds is not None
                    and self.semantics.clock(write(item.event)) is not None
                ):
                    return item
        return None

    def clock(self, name: str) -> HoursClock:
        """The clock of that name. Raises `UndecidedDeadline`."""
        if name == "always":
            return self.reference
        clock = self.semantics.clock(name) or (self.semantics.widest(name) if self.earliest else None)
        if clock is None:
            raise UndecidedDeadline(f"it counts on `{name}`, and {self.semantics.why_not(name)}")
        return clock


def _key(target: Target, case: Case) -> tuple[int, int, str, Case]:
    """By what the deadline of a target for a case is known."""
    return id(target.clause), id(target.length), target.kind, case


def _scaled(length: v.Value | None, share: Decimal) -> v.Duration:
    """A share of a length of time. Raises `UndecidedDeadline` for one that has no parts to multiply."""
    if not isinstance(length, v.Duration):
        raise UndecidedDeadline(f"a share of `{write(length)}` cannot be taken")
    parts = tuple((amount * share, unit) for amount, unit in length.parts)
    return replace(length, parts=parts)


def _then(first: Due | None, second: Due) -> Due:
    return second if first is None else Then(first, second)


def pauses(deadlines: Deadlines, kind: str, case: Case) -> Iterator[tuple[Clause, Due]]:
    """The pauses of a kind of target that have an end, each with the longest time for which it stops the clock."""
    for node in deadlines.pauses.about(kind, case):
        assert isinstance(node, Pauses) and node.at_most is not None
        try:
            yield node, deadlines.length(node.at_most, "always", case)
        except UndecidedDeadline as reason:
            gave_up(reason, "how long a pause lasts at most")


def _opens(length: v.Value) -> bool:
    """Whether a length counts from an opening, which comes when it comes, wherever the clock of the ticket starts."""
    return any(
        isinstance(value, v.Anchored) and isinstance(value.event, v.Phrase) and value.event.text == "opening"
        for value in length.walk()
    )


def _on_others(length: v.Value, window: str) -> bool:
    """Whether a length counts on other hours than those while which its tickets come; it begins with their opening then."""
    if isinstance(length, v.Choice):
        return any(_on_others(option, window) for option in length.options)
    return isinstance(length, v.Duration) and length.hours is not None and length.hours.text != window


def waits_for_opening(target: Target) -> bool:
    """Whether a clock that `starts at next opening` can concern a target. One that says `outside` some hours, or `always`,
    is promised for the very time in which others wait."""
    return target.outside is None and not (target.stated and target.hours == "always")


def start_rules(deadlines: Deadlines, kind: str, case: Case) -> Iterator[Clause]:
    """The clauses that say when the clock of a kind of target starts for a case."""
    return deadlines.starts.about(kind, case)


def started_by(node: Clause) -> str:
    """The kind of target whose meeting starts a clock by one of `start_rules`; empty for other starts."""
    return MET.get(write(node.when.subject), "") if isinstance(node.when, v.Fact) else ""


def concerns(deadlines: Deadlines, values: Iterable[v.Value], kind: str, case: Case) -> bool:
    """Whether a `for` with these values is about a kind of target and a case; an empty one is about all."""
    return _Named.by(values).holds(kind, case)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a `for` names: kinds of targets, and what tickets can be about. Where it names none, it is about all."""

    kinds: frozenset[str]
    others: frozenset[str]

    @classmethod
    def by(cls, values: Iterable[v.Value]) -> _Named:
        """What some values name."""
        named = frozenset(write(value) for value in values)
        if "all" in named:
            return cls(frozenset(), frozenset())
        kinds = named & frozenset(TARGET_KINDS.values())
        return cls(kinds, named - kinds)

    def holds(self, kind: str, case: Case) -> bool:
        """Whether it is about a kind of target and a case."""
        return (not self.kinds or TARGET_KINDS.get(kind) in self.kinds) and (
            not self.others or not self.others.isdisjoint(case.names.values())
        )


class Concerning:
    """Clauses with what they and their blocks are `for`, laid out for the question which of them are about a case."""

    def __init__(self, agreement: Agreement, clauses: Iterable[Clause]) -> None:
        self._clauses: list[tuple[Clause, tuple[_Named, _Named]]] = []
        self._places: dict[str, list[int]] = {}
        for at, node in enumerate(clauses):
            block = agreement.parent(node)
            named = (_Named.by(block.for_ if block is not None else ()), _Named.by(node.for_))
            self._clauses.append((node, named))
            for word in named[1].others or named[0].others or ("",):
                self._places.setdefault(word, []).append(at)

    def about(self, kind: str, case: Case) -> Iterator[Clause]:
        """Those about a kind of target and a case, in their order."""
        for at in sorted({at for word in ("", *case.names.values()) for at in self._places.get(word, ())}):
            node, named = self._clauses[at]
            if all(one.holds(kind, case) for one in named):
                yield node


def waiting_clock(deadlines: Deadlines, node: Clause, target: Target) -> HoursClock | None:
    """The clock for whose opening `starts at next opening` lets a ticket wait; `None` for other starts."""
    if not any(write(place).casefold() == "next opening" for place in node.at):
        return None
    named = [write(value) for value in (*node.outside, *node.during)]
    name = named[0] if named else target.hours
    if name == "always":
        return None
    if deadlines.earliest:
        return deadlines.clock(name)
    return deadlines.semantics.clock(name)


def travel(deadlines: Deadlines, site: str) -> int | None:
    """How long the way to a site takes, in seconds; `None` where that is not said."""
    node = deadlines.agreement.names.get("site", {}).get(site)
    value = node.travel if isinstance(node, Site) else None
    if isinstance(value, v.Duration) and value.seconds is not None and value.hours is None:
        return int(value.seconds)
    return None
