"""Nothing is written over that a run has read, however its name is written; what may be written is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from clausecheck import inputs
from clausecheck.baseline import render

posix = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")

RULES = "ruleset: firm\nextends: [msp]\n"
TICKET = ["--at", "2027-05-28 16:50"]


@pytest.fixture
def folder(tmp_path: Path, draft: str) -> Path:
    """An agreement with an ending of its own, under three names, and what a run of it may read besides."""
    (tmp_path / "a.txt").write_text(draft, encoding="utf-8")
    (tmp_path / "b.sla").write_text(draft, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    if os.name == "posix":
        (tmp_path / "sym.txt").symlink_to("a.txt")
        (tmp_path / "tosla.txt").symlink_to("b.sla")
        (tmp_path / "new.txt").symlink_to("none.sla")
        os.link(tmp_path / "a.txt", tmp_path / "hard.txt")
    (tmp_path / "firm.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "base.toml").write_text('fail-on = "warning"\n', encoding="utf-8")
    (tmp_path / "own.toml").write_text('extends = "base.toml"\n', encoding="utf-8")
    (tmp_path / "events.csv").write_text("at,event\n", encoding="utf-8")
    (tmp_path / "known.json").write_text(render([]), encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """What every file holds, by name; a link to nothing holds nothing."""
    return {
        path.name: path.read_bytes() if path.exists() else b""
        for path in folder.iterdir()
        if not path.is_dir()
    }


def refused(run: Any, folder: Path, *args: str) -> str:
    """A run that ends with exit code 2 and changes no file; what it says."""
    before = contents(folder)
    ended = run(*args)
    assert ended.code == 2, args
    assert contents(folder) == before, args
    assert "would be overwritten" in ended.err, (args, ended.err)
    return str(ended.err)


COMMANDS = [
    ["check", "{}"],
    ["show", "{}"],
    ["show", "--format", "json", "{}"],
    ["targets", "{}"],
    ["deadlines", "{}"],
    ["deadlines", "--format", "ics", "{}"],
    ["simulate", *TICKET, "{}"],
    ["portfolio", "{}"],
    ["waivers", "{}"],
    ["config", "{}"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda args: " ".join(args[:-1]))
@pytest.mark.parametrize("name", ["a.txt", "./folder/../a.txt", "sym.txt", "hard.txt"])
@posix
def test_no_command_writes_over_the_agreement_it_reads(
    run: Any, folder: Path, command: list[str], name: str
) -> None:
    args = [arg.format("a.txt") for arg in command]
    assert "an agreement" in refused(run, folder, *args, "-o", name)
    assert "an agreement" in refused(run, folder, *args, "-o", str(folder / name))


@posix
def test_an_agreement_that_is_read_through_a_link_is_safe(run: Any, folder: Path) -> None:
    for name in ("a.txt", "sym.txt", "hard.txt"):
        refused(run, folder, "show", "sym.txt", "-o", name)
        refused(run, folder, "check", "sym.txt", "--report", f"json={name}")


@pytest.mark.parametrize("name", ["tosla.txt", "new.txt"])
@posix
def test_a_link_to_an_agreement_is_no_report(run: Any, folder: Path, name: str) -> None:
    for args in (["check", "."], ["check", "a.txt"], ["rules"], ["schema"], ["completion", "bash"]):
        assert "an agreement" in refused(run, folder, *args, "-o", name)
    assert not (folder / "none.sla").exists()


@pytest.mark.parametrize(
    ("args", "name", "kind"),
    [
        (["check", "a.txt", "-r", "firm.yaml"], "firm.yaml", "a ruleset"),
        (["waivers", "a.txt", "-r", "firm.yaml"], "firm.yaml", "a ruleset"),
        (["rules", "-r", "firm.yaml"], "./firm.yaml", "a ruleset"),
        (["portfolio", "a.txt", "-r", "firm.yaml"], "folder/../firm.yaml", "a ruleset"),
        (["check", "a.txt", "--config", "own.toml"], "own.toml", "a config"),
        (["check", "a.txt", "--config", "own.toml"], "base.toml", "a config"),
        (["config", "a.txt", "--config", "own.toml"], "base.toml", "a config"),
        (["check", "a.txt", "--baseline", "known.json"], "known.json", "a baseline"),
        (["simulate", *TICKET, "--events", "events.csv", "a.txt"], "events.csv", "a list of events"),
        (["check", "-", "--stdin-filename", "a.txt"], "a.txt", "an agreement"),
    ],
)
def test_nor_over_what_it_reads_besides(
    run: Any, folder: Path, args: list[str], name: str, kind: str
) -> None:
    assert kind in refused(run, folder, *args, "-o", name)
    if args[0] == "check":
        assert kind in refused(run, folder, *args, "--report", f"json={name}")


@pytest.mark.parametrize("name", sorted(inputs.OURS))
def test_nor_over_a_file_of_ours_that_it_does_not_read(run: Any, folder: Path, name: str) -> None:
    (folder / name).write_text("{}" if name.endswith(".json") else "", encoding="utf-8")
    for args in (["show", "a.txt"], ["check", "--no-config", "a.txt"], ["rules"], ["schema", "config"]):
        refused(run, folder, *args, "-o", name)


@posix
def test_nor_over_standard_input(spawn: Any, folder: Path) -> None:
    before = contents(folder)
    with (folder / "a.txt").open("rb") as stream:
        ended = spawn("show", "-", "-o", "hard.txt", stdin=stream, cwd=folder)
    assert ended.returncode == 2
    assert b"it is standard input, and would be overwritten" in ended.stderr
    assert contents(folder) == before


def test_where_the_disk_knows_no_case_another_case_is_the_same_file(
    run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a disk answers for `A.TXT` with the number of `a.txt`."""
    real_stat, real_exists = os.stat, os.path.exists

    def lower(path: Any) -> Any:
        text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else path
        return text[: -len("A.TXT")] + "a.txt" if isinstance(text, str) and text.endswith("A.TXT") else text

    monkeypatch.setattr(os, "stat", lambda path, **more: real_stat(lower(path), **more))
    monkeypatch.setattr(os.path, "exists", lambda path: real_exists(lower(path)))
    refused(run, folder, "show", "a.txt", "-o", "A.TXT")


def test_a_refused_report_keeps_the_others_from_being_written(run: Any, folder: Path) -> None:
    args = ["check", "a.txt", "-r", "firm.yaml", "--report", "json=out.json", "--report", "text=firm.yaml"]
    refused(run, folder, *args)
    assert not (folder / "out.json").exists()


@posix
def test_a_report_is_written_over_its_elder(run: Any, folder: Path) -> None:
    (folder / "report.txt").write_text("old", encoding="utf-8")
    (folder / "gone.txt").write_text((folder / "a.txt").read_text("utf-8"), encoding="utf-8")
    os.link(folder / "gone.txt", folder / "other.txt")
    assert run("check", "a.txt", "-o", "report.txt").code == 1
    assert run("check", "a.txt", "-o", "other.txt").code == 1
    assert "not legal advice" in (folder / "report.txt").read_text("utf-8")
    assert "not legal advice" in (folder / "other.txt").read_text("utf-8")


def test_what_is_read_to_be_written_again_is(run: Any, folder: Path) -> None:
    (folder / "b.sla").write_text('agreement   "Draft"   {\n}\n', encoding="utf-8")
    assert run("format", "b.sla").code == 0
    assert (folder / "b.sla").read_text("utf-8").startswith('agreement "Draft" {')
    assert run("baseline", "b.sla").code == 0
    assert run("baseline", "--update", "b.sla").code == 0


@posix
def test_a_number_that_the_disk_gave_away_again_says_nothing(tmp_path: Path) -> None:
    inputs.begin()
    (tmp_path / "read.txt").write_text("", encoding="utf-8")
    inputs.note(tmp_path / "read.txt", "an agreement")
    (tmp_path / "read.txt").rename(tmp_path / "report.txt")
    assert inputs.kind_of(str(tmp_path / "report.txt")) == ""
    assert inputs.kind_of(str(tmp_path / "read.txt")) == "an agreement"
