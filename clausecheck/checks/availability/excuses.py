"""Excuses that take back what is promised: for what the provider causes or owes itself, and for those whom it chose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.mending import mend, struck
from clausecheck.agreement.uptime import UptimePromise, availability_promises, seconds
from clausecheck.agreement.words import exact_length, in_row_once, percent_words, word_set
from clausecheck.checks.availability.promised import PLANNED, Allowance, allowance, promise_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, Define, Excuse, Includes, Patch, Plan, Relies, Service
from clausecheck.language.write import write
from clausecheck.quick import dataclass

#: Excuses for what happens outside the provider; a provider's own failures are everything else.
_OUTSIDE = frozenset(
    {
        "customer-fault",
        "force-majeure",
        "third-party",
        "termination",
        "internet",
        "misuse",
        "holidays",
        "weekends",
    }
)
#: A failure of the provider by its own name: what fails, of which nothing more is said.
_OWN_FAILURE = re.compile(
    r"(?:(?:our|own|software|hardware|server|system|programming|and|or|bugs?|errors?|faults?|failures?|defects?|support work"
    r"|while|it|lasts)\b[ ,]*)+|.*\bprovider'?s? (?:errors?|faults?|failures?|bugs?).*",
    re.IGNORECASE,
)
_FAILS = re.compile(r"\b(?:bugs?|errors?|faults?|failures?|defects?|support work)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:customer|client|third|supplier|vendor|internet|outside|your|plug-?in|user)", re.IGNORECASE
)


# ---- short outages ---------------------------------------------------------------------------------------


@check("excuse-longer-than-allowance")
def excuse_longer_than_allowance(context: Context) -> Iterator[Finding]:
    """Outages of the provider's own making that do not count while they are shorter than some time, and that time is longer
    than all the downtime that is allowed."""
    for excuse in context.agreement.all(Excuse):
        value = excuse.below if excuse.below is not None else excuse.within
        length = seconds(value)
        own = [each for each in excuse.values if write(each) not in _OUTSIDE and write(each) != "maintenance"]
        if length is None or not own or value is None:
            continue
        swallowed = [
            allowed
            for promise in uptime.promised_to(
                availability_promises(context.semantics), _scope(context, excuse)
            )
            if (allowed := allowance(context.semantics, promise)) is not None and 0 < allowed.high < length
        ]
        if swallowed:
            yield _swallowing(context, excuse, value, own, length, swallowed)


def _scope(context: Context, excuse: Excuse) -> frozenset[str]:
    """The services and plans that the block around an excuse names; none where it is for all of them."""
    home = context.agreement.parent(excuse)
    return uptime.names_in(context.agreement, home) if home is not None else frozenset()


def _swallowing(
    context: Context,
    excuse: Excuse,
    value: v.Value,
    own: Sequence[v.Value],
    length: Fraction,
    swallowed: list[Allowance],
) -> Finding:
    allowed, window = swallowed[0].high, swallowed[0].window
    often = int(allowed / length) + 5
    near = length - 60 if length > 120 else length / 2
    return context.draft(
        f"{in_row_once(write(each) for each in own)} of less than {exact_length(length)} does not count, and "
        f"{promise_words(swallowed[0].promise)} allows only {exact_length(allowed)} in all",
        excuse,
        "excuses each outage that is shorter",
        span=value.span,
        labels=tuple(
            Label(each.promise.clause.value.span, f"allows {exact_length(each.high)}") for each in swallowed
        ),
        witness=Witness(
            f"{often} outages of {exact_length(near)} each, {exact_length(near * often)} in {window.longest_is}, leave an "
            f"availability of 100% by the agreement and of {percent_words(100 * (1 - near * often / window.longest))} in truth",
            {"excused below": str(length), "allowed": str(allowed), "outages": often},
        ),
        help=(
            "limit all of them together instead: `excuse emergency-maintenance, at most 15 minutes per month`",
            "strike the excuse",
        ),
        values=(write(value), *(write(each.promise.clause.value) for each in swallowed)),
    )


# ---- the provider's own duties ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Owed:
    """Something that is left out although the provider owes or causes it, and where it is owed (`None`: it causes it)."""

    value: v.Value
    label: Label | None


@check("own-duty-excused", reads_words=True)
def own_duty_excused(context: Context) -> Iterator[Finding]:
    """Exceptions for what the provider itself owes or causes."""
    promised = availability_promises(context.semantics)
    for promise in promised:
        owed = _owed(promise.clause.except_, [promise.home])
        if owed:
            yield _own_duty(context, promise.clause, owed)
    for excuse in context.agreement.all(Excuse):
        if excuse.below is None and excuse.within is None and excuse.at_most is None:
            owed = _owed(excuse.values, _excused_homes(context, excuse))
            if owed:
                yield _own_duty(context, excuse, owed)


def _excused_homes(context: Context, excuse: Excuse) -> list[Service | Plan]:
    """The services and plans to which an excuse belongs."""
    home = context.agreement.parent(excuse)
    if isinstance(home, Service | Plan):
        return [home]
    scope = _scope(context, excuse)
    blocks: list[Service | Plan] = [*context.agreement.all(Service), *context.agreement.all(Plan)]
    return [block for block in blocks if not scope or write(block.name) in scope]


def _owed(values: Iterable[v.Value], homes: Sequence[Block]) -> list[_Owed]:
    """Those of some exceptions that the provider of some services owes or causes."""
    patches = [patch for home in homes for patch in home.all(Patch)]
    included = {
        word_set(value.text): value
        for home in homes
        for clause in home.all(Includes)
        for value in clause.values
        if isinstance(value, v.Text)
    }
    owed = []
    for value in values:
        text = write(value).strip('"')
        sold = included.get(word_set(text)) if isinstance(value, v.Text) else None
        if text == "patching" and patches:
            owed.append(_Owed(value, Label(patches[0].span, "what the provider owes")))
        elif sold is not None and not PLANNED.search(text):
            owed.append(_Owed(value, Label(sold.span, "what the provider sells")))
        elif isinstance(value, v.Text) and _own_failure(text.strip()):
            owed.append(_Owed(value, None))
    return owed


def _own_failure(text: str) -> bool:
    """Whether words in quotes name nothing but a failure of the provider's own: `software bugs`, not `upstream bugs`."""
    own = _OWN_FAILURE.fullmatch(text) is not None and _FAILS.search(text) is not None
    return own and not _OTHERS.search(text)


def _left_out(node: Clause) -> tuple[v.Value, ...]:
    """What an excuse, or a promise of availability, leaves out."""
    return tuple(node.values) if isinstance(node, Excuse) else tuple(node.except_)


def _own_duty(context: Context, node: Clause, owed: list[_Owed]) -> Finding:
    first, label = owed[0].value, owed[0].label
    names = in_row_once(write(each.value) for each in owed)
    promised = availability_promises(context.semantics)[:1] if label is None else []
    return context.draft(
        f"{names} {'does' if len(owed) == 1 else 'do'} not count as downtime, and "
        + ("is the provider's own duty" if label is not None else "comes from the provider itself"),
        node,
        "left out",
        span=first.span,
        labels=(
            *(each.label for each in owed if each.label is not None),
            *(Label(each.value.span, "left out as well") for each in owed[1:]),
            *(Label(promise.clause.value.span, "what is promised") for promise in promised),
        ),
        witness=Witness(
            f"however long {write(first)} keeps the service down, the figure for the month stays at 100%"
            + ("; that it is the provider's own is read out of the words" if label is None else ""),
            {"excused": [write(each.value) for each in owed]},
        ),
        help=(
            mend(
                context.agreement,
                f"strike {names.replace('`', '')}: {{}} (favours the customer)"
                if len(owed) == len(_left_out(node))
                else f"strike {names.replace('`', '')}: write {{}} instead (favours the customer)",
                struck(
                    context.agreement,
                    node,
                    "values" if isinstance(node, Excuse) else "except_",
                    *(each.value for each in owed),
                ),
            ),
            "do the work in planned maintenance, with a quota",
        ),
        values=tuple(write(each.value) for each in owed),
    )


# ---- the provider's own suppliers ------------------------------------------------------------------------


@check("own-supplier-excused")
def own_supplier_excused(context: Context) -> Iterator[Finding]:
    """Third parties as an excuse without end, while the service rests on suppliers of the provider."""
    if "third-party" in context.agreement.names.get(Define.kind, {}):
        return
    excuses = [
        (excuse, value)
        for excuse in context.agreement.all(Excuse)
        for value in excuse.values
        if write(value) == "third-party"
    ]
    if any(excuse.at_most is not None or excuse.except_ for excuse, _ in excuses):
        return
    for promise in availability_promises(context.semantics):
        suppliers = promise.home.all(Relies)
        own = [(promise.clause, value) for value in promise.clause.except_ if write(value) == "third-party"]
        spots: list[tuple[Clause, v.Value]] = [*own, *excuses]
        if suppliers and spots:
            yield _supplier_excused(context, promise, suppliers, *spots[0])


def _supplier_excused(
    context: Context, promise: UptimePromise, suppliers: list[Relies], node: Clause, value: v.Value
) -> Finding:
    return context.draft(
        f"outages by third parties do not count, and {context.agreement.title(promise.home)} relies on "
        f"{in_row_once(write(supplier.title) for supplier in suppliers)}",
        node,
        "left out, whoever chose them",
        span=value.span,
        labels=(
            *(Label(supplier.head, "a supplier of the provider") for supplier in suppliers),
            Label(promise.clause.value.span, "what is promised"),
        ),
        witness=Witness(
            f"{write(suppliers[0].title)} is down for a week, and the availability of the service is 100%",
            {"suppliers": [write(supplier.title) for supplier in suppliers]},
        ),
        help=(
            'say who is meant: `define third-party "networks and services that neither party runs or chose"`',
            '`excuse third-party, at most 24 hours, except "suppliers that the provider chose"`',
        ),
        values=tuple(write(supplier.title) for supplier in suppliers),
    )
