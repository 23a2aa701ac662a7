"""How hard hypothesis tries: `python -m pytest --hypothesis-profile ci` tries five times as many examples, as CI does."""

from __future__ import annotations

import os

from hypothesis import Phase, settings

settings.register_profile("desk", max_examples=20, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None)
# For runs in which thousands of mutants fail: few examples, the same each time, and none of them made smaller.
settings.register_profile(
    "mutants",
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("desk")

# What one test has found tells another nothing, and what is put in the place of a part of clausecheck is to run.
os.environ["CLAUSECHECK_NO_CACHE"] = "1"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes and long texts are called after their parameter, with a number: a Word file that is made holds the second in which it
    was made, so that two processes that share the tests would know them by different names, and none would be run."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 1_000):
        return argname
    return None
