"""What shells complete: the script of each, and what it is answered."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clausecheck.cli.completion import SHELLS, VARIABLE
from clausecheck.cli.main import _COMMANDS
from clausecheck.rules.loader import available, load

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "samples" / "tour.sla"


def asked(run: Any, monkeypatch: pytest.MonkeyPatch, line: str, shell: str = "bash") -> list[tuple[str, str]]:
    """The answers to a line that ends where the key is pressed: the kind and the value of each."""
    words = line.split()
    last = "" if line.endswith(" ") else words[-1]
    monkeypatch.setenv(VARIABLE, f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", last if shell == "fish" else str(len(words) - bool(last)))
    ended = run()
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    if shell == "zsh":
        return list(zip(lines[::3], lines[1::3], strict=True))
    pairs = [line.partition(",")[::2] for line in lines if line]
    return [(kind, value.partition("\t")[0]) for kind, value in pairs]


@pytest.fixture
def complete(run: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda line, shell="bash": asked(run, monkeypatch, line, shell)


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_and_options(complete: Any, shell: str) -> None:
    assert complete("clausecheck ", shell) == [("plain", name) for name in _COMMANDS]
    assert complete("clausecheck dead", shell) == [("plain", "deadlines")]
    assert ("plain", "--baseline") in complete("clausecheck check --b", shell)
    assert ("plain", "--version") in complete("clausecheck --v", shell)
    assert complete("clausecheck check --format s", shell) == [("plain", "sarif")]
    assert complete("clausecheck completion ", shell) == [("plain", name) for name in SHELLS]
    assert complete("clausecheck nonsense dead", shell) == [("plain", "deadlines")]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "line", ["explain missing-te", "check --select missing-te", "check --ignore missing-te"]
)
def test_rules_by_name(complete: Any, shell: str, line: str) -> None:
    assert complete(f"clausecheck {line}", shell) == [
        ("plain", name) for name in ("missing-term", "missing-termination")
    ]


def test_every_rule_is_known(complete: Any) -> None:
    values = {value for _, value in complete("clausecheck explain ")}
    assert {rule.name for rule in load("msp").known()} <= values
    codes = [value for _, value in complete("clausecheck explain C")]
    assert {rule.code for rule in load("msp").known()} <= set(codes)
    assert codes == sorted(codes)


def test_rules_after_a_comma(complete: Any) -> None:
    values = [value for _, value in complete("clausecheck check --select CC101,missing-term")]
    assert values == ["CC101,missing-term", "CC101,missing-termination"]


def test_rules_of_a_file_of_ones_own(complete: Any) -> None:
    Path("own.yaml").write_text(
        "ruleset: own\nversion: '1'\nrules:\n  my-rule:\n    severity: error\n    code: XX1\n",
        encoding="utf-8",
    )
    assert complete("clausecheck explain --ruleset own.yaml my") == [("plain", "my-rule")]
    assert complete("clausecheck check --ruleset own.yaml --select XX") == [("plain", "XX1")]
    assert complete("clausecheck explain my") == []
    for content in (b"\xff\x00", b"[", b""):
        Path("own.yaml").write_bytes(content)
        assert complete("clausecheck explain --ruleset own.yaml my") == []
    assert complete("clausecheck explain --ruleset nowhere.yaml missing-term")[0] == ("plain", "missing-term")


@pytest.mark.parametrize("command", ["check", "rules", "explain", "portfolio"])
def test_rulesets(complete: Any, command: str) -> None:
    names = [value for _, value in complete(f"clausecheck {command} --ruleset ")]
    assert set(available()) <= set(names)
    assert complete(f"clausecheck {command} --ruleset ./o") == [("file", "./o")]


@pytest.mark.parametrize(
    "line",
    ["check ", "show ", "targets ", "deadlines ", "simulate ", "format ", "waivers ", "baseline ", "config ",
     "portfolio ", "check --baseline ", "check --config ", "check -o ", "show --output x"],
)  # fmt: skip
def test_files_are_left_to_the_shell(complete: Any, line: str) -> None:
    assert complete(f"clausecheck {line}") == [("file", "x" if line.endswith("x") else "")]


def test_names_in_the_agreement(complete: Any) -> None:
    line = f"clausecheck simulate {TOUR} --priority"
    assert complete(f"{line} ") == [("plain", name) for name in ("P1", "P2", "P3")]
    assert complete(f"{line} P2") == [("plain", "P2")]
    assert complete(f"clausecheck simulate {TOUR} --service s") == [("plain", "servers")]
    assert ("plain", "HQ") in complete(f"clausecheck simulate {TOUR} --site ")
    assert complete(f"clausecheck simulate {TOUR} --plan ") == [("plain", "Gold")]
    for file in ("nowhere.sla", ".", "-"):
        assert complete(f"clausecheck simulate {file} --priority ") == []


def test_an_answer_needs_next_to_nothing(spawn: Any) -> None:
    """A shell asks at each press of a key."""
    code = (
        "import json, sys\nfrom clausecheck.cli.main import main\ntry:\n    main()\nfinally:\n"
        "    print(json.dumps(sorted(name.partition('.')[0] for name in sys.modules)), file=sys.stderr)\n"
    )
    for line in ("clausecheck ", "clausecheck explain ", "clausecheck check --select "):
        env = {VARIABLE: "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()))}
        ended = spawn(code=code, env=env)
        assert ended.stdout.count(b"\n") > 5
        assert not {"lark", "rich", "yaml", "holidays", "watchfiles"} & set(json.loads(ended.stderr))


# The scripts


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_names_the_program(run: Any, shell: str) -> None:
    ended = run("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert f"{VARIABLE}={shell}_complete" in ended.out
    assert run("completion", shell, "-o", "script").out == ""
    assert Path("script").read_text(encoding="utf-8") == ended.out


def test_a_shell_that_is_not_known(run: Any) -> None:
    ended = run("completion", "csh")
    assert (ended.code, ended.out) == (2, "")
    assert "'csh' is not one of" in ended.err
    assert "Missing argument" in run("completion").err


@pytest.fixture
def program(tmp_path: Path) -> dict[str, str]:
    """An environment in which the shell finds `clausecheck`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "clausecheck"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m clausecheck "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}


def in_shell(command: list[str], env: dict[str, str]) -> list[str]:
    if os.name == "nt" or shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed here")
    ended = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert ended.stderr == ""
    return ended.stdout.split()


def test_in_bash(program: dict[str, str]) -> None:
    ask = (
        'eval "$(clausecheck completion bash)"\n'
        "complete -p clausecheck > /dev/null || exit 1\n"
        'ask() { COMP_WORDS=(clausecheck "$@"); COMP_CWORD=$#; COMPREPLY=();'
        ' _clausecheck_completion clausecheck; echo "${COMPREPLY[@]}"; }\n'
    )
    ask += "ask dead\nask explain missing-termi\nask check --select CC101,CC102\n"
    assert in_shell(["bash", "--norc", "-c", ask], program) == [
        "deadlines", "missing-termination", "CC101,CC102",
    ]  # fmt: skip


def test_in_zsh(program: dict[str, str]) -> None:
    ask = (
        'autoload -U compinit; compinit -u\neval "$(clausecheck completion zsh)"\nprint $_comps[clausecheck]'
    )
    assert in_shell(["zsh", "-f", "-c", ask], program) == ["_clausecheck_completion"]


def test_in_fish(program: dict[str, str]) -> None:
    ask = "clausecheck completion fish | source; complete --do-complete 'clausecheck dead'"
    assert in_shell(["fish", "--no-config", "-c", ask], program)[0] == "deadlines"
