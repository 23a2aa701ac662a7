"""What each command prints: help, outline, JSON, rules, explanations, layout."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausecheck.agreement.export import json_schema
from clausecheck.cli.main import _COMMANDS
from clausecheck.rules.loader import load
from clausecheck.version import LANGUAGE_VERSION
from tests.schemas import Validator

CASES = Path(__file__).parents[1] / "cases" / "cli"
SAMPLES = Path(__file__).parents[2] / "samples"
MSP = load("msp")
RULES = MSP.rules


def compare(name: str, output: str) -> None:
    """Compare with a golden file, or rewrite it when CLAUSECHECK_UPDATE is set."""
    path = CASES / name
    if os.environ.get("CLAUSECHECK_UPDATE"):
        path.write_bytes(output.encode())
    assert path.exists(), f"no {path.name}: run with CLAUSECHECK_UPDATE=1"
    assert output == path.read_bytes().decode()


@pytest.mark.parametrize("command", ["", *_COMMANDS])
def test_help(run: Any, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ended = run(*command.split(), "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.isascii(), "a console of any encoding can show it"
    assert run(*command.split(), "-h") == ended
    compare(f"help{'-' if command else ''}{command}.txt", ended.out)


def test_every_command_is_in_the_help(run: Any) -> None:
    out = run("--help").out
    assert all(f"  {name} " in out and text in out for name, text in _COMMANDS.items())


def test_version(run: Any) -> None:
    from importlib import metadata

    ended = run("--version")
    assert (ended.code, ended.out) == (
        0,
        f"clausecheck {metadata.version('clausecheck')}, language {LANGUAGE_VERSION}\n",
    )


# show


def test_show_is_an_outline(run: Any) -> None:
    ended = run("show", CASES / "outline.sla", "-o", "out.txt")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    head, _, rest = Path("out.txt").read_text(encoding="utf-8").partition("\n")
    assert head.endswith("tests/cases/cli/outline.sla")
    compare("outline.txt", rest)
    assert run("show", "-", input=(CASES / "outline.sla").read_bytes()).out == f"<stdin>\n{rest}"


@pytest.mark.parametrize("file", [CASES / "outline.sla", CASES / "draft.sla", SAMPLES / "tour.sla"])
def test_show_as_json_is_what_the_schema_says(run: Any, file: Path) -> None:
    schema = json.loads(run("schema").out)
    assert schema == json_schema(), "of which its own tests say that it is a schema"
    ended = run("show", "--format", "json", file)
    assert ended.code == 0
    Validator(schema).validate(json.loads(ended.out))
    assert ended.out.isascii()


def test_show_says_what_could_not_be_read(run: Any, draft: str) -> None:
    schema = json.loads(run("schema", "agreement").out)
    for data in (draft.replace("}", "  trem 12 months\n}").encode(), b"", b"\x00\xff", b"}{}{"):
        ended = run("show", "-", input=data)
        assert ended.code == 1
        assert "in reading; `clausecheck check -` shows them" in ended.err
        ended = run("show", "-", "--format", "json", input=data)
        assert ended.code == 1
        Validator(schema).validate(json.loads(ended.out))
    assert "could not be read:" in run("show", "-", input=b'agreement "A" {\n  nonsense and more\n}\n').out


@pytest.mark.parametrize("file", [CASES / "draft.sla", SAMPLES / "clean", SAMPLES])
def test_a_report_is_what_its_schema_says(run: Any, file: Path) -> None:
    schema = json.loads(run("schema", "report").out)
    Draft202012Validator.check_schema(schema)
    Validator(schema).validate(json.loads(run("check", "--format", "json", file).out))


def test_building_blocks_are_facts_of_the_report(run: Any) -> None:
    report = json.loads(run("check", "--format", "json", CASES / "draft.sla").out)
    blocks = report["facts"]["building blocks"]
    assert list(blocks) == [f"B{number:02}" for number in range(1, 32)]
    assert blocks["B26"] == {"title": "termination", "state": "missing"}
    assert (
        "building blocks  0 of 19 that such a document needs are there"
        in run("check", CASES / "draft.sla").out
    )


# rules


def test_rules_are_listed(run: Any) -> None:
    ended = run("rules")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(rule.code for rule in RULES)
    assert [line.split()[2] for line in lines] == [
        rule.name for rule in sorted(RULES, key=lambda rule: rule.code)
    ]
    assert run("rules", "-o", "rules.txt").out == ""
    assert Path("rules.txt").read_text(encoding="utf-8") == ended.out


# format

UNTIDY = 'agreement   "A" {\n      term 12   months\n\n\n}\n'
TIDY = 'agreement "A" {\n  term 12 months\n}\n'


def test_format_lays_out(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.sla"
    file.write_text(UNTIDY, encoding="utf-8")
    ended = run("format", "--check", "a.sla")
    assert (ended.code, ended.out, ended.err) == (1, "", "a.sla: would be laid out anew\n")
    assert file.read_text(encoding="utf-8") == UNTIDY
    ended = run("format", "a.sla")
    assert (ended.code, ended.out, ended.err) == (0, "", "a.sla: laid out anew\n")
    assert file.read_text(encoding="utf-8") == TIDY
    assert run("format", ".") == run("format", "--check", "a.sla")
    assert run("format", "--check", "a.sla").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.sla"]


def test_format_as_a_filter(run: Any) -> None:
    ended = run("format", "-", input=UNTIDY.encode())
    assert (ended.code, ended.out, ended.err) == (0, TIDY, "")
    ended = run("format", "--check", "-", input=UNTIDY.encode())
    assert (ended.code, ended.out, ended.err) == (1, "", "<stdin>: would be laid out anew\n")
    assert run("format", "--check", "-", input=TIDY.encode()).code == 0


@pytest.mark.parametrize(
    "content", [b'agreement "A" {\n', b"\x00\xff", b'agreement "A" {\n  trem 1 year\n}\n']
)
def test_format_leaves_alone_what_it_cannot_read(run: Any, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.sla").write_bytes(content)
    (tmp_path / "b.sla").write_text(UNTIDY, encoding="utf-8")
    ended = run("format", ".")
    assert ended.code == 1
    assert "a.sla: left as it is: " in ended.err
    assert (tmp_path / "a.sla").read_bytes() == content
    assert (tmp_path / "b.sla").read_text(encoding="utf-8") == TIDY, "the rest is laid out"
    piped = run("format", "-", input=content)
    assert (piped.code, piped.out) == (1, "")


def test_format_is_whole_or_nothing(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.sla").write_text(UNTIDY, encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("clausecheck.cli.common.os.replace", full)
        ended = run("format", "a.sla")
    assert (ended.code, ended.err) == (2, "clausecheck: cannot write a.sla: No space left on device\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.sla"]
    assert (tmp_path / "a.sla").read_text(encoding="utf-8") == UNTIDY


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_format_keeps_links(run: Any, tmp_path: Path) -> None:
    (tmp_path / "real.sla").write_text(UNTIDY, encoding="utf-8")
    (tmp_path / "link.sla").symlink_to("real.sla")
    assert run("format", "link.sla").code == 0
    assert (tmp_path / "link.sla").is_symlink()
    assert (tmp_path / "real.sla").read_text(encoding="utf-8") == TIDY
