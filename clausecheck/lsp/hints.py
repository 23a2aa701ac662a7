"""What an editor shows behind a clause, in small letters: how long a ticket waits at worst, and on which day a notice ends."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.words import day_words, length_words
from clausecheck.language.tree import Block, Node
from clausecheck.lsp.hovering import follows
from clausecheck.lsp.version import TextVersion, Verdict
from clausecheck.quick import dataclass
from clausecheck.reports.deadlines import DeadlineReport
from clausecheck.source import Span


@dataclass(frozen=True, slots=True)
class Hint:
    """Words to be shown at an offset, and more about them in Markdown."""

    offset: int
    words: str
    more: str


def hints(text: TextVersion, verdict: Verdict, span: Span) -> list[Hint]:
    """The hints within a part of a text, in its order. Takes as long as `clausecheck deadlines`."""
    report = text.report(verdict.day)
    said: dict[int, list[str]] = {}
    nodes: dict[int, Node] = {}
    for node, words in (*_waits(report), *_notices(report)):
        offset = (node.head if isinstance(node, Block) else text.source.trimmed(node.span)).end
        if span.start <= offset <= span.end:
            said.setdefault(offset, []).append(words)
            nodes[offset] = node
    return [
        Hint(offset, "; ".join(dict.fromkeys(said[offset])), "\n\n".join(follows(report, nodes[offset])))
        for offset in sorted(said)
    ]


def _waits(report: DeadlineReport) -> Iterator[tuple[Node, str]]:
    """The worst wait of each clause that promises one, of all its rows, where it is not what the clause says itself."""
    worst: dict[int, tuple[Node, int, bool]] = {}
    for row in report.rows:
        if row.waits is None:
            continue
        node = row.promise.clause
        _, most, varies = worst.get(id(node), (node, -1, False))
        varies = varies or row.waits.best != row.waits.worst
        worst[id(node)] = (node, max(most, row.waits.worst), varies)
    for node, seconds, varies in worst.values():
        if varies:
            yield node, f"worst {length_words(seconds)}"


def _notices(report: DeadlineReport) -> Iterator[tuple[Node, str]]:
    """The last day of each notice that is to be received by a day, the next of each clause."""
    seen: set[int] = set()
    for one in report.notices:
        if one.last is not None and id(one.node) not in seen:
            seen.add(id(one.node))
            yield one.node, f"notice by {day_words(one.last)}"
