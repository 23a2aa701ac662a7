"""Sentences about duties, money, data and risk."""

from __future__ import annotations

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.render.parts import ClauseWords
from clausecheck.render.sentences.registry import patterns


def _must(said: ClauseWords) -> str:
    who = said.doer or "{K}"
    return f"[{{by.v}}|{who}] shall {{values.v}}{{rest}}[, and a breach of this duty may be cured within {{cured.v}}]"


def _charge(said: ClauseWords) -> str:
    if said.get("subjects") is not None and said.get("amount_is") is not None:
        value = said.get("amount_is")
        unit = " the agreed rate" if isinstance(value, v.Multiple) and value.of is None else ""
        return f"{{subjects.v}} shall be charged at {{amount_is.v}}{unit}"
    if said.get("subjects") is not None:
        return "{subjects.v} shall be charged"
    if said.get("amount_is") is not None:
        return "A charge of {amount_is.v} shall be paid"
    return "Charges apply"


def _pay(said: ClauseWords) -> str:
    return "[{value.v}|Invoices] shall be paid"


def _refund(said: ClauseWords) -> str:
    return "[{value.v}|Fees] shall be refunded"


def _dispute(said: ClauseWords) -> str:
    what = {"The report": "A report", "Credits": "A decision on credits"}.get(said.home, "An invoice")
    return f"{what} may be disputed"


def _subcontract(said: ClauseWords) -> str:
    values = said.get("values")
    row = values if isinstance(values, tuple) else ()
    if all(isinstance(one, v.Name) and one.text == "other" for one in row):
        said.done.add("values")
        return "Other subcontractors may be engaged"
    return "The following may be engaged as a subcontractor: {values.v}"


def _indemnify(said: ClauseWords) -> str:
    return "[{by.v} shall indemnify {values.v}|{values.v} shall be indemnified]"


def _warrant(said: ClauseWords) -> str:
    return "[{by.v}|{P}] warrants {values.v}"


def _excuse(said: ClauseWords) -> str:
    return "A missed promise is excused by {values.v}[, where announced with {notice.v}]"


def _approve(said: ClauseWords) -> str:
    return "[{what.v}|A change] needs the approval[ of {by.v}]"


def _mfa(said: ClauseWords) -> str:
    return "Multi-factor authentication is {mandatory.v}"


def _no_refund(said: ClauseWords) -> str:
    return "No refund is given[ of {values.v}]"


patterns({
    t.Must: _must,
    t.Charge: _charge,
    t.Invoice: "{P} shall invoice",
    t.Pay: _pay,
    t.Dispute: _dispute,
    t.Interest: "Late payments bear interest of {value.v}[ {above}]",
    t.Increase: "Prices may be increased[ by {value.v}]",
    t.NoIncrease: "Prices shall not be increased",
    t.NoRefund: _no_refund,
    t.TrueUp: "The counts that are charged are brought up to date[ {every}][, and differences charged {within}]",
    t.Refund: _refund,
    t.Control: "{P} shall maintain {values.v}",
    t.Mfa: _mfa,
    t.Notify: "Notice of {value.v} shall be given",
    t.Audit: "[{by.v} may hold audits|Audits may be held]",
    t.Subcontract: _subcontract,
    t.Controller: "The controller of the personal data is {values.v}",
    t.Processor: "The processor of the personal data is {values.v}",
    t.Personal: "The personal data are {kinds.v}",
    t.Located: "The data are located[ {in_}][, and may be moved to another country {notice}]",
    t.Transfer: "Personal data may be transferred",
    t.Uncapped: "No limit of liability applies to {values.v}",
    t.Insurance: "{P} shall be insured[ for {title.v}] with cover of {amount_is.v}",
    t.Liable: "{values.v} shall be liable",
    t.Warrant: _warrant,
    t.Indemnify: _indemnify,
    t.Excuse: _excuse,
    t.Request: "A change may be requested",
    t.Assess: "A request for a change shall be assessed",
    t.Approve: _approve,
    t.Accept: "[{what.v}|The result] shall be accepted",
})  # fmt: skip
