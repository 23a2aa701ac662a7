"""A clause goes on in the next line behind each of its commas: the samples with all lines broken there read the same."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from clausecheck.language.parser import parse

ROOT = Path(__file__).parents[2]
#: Without two in which a word of a line of its own is a whole clause: `24x7` in a service, `maintenance` without its hours.
FILES = [
    path
    for path in sorted((*ROOT.glob("samples/**/*.sla"), *ROOT.glob("tests/cases/sayable/*.sla")))
    if path.stem not in ("words", "32-infinitygit-baas-template")
]


def broken(text: str) -> str:
    """The text with a line end behind each comma between values and parts."""
    tokens, made, at = parse(text, "a.sla").tokens, "", 0
    for token, following in pairwise(tokens):
        if (
            token.type == "COMMA"
            and following.type != "_NL"
            and text[token.span.start : token.span.end] == ","
        ):
            made += text[at : token.span.end] + "\n      "
            at = token.span.end
    return made + text[at:]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_behind_each_comma(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    as_it_is, apart = parse(text, "a.sla"), parse(broken(text), "a.sla")
    assert apart.document == as_it_is.document
    assert [one.name for one in apart.problems] == [one.name for one in as_it_is.problems]


@pytest.mark.parametrize(
    "lines",
    [
        'agreement "S" {\n  provider A "A Ltd",\n    address "1 Mill Lane, Leeds"\n}',
        'agreement "S" {\n  provider A "A Ltd", in GB,\n    registered "123", address "x"\n}',
        "exceptions {\n  excuse maintenance,\n    liability,\n    backup\n}",
        "termination {\n  exit {\n    survives fees,\n      credits\n  }\n}",
    ],
)
def test_a_word_that_begins_clauses_elsewhere(lines: str) -> None:
    assert parse(lines, "a.sla").problems == ()


def test_a_comma_too_many_is_still_found() -> None:
    (problem,) = parse('service a "A" {\n  includes "x",\n  respond within 1 hour\n}', "a.sla").problems
    assert problem.name == "stray-comma"
