"""How a run ends: its exit code, and the lines that say why."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausecheck.finding import Finding, draft
from clausecheck.rules import loader
from tests.cli.conftest import interruptible

SEVERITIES = ["info", "warning", "error"]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, draft: str) -> Path:
    """The draft, in the current folder."""
    path = tmp_path / "draft.sla"
    path.write_text(draft, encoding="utf-8")
    return path


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("quiet", [False, True])
def test_the_exit_code_depends_on_severity_and_threshold_alone(
    run: Any, tmp_path: Path, severity: str, form: str, quiet: bool
) -> None:
    own = "ruleset: own\nversion: '1'\nextends: [blocks]\noverrides:\n  missing-term: {severity: %s}\n"
    (tmp_path / "own.yaml").write_text(own % severity, encoding="utf-8")
    for threshold, output in itertools.product(SEVERITIES, (None, "report.txt")):
        args = ["--select", "missing-term", "--ruleset", "own.yaml", "--fail-on", threshold, "--format", form]
        args += ["--quiet"] * quiet + (["-o", output] if output else [])
        ended = run("check", *args, "draft.sla")
        assert ended.code == (SEVERITIES.index(severity) >= SEVERITIES.index(threshold)), args
        assert ended.err == ""
        report = (tmp_path / output).read_text(encoding="utf-8") if output else ended.out
        assert severity in report


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_found(run: Any, clean: Path, form: str) -> None:
    assert run("check", "--fail-on", "info", "--format", form, clean).code == 0
    assert run("check", "--fail-on", "info", "--quiet", clean) == run("check", "--quiet", clean)
    assert run("check", "--quiet", clean).out == ""


def test_what_could_not_be_read_outweighs_findings(run: Any) -> None:
    os.mkdir("x.sla")
    ended = run("check", "--format", "json", "draft.sla", "x.sla")
    assert (ended.code, ended.out) == (2, "")
    Path("big.sla").write_bytes(b"#" * (1 << 24) + b"#")
    ended = run("check", "--format", "json", "draft.sla", "big.sla")
    assert ended.code == 2
    assert json.loads(ended.out)["summary"]["files"] == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule_is_not_passed_over(run: Any, option: str) -> None:
    ended = run("check", option, "missing-terminaton", "draft.sla")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "clausecheck: no rule is called `missing-terminaton`; did you mean `missing-termination`?\n"
    )


def test_rules_are_chosen_by_code_name_and_prefix(run: Any) -> None:
    def codes(*args: str) -> set[str]:
        report = json.loads(run("check", "--format", "json", *args, "draft.sla").out)
        return {finding["rule"]["code"] for finding in report["findings"]}

    assert codes("--select", "CC102") == codes("--select", "missing-term") == {"CC102"}
    assert codes("--select", "CC101,missing-term") == codes("--select", "CC101", "--select", "CC102")
    assert codes("--select", "CC1") == codes() != set()
    assert codes("--ignore", "CC102, CC101") == codes() - {"CC101", "CC102"}
    assert codes("--select", "CC10", "--ignore", "CC101") == codes("--select", "CC10") - {"CC101"}


def test_a_check_without_rules_is_no_success(run: Any) -> None:
    ended = run("check", "--ignore", "CC", "draft.sla")
    assert (ended.code, ended.out) == (2, "")
    assert "no rule of msp is left" in ended.err


def test_a_broken_ruleset_names_all_its_mistakes(run: Any) -> None:
    Path("own.yaml").write_text(
        "ruleset: own\nversion: '1'\nextends: [msq]\noverrides:\n  missing-term: {severity: grave}\n"
        "rules:\n  first:\n    codes: X1\n",
        encoding="utf-8",
    )
    for command in (["check", "draft.sla"], ["rules"], ["explain", "CC102"]):
        ended = run(*command, "--ruleset", "own.yaml")
        assert (ended.code, ended.out) == (2, "")
        lines = ended.err.splitlines()
        assert len(lines) > 2
        assert all(line.startswith("clausecheck: own.yaml:") for line in lines)
        assert "did you mean `msp`" in ended.err


@pytest.mark.parametrize("content", [b"\xff\x00", b"[", b"", b"- a", None])
def test_a_file_that_is_no_ruleset(run: Any, content: bytes | None) -> None:
    if content is not None:
        Path("own.yaml").write_bytes(content)
    ended = run("check", "--ruleset", "./own.yaml", "draft.sla")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("clausecheck: ")


# Defects of our own and of other people's rules


def analyses(monkeypatch: pytest.MonkeyPatch, **points: str) -> None:
    """Register analyses as an installed package does."""
    from importlib.metadata import EntryPoint

    made = {name: EntryPoint(name, value, loader.GROUP) for name, value in points.items()}
    monkeypatch.setattr(loader, "registered_analyses", lambda real=loader.registered_analyses: real() | made)
    rules = "".join(
        f"  rule-{name}:\n    code: XX{number}00\n    severity: error\n    class: set\n    risk: both\n"
        f"    analysis: {name}\n    message: something\n    why: because\n"
        "    source: {instrument: practice, confidence: practice}\n"
        "    flawed: 'agreement Flawed'\n    clean: 'agreement Clean'\n"
        for number, name in enumerate(points, 1)
    )
    Path("own.yaml").write_text(
        f"ruleset: own\nversion: '1'\nextends: [msp]\nrules:\n{rules}", encoding="utf-8"
    )


def crash(agreement: Any, parameters: Any) -> Iterator[Finding]:
    """An analysis with a defect."""
    yield draft("rule-bad", "one", agreement.document.span)
    raise ZeroDivisionError("by \x1b nought")


def strange(agreement: Any, parameters: Any) -> Iterator[Finding]:
    """An analysis whose finding no ruleset knows."""
    yield draft("never-heard-of", "one", agreement.document.span)


@pytest.mark.parametrize(
    "target, words",
    [
        (f"{__name__}:crash", "the rule `rule-bad` crashed: ZeroDivisionError: by \\x1b nought"),
        ("no_such_module_anywhere:find", "the rule `rule-bad` crashed: ModuleNotFoundError"),
        (f"{__name__}:no_such_function", "the rule `rule-bad` crashed: AttributeError"),
        (f"{__name__}:strange", "`never-heard-of` was made, but no ruleset has a rule of that name"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_rule_that_crashes_is_named_and_the_others_report(
    run: Any, monkeypatch: pytest.MonkeyPatch, target: str, words: str, form: str
) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    analyses(monkeypatch, bad=target)
    ended = run("check", "--ruleset", "own.yaml", "--format", form, "draft.sla")
    assert ended.code == 2
    assert "missing-term" in ended.out
    assert "rule-bad" in ended.out or target.endswith(":strange")
    assert "failures" in ended.out or form != "json"
    assert words in ended.err
    assert ended.err.startswith("clausecheck: draft.sla: ")
    assert ended.err.count("\n") == 1


def test_a_crashing_analysis_that_is_not_selected_does_not_run(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    analyses(monkeypatch, bad=f"{__name__}:crash")
    assert run("check", "--ruleset", "own.yaml", "--ignore", "rule-bad", "draft.sla").code == 1


def test_a_crash_elsewhere_names_the_file_and_no_traceback(
    run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no way")

    monkeypatch.setattr(sys.modules["clausecheck.checking"], "resolve", broken)
    ended = run("check", "draft.sla")
    assert ended.code == 2
    assert "1 file could not be read, or not be checked" in ended.out
    assert ended.err == "clausecheck: internal error at draft.sla: RuntimeError: no way\n"
    monkeypatch.setattr("clausecheck.rules.loader.load", broken)
    assert run("rules").err.startswith("clausecheck: internal error: RuntimeError: no way\n")


def test_debugging_shows_where(spawn: Any, tmp_path: Path) -> None:
    code = (
        "import sys, clausecheck.checking\nc = sys.modules['clausecheck.checking']\n"
        "def broken(*a, **k): raise RuntimeError('no way')\n"
        "c.resolve = broken\nfrom clausecheck.cli.main import main\nmain()"
    )
    args = ("check", "draft.sla")
    assert b"in broken" in spawn(*args, code=code, env={"CLAUSECHECK_DEBUG": "1"}).stderr
    assert b"in broken" not in spawn(*args, code=code).stderr


# Mistakes on the command line


@pytest.mark.parametrize(
    "args, words",
    [
        (["chekc", "draft.sla"], "Did you mean `clausecheck check`?"),
        (["draft.sla"], "Did you mean `clausecheck check draft.sla`?"),
        (["nonsense"], "There is no command 'nonsense'."),
        (["check", "--quite"], "--quiet"),
        (["check", "--as-of", "2026-02-31"], "is not a date; write it like 2027-01-31"),
        (["check", "--as-of", "20260203"], "is not a date; write it like 2027-01-31"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["check", "--ruleset", "mps", "draft.sla"], "did you mean `msp`?"),
        (["show"], "Missing argument 'FILE'"),
        (["show", "."], ". is a folder; name one file"),
        (["explain", "missing-trem"], "did you mean `missing-term`?"),
        (["format"], "Missing argument"),
        (["schema", "nothing"], "'nothing' is not one of"),
    ],
)
def test_mistakes_get_a_helpful_answer(run: Any, args: list[str], words: str) -> None:
    ended = run(*args)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_the_day_of_the_check_is_in_the_provenance(run: Any) -> None:
    report = json.loads(run("check", "--format", "json", "--as-of", "2027-01-31", "draft.sla").out)
    assert report["provenance"]["as of"] == "2027-01-31"


# Interrupted


def test_ctrl_c_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("clausecheck.cli.workers.read_stdin", stop)
    ended = run("check", "-")
    assert (ended.code, ended.out, ended.err) == (130, "", "clausecheck: stopped\n")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_as_a_signal(spawn: Any) -> None:
    code = (
        "import os, signal, time, clausecheck.cli.workers as c\n"
        "def wait():\n    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(60)\n"
        "c.read_stdin = wait\nfrom clausecheck.cli.main import main\nmain()"
    )
    ended = spawn("check", "-", code=code, preexec_fn=interruptible)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"clausecheck: stopped\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize(
    "args",
    [
        ["check", "draft.sla"], ["check", "--format", "json", "draft.sla"], ["show", "draft.sla"],
        ["show", "--format", "json", "draft.sla"], ["schema"], ["schema", "report"], ["rules"],
        ["explain", "CC102"], ["format", "-"], ["--help"], ["check", "--help"], ["--version"],
    ],
)  # fmt: skip
def test_a_reader_who_has_gone_is_met_with_silence(spawn: Any, args: list[str], file: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        with file.open("rb") as stdin:
            ended = spawn(*args, stdout=writer, stdin=stdin)
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_of_both_streams_who_has_gone(spawn: Any) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert spawn("check", "draft.sla", stdout=writer, stderr=subprocess.STDOUT).returncode == 141
        assert spawn("check", "nowhere.sla", stdout=writer, stderr=subprocess.STDOUT).returncode == 2
    finally:
        os.close(writer)


@pytest.mark.skipif(os.name == "nt", reason="descriptors of POSIX")
@pytest.mark.parametrize(
    "descriptor, args, code, words",
    [
        (0, ["check", "-"], 2, b"cannot read standard input: it is closed"),
        (1, ["check", "draft.sla"], 2, b"cannot write to standard output: it is closed"),
        (2, ["check", "nowhere.sla"], 2, b""),
        (2, ["check", "draft.sla"], 1, b""),
    ],
)
def test_a_stream_that_is_closed(
    spawn: Any, descriptor: int, args: list[str], code: int, words: bytes
) -> None:
    ended = spawn(*args, preexec_fn=lambda: os.close(descriptor))
    assert ended.returncode == code
    assert words in ended.stderr
    assert b"Traceback" not in ended.stdout + ended.stderr
