"""Makes the tables of the grammar and of our rules when a wheel is built, so that the first run after an installation need not,
and the page of all rules to which findings point.

A checkout (an editable installation) has none: there they would be stale after the first change, and the user's cache, whose
entries are named after the files, has them from the first run on.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TablesHook(BuildHookInterface[Any]):
    """Adds `clausecheck/compiled/` and `clausecheck/pages/` to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the tables; `version` is the kind of build."""
        if version == "editable" or self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        try:
            from clausecheck.reports.rule_page import html
            from clausecheck.rules.loader import every_rule, made_in_advance
        finally:
            sys.path.remove(self.root)
        folder = Path(tempfile.mkdtemp(prefix="clausecheck-tables-"))
        for name, data in made_in_advance().items():
            (folder / name).write_bytes(data)
            build_data["force_include"][str(folder / name)] = f"clausecheck/compiled/{name}"
        page = folder / "rules.html"
        page.write_text(html(every_rule()), encoding="utf-8", newline="\n")
        build_data["force_include"][str(page)] = "clausecheck/pages/rules.html"
