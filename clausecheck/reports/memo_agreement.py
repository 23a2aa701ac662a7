"""The agreement behind the memo: the contract that `clausecheck render` writes, with each finding as a comment of Word at the
clause that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from clausecheck.language.tree import Node
from clausecheck.render import docx as contract
from clausecheck.render.compose import compose
from clausecheck.render.document import Passage, Rendered
from clausecheck.render.places import ClausePlaces
from clausecheck.reports.dossier import Chapter, Item
from clausecheck.reports.word_text import filled

AUTHOR = "clausecheck"
_INITIALS = "cc"


class Attached:
    """The document of one agreement of a review. `number(item)` says where the clause of a finding stands in it."""

    def __init__(self, chapter: Chapter) -> None:
        assert chapter.agreement is not None
        self.chapter = chapter
        self.document: Rendered = compose(chapter.agreement)
        self.places = ClausePlaces(chapter.agreement, self.document)

    def number(self, item: Item) -> str:
        """The number of the clause that a finding is about, in this document; empty where it stands under none."""
        found = self.places.of(item.finding.span)
        return found[1] if found is not None else ""

    def write(self, word: Any, part: int, day: dt.date) -> None:
        """Write it behind what the Word document holds, as its `part` from 0, with the comments, dated `day`."""
        placed = contract.appended(word, self.document, part)
        by_node: dict[int, Any] = {}
        for passage, paragraph in placed:
            for node in passage.nodes:
                by_node.setdefault(id(node), paragraph)
        for _, items in self.chapter.sections:
            for item in items:
                for number, (at, lines) in enumerate(self._comments(item)):
                    paragraph = _paragraph(at, by_node, placed)
                    if paragraph is not None:
                        comment(word, paragraph, lines, day, first=number == 0)

    def _comments(self, item: Item) -> Iterator[tuple[Passage | None, list[tuple[str, str]]]]:
        """The passages at which something is said about a finding, and what: lines of a name and its text. All of it at the
        first; at the other places only what is meant there."""
        finding, lines = item.finding, said(item)
        home = self.places.of(finding.span)
        passage = home[0] if home else None
        yield passage, lines
        done: list[tuple[Node, ...]] = [passage.nodes] if passage else []
        for label in finding.labels:
            other = self.places.of(label.span)
            if other is None or other[0].nodes in done:
                continue
            done.append(other[0].nodes)
            yield other[0], [("", f"To {item.number}: {label.text or 'the other place'}"), ("", item.what)]


def _paragraph(passage: Passage | None, by_node: dict[int, Any], placed: list[tuple[Passage, Any]]) -> Any:
    """The paragraph of a passage; the title's where there is none."""
    for node in passage.nodes if passage is not None else ():
        if id(node) in by_node:
            return by_node[id(node)]
    return placed[0][1] if placed else None


def said(item: Item) -> list[tuple[str, str]]:
    """What is said about a finding: lines of a name and its text."""
    finding = item.finding
    lines = [("", f"{item.number}. {item.what}"), ("", f"{item.kind} · {item.who} · {finding.code}")]
    if finding.witness is not None:
        lines.append(("Case", finding.witness.summary))
    lines += [("Note", note) for note in finding.notes]
    lines += [("Or" if at else "Suggestion", text) for at, text in enumerate(finding.help)]
    return lines


def comment(word: Any, paragraph: Any, lines: list[tuple[str, str]], day: dt.date, *, first: bool) -> None:
    """Put a comment of Word at a paragraph, dated `day`; the first line is bold where it is the `first` about its finding."""
    from docx.oxml.ns import qn

    runs = paragraph.runs or [paragraph.add_run("")]
    made = word.add_comment(runs, author=AUTHOR, initials=_INITIALS)
    made._comment_elm.set(qn("w:date"), f"{day.isoformat()}T00:00:00Z")
    for at, (name, text) in enumerate(lines):
        into = made.add_paragraph() if at else made.paragraphs[0]
        if name:
            into.add_run(f"{name}: ").bold = True
        filled(into, text, bold=at == 0 and first)
