"""Placeholders: values and words that someone meant to fill in before signing.

The patterns follow the list of drafting residue in the lexicon of vague wording (practice): `TBD`, `[insert …]`,
`____`, `XX`, `within X time`, template names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.context import Context, check
from clausecheck.finding import Finding
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Customer, Effective, Kind, Node, Provider, Signed, Status
from clausecheck.language.write import write
from clausecheck.source import Span

#: What residue looks like, and what it is called. Linear patterns only: the text is hostile.
_FIELDS = (
    r"insert|enter|your|customer|client|provider|company|name|date|number|amount|address|specify|to be|define|describe|fill|"
    r"complete|state here|list (?:here|of|the|all|services|[a-z]+ here)|tbd|tbc|tba|todo"
)
_DO = (
    r"fill|complete|insert|check|confirm|define|add|ask|decide|update|replace|delete|remove|specify|describe|attach|"
    r"list (?:the|all|here)"
)
_DONE = r"defined|agreed|determined|confirmed|completed|decided|advised|inserted|supplied|provided|filled in|specified|announced"
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
        (
            rf"(?i:\bnote(?: to [a-z]{{1,12}}(?: [a-z]{{1,12}})?)?: ?(?:please )?(?:{_DO})\b)",
            "a note to the drafter",
        ),
        (r"(?i:\A\s*(?:x{3,}|\.{3,}|…+|-{3,}|n\.n\.)\s*\Z)", "an empty field"),
        (rf"(?i:\A\s*(?:still )?to be (?:{_DONE})\.?\s*\Z)", "what is still to be said"),
        (r"(?i:\A\s*(?:please )?(?:fill in|to follow)(?: here)?\.?\s*\Z)", "what is still to be said"),
    )
)


@check("tbd")
def tbd(context: Context) -> Iterator[Finding]:
    """Values that are `tbd` in an agreement that is still to be settled."""
    if not _settled(context.agreement):
        yield from _to_be_decided(context, "")


@check("tbd-in-signed")
def tbd_in_signed(context: Context) -> Iterator[Finding]:
    """Values that are `tbd` once the status is agreed or signed."""
    settled = _settled(context.agreement)
    if settled:
        yield from _to_be_decided(context, f", but the agreement is {settled}")


def _settled(agreement: Agreement) -> str:
    """`agreed` or `signed`, where that is the status; else nothing."""
    for clause in agreement.all(Status):
        value = write(clause.value)
        if value in ("agreed", "signed"):
            return value
    return ""


def _open_by_kind(agreement: Agreement) -> tuple[type[Node], ...]:
    """What only the parties can fill in, so that it is open in such a document until it is signed: who they are, and since when,
    in a template; who the customer is in published terms."""
    if _settled(agreement) == "signed":
        return ()
    kinds = {write(clause.value) for clause in agreement.all(Kind)}
    if "template" in kinds:
        return Provider, Customer, Effective, Signed
    return (Customer,) if "terms" in kinds else ()


def _to_be_decided(context: Context, status: str) -> Iterator[Finding]:
    open_by_kind = _open_by_kind(context.agreement)
    for node, _, _, inner in context.agreement.values():
        if isinstance(inner, v.Tbd) and not (open_by_kind and isinstance(node, open_by_kind)):
            word = vocabulary().word(node.kind)
            message = f"a value of `{word}` is not agreed yet{status}"
            yield context.draft(message, node, "to be decided", span=inner.span)


@check("placeholder")
def placeholder(context: Context) -> Iterator[Finding]:
    """Drafting residue in quoted text: one finding for each text that holds some."""
    for node, _, _, inner in context.agreement.values():
        found = _residue(inner.text) if isinstance(inner, v.Text | v.Prose) else None
        if found is None:
            continue
        left, called = found
        written = context.agreement.source.slice(inner.span)
        at = written.find(left)
        start = inner.span.start + at
        yield context.draft(
            f"`{left}` was left in: {called}",
            node,
            "to be filled in",
            span=Span(start, start + len(left)) if at >= 0 else inner.span,
            values=(left,),
        )


def _residue(text: str) -> tuple[str, str] | None:
    """The first piece of residue in a text, in the order of the patterns, and what it is called."""
    for pattern, called in _RESIDUE:
        match = pattern.search(text)
        if match is not None:
            return match.group(), called
    return None
