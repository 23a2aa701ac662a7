"""Targets of two agreements, compared by the instants at which tickets fall due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from decimal import Decimal

from clausecheck.agreement.covering import aims, left
from clausecheck.agreement.deadlines import Deadline
from clausecheck.agreement.due import Comparison, Weeks, compare
from clausecheck.agreement.figures import LESS, MORE, SAME, blank, compared, figure
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target
from clausecheck.agreement.words import in_row, length_words, moment_words
from clausecheck.comparison.changes import (
    CHANGED,
    CUSTOMER,
    GONE,
    NEW,
    PROVIDER,
    UNCLEAR,
    EffectChange,
    Side,
)
from clausecheck.comparison.forms import form
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.quick import dataclass

_HOLDS = "it holds for"


@dataclass(frozen=True, slots=True)
class _TicketPromise:
    """What one side promises to the tickets of a case; without `deadline` no instant can be computed."""

    target: Target
    deadline: Deadline | None

    @property
    def share(self) -> object:
        """The share of tickets for which it holds, in one spelling; nothing for all of them."""
        value = self.target.share.percentage if isinstance(self.target.share, v.Share) else self.target.share
        return form(value) if value is not None else None

    @property
    def beside(self) -> tuple[object, ...]:
        """What tells it apart from promises that stand beside it, whatever their shares."""
        apart = self.target.apart
        return (*apart[:2], *apart[3:], self.target.aim)


@dataclass(slots=True)
class _Told:
    """A change and the cases for which it is the same."""

    change: EffectChange
    kind: str
    condition: str
    cases: list[Case] = field(default_factory=list)

    def told(self) -> EffectChange:
        """The change, about all its cases."""
        wide = {case.priority for case in self.cases if case == Case(case.priority)}
        names = in_row(
            [_about(case) for case in self.cases if case.priority not in wide or case == Case(case.priority)]
        )
        condition = f" {self.condition}" if self.condition else ""
        return replace(self.change, what=f"{names}{condition}: {TARGET_KINDS[self.kind]}")


def target_changes(old: Side, new: Side) -> Iterator[EffectChange]:
    """What became of the targets of tickets; the same change for several cases is one."""
    told: dict[tuple[object, ...], _Told] = {}
    cases = _cases(old, new)
    weeks = _weeks(old, new)
    for kind in TARGET_KINDS:
        both = [target for side in (old, new) for target in side.semantics.targets if target.kind == kind]
        for condition in sorted({"", *(target.condition for target in both)}):
            for case in cases if both else ():
                for change in _of_case(old, new, weeks, kind, case, condition):
                    share = change.effect.startswith(_HOLDS)
                    key = (kind, id(change.before), id(change.after), change.how, change.gains, share)
                    if key not in told:
                        told[key] = _Told(change, kind, condition)
                    if case not in told[key].cases:
                        told[key].cases.append(case)
    for one in told.values():
        yield one.told()


def _cases(old: Side, new: Side) -> list[Case]:
    """The cases that differ in a target of either side, in an order that does not depend on which comes first."""
    found = {*old.semantics.cases, *new.semantics.cases}
    levels = any(side.agreement.names.get("priority") for side in (old, new))
    kept = [case for case in found if case.priority is not None or not levels]
    return sorted(
        kept, key=lambda case: [each or "" for each in (case.priority, case.service, case.plan, case.site)]
    )


def _weeks(old: Side, new: Side) -> Weeks:
    one, other = old.deadlines.weeks, new.deadlines.weeks
    start = max(one.start, other.start)
    return Weeks(start, max(start + 1, min(one.end, other.end)))


def _about(case: Case) -> str:
    parts = [case.priority, *(each for each in (case.service, case.plan, case.site) if each)]
    return " for ".join(filter(None, parts)) or "every ticket"


def _promises(side: Side, kind: str, case: Case, condition: str) -> list[_TicketPromise]:
    asked = (condition,) if condition else ()
    found = [_TicketPromise(one.target, one) for one in side.deadlines.applicable(case, kind, *asked)]
    found += [_TicketPromise(target, None) for target, _ in side.deadlines.left_out(case, kind, *asked)]
    for target in aims(left(side.semantics.targets, kind, case, *asked)):
        if target.length is not None:
            found.append(_TicketPromise(target, side.deadlines.deadline(target, case)))
    return found


def _of_case(
    old: Side, new: Side, weeks: Weeks, kind: str, case: Case, condition: str
) -> Iterator[EffectChange]:
    before, after = _promises(old, kind, case, condition), _promises(new, kind, case, condition)
    for some, others in _groups(before, after):
        if some and others:
            yield from _compared(old, new, weeks, some, others)
            continue
        how, gains = (GONE, PROVIDER) if some else (NEW, CUSTOMER)
        for one in some or others:
            side, node = (old, one.target.clause) if some else (new, one.target.clause)
            text = side.written(node)
            yield EffectChange(
                "targets", "", how, gains,
                old=text if some else "", new="" if some else text,
                before=node if some else None, after=None if some else node,
            )  # fmt: skip


def _groups(
    before: list[_TicketPromise], after: list[_TicketPromise]
) -> Iterator[tuple[list[_TicketPromise], list[_TicketPromise]]]:
    """The promises of both sides that are about the same answers to the same tickets: those with one share, too, where a side
    splits its tickets into several shares. What is left of both is compared all the same."""
    keys = list(dict.fromkeys(one.beside for one in (*before, *after)))
    rest: tuple[list[_TicketPromise], list[_TicketPromise]] = ([], [])
    for key in keys:
        some = [one for one in before if one.beside == key]
        others = [one for one in after if one.beside == key]
        shares = [{one.share for one in side} for side in (some, others)]
        if not some or not others:
            rest[0].extend(some)
            rest[1].extend(others)
        elif max(map(len, shares)) == 1:
            yield some, others
        else:
            for share in sorted(shares[0] | shares[1], key=repr):
                yield (
                    [one for one in some if one.share == share],
                    [one for one in others if one.share == share],
                )
    if len(rest[0]) == len(rest[1]) == 1:
        yield rest
    else:
        yield rest[0], []
        yield [], rest[1]


def _compared(
    old: Side, new: Side, weeks: Weeks, some: list[_TicketPromise], others: list[_TicketPromise]
) -> Iterator[EffectChange]:
    later: list[tuple[int, _TicketPromise, _TicketPromise, str]] = []
    earlier: list[tuple[int, _TicketPromise, _TicketPromise, str]] = []
    unknown: list[tuple[_TicketPromise, _TicketPromise, str]] = []
    for one in some:
        for other in others:
            if one.deadline is None or other.deadline is None:
                gains = _by_length(one.target, other.target)
                if gains:
                    unknown.append((one, other, gains))
                continue
            logged = one.deadline.logged & other.deadline.logged
            if not logged.possible:
                continue
            after = compare(other.deadline.due, one.deadline.due, weeks, logged, 0)
            before = compare(one.deadline.due, other.deadline.due, weeks, logged, 0)
            for found, into in ((after, later), (before, earlier)):
                if found.ticket is not None:
                    into.append((-found.lead, one, other, _ticket(found, one, other, new)))
    yield from _shares(old, new, some[0], others[0])
    yield from _told(old, new, later, earlier)
    for one, other, gains in unknown if len(some) == len(others) == 1 else unknown[:1]:
        yield _change(old, new, (one, other), gains)


def _told(
    old: Side,
    new: Side,
    later: list[tuple[int, _TicketPromise, _TicketPromise, str]],
    earlier: list[tuple[int, _TicketPromise, _TicketPromise, str]],
) -> Iterator[EffectChange]:
    """One change for later and earlier tickets: who gains is unclear where there are both."""
    if not later and not earlier:
        return
    worst = max(later, key=lambda each: each[0], default=None)
    best = max(earlier, key=lambda each: each[0], default=None)
    gains = UNCLEAR if worst and best else PROVIDER if worst else CUSTOMER
    shown = [(each, word) for each, word in ((worst, "later"), (best, "earlier")) if each is not None]
    effect = "; others ".join(f"{length_words(each[0])} {word}" for each, word in shown)
    case = "; ".join(each[3] for each, _ in shown)
    _, one, other, _ = shown[0][0]
    change = _change(old, new, (one, other), gains)
    yield replace(change, effect=f"some tickets fall due {effect}", case=case)


def _change(old: Side, new: Side, both: tuple[_TicketPromise, _TicketPromise], gains: str) -> EffectChange:
    before, after = (one.target.clause for one in both)
    return EffectChange(
        "targets", "", CHANGED, gains, old.written(before), new.written(after), before=before, after=after
    )


def _ticket(found: Comparison, one: _TicketPromise, other: _TicketPromise, side: Side) -> str:
    """The ticket that shows a change, with both instants at which it falls due."""
    assert found.ticket is not None and one.deadline is not None and other.deadline is not None
    zone = side.deadlines.reference.zone
    logged, first, second = (
        moment_words(each, zone)
        for each in (found.ticket, one.deadline.due(found.ticket), other.deadline.due(found.ticket))
    )
    return f"a ticket logged {logged} fell due {first}, and now {second}"


def _by_length(one: Target, other: Target) -> str:
    """Who gains where no instants can be computed; nothing where both say the same."""
    left_open = [blank(target.length) or isinstance(target.length, v.TimeInWords) for target in (one, other)]
    if form(one.length) == form(other.length):
        return ""
    if left_open[0] != left_open[1]:
        return PROVIDER if left_open[1] else CUSTOMER
    first, second = figure(one.length), figure(other.length)
    if first is None or second is None:
        return UNCLEAR
    return {MORE: PROVIDER, LESS: CUSTOMER, SAME: ""}.get(compared(second, first), UNCLEAR)


def _shares(old: Side, new: Side, one: _TicketPromise, other: _TicketPromise) -> Iterator[EffectChange]:
    """Another share of tickets for which a target must be kept; a target without one must be kept for all."""
    if one.share == other.share:
        return
    amounts = [_share(each.target) for each in (one, other)]
    gains = UNCLEAR
    if amounts[0] is not None and amounts[1] is not None:
        gains = CUSTOMER if amounts[1] > amounts[0] else PROVIDER
    said = [write(each.target.share) or "all tickets" for each in (one, other)]
    change = _change(old, new, (one, other), gains)
    yield replace(change, effect=f"{_HOLDS} {said[1]} instead of {said[0]}")


def _share(target: Target) -> Decimal | None:
    value = target.share.percentage if isinstance(target.share, v.Share) else target.share
    return Decimal(100) if value is None else value.amount if isinstance(value, v.Percentage) else None
