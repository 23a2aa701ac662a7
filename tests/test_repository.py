"""What the repository is for those who contribute: workflows, forms and the action are what GitHub takes, and `make` runs
what CI runs."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausecheck.version import __version__

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")
ACTION = ROOT / "action.yml"
sys.path.insert(0, str(ROOT / "scripts"))


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(path: Path) -> list[dict[str, Any]]:
    told = loaded(path)
    if path == ACTION:
        return list(told["runs"]["steps"])
    return [step for job in told["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_one(path: Path) -> None:
    told = loaded(path)
    on = told[True]  # YAML 1.1 reads `on` as a truth value, GitHub does not
    assert set(told) - {True} <= {"name", "permissions", "concurrency", "jobs"}
    assert on and set(on) <= {"push", "pull_request", "workflow_dispatch"}
    assert told["permissions"] == {"contents": "read"}, "what a job may do more stands in the job"
    for name, job in told["jobs"].items():
        assert re.fullmatch(r"[a-z][a-z-]*", name)
        assert job["runs-on"] and job["steps"]
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(told["jobs"])


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_a_step_runs_or_uses_one_thing_and_trusts_no_text(path: Path) -> None:
    for step in steps(path):
        assert ("run" in step) != ("uses" in step), step
        assert set(step) <= {
            "name", "id", "run", "uses", "with", "env", "shell", "continue-on-error",
        }, step  # fmt: skip
        assert "${{" not in step.get("run", ""), "an expression in a script is run by the shell: use `env`"
        uses = step.get("uses", "./")
        assert uses == "./" or re.fullmatch(r"[\w-]+/[\w/-]+@(v\d+|release/v\d+)", uses), uses
        for command in re.findall(r"python (scripts/\S+\.py)", step.get("run", "")):
            assert (ROOT / command).is_file(), command
        if path == ACTION and "run" in step:
            assert step["shell"] == "bash", "a composite action names the shell of each step"


def test_ci_runs_the_readme_on_three_systems() -> None:
    jobs = loaded(GITHUB / "workflows" / "ci.yml")["jobs"]
    assert {name.split("-")[0] for name in jobs["tests"]["strategy"]["matrix"]["os"]} == {
        "ubuntu", "windows", "macos",
    }  # fmt: skip
    runs = [step.get("run") for step in jobs["tests"]["steps"]]
    assert "python -m pip install -e '.[dev]'" in runs
    assert "python -m pytest" in runs
    least = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert least == f">={jobs['tests']['strategy']['matrix']['python'][0]}"


def test_only_a_tag_publishes() -> None:
    jobs = loaded(GITHUB / "workflows" / "release.yml")["jobs"]
    for name, job in jobs.items():
        text = yaml.safe_dump(job)
        publishes = "publish" in text or "gh release" in text or "write" in str(job.get("permissions"))
        assert publishes is (name == "publish")
    assert jobs["publish"]["if"].strip("${} ") == "github.event_name == 'push' && github.ref_type == 'tag'"
    assert jobs["publish"]["needs"] == "build"


def test_the_action_says_what_it_takes() -> None:
    told = loaded(ACTION)
    assert set(told) == {"name", "description", "inputs", "runs"}
    assert told["runs"]["using"] == "composite"
    text = ACTION.read_text(encoding="utf-8")
    for name, given in told["inputs"].items():
        assert given["description"] and "default" in given
        assert f"${{{{ inputs.{name} }}}}" in text, f"{name} is not used"


@pytest.mark.skipif(
    os.name == "nt" or shutil.which("bash") is None, reason="needs bash and a script of its own"
)
def test_the_action_hands_its_inputs_on_as_they_are(tmp_path: Path) -> None:
    """Its last step, with a program in place of clausecheck that prints what it gets."""
    program = tmp_path / "clausecheck" / "bin" / "clausecheck"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s|" "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    def ran(**env: str) -> str:
        given = {
            "PATHS": ".", "FAIL_ON": "", "RULESET": "", "SARIF": "", "RUNNER_TEMP": str(tmp_path), **env
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", steps(ACTION)[-1]["run"]],
            env={"PATH": "/usr/bin:/bin", **given},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout

    assert ran() == "check|--format|github|--|.|"
    assert ran(
        PATHS="a b.sla\r\n\n$(id)\n-x\n", FAIL_ON="warning", RULESET="own.yaml", SARIF="out.sarif"
    ) == (
        "check|--format|github|--fail-on|warning|--ruleset|own.yaml|--report|sarif=out.sarif|--|a b.sla|$(id)|-x|"
    )


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_is_one(path: Path) -> None:
    told = loaded(path)
    assert set(told) == {"name", "description", "title", "body"}
    ids = [field["id"] for field in told["body"]]
    assert len(ids) == len(set(ids))
    for field in told["body"]:
        assert field["type"] in ("input", "textarea")
        assert re.fullmatch(r"[\w-]+", field["id"])
        assert field["attributes"]["label"]
        assert set(field["attributes"]) <= {"label", "description", "placeholder", "render"}
        assert "render" not in field["attributes"] or field["type"] == "textarea"
        assert set(field.get("validations", {})) <= {"required"}
    assert any(field.get("validations", {}).get("required") for field in told["body"])


def test_there_is_a_form_for_each_kind_of_issue() -> None:
    assert {path.stem for path in FORMS} == {"wrong-finding", "missed-finding", "language", "bug"}
    assert loaded(GITHUB / "ISSUE_TEMPLATE" / "config.yml") == {"blank_issues_enabled": False}
    assert (GITHUB / "pull_request_template.md").is_file()


def test_the_notes_of_a_release_are_in_the_changelog() -> None:
    import release_notes

    text = "# Changelog\n\n## 0.2.0 (unreleased)\n\n- New.\n\n## 0.1.0 (2027-01-31)\n\n- First.\n"
    assert release_notes.notes(text, "0.2.0") == "- New.\n"
    assert release_notes.notes(text, "0.1.0", "v0.1.0") == "- First.\n"
    for version, tag, words in [
        ("0.2.0", "v0.2.0", "write the day of the release"),
        ("0.1.0", "v0.2.0", "pyproject.toml has version 0.1.0"),
        ("0.3.0", "", "no heading `## 0.3.0"),
    ]:
        with pytest.raises(release_notes.NotReady, match=re.escape(words)):
            release_notes.notes(text, version, tag)
    assert release_notes.notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__)


def test_make_check_looks_at_every_generated_page() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for script in (ROOT / "scripts").glob("*.py"):
        if '"--check"' in script.read_text(encoding="utf-8"):
            assert f"scripts/{script.name} --check" in makefile, script.name
    assert "\n\t$(PYTHON) -m pytest\n" in makefile
    assert "\nmake check\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_nothing_is_long_without_a_reason() -> None:
    """A reason in the docstring says what there is a parameter for, or as long as what it is; a command needs none."""
    for path in sorted((ROOT / "clausecheck").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 1000, path
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if any(re.search("click.(command|group)", ast.unparse(one)) for one in node.decorator_list):
                continue
            names = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            reason = " ".join((ast.get_docstring(node) or "").split())
            where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            if len(set(names) - {"self", "cls"}) > 6:
                assert re.search("[Pp]arameter", reason), where
            if (node.end_lineno or 0) - node.lineno >= 60:
                assert "as long as" in reason, where
    for path in (*(ROOT / "rulesets").rglob("*.yaml"), *(ROOT / "benchmarks").rglob("*.py")):
        assert path.read_text(encoding="utf-8").count("\n") <= 1000, path


def test_a_class_name_serves_one_class() -> None:
    homes: dict[str, list[str]] = {}
    for path in sorted((ROOT / "clausecheck").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not {name: where for name, where in homes.items() if len(where) > 1}
