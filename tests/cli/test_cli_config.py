"""Settings on the command line: what holds, what wins, what is left out, and what ends a run."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

posix = pytest.mark.skipif(os.name == "nt", reason="rights and pipes of POSIX")
not_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do everything"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, draft: str) -> Path:
    """A repository with one draft, which has four errors, and one under `old`."""
    (tmp_path / ".git").mkdir()
    write(tmp_path / "draft.sla", draft)
    write(tmp_path / "old" / "old.sla", draft)
    return tmp_path


def write(path: Path | str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def found(run: Any, *args: str, **more: Any) -> dict[str, set[str]]:
    """The codes of findings by file."""
    report = json.loads(run("check", "--format", "json", *args, **more).out)
    codes: dict[str, set[str]] = {}
    for finding in report["findings"]:
        codes.setdefault(finding["file"], set()).add(finding["rule"]["code"])
    return codes


def test_each_file_has_the_settings_of_its_nearest_config(run: Any) -> None:
    write("clausecheck.toml", 'select = ["CC102", "CC101"]\n')
    write("old/clausecheck.toml", 'select = ["CC103"]\n')
    assert found(run, ".") == {"draft.sla": {"CC101", "CC102"}, "old/old.sla": {"CC103"}}
    assert found(run, "--config", "clausecheck.toml", ".") == {
        "draft.sla": {"CC101", "CC102"},
        "old/old.sla": {"CC101", "CC102"},
    }
    assert len(found(run, "--no-config", ".")["draft.sla"]) > 2


def test_options_win_over_the_config(run: Any) -> None:
    write("clausecheck.toml", 'select = ["CC102", "CC101"]\nignore = ["CC101"]\nas-of = 2020-01-01\n')
    assert found(run, "draft.sla") == {"draft.sla": {"CC102"}}
    assert found(run, "--select", "CC101,CC103", "draft.sla") == {"draft.sla": {"CC101", "CC103"}}
    assert found(run, "--ignore", "CC102", "draft.sla") == {}
    report = json.loads(run("check", "--format", "json", "draft.sla").out)
    assert report["provenance"]["as of"] == "2020-01-01"
    report = json.loads(run("check", "--format", "json", "--as-of", "2027-01-01", "draft.sla").out)
    assert report["provenance"]["as of"] == "2027-01-01"


def test_another_ruleset_on_the_command_line_does_not_break_the_config(run: Any) -> None:
    write("clausecheck.toml", 'severities = {missing-term = "off"}\nignore = ["CC103"]\n')
    assert run("check", "-r", "names", "draft.sla").code == 0
    write("clausecheck.toml", 'select = ["CC102"]\n')
    ended = run("check", "-r", "names", "draft.sla")
    assert (ended.code, ended.err) == (
        2, "clausecheck: clausecheck.toml:1:11: select[1]: no rule of names is left to check with\n",
    )  # fmt: skip


def test_an_override_may_use_another_ruleset(run: Any) -> None:
    write(
        "clausecheck.toml",
        'ignore = ["CC101"]\nseverities.missing-term = "info"\n[[overrides]]\npaths = ["old/"]\nruleset = "names"\n',
    )
    assert set(found(run, ".")) == {"draft.sla"}


def test_the_threshold_is_that_of_each_file(run: Any) -> None:
    write(
        "clausecheck.toml",
        'select = ["CC102"]\nseverities = {CC102 = "warning"}\n[[overrides]]\npaths = ["old/"]\nfail-on = "warning"\n',
    )
    assert run("check", "draft.sla").code == 0
    assert run("check", "old").code == 1
    assert run("check", ".").code == 1
    assert run("check", "--fail-on", "warning", "draft.sla").code == 1
    assert run("check", "--fail-on", "error", ".").code == 0


def test_the_side_that_reads(run: Any) -> None:
    write("clausecheck.toml", 'for = "provider"\n')
    assert "as the provider reads it: " in run("check", "draft.sla").out
    assert run("check", "draft.sla").out == run("check", "--no-config", "--for", "provider", "draft.sla").out


# Excludes


def test_excludes_hold_and_are_said(run: Any) -> None:
    write("clausecheck.toml", 'select = ["CC102"]\nexclude = ["old/"]\n')
    for args in ((".",), ("draft.sla", "old/old.sla")):
        ended = run("check", *args)
        assert ended.code == 1
        assert "1 agreement checked: 1 error." in ended.out
        assert "1 file is excluded: old/old.sla by `old/` in clausecheck.toml:2" in ended.out
    assert run("check", "--no-config", "old").code == 1


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_an_excluded_file_that_is_given_is_not_checked_and_fails_nothing(run: Any, form: str) -> None:
    """As pre-commit gives them."""
    write("clausecheck.toml", 'exclude = ["old/"]\n')
    ended = run("check", "--format", form, "old/old.sla")
    assert (ended.code, ended.err) == (0, "")
    if form == "text":
        assert "Nothing was checked" in ended.out
        assert "1 file is excluded: old/old.sla" in ended.out


def test_a_folder_in_which_all_is_excluded_is_no_success(run: Any) -> None:
    write("clausecheck.toml", 'exclude = ["*.sla"]\n')
    ended = run("check", ".")
    assert (ended.code, ended.out) == (2, "")
    assert (
        ended.err
        == "clausecheck: nothing to check: every agreement is excluded (`*.sla` in clausecheck.toml:1)\n"
    )


def test_standard_input_is_checked_as_the_file_that_it_is_called(run: Any, draft: str) -> None:
    write("old/clausecheck.toml", 'select = ["CC103"]\nexclude = ["no.sla"]\n')
    data = draft.encode()
    assert found(run, "-", "--stdin-filename", "old/new.sla", input=data) == {"old/new.sla": {"CC103"}}
    ended = run("check", "-", "--stdin-filename", "old/no.sla", input=data)
    assert ended.code == 0
    assert "1 file is excluded: old/no.sla" in ended.out
    write("clausecheck.toml", 'select = ["CC102"]\nexclude = ["*"]\n')
    assert found(run, "-", input=data) == {"<stdin>": {"CC102"}}, "what has no name is not excluded"


# What ends a run


def test_a_broken_config_ends_the_run_with_every_mistake(run: Any) -> None:
    write("clausecheck.toml", 'rulset = "x"\nfail-on = "no"\n')
    for args in (["check", "."], ["check", "draft.sla"], ["waivers"], ["baseline"], ["config", "draft.sla"]):
        ended = run(*args)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.splitlines() == [
            "clausecheck: clausecheck.toml:1:1: rulset: a config has no key `rulset`; did you mean `ruleset`?",
            "clausecheck: clausecheck.toml:2:11: fail-on: `no` is no value of `fail-on`; one of error, warning, info",
        ]


def test_two_configs_in_one_folder(run: Any) -> None:
    write("clausecheck.toml", "")
    write("pyproject.toml", "[tool.clausecheck]\n")
    ended = run("check", ".")
    assert ended.code == 2
    assert "this folder has two configs" in ended.err


@pytest.mark.parametrize("config", ["nowhere.toml", "old", "draft.sla"])
def test_a_config_that_is_none(run: Any, config: str) -> None:
    ended = run("check", "--config", config, "draft.sla")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert config in ended.err


def test_config_and_no_config_exclude_each_other(run: Any) -> None:
    ended = run("check", "--config", "x.toml", "--no-config", "draft.sla")
    assert ended.code == 2
    assert "--config and --no-config exclude each other." in ended.err


@posix
@not_root
def test_a_config_that_may_not_be_read(run: Any) -> None:
    write("clausecheck.toml", "")
    Path("clausecheck.toml").chmod(0)
    ended = run("check", "draft.sla")
    assert ended.code == 2
    assert ended.err == "clausecheck: clausecheck.toml:1:1: cannot read clausecheck.toml: Permission denied\n"


def test_a_config_of_a_folder_that_could_not_be_opened(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write("clausecheck.toml", "")
    real = Path.open

    def refuse(path: Path, *args: Any, **more: Any) -> Any:
        if path.name == "clausecheck.toml":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **more)

    monkeypatch.setattr(Path, "open", refuse)
    ended = run("check", "draft.sla")
    assert ended.code == 2
    assert ended.err == "clausecheck: clausecheck.toml:1:1: cannot read clausecheck.toml: Permission denied\n"


@posix
def test_a_config_that_is_a_pipe_is_not_waited_for(run: Any) -> None:
    os.mkfifo("pipe.toml")
    ended = run("check", "--config", "pipe.toml", "draft.sla")
    assert ended.code == 2
    assert ended.err == (
        "clausecheck: pipe.toml:1:1: cannot read pipe.toml: it is a pipe or a device, not a file\n"
    )


# clausecheck config


def test_config_shows_what_is_in_force_and_from_where(run: Any) -> None:
    write("base.toml", 'ignore = ["CC055"]\nseverities = {tbd = "info"}\n')
    write(
        "clausecheck.toml",
        'extends = "base.toml"\nbaseline = "known.json"\nexclude = ["*.tmp.sla"]\n'
        '[[overrides]]\npaths = ["old/**"]\nfail-on = "info"\n',
    )
    ended = run("config", "old/old.sla", "--ignore", "CC056", "--as-of", "2027-01-31")
    assert (ended.code, ended.err) == (0, "")
    assert [line.split() for line in ended.out.splitlines()] == [
        ["old/old.sla"],
        ["config", "clausecheck.toml,", "which", "extends", "base.toml"],
        ["ruleset", "msp", "default"],
        ["profile", "core", "default"],
        ["select", "all", "rules", "default"],
        ["ignore", "CC055", "base.toml:1"],
        ["CC056", "--ignore"],
        ["preview", "false", "default"],
        ["severities", "tbd", "=", "info", "base.toml:2"],
        ["parameters", "those", "of", "the", "rules", "default"],
        ["exclude", "*.tmp.sla", "clausecheck.toml:3"],
        ["baseline", "known.json", "clausecheck.toml:2"],
        ["against", "none", "default"],
        ["fail-on", "info", "clausecheck.toml:6"],
        ["as-of", "2027-01-31", "--as-of"],
        ["for", "both", "sides", "default"],
    ]
    assert "excluded by *.tmp.sla" in run("config", "a.tmp.sla").out
    assert "none" in run("config", "--no-config").out.splitlines()[1]


def test_config_for_programs(run: Any) -> None:
    write("clausecheck.toml", 'severities = {tbd = "info"}\nexclude = ["*.tmp.sla"]\n')
    data = json.loads(run("config", "--format", "json", "a.tmp.sla").out)
    assert data["configs"] == ["clausecheck.toml"]
    assert data["excluded"] == {
        "value": "*.tmp.sla",
        "file": "clausecheck.toml",
        "line": 2,
        "origin": "exclude[1]",
    }
    assert data["settings"][0] == {
        "key": "severities", "about": "tbd", "value": "info", "file": "clausecheck.toml", "line": 1, "origin": "severities.tbd",
    }  # fmt: skip


def test_the_schema_of_a_config(run: Any) -> None:
    schema = json.loads(run("schema", "config").out)
    jsonschema.validate({"fail-on": "warning", "overrides": [{"paths": ["x"], "for": "customer"}]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"rulset": "msp"}, schema)


@posix
@pytest.mark.parametrize(
    "args", [["config", "draft.sla"], ["waivers"], ["schema", "config"], ["baseline", "-o", "x.json"]]
)
def test_a_reader_who_has_gone(spawn: Any, args: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = spawn(*args, stdout=writer)
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


@posix
@not_root
def test_a_folder_that_cannot_be_written_to(run: Any, folder: Path) -> None:
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        for args in (["config", "-o", "x.txt"], ["waivers", "-o", "x.txt"], ["baseline"]):
            ended = run(*args)
            assert ended.code == 2
            assert ended.err.startswith("clausecheck: cannot write ")
    finally:
        folder.chmod(stat.S_IRWXU)
    assert sorted(path.name for path in folder.iterdir()) == [".git", "draft.sla", "old"]
