"""Configs: `clausecheck.toml`, or `[tool.clausecheck]` in `pyproject.toml`. What they say, and what is in force for a file."""

from clausecheck.config.keys import json_schema
from clausecheck.config.reading import ConfigError, Given, Origin, read
from clausecheck.config.settings import Finder, Settings

__all__ = ["ConfigError", "Finder", "Given", "Origin", "Settings", "json_schema", "read"]
