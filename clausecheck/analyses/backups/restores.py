"""Promises to bring data back, against the RTO and against what the line carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from clausecheck.agreement import due as deadlines
from clausecheck.agreement.backup import (
    BackupMeaning,
    bare,
    counted,
    decimal,
    plain,
    same_start,
    scope_of,
    spell,
)
from clausecheck.agreement.clock import WEEK, utc
from clausecheck.agreement.schedule import elapsed
from clausecheck.agreement.targets import Case, effective
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Clause,
    Failover,
    Node,
    RestoreOnRequest,
    Rto,
    SizeIs,
    TestRestore,
)
from clausecheck.language.write import write


class Restores(BackupMeaning):
    """Promises to bring data back, against the RTO and against the line."""

    def run(self) -> Iterator[Finding | Proof]:
        yield from self.restores()
        yield from self.line()
        yield from self.restore_tests()
        yield from self.failovers()

    def due(self, amount: object, during: Sequence[object], least: bool = False) -> deadlines.Due | None:
        """A promised time as a deadline; `None` where it cannot be computed with.

        With `least`, working time on hours that are undecided counts as elapsed: it lasts at least as long.
        """
        if isinstance(amount, v.Anchored):
            amount = amount.amount
        if not isinstance(amount, v.Duration):
            return None
        name = write(amount.hours) if amount.hours is not None else write(during[0]) if during else "always"
        if amount.seconds is not None and name == "always":
            return deadlines.Elapsed(int(amount.seconds))
        clock = self.semantics.clock(name) if name != "always" else None
        if clock is None:
            return deadlines.Elapsed(int(amount.seconds)) if least and amount.seconds is not None else None
        if amount.seconds is not None:
            return deadlines.Working(clock, int(amount.seconds))
        if amount.hours is not None and len(amount.parts) == 1 and amount.parts[0][1] == "day":
            return deadlines.BusinessDays(clock, int(amount.parts[0][0]))
        return None

    def restores(self) -> Iterator[Finding | Proof]:
        """A restore on request that may take longer than the RTO allows."""
        for clause in self.node.all(RestoreOnRequest):
            if clause.when is not None or clause.outside:
                continue
            promised, during, source = self.promised(clause)
            restore = self.due(promised, during, least=True) if promised is not None else None
            if restore is None:
                continue
            for rto in self.node.all(Rto):
                if not self.same_matter(clause, rto) or rto.when is not None:
                    continue
                recovery = self.due(rto.value, rto.during)
                if recovery is None or not same_start(promised, rto.value):
                    continue
                drafted = self.slower(clause, promised, source, rto, restore, recovery)
                if drafted is not None:
                    yield drafted
                    break

    def promised(self, clause: RestoreOnRequest) -> tuple[v.Value | None, Sequence[object], Node]:
        """The time within which a restore is done, the hours in which it counts, and the clause that says so: the clause
        itself, else the resolution of the priority as which it is handled."""
        if clause.within is not None:
            return clause.within, clause.during, clause
        names = [value.text for value in clause.as_ if isinstance(value, v.Name)]
        if len(names) != 1 or names[0] not in self.agreement.names.get("priority", {}):
            return None, (), clause
        found = [
            target
            for target in effective(self.semantics.targets, "resolve", Case(names[0]))
            if not (target.average or target.rest or target.condition or target.outside)
        ]
        if len(found) != 1 or found[0].length is None:
            return None, (), clause
        hours = () if found[0].hours == "always" else (v.Name(found[0].hours),)
        return found[0].length, hours, found[0].clause

    def same_matter(self, clause: Clause, rto: Rto) -> bool:
        """Whether a restore and a recovery time are surely about the same: neither is limited, or both name the same."""
        scope, other = scope_of(clause), scope_of(rto)
        if not scope:
            return True
        return any(write(one).casefold() == write(two).casefold() for one in scope for two in other) or (
            not other and all(isinstance(value, v.Name) and value in self.services for value in scope)
        )

    def slower(
        self,
        clause: RestoreOnRequest,
        promised: v.Value | None,
        source: Node,
        rto: Rto,
        restore: deadlines.Due,
        recovery: deadlines.Due,
    ) -> Finding | None:
        """The restore and the recovery time, compared for every moment of the term at which data may be lost."""
        clocks = sorted(restore.clocks() | recovery.clocks(), key=lambda clock: clock.spec.name)
        if clocks:
            start, end = clocks[0].start, min(clocks[0].end, *(clock.decided_until for clock in clocks))
        else:
            start, end = 0, WEEK
        found = deadlines.compare(restore, recovery, deadlines.Weeks(start, max(end, start + 1)), lead=0)
        if found.ticket is None:
            return None
        worst = found.ticket
        took, allowed = restore(worst) - worst, recovery(worst) - worst
        if clocks:
            case = (
                f"a restore asked for on {self.moment(worst, clocks[0])} ({clocks[0].zone.key}) is due on "
                f"{self.moment(restore(worst), clocks[0])}, {spell(took)} later; by the RTO the data are back "
                f"after {spell(allowed)}"
            )
        else:
            case = (
                f"a restore may take {spell(took)}, and by the RTO the data are back after {spell(allowed)}"
            )
        labels = [Label(rto.span, f"{write(plain(rto.value))} at most")]
        if source is not clause:
            labels.append(Label(source.span, "as long as this a restore may take"))
        value: v.Value | Node = clause.within if clause.within is not None else clause
        return self.finding(
            "restore-slower-than-rto",
            f"a restore of {self.title} may take {write(plain(promised))}, longer than its RTO of "
            f"{write(plain(rto.value))} allows",
            value,
            clause,
            label="so long a restore may take",
            labels=tuple(labels),
            witness=Witness(
                case, {"restore": took, "rto": allowed, "asked": utc(worst).isoformat() if clocks else ""}
            ),
            values=(write(promised), write(rto.value)),
            help=(
                f"promise restores in elapsed time within the RTO: `restore on request within "
                f"{write(plain(rto.value))}, during always`",
                'say which restores are slower: `restore on request within …, for "single files"`',
            ),
        )

    def line(self) -> Iterator[Finding | Proof]:
        """How long the data take over the line, against every promise to bring them back."""
        for clause in self.node.all(SizeIs):
            size, link = clause.value, clause.link
            if not isinstance(size, v.Size) or not isinstance(link, v.Size) or clause.for_:
                continue
            if "/s" in size.unit or "/s" not in link.unit or link.scaled <= 0:
                continue
            missed = [
                (promise, value, amount, limit)
                for promise, value, amount, limit in self.transfers(size)
                if Fraction(amount.scaled) * 8 > Fraction(link.scaled) * limit
            ]
            if not missed:
                if self.rtos():
                    yield Proof(
                        "restore-over-line",
                        f"{self.title}: {write(size)} over {write(link)} take "
                        f"{spell(Fraction(size.scaled) * 8 / Fraction(link.scaled))}, within what is promised",
                        {"backup": write(self.node.name), "size": write(size), "link": write(link)},
                    )
                continue
            _, value, amount, limit = missed[0]
            took = Fraction(amount.scaled) * 8 / Fraction(link.scaled)
            yield self.finding(
                "restore-over-line",
                f"{write(amount)} of {self.title} do not come over {write(link)} within "
                f"{write(plain(value))}",
                link,
                clause,
                label=f"carries {write(amount)} in {spell(took)} at best",
                labels=tuple(
                    Label(one.span, f"within {write(plain(wording))}") for one, wording, _, _ in missed
                ),
                witness=Witness(
                    f"{write(amount)} are {decimal(amount.scaled * 8)} bits; at {decimal(link.scaled)} bits "
                    f"per second they take {spell(took)}, and {spell(limit)} are promised",
                    {
                        "bits": int(amount.scaled * 8),
                        "rate": int(link.scaled),
                        "seconds": int(took),
                        "promised": limit,
                    },
                ),
                values=(write(amount), write(link), str(limit)),
                help=(
                    "name a line that is fast enough, or a first copy at the site of the data",
                    "promise a time that the line allows, or a drive sent by courier: "
                    '`deliver "seed drive" within 1 day of request`',
                ),
            )

    def transfers(self, size: v.Size) -> Iterator[tuple[Clause, v.Value, v.Size, int]]:
        """Each promise to bring data back: the clause, its time, how much, and the seconds it allows."""
        rtos = self.rtos()
        whole = [one for one in rtos if not scope_of(one[0])]
        if not whole and rtos:
            named = {write(value) for clause, _ in rtos for value in scope_of(clause)}
            if self.services and {service.text for service in self.services} <= named:
                whole = [max(rtos, key=lambda one: one[1])]
        standby = [elapsed(clause.within) for clause in self.node.all(Failover)]
        for clause, limit in whole:
            if not any(within is not None and within <= limit for within in standby):
                yield clause, clause.value, size, limit
        for test in self.node.all(TestRestore):
            within = elapsed(test.within)
            if test.what is not None and bare(test.what) in ("everything", "all") and within is not None:
                assert test.within is not None
                yield test, test.within, size, within
        for request in self.node.all(RestoreOnRequest):
            within = elapsed(request.within) if not counted(request) else None
            if (
                isinstance(request.at_most, v.Size)
                and "/s" not in request.at_most.unit
                and within is not None
            ):
                assert request.within is not None
                yield request, request.within, request.at_most, within

    def restore_tests(self) -> Iterator[Finding]:
        """A restore test that is passed although every RTO is missed."""
        rtos = self.rtos()
        if not rtos:
            return
        slowest, limit = max(rtos, key=lambda one: one[1])
        for test in self.node.all(TestRestore):
            within = elapsed(test.within) if not counted(test) else None
            if within is None or within <= limit or test.within is None:
                continue
            yield self.finding(
                "restore-test-slower-than-rto",
                f"a restore test of {self.title} is passed within {write(plain(test.within))}, when its RTO of "
                f"{write(plain(slowest.value))} is missed",
                test.within,
                test,
                label="passed within this time",
                labels=(Label(slowest.value.span, "back within this time"),),
                witness=Witness(
                    f"a test that takes {spell(within)} is passed, and the RTO was over {spell(within - limit)} "
                    f"before",
                    {"test": within, "rto": limit},
                ),
                values=(str(within), str(limit)),
                help=(f"let the test prove the RTO: `within {write(plain(slowest.value))}`",),
            )

    def failovers(self) -> Iterator[Finding]:
        """A move to the second site that takes longer than every RTO."""
        rtos = self.rtos()
        if not rtos:
            return
        slowest, limit = max(rtos, key=lambda one: one[1])
        for clause in self.node.all(Failover):
            within = elapsed(clause.within) if not counted(clause) else None
            if within is None or within <= limit or clause.within is None or clause.when is not None:
                continue
            yield self.finding(
                "failover-slower-than-rto",
                f"the failover of {self.title} may take {write(plain(clause.within))}, longer than its RTO of "
                f"{write(plain(slowest.value))} allows",
                clause.within,
                clause,
                label="so long the move may take",
                labels=(Label(slowest.value.span, "back within this time"),),
                witness=Witness(
                    f"when the first site is lost, work goes on after {spell(within)}, "
                    f"{spell(within - limit)} after the RTO of {spell(limit)}",
                    {"failover": within, "rto": limit},
                ),
                values=(str(within), str(limit)),
                help=(
                    f"promise the failover sooner: `within {write(plain(slowest.value))}`",
                    "say in the RTO that it does not hold when a site is lost",
                ),
            )
