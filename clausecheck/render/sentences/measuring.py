"""Sentences about measuring, guarantees and credits."""

from __future__ import annotations

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.render.parts import ClauseWords, of_parties
from clausecheck.render.sentences.registry import patterns


def _guarantee(said: ClauseWords) -> str:
    target = said.get("target")
    said.done.add("target")
    if isinstance(target, v.Fact) and not (target.compares or target.state or target.amount):
        return f"{{P}} guarantees {said.speaker.subject(target.subject)}"
    return f"{{P}} guarantees that {said.speaker.condition(target)}"


def _cap(said: ClauseWords) -> str:
    what = {"Credits": "Credits are", "Liability": "Liability is", "The fees": "The fees are"}.get(
        said.home, "Charges are"
    )
    if said.home == "Liability" and of_parties(said):
        what = "The liability of {for_.v} is"
    return f"{what} limited to {{value.v}}"


def _claim(said: ClauseWords) -> str:
    if said.flag("automatic"):
        return "Credits are given without a claim"
    return "Credits shall be claimed"


def _credit(said: ClauseWords) -> str:
    return "{P} shall credit {value.v}"


def _content(said: ClauseWords) -> str:
    subject = {"The report": "The report", "The service": "A ticket", "This priority": "A ticket"}.get(
        said.home, "A ticket"
    )
    return f"{subject} shall state {{values.v}}"


patterns({
    t.FormulaIs: "The figure is computed as follows: {expression.v}",
    t.Guarantee: _guarantee,
    t.Credit: _credit,
    t.NoCredit: "No credits are owed",
    t.Cap: _cap,
    t.Claim: _claim,
    t.Decide: "Claims are decided",
    t.Paid: "Credits are paid",
    t.SoleRemedy: "Credits are the only remedy",
    t.EarnBack: "{P} earns back {value.v}",
    t.Forfeit: "Credits are lost",
    t.Content: _content,
    t.Review: "The parties review the results together[ {every}][, with the participation of {by.v}]",
})  # fmt: skip
