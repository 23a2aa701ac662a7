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
_RESIDUE = (
    (re.compile(r"\b(?:TBD|TBA|TBC|TODO|FIXME|XXX+)\b"), "a note to fill in"),
    (re.compile(r"\?{3,}"), "an open question"),
    (re.compile(r"\[[ ]?(?:insert|enter|your|customer|client|provider|company|name|date|number|amount|address|specify|"
                r"●|•|\*|…|\.\.\.|_+|x+|#+|to be)[^\]\n]{0,80}\]", re.IGNORECASE), "a field in brackets"),
    (re.compile(r"\[(?:●|•|\*|…|\.\.\.|_+|[ ]?)\]"), "an empty field"),
    (re.compile(r"<(?:insert|enter|your|customer|client|provider|company|name|date|placeholder)[^>\n]{0,80}>", re.IGNORECASE),
     "a field in brackets"),
    (re.compile(r"\{\{[^}\n]{0,80}\}\}"), "a field of a template"),
    (re.compile(r"_{4,}"), "a line to write on"),
    (re.compile(r"#{3,}"), "an empty field"),
    (re.compile(r"\bwithin (?:X|N|XX|\.\.\.|…) ?(?:time|seconds|minutes|hours|days|weeks|months)\b", re.IGNORECASE), "a time without a number"),
    (re.compile(r"(?<![\w])(?:X{1,3}|N) (?:hours|minutes|days|weeks|months|years|business days|time)\b"), "a time without a number"),
    (re.compile(r"\b[xX]{2,3} ?%"), "a percentage without a number"),
    (re.compile(r"[$£€] ?(?:_+|X{2,})"), "an amount without a number"),
    (re.compile(r"\blorem ipsum\b", re.IGNORECASE), "filler text"),
    (re.compile(r"\b(?:Your ?Company|Company Name|Client Name|Customer Name|YourDomain)\b|\byourcompany\.", re.IGNORECASE),
     "a name from a template"),
    (re.compile(r"Error! Reference source not found"), "a broken reference of a word processor"),
    (re.compile(r"\b(?:delete before signature|guidance note)\b", re.IGNORECASE), "a note to the drafter"),
)  # fmt: skip


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """`tbd` values (an error once the status is agreed or signed), and drafting residue in quoted text."""
    settled = _settled(agreement)
    for node in agreement.document.walk():
        for _, value in node.contents():
            for inner in value.walk():
                if isinstance(inner, v.Tbd):
                    yield _tbd(agreement, node, inner, settled)
                elif isinstance(inner, v.Text):
                    yield from _residue(agreement, node, inner.text, inner.span)
                elif isinstance(inner, v.Prose):
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
