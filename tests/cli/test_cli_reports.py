"""`--format` and `--report`: every format, several in one run, and what is refused before the check starts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from clausecheck.cli import reporting
from clausecheck.reports.formats import FORMATS, usual_for

posix = pytest.mark.skipif(os.name == "nt", reason="links, rights and devices of POSIX")
MACHINE = [name for name in FORMATS if name != "text"]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, draft: str) -> Path:
    """The draft, in the current folder."""
    path = tmp_path / "draft.sla"
    path.write_text(draft, encoding="utf-8")
    return path


def leftovers(folder: Path) -> list[str]:
    """Files that a write has left behind."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def name_of(form: str) -> str:
    """A usual name for a file of this format."""
    return f"out-{form}{('.log', *FORMATS[form].endings)[-1]}"


def every() -> list[str]:
    """The options that write every format to a file of its own."""
    return [word for form in FORMATS for word in ("--report", f"{form}={name_of(form)}")]


@pytest.mark.parametrize("form", FORMATS)
def test_the_exit_code_never_depends_on_the_format(run: Any, clean: Path, form: str) -> None:
    assert run("check", "--format", form, "draft.sla").code == 1
    assert run("check", "--format", form, "--fail-on", "info", clean).code == 0
    Path("big.sla").write_bytes(b"#" * (1 << 24) + b"#")
    assert run("check", "--format", form, clean, "draft.sla", "big.sla").code == 2


def test_every_format_in_one_run(run: Any, tmp_path: Path) -> None:
    ended = run("check", "draft.sla", *every())
    assert (ended.code, ended.err) == (1, "")
    assert ended.out == run("check", "draft.sla").out, "the text still goes to standard output"
    for form in FORMATS:
        output = (tmp_path / name_of(form)).read_bytes()
        assert output.decode() == run("check", "--format", form, "draft.sla").out
        found = usual_for(name_of(form))
        assert form == "github" or (found is not None and found.name == form)
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("form", MACHINE)
def test_with_another_format_on_standard_output(run: Any, tmp_path: Path, form: str) -> None:
    ended = run("check", "--format", form, "--report", "text=r.txt", "draft.sla")
    assert ended.code == 1
    assert "agreement checked: " in (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert ended.out == (
        ended.out if form in ("github",) else run("check", "--format", form, "draft.sla").out
    )


def test_colour_and_quiet_reach_text_alone(run: Any, tmp_path: Path) -> None:
    run("check", "--color", "always", "--quiet", "draft.sla", *every())
    for form in FORMATS:
        output = (tmp_path / name_of(form)).read_text(encoding="utf-8")
        assert ("\x1b" in output) == (form in ("text", "github"))


def test_two_runs_give_the_same_bytes(spawn: Any, tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        ended = spawn("check", "draft.sla", *every(), env={"PYTHONHASHSEED": seed})
        assert ended.returncode == 1, ended.stderr
        made.append({form: (tmp_path / name_of(form)).read_bytes() for form in FORMATS})
    assert made[0] == made[1]


def test_a_report_replaces_the_one_before(run: Any, tmp_path: Path, clean: Path) -> None:
    report = tmp_path / "r.sarif"
    report.write_text("old" * 10_000)
    assert run("check", "--report", "sarif=r.sarif", clean).code == 0
    assert json.loads(report.read_text())["runs"][0]["results"] == []


@posix
def test_a_link_stays_a_link_and_a_device_a_device(run: Any, tmp_path: Path) -> None:
    (tmp_path / "target.csv").touch()
    (tmp_path / "link.csv").symlink_to("target.csv")
    args = ["--report", "csv=link.csv", "--report", "json=/dev/null", "--report", "sarif=/dev/null"]
    assert run("check", *args, "draft.sla").code == 1
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "target.csv").read_text().startswith("file,line")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    "values, words",
    [
        (["sarfi=out.sarif"], "there is no format 'sarfi'; did you mean `sarif`?"),
        (["SARIF=out.sarif"], "there is no format 'SARIF'; did you mean `sarif`?"),
        (["xml=out.xml"], "there is no format 'xml'; did you mean `junit`?"),
        (["=out.md"], "there is no format ''; did you mean `markdown`?"),
        (
            ["nonsense=out"],
            "choose from text, json, sarif, github, gitlab, junit, markdown, html, csv, docx.",
        ),
        (["out.sarif"], "'out.sarif' has no `=`; write `--report sarif=out.sarif`."),
        (["gl-code-quality-report.json"], "write `--report gitlab=gl-code-quality-report.json`."),
        (["junit"], "'junit' has no `=`; write `--report junit=report.xml`."),
        (["github"], "write `--report github=report.txt`."),
        (["gitlab"], "write `--report gitlab=report-quality.json`."),
        (["out"], "write `--report FORMAT=out`."),
        (["sarif="], "`sarif=` names no file."),
        (["sarif=-"], "for standard output write `--format sarif`."),
        (["text=draft.sla"], "is the name of an agreement, and would be overwritten"),
        (["text=New.SLA"], "is the name of an agreement, and would be overwritten"),
        (["text=no/such/out.txt"], "cannot write no/such/out.txt: there is no folder no/such"),
        (["text=."], "cannot write .: it is a folder"),
        (["text=draft.sla/out.txt"], "there is no folder draft.sla"),
        (["text=a", "json=a"], "two reports would go to the same file a"),
        (["text=a", "json=x/../a"], "two reports would go to the same file x/../a"),
        (["sarif=b\x1b[31m=c/d"], "cannot write b\\x1b[31m=c/d: there is no folder"),
        (["\x1b[31m=x"], "there is no format '\\x1b[31m'"),
        (["\x1b[31m"], "\\x1b[31m"),
    ],
)
def test_mistakes_are_found_before_the_check(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: list[str], words: str
) -> None:
    (tmp_path / "x").mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.setattr("clausecheck.checking.check_parsed", lambda *_, **__: pytest.fail("checked"))
    ended = run("check", "draft.sla", *(word for value in values for word in ("--report", value)))
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert "\x1b" not in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_all_mistakes_with_files_are_told_at_once(run: Any) -> None:
    ended = run("check", "draft.sla", "--report", "text=no/a", "--report", "json=.", "-o", "no/b")
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 3


def test_the_output_is_no_report_too(run: Any) -> None:
    ended = run("check", "draft.sla", "--report", "json=a.txt", "-o", "a.txt")
    assert (ended.code, ended.out) == (2, "")
    assert "two reports would go to the same file a.txt" in ended.err


@pytest.mark.parametrize("option", [["--report", "text=contract.txt"], ["-o", "./contract.txt"]])
def test_what_is_checked_is_never_written_over(
    run: Any, tmp_path: Path, draft: str, option: list[str]
) -> None:
    (tmp_path / "contract.txt").write_text(draft, encoding="utf-8")
    ended = run("check", "contract.txt", *option)
    assert ended.code == 2
    assert "contract.txt is an agreement, and would be overwritten" in ended.err
    assert (tmp_path / "contract.txt").read_text(encoding="utf-8") == draft


@posix
def test_a_folder_and_a_file_that_may_not_be_written(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "kept.txt").touch()
    shut = {str(tmp_path / "closed"), str(tmp_path / "kept.txt")}
    monkeypatch.setattr(reporting.os, "access", lambda path, mode: str(path) not in shut)
    ended = run("check", "draft.sla", "--report", "text=closed/a.txt", "--report", "json=kept.txt")
    assert ended.code == 2
    assert "cannot write closed/a.txt: its folder cannot be written to" in ended.err
    assert "cannot write kept.txt: it is write-protected" in ended.err


def test_a_write_that_fails_keeps_no_other_from_being_written(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    emit_pieces = reporting.emit_pieces

    def failing(pieces: Iterable[str], output: str | None, **options: Any) -> None:
        if output == "a.json":
            raise reporting.CommandError("cannot write a.json: No space left on device")
        emit_pieces(pieces, output, **options)

    monkeypatch.setattr(reporting, "emit_pieces", failing)
    ended = run("check", "draft.sla", "--report", "json=a.json", "--report", "csv=b.csv")
    assert ended.code == 2
    assert ended.err == "clausecheck: cannot write a.json: No space left on device\n"
    assert "agreement checked: " in ended.out
    assert (tmp_path / "b.csv").exists()


@pytest.mark.parametrize("folder", [".git", None])
def test_paths_are_relative_to_the_repository(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draft: str, folder: str | None
) -> None:
    below = tmp_path / "contracts" / "new ones"
    below.mkdir(parents=True)
    (below / "ö 100%.sla").write_text(draft, encoding="utf-8")
    if folder:
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(below)
    prefix = "contracts/new ones/" if folder else ""
    uri = "contracts/new%20ones/" if folder else ""
    log = json.loads(run("check", "--format", "sarif", "ö 100%.sla").out)["runs"][0]
    place = log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == f"{uri}%C3%B6%20100%25.sla"
    assert {result["ruleIndex"] for result in log["results"]} <= set(
        range(len(log["tool"]["driver"]["rules"]))
    )
    quality = json.loads(run("check", "--format", "gitlab", ".").out)
    assert {entry["location"]["path"] for entry in quality} == {f"{prefix}ö 100%.sla"}
    suite = ET.fromstring(run("check", "--format", "junit", ".").out)[0]
    assert suite.get("name") == f"{prefix}ö 100%.sla"
    if folder:
        assert "file=draft.sla,line=1" in run("check", "--format", "github", "../../draft.sla").out


def test_a_work_tree_has_a_file_where_a_repository_has_a_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert reporting.repository(tmp_path / "a" / "b") == tmp_path


def test_the_invocation_says_how_the_run_ended(run: Any, tmp_path: Path, clean: Path) -> None:
    def invocation(*args: str | Path) -> dict[str, Any]:
        ended = run("check", "--report", "sarif=o.sarif", *args)
        (made,) = json.loads((tmp_path / "o.sarif").read_text())["runs"][0]["invocations"]
        assert made["exitCode"] == ended.code
        return made  # type: ignore[no-any-return]

    assert invocation(clean) == {"exitCode": 0, "executionSuccessful": True}
    assert invocation("draft.sla") == {"exitCode": 1, "executionSuccessful": True}
    (tmp_path / "big.sla").write_bytes(b"#" * (1 << 24) + b"#")
    failed = invocation(clean, "big.sla")
    assert failed["executionSuccessful"] is False
    assert "big.sla" in failed["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_text_is_a_finding_in_every_format(run: Any, tmp_path: Path, form: str) -> None:
    (tmp_path / "scan.sla").write_bytes(b"PK\x03\x04\x00\xff")
    ended = run("check", "--format", form, "scan.sla")
    assert (ended.code, ended.err) == (1, "")
    assert "not-text" in ended.out
    assert "scan.sla" in ended.out


@pytest.mark.parametrize("form", FORMATS)
def test_standard_input_in_every_format(run: Any, draft: str, form: str) -> None:
    ended = run("check", "--format", form, "-", input=draft.encode())
    assert (ended.code, ended.err) == (1, "")
    assert "stdin" in ended.out


def test_help_lists_every_format(run: Any) -> None:
    out = run("check", "--help").out
    for form in FORMATS.values():
        assert form.help in out


@pytest.mark.skipif(sys.platform == "win32", reason="the encoding of a locale of POSIX")
def test_a_poor_encoding_of_the_output_harms_no_data(spawn_each: Any, tmp_path: Path, draft: str) -> None:
    (tmp_path / "ü.sla").write_text(draft, encoding="utf-8")
    lines = [["check", "--format", form, "ü.sla"] for form in ("sarif", "gitlab", "junit", "json")]
    poor, rich = (spawn_each(*lines, encoding=encoding) for encoding in ("ascii", "utf-8"))
    for line, one, other in zip(lines, poor, rich, strict=True):
        assert (one.returncode, one.stderr) == (other.returncode, other.stderr) == (1, b""), line
        assert one.stdout == other.stdout != b"", line
