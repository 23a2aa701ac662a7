"""Paths of rulesets that lead nowhere are said to be no rulesets."""

from pathlib import Path

import pytest

from clausecheck.rules.errors import RulesetError
from clausecheck.rules.loader import load


@pytest.mark.parametrize("path", ["~nosuchuserhere/firm.yaml", "a\0b.yaml", "a/\0.yaml"])
def test_a_path_that_cannot_be_one(path: str, tmp_path: Path) -> None:
    with pytest.raises(RulesetError, match="there is no ruleset"):
        load(path)
    (tmp_path / "own.yaml").write_text(
        f'ruleset: own\nextends: ["{path.replace(chr(0), "x")}"]\n', encoding="utf-8"
    )
    with pytest.raises(RulesetError, match="there is no ruleset"):
        load(tmp_path / "own.yaml")
