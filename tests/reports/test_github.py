"""Workflow commands, read back as the runner of GitHub reads a log: nothing but what we meant may be a command."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings

from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.reports import github, text
from clausecheck.reports.common import Run, shown
from clausecheck.source import Source, Span
from tests.examples import examples
from tests.reports.made import ATTACKS, CASES, FAILED, attack, many, run
from tests.reports.test_text import results as any_results

KNOWN = {
    "error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-path", "set-env", "set-output",
    "save-state", "add-matcher", "remove-matcher", "echo", "stop-commands",
}  # fmt: skip


class Command(NamedTuple):
    """What the runner obeys."""

    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, pairs: str) -> str:
    """Percent signs last, as the runner does."""
    for char in pairs + "%":
        text = text.replace(f"%{ord(char):02X}", char)
    return text


def parse(line: str, known: set[str]) -> Command | None:
    """A line as the runner takes it: `::name key=value,…::data` at its start, or the old `##[name …]data` anywhere."""
    stripped = line.lstrip()
    if stripped.startswith("::") and "::" in stripped[2:]:
        info, _, data = stripped[2:].partition("::")
        name, _, rest = info.partition(" ")
        if name.lower() in known:
            pairs = [pair.partition("=") for pair in rest.strip().split(",") if pair]
            return Command(
                name,
                {key: unescaped(value, "\r\n:,") for key, _, value in pairs},
                unescaped(data, "\r\n"),
            )
    if "##[" in line and "]" in line.partition("##[")[2]:
        info, _, data = line.partition("##[")[2].partition("]")
        name = info.partition(" ")[0]
        if name.lower() in known:
            return Command(name, {}, data)
    return None


def obeyed(log: str) -> tuple[list[Command], list[str]]:
    """The commands that the runner carries out, and the lines that it prints."""
    known, token = set(KNOWN), ""
    commands: list[Command] = []
    printed: list[str] = []
    for line in log.splitlines():  # whatever ends a line for anybody
        command = parse(line, known)
        if command is None or (token and command.name.lower() != token):
            printed.append(line)
        elif token:
            known.discard(token)
            token = ""
        elif command.name == "stop-commands":
            token = command.data.lower()
            known.add(token)
        else:
            commands.append(command)
    assert not token, "commands are obeyed again in the end"
    return commands, printed


@pytest.mark.parametrize("case", CASES)
def test_the_runner_obeys_one_command_for_each_finding(case: str) -> None:
    result = CASES[case]
    commands, printed = obeyed(github.render(result, run()))
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    assert [command.name for command in commands] == [levels[one.severity] for one in result.findings]
    for command, finding in zip(commands, result.findings, strict=True):
        assert command.properties["title"] == shown(f"{finding.code} {finding.name}")
        assert set(command.properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
    assert "\n".join(printed) + "\n" == text.render(result), "the whole report is in the log"


@settings(max_examples=examples(100), deadline=None)
@given(any_results())
def test_no_text_is_a_command(result: CheckResult) -> None:
    commands, _ = obeyed(github.render(result, Run()))
    assert len(commands) == len(result.findings)
    assert {command.name for command in commands} <= {"error", "warning", "notice"}


@pytest.mark.parametrize("words", ATTACKS)
def test_attacks_with_quiet_and_with_failures(words: str) -> None:
    how = Run(quiet=True, failures=(words,))
    commands, _ = obeyed(github.render(attack(words), how))
    assert [command.name for command in commands] == ["error", "error"]


def test_what_is_escaped_comes_back() -> None:
    finding = Finding(
        "CC001", "n", Severity.ERROR, "100%: a, b::c %0A", Span(0, 3), "50%, a:b.sla", help=("x", "y")
    )
    log = github.render(CheckResult((finding,), sources={"50%, a:b.sla": Source("abc")}), run())
    assert log.startswith(
        "::error file=contracts/50%25%2C a%3Ab.sla,line=1,endLine=1,col=1,endColumn=4,title=CC001 n"
        "::100%25: a, b::c %250A%0AHelp: x%0AOr: y\n"
    )
    ((name, properties, data),), _ = obeyed(log)
    assert name == "error"
    assert properties["file"] == "contracts/50%, a:b.sla"
    assert data == "100%: a, b::c %0A\nHelp: x\nOr: y"


def test_columns_only_on_one_line() -> None:
    finding = Finding("CC001", "n", Severity.ERROR, "m", Span(0, 5), "a.sla")
    log = github.render(CheckResult((finding,), sources={"a.sla": Source("ab\ncd\n")}), Run())
    assert log.startswith("::error file=a.sla,line=1,endLine=2,title=CC001 n::m\n")


def test_all_findings_have_a_command_though_ten_are_shown() -> None:
    assert len(obeyed(github.render(many(1000), Run()))[0]) == 1000


def test_a_run_that_failed() -> None:
    commands, _ = obeyed(github.render(CheckResult(), FAILED))
    assert [command.name for command in commands] == ["error"]
    assert "cannot read a" in commands[0].data


def test_nothing_to_say_with_quiet() -> None:
    assert github.render(CheckResult(sources={"a.sla": Source("")}), Run(quiet=True)) == ""
