"""The table of deadlines: snapshots, its schema, and what must hold of every row."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from clausecheck.agreement.deadlines import Deadlines
from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.language.parser import parse, parse_bytes
from clausecheck.reports import deadlines, timeline
from clausecheck.reports.deadlines import DeadlineReport, Row, promises
from clausecheck.reports.terminal import Pen, drawn

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "reports"
SAMPLES = {
    "msp": CASES / "msp.sla",
    "helpdesk": CASES / "helpdesk.sla",
}
AS_OF = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _releases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots name no release of the calendar data."""
    for module in (deadlines, timeline):
        monkeypatch.setattr(module, "data_versions", lambda: {"holidays": "0", "tzdata": "0"})


def report(text: str | bytes, name: str = "draft.sla") -> DeadlineReport:
    data = text.encode() if isinstance(text, str) else text
    return DeadlineReport(resolve(parse_bytes(data, name)), AS_OF)


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[str, DeadlineReport]:
    path = SAMPLES[request.param]
    return request.param, report(path.read_bytes(), f"{request.param}.sla")


def compare(name: str, output: str) -> None:
    """Compare with a golden file, byte for byte, or rewrite it when CLAUSECHECK_UPDATE is set."""
    path = CASES / name
    if os.environ.get("CLAUSECHECK_UPDATE"):
        path.write_bytes(output.encode())
    assert path.exists(), f"no {path.name}: run with CLAUSECHECK_UPDATE=1"
    assert output == path.read_bytes().decode()


def text(made: DeadlineReport, width: int | None = None, ascii: bool = False) -> str:
    pen = Pen.of(width, ascii, "utf-8")
    return drawn(deadlines.blocks(made, pen), pen, color=False)


@pytest.mark.parametrize(
    ("variant", "width", "ascii"), [("80", 80, False), ("piped", None, False), ("ascii", 80, True)]
)
def test_text(sample: tuple[str, DeadlineReport], variant: str, width: int | None, ascii: bool) -> None:
    name, made = sample
    out = text(made, width, ascii)
    assert not ascii or out.isascii()
    assert width is None or all(len(line) <= width for line in out.split("\n"))
    compare(f"deadlines-{name}.{variant}.txt", out)


def test_markdown(sample: tuple[str, DeadlineReport]) -> None:
    name, made = sample
    out = deadlines.markdown(made)
    for row in out.split("\n"):
        assert not row.startswith("|") or row.replace(r"\|", "").count("|") in (7, 10)
    compare(f"deadlines-{name}.md", out + "\n")


def test_data(sample: tuple[str, DeadlineReport]) -> None:
    name, made = sample
    out = deadlines.data(made)
    Draft202012Validator(deadlines.json_schema()).validate(json.loads(json.dumps(out)))
    again = report(SAMPLES[name].read_bytes(), f"{name}.sla")
    assert deadlines.data(again) == out, "the same at every run"
    compare(f"deadlines-{name}.json", json.dumps(out, indent=2) + "\n")


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(deadlines.json_schema())


@pytest.mark.parametrize("path", sorted(ROOT.glob("samples/clean/*.sla")), ids=lambda path: path.stem)
def test_waits_are_between_best_and_worst(path: Path) -> None:
    """Of tickets at random moments none waits shorter than the best or longer than the worst."""
    made = report(path.read_bytes())
    chance = random.Random(1)
    weeks = made.deadlines.weeks
    for row in made.rows:
        if row.waits is None:
            continue
        deadline = row.promise.deadline
        assert deadline is not None
        waits = row.waits
        assert waits.best <= waits.typical <= waits.worst
        assert deadline.logged.holds(waits.worst_at)
        assert deadline.due(waits.worst_at) - waits.worst_at == waits.worst
        for _ in range(200):
            t = chance.randrange(weeks.start, weeks.end)
            if deadline.logged.holds(t):
                assert waits.best <= deadline.due(t) - t <= waits.worst


def test_every_target_has_a_row_or_a_reason() -> None:
    for path in [ROOT / "samples" / "tour.sla", *sorted(ROOT.glob("samples/published/*.sla"))]:
        made = report(path.read_bytes())
        shown = {id(row.promise.clause) for row in made.rows} | {
            id(target.clause) for target, _ in made.apart
        }
        assert {id(target.clause) for target in made.semantics.targets} <= shown, path
        assert all(
            (row.waits is None) == bool(row.undecided or row.promise.target.length is None)
            for row in made.rows
        ), path


DRAFT = """\
hours business in Europe/London {
  mon-fri 09:00-17:00
}
service m365 {
}
service web {
}
priority P1 {
  respond within 1 hour, during business
  respond within 2 hours, outside business
  resolve within 10 hours, for m365, web
  no guarantee of workaround, when "a part is out of stock"
  escalate to "Boss" after 80% of resolution
  escalate to "Chief" after 30 minutes, outside business
  escalate to "Owner" after 50% of update
}
priority P2 {
  respond within tbd
  resolve within 10 business hours
  escalate to "Boss" after 75% of resolution
}
respond within 9 hours
"""


def rows(made: DeadlineReport) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in made.rows:
        found.setdefault(f"{made.priorities(row.cases)} {row.promise.called}", []).append(row)
    return found


def test_one_row_for_each_promise() -> None:
    made = report(DRAFT)
    found = rows(made)
    during, outside = found["P1 response"]
    assert made.applies(during) == "logged while business is open"
    assert made.applies(outside) == "logged while business is closed"
    assert outside.waits is not None
    assert outside.waits.worst == outside.waits.best == 7200
    (resolution,) = found["P1 resolution"]
    assert made.applies(resolution) == "service m365 or service web"
    (workaround,) = found["P1 workaround"]
    assert workaround.promise.words == 'no guarantee, when "a part is out of stock"'
    assert (
        "response 9 hours (*) (line 22): for every ticket that it covers, a clause with more parts"
        in text(made)
    )


def test_a_share_of_a_target_counts_on_its_clock() -> None:
    made = report(DRAFT)
    found = rows(made)
    (boss,) = found['P2 escalation to "Boss"']
    assert boss.promise.words == "after 75% of resolution = 7.5 business hours"
    assert boss.waits is not None
    whole = found["P2 resolution"][0].waits
    assert whole is not None
    assert boss.waits.best == 7 * 3600 + 1800
    assert boss.waits.worst < whole.worst
    shares = found['P1 escalation to "Boss"']
    assert sorted(row.undecided or made.applies(row) for row in shares) == [
        "no resolution target can be computed, of which it is a share",
        "service m365 or service web",
    ]
    (chief,) = found['P1 escalation to "Chief"']
    assert made.applies(chief) == "logged while business is closed"
    (owner,) = found['P1 escalation to "Owner"']
    assert owner.undecided == "no update target can be computed, of which it is a share"


def test_what_is_undecided_says_why() -> None:
    made = report(DRAFT)
    (response,) = rows(made)["P2 response"]
    assert response.undecided == "it is not agreed yet (`tbd`)"
    assert "undecided: it is not agreed yet (`tbd`)" in text(made)
    (found,) = [one for one in deadlines.data(made)["targets"] if one["within"] == "tbd"]
    assert (found["state"], found["best"], found["worstTicket"]) == ("undecided", None, None)


def test_hours_that_never_open_again() -> None:
    hours = "hours h in Europe/London {\n  mon-fri 09:00-17:00, from 2026-01-01 to 2027-01-01\n}\n"
    made = report(hours + "priority P1 {\n  respond within 1 hour, during h\n}\n")
    (row,) = made.rows
    assert row.undecided == "some tickets never fall due: the hours do not open again"


def test_notices_stand_by_their_last_day() -> None:
    made = report(SAMPLES["msp"].read_bytes())
    days = [one["lastDay"] or one["event"] for one in deadlines.data(made)["notices"]]
    assert days == sorted(days)
    out = text(made)
    assert "Thu 1 Nov 2029" in out
    assert "Tue 30 Oct 2029 by email, post" in out
    later = DeadlineReport(made.agreement, dt.date(2030, 6, 1))
    assert all((one["event"] or "9") >= "2030-06-01" for one in deadlines.data(later)["notices"]), (
        "what is over is left out"
    )


def test_nothing_promised_and_no_notice() -> None:
    out = text(report('agreement "A" {\n}\n'))
    assert "This agreement promises no target for any ticket." in out
    assert "This agreement asks for no notice by a certain day." in out
    assert deadlines.data(report('agreement "A" {\n}\n'))["targets"] == []


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    made = report(
        'priority P1 {\n  escalate to "a\x1b[31m|<b>\u202e" after 1 hour\n  respond within 1 hour\n}\n'
    )
    for out in (text(made), text(made, 60), deadlines.markdown(made)):
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "<b>" not in deadlines.markdown(made).replace(r"\<b\>", "")


def test_a_share_of_two_targets_is_a_share_of_each() -> None:
    """Inside and outside some hours the same escalation has two times of its own."""
    text = (
        'agreement "A" {\n  effective 2027-01-01\n  term 12 months\n  zone Europe/London\n}\n'
        "hours desk in Europe/London {\n  mon-fri 09:00-17:00\n}\n"
        "priority P1 {\n  resolve within 4 hours, during desk\n  resolve within 10 hours, outside desk\n"
        '  escalate to "Boss" after 50% of resolution\n}\n'
    )
    agreement = resolve(parse(text))
    held = Deadlines.of(Semantics(agreement, dt.date(2026, 11, 23)))
    (case,) = held.semantics.cases
    stages = [one for one in promises(held, case) if one.kind == "escalate"]
    assert sorted(one.deadline.due.least for one in stages if one.deadline) == [2 * 3600, 5 * 3600]
