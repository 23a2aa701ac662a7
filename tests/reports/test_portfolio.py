"""The summary of many agreements: counted again by hand, read back, and safe whatever agreements say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausecheck import check
from clausecheck.agreement.model import resolve
from clausecheck.agreement.notices import notice_days
from clausecheck.agreement.semantics import Semantics
from clausecheck.finding import Finding, Severity
from clausecheck.language.parser import parse
from clausecheck.portfolio import Portfolio, PortfolioEntry, Reading, by_rule, next_notices
from clausecheck.reports import portfolio as reports
from clausecheck.reports.csv_report import FORMULA
from clausecheck.reports.terminal import Pen, drawn
from clausecheck.source import Span
from tests.reports.made import ATTACKS

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "samples" / name for name in ("tour.sla", "clean/helpdesk.sla", "clean/full-msp.sla")]
DAY = dt.date(2026, 11, 23)
PEN = Pen.of(None, False, "utf-8")
TABLES = ("notices", "contradictions", "agreements", "rules", "blocks")
UNDECIDED = "term 12 months from acceptance, renewed every 12 months, unless 60 days notice"


def portfolio(texts: dict[str, str], day: dt.date = DAY, unread: tuple[str, ...] = ()) -> Portfolio:
    entries, findings = [], []
    for name, text in texts.items():
        result = check(text, path=name, profile=(), as_of=day)
        entries.append(PortfolioEntry.of(name, Reading.of(resolve(parse(text, name)), day), result))
        findings += result.findings
    return Portfolio(tuple(entries), by_rule(findings), unread)


@pytest.fixture(scope="module")
def three() -> Portfolio:
    return portfolio({file.name: file.read_text(encoding="utf-8") for file in FILES})


def text(made: Portfolio, only: str | None = None, pen: Pen = PEN) -> str:
    return drawn(reports.blocks(made, pen, only), pen, False)


def rows(sheet: str) -> list[dict[str, str]]:
    read = list(csv.reader(io.StringIO(sheet, newline=""), strict=True))
    return [dict(zip(read[0], row, strict=True)) for row in read[1:]]


def finding(code: str, file: str, severity: Severity) -> Finding:
    return Finding(code, f"rule-{code.lower()}", severity, "message", Span(0, 1), file)


def test_rules_are_counted_and_in_a_stable_order() -> None:
    every = [
        finding("CC2", "a", Severity.ERROR),
        finding("CC2", "b", Severity.INFO),
        finding("CC3", "a", Severity.INFO),
        finding("CC1", "a", Severity.WARNING),
        finding("CC2", "b", Severity.ERROR),
    ]
    counts = by_rule(every)
    assert [(one.code, one.findings, one.files) for one in counts] == [
        ("CC2", 3, 2), ("CC1", 1, 1), ("CC3", 1, 1),
    ]  # fmt: skip
    assert list(counts[0].severities.items()) == [("error", 2), ("info", 1)]
    assert by_rule(reversed(every)) == counts
    assert by_rule([]) == ()


def test_the_next_day_of_each_clause_and_none_that_is_past() -> None:
    tour = resolve(parse(FILES[0].read_text(encoding="utf-8"), "tour.sla"))
    for day in (DAY, dt.date(2028, 3, 1), dt.date(2029, 10, 2), dt.date(2029, 10, 3), dt.date(2031, 12, 1)):
        found = next_notices(tour, day)
        assert found
        days = [one.day for one in found]
        assert days == sorted(days) and days[0] >= day
        for one in found:
            if one.notice.last is None:
                continue
            every = notice_days(tour, Semantics(tour, day), day)
            same = [other.last for other in every if other.node is one.notice.node and other.last]
            assert one.day == min(last for last in same if last >= day)


def test_counts_agree(three: Portfolio) -> None:
    data = reports.data(three)
    Draft202012Validator.check_schema(reports.json_schema())
    Draft202012Validator(reports.json_schema()).validate(json.loads(json.dumps(data)))
    for severity in ("error", "warning", "info"):
        total = data["summary"][severity]
        assert total == sum(entry[severity] for entry in data["agreements"])
        assert total == sum(rule[severity] for rule in data["rules"])
    assert [one["lastDay"] or one["event"] for one in data["notices"]] == sorted(
        one["lastDay"] or one["event"] for one in data["notices"]
    )
    assert all(entry["nextDay"] for entry in data["agreements"])
    assert data["asOf"] == "2026-11-23"
    lacking = {(entry["file"], block) for entry in data["agreements"] for block in entry["blocks"]["missing"]}
    assert lacking == {(file, one["block"]) for one in data["missing"] for file in one["files"]}
    assert ("helpdesk.sla", "B18") in lacking


def test_the_tables_say_the_same(three: Portfolio) -> None:
    data = reports.data(three)
    assert [row["file"] for row in rows(reports.sheet(three, "agreements"))] == [file.name for file in FILES]
    for row, entry in zip(rows(reports.sheet(three, "agreements")), data["agreements"], strict=True):
        assert [row[name] for name in ("error", "warning", "info")] == [
            str(entry[name]) for name in ("error", "warning", "info")
        ]
        assert row["blocks missing"] == str(len(entry["blocks"]["missing"]))
        assert row["next day"] == entry["nextDay"]
    assert [row["rule"] for row in rows(reports.sheet(three, "rules"))] == [
        rule["rule"]["name"] for rule in data["rules"]
    ]
    assert len(rows(reports.sheet(three, "notices"))) == len(data["notices"])
    assert {row["title"] for row in rows(reports.sheet(three, "blocks"))} == {
        one["title"] for one in data["missing"]
    }


def test_the_text_has_every_part(three: Portfolio) -> None:
    shown = text(three)
    assert shown.startswith("3 agreements: ")
    assert "As of Mon 23 Nov 2026." in shown
    headings = (
        "Next days for notices", "Contradictions", "Agreements", "Findings by rule", "Building blocks that are missing",
    )  # fmt: skip
    places = [shown.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)
    assert "NW-ACME-2027-014 Managed IT Services" in shown
    assert "Thu 1 Nov 2029" in shown
    assert "sent by post: Sun 30 Sep 2029" in shown
    assert ") `each year` is the calendar year" in shown
    assert "Undecided" not in shown
    for table in TABLES:
        part = text(three, table)
        assert part in shown
        assert not part.startswith("\n")
    assert tuple(reports._TEXTS) == tuple(reports._SHEETS) == tuple(reports.COLUMNS) == TABLES


LATE = """agreement "{name}" {{
  zone Europe/Berlin
}}
service desk {{
  availability 99.9% each month
}}
[4.2] credits for desk {{
  credit 5% of monthly fee when availability < 99.9%
  claim within 7 days of month-end
}}
report to customer every 1 month, before day {day} of month
"""


def test_the_contradictions_of_all_agreements_stand_together() -> None:
    made = portfolio(
        {
            "a.sla": LATE.format(name="A", day=15),
            "b.sla": LATE.format(name="B", day=5),
            "c.sla": LATE.format(name="C", day=20),
        }
    )
    data = reports.data(made)
    Draft202012Validator(reports.json_schema()).validate(json.loads(json.dumps(data)))
    found = [(one["file"], one["line"], one["rule"]["name"]) for one in data["contradictions"]]
    assert found == [("a.sla", 9, "claim-ends-before-report"), ("c.sla", 9, "claim-ends-before-report")]
    assert data["summary"]["contradictions"] == 2
    assert list(data).index("notices") < list(data).index("contradictions") < list(data).index("agreements")
    sheet = rows(reports.sheet(made, "contradictions"))
    assert [(row["file"], row["line"]) for row in sheet] == [("a.sla", "9"), ("c.sla", "9")]
    assert [row["contradictions"] for row in rows(reports.sheet(made, "agreements"))] == ["1", "0", "1"]
    shown = text(made, "contradictions")
    assert "C: " in shown and "(c.sla:9" in shown and "case: " in shown and "b.sla" not in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(three: Portfolio, width: int) -> None:
    pen = Pen.of(width, False, "utf-8")
    assert all(len(line) <= width for line in text(three, None, pen).split("\n"))


def test_what_is_undecided_is_said() -> None:
    made = portfolio({"a.sla": f'agreement "A" {{\n  {UNDECIDED}\n}}\n'})
    shown = text(made)
    reason = "the term runs from acceptance, whose day is not stated"
    assert f"A: notice that prevents a renewal: {reason} (a.sla:2)" in shown
    assert "None that can be computed." in shown
    data = reports.data(made)
    assert (data["notices"], data["undecided"][0]["undecided"]) == ([], reason)
    assert data["agreements"][0]["nextDay"] is None
    (row,) = rows(reports.sheet(made, "notices"))
    assert (row["last day"], row["undecided"]) == ("", reason)
    assert rows(reports.sheet(made, "agreements"))[0]["undecided notices"] == "1"


def test_what_could_not_be_read_is_said() -> None:
    made = portfolio({"a.sla": "agreement A {\n  trem\n", "b.sla": ""}, unread=("cannot read c.sla: no",))
    shown = text(made)
    assert "2 agreements" in shown
    assert "1 file could not be read" in shown
    assert shown.count("(could not be read as a whole)") == 2
    assert [row["read"] for row in rows(reports.sheet(made, "agreements"))] == [
        "in part",
        "in part",
        "not-checked: cannot read c.sla: no",
    ]
    assert reports.data(made)["summary"]["unread"] == ["cannot read c.sla: no"]


def test_nothing_at_all() -> None:
    made = Portfolio((), ())
    assert text(made).startswith("0 agreements: no findings.\n")
    Draft202012Validator(reports.json_schema()).validate(reports.data(made))
    assert all(rows(reports.sheet(made, table)) == [] for table in TABLES)


def test_days_that_differ_are_said() -> None:
    one, two = (portfolio({f"{day}.sla": 'agreement "A"\n'}, day) for day in (DAY, dt.date(2027, 1, 1)))
    both = Portfolio((*one.entries, *two.entries), ())
    assert "Settings give them different days for today." in text(both)
    assert reports.data(both)["asOf"] is None


@pytest.mark.parametrize("harm", ATTACKS)
def test_what_an_agreement_says_does_no_harm(harm: str) -> None:
    quoted = harm.replace("\\", "\\\\").replace('"', '\\"')
    wording = f'agreement "{quoted}" {{\n  reference "{quoted}"\n  {UNDECIDED}\n}}\n'
    made = portfolio({f"{harm}.sla": wording}, unread=(harm,))
    unseen = {"Cc", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.category(char) in unseen for char in text(made).replace("\n", ""))
    plain: Any = json.dumps(reports.data(made))
    assert plain.isascii() and json.loads(plain)
    for table in TABLES:
        for row in rows(reports.sheet(made, table)):
            assert not any(cell.startswith(FORMULA) for cell in row.values())
