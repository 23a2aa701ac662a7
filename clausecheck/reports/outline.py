"""The outline of an agreement as a rich tree: blocks, clauses, and the values as they were understood."""

from __future__ import annotations

from rich.text import Text
from rich.tree import Tree

from clausecheck.agreement.model import Agreement
from clausecheck.language.builder import field_types
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Block, Broken, Node
from clausecheck.language.write import write
from clausecheck.reports.terminal import Pen


def outline(agreement: Agreement, pen: Pen) -> Tree:
    """The agreement as a tree for a rich console; everything from the text is neutralised by the pen."""
    tree = Tree(Text(pen.escape(agreement.source.path), style="bold"))
    tree.guide_style = "dim"
    for node in agreement.document.clauses:
        _add(tree, node, pen)
    return tree


def _add(tree: Tree, node: Node, pen: Pen) -> None:
    branch = tree.add(line(node, pen))
    if isinstance(node, Block):
        for clause in node.clauses:
            _add(branch, clause, pen)


def line(node: Node, pen: Pen) -> Text:
    """One block header or clause: its keyword, what it is about, and its parts."""
    pieces: list[tuple[str, str]] = []
    if node.number is not None:
        pieces.append((f"[{pen.escape(node.number)}]", "dim"))
    if isinstance(node, Broken):
        pieces.append(("could not be read:", "red"))
        pieces.append((pen.escape(" ".join(node.text.split())), ""))
        return _joined(pieces)
    words = vocabulary()
    if node.kind != "opening":
        pieces.append((words.word(node.kind), "bold cyan" if isinstance(node, Block) else "cyan"))
    fields = field_types(type(node))
    positional = [name for name in words.positional(node.kind) if name in fields]
    starts = {name: value.span.start for name, value in reversed(list(node.contents()))}
    parts = sorted(
        (name for name in fields if name not in positional), key=lambda name: starts.get(name, node.head.end)
    )
    for name in [*positional, *parts]:
        content = getattr(node, name)
        if content in (None, ()):
            continue
        if name not in positional and (word := words.parts.get(name, [])[:1]):
            pieces.append((word[0] if content is not False else f"not {word[0]}", "magenta"))
        elif isinstance(content, bool):
            pieces.append((_TRUTH[name][content], "magenta"))
        if not isinstance(content, bool):
            pieces.append((pen.escape(" ".join(write(content).split())), ""))
    return _joined(pieces)


#: Words that stand for themselves: what `False` and `True` are called.
_TRUTH = {"included": ("excluded", "included"), "mandatory": ("optional", "required")}


def _joined(pieces: list[tuple[str, str]]) -> Text:
    made = Text()
    for number, (text, style) in enumerate(pieces):
        made.append(f"{' ' if number else ''}{text}", style=style or None)
    return made
