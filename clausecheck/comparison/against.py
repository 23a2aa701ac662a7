"""Where a draft offers less than a template or a tender: what changed to the bad of the customer, as findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from clausecheck.agreement.figures import blank
from clausecheck.comparison.changes import (
    CHANGED,
    GONE,
    NEW,
    PROVIDER,
    RENAMED,
    UNCLEAR,
    EffectChange,
    home_in,
)
from clausecheck.comparison.effects import ComparedAgreements, compare_agreements
from clausecheck.finding import Finding, Witness, draft
from clausecheck.language.parser import Parsed
from clausecheck.language.tree import AgreementBlock, Node

#: What happened to the provider's gain, and the rule that speaks of it.
_RULES = {
    CHANGED: "weaker-than-template",
    GONE: "promise-of-template-missing",
    NEW: "reservation-beyond-template",
}
#: What every agreement says for itself, whatever its template says.
_OWN = frozenset({
    "provider", "customer", "effective", "signed", "reference", "status", "contact", "see", "owner", "site", "notice_to",
    "size_is",
})  # fmt: skip


def shortfalls(template: Parsed, own: Parsed, as_of: dt.date) -> Iterator[Finding]:
    """What a draft offers less than its template, by effect: a stricter promise is none. Both read without problems."""
    compared = compare_agreements(template, own, as_of)
    for change in compared.changes:
        rule = _RULES.get(change.how) if change.gains == PROVIDER else None
        if change.gains == UNCLEAR and change.how != RENAMED:
            rule = "other-than-template"
        if rule is not None and not _left_to_draft(change):
            yield _finding(rule, change, compared)


def _left_to_draft(change: EffectChange) -> bool:
    """Whether a template leaves it to each draft what to say here: by its kind, or with `tbd`."""
    node = change.before or change.after
    if node is None or node.kind in _OWN:
        return True
    return node is change.before and _open(node)


def _open(node: Node) -> bool:
    return any(blank(value) for _, value in node.contents())


def _finding(rule: str, change: EffectChange, compared: ComparedAgreements) -> Finding:
    """The finding at the clause of the draft; where it has none, at the block in which it is missing."""
    here = change.how == GONE
    missing = (
        home_in(compared.old, compared.new, change.before) if here and change.before is not None else None
    )
    home = (
        change.after
        or missing
        or next(iter(compared.new.document.all(AgreementBlock)), compared.new.document)
    )
    says = f"the template says `{change.old}`" if change.old else "the template says nothing of it"
    says += f", this says `{change.new}`" if change.new else ", this says nothing"
    case = change.case.replace(" fell due ", " falls due by the template ").replace(
        ", and now ", ", and here "
    )
    ground = "; ".join(part for part in (change.effect, case) if part)
    return draft(
        rule,
        f"{change.what}: {says}",
        home.head if home.kind == "file" or here else home.span,
        file=compared.new.source.path,
        label="the template promises more here"
        if change.gains == PROVIDER
        else "the template says something else",
        path=home.path,
        place=compared.new.place(home),
        expected=change.before.path if here and change.before is not None else "",
        witness=Witness(ground) if ground else None,
        values=(change.what, change.old),
    )
