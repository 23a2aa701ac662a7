"""A backup block: what it is about, when its copies are made, and how long they are kept; with the words for its figures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from clausecheck.agreement.clock import Clock, utc
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.schedule import METHODS, Context, Gap, Runs, elapsed, read
from clausecheck.agreement.semantics import Semantics
from clausecheck.finding import Finding, draft
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Backup,
    Broken,
    Clause,
    Includes,
    Keep,
    Node,
    Rto,
)
from clausecheck.language.write import write

HOUR = 3600

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class BackupMeaning:
    """One backup block and what stands around it."""

    def __init__(self, agreement: Agreement, semantics: Semantics, node: Backup) -> None:
        self.agreement = agreement
        self.semantics = semantics
        self.node = node
        self.title = agreement.title(node)
        self.services = [value for value in node.for_ if isinstance(value, v.Name)]
        self.items = [
            value for clause in node.all(Includes) for value in clause.values if isinstance(value, v.Text)
        ]

    def finding(self, name: str, message: str, value: v.Value | Node, node: Node, **more: Any) -> Finding:
        """A draft about a value of a clause of this backup."""
        home = self.agreement.parent(node)
        return draft(
            name,
            message,
            value.span,
            file=self.agreement.source.path,
            place=self.agreement.title(home) if home is not None and home.kind != "file" else "",
            path=node.path,
            **more,
        )

    # ---- when copies are made

    def all_runs(self) -> list[Runs]:
        """The runs of all clauses; those of a method whose runs another clause times are left out."""
        key = ("backup-runs", self.semantics.as_of, id(self.node))
        if key not in self.agreement.cache:
            self.agreement.cache[key] = self._read_runs()
        runs: list[Runs] = self.agreement.cache[key]
        return runs

    def _read_runs(self) -> list[Runs]:
        context = Context(self.semantics.horizon, self.semantics.zone, self.semantics.clock)
        found = [
            runs
            for clause in self.node.clauses
            if isinstance(clause, Clause) and clause.kind in METHODS and (runs := read(clause, context))
        ]
        timed = any(one.clause.kind == "runs" and not one.undecided for one in found)
        return [one for one in found if not timed or not one.undecided or says_when(one.clause)]

    def unreadable(self) -> bool:
        """Whether a line of the block that could be a method could not be read."""
        return any(
            isinstance(clause, Broken) and (not clause.meant or clause.meant in METHODS)
            for clause in self.node.clauses
        )

    # ---- what clauses are about

    def subjects(self, clause: Clause) -> list[v.Value | None]:
        """What a clause is about: what it names, else each service and each item of the backup that no other clause of its
        kind takes over; `None` where nothing is named."""
        named = scope_of(clause)
        if named:
            return list(named)
        taken = {
            write(value).casefold()
            for other in self.node.clauses
            if other.kind == clause.kind and isinstance(other, Clause)
            for value in scope_of(other)
        }
        every: list[v.Value | None] = [*self.services, *self.items]
        return [value for value in every if write(value).casefold() not in taken] or ([] if every else [None])

    def concerns(self, clause: Clause, subject: v.Value | None) -> bool:
        """Whether a clause may hold for something; only what is surely about something else does not."""
        scope = scope_of(clause)
        return not scope or subject is None or any(not self.apart(value, subject) for value in scope)

    def apart(self, one: v.Value, other: v.Value) -> bool:
        """Whether two things are surely different: two declared names of one kind, two items, two levels."""
        if write(one).casefold() == write(other).casefold():
            return False
        if isinstance(one, v.Name) and isinstance(other, v.Name):
            return any(one.text in names and other.text in names for names in self.agreement.names.values())
        if isinstance(one, v.Numbered) and isinstance(other, v.Numbered):
            return one.text == other.text
        items = {item.text.casefold() for item in self.items}
        return (
            isinstance(one, v.Text)
            and isinstance(other, v.Text)
            and one.text.casefold() in items
            and other.text.casefold() in items
        )

    # ---- restores and retention

    def rtos(self) -> list[tuple[Rto, int]]:
        """The recovery times that are elapsed times, with their seconds; empty where one of them is not."""
        found = [
            (clause, elapsed(clause.value) if not counted(clause) else None) for clause in self.node.all(Rto)
        ]
        known = [(clause, seconds) for clause, seconds in found if seconds is not None]
        return known if len(known) == len(found) else []

    def kept(self) -> list[tuple[Keep, v.Duration]]:
        """The clauses that keep copies for an elapsed time, with the time; deleted items and records of a kind that is only
        described are left out."""
        found = []
        for clause in self.node.all(Keep):
            length = kept_for(clause)
            described = isinstance(clause.value, v.Text) or write(clause.value) == "deleted"
            if length is not None and clause.when is None and not described:
                found.append((clause, length))
        return found

    def longest_kept(self) -> tuple[Keep, v.Duration] | None:
        """What keeps copies longest; `None` where some copies are kept for a time that is not said."""
        listed = [clause for clause in self.node.all(Keep) if write(clause.value) != "deleted"]
        if not listed or any(kept_for(clause) is None for clause in listed):
            return None
        lengths = [(clause, length) for clause in listed if (length := kept_for(clause)) is not None]
        return max(lengths, key=lambda one: longest_of(one[1]))

    # ---- words

    def between(self, gap: Gap, runs: Sequence[Runs]) -> str:
        """When the longest gap is, in words."""
        if gap.start is None or gap.end is None:
            return f"{spell(gap.seconds)} lie between two copies"
        zone = self.shown_zone(runs)
        return (
            f"no copy is made between {self.moment(gap.start, zone)} and {self.moment(gap.end, zone)}"
            f"{f' ({zone.zone.key})' if zone is not None else ''}: {spell(gap.seconds)}"
        )

    def shown_zone(self, runs: Sequence[Runs]) -> Clock | None:
        """The clock whose local time is shown: that of the hours in which it runs, else that of the agreement."""
        for one in runs:
            for name in one.clause.during:
                if (clock := self.semantics.clock(write(name))) is not None and write(name) != "always":
                    return clock
        return self.semantics.clock("always") if self.semantics.zone else None

    def moment(self, instant: int, zone: Clock | None) -> str:
        """An instant as people write it: `Fri 2 Apr 2027 20:00`."""
        local = zone.local(instant) if zone is not None else utc(instant)
        return (
            f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year} "
            f"{local.hour:02}:{local.minute:02}"
        )


# ---- words and values ------------------------------------------------------------------------------------


def spell(seconds: int | Fraction) -> str:
    """A length of time for people, rounded down to the minute: `63 hours 30 minutes`; whole weeks and more in days."""
    minutes = int(seconds // 60)
    hours, minutes = divmod(minutes, 60)
    days = hours // 24
    if days >= 21 or (days >= 7 and not (hours % 24 or minutes)):
        parts = [(days, "day"), (hours % 24, "hour")]
    else:
        parts = [(hours, "hour"), (minutes, "minute")]
    wording = [_amount(count, unit) for count, unit in parts if count]
    return " ".join(wording) or _amount(int(seconds), "second")


def _amount(count: int, unit: str) -> str:
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"


def in_hours(seconds: int) -> str:
    """A length as the language writes it."""
    hours, rest = divmod(seconds, HOUR)
    return _amount(hours, "hour").replace(",", "") if not rest else f"{seconds // 60} minutes"


def decimal(value: object) -> str:
    """A number for people, with two places at the most."""
    exact = Fraction(str(value)) if not isinstance(value, Fraction) else value
    whole, rest = divmod(exact.numerator * 100 // exact.denominator, 100)
    return f"{whole:,}" + (f".{rest:02}".rstrip("0") if rest else "")


def scope_of(clause: Clause) -> tuple[v.Value, ...]:
    """What a clause is limited to."""
    return tuple(value for value in clause.for_ if isinstance(value, v.Name | v.Phrase | v.Text | v.Numbered))


def says_when(clause: Clause) -> bool:
    """Whether a clause says itself when it runs."""
    return bool(getattr(clause, "every", None) or getattr(clause, "on", ()) or clause.at)


def counted(clause: Clause) -> bool:
    """Whether the time of a clause counts in some hours only."""
    return any(write(name) != "always" for name in (*clause.during, *clause.outside))


def plain(value: object) -> object:
    """A time without the event from which it counts."""
    return value.amount if isinstance(value, v.Anchored) else value


def same_start(one: object, other: object) -> bool:
    """Whether two times may count from the same event: where both name one, it must be the same."""
    if isinstance(one, v.Anchored) and isinstance(other, v.Anchored):
        return write(one.event).casefold() == write(other.event).casefold()
    return True


def shortest(value: object) -> int | None:
    """The least elapsed time that a length can mean, in seconds: working hours last at least as long as they say."""
    value = plain(value)
    if not isinstance(value, v.Duration) or value.seconds is None:
        return None
    return int(value.seconds)


def bare(value: object) -> str:
    """A word or quoted text without its quotes."""
    return value.text if isinstance(value, v.Text | v.Name) else write(value)


def kept_for(clause: Keep) -> v.Duration | None:
    """How long a clause keeps copies, in elapsed time counted from the copy."""
    for value in (*clause.for_, clause.at_least):
        if isinstance(value, v.Duration) and value.bounds() is not None:
            return value
    return None


def bounds_of(length: v.Duration) -> tuple[Fraction, Fraction] | None:
    found = length.bounds()
    return None if found is None else (Fraction(found[0]), Fraction(found[1]))


def longest_of(length: v.Duration) -> Fraction:
    """The longest that an elapsed length can be, in seconds."""
    found = bounds_of(length)
    assert found is not None
    return found[1]
