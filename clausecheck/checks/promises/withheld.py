"""What may not be held back, and is handed over only once it is paid for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.parties import called
from clausecheck.checks.promises.wording import matter
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Clause, Customer, NoWithholding
from clausecheck.language.write import write

#: Clauses by which something comes back to the customer, and what they are about where they do not say it.
_HANDED = {
    "hand_over": "", "return_": "", "deliver": "", "copy_on_request": "data", "restore_on_request": "data", "access": "",
    "assist": "", "keys": "keys",
}  # fmt: skip
#: Words for a bill that is paid.
_PAID = re.compile(
    r"\b(?:pay(?:s|ing|ment|ments)?|paid|settle[sd]?|settlement|cleared|unpaid|overdue|outstanding)\b",
    re.IGNORECASE,
)
#: Words for keeping something as a pledge.
_HELD = re.compile(r"\b(?:withh[eo]ld(?:ing)?|retain|hold back|held back|lien|retention)\b", re.IGNORECASE)
#: Words that are one thing to whoever hands them over.
_KINDS = (
    frozenset({"credential", "password", "login", "secret", "account", "access", "token", "key"}),
    frozenset({"data", "backup", "copy", "copie", "export", "file", "record", "database", "archive"}),
    frozenset({"domain", "dns"}),
    frozenset({"documentation", "document", "runbook", "manual"}),
    frozenset({"licence", "license"}),
    frozenset({"code", "source", "script", "configuration"}),
    frozenset({"equipment", "hardware", "device"}),
)
_EVERYTHING = frozenset({"everything", "anything", "thing", "property"})


@check("withheld-until-paid", reads_words=True)
def withheld_until_paid(context: Context) -> Iterator[Finding]:
    """A clause that lets something go only after payment, beside one that forbids to hold it back, wherever the two stand."""
    agreement = context.agreement
    waiting = [
        (other, about, waits)
        for kind, about in _HANDED.items()
        for other in agreement.of_kind(kind)
        if isinstance(other, Clause)
        and (waits := _awaited(other)) is not None
        and not _by_customer(agreement, other)
    ]
    for node in agreement.all(NoWithholding):
        if node.when is not None or _by_customer(agreement, node):
            continue
        for clause, about, waits in waiting:
            yield from _held_back(context, node, clause, about, waits)
        for other in agreement.of_kind("may"):
            if isinstance(other, Clause) and not _by_customer(agreement, other):
                yield from _pledged(context, node, other)


def _by_customer(agreement: Agreement, node: Clause) -> bool:
    """Whether it is the customer who may not hold back, or who gives."""
    customers = called(agreement, Customer, "customer")
    names = {write(value) for value in node.by}
    return bool(names) and names <= customers


def _held_back(
    context: Context, node: NoWithholding, other: Clause, about: str, waits: v.Value
) -> Iterator[Finding]:
    things = [value for name in ("values", "value") for value in _each(getattr(other, name, None))]
    for value in node.values:
        same = next((thing for thing in things if _one_thing(value, write(thing))), None)
        if same is not None or (not things and about and _one_thing(value, about)):
            what = write(same) if same is not None else about
            yield _finding(context, node, value, other, waits, what)
            return


def _each(content: object) -> tuple[v.Value, ...]:
    values = content if isinstance(content, tuple) else (content,)
    return tuple(value for value in values if isinstance(value, v.Value))


def _awaited(node: Clause) -> v.Value | None:
    """The part by which a clause waits for a payment: the event of its deadline, its condition, its day."""
    for name, value in node.contents():
        if name in ("value", "values", "by", "to", "for_"):
            continue
        event = value.event if isinstance(value, v.Anchored) else value
        if isinstance(value, v.Anchored) and value.relation == "before":
            continue
        if isinstance(event, v.Name | v.Phrase | v.Text | v.Fact | v.All) and _PAID.search(write(event)):
            return value
    return None


def _one_thing(value: v.Value, other: str) -> bool:
    """Whether what may not be held back is, or holds, another thing."""
    kept, given = matter(write(value).strip('"')), matter(other.strip('"'))
    if kept & _EVERYTHING or (kept and kept <= given):
        return True
    return any(kept & kind and given & kind for kind in _KINDS)


def _pledged(context: Context, node: NoWithholding, other: Clause) -> Iterator[Finding]:
    """A right to keep something as a pledge: `may "withhold data until all invoices are paid" by A`."""
    for wording in (value for _, value in other.contents() if isinstance(value, v.Text)):
        if not _HELD.search(wording.text):
            continue
        for value in node.values:
            if _one_thing(value, wording.text):
                yield _finding(context, node, value, other, wording, write(value))
                return


def _finding(
    context: Context, node: NoWithholding, value: v.Value, other: Clause, waits: v.Value, what: str
) -> Finding:
    word = vocabulary().word(other.kind)
    return context.draft(
        f"{write(value)} may not be held back, and {what} {'is' if what in ('data',) else 'are'} given only after payment",
        other,
        "waits for a payment",
        span=waits.span,
        labels=(Label(node.span, f"no withholding of {write(value)}"),),
        values=(word, write(value), what),
        witness=Witness(
            f"an invoice is disputed at the end and not paid: by `{word}` {what} need not be given, by "
            f"`no withholding of {write(value)}` they must",
            {"thing": what, "waits": write(waits)},
        ),
        help=(
            "count the time from the end of the agreement",
            f"let {write(value)} be held back until a bill is paid, and say so",
        ),
    )
