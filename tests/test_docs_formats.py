"""The pages about formats and CI: they name what there is, and what they tell to write can be run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from clausecheck.cli.check import command as check
from clausecheck.cli.main import group
from clausecheck.reports.formats import FORMATS

ROOT = Path(__file__).resolve().parent.parent
FORMATS_PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
CI_PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
PAGES = {"formats.md": FORMATS_PAGE, "ci.md": CI_PAGE}


def fenced(text: str, language: str) -> list[str]:
    """The blocks of a language, each without its fences."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def scalars(value: Any) -> list[str]:
    """Every text in a YAML value."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in scalars(item)]
    if isinstance(value, list):
        return [text for item in value for text in scalars(item)]
    return [value] if isinstance(value, str) else []


def commands() -> list[str]:
    """Every command line of clausecheck in the examples."""
    lines = [line for page in PAGES.values() for block in fenced(page, "sh") for line in block.splitlines()]
    lines += [line for block in fenced(CI_PAGE, "yaml") for text in scalars(yaml.safe_load(block))
              for line in text.splitlines()]  # fmt: skip
    return [line for line in lines if line.startswith("clausecheck ")]


def test_the_table_is_that_of_the_program() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", FORMATS_PAGE, re.MULTILINE))
    assert rows == {form.name: form.help for form in FORMATS.values()}
    for name in set(FORMATS) - {"text", "json"}:
        assert f"\n## {name}\n" in FORMATS_PAGE


def test_the_mapping_of_severities_is_that_of_the_program() -> None:
    from clausecheck.finding import Severity
    from clausecheck.reports import github, gitlab, sarif

    for name, table in (("sarif", sarif.LEVELS), ("github", github.LEVELS), ("gitlab", gitlab.SEVERITIES)):
        row = " | ".join(table[severity] for severity in Severity)
        assert f"| `{name}` | {row} |" in FORMATS_PAGE


@pytest.mark.parametrize("block", fenced(CI_PAGE, "yaml"), ids=lambda block: block.splitlines()[0])
def test_every_snippet_is_yaml(block: str) -> None:
    assert yaml.safe_load(block)


def test_the_workflow_of_github() -> None:
    workflow = yaml.safe_load(fenced(CI_PAGE, "yaml")[0])
    steps = workflow["jobs"]["clausecheck"]["steps"]
    (upload,) = [step for step in steps if "upload-sarif" in step.get("uses", "")]
    (told,) = [step for step in steps if step.get("run", "").startswith("clausecheck ")]
    assert f"--report sarif={upload['with']['sarif_file']} " in told["run"]
    assert workflow["permissions"] == {
        "contents": "read",
        "security-events": "write",
        "pull-requests": "write",
    }
    assert "!cancelled()" in upload["if"], "also when there are findings"


def test_the_action_takes_what_the_page_gives_it() -> None:
    (step,) = [
        item
        for block in map(yaml.safe_load, fenced(CI_PAGE, "yaml"))
        if isinstance(block, list)
        for item in block
    ]
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert set(step["with"]) <= set(action["inputs"])
    for name in action["inputs"]:
        assert f"`{name}`" in CI_PAGE


def test_the_job_of_gitlab() -> None:
    (job,) = [block for block in map(yaml.safe_load, fenced(CI_PAGE, "yaml")) if "agreements" in block]
    reports = job["agreements"]["artifacts"]["reports"]
    assert job["agreements"]["artifacts"]["when"] == "always"
    line = job["agreements"]["script"][-1]
    assert f"--report gitlab={reports['codequality']} " in line
    assert f"--report junit={reports['junit']} " in line


def test_the_hook_of_pre_commit() -> None:
    ours, local = [block for block in map(yaml.safe_load, fenced(CI_PAGE, "yaml")) if "repos" in block]
    hook, layout = ours["repos"][0]["hooks"]
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"], layout["id"]} == {one["id"] for one in offered}
    check.make_parser(click.Context(check, parent=click.Context(group, **group.context_settings))).parse_args(
        list(hook["args"])
    )
    (own,) = local["repos"][0]["hooks"]
    (first,) = [one for one in offered if one["id"] == own["id"]]
    assert {key: own[key] for key in ("files", "require_serial")} == {
        key: first[key] for key in ("files", "require_serial")
    }
    assert own["entry"].startswith(first["entry"].split()[0])


def test_there_are_commands() -> None:
    assert len(commands()) >= 5


@pytest.mark.parametrize("line", dict.fromkeys(commands()))
def test_every_command_can_be_run(line: str) -> None:
    """Parsed by the program itself: unknown options and values are refused."""
    words = shlex.split(line)[1:]
    assert words[0] == "check"
    assert words[0] in group.list_commands(click.Context(group))
    check.make_context("check", words[1:])


def test_pages_that_are_named_are_there() -> None:
    for page in PAGES.values():
        for target in re.findall(r"\]\((?!https?:|\d)([^)#]+)\)", page):
            assert (ROOT / "docs" / target).exists(), target
