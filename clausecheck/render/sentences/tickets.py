"""Sentences about priorities, clocks and tickets."""

from __future__ import annotations

from clausecheck.language import tree as t
from clausecheck.render.parts import ClauseWords
from clausecheck.render.sentences.registry import patterns


def _starts(said: ClauseWords) -> str:
    return {
        "This priority": "Work on a ticket starts",
        "This clock": "Time starts to run",
        "The fees": "Charging starts",
    }.get(said.home, "{H} start[s]")


def _escalate(said: ClauseWords) -> str:
    values = said.get("to")
    if isinstance(values, tuple) and len(values) > 1 and not said.has("after"):
        said.done.add("to")
        people = ", then to ".join(said.speaker.say(value) for value in values)
        return f"{{P}} shall escalate the ticket to {people}"
    return "{P} shall escalate the ticket[ {to}][ {after}]"


def _moved(said: ClauseWords) -> str:
    word = "raised" if isinstance(said.node, t.RaiseTo) else "lowered"
    return f"The priority of [{{values.v}}|a ticket] is {word}"


def _pauses(said: ClauseWords) -> str:
    if said.get("at_most") is not None:
        return "Time stands still[ {when}], for at most {at_most.v}[ {in_total}]"
    return "Time stands still"


def _stops(said: ClauseWords) -> str:
    automatic = said.flag("automatic")
    if automatic is False:
        return "Time stops[ {when}], and an automatic answer does not stop it"
    return "Time stops[ {when}]" + (", also by an automatic answer" if automatic else "")


def _closes(said: ClauseWords) -> str:
    return "A ticket is closed[ {when}]"


patterns({
    t.Applies: "This priority applies",
    t.Example: "For example: {values.v}",
    t.Starts: _starts,
    t.Acknowledge: "{P} shall acknowledge receipt",
    t.Respond: "{P} shall respond",
    t.Update: "{P} shall give an update",
    t.Onsite: "{P} shall be on site[ with {at_least}]",
    t.Workaround: "{P} shall provide a workaround",
    t.Resolve: "{P} shall resolve the ticket",
    t.Escalate: _escalate,
    t.RootCauseReport: "{P} shall deliver a report on the root cause",
    t.Handled: "Tickets are handled",
    t.Work: "{P} shall work on the ticket[ {until}]",
    t.RaiseTo: _moved,
    t.Lower: _moved,
    t.Dispatch: "{P} shall send someone to the place",
    t.Contain: "{P} shall contain the incident so that it spreads no further",
    t.Pauses: _pauses,
    t.Resumes: "Time runs on",
    t.Stops: _stops,
    t.Closes: _closes,
    t.Reopens: "A closed ticket may be opened again",
    t.Reminds: "Whoever has not answered is reminded",
    t.Decided: "The priority of a ticket is decided",
})  # fmt: skip
