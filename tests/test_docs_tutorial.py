"""The tutorial, replayed in an empty folder: every command prints what the page shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scripts.tutorial_output import PAGE, Replay, replayed


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.skipif(shutil.which("pre-commit") is None, reason="pre-commit is not installed")
def test_every_command_of_the_tutorial_prints_what_it_shows() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert replayed(page) == page, "run scripts/tutorial_output.py and read the difference"


def test_a_change_of_what_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sla").write_text("one\ntwo\n", encoding="utf-8")
    replay = Replay(tmp_path)
    replay.change("--- a.sla\n-one\n+1\n+one more\n")
    assert (tmp_path / "a.sla").read_text(encoding="utf-8") == "1\none more\ntwo\n"
    with pytest.raises(ValueError, match="has no line 'three"):
        replay.change("--- a.sla\n-three\n+3\n")
    with pytest.raises(ValueError, match="runs no rm"):
        replay.run("$ rm a.sla")


def test_every_page_that_the_tutorial_names_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE.read_text(encoding="utf-8")):
        assert (PAGE.parent / target).exists(), target
