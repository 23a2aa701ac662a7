"""Baselines on the command line: recording, comparing, pruning, and everything that can be wrong with the file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

FILE = ".clausecheck-baseline.json"
TEXT = """\
agreement "Support" {
  reference "NW-1"
}
priority P1 "Critical" {
  respond within tbd
}
"""
ONLY = ("--select", "CC060,CC101,CC102")


@pytest.fixture(autouse=True)
def file(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "a.sla"
    path.write_text(TEXT, encoding="utf-8")
    return path


def baselined() -> list[dict[str, str]]:
    data = json.loads(Path(FILE).read_text(encoding="utf-8"))
    found: list[dict[str, str]] = data["findings"]
    return found


def test_the_life_of_a_baseline(run: Any, file: Path) -> None:
    ended = run("baseline", *ONLY, ".")
    assert (ended.code, ended.out, ended.err) == (0, f"{FILE}: 3 findings recorded\n", "")
    assert [(entry["rule"], entry["file"]) for entry in baselined()] == [
        ("CC060 tbd", "a.sla"), ("CC101 missing-parties", "a.sla"), ("CC102 missing-term", "a.sla"),
    ]  # fmt: skip

    ended = run("check", *ONLY, "--baseline", FILE, ".")
    assert ended.code == 0
    assert "3 findings are known from the baseline, and not shown" in ended.out
    report = json.loads(run("check", *ONLY, "--baseline", FILE, "--format", "json", ".").out)
    assert (report["summary"]["baselined"], report["findings"], report["summary"]["files"]) == (3, [], 1)

    # Something new, in a file that has moved and is laid out anew.
    file.unlink()
    moved = file.parent / "signed" / "b.sla"
    moved.parent.mkdir()
    wide = TEXT.replace("  ", "      ")
    moved.write_text(f"# moved\n\n{wide}priority P2 {{\n  resolve within tbd\n}}\n", encoding="utf-8")
    ended = run("check", *ONLY, "--baseline", FILE, "-q", ".")
    assert ended.out.count("\n") == 1
    assert "signed/b.sla:10:18: warning[CC060] tbd" in ended.out

    # Something mended: the entry is stale, which is told and fails nothing.
    moved.write_text(TEXT.replace("within tbd", "within 1 hour"), encoding="utf-8")
    ended = run("check", *ONLY, "--baseline", FILE, ".")
    assert ended.code == 0
    assert "1 agreement checked: 1 info." in ended.out
    assert f"{FILE}:2:1" in ended.out
    assert "CC060 tbd is no longer found in a.sla" in ended.out
    for form in ("json", "sarif", "github", "gitlab", "junit", "markdown", "csv"):
        ended = run("check", *ONLY, "--baseline", FILE, "--format", form, ".")
        assert ended.code == 0
        assert "CC095" in ended.out or "baseline-stale" in ended.out

    # A run that could not have seen it says nothing.
    assert run("check", "--select", "CC101", "--baseline", FILE, ".").code == 0

    ended = run("baseline", *ONLY, "--update", ".")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "removed: CC060 tbd in a.sla: a value of `respond` is not agreed yet",
        f"{FILE}: 1 removed, 2 findings kept",
    ]
    assert {entry["file"] for entry in baselined()} == {"signed/b.sla"}
    assert run("check", *ONLY, "--baseline", FILE, ".").code == 0


def test_nothing_is_added_by_an_update(run: Any, file: Path) -> None:
    run("baseline", *ONLY)
    file.write_text(TEXT + "priority P2 {\n  resolve within tbd\n}\n", encoding="utf-8")
    before = Path(FILE).read_bytes()
    ended = run("baseline", "--update", *ONLY)
    assert ended.out.splitlines() == [
        f"{FILE}: 0 removed, 3 findings kept",
        f"1 finding not in it: `clausecheck check --baseline {FILE}` shows them",
    ]
    assert Path(FILE).read_bytes() == before


def test_a_part_of_the_files_leaves_the_rest_alone(run: Any, file: Path) -> None:
    """As pre-commit gives them: only what has changed."""
    other = file.parent / "other.sla"
    other.write_text(TEXT.replace("NW-1", "NW-2"), encoding="utf-8")
    run("baseline", *ONLY)
    assert len(baselined()) == 6
    assert run("check", *ONLY, "--baseline", FILE, "a.sla").code == 0
    run("baseline", "--update", *ONLY, "a.sla")
    assert len(baselined()) == 6
    other.unlink()
    assert run("check", *ONLY, "--baseline", FILE, "a.sla").code == 0
    assert "CC095" in run("check", *ONLY, "--baseline", FILE, ".").out, (
        "the folder was searched, and it is gone"
    )
    run("baseline", "--update", *ONLY, ".")
    assert len(baselined()) == 3


def test_a_file_that_cannot_be_read_as_a_whole_makes_nothing_stale(run: Any, file: Path) -> None:
    run("baseline", *ONLY)
    file.write_text(TEXT.replace("respond within tbd", "respnod 12"), encoding="utf-8")
    out = run("check", *ONLY, "--baseline", FILE, "-q", ".").out
    assert "CC095" not in out
    assert out.count("\n") == 1


def test_the_config_names_the_baseline(run: Any, file: Path) -> None:
    Path("clausecheck.toml").write_text(
        'baseline = "quality/known.json"\nselect = ["CC060", "CC101", "CC102"]\n'
    )
    ended = run("check")
    assert ended.code == 2
    assert (
        ended.err
        == "clausecheck: there is no baseline quality/known.json; `clausecheck baseline` writes one\n"
    )
    os.mkdir("quality")
    assert run("baseline").code == 0
    assert run("check").code == 0
    data = json.loads(Path("quality/known.json").read_text(encoding="utf-8"))
    assert {entry["file"] for entry in data["findings"]} == {"../a.sla"}
    os.mkdir("elsewhere")
    os.chdir("elsewhere")
    assert run("check", "..").code == 0, "paths are those of the config's folder"
    assert run("check", "--no-config", "../a.sla").code == 1


def test_it_is_never_written_over(run: Any) -> None:
    run("baseline", *ONLY)
    before = Path(FILE).read_bytes()
    ended = run("baseline")
    assert (ended.code, ended.out) == (2, "")
    assert f"{FILE} is there; `--update` removes what is gone from it" in ended.err
    assert Path(FILE).read_bytes() == before


@pytest.mark.parametrize("name", ["a.sla", "known.txt", ""])
def test_names_that_are_refused(run: Any, file: Path, name: str) -> None:
    ended = run("baseline", "--output", name)
    assert ended.code == 2
    assert "does not end with `.json`" in ended.err
    assert file.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("content", "wording"),
    [
        (b"", "line 1: this is not JSON: Expecting value"),
        (b"{", "line 1: this is not JSON: "),
        (b"[]", "this is no baseline of clausecheck"),
        (b"\xff\xfe", "it is not text in UTF-8"),
        (b'{"clausecheck-baseline": 9}', "it was written by another version of clausecheck; write it anew"),
    ],
)
def test_a_broken_baseline(run: Any, content: bytes, wording: str) -> None:
    Path("known.json").write_bytes(content)
    for args in (["check", "--baseline", "known.json", "."], ["baseline", "--update", "-o", "known.json"]):
        ended = run(*args)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"clausecheck: the baseline known.json is broken: {wording}")
        assert ended.err.count("\n") == 1
    assert Path("known.json").read_bytes() == content


@pytest.mark.parametrize("target", ["nowhere.json", "folder.json"])
def test_a_baseline_that_is_none(run: Any, target: str) -> None:
    os.mkdir("folder.json")
    for args in (["check", "--baseline", target, "."], ["baseline", "--update", "-o", target]):
        ended = run(*args)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.count("\n") == 1
        assert target in ended.err


def test_a_file_that_cannot_be_read_leaves_no_baseline(run: Any) -> None:
    Path("b.sla").symlink_to("nowhere")
    ended = run("baseline")
    assert ended.code == 2
    assert "cannot read b.sla" in ended.err
    assert "nothing was written" in ended.err
    assert sorted(os.listdir()) == [".git", "a.sla", "b.sla"]


def test_a_write_that_fails_leaves_the_old_one(run: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("baseline", *ONLY)
    before = Path(FILE).read_bytes()
    file.write_text(TEXT.replace("tbd", "1 hour"), encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    ended = run("baseline", "--update", *ONLY)
    assert ended.code == 2
    assert ended.err == f"clausecheck: cannot write {Path(FILE).resolve()}: No space left on device\n" or (
        "No space left on device" in ended.err and ended.err.count("\n") == 1
    )
    assert Path(FILE).read_bytes() == before
    assert sorted(os.listdir()) == [FILE, ".git", "a.sla"]


def test_recording_twice_gives_the_same_bytes(run: Any, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.sla").write_text(TEXT.replace("NW-1", f"NW-{number}"), encoding="utf-8")
    run("baseline", "-o", "one.json")
    run("baseline", "-o", "two.json", *sorted((path.name for path in tmp_path.glob("*.sla")), reverse=True))
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()


def test_a_report_does_not_take_the_place_of_the_baseline(run: Any) -> None:
    run("baseline", *ONLY)
    before = Path(FILE).read_bytes()
    for args in (["-o", FILE], ["--report", f"json={FILE}"]):
        ended = run("check", *ONLY, "--baseline", FILE, *args, ".")
        assert (ended.code, ended.out) == (2, "")
        assert "is a baseline, and would be overwritten" in ended.err
    assert Path(FILE).read_bytes() == before
