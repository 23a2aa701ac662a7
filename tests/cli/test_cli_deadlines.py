"""`deadlines` and `simulate` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "samples" / "tour.sla"
AT = "2027-05-28 16:50"
HOURS = "hours h in Europe/London {\n  mon-fri 09:00-17:00\n}\n"


def test_deadlines_as_text(run: Any) -> None:
    ended = run("deadlines", TOUR, "--as-of", "2026-11-23")
    assert (ended.code, ended.err) == (0, "")
    assert "Wed 29 Dec 2027 17:30" in ended.out
    assert "Last days for notices, as of Mon 23 Nov 2026" in ended.out
    assert "\x1b" not in ended.out
    assert "\x1b" in run("deadlines", TOUR, "--color", "always").out


def test_simulate_as_text(run: Any) -> None:
    ended = run("simulate", TOUR, "--priority", "P2", "--at", AT)
    assert (ended.code, ended.err) == (0, "")
    assert "P2 ticket, logged Fri 28 May 2027 16:50 (Europe/London)" in ended.out
    assert "Sat 29 May 2027 09:20" in ended.out
    assert "●" in ended.out


def test_a_case_of_everything(run: Any) -> None:
    named = ("--priority", "P2", "--service", "servers", "--plan", "Gold", "--site", "HQ")
    made = json.loads(run("simulate", TOUR, *named, "--at", "2027-05-28T16:50", "--format", "json").out)
    assert made["ticket"] | {"logged": ""} == {
        "priority": "P2", "service": "servers", "plan": "Gold", "site": "HQ", "region": None, "tier": None,
        "family": None, "logged": "", "inTerm": True,
    }  # fmt: skip
    assert [one["promise"] for one in made["deadlines"]] == ["30 minutes", "8 hours"]
    assert made["deadlines"][0]["due"] == "2027-05-28T17:20:00+01:00"
    assert made["deadlines"][0]["path"].startswith("plan Gold")


@pytest.mark.parametrize(
    ("what", "args"),
    [("deadlines", ("deadlines", TOUR)), ("simulation", ("simulate", TOUR, "--priority", "P3", "--at", AT))],
)
def test_data_is_what_the_schema_says(run: Any, what: str, args: tuple[Any, ...]) -> None:
    schema = json.loads(run("schema", what).out)
    Draft202012Validator.check_schema(schema)
    out = run(*args, "--format", "json").out
    Draft202012Validator(schema).validate(json.loads(out))
    assert out == run(*args, "--format", "json").out


def test_markdown_into_a_file(run: Any) -> None:
    assert run("deadlines", TOUR, "--format", "markdown", "-o", "a.md").out == ""
    assert Path("a.md").read_text(encoding="utf-8").startswith("### How long tickets really wait")
    run("simulate", TOUR, "--priority", "P2", "--at", AT, "--format", "markdown", "-o", "b.md")
    assert "```text" in Path("b.md").read_text(encoding="utf-8")


def test_a_repository_without_priorities_needs_none(run: Any) -> None:
    draft = (HOURS + "respond within 4 h hours\n").encode()
    ended = run("simulate", "-", "--at", AT, input=draft)
    assert (ended.code, ended.err) == (0, "")
    assert "ticket, logged Fri 28 May 2027 16:50" in ended.out
    ended = run("simulate", "-", "--at", AT, "--priority", "P1", input=draft)
    assert (ended.code, ended.out) == (2, "")
    assert "The agreement has no priority." in ended.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--at", AT], "--priority is needed: P1, P2 or P3."),
        (["--at", AT, "--priority", "p1"], "no priority is called 'p1'. Did you mean P1?"),
        (["--at", AT, "--priority", "Low"], "There are P1, P2 or P3."),
        (["--at", AT, "--priority", "P1", "--service", "server"], "Did you mean servers?"),
        (["--at", AT, "--priority", "P1", "--site", "hq"], "Did you mean HQ?"),
        (["--at", AT, "--priority", "P1", "--plan", "gold\x1b"], r"no plan is called 'gold\x1b'"),
        (
            ["--at", "tomorrow", "--priority", "P1"],
            "is not a date and a time; write it like '2027-05-28 16:50'",
        ),
        (["--at", "2027-02-30 10:00", "--priority", "P1"], "write it like '2027-05-28 16:50'"),
        (["--priority", "P1"], "Missing option '--at'"),
    ],
)
def test_mistakes_are_explained(run: Any, args: list[str], words: str) -> None:
    ended = run("simulate", TOUR, *args)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_what_could_not_be_read_is_said(run: Any) -> None:
    broken = (HOURS + "priority P1 {\n  respond within 1 hour\n  respnd within within\n}\n").encode()
    for args in (("deadlines", "-"), ("simulate", "-", "--priority", "P1", "--at", AT)):
        ended = run(*args, input=broken)
        assert ended.code == 1
        assert "1 hour" in ended.out
        assert "in reading" in ended.err


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "utf-8"])
def test_any_encoding(spawn_each: Any, tmp_path: Path, encoding: str) -> None:
    draft = tmp_path / "draft.sla"
    draft.write_text(HOURS + 'priority P1 "Größte" {\n  respond within 4 h hours\n}\n', encoding="utf-8")
    lines = [["deadlines", str(draft)], ["simulate", str(draft), "--priority", "P1", "--at", AT]]
    for args, ended in zip(lines, spawn_each(*lines, encoding=encoding), strict=True):
        assert (ended.returncode, ended.stderr) == (0, b"")
        out = ended.stdout.decode(encoding)
        assert "\\u" not in out
        assert ("█" in out) == (encoding == "utf-8" and args[0] == "simulate")


def test_help_needs_nothing(spawn: Any) -> None:
    code = (
        "import sys\nfrom clausecheck.cli.main import main\ntry:\n    main()\nexcept SystemExit:\n"
        "    print({'rich', 'lark', 'yaml', 'holidays'} & set(sys.modules), file=sys.stderr)\n"
    )
    for command in ("deadlines", "simulate"):
        ended = spawn(command, "--help", code=code)
        assert b"Examples:" in ended.stdout
        assert ended.stderr.strip() == b"set()"
