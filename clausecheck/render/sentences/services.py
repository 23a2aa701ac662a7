"""Sentences about what is in, what is out, and what is available."""

from __future__ import annotations

from clausecheck.agreement.words import in_row
from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.render.parts import ClauseWords, of_parties
from clausecheck.render.sentences.registry import patterns


def _excludes(said: ClauseWords) -> str:
    if said.home == "Liability":
        return "Liability is excluded for {values.v}"
    if said.home == "Credits":
        return "No credit is owed for {values.v}"
    return "{H} exclude[s] {values.v}"


def _limit(said: ClauseWords) -> str:
    return "The limit[ of {title.v}] is {amount_is.v}"


def _availability(said: ClauseWords) -> str:
    return "Availability shall be {value.v}[, {averaged_over}][ {each}][, with a minimum of {at_least.v}]"


def _outage(said: ClauseWords) -> str:
    return "An outage is [the following state: {title.v}|any time {when}]"


def _downtime(said: ClauseWords) -> str:
    return (
        "Downtime [shall not exceed {at_most.v}|shall stay {below}|shall be over {within}|shall be limited]"
    )


def _latency(said: ClauseWords) -> str:
    value = said.get("amount_is")
    bound = getattr(value, "bound", None)
    return f"The latency[ ({{quantile.v}})] shall {'be' if bound else 'not exceed'} {{amount_is.v}}"


def _contact(said: ClauseWords) -> str:
    values = said.get("values")
    first = values[0] if isinstance(values, tuple) and values else None
    way = "through" if isinstance(first, v.Text) else "by"
    who = "{for_.v}" if of_parties(said) else "[{to.v}|{P}]"
    return f"{who} can be reached {way} {{values.v}}"


def _patch(said: ClauseWords) -> str:
    classes = said.get("class_is")
    said.done.add("class_is")
    row = classes if isinstance(classes, tuple) else ()
    which = in_row(
        ["other" if isinstance(one, v.Name) and one.text == "other" else said.speaker.say(one) for one in row]
    )
    return f"{{P}} shall install {which} patches"


def _licence(said: ClauseWords) -> str:
    return "The following comes with the service as a licence: {values.v}"


patterns({
    t.Includes: "{H} include[s] {values.v}",
    t.Excludes: _excludes,
    t.Covers: "{H} cover[s] {values.v}[, counted {on}]",
    t.LimitTo: _limit,
    t.Contact: _contact,
    t.Availability: _availability,
    t.Outage: _outage,
    t.Downtime: _downtime,
    t.Latency: _latency,
    t.Maintenance: "Planned maintenance takes place[ on {weekdays.v}][ from {spans.v}]",
    t.EmergencyMaintenance: "Emergency maintenance may take place",
    t.Patch: _patch,
    t.Licence: _licence,
    t.Deliver: "{P} shall deliver the following{rest}: {values.v}",
    t.NoGuarantee: "No guarantee is given of {values.v}",
})  # fmt: skip
