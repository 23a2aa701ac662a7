"""Work that does not count as downtime and that nothing limits. All downtime counts unless something leaves it out: an
`except`, an excuse, a formula; where only words say what counts as down, that is undecided, and a finding says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausecheck.agreement.counted import (
    EMERGENCY_WORK,
    PLANNED_WORK,
    Work,
    counts,
    meet,
    reach_of,
    scope_of,
    works,
)
from clausecheck.agreement.mending import inside, mend, more
from clausecheck.agreement.model import Agreement
from clausecheck.checks.availability.promised import PLANNED
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Availability,
    Clause,
    Define,
    Downtime,
    Excuse,
    FormulaIs,
    Guarantee,
    Metric,
    Node,
    Outage,
    Service,
    SpecialClause,
    TextFor,
)
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Span

_EMERGENCY = re.compile(r"\b(?:emergenc\w+|urgent|unplanned|unscheduled)\b", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:downtime|outages?|availab\w*|unavailab\w*|uptime)\b", re.IGNORECASE)
#: Planned work by name, in a formula; an unscheduled outage is none.
_PLANNED_WORK = re.compile(
    r"\b(?:maintenance|planned (?:outages?|downtime|works?)|scheduled (?:outages?|downtime|works?))\b",
    re.IGNORECASE,
)
#: Words by which a definition of what is down may leave out what the provider does on purpose.
_NARROW = re.compile(
    r"\b(?:faults?|fail\w*|caus\w+|attribut\w+|respons\w+|control|due to|through|exclud\w+|except\w*|other than"
    r"|maintenance|(?:un)?planned|(?:un)?scheduled|emergenc\w+)\b",
    re.IGNORECASE,
)
_INCLUDED = re.compile(
    r"\b(?:includ\w+|counts? as|also counts?|whatever|for any reason|whether or not)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that keeps work from counting as downtime: the clause, its place, the services and plans that it is about
    (none: all), and whether it can be read or stands in words that nobody computes."""

    node: Node
    span: Span
    names: frozenset[str]
    certain: bool = True


@check("maintenance-without-quota", reads_words=True)
def maintenance_without_quota(context: Context) -> Iterator[Finding]:
    """Planned maintenance that does not count, and has neither a quota nor a window."""
    left_out = [one for one in _left_out(context.agreement, PLANNED_WORK) if _about(one, emergency=False)]
    yield from _unlimited(
        context,
        works(context.agreement, PLANNED_WORK),
        left_out,
        "planned maintenance does not count as downtime, and nothing limits how long it may be",
        "nothing limits how long planned maintenance may be, and no clause says whether it counts as downtime",
        "the service is off from Friday evening to Monday morning, announced in time, and the figure for the month is 100%",
    )


@check("emergency-maintenance-without-quota", reads_words=True)
def emergency_maintenance_without_quota(context: Context) -> Iterator[Finding]:
    """Emergency maintenance that does not count, and has no quota."""
    left_out = [one for one in _left_out(context.agreement, EMERGENCY_WORK) if _about(one, emergency=True)]
    yield from _unlimited(
        context,
        works(context.agreement, EMERGENCY_WORK),
        left_out,
        "emergency maintenance does not count as downtime, and nothing limits how much of it there may be",
        "nothing limits how much emergency maintenance there may be, and no clause says whether it counts as downtime",
        "an outage of two days is called an emergency afterwards, and the figure for the month is 100%",
    )


def _about(one: LeftOut, *, emergency: bool) -> bool:
    """Whether words that leave work out may mean this kind of it; what can be read names its kind."""
    if one.certain or not isinstance(one.node, Define | SpecialClause | TextFor | Outage):
        return True
    text = write(one.node)
    return not emergency or bool(_EMERGENCY.search(text)) or not PLANNED.search(text)


# ---- what leaves it out ----------------------------------------------------------------------------------


def _left_out(agreement: Agreement, kind: str) -> list[LeftOut]:
    """Everything that keeps a kind of work, `maintenance` or `emergency-maintenance`, from counting as downtime."""
    found = [*_excepted(agreement, kind), *_excused(agreement, kind)]
    found += [
        LeftOut(work, work.span, reach_of(agreement, work))
        for work in works(agreement, kind)
        if counts(agreement, work) is False
    ]
    for node in agreement.all(FormulaIs):
        text = agreement.source.slice(node.span)
        named = (
            bool(_EMERGENCY.search(text))
            if kind.startswith("emergency")
            else bool(_PLANNED_WORK.search(text))
        )
        if named:
            found.append(LeftOut(node, node.span, reach_of(agreement, node)))
    wording: list[Node] = [
        *agreement.all(Outage),
        *(
            node
            for node in (*agreement.all(Define), *agreement.all(SpecialClause), *agreement.all(TextFor))
            if _DOWN.search(agreement.source.slice(node.span))
        ),
    ]
    for words in wording:
        text = agreement.source.slice(words.span)
        if _NARROW.search(text) and not _INCLUDED.search(text):
            found.append(LeftOut(words, words.span, reach_of(agreement, words), certain=False))
    return found


def _excepted(agreement: Agreement, kind: str) -> Iterator[LeftOut]:
    measured: list[Clause] = [
        *agreement.all(Availability),
        *agreement.all(Downtime),
        *agreement.all(Guarantee),
        *agreement.all(Metric),
    ]
    for node in measured:
        for value in node.except_:
            if _is(value, kind):
                yield LeftOut(node, value.span, reach_of(agreement, node))


def _excused(agreement: Agreement, kind: str) -> Iterator[LeftOut]:
    """The excuses; one that has a limit of its own leaves nothing open."""
    for node in agreement.all(Excuse):
        if node.at_most is not None or node.below is not None or node.within is not None:
            continue
        for value in node.values:
            if _is(value, kind):
                yield LeftOut(node, value.span, reach_of(agreement, node))


def _is(value: v.Value, kind: str) -> bool:
    """Whether a ground names a kind of work."""
    if isinstance(value, v.Name):
        return value.text == kind
    if not isinstance(value, v.Text) or not re.search(
        r"\b(?:maintenance|works?)\b", value.text, re.IGNORECASE
    ):
        return False
    emergency = bool(_EMERGENCY.search(value.text))
    planned = bool(PLANNED.search(value.text))
    return emergency if kind.startswith("emergency") else planned and not emergency


# ---- what limits it --------------------------------------------------------------------------------------


def _limited(work: Clause) -> bool:
    return getattr(work, "at_most", None) is not None or bool(getattr(work, "spans", ()))


def _unlimited(
    context: Context, known: list[Work], left_out: list[LeftOut], certain: str, open_: str, case: str
) -> Iterator[Finding]:
    """One finding about all places at which work does not count and is not limited, for the services whose own work, or work
    of no service, has no limit."""
    agreement = context.agreement
    free: list[Work] = []
    reasons: list[LeftOut] = []
    for reason in left_out:
        named = [work for work in known if meet(agreement, reason.names, reach_of(agreement, work))]
        concerned = [work for work in named if not counts(agreement, work)]
        if not concerned and (named or not reason.certain):
            continue
        unlimited = [work for work in concerned if not _limited(work)]
        general = any(_limited(work) and not scope_of(agreement, work) for work in concerned)
        if general or (concerned and not unlimited):
            continue
        reasons.append(reason)
        free += [work for work in unlimited if not any(work is other for other in free)]
    if not reasons:
        return
    sure = [reason for reason in reasons if reason.certain]
    places: list[tuple[Node, Span]] = [(work, work.span) for work in free]
    places = places or [(reason.node, reason.span) for reason in sure or reasons]
    node, span = places[0]
    why = [Label(reason.span, "left out") for reason in sure] or [
        Label(reason.span, "in words") for reason in reasons
    ]
    labels = [*(Label(other, "nor here") for _, other in places[1:]), *why]
    yield context.draft(
        certain if sure else open_,
        node,
        "no limit",
        span=span,
        expected="service.maintenance"
        if context.rule.startswith("maint")
        else "service.emergency_maintenance",
        labels=tuple({label.span: label for label in labels if label.span != span}.values()),
        witness=Witness(case),
        help=(_with_quota(context, free, [*sure, *reasons], planned=context.rule.startswith("maint")),),
    )


def _with_quota(context: Context, free: Sequence[Clause], reasons: list[LeftOut], *, planned: bool) -> Mend:
    """The work with a quota; where no clause speaks of it, one that does, in the service that leaves it out."""
    agreement = context.agreement
    quota = "at most 8 hours per month" if planned else "at most 4 hours per quarter"
    if free:
        changes = [more(agreement, work, quota) for work in free]
        return mend(agreement, "limit it, for example: write {} instead", *changes)
    kind = "maintenance" if planned else "emergency-maintenance"
    excuses = [one for one in agreement.all(Excuse) if any(write(value) == kind for value in one.values)]
    notices = [write(one.notice) for one in excuses if one.notice is not None]
    notice = notices[0] if notices else "5 days notice" if planned else "1 hour notice"
    text = f"{'maintenance' if planned else 'emergency maintenance'} on {notice}, {quota}"
    homes = [
        block
        for reason in reasons
        for block in agreement.ancestors(reason.node)
        if isinstance(block, Service)
    ]
    named = [
        one for one in agreement.all(Service) if any(write(one.name) in reason.names for reason in reasons)
    ]
    block = next(iter([*homes, *named, *agreement.all(Service)]), None)
    if block is None:
        return Mend(f"limit it, for example: add `{text}` to the service", ())
    return mend(agreement, "limit it, for example: add {}", inside(agreement, block, text))
