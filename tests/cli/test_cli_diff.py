"""`clausecheck diff` on the command line: its formats, its exit codes, and what it says of files that do not read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.comparison.test_effects import BASE
from tests.schemas import Validator


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """Two texts in the current folder: the later one answers later, and promises a longer notice."""
    (tmp_path / "old.sla").write_text(BASE, encoding="utf-8")
    new = BASE.replace("resolve within 6 desk hours", "resolve within 9 desk hours")
    (tmp_path / "new.sla").write_text(new.replace("on 180 days", "on 270 days"), encoding="utf-8")
    return tmp_path


def test_text(run: Any, pair: Path) -> None:
    ended = run("diff", "--as-of", "2026-11-27", "old.sla", "new.sla")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(
        "old.sla to new.sla\n\n2 changes in effect: 1 for the provider, 1 for the customer\n\nTargets\n"
        "  P1: resolution: changed  the provider gains\n    was  resolve within 6 desk hours  (line 21)\n"
    )
    assert "    so   some tickets fall due " in ended.out
    assert "    case a ticket logged " in ended.out
    assert "\nNotices\n  termination: end: changed  the customer gains\n" in ended.out


def test_the_same_text_and_its_layout(run: Any, pair: Path) -> None:
    ended = run("diff", "--exit-code", "old.sla", "old.sla")
    assert (ended.code, ended.out) == (0, "old.sla to old.sla\n\nnothing changed in effect\n")
    assert run("diff", "--exit-code", "-", "old.sla", input=BASE.replace("  ", "     ").encode()).code == 0


def test_json_is_as_its_schema_says(run: Any, pair: Path) -> None:
    schema = json.loads(run("schema", "diff").out)
    made = json.loads(run("diff", "--format", "json", "old.sla", "new.sla").out)
    Validator(schema).validate(made)
    assert made["summary"] == {"provider": 1, "customer": 1, "unclear": 0, "neither": 0}
    first = made["changes"][0]
    assert (first["area"], first["how"], first["gains"], first["new"]["line"]) == (
        "targets",
        "changed",
        "provider",
        21,
    )
    gone = json.loads(
        run("diff", "--format", "json", "new.sla", "-", input=BASE.replace("rto 8 hours", "").encode()).out
    )
    Validator(schema).validate(gone)
    assert [one["how"] for one in gone["changes"]].count("gone") == 1


def test_new_findings_decide_the_exit_code(run: Any, pair: Path) -> None:
    assert run("diff", "old.sla", "new.sla").code == 0
    assert run("diff", "--exit-code", "old.sla", "new.sla").code == 1
    worse = BASE.replace("respond within 30 minutes", "respond within tbd").replace(
        "zone Europe/London", "zone Europe/London\n  status signed"
    )
    (pair / "worse.sla").write_text(worse, encoding="utf-8")
    ended = run("diff", "old.sla", "worse.sla")
    assert ended.code == 1
    assert "\nNew findings\n  error " in ended.out
    back = run("diff", "worse.sla", "old.sla")
    assert back.code == 0
    assert "\nFindings that are gone\n  error " in back.out


def test_a_rename_brings_no_findings(run: Any, pair: Path) -> None:
    (pair / "renamed.sla").write_text(BASE.replace("priority P2 ", "priority Slow "), encoding="utf-8")
    ended = run("diff", "old.sla", "renamed.sla")
    assert ended.out == (
        "old.sla to renamed.sla\n\n1 change in effect: 1 for neither\n\nNames\n"
        "  priority Slow: renamed  neither gains\n    was  P2\n    is   Slow  (line 23)\n"
    )


def test_files_that_do_not_read(run: Any, pair: Path) -> None:
    (pair / "broken.sla").write_text('agreement "A" {\n', encoding="utf-8")
    for names in (("broken.sla", "old.sla"), ("old.sla", "broken.sla")):
        ended = run("diff", *names)
        assert (ended.code, ended.out) == (1, "")
        assert (
            ended.err
            == "broken.sla does not read as an agreement; `clausecheck check broken.sla` shows why\n"
        )
    assert run("diff", "old.sla", "missing.sla").code == 2
    assert run("diff", "old.sla", ".").code == 2
    assert run("diff", "-", "-").code == 2
    assert run("diff", "-o", "old.sla", "old.sla", "new.sla").code == 2, "what was read is not written over"
    assert (pair / "old.sla").read_text(encoding="utf-8") == BASE


def test_markdown_is_inert(run: Any, pair: Path) -> None:
    hostile = BASE.replace('"printing"', '"<img src=x> @team [a](http://x) \x1b[31m ::error::x"')
    (pair / "hostile.sla").write_text(hostile, encoding="utf-8")
    ended = run("diff", "--format", "markdown", "old.sla", "hostile.sla")
    assert ended.code == 0
    for bad in (" <img", '"<img', "@team", "\x1b"):
        assert bad not in ended.out
    assert "\x1b" not in run("diff", "old.sla", "hostile.sla").out


def test_a_check_against_a_template(run: Any, tmp_path: Path) -> None:
    (tmp_path / "template.sla").write_text(BASE, encoding="utf-8")
    (tmp_path / "draft.sla").write_text(BASE.replace("rpo 12 hours", "rpo 24 hours"), encoding="utf-8")
    args = (
        "check",
        "--no-config",
        "--against",
        "template.sla",
        "--select",
        "CC09",
        "--format",
        "json",
        "draft.sla",
    )
    ended = run(*args)
    (finding,) = json.loads(ended.out)["findings"]
    assert (ended.code, finding["rule"]["code"], finding["span"]["start"]["line"]) == (1, "CC096", 33)
    assert (
        finding["message"]
        == "backup nightly: rpo: the template says `rpo 12 hours`, this says `rpo 24 hours`"
    )
    assert run("check", "--no-config", "--select", "CC09", "draft.sla").code == 0
    (tmp_path / "broken.sla").write_text("service desk {", encoding="utf-8")
    for bad in ("broken.sla", "missing.sla", "."):
        assert run("check", "--no-config", "--against", bad, "draft.sla").code == 2
    assert run("check", "--against", "template.sla", "-o", "template.sla", "draft.sla").code == 2
    assert (tmp_path / "template.sla").read_text(encoding="utf-8") == BASE


def test_a_config_names_the_template(run: Any, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates" / "firm.sla"
    template.write_text(BASE, encoding="utf-8")
    weaker = BASE.replace("rpo 12 hours", "rpo 24 hours")
    for name in ("a.sla", "b.sla", "old.sla", "other.sla"):
        (tmp_path / name).write_text(weaker, encoding="utf-8")
    (tmp_path / "clausecheck.toml").write_text(
        'against = "templates/firm.sla"\nselect = ["CC09"]\n'
        '[[overrides]]\npaths = ["other.sla"]\nagainst = "b.sla"\n',
        encoding="utf-8",
    )
    ended = run("check", "--format", "json", "--jobs", "1", ".")
    found = [(one["file"], one["rule"]["code"]) for one in json.loads(ended.out)["findings"]]
    assert found == [("a.sla", "CC096"), ("b.sla", "CC096"), ("old.sla", "CC096")]
    assert run("check", "--against", "a.sla", ".").code == 0
    assert "templates/firm.sla" in run("config", "a.sla").out
    assert run("baseline", ".").code == 0
    assert run("check", "--baseline", ".clausecheck-baseline.json", ".").code == 0
    template.unlink()
    ended = run("check", "a.sla")
    assert ended.code == 2 and "firm.sla" in ended.err and "clausecheck.toml:1" in ended.err
