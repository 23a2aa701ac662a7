"""How many examples a test has hypothesis try."""

from __future__ import annotations

from hypothesis import settings


def examples(in_ci: int) -> int:
    """So many in CI, and the share of the profile elsewhere."""
    return min(in_ci, max(10, in_ci * settings().max_examples // 100))
