"""Clauses of two agreements, compared part by part."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction

from clausecheck.agreement.model import segment
from clausecheck.agreement.notices import notice_days, terms
from clausecheck.agreement.uptime import MeasuringWindow, period, window_of
from clausecheck.agreement.words import day_words, exact_length
from clausecheck.comparison.changes import (
    CHANGED,
    CUSTOMER,
    GONE,
    NEITHER,
    NEW,
    PROVIDER,
    UNCLEAR,
    EffectChange,
    Side,
    home_in,
    opposite,
)
from clausecheck.comparison.forms import Leaf
from clausecheck.comparison.gains import for_figures, for_part, for_presence
from clausecheck.comparison.pairing import Pairs
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import AgreementBlock, Availability, Block, Node, Term
from clausecheck.language.write import write
from clausecheck.quick import dataclass

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
#: What clauses and blocks are about.
_AREAS = {
    **dict.fromkeys(("availability", "downtime", "outage", "maintenance", "emergency_maintenance", "latency"), "availability"),
    **dict.fromkeys(("term", "renew", "effective", "end", "termination", "exit", "void", "early_fee"), "ends"),
    **dict.fromkeys(("charge", "fees", "increase", "pay", "interest", "invoice", "no_increase"), "prices"),
    **dict.fromkeys(("includes", "excludes", "covers", "limit", "service", "plan"), "scope"),
    **dict.fromkeys(("hours", "zone_is"), "hours"),
    "backup": "backups", "credits": "credits", "notice_to": "notices",
}  # fmt: skip
#: Parts that are notices, whatever the clause.
_NOTICES = frozenset({"notice", "unless"})
#: Figures that two kinds of clauses may hold, and the part in which each does.
_SAME_FIGURE = {
    "guarantee": "target",
    "availability": "value",
    "rpo": "value",
    "rto": "value",
    "latency": "amount_is",
    "downtime": "at_most",
}


def clause_changes(old: Side, new: Side, pairs: Pairs) -> Iterator[EffectChange]:
    """What became of each clause that is not compared by instants or results."""
    days = _days(old), _days(new)
    told = {id(node) for one, other in pairs.both for node in (one.node, other.node)}
    for one, other in pairs.both:
        yield from _changed(old, new, one, other, days)
    for one in pairs.gone:
        gains = opposite(for_presence(old.agreement, one.node))
        yield EffectChange(
            area_of(old, one.node), _what(old, one), GONE, gains,
            old=_text(old, one), before=one.node, after=home_in(old.agreement, new.agreement, one.node),
        )  # fmt: skip
    for one in pairs.fresh:
        gains = for_presence(new.agreement, one.node)
        yield EffectChange(
            area_of(new, one.node), _what(new, one), NEW, gains, new=_text(new, one), after=one.node
        )  # fmt: skip
    yield from _moved_days(new, days, told)


def area_of(side: Side, node: Node, part: str = "") -> str:
    """What a clause, or a part of it, is about."""
    if part in _NOTICES:
        return "notices"
    around = [node, *side.agreement.ancestors(node)]
    if any(each.kind == "backup" for each in around):
        return "backups"
    return next((_AREAS[each.kind] for each in around if each.kind in _AREAS), "other")


def _what(side: Side, one: Leaf) -> str:
    """What a clause is, for people: the block in which it stands, and its keyword."""
    home = side.agreement.parent(one.node)
    if isinstance(one.node, Block):
        return _called(one.node)
    word = "opening" if one.node.kind == "opening" else vocabulary().word(one.node.kind)
    return word if home is None or home.kind in ("file", "agreement") else f"{_called(home)}: {word}"


def _called(block: Node) -> str:
    """A block by its keyword and its name; the agreement by its keyword alone."""
    return "agreement" if isinstance(block, AgreementBlock) else segment(block, distinguishing=False)


def _text(side: Side, one: Leaf) -> str:
    return write(one.item) if one.item is not None else side.written(one.node)


# ---- part by part ----------------------------------------------------------------------------------------


def _changed(
    old: Side, new: Side, one: Leaf, other: Leaf, days: tuple[_Days, _Days]
) -> Iterator[EffectChange]:
    parts = [
        part for part in dict.fromkeys((*one.said, *other.said)) if one.said.get(part) != other.said.get(part)
    ]
    values = {part: (getattr(one.node, part, None), getattr(other.node, part, None)) for part in parts}
    if one.node.kind != other.node.kind:
        part, second = (_SAME_FIGURE.get(each.node.kind, "value") for each in (one, other))
        values = {part: (getattr(one.node, part, None), getattr(other.node, second, None))}
    for part, (before, after) in sorted(values.items()):
        gains = _gains((old, one), (new, other), part, before, after)
        if not gains:
            continue
        effect, case = _effect(new, other.node, before, after)
        if part == "each" and isinstance(one.node, Availability):
            effect = _other_window(one.node, before, other.node, after)
        area = area_of(new, other.node, part)
        last, now = days[0].of(one.node, area), days[1].of(other.node, area)
        same = days[0].event(one.node, area) == days[1].event(other.node, area)
        if last is not None and now is not None and last != now and same:
            case = f"the last day was {day_words(last)}, and is {day_words(now)}"
        called = [_what(old, one), _what(new, other)]
        what = called[1] if called[0] == called[1] else vocabulary().word(other.node.kind)
        what += "" if len(values) == 1 else f", {_part(part)}"
        yield EffectChange(
            area, what, CHANGED, gains,
            _text(old, one), _text(new, other), effect, case, one.node, other.node,
        )  # fmt: skip


def _part(part: str) -> str:
    return vocabulary().part(part) if part in vocabulary().parts else part.strip("_").replace("_", " ")


def _empty(value: object) -> bool:
    return value in (None, ())


def _gains(was: tuple[Side, Leaf], now: tuple[Side, Leaf], part: str, before: object, after: object) -> str:
    """Who gains by another part; nothing where it says the same."""
    (old, one), (new, other) = was, now
    if _empty(before) or _empty(after):
        there = _empty(before)
        side, node = (new, other.node) if there else (old, one.node)
        return for_part(side.agreement, node, part, there)
    if isinstance(before, tuple) and isinstance(after, tuple) and (len(before) > 1 or len(after) > 1):
        return _of_items(new, other.node, part, one.said.get(part), other.said.get(part))
    gains = for_figures(new.agreement, other.node, part, before, after)
    texts = all(isinstance(value, v.Text | v.Prose) for value in (before, after))
    return (
        NEITHER
        if gains == UNCLEAR
        and (part == "title" or (texts and for_presence(new.agreement, other.node) == NEITHER))
        else gains
    )


def _of_items(side: Side, node: Node, part: str, before: object, after: object) -> str:
    """Who gains by another list: clear where it only grew, or only shrank."""
    presence = (
        for_part(side.agreement, node, part, True) if part != "values" else for_presence(side.agreement, node)
    )
    if not isinstance(before, tuple) or not isinstance(after, tuple) or presence not in (CUSTOMER, PROVIDER):
        return UNCLEAR
    if set(before) < set(after):
        return presence
    return opposite(presence) if set(after) < set(before) else UNCLEAR


def _effect(side: Side, node: Node, before: object, after: object) -> tuple[str, str]:
    """How much a change comes to: for an availability, the downtime that it allows more or less in the longest window."""
    if (
        not isinstance(node, Availability)
        or not isinstance(before, v.Percentage)
        or not isinstance(after, v.Percentage)
    ):
        return "", ""
    home = side.agreement.parent(node)
    window: MeasuringWindow | None = period(window_of(node, home)) if home is not None else None
    if window is None:
        return "", ""
    more = Fraction(before.amount - after.amount) / 100
    words = exact_length(window.longest * abs(more))
    return f"{words} {'more' if more > 0 else 'less'} downtime is allowed in {window.longest_is}", ""


def _other_window(old: Node, before: object, new: Node, after: object) -> str:
    """How long an outage in one stretch keeps a promise in its longest window, before and after."""
    said = []
    for node, window in ((old, period(before)), (new, period(after))):
        figure = getattr(node, "value", None)
        if window is None or not isinstance(figure, v.Percentage):
            return ""
        missing = window.longest * (1 - Fraction(figure.amount) / 100)
        said.append(f"{exact_length(missing)} in {window.longest_is}")
    return f"one outage of {said[1]} keeps the promise, where it was {said[0]}"


# ---- days ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Days:
    """The days on which the agreement ends or a notice must be there, by the clause that says so: the first of each kind, with
    what it is; and the day of the event before which that notice must be there."""

    ends: dict[int, dt.date] = field(default_factory=dict)
    notices: dict[int, dt.date] = field(default_factory=dict)
    events: dict[int, dt.date | None] = field(default_factory=dict)
    called: dict[str, tuple[Node, dt.date]] = field(default_factory=dict)

    def of(self, node: Node, area: str) -> dt.date | None:
        """The day that a part of a clause decides."""
        return (self.notices if area == "notices" or id(node) not in self.ends else self.ends).get(id(node))

    def event(self, node: Node, area: str) -> dt.date | None:
        """The day of what a notice is about, where a notice decides: only days before one event can be compared."""
        return self.events.get(id(node)) if area == "notices" or id(node) not in self.ends else None


def _days(side: Side) -> _Days:
    found = _Days()
    run = terms(side.agreement, side.semantics)
    for term in side.agreement.all(Term)[:1]:
        if run.periods:
            found.ends[id(term)] = run.periods[0].last
            found.called["end of the first term"] = (term, run.periods[0].last)
    for notice in notice_days(side.agreement, side.semantics):
        if notice.last is None or id(notice.node) in found.notices:
            continue
        found.notices[id(notice.node)] = notice.last
        found.events[id(notice.node)] = notice.event
        what = _DATE.sub("", notice.what).strip()
        found.called[f"{what} ({notice.node.path})"] = (notice.node, notice.last)
    return found


def _moved_days(new: Side, days: tuple[_Days, _Days], told: set[int]) -> Iterator[EffectChange]:
    """Days that another clause has moved: the term, the hours, or the day on which the agreement begins."""
    for what, (before, day) in days[0].called.items():
        after, other = days[1].called.get(what, (before, day))
        if other == day or id(after) in told:
            continue
        yield EffectChange(
            "notices", what.partition(" (")[0], CHANGED, NEITHER, day_words(day), day_words(other),
            case=f"the last day was {day_words(day)}, and is {day_words(other)}", before=before, after=after,
        )  # fmt: skip
