"""Notice of breaches: how soon the customer hears of one, and how long it has itself to tell others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.parties import called
from clausecheck.agreement.weeks import WEEK
from clausecheck.agreement.words import length_words, week_moment
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Controller, Customer, Node, Notify
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Countries whose financial entities report under Regulation (EU) 2022/2554.
_UNION = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "EU",
})  # fmt: skip
#: Countries in which a controller has 72 hours, besides those: Regulation (EU) 2016/679 and its sisters.
_PRIVACY = _UNION | {"GB", "UK"}


@dataclass(frozen=True, slots=True)
class _Notice:
    """A clause by which a party tells of a breach, and within how many seconds."""

    clause: Notify
    seconds: Decimal

    @property
    def since(self) -> str:
        """The event from which its time counts."""
        within = self.clause.within
        return write(within.event) if isinstance(within, v.Anchored) else "detected"


@dataclass(frozen=True, slots=True)
class _Limit:
    """How many seconds the customer has to report a breach itself, what that report is called, and why it is held to it: a
    node, and what it says."""

    seconds: Decimal
    report: str
    node: Node
    label: str


@check("breach-notice-too-late")
def breach_notice_too_late(context: Context) -> Iterator[Finding | Proof]:
    """A provider who may take as long to tell the customer of a breach as the customer has to tell others. Parameters:
    `controller` and `financial`, the time that a controller, and a financial entity in the European Union, have for it."""
    notices, duties = _notices(context)
    for notice in notices:
        own = [duty for duty in duties if duty.seconds <= notice.seconds and duty.since == notice.since]
        if own:
            duty = min(own, key=lambda duty: duty.seconds)
            label = "all the time that the customer has"
            limit: _Limit | None = _Limit(duty.seconds, "the customer's own notice", duty.clause, label)
        else:
            limit = _by_law(context)
        if limit is None:
            continue
        if notice.seconds >= limit.seconds:
            yield _finding(context, notice, limit)
        else:
            yield context.proof(
                f"the customer hears of a breach within {write(notice.clause.within)}; it has {_hours(limit.seconds)} for "
                f"{limit.report}",
                {"notice": write(notice.clause.within), "own hours": str(limit.seconds / 3600)},
            )


def _notices(context: Context) -> tuple[list[_Notice], list[_Notice]]:
    """The notices of breaches that the customer gets, and those that it has to give."""
    theirs = called(context.agreement, Customer, "Client", "Customer", "customer")
    notices: list[_Notice] = []
    duties: list[_Notice] = []
    for node in context.agreement.all(Notify):
        if any(up.kind == "relies" for up in context.agreement.ancestors(node)):
            continue
        if "breach" not in write(node.value).casefold() or node.when is not None:
            continue
        seconds = _seconds(node.within)
        if seconds is None:
            continue
        by = {write(value) for value in node.by}
        to = {write(value) for value in node.to}
        if by & theirs:
            duties.append(_Notice(node, seconds))
        elif not to or to & theirs:
            notices.append(_Notice(node, seconds))
    return notices, duties


def _seconds(within: v.Value | None) -> Decimal | None:
    """An elapsed time in seconds."""
    if isinstance(within, v.Anchored):
        within = within.amount
    if isinstance(within, v.Duration) and within.hours is None:
        return within.seconds
    return None


def _by_law(context: Context) -> _Limit | None:
    """How long the customer has to report a breach itself: as a financial entity in the European Union, else as a controller."""
    customers = context.agreement.all(Customer)
    for node in customers:
        sectors = " ".join(write(value) for value in node.sector).casefold()
        inside = any(write(value) in _UNION for value in node.in_)
        if inside and re.search(r"financ|bank|insur|payment", sectors):
            return _legal(context, "financial", "the customer's notice to its supervisor", node)
    names = {
        write(node.name)
        for node in customers
        if not node.in_ or any(write(value) in _PRIVACY for value in node.in_)
    }
    for clause in context.agreement.all(Controller):
        if names & {write(value) for value in clause.values}:
            return _legal(context, "controller", "the controller's notice to the authority", clause)
    return None


def _legal(context: Context, parameter: str, report: str, node: Node) -> _Limit | None:
    """The time that a parameter gives; `None` where it gives none."""
    seconds = _seconds(context.parameters.get(parameter))
    return None if seconds is None else _Limit(seconds, report, node, f"{report}: {_hours(seconds)}")


def _hours(seconds: Decimal) -> str:
    """`72 hours`, and minutes where there are some."""
    whole, rest = divmod(int(seconds), 3600)
    return f"{whole} hour{'' if whole == 1 else 's'}" if not rest else length_words(int(seconds))


def _finding(context: Context, notice: _Notice, limit: _Limit) -> Finding:
    given, left = notice.seconds, limit.seconds
    over = "nothing is left" if given == left else f"it is {_hours(given - left)} too late"
    place = limit.node.head if isinstance(limit.node, Block) else limit.node.span
    return context.draft(
        f"the customer may hear of a breach only after {_hours(given)}, and has {_hours(left)} itself",
        notice.clause,
        f"up to {_hours(given)} go by here",
        labels=(Label(place, limit.label),),
        witness=Witness(
            f"a breach on Monday at 09:00: the customer may hear of it as late as {_moment(given)}; {limit.report} is due "
            f"{_moment(left)} where it counts from the breach: {over}",
            {"notice hours": str(given / 3600), "own hours": str(left / 3600)},
        ),
        values=(write(notice.clause.within), _hours(left)),
        help=("tell the customer sooner instead: `notify breach within 4 hours of detected`",),
    )


def _moment(seconds: Decimal) -> str:
    """A moment so long after Monday 09:00."""
    minutes = int(seconds) // 60 + 9 * 60
    weeks = minutes // WEEK
    later = f" {weeks} week{'s' if weeks > 1 else ''} later" if weeks else ""
    return f"{week_moment(minutes)}{later}"
