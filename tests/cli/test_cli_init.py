"""`clausecheck init`: every template in several countries, hostile values, questions, and files that are there."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clausecheck import check, drafting
from clausecheck.finding import Severity
from clausecheck.language.format import layout
from clausecheck.language.parser import parse
from tests.cli.conftest import ROOT, interruptible

GOLDEN = ROOT / "tests" / "cases" / "init"
TEMPLATES = sorted(drafting.templates())
LANDS = {
    "GB": {"provider": "Tynebridge Ltd", "customer": "Orrin plc", "start": "2027-04-01"},
    "DE": {"hours": "mon-thu 08:00-17:00; fri 08:00-15:00", "calendar": "DE-HH", "notice": "90"},
    "US": {"zone": "America/Denver", "law": "Colorado", "notice": "30", "term": "24"},
    "IL": {"provider": 'Or "Lamed" Ltd', "customer": "Beit \\ Co"},
}


def made(template: str, **given: str) -> str:
    """A draft with these values, and for all else what is proposed."""
    needed = {one.key: one for one in drafting.asked(template)}
    values = {key: needed[key].taken(text) for key, text in given.items() if key in needed}
    return drafting.draft(template, drafting.proposals(template, values))


@pytest.mark.parametrize("country", LANDS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_draft_is_clean_laid_out_and_of_a_length_that_is_read(template: str, country: str) -> None:
    text = made(template, country=country, **LANDS[country])
    assert parse(text).problems == ()
    assert layout(parse(text)) == text
    assert 60 <= text.count("\n") <= 92
    path = GOLDEN / f"{template}-{country}.sla"
    if os.environ.get("CLAUSECHECK_UPDATE"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode(), "run with CLAUSECHECK_UPDATE=1 and read the difference"
    told = [finding for finding in check(text).findings if finding.severity is not Severity.INFO]
    assert {finding.severity for finding in told} <= {Severity.WARNING}
    nameless = set() if "provider" in LANDS[country] else {"CC132"}
    assert {finding.code for finding in told} - nameless == {"CC060"}
    open_lines = [line for line in text.splitlines() if "tbd" in line]
    assert len(open_lines) >= 2


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_hours_and_the_notice_change_nothing_of_that(template: str) -> None:
    for hours, notice in (("mon-sat 07:00-19:00", "180"), ("mon-fri 10:00-14:00", "14")):
        text = made(template, hours=hours, notice=notice, provider="A Ltd", customer="B plc")
        told = {one.code for one in check(text).findings if one.severity is not Severity.INFO}
        assert told == {"CC060"}


# ---- what is set is said, and nothing else


def kinds(text: str) -> list[str]:
    """The kinds of all clauses of a text, without what they say."""
    return [line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("      ")]


HOSTILE = [
    'Acme" in GB\n  term 99 months',
    'Acme"',
    '"',
    "Acme\\",
    'Acme\\" in FR #',
    "Acme } agreement",
    "Acme {{customer}} {{zone}}",
    "Acme\u2028Ltd",
    "Acme\x1b[31m",
    "Acme\u202eetd",
    "Acme\x00",
    '""" Acme """',
    "tbd tbd",
    "# clausecheck: waive all: no",
    "::error::Acme",
    "\u200b",
    "Acme “curly” ‘Ltd’",
    'He said "a, "b"',
    "A" * 201,
]


def says(name: str) -> None:
    """Whatever is set: it is refused, or the draft parses, holds the same clauses, and says just that."""
    plain = made("help-desk", provider="Acme Ltd", customer="Orrin plc")
    try:
        text = made("help-desk", provider=name, customer="Orrin plc")
    except drafting.BadValue:
        return
    parsed = parse(text)
    assert parsed.problems == ()
    assert layout(parsed) == text
    assert kinds(text) == kinds(plain)
    differing = [
        (one, other)
        for one, other in zip(text.splitlines(), plain.splitlines(), strict=False)
        if one != other
    ]
    if len(text.splitlines()) == len(plain.splitlines()):
        assert all(one.startswith("  provider Provider ") for one, _ in differing)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused_or_only_a_name(name: str) -> None:
    says(name)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=40), st.text(alphabet='A b"\\{}[],#\n“’‘:.tbd', max_size=20)))
@example('a, "b')
def test_any_name_is_refused_or_only_a_name(name: str) -> None:
    says(name)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(drafting.ASKED), st.sampled_from(TEMPLATES), st.text(max_size=30))
@example(drafting.ASKED[0], "internal", "¾")
def test_whatever_is_set_the_draft_parses(one: drafting.Asked, template: str, text: str) -> None:
    try:
        draft = made(template, **{one.key: text})
    except drafting.BadValue:
        return
    assert parse(draft).problems == ()


@pytest.mark.parametrize(
    "key, text, meant",
    [
        ("country", "Germny", "DE"),
        ("country", "XX", ""),
        ("currency", "pound", "GBP"),
        ("currency", "UER", "EUR"),
        ("zone", "Europe/Berln", "Europe/Berlin"),
        ("calendar", "de-bavaria", "DE-BY"),
        ("hours", "monday-friday 8am-6pm", "mon-fri 08:00-18:00"),
        ("hours", "mon-thu 8-17; fri 8-15.30", "mon-thu 08:00-17:00; fri 08:00-15:30"),
        ("hours", "mon-fri 17:00-09:00", ""),
        ("hours", "all day", ""),
        ("notice", "ninety days", "90"),
        ("notice", "0", ""),
        ("notice", "٣٠", ""),
        ("term", "5000 months", ""),
        ("start", "1 May 2027", "2027-05-01"),
        ("start", "2027-02-30", ""),
        ("hours", "tbd", ""),
        ("law", "", ""),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(key: str, text: str, meant: str) -> None:
    (one,) = (one for one in drafting.ASKED if one.key == key)
    with pytest.raises(drafting.BadValue) as raised:
        one.taken(text)
    assert raised.value.meant == meant
    if meant:
        assert one.taken(meant) == meant


# ---- the command


def test_defaults_write_a_draft_and_say_what_is_open(run: Any) -> None:
    ended = run(
        "init", "backup", "copies.sla", "--defaults", "--set", "country=CH", "--set", "customer=Aare AG"
    )
    assert (ended.code, ended.out) == (0, "")
    assert "left open (tbd): provider, start" in ended.err
    assert "currency CHF" in ended.err and "zone Europe/Zurich" in ended.err
    text = Path("copies.sla").read_text(encoding="utf-8")
    assert 'customer Customer "Aare AG" in CH' in text
    assert run("format", "--check", "copies.sla").code == 0
    assert run("check", "copies.sla").code == 0


def test_nothing_is_written_over(run: Any, tmp_path: Path) -> None:
    Path("a.sla").write_text("mine", encoding="utf-8")
    Path("link.sla").symlink_to(tmp_path / "nowhere.sla")
    Path("clausecheck.toml").write_text("mine", encoding="utf-8")
    before = sorted(os.listdir())
    for args in (["a.sla"], ["link.sla"], ["b.sla", "--config"]):
        ended = run("init", "internal", *args, "--defaults")
        assert ended.code == 2
        assert "is already there, and nothing is written over" in ended.err
    assert sorted(os.listdir()) == before
    assert Path("a.sla").read_text(encoding="utf-8") == "mine"


def test_what_comes_between_is_not_written_over(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def late(source: str, target: Path) -> None:
        if str(target).endswith(".sla"):
            Path(target).write_text("mine", encoding="utf-8")
        real(source, target)

    monkeypatch.setattr(os, "link", late)
    ended = run("init", "internal", "a.sla", "--defaults", "--config", "--hook")
    assert (ended.code, ended.err.splitlines()[-1]) == (
        2,
        "clausecheck: cannot write a.sla: it is already there",
    )
    assert os.listdir() == ["a.sla"], "what was written before is taken away again"
    assert Path("a.sla").read_text(encoding="utf-8") == "mine"


def test_config_and_hook_on_request(run: Any) -> None:
    assert run("init", "hosting", "--defaults", "--config", "--hook").code == 0
    assert sorted(os.listdir()) == [".pre-commit-config.yaml", "clausecheck.toml", "hosting.sla"]
    assert run("config", "hosting.sla").code == 0
    assert run("check", ".").code == 0


@pytest.mark.parametrize(
    "args, said",
    [
        (["help-dsk", "--defaults"], "did you mean `help-desk`?"),
        (["internal", "--defaults", "--set", "zoen=UTC"], "did you mean `zone`?"),
        (["internal", "--defaults", "--set", "currency=EUR"], "the template internal needs no such value"),
        (["internal", "--defaults", "--set", "zone"], "an equals sign"),
        (["internal", "--defaults", "--set", "zone=UTC", "--set", "zone=UTC"], "given twice"),
        (["internal", "--defaults", "--set", "provider=a\x1b[1m"], "nobody can see"),
        (["internal", "a.txt", "--defaults"], "ends in .sla"),
        (["internal", "--set", "country=GB"], "these values are missing: provider, customer"),
        ([], "which template?"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(run: Any, args: list[str], said: str) -> None:
    ended = run("init", *args)
    assert ended.code == 2
    assert said in ended.err
    assert "\x1b" not in ended.err
    assert os.listdir() == []


def test_to_standard_output(run: Any) -> None:
    ended = run("init", "internal", "-", "--defaults")
    assert ended.code == 0
    assert ended.out == made("internal", country="GB")
    assert os.listdir() == []


def test_the_templates_are_listed(run: Any) -> None:
    ended = run("init", "--list")
    assert ended.code == 0
    assert [line.split()[0] for line in ended.out.splitlines()[: len(TEMPLATES)]] == TEMPLATES
    assert all(f"  {one.key} " in ended.out for one in drafting.ASKED)


# ---- at a terminal


def at_a_terminal(tmp_path: Path, *answers: str) -> tuple[int, str]:
    """`clausecheck init` at a real terminal: each answer is typed when a question stands there."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "clausecheck", "init"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        start_new_session=True,
        preexec_fn=interruptible,
    )
    os.close(theirs)
    shown = b""
    waiting = list(answers)
    until = time.monotonic() + 60
    interrupted = False
    while time.monotonic() < until:
        if not select.select([ours], [], [], 1)[0]:
            if (
                interrupted
            ):  # it came just before the process began to wait for a line, which then hears of none
                process.send_signal(signal.SIGINT)
            continue
        try:
            read = os.read(ours, 4096)
        except OSError:
            break
        if not read:
            break
        shown += read
        if waiting and shown.endswith(b": "):
            answer = waiting.pop(0)
            if answer == "^C":
                interrupted = True
                process.send_signal(signal.SIGINT)
            else:
                os.write(ours, answer.encode() + b"\n")
    os.close(ours)
    try:
        return process.wait(30), shown.decode()
    finally:
        process.kill()


def test_it_asks_and_asks_again(tmp_path: Path) -> None:
    code, shown = at_a_terminal(
        tmp_path,
        "help-desk",
        "",
        "Tynebridge Ltd",
        "Orrin plc",
        "",
        "Germny",
        "DE",
        *[""] * 4,
        "ninety",
        "90",
        *[""] * 3,
    )
    assert code == 0, shown
    assert "an answer is needed, or tbd to leave it open" in shown
    assert re.search(r"an answer is needed\r?\n", shown), "a country cannot be left open"
    assert "did you mean `DE`?" in shown and "did you mean `90`?" in shown
    assert "[Europe/Berlin]" in shown
    text = (tmp_path / "help-desk.sla").read_text(encoding="utf-8")
    assert text == made(
        "help-desk", provider="Tynebridge Ltd", customer="Orrin plc", country="DE", notice="90"
    )


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    code, shown = at_a_terminal(tmp_path, "backup", "Tynebridge Ltd", "^C")
    assert (code, shown.splitlines()[-1]) == (130, "clausecheck: stopped")
    assert list(tmp_path.iterdir()) == []


def test_what_the_readme_writes_in_the_place_of_tbd_can_be_read(run: Any, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```diff\n(.*?)```", readme, re.DOTALL)
    changes = re.findall(r"^-(.*)\n\+(.*)$", lines, re.MULTILINE)
    assert len(changes) == 4
    assert run("init", "help-desk", "--defaults").code == 0
    draft = tmp_path / "help-desk.sla"
    text = draft.read_text(encoding="utf-8")
    for before, after in changes:
        assert text.count(f"{before}\n") == 1, before
        text = text.replace(before, after)
    draft.write_text(text, encoding="utf-8")
    left = {line.split()[0] for line in text.splitlines() if "tbd" in line.split("#")[0]}
    assert left == {"customer", "contact"}
    found = json.loads(run("check", "--format", "json", "help-desk.sla").out)["findings"]
    assert {one["rule"]["name"] for one in found} == {"tbd"} and len(found) == 2
