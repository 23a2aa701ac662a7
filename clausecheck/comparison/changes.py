"""One change between two agreements, and who gains by it."""

from __future__ import annotations

from dataclasses import field, replace

from clausecheck.agreement.deadlines import Deadlines
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics
from clausecheck.language.tree import Node
from clausecheck.quick import dataclass

CHANGED, GONE, NEW, RENAMED = "changed", "gone", "new", "renamed"
CUSTOMER, PROVIDER, NEITHER, UNCLEAR = "customer", "provider", "neither", "unclear"

#: What changes are about, in the order in which they are told, each with its heading.
AREAS = {
    "names": "Names",
    "targets": "Targets",
    "hours": "Hours",
    "availability": "Availability",
    "credits": "Credits",
    "notices": "Notices",
    "ends": "Term and ends",
    "backups": "Backups",
    "prices": "Prices",
    "scope": "Scope",
    "other": "Other clauses",
}

_OTHER_SIDE = {GONE: NEW, NEW: GONE, CUSTOMER: PROVIDER, PROVIDER: CUSTOMER}


@dataclass(frozen=True, slots=True)
class EffectChange:
    """One change in effect.

    `what` says what it is about (`P1: response`), `how` what happened to it (changed, gone, new, renamed), `old` and `new` how
    each text says it, and `gains` who gains. `effect` says how much, and `case` is the ticket, the day or the figure that shows
    it. `before` and `after` are the clauses; where one is missing, `after` may be the block in which it would stand.
    """

    area: str
    what: str
    how: str
    gains: str
    old: str = ""
    new: str = ""
    effect: str = field(default="", compare=False)
    case: str = field(default="", compare=False)
    before: Node | None = field(default=None, compare=False, repr=False)
    after: Node | None = field(default=None, compare=False, repr=False)

    def mirrored(self) -> EffectChange:
        """The same change, told from the other text; without the case, whose words name the order."""
        return replace(
            self,
            how=_OTHER_SIDE.get(self.how, self.how),
            gains=_OTHER_SIDE.get(self.gains, self.gains),
            old=self.new,
            new=self.old,
            effect="",
            case="",
            before=self.after,
            after=self.before,
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two agreements, with what it means."""

    agreement: Agreement
    semantics: Semantics

    @property
    def deadlines(self) -> Deadlines:
        """The deadlines of its tickets."""
        return Deadlines.of(self.semantics)

    def written(self, node: Node) -> str:
        """A clause, or the header of a block, as its text says it, on one line."""
        span = node.head if node.head.end > node.head.start else node.span
        return " ".join(self.agreement.source.slice(span).split())


def opposite(side: str) -> str:
    """Who loses where `side` gains."""
    return _OTHER_SIDE.get(side, side)


def home_in(old: Agreement, new: Agreement, node: Node) -> Node | None:
    """The block of the new text in which a clause of the old one is missing; `None` where that is gone as well."""
    for block in old.ancestors(node):
        same = [other for other in new.of_kind(block.kind) if other.path == block.path]
        if same:
            return same[0]
    return None
