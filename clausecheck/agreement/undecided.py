"""Where an analysis gives up, and why: nothing that could not be decided is passed over in silence.

What is computed deep below a check has no finding to return when a day lies beyond the calendar or a length is open. It says
so here, and whoever runs the check reports it as undecided.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_reasons: ContextVar[dict[str, None] | None] = ContextVar("reasons", default=None)


def gave_up(reason: object, what: str = "") -> None:
    """Note that something could not be decided, and why: `reason` is the error that said so, or words; `what` names it."""
    reasons = _reasons.get()
    if reasons is not None:
        said = str(reason) or "a day or a length of time lies beyond the calendar"
        reasons[f"{what}: undecided, because {said}" if what else f"undecided, because {said}"] = None


@contextlib.contextmanager
def given_up() -> Iterator[dict[str, None]]:
    """While this lasts, the reasons that are noted, each once, in their order."""
    reasons: dict[str, None] = {}
    token = _reasons.set(reasons)
    try:
        yield reasons
    finally:
        _reasons.reset(token)
