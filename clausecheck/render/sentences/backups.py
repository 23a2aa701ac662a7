"""Sentences about backups."""

from __future__ import annotations

from typing import Any

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.render.parts import ClauseWords
from clausecheck.render.sentences.registry import patterns

_COPIES = {
    "hourly", "daily", "nightly", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "annual", "deleted", "full",
    "incremental", "differential",
}  # fmt: skip


def _runs(said: ClauseWords) -> str:
    if said.flag("manual"):
        return "[{by.v} starts the backups by hand|Backups are started by hand]"
    if said.flag("automatic"):
        return "[{by.v} has the backups run by themselves|Backups run by themselves]"
    return "[{by.v} runs the backups|Backups run]"


def _keep(said: ClauseWords) -> str:
    value = said.get("value")
    said.done.add("value")
    what = "Copies" if value is None else said.speaker.say(value)
    if isinstance(value, v.Name) and value.text in _COPIES:
        what = f"{value.text} {'data' if value.text == 'deleted' else 'copies'}"
    if isinstance(value, v.Name | v.Phrase) and what.startswith("last "):
        what = f"the {what}"
    lengths = [name for name in ("at_least", "at_most") if isinstance(said.get(name), v.Duration)]
    bounds = f" for {' and '.join(f'{{{name}}}' for name in lengths)}" if lengths else ""
    return f"{what} shall be kept[ {{for_}}, at most {{until}}| {{for_}}]{bounds}"


def _store(said: ClauseWords) -> str:
    values: Any = said.get("values") or ()
    said.done.add("values")
    if values and isinstance(values[0], v.Count):
        if values[0].noun == "media":
            kinds = said.speaker.row(values).removesuffix(" media")
            return f"Copies shall be stored on {kinds} kinds of media"
        return f"{said.speaker.row(values)} shall be stored"
    place = f" at {said.speaker.row(values)}" if values else ""
    copies = "A copy" if len(values) < 2 else "Copies"
    away = (
        "[, away from the original by {at_least}]"
        if said.get("at_least") is not None and said.flag("offsite")
        else ""
    )
    return f"{copies} shall be stored{place}[ {{in_}}]{away}[, {{with_}}]{{rest}}[, and the place may be changed {{notice}}]"


def _access(said: ClauseWords) -> str:
    if said.home == "The report":
        return "[{for_.v} shall be given access to {values.v}|Access shall be given to {values.v}]"
    return "Access is limited to {values.v}"


def _new(said: ClauseWords) -> str:
    return "New systems are {included.v}"


def _order(said: ClauseWords) -> str:
    values = said.get("values")
    said.done.add("values")
    row = values if isinstance(values, tuple) else (values,)
    return f"Systems are restored in this order: {', then '.join(said.speaker.say(value) for value in row)}"


def _verify(said: ClauseWords) -> str:
    return "[{by.v} verifies the backups|Backups are verified][ by their {what.v}]"


def _failure(said: ClauseWords) -> str:
    if said.get("at_most") is not None and not said.has("reported") and not said.has("fixed"):
        return "At most {at_most.v} in a row may fail"
    return (
        "A failed run shall be[ reported within {reported.v}][ {to}][ and treated as a ticket of {as_.v}]"
        "[ and mended within {fixed.v}]"
    )


def _media(said: ClauseWords) -> str:
    return "Copies are held on {values.v}[, changed {every}][, kept {in_}]"


patterns({
    t.NewSystems: _new,
    t.SizeIs: "The data amount to {value.v}",
    t.Runs: _runs,
    t.Full: "A full backup is made",
    t.Incremental: "An incremental backup, of what changed since the last backup, is made",
    t.Differential: "A differential backup, of what changed since the last full backup, is made",
    t.Snapshot: "A snapshot is taken",
    t.Keep: _keep,
    t.Rpo: "The recovery point objective is {value.v}",
    t.Rto: "The recovery time objective is {value.v}",
    t.Store: _store,
    t.Encrypt: "Data shall be encrypted: {values.v}",
    t.Keys: "The keys are {held}",
    t.Access: _access,
    t.Verify: _verify,
    t.TestRestore: "A restore[ of {what.v}] is tested[ {every}][ on {at_least}][, to succeed {within}]",
    t.Failure: _failure,
    t.RestoreOnRequest: "Data shall be restored on request[, as a ticket of {as_.v}]",
    t.CopyOnRequest: "A copy shall be provided on request",
    t.LogShipping: "The logs of databases are copied away",
    t.Replication: "Data are replicated to a second system",
    t.RestoreOrder: _order,
    t.Media: _media,
    t.Failover: "In a disaster, operation moves to [{to.v}|the second site][ {within}][, with {at_least} there][, {tested}]",
    t.Failback: "Operation moves back",
})  # fmt: skip
