"""What the documents say is true: generated pages are current, examples parse, load and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clausecheck.language.parser import parse
from clausecheck.rules.loader import load

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", **more}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("script", ["language_reference.py", "rules_reference.py"])
def test_generated_pages_are_current(script: str) -> None:
    result = run(f"scripts/{script}", "--check")
    assert result.returncode == 0, result.stderr


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, each without its fences."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [body for name, body in fences if name == language]


def test_the_language_on_one_page_can_be_read() -> None:
    (page,) = [text for text in blocks(README, "") if text.startswith("agreement")]
    assert parse(page).problems == ()


def test_the_output_in_the_readme_is_the_output() -> None:
    (shown,) = blocks(README, "text")
    command, _, expected = shown.partition("\n")
    assert command.startswith("$ clausecheck check ")
    result = run("-m", "clausecheck", *command.split()[2:])
    lines = expected.rstrip("\n").split("\n")
    printed = result.stdout.rstrip("\n").split("\n")
    cut = lines.index("[…]")
    assert printed[:cut] == lines[:cut]
    assert all(line in printed for line in lines[cut + 1 :])
    assert result.returncode == 1


def test_the_ruleset_of_the_documentation_works(tmp_path: Path) -> None:
    (text,) = blocks((ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8"), "yaml")
    file = tmp_path / "firm.yaml"
    file.write_text(text, encoding="utf-8")
    rules = load(file)
    assert rules.rule("FIRM001").name == "response-too-slow"
    assert "missing-onboarding" not in {rule.name for rule in rules.rules}


def test_every_sample_and_page_that_the_readme_names_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    for target in re.findall(r"samples/[\w./-]+\.sla", README):
        assert (ROOT / target).is_file(), target


def test_the_readme_begins_with_the_install_and_what_it_prints() -> None:
    install, check = blocks(README, "sh")[0].strip().split("\n")
    assert install == "python -m pip install ."
    assert f"$ {check}\n" in blocks(README, "text")[0]


def test_the_set_up_is_two_commands() -> None:
    set_up, sample, tests = blocks(README.partition("## Development\n")[2], "sh")
    venv, install = set_up.strip().split("\n")
    assert venv.startswith("python3 -m venv .venv")
    assert install == "python -m pip install -e '.[dev]'"
    assert sample.startswith("clausecheck check samples/")
    assert tests == "python -m pytest\n"
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "--editable '.[dev]'\n" in ci
    assert "\npython -m pytest\n" in ci
