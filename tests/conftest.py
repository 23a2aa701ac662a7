"""How hard hypothesis tries: `python -m pytest --hypothesis-profile ci` tries five times as many examples, as CI does."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("desk", max_examples=20, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None)
settings.load_profile("desk")
