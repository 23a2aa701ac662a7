"""Sentences that introduce a block, where its heading does not say all, and clauses on the outermost level."""

from __future__ import annotations

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.render.document import clean, strong
from clausecheck.render.parts import ClauseWords
from clausecheck.render.sentences.general import in_order
from clausecheck.render.sentences.registry import patterns


def _define(said: ClauseWords) -> str:
    word = said.get("name") or said.get("title")
    said.done.update({"name", "title"})
    term = word.text if isinstance(word, v.Name | v.Text) else ""

    return f"{strong(f'“{clean(term)}”')} means [{{meaning.v}}][ {{as_.v}}]"


def _place(said: ClauseWords) -> str:
    return "{H} is [at {title.v}|a place of work][ {in_}][, with a travel time of {travel.v}]"


def _scale(said: ClauseWords) -> str:

    levels = said.get("levels")
    said.done.update({"name", "levels"})
    return f"The levels of {said.home}, the most severe first, are {in_order(said, levels)}"


def _hours(said: ClauseWords) -> str:
    zone = said.get("in_")
    said.done.update({"in_", "name", "title"})
    name = said.speaker.say(said.get("name"))
    plain = getattr(said.node, "name", None)
    word = plain.text if isinstance(plain, v.Name) else name

    text = f"An hour of these hours is called “{clean(word)} hour”, and a day of them “{clean(word)} day”"
    return f"{text}[, {{from_}}][ {{to_date}}]" + (f". They are in {said.speaker.say(zone)}" if zone else "")


def _report(said: ClauseWords) -> str:
    return "{P} shall deliver the report[ “{title.v}”]"


def _onboarding(said: ClauseWords) -> str:
    return (
        "Onboarding lasts[ {for_}][, during which these promises do not hold yet: {without.v}]"
        "[, and promises hold from {after.v}]"
    )


def _force(said: ClauseWords) -> str:
    return (
        "Neither party answers for force majeure[, that is {reasons.v}][, of which the other party is told within {notified.v}]"
        "[, and either party may end this agreement after it has lasted {ends.v}]"
    )


def _priority(said: ClauseWords) -> str:
    hours = "[the times of this priority run {during}|the times of this priority run {outside}]"
    if said.get("during") is None and said.get("outside") is None:
        return "This priority applies"
    applies = "This priority applies {for_}. " if said.get("for_") is not None else ""
    return f"{applies}Unless a clause says otherwise, {hours}"


def _relies(said: ClauseWords) -> str:
    promised = ", who has promised what follows here" if getattr(said.node, "clauses", ()) else ""
    return f"{{H}} relies on {{title.v}}{{rest}}{promised}"


def _credits(said: ClauseWords) -> str:
    return "These credits are given"


patterns({
    t.AgreementBlock: "This agreement applies",
    t.Define: _define,
    t.Hours: _hours,
    t.Site: _place,
    t.Region: "{H} is the region [{title.v}]",
    t.Tier: "{H} is the level of performance [“{title.v}”]",
    t.Family: "{H} is the family of services [“{title.v}”]",
    t.Service: "This service is provided",
    t.Scale: _scale,
    t.Priority: _priority,
    t.Clock: "This clock applies",
    t.Plan: "This plan applies",
    t.Metric: "This figure is given",
    t.Credits: _credits,
    t.Report: _report,
    t.Backup: "This backup is made",
    t.Duties: "These duties apply",
    t.Fees: "These fees apply",
    t.Security: "These provisions on security apply",
    t.Data: "These provisions on data apply",
    t.Liability: "These provisions on liability apply",
    t.Onboarding: _onboarding,
    t.Exceptions: "These exceptions apply",
    t.Change: "These provisions apply to changes[, of which the other party is told with {notice.v}]",
    t.Termination: "These provisions on termination apply",
    t.Exit: "These provisions on exit apply",
    t.Relies: _relies,
    t.ForceMajeure: _force,
    t.Confidentiality: "Confidential information shall be kept secret",
    t.SpecialClause: "This clause applies",
    t.TextFor: "These words belong to it",
    t.Broken: "This clause could not be read",
})  # fmt: skip
