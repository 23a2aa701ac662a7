"""What is easier to read as a table: target times, credits, hours."""

from __future__ import annotations

from collections.abc import Sequence

from clausecheck.agreement.model import Agreement
from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.tree import Node
from clausecheck.render.document import clean
from clausecheck.render.parts import ClauseWords, finished
from clausecheck.render.values import Speaker

Cell = list[tuple[str, tuple[Node, ...]]]
Made = tuple[str, tuple[str, ...], list[list[Cell]]]

#: The targets of a priority, in the order of the rows, with how the row is called.
TARGET_ROWS: dict[str, str] = {
    "acknowledge": "Receipt acknowledged",
    "respond": "Response",
    "update": "Updates",
    "dispatch": "Sent to the place",
    "onsite": "On site",
    "contain": "Contained",
    "workaround": "Workaround",
    "resolve": "Resolution",
    "root_cause_report": "Root-cause report",
}


def target_table(agreement: Agreement, speaker: Speaker, nodes: Sequence[Node]) -> Made:
    """A column for each priority, a row for each kind of target."""
    homes = [one for one in agreement.all(t.Priority) if any(agreement.parent(node) is one for node in nodes)]
    head = ["Target", *(_priority(one) for one in homes)]
    rows: list[list[Cell]] = []
    for kind, title in TARGET_ROWS.items():
        own = [node for node in nodes if node.kind == kind]
        if not own:
            continue
        row: list[Cell] = [[(title, ())]]
        for home in homes:
            cell: Cell = [(_target(speaker, node), (node,)) for node in own if agreement.parent(node) is home]
            row.append(cell or [("–", ())])
        rows.append(row)
    return f"{speaker.provider} shall meet these target times for each priority:", tuple(head), rows


def _priority(node: t.Priority) -> str:
    name = clean(node.name.text)
    return f"{name} {clean(node.title.text)}" if node.title is not None else name


def _target(speaker: Speaker, node: Node) -> str:
    said = ClauseWords(speaker, node)
    people = f"{said.part('at_least')} " if isinstance(node, t.Onsite) and said.has("at_least") else ""
    return cell(f"{people}{said.rest()}") or "agreed"


def cell(text: str) -> str:
    """A phrase for a cell: with a capital letter, without a full stop."""
    return finished(text.lstrip(" ,")).removesuffix(".")


def credit_table(agreement: Agreement, speaker: Speaker, nodes: Sequence[Node]) -> Made:
    """A row for each credit: when it is owed, and how much."""
    rows: list[list[Cell]] = []
    for node in nodes:
        said = ClauseWords(speaker, node)
        amount = said.value("value")
        event = speaker.condition(getattr(node, "when", None)) if said.has("when") else ""
        said.done.add("when")
        window = f", {said.part('in_window')}" if event and said.has("in_window") else ""
        more = said.rest().strip(" ,")
        each = ""
        if not event and isinstance(value := getattr(node, "value", None), v.Rated) and len(value.per) == 1:
            each, amount = (
                f"For each {speaker.say(value.per[0]).removeprefix('per ')}",
                speaker.say(value.amount),
            )
        rows.append(
            [
                [(cell(f"{event}{window}") if event else each or "In each case", (node,))],
                [(cell(f"{amount}{' ' if more else ''}{more}"), ())],
            ]
        )
    return "These credits are owed:", ("When", "Credit"), rows


def hours_table(agreement: Agreement, speaker: Speaker, nodes: Sequence[Node]) -> Made:
    """A row for each span of days."""
    rows: list[list[Cell]] = []
    for node in nodes:
        said = ClauseWords(speaker, node)
        days = said.value("weekdays") or (
            f"the days of {speaker.say(said.get('days_of'))}"
            if said.get("days_of") is not None
            else "Every day"
        )
        said.done.add("days_of")
        times = said.value("spans")
        if said.has("a_day"):
            length = speaker.say(said.get("a_day"))
            said.done.add("a_day")
            times = f"{times}{', ' if times else ''}{length} a day"
        more = said.rest().strip(" ,")
        rows.append(
            [
                [(cell(days), (node,))],
                [(cell(f"{times}{', ' if more and times else ''}{more}"), ())],
            ]
        )
    return "These hours are open:", ("Days", "Times"), rows
