"""The tutorial, replayed in an empty folder: every command prints what the page shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scripts.tutorial_output import PAGE, WRITING, Replay, replayed


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.skipif(shutil.which("pre-commit") is None, reason="pre-commit is not installed")
def test_every_command_of_the_tutorial_prints_what_it_shows() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert replayed(page) == page, "run scripts/tutorial_output.py and read the difference"


@pytest.mark.slow
def test_the_page_on_rules_goes_from_a_first_rule_to_an_installed_package() -> None:
    page = WRITING.read_text(encoding="utf-8")
    assert replayed(page) == page, "run scripts/tutorial_output.py and read the difference"
    assert "$ pip install ./acme-rules\n" in page


def test_a_change_of_what_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sla").write_text("one\ntwo\n", encoding="utf-8")
    replay = Replay(tmp_path)
    replay.change("--- a.sla\n-one\n+1\n+one more\n")
    assert (tmp_path / "a.sla").read_text(encoding="utf-8") == "1\none more\ntwo\n"
    with pytest.raises(ValueError, match="has no line 'three"):
        replay.change("--- a.sla\n-three\n+3\n")
    with pytest.raises(ValueError, match="runs no rm"):
        replay.run("$ rm a.sla")


@pytest.mark.parametrize("page", [PAGE, WRITING], ids=lambda page: page.stem)
def test_every_page_that_it_names_is_there(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
