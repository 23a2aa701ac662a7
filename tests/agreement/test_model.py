"""Paths, titles, declared names; the export and its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausecheck.agreement.export import json_schema, to_json
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.language.parser import parse
from tests.schemas import Validator

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = sorted((ROOT / "samples").rglob("*.sla"))


def agreement(text: str) -> Agreement:
    return resolve(parse(text))


def test_paths_name_kinds_names_and_the_parts_that_tell_clauses_apart() -> None:
    made = agreement(
        "priority P2 {\n  resolve within 1 day\n  resolve within 12 hours, for m365\n}\n"
        "termination {\n  end by MSP when payment overdue 45 days\n  exit {\n    keep backups for 60 days from end\n  }\n}\n"
    )
    assert [node.path for node in made.document.walk() if node.path] == [
        "priority P2",
        "priority P2 / resolve",
        "priority P2 / resolve for m365",
        "termination",
        "termination / end by MSP when payment overdue 45 days",
        "termination / exit",
        "termination / exit / keep backups",
    ]


def test_a_path_holds_neither_lengths_nor_places() -> None:
    one = agreement("priority P2 {\n  resolve within 1 day\n}\n")
    other = agreement("\n\n# moved\npriority P2 {\n\n  resolve within 2 days # later\n}\n")
    assert [n.path for n in one.document.walk()] == [n.path for n in other.document.walk()]


def test_titles_are_headings_for_people() -> None:
    made = agreement('priority P2 "High" {\n}\nagreement "Support" {\n}\n')
    assert made.title(made.of_kind("priority")[0]) == 'priority P2 "High"'
    assert made.title(made.document) == 'agreement "Support"'


def test_names_are_gathered_by_kind_even_from_broken_headers() -> None:
    made = agreement(
        'agreement "A" {\n  provider MSP "M"\n  customer Client "C"\n}\nservice desk "unclosed {\n}\nhours h {\n}\n'
    )
    assert set(made.names["party"]) == {"MSP", "Client"}
    assert "desk" in made.names["service"]
    assert "h" in made.names["hours"]


def test_the_reference_is_what_fingerprints_call_the_agreement() -> None:
    assert agreement('agreement "A" {\n  reference "R-1"\n}\n').reference == "R-1"
    assert agreement('agreement "A" {\n}\n').reference == "A"
    assert agreement("hours h {\n}\n").reference == ""


SCHEMA = json_schema()
VALIDATOR = Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_exports_are_valid(path: Path) -> None:
    made = to_json(agreement(path.read_text(encoding="utf-8")))
    VALIDATOR.validate(made)
    assert made["schemaVersion"] == "1.0"


@pytest.mark.parametrize(
    "text",
    ["priority P1 {\n  respond within within\n  nonsense here\n}", "", "\ud800", 'service "x {\n'],
    ids=["broken clauses", "empty", "surrogate", "broken header"],
)
def test_exports_of_broken_texts_are_valid_too(text: str) -> None:
    VALIDATOR.validate(to_json(agreement(text)))


def test_the_schema_refuses_what_is_not_an_agreement() -> None:
    made = to_json(agreement("priority P1 {\n  respond within 4 hours\n}\n"))
    text = json.dumps(made)
    for wrong in (
        text.replace('"hour"', "7"),
        text.replace('"respond"', '"answer"'),
        text.replace('"schemaVersion": "1.0"', '"schemaVersion": "0"'),
        text.replace('"duration"', '"money"'),
    ):
        assert wrong != text
        assert not VALIDATOR.is_valid(json.loads(wrong))
        assert not Draft202012Validator(SCHEMA).is_valid(json.loads(wrong))


def test_the_validator_of_these_tests_is_no_less_strict() -> None:
    """Each place of an export, with something else there, is judged as jsonschema judges it."""
    made = to_json(
        agreement('service desk "Desk" {\n  includes calls\n}\npriority P1 {\n  respond within 4 hours\n}\n')
    )
    plain = Draft202012Validator(SCHEMA)
    judged = []
    for place in places(made):
        for other in ("respond", 7, {}):
            wrong = json.loads(json.dumps(made))
            inner = wrong
            for key in place[:-1]:
                inner = inner[key]
            inner[place[-1]] = other
            judged.append(VALIDATOR.is_valid(wrong))
            assert judged[-1] == plain.is_valid(wrong), (place, other)
    assert VALIDATOR.is_valid(made) and plain.is_valid(made)
    assert any(judged) and judged.count(False) > 150


def places(made: Any, *above: str | int) -> Iterator[tuple[str | int, ...]]:
    """The way to each value of an export."""
    for key, inner in made.items() if isinstance(made, dict) else enumerate(made):
        yield (*above, key)
        if isinstance(inner, dict | list):
            yield from places(inner, *above, key)


def test_values_keep_what_is_written() -> None:
    made = to_json(agreement("priority P1 {\n  respond within 1.50 business hours\n}\n"))
    respond = made["clauses"][0]["clauses"][0]
    assert respond["within"] == {
        "type": "duration",
        "parts": [["1.50", "hour"]],
        "hours": {"type": "name", "text": "business"},
    }
    assert respond["span"]["start"] == {"line": 2, "column": 3, "offset": 16}
