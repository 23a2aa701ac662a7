"""What would mend a finding, as changes of the text of its agreement.

A check that knows the clause and the value that contradict each other says what to change and how:

    help=(mend(agreement, "promise the failover sooner: write {} instead", put(agreement, clause.within, "8 hours")),)

The sentence shows the whole clause as it reads afterwards, and the `Mend` carries the edits, so that nobody has to find the
place again. Two sides of a contradiction are two mends.
"""

from __future__ import annotations

from collections.abc import Iterable

from clausecheck.agreement.layout import at_end, behind, joined, taken_out
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.agreement.written import one_line
from clausecheck.finding import Edit, Mend
from clausecheck.language import values as v
from clausecheck.language.parser import parse, vocabulary
from clausecheck.language.spelling import one_reading
from clausecheck.language.tree import Block, Node
from clausecheck.language.write import write
from clausecheck.source import Span


class Alteration:
    """One change of a clause or of the header of a block: the `edit`, and `node`, which it changes. `shown` is the clause
    that a help shows for it, where that is not the changed one: a new one, or one that goes."""

    __slots__ = ("edit", "node", "shown")

    def __init__(self, node: Node, edit: Edit, shown: str = "") -> None:
        self.node, self.edit, self.shown = node, edit, shown


def mend(agreement: Agreement, say: str, *changes: Alteration) -> Mend:
    """The changes as one mend. `{}` in the sentence stands for the clauses that are written, each once, in the order of the
    changes; those that go are told behind it, or in its place where nothing is written."""
    written: dict[str, None] = {}
    deleted: dict[str, None] = {}
    of_node: dict[int, list[Alteration]] = {}
    for change in changes:
        of_node.setdefault(id(change.node), []).append(change)
    for change in changes:
        text = change.shown or after(agreement, change.node, *of_node[id(change.node)])
        (written if change.edit.text or not change.shown else deleted).setdefault(f"`{text}`")
    edits = joined(change.edit for change in changes)
    told = say.replace("{}", " and ".join(written or deleted))
    return Mend(f"{told}; delete {' and '.join(deleted)}" if written and deleted else told, edits)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits applied to it; they must not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def read_after(agreement: Agreement, made: Mend) -> Agreement:
    """The agreement as it reads after a mend."""
    return resolve(parse(edited(agreement.source.text, made.edits), agreement.source.path))


def after(agreement: Agreement, node: Node, *changes: Alteration) -> str:
    """How a clause, or the header of a block with its brace, reads after the changes that are about it, on one line."""
    span = node.head if isinstance(node, Block) else node.span
    text = agreement.source.slice(span)
    own = [change.edit for change in changes if change.node is node and not change.shown]
    for edit in sorted(own, key=lambda edit: edit.span.start, reverse=True):
        start, end = edit.span.start - span.start, edit.span.end - span.start
        text = text[:start] + edit.text + text[end:]
    line = one_line(text)
    return f"{line.rstrip(' {')} {{" if isinstance(node, Block) else line


# ---- kinds of changes


def put(agreement: Agreement, value: v.Value | Span, text: str, node: Node | None = None) -> Alteration:
    """Another text in the place of a value. `node` is its clause, where that is not the innermost one around it."""
    span = value.span if isinstance(value, v.Value) else value
    return Alteration(node or list(agreement.around(span.start))[-1], Edit(span, text))


def spelling(word: str, span: Span, guess: str, known: Iterable[str]) -> Mend:
    """Another word in the place of a misspelt one; safe where no other of the known words can have been meant."""
    return Mend(f"write `{guess}`", (Edit(span, guess),), safe=one_reading(word, known))


def instead(node: Node, text: str) -> Alteration:
    """Another clause, or another header of a block, in the place of a clause or of the header."""
    if isinstance(node, Block):
        return Alteration(node, Edit(node.head, text.rstrip(" {")))
    return Alteration(node, Edit(node.span, text))


def beside(agreement: Agreement, node: Node, text: str) -> Alteration:
    """A new clause right behind another one."""
    return Alteration(node, behind(agreement, node, text), text)


def inside(agreement: Agreement, block: Block, text: str) -> Alteration:
    """A new clause at the end of a block."""
    return Alteration(block, at_end(agreement, block, text.split("\n")), text)


def gone(agreement: Agreement, node: Node) -> Alteration:
    """A clause that is deleted."""
    return Alteration(node, taken_out(agreement, node), one_line(agreement.source.slice(node.span)))


def without(agreement: Agreement, node: Node, value: v.Value) -> Alteration:
    """A clause without a limit that it has beside what it promises; no clause at all where the value is what it promises."""
    for name in ("at_most", "at_least"):
        if getattr(node, name, None) is value and name not in vocabulary().positional(node.kind):
            return less(agreement, node, name)
    return gone(agreement, node)


def more(agreement: Agreement, node: Node, part: str) -> Alteration:
    """A part that a clause, or the header of a block, does not have yet."""
    at = node.span.end
    if isinstance(node, Block):
        at = node.head.start + len(agreement.source.slice(node.head).rstrip(" {\n"))
    return Alteration(node, Edit(Span(at, at), f", {part}"))


def less(agreement: Agreement, node: Node, field: str) -> Alteration:
    """A clause without one of its parts, by the name of the field, with the words that begin it and a comma before them."""
    value = getattr(node, field)
    spans = [
        one.span for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, v.Value)
    ]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    before = agreement.source.text[node.span.start : start].rstrip()
    for words in sorted(filter(None, vocabulary().parts.get(field, ())), key=len, reverse=True):
        if before.endswith(f" {words}"):
            before = before.removesuffix(words)
            break
    return Alteration(node, Edit(Span(node.span.start + len(before.rstrip(" ,\n")), end), ""))


def struck(agreement: Agreement, node: Node, field: str, *values: v.Value) -> Alteration:
    """A clause without some of the values of a field: without the part where it is one and none is left, and no clause at all
    where it is what the clause is about."""
    every = getattr(node, field)
    kept = [write(one) for one in every if not any(one is value for value in values)]
    if kept:
        return put(agreement, Span(every[0].span.start, every[-1].span.end), ", ".join(kept), node)
    return (
        gone(agreement, node) if field in vocabulary().positional(node.kind) else less(agreement, node, field)
    )
