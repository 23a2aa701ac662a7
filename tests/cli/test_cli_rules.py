"""`clausecheck rules`: the list with its filters, and what those who write rules are given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from jsonschema import Draft202012Validator

from clausecheck import cache
from clausecheck.rules.keys import json_schema
from clausecheck.rules.loader import load
from clausecheck.rules.starting import letters_of

ROOT = Path(__file__).parents[2]

HOUSE = """\
ruleset: house
version: "1.0"
extends: [reading]
rules:
  update-too-rare:
    code: HSE001
    severity: warning
    class: time
    block: tickets
    for each: update
    require: every <= limit
    parameters: {limit: 2 hours}
    message: "{parent} is updated only every {every}"
    why: Silence costs more than the fault.
    source: [{instrument: House book, article: "4", confidence: practice}]
    flawed:
      - |
        priority P1 "Critical" {
          update every 4 hours
        }
      - |
        priority P2 "High" {
          update every 1 day
        }
    clean: |
      priority P1 "Critical" {
        update every 1 hour
      }
"""


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Runs keep what they keep, in a folder of the test."""
    monkeypatch.delenv("CLAUSECHECK_NO_CACHE")
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    file = tmp_path / "house.yaml"
    file.write_text(HOUSE, encoding="utf-8")
    return file


def test_examples_that_hold(run: Any, house: Path) -> None:
    ended = run("rules", "test", "house.yaml")
    assert (ended.code, ended.out) == (
        0,
        "house.yaml: 3 examples of 1 rule: each shows what it is to show.\n",
    )


def test_an_example_that_contradicts_its_rule_is_named_with_its_line(run: Any, house: Path) -> None:
    house.write_text(
        HOUSE.replace("every 1 day", "every 30 minutes").replace("every 1 hour", "every 9 hours")
    )
    ended = run("rules", "test", "house.yaml")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "house.yaml:22: HSE001 update-too-rare: flawed example 2: the rule finds nothing in it",
        "house.yaml:27: HSE001 update-too-rare: the clean example: the rule finds something in it: "
        'priority P1 "Critical" is updated only every 9 hours',
        "house.yaml: 3 examples of 1 rule: 2 contradict their rules.",
    ]


def test_an_example_that_cannot_be_read(run: Any, house: Path) -> None:
    house.write_text(HOUSE.replace("update every 1 day", "updat every 1 day"))
    ended = run("rules", "test", "house.yaml")
    assert ended.code == 1
    assert "house.yaml:23: HSE001 update-too-rare: flawed example 2: it cannot be read: " in ended.out


def test_examples_as_junit(run: Any, house: Path) -> None:
    house.write_text(HOUSE.replace("every 1 day", "every 30 minutes"))
    ended = run("rules", "test", "house.yaml", "--format", "junit", "-o", "out.xml")
    assert ended.code == 1
    assert ended.err == "clausecheck: 3 examples of 1 rule: 1 contradicts its rule.\n"
    root = ET.fromstring(Path("out.xml").read_text())
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("house.yaml", "3", "1")
    assert [case.get("name") for case in suite.iter("testcase") if len(case)] == ["flawed example 2"]


def test_the_ruleset_of_the_config_is_run(run: Any, house: Path, tmp_path: Path) -> None:
    (tmp_path / "clausecheck.toml").write_text('ruleset = "house.yaml"\n')
    assert run("rules", "test").out.endswith("3 examples of 1 rule: each shows what it is to show.\n")


def test_inherited_rules_are_run_when_asked_for(run: Any, tmp_path: Path) -> None:
    (tmp_path / "on-top.yaml").write_text(
        "ruleset: on-top\nextends: [house.yaml]\noverrides: {HSE001: {parameters: {limit: 5 minutes}}}\n"
    )
    (tmp_path / "house.yaml").write_text(HOUSE)
    ended = run("rules", "test", "on-top.yaml", "--select", "HSE001")
    assert ended.code == 1
    assert "the clean example" in ended.out
    ended = run("rules", "test", "msp", "--select", "CC126")
    assert ended.code == 0
    assert run("rules", "test", "house.yaml", "--select", "HSE9").code == 2
    ended = run("rules", "test", "house.yaml", "--inherited", "--select", "reading-nothing")
    assert ended.code == 2


def test_nothing_to_run(run: Any, tmp_path: Path) -> None:
    assert run("rules", "test", "nowhere.yaml").code == 2
    (tmp_path / "bare.yaml").write_text("ruleset: bare\nextends: [backup]\n")
    ended = run("rules", "test", "bare.yaml")
    assert (ended.code, ended.out) == (0, "bare.yaml: there is no example to run.\n")


def test_a_check_that_crashes_on_an_example(run: Any, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from clausecheck.rules import engine

    def crash(*args: Any) -> Any:
        raise ValueError("no way")

    monkeypatch.setattr(engine, "_check", crash)
    ended = run("rules", "test", "house.yaml")
    assert ended.code == 1
    assert "flawed example 1: the rule crashed: ValueError: no way" in ended.out


@pytest.mark.usefixtures("kept")
def test_who_lists_rules_is_told_of_examples_that_were_not_run(run: Any, house: Path) -> None:
    never = (
        "clausecheck: the examples of house.yaml were not run here since it was last changed; "
        "`clausecheck rules test` runs them\n"
    )
    assert run("rules", "-r", "house.yaml").err == never
    assert run("rules", "test", "house.yaml", "--select", "HSE").code == 0
    assert run("rules", "-r", "house.yaml").err == never, "some of them are not all"
    assert run("rules", "test", "house.yaml").code == 0
    assert run("rules", "-r", "house.yaml").err == ""
    house.write_text(HOUSE.replace("every 1 day", "every 30 minutes"))
    assert run("rules", "-r", "house.yaml").err == never
    run("rules", "test", "house.yaml")
    assert "in house.yaml 1 example contradicts its rule" in run("rules", "-r", "house.yaml").err
    assert run("rules").err == "", "ours are run by our own tests"


@pytest.mark.usefixtures("kept")
def test_who_checks_at_a_terminal_is_told_once(
    run: Any, house: Path, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "examples of" not in run("check", "-r", "house.yaml", clean).out
    monkeypatch.setattr("clausecheck.cli.check.stderr_is_terminal", lambda: True)
    ended = run("check", "-r", "house.yaml", clean, ROOT / "samples" / "tour.sla")
    assert ended.out.count("the examples of house.yaml were not run here") == 1
    assert "examples of" not in run("check", "-r", "house.yaml", "--quiet", clean).out
    assert "examples of" not in run("check", "-r", "house.yaml", "--no-cache", clean).out
    assert "examples of" not in run("check", clean).out


def test_a_new_ruleset_holds(run: Any, clean: Path) -> None:
    ended = run("rules", "new", "acme-law")
    assert (ended.code, ended.out) == (0, "")
    assert run("rules", "test", "acme-law.yaml").code == 0
    assert load("acme-law.yaml").rule("response-too-slow").code == "ACME001"
    assert run("check", "--ruleset", "acme-law.yaml", clean).code == 0


def test_nothing_is_written_over(run: Any) -> None:
    Path("acme.yaml").write_text("mine")
    ended = run("rules", "new", "acme")
    assert (ended.code, Path("acme.yaml").read_text()) == (2, "mine")
    assert "it is already there" in ended.err


@pytest.mark.parametrize(
    "args", [["Acme"], ["acme", "--letters", "CC"], ["acme", "--letters", "a"], ["../acme"], [""]]
)
def test_names_that_are_none(run: Any, args: list[str]) -> None:
    ended = run("rules", "new", *args)
    assert ended.code == 2
    assert not list(Path(".").glob("*.yaml"))


@pytest.mark.parametrize(
    ("name", "letters"), [("acme-law", "ACME"), ("cc", "OWN"), ("x", "OWN"), ("a1b", "AB")]
)
def test_letters_of_codes(name: str, letters: str) -> None:
    assert letters_of(name) == letters


def test_filters(run: Any) -> None:
    assert {line[:3] for line in run("rules", "--select", "CC3", "--severity", "error").out.splitlines()} == {
        "CC3"
    }
    lines = run("rules", "--block", "backup", "--tier", "core", "--severity", "warning").out.splitlines()
    assert lines
    assert all("  warning  " in line for line in lines)
    by_law = run("rules", "--source", "2016/679").out.splitlines()
    assert 20 < len(by_law) < 60
    assert run("rules", "--select", "missing-term").out.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--block", "bakcup"], "there is no block of questions `bakcup`; did you mean `backup`?"),
        (["--source", "no such law"], "no rule of msp fits --source"),
        (["--ruleset", "msp", "test"], "--ruleset belongs behind `test`"),
        (["--select", "CC999"], "no rule is called `CC999`"),
    ],
)
def test_filters_that_are_wrong(run: Any, args: list[str], said: str) -> None:
    ended = run("rules", *args)
    assert ended.code == 2
    assert said in ended.err


def test_a_list_as_data_is_what_its_schema_says(run: Any, house: Path) -> None:
    schema = json.loads(run("schema", "rules").out)
    Draft202012Validator.check_schema(schema)
    made = json.loads(run("rules", "-r", "house.yaml", "--select", "HSE", "--format", "json").out)
    Draft202012Validator(schema).validate(made)
    assert (made["ruleset"], made["version"], made["extends"]) == ("house", "1.0", ["reading"])
    (rule,) = made["rules"]
    assert (rule["code"], rule["file"], rule["line"]) == ("HSE001", "house.yaml", 5)


def test_a_list_as_markdown(run: Any) -> None:
    head, line, *rows = run("rules", "--select", "CC301", "--format", "markdown").out.splitlines()
    assert head.startswith("| Code | Severity |")
    assert set(line) == {"|", "-"}
    assert len(rows) == 1


class _Words(yaml.SafeLoader):
    """As YAML 1.2 and editors read it: `off` is a word, and a day is one, too."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if "timestamp" not in tag and "bool" not in tag]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_schema_of_rulesets_takes_every_ruleset_of_ours(run: Any) -> None:
    schema = json.loads(run("rules", "schema").out)
    assert schema == json_schema() == json.loads(run("schema", "ruleset").out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator({**schema, "$defs": {**schema["$defs"]}})
    files = [*(ROOT / "rulesets").rglob("*.yaml"), ROOT / "tests" / "rules" / "demo.yaml"]
    for file in files:
        if file.parent.name == "tables":
            continue
        content = yaml.load(file.read_text(encoding="utf-8"), _Words)
        content = json.loads(json.dumps(content).replace('"reader": "true"', '"reader": true'))
        assert [error.message for error in validator.iter_errors(content)] == [], file


@pytest.mark.parametrize(
    "change",
    [
        ("severity: warning", "severity: bad"),
        ("code: HSE001", "code: hse1"),
        ("ruleset: house", "rulset: house"),
        ("require: every <= limit", "require: every <= limit\n    check: x"),
        ("    why: Silence costs more than the fault.\n", ""),
        ("confidence: practice", "confidence: sure"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(change: tuple[str, str], run: Any, house: Path) -> None:
    text = HOUSE.replace(*change)
    assert list(Draft202012Validator(json_schema()).iter_errors(yaml.load(text, _Words)))
    house.write_text(text)
    ended = run("rules", "-r", "house.yaml")
    assert ended.code == 2
    assert ended.err.startswith("clausecheck: house.yaml:")
