"""What is to hold after the end although there is nothing of it."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Broken, Node, SpecialClause, Survives

#: Blocks that agreements let survive.
_SURVIVING = (
    "confidentiality", "liability", "fees", "data", "security", "credits", "exit", "duties", "backup", "force_majeure",
    "exceptions", "change", "onboarding",
)  # fmt: skip
#: Clauses that may be about something in words of their own.
_IN_WORDS = ("clause", "see", "define", "must", "keep", "delete", "return_")


@check("survives-nothing")
def survives_nothing(context: Context) -> Iterator[Finding]:
    """A clause that is to hold after the end although there is none."""
    agreement = context.agreement
    kinds = {vocabulary().word(kind): kind for kind in _SURVIVING}
    if agreement.all(Broken):
        return
    for node in agreement.all(Survives):
        for value in node.values:
            if not isinstance(value, v.Name) or value.text not in kinds:
                continue
            if agreement.of_kind(kinds[value.text]) or _in_words(agreement, value.text):
                continue
            other = next((item for item in node.values if item is not value), None)
            where = other.span if isinstance(other, v.Value) else node.head
            yield context.draft(
                f"{value.text} is to hold after the end, and the agreement says nothing about it",
                node,
                "survives the end",
                span=value.span,
                labels=(Label(where, "what survives"),),
                witness=Witness(
                    f"no block of the agreement is about `{value.text}`, and no text names it",
                    {"survivor": value.text},
                ),
                values=(value.text,),
                help=(f"add `{value.text}`, or take it out of what survives",),
            )


def _in_words(agreement: Agreement, word: str) -> bool:
    """Whether a clause in prose, a linked document, a definition or a duty is about a word."""
    wanted = word.casefold()
    return any(wanted in text.casefold() for node in agreement.of_kinds(_IN_WORDS) for text in _texts(node))


def _texts(node: Node) -> Iterator[str]:
    for _, value in node.contents():
        if isinstance(value, v.Text | v.Name):
            yield value.text
    if isinstance(node, SpecialClause) and node.prose is not None:
        yield node.prose.text
