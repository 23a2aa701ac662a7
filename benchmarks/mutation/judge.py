"""What is wrong with an agreement, by the judge of each subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clausecheck.language.parser import Parsed
from mutation.beside import beside
from mutation.judges.availability import attainment, availability
from mutation.judges.backups import backups
from mutation.judges.counting import counting
from mutation.judges.credits import credits
from mutation.judges.documents import documents
from mutation.judges.leaving import leaving
from mutation.judges.opening import opening
from mutation.judges.priorities import levels, priorities
from mutation.judges.tickets import deadlines
from mutation.judges.world import CannotSay, Problem, World
from mutation.money import money
from mutation.never import never
from mutation.twice import twice

JUDGES: dict[str, Callable[[World], list[Problem]]] = {
    "deadlines": deadlines,
    "counting": counting,
    "priorities": priorities,
    "levels": levels,
    "credits": credits,
    "availability": availability,
    "attainment": attainment,
    "backups": backups,
    "hours": opening,
    "exit": leaving,
    "documents": documents,
    "money": money,
    "never": never,
    "twice": twice,
    "beside": beside,
}


def judge(parsed: Parsed, subjects: Sequence[str] | None = None) -> tuple[list[Problem], list[str]]:
    """The problems of an agreement by some judges or all of them, and why some judge could not say."""
    try:
        world = World(parsed)
    except CannotSay as reason:
        return [], [str(reason)]
    found: list[Problem] = []
    unsaid: list[str] = []
    for subject in JUDGES if subjects is None else subjects:
        try:
            found += JUDGES[subject](world)
        except CannotSay as reason:
            unsaid.append(f"{subject}: {reason}")
        unsaid += [f"{subject}: {doubt}" for doubt in world.doubts]
        world.doubts.clear()
    return found, unsaid
