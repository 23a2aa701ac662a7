"""Rulesets and checks that installed packages bring, and the versions that are taken of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clausecheck import context
from clausecheck.agreement.model import resolve
from clausecheck.config import ConfigError, Finder
from clausecheck.language.parser import parse
from clausecheck.rules import packages
from clausecheck.rules.engine import RunNotes, run
from clausecheck.rules.errors import RulesetError
from clausecheck.rules.loader import load
from clausecheck.rules.pins import WrongPin, split
from clausecheck.rules.trying import files_of, own

Install = Callable[..., None]

RULES = """\
ruleset: harbour
version: "1.4.2"
extends: [reading]
rules:
  visit-slow:
    code: HBR001
    severity: warning
    class: time
    for each: onsite
    require: within <= longest
    parameters: {longest: 6 hours}
    message: "{parent} is visited only within {within}"
    why: A ship does not wait.
    source: practice
    flawed: |
      priority P1 "Critical" {
        onsite within 8 hours
      }
    clean: |
      priority P1 "Critical" {
        onsite within 4 hours
      }
"""
SLOW = 'priority P2 "High" {\n  onsite within 7 hours\n}\n'


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """`install("harbour-rules", {"harbour_rules/harbour.yaml": RULES}, entries)`: as pip leaves a package behind."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def put(name: str, files: dict[str, str], entries: str, version: str = "3.1") -> None:
        for path, text in files.items():
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(entries)
        packages.forget()
        context._points.cache_clear()

    yield put
    packages.forget()
    context._points.cache_clear()


@pytest.fixture
def harbour(install: Install) -> None:
    install(
        "harbour-rules",
        {
            "harbour_rules/__init__.py": "raise RuntimeError('no rule needs me')\n",
            "harbour_rules/harbour.yaml": RULES,
        },
        "[clausecheck.rulesets]\nharbour = harbour_rules\n",
    )


def own_file(tmp_path: Path, extends: str, more: str = "") -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(f"ruleset: own\nextends: [{extends}]\n{more}", encoding="utf-8")
    return file


def problems(name: str | Path) -> list[str]:
    with pytest.raises(RulesetError) as raised:
        load(name)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.usefixtures("harbour")
def test_a_ruleset_of_a_package_is_there_by_its_name() -> None:
    made = load("harbour")
    assert (made.name, made.version) == ("harbour", "1.4.2")
    assert made.file == "harbour-rules 3.1: harbour_rules/harbour.yaml"
    assert [f.name for f in run(resolve(parse(SLOW)), made)] == ["visit-slow"]
    assert [rule.code for rule in own(made)] == ["HBR001"]
    assert files_of(made) == {}, "its authors run its examples"


@pytest.mark.usefixtures("harbour")
def test_it_is_extended_overridden_and_switched_off(tmp_path: Path) -> None:
    more = "overrides: {HBR001: {severity: error, parameters: {longest: 9 hours}}}\n"
    made = load(own_file(tmp_path, "harbour", more))
    assert run(resolve(parse(SLOW)), made) == []
    assert made.rule("HBR001").severity.value == "error"
    assert [*files_of(made)] == [made.file]
    off = load(own_file(tmp_path, "harbour", "off: [visit-slow]\n"))
    assert "visit-slow" not in {rule.name for rule in off.rules}


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize(
    "pin", [">=1,<2", "1", "1.4", "~=1.3", "==1.4.2", ">=1.4.2", "!=1.4.1", " >= 1.0 , < 2 "]
)
def test_versions_that_are_taken(tmp_path: Path, pin: str) -> None:
    assert load(own_file(tmp_path, f'"harbour@{pin}"')).extends == ("harbour",)
    assert load(f"harbour@{pin}").name == "harbour"


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize("pin", ["<1.4", "2", "1.5", "~=1.5", "==1.4", "!=1.4.2", ">=1,<1.4.2"])
def test_versions_that_are_not(tmp_path: Path, pin: str) -> None:
    (said,) = problems(own_file(tmp_path, f'"harbour@{pin}"'))
    assert said == (
        f"{(tmp_path / 'own.yaml').as_posix()}:2:11: extends: the ruleset `harbour` that is there has the version 1.4.2, "
        f"and `{pin}` is asked for"
    )
    assert len(problems(f"harbour@{pin}")) == 1


@pytest.mark.parametrize(
    "text", ["harbour@", "harbour@latest", "harbour@^1", "harbour@>=1;<2", "harbour@>=", "harbour@1,"]
)
def test_pins_that_are_none(text: str) -> None:
    with pytest.raises(WrongPin, match=r"write them as `harbour@>=1.2,<2`"):
        split(text)


def test_what_is_no_pin() -> None:
    assert split("rules@2/firm.yaml") == ("rules@2/firm.yaml", None)
    assert split("msp") == ("msp", None)


def test_ours_are_pinned_too(tmp_path: Path) -> None:
    assert load("backup@1").name == "backup"
    assert "has the version 1.0, and `2` is asked for" in problems(own_file(tmp_path, '"msp@2"'))[0]


@pytest.mark.usefixtures("harbour")
def test_a_version_that_cannot_be_compared(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(RULES.replace('"1.4.2"', "spring"))
    (said,) = problems(own_file(tmp_path, '"./other.yaml@1"'))
    assert said.endswith("has the version `spring`, so `1` cannot be held against it")


@pytest.mark.usefixtures("harbour")
def test_a_name_that_nearly_is_one(tmp_path: Path) -> None:
    assert problems("harbor")[0].endswith("there is no ruleset `harbor`; did you mean `harbour`?")
    (said,) = problems(own_file(tmp_path, "quayside"))
    assert said.endswith("there is no ruleset `quayside`; is the package installed that brings it?")


@pytest.mark.usefixtures("harbour")
def test_a_config_names_it(tmp_path: Path) -> None:
    def settings(ruleset: str) -> str:
        (tmp_path / "clausecheck.toml").write_text(f'ruleset = "{ruleset}"\n')
        return Finder().settings(tmp_path / "a.sla").rules().name

    assert settings("harbour") == "harbour"
    assert settings("harbour@>=1,<2") == "harbour"
    with pytest.raises(ConfigError, match="did you mean `harbour`"):
        settings("harbur")
    with pytest.raises(ConfigError, match="says no versions"):
        settings("harbour@new")
    with pytest.raises(
        ConfigError, match=r"clausecheck.toml:1:11: ruleset: .* has the version 1.4.2, and `3` is asked for"
    ):
        settings("harbour@3")


def test_a_broken_ruleset_of_a_package_is_named_with_its_package(install: Install) -> None:
    broken = RULES.replace("severity: warning", "severity: warn").replace("<= longest", "<= longer")
    install(
        "quay-rules",
        {"quay/__init__.py": "", "quay/quay.yaml": broken},
        "[clausecheck.rulesets]\nquay = quay\n",
    )
    assert problems("quay") == [
        "quay-rules 3.1: quay/quay.yaml:7:15: rules / visit-slow / severity: `warn` is no severity; did you mean `warning`?",
        "quay-rules 3.1: quay/quay.yaml:10:24: rules / visit-slow / require: `onsite` has no `longer`, and it is no "
        "parameter of this rule; did you mean `longest`?",
    ]


@pytest.mark.parametrize(
    ("files", "entry", "said"),
    [
        ({"pier/__init__.py": ""}, "pier = pier", "the package pier-rules 3.1 has no file `pier/pier.yaml`"),
        ({"pier.py": ""}, "pier = pier", "lies in `pier`, which is no package"),
        ({}, "pier = nowhere_at_all", "lies in `nowhere_at_all`, which is no package"),
        ({}, "pier = nowhere.at.all", "lies in `nowhere.at.all`, which is no package"),
    ],
)
def test_a_package_without_its_ruleset(
    install: Install, tmp_path: Path, files: dict[str, str], entry: str, said: str
) -> None:
    install("pier-rules", files, f"[clausecheck.rulesets]\n{entry}\n")
    assert said in problems("pier")[0]
    (in_a_file,) = problems(own_file(tmp_path, "pier"))
    assert ":2:11: extends: " in in_a_file
    assert said in in_a_file
    assert load("backup").name == "backup", "other rulesets do not mind"
    assert load(own_file(tmp_path, "backup")).name == "own"


def test_two_packages_with_one_name(install: Install) -> None:
    for name in ("east-rules", "west-rules"):
        folder = name.replace("-", "_")
        install(
            name,
            {f"{folder}/__init__.py": "", f"{folder}/coast.yaml": RULES},
            f"[clausecheck.rulesets]\ncoast = {folder}\n",
        )
    assert problems("coast")[0].endswith(
        "two packages have a ruleset `coast`: east-rules 3.1 and west-rules 3.1; uninstall one of them"
    )


def test_a_name_of_ours_cannot_be_taken(install: Install) -> None:
    install(
        "bad-rules", {"bad/__init__.py": "", "bad/msp.yaml": RULES}, "[clausecheck.rulesets]\nmsp = bad\n"
    )
    assert load("msp").rule("CC301").file.startswith("rulesets/")


def test_a_package_that_extends_itself(install: Install) -> None:
    circle = {"me/__init__.py": "", "me/me.yaml": "ruleset: me\nextends: [me]\n"}
    install("self-rules", circle, "[clausecheck.rulesets]\nme = me\n")
    (said,) = problems("me")
    assert said == (
        "self-rules 3.1: me/me.yaml:2:11: extends: rulesets extend each other in a circle: me.yaml → me.yaml"
    )


CHECK = """\
from clausecheck.language.tree import Onsite


def visits(context):
    for clause in context.agreement.all(Onsite):
        yield context.draft("there are visits", clause, "this one")
"""


def checked(install: Install, code: str, entry: str = "visits = dock:visits") -> None:
    rules = RULES.replace("harbour", "dock").replace(
        "    for each: onsite\n    require: within <= longest\n", "    check: visits\n"
    )
    rules = (
        rules.replace("    parameters: {longest: 6 hours}\n", "")
        .replace("visit-slow", "visits")
        .replace('    message: "{parent} is visited only within {within}"\n', "")
    )
    install(
        "dock-rules",
        {"dock/__init__.py": code, "dock/dock.yaml": rules},
        f"[clausecheck.rulesets]\ndock = dock\n[clausecheck.checks]\n{entry}\n",
    )


def test_a_check_of_a_package(install: Install) -> None:
    checked(install, CHECK)
    (found,) = run(resolve(parse(SLOW)), load("dock"))
    assert (found.code, found.message) == ("HBR001", "there are visits")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import nothing_like_this\n", "ModuleNotFoundError: No module named 'nothing_like_this'"),
        ("visits = 3\n", "TypeError: `dock:visits`, the check `visits`, is no function"),
        ("", "AttributeError: module 'dock' has no attribute 'visits'"),
        (CHECK.replace("yield", "return"), "TypeError"),
    ],
)
def test_a_check_of_a_package_that_is_broken(
    install: Install, code: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "dock", raising=False)
    checked(install, code)
    notes = RunNotes()
    assert run(resolve(parse(SLOW)), load("dock"), notes=notes) == []
    assert said in str(notes.crashes[0])
    monkeypatch.delitem(sys.modules, "dock", raising=False)


def test_a_check_that_is_not_installed(install: Install) -> None:
    checked(install, CHECK, "visit = dock:visits")
    assert problems("dock") == [
        "dock-rules 3.1: dock/dock.yaml:9:12: rules / visits / check: there is no check `visits`; did you mean `visit`?"
    ]


def test_a_check_that_two_packages_have(install: Install) -> None:
    checked(install, CHECK)
    install("berth", {"berth.py": CHECK}, "[clausecheck.checks]\nvisits = berth:visits\n")
    assert problems("dock")[0].endswith("several packages have a check `visits`: berth and dock-rules")
