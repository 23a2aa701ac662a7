"""Writing a help into the agreement that it is about, as `clausecheck.rules.proposals` says where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Edit, Finding
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import KINDS, Block, Clause, Document, Node
from clausecheck.rules.proposals import INSTEAD, VALUE, Proposal, code_parts, read

BLOCKS = {
    vocabulary().word(kind): kind
    for kind, cls in KINDS.items()
    if issubclass(cls, Block) and vocabulary().word(kind) != "text"
}
PLURAL = {"priorities": "priority", "services": "service", "hours": "hours", "backups": "backup"}
SINGLE = {"term": "term"}


class Unpastable(Exception):
    """A help, or a part of one, that says nothing that could be written, or not where."""


def pasted(agreement: Agreement, finding: Finding, help_: str) -> str:
    """The text of the agreement with the help of a finding in it. Raises `Unpastable`."""
    for mend in finding.mends:
        if mend.text == help_:
            return edited(agreement.source.text, mend.edits)
    return _Paste(agreement, finding, help_).run()


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits applied to it."""
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


class _Paste:
    def __init__(self, agreement: Agreement, finding: Finding, help_: str) -> None:
        self.agreement, self.finding, self.help = agreement, finding, help_
        self.text = agreement.source.text
        self.around = list(agreement.around(finding.span.start))
        self.edits: list[tuple[int, int, str]] = []
        self.opened: list[tuple[str, list[str], list[int]]] = []
        self.replaced: dict[int, int] = {}

    def run(self) -> str:
        pieces = list(code_parts(self.help))
        codes = 0
        for at, (code, is_code) in enumerate(pieces):
            if not is_code or code in BLOCKS:
                continue
            before = pieces[at - 1][0] if at else ""
            after = pieces[at + 1][0] if at + 1 < len(pieces) else ""
            # A block named between backticks belongs to the words around the clause.
            if at + 2 < len(pieces) and pieces[at + 2][0] in BLOCKS:
                after += f"{pieces[at + 2][0]} {pieces[at + 3][0] if at + 3 < len(pieces) else ''}"
            if at >= 2 and pieces[at - 2][0] in BLOCKS:
                before = f"{pieces[at - 3][0]}{pieces[at - 2][0]}{before}"
            self.code(code, before, after)
            codes += 1
        if not codes:
            raise Unpastable("nothing between backticks")
        self.close()
        text = self.text
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def code(self, code: str, before: str, after: str) -> None:
        proposal = read(code)
        if before.endswith(VALUE) and not proposal.whole:
            span = self.finding.span
            self.edits.append((span.start, span.end, code))
        elif not proposal.whole:
            raise Unpastable(f"`{code}` is no clause, and no parts of the clause at which the finding points")
        elif re.search(r"\bdelete $", before):
            self.delete(proposal)
        elif INSTEAD in self.help:
            self.replace(proposal)
        else:
            self.add(proposal, before, after)

    # ---- instead of another clause

    def replace(self, proposal: Proposal) -> None:
        kind = proposal.nodes[0].kind
        node = next(self.candidates(kind), None)
        if node is None:
            raise Unpastable(
                f"`{proposal.text}` is to stand instead of a clause, and there is no {kind} here"
            )
        if proposal.opens:
            self.edits.append((node.head.start, node.head.end, proposal.text.rstrip(" {") + " "))
        elif id(node) in self.replaced:
            at = self.replaced[id(node)]
            start, end, new = self.edits[at]
            self.edits[at] = (start, end, f"{new}\n  {proposal.text}")
        else:
            self.replaced[id(node)] = len(self.edits)
            self.edits.append((node.span.start, node.span.end, proposal.text))

    def candidates(self, kind: str) -> Iterator[Node]:
        """The clauses that another one of their kind may replace: where the finding points, then near it."""
        yield from (node for node in reversed(self.around) if node.kind == kind)
        for label in self.finding.labels:
            yield from (node for node in self.agreement.around(label.span.start) if node.kind == kind)
        for block in reversed(self.around):
            if isinstance(block, Block):
                yield from (node for node in block.walk() if node.kind == kind)
        yield from self.agreement.of_kind(kind)

    def delete(self, proposal: Proposal) -> None:
        """Take out the clause that reads so."""
        for node in [*reversed(self.around), *self.agreement.document.walk()]:
            if node == proposal.nodes[0]:
                self.edits.append((node.span.start, node.span.end, ""))
                return
        raise Unpastable(f"`{proposal.text}` is to be deleted, and no clause reads so")

    # ---- added

    def add(self, proposal: Proposal, before: str, after: str) -> None:
        node = proposal.nodes[0]
        there = self.there(node)
        if there is not None:
            # What the agreement has already is not written twice; a block that it has takes the clauses.
            if proposal.opens and isinstance(there, Block):
                self.close()
                self.edits.append((there.head.start, there.head.end, proposal.text.rstrip(" {") + " "))
                self.opened.append((node.kind, [], [self.end_of(there)]))
            return
        places = self.named(before, after)
        while self.opened and not places:
            if self.opened[-1][0] in node.inside:
                break
            self.close(1)
        if self.opened and not places:
            if proposal.opens:
                self.opened.append((node.kind, [proposal.text], []))
            else:
                self.opened[-1][1].append(proposal.text)
            return
        targets = self.targets(node, places)
        if proposal.opens:
            self.close()
            self.opened.append((node.kind, [proposal.text], targets))
            return
        for target in targets:
            self.insert(target, proposal.text)

    def there(self, node: Clause) -> Node | None:
        """What the agreement has already of a clause: the same, or what declares the same name."""
        name = getattr(node, "name", None) or (
            getattr(node, "title", None) if node.kind == "define" else None
        )
        for other in self.agreement.of_kind(node.kind):
            if other == node and not isinstance(node, Block):
                return other
            same = getattr(other, "name", None) or (
                getattr(other, "title", None) if node.kind == "define" else None
            )
            if isinstance(name, v.Name | v.Text) and name == same:
                return other
        return None

    def close(self, count: int | None = None) -> None:
        for _ in range(len(self.opened) if count is None else count):
            _, lines, targets = self.opened.pop()
            new = bool(lines) and lines[0].endswith("{")
            block = "\n".join(lines) + ("\n}" if new else "")
            if self.opened and not targets:
                self.opened[-1][1].append(block)
            for target in targets:
                self.insert(target, block)

    def insert(self, at: int, text: str) -> None:
        if at < 0:
            self.opened[0][1].append(text)
        else:
            self.edits.append((at, at, f"\n{text}\n"))

    def named(self, before: str, after: str) -> list[tuple[str, str]]:
        """The kinds of blocks that the words around a clause name, each with which of them is meant."""
        words = "|".join(map(re.escape, sorted([*BLOCKS, *PLURAL], key=len, reverse=True)))
        which = "each|every|all|both|the last|the first|the most urgent|the urgent|the|a|an"
        pattern = rf"\b(?:to|in) (?:({which}) )?({words})\b(?! of )"
        if re.match(r"[^`;]*\bto the last\b", after):
            return [("priority", "the last")]
        if re.match(r"[^`;]*\boutside\b", after):
            return [("file", "")]
        for text in (after, before):
            found = re.search(pattern, text)
            if found:
                kind = PLURAL.get(found.group(2)) or BLOCKS[found.group(2)]
                return [(kind, found.group(1) or "")]
        return []

    def targets(self, node: Clause, places: list[tuple[str, str]]) -> list[int]:
        """Where a clause is added, as offsets."""
        for kind, which in places:
            if kind == "file":
                return [len(self.text)]
            if kind not in node.inside:
                raise Unpastable(f"{node.kind} cannot stand in {kind}")
            blocks = [block for block in self.agreement.of_kind(kind) if isinstance(block, Block)]
            here = [block for block in self.around if block.kind == kind]
            if which in ("each", "every", "all", "both"):
                blocks = [b for b in blocks if not any(c.kind == node.kind for c in b.clauses)] or blocks
            elif which == "the last":
                blocks = blocks[-1:]
            else:
                blocks = here or blocks[:1]
            if blocks:
                return [self.end_of(block) for block in blocks if isinstance(block, Block)]
            return [self.new_block(kind)]
        for block in [*reversed(self.around), self.agreement.document]:
            if isinstance(block, Block) and block.kind in node.inside:
                return [self.end_of(block)]
        for kind in node.inside:
            blocks = [block for block in self.agreement.of_kind(kind) if isinstance(block, Block)]
            if blocks:
                return [self.end_of(blocks[0])]
        return [self.new_block(node.inside[0])]

    def new_block(self, kind: str) -> int:
        """Open a block of a kind that needs no name, and say that it takes what follows."""
        word = vocabulary().word(kind)
        header = f"{word} {{"
        if not read(header).whole:
            raise Unpastable(f"there is no {word} block, and one needs a name")
        outer = self.targets(read(header).nodes[0], [])
        existing = next((i for i, o in enumerate(self.opened) if o[0] == kind), None)
        if existing is None:
            self.opened.insert(0, (kind, [header], outer))
        return -1

    def end_of(self, block: Block) -> int:
        if isinstance(block, Document):
            return len(self.text)
        end = block.span.end
        return end - 1 if self.text[end - 1] == "}" else end
