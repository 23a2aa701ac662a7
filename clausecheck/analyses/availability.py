"""Availability: whether what is promised as a percentage agrees with the downtime, the maintenance, the excuses, the hours
and the suppliers that the same agreement speaks of.

Percentages are turned into time over the shortest and the longest calendar period; a finding takes the one in which the
agreement fares best, so that it holds in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clausecheck.agreement import uptime
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.uptime import Period, Promise, percent, seconds, spell
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Availability,
    Block,
    Clause,
    Closed,
    Downtime,
    Excuse,
    FormulaIs,
    Guarantee,
    Hours,
    Includes,
    Latency,
    Maintenance,
    Metric,
    Node,
    Opening,
    Outage,
    Patch,
    Relies,
)
from clausecheck.language.write import number, write
from clausecheck.source import Span

_WEEK = 168
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
_OWN_FAILURE = re.compile(
    r"\b(?:software bugs?|bugs|software failures?|hardware failures?|hardware or software failures?|server failures?"
    r"|support work|provider'?s? (?:errors?|faults?|failures?))\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:customer|client|third|supplier|vendor|internet|outside|your|plug-?in|user)", re.IGNORECASE
)
_TICKET = re.compile(r"\b(?:ticket|desk|call|report(?:s|ed)?|logged|logs)\b", re.IGNORECASE)
_ALWAYS = re.compile(
    r"\b24\s*[x/×]\s*7\b|\b(?:a|a)round[- ]the[- ]clock\b|\bround the clock\b|\b24 hours a day\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:maintenance|(?:un)?scheduled|unplanned|planned (?:maintenance|outages?|downtime|work))\b",
    re.IGNORECASE,
)
_DOWN = re.compile(r"\b(?:downtime|outages?|availab\w*|unavailab\w*|uptime)\b", re.IGNORECASE)


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Everything in which a promised availability contradicts the rest of its agreement, and what agrees with it."""
    semantics = Semantics.of(agreement, parameters)
    promised = uptime.promises(agreement)
    for promise in promised:
        yield from _downtime(agreement, semantics, promise)
        yield from _finer(agreement, semantics, promise, promised)
        yield from _maintenance(agreement, semantics, promise)
        yield from _levels(agreement, promise, promised)
        yield from _suppliers(agreement, promise)
        yield from _clock(agreement, promise)
        yield from _sources(agreement, promise)
        yield from _supplier_excused(agreement, promise)
        yield from _repair(agreement, semantics, promise)
    yield from _formulas(agreement)
    yield from _notices(agreement)
    yield from _excuses(agreement, semantics, promised)
    yield from _own(agreement, promised)
    yield from _latency(agreement)


def _said(promise: Promise) -> str:
    """The promise in its own words: `99.9% each month`."""
    window = promise.clause.each
    return write(promise.clause.value) + (f" each {write(window)}" if window is not None else "")


def _between(low: Fraction, high: Fraction) -> str:
    return spell(low) if low == high else f"{spell(low)} to {spell(high)}"


# ---- the percentage in time ------------------------------------------------------------------------------


def _limit(clause: Clause, value: object) -> tuple[v.Duration, Fraction, str] | None:
    """A limit of time over a window: the amount, its length in seconds, and the unit of the window."""
    window: object = clause.each
    if isinstance(value, v.Rated):
        if len(value.per) != 1:
            return None
        window, value = value.per[0].unit, value.amount
    length = seconds(value)
    unit = uptime.unit_of(window)
    return (value, length, unit) if isinstance(value, v.Duration) and length is not None and unit else None


def _tolerance(amount: v.Duration) -> Fraction:
    """What a written length may hide by rounding: one in its last place."""
    figure, unit = amount.parts[-1]
    exponent = figure.normalize().as_tuple().exponent
    places = min(int(exponent), 0) if isinstance(exponent, int) else 0
    return Fraction(v.SECONDS[unit]) * Fraction(10) ** places


def _downtime(agreement: Agreement, semantics: Semantics, promise: Promise) -> Iterator[Finding | Proof]:
    """A limit of downtime that is another one than the percentage of the same window."""
    window = uptime.counted_in(semantics, promise)
    if window is None:
        return
    for clause in promise.home.all(Downtime):
        value = clause.at_most if clause.at_most is not None else clause.below
        limit = _limit(clause, value)
        if limit is None or limit[2] != window.unit or not isinstance(value, v.Value):
            continue
        amount, length, _ = limit
        levels = [promise.missing]
        if isinstance(promise.clause.at_least, v.Percentage):
            levels.append(1 - Fraction(promise.clause.at_least.amount) / 100)
        if any(_agrees(length, share, window, amount) for share in levels):
            yield Proof(
                "downtime-against-percentage",
                f"{agreement.title(promise.home)}: {write(value)} of downtime agree with {_said(promise)}",
                {"limit": str(length), "window": window.both},
            )
            continue
        low, high = promise.missing * window.shortest, promise.missing * window.longest
        yield uptime.found(
            agreement,
            "downtime-against-percentage",
            f"{_said(promise)} allows {_between(low, high)} of downtime, and another clause allows "
            f"{'only ' if length < low else ''}{write(value)}",
            clause,
            value.span,
            label=f"as a percentage {percent(100 * (1 - length / window.longest))}",
            labels=(Label(promise.clause.value.span, f"allows {spell(high)} in {window.longest_is}"),),
            witness=Witness(
                _between_case(promise, window, length),
                {"limit": str(length), "allowed": [str(low), str(high)], "window": window.both},
            ),
            help=(
                f"`availability {percent(100 * (1 - length / window.longest))} each {window.unit}`",
                f"`downtime at most {spell(high)} per {window.unit}`",
            ),
            values=(write(value), write(promise.clause.value)),
        )


def _agrees(length: Fraction, share: Fraction, window: Period, amount: v.Duration) -> bool:
    low, high = share * window.shortest, share * window.longest
    slack = min(_tolerance(amount), high / 10)
    return low - slack <= length <= high + slack


def _between_case(promise: Promise, window: Period, length: Fraction) -> str:
    low, high = promise.missing * window.shortest, promise.missing * window.longest
    down = (length + (low if length < low else high)) / 2
    level = percent(100 * (1 - down / window.longest))
    if length < low:
        return f"{spell(down)} of downtime in {window.longest_is} keep the percentage ({level}) and break the limit"
    return (
        f"{spell(down)} of downtime in {window.longest_is} keep the limit and break the percentage ({level})"
    )


def _finer(
    agreement: Agreement, semantics: Semantics, promise: Promise, promised: list[Promise]
) -> Iterator[Finding | Proof]:
    """A percentage that allows less downtime than the shortest outage that counts."""
    window = uptime.counted_in(semantics, promise)
    smallest = uptime.smallest_outage(promise.home)
    if window is None or smallest is None or not promise.missing:
        return
    length, outage = smallest
    allowed = promise.missing * window.longest
    if length <= allowed:
        if length:
            yield Proof(
                "target-finer-than-outage",
                f"{agreement.title(promise.home)}: {_said(promise)} allows "
                f"{_between(promise.missing * window.shortest, allowed)}, more than the shortest outage that counts "
                f"({spell(length)})",
                {"outage": str(length), "allowed": str(allowed)},
            )
        return
    for table in uptime.tables(agreement):
        held = uptime.promises_of(agreement, promised, table)
        if promise in held and next(uptime.never_reached(table, held, semantics), None) is not None:
            return  # the dead band says it
    best = 100 * (1 - length / window.longest)
    counted = outage.counted.span if isinstance(outage.counted, v.Value) else outage.span
    yield uptime.found(
        agreement,
        "target-finer-than-outage",
        f"{_said(promise)} allows {spell(allowed)} of downtime, and the shortest outage that counts is {spell(length)}: "
        "the first one breaks the promise",
        promise.clause,
        promise.clause.value.span,
        label=f"allows {spell(allowed)} in {window.longest_is}",
        labels=(Label(counted, "a shorter outage does not count"),),
        witness=Witness(
            f"one outage of {spell(length)} leaves {window.longest_is} at {percent(best)}; "
            "without such an outage it is at 100%",
            {"outage": str(length), "allowed": str(allowed), "best": str(best)},
        ),
        notes=("the whole outage is taken to count, not only what is beyond its first minutes",),
        help=(
            f"promise what can be measured: `availability {percent(_floored(best))} each {window.unit}`",
            "let shorter outages count",
        ),
        values=(write(promise.clause.value), write(outage.counted)),
    )


def _floored(level: Fraction) -> Fraction:
    """A percentage cut to two decimals."""
    return Fraction(int(level * 100), 100)


def _repair(agreement: Agreement, semantics: Semantics, promise: Promise) -> Iterator[Proof]:
    """How often the most urgent incident, mended in time, uses the downtime of a window; a fact, since the two promises are
    set apart in practice."""
    window = uptime.counted_in(semantics, promise)
    repair = uptime.urgent_repair(agreement, semantics, promise)
    if window is None or repair is None or not promise.missing:
        return
    name, length, _ = repair
    low, high = promise.missing * window.shortest, promise.missing * window.longest
    often = number(Decimal(round(length / low * 10)) / 10)
    yield Proof(
        "target-finer-than-outage",
        f"{agreement.title(promise.home)}: {_said(promise)} allows {_between(low, high)}; one {name} outage mended within "
        f"{spell(length)} uses this {often} times",
        {"allowed": [str(low), str(high)], "resolution": str(length), "priority": name},
    )


# ---- maintenance -----------------------------------------------------------------------------------------


def _maintenance(agreement: Agreement, semantics: Semantics, promise: Promise) -> Iterator[Finding]:
    """Planned maintenance that may last longer than the downtime that is allowed, while nothing leaves it out."""
    window = uptime.counted_in(semantics, promise)
    if window is None or _left_out(agreement, promise):
        return
    allowed = promise.missing * window.longest
    for clause in promise.home.all(Maintenance):
        if clause.at_most is None and not clause.for_:
            yield from _weekly_window(agreement, promise, window, clause, allowed)
            continue
        limit = _limit(clause, clause.at_most)
        if limit is None or clause.for_ or not isinstance(clause.at_most, v.Value):
            continue
        _, length, unit = limit
        if unit != window.unit or length <= allowed:
            continue
        yield uptime.found(
            agreement,
            "maintenance-uses-up-availability",
            f"maintenance may take {write(clause.at_most)}, and {_said(promise)} allows {spell(allowed)} of downtime: "
            "nothing says that maintenance does not count",
            clause,
            clause.at_most.span,
            label="permitted",
            labels=(Label(promise.clause.value.span, f"allows {spell(allowed)}"),),
            witness=Witness(
                f"{spell(length)} of maintenance in {window.longest_is} leave "
                f"{percent(100 * (1 - length / window.longest))}",
                {"maintenance": str(length), "allowed": str(allowed)},
            ),
            help=(f"`availability {_said(promise)}, except maintenance`",),
            values=(write(clause.at_most), write(promise.clause.value)),
        )


#: How often each weekday comes in a window at least.
_WEEKS = {"week": 1, "month": 4, "quarter": 12, "year": 52}


def _weekly_window(
    agreement: Agreement, promise: Promise, window: uptime.Period, clause: Maintenance, allowed: Fraction
) -> Iterator[Finding]:
    """A window of every week that is longer than the downtime that is allowed, if all of it is used."""
    spans = [span for span in clause.spans if isinstance(span, v.HoursSpan)]
    days = [one for one in clause.weekdays if isinstance(one, v.Days)]
    often = _WEEKS.get(window.unit)
    if (
        often is None
        or not spans
        or not days
        or len(spans) + len(days) < len(clause.spans) + len(clause.weekdays)
    ):
        return
    one = sum((span.end - span.start) % 86400 or 86400 for span in spans)
    length = Fraction(one * often * sum((each.last - each.first) % 7 + 1 for each in days))
    if length <= allowed:
        return
    wording = f"{', '.join(map(write, days))} {', '.join(map(write, spans))}"
    yield uptime.found(
        agreement,
        "maintenance-uses-up-availability",
        f"maintenance may take place on {wording}, and {_said(promise)} allows {spell(allowed)} of downtime: nothing says that "
        "maintenance does not count",
        clause,
        spans[0].span,
        label="the window of every week",
        labels=(Label(promise.clause.value.span, f"allows {spell(allowed)}"),),
        witness=Witness(
            f"a {window.unit} has at least {often} such weeks, {spell(length)} of windows in all; if they are used, "
            f"{window.longest_is} is at {percent(100 * (1 - length / window.longest))}",
            {"maintenance": str(length), "allowed": str(allowed)},
        ),
        help=(f"`availability {_said(promise)}, except maintenance`",),
        values=(wording, write(promise.clause.value)),
    )


def _left_out(agreement: Agreement, promise: Promise) -> bool:
    """Whether any clause leaves planned maintenance out of an availability."""
    if any(write(value) == "maintenance" for value in promise.clause.except_):
        return True
    for node in agreement.document.walk():
        if isinstance(node, Excuse) and any(_PLANNED.search(write(value)) for value in node.values):
            return True
        text = agreement.source.slice(node.span)
        distinguishing = node.kind in ("outage", "formula_is") or (
            node.kind in ("define", "clause", "text_for") and _DOWN.search(text)
        )
        if distinguishing and _PLANNED.search(text):
            return True
    return False


def _formulas(agreement: Agreement) -> Iterator[Finding]:
    """A formula that takes planned maintenance off the time that was available, so that permitted maintenance alone misses
    the level."""
    quotas = [
        (limit, clause)
        for clause in agreement.all("maintenance")
        if isinstance(clause, Maintenance)
        and (limit := _limit(clause, clause.at_most)) is not None
        and not any(block.kind == "relies" for block in agreement.ancestors(clause))
    ]
    if len(quotas) != 1:
        return
    (_, length, unit), quota = quotas[0]
    for node in agreement.all("formula_is"):
        if not isinstance(node, FormulaIs):
            continue
        division = node.expression
        if (
            not isinstance(division, v.Operation)
            or division.operator != "/"
            or _PLANNED.search(write(division.right))
        ):
            continue
        taken = _taken_off(division.left)
        window = uptime.period(node.each) or uptime.period(getattr(agreement.parent(node), "each", None))
        level = _level_of(agreement, agreement.parent(node))
        if taken is None or level is None or window is None or window.unit != unit:
            continue
        figure, span = level
        best = 100 * (1 - length / window.longest)
        if best >= figure:
            continue
        assert isinstance(quota.at_most, v.Value)
        yield uptime.found(
            agreement,
            "maintenance-uses-up-availability",
            f"the formula takes {write(taken)} off the time that was available, and the {write(quota.at_most)} that are "
            f"permitted already fall below {percent(figure)}",
            node,
            taken.span if taken.span != v.NOWHERE else node.span,
            label="taken off above the line, and left in below it",
            labels=(Label(quota.at_most.span, "permitted"), Label(span, "the level")),
            witness=Witness(
                f"{window.longest_is} with {spell(length)} of permitted maintenance and no outage has at most "
                f"{percent(best)}",
                {"maintenance": str(length), "best": str(best), "level": str(figure)},
            ),
            help=(f"take it off below the line too: `… / ({write(division.right)} - {write(taken)})`",),
            values=(write(node.expression), write(quota.at_most)),
        )


def _taken_off(term: object) -> v.Value | None:
    """The planned maintenance that a sum subtracts."""
    while isinstance(term, v.Bracket):
        term = term.inner
    if not isinstance(term, v.Operation) or term.operator not in ("+", "-"):
        return None
    right = term.right
    while isinstance(right, v.Bracket):
        right = right.inner
    text = write(right)
    if (
        term.operator == "-"
        and re.search(r"\bmaintenance\b", text, re.IGNORECASE)
        and isinstance(right, v.Value)
    ):
        return right
    return _taken_off(term.left)


def _level_of(agreement: Agreement, home: Block | None) -> tuple[Fraction, Span] | None:
    """The level that a metric or a service must reach: its promise or guarantee, else where the credits for it begin."""
    if isinstance(home, Metric):
        name = home.name.text
        for clause in agreement.all("guarantee"):
            fact = clause.target if isinstance(clause, Guarantee) else None
            if isinstance(fact, v.Fact) and write(fact.subject) == name:
                for part in fact.compares:
                    if isinstance(part, v.Compare) and isinstance(part.amount, v.Percentage):
                        return Fraction(part.amount.amount), part.amount.span
        for table in uptime.tables(agreement):
            tops = [(band.high, band.fact.span) for band in table.paying if band.high is not None]
            if table.subject == name and table.unit == "%" and tops:
                return max(tops, key=lambda pair: pair[0])
        return None
    for promise in uptime.promises(agreement):
        if promise.home is home:
            return promise.level, promise.clause.value.span
    return None


def _notices(agreement: Agreement) -> Iterator[Finding]:
    """Maintenance whose notice or quota is another one where it is excused."""
    for excuse in agreement.all("excuse"):
        if not isinstance(excuse, Excuse) or excuse.when is not None or excuse.for_:
            continue
        if [write(value) for value in excuse.values] != ["maintenance"]:
            continue
        home = agreement.parent(excuse)
        scope = uptime.names_in(agreement, home) if isinstance(home, Clause) else frozenset()
        if isinstance(home, Clause) and home.for_ and not scope:
            continue
        wording = _planned(agreement, home, scope)
        for part in ("notice", "at_most"):
            yield from _differing(agreement, excuse, part, wording)


def _planned(agreement: Agreement, home: Block | None, scope: frozenset[str]) -> list[Maintenance]:
    """The maintenance clauses of the services to which an excuse belongs."""
    found = []
    for clause in agreement.all("maintenance"):
        service = agreement.parent(clause)
        if not isinstance(clause, Maintenance) or service is None or service.kind not in ("service", "plan"):
            continue
        if (
            clause.for_
            or clause.when is not None
            or (home is not None and home.kind == "service" and home is not service)
        ):
            continue
        if not scope or write(getattr(service, "name", "")) in scope:
            found.append(clause)
    return found


def _differing(
    agreement: Agreement, excuse: Excuse, part: str, wording: list[Maintenance]
) -> Iterator[Finding]:
    own = getattr(excuse, part)
    size = _size(own)
    if size is None:
        return
    others = [(clause, getattr(clause, part)) for clause in wording]
    sizes = [(clause, value, other) for clause, value in others if (other := _size(value)) is not None]
    differing = [
        (clause, value, other)
        for clause, value, other in sizes
        if other[1] == size[1]
        and other != size
        and not any(
            agreement.parent(one) is agreement.parent(clause) and same == size for one, _, same in sizes
        )
    ]
    if not differing:
        return
    _, value, other = differing[0]
    what = "is announced on" if part == "notice" else "may take"
    shorter = other[0] < size[0]
    case = (
        f"maintenance announced {_ahead(value if shorter else own)} ahead is "
        + ("in time by the service, and no excuse" if shorter else "excused, and too late by the service")
        if part == "notice"
        else f"what lies between {spell(min(other[0], size[0]))} and {spell(max(other[0], size[0]))} is "
        + ("excused, and not permitted" if shorter else "permitted, and not excused")
    )
    yield uptime.found(
        agreement,
        "maintenance-said-twice",
        f"maintenance {what} {write(value)} by one clause, and is excused {'on' if part == 'notice' else 'for'} "
        f"{write(own)} by another",
        excuse,
        own.span,
        label="what is excused",
        labels=tuple(
            Label(each.span, "what is owed" if part == "notice" else "what is permitted")
            for _, each, _ in differing
        ),
        witness=Witness(case, {"service": str(other[0]), "excuse": str(size[0])}),
        help=(f"say {write(value)} in both, or {write(own)} in both",),
        values=(write(own), *(write(each) for _, each, _ in differing)),
    )


def _ahead(value: object) -> str:
    """The length of a notice."""
    return write(value.length) if isinstance(value, v.Notice) else write(value)


def _size(value: object) -> tuple[Fraction, str] | None:
    """A notice or a quota as its length in seconds and the window to which it belongs."""
    unit = ""
    if isinstance(value, v.Notice):
        value = value.length
    if isinstance(value, v.Rated):
        if len(value.per) != 1:
            return None
        unit = uptime.unit_of(value.per[0].unit)
        value = value.amount
    length = seconds(value) if isinstance(value, v.Duration) else None
    return None if length is None else (length, unit)


# ---- excuses ---------------------------------------------------------------------------------------------


def _excuses(agreement: Agreement, semantics: Semantics, promised: list[Promise]) -> Iterator[Finding]:
    """Outages of the provider's own making that do not count while they are shorter than some time, and that time is longer
    than all the downtime that is allowed."""
    for excuse in agreement.all("excuse"):
        if not isinstance(excuse, Excuse):
            continue
        value = excuse.below if excuse.below is not None else excuse.within
        length = seconds(value)
        own = [each for each in excuse.values if write(each) not in _OUTSIDE and write(each) != "maintenance"]
        home = agreement.parent(excuse)
        scope = uptime.names_in(agreement, home) if isinstance(home, Clause) else frozenset()
        if length is None or not own or not isinstance(value, v.Value):
            continue
        swallowed = [
            (promise, promise.missing * window.longest, window)
            for promise in uptime.promised_to(promised, scope)
            if (window := uptime.counted_in(semantics, promise)) is not None
            and 0 < promise.missing * window.longest < length
        ]
        if not swallowed:
            continue
        promise, allowed, window = swallowed[0]
        often = int(allowed / length) + 5
        near = length - 60 if length > 120 else length / 2
        yield uptime.found(
            agreement,
            "excuse-longer-than-allowance",
            f"{uptime.listed(write(each) for each in own)} of less than {spell(length)} does not count, and {_said(promise)} "
            f"allows only {spell(allowed)} in all",
            excuse,
            value.span,
            label="excuses each outage that is shorter",
            labels=tuple(
                Label(each.clause.value.span, f"allows {spell(down)}") for each, down, _ in swallowed
            ),
            witness=Witness(
                f"{often} outages of {spell(near)} each, {spell(near * often)} in {window.longest_is}, leave an availability "
                f"of 100% by the agreement and of {percent(100 * (1 - near * often / window.longest))} in truth",
                {"excused below": str(length), "allowed": str(allowed), "outages": often},
            ),
            help=(
                "limit all of them together: `excuse emergency-maintenance, at most 15 minutes per month`",
                "strike the excuse",
            ),
            values=(write(value), *(write(each.clause.value) for each, *_ in swallowed)),
        )


def _own(agreement: Agreement, promised: list[Promise]) -> Iterator[Finding]:
    """Exceptions for what the provider itself owes or causes."""
    places: list[tuple[Node, list[v.Value], list[Block]]] = [
        (promise.clause, list(promise.clause.except_), [promise.home]) for promise in promised
    ]
    for node in agreement.all("excuse"):
        if isinstance(node, Excuse) and node.below is None and node.within is None and node.at_most is None:
            places.append((node, list(node.values), _excused_homes(agreement, node)))
    for node, values, homes in places:
        patches = [patch for home in homes for patch in home.all(Patch)]
        included = {
            _words(value.text): value
            for home in homes
            for clause in home.all(Includes)
            for value in clause.values
            if isinstance(value, v.Text)
        }
        owed: list[tuple[v.Value, Label | None]] = []
        for value in values:
            text = write(value).strip('"')
            if text == "patching" and patches:
                owed.append((value, Label(patches[0].span, "what the provider owes")))
            elif isinstance(value, v.Text) and _words(text) in included and not _PLANNED.search(text):
                owed.append((value, Label(included[_words(text)].span, "what the provider sells")))
            elif isinstance(value, v.Text) and _OWN_FAILURE.search(text) and not _OTHERS.search(text):
                owed.append((value, None))
        if not owed:
            continue
        first, label = owed[0]
        names = uptime.listed(write(value) for value, _ in owed)
        yield uptime.found(
            agreement,
            "own-duty-excused",
            f"{names} {'does' if len(owed) == 1 else 'do'} not count as downtime, and "
            + ("is the provider's own duty" if label is not None else "comes from the provider itself"),
            node,
            first.span,
            label="left out",
            labels=(
                *(mark for _, mark in owed if mark is not None),
                *(Label(value.span, "left out as well") for value, _ in owed[1:]),
                *(
                    Label(promise.clause.value.span, "what is promised")
                    for promise in promised[:1]
                    if label is None
                ),
            ),
            witness=Witness(
                f"however long {write(first)} keeps the service down, the figure for the month stays at 100%",
                {"excused": [write(value) for value, _ in owed]},
            ),
            help=(
                "do the work in maintenance with a quota: `maintenance on 5 days notice, at most 8 hours per month`",
                f"strike {names}",
            ),
            values=tuple(write(value) for value, _ in owed),
        )


def _excused_homes(agreement: Agreement, excuse: Excuse) -> list[Block]:
    """The services and plans to which an excuse belongs."""
    home = agreement.parent(excuse)
    if home is not None and home.kind in ("service", "plan"):
        return [home]
    scope = uptime.names_in(agreement, home) if isinstance(home, Clause) else frozenset()
    blocks = [
        block for kind in ("service", "plan") for block in agreement.all(kind) if isinstance(block, Block)
    ]
    return [block for block in blocks if not scope or write(getattr(block, "name", "")) in scope]


def _words(text: str) -> frozenset[str]:
    """A phrase as its words, without case and plural."""
    return frozenset(re.sub(r"(?<=[^s])s$", "", word) for word in re.findall(r"[^\W_]+", text.casefold()))


def _supplier_excused(agreement: Agreement, promise: Promise) -> Iterator[Finding]:
    """Third parties as an excuse without end, while the service rests on suppliers of the provider."""
    suppliers = promise.home.all(Relies)
    if not suppliers or "third-party" in agreement.names.get("define", {}):
        return
    spots: list[tuple[Node, v.Value]] = [
        (promise.clause, value) for value in promise.clause.except_ if write(value) == "third-party"
    ]
    limits = []
    for node in agreement.all("excuse"):
        if not isinstance(node, Excuse):
            continue
        for excused in node.values:
            if write(excused) == "third-party":
                limits.append(node.at_most is not None or bool(node.except_))
                spots.append((node, excused))
    if not spots or any(limits):
        return
    node, value = spots[0]
    yield uptime.found(
        agreement,
        "own-supplier-excused",
        f"outages by third parties do not count, and {agreement.title(promise.home)} relies on "
        f"{uptime.listed(write(supplier.title) for supplier in suppliers)}",
        node,
        value.span if isinstance(value, v.Value) else node.span,
        label="left out, whoever chose them",
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


# ---- other promises about the same figure ----------------------------------------------------------------


def _levels(agreement: Agreement, promise: Promise, promised: list[Promise]) -> Iterator[Finding]:
    """A second level of availability for the same service and window."""
    parts = ("for_", "during", "outside", "at", "when", "by")
    for other in promised:
        if other.clause.span.start <= promise.clause.span.start or other.home is not promise.home:
            continue
        if any(write(getattr(other.clause, part)) != write(getattr(promise.clause, part)) for part in parts):
            continue
        if other.period == promise.period and other.percentage != promise.percentage:
            yield _twice(agreement, promise, other.clause, other.clause.value)
    for clause in agreement.all("guarantee"):
        fact = clause.target if isinstance(clause, Guarantee) else None
        if (
            not isinstance(fact, v.Fact)
            or len(fact.compares) != 1
            or not uptime.is_availability(write(fact.subject))
        ):
            continue
        assert isinstance(clause, Guarantee)
        part = fact.compares[0]
        named = frozenset({write(fact.subject.of)}) if isinstance(fact.subject, v.Phrase) else frozenset()
        named = named or uptime.names_in(agreement, clause)
        alone = len({id(each.home) for each in promised}) == 1
        if (
            not isinstance(part, v.Compare)
            or part.operator != ">="
            or not isinstance(part.amount, v.Percentage)
        ):
            continue
        if (
            not (named & promise.names or (not named and alone and not clause.for_))
            or clause.when is not None
        ):
            continue
        if write(clause.during) != write(promise.clause.during):
            continue
        least = promise.clause.at_least
        if part.amount.amount in (promise.percentage, getattr(least, "amount", None)):
            continue
        if uptime.unit_of(clause.each) == uptime.unit_of(uptime.window_of(promise.clause, promise.home)):
            yield _twice(agreement, promise, clause, part.amount)


def _twice(agreement: Agreement, promise: Promise, clause: Clause, value: v.Value) -> Finding:
    low, high = sorted((promise.level, Fraction(getattr(value, "amount", promise.percentage))))
    return uptime.found(
        agreement,
        "two-availability-levels",
        f"{agreement.title(promise.home)} is promised with {write(promise.clause.value)} and with {write(value)} "
        "over the same time",
        clause,
        value.span,
        label="one level",
        labels=(Label(promise.clause.value.span, "another one"),),
        witness=Witness(
            f"an availability of {percent((low + high) / 2)} keeps one promise and breaks the other",
            {"levels": [str(low), str(high)]},
        ),
        help=(
            "keep one of the two",
            f"say that one is the minimum: `availability {percent(high)}, at least {percent(low)}`",
        ),
        values=(write(promise.clause.value), write(value)),
    )


def _suppliers(agreement: Agreement, promise: Promise) -> Iterator[Finding | Proof]:
    """More than the supplier promises on whom the service rests. With several suppliers only what all of them together, each
    standing in for the others, could not reach."""
    own = promise.period
    found: list[tuple[Relies, Availability, Fraction, Period]] = []
    for supplier in promise.home.all(Relies):
        for clause in supplier.all(Availability):
            window = uptime.period(uptime.window_of(clause, supplier))
            if isinstance(clause.value, v.Percentage) and window is not None:
                found.append((supplier, clause, 1 - Fraction(clause.value.amount) / 100, window))
    if not found or own is None or promise.hours or _third_parties(agreement, promise):
        return
    reached = Fraction(1)
    for _, _, missing, _ in found:
        reached *= missing
    supplier, clause, missing, window = found[0]
    above = reached > promise.missing
    if len(found) == 1 and not above and window.longest > own.longest:
        above = missing * window.shortest > promise.missing * own.longest
    names = uptime.listed(write(each.title) for each, *_ in found)
    if not above:
        yield _covered(agreement, promise, [(each, share) for each, _, share, _ in found])
        return
    down = missing * (window.longest if window.longest > own.longest else own.longest)
    yield uptime.found(
        agreement,
        "promise-above-supplier",
        f"{agreement.title(promise.home)} is promised with {_said(promise)}, and "
        f"{uptime.listed(f'{write(each.title)} promises only {_supplied(clause)}' for each, clause, *_ in found)}",
        promise.clause,
        promise.clause.value.span,
        label=f"allows {spell(promise.missing * own.longest)} in {own.longest_is}",
        labels=tuple(Label(each.value.span, "what the supplier promises") for _, each, *_ in found),
        witness=Witness(
            f"{write(supplier.title)} may be down for {spell(down)} and keeps its promise; "
            f"{_said(promise)} allows {spell(promise.missing * own.longest)}",
            {"own": str(promise.missing * own.longest), "supplier": str(down)},
        ),
        help=(
            f"promise no more than {percent(100 * (1 - reached))}",
            f"agree more with {names}",
        ),
        values=(write(promise.clause.value), *(write(each.value) for _, each, *_ in found)),
    )


def _third_parties(agreement: Agreement, promise: Promise) -> bool:
    """Whether an outage by a third party is excused."""
    values = [*promise.clause.except_]
    excused = [value for node in agreement.all("excuse") if isinstance(node, Excuse) for value in node.values]
    return any(write(value) == "third-party" for value in (*values, *excused))


def _covered(agreement: Agreement, promise: Promise, found: list[tuple[Relies, Fraction]]) -> Proof:
    """That a promise is covered by its suppliers; undecided where it is only if one of them stands in for another."""
    together = Fraction(1)
    for _, missing in found:
        together *= 1 - missing
    names = uptime.listed(write(supplier.title) for supplier, _ in found)
    enough = together >= 1 - promise.missing or len(found) == 1
    wording = (
        f"{agreement.title(promise.home)}: {names} {'promise' if len(found) > 1 else 'promises'} "
        f"{percent(100 * together)}{' together' if len(found) > 1 else ''}, enough for {_said(promise)}"
    )
    if not enough:
        wording = (
            f"{agreement.title(promise.home)}: undecided, because nothing says whether {names} stand in for one another; "
            f"if all of them are needed, they promise {percent(100 * together)} together, less than {_said(promise)}"
        )
    return Proof(
        "promise-above-supplier",
        wording,
        {"own": str(promise.level), "suppliers": str(100 * together)},
        decided=enough,
    )


def _supplied(clause: Availability) -> str:
    return write(clause.value) + (f" each {write(clause.each)}" if clause.each is not None else "")


# ---- hours and sources of the figure ---------------------------------------------------------------------


def _clock(agreement: Agreement, promise: Promise) -> Iterator[Finding | Proof]:
    """An availability that counts on hours which are called around the clock and are not."""
    node = agreement.names.get("hours", {}).get(promise.hours)
    if not promise.hours or not isinstance(node, Hours):
        return
    opened, closed = _weekly(node)
    if opened is None:
        return
    hours = opened - closed
    share = hours / _WEEK
    if hours >= _WEEK:
        return
    cuts = [clause for clause in node.all(Closed) if any(isinstance(day, v.Days) for day in clause.on)]
    claim = _claimed(promise, node)
    if not (opened >= _WEEK and cuts) and claim is None:
        yield Proof(
            "around-the-clock-with-gaps",
            f"{agreement.title(promise.home)}: {_said(promise)} counts in {_figure(hours)} of {_WEEK} hours a week, "
            f"{percent(100 * share)} of the time before holidays",
            {"hours": str(hours), "share": str(share)},
        )
        return
    lines = node.all(Opening)
    first = claim if claim is not None else lines[0].span
    yield uptime.found(
        agreement,
        "around-the-clock-with-gaps",
        f"{promise.hours} {'is called' if claim is not None else 'is open'} around the clock, and {_figure(_WEEK - hours)} "
        f"hours of every week are left out: {write(promise.clause.value)} is measured on {_figure(hours)} "
        f"of {_WEEK} hours",
        promise.clause,
        promise.clause.value.span,
        label=f"measured on {percent(100 * share)} of the week",
        labels=(Label(first, "around the clock"), *(Label(cut.span, "left out") for cut in cuts)),
        witness=Witness(
            f"{_figure(hours)} / {_WEEK} hours = {percent(100 * share)}; "
            f"{write(promise.clause.value)} of that is {percent(promise.level * share)} of the calendar",
            {"hours": str(hours), "share": str(share), "of the calendar": str(promise.level * share)},
        ),
        help=(
            "write the hours as they are: `mon-sat 00:00-24:00` and `sun 12:00-24:00`",
            "make what is left out planned maintenance, with a quota",
        ),
        values=(promise.hours, str(hours), write(promise.clause.value)),
    )


def _weekly(node: Hours) -> tuple[Fraction | None, Fraction]:
    """How many hours a week the lines of an hours block open, and how many of these its weekly closures take off; `None`
    where a line is open or dated."""
    opened: set[int] = set()
    for clause in node.all(Opening):
        if clause.from_ is not None or clause.to_date is not None:
            return None, Fraction(0)
        for days in clause.weekdays:
            for span in clause.spans:
                if not isinstance(days, v.Days) or not isinstance(span, v.HoursSpan):
                    return None, Fraction(0)
                opened |= _minutes(days, span.start, span.end)
    closed: set[int] = set()
    for cut in node.all(Closed):
        begin = cut.from_.seconds if isinstance(cut.from_, v.Time) else 0
        end = cut.until.seconds if isinstance(cut.until, v.Time) else uptime.DAY
        for value in cut.on:
            if isinstance(value, v.Days):
                closed |= _minutes(value, begin, end)
    return (Fraction(len(opened), 60) if opened else None, Fraction(len(opened & closed), 60))


def _minutes(days: v.Days, start: int, end: int) -> set[int]:
    """The minutes of a week, Monday 00:00 being 0, that a span covers on some weekdays."""
    length = ((end if end > start else end + uptime.DAY) - start) // 60
    firsts = [
        (days.first + step) % 7 * 1440 + start // 60 for step in range((days.last - days.first) % 7 + 1)
    ]
    return {(first + minute) % (7 * 1440) for first in firsts for minute in range(length)}


def _claimed(promise: Promise, node: Hours) -> Span | None:
    """Where the title of the hours or of the service says that it is there around the clock."""
    texts = [node.title, getattr(promise.home, "title", None)]
    return next((text.span for text in texts if isinstance(text, v.Text) and _ALWAYS.search(text.text)), None)


def _figure(hours: Fraction | int) -> str:
    return number(Decimal(round(Fraction(hours) * 100)) / 100)


def _sources(agreement: Agreement, promise: Promise) -> Iterator[Finding]:
    """A figure that is measured by two things."""
    own = {write(value): value for value in promise.clause.measured_by if isinstance(value, v.Value)}
    if not own:
        return
    others: list[tuple[Node, v.Value, str]] = []
    measuring: list[Clause] = [*promise.home.all(Outage), *promise.home.all(FormulaIs)]
    for each in measuring:
        wording = [value for value in each.measured_by if isinstance(value, v.Text | v.Name)]
        if wording and not {write(value) for value in wording} & own.keys():
            others.append((each, wording[0], "measured by this"))
    for clock in agreement.all("clock"):
        if not isinstance(clock, Block) or not isinstance(clock, Clause):
            continue
        if not {write(value) for value in clock.for_} & {"downtime", "availability", "outage"}:
            continue
        for clause in clock.clauses:
            if clause.kind == "starts" and isinstance(clause, Clause) and _by_ticket(clause, own):
                assert isinstance(clause.when, v.Value)
                others.append((clause, clause.when, "and counted from this"))
    if not others:
        return
    node, value, label = others[0]
    yield uptime.found(
        agreement,
        "two-measurements",
        f"the availability of {agreement.title(promise.home)} is measured by {uptime.listed(own)}, and by {write(value)} as well",
        node,
        value.span,
        label=label,
        labels=(
            Label(next(iter(own.values())).span, "measured by this"),
            *(Label(other.span, "and by this") for _, other, _ in others[1:]),
        ),
        witness=Witness(
            f"an outage that {next(iter(own))} sees at 02:00 and {write(value)} at 08:00 is 6 hours longer for one side",
            {"sources": [*own, *(write(each) for _, each, _ in others)]},
        ),
        help=(f"measure both by one: `measured by {next(iter(own))}`",),
        values=(*own, *(write(each) for _, each, _ in others)),
    )


def _by_ticket(clause: Clause, own: Mapping[str, v.Value]) -> bool:
    """Whether a clock starts with a ticket or a call, while the figure is measured by something that needs none."""
    if clause.when is None or {write(value) for value in clause.measured_by} & own.keys():
        return False
    return bool(_TICKET.search(write(clause.when))) and not any(_TICKET.search(text) for text in own)


def _latency(agreement: Agreement) -> Iterator[Finding]:
    """Answers that are as slow as promised and count as an outage."""
    for home in (*agreement.all("service"), *agreement.all("plan")):
        if not isinstance(home, Block):
            continue
        for outage in home.all(Outage):
            fact = outage.when
            if not isinstance(fact, v.Fact) or write(fact.subject) != "latency" or len(fact.compares) != 1:
                continue
            part = fact.compares[0]
            slow = (
                seconds(part.amount) if isinstance(part, v.Compare) and part.operator in (">", ">=") else None
            )
            for clause in home.all(Latency):
                target = seconds(clause.amount_is)
                if slow is None or target is None or clause.for_ or not isinstance(clause.amount_is, v.Value):
                    continue
                if target < slow or (target == slow and isinstance(part, v.Compare) and part.operator == ">"):
                    continue
                yield uptime.found(
                    agreement,
                    "latency-target-is-outage",
                    f"answers within {write(clause.amount_is)} keep the promise of latency, and count as an outage: "
                    f"{write(fact)}",
                    outage,
                    fact.span,
                    label="an outage",
                    labels=(Label(clause.amount_is.span, "what is promised"),),
                    witness=Witness(
                        f"an answer after {write(clause.amount_is)} is as quick as promised and as slow as an outage",
                        {"outage": str(slow), "promised": str(target)},
                    ),
                    help=("let an outage begin above the promise",),
                    values=(write(fact), write(clause.amount_is)),
                )
