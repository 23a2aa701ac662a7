"""The clauses that a help proposes, in the words of the agreement that it is about.

Rules write their helps for one small agreement, with its parties, hours, zone and money. When a finding is made, each
clause is read with the grammar, and the names in it are replaced by those of the agreement that play the same part:
the first priority by the most urgent one, the provider by the provider. Of what the agreement has nothing, nothing is
said: a draft without sites is not told `at HQ`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from clausecheck.agreement.calendars import known_calendar
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.places import country_of_zone, currency_of, only_zone_of
from clausecheck.language import values as v
from clausecheck.language.builder import field_types
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Block, Clause, Credit, Currency, Node
from clausecheck.quick import dataclass
from clausecheck.rules.proposals import ADDED, INSTEAD, Proposal, are_parts, completed, read
from clausecheck.source import Span

#: The agreement that helps are written for: its names by kind, in their order; the provider stands before the customer.
EXAMPLE: dict[str, tuple[str, ...]] = {
    "provider": ("MSP",),
    "customer": ("Client",),
    "hours": ("business", "night"),
    "priority": ("P1", "P2", "P3", "P4"),
    "service": ("servers", "desk", "m365"),
    "backup": ("core",),
    "site": ("HQ",),
}
ZONE, CALENDAR, COUNTRIES, CURRENCIES = "Europe/London", "GB-ENG", ("GB", "IE"), ("GBP", "CAD")
#: What credits are a share of.
BASE = "monthly fee"
_KINDS = {name: kind for kind, names in EXAMPLE.items() for name in names}


@dataclass(frozen=True, slots=True)
class _Change:
    """Words of a proposal, and what stands in their place; with nothing, the part that holds them goes, or the words alone
    where they are `bare`."""

    start: int
    end: int
    text: str
    bare: bool = False


class OwnWords:
    """What one agreement calls the things that helps speak of."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.declared = {name for names in agreement.names.values() for name in names}

    def of(self, text: str, spot: Span) -> str:
        """A help with its clauses in the words of the agreement, and the parts that a clause lacks with that clause; `spot`
        is where the finding stands."""
        if "`" not in text:
            return text
        around = list(self.agreement.around(spot.start))
        pieces = text.split("`")
        for at in range(1, len(pieces), 2):
            before, after = pieces[at - 1], pieces[at + 1] if at + 1 < len(pieces) else ""
            parts = before.endswith(ADDED) and are_parts(pieces[at])
            carrier = _without_open_part(self._carrier(around, after), pieces[at]) if parts else ""
            proposal = read(pieces[at], carrier)
            own = self._own(proposal, around)
            if proposal.carrier and proposal.carrier == carrier:
                whole = completed(carrier, own)
                if whole and INSTEAD not in text and at + 1 < len(pieces):
                    pieces[at + 1] = f" {INSTEAD}{after}"
                own = whole or own
            pieces[at] = own
        return "`".join(pieces)

    def _carrier(self, around: list[Node], after: str) -> str:
        """The clause that may lack what is proposed: the one that the words behind it name (`to the term`), else the one at
        which the finding stands; of a block its header."""
        named = re.match(r" to the (\w+)", after)
        nodes = self.agreement.of_kind(named.group(1)) if named else []
        if not nodes and not around:
            return ""
        node = nodes[0] if nodes else around[-1]
        if isinstance(node, Block):
            return self.agreement.source.slice(node.head).rstrip(" {") + " {"
        return self.agreement.source.slice(node.span).rstrip()

    def _own(self, proposal: Proposal, around: list[Node]) -> str:
        """One proposal in the words of the agreement."""
        text = proposal.text
        changes = {
            change for node in proposal.nodes for change in self._changes(node, around, proposal.behind)
        }
        for change in sorted(changes, key=lambda change: change.start, reverse=True):
            start, end = change.start - proposal.behind, change.end - proposal.behind
            if not change.text:
                start = start - 1 if change.bare else _part_start(text, start)
            text = text[:start] + change.text + text[end:]
        return re.sub(r"\b([A-Z]{2}), \1\b", r"\1", text)

    def _changes(self, node: Clause, around: list[Node], behind: int) -> Iterator[_Change]:
        types = field_types(type(node))
        for field, value in node.contents():
            if value.span.start < behind:
                continue
            if (field in ("name", "title") and isinstance(node, Block)) or node.kind in (
                "provider",
                "customer",
            ):
                yield from self._heading(node, field, value, around)
                continue
            for inner in value.walk():
                new = self._word(node, field, inner, around)
                if new is None:
                    continue
                span = inner.span
                if isinstance(inner, v.Money):
                    span = Span(span.end - 3, span.end)
                elif not new:
                    hours = _hours_of_lengths(value)
                    if id(inner) in hours:
                        yield _Change(span.start, span.end, new, bare=True)
                        continue
                    span = value.span
                    if types[field].required or field == "when":
                        continue
                yield _Change(span.start, span.end, new)
        if isinstance(node, Block):
            for clause in node.clauses:
                if isinstance(clause, Clause):
                    yield from self._changes(clause, around, behind)

    def _heading(self, node: Clause, field: str, value: v.Value, around: list[Node]) -> Iterator[_Change]:
        """The name and the title of a block or a party that the finding is about stay as they are."""
        own = next((other for other in reversed(around) if other.kind == node.kind), None)
        if (
            own is None
            and node.kind in ("provider", "customer")
            and (found := self.agreement.of_kind(node.kind))
        ):
            own = found[0]
        there = getattr(own, field, None) if own is not None else None
        if isinstance(there, v.Value) and field in ("name", "title"):
            yield _Change(value.span.start, value.span.end, self.agreement.source.slice(there.span))
        elif isinstance(value, v.Zone):
            yield _Change(value.span.start, value.span.end, self.zone)

    def _word(self, node: Clause, field: str, value: v.Value, around: list[Node]) -> str | None:
        """What the agreement says for a value; `None` where that stays, and nothing where the agreement has no such thing."""
        if isinstance(value, v.Zone):
            return self.zone if value.text == ZONE else None
        if isinstance(value, v.Money):
            return self.currency if value.currency in CURRENCIES else None
        if isinstance(value, v.Phrase) and value.text == BASE:
            return self.base
        if isinstance(value, v.Name):
            if field == "currency_code":
                return self.currency
            if value.text in COUNTRIES and field in ("in_", "value", "values"):
                return self.country if self.country != COUNTRIES[0] else None
            if value.text == CALENDAR:
                return self.calendar
            return self._name(value.text, around)
        return None

    def _name(self, text: str, around: list[Node]) -> str | None:
        kind = _KINDS.get(text)
        if kind is None or text in self.declared:
            return None
        names = self._names(kind)
        if not names:
            return None if kind in ("provider", "customer") else ""
        here = next((node for node in around if node.kind == kind), None)
        own = getattr(here, "name", None)
        if isinstance(own, v.Name) and kind in ("service", "backup", "hours"):
            return own.text
        return names[min(EXAMPLE[kind].index(text), len(names) - 1)]

    def _names(self, kind: str) -> list[str]:
        nodes = self.agreement.of_kind(kind)
        return [name.text for node in nodes if isinstance(name := getattr(node, "name", None), v.Name)]

    # ---- where the agreement is at home

    @functools.cached_property
    def zone(self) -> str:
        """The zone of the agreement: as it is declared, else the one of hours, else that of a party's country."""
        for kind in ("zone_is", "hours", "closed", "maintenance", "full"):
            for node in self.agreement.of_kind(kind):
                for _, value in node.contents():
                    if isinstance(value, v.Zone):
                        return value.text
        return only_zone_of(self._said_country) or ZONE

    @functools.cached_property
    def _said_country(self) -> str:
        """The country that the agreement names: where data lie, else where a party is, else whose holidays count."""
        for kinds, field in (
            (("located",), "in_"),
            (("provider", "customer"), "in_"),
            (("closed",), "holidays"),
        ):
            for kind in kinds:
                for node in self.agreement.of_kind(kind):
                    for value in getattr(node, field, ()) or ():
                        if isinstance(value, v.Name) and re.match(r"[A-Z]{2}(-|$)", value.text):
                            return value.text[:2]
        return ""

    @functools.cached_property
    def country(self) -> str:
        """The country of the agreement, ISO 3166-1."""
        return self._said_country or country_of_zone(self.zone) or COUNTRIES[0]

    @functools.cached_property
    def calendar(self) -> str | None:
        """The calendar of the agreement, else that of its country; `None` where nothing says another than the example's."""
        for node in self.agreement.of_kind("closed"):
            for value in getattr(node, "holidays", ()) or ():
                if isinstance(value, v.Name) and known_calendar(value.text):
                    return value.text
        if self.country == COUNTRIES[0]:
            return None
        return self.country if known_calendar(self.country) else None

    @functools.cached_property
    def base(self) -> str | None:
        """What the first credit of the agreement is a share of, in its words (`monthly base fee`); `None` where none is."""
        for clause in self.agreement.all(Credit):
            for value in clause.value.walk():
                if isinstance(value, v.Share) and isinstance(value.of, v.Phrase | v.Text):
                    return self.agreement.source.slice(value.of.span)
        return None

    @functools.cached_property
    def currency(self) -> str:
        """The currency of the agreement: as it is declared, else of its first price, else of its country."""
        for clause in self.agreement.all(Currency):
            if isinstance(clause.currency_code, v.Name):
                return clause.currency_code.text
        for _, _, _, inner in self.agreement.values():
            if isinstance(inner, v.Money) and inner.currency:
                return inner.currency
        return currency_of(self.country) or CURRENCIES[0]


def _hours_of_lengths(value: v.Value) -> set[int]:
    """The names of hours within lengths of working time (`4 business hours`), by identity."""
    return {
        id(inner.hours) for inner in value.walk() if isinstance(inner, v.Duration) and inner.hours is not None
    }


def _without_open_part(clause: str, parts: str) -> str:
    """A clause without the part that is to be added, where it stands there with nothing in it yet: `on unstated notice`,
    `on written notice`."""
    word = re.escape(parts.split()[0])
    return re.sub(
        rf",?\s+{word} (?:(?:tbd|unstated)\b(?: (?:written )?notice\b)?|(?:written )?notice\b)", "", clause
    )


def _part_start(text: str, start: int) -> int:
    """Where the part begins whose value stands at `start`: its words, and a comma before them."""
    before = text[:start].rstrip()
    for word in sorted(_part_words(), key=len, reverse=True):
        if before.endswith(word) and not before[: -len(word)][-1:].isalnum():
            return len(before[: -len(word)].rstrip(" ,"))
    return len(before) if before else start


@functools.cache
def _part_words() -> frozenset[str]:
    return frozenset(word for words in vocabulary().parts.values() for word in words if word)
