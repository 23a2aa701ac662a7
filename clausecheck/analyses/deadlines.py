"""Deadlines that contradict one another, or that no ticket can meet: decided for every ticket of the term.

Every question is put to the functions of `clausecheck.agreement.due`, whose docstring says why looking at breakpoints and
at one week of each kind is enough. What is found comes with a ticket that shows it; what is not comes with a proof. Two
targets are compared only where one ticket can meet both, which the names in their scopes say, so that the work grows with
the number of such pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

from clausecheck.agreement.calendars import data_versions
from clausecheck.agreement.clock import Clock
from clausecheck.agreement.deadlines import (
    Deadline,
    Deadlines,
    pauses,
    start_rules,
    travel,
    waiting_clock,
    waits_for_opening,
)
from clausecheck.agreement.due import Comparison, Elapsed, LoggedWhen, Then, compare, longest_possible, waits
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import DIMENSIONS, TARGET_KINDS, Case, Target
from clausecheck.agreement.words import day_words, length_words, moment_words
from clausecheck.finding import Finding, Label, Proof, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Block, Node
from clausecheck.language.write import write

#: Which target must come after which, and the rule that says so.
_AFTER = (
    ("respond", "resolve", "resolution-before-response"),
    ("respond", "workaround", "workaround-before-response"),
    ("respond", "onsite", "onsite-before-response"),
    ("respond", "update", "update-before-response"),
    ("acknowledge", "respond", "response-before-acknowledgement"),
    ("workaround", "resolve", "resolution-before-workaround"),
    ("onsite", "resolve", "resolution-before-onsite"),
)
#: What people call each kind of target in a sentence.
_CALLED = {
    **TARGET_KINDS,
    "onsite": "arrival on site",
    "update": "first update",
    "escalate": "escalation",
}
#: Parts that say for which tickets, or for which answer, a clause is: two that differ there can both count.
_APART = ("by", "automatic", "on", "at_most")
_LADDER = ("respond", "resolve")


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Targets in the wrong order within a case, between priorities and against escalations; two that differ for one
    ticket; targets that cannot be met; waits that are longer than they read.

    Parameters: `as-of`, the day from which an agreement without an effective date is computed; `critical`, how long a
    ticket of the most urgent priority may wait for its response (`critical-wait`).
    """
    looking = _Looking(agreement, parameters)
    yield from looking.within_cases()
    yield from looking.doubled()
    yield from looking.escalation_order()
    yield from looking.escalations()
    yield from looking.promised_while_waiting()
    yield from looking.travel_times()
    yield from looking.cover()
    yield from looking.long_waits(parameters.get("critical"))
    yield from looking.undecided()


class _Looking:
    """One agreement, and what has been compared in it."""

    def __init__(self, agreement: Agreement, parameters: Mapping[str, Any]) -> None:
        self.agreement = agreement
        self.semantics = Semantics.of(agreement, parameters)
        self.deadlines = Deadlines.of(self.semantics)
        self.zone = self.deadlines.reference.zone
        stated = [hours.spec.zone for hours in self.semantics.hours.values() if hours.spec and hours.node]
        self.in_zone = f" ({self.zone.key})" if self.semantics.zone or any(stated) else ""
        self.seen: set[tuple[object, ...]] = set()
        self.conditions = ["", *dict.fromkeys(t.condition for t in self.semantics.targets if t.condition)]

    # ---- the questions

    def within_cases(self) -> Iterator[Finding | Proof]:
        """In one case, what must come after something else does."""
        for case in self.semantics.cases:
            for condition in self.conditions:
                for before, after, rule in _AFTER:
                    for one in self.deadlines.applicable(case, before, condition):
                        for other in self.deadlines.applicable(case, after, condition):
                            if condition and condition not in (
                                one.target.condition,
                                other.target.condition,
                            ):
                                continue
                            yield from self.order(rule, one, other)

    def order(self, rule: str, one: Deadline, other: Deadline) -> Iterator[Finding | Proof]:
        """The second must fall due after the first."""
        if one.target.average or other.target.average or one.target.population != other.target.population:
            return
        if not self.fresh(rule, one, other):
            return
        found = self.compared(one, other, lead=1)
        if found is None:
            return
        if found.ticket is None:
            late = next(self.paused(rule, one, other), None)
            yield late or self.proof(rule, one, other, found, "after")
            return
        first, second = _CALLED[one.target.kind], _CALLED[other.target.kind]
        about = self.about(other.case)
        yield self.finding(
            rule,
            f"{about} can fall due for {second} before it falls due for {first}"
            if found.lead < 0
            else f"{about} can fall due for {second} at the very moment at which it falls due for {first}",
            other,
            one,
            found,
        )

    def paused(self, rule: str, one: Deadline, other: Deadline) -> Iterator[Finding]:
        """The first is late when its clock alone is paused: by a pause that the clock of the second does not have."""
        shared = {id(node) for node, _ in pauses(self.deadlines, other.target.kind, other.case)}
        for node, pause in pauses(self.deadlines, one.target.kind, one.case):
            delayed = replace(one, due=Then(pause, one.due))
            if id(node) in shared:
                continue
            found = self.compared(delayed, other, lead=1)
            if found is None or found.ticket is None:
                continue
            first, second = _CALLED[one.target.kind], _CALLED[other.target.kind]
            made = self.finding(
                rule,
                f"{self.about(other.case)} can fall due for {second} before it falls due for {first}, when only the clock of "
                f"the {first} is paused",
                other,
                delayed,
                found,
            )
            yield replace(made, labels=(*made.labels, Label(node.head, f"the {first} waits for so long")))

    def doubled(self) -> Iterator[Finding | Proof]:
        """Two clauses of equal weight that give one ticket two deadlines."""
        for one, other in combinations(self.semantics.targets, 2):
            case = _joint(one, other)
            if case is None or not _alike(one, other):
                continue
            holding = self.deadlines.applicable(case, one.kind, one.condition)
            firsts = [deadline for deadline in holding if deadline.target is one]
            seconds = [deadline for deadline in holding if deadline.target is other]
            for first in firsts:
                for second in seconds:
                    yield from self.differing(first, second)

    def differing(self, one: Deadline, other: Deadline) -> Iterator[Finding | Proof]:
        if not self.fresh("two-deadlines", one, other) or one.due == other.due:
            return
        for first, second in ((one, other), (other, one)):
            found = self.compared(first, second, lead=0)
            if found is not None and found.ticket is not None:
                kind = _CALLED[one.target.kind]
                yield self.finding(
                    "two-deadlines",
                    f"two clauses give {self.about(one.case)} two different deadlines for {kind}",
                    second,
                    first,
                    found,
                )
                return

    def escalation_order(self) -> Iterator[Finding | Proof]:
        """From one priority to the next less urgent one, for each service, site and plan."""
        names = list(self.agreement.names.get("priority", {}))
        rests = dict.fromkeys(replace(case, priority=None) for case in self.semantics.cases)
        for rest in rests:
            for kind in _LADDER:
                steps = [
                    [
                        d
                        for d in self.deadlines.applicable(replace(rest, priority=name), kind)
                        if not d.target.rest
                    ]
                    for name in names
                ]
                for urgent, less in pairwise([step for step in steps if step]):
                    for one in urgent:
                        for other in less:
                            yield from self.stage(one, other)
            yield from self.flat(rest, names)

    def stage(self, one: Deadline, other: Deadline) -> Iterator[Finding | Proof]:
        rule = "urgent-later"
        if one.target.average or other.target.average or one.target.population != other.target.population:
            return
        if not self.fresh(rule, one, other) or one.clause is other.clause:
            return
        found = self.compared(one, other, lead=0)
        if found is None:
            return
        if found.ticket is None:
            yield self.proof(rule, one, other, found, "not before")
            return
        kind = _CALLED[one.target.kind]
        yield self.finding(
            rule,
            f"{self.about(one.case)} can fall due for {kind} later than {self.about(other.case)}, which is less urgent",
            one,
            other,
            found,
        )

    def flat(self, rest: Case, names: list[str]) -> Iterator[Finding]:
        """Neighbouring priorities of which every target is the same."""
        runs: list[list[str]] = []
        before: object = None
        for name in names:
            case = replace(rest, priority=name)
            stages = frozenset(
                (kind, d.due, d.logged, write(d.target.share))
                for kind in TARGET_KINDS
                for d in self.deadlines.applicable(case, kind)
            )
            if stages and stages == before:
                runs[-1].append(name)
            else:
                runs.append([name])
            before = stages
        for run in runs:
            stage = [
                deadline
                for name in run
                for kind in TARGET_KINDS
                for deadline in self.deadlines.applicable(replace(rest, priority=name), kind)
            ]
            clauses = list({id(deadline.clause): deadline for deadline in stage}.values())
            if len(run) < 2 or len(clauses) < 2 or not self.once("flat-ladder", tuple(run)):
                continue
            first, *others = clauses
            wording = f"{', '.join(run[:-1])} and {run[-1]}"
            kinds = " and ".join(dict.fromkeys(_CALLED[d.target.kind] for d in clauses))
            yield draft(
                "flat-ladder",
                f"{wording} have the same {kinds} target, so that it makes no difference which of them a ticket has"
                if len({d.target.kind for d in clauses}) == 1
                else f"{wording} have the same targets, so that it makes no difference which of them a ticket has",
                first.clause.head,
                label=f"{first.case.priority or run[0]}",
                labels=tuple(Label(d.clause.head, f"{d.case.priority}: the same") for d in others),
                place=self.home(first.clause),
                path=first.clause.path,
                values=tuple(write(d.target.length) for d in clauses),
                witness=Witness(
                    f"{wording} tickets logged at the same moment fall due at the same moment, whenever that is",
                    {"priorities": run, "length": write(first.target.length)},
                ),
                help=("give the less urgent one a longer time", "join the priorities"),
            )

    def escalations(self) -> Iterator[Finding | Proof]:
        """An escalation helps only before the target that it should save."""
        late: dict[tuple[int, str], list[tuple[Deadline, Deadline, Comparison]]] = {}
        for stage, _ in self.deadlines.escalations():
            if stage.condition:
                continue
            for case in self.semantics.cases:
                if not stage.covers(case):
                    continue
                deadline = self.deadlines.deadline(stage, case)
                saved = self.saved(stage, case)
                if deadline is None or saved is None or not self.fresh("late-escalation", deadline, saved):
                    continue
                found = self.compared(deadline, saved, lead=1)
                if found is not None and found.ticket is not None:
                    late.setdefault((id(saved.clause), case.priority or ""), []).append(
                        (deadline, saved, found)
                    )
                elif found is not None:
                    yield self.proof("late-escalation", deadline, saved, found, "after")
        for stages in late.values():
            stages.sort(key=lambda stage: stage[2].lead)
            deadline, saved, found = stages[0]
            kind = _CALLED[saved.target.kind]
            more = [
                Label(other.clause.head, "so late comes this one, too")
                for other, _, _ in stages[1:]
                if other.clause is not deadline.clause
            ]
            made = self.finding(
                "late-escalation",
                f"an escalation of {self.about(saved.case)} comes "
                + (
                    f"after the {kind} that it should save"
                    if found.lead < 0
                    else f"only when the {kind} target is missed"
                ),
                deadline,
                saved,
                found,
            )
            yield replace(made, labels=(*made.labels, *dict.fromkeys(more)))

    def saved(self, stage: Target, case: Case) -> Deadline | None:
        """The target that an escalation should save: the one that it names, else the last one of the case that is more than
        an answer. One that cannot be computed is not replaced by another."""
        named = {write(value) for value in getattr(stage.clause, "for_", ())}
        kinds = [kind for kind, called in TARGET_KINDS.items() if called in named]
        for kind in kinds or ["resolve", "workaround", "onsite"]:
            holding = [
                deadline
                for deadline in self.deadlines.applicable(case, kind)
                if not deadline.target.average and not deadline.target.rest
            ]
            if holding:
                return holding[0]
            if any(t.kind == kind and t.covers(case) and not t.condition for t in self.semantics.targets):
                return None
        return None

    def promised_while_waiting(self) -> Iterator[Finding]:
        """A target for tickets logged in closed hours, where the clock says that such tickets wait."""
        for target in self.semantics.targets:
            if waits_for_opening(target) or target.length is None:
                continue
            for case in self.semantics.cases:
                if not target.covers(case):
                    continue
                for deadline in self.deadlines.applicable(case, target.kind, target.condition):
                    if deadline.target is target:
                        yield from self.waiting(deadline)

    def waiting(self, deadline: Deadline) -> Iterator[Finding]:
        target = deadline.target
        for node in start_rules(self.deadlines, target.kind, deadline.case):
            clock = waiting_clock(self.deadlines, node, target)
            if clock is None or not self.once("promised-while-waiting", id(target.clause), id(node)):
                continue
            ticket = self.first_ticket(deadline.logged & LoggedWhen(shut=frozenset((clock,))))
            if ticket is None:
                continue
            opening = clock.first_open(ticket)
            if opening is None:
                continue
            kind = _CALLED[target.kind]
            due = deadline.due(ticket)
            yield draft(
                "promised-while-waiting",
                f"the {kind} of {self.about(deadline.case)} is promised for a time at which tickets wait for the next opening",
                target.clause.head,
                label=f"{kind} falls due {self.when(due)}",
                labels=(Label(node.head, f"the clock starts only {self.when(opening)}"),),
                place=self.home(target.clause),
                path=target.clause.path,
                values=(write(target.length), write(target.outside) if target.outside else ""),
                witness=self.witness(deadline.case, ticket, {"due": due, "clock starts": opening}),
                help=(
                    "say for which priorities tickets wait: `starts at next opening, outside …, for P3`",
                    "delete the target for that time",
                ),
            )

    def travel_times(self) -> Iterator[Finding]:
        """Someone must be on site sooner than the way takes."""
        for name in self.agreement.names.get("site", {}):
            way = travel(self.deadlines, name)
            if way is None:
                continue
            cases = dict.fromkeys(replace(case, site=name) for case in self.semantics.cases)
            for case in cases:
                for deadline in self.deadlines.applicable(case, "onsite"):
                    if self.once("onsite-before-arrival", id(deadline.clause), name):
                        yield from self.journey(deadline, name, way)

    def journey(self, deadline: Deadline, name: str, way: int) -> Iterator[Finding]:
        found = compare(Elapsed(way), deadline.due, self.deadlines.weeks, deadline.logged, 0)
        if found.ticket is None:
            return
        site = self.agreement.names["site"][name]
        due = deadline.due(found.ticket)
        allowed = due - found.ticket
        yield draft(
            "onsite-before-arrival",
            f"nobody can be at {name} in time: the way takes {length_words(way)}, and the target allows "
            f"{length_words(allowed)}",
            deadline.clause.head,
            label=f"due {self.when(due)}",
            labels=(Label(site.span, f"the way takes {length_words(way)}"),),
            place=self.home(deadline.clause),
            path=deadline.clause.path,
            values=(write(deadline.target.length), name),
            witness=self.witness(
                deadline.case,
                found.ticket,
                {"due": due, "arrival": found.ticket + way},
                f"; who leaves at once arrives {self.when(found.ticket + way)}",
            ),
            help=(
                f"`onsite within {length_words(way)}` or longer, at {name}",
                f"except {name} from the target",
            ),
        )

    def cover(self) -> Iterator[Finding]:
        """A service is open while the clock of its most urgent tickets stands still."""
        urgent = next(iter(self.agreement.names.get("priority", {})), None)
        for node in self.agreement.all("open_clause"):
            home = self.agreement.parent(node)
            names = [write(value) for value in getattr(node, "during", ())]
            open_ = self.semantics.clock(names[0]) if names else None
            if urgent is None or home is None or home.kind != "service" or open_ is None or node.without:  # type: ignore[attr-defined]
                continue
            named = {write(value) for value in getattr(node, "for_", ())}
            if named and urgent not in named:
                continue
            case = Case(urgent, write(getattr(home, "name", "")))
            for deadline in self.deadlines.applicable(case, "respond"):
                # One that is bounded in real time (`sooner of …`) goes on while the hours are closed.
                if deadline.target.outside is None and deadline.due.clocks() and deadline.due.most is None:
                    yield from self.uncovered(deadline, node, open_, names[0])

    def uncovered(self, deadline: Deadline, node: Node, open_: Clock, name: str) -> Iterator[Finding]:
        shut = frozenset(clock for clock in deadline.due.clocks() if clock is not self.deadlines.reference)
        clock = self.semantics.clock(deadline.target.hours)
        if clock is None or clock not in shut:
            return
        logged = deadline.logged & LoggedWhen(frozenset((open_,)), frozenset((clock,)))
        if not logged.possible or not self.once("open-without-response", id(deadline.clause), id(node)):
            return
        found = waits(deadline.due, self.deadlines.weeks, logged, None)
        if found is None or found.worst < 60:
            return
        yield draft(
            "open-without-response",
            f"{self.about(deadline.case)} can be logged {_while(name)}, but its response clock runs only during "
            f"`{deadline.target.hours}`",
            deadline.clause.head,
            label=f"waits up to {length_words(found.worst)} of real time",
            labels=(Label(node.head, f"open {_while(name)}"),),
            place=self.home(deadline.clause),
            path=deadline.clause.path,
            values=(write(deadline.target.length), name, deadline.target.hours),
            witness=self.witness(
                deadline.case,
                found.worst_at,
                {"due": found.worst_at + found.worst},
                f" falls due for response {self.when(found.worst_at + found.worst)}, "
                f"{length_words(found.worst)} later",
            ),
            help=(
                f"{vocabulary().word('respond')} within …, during {name}",
                f"respond within …, outside {deadline.target.hours}",
                f"open during {deadline.target.hours}",
            ),
        )

    def long_waits(self, limit: object) -> Iterator[Finding]:
        """A ticket of the most urgent priority waits longer for its response than the rule allows."""
        urgent = next(iter(self.agreement.names.get("priority", {})), None)
        if not isinstance(limit, v.Duration) or limit.seconds is None or urgent is None:
            return
        for case in self.semantics.cases:
            if case.priority != urgent:
                continue
            for deadline in self.deadlines.applicable(case, "respond"):
                if deadline.target.average or not self.once("critical-wait", id(deadline.clause)):
                    continue
                bound = longest_possible(deadline.due, self.deadlines.weeks)
                if bound is not None and bound <= limit.seconds:
                    continue
                found = waits(deadline.due, self.deadlines.weeks, deadline.logged, None)
                if found is None or found.worst <= limit.seconds:
                    continue
                yield draft(
                    "critical-wait",
                    f"{self.about(case)} can wait {length_words(found.worst)} for its response, "
                    f"although the target reads {write(deadline.target.length)}",
                    deadline.clause.head,
                    label=f"at the worst {length_words(found.worst)} of real time",
                    labels=self.hours_label(deadline),
                    place=self.home(deadline.clause),
                    path=deadline.clause.path,
                    values=(write(deadline.target.length),),
                    witness=self.witness(
                        case,
                        found.worst_at,
                        {"due": found.worst_at + found.worst},
                        f" falls due {self.when(found.worst_at + found.worst)}",
                    ),
                )

    def hours_label(self, deadline: Deadline) -> tuple[Label, ...]:
        semantics = self.semantics.hours.get(deadline.target.hours)
        if semantics is None or semantics.node is None:
            return ()
        return (Label(semantics.node.head, "time counts only while these are open"),)

    def undecided(self) -> Iterator[Finding]:
        """Targets that cannot be computed, once for each reason; hours that cannot be are a finding of their own."""
        by_reason: dict[str, list[Target]] = {}
        for target, reason in self.deadlines.undecided.values():
            # Hours without a clock, and events that no target promises, are findings of their own.
            told = "it counts on `" in reason or reason.endswith("from which it counts")
            if target.kind != "escalate" and not told:
                by_reason.setdefault(reason, []).append(target)
        for reason, targets in by_reason.items():
            first, *others = targets
            kinds = " and ".join(dict.fromkeys(_CALLED[target.kind] for target in targets))
            yield draft(
                "deadline-undecided",
                f"whether the {kinds} can be kept is undecided, because {reason}",
                first.clause.head,
                labels=tuple(Label(target.clause.head) for target in others),
                place=self.home(first.clause),
                path=first.clause.path,
                values=tuple(write(target.length) for target in targets),
            )

    # ---- comparing and saying

    def fresh(self, rule: str, one: Deadline, other: Deadline) -> bool:
        """Whether this pair of clauses has not been compared yet."""
        return self.once(
            rule, id(one.clause), id(other.clause), one.due, other.due, one.logged & other.logged
        )

    def once(self, *key: object) -> bool:
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def compared(self, one: Deadline, other: Deadline, lead: int) -> Comparison | None:
        """The comparison for the tickets that both concern; `None` where there are none."""
        logged = one.logged & other.logged
        if not logged.possible:
            return None
        return compare(one.due, other.due, self.deadlines.weeks, logged, lead)

    def first_ticket(self, logged: LoggedWhen) -> int | None:
        """A ticket of the first ordinary week, on the full hour where that is possible."""
        if not logged.possible:
            return None
        weeks = sorted(self.deadlines.weeks.distinct([], logged), key=lambda week: (-week[2], week[0]))
        for start, end, _ in weeks:
            for low, high in logged.stretches(start, end):
                moment = -(-low // 3600) * 3600
                return moment if moment < high else low
        return None

    def finding(self, rule: str, message: str, main: Deadline, other: Deadline, found: Comparison) -> Finding:
        """A finding about two deadlines, with the ticket that shows it."""
        ticket = found.ticket
        assert ticket is not None
        main_due, other_due = main.due(ticket), other.due(ticket)
        apart = main_due - other_due
        later = (
            f", {length_words(apart)} {'later' if apart > 0 else 'earlier'}"
            if apart
            else ", at the same time"
        )
        main_kind, other_kind = _CALLED[main.target.kind], _CALLED[other.target.kind]
        main_case = f"{main.case.priority} " if main.case.priority != other.case.priority else ""
        other_case = f"{other.case.priority} " if main.case.priority != other.case.priority else ""
        case = main.case if main.case == other.case else replace(main.case, priority=None)
        return draft(
            rule,
            message,
            main.clause.head,
            label=f"{main_case}{main_kind} falls due {self.when(main_due)}{later}",
            labels=(Label(other.clause.head, f"{other_case}{other_kind} falls due {self.when(other_due)}"),),
            place=self.home(main.clause),
            path=main.clause.path,
            values=(
                write(main.target.length),
                write(other.target.length),
                main.target.hours,
                other.target.hours,
            ),
            witness=self.witness(case, ticket, {main_kind: main_due, other_kind: other_due})
            if main_kind != other_kind
            else self.witness(case, ticket, {"first": main_due, "second": other_due}),
        )

    def proof(self, rule: str, one: Deadline, other: Deadline, found: Comparison, relation: str) -> Proof:
        """That no ticket shows the opposite."""
        weeks = self.deadlines.weeks
        first = self.deadlines.reference.local(weeks.start).date()
        last = self.deadlines.reference.local(weeks.end - 1).date()
        kind, other_kind = _CALLED[one.target.kind], _CALLED[other.target.kind]
        if one.case.priority != other.case.priority:
            kind, other_kind = f"{one.case.priority} {kind}", f"{other.case.priority} {other_kind}"
        how = (
            f"{found.kinds} kinds of weeks among {found.weeks}, compared at {found.breakpoints} breakpoints"
            if found.kinds
            else "the lengths alone show it"
        )
        values = {
            "clauses": [one.clause.path, other.clause.path],
            "lengths": [write(one.target.length), write(other.target.length)],
            "from": first.isoformat(),
            "to": last.isoformat(),
            "weeks": found.weeks,
            "kinds of weeks": found.kinds,
            "breakpoints": found.breakpoints,
            "data": data_versions(),
        }
        about = self.about(other.case if one.case == other.case else replace(other.case, priority=None))
        if found.undecided:
            return Proof(
                rule,
                f"undecided for some tickets: the hours of {kind} or {other_kind} do not open again",
                values,
                decided=False,
            )
        return Proof(
            rule,
            f"{about}: {other_kind} ({write(other.target.length)}) falls due {relation} {kind} ({write(one.target.length)}) "
            f"for every ticket logged from {day_words(first)} to {day_words(last)}; {how}",
            values,
        )

    def witness(self, case: Case, ticket: int, moments: Mapping[str, int], note: str = "") -> Witness:
        values: dict[str, Any] = {
            "logged": self.iso(ticket),
            "zone": self.zone.key if self.in_zone else None,
            **{name: self.iso(moment) for name, moment in moments.items()},
            **{name: getattr(case, name) for name in DIMENSIONS if getattr(case, name) is not None},
        }
        return Witness(f"{self.about(case)} logged {self.when(ticket)}{self.in_zone}{note}", values)

    def about(self, case: Case) -> str:
        """A ticket of a case, as a sentence begins with it."""
        words = f"a {case.priority} ticket" if case.priority else "a ticket"
        if case.priority and case.priority[0] in "AEFHILMNORSX" and not case.priority[1:2].islower():
            words = f"an {case.priority} ticket"
        if case.service:
            words += f" for {case.service}"
        if case.plan:
            words += f" in plan {case.plan}"
        if case.site:
            words += f" at {case.site}"
        return words

    def when(self, instant: int) -> str:
        return moment_words(instant, self.zone)

    def iso(self, instant: int) -> str:
        return self.deadlines.reference.local(instant).isoformat()

    def home(self, clause: Node) -> str:
        block = self.agreement.parent(clause)
        return self.agreement.title(block if isinstance(block, Block) and block.kind != "file" else clause)


def _while(name: str) -> str:
    return "at any time" if name == "always" else f"during `{name}`"


def _joint(one: Target, other: Target) -> Case | None:
    """A case that both targets cover; `None` where there is none."""
    scope: dict[str, str] = {}
    for dimension in DIMENSIONS:
        limits = [names for target in (one, other) if (names := target.limited(dimension)) is not None]
        if not limits:
            continue
        both = frozenset.intersection(*limits)
        if not both:
            return None
        scope[dimension] = sorted(both)[0]
    return Case(**scope)


def _alike(one: Target, other: Target) -> bool:
    """Whether two targets are about the same thing, so that only one of them can count."""
    if one.kind != other.kind or one.clause is other.clause or one.length is None or other.length is None:
        return False
    if (one.average, one.rest, one.population, one.condition, one.weight) != (
        other.average,
        other.rest,
        other.population,
        other.condition,
        other.weight,
    ):
        return False
    share, other_share = _percentage(one.share), _percentage(other.share)
    if share != other_share:
        return False
    if _texts(one) != _texts(other):
        return False
    return all(getattr(one.clause, part, None) == getattr(other.clause, part, None) for part in _APART)


def _texts(target: Target) -> list[str]:
    """The places of a clause that are no names in its scope."""
    named = {name for _, names in target.scope for name in names}
    return sorted(text for value in getattr(target.clause, "at", ()) if (text := write(value)) not in named)


def _percentage(share: v.Value | None) -> object:
    value = share.percentage if isinstance(share, v.Share) else share
    return value.amount if isinstance(value, v.Percentage) else None
