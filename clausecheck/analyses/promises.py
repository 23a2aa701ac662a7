"""Promises and what takes them back: a denial beside a target, an excuse that covers the promised time, an exclusion of the
provider's own work or failure, a start without any promise, a supplier who answers too late, two orders of work, and a breach
notice that uses up the customer's own time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clausecheck.agreement.deadlines import Deadlines, Undecided
from clausecheck.agreement.due import compare
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target
from clausecheck.agreement.words import day_words, in_row, length_words, moment_words
from clausecheck.finding import Finding, Label, Proof, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import (
    Block,
    Clause,
    Customer,
    Effective,
    Excludes,
    Excuse,
    Handled,
    Includes,
    Node,
    NoGuarantee,
    Notify,
    Onboarding,
    Relies,
)
from clausecheck.language.write import write

#: What a denial in quotes says when it denies everything.
_EVERYTHING = re.compile(
    r"\b(any (warranty|warranties|obligation|level|target|kind)|all (levels|targets|times)|no (obligation|warranty)|"
    r"informational|not binding|non-binding|service levels?|slas?)\b",
    re.IGNORECASE,
)
#: Words for all tickets, where an excuse names what it excuses.
_ALL = frozenset({
    "all", "everything", "tickets", "incidents", "requests", "all tickets", "all incidents", "all requests", "any ticket",
    "any incident", "any request", "every ticket", "every incident", "all work", "all calls",
})  # fmt: skip
#: Promises that stand in a block of their own kind, by the word with which `no guarantee of` denies them.
_CLAUSES = {
    "availability": ("availability",),
    "recovery": ("rto", "restore_on_request"),
    "restore": ("rto", "restore_on_request"),
    "backup": ("rpo", "rto"),
    "latency": ("latency",),
}
_FILLER = frozenset({
    "the", "a", "an", "of", "and", "for", "all", "any", "to", "in", "on", "our", "your", "its", "or", "from", "by", "with",
    "service", "services", "management", "support", "basic", "work",
})  # fmt: skip
_FAILURE = re.compile(
    r"\b(?:fail(?:ure|ures|ing|ed)|omission|omitting|neglect|lack|absence) (?:to|of|in) (?P<what>.+)$",
    re.IGNORECASE,
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Countries whose financial entities report under Regulation (EU) 2022/2554.
_UNION = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "EU",
})  # fmt: skip
#: Countries in which a controller has 72 hours, besides those: Regulation (EU) 2016/679 and its sisters.
_PRIVACY = _UNION | {"GB", "UK"}


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Everything that is promised and taken back. Parameters: `longest-start`, how long an onboarding without promises may be;
    `controller` and `financial`, the hours that a controller, and a financial entity in the European Union, have to report a
    breach."""
    semantics = Semantics.of(agreement, parameters)
    yield from _denied(agreement, semantics)
    yield from _denied_in_block(agreement)
    yield from _denied_in_general(agreement, semantics)
    yield from _swallowed(agreement, semantics)
    yield from _own_work(agreement)
    yield from _empty_start(agreement, semantics, parameters)
    yield from _late_suppliers(agreement, semantics)
    yield from _two_orders(agreement, semantics)
    yield from _late_notices(agreement, parameters)


def _finding(agreement: Agreement, rule: str, message: str, node: Node, label: str, **more: Any) -> Finding:
    home = agreement.parent(node)
    outer = isinstance(node, Block) or home is None or home.kind == "file"
    more.setdefault("span", node.head if isinstance(node, Block) else node.span)
    return draft(
        rule,
        message,
        more.pop("span"),
        file=agreement.source.path,
        label=label,
        place=agreement.title(node if outer or home is None else home),
        path=node.path,
        **more,
    )


def _spot(node: Node) -> Any:
    return node.head if isinstance(node, Block) else node.span


# ---- denials ---------------------------------------------------------------------------------------


def _denied(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """`no guarantee of response` where every ticket that it concerns has a response target all the same."""
    denials = [
        target for target in semantics.targets if target.length is None and _unlimited(agreement, target)
    ]
    promises = [target for target in semantics.targets if _promised(target) and _unlimited(agreement, target)]
    for denial in denials:
        same = [
            target
            for target in promises
            if target.kind == denial.kind and _all_covered(agreement, denial, target)
        ]
        if not same or not _every_priority(agreement, denial, same):
            continue
        called = TARGET_KINDS[denial.kind]
        first = same[0]
        names = sorted(first.limited("priority") or ())
        ticket = f"a {names[0]} ticket" if names else "a ticket"
        length = write(first.length)
        yield _finding(
            agreement,
            "promise-denied",
            f"{'an' if called[0] in 'aou' else 'a'} {called} is promised within {length}, and expressly not guaranteed",
            denial.clause,
            f"no {called} is guaranteed",
            labels=tuple(Label(target.clause.span, f"within {write(target.length)}") for target in same),
            witness=Witness(
                f"{ticket} that gets no {called} within {length}: by one clause a promise is broken, by the other there is none",
                {"target": called, "promised": length, "clauses": len(same)},
            ),
            values=(called, *[write(target.length) for target in same]),
            help=(
                f"delete `no guarantee of {called}`, or the targets",
                f"limit it: `no guarantee of {called}, when …`",
            ),
        )


def _promised(target: Target) -> bool:
    return target.length is not None and not isinstance(target.length, v.Tbd | v.Unstated)


def _unlimited(agreement: Agreement, target: Target) -> bool:
    """Whether a clause holds for all that its scope names: without condition, and with nothing in `for` that only people
    understand."""
    node = target.clause
    if target.condition or target.outside is not None or not isinstance(node, Clause) or node.except_:
        return False
    known = {name for names in agreement.names.values() for name in names}
    return all(
        isinstance(value, v.Share | v.Percentage)
        or write(value) in known
        or write(value) in TARGET_KINDS.values()
        for value in node.for_
    ) and not (isinstance(node, NoGuarantee) and (node.during or node.outside))


def _all_covered(agreement: Agreement, denial: Target, promise: Target) -> bool:
    """Whether a denial concerns every ticket of a promise, and is no exception for one service, plan or site."""
    for dimension in ("service", "plan", "site", "priority"):
        denied, promised = denial.limited(dimension), promise.limited(dimension)
        if dimension == "plan" and denied is None and promised is not None:
            return False
        if denied is None:
            continue
        if promised is not None:
            if not promised <= denied:
                return False
        elif not denied >= set(agreement.names.get(dimension, {})):
            return False
    return True


def _every_priority(agreement: Agreement, denial: Target, promises: list[Target]) -> bool:
    """Whether the promises leave the denial no priority of which it could speak."""
    asked = denial.limited("priority") or frozenset(agreement.names.get("priority", {}))
    told: set[str] = set()
    for target in promises:
        names = target.limited("priority")
        if names is None:
            return True
        told |= names
    return asked <= told


def _denied_in_block(agreement: Agreement) -> Iterator[Finding]:
    """`no guarantee of availability`, of a restore or of data in the block that promises just that."""
    for node in agreement.all("no_guarantee"):
        home = agreement.parent(node)
        if (
            not isinstance(node, NoGuarantee)
            or home is None
            or home.kind not in ("service", "plan", "backup")
        ):
            continue
        if node.when is not None or node.for_ or node.during or node.outside or node.except_:
            continue
        for value in node.values:
            kinds = _CLAUSES.get(write(value), ())
            if (
                home.kind == "backup"
                and isinstance(value, v.Text)
                and _words(value.text) <= {"data", "backup"}
            ):
                kinds = ("rpo", "rto")
            promises = [
                clause
                for clause in home.clauses
                if clause.kind in kinds
                and isinstance(clause, Clause)
                and clause.when is None
                and not isinstance(
                    getattr(clause, "value", None) or getattr(clause, "within", None), v.Tbd | v.Unstated
                )
            ]
            named = [
                other
                for other in agreement.all("guarantee")
                if kinds
                and home.kind == "backup"
                and isinstance(other, Clause)
                and any(write(scope) == write(getattr(home, "name", None)) for scope in other.for_)
            ]
            found = [*promises, *named]
            if not found:
                continue
            wording = _said(found[0])
            yield _finding(
                agreement,
                "promise-denied",
                f"{agreement.title(home)} promises `{wording}`, and guarantees no {write(value)}",
                node,
                f"no guarantee of {write(value)}",
                labels=tuple(Label(clause.span, "promised here") for clause in found),
                witness=Witness(
                    f"a case in which `{wording}` is missed: by that clause the promise is broken, by `no guarantee of "
                    f"{write(value)}` there is none",
                    {"denied": write(value), "promised": wording},
                ),
                values=(write(value), write(getattr(home, "name", None))),
                help=(
                    "delete one of the two",
                    f"say when it is not guaranteed: `no guarantee of {write(value)}, when …`",
                ),
            )


def _said(node: Node) -> str:
    """The beginning of a clause: `respond within 15 minutes`, `rpo 8 hours`."""
    value = getattr(node, "value", None)
    if value is None:
        value = getattr(node, "target", None)
    within = "" if value is not None else "within "
    if value is None:
        value = getattr(node, "within", None) or getattr(node, "every", None)
    if isinstance(value, v.Anchored):
        value = value.amount
    return f"{vocabulary().word(node.kind)} {within}{write(value)}".rstrip()


def _denied_in_general(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """An agreement that guarantees nothing at all, and promises something."""
    promises: list[Node] = [target.clause for target in semantics.targets if _promised(target)]
    for kind in ("availability", "rpo", "rto"):
        promises += [
            node
            for node in agreement.all(kind)
            if not any(block.kind == "relies" for block in agreement.ancestors(node))
            and not isinstance(getattr(node, "value", None), v.Tbd | v.Unstated)
        ]
    promises.sort(key=lambda node: node.span.start)
    for node in agreement.all("no_guarantee"):
        home = agreement.parent(node)
        if (
            not isinstance(node, NoGuarantee)
            or home is None
            or home.kind != "agreement"
            or node.when
            or node.for_
        ):
            continue
        for value in node.values:
            if not promises or not isinstance(value, v.Text) or not _EVERYTHING.search(value.text):
                continue
            wording = _said(promises[0])
            yield _finding(
                agreement,
                "promise-denied",
                f"nothing is guaranteed ({write(value)}), yet {_count(len(promises))} promised",
                node,
                "nothing is guaranteed",
                labels=tuple(Label(other.span, "promised here") for other in promises),
                witness=Witness(
                    f"a month in which `{wording}` is missed: by that clause a promise is broken; "
                    f"by {write(value)} there is none",
                    {"denied": value.text, "promises": len(promises)},
                ),
                values=(value.text,),
                help=("delete the sentence, or say which clauses bind and which only inform",),
            )


def _count(number: int) -> str:
    return "one thing is" if number == 1 else f"{number} things are"


# ---- excuses and exclusions ------------------------------------------------------------------------


def _swallowed(agreement: Agreement, semantics: Semantics) -> Iterator[Finding | Proof]:
    """An excuse for all tickets of some hours, where targets are promised for those hours."""
    for node in agreement.all("excuse"):
        if not isinstance(node, Excuse) or node.when is not None or node.at_most is not None or node.except_:
            continue
        if node.within is not None or node.below is not None or node.notice is not None:
            continue
        if not any(isinstance(x, v.Text | v.Name) and x.text.casefold() in _ALL for x in node.values):
            continue
        hours = [(write(value), True) for value in node.outside] + [
            (write(value), False) for value in node.during
        ]
        if len(hours) != 1 or hours[0][0] == "always":
            continue
        name, outside = hours[0]
        home = agreement.parent(node)
        scope = [write(value) for value in (*node.for_, *(home.for_ if isinstance(home, Clause) else ()))]
        if any(word not in TARGET_KINDS.values() for word in scope):
            continue
        hit = [
            target
            for target in semantics.targets
            if _promised(target)
            and not target.condition
            and target.population == ""
            and (not scope or TARGET_KINDS[target.kind] in scope)
            and _in_those_hours(target, name, outside)
        ]
        if hit:
            yield _swallowing(agreement, semantics, node, hit, name, outside)


def _in_those_hours(target: Target, name: str, outside: bool) -> bool:
    """Whether a target is promised for the excused hours: for the time outside them by name, or around the clock."""
    if target.outside is not None:
        return outside and target.outside == name
    return target.hours == "always" or (not outside and target.hours == name)


def _swallowing(
    agreement: Agreement, semantics: Semantics, node: Excuse, hit: list[Target], name: str, outside: bool
) -> Finding:
    first = hit[0]
    called, length = TARGET_KINDS[first.kind], write(first.length)
    names = sorted(first.limited("priority") or ())
    ticket = f"a {names[0]} ticket" if names else "a ticket"
    case, values = _excused_time(semantics, name, outside)
    where = f"{'outside' if outside else 'during'} {name}"
    moment = f" logged {case}" if case else f" logged {where}"
    lost = f"; {values['excused']} of the time is excused" if "excused" in values else ""
    return _finding(
        agreement,
        "promise-excused",
        f"all tickets are excused {where}, although {_whose(names)} {called} within {length} is promised for that time too",
        node,
        f"nothing is owed {where}",
        labels=tuple(Label(target.clause.span, f"promised {_when(target)}") for target in hit),
        witness=Witness(
            f"{ticket}{moment}: its {called} is promised within {length}, and excused however late it comes{lost}",
            {"hours": name, "target": called, "promised": length, **values},
        ),
        values=(where, *sorted({TARGET_KINDS[target.kind] for target in hit})),
        help=(
            f"promise only what is not excused: `respond within …, during {name}`"
            if outside
            else f"promise only what is not excused: `respond within …, outside {name}`",
            "delete the excuse",
        ),
    )


def _whose(names: list[str]) -> str:
    return f"the {names[0]}" if names else "a"


def _when(target: Target) -> str:
    if target.outside is not None:
        return f"outside {target.outside}"
    return "around the clock" if target.hours == "always" else f"during {target.hours}"


def _excused_time(semantics: Semantics, name: str, outside: bool) -> tuple[str, dict[str, Any]]:
    """A moment that is excused, and which share of the first year of the term; nothing where the hours are undecided."""
    clock = semantics.clock(name)
    if clock is None:
        return "", {}
    begin, end = clock.start, min(clock.end, clock.decided_until, clock.start + 364 * 86400)
    if end <= begin:
        return "", {}
    edge = clock.next_closing(begin + 7 * 86400) if outside else clock.next_opening(begin + 7 * 86400)
    open_share = Fraction(clock.working_time(begin, end), end - begin)
    share = 1 - open_share if outside else open_share
    percent = f"about {round(share * 100)}%"
    if edge is None:
        return "", {"excused": percent}
    moment = moment_words(edge + 3600, clock.zone)
    return f"on {moment}", {"excused": percent, "logged": moment}


def _words(text: str) -> frozenset[str]:
    """What a phrase is about: its words without case, filler and plural endings."""
    text = re.sub(r"\bback(?:s|ed|ing)?[ -]ups?\b", "backup", text.casefold())
    words = re.findall(r"[^\W_]+", text)
    return frozenset(re.sub(r"(?<=[^s])s$", "", word) for word in words if word not in _FILLER)


def _own_work(agreement: Agreement) -> Iterator[Finding]:
    """An excuse or an exclusion of the very work that a service includes: the matter itself (`excuse "malware"` beside
    `includes "malware removal"`), or the failure to do it."""
    included = [
        (value, _words(value.text))
        for node in agreement.all("includes")
        if isinstance(node, Includes) and node.when is None
        for value in node.values
        if isinstance(value, v.Text)
    ]
    for kind in ("excuse", "excludes"):
        for node in agreement.all(kind):
            if not isinstance(node, Excuse | Excludes) or node.when is not None or node.except_:
                continue
            for value in node.values:
                if isinstance(value, v.Text):
                    yield from _against(agreement, node, value, included)


def _against(
    agreement: Agreement, node: Clause, value: v.Text, included: list[tuple[v.Text, frozenset[str]]]
) -> Iterator[Finding]:
    failure = _FAILURE.search(value.text)
    about = _words(failure["what"]) if failure else _words(value.text)
    if not about or (failure is None and not isinstance(node, Excuse)):
        return
    for kept, words in included:
        if not (about <= words if failure is None else about & words and about <= words | {"backup"}):
            continue
        if failure is None and about == words and agreement.all("availability"):
            continue  # said of downtime (`own-duty-excused`)
        what = "the failure to do it" if failure else "the same matter"
        verb = "excused" if isinstance(node, Excuse) else "excluded"
        yield _finding(
            agreement,
            "own-work-excused",
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
                "name only what is not part of the service",
                'say which part of it is meant: `excuse "…", when "the Client has …"`',
            ),
        )
        return


# ---- the start -------------------------------------------------------------------------------------


def _empty_start(
    agreement: Agreement, semantics: Semantics, parameters: Mapping[str, Any]
) -> Iterator[Finding | Proof]:
    """An onboarding in which nothing of what the agreement promises holds, for longer than is usual."""
    promised: dict[str, Node] = {}
    for target in semantics.targets:
        if _promised(target) and TARGET_KINDS[target.kind] in ("response", "resolution", "workaround"):
            promised.setdefault(TARGET_KINDS[target.kind], target.clause)
    for node in agreement.all("availability"):
        if not any(block.kind == "relies" for block in agreement.ancestors(node)):
            promised.setdefault("availability", node)
    if promised.keys() & {"response", "resolution"} and "workaround" in promised:
        del promised["workaround"]
    longest = parameters.get("longest-start")
    for block in agreement.all("onboarding"):
        if not isinstance(block, Onboarding) or not promised:
            continue
        lengths = [value for value in block.for_ if isinstance(value, v.Duration)]
        named = {write(value) for value in block.without}
        if len(lengths) != 1 or not named or not promised.keys() <= named:
            if lengths and named:
                left = sorted(promised.keys() - named)
                yield Proof(
                    "onboarding-without-promise",
                    f"during the onboarding of {write(lengths[0])} there is still a promise of {in_row(left)}",
                    {"length": write(lengths[0]), "kept": left},
                )
            continue
        if not isinstance(longest, v.Duration) or not _longer(lengths[0], longest):
            continue
        yield _empty(agreement, semantics, block, lengths[0], promised)


def _longer(one: v.Duration, other: v.Duration) -> bool:
    """Whether one length is surely longer than another."""
    here, there = one.bounds(), other.bounds()
    return here is not None and there is not None and here[0] > there[1]


def _empty(
    agreement: Agreement,
    semantics: Semantics,
    block: Onboarding,
    length: v.Duration,
    promised: dict[str, Node],
) -> Finding:
    effective = next(
        (
            clause
            for clause in agreement.all("effective")
            if isinstance(clause, Effective) and isinstance(clause.value, v.Date)
        ),
        None,
    )
    labels = [
        Label(node.span, f"{called} is promised here, but not yet") for called, node in promised.items()
    ]
    until = ""
    if effective is not None and isinstance(effective.value, v.Date) and length.seconds is not None:
        first = effective.value.date
        last = semantics.horizon.first.fromordinal(first.toordinal() + int(length.seconds) // 86400 - 1)
        until = f" (from {day_words(first)} to {day_words(last)})"
        labels.append(Label(effective.span, "the first day"))
    paid = " while fees run" if agreement.all("charge") else ""
    missing = in_row(sorted(promised))
    return _finding(
        agreement,
        "onboarding-without-promise",
        f"in the first {write(length)} there is no promise of {' or '.join(sorted(promised))}",
        block,
        f"without {missing}",
        labels=tuple(labels),
        witness=Witness(
            f"a service that does not work for the whole {write(length)}{until}: none of these promises is broken{paid}",
            {"length": write(length), "without": sorted(promised)},
        ),
        values=(write(length), *sorted(promised)),
        help=(
            "leave out only what is not ready: `onboarding for 30 days, without resolution {`",
            "begin with lower targets instead of none",
        ),
    )


# ---- suppliers -------------------------------------------------------------------------------------


def _late_suppliers(agreement: Agreement, semantics: Semantics) -> Iterator[Finding | Proof]:
    """A supplier whose own time ends later than the provider's, or who promises no time at all. Backups are not looked at."""
    deadlines = Deadlines.of(semantics)
    for block in agreement.all("relies"):
        if not isinstance(block, Relies) or any(up.kind == "backup" for up in agreement.ancestors(block)):
            continue
        home = agreement.parent(block)
        service = write(getattr(home, "name", None)) if home is not None and home.kind == "service" else None
        own = [
            target
            for target in semantics.targets
            if target.kind == "resolve"
            and _promised(target)
            and not (target.condition or target.average or target.rest)
            and (target.limited("service") is None or service in (target.limited("service") or ()))
            and target.limited("plan") is None
            and target.limited("site") is None
        ]
        if own and (found := _supplier(agreement, deadlines, block, own)) is not None:
            yield found


def _supplier(
    agreement: Agreement, deadlines: Deadlines, block: Relies, own: list[Target]
) -> Finding | Proof | None:
    name = write(block.title)
    for clause in block.clauses:
        if isinstance(clause, NoGuarantee) and clause.when is None:
            denied = [write(value) for value in clause.values if write(value) in ("resolution", "response")]
            if denied:
                first = own[0]
                return _finding(
                    agreement,
                    "supplier-answers-later",
                    f"{name} guarantees no {denied[0]}, and the provider promises to resolve within {write(first.length)}",
                    clause,
                    f"{name} promises none",
                    labels=(Label(first.clause.span, "promised to the customer"),),
                    witness=Witness(
                        f"a fault at {name} that it mends after a week: it breaks no promise, and the provider breaks the one "
                        f"of {write(first.length)}",
                        {"supplier": name, "promised": write(first.length)},
                    ),
                    values=(name, denied[0]),
                    help=(
                        f"agree a time with {name} that is shorter than your own",
                        "leave its faults out: `excuse third-party, at most 24 hours`",
                    ),
                )
    for clause in block.clauses:
        if clause.kind not in ("respond", "resolve") or not isinstance(clause, Clause):
            continue
        within = getattr(clause, "within", None)
        if clause.when is not None or not isinstance(within, v.Duration | v.Anchored):
            continue
        hours = write(clause.during[0]) if clause.during else "always"
        named = {write(value) for value in clause.for_}
        for target in own:
            names = target.limited("priority")
            if named and not (names and names & named):
                continue
            case = Case(min(names) if names else None)
            mine = deadlines.deadline(target, case)
            if mine is None:
                continue
            try:
                theirs = deadlines.length(within, hours, case)
            except Undecided as reason:
                return Proof("supplier-answers-later", f"undecided, because {reason}", decided=False)
            order = compare(theirs, mine.due, deadlines.weeks, lead=0)
            if order.ticket is not None:
                return _later(
                    agreement, deadlines, block, clause, target, theirs(order.ticket), order.ticket, mine.due
                )
    if any(clause.kind in ("respond", "resolve") for clause in block.clauses):
        return Proof(
            "supplier-answers-later",
            f"{name} is never due later than the provider's own {len(own)} resolution targets",
            {"supplier": name, "targets": len(own)},
        )
    return None


def _later(
    agreement: Agreement,
    deadlines: Deadlines,
    block: Relies,
    clause: Clause,
    target: Target,
    theirs: int,
    ticket: int,
    due: Any,
) -> Finding:
    name = write(block.title)
    zone = deadlines.reference.zone
    mine = due(ticket)
    does = "respond" if clause.kind == "respond" else "resolve"
    names = sorted(target.limited("priority") or ())
    whose = f"{names[0]} ticket" if names else "ticket"
    promised, own = write(getattr(clause, "within", None)), write(target.length)
    return _finding(
        agreement,
        "supplier-answers-later",
        f"{name} has {promised} to {does}, and the provider must have resolved {_a(whose)} within {own}",
        clause,
        f"due {moment_words(theirs, zone)}",
        labels=(
            Label(
                target.clause.span, f"due {moment_words(mine, zone)}, {length_words(theirs - mine)} earlier"
            ),
        ),
        witness=Witness(
            f"{_a(whose)} logged {moment_words(ticket, zone)} whose cause lies with {name}: the provider must have resolved it "
            f"by {moment_words(mine, zone)}, and {name} need not {does} before {moment_words(theirs, zone)}",
            {"supplier": name, "logged": moment_words(ticket, zone), "due": moment_words(mine, zone)},
        ),
        values=(name, promised, own, *names),
        help=(
            f"agree a time with {name} that is shorter than {own}",
            "leave its faults out: `excuse third-party, at most 24 hours`",
        ),
    )


def _a(words: str) -> str:
    return f"a {words}"


# ---- order of work -----------------------------------------------------------------------------------


def _two_orders(agreement: Agreement, semantics: Semantics) -> Iterator[Finding]:
    """Tickets are taken in order of arrival, and some are promised sooner than others."""
    for node in agreement.all("handled"):
        home = agreement.parent(node)
        if not isinstance(node, Handled) or home is None or home.kind != "service" or node.when or node.for_:
            continue
        wording = " ".join([write(value) for value in (*node.in_, *node.with_)]).casefold()
        if not re.search(r"order of arrival|first[- ]come|order of receipt|order of logging", wording):
            continue
        other = next(
            (
                clause
                for clause in agreement.all("handled")
                if isinstance(clause, Handled) and "order of priority" in write(clause.in_)
            ),
            None,
        )
        urgent = _sooner(agreement, semantics)
        if urgent is None and other is None:
            continue
        labels = [Label(other.span, "and by priority here")] if other is not None else []
        case = "an urgent ticket logged at 09:01 behind an ordinary one logged at 09:00"
        if urgent is not None:
            (fast, quick), (slow, lazy) = urgent
            labels += [Label(quick.span, f"{fast} is promised sooner"), Label(lazy.span, f"than {slow}")]
            case = f"a {slow} ticket logged at 09:00 and a {fast} ticket logged at 09:01"
        yield _finding(
            agreement,
            "two-orders-of-work",
            "tickets are handled in order of arrival, and by priority as well",
            node,
            "in order of arrival",
            labels=tuple(labels),
            witness=Witness(
                f"{case}: by order of arrival the first is taken first, by their targets the second",
                {"order": write(node.in_)},
            ),
            values=(write(node.in_),),
            help=("write `handled in order of priority`, and order of arrival only within one priority",),
        )


def _sooner(agreement: Agreement, semantics: Semantics) -> tuple[tuple[str, Node], tuple[str, Node]] | None:
    """Two priorities of which the first is promised a shorter time than the last, with the clauses that say so."""
    names = list(agreement.names.get("priority", {}))
    for kind in ("respond", "resolve"):
        found: list[tuple[str, Node, v.Value]] = []
        for name in names:
            for target in semantics.targets:
                if (
                    target.kind == kind
                    and _promised(target)
                    and target.limited("priority") == frozenset({name})
                ):
                    assert target.length is not None
                    found.append((name, target.clause, target.length))
                    break
        if len(found) >= 2 and found[0][2] != found[-1][2]:
            return (found[0][0], found[0][1]), (found[-1][0], found[-1][1])
    return None


# ---- notice of breaches ------------------------------------------------------------------------------


def _late_notices(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """A provider who may take as long to tell the customer of a breach as the customer has to tell others."""
    customers = [node for node in agreement.all("customer") if isinstance(node, Customer)]
    theirs = {write(node.name) for node in customers} | {"Client", "Customer", "customer"}
    notices: list[tuple[Notify, Decimal]] = []
    duties: list[tuple[Notify, Decimal]] = []
    for node in agreement.all("notify"):
        if not isinstance(node, Notify) or any(up.kind == "relies" for up in agreement.ancestors(node)):
            continue
        if "breach" not in write(node.value).casefold() or node.when is not None:
            continue
        seconds = _seconds(node.within)
        if seconds is None:
            continue
        by = {write(value) for value in node.by}
        to = {write(value) for value in node.to}
        if by & theirs:
            duties.append((node, seconds))
        elif not (to and not to & theirs) and (not by or not by & theirs):
            notices.append((node, seconds))
    for notice, given in notices:
        own = [
            (node, left)
            for node, left in duties
            if left <= given and _from(node.within) == _from(notice.within)
        ]
        if own:
            duty, left = min(own, key=lambda pair: pair[1])
            yield _uses_up(
                agreement,
                notice,
                given,
                left,
                "the customer's own notice",
                [Label(duty.span, "all the time that the customer has")],
            )
            continue
        found = _by_law(agreement, customers, parameters)
        if found is None:
            continue
        limit, whose, node = found
        if given >= limit:
            label = Label(_spot(node), f"{whose}: {_hours(limit)}")
            yield _uses_up(agreement, notice, given, limit, whose, [label])
        else:
            yield Proof(
                "breach-notice-too-late",
                f"the customer hears of a breach within {write(notice.within)}; it has {_hours(limit)} for {whose}",
                {"notice": write(notice.within), "own hours": str(limit / 3600)},
            )


def _seconds(within: v.Value | None) -> Decimal | None:
    """An elapsed time in seconds."""
    if isinstance(within, v.Anchored):
        within = within.amount
    if isinstance(within, v.Duration) and within.hours is None:
        return within.seconds
    return None


def _from(within: v.Value | None) -> str:
    return write(within.event) if isinstance(within, v.Anchored) else "detected"


def _by_law(
    agreement: Agreement, customers: list[Customer], parameters: Mapping[str, Any]
) -> tuple[Decimal, str, Node] | None:
    """How long the customer has to report a breach itself: as a financial entity in the European Union, else as a controller."""
    for node in customers:
        sectors = " ".join(write(value) for value in node.sector).casefold()
        inside = any(write(value) in _UNION for value in node.in_)
        if inside and re.search(r"financ|bank|insur|payment", sectors):
            hours = _seconds(parameters.get("financial"))
            return (hours, "the customer's notice to its supervisor", node) if hours is not None else None
    abroad = [
        node for node in customers if node.in_ and not any(write(value) in _PRIVACY for value in node.in_)
    ]
    for clause in agreement.all("controller"):
        names = {write(node.name) for node in customers if node not in abroad}
        if names & {write(value) for value in getattr(clause, "values", ())}:
            hours = _seconds(parameters.get("controller"))
            return (hours, "the controller's notice to the authority", clause) if hours is not None else None
    return None


def _hours(seconds: Decimal) -> str:
    """`72 hours`, and minutes where there are some."""
    whole, rest = divmod(int(seconds), 3600)
    return f"{whole} hour{'' if whole == 1 else 's'}" if not rest else length_words(int(seconds))


def _uses_up(
    agreement: Agreement, notice: Notify, given: Decimal, left: Decimal, whose: str, labels: list[Label]
) -> Finding:
    over = "nothing is left" if given == left else f"it is {_hours(given - left)} too late"
    return _finding(
        agreement,
        "breach-notice-too-late",
        f"the customer may hear of a breach only after {_hours(given)}, and has {_hours(left)} itself",
        notice,
        f"up to {_hours(given)} go by here",
        labels=tuple(labels),
        witness=Witness(
            f"a breach on Monday at 09:00: the customer may hear of it as late as {_moment(given)}; {whose} is due "
            f"{_moment(left)} where it counts from the breach: {over}",
            {"notice hours": str(given / 3600), "own hours": str(left / 3600)},
        ),
        values=(write(notice.within), _hours(left)),
        help=("tell the customer sooner: `notify breach within 4 hours of detected`",),
    )


def _moment(seconds: Decimal) -> str:
    """A moment so long after Monday 09:00."""
    day, minute = divmod(int(seconds) // 60 + 9 * 60, 1440)
    weeks, weekday = divmod(day, 7)
    return f"{_DAYS[weekday]} {minute // 60:02}:{minute % 60:02}" + (f" {weeks} weeks later" if weeks else "")
