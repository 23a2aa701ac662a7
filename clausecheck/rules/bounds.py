"""How many findings of one agreement are shown, and what is said of those beyond: a page of text can make a million pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from clausecheck.finding import Finding, Further, Severity, draft
from clausecheck.rules.rule import Rule
from clausecheck.source import Span

MOST_OF_ONE = 100
"""So many findings of one rule are shown for one file."""
MOST_OF_ALL = 1_000
"""So many findings are shown for one file; of each rule that comes after them, only the first few."""
FEW = 3


class Bound:
    """Counts the findings of one agreement, and decides which of them are shown."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()
        self._beyond: Counter[str] = Counter()
        self._shown = 0

    def full(self, name: str) -> bool:
        """Whether no further finding of a rule is shown."""
        return self._found[name] >= (MOST_OF_ONE if self._shown < MOST_OF_ALL else FEW)

    def shows(self, name: str) -> bool:
        """Whether one more finding of a rule is shown; if not, it is counted."""
        full = self.full(name)
        self._found[name] += 1
        if full:
            self._beyond[name] += 1
        else:
            self._shown += 1
        return not full

    def count(self, further: Further) -> None:
        """Add findings that a check has counted and not made."""
        self._found[further.rule] += further.count
        self._beyond[further.rule] += further.count

    def within(self, drafts: Iterable[Finding]) -> Iterator[Finding]:
        """Those of some findings that are shown."""
        return (drafted for drafted in drafts if self.shows(drafted.name))

    def said(self, rules: Mapping[str, Rule], head: Span, place: str, file: str) -> Iterator[Finding]:
        """What is said of the findings that are not shown: one draft for each of their rules, about the whole file, which
        starts at `head` and is called `place`. Nothing that accepts or knows one place accepts them."""
        for name, count in self._beyond.items():
            few = self._found[name] - count
            them = "finding of this rule is" if count == 1 else "findings of this rule are"
            yield draft(
                name,
                f"{count:,} more {them} not shown ({rules[name].title or name})",
                head,
                file=file,
                label=f"{few} are shown; mend these, and check again",
                place=place,
                values=(f"{count} not shown",),
                help=(f"mend the {few} that are shown, and check again",),
                at_most=Severity.ERROR,
            )
