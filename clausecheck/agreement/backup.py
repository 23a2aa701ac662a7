"""A backup block: what it is about, when its copies are made, how fast they come back, and how long they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from clausecheck.agreement.clock import HoursClock, utc
from clausecheck.agreement.schedule import METHODS, Gap, ScheduledRuns, elapsed, largest_gap, read
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import day_words, hours_words
from clausecheck.language import values as v
from clausecheck.language.tree import Backup, Broken, Clause, Includes, Keep, Rto
from clausecheck.language.write import write


@fact
def backups(semantics: Semantics) -> list[BackupMeaning]:
    """Every backup of the agreement, from top to bottom."""
    return [BackupMeaning(semantics, node) for node in semantics.agreement.all(Backup)]


class BackupMeaning:
    """One backup block and what stands around it."""

    def __init__(self, semantics: Semantics, node: Backup) -> None:
        self.agreement = semantics.agreement
        self.semantics = semantics
        self.node = node
        self.title = self.agreement.title(node)
        self._gaps: dict[tuple[object, ...], tuple[tuple[ScheduledRuns, ...], Gap | None]] = {}
        self.services = [value for value in node.for_ if isinstance(value, v.Name)]
        self.items = [
            value for clause in node.all(Includes) for value in clause.values if isinstance(value, v.Text)
        ]

    # ---- when copies are made

    @cached_property
    def runs(self) -> list[ScheduledRuns]:
        """The runs of all clauses; those of a method whose runs another clause times are left out."""
        found = [
            runs
            for clause in self.node.clauses
            if isinstance(clause, Clause)
            and clause.kind in METHODS
            and (runs := read(clause, self.semantics))
        ]
        timed = any(one.clause.kind == "runs" and not one.undecided for one in found)
        return [one for one in found if not timed or not one.undecided or says_when(one.clause)]

    def longest_gap(
        self, runs: Sequence[ScheduledRuns], failed: int = 0, nominal: bool = False
    ) -> Gap | None:
        """The longest time between two copies of some of the runs (`largest_gap`); a hundred clauses may ask about the same."""
        key = (tuple(map(id, runs)), failed, nominal)
        if key not in self._gaps:
            # The runs stay with what is known of them, for they are known by their identity.
            self._gaps[key] = tuple(runs), largest_gap(runs, failed, nominal)
        return self._gaps[key][1]

    @cached_property
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
        taken = self._taken.get(clause.kind, set())
        every: list[v.Value | None] = [*self.services, *self.items]
        return [value for value in every if write(value).casefold() not in taken] or ([] if every else [None])

    @cached_property
    def _taken(self) -> dict[str, set[str]]:
        """What the clauses of each kind name that they are about."""
        found: dict[str, set[str]] = {}
        for clause in self.node.clauses:
            if isinstance(clause, Clause):
                found.setdefault(clause.kind, set()).update(
                    write(value).casefold() for value in scope_of(clause)
                )
        return found

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

    @cached_property
    def rtos(self) -> list[tuple[Rto, int]]:
        """The recovery times that are elapsed times, with their seconds; empty where one of them is not."""
        found = [
            (clause, elapsed(clause.value) if not counted(clause) else None) for clause in self.node.all(Rto)
        ]
        known = [(clause, seconds) for clause, seconds in found if seconds is not None]
        return known if len(known) == len(found) else []

    @cached_property
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

    @cached_property
    def longest_kept(self) -> tuple[Keep, v.Duration] | None:
        """What keeps copies longest; `None` where some copies are kept for a time that is not said."""
        listed = [clause for clause in self.node.all(Keep) if write(clause.value) != "deleted"]
        if not listed or any(kept_for(clause) is None for clause in listed):
            return None
        lengths = [(clause, length) for clause in listed if (length := kept_for(clause)) is not None]
        return max(lengths, key=lambda one: longest_of(one[1]))

    # ---- words

    def between(self, gap: Gap, runs: Sequence[ScheduledRuns]) -> str:
        """When the longest gap is, in words."""
        if gap.start is None or gap.end is None:
            return f"{hours_words(gap.seconds)} lie between two copies"
        zone = self.shown_zone(runs)
        return (
            f"no copy is made between {self.moment(gap.start, zone)} and {self.moment(gap.end, zone)}"
            f"{f' ({zone.zone.key})' if zone is not None else ''}: {hours_words(gap.seconds)}"
        )

    def shown_zone(self, runs: Sequence[ScheduledRuns]) -> HoursClock | None:
        """The clock whose local time is shown: that of the hours in which it runs, else that of the agreement."""
        for one in runs:
            for name in one.clause.during:
                if (clock := self.semantics.clock(write(name))) is not None and write(name) != "always":
                    return clock
        return self.semantics.clock("always") if self.semantics.zone else None

    def moment(self, instant: int, zone: HoursClock | None) -> str:
        """An instant as people write it: `Fri 2 Apr 2027 20:00`."""
        local = zone.local(instant) if zone is not None else utc(instant)
        return f"{day_words(local.date())} {local:%H:%M}"


# ---- clauses and values ----------------------------------------------------------------------------------


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
