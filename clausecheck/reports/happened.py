"""What each event of a ticket does to each of its deadlines, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clausecheck.agreement.events import EVENTS, MEETS, TicketEvent
from clausecheck.agreement.words import counted, length_words
from clausecheck.quick import dataclass
from clausecheck.reports.deadlines import MAYBE, MOMENT, SECONDS, TEXT, clause_data, many, maybe
from clausecheck.reports.json_report import members
from clausecheck.reports.ticket import Simulation, State, TicketDeadline

#: What an effect can be.
EFFECTS = ("met", "missed", "moves", "stands still", "goes on", "undecided", "decided", "new", "dropped")


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event does to a deadline: one of `EFFECTS`, told in `words`. `before` and `after` are its moments, `None` where it
    has none. `left` is how much of its time is left when it stands still, in seconds of the hours `left_hours` (of elapsed time
    where they are empty)."""

    due: TicketDeadline
    what: str
    words: str
    before: int | None = None
    after: int | None = None
    left: int | None = None
    left_hours: str = ""


def history(simulation: Simulation) -> list[tuple[TicketEvent, list[Effect]]]:
    """The events of a ticket, each with its effects."""
    told: list[tuple[TicketEvent, list[Effect]]] = []
    for number, event in enumerate(simulation.events):
        effects = [*_effects(simulation, number, event)]
        told.append((event, effects))
    return told


def _effects(simulation: Simulation, number: int, event: TicketEvent) -> Iterator[Effect]:
    earlier, later = simulation.states[: number + 1], simulation.states[number + 1]
    left = list(earlier[-1].dues)
    fresh: list[TicketDeadline] = []
    pairs: list[tuple[TicketDeadline, TicketDeadline]] = []
    for due in later.dues:
        same = next((one for one in left if _key(one) == _key(due)), None)
        if same is None:
            fresh.append(due)
        else:
            left.remove(same)
            pairs.append((same, due))
    for due in fresh:  # that of another priority takes the place of the one of its kind
        same = next((one for one in left if one.promise.kind == due.promise.kind), None)
        if same is None:
            yield Effect(due, "new", f"now promised, {_due_words(simulation, due)}", None, due.at)
        else:
            left.remove(same)
            pairs.append((same, due))
    for before, after in pairs:
        yield from _effect(simulation, event, earlier, later, before, after)
    for due in left:
        yield Effect(due, "dropped", "no longer promised", due.at, None)


def _key(due: TicketDeadline) -> tuple[str, int, str]:
    return due.promise.kind, id(due.promise.clause), due.promise.words


def _due_words(simulation: Simulation, due: TicketDeadline) -> str:
    if due.at is not None:
        return f"due {simulation.report.when(due.at)}"
    return f"undecided, because {due.undecided}" if due.undecided else due.promise.words


def _effect(
    simulation: Simulation,
    event: TicketEvent,
    earlier: Sequence[State],
    later: State,
    before: TicketDeadline,
    after: TicketDeadline,
) -> Iterator[Effect]:
    """What an event does to one deadline, which is another clause's after a change of priority."""
    when = simulation.report.when
    if before.at is not None and after.at is not None:
        if before.at != after.at:
            words = f"moves from {when(before.at)} to {when(after.at)}"
            yield Effect(after, "moves", words, before.at, after.at)
        elif after.promise.kind in MEETS.get(event.what, ()) and before.met is None:
            late = event.at > after.at
            words = f"{'missed' if late else 'met in time'}, due {when(after.at)}"
            yield Effect(after, "missed" if late else "met", words, before.at, after.at)
    elif before.at is not None:
        yield _stopped(simulation, event, later, before, after)
    elif after.at is not None:
        last = next((at for state in reversed(earlier) if (at := _at(state, after)) is not None), None)
        if last is None:
            words, what = f"is decided: due {when(after.at)}", "decided"
        else:
            instead = f", instead of {when(last)}" if last != after.at else ", as before"
            words, what = f"goes on, and is due {when(after.at)}{instead}", "goes on"
        yield Effect(after, what, words, last, after.at)
    elif before.undecided != after.undecided:
        yield Effect(after, "undecided", f"undecided, because {after.undecided}")


def _at(state: State, due: TicketDeadline) -> int | None:
    return next((one.at for one in state.dues if _key(one) == _key(due)), None)


def _stopped(
    simulation: Simulation, event: TicketEvent, later: State, before: TicketDeadline, after: TicketDeadline
) -> Effect:
    """A deadline that has no moment any more."""
    deadline = after.promise.deadline
    left = later.life.left(deadline) if deadline is not None and event.what == "waiting" else None
    if left is None:
        return Effect(after, "undecided", f"undecided, because {after.undecided}", before.at)
    seconds, hours = left
    words = f"stands still, {left_words(seconds, hours)} left"
    if after.not_before is not None:
        words += f"; not before {simulation.report.when(after.not_before)}"
    return Effect(after, "stands still", words, before.at, None, seconds, hours)


def left_words(seconds: int, hours: str) -> str:
    """A length of time that is left: `2 days`, or `12 hours 30 minutes of desk`, since a working day has no fixed length."""
    if not hours:
        return length_words(seconds)
    whole, rest = divmod(seconds, 3600)
    words = [counted(whole, "hour")] * bool(whole)
    if rest or not whole:
        words.append(length_words(rest))
    return f"{' '.join(words)} of {hours}"


def lines(simulation: Simulation) -> Iterator[tuple[str, str, list[str]]]:
    """The events in words: the moment, what happened, and what that does."""
    for event, effects in history(simulation):
        told = [f"{effect.due.promise.called}: {effect.words}" for effect in effects]
        yield simulation.report.when(event.at), _called(event), told or ["changes no deadline"]


def _called(event: TicketEvent) -> str:
    if event.what == "waiting":
        return f"waiting for {event.who}"
    if event.what == "priority":
        return f"priority {event.to}"
    return event.what + (f" by {event.who}" if event.who else "")


# ---- as data


def data(simulation: Simulation) -> list[dict[str, Any]]:
    """The events as JSON values."""
    report = simulation.report

    def iso(instant: int | None) -> str | None:
        return report.iso(instant) if instant is not None else None

    return [
        {
            "at": iso(event.at),
            "event": event.what,
            "for": event.who or None,
            "to": event.to or None,
            "effects": [
                {
                    "kind": effect.due.promise.called,
                    **clause_data(report, effect.due.promise.clause),
                    "effect": effect.what,
                    "before": iso(effect.before),
                    "after": iso(effect.after),
                    "left": effect.left,
                    "leftHours": effect.left_hours or None,
                    "words": effect.words,
                }
                for effect in effects
            ],
        }
        for event, effects in history(simulation)
    ]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `data`."""
    effect = members(
        kind=TEXT,
        place=TEXT,
        path=TEXT,
        line={"type": "integer", "minimum": 1},
        effect={"enum": list(EFFECTS)},
        before=maybe(MOMENT),
        after=maybe(MOMENT),
        left=maybe(SECONDS),
        leftHours={**MAYBE, "description": "the hours of which `left` is the open time"},
        words=TEXT,
    )
    event = members(at=MOMENT, event={"enum": list(EVENTS)}, **{"for": MAYBE}, to=MAYBE, effects=many(effect))
    return many(event)
