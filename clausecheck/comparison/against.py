"""Where a draft offers less than a template or a tender: what changed to the bad of the customer, as findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from clausecheck.agreement.figures import blank
from clausecheck.agreement.layout import at_end
from clausecheck.agreement.mending import Alteration, gone, instead, mend, struck
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.written import one_line
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
from clausecheck.finding import Finding, Mend, Witness, draft
from clausecheck.language.parser import Parsed
from clausecheck.language.tree import AgreementBlock, Block, Node
from clausecheck.language.write import write

#: What happened to the provider's gain, and the rule that speaks of it.
_RULES = {
    CHANGED: "weaker-than-template",
    GONE: "promise-of-template-missing",
    NEW: "reservation-beyond-template",
}
#: Why such a mend is not safe.
_BECAUSE = "takes what the template says"
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
    mended = _as_template(change, compared, missing)
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
        help=(replace(mended, because=_BECAUSE) if mended else None,),
    )


def _as_template(change: EffectChange, compared: ComparedAgreements, missing: Node | None) -> Mend | None:
    """The clause as the template has it, in the place of the draft's; one that the draft lacks, in its block; or the draft
    without what the template does not say. `None` where that is not one clause against another."""
    before, after, own = change.before, change.after, compared.new
    text = _text(compared.old, before) if before is not None else ""
    if change.how == NEW and after is not None and before is None and not isinstance(after, Block):
        return _without(own, after, change.new)
    if change.how == GONE and before is not None:
        home = own.document if compared.old.parent(before) in (None, compared.old.document) else missing
        where = own.place(home) if isinstance(home, Block) and home is not own.document else "the agreement"
        if not isinstance(home, Block):
            return None
        block = isinstance(before, Block)
        shown = one_line(compared.old.source.slice(before.head)).rstrip(" {") if block else one_line(text)
        added = Alteration(home, at_end(own, home, text.split("\n")), shown)
        return mend(own, f"add {'the block ' * block}{{}} to {where}, as the template has it", added)
    if (
        change.how != CHANGED
        or not text
        or after is None
        or isinstance(after, Block)
        or isinstance(before, Block)
    ):
        return None
    if before is None or before.kind != after.kind or one_line(text) == one_line(_text(own, after)):
        return None
    return mend(own, "write {} instead, as the template has it", instead(after, text))


def _without(own: Agreement, node: Node, said: str) -> Mend | None:
    """The draft without a clause, or without those items of its list that `said` names."""
    told = "delete {}, of which the template says nothing"
    if one_line(own.source.slice(node.span)) == said:
        return mend(own, told, gone(own, node))
    items = [(field, value) for field, value in node.contents() if write(value) in said]
    if not items or ", ".join(write(value) for _, value in items) != said:
        return None
    field = items[0][0]
    return mend(
        own,
        f"strike {said}, of which the template says nothing: write {{}} instead",
        struck(own, node, field, *(value for _, value in items)),
    )


def _text(agreement: Agreement, node: Node) -> str:
    """A clause, or a block with all that is in it, as its agreement writes it, without what its lines are indented by."""
    lines = agreement.source.slice(node.span).splitlines()
    return "\n".join(line.strip() for line in lines)
