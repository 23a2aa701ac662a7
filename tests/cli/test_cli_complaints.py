"""What users of other linters asked for, one test for each; the number behind the name is that of the complaint.

The issues of ruff, sqlfluff, yamllint, semgrep and spectral that are named here are where it was asked.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from clausecheck import check, parse
from clausecheck.finding import Severity
from clausecheck.language.format import layout
from clausecheck.reports.common import Run as Made
from clausecheck.reports.formats import FORMATS
from clausecheck.rules.loader import load
from tests.steps import in_proportion

SMALL = """agreement "Small" {
  reference "S-1"
}
priority P1 "Critical" {
  respond within 4 hours
  resolve within 1 hour
}
"""
ONLY = ("--select", "CC201")


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_1_a_baseline_survives_edits_and_its_stale_entries_are_told(run: Any) -> None:
    """ruff#1149: known by rule, path of the block and value, never by line."""
    write("a.sla", SMALL)
    assert run("baseline", "a.sla", *ONLY).code == 0
    known = ("check", "--baseline", ".clausecheck-baseline.json", *ONLY)
    assert run(*known, "a.sla").code == 0
    write("a.sla", "# a comment\n\n\n" + SMALL.replace("  ", "      "))
    assert run(*known, "a.sla").code == 0
    os.renames("a.sla", "signed/b.sla")
    assert run(*known, "signed").code == 0
    write("signed/b.sla", SMALL.replace("1 hour", "9 hours"))
    stale = run(*known, "signed")
    assert stale.code == 0, "mending is no reason to fail"
    assert "CC095" in stale.out


def test_2_excludes_hold_for_paths_that_are_given(run: Any) -> None:
    """ruff#1220, sqlfluff#483: pre-commit names each file."""
    write("clausecheck.toml", 'exclude = ["old/"]\n')
    write("old/a.sla", SMALL)
    write("b.sla", SMALL.replace("1 hour", "9 hours"))
    done = run("check", *ONLY, "old/a.sla", "b.sla")
    assert done.code == 0
    assert "old/a.sla" in done.out  # and it is said


def test_3_paths_in_a_config_are_seen_from_its_folder(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """yamllint#778, sqlfluff#5957."""
    write("repo/clausecheck.toml", 'exclude = ["old/"]\n')
    write("repo/old/a.sla", SMALL)
    write("repo/b.sla", SMALL.replace("1 hour", "9 hours"))
    assert run("check", *ONLY, "repo").code == 0
    monkeypatch.chdir("repo/old")
    assert run("check", *ONLY, "a.sla", "../b.sla").code == 0


def test_4_standard_input_has_the_config_of_its_name(run: Any) -> None:
    """sqlfluff#3640."""
    write("sub/clausecheck.toml", 'ignore = ["CC201"]\nexclude = ["old.sla"]\n')
    write("sub/a.sla", "")
    name = ("--stdin-filename", "sub/a.sla")
    assert run("check", "-", *ONLY, input=SMALL.encode()).code == 1
    assert "CC201" not in run("check", "-", *name, input=SMALL.encode()).out
    excluded = run("check", "-", "--stdin-filename", "sub/old.sla", input=SMALL.encode())
    assert excluded.code == 0


@pytest.mark.parametrize(
    "broken",
    [
        ("check", "gone.sla"),
        ("check", "empty"),
        ("check", "--ruleset", "gone.yaml", "a.sla"),
        ("check", "--ruleset", "bad.yaml", "a.sla"),
        ("check", "--config", "bad.toml", "a.sla"),
        ("check", "--baseline", "gone.json", "a.sla"),
        ("check", "--select", "NOT-A-RULE", "a.sla"),
        ("check", "--ignore", "CC", "a.sla"),
    ],
)
def test_5_a_broken_set_up_is_never_green(run: Any, broken: tuple[str, ...]) -> None:
    """semgrep#7891, spectral#1476."""
    write("a.sla", SMALL)
    write("bad.yaml", "ruleset: bad\nrules:\n  x: {}\n")
    write("bad.toml", "ignroe = []\n")
    Path("empty").mkdir()
    assert run(*broken).code == 2


def test_6_errors_fail_by_default_and_the_threshold_can_be_moved(run: Any) -> None:
    """semgrep#2544, semgrep#1833."""
    write("error.sla", SMALL)
    write("warning.sla", SMALL.replace("  resolve within 1 hour\n", "  update every 1 hour\n"))
    assert run("check", *ONLY, "error.sla").code == 1
    update = ("check", "--select", "CC116", "warning.sla")
    assert run(*update).code == 0
    assert run(*update, "--fail-on", "warning").code == 1
    assert {run("check", *ONLY, "--format", form, "error.sla").code for form in FORMATS} == {1}


def test_7_every_rule_and_every_finding_has_a_severity(run: Any) -> None:
    """ruff#1256."""
    rules = load("msp")
    assert {rule.severity for rule in rules.rules} == set(Severity)
    (finding,) = check(SMALL, ruleset=rules, select=["CC201"]).findings
    assert finding.severity is Severity.ERROR


def test_8_code_and_name_are_both_accepted_everywhere(run: Any) -> None:
    """ruff#1773."""
    write("a.sla", SMALL)
    for rule in ("CC201", "resolution-before-response"):
        assert run("check", "--select", rule, "a.sla").code == 1
        assert "CC201" not in run("check", "--ignore", rule, "a.sla").out
        assert run("explain", rule).out.startswith(run("explain", "CC201").out[:60])
        write("clausecheck.toml", f'[severities]\n{rule} = "info"\n')
        assert run("check", *ONLY, "a.sla").code == 0
        Path("clausecheck.toml").unlink()
        waived = SMALL.replace("within 1 hour\n", f"within 1 hour  # clausecheck: waive {rule}: agreed so\n")
        write("b.sla", waived)
        assert run("check", *ONLY, "b.sla").code == 0


def test_9_waivers_stand_in_the_document_with_a_reason_and_are_listed(run: Any) -> None:
    """spectral#2457, semgrep#6596."""
    line = "  resolve within 1 hour"
    waived = SMALL.replace(line, f'{line}  # clausecheck: waive CC201 by "J. Rivers": the old paper says so')
    write("a.sla", waived)
    assert run("check", *ONLY, "a.sla").code == 0
    listed = json.loads(run("waivers", "--format", "json", "a.sla").out)
    assert "the old paper says so" in json.dumps(listed)
    write("b.sla", SMALL.replace(line, f"{line}  # clausecheck: waive CC201"))
    assert "CC090" in run("check", "b.sla").out
    write(
        "c.sla",
        SMALL.replace(line, "  resolve within 9 hours  # clausecheck: waive CC201: the old paper says so"),
    )
    assert "CC092" in run("check", "c.sla").out


def test_10_a_mistake_in_a_ruleset_has_file_line_key_and_a_suggestion(run: Any) -> None:
    """spectral#2186, spectral#1637."""
    write("a.sla", SMALL)
    write(
        "firm.yaml", 'ruleset: firm\nversion: "1"\ndescription: ours\nrules:\n  slow:\n    codee: FIRM001\n'
    )
    done = run("check", "-r", "firm.yaml", "a.sla")
    assert done.code == 2
    assert "firm.yaml:6:" in done.err
    assert "rules / slow" in done.err
    assert "did you mean `code`?" in done.err


def test_11_what_is_missing_points_at_the_header_of_the_block_that_should_hold_it() -> None:
    """spectral#91."""
    text = SMALL + 'priority P2 "High" {\n  resolve within 8 hours\n}\n'
    (finding,) = check(text, select=["CC210"]).findings
    assert text[finding.span.start : finding.span.end] == 'priority P2 "High"'
    assert finding.expected == "priority P2 / respond"


def test_12_time_grows_with_the_text_and_nothing_is_skipped_in_silence(run: Any, tmp_path: Path) -> None:
    """sqlfluff#962, sqlfluff#3737."""
    rules = load("msp")
    clause = '  includes "one thing more"\n'

    def checked(lines: int) -> None:
        check(f'{SMALL}service s "S" {{\n{clause * lines}}}\n', ruleset=rules)

    assert in_proportion(checked, 30)
    checked(3000)
    with open("large.sla", "wb") as file:
        file.truncate(17 * 1024 * 1024)
    done = run("check", "large.sla")
    assert done.code == 2
    assert "large.sla" in done.err


def test_13_laying_out_never_corrupts(run: Any) -> None:
    """sqlfluff#4071: what comes out means the same, a second run changes nothing, and what cannot be read is left alone."""
    laid = layout(parse(SMALL.replace("  ", " ").replace("\n", "\n\n")))
    assert parse(laid).document == parse(SMALL).document
    assert layout(parse(laid)) == laid
    broken = SMALL.replace("within 4 hours", "within within 4")
    write("a.sla", broken)
    assert run("format", "a.sla").code != 0
    assert Path("a.sla").read_text(encoding="utf-8") == broken


def test_14_every_output_has_one_interface() -> None:
    """yamllint#441, yamllint#578."""
    result = check(SMALL, select=["CC201"])
    assert {"text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html", "csv"} <= FORMATS.keys()
    for form in FORMATS.values():
        made = form.render(result, Made(rules=load("msp"), exit_code=1))
        assert isinstance(made, str)
        assert "resolution" in made


@pytest.mark.parametrize(
    "args",
    [
        ["check", "", "--no-config"], ["check", "--fix", ""], ["check", "a.sla", ""], ["format", ""], ["baseline", ""],
        ["show", ""], ["targets", ""], ["deadlines", ""], ["simulate", "", "--at", "2027-01-01 10:00"],
        ["diff", "a.sla", ""],
        ["portfolio", ""], ["waivers", ""], ["config", ""], ["render", ""], ["import", ""], ["collect", "", "x"],
        ["collect", ".", ""], ["init", ""], ["init", "help-desk", "", "--defaults"], ["explain", ""],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_argument_is_not_the_current_folder(run: Any, tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "a.sla").write_text('agreement   "A"  {\n}\n', encoding="utf-8")
    ended = run(*args)
    assert (ended.code, ended.out) == (2, "")
    assert "it is empty." in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.sla"]
    assert (tmp_path / "a.sla").read_text(encoding="utf-8") == 'agreement   "A"  {\n}\n'
