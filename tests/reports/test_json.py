"""The report for programs: snapshots, its schema, and any text at all."""

from __future__ import annotations

import datetime
import enum
import json
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.reports.json_pieces import jsonable
from clausecheck.reports.json_report import json_schema, render
from clausecheck.source import Source, Span
from tests.examples import examples
from tests.reports.test_text import CASES, cases, compare, load, results


def closed(schema: Any) -> Any:
    """The schema, refusing members that it does not name, so that none goes undocumented."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    extra = {"additionalProperties": False} if "properties" in schema else {}
    return {key: closed(value) for key, value in schema.items()} | extra


STRICT = jsonschema.Draft202012Validator(closed(json_schema()))


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("case", cases())
def test_snapshot(case: str) -> None:
    output = render(load(case)[0])
    STRICT.validate(json.loads(output))
    compare(CASES / f"{case}.json", output)


@settings(max_examples=examples(100), deadline=None)
@given(results())
def test_any_text_is_valid(result: CheckResult) -> None:
    output = render(result)
    assert output.isascii()
    report = json.loads(output)
    json.dumps(report, ensure_ascii=False).encode()
    STRICT.validate(report)


def test_positions_count_code_points() -> None:
    finding = Finding("CC1", "name", Severity.INFO, "m", Span(6, 8), "a.sla")
    report = json.loads(render(CheckResult((finding,), sources={"a.sla": Source("é\r\n日👩xyz")})))
    assert report["findings"][0]["span"] == {
        "start": {"line": 2, "column": 4, "offset": 6},
        "end": {"line": 2, "column": 6, "offset": 8},
    }


@dataclass(frozen=True)
class Plain:
    """A value without words of its own."""

    amount: Decimal


@dataclass(frozen=True)
class Spoken:
    """A value that says itself."""

    hours: int

    def __str__(self) -> str:
        return f"{self.hours} hours"


class Kind(enum.IntEnum):
    """A number that is an enumeration."""

    ONE = 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("99.90"), "99.90"),
        (datetime.date(2027, 1, 1), "2027-01-01"),
        (datetime.datetime(2027, 1, 1, 9, tzinfo=datetime.UTC), "2027-01-01T09:00:00+00:00"),
        (datetime.time(9, 30), "09:30:00"),
        (datetime.timedelta(hours=1, milliseconds=500), "PT3600.5S"),
        (datetime.timedelta(0), "PT0S"),
        ((1, 2.5, None, True), [1, 2.5, None, True]),
        (float("nan"), "nan"),
        ({"b", "a"}, ["a", "b"]),
        (b"\xff", "ff"),
        (MappingProxyType({1: "x", Kind.ONE: "y"}), {"1": "y"}),
        ({("a", 1): 2, datetime.date(2027, 1, 1): 3}, {'["a", 1]': 2, "2027-01-01": 3}),
        (Plain(Decimal(1)), {"amount": "1"}),
        (Spoken(4), "4 hours"),
        (Severity.ERROR, "error"),
        (Kind.ONE, 1),
        ("\ud83d\ude00", "\ufffd\ufffd"),
        (1 + 2j, "(1+2j)"),
    ],
)
def test_jsonable(value: Any, expected: Any) -> None:
    assert jsonable(value) == expected
    json.dumps(jsonable(value), allow_nan=False)
