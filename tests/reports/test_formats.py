"""The table of formats, and what holds for every format and every result."""

from __future__ import annotations

import importlib
import json
import pkgutil
import unicodedata

import pytest
from hypothesis import given, settings

import clausecheck.reports
from clausecheck.finding import CheckResult
from clausecheck.reports import formats
from clausecheck.reports.common import Run, counted, identified, shown
from clausecheck.reports.formats import FORMATS, usual_for
from tests.examples import examples
from tests.reports.made import CASES, FAILED, many, run
from tests.reports.test_text import results as any_results

MACHINE = [name for name in FORMATS if name != "text"]


def obeyed(text: str) -> set[str]:
    """The characters of an output that a terminal obeys."""
    return {char for char in text if unicodedata.category(char) == "Cc"} - {"\n", "\r"}


def test_the_table_is_one_line_each() -> None:
    for name, form in FORMATS.items():
        assert form.name == name
        assert name.isalpha() and name.islower()
        assert 0 < len(form.help) < 70 and "\n" not in form.help
        assert form.endings == tuple(sorted(form.endings, key=len, reverse=True))
    endings = [ending for form in FORMATS.values() for ending in form.endings]
    assert len(endings) == len(set(endings))


def test_every_module_that_renders_a_result_is_in_the_table() -> None:
    modules = {
        info.name
        for info in pkgutil.iter_modules(clausecheck.reports.__path__)
        if hasattr(importlib.import_module(f"clausecheck.reports.{info.name}"), "render")
    }
    assert {name.removesuffix("_report") for name in modules} == set(FORMATS)


@pytest.mark.parametrize(
    "file, name",
    [
        ("out.sarif", "sarif"), ("x/OUT.SARIF.JSON", "sarif"), ("a.json", "json"), ("r.xml", "junit"),
        ("gl-code-quality-report.json", "gitlab"), ("c.md", "markdown"), ("t.csv", "csv"), ("r.txt", "text"),
    ],
)  # fmt: skip
def test_the_format_of_a_file(file: str, name: str) -> None:
    form = usual_for(file)
    assert form is not None and form.name == name
    assert usual_for("report") is None


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_every_format_writes_every_result_twice_alike(case: str, name: str) -> None:
    result = CASES[case]
    text = FORMATS[name].render(result, run())
    assert text.endswith("\n")
    assert text == FORMATS[name].render(result, run())
    assert not obeyed(text)
    text.encode("utf-8")
    if name != "csv":
        assert "\r" not in text
    if name in ("json", "sarif", "gitlab", "junit"):
        assert text.isascii()


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=examples(30), deadline=None)
@given(result=any_results())
def test_any_text_does_no_harm(name: str, result: CheckResult) -> None:
    text = FORMATS[name].render(result, Run(folder="/a/b", root="/a"))
    assert not obeyed(text)
    text.encode("utf-8")
    if name in ("json", "sarif", "gitlab"):
        json.loads(text)


@pytest.mark.parametrize("name", ["sarif", "github", "junit", "markdown"])
def test_a_run_that_failed_says_so(name: str) -> None:
    text = FORMATS[name].render(CheckResult(), FAILED)
    assert "cannot read a" in text
    assert not obeyed(text)


@pytest.mark.parametrize("name", FORMATS)
def test_a_thousand_findings_take_no_more_than_a_thousand_times_one(name: str) -> None:
    text = FORMATS[name].render(many(1000), Run())
    if name != "markdown":
        assert "clause 999 cannot be read" in text
    assert len(text) < 2_000_000


@pytest.mark.parametrize(
    "file, root, folder, expected",
    [
        ("a.sla", "/repo", "/repo", "a.sla"),
        ("a.sla", "/repo", "/repo/x/y", "x/y/a.sla"),
        ("../a.sla", "/repo", "/repo/x", "a.sla"),
        ("/repo/x/a.sla", "/repo", "/repo/y", "x/a.sla"),
        ("../a.sla", "/repo", "/repo", "/a.sla"),
        ("/elsewhere/a.sla", "/repo", "/repo", "/elsewhere/a.sla"),
        ("/repository/a.sla", "/repo", "/repo", "/repository/a.sla"),
        ("<stdin>", "/repo", "/repo/x", "<stdin>"),
        ("a.sla", "/", "/x", "x/a.sla"),
        ("a.sla", "/", "/", "a.sla"),
    ],
)
def test_paths_as_the_repository_calls_them(file: str, root: str, folder: str, expected: str) -> None:
    assert Run(root=root, folder=folder).path(file) == expected


@pytest.mark.parametrize("case", CASES)
def test_fingerprints_are_unique(case: str) -> None:
    pairs = list(identified(CASES[case]))
    assert len({fingerprint for _, fingerprint in pairs}) == len(pairs) == len(CASES[case].findings)
    firsts = {finding.fingerprint for finding, _ in pairs if finding.fingerprint}
    assert firsts <= {fingerprint for _, fingerprint in pairs}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("plain", "plain"),
        ("two\r\n  lines\n", "two lines"),
        ("\x1b[31m", "␛[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("\ud800", "\\ud800"),
        ("👩‍💻", "👩‍💻"),
    ],
)
def test_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_counted() -> None:
    assert [counted(*pair) for pair in ((1, "error"), (2, "error"), (2, "info"))] == [
        "1 error", "2 errors", "2 info",
    ]  # fmt: skip


def test_the_table_needs_no_format() -> None:
    assert not {"text", "sarif", "junit"} & set(vars(formats))
