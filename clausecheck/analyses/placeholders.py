"""Placeholders: values and words that someone meant to fill in before signing.

The patterns follow the list of drafting residue in the lexicon of vague wording (practice): `TBD`, `[insert …]`,
`____`, `XX`, `within X time`, template names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Node
from clausecheck.language.write import write
from clausecheck.source import Span

#: What residue looks like, and what it is called. Linear patterns only: the text is hostile.
_FIELDS = r"insert|enter|your|customer|client|provider|company|name|date|number|amount|address|specify|to be"
_TIMES = r"seconds|minutes|hours|days|weeks|months|years|business days|time"
_RESIDUE = tuple(
    (re.compile(pattern, re.IGNORECASE if pattern.startswith("(?i:") else 0), called)
    for pattern, called in (
        (r"\b(?:TBD|TBA|TBC|TODO|FIXME|XXX+)\b", "a note to fill in"),
        (r"\?{3,}", "an open question"),
        (rf"(?i:\[[ ]?(?:{_FIELDS}|●|•|\*|…|\.\.\.|_+|x+|#+)[^\]\n]{{0,80}}\])", "a field in brackets"),
        (r"\[(?:●|•|\*|…|\.\.\.|_+|[ ]?)\]", "an empty field"),
        (rf"(?i:<(?:{_FIELDS}|placeholder)[^>\n]{{0,80}}>)", "a field in brackets"),
        (r"\{\{[^}\n]{0,80}\}\}", "a field of a template"),
        (r"_{4,}", "a line to write on"),
        (r"#{3,}", "an empty field"),
        (rf"(?i:\bwithin (?:X|N|XX|\.\.\.|…) ?(?:{_TIMES})\b)", "a time without a number"),
        (rf"(?<!\w)(?:X{{1,3}}|N) (?:{_TIMES})\b", "a time without a number"),
        (r"(?i:\bx{2,3} ?%)", "a percentage without a number"),
        (r"[$£€] ?(?:_+|X{2,})", "an amount without a number"),
        (r"(?i:\blorem ipsum\b)", "filler text"),
        (
            r"(?i:\b(?:your ?company|company name|client name|customer name|yourdomain)\b)",
            "a name from a template",
        ),
        (r"Error! Reference source not found", "a broken reference of a word processor"),
        (r"(?i:\b(?:delete before signature|guidance note)\b)", "a note to the drafter"),
    )
)


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """`tbd` values (an error once the status is agreed or signed), and drafting residue in quoted text."""
    settled = _settled(agreement)
    for node in agreement.document.walk():
        for _, value in node.contents():
            for inner in value.walk():
                if isinstance(inner, v.Tbd):
                    yield _tbd(agreement, node, inner, settled)
                elif isinstance(inner, (v.Text, v.Prose)):
                    yield from _residue(agreement, node, inner.text, inner.span)


def _settled(agreement: Agreement) -> str:
    for clause in agreement.all("status"):
        value = write(getattr(clause, "value", None))
        if value in ("agreed", "signed"):
            return value
    return ""


def _tbd(agreement: Agreement, node: Node, value: v.Value, settled: str) -> Finding:
    status = f", but the agreement is {settled}" if settled else ""
    return draft(
        "tbd-in-signed" if settled else "tbd",
        f"a value of `{vocabulary().word(node.kind)}` is not agreed yet{status}",
        value.span,
        file=agreement.source.path,
        label="to be decided",
        place=_place(agreement, node),
        path=node.path,
    )


def _residue(agreement: Agreement, node: Node, text: str, span: Span) -> Iterator[Finding]:
    """One finding for each quoted text that holds residue, at the first of it."""
    for pattern, called in _RESIDUE:
        match = pattern.search(text)
        if match is None:
            continue
        written = agreement.source.slice(span)
        at = written.find(match.group())
        exact = Span(span.start + at, span.start + at + len(match.group())) if at >= 0 else span
        yield draft(
            "placeholder",
            f"`{match.group()}` was left in: {called}",
            exact,
            file=agreement.source.path,
            label="to be filled in",
            place=_place(agreement, node),
            path=node.path,
            values=(match.group(),),
        )
        return


def _place(agreement: Agreement, node: Node) -> str:
    home = agreement.parent(node)
    return agreement.title(home if home is not None and home.kind != "file" else node)
