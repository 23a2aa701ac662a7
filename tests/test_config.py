"""Configs: what is read, what is refused and where it points, and what is in force for a file."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.config import ConfigError, Finder, json_schema, read
from clausecheck.config.keys import KEYS, KeyKind, known
from clausecheck.config.places import places
from clausecheck.config.reading import MAX_BYTES, found_in
from clausecheck.finding import Severity
from clausecheck.rules import loader
from clausecheck.rules.errors import RulesetError
from clausecheck.rules.loader import load
from tests.examples import examples

ROOT = Path(__file__).resolve().parent.parent
FIRM = """\
ruleset: firm
extends: [msp]
off: [missing-audit]
rules:
  slow:
    code: FIRM001
    aliases: [too-slow]
    severity: warning
    class: time
    for each: respond
    require: within <= limit
    parameters: {limit: 8 hours}
    message: "slow: {within}"
    why: It is slow.
    source: practice
    flawed: |
      priority P1 {
        respond within 12 hours
      }
    clean: |
      priority P1 {
        respond within 4 hours
      }
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder is an empty repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(name: str = "clausecheck.toml") -> list[str]:
    """Everything that is wrong with the config for a file beside it."""
    with pytest.raises(ConfigError) as raised:
        Finder().settings(Path(name).parent / "a.sla")
    return [str(problem) for problem in raised.value.problems]


# Reading


def test_a_pattern_of_many_stars_is_refused(tmp_path: Path) -> None:
    """One long name would be matched in exponentially many ways."""
    (tmp_path / "clausecheck.toml").write_text('exclude = ["*a*a*a*a*a*a*b"]\n')
    with pytest.raises(ConfigError) as raised:
        read(tmp_path / "clausecheck.toml")
    assert "stars" in str(raised.value.problems[0])


def test_a_config_that_is_a_link_to_nothing_is_no_silence(tmp_path: Path) -> None:
    (tmp_path / "clausecheck.toml").symlink_to(tmp_path / "gone.toml")
    with pytest.raises(ConfigError):
        read(found_in(tmp_path) or tmp_path)


def test_every_mistake_is_said_at_its_place() -> None:
    write(
        "clausecheck.toml",
        """\
rulset = "msp"
fail-on = "waring"
exclude = ["drafts/", 3, ""]
as-of = "2027-02-30"
select = "CC1"
paths = ["x"]
fail_on = "error"
for = true

[severities]
tbd = 5
"unused-name" = "warnin"

[parameters]
tbd = 3
x = { a = [], b = {} }

[[overrides]]
exclude = ["x"]

[[overrides]]
paths = []
severities = { missing-term = "erorr" }
""",
    )
    assert mistakes() == [
        "clausecheck.toml:1:1: rulset: a config has no key `rulset`; did you mean `ruleset`?",
        "clausecheck.toml:2:11: fail-on: `waring` is no value of `fail-on`; did you mean `warning`?",
        "clausecheck.toml:3:23: exclude[2]: `exclude` holds texts, not a number",
        "clausecheck.toml:3:26: exclude[3]: `exclude` holds texts, not an empty one",
        "clausecheck.toml:4:9: as-of: there is no day 2027-02-30",
        'clausecheck.toml:5:10: select: `select` is a list of texts, such as ["one", "two"], not a text',
        "clausecheck.toml:6:1: paths: a config has no key `paths`; it stands under [[overrides]]",
        "clausecheck.toml:7:1: fail_on: a config has no key `fail_on`; did you mean `fail-on`?",
        "clausecheck.toml:8:7: for: `for` is a text in quotes, not `true` or `false`",
        "clausecheck.toml:11:7: severities.tbd: a severity is one of error, warning, info, off, in quotes, not a number",
        "clausecheck.toml:12:17: severities.unused-name: `warnin` is no severity; did you mean `warning`?",
        "clausecheck.toml:15:7: parameters.tbd: `tbd` is a table of names and values, not a number; "
        'write it like {critical-wait = {critical = "3 days"}}',
        "clausecheck.toml:16:11: parameters.x.a: a parameter is a value or a list of values",
        "clausecheck.toml:16:19: parameters.x.b: a parameter is a value or a list of values",
        "clausecheck.toml:18:1: overrides[1]: `paths` is missing: an override says for which paths it is",
        "clausecheck.toml:19:1: overrides[1].exclude: an override has no key `exclude`; it holds for all paths",
        "clausecheck.toml:23:31: overrides[2].severities.missing-term: `erorr` is no severity; did you mean `error`?",
    ]


def test_rules_and_parameters_that_are_not_there() -> None:
    write("firm.yaml", FIRM)
    write(
        "clausecheck.toml",
        """\
ruleset = "firm.yaml"
select = ["CC1", "FIRM", "missing-trem"]
ignore = ["nothing-of-ours"]
severities.slwo = "off"
parameters.slow = { limt = "4 hours", limit = "4%" }
[[overrides]]
paths = ["nowhere/**"]
ignore = ["unused-nam"]
""",
    )
    assert mistakes() == [
        "clausecheck.toml:2:26: select[3]: no rule is called `missing-trem`; did you mean `missing-term`?",
        "clausecheck.toml:3:11: ignore[1]: no rule is called `nothing-of-ours`",
        "clausecheck.toml:4:19: severities.slwo: no rule is called `slwo`; did you mean `slow`?",
        "clausecheck.toml:5:28: parameters.slow.limt: `slow` has no parameter `limt`; did you mean `limit`?",
        "clausecheck.toml:5:47: parameters.slow.limit: this is not of the kind of `8 hours`, which it replaces",
        "clausecheck.toml:8:11: overrides[1].ignore[1]: no rule is called `unused-nam`; did you mean `unused-name`?",
    ]


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("a = ", "clausecheck.toml:1:1: this is not TOML: invalid value"),
        ("a = 1\na = 2\n", "clausecheck.toml:2:6: this is not TOML: cannot overwrite a value"),
        ('a = "x', "clausecheck.toml:1:1: this is not TOML: unterminated string"),
        ("a = " + "[" * 100_000, "clausecheck.toml:1:1: this is nested too deep for a config"),
        (
            "# " + "x" * MAX_BYTES,
            f"clausecheck.toml:1:1: a config of more than {MAX_BYTES:,} bytes is refused",
        ),
        ("ruleset = 'nope'", "clausecheck.toml:1:11: ruleset: there is no ruleset `nope`; known are "),
        ("ruleset = 'mps'", "clausecheck.toml:1:11: ruleset: there is no ruleset `mps`; did you mean `msp`?"),
        ("ruleset = './x.yaml'", "clausecheck.toml:1:11: ruleset: there is no file x.yaml"),
        (
            "extends = 'x.toml'",
            "clausecheck.toml:1:11: extends: cannot read x.toml: No such file or directory",
        ),
        ("extends = '.'", "clausecheck.toml:1:11: extends: cannot read .: Is a directory"),
        (
            "extends = 'clausecheck.toml'",
            "extends: configs extend each other in a circle: clausecheck.toml → ",
        ),
        ("exclude = ['!']", "clausecheck.toml:1:12: exclude[1]: `!` is no pattern"),
        ("ignore = ['CC']", "clausecheck.toml:1:11: ignore[1]: no rule of msp is left to check with"),
    ],
)
def test_what_is_no_config(text: str, wording: str) -> None:
    write("clausecheck.toml", text)
    (line,) = mistakes()
    assert wording in line


def test_a_config_that_is_not_text() -> None:
    Path("clausecheck.toml").write_bytes(b"ignore = ['\xff']")
    (line,) = mistakes()
    assert line.startswith("clausecheck.toml:1:1: this is not text in UTF-8")


def test_two_configs_in_one_folder() -> None:
    write("clausecheck.toml", "")
    write("pyproject.toml", "[tool.other]\nname = 'clausecheck'\n")
    assert Finder().settings(Path("a.sla")).config is not None, "a table of another tool is none"
    write("pyproject.toml", "[tool.clausecheck]\n")
    assert mistakes() == [
        "clausecheck.toml:1:1: this folder has two configs: this one and [tool.clausecheck] in pyproject.toml; "
        "keep one of them"
    ]


def test_a_broken_pyproject_matters_only_with_a_table_for_clausecheck() -> None:
    write("pyproject.toml", "[tool.other\nname = 'clausecheck'\n")
    assert Finder().settings(Path("a.sla")).config is None
    write("pyproject.toml", "[tool.clausecheck]\nignore = [\n")
    (line,) = mistakes()
    assert line.startswith("pyproject.toml:3:1: this is not TOML") or "pyproject.toml:2" in line


def test_places_in_a_pyproject_name_the_whole_key() -> None:
    write(
        "pyproject.toml",
        "[project]\nname = 'x'\n\n[tool.clausecheck]\nx = 1\n[tool.clausecheck.severities]\ntbd = 1\n",
    )
    assert [line.split(": ")[:2] for line in mistakes()] == [
        ["pyproject.toml:5:1", "tool.clausecheck.x"],
        ["pyproject.toml:7:7", "tool.clausecheck.severities.tbd"],
    ]


def test_mistakes_of_an_extended_config_stand_there() -> None:
    write("base/shared.toml", "extends = '../a/clausecheck.toml'\nx = 1\n")
    write("a/clausecheck.toml", "extends = '../base/shared.toml'\ny = 2\n")
    assert mistakes("a/clausecheck.toml") == [
        "a/clausecheck.toml:2:1: y: a config has no key `y`; known are " + ", ".join(known(False)),
        "base/shared.toml:1:11: extends: configs extend each other in a circle: "
        "a/clausecheck.toml → base/shared.toml → a/clausecheck.toml",
        "base/shared.toml:2:1: x: a config has no key `x`; known are " + ", ".join(known(False)),
    ]


# What is in force


def test_the_nearest_config_wins_up_to_the_repository() -> None:
    write("clausecheck.toml", "fail-on = 'info'")
    write("a/b/clausecheck.toml", "fail-on = 'warning'")
    write("repo/pyproject.toml", "[tool.x]\n")
    Path("repo/.git").mkdir()
    finder = Finder()
    assert finder.settings(Path("x.sla")).threshold is Severity.INFO
    assert finder.settings(Path("a/x.sla")).threshold is Severity.INFO
    assert finder.settings(Path("a/b/c/d/x.sla")).threshold is Severity.WARNING
    assert finder.settings(Path("repo/x.sla")).threshold is Severity.ERROR, "a repository of its own"
    assert Finder(none=True).settings(Path("a/b/x.sla")).config is None
    assert Finder(Path("clausecheck.toml")).settings(Path("a/b/x.sla")).threshold is Severity.INFO


def test_a_repository_may_have_its_git_folder_elsewhere() -> None:
    write("clausecheck.toml", "fail-on = 'info'")
    write("tree/.git", "gitdir: elsewhere\n")
    assert Finder().settings(Path("tree/a.sla")).config is None


def test_paths_are_seen_from_the_folder_of_their_config() -> None:
    write("team/firm.yaml", FIRM)
    write("team/shared.toml", "ruleset = 'firm.yaml'\nbaseline = 'known.json'\nexclude = ['/old/']\n")
    write("team/a/clausecheck.toml", "extends = '../shared.toml'\nexclude = ['/old/', '*.draft.sla']\n")
    finder = Finder()
    found = finder.settings(Path("team/a/x.sla"))
    assert found.rules().name == "firm"
    assert found.baseline == Path("team/known.json").absolute()
    assert finder.settings(Path("team/a/old/x.sla")).excluded() is not None
    assert finder.settings(Path("team/a/b/old/x.sla")).excluded() is None
    assert finder.settings(Path("team/a/b/x.draft.sla")).excluded() is not None
    assert Finder(Path("team/shared.toml")).settings(Path("team/old/x.sla")).excluded() is not None
    assert Finder(Path("team/shared.toml")).settings(Path("old/x.sla")).excluded() is None, "not below it"


def test_a_nearer_config_replaces_and_adds() -> None:
    write(
        "base.toml",
        "ignore = ['CC055']\nselect = ['CC1', 'CC0']\nseverities = {tbd = 'off', missing-term = 'info'}\n",
    )
    write(
        "clausecheck.toml",
        "extends = 'base.toml'\nignore = ['CC056']\nselect = ['CC0']\nseverities.tbd = 'error'\n",
    )
    found = Finder().settings(Path("x.sla"))
    assert found.texts("ignore") == ("CC055", "CC056")
    assert found.texts("select") == ("CC0",)
    assert {rule: str(wording.origin) for _, rule, wording in found.in_force() if rule} == {
        "tbd": "clausecheck.toml:4",
        "missing-term": "base.toml:3",
    }


def test_excludes_follow_gitignore_and_the_nearer_one_has_the_last_word() -> None:
    write("base.toml", "exclude = ['legacy/', '*.old.sla']\n")
    write("clausecheck.toml", "extends = 'base.toml'\nexclude = ['!keep.old.sla']\n")
    finder = Finder()

    def pattern(path: str) -> str | None:
        wording = finder.settings(Path(path)).excluded()
        return wording and f"{wording.value} {wording.origin}"

    assert pattern("a/legacy/b/x.sla") == "legacy/ base.toml:1"
    assert pattern("x.old.sla") == "*.old.sla base.toml:1"
    assert pattern("keep.old.sla") is None
    assert pattern("legacy.sla") is None


def test_overrides_hold_for_their_paths_and_the_last_one_wins() -> None:
    write(
        "clausecheck.toml",
        """\
fail-on = "warning"
severities = {missing-term = "off", missing-audit = "off"}
[[overrides]]
paths = ["legacy/**", "!legacy/new/**"]
fail-on = "error"
as-of = 2020-01-01
severities = {missing-term = "info"}
[[overrides]]
paths = ["old.sla"]
for = "customer"
fail-on = "info"
""",
    )
    finder = Finder()
    assert finder.settings(Path("x.sla")).threshold is Severity.WARNING
    assert finder.settings(Path("legacy/new/x.sla")).threshold is Severity.WARNING
    legacy = finder.settings(Path("legacy/x.sla"))
    assert (legacy.threshold, legacy.as_of, legacy.party) == (Severity.ERROR, dt.date(2020, 1, 1), None)
    assert finder.settings(Path("legacy/old.sla")).threshold is Severity.INFO
    assert finder.settings(Path("legacy/old.sla")).party == "customer"
    active = {rule.name: rule.severity for rule in legacy.rules().rules}
    assert active["missing-term"] is Severity.INFO
    assert "missing-audit" not in active
    assert "missing-term" not in {rule.name for rule in finder.settings(Path("x.sla")).rules().rules}


def test_rules_are_named_by_code_name_and_alias_and_severities_switch() -> None:
    write("firm.yaml", FIRM)
    write(
        "clausecheck.toml",
        "ruleset = 'firm.yaml'\nseverities = {too-slow = 'error', CC102 = 'off', missing-audit = 'warning'}\n",
    )
    rules = {rule.name: rule.severity for rule in Finder().settings(Path("x.sla")).rules().rules}
    assert rules["slow"] is Severity.ERROR
    assert "missing-term" not in rules
    assert rules["missing-audit"] is Severity.WARNING, "on again, though the ruleset has it off"


def test_preview_switches_on_what_is_on_trial() -> None:
    write("firm.yaml", FIRM.replace("    severity:", "    status: preview\n    severity:"))
    for setting, on in (("", False), ("preview = false", False), ("preview = true", True),
                     ("severities = {slow = 'error'}", True),
                     ("preview = true\nseverities = {slow = 'off'}", False)):  # fmt: skip
        write("clausecheck.toml", f"ruleset = 'firm.yaml'\n{setting}\n")
        rules = Finder().settings(Path("x.sla")).rules().rules
        assert ("slow" in [rule.name for rule in rules]) is on, setting
        assert "missing-term" in [rule.name for rule in rules]


@pytest.mark.parametrize("value", ['"4 hours"', '"240 minutes"'])
def test_a_parameter_is_a_value_of_the_language(value: str) -> None:
    write("firm.yaml", FIRM)
    write("clausecheck.toml", f"ruleset = 'firm.yaml'\nparameters.slow.limit = {value}\n")
    (rule,) = [rule for rule in Finder().settings(Path("x.sla")).rules().rules if rule.name == "slow"]
    assert str(rule.parameters["limit"]) != "8 hours"


def test_the_command_line_wins() -> None:
    from clausecheck.config import Given

    write("clausecheck.toml", "select = ['CC1']\nignore = ['CC102']\nfail-on = 'info'\n")
    found = Finder().settings(Path("x.sla"))
    assert found.with_options(ignore=(Given("CC103"),)).texts("ignore") == ("CC102", "CC103")
    chosen = found.with_options(select=(Given("CC102"),), fail_on=Given("warning"))
    assert (chosen.texts("select"), chosen.texts("ignore")) == (("CC102",), ())
    assert chosen.threshold is Severity.WARNING


def test_a_broken_ruleset_of_a_config_is_said_whole() -> None:
    write("firm.yaml", FIRM.replace("severity", "sevrity"))
    write("clausecheck.toml", "ruleset = 'firm.yaml'\n")
    with pytest.raises((ConfigError, RulesetError), match="did you mean `severity`"):
        Finder().settings(Path("x.sla")).rules()


def test_rules_of_one_analysis_share_what_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parameter that is changed for one rule of an analysis is changed for all, by a config as by a ruleset."""
    made = {"firm": EntryPoint("firm", "firm:find", loader.GROUP)}
    monkeypatch.setattr(loader, "registered_analyses", lambda real=loader.registered_analyses: real() | made)
    two = """\
ruleset: firm
rules:
""" + "".join(
        f"""\
  {name}:
    code: FIRM00{number}
    severity: info
    class: time
    analysis: firm
    parameters: {{limit: 8 hours}}
    why: It matters.
    source: practice
    flawed: ""
    clean: ""
"""
        for number, name in enumerate(("one", "two"), 1)
    )
    write("firm.yaml", two.replace('    flawed: ""\n    clean: ""\n', "    flawed: []\n    clean: []\n"))
    write("clausecheck.toml", "ruleset = 'firm.yaml'\nparameters.one.limit = '1 hour'\n")
    rules = {rule.name: rule.parameters for rule in Finder().settings(Path("x.sla")).rules().rules}
    assert rules["one"] == rules["two"]
    write(
        "clausecheck.toml",
        "ruleset = 'firm.yaml'\nparameters.one.limit = '1 hour'\nparameters.two.limit = '2 hours'\n",
    )
    (line,) = mistakes()
    assert line.startswith(
        "clausecheck.toml:3:24: parameters.two.limit: `limit` is 2 hours here and 1 hour for `one`"
    )
    write(
        "top.yaml",
        "ruleset: top\nextends: [./firm.yaml]\noverrides:\n  two: {parameters: {limit: 3 hours}}\n",
    )
    rules = {rule.name: rule.parameters for rule in load(Path("top.yaml")).rules}
    assert rules["one"] == rules["two"] != {}
    both = "  one: {parameters: {limit: 3 hours}}\n  two: {parameters: {limit: 4 hours}}\n"
    write("top.yaml", f"ruleset: top\nextends: [./firm.yaml]\noverrides:\n{both}")
    with pytest.raises(RulesetError, match="`limit` is 4 hours here and 3 hours for `one`"):
        load(Path("top.yaml"))


# Places, schema, page


@settings(max_examples=examples(300), deadline=None)
@given(
    st.recursive(
        st.one_of(st.integers(), st.booleans(), st.text(max_size=6), st.dates()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.text(max_size=5),
)
def test_places_are_those_of_the_values(value: Any, name: str) -> None:
    """Every value of a TOML text is found where it stands, however it is nested."""
    text = f"# head\n\n[table]\n{toml(name)} = {toml(value)} # tail\n[[many.tables]]\nx = 1\n[[many.tables]]\nx = 2\n"
    data = tomllib.loads(text)
    found = places(text)

    def visit(item: Any, path: tuple[str | int, ...]) -> None:
        at = found.value(path)
        if isinstance(item, dict):
            for key, inner in item.items():
                visit(inner, (*path, key))
        elif isinstance(item, list):
            assert text.startswith("[", at)
            for number, inner in enumerate(item):
                visit(inner, (*path, number))
        else:
            assert text[at:].startswith(toml(item))

    visit(data["table"][name], ("table", name))
    assert [text[found.value(("many", "tables", n, "x"))] for n in (0, 1)] == ["1", "2"]
    assert text[found.key(("many", "tables", 1)) :].startswith("[[many.tables]]\nx = 2")


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, str):
        plain = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08X}" for c in value)
        return f'"{plain}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[ " + ", ".join(map(toml, value)) + " ]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + " }"
    return str(value)


@settings(max_examples=examples(300), deadline=None)
@given(st.integers(0, 400), st.integers(0, 20), st.text(max_size=8))
def test_any_damage_is_a_config_or_a_list_of_its_mistakes(at: int, cut: int, put: str) -> None:
    text = example()
    Path("damaged.toml").write_bytes((text[:at] + put + text[at + cut :]).encode("utf-8", "surrogatepass"))
    try:
        read(Path("damaged.toml"))
    except ConfigError as error:
        assert error.problems  # noqa: PT017
        assert all(problem.message and problem.line >= 1 for problem in error.problems)  # noqa: PT017


def example() -> str:
    """The config of the documentation, without what is not there here."""
    page = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return text.replace('extends = "../clausecheck.toml"', "")


def test_the_example_of_the_documentation_is_a_config() -> None:
    write("firm.yaml", FIRM.replace("  slow:", "  response-too-slow:"))
    write("clausecheck.toml", example())
    assert Finder().settings(Path("legacy/x.sla")).threshold is Severity.ERROR
    data = tomllib.loads(example())
    jsonschema.validate(data, json_schema())


def test_the_schema_and_the_page_come_from_the_table() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(known(False))
    assert set(schema["properties"]["overrides"]["items"]["properties"]) == set(known(True))
    done = subprocess.run([sys.executable, "scripts/config_reference.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("key", [key for key in KEYS if key.example], ids=lambda key: key.name)
def test_the_example_of_each_key_is_read_and_fits_the_schema(key: Any) -> None:
    text = f"{key.name} = {key.example}\n"
    if key.override == "only":
        text = "[[overrides]]\n" + text
    write("firm.yaml", FIRM)
    write("clausecheck.toml", text)
    data = tomllib.loads(text)
    if key.kind is KeyKind.DATE:
        data[key.name] = data[key.name].isoformat()
    jsonschema.validate(data, json_schema())
    if key.kind is not KeyKind.FILE:
        read(Path("clausecheck.toml"))
    for wrong in ("3.5", "[[]]", "[{}]", "{a = {}}"):
        write("wrong.toml", f"{text.partition('=')[0]}= {wrong}\n")
        if key.kind is KeyKind.PARAMETERS and wrong == "{a = {}}":
            continue
        with pytest.raises(ConfigError):
            read(Path("wrong.toml"))
