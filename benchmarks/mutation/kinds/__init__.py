"""Kinds of mutation: what a slip of the pen, a copied clause or a late change does to a good agreement.

A kind takes a sample and a seeded source of chance and gives one mutant: the changed text and a label that says what changed.
It edits the text where the parsed tree says that a value or a clause stands, so that the rest stays as it is written. What
the mutant means is not decided here but by the judges (`mutation.judge`); only where nothing can be simulated does a kind say
itself which rule its checklist row asks for (`asks`), or that nothing has changed (`same`).
"""

from __future__ import annotations

from mutation import beside, money, never, twice
from mutation.kinds import (
    availability,
    backups,
    covering,
    credits,
    deadlines,
    documents,
    figures,
    hollow,
    hours,
    leaving,
    meeting,
    priorities,
    same,
)

#: The modules that register kinds, in the order in which the benchmark runs them.
MODULES = (
    deadlines,
    covering,
    hours,
    priorities,
    availability,
    credits,
    backups,
    leaving,
    documents,
    hollow,
    meeting,
    money,
    never,
    twice,
    beside,
    figures,
    same,
)
