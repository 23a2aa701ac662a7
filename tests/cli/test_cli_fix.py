"""`clausecheck check --fix`, `--diff` and `--ask`: what is written, what is told, and what is refused."""

from __future__ import annotations

import codecs
import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Runner

TEXT = """agreement "Print Service" {
  kind extract
  provider Quill "Quill Ltd" in GB
  customer Dorr "Dorr Ltd" in GB
}

hours shift "Shift" in Europe/London {
  mon-fri 07:00-15:00
}

priority Red "Red" {
  applies when impact high
  respond within 1 hour, during WORD # é
}
"""
WRONG, RIGHT = TEXT.replace("WORD", "shfit"), TEXT.replace("WORD", "shift")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "print.sla"
    path.write_bytes(WRONG.encode())
    return path


def test_a_safe_mend_is_written_and_what_is_left_is_checked(run: Runner, wrong: Path) -> None:
    ran = run("check", "--fix", "print.sla")
    assert wrong.read_text(encoding="utf-8") == RIGHT
    assert "print.sla: mended: CC052 undefined-name" in ran.err
    assert "undefined-name" not in ran.out
    again = run("check", "--fix", "--select", "CC052", "print.sla")
    assert again.code == 0
    assert wrong.read_text(encoding="utf-8") == RIGHT


def test_a_difference_is_shown_and_nothing_is_written(run: Runner, wrong: Path) -> None:
    ran = run("check", "--diff", "print.sla")
    assert ran.code == 1
    assert (
        "\n-  respond within 1 hour, during shfit # é\n+  respond within 1 hour, during shift # é\n"
        in ran.out
    )
    assert "would be mended: CC052" in ran.err
    assert wrong.read_text(encoding="utf-8") == WRONG
    shown = run("check", "--diff", "-", input=WRONG.encode())
    assert "+  respond within 1 hour, during shift" in shown.out
    assert run("check", "--diff", "-", input=RIGHT.encode()).code == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_and_the_line_ends_stay(run: Runner, wrong: Path, encoding: str) -> None:
    wrong.write_bytes(WRONG.replace("\n", "\r\n").encode(encoding))
    run("check", "--fix", "print.sla")
    assert wrong.read_bytes() == RIGHT.replace("\n", "\r\n").encode(encoding)
    assert wrong.read_bytes()[:2] in (codecs.BOM_UTF8[:2], codecs.BOM_UTF16)


def test_unsafe_mends_wait_to_be_asked_for(run: Runner, wrong: Path) -> None:
    sample = ROOT / "samples" / "flawed" / "response-never-agreed.sla"
    before = sample.read_bytes()
    wrong.write_bytes(before)
    ran = run("check", "--fix", "print.sla")
    assert wrong.read_bytes() == before
    assert "--unsafe-fixes" in ran.err
    ran = run("check", "--fix", "--unsafe-fixes", "print.sla")
    assert wrong.read_bytes() != before
    assert "adds a promise that nobody has made yet" in ran.err


def test_each_mend_is_asked_for_with_its_reason(run: Runner, wrong: Path) -> None:
    ran = run("check", "--fix", "--ask", "print.sla", input=b"n\nquit\n")
    assert wrong.read_text(encoding="utf-8") == WRONG
    assert "CC052 undefined-name" in ran.err
    assert "changes nothing that is agreed" in ran.err
    run("check", "--fix", "--ask", "--select", "CC052", "print.sla", input=b"y\n")
    assert wrong.read_text(encoding="utf-8") == RIGHT


def test_no_answer_is_no_consent(run: Runner, wrong: Path) -> None:
    run("check", "--fix", "--ask", "print.sla", input=b"")
    assert wrong.read_text(encoding="utf-8") == WRONG


def test_what_cannot_be_read_is_left_as_it_is(run: Runner, wrong: Path) -> None:
    for data in (b"it shall be so\n" * 9, b"\x89PNG\0", b"", b"PK\x03\x04word/[Content_Types].xml"):
        wrong.write_bytes(data)
        run("check", "--fix", "--unsafe-fixes", "print.sla")
        assert wrong.read_bytes() == data


def test_a_file_that_nobody_may_write_is_named(run: Runner, wrong: Path) -> None:
    wrong.chmod(0o444)
    if os.access(wrong, os.W_OK):
        pytest.skip("this user may write everything")
    ran = run("check", "--fix", "print.sla")
    assert ran.code == 2
    assert "cannot write" in ran.err


def test_a_link_stays_a_link(run: Runner, wrong: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.sla"
    link.symlink_to(wrong)
    run("check", "--fix", "link.sla")
    assert link.is_symlink()
    assert wrong.read_text(encoding="utf-8") == RIGHT


def test_hostile_text_does_nothing_to_a_terminal(run: Runner, wrong: Path) -> None:
    wrong.write_text(WRONG.replace("# é", "# \x1b]0;owned\x07 \u202e"), encoding="utf-8")
    ran = run("check", "--diff", "print.sla")
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.out + ran.err)


@pytest.mark.parametrize(
    "args",
    [
        ("--fix", "--diff"),
        ("--unsafe-fixes",),
        ("--draft-missing",),
        ("--ask",),
        ("--diff", "--ask"),
        ("--fix", "-"),
        ("--fix", "--watch"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Runner, wrong: Path, args: tuple[str, ...]) -> None:
    ran = run("check", *args, "print.sla")
    assert ran.code == 2
    assert wrong.read_text(encoding="utf-8") == WRONG


def test_a_baseline_and_a_waiver_keep_their_findings(run: Runner, wrong: Path) -> None:
    run("baseline", "print.sla")
    run("check", "--fix", "--baseline", ".clausecheck-baseline.json", "print.sla")
    assert wrong.read_text(encoding="utf-8") == WRONG


def test_mends_are_in_json_and_sarif(run: Runner, wrong: Path) -> None:
    report = json.loads(run("check", "--format", "json", "print.sla").out)
    finding = next(found for found in report["findings"] if found["rule"]["name"] == "undefined-name")
    (mend,) = finding["mends"]
    assert (mend["safe"], mend["because"]) == (True, "")
    assert mend["edits"][0]["text"] == "shift"
    sarif = json.loads(run("check", "--format", "sarif", "print.sla").out)
    results = sarif["runs"][0]["results"]
    fixes = next(result["fixes"] for result in results if result["ruleId"] == "CC052")
    assert fixes[0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "shift"


def test_rules_of_a_firm_mend_too(run: Runner, wrong: Path, tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text(
        """ruleset: firm
version: "1.0"
rules:
  firm-asks-for-update:
    code: FIRM001
    severity: warning
    class: set
    for each: priority
    require: update
    message: "{this} does not say how often the customer hears of a ticket"
    why: A customer who hears nothing calls again.
    help: [add `update every 1 hour`]
    source: [{instrument: House practice, article: updates, confidence: practice}]
    flawed: |
      agreement "X" {
      }
      priority P1 "One" {
        respond within 1 hour
      }
    clean: |
      agreement "X" {
      }
      priority P1 "One" {
        respond within 1 hour
        update every 1 hour
      }
""",
        encoding="utf-8",
    )
    wrong.write_text(RIGHT, encoding="utf-8")
    ran = run("check", "--fix", "--unsafe-fixes", "--ruleset", "firm.yaml", "print.sla")
    assert "  update every 1 hour\n}\n" in wrong.read_text(encoding="utf-8"), ran.err
    assert "its figures are examples" in ran.err
    wrong.write_text(RIGHT, encoding="utf-8")
    run("check", "--fix", "--draft-missing", "--ruleset", "firm.yaml", "print.sla")
    assert "  update every tbd\n}\n" in wrong.read_text(encoding="utf-8")
