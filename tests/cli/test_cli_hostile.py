"""Whatever an agreement says and however a file is called: no output is obeyed by a terminal, a runner of CI or a host of code,
and nothing in it is invisible."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from clausecheck.cli.common import uncommanded
from clausecheck.invisible import honest, unseen
from clausecheck.reports.ics import folded
from clausecheck.reports.markdown import fenced, row
from tests.fuzzing import harmless

BAD = (
    b"::error::forged @everyone @org/team #12 GH-7 owner/repo#6 https://evil.example www.evil.example ##[add-path]x "
    b"##vso[task.setvariable]x <img src=x> ![i](https://evil.example/p.png) | `a | b` "
    b"a\\ufe0fb \\u3164 \\u115f \\u00ad \\U000e0041 "
    b"\\u180f \\u2065 \\u202e"
).decode("unicode_escape")
SAYS = f"""agreement "{BAD}" {{
  provider MSP "{BAD}"
  customer Client "{BAD}"
  reference "{BAD}"
  effective 2027-01-01
  term 12 months, renewed every 12 months, unless 60 days notice "{BAD}"
}}
hours business in Europe/London "{BAD}" {{
  mon-fri 09:00-17:00
}}
site HQ "{BAD}"
service servers "{BAD}" {{
  includes "{BAD}", "@a", "#1"
  availability 99.9% each month, except "{BAD}"
}}
priority P1 "{BAD}" {{
  applies when "{BAD}"
  respond within 4 business hours, for "{BAD}", when "{BAD}"
  respond within 2 business hours
  resolve within 1 hour, during business "{BAD}"
}}
clause "{BAD}" \"\"\"
{BAD}
\"\"\"
termination {{
  end by Client when "{BAD}", on 30 days written notice
}}
# clausecheck: waive missing-liability by "{BAD}" until 2027-03-31: {BAD}
# clausecheck: waive {BAD}
"""
ONE = ["show", "targets", "deadlines"]
RUNS = [
    *(["check", "--format", form] for form in ("text", "json", "sarif", "gitlab", "junit", "markdown", "html", "csv")),
    ["check", "--all", "--proofs", "--statistics"], ["check", "-q"],
    *([command, "--format", form] for command in ONE for form in ("text", "json")),
    ["targets", "--format", "markdown"], ["deadlines", "--format", "markdown"], ["deadlines", "--format", "ics"],
    *(
        ["simulate", "--priority", "P1", "--at", "2027-05-28 16:50", "--format", form,
         "--event", "2027-05-28 16:55 waiting for customer"]
        for form in ("text", "json", "markdown")
    ),
    *(["portfolio", "--format", form] for form in ("text", "json", "csv")),
    *(["portfolio", "--format", "csv", "--table", table] for table in ("notices", "contradictions", "rules", "blocks")),
    ["waivers"], ["waivers", "--format", "json"], ["config"], ["format", "--check"], ["baseline", "-o", "b.json"],
]  # fmt: skip


def form_of(args: list[str]) -> str:
    return args[args.index("--format") + 1] if "--format" in args else "text"


@pytest.mark.parametrize("args", RUNS, ids=" ".join)
def test_what_an_agreement_says_is_only_shown(run: Any, tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "a.sla").write_text(SAYS, encoding="utf-8")
    ended = run(*args, "a.sla")
    harmless(ended.out, form_of(args))
    harmless(ended.err)


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_so_is_what_changed_in_it(run: Any, tmp_path: Path, form: str) -> None:
    words = BAD.replace("\\", "\\\\").replace('"', "'")
    for name, hours in (("a.sla", 4), ("b.sla", 9)):
        text = f'service desk "{words}" {{\n  includes "{words} {hours}"\n  respond within {hours} hours, when "{words}"\n}}\n'
        (tmp_path / name).write_text(text, encoding="utf-8")
    ended = run("diff", "--format", form, "a.sla", "b.sla")
    assert ended.out
    harmless(ended.out, form)
    harmless(ended.err)


@pytest.mark.skipif(os.name == "nt", reason="names that only POSIX allows")
@pytest.mark.parametrize("args", RUNS, ids=" ".join)
def test_so_is_the_name_of_a_file(run: Any, tmp_path: Path, args: list[str]) -> None:
    name = "::error::x\n::warning::y @team #1 ##[add-path]x \u3164\ufe0f\u202e.sla"
    (tmp_path / name).write_text(SAYS, encoding="utf-8")
    for given in (name, f"./{name}"):
        ended = run(*args, given)
        harmless(ended.out, form_of(args))
        harmless(ended.err)


@pytest.mark.parametrize("name", ["--\n::error::x", "-\n::error::x", "a\n::error::x", "\n::error::x"])
@pytest.mark.parametrize("command", ["check", "show", "explain", "format", "nosuch"])
def test_so_are_arguments_in_complaints(run: Any, command: str, name: str) -> None:
    ended = run(command, name)
    assert ended.code == 2
    harmless(ended.out + ended.err)


def test_commands_become_text_and_stay_what_they_say() -> None:
    made = uncommanded("a ::b\n  ::error::x\n:: y\n##[group]z ##vso[x] ## [k] a:b\n")
    assert made == "a ::b\n  \\u003a:error::x\n\\u003a: y\n#\\u0023[group]z #\\u0023vso[x] ## [k] a:b\n"
    import json

    assert json.loads(uncommanded('"##[group]"')) == "##[group]"


@pytest.mark.parametrize("before", range(60, 76))
def test_no_line_of_a_calendar_begins_with_two_colons(before: int) -> None:
    line = "x" * before + "::error::y" + "é" * 40
    parts = list(folded(line))
    assert "".join(part[bool(number) :] for number, part in enumerate(parts)) == line
    assert all(len(part.encode()) <= 75 and not part.lstrip().startswith("::") for part in parts)


def test_code_in_markdown_ends_where_it_should() -> None:
    assert row("a `b | c`", "d | e") == "| a `b \\| c` | d \\| e |"
    assert fenced(["a", "````", "b"]) == ["`````text", "a", "````", "b", "`````"]


@pytest.mark.parametrize(
    "char",
    "\u00ad\u034f\u115f\u1160\u17b4\u180b\u180f\u200b\u2065\u2800\u3164\ufe00\ufe0f\ufeff\uffa0\U000e0100\U000e0fff",
)
def test_what_is_invisible(char: str) -> None:
    assert unseen(char)
    assert not honest(f"a{char}b", 1)


def test_an_emoji_keeps_its_look() -> None:
    assert honest("⚠\ufe0f", 1) and not honest("⚠\ufe0f\ufe0f", 2) and honest("👩\u200d💻", 1)
