"""Edits in the layout of the agreement into which they are made: its line ends, the indentation of the clauses beside them, and
nothing that would part a clause from its comment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Edit
from clausecheck.language.tree import Block, Document, Node
from clausecheck.source import LINE_END, Source, Span

#: One step of indentation, as `clausecheck format` writes it.
STEP = "  "


def line_end(source: Source) -> str:
    """How the lines of a text end: as the first one does."""
    found = LINE_END.search(source.text)
    return found.group() if found else "\n"


def indented(lines: Iterable[str], indent: str) -> list[str]:
    """Lines of the language without indentation, each as deep as the blocks around it."""
    depth, made = 0, []
    for line in lines:
        depth -= line.startswith("}")
        made.append(f"{indent}{STEP * depth}{line}")
        depth += line.endswith("{")
    return made


def at_end(agreement: Agreement, block: Block, lines: Iterable[str]) -> Edit:
    """New clauses at the end of a block, or of the whole file."""
    source = agreement.source
    end = line_end(source)
    if isinstance(block, Document):
        text = source.text
        before = "" if not text.strip() else end if text.endswith(("\n", "\r")) else end * 2
        return Edit(
            Span(len(text), len(text)), before + "".join(f"{line}{end}" for line in indented(lines, ""))
        )
    last = block.span.end - 1
    if (
        block.span == block.head and source.text[last : last + 1] not in "{}"
    ):  # it stands without braces as yet
        outer = _indent(source, block.span.start)
        made = indented(lines, outer + STEP)
        return Edit(Span(block.span.end, block.span.end), f" {{{end}{end.join(made)}{end}{outer}}}")
    brace = last if source.text[last : last + 1] == "}" else block.span.end
    start = source.starts[source.position(brace).line - 1]
    outer = _indent(source, block.span.start)
    inner = _inner(source, block) or outer + STEP
    made = indented(lines, inner)
    if not source.text[start:brace].strip():
        return Edit(Span(start, start), "".join(f"{line}{end}" for line in made))
    blank = len(source.text[:brace].rstrip(" \t"))
    return Edit(Span(blank, brace), f"{end}{end.join(made)}{end}{outer}")


def behind(agreement: Agreement, node: Node, text: str) -> Edit:
    """A new clause on the line behind another one, whose comment stays with it."""
    source = agreement.source
    line = source.line_span(source.position(node.span.end).line)
    rest = source.text[node.span.end : line.end]
    at = line.end if not rest.strip() or rest.lstrip().startswith("#") else node.span.end
    return Edit(Span(at, at), f"{line_end(source)}{_indent(source, node.span.start)}{text}")


def one_below_another(agreement: Agreement, node: Node, lines: Iterable[str]) -> str:
    """Several clauses in the place of one."""
    return f"{line_end(agreement.source)}{_indent(agreement.source, node.span.start)}".join(lines)


def taken_out(agreement: Agreement, node: Node) -> Edit:
    """A clause that goes, with its line where nothing else stands on it."""
    source = agreement.source
    first = source.position(node.span.start).line
    last = source.position(node.span.end).line
    start = source.starts[first - 1]
    end = source.starts[last] if last < source.line_count else len(source.text)
    alone = not source.text[start : node.span.start].strip() and not source.text[node.span.end : end].strip()
    return Edit(Span(start, end) if alone else node.span, "")


def joined(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits from top to bottom; of several at one place one is made, for they belong together."""
    made: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        if not made or made[-1].span != edit.span:
            made.append(edit)
        elif made[-1].text != edit.text:
            made[-1] = replace(made[-1], text=made[-1].text + edit.text)
    return tuple(made)


def _indent(source: Source, offset: int) -> str:
    """The blank before the first word of the line on which an offset stands."""
    found = re.match(r"[ \t]*", source.line(source.position(offset).line))
    return found.group() if found else ""


def _inner(source: Source, block: Block) -> str:
    """The indentation of the clauses of a block, where they stand on lines of their own."""
    outer = source.position(block.span.start).line
    for clause in block.clauses:
        if source.position(clause.span.start).line != outer:
            return _indent(source, clause.span.start)
    return ""
