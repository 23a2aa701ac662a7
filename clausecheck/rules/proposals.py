"""What a help proposes to write: the clauses between its backticks, read with the grammar of the language.

A help is a sentence for people in which everything between backticks is text of the language:

- a whole clause, which is added: to the block that the help names behind it (``to `exit` ``), else where the finding stands,
  or to the first block that may hold it; a block that ends in `{` holds the clauses that follow it;
- a whole clause that takes the place of another one of its kind, where the help says `instead`;
- the parts that a clause lacks (`during business`), which are put behind the clause at which the finding points;
- with `write` right before it, a value that takes the place of what the finding points at.

Several in one help belong together; what may be written instead of them is a help of its own. `…` stands for nothing that
could be written, so a help has none between backticks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from clausecheck.language.parser import parse, vocabulary
from clausecheck.language.tree import Broken, Clause
from clausecheck.quick import dataclass

#: What a help says where a clause takes the place of another one, and where a value does.
INSTEAD, VALUE = "instead", "write "
#: What stands before the parts that a clause lacks.
ADDED = ("add ", ": ", ", ")
#: What the reader finds in a clause because it stands alone: in no block, and mostly words for people.
_ALONE = frozenset({"misplaced-clause", "prose-not-clauses"})
#: Clauses behind which parts are read where nobody knows yet behind which they will stand.
CARRIERS = (
    "respond within 1 hour",
    'provider X "X"',
    'see "X"',
    'agreement "X" {',
    'force-majeure "flood"',
    "closed on 2027-01-01",
    "closed",
    "term 12 months",
    "end by either for convenience",
    "backup core {",
    "credits for all {",
    "store 2 copies",
    "keep backups",
    "full every 1 day",
    "availability 99% each month",
    "charge 1.00 GBP",
    "report to both {",
    "maintenance sun 02:00-06:00",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One text between backticks, and what it reads as: `nodes` are whole clauses, or, where `behind` is not 0, the clause
    behind which the text stands as parts (`carrier`); `behind` is then where the text begins in what was read."""

    text: str
    nodes: tuple[Clause, ...] = ()
    behind: int = 0
    carrier: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is a clause, or several, and not parts of one."""
        return bool(self.nodes) and not self.behind

    @property
    def opens(self) -> bool:
        """Whether it begins a block that the clauses after it fill."""
        return self.text.endswith("{")


def code_parts(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a help in order, each with whether it stands between backticks."""
    for at, piece in enumerate(text.split("`")):
        yield piece, at % 2 == 1


@functools.lru_cache(maxsize=4096)
def read(text: str, carrier: str = "") -> Proposal:
    """What a text between backticks reads as; `carrier` is the clause, or the header of a block with its brace, behind which
    parts of one would stand. A proposal without nodes cannot be read."""
    nodes = _nodes(text)
    if nodes:
        return Proposal(text, nodes)
    for before in (carrier, *CARRIERS) if carrier else CARRIERS:
        head, brace = (before[:-1].rstrip(), " {") if before.endswith("{") else (before, "")
        nodes = _nodes(f"{head}, {text}{brace}")
        if len(nodes) == 1:
            return Proposal(text, nodes, len(head) + 2, before)
    return Proposal(text)


def completed(clause: str, parts: str) -> str:
    """A clause, or the header of a block with its brace, with parts behind it, which stand instead of those that say the
    same; empty where that could not be read. Blanks are single where the clause runs over several lines."""
    head, brace = (clause[:-1].rstrip(), " {") if clause.endswith("{") else (clause, "")
    new, old = read(parts, head + brace), read(head + brace)
    if not new.nodes or not old.nodes or "#" in head or '"""' in head:
        return ""
    said = {name for name, value in new.nodes[0].contents() if value.span.start >= new.behind}
    spans = [
        _part(head, name, value.span.start, value.span.end)
        for name, value in old.nodes[0].contents()
        if name in said
    ]
    for start, end in sorted(filter(None, spans), reverse=True):
        head = head[:start] + head[end:]
    whole = f"{' '.join(head.split()).rstrip(' ,')}, {parts}{brace}"
    return whole if read(whole).whole else ""


def lacking(clause: str, proposal: Proposal) -> list[str]:
    """The parts of a proposed clause about which a clause says nothing, as they are written, in their order; none where that
    cannot be read, or where the clause runs over several lines."""
    old = read(clause)
    if not old.whole or not proposal.whole or "\n" in clause or "#" in clause:
        return []
    said = {name for name, _ in old.nodes[0].contents()}
    spans: dict[tuple[int, int], None] = {}
    for name, value in proposal.nodes[0].contents():
        if name not in said:
            span = _part(proposal.text, name, value.span.start, value.span.end)
            if span is None:
                return []
            spans[span] = None
    ends: dict[int, int] = {}
    for start, end in spans:  # several values of one part stand behind its words
        ends[start] = max(end, ends.get(start, end))
    for name, words in vocabulary().parts.items():
        if getattr(proposal.nodes[0], name, None) is True and getattr(old.nodes[0], name, None) is None:
            at = max((proposal.text.find(f", {one}") for one in words if one), default=-1)
            if at < 0:
                return []
            ends[at] = (
                at + 2 + max(len(one) for one in words if one and proposal.text.startswith(one, at + 2))
            )
    return [proposal.text[start:end].strip(" ,") for start, end in sorted(ends.items())]


def _part(clause: str, name: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a part of a clause stands with its words and the comma before it; `None` where it is no part."""
    for words in sorted(vocabulary().parts.get(name, ()), key=len, reverse=True):
        before = clause[:start].rstrip()
        if words and before.endswith(f" {words}"):
            return len(before.removesuffix(words).rstrip(" ,")), end
        if before.endswith(","):
            return len(before) - 1, end
    return None


def _nodes(text: str) -> tuple[Clause, ...]:
    """The clauses of a text, all of them or none; a block that it leaves open is closed."""
    parsed = parse(text + ("\n}\n" if text.endswith("{") else "\n"))
    if any(problem.name not in _ALONE for problem in parsed.problems):
        return ()
    nodes = tuple(node for node in parsed.document.clauses if isinstance(node, Clause))
    return () if any(isinstance(node, Broken) for node in nodes) else nodes


def are_parts(text: str) -> bool:
    """Whether a text begins as a part of a clause does."""
    return text.split(maxsplit=1)[0] in vocabulary().part_words


def is_word(text: str) -> bool:
    """Whether a text is no clause but names one, by its keyword or one of its parts, or a command of ours."""
    words = vocabulary()
    heads = {head for heads in words.heads.values() for head in heads}
    return text in heads or text in words.part_words or text.startswith("clausecheck ")
