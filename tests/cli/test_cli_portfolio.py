"""`clausecheck portfolio` on the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausecheck.cli import workers
from clausecheck.cli.portfolio import TABLES
from clausecheck.reports import portfolio as reports

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "samples" / "tour.sla"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, draft: str, clean: Path) -> Path:
    """A folder of three agreements in the current one."""
    made = tmp_path / "all"
    made.mkdir()
    (made / "a.sla").write_text(draft, encoding="utf-8")
    (made / "b.sla").write_text(draft.replace("Draft", "Other"), encoding="utf-8")
    shutil.copy(clean, made / "c.sla")
    return made


def summary(run: Any, *args: str, code: int = 0) -> dict[str, Any]:
    ended = run("portfolio", "--format", "json", *args)
    assert ended.code == code, ended.err
    made: dict[str, Any] = json.loads(ended.out)
    return made


def test_it_counts_what_a_check_counts(run: Any) -> None:
    made = summary(run, "all", "--as-of", "2026-11-23")
    Draft202012Validator(json.loads(run("schema", "portfolio").out)).validate(made)
    checked = json.loads(run("check", "--format", "json", "--statistics", "all").out)
    for name in ("error", "warning", "info", "waived", "baselined"):
        assert made["summary"][name] == checked["summary"][name]
    assert made["rules"] == checked["statistics"]
    assert [entry["file"] for entry in made["agreements"]] == ["all/a.sla", "all/b.sla", "all/c.sla"]
    assert [entry["error"] for entry in made["agreements"]] == [4, 4, 0]


def test_as_text_and_as_csv(run: Any) -> None:
    ended = run("portfolio", "--as-of", "2026-11-23")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("3 agreements: 8 errors. As of Mon 23 Nov 2026.\n")
    assert "\x1b" not in ended.out
    assert "\x1b" in run("portfolio", "--color", "always").out
    for table in TABLES:
        part = run("portfolio", "--table", table, "--as-of", "2026-11-23").out
        assert part in ended.out
        sheet = run("portfolio", "--table", table, "--format", "csv", "-o", f"{table}.csv")
        assert (sheet.code, sheet.out) == (0, "")
        data = Path(f"{table}.csv").read_bytes().decode()
        assert next(csv.reader(io.StringIO(data, newline=""), strict=True))
        assert data.count("\r\n") == data.count("\n")
    assert (
        run("portfolio", "--format", "csv").out.replace("\r", "").startswith("file,reference,title,next day,")
    )
    assert tuple(reports._TEXTS) == TABLES


def test_next_days_are_counted_from_a_day(run: Any) -> None:
    for day in ("2026-11-23", "2027-10-03", "2029-10-02"):
        found = summary(run, str(TOUR), "--as-of", day)
        days = [one["lastDay"] or one["event"] for one in found["notices"]]
        assert days == sorted(days)
        assert days[0] >= day
        assert found["asOf"] == day


def test_each_file_is_read_once(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import clausecheck.language.parser as parser

    seen: list[str] = []
    parsed: list[str] = []

    def read(path: Path, real: Any = workers.read) -> bytes:
        seen.append(path.name)
        data: bytes = real(path)
        return data

    def parse_bytes(data: bytes, path: str, real: Any = parser.parse_bytes) -> Any:
        parsed.append(path)
        return real(data, path)

    monkeypatch.setattr(workers, "read", read)
    monkeypatch.setattr(parser, "parse_bytes", parse_bytes)
    summary(run, "all", "all/a.sla")
    assert seen == ["a.sla", "b.sla", "c.sla"]
    assert parsed == ["all/a.sla", "all/b.sla", "all/c.sla"]


def test_it_reports_and_does_not_fail(run: Any) -> None:
    assert run("portfolio").code == 0
    assert run("portfolio", "--fail-on", "error").code == 1
    assert run("portfolio", "--fail-on", "error", "all/c.sla").code == 0
    Path("clausecheck.toml").write_text('fail-on = "info"\n', encoding="utf-8")
    assert run("portfolio").code == 0


def test_settings_are_those_of_a_check(run: Any) -> None:
    Path("clausecheck.toml").write_text(
        'ignore = ["CC101"]\nexclude = ["all/b.sla"]\nas-of = 2027-01-31\n', encoding="utf-8"
    )
    made = summary(run)
    assert [entry["file"] for entry in made["agreements"]] == ["all/a.sla", "all/c.sla"]
    assert "CC101" not in {rule["rule"]["code"] for rule in made["rules"]}
    assert made["asOf"] == "2027-01-31"
    assert summary(run, "--no-config")["summary"]["agreements"] == 3
    assert summary(run, "--select", "CC102")["summary"]["error"] == 1
    Path("clausecheck.toml").write_text("nonsense = 1\n", encoding="utf-8")
    ended = run("portfolio")
    assert (ended.code, ended.out) == (2, "")
    assert "clausecheck.toml:1" in ended.err


def test_known_and_waived_findings_are_apart(run: Any, folder: Path, draft: str) -> None:
    assert run("baseline", "all/a.sla", "-o", "known.json").code == 0
    Path("clausecheck.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    made = summary(run, "all/a.sla")
    assert (made["summary"]["error"], made["summary"]["baselined"]) == (0, 4)
    assert made["agreements"][0]["baselined"] == 4
    assert made["rules"] == []


def test_standard_input_is_one_of_the_agreements(run: Any, draft: str) -> None:
    ended = run("portfolio", "-", "all/c.sla", "--format", "json", input=draft.encode())
    assert [entry["file"] for entry in json.loads(ended.out)["agreements"]] == ["<stdin>", "all/c.sla"]


# Bad input


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"}{", b"agreement {", b"\x00" * 1000])
def test_what_is_no_agreement_is_counted(run: Any, folder: Path, content: bytes) -> None:
    (folder / "a.sla").write_bytes(content)
    made = summary(run, code=1)
    assert made["summary"]["agreements"] == 3
    assert len(made["summary"]["unread"]) == (b"\x00" in content)
    assert made["agreements"][0]["readAsAWhole"] is False
    assert made["agreements"][0]["error"] > 0
    assert "(could not be read as a whole)" in run("portfolio").out


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(run: Any, folder: Path) -> None:
    (folder / "b.sla").unlink()
    (folder / "b.sla").symlink_to("nowhere")
    ended = run("portfolio", "--format", "json")
    assert ended.code == 2
    assert ended.err.startswith("clausecheck: cannot read all/b.sla: ")
    made = json.loads(ended.out)
    assert made["summary"]["agreements"] == 2
    assert made["summary"]["unread"] == [ended.err.removeprefix("clausecheck: ").strip()]
    assert "1 file could not be read" in run("portfolio").out
    assert "not in it: 1 file could not be read" in run("portfolio", "--table", "notices").out


@pytest.mark.parametrize(
    "args, words",
    [
        (["nowhere"], "there is no file or folder nowhere"),
        (["empty"], "no agreement (*.sla) in the folder empty"),
        (["--table", "all"], "'all' is not one of"),
        (["--table", "rules", "--format", "json"], "--table goes with text and CSV"),
        (["--format", "xml"], "'xml' is not one of"),
        (["-o", "x.sla"], "is the name of an agreement"),
        (["-o", "nowhere/x.csv"], "cannot write nowhere/x.csv"),
        (["--ruleset", "mps"], "did you mean `msp`?"),
        (["--select", "missing-trem"], "did you mean `missing-term`?"),
        (["--as-of", "2026-02-31"], "is not a date"),
        (["--config", "nowhere.toml"], "there is no config nowhere.toml"),
    ],
)
def test_mistakes_get_a_helpful_answer(run: Any, args: list[str], words: str) -> None:
    os.mkdir("empty")
    ended = run("portfolio", *args)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_ctrl_c_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(path: Path) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(workers, "read", stop)
    ended = run("portfolio")
    assert (ended.code, ended.out, ended.err) == (130, "", "clausecheck: stopped\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("args", [["portfolio"], ["portfolio", "--format", "csv"], ["completion", "bash"]])
def test_a_reader_who_has_gone_is_met_with_silence(spawn: Any, args: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = spawn(*args, stdout=writer)
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("args", [["portfolio", "--format", "json"], ["completion", "zsh"]])
def test_a_full_disk_is_one_line(spawn: Any, args: list[str]) -> None:
    for more, stdout in ((["-o", "/dev/full"], -1), ([], os.open("/dev/full", os.O_WRONLY))):
        ended = spawn(*args, *more, stdout=stdout)
        assert ended.returncode == 2
        assert ended.stderr.count(b"\n") == 1
        assert b"No space left on device" in ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", ["text", "csv"])
def test_every_table_says_what_could_not_be_read(run: Any, folder: Path, form: str, table: str) -> None:
    Path("gone.sla").symlink_to("nowhere")
    ended = run("portfolio", "--table", table, "--format", form, ".")
    assert ended.code == 2
    if form == "text":
        assert "1 file could not be read" in ended.out
        return
    header, *rows = csv.reader(io.StringIO(ended.out))
    assert {len(row) for row in rows} <= {len(header)}
    assert [one[:34] for one in rows[-1] if one] == ["not-checked: cannot read gone.sla:"]
