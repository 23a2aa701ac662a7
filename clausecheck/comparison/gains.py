"""Who gains when a figure grows or shrinks, and when a clause comes or goes: in one table each."""

from __future__ import annotations

from clausecheck.agreement.figures import LESS, MORE, SAME, Figure, blank, compared, figure
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.parties import called
from clausecheck.agreement.uptime import unit_of
from clausecheck.comparison.changes import CUSTOMER, NEITHER, PROVIDER, UNCLEAR, opposite
from clausecheck.language import values as v
from clausecheck.language.tree import Availability, Customer, Duties, Guarantee, Node, Provider
from clausecheck.language.write import write

#: Figures of which more is better for the customer, `kind.field`, or all fields of a kind: `kind`.
_MORE = frozenset({
    "availability", "keep", "cap.value", "claim.within", "claim.reported", "pay.within", "dispute.within",
    "limit.amount_is", "limit.carry", "limit.at_least", "limit.over", "covers.values", "covers.at_most", "assist",
    "forfeit.after", "increase.notice", "subcontract.notice", "subcontract.disputed", "located.notice",
    "maintenance.notice", "emergency_maintenance.notice", "excuse.notice", "insurance.amount_is",
    "restore_on_request.free", "copy_on_request.free", "reopens.within", "store.at_least", "store.immutable",
    "store.values", "failover.at_least", "refund.value", "earn_back.within", "excludes.over", "suspend.notice",
    "suspend.after", "suspend.cured", "credit.value", "credit.below", "credit.at_most", "amend.notice", "liable.at_most",
    "indemnify.at_most", "interest.above", "test_restore.at_least", "maintenance.each", "accept.within", "approve.within",
    "cap.for_",
})  # fmt: skip
#: Figures of which less is better for the customer.
_LESS = frozenset({
    "rpo", "rto", "latency", "downtime", "maintenance.at_most", "maintenance.within", "emergency_maintenance.at_most",
    "emergency_maintenance.within", "patch", "notify.within", "failover.within", "failover.tested", "failback",
    "new_systems.within", "verify.every", "test_restore.every", "test_restore.within", "test_restore.fixed", "failure",
    "restore_on_request.within", "copy_on_request.within", "early_fee", "increase.value", "increase.at_most",
    "charge.amount_is", "charge.at_least", "interest.value", "interest.at_most", "root_cause_report", "review.every",
    "report.every", "report.within", "dispatch", "contain", "paid", "decide", "return_", "hand_over", "delete.within",
    "deliver", "control", "exit_plan", "licence.committed", "outage", "excuse.at_most", "excuse.below", "refund.within",
    "full.every", "incremental.every", "differential.every", "snapshot.every", "runs.every", "log_shipping.every",
    "replication.every", "escalate.after", "pauses", "must.within", "must.every", "true_up.within", "suspend.at_most",
    "credit.over", "claim.value", "covers.within", "assess", "no_refund.after", "acknowledge", "respond", "update",
    "workaround", "onsite", "resolve", "media.every", "audit.every", "audit.notice", "copy_on_request.every",
    "no_liability.after", "guarantee.averaged_over",
})  # fmt: skip
#: Kinds of clauses and blocks that the customer is glad of.
_GLAD = frozenset({
    "includes", "availability", "downtime", "latency", "patch", "deliver", "review", "report", "root_cause_report",
    "notify", "credit", "guarantee", "encrypt", "verify", "test_restore", "failover", "failback", "restore_on_request",
    "copy_on_request", "keep", "rpo", "rto", "full", "incremental", "differential", "snapshot", "runs", "log_shipping",
    "replication", "store", "service", "backup", "return_", "assist", "hand_over", "delete", "exit", "exit_plan", "audit",
    "insurance", "indemnify", "no_withholding", "credits", "refund", "contact", "escalate", "dispatch", "contain", "mfa",
    "control", "security", "failure", "new_systems", "no_increase", "uncapped", "warrant", "paid", "decide", "onboarding",
    "acknowledge", "respond", "update", "workaround", "onsite", "resolve", "dispute", "reopens", "covers", "keys",
    "access",
})  # fmt: skip
#: Kinds of clauses that the provider is glad of.
_SORRY = frozenset({
    "excludes", "excuse", "no_guarantee", "no_liability", "early_fee", "suspend", "charge", "increase", "forfeit",
    "claim", "cap", "limit", "interest", "sole_remedy", "no_refund", "no_end", "pauses", "no_credit", "maintenance",
    "emergency_maintenance", "earn_back", "true_up", "exceptions",
})  # fmt: skip
#: What is only for orientation.
_PLAIN = frozenset({
    "define", "reference", "status", "version", "contact_at", "language", "see", "signed", "text_for", "purpose",
    "example", "owner", "content", "family", "region", "kind", "belongs",
})  # fmt: skip


def actor(agreement: Agreement, node: Node) -> str:
    """Who does what a clause says, `provider`, `customer` or `both`; nothing where it names nobody."""
    named = {value.text for value in getattr(node, "by", ()) if isinstance(value, v.Name)}
    home = agreement.parent(node)
    if not named and isinstance(home, Duties):
        named = {write(home.who)}
    providers = called(agreement, Provider, "provider", "Provider")
    customers = called(agreement, Customer, "customer", "Customer", "Client")
    ours, theirs = bool(named & providers), bool(named & customers)
    if named & {"either", "both", "parties"} or (ours and theirs):
        return "both"
    return "provider" if ours else "customer" if theirs else ""


def for_presence(agreement: Agreement, node: Node) -> str:
    """Who gains where a clause is there that was not."""
    kind = node.kind
    if any(block.kind == "relies" for block in agreement.ancestors(node)) or kind in _PLAIN:
        return NEITHER
    if kind == "end":
        return {"provider": PROVIDER, "customer": CUSTOMER}.get(actor(agreement, node), UNCLEAR)
    if kind in ("must", "deliver", "notify", "report", "control", "patch"):
        return {"customer": PROVIDER, "both": UNCLEAR}.get(actor(agreement, node), CUSTOMER)
    if kind == "suspend" and actor(agreement, node) == "customer":
        return CUSTOMER
    return CUSTOMER if kind in _GLAD else PROVIDER if kind in _SORRY else UNCLEAR


def better(agreement: Agreement, node: Node, part: str) -> str:
    """Of which the customer would rather have a figure of a clause, `more` or `less`; nothing where that is not clear."""
    kind, key = node.kind, f"{node.kind}.{part}"
    who = actor(agreement, node)
    if kind == "end" and part in ("notice", "cured", "prolonged"):
        # The longer the customer is warned, the better for it, and the sooner it gets out.
        return {"provider": MORE, "customer": LESS}.get(who, "")
    if kind == "guarantee" and part == "target":
        return _of_guarantee(node)
    wanted = MORE if {kind, key} & _MORE else LESS if {kind, key} & _LESS else ""
    if kind in ("liable", "indemnify") and part == "at_most":
        named = write(getattr(node, "values", ()))
        customers = called(agreement, Customer)
        return LESS if named in customers else MORE
    if who == "customer" and kind in ("must", "deliver", "notify", "report", "control"):
        return {MORE: LESS, LESS: MORE}.get(wanted, "")
    return "" if who == "both" and kind in ("must", "notify", "audit") else wanted


def _of_guarantee(node: Node) -> str:
    target = getattr(node, "target", None)
    compares = target.compares if isinstance(target, v.Fact) else ()
    signs = {one.operator[0] for one in compares if isinstance(one, v.Compare)}
    return MORE if signs == {">"} else LESS if signs == {"<"} else ""


def for_figures(agreement: Agreement, node: Node, part: str, old: object, new: object) -> str:
    """Who gains where a part says another figure; nothing where both are surely the same."""
    if part == "each" and (gains := _of_windows(node, old, new)):
        return gains
    wanted = better(agreement, node, part)
    one, other = _figure(old), _figure(new)
    if one is None or other is None:
        left = [_left_open(value) for value in (old, new)]
        if left[0] != left[1] and wanted:
            presence = PROVIDER if node.kind in _SORRY else CUSTOMER
            return opposite(presence) if left[1] else presence
        return UNCLEAR
    how = compared(other, one)
    if how == SAME:
        return ""
    if not wanted or how not in (MORE, LESS):
        return UNCLEAR
    return CUSTOMER if how == wanted else PROVIDER


#: The windows of which each lies wholly in the next one, the shortest first.
_NESTED = ("day", "month", "quarter", "year")


def _of_windows(node: Node, old: object, new: object) -> str:
    """Who gains by another window over which a promise is measured: a share that is kept in each short window is kept in the long
    one, and so is a number of hours in a long window in each short one; nothing where windows or promises are of other kinds."""
    units = [unit_of(value) for value in (old, new)]
    if units[0] == units[1] or not {*units} <= {*_NESTED}:
        return ""
    longer = _NESTED.index(units[0]) < _NESTED.index(units[1])
    if node.kind == "downtime":
        return CUSTOMER if longer else PROVIDER
    if isinstance(node, Availability):
        shares = isinstance(node.value, v.Percentage)
    else:
        shares = isinstance(node, Guarantee) and any(isinstance(value, v.Share) for value in node.for_)
    if not shares:
        return ""
    return PROVIDER if longer else CUSTOMER


def _figure(value: object) -> Figure | None:
    if isinstance(value, tuple):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, v.Rated):
        value = value.amount
    if isinstance(value, v.Fact) and len(value.compares) == 1 and isinstance(value.compares[0], v.Compare):
        value = value.compares[0].amount
    return figure(value)


def _left_open(value: object) -> bool:
    return bool(blank(value))


def for_part(agreement: Agreement, node: Node, part: str, there: bool) -> str:
    """Who gains where a part of a clause comes (`there`) or goes."""
    wanted = better(agreement, node, part)
    gains = UNCLEAR
    if node.kind in _PLAIN or part in ("title", "number"):
        return NEITHER
    if part == "except_":
        gains = PROVIDER if node.kind in _GLAD else UNCLEAR
    elif part in (
        "without",
        "free",
        "pro_rata",
        "offsite",
        "immutable",
        "separate",
        "consistent",
        "evidence",
        "certified",
    ):
        gains = CUSTOMER if node.kind in _GLAD or node.kind in ("charge",) else UNCLEAR
    elif (
        (part in ("within", "every", "at_least", "reported", "fixed") and node.kind in _GLAD)
        or (part == "at_most" and wanted == LESS)
        or (part in ("notice", "cured") and wanted == MORE)
    ):
        gains = CUSTOMER
    return gains if there else opposite(gains)
