"""Clauses that are gone from an edited file: marked in the agreement, or taken out of it where the writer says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from clausecheck.importing.blocks import CannotImport
from clausecheck.language.tree import Block, Node

Change = tuple[int, int, str]
"""What stands from one offset to another, and what is to stand there."""

GONE = "# import: gone from the edited file"
_TRIED = 40
"""So many clauses are tried one by one where they cannot all go."""
_QUOTED = re.compile(r"[ \t]*# [^\n]* · [^\n]* · “[^\n]*”[ \t]*\n\Z")
"""The comment that an import writes above a clause: it goes with the clause."""


def nodes(source: str) -> list[Node]:
    """The blocks and clauses of an agreement from top to bottom, the document first. Raises `CannotImport` where it cannot be
    read as a whole."""
    from clausecheck.agreement.model import resolve
    from clausecheck.language.parser import parse

    parsed = parse(source)
    if parsed.problems:
        raise CannotImport("the agreement cannot be read as a whole; `clausecheck check` shows why")
    return list(resolve(parsed).document.walk())


def taken_out(source: str, gone: Collection[int], silent: Collection[int]) -> tuple[set[int], list[Change]]:
    """Which of the clauses that are `gone`, by their place among `nodes`, can go from the agreement, and the changes that take
    them out. `silent` are blocks that have no words of their own in the file: like one that is gone, such a block goes when
    nothing is left in it. Nothing goes where what remains would not read as before."""
    all_nodes = nodes(source)
    out = _out(all_nodes, gone, silent)
    if not _reads_as_before(source, all_nodes, out):
        alone = [
            at
            for at in sorted(gone)[:_TRIED]
            if _reads_as_before(source, all_nodes, {at, *_inside(all_nodes, at)})
        ]
        out = _out(all_nodes, alone, silent)
        if not _reads_as_before(source, all_nodes, out):
            return set(), []
    return out, [_without(source, all_nodes[at]) for at in _outermost(all_nodes, out)]


def _out(all_nodes: Sequence[Node], gone: Collection[int], silent: Collection[int]) -> set[int]:
    """What goes with the clauses that are gone: they themselves, and blocks in which nothing is left."""
    out = {at for at in gone if not _holds(all_nodes[at])}
    for at in reversed(range(1, len(all_nodes))):
        inside = _inside(all_nodes, at)
        if inside and (at in gone or at in silent) and all(one in out for one in inside):
            out.add(at)
    return out


def _outermost(all_nodes: Sequence[Node], out: Collection[int]) -> list[int]:
    """Those that stand in no other of them."""
    kept: list[int] = []
    for at in sorted(out):
        if not kept or at not in _inside(all_nodes, kept[-1]):
            kept.append(at)
    return kept


def _reads_as_before(source: str, all_nodes: Sequence[Node], out: Collection[int]) -> bool:
    """Whether an agreement without some clauses has all others to the letter."""
    left = [_said(source, node) for at, node in enumerate(all_nodes) if at and at not in out]
    made = applied(source, [_without(source, all_nodes[at]) for at in _outermost(all_nodes, out)])
    try:
        return [_said(made, node) for node in nodes(made)[1:]] == left
    except CannotImport:  # the clauses stay, and are marked
        return False


def marked(source: str, gone: Collection[int]) -> list[Change]:
    """The changes that mark clauses as gone, the outermost of them, each that begins its line, once."""
    all_nodes = nodes(source)
    made = []
    for at in _outermost(all_nodes, gone):
        start = _line(source, all_nodes[at].span.start)
        before = source[start : all_nodes[at].span.start]
        indent = before[: len(before) - len(before.lstrip())]
        if _IS_START.fullmatch(before) and not source[:start].rstrip().endswith(GONE):
            made.append((start, start, f"{indent}{GONE}\n"))
    return made


def applied(source: str, changes: Iterable[Change]) -> str:
    """An agreement with its changes."""
    for start, end, text in sorted(changes, reverse=True):
        source = source[:start] + text + source[end:]
    return source


_IS_START = re.compile(r"[ \t]*(?:\[[^\]\n]*\][ \t]*)?")
"""What may stand before a clause on its line: nothing but its number in the paper contract."""


def _holds(node: Node) -> bool:
    return isinstance(node, Block) and bool(node.clauses)


def _inside(all_nodes: Sequence[Node], at: int) -> range:
    """The places of what stands in a node."""
    end = at + 1
    while end < len(all_nodes) and all_nodes[end].span.end <= all_nodes[at].span.end:
        end += 1
    return range(at + 1, end)


def _said(source: str, node: Node) -> tuple[str, str]:
    """A clause as it is written, and of a block its head."""
    span = node.head if isinstance(node, Block) else node.span
    return type(node).__name__, source[span.start : span.end]


def _line(source: str, offset: int) -> int:
    return source.rfind("\n", 0, offset) + 1


def _without(source: str, node: Node) -> Change:
    """The change that takes a clause out: its whole lines where it is alone on them. Comments in it and behind it stay; those
    that an import wrote above it go."""
    start, end = node.span.start, node.span.end
    first = _line(source, start)
    comments = list(_comments(node))
    behind = re.compile(r"[ \t]*(#[^\n]*)?(\n|\Z)").match(source, end)
    if not _IS_START.fullmatch(source[first:start]) or behind is None:
        return start, end, ""
    indent = re.match(r"[ \t]*", source[first:start])
    space = indent.group() if indent else ""
    if behind[1]:
        comments.append(behind[1].rstrip())
    kept = "".join(f"{space}{one}\n" for one in dict.fromkeys(comments))
    while (above := _QUOTED.search(source[:first])) or source[:first].endswith(f"{GONE}\n"):
        first = above.start() if above else _line(source, first - 1)
    return first, behind.end(), kept


def _comments(node: Node) -> Iterator[str]:
    """The comments in a clause and behind its lines, but for those that an import wrote."""
    inner = list(node.walk())[1:] if isinstance(node, Block) else []
    told = [*node.trailing]
    for one in inner:
        told += [*one.leading, *one.trailing, *(one.closing if isinstance(one, Block) else ())]
    told += node.closing if isinstance(node, Block) else ()
    for text in told:
        text = text.strip()
        if text.startswith("#") and text != GONE and not _QUOTED.match(text + "\n"):
            yield text
