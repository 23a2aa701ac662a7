"""Sentences about hours."""

from __future__ import annotations

from clausecheck.language import tree as t
from clausecheck.render.parts import ClauseWords
from clausecheck.render.sentences.registry import patterns


def _closed(said: ClauseWords) -> str:
    if said.get("holidays") is not None or (hasattr(said.node, "holidays") and said.node.holidays == ()):
        return f"These hours are closed {holidays(said)}"
    return "These hours are closed"


def holidays(said: ClauseWords) -> str:
    """`on public holidays of GB-ENG`."""
    calendars = said.speaker.say(said.get("holidays"))
    said.done.add("holidays")
    return f"on the public holidays of {calendars}" if calendars else "on public holidays"


def _open(said: ClauseWords) -> str:
    node = said.node
    days = f" {holidays(said)}" if getattr(node, "holidays", None) is not None else ""
    return f"{said.home} {'are' if said.home.startswith('These') else 'is'} open{days}"


def _opening(said: ClauseWords) -> str:
    return "These hours are open [{weekdays}][ from {spans.v}]"


patterns({t.Opening: _opening, t.Closed: _closed, t.OpenClause: _open})
