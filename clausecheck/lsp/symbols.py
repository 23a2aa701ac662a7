"""The outline of a text: its blocks, its clauses, and where they fold."""

from __future__ import annotations

from clausecheck.agreement.model import Agreement, segment
from clausecheck.language.tree import Block, Broken, Node
from clausecheck.language.write import write
from clausecheck.lsp.names import declarations
from clausecheck.lsp.version import TextVersion
from clausecheck.quick import dataclass
from clausecheck.source import Span

MOST_SYMBOLS = 10_000
"""How many blocks and clauses an outline has at most."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A block or a clause: how it is called, more about it, its kind, all of it, and what of it is its heading."""

    name: str
    detail: str
    kind: str
    span: Span
    head: Span
    inner: tuple[Symbol, ...] = ()


def outline(text: TextVersion) -> list[Symbol]:
    """The blocks and clauses of a text, from top to bottom."""
    left = [MOST_SYMBOLS]
    return [_symbol(text, node, left) for node in text.agreement.document.clauses if left[0] > 0]


def _symbol(text: TextVersion, node: Node, left: list[int]) -> Symbol:
    left[0] -= 1
    inner = tuple(
        _symbol(text, clause, left)
        for clause in (node.clauses if isinstance(node, Block) else ())
        if left[0] > 0
    )
    words = " ".join(text.source.slice(node.head).split()).rstrip("{ ")
    title = getattr(node, "title", None)
    block = isinstance(node, Block) and not isinstance(node, Broken)
    name = segment(node, distinguishing=False) if block else words
    detail = write(title) if block and title is not None and write(title) not in name else ""
    number = f"[{node.number}] " if node.number is not None and not name.startswith("[") else ""
    return Symbol(
        _cut(number + (name or "?")),
        detail,
        "broken" if isinstance(node, Broken) else "block" if block else "clause",
        text.source.trimmed(node.span),
        node.head,
        inner,
    )


def _cut(words: str, most: int = 100) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Named:
    """A declared name for a search over many texts."""

    name: str
    place: str
    kind: str
    span: Span


def named(agreement: Agreement, query: str) -> list[Named]:
    """The declared names that hold the letters of a query, in that order, whatever their case."""
    found = []
    for one in declarations(agreement):
        letters = iter(f"{one.name} {agreement.title(one.node)}".casefold())
        if all(letter in letters for letter in query.casefold() if not letter.isspace()):
            found.append(Named(one.name, agreement.title(one.node), one.kind, one.span))
    return found


def folds(text: TextVersion) -> list[tuple[int, int, str]]:
    """What folds, by its first and its last line from 0: blocks, comments of several lines (`comment`), and texts."""
    line = text.source.position
    found: list[tuple[int, int, str]] = []
    for node in text.agreement.document.walk():
        if isinstance(node, Block) and node.kind != "file":
            span = text.source.trimmed(node.span)
            found.append((line(span.start).line - 1, line(span.end).line - 2, ""))
    found += [
        (line(token.span.start).line - 1, line(token.span.end).line - 1, "")
        for token in text.parsed.tokens
        if token.type in ("TEXT", "STRING")
    ]
    run: list[int] = []
    for span in text.parsed.comments:
        here = line(span.start)
        own = not text.source.line(here.line)[: here.column - 1].strip()
        if run and own and here.line == run[-1] + 1:
            run.append(here.line)
            continue
        if len(run) > 1:
            found.append((run[0] - 1, run[-1] - 1, "comment"))
        run = [here.line] if own else []
    if len(run) > 1:
        found.append((run[0] - 1, run[-1] - 1, "comment"))
    return sorted({one for one in found if one[1] > one[0]})
