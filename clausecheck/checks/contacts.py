"""People to whom tickets go and whom the list of contacts does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.words import word_set
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Contact, Escalate, Node

_FILLER = frozenset({"the", "a", "an", "of", "our", "your", "its", "and"})


@check("escalation-to-nobody")
def escalation_to_nobody(context: Context) -> Iterator[Finding]:
    """An escalation to a person, in quotes, whom no other clause names, while a list of contacts for tickets names people; one
    finding for each person."""
    listed = [
        (clause, value)
        for clause in context.agreement.all(Contact)
        for value in clause.values
        if not clause.for_ and isinstance(value, v.Text) and _person(value.text)
    ]
    if not listed:
        return
    for escalation in context.agreement.all(Escalate):
        for person in escalation.to:
            if (
                isinstance(person, v.Text)
                and _person(person.text)
                and not _named(context, escalation, person)
            ):
                yield context.draft(
                    f'tickets are escalated to "{person.text}", whom no contact names',
                    escalation,
                    "nobody says who that is",
                    span=person.span,
                    labels=tuple(Label(value.span, "a contact") for _, value in listed),
                    witness=Witness(
                        f'a ticket that is late: "{person.text}" is to be told, and the list of contacts does not hold them; '
                        "this is read out of the words in quotes",
                        {"person": person.text, "contacts": [value.text for _, value in listed]},
                    ),
                    values=(person.text,),
                    help=(
                        f'add the person: `contact "{person.text}"`',
                        "escalate to somebody whom the list holds",
                    ),
                )


def _person(text: str) -> bool:
    """Whether words in quotes can be a person or a role: no address and no number."""
    return not any(sign in text for sign in "@/0123456789")


def _named(context: Context, escalation: Escalate, person: v.Text) -> bool:
    """Whether another clause of the agreement names the same person, or a contact does in fewer words."""
    wanted = word_set(person.text, _FILLER)
    return any(
        wanted <= (words := word_set(text, _FILLER))
        or (node.kind == Contact.kind and bool(words) and words <= wanted)
        for node in context.agreement.document.walk()
        if node is not escalation and node.kind != Escalate.kind
        for text in _texts(node)
    )


def _texts(node: Node) -> Iterator[str]:
    for _, value in node.contents():
        yield from (inner.text for inner in value.walk() if isinstance(inner, v.Text))
