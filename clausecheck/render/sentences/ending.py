"""Sentences about the end of an agreement."""

from __future__ import annotations

from clausecheck.language import tree as t
from clausecheck.render.parts import ClauseWords
from clausecheck.render.sentences.registry import patterns


def _plan(said: ClauseWords) -> str:
    purpose = {"Onboarding": "the start", "The backup": "a disaster"}.get(said.home, "the end")
    return f"A plan for {purpose} shall be made[ {{by}}][ {{within}}][, brought up to date {{every}}]"


def _end(said: ClauseWords) -> str:
    return (
        "[{by.v}|Either party] may end this agreement[ {for_}][ {when}][ {each}][, occurring {in_window}][, occurring {times_in}]"
        "[, {averaged_over}][, {notice}][, with effect {at}][, {without}][, {with_}]"
    )


def _survives(said: ClauseWords) -> str:
    return "The provisions on {values.v} survive the end of this agreement"


patterns({
    t.End: _end,
    t.Suspend: (
        "[{by.v} may suspend the services|The services may be suspended][ {for_}][ {when}][, {notice}][, {without}]"
        "[, for {at_most}]"
    ),
    t.Void: "This agreement ends by itself",
    t.NoEnd: "[{by.v} may not end this agreement|This agreement may not be ended][ {for_}]",
    t.Withdraw: "A notice may be withdrawn",
    t.EarlyFee: (
        "[{by.v} shall pay {value.v} for leaving|It costs {value.v} to leave][ {for_}] before the end of the term"
    ),
    t.NoticeTo: "Notices shall be given[ {to}][ {by}]",
    t.ExitPlan: _plan,
    t.Return: "{value.v} shall be returned",
    t.Delete: "{value.v} shall be deleted[ {by}][ {within}, but not before {after.v}| {within}| not before {after.v}]",
    t.Assist: "Assistance[ with {value.v}] shall be given",
    t.HandOver: "{values.v} shall be handed over",
    t.NoLiability: "{values.v} shall not be liable",
    t.NoWithholding: "The following shall not be withheld{rest}: {values.v}",
    t.Survives: _survives,
})  # fmt: skip
