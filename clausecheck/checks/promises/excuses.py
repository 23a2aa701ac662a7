"""Excuses and exclusions that take back what is promised: the promised time, or the provider's own work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from clausecheck.agreement.mending import Alteration, gone, mend, more, put, struck
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Target
from clausecheck.agreement.words import moment_words
from clausecheck.checks.promises.wording import matter, priority_of, ticket_of
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Availability, Clause, Excludes, Excuse, Includes
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Words for all tickets, where an excuse names what it excuses.
_ALL = frozenset({
    "all", "everything", "tickets", "incidents", "requests", "all tickets", "all incidents", "all requests", "any ticket",
    "any incident", "any request", "every ticket", "every incident", "all work", "all calls",
})  # fmt: skip
_FAILURE = re.compile(
    r"\b(?:fail(?:ure|ures|ing|ed)|omission|omitting|neglect|lack|absence) (?:to|of|in) (?P<what>.+)$",
    re.IGNORECASE,
)


# ---- the promised time -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Time:
    """The time that an excuse covers: some hours, or all but these."""

    hours: str
    outside: bool

    @property
    def words(self) -> str:
        """As the agreement says it: `outside week`."""
        return f"{'outside' if self.outside else 'during'} {self.hours}"

    @property
    def others(self) -> str:
        """The time that it leaves."""
        return f"{'during' if self.outside else 'outside'} {self.hours}"


@check("promise-excused", reads_words=True)
def promise_excused(context: Context) -> Iterator[Finding]:
    """An excuse for all tickets of some hours, where targets are promised for those hours."""
    for node in context.agreement.all(Excuse):
        time = _excused_time(node)
        if time is None:
            continue
        home = context.agreement.parent(node)
        scope = [write(value) for value in (*node.for_, *(home.for_ if isinstance(home, Clause) else ()))]
        if any(word not in TARGET_KINDS.values() for word in scope):
            continue
        hit = [
            target
            for target in context.semantics.targets
            if target.promised
            and not target.condition
            and target.population == ""
            and (not scope or TARGET_KINDS[target.kind] in scope)
            and _in_that_time(target, time)
        ]
        if hit:
            yield _excused(context, node, hit, time)


def _excused_time(node: Excuse) -> _Time | None:
    """The time in which a clause excuses all tickets, whatever happens; `None` where it does not, or at all times."""
    if node.when is not None or node.at_most is not None or node.except_:
        return None
    if node.within is not None or node.below is not None or node.notice is not None:
        return None
    if not any(isinstance(x, v.Text | v.Name) and x.text.casefold() in _ALL for x in node.values):
        return None
    times = [_Time(write(value), True) for value in node.outside]
    times += [_Time(write(value), False) for value in node.during]
    return times[0] if len(times) == 1 and times[0].hours != "always" else None


def _in_that_time(target: Target, time: _Time) -> bool:
    """Whether a target is promised for the excused time: for the time outside some hours by name, or around the clock."""
    if target.outside is not None:
        return time.outside and target.outside == time.hours
    return target.hours == "always" or (not time.outside and target.hours == time.hours)


def _excused(context: Context, node: Excuse, hit: list[Target], time: _Time) -> Finding:
    first = hit[0]
    called, length = TARGET_KINDS[first.kind], write(first.length)
    name = priority_of(first)
    case, values = _excused_case(context.semantics, time)
    lost = f"; {values['excused']} of the time is excused" if "excused" in values else ""
    return context.draft(
        f"all tickets are excused {time.words}, although {f'the {name}' if name else 'a'} {called} within {length} is "
        "promised for that time too",
        node,
        f"nothing is owed {time.words}",
        labels=tuple(Label(target.clause.span, f"promised {_when(target)}") for target in hit),
        witness=Witness(
            f"{ticket_of(first)} logged {case or time.words}: its {called} is promised within {length}, and excused however "
            f"late it comes{lost}",
            {"hours": time.hours, "target": called, "promised": length, **values},
        ),
        values=(time.words, *sorted({TARGET_KINDS[target.kind] for target in hit})),
        help=(
            mend(
                context.agreement,
                "promise only what is not excused: write {} instead (favours the provider)",
                *(_only_then(context.agreement, target, time.others) for target in hit),
            ),
            mend(
                context.agreement,
                "delete the excuse: {} (favours the customer)",
                gone(context.agreement, node),
            ),
        ),
    )


def _only_then(agreement: Agreement, target: Target, hours: str) -> Alteration:
    """A promise that holds only at the times that are not excused (`during business`); one for the excused time alone goes."""
    clause = target.clause
    during = getattr(clause, "during", ())
    if target.outside is not None or not isinstance(clause, Clause):
        return gone(agreement, clause)
    if during:
        return (
            put(agreement, during[0], hours.split()[-1])
            if hours.startswith("during")
            else gone(agreement, clause)
        )
    return more(agreement, clause, hours)


def _when(target: Target) -> str:
    if target.outside is not None:
        return f"outside {target.outside}"
    return "around the clock" if target.hours == "always" else f"during {target.hours}"


def _excused_case(semantics: Semantics, time: _Time) -> tuple[str, dict[str, Any]]:
    """A moment that is excused, and which share of the first year of the term; nothing where the hours are undecided."""
    clock = semantics.clock(time.hours)
    if clock is None:
        return "", {}
    begin, end = clock.start, min(clock.end, clock.decided_until, clock.start + 364 * 86400)
    if end <= begin:
        return "", {}
    week = begin + 7 * 86400
    edge = clock.next_closing(week) if time.outside else clock.next_opening(week)
    open_share = Fraction(clock.working_time(begin, end), end - begin)
    share = 1 - open_share if time.outside else open_share
    percent = f"about {round(share * 100)}%"
    if edge is None:
        return "", {"excused": percent}
    moment = moment_words(edge + 3600, clock.zone)
    return f"on {moment}", {"excused": percent, "logged": moment}


# ---- the provider's own work -------------------------------------------------------------------------


@check("own-work-excused", reads_words=True)
def own_work_excused(context: Context) -> Iterator[Finding]:
    """An excuse or an exclusion of the very work that a service includes: the matter itself (`excuse "malware"` beside
    `includes "malware removal"`), or the failure to do it."""
    agreement = context.agreement
    included = [
        (value, matter(value.text))
        for node in agreement.all(Includes)
        if node.when is None
        for value in node.values
        if isinstance(value, v.Text)
    ]
    nodes: list[Excuse | Excludes] = [*agreement.all(Excuse), *agreement.all(Excludes)]
    for node in nodes:
        if node.when is not None or node.except_:
            continue
        for value in node.values:
            kept = _own_work(context, node, value, included) if isinstance(value, v.Text) else None
            if isinstance(value, v.Text) and kept is not None:
                yield _own_work_finding(context, node, value, kept)


def _own_work(
    context: Context,
    node: Excuse | Excludes,
    value: v.Text,
    included: list[tuple[v.Text, frozenset[str]]],
) -> v.Text | None:
    """The included work, of which each comes with its matter, that an excuse or an exclusion takes back."""
    failure = _FAILURE.search(value.text)
    about = matter(failure["what"] if failure else value.text)
    if not about or (failure is None and not isinstance(node, Excuse)):
        return None
    for kept, words in included:
        if failure is not None:
            if about & words and about <= words | {"backup"}:
                return kept
        # What is said of downtime in the very words of the service belongs to `own-duty-excused`.
        elif about <= words and not (about == words and context.agreement.all(Availability)):
            return kept
    return None


def _own_work_finding(context: Context, node: Excuse | Excludes, value: v.Text, kept: v.Text) -> Finding:
    what = "the failure to do it" if _FAILURE.search(value.text) else "the same matter"
    verb = "excused" if isinstance(node, Excuse) else "excluded"
    return context.draft(
        f"{write(value)} is {verb}, although the provider is paid for {write(kept)}",
        node,
        f"{verb}: {what}",
        span=value.span,
        labels=(Label(kept.span, "part of the service"),),
        witness=Witness(
            f"a case of {write(value)}: {write(kept)} is owed, and what goes wrong with it is {verb}",
            {"included": kept.text, verb: value.text},
        ),
        values=(value.text, kept.text),
        help=(
            mend(
                context.agreement,
                "say which part of it is meant: write {} instead (favours the provider)",
                more(context.agreement, node, 'when "the customer has caused it"'),
            ),
            mend(
                context.agreement,
                "leave it out: {} (favours the customer)",
                struck(context.agreement, node, "values", value),
            ),
        ),
    )
