"""JUnit XML against the schema that CI servers follow, and its counts and names."""

from __future__ import annotations

import functools
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from clausecheck.finding import CheckResult
from clausecheck.reports import junit
from clausecheck.reports.common import Run
from clausecheck.source import Source
from tests.examples import examples
from tests.reports.made import CASES, FAILED, SCHEMAS, attack, run
from tests.reports.test_text import results as any_results


@functools.cache
def schema() -> Any:
    """The schema, compiled."""
    etree = pytest.importorskip("lxml.etree", reason="lxml, which knows XML Schema, is not installed")
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "JUnit.xsd")))


def valid(text: str) -> ET.Element:
    """The root, once the schema has nothing against it."""
    from lxml import etree

    schema().assertValid(etree.fromstring(text.encode()))
    return ET.fromstring(text)


@pytest.mark.parametrize("case", CASES)
def test_every_result_keeps_to_the_schema(case: str) -> None:
    result = CASES[case]
    root = valid(junit.render(result, run()))
    assert len(root.findall(".//failure")) == len(result.findings)
    names = [(suite.get("name"), one.get("classname"), one.get("name")) for suite in root for one in suite]
    cases = [name for name in names if name[2] is not None]
    assert len(cases) == len(set(cases)), "GitLab drops a test whose names repeat"
    for number, suite in enumerate(root):
        assert suite.get("id") == str(number)
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))


@settings(max_examples=examples(100), deadline=None)
@given(any_results())
def test_any_text_keeps_to_the_schema(result: CheckResult) -> None:
    root = valid(junit.render(result, Run()))
    assert len(root.findall(".//failure")) == len(result.findings)


def test_a_clean_file_is_a_test_that_passed() -> None:
    root = valid(junit.render(CheckResult(sources={"a.sla": Source("", "a.sla")}), run()))
    ((suite),) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("contracts/a.sla", "1", "0")
    (case,) = suite.findall("testcase")
    assert (case.get("name"), list(case)) == ("no findings", [])


def test_a_failure_says_where_and_what_to_do() -> None:
    result = CASES["draft"]
    root = valid(junit.render(result, run()))
    case, finding = root.findall(".//testcase")[0], result.findings[0]
    assert case.get("name") == f"{finding.code} {finding.name}"
    assert (case.get("classname") or "").startswith("contracts/draft.sla")
    failure = case.find("failure")
    assert failure is not None and failure.text is not None
    assert (failure.get("type"), failure.get("message")) == (finding.severity.value, finding.message)
    assert failure.text.startswith("contracts/draft.sla:1:1: ")
    assert "\nhelp: " in failure.text


def test_copies_are_told_apart_by_their_file() -> None:
    root = valid(junit.render(CASES["copies"], run()))
    cases = [(one.get("classname"), one.get("name")) for one in root.findall(".//testcase")]
    assert len(set(cases)) == len(cases)


def test_what_xml_cannot_hold_is_gone() -> None:
    text = junit.render(attack("a\x00\x0b\ufffe\ud800]]>&<b"), run())
    failure = ET.fromstring(text).find(".//failure")
    assert failure is not None
    assert failure.get("message") == "a␀␋\\ud800]]>&<b"


def test_a_run_that_failed_is_an_error() -> None:
    root = valid(junit.render(CheckResult(sources={"b.sla": Source("", "b.sla")}), FAILED))
    suite = root[-1]
    assert (suite.get("name"), suite.get("errors")) == ("clausecheck", "1")
    error = suite.find("testcase/error")
    assert error is not None and "cannot read a" in (error.get("message") or "")


def test_nothing_at_all() -> None:
    assert len(valid(junit.render(CheckResult(), Run()))) == 0
