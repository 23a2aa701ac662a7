"""What became of the examples of rules: as text, and as JUnit XML for the test reports of CI servers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from clausecheck.reports.common import shown
from clausecheck.reports.junit import document, end_suite, legal, new_case, new_suite
from clausecheck.rules.trying import TriedExample


def text(results: Sequence[TriedExample], ruleset: str) -> str:
    """A line for each example that contradicts its rule, and one that sums up; `ruleset` is what was asked for."""
    return "\n".join([*_wrong(results), f"{shown(ruleset)}: {counted(results)}"])


def counted(results: Sequence[TriedExample]) -> str:
    """How many rules and examples there were, and how many contradict their rules, in words."""
    rules = len({one.rule.name for one in results})
    wrong = sum(not one.passed for one in results)
    ran = f"{_number(len(results), 'example')} of {_number(rules, 'rule')}"
    if not wrong:
        return f"{ran}: each shows what it is to show." if results else "there is no example to run."
    return f"{ran}: {wrong} {'contradicts its rule' if wrong == 1 else 'contradict their rules'}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _wrong(results: Sequence[TriedExample]) -> Iterator[str]:
    for one in results:
        if not one.passed:
            yield (
                f"{shown(one.rule.file)}:{one.at or one.line}: {one.rule.code} {one.rule.name}: "
                f"{called(one)}: {shown(one.wrong)}"
            )


def called(one: TriedExample) -> str:
    """Which example of its rule it is: `the flawed example`, `the second clean example`."""
    several = len(one.rule.flawed if one.kind == "flawed" else one.rule.clean) > 1
    return f"{one.kind} example {one.number}" if several else f"the {one.kind} example"


def junit(results: Sequence[TriedExample]) -> str:
    """A suite for each file, a test for each example."""
    root = ET.Element("testsuites")
    files = list(dict.fromkeys(one.rule.file for one in results))
    for file in files:
        here = [one for one in results if one.rule.file == file]
        suite = new_suite(root, file, tests=len(here), failures=sum(not one.passed for one in here))
        for one in here:
            case = new_case(suite, called(one), f"{one.rule.code} {one.rule.name}")
            if not one.passed:
                failure = ET.SubElement(case, "failure", type=one.kind, message=legal(shown(one.wrong)))
                failure.text = legal(f"{shown(file)}:{one.at or one.line}: {shown(one.wrong)}")
        end_suite(suite)
    return document(root)
